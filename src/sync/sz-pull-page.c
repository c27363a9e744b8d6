/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-pull-private.h"

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

static gboolean
is_poisoned (SzTally tally)
{
  return tally.refused > POISON_LEAST && tally.refused * POISON_SHARE > tally.rows;
}

static gboolean
fail_schema (SzFeed *feed, guint refused_before, SzTally tally, GError **error)
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
weigh_page (SzFeed *feed, SzTally page, guint refused_before, GError **error)
{
  SzTally *sum = feed->history_done ? &feed->changes : &feed->history;
  sum->rows += page.rows;
  sum->refused += page.refused;
  SzTally whole = *sum;
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
drop_known_refusals (SzPull *pull, SzFeed *feed, guint from)
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

/* A bad row came through the changes. Its day may be complete already and would never be read again, so it is
 * remembered; a row without a day keeps days from being called complete. TRUE if that is new. */
static gboolean
keep_open (SzPull *pull, SzFeed *feed, gint64 at_ms)
{
  const gint64 day = at_ms != G_MININT64 ? sz_zone_day (pull->offer->zone, at_ms) : G_MAXINT64;
  if (day > feed->last_day + 1 || day < feed->first_day) {
    feed->changes_refused = TRUE;
    return FALSE;
  }
  for (guint i = feed->good_days->len; i > 0; i--)
    if (g_array_index (feed->good_days, gint64, i - 1) == day)
      g_array_remove_index (feed->good_days, i - 1);
  return sz_source_status_open_day (pull->status, feed->dataset->id, day);
}

static gboolean
read_rows (SzPull *pull, SzFeed *feed, const char *text, const SzPageEnd *end, const char *page, gint64 day,
           GError **error)
{
  const char *stop = text + end->rows_bytes;
  gint64 number = 0, refused = 0;
  gboolean opened = FALSE;
  if (feed->batch == NULL)
    feed->batch = sz_batch_new (feed->dataset, pull->source->name, pull->generation);
  const guint before = feed->batch->refusals->len;
  for (const char *line = text; line < stop; number++) {
    const char *line_end = memchr (line, '\n', (gsize)(stop - line));
    gsize length = (gsize)(line_end - line);
    if (length > 0 && line[length - 1] == '\r')
      length--;
    if (!sz_row_reader_read (feed->reader, feed->batch, line, length, page, number + 1)) {
      refused++;
      if (day == G_MININT64)
        opened |= keep_open (pull, feed, sz_row_reader_refused_at (feed->reader));
    }
    line = line_end + 1;
  }
  feed->page_refused = refused;
  if (!weigh_page (feed, (SzTally){ number, refused }, before, error))
    return FALSE;
  drop_known_refusals (pull, feed, before);
  /* Before the cursor moves past the row: after a crash in between the day is read again for nothing. */
  if (opened)
    sz_pull_save (pull);
  return TRUE;
}

gboolean
sz_pull_fetch_page (SzPull *pull, SzFeed *feed, const char *url, const char *page, gint64 day, SzPageEnd *end,
                    GError **error)
{
  SzHttpLimits limits = sz_pull_limits (pull, url);
  gsize length;
  limits.max_body = limits.max_wire = PAGE_BYTES;
  const gboolean got = sz_http_get (pull->http, url, &limits, pull->cancellable, &pull->response, error);
  sz_pull_count (pull);
  if (!got)
    return FALSE;
  const char *text = g_bytes_get_data (pull->response.body, &length);
  const gboolean ok = sz_page_prove (text != NULL ? text : "", length, pull->offer->epoch, end, error) &&
                      read_rows (pull, feed, text, end, page, day, error);
  pull->other_epoch |= end->other_epoch;
  g_clear_pointer (&pull->response.body, g_bytes_unref);
  if (!ok)
    /* Translators: before what is wrong: a data set and which part of it. */
    g_prefix_error (error, _ ("%1$s, %2$s: "), feed->dataset->name, page);
  return ok;
}

/* A cursor that comes again and still promises more would be followed for ever; so would pages without rows.
 */
gboolean
sz_pull_check_progress (GHashTable *seen, const SzFeed *feed, const SzPageEnd *end, guint *empty,
                        GError **error)
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
