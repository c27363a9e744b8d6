/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The visual tokens as C: the one source of colours and type sizes for charts (through SzTheme) and for
 * widgets (through sz_theme_css). The table is checked against tokens.json by a test. Themes are static and
 * read-only: any thread. */
typedef enum { SZ_THEME_LIGHT, SZ_THEME_DARK, SZ_THEME_WALL } SzThemeId;

typedef guint32 SzColour; /* 0xRRGGBB, sRGB, opaque */

/* X (field, section in tokens.json, key in the section; the section is "" for a key of the theme itself). */
#define SZ_THEME_COLOURS(X)                                                                                  \
  X (bg_window, "bg", "window")                                                                              \
  X (bg_page, "bg", "page")                                                                                  \
  X (bg_raised, "bg", "raised")                                                                              \
  X (bg_sunken, "bg", "sunken")                                                                              \
  X (bg_hover, "bg", "hover")                                                                                \
  X (bg_selected, "bg", "selected")                                                                          \
  X (text_primary, "text", "primary")                                                                        \
  X (text_secondary, "text", "secondary")                                                                    \
  X (text_tertiary, "text", "tertiary")                                                                      \
  X (text_disabled, "text", "disabled")                                                                      \
  X (text_on_accent, "text", "onAccent")                                                                     \
  X (text_on_alarm, "text", "onAlarm")                                                                       \
  X (line_rule, "line", "rule")                                                                              \
  X (line_hair, "line", "hair")                                                                              \
  X (line_grid, "line", "grid")                                                                              \
  X (line_axis, "line", "axis")                                                                              \
  X (line_control, "line", "control")                                                                        \
  X (accent_base, "accent", "base")                                                                          \
  X (accent_strong, "accent", "strong")                                                                      \
  X (accent_tint, "accent", "tint")                                                                          \
  X (accent_band80, "accent", "band80")                                                                      \
  X (accent_band50, "accent", "band50")                                                                      \
  X (status_good, "status", "good")                                                                          \
  X (status_good_tint, "status", "goodTint")                                                                 \
  X (status_good_cell, "status", "goodCell")                                                                 \
  X (status_attention, "status", "attention")                                                                \
  X (status_attention_fill, "status", "attentionFill")                                                       \
  X (status_attention_tint, "status", "attentionTint")                                                       \
  X (status_alarm, "status", "alarm")                                                                        \
  X (status_alarm_fill, "status", "alarmFill")                                                               \
  X (status_alarm_tint, "status", "alarmTint")                                                               \
  X (status_unknown, "status", "unknown")                                                                    \
  X (status_unknown_tint, "status", "unknownTint")                                                           \
  X (reference, "", "reference")                                                                             \
  X (map_land, "map", "land")                                                                                \
  X (map_water, "map", "water")                                                                              \
  X (map_green, "map", "green")                                                                              \
  X (map_road, "map", "road")                                                                                \
  X (map_road_edge, "map", "roadEdge")                                                                       \
  X (map_boundary, "map", "boundary")                                                                        \
  X (map_label, "map", "label")

#define SZ_THEME_N_CAT 8
#define SZ_THEME_N_SEQ 7
#define SZ_THEME_N_DIV 9

/* Font sizes in design pixels: those of the canvas before it is scaled by `scale`. */
typedef struct {
  double hero, tile, stat, title, detail, section, body, table, caption, bar, clock;
} SzTypeScale;

#define SZ_THEME_FIELD(field, section, key) SzColour field;
typedef struct {
  SzThemeId id;
  const char *name; /* "light", "dark", "wall" */
  SZ_THEME_COLOURS (SZ_THEME_FIELD)
  SzColour cat[SZ_THEME_N_CAT]; /* parts of a whole; 0 is the subject */
  SzColour seq[SZ_THEME_N_SEQ]; /* little to much */
  SzColour div[SZ_THEME_N_DIV]; /* below, at, above a target */
  SzTypeScale type;
  double scale; /* design pixels to pixels on the reference canvas: 1, and 3 for the wall at 3840 × 1080 */
} SzTheme;
#undef SZ_THEME_FIELD

const SzTheme *sz_theme_get (SzThemeId id);
/* "light", "dark" or "wall"; FALSE for any other name. */
gboolean sz_theme_parse (const char *name, SzThemeId *id);
/* One `@define-color sz_<field> #rrggbb;` a colour (sz_bg_window, sz_text_primary, sz_status_alarm_fill, …;
 * the ramps are sz_cat_1…8, sz_seq_1…7, sz_div_1…9), for a GtkCssProvider. (transfer full) */
char *sz_theme_css (const SzTheme *theme);
/* WCAG 2.1 contrast, 1 … 21. */
double sz_colour_contrast (SzColour a, SzColour b);

G_END_DECLS
