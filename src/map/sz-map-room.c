/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-room.h"

#include <math.h>

/* The plane is looked at in squares of this side. */
#define CELL_PX 64.0
/* Settling tries rings so far apart, in so many directions. */
#define RING_PX 2.0
#define DIRECTIONS 24
/* So far out there is room whatever the plane holds; further is not looked. */
#define FARTHEST_PX 4000.0

typedef struct {
  double left, top, right, bottom;
} Taken;

struct _SzMapRoom {
  GArray *taken;     /* (element-type Taken) */
  GHashTable *cells; /* (gint64 *) to (element-type guint): what meets it, an index into `taken` */
};

static void
free_cell (gpointer data)
{
  g_array_unref (data);
}

SzMapRoom *
sz_map_room_new (void)
{
  SzMapRoom *room = g_new0 (SzMapRoom, 1);

  room->taken = g_array_new (FALSE, FALSE, sizeof (Taken));
  room->cells = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_cell);
  return room;
}

void
sz_map_room_free (SzMapRoom *room)
{
  if (room == NULL)
    return;
  g_array_unref (room->taken);
  g_hash_table_unref (room->cells);
  g_free (room);
}

static gint64
cell_key (gint64 column, gint64 row)
{
  return column * (G_GINT64_CONSTANT (1) << 32) + row;
}

static gint64
cell_of (double value)
{
  return (gint64)floor (value / CELL_PX);
}

static void
note_in_cell (SzMapRoom *room, gint64 key, guint index)
{
  GArray *cell = g_hash_table_lookup (room->cells, &key);

  if (cell == NULL) {
    cell = g_array_new (FALSE, FALSE, sizeof (guint));
    g_hash_table_insert (room->cells, g_memdup2 (&key, sizeof key), cell);
  }
  g_array_append_val (cell, index);
}

void
sz_map_room_take (SzMapRoom *room, double x, double y, double width, double height)
{
  Taken taken = { x, y, x + width, y + height };

  g_array_append_val (room->taken, taken);
  for (gint64 column = cell_of (x); column <= cell_of (x + width); column++)
    for (gint64 row = cell_of (y); row <= cell_of (y + height); row++)
      note_in_cell (room, cell_key (column, row), room->taken->len - 1);
}

static gboolean
is_cell_free (const SzMapRoom *room, gint64 key, const Taken *wanted)
{
  const GArray *cell = g_hash_table_lookup (room->cells, &key);

  for (guint i = 0; cell != NULL && i < cell->len; i++) {
    const Taken *taken = &g_array_index (room->taken, Taken, g_array_index (cell, guint, i));

    if (wanted->left < taken->right && taken->left < wanted->right && wanted->top < taken->bottom &&
        taken->top < wanted->bottom)
      return FALSE;
  }
  return TRUE;
}

gboolean
sz_map_room_is_free (const SzMapRoom *room, double x, double y, double width, double height, double gap)
{
  Taken wanted = { x - gap, y - gap, x + width + gap, y + height + gap };

  for (gint64 column = cell_of (wanted.left); column <= cell_of (wanted.right); column++)
    for (gint64 row = cell_of (wanted.top); row <= cell_of (wanted.bottom); row++)
      if (!is_cell_free (room, cell_key (column, row), &wanted))
        return FALSE;
  return TRUE;
}

gboolean
sz_map_room_find (const SzMapRoom *room, double *x, double *y, double half, double gap)
{
  double home_x = *x, home_y = *y;

  for (double ring = 0; ring < FARTHEST_PX; ring += RING_PX)
    for (guint i = 0; i < (ring > 0 ? DIRECTIONS : 1); i++) {
      double angle = 2 * G_PI * i / DIRECTIONS;
      double there_x = home_x + ring * cos (angle), there_y = home_y + ring * sin (angle);

      if (!sz_map_room_is_free (room, there_x - half, there_y - half, 2 * half, 2 * half, gap))
        continue;
      *x = there_x;
      *y = there_y;
      return TRUE;
    }
  return FALSE;
}

void
sz_map_room_settle (SzMapRoom *room, double *x, double *y, double half, double gap)
{
  sz_map_room_find (room, x, y, half, gap);
  sz_map_room_take (room, *x - half, *y - half, 2 * half, 2 * half);
}
