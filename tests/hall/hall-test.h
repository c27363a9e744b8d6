/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall.h"

#include <jansson.h>

G_BEGIN_DECLS

/* What the tests of the hall share: halls whose time stands still, and pages read as a stranger would read
 * them. */

/* "2026-11-20T14:36" as the hall's wall clock, in local seconds. */
gint64 hall_test_time (const char *wall);
SzHall *hall_test_new (const char *now, int days, int windows, guint64 seed);

/* The end record, after checking that it stands last, counts the lines before it and proves their bytes; the
 * lines are added to `lines` (without newline). (transfer full) */
json_t *hall_test_read_page (const char *text, gsize length, GPtrArray *lines);
/* All pages of a day. */
void hall_test_read_day (SzHall *hall, SzHallSet set, gint64 day, guint limit, GPtrArray *lines);
/* key → line of everything the hall has. Fails on a key that stands twice. */
GHashTable *hall_test_read_all (SzHall *hall, SzHallSet set);
/* Applies all changes after a cursor to such a table, as a follower would; returns the last cursor. */
char *hall_test_follow (SzHall *hall, SzHallSet set, const char *cursor, guint limit, GHashTable *rows);
char *hall_test_cursor (SzHall *hall);
/* How many sets are offered, and what /v1/datasets states of one. (transfer none) */
guint hall_test_n_sets (void);
json_t *hall_test_find_set (json_t *datasets, SzHallSet set);
char *hall_test_key (const char *line);
gint64 hall_test_version (const char *line);

G_END_DECLS
