/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-functions.h"

#include "sz-sketch.h"

static gboolean
add_value (SzSketch *sketch, sqlite3_value *value)
{
  const guint8 *data = sqlite3_value_blob (value);
  int length = sqlite3_value_bytes (value);
  return data == NULL || sz_sketch_decode_into (sketch, data, (gsize)length);
}

static void
sketch_add (sqlite3_context *context, int n, sqlite3_value **values)
{
  SzSketch sum;
  sz_sketch_init (&sum);
  if (!add_value (&sum, values[0]) || !add_value (&sum, values[1])) {
    sqlite3_result_error (context, "malformed distribution", -1);
  } else {
    sz_sketch_tidy (&sum);
    g_autoptr (GByteArray) out = g_byte_array_new ();
    sz_sketch_encode (&sum, out);
    if (out->len > 0)
      sqlite3_result_blob (context, out->data, (int)out->len, SQLITE_TRANSIENT);
  }
  sz_sketch_clear (&sum);
}

gboolean
sz_functions_register (sqlite3 *handle)
{
  int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  return sqlite3_create_function (handle, "sz_sketch_add", 2, flags, NULL, sketch_add, NULL, NULL) == SQLITE_OK;
}
