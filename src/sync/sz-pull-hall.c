/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-pull-private.h"

#define PAGE_ROWS 20000
/* Small days are joined into one transaction up to this; a page is never split. */
#define BATCH_ROWS 10000
#define BATCH_DAYS 32
/* All data sets together wait with so many rows at most: what is in memory must not grow with their number.
 */
#define HELD_ROWS 40000
/* The source's clock is asked for again while following. */
#define OFFER_AGE_US (5 * G_USEC_PER_SEC)
/* Days with refused rows are read again this often while following. */
#define REREAD_US (10 * 60 * G_USEC_PER_SEC)
#define MAX_DAYS_AHEAD 400
/* All is fetched again for a cursor the source has forgotten at most this often. */
#define FORGET_MS SZ_HOUR_MS
/* While history is fetched, what is new is fetched this often. */
#define KEEP_UP_US (3 * G_USEC_PER_SEC)

void
sz_feed_free (gpointer data)
{
  SzFeed *feed = data;
  g_clear_pointer (&feed->reader, sz_row_reader_free);
  g_clear_pointer (&feed->todo, g_array_unref);
  g_clear_pointer (&feed->good_days, g_array_unref);
  g_clear_pointer (&feed->batch, sz_batch_unref);
  g_free (feed->cursor);
  g_free (feed);
}

/* --- the offer --- */

static gboolean
tell_epoch (SzPull *pull, const char *epoch, gboolean *changed, GError **error)
{
  const SzOffer *offer = pull->offer;
  return sz_store_set_source (pull->store, pull->source->name, offer->title, epoch, offer->zone_id,
                              offer->now_ms, offer->asked_ms, &pull->generation, changed, error);
}

/* Two halls may call their epochs alike, so the hall belongs to it: its address, or on this machine, where a
 * port is a matter of chance, its title. */
static gboolean
tell_store (SzPull *pull, gboolean *changed, GError **error)
{
  const gboolean near = sz_http_is_loopback (pull->source->url);
  g_autofree char *epoch =
      g_strdup_printf ("%s %s", pull->offer->epoch, near ? pull->offer->title : pull->source->url);
  return tell_epoch (pull, epoch, changed, error);
}

/* A clock that stands behind its own rows would have all of them refused as lying in the future. */
static gboolean
check_clock (SzPull *pull, const SzOffer *offer, GError **error)
{
  const gint64 today = sz_zone_day (offer->zone, offer->now_ms);
  for (guint i = 0; i < offer->datasets->len; i++) {
    const SzOffered *offered = g_ptr_array_index (offer->datasets, i);
    const SzDataset *dataset = sz_catalog_dataset (sz_store_catalog (pull->store), offered->name, NULL);
    char clock[11], latest[11];
    if (dataset == NULL || sz_dataset_field (dataset, dataset->at)->future ||
        offered->earliest > offered->latest || offered->latest <= today + 1)
      continue;
    sz_day_format (today, clock);
    sz_day_format (offered->latest, latest);
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA,
                 _ ("The hall's clock says %s, but its rows of “%s” reach to %s: one of them is wrong."),
                 clock, dataset->id, latest);
    return FALSE;
  }
  return TRUE;
}

static gboolean
ask_offer (SzPull *pull, GError **error)
{
  const SzHttpLimits limits = sz_pull_limits (pull, pull->source->url);
  SzOffer *offer =
      sz_offer_ask (pull->http, pull->source->url, &limits, pull->cancellable, &pull->response, error);
  sz_pull_count (pull);
  if (offer == NULL)
    return FALSE;
  if (!check_clock (pull, offer, error)) {
    sz_offer_free (offer);
    return FALSE;
  }
  g_clear_pointer (&pull->offer, sz_offer_free);
  pull->offer = offer;
  pull->offered_us = g_get_monotonic_time ();
  pull->status->now_ms = offer->now_ms;
  pull->status->asked_ms = offer->asked_ms;
  return TRUE;
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  const gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
  return (x > y) - (x < y);
}

/* Days to fetch: all that are not known to be complete, also those the changes since would bring, for one
 * with refused rows may be among them; and the complete ones that a bad row came for later. */
static void
plan_history (SzPull *pull, SzFeed *feed, const SzOffered *offered, const GArray *done)
{
  feed->todo = g_array_new (FALSE, FALSE, sizeof (gint64));
  feed->newest_done = done->len > 0 ? g_array_index (done, gint64, done->len - 1) : G_MININT64;
  for (gint64 day = offered->latest; day >= offered->earliest; day--)
    if (!g_array_binary_search ((GArray *)(guintptr)done, &day, compare_days, NULL) ||
        sz_source_status_is_open (pull->status, feed->dataset->id, day))
      g_array_append_val (feed->todo, day);
}

/* The cursor is stored before the history it was taken before, in a batch of its own: from then on nothing
 * can fall between the two. */
static gboolean
begin_feed (SzPull *pull, SzFeed *feed, const SzOffered *offered, GError **error)
{
  g_autoptr (SzBatch) batch = sz_batch_new (feed->dataset, pull->source->name, pull->generation);
  feed->cursor = g_strdup (offered->cursor);
  batch->cursor = g_strdup (offered->cursor);
  return sz_pipe_submit (&pull->pipe, batch, error);
}

static gboolean
open_feed (SzPull *pull, SzReader *reader, const SzOffered *offered, GError **error)
{
  const SzDataset *dataset = sz_catalog_dataset (sz_store_catalog (pull->store), offered->name, NULL);
  g_autoptr (GArray) done = NULL;
  g_autofree char *cursor = NULL;
  guint generation;
  if (dataset == NULL) /* the hall offers more than this catalogue knows: no harm */
    return TRUE;
  if (!sz_reader_resume_state (reader, pull->source->name, dataset, &cursor, &generation, &done, error))
    return FALSE;
  SzFeed *feed = g_new0 (SzFeed, 1);
  g_ptr_array_add (pull->feeds, feed);
  feed->dataset = dataset;
  feed->reader = sz_row_reader_new (dataset, pull->offer->zone, pull->key, pull->offer->now_ms);
  feed->stated = offered->rows;
  feed->first_day = offered->earliest;
  feed->last_day = offered->latest;
  feed->good_days = g_array_new (FALSE, FALSE, sizeof (gint64));
  plan_history (pull, feed, offered, done);
  feed->history_done = cursor != NULL && feed->todo->len == 0 && done->len > 0;
  pull->state.days_total += feed->todo->len + done->len;
  pull->state.days_done += done->len;
  feed->cursor = g_steal_pointer (&cursor);
  return feed->cursor != NULL || begin_feed (pull, feed, offered, error);
}

static gboolean
open_feeds (SzPull *pull, GError **error)
{
  gboolean changed;
  g_ptr_array_set_size (pull->feeds, 0);
  pull->state.days_total = pull->state.days_done = 0;
  if (!tell_store (pull, &changed, error))
    return FALSE;
  g_autoptr (SzReader) reader =
      sz_reader_open (sz_store_folder (pull->store), sz_store_catalog (pull->store), error);
  if (reader == NULL)
    return FALSE;
  for (guint i = 0; i < pull->offer->datasets->len; i++)
    if (!open_feed (pull, reader, g_ptr_array_index (pull->offer->datasets, i), error))
      return FALSE;
  if (pull->feeds->len > 0)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA,
               _ ("%s offers none of the data sets this catalogue knows."), pull->source->url);
  return FALSE;
}

gboolean
sz_pull_submit_feed (SzPull *pull, SzFeed *feed, GError **error)
{
  g_autoptr (SzBatch) batch = g_steal_pointer (&feed->batch);
  return batch == NULL || sz_pipe_submit (&pull->pipe, batch, error);
}

/* --- history --- */

gboolean
sz_pull_fetch_day (SzPull *pull, SzFeed *feed, gint64 day, gboolean *clean, gint64 *watermark_ms,
                   GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (SzPageEnd) end = { .more = TRUE };
  guint empty = 0;
  char date[11];
  sz_day_format (day, date);
  *clean = TRUE;
  while (end.more) {
    g_autofree char *after = end.cursor != NULL ? g_uri_escape_string (end.cursor, NULL, FALSE) : NULL;
    g_autofree char *url =
        g_strdup_printf ("%s/v1/datasets/%s/days/%s%s%s", pull->source->url, feed->dataset->id, date,
                         after != NULL ? "?after=" : "", after != NULL ? after : "");
    if (!sz_pull_fetch_page (pull, feed, url, date, day, &end, error) ||
        !sz_pull_check_progress (seen, feed, &end, &empty, error))
      return FALSE;
    *clean &= feed->page_refused == 0;
    *watermark_ms = end.watermark_ms;
    if (end.more && feed->batch->rows->len >= BATCH_ROWS && !sz_pull_submit_feed (pull, feed, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
fetch_day (SzPull *pull, SzFeed *feed, gint64 day, GError **error)
{
  gboolean clean;
  gint64 watermark_ms = 0;
  if (!sz_pull_fetch_day (pull, feed, day, &clean, &watermark_ms, error))
    return FALSE;
  if (feed->next == 0)
    feed->batch->watermark_ms = MAX (feed->batch->watermark_ms, watermark_ms);
  /* What was refused today may be taken tomorrow: such a day stays open. */
  if (clean) {
    sz_batch_day_done (feed->batch, day);
    if (sz_source_status_is_open (pull->status, feed->dataset->id, day))
      g_array_append_val (feed->good_days, day);
  }
  feed->newest_done = MAX (feed->newest_done, day);
  feed->next++;
  pull->state.days_done++;
  return TRUE;
}

static gboolean
is_batch_full (const SzFeed *feed, gboolean first_day)
{
  return first_day || feed->batch->rows->len + feed->batch->refusals->len >= BATCH_ROWS ||
         feed->batch->days_done->len >= BATCH_DAYS;
}

/* Hands over the largest batch once all of them hold much. */
static gboolean
relieve (SzPull *pull, GError **error)
{
  SzFeed *largest = NULL;
  guint held = 0, most = 0;
  for (guint i = 0; i < pull->feeds->len; i++) {
    SzFeed *feed = g_ptr_array_index (pull->feeds, i);
    const guint rows = feed->batch != NULL ? feed->batch->rows->len : 0;
    held += rows;
    if (rows > most) {
      most = rows;
      largest = feed;
    }
  }
  return held < HELD_ROWS || sz_pull_submit_feed (pull, largest, error);
}

/* With the last page of the history, what the source no longer has is buried. */
static gboolean
end_history (SzPull *pull, SzFeed *feed, GError **error)
{
  if (feed->batch == NULL)
    feed->batch = sz_batch_new (feed->dataset, pull->source->name, pull->generation);
  feed->batch->bury_rest = TRUE;
  feed->history_done = TRUE;
  return sz_pull_submit_feed (pull, feed, error);
}

static gboolean
step_history (SzPull *pull, SzFeed *feed, GError **error)
{
  if (feed->next < feed->todo->len) {
    const gboolean first = feed->next == 0;
    sz_pull_tell (pull, SZ_SYNC_FETCHING, feed->dataset->id, "");
    if (!fetch_day (pull, feed, g_array_index (feed->todo, gint64, feed->next), error))
      return FALSE;
    if (feed->next < feed->todo->len)
      return !is_batch_full (feed, first) || sz_pull_submit_feed (pull, feed, error);
  }
  return end_history (pull, feed, error);
}

/* --- changes --- */

/* Level with the hall: every day up to its today is complete, as far as it has gone. */
static void
mark_days (SzPull *pull, SzFeed *feed)
{
  const gint64 today = sz_zone_day (pull->offer->zone, pull->offer->now_ms);
  if (feed->changes_refused || feed->newest_done == G_MININT64 || today - feed->newest_done > MAX_DAYS_AHEAD)
    return;
  for (gint64 day = feed->newest_done + 1; day <= today; day++)
    if (!sz_source_status_is_open (pull->status, feed->dataset->id, day))
      sz_batch_day_done (feed->batch, day);
  feed->last_day = MAX (feed->last_day, today);
  feed->newest_done = MAX (feed->newest_done, today);
}

/* The source has forgotten what came after the cursor, deletions too, so only a new generation of everything
 * finds what has gone. The store is told of an epoch in between; the run after this one begins anew. */
static void
forget_cursor (SzPull *pull)
{
  const guint status = pull->response.status;
  const gint64 now_ms = sz_clock_now_ms (), passed_ms = now_ms - pull->forgot_ms;
  g_autoptr (GError) ignored = NULL;
  if (status != 400 && status != 404 && status != 410)
    return;
  /* Not for ever where none is ever known; but a hall may begin anew each night, for months. */
  if (pull->forgot_ms != 0 && passed_ms >= 0 && passed_ms < FORGET_MS)
    return;
  pull->forgot_ms = now_ms;
  sz_pipe_drain (&pull->pipe);
  pull->other_epoch = tell_epoch (pull, "cursor lost", NULL, &ignored);
}

gboolean
sz_pull_fetch_changes (SzPull *pull, SzFeed *feed, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (SzPageEnd) end = { .more = TRUE };
  guint empty = 0;
  g_hash_table_add (seen, g_strdup (feed->cursor));
  while (end.more) {
    g_autofree char *after = g_uri_escape_string (feed->cursor, NULL, FALSE);
    g_autofree char *url = g_strdup_printf ("%s/v1/datasets/%s/changes?after=%s&limit=%d", pull->source->url,
                                            feed->dataset->id, after, PAGE_ROWS);
    g_autoptr (GError) cause = NULL;
    if (!sz_pull_fetch_page (pull, feed, url, "changes", G_MININT64, &end, &cause)) {
      if (g_error_matches (cause, SZ_ERROR, SZ_ERROR_REFUSED))
        forget_cursor (pull);
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
    if (!sz_pull_check_progress (seen, feed, &end, &empty, error))
      return FALSE;
    if (*end.cursor != '\0' && strcmp (end.cursor, feed->cursor) != 0) {
      g_free (feed->cursor);
      feed->cursor = g_strdup (end.cursor);
      feed->batch->cursor = g_strdup (end.cursor);
    }
    if (!end.more) {
      mark_days (pull, feed);
      feed->batch->watermark_ms = end.watermark_ms;
      feed->watermark_ms = end.watermark_ms;
    }
    if (!sz_pull_submit_feed (pull, feed, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
fetch_all_changes (SzPull *pull, const char *const *names, GError **error)
{
  for (guint i = 0; i < pull->feeds->len; i++) {
    SzFeed *feed = g_ptr_array_index (pull->feeds, i);
    if (names != NULL && !g_strv_contains (names, feed->dataset->id))
      continue;
    if (!sz_pull_fetch_changes (pull, feed, error))
      return FALSE;
  }
  return sz_pipe_wait (&pull->pipe, error);
}

/* --- both --- */

/* The least of the data sets' watermarks: up to there all of the source is whole. */
static void
note_watermark (SzPull *pull)
{
  gint64 least_ms = 0;
  for (guint i = 0; i < pull->feeds->len; i++) {
    const SzFeed *feed = g_ptr_array_index (pull->feeds, i);
    if (feed->watermark_ms != 0 && (least_ms == 0 || feed->watermark_ms < least_ms))
      least_ms = feed->watermark_ms;
  }
  if (least_ms != 0)
    pull->status->watermark_ms = least_ms;
}

static gboolean
refresh_offer (SzPull *pull, GError **error)
{
  gboolean changed = FALSE;
  if (g_get_monotonic_time () - pull->offered_us < OFFER_AGE_US)
    return TRUE;
  if (!ask_offer (pull, error) || !tell_store (pull, &changed, error))
    return FALSE;
  for (guint i = 0; i < pull->feeds->len; i++)
    sz_row_reader_set_now (((SzFeed *)g_ptr_array_index (pull->feeds, i))->reader, pull->offer->now_ms);
  if (!changed)
    return TRUE;
  pull->other_epoch = TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE, _ ("%s began anew; all is fetched again."),
               pull->source->url);
  return FALSE;
}

/* A long history must not make the present wait: a hall is watched from its first minute on. */
static gboolean
keep_up (SzPull *pull, GError **error)
{
  if (g_get_monotonic_time () - pull->kept_up_us < KEEP_UP_US)
    return TRUE;
  if (!refresh_offer (pull, error))
    return FALSE;
  for (guint i = 0; i < pull->feeds->len; i++) {
    SzFeed *feed = g_ptr_array_index (pull->feeds, i);
    if ((feed->next > 0 || feed->history_done) && !sz_pull_fetch_changes (pull, feed, error))
      return FALSE;
  }
  note_watermark (pull);
  pull->kept_up_us = g_get_monotonic_time ();
  return TRUE;
}

/* Each data set's newest day first, then each one's second newest: figures stand at once, whatever the depth.
 */
static gboolean
fetch_history (SzPull *pull, GError **error)
{
  pull->kept_up_us = g_get_monotonic_time ();
  for (gboolean busy = TRUE; busy;) {
    busy = FALSE;
    for (guint i = 0; i < pull->feeds->len; i++) {
      SzFeed *feed = g_ptr_array_index (pull->feeds, i);
      if (feed->history_done)
        continue;
      if (!step_history (pull, feed, error) || !relieve (pull, error) || !keep_up (pull, error))
        return FALSE;
      busy = TRUE;
    }
  }
  return sz_pipe_wait (&pull->pipe, error);
}

/* --- runs --- */

/* After a failure the feeds no longer know what the store holds: the next run asks it. */
static gboolean
end_run (SzPull *pull, gboolean ok)
{
  if (ok)
    return TRUE;
  sz_pipe_drain (&pull->pipe);
  g_ptr_array_set_size (pull->feeds, 0);
  g_hash_table_remove_all (pull->quarantined);
  return FALSE;
}

/* A data set the source had in an epoch before and does not offer any more: its rows are of no generation
 * that still holds. */
static gboolean
bury_dropped (SzPull *pull, GError **error)
{
  const SzCatalog *catalog = sz_store_catalog (pull->store);
  g_autoptr (SzReader) reader = sz_reader_open (sz_store_folder (pull->store), catalog, error);
  g_autoptr (GPtrArray) states = reader != NULL ? sz_reader_source_states (reader, error) : NULL;
  if (states == NULL)
    return FALSE;
  for (guint i = 0; i < states->len; i++) {
    const SzSourceState *state = g_ptr_array_index (states, i);
    const SzDataset *dataset = sz_catalog_dataset (catalog, state->dataset, NULL);
    if (dataset == NULL || state->rows == 0 || strcmp (state->source, pull->source->name) != 0 ||
        sz_offer_find (pull->offer, state->dataset) != NULL)
      continue;
    g_autoptr (SzBatch) batch = sz_batch_new (dataset, pull->source->name, pull->generation);
    batch->bury_rest = TRUE; /* rows of this generation stay */
    if (!sz_pipe_submit (&pull->pipe, batch, error))
      return FALSE;
  }
  return sz_pipe_wait (&pull->pipe, error);
}

/* Days that became good are open no longer, now that their rows are in. */
static void
close_days (SzPull *pull)
{
  for (guint i = 0; i < pull->feeds->len; i++) {
    const SzFeed *feed = g_ptr_array_index (pull->feeds, i);
    for (guint j = 0; j < feed->good_days->len; j++)
      sz_source_status_close_day (pull->status, feed->dataset->id,
                                  g_array_index (feed->good_days, gint64, j));
    g_array_set_size (feed->good_days, 0);
  }
}

static gboolean
run_hall (SzPull *pull, GError **error)
{
  if (!end_run (pull, ask_offer (pull, error) && open_feeds (pull, error) && fetch_history (pull, error) &&
                          bury_dropped (pull, error) && fetch_all_changes (pull, NULL, error)))
    return FALSE;
  pull->ran_us = g_get_monotonic_time ();
  note_watermark (pull);
  close_days (pull);
  sz_pull_save (pull);
  return TRUE;
}

/* A data set that is offered by now and was not when the run began. */
static gboolean
has_new_dataset (SzPull *pull)
{
  for (guint i = 0; i < pull->offer->datasets->len; i++) {
    const SzOffered *offered = g_ptr_array_index (pull->offer->datasets, i);
    gboolean found = sz_catalog_dataset (sz_store_catalog (pull->store), offered->name, NULL) == NULL;
    for (guint j = 0; j < pull->feeds->len && !found; j++)
      found = strcmp (((SzFeed *)g_ptr_array_index (pull->feeds, j))->dataset->id, offered->name) == 0;
    if (!found)
      return TRUE;
  }
  return FALSE;
}

/* Days with bad rows are read again now and then: a wrong clock is set right, a row repaired. */
static gboolean
is_reread_due (const SzPull *pull)
{
  return pull->status->open_days->len > 0 && g_get_monotonic_time () - pull->ran_us > REREAD_US;
}

static gboolean
follow_hall (SzPull *pull, const char *const *names, GError **error)
{
  if (pull->feeds->len == 0 || is_reread_due (pull))
    return run_hall (pull, error);
  if (!end_run (pull, refresh_offer (pull, error)))
    return FALSE;
  if (has_new_dataset (pull))
    return run_hall (pull, error);
  if (!end_run (pull, fetch_all_changes (pull, names, error)))
    return FALSE;
  note_watermark (pull);
  return TRUE;
}

gboolean
sz_pull_hall_refetch (SzPull *pull, GError **error)
{
  if (!ask_offer (pull, error) || !tell_epoch (pull, "fetch again", NULL, error))
    return FALSE;
  pull->status->refetched_ms = sz_clock_now_ms ();
  pull->must_refetch = FALSE;
  g_ptr_array_set_size (pull->feeds, 0);
  g_hash_table_remove_all (pull->quarantined);
  return TRUE;
}

static guint
hall_every_s (SzPull *pull)
{
  return 5;
}

const SzPullKind sz_pull_hall = {
  .run = run_hall,
  .follow = follow_hall,
  .refetch = sz_pull_hall_refetch,
  .compare = sz_pull_hall_compare,
  .every_s = hall_every_s,
};
