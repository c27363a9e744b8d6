/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-bytes.h"

G_BEGIN_DECLS

/* How rows and cells lie in their BLOBs. A column of SQLite costs a byte even when it holds nothing; five
 * years of tickets have two dozen fields and two dozen measures, most of them small, zero or missing.
 *
 * A row is one variable-length integer for each slot, 0 for missing, trailing missing ones left out. What the
 * integer means is the field's manner: WORD    the number of a word, from 1 NUMBER  zigzag + 1 HASH    value
 * + 1 (63 bits) TIME    milliseconds, whole seconds as seconds: (zigzag × 2 + 1 if they are ms) + 1
 *
 * A cell of a rollup is two bits for each counter (0, 1, a number, thousands), then the numbers. */
typedef enum { SZ_PACK_WORD, SZ_PACK_NUMBER, SZ_PACK_HASH, SZ_PACK_TIME } SzPackManner;

#define SZ_MAX_COUNTERS 512

/* Appends a slot. */
void sz_pack_missing (SzBytes *out);
void sz_pack_value (SzBytes *out, SzPackManner manner, gint64 value);
/* Cuts missing slots off the end. */
void sz_pack_finish (SzBytes *out);

/* Reads slots one after the other; FALSE: missing, or past the end. */
typedef struct {
  const guint8 *at, *end;
} SzPackReader;
gboolean sz_pack_next (SzPackReader *reader, SzPackManner manner, gint64 *value);
/* One slot of a row. */
gboolean sz_pack_slot (const guint8 *data, gsize length, guint slot, SzPackManner manner, gint64 *value);

/* Appends a cell's counters; nothing if all are zero. */
void sz_pack_cell (SzBytes *out, const gint64 *counters, guint n);
/* FALSE: malformed. Missing ones at the end are zero. */
gboolean sz_unpack_cell (const guint8 *data, gsize length, gint64 *counters, guint n, guint *n_held);

/* Keys often bear their day ("20261120-00017"): the day's eight digits become one byte where the row lies on
 * that day. Both replace what `out` holds. */
void sz_pack_key (const char *key, gint64 nday, GString *out);
void sz_unpack_key (const char *packed, gint64 nday, GString *out);

G_END_DECLS
