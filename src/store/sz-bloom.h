/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A set that forgets nothing and sometimes remembers too much: "no" is certain, "yes" is wrong about once in
 * five thousand. It saves the look-up of every new key among millions. Blocks of one cache line, seven bits a
 * key. When it is full it goes on in a larger part behind the first: nothing need be read again. */
typedef struct _SzBloom SzBloom;
struct _SzBloom {
  guint64 *words;
  guint64 n_blocks; /* below 2^32 */
  guint64 n_keys, capacity;
  SzBloom *fuller; /* (nullable) the parts that are full */
};

/* Room for at least so many keys at 24 bits each. */
void sz_bloom_init (SzBloom *bloom, guint64 keys);
/* The same at 10 bits, wrong about once in eighty: where few new keys are still to come. What comes beyond
 * `keys` has 24 bits again. */
#define SZ_BLOOM_SPARE_BITS 10
void sz_bloom_init_spare (SzBloom *bloom, guint64 keys);
void sz_bloom_clear (SzBloom *bloom);
void sz_bloom_add (SzBloom *bloom, guint64 hash);
gboolean sz_bloom_may_hold (const SzBloom *bloom, guint64 hash);
guint64 sz_bloom_hash (gint64 source, const char *key);

G_END_DECLS
