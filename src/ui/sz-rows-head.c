/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-rows-head.h"

#include "sz-column-head.h"

/* px on both sides of an edge by which it can be taken hold of. */
#define EDGE_REACH 5
/* px after which a press is no click any more. */
#define DRAG_REACH 8
/* px by which a key changes a width. */
#define WIDTH_STEP 16
#define NONE (-1)

/* What a press that is held has taken hold of. */
typedef enum { HOLDS_NOTHING, HOLDS_EDGE, HOLDS_HEAD } Hold;

struct _SzRowsHead {
  GtkWidget parent_instance;

  SzRowsColumns *columns;
  GtkAdjustment *side; /* (owned) (nullable) */
  GPtrArray *heads;    /* (element-type SzColumnHead) (not owned) the children, by place */
  guint here;          /* the one that can have the focus */
  Hold hold;
  guint held; /* place */
  int width;  /* px, when it was taken hold of */
  double x;   /* px, where it was taken hold of */
  gboolean moved;
};

G_DEFINE_FINAL_TYPE (SzRowsHead, sz_rows_head, GTK_TYPE_WIDGET)

/* --- the heads
 * ---------------------------------------------------------------------------------------------------------------
 */

static void
add_head (SzRowsHead *self)
{
  GtkWidget *head = sz_column_head_new ();

  gtk_widget_set_parent (head, GTK_WIDGET (self));
  g_ptr_array_add (self->heads, head);
}

static void
show_head (SzRowsHead *self, guint place)
{
  const SzRowsColumn *column = sz_rows_columns_get (self->columns, place);
  gboolean descending, sorts = sz_rows_columns_sorts (self->columns, column, &descending);
  GtkAccessibleSort sort = descending ? GTK_ACCESSIBLE_SORT_DESCENDING : GTK_ACCESSIBLE_SORT_ASCENDING;

  sz_column_head_show (g_ptr_array_index (self->heads, place), column,
                       sorts ? sort : GTK_ACCESSIBLE_SORT_NONE);
}

/* Of all heads one can have the focus: Tab comes to it and goes on behind it. */
static void
stand_at (SzRowsHead *self, guint place)
{
  self->here = place;
  for (guint i = 0; i < self->heads->len; i++)
    gtk_widget_set_focusable (g_ptr_array_index (self->heads, i), i == place);
}

static void
columns_changed_cb (SzRowsHead *self)
{
  guint n = sz_rows_columns_count (self->columns);

  while (self->heads->len < n)
    add_head (self);
  while (self->heads->len > n)
    gtk_widget_unparent (g_ptr_array_steal_index (self->heads, self->heads->len - 1));
  for (guint i = 0; i < n; i++)
    show_head (self, i);
  stand_at (self, n > 0 ? MIN (self->here, n - 1) : 0);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static int
scrolled_by (SzRowsHead *self)
{
  return self->side != NULL ? (int)gtk_adjustment_get_value (self->side) : 0;
}

static int
head_width (SzRowsHead *self, guint place)
{
  return sz_rows_columns_get (self->columns, place)->width + (place == 0 ? SZ_ROWS_COLUMN_LEAD : 0);
}

static void
go_to_head (SzRowsHead *self, guint place)
{
  const SzRowsColumn *column = sz_rows_columns_get (self->columns, place);

  gtk_widget_set_focusable (g_ptr_array_index (self->heads, place), TRUE);
  gtk_widget_grab_focus (g_ptr_array_index (self->heads, place));
  stand_at (self, place);
  if (self->side != NULL)
    gtk_adjustment_clamp_page (self->side, column->x, column->x + head_width (self, place));
}

static void
move_column (SzRowsHead *self, guint place, guint to)
{
  gboolean focus = gtk_widget_is_focus (g_ptr_array_index (self->heads, place));

  sz_rows_columns_move (self->columns, place, to);
  if (focus)
    go_to_head (self, to);
}

/* --- keys
 * ------------------------------------------------------------------------------------------------------------------
 */

static gboolean
shape_by_key (SzRowsHead *self, int step, gboolean moves)
{
  int to = (int)self->here + step;

  if (!moves)
    sz_rows_columns_set_width (self->columns, self->here,
                               sz_rows_columns_get (self->columns, self->here)->width + step * WIDTH_STEP);
  else if (to >= 0 && to < (int)self->heads->len)
    move_column (self, self->here, (guint)to);
  return TRUE;
}

static gboolean
go_by_key (SzRowsHead *self, int to)
{
  if (to >= 0 && to < (int)self->heads->len)
    go_to_head (self, (guint)to);
  return TRUE;
}

static gboolean
key_cb (GtkEventController *controller, guint key, guint code, GdkModifierType state, gpointer data)
{
  SzRowsHead *self = data;
  GdkModifierType held = state & gtk_accelerator_get_default_mod_mask ();
  int step =
      key == GDK_KEY_Left || key == GDK_KEY_KP_Left ? -1 : key == GDK_KEY_Right || key == GDK_KEY_KP_Right;

  if (self->heads->len == 0)
    return FALSE;
  if (step != 0 && (held & ~GDK_SHIFT_MASK) == GDK_CONTROL_MASK)
    return shape_by_key (self, step, (held & GDK_SHIFT_MASK) != 0);
  if (held != 0)
    return FALSE;
  if (step != 0)
    return go_by_key (self, (int)self->here + step);
  switch (key) {
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
  case GDK_KEY_space:
  case GDK_KEY_KP_Space:
    sz_rows_columns_press (self->columns, self->here);
    return TRUE;
  case GDK_KEY_Home:
  case GDK_KEY_KP_Home:
    return go_by_key (self, 0);
  case GDK_KEY_End:
  case GDK_KEY_KP_End:
    return go_by_key (self, (int)self->heads->len - 1);
  default:
    return FALSE;
  }
}

/* --- pointer
 * ---------------------------------------------------------------------------------------------------------------
 */

/* The column whose right edge lies here; NONE. */
static int
edge_at (SzRowsHead *self, double x)
{
  double at = x + scrolled_by (self);

  for (guint i = sz_rows_columns_count (self->columns); i > 0; i--) {
    int edge = sz_rows_columns_get (self->columns, i - 1)->x + head_width (self, i - 1);

    if (ABS (at - edge) <= EDGE_REACH)
      return (int)i - 1;
  }
  return NONE;
}

static int
head_at (SzRowsHead *self, double x)
{
  double at = x + scrolled_by (self);

  for (guint i = 0; i < sz_rows_columns_count (self->columns); i++) {
    int left = sz_rows_columns_get (self->columns, i)->x;

    if (at >= left && at < left + head_width (self, i))
      return (int)i;
  }
  return NONE;
}

static void
motion_cb (SzRowsHead *self, double x, double y)
{
  gboolean edge = self->hold == HOLDS_EDGE || (self->hold == HOLDS_NOTHING && edge_at (self, x) != NONE);

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), edge ? "col-resize" : NULL);
}

static void
drag_begin_cb (SzRowsHead *self, double x, double y)
{
  int edge = edge_at (self, x), head = head_at (self, x);

  self->moved = FALSE;
  self->x = x;
  self->hold = edge != NONE ? HOLDS_EDGE : head != NONE ? HOLDS_HEAD : HOLDS_NOTHING;
  self->held = (guint)(edge != NONE ? edge : MAX (head, 0));
  if (self->hold == HOLDS_EDGE)
    self->width = sz_rows_columns_get (self->columns, self->held)->width;
}

/* A head changes places with the one beside it once the pointer is past its middle; FALSE: it is not. From
 * where it then is there is no way back at the same place of the pointer, whatever their widths. */
static gboolean
step_head (SzRowsHead *self, double at)
{
  guint place = self->held, n = sz_rows_columns_count (self->columns);

  if (place > 0 && at < sz_rows_columns_get (self->columns, place - 1)->x + head_width (self, place - 1) / 2)
    self->held = place - 1;
  else if (place + 1 < n &&
           at > sz_rows_columns_get (self->columns, place + 1)->x + head_width (self, place + 1) / 2)
    self->held = place + 1;
  if (self->held == place)
    return FALSE;
  gtk_widget_remove_css_class (g_ptr_array_index (self->heads, place), "held");
  move_column (self, place, self->held);
  gtk_widget_add_css_class (g_ptr_array_index (self->heads, self->held), "held");
  return TRUE;
}

static void
drag_update_cb (SzRowsHead *self, double by_x, double by_y)
{
  double at = self->x + by_x + scrolled_by (self);

  /* The columns are others by now. */
  if (self->hold == HOLDS_NOTHING || self->held >= self->heads->len)
    return;
  if (self->hold == HOLDS_EDGE) {
    self->moved = TRUE;
    sz_rows_columns_set_width (self->columns, self->held, self->width + (int)by_x);
    return;
  }
  if (!self->moved && ABS (by_x) < DRAG_REACH)
    return;
  self->moved = TRUE;
  gtk_widget_add_css_class (g_ptr_array_index (self->heads, self->held), "held");
  /* One motion may lead over several. */
  while (step_head (self, at))
    ;
}

static void
let_go (SzRowsHead *self)
{
  if (self->held < self->heads->len)
    gtk_widget_remove_css_class (g_ptr_array_index (self->heads, self->held), "held");
  self->hold = HOLDS_NOTHING;
}

static void
drag_end_cb (SzRowsHead *self, double by_x, double by_y)
{
  gboolean click = self->hold == HOLDS_HEAD && !self->moved && ABS (by_y) < DRAG_REACH * 2;
  guint place = self->held;

  let_go (self);
  if (click && place < self->heads->len)
    sz_rows_columns_press (self->columns, place);
}

static void
pressed_cb (SzRowsHead *self, int times, double x, double y)
{
  int edge = edge_at (self, x);

  if (times == 2 && edge != NONE)
    sz_rows_columns_fit (self->columns, (guint)edge);
}

static void
watch_pointer (SzRowsHead *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (let_go), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_gesture_group (click, drag);
}

/* --- widget
 * ----------------------------------------------------------------------------------------------------------------
 */

static void
sz_rows_head_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  SzRowsHead *self = SZ_ROWS_HEAD (widget);

  *minimum = *natural = 0;
  for (guint i = 0; i < self->heads->len && orientation == GTK_ORIENTATION_VERTICAL; i++) {
    int least, usual;

    gtk_widget_measure (g_ptr_array_index (self->heads, i), orientation, -1, &least, &usual, NULL, NULL);
    *minimum = MAX (*minimum, least);
    *natural = MAX (*natural, usual);
  }
}

static void
sz_rows_head_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SzRowsHead *self = SZ_ROWS_HEAD (widget);

  for (guint i = 0; i < self->heads->len; i++) {
    int x = sz_rows_columns_get (self->columns, i)->x - scrolled_by (self);

    gtk_widget_allocate (g_ptr_array_index (self->heads, i), head_width (self, i), height, -1,
                         gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float)x, 0)));
  }
}

static void
sz_rows_head_dispose (GObject *object)
{
  SzRowsHead *self = SZ_ROWS_HEAD (object);

  sz_rows_head_set_side (self, NULL);
  while (self->heads->len > 0)
    gtk_widget_unparent (g_ptr_array_steal_index (self->heads, self->heads->len - 1));
  G_OBJECT_CLASS (sz_rows_head_parent_class)->dispose (object);
}

static void
sz_rows_head_finalize (GObject *object)
{
  g_ptr_array_unref (SZ_ROWS_HEAD (object)->heads);
  G_OBJECT_CLASS (sz_rows_head_parent_class)->finalize (object);
}

static void
sz_rows_head_class_init (SzRowsHeadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_rows_head_dispose;
  G_OBJECT_CLASS (klass)->finalize = sz_rows_head_finalize;
  widget_class->measure = sz_rows_head_measure;
  widget_class->size_allocate = sz_rows_head_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "header");
}

static void
sz_rows_head_init (SzRowsHead *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->heads = g_ptr_array_new ();
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  watch_pointer (self);
}

GtkWidget *
sz_rows_head_new (SzRowsColumns *columns)
{
  SzRowsHead *self = g_object_new (SZ_TYPE_ROWS_HEAD, NULL);

  self->columns = columns;
  g_signal_connect_object (columns, "changed", G_CALLBACK (columns_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (columns, "resized", G_CALLBACK (gtk_widget_queue_allocate), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
sz_rows_head_set_side (SzRowsHead *self, GtkAdjustment *side)
{
  if (self->side != NULL)
    g_signal_handlers_disconnect_by_func (self->side, gtk_widget_queue_allocate, self);
  g_set_object (&self->side, side);
  if (side != NULL)
    g_signal_connect_swapped (side, "value-changed", G_CALLBACK (gtk_widget_queue_allocate), self);
}
