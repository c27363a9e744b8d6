/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "sz-command.h"
#include "sz-i18n.h"

static char *url, *mapping;

static const GOptionEntry sources_options[] = {
  { "url", 0, 0, G_OPTION_ARG_STRING, &url, N_ ("Base address of the hall system"), N_ ("URL") },
  { "map", 0, 0, G_OPTION_ARG_STRING, &mapping, N_ ("Mapping; without it the hall interface, version 1"),
    N_ ("MAPPING") },
  { NULL },
};

static const char *
state_word (const SzSource *source, const SzSourceState *state)
{
  if (source != NULL && !source->enabled)
    return "paused";
  if (state == NULL || (state->cursor == NULL && state->rows == 0))
    return "empty";
  if (source != NULL && state->cursor == NULL)
    return "history";
  return state->refused > 0 ? "refusals" : "ok";
}

static void
add_line (SzFrame *frame, const char *source, const char *dataset, const SzSourceState *state,
          const char *word)
{
  gsize row = sz_frame_add_row (frame);

  sz_frame_set_text (frame, row, 0, source);
  sz_frame_set_text (frame, row, 1, dataset);
  if (state != NULL) {
    sz_frame_set_number (frame, row, 2, (double)state->rows);
    if (state->watermark_ms != 0)
      sz_frame_set_number (frame, row, 3, (double)state->watermark_ms);
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

  if (sources == NULL || (states = read_states (cli, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < problems->len; i++)
    g_printerr (_ ("shuzhi: %s\n"), ((const GError *)g_ptr_array_index (problems, i))->message);
  sz_frame_add_column (frame, "source", _ ("Source"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "dataset", _ ("Data set"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "rows", _ ("Rows"), "count", SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "watermark", _ ("Whole up to"), NULL, SZ_COLUMN_INSTANT);
  sz_frame_add_column (frame, "state", _ ("State"), NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; i < states->len; i++) {
    const SzSourceState *state = g_ptr_array_index (states, i);

    g_hash_table_add (seen, state->source);
    add_line (frame, state->source, state->dataset, state,
              state_word (find_source (sources, state->source), state));
  }
  for (guint i = 0; i < sources->len; i++) {
    const SzSource *source = g_ptr_array_index (sources, i);

    if (!g_hash_table_contains (seen, source->name))
      add_line (frame, source->name, "", NULL, state_word (source, NULL));
  }
  if (frame->rows == 0 && (cli->format == NULL || g_str_equal (cli->format, "table"))) {
    g_print (_ ("There is no source yet. `shuzhi sources add NAME --url URL` connects a hall, `shuzhi import "
                "FILE --map "
                "MAPPING` takes a file, `shuzhi demo` shows a demo hall.\n"));
    return TRUE;
  }
  return sz_cli_print_frame (cli, frame, error);
}

static gboolean
add_source (SzCli *cli, const char *name, GError **error)
{
  g_autoptr (SzSource) source = NULL;
  g_autoptr (GError) problem = NULL;
  g_autofree char *sentence = NULL;

  if (url == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                 _ ("sources add %s: expected --url with the hall's address."), name);
    return FALSE;
  }
  if (!sz_home_create (cli->home, error))
    return FALSE;
  if (!sz_source_add (cli->home, name, url, mapping, error)) {
    g_autofree char *quoted = sz_error_quote (url);

    /* What was typed is named, unless it may hold a password. */
    g_prefix_error (error, "sources add %s --url %s: ", name, strchr (url, '@') ? "…" : quoted);
    return FALSE;
  }
  if ((source = sz_source_load (cli->home, name, error)) == NULL)
    return FALSE;
  if (sz_source_test (source, NULL, &sentence, &problem))
    g_print (_ ("Added %s. %s\n"), name, sentence);
  else
    g_printerr (_ ("Added %s, but it does not answer yet: %s\n"), name, problem->message);
  return TRUE;
}

static gboolean
test_source (SzCli *cli, const char *name, GError **error)
{
  g_autoptr (SzSource) source = sz_source_load (cli->home, name, error);
  g_autofree char *sentence = NULL;

  if (source == NULL || !sz_source_test (source, NULL, &sentence, error))
    return FALSE;
  g_print ("%s\n", sentence);
  return TRUE;
}

/* Both sides by count and hash, day by day; prints each day on which they differ. */
static gboolean
reconcile_source (SzCli *cli, const char *name, GError **error)
{
  g_autoptr (SzSource) source = sz_source_load (cli->home, name, error);
  g_autoptr (SzStore) store = NULL;
  g_autoptr (GPtrArray) differences = NULL;

  if (source == NULL || (store = sz_cli_open_store (cli, error)) == NULL ||
      (differences = sz_sync_reconcile (store, source, NULL, 1, 0, NULL, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < differences->len; i++) {
    const SzDifference *difference = g_ptr_array_index (differences, i);
    char day[11];

    sz_day_format (difference->day, day);
    g_print (_ ("%s, %s: %" PRId64 " rows here, %" PRId64 " there\n"), difference->dataset, day,
             difference->here, difference->there);
  }
  if (differences->len == 0) {
    g_print (_ ("%s: both sides hold the same rows in the same versions.\n"), name);
    return TRUE;
  }
  g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE,
               _ ("%s: %u days differ; `shuzhi sync` fetches what is new."), name, differences->len);
  return FALSE;
}

static gboolean
remove_source (SzCli *cli, const char *name, GError **error)
{
  g_autofree char *cache = g_build_filename (cli->home->data, "cache.db", NULL);
  g_autoptr (GPtrArray) states = read_states (cli, error);
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
  /* No row is left that a key was used for. */
  if (last)
    sz_site_key_forget (cli->home);
  g_print (_ ("Removed %s and what had been fetched from it.\n"), name);
  return TRUE;
}

static gboolean
run_sources (SzCli *cli, char **arguments, GError **error)
{
  const char *word = arguments[0];

  if (word == NULL)
    return list_sources (cli, error);
  if (g_str_equal (word, "add"))
    return sz_cli_check_arguments (arguments, 2, 2, _ ("sources add NAME --url URL"), error) &&
           add_source (cli, arguments[1], error);
  if (g_str_equal (word, "test"))
    return sz_cli_check_arguments (arguments, 2, 2, _ ("sources test NAME"), error) &&
           test_source (cli, arguments[1], error);
  if (g_str_equal (word, "remove"))
    return sz_cli_check_arguments (arguments, 2, 2, _ ("sources remove NAME"), error) &&
           remove_source (cli, arguments[1], error);
  if (g_str_equal (word, "reconcile"))
    return sz_cli_check_arguments (arguments, 2, 2, _ ("sources reconcile NAME"), error) &&
           reconcile_source (cli, arguments[1], error);
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
               _ ("sources %s: expected add, test, reconcile or remove, or nothing."), word);
  return FALSE;
}

const SzCommand sz_command_sources = {
  .name = "sources",
  .arguments = N_ ("[add NAME --url URL | test NAME | reconcile NAME | remove NAME]"),
  .summary = N_ ("hall systems and files: what they supply and how far it is whole"),
  .lesson =
      N_ ("  shuzhi sources                                      one line per source and data set\n"
          "  shuzhi sources add north --url https://hall:8443    connects a hall system; then `shuzhi sync`\n"
          "  shuzhi sources test north                           asks it what it has\n"
          "  shuzhi sources reconcile north                      proves that both sides hold the same rows\n"
          "  shuzhi sources remove north                         with everything fetched from it\n\n"
          "States: ok, history (still coming in), refusals (rows in quarantine: `shuzhi rows refused`), "
          "paused, empty."),
  .run = run_sources,
  .options = sources_options,
};
