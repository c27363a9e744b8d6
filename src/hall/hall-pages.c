/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of the hall interface: a day's rows as they are now, what has changed since, and the proof of both.
 */
#include "hall-private.h"

#include "sz-i18n.h"

#include <string.h>

/* Half of the time that a page takes goes into this. (transfer full) */
static char *
prove (const GString *bytes)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)bytes->str, bytes->len);
}

void
sz_hall_put_end (SzHall *hall, GString *out, guint count, const char *cursor, gboolean more, gint64 watermark)
{
  g_autofree char *sha256 = prove (out);
  char at[32] = { 0 };
  sz_hall_rows_put_instant (at, watermark);
  g_string_append_printf (out,
                          "{\"end\":true,\"count\":%u,\"sha256\":\"%s\",\"cursor\":\"%s\",\"epoch\":\"%s\","
                          "\"more\":%s,\"watermark\":\"%s\"}\n",
                          count, sha256, cursor, sz_hall_epoch (hall), more ? "true" : "false", at);
}

gboolean
sz_hall_cursor_parse (const char *text, SzHallCursor *cursor, GError **error)
{
  guint64 parts[3] = { 0 };
  int n = 0;
  const char *p = text;
  gboolean good = *p++ == 'c';
  while (good) {
    char *end = NULL;
    good = g_ascii_isdigit (*p);
    if (!good)
      break;
    parts[n++] = g_ascii_strtoull (p, &end, 10);
    p = end;
    if (*p == '\0' || n == 3)
      break;
    good = *p++ == '.';
  }
  if (!good || *p != '\0' || n == 2 || parts[0] > G_MAXUINT32 || parts[1] > G_MAXINT32 ||
      parts[2] > G_MAXUINT32) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("The cursor “%.40s” is not one of this hall."), text);
    return FALSE;
  }
  cursor->plain = n == 1;
  cursor->at =
      (SzHallChange){ .instant = (gint64)parts[0], .origin = (gint64)parts[1], .index = (guint32)parts[2] };
  return TRUE;
}

void
sz_hall_cursor_put (GString *out, const SzHallCursor *cursor)
{
  g_string_append_printf (out, "c%" G_GINT64_FORMAT, cursor->at.instant);
  if (!cursor->plain)
    g_string_append_printf (out, ".%" G_GINT64_FORMAT ".%u", cursor->at.origin, cursor->at.index);
}

/* Called for each row that stands on a day at an instant, in order of key; FALSE ends the walk. */
typedef gboolean (*VisitRow) (const SzHallDay *day, SzHallSet set, guint32 index, gint64 instant,
                              gpointer data);

typedef struct {
  SzHall *hall;
  SzHallSet set;
  gint64 date; /* the day whose rows are wanted */
  gint64 now_s;
  gint64 after_origin; /* rows up to this one are passed over */
  gint64 after_index;
  VisitRow visit;
  gpointer data;
} Walk;

static gboolean
visit_if_there (const Walk *walk, const SzHallDay *day, guint32 index)
{
  if (day->day < walk->after_origin || (day->day == walk->after_origin && index <= walk->after_index))
    return TRUE;
  gint64 instant = walk->now_s - sz_hall_day_start_s (day);
  SzHallLife life;
  sz_hall_day_life (day, walk->set, index, &life);
  if (life.at[0] > instant || (life.dropped && life.at[life.n - 1] <= instant) ||
      sz_hall_rows_day (day, walk->set, index, instant) != walk->date)
    return TRUE;
  return walk->visit (day, walk->set, index, instant, walk->data);
}

/* Rows that begin on the day itself, then those of the next day that have turned out to belong to it. */
static void
walk_own_day (const Walk *walk)
{
  const SzHallDay *day = sz_hall_day (walk->hall, walk->date);
  guint n = sz_hall_day_count (day, walk->set);
  for (guint i = 0; i < n; i++)
    if (!visit_if_there (walk, day, i))
      return;
  gboolean may_move = walk->set == SZ_HALL_SET_TICKETS || walk->set == SZ_HALL_SET_CASES;
  if (!may_move || (walk->date + 1) * SZ_HALL_DAY_S > walk->now_s ||
      !sz_hall_day_has_moves (sz_hall_world (walk->hall), walk->date + 1))
    return;
  const SzHallDay *next = sz_hall_day (walk->hall, walk->date + 1);
  for (guint i = 0; i < next->amendments->len; i++) {
    const SzHallAmendment *amendment = &g_array_index (next->amendments, SzHallAmendment, i);
    if (amendment->set == walk->set && amendment->kind == SZ_HALL_MOVE &&
        !visit_if_there (walk, next, amendment->index))
      return;
  }
}

/* Rows of any earlier day that stand on this one. */
static void
walk_spills (const Walk *walk)
{
  gint64 first = MAX (sz_hall_world (walk->hall)->first_day, walk->date - SZ_HALL_REACH_DAYS + 1);
  for (gint64 origin = MAX (first, walk->after_origin); origin <= walk->date; origin++) {
    const SzHallDay *day = sz_hall_day (walk->hall, origin);
    const SzHallSpill *spill = walk->set == SZ_HALL_SET_CASE_EVENTS ? &day->event_spill : &day->eval_spill;
    int later = (int)(walk->date - origin);
    for (guint32 i = spill->start[later]; i < spill->start[later + 1]; i++)
      if (!visit_if_there (walk, day, spill->order[i]))
        return;
  }
}

static void
walk_day (const Walk *walk)
{
  if (walk->date < sz_hall_world (walk->hall)->first_day || walk->date * SZ_HALL_DAY_S > walk->now_s)
    return;
  if (walk->set == SZ_HALL_SET_CASE_EVENTS || walk->set == SZ_HALL_SET_EVALS)
    walk_spills (walk);
  else
    walk_own_day (walk);
}

/* Where to go on after a key. */
static gboolean
find_after (Walk *walk, const char *after, GError **error)
{
  guint32 number, step;
  gint64 origin;
  if (!sz_hall_rows_parse_key (after, walk->set, &origin, &number, &step)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("The cursor “%.40s” is not one of this hall."), after);
    return FALSE;
  }
  walk->after_origin = origin;
  walk->after_index = (gint64)number - 1;
  if (walk->set == SZ_HALL_SET_CASE_EVENTS) {
    const GArray *cases = origin <= walk->date && origin >= sz_hall_world (walk->hall)->first_day
                              ? sz_hall_day (walk->hall, origin)->cases
                              : NULL;
    walk->after_index = cases != NULL && number <= cases->len
                            ? (gint64)g_array_index (cases, SzHallCase, number - 1).first_event + step - 1
                            : G_MAXUINT32;
  }
  return TRUE;
}

typedef struct {
  GString *out;
  const SzHallWorld *world;
  guint limit, count;
  gboolean more;
  const SzHallDay *last_day;
  guint32 last_index;
} Page;

static gboolean
put_row (const SzHallDay *day, SzHallSet set, guint32 index, gint64 instant, gpointer data)
{
  Page *page = data;
  if (page->count == page->limit) {
    page->more = TRUE;
    return FALSE;
  }
  sz_hall_rows_put (page->out, page->world, day, set, index, instant);
  page->count++;
  page->last_day = day;
  page->last_index = index;
  return TRUE;
}

static const char *
thing_key (const SzHallWorld *world, SzHallSet set, int index)
{
  if (set == SZ_HALL_SET_DEPARTMENTS)
    return world->department_codes[index];
  if (set == SZ_HALL_SET_WINDOWS)
    return world->windows[index].code;
  return set == SZ_HALL_SET_STAFF ? world->staff[index].code : world->items[index].code;
}

static void
put_thing (GString *out, const SzHallWorld *world, SzHallSet set, int index, const SzHallWindowNow *windows)
{
  if (set == SZ_HALL_SET_DEPARTMENTS)
    sz_hall_rows_put_department (out, world, index);
  else if (set == SZ_HALL_SET_WINDOWS)
    sz_hall_rows_put_window (out, world, index, windows[index].state, windows[index].since,
                             windows[index].version);
  else if (set == SZ_HALL_SET_STAFF)
    sz_hall_rows_put_staff (out, world, index);
  else
    sz_hall_rows_put_item (out, world, index);
}

static gboolean
put_things_day (SzHall *hall, SzHallSet set, gint64 date, const char *after, guint limit, GString *out,
                GError **error)
{
  const SzHallWorld *world = sz_hall_world (hall);
  gint64 now_s = sz_hall_now_s (hall);
  int n = date == world->founded_day ? sz_hall_things (hall, set) : 0, from = 0;
  if (after != NULL) {
    while (from < n && strcmp (thing_key (world, set, from), after) != 0)
      from++;
    if (from++ == n) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("The cursor “%.40s” is not one of this hall."), after);
      return FALSE;
    }
  }
  g_autofree SzHallWindowNow *windows = set == SZ_HALL_SET_WINDOWS ? sz_hall_windows_at (hall, now_s) : NULL;
  int end = MIN (n, from + (int)limit);
  for (int i = from; i < end; i++)
    put_thing (out, world, set, i, windows);
  sz_hall_put_end (hall, out, (guint)MAX (0, end - from), end > 0 ? thing_key (world, set, end - 1) : "",
                   end < n, now_s);
  return TRUE;
}

gboolean
sz_hall_put_day (SzHall *hall, SzHallSet set, gint64 date, const char *after, guint limit, GString *out,
                 GError **error)
{
  g_return_val_if_fail (limit > 0, FALSE);
  if (set < SZ_HALL_FIRST_FACT)
    return put_things_day (hall, set, date, after, limit, out, error);
  Page page = { .out = out, .world = sz_hall_world (hall), .limit = MIN (limit, SZ_HALL_PAGE_MAX) };
  Walk walk = { .hall = hall,
                .set = set,
                .date = date,
                .now_s = sz_hall_now_s (hall),
                .after_origin = G_MININT64,
                .visit = put_row,
                .data = &page };
  if (after != NULL && !find_after (&walk, after, error))
    return FALSE;
  walk_day (&walk);
  char key[SZ_HALL_KEY_MAX] = "";
  if (page.last_day != NULL)
    sz_hall_rows_key (key, page.last_day, set, page.last_index);
  sz_hall_put_end (hall, out, page.count,
                   page.last_day != NULL ? key
                   : after != NULL       ? after
                                         : "",
                   page.more, walk.now_s);
  return TRUE;
}

typedef struct {
  GString *text;
  guint count;
} Versions;

static gboolean
put_version (const SzHallDay *day, SzHallSet set, guint32 index, gint64 instant, gpointer data)
{
  Versions *versions = data;
  sz_hall_rows_put_version (versions->text, day, set, index, instant);
  versions->count++;
  return TRUE;
}

static void
put_thing_versions (SzHall *hall, SzHallSet set, gint64 date, gint64 now_s, Versions *versions)
{
  const SzHallWorld *world = sz_hall_world (hall);
  if (date != world->founded_day)
    return;
  g_autofree SzHallWindowNow *windows = set == SZ_HALL_SET_WINDOWS ? sz_hall_windows_at (hall, now_s) : NULL;
  versions->count = (guint)sz_hall_things (hall, set);
  for (int i = 0; i < (int)versions->count; i++)
    g_string_append_printf (versions->text, "%s %" G_GINT64_FORMAT "\n", thing_key (world, set, i),
                            windows != NULL ? windows[i].version : 1);
}

gboolean
sz_hall_put_reconcile (SzHall *hall, SzHallSet set, gint64 date, const char *cursor, GString *out,
                       GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Versions versions = { .text = text };
  gint64 now_s = sz_hall_now_s (hall);
  if (cursor != NULL) {
    SzHallCursor at;
    if (!sz_hall_cursor_parse (cursor, &at, error))
      return FALSE;
    if (!at.plain || at.at.instant > now_s) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                   _ ("The cursor “%.40s” does not stand for an instant that has passed."), cursor);
      return FALSE;
    }
    now_s = at.at.instant;
  }
  Walk walk = { .hall = hall,
                .set = set,
                .date = date,
                .now_s = now_s,
                .after_origin = G_MININT64,
                .visit = put_version,
                .data = &versions };
  /* Keys come in bytewise order already: their numbers have a fixed width. */
  if (set < SZ_HALL_FIRST_FACT)
    put_thing_versions (hall, set, date, now_s, &versions);
  else
    walk_day (&walk);
  g_autofree char *sha256 = prove (text);
  char at[32] = { 0 };
  sz_hall_rows_put_instant (at, now_s);
  g_string_append_printf (out, "{\"count\":%u,\"sha256\":\"%s\",\"epoch\":\"%s\",\"now\":\"%s\"}\n",
                          versions.count, sha256, sz_hall_epoch (hall), at);
  return TRUE;
}

/* The changes after a cursor, one more than the limit if there are as many. Long absences are caught up day
 * by day. */
static GArray *
find_changes (SzHall *hall, SzHallSet set, const SzHallCursor *cursor, guint limit, gint64 now_s)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (SzHallChange));
  /* The instant of an unfinished page is looked at again, for what comes after its place. */
  gint64 from = cursor->plain ? cursor->at.instant : cursor->at.instant - 1;
  /* Nothing happens before the history; it is what a hall is fetched with. */
  from = MAX (from, sz_hall_world (hall)->first_day * SZ_HALL_DAY_S - 1);
  while (from < now_s && found->len <= limit) {
    gint64 to = MIN (now_s, (from / SZ_HALL_DAY_S + 1) * SZ_HALL_DAY_S);
    g_autoptr (GArray) some = sz_hall_changes_between (hall, set, from, to);
    for (guint i = 0; i < some->len && found->len <= limit; i++) {
      const SzHallChange *change = &g_array_index (some, SzHallChange, i);
      if (cursor->plain || sz_hall_change_compare (change, &cursor->at) > 0)
        g_array_append_val (found, *change);
    }
    from = to;
  }
  return found;
}

/* Which row a change is of, as one number. */
static gint64
row_of (SzHall *hall, SzHallSet set, const SzHallChange *change)
{
  if (set != SZ_HALL_SET_WINDOWS)
    return change->origin << 32 | change->index;
  const SzHallDay *day = sz_hall_day (hall, change->origin);
  return g_array_index (day->window_events, SzHallWindowEvent, change->index).window;
}

static void
put_change (SzHall *hall, SzHallSet set, const SzHallChange *change, GString *out)
{
  const SzHallDay *day = sz_hall_day (hall, change->origin);
  if (set != SZ_HALL_SET_WINDOWS) {
    sz_hall_rows_put (out, sz_hall_world (hall), day, set, change->index,
                      change->instant - sz_hall_day_start_s (day));
    return;
  }
  const SzHallWindowEvent *event = &g_array_index (day->window_events, SzHallWindowEvent, change->index);
  sz_hall_rows_put_window (out, sz_hall_world (hall), event->window, (SzHallWindowState)event->state,
                           change->instant, sz_hall_window_version (hall, day->day, event));
}

/* Writes each row once, as its last change on the page leaves it. */
static guint
put_last_changes (SzHall *hall, SzHallSet set, const SzHallChange *changes, guint n, GString *out)
{
  g_autoptr (GHashTable) last = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < n; i++) {
    gint64 row = row_of (hall, set, &changes[i]);
    g_hash_table_insert (last, g_memdup2 (&row, sizeof row), GUINT_TO_POINTER (i));
  }
  for (guint i = 0; i < n; i++) {
    gint64 row = row_of (hall, set, &changes[i]);
    if (GPOINTER_TO_UINT (g_hash_table_lookup (last, &row)) == i)
      put_change (hall, set, &changes[i], out);
  }
  return g_hash_table_size (last);
}

gboolean
sz_hall_put_changes (SzHall *hall, SzHallSet set, const char *cursor, guint limit, GString *out,
                     GError **error)
{
  g_return_val_if_fail (limit > 0, FALSE);
  SzHallCursor at;
  if (!sz_hall_cursor_parse (cursor, &at, error))
    return FALSE;
  gint64 now_s = sz_hall_now_s (hall);
  limit = MIN (limit, SZ_HALL_PAGE_MAX);
  g_autoptr (GArray) changes = find_changes (hall, set, &at, limit, now_s);
  gboolean more = changes->len > limit;
  guint n = MIN (changes->len, limit);
  guint count = put_last_changes (hall, set, (const SzHallChange *)(gpointer)changes->data, n, out);
  SzHallCursor next = { .at = { .instant = MAX (now_s, at.at.instant) }, .plain = TRUE };
  if (more)
    next = (SzHallCursor){ .at = g_array_index (changes, SzHallChange, n - 1), .plain = FALSE };
  /* A cursor of a hall that has been started anew earlier in its day is ahead of it: nothing is new until it
   * is there. */
  if (at.at.instant > now_s)
    next = at;
  g_autoptr (GString) text = g_string_new (NULL);
  sz_hall_cursor_put (text, &next);
  sz_hall_put_end (hall, out, count, text->str, more, more ? next.at.instant : now_s);
  return TRUE;
}
