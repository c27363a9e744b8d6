/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-source-book.h"

#include "sz-i18n.h"

SzSourceBook *
sz_source_book_read (const SzHome *home, const char *key_file)
{
  SzSourceBook *book = g_new0 (SzSourceBook, 1);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;

  book->statuses = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_source_status_free);
  book->sources = sz_source_list (home, problems, &error);
  book->key_file = key_file != NULL ? g_strdup (key_file) : sz_site_key_chosen_file (home);
  if (book->sources == NULL) {
    book->sources = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_source_free);
    book->problem = g_strdup (error->message);
  } else if (problems->len > 0) {
    book->problem = g_strdup (((const GError *)g_ptr_array_index (problems, 0))->message);
  }
  for (guint i = 0; i < book->sources->len; i++)
    g_ptr_array_add (
        book->statuses,
        sz_source_status_load (home->data, ((const SzSource *)g_ptr_array_index (book->sources, i))->name));
  return book;
}

void
sz_source_book_free (SzSourceBook *book)
{
  if (book == NULL)
    return;
  g_ptr_array_unref (book->sources);
  g_ptr_array_unref (book->statuses);
  g_free (book->problem);
  g_free (book->key_file);
  g_free (book);
}

/* --- entries
 * ------------------------------------------------------------------------------------------------------- */

static const SzLink *
find_link (const GPtrArray *links, const char *name)
{
  for (guint i = 0; i < links->len; i++) {
    const SzLink *link = g_ptr_array_index (links, i);

    if (g_str_equal (link->source, name))
      return link;
  }
  return NULL;
}

static const SzSourceInfo *
find_info (const SzSourcesReport *report, const char *name)
{
  for (guint i = 0; report != NULL && i < report->sources->len; i++) {
    const SzSourceInfo *info = g_ptr_array_index (report->sources, i);

    if (g_str_equal (info->source, name))
      return info;
  }
  return NULL;
}

static void
add_entry (GPtrArray *entries, const char *name, const SzSource *source, const SzSourceInfo *info,
           const SzLink *link, const SzSourceStatus *kept)
{
  SzSourceEntry *entry = g_new0 (SzSourceEntry, 1);

  entry->name = name;
  entry->title = info != NULL && info->title != NULL && *info->title != '\0' ? info->title : name;
  entry->source = source;
  entry->link = link;
  entry->status = link != NULL && link->status != NULL ? link->status : kept;
  entry->stand = sz_stand_of (source, entry->status);
  if (link != NULL && link->keyless && entry->stand != SZ_STAND_PAUSED)
    entry->stand = SZ_STAND_KEYLESS;
  g_ptr_array_add (entries, entry);
}

GPtrArray *
sz_source_entries (const SzSourceBook *book, const SzSourcesReport *report, const GPtrArray *links)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < book->sources->len; i++) {
    const SzSource *source = g_ptr_array_index (book->sources, i);

    g_hash_table_add (seen, source->name);
    add_entry (entries, source->name, source, find_info (report, source->name),
               find_link (links, source->name), g_ptr_array_index (book->statuses, i));
  }
  for (guint i = 0; report != NULL && i < report->sources->len; i++) {
    const SzSourceInfo *info = g_ptr_array_index (report->sources, i);

    if (!g_hash_table_contains (seen, info->source))
      add_entry (entries, info->source, NULL, info, NULL, NULL);
  }
  return entries;
}

/* --- words
 * ---------------------------------------------------------------------------------------------------------
 */

const char *
sz_source_stand_icon (SzStand stand)
{
  switch (stand) {
  case SZ_STAND_LEVEL:
  case SZ_STAND_FILE:
    return "sz-state-closed-symbolic";
  case SZ_STAND_FETCHING:
  case SZ_STAND_NEW:
    return "sz-state-pending-symbolic";
  case SZ_STAND_WAITING:
    return "sz-state-attention-symbolic";
  case SZ_STAND_SIGN_IN:
  case SZ_STAND_BROKEN:
  case SZ_STAND_KEYLESS:
    return "sz-state-firing-symbolic";
  case SZ_STAND_PAUSED:
    return "sz-state-blind-symbolic";
  }
  return "sz-state-blind-symbolic";
}

const char *
sz_source_stand_class (SzStand stand)
{
  switch (stand) {
  case SZ_STAND_LEVEL:
  case SZ_STAND_FILE:
    return "good";
  case SZ_STAND_FETCHING:
  case SZ_STAND_NEW:
    return "neutral";
  case SZ_STAND_WAITING:
    return "attention";
  case SZ_STAND_SIGN_IN:
  case SZ_STAND_BROKEN:
  case SZ_STAND_KEYLESS:
    return "alarm";
  case SZ_STAND_PAUSED:
    return "unknown";
  }
  return "unknown";
}

gboolean
sz_source_needs_people (SzStand stand)
{
  return stand == SZ_STAND_SIGN_IN || stand == SZ_STAND_BROKEN || stand == SZ_STAND_KEYLESS;
}

char *
sz_source_span_text (gint64 ms)
{
  const int seconds = (int)CLAMP ((ms + 999) / 1000, 0, G_MAXINT);
  const int minutes = seconds / 60, hours = minutes / 60;

  if (seconds < 60)
    /* Translators: a duration of seconds. */
    return g_strdup_printf (_ ("%d s"), seconds);
  if (minutes < 60)
    /* Translators: a duration of minutes. */
    return g_strdup_printf (_ ("%d min"), minutes);
  if (hours < 24)
    /* Translators: a duration of hours and minutes. */
    return g_strdup_printf (_ ("%1$d h %2$d min"), hours, minutes % 60);
  /* Translators: a duration of days. */
  return g_strdup_printf (_ ("%d d"), hours / 24);
}

char *
sz_source_time_text (gint64 at_ms, SzZone *zone, gint64 now_ms)
{
  g_autofree char *date = NULL;
  g_autofree char *clock = NULL;
  gint64 day;

  if (at_ms == 0)
    return g_strdup ("—");
  day = sz_zone_day (zone, at_ms);
  clock = sz_clock_text (at_ms, zone);
  if (day == sz_zone_day (zone, now_ms))
    return g_steal_pointer (&clock);
  date = sz_date_text (day, sz_zone_day (zone, now_ms));
  return g_strdup_printf ("%s %s", date, clock);
}

static char *
fetching_text (const SzSourceEntry *entry, const SzCatalog *catalog)
{
  const SzLink *link = entry->link;
  const SzDataset *dataset =
      link != NULL && *link->dataset != '\0' ? sz_catalog_dataset (catalog, link->dataset, NULL) : NULL;
  g_autofree char *name = NULL;

  if (link == NULL)
    return g_strdup ("");
  name = g_strdup (dataset != NULL ? dataset->name : link->dataset);
  if (link->days_total > 0 && link->days_done < link->days_total)
    return *name != '\0'
               /* Translators: %1$s is a data set; of its history %2$d of %3$d days are here. */
               ? g_strdup_printf (_ ("The history is coming in, newest first: %1$s; of the days of all data "
                                     "sets %2$d of %3$d are here."),
                                  name, (int)link->days_done, (int)link->days_total)
               : g_strdup_printf (_ ("The history is coming in, newest first: of the days of all data sets "
                                     "%1$d of %2$d are here."),
                                  (int)link->days_done, (int)link->days_total);
  /* Translators: %s is a data set. */
  return *name != '\0' ? g_strdup_printf (_ ("What is new is coming in: %s."), name)
                       : g_strdup (_ ("Asking for what is new."));
}

static char *
retry_text (const SzSourceEntry *entry, SzZone *zone, gint64 now_ms)
{
  const gint64 retry_ms = entry->status != NULL ? entry->status->retry_ms : 0;
  g_autofree char *clock = NULL;
  g_autofree char *span = NULL;

  if (retry_ms == 0)
    return g_strdup ("");
  if (entry->link == NULL)
    return g_strdup (_ ("It is tried again when it is followed."));
  if (retry_ms <= now_ms)
    return g_strdup (_ ("Being tried again now."));
  clock = sz_clock_text (retry_ms, zone);
  span = sz_source_span_text (retry_ms - now_ms);
  if (entry->status->machine.failures > 1)
    /* Translators: %1$s is a duration, %2$s a time of day, %3$u a number of tries. */
    return g_strdup_printf (_ ("Next try in %1$s, at %2$s; it has failed %3$u times in a row."), span, clock,
                            entry->status->machine.failures);
  /* Translators: %1$s is a duration, %2$s a time of day. */
  return g_strdup_printf (_ ("Next try in %1$s, at %2$s."), span, clock);
}

char *
sz_source_next_text (const SzSourceEntry *entry, const SzCatalog *catalog, SzZone *zone, gint64 now_ms)
{
  switch (entry->stand) {
  case SZ_STAND_FETCHING:
    return fetching_text (entry, catalog);
  case SZ_STAND_WAITING:
  case SZ_STAND_BROKEN:
    return retry_text (entry, zone, now_ms);
  case SZ_STAND_SIGN_IN:
    return g_strdup (_ ("Nothing is tried until somebody signs in, so that no account gets locked."));
  case SZ_STAND_PAUSED:
    return g_strdup (_ ("Nothing is fetched until it is resumed; what has come stays."));
  case SZ_STAND_KEYLESS:
    return g_strdup (_ ("Nothing is fetched: rows with people in them cannot be hashed without a key."));
  case SZ_STAND_NEW:
    return g_strdup (_ ("It has not been asked yet."));
  case SZ_STAND_LEVEL:
  case SZ_STAND_FILE:
    break;
  }
  return g_strdup ("");
}

char *
sz_source_line_text (const SzSourceEntry *entry, gint64 now_ms)
{
  const char *name = sz_stand_name (entry->stand);
  g_autofree char *span = NULL;

  if (entry->stand == SZ_STAND_FETCHING && entry->link != NULL && entry->link->days_total > 0 &&
      entry->link->days_done < entry->link->days_total)
    return g_strdup_printf (_ ("%1$s, %2$d%%"), name, (int)(entry->link->progress * 100));
  if ((entry->stand == SZ_STAND_WAITING || entry->stand == SZ_STAND_BROKEN) && entry->link != NULL &&
      entry->status != NULL && entry->status->retry_ms > now_ms) {
    span = sz_source_span_text (entry->status->retry_ms - now_ms);
    /* Translators: %1$s is the state of a source, %2$s the duration until it is tried again. */
    return g_strdup_printf (_ ("%1$s, in %2$s"), name, span);
  }
  return g_strdup (name);
}
