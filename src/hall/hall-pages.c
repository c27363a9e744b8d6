/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of the hall interface: a day's rows as they are now, what has changed since, and the proof of both.
 */
#include "hall-private.h"

#include "sz-i18n.h"
#include "sz-sha256.h"

#include <string.h>

void
sz_hall_put_end (SzHall *hall, GString *out, guint count, const char *cursor, gboolean more, gint64 watermark)
{
  char sha256[65];
  sz_sha256_hex (out->str, out->len, sha256);
  char at[32] = { 0 };
  sz_hall_rows_put_instant (at, watermark);
  g_string_append_printf (out,
                          "{\"end\":true,\"count\":%u,\"sha256\":\"%s\",\"cursor\":\"%s\",\"epoch\":\"%s\","
                          "\"more\":%s,\"watermark\":\"%s\"}\n",
                          count, sha256, cursor, sz_hall_epoch (hall), more ? "true" : "false", at);
}

gboolean
sz_hall_cursor_parse (const char *text, guint n_halls, SzHallCursor *cursor, GError **error)
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
      parts[2] / n_halls > G_MAXUINT32) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("The cursor “%.40s” is not one of this hall."), text);
    return FALSE;
  }
  cursor->plain = n == 1;
  /* With several halls the last part holds the row and the hall. */
  cursor->at = (SzHallChange){ .instant = (gint64)parts[0],
                               .origin = (gint64)parts[1],
                               .index = (guint32)(parts[2] / n_halls),
                               .hall = (guint32)(parts[2] % n_halls) };
  return TRUE;
}

void
sz_hall_cursor_put (GString *out, guint n_halls, const SzHallCursor *cursor)
{
  g_string_append_printf (out, "c%" G_GINT64_FORMAT, cursor->at.instant);
  if (!cursor->plain)
    g_string_append_printf (out, ".%" G_GINT64_FORMAT ".%" G_GUINT64_FORMAT, cursor->at.origin,
                            (guint64)cursor->at.index * n_halls + cursor->at.hall);
}

/* A row that stands on a day at an instant (seconds from the start of the day it began on). */
typedef struct {
  const SzHallWorld *world; /* the hall's of several */
  const SzHallDay *day;
  guint32 hall, index;
  gint64 instant;
  SzHallLife life;
} Found;

/* Called for each row, in order of key; FALSE ends the walk. */
typedef gboolean (*VisitRow) (const Found *found, SzHallSet set, gpointer data);

typedef struct {
  SzHall *hall;
  SzHallSet set;
  gint64 date; /* the day whose rows are wanted */
  gint64 now_s;
  gint64 after_origin; /* rows up to (origin, hall, index) are passed over */
  guint32 after_hall;
  gint64 after_index;
  VisitRow visit;
  gpointer data;
} Walk;

/* Whether a row comes after where the walk begins. */
static inline gboolean
is_after (const Walk *walk, gint64 origin, guint32 number, guint32 index)
{
  if (origin != walk->after_origin)
    return origin > walk->after_origin;
  if (number != walk->after_hall)
    return number > walk->after_hall;
  return index > walk->after_index;
}

static gboolean
visit_if_there (const Walk *walk, Found *found)
{
  if (!is_after (walk, found->day->day, found->hall, found->index))
    return TRUE;
  sz_hall_day_life (found->day, walk->set, found->index, &found->life);
  const SzHallLife *life = &found->life;
  if (life->at[0] > found->instant || (life->dropped && life->at[life->n - 1] <= found->instant) ||
      sz_hall_rows_day (found->day, walk->set, found->index, found->instant) != walk->date)
    return TRUE;
  return walk->visit (found, walk->set, walk->data);
}

/* Visits rows of a day, of every hall in turn: those that `order` names, or all. */
static gboolean
visit_rows (const Walk *walk, const SzHallDay *day, const guint32 *order, guint n)
{
  Found found = { .day = day, .instant = walk->now_s - sz_hall_day_start_s (day) };
  for (guint hall = 0; hall < sz_hall_n_halls (walk->hall); hall++) {
    if (day->day < walk->after_origin || (day->day == walk->after_origin && hall < walk->after_hall))
      continue;
    found.hall = hall;
    found.world = sz_hall_view (walk->hall, hall);
    for (guint i = 0; i < n; i++) {
      found.index = order != NULL ? order[i] : i;
      if (!visit_if_there (walk, &found))
        return FALSE;
    }
  }
  return TRUE;
}

/* Rows that begin on the day itself, then those of the next day that have turned out to belong to it. */
static void
walk_own_day (const Walk *walk)
{
  const SzHallDay *day = sz_hall_day (walk->hall, walk->date, walk->set);
  if (!visit_rows (walk, day, NULL, sz_hall_day_count (day, walk->set)))
    return;
  if (sz_hall_set_facts (walk->set)->flags == NULL || (walk->date + 1) * SZ_HALL_DAY_S > walk->now_s ||
      !sz_hall_day_has_moves (sz_hall_world (walk->hall), walk->date + 1))
    return;
  const SzHallDay *next = sz_hall_day (walk->hall, walk->date + 1, walk->set);
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < next->amendments->len; i++) {
    const SzHallAmendment *amendment = &g_array_index (next->amendments, SzHallAmendment, i);
    if (amendment->set == walk->set && amendment->kind == SZ_HALL_MOVE)
      g_array_append_val (moved, amendment->index);
  }
  if (moved->len > 0)
    visit_rows (walk, next, (const guint32 *)(gpointer)moved->data, moved->len);
}

/* Rows of any earlier day that stand on this one. */
static void
walk_spills (const Walk *walk)
{
  gint64 first = MAX (sz_hall_world (walk->hall)->founded_day, walk->date - SZ_HALL_REACH_DAYS + 1);
  for (gint64 origin = MAX (first, walk->after_origin); origin <= walk->date; origin++) {
    const SzHallDay *day = sz_hall_day (walk->hall, origin, walk->set);
    const SzHallSpill *spill = day->spills[walk->set];
    int later = (int)(walk->date - origin);
    if (!visit_rows (walk, day, spill->order + spill->start[later],
                     spill->start[later + 1] - spill->start[later]))
      return;
  }
}

static void
walk_day (const Walk *walk)
{
  if (walk->date < sz_hall_first_day (walk->hall) || walk->date * SZ_HALL_DAY_S > walk->now_s)
    return;
  if (sz_hall_set_facts (walk->set)->spills)
    walk_spills (walk);
  else
    walk_own_day (walk);
}

static gboolean
fail_cursor (const char *text, GError **error)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("The cursor “%.40s” is not one of this hall."), text);
  return FALSE;
}

/* Where to go on after a key. */
static gboolean
find_after (Walk *walk, const char *after, GError **error)
{
  SzHallKey key;
  guint n = sz_hall_n_halls (walk->hall);
  if (!sz_hall_rows_parse_key (after, walk->set, &key) || key.day < sz_hall_world (walk->hall)->founded_day ||
      key.day > walk->date + 1 || (n > 1 ? key.hall < 1 || key.hall > n : key.hall != 0))
    return fail_cursor (after, error);
  walk->after_origin = key.day;
  walk->after_hall = n > 1 ? key.hall - 1 : 0;
  walk->after_index = sz_hall_rows_find (sz_hall_day (walk->hall, key.day, walk->set), walk->set, &key);
  return walk->after_index >= 0 || fail_cursor (after, error);
}

/* Up to which instant what a set says is whole. */
static gint64
watermark_of (SzHall *hall, SzHallSet set, gint64 now_s)
{
  const SzHallDay *day = sz_hall_day (hall, now_s / SZ_HALL_DAY_S, set);
  gint64 start = sz_hall_day_start_s (day);
  return sz_hall_set_facts (set) != NULL ? start + sz_hall_day_known (day, set, now_s - start) : now_s;
}

typedef struct {
  GString *out;
  guint limit, count;
  gboolean more;
  const SzHallWorld *last_world;
  const SzHallDay *last_day;
  guint32 last_index;
} Page;

static gboolean
put_row (const Found *found, SzHallSet set, gpointer data)
{
  Page *page = data;
  if (page->count == page->limit) {
    page->more = TRUE;
    return FALSE;
  }
  sz_hall_rows_put (page->out, found->world, found->day, set, found->index, &found->life, found->instant);
  page->count++;
  page->last_world = found->world;
  page->last_day = found->day;
  page->last_index = found->index;
  return TRUE;
}

/* The place of a key among the things [first, end) of all halls in turn, or -1. */
static gint64
find_thing (SzHall *hall, SzHallSet set, guint32 first, guint32 end, const char *wanted)
{
  const SzHallThings *things = sz_hall_set_things (set);
  gint64 n = (gint64)end - first, low = 0, high = n * sz_hall_n_halls_of (hall, set);
  while (low < high) {
    gint64 middle = low + (high - low) / 2;
    char key[SZ_HALL_KEY_MAX];
    things->key (sz_hall_view (hall, (guint)(middle / n)), first + (guint32)(middle % n), key);
    int order = strcmp (key, wanted);
    if (order == 0)
      return middle;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return -1;
}

static gboolean
put_things_day (SzHall *hall, SzHallSet set, gint64 date, const char *after, guint limit, GString *out,
                GError **error)
{
  gint64 now_s = sz_hall_now_s (hall), from = 0;
  guint32 first, end;
  sz_hall_things_of_day (hall, set, date, now_s, &first, &end);
  gint64 n = (gint64)end - first, total = n * sz_hall_n_halls_of (hall, set);
  if (after != NULL) {
    gint64 at = find_thing (hall, set, first, end, after);
    if (at < 0)
      return fail_cursor (after, error);
    from = at + 1;
  }
  gint64 to = MIN (total, from + (gint64)limit);
  g_autofree SzHallNow *now = sz_hall_things_now (hall, set, first, end, now_s);
  for (gint64 i = from; i < to; i++)
    sz_hall_rows_put_thing (out, sz_hall_view (hall, (guint)(i / n)), set, first + (guint32)(i % n),
                            &now[i % n]);
  char key[SZ_HALL_KEY_MAX] = "";
  if (to > 0)
    sz_hall_set_things (set)->key (sz_hall_view (hall, (guint)((to - 1) / n)),
                                   first + (guint32)((to - 1) % n), key);
  sz_hall_put_end (hall, out, (guint)MAX (0, to - from), key, to < total, now_s);
  return TRUE;
}

gboolean
sz_hall_put_day (SzHall *hall, SzHallSet set, gint64 date, const char *after, guint limit, GString *out,
                 GError **error)
{
  g_return_val_if_fail (limit > 0, FALSE);
  limit = MIN (limit, SZ_HALL_PAGE_MAX);
  if (sz_hall_set_facts (set) == NULL)
    return put_things_day (hall, set, date, after, limit, out, error);
  Page page = { .out = out, .limit = limit };
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
    sz_hall_rows_key (key, page.last_world, page.last_day, set, page.last_index);
  sz_hall_put_end (hall, out, page.count,
                   page.last_day != NULL ? key
                   : after != NULL       ? after
                                         : "",
                   page.more, watermark_of (hall, set, walk.now_s));
  return TRUE;
}

typedef struct {
  GString *text;
  guint count;
} Versions;

static gboolean
put_version (const Found *found, SzHallSet set, gpointer data)
{
  Versions *versions = data;
  sz_hall_rows_put_version (versions->text, found->world, found->day, set, found->index, &found->life,
                            found->instant);
  versions->count++;
  return TRUE;
}

static void
put_thing_versions (SzHall *hall, SzHallSet set, gint64 date, gint64 now_s, Versions *versions)
{
  guint32 first, end;
  sz_hall_things_of_day (hall, set, date, now_s, &first, &end);
  g_autofree SzHallNow *now = sz_hall_things_now (hall, set, first, end, now_s);
  for (guint k = 0; k < sz_hall_n_halls_of (hall, set); k++)
    for (guint32 i = first; i < end; i++) {
      char key[SZ_HALL_KEY_MAX];
      sz_hall_set_things (set)->key (sz_hall_view (hall, k), i, key);
      g_string_append_printf (versions->text, "%s %" G_GINT64_FORMAT "\n", key,
                              sz_hall_thing_version (sz_hall_world (hall), &now[i - first]));
      versions->count++;
    }
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
    if (!sz_hall_cursor_parse (cursor, sz_hall_n_halls (hall), &at, error))
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
  if (sz_hall_set_facts (set) == NULL)
    put_thing_versions (hall, set, date, now_s, &versions);
  else
    walk_day (&walk);
  char sha256[65];
  sz_sha256_hex (text->str, text->len, sha256);
  char at[32] = { 0 };
  sz_hall_rows_put_instant (at, now_s);
  g_string_append_printf (out, "{\"count\":%u,\"sha256\":\"%s\",\"epoch\":\"%s\",\"now\":\"%s\"}\n",
                          versions.count, sha256, sz_hall_epoch (hall), at);
  return TRUE;
}

/* Adds a change of every hall that comes after the cursor, while there is room. */
static void
add_change (GArray *found, SzHallChange change, guint n_halls, const SzHallCursor *cursor, guint limit)
{
  for (change.hall = 0; change.hall < n_halls && found->len <= limit; change.hall++)
    if (cursor->plain || sz_hall_change_compare (&change, &cursor->at) > 0)
      g_array_append_val (found, change);
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
  from = MAX (from, sz_hall_first_day (hall) * SZ_HALL_DAY_S - 1);
  while (from < now_s && found->len <= limit) {
    gint64 to = MIN (now_s, (from / SZ_HALL_DAY_S + 1) * SZ_HALL_DAY_S);
    g_autoptr (GArray) some = sz_hall_changes_between (hall, set, from, to);
    for (guint i = 0; i < some->len && found->len <= limit; i++)
      add_change (found, g_array_index (some, SzHallChange, i), sz_hall_n_halls_of (hall, set), cursor,
                  limit);
    from = to;
  }
  return found;
}

static guint32
thing_of (SzHall *hall, SzHallSet set, const SzHallChange *change)
{
  if (change->index & SZ_HALL_BIRTH)
    return change->index & ~SZ_HALL_BIRTH;
  return g_array_index (sz_hall_day (hall, change->origin, set)->rows[set], SzHallState, change->index).thing;
}

typedef struct {
  gint64 origin;
  guint32 hall, index;
} RowName;

/* Which row a change is of. */
static RowName
row_of (SzHall *hall, SzHallSet set, const SzHallChange *change)
{
  if (sz_hall_set_facts (set) != NULL)
    return (RowName){ .origin = change->origin, .hall = change->hall, .index = change->index };
  return (RowName){ .hall = change->hall, .index = thing_of (hall, set, change) };
}

static guint
hash_row (gconstpointer data)
{
  const RowName *row = data;
  return (guint)sz_hall_mix ((guint64)row->origin << 32 | row->index, row->hall);
}

static gboolean
rows_equal (gconstpointer pa, gconstpointer pb)
{
  const RowName *a = pa, *b = pb;
  return a->origin == b->origin && a->hall == b->hall && a->index == b->index;
}

static void
put_change (SzHall *hall, SzHallSet set, const SzHallChange *change, GString *out)
{
  const SzHallWorld *world = sz_hall_view (hall, change->hall);
  if (sz_hall_set_facts (set) != NULL) {
    const SzHallDay *day = sz_hall_day (hall, change->origin, set);
    SzHallLife life;
    sz_hall_day_life (day, set, change->index, &life);
    gint64 instant = change->instant - sz_hall_day_start_s (day);
    if (sz_hall_is_served (hall, day, set, change->index, instant))
      sz_hall_rows_put (out, world, day, set, change->index, &life, instant);
    else
      sz_hall_rows_put_gone (out, world, day, set, change->index, &life, instant);
    return;
  }
  guint32 thing = thing_of (hall, set, change);
  SzHallNow now = { .since = change->instant };
  if (change->index & SZ_HALL_BIRTH) {
    g_autofree SzHallNow *born = sz_hall_things_now (hall, set, thing, thing + 1, change->instant);
    now = *born;
  } else {
    const SzHallState *state =
        &g_array_index (sz_hall_day (hall, change->origin, set)->rows[set], SzHallState, change->index);
    now.state = state->state;
    now.number = state->number;
  }
  sz_hall_rows_put_thing (out, world, set, thing, &now);
}

/* Writes each row once, as its last change on the page leaves it. */
static guint
put_last_changes (SzHall *hall, SzHallSet set, const SzHallChange *changes, guint n, GString *out)
{
  g_autofree RowName *rows = g_new (RowName, n + 1);
  g_autoptr (GHashTable) last = g_hash_table_new (hash_row, rows_equal);
  for (guint i = 0; i < n; i++) {
    rows[i] = row_of (hall, set, &changes[i]);
    g_hash_table_insert (last, &rows[i], GUINT_TO_POINTER (i));
  }
  for (guint i = 0; i < n; i++)
    if (GPOINTER_TO_UINT (g_hash_table_lookup (last, &rows[i])) == i)
      put_change (hall, set, &changes[i], out);
  return g_hash_table_size (last);
}

gboolean
sz_hall_put_changes (SzHall *hall, SzHallSet set, const char *cursor, guint limit, GString *out,
                     GError **error)
{
  g_return_val_if_fail (limit > 0, FALSE);
  SzHallCursor at;
  if (!sz_hall_cursor_parse (cursor, sz_hall_n_halls (hall), &at, error))
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
  sz_hall_cursor_put (text, sz_hall_n_halls (hall), &next);
  sz_hall_put_end (hall, out, count, text->str, more,
                   more ? next.at.instant : watermark_of (hall, set, now_s));
  return TRUE;
}
