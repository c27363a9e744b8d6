/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "sz-command.h"
#include "sz-i18n.h"
#include "sz-import.h"
#include "sz-progress.h"

static char *mapping, *as;

static const GOptionEntry options[] = {
  { "map", 0, 0, G_OPTION_ARG_FILENAME, &mapping, N_ ("What the columns mean: a mapping's name or file"),
    N_ ("MAPPING") },
  { "as", 0, 0, G_OPTION_ARG_STRING, &as, N_ ("Name of the source (default: the mapping's)"), N_ ("NAME") },
  { NULL },
};

static void
print_report (const SzImportReport *report)
{
  g_print (
      _ ("%s: %" PRId64 " lines read; %" PRId64 " rows taken, %" PRId64 " unchanged, %" PRId64 " refused\n"),
      report->source, report->lines, report->taken, report->unchanged, report->refused);
  for (guint i = 0; i < report->datasets->len; i++) {
    const SzImportedDataset *dataset = &g_array_index (report->datasets, SzImportedDataset, i);

    g_print (_ ("  %s: %" PRId64 " taken, %" PRId64 " unchanged, %" PRId64 " refused\n"), dataset->dataset,
             dataset->taken, dataset->unchanged, dataset->refused);
  }
  for (guint i = 0; i < report->omissions->len; i++)
    g_print (_ ("  left out: %s\n"), (const char *)g_ptr_array_index (report->omissions, i));
  for (guint i = 0; i < report->refusals->len; i++)
    g_print (_ ("  refused: %s\n"), (const char *)g_ptr_array_index (report->refusals, i));
  if (report->refused > SZ_IMPORT_MAX_REFUSALS)
    g_print (_ ("  `shuzhi rows refused` shows the first 1,000.\n"));
  else if (report->refused > (gint64)report->refusals->len)
    g_print (_ ("  `shuzhi rows refused` shows the rest.\n"));
  if (report->doubtful > 0)
    g_print (_ ("  %" PRId64 " identity numbers have a wrong check digit; they were taken.\n"),
             report->doubtful);
}

static gboolean
run_import (SzCli *cli, char **arguments, GError **error)
{
  g_autoptr (SzProgress) progress = sz_progress_new ();
  SzImportOptions import = {
    .mapping = mapping, .as = as, .progress = sz_progress_import_cb, .data = progress
  };
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (SzSiteKey) key = NULL;
  g_autoptr (SzStore) store = NULL;
  g_autofree char *notice = NULL;
  gboolean needs_key = FALSE, imported;

  if (!sz_cli_check_arguments (arguments, 1, 1, _ ("import FILE --map MAPPING"), error))
    return FALSE;
  if (mapping == NULL) {
    g_auto (GStrv) known = sz_import_list_mappings (cli->home->config);
    g_autofree char *list = g_strjoinv (", ", known);

    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                 _ ("import: expected --map with one of %s, or a mapping file."), list);
    return FALSE;
  }
  import.path = arguments[0];
  import.config = cli->home->config;
  if (!sz_import_needs_key (&import, cli->catalog, &needs_key, error) || !sz_home_create (cli->home, error))
    return FALSE;
  if ((store = sz_cli_open_store (cli, error)) == NULL ||
      (needs_key && (key = sz_site_key_open_for (cli->home, cli->key_file, &notice, error)) == NULL))
    return FALSE;
  if (notice != NULL)
    g_printerr ("%s\n", notice);
  imported = sz_import_file (store, key, &import, &report, NULL, error);
  sz_progress_clear (progress);
  if (imported)
    print_report (&report);
  return imported;
}

const SzCommand sz_command_import = {
  .name = "import",
  .arguments = N_ ("FILE --map MAPPING"),
  .summary = N_ ("a file as a source: CSV, TSV, NDJSON or XLSX"),
  .lesson = N_ ("A mapping says what the columns mean; `receipt` and `bank-calls` ship, your own are files "
                "(see src/sync/README.md).\n"
                "\n"
                "  shuzhi import receipt.csv --map receipt\n"
                "  shuzhi import calls.tsv --map bank-calls --as february\n\n"
                "A row that cannot be taken goes into quarantine with line, field and reason. Importing a "
                "file again changes "
                "nothing; a corrected file replaces the rows of the same keys."),
  .run = run_import,
  .options = options,
};
