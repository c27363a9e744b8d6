/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-rows-page.h"

#include "sz-columns-chooser.h"
#include "sz-crumbs.h"
#include "sz-export.h"
#include "sz-i18n.h"
#include "sz-rows-view.h"

/* Of as many places it is known where they were left. */
#define MOST_VISITS 100

/* How a place was left: what a step back to it finds again. */
typedef struct {
  char *sort;     /* (nullable) */
  guint position; /* the row that the keys were at */
  double scroll;
} Visit;

struct _SzRowsPage {
  GtkBox parent_instance;

  SzDesk *desk;         /* (owned) (nullable) */
  SzPlace *place;       /* (owned) (nullable) */
  SzRowsModel *model;   /* (owned) (nullable) it stays from one place to the next */
  char *sort;           /* (nullable) a column id, with a minus in front for descending */
  char *notice;         /* (nullable) why they are not sorted */
  const SzFrame *frame; /* (nullable) (the model's) the one whose columns are shown */
  gboolean settled;

  GHashTable *visits; /* of a place's key: its Visit */
  gboolean entered;   /* another page was shown before */
  gboolean aiming;    /* on the way to that row, which has not come yet */
  Visit aim;          /* without its sort */
  gboolean aim_focus; /* it is to have the focus */
  GtkWidget *focus;   /* (not owned, never looked into) what had it then */

  GtkWidget *crumbs, *columns_button, *export_button, *title, *subtitle, *scroller, *view;
};

static void sz_rows_page_pane_init (SzPaneInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzRowsPage, sz_rows_page, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (SZ_TYPE_PANE, sz_rows_page_pane_init))

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
visit_free (Visit *visit)
{
  g_free (visit->sort);
  g_free (visit);
}

static GtkAdjustment *
get_down (SzRowsPage *self)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
}

/* --- which row the keys are at
 * --------------------------------------------------------------------------------------------------------
 */

static GtkWidget *
find_focus (SzRowsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

static gboolean
has_focus_in (SzRowsPage *self, GtkWidget *widget)
{
  GtkWidget *focus = find_focus (self);

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* Once the row has come; where the list was left far down, once it is as long again. */
static void
reach_aim (SzRowsPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  gboolean known = sz_rows_model_get_frame (self->model) != NULL;
  GtkWidget *focus = find_focus (self);
  gboolean grab =
      self->aim_focus && (focus == NULL || focus == self->focus || has_focus_in (self, self->view));

  if (!self->aiming || !known || n == 0)
    return;
  if (!sz_rows_model_is_whole (self->model) && (self->aim.position >= n || self->aim.scroll > 0))
    return;
  self->aiming = FALSE;
  sz_rows_view_go_to (SZ_ROWS_VIEW (self->view), MIN (self->aim.position, n - 1), grab);
  if (self->aim.scroll > 0)
    gtk_adjustment_set_value (get_down (self), self->aim.scroll);
}

/* `focus`: the list takes it as soon as it has rows. */
static void
aim_at (SzRowsPage *self, const Visit *visit, gboolean focus)
{
  self->aim = visit != NULL ? (Visit){ NULL, visit->position, visit->scroll } : (Visit){ 0 };
  self->aim_focus = focus;
  self->focus = find_focus (self);
  self->aiming = TRUE;
}

/* Where the way back leads to. */
static void
keep_visit (SzRowsPage *self, double scroll)
{
  Visit *visit = g_new0 (Visit, 1);

  visit->sort = g_strdup (self->sort);
  visit->scroll = scroll;
  visit->position = sz_rows_view_get_position (SZ_ROWS_VIEW (self->view));
  if (g_hash_table_size (self->visits) >= MOST_VISITS)
    g_hash_table_remove_all (self->visits);
  g_hash_table_replace (self->visits, sz_place_key (self->place), visit);
}

static void
sz_rows_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sz_rows_page_parent_class)->map (widget);
  SZ_ROWS_PAGE (widget)->entered = TRUE;
}

/* The rows are empty until the others come. */
static void
read_rows (SzRowsPage *self)
{
  self->settled = FALSE;
  gtk_widget_set_sensitive (self->export_button, FALSE);
  gtk_adjustment_set_value (get_down (self), 0);
  sz_rows_view_go_to (SZ_ROWS_VIEW (self->view), 0, FALSE);
  self->frame = NULL;
  sz_rows_model_read (self->model, self->place, self->sort);
}

/* --- what is shown
 * --------------------------------------------------------------------------------------------------------------
 */

/* A click on a head sorts by that column, another one the other way round, a third newest first again. */
static void
sorted_cb (SzRowsPage *self)
{
  g_free (self->sort);
  self->sort = g_strdup (sz_rows_columns_get_sort (sz_rows_view_get_columns (SZ_ROWS_VIEW (self->view))));
  g_clear_pointer (&self->notice, g_free);
  aim_at (self, NULL, sz_rows_view_has_focus (SZ_ROWS_VIEW (self->view)));
  read_rows (self);
}

static void
row_activate_cb (SzRowsView *view, guint position, gpointer data)
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
  /* The view has become shorter before the first rows came. */
  if (sz_rows_model_get_dataset (self->model) == NULL)
    return;
  if (self->notice != NULL && total != 0) {
    gtk_label_set_label (GTK_LABEL (self->subtitle), self->notice);
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

/* They are shown unsorted, with the sentence that says why. */
static void
give_up_sorting (SzRowsPage *self, const GError *error)
{
  g_free (self->notice);
  self->notice = g_strdup (error->message);
  g_clear_pointer (&self->sort, g_free);
  sz_rows_columns_set_sort (sz_rows_view_get_columns (SZ_ROWS_VIEW (self->view)), NULL);
  read_rows (self);
}

static void
arrived_cb (SzRowsPage *self)
{
  const SzFrame *frame = sz_rows_model_get_frame (self->model);
  const GError *error = sz_rows_model_get_error (self->model);

  if (error != NULL && frame == NULL && self->sort != NULL) {
    give_up_sorting (self, error);
    return;
  }
  self->settled = sz_rows_model_is_whole (self->model) || error != NULL;
  reach_aim (self);
  gtk_widget_set_sensitive (self->export_button, frame != NULL && frame->rows > 0);
  say_what_is_shown (self);
  if (frame == NULL || frame == self->frame)
    return;
  self->frame = frame;
  sz_rows_view_show_columns (SZ_ROWS_VIEW (self->view), sz_rows_model_get_dataset (self->model), frame);
  gtk_widget_set_sensitive (self->columns_button, TRUE);
}

static void
sz_rows_page_dispose (GObject *object)
{
  SzRowsPage *self = SZ_ROWS_PAGE (object);

  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->view != NULL)
    sz_rows_view_set_model (SZ_ROWS_VIEW (self->view), NULL);
  g_clear_object (&self->model);
  g_clear_pointer (&self->sort, g_free);
  g_clear_pointer (&self->notice, g_free);
  g_clear_pointer (&self->visits, g_hash_table_unref);
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
  g_type_ensure (SZ_TYPE_ROWS_VIEW);
  G_OBJECT_CLASS (klass)->dispose = sz_rows_page_dispose;
  widget_class->map = sz_rows_page_map;
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
  SzRowsColumns *columns;

  gtk_widget_init_template (GTK_WIDGET (self));
  columns = sz_rows_view_get_columns (SZ_ROWS_VIEW (self->view));
  self->visits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)visit_free);
  sz_columns_chooser_set (GTK_MENU_BUTTON (self->columns_button), columns);
  g_signal_connect_swapped (self->crumbs, "go", G_CALLBACK (crumb_go_cb), self);
  g_signal_connect_object (columns, "sorted", G_CALLBACK (sorted_cb), self, G_CONNECT_SWAPPED);
}

void
sz_rows_page_set_desk (SzRowsPage *self, SzDesk *desk)
{
  g_return_if_fail (self->desk == NULL);
  self->desk = g_object_ref (desk);
  self->model = sz_rows_model_new (desk);
  g_signal_connect_swapped (self->model, "arrived", G_CALLBACK (arrived_cb), self);
  sz_rows_view_set_model (SZ_ROWS_VIEW (self->view), G_LIST_MODEL (self->model));
}

static void
read_anew (SzRowsPage *self, const Visit *visit, gboolean focus)
{
  g_clear_pointer (&self->notice, g_free);
  gtk_label_set_label (GTK_LABEL (self->subtitle), _ ("Reading the records…"));
  aim_at (self, visit, focus);
  read_rows (self);
}

void
sz_rows_page_refresh (SzRowsPage *self)
{
  if (self->place == NULL)
    return;
  read_anew (self, NULL, has_focus_in (self, GTK_WIDGET (self)));
}

/* (nullable) how the place was left, if it is come back to and not anew. */
static const Visit *
find_visit (SzRowsPage *self, const SzPlace *place, double scroll)
{
  g_autofree char *key = sz_place_key (place);

  return scroll > 0 ? g_hash_table_lookup (self->visits, key) : NULL;
}

static gboolean
still_stands (SzRowsPage *self, const SzPlace *place)
{
  g_autofree char *wanted = sz_place_key (place);
  g_autofree char *shown = self->place != NULL ? sz_place_key (self->place) : NULL;

  return g_strcmp0 (wanted, shown) == 0 && sz_rows_model_is_whole (self->model) &&
         sz_rows_model_get_error (self->model) == NULL;
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
  const Visit *visit = find_visit (self, place, scroll);
  gboolean stands = visit != NULL && still_stands (self, place);
  gboolean focus = self->entered || find_focus (self) == NULL || has_focus_in (self, GTK_WIDGET (self));
  SzPlace *previous = self->place;
  g_autofree char *title = NULL;

  self->entered = FALSE;
  self->place = sz_place_ref ((SzPlace *)place);
  sz_place_unref (previous);
  sz_crumbs_show (SZ_CRUMBS (self->crumbs), catalog, place);
  /* Translators: %s is the name of an indicator. */
  title = indicator != NULL ? g_strdup_printf (_ ("The rows behind “%s”"), indicator->name)
                            : g_strdup (dataset != NULL ? dataset->name : "");
  gtk_label_set_label (GTK_LABEL (self->title), title);
  if (stands && focus)
    gtk_widget_grab_focus (self->view);
  if (stands)
    return;
  g_free (self->sort);
  self->sort = visit != NULL ? g_strdup (visit->sort) : NULL;
  sz_rows_columns_set_sort (sz_rows_view_get_columns (SZ_ROWS_VIEW (self->view)), self->sort);
  gtk_adjustment_set_value (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
  read_anew (self, visit, focus);
}

/* Never 0: by that a step back is told from a place that is come to anew. */
static double
get_scroll (SzPane *pane)
{
  SzRowsPage *self = SZ_ROWS_PAGE (pane);
  double scroll =
      gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)));

  if (self->place != NULL && self->place->kind == SZ_PLACE_ROWS)
    keep_visit (self, scroll);
  return MAX (scroll, G_MINDOUBLE);
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
  interface->get_scroll = get_scroll;
  interface->is_settled = is_settled;
  interface->export_file = export_file;
}
