/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "figures-fixture.h"

#include "sz-i18n.h"

#include <glib/gstdio.h>
#include <math.h>

void
fixture_open (Fixture *fixture, const char *now)
{
  g_autoptr (GError) error = NULL;
  guint generation = 0;
  gboolean changed = FALSE;

  *fixture = (Fixture){ 0 };
  fixture->folder = g_dir_make_tmp ("shuzhi-figures-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->zone = sz_zone_new ("Asia/Shanghai", &error);
  g_assert_no_error (error);
  fixture->now_ms = fixture_instant (fixture, now);
  sz_clock_set_for_test (fixture->now_ms);
  fixture->catalog = sz_catalog_load (NULL, NULL, &error);
  g_assert_no_error (error);
  fixture->store = sz_store_open (fixture->folder, fixture->catalog, SZ_STORE_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (sz_store_set_source (fixture->store, "hall", "宁川市政务服务中心", "e1", "Asia/Shanghai",
                                      fixture->now_ms, 0, &generation, &changed, &error));
  g_assert_no_error (error);
}

void
fixture_close (Fixture *fixture)
{
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;

  sz_clock_set_for_test (G_MININT64);
  g_clear_pointer (&fixture->reader, sz_reader_close);
  g_clear_pointer (&fixture->store, sz_store_close);
  g_clear_pointer (&fixture->catalog, sz_catalog_free);
  g_clear_pointer (&fixture->zone, sz_zone_unref);
  dir = g_dir_open (fixture->folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (fixture->folder);
  g_clear_pointer (&fixture->folder, g_free);
}

gint64
fixture_instant (Fixture *fixture, const char *text)
{
  gint64 instant = 0;

  g_assert_true (sz_instant_parse (text, -1, fixture->zone, &instant));
  return instant;
}

SzBatch *
fixture_batch (Fixture *fixture, const char *dataset)
{
  return sz_batch_new (sz_catalog_dataset (fixture->catalog, dataset, NULL), "hall", 1);
}

void
fixture_add (Fixture *fixture, SzBatch *batch, const char *key, gint64 at_ms, const Cell *cells)
{
  SzRow *row = sz_batch_add_row (batch);
  const SzDataset *dataset = batch->dataset;

  row->key = sz_batch_text (batch, key, -1);
  row->version = 1;
  row->at_ms = at_ms;
  row->cells[dataset->at].kind = SZ_CELL_NUMBER;
  row->cells[dataset->at].number = at_ms;
  for (; cells->field != NULL; cells++) {
    int index = sz_dataset_find_field (dataset, cells->field);
    SzCell *cell = NULL;

    g_assert_cmpint (index, >=, 0);
    cell = &row->cells[index];
    cell->kind = cells->text != NULL ? SZ_CELL_TEXT : SZ_CELL_NUMBER;
    cell->number = cells->number;
    cell->text = cells->text != NULL ? sz_batch_text (batch, cells->text, -1) : NULL;
  }
}

void
fixture_apply (Fixture *fixture, SzBatch *batch)
{
  g_autoptr (GError) error = NULL;
  SzApplied applied = { 0 };
  gint64 first = G_MAXINT64, last = G_MININT64;

  for (guint i = 0; i < batch->rows->len; i++) {
    gint64 day = sz_zone_day (fixture->zone, g_array_index (batch->rows, SzRow, i).at_ms);

    first = MIN (first, day);
    last = MAX (last, day);
  }
  for (gint64 day = first; day <= last && !fixture->fetching; day++)
    sz_batch_day_done (batch, day);
  batch->watermark_ms = fixture->now_ms;
  sz_store_apply (fixture->store, batch, &applied, &error);
  g_assert_no_error (error);
  sz_batch_unref (batch);
}

void
fixture_read (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->reader, sz_reader_close);
  fixture->reader = sz_reader_open (fixture->folder, fixture->catalog, &error);
  g_assert_no_error (error);
  if (fixture->live)
    sz_reader_set_now_ms (fixture->reader, fixture->now_ms);
}

void
fixture_go_live (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  guint generation = 0;
  gboolean changed = FALSE;

  fixture->live = TRUE;
  g_assert_true (sz_store_set_source (fixture->store, "hall", "宁川市政务服务中心", "e1", "Asia/Shanghai",
                                      fixture->now_ms, 1, &generation, &changed, &error));
  g_assert_no_error (error);
}

SzFrame *
fixture_query (Fixture *fixture, const char *id, const char *by, const char *where, const char *period,
               const char *grain, gboolean compare)
{
  const char *ids[] = { id, NULL }, *dimensions[] = { by, NULL }, *filters[] = { where, NULL };
  SzFigureWords words = { ids, dimensions, filters, period, NULL, NULL, grain, compare, compare };
  g_autoptr (GError) error = NULL;
  SzFrame *frame = sz_figures_query_words (fixture->reader, &words, &error);

  g_assert_no_error (error);
  return frame;
}

double
fixture_value (const SzFrame *frame, const char *id, const char *period, const char *code)
{
  int column = sz_frame_find (frame, id);

  g_assert_cmpint (column, >=, 0);
  for (gsize row = 0; row < frame->rows; row++)
    if ((period == NULL || g_strcmp0 (sz_frame_text (frame, row, 0), period) == 0) &&
        (code == NULL || g_strcmp0 (sz_frame_text (frame, row, 1), code) == 0))
      return sz_frame_number (frame, row, (guint)column);
  return NAN;
}
