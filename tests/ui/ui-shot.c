/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ui-shot HOME LANG PAGE THEME WIDTH HEIGHT FILE: opens the window on a home, and writes what it shows into a
 * file.
 * PAGE "welcome": a home without any source; "wall:BOARD": the wall instead; "dialog:NAME": what opens over
 * the window; "source:NAME": the page of sources with that one. */
#include <stdio.h>

#include "sz-i18n.h"
#include "sz-catalog.h"
#include "shot-dialog.h"

static int
to_int (const char *text)
{
  guint64 value = 0;

  return g_ascii_string_to_unsigned (text, 10, 1, 16384, &value, NULL) ? (int)value : 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (SzHome) home = NULL;
  g_autoptr (SzCatalog) catalog = NULL;
  SzWindowOptions options = { 0 };

  if (argc != 8) {
    fprintf (stderr, "usage: ui-shot HOME en|zh PAGE light|dark WIDTH HEIGHT FILE\n");
    return 2;
  }
  sz_i18n_init (argv[2]);
  home = sz_home_new (argv[1]);
  catalog = sz_catalog_load (NULL, problems, &error);
  if (catalog == NULL || !sz_ui_display_present ()) {
    fprintf (stderr, "ui-shot: %s\n", error != NULL ? error->message : "no display answers");
    return 1;
  }
  options.home = home;
  options.catalog = catalog;
  options.page = argv[3];
  options.theme = argv[4];
  options.width = to_int (argv[5]);
  options.height = to_int (argv[6]);
  options.screenshot = argv[7];
  options.demo = !g_str_equal (argv[3], "welcome");
  if (!options.demo)
    options.page = "overview";
  if (g_str_has_prefix (argv[3], "wall:")) {
    options.kiosk = TRUE;
    options.boards = (const char *const *)g_strsplit (argv[3] + strlen ("wall:"), ",", -1);
  }
  if (g_str_has_prefix (argv[3], "dialog:") || g_str_has_prefix (argv[3], "source:"))
    return shot_dialog (&options, argv[3]);
  return sz_ui_run (&options);
}
