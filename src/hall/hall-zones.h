/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-outlines.h"

G_BEGIN_DECLS

/* (element-type SzHallZone) (transfer full) The zones where something is not allowed. */
GArray *sz_hall_zones_new (const SzHallOutlines *outlines, guint64 seed);
void sz_hall_zones_free (GArray *zones);

G_END_DECLS
