/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The hall at one instant, from the rows of its day: what each window does and who waits. A row may already
 * know what came later (the hall is looked at as it stood), so every instant is compared with that one. */

#include "sz-live-private.h"

#include <math.h>
#include <string.h>

/* What a usual case takes is asked of so many days. */
#define USUAL_DAYS 28
/* A window whose state is not known serves if it has served within this time. */
#define RECENT_MS (30 * SZ_MINUTE_MS)
/* Who was called has so long to come to the window; after that the row was left open. */
#define CALL_MS (5 * SZ_MINUTE_MS)
/* Between two people a window is tidied up. */
#define TIDY_MS SZ_MINUTE_MS

typedef struct {
  gint64 started_ms, ended_ms; /* of the last case; started G_MININT64: none; ended G_MAXINT64: not yet */
  gint64 called_ms;            /* of the last who was called and has not come yet; G_MININT64 */
  char *item;
} LastCase;

static void
free_last (gpointer data)
{
  LastCase *last = data;

  g_free (last->item);
  g_free (last);
}

static void
free_window (gpointer data)
{
  SzLiveWindow *window = data;

  g_free (window->code);
  g_free (window->area);
  g_free (window->department);
  g_free (window->item);
  g_free (window);
}

void
sz_live_hall_clear (SzLiveHall *hall)
{
  g_clear_pointer (&hall->windows, g_ptr_array_unref);
  g_clear_pointer (&hall->queues, g_hash_table_unref);
  g_clear_pointer (&hall->lines, g_hash_table_unref);
}

double
sz_live_minutes (const SzLiveHall *hall, gint64 since_ms)
{
  return since_ms == G_MININT64 ? NAN : (double)(hall->now_ms - since_ms) / (double)SZ_MINUTE_MS;
}

gboolean
sz_live_is_slow (const SzLiveHall *hall, const SzLiveWindow *window)
{
  return window->state == SZ_BOOTH_BUSY && !window->calling && !isnan (window->usual_ms) &&
         (double)(hall->now_ms - window->since_ms) > window->usual_ms;
}

/* People wait in their area, and most windows serve one department of it: (area, department). */
static char *
line_key (const char *area, const char *department)
{
  return g_strconcat (area, "\t", department, NULL);
}

static guint
count_line (const SzLiveHall *hall, const char *area, const char *department)
{
  g_autofree char *key = line_key (area, department);

  return GPOINTER_TO_UINT (g_hash_table_lookup (hall->lines, key));
}

guint
sz_live_waiting_for (const SzLiveHall *hall, const SzLiveWindow *window)
{
  const SzLiveQueue *queue = g_hash_table_lookup (hall->queues, window->area);

  if (queue == NULL)
    return 0;
  if (window->department == NULL || window->integrated)
    return queue->waiting;
  return count_line (hall, window->area, window->department) + count_line (hall, window->area, "");
}

SzLiveIdle
sz_live_idle_why (const SzLiveHall *hall, const SzLiveWindow *window)
{
  if (window->absent_ms != G_MININT64)
    return SZ_LIVE_IDLE_AWAY;
  if (window->served_ms != G_MININT64 && hall->now_ms - window->served_ms < TIDY_MS)
    return SZ_LIVE_IDLE_TIDYING;
  return sz_live_waiting_for (hall, window) == 0 ? SZ_LIVE_IDLE_NOBODY : SZ_LIVE_IDLE_NOT_CALLING;
}

/* --- rows
 * -----------------------------------------------------------------------------------------------------------
 */

/* Fields of today's rows; NULL without `error` if nobody supplies the data set or a field of it. */
static SzFrame *
read_today (SzView *view, const char *id, const char *const *fields, guint n, gint64 now_ms,
            const SzMeasure *measure, GError **error)
{
  const SzDataset *dataset = sz_catalog_dataset (view->look->catalog, id, NULL);
  g_autofree guint *indexes = g_new0 (guint, n + 1);
  SzRowsAsk ask = { .dataset = dataset, .instant = -1, .measure = measure, .zone = view->look->zone };

  if (dataset == NULL || !sz_look_has (view->look, dataset))
    return NULL;
  for (guint i = 0; i < n; i++) {
    int index = sz_dataset_find_field (dataset, fields[i]);

    if (index < 0)
      return NULL;
    indexes[i] = (guint)index;
  }
  ask.fields = indexes;
  ask.n_fields = n;
  ask.start_ms = sz_grain_floor (SZ_GRAIN_DAY, view->look->zone, now_ms);
  ask.end_ms = now_ms + 1;
  return sz_reader_list (view->look->reader, &ask, NULL, 0, error);
}

/* An instant of a row as known at `now`; G_MAXINT64: not yet. */
static gint64
instant_by (const SzFrame *frame, gsize row, guint column, gint64 now_ms)
{
  double value = sz_frame_number (frame, row, column);

  return isnan (value) || value > (double)now_ms ? G_MAXINT64 : (gint64)value;
}

static void
count_waiting (SzLiveHall *hall, const char *area, const char *department, gint64 taken_ms)
{
  SzLiveQueue *queue = g_hash_table_lookup (hall->queues, area);

  if (queue == NULL) {
    queue = g_new0 (SzLiveQueue, 1);
    queue->first_taken_ms = G_MAXINT64;
    g_hash_table_insert (hall->queues, g_strdup (area), queue);
  }
  queue->waiting++;
  queue->first_taken_ms = MIN (queue->first_taken_ms, taken_ms);
  hall->waiting++;
  hall->first_taken_ms = MIN (hall->first_taken_ms, taken_ms);
  g_hash_table_insert (hall->lines, line_key (area, department),
                       GUINT_TO_POINTER (count_line (hall, area, department) + 1));
}

static LastCase *
need_last (GHashTable *cases, const char *window)
{
  LastCase *last = g_hash_table_lookup (cases, window);

  if (last == NULL) {
    last = g_new0 (LastCase, 1);
    last->started_ms = last->called_ms = G_MININT64;
    g_hash_table_insert (cases, g_strdup (window), last);
  }
  return last;
}

static void
note_case (GHashTable *cases, const char *window, gint64 started_ms, gint64 ended_ms, const char *item)
{
  LastCase *last = need_last (cases, window);

  if (last->started_ms >= started_ms)
    return;
  last->started_ms = started_ms;
  last->ended_ms = ended_ms;
  g_free (last->item);
  last->item = g_strdup (item);
}

static void
read_ticket (SzLiveHall *hall, const SzFrame *frame, gsize row, GHashTable *cases)
{
  const gint64 called = instant_by (frame, row, 2, hall->now_ms),
               started = instant_by (frame, row, 3, hall->now_ms),
               abandoned = instant_by (frame, row, 5, hall->now_ms);
  const char *area = sz_frame_text (frame, row, 6), *window = sz_frame_text (frame, row, 7);
  const char *department = sz_frame_text (frame, row, 9);

  if (called == G_MAXINT64 && started == G_MAXINT64 && abandoned == G_MAXINT64)
    count_waiting (hall, area != NULL ? area : "", department != NULL ? department : "",
                   (gint64)sz_frame_number (frame, row, 1));
  if (window == NULL)
    return;
  if (started != G_MAXINT64) {
    note_case (cases, window, started, instant_by (frame, row, 4, hall->now_ms),
               sz_frame_text (frame, row, 8));
  } else if (called != G_MAXINT64 && abandoned == G_MAXINT64) {
    LastCase *last = need_last (cases, window);

    last->called_ms = MAX (last->called_ms, called);
  }
}

static gboolean
read_tickets (SzLiveHall *hall, SzView *view, GHashTable *cases, GError **error)
{
  static const char *const fields[] = { "taken", "called", "started", "ended",     "abandoned",
                                        "area",  "window", "item",    "department" };
  GError *failure = NULL;
  g_autoptr (SzFrame) frame =
      read_today (view, "tickets", fields, G_N_ELEMENTS (fields), hall->now_ms, NULL, &failure);

  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  for (gsize row = 0; frame != NULL && row < frame->rows; row++)
    read_ticket (hall, frame, row, cases);
  return TRUE;
}

/* Windows whose post is empty, to since when. */
static gboolean
read_absences (SzLiveHall *hall, SzView *view, GHashTable *absent, GError **error)
{
  static const char *const fields[] = { "started", "ended", "kind", "window" };
  GError *failure = NULL;
  g_autoptr (SzFrame) frame =
      read_today (view, "behaviour", fields, G_N_ELEMENTS (fields), hall->now_ms, NULL, &failure);

  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  for (gsize row = 0; frame != NULL && row < frame->rows; row++) {
    const char *window = sz_frame_text (frame, row, 4);
    gint64 *since = NULL;

    if (window == NULL || g_strcmp0 (sz_frame_text (frame, row, 3), "absent") != 0 ||
        instant_by (frame, row, 2, hall->now_ms) != G_MAXINT64)
      continue;
    since = g_new (gint64, 1);
    *since = (gint64)sz_frame_number (frame, row, 1);
    g_hash_table_insert (absent, g_strdup (window), since);
  }
  return TRUE;
}

/* --- windows
 * -------------------------------------------------------------------------------------------------------- */

/* The row says how the window stands now; if that began only later than the instant looked at, its cases
 * tell. */
static SzBoothState
read_state (const char *state, gint64 since_ms, const LastCase *last, gint64 now_ms)
{
  if (since_ms <= now_ms) {
    if (g_strcmp0 (state, "paused") == 0)
      return SZ_BOOTH_PAUSED;
    return g_strcmp0 (state, "closed") == 0 ? SZ_BOOTH_CLOSED : SZ_BOOTH_IDLE;
  }
  return last != NULL && last->ended_ms != G_MAXINT64 && now_ms - last->ended_ms < RECENT_MS
             ? SZ_BOOTH_IDLE
             : SZ_BOOTH_CLOSED;
}

static gboolean
has_served (const LastCase *last)
{
  return last != NULL && last->started_ms != G_MININT64;
}

/* Somebody has been called to the window and is on the way. */
static gboolean
is_calling (const LastCase *last, gint64 now_ms)
{
  return last != NULL && last->called_ms != G_MININT64 && now_ms - last->called_ms < CALL_MS &&
         (!has_served (last) || last->called_ms >= last->ended_ms);
}

static void
settle_window (SzLiveHall *hall, SzLiveWindow *window, const char *state, gint64 since_ms,
               const LastCase *last, const gint64 *absent_ms)
{
  window->usual_ms = NAN;
  window->absent_ms = window->served_ms = G_MININT64;
  window->state = read_state (state, since_ms, has_served (last) ? last : NULL, hall->now_ms);
  window->since_ms = since_ms <= hall->now_ms ? since_ms : G_MININT64;
  /* Whose last case has not ended is busy, whatever the row says, unless the window was closed since. */
  if (has_served (last) && last->ended_ms == G_MAXINT64 &&
      (window->state != SZ_BOOTH_CLOSED || window->since_ms == G_MININT64 ||
       last->started_ms >= window->since_ms)) {
    window->state = SZ_BOOTH_BUSY;
    window->since_ms = last->started_ms;
    window->item = g_strdup (last->item);
    return;
  }
  if (window->state != SZ_BOOTH_IDLE)
    return;
  if (has_served (last) && last->ended_ms != G_MAXINT64)
    window->served_ms = last->ended_ms;
  if (is_calling (last, hall->now_ms)) {
    window->state = SZ_BOOTH_BUSY;
    window->calling = TRUE;
    window->since_ms = last->called_ms;
  } else if (absent_ms != NULL && hall->now_ms - *absent_ms > SZ_LIVE_UNATTENDED_MS) {
    window->state = SZ_BOOTH_UNATTENDED;
    window->since_ms = window->absent_ms = *absent_ms;
  } else {
    window->absent_ms = absent_ms != NULL ? *absent_ms : G_MININT64;
    window->since_ms = MAX (window->since_ms, MAX (window->served_ms, window->absent_ms));
  }
}

static int
compare_windows (gconstpointer a, gconstpointer b)
{
  const SzLiveWindow *left = *(SzLiveWindow *const *)a, *right = *(SzLiveWindow *const *)b;

  return strcmp (left->code, right->code);
}

static gboolean
read_windows (SzLiveHall *hall, SzView *view, GHashTable *cases, GHashTable *absent, GError **error)
{
  static const char *const fields[] = { "window", "area", "state", "since", "department", "integrated" };
  const SzDataset *dataset = sz_catalog_dataset (view->look->catalog, "windows", NULL);
  SzMeasure in_force = { .kind = SZ_MEASURE_CURRENT, .dataset = dataset, .field = -1, .field2 = -1 };
  GError *failure = NULL;
  g_autoptr (SzFrame) frame =
      dataset != NULL && dataset->valid_from >= 0
          ? read_today (view, "windows", fields, G_N_ELEMENTS (fields), hall->now_ms, &in_force, &failure)
          : NULL;

  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  for (gsize row = 0; frame != NULL && row < frame->rows; row++) {
    const char *code = sz_frame_text (frame, row, 1), *area = sz_frame_text (frame, row, 2);
    double since = sz_frame_number (frame, row, 4);
    SzLiveWindow *window = NULL;

    if (code == NULL)
      continue;
    window = g_new0 (SzLiveWindow, 1);
    window->code = g_strdup (code);
    window->area = g_strdup (area != NULL ? area : "");
    window->department = g_strdup (sz_frame_text (frame, row, 5));
    window->integrated = sz_frame_number (frame, row, 6) == 1;
    settle_window (hall, window, sz_frame_text (frame, row, 3), isnan (since) ? G_MININT64 : (gint64)since,
                   g_hash_table_lookup (cases, code), g_hash_table_lookup (absent, code));
    g_ptr_array_add (hall->windows, window);
  }
  g_ptr_array_sort (hall->windows, compare_windows);
  return TRUE;
}

/* --- what a case usually takes
 * --------------------------------------------------------------------------------------- */

static gboolean
add_usual (SzLiveHall *hall, SzView *view, GError **error)
{
  const SzIndicator *indicator = sz_catalog_indicator (view->look->catalog, "service_time_p90", NULL);
  const SzDimension *by = sz_catalog_dimension (view->look->catalog, "item", NULL);
  g_autofree char *lacks = indicator != NULL ? sz_look_lacks (view->look, indicator, TRUE) : NULL;
  gint64 end = sz_grain_floor (SZ_GRAIN_DAY, view->look->zone, hall->now_ms);
  gint64 start = sz_zone_day_start_ms (view->look->zone, sz_zone_day (view->look->zone, end) - USUAL_DAYS);
  g_autoptr (SzSlice) slice = NULL;

  if (indicator == NULL || by == NULL || lacks != NULL)
    return TRUE;
  slice = sz_view_ask (view, indicator, start, end, SZ_GRAIN_NONE, by, error);
  if (slice == NULL)
    return FALSE;
  for (guint i = 0; i < hall->windows->len; i++) {
    SzLiveWindow *window = g_ptr_array_index (hall->windows, i);
    const char *code = window->item;
    int row = code != NULL ? sz_slice_find (slice, start, &code) : -1;

    if (row >= 0)
      window->usual_ms = sz_slice_value (slice, (guint)row, 0) / indicator->scale;
  }
  return TRUE;
}

gboolean
sz_live_hall_read (SzLiveHall *hall, SzView *view, gint64 now_ms, GError **error)
{
  g_autoptr (GHashTable) cases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_last);
  g_autoptr (GHashTable) absent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  hall->now_ms = now_ms;
  hall->waiting = 0;
  hall->first_taken_ms = G_MAXINT64;
  hall->windows = g_ptr_array_new_with_free_func (free_window);
  hall->queues = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  hall->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return read_tickets (hall, view, cases, error) && read_absences (hall, view, absent, error) &&
         read_windows (hall, view, cases, absent, error) && add_usual (hall, view, error);
}
