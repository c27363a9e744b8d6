/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-reader.h"
#include "sz-rule.h"

G_BEGIN_DECLS

/* How often a rule would have fired over a span of the store's history, if nobody had ever acknowledged
 * anything: the same machine, stepped every `step_ms` through the hours in which there was anything to see.
 */
typedef struct {
  guint steps;    /* questions asked */
  double seconds; /* they took */
  guint days;     /* with anything to see */
  guint firings;
} SzBacktest;

/* Columns: object, place (codes), raised, ended (instants; ended missing: still on at the end), minutes,
 * peak, cause (the load that deviated most when it was raised). SZ_ERROR_CANNOT: the rule looks at the
 * present state, of which there is no history. */
SzFrame *sz_backtest (SzReader *reader, const SzRule *rule, gint64 from_ms, gint64 to_ms, gint64 step_ms,
                      SzBacktest *summary, GCancellable *cancellable, GError **error);

/* What the rule says now of each object: object, value, limit, state ("beyond", "near", "clear", "no data").
 */
SzFrame *sz_backtest_now (SzReader *reader, const SzRule *rule, GError **error);

G_END_DECLS
