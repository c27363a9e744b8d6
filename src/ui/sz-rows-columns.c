/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-rows-columns.h"

/* Of the longest texts of a column, how many are measured. */
#define SHAPED_TEXTS 6
#define LEAST_WIDTH 64
#define MOST_WIDTH 340
/* The arrow of a sorted column beside its name. */
#define ARROW_WIDTH 18

struct _SzRowsColumns {
  GObject parent_instance;

  GHashTable *kept;    /* of a data set's id: its columns (element-type SzRowsColumn) */
  GPtrArray *columns;  /* (nullable) (not owned) those of the data set that is shown, in their order */
  GPtrArray *shown;    /* (element-type SzRowsColumn) (not owned) */
  SzFrame *frame;      /* (nullable) (owned) */
  PangoLayout *layout; /* (nullable) (owned) */
  char *sort;          /* (nullable) */
  int width;
};

enum { CHANGED, RESIZED, SORTED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SzRowsColumns, sz_rows_columns, G_TYPE_OBJECT)

static void
column_free (gpointer data)
{
  SzRowsColumn *column = data;

  g_free (column->id);
  g_free (column->name);
  g_free (column);
}

/* --- how wide they are
 * ------------------------------------------------------------------------------------------------------------
 */

static guint
count_cells (const char *text)
{
  guint cells = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    cells += g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;
  return cells;
}

static int
measure (PangoLayout *layout, const char *text)
{
  int width;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static guint
most_cells (const SzFrame *frame, guint index)
{
  guint most = 0;

  for (gsize row = 0; row < frame->rows; row++) {
    const char *text = sz_frame_text (frame, row, index);

    most = MAX (most, text != NULL ? count_cells (text) : 0);
  }
  return most;
}

/* A width that holds the longest of the first rows' texts; scrolling then never moves the columns. Shaping
 * thousands of texts would be seen: of those that look longest some are enough. */
static int
fitting_width (const SzFrame *frame, const SzRowsColumn *column, PangoLayout *layout)
{
  guint most = most_cells (frame, column->index), shaped = 0;
  int widest = measure (layout, column->name) + ARROW_WIDTH;

  for (gsize row = 0; row < frame->rows && most > 0 && shaped < SHAPED_TEXTS; row++) {
    const char *text = sz_frame_text (frame, row, column->index);

    if (text == NULL || count_cells (text) < most)
      continue;
    shaped++;
    widest = MAX (widest, measure (layout, text));
  }
  return CLAMP (widest + 2 * SZ_ROWS_COLUMN_PAD + 8, LEAST_WIDTH, MOST_WIDTH);
}

/* --- which there are
 * ------------------------------------------------------------------------------------------------------------
 */

static void
place_columns (SzRowsColumns *self)
{
  int x = 0;

  g_ptr_array_set_size (self->shown, 0);
  for (guint i = 0; self->columns != NULL && i < self->columns->len; i++) {
    SzRowsColumn *column = g_ptr_array_index (self->columns, i);

    if (column->hidden)
      continue;
    column->x = x;
    x += column->width + (self->shown->len == 0 ? SZ_ROWS_COLUMN_LEAD : 0);
    g_ptr_array_add (self->shown, column);
  }
  self->width = x;
}

static gboolean
holds_numbers (const SzDataset *dataset, const char *id)
{
  int field = sz_dataset_find_field (dataset, id);
  SzFieldType type = field >= 0 ? sz_dataset_field (dataset, (guint)field)->type : SZ_FIELD_TEXT;

  return type == SZ_FIELD_INTEGER || type == SZ_FIELD_DECIMAL;
}

static SzRowsColumn *
find_column (GPtrArray *columns, const char *id)
{
  for (guint i = 0; i < columns->len; i++) {
    SzRowsColumn *column = g_ptr_array_index (columns, i);

    if (g_str_equal (column->id, id))
      return column;
  }
  return NULL;
}

/* Those of the data set as they were left; a frame that lacks one has no cell for it. */
static void
drop_missing (GPtrArray *columns, const SzFrame *frame)
{
  for (guint i = columns->len; i > 0; i--) {
    const SzRowsColumn *column = g_ptr_array_index (columns, i - 1);

    if (sz_frame_find (frame, column->id) < 0)
      g_ptr_array_remove_index (columns, i - 1);
  }
}

static void
take_columns (SzRowsColumns *self, const SzDataset *dataset, const SzFrame *frame)
{
  for (guint i = 0; i < sz_frame_n_columns (frame); i++) {
    const SzColumn *from = sz_frame_column (frame, i);
    SzRowsColumn *column = find_column (self->columns, from->id);

    if (column == NULL) {
      column = g_new0 (SzRowsColumn, 1);
      column->id = g_strdup (from->id);
      column->name = g_strdup (from->name);
      column->at_end = holds_numbers (dataset, from->id);
      g_ptr_array_add (self->columns, column);
    }
    column->index = i;
    if (!column->by_hand)
      column->width = MAX (column->width, fitting_width (frame, column, self->layout));
  }
}

void
sz_rows_columns_show (SzRowsColumns *self, const SzDataset *dataset, const SzFrame *frame,
                      PangoLayout *layout)
{
  SzFrame *before = self->frame;

  self->frame = sz_frame_ref ((SzFrame *)frame);
  g_clear_pointer (&before, sz_frame_unref);
  g_set_object (&self->layout, layout);
  self->columns = g_hash_table_lookup (self->kept, dataset->id);
  if (self->columns == NULL) {
    self->columns = g_ptr_array_new_with_free_func (column_free);
    g_hash_table_insert (self->kept, g_strdup (dataset->id), self->columns);
  }
  drop_missing (self->columns, frame);
  take_columns (self, dataset, frame);
  place_columns (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

guint
sz_rows_columns_count (SzRowsColumns *self)
{
  return self->shown->len;
}

const SzRowsColumn *
sz_rows_columns_get (SzRowsColumns *self, guint place)
{
  g_return_val_if_fail (place < self->shown->len, NULL);
  return g_ptr_array_index (self->shown, place);
}

int
sz_rows_columns_get_width (SzRowsColumns *self)
{
  return self->width;
}

/* --- what people make of them
 * -------------------------------------------------------------------------------------------------------------
 */

/* No word of a row is another on account of a width. */
static void
resize (SzRowsColumns *self)
{
  place_columns (self);
  g_signal_emit (self, signals[RESIZED], 0);
}

static gboolean
take_width (SzRowsColumns *self, guint place, int width)
{
  SzRowsColumn *column = g_ptr_array_index (self->shown, place);
  int before = column->width;

  column->width = MAX (width, LEAST_WIDTH);
  column->by_hand = TRUE;
  return column->width != before;
}

void
sz_rows_columns_set_width (SzRowsColumns *self, guint place, int width)
{
  g_return_if_fail (place < self->shown->len);
  if (take_width (self, place, width))
    resize (self);
}

void
sz_rows_columns_set_widths (SzRowsColumns *self, const int *widths)
{
  gboolean other = FALSE;

  for (guint place = 0; place < self->shown->len; place++)
    other = take_width (self, place, widths[place]) || other;
  if (other)
    resize (self);
}

void
sz_rows_columns_fit (SzRowsColumns *self, guint place)
{
  SzRowsColumn *column;

  g_return_if_fail (place < self->shown->len);
  column = g_ptr_array_index (self->shown, place);
  column->width = fitting_width (self->frame, column, self->layout);
  column->by_hand = FALSE;
  resize (self);
}

/* Hidden ones stay where they are among those that are shown. */
void
sz_rows_columns_move (SzRowsColumns *self, guint place, guint to)
{
  guint from_index, to_index;

  g_return_if_fail (place < self->shown->len && to < self->shown->len);
  g_ptr_array_find (self->columns, g_ptr_array_index (self->shown, place), &from_index);
  g_ptr_array_find (self->columns, g_ptr_array_index (self->shown, to), &to_index);
  g_ptr_array_insert (self->columns, (int)to_index, g_ptr_array_steal_index (self->columns, from_index));
  place_columns (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static int
compare_index (gconstpointer a, gconstpointer b)
{
  const SzRowsColumn *one = *(SzRowsColumn *const *)a, *other = *(SzRowsColumn *const *)b;

  return (int)one->index - (int)other->index;
}

GPtrArray *
sz_rows_columns_list (SzRowsColumns *self)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; self->columns != NULL && i < self->columns->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (self->columns, i));
  g_ptr_array_sort (all, compare_index);
  return all;
}

gboolean
sz_rows_columns_can_hide (const SzRowsColumn *column)
{
  return !g_str_equal (column->id, "key");
}

void
sz_rows_columns_set_hidden (SzRowsColumns *self, const char *id, gboolean hidden)
{
  SzRowsColumn *column = self->columns != NULL ? find_column (self->columns, id) : NULL;

  if (column == NULL || !sz_rows_columns_can_hide (column) || column->hidden == hidden)
    return;
  column->hidden = hidden;
  place_columns (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- their order
 * ------------------------------------------------------------------------------------------------------------
 */

const char *
sz_rows_columns_get_sort (SzRowsColumns *self)
{
  return self->sort;
}

void
sz_rows_columns_set_sort (SzRowsColumns *self, const char *sort)
{
  g_autofree char *before = self->sort;

  self->sort = g_strdup (sort);
  if (g_strcmp0 (before, sort) != 0)
    g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
sz_rows_columns_sorts (SzRowsColumns *self, const SzRowsColumn *column, gboolean *descending)
{
  *descending = self->sort != NULL && *self->sort == '-';
  return self->sort != NULL && g_str_equal (self->sort + *descending, column->id);
}

void
sz_rows_columns_press (SzRowsColumns *self, guint place)
{
  const SzRowsColumn *column = sz_rows_columns_get (self, place);
  g_autofree char *sort = NULL;
  gboolean descending, sorted;

  if (column == NULL)
    return;
  sorted = sz_rows_columns_sorts (self, column, &descending);
  if (!sorted || !descending)
    sort = g_strconcat (sorted ? "-" : "", column->id, NULL);
  sz_rows_columns_set_sort (self, sort);
  g_signal_emit (self, signals[SORTED], 0);
}

/* --- object
 * -------------------------------------------------------------------------------------------------------------------
 */

static void
sz_rows_columns_finalize (GObject *object)
{
  SzRowsColumns *self = SZ_ROWS_COLUMNS (object);

  g_ptr_array_unref (self->shown);
  g_hash_table_unref (self->kept);
  g_clear_pointer (&self->frame, sz_frame_unref);
  g_clear_object (&self->layout);
  g_free (self->sort);
  G_OBJECT_CLASS (sz_rows_columns_parent_class)->finalize (object);
}

static void
sz_rows_columns_class_init (SzRowsColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sz_rows_columns_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", SZ_TYPE_ROWS_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RESIZED] =
      g_signal_new ("resized", SZ_TYPE_ROWS_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SORTED] =
      g_signal_new ("sorted", SZ_TYPE_ROWS_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sz_rows_columns_init (SzRowsColumns *self)
{
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  self->shown = g_ptr_array_new ();
}

SzRowsColumns *
sz_rows_columns_new (void)
{
  return g_object_new (SZ_TYPE_ROWS_COLUMNS, NULL);
}
