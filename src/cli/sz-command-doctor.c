/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "sz-command.h"

#include <sys/statvfs.h>

#include "sz-i18n.h"
#include "sz-identity.h"
#include "sz-number.h"
#include "sz-supply.h"
#include "sz-truth.h"
#include "sz-webhook.h"

/* Under this much free space the store soon refuses to write. */
#define LOW_DISK_BYTES (G_GUINT64_CONSTANT (256) * 1024 * 1024)

typedef struct {
  guint problems;
} Findings;

static void G_GNUC_PRINTF (2, 3) find (Findings *findings, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  findings->problems++;
  g_print (_ ("problem  %s\n"), text);
}

static void G_GNUC_PRINTF (1, 2) fine (const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_print (_ ("fine     %s\n"), text);
}

static void G_GNUC_PRINTF (1, 2) skip (const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_print (_ ("skipped  %s\n"), text);
}

static void
check_disk (const SzHome *home, Findings *findings)
{
  struct statvfs disk;
  guint64 free_bytes;
  g_autofree char *size = NULL;

  if (statvfs (home->data, &disk) != 0) {
    fine (_ ("Nothing has been stored yet in %s."), home->data);
    return;
  }
  free_bytes = (guint64)disk.f_bavail * disk.f_frsize;
  size = g_format_size (free_bytes);
  if (free_bytes < LOW_DISK_BYTES)
    find (findings, _ ("Only %s are free under %s; free some space."), size, home->data);
  else
    fine (_ ("Disk: %s free under %s."), size, home->data);
}

static void
check_key (SzCli *cli, Findings *findings)
{
  g_autofree char *chosen = sz_site_key_chosen_file (cli->home);
  const char *file = cli->key_file != NULL ? cli->key_file : chosen != NULL ? chosen : cli->home->key_file;
  g_autoptr (GError) error = NULL;
  g_autoptr (SzSiteKey) key = NULL;

  if (file != NULL && !g_file_test (file, G_FILE_TEST_EXISTS)) {
    fine (_ ("There is no site key yet; it is made when personal data first comes in."));
    return;
  }
  key = sz_site_key_open (cli->home->root, file, FALSE, NULL, &error);
  if (key != NULL)
    fine (_ ("The site key can be read."));
  else
    find (findings, "%s", error->message);
}

static void
check_catalog (SzCli *cli)
{
  fine (_ ("Catalogue: %u data sets, %u indicators."), sz_catalog_datasets (cli->catalog)->len,
        sz_catalog_indicators (cli->catalog)->len);
}

static void
check_webhooks (const SzHome *home, Findings *findings)
{
  guint n = 0;
  g_autoptr (GPtrArray) problems = sz_webhooks_check (home, &n);

  for (guint i = 0; i < problems->len; i++)
    find (findings, "%s", (const char *)g_ptr_array_index (problems, i));
  if (n > 0 && problems->len == 0)
    fine (
        g_dngettext (GETTEXT_PACKAGE, "%u webhook is told of alerts.", "%u webhooks are told of alerts.", n),
        n);
}

/* What each source is doing, and what keeps it from being level. */
static void
check_stands (SzCli *cli, Findings *findings)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sources = sz_source_list (cli->home, problems, &error);

  for (guint i = 0; i < problems->len; i++)
    find (findings, "%s", ((const GError *)g_ptr_array_index (problems, i))->message);
  if (sources == NULL)
    find (findings, "%s", error->message);
  for (guint i = 0; sources != NULL && i < sources->len; i++) {
    const SzSource *source = g_ptr_array_index (sources, i);
    g_autoptr (SzSourceStatus) status = sz_source_status_load (cli->home->data, source->name);
    const SzStand stand = sz_stand_of (source, status);
    const gboolean told = *status->sentence != '\0' && stand != SZ_STAND_PAUSED;

    if (stand == SZ_STAND_SIGN_IN || stand == SZ_STAND_BROKEN)
      find (findings, "%s: %s%s%s", source->name, sz_stand_name (stand), told ? ": " : "",
            told ? status->sentence : "");
    else
      fine ("%s: %s%s%s", source->name, sz_stand_name (stand), told ? ": " : "",
            told ? status->sentence : "");
  }
}

static gboolean
check_sources (SzCli *cli, GError **error)
{
  g_autoptr (SzReader) reader = sz_cli_open_reader (cli, error);
  g_autoptr (GPtrArray) states = NULL;

  if (reader == NULL || (states = sz_reader_source_states (reader, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < states->len; i++) {
    const SzSourceState *state = g_ptr_array_index (states, i);

    if (state->refused > 0)
      fine (_ ("%s, %s: %" PRId64 " rows, and %" PRId64
               " refused rows in quarantine (`shuzhi rows refused` shows why)."),
            state->source, state->dataset, state->rows, state->refused);
    else
      fine (_ ("%s, %s: %" PRId64 " rows."), state->source, state->dataset, state->rows);
  }
  return TRUE;
}

/* Beside a process that owns the home the store is read as it stands; what only an owner may do is said. */
static SzStore *
open_store (SzCli *cli, GError **error)
{
  g_autoptr (GError) busy = NULL;
  SzStore *store = sz_cli_open_store (cli, &busy);

  if (store != NULL)
    return store;
  if (!g_error_matches (busy, SZ_ERROR, SZ_ERROR_BUSY)) {
    g_propagate_error (error, g_steal_pointer (&busy));
    return NULL;
  }
  store = sz_store_open (cli->home->data, cli->catalog, SZ_STORE_READ_ONLY, NULL, error);
  if (store != NULL) {
    fine (_ ("%s; everything was read beside it."), busy->message);
    skip (_ ("Not checked: whether the store can be written, and whether it has to be brought to this "
             "version; that is "
             "for the process that owns it."));
  }
  return store;
}

static gboolean
check_store (SzCli *cli, Findings *findings, GError **error)
{
  g_autoptr (SzStore) store = open_store (cli, error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  if (store == NULL || !sz_store_verify (store, found, NULL, error))
    return FALSE;
  for (guint i = 0; i < found->len; i++)
    find (findings, "%s", (const char *)g_ptr_array_index (found, i));
  if (found->len == 0)
    fine (_ ("The store is whole, and every rollup equals a rebuild from the rows."));
  return TRUE;
}

/* What people did with alerts: every line of the record follows from the one before. */
static void
check_record (SzCli *cli, Findings *findings)
{
  g_autofree char *path = g_build_filename (cli->home->data, "truth.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SzTruth) truth = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    fine (_ ("No alert has been raised yet."));
    return;
  }
  truth = sz_truth_open (cli->home->data, SZ_TRUTH_READ, &error);
  if (truth == NULL || !sz_truth_verify (truth, found, &error)) {
    find (findings, "%s", error->message);
    return;
  }
  for (guint i = 0; i < found->len; i++)
    find (findings, "%s", (const char *)g_ptr_array_index (found, i));
  if (found->len == 0)
    fine (_ ("The record of alerts is whole."));
}

static gboolean
run_doctor (SzCli *cli, char **arguments, GError **error)
{
  Findings findings = { 0 };
  g_autofree char *cache = g_build_filename (cli->home->data, "cache.db", NULL);

  if (!sz_cli_check_arguments (arguments, 0, 0, _ ("no words"), error))
    return FALSE;
  fine (_ ("Shuzhi %s, configuration in %s, data in %s."), SZ_VERSION, cli->home->config, cli->home->data);
  check_catalog (cli);
  check_disk (cli->home, &findings);
  check_key (cli, &findings);
  check_webhooks (cli->home, &findings);
  check_stands (cli, &findings);
  check_record (cli, &findings);
  if (g_file_test (cache, G_FILE_TEST_EXISTS) &&
      (!check_store (cli, &findings, error) || !check_sources (cli, error)))
    return FALSE;
  if (findings.problems == 0)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_STORE,
               g_dngettext (GETTEXT_PACKAGE, "%u problem found.", "%u problems found.", findings.problems),
               findings.problems);
  return FALSE;
}

const SzCommand sz_command_doctor = {
  .name = "doctor",
  .arguments = "",
  .summary = N_ ("integrity, sources, disk, key: what is wrong and what to do"),
  .lesson = N_ ("Rebuilds every rollup from the rows and compares; checks the store's integrity, the disk "
                "and the key.\n"
                "Exit status 0 if nothing is wrong. Takes about a second for half a million rows."),
  .run = run_doctor,
};
