/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-set.h"

G_BEGIN_DECLS

/* Rows as the hall interface states them: one line of JSON each, cut at an instant, so that nothing is said
 * that is not known yet. Instants are seconds from the start of `day`. `world` is the hall's own or, of
 * several, the view of one of them. */

/* A row of facts and its newline, as a put or, once it has been taken back, a del. It must have come to be.
 * `life` is the row's (sz_hall_day_life). */
void sz_hall_rows_put (GString *out, const SzHallWorld *world, const SzHallDay *day, SzHallSet set,
                       guint32 index, const SzHallLife *life, gint64 instant);
/* The same as a del, for a row that has left the days that are served. */
void sz_hall_rows_put_gone (GString *out, const SzHallWorld *world, const SzHallDay *day, SzHallSet set,
                            guint32 index, const SzHallLife *life, gint64 instant);
/* `key`, a space, the version, a newline: what reconciliation compares. */
void sz_hall_rows_put_version (GString *out, const SzHallWorld *world, const SzHallDay *day, SzHallSet set,
                               guint32 index, const SzHallLife *life, gint64 instant);
/* Writes the key, with a NUL or without one; returns its end. */
void sz_hall_rows_key (char out[SZ_HALL_KEY_MAX], const SzHallWorld *world, const SzHallDay *day,
                       SzHallSet set, guint32 index);
char *sz_hall_rows_put_key (char *p, const SzHallWorld *world, const SzHallDay *day, SzHallSet set,
                            guint32 index);

/* A key read back: the day it began on, which of several halls (0 in a single one), and what is left. */
typedef struct {
  gint64 day;
  guint32 hall;
  const char *end; /* in the text that was read */
} SzHallKey;
/* FALSE if it is none of the set. */
gboolean sz_hall_rows_parse_key (const char *key, SzHallSet set, SzHallKey *parsed);
/* The index it stands for, possibly beyond those there are, or -1 if its end is malformed. `day` is the
 * key's. */
gint64 sz_hall_rows_find (const SzHallDay *day, SzHallSet set, const SzHallKey *key);
/* Reads so many digits and moves on. */
gboolean sz_hall_rows_read_digits (const char **text, int width, guint32 *value);
/* The day on which the row stands at the instant. */
gint64 sz_hall_rows_day (const SzHallDay *day, SzHallSet set, guint32 index, gint64 instant);

/* A row of a thing as it is. */
void sz_hall_rows_put_thing (GString *out, const SzHallWorld *world, SzHallSet set, guint32 index,
                             const SzHallNow *now);
/* 1 before any change; then ascending, not consecutive: 1 + 32 × (days since the founding) + the number on
 * its day. */
gint64 sz_hall_thing_version (const SzHallWorld *world, const SzHallNow *now);
/* Local seconds. */
gint64 sz_hall_thing_born (const SzHallWorld *world, SzHallSet set, guint32 index);

/* "2026-11-20T09:30:00+08:00" for local seconds, 25 characters without a NUL; returns their end. */
char *sz_hall_rows_put_instant (char *out, gint64 local_s);

G_END_DECLS
