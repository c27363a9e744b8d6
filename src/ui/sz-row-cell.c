/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-row-cell.h"

#define SPOKEN_COLUMNS 6

struct _SzRowCell {
  GtkWidget parent_instance;

  GtkWidget *viewport;
  const gboolean *at_end;
  guint column;
  SzRowItem *row;      /* (owned) (nullable) */
  PangoLayout *layout; /* (owned) (nullable) once it was in sight */
  gboolean hidden;     /* it was out of sight when it was to be drawn */
  gboolean named;      /* it has a name to be read out */
};

G_DEFINE_FINAL_TYPE (SzRowCell, sz_row_cell, GTK_TYPE_WIDGET)

/* --- what it says
 * -------------------------------------------------------------------------------------------------------------
 */

/* A row that has not come is empty, without the dash for what is missing. */
static const char *
text_of (SzRowCell *self)
{
  const char *text = self->row != NULL ? sz_row_item_get_text (self->row, self->column) : "";

  return *text != '\0' || self->row == NULL || !sz_row_item_is_filled (self->row) ? text : "—";
}

/* The row has the focus and no words of its own: it is read by its first columns. */
static void
name_row (SzRowCell *self)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));
  GtkWidget *row = cell != NULL ? gtk_widget_get_parent (cell) : NULL;
  g_autoptr (GString) spoken = g_string_new (NULL);

  for (guint i = 0; i < SPOKEN_COLUMNS; i++) {
    const char *text = sz_row_item_get_text (self->row, i);

    if (*text != '\0')
      g_string_append_printf (spoken, spoken->len > 0 ? ", %s" : "%s", text);
  }
  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken->str, -1);
}

/* --- drawing
 * ------------------------------------------------------------------------------------------------------------------
 */

static gboolean
is_in_sight (GtkWidget *widget, GtkWidget *viewport)
{
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (widget, viewport, &bounds) && bounds.origin.y + bounds.size.height > 0 &&
         bounds.origin.y < (float)gtk_widget_get_height (viewport) &&
         bounds.origin.x + bounds.size.width > 0 && bounds.origin.x < (float)gtk_widget_get_width (viewport);
}

static PangoLayout *
lay_out (SzRowCell *self, const char *text)
{
  if (self->layout == NULL) {
    self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
    pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_single_paragraph_mode (self->layout, TRUE);
  }
  pango_layout_set_alignment (self->layout, *self->at_end ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  pango_layout_set_width (self->layout, gtk_widget_get_width (GTK_WIDGET (self)) * PANGO_SCALE);
  pango_layout_set_text (self->layout, text, -1);
  return self->layout;
}

static void
sz_row_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SzRowCell *self = SZ_ROW_CELL (widget);
  const char *text = text_of (self);
  PangoLayout *layout;
  GdkRGBA colour;
  int height;

  self->hidden = *text != '\0' && !is_in_sight (widget, self->viewport);
  if (*text == '\0' || self->hidden)
    return;
  layout = lay_out (self, text);
  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (0, (float)((gtk_widget_get_height (widget) - height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  self->named = TRUE;
}

/* As high as a line; as wide as its column, whatever it says. */
static void
sz_row_cell_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL) {
    PangoContext *context = gtk_widget_get_pango_context (SZ_ROW_CELL (widget)->viewport);
    PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);

    *minimum = *natural = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
    pango_font_metrics_unref (metrics);
  }
}

static void
sz_row_cell_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (sz_row_cell_parent_class)->css_changed (widget, change);
  g_clear_object (&SZ_ROW_CELL (widget)->layout);
}

static void
sz_row_cell_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (sz_row_cell_parent_class)->system_setting_changed (widget, setting);
  g_clear_object (&SZ_ROW_CELL (widget)->layout);
}

/* A cell that is too narrow says all when the pointer rests on it. */
static gboolean
sz_row_cell_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  SzRowCell *self = SZ_ROW_CELL (widget);

  if (self->layout == NULL || !pango_layout_is_ellipsized (self->layout))
    return FALSE;
  gtk_tooltip_set_text (tooltip, text_of (self));
  return TRUE;
}

void
sz_row_cell_reveal (GtkWidget *list, GtkWidget *viewport)
{
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row)) {
    if (!gtk_widget_get_mapped (row) || !is_in_sight (row, viewport))
      continue;
    for (GtkWidget *cell = gtk_widget_get_first_child (row); cell != NULL;
         cell = gtk_widget_get_next_sibling (cell)) {
      GtkWidget *child = gtk_widget_get_first_child (cell);

      if (SZ_IS_ROW_CELL (child) && SZ_ROW_CELL (child)->hidden && is_in_sight (child, viewport))
        gtk_widget_queue_draw (child);
    }
  }
}

guint
sz_row_cell_position_of (GtkWidget *row)
{
  GtkWidget *cell = gtk_widget_get_first_child (row);
  GtkWidget *child = cell != NULL ? gtk_widget_get_first_child (cell) : NULL;

  return SZ_IS_ROW_CELL (child) && SZ_ROW_CELL (child)->row != NULL
             ? sz_row_item_get_position (SZ_ROW_CELL (child)->row)
             : GTK_INVALID_LIST_POSITION;
}

/* --- object
 * -------------------------------------------------------------------------------------------------------------------
 */

static void
sz_row_cell_dispose (GObject *object)
{
  SzRowCell *self = SZ_ROW_CELL (object);

  sz_row_cell_show (self, NULL);
  g_clear_object (&self->layout);
  G_OBJECT_CLASS (sz_row_cell_parent_class)->dispose (object);
}

static void
sz_row_cell_class_init (SzRowCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_row_cell_dispose;
  widget_class->snapshot = sz_row_cell_snapshot;
  widget_class->measure = sz_row_cell_measure;
  widget_class->css_changed = sz_row_cell_css_changed;
  widget_class->system_setting_changed = sz_row_cell_system_setting_changed;
  widget_class->query_tooltip = sz_row_cell_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
sz_row_cell_init (SzRowCell *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}

GtkWidget *
sz_row_cell_new (GtkWidget *viewport, guint column, const gboolean *at_end)
{
  SzRowCell *self = g_object_new (SZ_TYPE_ROW_CELL, NULL);

  self->viewport = viewport;
  self->column = column;
  self->at_end = at_end;
  return GTK_WIDGET (self);
}

/* Out of sight it must not be read out as what it was before. */
static void
forget_name (SzRowCell *self)
{
  if (self->named)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL);
  self->named = FALSE;
}

static void
row_changed (SzRowItem *row, gpointer cell)
{
  SzRowCell *self = cell;

  forget_name (self);
  if (self->column == 0)
    name_row (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
sz_row_cell_show (SzRowCell *self, SzRowItem *row)
{
  if (self->row != NULL)
    sz_row_item_leave (self->row, self);
  g_set_object (&self->row, row);
  if (row == NULL) {
    forget_name (self);
    return;
  }
  sz_row_item_watch (row, self, row_changed);
  row_changed (row, self);
}
