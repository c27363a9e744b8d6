/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <geos_c.h>

#include "sz-late.h"

G_BEGIN_DECLS

/* What the map asks of GEOS. */
#define SZ_GEOS_FUNCTIONS(X)                                                                                 \
  X (GEOSContext_setErrorMessageHandler_r)                                                                   \
  X (GEOSCoordSeq_getSize_r)                                                                                 \
  X (GEOSCoordSeq_getX_r)                                                                                    \
  X (GEOSCoordSeq_getY_r)                                                                                    \
  X (GEOSFree_r)                                                                                             \
  X (GEOSGeoJSONReader_create_r)                                                                             \
  X (GEOSGeoJSONReader_destroy_r)                                                                            \
  X (GEOSGeoJSONReader_readGeometry_r)                                                                       \
  X (GEOSGeomGetStartPoint_r)                                                                                \
  X (GEOSGeomGetX_r)                                                                                         \
  X (GEOSGeomGetY_r)                                                                                         \
  X (GEOSGeomTypeId_r)                                                                                       \
  X (GEOSGeom_createRectangle_r)                                                                             \
  X (GEOSGeom_destroy_r)                                                                                     \
  X (GEOSGeom_getCoordSeq_r)                                                                                 \
  X (GEOSGetCentroid_r)                                                                                      \
  X (GEOSGetExteriorRing_r)                                                                                  \
  X (GEOSGetGeometryN_r)                                                                                     \
  X (GEOSGetInteriorRingN_r)                                                                                 \
  X (GEOSGetNumGeometries_r)                                                                                 \
  X (GEOSGetNumInteriorRings_r)                                                                              \
  X (GEOSMaximumInscribedCircle_r)                                                                           \
  X (GEOSPointOnSurface_r)                                                                                   \
  X (GEOSSTRtree_create_r)                                                                                   \
  X (GEOSSTRtree_destroy_r)                                                                                  \
  X (GEOSSTRtree_insert_r)                                                                                   \
  X (GEOSSTRtree_query_r)                                                                                    \
  X (GEOSWKTReader_create_r)                                                                                 \
  X (GEOSWKTReader_destroy_r)                                                                                \
  X (GEOSWKTReader_read_r)                                                                                   \
  X (GEOS_finish_r)                                                                                          \
  X (GEOS_init_r)                                                                                            \
  X (GEOSisEmpty_r)                                                                                          \
  X (GEOSisValidDetail_r)

typedef struct {
  SZ_GEOS_FUNCTIONS (SZ_LATE_MEMBER)
} SzGeos;

/* Opens the library the first time. Any thread. */
const SzGeos *sz_geos (void);

#ifndef SZ_GEOS_TABLE
#define GEOSContext_setErrorMessageHandler_r sz_geos ()->GEOSContext_setErrorMessageHandler_r
#define GEOSCoordSeq_getSize_r sz_geos ()->GEOSCoordSeq_getSize_r
#define GEOSCoordSeq_getX_r sz_geos ()->GEOSCoordSeq_getX_r
#define GEOSCoordSeq_getY_r sz_geos ()->GEOSCoordSeq_getY_r
#define GEOSFree_r sz_geos ()->GEOSFree_r
#define GEOSGeoJSONReader_create_r sz_geos ()->GEOSGeoJSONReader_create_r
#define GEOSGeoJSONReader_destroy_r sz_geos ()->GEOSGeoJSONReader_destroy_r
#define GEOSGeoJSONReader_readGeometry_r sz_geos ()->GEOSGeoJSONReader_readGeometry_r
#define GEOSGeomGetStartPoint_r sz_geos ()->GEOSGeomGetStartPoint_r
#define GEOSGeomGetX_r sz_geos ()->GEOSGeomGetX_r
#define GEOSGeomGetY_r sz_geos ()->GEOSGeomGetY_r
#define GEOSGeomTypeId_r sz_geos ()->GEOSGeomTypeId_r
#define GEOSGeom_createRectangle_r sz_geos ()->GEOSGeom_createRectangle_r
#define GEOSGeom_destroy_r sz_geos ()->GEOSGeom_destroy_r
#define GEOSGeom_getCoordSeq_r sz_geos ()->GEOSGeom_getCoordSeq_r
#define GEOSGetCentroid_r sz_geos ()->GEOSGetCentroid_r
#define GEOSGetExteriorRing_r sz_geos ()->GEOSGetExteriorRing_r
#define GEOSGetGeometryN_r sz_geos ()->GEOSGetGeometryN_r
#define GEOSGetInteriorRingN_r sz_geos ()->GEOSGetInteriorRingN_r
#define GEOSGetNumGeometries_r sz_geos ()->GEOSGetNumGeometries_r
#define GEOSGetNumInteriorRings_r sz_geos ()->GEOSGetNumInteriorRings_r
#define GEOSMaximumInscribedCircle_r sz_geos ()->GEOSMaximumInscribedCircle_r
#define GEOSPointOnSurface_r sz_geos ()->GEOSPointOnSurface_r
#define GEOSSTRtree_create_r sz_geos ()->GEOSSTRtree_create_r
#define GEOSSTRtree_destroy_r sz_geos ()->GEOSSTRtree_destroy_r
#define GEOSSTRtree_insert_r sz_geos ()->GEOSSTRtree_insert_r
#define GEOSSTRtree_query_r sz_geos ()->GEOSSTRtree_query_r
#define GEOSWKTReader_create_r sz_geos ()->GEOSWKTReader_create_r
#define GEOSWKTReader_destroy_r sz_geos ()->GEOSWKTReader_destroy_r
#define GEOSWKTReader_read_r sz_geos ()->GEOSWKTReader_read_r
#define GEOS_finish_r sz_geos ()->GEOS_finish_r
#define GEOS_init_r sz_geos ()->GEOS_init_r
#define GEOSisEmpty_r sz_geos ()->GEOSisEmpty_r
#define GEOSisValidDetail_r sz_geos ()->GEOSisValidDetail_r
#endif

G_END_DECLS
