/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-rows-view.h"

#include "sz-row-line.h"
#include "sz-rows-head.h"
#include "sz-rows-keys.h"

/* ms without another row in sight after which the lines are put in the order of their rows. */
#define ORDER_AFTER 200
/* What one press of an arrow moves the columns by; px. */
#define SIDE_STEP 120
/* px above or below what is in sight where the line waits that has the focus and is out of sight. */
#define AWAY 100000

struct _SzRowsView {
  GtkWidget parent_instance;

  GListModel *model;          /* (owned) (nullable) */
  SzRowsColumns *columns;     /* (owned) */
  SzCellTexts *texts;         /* (owned) */
  GtkAdjustment *side, *down; /* (owned) (nullable) */
  GtkScrollablePolicy side_policy, down_policy;
  GtkWidget *head;
  GPtrArray *lines; /* (element-type SzRowLine) (not owned) the children besides the head */
  guint position;   /* the row that the keys are at */
  guint making;     /* an idle source */
  guint ordering;   /* a source */
  gboolean moving;  /* since that was last there a line has come to show another row */
  gboolean placing; /* the adjustments are being told what is in sight */
};

enum { PROP_0, PROP_HADJUSTMENT, PROP_VADJUSTMENT, PROP_HSCROLL_POLICY, PROP_VSCROLL_POLICY };
enum { ACTIVATE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (SzRowsView, sz_rows_view, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static guint
count_rows (SzRowsView *self)
{
  return self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
}

/* --- sizes
 * -----------------------------------------------------------------------------------------------------------------
 */

static int
measure_height (GtkWidget *widget)
{
  int height;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  return height;
}

/* All rows are as high as the first line, which is always there. */
static int
line_height (SzRowsView *self)
{
  return MAX (measure_height (g_ptr_array_index (self->lines, 0)), 1);
}

static int
body_height (SzRowsView *self)
{
  return MAX (gtk_widget_get_height (GTK_WIDGET (self)) - measure_height (self->head), 0);
}

/* How far the list can be scrolled. */
static void
tell_adjustments (SzRowsView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), line = line_height (self), body = body_height (self);
  int all = MAX (sz_rows_columns_get_width (self->columns), width);
  double upper = MAX ((double)count_rows (self) * line, body);

  if (self->side == NULL || self->down == NULL || width == 0)
    return;
  self->placing = TRUE;
  gtk_adjustment_configure (self->side, CLAMP (gtk_adjustment_get_value (self->side), 0, all - width), 0, all,
                            SIDE_STEP, width * 0.9, width);
  gtk_adjustment_configure (self->down, CLAMP (gtk_adjustment_get_value (self->down), 0, upper - body), 0,
                            upper, line, MAX (body - line, line), body);
  self->placing = FALSE;
}

/* --- which line shows which row
 * ------------------------------------------------------------------------------------------------------------
 */

static void
add_line (SzRowsView *self)
{
  GtkWidget *line = sz_row_line_new (self->columns, self->texts, self->side);

  gtk_widget_set_child_visible (line, FALSE);
  /* The head stays the last: it lies above lines that are half in sight. */
  gtk_widget_insert_before (line, GTK_WIDGET (self), self->head);
  g_ptr_array_add (self->lines, line);
}

static SzRowLine *
find_line (SzRowsView *self, guint position)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (sz_row_line_get_position (g_ptr_array_index (self->lines, i)) == position)
      return g_ptr_array_index (self->lines, i);
  return NULL;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  guint one = sz_row_line_get_position (*(SzRowLine *const *)a);
  guint other = sz_row_line_get_position (*(SzRowLine *const *)b);

  return one < other ? -1 : one > other;
}

/* Who goes from row to row by what stands beside it, as screen readers can, finds them in their order. The
 * head stays the last. */
static gboolean
order_lines_cb (gpointer data)
{
  SzRowsView *self = data;
  GtkWidget *next = self->head;
  g_autoptr (GPtrArray) lines = NULL;

  if (self->moving) {
    self->moving = FALSE;
    return G_SOURCE_CONTINUE;
  }
  self->ordering = 0;
  lines = g_ptr_array_copy (self->lines, NULL, NULL);
  g_ptr_array_sort (lines, compare_lines);
  for (guint i = lines->len; i > 0; i--) {
    GtkWidget *line = g_ptr_array_index (lines, i - 1);

    if (gtk_widget_get_next_sibling (line) != next)
      gtk_widget_insert_before (line, GTK_WIDGET (self), next);
    next = line;
  }
  return G_SOURCE_REMOVE;
}

/* Each line that is put elsewhere has others measured and styled: not while rows rush by. */
static void
order_lines (SzRowsView *self)
{
  self->moving = self->ordering != 0;
  if (self->ordering == 0)
    self->ordering = g_timeout_add (ORDER_AFTER, order_lines_cb, self);
}

static void
put_row (SzRowsView *self, SzRowLine *line, guint position)
{
  g_autoptr (SzRowItem) item =
      position != GTK_INVALID_LIST_POSITION ? g_list_model_get_item (self->model, position) : NULL;

  if (item != NULL && item != sz_row_line_get_item (line))
    order_lines (self);
  sz_row_line_show (line, item);
  gtk_widget_set_child_visible (GTK_WIDGET (line), item != NULL);
}

/* One for each row in sight, two of which may be so in part, and one for the row that the keys are at. Not
 * while sizes are given out. */
static void
make_lines (SzRowsView *self)
{
  guint wanted = (guint)(body_height (self) / line_height (self)) + 3;

  while (self->lines->len < wanted)
    add_line (self);
}

static gboolean
more_lines_cb (gpointer data)
{
  SzRowsView *self = data;

  self->making = 0;
  make_lines (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static gboolean
is_free (SzRowsView *self, SzRowLine *line, guint first, guint last)
{
  guint position = sz_row_line_get_position (line);

  if (position == GTK_INVALID_LIST_POSITION)
    return TRUE;
  if (gtk_widget_is_focus (GTK_WIDGET (line)))
    return FALSE;
  /* The keys may be at a row that is gone. */
  return position >= count_rows (self) ||
         ((position < first || position > last) && position != self->position);
}

/* One that shows no row between `first` and `last`, nor the one that the keys are at; (nullable): all do. */
static SzRowLine *
find_free_line (SzRowsView *self, guint first, guint last)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (is_free (self, g_ptr_array_index (self->lines, i), first, last))
      return g_ptr_array_index (self->lines, i);
  return NULL;
}

/* The rows that are in sight, if any is. */
static gboolean
rows_in_sight (SzRowsView *self, guint *first, guint *last)
{
  guint n = count_rows (self);
  int line = line_height (self);
  double top = self->down != NULL ? gtk_adjustment_get_value (self->down) : 0;

  if (n == 0 || body_height (self) == 0)
    return FALSE;
  *first = MIN ((guint)(top / line), n - 1);
  *last = MIN ((guint)((top + body_height (self) - 1) / line), n - 1);
  return TRUE;
}

/* A line keeps its row as long as that is in sight, or the keys are at it. While sizes are given out nothing
 * may be changed that asks for others. */
static void
put_rows (SzRowsView *self)
{
  guint first = 1, last = 0;
  gboolean any = rows_in_sight (self, &first, &last);

  for (guint position = first; any && position <= last; position++) {
    SzRowLine *line;

    if (find_line (self, position) != NULL)
      continue;
    line = find_free_line (self, first, last);
    if (line != NULL)
      put_row (self, line, position);
    else if (self->making == 0)
      self->making = g_idle_add_full (G_PRIORITY_HIGH_IDLE, more_lines_cb, self, NULL);
  }
  for (guint i = 0; i < self->lines->len; i++)
    if (is_free (self, g_ptr_array_index (self->lines, i), first, last))
      put_row (self, g_ptr_array_index (self->lines, i), GTK_INVALID_LIST_POSITION);
}

/* --- the row that the keys are at
 * ------------------------------------------------------------------------------------------------------------
 */

gboolean
sz_rows_view_has_focus (SzRowsView *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));

  return gtk_widget_is_focus (GTK_WIDGET (self)) || (child != NULL && child != self->head);
}

guint
sz_rows_view_get_position (SzRowsView *self)
{
  return self->position;
}

static void
bring_into_sight (SzRowsView *self, guint position)
{
  double top = (double)position * line_height (self);

  if (self->down == NULL)
    return;
  tell_adjustments (self);
  gtk_adjustment_clamp_page (self->down, top, top + line_height (self));
}

/* The line whose row it is, taken from a row that is not in sight if need be. */
static SzRowLine *
need_line (SzRowsView *self, guint position)
{
  SzRowLine *line = find_line (self, position);
  guint first = position, last = position;

  if (line != NULL)
    return line;
  rows_in_sight (self, &first, &last);
  line = find_free_line (self, first, last);
  if (line == NULL) {
    add_line (self);
    line = g_ptr_array_index (self->lines, self->lines->len - 1);
  }
  put_row (self, line, position);
  return line;
}

/* The list itself has it as long as it has no rows. */
static void
take_focus (SzRowsView *self)
{
  GtkWidget *line = NULL;

  if (self->position < count_rows (self))
    line = GTK_WIDGET (need_line (self, self->position));
  gtk_widget_set_focusable (GTK_WIDGET (self), line == NULL);
  gtk_widget_grab_focus (line != NULL ? line : GTK_WIDGET (self));
}

void
sz_rows_view_go_to (SzRowsView *self, guint position, gboolean focus)
{
  self->position = position;
  bring_into_sight (self, position);
  if (focus)
    take_focus (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* What the line with the focus shows may be gone, or come: the focus goes with the position. */
static void
rows_changed_cb (SzRowsView *self, guint at, guint removed, guint added)
{
  guint n = count_rows (self);
  gboolean focus = sz_rows_view_has_focus (self);

  if (n > 0 && self->position >= n)
    self->position = n - 1;
  for (guint i = 0; i < self->lines->len; i++) {
    SzRowLine *line = g_ptr_array_index (self->lines, i);
    guint position = sz_row_line_get_position (line);

    if (position != GTK_INVALID_LIST_POSITION && position >= n && !gtk_widget_is_focus (GTK_WIDGET (line)))
      sz_row_line_show (line, NULL);
  }
  tell_adjustments (self);
  make_lines (self);
  if (focus)
    take_focus (self);
  else
    gtk_widget_set_focusable (GTK_WIDGET (self), n == 0);
  put_rows (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static gboolean
sz_rows_view_grab_focus (GtkWidget *widget)
{
  SzRowsView *self = SZ_ROWS_VIEW (widget);

  if (self->position >= count_rows (self))
    return GTK_WIDGET_CLASS (sz_rows_view_parent_class)->grab_focus (widget);
  sz_rows_view_go_to (self, self->position, TRUE);
  return TRUE;
}

/* Heads, then the one row; from there on to what comes behind the list. */
static gboolean
sz_rows_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  SzRowsView *self = SZ_ROWS_VIEW (widget);
  gboolean inside = gtk_widget_get_focus_child (widget) != NULL || gtk_widget_is_focus (widget);
  gboolean on_rows = sz_rows_view_has_focus (self);

  if (direction == GTK_DIR_TAB_BACKWARD) {
    if (inside)
      return gtk_widget_child_focus (self->head, direction);
    return gtk_widget_grab_focus (widget);
  }
  if (on_rows || (inside && direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_DOWN))
    return FALSE;
  if (direction == GTK_DIR_TAB_FORWARD && gtk_widget_child_focus (self->head, direction))
    return TRUE;
  return gtk_widget_grab_focus (widget);
}

guint
sz_rows_view_row_at (SzRowsView *self, double y)
{
  double top = self->down != NULL ? gtk_adjustment_get_value (self->down) : 0;
  double at = y - measure_height (self->head);
  guint position = at >= 0 ? (guint)((at + top) / line_height (self)) : GTK_INVALID_LIST_POSITION;

  return position < count_rows (self) ? position : GTK_INVALID_LIST_POSITION;
}

guint
sz_rows_view_count_in_sight (SzRowsView *self)
{
  return (guint)(body_height (self) / line_height (self));
}

void
sz_rows_view_activate (SzRowsView *self, guint position)
{
  if (position < count_rows (self))
    g_signal_emit (self, signals[ACTIVATE], 0, position);
}

char *
sz_rows_view_get_text (SzRowsView *self, guint position)
{
  SzRowLine *line = find_line (self, position);

  return line != NULL ? sz_row_line_get_text (line, "\t") : NULL;
}

/* --- scrolling
 * -----------------------------------------------------------------------------------------------------------------
 */

static void
scrolled_down_cb (SzRowsView *self)
{
  if (!self->placing)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
scrolled_aside_cb (SzRowsView *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    gtk_widget_queue_draw (g_ptr_array_index (self->lines, i));
}

static void
set_adjustment (SzRowsView *self, GtkAdjustment **which, GtkAdjustment *adjustment, GCallback scrolled)
{
  if (*which != NULL)
    g_signal_handlers_disconnect_by_data (*which, self);
  g_clear_object (which);
  if (adjustment == NULL)
    return;
  *which = g_object_ref_sink (adjustment);
  g_signal_connect_swapped (adjustment, "value-changed", scrolled, self);
}

static void
set_side (SzRowsView *self, GtkAdjustment *side)
{
  set_adjustment (self, &self->side, side != NULL ? side : gtk_adjustment_new (0, 0, 0, 0, 0, 0),
                  G_CALLBACK (scrolled_aside_cb));
  sz_rows_head_set_side (SZ_ROWS_HEAD (self->head), self->side);
  for (guint i = 0; i < self->lines->len; i++)
    sz_row_line_set_side (g_ptr_array_index (self->lines, i), self->side);
}

/* --- widget
 * ----------------------------------------------------------------------------------------------------------------
 */

static void
sz_rows_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
}

static void
place_line (SzRowsView *self, GtkWidget *line, int height, int top)
{
  double y = (double)sz_row_line_get_position (SZ_ROW_LINE (line)) * height -
             floor (gtk_adjustment_get_value (self->down)) + top;

  gtk_widget_allocate (
      line, gtk_widget_get_width (GTK_WIDGET (self)), height, -1,
      gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, (float)CLAMP (y, -AWAY, AWAY))));
}

static void
sz_rows_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SzRowsView *self = SZ_ROWS_VIEW (widget);
  int top = measure_height (self->head), line = line_height (self);

  tell_adjustments (self);
  put_rows (self);
  for (guint i = 0; i < self->lines->len; i++)
    if (gtk_widget_get_child_visible (g_ptr_array_index (self->lines, i)))
      place_line (self, g_ptr_array_index (self->lines, i), line, top);
  gtk_widget_allocate (self->head, width, top, -1, NULL);
}

static void
sz_rows_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SzRowsView *self = SZ_ROWS_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int top = gtk_widget_get_height (self->head);

  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT (0, (float)top, (float)width, (float)MAX (height - top, 0)));
  for (guint i = 0; i < self->lines->len; i++)
    gtk_widget_snapshot_child (widget, g_ptr_array_index (self->lines, i), snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_widget_snapshot_child (widget, self->head, snapshot);
}

/* --- object
 * -------------------------------------------------------------------------------------------------------------------
 */

static void
sz_rows_view_get_property (GObject *object, guint property, GValue *value, GParamSpec *pspec)
{
  SzRowsView *self = SZ_ROWS_VIEW (object);

  switch (property) {
  case PROP_HADJUSTMENT:
    g_value_set_object (value, self->side);
    break;
  case PROP_VADJUSTMENT:
    g_value_set_object (value, self->down);
    break;
  case PROP_HSCROLL_POLICY:
    g_value_set_enum (value, self->side_policy);
    break;
  case PROP_VSCROLL_POLICY:
    g_value_set_enum (value, self->down_policy);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
  }
}

static void
sz_rows_view_set_property (GObject *object, guint property, const GValue *value, GParamSpec *pspec)
{
  SzRowsView *self = SZ_ROWS_VIEW (object);

  switch (property) {
  case PROP_HADJUSTMENT:
    set_side (self, g_value_get_object (value));
    break;
  case PROP_VADJUSTMENT:
    set_adjustment (self, &self->down, g_value_get_object (value), G_CALLBACK (scrolled_down_cb));
    break;
  case PROP_HSCROLL_POLICY:
    self->side_policy = g_value_get_enum (value);
    break;
  case PROP_VSCROLL_POLICY:
    self->down_policy = g_value_get_enum (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
  }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
sz_rows_view_dispose (GObject *object)
{
  SzRowsView *self = SZ_ROWS_VIEW (object);

  g_clear_handle_id (&self->making, g_source_remove);
  g_clear_handle_id (&self->ordering, g_source_remove);
  sz_rows_view_set_model (self, NULL);
  while (self->lines->len > 0)
    gtk_widget_unparent (g_ptr_array_steal_index (self->lines, self->lines->len - 1));
  g_clear_pointer (&self->head, gtk_widget_unparent);
  set_adjustment (self, &self->side, NULL, NULL);
  set_adjustment (self, &self->down, NULL, NULL);
  G_OBJECT_CLASS (sz_rows_view_parent_class)->dispose (object);
}

static void
sz_rows_view_finalize (GObject *object)
{
  SzRowsView *self = SZ_ROWS_VIEW (object);

  g_ptr_array_unref (self->lines);
  sz_cell_texts_free (self->texts);
  g_object_unref (self->columns);
  G_OBJECT_CLASS (sz_rows_view_parent_class)->finalize (object);
}

static void
sz_rows_view_class_init (SzRowsViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sz_rows_view_get_property;
  object_class->set_property = sz_rows_view_set_property;
  object_class->dispose = sz_rows_view_dispose;
  object_class->finalize = sz_rows_view_finalize;
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  widget_class->measure = sz_rows_view_measure;
  widget_class->size_allocate = sz_rows_view_size_allocate;
  widget_class->snapshot = sz_rows_view_snapshot;
  widget_class->focus = sz_rows_view_focus;
  widget_class->grab_focus = sz_rows_view_grab_focus;
  gtk_widget_class_set_css_name (widget_class, "rows");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TABLE);
  signals[ACTIVATE] = g_signal_new ("activate", SZ_TYPE_ROWS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_UINT);
}

/* Other columns, or other widths. */
static void
columns_changed_cb (SzRowsView *self)
{
  tell_adjustments (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
sz_rows_view_init (SzRowsView *self)
{
  self->columns = sz_rows_columns_new ();
  self->texts = sz_cell_texts_new (GTK_WIDGET (self));
  self->lines = g_ptr_array_new ();
  self->head = sz_rows_head_new (self->columns);
  gtk_widget_set_parent (self->head, GTK_WIDGET (self));
  set_side (self, NULL);
  add_line (self);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (self->columns, "changed", G_CALLBACK (columns_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->columns, "resized", G_CALLBACK (columns_changed_cb), self,
                           G_CONNECT_SWAPPED);
  sz_rows_keys_watch (self);
}

SzRowsColumns *
sz_rows_view_get_columns (SzRowsView *self)
{
  return self->columns;
}

void
sz_rows_view_show_columns (SzRowsView *self, const SzDataset *dataset, const SzFrame *frame)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);

  sz_rows_columns_show (self->columns, dataset, frame, layout);
}

void
sz_rows_view_set_model (SzRowsView *self, GListModel *model)
{
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, model);
  if (model != NULL)
    g_signal_connect_object (model, "items-changed", G_CALLBACK (rows_changed_cb), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < self->lines->len; i++)
    put_row (self, g_ptr_array_index (self->lines, i), GTK_INVALID_LIST_POSITION);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

GListModel *
sz_rows_view_get_model (SzRowsView *self)
{
  return self->model;
}

GPtrArray *
sz_rows_view_list_lines (SzRowsView *self)
{
  GPtrArray *lines = g_ptr_array_new ();

  for (guint i = 0; i < self->lines->len; i++)
    if (sz_row_line_get_item (g_ptr_array_index (self->lines, i)) != NULL)
      g_ptr_array_add (lines, g_ptr_array_index (self->lines, i));
  return lines;
}
