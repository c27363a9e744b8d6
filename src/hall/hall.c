/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-private.h"

#include "sz-time.h"

#include <string.h>

/* Days kept. A page of case steps needs all the days that reach into it; the rest are for those who read
 * several data sets side by side. */
#define KEPT_DAYS (SZ_HALL_REACH_DAYS + 16)

typedef struct {
  gint32 instant; /* seconds from the start of the day */
  guint32 index;
} LogEntry;

typedef struct {
  SzHallDay *day; /* (owned) */
  guint64 used;
  GArray *log[SZ_HALL_SETS];      /* (owned) (nullable) of LogEntry, those after the floor */
  gint64 log_floor[SZ_HALL_SETS]; /* local seconds */
} KeptDay;

struct _SzHall {
  SzHallWorld *world;
  char *epoch;
  gint64 began_ms;
  gint64 began_us; /* of the monotonic clock */
  double speed;

  GHashTable *kept; /* day → KeptDay */
  guint64 uses;

  GThread *counter; /* (nullable) */
  gint counted;     /* atomic: the counter is done */
  gint stop;        /* atomic: it should give up */
  gint64 totals_at; /* local seconds at which `totals` holds */
  gint64 totals[SZ_HALL_SETS];
};

static const char *const set_names[SZ_HALL_SETS] = { "departments", "windows", "staff",       "items",
                                                     "tickets",     "cases",   "case_events", "evals",
                                                     "behaviour",   "flow" };

static void
free_kept_day (gpointer data)
{
  KeptDay *kept = data;
  for (int set = 0; set < SZ_HALL_SETS; set++)
    if (kept->log[set] != NULL)
      g_array_unref (kept->log[set]);
  sz_hall_day_free (kept->day);
  g_free (kept);
}

/* Counts the rows alive at the beginning, day by day, without touching what the main thread keeps. */
static gpointer
count_rows (gpointer data)
{
  SzHall *hall = data;
  gint64 today = hall->totals_at / SZ_HALL_DAY_S;
  for (gint64 date = today; date >= hall->world->first_day && !g_atomic_int_get (&hall->stop); date--) {
    g_autoptr (SzHallDay) day = sz_hall_day_new (hall->world, date);
    for (int set = SZ_HALL_FIRST_FACT; set < SZ_HALL_SETS; set++)
      hall->totals[set] +=
          sz_hall_day_alive (day, (SzHallSet)set, hall->totals_at - sz_hall_day_start_s (day));
  }
  g_atomic_int_set (&hall->counted, TRUE);
  return NULL;
}

SzHall *
sz_hall_new (const SzHallOptions *options)
{
  SzHall *hall = g_new0 (SzHall, 1);
  hall->began_ms = options->now_ms;
  hall->began_us = g_get_monotonic_time ();
  hall->speed = options->speed;
  gint64 now_s = sz_hall_now_s (hall);
  hall->world = sz_hall_world_new (options->seed, options->windows, now_s / SZ_HALL_DAY_S - options->days);
  char first[11];
  sz_day_format (hall->world->first_day, first);
  hall->epoch = g_strdup_printf ("hall-%" G_GUINT64_FORMAT "-%d-%s", options->seed, options->windows, first);
  hall->kept = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_kept_day);
  hall->totals_at = now_s;
  hall->counter = g_thread_new ("count", count_rows, hall);
  return hall;
}

void
sz_hall_free (SzHall *hall)
{
  if (hall == NULL)
    return;
  g_atomic_int_set (&hall->stop, TRUE);
  if (hall->counter != NULL)
    g_thread_join (hall->counter);
  g_hash_table_unref (hall->kept);
  sz_hall_world_free (hall->world);
  g_free (hall->epoch);
  g_free (hall);
}

const SzHallWorld *
sz_hall_world (const SzHall *hall)
{
  return hall->world;
}

const char *
sz_hall_epoch (const SzHall *hall)
{
  return hall->epoch;
}

gint64
sz_hall_now_s (const SzHall *hall)
{
  double passed_ms = (double)(g_get_monotonic_time () - hall->began_us) / 1000 * hall->speed;
  return (hall->began_ms + (gint64)passed_ms) / 1000 + SZ_HALL_OFFSET_S;
}

void
sz_hall_set_now_s (SzHall *hall, gint64 now_s)
{
  hall->began_ms = (now_s - SZ_HALL_OFFSET_S) * 1000;
  hall->began_us = g_get_monotonic_time ();
}

gboolean
sz_hall_is_counted (SzHall *hall)
{
  return g_atomic_int_get (&hall->counted);
}

void
sz_hall_wait_counted (SzHall *hall)
{
  g_clear_pointer (&hall->counter, g_thread_join);
}

const char *
sz_hall_set_name (SzHallSet set)
{
  return set_names[set];
}

gboolean
sz_hall_find_set (const char *name, SzHallSet *set)
{
  for (int i = 0; i < SZ_HALL_SETS; i++)
    if (strcmp (name, set_names[i]) == 0) {
      *set = (SzHallSet)i;
      return TRUE;
    }
  return FALSE;
}

int
sz_hall_things (const SzHall *hall, SzHallSet set)
{
  if (set == SZ_HALL_SET_DEPARTMENTS)
    return SZ_HALL_DEPARTMENTS;
  if (set == SZ_HALL_SET_WINDOWS)
    return hall->world->n_windows;
  if (set == SZ_HALL_SET_STAFF)
    return hall->world->n_staff;
  return set == SZ_HALL_SET_ITEMS ? SZ_HALL_ITEMS : 0;
}

static void
drop_oldest (SzHall *hall)
{
  GHashTableIter iter;
  gpointer value;
  KeptDay *oldest = NULL;
  g_hash_table_iter_init (&iter, hall->kept);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    KeptDay *kept = value;
    if (oldest == NULL || kept->used < oldest->used)
      oldest = kept;
  }
  if (oldest != NULL)
    g_hash_table_remove (hall->kept, &oldest->day->day);
}

static KeptDay *
keep_day (SzHall *hall, gint64 date)
{
  KeptDay *kept = g_hash_table_lookup (hall->kept, &date);
  if (kept == NULL) {
    if (g_hash_table_size (hall->kept) >= KEPT_DAYS)
      drop_oldest (hall);
    kept = g_new0 (KeptDay, 1);
    kept->day = sz_hall_day_new (hall->world, date);
    g_hash_table_insert (hall->kept, &kept->day->day, kept);
  }
  kept->used = ++hall->uses;
  return kept;
}

const SzHallDay *
sz_hall_day (SzHall *hall, gint64 day)
{
  return keep_day (hall, day)->day;
}

static int
compare_log_entries (gconstpointer pa, gconstpointer pb)
{
  const LogEntry *a = pa, *b = pb;
  if (a->instant != b->instant)
    return a->instant < b->instant ? -1 : 1;
  return a->index < b->index ? -1 : a->index > b->index;
}

/* The changes of the day's rows after a floor, sorted. Most of an old day's rows have long come to rest, so
 * the part that a follower needs is small. */
static const GArray *
log_of (KeptDay *kept, SzHallSet set, gint64 floor_s)
{
  if (kept->log[set] != NULL && kept->log_floor[set] <= floor_s)
    return kept->log[set];
  g_clear_pointer (&kept->log[set], g_array_unref);
  GArray *log = g_array_new (FALSE, FALSE, sizeof (LogEntry));
  gint64 after = floor_s - sz_hall_day_start_s (kept->day);
  guint n = sz_hall_day_count (kept->day, set);
  for (guint i = 0; i < n; i++) {
    SzHallLife life;
    sz_hall_day_life (kept->day, set, i, &life);
    for (int k = life.n - 1; k >= 0 && life.at[k] > after; k--) {
      LogEntry entry = { .instant = life.at[k], .index = i };
      g_array_append_val (log, entry);
    }
  }
  g_array_sort (log, compare_log_entries);
  kept->log[set] = log;
  kept->log_floor[set] = floor_s;
  return log;
}

static guint
first_after (const GArray *log, gint64 instant)
{
  guint low = 0, high = log->len;
  while (low < high) {
    guint middle = (low + high) / 2;
    if (g_array_index (log, LogEntry, middle).instant > instant)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/* How many days after its own a day's rows may still change. */
static int
reach_of (SzHallSet set)
{
  if (set == SZ_HALL_SET_WINDOWS)
    return 0;
  gboolean long_lived =
      set == SZ_HALL_SET_CASES || set == SZ_HALL_SET_CASE_EVENTS || set == SZ_HALL_SET_EVALS;
  return long_lived ? SZ_HALL_REACH_DAYS : 3;
}

static void
add_window_changes (SzHall *hall, gint64 date, gint64 from_s, gint64 to_s, GArray *changes)
{
  const SzHallDay *day = sz_hall_day (hall, date);
  gint64 start = sz_hall_day_start_s (day);
  for (guint i = 0; i < day->window_events->len; i++) {
    gint64 instant = start + g_array_index (day->window_events, SzHallWindowEvent, i).instant;
    SzHallChange change = { .instant = instant, .origin = date, .index = i };
    if (instant > from_s && instant <= to_s)
      g_array_append_val (changes, change);
  }
}

static void
add_fact_changes (SzHall *hall, SzHallSet set, gint64 date, gint64 from_s, gint64 to_s, GArray *changes)
{
  KeptDay *kept = keep_day (hall, date);
  gint64 start = sz_hall_day_start_s (kept->day);
  const GArray *log = log_of (kept, set, from_s);
  for (guint i = first_after (log, from_s - start); i < log->len; i++) {
    const LogEntry *entry = &g_array_index (log, LogEntry, i);
    if (start + entry->instant > to_s)
      break;
    SzHallChange change = { .instant = start + entry->instant, .origin = date, .index = entry->index };
    g_array_append_val (changes, change);
  }
}

int
sz_hall_change_compare (const SzHallChange *a, const SzHallChange *b)
{
  if (a->instant != b->instant)
    return a->instant < b->instant ? -1 : 1;
  if (a->origin != b->origin)
    return a->origin < b->origin ? -1 : 1;
  return a->index < b->index ? -1 : a->index > b->index;
}

static gint
compare_changes (gconstpointer a, gconstpointer b)
{
  return sz_hall_change_compare (a, b);
}

GArray *
sz_hall_changes_between (SzHall *hall, SzHallSet set, gint64 from_s, gint64 to_s)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (SzHallChange));
  gint64 first = MAX (hall->world->first_day, from_s / SZ_HALL_DAY_S - reach_of (set));
  if ((set < SZ_HALL_FIRST_FACT && set != SZ_HALL_SET_WINDOWS) || from_s >= to_s)
    return changes;
  for (gint64 date = first; date <= to_s / SZ_HALL_DAY_S; date++) {
    if (set == SZ_HALL_SET_WINDOWS)
      add_window_changes (hall, date, from_s, to_s, changes);
    else
      add_fact_changes (hall, set, date, from_s, to_s, changes);
  }
  g_array_sort (changes, compare_changes);
  return changes;
}

guint
sz_hall_changed (SzHall *hall, gint64 from_s, gint64 to_s)
{
  guint changed = 0;
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    g_autoptr (GArray) changes = sz_hall_changes_between (hall, (SzHallSet)set, from_s, to_s);
    if (changes->len > 0)
      changed |= 1u << set;
  }
  return changed;
}

gint64
sz_hall_window_version (const SzHall *hall, gint64 day, const SzHallWindowEvent *event)
{
  return 1 + (day - hall->world->first_day) * SZ_HALL_WINDOW_EVENTS_MAX + event->number;
}

SzHallWindowNow *
sz_hall_windows_at (SzHall *hall, gint64 now_s)
{
  int n = hall->world->n_windows, found = 0;
  SzHallWindowNow *windows = g_new0 (SzHallWindowNow, n);
  for (gint64 date = now_s / SZ_HALL_DAY_S; date >= hall->world->first_day && found < n; date--) {
    const SzHallDay *day = sz_hall_day (hall, date);
    for (guint i = day->window_events->len; i-- > 0;) {
      const SzHallWindowEvent *event = &g_array_index (day->window_events, SzHallWindowEvent, i);
      SzHallWindowNow *window = &windows[event->window];
      gint64 instant = sz_hall_day_start_s (day) + event->instant;
      if (instant > now_s || window->version > 0)
        continue;
      found++;
      *window = (SzHallWindowNow){ .state = (SzHallWindowState)event->state,
                                   .since = instant,
                                   .version = sz_hall_window_version (hall, date, event) };
    }
  }
  for (int w = 0; w < n; w++)
    if (windows[w].version == 0)
      windows[w] = (SzHallWindowNow){ .state = SZ_HALL_CLOSED,
                                      .version = 1,
                                      .since = hall->world->founded_day * SZ_HALL_DAY_S };
  return windows;
}

/* Brings the totals from when they were counted to now: rows that came to be, less rows that went. */
static void
advance_totals (SzHall *hall, gint64 now_s)
{
  while (hall->totals_at < now_s) {
    gint64 to_s = MIN (now_s, hall->totals_at + SZ_HALL_DAY_S);
    for (int set = SZ_HALL_FIRST_FACT; set < SZ_HALL_SETS; set++) {
      g_autoptr (GArray) changes = sz_hall_changes_between (hall, (SzHallSet)set, hall->totals_at, to_s);
      for (guint i = 0; i < changes->len; i++) {
        const SzHallChange *change = &g_array_index (changes, SzHallChange, i);
        const SzHallDay *day = sz_hall_day (hall, change->origin);
        SzHallLife life;
        sz_hall_day_life (day, (SzHallSet)set, change->index, &life);
        gint64 instant = change->instant - sz_hall_day_start_s (day);
        if (life.at[0] == instant)
          hall->totals[set]++;
        if (life.dropped && life.at[life.n - 1] == instant)
          hall->totals[set]--;
      }
    }
    hall->totals_at = to_s;
  }
}

static void
put_set (SzHall *hall, GString *out, SzHallSet set, gint64 now_s)
{
  gint64 earliest = hall->world->founded_day, latest = earliest, rows = sz_hall_things (hall, set);
  if (set >= SZ_HALL_FIRST_FACT) {
    earliest = hall->world->first_day;
    latest = now_s / SZ_HALL_DAY_S;
    rows = hall->totals[set];
  }
  char first[11], last[11];
  sz_day_format (earliest, first);
  sz_day_format (latest, last);
  g_string_append_printf (out, "%s{\"name\":\"%s\",\"rows\":", set == 0 ? "" : ",", set_names[set]);
  if (set >= SZ_HALL_FIRST_FACT && !sz_hall_is_counted (hall))
    g_string_append (out, "null");
  else
    g_string_append_printf (out, "%" G_GINT64_FORMAT, rows);
  g_string_append_printf (out, ",\"earliest\":\"%s\",\"latest\":\"%s\",\"cursor\":\"", first, last);
  SzHallCursor cursor = { .at = { .instant = now_s }, .plain = TRUE };
  sz_hall_cursor_put (out, &cursor);
  g_string_append (out, "\"}");
}

void
sz_hall_put_datasets (SzHall *hall, GString *out)
{
  gint64 now_s = sz_hall_now_s (hall);
  char now[32] = { 0 };
  sz_hall_rows_put_instant (now, now_s);
  if (sz_hall_is_counted (hall))
    advance_totals (hall, now_s);
  g_string_append_printf (out, "{\"epoch\":\"%s\",\"now\":\"%s\",\"zone\":\"Asia/Shanghai\"", hall->epoch,
                          now);
  g_string_append (out, ",\"name\":\"宁川市政务服务中心\",\"datasets\":[");
  for (int set = 0; set < SZ_HALL_SETS; set++)
    put_set (hall, out, (SzHallSet)set, now_s);
  g_string_append (out, "]}\n");
}
