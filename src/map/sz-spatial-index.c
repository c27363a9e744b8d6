/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-atlas-private.h"
#include "sz-geos.h"

typedef struct {
  gconstpointer item;
  guint order;
} Entry;

struct _SzSpatialIndex {
  GMutex mutex; /* a GEOS session belongs to one thread at a time, and the first question builds the tree */
  GEOSContextHandle_t geos;
  GEOSSTRtree *tree;
  GPtrArray *boxes;   /* (element-type GEOSGeometry) the tree does not own them */
  GPtrArray *entries; /* (element-type Entry) */
};

SzSpatialIndex *
sz_spatial_index_new (guint expected)
{
  SzSpatialIndex *index = g_new0 (SzSpatialIndex, 1);

  g_mutex_init (&index->mutex);
  index->geos = GEOS_init_r ();
  index->tree = GEOSSTRtree_create_r (index->geos, 10);
  index->boxes = g_ptr_array_sized_new (expected);
  index->entries = g_ptr_array_new_with_free_func (g_free);
  return index;
}

void
sz_spatial_index_free (SzSpatialIndex *index)
{
  if (index == NULL)
    return;
  GEOSSTRtree_destroy_r (index->geos, index->tree);
  for (guint i = 0; i < index->boxes->len; i++)
    GEOSGeom_destroy_r (index->geos, g_ptr_array_index (index->boxes, i));
  g_ptr_array_unref (index->boxes);
  g_ptr_array_unref (index->entries);
  GEOS_finish_r (index->geos);
  g_mutex_clear (&index->mutex);
  g_free (index);
}

void
sz_spatial_index_add (SzSpatialIndex *index, const SzShape *shape, gconstpointer item)
{
  GEOSGeometry *box =
      GEOSGeom_createRectangle_r (index->geos, shape->west, shape->south, shape->east, shape->north);
  Entry *entry = g_new (Entry, 1);

  *entry = (Entry){ item, index->entries->len };
  g_ptr_array_add (index->boxes, box);
  g_ptr_array_add (index->entries, entry);
  GEOSSTRtree_insert_r (index->geos, index->tree, box, entry);
}

static void
note_found_cb (void *item, void *data)
{
  g_ptr_array_add (data, item);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  guint first = (*(const Entry *const *)a)->order, second = (*(const Entry *const *)b)->order;

  return first < second ? -1 : first > second;
}

GPtrArray *
sz_spatial_index_find (SzSpatialIndex *index, double west, double south, double east, double north)
{
  GPtrArray *found = g_ptr_array_new ();

  if (index->entries->len == 0 || !(west <= east && south <= north))
    return found;
  g_mutex_lock (&index->mutex);
  GEOSGeometry *box = GEOSGeom_createRectangle_r (index->geos, west, south, east, north);
  GEOSSTRtree_query_r (index->geos, index->tree, box, note_found_cb, found);
  GEOSGeom_destroy_r (index->geos, box);
  g_mutex_unlock (&index->mutex);
  g_ptr_array_sort (found, compare_entries);
  for (guint i = 0; i < found->len; i++)
    found->pdata[i] = (gpointer)((Entry *)found->pdata[i])->item;
  return found;
}
