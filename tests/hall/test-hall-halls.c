/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several halls behind one source, the clock, and what does not depend on how much history is served. */
#include "hall-clock.h"
#include "hall-test.h"

#include "sz-sha256.h"
#include "sz-time.h"

#include <string.h>

#define HALLS 3

static SzHall *
several (const char *now, int halls)
{
  SzHallOptions options;
  sz_hall_options_init (&options);
  options.now_ms = (hall_test_time (now) - SZ_HALL_OFFSET_S) * 1000;
  options.days = 4;
  options.windows = 12;
  options.seed = 77;
  options.speed = 0;
  options.halls = halls;
  SzHall *hall = sz_hall_new (&options);
  sz_hall_wait_counted (hall);
  return hall;
}

/* All rows of one hall, times the halls; no key twice; no code or person in common. */
static void
test_several (void)
{
  g_autoptr (SzHall) one = several ("2026-11-20T11:00:00", 1), three = several ("2026-11-20T11:00:00", HALLS);
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    const SzHallThings *things = sz_hall_set_things ((SzHallSet)set);
    if (!sz_hall_set_is_offered ((SzHallSet)set) || (things != NULL && things->of_district))
      continue;
    g_test_message ("%s", sz_hall_set_name ((SzHallSet)set));
    g_autoptr (GHashTable) single = hall_test_read_all (one, (SzHallSet)set);
    g_autoptr (GHashTable) rows = hall_test_read_all (three, (SzHallSet)set);
    g_assert_cmpuint (g_hash_table_size (rows), ==, HALLS * g_hash_table_size (single));
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init (&iter, rows);
    while (g_hash_table_iter_next (&iter, &key, NULL))
      g_assert_nonnull (strstr (key, "H000"));
  }
  g_autoptr (GHashTable) tickets = hall_test_read_all (three, SZ_HALL_SET_TICKETS);
  g_autoptr (GHashTable) owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, line;
  g_hash_table_iter_init (&iter, tickets);
  while (g_hash_table_iter_next (&iter, &key, &line)) {
    json_t *row = json_loads (line, 0, NULL);
    g_autofree char *hall = g_strndup (strchr (key, 'H'), 6);
    static const char *const codes[] = { "area", "window", "staff", "department", "item" };
    for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
      const char *code = json_string_value (json_object_get (row, codes[i]));
      if (code != NULL)
        g_assert_true (g_str_has_prefix (code, hall));
    }
    const char *person = json_string_value (json_object_get (row, "subject"));
    const char *owner = g_hash_table_lookup (owners, person);
    if (owner != NULL)
      g_assert_cmpstr (owner, ==, hall);
    g_hash_table_insert (owners, g_strdup (person), g_strdup (hall));
    json_decref (row);
  }
}

static json_t *
parse (gpointer line)
{
  json_t *row = json_loads (line, 0, NULL);
  g_assert_nonnull (row);
  return row;
}

/* Places and enterprises are the district's: there once, counted and proven once, the same as in one hall,
 * and known to the cases of every hall. */
static void
test_district_is_there_once (void)
{
  static const SzHallSet sets[] = { SZ_HALL_SET_POINTS, SZ_HALL_SET_REGIONS, SZ_HALL_SET_ZONES,
                                    SZ_HALL_SET_ENTITIES };
  g_autoptr (SzHall) one = several ("2026-11-20T11:00:00", 1), three = several ("2026-11-20T11:00:00", HALLS);
  g_autoptr (GString) text = g_string_new (NULL);
  sz_hall_put_datasets (three, text);
  json_t *answer = parse (text->str);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++) {
    g_autoptr (GHashTable) single = hall_test_read_all (one, sets[i]);
    g_autoptr (GHashTable) rows = hall_test_read_all (three, sets[i]);
    g_assert_cmpuint (g_hash_table_size (rows), ==, g_hash_table_size (single));
    g_assert_cmpint (json_integer_value (json_object_get (hall_test_find_set (answer, sets[i]), "rows")), ==,
                     g_hash_table_size (rows));
    GHashTableIter iter;
    gpointer key, line;
    g_hash_table_iter_init (&iter, rows);
    while (g_hash_table_iter_next (&iter, &key, &line)) {
      g_assert_cmpstr (line, ==, g_hash_table_lookup (single, key));
      json_t *row = parse (line);
      const char *code = json_string_value (json_object_get (row, "point"));
      const char *credit = json_string_value (json_object_get (row, "credit"));
      if (code != NULL || credit != NULL)
        g_hash_table_add (known, g_strdup (code != NULL ? code : credit));
      json_decref (row);
    }
  }
  json_decref (answer);
  g_autoptr (GHashTable) cases = hall_test_read_all (three, SZ_HALL_SET_CASES);
  GHashTableIter iter;
  gpointer key, line;
  guint points = 0, enterprises = 0;
  g_hash_table_iter_init (&iter, cases);
  while (g_hash_table_iter_next (&iter, &key, &line)) {
    json_t *row = parse (line);
    const char *point = json_string_value (json_object_get (row, "point"));
    const char *subject = json_string_value (json_object_get (row, "subject"));
    gboolean other = strstr (key, "H0003") != NULL;
    if (point != NULL)
      g_assert_true (g_hash_table_contains (known, point));
    points += point != NULL && other;
    /* Credit codes begin with the registering office, ID numbers with a region. */
    enterprises += subject != NULL && other && g_hash_table_contains (known, subject);
    if (subject != NULL && !g_str_has_prefix (subject, "99"))
      g_assert_true (g_hash_table_contains (known, subject));
    json_decref (row);
  }
  g_test_message ("of the third hall %u cases at points, %u of enterprises", points, enterprises);
  g_assert_cmpuint (points, >, 0);
  g_assert_cmpuint (enterprises, >, 0);
}

static void
test_several_follow (void)
{
  static const guint limits[] = { 20000, 41, 500 };
  g_autoptr (SzHall) first = several ("2026-11-20T10:00:00", HALLS);
  g_autoptr (SzHall) second = several ("2026-11-20T11:20:00", HALLS);
  g_autofree char *cursor = hall_test_cursor (first);
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    if (!sz_hall_set_is_offered ((SzHallSet)set))
      continue;
    g_autoptr (GHashTable) rows = hall_test_read_all (first, (SzHallSet)set);
    g_autoptr (GHashTable) wanted = hall_test_read_all (second, (SzHallSet)set);
    g_free (hall_test_follow (second, (SzHallSet)set, cursor, limits[set % 3], rows));
    g_assert_cmpuint (g_hash_table_size (rows), ==, g_hash_table_size (wanted));
    GHashTableIter iter;
    gpointer key, value;
    g_hash_table_iter_init (&iter, rows);
    while (g_hash_table_iter_next (&iter, &key, &value))
      g_assert_cmpstr (value, ==, g_hash_table_lookup (wanted, key));
  }
}

static void
test_several_pages (void)
{
  g_autoptr (SzHall) hall = several ("2026-11-20T11:00:00", HALLS);
  static const SzHallSet sets[] = { SZ_HALL_SET_WINDOWS, SZ_HALL_SET_TICKETS, SZ_HALL_SET_CASE_EVENTS };
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++) {
    gint64 day = i == 0 ? sz_hall_world (hall)->founded_day : sz_day_from_ymd (2026, 11, 19);
    g_autoptr (GPtrArray) large = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GPtrArray) small = g_ptr_array_new_with_free_func (g_free);
    hall_test_read_day (hall, sets[i], day, SZ_HALL_PAGE_MAX, large);
    hall_test_read_day (hall, sets[i], day, (guint)g_test_rand_int_range (3, 50), small);
    g_assert_cmpuint (large->len, ==, small->len);
    for (guint k = 0; k < large->len; k++) {
      g_assert_cmpstr (large->pdata[k], ==, small->pdata[k]);
      if (k > 0)
        g_assert_cmpint (strncmp ((char *)large->pdata[k - 1] + 8, (char *)large->pdata[k] + 8, 15), <=, 0);
    }
  }
}

/* A day's rows are the same however much history is served, and whatever the date it is asked on once they
 * have come to rest. */
static void
test_history_does_not_matter (void)
{
  guint64 seed = (guint64)g_test_rand_int ();
  g_autoptr (SzHall) little = hall_test_new ("2026-11-20T14:36:00", 5, 14, seed);
  g_autoptr (SzHall) much = hall_test_new ("2026-11-20T14:36:00", 200, 14, seed);
  g_autoptr (SzHall) later = hall_test_new ("2027-03-20T14:36:00", 400, 14, seed);
  g_autoptr (SzHall) latest = hall_test_new ("2027-06-02T09:36:00", 320, 14, seed);
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    if (sz_hall_set_facts ((SzHallSet)set) == NULL)
      continue;
    g_test_message ("%s", sz_hall_set_name ((SzHallSet)set));
    for (gint64 day = sz_day_from_ymd (2026, 11, 16); day <= sz_day_from_ymd (2026, 11, 20); day++) {
      g_autoptr (GString) a = g_string_new (NULL), b = g_string_new (NULL);
      g_assert_true (sz_hall_put_day (little, (SzHallSet)set, day, NULL, 20000, a, NULL));
      g_assert_true (sz_hall_put_day (much, (SzHallSet)set, day, NULL, 20000, b, NULL));
      g_assert_true (g_string_equal (a, b));
    }
    g_autoptr (GPtrArray) c = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GPtrArray) d = g_ptr_array_new_with_free_func (g_free);
    hall_test_read_day (later, (SzHallSet)set, sz_day_from_ymd (2026, 9, 10), 20000, c);
    hall_test_read_day (latest, (SzHallSet)set, sz_day_from_ymd (2026, 9, 10), 20000, d);
    g_assert_cmpuint (c->len, ==, d->len);
    for (guint i = 0; i < c->len; i++)
      g_assert_cmpstr (c->pdata[i], ==, d->pdata[i]);
  }
}

static gint64
pass (const SzHallCalendar *calendar, const char *from, double real_s, double speed, gboolean skip)
{
  SzHallClock clock;
  sz_hall_clock_init (&clock, calendar, (hall_test_time (from) - SZ_HALL_OFFSET_S) * 1000, speed, skip);
  sz_hall_clock_pass (&clock, real_s);
  return (gint64)(clock.local_s + 0.001);
}

/* Closed hours pass six hundred times as fast, working hours at the speed that was asked for. */
static void
test_clock (void)
{
  g_autoptr (SzHallCalendar) calendar = sz_hall_calendar_new ();
  g_assert_cmpint (pass (calendar, "2026-11-20T10:00:00", 100, 0, TRUE), ==,
                   hall_test_time ("2026-11-20T10:00:00"));
  g_assert_cmpint (pass (calendar, "2026-11-20T10:00:00", 90, 1, TRUE), ==,
                   hall_test_time ("2026-11-20T10:01:30"));
  g_assert_cmpint (pass (calendar, "2026-11-20T10:00:00", 90, 4, FALSE), ==,
                   hall_test_time ("2026-11-20T10:06:00"));
  g_assert_cmpint (pass (calendar, "2026-11-20T20:00:00", 6, 1, TRUE), ==,
                   hall_test_time ("2026-11-20T21:00:00"));
  /* From Friday six in the evening to Monday eight in the morning are 62 hours: 372 s. */
  g_assert_cmpint (pass (calendar, "2026-11-20T17:59:00", 60 + 372 + 30, 1, TRUE), ==,
                   hall_test_time ("2026-11-23T08:00:30"));
  /* A make-up Saturday is worked through. */
  g_assert_cmpint (pass (calendar, "2026-10-10T09:00:00", 3600, 1, TRUE), ==,
                   hall_test_time ("2026-10-10T10:00:00"));
}

/* The fast proof is the proof, whatever the length and alignment. */
static void
test_proof (void)
{
  g_autofree char *data = g_malloc (5000);
  for (int i = 0; i < 5000; i++)
    data[i] = (char)g_test_rand_int_range (0, 256);
  for (gsize length = 0; length < 700; length++) {
    char fast[65];
    const char *at = data + g_test_rand_int_range (0, 4000);
    g_autofree char *plain = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)at, length);
    sz_sha256_hex (at, length, fast);
    g_assert_cmpstr (fast, ==, plain);
  }
  char known[65];
  sz_sha256_hex ("abc", 3, known);
  g_assert_cmpstr (known, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hall/halls/several", test_several);
  g_test_add_func ("/hall/halls/district-is-there-once", test_district_is_there_once);
  g_test_add_func ("/hall/halls/several-follow", test_several_follow);
  g_test_add_func ("/hall/halls/several-pages", test_several_pages);
  g_test_add_func ("/hall/halls/history-does-not-matter", test_history_does_not_matter);
  g_test_add_func ("/hall/halls/clock", test_clock);
  g_test_add_func ("/hall/halls/proof", test_proof);
  return g_test_run ();
}
