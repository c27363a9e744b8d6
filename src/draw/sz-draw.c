/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-draw.h"

#include <math.h>
#include <string.h>

#include "sz-tile.h"

#define WIDTH_MIN 200.0
#define HEIGHT_MIN 120.0
#define SIZE_MAX_PX 30000.0
/* Below this no type is readable in three columns. */
#define WALL_MIN 720.0
#define WALL_DESIGN_MIN 860.0
#define WALL_SHRINK_MAX 0.4
#define TILE_PAD 16.0

typedef struct {
  const SzPage *page;   /* (nullable) */
  const SzTile *tile;   /* (nullable) NULL: the whole page */
  double width, height; /* design pixels */
  SzDrawFlags flags;
  gboolean wall; /* the wall's overview: one screen, never scrolled */
} Job;

static double
clamp_size (double size, double least)
{
  return isfinite (size) ? CLAMP (floor (size), least, SIZE_MAX_PX) : least;
}

/* Draws the job on a canvas, or on a probe only measures it; returns the height. */
static double
run_job (SzCanvas *canvas, const Job *job)
{
  double top = 0;

  if (job->tile != NULL) {
    const double pad = MIN (TILE_PAD, job->width * 0.05);
    return 2 * pad +
           sz_tile_draw (canvas, job->tile, pad, pad, job->width - 2 * pad, MAX (job->height - 2 * pad, 0));
  }
  if (job->wall)
    return sz_page_wall (canvas, job->page, job->width, job->height, (job->flags & SZ_DRAW_MIRROR) != 0);
  if (job->flags & SZ_DRAW_FRAME)
    top = sz_page_frame (canvas, job->page, job->width);
  if (g_strcmp0 (job->page->id, "overview") == 0)
    return sz_page_overview (canvas, job->page, top, job->width, job->height);
  if (g_strcmp0 (job->page->id, "live") == 0)
    return sz_page_live (canvas, job->page, top, job->width, job->height);
  if (job->page->id != NULL &&
      (g_str_has_prefix (job->page->id, "indicator:") || g_str_has_prefix (job->page->id, "library:") ||
       g_str_has_prefix (job->page->id, "row:")))
    return sz_page_indicator (canvas, job->page, top, job->width, job->height);
  return sz_page_grid (canvas, job->page, top, job->width, job->height);
}

static SzCanvas
make_canvas (const Job *job, const SzTheme *theme, double scale)
{
  const SzPage *page = job->page;

  return (SzCanvas){
    .theme = theme,
    .scale = scale,
    .paper = theme->id == SZ_THEME_WALL ? theme->bg_window : theme->bg_page,
    .bounds = { 0, 0, job->width, 1e6 },
    .tile = -1,
    .zone = page != NULL ? page->zone : NULL,
    .now_ms = page != NULL ? page->now_ms : 0,
    .stale = page != NULL && page->stale,
    .still = theme->id == SZ_THEME_WALL || (job->flags & SZ_DRAW_FRAME) != 0,
  };
}

/* Twice through the same layout: first for the height, then on a surface of that height. Shaped text is kept,
 * so the first time costs little. */
static SzPicture *
make_picture (const Job *job, const SzTheme *theme, double scale, double width, double height)
{
  SzCanvas canvas = make_canvas (job, theme, scale);

  sz_text_trim ();
  SzCanvas probe = canvas;
  const double needed = ceil (run_job (&probe, job) * scale - 1e-6);
  SzPicture *picture = sz_picture_new (width, job->wall ? height : MAX (height, needed));
  canvas.picture = picture;
  canvas.cr = cairo_create (picture->recording);
  sz_canvas_source (&canvas, canvas.paper, 1);
  cairo_paint (canvas.cr);
  cairo_scale (canvas.cr, scale, scale);
  run_job (&canvas, job);
  cairo_destroy (canvas.cr);
  return picture;
}

/* The wall keeps its proportions: three design pixels a pixel on 3840 × 1080, fewer on a smaller canvas. */
static double
page_scale (const SzTheme *theme, double width, double height, SzDrawFlags flags)
{
  if (theme->id != SZ_THEME_WALL)
    /* A window of 3840 pixels has wide margins; a file of that width is a 1920 page in fine resolution. */
    return (flags & SZ_DRAW_FRAME) && width >= 2880 ? width / 1920 : theme->scale;
  const double scale = theme->scale * MIN (width / 3840, MAX (height / 1080, 0.5 * width / 3840));
  return MAX (1, width >= 3840 ? MAX (scale, theme->scale) : scale);
}

/* A wall has nobody to scroll it: all its type shrinks alike until the page fits. The floor of 36 px on the
 * reference canvas stands. */
static double
fit_wall (Job *job, const SzTheme *theme, double scale, double width, double height)
{
  const double least = WALL_SHRINK_MAX * scale;

  scale = MIN (scale, width / WALL_DESIGN_MIN);
  for (;; scale *= 0.94) {
    job->width = width / scale;
    job->height = height / scale;
    SzCanvas probe = make_canvas (job, theme, scale);
    if ((width >= 3840 && height >= 1080) || scale * 0.94 < least ||
        run_job (&probe, job) * scale <= height + 1e-6)
      return scale;
  }
}

/* What a wall shows in turn; anything else keeps its own layout in the wall's colours. */
static gboolean
is_wall_page (const SzPage *page)
{
  return g_strcmp0 (page->id, "overview") == 0 || g_strcmp0 (page->id, "live") == 0 ||
         g_strcmp0 (page->id, "alerts") == 0;
}

SzPicture *
sz_draw_page (const SzPage *page, const SzTheme *theme, double width, double height, SzDrawFlags flags)
{
  g_return_val_if_fail (page != NULL && theme != NULL, NULL);
  width = clamp_size (width, WIDTH_MIN);
  height = clamp_size (height, HEIGHT_MIN);
  double scale = page_scale (theme, width, height, flags);
  Job job = { .page = page, .width = width / scale, .height = height / scale, .flags = flags };
  /* Three columns need some width; a narrow canvas gets the office layout in the wall's colours. */
  job.wall = theme->id == SZ_THEME_WALL && width >= WALL_MIN && is_wall_page (page);
  if (job.wall)
    scale = fit_wall (&job, theme, scale, width, height);
  return make_picture (&job, theme, scale, width, height);
}

/* A tile that stands alone says which indicator it is of. (transfer full) (nullable) NULL: it does already.
 */
static char *
name_tile (const SzTile *tile, const SzPage *context)
{
  const SzFigure *lead = context != NULL ? context->lead : NULL;

  if (lead == NULL || lead->name == NULL || *lead->name == '\0' || strstr (tile->title, lead->name) != NULL)
    return NULL;
  /* Translators: %1$s is the name of an indicator, %2$s what a chart of it shows. */
  return g_strdup_printf (_ ("%1$s: %2$s"), lead->name, tile->title);
}

SzPicture *
sz_draw_tile (const SzTile *tile, const SzPage *context, const SzTheme *theme, double width, double height)
{
  g_return_val_if_fail (tile != NULL && theme != NULL, NULL);
  width = clamp_size (width, WIDTH_MIN);
  height = clamp_size (height, HEIGHT_MIN);
  /* A tile on the wall is a third of its width. */
  const double scale = theme->id == SZ_THEME_WALL ? CLAMP (width / 400, 1, theme->scale) : theme->scale;
  g_autofree char *title = name_tile (tile, context);
  SzTile named = *tile;
  const Job job = { .page = context, .tile = &named, .width = width / scale, .height = height / scale };

  if (title != NULL)
    named.title = title;
  return make_picture (&job, theme, scale, width, height);
}
