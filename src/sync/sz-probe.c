/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-probe.h"

#include <glib/gstdio.h>
#include <inttypes.h>
#include <math.h>
#include <sys/random.h>

#include "sz-i18n.h"
#include "sz-import.h"
#include "sz-mapped-private.h"

#define SHOWN_REFUSALS 10
#define LOOKED_ROWS 1000
#define LOOKED_DAYS 31

void
sz_probe_clear (SzProbe *probe)
{
  g_clear_pointer (&probe->sentence, g_free);
  g_clear_pointer (&probe->fields, sz_frame_unref);
  g_clear_pointer (&probe->refusals, g_ptr_array_unref);
}

/* --- one page --- */

static void
tell_refusals (SzPull *pull, SzProbe *probe)
{
  for (guint i = 0; i < pull->mapped->targets->len; i++) {
    const GArray *refusals =
        ((SzImportTarget *)g_ptr_array_index (pull->mapped->targets, i))->batch->refusals;
    for (guint j = 0; j < refusals->len && probe->refusals->len < SHOWN_REFUSALS; j++) {
      const SzRefusal *refusal = &g_array_index (refusals, SzRefusal, j);
      g_ptr_array_add (probe->refusals,
                       g_strdup_printf ("%s%s%s: %s", refusal->where, *refusal->field != '\0' ? ", " : "",
                                        refusal->field, refusal->reason));
    }
  }
}

static gboolean
read_first_page (SzPull *pull, SzMappedWindow *window, SzProbe *probe, GError **error)
{
  g_autofree char *next = NULL;
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean more;
  window->keys = keys;
  window->total = -1;
  sz_sha256_init (&window->sum);
  if (!sz_mapped_read_page (pull, window, 0, NULL, &next, &more, error))
    return FALSE;
  g_clear_pointer (&window->etag, g_free);
  probe->rows = window->rows;
  probe->refused = window->refused;
  probe->left_out = window->left_out;
  g_free (probe->sentence);
  probe->sentence =
      window->total >= 0
          ? g_strdup_printf (_ ("%s: first page of %" PRId64 " rows"), window->name, window->total)
          : g_strdup_printf (more ? _ ("%s: first page of several") : _ ("%s: one page"), window->name);
  return TRUE;
}

static gboolean
probe_pages (SzPull *pull, SzProbe *probe, GError **error)
{
  const SzMapping *mapping = pull->mapped->mapping;
  SzMappedWindow whole = { .name = mapping->name };
  if (mapping->connector->window == SZ_SPAN_WHOLE)
    return read_first_page (pull, &whole, probe, error);
  const gint64 today = sz_zone_day (mapping->zone, pull->mapped->now_ms);
  for (gint64 day = today; day > today - LOOKED_DAYS && probe->rows == 0; day--) {
    char name[11];
    sz_day_format (day, name);
    const gint64 start_ms = sz_zone_day_start_ms (mapping->zone, day);
    SzMappedWindow window = { .name = name, .start_ms = start_ms };
    window.end_ms = mapping->connector->window == SZ_SPAN_HOUR
                        ? start_ms + SZ_HOUR_MS
                        : sz_zone_day_start_ms (mapping->zone, day + 1);
    if (!read_first_page (pull, &window, probe, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
probe_system (SzStore *store, const SzSource *source, SzSiteKey *key, GCancellable *cancellable,
              SzProbe *probe, GError **error)
{
  g_autoptr (SzPull) pull = sz_pull_new (store, source, key, cancellable, NULL, NULL);
  if (!sz_pull_prepare_trial (pull, error) || !sz_mapped_prepare (pull, error))
    return FALSE;
  pull->mapped->trial = TRUE;
  if (!sz_store_set_source (store, source->name, source->name, "trial", pull->mapped->mapping->zone_id,
                            pull->mapped->now_ms, 0, &pull->generation, NULL, error) ||
      !probe_pages (pull, probe, error))
    return FALSE;
  tell_refusals (pull, probe);
  for (guint i = 0; i < pull->mapped->targets->len; i++) {
    SzImportTarget *target = g_ptr_array_index (pull->mapped->targets, i);
    target->batch->generation = pull->generation;
    if (!sz_mapped_submit (pull, target, error))
      return FALSE;
  }
  return sz_pipe_wait (&pull->pipe, error);
}

static gboolean
probe_file (SzStore *store, const SzSource *source, const char *path, SzSiteKey *key,
            GCancellable *cancellable, SzProbe *probe, GError **error)
{
  const SzImportOptions options = {
    .path = path, .mapping = source->mapping, .as = source->name, .config = source->config
  };
  g_auto (SzImportReport) report = { 0 };
  g_autofree char *name = g_path_get_basename (path);
  if (!sz_import_file (store, key, &options, &report, cancellable, error))
    return FALSE;
  probe->rows = report.lines;
  probe->refused = report.refused;
  probe->left_out = report.omitted;
  probe->sentence = g_strdup_printf ("%s", name);
  for (guint i = 0; i < report.refusals->len; i++)
    g_ptr_array_add (probe->refusals, g_strdup (g_ptr_array_index (report.refusals, i)));
  return TRUE;
}

/* --- what became of it --- */

/* (transfer full) (nullable) */
static char *
show_value (const SzFrame *rows, gsize row, guint column, SzZone *zone)
{
  const SzColumn *about = sz_frame_column (rows, column);
  char plain[G_ASCII_DTOSTR_BUF_SIZE];
  if (about->type == SZ_COLUMN_TEXT)
    return g_strdup (sz_frame_text (rows, row, column));
  const double number = sz_frame_number (rows, row, column);
  if (isnan (number))
    return NULL;
  return about->type == SZ_COLUMN_INSTANT ? sz_instant_format ((gint64)number, zone)
                                          : g_strdup (sz_number_plain (number, plain));
}

static void
add_fields (SzProbe *probe, const SzDataset *dataset, const SzFrame *rows, SzZone *zone)
{
  /* The key, the fields, and behind them the name of the source, which says nothing here. */
  for (guint column = 0; column <= dataset->fields->len && column < sz_frame_n_columns (rows); column++) {
    const char *id = sz_frame_column (rows, column)->id;
    const int field = sz_dataset_find_field (dataset, id);
    g_autofree char *example = NULL;
    gsize filled = 0;
    if (field < 0 && g_strcmp0 (id, "key") != 0)
      continue;
    for (gsize row = 0; row < rows->rows; row++) {
      g_autofree char *text = show_value (rows, row, column, zone);
      if (text == NULL)
        continue;
      filled++;
      if (example == NULL)
        example = g_steal_pointer (&text);
    }
    const gboolean required = field < 0 || sz_dataset_field (dataset, (guint)field)->required;
    if (filled == 0 && !required)
      continue;
    const gsize at = sz_frame_add_row (probe->fields);
    sz_frame_set_text (probe->fields, at, 0, dataset->id);
    sz_frame_set_text (probe->fields, at, 1, id);
    sz_frame_set_text (probe->fields, at, 2, required ? "yes" : "no");
    sz_frame_set_number (probe->fields, at, 3, (double)filled);
    if (rows->rows > 0)
      sz_frame_set_number (probe->fields, at, 4, 100.0 * (double)filled / (double)rows->rows);
    sz_frame_set_text (probe->fields, at, 5, example);
  }
}

static gboolean
look_at_rows (const char *folder, const SzCatalog *catalog, SzProbe *probe, GError **error)
{
  g_autoptr (SzReader) reader = sz_reader_open (folder, catalog, error);
  g_autoptr (SzZone) zone = reader != NULL ? sz_reader_zone (reader, error) : NULL;
  g_autoptr (GPtrArray) states = zone != NULL ? sz_reader_source_states (reader, error) : NULL;
  if (states == NULL)
    return FALSE;
  for (guint i = 0; i < states->len; i++) {
    const SzSourceState *state = g_ptr_array_index (states, i);
    const SzDataset *dataset = sz_catalog_dataset (catalog, state->dataset, NULL);
    if (dataset == NULL)
      continue;
    g_autoptr (SzFrame) rows =
        sz_reader_rows (reader, dataset, 0, 0, zone, NULL, 0, NULL, LOOKED_ROWS, error);
    if (rows == NULL)
      return FALSE;
    probe->taken += state->rows;
    add_fields (probe, dataset, rows, zone);
  }
  return TRUE;
}

static void
begin_probe (SzProbe *probe)
{
  *probe = (SzProbe){ .fields = sz_frame_new () };
  probe->refusals = g_ptr_array_new_with_free_func (g_free);
  sz_frame_add_column (probe->fields, "dataset", _ ("Data set"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (probe->fields, "field", _ ("Field"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (probe->fields, "required", _ ("Required"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (probe->fields, "filled", _ ("Filled"), "count", SZ_COLUMN_NUMBER);
  sz_frame_add_column (probe->fields, "share", _ ("Share"), "%", SZ_COLUMN_NUMBER);
  sz_frame_add_column (probe->fields, "example", _ ("Example"), NULL, SZ_COLUMN_TEXT);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;
  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, entry, NULL);
    if (g_unlink (path) != 0)
      remove_folder (path);
  }
  g_rmdir (folder);
}

gboolean
sz_source_probe (const SzSource *source, const char *path, const SzCatalog *catalog,
                 GCancellable *cancellable, SzProbe *probe, GError **error)
{
  guint8 bytes[32] = { 0 };
  g_autoptr (GError) cause = NULL;
  begin_probe (probe);
  g_autofree char *folder = g_dir_make_tmp ("shuzhi-trial-XXXXXX", &cause);
  if (folder == NULL || getrandom (bytes, sizeof bytes, 0) != sizeof bytes) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("There is no place for a trial: %s"),
                 cause != NULL ? cause->message : "");
    return FALSE;
  }
  /* Hashed with a key that nobody will have again. */
  g_autoptr (SzSiteKey) key = sz_site_key_new (bytes);
  SzStore *store = sz_store_open (folder, catalog, SZ_STORE_DEFAULT, NULL, error);
  gboolean ok = store != NULL;
  if (ok)
    ok = path != NULL ? probe_file (store, source, path, key, cancellable, probe, error)
                      : probe_system (store, source, key, cancellable, probe, error);
  ok = ok && look_at_rows (folder, catalog, probe, error);
  g_clear_pointer (&store, sz_store_close);
  remove_folder (folder);
  return ok;
}
