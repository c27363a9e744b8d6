/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-board-files.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "sz-draw.h"
#include "sz-figures.h"
#include "sz-i18n.h"
#include "sz-report.h"

static gboolean
draw_page (const SzPage *page, SzThemeId theme_id, const char *folder, GError **error)
{
  const SzTheme *theme = sz_theme_get (theme_id);
  g_autoptr (SzPicture) picture =
      sz_draw_page (page, theme, theme_id == SZ_THEME_WALL ? 3840 : 1920, 1080, SZ_DRAW_FRAME);
  g_autofree char *name =
      g_strdup_printf ("%s-%s-%s.png", page->id, sz_lang () == SZ_LANG_ZH ? "zh" : "en", theme->name);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (!sz_report_save_picture (picture, theme, path, page->headline, error))
    return FALSE;
  g_print ("%s\n", path);
  return TRUE;
}

static gboolean
draw_themes (SzPage *page, const char *folder, GError **error)
{
  g_autoptr (SzPage) owned = page;

  for (int theme = SZ_THEME_LIGHT; owned != NULL && theme <= SZ_THEME_WALL; theme++)
    if (!draw_page (owned, (SzThemeId)theme, folder, error))
      return FALSE;
  return owned != NULL;
}

/* The catalogue is read in one language, so each language has its own. */
static gboolean
draw_language (SzCli *cli, SzLang lang, const char *folder, GError **error)
{
  g_autofree char *extra = g_build_filename (cli->home->config, "catalog", NULL);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (SzCatalog) catalog = NULL;
  g_autoptr (SzReader) reader = NULL;
  const GPtrArray *boards;

  sz_lang_set (lang);
  if ((catalog = sz_catalog_load (extra, problems, error)) == NULL ||
      (reader = sz_reader_open (cli->home->data, catalog, error)) == NULL)
    return FALSE;
  boards = sz_catalog_boards (catalog);
  for (guint i = 0; i < boards->len; i++)
    if (!draw_themes (sz_figures_board (reader, g_ptr_array_index (boards, i), NULL, error), folder, error))
      return FALSE;
  return draw_themes (sz_figures_live (reader, error), folder, error);
}

gboolean
sz_board_files_draw_all (SzCli *cli, const char *folder, GError **error)
{
  SzLang lang = sz_lang ();
  gboolean drawn;

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("The folder %s cannot be made: %s."), folder,
                 g_strerror (errno));
    return FALSE;
  }
  g_print (_ ("The boards are in %s:\n"), folder);
  drawn = draw_language (cli, SZ_LANG_ZH, folder, error) && draw_language (cli, SZ_LANG_EN, folder, error);
  sz_lang_set (lang);
  return drawn;
}
