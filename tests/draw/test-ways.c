/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tiles without values: what was last known stands in them, and what can be done can be clicked on. */
#include <string.h>

#include "sz-draw.h"
#include "sz-i18n.h"

#define LAST "LASTKNOWN"

static SzTile *
make_tile (SzTileKind kind, SzTileState state, SzTileWays ways)
{
  SzTile *tile = sz_tile_new (kind, "tile-id", "Some tile");

  tile->state = state;
  tile->ways = ways;
  g_free (tile->note);
  g_free (tile->last);
  tile->note = g_strdup (g_test_rand_bit () ? "why" : "two counters at the exit have been silent since 9:12");
  tile->last = g_strdup (LAST);
  return tile;
}

static const SzMark *
find_hit (const SzPicture *picture, const char *id)
{
  const SzMark *found = NULL;

  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);

    if (mark->kind != SZ_MARK_HIT || g_strcmp0 (mark->id, id) != 0)
      continue;
    g_assert_null (found);
    found = mark;
  }
  return found;
}

static gboolean
has_text (const SzPicture *picture, const char *part)
{
  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);

    if (mark->kind == SZ_MARK_TEXT && mark->text != NULL && strstr (mark->text, part) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* A link is met by the pointer, lies in its tile, and is read out with the tile's name. */
static void
check_link (const SzPicture *picture, const char *id, gboolean wanted)
{
  const SzMark *link = find_hit (picture, id), *tile = find_hit (picture, "tile:tile-id");

  g_assert_nonnull (tile);
  g_assert_true (wanted == (link != NULL));
  if (link == NULL)
    return;
  g_assert_nonnull (strstr (link->text, "Some tile"));
  g_assert_cmpfloat (link->rect.height, >=, 24);
  g_assert_cmpfloat (link->rect.width, >=, 20);
  g_assert_cmpfloat (link->rect.x, >=, tile->rect.x - 0.5);
  g_assert_cmpfloat (link->rect.x + link->rect.width, <=, tile->rect.x + tile->rect.width + 0.5);
  g_assert_cmpfloat (link->rect.y, >=, tile->rect.y);
  g_assert_cmpfloat (link->rect.y + link->rect.height, <=, tile->rect.y + tile->rect.height + 0.5);
  g_assert_true (sz_picture_hit (picture, link->rect.x + link->rect.width / 2,
                                 link->rect.y + link->rect.height / 2) == link);
}

static void
test_links (void)
{
  for (guint round = 0; round < 300; round++) {
    const SzTileKind kind = (SzTileKind)g_test_rand_int_range (0, SZ_TILE_RADAR + 1);
    const SzTileState state = g_test_rand_bit () ? SZ_STATE_ERROR : SZ_STATE_EMPTY;
    const SzTileWays ways = (SzTileWays)g_test_rand_int_range (0, 4);
    const SzThemeId theme = (SzThemeId)(round % 3);
    const gboolean wall = theme == SZ_THEME_WALL;
    g_autoptr (SzTile) tile = make_tile (kind, state, ways);
    g_autofree char *sentence = sz_draw_tile_sentence (tile);
    g_autoptr (SzPicture) picture = NULL;

    sz_lang_set (round % 2 == 0 ? SZ_LANG_EN : SZ_LANG_ZH);
    picture = sz_draw_tile (tile, NULL, sz_theme_get (theme), g_test_rand_int_range (200, 900),
                            g_test_rand_int_range (120, 500));
    check_link (picture, "page:sources", !wall && (ways & SZ_WAY_SOURCES) != 0);
    check_link (picture, "retry:tile-id", !wall && (ways & SZ_WAY_RETRY) != 0);
    g_assert_true (has_text (picture, LAST));
    g_assert_nonnull (strstr (sentence, LAST));
  }
  sz_lang_set (SZ_LANG_EN);
}

/* A card whose figure has no value, beside others that have: it opens its figure, and has its link on top. */
static void
test_missing_lead (void)
{
  static const SzTileKind kinds[] = { SZ_TILE_LAYER, SZ_TILE_NUMBER, SZ_TILE_HERO };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (SzTile) tile = make_tile (kinds[i], SZ_STATE_READY, SZ_WAY_SOURCES);
    g_autoptr (SzPicture) picture = NULL;
    g_autoptr (SzPicture) known = NULL;

    tile->lead = sz_figure_new ("dwell_avg", "Time in hall", "min");
    picture = sz_draw_tile (tile, NULL, sz_theme_get (SZ_THEME_LIGHT), 400, 300);
    g_assert_nonnull (find_hit (picture, "figure:dwell_avg"));
    check_link (picture, "page:sources", TRUE);
    g_assert_true (has_text (picture, LAST));
    /* With a value nothing is missing. */
    tile->lead->value = 12;
    known = sz_draw_tile (tile, NULL, sz_theme_get (SZ_THEME_LIGHT), 400, 300);
    check_link (known, "page:sources", FALSE);
    g_assert_false (has_text (known, LAST));
  }
}

/* In a file nobody clicks. */
static void
test_files (void)
{
  g_autoptr (SzPage) page = sz_page_new ("states");
  g_autoptr (SzPicture) window = NULL;
  g_autoptr (SzPicture) file = NULL;

  g_ptr_array_add (page->tiles, make_tile (SZ_TILE_LAYER, SZ_STATE_ERROR, SZ_WAY_RETRY | SZ_WAY_SOURCES));
  window = sz_draw_page (page, sz_theme_get (SZ_THEME_LIGHT), 900, 700, SZ_DRAW_DEFAULT);
  file = sz_draw_page (page, sz_theme_get (SZ_THEME_LIGHT), 900, 700, SZ_DRAW_FRAME);
  check_link (window, "retry:tile-id", TRUE);
  check_link (file, "retry:tile-id", FALSE);
  check_link (file, "page:sources", FALSE);
  g_assert_true (has_text (file, LAST));
}

/* Since when a figure is old stands below it, where its verdict would, and nothing is judged or compared. */
static void
test_stale_figure (void)
{
  g_autoptr (SzTile) tile = sz_tile_new (SZ_TILE_NUMBER, "tile-id", "Some tile");
  g_autoptr (SzPicture) picture = NULL;
  double number = 0, note = 0;

  tile->state = SZ_STATE_STALE;
  g_free (tile->note);
  tile->note = g_strdup ("stands at 14:22");
  tile->lead = sz_figure_new ("wait_avg", "Wait", "min");
  tile->lead->value = 46.2;
  tile->lead->status = SZ_STATUS_GOOD;
  tile->lead->previous_change = 3;
  g_free (tile->lead->verdict);
  tile->lead->verdict = g_strdup ("VERDICT");
  picture = sz_draw_tile (tile, NULL, sz_theme_get (SZ_THEME_LIGHT), 400, 300);
  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);

    if (mark->kind == SZ_MARK_TEXT && strcmp (mark->text, "46.2") == 0)
      number = mark->rect.y;
    if (mark->kind == SZ_MARK_TEXT && strstr (mark->text, "14:22") != NULL)
      note = mark->rect.y;
  }
  g_assert_cmpfloat (number, >, 0);
  g_assert_cmpfloat (note, >, number);
  g_assert_false (has_text (picture, "VERDICT"));
  g_assert_false (has_text (picture, "Prev"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sz_i18n_init ("en");
  g_test_add_func ("/draw/ways/links", test_links);
  g_test_add_func ("/draw/ways/missing", test_missing_lead);
  g_test_add_func ("/draw/ways/files", test_files);
  g_test_add_func ("/draw/ways/stale", test_stale_figure);
  return g_test_run ();
}
