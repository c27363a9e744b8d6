/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-view-private.h"

G_BEGIN_DECLS

/* Who waits in an area. */
typedef struct {
  guint waiting;
  gint64 first_taken_ms; /* the longest wait's; G_MAXINT64: nobody waits */
} SzLiveQueue;

/* An open window's post is unattended once it has been empty for longer than this: the rule "post-absent" and
 * the indicator post_absent_count of the shipped catalogue mean the same. */
#define SZ_LIVE_UNATTENDED_MS (10 * SZ_MINUTE_MS)

typedef struct {
  char *code, *area;
  char *department;    /* (nullable) it serves */
  gboolean integrated; /* it serves all of its area */
  SzBoothState state;
  gboolean calling; /* BUSY: with somebody who was called and is on the way */
  gint64 since_ms;  /* of the case, or of the state; G_MININT64 unknown */
  gint64 served_ms; /* end of its last case, if it is open and serves nobody; G_MININT64 */
  gint64 absent_ms; /* since when its post is empty; G_MININT64: it is not */
  char *item;       /* (nullable) BUSY */
  double usual_ms;  /* nine in ten cases of the item; NAN */
} SzLiveWindow;

/* Why an open window serves nobody. */
typedef enum {
  SZ_LIVE_IDLE_TIDYING,     /* it has just finished a case */
  SZ_LIVE_IDLE_NOBODY,      /* nobody waits for what it serves */
  SZ_LIVE_IDLE_AWAY,        /* its post is empty, not yet for ten minutes */
  SZ_LIVE_IDLE_NOT_CALLING, /* people wait for it */
  SZ_LIVE_IDLE_REASONS
} SzLiveIdle;

/* What the rows of today say of the hall at one instant. */
typedef struct {
  gint64 now_ms;      /* how far the data go */
  GPtrArray *windows; /* (element-type SzLiveWindow) by code */
  GHashTable *queues; /* area to SzLiveQueue */
  GHashTable *lines;  /* (area, department) to how many wait */
  guint waiting;
  gint64 first_taken_ms; /* G_MAXINT64 */
} SzLiveHall;

gboolean sz_live_hall_read (SzLiveHall *hall, SzView *view, gint64 now_ms, GError **error);
void sz_live_hall_clear (SzLiveHall *hall);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SzLiveHall, sz_live_hall_clear)
/* Minutes since an instant at the hall's; NAN unknown. */
double sz_live_minutes (const SzLiveHall *hall, gint64 since_ms);
/* A case that takes longer than nine in ten of its item. */
gboolean sz_live_is_slow (const SzLiveHall *hall, const SzLiveWindow *window);
/* How many wait for what the window serves: its department, or all of its area where it serves all, or where
 * no row says. */
guint sz_live_waiting_for (const SzLiveHall *hall, const SzLiveWindow *window);
/* Of an IDLE window. */
SzLiveIdle sz_live_idle_why (const SzLiveHall *hall, const SzLiveWindow *window);

/* Words; all (transfer full) but the state's. */
const char *sz_live_state_word (SzBoothState state);
/* Whole minutes, as people count them who stand and wait. */
char *sz_live_write_minutes (double minutes);
SzBooth *sz_live_make_booth (const SzView *view, const SzLiveHall *hall, const SzLiveWindow *window);
/* Why those that serve nobody do not; NULL if all serve, or nobody waits. */
char *sz_live_write_idle (const SzLiveHall *hall);

G_END_DECLS
