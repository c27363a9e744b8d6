/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sz-command.h"
#include "sz-i18n.h"
#include "sz-probe.h"
#include "sz-secret.h"
#include "sz-source-status.h"
#include "sz-supply.h"

static char *url, *mapping, *folder, *file;
static gboolean offline;

static const GOptionEntry sources_options[] = {
  { "url", 0, 0, G_OPTION_ARG_STRING, &url, N_ ("Base address of the hall system"), N_ ("URL") },
  { "map", 0, 0, G_OPTION_ARG_STRING, &mapping, N_ ("Mapping; without it the hall interface, version 1"),
    N_ ("MAPPING") },
  { "folder", 0, 0, G_OPTION_ARG_FILENAME, &folder, N_ ("Instead of an address: files are taken from here"),
    N_ ("FOLDER") },
  { "file", 0, 0, G_OPTION_ARG_FILENAME, &file, N_ ("sources test: try the mapping on this file"),
    N_ ("FILE") },
  { "offline", 0, 0, G_OPTION_ARG_NONE, &offline, N_ ("Add it although it does not answer now"), NULL },
  { NULL },
};

/* What keeps a source from being level goes before what its rows say. The words are those of the window;
 * files keep to words that no language changes. */
static const char *
state_word (SzCli *cli, const SzSource *source, const SzSourceState *state, gboolean table)
{
  g_autoptr (SzSourceStatus) status =
      source != NULL ? sz_source_status_load (cli->home->data, source->name) : NULL;
  const SzStand stand = sz_stand_of (source, status);
  const gboolean level = source == NULL || status->success_ms != 0;
  const SzSupply supply = sz_supply_of (state, level);

  if (stand == SZ_STAND_LEVEL || stand == SZ_STAND_FETCHING || stand == SZ_STAND_NEW ||
      stand == SZ_STAND_FILE)
    return table ? sz_supply_name (supply) : sz_supply_id (supply);
  return table ? sz_stand_name (stand) : sz_stand_id (stand);
}

/* `zone` (nullable): the hall's, for people; programs get instants. */
static void
add_line (SzFrame *frame, const char *source, const char *dataset, const SzSourceState *state,
          const char *word, SzZone *zone)
{
  gsize row = sz_frame_add_row (frame);

  sz_frame_set_text (frame, row, 0, source);
  sz_frame_set_text (frame, row, 1, dataset);
  if (state != NULL) {
    sz_frame_set_number (frame, row, 2, (double)state->rows);
    if (state->watermark_ms != 0 && zone != NULL) {
      g_autofree char *text = sz_instant_format (state->watermark_ms / 1000 * 1000, zone);

      sz_frame_set_text (frame, row, 3, text);
    } else if (state->watermark_ms != 0) {
      sz_frame_set_number (frame, row, 3, (double)state->watermark_ms);
    }
  }
  sz_frame_set_text (frame, row, 4, word);
}

static const SzSource *
find_source (const GPtrArray *sources, const char *name)
{
  for (guint i = 0; i < sources->len; i++) {
    const SzSource *source = g_ptr_array_index (sources, i);

    if (g_str_equal (source->name, name))
      return source;
  }
  return NULL;
}

/* The hall's zone, so that times read as they do on its clocks. (transfer full) */
static SzZone *
hall_zone (SzCli *cli)
{
  g_autoptr (SzReader) reader = sz_cli_open_reader (cli, NULL);
  SzZone *zone = reader != NULL ? sz_reader_zone (reader, NULL) : NULL;

  return zone != NULL ? zone : sz_zone_new ("Asia/Shanghai", NULL);
}

static gboolean
is_table (const SzCli *cli)
{
  return cli->format == NULL || g_str_equal (cli->format, "table");
}

/* States of what the store holds; an empty list where nothing has been fetched yet. */
static GPtrArray *
read_states (SzCli *cli, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SzReader) reader = sz_cli_open_reader (cli, &local);

  if (reader != NULL)
    return sz_reader_source_states (reader, error);
  if (g_error_matches (local, SZ_ERROR, SZ_ERROR_NOT_FOUND))
    return g_ptr_array_new_with_free_func ((GDestroyNotify)sz_source_state_free);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
list_sources (SzCli *cli, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GPtrArray) sources = sz_source_list (cli->home, problems, error);
  g_autoptr (GPtrArray) states = NULL;
  g_autoptr (SzFrame) frame = sz_frame_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (SzZone) zone = is_table (cli) ? hall_zone (cli) : NULL;

  if (sources == NULL || (states = read_states (cli, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < problems->len; i++)
    g_printerr (_ ("shuzhi: %s\n"), ((const GError *)g_ptr_array_index (problems, i))->message);
  sz_frame_add_column (frame, "source", _ ("Source"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "dataset", _ ("Data set"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "rows", _ ("Rows"), "count", SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "watermark", _ ("Whole up to"), NULL,
                       zone != NULL ? SZ_COLUMN_TEXT : SZ_COLUMN_INSTANT);
  sz_frame_add_column (frame, "state", _ ("State"), NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; i < states->len; i++) {
    const SzSourceState *state = g_ptr_array_index (states, i);

    g_hash_table_add (seen, state->source);
    add_line (frame, state->source, state->dataset, state,
              state_word (cli, find_source (sources, state->source), state, zone != NULL), zone);
  }
  for (guint i = 0; i < sources->len; i++) {
    const SzSource *source = g_ptr_array_index (sources, i);

    if (!g_hash_table_contains (seen, source->name))
      add_line (frame, source->name, "", NULL, state_word (cli, source, NULL, zone != NULL), zone);
  }
  if (frame->rows == 0 && is_table (cli)) {
    g_print (_ ("There is no source yet. `shuzhi sources add NAME --url URL` connects a hall, `shuzhi import "
                "FILE --map "
                "MAPPING` takes a file, `shuzhi demo` shows a demo hall.\n"));
    return TRUE;
  }
  return sz_cli_print_frame (cli, frame, error);
}

/* Asks the new source what it has; one that does not answer was probably mistyped. */
static gboolean
try_source (SzCli *cli, const SzSource *source, char **sentence, GError **error)
{
  if (source->folder != NULL) {
    *sentence = g_strdup_printf (_ ("Files dropped into %s are taken from now on."), source->folder);
    return TRUE;
  }
  if (g_str_equal (source->mapping, SZ_SOURCE_MAPPING))
    return sz_source_test (source, NULL, sentence, error);
  g_auto (SzProbe) probe = { 0 };
  if (!sz_source_probe (source, NULL, cli->catalog, NULL, &probe, error))
    return FALSE;
  *sentence =
      g_strdup_printf (_ ("%s; %" PRId64 " of %" PRId64 " rows can be taken."),
                       probe.sentence != NULL ? probe.sentence : "", probe.rows - probe.refused, probe.rows);
  return TRUE;
}

static gboolean
write_source (SzCli *cli, const char *name, GError **error)
{
  g_autofree char *path = folder != NULL ? g_canonicalize_filename (folder, NULL) : NULL;

  if (folder != NULL)
    return sz_source_add_folder (cli->home, name, path, mapping != NULL ? mapping : "", error);
  if (sz_source_add (cli->home, name, url, mapping, error))
    return TRUE;
  g_autofree char *quoted = sz_error_quote (url);
  /* What was typed is named, unless it may hold a password. */
  g_prefix_error (error, "sources add %s --url %s: ", name, strchr (url, '@') ? "…" : quoted);
  return FALSE;
}

static gboolean
add_source (SzCli *cli, const char *name, GError **error)
{
  g_autoptr (SzSource) source = NULL, known = NULL;
  g_autoptr (GError) problem = NULL;
  g_autofree char *sentence = NULL;

  if ((url == NULL) == (folder == NULL)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                 _ ("sources add %s: expected --url with the hall's address, or --folder."), name);
    return FALSE;
  }
  if (!sz_home_create (cli->home, error))
    return FALSE;
  known = sz_source_load (cli->home, name, NULL);
  if (!write_source (cli, name, error) || (source = sz_source_load (cli->home, name, error)) == NULL)
    return FALSE;
  if (try_source (cli, source, &sentence, &problem)) {
    g_print (_ ("Added %s. %s\n"), name, sentence);
    return TRUE;
  }
  /* Whom we are is not known yet: the source is right, its secrets are to come. */
  if (offline || g_error_matches (problem, SZ_ERROR, SZ_ERROR_KEY)) {
    g_printerr (_ ("Added %s, but it does not answer yet: %s\n"), name, problem->message);
    return TRUE;
  }
  if (known == NULL && !sz_source_remove (cli->home, name, error))
    return FALSE;
  g_set_error (error, SZ_ERROR, problem->code, _ ("%s was not added: %s To add it all the same: --offline."),
               name, problem->message);
  return FALSE;
}

static void
print_probe (SzCli *cli, const SzProbe *probe)
{
  g_autoptr (GError) ignored = NULL;

  g_print (_ ("%s: %" PRId64 " rows; %" PRId64 " taken, %" PRId64 " refused, %" PRId64 " left out\n"),
           probe->sentence != NULL ? probe->sentence : "", probe->rows, probe->taken, probe->refused,
           probe->left_out);
  sz_cli_print_frame (cli, probe->fields, &ignored);
  for (guint i = 0; i < probe->refusals->len; i++)
    g_print (_ ("  refused: %s\n"), (const char *)g_ptr_array_index (probe->refusals, i));
}

/* A mapping, or a source with one: a page or a file, and what became of it. */
static gboolean
test_mapping (SzCli *cli, const SzSource *source, GError **error)
{
  g_auto (SzProbe) probe = { 0 };

  if (!sz_source_probe (source, file, cli->catalog, NULL, &probe, error))
    return FALSE;
  print_probe (cli, &probe);
  return TRUE;
}

static gboolean
is_mapping (SzCli *cli, const char *name)
{
  g_auto (GStrv) known = sz_import_list_mappings (cli->home->config);

  return strchr (name, '/') != NULL || g_str_has_suffix (name, ".ini") ||
         (g_strv_contains ((const char *const *)known, name) && (url != NULL || file != NULL));
}

static gboolean
test_source (SzCli *cli, const char *name, GError **error)
{
  g_autoptr (SzSource) source = NULL;
  g_autofree char *sentence = NULL;

  if (is_mapping (cli, name)) {
    if ((url == NULL) == (file == NULL)) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                   _ ("sources test %s: expected --url with an address, or --file with a file."), name);
      return FALSE;
    }
    source = sz_source_new ("trial", url != NULL ? url : "");
    g_free (source->mapping);
    source->mapping = strchr (name, '/') != NULL || g_str_has_suffix (name, ".ini")
                          ? g_canonicalize_filename (name, NULL)
                          : g_strdup (name);
    source->config = g_strdup (cli->home->config);
    source->root = g_strdup (cli->home->root);
    return test_mapping (cli, source, error);
  }
  if ((source = sz_source_load (cli->home, name, error)) == NULL)
    return FALSE;
  if (file != NULL || (source->folder == NULL && !g_str_equal (source->mapping, SZ_SOURCE_MAPPING)))
    return test_mapping (cli, source, error);
  if (!try_source (cli, source, &sentence, error))
    return FALSE;
  g_print ("%s\n", sentence);
  return TRUE;
}

/* Both sides by count and hash, day by day; what differs is fetched again. */
static gboolean
reconcile_source (SzCli *cli, const char *name, GError **error)
{
  g_autoptr (SzSource) source = sz_source_load (cli->home, name, error);
  g_autofree char *notice = NULL;
  g_autoptr (SzSiteKey) key = NULL;
  g_autoptr (SzStore) store = NULL;
  g_autoptr (GPtrArray) gaps = NULL;
  guint left = 0;

  if (source == NULL || (store = sz_cli_open_store (cli, error)) == NULL ||
      (key = sz_site_key_open_for (cli->home, cli->key_file, &notice, error)) == NULL ||
      !sz_sync_mend (store, source, key, NULL, NULL, NULL, &gaps, error))
    return FALSE;
  for (guint i = 0; i < gaps->len; i++) {
    const SzSourceGap *gap = g_ptr_array_index (gaps, i);
    char day[11];

    sz_day_format (gap->day, day);
    g_print (gap->mended
                 ? _ ("%s, %s: %" PRId64 " rows here, %" PRId64 " there; fetched again, the same now\n")
                 : _ ("%s, %s: %" PRId64 " rows here, %" PRId64 " there\n"),
             gap->dataset, day, gap->here, gap->there);
    left += !gap->mended;
  }
  if (left == 0) {
    g_print (_ ("%s: both sides hold the same rows in the same versions.\n"), name);
    return TRUE;
  }
  g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE,
               _ ("%s: %u days still differ; see `shuzhi rows refused` for rows that cannot be taken."), name,
               left);
  return FALSE;
}

/* --- one source in full --- */

static void
print_instant (const char *label, gint64 at_ms, SzZone *zone)
{
  g_autofree char *text = at_ms != 0 ? sz_instant_format (at_ms, zone) : g_strdup ("—");

  g_print ("  %-18s %s\n", label, text);
}

static void
print_history (const SzSourceStatus *status, SzZone *zone)
{
  for (guint i = 0; i < status->history->len && i < 20; i++) {
    const SzSourceStep *step = g_ptr_array_index (status->history, i);
    g_autofree char *text = sz_instant_format (step->at_ms, zone);

    g_print ("  %s  %s%s%s\n", text, sz_source_phase_name (step->phase), *step->sentence != '\0' ? ": " : "",
             step->sentence);
  }
  for (guint i = 0; i < status->gaps->len; i++) {
    const SzSourceGap *gap = g_ptr_array_index (status->gaps, i);
    char day[11];

    sz_day_format (gap->day, day);
    g_print (_ ("  differed: %s, %s: %" PRId64 " here, %" PRId64 " there%s\n"), gap->dataset, day, gap->here,
             gap->there, gap->mended ? _ ("; mended") : "");
  }
  for (guint i = 0; i < status->open_days->len; i++) {
    const SzOpenDay *open = g_ptr_array_index (status->open_days, i);
    char day[11];

    sz_day_format (open->day, day);
    g_print (_ ("  read again until its refused rows are good: %s, %s\n"), open->dataset, day);
  }
}

static gboolean
show_source (SzCli *cli, const char *name, GError **error)
{
  g_autoptr (SzSource) source = sz_source_load (cli->home, name, error);
  g_autoptr (SzZone) zone = hall_zone (cli);

  if (source == NULL)
    return FALSE;
  g_autoptr (SzSourceStatus) status = sz_source_status_load (cli->home->data, name);
  const SzStand stand = sz_stand_of (source, status);
  g_print ("%s: %s [%s]%s%s\n", name, sz_stand_name (stand), sz_stand_id (stand),
           *status->sentence != '\0' ? ": " : "", status->sentence);
  print_instant (_ ("since"), status->since_ms, zone);
  print_instant (_ ("last level"), status->success_ms, zone);
  print_instant (_ ("next try"), status->retry_ms, zone);
  print_instant (_ ("whole up to"), status->watermark_ms, zone);
  g_print (_ ("  rows %" PRId64 ", unchanged %" PRId64 ", refused %" PRId64 ", %.1f MiB in %" PRId64
              " requests\n"),
           status->rows, status->unchanged, status->refused, (double)status->bytes / (1 << 20),
           status->requests);
  print_instant (_ ("compared"), status->compared_ms, zone);
  if (status->compared_ms != 0)
    g_print (_ ("  %" PRId64 " days compared, %" PRId64 " differed\n"), status->compared_days,
             status->different_days);
  print_history (status, zone);
  return TRUE;
}

/* --- by hand --- */

static gboolean
pause_source (SzCli *cli, const char *name, gboolean paused, GError **error)
{
  if (!sz_source_set_enabled (cli->home, name, !paused, error))
    return FALSE;
  g_print (paused ? _ ("%s is paused; what has been fetched stays.\n") : _ ("%s goes on.\n"), name);
  return TRUE;
}

static gboolean
order_source (SzCli *cli, const char *name, SzSourceOrder order, GError **error)
{
  g_autoptr (SzSource) source = sz_source_load (cli->home, name, error);

  if (source == NULL || !sz_source_order_give (cli->home->data, name, order, error))
    return FALSE;
  g_print (_ ("Noted: the window or the service that follows %s does it now, else the next `shuzhi sync`.\n"),
           name);
  return TRUE;
}

/* From standard input, so that it stands in no history of commands. */
static gboolean
take_secret (SzCli *cli, const char *name, const char *secret, GError **error)
{
  g_autoptr (SzSource) source = sz_source_load (cli->home, name, error);
  char line[8192] = "";
  gboolean ok;

  if (source == NULL)
    return FALSE;
  if (fgets (line, sizeof line, stdin) == NULL || *g_strchomp (line) == '\0') {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                 _ ("sources secret %s %s: expected the secret on standard input, as one line."), name,
                 secret);
    return FALSE;
  }
  ok = sz_secrets_set (source, secret, line, NULL, error);
  explicit_bzero (line, sizeof line);
  if (!ok)
    return FALSE;
  g_print (_ ("Kept the secret “%s” of %s.\n"), secret, name);
  return sz_source_order_give (cli->home->data, name, SZ_ORDER_RETRY, error);
}

static gboolean
remove_source (SzCli *cli, const char *name, GError **error)
{
  g_autofree char *cache = g_build_filename (cli->home->data, "cache.db", NULL);
  g_autoptr (GPtrArray) states = read_states (cli, error);
  g_autoptr (SzSource) source = sz_source_load (cli->home, name, NULL);
  g_autoptr (GError) local = NULL;
  gboolean held = FALSE, last = TRUE;

  if (states == NULL)
    return FALSE;
  for (guint i = 0; i < states->len && last; i++)
    last = g_str_equal (((const SzSourceState *)g_ptr_array_index (states, i))->source, name);
  for (guint i = 0; i < states->len && !held; i++)
    held = g_str_equal (((const SzSourceState *)g_ptr_array_index (states, i))->source, name);
  if (!sz_source_remove (cli->home, name, &local)) {
    /* A file's rows have no configuration, but can be forgotten all the same. */
    if (!held || !g_error_matches (local, SZ_ERROR, SZ_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  }
  if (held) {
    g_autoptr (SzStore) store = sz_cli_open_store (cli, error);

    if (store == NULL || !sz_store_forget_source (store, name, error))
      return FALSE;
  }
  sz_source_status_forget (cli->home->data, name);
  if (source != NULL)
    sz_secrets_forget (source);
  /* No row is left that a key was used for. */
  if (last)
    sz_site_key_forget (cli->home);
  g_print (_ ("Removed %s and what had been fetched from it.\n"), name);
  return TRUE;
}

static gboolean
pause_by_hand (SzCli *cli, const char *name, GError **error)
{
  return pause_source (cli, name, TRUE, error);
}

static gboolean
resume_by_hand (SzCli *cli, const char *name, GError **error)
{
  return pause_source (cli, name, FALSE, error);
}

static gboolean
retry_by_hand (SzCli *cli, const char *name, GError **error)
{
  return order_source (cli, name, SZ_ORDER_RETRY, error);
}

static gboolean
refetch_by_hand (SzCli *cli, const char *name, GError **error)
{
  return order_source (cli, name, SZ_ORDER_REFETCH, error);
}

static const struct {
  const char *word, *expected;
  gboolean (*run) (SzCli *cli, const char *name, GError **error);
} words[] = {
  { "add", "NAME --url URL", add_source },   { "test", "NAME", test_source },
  { "show", "NAME", show_source },           { "remove", "NAME", remove_source },
  { "reconcile", "NAME", reconcile_source }, { "pause", "NAME", pause_by_hand },
  { "resume", "NAME", resume_by_hand },      { "retry", "NAME", retry_by_hand },
  { "refetch", "NAME", refetch_by_hand },
};

static gboolean
run_sources (SzCli *cli, char **arguments, GError **error)
{
  const char *word = arguments[0];

  if (word == NULL)
    return list_sources (cli, error);
  if (g_str_equal (word, "secret"))
    return sz_cli_check_arguments (arguments, 3, 3, _ ("sources secret NAME SECRET"), error) &&
           take_secret (cli, arguments[1], arguments[2], error);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (word, words[i].word)) {
      g_autofree char *expected = g_strdup_printf ("sources %s %s", word, words[i].expected);

      return sz_cli_check_arguments (arguments, 2, 2, expected, error) &&
             words[i].run (cli, arguments[1], error);
    }
  g_set_error (
      error, SZ_ERROR, SZ_ERROR_USAGE,
      _ ("sources %s: expected add, test, show, reconcile, retry, refetch, pause, resume, secret or remove, "
         "or nothing."),
      word);
  return FALSE;
}

const SzCommand sz_command_sources = {
  .name = "sources",
  .arguments = N_ ("[add NAME --url URL | test NAME | show NAME | …]"),
  .summary = N_ ("hall systems and files: what they supply and how far it is whole"),
  .lesson = N_ (
      "  shuzhi sources                                      one line per source and data set\n"
      "  shuzhi sources add north --url https://hall:8443    connects a hall system; then `shuzhi sync`\n"
      "  shuzhi sources add ratings --url URL --map evals-exchange    another system, by a mapping\n"
      "  shuzhi sources add drop --folder FOLDER --map receipt        files dropped into a folder\n"
      "  shuzhi sources secret ratings app_secret            takes a secret from standard input\n"
      "  shuzhi sources test my.ini --url URL                one page, and what becomes of each field\n"
      "  shuzhi sources show north                           phase, lag, history, comparison\n"
      "  shuzhi sources reconcile north                      both sides compared; what differs is fetched "
      "again\n"
      "  shuzhi sources retry|refetch|pause|resume north     by hand; refetch: everything from the "
      "beginning\n"
      "  shuzhi sources remove north                         with everything fetched from it\n\n"
      "The states are those of the page of sources; times are the hall's. In csv and json: ok, history "
      "(still "
      "coming in), refusals (rows in quarantine: `shuzhi rows refused`), waiting, sign-in, broken, paused, "
      "empty; times in UTC."),
  .run = run_sources,
  .options = sources_options,
};
