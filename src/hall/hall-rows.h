/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-day.h"

G_BEGIN_DECLS

/* Rows as the hall interface states them: one line of JSON each, cut at an instant, so that nothing is said
 * that is not known yet. Instants are seconds from the start of `day`. */

/* A row of facts and its newline, as a put or, once it has been taken back, a del. It must have come to be.
 */
void sz_hall_rows_put (GString *out, const SzHallWorld *world, const SzHallDay *day, SzHallSet set,
                       guint32 index, gint64 instant);
/* `key`, a space, the version, a newline: what reconciliation compares. */
void sz_hall_rows_put_version (GString *out, const SzHallDay *day, SzHallSet set, guint32 index,
                               gint64 instant);
/* Writes the key with a NUL. */
#define SZ_HALL_KEY_MAX 40
void sz_hall_rows_key (char out[SZ_HALL_KEY_MAX], const SzHallDay *day, SzHallSet set, guint32 index);
/* Reads a key back: the day it began on and its number there (a case step's: the case's number and the
 * step's, from 1). FALSE if it is none of the set. */
gboolean sz_hall_rows_parse_key (const char *key, SzHallSet set, gint64 *day, guint32 *number, guint32 *step);
/* The day on which the row stands at the instant. */
gint64 sz_hall_rows_day (const SzHallDay *day, SzHallSet set, guint32 index, gint64 instant);

/* Rows of what is in the hall. */
void sz_hall_rows_put_department (GString *out, const SzHallWorld *world, int index);
/* `since`: local seconds; `version` counts the window's changes of state. */
void sz_hall_rows_put_window (GString *out, const SzHallWorld *world, int index, SzHallWindowState state,
                              gint64 since, gint64 version);
void sz_hall_rows_put_staff (GString *out, const SzHallWorld *world, int index);
void sz_hall_rows_put_item (GString *out, const SzHallWorld *world, int index);

/* "2026-11-20T09:30:00+08:00" for local seconds, 25 characters without a NUL; returns their end. */
char *sz_hall_rows_put_instant (char *out, gint64 local_s);

G_END_DECLS
