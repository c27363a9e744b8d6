/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What words and numbers keep clear of, wherever lines and limits lie; and how steep a line is drawn. */
#include <math.h>
#include <string.h>

#include "sample.h"

/* Half a point is no cliff; a fall of a third is one. */
static void
test_spark_span (void)
{
  static const struct {
    const char *unit;
    double from, to;
    gboolean steep;
  } cases[] = {
    { "%", 97.5, 98, FALSE }, { "%", 60, 90, TRUE }, { "min", 30, 30.2, FALSE }, { "min", 30, 20, TRUE }
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SzTile) tile = sz_tile_new (SZ_TILE_NUMBER, "number", "Number");
    const SzMark *plot = NULL, *line = NULL;

    tile->lead = sz_figure_new ("x", "X", cases[i].unit);
    tile->lead->value = cases[i].to;
    tile->lead->target = tile->lead->limit = NAN;
    tile->lead->spark = sz_series_new (NULL, 30);
    for (guint k = 0; k < 30; k++) {
      tile->lead->spark->x[k] = k;
      tile->lead->spark->y[k] = k < 15 ? cases[i].from : cases[i].to;
    }
    g_autoptr (SzPicture) picture = sz_draw_tile (tile, NULL, sz_theme_get (SZ_THEME_LIGHT), 300, 200);
    for (guint k = 0; k < picture->marks->len; k++) {
      const SzMark *mark = sz_picture_mark (picture, k);
      plot = mark->kind == SZ_MARK_PLOT ? mark : plot;
      line = g_strcmp0 (mark->id, "line") == 0 ? mark : line;
    }
    g_assert_nonnull (plot);
    g_assert_nonnull (line);
    g_assert_true ((line->rect.height > 0.5 * plot->rect.height) == cases[i].steep);
    g_assert_true ((line->rect.height < 0.2 * plot->rect.height) != cases[i].steep);
  }
}

static const SzMark *
find_text (const SzPicture *picture, const char *text)
{
  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);
    if (mark->kind == SZ_MARK_TEXT && g_str_equal (mark->text, text))
      return mark;
  }
  return NULL;
}

/* The word for the limit keeps four pixels from the note above it, however close to the top the limit is. */
static void
test_limit_clear_of_note (void)
{
  sz_lang_set (SZ_LANG_EN);
  for (double limit = 12; limit <= 60; limit += 1) {
    g_autoptr (SzPage) page = sample_overview ();
    SzTile *tile = g_ptr_array_index (page->tiles, 1);
    g_autofree char *word = g_strdup_printf ("Limit %.0f", limit);

    tile->limit = limit;
    g_autoptr (SzPicture) picture = sz_draw_tile (tile, page, sz_theme_get (SZ_THEME_LIGHT), 700, 400);
    const SzMark *label = find_text (picture, word), *note = find_text (picture, "queue 24, desks 31/36");
    g_assert_nonnull (note);
    if (label != NULL)
      g_assert_cmpfloat (label->rect.y - note->rect.y - note->rect.height, >=, 4);
  }
}

/* The word for the limit keeps clear of the panel's own line, wherever the day stands. */
static void
test_limit_clear_of_line (void)
{
  guint named = 0;

  sz_lang_set (SZ_LANG_EN);
  for (guint n = 2; n < 32; n++) {
    g_autoptr (SzPage) page = sample_overview ();
    SzTile *tile = g_ptr_array_index (page->tiles, 1);

    tile->limit = 25;
    for (guint i = 0; i < tile->parts->len; i++) {
      SzPart *part = g_ptr_array_index (tile->parts, i);

      sz_series_free (part->series);
      part->series = sz_series_new ("line", n);
      for (guint k = 0; k < n; k++) {
        part->series->x[k] = tile->x_start + (tile->x_end - tile->x_start) * k / 32;
        part->series->y[k] = 2 + 30.0 * k / n;
      }
    }
    g_autoptr (SzPicture) picture = sz_draw_tile (tile, page, sz_theme_get (SZ_THEME_LIGHT), 700, 400);
    const SzMark *label = find_text (picture, "Limit 25"), *line = NULL;
    for (guint i = 0; label != NULL && i < picture->marks->len; i++) {
      const SzMark *mark = sz_picture_mark (picture, i);

      if (mark->kind == SZ_MARK_MARK && g_strcmp0 (mark->id, "line") == 0 && line == NULL)
        line = mark;
    }
    if (label == NULL || line == NULL)
      continue;
    named++;
    /* The lines rise evenly: where the label stands, this is how high they are. */
    for (double x = label->rect.x; x <= label->rect.x + label->rect.width; x += 1) {
      const double share = (x - line->rect.x) / line->rect.width;
      const double y = line->rect.y + line->rect.height * (1 - share);

      g_assert_true (share < 0 || share > 1 || y < label->rect.y || y > label->rect.y + label->rect.height);
    }
  }
  g_assert_cmpuint (named, >, 10);
}

/* No number stands on the dashed line of the limit, whatever the limit is. */
static void
test_bar_number_clear_of_limit (void)
{
  g_autoptr (SzPage) page = sample_indicator ();
  SzTile *tile = g_ptr_array_index (page->tiles, 1);
  const SzPart *longest = g_ptr_array_index (tile->parts, 0);

  g_assert_cmpint (tile->kind, ==, SZ_TILE_BARS);
  for (double limit = 4; limit < 28; limit += 0.5) {
    tile->limit = limit;
    g_autoptr (SzPicture) picture = sz_draw_tile (tile, page, sz_theme_get (SZ_THEME_LIGHT), 560, 300);
    const SzMark *plot = NULL;

    for (guint i = 0; i < picture->marks->len; i++)
      plot = sz_picture_mark (picture, i)->kind == SZ_MARK_PLOT ? sz_picture_mark (picture, i) : plot;
    g_assert_nonnull (plot);
    const double x = plot->rect.x + limit / longest->value * plot->rect.width;
    for (guint i = 0; i < tile->parts->len; i++) {
      SzNumberText number;
      sz_number_format (((const SzPart *)g_ptr_array_index (tile->parts, i))->value, tile->unit, &number);
      const SzMark *mark = find_text (picture, number.number);
      g_assert_nonnull (mark);
      g_assert_true (x < mark->rect.x - 1 || x > mark->rect.x + mark->rect.width + 1);
    }
  }
}

/* No number of the axis erases the start of a line, wherever that is. */
static void
test_axis_clear_of_lines (void)
{
  for (double level = 6; level < 24; level += 0.5) {
    g_autoptr (SzTile) tile = sz_tile_new (SZ_TILE_LINE, "line", "Line");
    SzSeries *series = sz_series_new ("a", 40);
    const SzMark *line = NULL, *plot = NULL;

    for (guint k = 0; k < 40; k++) {
      series->x[k] = k;
      series->y[k] = k < 39 ? level : 29;
    }
    g_ptr_array_add (tile->series, series);
    g_autoptr (SzPicture) picture = sz_draw_tile (tile, NULL, sz_theme_get (SZ_THEME_LIGHT), 700, 320);
    for (guint k = 0; k < picture->marks->len; k++) {
      const SzMark *mark = sz_picture_mark (picture, k);
      plot = mark->kind == SZ_MARK_PLOT ? mark : plot;
      line = g_strcmp0 (mark->id, "line") == 0 ? mark : line;
    }
    g_assert_nonnull (line);
    /* The lowest value is where the line starts. */
    const double y = line->rect.y + line->rect.height;
    for (guint k = 0; k < picture->marks->len; k++) {
      const SzMark *mark = sz_picture_mark (picture, k);
      if (mark->kind == SZ_MARK_TEXT && mark->rect.x < plot->rect.x + 5 && mark->rect.y > plot->rect.y - 14)
        g_assert_true (y < mark->rect.y - 1 || y > mark->rect.y + mark->rect.height + 1);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sz_i18n_init (NULL);
  g_test_add_func ("/draw/geometry/limit-clear-of-line", test_limit_clear_of_line);
  g_test_add_func ("/draw/geometry/spark", test_spark_span);
  g_test_add_func ("/draw/geometry/limit-note", test_limit_clear_of_note);
  g_test_add_func ("/draw/geometry/axis", test_axis_clear_of_lines);
  g_test_add_func ("/draw/geometry/bar-numbers", test_bar_number_clear_of_limit);
  return g_test_run ();
}
