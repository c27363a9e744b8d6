/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The catalogue as shipped: it loads without a complaint, in both languages, and says what was agreed. */

#include "sz-catalog.h"
#include "sz-i18n.h"

#include <math.h>
#include <string.h>

static gboolean
has_chinese (const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c)) {
    gunichar letter = g_utf8_get_char (c);

    if (letter >= 0x4e00 && letter <= 0x9fff)
      return TRUE;
  }
  return FALSE;
}

static SzCatalog *
load_without_problems (void)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;
  SzCatalog *catalog = sz_catalog_load (NULL, problems, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", ((const GError *)g_ptr_array_index (problems, i))->message);
  g_assert_cmpuint (problems->len, ==, 0);
  return catalog;
}

static void
test_chinese_names (void)
{
  g_autoptr (SzCatalog) catalog = NULL;

  sz_lang_set (SZ_LANG_ZH);
  catalog = load_without_problems ();
  sz_lang_set (SZ_LANG_EN);
  for (guint i = 0; i < sz_catalog_indicators (catalog)->len; i++) {
    const SzIndicator *indicator = g_ptr_array_index (sz_catalog_indicators (catalog), i);

    g_test_message ("%s", indicator->id);
    g_assert_true (has_chinese (indicator->name));
    g_assert_true (has_chinese (indicator->definition));
  }
  for (guint i = 0; i < sz_catalog_datasets (catalog)->len; i++) {
    const SzDataset *dataset = g_ptr_array_index (sz_catalog_datasets (catalog), i);

    g_assert_true (has_chinese (dataset->name));
    for (guint j = 0; j < dataset->inputs->len; j++)
      g_assert_true (has_chinese (((const SzField *)g_ptr_array_index (dataset->inputs, j))->name));
  }
  for (guint i = 0; i < sz_catalog_dimensions (catalog)->len; i++)
    g_assert_true (
        has_chinese (((const SzDimension *)g_ptr_array_index (sz_catalog_dimensions (catalog), i))->name));
  for (guint i = 0; i < sz_catalog_layers (catalog)->len; i++)
    g_assert_true (has_chinese (((const SzLayer *)g_ptr_array_index (sz_catalog_layers (catalog), i))->name));
}

static void
test_six_layers (void)
{
  static const char *const six[] = { "items", "staff", "discipline", "efficiency", "cases", "people" };
  g_autoptr (SzCatalog) catalog = load_without_problems ();
  guint total = 0;

  for (guint l = 0; l < G_N_ELEMENTS (six); l++) {
    guint n = 0;

    g_assert_cmpstr (((const SzLayer *)g_ptr_array_index (sz_catalog_layers (catalog), l))->id, ==, six[l]);
    for (guint i = 0; i < sz_catalog_indicators (catalog)->len; i++)
      n += strcmp (((const SzIndicator *)g_ptr_array_index (sz_catalog_indicators (catalog), i))->layer->id,
                   six[l]) == 0;
    g_assert_cmpuint (n, >=, 8);
    total += n;
  }
  g_assert_cmpuint (total, >=, 60);
}

static void
test_agreed (void)
{
  g_autoptr (SzCatalog) catalog = load_without_problems ();
  const SzIndicator *wait = sz_catalog_indicator (catalog, "wait_avg", NULL);
  const SzIndicator *queue = sz_catalog_indicator (catalog, "queue_len_now", NULL);
  const SzIndicator *items = sz_catalog_indicator (catalog, "item_total", NULL);

  g_assert_cmpfloat (wait->target, ==, 15);
  g_assert_cmpfloat (wait->limit, ==, 25);
  g_assert_true (isnan (wait->attention));
  g_assert_cmpint (wait->direction, ==, SZ_DIRECTION_LOWER);
  g_assert_cmpstr (wait->unit, ==, "min");
  g_assert_cmpfloat (wait->scale * 60000, ==, 1);
  g_assert_false (wait->snapshot);
  g_assert_true (queue->snapshot);
  g_assert_true (items->snapshot);
  g_assert_cmpfloat (sz_catalog_indicator (catalog, "ticket_abandon_rate", NULL)->scale, ==, 100);
}

/* Rollup columns of a data set differ, and every leaf of every indicator is on the list its data set's
 * rollups come from. */
static void
test_measures (void)
{
  g_autoptr (SzCatalog) catalog = load_without_problems ();

  for (guint i = 0; i < sz_catalog_datasets (catalog)->len; i++) {
    const SzDataset *dataset = g_ptr_array_index (sz_catalog_datasets (catalog), i);
    const GPtrArray *measures = sz_catalog_measures (catalog, dataset);
    g_autoptr (GHashTable) columns = g_hash_table_new (g_str_hash, g_str_equal);

    g_assert_nonnull (measures);
    for (guint j = 0; j < measures->len; j++) {
      const SzMeasure *measure = g_ptr_array_index (measures, j);

      g_assert_cmpuint (strlen (measure->column), ==, 9);
      g_assert_true (g_hash_table_add (columns, (gpointer)measure->column));
    }
  }
  for (guint i = 0; i < sz_catalog_indicators (catalog)->len; i++) {
    const SzIndicator *indicator = g_ptr_array_index (sz_catalog_indicators (catalog), i);

    for (guint j = 0; j < indicator->formula->leaves->len; j++) {
      const SzMeasure *measure = g_array_index (indicator->formula->leaves, SzLeaf, j).measure;

      g_assert_true (
          g_ptr_array_find ((GPtrArray *)sz_catalog_measures (catalog, measure->dataset), measure, NULL));
    }
  }
}

static void
test_overview (void)
{
  g_autoptr (SzCatalog) catalog = load_without_problems ();
  const SzBoard *board = sz_catalog_board (catalog, "overview", NULL);
  guint layers = 0;

  g_assert_nonnull (board);
  for (guint i = 0; i < board->tiles->len; i++) {
    const SzBoardTile *tile = g_ptr_array_index (board->tiles, i);

    layers += strcmp (tile->kind, "layer") == 0;
    if (strcmp (tile->kind, "layer") == 0)
      g_assert_cmpuint (g_strv_length (tile->indicators), >=, 7);
  }
  g_assert_cmpuint (layers, ==, 6);
}

int
main (int argc, char **argv)
{
  sz_i18n_init ("en");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shipped/chinese", test_chinese_names);
  g_test_add_func ("/shipped/layers", test_six_layers);
  g_test_add_func ("/shipped/agreed", test_agreed);
  g_test_add_func ("/shipped/measures", test_measures);
  g_test_add_func ("/shipped/overview", test_overview);
  return g_test_run ();
}
