/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures-fixture.h"

/* Pages over tickets of which the test knows every wait. */

/* Taken at `taken`, called `wait_min` later unless that lies ahead of the fixture's now, served for 5 min. */
void pages_add_ticket (Fixture *fixture, SzBatch *batch, guint *n, gint64 taken, int wait_min,
                       const char *area);
/* A morning in which area B waits `wait_b` minutes and the others 5, and the day before, in which all wait
 * 10. Wednesday, from 9 o'clock, every three minutes for five hours and a half. */
void pages_fill (Fixture *fixture, int wait_b);

SzPage *pages_overview (Fixture *fixture);
SzPage *pages_indicator (Fixture *fixture, const char *id, const char *by);
/* The first of that kind; NULL if there is none, which `need` does not allow. */
const SzTile *pages_find_tile (const SzPage *page, SzTileKind kind);
const SzTile *pages_need_tile (const SzPage *page, SzTileKind kind);
/* That must be there. */
const SzPart *pages_find_part (const SzTile *tile, const char *code);
