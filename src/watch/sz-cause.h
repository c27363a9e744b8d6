/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-reader.h"
#include "sz-rule.h"
#include "sz-watch.h"

G_BEGIN_DECLS

/* Why a queue may have grown: arrivals, windows that serve, and time at the window, each against the mean of
 * the same weekday and time in the last four weeks. `pressure` says how many times the usual load a figure
 * brings; the excess of a load is the sum of the logarithms, so `share` adds up. */
typedef struct {
  double now[3], usual[3]; /* arrivals a minute, windows, minutes; NAN unknown */
  double pressure[3], share[3];
  int main;                     /* the figure that deviates most; -1: no single cause */
  double waiting, closed, more; /* people, windows not open, windows to open; NAN unknown */
} SzLoad;

#define SZ_LOAD_LEAST 1.15 /* below this much of the usual a deviation explains nothing */

/* `code`: of the rule's place (or object); NULL: the whole hall. */
gboolean sz_load_compute (SzReader *reader, const SzRule *rule, const char *code, gint64 at_ms, SzLoad *load,
                          GError **error);
/* From now and usual (and waiting, closed) to the rest. */
void sz_load_judge (SzLoad *load);

/* As kept with the episode. (transfer full) */
char *sz_load_write (const SzLoad *load);
gboolean sz_load_read (const char *text, SzLoad *load);

/* "Arrivals 31% over usual", "no single cause". (transfer full) */
char *sz_load_sentence (const SzLoad *load);
/* (transfer full) (element-type SzCause) greatest share first. */
GPtrArray *sz_load_causes (const SzLoad *load);
void sz_cause_free (SzCause *cause);

G_END_DECLS
