/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <unistd.h>

#include "sz-command.h"
#include "sz-i18n.h"
#include "sz-progress.h"

static gboolean once;

static const GOptionEntry options[] = {
  { "once", 0, 0, G_OPTION_ARG_NONE, &once, N_ ("End when level with the hall"), NULL },
  { NULL },
};

/* The sources named, or all that are enabled. (element-type SzSource) */
static GPtrArray *
choose_sources (SzCli *cli, char **names, GError **error)
{
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_source_free);
  g_autoptr (GPtrArray) all = NULL;

  for (guint i = 0; names[i] != NULL; i++) {
    SzSource *source = sz_source_load (cli->home, names[i], error);

    if (source == NULL)
      return NULL;
    g_ptr_array_add (chosen, source);
  }
  if (names[0] != NULL)
    return g_steal_pointer (&chosen);
  if ((all = sz_source_list (cli->home, NULL, error)) == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++) {
    const SzSource *source = g_ptr_array_index (all, i);

    if (source->enabled)
      g_ptr_array_add (chosen, sz_source_copy (source));
  }
  if (chosen->len == 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND,
                 _ ("There is no source to fetch from; `shuzhi sources add NAME --url URL` connects one."));
    return NULL;
  }
  return g_steal_pointer (&chosen);
}

static gboolean
sync_each (SzStore *store, SzSiteKey *key, GPtrArray *sources, GError **error)
{
  guint failed = 0;

  for (guint i = 0; i < sources->len; i++) {
    const SzSource *source = g_ptr_array_index (sources, i);
    g_autoptr (SzProgress) progress = sz_progress_new ();
    g_autoptr (GError) local = NULL;

    if (sz_sync_once (store, source, key, sz_progress_sync_cb, progress, NULL, &local)) {
      sz_progress_end_sync (progress, source->name);
      continue;
    }
    sz_progress_clear (progress);
    /* The others still get their turn; the last failure decides the exit status. */
    if (failed++ > 0)
      g_printerr (_ ("shuzhi: %s\n"), (*error)->message);
    g_clear_error (error);
    g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", source->name);
  }
  return failed == 0;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static void
follow (SzStore *store, SzSiteKey *key, GPtrArray *sources)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GPtrArray) syncs = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_sync_stop);
  g_autoptr (SzProgress) progress = sz_progress_new ();

  for (guint i = 0; i < sources->len; i++)
    g_ptr_array_add (syncs, sz_sync_start (store, g_ptr_array_index (sources, i), key, NULL,
                                           sz_progress_follow_cb, progress, NULL));
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_printerr (g_dngettext (GETTEXT_PACKAGE, "Following %u source; Ctrl+C ends it.\n",
                           "Following %u sources; Ctrl+C ends it.\n", sources->len),
              sources->len);
  g_main_loop_run (loop);
  g_ptr_array_set_size (syncs, 0);
  sz_progress_clear (progress);
}

gboolean
sz_cli_sync (SzCli *cli, GPtrArray *sources, gboolean until_level, GError **error)
{
  g_autofree char *notice = NULL;
  g_autoptr (SzSiteKey) key = NULL;
  g_autoptr (SzStore) store = NULL;

  if (!sz_home_create (cli->home, error))
    return FALSE;
  /* Whoever has the store makes the key, so that two who start together never make two. */
  if ((store = sz_cli_open_store (cli, error)) == NULL ||
      (key = sz_site_key_open_for (cli->home, cli->key_file, &notice, error)) == NULL)
    return FALSE;
  if (notice != NULL)
    g_printerr ("%s\n", notice);
  if (until_level)
    return sync_each (store, key, sources, error);
  follow (store, key, sources);
  return TRUE;
}

static gboolean
run_sync (SzCli *cli, char **arguments, GError **error)
{
  g_autoptr (GPtrArray) sources = choose_sources (cli, arguments, error);

  return sources != NULL && sz_cli_sync (cli, sources, once, error);
}

const SzCommand sz_command_sync = {
  .name = "sync",
  .arguments = N_ ("[SOURCE…]"),
  .summary = N_ ("fetches what is new, newest day first"),
  .lesson = N_ ("  shuzhi sync --once     until level with every hall, then ends\n"
                "  shuzhi sync north      follows one hall until Ctrl+C\n\n"
                "Each page is proven whole before it counts; it and the position in the stream are one "
                "transaction, so a sync "
                "can be ended or killed at any time and goes on where it was."),
  .run = run_sync,
  .options = options,
};
