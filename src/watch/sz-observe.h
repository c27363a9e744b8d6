/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-page.h"
#include "sz-reader.h"
#include "sz-rule.h"

G_BEGIN_DECLS

/* What the store says of a rule's objects at an instant. On the reader's thread. */

typedef struct {
  char *object;    /* code; "" for the whole hall */
  char *place;     /* code of the rule's place; "" */
  double value;    /* in the rule's unit; NAN: no value there */
  gint64 begun_ms; /* STATE, SILENCE: since when; 0 */
} SzSight;

void sz_sight_free (SzSight *sight);

/* How far the data the rule reads are whole: now, or the least watermark of live sources. `fresh`: that is
 * not further back than the rule's no_data_ms. `can` (nullable) FALSE: nothing supplies them at all. */
gint64 sz_observe_horizon (SzReader *reader, const SzRule *rule, gint64 now_ms, gboolean *fresh,
                           gboolean *can, GError **error);

/* (transfer full) (element-type SzSight) by object, each once. Of a STATE rule an object that is not there
 * meets the condition no longer; of an indicator it has no value. */
GPtrArray *sz_observe (SzReader *reader, const SzRule *rule, gint64 at_ms, gint64 now_ms, GError **error);

/* A formula over [start, end) in one place (code of `place`, or the whole hall if NULL); counts of nothing
 * are 0, all else NAN. */
double sz_observe_formula (SzReader *reader, const SzFormula *formula, gint64 start_ms, gint64 end_ms,
                           gint64 now_ms, const SzDimension *place, const char *code, GError **error);

/* Whether the hall is open at that time of day by what was usual: tickets were taken around it on most of the
 * same weekdays of the last four weeks (without such: 9 to 17 h, Monday to Friday). */
gboolean sz_observe_hall_open (SzReader *reader, gint64 at_ms);

/* The value of one object at steps back from an instant, for the evidence of an episode. (transfer full) */
SzSeries *sz_observe_series (SzReader *reader, const SzRule *rule, const char *object, gint64 from_ms,
                             gint64 to_ms, gint64 step_ms, GError **error);

G_END_DECLS
