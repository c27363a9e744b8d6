/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tip-card.h"

#include <math.h>

#define PAD 10
#define GAP 12
#define DOT 4.5f

static GdkRGBA
rgba_of (SzColour colour)
{
  return (GdkRGBA){ (float)((colour >> 16 & 0xff) / 255.0), (float)((colour >> 8 & 0xff) / 255.0),
                    (float)((colour & 0xff) / 255.0), 1 };
}

static PangoLayout *
make_layout (GtkWidget *widget, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  const char *end = strchr (text, '\n');
  PangoAttrList *attributes = pango_attr_list_new ();
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

  bold->start_index = 0;
  bold->end_index = end != NULL ? (guint)(end - text) : G_MAXUINT;
  pango_attr_list_insert (attributes, bold);
  pango_attr_list_insert (attributes, pango_attr_size_new_absolute (13 * PANGO_SCALE));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

static void
append_ring (GtkSnapshot *snapshot, const SzMark *tip, const SzTheme *theme)
{
  GdkRGBA fill = rgba_of (theme->bg_page), line = rgba_of (theme->accent_base);
  graphene_rect_t rect = GRAPHENE_RECT_INIT ((float)tip->x - DOT, (float)tip->y - DOT, 2 * DOT, 2 * DOT);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &rect, DOT);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &fill, &rect);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ 2, 2, 2, 2 },
                              (GdkRGBA[4]){ line, line, line, line });
}

static void
append_card (GtkSnapshot *snapshot, const graphene_rect_t *rect, const SzTheme *theme)
{
  GdkRGBA fill = rgba_of (theme->bg_raised), line = rgba_of (theme->line_control);
  GdkRGBA shadow = { 0, 0, 0, 0.2f };
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, rect, 6);
  gtk_snapshot_append_outset_shadow (snapshot, &outline, &shadow, 0, 2, 0, 6);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &fill, rect);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ 1, 1, 1, 1 },
                              (GdkRGBA[4]){ line, line, line, line });
}

void
sz_tip_card_snapshot (GtkWidget *widget, GtkSnapshot *snapshot, const SzMark *tip, const SzTheme *theme,
                      double width, double height)
{
  g_autoptr (PangoLayout) layout = make_layout (widget, tip->text != NULL ? tip->text : "");
  GdkRGBA hair = rgba_of (theme->line_axis), ink = rgba_of (theme->text_primary);
  int wide, high;
  double x, y;

  pango_layout_get_pixel_size (layout, &wide, &high);
  wide += 2 * PAD;
  high += 2 * PAD - 4;
  x = tip->x + GAP + wide <= width ? tip->x + GAP : tip->x - GAP - wide;
  y = tip->y - GAP - high >= 0 ? tip->y - GAP - high : tip->y + GAP;
  x = CLAMP (x, 2, MAX (2, width - wide - 2));
  y = CLAMP (y, 2, MAX (2, height - high - 2));
  gtk_snapshot_append_color (
      snapshot, &hair,
      &GRAPHENE_RECT_INIT ((float)floor (tip->x), (float)tip->rect.y, 1, (float)tip->rect.height));
  append_ring (snapshot, tip, theme);
  append_card (snapshot, &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)wide, (float)high), theme);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x + PAD, (float)y + PAD - 2));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}
