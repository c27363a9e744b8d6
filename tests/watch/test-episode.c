/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The machine against a naive reading of everything that was seen, over random histories (seed: --seed). */

#include "sz-episode.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define T0 (G_GINT64_CONSTANT (1795000000) * 1000)
#define MIN_MS G_GINT64_CONSTANT (60000)

static gint64 reminders[] = { 5 * MIN_MS, 10 * MIN_MS };

static SzRule
make_rule (void)
{
  SzRule rule = { .limit = 25,
                  .near = 21,
                  .clear = 20,
                  .for_ms = 3 * MIN_MS,
                  .clear_for_ms = 2 * MIN_MS,
                  .no_data_ms = 5 * MIN_MS,
                  .overdue_ms = 30 * MIN_MS,
                  .remind_ms = reminders,
                  .n_remind = 2 };

  return rule;
}

static SzEpisodeEvents
see (const SzRule *rule, SzTruthEpisode *e, gint64 minute_x10, double value)
{
  SzObservation seen = { T0 + minute_x10 * MIN_MS / 10, value, !isnan (value) };

  return sz_episode_step (rule, e, &seen, seen.at_ms);
}

/* --- the naive reading
 * -------------------------------------------------------------------------------------------------- */

typedef struct {
  gint64 at;
  double value; /* NAN unknown */
} Seen;

static gboolean
beyond (const SzRule *rule, double value)
{
  return rule->below ? value < rule->limit : value > rule->limit;
}

static gboolean
good (const SzRule *rule, double value, gboolean pending)
{
  double edge = pending ? rule->near : rule->clear;

  return rule->below ? value >= edge : value <= edge;
}

/* How long, looking back from i, every value known was beyond the limit, without a hole. -1: not at all. */
static gint64
beyond_for (const SzRule *rule, const Seen *seen, guint from, guint i)
{
  gint64 start = -1, later = -1;

  for (guint j = i + 1; j > from; j--) {
    const Seen *one = &seen[j - 1];

    if (isnan (one->value))
      continue;
    if (!beyond (rule, one->value) || (later >= 0 && later - one->at > rule->no_data_ms))
      break;
    start = later = one->at;
  }
  return start < 0 ? -1 : seen[i].at - start;
}

/* The same for being good; here an unknown value breaks too. */
static gint64
good_for (const SzRule *rule, const Seen *seen, guint from, guint i, gboolean pending)
{
  gint64 start = -1;

  for (guint j = i + 1; j > from; j--) {
    const Seen *one = &seen[j - 1];

    if (isnan (one->value) || !good (rule, one->value, pending) ||
        (start >= 0 && start - one->at > rule->no_data_ms))
      break;
    start = one->at;
  }
  return start < 0 ? -1 : seen[i].at - start;
}

/* The state after the i-th: 0 none, 1 pending, 2 firing. `raised`, `closed` count. */
static int
read_naively (const SzRule *rule, const Seen *seen, guint n, guint *raised, guint *closed)
{
  int state = 0;
  guint from = 0;

  *raised = *closed = 0;
  for (guint i = 0; i < n; i++) {
    double value = seen[i].value;

    if (isnan (value))
      continue;
    if (state == 0 && !good (rule, value, TRUE)) {
      state = 1;
      from = i;
    }
    if (state == 1 && beyond (rule, value) && beyond_for (rule, seen, from, i) >= rule->for_ms) {
      state = 2;
      (*raised)++;
    } else if (state != 0 && good (rule, value, state == 1) &&
               good_for (rule, seen, from, i, state == 1) >= rule->clear_for_ms) {
      *closed += state == 2;
      state = 0;
    }
  }
  return state;
}

static void
test_random (void)
{
  for (int round = 0; round < 3000; round++) {
    SzRule rule = make_rule ();
    guint n = (guint)g_test_rand_int_range (1, 120), raised = 0, closed = 0, raised_naive = 0,
          closed_naive = 0;
    g_autofree Seen *seen = g_new0 (Seen, n);
    g_autoptr (SzTruthEpisode) e = sz_truth_episode_new ();
    gint64 at = T0;
    double value = 20;

    rule.for_ms = g_test_rand_int_range (0, 6) * MIN_MS;
    rule.clear_for_ms = g_test_rand_int_range (0, 5) * MIN_MS;
    rule.below = g_test_rand_bit ();
    if (rule.below)
      rule.near = 27, rule.clear = 29;
    for (guint i = 0; i < n; i++) {
      SzObservation observation;
      SzEpisodeEvents events;
      int expected;

      at += g_test_rand_int_range (0, 10) == 0 ? 7 * MIN_MS : g_test_rand_int_range (10000, 130000);
      value = CLAMP (value + g_test_rand_double_range (-5, 5), 10, 40);
      if (g_test_rand_int_range (0, 12) == 0)
        value = 25; /* exactly the limit */
      seen[i].at = at;
      seen[i].value = g_test_rand_int_range (0, 8) == 0 ? NAN : value;
      observation = (SzObservation){ at, seen[i].value, !isnan (seen[i].value) };
      /* The clock of people stands still here: they have their own test. */
      events = sz_episode_step (&rule, e, &observation, T0 - 1000 * MIN_MS);
      raised += (events & SZ_EVENT_RAISED) != 0;
      closed += (events & SZ_EVENT_CLEARED) != 0;
      if (e->state == SZ_EPISODE_CLOSED) {
        sz_truth_episode_free (e);
        e = sz_truth_episode_new ();
      }
      expected = read_naively (&rule, seen, i + 1, &raised_naive, &closed_naive);
      g_assert_cmpint (e->state, ==, expected);
      g_assert_cmpuint (raised, ==, raised_naive);
      g_assert_cmpuint (closed, ==, closed_naive);
    }
  }
}

/* --- rules by name
 * ---------------------------------------------------------------------------------------------------- */

static void
test_strictly_over (void)
{
  SzRule rule = make_rule ();
  g_autoptr (SzTruthEpisode) exact = sz_truth_episode_new (), over = sz_truth_episode_new ();

  for (int minute = 0; minute < 600; minute += 10) {
    see (&rule, exact, minute, 25.0);
    see (&rule, over, minute, 25.1);
  }
  g_assert_cmpint (exact->state, ==, SZ_EPISODE_PENDING);
  g_assert_cmpint (over->state, !=, SZ_EPISODE_PENDING);
  g_assert_cmpint (over->raised_ms, ==, T0 + 3 * MIN_MS);
}

static void
test_pending_time (void)
{
  SzRule rule = make_rule ();
  g_autoptr (SzTruthEpisode) e = sz_truth_episode_new ();

  g_assert_cmpint (see (&rule, e, 0, 26), ==, SZ_EVENT_WATCHED);
  g_assert_cmpint (see (&rule, e, 29, 26), ==, 0);
  g_assert_cmpint (see (&rule, e, 30, 26), ==, SZ_EVENT_RAISED);
}

/* Between the limits nothing changes, in either direction. */
static void
test_hysteresis (void)
{
  SzRule rule = make_rule ();
  g_autoptr (SzTruthEpisode) e = sz_truth_episode_new ();

  see (&rule, e, 0, 26);
  see (&rule, e, 30, 26);
  for (int minute = 40; minute < 300; minute += 10)
    see (&rule, e, minute, 20.1 + minute % 40 / 10.0);
  g_assert_cmpint (e->state, ==, SZ_EPISODE_FIRING);
  see (&rule, e, 300, 20);
  g_assert_cmpint (see (&rule, e, 320, 20) & SZ_EVENT_CLEARED, ==, SZ_EVENT_CLEARED);
  g_assert_cmpstr (e->ending, ==, "cleared");
}

/* Whatever does not come, for however long, whoever did what before: the episode stays. */
static void
test_silence_never_resolves (void)
{
  for (int round = 0; round < 500; round++) {
    SzRule rule = make_rule ();
    g_autoptr (SzTruthEpisode) e = sz_truth_episode_new ();
    gint64 at = T0 + 4 * MIN_MS;

    rule.clear_for_ms = g_test_rand_int_range (0, 4) * MIN_MS;
    see (&rule, e, 0, 26);
    see (&rule, e, 30, 26);
    g_assert_cmpint (e->state, ==, SZ_EPISODE_FIRING);
    if (g_test_rand_bit ())
      g_assert_true (sz_episode_acknowledge (e, at, NULL));
    if (g_test_rand_bit ())
      g_assert_true (sz_episode_dispose (e, "x", at + 60 * MIN_MS, "y", "", at, NULL));
    for (int i = 0; i < 200; i++) {
      SzObservation unknown = { at, 3, FALSE };

      at += g_test_rand_int_range (1, 100) * MIN_MS;
      sz_episode_step (&rule, e, g_test_rand_bit () ? &unknown : NULL, at);
      g_assert_true (sz_episode_is_open (e));
    }
    /* And people's time ran all the same. */
    g_assert_cmpint (e->state, ==, SZ_EPISODE_OVERDUE);
    g_assert_true (e->blind);
  }
}

static void
test_back_from_silence (void)
{
  SzRule rule = make_rule ();
  g_autoptr (SzTruthEpisode) e = sz_truth_episode_new ();

  rule.overdue_ms = 0;
  see (&rule, e, 0, 26);
  see (&rule, e, 30, 26);
  see (&rule, e, 40, 19);
  g_assert_cmpint (see (&rule, e, 50, NAN), ==, SZ_EVENT_BLIND);
  g_assert_cmpint (see (&rule, e, 55, NAN), ==, 0);
  /* A minute of good values before the silence does not count towards the two that are asked for. */
  g_assert_cmpint (see (&rule, e, 60, 19), ==, SZ_EVENT_SEEN);
  g_assert_cmpint (e->state, ==, SZ_EPISODE_FIRING);
  g_assert_cmpint (see (&rule, e, 80, 19) & SZ_EVENT_CLEARED, ==, SZ_EVENT_CLEARED);
}

/* Whatever the clock does: two reminders, apart, then overdue. */
static void
test_reminders (void)
{
  for (int round = 0; round < 500; round++) {
    SzRule rule = make_rule ();
    g_autoptr (SzTruthEpisode) e = sz_truth_episode_new ();
    gint64 now = T0 + 3 * MIN_MS, rung[2] = { 0, 0 };
    guint n = 0;

    see (&rule, e, 0, 26);
    see (&rule, e, 30, 26);
    for (int i = 0; i < 400 && e->state == SZ_EPISODE_FIRING; i++) {
      SzEpisodeEvents events;

      now += g_test_rand_int_range (0, 15) == 0 ? g_test_rand_int_range (-60, 180) * MIN_MS
                                                : g_test_rand_int_range (10000, 60000);
      events = sz_episode_step (&rule, e, NULL, now);
      g_assert_false ((events & SZ_EVENT_REMINDED) != 0 && (events & SZ_EVENT_OVERDUE) != 0);
      if ((events & SZ_EVENT_REMINDED) != 0) {
        g_assert_cmpuint (n, <, 2);
        rung[n++] = now;
        /* A clock that was set back must not hold the next one back for long. */
        g_assert_cmpint (e->reminded_ms, ==, now);
      }
    }
    if (e->state == SZ_EPISODE_OVERDUE)
      g_assert_cmpuint (n, ==, 2);
    if (n == 2)
      g_assert_cmpint (rung[0], !=, rung[1]);
  }
}

static void
test_reminder_times (void)
{
  SzRule rule = make_rule ();
  g_autoptr (SzTruthEpisode) e = sz_truth_episode_new ();
  gint64 raised = T0 + 3 * MIN_MS;

  see (&rule, e, 0, 26);
  see (&rule, e, 30, 26);
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, raised + 5 * MIN_MS - 1), ==, 0);
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, raised + 5 * MIN_MS), ==, SZ_EVENT_REMINDED);
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, raised + 9 * MIN_MS), ==, 0);
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, raised + 10 * MIN_MS), ==, SZ_EVENT_REMINDED);
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, raised + 30 * MIN_MS - 1), ==, 0);
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, raised + 30 * MIN_MS), ==, SZ_EVENT_OVERDUE);
  /* Late is not never: it can still be acknowledged, and is overdue again if nothing comes of it. */
  g_assert_true (sz_episode_acknowledge (e, raised + 40 * MIN_MS, NULL));
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, raised + 69 * MIN_MS), ==, 0);
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, raised + 70 * MIN_MS), ==, SZ_EVENT_OVERDUE);
}

/* A clock that jumps an hour ahead brings one reminder; the next keeps its five minutes' distance. */
static void
test_clock_jump (void)
{
  SzRule rule = make_rule ();
  g_autoptr (SzTruthEpisode) e = sz_truth_episode_new ();
  gint64 now = T0 + 63 * MIN_MS;

  see (&rule, e, 0, 26);
  see (&rule, e, 30, 26);
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, now), ==, SZ_EVENT_REMINDED);
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, now + 5 * MIN_MS - 1), ==, 0);
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, now + 5 * MIN_MS), ==, SZ_EVENT_REMINDED);
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, now + 25 * MIN_MS - 1), ==, 0);
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, now + 25 * MIN_MS), ==, SZ_EVENT_OVERDUE);
}

static void
test_people (void)
{
  SzRule rule = make_rule ();
  g_autoptr (SzTruthEpisode) e = sz_truth_episode_new ();
  g_autoptr (GError) error = NULL;
  gint64 now = T0 + 4 * MIN_MS;

  see (&rule, e, 0, 26);
  g_assert_false (sz_episode_acknowledge (e, now, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_CANNOT);
  g_clear_error (&error);
  see (&rule, e, 30, 26);
  g_assert_true (sz_episode_acknowledge (e, now, NULL));
  g_assert_false (sz_episode_acknowledge (e, now, NULL));
  g_assert_false (sz_episode_dispose (e, "x", now, "y", "", now, NULL));
  g_assert_true (sz_episode_dispose (e, "周立", now + 20 * MIN_MS, "增开", "", now, NULL));
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, now + 20 * MIN_MS - 1), ==, 0);
  g_assert_cmpint (sz_episode_step (&rule, e, NULL, now + 20 * MIN_MS), ==, SZ_EVENT_OVERDUE);
  see (&rule, e, 300, 19);
  see (&rule, e, 320, 19);
  g_assert_cmpint (e->state, ==, SZ_EPISODE_CLOSED);
  g_assert_false (sz_episode_acknowledge (e, now, NULL));
}

/* A false alarm is not raised again while the same condition lasts. */
static void
test_false_alarm (void)
{
  SzRule rule = make_rule ();
  g_autoptr (SzTruthEpisode) e = sz_truth_episode_new ();

  see (&rule, e, 0, 26);
  see (&rule, e, 30, 26);
  g_assert_true (sz_episode_dismiss (e, T0 + 4 * MIN_MS, NULL));
  for (int minute = 50; minute < 2000; minute += 10)
    g_assert_cmpint (see (&rule, e, minute, minute % 50 == 0 ? NAN : 30), ==, 0);
  g_assert_cmpint (e->state, ==, SZ_EPISODE_MUTED);
  see (&rule, e, 2000, 10);
  g_assert_cmpint (see (&rule, e, 2020, 10), ==, SZ_EVENT_REARMED);
  g_assert_cmpint (e->state, ==, SZ_EPISODE_CLOSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watch/episode/random", test_random);
  g_test_add_func ("/watch/episode/strictly-over", test_strictly_over);
  g_test_add_func ("/watch/episode/pending-time", test_pending_time);
  g_test_add_func ("/watch/episode/hysteresis", test_hysteresis);
  g_test_add_func ("/watch/episode/silence-never-resolves", test_silence_never_resolves);
  g_test_add_func ("/watch/episode/back-from-silence", test_back_from_silence);
  g_test_add_func ("/watch/episode/reminders", test_reminders);
  g_test_add_func ("/watch/episode/reminder-times", test_reminder_times);
  g_test_add_func ("/watch/episode/clock-jump", test_clock_jump);
  g_test_add_func ("/watch/episode/people", test_people);
  g_test_add_func ("/watch/episode/false-alarm", test_false_alarm);
  return g_test_run ();
}
