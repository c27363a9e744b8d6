/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-library-page.h"

#include <string.h>

#include "sz-i18n.h"
#include "sz-put.h"
#include "sz-row-item.h"
#include "sz-rows-view.h"
#include "sz-width-probe.h"

typedef enum {
  COLUMN_NAME,
  COLUMN_LAYER,
  COLUMN_UNIT,
  COLUMN_DEFINITION,
  COLUMN_STATE,
  COLUMN_ID,
  N_COLUMNS
} Column;

static const char *const COLUMN_IDS[N_COLUMNS] = { "name", "layer", "unit", "definition", "state", "id" };

/* The definition has what the others leave. In small windows that would be next to nothing beside an id,
 * which is there to be typed and must be whole: there it is only on the indicator's own page. */
#define ROOMY 1100
#define LEAST_DEFINITION 200
static const int WIDTHS[N_COLUMNS][2] = { { 208, 256 }, { 92, 104 },  { 64, 72 },
                                          { 0, 0 },     { 108, 116 }, { 0, 244 } };

/* One indicator, as it is searched and opened; what is read of it is a row of the frame. */
typedef struct {
  const SzIndicator *indicator;
  char *needle; /* what a search looks in, case folded */
} Entry;

struct _SzLibraryPage {
  GtkBox parent_instance;

  SzDesk *desk;       /* (owned) (nullable) */
  SzDataset *dataset; /* (owned) none of the catalogue: the list's columns belong to it */
  SzFrame *frame;     /* (owned) (nullable) a row an indicator, in the order of the catalogue */
  GPtrArray *entries; /* (element-type Entry) by the frame's rows */
  GArray *order;      /* (element-type guint) rows of the frame, as they are listed */
  GListStore *items;  /* (element-type SzRowItem) as many as are listed */
  char **words;       /* (nullable) of the search, case folded */
  int width;          /* px that the columns were last given */
  SzSpan span;
  gboolean settled;

  GtkWidget *subtitle, *search, *view;
};

static void sz_library_page_pane_init (SzPaneInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzLibraryPage, sz_library_page, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (SZ_TYPE_PANE, sz_library_page_pane_init))

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->needle);
  g_free (entry);
}

/* --- columns
 * ------------------------------------------------------------------------------------------------------------
 */

static const char *
cell_text (const SzLibraryEntry *entry, Column column)
{
  const SzIndicator *indicator = entry->indicator;

  switch (column) {
  case COLUMN_NAME:
    return indicator->name;
  case COLUMN_LAYER:
    return indicator->layer != NULL ? indicator->layer->name : "";
  case COLUMN_UNIT:
    return sz_unit_word (indicator->unit);
  case COLUMN_STATE:
    return entry->can ? _ ("Computable") : entry->why;
  case COLUMN_DEFINITION:
    return indicator->definition;
  case COLUMN_ID:
    return indicator->id;
  case N_COLUMNS:
    break;
  }
  return "";
}

static SzFrame *
new_frame (void)
{
  const char *const titles[N_COLUMNS] = { _ ("Indicator"),  _ ("Layer"), _ ("Unit"),
                                          _ ("Definition"), _ ("State"), _ ("Id") };
  SzFrame *frame = sz_frame_new ();

  for (guint i = 0; i < N_COLUMNS; i++)
    sz_frame_add_column (frame, COLUMN_IDS[i], titles[i], NULL, SZ_COLUMN_TEXT);
  return frame;
}

static int
width_of (Column column, int width)
{
  int rest = width - SZ_ROWS_COLUMN_LEAD;

  if (column != COLUMN_DEFINITION)
    return WIDTHS[column][width >= ROOMY];
  for (guint i = 0; i < N_COLUMNS; i++)
    rest -= WIDTHS[i][width >= ROOMY];
  return MAX (rest, LEAST_DEFINITION);
}

/* All columns in sight; what somebody has made of them holds until the window is as wide as it was not. */
static void
share_width (SzLibraryPage *self)
{
  SzRowsColumns *columns = sz_rows_view_get_columns (SZ_ROWS_VIEW (self->view));
  int widths[N_COLUMNS];

  if (self->width <= 0)
    return;
  sz_rows_columns_set_hidden (columns, COLUMN_IDS[COLUMN_ID], width_of (COLUMN_ID, self->width) == 0);
  for (guint place = 0; place < sz_rows_columns_count (columns); place++)
    widths[place] = width_of (sz_rows_columns_get (columns, place)->index, self->width);
  sz_rows_columns_set_widths (columns, widths);
}

static void
width_cb (SzLibraryPage *self, int width)
{
  self->width = sz_width_probe_inset (GTK_WIDGET (self), width);
  share_width (self);
}

/* --- which are listed, and in what order
 * ------------------------------------------------------------------------------------------------------------
 */

static gboolean
matches (SzLibraryPage *self, guint row)
{
  const Entry *entry = g_ptr_array_index (self->entries, row);

  for (guint i = 0; self->words != NULL && self->words[i] != NULL; i++)
    if (strstr (entry->needle, self->words[i]) == NULL)
      return FALSE;
  return TRUE;
}

typedef struct {
  const SzFrame *frame;
  guint column;
  gboolean descending;
} Sorting;

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const guint *one = a, *other = b;
  const Sorting *sorting = data;
  const char *first = sz_frame_text (sorting->frame, *one, sorting->column);
  const char *second = sz_frame_text (sorting->frame, *other, sorting->column);
  int order = g_utf8_collate (first != NULL ? first : "", second != NULL ? second : "");

  if (order == 0)
    return *one < *other ? -1 : *one > *other;
  return sorting->descending ? -order : order;
}

static void
sort_rows (SzLibraryPage *self)
{
  const char *sort = sz_rows_columns_get_sort (sz_rows_view_get_columns (SZ_ROWS_VIEW (self->view)));
  Sorting sorting = { self->frame, 0, sort != NULL && *sort == '-' };
  int column = sort != NULL ? sz_frame_find (self->frame, sort + sorting.descending) : -1;

  sorting.column = (guint)MAX (column, 0);
  if (column >= 0)
    g_array_sort_with_data (self->order, compare_rows, &sorting);
}

/* A row's item stays where it is and becomes another row's: only what is in sight is drawn anew. */
static void
fill_item (SzLibraryPage *self, guint position)
{
  g_autoptr (SzRowItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  sz_row_item_empty (item);
  sz_row_item_fill (item, self->frame, g_array_index (self->order, guint, position));
}

static void
list_rows (SzLibraryPage *self)
{
  g_autoptr (GPtrArray) more = g_ptr_array_new_with_free_func (g_object_unref);
  guint before = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  if (self->frame == NULL)
    return;
  g_array_set_size (self->order, 0);
  for (guint row = 0; row < self->entries->len; row++)
    if (matches (self, row))
      g_array_append_val (self->order, row);
  sort_rows (self);
  for (guint i = before; i < self->order->len; i++)
    g_ptr_array_add (more, sz_row_item_new (i, NULL, NULL));
  g_list_store_splice (self->items, MIN (before, self->order->len),
                       before > self->order->len ? before - self->order->len : 0, more->pdata, more->len);
  for (guint i = 0; i < self->order->len; i++)
    fill_item (self, i);
}

/* --- search
 * -------------------------------------------------------------------------------------------------------------
 */

static void
search_changed_cb (SzLibraryPage *self)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  g_strfreev (self->words);
  self->words = g_strsplit_set (folded, " \t", -1);
  list_rows (self);
  if (self->order->len > 0)
    sz_rows_view_go_to (SZ_ROWS_VIEW (self->view), 0, FALSE);
}

static void
open_row (SzLibraryPage *self, guint position)
{
  g_autoptr (SzPlace) figure = NULL;
  g_autoptr (SzPlace) place = NULL;
  const Entry *entry;

  if (position >= self->order->len)
    return;
  entry = g_ptr_array_index (self->entries, g_array_index (self->order, guint, position));
  /* What it is comes first; the page leads on to its figure. */
  figure = sz_place_new_indicator (entry->indicator->id, self->span);
  place = sz_place_with_kind (figure, SZ_PLACE_LIBRARY);
  sz_pane_go (self, place);
}

/* Enter in the search opens the first that is left. */
static void
search_activate_cb (SzLibraryPage *self)
{
  open_row (self, 0);
}

static void
row_activate_cb (SzLibraryPage *self, guint position)
{
  open_row (self, position);
}

/* --- data
 * ---------------------------------------------------------------------------------------------------------------
 */

static gboolean
is_same (const SzFrame *one, const SzFrame *other)
{
  if (one == NULL || one->rows != other->rows)
    return FALSE;
  for (gsize row = 0; row < one->rows; row++)
    for (guint i = 0; i < N_COLUMNS; i++)
      if (g_strcmp0 (sz_frame_text (one, row, i), sz_frame_text (other, row, i)) != 0)
        return FALSE;
  return TRUE;
}

static void
add_entry (SzFrame *frame, GPtrArray *entries, const SzLibraryEntry *from)
{
  const SzIndicator *indicator = from->indicator;
  g_autofree char *text = g_strdup_printf ("%s %s %s", indicator->name, indicator->id,
                                           indicator->layer != NULL ? indicator->layer->name : "");
  Entry *entry = g_new0 (Entry, 1);
  gsize row = sz_frame_add_row (frame);

  entry->indicator = indicator;
  entry->needle = g_utf8_casefold (text, -1);
  g_ptr_array_add (entries, entry);
  for (guint i = 0; i < N_COLUMNS; i++)
    sz_frame_set_text (frame, row, i, cell_text (from, i));
}

/* Mostly it is as it was. */
static void
take_entries (SzLibraryPage *self, const GPtrArray *entries)
{
  g_autoptr (SzFrame) frame = new_frame ();
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func (free_entry);
  gboolean first = self->frame == NULL;

  for (guint i = 0; i < entries->len; i++)
    add_entry (frame, taken, g_ptr_array_index (entries, i));
  if (is_same (self->frame, frame))
    return;
  g_clear_pointer (&self->frame, sz_frame_unref);
  g_ptr_array_unref (self->entries);
  self->frame = g_steal_pointer (&frame);
  self->entries = g_steal_pointer (&taken);
  if (first) {
    sz_rows_view_show_columns (SZ_ROWS_VIEW (self->view), self->dataset, self->frame);
    share_width (self);
  }
  list_rows (self);
}

static void
entries_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzLibraryPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = sz_desk_library_finish (SZ_DESK (source), result, &error);
  g_autofree char *text = NULL;
  guint can = 0;

  if (self->desk == NULL || (entries == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    return;
  self->settled = TRUE;
  if (entries == NULL) {
    gtk_label_set_label (GTK_LABEL (self->subtitle), error->message);
    return;
  }
  for (guint i = 0; i < entries->len; i++)
    can += ((const SzLibraryEntry *)g_ptr_array_index (entries, i))->can ? 1 : 0;
  take_entries (self, entries);
  /* Translators: how many indicators there are, and how many of them the data here supports. */
  text = g_strdup_printf (_ ("%1$u in the catalogue; %2$u can be computed from the data that is here."),
                          entries->len, can);
  sz_put_label (self->subtitle, text);
}

static void
sz_library_page_dispose (GObject *object)
{
  SzLibraryPage *self = SZ_LIBRARY_PAGE (object);

  g_clear_object (&self->desk);
  g_clear_pointer (&self->words, g_strfreev);
  gtk_widget_dispose_template (GTK_WIDGET (self), SZ_TYPE_LIBRARY_PAGE);
  G_OBJECT_CLASS (sz_library_page_parent_class)->dispose (object);
}

static void
sz_library_page_finalize (GObject *object)
{
  SzLibraryPage *self = SZ_LIBRARY_PAGE (object);

  g_clear_pointer (&self->frame, sz_frame_unref);
  g_ptr_array_unref (self->entries);
  g_array_unref (self->order);
  g_object_unref (self->items);
  g_ptr_array_unref (self->dataset->fields);
  g_free (self->dataset);
  G_OBJECT_CLASS (sz_library_page_parent_class)->finalize (object);
}

static void
sz_library_page_class_init (SzLibraryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_library_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = sz_library_page_finalize;
  g_type_ensure (SZ_TYPE_ROWS_VIEW);
  g_type_ensure (SZ_TYPE_WIDTH_PROBE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/shuzhi/Cockpit/ui/sz-library-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SzLibraryPage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, SzLibraryPage, search);
  gtk_widget_class_bind_template_child (widget_class, SzLibraryPage, view);
  gtk_widget_class_bind_template_callback (widget_class, width_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activate_cb);
}

static void
sz_library_page_init (SzLibraryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->dataset = g_new0 (SzDataset, 1);
  self->dataset->id = (char *)"library";
  self->dataset->fields = g_ptr_array_new ();
  self->entries = g_ptr_array_new_with_free_func (free_entry);
  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
  self->items = g_list_store_new (SZ_TYPE_ROW_ITEM);
  sz_rows_view_set_model (SZ_ROWS_VIEW (self->view), G_LIST_MODEL (self->items));
  g_signal_connect_object (sz_rows_view_get_columns (SZ_ROWS_VIEW (self->view)), "sorted",
                           G_CALLBACK (list_rows), self, G_CONNECT_SWAPPED);
}

void
sz_library_page_set_desk (SzLibraryPage *self, SzDesk *desk)
{
  g_return_if_fail (self->desk == NULL);
  self->desk = g_object_ref (desk);
}

void
sz_library_page_refresh (SzLibraryPage *self)
{
  sz_desk_library_async (self->desk, entries_cb, g_object_ref (self));
}

static void
show_place (SzPane *pane, const SzPlace *place, double scroll)
{
  SzLibraryPage *self = SZ_LIBRARY_PAGE (pane);

  self->span = place->span;
  sz_library_page_refresh (self);
}

static void
refresh (SzPane *pane)
{
  sz_library_page_refresh (SZ_LIBRARY_PAGE (pane));
}

static gboolean
find (SzPane *pane)
{
  return gtk_widget_grab_focus (SZ_LIBRARY_PAGE (pane)->search);
}

static gboolean
is_settled (SzPane *pane)
{
  return SZ_LIBRARY_PAGE (pane)->settled;
}

static void
sz_library_page_pane_init (SzPaneInterface *interface)
{
  interface->show = show_place;
  interface->refresh = refresh;
  interface->find = find;
  interface->is_settled = is_settled;
}
