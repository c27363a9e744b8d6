/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-alert.h"
#include "sz-command.h"
#include "sz-engine.h"
#include "sz-i18n.h"
#include "sz-secret.h"
#include "sz-truth.h"
#include "sz-webhook.h"

#include <stdio.h>
#include <string.h>

static gboolean open_only, look;
static char *what, *until, *note, *who;

static const GOptionEntry options[] = {
  { "open", 0, 0, G_OPTION_ARG_NONE, &open_only, N_ ("Only what is not over"), NULL },
  { "now", 0, 0, G_OPTION_ARG_NONE, &look, N_ ("Evaluate the rules first"), NULL },
  { "what", 0, 0, G_OPTION_ARG_STRING, &what, N_ ("dispose: what is being done"), N_ ("TEXT") },
  { "until", 0, 0, G_OPTION_ARG_STRING, &until, N_ ("dispose: until when, 15:20 or ISO 8601"), N_ ("TIME") },
  { "note", 0, 0, G_OPTION_ARG_STRING, &note, N_ ("A note"), N_ ("TEXT") },
  { "who", 0, 0, G_OPTION_ARG_STRING, &who, N_ ("Who does it (default: you)"), N_ ("NAME") },
  { NULL },
};

/* --- listing
 * ---------------------------------------------------------------------------------------------------------
 */

static void
add_columns (SzFrame *frame)
{
  static const struct {
    const char *id, *name;
    SzColumnType type;
  } columns[] = {
    { "id", N_ ("Alert"), SZ_COLUMN_TEXT },
    { "state", N_ ("State"), SZ_COLUMN_TEXT },
    { "rule", N_ ("Rule"), SZ_COLUMN_TEXT },
    { "object", N_ ("Object"), SZ_COLUMN_TEXT },
    { "value", N_ ("Value"), SZ_COLUMN_NUMBER },
    { "limit", N_ ("Limit"), SZ_COLUMN_NUMBER },
    { "unit", N_ ("Unit"), SZ_COLUMN_TEXT },
    { "since", N_ ("Since"), SZ_COLUMN_INSTANT },
    { "raised", N_ ("Raised"), SZ_COLUMN_INSTANT },
    { "ended", N_ ("Ended"), SZ_COLUMN_INSTANT },
    { "reminders", N_ ("Reminders"), SZ_COLUMN_NUMBER },
    { "ending", N_ ("Ending"), SZ_COLUMN_TEXT },
    { "cause", N_ ("Likely cause"), SZ_COLUMN_TEXT },
    { "suggestion", N_ ("Suggestion"), SZ_COLUMN_TEXT },
    { "responsible", N_ ("Responsible"), SZ_COLUMN_TEXT },
    { "what", N_ ("Disposition"), SZ_COLUMN_TEXT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    sz_frame_add_column (frame, columns[i].id, _ (columns[i].name), NULL, columns[i].type);
}

static void
set_instant (SzFrame *frame, gsize row, guint column, gint64 at_ms)
{
  if (at_ms != 0)
    sz_frame_set_number (frame, row, column, (double)at_ms);
}

static void
add_alert (SzFrame *frame, const SzAlert *alert, gboolean table)
{
  gsize row = sz_frame_add_row (frame);
  const char *const tails[] = { alert->cause, alert->suggestion, alert->responsible, alert->what };

  sz_frame_set_text (frame, row, 0, alert->id);
  sz_frame_set_text (frame, row, 1,
                     table ? sz_alert_state_name (alert->state) : sz_alert_state_id (alert->state));
  sz_frame_set_text (frame, row, 2, table ? alert->rule_name : alert->rule);
  sz_frame_set_text (frame, row, 3, table ? alert->object_name : alert->object);
  sz_frame_set_number (frame, row, 4, alert->value);
  sz_frame_set_number (frame, row, 5, alert->limit);
  sz_frame_set_text (frame, row, 6, table ? sz_unit_word (alert->unit) : alert->unit);
  set_instant (frame, row, 7, alert->since_ms);
  set_instant (frame, row, 8, alert->raised_ms);
  set_instant (frame, row, 9, alert->ended_ms);
  sz_frame_set_number (frame, row, 10, alert->reminders);
  sz_frame_set_text (frame, row, 11, *alert->ending != '\0' ? alert->ending : NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    sz_frame_set_text (frame, row, 12 + i, *tails[i] != '\0' ? tails[i] : NULL);
}

static gboolean
list_alerts (SzCli *cli, SzEngine *engine, GError **error)
{
  g_autoptr (SzFrame) frame = sz_frame_new ();
  g_autoptr (SzAlertList) list = NULL;
  gboolean table = cli->format == NULL || strcmp (cli->format, "table") == 0;

  if (look)
    sz_engine_evaluate (engine);
  list = sz_engine_list (engine);
  add_columns (frame);
  for (guint i = 0; i < list->alerts->len; i++) {
    const SzAlert *alert = g_ptr_array_index (list->alerts, i);

    if (alert->open || !open_only)
      add_alert (frame, alert, table);
  }
  if (*list->problem != '\0')
    g_printerr ("%s%s\n", _ ("shuzhi: "), list->problem);
  if (table)
    g_printerr ("%s%s%s\n", list->headline, _ (". "), list->summary);
  return sz_cli_print_frame (cli, frame, error);
}

/* --- acting
 * ----------------------------------------------------------------------------------------------------------
 */

/* "15:20" is today in the hall. */
static gboolean
read_until (SzCli *cli, SzEngine *engine, gint64 *until_ms, GError **error)
{
  g_autoptr (SzReader) reader = sz_cli_open_reader (cli, error);
  g_autoptr (SzZone) zone = reader != NULL ? sz_reader_zone (reader, error) : NULL;
  gint64 now = sz_engine_now_ms (engine);
  g_autofree char *full = NULL;
  char day[11];

  if (zone == NULL)
    return FALSE;
  if (until == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("say until when it is handled: --until 15:20"));
    return FALSE;
  }
  sz_day_format (sz_zone_day (zone, now), day);
  full = strlen (until) == 5 && until[2] == ':' ? g_strdup_printf ("%sT%s:00", day, until) : g_strdup (until);
  if (sz_instant_parse (full, -1, zone, until_ms))
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
               _ ("--until “%s”: expected a time such as 15:20 or 2026-11-20T15:20"), until);
  return FALSE;
}

static gboolean
act (SzCli *cli, SzEngine *engine, const char *verb, const char *id, GError **error)
{
  const char *person = who != NULL ? who : g_get_user_name ();
  gint64 until_ms = 0;
  gboolean good;

  if (strcmp (verb, "ack") == 0)
    good = sz_engine_act (engine, SZ_ACT_ACKNOWLEDGE, id, person, 0, NULL, note, error);
  else if (strcmp (verb, "dismiss") == 0)
    good = sz_engine_act (engine, SZ_ACT_DISMISS, id, person, 0, NULL, note, error);
  else if (what == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("say what is being done: --what \"…\""));
    return FALSE;
  } else
    good = read_until (cli, engine, &until_ms, error) &&
           sz_engine_act (engine, SZ_ACT_DISPOSE, id, person, until_ms, what, note, error);
  if (good)
    g_print (_ ("Alert %s: recorded.\n"), id);
  return good;
}

/* --- keeping
 * -------------------------------------------------------------------------------------------------------- */

static gboolean
restore (SzCli *cli, GError **error)
{
  g_autofree char *from = NULL, *aside = NULL;

  if (!sz_truth_restore (cli->home->data, &from, &aside, error))
    return FALSE;
  g_print (_ ("The record of alerts is again that of %s.\n"), from);
  if (aside != NULL)
    g_print (_ ("What was there before is kept as %s.\n"), aside);
  return TRUE;
}

static gboolean
verify (SzCli *cli, GError **error)
{
  g_autoptr (SzTruth) truth = sz_truth_open (cli->home->data, SZ_TRUTH_READ, error);
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);

  if (truth == NULL || !sz_truth_verify (truth, findings, error))
    return FALSE;
  for (guint i = 0; i < findings->len; i++)
    g_print ("%s\n", (const char *)g_ptr_array_index (findings, i));
  if (findings->len == 0) {
    g_print (_ ("The record of alerts is whole; no line of its log was changed.\n"));
    return TRUE;
  }
  g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("the record of alerts is not whole: %u findings"),
               findings->len);
  return FALSE;
}

/* --- other programs that are told
 * -----------------------------------------------------------------------------------------------------------
 */

static gboolean
test_webhooks (SzCli *cli, GError **error)
{
  guint n = 0;
  g_autoptr (GPtrArray) problems = sz_webhooks_test (cli->home, &n);

  for (guint i = 0; i < problems->len; i++)
    g_printerr ("%s%s\n", _ ("shuzhi: "), (const char *)g_ptr_array_index (problems, i));
  if (n == 0 && problems->len == 0)
    g_print (_ ("No webhook is configured; %s/webhook.ini would hold it.\n"), cli->home->config);
  else if (problems->len == 0)
    g_print (g_dngettext (GETTEXT_PACKAGE, "%u webhook took the test message.\n",
                          "%u webhooks took the test message.\n", n),
             n);
  if (problems->len == 0)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_NETWORK, _ ("the webhooks do not work: %u problems"), problems->len);
  return FALSE;
}

/* As a source's secret: one line from standard input, kept in the home's own file or the keyring. */
static gboolean
take_secret (SzCli *cli, const char *name, GError **error)
{
  SzSource keeper = { .name = (char *)SZ_WEBHOOK_SECRETS, .root = cli->home->root };
  char line[4096];
  gboolean ok;

  if (fgets (line, sizeof line, stdin) == NULL || *g_strchomp (line) == '\0') {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                 _ ("alerts secret %s: expected the secret on standard input, as one line."), name);
    return FALSE;
  }
  ok = sz_secrets_set (&keeper, name, line, NULL, error);
  explicit_bzero (line, sizeof line);
  if (ok)
    g_print (_ ("Kept the secret “%s” for webhooks.\n"), name);
  return ok;
}

static gboolean
run_alerts (SzCli *cli, char **arguments, GError **error)
{
  static const char *const verbs[] = { "ack", "dispose", "dismiss", NULL };
  guint count = g_strv_length (arguments);
  g_autoptr (SzEngine) engine = NULL;

  if (count == 1 && strcmp (arguments[0], "restore") == 0)
    return restore (cli, error);
  if (count == 1 && strcmp (arguments[0], "verify") == 0)
    return verify (cli, error);
  if (count == 1 && strcmp (arguments[0], "webhooks") == 0)
    return sz_home_create (cli->home, error) && test_webhooks (cli, error);
  if (count == 2 && strcmp (arguments[0], "secret") == 0)
    return sz_home_create (cli->home, error) && take_secret (cli, arguments[1], error);
  if (count != 0 && !(count == 2 && g_strv_contains (verbs, arguments[0]))) {
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_USAGE,
        _ ("Expected: ack ID, dispose ID, dismiss ID, verify, restore, webhooks, secret NAME, or nothing."));
    return FALSE;
  }
  if (!sz_home_create (cli->home, error))
    return FALSE;
  engine = sz_engine_new (cli->home->data, cli->catalog);
  return count == 0 ? list_alerts (cli, engine, error) : act (cli, engine, arguments[0], arguments[1], error);
}

const SzCommand sz_command_alerts = {
  .name = "alerts",
  .arguments = N_ ("[ack|dispose|dismiss ID | verify | restore | webhooks | secret NAME]"),
  .summary = N_ ("what the watch has raised, and what people did about it"),
  .lesson =
      N_ ("  shuzhi alerts --open\n"
          "  shuzhi alerts --now --format csv\n"
          "  shuzhi alerts ack 20261120-003\n"
          "  shuzhi alerts dispose 20261120-003 --what \"two more windows\" --until 15:20\n"
          "  shuzhi alerts dismiss 20261120-003 --note \"a drill\"\n"
          "  shuzhi alerts verify\n"
          "  shuzhi alerts restore\n"
          "  shuzhi alerts webhooks                 sends each a test message\n"
          "  shuzhi alerts secret duty < FILE       what their messages are signed with\n\n"
          "Rules are evaluated while the application runs; --now evaluates them here as well.\n"
          "dismiss closes a false alarm; it is not raised again before the value has been back within its "
          "limit. verify proves that no line of the log was changed; restore puts the newest backup in the "
          "place of a damaged record. Webhooks stand in webhook.ini of the configuration folder: [Webhook "
          "NAME] with "
          "Url=, and Secret= and Severities=alarm;attention if wanted."),
  .run = run_alerts,
  .options = options,
};
