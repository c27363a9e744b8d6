/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-command.h"
#include "sz-figures.h"
#include "sz-i18n.h"

static char *by, *period, *from, *to, *grain, *compare;
static char **where;

static const GOptionEntry options[] = {
  { "by", 0, 0, G_OPTION_ARG_STRING, &by, N_ ("Split by up to three dimensions"), N_ ("DIM[,DIM]") },
  { "period", 0, 0, G_OPTION_ARG_STRING, &period, N_ ("The span (default: everything)"), N_ ("PERIOD") },
  { "from", 0, 0, G_OPTION_ARG_STRING, &from, N_ ("Start, included"), N_ ("TIME") },
  { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("End, excluded"), N_ ("TIME") },
  { "grain", 0, 0, G_OPTION_ARG_STRING, &grain, N_ ("A row each hour, day, week, month, quarter or year"),
    N_ ("GRAIN") },
  { "where", 0, 0, G_OPTION_ARG_STRING_ARRAY, &where, N_ ("Only this value; again for more"),
    N_ ("DIM=VALUE") },
  { "compare", 0, 0, G_OPTION_ARG_STRING, &compare, N_ ("With the period before, a year before"),
    "prev,yoy" },
  { NULL },
};

static gboolean
read_compare (SzFigureWords *words, GError **error)
{
  g_auto (GStrv) parts = compare ? g_strsplit (compare, ",", -1) : NULL;

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++) {
    if (g_str_equal (parts[i], "prev"))
      words->compare_previous = TRUE;
    else if (g_str_equal (parts[i], "yoy"))
      words->compare_year = TRUE;
    else {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("--compare “%s”: expected prev, yoy or both."),
                   parts[i]);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check_period_words (GError **error)
{
  if (period != NULL && (from != NULL || to != NULL)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("Give either --period or --from and --to, not both."));
    return FALSE;
  }
  if ((from == NULL) != (to == NULL)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("--from and --to belong together."));
    return FALSE;
  }
  return TRUE;
}

static gboolean
run_query (SzCli *cli, char **arguments, GError **error)
{
  g_autoptr (SzReader) reader = NULL;
  g_autoptr (SzFrame) frame = NULL;
  g_auto (GStrv) ids = NULL, dimensions = NULL;
  SzFigureWords words = { 0 };

  if (!sz_cli_check_arguments (arguments, 1, 1, _ ("an indicator, or several with commas"), error) ||
      !check_period_words (error) || !read_compare (&words, error))
    return FALSE;
  ids = g_strsplit (arguments[0], ",", -1);
  dimensions = by ? g_strsplit (by, ",", -1) : NULL;
  words.ids = (const char *const *)ids;
  words.by = (const char *const *)dimensions;
  words.where = (const char *const *)where;
  words.period = period ? period : "all";
  words.from = from;
  words.to = to;
  words.grain = grain;
  /* A wrong word is a wrong word whether or not there is anything to ask. */
  for (guint i = 0; ids[i] != NULL; i++)
    if (sz_catalog_indicator (cli->catalog, ids[i], error) == NULL)
      return FALSE;
  if ((reader = sz_cli_open_reader (cli, error)) == NULL ||
      (frame = sz_figures_query_words (reader, &words, error)) == NULL)
    return FALSE;
  return sz_cli_print_frame (cli, frame, error);
}

const SzCommand sz_command_query = {
  .name = "query",
  .arguments = N_ ("ID[,ID…]"),
  .summary = N_ ("figures"),
  .lesson = N_ (
      "  shuzhi query wait_avg --period today --by area\n"
      "  shuzhi query ticket_count,ticket_abandon_rate --grain day --period last-30d --format csv\n"
      "  shuzhi query case_done_count --period 2026-11 --compare prev,yoy\n"
      "  shuzhi query wait_p90 --by department --where channel=kiosk --from 2026-11-01 --to 2026-11-20\n\n"
      "Periods: all (default), today, yesterday, 2026-11-20, 2026-11, 2026-Q4, 2026, 2026-W47, last-30d, "
      "last-12m, "
      "last-30min, 2026-11-01..2026-11-20 (ends included); --from and --to are half-open.\n"
      "--compare adds ID.prev ID.prev_change (the period before; of a day, the hall's previous open day) and "
      "ID.yoy "
      "ID.yoy_change (a year before), to date against to date.\n"
      "A figure that cannot be computed is empty, never 0. Ids: `shuzhi indicators`."),
  .run = run_query,
  .options = options,
};
