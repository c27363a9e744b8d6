/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-mapped-private.h"

#include <inttypes.h>
#include <string.h>

#include "sz-i18n.h"

#define MAX_MARKED_DAYS 40000
#define CURSOR_PREFIX "c:"

/* --- life --- */

static void
drop_parts (SzMapped *mapped)
{
  g_clear_pointer (&mapped->targets, g_ptr_array_unref);
  g_clear_pointer (&mapped->evaluator, sz_evaluator_free);
  g_clear_pointer (&mapped->json, sz_json_columns_free);
  g_clear_pointer (&mapped->columns, g_free);
  g_clear_pointer (&mapped->positions, g_free);
  g_clear_pointer (&mapped->mapping, sz_mapping_free);
}

void
sz_mapped_free (SzPull *pull)
{
  SzMapped *mapped = pull->mapped;
  if (mapped == NULL)
    return;
  g_clear_pointer (&mapped->auth, sz_auth_free);
  drop_parts (mapped);
  g_clear_pointer (&mapped->secrets, sz_secrets_free);
  g_hash_table_unref (mapped->windows);
  g_free (mapped->etag);
  sz_json_line_clear (&mapped->check);
  g_free (mapped);
  pull->mapped = NULL;
}

static SzMapped *
get_mapped (SzPull *pull)
{
  if (pull->mapped != NULL)
    return pull->mapped;
  pull->mapped = g_new0 (SzMapped, 1);
  pull->mapped->windows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  sz_json_line_init (&pull->mapped->check);
  return pull->mapped;
}

/* A mapping that was edited since is a new one: all windows are read again. */
static gboolean
load_mapping (SzPull *pull, GError **error)
{
  SzMapped *mapped = pull->mapped;
  const SzCatalog *catalog = sz_store_catalog (pull->store);
  g_autoptr (SzMapping) mapping =
      sz_mapping_load (pull->source->mapping, pull->source->config, catalog, error);
  if (mapping == NULL)
    return FALSE;
  if (mapping->connector == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE,
                 _ ("The mapping “%s” is for files: it has no group [Fetch] that says how to ask."),
                 mapping->id);
    return FALSE;
  }
  for (guint i = 0; i < mapping->targets->len; i++)
    if (((const SzTarget *)g_ptr_array_index (mapping->targets, i))->group.set) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE,
                   _ ("The mapping “%s” groups rows, which can be done with files only."), mapping->id);
      return FALSE;
    }
  if (mapped->mapping != NULL && strcmp (mapped->mapping->fingerprint, mapping->fingerprint) != 0) {
    g_hash_table_remove_all (mapped->windows);
    g_clear_pointer (&mapped->etag, g_free);
    mapped->looked = FALSE;
  }
  drop_parts (mapped);
  mapped->mapping = g_steal_pointer (&mapping);
  return sz_mapping_join (mapped->mapping, sz_store_folder (pull->store), catalog, error);
}

gboolean
sz_mapped_prepare (SzPull *pull, GError **error)
{
  SzMapped *mapped = get_mapped (pull);
  if (!load_mapping (pull, error))
    return FALSE;
  const SzMapping *mapping = mapped->mapping;
  g_clear_pointer (&mapped->secrets, sz_secrets_free);
  mapped->secrets = sz_secrets_open (pull->source, pull->cancellable, error);
  if (mapped->secrets == NULL)
    return FALSE;
  if (mapped->auth == NULL)
    mapped->auth = sz_auth_new (&mapping->connector->auth, pull->source);
  sz_auth_set_spec (mapped->auth, &mapping->connector->auth);
  sz_auth_begin (mapped->auth);
  mapped->evaluator = sz_evaluator_new (mapping);
  mapped->json = sz_json_columns_new (mapping->columns);
  mapped->columns = g_new0 (SzInput, mapping->columns->len + 1);
  mapped->positions = g_new0 (int, mapping->columns->len + 1);
  mapped->targets = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_import_target_free);
  mapped->now_ms = sz_clock_now_ms ();
  /* Never less than before, or after a clock was put back corrections would count as older than what they
   * correct.
   */
  mapped->version = MAX (mapped->now_ms / 1000, MAX (mapped->version, pull->status->version) + 1);
  mapped->tally = (SzTally){ 0, 0 };
  for (guint i = 0; i < mapping->targets->len; i++) {
    const SzTarget *target = g_ptr_array_index (mapping->targets, i);
    SzImportTarget *own = sz_import_target_new (target, mapping, pull->key, mapped->now_ms);
    own->batch = sz_batch_new (target->dataset, pull->source->name, pull->generation);
    own->version = mapped->version;
    g_ptr_array_add (mapped->targets, own);
  }
  return TRUE;
}

/* --- the store's side --- */

static gboolean
register_source (SzPull *pull, const char *more, GError **error)
{
  SzMapped *mapped = pull->mapped;
  const gboolean near = sz_http_is_loopback (pull->source->url);
  g_autofree char *epoch = g_strdup_printf ("mapped %s %s%s", mapped->mapping->id,
                                            near ? "" : pull->source->url, more != NULL ? more : "");
  if (!sz_store_set_source (pull->store, pull->source->name, mapped->mapping->name, epoch,
                            mapped->mapping->zone_id, mapped->now_ms, mapped->now_ms, &pull->generation, NULL,
                            error))
    return FALSE;
  pull->status->now_ms = pull->status->asked_ms = mapped->now_ms;
  /* Before any row has it, for this process may not come back to say so. */
  pull->status->version = mapped->version;
  sz_pull_save (pull);
  for (guint i = 0; i < mapped->targets->len; i++)
    ((SzImportTarget *)g_ptr_array_index (mapped->targets, i))->batch->generation = pull->generation;
  return TRUE;
}

static char **
list_supplied (const SzTarget *target)
{
  const SzDataset *dataset = target->dataset;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (guint i = 0; i < dataset->fields->len; i++) {
    const SzField *field = sz_dataset_field (dataset, i);
    const int input = field->source >= 0 ? field->source : sz_dataset_find_input (dataset, field->id);
    if (input >= 0 && target->fields[input].set)
      g_strv_builder_add (names, field->id);
  }
  return g_strv_builder_end (names);
}

static void
new_batch (SzPull *pull, SzImportTarget *target)
{
  g_clear_pointer (&target->batch, sz_batch_unref);
  target->batch = sz_batch_new (target->target->dataset, pull->source->name, pull->generation);
}

gboolean
sz_mapped_submit (SzPull *pull, SzImportTarget *target, GError **error)
{
  g_autoptr (SzBatch) batch = g_steal_pointer (&target->batch);
  new_batch (pull, target);
  batch->supplies = list_supplied (target->target);
  for (guint i = 0; i < batch->rows->len; i++) {
    const SzRow *row = &g_array_index (batch->rows, SzRow, i);
    const gint64 day = sz_zone_day (pull->mapped->mapping->zone, row->at_ms);
    target->first_day = MIN (target->first_day, day);
    target->last_day = MAX (target->last_day, day);
  }
  return sz_pipe_submit (&pull->pipe, batch, error);
}

static gboolean
submit_all (SzPull *pull, GError **error)
{
  for (guint i = 0; i < pull->mapped->targets->len; i++)
    if (!sz_mapped_submit (pull, g_ptr_array_index (pull->mapped->targets, i), error))
      return FALSE;
  return TRUE;
}

static void
drop_batches (SzPull *pull)
{
  for (guint i = 0; i < pull->mapped->targets->len; i++)
    new_batch (pull, g_ptr_array_index (pull->mapped->targets, i));
}

/* --- windows --- */

static gboolean
fail_window (SzPull *pull, const SzMappedWindow *window, GError **error)
{
  g_set_error (
      error, SZ_ERROR, SZ_ERROR_INCOMPLETE,
      _ ("%s states %" PRId64 " rows for %s, but %" PRId64 " came (pages may have moved meanwhile)."),
      pull->source->name, window->total, window->name, window->dry ? window->seen : window->unique);
  return FALSE;
}

static gboolean
read_window (SzPull *pull, SzMappedWindow *window, char sha256[65], GError **error)
{
  const SzConnector *connector = pull->mapped->mapping->connector;
  g_autoptr (GHashTable) cursors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *cursor = NULL;
  gboolean more = TRUE;
  guint8 digest[32];
  window->keys = keys;
  window->total = -1;
  sz_sha256_init (&window->sum);
  for (guint page = 0; more; page++) {
    g_autofree char *next = NULL;
    if (page >= connector->max_pages) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("%s gave %u pages for %s and promises more."),
                   pull->source->name, page, window->name);
      return FALSE;
    }
    if (!sz_mapped_read_page (pull, window, page, cursor, &next, &more, error)) {
      g_clear_pointer (&window->etag, g_free);
      return FALSE;
    }
    if (pull->mapped->not_modified)
      return TRUE;
    if (window->start_ms != 0 || window->end_ms != 0)
      g_clear_pointer (&window->etag, g_free);
    /* The number of the page, or the cursor, means nothing to the source. */
    if (window->repeated || (more && next != NULL && !g_hash_table_add (cursors, g_strdup (next)))) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA,
                   _ ("%s gives the same page again and again for %s; is the paging of the mapping right?"),
                   pull->source->name, window->name);
      return FALSE;
    }
    g_free (cursor);
    cursor = g_steal_pointer (&next);
  }
  if (window->total >= 0 && window->total != (window->dry ? window->seen : window->unique))
    return fail_window (pull, window, error);
  sz_sha256_finish (&window->sum, digest);
  for (guint i = 0; i < 32; i++)
    g_snprintf (sha256 + 2 * i, 3, "%02x", digest[i]);
  return TRUE;
}

/* TRUE if the window is as it was when it was read last. */
static gboolean
is_unchanged (SzMapped *mapped, gint64 start_ms, const char *sha256)
{
  const char *held = g_hash_table_lookup (mapped->windows, &start_ms);
  return held != NULL && strcmp (held, sha256) == 0;
}

static void
remember (SzMapped *mapped, gint64 start_ms, const char *sha256)
{
  gint64 *key = g_new (gint64, 1);
  *key = start_ms;
  g_hash_table_replace (mapped->windows, key, g_strdup (sha256));
}

/* --- windows of the data set's own instant: days, newest first --- */

static gboolean
read_day (SzPull *pull, gint64 day, GError **error)
{
  SzMapped *mapped = pull->mapped;
  const SzConnector *connector = mapped->mapping->connector;
  const gint64 start_ms = sz_zone_day_start_ms (mapped->mapping->zone, day);
  const gint64 end_ms = sz_zone_day_start_ms (mapped->mapping->zone, day + 1);
  const gint64 step_ms = connector->window == SZ_SPAN_HOUR ? SZ_HOUR_MS : end_ms - start_ms;
  gboolean unchanged = TRUE;
  gint64 refused = 0;
  char name[11];
  sz_day_format (day, name);
  for (gint64 from_ms = start_ms; from_ms < end_ms && from_ms <= mapped->now_ms; from_ms += step_ms) {
    SzMappedWindow window = { .start_ms = from_ms, .end_ms = MIN (from_ms + step_ms, end_ms), .name = name };
    char sha256[65];
    if (!read_window (pull, &window, sha256, error))
      return FALSE;
    refused += window.refused;
    unchanged &= is_unchanged (mapped, from_ms, sha256);
    remember (mapped, from_ms, sha256);
  }
  if (unchanged) {
    drop_batches (pull);
    return TRUE;
  }
  for (guint i = 0; i < mapped->targets->len; i++) {
    SzImportTarget *target = g_ptr_array_index (mapped->targets, i);
    if (refused == 0)
      sz_batch_day_done (target->batch, day);
    target->batch->watermark_ms = mapped->now_ms;
  }
  return submit_all (pull, error);
}

static gint64
first_day (SzPull *pull)
{
  const SzConnector *connector = pull->mapped->mapping->connector;
  const gint64 today = sz_zone_day (pull->mapped->mapping->zone, pull->mapped->now_ms);
  return connector->since_day != G_MININT64 ? connector->since_day : today - connector->since_days;
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  const gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
  return (x > y) - (x < y);
}

/* Days every data set of the mapping has whole. (transfer full) */
static GArray *
days_done (SzPull *pull, char **cursor, GError **error)
{
  SzMapped *mapped = pull->mapped;
  g_autoptr (SzReader) reader =
      sz_reader_open (sz_store_folder (pull->store), sz_store_catalog (pull->store), error);
  g_autoptr (GArray) all = NULL;
  for (guint i = 0; reader != NULL && i < mapped->targets->len; i++) {
    const SzImportTarget *target = g_ptr_array_index (mapped->targets, i);
    g_autoptr (GArray) done = NULL;
    g_autofree char *own = NULL;
    guint generation;
    if (!sz_reader_resume_state (reader, pull->source->name, target->target->dataset, &own, &generation,
                                 &done, error))
      return NULL;
    if (i == 0)
      *cursor = g_steal_pointer (&own);
    if (all == NULL) {
      all = g_steal_pointer (&done);
      continue;
    }
    for (guint j = all->len; j > 0; j--)
      if (!g_array_binary_search (done, &g_array_index (all, gint64, j - 1), compare_days, NULL))
        g_array_remove_index (all, j - 1);
  }
  return g_steal_pointer (&all);
}

static gboolean
run_days (SzPull *pull, gboolean history, GError **error)
{
  SzMapped *mapped = pull->mapped;
  const gint64 today = sz_zone_day (mapped->mapping->zone, mapped->now_ms), first = first_day (pull);
  const gint64 again = today - (gint64)mapped->mapping->connector->again_days;
  g_autofree char *cursor = NULL;
  g_autoptr (GArray) done = days_done (pull, &cursor, error);
  if (done == NULL)
    return FALSE;
  pull->state.days_total = today - first + 1;
  pull->state.days_done = 0;
  for (gint64 day = today; day >= first; day--) {
    const gboolean known = g_array_binary_search (done, &day, compare_days, NULL);
    pull->state.days_done++;
    if (day <= again && (known || !history))
      continue;
    sz_pull_tell (pull, SZ_SYNC_FETCHING, pull->source->name, "");
    if (!read_day (pull, day, error))
      return FALSE;
  }
  return TRUE;
}

/* --- windows of the time of change: forward from where we are --- */

static void
mark_days (SzPull *pull, SzImportTarget *target)
{
  const gint64 today = sz_zone_day (pull->mapped->mapping->zone, pull->mapped->now_ms);
  const gint64 from = MAX (MIN (target->first_day, today), today - MAX_MARKED_DAYS);
  for (gint64 day = from; day <= today; day++)
    sz_batch_day_done (target->batch, day);
}

static gboolean
run_changes (SzPull *pull, GError **error)
{
  SzMapped *mapped = pull->mapped;
  SzZone *zone = mapped->mapping->zone;
  const SzConnector *connector = mapped->mapping->connector;
  const gint64 overlap_ms = (gint64)connector->again_days * SZ_DAY_MS;
  g_autofree char *cursor = NULL;
  g_autoptr (GArray) done = days_done (pull, &cursor, error);
  if (done == NULL)
    return FALSE;
  const gint64 since_ms = sz_zone_day_start_ms (zone, first_day (pull));
  const gint64 upto_ms = cursor != NULL && g_str_has_prefix (cursor, CURSOR_PREFIX)
                             ? g_ascii_strtoll (cursor + strlen (CURSOR_PREFIX), NULL, 10)
                             : since_ms;
  /* A cursor from the future was made while this machine's clock was ahead. By more than the overlap, and
   * what changed meanwhile was never asked for: all is read once more. */
  const gboolean ahead = upto_ms - mapped->now_ms > overlap_ms;
  gint64 from_ms =
      ahead ? since_ms : CLAMP (MIN (upto_ms, mapped->now_ms) - overlap_ms, since_ms, mapped->now_ms);
  from_ms = sz_zone_day_start_ms (zone, sz_zone_day (zone, from_ms));
  gint64 refused = 0;
  while (from_ms <= mapped->now_ms) {
    const gint64 next_ms = connector->window == SZ_SPAN_HOUR
                               ? from_ms + SZ_HOUR_MS
                               : sz_zone_day_start_ms (zone, sz_zone_day (zone, from_ms) + 1);
    char name[11], sha256[65];
    SzMappedWindow window = { .start_ms = from_ms, .end_ms = next_ms, .name = name };
    sz_day_format (sz_zone_day (zone, from_ms), name);
    sz_pull_tell (pull, SZ_SYNC_FETCHING, pull->source->name, "");
    if (!read_window (pull, &window, sha256, error))
      return FALSE;
    refused += window.refused;
    const gboolean last = next_ms > mapped->now_ms;
    if (is_unchanged (mapped, from_ms, sha256))
      drop_batches (pull);
    remember (mapped, from_ms, sha256);
    for (guint i = 0; i < mapped->targets->len; i++) {
      SzImportTarget *target = g_ptr_array_index (mapped->targets, i);
      target->batch->cursor =
          g_strdup_printf (CURSOR_PREFIX "%" G_GINT64_FORMAT, MIN (next_ms, mapped->now_ms));
      if (last && refused == 0)
        mark_days (pull, target);
      if (last)
        target->batch->watermark_ms = mapped->now_ms;
    }
    if (!submit_all (pull, error))
      return FALSE;
    from_ms = next_ms;
  }
  return TRUE;
}

/* --- the whole list, each time --- */

/* Read twice where it has changed: first to know that, then to take it. What is no longer in the list is
 * buried.
 */
static gboolean
run_list (SzPull *pull, GError **error)
{
  SzMapped *mapped = pull->mapped;
  SzMappedWindow dry = { .name = mapped->mapping->name, .dry = TRUE };
  SzMappedWindow list = { .name = mapped->mapping->name };
  char first[65], second[65];
  if (!read_window (pull, &dry, first, error))
    return FALSE;
  g_autofree char *etag = dry.etag;
  if (mapped->not_modified || is_unchanged (mapped, 0, first))
    return TRUE;
  g_autofree char *epoch = g_strdup_printf (" %s", first);
  if (!register_source (pull, epoch, error) || !read_window (pull, &list, second, error))
    return FALSE;
  g_free (list.etag);
  if (strcmp (first, second) != 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE, _ ("The list of %s changed while it was read."),
                 pull->source->name);
    return FALSE;
  }
  for (guint i = 0; i < mapped->targets->len; i++) {
    SzImportTarget *target = g_ptr_array_index (mapped->targets, i);
    if (target->batch->rows->len > 0 && !sz_mapped_submit (pull, target, error))
      return FALSE;
    if (target->first_day <= target->last_day && target->last_day - target->first_day < MAX_MARKED_DAYS)
      for (gint64 day = target->first_day; day <= target->last_day; day++)
        sz_batch_day_done (target->batch, day);
    target->batch->bury_rest = TRUE;
    target->batch->watermark_ms = mapped->now_ms;
    if (!sz_mapped_submit (pull, target, error))
      return FALSE;
  }
  if (!sz_pipe_wait (&pull->pipe, error))
    return FALSE;
  remember (mapped, 0, first);
  g_free (mapped->etag);
  mapped->etag = g_steal_pointer (&etag);
  return TRUE;
}

/* --- runs --- */

static gboolean
end_run (SzPull *pull, gboolean ok)
{
  if (ok) {
    pull->mapped->looked = TRUE;
    pull->status->watermark_ms = pull->mapped->now_ms;
    return TRUE;
  }
  /* Whether the last batches came in is not known: what was read is read again. */
  sz_pipe_drain (&pull->pipe);
  if (pull->mapped != NULL) {
    g_hash_table_remove_all (pull->mapped->windows);
    g_clear_pointer (&pull->mapped->etag, g_free);
    pull->mapped->looked = FALSE;
  }
  return FALSE;
}

static gboolean
run_kind (SzPull *pull, gboolean history, GError **error)
{
  const SzConnector *connector = pull->mapped->mapping->connector;
  if (connector->window == SZ_SPAN_WHOLE)
    return run_list (pull, error);
  if (!register_source (pull, NULL, error))
    return FALSE;
  return connector->by_change ? run_changes (pull, error) : run_days (pull, history, error);
}

static gboolean
run_mapped (SzPull *pull, GError **error)
{
  return end_run (pull, sz_mapped_prepare (pull, error) && run_kind (pull, TRUE, error) &&
                            sz_pipe_wait (&pull->pipe, error));
}

static gboolean
follow_mapped (SzPull *pull, const char *const *names, GError **error)
{
  const gboolean looked = pull->mapped != NULL && pull->mapped->looked;
  return end_run (pull, sz_mapped_prepare (pull, error) && run_kind (pull, !looked, error) &&
                            sz_pipe_wait (&pull->pipe, error));
}

static gboolean
refetch_mapped (SzPull *pull, GError **error)
{
  if (!sz_mapped_prepare (pull, error) || !register_source (pull, " fetch again", error))
    return FALSE;
  pull->status->refetched_ms = sz_clock_now_ms ();
  g_hash_table_remove_all (pull->mapped->windows);
  g_clear_pointer (&pull->mapped->etag, g_free);
  pull->mapped->looked = FALSE;
  return TRUE;
}

static guint
mapped_every_s (SzPull *pull)
{
  return pull->mapped != NULL && pull->mapped->mapping != NULL ? pull->mapped->mapping->connector->every_s
                                                               : 60;
}

const SzPullKind sz_pull_mapped = {
  .run = run_mapped,
  .follow = follow_mapped,
  .refetch = refetch_mapped,
  .free = sz_mapped_free,
  .every_s = mapped_every_s,
};
