/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall.h"

G_BEGIN_DECLS

/* The pages of all days as they are now, made beforehand, so that whoever measures a client measures the
 * sending of a page and not its making. Some 450 bytes of memory a row. Main thread only. */
typedef struct _SzHallPrepared SzHallPrepared;

/* May take a second for each half million rows. */
SzHallPrepared *sz_hall_prepared_new (SzHall *hall);
void sz_hall_prepared_free (SzHallPrepared *prepared);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHallPrepared, sz_hall_prepared_free)

/* The page of the usual size after a key (nullable); NULL if there is none, or time has moved since. */
GBytes *sz_hall_prepared_find (const SzHallPrepared *prepared, SzHallSet set, gint64 day, const char *after);

G_END_DECLS
