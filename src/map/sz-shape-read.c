/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "sz-geodesy.h"
#include "sz-geos.h"
#include "sz-i18n.h"
#include "sz-shape.h"

#define MAX_BYTES (8 * 1024 * 1024)
#define ECCENTRICITY2 0.00669437999014
#define AUTHALIC_RADIUS_KM 6371.0071809
/* A label stands where a circle fits; this share of the outline's size is exact enough for that. */
#define LABEL_SHARE 40.0

/* One GEOS session; the library's messages go into `message`. */
typedef struct {
  GEOSContextHandle_t geos;
  char *message; /* (nullable) the last */
  const char *what;
} Session;

static void
note_error_cb (const char *message, void *data)
{
  Session *session = data;

  g_free (session->message);
  session->message = sz_error_quote (message);
}

static gboolean
fail (Session *session, GError **error, const char *reason)
{
  /* Translators: an outline, what is wrong with it. */
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("%s cannot be used: %s."), session->what, reason);
  return FALSE;
}

/* --- from GEOS to points --- */

typedef struct {
  GArray *points; /* (element-type double) */
  GArray *rings;  /* (element-type guint) */
} Rings;

static gboolean
add_ring (Session *session, Rings *rings, const GEOSGeometry *ring, GError **error)
{
  const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r (session->geos, ring);
  guint n = 0;

  if (sequence == NULL || !GEOSCoordSeq_getSize_r (session->geos, sequence, &n))
    return fail (session, error, _ ("its points cannot be read"));
  guint start = rings->points->len / 2;
  if (start + n > SZ_SHAPE_MAX_POINTS)
    return fail (session, error, _ ("it has more than 200,000 points"));
  g_array_append_val (rings->rings, start);
  for (guint i = 0; i < n; i++) {
    double x = NAN, y = NAN;

    GEOSCoordSeq_getX_r (session->geos, sequence, i, &x);
    GEOSCoordSeq_getY_r (session->geos, sequence, i, &y);
    if (!(fabs (x) <= 180 && fabs (y) <= 90)) {
      g_autofree char *reason = g_strdup_printf (
          _ ("%.6f, %.6f is no longitude and latitude in degrees (longitude stands first)"), x, y);
      return fail (session, error, reason);
    }
    g_array_append_val (rings->points, x);
    g_array_append_val (rings->points, y);
  }
  return TRUE;
}

static gboolean
add_polygon (Session *session, Rings *rings, const GEOSGeometry *polygon, GError **error)
{
  const GEOSGeometry *shell = GEOSGetExteriorRing_r (session->geos, polygon);
  int holes = GEOSGetNumInteriorRings_r (session->geos, polygon);

  if (shell == NULL || !add_ring (session, rings, shell, error))
    return FALSE;
  for (int i = 0; i < holes; i++)
    if (!add_ring (session, rings, GEOSGetInteriorRingN_r (session->geos, polygon, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
add_all (Session *session, Rings *rings, const GEOSGeometry *geometry, GError **error)
{
  int type = GEOSGeomTypeId_r (session->geos, geometry);

  if (type != GEOS_POLYGON && type != GEOS_MULTIPOLYGON)
    return fail (session, error, _ ("it is neither a polygon nor a multipolygon"));
  if (GEOSisEmpty_r (session->geos, geometry) != 0)
    return fail (session, error, _ ("it is empty"));
  if (type == GEOS_POLYGON)
    return add_polygon (session, rings, geometry, error);
  for (int i = 0; i < GEOSGetNumGeometries_r (session->geos, geometry); i++)
    if (!add_polygon (session, rings, GEOSGetGeometryN_r (session->geos, geometry, i), error))
      return FALSE;
  return TRUE;
}

/* --- what is wrong --- */

static const char *
reason_text (const char *reason)
{
  static const struct {
    const char *geos, *text;
  } reasons[] = {
    { "Self-intersection", N_ ("it crosses itself") },
    { "Ring Self-intersection", N_ ("a ring touches itself") },
    { "Hole lies outside shell", N_ ("a hole lies outside") },
    { "Nested shells", N_ ("one part lies inside another") },
    { "Holes are nested", N_ ("one hole lies inside another") },
    { "Interior is disconnected", N_ ("its holes cut it apart") },
    { "Duplicate Rings", N_ ("a ring is there twice") },
    { "Too few points in geometry component", N_ ("a ring has too few points") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_str_has_prefix (reason, reasons[i].geos))
      return _ (reasons[i].text);
  return reason;
}

/* The library's exceptions in words a person can act on; what remains is quoted. */
static const char *
parse_problem (const Session *session)
{
  if (session->message == NULL || g_str_has_prefix (session->message, "ParseException"))
    return _ ("it is neither WKT nor GeoJSON, or it breaks off");
  if (strstr (session->message, "closed") != NULL || strstr (session->message, "do not form a") != NULL)
    return _ ("a ring is not closed");
  if (strstr (session->message, "number of points") != NULL)
    return _ ("a ring has too few points");
  return session->message;
}

static gboolean
check_valid (Session *session, const GEOSGeometry *geometry, GError **error)
{
  GEOSGeometry *place = NULL;
  char *reason = NULL;
  double x = NAN, y = NAN;
  char valid = GEOSisValidDetail_r (session->geos, geometry, 0, &reason, &place);

  if (place != NULL) {
    GEOSGeomGetX_r (session->geos, place, &x);
    GEOSGeomGetY_r (session->geos, place, &y);
    GEOSGeom_destroy_r (session->geos, place);
  }
  if (valid != 1) {
    /* Translators: what is wrong with an outline, and at which longitude and latitude. */
    g_autofree char *text =
        g_strdup_printf (_ ("near %2$.6f, %3$.6f %1$s"), reason_text (reason != NULL ? reason : "?"), x, y);
    fail (session, error, text);
  }
  GEOSFree_r (session->geos, reason);
  return valid == 1;
}

/* --- measures --- */

static double
authalic_sine (double latitude)
{
  double e = sqrt (ECCENTRICITY2), pole = 1 - ECCENTRICITY2;
  double sine = sin (latitude * G_PI / 180);
  double q = pole * (sine / (1 - ECCENTRICITY2 * sine * sine) + atanh (e * sine) / e);
  double q_pole = pole * (1 / pole + atanh (e) / e);

  return q / q_pole;
}

/* Exact between parallels; holes run the other way round or not, so each ring counts by what it is: GEOS
 * gives the shell of a polygon first, and a hole's area is taken away. */
static double
ring_area_km2 (const SzShape *shape, guint ring)
{
  double sum = 0;

  for (guint i = shape->rings[ring]; i + 1 < shape->rings[ring + 1]; i++) {
    const double *a = shape->points + 2 * i, *b = a + 2;

    sum += (b[0] - a[0]) * G_PI / 180 * (authalic_sine (a[1]) + authalic_sine (b[1])) / 2;
  }
  return fabs (sum) * AUTHALIC_RADIUS_KM * AUTHALIC_RADIUS_KM;
}

/* A ring is a hole if an odd number of the others hold its first point; the rings of a valid outline only
 * touch. */
static gboolean
is_hole (Session *session, const SzShape *shape, const GEOSGeometry *geometry, guint ring)
{
  guint seen = 0;
  int parts = GEOSGetNumGeometries_r (session->geos, geometry);

  for (int i = 0; i < parts; i++) {
    const GEOSGeometry *polygon = GEOSGetGeometryN_r (session->geos, geometry, i);
    guint holes = (guint)MAX (0, GEOSGetNumInteriorRings_r (session->geos, polygon));

    if (ring == seen)
      return FALSE;
    seen += 1 + holes;
    if (ring < seen)
      return TRUE;
  }
  return FALSE;
}

static void
measure (Session *session, SzShape *shape, const GEOSGeometry *geometry)
{
  shape->west = shape->south = INFINITY;
  shape->east = shape->north = -INFINITY;
  for (guint i = 0; i < shape->n_points; i++) {
    shape->west = MIN (shape->west, shape->points[2 * i]);
    shape->east = MAX (shape->east, shape->points[2 * i]);
    shape->south = MIN (shape->south, shape->points[2 * i + 1]);
    shape->north = MAX (shape->north, shape->points[2 * i + 1]);
  }
  for (guint ring = 0; ring < shape->n_rings; ring++)
    shape->area_km2 += ring_area_km2 (shape, ring) * (is_hole (session, shape, geometry, ring) ? -1 : 1);
}

static gboolean
read_point (Session *session, GEOSGeometry *point, double *x, double *y)
{
  gboolean good = point != NULL && GEOSGeomGetX_r (session->geos, point, x) == 1 &&
                  GEOSGeomGetY_r (session->geos, point, y) == 1;

  if (point != NULL)
    GEOSGeom_destroy_r (session->geos, point);
  return good;
}

/* The centroid where it lies well inside; else the middle of the greatest circle, which takes longer to find.
 */
static void
place_label (Session *session, SzShape *shape, const GEOSGeometry *geometry)
{
  double x = NAN, y = NAN, size_m, unused;
  GEOSGeometry *circle, *centre = NULL;

  sz_geodesy_offset_m (shape->west, shape->south, shape->east, shape->north, &size_m, &unused);
  if (read_point (session, GEOSGetCentroid_r (session->geos, geometry), &x, &y) &&
      sz_shape_contains (shape, x, y) && sz_shape_boundary_m (shape, x, y, NULL, NULL) > size_m / 6) {
    shape->label_longitude = x;
    shape->label_latitude = y;
    return;
  }
  circle = GEOSMaximumInscribedCircle_r (
      session->geos, geometry,
      MAX (1e-7, MAX (shape->east - shape->west, shape->north - shape->south) / LABEL_SHARE));
  if (circle != NULL) {
    centre = GEOSGeomGetStartPoint_r (session->geos, circle);
    GEOSGeom_destroy_r (session->geos, circle);
  }
  if (!read_point (session, centre, &x, &y) || !sz_shape_contains (shape, x, y))
    read_point (session, GEOSPointOnSurface_r (session->geos, geometry), &x, &y);
  shape->label_longitude = isnan (x) ? shape->points[0] : x;
  shape->label_latitude = isnan (y) ? shape->points[1] : y;
}

/* --- parsing --- */

static GEOSGeometry *
read_wkt (Session *session, const char *text)
{
  GEOSWKTReader *reader = GEOSWKTReader_create_r (session->geos);
  GEOSGeometry *geometry = GEOSWKTReader_read_r (session->geos, reader, text);

  GEOSWKTReader_destroy_r (session->geos, reader);
  return geometry;
}

static GEOSGeometry *
read_geojson (Session *session, const char *text)
{
  GEOSGeoJSONReader *reader = GEOSGeoJSONReader_create_r (session->geos);
  GEOSGeometry *geometry = GEOSGeoJSONReader_readGeometry_r (session->geos, reader, text);

  GEOSGeoJSONReader_destroy_r (session->geos, reader);
  return geometry;
}

static SzShape *
take_rings (Rings *rings)
{
  SzShape *shape = g_new0 (SzShape, 1);
  guint end = rings->points->len / 2;

  shape->n_points = end;
  shape->n_rings = rings->rings->len;
  g_array_append_val (rings->rings, end);
  shape->points = (double *)g_array_free (g_steal_pointer (&rings->points), FALSE);
  shape->rings = (guint *)g_array_free (g_steal_pointer (&rings->rings), FALSE);
  return shape;
}

static SzShape *
make_shape (Session *session, const GEOSGeometry *geometry, GError **error)
{
  Rings rings = { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (guint)) };
  SzShape *shape = NULL;

  if (add_all (session, &rings, geometry, error) && check_valid (session, geometry, error)) {
    shape = take_rings (&rings);
    measure (session, shape, geometry);
    place_label (session, shape, geometry);
  }
  g_clear_pointer (&rings.points, g_array_unref);
  g_clear_pointer (&rings.rings, g_array_unref);
  return shape;
}

SzShape *
sz_shape_parse (const char *text, const char *what, GError **error)
{
  Session session = { .what = what };
  SzShape *shape = NULL;
  GEOSGeometry *geometry;

  while (g_ascii_isspace (*text))
    text++;
  if (strlen (text) > MAX_BYTES) {
    fail (&session, error, _ ("it is longer than 8 MiB"));
    return NULL;
  }
  session.geos = GEOS_init_r ();
  GEOSContext_setErrorMessageHandler_r (session.geos, note_error_cb, &session);
  geometry = *text == '{' ? read_geojson (&session, text) : read_wkt (&session, text);
  if (geometry == NULL)
    fail (&session, error, parse_problem (&session));
  else
    shape = make_shape (&session, geometry, error);
  if (geometry != NULL)
    GEOSGeom_destroy_r (session.geos, geometry);
  GEOS_finish_r (session.geos);
  g_free (session.message);
  return shape;
}
