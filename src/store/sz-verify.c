/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-verify.h"

#include <inttypes.h>

#include "sz-folder.h"
#include "sz-i18n.h"
#include "sz-schema.h"

typedef struct {
  SzDb *db;
  SzWords *words;
  GPtrArray *findings;
} Verify;

static void G_GNUC_PRINTF (2, 3) report (Verify *verify, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_ptr_array_add (verify->findings, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static gboolean
check_file (Verify *verify, GError **error)
{
  g_autoptr (SzStmt) stmt = sz_stmt_new (verify->db, "PRAGMA integrity_check(20)", error);
  if (stmt == NULL)
    return FALSE;
  gboolean sound = TRUE;
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW)
    if (g_strcmp0 (sz_stmt_text (stmt, 0), "ok") != 0) {
      report (verify, "%s: %s", verify->db->path, sz_stmt_text (stmt, 0));
      sound = FALSE;
    }
  if (!sound) {
    sz_folder_suspect (verify->db->path);
    report (verify, _ ("%s is damaged; the next `shuzhi sync` sets it aside and fetches everything anew"),
            verify->db->path);
  }
  return step == SZ_STEP_DONE;
}

/* Rows that are in one table and not in the other. */
static gboolean
count_difference (Verify *verify, const char *left, const char *right, const char *table, gint64 *count,
                  GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT count(*) FROM (SELECT * FROM %s.%s EXCEPT SELECT * FROM %s.%s)", left, table, right, table);
  return sz_db_get_int (verify->db, sql, 0, count, error);
}

static gboolean
compare_tables (Verify *verify, const SzLayout *layout, const char *table, const char *name, GError **error)
{
  gint64 missing = 0, surplus = 0;
  if (!count_difference (verify, "temp", "main", table, &missing, error) ||
      !count_difference (verify, "main", "temp", table, &surplus, error))
    return FALSE;
  if (missing || surplus)
    report (verify,
            _ ("Data set %s, rollup %s: %" PRId64 " cells differ from the rows they sum up, %" PRId64
               " should stand there"),
            layout->dataset->id, name, surplus, missing);
  return TRUE;
}

static gboolean
verify_rollup (Verify *verify, const SzLayout *layout, const SzLayoutRollup *rollup, GError **error)
{
  return sz_schema_create_rollup (verify->db, layout, rollup, "temp", error) &&
         sz_schema_fill (verify->db, layout, verify->words, rollup, "temp", error) &&
         compare_tables (verify, layout, rollup->table, rollup->rollup->id, error) &&
         sz_db_execf (verify->db, error, "DROP TABLE temp.%s", rollup->table);
}

static gboolean
verify_days (Verify *verify, const SzLayout *layout, GError **error)
{
  const char *id = layout->dataset->id;
  g_autofree char *sql = g_strdup_printf (
      "SELECT count(*) FROM (SELECT nday, src, rows FROM day_rows WHERE dataset = '%s' EXCEPT "
      "SELECT nday, src, count(*) FROM %s GROUP BY nday, src)",
      id, layout->facts);
  g_autofree char *back =
      g_strdup_printf ("SELECT count(*) FROM (SELECT nday, src, count(*) FROM %s GROUP BY nday, src EXCEPT "
                       "SELECT nday, src, rows FROM day_rows WHERE dataset = '%s')",
                       layout->facts, id);
  g_autofree char *both = g_strdup_printf (
      "SELECT count(*) FROM %s g JOIN %s f ON f.src = g.src AND sz_key (f.key, f.nday) = g.key", layout->gone,
      layout->facts);
  gint64 surplus = 0, missing = 0, undead = 0, gone = 0;
  g_autofree char *any = g_strdup_printf ("SELECT count(*) FROM %s", layout->gone);
  if (!sz_db_get_int (verify->db, sql, 0, &surplus, error) ||
      !sz_db_get_int (verify->db, back, 0, &missing, error) ||
      !sz_db_get_int (verify->db, any, 0, &gone, error) ||
      (gone > 0 && !sz_db_get_int (verify->db, both, 0, &undead, error)))
    return FALSE;
  if (surplus || missing)
    report (verify, _ ("Data set %s: the number of rows is wrong for %" PRId64 " days"), id,
            MAX (surplus, missing));
  if (undead)
    report (verify, _ ("Data set %s: %" PRId64 " rows are there though they were deleted"), id, undead);
  return TRUE;
}

static gboolean
verify_dataset (Verify *verify, const SzCatalog *catalog, const SzDataset *dataset, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (SzLayout) layout = sz_layout_new (catalog, dataset);
  for (guint i = 0; i < layout->rollups->len; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !verify_rollup (verify, layout, sz_layout_rollup (layout, i), error))
      return FALSE;
  return verify_days (verify, layout, error);
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  sz_db_interrupt (data);
}

static gboolean
verify_all (Verify *verify, const SzCatalog *catalog, GCancellable *cancellable, GError **error)
{
  /* Temporary tables are written, so the connection may write; the file itself is opened for reading only. */
  if (!check_file (verify, error) || !sz_db_exec (verify->db, "PRAGMA query_only = OFF; BEGIN", error))
    return FALSE;
  const GPtrArray *datasets = sz_catalog_datasets (catalog);
  gboolean good = TRUE;
  for (guint i = 0; good && i < datasets->len; i++)
    good = verify_dataset (verify, catalog, g_ptr_array_index (datasets, i), cancellable, error);
  sz_db_exec (verify->db, "ROLLBACK", NULL);
  return good;
}

gboolean
sz_verify (const char *path, const SzCatalog *catalog, GPtrArray *findings, GCancellable *cancellable,
           GError **error)
{
  g_autoptr (SzDb) db = sz_db_open (path, SZ_DB_READ, NULL, error);
  if (db == NULL)
    return FALSE;
  Verify verify = { db, sz_words_new (db), findings };
  gulong handler = cancellable ? g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), db, NULL) : 0;
  gboolean good = verify_all (&verify, catalog, cancellable, error);
  if (handler)
    g_cancellable_disconnect (cancellable, handler);
  sz_words_free (verify.words);
  return good;
}
