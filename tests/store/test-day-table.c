/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixtures.h"

#include "sz-day-table.h"

/* Rows in memory, against a plain list of them: whatever is put and dropped, each row says what was put last.
 */

#define KEYS 60
#define STEPS 3000

typedef struct {
  gboolean there;
  gint64 *numbers;
  char **texts; /* (element-type utf8 or NULL) */
  guint8 *set;
} Row;

typedef struct {
  SzLayout *layout;
  Row rows[2][KEYS]; /* of two sources */
  guint n_there;
} Model;

static const SzField *
field_at (const Model *model, guint field)
{
  return sz_dataset_field (model->layout->dataset, field);
}

static Model *
new_model (const SzCatalog *catalog, const char *dataset)
{
  Model *model = g_new0 (Model, 1);
  model->layout = sz_layout_new (catalog, sz_catalog_dataset (catalog, dataset, NULL));
  for (int source = 0; source < 2; source++)
    for (int key = 0; key < KEYS; key++) {
      Row *row = &model->rows[source][key];
      row->numbers = g_new0 (gint64, model->layout->n_fields);
      row->texts = g_new0 (char *, model->layout->n_fields);
      row->set = g_new0 (guint8, model->layout->n_fields);
    }
  return model;
}

static void
free_model (Model *model)
{
  for (int source = 0; source < 2; source++)
    for (int key = 0; key < KEYS; key++) {
      Row *row = &model->rows[source][key];
      for (guint i = 0; i < model->layout->n_fields; i++)
        g_free (row->texts[i]);
      g_free (row->numbers);
      g_free (row->texts);
      g_free (row->set);
    }
  sz_layout_free (model->layout);
  g_free (model);
}

/* Values that lie near each other, at first; then those of which no two fit into four bytes. */
static gint64
make_number (guint field, guint step)
{
  static const gint64 ends[] = { G_MININT64, G_MAXINT64, G_MININT32, G_MAXINT32, 0, -1 };
  if (field % 3 == 0)
    return G_GINT64_CONSTANT (1773792000000) + g_test_rand_int_range (0, 86400000);
  if (step > STEPS / 2 && g_test_rand_int_range (0, 20) == 0)
    return ends[g_test_rand_int_range (0, G_N_ELEMENTS (ends))];
  return g_test_rand_int_range (-5, 4000);
}

static void
change_row (Model *model, Row *row, guint step)
{
  for (guint i = 0; i < model->layout->n_fields; i++) {
    gboolean text = field_at (model, i)->type == SZ_FIELD_TEXT;
    g_clear_pointer (&row->texts[i], g_free);
    /* One field that nobody knows until late. */
    row->set[i] = (i != 1 || step > STEPS / 3) && g_test_rand_int_range (0, 4) > 0;
    row->numbers[i] = row->set[i] && !text ? make_number (i, step) : 0;
    if (row->set[i] && text)
      row->texts[i] = g_strdup_printf ("t%d", g_test_rand_int_range (0, 30));
  }
}

static void
put (Model *model, SzDayTable *table, int source, int key, guint step)
{
  Row *row = &model->rows[source][key];
  g_autofree char *name = g_strdup_printf ("k%d", key);
  change_row (model, row, step);
  SzRowView view = { row->numbers, (const char **)row->texts, row->set };
  sz_day_table_put (table, source + 1, name, &view);
  model->n_there += !row->there;
  row->there = TRUE;
}

static void
drop (Model *model, SzDayTable *table, int source, int key)
{
  Row *row = &model->rows[source][key];
  g_autofree char *name = g_strdup_printf ("k%d", key);
  sz_day_table_drop (table, source + 1, name);
  model->n_there -= row->there;
  row->there = FALSE;
}

static gboolean
equals (const Model *model, const Row *row, const SzDayCursor *at, const gboolean *used)
{
  for (guint i = 0; i < model->layout->n_fields; i++) {
    if (at->view.set[i] != (used[i] && row->set[i]))
      return FALSE;
    if (!at->view.set[i])
      continue;
    if (field_at (model, i)->type == SZ_FIELD_TEXT ? !g_str_equal (at->view.texts[i], row->texts[i])
                                                   : at->view.numbers[i] != row->numbers[i])
      return FALSE;
  }
  return TRUE;
}

/* Every row that is there is found, each once: rows that are alike stand for one another. */
static void
check (const Model *model, const SzDayTable *table)
{
  g_autofree gboolean *used = g_new0 (gboolean, model->layout->n_fields);
  gboolean matched[2][KEYS] = { { FALSE } };
  for (guint i = 0; i < model->layout->n_fields; i++)
    used[i] = g_test_rand_int_range (0, 5) > 0;
  g_assert_cmpuint (sz_day_table_n_rows (table), ==, model->n_there);
  SzDayCursor at;
  sz_day_cursor_init (&at, table, used);
  for (guint row = 0; row < model->n_there; row++) {
    sz_day_cursor_read (&at, row);
    g_assert_true (at.source == 1 || at.source == 2);
    gboolean found = FALSE;
    for (int key = 0; key < KEYS && !found; key++) {
      const Row *candidate = &model->rows[at.source - 1][key];
      found = candidate->there && !matched[at.source - 1][key] && equals (model, candidate, &at, used);
      if (found)
        matched[at.source - 1][key] = TRUE;
    }
    g_assert_true (found);
  }
  sz_day_cursor_clear (&at);
}

static void
test_model (gconstpointer dataset)
{
  g_autoptr (SzCatalog) catalog = fixture_load_catalog (NULL);
  Model *model = new_model (catalog, dataset);
  g_autoptr (SzDayTable) table = sz_day_table_new (model->layout);
  gsize most = 0;

  for (guint step = 0; step < STEPS; step++) {
    int source = g_test_rand_int_range (0, 2), key = g_test_rand_int_range (0, KEYS);
    if (g_test_rand_int_range (0, 5) > 1)
      put (model, table, source, key, step);
    else
      drop (model, table, source, key);
    if (step % 20 == 0)
      check (model, table);
    most = MAX (most, sz_day_table_bytes (table));
  }
  check (model, table);
  g_test_message ("%u rows, at most %" G_GSIZE_FORMAT " bytes", model->n_there, most);
  free_model (model);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/store/day-table/visits", "visits", test_model);
  g_test_add_data_func ("/store/day-table/posts", "posts", test_model);
  return g_test_run ();
}
