/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-settings.h"

#include <math.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-keyfile.h"

#define GROUP "Map"
#define MAX_ZOOM 18

SzMapSettings *
sz_map_settings_new (void)
{
  SzMapSettings *settings = g_new0 (SzMapSettings, 1);

  settings->max_zoom = MAX_ZOOM;
  settings->attribution = g_strdup ("");
  return settings;
}

void
sz_map_settings_free (SzMapSettings *settings)
{
  if (settings == NULL)
    return;
  g_free (settings->location);
  g_free (settings->attribution);
  g_free (settings);
}

/* NULL, or what was expected instead. */
static const char *
take_tiles (SzMapSettings *settings, const char *tiles)
{
  if (*tiles == '\0' || g_str_equal (tiles, "builtin"))
    return NULL;
  if (g_str_has_prefix (tiles, "mbtiles:") || g_path_is_absolute (tiles)) {
    settings->kind = SZ_TILES_FILE;
    settings->location = g_strdup (*tiles == '/' ? tiles : tiles + strlen ("mbtiles:"));
    return g_path_is_absolute (settings->location) ? NULL
                                                   : _ ("behind mbtiles: an absolute path was expected");
  }
  if (!g_str_has_prefix (tiles, "http://") && !g_str_has_prefix (tiles, "https://"))
    return _ ("builtin, mbtiles:FILE or a URL with {z}, {x} and {y} was expected");
  if (strstr (tiles, "{z}") == NULL || strstr (tiles, "{x}") == NULL ||
      (strstr (tiles, "{y}") == NULL && strstr (tiles, "{-y}") == NULL))
    return _ ("the URL must have {z}, {x} and {y} in it");
  settings->kind = SZ_TILES_SERVER;
  /* libshumate's word for rows counted from the south. */
  g_auto (GStrv) parts = g_strsplit (tiles, "{-y}", -1);
  settings->location = g_strjoinv ("{tmsy}", parts);
  return NULL;
}

SzMapSettings *
sz_map_settings_parse (const char *tiles, const char *attribution, GError **error)
{
  g_autoptr (SzMapSettings) settings = sz_map_settings_new ();
  const char *why = take_tiles (settings, tiles);

  if (why != NULL) {
    g_autofree char *quoted = sz_error_quote (tiles);

    /* Translators: a setting, what was expected of it. */
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("“%s” is no source of map tiles: %s."), quoted, why);
    return NULL;
  }
  g_free (settings->attribution);
  settings->attribution = g_strdup (attribution);
  return g_steal_pointer (&settings);
}

static gboolean
read_zoom (SzKeyFile *file, const char *key, guint *zoom, GError **error)
{
  double value = *zoom;

  if (!sz_key_file_get_number (file, GROUP, key, &value, error))
    return FALSE;
  if (value < 0 || value > 22 || value > floor (value))
    return sz_key_file_fail (file, GROUP, key, error, _ ("a whole number from 0 to 22 was expected"));
  *zoom = (guint)value;
  return TRUE;
}

static gboolean
read_all (SzMapSettings *settings, SzKeyFile *file, GError **error)
{
  const char *datum = sz_key_file_get (file, GROUP, "Datum");
  const char *tiles = sz_key_file_get (file, GROUP, "Tiles");
  const char *attribution = sz_key_file_get_local (file, GROUP, "Attribution");

  if (datum != NULL && !sz_datum_parse (datum, &settings->datum))
    return sz_key_file_fail (file, GROUP, "Datum", error, _ ("wgs84, gcj02 or bd09 was expected"));
  const char *why = take_tiles (settings, tiles != NULL ? tiles : "");
  if (why != NULL)
    return sz_key_file_fail (file, GROUP, "Tiles", error, "%s", why);
  if (!read_zoom (file, "MinZoom", &settings->min_zoom, error) ||
      !read_zoom (file, "MaxZoom", &settings->max_zoom, error))
    return FALSE;
  if (settings->min_zoom > settings->max_zoom)
    return sz_key_file_fail (file, GROUP, "MinZoom", error, _ ("it must not be above MaxZoom"));
  if (attribution != NULL) {
    g_free (settings->attribution);
    settings->attribution = g_strdup (attribution);
  }
  return sz_key_file_check_unread (file, error);
}

SzMapSettings *
sz_map_settings_load (const char *config, GError **error)
{
  g_autofree char *path = g_build_filename (config, "map.ini", NULL);
  g_autoptr (SzMapSettings) settings = sz_map_settings_new ();
  g_autoptr (SzKeyFile) file = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&settings);
  file = sz_key_file_load (path, error);
  return file != NULL && read_all (settings, file, error) ? g_steal_pointer (&settings) : NULL;
}
