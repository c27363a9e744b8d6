/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-library-page.h"

#include "sz-i18n.h"
#include "sz-width-probe.h"

/* One indicator in the list. */
#define SZ_TYPE_LIBRARY_ITEM (sz_library_item_get_type ())
G_DECLARE_FINAL_TYPE (SzLibraryItem, sz_library_item, SZ, LIBRARY_ITEM, GObject)

struct _SzLibraryItem {
  GObject parent_instance;

  const SzIndicator *indicator;
  gboolean can;
  char *why;    /* (nullable) */
  char *needle; /* what a search looks in, case folded */
};

G_DEFINE_FINAL_TYPE (SzLibraryItem, sz_library_item, G_TYPE_OBJECT)

typedef enum {
  COLUMN_NAME,
  COLUMN_LAYER,
  COLUMN_UNIT,
  COLUMN_STATE,
  COLUMN_DEFINITION,
  COLUMN_ID,
  N_COLUMNS
} Column;

/* Widths that leave the definition some room: in the smallest windows, and where there is enough. An id is
 * there to be typed, so it is whole. */
#define ROOMY 1100
static const int WIDTHS[N_COLUMNS][2] = { { 216, 272 }, { 90, 104 }, { 60, 68 },
                                          { 104, 120 }, { 0, 0 },    { 232, 236 } };

struct _SzLibraryPage {
  GtkBox parent_instance;

  SzDesk *desk;                  /* (owned) (nullable) */
  GListStore *store;             /* (owned) (element-type SzLibraryItem) */
  GtkFilter *filter;             /* (owned) */
  GtkSingleSelection *selection; /* (owned) */
  char **words;                  /* (nullable) of the search, case folded */
  SzSpan span;
  gboolean settled;

  GtkWidget *subtitle, *search, *view;
  GtkColumnViewColumn *columns[N_COLUMNS]; /* of `view`, by Column */
};

static void sz_library_page_pane_init (SzPaneInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzLibraryPage, sz_library_page, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (SZ_TYPE_PANE, sz_library_page_pane_init))

static void
sz_library_item_finalize (GObject *object)
{
  SzLibraryItem *self = SZ_LIBRARY_ITEM (object);

  g_free (self->why);
  g_free (self->needle);
  G_OBJECT_CLASS (sz_library_item_parent_class)->finalize (object);
}

static void
sz_library_item_class_init (SzLibraryItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sz_library_item_finalize;
}

static void
sz_library_item_init (SzLibraryItem *self)
{
}

static SzLibraryItem *
new_item (const SzLibraryEntry *entry)
{
  SzLibraryItem *item = g_object_new (SZ_TYPE_LIBRARY_ITEM, NULL);
  const SzIndicator *indicator = entry->indicator;
  g_autofree char *text = g_strdup_printf ("%s %s %s", indicator->name, indicator->id,
                                           indicator->layer != NULL ? indicator->layer->name : "");

  item->indicator = indicator;
  item->can = entry->can;
  item->why = g_strdup (entry->why);
  item->needle = g_utf8_casefold (text, -1);
  return item;
}

/* --- columns
 * ------------------------------------------------------------------------------------------------------------
 */

static void
setup_cell_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (GPOINTER_TO_UINT (data) == COLUMN_NAME)
    gtk_widget_add_css_class (label, "strong");
  else
    gtk_widget_add_css_class (label, "dim");
  gtk_list_item_set_child (item, label);
}

static const char *
cell_text (SzLibraryItem *item, Column column)
{
  switch (column) {
  case COLUMN_NAME:
    return item->indicator->name;
  case COLUMN_LAYER:
    return item->indicator->layer != NULL ? item->indicator->layer->name : "";
  case COLUMN_UNIT:
    return sz_unit_word (item->indicator->unit);
  case COLUMN_STATE:
    return item->can ? _ ("Computable") : item->why;
  case COLUMN_DEFINITION:
    return item->indicator->definition;
  case COLUMN_ID:
    return item->indicator->id;
  case N_COLUMNS:
    break;
  }
  return "";
}

static void
bind_cell_cb (GtkListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  SzLibraryItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *label = gtk_list_item_get_child (list_item);
  const char *text = cell_text (item, GPOINTER_TO_UINT (data));

  gtk_label_set_label (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_tooltip_text (label, text);
}

static void
add_column (SzLibraryPage *self, Column column, const char *title)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *view_column;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), GUINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), GUINT_TO_POINTER (column));
  view_column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_column_set_expand (view_column, WIDTHS[column][1] == 0);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), view_column);
  self->columns[column] = view_column;
  g_object_unref (view_column);
}

static void
width_cb (SzLibraryPage *self, int width)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    if (WIDTHS[i][1] > 0)
      gtk_column_view_column_set_fixed_width (self->columns[i], WIDTHS[i][width >= ROOMY]);
  sz_width_probe_inset (GTK_WIDGET (self), width);
}

/* --- search
 * -------------------------------------------------------------------------------------------------------------
 */

static gboolean
matches (gpointer object, gpointer data)
{
  SzLibraryItem *item = object;
  SzLibraryPage *self = data;

  for (guint i = 0; self->words != NULL && self->words[i] != NULL; i++)
    if (strstr (item->needle, self->words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
search_changed_cb (SzLibraryPage *self)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  g_strfreev (self->words);
  self->words = g_strsplit_set (folded, " \t", -1);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
open_row (SzLibraryPage *self, guint position)
{
  g_autoptr (SzLibraryItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autoptr (SzPlace) figure = NULL;
  g_autoptr (SzPlace) place = NULL;

  if (item == NULL)
    return;
  /* What it is comes first; the page leads on to its figure. */
  figure = sz_place_new_indicator (item->indicator->id, self->span);
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
row_activate_cb (GtkColumnView *view, guint position, gpointer data)
{
  open_row (data, position);
}

/* --- data
 * ---------------------------------------------------------------------------------------------------------------
 */

static void
entries_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzLibraryPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = sz_desk_library_finish (SZ_DESK (source), result, &error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = NULL;
  guint can = 0;

  if (self->desk == NULL || (entries == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    return;
  self->settled = TRUE;
  if (entries == NULL) {
    gtk_label_set_label (GTK_LABEL (self->subtitle), error->message);
    return;
  }
  for (guint i = 0; i < entries->len; i++) {
    const SzLibraryEntry *entry = g_ptr_array_index (entries, i);

    g_ptr_array_add (items, new_item (entry));
    can += entry->can ? 1 : 0;
  }
  g_list_store_splice (self->store, 0, g_list_model_get_n_items (G_LIST_MODEL (self->store)), items->pdata,
                       items->len);
  /* Translators: how many indicators there are, and how many of them the data here supports. */
  text = g_strdup_printf (_ ("%1$u in the catalogue; %2$u can be computed from the data that is here."),
                          entries->len, can);
  gtk_label_set_label (GTK_LABEL (self->subtitle), text);
}

static void
sz_library_page_dispose (GObject *object)
{
  SzLibraryPage *self = SZ_LIBRARY_PAGE (object);

  g_clear_object (&self->desk);
  g_clear_pointer (&self->words, g_strfreev);
  g_clear_object (&self->selection);
  gtk_widget_dispose_template (GTK_WIDGET (self), SZ_TYPE_LIBRARY_PAGE);
  g_clear_object (&self->store);
  g_clear_object (&self->filter);
  G_OBJECT_CLASS (sz_library_page_parent_class)->dispose (object);
}

static void
sz_library_page_class_init (SzLibraryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_library_page_dispose;
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
  GtkFilterListModel *filtered;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->store = g_list_store_new (SZ_TYPE_LIBRARY_ITEM);
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  filtered =
      gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->store)), g_object_ref (self->filter));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), GTK_SELECTION_MODEL (self->selection));
  add_column (self, COLUMN_NAME, _ ("Indicator"));
  add_column (self, COLUMN_LAYER, _ ("Layer"));
  add_column (self, COLUMN_UNIT, _ ("Unit"));
  add_column (self, COLUMN_DEFINITION, _ ("Definition"));
  add_column (self, COLUMN_STATE, _ ("State"));
  add_column (self, COLUMN_ID, _ ("Id"));
  width_cb (self, 0);
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
