/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <zip.h>

#include "sz-late.h"

G_BEGIN_DECLS

/* What the reading of workbooks asks of libzip. */
#define SZ_ZIP_FUNCTIONS(X)                                                                                  \
  X (zip_discard)                                                                                            \
  X (zip_fclose)                                                                                             \
  X (zip_fopen)                                                                                              \
  X (zip_fread)                                                                                              \
  X (zip_get_num_entries)                                                                                    \
  X (zip_open)                                                                                               \
  X (zip_stat_index)

typedef struct {
  SZ_ZIP_FUNCTIONS (SZ_LATE_MEMBER)
} SzZip;

/* Opens the library the first time. Any thread. */
const SzZip *sz_zip (void);

#ifndef SZ_ZIP_TABLE
#define zip_discard sz_zip ()->zip_discard
#define zip_fclose sz_zip ()->zip_fclose
#define zip_fopen sz_zip ()->zip_fopen
#define zip_fread sz_zip ()->zip_fread
#define zip_get_num_entries sz_zip ()->zip_get_num_entries
#define zip_open sz_zip ()->zip_open
#define zip_stat_index sz_zip ()->zip_stat_index
#endif

G_END_DECLS
