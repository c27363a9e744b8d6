/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures as pixels, files and hits. */
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#include "sample.h"

typedef struct {
  cairo_surface_t *surface;
  int width, height;
} Image;

static Image
paint (SzPicture *picture, double scale)
{
  Image image = { .width = (int)(picture->width * scale), .height = (int)(picture->height * scale) };
  image.surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, image.width, image.height);
  cairo_t *cr = cairo_create (image.surface);

  sz_picture_paint (picture, cr, scale);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (image.surface);
  return image;
}

static guint32
pixel (const Image *image, int x, int y)
{
  const guchar *row = cairo_image_surface_get_data (image->surface) +
                      (gsize)y * (gsize)cairo_image_surface_get_stride (image->surface);
  guint32 value;

  memcpy (&value, row + 4 * (gsize)x, sizeof value);
  return value & 0xffffff;
}

static gsize
count_colour (const Image *image, SzColour colour)
{
  gsize n = 0;

  for (int y = 0; y < image->height; y++)
    for (int x = 0; x < image->width; x++)
      n += pixel (image, x, y) == colour;
  return n;
}

/* Each theme draws in its own colours: paper, ink, accent, and the two judged fills. */
static void
test_theme_pixels (void)
{
  for (int id = 0; id < 3; id++) {
    const SzTheme *theme = sz_theme_get ((SzThemeId)id);
    g_autoptr (SzPage) page = sample_overview ();
    g_autoptr (SzPicture) picture =
        sz_draw_page (page, theme, id == SZ_THEME_WALL ? 3840 : 1744, 1034, SZ_DRAW_DEFAULT);
    Image image = paint (picture, 1);
    const gsize all = (gsize)image.width * (gsize)image.height;
    const SzColour paper = id == SZ_THEME_WALL ? theme->bg_window : theme->bg_page;

    g_assert_cmpuint (count_colour (&image, paper), >, all / 2);
    g_assert_cmpuint (count_colour (&image, paper), <, all);
    g_assert_cmpuint (count_colour (&image, theme->text_primary), >, 1000);
    g_assert_cmpuint (count_colour (&image, theme->accent_base), >, 200);
    g_assert_cmpuint (count_colour (&image, theme->status_alarm_fill), >, 100);
    g_assert_cmpuint (count_colour (&image, theme->status_attention_fill), >, 100);
    cairo_surface_destroy (image.surface);
  }
}

/* Where a label is said to be, there is ink; and a dead picture is not a passing one. */
static void
test_text_has_ink (void)
{
  g_autoptr (SzPage) page = sample_overview ();
  const SzTheme *theme = sz_theme_get (SZ_THEME_LIGHT);
  g_autoptr (SzPicture) picture = sz_draw_page (page, theme, 1744, 1034, SZ_DRAW_FRAME);
  Image image = paint (picture, 1);
  guint texts = 0;

  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);
    gboolean inked = FALSE;

    if (mark->kind != SZ_MARK_TEXT)
      continue;
    texts++;
    for (int y = (int)mark->rect.y; y < (int)ceil (mark->rect.y + mark->rect.height) && y < image.height; y++)
      for (int x = (int)mark->rect.x; x < (int)ceil (mark->rect.x + mark->rect.width) && x < image.width; x++)
        inked = inked || pixel (&image, x, y) != mark->paper;
    if (!inked)
      g_test_message ("no ink under “%s”", mark->text);
    g_assert_true (inked);
  }
  g_assert_cmpuint (texts, >, 200);
  cairo_surface_destroy (image.surface);
}

/* At twice the scale the drawing is drawn again, not blown up: its darkest letters stay as thin as they
 * should. */
static void
test_scale (void)
{
  g_autoptr (SzPage) page = sample_states ();
  g_autoptr (SzPicture) picture =
      sz_draw_page (page, sz_theme_get (SZ_THEME_LIGHT), 900, 700, SZ_DRAW_DEFAULT);
  Image one = paint (picture, 1), two = paint (picture, 2);
  gsize doubled = 0, blocks = 0;

  g_assert_cmpint (two.width, ==, 2 * one.width);
  for (int y = 0; y < one.height; y++)
    for (int x = 0; x < one.width; x++) {
      const guint32 a = pixel (&two, 2 * x, 2 * y);
      if (pixel (&one, x, y) == sz_theme_get (SZ_THEME_LIGHT)->bg_page)
        continue;
      blocks++;
      doubled += a == pixel (&two, 2 * x + 1, 2 * y) && a == pixel (&two, 2 * x, 2 * y + 1) &&
                 a == pixel (&two, 2 * x + 1, 2 * y + 1);
    }
  g_assert_cmpuint (blocks, >, 1000);
  g_assert_cmpuint (doubled, <, blocks * 9 / 10);
  cairo_surface_destroy (one.surface);
  cairo_surface_destroy (two.surface);
}

static cairo_status_t
collect (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Vector files hold vectors: no image of the page in them, fonts in the PDF. */
static void
test_vector_files (void)
{
  for (int svg = 0; svg < 2; svg++) {
    g_autoptr (SzPage) page = sample_overview ();
    g_autoptr (SzPicture) picture =
        sz_draw_page (page, sz_theme_get (SZ_THEME_LIGHT), 1744, 1034, SZ_DRAW_FRAME);
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    cairo_surface_t *surface =
        svg ? cairo_svg_surface_create_for_stream (collect, bytes, picture->width, picture->height)
            : cairo_pdf_surface_create_for_stream (collect, bytes, picture->width, picture->height);
    cairo_t *cr = cairo_create (surface);

    sz_picture_paint (picture, cr, 1);
    cairo_destroy (cr);
    cairo_surface_finish (surface);
    g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy (surface);
    g_byte_array_append (bytes, (const guint8 *)"", 1);
    const char *start = (const char *)bytes->data;
    g_assert_true (g_str_has_prefix (start, svg ? "<?xml" : "%PDF-"));
    g_assert_cmpuint (bytes->len, >, 20000);
    g_assert_null (memmem (start, bytes->len, svg ? "<image" : "/Subtype /Image", svg ? 6 : 15));
    if (svg)
      g_assert_nonnull (strstr (start, "<symbol"));
  }
}

static const SzMark *
find_hit (const SzPicture *picture, const char *id)
{
  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);
    if (mark->kind == SZ_MARK_HIT && g_strcmp0 (mark->id, id) == 0)
      return mark;
  }
  return NULL;
}

static void
test_hits (void)
{
  sz_lang_set (SZ_LANG_EN);
  g_autoptr (SzPage) page = sample_overview ();
  g_autoptr (SzPicture) picture =
      sz_draw_page (page, sz_theme_get (SZ_THEME_DARK), 1744, 1034, SZ_DRAW_DEFAULT);
  const SzMark *figure = find_hit (picture, "figure:wait_c"), *part = find_hit (picture, "part:area=B");
  const SzMark *lead = find_hit (picture, "figure:item_instant_rate"),
               *tile = find_hit (picture, "tile:layer-items");

  g_assert_nonnull (figure);
  g_assert_nonnull (part);
  g_assert_nonnull (lead);
  g_assert_nonnull (tile);
  g_assert_cmpstr (figure->text, ==,
                   "Estate wait 21.7 min, watch, +1.5 min on the year, +2.8 min on the previous period");
  g_assert_true (g_str_has_prefix (part->text, "Social insurance 28.4 min, alarm, "));
  g_assert_nonnull (
      strstr (lead->text, "Instant items 68.4%, 3.4 pp above, target ≥ 65%, +5.2 pp on the year"));
  g_assert_nonnull (strstr (lead->text, "30 days range "));
  /* The figure lies on top of its tile. */
  const SzMark *top = sz_picture_hit (picture, figure->rect.x + 5, figure->rect.y + 5);
  g_assert_true (top == figure);
  g_assert_cmpstr (sz_picture_hit (picture, tile->rect.x + 40, tile->rect.y + 2)->id, ==, "tile:layer-items");
  g_assert_null (sz_picture_hit (picture, -5, -5));
  g_assert_null (sz_picture_mark (picture, picture->marks->len));
}

static gboolean
shows (const SzPicture *picture, const char *text)
{
  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);
    if (mark->kind == SZ_MARK_TEXT && strstr (mark->text, text) != NULL)
      return TRUE;
  }
  return FALSE;
}

/* Days without a value: missing, unless the calendar says that halls are closed on all of them. */
static void
test_closed_days (void)
{
  sz_lang_set (SZ_LANG_EN);
  g_autoptr (SzTile) tile = sz_tile_new (SZ_TILE_LINE, "trend", "Waits");
  g_autoptr (SzPage) page = sz_page_new ("indicator:wait_avg");
  const SzTheme *theme = sz_theme_get (SZ_THEME_LIGHT);
  const gint64 first = sz_day_from_ymd (2026, 3, 2); /* a Monday */
  SzSeries *series = sz_series_new ("Waits", 5);
  static const int days[] = { 0, 1, 2, 9, 10 };

  page->zone = sz_zone_new ("Asia/Shanghai", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    series->x[i] = (double)sz_zone_day_start_ms (page->zone, first + days[i]);
  /* The days between are there and have no value. */
  for (guint i = 0; i < 5; i++)
    series->y[i] = 10;
  series->y[2] = NAN;
  g_ptr_array_add (tile->series, series);
  tile->daily = TRUE;
  tile->x_start = series->x[0];
  tile->x_end = (double)sz_zone_day_start_ms (page->zone, first + 11);
  g_autoptr (SzPicture) missing = sz_draw_tile (tile, page, theme, 900, 400);
  g_assert_true (shows (missing, "no data"));
  g_assert_false (shows (missing, "hall closed"));
  tile->closed = g_new (gint64, 7);
  for (gint64 day = 2; day < 9; day++)
    tile->closed[tile->n_closed++] = first + day;
  g_autoptr (SzPicture) holiday = sz_draw_tile (tile, page, theme, 900, 400);
  g_assert_true (shows (holiday, "hall closed"));
  g_assert_false (shows (holiday, "no data"));
  /* One working day among them is missing. */
  tile->closed[3] = first + 20;
  tile->n_closed = 3;
  g_autoptr (SzPicture) mixed = sz_draw_tile (tile, page, theme, 900, 400);
  g_assert_true (shows (mixed, "no data"));
}

/* Never a verdict on stale data, the reason instead; an error says why; loading shows the name and no value.
 */
static void
test_states (void)
{
  sz_lang_set (SZ_LANG_EN);
  g_autoptr (SzPage) page = sample_states ();
  const SzTheme *theme = sz_theme_get (SZ_THEME_LIGHT);

  for (guint i = 0; i < 7; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);
    g_autoptr (SzPicture) picture = sz_draw_tile (tile, page, theme, 260, 200);
    const gboolean ready = tile->state == SZ_STATE_READY, stale = tile->state == SZ_STATE_STALE;

    g_assert_true (shows (picture, tile->title));
    g_assert_true (shows (picture, "below") == (ready && i == 0));
    g_assert_true (shows (picture, "over limit") == (i == 2));
    if (!ready && tile->state != SZ_STATE_LOADING)
      g_assert_true (shows (picture, tile->note));
    if (stale)
      g_assert_true (shows (picture, "46.2"));
    if (tile->state == SZ_STATE_ERROR || tile->state == SZ_STATE_EMPTY)
      g_assert_true (shows (picture, "—"));
  }
  page->stale = TRUE;
  g_autoptr (SzPicture) old = sz_draw_tile (g_ptr_array_index (page->tiles, 0), page, theme, 260, 200);
  g_assert_true (shows (old, "13.7"));
  g_assert_false (shows (old, "below"));
}

/* Median and number beyond the limit are those of the tile, to be seen only if it has them. */
static void
test_histogram_words (void)
{
  sz_lang_set (SZ_LANG_EN);
  g_autoptr (SzTile) tile = sz_tile_new (SZ_TILE_HISTOGRAM, "spread", "Waits");
  const SzTheme *theme = sz_theme_get (SZ_THEME_LIGHT);

  tile->limit = 25;
  tile->n_bins = 4;
  tile->bin_edges = g_new (double, 5);
  tile->bin_counts = g_new (double, 4);
  for (gsize i = 0; i <= 4; i++)
    tile->bin_edges[i] = 10 * (double)i;
  for (gsize i = 0; i < 4; i++)
    tile->bin_counts[i] = 100;
  g_autoptr (SzPicture) unknown = sz_draw_tile (tile, NULL, theme, 500, 260);
  g_assert_false (shows (unknown, "Median"));
  g_assert_false (shows (unknown, "above"));
  g_assert_true (shows (unknown, "Limit 25"));
  tile->median = 17;
  tile->over_count = 123;
  tile->row_count = 410;
  g_autoptr (SzPicture) known = sz_draw_tile (tile, NULL, theme, 500, 260);
  g_assert_true (shows (known, "Median 17"));
  g_assert_true (shows (known, "above 25: 123, 30"));
}

/* The same page is the same picture, mark by mark. */
static void
test_deterministic (void)
{
  g_autoptr (SzPage) page = sample_indicator ();
  const SzTheme *theme = sz_theme_get (SZ_THEME_LIGHT);
  g_autoptr (SzPicture) a = sz_draw_page (page, theme, 1280, 800, SZ_DRAW_FRAME);
  g_autoptr (SzPicture) b = sz_draw_page (page, theme, 1280, 800, SZ_DRAW_FRAME);

  g_assert_cmpuint (a->marks->len, ==, b->marks->len);
  for (guint i = 0; i < a->marks->len; i++) {
    g_assert_cmpstr (sz_picture_mark (a, i)->text, ==, sz_picture_mark (b, i)->text);
    g_assert_cmpmem (&sz_picture_mark (a, i)->rect, sizeof (SzRect), &sz_picture_mark (b, i)->rect,
                     sizeof (SzRect));
  }
}

/* Sizes no one should ask for give a picture all the same. */
static void
test_odd_sizes (void)
{
  static const double sizes[][2] = { { 0, 0 }, { -5, 100 }, { NAN, NAN }, { INFINITY, 10 }, { 1, 1 } };
  g_autoptr (SzPage) page = sample_states ();
  g_autoptr (SzPage) empty = sz_page_new ("overview");

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (SzPicture) picture = sz_draw_page (i % 2 ? page : empty, sz_theme_get (SZ_THEME_LIGHT),
                                                  sizes[i][0], sizes[i][1], SZ_DRAW_FRAME);
    g_assert_cmpfloat (picture->width, >=, 200);
    g_assert_cmpfloat (picture->height, >=, 120);
  }
}

static gpointer
draw_in_thread (gpointer data)
{
  g_autoptr (SzPage) page = sample_overview ();
  g_autoptr (SzPicture) picture =
      sz_draw_page (page, sz_theme_get (SZ_THEME_LIGHT), 1280, 800, SZ_DRAW_DEFAULT);
  return GUINT_TO_POINTER (picture->marks->len);
}

static void
test_threads (void)
{
  GThread *threads[4];
  guint first = 0;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("draw", draw_in_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
    const guint marks = GPOINTER_TO_UINT (g_thread_join (threads[i]));
    first = i == 0 ? marks : first;
    g_assert_cmpuint (marks, ==, first);
  }
}

/* The cards of a line follow each other, and each says the value of its point. */
static void
test_tips (void)
{
  g_autoptr (SzPage) page = sample_overview ();
  const SzTile *tile = g_ptr_array_index (page->tiles, 0);
  const SzSeries *today = g_ptr_array_index (tile->series, 0);
  g_autoptr (SzPicture) picture = sz_draw_tile (tile, page, sz_theme_get (SZ_THEME_LIGHT), 700, 420);
  const SzMark *tip = sz_picture_tip_next (picture, 0, NULL, 1),
               *last = sz_picture_tip_next (picture, 0, NULL, -1);
  guint n = 0;

  g_assert_nonnull (tip);
  for (const SzMark *next = NULL; tip != NULL; tip = next, n++) {
    g_auto (GStrv) lines = g_strsplit (tip->text, "\n", -1);
    gboolean found = FALSE;

    for (gsize i = 0; i < today->length && !found; i++) {
      g_autofree char *when = sz_clock_text ((gint64)today->x[i], page->zone);
      g_autofree char *value = sz_number_text (today->y[i], tile->unit);

      found = g_str_equal (lines[0], when) && g_str_has_suffix (lines[1], value);
    }
    g_assert_true (found);
    g_assert_true (sz_picture_tip (picture, tip->rect.x + tip->rect.width / 2, tip->rect.y + 1) == tip);
    next = sz_picture_tip_next (picture, 0, tip, 1);
    if (next == NULL)
      g_assert_true (tip == last);
    else
      g_assert_true (next->x > tip->x && sz_picture_tip_next (picture, 0, next, -1) == tip);
  }
  g_assert_cmpuint (n, >, 30);
}

/* A tile's table holds what the tile shows. */
static void
test_tables (void)
{
  g_autoptr (SzPage) page = sample_overview ();
  const SzTile *hero = g_ptr_array_index (page->tiles, 0), *areas = g_ptr_array_index (page->tiles, 1);
  const SzTile *card = g_ptr_array_index (page->tiles, 2);
  g_autoptr (SzFrame) line = sz_draw_tile_table (hero, page);
  g_autoptr (SzFrame) parts = sz_draw_tile_table (areas, page);
  g_autoptr (SzFrame) figures = sz_draw_tile_table (card, page);
  const SzSeries *today = g_ptr_array_index (hero->series, 0);

  g_assert_cmpuint (sz_frame_n_columns (line), ==, 1 + hero->series->len);
  g_assert_cmpuint (line->rows, ==, today->length);
  for (gsize i = 0; i < today->length; i++)
    if (isfinite (today->y[i]))
      g_assert_cmpfloat (sz_frame_number (line, i, 1), ==, today->y[i]);
  g_assert_cmpuint (parts->rows, ==, areas->parts->len);
  g_assert_cmpfloat (sz_frame_number (parts, 1, 1), ==,
                     ((const SzPart *)g_ptr_array_index (areas->parts, 1))->value);
  g_assert_cmpuint (figures->rows, ==, card->figures->len + 1);
  g_assert_cmpstr (sz_frame_text (figures, 0, 0), ==, card->lead->name);
}

/* TRUE if cards belong to the kind: what shows no values by itself, or has them all in words, has none. */
static gboolean
has_cards (SzTileKind kind)
{
  return kind != SZ_TILE_NUMBER && kind != SZ_TILE_STRIP && kind != SZ_TILE_TABLE &&
         kind != SZ_TILE_ENTRIES && kind != SZ_TILE_TERMS && kind != SZ_TILE_TIMELINE &&
         kind != SZ_TILE_LAYER;
}

static gboolean
contains (const SzPicture *picture, int tile, SzMarkKind kind)
{
  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);

    if (mark->kind == kind && mark->tile == tile && mark->text != NULL && *mark->text != '\0')
      return TRUE;
  }
  return FALSE;
}

/* A number that a card could show. */
static gboolean
has_number (const SzTile *tile, const SzFrame *table)
{
  const SzSeries *line = tile->series->len > 0 ? g_ptr_array_index (tile->series, 0) : NULL;
  double total = 0;

  if (tile->kind == SZ_TILE_GAUGE)
    return tile->lead != NULL && isfinite (tile->lead->value);
  if (tile->kind == SZ_TILE_HERO || tile->kind == SZ_TILE_LINE || tile->kind == SZ_TILE_COLUMNS) {
    /* The cards are those of the subject, as far as the axis goes. */
    for (gsize i = 0; line != NULL && i < line->length; i++)
      if (isfinite (line->y[i]) && !(line->x[i] < tile->x_start || line->x[i] >= tile->x_end))
        return !line->reference;
    return FALSE;
  }
  if (tile->kind == SZ_TILE_RING) {
    /* Nothing can be a share of nothing, nor of everything. */
    for (guint i = 0; i < tile->parts->len; i++)
      total += fmax (0, ((const SzPart *)g_ptr_array_index (tile->parts, i))->value);
    return total > 0 && isfinite (total);
  }
  for (guint column = 0; column < sz_frame_n_columns (table); column++)
    for (gsize row = 0; row < table->rows && sz_frame_column (table, column)->type == SZ_COLUMN_NUMBER; row++)
      if (isfinite (sz_frame_number (table, row, column)))
        return TRUE;
  return FALSE;
}

/* A tile that says more than its heading: a number, a name. */
static void
check_sentence (const SzTile *tile, const SzFrame *table)
{
  g_autofree char *sentence = sz_draw_tile_sentence (tile);
  gsize known = strlen (tile->title) + strlen (tile->scope) + strlen (tile->note) + 6;

  g_assert_true (g_str_has_prefix (sentence, tile->title));
  if (strlen (sentence) <= known && has_cards (tile->kind) && has_number (tile, table)) {
    g_test_message ("kind %d: “%s” says nothing", (int)tile->kind, sentence);
    g_test_fail ();
  }
}

static void
check_read (const SzTile *tile, const SzPage *page, const char *what)
{
  g_autoptr (SzPicture) picture = sz_draw_tile (tile, page, sz_theme_get (SZ_THEME_LIGHT), 640, 480);
  g_autoptr (SzFrame) table = sz_draw_tile_table (tile, page);
  int at = -1;

  for (guint k = 0; k < picture->marks->len && at < 0; k++)
    at = sz_picture_mark (picture, k)->kind == SZ_MARK_TILE ? (int)k : -1;
  g_assert_cmpint (at, >=, 0);
  g_assert_true (contains (picture, at, SZ_MARK_HIT));
  g_assert_nonnull (table);
  check_sentence (tile, table);
  if (!has_cards (tile->kind) || !has_number (tile, table) || contains (picture, at, SZ_MARK_TIP))
    return;
  g_test_message ("%s: kind %d has no card", what, (int)tile->kind);
  g_test_fail ();
}

/* Every kind with values can be read by pointer, by key, by ear and as a table. */
static void
test_every_kind_is_read (void)
{
  guint seen[SZ_TILE_RADAR + 1] = { 0 };

  for (guint i = 0; i < 120; i++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (i);
    g_autofree char *what = g_strdup_printf ("page %u", i);
    g_autoptr (SzPage) page = NULL;

    sz_lang_set ((SzLang)(i % 2));
    page = i < 2 ? sample_states () : i < 4 ? sample_overview () : sample_random (rand);
    for (guint k = 0; k < page->tiles->len; k++) {
      const SzTile *tile = g_ptr_array_index (page->tiles, k);
      g_autoptr (SzFrame) table = sz_draw_tile_table (tile, page);

      if (tile->state != SZ_STATE_READY || table == NULL)
        continue;
      seen[tile->kind]++;
      check_read (tile, page, what);
    }
  }
  for (guint kind = 0; kind <= SZ_TILE_RADAR; kind++) {
    g_test_message ("kind %u: %u samples", kind, seen[kind]);
    g_assert_cmpuint (seen[kind], >, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sz_i18n_init (NULL);
  g_test_add_func ("/draw/picture/themes", test_theme_pixels);
  g_test_add_func ("/draw/picture/ink", test_text_has_ink);
  g_test_add_func ("/draw/picture/scale", test_scale);
  g_test_add_func ("/draw/picture/vector", test_vector_files);
  g_test_add_func ("/draw/picture/hits", test_hits);
  g_test_add_func ("/draw/picture/states", test_states);
  g_test_add_func ("/draw/picture/closed-days", test_closed_days);
  g_test_add_func ("/draw/picture/histogram", test_histogram_words);
  g_test_add_func ("/draw/picture/deterministic", test_deterministic);
  g_test_add_func ("/draw/picture/odd-sizes", test_odd_sizes);
  g_test_add_func ("/draw/picture/threads", test_threads);
  g_test_add_func ("/draw/picture/tips", test_tips);
  g_test_add_func ("/draw/picture/tables", test_tables);
  g_test_add_func ("/draw/picture/every-kind", test_every_kind_is_read);
  return g_test_run ();
}
