/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-command.h"

#include <stdio.h>
#include <string.h>

#include "sz-i18n.h"

SzReader *
sz_cli_open_reader (SzCli *cli, GError **error)
{
  return sz_reader_open (cli->home->data, cli->catalog, error);
}

SzStore *
sz_cli_open_store (SzCli *cli, GError **error)
{
  g_autofree char *set_aside = NULL;
  SzStore *store;

  if (!sz_home_create (cli->home, error))
    return NULL;
  store = sz_store_open (cli->home->data, cli->catalog, SZ_STORE_DEFAULT, &set_aside, error);
  if (set_aside != NULL)
    g_printerr (_ ("shuzhi: The store was damaged; it was set aside as %s and is being fetched anew.\n"),
                set_aside);
  return store;
}

gboolean
sz_cli_print_frame (SzCli *cli, const SzFrame *frame, GError **error)
{
  const char *format = cli->format ? cli->format : "table";
  g_autofree char *text = NULL;

  if (g_str_equal (format, "csv"))
    text = sz_frame_to_csv (frame, FALSE);
  else if (g_str_equal (format, "json"))
    text = sz_frame_to_json (frame);
  else
    text = sz_frame_to_table (frame);
  if (fputs (text, stdout) == EOF ||
      (*text != '\0' && text[strlen (text) - 1] != '\n' && fputc ('\n', stdout) == EOF) ||
      fflush (stdout) == EOF) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("The answer could not be written to the output."));
    return FALSE;
  }
  if (g_str_equal (format, "table") && frame->provenance.missing_reason != NULL)
    g_printerr ("%s\n", frame->provenance.missing_reason);
  return TRUE;
}

gboolean
sz_cli_read_period (const char *period_text, const char *from, const char *to, gint64 now_ms, SzZone *zone,
                    SzPeriod *period, GError **error)
{
  if (period_text != NULL && (from != NULL || to != NULL)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("Give either --period or --from and --to, not both."));
    return FALSE;
  }
  if ((from == NULL) != (to == NULL)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("--from and --to belong together."));
    return FALSE;
  }
  if (from != NULL)
    return sz_period_from_to (from, to, zone, period, error);
  return sz_period_parse (period_text ? period_text : "all", now_ms, zone, period, error);
}

gboolean
sz_cli_window (SzCli *cli, const SzWindowOptions *options)
{
  cli->threads = TRUE;
  return cli->window (options) == 0;
}

gboolean
sz_cli_check_arguments (char **arguments, guint least, guint most, const char *expected, GError **error)
{
  guint count = g_strv_length (arguments);

  if (count >= least && count <= most)
    return TRUE;
  if (count > most)
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("“%s” is one word too many; expected: %s."),
                 arguments[most], expected);
  else
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("Expected: %s."), expected);
  return FALSE;
}
