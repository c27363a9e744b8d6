/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "sz-command.h"
#include "sz-figures.h"
#include "sz-i18n.h"

static char **where;
static char *period_text, *from, *to, *of, *columns;
static int limit;

static const GOptionEntry options[] = {
  { "of", 0, 0, G_OPTION_ARG_STRING, &of, N_ ("The rows that this indicator counts, instead of a data set's"),
    N_ ("ID") },
  { "where", 0, 0, G_OPTION_ARG_STRING_ARRAY, &where, N_ ("Only rows with this value"), N_ ("DIM=VALUE") },
  { "period", 0, 0, G_OPTION_ARG_STRING, &period_text, N_ ("The span"), N_ ("PERIOD") },
  { "from", 0, 0, G_OPTION_ARG_STRING, &from, N_ ("Start, included"), N_ ("TIME") },
  { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("End, excluded"), N_ ("TIME") },
  { "columns", 0, 0, G_OPTION_ARG_STRING, &columns, N_ ("Only these columns, in this order"),
    N_ ("ID[,ID…]") },
  { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many rows (default 100)"), N_ ("N") },
  { NULL },
};

static gboolean
print_refused (SzCli *cli, SzReader *reader, GError **error)
{
  g_autoptr (SzFrame) frame = sz_reader_refusals (reader, NULL, NULL, (guint)limit, error);

  return frame != NULL && sz_cli_print_frame (cli, frame, error);
}

/* The columns that are wanted, as places in the raw frame; NULL: a name that is none. */
static GArray *
choose_columns (const SzFrame *raw, GError **error)
{
  g_autoptr (GArray) chosen = g_array_new (FALSE, FALSE, sizeof (guint));
  g_auto (GStrv) names = columns != NULL ? g_strsplit (columns, ",", -1) : NULL;
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < sz_frame_n_columns (raw); i++) {
    if (sz_frame_column (raw, i)->id[0] == '_')
      continue;
    g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", sz_frame_column (raw, i)->id);
    if (names == NULL)
      g_array_append_val (chosen, i);
  }
  for (guint k = 0; names != NULL && names[k] != NULL; k++) {
    const char *name = g_strstrip (names[k]);
    int at = *name != '\0' && *name != '_' ? sz_frame_find (raw, name) : -1;
    guint place = (guint)at;

    if (at < 0) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("--columns “%s”: there are %s."), name, known->str);
      return NULL;
    }
    g_array_append_val (chosen, place);
  }
  return g_steal_pointer (&chosen);
}

/* A cell as people read it in a table: the hall's own time, words for codes, minutes for milliseconds. NULL:
 * as it is. (transfer full) */
static char *
read_cell (SzReader *reader, const SzFrame *raw, gsize row, guint column, const SzField *field, SzZone *zone)
{
  SzColumnType type = sz_frame_column (raw, column)->type;
  double number = sz_frame_number (raw, row, column);
  const char *text = type == SZ_COLUMN_TEXT ? sz_frame_text (raw, row, column) : NULL;

  if (type == SZ_COLUMN_INSTANT && isfinite (number))
    return sz_instant_format ((gint64)number, zone);
  if (text != NULL && *text != '\0' && field != NULL && field->dimension != NULL)
    return sz_reader_value_name (reader, field->dimension, text);
  if (type == SZ_COLUMN_NUMBER && isfinite (number) && field != NULL && field->duration)
    return sz_number_text (number / (double)SZ_MINUTE_MS, "min");
  if (type == SZ_COLUMN_NUMBER && isfinite (number) && field != NULL && field->type == SZ_FIELD_FLAG)
    return g_strdup (number != 0 ? _ ("yes") : _ ("no"));
  return NULL;
}

static gboolean
is_read_as_text (const SzColumn *column, const SzField *field)
{
  return column->type == SZ_COLUMN_TEXT || column->type == SZ_COLUMN_INSTANT ||
         (field != NULL && (field->duration || field->type == SZ_FIELD_FLAG));
}

static const SzField *
find_field (const SzDataset *dataset, const SzColumn *column)
{
  int at = sz_dataset_find_field (dataset, column->id);

  return at >= 0 ? sz_dataset_field (dataset, (guint)at) : NULL;
}

/* `dataset` NULL: as it is stored. */
static void
copy_cell (SzReader *reader, const SzFrame *raw, SzFrame *frame, gsize row, guint source, guint target,
           const SzDataset *dataset, SzZone *zone)
{
  const SzColumn *column = sz_frame_column (raw, source);
  const SzField *field = dataset != NULL ? find_field (dataset, column) : NULL;
  gboolean read = dataset != NULL && is_read_as_text (column, field);
  g_autofree char *text = read ? read_cell (reader, raw, row, source, field, zone) : NULL;

  if (column->type == SZ_COLUMN_TEXT || text != NULL)
    sz_frame_set_text (frame, row, target, text != NULL ? text : sz_frame_text (raw, row, source));
  else if (!read)
    sz_frame_set_number (frame, row, target, sz_frame_number (raw, row, source));
}

/* What people and scripts get of the store's rows: no column for going on behind a row; in a table as people
 * read it, else as it is stored. */
static SzFrame *
make_readable (SzCli *cli, SzReader *reader, const SzFrame *raw, const SzDataset *dataset, SzZone *zone,
               GError **error)
{
  gboolean table = cli->format == NULL || g_str_equal (cli->format, "table");
  g_autoptr (SzFrame) frame = sz_frame_new ();
  g_autoptr (GArray) origin = choose_columns (raw, error);

  if (origin == NULL)
    return NULL;
  for (guint i = 0; i < origin->len; i++) {
    const SzColumn *column = sz_frame_column (raw, g_array_index (origin, guint, i));
    gboolean read = table && is_read_as_text (column, find_field (dataset, column));
    const char *name = g_str_equal (column->id, "key")      ? _ ("Key")
                       : g_str_equal (column->id, "source") ? _ ("Source")
                                                            : column->name;

    sz_frame_add_column (frame, column->id, name, read ? NULL : column->unit,
                         read ? SZ_COLUMN_TEXT : column->type);
  }
  for (gsize row = 0; row < raw->rows; row++) {
    sz_frame_add_row (frame);
    for (guint i = 0; i < origin->len; i++)
      copy_cell (reader, raw, frame, row, g_array_index (origin, guint, i), i, table ? dataset : NULL, zone);
  }
  return g_steal_pointer (&frame);
}

/* The rows behind a figure, over the same span and by the same condition. */
static SzFrame *
list_of (SzCli *cli, SzReader *reader, const SzPeriod *period, SzZone *zone, const GArray *filters,
         const SzDataset **dataset, GError **error)
{
  const SzIndicator *indicator = sz_catalog_indicator (cli->catalog, of, error);
  SzFigureRows rows;
  SzRowsAsk ask;

  if (indicator == NULL || !sz_figures_rows_of (reader, indicator, period, &rows, error))
    return NULL;
  *dataset = rows.dataset;
  ask = sz_figures_rows_ask (&rows, zone, (const SzFilter *)(void *)filters->data, filters->len);
  return sz_reader_list (reader, &ask, NULL, (guint)limit, error);
}

static gboolean
run_rows (SzCli *cli, char **arguments, GError **error)
{
  const SzDataset *dataset = NULL;
  g_autoptr (SzReader) reader = NULL;
  g_autoptr (SzZone) zone = NULL;
  g_autoptr (GArray) filters = NULL;
  g_autoptr (SzFrame) raw = NULL, frame = NULL;
  SzPeriod period = { 0 };
  gint64 now_ms;

  if (!sz_cli_check_arguments (arguments, of != NULL ? 0 : 1, of != NULL ? 0 : 1,
                               _ ("a data set, or “refused”"), error))
    return FALSE;
  if (limit < 0 || limit > 10 * 1000 * 1000) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("--limit %d: expected 1 to 10,000,000."), limit);
    return FALSE;
  }
  if (limit == 0)
    limit = 100;
  if (of == NULL && !g_str_equal (arguments[0], "refused") &&
      (dataset = sz_catalog_dataset (cli->catalog, arguments[0], error)) == NULL)
    return FALSE;
  if ((filters = sz_figures_parse_filters (cli->catalog, (const char *const *)where, error)) == NULL ||
      (reader = sz_cli_open_reader (cli, error)) == NULL)
    return FALSE;
  if (dataset == NULL && of == NULL)
    return print_refused (cli, reader, error);
  if (!sz_figures_check_filters (reader, (const SzFilter *)(void *)filters->data, filters->len, error))
    return FALSE;
  if ((zone = sz_reader_zone (reader, error)) == NULL)
    return FALSE;
  now_ms = sz_reader_now_ms (reader, error);
  if (!sz_cli_read_period (period_text, from, to, now_ms, zone, &period, error))
    return FALSE;
  if (period.all)
    period.start_ms = period.end_ms = 0;
  raw = of != NULL ? list_of (cli, reader, &period, zone, filters, &dataset, error)
                   : sz_reader_rows (reader, dataset, period.start_ms, period.end_ms, zone,
                                     (const SzFilter *)(void *)filters->data, filters->len, NULL,
                                     (guint)limit, error);
  if (raw == NULL)
    return FALSE;
  frame = make_readable (cli, reader, raw, dataset, zone, error);
  return frame != NULL && sz_cli_print_frame (cli, frame, error);
}

const SzCommand sz_command_rows = {
  .name = "rows",
  .arguments = N_ ("DATASET"),
  .summary = N_ ("the rows behind a figure, masked"),
  .lesson = N_ ("Newest first. Personal data is shown as a mask only; what it was is not stored.\n\n"
                "  shuzhi rows tickets --period today --where department=D01 --limit 20\n"
                "  shuzhi rows cases --where channel=window,app --format csv\n"
                "  shuzhi rows tickets --columns key,taken,called,area\n"
                "  shuzhi rows refused       what could not be taken, where and why\n\n"
                "Data sets: see `shuzhi sources`. Periods: see `shuzhi query --help`."),
  .run = run_rows,
  .options = options,
};
