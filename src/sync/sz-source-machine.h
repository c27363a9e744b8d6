/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a source is doing, as a pure function of what happened: the whole state machine is the switch in
 * sz-source-machine.c. No clock, no chance, no I/O; the thread of the sync acts on what comes out.
 *
 *             BEGIN/DUE/WAKE                LEVEL
 *   (start) ─────────────────▶ FETCHING ─────────────▶ IDLE ──WAKE/NEWS──▶ FETCHING
 *                                 │ FAILED that may pass            ▲
 *                                 ├──────────────▶ WAITING ──DUE/WAKE┤   back-off, or what was asked of us
 *                                 │ FAILED, who are we              │
 *                                 ├──────────────▶ SIGN_IN ──WAKE───┤   never by itself: accounts get locked
 *                                 │ FAILED, not understood          │
 *                                 └──────────────▶ BROKEN ──DUE/WAKE┘   every five minutes
 *   any ──PAUSE──▶ PAUSED ──RESUME──▶ FETCHING
 */
typedef enum {
  SZ_SOURCE_IDLE,     /* level with the other side, and listening */
  SZ_SOURCE_FETCHING, /* history or changes are coming in */
  SZ_SOURCE_WAITING,  /* something failed that passes by itself; tried again at a known time */
  SZ_SOURCE_SIGN_IN,  /* the other side does not know us (any more): somebody must give a secret */
  SZ_SOURCE_BROKEN,   /* what came is not what the mapping says: another schema, another address */
  SZ_SOURCE_PAUSED,   /* by hand */
} SzSourcePhase;
#define SZ_SOURCE_PHASES 6

typedef enum {
  SZ_HAPPENED_BEGIN,   /* the thread starts */
  SZ_HAPPENED_LEVEL,   /* all there is has come */
  SZ_HAPPENED_FAILED,  /* passes by itself */
  SZ_HAPPENED_UNKNOWN, /* 401, 403, 407, no secret */
  SZ_HAPPENED_ODD,     /* not understood */
  SZ_HAPPENED_DUE,     /* the wait is over */
  SZ_HAPPENED_WAKE,    /* by hand, or a secret has changed */
  SZ_HAPPENED_PAUSE,
  SZ_HAPPENED_RESUME,
} SzHappened;
#define SZ_HAPPENINGS 9

typedef struct {
  SzSourcePhase phase;
  guint failures; /* in a row */
  guint wait_s;   /* until DUE; 0: nothing is waited for */
} SzSourceMachine;

#define SZ_WAIT_LONGEST_S 900

/* `asked_s`: what the other side asked us to wait (0: nothing); `chance` 0..1 spreads waits, so that many
 * programs do not come back together. Events that mean nothing in a phase change nothing. */
SzSourceMachine sz_source_machine_next (SzSourceMachine now, SzHappened happened, guint asked_s,
                                        double chance);

/* "idle", "fetching", "waiting", "sign-in", "broken", "paused": for files and commands. */
const char *sz_source_phase_id (SzSourcePhase phase);
gboolean sz_source_phase_parse (const char *id, SzSourcePhase *phase);
/* For people. */
const char *sz_source_phase_name (SzSourcePhase phase);

G_END_DECLS
