/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-figures.h"

/* A real store in a folder of its own, filled with rows that the test also keeps to itself. */
typedef struct {
  char *folder;
  SzCatalog *catalog;
  SzStore *store;
  SzReader *reader;
  SzZone *zone;
  gint64 now_ms;
  gboolean live;     /* the reader's clock is then held at now_ms */
  gboolean fetching; /* what is applied is not the whole of its days */
} Fixture;

/* `now` as "2026-11-20T14:36:00+08:00"; it is the process clock, too. */
void fixture_open (Fixture *fixture, const char *now);
void fixture_close (Fixture *fixture);

typedef struct {
  const char *field;
  gint64 number;
  const char *text; /* wins over number */
} Cell;

/* One row; cells end with a NULL field. */
void fixture_add (Fixture *fixture, SzBatch *batch, const char *key, gint64 at_ms, const Cell *cells);
SzBatch *fixture_batch (Fixture *fixture, const char *dataset);
/* Applies and lets go of the batch; its watermark is now, and its days are complete. */
void fixture_apply (Fixture *fixture, SzBatch *batch);
/* Opens the reader (again), to see what was applied. */
/* Makes the source one that was asked over the network, not a file. */
void fixture_go_live (Fixture *fixture);
void fixture_read (Fixture *fixture);
gint64 fixture_instant (Fixture *fixture, const char *text);

/* A query by words; asserts that it succeeds. `by`, `where` may be NULL. */
SzFrame *fixture_query (Fixture *fixture, const char *id, const char *by, const char *where,
                        const char *period, const char *grain, gboolean compare);
/* The value of column `id` in the row whose first texts are `period` and (nullable) `code`; NAN if there is
 * no such row. */
double fixture_value (const SzFrame *frame, const char *id, const char *period, const char *code);
