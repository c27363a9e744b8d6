/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-rows-page.h"

#include "sz-crumbs.h"
#include "sz-export.h"
#include "sz-i18n.h"
#include "sz-row-cell.h"
#include "sz-sort-column.h"

/* Of equally long texts in a column, how many are measured. */
#define SHAPED_TEXTS 8

struct _SzRowsPage {
  GtkBox parent_instance;

  SzDesk *desk;       /* (owned) (nullable) */
  SzPlace *place;     /* (owned) (nullable) */
  SzRowsModel *model; /* (owned) (nullable) */
  char *sort;         /* (nullable) a column id, with a minus in front for descending */
  gboolean settled;
  gboolean scrolled; /* what is in sight has changed since the last layout */
  gulong sorted;     /* handler of the view's sorter */

  GHashTable *hidden; /* "DATASET COLUMN" of the columns that are not shown, as long as the window lives */

  GtkWidget *crumbs, *columns_button, *export_button, *title, *subtitle, *scroller, *view;
};

static void sz_rows_page_pane_init (SzPaneInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzRowsPage, sz_rows_page, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (SZ_TYPE_PANE, sz_rows_page_pane_init))

/* A column's head renews the model, whose columns have heads. */
static void renew_model (SzRowsPage *self);

static void
crumb_go_cb (SzRowsPage *self, SzPlace *place)
{
  sz_pane_go (self, place);
}

static void
export_cb (SzRowsPage *self)
{
  sz_export_rows (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->desk, self->place);
}

static void
setup_cell_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  SzRowsPage *self = g_object_get_data (G_OBJECT (factory), "page");

  gtk_list_item_set_child (item, sz_row_cell_new (self->scroller, GPOINTER_TO_UINT (data)));
}

static void
bind_cell_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  sz_row_cell_show (SZ_ROW_CELL (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cell_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  sz_row_cell_show (SZ_ROW_CELL (gtk_list_item_get_child (item)), NULL);
}

/* --- what scrolling brings into sight
 * ---------------------------------------------------------------------------------------------------------------
 */

static GtkWidget *
find_list (SzRowsPage *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->view); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LIST_VIEW (child))
      return child;
  return NULL;
}

/* Between the frame's layout and its painting. */
static void
laid_out_cb (SzRowsPage *self)
{
  GtkWidget *list = self->scrolled ? find_list (self) : NULL;

  self->scrolled = FALSE;
  if (list != NULL)
    sz_row_cell_reveal (list, self->scroller);
}

static void
scrolled_cb (SzRowsPage *self)
{
  self->scrolled = TRUE;
}

static void
sz_rows_page_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sz_rows_page_parent_class)->realize (widget);
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "layout", G_CALLBACK (laid_out_cb), widget,
                           G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}

static void
sz_rows_page_unrealize (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_frame_clock (widget), laid_out_cb, widget);
  GTK_WIDGET_CLASS (sz_rows_page_parent_class)->unrealize (widget);
}

static void
sz_rows_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (sz_rows_page_parent_class)->size_allocate (widget, width, height, baseline);
  SZ_ROWS_PAGE (widget)->scrolled = TRUE;
}

static void
watch_scrolling (SzRowsPage *self)
{
  GtkAdjustment *adjustments[] = {
    gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller)),
    gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)),
  };

  for (guint i = 0; i < G_N_ELEMENTS (adjustments); i++) {
    g_signal_connect_object (adjustments[i], "value-changed", G_CALLBACK (scrolled_cb), self,
                             G_CONNECT_SWAPPED);
    /* Columns that were made wider move those beside them. */
    g_signal_connect_object (adjustments[i], "changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  }
}

/* --- columns
 * ------------------------------------------------------------------------------------------------------------------
 */

static guint
count_cells (const char *text)
{
  guint cells = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    cells += g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;
  return cells;
}

/* A width that holds the longest of the first rows' texts; scrolling then never moves the columns. Shaping
 * thousands of texts would be seen: of those that look longest some are enough. */
static int
column_width (GtkWidget *widget, const SzFrame *frame, guint index)
{
  g_autoptr (PangoLayout) layout =
      gtk_widget_create_pango_layout (widget, sz_frame_column (frame, index)->name);
  guint most = 0, shaped = 0;
  int widest, width;

  pango_layout_get_pixel_size (layout, &widest, NULL);
  for (gsize row = 0; row < frame->rows; row++) {
    const char *text = sz_frame_text (frame, row, index);
    guint cells = text != NULL ? count_cells (text) : 0;

    if (cells < most || cells == 0 || (cells == most && shaped >= SHAPED_TEXTS))
      continue;
    shaped = cells > most ? 1 : shaped + 1;
    most = cells;
    pango_layout_set_text (layout, text, -1);
    pango_layout_get_pixel_size (layout, &width, NULL);
    widest = MAX (widest, width);
  }
  return CLAMP (widest + 28, 64, 340) + (index == 0 ? 20 : 0);
}

static void
add_columns (SzRowsPage *self, const SzFrame *frame)
{
  for (guint i = 0; i < sz_frame_n_columns (frame); i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    GtkColumnViewColumn *column;

    g_object_set_data (G_OBJECT (factory), "page", self);
    g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), GUINT_TO_POINTER (i));
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), NULL);
    g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell_cb), NULL);
    column = gtk_column_view_column_new (sz_frame_column (frame, i)->name, factory);
    gtk_column_view_column_set_resizable (column, TRUE);
    gtk_column_view_column_set_sorter (column, sz_column_sorter_get (i));
    gtk_column_view_column_set_fixed_width (column, column_width (self->view, frame, i));
    gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), column);
    g_object_unref (column);
  }
}

/* --- which columns
 * ------------------------------------------------------------------------------------------------------------
 */

static char *
column_key (SzRowsPage *self, const char *column)
{
  return g_strdup_printf ("%s %s", sz_rows_model_get_dataset (self->model)->id, column);
}

static void
column_toggled_cb (GtkCheckButton *check, gpointer data)
{
  SzRowsPage *self = data;
  GtkColumnViewColumn *column = g_object_get_data (G_OBJECT (check), "column");
  const char *key = g_object_get_data (G_OBJECT (check), "key");
  gboolean shown = gtk_check_button_get_active (check);

  if (shown)
    g_hash_table_remove (self->hidden, key);
  else
    g_hash_table_add (self->hidden, g_strdup (key));
  gtk_column_view_column_set_visible (column, shown);
}

/* The record's own number stays: by it a row is opened. */
static void
offer_columns (SzRowsPage *self, const SzFrame *frame)
{
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  for (guint i = 0; i < sz_frame_n_columns (frame); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
    GtkWidget *check = gtk_check_button_new_with_label (sz_frame_column (frame, i)->name);
    char *key = column_key (self, sz_frame_column (frame, i)->id);
    gboolean shown = !g_hash_table_contains (self->hidden, key);

    gtk_column_view_column_set_visible (column, shown);
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), shown);
    gtk_widget_set_sensitive (check, !g_str_equal (sz_frame_column (frame, i)->id, "key"));
    g_object_set_data_full (G_OBJECT (check), "column", g_object_ref (column), g_object_unref);
    g_object_set_data_full (G_OBJECT (check), "key", key, g_free);
    g_signal_connect (check, "toggled", G_CALLBACK (column_toggled_cb), self);
    gtk_box_append (GTK_BOX (box), check);
  }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->columns_button), popover);
  gtk_widget_set_sensitive (self->columns_button, TRUE);
}

/* A click on a head sorts by that column, another one the other way round, a third newest first again. */
static void
sorter_changed_cb (SzRowsPage *self)
{
  const SzFrame *frame = self->model != NULL ? sz_rows_model_get_frame (self->model) : NULL;
  gboolean descending;
  int column = sz_column_sorter_find (gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view)), &descending);
  g_autofree char *sort = NULL;

  if (frame == NULL)
    return;
  if (column >= 0)
    sort = g_strconcat (descending ? "-" : "", sz_frame_column (frame, (guint)column)->id, NULL);
  if (g_strcmp0 (sort, self->sort) == 0)
    return;
  g_free (self->sort);
  self->sort = g_steal_pointer (&sort);
  renew_model (self);
}

static void
row_activate_cb (GtkColumnView *view, guint position, gpointer data)
{
  SzRowsPage *self = data;
  const SzDataset *dataset = sz_rows_model_get_dataset (self->model);
  const SzFrame *frame = sz_rows_model_get_frame (self->model);
  int key = frame != NULL ? sz_frame_find (frame, "key") : -1;
  g_autoptr (SzRowItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  g_autoptr (SzPlace) timeline = NULL;
  g_autoptr (SzPlace) target = NULL;

  if (item == NULL || key < 0 || *sz_row_item_get_text (item, (guint)key) == '\0')
    return;
  timeline = sz_place_with_kind (self->place, SZ_PLACE_TIMELINE);
  target = sz_place_with_record (timeline, dataset->id, sz_row_item_get_text (item, (guint)key));
  sz_pane_go (self, target);
}

static void
remove_columns (SzRowsPage *self)
{
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));

  while (g_list_model_get_n_items (columns) > 0) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

    gtk_column_view_remove_column (GTK_COLUMN_VIEW (self->view), column);
  }
}

static void
say_what_is_shown (SzRowsPage *self)
{
  const GError *error = sz_rows_model_get_error (self->model);
  gint64 total = sz_rows_model_get_total (self->model);
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;

  if (error != NULL) {
    gtk_label_set_label (GTK_LABEL (self->subtitle), error->message);
    return;
  }
  if (total == 0) {
    gtk_label_set_label (GTK_LABEL (self->subtitle), _ ("No record lies in this period and filter."));
    return;
  }
  if (total < 0) {
    number = sz_number_exact ((double)sz_rows_model_get_counted (self->model), "row");
    /* Translators: %1$s is the data set, %2$s the number of its records counted so far, with their unit. */
    text = g_strdup_printf (_ ("%1$s, %2$s counted so far…"), sz_rows_model_get_dataset (self->model)->name,
                            number);
    gtk_label_set_label (GTK_LABEL (self->subtitle), text);
    return;
  }
  number = sz_number_exact ((double)total, "row");
  text = self->sort == NULL
             /* Translators: %1$s is the data set, %2$s the number of its records with their unit. */
             ? g_strdup_printf (_ ("%1$s, %2$s, newest first. Personal data is masked."),
                                sz_rows_model_get_dataset (self->model)->name, number)
             : g_strdup_printf (_ ("%1$s, %2$s, sorted. Personal data is masked."),
                                sz_rows_model_get_dataset (self->model)->name, number);
  gtk_label_set_label (GTK_LABEL (self->subtitle), text);
}

static void
arrived_cb (SzRowsPage *self)
{
  const SzFrame *frame = sz_rows_model_get_frame (self->model);
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));

  self->settled = sz_rows_model_is_whole (self->model) || sz_rows_model_get_error (self->model) != NULL;
  gtk_widget_set_sensitive (self->export_button, frame != NULL && frame->rows > 0);
  say_what_is_shown (self);
  if (frame == NULL || g_list_model_get_n_items (columns) > 0)
    return;
  add_columns (self, frame);
  offer_columns (self, frame);
}

static void
drop_model (SzRowsPage *self)
{
  if (self->model == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->model, self);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), NULL);
  g_clear_object (&self->model);
}

/* The columns stay: they are those of the data set, and their heads show by which it is sorted. */
static void
renew_model (SzRowsPage *self)
{
  GtkSelectionModel *selection;

  drop_model (self);
  self->settled = FALSE;
  gtk_widget_set_sensitive (self->export_button, FALSE);
  self->model = sz_rows_model_new (self->desk, self->place, self->sort);
  g_signal_connect_swapped (self->model, "arrived", G_CALLBACK (arrived_cb), self);
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->model))));
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (selection), FALSE);
  gtk_single_selection_set_can_unselect (GTK_SINGLE_SELECTION (selection), TRUE);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), selection);
  g_object_unref (selection);
}

static void
sz_rows_page_dispose (GObject *object)
{
  SzRowsPage *self = SZ_ROWS_PAGE (object);

  if (self->view != NULL) {
    g_clear_signal_handler (&self->sorted, gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view)));
    drop_model (self);
  }
  g_clear_pointer (&self->sort, g_free);
  g_clear_pointer (&self->hidden, g_hash_table_unref);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->place, sz_place_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), SZ_TYPE_ROWS_PAGE);
  G_OBJECT_CLASS (sz_rows_page_parent_class)->dispose (object);
}

static void
sz_rows_page_class_init (SzRowsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SZ_TYPE_CRUMBS);
  G_OBJECT_CLASS (klass)->dispose = sz_rows_page_dispose;
  widget_class->realize = sz_rows_page_realize;
  widget_class->unrealize = sz_rows_page_unrealize;
  widget_class->size_allocate = sz_rows_page_size_allocate;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/shuzhi/Cockpit/ui/sz-rows-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SzRowsPage, crumbs);
  gtk_widget_class_bind_template_child (widget_class, SzRowsPage, columns_button);
  gtk_widget_class_bind_template_child (widget_class, SzRowsPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, SzRowsPage, title);
  gtk_widget_class_bind_template_child (widget_class, SzRowsPage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, SzRowsPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, SzRowsPage, view);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activate_cb);
}

static void
sz_rows_page_init (SzRowsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  watch_scrolling (self);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect_swapped (self->crumbs, "go", G_CALLBACK (crumb_go_cb), self);
  self->sorted = g_signal_connect_swapped (gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view)),
                                           "changed", G_CALLBACK (sorter_changed_cb), self);
}

void
sz_rows_page_set_desk (SzRowsPage *self, SzDesk *desk)
{
  g_return_if_fail (self->desk == NULL);
  self->desk = g_object_ref (desk);
}

void
sz_rows_page_refresh (SzRowsPage *self)
{
  if (self->place == NULL)
    return;
  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (self->view), NULL, GTK_SORT_ASCENDING);
  g_clear_pointer (&self->sort, g_free);
  if (self->model != NULL)
    drop_model (self);
  remove_columns (self);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->columns_button), NULL);
  gtk_widget_set_sensitive (self->columns_button, FALSE);
  gtk_label_set_label (GTK_LABEL (self->subtitle), _ ("Reading the records…"));
  renew_model (self);
}

static void
show_place (SzPane *pane, const SzPlace *place, double scroll)
{
  SzRowsPage *self = SZ_ROWS_PAGE (pane);
  const SzCatalog *catalog = sz_desk_get_catalog (self->desk);
  const SzIndicator *indicator =
      place->indicator != NULL ? sz_catalog_indicator (catalog, place->indicator, NULL) : NULL;
  const SzDataset *dataset =
      place->dataset != NULL ? sz_catalog_dataset (catalog, place->dataset, NULL) : NULL;
  SzPlace *previous = self->place;
  g_autofree char *title = NULL;

  self->place = sz_place_ref ((SzPlace *)place);
  sz_place_unref (previous);
  sz_crumbs_show (SZ_CRUMBS (self->crumbs), catalog, place);
  /* Translators: %s is the name of an indicator. */
  title = indicator != NULL ? g_strdup_printf (_ ("The rows behind “%s”"), indicator->name)
                            : g_strdup (dataset != NULL ? dataset->name : "");
  gtk_label_set_label (GTK_LABEL (self->title), title);
  sz_rows_page_refresh (self);
}

SzRowsModel *
sz_rows_page_get_model (SzRowsPage *self)
{
  return self->model;
}

static void
refresh (SzPane *pane)
{
  sz_rows_page_refresh (SZ_ROWS_PAGE (pane));
}

static gboolean
is_settled (SzPane *pane)
{
  return SZ_ROWS_PAGE (pane)->settled;
}

static void
export_file (SzPane *pane)
{
  if (gtk_widget_get_sensitive (SZ_ROWS_PAGE (pane)->export_button))
    export_cb (SZ_ROWS_PAGE (pane));
}

static void
sz_rows_page_pane_init (SzPaneInterface *interface)
{
  interface->show = show_place;
  interface->refresh = refresh;
  interface->is_settled = is_settled;
  interface->export_file = export_file;
}
