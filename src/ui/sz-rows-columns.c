/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-rows-columns.h"

#include "sz-row-cell.h"
#include "sz-sort-column.h"

/* Of equally long texts in a column, how many are measured. */
#define SHAPED_TEXTS 8

/* One of the view's columns, in the order in which they were made: it shows the frame's column of its number.
 */
typedef struct {
  SzRowsColumns *owner;
  guint index;
  gboolean at_end;             /* it holds numbers */
  GtkColumnViewColumn *column; /* (owned) */
  GtkWidget *title;            /* its head; the view's */
} Slot;

struct _SzRowsColumns {
  GtkColumnView *view;
  GtkWidget *scroller, *header;
  GtkMenuButton *chooser;

  GPtrArray *slots;         /* (element-type Slot) */
  const SzDataset *dataset; /* (nullable) (the catalog's) whose columns are shown */
  SzFrame *frame;           /* (nullable) (owned) */
  GHashTable *hidden;       /* "DATASET COLUMN" of those that are not shown, as long as the window lives */
  guint adding;             /* an idle source */
};

static void
slot_free (Slot *slot)
{
  g_object_unref (slot->column);
  g_free (slot);
}

/* --- cells
 * ----------------------------------------------------------------------------------------------------------------------
 */

static void
setup_cell_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const Slot *slot = data;

  gtk_list_item_set_child (item, sz_row_cell_new (slot->owner->scroller, slot->index, &slot->at_end));
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
column_width (SzRowsColumns *self, guint index)
{
  g_autoptr (PangoLayout) layout =
      gtk_widget_create_pango_layout (GTK_WIDGET (self->view), sz_frame_column (self->frame, index)->name);
  guint most = 0, shaped = 0;
  int widest, width;

  pango_layout_get_pixel_size (layout, &widest, NULL);
  for (gsize row = 0; row < self->frame->rows; row++) {
    const char *text = sz_frame_text (self->frame, row, index);
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

/* --- heads
 * ----------------------------------------------------------------------------------------------------------------------
 */

static int
sorted_slot (SzRowsColumns *self, gboolean *descending)
{
  return sz_column_sorter_find (gtk_column_view_get_sorter (self->view), descending);
}

static void
name_title (SzRowsColumns *self, const Slot *slot)
{
  gboolean descending;
  GtkAccessibleSort sort = GTK_ACCESSIBLE_SORT_NONE;

  if (sorted_slot (self, &descending) == (int)slot->index)
    sort = descending ? GTK_ACCESSIBLE_SORT_DESCENDING : GTK_ACCESSIBLE_SORT_ASCENDING;
  gtk_accessible_update_property (GTK_ACCESSIBLE (slot->title), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_column_view_column_get_title (slot->column),
                                  GTK_ACCESSIBLE_PROPERTY_SORT, sort, -1);
}

static void
sorted_cb (SzRowsColumns *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    name_title (self, g_ptr_array_index (self->slots, i));
}

/* As a click does it: up, down, and not at all. */
static void
sort_by (SzRowsColumns *self, const Slot *slot)
{
  gboolean descending;
  gboolean sorted = sorted_slot (self, &descending) == (int)slot->index;

  gtk_column_view_sort_by_column (self->view, sorted && descending ? NULL : slot->column,
                                  sorted ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

static Slot *
slot_of (SzRowsColumns *self, GtkWidget *title)
{
  for (guint i = 0; i < self->slots->len; i++) {
    Slot *slot = g_ptr_array_index (self->slots, i);

    if (slot->title == title)
      return slot;
  }
  return NULL;
}

/* The heads do not lie in what scrolls them: nobody else brings one into sight. */
static void
bring_into_sight (SzRowsColumns *self, GtkWidget *title)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  graphene_rect_t bounds;
  double left;

  if (!gtk_widget_compute_bounds (title, GTK_WIDGET (self->view), &bounds))
    return;
  left = gtk_adjustment_get_value (adjustment) + (double)bounds.origin.x;
  gtk_adjustment_clamp_page (adjustment, left, left + (double)bounds.size.width);
}

/* Of all heads one can have the focus: Tab comes to it and goes on behind it. */
static void
move_to_title (SzRowsColumns *self, GtkWidget *title)
{
  if (title == NULL || !gtk_widget_get_visible (title))
    return;
  gtk_widget_set_focusable (title, TRUE);
  gtk_widget_grab_focus (title);
  for (guint i = 0; i < self->slots->len; i++) {
    const Slot *slot = g_ptr_array_index (self->slots, i);

    gtk_widget_set_focusable (slot->title, slot->title == title);
  }
  bring_into_sight (self, title);
}

/* (nullable) the next head that is shown, from `title` on. */
static GtkWidget *
visible_title (GtkWidget *title, GtkWidget *(*next) (GtkWidget *title))
{
  while (title != NULL && !gtk_widget_get_visible (title))
    title = next (title);
  return title;
}

static gboolean
title_key_cb (GtkEventController *controller, guint key, guint code, GdkModifierType state, gpointer data)
{
  SzRowsColumns *self = data;
  GtkWidget *title = gtk_widget_get_focus_child (self->header);
  const Slot *slot = slot_of (self, title);

  if (slot == NULL || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;
  switch (key) {
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
  case GDK_KEY_space:
  case GDK_KEY_KP_Space:
    sort_by (self, slot);
    return TRUE;
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    title = gtk_widget_get_prev_sibling (title);
    move_to_title (self, visible_title (title, gtk_widget_get_prev_sibling));
    return TRUE;
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    title = gtk_widget_get_next_sibling (title);
    move_to_title (self, visible_title (title, gtk_widget_get_next_sibling));
    return TRUE;
  case GDK_KEY_Home:
  case GDK_KEY_KP_Home:
    title = gtk_widget_get_first_child (self->header);
    move_to_title (self, visible_title (title, gtk_widget_get_next_sibling));
    return TRUE;
  case GDK_KEY_End:
  case GDK_KEY_KP_End:
    title = gtk_widget_get_last_child (self->header);
    move_to_title (self, visible_title (title, gtk_widget_get_prev_sibling));
    return TRUE;
  default:
    return FALSE;
  }
}

/* The head that Tab comes to must be one that is shown. */
static void
keep_one_focusable (SzRowsColumns *self)
{
  GtkWidget *first = gtk_widget_get_first_child (self->header);
  GtkWidget *title = NULL;

  for (guint i = 0; i < self->slots->len; i++) {
    const Slot *slot = g_ptr_array_index (self->slots, i);

    if (gtk_widget_get_focusable (slot->title) && gtk_widget_get_visible (slot->title))
      title = slot->title;
  }
  if (title == NULL)
    title = visible_title (first, gtk_widget_get_next_sibling);
  for (guint i = 0; i < self->slots->len; i++) {
    const Slot *slot = g_ptr_array_index (self->slots, i);

    gtk_widget_set_focusable (slot->title, slot->title == title);
  }
}

/* GTK lets nobody into the row of heads. */
static GtkWidget *
open_header (SzRowsColumns *self)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  GtkEventController *keys = gtk_event_controller_key_new ();

  while (GTK_IS_LIST_VIEW (header))
    header = gtk_widget_get_next_sibling (header);
  gtk_widget_set_can_focus (header, TRUE);
  gtk_widget_set_focusable (header, FALSE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (title_key_cb), self);
  gtk_widget_add_controller (header, keys);
  return header;
}

/* --- which columns
 * ------------------------------------------------------------------------------------------------------------
 */

static void
add_slot (SzRowsColumns *self)
{
  Slot *slot = g_new0 (Slot, 1);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  slot->owner = self;
  slot->index = self->slots->len;
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), slot);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell_cb), NULL);
  slot->column = gtk_column_view_column_new (NULL, factory);
  gtk_column_view_column_set_resizable (slot->column, TRUE);
  gtk_column_view_column_set_sorter (slot->column, sz_column_sorter_get (slot->index));
  gtk_column_view_append_column (self->view, slot->column);
  slot->title = gtk_widget_get_last_child (self->header);
  g_ptr_array_add (self->slots, slot);
}

static char *
column_key (SzRowsColumns *self, guint index)
{
  return g_strdup_printf ("%s %s", self->dataset->id, sz_frame_column (self->frame, index)->id);
}

/* The head's words stand where those below it do, and its arrow on the other side. */
static void
align (const Slot *slot)
{
  GtkWidget *box = gtk_widget_get_first_child (slot->title);

  if (box != NULL)
    gtk_widget_set_direction (box, slot->at_end ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
}

static gboolean
holds_numbers (SzRowsColumns *self, guint index)
{
  int field = sz_dataset_find_field (self->dataset, sz_frame_column (self->frame, index)->id);
  SzFieldType type = field >= 0 ? sz_dataset_field (self->dataset, (guint)field)->type : SZ_FIELD_TEXT;

  return type == SZ_FIELD_INTEGER || type == SZ_FIELD_DECIMAL;
}

/* `anew`: it was the column of another data set. */
static void
show_slot (SzRowsColumns *self, Slot *slot, gboolean anew)
{
  gboolean used = slot->index < sz_frame_n_columns (self->frame);
  g_autofree char *key = used ? column_key (self, slot->index) : NULL;
  int width;

  gtk_column_view_column_set_visible (slot->column, used && !g_hash_table_contains (self->hidden, key));
  if (!used)
    return;
  slot->at_end = holds_numbers (self, slot->index);
  align (slot);
  width = column_width (self, slot->index);
  if (anew || width > gtk_column_view_column_get_fixed_width (slot->column))
    gtk_column_view_column_set_fixed_width (slot->column, width);
  gtk_column_view_column_set_title (slot->column, sz_frame_column (self->frame, slot->index)->name);
  name_title (self, slot);
}

static void
column_toggled_cb (GtkCheckButton *check, gpointer data)
{
  Slot *slot = data;
  g_autofree char *key = column_key (slot->owner, slot->index);
  gboolean shown = gtk_check_button_get_active (check);

  if (shown)
    g_hash_table_remove (slot->owner->hidden, key);
  else
    g_hash_table_add (slot->owner->hidden, g_strdup (key));
  gtk_column_view_column_set_visible (slot->column, shown);
  keep_one_focusable (slot->owner);
}

/* The record's own number stays: by it a row is opened. */
static void
offer_columns (SzRowsColumns *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  for (guint i = 0; i < sz_frame_n_columns (self->frame); i++) {
    Slot *slot = g_ptr_array_index (self->slots, i);
    GtkWidget *check = gtk_check_button_new_with_label (sz_frame_column (self->frame, i)->name);

    gtk_check_button_set_active (GTK_CHECK_BUTTON (check), gtk_column_view_column_get_visible (slot->column));
    gtk_widget_set_sensitive (check, !g_str_equal (sz_frame_column (self->frame, i)->id, "key"));
    g_signal_connect (check, "toggled", G_CALLBACK (column_toggled_cb), slot);
    gtk_box_append (GTK_BOX (box), check);
  }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_menu_button_set_popover (self->chooser, popover);
  gtk_widget_set_sensitive (GTK_WIDGET (self->chooser), TRUE);
}

/* A column is a cell in each of two hundred rows: one at a time, so that frames and keys come between. */
static gboolean
add_cb (gpointer data)
{
  SzRowsColumns *self = data;

  add_slot (self);
  show_slot (self, g_ptr_array_index (self->slots, self->slots->len - 1), TRUE);
  if (self->slots->len < sz_frame_n_columns (self->frame))
    return G_SOURCE_CONTINUE;
  self->adding = 0;
  offer_columns (self);
  return G_SOURCE_REMOVE;
}

static gboolean
has_rows (SzRowsColumns *self)
{
  GtkSelectionModel *model = gtk_column_view_get_model (self->view);

  return model != NULL && g_list_model_get_n_items (G_LIST_MODEL (model)) > 0;
}

/* Where it was made, if somebody has drawn it elsewhere. */
static void
put_back (SzRowsColumns *self, const Slot *slot)
{
  g_autoptr (GtkColumnViewColumn) here =
      g_list_model_get_item (gtk_column_view_get_columns (self->view), slot->index);

  if (here != slot->column)
    gtk_column_view_insert_column (self->view, slot->index, slot->column);
}

void
sz_rows_columns_show (SzRowsColumns *self, const SzDataset *dataset, const SzFrame *frame)
{
  gboolean anew = dataset != self->dataset;

  g_clear_pointer (&self->frame, sz_frame_unref);
  self->frame = sz_frame_ref ((SzFrame *)frame);
  if (anew) {
    self->dataset = dataset;
    gtk_widget_set_sensitive (GTK_WIDGET (self->chooser), FALSE);
    gtk_menu_button_set_popover (self->chooser, NULL);
  }
  g_clear_handle_id (&self->adding, g_source_remove);
  while (!has_rows (self) && self->slots->len < sz_frame_n_columns (frame))
    add_slot (self);
  for (guint i = 0; i < self->slots->len; i++) {
    Slot *slot = g_ptr_array_index (self->slots, i);

    if (anew)
      put_back (self, slot);
    show_slot (self, slot, anew);
  }
  keep_one_focusable (self);
  if (self->slots->len < sz_frame_n_columns (frame))
    self->adding = g_idle_add_full (G_PRIORITY_LOW, add_cb, self, NULL);
  else if (anew)
    offer_columns (self);
}

void
sz_rows_columns_set_sort (SzRowsColumns *self, const char *sort)
{
  gboolean descending = sort != NULL && *sort == '-', is_descending;
  int index = sort != NULL && self->frame != NULL ? sz_frame_find (self->frame, sort + descending) : -1;
  int sorted = sorted_slot (self, &is_descending);

  if (index >= (int)self->slots->len)
    index = -1;
  if (index == sorted && (index < 0 || descending == is_descending))
    return;
  gtk_column_view_sort_by_column (
      self->view, index >= 0 ? ((Slot *)g_ptr_array_index (self->slots, (guint)index))->column : NULL,
      descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

/* --- object
 * -------------------------------------------------------------------------------------------------------------------
 */

SzRowsColumns *
sz_rows_columns_new (GtkColumnView *view, GtkWidget *scroller, GtkMenuButton *chooser)
{
  SzRowsColumns *self = g_new0 (SzRowsColumns, 1);

  self->view = view;
  self->scroller = scroller;
  self->chooser = chooser;
  self->slots = g_ptr_array_new_with_free_func ((GDestroyNotify)slot_free);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->header = open_header (self);
  g_signal_connect_swapped (gtk_column_view_get_sorter (view), "changed", G_CALLBACK (sorted_cb), self);
  return self;
}

void
sz_rows_columns_free (SzRowsColumns *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->adding, g_source_remove);
  g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (self->view), self);
  g_clear_pointer (&self->frame, sz_frame_unref);
  g_hash_table_unref (self->hidden);
  g_ptr_array_unref (self->slots);
  g_free (self);
}
