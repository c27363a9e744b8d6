/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-rows-page.h"

#include "sz-crumbs.h"
#include "sz-export.h"
#include "sz-i18n.h"

struct _SzRowsPage {
  GtkBox parent_instance;

  SzDesk *desk;       /* (owned) (nullable) */
  SzPlace *place;     /* (owned) (nullable) */
  SzRowsModel *model; /* (owned) (nullable) */
  gboolean settled;

  GtkWidget *crumbs, *export_button, *title, *subtitle, *scroller, *view;
};

G_DEFINE_FINAL_TYPE (SzRowsPage, sz_rows_page, GTK_TYPE_BOX)

enum { GO, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
crumb_go_cb (SzRowsPage *self, SzPlace *place)
{
  g_signal_emit (self, signals[GO], 0, place);
}

static void
export_cb (SzRowsPage *self)
{
  sz_export_rows (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->desk, self->place);
}

static void
setup_cell_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_list_item_set_child (item, label);
}

static void
bind_cell_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  const char *text = sz_row_item_get_text (gtk_list_item_get_item (item), GPOINTER_TO_UINT (data));

  gtk_label_set_label (GTK_LABEL (label), *text != '\0' ? text : "—");
  gtk_widget_set_tooltip_text (label, *text != '\0' ? text : NULL);
}

/* A width that holds the longest of the first rows' texts; scrolling then never moves the columns. */
static int
column_width (GtkWidget *widget, const SzFrame *frame, guint index)
{
  g_autoptr (PangoLayout) layout =
      gtk_widget_create_pango_layout (widget, sz_frame_column (frame, index)->name);
  int widest, width;

  pango_layout_get_pixel_size (layout, &widest, NULL);
  for (gsize row = 0; row < frame->rows; row++) {
    const char *text = sz_frame_text (frame, row, index);

    if (text == NULL)
      continue;
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

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), NULL);
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), GUINT_TO_POINTER (i));
    column = gtk_column_view_column_new (sz_frame_column (frame, i)->name, factory);
    gtk_column_view_column_set_resizable (column, TRUE);
    gtk_column_view_column_set_fixed_width (column, column_width (self->view, frame, i));
    gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), column);
    g_object_unref (column);
  }
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
  number = sz_number_exact ((double)total, "row");
  /* Translators: %1$s is the data set, %2$s the number of its records with their unit. */
  text = g_strdup_printf (_ ("%1$s, %2$s, newest first. Personal data is masked."),
                          sz_rows_model_get_dataset (self->model)->name, number);
  gtk_label_set_label (GTK_LABEL (self->subtitle), text);
}

static void
arrived_cb (SzRowsPage *self)
{
  const SzFrame *frame = sz_rows_model_get_frame (self->model);
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));

  self->settled = TRUE;
  gtk_widget_set_sensitive (self->export_button, frame != NULL && frame->rows > 0);
  say_what_is_shown (self);
  if (frame == NULL || g_list_model_get_n_items (columns) > 0)
    return;
  add_columns (self, frame);
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

static void
sz_rows_page_dispose (GObject *object)
{
  SzRowsPage *self = SZ_ROWS_PAGE (object);

  if (self->view != NULL)
    drop_model (self);
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
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/shuzhi/Cockpit/ui/sz-rows-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SzRowsPage, crumbs);
  gtk_widget_class_bind_template_child (widget_class, SzRowsPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, SzRowsPage, title);
  gtk_widget_class_bind_template_child (widget_class, SzRowsPage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, SzRowsPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, SzRowsPage, view);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
  signals[GO] = g_signal_new ("go", SZ_TYPE_ROWS_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_POINTER);
}

static void
sz_rows_page_init (SzRowsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->crumbs, "go", G_CALLBACK (crumb_go_cb), self);
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
  GtkSelectionModel *selection;

  if (self->place == NULL)
    return;
  drop_model (self);
  remove_columns (self);
  self->settled = FALSE;
  gtk_widget_set_sensitive (self->export_button, FALSE);
  gtk_label_set_label (GTK_LABEL (self->subtitle), "");
  self->model = sz_rows_model_new (self->desk, self->place);
  g_signal_connect_swapped (self->model, "arrived", G_CALLBACK (arrived_cb), self);
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->model))));
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (selection), FALSE);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), selection);
  g_object_unref (selection);
}

void
sz_rows_page_show (SzRowsPage *self, const SzPlace *place)
{
  const SzCatalog *catalog = sz_desk_get_catalog (self->desk);
  const SzIndicator *indicator = sz_catalog_indicator (catalog, place->indicator, NULL);
  SzPlace *previous = self->place;
  g_autofree char *title = NULL;

  self->place = sz_place_ref ((SzPlace *)place);
  sz_place_unref (previous);
  sz_crumbs_show (SZ_CRUMBS (self->crumbs), catalog, place);
  /* Translators: %s is the name of an indicator. */
  title =
      g_strdup_printf (_ ("The rows behind “%s”"), indicator != NULL ? indicator->name : place->indicator);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  sz_rows_page_refresh (self);
}

SzRowsModel *
sz_rows_page_get_model (SzRowsPage *self)
{
  return self->model;
}

gboolean
sz_rows_page_is_settled (SzRowsPage *self)
{
  return self->settled;
}
