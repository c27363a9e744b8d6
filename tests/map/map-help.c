/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map-help.h"

#include <glib/gstdio.h>
#include <stdarg.h>
#include <string.h>

static void
add_values (SzBatch *batch, SzRow *row, va_list values)
{
  const char *field;

  while ((field = va_arg (values, const char *)) != NULL) {
    const char *text = va_arg (values, const char *);
    int index = sz_dataset_find_field (batch->dataset, field);

    g_assert_cmpint (index, >=, 0);
    if (text == NULL)
      continue;
    const SzField *known = sz_dataset_field (batch->dataset, (guint)index);
    if (known->type == SZ_FIELD_CODE || known->type == SZ_FIELD_TEXT) {
      row->cells[index].kind = SZ_CELL_TEXT;
      row->cells[index].text = sz_batch_text (batch, text, -1);
    } else {
      row->cells[index].kind = SZ_CELL_NUMBER;
      row->cells[index].number = g_ascii_strtoll (text, NULL, 10);
    }
  }
}

void
map_add (SzStore *store, const SzCatalog *catalog, const char *dataset, const char *key, ...)
{
  g_autoptr (SzBatch) batch = sz_batch_new (sz_catalog_dataset (catalog, dataset, NULL), "hall", 1);
  g_autoptr (GError) error = NULL;
  SzRow *row = sz_batch_add_row (batch);
  gint64 from = G_GINT64_CONSTANT (1735689600000);
  va_list values;

  row->key = sz_batch_text (batch, key, -1);
  row->version = 1;
  row->at_ms = from;
  row->cells[batch->dataset->at].kind = SZ_CELL_NUMBER;
  row->cells[batch->dataset->at].number = from;
  va_start (values, key);
  add_values (batch, row, values);
  va_end (values);
  batch->watermark_ms = MAP_NOW_MS;
  g_assert_true (sz_store_apply (store, batch, NULL, &error));
  g_assert_no_error (error);
}

static void
add_point (SzStore *store, const SzCatalog *catalog, const char *id, const char *name, const char *kind,
           const char *region, const char *address, const char *state, const char *longitude,
           const char *latitude)
{
  map_add (store, catalog, "points", id, "point", id, "name", name, "kind", kind, "region", region, "address",
           address, "state", state, "longitude", longitude, "latitude", latitude, "telephone",
           "0000-55501234", "hours", "工作日9:00—17:00", "items", "161", "windows", "6", NULL);
}

static void
add_region (SzStore *store, const SzCatalog *catalog, const char *id, const char *name, const char *level,
            const char *parent, const char *geometry)
{
  map_add (store, catalog, "regions", id, "region", id, "name", name, "level", level, "parent", parent,
           "population", "60000", "geometry", geometry, NULL);
}

void
map_fill (SzStore *store, const SzCatalog *catalog)
{
  add_region (store, catalog, "D", "云澜区", "district", NULL,
              "POLYGON ((120.35 36.05, 120.45 36.05, 120.45 36.15, 120.35 36.15, 120.35 36.05))");
  add_region (store, catalog, "W", "文昌街道", "town", "D",
              "POLYGON ((120.35 36.05, 120.40 36.05, 120.40 36.15, 120.35 36.15, 120.35 36.05))");
  add_region (store, catalog, "L", "临湖街道", "town", "D",
              "POLYGON ((120.40 36.05, 120.45 36.05, 120.45 36.15, 120.40 36.15, 120.40 36.05))");
  add_region (store, catalog, "W1", "鼓楼社区", "village", "W",
              "POLYGON ((120.35 36.05, 120.40 36.05, 120.40 36.08, 120.35 36.08, 120.35 36.05))");
  add_region (store, catalog, "W2", "西市社区", "village", "W",
              "POLYGON ((120.35 36.08, 120.40 36.08, 120.40 36.15, 120.35 36.15, 120.35 36.08))");
  add_region (store, catalog, "L1", "湖滨社区", "village", "L",
              "POLYGON ((120.40 36.05, 120.45 36.05, 120.45 36.15, 120.40 36.15, 120.40 36.05))");
  add_point (store, catalog, "P1", "云澜区政务服务中心", "hall", "W", "人民路1号", "open", "120390000",
             "36100000");
  add_point (store, catalog, "P2", "文昌街道便民服务中心", "town", "W", "文昌路118号", "open", "120370000",
             "36070000");
  add_point (store, catalog, "P3", "临湖街道便民服务中心", "town", "L", "湖滨路22号", "paused", "120430000",
             "36120000");
  add_point (store, catalog, "P4", "园区自助点Z07", "terminal", "L", "学府路9号", "offline", "120420000",
             "36060000");
  add_point (store, catalog, "P5", "鼓楼社区便民服务站", "village", "W", "鼓楼巷3号", "open", NULL, NULL);
  map_add (store, catalog, "zones", "Z1", "name", "老城烟花爆竹禁放区", "kind", "no_fireworks", "reason",
           "全年禁止燃放烟花爆竹。", "geometry",
           "POLYGON ((120.36 36.06, 120.38 36.06, 120.38 36.08, 120.36 36.08, 120.36 36.06), "
           "(120.368 36.068, 120.372 36.068, 120.372 36.072, 120.368 36.072, 120.368 36.068))",
           NULL);
  map_add (store, catalog, "zones", "Z2", "name", "湖滨餐饮禁设区", "kind", "no_catering", "reason",
           "不予新设餐饮项目。", "geometry",
           "MULTIPOLYGON (((120.42 36.10, 120.44 36.10, 120.44 36.13, 120.42 36.13, 120.42 36.10)), "
           "((120.405 36.06, 120.41 36.06, 120.41 36.065, 120.405 36.065, 120.405 36.06)))",
           NULL);
  map_add (store, catalog, "zones", "Z3", "name", "画错的区域", "kind", "no_stall", "reason", "", "geometry",
           "POLYGON ((120.36 36.10, 120.38 36.12, 120.38 36.10, 120.36 36.12, 120.36 36.10))", NULL);
}

MapStore *
map_store_new (void)
{
  MapStore *self = g_new0 (MapStore, 1);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;
  guint generation;
  gboolean changed;

  self->folder = g_dir_make_tmp ("shuzhi-map-XXXXXX", &error);
  g_assert_no_error (error);
  self->catalog = sz_catalog_load (NULL, problems, &error);
  g_assert_no_error (error);
  self->store = sz_store_open (self->folder, self->catalog, SZ_STORE_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  sz_store_set_source (self->store, "hall", "Hall", "e1", "Asia/Shanghai", MAP_NOW_MS, 0, &generation,
                       &changed, &error);
  g_assert_no_error (error);
  map_fill (self->store, self->catalog);
  return self;
}

void
map_store_free (MapStore *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  sz_store_close (self->store);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (self->folder);
  sz_catalog_free (self->catalog);
  g_free (self->folder);
  g_free (self);
}

SzAtlas *
map_store_load (MapStore *self, SzAtlas *previous)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzReader) reader = sz_reader_open (self->folder, self->catalog, &error);
  SzAtlas *atlas;

  g_assert_no_error (error);
  atlas = sz_atlas_load (reader, previous, &error);
  g_assert_no_error (error);
  return atlas;
}

char *
map_shared_file (const char *part)
{
  const char *folder = g_getenv ("SHUZHI_SHARED_DATA");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, part, NULL) : NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_autofree char *reason = g_strdup_printf ("the shared data has no %s", part);
  g_test_skip (reason);
  return NULL;
}

static void
free_feature (gpointer data)
{
  MapFeature *feature = data;

  g_free (feature->name);
  g_free (feature->code);
  g_free (feature->geometry);
  g_free (feature);
}

/* The value of a string property. (transfer full) (nullable) */
static char *
read_property (const char *text, const char *end, const char *name)
{
  g_autofree char *head = g_strdup_printf ("\"%s\": \"", name);
  const char *at = g_strstr_len (text, end - text, head), *close;

  if (at == NULL)
    return NULL;
  at += strlen (head);
  close = strchr (at, '"');
  return close != NULL ? g_strndup (at, (gsize)(close - at)) : NULL;
}

/* The object that begins at `text`, by counting braces: the files have none inside their texts. (transfer
 * full) */
static char *
cut_object (const char *text)
{
  int depth = 0;

  for (const char *p = text; *p != '\0'; p++) {
    depth += *p == '{' ? 1 : *p == '}' ? -1 : 0;
    if (depth == 0)
      return g_strndup (text, (gsize)(p + 1 - text));
  }
  return NULL;
}

GPtrArray *
map_read_features (const char *path)
{
  static const char head[] = "\"geometry\": ";
  GPtrArray *features = g_ptr_array_new_with_free_func (free_feature);
  g_autofree char *text = NULL;
  const char *at;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  at = text;
  while ((at = strstr (at, "\"properties\": ")) != NULL) {
    const char *geometry = strstr (at, head);
    MapFeature *feature;

    if (geometry == NULL)
      break;
    feature = g_new0 (MapFeature, 1);
    feature->name = read_property (at, geometry, "name");
    feature->code = read_property (at, geometry, "osm_id");
    feature->geometry = cut_object (geometry + strlen (head));
    g_ptr_array_add (features, feature);
    at = geometry + 1;
  }
  return features;
}
