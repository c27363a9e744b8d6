/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-private.h"

#include "hall-clock.h"
#include "hall-incidents.h"
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
  guint n_halls;
  SzHallWorld **views; /* (owned) (nullable) of several halls, made when they are needed */
  gint64 first_day;    /* that is served */
  char *epoch;
  SzHallClock *clock; /* (owned) */

  GHashTable *kept; /* day → KeptDay */
  guint64 uses;

  GThread *counter; /* (nullable) */
  gint counted;     /* atomic: the counter is done */
  gint stop;        /* atomic: it should give up */
  gint64 totals_at; /* local seconds at which `totals` holds */
  gint64 totals[SZ_HALL_SETS];
};

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

/* The first day whose rows may stand on a day that is served. */
static gint64
first_origin (const SzHall *hall, SzHallSet set)
{
  gboolean spills = sz_hall_set_facts (set)->spills;
  gint64 first = spills ? hall->first_day - SZ_HALL_REACH_DAYS + 1 : hall->first_day;
  return MAX (first, hall->world->founded_day);
}

gboolean
sz_hall_is_served (SzHall *hall, const SzHallDay *day, SzHallSet set, guint32 index, gint64 instant)
{
  return day->day > hall->first_day || sz_hall_rows_day (day, set, index, instant) >= hall->first_day;
}

gboolean
sz_hall_counts (SzHall *hall, const SzHallDay *day, SzHallSet set, guint32 index, const SzHallLife *life,
                gint64 instant)
{
  return life->at[0] <= instant && !(life->dropped && life->at[life->n - 1] <= instant) &&
         sz_hall_is_served (hall, day, set, index, instant);
}

static void
count_day (SzHall *hall, const SzHallDay *day, SzHallSet set)
{
  gint64 instant = hall->totals_at - sz_hall_day_start_s (day);
  guint n = sz_hall_day_count (day, set);
  for (guint i = 0; i < n; i++) {
    SzHallLife life;
    sz_hall_day_life (day, set, i, &life);
    hall->totals[set] += sz_hall_counts (hall, day, set, i, &life, instant);
  }
}

/* Counts the rows alive at the beginning, day by day, without touching what the main thread keeps. */
static gpointer
count_rows (gpointer data)
{
  SzHall *hall = data;
  gint64 today = hall->totals_at / SZ_HALL_DAY_S;
  gint64 oldest = MAX (hall->first_day - SZ_HALL_REACH_DAYS + 1, hall->world->founded_day);
  for (gint64 date = today; date >= oldest && !g_atomic_int_get (&hall->stop); date--) {
    g_autoptr (SzHallDay) day = sz_hall_day_new (hall->world, date);
    for (int set = 0; set < SZ_HALL_SETS; set++)
      if (sz_hall_set_facts ((SzHallSet)set) != NULL && date >= first_origin (hall, (SzHallSet)set))
        count_day (hall, day, (SzHallSet)set);
  }
  g_atomic_int_set (&hall->counted, TRUE);
  return NULL;
}

SzHall *
sz_hall_new (const SzHallOptions *given)
{
  SzHall *hall = g_new0 (SzHall, 1);
  SzHallOptions settled = *given;
  const SzHallOptions *options = &settled;
  hall->world = sz_hall_world_new (options->seed, options->windows);
  sz_hall_options_settle (&settled, hall->world);
  hall->n_halls = (guint)MAX (1, options->halls);
  if (hall->n_halls > 1)
    hall->views = g_new0 (SzHallWorld *, hall->n_halls);
  hall->clock = g_new0 (SzHallClock, 1);
  sz_hall_clock_init (hall->clock, hall->world->calendar, options->now_ms, options->speed,
                      options->skip_closed);
  gint64 now_s = sz_hall_now_s (hall);
  hall->first_day = MAX (hall->world->founded_day, now_s / SZ_HALL_DAY_S - options->days);
  hall->epoch = g_strdup_printf ("hall-%" G_GUINT64_FORMAT "-%d", options->seed, options->windows);
  if (hall->n_halls > 1) {
    char *single = hall->epoch;
    hall->epoch = g_strdup_printf ("%s-%u", single, hall->n_halls);
    g_free (single);
  }
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
  for (guint i = 0; hall->views != NULL && i < hall->n_halls; i++)
    sz_hall_world_free (hall->views[i]);
  g_free (hall->views);
  g_free (hall->clock);
  sz_hall_world_free (hall->world);
  g_free (hall->epoch);
  g_free (hall);
}

guint
sz_hall_n_halls (const SzHall *hall)
{
  return hall->n_halls;
}

guint
sz_hall_n_halls_of (const SzHall *hall, SzHallSet set)
{
  const SzHallThings *things = sz_hall_set_things (set);
  return things != NULL && things->of_district ? 1 : hall->n_halls;
}

const SzHallWorld *
sz_hall_view (SzHall *hall, guint number)
{
  if (hall->views == NULL)
    return hall->world;
  if (hall->views[number] == NULL)
    hall->views[number] = sz_hall_world_new_view (hall->world, number + 1);
  return hall->views[number];
}

gint64
sz_hall_first_day (const SzHall *hall)
{
  return hall->first_day;
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
  return sz_hall_clock_now_s (hall->clock);
}

void
sz_hall_set_now_s (SzHall *hall, gint64 now_s)
{
  sz_hall_clock_set_s (hall->clock, now_s);
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
keep_day (SzHall *hall, gint64 date, SzHallSet set)
{
  KeptDay *kept = g_hash_table_lookup (hall->kept, &date);
  if (kept == NULL) {
    if (g_hash_table_size (hall->kept) >= KEPT_DAYS)
      drop_oldest (hall);
    kept = g_new0 (KeptDay, 1);
    kept->day = sz_hall_day_begin (hall->world, date);
    g_hash_table_insert (hall->kept, &kept->day->day, kept);
  }
  sz_hall_day_need (kept->day, set);
  kept->used = ++hall->uses;
  return kept;
}

const SzHallDay *
sz_hall_day (SzHall *hall, gint64 day, SzHallSet set)
{
  return keep_day (hall, day, set)->day;
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

static void
add_fact_changes (SzHall *hall, SzHallSet set, gint64 date, gint64 from_s, gint64 to_s, GArray *changes)
{
  KeptDay *kept = keep_day (hall, date, set);
  gint64 start = sz_hall_day_start_s (kept->day);
  const GArray *log = log_of (kept, set, from_s);
  for (guint i = first_after (log, from_s - start); i < log->len; i++) {
    const LogEntry *entry = &g_array_index (log, LogEntry, i);
    if (start + entry->instant > to_s)
      break;
    SzHallChange change = { .instant = start + entry->instant, .origin = date, .index = entry->index };
    /* What stands on a day before those served is not told of; that a row has come to stand there is. */
    if (sz_hall_is_served (hall, kept->day, set, entry->index, entry->instant) ||
        sz_hall_is_served (hall, kept->day, set, entry->index, (gint64)entry->instant - 1))
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
  if (a->index != b->index)
    return a->index < b->index ? -1 : 1;
  return a->hall < b->hall ? -1 : a->hall > b->hall;
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
  const SzHallFacts *facts = sz_hall_set_facts (set);
  const SzHallThings *things = sz_hall_set_things (set);
  if (from_s >= to_s || (facts == NULL && !things->changes && things->born == NULL))
    return changes;
  gint64 first = from_s / SZ_HALL_DAY_S;
  if (facts != NULL)
    first = MAX (first_origin (hall, set), first - facts->reach_days);
  for (gint64 date = MAX (first, hall->world->founded_day); date <= to_s / SZ_HALL_DAY_S; date++) {
    if (facts != NULL)
      add_fact_changes (hall, set, date, from_s, to_s, changes);
    else
      sz_hall_add_thing_changes (hall, set, date, from_s, to_s, changes);
  }
  g_array_sort (changes, compare_changes);
  return changes;
}

guint
sz_hall_changed (SzHall *hall, gint64 from_s, gint64 to_s)
{
  guint changed = 0;
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    if (!sz_hall_set_is_offered ((SzHallSet)set))
      continue;
    g_autoptr (GArray) changes = sz_hall_changes_between (hall, (SzHallSet)set, from_s, to_s);
    if (changes->len > 0)
      changed |= 1u << set;
  }
  return changed;
}

/* Brings the total of a set from when it was counted to an instant: rows that came to count, less those that
 * ceased. */
static void
advance_total (SzHall *hall, SzHallSet set, gint64 from_s, gint64 to_s)
{
  g_autoptr (GArray) changes = sz_hall_changes_between (hall, set, from_s, to_s);
  for (guint i = 0; i < changes->len; i++) {
    const SzHallChange *change = &g_array_index (changes, SzHallChange, i);
    const SzHallDay *day = sz_hall_day (hall, change->origin, set);
    SzHallLife life;
    sz_hall_day_life (day, set, change->index, &life);
    gint64 instant = change->instant - sz_hall_day_start_s (day);
    hall->totals[set] += sz_hall_counts (hall, day, set, change->index, &life, instant) -
                         sz_hall_counts (hall, day, set, change->index, &life, instant - 1);
  }
}

static void
advance_totals (SzHall *hall, gint64 now_s)
{
  while (hall->totals_at < now_s) {
    gint64 to_s = MIN (now_s, hall->totals_at + SZ_HALL_DAY_S);
    for (int set = 0; set < SZ_HALL_SETS; set++)
      if (sz_hall_set_facts ((SzHallSet)set) != NULL)
        advance_total (hall, (SzHallSet)set, hall->totals_at, to_s);
    hall->totals_at = to_s;
  }
}

static void
put_set (SzHall *hall, GString *out, SzHallSet set, gint64 now_s)
{
  const SzHallThings *things = sz_hall_set_things (set);
  gint64 earliest = hall->world->founded_day, latest = earliest;
  gint64 rows = things != NULL ? sz_hall_things_at (hall, set, now_s) : hall->totals[set];
  if (things == NULL)
    earliest = hall->first_day;
  if (things == NULL || things->born != NULL)
    latest = now_s / SZ_HALL_DAY_S;
  char first[11], last[11];
  sz_day_format (earliest, first);
  sz_day_format (latest, last);
  g_string_append_printf (out, "{\"name\":\"%s\",\"rows\":", sz_hall_set_name (set));
  if (things == NULL && !sz_hall_is_counted (hall))
    g_string_append (out, "null");
  else
    g_string_append_printf (out, "%" G_GINT64_FORMAT, rows * sz_hall_n_halls_of (hall, set));
  g_string_append_printf (out, ",\"earliest\":\"%s\",\"latest\":\"%s\",\"cursor\":\"", first, last);
  SzHallCursor cursor = { .at = { .instant = now_s }, .plain = TRUE };
  sz_hall_cursor_put (out, hall->n_halls, &cursor);
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
  const char *comma = "";
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    if (!sz_hall_set_is_offered ((SzHallSet)set))
      continue;
    g_string_append (out, comma);
    put_set (hall, out, (SzHallSet)set, now_s);
    comma = ",";
  }
  g_string_append (out, "]}\n");
}

gboolean
sz_hall_put_truth (SzHall *hall, gint64 day, GString *out)
{
  if (day < hall->first_day || day > sz_hall_now_s (hall) / SZ_HALL_DAY_S)
    return FALSE;
  sz_hall_incidents_put_truth (out, hall->world, day);
  return TRUE;
}
