/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-pull.h"

#include <inttypes.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-pipe.h"
#include "sz-reader.h"

#define PAGE_ROWS 20000
/* Small days are joined into one transaction up to this; a page is never split. */
#define BATCH_ROWS 10000
#define BATCH_DAYS 32
/* More poison than this, in one page or in all of a run, is not bad rows but another schema. */
#define POISON_LEAST 20
#define POISON_SHARE 100
/* So is a page of at least this many rows of which most cannot be taken. */
#define POISON_PAGE 10
/* Changes are weighed over about this many rows: a schema that drifts after a year of good rows shows soon.
 */
#define POISON_WINDOW 10000
/* A page is held in memory several times over while it is unpacked and mapped. */
#define PAGE_BYTES ((gsize)24 << 20)
#define EMPTY_PAGES 100
/* The source's clock is asked for again while following. */
#define OFFER_AGE_US (5 * G_USEC_PER_SEC)
#define MAX_DAYS_AHEAD 400

/* Rows read and, of them, refused. */
typedef struct {
  gint64 rows, refused;
} Tally;

/* One data set of the source. */
typedef struct {
  const SzDataset *dataset;
  SzRowReader *reader;
  char *cursor;       /* follow from here */
  GArray *todo;       /* (element-type gint64) days of the history to fetch, newest first */
  guint next;         /* index into todo */
  gint64 newest_done; /* the latest day known to be complete; G_MININT64 */
  gboolean history_done;
  gint64 stated; /* rows the source says it has; -1 not stated */
  Tally history, changes;
  gboolean changes_refused; /* rows of days that are not known: no further day is called complete */
  SzBatch *batch;           /* gathered and not yet submitted */
} Feed;

struct _SzPull {
  SzStore *store;
  SzSource *source;
  SzSiteKey *key;
  GCancellable *cancellable;
  SzHttp *http;
  SzHttpResponse response;
  SzOffer *offer;
  gint64 offered_us; /* monotonic */
  guint generation;
  GPtrArray *feeds; /* (element-type Feed) */
  SzPipe pipe;
  SzSyncState state;
  char *sentence, *told_dataset;
  SzPullReport report;
  gpointer data;
  gboolean other_epoch;
  gboolean forgot_cursor; /* the source no longer knew a cursor, and all was fetched again for it */
  GHashTable
      *quarantined; /* (element-type utf8) refusals already handed over: the same row again is no news */
};

/* --- life --- */

static void
feed_free (gpointer data)
{
  Feed *feed = data;
  g_clear_pointer (&feed->reader, sz_row_reader_free);
  g_clear_pointer (&feed->todo, g_array_unref);
  g_clear_pointer (&feed->batch, sz_batch_unref);
  g_free (feed->cursor);
  g_free (feed);
}

SzPull *
sz_pull_new (SzStore *store, const SzSource *source, SzSiteKey *key, GCancellable *cancellable,
             SzPullReport report, gpointer data)
{
  SzPull *pull = g_new0 (SzPull, 1);
  pull->store = store;
  pull->source = sz_source_copy (source);
  pull->key = sz_site_key_ref (key);
  pull->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  pull->http = sz_http_new (NULL);
  pull->feeds = g_ptr_array_new_with_free_func (feed_free);
  pull->quarantined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  pull->report = report;
  pull->data = data;
  pull->state = (SzSyncState){ .source = pull->source->name, .dataset = "", .sentence = "" };
  sz_pipe_init (&pull->pipe, store);
  return pull;
}

void
sz_pull_free (SzPull *pull)
{
  if (pull == NULL)
    return;
  sz_pipe_clear (&pull->pipe);
  g_ptr_array_unref (pull->feeds);
  g_hash_table_unref (pull->quarantined);
  sz_http_response_clear (&pull->response);
  g_clear_pointer (&pull->offer, sz_offer_free);
  sz_http_free (pull->http);
  g_clear_object (&pull->cancellable);
  sz_site_key_unref (pull->key);
  sz_source_free (pull->source);
  g_free (pull->sentence);
  g_free (pull->told_dataset);
  g_free (pull);
}

SzHttp *
sz_pull_http (SzPull *pull)
{
  return pull->http;
}

SzSyncState *
sz_pull_state (SzPull *pull)
{
  return &pull->state;
}

guint
sz_pull_retry_after (const SzPull *pull)
{
  return pull->response.retry_after_s;
}

gboolean
sz_pull_take_other_epoch (SzPull *pull)
{
  const gboolean other = pull->other_epoch;
  pull->other_epoch = FALSE;
  return other;
}

gboolean
sz_pull_may_pass (const SzPull *pull, const GError *error)
{
  const guint status = pull->response.status;
  if (g_error_matches (error, SZ_ERROR, SZ_ERROR_NETWORK) ||
      g_error_matches (error, SZ_ERROR, SZ_ERROR_INCOMPLETE))
    return TRUE;
  return g_error_matches (error, SZ_ERROR, SZ_ERROR_REFUSED) &&
         (status >= 500 || status == 429 || status == 408);
}

void
sz_pull_tell (SzPull *pull, SzSyncPhase phase, const char *dataset, const char *sentence)
{
  SzSyncState *state = &pull->state;
  g_free (pull->sentence);
  pull->sentence = g_strdup (sentence != NULL ? sentence : "");
  g_free (pull->told_dataset);
  pull->told_dataset = g_strdup (dataset != NULL ? dataset : "");
  state->phase = phase;
  state->sentence = pull->sentence;
  state->dataset = pull->told_dataset;
  state->rows = pull->pipe.taken + pull->pipe.deleted;
  state->unchanged = pull->pipe.unchanged;
  state->refused = pull->pipe.refused;
  state->progress = state->days_total > 0 ? (double)state->days_done / (double)state->days_total : 1.0;
  if (pull->report != NULL)
    pull->report (state, pull->data);
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
  SzOffer *offer = sz_offer_ask (pull->http, pull->source->url, pull->cancellable, &pull->response, error);
  if (offer == NULL)
    return FALSE;
  if (!check_clock (pull, offer, error)) {
    sz_offer_free (offer);
    return FALSE;
  }
  g_clear_pointer (&pull->offer, sz_offer_free);
  pull->offer = offer;
  pull->offered_us = g_get_monotonic_time ();
  return TRUE;
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  const gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
  return (x > y) - (x < y);
}

/* Days to fetch: all that are not known to be complete, also those the changes since would bring, for one
 * with refused rows may be among them. */
static void
plan_history (Feed *feed, const SzOffered *offered, const GArray *done)
{
  feed->todo = g_array_new (FALSE, FALSE, sizeof (gint64));
  feed->newest_done = done->len > 0 ? g_array_index (done, gint64, done->len - 1) : G_MININT64;
  for (gint64 day = offered->latest; day >= offered->earliest; day--)
    if (!g_array_binary_search ((GArray *)(guintptr)done, &day, compare_days, NULL))
      g_array_append_val (feed->todo, day);
}

/* The cursor is stored before the history it was taken before, in a batch of its own: from then on nothing
 * can fall between the two. */
static gboolean
begin_feed (SzPull *pull, Feed *feed, const SzOffered *offered, GError **error)
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
  Feed *feed = g_new0 (Feed, 1);
  g_ptr_array_add (pull->feeds, feed);
  feed->dataset = dataset;
  feed->reader = sz_row_reader_new (dataset, pull->offer->zone, pull->key, pull->offer->now_ms);
  feed->stated = offered->rows;
  plan_history (feed, offered, done);
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

/* --- one page --- */

static gboolean
is_poisoned (Tally tally)
{
  return tally.refused > POISON_LEAST && tally.refused * POISON_SHARE > tally.rows;
}

static gboolean
fail_schema (Feed *feed, guint refused_before, Tally tally, GError **error)
{
  const SzRefusal *first = &g_array_index (feed->batch->refusals, SzRefusal, refused_before);
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA,
               _ ("%u of %" PRId64 " rows cannot be taken, so the source is stopped; the first: %s, %s: %s"),
               (guint)tally.refused, tally.rows, first->where, *first->field != '\0' ? first->field : "—",
               first->reason);
  g_clear_pointer (&feed->batch, sz_batch_unref);
  return FALSE;
}

/* Judges a page by itself and by what came before it. Of the history's days those already here are not read
 * again, but the rows refused on the others are: hence the number of rows the source states. */
static gboolean
weigh_page (Feed *feed, Tally page, guint refused_before, GError **error)
{
  Tally *sum = feed->history_done ? &feed->changes : &feed->history;
  sum->rows += page.rows;
  sum->refused += page.refused;
  Tally whole = *sum;
  if (!feed->history_done)
    whole.rows = MAX (whole.rows, feed->stated);
  else if (sum->rows > POISON_WINDOW) {
    sum->rows /= 2;
    sum->refused /= 2;
  }
  if (page.refused == 0)
    return TRUE;
  if (is_poisoned (page) || (page.rows >= POISON_PAGE && page.refused * 2 > page.rows))
    return fail_schema (feed, refused_before, page, error);
  return !is_poisoned (whole) || fail_schema (feed, refused_before, whole, error);
}

/* A day with refused rows is read again and again, and its rows may have moved to other lines. */
static void
drop_known_refusals (SzPull *pull, Feed *feed, guint from)
{
  GArray *refusals = feed->batch->refusals;
  guint kept = from;
  for (guint i = from; i < refusals->len; i++) {
    const SzRefusal *refusal = &g_array_index (refusals, SzRefusal, i);
    char *id = g_strdup_printf ("%s\n%s\n%s\n%s", feed->dataset->id, refusal->field, refusal->key,
                                *refusal->hash != '\0' ? refusal->hash : refusal->where);
    if (g_hash_table_add (pull->quarantined, id))
      g_array_index (refusals, SzRefusal, kept++) = *refusal;
  }
  g_array_set_size (refusals, kept);
}

static gboolean
read_rows (SzPull *pull, Feed *feed, const char *text, const SzPageEnd *end, const char *page, GError **error)
{
  const char *stop = text + end->rows_bytes;
  gint64 number = 0, refused = 0;
  if (feed->batch == NULL)
    feed->batch = sz_batch_new (feed->dataset, pull->source->name, pull->generation);
  const guint before = feed->batch->refusals->len;
  for (const char *line = text; line < stop; number++) {
    const char *line_end = memchr (line, '\n', (gsize)(stop - line));
    gsize length = (gsize)(line_end - line);
    if (length > 0 && line[length - 1] == '\r')
      length--;
    refused += !sz_row_reader_read (feed->reader, feed->batch, line, length, page, number + 1);
    line = line_end + 1;
  }
  if (!weigh_page (feed, (Tally){ number, refused }, before, error))
    return FALSE;
  drop_known_refusals (pull, feed, before);
  return TRUE;
}

static gboolean
fetch_page (SzPull *pull, Feed *feed, const char *url, const char *page, SzPageEnd *end, GError **error)
{
  const SzHttpLimits limits = { .no_gzip = sz_http_is_loopback (url),
                                .max_body = PAGE_BYTES,
                                .max_wire = PAGE_BYTES };
  gsize length;
  if (!sz_http_get (pull->http, url, &limits, pull->cancellable, &pull->response, error))
    return FALSE;
  const char *text = g_bytes_get_data (pull->response.body, &length);
  const gboolean ok = sz_page_prove (text != NULL ? text : "", length, pull->offer->epoch, end, error) &&
                      read_rows (pull, feed, text, end, page, error);
  pull->other_epoch |= end->other_epoch;
  g_clear_pointer (&pull->response.body, g_bytes_unref);
  if (!ok)
    g_prefix_error (error, "%s, %s: ", feed->dataset->id, page);
  return ok;
}

/* A cursor that comes again and still promises more would be followed for ever; so would pages without rows.
 */
static gboolean
check_progress (GHashTable *seen, const Feed *feed, const SzPageEnd *end, guint *empty, GError **error)
{
  *empty = end->count == 0 ? *empty + 1 : 0;
  if (end->more && *empty >= EMPTY_PAGES) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA,
                 _ ("%s: the hall gave %u pages in a row without a row and promised more each time."),
                 feed->dataset->id, *empty);
    return FALSE;
  }
  if (!end->more || g_hash_table_add (seen, g_strdup (end->cursor)))
    return TRUE;
  g_set_error (
      error, SZ_ERROR, SZ_ERROR_BAD_DATA,
      _ ("%s: the hall's cursor goes in circles: it gave the same one twice and promised more each time."),
      feed->dataset->id);
  return FALSE;
}

static gboolean
submit_feed (SzPull *pull, Feed *feed, GError **error)
{
  g_autoptr (SzBatch) batch = g_steal_pointer (&feed->batch);
  return batch == NULL || sz_pipe_submit (&pull->pipe, batch, error);
}

/* --- history --- */

static gboolean
fetch_day (SzPull *pull, Feed *feed, gint64 day, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (SzPageEnd) end = { .more = TRUE };
  const gint64 refused = feed->history.refused;
  guint empty = 0;
  char date[11];
  sz_day_format (day, date);
  while (end.more) {
    g_autofree char *after = end.cursor != NULL ? g_uri_escape_string (end.cursor, NULL, FALSE) : NULL;
    g_autofree char *url =
        g_strdup_printf ("%s/v1/datasets/%s/days/%s%s%s", pull->source->url, feed->dataset->id, date,
                         after != NULL ? "?after=" : "", after != NULL ? after : "");
    if (!fetch_page (pull, feed, url, date, &end, error) || !check_progress (seen, feed, &end, &empty, error))
      return FALSE;
    if (feed->next == 0)
      feed->batch->watermark_ms = MAX (feed->batch->watermark_ms, end.watermark_ms);
    /* What was refused today may be taken tomorrow: such a day stays open. */
    if (!end.more && feed->history.refused == refused)
      sz_batch_day_done (feed->batch, day);
    else if (feed->batch->rows->len >= BATCH_ROWS && !submit_feed (pull, feed, error))
      return FALSE;
  }
  feed->newest_done = MAX (feed->newest_done, day);
  feed->next++;
  pull->state.days_done++;
  return TRUE;
}

static gboolean
is_batch_full (const Feed *feed, gboolean first_day)
{
  return first_day || feed->batch->rows->len + feed->batch->refusals->len >= BATCH_ROWS ||
         feed->batch->days_done->len >= BATCH_DAYS;
}

/* With the last page of the history, what the source no longer has is buried. */
static gboolean
end_history (SzPull *pull, Feed *feed, GError **error)
{
  if (feed->batch == NULL)
    feed->batch = sz_batch_new (feed->dataset, pull->source->name, pull->generation);
  feed->batch->bury_rest = TRUE;
  feed->history_done = TRUE;
  return submit_feed (pull, feed, error);
}

static gboolean
step_history (SzPull *pull, Feed *feed, GError **error)
{
  if (feed->next < feed->todo->len) {
    const gboolean first = feed->next == 0;
    sz_pull_tell (pull, SZ_SYNC_FETCHING, feed->dataset->id, "");
    if (!fetch_day (pull, feed, g_array_index (feed->todo, gint64, feed->next), error))
      return FALSE;
    if (feed->next < feed->todo->len)
      return !is_batch_full (feed, first) || submit_feed (pull, feed, error);
  }
  return end_history (pull, feed, error);
}

/* Each data set's newest day first, then each one's second newest: figures stand at once, whatever the depth.
 */
static gboolean
fetch_history (SzPull *pull, GError **error)
{
  for (gboolean busy = TRUE; busy;) {
    busy = FALSE;
    for (guint i = 0; i < pull->feeds->len; i++) {
      Feed *feed = g_ptr_array_index (pull->feeds, i);
      if (feed->history_done)
        continue;
      if (!step_history (pull, feed, error))
        return FALSE;
      busy = TRUE;
    }
  }
  return sz_pipe_wait (&pull->pipe, error);
}

/* --- changes --- */

/* Level with the hall: every day up to its today is complete, as far as it has gone. */
static void
mark_days (SzPull *pull, Feed *feed)
{
  const gint64 today = sz_zone_day (pull->offer->zone, pull->offer->now_ms);
  if (feed->changes_refused || feed->newest_done == G_MININT64 || today - feed->newest_done > MAX_DAYS_AHEAD)
    return;
  for (gint64 day = feed->newest_done + 1; day <= today; day++)
    sz_batch_day_done (feed->batch, day);
  feed->newest_done = MAX (feed->newest_done, today);
}

/* The source has forgotten what came after the cursor, deletions too, so only a new generation of everything
 * finds what has gone. The store is told of an epoch in between; the run after this one begins anew. */
static void
forget_cursor (SzPull *pull)
{
  const guint status = pull->response.status;
  g_autoptr (GError) ignored = NULL;
  if (pull->forgot_cursor || (status != 400 && status != 404 && status != 410))
    return;
  pull->forgot_cursor = TRUE;
  sz_pipe_drain (&pull->pipe);
  pull->other_epoch = tell_epoch (pull, "cursor lost", NULL, &ignored);
}

static gboolean
fetch_changes (SzPull *pull, Feed *feed, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (SzPageEnd) end = { .more = TRUE };
  guint empty = 0;
  g_hash_table_add (seen, g_strdup (feed->cursor));
  while (end.more) {
    g_autofree char *after = g_uri_escape_string (feed->cursor, NULL, FALSE);
    g_autofree char *url = g_strdup_printf ("%s/v1/datasets/%s/changes?after=%s&limit=%d", pull->source->url,
                                            feed->dataset->id, after, PAGE_ROWS);
    const gint64 refused = feed->changes.refused;
    g_autoptr (GError) cause = NULL;
    if (!fetch_page (pull, feed, url, "changes", &end, &cause)) {
      if (g_error_matches (cause, SZ_ERROR, SZ_ERROR_REFUSED))
        forget_cursor (pull);
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
    if (!check_progress (seen, feed, &end, &empty, error))
      return FALSE;
    feed->changes_refused |= feed->changes.refused > refused;
    if (*end.cursor != '\0' && strcmp (end.cursor, feed->cursor) != 0) {
      g_free (feed->cursor);
      feed->cursor = g_strdup (end.cursor);
      feed->batch->cursor = g_strdup (end.cursor);
    }
    if (!end.more) {
      mark_days (pull, feed);
      feed->batch->watermark_ms = end.watermark_ms;
    }
    if (!submit_feed (pull, feed, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
fetch_all_changes (SzPull *pull, const char *const *names, GError **error)
{
  for (guint i = 0; i < pull->feeds->len; i++) {
    Feed *feed = g_ptr_array_index (pull->feeds, i);
    if (names != NULL && !g_strv_contains (names, feed->dataset->id))
      continue;
    if (!fetch_changes (pull, feed, error))
      return FALSE;
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

gboolean
sz_pull_run (SzPull *pull, GError **error)
{
  sz_pull_tell (pull, SZ_SYNC_FETCHING, "", "");
  if (!end_run (pull, ask_offer (pull, error) && open_feeds (pull, error) && fetch_history (pull, error) &&
                          bury_dropped (pull, error) && fetch_all_changes (pull, NULL, error)))
    return FALSE;
  sz_pull_tell (pull, SZ_SYNC_WAITING, "", "");
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
      found = strcmp (((Feed *)g_ptr_array_index (pull->feeds, j))->dataset->id, offered->name) == 0;
    if (!found)
      return TRUE;
  }
  return FALSE;
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
    sz_row_reader_set_now (((Feed *)g_ptr_array_index (pull->feeds, i))->reader, pull->offer->now_ms);
  if (!changed)
    return TRUE;
  pull->other_epoch = TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE, _ ("%s began anew; all is fetched again."),
               pull->source->url);
  return FALSE;
}

gboolean
sz_pull_follow (SzPull *pull, const char *const *names, GError **error)
{
  if (pull->feeds->len == 0)
    return sz_pull_run (pull, error);
  if (!end_run (pull, refresh_offer (pull, error)))
    return FALSE;
  if (has_new_dataset (pull))
    return sz_pull_run (pull, error);
  if (!end_run (pull, fetch_all_changes (pull, names, error)))
    return FALSE;
  sz_pull_tell (pull, SZ_SYNC_WAITING, "", "");
  return TRUE;
}
