/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attendance and leave: what the clock at the staff entrance and the leave book say of the shifts the queue
 * was served by. Who comes late opens late. */
#include "hall-records-private.h"

#define WORK_DAY_S 25200

/* --- attendance: one row for each member of staff and open day --- */

typedef struct {
  guint16 staff;
} Attendance;

void
sz_hall_attendance_fill (SzHallDay *day, const SzHallWorld *world)
{
  if (!day->open)
    return;
  for (int s = 0; s < world->n_staff; s++) {
    Attendance row = { .staff = (guint16)s };
    g_array_append_val (day->rows[SZ_HALL_SET_ATTENDANCE], row);
  }
}

static const SzHallStaffDay *
staff_day (const SzHallDay *day, guint32 index)
{
  return &day->staff[SZ_HALL_AT (day, ATTENDANCE, Attendance, index)->staff];
}

static gint32
own_attendance (G_GNUC_UNUSED const SzHallDay *day, G_GNUC_UNUSED guint32 index)
{
  return SZ_HALL_OPENS_S;
}

static void
add_attendance_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const SzHallStaffDay *person = staff_day (day, index);
  sz_hall_life_add (life, SZ_HALL_OPENS_S);
  if (person->arrives > SZ_HALL_OPENS_S)
    sz_hall_life_add (life, person->arrives);
  sz_hall_life_add (life, person->leaves);
}

static void
put_attendance (SzHallRow *row, guint32 index)
{
  const SzHallStaffDay *today = staff_day (row->day, index);
  const SzHallStaff *person = &row->world->staff[SZ_HALL_AT (row->day, ATTENDANCE, Attendance, index)->staff];
  gint32 lunch = sz_hall_calendar_afternoon_s (row->day->day) - SZ_HALL_LUNCH_S;
  put_time (row, ",\"due_in\":", SZ_HALL_OPENS_S);
  put_time (row, ",\"due_out\":", SZ_HALL_CLOSES_S);
  put_past (row, ",\"check_in\":", today->arrives);
  put_past (row, ",\"check_out\":", today->leaves);
  put_value (row, ",\"paid\":", (gint64)(SZ_HALL_CLOSES_S - SZ_HALL_OPENS_S - lunch) * 1000);
  row->p = put_flag (row->p, ",\"leave\":", today->leave);
  put_code (row, ",\"staff\":\"", person->code);
  put_code (row, ",\"post\":\"", person->front ? "front" : "back");
  put_code (row, ",\"area\":\"", row->world->area_names[person->area]);
  put_code (row, ",\"department\":\"", row->world->department_codes[person->department]);
  if (today->window != SZ_HALL_NOBODY)
    put_code (row, ",\"window\":\"", row->world->windows[today->window].code);
}

const SzHallFacts sz_hall_attendance_facts = { .name = "attendance",
                                               .letter = 'K',
                                               .record_size = sizeof (Attendance),
                                               .reach_days = 1,
                                               .own = own_attendance,
                                               .add_instants = add_attendance_instants,
                                               .put = put_attendance };

/* --- leave: one row for each spell, on the day it is asked for; and some requests that are refused --- */

typedef struct {
  gint32 requested, approved, refused, starts, ends, due, closed;
  gint32 working_days;
  guint16 staff;
  guint8 kind;
} Leave;

/* How many days before it begins a spell is asked for. */
#define ASKED_BEFORE_MAX 7

static const char *const leave_kinds[] = { "annual", "sick", "personal", "business" };

static guint64
mix_of_spell (const SzHallWorld *world, guint16 staff, const SzHallLeaveSpell *spell)
{
  return sz_hall_mix (world->seed ^ 0x6C656176, (guint64)spell->first * 65536 + staff);
}

static int
asked_before (guint64 mix, SzHallLeaveKind kind)
{
  switch (kind) {
  case SZ_HALL_LEAVE_SICK:
    return 0;
  case SZ_HALL_LEAVE_PERSONAL:
    return (int)(mix % 3);
  case SZ_HALL_LEAVE_BUSINESS:
    return 1 + (int)(mix % 4);
  case SZ_HALL_LEAVE_ANNUAL:
    break;
  }
  return 2 + (int)(mix % (ASKED_BEFORE_MAX - 1));
}

/* Leave that cannot be granted: nobody could stand in. Nobody is refused an illness, so that then it was
 * something else. */
static void
refuse (Leave *row, guint64 mix)
{
  row->refused = row->requested + 600 + (gint32)((mix >> 24) % 1200);
  row->approved = row->due = row->closed = SZ_HALL_NONE;
  if (row->kind == SZ_HALL_LEAVE_SICK)
    row->kind = SZ_HALL_LEAVE_PERSONAL;
}

static void
add_spell (SzHallDay *day, guint16 staff, const SzHallLeaveSpell *spell, guint64 mix)
{
  gint32 first = (gint32)(spell->first - day->day) * SZ_HALL_DAY_S;
  gint32 last = (gint32)(spell->last - day->day) * SZ_HALL_DAY_S;
  Leave row = { .refused = SZ_HALL_NONE,
                .closed = SZ_HALL_NONE,
                .starts = first + SZ_HALL_OPENS_S,
                .ends = last + SZ_HALL_CLOSES_S,
                .staff = staff,
                .kind = (guint8)spell->kind };
  /* Who falls ill says so before work begins. */
  row.requested =
      first == 0 ? 7 * 3600 + (gint32)((mix >> 8) % 5400) : 8 * 3600 + (gint32)((mix >> 8) % 36000);
  row.approved = row.requested + 600 + (gint32)((mix >> 24) % (first == 0 ? 1200 : 14400));
  row.due = end_of_open_day_after (day, row.ends, 1);
  row.working_days = 1 + open_days_between (day, row.starts, row.ends);
  gboolean late = (mix >> 40) % 100 < 6, never = (mix >> 40) % 100 == 99;
  gint32 back = row.due - SZ_HALL_DAY_S + 1 + 8 * 3600 + 1800;
  row.closed = back + (gint32)((mix >> 48) % 30000);
  if (late)
    row.closed = row.due + SZ_HALL_DAY_S * (gint32)(1 + (mix >> 52) % 3) - 40000;
  if (never)
    row.closed = SZ_HALL_NONE;
  if (!sz_hall_staff_is_granted (day->world, staff, spell))
    refuse (&row, mix);
  g_array_append_val (day->rows[SZ_HALL_SET_LEAVE], row);
}

/* A request for a day on which she is there after all. */
static void
add_refused (SzHallDay *day, const SzHallWorld *world, guint16 staff, guint64 mix)
{
  gint64 date = sz_hall_calendar_open_day (world->calendar, day->day, 1 + (int)(mix % 4));
  SzHallLeaveSpell spell;
  if (sz_hall_staff_asks_leave (world, staff, date, &spell))
    return;
  gint32 start = (gint32)(date - day->day) * SZ_HALL_DAY_S;
  Leave row = { .requested = 9 * 3600 + (gint32)((mix >> 8) % 28000),
                .approved = SZ_HALL_NONE,
                .starts = start + SZ_HALL_OPENS_S,
                .ends = start + SZ_HALL_CLOSES_S,
                .due = SZ_HALL_NONE,
                .closed = SZ_HALL_NONE,
                .working_days = 1,
                .staff = staff,
                .kind = SZ_HALL_LEAVE_PERSONAL };
  row.refused = row.requested + 900 + (gint32)((mix >> 24) % 14400);
  g_array_append_val (day->rows[SZ_HALL_SET_LEAVE], row);
}

void
sz_hall_leave_fill (SzHallDay *day, const SzHallWorld *world)
{
  for (int s = 0; s < world->n_staff; s++) {
    guint16 staff = (guint16)s;
    for (int k = 0; k <= ASKED_BEFORE_MAX; k++) {
      SzHallLeaveSpell spell;
      if (!sz_hall_staff_asks_leave (world, staff, day->day + k, &spell))
        continue;
      guint64 mix = mix_of_spell (world, staff, &spell);
      if (spell.first == day->day + k && asked_before (mix, spell.kind) == k)
        add_spell (day, staff, &spell, mix);
      k = (int)MAX (k, spell.last - day->day);
    }
    guint64 mix = sz_hall_mix (world->seed ^ 0x72656675, (guint64)day->day * 65536 + staff);
    if (day->open && (mix >> 32) % 2500 == 0)
      add_refused (day, world, staff, mix);
  }
}

static gint32
own_leave (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, LEAVE, Leave, index)->requested;
}

static void
add_leave_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const Leave *leave = SZ_HALL_AT (day, LEAVE, Leave, index);
  sz_hall_life_add (life, leave->requested);
  sz_hall_life_add (life, leave->approved);
  sz_hall_life_add (life, leave->refused);
  sz_hall_life_add (life, leave->closed);
}

static void
put_leave (SzHallRow *row, guint32 index)
{
  const Leave *leave = SZ_HALL_AT (row->day, LEAVE, Leave, index);
  const SzHallStaff *person = &row->world->staff[leave->staff];
  put_time (row, ",\"requested\":", leave->requested);
  put_past (row, ",\"approved\":", leave->approved);
  put_past (row, ",\"refused\":", leave->refused);
  put_time (row, ",\"starts\":", leave->starts);
  put_time (row, ",\"ends\":", leave->ends);
  if (leave->due != SZ_HALL_NONE)
    put_time (row, ",\"due\":", leave->due);
  put_past (row, ",\"closed\":", leave->closed);
  put_value (row, ",\"length\":", (gint64)leave->working_days * SZ_HALL_DAY_S * 1000);
  put_code (row, ",\"kind\":\"", leave_kinds[leave->kind]);
  put_code (row, ",\"staff\":\"", person->code);
  put_code (row, ",\"post\":\"", person->front ? "front" : "back");
  put_code (row, ",\"area\":\"", row->world->area_names[person->area]);
  put_code (row, ",\"department\":\"", row->world->department_codes[person->department]);
}

const SzHallFacts sz_hall_leave_facts = { .name = "leave",
                                          .letter = 'L',
                                          .record_size = sizeof (Leave),
                                          .reach_days = SZ_HALL_REACH_DAYS - 1,
                                          .own = own_leave,
                                          .add_instants = add_leave_instants,
                                          .put = put_leave };
