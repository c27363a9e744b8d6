/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-test.h"

#include "sz-time.h"

#include <string.h>

gint64
hall_test_time (const char *wall)
{
  g_autoptr (SzZone) zone = sz_zone_new ("UTC", NULL);
  gint64 ms;
  g_assert_true (sz_instant_parse (wall, -1, zone, &ms));
  return ms / 1000;
}

SzHall *
hall_test_new (const char *now, int days, int windows, guint64 seed)
{
  SzHallOptions options;
  sz_hall_options_init (&options);
  options.now_ms = (hall_test_time (now) - SZ_HALL_OFFSET_S) * 1000;
  options.days = days;
  options.windows = windows;
  options.seed = seed;
  options.speed = 0;
  SzHall *hall = sz_hall_new (&options);
  sz_hall_wait_counted (hall);
  return hall;
}

json_t *
hall_test_read_page (const char *text, gsize length, GPtrArray *lines)
{
  g_assert_cmpuint (length, >, 0);
  g_assert_cmpint (text[length - 1], ==, '\n');
  guint count = 0;
  const char *line = text, *end = text + length;
  json_t *record = NULL;
  while (line < end) {
    const char *newline = memchr (line, '\n', (gsize)(end - line));
    if (newline + 1 == end) {
      json_error_t error;
      record = json_loadb (line, (gsize)(newline - line), 0, &error);
      break;
    }
    g_ptr_array_add (lines, g_strndup (line, (gsize)(newline - line)));
    count++;
    line = newline + 1;
  }
  g_assert_nonnull (record);
  g_autofree char *sha256 =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text, (gsize)(line - text));
  g_assert_true (json_is_true (json_object_get (record, "end")));
  g_assert_cmpint (json_integer_value (json_object_get (record, "count")), ==, count);
  g_assert_cmpstr (json_string_value (json_object_get (record, "sha256")), ==, sha256);
  g_assert_true (json_is_string (json_object_get (record, "cursor")));
  g_assert_true (json_is_string (json_object_get (record, "epoch")));
  g_assert_true (json_is_boolean (json_object_get (record, "more")));
  g_assert_true (json_is_string (json_object_get (record, "watermark")));
  return record;
}

void
hall_test_read_day (SzHall *hall, SzHallSet set, gint64 day, guint limit, GPtrArray *lines)
{
  g_autofree char *after = NULL;
  for (;;) {
    g_autoptr (GString) page = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    guint before = lines->len;
    g_assert_true (sz_hall_put_day (hall, set, day, after, limit, page, &error));
    g_assert_no_error (error);
    json_t *end = hall_test_read_page (page->str, page->len, lines);
    g_assert_cmpuint (lines->len - before, <=, limit);
    gboolean more = json_is_true (json_object_get (end, "more"));
    g_free (after);
    after = g_strdup (json_string_value (json_object_get (end, "cursor")));
    json_decref (end);
    if (!more)
      return;
    g_assert_cmpuint (lines->len, >, before);
  }
}

char *
hall_test_key (const char *line)
{
  g_assert_true (g_str_has_prefix (line, "{\"key\":\""));
  const char *key = line + 8;
  return g_strndup (key, (gsize)(strchr (key, '"') - key));
}

gint64
hall_test_version (const char *line)
{
  const char *version = strstr (line, "\"ver\":");
  g_assert_nonnull (version);
  return g_ascii_strtoll (version + 6, NULL, 10);
}

GHashTable *
hall_test_read_all (SzHall *hall, SzHallSet set)
{
  GHashTable *rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const SzHallWorld *world = sz_hall_world (hall);
  const SzHallThings *things = sz_hall_set_things (set);
  gint64 last = sz_hall_now_s (hall) / SZ_HALL_DAY_S, first = sz_hall_first_day (hall);
  if (things != NULL)
    first = world->founded_day;
  if (things != NULL && things->born == NULL)
    last = first;
  for (gint64 day = last; day >= first; day--) {
    g_autoptr (GPtrArray) lines = g_ptr_array_new ();
    hall_test_read_day (hall, set, day, SZ_HALL_PAGE_MAX, lines);
    for (guint i = 0; i < lines->len; i++) {
      g_autofree char *key = hall_test_key (lines->pdata[i]);
      g_assert_nonnull (strstr (lines->pdata[i], "\"op\":\"put\""));
      g_assert_true (g_hash_table_insert (rows, g_steal_pointer (&key), lines->pdata[i]));
    }
  }
  return rows;
}

char *
hall_test_cursor (SzHall *hall)
{
  g_autoptr (GString) text = g_string_new (NULL);
  sz_hall_put_datasets (hall, text);
  json_t *answer = json_loadb (text->str, text->len, 0, NULL);
  g_assert_nonnull (answer);
  json_t *first = json_array_get (json_object_get (answer, "datasets"), 0);
  char *cursor = g_strdup (json_string_value (json_object_get (first, "cursor")));
  g_assert_nonnull (cursor);
  json_decref (answer);
  return cursor;
}

static void
apply (GHashTable *rows, char *line)
{
  g_autofree char *key = hall_test_key (line);
  const char *old = g_hash_table_lookup (rows, key);
  if (old != NULL)
    g_assert_cmpint (hall_test_version (line), >, hall_test_version (old));
  if (strstr (line, "\"op\":\"del\"") != NULL) {
    g_hash_table_remove (rows, key);
    g_free (line);
    return;
  }
  g_hash_table_insert (rows, g_steal_pointer (&key), line);
}

char *
hall_test_follow (SzHall *hall, SzHallSet set, const char *cursor, guint limit, GHashTable *rows)
{
  g_autofree char *after = g_strdup (cursor);
  for (;;) {
    g_autoptr (GString) page = g_string_new (NULL);
    g_autoptr (GPtrArray) lines = g_ptr_array_new ();
    g_autoptr (GError) error = NULL;
    g_assert_true (sz_hall_put_changes (hall, set, after, limit, page, &error));
    g_assert_no_error (error);
    json_t *end = hall_test_read_page (page->str, page->len, lines);
    g_assert_cmpuint (lines->len, <=, limit);
    for (guint i = 0; i < lines->len; i++)
      apply (rows, lines->pdata[i]);
    g_free (after);
    after = g_strdup (json_string_value (json_object_get (end, "cursor")));
    gboolean more = json_is_true (json_object_get (end, "more"));
    json_decref (end);
    if (!more)
      return g_steal_pointer (&after);
  }
}

guint
hall_test_n_sets (void)
{
  guint n = 0;
  for (int set = 0; set < SZ_HALL_SETS; set++)
    n += sz_hall_set_is_offered ((SzHallSet)set);
  return n;
}

json_t *
hall_test_find_set (json_t *datasets, SzHallSet set)
{
  size_t i;
  json_t *entry;
  json_array_foreach (json_object_get (datasets, "datasets"), i,
                      entry) if (strcmp (json_string_value (json_object_get (entry, "name")),
                                         sz_hall_set_name (set)) == 0) return entry;
  g_assert_not_reached ();
}
