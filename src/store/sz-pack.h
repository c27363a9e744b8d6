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
 *   FLAG    two bits of a slot that three flags share (0 missing, 1 no, 2 yes)
 * A place is the slot, for flags with the lowest of their two bits × 65,536.
 *
 * A cell of a rollup is two bits for each counter (0, the number before (at first 1), a number, thousands),
 * then the numbers: many counts of one cell are alike. */
typedef enum { SZ_PACK_WORD, SZ_PACK_NUMBER, SZ_PACK_HASH, SZ_PACK_TIME, SZ_PACK_FLAG } SzPackManner;

#define SZ_MAX_COUNTERS 512

/* Appends a slot. */
void sz_pack_missing (SzBytes *out);
void sz_pack_value (SzBytes *out, SzPackManner manner, gint64 value);
/* Cuts missing slots off the end. */
void sz_pack_finish (SzBytes *out);

/* Reads slots one after the other; 0: missing, or past the end. */
typedef struct {
  const guint8 *at, *end;
} SzPackReader;
guint64 sz_pack_next (SzPackReader *reader);
/* One slot of a row. */
gboolean sz_pack_slot (const guint8 *data, gsize length, guint place, SzPackManner manner, gint64 *value);
#define SZ_PLACE_SLOT(place) ((guint)(place)&0xffff)
#define SZ_PLACE_SHIFT(place) ((guint)(place) >> 16)
/* What a slot says of a place in it; FALSE: missing. */
gboolean sz_pack_meaning (guint64 stored, guint place, SzPackManner manner, gint64 *value);
void sz_pack_stored (SzBytes *out, guint64 stored);

/* Appends a cell's counters; nothing if all are zero. */
void sz_pack_cell (SzBytes *out, const gint64 *counters, guint n);
/* FALSE: malformed. Missing ones at the end are zero. */
gboolean sz_unpack_cell (const guint8 *data, gsize length, gint64 *counters, guint n, guint *n_held);

/* Keys often bear their day ("T20261120000017"): the day's eight digits become one byte where the row lies on
 * that day, and digits alone behind them two to a byte. Both replace what `out` holds. */
void sz_pack_key (const char *key, gint64 nday, GString *out);
void sz_unpack_key (const char *packed, gint64 nday, GString *out);

G_END_DECLS
