/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The three systems in which Chinese services state longitude and latitude. Everything inside Shuzhi is WGS
 * 84; what comes from elsewhere is converted where it comes in.
 *
 * GCJ-02 is WGS 84 plus an offset of some hundred metres. Its official algorithm is not published; the
 * formula here is the one the field found and uses (Krassovsky ellipsoid, a = 6378245 m, e² =
 * 0.00669342162296594323, two polynomials with sines). Against published pairs it agrees to 1e-5 degrees,
 * about a metre: no conversion can be better than that. BD-09 is Baidu's further offset on GCJ-02. The
 * inverses iterate until they move less than 1e-11 degrees, so that there and back again ends within a tenth
 * of a millimetre; they have no error of their own. Pure functions. */
typedef enum { SZ_DATUM_WGS84, SZ_DATUM_GCJ02, SZ_DATUM_BD09 } SzDatum;

const char *sz_datum_id (SzDatum datum); /* "wgs84", "gcj02", "bd09" */
/* "wgs84", "wgs", "gcj02", "gcj-02", "GCJ", "bd09", "bd", …; FALSE for any other name. */
gboolean sz_datum_parse (const char *text, SzDatum *datum);
/* Degrees, in place. Outside the rectangle 72.004…137.8347 E, 0.8293…55.8271 N, where GCJ-02 is not defined,
 * nothing is changed; neither are values that are no position (NAN, beyond 180 or 90). */
void sz_datum_convert (SzDatum from, SzDatum to, double *longitude, double *latitude);

G_END_DECLS
