/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the windows and the cameras above them report: states, and who was at the post. */
#include "hall-day-private.h"
#include "hall-rows-private.h"

static void
add_window_event (GArray *events, guint first, gint32 instant, guint16 window, SzHallWindowState state)
{
  if (events->len > first) {
    SzHallState *last = &g_array_index (events, SzHallState, events->len - 1);
    if (last->instant == instant) {
      last->state = (guint8)state;
      return;
    }
  }
  SzHallState event = { .instant = instant, .thing = window, .state = (guint8)state };
  event.number = (guint8)(events->len - first + 1);
  g_array_append_val (events, event);
}

static void
report_states (SzHallDay *day, guint16 window, const SzHallShift *shift)
{
  guint first = SZ_HALL_LEN (day, WINDOWS);
  add_window_event (day->rows[SZ_HALL_SET_WINDOWS], first, shift->opens, window, SZ_HALL_OPEN);
  for (int g = 0; g < shift->n_gaps; g++) {
    const SzHallGap *gap = &shift->gaps[g];
    /* Nobody declares an absence; that is why it is one. */
    if (gap->kind == SZ_HALL_GAP_ABSENCE)
      continue;
    SzHallWindowState state = gap->kind >= SZ_HALL_GAP_TIDE ? SZ_HALL_CLOSED : SZ_HALL_PAUSED;
    add_window_event (day->rows[SZ_HALL_SET_WINDOWS], first, gap->start, window, state);
    add_window_event (day->rows[SZ_HALL_SET_WINDOWS], first, gap->end, window, SZ_HALL_OPEN);
  }
  add_window_event (day->rows[SZ_HALL_SET_WINDOWS], first, shift->closes, window, SZ_HALL_CLOSED);
}

static void
add_behaviour (SzHallDay *day, guint16 window, const SzHallShift *shift, SzHallBehaviourKind kind,
               gint32 started, gint32 ended, SzHallRandom *random)
{
  if (ended <= started)
    return;
  SzHallBehaviour row = { .started = started,
                          .ended = ended,
                          .reviewed = SZ_HALL_NONE,
                          .window = window,
                          .staff = shift->staff,
                          .kind = (guint8)kind };
  if (kind != SZ_HALL_DUTY && sz_hall_random_chance (random, 0.75)) {
    row.reviewed = ended + sz_hall_random_between (random, 1200, 20 * 3600);
    row.confirmed = sz_hall_random_chance (random, 0.8);
  }
  g_array_append_val (day->rows[SZ_HALL_SET_BEHAVIOUR], row);
}

/* A misdeed of a few minutes somewhere in a span at the post. */
static void
add_misdeed (SzHallDay *day, guint16 window, const SzHallShift *shift, gint32 from, gint32 to,
             SzHallRandom *random)
{
  double which = sz_hall_random_unit (random);
  SzHallBehaviourKind kind = which < 0.03 ? SZ_HALL_PHONE : which < 0.042 ? SZ_HALL_CHAT : SZ_HALL_SLEEP;
  if (which > 0.045 || to - from < 1200)
    return;
  gint32 started = sz_hall_random_between (random, from, to - 600);
  add_behaviour (day, window, shift, kind, started, started + sz_hall_random_between (random, 40, 420),
                 random);
}

static void
report_behaviour (SzHallDay *day, guint16 window, const SzHallShift *shift, SzHallRandom *random)
{
  gint32 from = shift->opens;
  for (int g = 0; g <= shift->n_gaps; g++) {
    gint32 to = g < shift->n_gaps ? shift->gaps[g].start : shift->closes;
    add_behaviour (day, window, shift, SZ_HALL_DUTY, from, to, random);
    add_misdeed (day, window, shift, from, to, random);
    if (g == shift->n_gaps)
      break;
    if (shift->gaps[g].kind == SZ_HALL_GAP_ABSENCE)
      add_behaviour (day, window, shift, SZ_HALL_ABSENT, to, shift->gaps[g].end, random);
    from = shift->gaps[g].end;
  }
}

void
sz_hall_post_fill (SzHallDay *day, const SzHallWorld *world)
{
  if (!day->open)
    return;
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_BEHAVIOUR);
  const SzHallShift *shifts = day->shifts;
  for (int w = 0; w < world->n_windows; w++) {
    /* Every window states itself on an open day. */
    if (shifts[w].shut) {
      SzHallState closed = {
        .instant = SZ_HALL_KIOSK_FROM_S, .thing = (guint32)w, .state = SZ_HALL_CLOSED, .number = 1
      };
      g_array_append_val (day->rows[SZ_HALL_SET_WINDOWS], closed);
      continue;
    }
    report_states (day, (guint16)w, &shifts[w]);
    report_behaviour (day, (guint16)w, &shifts[w], &random);
  }
  /* The sort keeps the order of windows at one instant. */
  sz_hall_sort_by_instant (day->rows[SZ_HALL_SET_WINDOWS], G_STRUCT_OFFSET (SzHallState, instant));
  sz_hall_sort_by_instant (day->rows[SZ_HALL_SET_BEHAVIOUR], G_STRUCT_OFFSET (SzHallBehaviour, started));
}

static const char *const behaviour_kinds[] = { "duty", "absent", "phone", "sleep", "chat" };

static void
put_behaviour (SzHallRow *row, guint32 index)
{
  const SzHallBehaviour *behaviour = SZ_HALL_AT (row->day, BEHAVIOUR, SzHallBehaviour, index);
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

static gint32
own_instant (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, BEHAVIOUR, SzHallBehaviour, index)->started;
}

static void
add_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const SzHallBehaviour *record = SZ_HALL_AT (day, BEHAVIOUR, SzHallBehaviour, index);
  sz_hall_life_add (life, record->started);
  sz_hall_life_add (life, record->ended);
  sz_hall_life_add (life, record->reviewed);
}

static guint
flags_of (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, BEHAVIOUR, SzHallBehaviour, index)->flags;
}

const SzHallFacts sz_hall_behaviour_facts = { .name = "behaviour",
                                              .letter = 'B',
                                              .record_size = sizeof (SzHallBehaviour),
                                              .reach_days = 3,
                                              .own = own_instant,
                                              .add_instants = add_instants,
                                              .put = put_behaviour,
                                              .flags = flags_of };
