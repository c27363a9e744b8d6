/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-compare.h"
#include "sz-i18n.h"
#include "sz-pull-private.h"

/* All is fetched again for a difference at most this often: a hall that always differs must not be fetched
 * for ever. */
#define REFETCH_MS (24 * 3600 * (gint64)1000)

static gboolean
compare_day (SzPull *pull, const SzFeed *feed, gint64 day, SzComparedDay *compared, GError **error)
{
  g_autoptr (SzReader) reader =
      sz_reader_open (sz_store_folder (pull->store), sz_store_catalog (pull->store), error);
  if (reader == NULL)
    return FALSE;
  const SzHttpLimits limits = sz_pull_limits (pull, pull->source->url);
  const gboolean ok = sz_compare_day (pull->http, reader, pull->source, feed->dataset, day, &limits,
                                      pull->cancellable, &pull->response, compared, error);
  sz_pull_count (pull);
  return ok;
}

/* The day is fetched again: rows that were lost come, newer versions replace older ones. */
static gboolean
fetch_again (SzPull *pull, SzFeed *feed, gint64 day, gboolean *clean, GError **error)
{
  gint64 watermark_ms;
  if (!sz_pull_fetch_day (pull, feed, day, clean, &watermark_ms, error) ||
      !sz_pull_submit_feed (pull, feed, error) || !sz_pipe_wait (&pull->pipe, error))
    return FALSE;
  if (!*clean)
    sz_source_status_open_day (pull->status, feed->dataset->id, day);
  return TRUE;
}

/* What differs may only be newer than what was pulled: so first the changes, then the day itself. */
static gboolean
mend_day (SzPull *pull, SzFeed *feed, gint64 day, SzComparedDay first, GError **error)
{
  SzComparedDay again;
  gboolean clean;
  if (!sz_pull_fetch_changes (pull, feed, error) || !sz_pipe_wait (&pull->pipe, error) ||
      !compare_day (pull, feed, day, &again, error))
    return FALSE;
  if (again.same)
    return TRUE;
  first = again;
  if (!fetch_again (pull, feed, day, &clean, error) || !compare_day (pull, feed, day, &again, error))
    return FALSE;
  sz_source_status_note_gap (pull->status, feed->dataset->id, day, first.here, first.there, again.same);
  pull->round_gaps++;
  /* Bad rows explain the difference; anything else that stays does not, so all is fetched again. */
  pull->must_refetch |= !again.same && clean;
  return TRUE;
}

/* The next day of the round; FALSE at its end. */
static gboolean
next_day (SzPull *pull, gboolean today_too, SzFeed **feed, gint64 *day)
{
  const gint64 today = sz_zone_day (pull->offer->zone, pull->offer->now_ms);
  while (pull->compare_feed < pull->feeds->len) {
    *feed = g_ptr_array_index (pull->feeds, pull->compare_feed);
    const gint64 last = MIN ((*feed)->last_day, today_too ? G_MAXINT64 : today - 1);
    if (pull->compare_day == G_MININT64)
      pull->compare_day = last;
    if (pull->compare_day >= (*feed)->first_day && (*feed)->first_day <= (*feed)->last_day) {
      *day = pull->compare_day--;
      return TRUE;
    }
    pull->compare_feed++;
    pull->compare_day = G_MININT64;
  }
  return FALSE;
}

static void
begin_round (SzPull *pull)
{
  pull->compare_feed = 0;
  pull->compare_day = G_MININT64;
  pull->round_days = pull->round_gaps = 0;
}

/* TRUE with an error that is none: the hall offers no comparison. */
static gboolean
is_not_offered (SzPull *pull, const GError *error)
{
  const guint status = pull->response.status;
  return g_error_matches (error, SZ_ERROR, SZ_ERROR_REFUSED) &&
         (status == 404 || status == 405 || status == 501);
}

/* One day of the round; `over` at its end. */
static gboolean
step_round (SzPull *pull, gboolean whole, gboolean *over, GError **error)
{
  SzComparedDay compared;
  g_autoptr (GError) cause = NULL;
  SzFeed *feed;
  gint64 day;
  *over = !next_day (pull, whole, &feed, &day);
  if (*over) {
    pull->status->compared_ms = sz_clock_now_ms ();
    pull->status->compared_days = pull->round_days;
    pull->status->different_days = pull->round_gaps;
    begin_round (pull);
    return TRUE;
  }
  if (!compare_day (pull, feed, day, &compared, &cause)) {
    *over = pull->no_compare = is_not_offered (pull, cause);
    if (*over)
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  pull->round_days++;
  if (!compared.same)
    return mend_day (pull, feed, day, compared, error);
  sz_source_status_heal_gap (pull->status, feed->dataset->id, day);
  return TRUE;
}

gboolean
sz_pull_hall_compare (SzPull *pull, guint most, GError **error)
{
  const gboolean whole = most == 0;
  gboolean over = pull->no_compare || pull->feeds->len == 0;
  if (whole)
    begin_round (pull);
  for (guint n = 0; !over && (whole || n < most); n++) {
    if (step_round (pull, whole, &over, error))
      continue;
    /* The feeds no longer know what the store holds: the next run asks it. */
    sz_pipe_drain (&pull->pipe);
    g_ptr_array_set_size (pull->feeds, 0);
    g_hash_table_remove_all (pull->quarantined);
    return FALSE;
  }
  /* One that lies in the future was noted before the clock was put back: it says nothing. */
  const gint64 passed_ms = sz_clock_now_ms () - pull->status->refetched_ms;
  if (!pull->must_refetch || (passed_ms >= 0 && passed_ms < REFETCH_MS))
    return TRUE;
  return sz_pull_hall_refetch (pull, error);
}
