/* SPDX-License-Identifier: GPL-3.0-or-later */
#define SZ_ZIP_TABLE
#include "sz-zip.h"

SZ_LATE_DEFINE (SzZip, sz_zip, SZ_ZIP_LIBRARY, SZ_ZIP_FUNCTIONS)
