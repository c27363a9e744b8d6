/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-ink.h"

#include <math.h>
#include <string.h>

#include "sz-tile-painter.h"

#define HALO_PX 2.0
/* Round a text: its halo, and what glyphs reach over their box. */
#define PAD_PX 4.0
/* Zooming to and fro asks for the same texts again. */
#define TURNS_KEPT 100

struct _SzMapInks {
  GHashTable *known; /* text in all its looks to SzMapInk */
  const SzTheme *theme;
  double scale;
  guint turn;
};

static void
free_ink (gpointer data)
{
  SzMapInk *ink = data;

  g_clear_object (&ink->layout);
  g_clear_pointer (&ink->surface, cairo_surface_destroy);
  g_free (ink);
}

SzMapInks *
sz_map_inks_new (void)
{
  SzMapInks *inks = g_new0 (SzMapInks, 1);

  inks->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_ink);
  inks->theme = sz_theme_get (SZ_THEME_LIGHT);
  inks->scale = 1;
  return inks;
}

void
sz_map_inks_free (SzMapInks *inks)
{
  g_hash_table_unref (inks->known);
  g_free (inks);
}

void
sz_map_inks_set_look (SzMapInks *inks, const SzTheme *theme, double scale)
{
  if (inks->theme == theme && inks->scale == scale)
    return;
  g_hash_table_remove_all (inks->known);
  inks->theme = theme;
  inks->scale = scale;
}

PangoFontDescription *
sz_map_font (double size_px, gboolean bold)
{
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family (font, "Noto Sans CJK SC,Source Han Sans SC,sans-serif");
  pango_font_description_set_absolute_size (font, size_px * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  return font;
}

static PangoLayout *
make_layout (PangoContext *context, const SzMapText *text)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoFontDescription *font = sz_map_font (text->size_px, text->bold);

  pango_layout_set_text (layout, text->text, -1);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_attr_list_insert (attributes, pango_attr_language_new (pango_language_from_string ("zh-cn")));
  if (text->spacing_px > 0)
    pango_attr_list_insert (attributes, pango_attr_letter_spacing_new (text->spacing_px * PANGO_SCALE));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

/* Two lines: the name bold, below it what is to be said. */
static void
add_line (PangoLayout *layout, const SzTheme *theme, const SzMapText *text)
{
  PangoAttrList *attributes = pango_attr_list_copy (pango_layout_get_attributes (layout));
  g_autofree char *both = g_strconcat (text->text, "\n", text->more, NULL);
  SzColour colour = text->status == SZ_SPOT_ALARM       ? theme->status_alarm
                    : text->status == SZ_SPOT_ATTENTION ? theme->status_attention
                                                        : theme->text_secondary;
  PangoAttribute *parts[] = {
    pango_attr_weight_new (PANGO_WEIGHT_NORMAL),
    pango_attr_foreground_new ((guint16)((colour >> 16 & 0xff) * 257), (guint16)((colour >> 8 & 0xff) * 257),
                               (guint16)((colour & 0xff) * 257)),
  };

  pango_layout_set_text (layout, both, -1);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    parts[i]->start_index = (guint)strlen (text->text);
    pango_attr_list_insert (attributes, parts[i]);
  }
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_line_spacing (layout, 0.82f);
  pango_attr_list_unref (attributes);
}

SzMapInk *
sz_map_inks_get (SzMapInks *inks, PangoContext *context, const SzMapText *text)
{
  g_autofree char *key =
      g_strdup_printf ("%.1f %d%d %d %x %d %s\n%s", text->size_px, text->bold, text->bare, text->spacing_px,
                       text->colour, *text->more != '\0' ? (int)text->status : -1, text->text, text->more);
  SzMapInk *ink = g_hash_table_lookup (inks->known, key);
  int width, height;

  if (ink == NULL) {
    ink = g_new0 (SzMapInk, 1);
    ink->layout = make_layout (context, text);
    if (*text->more != '\0')
      add_line (ink->layout, inks->theme, text);
    pango_layout_get_pixel_size (ink->layout, &width, &height);
    ink->width = width + 2 * PAD_PX;
    ink->height = height + 2 * PAD_PX;
    ink->colour = text->colour;
    ink->bare = text->bare;
    g_hash_table_insert (inks->known, g_steal_pointer (&key), ink);
  }
  ink->used = inks->turn;
  return ink;
}

static gboolean
is_old (gpointer key, gpointer value, gpointer data)
{
  return ((SzMapInks *)data)->turn - ((SzMapInk *)value)->used > TURNS_KEPT;
}

void
sz_map_inks_turn (SzMapInks *inks)
{
  inks->turn++;
  g_hash_table_foreach_remove (inks->known, is_old, inks);
}

/* Adds what is in a mask once more, so many device pixels aside. */
static void
smear (cairo_surface_t *to, cairo_surface_t *from, int dx, int dy)
{
  cairo_t *cr = cairo_create (to);

  cairo_set_source_surface (cr, from, dx, dy);
  cairo_paint (cr);
  cairo_destroy (cr);
}

/* The text, thicker by the halo on all sides. Stroking its outline takes several times as long. (transfer
 * full) */
static cairo_surface_t *
make_halo (SzMapInks *inks, const SzMapInk *ink, int width, int height)
{
  cairo_surface_t *text = cairo_image_surface_create (CAIRO_FORMAT_A8, width, height);
  cairo_surface_t *wide = cairo_image_surface_create (CAIRO_FORMAT_A8, width, height);
  cairo_surface_t *halo = cairo_image_surface_create (CAIRO_FORMAT_A8, width, height);
  int reach = (int)round (HALO_PX * inks->scale);
  cairo_t *cr = cairo_create (text);

  cairo_scale (cr, inks->scale, inks->scale);
  cairo_move_to (cr, PAD_PX, PAD_PX);
  pango_cairo_show_layout (cr, ink->layout);
  cairo_destroy (cr);
  for (int shift = -reach; shift <= reach; shift++)
    smear (wide, text, shift, 0);
  for (int shift = -reach; shift <= reach; shift++)
    smear (halo, wide, 0, shift);
  cairo_surface_destroy (text);
  cairo_surface_destroy (wide);
  return halo;
}

cairo_surface_t *
sz_map_inks_draw (SzMapInks *inks, SzMapInk *ink)
{
  int width = (int)ceil (ink->width * inks->scale), height = (int)ceil (ink->height * inks->scale);
  cairo_t *cr;

  if (ink->surface != NULL)
    return ink->surface;
  ink->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cr = cairo_create (ink->surface);
  if (!ink->bare) {
    cairo_surface_t *halo = make_halo (inks, ink, width, height);

    sz_tile_set_colour (cr, inks->theme->map_land, 0.85);
    cairo_mask_surface (cr, halo, 0, 0);
    cairo_surface_destroy (halo);
  }
  cairo_scale (cr, inks->scale, inks->scale);
  cairo_move_to (cr, PAD_PX, PAD_PX);
  sz_tile_set_colour (cr, ink->colour, 1);
  pango_cairo_show_layout (cr, ink->layout);
  cairo_destroy (cr);
  cairo_surface_set_device_scale (ink->surface, inks->scale, inks->scale);
  g_clear_object (&ink->layout);
  return ink->surface;
}
