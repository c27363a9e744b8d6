/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-functions.h"

#include "sz-pack.h"
#include "sz-sketch.h"

static void
return_bytes (sqlite3_context *context, SzBytes *bytes)
{
  if (bytes->len == 0)
    sz_bytes_clear (bytes);
  else
    sqlite3_result_blob (context, bytes->data, (int)bytes->len, g_free);
}

static void
sketch_add (sqlite3_context *context, int n, sqlite3_value **values)
{
  const guint8 *a = sqlite3_value_blob (values[0]), *b = sqlite3_value_blob (values[1]);
  gsize a_length = (gsize)sqlite3_value_bytes (values[0]), b_length = (gsize)sqlite3_value_bytes (values[1]);
  SzBytes sum = { 0 };
  if (sz_sketch_add_blobs (a, a ? a_length : 0, b, b ? b_length : 0, &sum)) {
    return_bytes (context, &sum);
  } else {
    sz_bytes_clear (&sum);
    sqlite3_result_error (context, "malformed distribution", -1);
  }
}

static void
read_slot (sqlite3_context *context, sqlite3_value **values, SzPackManner manner)
{
  const guint8 *data = sqlite3_value_blob (values[0]);
  gint64 value;
  if (data && sz_pack_slot (data, (gsize)sqlite3_value_bytes (values[0]),
                            (guint)sqlite3_value_int (values[1]), manner, &value))
    sqlite3_result_int64 (context, value);
}

static void
read_word (sqlite3_context *context, int n, sqlite3_value **values)
{
  read_slot (context, values, SZ_PACK_WORD);
}

static void
read_number (sqlite3_context *context, int n, sqlite3_value **values)
{
  read_slot (context, values, SZ_PACK_NUMBER);
}

static void
read_hash (sqlite3_context *context, int n, sqlite3_value **values)
{
  read_slot (context, values, SZ_PACK_HASH);
}

static void
read_time (sqlite3_context *context, int n, sqlite3_value **values)
{
  read_slot (context, values, SZ_PACK_TIME);
}

static void
read_flag (sqlite3_context *context, int n, sqlite3_value **values)
{
  read_slot (context, values, SZ_PACK_FLAG);
}

static gboolean
read_cell (sqlite3_value *value, gint64 *counters, guint *n)
{
  const guint8 *data = sqlite3_value_blob (value);
  return sz_unpack_cell (data, data ? (gsize)sqlite3_value_bytes (value) : 0, counters, SZ_MAX_COUNTERS, n);
}

static void
cells_add (sqlite3_context *context, int n, sqlite3_value **values)
{
  gint64 sum[SZ_MAX_COUNTERS], more[SZ_MAX_COUNTERS];
  guint n_sum, n_more;
  if (!read_cell (values[0], sum, &n_sum) || !read_cell (values[1], more, &n_more)) {
    sqlite3_result_error (context, "malformed cell", -1);
    return;
  }
  n_sum = MAX (n_sum, n_more);
  for (guint i = 0; i < n_sum; i++)
    sum[i] += more[i];
  SzBytes out = { 0 };
  sz_pack_cell (&out, sum, n_sum);
  return_bytes (context, &out);
}

static void
change_key (sqlite3_context *context, sqlite3_value **values,
            void (*change) (const char *, gint64, GString *))
{
  const char *key = (const char *)sqlite3_value_text (values[0]);
  if (key == NULL) {
    if (sqlite3_value_type (values[0]) != SQLITE_NULL)
      sqlite3_result_error_nomem (context);
    return;
  }
  g_autoptr (GString) out = g_string_new (NULL);
  change (key, sqlite3_value_int64 (values[1]), out);
  sqlite3_result_text (context, out->str, (int)out->len, SQLITE_TRANSIENT);
}

static void
pack_key (sqlite3_context *context, int n, sqlite3_value **values)
{
  change_key (context, values, sz_pack_key);
}

static void
unpack_key (sqlite3_context *context, int n, sqlite3_value **values)
{
  change_key (context, values, sz_unpack_key);
}

gboolean
sz_functions_register (sqlite3 *handle)
{
  static const struct {
    const char *name;
    void (*function) (sqlite3_context *, int, sqlite3_value **);
  } functions[] = {
    { "sz_sketch_add", sketch_add }, { "sz_cells_add", cells_add }, { "sz_word", read_word },
    { "sz_number", read_number },    { "sz_hash", read_hash },      { "sz_time", read_time },
    { "sz_flag", read_flag },        { "sz_key", unpack_key },      { "sz_key_pack", pack_key },
  };
  int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (sqlite3_create_function (handle, functions[i].name, 2, flags, NULL, functions[i].function, NULL,
                                 NULL) != SQLITE_OK)
      return FALSE;
  return TRUE;
}
