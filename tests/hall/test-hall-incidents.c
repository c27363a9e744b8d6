/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong shows in the figures, where and when the log of the truth says. */
#include "hall-demand.h"
#include "hall-incidents.h"
#include "hall-items.h"
#include "hall-shifts.h"
#include "hall-test.h"

#include "sz-time.h"

#include <math.h>
#include <string.h>

static SzHallWorld *world;

/* Calls back for each incident of a kind in two years, or in ten: some hall has no new member of staff in
 * two.
 */
typedef void (*Visit) (const SzHallIncident *incident, gint64 day, gpointer data);

static guint
visit_years (SzHallIncidentKind kind, int years, guint most, Visit visit, gpointer data)
{
  guint n = 0;
  for (gint64 day = sz_day_from_ymd (2024, 6, 3); day < sz_day_from_ymd (2024 + years, 6, 1) && n < most;
       day++) {
    SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
    guint found = sz_hall_incidents_of_day (world, day, incidents);
    for (guint i = 0; i < found; i++)
      if (incidents[i].kind == kind && n++ < most)
        visit (&incidents[i], day, data);
  }
  return n;
}

static guint
visit_all (SzHallIncidentKind kind, guint most, Visit visit, gpointer data)
{
  return visit_years (kind, 2, most, visit, data);
}

/* Most open days have one or two, closed days none, and all kinds occur. */
static void
test_how_often (void)
{
  guint open = 0, with = 0, kinds[SZ_HALL_INCIDENT_KINDS] = { 0 };
  for (gint64 day = sz_day_from_ymd (2023, 6, 1); day < sz_day_from_ymd (2033, 6, 1); day++) {
    SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
    guint n = sz_hall_incidents_of_day (world, day, incidents);
    g_assert_cmpuint (n, <=, 2);
    if (!sz_hall_calendar_is_open (world->calendar, day)) {
      g_assert_cmpuint (n, ==, 0);
      continue;
    }
    open++;
    with += n > 0;
    for (guint i = 0; i < n; i++) {
      kinds[incidents[i].kind]++;
      g_assert_cmpint (incidents[i].from, <, incidents[i].to);
      g_assert_cmpint (incidents[i].first_day, <=, day);
      g_assert_cmpint (incidents[i].last_day, >=, day);
    }
  }
  g_test_message ("%u of %u open days", with, open);
  g_assert_cmpfloat ((double)with / open, >, 0.80);
  g_assert_cmpfloat ((double)with / open, <, 0.94);
  for (int k = 0; k < SZ_HALL_INCIDENT_KINDS; k++)
    g_assert_cmpuint (kinds[k], >, 15);
}

/* The longest mean wait of a quarter of an hour, in minutes, of those who come to an area in a span. */
static double
longest_wait (const SzHallDay *day, int area, gint32 from, gint32 to)
{
  double waits[96] = { 0 }, most = 0;
  int n[96] = { 0 };
  for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
    const SzHallTicket *t = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
    if (world->items[t->item].area != area || t->taken < from || t->taken >= to)
      continue;
    waits[t->taken / 900] += ((t->called != SZ_HALL_NONE ? t->called : t->abandoned) - t->taken) / 60.0;
    n[t->taken / 900]++;
  }
  for (int q = 0; q < 96; q++)
    if (n[q] > 2)
      most = MAX (most, waits[q] / n[q]);
  return most;
}

typedef struct {
  double with, without;
  guint n, long_waits;
} Waits;

static void
compare_waits (const SzHallIncident *incident, gint64 date, gpointer data)
{
  Waits *waits = data;
  g_autoptr (SzHallDay) day = sz_hall_day_begin (world, date);
  sz_hall_day_need (day, SZ_HALL_SET_TICKETS);
  double with = longest_wait (day, incident->area, incident->from + 1200, incident->to);
  waits->with += with;
  waits->long_waits += with > 25;
  waits->n++;
  /* The same hours on the same weekday of the week before and after, on average. */
  for (int k = -1; k <= 1; k += 2) {
    gint64 other_date = sz_hall_calendar_open_day (world->calendar, date, 5 * k);
    g_autoptr (SzHallDay) other = sz_hall_day_begin (world, other_date);
    sz_hall_day_need (other, SZ_HALL_SET_TICKETS);
    waits->without += longest_wait (other, incident->area, incident->from + 1200, incident->to) / 2;
  }
  g_assert_cmpint (incident->n_windows, ==, 3);
  for (int k = 0; k < incident->n_windows; k++)
    g_assert_cmpint (world->windows[incident->window + k].area, ==, incident->area);
  /* The windows that close call nobody. */
  for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
    const SzHallTicket *t = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
    if (t->window >= incident->window && t->window < incident->window + incident->n_windows)
      g_assert_true (
          t->called < incident->from + 5400 ? t->called < incident->from || t->called >= incident->to : TRUE);
  }
}

static void
test_windows_closed (void)
{
  Waits waits = { 0 };
  guint n = visit_all (SZ_HALL_INCIDENT_WINDOWS, 60, compare_waits, &waits);
  g_assert_cmpuint (n, >=, 30);
  g_test_message ("longest waits %.1f min with, %.1f without; %u of %u above 25", waits.with / waits.n,
                  waits.without / waits.n, waits.long_waits, waits.n);
  g_assert_cmpfloat (waits.with / waits.n, >, 26);
  /* It happens where and when there is least to spare, so that the days around it are busy too. */
  g_assert_cmpfloat (waits.with, >, 1.4 * waits.without);
  g_assert_cmpuint (waits.long_waits * 10, >, waits.n * 7);
}

typedef struct {
  double rush, before;
  guint days;
} Rush;

/* Those who come for an item by themselves, not as a step of a chain, which no rush makes more frequent. */
static guint
count_item (gint64 date, guint16 item)
{
  g_autoptr (SzHallDay) day = sz_hall_day_begin (world, date);
  guint n = 0;
  sz_hall_day_need (day, SZ_HALL_SET_TICKETS);
  for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
    const SzHallTicket *t = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
    n += t->item == item && t->chain == 0;
  }
  return n;
}

/* The item that a rush is for in an area, SZ_HALL_ITEMS if there is none: of two only the first is felt. */
static guint
rushed_item (gint64 date, int area)
{
  SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
  guint n = sz_hall_incidents_of_day (world, date, incidents);
  for (guint i = 0; i < n; i++)
    if (incidents[i].kind == SZ_HALL_INCIDENT_RUSH && incidents[i].area == area)
      return incidents[i].item;
  return SZ_HALL_ITEMS;
}

/* The same weekday of the next week, or the one before, without a rush in the area. */
static gint64
quiet_day (gint64 date, int area, int step)
{
  do
    date = sz_hall_calendar_open_day (world->calendar, date, step);
  while (rushed_item (date, area) != SZ_HALL_ITEMS);
  return date;
}

/* How strong the item's season is in the month of a day. */
static double
season_of (gint64 date, guint16 item)
{
  int year, month, mday;
  sz_day_to_ymd (date, &year, &month, &mday);
  return sz_hall_item_season (world->items[item].name, month);
}

/* Beside the same weekday of the weeks before and after the rush. A rush comes on top of what the season
 * brings, in proportion to what the item brings without one. */
static void
compare_rush (const SzHallIncident *incident, gint64 date, gpointer data)
{
  Rush *rush = data;
  gint64 others[] = { quiet_day (incident->first_day, incident->area, -5),
                      quiet_day (incident->last_day, incident->area, 5) };
  double usual = season_of (date, incident->item) + (double)incident->factor - 1;
  if (rushed_item (date, incident->area) != incident->item)
    return;
  rush->rush += count_item (date, incident->item);
  for (guint k = 0; k < G_N_ELEMENTS (others); k++)
    rush->before +=
        count_item (others[k], incident->item) / season_of (others[k], incident->item) * usual / 2;
  rush->days++;
}

static void
test_rush (void)
{
  Rush rush = { 0 };
  visit_all (SZ_HALL_INCIDENT_RUSH, 60, compare_rush, &rush);
  g_test_message ("%u days of rush: %.0f tickets of the item, %.0f by its factor", rush.days, rush.rush,
                  rush.before);
  g_assert_cmpuint (rush.days, >, 10);
  g_assert_cmpfloat (rush.rush, >, 0.6 * rush.before);
  g_assert_cmpfloat (rush.rush, <, 1.6 * rush.before);
}

typedef struct {
  double own, own_n, others, others_n;
} Pace;

/* The time of a service over what its item usually takes. */
static void
compare_pace (const SzHallIncident *incident, gint64 date, gpointer data)
{
  Pace *pace = data;
  g_autoptr (SzHallDay) day = sz_hall_day_begin (world, date);
  sz_hall_day_need (day, SZ_HALL_SET_TICKETS);
  for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
    const SzHallTicket *t = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
    if (t->ended == SZ_HALL_NONE || world->items[t->item].area != incident->area)
      continue;
    double ratio = (double)(t->ended - t->started) / (double)world->items[t->item].service_s;
    gboolean own = t->staff == incident->staff;
    ratio /= own ? (double)world->staff[t->staff].pace * (double)incident->factor
                 : (double)world->staff[t->staff].pace;
    *(own ? &pace->own : &pace->others) += ratio;
    *(own ? &pace->own_n : &pace->others_n) += 1;
  }
}

static void
test_newcomer (void)
{
  Pace pace = { 0 };
  g_assert_cmpuint (visit_years (SZ_HALL_INCIDENT_NEWCOMER, 10, 60, compare_pace, &pace), >, 10);
  double own = pace.own / pace.own_n, others = pace.others / pace.others_n;
  g_test_message ("taken by her factor she is as fast as others: %.2f and %.2f", own, others);
  g_assert_cmpfloat (fabs (own / others - 1), <, 0.12);
}

typedef struct {
  guint kiosk, all, kiosk_before, all_before;
} Channels;

static void
compare_channels (const SzHallIncident *incident, gint64 date, gpointer data)
{
  Channels *channels = data;
  g_autoptr (SzHallDay) day = sz_hall_day_begin (world, date);
  sz_hall_day_need (day, SZ_HALL_SET_TICKETS);
  for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
    const SzHallTicket *t = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
    if (world->items[t->item].area != incident->area)
      continue;
    gboolean within = t->taken >= incident->from && t->taken < incident->to;
    *(within ? &channels->all : &channels->all_before) += 1;
    *(within ? &channels->kiosk : &channels->kiosk_before) += t->channel == SZ_HALL_KIOSK;
  }
}

static void
test_terminals (void)
{
  Channels channels = { 0 };
  visit_all (SZ_HALL_INCIDENT_DEVICE, 40, compare_channels, &channels);
  double within = (double)channels.kiosk / channels.all,
         usual = (double)channels.kiosk_before / channels.all_before;
  g_test_message ("tickets from terminals %.2f while they are down, %.2f otherwise", within, usual);
  g_assert_cmpfloat (usual, >, 0.65);
  g_assert_cmpfloat (within, <, 0.5);
}

/* So many are looked at, in a hall of three windows. */
#define SILENCES 20

/* While a source is silent its pages stand still and say until when they are whole; then all of it comes at
 * once. Returns whether more came. */
static gboolean
check_silence (guint64 seed, gint64 day, SzHallSet set, gint32 from, gint32 to)
{
  char date[11];
  sz_day_format (day, date);
  g_autofree char *now = g_strdup_printf ("%sT08:00:00", date);
  g_autoptr (SzHall) hall = hall_test_new (now, 2, 3, seed);
  gint64 start = day * SZ_HALL_DAY_S;
  GString *last = NULL;
  guint before = 0;
  for (gint32 s = from; s < to; s += 193) {
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
    GString *page = g_string_new (NULL);
    sz_hall_set_now_s (hall, start + s);
    g_assert_true (sz_hall_put_day (hall, set, day, NULL, SZ_HALL_PAGE_MAX, page, NULL));
    json_t *end = hall_test_read_page (page->str, page->len, lines);
    gint64 ms;
    g_assert_true (sz_instant_parse (json_string_value (json_object_get (end, "watermark")), -1, NULL, &ms));
    g_assert_cmpint (ms / 1000 + SZ_HALL_OFFSET_S, ==, start + from);
    json_decref (end);
    before = lines->len;
    if (last != NULL) {
      g_assert_true (g_string_equal (page, last));
      g_string_free (last, TRUE);
    }
    last = page;
  }
  g_string_free (last, TRUE);
  sz_hall_set_now_s (hall, start + to);
  g_autoptr (GPtrArray) after = g_ptr_array_new_with_free_func (g_free);
  hall_test_read_day (hall, set, day, SZ_HALL_PAGE_MAX, after);
  /* Some rows may have been taken back by then, or have moved to the day before: one in some hundred is. */
  g_assert_cmpuint (after->len + 2 + before / 20, >=, before);
  return after->len > before;
}

static void
test_silence (void)
{
  guint looked = 0, more = 0;
  g_autoptr (SzHallWorld) small = sz_hall_world_new (world->seed, 3);
  for (gint64 day = sz_day_from_ymd (2024, 6, 3); day < sz_day_from_ymd (2026, 6, 1); day++) {
    SzHallSet set;
    gint32 from, to;
    if (looked == SILENCES || !sz_hall_incident_silence (small, day, &set, &from, &to))
      continue;
    looked++;
    more += check_silence (small->seed, day, set, from, to);
  }
  g_test_message ("%u silences, after %u of which more was there", looked, more);
  g_assert_cmpuint (looked, ==, SILENCES);
  g_assert_cmpuint (more, >, 0);
}

/* A window closes when whoever is at it has been served. */
static gboolean
is_closed (const SzHallShift *shift)
{
  for (int g = 0; g < shift->n_gaps; g++)
    if (shift->gaps[g].kind == SZ_HALL_GAP_CLOSED)
      return TRUE;
  return FALSE;
}

static gboolean
names (json_t *codes, const char *code)
{
  for (gsize i = 0; i < json_array_size (codes); i++)
    if (strcmp (json_string_value (json_array_get (codes, i)), code) == 0)
      return TRUE;
  return FALSE;
}

/* When windows close, the truth names every one of them, and no other. */
static void
check_named (const SzHallIncident *incident, gint64 date, gpointer data)
{
  guint *named = data, found = 0;
  g_autoptr (GString) text = g_string_new (NULL);
  sz_hall_incidents_put_truth (text, world, date);
  g_auto (GStrv) lines = g_strsplit (text->str, "\n", -1);
  g_autoptr (SzHallDay) day = sz_hall_day_begin (world, date);
  sz_hall_day_need (day, SZ_HALL_SET_TICKETS);
  for (char **line = lines; *line != NULL; line++) {
    if (strstr (*line, "\"windows_closed\"") == NULL)
      continue;
    json_t *row = json_loads (*line, JSON_REJECT_DUPLICATES, NULL);
    g_assert_nonnull (row);
    json_t *codes = json_object_get (row, "windows");
    g_assert_cmpuint (json_array_size (codes), >=, 3);
    for (int w = 0; w < world->n_windows; w++) {
      const SzHallShift *shift = &day->shifts[w];
      gboolean named_here = names (codes, world->windows[w].code);
      g_assert_cmpint (named_here, ==, is_closed (shift) || (named_here && shift->tide && shift->shut));
      found += named_here;
    }
    g_assert_cmpuint (found, ==, json_array_size (codes));
    json_decref (row);
  }
  g_assert_cmpuint (found, ==, incident->n_windows);
  *named += found;
}

static void
test_all_are_named (void)
{
  guint named = 0, n = visit_all (SZ_HALL_INCIDENT_WINDOWS, 60, check_named, &named);
  g_test_message ("%u windows named in %u incidents", named, n);
  g_assert_cmpuint (n, >, 30);
}

/* The log of the truth is valid JSON, one line for each incident. */
static void
test_truth (void)
{
  guint lines = 0;
  for (gint64 day = sz_day_from_ymd (2026, 1, 1); day < sz_day_from_ymd (2026, 7, 1); day++) {
    g_autoptr (GString) text = g_string_new (NULL);
    SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
    guint n = sz_hall_incidents_of_day (world, day, incidents);
    sz_hall_incidents_put_truth (text, world, day);
    g_auto (GStrv) rows = g_strsplit (text->str, "\n", -1);
    for (guint i = 0; i < n; i++, lines++) {
      json_t *row = json_loads (rows[i], JSON_REJECT_DUPLICATES, NULL);
      g_assert_nonnull (row);
      gint64 from, to;
      g_assert_true (sz_instant_parse (json_string_value (json_object_get (row, "from")), -1, NULL, &from));
      g_assert_true (sz_instant_parse (json_string_value (json_object_get (row, "to")), -1, NULL, &to));
      g_assert_cmpint (from, <, to);
      g_assert_cmpuint (json_string_length (json_object_get (row, "effect")), >, 20);
      json_decref (row);
    }
    g_assert_cmpuint (g_strv_length (rows), ==, n > 0 ? n + 1 : 0);
  }
  g_assert_cmpuint (lines, >, 90);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  world = sz_hall_world_new ((guint64)g_test_rand_int (), 156);
  g_test_message ("seed of the hall %" G_GUINT64_FORMAT, world->seed);
  g_test_add_func ("/hall/incidents/how-often", test_how_often);
  g_test_add_func ("/hall/incidents/windows-closed", test_windows_closed);
  g_test_add_func ("/hall/incidents/rush", test_rush);
  g_test_add_func ("/hall/incidents/newcomer", test_newcomer);
  g_test_add_func ("/hall/incidents/terminals", test_terminals);
  g_test_add_func ("/hall/incidents/silence", test_silence);
  g_test_add_func ("/hall/incidents/all-are-named", test_all_are_named);
  g_test_add_func ("/hall/incidents/truth", test_truth);
  int failed = g_test_run ();
  sz_hall_world_free (world);
  return failed;
}
