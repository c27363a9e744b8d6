/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places out of a file: the shipped mapping, its datum, and what is refused. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "map-help.h"
#include "sz-datum.h"
#include "sz-import.h"

static gboolean
import (MapStore *store, const char *mapping, const char *text, SzImportReport *report, GError **error)
{
  g_autofree char *path = g_build_filename (store->folder, "places.csv", NULL);
  const SzImportOptions options = { .path = path, .mapping = mapping };

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return sz_import_file (store->store, NULL, &options, report, NULL, error);
}

static void
test_points (void)
{
  g_autoptr (MapStore) store = map_store_new ();
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  double x = 120.3855, y = 36.0662;

  g_assert_true (import (store, "points",
                         "编号,名称,类别,地址,经度,纬度,状态\n"
                         "A1,香港中路10号,其他,香港中路10号,120.3855,36.0662,正常\n"
                         "A2,没有坐标的地址,社区,某某路3号,,,暂停\n",
                         &report, &error));
  g_assert_no_error (error);
  g_assert_cmpint (report.taken, ==, 2);
  g_assert_cmpint (report.refused, ==, 0);
  g_autoptr (SzAtlas) atlas = map_store_load (store, NULL);
  const SzSite *first = sz_atlas_site (atlas, "A1"), *second = sz_atlas_site (atlas, "A2");
  g_assert_nonnull (first);
  g_assert_nonnull (second);
  sz_datum_convert (SZ_DATUM_GCJ02, SZ_DATUM_WGS84, &x, &y);
  g_assert_cmpfloat_with_epsilon (first->longitude, x, 0.6e-6);
  g_assert_cmpfloat_with_epsilon (first->latitude, y, 0.6e-6);
  g_assert_cmpint (first->state, ==, SZ_SITE_OPEN);
  g_assert_true (isnan (second->longitude));
  g_assert_cmpint (second->kind, ==, SZ_SITE_VILLAGE);
  g_assert_cmpint (second->state, ==, SZ_SITE_PAUSED);
}

/* Refused is what is no position, and half of one. */
static void
test_refused (void)
{
  g_autoptr (MapStore) store = map_store_new ();
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (import (store, "points",
                         "编号,名称,经度,纬度\n"
                         "B1,好,120.4,36.1\n"
                         "B2,颠倒,36.1,120.4\n"
                         "B3,一半,120.4,\n"
                         "B4,文字,东经,北纬\n",
                         &report, &error));
  g_assert_no_error (error);
  g_assert_cmpint (report.taken, ==, 1);
  g_assert_cmpint (report.refused, ==, 3);
}

static void
test_bad_mapping (void)
{
  static const struct {
    const char *value, *says;
  } cases[] = {
    { "Longitude=lng\n", "longitude;latitude" },
    { "Longitude=lng;lat\nDatum=utm\n", "gcj02" },
    { "Longitude=lng;lat\nColumn=lng\n", "twice" },
    { "Column=lng\nDatum=gcj02\n", "Datum" },
  };
  g_autoptr (MapStore) store = map_store_new ();
  g_autofree char *path = g_build_filename (store->folder, "bad.ini", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (SzImportReport) report = { 0 };
    g_autoptr (GError) error = NULL;
    g_autofree char *text = g_strdup_printf ("[Mapping]\nId=bad\nFormat=csv\n\n[Value x]\n%s\n"
                                             "[Value t]\nConstant=2000-01-01T00:00:00Z\n\n"
                                             "[Rows points]\nKey={id}\nvalid_from=t\npoint=id\nlongitude=x\n",
                                             cases[i].value);

    g_file_set_contents (path, text, -1, NULL);
    g_assert_false (import (store, path, "id,lng,lat\n1,2,3\n", &report, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sz_clock_set_for_test (MAP_NOW_MS);
  g_test_add_func ("/map/import/points", test_points);
  g_test_add_func ("/map/import/refused", test_refused);
  g_test_add_func ("/map/import/bad-mapping", test_bad_mapping);
  return g_test_run ();
}
