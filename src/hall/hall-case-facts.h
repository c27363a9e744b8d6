/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-set.h"

G_BEGIN_DECLS

/* When it was looked whether the promise of a commitment case was kept; SZ_HALL_NONE if never. */
gint32 sz_hall_case_checked (const SzHallDay *day, guint32 index);
/* When the materials a tolerance case lacked were handed in; SZ_HALL_NONE if never. */
gint32 sz_hall_case_supplied (const SzHallDay *day, guint32 index);
/* Writes the fields of a case that these and its materials are. */
void sz_hall_case_facts_put (SzHallRow *row, guint32 index);

G_END_DECLS
