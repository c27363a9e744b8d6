/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "map-help.h"
#include "sz-geodesy.h"
#include "sz-map-scene.h"
#include "sz-tile-painter.h"
#include "sz-tiles.h"

static SzAtlas *
load_once (void)
{
  static SzAtlas *atlas;

  if (atlas == NULL) {
    g_autoptr (MapStore) store = map_store_new ();

    atlas = map_store_load (store, NULL);
  }
  return atlas;
}

/* --- painting --- */

static cairo_surface_t *
paint (double world, double left, double top, int size, SzThemeId theme, SzDatum datum)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size, size);
  cairo_t *cr = cairo_create (surface);
  SzTilePainting painting = { load_once (), sz_theme_get (theme), datum, world, left, top, size };

  sz_tile_paint (&painting, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static guint32
pixel (cairo_surface_t *surface, int x, int y)
{
  const guchar *row =
      cairo_image_surface_get_data (surface) + (gsize)y * (gsize)cairo_image_surface_get_stride (surface);

  return ((const guint32 *)(const void *)row)[x];
}

static int
difference (guint32 a, guint32 b)
{
  int most = 0;

  for (int shift = 0; shift < 24; shift += 8)
    most = MAX (most, ABS ((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff)));
  return most;
}

/* Four tiles side by side are what one tile of twice the size is: no seam, no dash that begins anew. */
static void
test_seams (void)
{
  for (guint zoom = 9; zoom <= 17; zoom++) {
    double world = 256.0 * pow (2, zoom), x, y;
    cairo_surface_t *whole;

    sz_mercator_project (120.40 + g_test_rand_double_range (-0.002, 0.002), 36.08, &x, &y);
    double left = floor (x * world / 256 - 0.5) * 256, top = floor (y * world / 256 - 0.5) * 256;
    whole = paint (world, left, top, 512, SZ_THEME_LIGHT, SZ_DATUM_WGS84);
    for (guint part = 0; part < 4; part++) {
      int dx = (part % 2) * 256, dy = (part / 2) * 256;
      cairo_surface_t *tile = paint (world, left + dx, top + dy, 256, SZ_THEME_LIGHT, SZ_DATUM_WGS84);
      int worst = 0;

      for (int py = 0; py < 256; py++)
        for (int px = 0; px < 256; px++)
          worst = MAX (worst, difference (pixel (tile, px, py), pixel (whole, px + dx, py + dy)));
      g_assert_cmpint (worst, <=, 24);
      cairo_surface_destroy (tile);
    }
    cairo_surface_destroy (whole);
  }
}

/* Inside, outside and boundary differ in every theme; the datum moves the picture by as many pixels as it
 * must. */
static void
test_looks (void)
{
  double world = 256.0 * pow (2, 15), x, y, gx = 120.35, gy = 36.10, sx, sy;

  sz_mercator_project (120.35, 36.10, &x, &y);
  sz_datum_convert (SZ_DATUM_WGS84, SZ_DATUM_GCJ02, &gx, &gy);
  sz_mercator_project (gx, gy, &sx, &sy);
  for (int theme = SZ_THEME_LIGHT; theme <= SZ_THEME_WALL; theme++) {
    cairo_surface_t *plain = paint (world, round (x * world) - 128, round (y * world) - 128, 256,
                                    (SzThemeId)theme, SZ_DATUM_WGS84);
    cairo_surface_t *shifted = paint (world, round (sx * world) - 128, round (sy * world) - 128, 256,
                                      (SzThemeId)theme, SZ_DATUM_GCJ02);
    guint32 outside = pixel (plain, 20, 128), inside = pixel (plain, 236, 128),
            line = pixel (plain, 128, 128);

    g_assert_cmpint (difference (outside, inside), >, 4);
    g_assert_cmpint (difference (line, inside), >, 20);
    g_assert_cmpuint (inside & 0xffffff, ==, sz_theme_get ((SzThemeId)theme)->map_land);
    g_assert_cmpuint (pixel (shifted, 20, 128), ==, outside);
    g_assert_cmpuint (pixel (shifted, 236, 128), ==, inside);
    g_assert_cmpint (difference (pixel (shifted, 128, 128), inside), >, 20);
    cairo_surface_destroy (plain);
    cairo_surface_destroy (shifted);
  }
}

static void
test_empty (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 64, 64);
  cairo_t *cr = cairo_create (surface);
  SzTilePainting painting = { NULL, sz_theme_get (SZ_THEME_DARK), SZ_DATUM_WGS84, 256, 0, 0, 64 };

  sz_tile_paint (&painting, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_assert_cmpuint (pixel (surface, 5, 5) & 0xffffff, ==, sz_theme_get (SZ_THEME_DARK)->map_land);
  cairo_surface_destroy (surface);
}

/* --- what lies over it --- */

static PangoContext *
new_context (void)
{
  return pango_font_map_create_context (pango_cairo_font_map_get_default ());
}

static GPtrArray *
random_marks (guint n, double spread)
{
  GPtrArray *marks = g_ptr_array_new_with_free_func (sz_map_mark_free);

  for (guint i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf ("M%u", i);
    g_autofree char *name = g_strdup_printf ("便民服务中心%u", i);

    g_ptr_array_add (marks, sz_map_mark_new (id, name, i % 3 == 0 ? "" : "等候 13.7 分",
                                             120.40 + g_test_rand_double_range (-spread, spread) / 2,
                                             36.10 + g_test_rand_double_range (-spread, spread) / 2,
                                             (SzSiteKind)(i % 5), (SzMapStatus)(i % 7 % 5)));
  }
  return marks;
}

typedef struct {
  double x, y, width, height;
} Box;

static Box
label_box (const SzMapLabel *label)
{
  return (Box){ label->x, label->y, label->width, label->height };
}

static Box
group_box (const SzMapGroup *group)
{
  return (Box){ group->x - group->reach, group->y - group->reach, 2 * group->reach, 2 * group->reach };
}

static gboolean
overlap (Box a, Box b)
{
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/* Ink at the edge of its own picture would have been cut. */
static void
assert_whole (cairo_surface_t *ink)
{
  int width = cairo_image_surface_get_width (ink), height = cairo_image_surface_get_height (ink);

  cairo_surface_flush (ink);
  for (int x = 0; x < width; x++)
    g_assert_true (pixel (ink, x, 0) >> 24 < 128 && pixel (ink, x, height - 1) >> 24 < 128);
  for (int y = 0; y < height; y++)
    g_assert_true (pixel (ink, 0, y) >> 24 < 128 && pixel (ink, width - 1, y) >> 24 < 128);
}

/* No text on a mark, a count, another text or the pin's; no mark or count on another. */
static void
assert_apart (SzMapScene *scene)
{
  const GArray *labels = sz_map_scene_labels (scene), *groups = sz_map_scene_groups (scene);
  Box pin;
  gboolean pinned = sz_map_scene_pin_box (scene, &pin.x, &pin.y, &pin.width, &pin.height);

  for (guint i = 0; i < groups->len; i++)
    for (guint k = 0; k < i; k++)
      g_assert_false (overlap (group_box (&g_array_index (groups, SzMapGroup, i)),
                               group_box (&g_array_index (groups, SzMapGroup, k))));
  for (guint i = 0; i < labels->len; i++) {
    const SzMapLabel *label = &g_array_index (labels, SzMapLabel, i);

    for (guint k = 0; k < i; k++)
      g_assert_false (overlap (label_box (label), label_box (&g_array_index (labels, SzMapLabel, k))));
    for (guint k = 0; k < groups->len; k++)
      g_assert_false (overlap (label_box (label), group_box (&g_array_index (groups, SzMapGroup, k))));
    g_assert_false (pinned && overlap (label_box (label), pin));
  }
}

/* The selected mark is never counted with others, and is named at every zoom. */
static void
assert_selected (SzMapScene *scene, const char *selected)
{
  const GArray *labels = sz_map_scene_labels (scene), *groups = sz_map_scene_groups (scene);
  guint drawn = 0, named = 0;

  for (guint i = 0; i < groups->len; i++) {
    const SzMapGroup *group = &g_array_index (groups, SzMapGroup, i);

    if (!g_str_equal (group->mark->id, selected))
      continue;
    g_assert_cmpuint (group->count, ==, 1);
    /* It is where it is. */
    g_assert_cmpfloat (hypot (group->x - group->home_x, group->y - group->home_y), <, 1e-6);
    drawn++;
  }
  for (guint i = 0; i < labels->len; i++) {
    const SzMapLabel *label = &g_array_index (labels, SzMapLabel, i);

    named += label->kind == SZ_LABEL_CAPTION && g_str_equal (label->id, selected) ? 1 : 0;
  }
  g_assert_cmpuint (drawn, ==, 1);
  g_assert_cmpuint (named, ==, 1);
}

static guint
count_together (SzMapScene *scene)
{
  const GArray *groups = sz_map_scene_groups (scene);
  guint together = 0;

  for (guint i = 0; i < groups->len; i++)
    together += g_array_index (groups, SzMapGroup, i).count;
  return together;
}

/* Any marks, crowded or scattered, at any zoom, with any of them selected and the pin anywhere. */
static void
test_labels (void)
{
  PangoContext *context = new_context ();

  for (guint round = 0; round < 16; round++) {
    g_autoptr (SzMapScene) scene = sz_map_scene_new ();
    g_autoptr (GPtrArray) marks =
        random_marks ((guint)g_test_rand_int_range (1, 160), pow (10, g_test_rand_double_range (-4, -1)));
    guint total = 0;

    sz_map_scene_set_atlas (scene, load_once ());
    sz_map_scene_set_marks (scene, marks);
    sz_map_scene_set_look (scene, (SzThemeId)(round % 3), (SzDatum)(round % 2), round % 4 == 0 ? 2 : 1);
    for (guint zoom = 8; zoom <= 18; zoom++) {
      const SzMapMark *selected =
          g_ptr_array_index (marks, (guint)g_test_rand_int_range (0, (gint32)marks->len));
      double world = g_test_rand_double_range (256, 512) * pow (2, zoom);

      sz_map_scene_set_selected (scene, zoom % 3 == 0 ? NULL : selected->id);
      if (zoom % 2 == 0)
        sz_map_scene_set_pin (scene, g_test_rand_double_range (120.35, 120.45),
                              g_test_rand_double_range (36.05, 36.15), "距边界 18 米", round % 2 == 0);
      else
        sz_map_scene_set_pin (scene, NAN, NAN, NULL, FALSE);
      sz_map_scene_place (scene, context, world);
      assert_apart (scene);
      if (zoom % 3 != 0)
        assert_selected (scene, selected->id);
      total += sz_map_scene_labels (scene)->len;
      g_assert_cmpuint (count_together (scene), ==, marks->len);
    }
    g_assert_cmpuint (total, >, 5);
  }
  g_object_unref (context);
}

/* Where the scene says that a mark or count reaches, it reaches, and no further: nothing of it lies outside.
 */
static void
assert_reach (SzMapScene *scene, const SzMapGroup *group)
{
  const int half = 40;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 2 * half, 2 * half);
  cairo_t *cr = cairo_create (surface);
  double left = round (group->x) - half, top = round (group->y) - half;

  sz_map_scene_paint (scene, cr, left, top, 2 * half, 2 * half);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (int y = 0; y < 2 * half; y++)
    for (int x = 0; x < 2 * half; x++) {
      const GArray *labels = sz_map_scene_labels (scene);
      gboolean text = FALSE;

      for (guint i = 0; i < labels->len; i++)
        text = text ||
               overlap ((Box){ left + x, top + y, 1, 1 }, label_box (&g_array_index (labels, SzMapLabel, i)));
      /* The ground's colour around a mark, and its line, are 2.5 pixels wide. */
      if (!text && (fabs (left + x + 0.5 - group->x) > group->reach + 3 ||
                    fabs (top + y + 0.5 - group->y) > group->reach + 3))
        g_assert_cmpuint (pixel (surface, x, y) >> 24, <, 100);
    }
  cairo_surface_destroy (surface);
}

static void
test_reach (void)
{
  PangoContext *context = new_context ();

  for (int kind = SZ_SITE_HALL; kind <= SZ_SITE_OTHER; kind++)
    for (int status = SZ_SPOT_GOOD; status <= SZ_SPOT_SHUT; status++)
      for (guint i = 0; i < 4; i++) {
        g_autoptr (SzMapScene) scene = sz_map_scene_new ();
        g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func (sz_map_mark_free);
        guint count = i < 2 ? 1 : i == 2 ? 12 : 1200;

        for (guint k = 0; k < count; k++) {
          g_autofree char *id = g_strdup_printf ("M%u", k);

          g_ptr_array_add (
              marks, sz_map_mark_new (id, "点", "", 120.40, 36.10, (SzSiteKind)kind, (SzMapStatus)status));
        }
        if (count > 1 && (kind == SZ_SITE_HALL || kind == SZ_SITE_TOWN))
          continue;
        sz_map_scene_set_marks (scene, marks);
        sz_map_scene_set_selected (scene, i == 1 ? "M0" : NULL);
        sz_map_scene_place (scene, context, 256.0 * pow (2, g_test_rand_int_range (10, 15)));
        g_assert_cmpuint (sz_map_scene_groups (scene)->len, ==, 1);
        assert_reach (scene, &g_array_index (sz_map_scene_groups (scene), SzMapGroup, 0));
      }
  g_object_unref (context);
}

/* The text of the selected mark stands where it can be read: in the window, not under what lies over it. */
static void
test_view (void)
{
  PangoContext *context = new_context ();

  for (guint round = 0; round < 60; round++) {
    g_autoptr (SzMapScene) scene = sz_map_scene_new ();
    g_autoptr (GPtrArray) marks = random_marks (1, 0.1);
    double world = 256.0 * pow (2, g_test_rand_int_range (10, 17)), left, top;
    Box card = { 420, 0, 180, 200 };
    const SzMapGroup *group;
    Box text;

    sz_map_scene_set_marks (scene, marks);
    sz_map_scene_set_selected (scene, "M0");
    sz_map_scene_place (scene, context, world);
    group = &g_array_index (sz_map_scene_groups (scene), SzMapGroup, 0);
    left = group->x - g_test_rand_double_range (20, 400);
    top = group->y - g_test_rand_double_range (20, 380);
    sz_map_scene_set_view (scene, left, top, 600, 400);
    sz_map_scene_set_covered (scene, 0, 0, card.width, card.height);
    sz_map_scene_set_selected (scene, NULL);
    sz_map_scene_set_selected (scene, "M0");
    sz_map_scene_place (scene, context, world);
    g_assert_cmpuint (sz_map_scene_labels (scene)->len, ==, 1);
    text = label_box (&g_array_index (sz_map_scene_labels (scene), SzMapLabel, 0));
    text.x -= left;
    text.y -= top;
    g_assert_true (text.x >= 0 && text.y >= 0 && text.x + text.width <= 600 && text.y + text.height <= 400);
    g_assert_false (overlap (text, card));
  }
  g_object_unref (context);
}

/* What the pin says can be read wherever there is room for it, at the right edge as beside the card, and its
 * usual place is on the right. */
static void
test_pin (void)
{
  PangoContext *context = new_context ();

  for (guint round = 0; round < 60; round++) {
    g_autoptr (SzMapScene) scene = sz_map_scene_new ();
    const double world = 256.0 * pow (2, g_test_rand_int_range (10, 17));
    const Box card = { 420, 0, 180, 200 };
    const gboolean edge = round % 3 == 0, beside = round % 3 == 1;
    double x, y, at_x = 250, at_y = g_test_rand_double_range (100, 180);
    Box text;

    if (edge) {
      at_x = g_test_rand_double_range (585, 600);
      at_y = g_test_rand_double_range (260, 380);
    } else if (beside) {
      at_x = g_test_rand_double_range (400, 415);
    }
    sz_mercator_project (120.40, 36.10, &x, &y);
    sz_map_scene_set_view (scene, x * world - at_x, y * world - at_y, 600, 400);
    sz_map_scene_set_covered (scene, 0, 0, card.width, card.height);
    sz_map_scene_set_pin (scene, 120.40, 36.10, "距边界 18 米", round % 2 == 0);
    sz_map_scene_place (scene, context, world);
    g_assert_true (sz_map_scene_pin_box (scene, &text.x, &text.y, &text.width, &text.height));
    text.x -= x * world - at_x;
    text.y -= y * world - at_y;
    g_assert_true (text.x >= 0 && text.y >= 0 && text.x + text.width <= 600 && text.y + text.height <= 400);
    g_assert_false (overlap (text, card));
    g_assert_true (edge || beside ? text.x + text.width < at_x : text.x > at_x);
  }
  g_object_unref (context);
}

/* No text is cut at the edge of its picture. */
static void
test_inks (void)
{
  PangoContext *context = new_context ();

  for (guint round = 0; round < 4; round++) {
    g_autoptr (SzMapScene) scene = sz_map_scene_new ();
    g_autoptr (GPtrArray) marks = random_marks (60, 0.1);

    sz_map_scene_set_atlas (scene, load_once ());
    sz_map_scene_set_marks (scene, marks);
    sz_map_scene_set_look (scene, (SzThemeId)(round % 3), SZ_DATUM_WGS84, round % 2 == 0 ? 2 : 1);
    sz_map_scene_place (scene, context, 256.0 * pow (2, 12 + round));
    for (guint i = 0; i < sz_map_scene_labels (scene)->len; i++)
      assert_whole (
          sz_map_scene_draw_label (scene, &g_array_index (sz_map_scene_labels (scene), SzMapLabel, i)));
  }
  g_object_unref (context);
}

/* A mark is found where it is drawn, and what is drawn there is not the ground. */
static void
test_hits (void)
{
  PangoContext *context = new_context ();
  g_autoptr (SzMapScene) scene = sz_map_scene_new ();
  g_autoptr (GPtrArray) marks = random_marks (40, 0.1);
  double world = 256.0 * pow (2, 16);

  sz_map_scene_set_marks (scene, marks);
  sz_map_scene_place (scene, context, world);
  for (guint i = 0; i < sz_map_scene_groups (scene)->len; i++) {
    const SzMapGroup *group = &g_array_index (sz_map_scene_groups (scene), SzMapGroup, i);
    const SzMapGroup *hit = sz_map_scene_hit (scene, group->x + 1, group->y, FALSE);
    cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 60, 60);
    cairo_t *cr = cairo_create (surface);

    g_assert_nonnull (hit);
    g_assert_cmpfloat (hypot (hit->x - group->x, hit->y - group->y), <=, 1.0 + 1e-9);
    sz_map_scene_paint (scene, cr, group->x - 30, group->y - 30, 60, 60);
    cairo_destroy (cr);
    cairo_surface_flush (surface);
    g_assert_cmpuint (pixel (surface, 30, 30) >> 24, >, 200);
    cairo_surface_destroy (surface);
  }
  g_assert_null (sz_map_scene_hit (scene, 5, 5, TRUE));
  g_object_unref (context);
}

/* Every kind in every state looks different: shape carries what colour does. */
static void
test_shapes (void)
{
  cairo_surface_t *pictures[4 * 5];
  guint n = 0;

  for (int kind = SZ_SITE_HALL; kind <= SZ_SITE_TERMINAL; kind++)
    for (int status = SZ_SPOT_GOOD; status <= SZ_SPOT_SHUT; status++) {
      cairo_t *cr;

      pictures[n] = cairo_image_surface_create (CAIRO_FORMAT_A8, 32, 32);
      cr = cairo_create (pictures[n]);
      sz_map_mark_paint (cr, sz_theme_get (SZ_THEME_LIGHT), (SzSiteKind)kind, (SzMapStatus)status, FALSE, 16,
                         16);
      cairo_destroy (cr);
      cairo_surface_flush (pictures[n++]);
    }
  /* Of a terminal: good, attention, alarm, unknown have four outlines even without colour. */
  for (guint a = 15; a < 19; a++)
    for (guint b = 15; b < a; b++)
      g_assert_cmpint (memcmp (cairo_image_surface_get_data (pictures[a]),
                               cairo_image_surface_get_data (pictures[b]),
                               (gsize)cairo_image_surface_get_stride (pictures[a]) * 32),
                       !=, 0);
  for (guint i = 0; i < n; i++)
    cairo_surface_destroy (pictures[i]);
}

/* --- files of tiles --- */

static void
test_file (void)
{
  g_autofree char *path = map_shared_file ("tiles/plain_1.mbtiles");
  g_autoptr (GError) error = NULL;
  g_autoptr (SzTiles) tiles = path != NULL ? sz_tiles_open (path, &error) : NULL;

  if (path == NULL)
    return;
  g_assert_no_error (error);
  g_assert_cmpuint (sz_tiles_min_zoom (tiles), ==, 0);
  g_assert_cmpuint (sz_tiles_max_zoom (tiles), ==, 4);
  g_assert_cmpstr (sz_tiles_metadata (tiles, "name"), ==, "plain_1");
  g_assert_null (sz_tiles_metadata (tiles, "attribution"));
  for (guint zoom = 0; zoom <= 4; zoom++) {
    g_autoptr (GBytes) bytes = sz_tiles_read (tiles, zoom, 0, (1u << zoom) / 2, &error);
    const guchar *data;
    gsize length;

    g_assert_no_error (error);
    g_assert_nonnull (bytes);
    data = g_bytes_get_data (bytes, &length);
    g_assert_cmpmem (data, 4, "\x89PNG", 4);
  }
  /* The first row of the web is the file's last. */
  g_autofree char *one = map_shared_file ("tiles/one_tile.mbtiles");
  g_autoptr (SzTiles) single = one != NULL ? sz_tiles_open (one, &error) : NULL;
  g_assert_no_error (error);
  g_autoptr (GBytes) north = sz_tiles_read (single, 1, 0, 0, &error);
  g_autoptr (GBytes) south = sz_tiles_read (single, 1, 0, 1, &error);
  g_assert_nonnull (north);
  g_assert_null (south);
  g_assert_null (sz_tiles_read (single, 30, 0, 0, &error));
  g_assert_null (sz_tiles_read (single, 1, 9, 0, &error));
  g_assert_no_error (error);
}

static void
test_bad_files (void)
{
  g_autofree char *folder = g_dir_make_tmp ("shuzhi-tiles-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "bad.mbtiles", NULL);
  g_autofree char *good = NULL, *bytes = NULL;
  static const char *const texts[] = { "", "no database at all", "SQLite format 3" };
  gsize length;
  g_autoptr (GError) missing = NULL;

  g_assert_null (sz_tiles_open (path, &missing));
  g_assert_error (missing, SZ_ERROR, SZ_ERROR_NOT_FOUND);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_file_set_contents (path, texts[i], -1, NULL);
    g_assert_null (sz_tiles_open (path, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
    g_assert_nonnull (strstr (error->message, "bad.mbtiles"));
  }
  good = map_shared_file ("tiles/one_tile.mbtiles");
  if (good != NULL && g_file_get_contents (good, &bytes, &length, NULL))
    for (guint round = 0; round < 40; round++) {
      g_autofree char *damaged = g_memdup2 (bytes, length);
      g_autoptr (SzTiles) tiles = NULL;

      for (guint k = 0; k < 200; k++)
        damaged[g_test_rand_int_range (100, (int)length)] = (char)g_test_rand_int_range (0, 256);
      g_file_set_contents (path, damaged,
                           (gssize)(round % 2 == 0 ? length : (gsize)g_test_rand_int_range (0, (int)length)),
                           NULL);
      tiles = sz_tiles_open (path, NULL);
      for (guint x = 0; tiles != NULL && x < 2; x++) {
        g_autoptr (GBytes) tile = sz_tiles_read (tiles, 1, x, 0, NULL);
      }
    }
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  sz_clock_set_for_test (MAP_NOW_MS);
  g_test_add_func ("/map/tiles/seams", test_seams);
  g_test_add_func ("/map/tiles/looks", test_looks);
  g_test_add_func ("/map/tiles/empty", test_empty);
  g_test_add_func ("/map/scene/labels", test_labels);
  g_test_add_func ("/map/scene/reach", test_reach);
  g_test_add_func ("/map/scene/view", test_view);
  g_test_add_func ("/map/scene/pin", test_pin);
  g_test_add_func ("/map/scene/inks", test_inks);
  g_test_add_func ("/map/scene/hits", test_hits);
  g_test_add_func ("/map/scene/shapes", test_shapes);
  g_test_add_func ("/map/file/read", test_file);
  g_test_add_func ("/map/file/bad", test_bad_files);
  result = g_test_run ();
  sz_atlas_unref (load_once ());
  return result;
}
