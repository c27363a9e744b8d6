/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "map-help.h"
#include "sz-geodesy.h"
#include "sz-shape.h"

/* --- an independent computation: space, not the ellipsoid's surface; winding, not crossings --- */

static void
to_space (double longitude, double latitude, double point[3])
{
  double a = 6378137, e2 = 0.0066943799901413, l = longitude * G_PI / 180, p = latitude * G_PI / 180;
  double n = a / sqrt (1 - e2 * sin (p) * sin (p));

  point[0] = n * cos (p) * cos (l);
  point[1] = n * cos (p) * sin (l);
  point[2] = n * (1 - e2) * sin (p);
}

static double
chord_m (double x1, double y1, double x2, double y2)
{
  double a[3], b[3];

  to_space (x1, y1, a);
  to_space (x2, y2, b);
  return sqrt ((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
}

/* Walks along every edge in small steps. */
static double
sampled_boundary_m (const SzShape *shape, double x, double y, guint steps)
{
  double best = INFINITY;

  for (guint ring = 0; ring < shape->n_rings; ring++)
    for (guint i = shape->rings[ring]; i + 1 < shape->rings[ring + 1]; i++)
      for (guint s = 0; s <= steps; s++) {
        const double *a = shape->points + 2 * i;
        double share = (double)s / steps;

        best = MIN (best, chord_m (x, y, a[0] + (a[2] - a[0]) * share, a[1] + (a[3] - a[1]) * share));
      }
  return best;
}

static double
longest_edge_m (const SzShape *shape)
{
  double longest = 0;

  for (guint ring = 0; ring < shape->n_rings; ring++)
    for (guint i = shape->rings[ring]; i + 1 < shape->rings[ring + 1]; i++) {
      const double *a = shape->points + 2 * i;

      longest = MAX (longest, chord_m (a[0], a[1], a[2], a[3]));
    }
  return longest;
}

/* Turns of all rings round the point, each ring by its angles. */
static gboolean
winds_around (const SzShape *shape, double x, double y)
{
  guint inside = 0;

  for (guint ring = 0; ring < shape->n_rings; ring++) {
    double turn = 0;

    for (guint i = shape->rings[ring]; i + 1 < shape->rings[ring + 1]; i++) {
      const double *a = shape->points + 2 * i;

      turn += remainder (atan2 (a[3] - y, a[2] - x) - atan2 (a[1] - y, a[0] - x), 2 * G_PI);
    }
    inside += fabs (turn) > G_PI ? 1 : 0;
  }
  return inside % 2 == 1;
}

/* A star with random radii; round the same middle smaller ones are holes. */
static void
append_star (GString *text, double x, double y, double radius, guint corners)
{
  g_autofree char *first = NULL;

  g_string_append (text, "(");
  for (guint i = 0; i < corners; i++) {
    double angle = 2 * G_PI * i / corners, r = radius * g_test_rand_double_range (0.55, 1);
    char *point = g_strdup_printf ("%.9f %.9f", x + r * cos (angle), y + r * sin (angle) * 0.8);

    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", point);
    if (first == NULL)
      first = point;
    else
      g_free (point);
  }
  g_string_append_printf (text, ", %s)", first);
}

static char *
random_polygon (double x, double y, double radius)
{
  GString *text = g_string_new ("POLYGON (");

  append_star (text, x, y, radius, (guint)g_test_rand_int_range (4, 40));
  if (g_test_rand_bit ()) {
    g_string_append (text, ", ");
    append_star (text, x, y, radius * 0.3, (guint)g_test_rand_int_range (4, 12));
  }
  g_string_append (text, ")");
  return g_string_free (text, FALSE);
}

static void
test_random (void)
{
  for (guint round = 0; round < 60; round++) {
    double x = g_test_rand_double_range (75, 134), y = g_test_rand_double_range (18, 53);
    double radius = pow (10, g_test_rand_double_range (-3.5, -0.7));
    g_autofree char *text = random_polygon (x, y, radius);
    g_autoptr (GError) error = NULL;
    g_autoptr (SzShape) shape = sz_shape_parse (text, "it", &error);

    g_assert_no_error (error);
    g_assert_true (sz_shape_contains (shape, shape->label_longitude, shape->label_latitude));
    for (guint i = 0; i < 25; i++) {
      double px = x + radius * g_test_rand_double_range (-1.4, 1.4),
             py = y + radius * g_test_rand_double_range (-1.4, 1.4);
      double foot_x, foot_y, distance = sz_shape_boundary_m (shape, px, py, &foot_x, &foot_y);
      double sampled = sampled_boundary_m (shape, px, py, 400);
      /* A step of the walk is an edge's four hundredth: an edge is at most the whole outline long. */
      double step = radius * 2.5 * 111320 / 400;

      g_assert_cmpint (sz_shape_contains (shape, px, py), ==, winds_around (shape, px, py));
      /* A chord is shorter than the way along the ground, by a millionth at thirty kilometres. */
      g_assert_cmpfloat (distance, <, sampled * 1.00001 + 0.02);
      g_assert_cmpfloat (distance, >, sampled - (step * step / MAX (sampled, step)) - 0.02);
      g_assert_cmpfloat_with_epsilon (sz_geodesy_distance_m (px, py, foot_x, foot_y), distance, 1e-6);
    }
  }
}

/* Streets of a real city. */
static void
test_streets (void)
{
  g_autofree char *path = map_shared_file ("geo/qingdao_streets_wgs84.geojson");
  g_autoptr (GPtrArray) features = NULL;
  guint checked = 0;

  if (path == NULL)
    return;
  features = map_read_features (path);
  g_assert_cmpuint (features->len, >, 100);
  for (guint i = 0; i < features->len; i += 9) {
    const MapFeature *feature = g_ptr_array_index (features, i);
    g_autoptr (GError) error = NULL;
    g_autoptr (SzShape) shape = sz_shape_parse (feature->geometry, feature->name, &error);

    if (shape == NULL) {
      g_test_message ("%s", error->message);
      g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
      continue;
    }
    g_assert_true (sz_shape_contains (shape, shape->label_longitude, shape->label_latitude));
    for (guint k = 0; k < 6; k++) {
      double x = g_test_rand_double_range (shape->west - 0.02, shape->east + 0.02);
      double y = g_test_rand_double_range (shape->south - 0.02, shape->north + 0.02);
      double distance = sz_shape_boundary_m (shape, x, y, NULL, NULL);
      double sampled = sampled_boundary_m (shape, x, y, 40);

      g_assert_cmpint (sz_shape_contains (shape, x, y), ==, winds_around (shape, x, y));
      /* The walk steps over the foot by half a step at most; far away its chord and the geodesic part by 0.4
       * %. */
      g_assert_cmpfloat (distance, <, sampled * 1.004 + 0.02);
      g_assert_cmpfloat (sampled, <, hypot (distance, longest_edge_m (shape) / 80) * 1.004 + 0.02);
      checked++;
    }
  }
  g_assert_cmpuint (checked, >, 50);
}

/* Areas as somebody else computed them, on a sphere: up to half a percent from the ellipsoid. */
static void
test_areas (void)
{
  g_autofree char *path = map_shared_file ("geo/qingdao_streets_wgs84.geojson");
  g_autofree char *reference = path != NULL ? map_shared_file ("reference/geo_qingdao_streets.csv") : NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GPtrArray) features = NULL;
  guint compared = 0;

  if (reference == NULL)
    return;
  g_assert_true (g_file_get_contents (reference, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  features = map_read_features (path);
  for (guint i = 1; lines[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (g_strchomp (lines[i]), ",", -1);

    for (guint k = 0; g_strv_length (cells) >= 8 && k < features->len; k++) {
      const MapFeature *feature = g_ptr_array_index (features, k);
      g_autoptr (SzShape) shape = NULL;

      if (g_strcmp0 (feature->code, cells[3]) != 0)
        continue;
      shape = sz_shape_parse (feature->geometry, feature->name, NULL);
      if (shape == NULL)
        continue;
      double area = g_ascii_strtod (cells[5], NULL);
      g_assert_cmpfloat_with_epsilon (shape->area_km2, area, area * 0.006);
      compared++;
    }
  }
  g_test_message ("%u areas compared", compared);
  g_assert_cmpuint (compared, >, 100);
}

/* --- what is refused --- */

static void
test_bad (void)
{
  static const struct {
    const char *text, *says;
  } bad[] = {
    { "", "cannot be used" },
    { "hello", "neither WKT nor GeoJSON" },
    { "POINT (120 36)", "neither a polygon" },
    { "LINESTRING (120 36, 121 37)", "neither a polygon" },
    { "POLYGON EMPTY", "empty" },
    { "POLYGON ((120 36, 121 36))", "cannot be used" },
    { "POLYGON ((120 36, 121 36, 121 37))", "a ring is not closed" },
    { "POLYGON ((36 120, 36 121, 37 121, 36 120))", "longitude stands first" },
    { "POLYGON ((500 36, 501 36, 501 37, 500 36))", "longitude stands first" },
    { "POLYGON ((120 36, 121 37, 121 36, 120 37, 120 36))", "near 120.500000, 36.500000 it crosses itself" },
    { "POLYGON ((120 36, 121 36, 121 37, 120 37, 120 36), (125 36, 126 36, 126 37, 125 36))",
      "a hole lies outside" },
    { "MULTIPOLYGON (((120 36, 124 36, 124 40, 120 40, 120 36)), ((121 37, 122 37, 122 38, 121 38, 121 37)))",
      "inside another" },
    { "{\"type\": \"Polygon\", \"coordinates\": 7}", "cannot be used" },
    { "{\"type\": \"Polygon\"}", "cannot be used" },
    { "{}", "cannot be used" },
    { "{\"type\": \"Point\", \"coordinates\": [120, 36]}", "neither a polygon" },
    { "POLYGON ((nan 36, 121 36, 121 37, nan 36))", "cannot be used" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    SzShape *shape = sz_shape_parse (bad[i].text, "The outline of “鼓楼”", &error);

    g_assert_null (shape);
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
    g_test_message ("%s", error->message);
    g_assert_true (g_str_has_prefix (error->message, "The outline of “鼓楼”"));
    g_assert_nonnull (strstr (error->message, bad[i].says));
  }
}

static void
test_too_large (void)
{
  GString *text = g_string_new ("POLYGON ((");
  g_autofree char *all = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= SZ_SHAPE_MAX_POINTS; i++) {
    double angle = 2 * G_PI * (i % SZ_SHAPE_MAX_POINTS) / SZ_SHAPE_MAX_POINTS;

    g_string_append_printf (text, "%s%.8f %.8f", i > 0 ? "," : "", 120 + cos (angle), 36 + sin (angle));
  }
  g_string_append (text, "))");
  all = g_string_free (text, FALSE);
  g_assert_null (sz_shape_parse (all, "it", &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
  g_assert_nonnull (strstr (error->message, "200,000"));
}

/* Bytes that are no outline never crash. */
static void
test_noise (void)
{
  static const char letters[] = "POLYGNMUTI ()0123456789.,-eE{}[]\":typecrdinas";

  for (guint i = 0; i < 3000; i++) {
    char text[120];
    gsize length = (gsize)g_test_rand_int_range (0, (int)sizeof text - 1);
    g_autoptr (SzShape) shape = NULL;

    for (gsize k = 0; k < length; k++)
      text[k] = letters[g_test_rand_int_range (0, (int)sizeof letters - 1)];
    text[length] = '\0';
    shape = sz_shape_parse (text, "it", NULL);
    g_assert_null (shape);
  }
}

/* Both formats say the same; a hole is outside and has a boundary. */
static void
test_hole (void)
{
  g_autoptr (SzShape) wkt = sz_shape_parse ("POLYGON ((120 36, 121 36, 121 37, 120 37, 120 36), (120.4 36.4, "
                                            "120.6 36.4, 120.6 36.6, 120.4 36.6, 120.4 36.4))",
                                            "it", NULL);
  g_autoptr (SzShape) json = sz_shape_parse (
      " {\"type\": \"Polygon\", \"coordinates\": [[[120,36],[121,36],[121,37],[120,37],[120,36]],"
      "[[120.4,36.4],[120.6,36.4],[120.6,36.6],[120.4,36.6],[120.4,36.4]]]}",
      "it", NULL);

  g_assert_nonnull (wkt);
  g_assert_nonnull (json);
  g_assert_cmpuint (wkt->n_rings, ==, 2);
  g_assert_cmpuint (json->n_points, ==, wkt->n_points);
  g_assert_cmpfloat_with_epsilon (json->area_km2, wkt->area_km2, 1e-9);
  g_assert_true (sz_shape_contains (wkt, 120.2, 36.2));
  g_assert_false (sz_shape_contains (wkt, 120.5, 36.5));
  g_assert_false (sz_shape_contains (wkt, 121.5, 36.5));
  g_assert_cmpfloat_with_epsilon (sz_shape_boundary_m (wkt, 120.5, 36.41, NULL, NULL),
                                  sz_geodesy_distance_m (120.5, 36.41, 120.5, 36.4), 0.01);
  /* One degree square at 36.5 N is close to 9,925 square kilometres; the hole takes a twenty-fifth. */
  g_assert_cmpfloat_with_epsilon (wkt->area_km2, 9925.0 * 0.96, 40);
  /* The label is not set into the hole. */
  g_assert_true (sz_shape_contains (wkt, wkt->label_longitude, wkt->label_latitude));
}

/* Of a point on a long edge the boundary is no distance away: an edge of fifty kilometres is no straight line
 * in any plane. */
static void
test_on_edge (void)
{
  g_autoptr (SzShape) shape =
      sz_shape_parse ("POLYGON ((120 36, 120.4 36.4, 119.7 36.3, 120 36))", "it", NULL);

  for (guint i = 0; i < 500; i++) {
    guint edge = (guint)g_test_rand_int_range (0, 3);
    const double *a = shape->points + 2 * edge;
    double share = g_test_rand_double ();
    double x = a[0] + (a[2] - a[0]) * share, y = a[1] + (a[3] - a[1]) * share;

    g_assert_cmpfloat (sz_shape_boundary_m (shape, x, y, NULL, NULL), <, 0.02);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/shape/random", test_random);
  g_test_add_func ("/map/shape/streets", test_streets);
  g_test_add_func ("/map/shape/areas", test_areas);
  g_test_add_func ("/map/shape/bad", test_bad);
  g_test_add_func ("/map/shape/too-large", test_too_large);
  g_test_add_func ("/map/shape/noise", test_noise);
  g_test_add_func ("/map/shape/on-edge", test_on_edge);
  g_test_add_func ("/map/shape/hole", test_hole);
  return g_test_run ();
}
