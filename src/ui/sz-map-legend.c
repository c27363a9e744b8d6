/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-legend.h"

#include "sz-i18n.h"
#include "sz-map-item.h"

static void
add_legend (GtkBox *legend, const SzAtlas *atlas, SzSiteKind kind, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < atlas->sites->len; i++)
    n += ((const SzSite *)g_ptr_array_index (atlas->sites, i))->kind == kind ? 1 : 0;
  if (n == 0)
    return;
  g_autofree char *text = g_strdup_printf ("%s %u", name, n);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  gtk_box_append (GTK_BOX (box), sz_map_shape_new (kind, SZ_SPOT_GOOD));
  gtk_box_append (GTK_BOX (box), gtk_label_new (text));
  gtk_box_append (legend, box);
}

static void
draw_hatch_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, 2.5, height / 2.0 - 6.5, width - 5, 13);
  cairo_stroke_preserve (cr);
  cairo_clip (cr);
  for (int x = -height; x < width; x += 5) {
    cairo_move_to (cr, x, height);
    cairo_line_to (cr, x + height, 0);
  }
  cairo_stroke (cr);
}

static void
add_zone_legend (GtkBox *legend, const SzAtlas *atlas)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5), *area = gtk_drawing_area_new ();
  g_autofree char *text = g_strdup_printf ("%s %u", _ ("Restricted"), atlas->bans->len);

  if (atlas->bans->len == 0)
    return;
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), 24);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), 24);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_hatch_cb, NULL, NULL);
  gtk_box_append (GTK_BOX (box), area);
  gtk_box_append (GTK_BOX (box), gtk_label_new (text));
  gtk_box_append (legend, box);
}

GtkWidget *
sz_map_legend_new (void)
{
  GtkWidget *legend = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_add_css_class (legend, "map-legend");
  gtk_widget_set_halign (legend, GTK_ALIGN_END);
  gtk_widget_set_valign (legend, GTK_ALIGN_END);
  gtk_widget_set_visible (legend, FALSE);
  gtk_widget_set_can_target (legend, FALSE);
  return legend;
}

void
sz_map_legend_fill (GtkBox *legend, const SzAtlas *atlas)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (legend))) != NULL)
    gtk_box_remove (legend, child);
  add_legend (legend, atlas, SZ_SITE_TOWN, _ ("Streets and towns"));
  add_legend (legend, atlas, SZ_SITE_VILLAGE, _ ("Villages"));
  add_legend (legend, atlas, SZ_SITE_TERMINAL, _ ("Terminals"));
  add_zone_legend (legend, atlas);
}
