/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hall interface v1 as a follower sees it. The strongest of these tests: what a hall said at t0, brought
 * forward by its changes, is what a hall that begins at t1 says. */
#include "hall-rows.h"
#include "hall-test.h"

#include "sz-time.h"

#include <string.h>

#define WINDOWS 14

static json_t *
load (const char *line)
{
  json_t *row = json_loads (line, JSON_REJECT_DUPLICATES, NULL);
  g_assert_nonnull (row);
  return row;
}

/* Days sum to the rows that /v1/datasets states. */
static void
test_days_sum_to_rows (void)
{
  g_autoptr (SzHall) hall = hall_test_new ("2026-11-20T14:36:00", 20, WINDOWS, 11);
  g_autoptr (GString) text = g_string_new (NULL);
  sz_hall_put_datasets (hall, text);
  json_t *answer = load (text->str);
  json_t *sets = json_object_get (answer, "datasets");
  g_assert_cmpuint (json_array_size (sets), ==, hall_test_n_sets ());
  g_assert_cmpstr (json_string_value (json_object_get (answer, "now")), ==, "2026-11-20T14:36:00+08:00");
  g_assert_cmpstr (json_string_value (json_object_get (answer, "zone")), ==, "Asia/Shanghai");
  for (size_t i = 0; i < json_array_size (sets); i++) {
    json_t *entry = json_array_get (sets, i);
    SzHallSet set;
    g_assert_true (sz_hall_find_set (json_string_value (json_object_get (entry, "name")), &set));
    g_autoptr (GHashTable) rows = hall_test_read_all (hall, set);
    g_assert_cmpint (json_integer_value (json_object_get (entry, "rows")), ==, g_hash_table_size (rows));
    g_assert_cmpuint (g_hash_table_size (rows), >, 0);
  }
  json_decref (answer);
}

static void
assert_same_rows (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    const char *other = g_hash_table_lookup (b, key);
    if (other == NULL)
      g_test_message ("only in the first: %s", (const char *)value);
    g_assert_cmpstr (other, ==, value);
  }
  g_assert_cmpuint (g_hash_table_size (a), ==, g_hash_table_size (b));
}

/* State at t0 plus changes is state at t1, for each set, whatever the size of the pages. */
static void
follow (const char *t0, const char *t1, int days0, int days1, guint64 seed)
{
  static const guint limits[] = { 20000, 97, 1000 };
  g_autoptr (SzHall) first = hall_test_new (t0, days0, WINDOWS, seed);
  g_autoptr (SzHall) second = hall_test_new (t1, days1, WINDOWS, seed);
  g_assert_cmpint (sz_hall_first_day (first), ==, sz_hall_first_day (second));
  g_autofree char *cursor = hall_test_cursor (first);
  g_autofree char *reached = hall_test_cursor (second);
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    if (!sz_hall_set_is_offered ((SzHallSet)set))
      continue;
    g_autoptr (GHashTable) wanted = hall_test_read_all (second, (SzHallSet)set);
    g_autoptr (GHashTable) rows = hall_test_read_all (first, (SzHallSet)set);
    g_autofree char *last =
        hall_test_follow (second, (SzHallSet)set, cursor, limits[set % (int)G_N_ELEMENTS (limits)], rows);
    g_test_message ("%s: %u rows", sz_hall_set_name ((SzHallSet)set), g_hash_table_size (wanted));
    g_assert_cmpstr (last, ==, reached);
    assert_same_rows (rows, wanted);
  }
}

static void
test_follow_minutes (void)
{
  follow ("2026-11-20T10:00:00", "2026-11-20T10:07:00", 10, 10, (guint64)g_test_rand_int ());
}

static void
test_follow_over_nights (void)
{
  follow ("2026-11-18T16:50:00", "2026-11-23T09:30:00", 12, 17, (guint64)g_test_rand_int ());
}

static void
test_follow_long (void)
{
  follow ("2026-09-30T23:10:00", "2026-11-20T14:36:00", 30, 81, (guint64)g_test_rand_int ());
}

/* The history begins on `date`, of which rows move to the day before: a hall is followed from that day's noon
 * into the next. Returns how many of those rows were to be gone. */
static int
follow_moves (const SzHallWorld *world, gint64 date)
{
  static const SzHallSet sets[2] = { SZ_HALL_SET_TICKETS, SZ_HALL_SET_CASES };
  char noon[32], night[32], day[11];
  int deletions = 0;
  sz_day_format (date, day);
  g_snprintf (noon, sizeof noon, "%sT12:10:00", day);
  sz_day_format (date + 1, day);
  g_snprintf (night, sizeof night, "%sT09:40:00", day);
  g_autoptr (SzHall) hall = hall_test_new (noon, 0, WINDOWS, world->seed);
  g_assert_cmpint (sz_hall_first_day (hall), ==, date);
  GHashTable *rows[2];
  g_autofree char *cursor = hall_test_cursor (hall);
  for (int k = 0; k < 2; k++)
    rows[k] = hall_test_read_all (hall, sets[k]);
  sz_hall_set_now_s (hall, hall_test_time (night));
  g_autoptr (GString) text = g_string_new (NULL);
  sz_hall_put_datasets (hall, text);
  json_t *answer = load (text->str);
  g_autoptr (SzHallDay) made = sz_hall_day_new (world, date);
  for (int k = 0; k < 2; k++) {
    g_autoptr (GHashTable) wanted = hall_test_read_all (hall, sets[k]);
    g_free (hall_test_follow (hall, sets[k], cursor, 300, rows[k]));
    assert_same_rows (rows[k], wanted);
    g_assert_cmpint (json_integer_value (json_object_get (hall_test_find_set (answer, sets[k]), "rows")), ==,
                     g_hash_table_size (wanted));
    g_autoptr (GString) before = g_string_new (NULL);
    g_assert_true (sz_hall_put_reconcile (hall, sets[k], date - 1, NULL, before, NULL));
    g_assert_true (g_str_has_prefix (before->str, "{\"count\":0,"));
    for (guint i = 0; i < made->amendments->len; i++) {
      const SzHallAmendment *a = &g_array_index (made->amendments, SzHallAmendment, i);
      char key[SZ_HALL_KEY_MAX];
      if (a->kind != SZ_HALL_MOVE || a->set != sets[k] || a->instant > 30 * 3600)
        continue;
      sz_hall_rows_key (key, world, made, sets[k], a->index);
      g_assert_false (g_hash_table_contains (rows[k], key));
      deletions++;
    }
    g_hash_table_unref (rows[k]);
  }
  json_decref (answer);
  return deletions;
}

/* What moves across the beginning of the history is gone everywhere at once: from the pages, the counts and
 * the reconciliation, and from who follows the changes. A few halls, each on a few days with such rows. */
static void
test_moves_across_the_beginning (void)
{
  int halls = 0, deletions = 0;
  guint64 seed = (guint64)g_test_rand_int ();
  for (int tries = 0; deletions < 6 && tries < 20; tries++, seed++) {
    g_autoptr (SzHallWorld) world = sz_hall_world_new (seed, WINDOWS);
    int days = 0;
    g_test_message ("seed %" G_GUINT64_FORMAT, seed);
    for (gint64 date = sz_day_from_ymd (2026, 10, 12); date < sz_day_from_ymd (2026, 11, 22) && days < 3;
         date++) {
      if (!sz_hall_calendar_is_open (world->calendar, date) || !sz_hall_day_has_moves (world, date))
        continue;
      deletions += follow_moves (world, date);
      days++;
      halls++;
    }
  }
  g_test_message ("%d halls, %d rows that move within the day", halls, deletions);
  g_assert_cmpint (deletions, >=, 6);
}

/* The same in many small steps, with time passing in between, as a live follower does; then the rows agree
 * with the totals stated and with the reconciliation of every day. */
static void
test_follow_live (void)
{
  guint64 seed = (guint64)g_test_rand_int ();
  g_autoptr (SzHall) hall = hall_test_new ("2026-11-19T15:00:00", 8, WINDOWS, seed);
  GHashTable *rows[SZ_HALL_SETS];
  char *cursors[SZ_HALL_SETS];
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    if (!sz_hall_set_is_offered ((SzHallSet)set))
      continue;
    cursors[set] = hall_test_cursor (hall);
    rows[set] = hall_test_read_all (hall, (SzHallSet)set);
  }
  gint64 now = sz_hall_now_s (hall), end = hall_test_time ("2026-11-23T11:00:00");
  while (now < end) {
    gint64 next = MIN (end, now + g_test_rand_int_range (1, 3 * 3600));
    guint changed = sz_hall_changed (hall, now, next);
    sz_hall_set_now_s (hall, next);
    now = next;
    for (int set = 0; set < SZ_HALL_SETS; set++) {
      if (!sz_hall_set_is_offered ((SzHallSet)set))
        continue;
      char *reached = hall_test_follow (hall, (SzHallSet)set, cursors[set], 500, rows[set]);
      g_free (cursors[set]);
      cursors[set] = reached;
    }
    g_assert_cmpuint (changed >> SZ_HALL_SETS, ==, 0);
  }
  g_autoptr (GString) text = g_string_new (NULL);
  sz_hall_put_datasets (hall, text);
  json_t *answer = load (text->str);
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    if (!sz_hall_set_is_offered ((SzHallSet)set))
      continue;
    g_autoptr (GHashTable) wanted = hall_test_read_all (hall, (SzHallSet)set);
    assert_same_rows (rows[set], wanted);
    json_t *entry = hall_test_find_set (answer, (SzHallSet)set);
    g_assert_cmpint (json_integer_value (json_object_get (entry, "rows")), ==, g_hash_table_size (wanted));
    g_hash_table_unref (rows[set]);
    g_free (cursors[set]);
  }
  json_decref (answer);
}

/* A follower who is further behind hears everything, also after one who was nearly there. */
static void
test_two_followers (void)
{
  g_autoptr (SzHall) first = hall_test_new ("2026-11-19T10:00:00", 9, WINDOWS, 31);
  g_autoptr (SzHall) hall = hall_test_new ("2026-11-20T10:00:00", 10, WINDOWS, 31);
  g_autofree char *near = g_strdup_printf ("c%" G_GINT64_FORMAT, sz_hall_now_s (hall) - 60);
  g_autofree char *far = hall_test_cursor (first);
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    if (!sz_hall_set_is_offered ((SzHallSet)set))
      continue;
    g_autoptr (GHashTable) some = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr (GHashTable) rows = hall_test_read_all (first, (SzHallSet)set);
    g_autoptr (GHashTable) wanted = hall_test_read_all (hall, (SzHallSet)set);
    g_free (hall_test_follow (hall, (SzHallSet)set, near, 1000, some));
    g_free (hall_test_follow (hall, (SzHallSet)set, far, 1000, rows));
    assert_same_rows (rows, wanted);
  }
}

/* The follower's tests mean something only if there are rows that come late, move, change their mind and go.
 */
static void
test_everything_happens (void)
{
  g_autoptr (SzHall) hall = hall_test_new ("2026-11-20T18:00:00", 60, WINDOWS, 4);
  g_autofree char *cursor = g_strdup_printf ("c%" G_GINT64_FORMAT, sz_hall_first_day (hall) * SZ_HALL_DAY_S);
  guint deleted = 0, moved = 0, late = 0, corrected = 0;
  for (gint64 day = sz_hall_first_day (hall); day * SZ_HALL_DAY_S <= sz_hall_now_s (hall); day++) {
    g_autoptr (SzHallDay) made = sz_hall_day_new (sz_hall_world (hall), day);
    for (guint i = 0; i < made->amendments->len; i++) {
      const SzHallAmendment *a = &g_array_index (made->amendments, SzHallAmendment, i);
      late += a->kind == SZ_HALL_LATE;
      moved += a->kind == SZ_HALL_MOVE;
      corrected += a->kind == SZ_HALL_FIX;
      deleted += a->kind == SZ_HALL_DROP;
    }
  }
  g_test_message ("late %u, moved %u, corrected %u, deleted %u", late, moved, corrected, deleted);
  g_assert_cmpuint (late, >, 10);
  g_assert_cmpuint (moved, >, 3);
  g_assert_cmpuint (corrected, >, 10);
  g_assert_cmpuint (deleted, >, 5);
  guint puts = 0, dels = 0;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  for (;;) {
    g_autoptr (GString) page = g_string_new (NULL);
    g_assert_true (sz_hall_put_changes (hall, SZ_HALL_SET_TICKETS, cursor, 2000, page, NULL));
    json_t *record = hall_test_read_page (page->str, page->len, lines);
    g_free (cursor);
    cursor = g_strdup (json_string_value (json_object_get (record, "cursor")));
    gboolean more = json_is_true (json_object_get (record, "more"));
    json_decref (record);
    if (!more)
      break;
  }
  for (guint i = 0; i < lines->len; i++) {
    gboolean del = strstr (lines->pdata[i], "\"op\":\"del\"") != NULL;
    dels += del;
    puts += !del;
    /* A deletion says who and when, no more. */
    if (del) {
      json_t *row = load (lines->pdata[i]);
      g_assert_cmpuint (json_object_size (row), ==, 4);
      json_decref (row);
    }
  }
  g_assert_cmpuint (dels, >, 0);
  g_assert_cmpuint (puts, >, dels);
}

/* The same seed the same bytes, in whatever order the days are asked for; another seed other bytes. */
static void
test_deterministic (void)
{
  g_autoptr (SzHall) a = hall_test_new ("2026-11-20T14:36:00", 12, WINDOWS, 5);
  g_autoptr (SzHall) b = hall_test_new ("2026-11-20T14:36:00", 12, WINDOWS, 5);
  g_autoptr (SzHall) c = hall_test_new ("2026-11-20T14:36:00", 12, WINDOWS, 6);
  gint64 first = sz_hall_first_day (a);
  for (int set = SZ_HALL_FIRST_FACT; set < SZ_HALL_SETS; set++) {
    if (!sz_hall_set_is_offered ((SzHallSet)set))
      continue;
    GString *pages[13];
    for (int i = 12; i >= 0; i--) {
      pages[i] = g_string_new (NULL);
      g_assert_true (sz_hall_put_day (a, (SzHallSet)set, first + i, NULL, 20000, pages[i], NULL));
    }
    int different = 0;
    for (int i = 0; i <= 12; i++) {
      g_autoptr (GString) same = g_string_new (NULL), other = g_string_new (NULL);
      int day = (i * 5) % 13;
      g_assert_true (sz_hall_put_day (b, (SzHallSet)set, first + day, NULL, 20000, same, NULL));
      g_assert_true (sz_hall_put_day (c, (SzHallSet)set, first + day, NULL, 20000, other, NULL));
      g_assert_cmpmem (same->str, same->len, pages[day]->str, pages[day]->len);
      different += !g_string_equal (same, other);
    }
    g_assert_cmpint (different, >, 5);
    for (int i = 0; i <= 12; i++)
      g_string_free (pages[i], TRUE);
  }
}

/* Small pages together are the large one. */
static void
test_paging (void)
{
  g_autoptr (SzHall) hall = hall_test_new ("2026-11-20T14:36:00", 10, WINDOWS, 8);
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    if (!sz_hall_set_is_offered ((SzHallSet)set))
      continue;
    gint64 day = sz_hall_set_facts ((SzHallSet)set) == NULL ? sz_hall_world (hall)->founded_day
                                                            : sz_day_from_ymd (2026, 11, 18);
    g_autoptr (GPtrArray) large = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GPtrArray) small = g_ptr_array_new_with_free_func (g_free);
    hall_test_read_day (hall, (SzHallSet)set, day, SZ_HALL_PAGE_MAX, large);
    hall_test_read_day (hall, (SzHallSet)set, day, (guint)g_test_rand_int_range (1, 60), small);
    g_assert_cmpuint (large->len, ==, small->len);
    for (guint i = 0; i < large->len; i++)
      g_assert_cmpstr (large->pdata[i], ==, small->pdata[i]);
  }
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The proof is over exactly the keys and versions that the day's page states, sorted bytewise. */
static void
test_reconcile (void)
{
  g_autoptr (SzHall) hall = hall_test_new ("2026-11-20T14:36:00", 30, WINDOWS, 9);
  for (int set = 0; set < SZ_HALL_SETS; set++)
    for (int i = 0; i < 12 && sz_hall_set_is_offered ((SzHallSet)set); i++) {
      gint64 day = sz_hall_set_facts ((SzHallSet)set) == NULL ? sz_hall_world (hall)->founded_day
                                                              : sz_day_from_ymd (2026, 11, 20) - i;
      g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GString) joined = g_string_new (NULL), text = g_string_new (NULL);
      hall_test_read_day (hall, (SzHallSet)set, day, SZ_HALL_PAGE_MAX, lines);
      for (guint k = 0; k < lines->len; k++) {
        g_autofree char *key = hall_test_key (lines->pdata[k]);
        g_ptr_array_add (
            pairs, g_strdup_printf ("%s %" G_GINT64_FORMAT "\n", key, hall_test_version (lines->pdata[k])));
      }
      g_ptr_array_sort (pairs, compare_lines);
      for (guint k = 0; k < pairs->len; k++)
        g_string_append (joined, pairs->pdata[k]);
      g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, joined->str, -1);
      g_assert_true (sz_hall_put_reconcile (hall, (SzHallSet)set, day, NULL, text, NULL));
      json_t *answer = load (text->str);
      g_assert_cmpint (json_integer_value (json_object_get (answer, "count")), ==, lines->len);
      g_assert_cmpstr (json_string_value (json_object_get (answer, "sha256")), ==, sha256);
      json_decref (answer);
    }
}

/* As of a cursor: what a hall says of an earlier instant is what it said at that instant. */
static void
test_reconcile_as_of (void)
{
  g_autoptr (SzHall) hall = hall_test_new ("2026-11-19T11:00:00", 10, WINDOWS, 9);
  g_autofree char *cursor = hall_test_cursor (hall);
  g_autoptr (GString) then = g_string_new (NULL), now = g_string_new (NULL), later = g_string_new (NULL);
  gint64 day = sz_day_from_ymd (2026, 11, 19);
  g_assert_true (sz_hall_put_reconcile (hall, SZ_HALL_SET_TICKETS, day, NULL, then, NULL));
  sz_hall_set_now_s (hall, hall_test_time ("2026-11-19T16:00:00"));
  g_assert_true (sz_hall_put_reconcile (hall, SZ_HALL_SET_TICKETS, day, NULL, later, NULL));
  g_assert_true (sz_hall_put_reconcile (hall, SZ_HALL_SET_TICKETS, day, cursor, now, NULL));
  g_assert_cmpstr (then->str, ==, now->str);
  g_assert_cmpstr (then->str, !=, later->str);
}

typedef struct {
  GKeyFile *file;
  GStrv groups;
  char **order; /* chains such as "taken<=called" */
  char *at;
} Schema;

static Schema
load_schema (SzHallSet set)
{
  const char *folder = g_getenv ("SHUZHI_CATALOG_DIR");
  g_autofree char *path = g_strdup_printf ("%s/datasets/%s.ini", folder, sz_hall_set_name (set));
  Schema schema = { .file = g_key_file_new () };
  g_autoptr (GError) error = NULL;
  g_key_file_load_from_file (schema.file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  g_autofree char *raw = g_key_file_get_value (schema.file, "Dataset", "Order", NULL);
  schema.groups = g_key_file_get_groups (schema.file, NULL);
  schema.order = g_strsplit (raw != NULL ? raw : "", ";", -1);
  schema.at = g_key_file_get_value (schema.file, "Dataset", "At", NULL);
  return schema;
}

static void
free_schema (Schema *schema)
{
  g_key_file_unref (schema->file);
  g_strfreev (schema->groups);
  g_strfreev (schema->order);
  g_free (schema->at);
}

static gboolean
is_instant (json_t *value, gint64 *ms)
{
  return json_is_string (value) && sz_instant_parse (json_string_value (value), -1, NULL, ms);
}

static void
check_field (Schema *schema, const char *id, json_t *value, gint64 now_ms)
{
  g_autofree char *group = g_strconcat ("Field ", id, NULL);
  if (!g_key_file_has_group (schema->file, group))
    g_test_message ("no such field: %s", id);
  g_assert_true (g_key_file_has_group (schema->file, group));
  g_autofree char *type = g_key_file_get_value (schema->file, group, "Type", NULL);
  if (strcmp (type, "instant") == 0) {
    gint64 ms;
    g_assert_true (is_instant (value, &ms));
    if (!g_key_file_get_boolean (schema->file, group, "Future", NULL) &&
        !g_key_file_has_key (schema->file, group, "Future", NULL))
      g_assert_cmpint (ms, <=, now_ms);
  } else if (strcmp (type, "flag") == 0) {
    g_assert_true (json_is_boolean (value));
  } else if (strcmp (type, "integer") == 0 || strcmp (type, "decimal") == 0) {
    if (!json_is_number (value) || (*type == 'i' && !json_is_integer (value)))
      g_test_message ("%s is no %s", id, type);
    g_assert_true (*type == 'i' ? json_is_integer (value) : json_is_number (value));
    if (g_key_file_has_key (schema->file, group, "Min", NULL))
      g_assert_cmpfloat (json_number_value (value), >=,
                         g_key_file_get_double (schema->file, group, "Min", NULL));
    if (g_key_file_has_key (schema->file, group, "Max", NULL))
      g_assert_cmpfloat (json_number_value (value), <=,
                         g_key_file_get_double (schema->file, group, "Max", NULL));
  } else {
    if (!json_is_string (value) || json_string_length (value) == 0)
      g_test_message ("%s is no %s or empty", id, type);
    g_assert_true (json_is_string (value));
    g_assert_cmpuint (json_string_length (value), >, 0);
    if (g_key_file_has_key (schema->file, group, "Max", NULL))
      g_assert_cmpint (g_utf8_strlen (json_string_value (value), -1), <=,
                       g_key_file_get_integer (schema->file, group, "Max", NULL));
  }
}

/* "a<=b<=c": of those that are there, each not after the next. */
static void
check_chain (const char *chain, json_t *row)
{
  g_auto (GStrv) names = g_strsplit (chain, "<=", -1);
  gint64 last = G_MININT64;
  for (int i = 0; names[i] != NULL && *names[i] != '\0'; i++) {
    gint64 ms;
    json_t *value = json_object_get (row, names[i]);
    if (value == NULL)
      continue;
    g_assert_true (is_instant (value, &ms));
    g_assert_cmpint (ms, >=, last);
    last = ms;
  }
}

static void
check_row (Schema *schema, const char *line, gint64 now_ms)
{
  json_t *row = load (line), *value;
  const char *id;
  json_object_foreach (row, id, value)
  {
    if (strcmp (id, "key") != 0 && strcmp (id, "ver") != 0 && strcmp (id, "op") != 0 &&
        strcmp (id, "at") != 0)
      check_field (schema, id, value, now_ms);
  }
  g_assert_true (json_equal (json_object_get (row, "at"), json_object_get (row, schema->at)));
  g_assert_cmpint (json_integer_value (json_object_get (row, "ver")), >=, 1);
  for (int i = 0; schema->groups[i] != NULL; i++) {
    g_autofree char *required = g_key_file_get_value (schema->file, schema->groups[i], "Required", NULL);
    if (g_strcmp0 (required, "yes") == 0)
      g_assert_nonnull (json_object_get (row, schema->groups[i] + strlen ("Field ")));
  }
  for (int i = 0; schema->order[i] != NULL; i++)
    check_chain (schema->order[i], row);
  json_decref (row);
}

/* Every row of every set is what the catalogue says it is, and none tells of the future. */
static void
test_rows_fit_the_catalogue (void)
{
  g_autoptr (SzHall) hall = hall_test_new ("2026-11-20T10:41:00", 45, WINDOWS, (guint64)g_test_rand_int ());
  gint64 now_ms = (sz_hall_now_s (hall) - SZ_HALL_OFFSET_S) * 1000;
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    if (!sz_hall_set_is_offered ((SzHallSet)set))
      continue;
    g_test_message ("%s", sz_hall_set_name ((SzHallSet)set));
    Schema schema = load_schema ((SzHallSet)set);
    g_autoptr (GHashTable) rows = hall_test_read_all (hall, (SzHallSet)set);
    GHashTableIter iter;
    gpointer line;
    g_hash_table_iter_init (&iter, rows);
    while (g_hash_table_iter_next (&iter, NULL, &line))
      check_row (&schema, line, now_ms);
    free_schema (&schema);
  }
}

/* Whether a key is of a row that began before the days that are served. */
static gboolean
is_older (SzHall *hall, const char *key)
{
  g_autofree char *date = g_strndup (key + 1, 8);
  int year, month, mday;
  sz_day_to_ymd (sz_hall_first_day (hall), &year, &month, &mday);
  return g_ascii_strtoll (date, NULL, 10) < year * 10000 + month * 100 + mday;
}

/* Links lead somewhere: a rating's case and ticket, a step's case, are rows of the hall (if they began in its
 * history and have not been taken back). */
static void
test_links (void)
{
  g_autoptr (SzHall) hall = hall_test_new ("2026-11-20T16:00:00", 25, WINDOWS, 21);
  g_autoptr (GHashTable) tickets = hall_test_read_all (hall, SZ_HALL_SET_TICKETS);
  g_autoptr (GHashTable) cases = hall_test_read_all (hall, SZ_HALL_SET_CASES);
  g_autoptr (GHashTable) steps = hall_test_read_all (hall, SZ_HALL_SET_CASE_EVENTS);
  g_autoptr (GHashTable) evals = hall_test_read_all (hall, SZ_HALL_SET_EVALS);
  GHashTable *holders[] = { steps, evals, cases };
  guint followed = 0, late = 0;
  for (guint h = 0; h < G_N_ELEMENTS (holders); h++) {
    GHashTableIter iter;
    gpointer line;
    g_hash_table_iter_init (&iter, holders[h]);
    while (g_hash_table_iter_next (&iter, NULL, &line)) {
      json_t *row = load (line);
      const char *c = json_string_value (json_object_get (row, "case"));
      const char *t = json_string_value (json_object_get (row, "ticket"));
      followed += (c != NULL) + (t != NULL);
      late += c != NULL && !is_older (hall, c) && !g_hash_table_contains (cases, c);
      late += t != NULL && !is_older (hall, t) && !g_hash_table_contains (tickets, t);
      json_decref (row);
    }
  }
  g_test_message ("%u links, %u to rows that are still on their way", followed, late);
  g_assert_cmpuint (followed, >, 1000);
  g_assert_cmpuint (late, <, 30);
}

static void
test_bad_questions (void)
{
  g_autoptr (SzHall) hall = hall_test_new ("2026-11-20T14:36:00", 5, WINDOWS, 8);
  g_autoptr (GString) out = g_string_new (NULL);
  static const char *const cursors[] = { "",
                                         "c",
                                         "x1",
                                         "c1x",
                                         "c1.",
                                         "c1.2",
                                         "c1.2.",
                                         "c1.2.3.4",
                                         "c-1",
                                         "c 1",
                                         "c99999999999999999999",
                                         "T20261120000001" };
  for (guint i = 0; i < G_N_ELEMENTS (cursors); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (sz_hall_put_changes (hall, SZ_HALL_SET_CASES, cursors[i], 10, out, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
  }
  static const char *const afters[] = { "", "c1", "T20261120", "C20261120000001", "D01" };
  for (guint i = 0; i < G_N_ELEMENTS (afters); i++) {
    g_autoptr (GError) error = NULL;
    gint64 day = sz_day_from_ymd (2026, 11, 20);
    g_assert_false (sz_hall_put_day (hall, SZ_HALL_SET_TICKETS, day, afters[i], 10, out, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
  }
  g_assert_cmpuint (out->len, ==, 0);
  /* Days before the history and after now are empty, not wrong. */
  static const char *const dates[] = { "2025-01-05", "2026-11-21", "2031-01-01" };
  for (guint i = 0; i < G_N_ELEMENTS (dates); i++) {
    gint64 day;
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
    g_assert_true (sz_day_parse (dates[i], &day));
    hall_test_read_day (hall, SZ_HALL_SET_CASE_EVENTS, day, 100, lines);
    g_assert_cmpuint (lines->len, ==, 0);
  }
}

/* A follower that is ahead, because its hall began its day again, hears nothing new and keeps its place. */
static void
test_cursor_ahead (void)
{
  g_autoptr (SzHall) hall = hall_test_new ("2026-11-20T14:36:00", 5, WINDOWS, 8);
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *ahead = g_strdup_printf ("c%" G_GINT64_FORMAT, sz_hall_now_s (hall) + 900);
  g_autofree char *last = hall_test_follow (hall, SZ_HALL_SET_TICKETS, ahead, 100, rows);
  g_assert_cmpstr (last, ==, ahead);
  g_assert_cmpuint (g_hash_table_size (rows), ==, 0);
}

static void
test_small_halls (void)
{
  for (int windows = 1; windows <= 8; windows++) {
    g_autoptr (SzHall) hall = hall_test_new ("2026-11-20T14:36:00", 3, windows, 2);
    for (int set = 0; set < SZ_HALL_SETS; set++) {
      if (!sz_hall_set_is_offered ((SzHallSet)set))
        continue;
      g_autoptr (GHashTable) rows = hall_test_read_all (hall, (SzHallSet)set);
      /* Of what follows from tickets and cases a single window may have nothing in three days. */
      if (set < SZ_HALL_SET_APPTS)
        g_assert_cmpuint (g_hash_table_size (rows), >, 0);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hall/pages/days-sum-to-rows", test_days_sum_to_rows);
  g_test_add_func ("/hall/pages/follow-minutes", test_follow_minutes);
  g_test_add_func ("/hall/pages/follow-over-nights", test_follow_over_nights);
  g_test_add_func ("/hall/pages/follow-long", test_follow_long);
  g_test_add_func ("/hall/pages/moves-across-the-beginning", test_moves_across_the_beginning);
  g_test_add_func ("/hall/pages/follow-live", test_follow_live);
  g_test_add_func ("/hall/pages/two-followers", test_two_followers);
  g_test_add_func ("/hall/pages/everything-happens", test_everything_happens);
  g_test_add_func ("/hall/pages/deterministic", test_deterministic);
  g_test_add_func ("/hall/pages/paging", test_paging);
  g_test_add_func ("/hall/pages/reconcile", test_reconcile);
  g_test_add_func ("/hall/pages/reconcile-as-of", test_reconcile_as_of);
  g_test_add_func ("/hall/pages/rows-fit-the-catalogue", test_rows_fit_the_catalogue);
  g_test_add_func ("/hall/pages/links", test_links);
  g_test_add_func ("/hall/pages/bad-questions", test_bad_questions);
  g_test_add_func ("/hall/pages/cursor-ahead", test_cursor_ahead);
  g_test_add_func ("/hall/pages/small-halls", test_small_halls);
  return g_test_run ();
}
