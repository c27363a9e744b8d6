/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-world.h"
#include "sz-error.h"

#define SZ_HALL_HALLS_MAX 1000

G_BEGIN_DECLS

typedef struct {
  int port;    /* 0 = any free one */
  int days;    /* of history before now, 1 … 4000; none is served before 2023-01-01 */
  int windows; /* 1 … 5000 */
  int halls;   /* behind the one source, 1 … SZ_HALL_HALLS_MAX */
  guint64 seed;
  double speed;         /* simulated seconds a second; 0 = time stands still */
  gboolean skip_closed; /* closed hours pass quickly */
  gint64 now_ms;        /* where time begins; 0: see sz_hall_options_settle */
  gboolean quiet;       /* no line for each request on standard error */
  gboolean prepare;     /* all pages of the history are made before it listens */
  gboolean die_with_parent;
  gint64 truth_from, truth_to; /* days whose truth is to be printed; 0 if none */
} SzHallOptions;

/* The values without any option. */
void sz_hall_options_init (SzHallOptions *options);
/* Sets `now_ms` if it was not given: 10:36 on the latest day, today or before, on which the hall is open and
 * something is visibly wrong with it at that time. */
void sz_hall_options_settle (SzHallOptions *options, const SzHallWorld *world);
/* The same for any day that is today: an instant, ms. */
gint64 sz_hall_options_usual_now (const SzHallWorld *world, gint64 today);
/* argv as main() has it. FALSE and SZ_ERROR_USAGE with one sentence for anything it does not know; `*help` is
 * set to the text to print and nothing else done if help was asked for. */
gboolean sz_hall_options_parse (SzHallOptions *options, int argc, char **argv, char **help,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
