/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-row-line.h"

#define SPOKEN_COLUMNS 6

struct _SzRowLine {
  GtkWidget parent_instance;

  SzRowsColumns *columns;
  SzCellTexts *texts;
  GtkAdjustment *side;
  SzRowItem *item; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SzRowLine, sz_row_line, GTK_TYPE_WIDGET)

/* --- what it says
 * -------------------------------------------------------------------------------------------------------------
 */

/* A row that has not come is empty, without the dash for what is missing. */
static const char *
text_of (SzRowLine *self, const SzRowsColumn *column)
{
  const char *text = self->item != NULL ? sz_row_item_get_text (self->item, column->index) : "";

  return *text != '\0' || self->item == NULL || !sz_row_item_is_filled (self->item) ? text : "—";
}

static char *
spell (SzRowLine *self)
{
  guint n = MIN (sz_rows_columns_count (self->columns), SPOKEN_COLUMNS);
  GString *spoken = g_string_new (NULL);

  for (guint i = 0; i < n; i++) {
    const char *text = sz_row_item_get_text (self->item, sz_rows_columns_get (self->columns, i)->index);

    if (*text != '\0')
      g_string_append_printf (spoken, spoken->len > 0 ? ", %s" : "%s", text);
  }
  return g_string_free (spoken, FALSE);
}

static char *
describe (SzRowLine *self)
{
  GString *told = g_string_new (NULL);

  for (guint i = 0; i < sz_rows_columns_count (self->columns); i++) {
    const SzRowsColumn *column = sz_rows_columns_get (self->columns, i);
    const char *text = sz_row_item_get_text (self->item, column->index);

    if (*text != '\0')
      g_string_append_printf (told, told->len > 0 ? "; %s %s" : "%s %s", column->name, text);
  }
  return g_string_free (told, FALSE);
}

/* A row that has not come is not read out as the one that was here before. */
static void
name_line (SzRowLine *self)
{
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;

  if (self->item == NULL || !sz_row_item_is_filled (self->item)) {
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL);
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
    return;
  }
  name = spell (self);
  description = describe (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

char *
sz_row_line_get_text (SzRowLine *self, const char *between)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; self->item != NULL && i < sz_rows_columns_count (self->columns); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? between : "",
                            sz_row_item_get_text (self->item, sz_rows_columns_get (self->columns, i)->index));
  return g_string_free (text, FALSE);
}

/* --- drawing
 * ------------------------------------------------------------------------------------------------------------------
 */

/* Where the words of a column may stand. */
static void
cell_extent (SzRowLine *self, guint place, int *x, int *width)
{
  const SzRowsColumn *column = sz_rows_columns_get (self->columns, place);
  int side = (int)gtk_adjustment_get_value (self->side);

  *x = column->x - side + SZ_ROWS_COLUMN_PAD + (place == 0 ? SZ_ROWS_COLUMN_LEAD : 0);
  *width = column->width - 2 * SZ_ROWS_COLUMN_PAD;
}

static void
draw_cell (SzRowLine *self, GtkSnapshot *snapshot, guint place, const GdkRGBA *colour)
{
  const SzRowsColumn *column = sz_rows_columns_get (self->columns, place);
  const char *text = text_of (self, column);
  const SzCellText *shaped;
  int x, width;

  cell_extent (self, place, &x, &width);
  if (*text == '\0' || x + width <= 0 || x >= gtk_widget_get_width (GTK_WIDGET (self)))
    return;
  shaped = sz_cell_texts_get (self->texts, text, width);
  if (column->at_end)
    x += width - shaped->width;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT (
                    (float)x, (float)((gtk_widget_get_height (GTK_WIDGET (self)) - shaped->height) / 2)));
  gtk_snapshot_append_layout (snapshot, shaped->layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
sz_row_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SzRowLine *self = SZ_ROW_LINE (widget);
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  for (guint i = 0; i < sz_rows_columns_count (self->columns); i++)
    draw_cell (self, snapshot, i, &colour);
}

/* As high as a line, whatever it says. */
static void
sz_row_line_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL) {
    PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);

    *minimum = *natural = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
    pango_font_metrics_unref (metrics);
  }
}

/* A cell that is too narrow says all when the pointer rests on it. */
static gboolean
sz_row_line_query_tooltip (GtkWidget *widget, int at_x, int at_y, gboolean keyboard, GtkTooltip *tooltip)
{
  SzRowLine *self = SZ_ROW_LINE (widget);

  for (guint i = 0; !keyboard && i < sz_rows_columns_count (self->columns); i++) {
    const char *text = text_of (self, sz_rows_columns_get (self->columns, i));
    int x, width;

    cell_extent (self, i, &x, &width);
    if (at_x < x || at_x >= x + width || !sz_cell_texts_get (self->texts, text, width)->cut)
      continue;
    gtk_tooltip_set_text (tooltip, text);
    gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle){ x, 0, width, gtk_widget_get_height (widget) });
    return TRUE;
  }
  return FALSE;
}

/* --- object
 * -------------------------------------------------------------------------------------------------------------------
 */

static void
columns_changed_cb (SzRowLine *self)
{
  if (self->item != NULL)
    name_line (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
sz_row_line_dispose (GObject *object)
{
  SzRowLine *self = SZ_ROW_LINE (object);

  sz_row_line_show (self, NULL);
  G_OBJECT_CLASS (sz_row_line_parent_class)->dispose (object);
}

static void
sz_row_line_class_init (SzRowLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_row_line_dispose;
  widget_class->snapshot = sz_row_line_snapshot;
  widget_class->measure = sz_row_line_measure;
  widget_class->query_tooltip = sz_row_line_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ROW);
}

static void
sz_row_line_init (SzRowLine *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

GtkWidget *
sz_row_line_new (SzRowsColumns *columns, SzCellTexts *texts, GtkAdjustment *side)
{
  SzRowLine *self = g_object_new (SZ_TYPE_ROW_LINE, NULL);

  self->columns = columns;
  self->texts = texts;
  self->side = side;
  g_signal_connect_object (columns, "changed", G_CALLBACK (columns_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (columns, "resized", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
sz_row_line_set_side (SzRowLine *self, GtkAdjustment *side)
{
  self->side = side;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
item_told (SzRowItem *item, gpointer line)
{
  name_line (line);
  gtk_widget_queue_draw (line);
}

void
sz_row_line_show (SzRowLine *self, SzRowItem *item)
{
  if (self->item == item)
    return;
  if (self->item != NULL)
    sz_row_item_leave (self->item, self);
  g_set_object (&self->item, item);
  if (item != NULL)
    sz_row_item_watch (item, self, item_told);
  name_line (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

SzRowItem *
sz_row_line_get_item (SzRowLine *self)
{
  return self->item;
}

guint
sz_row_line_get_position (SzRowLine *self)
{
  return self->item != NULL ? sz_row_item_get_position (self->item) : GTK_INVALID_LIST_POSITION;
}
