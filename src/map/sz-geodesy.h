/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lengths on the WGS 84 ellipsoid, and the projection of web maps. Degrees in, metres out. Pure functions. */

/* Along the ellipsoid (Vincenty 1975), to a tenth of a millimetre; between nearly opposite points of the
 * globe, where that does not converge, on the sphere (0.6 % off). NAN if a value is none. */
double sz_geodesy_distance_m (double longitude1, double latitude1, double longitude2, double latitude2);
/* East and north of an origin, by the middle latitude: within 100 km true to a millionth. */
void sz_geodesy_offset_m (double origin_longitude, double origin_latitude, double longitude, double latitude,
                          double *east_m, double *north_m);

/* The web's Mercator on the unit square: x grows east from 180 W, y grows south from 85.05 N. Latitudes
 * beyond are taken to the edge. */
void sz_mercator_project (double longitude, double latitude, double *x, double *y);
void sz_mercator_unproject (double x, double y, double *longitude, double *latitude);
/* Metres a pixel where the whole world is `world` pixels wide. */
double sz_mercator_resolution_m (double latitude, double world);

G_END_DECLS
