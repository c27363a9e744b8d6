/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-draw.h"
#include "sz-text.h"

G_BEGIN_DECLS

/* Private to draw. A picture in the making, in design pixels. Every function that draws also works on a
 * canvas without a picture, and then only measures: the same code lays out and draws. */
typedef struct {
  const SzTheme *theme;
  SzPicture *picture; /* NULL: only measuring */
  cairo_t *cr;        /* NULL: only measuring */
  double scale;       /* design pixels to the picture's pixels */
  SzColour paper;     /* what text stands on */
  SzRect bounds;      /* no optional label leaves it */
  int tile;           /* index of the current TILE mark */
  guint fence;        /* optional labels keep clear of the TEXT marks from here on */
  SzZone *zone;       /* (nullable) */
  gint64 now_ms;
  gboolean stale;         /* values are old: no verdicts */
  const char *stale_note; /* (nullable) since when: in the place of the tile's verdict */
  const char *last_known; /* (nullable) of a figure without a value, where it would be compared */
  gboolean still;         /* nobody can click on it */
} SzCanvas;

typedef struct {
  double size;
  gboolean bold;
  SzColour colour;
} SzPen;

typedef enum { SZ_ALIGN_LEFT, SZ_ALIGN_CENTRE, SZ_ALIGN_RIGHT } SzAlign;

#define SZ_PEN(size_, bold_, colour_) ((SzPen){ (size_), (bold_), (colour_) })

/* A picture with nothing on it yet. (transfer full) */
SzPicture *sz_picture_new (double width, double height);
/* The same canvas, only measuring. */
SzCanvas sz_canvas_probe (const SzCanvas *canvas);

/* One line, whole; returns its advance. */
double sz_canvas_text (SzCanvas *canvas, const char *text, SzPen pen, double x, double baseline,
                       SzAlign align);
/* One line of a name, ellipsised to `width`; nothing if not even an ellipsis would fit. Returns the advance.
 */
double sz_canvas_name (SzCanvas *canvas, const char *text, SzPen pen, double x, double baseline,
                       double width);
/* Wrapped at `width`, first line's top at `top`. Returns the height, 0 for an empty text. */
double sz_canvas_paragraph (SzCanvas *canvas, const char *text, SzPen pen, double x, double top,
                            double width);
/* An optional label: set only if it lies in the bounds and keeps clear of the texts of this tile. */
gboolean sz_canvas_label (SzCanvas *canvas, const char *text, SzPen pen, double x, double baseline,
                          SzAlign align);
/* The same with a halo of the paper's colour, for a label that lines may cross. */
gboolean sz_canvas_label_halo (SzCanvas *canvas, const char *text, SzPen pen, double x, double baseline,
                               SzAlign align);
/* The same on as many lines as `width` asks for, with their middle at `middle`. */
gboolean sz_canvas_label_lines (SzCanvas *canvas, const char *text, SzPen pen, double x, double middle,
                                double width, SzAlign align);

void sz_canvas_source (SzCanvas *canvas, SzColour colour, double alpha);
void sz_canvas_fill (SzCanvas *canvas, SzRect rect, SzColour colour);
void sz_canvas_fill_rounded (SzCanvas *canvas, SzRect rect, double radius, SzColour colour);
/* Hairlines on half pixels; `width` ≥ 1. */
void sz_canvas_hline (SzCanvas *canvas, double x0, double x1, double y, double width, SzColour colour);
void sz_canvas_vline (SzCanvas *canvas, double x, double y0, double y1, double width, SzColour colour);
void sz_canvas_dashed_hline (SzCanvas *canvas, double x0, double x1, double y, double width, SzColour colour);
void sz_canvas_dashed_vline (SzCanvas *canvas, double x, double y0, double y1, double width, SzColour colour);
/* The edge of a rectangle, inside it. */
void sz_canvas_outline (SzCanvas *canvas, SzRect rect, double width, SzColour colour, gboolean dashed);
/* 45° hatch: no data here. */
void sz_canvas_hatch (SzCanvas *canvas, SzRect rect);
void sz_canvas_dot (SzCanvas *canvas, double x, double y, double radius, SzColour colour);

/* Marks; the returned index is only good for sz_canvas_resize. */
guint sz_canvas_mark (SzCanvas *canvas, SzMarkKind kind, SzRect rect, const char *text, const char *id);
void sz_canvas_resize (SzCanvas *canvas, guint index, double height);
/* A TIP about the point (x, y), shown while the pointer is in `rect`. */
void sz_canvas_tip (SzCanvas *canvas, SzRect rect, double x, double y, const char *text);
/* A HIT whose id is prefix + id. */
void sz_canvas_hit (SzCanvas *canvas, SzRect rect, const char *sentence, const char *prefix, const char *id);

G_END_DECLS
