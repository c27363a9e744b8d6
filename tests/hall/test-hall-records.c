/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of records beside tickets and cases agree with them and with each other. All is read as a
 * stranger would read it, from the rows. Amendments take some rows back or move them, so that a few links may
 * lead nowhere. */
#include "hall-incidents.h"
#include "hall-set.h"
#include "hall-test.h"

#include "sz-time.h"

#include <string.h>

#define WINDOWS 36
#define DAYS 45

typedef struct {
  SzHall *hall;
  const SzHallWorld *world;
  GHashTable *sets[SZ_HALL_SETS]; /* (element-type utf8 json_t), read when first asked for */
  GPtrArray *lists[SZ_HALL_SETS]; /* the same rows */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  guint64 seed = (guint32)g_test_rand_int ();
  g_test_message ("seed of the hall %" G_GUINT64_FORMAT, seed);
  f->hall = hall_test_new ("2026-11-20T15:20:00", DAYS, WINDOWS, seed);
  f->world = sz_hall_world (f->hall);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    g_clear_pointer (&f->sets[set], g_hash_table_unref);
    g_clear_pointer (&f->lists[set], g_ptr_array_unref);
  }
  sz_hall_free (f->hall);
}

static GHashTable *
rows_of (Fixture *f, SzHallSet set)
{
  if (f->sets[set] != NULL)
    return f->sets[set];
  g_autoptr (GHashTable) lines = hall_test_read_all (f->hall, set);
  f->sets[set] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)json_decref);
  f->lists[set] = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key, line;
  g_hash_table_iter_init (&iter, lines);
  while (g_hash_table_iter_next (&iter, &key, &line)) {
    json_t *row = json_loads (line, 0, NULL);
    g_assert_nonnull (row);
    g_hash_table_insert (f->sets[set], g_strdup (key), row);
    g_ptr_array_add (f->lists[set], row);
  }
  return f->sets[set];
}

static GPtrArray *
list_of (Fixture *f, SzHallSet set)
{
  rows_of (f, set);
  return f->lists[set];
}

static json_t *
row_at (Fixture *f, SzHallSet set, const char *key)
{
  return key != NULL ? g_hash_table_lookup (rows_of (f, set), key) : NULL;
}

static const char *
text_of (const json_t *row, const char *field)
{
  return json_string_value (json_object_get (row, field));
}

static gint64
number_of (const json_t *row, const char *field)
{
  return json_integer_value (json_object_get (row, field));
}

static gboolean
is_true (const json_t *row, const char *field)
{
  return json_is_true (json_object_get (row, field));
}

/* Local seconds; G_MININT64 if the field is not there. */
static gint64
time_of (const json_t *row, const char *field)
{
  const char *text = text_of (row, field);
  gint64 ms;
  if (text == NULL)
    return G_MININT64;
  g_assert_true (sz_instant_parse (text, -1, NULL, &ms));
  return ms / 1000 + SZ_HALL_OFFSET_S;
}

static gint64
day_of (const json_t *row, const char *field)
{
  return time_of (row, field) / SZ_HALL_DAY_S;
}

/* Inside, `continue` goes on to the next row. */
#define for_each_row(f, set, row)                                                                            \
  for (guint i_##row = 0; i_##row < list_of ((f), (set))->len; i_##row++)                                    \
    for (json_t *row = list_of ((f), (set))->pdata[i_##row]; row != NULL; row = NULL)

static void
count_up (GHashTable *counts, const char *key)
{
  g_hash_table_insert (counts, g_strdup (key),
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1));
}

static GHashTable *
new_counts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static guint
count_at (GHashTable *counts, const char *key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (counts, key));
}

/* Whoever came by appointment has exactly one; whoever did not come holds no ticket that day. */
static void
test_appointments (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) with_ticket = new_counts (), in_hall = new_counts ();
  guint shown = 0, lost = 0, unmet = 0, tickets = 0;
  for_each_row (f, SZ_HALL_SET_TICKETS, ticket)
  {
    g_autofree char *who =
        g_strdup_printf ("%s %" G_GINT64_FORMAT, text_of (ticket, "subject"), day_of (ticket, "taken"));
    count_up (in_hall, who);
  }
  for_each_row (f, SZ_HALL_SET_APPTS, appt)
  {
    const char *key = text_of (appt, "ticket");
    g_assert_true ((key != NULL) == (text_of (appt, "shown") != NULL));
    g_assert_true (text_of (appt, "shown") == NULL || text_of (appt, "missed") == NULL);
    g_assert_cmpint (time_of (appt, "booked"), <=, time_of (appt, "slot_ends"));
    if (key == NULL) {
      g_autofree char *who =
          g_strdup_printf ("%s %" G_GINT64_FORMAT, text_of (appt, "subject"), day_of (appt, "slot"));
      unmet += text_of (appt, "missed") != NULL;
      g_assert_true (text_of (appt, "missed") == NULL || count_at (in_hall, who) == 0);
      continue;
    }
    shown++;
    json_t *ticket = row_at (f, SZ_HALL_SET_TICKETS, key);
    count_up (with_ticket, key);
    g_assert_cmpuint (count_at (with_ticket, key), ==, 1);
    if (ticket == NULL || time_of (ticket, "taken") != time_of (appt, "shown")) {
      lost++;
      continue;
    }
    g_assert_true (is_true (ticket, "appointment"));
    g_assert_cmpstr (text_of (ticket, "subject"), ==, text_of (appt, "subject"));
  }
  for_each_row (f, SZ_HALL_SET_TICKETS, ticket) if (is_true (ticket, "appointment"))
  {
    tickets++;
    g_assert_cmpuint (count_at (with_ticket, text_of (ticket, "key")), ==, 1);
  }
  g_test_message ("%u shown, %u of them to tickets that moved or went, %u missed", shown, lost, unmet);
  g_assert_cmpuint (tickets, >, 500);
  g_assert_cmpuint (lost * 50, <, shown);
  g_assert_cmpuint (unmet, >, 20);
}

/* A notice belongs to a correction of its case, at the instant it was asked for; no case has more notices
 * than corrections; the material is one of the hall's list. */
static void
test_notices (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) corrections = new_counts (), notices = new_counts (), materials = new_counts ();
  guint n = 0, lost = 0;
  for_each_row (f, SZ_HALL_SET_CASE_EVENTS,
                event) if (g_strcmp0 (text_of (event, "stage"), "correction") == 0)
  {
    g_autofree char *at = g_strconcat (text_of (event, "case"), " ", text_of (event, "started"), NULL);
    count_up (corrections, at);
  }
  for_each_row (f, SZ_HALL_SET_MATERIALS, material) count_up (materials, text_of (material, "material"));
  for_each_row (f, SZ_HALL_SET_NOTICES, notice)
  {
    json_t *of = row_at (f, SZ_HALL_SET_CASES, text_of (notice, "case"));
    g_autofree char *at = g_strconcat (text_of (notice, "case"), " ", text_of (notice, "issued"), NULL);
    n++;
    g_assert_cmpuint (count_at (materials, text_of (notice, "material")), >, 0);
    if (of == NULL) {
      lost++;
      continue;
    }
    g_assert_cmpuint (count_at (corrections, at), ==, 1);
    count_up (notices, text_of (notice, "case"));
    g_assert_cmpint (count_at (notices, text_of (notice, "case")), <=, number_of (of, "corrections"));
    g_assert_cmpstr (text_of (notice, "subject"), ==, text_of (of, "subject"));
    g_assert_cmpstr (text_of (notice, "item"), ==, text_of (of, "item"));
  }
  guint asked = g_hash_table_size (corrections);
  g_test_message ("%u notices for %u corrections, %u cases taken back", n, asked, lost);
  g_assert_cmpuint (n, >, 100);
  g_assert_cmpuint (n, <, asked + lost + 1);
  g_assert_cmpuint (n * 10, >, asked * 8);
  g_assert_cmpuint (lost * 20, <, n);
}

static int
open_days_after (const Fixture *f, gint64 from, gint64 to)
{
  int n = 0;
  for (gint64 day = from + 1; day <= to; day++)
    n += sz_hall_calendar_is_open (f->world->calendar, day);
  return n;
}

/* Only bad ratings are followed, every one of them, within five open days; an appeal that is upheld ends it.
 */
static void
test_rectify (Fixture *f, gconstpointer data)
{
  guint bad = 0, followed = 0, lost = 0;
  gint64 now = sz_hall_now_s (f->hall);
  g_autoptr (GHashTable) of = new_counts ();
  for_each_row (f, SZ_HALL_SET_RECTIFY, row)
  {
    json_t *eval = row_at (f, SZ_HALL_SET_EVALS, text_of (row, "eval"));
    count_up (of, text_of (row, "eval"));
    g_assert_cmpuint (count_at (of, text_of (row, "eval")), ==, 1);
    g_assert_cmpint (open_days_after (f, day_of (row, "rated"), day_of (row, "due")), ==, 5);
    gint64 rectified = time_of (row, "rectified");
    g_assert_true (!is_true (row, "upheld") || rectified == G_MININT64);
    if (rectified != G_MININT64)
      g_assert_cmpint (number_of (row, "working_days"), ==,
                       open_days_after (f, day_of (row, "rated"), day_of (row, "rectified")));
    followed++;
    if (eval == NULL) {
      lost++;
      continue;
    }
    g_assert_cmpint (number_of (eval, "level"), <=, 2);
    g_assert_false (is_true (eval, "automatic"));
    g_assert_cmpint (time_of (eval, "rated"), ==, time_of (row, "rated"));
  }
  for_each_row (f, SZ_HALL_SET_EVALS, eval) if (number_of (eval, "level") <= 2)
  {
    bad++;
    /* It takes up to two hours of work to be opened: those of the last days may still wait. */
    if (open_days_after (f, day_of (eval, "rated"), now / SZ_HALL_DAY_S) >= 2)
      g_assert_cmpuint (count_at (of, text_of (eval, "key")), ==, 1);
  }
  g_test_message ("%u bad ratings, %u followed, %u of them taken back", bad, followed, lost);
  g_assert_cmpuint (followed, >, 20);
  g_assert_cmpuint (lost * 5, <, followed + 5);
}

static char *
person_day (const char *staff, gint64 day)
{
  return g_strdup_printf ("%s %" G_GINT64_FORMAT, staff, day);
}

/* The clock at the staff entrance and the queue tell the same: nobody serves before she has come or on leave;
 * who comes late opens late; leave is in the leave book. */
static void
test_attendance (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) leave = new_counts (),
                         opened = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint late = 0, on_leave = 0;
  for_each_row (f, SZ_HALL_SET_ATTENDANCE, row) g_assert_true (
      g_hash_table_insert (people, person_day (text_of (row, "staff"), day_of (row, "due_in")), row));
  for_each_row (f, SZ_HALL_SET_LEAVE,
                row) if (text_of (row, "approved") != NULL) for (gint64 day = day_of (row, "starts");
                                                                 day <= day_of (row, "ends"); day++)
  {
    g_autofree char *who = person_day (text_of (row, "staff"), day);
    count_up (leave, who);
    g_assert_cmpuint (count_at (leave, who), ==, 1);
  }
  for_each_row (f, SZ_HALL_SET_TICKETS, ticket)
  {
    const char *staff = text_of (ticket, "staff");
    /* A ticket that was moved to the day before was still called on its own. */
    gint64 called = time_of (ticket, "called");
    g_autofree char *who = person_day (staff, called / SZ_HALL_DAY_S);
    const json_t *row = staff != NULL ? g_hash_table_lookup (people, who) : NULL;
    if (staff == NULL || !g_str_has_prefix (text_of (ticket, "key") + 1, "2026") || row == NULL)
      continue;
    g_assert_cmpint (time_of (row, "check_in"), <=, called);
    g_assert_false (is_true (row, "leave"));
  }
  for_each_row (f, SZ_HALL_SET_BEHAVIOUR, span) if (g_strcmp0 (text_of (span, "kind"), "duty") == 0)
  {
    g_autofree char *who = person_day (text_of (span, "staff"), day_of (span, "started"));
    const json_t *before = g_hash_table_lookup (opened, who);
    if (before == NULL || time_of (before, "started") > time_of (span, "started"))
      g_hash_table_replace (opened, g_steal_pointer (&who), span);
  }
  for_each_row (f, SZ_HALL_SET_ATTENDANCE, row)
  {
    g_autofree char *who = person_day (text_of (row, "staff"), day_of (row, "due_in"));
    const json_t *span = g_hash_table_lookup (opened, who);
    gint64 came = time_of (row, "check_in");
    if (is_true (row, "leave")) {
      on_leave++;
      g_assert_true (came == G_MININT64);
      if (day_of (row, "due_in") > sz_hall_now_s (f->hall) / SZ_HALL_DAY_S - DAYS + 25)
        g_assert_cmpuint (count_at (leave, who), ==, 1);
    }
    if (span == NULL)
      continue;
    g_assert_cmpint (time_of (span, "started"), >=, came);
    if (came > time_of (row, "due_in")) {
      late++;
      g_assert_cmpint (time_of (span, "started"), >, time_of (row, "due_in"));
    }
  }
  g_test_message ("%u late, %u person-days of leave", late, on_leave);
  g_assert_cmpuint (late, >, 3);
  g_assert_cmpuint (on_leave, >, 20);
}

/* Four rounds a day through every area; an issue is found on one that was done, while it was done; what comes
 * again is marked, and nothing else. */
static void
test_patrols (Fixture *f, gconstpointer data)
{
  guint rounds = 0, issues = 0, again = 0;
  gint64 first = sz_hall_now_s (f->hall) / SZ_HALL_DAY_S - DAYS + 1;
  g_autoptr (GHashTable) days = g_hash_table_new (NULL, NULL);
  for_each_row (f, SZ_HALL_SET_PATROL, row)
  {
    if (g_strcmp0 (text_of (row, "record"), "round") == 0) {
      rounds++;
      g_hash_table_add (days, GINT_TO_POINTER ((int)day_of (row, "noted")));
      continue;
    }
    issues++;
    const json_t *round = row_at (f, SZ_HALL_SET_PATROL, text_of (row, "round"));
    g_assert_nonnull (round);
    g_assert_cmpint (time_of (row, "noted"), >=, time_of (round, "noted"));
    if (text_of (round, "done") != NULL)
      g_assert_cmpint (time_of (row, "noted"), <=, time_of (round, "done"));
    g_assert_cmpstr (text_of (row, "area"), ==, text_of (round, "area"));
    if (day_of (row, "noted") < first + 31)
      continue;
    gboolean before = FALSE;
    for_each_row (f, SZ_HALL_SET_PATROL, other) before =
        before || (g_strcmp0 (text_of (other, "record"), "issue") == 0 &&
                   g_strcmp0 (text_of (other, "place"), text_of (row, "place")) == 0 &&
                   g_strcmp0 (text_of (other, "kind"), text_of (row, "kind")) == 0 &&
                   time_of (other, "noted") < time_of (row, "noted") &&
                   day_of (other, "noted") >= day_of (row, "noted") - 30);
    g_assert_true (before == is_true (row, "repeated"));
    again += before;
  }
  g_test_message ("%u rounds, %u issues, %u of the last fortnight come again", rounds, issues, again);
  g_assert_cmpuint (rounds, <=, 4 * SZ_HALL_AREAS * g_hash_table_size (days));
  g_assert_cmpuint (rounds, >, 4 * SZ_HALL_AREAS * (g_hash_table_size (days) - 1));
  g_assert_cmpuint (issues, >, 20);
}

static gint64
overlap (gint64 from, gint64 to, gint64 start, gint64 end)
{
  return MAX (0, MIN (to, end) - MAX (from, start));
}

/* The spans in which a device was down never overlap; what it was up is what is left; it is now what the last
 * span says. */
static void
test_devices (Fixture *f, gconstpointer data)
{
  gint64 now = sz_hall_now_s (f->hall), first = now / SZ_HALL_DAY_S - DAYS + 1;
  guint spans = 0, uses = 0, down_now = 0;
  for_each_row (f, SZ_HALL_SET_DEVICES, device)
  {
    const char *state = "online";
    for_each_row (f, SZ_HALL_SET_DEVICE_EVENTS, row)
    {
      if (g_strcmp0 (text_of (row, "device"), text_of (device, "device")) != 0)
        continue;
      g_assert_cmpstr (text_of (row, "kind"), ==, text_of (device, "kind"));
      gint64 from = time_of (row, "started"), to = time_of (row, "ended"), down = 0;
      gboolean use = g_strcmp0 (text_of (row, "event"), "use") == 0;
      if (!use && to == G_MININT64)
        state = text_of (row, "event");
      spans += !use;
      gint64 end = to == G_MININT64 ? now + 1 : to;
      for_each_row (f, SZ_HALL_SET_DEVICE_EVENTS,
                    other) if (other != row &&
                               g_strcmp0 (text_of (other, "device"), text_of (row, "device")) == 0 &&
                               g_strcmp0 (text_of (other, "event"), "use") != 0)
      {
        gint64 until = time_of (other, "ended") == G_MININT64 ? now + 1 : time_of (other, "ended");
        down += overlap (time_of (other, "started"), until, from,
                         use ? from + number_of (row, "scheduled") / 1000 : end);
      }
      if (!use)
        g_assert_cmpint (down, ==, 0);
      else if (day_of (row, "started") > first + 5) {
        uses++;
        g_assert_cmpint (number_of (row, "up"), ==, number_of (row, "scheduled") - down * 1000);
      }
    }
    down_now += g_strcmp0 (state, "online") != 0;
    g_assert_cmpstr (text_of (device, "state"), ==, state);
  }
  g_test_message ("%u spans, %u rows of use, %u devices down now", spans, uses, down_now);
  g_assert_cmpuint (spans, >, 5);
  g_assert_cmpuint (uses, >, 500);
}

/* What the log of the truth says of terminals and counters is what they report. */
static void
test_incidents (Fixture *f, gconstpointer data)
{
  gint64 today = sz_hall_now_s (f->hall) / SZ_HALL_DAY_S;
  guint incidents = 0;
  for (gint64 day = today - DAYS + 1; day < today; day++) {
    SzHallIncident all[SZ_HALL_INCIDENTS_MAX];
    guint n = sz_hall_incidents_of_day (f->world, day, all);
    for (guint i = 0; i < n; i++) {
      gboolean terminal = all[i].kind == SZ_HALL_INCIDENT_DEVICE;
      if (!terminal && all[i].kind != SZ_HALL_INCIDENT_COUNTER)
        continue;
      guint found = 0;
      for_each_row (f, SZ_HALL_SET_DEVICE_EVENTS, row) found +=
          g_strcmp0 (text_of (row, "event"), terminal ? "fault" : "offline") == 0 &&
          g_strcmp0 (text_of (row, "kind"), terminal ? "queue_machine" : "people_counter") == 0 &&
          time_of (row, "started") == day * SZ_HALL_DAY_S + all[i].from &&
          time_of (row, "ended") == day * SZ_HALL_DAY_S + all[i].to &&
          (!terminal || g_strcmp0 (text_of (row, "area"), f->world->area_names[all[i].area]) == 0);
      g_assert_cmpuint (found, ==, terminal ? all[i].terminals : 1);
      incidents++;
    }
  }
  g_test_message ("%u incidents of terminals and counters", incidents);
  if (incidents == 0)
    g_test_skip ("no terminal and no counter failed in these days");
}

/* The uses of the queue machines are the tickets they gave. */
static void
test_uses (Fixture *f, gconstpointer data)
{
  gint64 today = sz_hall_now_s (f->hall) / SZ_HALL_DAY_S;
  g_autoptr (GHashTable) given = new_counts (), used = new_counts ();
  for_each_row (f, SZ_HALL_SET_TICKETS, ticket) if (g_strcmp0 (text_of (ticket, "channel"), "kiosk") == 0)
  {
    g_autofree char *day = g_strndup (text_of (ticket, "key") + 1, 8);
    count_up (given, day);
  }
  for_each_row (f, SZ_HALL_SET_DEVICE_EVENTS,
                row) if (g_strcmp0 (text_of (row, "kind"), "queue_machine") == 0 &&
                         json_object_get (row, "uses") != NULL)
  {
    char *day = g_strndup (text_of (row, "key") + 1, 8);
    guint before = count_at (used, day);
    g_hash_table_insert (used, day, GUINT_TO_POINTER (before + (guint)number_of (row, "uses")));
  }
  guint days = 0;
  for (gint64 day = today - DAYS + 1; day < today; day++) {
    int year, month, mday;
    sz_day_to_ymd (day, &year, &month, &mday);
    g_autofree char *date = g_strdup_printf ("%04d%02d%02d", year, month, mday);
    days += count_at (given, date) > 0;
    /* A ticket that was taken back has been printed all the same. */
    g_assert_cmpuint (count_at (used, date), >=, count_at (given, date));
    g_assert_cmpuint (count_at (used, date), <=, count_at (given, date) + 20);
  }
  g_assert_cmpuint (days, >, 20);
}

/* Who asked and then came is the same person, and the answer was there before the ticket. */
static void
test_consults (Fixture *f, gconstpointer data)
{
  guint linked = 0, lost = 0;
  for_each_row (f, SZ_HALL_SET_CONSULTS, row)
  {
    if (text_of (row, "ticket") == NULL)
      continue;
    json_t *ticket = row_at (f, SZ_HALL_SET_TICKETS, text_of (row, "ticket"));
    linked++;
    if (ticket == NULL || day_of (ticket, "taken") != day_of (row, "asked")) {
      lost++;
      continue;
    }
    g_assert_cmpstr (text_of (ticket, "subject"), ==, text_of (row, "subject"));
    g_assert_cmpint (time_of (row, "answered"), <=, time_of (ticket, "taken"));
  }
  g_test_message ("%u consultations led to tickets, %u of which moved or went", linked, lost);
  g_assert_cmpuint (linked, >, 200);
  g_assert_cmpuint (lost * 50, <, linked);
}

/* A push that is said to have hit has: there is the case. */
static void
test_pushes (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) cases = new_counts ();
  guint hits = 0, lost = 0;
  for_each_row (f, SZ_HALL_SET_CASES, row)
  {
    g_autofree char *what =
        g_strjoin (" ", text_of (row, "subject"), text_of (row, "item"), text_of (row, "applied"), NULL);
    count_up (cases, what);
  }
  for_each_row (f, SZ_HALL_SET_PUSHES, row)
  {
    if (text_of (row, "applied") == NULL)
      continue;
    g_autofree char *what =
        g_strjoin (" ", text_of (row, "subject"), text_of (row, "item"), text_of (row, "applied"), NULL);
    g_assert_cmpint (time_of (row, "applied") - time_of (row, "pushed"), <, 60 * SZ_HALL_DAY_S);
    hits++;
    lost += count_at (cases, what) == 0;
  }
  g_test_message ("%u hits, %u to cases taken back or moved", hits, lost);
  g_assert_cmpuint (hits, >, 10);
  g_assert_cmpuint (lost, <, 4);
}

/* One report of each metric a day, in force until the next; what only grows never falls. */
static void
test_platform (Fixture *f, gconstpointer data)
{
  guint open_ended = 0, n = 0;
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for_each_row (f, SZ_HALL_SET_PLATFORM_STATS, row) g_assert_true (g_hash_table_insert (
      values, g_strdup_printf ("%s %s", text_of (row, "metric"), text_of (row, "valid_from")), row));
  for_each_row (f, SZ_HALL_SET_PLATFORM_STATS, row)
  {
    n++;
    if (text_of (row, "valid_to") == NULL) {
      open_ended++;
      continue;
    }
    g_autofree char *next = g_strdup_printf ("%s %s", text_of (row, "metric"), text_of (row, "valid_to"));
    const json_t *after = g_hash_table_lookup (values, next);
    g_assert_nonnull (after);
    if (g_strcmp0 (text_of (row, "metric"), "active_users") != 0)
      g_assert_cmpint (number_of (after, "value"), >=, number_of (row, "value"));
  }
  g_assert_cmpuint (open_ended, ==, 12);
  g_assert_cmpuint (n, >=, 12 * (DAYS - 1));
}

/* The guide's list is as long as the item says, each material once; an item is one of no proofs if and only
 * if no proof is still asked for. */
static void
test_materials (Fixture *f, gconstpointer data)
{
  g_autoptr (GHashTable) listed = new_counts (), once = new_counts (), proofs = new_counts ();
  for_each_row (f, SZ_HALL_SET_MATERIALS, row)
  {
    g_autofree char *what = g_strjoin (" ", text_of (row, "item"), text_of (row, "material"), NULL);
    count_up (listed, text_of (row, "item"));
    count_up (once, what);
    g_assert_cmpuint (count_at (once, what), ==, 1);
    g_assert_false (is_true (row, "cancelled") && is_true (row, "shared"));
    if (is_true (row, "proof") && !is_true (row, "cancelled") && !is_true (row, "shared"))
      count_up (proofs, text_of (row, "item"));
  }
  for_each_row (f, SZ_HALL_SET_ITEMS, item)
  {
    const char *key = text_of (item, "item");
    g_assert_cmpint (count_at (listed, key), ==, number_of (item, "materials"));
    g_assert_true (is_true (item, "zero_proof") == (count_at (proofs, key) == 0));
  }
}

/* A day is the same whatever the history it is asked for with. */
static void
test_deterministic (void)
{
  guint64 seed = (guint32)g_test_rand_int ();
  g_autoptr (SzHall) a = hall_test_new ("2026-11-20T16:00:00", 20, 12, seed);
  g_autoptr (SzHall) b = hall_test_new ("2026-11-20T16:00:00", 4, 12, seed);
  gint64 today = sz_hall_now_s (a) / SZ_HALL_DAY_S;
  for (int set = SZ_HALL_SET_APPTS; set <= SZ_HALL_SET_PLATFORM_STATS; set++)
    for (gint64 day = today; day > today - 3; day--) {
      g_autoptr (GPtrArray) x = g_ptr_array_new_with_free_func (g_free),
                            y = g_ptr_array_new_with_free_func (g_free);
      hall_test_read_day (a, (SzHallSet)set, day, 1000, x);
      hall_test_read_day (b, (SzHallSet)set, day, 77, y);
      guint later = 0;
      /* What spills over from days before its own history the shorter one does not have. */
      for (guint i = 0; i < y->len; i++) {
        while (later < x->len && strcmp (x->pdata[later], y->pdata[i]) != 0)
          later++;
        g_assert_cmpuint (later, <, x->len);
      }
      g_assert_cmpuint (y->len, <=, x->len);
      if (!sz_hall_set_facts ((SzHallSet)set)->spills)
        g_assert_cmpuint (y->len, ==, x->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/hall/records/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("appointments", test_appointments);
  ADD ("notices", test_notices);
  ADD ("rectify", test_rectify);
  ADD ("attendance", test_attendance);
  ADD ("patrols", test_patrols);
  ADD ("devices", test_devices);
  ADD ("incidents", test_incidents);
  ADD ("uses", test_uses);
  ADD ("consults", test_consults);
  ADD ("pushes", test_pushes);
  ADD ("platform", test_platform);
  ADD ("materials", test_materials);
  g_test_add_func ("/hall/records/deterministic", test_deterministic);
  return g_test_run ();
}
