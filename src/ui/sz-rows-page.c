/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-rows-page.h"

#include "sz-crumbs.h"
#include "sz-export.h"
#include "sz-i18n.h"
#include "sz-row-cell.h"
#include "sz-rows-columns.h"
#include "sz-sort-column.h"

/* Of as many places it is known where they were left. */
#define MOST_VISITS 100
/* What one press of an arrow moves the columns by. */
#define SIDE_STEP 120
/* The rows whose widgets a view keeps whatever is in sight are not as high as this. */
#define DEEP 3000

/* How a place was left: what a step back to it finds again. */
typedef struct {
  char *sort;     /* (nullable) */
  guint position; /* the row that had the focus */
  double scroll;
} Visit;

struct _SzRowsPage {
  GtkBox parent_instance;

  SzDesk *desk;       /* (owned) (nullable) */
  SzPlace *place;     /* (owned) (nullable) */
  SzRowsModel *model; /* (owned) (nullable) it stays from one place to the next, and so do the view's cells */
  gboolean deep;      /* it was scrolled far down */
  SzRowsColumns *columns; /* (owned) */
  char *sort;             /* (nullable) a column id, with a minus in front for descending */
  char *notice;           /* (nullable) why they are not sorted */
  const SzFrame *frame;   /* (nullable) (the model's) the one whose columns are shown */
  gboolean settled;
  gboolean scrolled; /* what is in sight has changed since the last layout */
  gulong sorted;     /* handler of the view's sorter */

  GHashTable *visits; /* of a place's key: its Visit */
  gboolean entered;   /* another page was shown before */
  gboolean aiming;    /* on the way to that row, which has not come yet */
  Visit aim;          /* without its sort */
  gboolean aim_focus; /* it is to have the focus */
  GtkWidget *focus;   /* (not owned, never looked into) what had it then */
  guint reaching;     /* an idle source */
  gboolean resuming;  /* the list goes on from `resume` when it gets the focus */
  guint resume, going_on;

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

static GtkWidget *
find_list (SzRowsPage *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->view); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LIST_VIEW (child))
      return child;
  return NULL;
}

/* --- which row has the focus
 * --------------------------------------------------------------------------------------------------------
 */

/* (nullable) its widget; the view has some for the rows around those in sight. */
static GtkWidget *
find_row (SzRowsPage *self, guint position)
{
  for (GtkWidget *row = gtk_widget_get_first_child (find_list (self)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (sz_row_cell_position_of (row) == position)
      return row;
  return NULL;
}

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

/* The keys go on from this row, now or when the list gets the focus. */
static gboolean
point_at (SzRowsPage *self, guint position, gboolean focus)
{
  GtkWidget *row;

  self->resuming = !focus;
  self->resume = position;
  if (!focus)
    return TRUE;
  gtk_widget_activate_action (find_list (self), "list.scroll-to-item", "u", position);
  row = find_row (self, position);
  if (row != NULL)
    gtk_widget_grab_focus (row);
  return row != NULL;
}

static gboolean
resume_cb (gpointer data)
{
  SzRowsPage *self = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));

  self->going_on = 0;
  if (n > 0 && has_focus_in (self, find_list (self)))
    point_at (self, MIN (self->resume, n - 1), TRUE);
  return G_SOURCE_REMOVE;
}

/* GTK goes to the row that had the focus before other rows were read. */
static void
focus_enter_cb (SzRowsPage *self)
{
  if (self->resuming && self->going_on == 0)
    self->going_on = g_idle_add_full (G_PRIORITY_HIGH_IDLE, resume_cb, self, NULL);
}

/* Once the row has come; where the list was left far down, once it is as long again. */
static void
reach_aim (SzRowsPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  GtkWidget *focus = find_focus (self);
  gboolean grab =
      self->aim_focus && (focus == NULL || focus == self->focus || has_focus_in (self, self->view));

  if (!self->aiming || n == 0)
    return;
  if (!sz_rows_model_is_whole (self->model) && (self->aim.position >= n || self->aim.scroll > 0))
    return;
  if (!point_at (self, MIN (self->aim.position, n - 1), grab))
    return;
  self->aiming = FALSE;
  if (self->aim.scroll > 0)
    gtk_adjustment_set_value (adjustment, self->aim.scroll);
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

static void
rows_changed_cb (SzRowsPage *self)
{
  if (self->aiming && self->aim.scroll <= 0)
    reach_aim (self);
}

/* Where the way back leads to. */
static void
keep_visit (SzRowsPage *self, double scroll)
{
  GtkWidget *row = gtk_widget_get_focus_child (find_list (self));
  guint position = row != NULL ? sz_row_cell_position_of (row) : GTK_INVALID_LIST_POSITION;
  char *key = sz_place_key (self->place);
  const Visit *before = g_hash_table_lookup (self->visits, key);
  Visit *visit = g_new0 (Visit, 1);

  visit->sort = g_strdup (self->sort);
  visit->scroll = scroll;
  visit->position = position;
  if (self->resuming)
    visit->position = self->resume;
  else if (position == GTK_INVALID_LIST_POSITION)
    visit->position = before != NULL ? before->position : 0;
  if (g_hash_table_size (self->visits) >= MOST_VISITS)
    g_hash_table_remove_all (self->visits);
  g_hash_table_replace (self->visits, key, visit);
}

/* GTK's list goes on to the next of its millions of rows with Tab, and does nothing with the arrows to the
 * side. */
static gboolean
list_key_cb (GtkEventController *controller, guint key, guint code, GdkModifierType state, gpointer data)
{
  SzRowsPage *self = data;
  GtkWidget *list = gtk_event_controller_get_widget (controller);
  GtkAdjustment *side = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  GdkModifierType held = state & gtk_accelerator_get_default_mod_mask ();

  if ((key == GDK_KEY_Tab || key == GDK_KEY_KP_Tab || key == GDK_KEY_ISO_Left_Tab) &&
      (held & ~GDK_SHIFT_MASK) == 0) {
    gtk_widget_set_can_focus (list, FALSE);
    g_signal_emit_by_name (gtk_widget_get_root (list), "move-focus",
                           (held & GDK_SHIFT_MASK) != 0 ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
    gtk_widget_set_can_focus (list, TRUE);
    return TRUE;
  }
  if (held != 0)
    return FALSE;
  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    gtk_adjustment_set_value (side, gtk_adjustment_get_value (side) - SIDE_STEP);
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    gtk_adjustment_set_value (side, gtk_adjustment_get_value (side) + SIDE_STEP);
  else
    return FALSE;
  return TRUE;
}

static void
watch_keys (SzRowsPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (focus, "enter", G_CALLBACK (focus_enter_cb), self);
  gtk_widget_add_controller (find_list (self), focus);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (list_key_cb), self);
  gtk_widget_add_controller (find_list (self), keys);
}

static void
sz_rows_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sz_rows_page_parent_class)->map (widget);
  SZ_ROWS_PAGE (widget)->entered = TRUE;
}

/* --- what scrolling brings into sight
 * ---------------------------------------------------------------------------------------------------------------
 */

static gboolean
reach_cb (gpointer data)
{
  SzRowsPage *self = data;

  self->reaching = 0;
  reach_aim (self);
  return G_SOURCE_REMOVE;
}

/* Between the frame's layout and its painting. */
static void
laid_out_cb (SzRowsPage *self)
{
  if (self->scrolled)
    sz_row_cell_reveal (find_list (self), self->scroller);
  self->scrolled = FALSE;
  /* How far the list can be scrolled is known by now, but not to be changed. */
  if (self->aiming && self->reaching == 0)
    self->reaching = g_idle_add_full (G_PRIORITY_HIGH_IDLE, reach_cb, self, NULL);
}

static void
scrolled_cb (SzRowsPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));

  self->scrolled = TRUE;
  self->deep = self->deep || gtk_adjustment_get_value (adjustment) > DEEP;
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

static void arrived_cb (SzRowsPage *self);

/* One model and its cells for many places: to make and end those of two hundred rows takes longer than a
 * frame. */
static void
make_model (SzRowsPage *self)
{
  GtkSelectionModel *selection;

  self->model = sz_rows_model_new (self->desk);
  g_signal_connect_swapped (self->model, "arrived", G_CALLBACK (arrived_cb), self);
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->model))));
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (selection), FALSE);
  gtk_single_selection_set_can_unselect (GTK_SINGLE_SELECTION (selection), TRUE);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), selection);
  /* Behind the view, which has the widgets of the new rows then. */
  g_signal_connect_object (selection, "items-changed", G_CALLBACK (rows_changed_cb), self,
                           G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  g_object_unref (selection);
}

static void
drop_model (SzRowsPage *self)
{
  if (self->model == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->model, self);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), NULL);
  g_clear_object (&self->model);
  self->deep = self->resuming = FALSE;
}

/* The view stays at its top, with the cells that it has; they are empty until the rows come.
 * Not if a row far down may have had the focus: GTK 4.8 goes wrong over a list that ends before that row. */
static void
read_rows (SzRowsPage *self)
{
  GtkSelectionModel *selection = gtk_column_view_get_model (GTK_COLUMN_VIEW (self->view));

  self->settled = FALSE;
  gtk_widget_set_sensitive (self->export_button, FALSE);
  /* Before the list is empty, in which GTK finds no place to scroll to. */
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
  if (self->deep) {
    drop_model (self);
    make_model (self);
    selection = gtk_column_view_get_model (GTK_COLUMN_VIEW (self->view));
  }
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (selection), GTK_INVALID_LIST_POSITION);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    point_at (self, 0, has_focus_in (self, find_list (self)));
  self->frame = NULL;
  sz_rows_model_read (self->model, self->place, self->sort);
}

/* --- what is shown
 * --------------------------------------------------------------------------------------------------------------
 */

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
  if (column >= (int)sz_frame_n_columns (frame))
    column = -1;
  if (column >= 0)
    sort = g_strconcat (descending ? "-" : "", sz_frame_column (frame, (guint)column)->id, NULL);
  if (g_strcmp0 (sort, self->sort) == 0)
    return;
  g_free (self->sort);
  self->sort = g_steal_pointer (&sort);
  g_clear_pointer (&self->notice, g_free);
  aim_at (self, NULL, has_focus_in (self, find_list (self)));
  read_rows (self);
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
  sz_rows_columns_set_sort (self->columns, NULL);
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
  gtk_widget_set_sensitive (self->export_button, frame != NULL && frame->rows > 0);
  say_what_is_shown (self);
  if (frame == NULL || frame == self->frame)
    return;
  self->frame = frame;
  sz_rows_columns_show (self->columns, sz_rows_model_get_dataset (self->model), frame);
  sz_rows_columns_set_sort (self->columns, self->sort);
}

static void
sz_rows_page_dispose (GObject *object)
{
  SzRowsPage *self = SZ_ROWS_PAGE (object);

  if (self->view != NULL) {
    g_clear_signal_handler (&self->sorted, gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view)));
    drop_model (self);
  }
  g_clear_handle_id (&self->reaching, g_source_remove);
  g_clear_handle_id (&self->going_on, g_source_remove);
  g_clear_pointer (&self->columns, sz_rows_columns_free);
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
  G_OBJECT_CLASS (klass)->dispose = sz_rows_page_dispose;
  widget_class->map = sz_rows_page_map;
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
  watch_keys (self);
  self->visits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)visit_free);
  self->columns = sz_rows_columns_new (GTK_COLUMN_VIEW (self->view), self->scroller,
                                       GTK_MENU_BUTTON (self->columns_button));
  g_signal_connect_swapped (self->crumbs, "go", G_CALLBACK (crumb_go_cb), self);
  self->sorted = g_signal_connect_swapped (gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view)),
                                           "changed", G_CALLBACK (sorter_changed_cb), self);
}

void
sz_rows_page_set_desk (SzRowsPage *self, SzDesk *desk)
{
  g_return_if_fail (self->desk == NULL);
  self->desk = g_object_ref (desk);
  make_model (self);
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
    gtk_widget_grab_focus (find_list (self));
  if (stands)
    return;
  g_free (self->sort);
  self->sort = visit != NULL ? g_strdup (visit->sort) : NULL;
  if (self->sort == NULL)
    sz_rows_columns_set_sort (self->columns, NULL);
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
