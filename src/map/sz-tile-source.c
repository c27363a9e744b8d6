/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile-source.h"

#include "sz-i18n.h"
#include "sz-tile-painter.h"
#include "sz-tile-picture.h"
#include "sz-tiles.h"

#define PLAIN_SIZE 256
#define BUILTIN_MAX_ZOOM 18
/* A picture of more pixels a side than this is no tile. */
#define MAX_IMAGE_PX 2048

struct _SzTileSource {
  ShumateMapSource parent_instance;

  SzAtlas *atlas; /* (owned) (nullable) */
  SzThemeId theme;
  SzDatum datum;
  SzTilesKind kind;
  int scale;
  char *location, *attribution;
  gboolean troubled;                 /* the last answer was a failure, which is being told */
  SzTiles *tiles;                    /* (owned) (nullable) FILE; opened by the first thread that needs it */
  GError *tiles_error;               /* why it cannot be opened */
  GMutex mutex;                      /* of both */
  ShumateTileDownloader *downloader; /* (owned) (nullable) SERVER */
};

G_DEFINE_FINAL_TYPE (SzTileSource, sz_tile_source, SHUMATE_TYPE_MAP_SOURCE)

enum { PROBLEM, N_SIGNALS };
static guint signals[N_SIGNALS];

/* One tile under way. */
typedef struct {
  ShumateTile *tile; /* (owned) touched on the main thread only */
  guint x, y, zoom, size;
  GBytes *bytes;        /* (nullable) what the server sent */
  SzTilePicture *image; /* the result */
  char *problem;        /* (nullable) why it is painted instead */
} Filling;

static void
filling_free (gpointer data)
{
  Filling *filling = data;

  g_object_unref (filling->tile);
  g_clear_pointer (&filling->bytes, g_bytes_unref);
  g_clear_object (&filling->image);
  g_free (filling->problem);
  g_free (filling);
}

/* --- making images, on a thread --- */

static SzTilePicture *
paint_image (SzTileSource *self, const Filling *filling)
{
  int side = (int)filling->size * self->scale;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, side, side);
  cairo_t *cr = cairo_create (surface);
  SzTilePainting painting = { .atlas = self->atlas,
                              .theme = sz_theme_get (self->theme),
                              .datum = self->datum };

  painting.size = filling->size;
  painting.world = (double)filling->size * (double)(1u << filling->zoom);
  painting.left = (double)filling->x * filling->size;
  painting.top = (double)filling->y * filling->size;
  cairo_scale (cr, self->scale, self->scale);
  sz_tile_paint (&painting, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return sz_tile_picture_new (surface);
}

static SzTilePicture *
decode_image (GBytes *bytes, char **problem)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (bytes, &error);
  cairo_surface_t *pixels;

  if (texture != NULL &&
      (gdk_texture_get_width (texture) > MAX_IMAGE_PX || gdk_texture_get_height (texture) > MAX_IMAGE_PX))
    g_clear_object (&texture);
  if (texture == NULL) {
    *problem =
        g_strdup (_ ("The base map sends something that is no picture; the built-in map is shown instead."));
    return NULL;
  }
  pixels = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, gdk_texture_get_width (texture),
                                       gdk_texture_get_height (texture));
  gdk_texture_download (texture, cairo_image_surface_get_data (pixels),
                        (gsize)cairo_image_surface_get_stride (pixels));
  cairo_surface_mark_dirty (pixels);
  return sz_tile_picture_new (pixels);
}

/* (transfer full) (nullable) */
static GBytes *
read_file (SzTileSource *self, const Filling *filling, char **problem)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  g_mutex_lock (&self->mutex);
  if (self->tiles == NULL && self->tiles_error == NULL)
    self->tiles = sz_tiles_open (self->location, &self->tiles_error);
  if (self->tiles == NULL)
    *problem = g_strdup (self->tiles_error->message);
  g_mutex_unlock (&self->mutex);
  if (self->tiles == NULL)
    return NULL;
  bytes = sz_tiles_read (self->tiles, filling->zoom, filling->x, filling->y, &error);
  if (error != NULL)
    *problem = g_strdup (error->message);
  return bytes;
}

static void
fill_on_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SzTileSource *self = source;
  Filling *filling = data;

  if (self->kind == SZ_TILES_FILE)
    filling->bytes = read_file (self, filling, &filling->problem);
  if (filling->bytes != NULL)
    filling->image = decode_image (filling->bytes, &filling->problem);
  if (filling->image == NULL)
    filling->image = paint_image (self, filling);
  g_task_return_boolean (task, TRUE);
}

/* --- asking --- */

/* What a person can do something about; the library's own words are English and for logs. */
static char *
server_problem (const GError *error)
{
  if (error->domain == SHUMATE_TILE_DOWNLOADER_ERROR &&
      error->code == SHUMATE_TILE_DOWNLOADER_ERROR_MALFORMED_URL)
    return g_strdup (_ ("The address of the tile server is not valid; the built-in map is shown instead."));
  if (error->domain == SHUMATE_TILE_DOWNLOADER_ERROR &&
      error->code == SHUMATE_TILE_DOWNLOADER_ERROR_BAD_RESPONSE)
    return g_strdup (_ ("The tile server refuses to give tiles; the built-in map is shown instead."));
  return g_strdup (_ ("The tile server does not answer; the built-in map is shown instead."));
}

static void
downloaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  Filling *filling = g_task_get_task_data (task);

  filling->bytes = shumate_data_source_get_tile_data_finish (SHUMATE_DATA_SOURCE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (filling->bytes == NULL && error != NULL)
    filling->problem = server_problem (error);
  g_task_run_in_thread (task, fill_on_thread);
}

static void
sz_tile_source_fill_tile_async (ShumateMapSource *source, ShumateTile *tile, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer data)
{
  SzTileSource *self = SZ_TILE_SOURCE (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);
  Filling *filling = g_new0 (Filling, 1);

  filling->tile = g_object_ref (tile);
  filling->x = shumate_tile_get_x (tile);
  filling->y = shumate_tile_get_y (tile);
  filling->zoom = shumate_tile_get_zoom_level (tile);
  filling->size = shumate_map_source_get_tile_size (source);
  g_task_set_task_data (task, filling, filling_free);
  g_task_set_source_tag (task, sz_tile_source_fill_tile_async);
  if (self->downloader != NULL)
    shumate_data_source_get_tile_data_async (SHUMATE_DATA_SOURCE (self->downloader), (int)filling->x,
                                             (int)filling->y, (int)filling->zoom, cancellable, downloaded_cb,
                                             g_steal_pointer (&task));
  else
    g_task_run_in_thread (task, fill_on_thread);
}

static gboolean
sz_tile_source_fill_tile_finish (ShumateMapSource *source, GAsyncResult *result, GError **error)
{
  SzTileSource *self = SZ_TILE_SOURCE (source);
  Filling *filling = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  shumate_tile_set_paintable (filling->tile, GDK_PAINTABLE (filling->image));
  shumate_tile_set_fade_in (filling->tile, FALSE);
  shumate_tile_set_state (filling->tile, SHUMATE_STATE_DONE);
  /* A place the file or server has no tile for is no problem. */
  if (filling->problem != NULL || (self->troubled && filling->bytes != NULL)) {
    self->troubled = filling->problem != NULL;
    g_signal_emit (self, signals[PROBLEM], 0, filling->problem);
  }
  return TRUE;
}

static void
sz_tile_source_finalize (GObject *object)
{
  SzTileSource *self = SZ_TILE_SOURCE (object);

  g_clear_object (&self->downloader);
  g_clear_pointer (&self->tiles, sz_tiles_free);
  g_clear_error (&self->tiles_error);
  g_clear_pointer (&self->atlas, sz_atlas_unref);
  g_free (self->location);
  g_free (self->attribution);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (sz_tile_source_parent_class)->finalize (object);
}

static void
sz_tile_source_class_init (SzTileSourceClass *klass)
{
  ShumateMapSourceClass *source_class = SHUMATE_MAP_SOURCE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sz_tile_source_finalize;
  source_class->fill_tile_async = sz_tile_source_fill_tile_async;
  source_class->fill_tile_finish = sz_tile_source_fill_tile_finish;
  signals[PROBLEM] = g_signal_new ("problem", SZ_TYPE_TILE_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sz_tile_source_init (SzTileSource *self)
{
  g_mutex_init (&self->mutex);
}

SzTileSource *
sz_tile_source_new (SzAtlas *atlas, SzThemeId theme, const SzMapSettings *settings, guint tile_size,
                    int scale)
{
  gboolean builtin = settings->kind == SZ_TILES_BUILTIN;
  SzTileSource *self = g_object_new (SZ_TYPE_TILE_SOURCE, "id", "shuzhi", "name", "shuzhi", "tile-size",
                                     builtin ? tile_size : PLAIN_SIZE, "min-zoom-level", settings->min_zoom,
                                     "max-zoom-level", builtin ? BUILTIN_MAX_ZOOM : settings->max_zoom,
                                     "projection", SHUMATE_MAP_PROJECTION_MERCATOR, NULL);

  self->atlas = atlas != NULL ? sz_atlas_ref (atlas) : NULL;
  self->theme = theme;
  self->kind = settings->kind;
  self->datum = settings->datum;
  self->scale = CLAMP (scale, 1, 4);
  self->location = g_strdup (settings->location);
  self->attribution = g_strdup (settings->attribution);
  if (settings->kind == SZ_TILES_SERVER)
    self->downloader = shumate_tile_downloader_new (settings->location);
  return self;
}

void
sz_tile_source_set_troubled (SzTileSource *self, gboolean troubled)
{
  self->troubled = troubled;
}

const char *
sz_tile_source_attribution (SzTileSource *self)
{
  const char *said = NULL;

  if (*self->attribution != '\0')
    return self->attribution;
  g_mutex_lock (&self->mutex);
  if (self->tiles != NULL)
    said = sz_tiles_metadata (self->tiles, "attribution");
  g_mutex_unlock (&self->mutex);
  return said != NULL ? said : "";
}
