/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "map-help.h"
#include "sz-atlas-private.h"
#include "sz-finder.h"
#include "sz-geodesy.h"
#include "sz-map-settings.h"
#include "sz-pinyin.h"
#include "sz-whereabouts.h"

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

/* The first result's title, or "-"; "~" in front of a partial one. */
static char *
first (const char *query)
{
  g_autoptr (GPtrArray) found = sz_atlas_search (load_once (), query, 10);
  const SzFound *best = found->len > 0 ? g_ptr_array_index (found, 0) : NULL;

  return best == NULL ? g_strdup ("-") : g_strdup_printf ("%s%s", best->partial ? "~" : "", best->title);
}

static void
test_atlas (void)
{
  const SzAtlas *atlas = load_once ();
  const SzSite *hall = sz_atlas_site (atlas, "P1"), *village = sz_atlas_site (atlas, "P5");

  g_assert_cmpuint (atlas->sites->len, ==, 5);
  g_assert_cmpuint (atlas->regions->len, ==, 6);
  g_assert_cmpuint (atlas->bans->len, ==, 2);
  /* The zone that crosses itself is not taken in silence. */
  g_assert_cmpuint (atlas->problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (atlas->problems, 0), "画错的区域"));
  g_assert_true (g_ptr_array_index (atlas->sites, 0) == hall);
  g_assert_cmpint (hall->kind, ==, SZ_SITE_HALL);
  g_assert_cmpint (sz_atlas_site (atlas, "P4")->state, ==, SZ_SITE_OFFLINE);
  g_assert_cmpstr (hall->region_name, ==, "文昌街道");
  g_assert_cmpfloat_with_epsilon (hall->longitude, 120.39, 1e-9);
  g_assert_true (isnan (village->longitude));
  g_assert_cmpfloat_with_epsilon (atlas->west, 120.35, 1e-9);
  g_assert_cmpfloat_with_epsilon (atlas->north, 36.15, 1e-9);
}

/* Equal content is not parsed again; any change is seen. */
static void
test_reload (void)
{
  g_autoptr (MapStore) store = map_store_new ();
  g_autoptr (SzAtlas) one = map_store_load (store, NULL);
  g_autoptr (SzAtlas) two = map_store_load (store, one);
  g_autoptr (SzAtlas) three = NULL;

  g_assert_true (one == two);
  map_add (store->store, store->catalog, "points", "P9", "point", "P9", "name", "新设便民点", "kind",
           "village", "state", "open", NULL);
  three = map_store_load (store, two);
  g_assert_true (three != two);
  g_assert_nonnull (sz_atlas_site (three, "P9"));
}

static void
test_names (void)
{
  static const struct {
    const char *query, *title;
  } cases[] = {
    { "云澜区政务服务中心", "云澜区政务服务中心" },
    { "文昌路118号", "文昌街道便民服务中心" },
    { "文昌路 118 号", "文昌街道便民服务中心" },
    { "文昌路１１８号", "文昌街道便民服务中心" },
    { "学府路", "园区自助点Z07" },
    { "z07", "园区自助点Z07" },
    { "鼓楼社区", "鼓楼社区" },
    { "禁放", "老城烟花爆竹禁放区" },
    { "餐饮", "湖滨餐饮禁设区" },
    { "西市", "西市社区" },
    { "滨", "湖滨社区" },
    { "文昌 便民", "文昌街道便民服务中心" },
    { "文昌路999号", "~文昌街道便民服务中心" },
    { "不存在的地方", "-" },
    { "", "-" },
    { " ，。", "-" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *title = first (cases[i].query);

    g_assert_cmpstr (title, ==, cases[i].title);
  }
}

static void
test_pinyin (void)
{
  const char *texts[] = { "文昌街道", "Z07点", "abc", NULL };
  g_auto (GStrv) pinyin = sz_pinyin_of (texts);

  g_assert_cmpuint (g_strv_length (pinyin), ==, 3);
  if (*pinyin[0] == '\0') {
    g_test_skip ("ICU has no table from Chinese to Latin letters");
    return;
  }
  g_assert_cmpstr (pinyin[0], ==, "wen chang jie dao");
  g_assert_cmpstr (pinyin[2], ==, "abc");
  g_autofree char *letters = first ("xssq");
  g_autofree char *syllables = first ("wenchangjie");
  g_assert_cmpstr (letters, ==, "西市社区");
  g_assert_cmpstr (syllables, ==, "文昌街道便民服务中心");
}

static void
test_coordinates (void)
{
  static const struct {
    const char *text;
    gboolean good;
    SzDatum datum;
    double x, y; /* as written */
  } cases[] = {
    { "120.38,36.07", TRUE, SZ_DATUM_WGS84, 120.38, 36.07 },
    { "120.38，36.07", TRUE, SZ_DATUM_WGS84, 120.38, 36.07 },
    { " 120.38  36.07 ", TRUE, SZ_DATUM_WGS84, 120.38, 36.07 },
    { "36.07, 120.38", TRUE, SZ_DATUM_WGS84, 120.38, 36.07 },
    { "经度120.38 纬度36.07", TRUE, SZ_DATUM_WGS84, 120.38, 36.07 },
    { "120.38°E, 36.07°N", TRUE, SZ_DATUM_WGS84, 120.38, 36.07 },
    { "gcj 120.1,36.2", TRUE, SZ_DATUM_GCJ02, 120.1, 36.2 },
    { "GCJ-02 120.1,36.2", TRUE, SZ_DATUM_GCJ02, 120.1, 36.2 },
    { "bd09: 120.1 36.2", TRUE, SZ_DATUM_BD09, 120.1, 36.2 },
    { "120.38", FALSE, 0, 0, 0 },
    { "120.38,36.07,5", FALSE, 0, 0, 0 },
    { "文昌路 118 号", FALSE, 0, 0, 0 },
    { "190, 95", FALSE, 0, 0, 0 },
    { "1e999, 3", FALSE, 0, 0, 0 },
    { "", FALSE, 0, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    double x = NAN, y = NAN, wx = cases[i].x, wy = cases[i].y;
    SzDatum datum;

    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (sz_coordinates_parse (cases[i].text, &x, &y, &datum), ==, cases[i].good);
    if (!cases[i].good)
      continue;
    g_assert_cmpint (datum, ==, cases[i].datum);
    sz_datum_convert (cases[i].datum, SZ_DATUM_WGS84, &wx, &wy);
    g_assert_cmpfloat_with_epsilon (x, wx, 1e-9);
    g_assert_cmpfloat_with_epsilon (y, wy, 1e-9);
  }
  g_autoptr (GPtrArray) found = sz_atlas_search (load_once (), "gcj 120.1,36.2", 5);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpint (((SzFound *)g_ptr_array_index (found, 0))->kind, ==, SZ_FOUND_POSITION);
}

/* --- answers --- */

static void
test_answer (void)
{
  const SzAtlas *atlas = load_once ();
  g_autoptr (SzWhereabouts) inside = sz_whereabouts_new (atlas, 120.3665, 36.0700, 3);
  const SzBanAnswer *ban = &g_array_index (inside->bans, SzBanAnswer, 0);
  g_autofree char *regions = sz_whereabouts_regions_text (inside);
  g_autofree char *text = sz_ban_answer_text (ban);

  g_assert_cmpstr (regions, ==, "云澜区 文昌街道 鼓楼社区");
  g_assert_true (ban->inside);
  g_assert_cmpstr (ban->ban->name, ==, "老城烟花爆竹禁放区");
  /* The hole's edge is nearest, at 120.368. */
  g_assert_cmpfloat_with_epsilon (ban->boundary_m, sz_geodesy_distance_m (120.3665, 36.07, 120.368, 36.07),
                                  0.01);
  g_assert_cmpstr (text, ==, "Inside “老城烟花爆竹禁放区”, 135 m from its boundary.");
  g_assert_cmpuint (inside->near->len, ==, 3);
  g_assert_cmpstr (g_array_index (inside->near, SzNearSite, 0).site->id, ==, "P2");

  g_autoptr (SzWhereabouts) hole = sz_whereabouts_new (atlas, 120.370, 36.070, 1);
  g_assert_false (g_array_index (hole->bans, SzBanAnswer, 0).inside);
  g_autofree char *outside = sz_ban_answer_text (&g_array_index (hole->bans, SzBanAnswer, 0));
  g_assert_cmpstr (outside, ==, "Outside “老城烟花爆竹禁放区”, 180 m from its boundary.");

  g_autoptr (SzWhereabouts) far = sz_whereabouts_new (atlas, 121.9, 37.9, 9);
  g_autofree char *nowhere = sz_whereabouts_regions_text (far);
  g_assert_cmpuint (far->bans->len, ==, 0);
  g_assert_cmpstr (nowhere, ==, "");
  /* The point without a position is nowhere near. */
  g_assert_cmpuint (far->near->len, ==, 4);
}

/* The index finds what looking at every outline finds. */
static void
test_index (void)
{
  const SzAtlas *atlas = load_once ();

  for (guint i = 0; i < 2000; i++) {
    double x = g_test_rand_double_range (120.33, 120.47), y = g_test_rand_double_range (36.03, 36.17);
    g_autoptr (SzWhereabouts) answer = sz_whereabouts_new (atlas, x, y, 10);
    guint inside = 0, regions = 0;

    for (guint k = 0; k < atlas->regions->len; k++)
      regions += sz_shape_contains (((SzRegion *)g_ptr_array_index (atlas->regions, k))->shape, x, y) ? 1 : 0;
    g_assert_cmpuint (answer->regions->len, ==, regions);
    for (guint k = 0; k < atlas->bans->len; k++) {
      const SzBan *ban = g_ptr_array_index (atlas->bans, k);
      double distance = sz_shape_boundary_m (ban->shape, x, y, NULL, NULL);
      gboolean listed = FALSE, in = sz_shape_contains (ban->shape, x, y);

      for (guint a = 0; a < answer->bans->len; a++)
        listed = listed || g_array_index (answer->bans, SzBanAnswer, a).ban == ban;
      g_assert_cmpint (listed, ==, in || distance <= SZ_WHEREABOUTS_REACH_M);
      inside += in ? 1 : 0;
    }
    for (guint a = 0; a < answer->bans->len; a++)
      g_assert_cmpint (g_array_index (answer->bans, SzBanAnswer, a).inside, ==, a < inside);
    for (guint k = 1; k < answer->near->len; k++)
      g_assert_cmpfloat (g_array_index (answer->near, SzNearSite, k - 1).distance_m, <=,
                         g_array_index (answer->near, SzNearSite, k).distance_m);
  }
}

/* Each edge lies in one line: the lengths of all lines are those of the distinct edges. */
static void
test_boundaries (void)
{
  const SzAtlas *atlas = load_once ();
  double sums[3] = { 0 };

  for (guint i = 0; i < atlas->boundaries->len; i++) {
    const SzBoundary *piece = g_ptr_array_index (atlas->boundaries, i);

    for (guint k = 0; k + 1 < piece->n_points; k++)
      sums[piece->rank] += hypot (piece->points[2 * k + 2] - piece->points[2 * k],
                                  piece->points[2 * k + 3] - piece->points[2 * k + 1]);
  }
  double x1, y1, x2, y2, xm, unused;
  sz_mercator_project (120.35, 36.15, &x1, &y1);
  sz_mercator_project (120.45, 36.05, &x2, &y2);
  sz_mercator_project (120.40, 36.05, &xm, &unused);
  g_assert_cmpfloat_with_epsilon (sums[SZ_REGION_DISTRICT], 2 * (x2 - x1) + 2 * (y2 - y1), 1e-9);
  /* Towns are cut at 120.40; their lower and upper edges there are new too, since the district's have no
   * point there. */
  g_assert_cmpfloat (sums[SZ_REGION_TOWN], >=, y2 - y1 - 1e-9);
  g_assert_cmpfloat (sums[SZ_REGION_TOWN], <=, (y2 - y1) + 2 * (x2 - x1) + 1e-9);
}

/* The pieces of one line know how far it has come, so that its dashes go on. */
static void
test_pieces (void)
{
  GString *text = g_string_new ("POLYGON ((");
  g_autoptr (GPtrArray) regions = g_ptr_array_new ();
  g_autoptr (GPtrArray) pieces = NULL;
  SzRegion region = { .rank = SZ_REGION_TOWN };
  double come = 0;

  for (guint i = 0; i <= 300; i++)
    g_string_append_printf (text, "%s%.9f %.9f", i > 0 ? ", " : "",
                            120 + 0.1 * cos (2 * G_PI * (i % 300) / 300),
                            36 + 0.1 * sin (2 * G_PI * (i % 300) / 300));
  g_string_append (text, "))");
  region.shape = sz_shape_parse (text->str, "it", NULL);
  g_string_free (text, TRUE);
  g_assert_nonnull (region.shape);
  g_ptr_array_add (regions, &region);
  pieces = sz_boundaries_make (regions);
  g_assert_cmpuint (pieces->len, >=, 4);
  for (guint i = 0; i < pieces->len; i++) {
    const SzBoundary *piece = g_ptr_array_index (pieces, i);

    g_assert_cmpfloat_with_epsilon (piece->start, come, 1e-12);
    for (guint k = 0; k + 1 < piece->n_points; k++)
      come += hypot (piece->points[2 * k + 2] - piece->points[2 * k],
                     piece->points[2 * k + 3] - piece->points[2 * k + 1]);
  }
  sz_shape_free (region.shape);
}

/* --- settings --- */

static void
test_settings (void)
{
  static const struct {
    const char *tiles;
    int kind; /* -1: refused */
  } cases[] = {
    { "", SZ_TILES_BUILTIN },
    { "builtin", SZ_TILES_BUILTIN },
    { "/srv/a.mbtiles", SZ_TILES_FILE },
    { "mbtiles:/srv/a.mbtiles", SZ_TILES_FILE },
    { "mbtiles:a.mbtiles", -1 },
    { "https://tiles.example/{z}/{x}/{y}.png", SZ_TILES_SERVER },
    { "http://tiles.example/{z}/{x}/{-y}.png", SZ_TILES_SERVER },
    { "https://tiles.example/{z}/{x}.png", -1 },
    { "ftp://tiles.example/{z}/{x}/{y}.png", -1 },
    { "tiles", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SzMapSettings) settings = sz_map_settings_parse (cases[i].tiles, "© x", &error);

    if (cases[i].kind < 0)
      g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
    else
      g_assert_cmpint (settings->kind, ==, cases[i].kind);
  }
}

static void
test_settings_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("shuzhi-map-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "map.ini", NULL);
  static const char *const bad[] = {
    "[Map]\nTiles=nowhere\n",        "[Map]\nDatum=utm\n", "[Map]\nMaxZoom=99\n", "[Map]\nTile=builtin\n",
    "[Map]\nMinZoom=9\nMaxZoom=3\n",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SzMapSettings) none = sz_map_settings_load (folder, &error);

  g_assert_no_error (error);
  g_assert_cmpint (none->kind, ==, SZ_TILES_BUILTIN);
  g_file_set_contents (
      path,
      "[Map]\nTiles=https://tiles.example/{z}/{x}/{-y}.png\nDatum=gcj02\nMinZoom=1\nMaxZoom=16\n"
      "Attribution=© Example\n",
      -1, NULL);
  g_autoptr (SzMapSettings) settings = sz_map_settings_load (folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (settings->kind, ==, SZ_TILES_SERVER);
  g_assert_cmpstr (settings->location, ==, "https://tiles.example/{z}/{x}/{tmsy}.png");
  g_assert_cmpint (settings->datum, ==, SZ_DATUM_GCJ02);
  g_assert_cmpuint (settings->max_zoom, ==, 16);
  g_assert_cmpstr (settings->attribution, ==, "© Example");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) refused = NULL;

    g_file_set_contents (path, bad[i], -1, NULL);
    g_assert_null (sz_map_settings_load (folder, &refused));
    g_assert_error (refused, SZ_ERROR, SZ_ERROR_BAD_FILE);
    g_assert_nonnull (strstr (refused->message, "map.ini:"));
  }
  remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  sz_clock_set_for_test (MAP_NOW_MS);
  g_test_add_func ("/map/atlas/read", test_atlas);
  g_test_add_func ("/map/atlas/reload", test_reload);
  g_test_add_func ("/map/search/names", test_names);
  g_test_add_func ("/map/search/pinyin", test_pinyin);
  g_test_add_func ("/map/search/coordinates", test_coordinates);
  g_test_add_func ("/map/answer/sentences", test_answer);
  g_test_add_func ("/map/answer/index", test_index);
  g_test_add_func ("/map/atlas/boundaries", test_boundaries);
  g_test_add_func ("/map/atlas/pieces", test_pieces);
  g_test_add_func ("/map/settings/text", test_settings);
  g_test_add_func ("/map/settings/file", test_settings_file);
  result = g_test_run ();
  sz_atlas_unref (load_once ());
  return result;
}
