/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-day-private.h"
#include "hall-rows-private.h"

G_BEGIN_DECLS

/* What the further kinds of records share. */

/* The streams of the further kinds; a kind that looks at other days draws only from its own. */
enum {
  SZ_HALL_STREAM_APPTS = 100,
  SZ_HALL_STREAM_NOTICES,
  SZ_HALL_STREAM_RECTIFY,
  SZ_HALL_STREAM_PATROL,
  SZ_HALL_STREAM_PATROL_DONE,
  SZ_HALL_STREAM_DEVICE_USE,
  SZ_HALL_STREAM_CONSULTS,
  SZ_HALL_STREAM_PUSHES,
};

/* Instants of a day as the calendar counts them. */
static inline gint64
work_of (const SzHallDay *day, gint32 instant)
{
  return sz_hall_calendar_work_at (day->world->calendar, sz_hall_day_start_s (day) + instant);
}

/* So many seconds of working time later; never more than 60 days from the day's start, whatever the calendar
 * does. */
static inline gint32
work_later (const SzHallDay *day, gint32 instant, double seconds)
{
  gint64 work = work_of (day, instant) + (gint64)seconds;
  gint64 at = sz_hall_calendar_from_work (day->world->calendar, work) - sz_hall_day_start_s (day);
  return MAX (instant, (gint32)MIN (at, 60 * SZ_HALL_DAY_S));
}

/* The last second of the day that lies so many open days after an instant's day. */
static inline gint32
end_of_open_day_after (const SzHallDay *day, gint32 instant, int open_days)
{
  gint64 from = (sz_hall_day_start_s (day) + instant) / SZ_HALL_DAY_S;
  gint64 due = sz_hall_calendar_open_day (day->world->calendar, from, open_days);
  return (gint32)((due - day->day + 1) * SZ_HALL_DAY_S - 1);
}

/* Open days after the day of one instant up to that of another. */
static inline int
open_days_between (const SzHallDay *day, gint32 from, gint32 to)
{
  gint64 start = sz_hall_day_start_s (day);
  int n = 0;
  for (gint64 d = (start + from) / SZ_HALL_DAY_S + 1; d <= (start + to) / SZ_HALL_DAY_S; d++)
    n += sz_hall_calendar_is_open (day->world->calendar, d);
  return n;
}

/* A subject that is a person or an enterprise. */
static inline void
put_subject (SzHallRow *row, guint32 subject)
{
  if (!(subject & SZ_HALL_ENTERPRISE)) {
    put_person (row, subject);
    return;
  }
  row->p = put_literal (row->p, ",\"subject\":\"");
  row->p = sz_hall_names_put_credit_code (row->p, row->world->district_seed, subject);
  *row->p++ = '"';
}

/* The names of materials, by number; what notices and guides speak of. */
typedef enum {
  SZ_HALL_MATERIAL_FORM,
  SZ_HALL_MATERIAL_LICENCE,
  SZ_HALL_MATERIAL_PROOF,
  SZ_HALL_MATERIAL_DOCUMENT,
  SZ_HALL_MATERIAL_PHOTO,
} SzHallMaterialKind;

/* One material of an item's guide. */
typedef struct {
  guint8 name; /* of sz_hall_material_name */
  guint8 kind;
  guint8 required, cancelled, shared, reusable, paper, copies;
} SzHallMaterial;

const char *sz_hall_material_name (guint8 name);
/* Whether it is the result of an inspection, which one office may take over from another. */
gboolean sz_hall_material_is_inspection (guint8 name);
/* Writes the code of a material's name. */
void sz_hall_material_code (guint8 name, char out[SZ_HALL_CODE_MAX]);
/* How many materials an item's guide lists, and one of them. Functions of (seed, item). */
guint sz_hall_item_materials (const SzHallWorld *world, int item);
SzHallMaterial sz_hall_item_material (const SzHallWorld *world, int item, guint number);
/* One of those that are still asked for. */
guint8 sz_hall_item_draw_material (const SzHallWorld *world, int item, SzHallRandom *random);

/* The people who hold a ticket of the day, as a set of guint32; with how many tickets as the value. (transfer
 * full) */
GHashTable *sz_hall_ticket_persons (const SzHallDay *day);
/* Somebody who holds none. */
guint32 sz_hall_draw_absent_person (const SzHallWorld *world, GHashTable *persons, SzHallRandom *random);
/* Somebody of the back office who is here at an instant, of the department if there is one; SZ_HALL_NOBODY.
 */
guint16 sz_hall_draw_back_office (const SzHallDay *day, int department, gint32 instant, SzHallRandom *random);

G_END_DECLS
