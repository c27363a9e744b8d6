/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-error.h"

G_BEGIN_DECLS

typedef struct {
  int port;    /* 0 = any free one */
  int days;    /* of history before now, 1 … 4000 */
  int windows; /* 1 … 5000 */
  guint64 seed;
  double speed;   /* simulated seconds a second; 0 = time stands still */
  gint64 now_ms;  /* where time begins */
  gboolean quiet; /* no line for each request on standard error */
  gboolean die_with_parent;
} SzHallOptions;

/* The values without any option; `now_ms` is 14:36 today if the hall is open today, else on its last open
 * day. */
void sz_hall_options_init (SzHallOptions *options);
/* argv as main() has it. FALSE and SZ_ERROR_USAGE with one sentence for anything it does not know; `*help` is
 * set to the text to print and nothing else done if help was asked for. */
gboolean sz_hall_options_parse (SzHallOptions *options, int argc, char **argv, char **help,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
