/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which rectangles of a plane are taken. Any number of them; asking looks only at what is near. In pixels;
 * one thread at a time. */
typedef struct _SzMapRoom SzMapRoom;

SzMapRoom *sz_map_room_new (void);
void sz_map_room_free (SzMapRoom *room);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzMapRoom, sz_map_room_free)

void sz_map_room_take (SzMapRoom *room, double x, double y, double width, double height);
/* Nothing that is taken comes nearer to the rectangle than `gap`. */
gboolean sz_map_room_is_free (const SzMapRoom *room, double x, double y, double width, double height,
                              double gap);
/* The middle of a square of twice `half`, from where it is wished to the nearest place that is free. FALSE:
 * there is none within thousands of pixels, and it stays. */
gboolean sz_map_room_find (const SzMapRoom *room, double *x, double *y, double half, double gap);
/* Finds that place and takes it. */
void sz_map_room_settle (SzMapRoom *room, double *x, double *y, double half, double gap);

G_END_DECLS
