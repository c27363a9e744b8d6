/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sz-bloom.h"
#include "sz-mask.h"
#include "sz-pack.h"
#include "sz-time.h"

static gint64
random_number (void)
{
  gint64 value = ((gint64)g_test_rand_int_range (0, G_MAXINT32) << 12) >> g_test_rand_int_range (0, 44);
  return g_test_rand_bit () ? value : -value;
}

/* Slots are read back one by one and on their own, missing ones and those past the end as missing. */
static void
test_rows (void)
{
  for (int round = 0; round < 2000; round++) {
    gint64 values[20];
    gboolean set[20];
    SzPackManner manners[20];
    int n = g_test_rand_int_range (0, 20);
    g_auto (SzBytes) bytes = { 0 };
    for (int i = 0; i < n; i++) {
      manners[i] = (SzPackManner)g_test_rand_int_range (SZ_PACK_WORD, SZ_PACK_FLAG);
      gint64 value = random_number () * (g_test_rand_bit () ? 1000 : 1);
      values[i] = manners[i] == SZ_PACK_WORD   ? ABS (value) + 1
                  : manners[i] == SZ_PACK_HASH ? ABS (value)
                                               : value;
      set[i] = g_test_rand_bit ();
      if (set[i])
        sz_pack_value (&bytes, manners[i], values[i]);
      else
        sz_pack_missing (&bytes);
    }
    sz_pack_finish (&bytes);
    for (int i = 0; i < n; i++) {
      gint64 value;
      g_assert_cmpint (sz_pack_slot (bytes.data, bytes.len, (guint)i, manners[i], &value), ==, set[i]);
      if (set[i])
        g_assert_cmpint (value, ==, values[i]);
    }
    gint64 value;
    g_assert_false (sz_pack_slot (bytes.data, bytes.len, 25, SZ_PACK_NUMBER, &value));
  }
}

static void
test_flags (void)
{
  for (guint bits = 0; bits < 27; bits++) {
    guint states[3] = { bits % 3, bits / 3 % 3, bits / 9 }; /* missing, no, yes */
    guint64 stored = states[0] | states[1] << 2 | states[2] << 4;
    for (guint i = 0; i < 3; i++) {
      gint64 value = -1;
      g_assert_cmpint (sz_pack_meaning (stored, 7 | (i * 2) << 16, SZ_PACK_FLAG, &value), ==, states[i] > 0);
      if (states[i])
        g_assert_cmpint (value, ==, states[i] - 1);
    }
  }
}

static void
test_cells (void)
{
  for (int round = 0; round < 5000; round++) {
    gint64 counters[40], back[40];
    guint n = (guint)g_test_rand_int_range (0, 41), held;
    for (guint i = 0; i < n; i++) {
      counters[i] = g_test_rand_int_range (0, 3) ? g_test_rand_int_range (-1, 3) : random_number ();
      counters[i] *= g_test_rand_int_range (0, 4) ? 1 : 1000;
    }
    g_auto (SzBytes) bytes = { 0 };
    sz_pack_cell (&bytes, counters, n);
    g_assert_true (sz_unpack_cell (bytes.data, bytes.len, back, 40, &held));
    g_assert_cmpuint (held, <=, n);
    for (guint i = 0; i < n; i++)
      g_assert_cmpint (back[i], ==, counters[i]);
    for (gsize cut = 1; cut < bytes.len; cut++) /* cut short: refused, or (at 0) nothing */
      g_assert_false (sz_unpack_cell (bytes.data, cut, back, 40, &held));
  }
}

static void
test_keys (void)
{
  static const char *const keys[] = {
    "20261120-00017",  "T20261120A20261120", "20261119-1", "",           "\001",
    "T20261120000017", "T2026112000017",     "202611209",  "2026112099", "a\002b",
    "a\003b",          "\00220261120",       "x"
  };
  g_autoptr (GString) packed = g_string_new (NULL);
  g_autoptr (GString) key = g_string_new (NULL);
  gint64 day = sz_day_from_ymd (2026, 11, 20);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    for (gint64 d = day - 1; d <= day + 1; d++) {
      sz_pack_key (keys[i], -d, packed);
      sz_unpack_key (packed->str, -d, key);
      g_assert_cmpstr (key->str, ==, keys[i]);
    }
  sz_pack_key (keys[0], -day, packed);
  g_assert_cmpuint (packed->len, ==, 7);
}

static void
test_masks (void)
{
  static const char *const masks[] = { "91************ABCD",
                                       "*ABCDEF",
                                       "ABCDEF*",
                                       "000000*",
                                       "ZZZZZZ*******************************",
                                       "Z*00000",
                                       "00000*Z" };
  static const char *const others[] = { "",
                                        "*",
                                        "ABCDEF",
                                        "33**************12",
                                        "91*****ABCDE",
                                        "91**abcd",
                                        "91*A*BC",
                                        "91**AB D",
                                        "王*",
                                        "ABCDEF********************************",
                                        "ABCDEFG*",
                                        "*ABCDEFG" };
  char text[SZ_MASK_BYTES];
  for (guint i = 0; i < G_N_ELEMENTS (masks); i++) {
    gint64 number = sz_mask_number (masks[i]);
    g_assert_true (sz_mask_is_number (number));
    g_assert_true (sz_mask_text (number, text));
    g_assert_cmpstr (text, ==, masks[i]);
    for (guint j = 0; j < i; j++)
      g_assert_cmpint (sz_mask_number (masks[j]), !=, number);
  }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_cmpint (sz_mask_number (others[i]), ==, 0);
  /* Whatever number: no mask, or the mask that has just this number. */
  for (guint i = 0; i < 100000; i++) {
    gint64 number = SZ_MASK_FIRST + (((gint64)g_test_rand_int () * 128) ^ g_test_rand_int_range (0, 1 << 20));
    if (sz_mask_text (number, text))
      g_assert_cmpint (sz_mask_number (text), ==, number);
  }
  g_assert_false (sz_mask_text (5, text));
  g_assert_false (sz_mask_text (SZ_MASK_FIRST, text));
}

/* Whatever was added is found, hardly anything else. */
static void
check_known_keys (SzBloom *bloom, guint n, guint most_wrong)
{
  char key[16];
  guint wrong = 0;
  for (guint i = 0; i < n; i++) {
    g_snprintf (key, sizeof key, "k%u", i);
    sz_bloom_add (bloom, sz_bloom_hash (1, key));
  }
  for (guint i = 0; i < n; i++) {
    g_snprintf (key, sizeof key, "k%u", i);
    g_assert_true (sz_bloom_may_hold (bloom, sz_bloom_hash (1, key)));
    wrong += sz_bloom_may_hold (bloom, sz_bloom_hash (2, key));
  }
  g_assert_cmpuint (wrong, <, most_wrong);
}

static void
test_known_keys (void)
{
  SzBloom bloom;
  sz_bloom_init (&bloom, 10);
  check_known_keys (&bloom, 200000, 400);
  g_assert_nonnull (bloom.fuller); /* through several parts */
  sz_bloom_clear (&bloom);
}

/* The same for little memory, and beyond what it was made for. */
static void
test_spare_keys (void)
{
  SzBloom bloom;
  sz_bloom_init_spare (&bloom, 190000);
  g_assert_cmpuint (bloom.n_blocks * 64, <=, 190000 * SZ_BLOOM_SPARE_BITS / 8 + 64);
  check_known_keys (&bloom, 200000, 8000);
  g_assert_nonnull (bloom.fuller);
  sz_bloom_clear (&bloom);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pack/rows", test_rows);
  g_test_add_func ("/pack/flags", test_flags);
  g_test_add_func ("/pack/cells", test_cells);
  g_test_add_func ("/pack/keys", test_keys);
  g_test_add_func ("/pack/masks", test_masks);
  g_test_add_func ("/pack/known-keys", test_known_keys);
  g_test_add_func ("/pack/known-keys-spare", test_spare_keys);
  return g_test_run ();
}
