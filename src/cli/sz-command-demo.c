/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "sz-board-files.h"
#include "sz-command.h"
#include "sz-hall-process.h"
#include "sz-i18n.h"

#define DEMO_SOURCE "demo"
/* In the window history comes in behind, and reaches today's weekday of last year with the month that led up
 * to it; without a display people wait for it. */
#define WINDOW_DAYS 400
#define FILES_DAYS 60

static int days, windows, seed;
static double speed = 1;
static char *now;

static const GOptionEntry options[] = {
  { "days", 0, 0, G_OPTION_ARG_INT, &days, N_ ("Days of history (default 400; 60 without a display)"),
    N_ ("N") },
  { "windows", 0, 0, G_OPTION_ARG_INT, &windows, N_ ("Windows of the hall (default 156)"), N_ ("N") },
  { "seed", 0, 0, G_OPTION_ARG_INT, &seed, N_ ("Another number is another hall (default 1)"), N_ ("N") },
  { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &speed, N_ ("Hall seconds a second (default 1; 0 stands still)"),
    N_ ("N") },
  { "now", 0, 0, G_OPTION_ARG_STRING, &now, N_ ("The hall's time at the start (ISO 8601)"), N_ ("TIME") },
  { NULL },
};

static gboolean
check_numbers (GError **error)
{
  if (days >= 0 && days <= 3660 && windows >= 0 && windows <= 2000 && seed >= 0 && speed >= 0 &&
      speed <= 100000)
    return TRUE;
  g_set_error (
      error, SZ_ERROR, SZ_ERROR_USAGE,
      _ ("demo: expected --days 1 to 3660, --windows 1 to 2000, --seed from 0, --speed 0 to 100000."));
  return FALSE;
}

/* The demo's own home, unless one was chosen: invented rows never mix with real ones. */
static void
choose_home (SzCli *cli)
{
  g_autofree char *root = NULL;

  if (cli->home->root != NULL)
    return;
  root = g_build_filename (g_get_user_data_dir (), "shuzhi-demo", NULL);
  sz_home_free (cli->home);
  cli->home = sz_home_new (root);
}

static SzHallProcess *
start_hall (GError **error)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) strv = NULL;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_strv_builder_add_many (words, "--quiet", "--port", "0", "--days", NULL);
  g_ascii_dtostr (number, sizeof number, days);
  g_strv_builder_add (words, number);
  if (windows > 0) {
    g_ascii_dtostr (number, sizeof number, windows);
    g_strv_builder_add_many (words, "--windows", number, NULL);
  }
  if (seed > 0) {
    g_ascii_dtostr (number, sizeof number, seed);
    g_strv_builder_add_many (words, "--seed", number, NULL);
  }
  g_ascii_dtostr (number, sizeof number, speed);
  g_strv_builder_add_many (words, "--speed", number, NULL);
  if (now != NULL)
    g_strv_builder_add_many (words, "--now", now, NULL);
  strv = g_strv_builder_end (words);
  return sz_hall_process_start ((const char *const *)strv, error);
}

static gboolean
draw_without_display (SzCli *cli, GError **error)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_source_free);
  g_autofree char *folder = g_build_filename (cli->home->root, "boards", NULL);
  SzSource *source = sz_source_load (cli->home, DEMO_SOURCE, error);

  if (source == NULL)
    return FALSE;
  g_ptr_array_add (sources, source);
  g_print (_ ("There is no display to open a window on; the boards are drawn to files instead.\n"
              "Fetching %d days from the demo hall…\n"),
           days);
  if (!sz_cli_sync (cli, sources, TRUE, error))
    return FALSE;
  return sz_board_files_draw_all (cli, folder, error);
}

static gboolean
run_demo (SzCli *cli, char **arguments, GError **error)
{
  g_autoptr (SzHallProcess) hall = NULL;
  SzWindowOptions window = { .key_file = cli->key_file, .demo = TRUE };

  if (!sz_cli_check_arguments (arguments, 0, 0, _ ("no words"), error) || !check_numbers (error))
    return FALSE;
  choose_home (cli);
  if (days == 0)
    days = cli->display () ? WINDOW_DAYS : FILES_DAYS;
  if (!sz_home_create (cli->home, error) || (hall = start_hall (error)) == NULL ||
      !sz_source_add (cli->home, DEMO_SOURCE, sz_hall_process_url (hall), NULL, error))
    return FALSE;
  if (!cli->display ())
    return draw_without_display (cli, error);
  window.home = cli->home;
  window.catalog = cli->catalog;
  return sz_cli_window (cli, &window);
}

const SzCommand sz_command_demo = {
  .name = "demo",
  .arguments = "",
  .summary = N_ ("starts the demo hall and opens the application on it"),
  .lesson =
      N_ ("An invented hall runs beside Shuzhi and ends with it. Its rows are kept in a home of their own "
          "(or in --home), so that the next start is quick.\n\n"
          "  shuzhi demo --days 30 --windows 40\n"
          "  shuzhi demo --speed 60        an hour a minute\n\n"
          "Without a display the boards are drawn to PNG files."),
  .run = run_demo,
  .options = options,
};
