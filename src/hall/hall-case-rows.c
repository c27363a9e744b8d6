/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of cases and of their steps. */
#include "hall-case-facts.h"
#include "hall-day-private.h"
#include "hall-places.h"
#include "hall-rows-private.h"

#include <stdlib.h>

static const char *const case_channels[] = { "window", "pc", "app", "terminal" };
static const char *const steps[SZ_HALL_STEPS] = { "收件",     "受理", "补正", "审核", "现场踏勘",
                                                  "特别程序", "决定", "制证", "送达" };
/* What of a case's time is not the offices' own work. */
static const char *const stages[SZ_HALL_STEPS] = { "normal",  "normal", "correction", "normal", "survey",
                                                   "special", "normal", "normal",     "normal" };

static void
put_case_instants (SzHallRow *row, const SzHallCase *c, gint32 moved)
{
  gint32 received = c->received + moved;
  put_time (row, ",\"applied\":", MIN (c->applied, received));
  put_time (row, ",\"received\":", received);
  put_past (row, ",\"accepted\":", c->accepted);
  put_past (row, ",\"finished\":", c->finished);
  put_past (row, ",\"delivered\":", c->delivered);
  put_past (row, ",\"returned\":", c->returned);
  put_past (row, ",\"voided\":", c->voided);
  put_past (row, ",\"rejected\":", c->rejected);
  put_past (row, ",\"closed\":", c->closed);
  if (c->accepted == SZ_HALL_NONE || c->accepted > row->instant)
    return;
  gboolean resumed = c->resumed != SZ_HALL_NONE && c->resumed <= row->instant;
  gint32 promised = resumed ? c->promised_after : c->promised;
  put_time (row, ",\"promised\":", promised);
  put_time (row, ",\"legal\":", MAX (c->legal, promised));
  if (resumed) {
    row->p = put_literal (row->p, ",\"suspended\":");
    row->p = put_number (row->p, (gint64)c->suspended_s * 1000);
  }
}

static void
put_case_flags (SzHallRow *row, guint flags)
{
  row->p = put_flag (row->p, ",\"commitment\":", flags & SZ_HALL_COMMITMENT);
  row->p = put_flag (row->p, ",\"tolerance\":", flags & SZ_HALL_TOLERANCE);
  row->p = put_flag (row->p, ",\"one_thing\":", flags & SZ_HALL_ONE_THING);
  row->p = put_flag (row->p, ",\"instant_approval\":", flags & SZ_HALL_INSTANT_APPROVAL);
  row->p = put_flag (row->p, ",\"mailed\":", flags & SZ_HALL_MAILED);
  row->p = put_flag (row->p, ",\"seal\":", flags & SZ_HALL_SEAL);
  row->p = put_flag (row->p, ",\"off_hours\":", flags & SZ_HALL_OFF_HOURS);
  row->p = put_flag (row->p, ",\"cross_area\":", flags & SZ_HALL_CROSS_AREA);
}

static void
put_case_subject (SzHallRow *row, const SzHallCase *c)
{
  if (!(c->subject & SZ_HALL_ENTERPRISE)) {
    put_person (row, c->subject);
    put_phone (row, c->person);
    row->p = put_literal (row->p, ",\"name\":\"");
    row->p = sz_hall_names_put_person (row->p, row->world->seed, c->subject);
  } else {
    row->p = put_literal (row->p, ",\"subject\":\"");
    row->p = sz_hall_names_put_credit_code (row->p, row->world->district_seed, c->subject);
    *row->p++ = '"';
    put_phone (row, c->person);
    row->p = put_literal (row->p, ",\"name\":\"");
    row->p = sz_hall_names_put_enterprise (row->p, row->world->district_seed, c->subject);
  }
  *row->p++ = '"';
}

static void
put_case (SzHallRow *row, guint32 index)
{
  const SzHallCase *c = SZ_HALL_AT (row->day, CASES, SzHallCase, index);
  const SzHallAmendment *amendment = find_amendment (row, SZ_HALL_SET_CASES, index, c->flags);
  const SzHallItem *item = &row->world->items[c->item];
  int town = amendment != NULL && amendment->kind == SZ_HALL_FIX ? amendment->value : c->town;
  put_case_instants (row, c, shift_of (amendment));
  if (c->window != SZ_HALL_NOBODY)
    row->p = put_string (row->p, row->world->window_codes[c->window]);
  put_staff (row, c->staff);
  row->p = put_string (row->p, item->codes);
  put_code (row, ",\"channel\":\"", case_channels[c->channel]);
  if (!(c->flags & SZ_HALL_UNMAPPED))
    put_code (row, ",\"region\":\"", row->world->towns[town]);
  if (c->flags & SZ_HALL_WITH_VILLAGE)
    put_code (row, ",\"village\":\"", row->world->villages[town][c->village]);
  if (c->channel == SZ_HALL_WINDOW)
    row->p = c->flags & SZ_HALL_OLD_COUNTER ? put_literal (row->p, ",\"source\":\"window1\"")
                                            : put_literal (row->p, ",\"source\":\"window2\"");
  else
    put_code (row, ",\"source\":\"", case_channels[c->channel]);
  if (c->point != SZ_HALL_NOBODY)
    put_code (row, ",\"point\":\"", g_array_index (row->world->places->points, SzHallPoint, c->point).code);
  put_link (row, ",\"ticket\":\"", SZ_HALL_SET_TICKETS, c->ticket);
  int corrections = 0;
  for (int i = 0; i < 2; i++)
    corrections += c->asked[i] != SZ_HALL_NONE && c->asked[i] <= row->instant;
  row->p = put_literal (row->p, ",\"corrections\":");
  row->p = put_number (row->p, corrections);
  put_case_flags (row, c->flags);
  sz_hall_case_facts_put (row, index);
  put_case_subject (row, c);
}

static void
put_case_event (SzHallRow *row, guint32 index)
{
  const SzHallCaseEvent *event = SZ_HALL_AT (row->day, CASE_EVENTS, SzHallCaseEvent, index);
  const SzHallCase *c = SZ_HALL_AT (row->day, CASES, SzHallCase, event->case_index);
  put_link (row, ",\"case\":\"", SZ_HALL_SET_CASES, event->case_index);
  put_time (row, ",\"started\":", event->started);
  put_past (row, ",\"ended\":", event->ended);
  put_code (row, ",\"step\":\"", steps[event->step]);
  put_code (row, ",\"stage\":\"", stages[event->step]);
  row->p = put_string (row->p, row->world->items[c->item].short_codes);
  put_staff (row, event->staff);
  row->p = put_flag (row->p, ",\"repeated\":", event->repeated);
}

static gint32
own_case (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, CASES, SzHallCase, index)->received;
}

static void
add_case_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, index);
  sz_hall_life_add (life, c->received);
  sz_hall_life_add (life, c->asked[0]);
  sz_hall_life_add (life, c->asked[1]);
  sz_hall_life_add (life, c->accepted);
  sz_hall_life_add (life, c->resumed);
  sz_hall_life_add (life, c->closed);
  sz_hall_life_add (life, c->delivered);
  sz_hall_life_add (life, sz_hall_case_checked (day, index));
  sz_hall_life_add (life, sz_hall_case_supplied (day, index));
}

static guint
case_flags (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, CASES, SzHallCase, index)->flags;
}

const SzHallFacts sz_hall_cases_facts = { .name = "cases",
                                          .letter = 'C',
                                          .record_size = sizeof (SzHallCase),
                                          .reach_days = SZ_HALL_REACH_DAYS - 1,
                                          .own = own_case,
                                          .add_instants = add_case_instants,
                                          .put = put_case,
                                          .flags = case_flags };

static gint32
own_event (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, CASE_EVENTS, SzHallCaseEvent, index)->started;
}

static void
add_event_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const SzHallCaseEvent *event = SZ_HALL_AT (day, CASE_EVENTS, SzHallCaseEvent, index);
  sz_hall_life_add (life, event->started);
  sz_hall_life_add (life, event->ended);
  /* A case that is taken back takes its steps with it. */
  if (!(SZ_HALL_AT (day, CASES, SzHallCase, event->case_index)->flags & SZ_HALL_AMENDED))
    return;
  const SzHallAmendment *amendment = sz_hall_day_amendment (day, SZ_HALL_SET_CASES, event->case_index);
  if (amendment == NULL || amendment->kind != SZ_HALL_DROP)
    return;
  life->dropped = TRUE;
  sz_hall_life_add (life, amendment->instant);
}

/* A step's key is its case's, a hyphen and the step's number. */
static char *
put_event_key_end (char *p, const SzHallDay *day, guint32 index)
{
  guint32 c = SZ_HALL_AT (day, CASE_EVENTS, SzHallCaseEvent, index)->case_index;
  p = put_padded (p, c + 1, 6);
  *p++ = '-';
  return put_padded (p, index - SZ_HALL_AT (day, CASES, SzHallCase, c)->first_event + 1, 2);
}

static gint64
find_event_key_end (const SzHallDay *day, const char *text)
{
  guint32 number, step;
  if (!sz_hall_rows_read_digits (&text, 6, &number) || number == 0 || *text++ != '-' ||
      !sz_hall_rows_read_digits (&text, 2, &step) || step == 0 || *text != '\0')
    return -1;
  if (number > SZ_HALL_LEN (day, CASES))
    return G_MAXUINT32;
  return (gint64)SZ_HALL_AT (day, CASES, SzHallCase, number - 1)->first_event + step - 1;
}

const SzHallFacts sz_hall_case_events_facts = { .name = "case_events",
                                                .letter = 'C',
                                                .record_size = sizeof (SzHallCaseEvent),
                                                .reach_days = SZ_HALL_REACH_DAYS - 1,
                                                .spills = TRUE,
                                                .own = own_event,
                                                .add_instants = add_event_instants,
                                                .put = put_case_event,
                                                .put_key_end = put_event_key_end,
                                                .find_key_end = find_event_key_end };
