/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-picture.h"

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

const SzMark *
sz_picture_hit (const SzPicture *picture, double x, double y)
{
  for (guint i = picture->marks->len; i > 0; i--) {
    const SzMark *mark = &g_array_index (picture->marks, SzMark, i - 1);
    const SzRect *r = &mark->rect;

    if (mark->kind == SZ_MARK_HIT && x >= r->x && x < r->x + r->width && y >= r->y && y < r->y + r->height)
      return mark;
  }
  return NULL;
}
