/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-set.h"
#include "hall-options.h"

G_BEGIN_DECLS

/* A hall that can be asked: a world, a clock, and days made when they are needed. Everything it says is a
 * function of (seed, windows) and of its now; asking changes nothing. Main thread only; a thread
 * of its own counts the rows of the history once, at the start. */
typedef struct _SzHall SzHall;

#define SZ_HALL_PAGE_MAX 20000

SzHall *sz_hall_new (const SzHallOptions *options);
void sz_hall_free (SzHall *hall);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHall, sz_hall_free)

const SzHallWorld *sz_hall_world (const SzHall *hall);
/* The hall's now in local seconds, whole. */
gint64 sz_hall_now_s (const SzHall *hall);
/* Moves the clock of a hall whose time stands still; forward only. */
void sz_hall_set_now_s (SzHall *hall, gint64 now_s);
/* Whether the rows of the history have been counted, and a wait for it. */
gboolean sz_hall_is_counted (SzHall *hall);
void sz_hall_wait_counted (SzHall *hall);

/* The first day that is served. */
gint64 sz_hall_first_day (const SzHall *hall);

/* The answers of hall interface v1, written at the end of `out`, which must be empty. Errors: SZ_ERROR_USAGE
 * for a cursor or limit that is none. */
void sz_hall_put_datasets (SzHall *hall, GString *out);
/* `after`: the key of the last row had, or NULL. */
gboolean sz_hall_put_day (SzHall *hall, SzHallSet set, gint64 day, const char *after, guint limit,
                          GString *out, GError **error);
gboolean sz_hall_put_changes (SzHall *hall, SzHallSet set, const char *cursor, guint limit, GString *out,
                              GError **error);
/* `cursor` (nullable): as of a cursor of `changes` instead of now. */
gboolean sz_hall_put_reconcile (SzHall *hall, SzHallSet set, gint64 day, const char *cursor, GString *out,
                                GError **error);
/* The log of the truth of a day, one line of JSON for each incident; FALSE if the day is not served. */
gboolean sz_hall_put_truth (SzHall *hall, gint64 day, GString *out);
/* The sets that have changed in (from, to], as bits `1 << set`. */
guint sz_hall_changed (SzHall *hall, gint64 from_s, gint64 to_s);

G_END_DECLS
