/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-engine.h"
#include "sz-usual.h"

G_BEGIN_DECLS

#define SZ_EVIDENCE_MS (90 * SZ_MINUTE_MS) /* of the time before an episode begins, kept with it */

/* What is known of a rule between evaluations. */
typedef struct {
  gint64 seen_ms; /* judged up to here */
  double share;   /* greatest value over the limit; NAN */
  gboolean fresh, can;
} SzRuleState;

/* A live episode and what of it is on disk. */
typedef struct {
  SzTruthEpisode *e;
  gint64 kept_ms; /* value's instant when last written */
  gboolean dirty;
  gboolean history; /* the time before it was noticed is to be written */
} SzLive;

struct _SzEngine {
  char *folder;
  const SzCatalog *catalog;
  SzReader *reader;
  SzTruth *truth;
  SzUsual *usual;
  char *problem;     /* with truth.db or the store; "" */
  GHashTable *live;  /* "rule\nobject" to SzLive */
  GHashTable *rules; /* rule id to SzRuleState */
  SzZone *zone;
  gint64 now_ms, fixed_ms;
  gint64 open_slot; /* quarter hour for which `hall_open` holds */
  gboolean hall_open;
  gint64 backup_ms;
  gint64 said_minute; /* of the clock when last listed */
  GPtrArray *backlog; /* (element-type SzTruthEvent) what happened and is not on disk yet */
  GPtrArray *ended;   /* (element-type SzTruthEpisode) over, and not on disk yet */
  guint unkept;       /* ids given without a truth.db */
};

/* FALSE: the store has no clock of its own yet. Thread of the engine. */
gboolean sz_engine_look_at_clock (SzEngine *engine);

/* The open episodes as truth.db has them, in place of those in memory. */
gboolean sz_engine_load_live (SzEngine *engine, GError **error);

/* Fills in what the data say about why. */
void sz_engine_find_cause (SzEngine *engine, const SzRule *rule, SzTruthEpisode *e);

G_END_DECLS
