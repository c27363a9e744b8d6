/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-whereabouts.h"

#include <math.h>
#include <string.h>

#include "sz-atlas-private.h"
#include "sz-geodesy.h"
#include "sz-i18n.h"

/* A degree of latitude is never shorter. */
#define METRES_A_DEGREE 110500.0
#define NO_BREAK_SPACE "\xc2\xa0"

static int
compare_bans (gconstpointer a, gconstpointer b)
{
  const SzBanAnswer *first = a, *second = b;

  if (first->inside != second->inside)
    return first->inside ? -1 : 1;
  return first->boundary_m < second->boundary_m ? -1 : first->boundary_m > second->boundary_m;
}

static int
compare_near (gconstpointer a, gconstpointer b)
{
  const SzNearSite *first = a, *second = b;

  return first->distance_m < second->distance_m ? -1 : first->distance_m > second->distance_m;
}

static void
ask_bans (SzWhereabouts *self, const SzAtlas *atlas)
{
  double north = SZ_WHEREABOUTS_REACH_M / METRES_A_DEGREE;
  double east = north / MAX (0.01, cos (self->latitude * G_PI / 180));
  g_autoptr (GPtrArray) near =
      sz_spatial_index_find (atlas->ban_index, self->longitude - east, self->latitude - north,
                             self->longitude + east, self->latitude + north);

  for (guint i = 0; i < near->len; i++) {
    const SzBan *ban = g_ptr_array_index (near, i);
    SzBanAnswer answer = { ban, sz_shape_contains (ban->shape, self->longitude, self->latitude),
                           sz_shape_boundary_m (ban->shape, self->longitude, self->latitude, NULL, NULL) };

    if (answer.inside || answer.boundary_m <= SZ_WHEREABOUTS_REACH_M)
      g_array_append_val (self->bans, answer);
  }
  g_array_sort (self->bans, compare_bans);
}

SzWhereabouts *
sz_whereabouts_new (const SzAtlas *atlas, double longitude, double latitude, guint sites)
{
  SzWhereabouts *self = g_new0 (SzWhereabouts, 1);
  g_autoptr (GPtrArray) boxes =
      sz_spatial_index_find (atlas->region_index, longitude, latitude, longitude, latitude);

  self->longitude = longitude;
  self->latitude = latitude;
  self->regions = g_ptr_array_new ();
  self->bans = g_array_new (FALSE, FALSE, sizeof (SzBanAnswer));
  self->near = g_array_new (FALSE, FALSE, sizeof (SzNearSite));
  for (guint i = 0; i < boxes->len; i++) {
    const SzRegion *region = g_ptr_array_index (boxes, i);

    if (sz_shape_contains (region->shape, longitude, latitude))
      g_ptr_array_add (self->regions, (gpointer)region);
  }
  ask_bans (self, atlas);
  for (guint i = 0; i < atlas->sites->len; i++) {
    const SzSite *site = g_ptr_array_index (atlas->sites, i);
    SzNearSite near = { site, sz_geodesy_distance_m (longitude, latitude, site->longitude, site->latitude) };

    if (!isnan (near.distance_m))
      g_array_append_val (self->near, near);
  }
  g_array_sort (self->near, compare_near);
  if (self->near->len > sites)
    g_array_set_size (self->near, sites);
  return self;
}

void
sz_whereabouts_free (SzWhereabouts *whereabouts)
{
  if (whereabouts == NULL)
    return;
  g_ptr_array_unref (whereabouts->regions);
  g_array_unref (whereabouts->bans);
  g_array_unref (whereabouts->near);
  g_free (whereabouts);
}

char *
sz_whereabouts_regions_text (const SzWhereabouts *whereabouts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < whereabouts->regions->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            ((const SzRegion *)g_ptr_array_index (whereabouts->regions, i))->name);
  return g_string_free (text, FALSE);
}

char *
sz_ban_answer_text (const SzBanAnswer *answer)
{
  g_autofree char *distance = sz_distance_text (answer->boundary_m);

  return answer->inside
             ? g_strdup_printf (_ ("Inside “%s”, %s from its boundary."), answer->ban->name, distance)
             : g_strdup_printf (_ ("Outside “%s”, %s from its boundary."), answer->ban->name, distance);
}

char *
sz_distance_text (double distance_m)
{
  char *text;

  if (isnan (distance_m))
    return g_strdup ("—");
  if (distance_m < 999.5)
    text = g_strdup_printf (_ ("%.0f m"), distance_m);
  else
    text = distance_m < 99950 ? g_strdup_printf (_ ("%.1f km"), distance_m / 1000)
                              : g_strdup_printf (_ ("%.0f km"), distance_m / 1000);
  /* A number stays on the line of its unit. */
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);
  g_free (text);
  return g_strjoinv (NO_BREAK_SPACE, parts);
}
