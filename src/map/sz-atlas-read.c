/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "sz-atlas-private.h"
#include "sz-i18n.h"

static char *
dup_text (const SzFrame *frame, gsize row, const char *id)
{
  int column = sz_frame_find (frame, id);
  const char *text = column >= 0 ? sz_frame_text (frame, row, (guint)column) : NULL;

  return g_strdup (text != NULL ? text : "");
}

static double
get_number (const SzFrame *frame, gsize row, const char *id)
{
  int column = sz_frame_find (frame, id);

  return column >= 0 ? sz_frame_number (frame, row, (guint)column) : NAN;
}

/* In force at the hall's now. */
static gboolean
is_valid (const SzAtlas *atlas, const SzFrame *frame, gsize row)
{
  double from = get_number (frame, row, "valid_from"), to = get_number (frame, row, "valid_to");

  return !(from > (double)atlas->now_ms) && !(to <= (double)atlas->now_ms);
}

/* What a code is called; the code itself if nobody says. (transfer full) */
static char *
code_name (SzReader *reader, const char *dimension, const char *code)
{
  char *name = *code != '\0' ? sz_reader_value_name (reader, dimension, code) : NULL;

  return name != NULL ? name : g_strdup (code);
}

/* --- service points --- */

static SzSiteKind
read_kind (const char *code)
{
  static const char *const halls[] = { "hall", "centre", "center", NULL };
  static const char *const towns[] = { "town", "street", "subdistrict", NULL };
  static const char *const villages[] = { "village", "community", NULL };
  static const char *const terminals[] = { "terminal", "kiosk", "self_service", "24h", NULL };

  if (g_strv_contains (halls, code))
    return SZ_SITE_HALL;
  if (g_strv_contains (towns, code))
    return SZ_SITE_TOWN;
  if (g_strv_contains (villages, code))
    return SZ_SITE_VILLAGE;
  return g_strv_contains (terminals, code) ? SZ_SITE_TERMINAL : SZ_SITE_OTHER;
}

static SzSiteState
read_state (const char *code)
{
  static const char *const open[] = { "open", "online", "normal", "running", "idle", "busy", NULL };
  static const char *const paused[] = { "paused", "suspended", "maintenance", NULL };
  static const char *const closed[] = { "closed", "stopped", NULL };
  static const char *const offline[] = { "offline", "fault", "failed", "broken", "error", NULL };

  if (g_strv_contains (open, code))
    return SZ_SITE_OPEN;
  if (g_strv_contains (paused, code))
    return SZ_SITE_PAUSED;
  if (g_strv_contains (closed, code))
    return SZ_SITE_CLOSED;
  return g_strv_contains (offline, code) ? SZ_SITE_OFFLINE : SZ_SITE_UNKNOWN;
}

/* The catalogue's words for these kinds may be shared with other data sets, so the map has its own. */
static const char *
kind_word (SzSiteKind kind)
{
  switch (kind) {
  case SZ_SITE_HALL:
    return _ ("Service hall");
  case SZ_SITE_TOWN:
    return _ ("Street or town hall");
  case SZ_SITE_VILLAGE:
    return _ ("Village or community point");
  case SZ_SITE_TERMINAL:
    return _ ("Self-service terminal");
  case SZ_SITE_OTHER:
    break;
  }
  return _ ("Service point");
}

static const char *
state_word (SzSiteState state)
{
  switch (state) {
  case SZ_SITE_OPEN:
    return _ ("Normal");
  case SZ_SITE_PAUSED:
    return _ ("Paused");
  case SZ_SITE_CLOSED:
    return _ ("Closed");
  case SZ_SITE_OFFLINE:
    return _ ("Offline");
  case SZ_SITE_UNKNOWN:
    break;
  }
  return _ ("State unknown");
}

static void
read_position (SzAtlas *atlas, SzSite *site, const SzFrame *frame, gsize row)
{
  site->longitude = get_number (frame, row, "longitude");
  site->latitude = get_number (frame, row, "latitude");
  /* 0, 0 is what systems write that know nothing. */
  if (fabs (site->longitude) > 180 || fabs (site->latitude) > 90 ||
      (fabs (site->longitude) < 1e-9 && fabs (site->latitude) < 1e-9)) {
    /* Translators: a service point. */
    g_ptr_array_add (
        atlas->problems,
        g_strdup_printf (_ ("The position of “%s” is impossible; it is not on the map."), site->name));
    site->longitude = NAN;
  }
  if (isnan (site->longitude) || isnan (site->latitude))
    site->longitude = site->latitude = NAN;
}

static SzSite *
read_site (SzAtlas *atlas, SzReader *reader, const SzFrame *frame, gsize row)
{
  g_autofree char *kind = dup_text (frame, row, "kind"), *state = dup_text (frame, row, "state");
  SzSite *site = g_new0 (SzSite, 1);
  double since = get_number (frame, row, "since");

  site->id = dup_text (frame, row, "point");
  site->name = dup_text (frame, row, "name");
  if (*site->name == '\0') {
    g_free (site->name);
    site->name = g_strdup (site->id);
  }
  site->address = dup_text (frame, row, "address");
  site->telephone = dup_text (frame, row, "telephone");
  site->hours = dup_text (frame, row, "hours");
  site->region = dup_text (frame, row, "region");
  site->village = dup_text (frame, row, "village");
  site->kind = read_kind (kind);
  site->state = read_state (state);
  site->kind_name = site->kind == SZ_SITE_OTHER && *kind != '\0' ? code_name (reader, "kind", kind)
                                                                 : g_strdup (kind_word (site->kind));
  site->state_name = site->state == SZ_SITE_UNKNOWN && *state != '\0' ? code_name (reader, "state", state)
                                                                      : g_strdup (state_word (site->state));
  site->windows = get_number (frame, row, "windows");
  site->items = get_number (frame, row, "items");
  site->since_ms = since > 0 ? (gint64)since : 0;
  site->integrated = get_number (frame, row, "integrated") > 0;
  read_position (atlas, site, frame, row);
  return site;
}

static int
compare_sites (gconstpointer a, gconstpointer b)
{
  const SzSite *first = *(const SzSite *const *)a, *second = *(const SzSite *const *)b;

  if (first->kind != second->kind)
    return first->kind < second->kind ? -1 : 1;
  int order = g_utf8_collate (first->name, second->name);
  return order != 0 ? order : strcmp (first->id, second->id);
}

void
sz_atlas_read_sites (SzAtlas *atlas, SzReader *reader, const SzFrame *frame)
{
  for (gsize row = 0; row < frame->rows; row++) {
    SzSite *site;

    if (!is_valid (atlas, frame, row))
      continue;
    site = read_site (atlas, reader, frame, row);
    const SzRegion *region = sz_atlas_region (atlas, *site->village != '\0' ? site->village : site->region);
    site->region_name = region != NULL ? g_strdup (region->name)
                                       : code_name (reader, *site->village != '\0' ? "village" : "region",
                                                    *site->village != '\0' ? site->village : site->region);
    g_ptr_array_add (atlas->sites, site);
  }
  g_ptr_array_sort (atlas->sites, compare_sites);
}

/* --- outlines --- */

/* NULL, and a sentence among the problems, if it cannot be used. */
static SzShape *
read_shape (SzAtlas *atlas, const char *name, const SzFrame *frame, gsize row)
{
  g_autofree char *text = dup_text (frame, row, "geometry");
  g_autofree char *what = g_strdup_printf (_ ("The outline of “%s”"), name);
  g_autoptr (GError) error = NULL;
  SzShape *shape;

  if (*text == '\0')
    return NULL;
  shape = sz_shape_parse (text, what, &error);
  if (shape == NULL)
    g_ptr_array_add (atlas->problems, g_strdup (error->message));
  return shape;
}

static SzRegionRank
read_rank (const char *level)
{
  static const char *const villages[] = { "village", "community", NULL };
  static const char *const towns[] = { "town", "street", "subdistrict", NULL };

  if (g_strv_contains (villages, level))
    return SZ_REGION_VILLAGE;
  return g_strv_contains (towns, level) ? SZ_REGION_TOWN : SZ_REGION_DISTRICT;
}

static int
compare_regions (gconstpointer a, gconstpointer b)
{
  const SzRegion *first = *(const SzRegion *const *)a, *second = *(const SzRegion *const *)b;

  return first->rank != second->rank ? (first->rank < second->rank ? -1 : 1) : strcmp (first->id, second->id);
}

void
sz_atlas_read_regions (SzAtlas *atlas, const SzFrame *frame)
{
  for (gsize row = 0; row < frame->rows; row++) {
    SzRegion *region;
    g_autofree char *level = NULL;

    if (!is_valid (atlas, frame, row))
      continue;
    level = dup_text (frame, row, "level");
    region = g_new0 (SzRegion, 1);
    region->id = dup_text (frame, row, "region");
    region->name = dup_text (frame, row, "name");
    region->parent = dup_text (frame, row, "parent");
    region->rank = read_rank (level);
    region->population = get_number (frame, row, "population");
    region->shape = read_shape (atlas, region->name, frame, row);
    g_ptr_array_add (atlas->regions, region);
  }
  g_ptr_array_sort (atlas->regions, compare_regions);
}

static int
compare_bans (gconstpointer a, gconstpointer b)
{
  const SzBan *first = *(const SzBan *const *)a, *second = *(const SzBan *const *)b;
  int order = g_utf8_collate (first->name, second->name);

  return order != 0 ? order : strcmp (first->id, second->id);
}

void
sz_atlas_read_bans (SzAtlas *atlas, SzReader *reader, const SzFrame *frame)
{
  for (gsize row = 0; row < frame->rows; row++) {
    SzBan *ban;

    if (!is_valid (atlas, frame, row))
      continue;
    ban = g_new0 (SzBan, 1);
    ban->id = dup_text (frame, row, "key");
    ban->name = dup_text (frame, row, "name");
    ban->kind = dup_text (frame, row, "kind");
    ban->kind_name = code_name (reader, "kind", ban->kind);
    ban->reason = dup_text (frame, row, "reason");
    ban->shape = read_shape (atlas, ban->name, frame, row);
    if (ban->shape != NULL) {
      g_ptr_array_add (atlas->bans, ban);
    } else {
      /* A zone without an outline would be a zone that is nowhere: say so even if none was given. */
      g_autofree char *outline = dup_text (frame, row, "geometry");

      if (*outline == '\0')
        g_ptr_array_add (
            atlas->problems,
            g_strdup_printf (_ ("The zone “%s” has no outline; it cannot be checked."), ban->name));
      sz_ban_free (ban);
    }
  }
  g_ptr_array_sort (atlas->bans, compare_bans);
}
