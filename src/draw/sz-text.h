/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "sz-picture.h"

G_BEGIN_DECLS

/* Private to draw. Shaped text, kept per thread: shaping is most of the cost of a page, and most of a page's
 * words are those of a minute ago. */
typedef enum { SZ_TEXT_LINE, SZ_TEXT_ELLIPSIS, SZ_TEXT_WRAP } SzTextMode;

typedef struct {
  PangoLayout *layout;
  SzRect ink;      /* relative to the left end of the first base line */
  double width;    /* advance */
  double height;   /* of all lines */
  double baseline; /* from the top of the layout to the first base line */
} SzText;

/* `width` matters for ELLIPSIS and WRAP. The answer is valid until sz_text_trim on this thread. */
const SzText *sz_text_get (const char *text, double size, gboolean bold, SzTextMode mode, double width);
double sz_text_width (const char *text, double size, gboolean bold);
/* The largest size not above `size`, and not below 12, at which the line is no wider than `width`. */
double sz_text_fit (const char *text, double size, gboolean bold, double width);
/* Forgets what was kept if it has grown large. Call between pictures. */
void sz_text_trim (void);

G_END_DECLS
