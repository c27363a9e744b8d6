/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sz-error.h"
#include "sz-json.h"

G_BEGIN_DECLS

/* Reads a file of records as a stream: decodes its encoding, finds where records end, splits them into cells.
 * One thread. A record that cannot be split is told as such and does not end the file. */
typedef enum {
  SZ_RECORDS_SEPARATED,
  SZ_RECORDS_NDJSON,
  SZ_RECORDS_JSON, /* documents of a source; no file has this form */
  SZ_RECORDS_XLSX
} SzRecordForm;

/* Whether the first record names the columns. */
static inline gboolean
sz_records_have_header (SzRecordForm form)
{
  return form == SZ_RECORDS_SEPARATED || form == SZ_RECORDS_XLSX;
}

typedef struct {
  SzRecordForm form;
  char separator;       /* SEPARATED */
  gboolean quotes;      /* SEPARATED: "a ""b""" by RFC 4180 */
  const char *encoding; /* iconv name; NULL: UTF-8, or what a byte order mark says */
  const char *sheet;    /* XLSX: its name; NULL: the first */
} SzRecordFormat;

typedef struct _SzRecordReader SzRecordReader;

/* Reads the whole file once, to prove that it is text in its encoding and to know its hash, before anything
 * of it is used. SZ_ERROR_NOT_FOUND; SZ_ERROR_BAD_FILE for a file that is empty, binary, or not in its
 * encoding. */
SzRecordReader *sz_record_reader_open (const char *path, const SzRecordFormat *format,
                                       GCancellable *cancellable, GError **error);
/* The same from memory; `name` stands for the path. */
SzRecordReader *sz_record_reader_open_bytes (GBytes *bytes, const char *name, const SzRecordFormat *format,
                                             GCancellable *cancellable, GError **error);
void sz_record_reader_free (SzRecordReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzRecordReader, sz_record_reader_free)

/* 64 hex digits of the file's bytes. */
const char *sz_record_reader_sha256 (const SzRecordReader *reader);
double sz_record_reader_fraction (const SzRecordReader *reader);

typedef struct {
  const char *text; /* the whole record; valid until the next call, like the cells */
  gsize length;
  gint64 line;          /* where it begins, 1-based */
  const char *why;      /* NULL, or why it cannot be split (static, for _()) */
  const SzInput *cells; /* SEPARATED: WORD or ABSENT for an empty cell */
  guint n_cells;
} SzRecord;

/* The next record that is not blank. FALSE at the end, or with an error of reading. */
gboolean sz_record_reader_next (SzRecordReader *reader, SzRecord *record, GCancellable *cancellable,
                                GError **error);

G_END_DECLS
