/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-backtest.h"
#include "sz-command.h"
#include "sz-i18n.h"

#include <math.h>
#include <string.h>

static char *last, *from, *to, *step;

static const GOptionEntry options[] = {
  { "last", 0, 0, G_OPTION_ARG_STRING, &last, N_ ("backtest: how far back (default 30d)"), N_ ("SPAN") },
  { "from", 0, 0, G_OPTION_ARG_STRING, &from, N_ ("Start, included"), N_ ("TIME") },
  { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("End, excluded"), N_ ("TIME") },
  { "step", 0, 0, G_OPTION_ARG_STRING, &step, N_ ("backtest: minutes between two looks (default 1)"), "N" },
  { NULL },
};

/* --- the list
 * -------------------------------------------------------------------------------------------------------- */

static gboolean
list_rules (SzCli *cli, GError **error)
{
  const GPtrArray *rules = sz_catalog_rules (cli->catalog);
  g_autoptr (SzFrame) frame = sz_frame_new ();

  sz_frame_add_column (frame, "id", _ ("Rule"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "name", _ ("Name"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "by", _ ("By"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "limit", _ ("Limit"), NULL, SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "unit", _ ("Unit"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "severity", _ ("Severity"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "definition", _ ("Definition"), NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; i < rules->len; i++) {
    const SzRule *rule = g_ptr_array_index (rules, i);
    gsize row = sz_frame_add_row (frame);

    sz_frame_set_text (frame, row, 0, rule->id);
    sz_frame_set_text (frame, row, 1, rule->name);
    sz_frame_set_text (frame, row, 2, rule->by != NULL ? rule->by->id : NULL);
    sz_frame_set_number (frame, row, 3, rule->limit);
    sz_frame_set_text (frame, row, 4, rule->unit);
    sz_frame_set_text (frame, row, 5, rule->severity == SZ_SEVERITY_ALARM ? "alarm" : "attention");
    sz_frame_set_text (frame, row, 6, rule->definition);
  }
  return sz_cli_print_frame (cli, frame, error);
}

/* --- test
 * ------------------------------------------------------------------------------------------------------------
 */

static void
append_rows (SzFrame *all, const SzFrame *frame)
{
  for (gsize row = 0; row < frame->rows; row++) {
    gsize at = sz_frame_add_row (all);

    for (guint column = 0; column < sz_frame_n_columns (frame); column++)
      if (sz_frame_column (frame, column)->type == SZ_COLUMN_TEXT)
        sz_frame_set_text (all, at, column, sz_frame_text (frame, row, column));
      else
        sz_frame_set_number (all, at, column, sz_frame_number (frame, row, column));
  }
}

/* A file that is right is right also where there is no store to evaluate it on. */
static gboolean
evaluate_rules (SzCli *cli, const GPtrArray *rules, GError **error)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (SzReader) reader = sz_cli_open_reader (cli, &missing);
  g_autoptr (SzFrame) all = NULL;

  if (reader == NULL) {
    g_printerr ("%s%s\n", _ ("shuzhi: "), missing->message);
    return TRUE;
  }
  for (guint i = 0; i < rules->len; i++) {
    SzFrame *frame = sz_backtest_now (reader, g_ptr_array_index (rules, i), error);

    if (frame == NULL)
      return FALSE;
    if (frame->provenance.missing_reason != NULL)
      g_printerr ("%s\n", frame->provenance.missing_reason);
    if (all == NULL)
      all = frame;
    else {
      append_rows (all, frame);
      sz_frame_unref (frame);
    }
  }
  if (all == NULL)
    return TRUE;
  g_clear_pointer (&all->provenance.missing_reason, g_free);
  return sz_cli_print_frame (cli, all, error);
}

static gboolean
test_file (SzCli *cli, const char *path, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GPtrArray) rules = sz_catalog_read_rules (cli->catalog, path, problems, error);

  if (rules == NULL)
    return FALSE;
  for (guint i = 0; i < problems->len; i++)
    g_printerr ("%s%s\n", _ ("shuzhi: "), ((const GError *)g_ptr_array_index (problems, i))->message);
  if (!evaluate_rules (cli, rules, error))
    return FALSE;
  g_printerr (_ ("%u rules are right, %u are refused.\n"), rules->len, problems->len);
  if (problems->len == 0)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("%s: %u sections are refused"), path, problems->len);
  return FALSE;
}

/* --- backtest
 * ---------------------------------------------------------------------------------------------------------
 */

static gboolean
read_span (SzReader *reader, SzPeriod *period, GError **error)
{
  g_autoptr (SzZone) zone = sz_reader_zone (reader, error);
  GError *failure = NULL;
  gint64 now = zone != NULL ? sz_reader_now_ms (reader, &failure) : 0;
  g_autofree char *text = g_strconcat ("last-", last != NULL ? last : "30d", NULL);

  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (zone == NULL ||
      !sz_cli_read_period (from != NULL || to != NULL ? NULL : text, from, to, now, zone, period, error))
    return FALSE;
  period->end_ms = MIN (period->end_ms, now);
  return TRUE;
}

static gboolean
read_step (gint64 *step_ms, GError **error)
{
  guint64 minutes = 1;

  if (step != NULL && !g_ascii_string_to_unsigned (step, 10, 1, 60, &minutes, NULL)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("--step “%s”: expected 1 to 60 minutes"), step);
    return FALSE;
  }
  *step_ms = (gint64)minutes * SZ_MINUTE_MS;
  return TRUE;
}

static gboolean
run_backtest (SzCli *cli, const char *id, GError **error)
{
  const SzRule *rule = sz_catalog_rule (cli->catalog, id, error);
  g_autoptr (SzReader) reader = rule != NULL ? sz_cli_open_reader (cli, error) : NULL;
  g_autoptr (SzFrame) frame = NULL;
  SzBacktest summary;
  SzPeriod period;
  gint64 step_ms = 0;

  if (reader == NULL || !read_span (reader, &period, error) || !read_step (&step_ms, error))
    return FALSE;
  frame = sz_backtest (reader, rule, period.start_ms, period.end_ms, step_ms, &summary, NULL, error);
  if (frame == NULL || !sz_cli_print_frame (cli, frame, error))
    return FALSE;
  g_printerr (_ ("%s: %u times on %u days with data; %u looks in %.1f s.\n"), rule->name, summary.firings,
              summary.days, summary.steps, summary.seconds);
  return TRUE;
}

static gboolean
run_rules (SzCli *cli, char **arguments, GError **error)
{
  guint count = g_strv_length (arguments);

  if (count == 0)
    return list_rules (cli, error);
  if (count == 2 && strcmp (arguments[0], "test") == 0)
    return test_file (cli, arguments[1], error);
  if (count == 2 && strcmp (arguments[0], "backtest") == 0)
    return run_backtest (cli, arguments[1], error);
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("Expected: test FILE, backtest RULE, or nothing."));
  return FALSE;
}

const SzCommand sz_command_rules = {
  .name = "rules",
  .arguments = N_ ("[test FILE | backtest RULE]"),
  .summary = N_ ("what is watched, and how often it would have fired"),
  .lesson = N_ (
      "  shuzhi rules\n"
      "  shuzhi rules test my-rules.ini\n"
      "  shuzhi rules backtest wait-area --last 30d\n"
      "  shuzhi rules backtest wait-area --from 2026-11-02 --to 2026-11-07 --step 5\n\n"
      "test checks a file (file, line and what was expected) and evaluates its rules now. backtest steps a "
      "rule through the store's history, minute by minute while there was anything to see; it takes about "
      "as many thousandths of a second as it looks. Your own rules lie in the configuration folder, in "
      "catalog/rules."),
  .run = run_rules,
  .options = options,
};
