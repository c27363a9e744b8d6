/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-draw.h"

G_BEGIN_DECLS

/* The one look of the process: the theme charts are drawn in and the style sheet made from the same tokens.
 * It follows the desktop (the portal's colour scheme, and GTK's own dark preference) unless a theme is
 * chosen. Main thread. Signal `changed`: the theme is another one now. */
#define SZ_TYPE_STYLE (sz_style_get_type ())
G_DECLARE_FINAL_TYPE (SzStyle, sz_style, SZ, STYLE, GObject)

typedef enum { SZ_SCHEME_DESKTOP, SZ_SCHEME_LIGHT, SZ_SCHEME_DARK } SzScheme;

/* Made at the first call, for the default display. (transfer none) */
SzStyle *sz_style_get (void);
SzThemeId sz_style_get_theme (SzStyle *self);
SzScheme sz_style_get_scheme (SzStyle *self);
void sz_style_set_scheme (SzStyle *self, SzScheme scheme);
const char *sz_scheme_id (SzScheme scheme); /* "desktop", "light", "dark" */
gboolean sz_scheme_parse (const char *id, SzScheme *scheme);

G_END_DECLS
