/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-bloom.h"

#include <string.h>

#define BITS_PER_KEY 24
#define LEAST_KEYS 16384
#define GROWTH 4
#define LARGEST_GROWTH (4 * 1024 * 1024) /* keys: no part of it takes more than 12 MB at once */
#define BLOCK_BITS 512
#define BLOCK_WORDS (BLOCK_BITS / 64)
#define PROBES 7

static void
init (SzBloom *bloom, guint64 keys, guint bits)
{
  bloom->capacity = MAX (keys, LEAST_KEYS);
  bloom->n_blocks = (bloom->capacity * bits + BLOCK_BITS - 1) / BLOCK_BITS;
  bloom->words = g_malloc0_n (bloom->n_blocks * BLOCK_WORDS, sizeof (guint64));
  bloom->n_keys = 0;
  bloom->fuller = NULL;
}

void
sz_bloom_init (SzBloom *bloom, guint64 keys)
{
  init (bloom, keys, BITS_PER_KEY);
}

void
sz_bloom_init_spare (SzBloom *bloom, guint64 keys)
{
  init (bloom, keys, SZ_BLOOM_SPARE_BITS);
}

void
sz_bloom_clear (SzBloom *bloom)
{
  if (bloom->fuller)
    sz_bloom_clear (bloom->fuller);
  g_clear_pointer (&bloom->fuller, g_free);
  g_clear_pointer (&bloom->words, g_free);
  bloom->n_blocks = bloom->n_keys = bloom->capacity = 0;
}

static guint64
mix (guint64 x)
{
  x ^= x >> 30;
  x *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x ^= x >> 27;
  x *= G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

guint64
sz_bloom_hash (gint64 source, const char *key)
{
  guint64 hash = mix ((guint64)source + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
  gsize length = strlen (key);
  for (; length >= 8; key += 8, length -= 8) {
    guint64 part;
    memcpy (&part, key, 8);
    hash = mix (hash ^ part);
  }
  guint64 rest = length;
  for (gsize i = 0; i < length; i++)
    rest = (rest << 8) | (guint8)key[i];
  return mix (hash ^ rest);
}

static void
grow (SzBloom *bloom)
{
  SzBloom *full = g_memdup2 (bloom, sizeof *bloom);
  sz_bloom_init (bloom, MIN (full->capacity * GROWTH, LARGEST_GROWTH));
  bloom->fuller = full;
}

/* The block comes from the upper half, scaled to their number; the bits within it from nine-bit pieces of a
 * second mix. */
static guint64 *
find_block (const SzBloom *bloom, guint64 hash)
{
  return bloom->words + (((hash >> 32) * bloom->n_blocks) >> 32) * BLOCK_WORDS;
}

void
sz_bloom_add (SzBloom *bloom, guint64 hash)
{
  if (bloom->n_keys >= bloom->capacity)
    grow (bloom);
  guint64 *block = find_block (bloom, hash);
  guint64 bits = mix (hash + 1);
  for (int i = 0; i < PROBES; i++, bits >>= 9)
    block[(bits >> 6) & 7] |= G_GUINT64_CONSTANT (1) << (bits & 63);
  bloom->n_keys++;
}

static gboolean
part_may_hold (const SzBloom *bloom, guint64 hash, guint64 bits)
{
  const guint64 *block = find_block (bloom, hash);
  for (int i = 0; i < PROBES; i++, bits >>= 9)
    if (!(block[(bits >> 6) & 7] & (G_GUINT64_CONSTANT (1) << (bits & 63))))
      return FALSE;
  return TRUE;
}

gboolean
sz_bloom_may_hold (const SzBloom *bloom, guint64 hash)
{
  guint64 bits = mix (hash + 1);
  for (; bloom; bloom = bloom->fuller)
    if (part_may_hold (bloom, hash, bits))
      return TRUE;
  return FALSE;
}
