/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fuzz.h"

#define LONGEST 4096

static void
insert (GByteArray *bytes, guint at, const guint8 *piece, guint length)
{
  const guint old = bytes->len;
  if (old + length > LONGEST)
    return;
  g_byte_array_set_size (bytes, old + length);
  memmove (bytes->data + at + length, bytes->data + at, old - at);
  memcpy (bytes->data + at, piece, length);
}

/* What fuzzers do: flip, cut, double, splice, and words that mean something. */
static void
mutate (GByteArray *bytes, guint n_seeds)
{
  static const char *const words[] = { "{",
                                       "}",
                                       "[",
                                       "]",
                                       "\"",
                                       "\\u0000",
                                       "\\ud800",
                                       "\\udc00",
                                       ",",
                                       ":",
                                       "1e400",
                                       "-0",
                                       "\xef\xbb\xbf",
                                       "\xff\xfe",
                                       "\r\n",
                                       "\r",
                                       "\n",
                                       "\"\"",
                                       "true",
                                       "null",
                                       "\xc0\x80",
                                       "\xed\xa0\x80",
                                       "9223372036854775808",
                                       "\t",
                                       ";" };
  const guint at = bytes->len > 0 ? (guint)g_test_rand_int_range (0, (gint32)bytes->len) : 0;
  const char *word = words[g_test_rand_int_range (0, G_N_ELEMENTS (words))];
  const char *other = fuzz_seeds[g_test_rand_int_range (0, (gint32)n_seeds)];
  const guint length = (guint)strlen (other);
  const guint from = length > 0 ? (guint)g_test_rand_int_range (0, (gint32)length) : 0;
  guint8 piece[64];
  switch (g_test_rand_int_range (0, 7)) {
  case 0:
    if (bytes->len > 0)
      bytes->data[at] ^= (guint8)(1 << g_test_rand_int_range (0, 8));
    break;
  case 1:
    if (bytes->len > 0)
      bytes->data[at] = (guint8)g_test_rand_int ();
    break;
  case 2:
    g_byte_array_set_size (bytes, at);
    break;
  case 3:
    if (bytes->len > at) {
      const guint gone = (guint)g_test_rand_int_range (1, 9);
      g_byte_array_remove_range (bytes, at, MIN (bytes->len - at, gone));
    }
    break;
  case 4: {
    const guint span = MIN (bytes->len - at, (guint)sizeof piece);
    memcpy (piece, bytes->data + at, span);
    insert (bytes, at, piece, span);
    break;
  }
  case 5:
    insert (bytes, at, (const guint8 *)word, (guint)strlen (word));
    break;
  default:
    insert (bytes, at, (const guint8 *)other + from, MIN (length - from, 64u));
    break;
  }
}

static void
test_mutations (void)
{
  const gboolean all = g_strcmp0 (g_getenv ("SHUZHI_TEST_ALL"), "1") == 0;
  const guint rounds = all ? 1000000 : 30000;
  guint n = 0;
  while (fuzz_seeds[n] != NULL)
    n++;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  for (guint i = 0; i < n; i++)
    LLVMFuzzerTestOneInput ((const uint8_t *)fuzz_seeds[i], strlen (fuzz_seeds[i]));
  LLVMFuzzerTestOneInput ((const uint8_t *)"", 0);
  for (guint round = 0; round < rounds; round++) {
    /* Every eighth begins anew; the others go on from the last, far from any seed. */
    if (round % 8 == 0) {
      const char *seed = fuzz_seeds[g_test_rand_int_range (0, (gint32)n)];
      g_byte_array_set_size (bytes, 0);
      g_byte_array_append (bytes, (const guint8 *)seed, (guint)strlen (seed));
    }
    for (gint32 times = g_test_rand_int_range (1, 4); times > 0; times--)
      mutate (bytes, n);
    /* In memory of exactly its size, so that a byte too far is seen by the sanitizers. */
    g_autofree guint8 *exact = g_memdup2 (bytes->data, bytes->len);
    LLVMFuzzerTestOneInput (exact, bytes->len);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fuzz/mutations", test_mutations);
  return g_test_run ();
}
