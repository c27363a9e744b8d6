/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-incidents.h"
#include "hall-options.h"
#include "hall-server.h"
#include "sz-i18n.h"

#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

static int
fail (const GError *error)
{
  g_printerr ("shuzhi-hall: %s\n", error->message);
  return 1;
}

static void
print_truth (const SzHallOptions *options)
{
  g_autoptr (SzHallWorld) world = sz_hall_world_new (options->seed, options->windows);
  for (gint64 day = options->truth_from; day <= options->truth_to; day++) {
    g_autoptr (GString) text = g_string_new (NULL);
    sz_hall_incidents_put_truth (text, world, day);
    fputs (text->str, stdout);
  }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  sz_i18n_init (NULL);
  pid_t parent = getppid ();
  SzHallOptions options;
  g_autofree char *help = NULL;
  g_autoptr (GError) error = NULL;
  if (!sz_hall_options_parse (&options, argc, argv, &help, &error))
    return fail (error);
  if (help != NULL) {
    g_print ("%s", help);
    return 0;
  }
  if (options.truth_from != 0) {
    print_truth (&options);
    return 0;
  }
  if (options.die_with_parent) {
    prctl (PR_SET_PDEATHSIG, SIGTERM);
    /* It may have ended before this was asked for. */
    if (getppid () != parent)
      return 0;
  }
  g_autoptr (SzHall) hall = sz_hall_new (&options);
  g_autoptr (SzHallServer) server = sz_hall_server_new (hall, options.port, options.quiet, &error);
  if (server == NULL)
    return fail (error);
  if (options.prepare)
    sz_hall_server_prepare (server);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  printf ("%s\n", sz_hall_server_url (server));
  fflush (stdout);
  g_main_loop_run (loop);
  return 0;
}
