/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-catalog.h"

G_BEGIN_DECLS

/* A batch is what one page of a source became: rows, refused rows, and the cursor that says how far we are.
 * It is applied in one transaction or not at all. Built by one thread, then handed to the store. */

typedef enum { SZ_CELL_MISSING, SZ_CELL_NUMBER, SZ_CELL_TEXT } SzCellKind;

typedef struct {
  const char *text; /* TEXT, in the batch's arena; NUL-terminated valid UTF-8 */
  gint64 number;    /* NUMBER: INSTANT ms, INTEGER, DECIMAL (scaled), FLAG, HASH */
  SzCellKind kind;
} SzCell;

typedef struct {
  const char *key;  /* unique within source and data set */
  gint64 version;   /* a higher one replaces a lower one; equal is the same row */
  gint64 at_ms;     /* of deletions too */
  gboolean deleted; /* cells is NULL */
  SzCell *cells;    /* one for each of dataset->fields */
} SzRow;

/* A row that could not be taken. Nothing of its content is kept. */
typedef struct {
  const char *where;  /* "page 2026-11-20, line 17" or "receipt.csv, line 812" */
  const char *field;  /* field id; "" for the whole line */
  const char *reason; /* one sentence, no content */
  const char *key;    /* scrubbed key; "" if not known */
  gint64 bytes;       /* length of the line */
  char hash[17];      /* first 16 hex digits of the line's keyed hash, or "" without a key */
} SzRefusal;

/* A row left out on purpose by the mapping ("PHANTOM: …"); only counted. */
typedef struct {
  const char *reason;
  gint64 count;
} SzOmission;

typedef struct _SzBatch SzBatch;
struct _SzBatch {
  gatomicrefcount refs;
  const SzDataset *dataset;
  char *source;     /* source id */
  guint generation; /* epochs seen of this source; a row of a higher one replaces any of a lower one */
  GStringChunk *arena;
  GArray *rows;      /* (element-type SzRow) */
  GPtrArray *cells;  /* blocks of cells, owned */
  GArray *refusals;  /* (element-type SzRefusal) */
  GArray *omissions; /* (element-type SzOmission) */
  /* What else the same transaction writes. */
  char *cursor;       /* follow from here; NULL: leave as it is */
  GArray *days_done;  /* (element-type gint64) hall days now complete: with them, rows of lower generations on
                         that day  are buried */
  gboolean bury_rest; /* the history is complete: bury every row of a lower generation */
  gint64 watermark_ms; /* the source says it is whole up to here; 0 unknown */
  char *row_key;       /* "ALGORITHM:KEY" that identities were hashed with; NULL: there are none (owned) */
  char **supplies;     /* stored fields that the source's mapping can fill (array zero-terminated=1) (owned);
                          NULL: all of the data set */
};

SzBatch *sz_batch_new (const SzDataset *dataset, const char *source, guint generation);
SzBatch *sz_batch_ref (SzBatch *batch);
void sz_batch_unref (SzBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzBatch, sz_batch_unref)

/* Copies a text into the arena. */
const char *sz_batch_text (SzBatch *batch, const char *text, gssize length);
/* A new row with all cells missing; valid until the next call. The caller fills key, version, at_ms and
 * cells. */
SzRow *sz_batch_add_row (SzBatch *batch);
/* Notes what identities of its rows are hashed with; the first word stays. */
void sz_batch_note_key (SzBatch *batch, const char *algorithm, const char *key);
void sz_batch_refuse (SzBatch *batch, const char *where, const char *field, const char *reason,
                      const char *key, gint64 bytes, const char *hash);
void sz_batch_omit (SzBatch *batch, const char *reason, gint64 count);
void sz_batch_day_done (SzBatch *batch, gint64 day);

G_END_DECLS
