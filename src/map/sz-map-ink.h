/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "sz-map-mark.h"
#include "sz-theme.h"

G_BEGIN_DECLS

/* The texts of a map as pictures. A text is measured when it is placed, and drawn when it is first seen:
 * most are far from what is looked at. What is drawn is kept while it is placed again and again. One thread
 * at a time. */
typedef struct {
  double width, height;     /* pixels, with its halo and what glyphs reach over their box */
  PangoLayout *layout;      /* (owned) (nullable) until it is drawn */
  cairo_surface_t *surface; /* (owned) (nullable) once it is drawn */
  SzColour colour;
  gboolean bare;
  guint used; /* in which turn */
} SzMapInk;

typedef struct {
  const char *text, *more; /* more: a second line, in the colour of its status; "" none */
  double size_px;
  gboolean bold;
  int spacing_px;
  SzColour colour;
  SzMapStatus status;
  gboolean bare; /* without a halo: it stands on a ground of its own */
} SzMapText;

typedef struct _SzMapInks SzMapInks;

SzMapInks *sz_map_inks_new (void);
void sz_map_inks_free (SzMapInks *inks);
/* In another look everything is drawn anew from here on. */
void sz_map_inks_set_look (SzMapInks *inks, const SzTheme *theme, double scale);
/* Measured. It stays until the look changes or several turns have not asked for it. */
SzMapInk *sz_map_inks_get (SzMapInks *inks, PangoContext *context, const SzMapText *text);
/* The texts of another placing follow; what was not asked for in several of them is let go. */
void sz_map_inks_turn (SzMapInks *inks);
/* Drawn, with a halo of the ground's colour unless it is bare. */
cairo_surface_t *sz_map_inks_draw (SzMapInks *inks, SzMapInk *ink);

/* SC glyphs whatever the process language is. (transfer full) */
PangoFontDescription *sz_map_font (double size_px, gboolean bold);

G_END_DECLS
