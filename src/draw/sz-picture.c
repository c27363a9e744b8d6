/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-canvas.h"

SzPicture *
sz_picture_new (double width, double height)
{
  SzPicture *picture = g_new0 (SzPicture, 1);
  const cairo_rectangle_t extents = { 0, 0, width, height };

  g_atomic_ref_count_init (&picture->refs);
  picture->width = width;
  picture->height = height;
  picture->recording = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);
  picture->marks = g_array_new (FALSE, TRUE, sizeof (SzMark));
  picture->strings = g_string_chunk_new (4096);
  return picture;
}

SzPicture *
sz_picture_ref (SzPicture *picture)
{
  g_atomic_ref_count_inc (&picture->refs);
  return picture;
}

void
sz_picture_unref (SzPicture *picture)
{
  if (picture == NULL || !g_atomic_ref_count_dec (&picture->refs))
    return;
  g_clear_pointer (&picture->recording, cairo_surface_destroy);
  g_array_unref (picture->marks);
  g_string_chunk_free (picture->strings);
  g_free (picture);
}

void
sz_picture_paint (SzPicture *picture, cairo_t *cr, double scale)
{
  g_return_if_fail (picture != NULL && cr != NULL && scale > 0);
  cairo_save (cr);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, picture->recording, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
}

const SzMark *
sz_picture_mark (const SzPicture *picture, guint index)
{
  return index < picture->marks->len ? &g_array_index (picture->marks, SzMark, index) : NULL;
}

static const SzMark *
find_mark (const SzPicture *picture, SzMarkKind kind, double x, double y)
{
  for (guint i = picture->marks->len; i > 0; i--) {
    const SzMark *mark = &g_array_index (picture->marks, SzMark, i - 1);
    const SzRect *r = &mark->rect;

    if (mark->kind == kind && x >= r->x && x < r->x + r->width && y >= r->y && y < r->y + r->height)
      return mark;
  }
  return NULL;
}

const SzMark *
sz_picture_hit (const SzPicture *picture, double x, double y)
{
  return find_mark (picture, SZ_MARK_HIT, x, y);
}

const SzMark *
sz_picture_tip (const SzPicture *picture, double x, double y)
{
  return find_mark (picture, SZ_MARK_TIP, x, y);
}

const SzMark *
sz_picture_tip_next (const SzPicture *picture, int tile, const SzMark *tip, int step)
{
  const guint n = picture->marks->len;
  const SzMark *first = n > 0 ? &g_array_index (picture->marks, SzMark, 0) : NULL;
  gint64 at = tip != NULL ? (gint64)(tip - first) + step : step > 0 ? 0 : (gint64)n - 1;

  for (; at >= 0 && at<(gint64)n; at += step> 0 ? 1 : -1) {
    const SzMark *mark = first + at;

    if (mark->kind == SZ_MARK_TIP && mark->tile == tile)
      return mark;
  }
  return NULL;
}
