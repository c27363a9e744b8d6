/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-mapper.h"

G_BEGIN_DECLS

/* Reads the rows of the hall interface, version 1: {"key", "ver", "op", "at", …fields}. One thread. */
typedef struct _SzRowReader SzRowReader;

SzRowReader *sz_row_reader_new (const SzDataset *dataset, SzZone *zone, SzSiteKey *key, gint64 now_ms);
void sz_row_reader_free (SzRowReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzRowReader, sz_row_reader_free)

/* One line (without its end) becomes a row of the batch, or a refusal that says "PAGE, line N"; TRUE for a
 * row. */
gboolean sz_row_reader_read (SzRowReader *reader, SzBatch *batch, const char *line, gsize length,
                             const char *page, gint64 number);
/* The instant of the row refused last, as far as it could be read; G_MININT64: not known. */
gint64 sz_row_reader_refused_at (const SzRowReader *reader);
/* The source's clock has moved on. */
void sz_row_reader_set_now (SzRowReader *reader, gint64 now_ms);
/* Fields that came and that the data set does not know, so far. */
gint64 sz_row_reader_unknown (const SzRowReader *reader);

/* Adds a refusal: `line` is hashed with the key, the key field scrubbed. Shared with the import. */
void sz_refuse_line (SzBatch *batch, const SzSiteKey *key, const char *where, const char *field,
                     const char *reason, const char *row_key, gsize row_key_length, const char *line,
                     gsize length);

G_END_DECLS
