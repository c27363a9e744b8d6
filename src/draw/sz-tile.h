/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-canvas.h"
#include "sz-scale.h"

G_BEGIN_DECLS

/* Private to draw: the parts tiles are made of, and the tiles. Functions that take a place and return a
 * double draw from `top` downwards and return the height they took; on a probe they only measure. */

/* --- status: colour, shape and word --- */
SzColour sz_status_ink (const SzTheme *theme, SzStatus status);  /* for text */
SzColour sz_status_fill (const SzTheme *theme, SzStatus status); /* for marks */
const char *sz_status_word (SzStatus status);
void sz_status_glyph (SzCanvas *canvas, SzStatus status, double cx, double cy, double size, SzColour colour);
/* One cell a figure of the tile, the lead first, its height telling severity. */
double sz_status_strip (SzCanvas *canvas, const SzTile *tile, double x, double top, double width);

/* --- figures --- */
/* Number and unit on one base line, shrunk to `width` if it must be; returns the advance. */
double sz_figure_number (SzCanvas *canvas, const SzFigure *figure, double size, double x, double baseline,
                         double width);
double sz_figure_number_width (const SzFigure *figure, double size);
/* Verdict left and reference right; below it the changes, and what the spark spans at the right. */
double sz_figure_judgement (SzCanvas *canvas, const SzFigure *figure, double x, double top, double width);
double sz_figure_verdict (SzCanvas *canvas, const SzFigure *figure, double x, double top, double width);
double sz_figure_changes (SzCanvas *canvas, const SzFigure *figure, const char *scope, double x, double top,
                          double width);
/* The number, large, and its judgement: beside it where there is room, else below. */
double sz_figure_block (SzCanvas *canvas, const SzFigure *figure, double size, gboolean beside, double x,
                        double top, double width);
gboolean sz_figure_is_missing (const SzFigure *figure);
void sz_figure_spark (SzCanvas *canvas, const SzFigure *figure, SzRect rect);
double sz_figure_table (SzCanvas *canvas, const SzTile *tile, double x, double top, double width);
/* Texts of one table cell. (transfer full) */
char *sz_figure_change_text (const SzFigure *figure, gboolean year, gboolean compact);
void sz_figure_hit (SzCanvas *canvas, const SzFigure *figure, SzRect rect);

/* --- plots --- */
typedef struct {
  SzRect rect;
  double x0, x1; /* domain */
  SzTicks y;
  gboolean daily;
  gboolean idle_gaps;   /* gaps are no missing data */
  const gint64 *closed; /* days on which halls are closed, ascending; NULL */
  gsize n_closed;
} SzPlot;

void sz_plot_open (SzCanvas *canvas, SzPlot *plot);
double sz_plot_x (const SzPlot *plot, double value);
double sz_plot_y (const SzPlot *plot, double value);
/* The value range of the series within the domain; FALSE if there is no value. */
gboolean sz_plot_series_range (const SzPlot *plot, const SzSeries *series, double *min, double *max);
/* Widens the range by a limit or target, unless that would flatten the data. */
void sz_plot_add_line (double value, double *min, double *max);
gboolean sz_plot_shows (const SzPlot *plot, double value);
void sz_plot_grid (SzCanvas *canvas, const SzPlot *plot);
void sz_plot_series (SzCanvas *canvas, const SzPlot *plot, const SzSeries *series, SzColour colour,
                     double width);
/* Highest and lowest pixel of the drawn line between two x, its segments cut at the ends; FALSE: none there.
 */
gboolean sz_plot_span (const SzPlot *plot, const SzSeries *series, double left, double right, double *top,
                       double *bottom);
/* The part of the series beyond the limit, in cinnabar. */
void sz_plot_excess (SzCanvas *canvas, const SzPlot *plot, const SzSeries *series, double limit,
                     gboolean below);
void sz_plot_gaps (SzCanvas *canvas, const SzPlot *plot, const SzSeries *series);
void sz_plot_time_axis (SzCanvas *canvas, const SzPlot *plot, gboolean hours_only);
/* The last value at or before `now` (NAN: the last). FALSE if there is none. */
gboolean sz_plot_last (const SzSeries *series, double now, double *x, double *y);
/* Whether beyond the limit means below it. */
gboolean sz_limit_is_floor (double target, double limit, const SzFigure *lead);
/* "25", "1.5万": a threshold as it is labelled, and with its word. (transfer full) */
char *sz_line_number (double value, const char *unit);
/* The same with its unit: "25 分". (transfer full) */
char *sz_line_text (double value, const char *unit);
char *sz_limit_label (double value, const char *unit);
char *sz_target_label (double value, const char *unit);

/* --- tiles --- */
/* Rule, tick, title and scope. */
double sz_tile_header (SzCanvas *canvas, const char *title, const char *scope, double x, double top,
                       double width);
/* A whole tile of any kind and state, at least `height` high if that is not 0. */
double sz_tile_draw (SzCanvas *canvas, const SzTile *tile, double x, double top, double width, double height);
/* Without values. */
double sz_tile_loading (SzCanvas *canvas, SzRect body);
double sz_tile_reason (SzCanvas *canvas, const SzTile *tile, SzRect body);
/* Since when the values are old; stands where the verdict would. */
double sz_tile_stale_note (SzCanvas *canvas, const char *note, double x, double top, double width);
/* What was last known of a tile without a value, and what can be done, as links. */
double sz_tile_way_on (SzCanvas *canvas, const SzTile *tile, double x, double top, double width);
double sz_tile_line (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_multiples (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_layer (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_bars (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_heat (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_histogram (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_table (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_number (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_windows (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_columns (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_entries (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_terms (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_timeline (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_strip (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_ring (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_gauge (SzCanvas *canvas, const SzTile *tile, SzRect body);
double sz_tile_radar (SzCanvas *canvas, const SzTile *tile, SzRect body);
/* A swatch as the windows of that state look. */
void sz_booth_swatch (SzCanvas *canvas, SzBoothState state, SzRect rect);
/* TIPs for what a plot's series say at one place, as wide as the gaps between the points of the first. */
void sz_plot_tips (SzCanvas *canvas, const SzPlot *plot, const GPtrArray *series, const char *unit);
/* The same of one line, under a name. */
void sz_plot_line_tips (SzCanvas *canvas, const SzPlot *plot, const SzSeries *series, const char *name,
                        const char *unit);
void sz_part_hit (SzCanvas *canvas, const SzTile *tile, const SzPart *part, SzRect rect);

/* --- pages --- each draws the whole page and returns its height */
double sz_page_overview (SzCanvas *canvas, const SzPage *page, double top, double width, double height);
double sz_page_indicator (SzCanvas *canvas, const SzPage *page, double top, double width, double height);
double sz_page_live (SzCanvas *canvas, const SzPage *page, double top, double width, double height);
double sz_page_grid (SzCanvas *canvas, const SzPage *page, double top, double width, double height);
double sz_page_wall (SzCanvas *canvas, const SzPage *page, double width, double height, gboolean mirrored);
double sz_page_frame (SzCanvas *canvas, const SzPage *page, double width);

G_END_DECLS
