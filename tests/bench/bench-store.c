/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <stdlib.h>

#include "bench-figures.h"
#include "bench-tickets.h"
#include "sz-db.h"
#include "sz-facts.h"
#include "sz-reader.h"
#include "sz-store.h"

/* Prints ratios that were measured in one run: prepared rows into facts and rollups against plain inserts of
 * the same rows, the replay of them, bytes per ticket, and how long the questions of the first window take.
 * BENCH_ROWS: tickets for the questions (default 6 million over five years). */

#define RATE_DAYS 120
#define WORKING_DAYS 1305 /* five years */
#define ROUNDS 9

typedef struct {
  SzCatalog *catalog;
  BenchTickets tickets;
  char *folder;
  guint days;
} Bench;

static void
die (GError *error)
{
  g_printerr ("%s\n", error ? error->message : "failed");
  exit (1);
}

static double
seconds_since (gint64 start_us)
{
  return (double)(g_get_monotonic_time () - start_us) / 1e6;
}

/* --- plain inserts --- */

/* The rows as anyone would keep them: one column a field, codes as the numbers of their words, instants in
 * ms, into a table with a row number and nothing else. Both this and the store start from the same prepared
 * batch: encoding is timed for both. */
static SzStmt *
make_plain_table (SzDb *db, const SzLayout *layout, GError **error)
{
  g_autoptr (GString) create = g_string_new ("CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT UNIQUE);"
                                             "CREATE TABLE day_rows (dataset, src, nday);");
  g_autoptr (GString) insert = g_string_new ("INSERT INTO plain VALUES (?, ?, ?, ?, ?");
  g_string_append_printf (create, "CREATE TABLE %s (nday, src, key, gen, ver, data);", layout->facts);
  g_string_append_printf (create, "CREATE TABLE %s (src, key, gen, ver);", layout->gone);
  g_string_append (create,
                   "CREATE TABLE plain (day INTEGER, src INTEGER, key TEXT, gen INTEGER, ver INTEGER");
  for (guint i = 0; i < layout->n_fields; i++) {
    g_string_append_printf (create, ", %s %s", layout->columns[i], sz_layout_field_sql_type (layout, i));
    g_string_append (insert, ", ?");
  }
  g_string_append (create, ") STRICT");
  g_string_append_c (insert, ')');
  return sz_db_exec (db, create->str, error) ? sz_stmt_new (db, insert->str, error) : NULL;
}

static gboolean
insert_row (SzStmt *stmt, const SzLayout *layout, gint64 day, const SzRow *row, const SzRowView *view,
            GError **error)
{
  sz_stmt_bind_int (stmt, 1, day);
  sz_stmt_bind_int (stmt, 2, 1);
  sz_stmt_bind_text (stmt, 3, row->key);
  sz_stmt_bind_int (stmt, 4, 1);
  sz_stmt_bind_int (stmt, 5, row->version);
  for (guint i = 0; i < layout->n_fields; i++) {
    if (!view->set[i])
      sz_stmt_bind_null (stmt, 6 + (int)i);
    else if (sz_dataset_field (layout->dataset, i)->type == SZ_FIELD_TEXT)
      sz_stmt_bind_text (stmt, 6 + (int)i, view->texts[i]);
    else
      sz_stmt_bind_int (stmt, 6 + (int)i, view->numbers[i]);
  }
  return sz_stmt_run (stmt, error);
}

static double
insert_day (const Bench *bench, SzFacts *facts, SzStmt *stmt, guint back)
{
  GError *error = NULL;
  g_autoptr (SzBatch) batch = bench_tickets_day (&bench->tickets, back);
  SzRowBuffer buffer;
  sz_row_buffer_init (&buffer, facts->layout);
  gint64 start = g_get_monotonic_time ();
  sz_db_exec (facts->db, "BEGIN", NULL);
  for (guint i = 0; i < batch->rows->len; i++) {
    const SzRow *row = &g_array_index (batch->rows, SzRow, i);
    SzFactsRefusal refusal;
    if (!sz_facts_encode (facts, row, &buffer.view, &refusal, &error) ||
        !insert_row (stmt, facts->layout, bench_tickets_day_number (&bench->tickets, back), row, &buffer.view,
                     &error))
      die (error);
  }
  if (!sz_db_exec (facts->db, "COMMIT", &error))
    die (error);
  double spent = seconds_since (start);
  sz_row_buffer_clear (&buffer);
  return spent;
}

typedef struct {
  char *path;
  SzDb *db;
  SzLayout *layout;
  SzWords *words;
  SzFacts *facts; /* only to encode rows */
  SzStmt *stmt;
} Plain;

static void
open_plain (const Bench *bench, Plain *plain)
{
  GError *error = NULL;
  plain->path = g_build_filename (bench->folder, "plain.db", NULL);
  plain->db = sz_db_open (plain->path, SZ_DB_CREATE, NULL, &error);
  plain->layout = sz_layout_new (bench->catalog, bench->tickets.dataset);
  plain->stmt = plain->db ? make_plain_table (plain->db, plain->layout, &error) : NULL;
  plain->words = plain->stmt ? sz_words_new (plain->db) : NULL;
  plain->facts = plain->words ? sz_facts_new (plain->db, plain->layout, plain->words, &error) : NULL;
  if (plain->facts == NULL)
    die (error);
}

static void
close_plain (Plain *plain)
{
  sz_facts_free (plain->facts);
  sz_words_free (plain->words);
  sz_stmt_free (plain->stmt);
  sz_layout_free (plain->layout);
  sz_db_close (plain->db);
  g_unlink (plain->path);
  g_free (plain->path);
}

/* --- the store --- */

static double
apply_day (const Bench *bench, SzStore *store, guint back)
{
  GError *error = NULL;
  g_autoptr (SzBatch) batch = bench_tickets_day (&bench->tickets, back);
  gint64 start = g_get_monotonic_time ();
  if (!sz_store_apply (store, batch, NULL, &error))
    die (error);
  return seconds_since (start);
}

static SzStore *
open_store (const Bench *bench)
{
  GError *error = NULL;
  SzStore *store = sz_store_open (bench->folder, bench->catalog, SZ_STORE_DEFAULT, NULL, &error);
  if (store == NULL ||
      !sz_store_set_source (store, "hall", "Hall", "1", "Asia/Shanghai", 0, 0, NULL, NULL, &error))
    die (error);
  return store;
}

static double
file_bytes (const Bench *bench)
{
  g_autofree char *path = g_build_filename (bench->folder, "cache.db", NULL);
  GStatBuf info;
  return g_stat (path, &info) == 0 ? (double)info.st_size : 0;
}

static void
clear_folder (const Bench *bench)
{
  static const char *const names[] = { "cache.db", "cache.db-wal", "cache.db-shm", "lock" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (bench->folder, names[i], NULL);
    g_unlink (path);
  }
}

/* Day by day in turn, so that both meet the same machine. */
static void
measure_ingest (const Bench *bench)
{
  double rows = (double)RATE_DAYS * bench->tickets.per_day, plainly = 0, spent = 0, replayed = 0;
  Plain plain;
  open_plain (bench, &plain);
  SzStore *store = open_store (bench);
  for (guint back = 0; back < RATE_DAYS; back++) {
    plainly += insert_day (bench, plain.facts, plain.stmt, back);
    spent += apply_day (bench, store, back);
    if (back >= 10)
      replayed += apply_day (bench, store, back - 10);
  }
  double again = rows / RATE_DAYS * (RATE_DAYS - 10) / replayed, first = rows / spent,
         simple = rows / plainly;
  close_plain (&plain);
  sz_store_close (store);
  g_print ("rows inserted plainly    %10.0f /s\n", simple);
  g_print ("facts and rollups        %10.0f /s  ratio %.2f (at least 0.3)\n", first, first / simple);
  g_print ("replay of the same       %10.0f /s  ratio %.2f (at least 0.5 of the line above)\n", again,
           again / first);
  g_print ("bytes per ticket         %10.1f     (at most 110)\n", file_bytes (bench) / rows);
  clear_folder (bench);
}

/* --- questions --- */

typedef struct {
  const char *name, *formula;
  int days, back; /* span: so many days, ending so many days before the last one's end; days < 0: to 14:36 */
  SzGrain grain;
  const char *by;
} Question;

static const Question questions[] = {
  { "today, whole hall", "count(tickets)", 1, 0, SZ_GRAIN_NONE, NULL },
  { "today by area", "count(tickets)", 1, 0, SZ_GRAIN_NONE, "area" },
  { "today by hour", "count(tickets @called)", 1, 0, SZ_GRAIN_HOUR, NULL },
  { "today to 14:36", "mean(tickets: called - taken @called)", -1, 0, SZ_GRAIN_NONE, NULL },
  { "the day before to 14:36", "mean(tickets: called - taken @called)", -1, 1, SZ_GRAIN_NONE, NULL },
  { "a year before to 14:36", "mean(tickets: called - taken @called)", -1, 364, SZ_GRAIN_NONE, NULL },
  { "30 days by day", "mean(tickets: called - taken @called)", 30, 0, SZ_GRAIN_DAY, NULL },
  { "30 days by day and area", "mean(tickets: called - taken @called)", 30, 0, SZ_GRAIN_DAY, "area" },
  { "30 days, year before", "mean(tickets: called - taken @called)", 30, 364, SZ_GRAIN_DAY, NULL },
  { "a month by area", "count(tickets where abandoned is set) / count(tickets)", 30, 0, SZ_GRAIN_NONE,
    "area" },
  { "a year by month", "count(tickets)", 365, 0, SZ_GRAIN_MONTH, NULL },
  { "a year, year before", "mean(tickets: called - taken @called)", 365, 365, SZ_GRAIN_NONE, NULL },
  { "a year by department", "count(tickets)", 365, 0, SZ_GRAIN_NONE, "department" },
  { "p90 of a year", "quantile(0.9, tickets: called - taken @called where started is set)", 365, 0,
    SZ_GRAIN_NONE, NULL },
  { "p90 of 30 days by area", "quantile(0.9, tickets: called - taken @called where started is set)", 30, 0,
    SZ_GRAIN_NONE, "area" },
  { "p90 of today", "quantile(0.9, tickets: called - taken @called where started is set)", 1, 0,
    SZ_GRAIN_NONE, NULL },
  { "30 days by window", "count(tickets)", 30, 0, SZ_GRAIN_NONE, "window" },
  { "all time, running", "running(count(tickets))", 30, 0, SZ_GRAIN_DAY, NULL },
};

static int
compare_doubles (const void *a, const void *b)
{
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static void
ask_one (const Bench *bench, SzReader *reader, SzZone *zone, const Question *question)
{
  GError *error = NULL;
  SzFormula *formula = sz_catalog_parse_formula (bench->catalog, question->formula, &error);
  if (formula == NULL)
    die (error);
  const SzDimension *by = question->by ? sz_catalog_dimension (bench->catalog, question->by, NULL) : NULL;
  gint64 last = bench->tickets.last_day - question->back;
  gint64 end = sz_zone_day_start_ms (zone, last + 1);
  if (question->days < 0)
    end = sz_zone_day_start_ms (zone, last) + 14 * SZ_HOUR_MS + 36 * SZ_MINUTE_MS;
  SzAsk ask = {
    .dataset = bench->tickets.dataset,
    .leaves = (const SzLeaf *)(const void *)formula->leaves->data,
    .n_leaves = formula->leaves->len,
    .start_ms = sz_zone_day_start_ms (zone, last + 1 - ABS (question->days)),
    .end_ms = end,
    .now_ms = sz_zone_day_start_ms (zone, bench->tickets.last_day + 1),
    .grain = question->grain,
    .zone = zone,
    .by = &by,
    .n_by = by ? 1 : 0,
  };
  double times[ROUNDS];
  gsize rows = 0;
  for (guint i = 0; i < ROUNDS; i++) {
    gint64 start = g_get_monotonic_time ();
    g_autoptr (SzFrame) frame = sz_reader_ask (reader, &ask, &error);
    times[i] = seconds_since (start) * 1000;
    if (frame == NULL)
      die (error);
    rows = frame->rows;
  }
  double first = times[0];
  qsort (times, ROUNDS, sizeof (double), compare_doubles);
  g_print ("%-26s %8.2f ms (first %8.2f) %6" G_GSIZE_FORMAT " rows%s\n", question->name, times[ROUNDS / 2],
           first, rows, times[ROUNDS / 2] < 16 ? "" : "  OVER 16 ms");
  sz_formula_free (formula);
}

static void
measure_questions (const Bench *bench)
{
  GError *error = NULL;
  SzStore *store = open_store (bench);
  double rows = (double)bench->days * bench->tickets.per_day;
  g_print ("\n%.0f tickets over %u days: filling …\n", rows, bench->days);
  double spent = 0;
  for (guint back = 0; back < bench->days; back++)
    spent += apply_day (bench, store, back);
  sz_store_close (store);
  g_print ("%.0f rows/s, %.1f bytes per ticket\n", rows / spent, file_bytes (bench) / rows);
  store = open_store (bench);
  SzReader *reader = sz_reader_open (bench->folder, bench->catalog, &error);
  if (reader == NULL)
    die (error);
  SzZone *zone = sz_zone_new ("Asia/Shanghai", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    ask_one (bench, reader, zone, &questions[i]);
  if (!bench_figures (reader, bench->catalog, zone, bench->tickets.last_day, &error))
    die (error);
  sz_zone_unref (zone);
  sz_reader_close (reader);
  sz_store_close (store);
}

int
main (void)
{
  GError *error = NULL;
  Bench bench = { .catalog = sz_catalog_load (NULL, NULL, &error), .days = WORKING_DAYS };
  if (bench.catalog == NULL)
    die (error);
  const char *wanted = g_getenv ("BENCH_ROWS");
  double rows = wanted ? g_ascii_strtod (wanted, NULL) : 6e6;
  bench.tickets.dataset = sz_catalog_dataset (bench.catalog, "tickets", NULL);
  bench.tickets.last_day = sz_day_from_ymd (2026, 11, 20);
  bench.tickets.per_day = 4598; /* 6 million over five years */
  bench.days = CLAMP ((guint)(rows / bench.tickets.per_day), 1, WORKING_DAYS);
  bench.folder = g_dir_make_tmp ("sz-bench-XXXXXX", &error);
  if (bench.folder == NULL)
    die (error);
  measure_ingest (&bench);
  if (rows > 0)
    measure_questions (&bench);
  clear_folder (&bench);
  g_rmdir (bench.folder);
  g_free (bench.folder);
  sz_catalog_free (bench.catalog);
  return 0;
}
