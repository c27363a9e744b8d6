/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn is checked as geometry: the boxes of all labels and marks of random pages in random sizes. */
#include <math.h>
#include <string.h>

#include "sample.h"

#define PAGES 400
/* Antialiasing and the quarter pixel of a font size. */
#define SLACK 0.75

/* Says what is wrong with which page and goes on to the next check. */
static void G_GNUC_PRINTF (1, 2) complain (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_test_message ("%s", text);
  g_test_fail ();
}

static gboolean
is_within (const SzRect *inner, const SzRect *outer, double slack)
{
  return inner->x >= outer->x - slack && inner->y >= outer->y - slack &&
         inner->x + inner->width <= outer->x + outer->width + slack &&
         inner->y + inner->height <= outer->y + outer->height + slack;
}

static gboolean
overlap (const SzRect *a, const SzRect *b)
{
  return a->x + SLACK < b->x + b->width && b->x + SLACK < a->x + a->width &&
         a->y + SLACK < b->y + b->height && b->y + SLACK < a->y + a->height;
}

static char *
describe (const SzMark *mark)
{
  return g_strdup_printf ("“%s” %s (%.1f, %.1f, %.1f × %.1f)", mark->text != NULL ? mark->text : "",
                          mark->id != NULL ? mark->id : "", mark->rect.x, mark->rect.y, mark->rect.width,
                          mark->rect.height);
}

static void
check_texts (const SzPicture *picture, const char *what, double least)
{
  const SzRect all = { 0, 0, picture->width, picture->height };

  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);
    g_autofree char *words = describe (mark);

    if (mark->kind != SZ_MARK_TEXT)
      continue;
    if (!is_within (&mark->rect, &all, SLACK))
      complain ("%s: text outside the picture: %s", what, words);
    if (mark->tile >= 0 &&
        !is_within (&mark->rect, &sz_picture_mark (picture, (guint)mark->tile)->rect, SLACK + 1))
      complain ("%s: text outside its tile: %s", what, words);
    if (mark->size < least - 0.01)
      complain ("%s: text of %.2f px: %s", what, mark->size, words);
    if (sz_colour_contrast (mark->ink, mark->paper) < 4.5)
      complain ("%s: contrast %.2f of #%06x on #%06x: %s", what, sz_colour_contrast (mark->ink, mark->paper),
                mark->ink, mark->paper, words);
    for (guint j = 0; j < i; j++) {
      const SzMark *other = sz_picture_mark (picture, j);
      g_autofree char *others = NULL;

      if (other->kind != SZ_MARK_TEXT || !overlap (&mark->rect, &other->rect))
        continue;
      others = describe (other);
      complain ("%s: texts overlap: %s and %s", what, words, others);
    }
  }
}

/* Tiles lie in the picture and beside each other; data marks lie in their plots. */
static void
check_marks (const SzPicture *picture, const char *what)
{
  const SzRect all = { 0, 0, picture->width, picture->height };
  const SzMark *plot = NULL;

  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);
    g_autofree char *words = describe (mark);
    const gboolean free_mark = g_strcmp0 (mark->id, "status-cell") == 0 ||
                               g_strcmp0 (mark->id, "chip") == 0 || g_strcmp0 (mark->id, "loading") == 0;

    if (mark->kind == SZ_MARK_PLOT)
      plot = mark;
    if (mark->kind == SZ_MARK_TILE || mark->kind == SZ_MARK_PLOT || mark->kind == SZ_MARK_HIT)
      if (!is_within (&mark->rect, &all, SLACK))
        complain ("%s: mark of kind %d outside the picture: %s", what, mark->kind, words);
    if (mark->kind == SZ_MARK_MARK && !free_mark &&
        (plot == NULL || !is_within (&mark->rect, &plot->rect, SLACK + 1)))
      complain ("%s: mark outside its plot: %s", what, words);
    if (mark->kind == SZ_MARK_HIT &&
        (mark->text == NULL || mark->id == NULL || strchr (mark->id, ':') == NULL))
      complain ("%s: a hit without words: %s", what, words);
    for (guint j = 0; mark->kind == SZ_MARK_TILE && j < i; j++) {
      const SzMark *other = sz_picture_mark (picture, j);
      if (other->kind == SZ_MARK_TILE && overlap (&mark->rect, &other->rect))
        complain ("%s: tiles overlap: %s", what, words);
    }
  }
}

static gboolean
has_text (const SzPicture *picture, const char *tile, const char *text)
{
  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);

    if (mark->kind == SZ_MARK_TEXT && g_strcmp0 (mark->text, text) == 0 &&
        (tile == NULL ||
         (mark->tile >= 0 && g_strcmp0 (sz_picture_mark (picture, (guint)mark->tile)->id, tile) == 0)))
      return TRUE;
  }
  return FALSE;
}

static void
check_number (const SzPicture *picture, const char *tile, const SzFigure *figure, const char *what)
{
  SzNumberText text;

  if (figure == NULL || (figure->text != NULL && *figure->text == '\0'))
    return;
  sz_number_format (figure->value, figure->unit, &text);
  if (!has_text (picture, tile, figure->text != NULL ? figure->text : text.number))
    complain ("%s: number %s of %s is not drawn in %s", what, text.number, figure->id, tile);
}

static guint
count_cells (const SzPicture *picture, const char *tile)
{
  guint n = 0;

  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);
    n += mark->kind == SZ_MARK_MARK && g_strcmp0 (mark->id, "status-cell") == 0 && mark->tile >= 0 &&
         g_strcmp0 (sz_picture_mark (picture, (guint)mark->tile)->id, tile) == 0;
  }
  return n;
}

/* Every figure's number stands in its tile, whole. */
static void
check_numbers (const SzPage *page, const SzPicture *picture, const char *what)
{
  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);
    const gboolean figures = tile->kind == SZ_TILE_LAYER || tile->kind == SZ_TILE_NUMBER;

    if (tile->state != SZ_STATE_READY && tile->state != SZ_STATE_STALE)
      continue;
    if (figures || tile->kind == SZ_TILE_HERO)
      check_number (picture, tile->id, tile->lead, what);
    for (guint k = 0; figures && k < tile->figures->len; k++)
      check_number (picture, tile->id, g_ptr_array_index (tile->figures, k), what);
    if (tile->kind == SZ_TILE_LAYER && count_cells (picture, tile->id) != tile->figures->len)
      complain ("%s: %u status cells for %u figures", what, count_cells (picture, tile->id),
                tile->figures->len);
    for (guint k = 0; (tile->kind == SZ_TILE_MULTIPLES || tile->kind == SZ_TILE_BARS) && k < tile->parts->len;
         k++) {
      const SzPart *part = g_ptr_array_index (tile->parts, k);
      SzNumberText text;
      sz_number_format (part->value, tile->unit, &text);
      if (!has_text (picture, tile->id, text.number))
        complain ("%s: number %s of part %u is not drawn", what, text.number, k);
    }
  }
}

static void
check_page (const SzPage *page, const SzTheme *theme, double width, double height, SzDrawFlags flags,
            const char *what)
{
  g_autoptr (SzPicture) picture = sz_draw_page (page, theme, width, height, flags);
  const gboolean wall_board =
      theme->id == SZ_THEME_WALL && width >= 1000 && g_str_equal (page->id, "overview");

  g_assert_cmpfloat (picture->width, ==, floor (width));
  g_assert_cmpfloat (picture->height, >=, floor (height));
  check_texts (picture, what, theme->id == SZ_THEME_WALL && width >= 3840 ? 36 : 12);
  check_marks (picture, what);
  if (!wall_board)
    check_numbers (page, picture, what);
}

static void
test_random_pages (void)
{
  for (guint i = 0; i < PAGES && !g_test_failed (); i++) {
    const guint32 seed = (guint32)g_test_rand_int ();
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

    sz_lang_set (g_rand_boolean (rand) ? SZ_LANG_ZH : SZ_LANG_EN);
    const SzTheme *theme = sz_theme_get ((SzThemeId)g_rand_int_range (rand, 0, 3));
    const double width =
        g_rand_boolean (rand) ? g_rand_int_range (rand, 280, 1200) : g_rand_int_range (rand, 280, 3841);
    const double height = g_rand_int_range (rand, 200, 2161);
    g_autoptr (SzPage) page = sample_random (rand);
    g_autofree char *what =
        g_strdup_printf ("page %u, seed %u, %s %s %s %.0f × %.0f", i, seed, page->id,
                         sz_lang () == SZ_LANG_ZH ? "zh" : "en", theme->name, width, height);

    check_page (page, theme, width, height, g_rand_boolean (rand) ? SZ_DRAW_FRAME : SZ_DRAW_DEFAULT, what);
  }
}

/* The pages people will look at, in the sizes they have. */
static void
test_sample_pages (void)
{
  static const double sizes[][2] = { { 1744, 1034 }, { 1280, 800 },  { 900, 700 },   { 848, 700 },
                                     { 360, 640 },   { 3840, 2160 }, { 3840, 1080 }, { 1920, 1080 } };

  for (int lang = 0; lang < 2; lang++)
    for (guint i = 0; i < 3 * G_N_ELEMENTS (sizes); i++) {
      const double *size = sizes[i / 3];

      sz_lang_set ((SzLang)lang);
      for (guint k = 0; k < 3; k++) {
        g_autoptr (SzPage) page = k == 0   ? sample_overview ()
                                  : k == 1 ? sample_indicator ()
                                           : sample_states ();
        g_autofree char *what = g_strdup_printf ("%s, language %d, %.0f × %.0f, theme %u", page->id, lang,
                                                 size[0], size[1], i % 3);
        check_page (page, sz_theme_get ((SzThemeId)(i % 3)), size[0], size[1], SZ_DRAW_FRAME, what);
      }
    }
}

static void
test_tiles_alone (void)
{
  for (guint i = 0; i < 150 && !g_test_failed (); i++) {
    const guint32 seed = (guint32)g_test_rand_int ();
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

    sz_lang_set (g_rand_boolean (rand) ? SZ_LANG_ZH : SZ_LANG_EN);
    g_autoptr (SzPage) page = sample_random (rand);
    const double width = g_rand_int_range (rand, 200, 1300), height = g_rand_int_range (rand, 120, 900);
    for (guint k = 0; k < page->tiles->len; k++) {
      g_autofree char *what = g_strdup_printf ("tile %u, seed %u, %.0f × %.0f", k, seed, width, height);
      g_autoptr (SzPicture) picture = sz_draw_tile (g_ptr_array_index (page->tiles, k), page,
                                                    sz_theme_get ((SzThemeId)(i % 3)), width, height);
      check_texts (picture, what, 12);
      check_marks (picture, what);
    }
  }
}

/* The wall's own promise: at eight metres nothing is under 36 px on the default canvas. */
static void
test_wall_type (void)
{
  g_autoptr (SzPage) page = sample_overview ();
  g_autoptr (SzPicture) picture =
      sz_draw_page (page, sz_theme_get (SZ_THEME_WALL), 3840, 1080, SZ_DRAW_DEFAULT);
  guint texts = 0;

  g_assert_cmpfloat (picture->height, ==, 1080);
  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);
    if (mark->kind != SZ_MARK_TEXT)
      continue;
    texts++;
    g_assert_cmpfloat (mark->size, >=, 36);
  }
  g_assert_cmpuint (texts, >, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sz_i18n_init (NULL);
  g_test_add_func ("/draw/geometry/samples", test_sample_pages);
  g_test_add_func ("/draw/geometry/random", test_random_pages);
  g_test_add_func ("/draw/geometry/tiles", test_tiles_alone);
  g_test_add_func ("/draw/geometry/wall", test_wall_type);
  return g_test_run ();
}
