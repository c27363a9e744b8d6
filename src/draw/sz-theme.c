/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-theme.h"

#include <math.h>

/* The values of tokens.json; tests/draw compares them one by one. The wall's sizes are those for 3840 × 1080,
 * divided by its scale. */
static const SzTheme themes[] = {
  {
    .id = SZ_THEME_LIGHT,
    .name = "light",
    .bg_window = 0xefeeea,
    .bg_page = 0xfbfaf8,
    .bg_raised = 0xffffff,
    .bg_sunken = 0xf4f3ef,
    .bg_hover = 0xf1efea,
    .bg_selected = 0xe3ecf4,
    .text_primary = 0x16191d,
    .text_secondary = 0x474d54,
    .text_tertiary = 0x646a71,
    .text_disabled = 0x9ca1a6,
    .text_on_accent = 0xffffff,
    .text_on_alarm = 0xffffff,
    .line_rule = 0x16191d,
    .line_hair = 0xdddad3,
    .line_grid = 0xe6e3dd,
    .line_axis = 0x808386,
    .line_control = 0x80858b,
    .accent_base = 0x1a5e9e,
    .accent_strong = 0x124a80,
    .accent_tint = 0xdfeaf3,
    .accent_band80 = 0xd3e2ef,
    .accent_band50 = 0xb5cfe5,
    .status_good = 0x23704f,
    .status_good_tint = 0xe0ede6,
    .status_good_cell = 0xa9cfbc,
    .status_attention = 0x8a5a00,
    .status_attention_fill = 0xba7a00,
    .status_attention_tint = 0xfaebc8,
    .status_alarm = 0xbc3226,
    .status_alarm_fill = 0xbc3226,
    .status_alarm_tint = 0xfbe6e2,
    .status_unknown = 0x646a71,
    .status_unknown_tint = 0xe9e8e4,
    .reference = 0x808386,
    .map_land = 0xf3f1eb,
    .map_water = 0xd5e0e6,
    .map_green = 0xe1e7d9,
    .map_road = 0xffffff,
    .map_road_edge = 0xdad6cc,
    .map_boundary = 0x9a978f,
    .map_label = 0x5a6067,
    .cat = { 0x1a5e9e, 0x97816a, 0x5f1670, 0x07919f, 0x96536a, 0x4a5824, 0x7d67d5, 0x2b2f34 },
    .seq = { 0xe9f1f8, 0xc1dbf0, 0x95c0e5, 0x6aa0d4, 0x3475b3, 0x165695, 0x0d3970 },
    .div = { 0x653d19, 0x8f6035, 0xb88f66, 0xdbc3a8, 0xefece8, 0xa9cce9, 0x669ed0, 0x2c6fae, 0x10457e },
    .type = {
      .hero = 56,
      .tile = 36,
      .stat = 28,
      .title = 28,
      .detail = 22,
      .section = 15,
      .body = 14,
      .table = 13,
      .caption = 12,
      .bar = 14,
      .clock = 28,
    },
    .scale = 1.0,
  },
  {
    .id = SZ_THEME_DARK,
    .name = "dark",
    .bg_window = 0x0f1214,
    .bg_page = 0x171b1f,
    .bg_raised = 0x21262b,
    .bg_sunken = 0x13171a,
    .bg_hover = 0x1e2328,
    .bg_selected = 0x1d3346,
    .text_primary = 0xf0eee9,
    .text_secondary = 0xbec2c5,
    .text_tertiary = 0x959ba1,
    .text_disabled = 0x5f666c,
    .text_on_accent = 0x0b1116,
    .text_on_alarm = 0x1a0705,
    .line_rule = 0xd9d7d2,
    .line_hair = 0x2d3339,
    .line_grid = 0x282e33,
    .line_axis = 0x7c8288,
    .line_control = 0x7c8288,
    .accent_base = 0x6cb0ee,
    .accent_strong = 0x9ccbf6,
    .accent_tint = 0x1b3042,
    .accent_band80 = 0x1d3447,
    .accent_band50 = 0x2a4b67,
    .status_good = 0x76d6b1,
    .status_good_tint = 0x1a3329,
    .status_good_cell = 0x2f5e4c,
    .status_attention = 0xe6ae46,
    .status_attention_fill = 0xe6ae46,
    .status_attention_tint = 0x3a2e14,
    .status_alarm = 0xf4786b,
    .status_alarm_fill = 0xf4786b,
    .status_alarm_tint = 0x371c1a,
    .status_unknown = 0x959ba1,
    .status_unknown_tint = 0x2a2f34,
    .reference = 0x7c8288,
    .map_land = 0x1c2125,
    .map_water = 0x101a22,
    .map_green = 0x1d2722,
    .map_road = 0x2e353b,
    .map_road_edge = 0x14181b,
    .map_boundary = 0x6b7278,
    .map_label = 0xa7adb3,
    .cat = { 0x6cb0ee, 0xf8d3a2, 0xba62b8, 0x90efef, 0xff9eb4, 0x9d9952, 0x697aea, 0x67737c },
    .seq = { 0x1d2732, 0x233c56, 0x2d557d, 0x346b9e, 0x5291cc, 0x79b8ed, 0xbfe4fe },
    .div = { 0xf3d2a4, 0xd1a572, 0xa77c51, 0x674c35, 0x282c2f, 0x2d557d, 0x4d8bc5, 0x71b1e9, 0xb4defc },
    .type = {
      .hero = 56,
      .tile = 36,
      .stat = 28,
      .title = 28,
      .detail = 22,
      .section = 15,
      .body = 14,
      .table = 13,
      .caption = 12,
      .bar = 14,
      .clock = 28,
    },
    .scale = 1.0,
  },
  {
    .id = SZ_THEME_WALL,
    .name = "wall",
    .bg_window = 0x000000,
    .bg_page = 0x06080a,
    .bg_raised = 0x14181c,
    .bg_sunken = 0x000000,
    .bg_hover = 0x14181c,
    .bg_selected = 0x15304a,
    .text_primary = 0xfffdf8,
    .text_secondary = 0xd5d8da,
    .text_tertiary = 0xaeb4ba,
    .text_disabled = 0x6a7178,
    .text_on_accent = 0x04101a,
    .text_on_alarm = 0x1c0400,
    .line_rule = 0xe8e6e1,
    .line_hair = 0x343b42,
    .line_grid = 0x2b3238,
    .line_axis = 0x9aa1a8,
    .line_control = 0x9aa1a8,
    .accent_base = 0x7dbdf7,
    .accent_strong = 0xb2d9fb,
    .accent_tint = 0x12283b,
    .accent_band80 = 0x173450,
    .accent_band50 = 0x245078,
    .status_good = 0x7fe3bc,
    .status_good_tint = 0x0f3527,
    .status_good_cell = 0x2b6b54,
    .status_attention = 0xffc04d,
    .status_attention_fill = 0xffc04d,
    .status_attention_tint = 0x3e2e0a,
    .status_alarm = 0xff7a6b,
    .status_alarm_fill = 0xff7a6b,
    .status_alarm_tint = 0x4a1a14,
    .status_unknown = 0xaeb4ba,
    .status_unknown_tint = 0x242a30,
    .reference = 0x9aa1a8,
    .map_land = 0x10151a,
    .map_water = 0x04121e,
    .map_green = 0x101d17,
    .map_road = 0x2a323a,
    .map_road_edge = 0x06080a,
    .map_boundary = 0x87909a,
    .map_label = 0xc7cdd3,
    .cat = { 0x7dbdf7, 0xedcfae, 0xa45db4, 0xa6f5f2, 0xfe90bf, 0xacb066, 0x6283f1, 0x7a8289 },
    .seq = { 0x14202d, 0x1d3f60, 0x295e90, 0x3d7ebb, 0x5ea1df, 0x8cc4f4, 0xd3ecff },
    .div = { 0xfbdcad, 0xdbae76, 0xaa7c47, 0x6a4b2f, 0x23272a, 0x2a5885, 0x4a8bc8, 0x77bbf6, 0xc5e6ff },
    .type = {
      .hero = 216.0 / 3.0,
      .tile = 100.0 / 3.0,
      .stat = 100.0 / 3.0,
      .title = 94.0 / 3.0,
      .detail = 76.0 / 3.0,
      .section = 46.0 / 3.0,
      .body = 42.0 / 3.0,
      .table = 42.0 / 3.0,
      .caption = 38.0 / 3.0,
      .bar = 76.0 / 3.0,
      .clock = 112.0 / 3.0,
    },
    .scale = 3.0,
  },
};

const SzTheme *
sz_theme_get (SzThemeId id)
{
  g_return_val_if_fail ((guint)id < G_N_ELEMENTS (themes), &themes[0]);
  return &themes[id];
}

gboolean
sz_theme_parse (const char *name, SzThemeId *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (themes); i++)
    if (g_strcmp0 (name, themes[i].name) == 0) {
      *id = themes[i].id;
      return TRUE;
    }
  return FALSE;
}

static void
append_ramp (GString *css, const char *name, const SzColour *ramp, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (css, "@define-color sz_%s_%u #%06x;\n", name, i + 1, ramp[i]);
}

char *
sz_theme_css (const SzTheme *theme)
{
  g_autoptr (GString) css = g_string_new (NULL);

#define APPEND_COLOUR(field, section, key)                                                                   \
  g_string_append_printf (css, "@define-color sz_%s #%06x;\n", #field, theme->field);
  SZ_THEME_COLOURS (APPEND_COLOUR)
#undef APPEND_COLOUR
  append_ramp (css, "cat", theme->cat, SZ_THEME_N_CAT);
  append_ramp (css, "seq", theme->seq, SZ_THEME_N_SEQ);
  append_ramp (css, "div", theme->div, SZ_THEME_N_DIV);
  return g_string_free (g_steal_pointer (&css), FALSE);
}

static double
channel_luminance (guint value)
{
  double c = value / 255.0;

  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

static double
luminance (SzColour colour)
{
  return 0.2126 * channel_luminance (colour >> 16 & 0xff) + 0.7152 * channel_luminance (colour >> 8 & 0xff) +
         0.0722 * channel_luminance (colour & 0xff);
}

double
sz_colour_contrast (SzColour a, SzColour b)
{
  double la = luminance (a), lb = luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}
