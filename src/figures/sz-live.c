/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-live-private.h"

#include <math.h>
#include <string.h>

#define LISTED_SLOW 6
#define LISTED_MOST 9

/* --- windows by area
 * ------------------------------------------------------------------------------------------------ */

static SzPart *
find_area (const SzTile *tile, const char *code)
{
  for (guint i = 0; i < tile->parts->len; i++) {
    SzPart *part = g_ptr_array_index (tile->parts, i);

    if (strcmp (part->code, code) == 0)
      return part;
  }
  return NULL;
}

/* Areas stand in the order of their windows; those nobody was called to today as well. */
static void
add_booths (const SzView *view, const SzLiveHall *hall, SzTile *tile)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; i < hall->windows->len; i++) {
    const SzLiveWindow *window = g_ptr_array_index (hall->windows, i);
    SzPart *part = find_area (tile, window->area);

    if (part == NULL) {
      part = sz_part_new (window->area, sz_look_value_name (view->look, "area", window->area));
      g_ptr_array_add (tile->parts, part);
    }
    if (part->booths == NULL) {
      part->booths = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_booth_free);
      g_ptr_array_add (sorted, part);
    }
    g_ptr_array_add (part->booths, sz_live_make_booth (view, hall, window));
  }
  for (guint i = 0; i < tile->parts->len; i++)
    if (((SzPart *)g_ptr_array_index (tile->parts, i))->booths == NULL)
      g_ptr_array_add (sorted, g_ptr_array_index (tile->parts, i));
  for (guint i = 0; i < sorted->len; i++)
    g_ptr_array_index (tile->parts, i) = g_ptr_array_index (sorted, i);
}

static void
note_area (const SzLiveHall *hall, SzPart *part)
{
  const SzLiveQueue *queue = g_hash_table_lookup (hall->queues, part->code);
  const char *dot = sz_lang () == SZ_LANG_ZH ? "·" : ", ";
  GString *note = g_string_new (NULL);
  guint open = 0;

  for (guint i = 0; part->booths != NULL && i < part->booths->len; i++) {
    SzBoothState state = ((const SzBooth *)g_ptr_array_index (part->booths, i))->state;

    open += state == SZ_BOOTH_BUSY || state == SZ_BOOTH_IDLE || state == SZ_BOOTH_UNATTENDED;
  }
  g_string_append_printf (note, _ ("%u waiting"), queue != NULL ? queue->waiting : 0);
  if (part->booths != NULL) {
    g_string_append (note, dot);
    g_string_append_printf (note, _ ("open %u/%u"), open, part->booths->len);
  }
  if (queue != NULL && queue->first_taken_ms != G_MAXINT64) {
    g_autofree char *longest = sz_live_write_minutes (sz_live_minutes (hall, queue->first_taken_ms));

    g_string_append (note, dot);
    g_string_append_printf (note, _ ("max %s"), longest);
  }
  g_free (part->note);
  part->note = g_string_free (note, FALSE);
}

/* What stands beside the area's name. */
static void
judge_area (const SzIndicator *wait, SzPart *part)
{
  g_autoptr (SzFigure) figure = NULL;

  if (wait == NULL || (part->status != SZ_STATUS_ALARM && part->status != SZ_STATUS_ATTENTION))
    return;
  figure = sz_figure_judged (wait, part->value, NAN, NAN);
  g_free (part->verdict);
  part->verdict = g_strdup (figure->verdict);
}

static SzTile *
make_windows (SzView *view, const SzLiveHall *hall, const SzIndicator *wait, GError **error)
{
  char *none[] = { NULL };
  SzBoardTile spec = { (char *)"multiples", (char *)"windows", NULL, NULL,
                       (char *)"wait_avg",  (char *)"area",    none };
  GError *failure = NULL;
  SzTile *tile = sz_view_multiples (view, &spec, NULL, &failure);
  g_autofree char *title = NULL;

  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  if (tile == NULL) {
    tile = sz_tile_new (SZ_TILE_WINDOWS, "windows", "");
    tile->dimension = g_strdup ("area");
  }
  tile->kind = SZ_TILE_WINDOWS;
  add_booths (view, hall, tile);
  for (guint i = 0; i < tile->parts->len; i++) {
    note_area (hall, g_ptr_array_index (tile->parts, i));
    judge_area (wait, g_ptr_array_index (tile->parts, i));
  }
  title = g_strdup_printf (_ ("%u areas, %u windows"), tile->parts->len, hall->windows->len);
  g_free (tile->title);
  g_free (tile->scope);
  tile->title = g_steal_pointer (&title);
  tile->scope =
      g_strdup (_ ("Numbers: minutes on this case. A full bar: longer than nine in ten of its item"));
  return tile;
}

/* --- arrivals and calls
 * ---------------------------------------------------------------------------------------------- */

static gboolean
add_flow_line (SzView *view, SzTile *tile, const char *id, const char *name, GError **error)
{
  const SzIndicator *indicator = sz_catalog_indicator (view->look->catalog, id, NULL);
  g_autoptr (SzSlice) slice = NULL;

  if (indicator == NULL || !sz_view_has (view, indicator))
    return TRUE;
  slice = sz_view_ask (view, indicator, view->period.start_ms, view->period.end_ms, SZ_GRAIN_QUARTER_HOUR,
                       NULL, error);
  if (slice == NULL)
    return FALSE;
  g_ptr_array_add (tile->series, sz_slice_series (slice, 0, name, 0));
  g_free (tile->unit);
  tile->unit = g_strdup ("person");
  return TRUE;
}

/* The hours in which anybody came; the quarter that runs is drawn as unfinished. */
static void
set_flow_axis (const SzView *view, SzTile *tile, gint64 now_ms)
{
  double first = INFINITY, last = -INFINITY, start = (double)view->period.start_ms;

  for (guint i = 0; i < tile->series->len; i++) {
    const SzSeries *series = g_ptr_array_index (tile->series, i);

    for (gsize k = 0; k < series->length; k++)
      if (series->y[k] > 0) {
        first = MIN (first, series->x[k]);
        last = MAX (last, series->x[k]);
      }
  }
  if (!(first <= last)) {
    first = start + 9 * SZ_HOUR_MS;
    last = start + 17 * SZ_HOUR_MS - 1;
  }
  tile->x_start = start + floor ((first - start) / SZ_HOUR_MS) * SZ_HOUR_MS;
  tile->x_end = start + ceil ((MAX (last, (double)now_ms) + 1 - start) / SZ_HOUR_MS) * SZ_HOUR_MS;
  tile->x_end = MIN (MAX (tile->x_end, start + 17 * SZ_HOUR_MS), tile->x_start + 15 * SZ_HOUR_MS);
  tile->x_now = (double)now_ms;
  for (guint i = 0; i < tile->series->len; i++) {
    SzSeries *series = g_ptr_array_index (tile->series, i);
    gsize kept = 0;

    for (gsize k = 0; k < series->length; k++)
      if (series->x[k] >= tile->x_start && series->x[k] < tile->x_end) {
        series->x[kept] = series->x[k];
        series->y[kept++] = series->y[k];
      }
    series->length = kept;
  }
}

static SzTile *
make_flow (SzView *view, const SzLiveHall *hall, GError **error)
{
  g_autoptr (SzTile) tile = sz_tile_new (SZ_TILE_COLUMNS, "flow", _ ("Arrivals and calls"));

  if (!add_flow_line (view, tile, "ticket_count", _ ("Arrived"), error) ||
      !add_flow_line (view, tile, "call_count", _ ("Called"), error))
    return NULL;
  if (tile->series->len == 0)
    return NULL;
  set_flow_axis (view, tile, hall->now_ms);
  g_free (tile->scope);
  tile->scope = g_strdup (_ ("every 15 min"));
  return g_steal_pointer (&tile);
}

/* --- what needs a hand
 * ----------------------------------------------------------------------------------------------- */

static SzEntry *
add_entry (SzTile *tile, SzStatus status, const char *open, char *title, char *detail, char *when)
{
  SzEntry *entry = sz_entry_new (open, title, detail);

  entry->status = status;
  g_free (entry->when);
  entry->when = when != NULL ? when : g_strdup ("");
  g_free (title);
  g_free (detail);
  g_ptr_array_add (tile->entries, entry);
  return entry;
}

static void
list_area (SzTile *list, const SzTile *areas, const SzPart *part)
{
  g_autofree char *open = g_strconcat ("part:area=", part->code, NULL);
  g_autofree char *name = sz_view_part_name (areas, part);
  g_autofree char *value = sz_number_text (part->value, areas->unit);
  g_autofree char *limit =
      sz_threshold_text (part->status == SZ_STATUS_ALARM ? areas->limit : areas->target, areas->unit);
  /* Translators: an area and what is wrong with it. */
  char *title = g_strdup_printf (
      part->status == SZ_STATUS_ALARM ? _ ("%s: wait over the limit") : _ ("%s: wait over the target"), name);
  char *detail = part->status == SZ_STATUS_ALARM
                     ? g_strdup_printf (_ ("%s, limit %s; %s"), value, limit, part->note)
                     : g_strdup_printf (_ ("%s, target %s; %s"), value, limit, part->note);

  add_entry (list, part->status, open, title, detail, NULL);
}

static void
list_window (const SzView *view, const SzLiveHall *hall, SzTile *list, const SzLiveWindow *window)
{
  g_autofree char *open = g_strconcat ("rows:tickets?window=", window->code, NULL);
  double minutes = sz_live_minutes (hall, window->since_ms);
  g_autofree char *time = sz_live_write_minutes (minutes);
  const char *area = sz_look_value_name (view->look, "area", window->area);
  g_autofree char *clock = sz_clock_text (window->since_ms, view->look->zone);

  if (window->state == SZ_BOOTH_UNATTENDED) {
    add_entry (list, SZ_STATUS_ALARM, open,
               g_strdup_printf (_ ("Window %s unattended for %s"), window->code, time),
               g_strdup_printf (_ ("%s; limit %.0f min"), area,
                                (double)SZ_LIVE_UNATTENDED_MS / (double)SZ_MINUTE_MS),
               g_strdup_printf (_ ("since %s"), clock));
  } else {
    g_autofree char *usual = sz_live_write_minutes (window->usual_ms / (double)SZ_MINUTE_MS);

    add_entry (list, SZ_STATUS_ATTENTION, open,
               g_strdup_printf (_ ("Window %s: this case takes %s"), window->code, time),
               g_strdup_printf (_ ("%s; nine in ten take at most %s"),
                                sz_look_value_name (view->look, "item", window->item), usual),
               g_strdup_printf (_ ("since %s"), clock));
  }
}

static int
compare_excess (gconstpointer a, gconstpointer b)
{
  const SzLiveWindow *left = *(SzLiveWindow *const *)a, *right = *(SzLiveWindow *const *)b;
  double x = (double)-left->since_ms - left->usual_ms, y = (double)-right->since_ms - right->usual_ms;

  return (x < y) - (x > y);
}

static int
compare_since (gconstpointer a, gconstpointer b)
{
  const SzLiveWindow *left = *(SzLiveWindow *const *)a, *right = *(SzLiveWindow *const *)b;

  return (left->since_ms > right->since_ms) - (left->since_ms < right->since_ms);
}

static void
list_empty_windows (const SzView *view, const SzLiveHall *hall, SzTile *list)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  for (guint i = 0; i < hall->windows->len; i++) {
    SzLiveWindow *window = g_ptr_array_index (hall->windows, i);

    if (window->state == SZ_BOOTH_UNATTENDED)
      g_ptr_array_add (found, window);
  }
  g_ptr_array_sort (found, compare_since);
  for (guint i = 0; i < found->len && list->entries->len < LISTED_MOST; i++)
    list_window (view, hall, list, g_ptr_array_index (found, i));
}

static void
list_slow_windows (const SzView *view, const SzLiveHall *hall, SzTile *list)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  for (guint i = 0; i < hall->windows->len; i++) {
    SzLiveWindow *window = g_ptr_array_index (hall->windows, i);

    if (sz_live_is_slow (hall, window))
      g_ptr_array_add (found, window);
  }
  g_ptr_array_sort (found, compare_excess);
  for (guint i = 0; i < MIN (found->len, LISTED_SLOW) && list->entries->len < LISTED_MOST; i++)
    list_window (view, hall, list, g_ptr_array_index (found, i));
}

static SzTile *
make_list (const SzView *view, const SzLiveHall *hall, const SzTile *areas)
{
  static const SzStatus order[] = { SZ_STATUS_ALARM, SZ_STATUS_ATTENTION };
  SzTile *list = sz_tile_new (SZ_TILE_ENTRIES, "attention", _ ("Needs a hand now"));
  g_autoptr (GPtrArray) worst = sz_view_worst_parts (areas);

  for (guint k = 0; k < G_N_ELEMENTS (order); k++) {
    for (guint i = 0; i < worst->len; i++) {
      const SzPart *part = g_ptr_array_index (worst, i);

      if (part->status == order[k])
        list_area (list, areas, part);
    }
    if (order[k] == SZ_STATUS_ALARM)
      list_empty_windows (view, hall, list);
  }
  list_slow_windows (view, hall, list);
  if (list->entries->len == 0) {
    list->state = SZ_STATE_EMPTY;
    g_free (list->note);
    list->note = g_strdup (_ ("Nothing: every area is on target, every open window attended."));
  }
  return list;
}

/* --- how near the limit
 * ---------------------------------------------------------------------------------------------- */

/* Each area's wait as a share of the limit. */
static SzTile *
make_radar (const SzTile *areas)
{
  SzTile *tile = NULL;

  if (isnan (areas->limit) || areas->limit <= 0 || areas->parts->len < 3)
    return NULL;
  tile = sz_tile_new (SZ_TILE_RADAR, "radar", _ ("Wait against the limit"));
  tile->dimension = g_strdup (areas->dimension);
  g_free (tile->unit);
  g_free (tile->scope);
  tile->unit = g_strdup ("%");
  tile->scope = g_strdup (_ ("dashed: 100%"));
  for (guint i = 0; i < areas->parts->len; i++) {
    const SzPart *area = g_ptr_array_index (areas->parts, i);
    SzPart *part = sz_part_new (area->code, area->name);

    part->value = 100 * area->value / areas->limit;
    part->status = area->status;
    g_ptr_array_add (tile->parts, part);
  }
  return tile;
}

/* --- the page
 * ---------------------------------------------------------------------------------------------------------
 */

static void
add_count (SzPage *page, const char *name, guint value, int booth, SzStatus status)
{
  SzPart *part = sz_part_new ("", name);

  part->value = value;
  part->booth = booth;
  part->status = status;
  g_ptr_array_add (page->counts, part);
}

static void
count_windows (const SzLiveHall *hall, SzPage *page)
{
  static const SzBoothState order[] = { SZ_BOOTH_BUSY, SZ_BOOTH_IDLE, SZ_BOOTH_PAUSED, SZ_BOOTH_UNATTENDED,
                                        SZ_BOOTH_CLOSED };
  guint counts[SZ_BOOTH_STATES] = { 0 }, slow = 0;

  for (guint i = 0; i < hall->windows->len; i++) {
    const SzLiveWindow *window = g_ptr_array_index (hall->windows, i);

    counts[window->state]++;
    slow += sz_live_is_slow (hall, window);
  }
  if (hall->windows->len == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    add_count (page, sz_live_state_word (order[i]), counts[order[i]], (int)order[i], SZ_STATUS_NEUTRAL);
  add_count (page, _ ("over usual time"), slow, -1, slow > 0 ? SZ_STATUS_ATTENTION : SZ_STATUS_NEUTRAL);
}

static guint
count_state (const SzLiveHall *hall, SzBoothState state)
{
  guint n = 0;

  for (guint i = 0; i < hall->windows->len; i++)
    n += ((const SzLiveWindow *)g_ptr_array_index (hall->windows, i))->state == state;
  return n;
}

static guint
count_slow (const SzLiveHall *hall)
{
  guint n = 0;

  for (guint i = 0; i < hall->windows->len; i++)
    n += sz_live_is_slow (hall, g_ptr_array_index (hall->windows, i));
  return n;
}

static char *
write_headline (const SzView *view, const SzLiveHall *hall, const SzTile *list, int *says)
{
  const SzEntry *first = list->entries->len > 0 ? g_ptr_array_index (list->entries, 0) : NULL;
  g_autofree char *detail = NULL;

  *says = SZ_STATUS_NEUTRAL;
  if (sz_view_is_unopened (view))
    return g_strdup (_ ("The hall has no records yet today"));
  *says = SZ_STATUS_GOOD;
  if (first == NULL)
    return g_strdup_printf (_ ("The hall runs steadily, %u waiting"), hall->waiting);
  if (!g_str_has_prefix (first->open, "part:") && count_state (hall, SZ_BOOTH_UNATTENDED) == 0)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "The hall runs steadily, %u waiting; %u case takes longer than usual",
                     "The hall runs steadily, %u waiting; %u cases take longer than usual",
                     count_slow (hall)),
        hall->waiting, count_slow (hall));
  *says = (int)first->status;
  /* What stands behind the first clause is in the list. */
  detail = g_strdup (first->detail);
  if (strstr (detail, _ ("; ")) != NULL)
    *strstr (detail, _ ("; ")) = '\0';
  if (g_str_has_prefix (first->open, "part:"))
    return g_strdup_printf (_ ("%s, %s"), first->title, detail);
  return g_strdup (first->title);
}

/* How many a minute came and were called within the last half hour. */
static double
rate_of (const SzTile *flow, guint index, gint64 now_ms)
{
  const SzSeries *series =
      flow != NULL && index < flow->series->len ? g_ptr_array_index (flow->series, index) : NULL;
  double from = (double)now_ms - 30 * SZ_MINUTE_MS, sum = 0, first = NAN;

  for (gsize i = 0; series != NULL && i < series->length; i++)
    if (series->x[i] >= from && series->x[i] <= (double)now_ms && !isnan (series->y[i])) {
      first = isnan (first) ? series->x[i] : first;
      sum += series->y[i];
    }
  return isnan (first) || first >= (double)now_ms ? NAN : sum / (((double)now_ms - first) / SZ_MINUTE_MS);
}

/* Empty posts of today that were taken again: what the overview counts, beside those that are empty now. */
static double
count_absences (SzView *view, GError **error)
{
  const SzIndicator *indicator = sz_catalog_indicator (view->look->catalog, "post_absent_count", NULL);
  g_autofree char *lacks = indicator != NULL ? sz_look_lacks (view->look, indicator, TRUE) : NULL;
  g_autoptr (SzSlice) slice = NULL;

  if (indicator == NULL || lacks != NULL)
    return NAN;
  slice =
      sz_view_ask (view, indicator, view->period.start_ms, view->period.end_ms, SZ_GRAIN_NONE, NULL, error);
  return slice != NULL && slice->rows > 0 ? sz_slice_value (slice, 0, 0) : 0;
}

static char *
write_action (const SzLiveHall *hall, const SzTile *flow, double absences)
{
  GString *text = g_string_new (NULL);
  g_autofree char *idle = sz_live_write_idle (hall);
  guint open = 0;
  double came = rate_of (flow, 0, hall->now_ms), called = rate_of (flow, 1, hall->now_ms);

  for (guint i = 0; i < hall->windows->len; i++) {
    SzBoothState state = ((const SzLiveWindow *)g_ptr_array_index (hall->windows, i))->state;

    open += state == SZ_BOOTH_BUSY || state == SZ_BOOTH_IDLE || state == SZ_BOOTH_UNATTENDED;
  }
  if (hall->windows->len > 0)
    g_string_append_printf (text, _ ("%u of %u windows open, "), open, hall->windows->len);
  g_string_append_printf (text, _ ("%u waiting"), hall->waiting);
  if (hall->first_taken_ms != G_MAXINT64) {
    g_autofree char *longest = sz_live_write_minutes (sz_live_minutes (hall, hall->first_taken_ms));

    g_string_append_printf (text, _ (", longest %s"), longest);
  }
  if (!isnan (came) && !isnan (called) && came + called > 0)
    g_string_append_printf (text, _ ("; %.1f a minute arrive, %.1f called"), came, called);
  if (idle != NULL)
    g_string_append (text, idle);
  if (!isnan (absences) && absences > 0)
    g_string_append_printf (text, _ ("; unattended: %u now, %.0f earlier"),
                            count_state (hall, SZ_BOOTH_UNATTENDED), absences);
  return g_string_free (text, FALSE);
}

static void
want_flows (SzView *view)
{
  static const char *const ids[] = { "wait_avg", "ticket_count", "call_count", "post_absent_count" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    sz_view_want (view, ids[i]);
}

static gint64
find_now (const SzView *view)
{
  const SzIndicator *basis = sz_catalog_indicator (view->look->catalog, "ticket_count", NULL);
  gint64 now =
      basis != NULL && sz_view_has (view, basis) ? sz_look_cut (view->look, basis) : view->look->now_ms;

  /* Files end with their last day. */
  return MIN (now, view->period.end_ms - 1);
}

/* Files of cases alone: what nobody supplies does not run steadily. */
static void
say_nothing_live (SzPage *page, SzTile *areas, SzTile *list)
{
  char **texts[] = {
    &page->headline, &page->action, &areas->title, &areas->scope, &areas->note, &list->note
  };
  const char *const words[] = {
    _ ("No source supplies tickets and windows"),
    _ ("The live hall shows who waits and which windows serve; connect the queue system to see it."),
    _ ("Windows by area"),
    "",
    _ ("No source supplies windows"),
    _ ("Nothing can be judged without tickets and windows."),
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_free (*texts[i]);
    *texts[i] = g_strdup (words[i]);
  }
  page->says = SZ_STATUS_NEUTRAL;
  g_ptr_array_set_size (page->counts, 0);
}

static gboolean
add_tiles (SzView *view, SzPage *page, GError **error)
{
  const SzIndicator *wait = sz_catalog_indicator (view->look->catalog, "wait_avg", NULL);
  g_auto (SzLiveHall) hall = { 0 };
  GError *failure = NULL;
  SzTile *areas = NULL, *flow = NULL, *list = NULL, *radar = NULL;
  double absences = NAN;

  if (!sz_live_hall_read (&hall, view, find_now (view), error) ||
      (areas = make_windows (view, &hall, wait, error)) == NULL)
    return FALSE;
  g_ptr_array_add (page->tiles, areas);
  list = make_list (view, &hall, areas);
  g_ptr_array_add (page->tiles, list);
  if (list->entries->len == 0 && sz_view_is_unopened (view)) {
    g_free (list->note);
    list->note = g_strdup (_ ("Nobody has taken a ticket yet today."));
  }
  radar = make_radar (areas);
  if (radar != NULL)
    g_ptr_array_add (page->tiles, radar);
  flow = make_flow (view, &hall, &failure);
  if (failure == NULL)
    absences = count_absences (view, &failure);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (flow != NULL)
    g_ptr_array_add (page->tiles, flow);
  count_windows (&hall, page);
  for (guint i = 0; i < areas->parts->len; i++)
    page->tally[((const SzPart *)g_ptr_array_index (areas->parts, i))->status]++;
  for (guint i = 0; i < list->entries->len; i++) {
    const SzEntry *entry = g_ptr_array_index (list->entries, i);

    /* An area stands in the list as well. */
    if (!g_str_has_prefix (entry->open, "part:"))
      page->tally[entry->status]++;
  }
  g_free (page->headline);
  g_free (page->action);
  page->headline = write_headline (view, &hall, list, &page->says);
  page->action = write_action (&hall, flow, absences);
  if (areas->parts->len == 0 && hall.windows->len == 0 && hall.first_taken_ms == G_MAXINT64)
    say_nothing_live (page, areas, list);
  return TRUE;
}

SzPage *
sz_figures_live (SzReader *reader, GError **error)
{
  g_auto (SzView) view = { 0 };
  g_autoptr (SzPage) page = sz_page_new ("live");

  if (!sz_view_open (&view, reader, NULL, error))
    return NULL;
  want_flows (&view);
  if (!add_tiles (&view, page, error))
    return NULL;
  g_free (page->where);
  g_free (page->hall);
  page->where = sz_look_where (view.look, _ ("Live hall"));
  page->hall = sz_look_hall (view.look);
  page->zone = sz_zone_ref (view.look->zone);
  page->now_ms = view.look->now_ms;
  page->clock_ms = view.look->clock_ms;
  page->data_ms =
      sz_look_data_ms (view.look, (const SzIndicator *const *)view.indicators->pdata, view.indicators->len);
  sz_view_settle_age (&view, page);
  return g_steal_pointer (&page);
}
