/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "sz-theme.h"

G_BEGIN_DECLS

typedef struct {
  double x, y, width, height;
} SzRect;

typedef enum {
  SZ_MARK_TILE, /* the area of a tile; `id` is the tile's */
  SZ_MARK_PLOT, /* the rectangle in which the marks after it stand, up to the next plot or tile */
  SZ_MARK_TEXT, /* a label; `text` is what was set, `rect` its ink */
  SZ_MARK_MARK, /* a bar, a line's extent, a dot, a status cell; `id` says which kind */
  SZ_MARK_HIT,  /* something to open; `id` what, `text` the sentence for assistive technology */
  SZ_MARK_TIP,  /* a value to be read: while the pointer is in `rect` the card `text` (lines; the first is its
                   head) stands beside the point (x, y) */
} SzMarkKind;

/* Rectangles are in the picture's pixels. Later HITs lie on top of earlier ones; a tile's own HIT comes
 * before those of its parts: the order of HITs is the order of the keyboard's focus. Ids of HITs: "tile:<tile
 * id>", "figure:<indicator id>", "part:<dimension>=<code>", "rows:<data set>?<dimension>=<code>",
 * "row:<data set>?<key>", "directory:<dimension>=<code>", "by:<dimension>". */
typedef struct {
  SzMarkKind kind;
  SzRect rect;
  const char *text;    /* (nullable), lives as long as the picture */
  const char *id;      /* (nullable), lives as long as the picture */
  int tile;            /* index of the TILE mark it belongs to, -1: the page itself */
  double size;         /* TEXT: font size in pixels */
  SzColour ink, paper; /* TEXT: the pair that is read */
  double x, y;         /* TIP: the point it is about */
} SzMark;

/* A drawn page or tile: a recording of vector operations with its geometry. Immutable, reference counted;
 * painting it is safe from one thread at a time. */
typedef struct _SzPicture SzPicture;
struct _SzPicture {
  gatomicrefcount refs;
  double width, height;
  cairo_surface_t *recording;
  GArray *marks; /* (element-type SzMark) in drawing order */
  GStringChunk *strings;
};

SzPicture *sz_picture_ref (SzPicture *picture);
void sz_picture_unref (SzPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzPicture, sz_picture_unref)

/* Paints the picture with its top left corner at the origin of `cr`, `scale` pixels a pixel. Works on image,
 * SVG and PDF surfaces; text stays text where the surface has text. */
void sz_picture_paint (SzPicture *picture, cairo_t *cr, double scale);
const SzMark *sz_picture_mark (const SzPicture *picture, guint index);
/* The topmost HIT at a point, NULL if there is none. */
const SzMark *sz_picture_hit (const SzPicture *picture, double x, double y);
/* The topmost TIP at a point, NULL if there is none. */
const SzMark *sz_picture_tip (const SzPicture *picture, double x, double y);
/* For the arrow keys: the TIP after (step 1) or before (−1) one of the same tile, its first or last if `tip`
 * is NULL; NULL at the end. */
const SzMark *sz_picture_tip_next (const SzPicture *picture, int tile, const SzMark *tip, int step);

G_END_DECLS
