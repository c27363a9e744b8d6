/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "sz-command.h"
#include "sz-draw.h"
#include "sz-figures.h"
#include "sz-i18n.h"
#include "sz-report.h"

#define MAX_SIDE 16384
/* Four bytes each, in memory at once. */
#define MAX_PIXELS (40 * 1000 * 1000)

static char *out, *size, *theme_name, *at, *period;

static const GOptionEntry options[] = {
  { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("The file: .png, .svg or .pdf"), N_ ("FILE") },
  { "size", 0, 0, G_OPTION_ARG_STRING, &size, N_ ("Pixels (default 1920x1080; 3840x1080 for the wall)"),
    N_ ("WxH") },
  { "theme", 0, 0, G_OPTION_ARG_STRING, &theme_name, N_ ("light (default), dark or wall"), N_ ("THEME") },
  { "at", 0, 0, G_OPTION_ARG_STRING, &at, N_ ("As it stood at that time (ISO 8601)"), N_ ("TIME") },
  { "period", 0, 0, G_OPTION_ARG_STRING, &period, N_ ("The span the board shows (default: now)"),
    N_ ("PERIOD") },
  { NULL },
};

static gboolean
read_size (SzThemeId theme, int *width, int *height, GError **error)
{
  char rest;

  *width = theme == SZ_THEME_WALL ? 3840 : 1920;
  *height = 1080;
  if (size == NULL ||
      (sscanf (size, "%dx%d%c", width, height, &rest) == 2 && *width >= 200 && *width <= MAX_SIDE &&
       *height >= 120 && *height <= MAX_SIDE && (gint64)*width * *height <= MAX_PIXELS))
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("--size “%s”: expected WIDTHxHEIGHT, 200x120 to %dx%d."),
               size, MAX_SIDE, MAX_SIDE);
  return FALSE;
}

/* What stands behind a colon: "indicator:wait_avg", "directory:department=D01". NULL if `name` has another
 * head. */
static const char *
behind (const char *name, const char *head)
{
  return g_str_has_prefix (name, head) && name[strlen (head)] == ':' ? name + strlen (head) + 1 : NULL;
}

static SzPage *
compose_directory (SzCli *cli, SzReader *reader, const char *where, GError **error)
{
  const char *const words[] = { where, NULL };
  g_autoptr (GArray) filters = sz_figures_parse_filters (cli->catalog, where != NULL ? words : NULL, error);

  if (filters == NULL)
    return NULL;
  return sz_figures_directory (reader, (const SzFilter *)(void *)filters->data, filters->len, NULL, error);
}

/* "tickets?T20261120000017" */
static SzPage *
compose_row (SzCli *cli, SzReader *reader, const char *what, GError **error)
{
  g_auto (GStrv) halves = g_strsplit (what, "?", 2);
  const SzDataset *dataset = sz_catalog_dataset (cli->catalog, halves[0] != NULL ? halves[0] : "", error);

  if (dataset == NULL)
    return NULL;
  return sz_figures_timeline (reader, dataset, halves[1] != NULL ? halves[1] : "", error);
}

/* Pages that no file describes. `known` says whether there is one of that name. */
static SzPage *
compose_page (SzCli *cli, SzReader *reader, const char *name, const SzPeriod *view, gboolean *known,
              GError **error)
{
  const SzIndicator *indicator = NULL;
  const char *what = NULL;

  *known = TRUE;
  if (g_str_equal (name, "live"))
    return sz_figures_live (reader, error);
  if (g_str_equal (name, "directory") || (what = behind (name, "directory")) != NULL)
    return compose_directory (cli, reader, what, error);
  if ((what = behind (name, "row")) != NULL)
    return compose_row (cli, reader, what, error);
  if ((what = behind (name, "library")) != NULL || (what = behind (name, "indicator")) != NULL) {
    indicator = sz_catalog_indicator (cli->catalog, what, error);
    if (indicator == NULL)
      return NULL;
    return g_str_has_prefix (name, "library")
               ? sz_figures_library (reader, indicator, error)
               : sz_figures_indicator (reader, indicator, view, NULL, NULL, 0, error);
  }
  *known = FALSE;
  return NULL;
}

static SzPage *
compose (SzCli *cli, SzReader *reader, const char *name, const SzPeriod *view, GError **error)
{
  gboolean known = FALSE;
  SzPage *page = compose_page (cli, reader, name, view, &known, error);
  const SzBoard *board = NULL;

  if (known)
    return page;
  board = sz_catalog_board (cli->catalog, name, error);
  return board ? sz_figures_board (reader, board, view, error) : NULL;
}

/* Said before the store is opened: a word that is no page at all. */
static gboolean
check_name (SzCli *cli, const char *name, GError **error)
{
  static const char *const heads[] = { "indicator", "library", "row", "directory" };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    if (behind (name, heads[i]) != NULL)
      return TRUE;
  return g_str_equal (name, "live") || g_str_equal (name, "directory") ||
         sz_catalog_board (cli->catalog, name, error) != NULL;
}

static const SzTile *
find_tile (const SzPage *page, const char *id, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (g_str_equal (tile->id, id))
      return tile;
    g_string_append_printf (known, "%s%s", known->len ? ", " : "", tile->id);
  }
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("“%s” is no tile of %s: %s."), id, page->id, known->str);
  return NULL;
}

static gboolean
read_view (SzReader *reader, SzPeriod *view, GError **error)
{
  g_autoptr (SzZone) zone = sz_reader_zone (reader, error);
  gint64 at_ms;

  if (zone == NULL)
    return FALSE;
  if (at != NULL) {
    /* Minutes are enough for people. */
    g_autofree char *text =
        strlen (at) == strlen ("2026-11-20T14:36") ? g_strconcat (at, ":00", NULL) : g_strdup (at);

    if (!sz_instant_parse (text, -1, zone, &at_ms)) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                   _ ("--at “%s”: expected a time such as 2026-11-20T14:36."), at);
      return FALSE;
    }
    sz_reader_set_now_ms (reader, at_ms);
  }
  return period == NULL || sz_period_parse (period, sz_reader_now_ms (reader, NULL), zone, view, error);
}

/* Nobody clicks in a file: what could be done about a missing value is not drawn. */
static SzPicture *
draw_tile (const SzTile *tile, const SzPage *page, const SzTheme *theme, int width, int height)
{
  SzTile shown = *tile;

  shown.ways = 0;
  return sz_draw_tile (&shown, page, theme, width, height);
}

static gboolean
run_draw (SzCli *cli, char **arguments, GError **error)
{
  g_autoptr (SzReader) reader = NULL;
  g_autoptr (SzPage) page = NULL;
  g_autoptr (SzPicture) picture = NULL;
  g_auto (GStrv) parts = NULL;
  const SzTile *tile = NULL;
  SzThemeId theme = SZ_THEME_LIGHT;
  SzReportKind kind;
  SzPeriod view = { 0 };
  int width, height;

  if (!sz_cli_check_arguments (arguments, 1, 1, _ ("draw BOARD[/TILE] --out FILE"), error))
    return FALSE;
  if (out == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("draw %s: expected --out with a file name."),
                 arguments[0]);
    return FALSE;
  }
  if (theme_name != NULL && !sz_theme_parse (theme_name, &theme)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("--theme “%s”: expected light, dark or wall."),
                 theme_name);
    return FALSE;
  }
  if (!sz_report_kind_of (out, &kind, error) || !read_size (theme, &width, &height, error))
    return FALSE;
  parts = g_strsplit (arguments[0], "/", 2);
  if (!check_name (cli, parts[0], error))
    return FALSE;
  if ((reader = sz_cli_open_reader (cli, error)) == NULL || !read_view (reader, &view, error) ||
      (page = compose (cli, reader, parts[0], period ? &view : NULL, error)) == NULL)
    return FALSE;
  if (parts[1] != NULL && (tile = find_tile (page, parts[1], error)) == NULL)
    return FALSE;
  picture = tile ? draw_tile (tile, page, sz_theme_get (theme), width, height)
                 : sz_draw_page (page, sz_theme_get (theme), width, height, SZ_DRAW_FRAME);
  return sz_report_save_picture (picture, sz_theme_get (theme), out, page->headline, error);
}

const SzCommand sz_command_draw = {
  .name = "draw",
  .arguments = N_ ("BOARD[/TILE] --out FILE"),
  .summary = N_ ("a board or a tile as PNG, SVG or PDF"),
  .lesson = N_ (
      "  shuzhi draw overview --out board.png --size 1920x1080 --theme dark\n"
      "  shuzhi draw overview/hero --out wait.svg --size 800x450\n"
      "  shuzhi draw indicator:wait_avg --out wait.pdf --period 2026-11\n"
      "  shuzhi draw overview --out wall.png --theme wall --lang zh\n"
      "  shuzhi draw live --out hall.png --at 2026-11-20T10:30\n"
      "  shuzhi draw row:tickets?T20261120000017 --out ticket.png\n\n"
      "Boards are files under data/catalog/boards. Besides them: live, directory, directory:department=D01, "
      "indicator:ID, library:ID, row:DATASET?KEY. A board that needs more height than asked gets it."),
  .run = run_draw,
  .options = options,
};
