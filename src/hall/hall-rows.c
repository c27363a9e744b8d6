/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-rows-private.h"

#include "hall-names.h"
#include "sz-time.h"

typedef struct {
  char *p;
  const SzHallWorld *world;
  const SzHallDay *day;
  gint64 start;   /* local seconds of the day's start */
  gint64 instant; /* what has happened by then is known */
} Row;

static const char key_letters[SZ_HALL_SETS] = {
  [SZ_HALL_SET_TICKETS] = 'T', [SZ_HALL_SET_CASES] = 'C',     [SZ_HALL_SET_CASE_EVENTS] = 'C',
  [SZ_HALL_SET_EVALS] = 'E',   [SZ_HALL_SET_BEHAVIOUR] = 'B', [SZ_HALL_SET_FLOW] = 'F'
};
static const char *const case_channels[] = { "window", "pc", "app", "terminal" };
static const char *const behaviour_kinds[] = { "duty", "absent", "phone", "sleep", "chat" };
static const char *const steps[SZ_HALL_STEPS] = { "收件",     "受理", "补正", "审核", "现场踏勘",
                                                  "特别程序", "决定", "制证", "送达" };
/* What of a case's time is not the offices' own work. */
static const char *const stages[SZ_HALL_STEPS] = { "normal",  "normal", "correction", "normal", "survey",
                                                   "special", "normal", "normal",     "normal" };
static const char *const reasons[] = { "",         "等候时间长", "服务态度差", "重复提交材料",
                                       "系统故障", "指引不清晰" };
static const char *const comments[] = { "",
                                        "排队太久了，希望多开几个窗口。",
                                        "工作人员不耐烦，问题没有说清楚。",
                                        "同样的材料交了两遍。",
                                        "系统一直卡，等了很长时间。",
                                        "不知道去哪个窗口，来回跑了几趟。" };

/* The date of the last instant written, for the next one is mostly of the same day. Each thread has its own.
 */
static _Thread_local struct {
  gint64 day;
  char text[11];
} last_date = { G_MININT64, "" };

char *
sz_hall_rows_put_instant (char *out, gint64 local_s)
{
  gint64 day = local_s / SZ_HALL_DAY_S;
  guint32 s = (guint32)(local_s % SZ_HALL_DAY_S);
  if (day != last_date.day) {
    sz_day_format (day, last_date.text);
    last_date.day = day;
  }
  memcpy (out, last_date.text, 10);
  out[10] = 'T';
  put_padded (out + 11, s / 3600, 2);
  out[13] = ':';
  put_padded (out + 14, s / 60 % 60, 2);
  out[16] = ':';
  put_padded (out + 17, s % 60, 2);
  return put_literal (out + 19, "+08:00");
}

static char *
put_date_digits (char *p, gint64 day)
{
  int year, month, mday;
  sz_day_to_ymd (day, &year, &month, &mday);
  return put_padded (p, (guint32)(year * 10000 + month * 100 + mday), 8);
}

static char *
put_key (char *p, const SzHallDay *day, SzHallSet set, guint32 index)
{
  *p++ = key_letters[set];
  p = put_date_digits (p, day->day);
  if (set != SZ_HALL_SET_CASE_EVENTS)
    return put_padded (p, index + 1, 6);
  guint32 c = g_array_index (day->case_events, SzHallCaseEvent, index).case_index;
  p = put_padded (p, c + 1, 6);
  *p++ = '-';
  return put_padded (p, index - g_array_index (day->cases, SzHallCase, c).first_event + 1, 2);
}

void
sz_hall_rows_key (char out[SZ_HALL_KEY_MAX], const SzHallDay *day, SzHallSet set, guint32 index)
{
  *put_key (out, day, set, index) = '\0';
}

static gboolean
read_digits (const char **text, int width, guint32 *value)
{
  *value = 0;
  for (int i = 0; i < width; i++, (*text)++) {
    if (!g_ascii_isdigit (**text))
      return FALSE;
    *value = *value * 10 + (guint32)(**text - '0');
  }
  return TRUE;
}

gboolean
sz_hall_rows_parse_key (const char *key, SzHallSet set, gint64 *day, guint32 *number, guint32 *step)
{
  guint32 year, month, mday;
  const char *p = key;
  *step = 0;
  if (key_letters[set] == '\0' || *p++ != key_letters[set] || !read_digits (&p, 4, &year) ||
      !read_digits (&p, 2, &month) || !read_digits (&p, 2, &mday) || !read_digits (&p, 6, number))
    return FALSE;
  if (set == SZ_HALL_SET_CASE_EVENTS && (*p++ != '-' || !read_digits (&p, 2, step) || *step == 0))
    return FALSE;
  if (*p != '\0' || *number == 0)
    return FALSE;
  char date[32];
  g_snprintf (date, sizeof date, "%04u-%02u-%02u", year, month, mday);
  return sz_day_parse (date, day);
}

/* The row's amendment if it already holds. */
static const SzHallAmendment *
find_amendment (const SzHallDay *day, SzHallSet set, guint32 index, guint flags, gint64 instant)
{
  if (!(flags & SZ_HALL_AMENDED))
    return NULL;
  const SzHallAmendment *amendment = sz_hall_day_amendment (day, set, index);
  return amendment != NULL && amendment->instant <= instant ? amendment : NULL;
}

static gint32
shift_of (const SzHallAmendment *amendment)
{
  return amendment != NULL && amendment->kind == SZ_HALL_MOVE ? -SZ_HALL_DAY_S : 0;
}

static gint32
own_instant (const SzHallDay *day, SzHallSet set, guint32 index, gint64 instant)
{
  if (set == SZ_HALL_SET_TICKETS) {
    const SzHallTicket *ticket = &g_array_index (day->tickets, SzHallTicket, index);
    return ticket->taken + shift_of (find_amendment (day, set, index, ticket->flags, instant));
  }
  if (set == SZ_HALL_SET_CASES) {
    const SzHallCase *c = &g_array_index (day->cases, SzHallCase, index);
    return c->received + shift_of (find_amendment (day, set, index, c->flags, instant));
  }
  if (set == SZ_HALL_SET_CASE_EVENTS)
    return g_array_index (day->case_events, SzHallCaseEvent, index).started;
  if (set == SZ_HALL_SET_EVALS)
    return g_array_index (day->evals, SzHallEval, index).rated;
  if (set == SZ_HALL_SET_BEHAVIOUR)
    return g_array_index (day->behaviour, SzHallBehaviour, index).started;
  return g_array_index (day->flow, SzHallFlow, index).counted;
}

gint64
sz_hall_rows_day (const SzHallDay *day, SzHallSet set, guint32 index, gint64 instant)
{
  /* All are at most a day before the day's start, which keeps the division exact. */
  return day->day - 1 + (own_instant (day, set, index, instant) + SZ_HALL_DAY_S) / SZ_HALL_DAY_S;
}

#define put_time(row, literal, value)                                                                        \
  ((row)->p = put_literal ((row)->p, literal "\""),                                                          \
   (row)->p = sz_hall_rows_put_instant ((row)->p, (row)->start + (value)), *(row)->p++ = '"')

/* An instant that has come, or nothing. */
#define put_past(row, literal, value)                                                                        \
  do {                                                                                                       \
    if ((value) != SZ_HALL_NONE && (value) <= (row)->instant)                                                \
      put_time (row, literal, (value));                                                                      \
  } while (0)

static void
put_code (Row *row, const char *head, const char *code)
{
  row->p = put_string (row->p, head);
  row->p = put_string (row->p, code);
  *row->p++ = '"';
}

static void
put_staff (Row *row, guint16 staff)
{
  if (staff != SZ_HALL_NOBODY)
    put_code (row, ",\"staff\":\"", row->world->staff[staff].code);
}

static void
put_person (Row *row, guint32 person)
{
  row->p = put_literal (row->p, ",\"subject\":\"");
  row->p = sz_hall_names_put_person_id (row->p, row->world->seed, person);
  *row->p++ = '"';
}

static void
put_phone (Row *row, guint32 person)
{
  row->p = put_literal (row->p, ",\"phone\":\"");
  row->p = sz_hall_names_put_phone (row->p, row->world->seed, person);
  *row->p++ = '"';
}

static void
put_link (Row *row, const char *head, SzHallSet set, guint32 index)
{
  if (index == G_MAXUINT32)
    return;
  row->p = put_string (row->p, head);
  row->p = put_key (row->p, row->day, set, index);
  *row->p++ = '"';
}

static void
put_ticket (Row *row, guint32 index)
{
  const SzHallTicket *ticket = &g_array_index (row->day->tickets, SzHallTicket, index);
  const SzHallAmendment *amendment =
      find_amendment (row->day, SZ_HALL_SET_TICKETS, index, ticket->flags, row->instant);
  guint16 item_index = ticket->item;
  if (amendment != NULL && amendment->kind == SZ_HALL_FIX)
    item_index = amendment->value;
  const SzHallItem *item = &row->world->items[item_index];
  /* A ticket that is moved to the day before is moved with all its instants. */
  gint32 moved = shift_of (amendment);
  row->start += moved;
  put_time (row, ",\"taken\":", ticket->taken);
  put_past (row, ",\"called\":", ticket->called);
  put_past (row, ",\"started\":", ticket->started);
  put_past (row, ",\"ended\":", ticket->ended);
  put_past (row, ",\"abandoned\":", ticket->abandoned);
  row->start -= moved;
  if (ticket->called != SZ_HALL_NONE && ticket->called <= row->instant) {
    row->p = put_string (row->p, row->world->window_codes[ticket->window]);
    put_staff (row, ticket->staff);
    row->p = put_literal (row->p, ",\"recalls\":");
    row->p = put_number (row->p, ticket->recalls);
  } else {
    put_code (row, ",\"area\":\"", sz_hall_area_plans[item->area].name);
  }
  row->p = put_string (row->p, item->codes);
  row->p = ticket->channel == SZ_HALL_KIOSK ? put_literal (row->p, ",\"channel\":\"kiosk\"")
                                            : put_literal (row->p, ",\"channel\":\"wechat\"");
  row->p = put_flag (row->p, ",\"appointment\":", ticket->flags & SZ_HALL_APPOINTMENT);
  row->p = put_flag (row->p, ",\"face\":", ticket->flags & SZ_HALL_FACE);
  row->p = put_flag (row->p, ",\"special\":", ticket->flags & SZ_HALL_SPECIAL);
  put_person (row, ticket->person);
  put_phone (row, ticket->person);
}

static void
put_case_instants (Row *row, const SzHallCase *c, gint32 moved)
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
put_case_flags (Row *row, guint flags)
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
put_case_subject (Row *row, const SzHallCase *c)
{
  if (!(c->subject & SZ_HALL_ENTERPRISE)) {
    put_person (row, c->subject);
    put_phone (row, c->person);
    row->p = put_literal (row->p, ",\"name\":\"");
    row->p = sz_hall_names_put_person (row->p, row->world->seed, c->subject);
  } else {
    row->p = put_literal (row->p, ",\"subject\":\"");
    row->p = sz_hall_names_put_credit_code (row->p, row->world->seed, c->subject);
    *row->p++ = '"';
    put_phone (row, c->person);
    row->p = put_literal (row->p, ",\"name\":\"");
    row->p = sz_hall_names_put_enterprise (row->p, row->world->seed, c->subject);
  }
  *row->p++ = '"';
}

static void
put_case (Row *row, guint32 index)
{
  const SzHallCase *c = &g_array_index (row->day->cases, SzHallCase, index);
  const SzHallAmendment *amendment =
      find_amendment (row->day, SZ_HALL_SET_CASES, index, c->flags, row->instant);
  const SzHallItem *item = &row->world->items[c->item];
  int town = amendment != NULL && amendment->kind == SZ_HALL_FIX ? amendment->value : c->town;
  put_case_instants (row, c, shift_of (amendment));
  if (c->window != SZ_HALL_NOBODY)
    row->p = put_string (row->p, row->world->window_codes[c->window]);
  put_staff (row, c->staff);
  row->p = put_string (row->p, item->codes);
  put_code (row, ",\"channel\":\"", case_channels[c->channel]);
  put_code (row, ",\"region\":\"", row->world->towns[town]);
  if (c->flags & SZ_HALL_WITH_VILLAGE)
    put_code (row, ",\"village\":\"", row->world->villages[town][c->village]);
  put_link (row, ",\"ticket\":\"", SZ_HALL_SET_TICKETS, c->ticket);
  int corrections = 0;
  for (int i = 0; i < 2; i++)
    corrections += c->asked[i] != SZ_HALL_NONE && c->asked[i] <= row->instant;
  row->p = put_literal (row->p, ",\"corrections\":");
  row->p = put_number (row->p, corrections);
  put_case_flags (row, c->flags);
  put_case_subject (row, c);
}

static void
put_case_event (Row *row, guint32 index)
{
  const SzHallCaseEvent *event = &g_array_index (row->day->case_events, SzHallCaseEvent, index);
  const SzHallCase *c = &g_array_index (row->day->cases, SzHallCase, event->case_index);
  put_link (row, ",\"case\":\"", SZ_HALL_SET_CASES, event->case_index);
  put_time (row, ",\"started\":", event->started);
  put_past (row, ",\"ended\":", event->ended);
  put_code (row, ",\"step\":\"", steps[event->step]);
  put_code (row, ",\"stage\":\"", stages[event->step]);
  row->p = put_string (row->p, row->world->items[c->item].short_codes);
  put_staff (row, event->staff);
  row->p = put_flag (row->p, ",\"repeated\":", event->repeated);
}

static void
put_eval (Row *row, guint32 index)
{
  const SzHallEval *eval = &g_array_index (row->day->evals, SzHallEval, index);
  const SzHallItem *item = &row->world->items[eval->item];
  put_time (row, ",\"rated\":", eval->rated);
  put_time (row, ",\"served\":", eval->served);
  row->p = put_literal (row->p, ",\"level\":");
  *row->p++ = (char)('0' + eval->level);
  row->p = put_flag (row->p, ",\"automatic\":", eval->automatic);
  row->p = put_literal (row->p, ",\"number\":");
  *row->p++ = (char)('0' + eval->number);
  put_link (row, ",\"ticket\":\"", SZ_HALL_SET_TICKETS, eval->ticket);
  put_link (row, ",\"case\":\"", SZ_HALL_SET_CASES, eval->case_index);
  if (eval->window != SZ_HALL_NOBODY)
    row->p = put_string (row->p, row->world->window_codes[eval->window]);
  put_staff (row, eval->staff);
  row->p = put_string (row->p, item->short_codes);
  put_code (row, ",\"channel\":\"", case_channels[eval->channel]);
  if (eval->reason > 0) {
    put_code (row, ",\"reason\":\"", reasons[eval->reason]);
    put_code (row, ",\"comment\":\"", comments[eval->reason]);
  }
  put_person (row, eval->subject);
}

static void
put_behaviour (Row *row, guint32 index)
{
  const SzHallBehaviour *behaviour = &g_array_index (row->day->behaviour, SzHallBehaviour, index);
  put_time (row, ",\"started\":", behaviour->started);
  put_past (row, ",\"ended\":", behaviour->ended);
  put_code (row, ",\"kind\":\"", behaviour_kinds[behaviour->kind]);
  row->p = put_string (row->p, row->world->window_codes[behaviour->window]);
  put_code (row, ",\"department\":\"",
            row->world->department_codes[row->world->windows[behaviour->window].department]);
  put_staff (row, behaviour->staff);
  gboolean reviewed = behaviour->reviewed != SZ_HALL_NONE && behaviour->reviewed <= row->instant;
  row->p = put_flag (row->p, ",\"reviewed\":", reviewed);
  if (reviewed)
    row->p = put_flag (row->p, ",\"confirmed\":", behaviour->confirmed);
}

static void
put_flow (Row *row, guint32 index)
{
  const SzHallFlow *flow = &g_array_index (row->day->flow, SzHallFlow, index);
  const SzHallAmendment *amendment =
      find_amendment (row->day, SZ_HALL_SET_FLOW, index, flow->flags, row->instant);
  /* A recount finds as many more going out as coming in. */
  int more = amendment != NULL && amendment->kind == SZ_HALL_FIX ? amendment->value : 0;
  put_time (row, ",\"counted\":", flow->counted);
  put_code (row, ",\"area\":\"", sz_hall_area_plans[flow->area].name);
  put_code (row, ",\"gate\":\"", row->world->gates[flow->gate]);
  row->p = put_literal (row->p, ",\"entered\":");
  row->p = put_number (row->p, flow->entered + more);
  row->p = put_literal (row->p, ",\"left\":");
  row->p = put_number (row->p, flow->left + more);
}

static int
version_at (const SzHallLife *life, gint64 instant)
{
  int version = 0;
  while (version < life->n && life->at[version] <= instant)
    version++;
  return version;
}

static void
put_fields (Row *row, SzHallSet set, guint32 index)
{
  if (set == SZ_HALL_SET_TICKETS)
    put_ticket (row, index);
  else if (set == SZ_HALL_SET_CASES)
    put_case (row, index);
  else if (set == SZ_HALL_SET_CASE_EVENTS)
    put_case_event (row, index);
  else if (set == SZ_HALL_SET_EVALS)
    put_eval (row, index);
  else if (set == SZ_HALL_SET_BEHAVIOUR)
    put_behaviour (row, index);
  else
    put_flow (row, index);
}

void
sz_hall_rows_put (GString *out, const SzHallWorld *world, const SzHallDay *day, SzHallSet set, guint32 index,
                  gint64 instant)
{
  SzHallLife life;
  sz_hall_day_life (day, set, index, &life);
  int version = version_at (&life, instant);
  gboolean gone = life.dropped && version == life.n;
  Row row = {
    .p = begin_row (out), .world = world, .day = day, .start = sz_hall_day_start_s (day), .instant = instant
  };
  row.p = put_literal (row.p, "{\"key\":\"");
  row.p = put_key (row.p, day, set, index);
  row.p = put_literal (row.p, "\",\"ver\":");
  row.p = put_number (row.p, version);
  row.p = gone ? put_literal (row.p, ",\"op\":\"del\"") : put_literal (row.p, ",\"op\":\"put\"");
  put_time (&row, ",\"at\":", own_instant (day, set, index, instant));
  if (!gone)
    put_fields (&row, set, index);
  row.p = put_literal (row.p, "}\n");
  end_row (out, row.p);
}

void
sz_hall_rows_put_version (GString *out, const SzHallDay *day, SzHallSet set, guint32 index, gint64 instant)
{
  SzHallLife life;
  sz_hall_day_life (day, set, index, &life);
  char *p = begin_row (out);
  p = put_key (p, day, set, index);
  *p++ = ' ';
  p = put_number (p, version_at (&life, instant));
  *p++ = '\n';
  end_row (out, p);
}
