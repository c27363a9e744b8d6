/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-gunzip.h"

#include <string.h>

#include "sz-i18n.h"

#define FIRST_ROOM (256 * 1024)

/* A step of the decompressor is an error of ours, told apart by what it means. */
static void
explain (const GError *cause, GError **error)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE, _ ("The compressed answer ends before its end."));
  else
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("The compressed answer is damaged."));
}

static gboolean
make_room (GByteArray *out, gsize used, gsize max_body, GError **error)
{
  if (out->len > used)
    return TRUE;
  if (used > max_body) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("The answer is larger than %zu MiB."),
                 max_body >> 20);
    return FALSE;
  }
  /* One byte more than allowed, so that a body of exactly the limit is told apart from a larger one. */
  g_byte_array_set_size (out, (guint)MIN (MAX (used * 2, (gsize)FIRST_ROOM), max_body + 1));
  return TRUE;
}

GBytes *
sz_gunzip (const guint8 *data, gsize length, gsize max_body, GError **error)
{
  g_autoptr (GZlibDecompressor) inflater = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize used = 0, eaten = 0;
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result != G_CONVERTER_FINISHED) {
    g_autoptr (GError) cause = NULL;
    gsize read = 0, written = 0;
    if (!make_room (out, used, max_body, error))
      return NULL;
    result = g_converter_convert (G_CONVERTER (inflater), data + eaten, length - eaten, out->data + used,
                                  out->len - used, G_CONVERTER_INPUT_AT_END, &read, &written, &cause);
    if (result == G_CONVERTER_ERROR) {
      explain (cause, error);
      return NULL;
    }
    eaten += read;
    used += written;
    if (result == G_CONVERTER_CONVERTED && read == 0 && written == 0 && out->len > used) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE, _ ("The compressed answer ends before its end."));
      return NULL;
    }
  }
  if (used > max_body) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("The answer is larger than %zu MiB."),
                 max_body >> 20);
    return NULL;
  }
  if (eaten != length) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("The compressed answer has bytes behind its end."));
    return NULL;
  }
  g_byte_array_set_size (out, (guint)used);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
