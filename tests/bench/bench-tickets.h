/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-batch.h"

G_BEGIN_DECLS

/* Synthetic tickets of a hall with 156 windows, 1,200 items, 28 departments, 6 areas, 5 channels. The same
 * day number always gives the same rows. */
typedef struct {
  const SzDataset *dataset;
  gint64 last_day;
  guint per_day;
} BenchTickets;

/* The hall is closed at weekends: the working day that is `back` working days before the last. */
gint64 bench_tickets_day_number (const BenchTickets *tickets, guint back);
/* Its rows; days_done is set. (transfer full) */
SzBatch *bench_tickets_day (const BenchTickets *tickets, guint back);

G_END_DECLS
