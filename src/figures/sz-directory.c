/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who sits where and does what, from the rows that are in force. People appear by their masks. */

#include "sz-figures-private.h"

#include <math.h>
#include <string.h>

#define FOUND_MOST 60

typedef struct {
  SzLook *look;
  const char *search; /* folded; NULL: everything */
  SzPage *page;
} Directory;

/* --- rows in force
 * ----------------------------------------------------------------------------------------------------- */

/* NULL without `error` if nobody supplies the data set, or it does not carry the filter's dimension. */
static SzFrame *
read_in_force (Directory *directory, const SzDataset *dataset, const SzFilter *filters, guint n,
               GError **error)
{
  SzMeasure in_force = { .kind = SZ_MEASURE_CURRENT, .dataset = dataset, .field = -1, .field2 = -1 };
  SzRowsAsk ask = {
    .dataset = dataset, .instant = -1, .zone = directory->look->zone, .filters = filters, .n_filters = n
  };
  g_autofree guint *fields = NULL;
  guint shown = 0;

  if (dataset == NULL || !sz_look_has (directory->look, dataset))
    return NULL;
  for (guint i = 0; i < n; i++)
    if (!sz_dataset_carries (dataset, filters[i].dimension))
      return NULL;
  fields = g_new0 (guint, dataset->fields->len + 1);
  for (guint i = 0; i < dataset->fields->len; i++)
    if (sz_dataset_field (dataset, i)->type != SZ_FIELD_HASH)
      fields[shown++] = i;
  ask.fields = fields;
  ask.n_fields = shown;
  ask.end_ms = directory->look->now_ms + 1;
  if (dataset->valid_from >= 0)
    ask.measure = &in_force;
  return sz_reader_list (directory->look->reader, &ask, NULL, 0, error);
}

static SzFrame *
read_set (Directory *directory, const char *id, const SzFilter *filter, GError **error)
{
  return read_in_force (directory, sz_catalog_dataset (directory->look->catalog, id, NULL), filter,
                        filter != NULL ? 1 : 0, error);
}

static const char *
text_of (const SzFrame *frame, gsize row, const char *id)
{
  int column = sz_frame_find (frame, id);

  return column >= 0 ? sz_frame_text (frame, row, (guint)column) : NULL;
}

/* How many rows of a frame have each code. */
static GHashTable *
count_by (const SzFrame *frame, const char *field)
{
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize row = 0; frame != NULL && row < frame->rows; row++) {
    const char *code = text_of (frame, row, field);

    if (code != NULL)
      g_hash_table_insert (counts, g_strdup (code),
                           GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, code)) + 1));
  }
  return counts;
}

/* --- words
 * ------------------------------------------------------------------------------------------------------------
 */

static gboolean
is_text (const SzField *field)
{
  return field->type == SZ_FIELD_CODE || field->type == SZ_FIELD_TEXT || field->type == SZ_FIELD_MASK;
}

/* (transfer full) (nullable) */
static char *
write_cell (Directory *directory, const SzField *field, const SzFrame *frame, gsize row)
{
  int column = sz_frame_find (frame, field->id);
  const char *text = column >= 0 && is_text (field) ? sz_frame_text (frame, row, (guint)column) : NULL;
  double number = column >= 0 && !is_text (field) ? sz_frame_number (frame, row, (guint)column) : NAN;

  if (text != NULL)
    return g_strdup (field->dimension != NULL ? sz_look_value_name (directory->look, field->dimension, text)
                                              : text);
  if (isnan (number))
    return NULL;
  if (field->type == SZ_FIELD_FLAG)
    return g_strdup (number > 0 ? _ ("yes") : _ ("no"));
  if (field->type == SZ_FIELD_INSTANT) {
    char day[11];

    sz_day_format (sz_zone_day (directory->look->zone, (gint64)number), day);
    return g_strdup (day);
  }
  return sz_number_exact (number, "");
}

/* "1,167 items": each count in its own number, for English says one and many differently. (transfer full) */
static char *
departments_text (guint n)
{
  g_autofree char *number = sz_number_exact (n, "count");

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s department", "%s departments", n), number);
}

static char *
windows_text (guint n)
{
  g_autofree char *number = sz_number_exact (n, "count");

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s window", "%s windows", n), number);
}

static char *
items_text (guint n)
{
  g_autofree char *number = sz_number_exact (n, "count");

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s item", "%s items", n), number);
}

static char *
people_text (guint n)
{
  g_autofree char *number = sz_number_exact (n, "count");

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s person", "%s people", n), number);
}

/* The counts in one sentence; takes them, NULL is left out. (transfer full) */
static char *
say_counts (char *departments, char *windows, char *items, char *people)
{
  char *const counts[] = { departments, windows, items, people };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    if (counts[i] == NULL)
      continue;
    if (text->len > 0)
      g_string_append (text, sz_lang () == SZ_LANG_ZH ? "、" : ", ");
    g_string_append (text, counts[i]);
    g_free (counts[i]);
  }
  return g_string_free (text, FALSE);
}

static gboolean
contains (const char *text, const char *folded)
{
  g_autofree char *own = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return own != NULL && strstr (own, folded) != NULL;
}

/* Whether any of the words of a row holds what is looked for. */
static gboolean
matches (Directory *directory, const SzDataset *dataset, const SzFrame *frame, gsize row)
{
  for (guint i = 0; directory->search != NULL && i < dataset->fields->len; i++) {
    const SzField *field = sz_dataset_field (dataset, i);
    int column = sz_frame_find (frame, field->id);
    const char *text = column >= 0 && is_text (field) ? sz_frame_text (frame, row, (guint)column) : NULL;

    if (text == NULL)
      continue;
    if (contains (text, directory->search) ||
        (field->dimension != NULL &&
         contains (sz_look_value_name (directory->look, field->dimension, text), directory->search)))
      return TRUE;
  }
  return directory->search == NULL;
}

/* --- tables of rows
 * -------------------------------------------------------------------------------------------------- */

typedef struct {
  gsize row;
  const char *code;
} Sorted;

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (((const Sorted *)a)->code, ((const Sorted *)b)->code);
}

/* Rows in order of their codes, those that match. */
static GArray *
sort_rows (Directory *directory, const SzDataset *dataset, const SzFrame *frame, const char *code)
{
  GArray *sorted = g_array_new (FALSE, FALSE, sizeof (Sorted));

  for (gsize row = 0; row < frame->rows; row++) {
    Sorted item = { row, text_of (frame, row, code) };

    if (matches (directory, dataset, frame, row))
      g_array_append_val (sorted, item);
  }
  g_array_sort (sorted, compare_codes);
  return sorted;
}

static void
set_open (SzFrame *table, gsize at, const char *dimension, const char *code)
{
  int column = sz_frame_find (table, "_open");
  g_autofree char *open = code != NULL ? g_strdup_printf ("directory:%s=%s", dimension, code) : NULL;

  if (column >= 0 && open != NULL)
    sz_frame_set_text (table, at, (guint)column, open);
}

/* A table of the named fields, as people read them; `dimension` (nullable) is what a row opens. */
static SzFrame *
make_table (Directory *directory, const SzDataset *dataset, const SzFrame *frame, const char *const *fields,
            const char *code, const char *dimension, guint *n)
{
  g_autoptr (GArray) sorted = sort_rows (directory, dataset, frame, code);
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  SzFrame *table = sz_frame_new ();

  for (guint i = 0; fields[i] != NULL; i++) {
    int index = sz_dataset_find_field (dataset, fields[i]);

    if (index < 0)
      continue;
    g_ptr_array_add (shown, (gpointer)sz_dataset_field (dataset, (guint)index));
    sz_frame_add_column (table, fields[i], sz_dataset_field (dataset, (guint)index)->name, NULL,
                         SZ_COLUMN_TEXT);
  }
  if (dimension != NULL)
    sz_frame_add_column (table, "_open", NULL, NULL, SZ_COLUMN_TEXT);
  for (guint k = 0; k < sorted->len && (directory->search == NULL || k < FOUND_MOST); k++) {
    const Sorted *item = &g_array_index (sorted, Sorted, k);
    gsize at = sz_frame_add_row (table);

    for (guint i = 0; i < shown->len; i++) {
      const SzField *field = g_ptr_array_index (shown, i);
      gboolean own = dimension != NULL && g_strcmp0 (field->dimension, dimension) == 0;
      g_autofree char *cell = own ? g_strdup (item->code) : write_cell (directory, field, frame, item->row);

      sz_frame_set_text (table, at, i, cell);
    }
    if (dimension != NULL)
      set_open (table, at, dimension, item->code);
  }
  *n = sorted->len;
  return table;
}

/* Adds the tile unless there is no row. Returns how many rows there are. */
static guint
add_table (Directory *directory, const char *id, const char *title, const SzDataset *dataset,
           const SzFrame *frame, const char *const *fields, const char *code, const char *dimension)
{
  SzTile *tile = NULL;
  guint n = 0;

  if (frame == NULL)
    return 0;
  tile = sz_tile_new (SZ_TILE_TABLE, id, title);
  tile->frame = make_table (directory, dataset, frame, fields, code, dimension, &n);
  g_free (tile->scope);
  tile->scope = g_strdup_printf (_ ("%u in all"), n);
  if (n > 0)
    g_ptr_array_add (directory->page->tiles, tile);
  else
    sz_tile_free (tile);
  return n;
}

static const char *const window_fields[] = { "window", "name",  "area",      "department", "kind",
                                             "state",  "phone", "telephone", NULL };
static const char *const item_fields[] = { "item",       "name",      "item_type", "kind", "promised_days",
                                           "legal_days", "materials", "visits",    NULL };
static const char *const staff_fields[] = { "staff", "name_mask", "post",      "department", "window",
                                            "items", "phone",     "telephone", NULL };

static gboolean
add_set (Directory *directory, const char *set, const char *title, const char *const *fields,
         const char *code, const char *dimension, const SzFilter *filter, guint *n, GError **error)
{
  GError *failure = NULL;
  g_autoptr (SzFrame) frame = read_set (directory, set, filter, &failure);

  *n = 0;
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (frame != NULL)
    *n = add_table (directory, set, title, sz_catalog_dataset (directory->look->catalog, set, NULL), frame,
                    fields, code, dimension);
  return TRUE;
}

/* --- one thing
 * ----------------------------------------------------------------------------------------------------------
 */

/* What is known of a window, an item, a department: every field that has a value. Its name is returned. */
static gboolean
add_terms (Directory *directory, const char *set, const SzFilter *filter, char **name, GError **error)
{
  const SzDataset *dataset = sz_catalog_dataset (directory->look->catalog, set, NULL);
  GError *failure = NULL;
  g_autoptr (SzFrame) frame = read_set (directory, set, filter, &failure);
  SzTile *tile = NULL;

  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (frame == NULL || frame->rows == 0)
    return TRUE;
  *name = g_strdup (text_of (frame, 0, "name"));
  tile = sz_tile_new (SZ_TILE_TERMS, "terms", _ ("What is known"));
  for (guint i = 0; i < dataset->fields->len; i++) {
    const SzField *field = sz_dataset_field (dataset, i);
    g_autofree char *cell = write_cell (directory, field, frame, 0);
    const char *code = field->dimension != NULL ? text_of (frame, 0, field->id) : NULL;
    gboolean leads =
        code != NULL && filter->dimension != NULL && strcmp (field->dimension, filter->dimension->id) != 0 &&
        (strcmp (field->dimension, "department") == 0 || strcmp (field->dimension, "window") == 0);
    g_autofree char *open = leads ? g_strdup_printf ("directory:%s=%s", field->dimension, code) : NULL;

    if (cell == NULL || (int)i == dataset->valid_from ||
        (field->type == SZ_FIELD_FLAG &&
         sz_frame_number (frame, 0, (guint)sz_frame_find (frame, field->id)) <= 0))
      continue;
    g_ptr_array_add (tile->entries, sz_entry_new (open, field->name, cell));
  }
  g_ptr_array_add (directory->page->tiles, tile);
  return TRUE;
}

/* Any other list in force that is kept by item: materials, steps, prices. */
static gboolean
add_lists_of_item (Directory *directory, const SzFilter *filter, GError **error)
{
  const GPtrArray *datasets = sz_catalog_datasets (directory->look->catalog);

  for (guint i = 0; i < datasets->len; i++) {
    const SzDataset *dataset = g_ptr_array_index (datasets, i);
    g_autoptr (GPtrArray) fields = g_ptr_array_new ();
    GError *failure = NULL;
    g_autoptr (SzFrame) frame = NULL;

    if (dataset->valid_from < 0 || strcmp (dataset->id, "items") == 0 ||
        sz_dataset_find_dimension (dataset, "item") < 0)
      continue;
    frame = read_in_force (directory, dataset, filter, 1, &failure);
    if (failure != NULL) {
      g_propagate_error (error, failure);
      return FALSE;
    }
    for (guint k = 0; k < dataset->fields->len && fields->len < 7; k++) {
      const SzField *field = sz_dataset_field (dataset, k);

      if (field->type != SZ_FIELD_INSTANT && field->type != SZ_FIELD_HASH &&
          g_strcmp0 (field->dimension, "item") != 0)
        g_ptr_array_add (fields, field->id);
    }
    g_ptr_array_add (fields, NULL);
    if (frame != NULL)
      add_table (directory, dataset->id, dataset->name, dataset, frame, (const char *const *)fields->pdata,
                 "key", NULL);
  }
  return TRUE;
}

static void
write_words (SzPage *page, char *headline, char *action)
{
  g_free (page->headline);
  g_free (page->action);
  page->headline = headline;
  page->action = action;
}

/* The filter of a code's department, asked of the window or item it belongs to. */
static char *
find_department (Directory *directory, const char *set, const SzFilter *filter)
{
  g_autoptr (SzFrame) frame = read_set (directory, set, filter, NULL);

  return frame != NULL && frame->rows > 0 ? g_strdup (text_of (frame, 0, "department")) : NULL;
}

static gboolean
show_department (Directory *directory, const SzFilter *filter, GError **error)
{
  g_autofree char *name = NULL;
  guint windows = 0, items = 0, staff = 0;

  if (!add_terms (directory, "departments", filter, &name, error) ||
      !add_set (directory, "windows", _ ("Windows"), window_fields, "window", "window", filter, &windows,
                error) ||
      !add_set (directory, "items", _ ("Items"), item_fields, "item", "item", filter, &items, error) ||
      !add_set (directory, "staff", _ ("People"), staff_fields, "staff", NULL, filter, &staff, error))
    return FALSE;
  write_words (
      directory->page,
      g_strdup (name != NULL ? name : sz_look_value_name (directory->look, "department", filter->values[0])),
      say_counts (NULL, windows_text (windows), items_text (items), people_text (staff)));
  return TRUE;
}

static gboolean
show_window (Directory *directory, const SzFilter *filter, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *department = find_department (directory, "windows", filter);
  char *codes[] = { department, NULL };
  SzFilter own = { sz_catalog_dimension (directory->look->catalog, "department", NULL), codes };
  g_autofree char *people = NULL, *of_items = NULL;
  guint staff = 0, items = 0;

  if (!add_terms (directory, "windows", filter, &name, error) ||
      !add_set (directory, "staff", _ ("People"), staff_fields, "staff", NULL, filter, &staff, error) ||
      (department != NULL && !add_set (directory, "items", _ ("Items of its department"), item_fields, "item",
                                       "item", &own, &items, error)))
    return FALSE;
  people = people_text (staff);
  of_items = items_text (items);
  write_words (directory->page, g_strdup (name != NULL ? name : filter->values[0]),
               department == NULL
                   ? g_steal_pointer (&people)
                   : g_strdup_printf (_ ("%1$s, %2$s of %3$s"), people, of_items,
                                      sz_look_value_name (directory->look, "department", department)));
  return TRUE;
}

static gboolean
show_item (Directory *directory, const SzFilter *filter, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *department = find_department (directory, "items", filter);
  char *codes[] = { department, NULL };
  SzFilter own = { sz_catalog_dimension (directory->look->catalog, "department", NULL), codes };
  guint windows = 0;

  if (!add_terms (directory, "items", filter, &name, error) ||
      !add_lists_of_item (directory, filter, error) ||
      (department != NULL && !add_set (directory, "windows", _ ("Where it is handled"), window_fields,
                                       "window", "window", &own, &windows, error)))
    return FALSE;
  write_words (directory->page, g_strdup (name != NULL ? name : filter->values[0]),
               g_strdup_printf (
                   _ ("%s, %u windows"),
                   department != NULL ? sz_look_value_name (directory->look, "department", department) : "—",
                   windows));
  return TRUE;
}

/* --- everything
 * -----------------------------------------------------------------------------------------------------------
 */

typedef struct {
  SzFrame *departments, *windows, *items, *staff; /* (owned) (nullable) */
} Whole;

static void
clear_whole (Whole *whole)
{
  g_clear_pointer (&whole->departments, sz_frame_unref);
  g_clear_pointer (&whole->windows, sz_frame_unref);
  g_clear_pointer (&whole->items, sz_frame_unref);
  g_clear_pointer (&whole->staff, sz_frame_unref);
}

static gboolean
read_whole (Directory *directory, Whole *whole, GError **error)
{
  static const char *const sets[] = { "departments", "windows", "items", "staff" };
  SzFrame **frames[] = { &whole->departments, &whole->windows, &whole->items, &whole->staff };

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++) {
    GError *failure = NULL;

    *frames[i] = read_set (directory, sets[i], NULL, &failure);
    if (failure != NULL) {
      g_propagate_error (error, failure);
      return FALSE;
    }
  }
  return TRUE;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Every department that is named anywhere, in order of code. */
static GPtrArray *
list_departments (const Whole *whole)
{
  const SzFrame *frames[] = { whole->departments, whole->windows, whole->items, whole->staff };
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *codes = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    for (gsize row = 0; frames[i] != NULL && row < frames[i]->rows; row++) {
      const char *code = text_of (frames[i], row, "department");

      if (code != NULL && g_hash_table_add (seen, (gpointer)code))
        g_ptr_array_add (codes, (gpointer)code);
    }
  g_ptr_array_sort (codes, compare_texts);
  return codes;
}

static void
add_departments (Directory *directory, const Whole *whole)
{
  g_autoptr (GPtrArray) codes = list_departments (whole);
  g_autoptr (GHashTable) windows = count_by (whole->windows, "department");
  g_autoptr (GHashTable) items = count_by (whole->items, "department");
  g_autoptr (GHashTable) staff = count_by (whole->staff, "department");
  GHashTable *counts[] = { windows, items, staff };
  SzTile *tile = sz_tile_new (SZ_TILE_TABLE, "departments", _ ("Departments"));

  tile->frame = sz_frame_new ();
  sz_frame_add_column (tile->frame, "department", _ ("Number"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (tile->frame, "name", _ ("Name"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (tile->frame, "windows", _ ("Windows"), "count", SZ_COLUMN_NUMBER);
  sz_frame_add_column (tile->frame, "items", _ ("Items"), "count", SZ_COLUMN_NUMBER);
  sz_frame_add_column (tile->frame, "staff", _ ("People"), "count", SZ_COLUMN_NUMBER);
  sz_frame_add_column (tile->frame, "_open", NULL, NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; i < codes->len; i++) {
    const char *code = g_ptr_array_index (codes, i);
    gsize at = sz_frame_add_row (tile->frame);

    sz_frame_set_text (tile->frame, at, 0, code);
    sz_frame_set_text (tile->frame, at, 1, sz_look_value_name (directory->look, "department", code));
    for (guint k = 0; k < G_N_ELEMENTS (counts); k++)
      sz_frame_set_number (tile->frame, at, 2 + k, GPOINTER_TO_UINT (g_hash_table_lookup (counts[k], code)));
    set_open (tile->frame, at, "department", code);
  }
  g_free (tile->scope);
  tile->scope = g_strdup_printf (_ ("%u in all"), codes->len);
  if (codes->len == 0) {
    tile->state = SZ_STATE_EMPTY;
    g_free (tile->note);
    tile->note = g_strdup (_ ("No source supplies departments, windows, items or staff."));
  }
  g_ptr_array_add (directory->page->tiles, tile);
}

/* With thousands apart. (transfer full) */
static guint
count_rows (const SzFrame *frame)
{
  return frame != NULL ? (guint)frame->rows : 0;
}

static gboolean
show_all (Directory *directory, GError **error)
{
  Whole whole = { NULL };
  gboolean good = read_whole (directory, &whole, error);

  if (good) {
    add_departments (directory, &whole);
    write_words (directory->page,
                 say_counts (departments_text (count_rows (whole.departments)),
                             windows_text (count_rows (whole.windows)), items_text (count_rows (whole.items)),
                             NULL),
                 g_strdup (_ ("Open a department to see its windows, items and people.")));
  }
  clear_whole (&whole);
  return good;
}

static gboolean
show_found (Directory *directory, const char *search, GError **error)
{
  static const char *const department_fields[] = { "department", "name", NULL };
  guint n[4] = { 0 };

  if (!add_set (directory, "departments", _ ("Departments"), department_fields, "department", "department",
                NULL, &n[0], error) ||
      !add_set (directory, "windows", _ ("Windows"), window_fields, "window", "window", NULL, &n[1], error) ||
      !add_set (directory, "items", _ ("Items"), item_fields, "item", "item", NULL, &n[2], error) ||
      !add_set (directory, "staff", _ ("People"), staff_fields, "staff", NULL, NULL, &n[3], error))
    return FALSE;
  const guint all = n[0] + n[1] + n[2] + n[3];
  write_words (
      directory->page,
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "“%s” is found %u time", "“%s” is found %u times", all),
                       search, all),
      say_counts (departments_text (n[0]), windows_text (n[1]), items_text (n[2]), people_text (n[3])));
  return TRUE;
}

/* --- the page
 * -----------------------------------------------------------------------------------------------------------
 */

static gboolean
show (Directory *directory, const SzFilter *filters, guint n_filters, const char *search, GError **error)
{
  const SzFilter *last = n_filters > 0 ? &filters[n_filters - 1] : NULL;
  const char *dimension = last != NULL && last->dimension != NULL ? last->dimension->id : "";

  if (last == NULL)
    return directory->search != NULL ? show_found (directory, search, error) : show_all (directory, error);
  if (strcmp (dimension, "department") == 0)
    return show_department (directory, last, error);
  if (strcmp (dimension, "window") == 0)
    return show_window (directory, last, error);
  if (strcmp (dimension, "item") == 0)
    return show_item (directory, last, error);
  g_set_error (error, SZ_ERROR, SZ_ERROR_CANNOT, _ ("The directory does not go by %s"), dimension);
  return FALSE;
}

static char *
write_where (Directory *directory, const SzFilter *filters, guint n_filters)
{
  GString *text = g_string_new (_ ("Directory"));

  for (guint i = 0; i < n_filters; i++)
    g_string_append_printf (
        text, " / %s", sz_look_value_name (directory->look, filters[i].dimension->id, filters[i].values[0]));
  return g_string_free (text, FALSE);
}

SzPage *
sz_figures_directory (SzReader *reader, const SzFilter *filters, guint n_filters, const char *search,
                      GError **error)
{
  g_autoptr (SzLook) look = sz_look_new (reader, error);
  g_autoptr (SzPage) page = sz_page_new ("directory");
  g_autofree char *folded = search != NULL && *search != '\0' ? g_utf8_casefold (search, -1) : NULL;
  Directory directory = { look, folded, page };

  if (look == NULL || !show (&directory, filters, n_filters, search, error))
    return NULL;
  g_free (page->where);
  g_free (page->hall);
  page->where = write_where (&directory, filters, n_filters);
  page->hall = sz_look_hall (look);
  page->zone = sz_zone_ref (look->zone);
  page->now_ms = page->data_ms = look->now_ms;
  page->clock_ms = look->clock_ms;
  return g_steal_pointer (&page);
}
