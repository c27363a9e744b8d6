/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "sz-atlas.h"
#include "sz-theme.h"

G_BEGIN_DECLS

/* A service point as the map shows it: its kind and its state decide its shape. */
typedef enum {
  SZ_SPOT_GOOD,
  SZ_SPOT_ATTENTION, /* waits over the line of attention */
  SZ_SPOT_ALARM,     /* waits over the limit, or offline */
  SZ_SPOT_UNKNOWN,   /* its state is not known */
  SZ_SPOT_SHUT,      /* paused or closed: not a fault, but nobody is served */
} SzMapStatus;

typedef struct {
  char *id, *title, *caption; /* caption: a second line, "" none */
  double longitude, latitude; /* WGS 84 */
  SzSiteKind kind;
  SzMapStatus status;
} SzMapMark;

SzMapMark *sz_map_mark_new (const char *id, const char *title, const char *caption, double longitude,
                            double latitude, SzSiteKind kind, SzMapStatus status);
void sz_map_mark_free (gpointer mark);

/* What a site's own state means; waits may make it worse. */
SzMapStatus sz_map_mark_status_of (const SzSite *site);
/* Half the width of its shape, in pixels. `small`: where the whole district is seen, villages and terminals
 * that are well are small. */
double sz_map_mark_radius (SzSiteKind kind, SzMapStatus status, gboolean small);
/* The shape with its middle at x, y. Circle: a centre; diamond: a terminal; square: a village point; the hall
 * is a house. Attention is a triangle, alarm an octagon, unknown a dashed outline, shut an empty one. */
void sz_map_mark_paint (cairo_t *cr, const SzTheme *theme, SzSiteKind kind, SzMapStatus status,
                        gboolean small, double x, double y);

G_END_DECLS
