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

/* Marks that stand in no plot. */
static gboolean
is_free_mark (const SzMark *mark)
{
  static const char *const ids[] = { "status-cell", "chip",  "loading", "booth", "ring",
                                     "gauge",       "radar", "scale",   NULL };

  return mark->id != NULL && g_strv_contains (ids, mark->id);
}

/* Windows lie beside each other and in their tile; a card lies where it can be pointed at, and about a point
 * there. */
static void
check_booths_and_tips (const SzPicture *picture, const char *what)
{
  const SzMark *before = NULL;

  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);
    const SzMark *tile = mark->tile >= 0 ? sz_picture_mark (picture, (guint)mark->tile) : NULL;
    g_autofree char *words = describe (mark);

    if (mark->kind == SZ_MARK_TIP) {
      if (mark->text == NULL || (tile != NULL && !is_within (&mark->rect, &tile->rect, SLACK + 1)))
        complain ("%s: a card outside its tile or without words: %s", what, words);
      if (!isfinite (mark->x) || !isfinite (mark->y) || mark->x < mark->rect.x - SLACK - 1 ||
          mark->x > mark->rect.x + mark->rect.width + SLACK + 1)
        complain ("%s: a card about a point elsewhere (%.1f, %.1f): %s", what, mark->x, mark->y, words);
    }
    if (mark->kind != SZ_MARK_MARK || g_strcmp0 (mark->id, "booth") != 0)
      continue;
    if (tile == NULL || !is_within (&mark->rect, &tile->rect, SLACK + 1))
      complain ("%s: a window outside its tile: %s", what, words);
    if (before != NULL && overlap (&before->rect, &mark->rect))
      complain ("%s: windows overlap: %s", what, words);
    before = mark;
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
    const gboolean free_mark = is_free_mark (mark);

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

/* The lead counts, once. */
static guint
count_figures (const SzTile *tile)
{
  guint n = tile->lead != NULL;

  for (guint i = 0; i < tile->figures->len; i++)
    n += tile->lead == NULL ||
         g_strcmp0 (((const SzFigure *)g_ptr_array_index (tile->figures, i))->id, tile->lead->id) != 0;
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
    if (tile->kind == SZ_TILE_LAYER && count_cells (picture, tile->id) != count_figures (tile))
      complain ("%s: %u status cells for %u figures", what, count_cells (picture, tile->id),
                count_figures (tile));
    for (guint k = 0; (tile->kind == SZ_TILE_MULTIPLES || tile->kind == SZ_TILE_BARS) && k < tile->parts->len;
         k++) {
      const SzPart *part = g_ptr_array_index (tile->parts, k);
      SzNumberText text;
      sz_number_format (part->value, tile->unit, &text);
      /* Beside a bar a share bears its sign. */
      if (tile->kind == SZ_TILE_BARS && strcmp (text.unit, "%") == 0)
        g_strlcat (text.number, "%", sizeof text.number);
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
  const gboolean wall_board = theme->id == SZ_THEME_WALL && width >= 720 &&
                              (g_str_equal (page->id, "overview") || g_str_equal (page->id, "live") ||
                               g_str_equal (page->id, "alerts"));

  g_assert_cmpfloat (picture->width, ==, floor (width));
  if (wall_board)
    g_assert_cmpfloat (picture->height, ==, floor (height));
  else
    g_assert_cmpfloat (picture->height, >=, floor (height));
  /* A small wall shrinks its type rather than scroll. */
  check_texts (picture, what,
               theme->id == SZ_THEME_WALL && width >= 3840 && (!wall_board || height >= 1080) ? 36
               : wall_board                                                                   ? 12 * 0.4
                                                                                              : 12);
  check_marks (picture, what);
  check_booths_and_tips (picture, what);
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
      const SzTile *tile = g_ptr_array_index (page->tiles, k);
      g_autofree char *what = g_strdup_printf ("tile %u of kind %d, seed %u, theme %u, %.0f × %.0f", k,
                                               (int)tile->kind, seed, i % 3, width, height);
      g_autoptr (SzPicture) picture =
          sz_draw_tile (tile, page, sz_theme_get ((SzThemeId)(i % 3)), width, height);
      check_texts (picture, what, 12);
      check_marks (picture, what);
      check_booths_and_tips (picture, what);
    }
  }
}

/* What random tiles found: a number whose comma reached below a hero without a line, and a change too long
 * for its line. */
static void
test_long_numbers (void)
{
  static const double sizes[][2] = { { 815, 220 }, { 965, 625 }, { 300, 200 }, { 1920, 300 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes) * 2; i++) {
    g_autoptr (SzPage) page = sample_overview ();
    const double *size = sizes[i / 2];
    SzTile *tile = g_ptr_array_index (page->tiles, 0);
    g_autofree char *what = g_strdup_printf ("case %u", i);

    g_assert_cmpint (tile->kind, ==, SZ_TILE_HERO);
    g_ptr_array_set_size (tile->series, 0);
    g_free (tile->lead->unit);
    tile->lead->unit = g_strdup (i % 2 == 0 ? "case" : "");
    tile->lead->value = 7462;
    tile->lead->year_change = -6945264210.8;
    tile->lead->previous_change = i % 2 == 0 ? NAN : 6945264210.8;
    tile->lead->year_relative = tile->lead->previous_relative = tile->lead->weekday_change = NAN;
    for (guint theme = 0; theme < 3; theme++) {
      g_autoptr (SzPicture) picture =
          sz_draw_tile (tile, page, sz_theme_get ((SzThemeId)theme), size[0], size[1]);

      check_texts (picture, what, 12);
    }
  }
}

/* A limit and a target that nearly meet, low in the chart, and either at the end of the longest bar: their
 * words stay in the tile, and the limit's are always there. */
static void
test_lines_at_edges (void)
{
  for (guint i = 0; i < 300 && !g_test_failed (); i++) {
    const guint32 seed = (guint32)g_test_rand_int ();
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    const double width = g_rand_int_range (rand, 340, 1300), height = g_rand_int_range (rand, 200, 700);

    sz_lang_set (g_rand_boolean (rand) ? SZ_LANG_ZH : SZ_LANG_EN);
    g_autoptr (SzPage) page = sample_indicator ();
    for (guint k = 0; k < page->tiles->len; k++) {
      SzTile *tile = g_ptr_array_index (page->tiles, k);
      const double high = tile->kind == SZ_TILE_BARS ? 50 : 1500;
      g_autofree char *what = g_strdup_printf ("tile %u, seed %u, %.0f × %.0f", k, seed, width, height);

      if (tile->kind != SZ_TILE_BARS && tile->kind != SZ_TILE_LINE)
        continue;
      /* Numbers with commas reach below their line. */
      for (guint n = 0; tile->kind == SZ_TILE_LINE && n < tile->series->len; n++) {
        SzSeries *series = g_ptr_array_index (tile->series, n);

        for (gsize m = 0; m < series->length; m++)
          series->y[m] *= 1000;
      }
      tile->target = g_rand_double_range (rand, 0, high);
      tile->limit = MAX (tile->target + g_rand_double_range (rand, -high / 3, high / 3), 0);
      g_autoptr (SzPicture) picture =
          sz_draw_tile (tile, page, sz_theme_get ((SzThemeId)(i % 3)), width, height);
      guint limits = 0;
      for (guint m = 0; m < picture->marks->len; m++) {
        const SzMark *mark = sz_picture_mark (picture, m);
        limits += mark->kind == SZ_MARK_TEXT && mark->text != NULL &&
                  (g_str_has_prefix (mark->text, "Limit ") || g_str_has_prefix (mark->text, "告警 "));
      }
      if (limits == 0)
        complain ("%s: a limit without words", what);
      check_texts (picture, what, 12);
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

/* A wall is one screen with every lead on it, whatever its size; no shrinking where there is room. */
static void
test_wall_fits (void)
{
  static const double sizes[][2] = { { 900, 700 },  { 1280, 720 }, { 1366, 768 },  { 1440, 360 },
                                     { 1000, 400 }, { 1599, 900 }, { 1920, 1080 }, { 3840, 1080 } };
  static const char *const leads[] = { "item_instant_rate", "staff_on_duty", "vacant", "stay",
                                       "case_finish_count", "satisfied" };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++) {
    const double *size = sizes[i / 2];

    sz_lang_set ((SzLang)(i % 2));
    g_autoptr (SzPage) page = sample_overview ();
    g_autoptr (SzPicture) picture =
        sz_draw_page (page, sz_theme_get (SZ_THEME_WALL), size[0], size[1], SZ_DRAW_DEFAULT);
    double least = 1e9;
    guint found = 0;

    for (guint k = 0; k < picture->marks->len; k++) {
      const SzMark *mark = sz_picture_mark (picture, k);
      if (mark->kind == SZ_MARK_TEXT)
        least = MIN (least, mark->size);
      for (guint f = 0; mark->kind == SZ_MARK_HIT && f < G_N_ELEMENTS (leads); f++)
        found += g_str_has_suffix (mark->id, leads[f]);
    }
    g_test_message ("%.0f × %.0f: %.0f high, type from %.1f, %u leads", size[0], size[1], picture->height,
                    least, found);
    g_assert_cmpfloat (picture->height, ==, size[1]);
    g_assert_cmpuint (found, ==, 6);
    g_assert_cmpfloat (least, >=, 9);
  }
}

static SzPart *
add_area (SzTile *tile, guint i)
{
  g_autofree char *code = g_strdup_printf ("%u", i), *name = g_strdup_printf ("不动产登记第 %u 区", i);
  SzPart *part = sz_part_new (code, name);

  part->value = 5 + 2.5 * i;
  part->reference = part->pull = NAN;
  part->status = i % 5 == 4 ? SZ_STATUS_ALARM : SZ_STATUS_GOOD;
  g_ptr_array_add (tile->parts, part);
  return part;
}

/* However much there is to say: a wall is the size it was asked for, all its texts lie on it, none is under
 * 36 px on the default canvas, and areas in alarm are the last to go. */
static void
test_wall_full (void)
{
  for (guint areas = 1; areas <= 24; areas++) {
    sz_lang_set ((SzLang)(areas % 2));
    g_autoptr (SzPage) page = sample_overview ();
    SzTile *hero = g_ptr_array_index (page->tiles, 0), *tile = g_ptr_array_index (page->tiles, 1);
    guint alarms = 0, shown = 0;

    g_free (page->headline);
    page->headline = g_strdup ("大厅总体达标，社保医保区等候 28.4 分，已超线 9 分钟，另有 3 处需要关注，"
                               "不动产登记区开窗 13/24，建议增开 4 窗并引导群众分流或错峰办理");
    hero->lead->weekday_change = 1.8;
    g_free (hero->note);
    hero->note =
        g_strdup ("The mean of those who were called within the last thirty minutes, all areas together, "
                  "without those who gave up before they were called.");
    g_ptr_array_set_size (tile->parts, 0);
    for (guint i = 0; i < areas; i++)
      alarms += add_area (tile, i)->status == SZ_STATUS_ALARM;
    g_autoptr (SzPicture) picture =
        sz_draw_page (page, sz_theme_get (SZ_THEME_WALL), 3840, 1080, SZ_DRAW_DEFAULT);
    g_assert_cmpfloat (picture->width, ==, 3840);
    g_assert_cmpfloat (picture->height, ==, 1080);
    check_texts (picture, "full wall", 36);
    for (guint k = 0; k < picture->marks->len; k++) {
      const SzMark *mark = sz_picture_mark (picture, k);

      for (guint i = 4; mark->kind == SZ_MARK_HIT && i < areas; i += 5) {
        g_autofree char *id = g_strdup_printf ("part:%s=%u", tile->dimension, i);
        shown += g_strcmp0 (mark->id, id) == 0;
      }
    }
    g_assert_cmpuint (shown, ==, alarms);
  }
}

/* As many cells as figures, the lead's first and in its colour's height. */
static void
test_strip_has_lead (void)
{
  g_autoptr (SzPage) page = sample_overview ();

  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);
    const SzMark *cells[2] = { NULL };
    guint n = 0;

    if (tile->kind != SZ_TILE_LAYER)
      continue;
    g_autoptr (SzPicture) picture = sz_draw_tile (tile, page, sz_theme_get (SZ_THEME_LIGHT), 300, 300);
    for (guint k = 0; k < picture->marks->len; k++) {
      const SzMark *mark = sz_picture_mark (picture, k);
      if (mark->kind != SZ_MARK_MARK || g_strcmp0 (mark->id, "status-cell") != 0)
        continue;
      if (n < 2)
        cells[n] = mark;
      n++;
    }
    g_assert_cmpuint (n, ==, 8);
    g_assert_cmpfloat (cells[0]->rect.x, <, cells[1]->rect.x);
    g_assert_true ((cells[0]->rect.height > 12) == (tile->lead->status == SZ_STATUS_ALARM));
  }
}

/* Names that differ only at their ends stay told apart, and the changes give way for them. */
static void
test_names_before_changes (void)
{
  static const char *const names[] = { "Empty-post alerts", "Empty-post minutes", "Empty-post repeats" };
  g_autoptr (SzTile) tile = sz_tile_new (SZ_TILE_LAYER, "layer", "Discipline");
  gboolean year = FALSE;

  sz_lang_set (SZ_LANG_EN);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    SzFigure *figure = sz_figure_new (names[i], names[i], "times");
    figure->value = 1234 + i;
    figure->status = SZ_STATUS_ALARM;
    figure->year_change = figure->previous_change = -1234.5;
    figure->year_relative = figure->previous_relative = NAN;
    g_ptr_array_add (tile->figures, figure);
  }
  for (double width = 200; width < 520; width += 20) {
    g_autoptr (SzPicture) picture = sz_draw_tile (tile, NULL, sz_theme_get (SZ_THEME_LIGHT), width, 200);
    const double whole = 90;

    for (guint i = 0; i < picture->marks->len; i++) {
      const SzMark *mark = sz_picture_mark (picture, i);
      if (mark->kind != SZ_MARK_TEXT)
        continue;
      year = year || g_str_equal (mark->text, "YoY");
      for (guint k = 0; k < G_N_ELEMENTS (names); k++)
        if (g_str_equal (mark->text, names[k]) && mark->rect.width < whole && mark->rect.height < 18)
          complain ("%.0f wide: %s has only %.0f px", width, names[k], mark->rect.width);
    }
    check_texts (picture, "names", 12);
  }
  g_assert_true (year);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sz_i18n_init (NULL);
  g_test_add_func ("/draw/geometry/samples", test_sample_pages);
  g_test_add_func ("/draw/geometry/random", test_random_pages);
  g_test_add_func ("/draw/geometry/tiles", test_tiles_alone);
  g_test_add_func ("/draw/geometry/long-numbers", test_long_numbers);
  g_test_add_func ("/draw/geometry/lines", test_lines_at_edges);
  g_test_add_func ("/draw/geometry/wall", test_wall_type);
  g_test_add_func ("/draw/geometry/wall-fits", test_wall_fits);
  g_test_add_func ("/draw/geometry/wall-full", test_wall_full);
  g_test_add_func ("/draw/geometry/strip", test_strip_has_lead);
  g_test_add_func ("/draw/geometry/names", test_names_before_changes);
  return g_test_run ();
}
