/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-functions.h"

#include "sz-feed-table.h"
#include "sz-mask.h"
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

/* One function for each manner: which one is the function's own data. */
static const SzPackManner manners[] = { SZ_PACK_WORD, SZ_PACK_NUMBER, SZ_PACK_HASH, SZ_PACK_TIME,
                                        SZ_PACK_FLAG };

static void
read_slot (sqlite3_context *context, int n, sqlite3_value **values)
{
  const SzPackManner *manner = sqlite3_user_data (context);
  const guint8 *data = sqlite3_value_blob (values[0]);
  gint64 value;
  if (data && sz_pack_slot (data, (gsize)sqlite3_value_bytes (values[0]),
                            (guint)sqlite3_value_int (values[1]), *manner, &value))
    sqlite3_result_int64 (context, value);
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

static void
mask_number (sqlite3_context *context, int n, sqlite3_value **values)
{
  const char *text = (const char *)sqlite3_value_text (values[0]);
  if (text == NULL && sqlite3_value_type (values[0]) != SQLITE_NULL)
    sqlite3_result_error_nomem (context);
  gint64 number = text ? sz_mask_number (text) : 0;
  if (number > 0)
    sqlite3_result_int64 (context, number);
}

static void
mask_text (sqlite3_context *context, int n, sqlite3_value **values)
{
  char text[SZ_MASK_BYTES];
  if (sqlite3_value_type (values[0]) == SQLITE_INTEGER &&
      sz_mask_text (sqlite3_value_int64 (values[0]), text))
    sqlite3_result_text (context, text, -1, SQLITE_TRANSIENT);
}

gboolean
sz_functions_register (sqlite3 *handle)
{
  static const struct {
    const char *name;
    int arguments;
    void (*function) (sqlite3_context *, int, sqlite3_value **);
    const SzPackManner *manner;
  } functions[] = {
    { "sz_sketch_add", 2, sketch_add, NULL }, { "sz_cells_add", 2, cells_add, NULL },
    { "sz_word", 2, read_slot, &manners[0] }, { "sz_number", 2, read_slot, &manners[1] },
    { "sz_hash", 2, read_slot, &manners[2] }, { "sz_time", 2, read_slot, &manners[3] },
    { "sz_flag", 2, read_slot, &manners[4] }, { "sz_key", 2, unpack_key, NULL },
    { "sz_key_pack", 2, pack_key, NULL },     { "sz_mask_number", 1, mask_number, NULL },
    { "sz_mask_text", 1, mask_text, NULL },
  };
  int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (sqlite3_create_function (handle, functions[i].name, functions[i].arguments, flags,
                                 (void *)functions[i].manner, functions[i].function, NULL, NULL) != SQLITE_OK)
      return FALSE;
  return sz_feed_table_register (handle);
}
