/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-command.h"
#include "sz-i18n.h"
#include "sz-preferences.h"

static char *boards, *every, *monitor, *windowed;

static const GOptionEntry options[] = {
  { "boards", 0, 0, G_OPTION_ARG_STRING, &boards, N_ ("Pages in turn: overview, live, alerts, indicator:ID"),
    N_ ("A,B") },
  { "every", 0, 0, G_OPTION_ARG_STRING, &every, N_ ("How long each stands (default 15s)"), N_ ("TIME") },
  { "monitor", 0, 0, G_OPTION_ARG_STRING, &monitor,
    N_ ("Number from 1, counted from the left, or the name of its socket"), N_ ("N") },
  { "windowed", 0, 0, G_OPTION_ARG_STRING, &windowed, N_ ("In a window instead, to look at"), N_ ("WxH") },
  { NULL },
};

/* "15s", "15", "2min". */
static gboolean
read_every (guint *seconds, GError **error)
{
  char *end = NULL;
  guint64 number;

  if (every == NULL)
    return TRUE;
  number = g_ascii_strtoull (every, &end, 10);
  if (end != every && g_str_equal (end, "min"))
    number *= 60;
  else if (end == every || (*end != '\0' && !g_str_equal (end, "s")))
    number = 0;
  if (number >= SZ_WALL_MIN_S && number <= SZ_WALL_MAX_S) {
    *seconds = (guint)number;
    return TRUE;
  }
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
               _ ("--every %s: expected %d to %d seconds, such as 15s or 2min."), every, SZ_WALL_MIN_S,
               SZ_WALL_MAX_S);
  return FALSE;
}

static gboolean
read_size (SzWindowOptions *window, GError **error)
{
  g_auto (GStrv) sides = windowed != NULL ? g_strsplit (windowed, "x", 2) : NULL;
  guint64 width, height;

  if (windowed == NULL)
    return TRUE;
  if (g_strv_length (sides) == 2 && g_ascii_string_to_unsigned (sides[0], 10, 320, 16384, &width, NULL) &&
      g_ascii_string_to_unsigned (sides[1], 10, 200, 16384, &height, NULL)) {
    window->windowed = TRUE;
    window->width = (int)width;
    window->height = (int)height;
    return TRUE;
  }
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("--windowed %s: expected WIDTHxHEIGHT, such as 1920x540."),
               windowed);
  return FALSE;
}

static gboolean
run_kiosk (SzCli *cli, char **arguments, GError **error)
{
  SzWindowOptions window = { .kiosk = TRUE, .monitor = monitor };
  g_auto (GStrv) words = boards != NULL ? g_strsplit (boards, ",", -1) : NULL;

  if (!sz_cli_check_arguments (arguments, 0, 0, _ ("no words"), error) ||
      !read_every (&window.every_s, error) || !read_size (&window, error))
    return FALSE;
  if (!cli->display ()) {
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_USAGE,
        _ ("There is no display to show the wall on; `shuzhi draw BOARD --theme wall` writes a picture."));
    return FALSE;
  }
  if (!sz_home_create (cli->home, error))
    return FALSE;
  window.home = cli->home;
  window.catalog = cli->catalog;
  window.key_file = cli->key_file;
  window.boards = (const char *const *)words;
  return sz_cli_window (cli, &window);
}

const SzCommand sz_command_kiosk = {
  .name = "kiosk",
  .arguments = "",
  .summary = N_ ("the wall: boards in turn over a whole screen"),
  .lesson = N_ (
      "Made for weeks without a hand: nothing on it can be clicked, it never shows a dialog, an error or a\n"
      "person's name, and figures that are old are grey and say how old. A page with an alarm stands twice "
      "as\n"
      "long. At night, from 22 to 6, only a clock moves over it.\n\n"
      "  shuzhi kiosk --boards overview,live --every 20s\n"
      "  shuzhi kiosk --monitor HDMI-1\n"
      "  shuzhi kiosk --windowed 1920x540     to look at\n\n"
      "A session for it (shuzhi-kiosk) and a service ship with the program."),
  .run = run_kiosk,
  .options = options,
};
