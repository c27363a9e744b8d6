/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of separated and line records, in every form and encoding it knows: it ends, names each line
 * once at most, and gives nothing but valid text from within the record. */
#include <string.h>

#include "fuzz.h"
#include "sz-record-reader.h"

const char *const fuzz_seeds[] = { "编号,时间,区域\n1,2026-11-20 09:00:00,\"A \"\"b\"\"\nc\"\n2,,\n",
                                   "a\tb\r\n1\t2\r\n",
                                   "a;b\r1;2\r\"x",
                                   "\xef\xbb\xbf"
                                   "a,b\n1,2\n",
                                   "\xff\xfe"
                                   "a\0,\0b\0\n\0",
                                   "{\"a\":1}\n{\"a\":\"\\n\"}\n",
                                   "a,b\n\"1\"x,2\n\"\",\"\"\n",
                                   ",,,,\n",
                                   "\n\n\n",
                                   NULL };

static void
read_all (GBytes *bytes, const SzRecordFormat *format)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzRecordReader) reader = sz_record_reader_open_bytes (bytes, "fuzz", format, NULL, &error);
  SzRecord record;
  gint64 line = 0;
  if (reader == NULL) {
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
    return;
  }
  while (sz_record_reader_next (reader, &record, NULL, &error)) {
    g_assert_cmpint (record.line, >, line);
    line = record.line;
    for (guint i = 0; record.why == NULL && i < record.n_cells; i++) {
      const SzInput *cell = &record.cells[i];
      g_assert_true (cell->kind == SZ_INPUT_WORD || cell->kind == SZ_INPUT_ABSENT);
      g_assert_true (cell->length == 0 || g_utf8_validate_len (cell->text, cell->length, NULL));
    }
  }
  if (error != NULL)
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const SzRecordFormat formats[] = {
    { SZ_RECORDS_SEPARATED, ',', TRUE, NULL, NULL },
    { SZ_RECORDS_SEPARATED, '\t', FALSE, NULL, NULL },
    { SZ_RECORDS_SEPARATED, ';', TRUE, "GB18030", NULL },
    { SZ_RECORDS_NDJSON, ',', FALSE, NULL, NULL },
  };
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    read_all (bytes, &formats[i]);
  return 0;
}
