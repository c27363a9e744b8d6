/* SPDX-License-Identifier: GPL-3.0-or-later */
#define SZ_GEOS_TABLE
#include "sz-geos.h"

SZ_LATE_DEFINE (SzGeos, sz_geos, SZ_GEOS_LIBRARY, SZ_GEOS_FUNCTIONS)
