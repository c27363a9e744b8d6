/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-sha256.h"

#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

static const guint32 K[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline guint32
rotate (guint32 x, guint n)
{
  return x >> n | x << (32 - n);
}

static void
compress_plain (guint32 state[8], const guint8 *data, gsize blocks)
{
  for (; blocks > 0; blocks--, data += 64) {
    guint32 w[64], s[8];
    for (guint i = 0; i < 16; i++) {
      guint32 word;
      memcpy (&word, data + 4 * i, 4);
      w[i] = GUINT32_FROM_BE (word);
    }
    for (guint i = 16; i < 64; i++) {
      const guint32 a = rotate (w[i - 15], 7) ^ rotate (w[i - 15], 18) ^ w[i - 15] >> 3;
      const guint32 b = rotate (w[i - 2], 17) ^ rotate (w[i - 2], 19) ^ w[i - 2] >> 10;
      w[i] = w[i - 16] + a + w[i - 7] + b;
    }
    memcpy (s, state, sizeof s);
    for (guint i = 0; i < 64; i++) {
      const guint32 e = rotate (s[4], 6) ^ rotate (s[4], 11) ^ rotate (s[4], 25);
      const guint32 t1 = s[7] + e + ((s[4] & s[5]) ^ (~s[4] & s[6])) + K[i] + w[i];
      const guint32 a = rotate (s[0], 2) ^ rotate (s[0], 13) ^ rotate (s[0], 22);
      const guint32 t2 = a + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
      memmove (s + 1, s, 7 * sizeof *s);
      s[4] += t1;
      s[0] = t1 + t2;
    }
    for (guint i = 0; i < 8; i++)
      state[i] += s[i];
  }
}

#if defined(__x86_64__)
/* Four rounds with the message words already summed with their constants. */
__attribute__ ((target ("sha,sse4.1"))) static inline void
four_rounds (__m128i *abef, __m128i *cdgh, __m128i words, guint first)
{
  const __m128i sum = _mm_add_epi32 (words, _mm_loadu_si128 ((const __m128i *)(const void *)(K + first)));
  *cdgh = _mm_sha256rnds2_epu32 (*cdgh, *abef, sum);
  *abef = _mm_sha256rnds2_epu32 (*abef, *cdgh, _mm_shuffle_epi32 (sum, 0x0e));
}

__attribute__ ((target ("sha,sse4.1"))) static void
compress_native (guint32 state[8], const guint8 *data, gsize blocks)
{
  const __m128i swap = _mm_set_epi64x (0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  /* The instructions want the state as (a b e f) and (c d g h). */
  __m128i low = _mm_shuffle_epi32 (_mm_loadu_si128 ((const __m128i *)(const void *)state), 0xb1);
  __m128i high = _mm_shuffle_epi32 (_mm_loadu_si128 ((const __m128i *)(const void *)(state + 4)), 0x1b);
  __m128i abef = _mm_alignr_epi8 (low, high, 8);
  __m128i cdgh = _mm_blend_epi16 (high, low, 0xf0);

  for (; blocks > 0; blocks--, data += 64) {
    const __m128i abef0 = abef, cdgh0 = cdgh;
    __m128i w[4];
    for (guint i = 0; i < 4; i++) {
      w[i] = _mm_shuffle_epi8 (_mm_loadu_si128 ((const __m128i *)(const void *)(data + 16 * i)), swap);
      four_rounds (&abef, &cdgh, w[i], 4 * i);
    }
    for (guint i = 4; i < 16; i++) {
      const __m128i mixed = _mm_add_epi32 (_mm_sha256msg1_epu32 (w[i % 4], w[(i + 1) % 4]),
                                           _mm_alignr_epi8 (w[(i + 3) % 4], w[(i + 2) % 4], 4));
      w[i % 4] = _mm_sha256msg2_epu32 (mixed, w[(i + 3) % 4]);
      four_rounds (&abef, &cdgh, w[i % 4], 4 * i);
    }
    abef = _mm_add_epi32 (abef, abef0);
    cdgh = _mm_add_epi32 (cdgh, cdgh0);
  }
  low = _mm_shuffle_epi32 (abef, 0x1b);
  high = _mm_shuffle_epi32 (cdgh, 0xb1);
  _mm_storeu_si128 ((__m128i *)(void *)state, _mm_blend_epi16 (low, high, 0xf0));
  _mm_storeu_si128 ((__m128i *)(void *)(state + 4), _mm_alignr_epi8 (high, low, 8));
}

static gboolean
has_native (void)
{
  static gsize known; /* 1 no, 2 yes */
  if (g_once_init_enter (&known)) {
    guint a = 0, b = 0, c = 0, d = 0;
    /* Leaf 7, EBX bit 29; gcc 12 has no name for it. */
    const gboolean sha = __get_cpuid_count (7, 0, &a, &b, &c, &d) && (b >> 29 & 1) != 0;
    g_once_init_leave (&known,
                       sha && __builtin_cpu_supports ("sse4.1") && __builtin_cpu_supports ("ssse3") ? 2 : 1);
  }
  return known == 2;
}
#endif

static gint plain_for_test;

void
sz_sha256_use_plain_for_test (gboolean plain)
{
  g_atomic_int_set (&plain_for_test, plain);
}

static void
compress (guint32 state[8], const guint8 *data, gsize blocks)
{
#if defined(__x86_64__)
  if (has_native () && !g_atomic_int_get (&plain_for_test)) {
    compress_native (state, data, blocks);
    return;
  }
#endif
  compress_plain (state, data, blocks);
}

void
sz_sha256_init (SzSha256 *sha)
{
  static const guint32 start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
  memcpy (sha->state, start, sizeof start);
  sha->bytes = 0;
}

void
sz_sha256_update (SzSha256 *sha, const void *data, gsize length)
{
  const guint8 *from = data;
  const gsize held = sha->bytes % 64;
  sha->bytes += length;
  if (held > 0) {
    const gsize take = MIN (64 - held, length);
    memcpy (sha->block + held, from, take);
    from += take;
    length -= take;
    if (held + take < 64)
      return;
    compress (sha->state, sha->block, 1);
  }
  compress (sha->state, from, length / 64);
  if (length % 64 > 0)
    memcpy (sha->block, from + length / 64 * 64, length % 64);
}

void
sz_sha256_finish (SzSha256 *sha, guint8 out[32])
{
  const guint64 bits = GUINT64_TO_BE (sha->bytes * 8);
  gsize held = sha->bytes % 64;
  sha->block[held++] = 0x80;
  if (held > 56) {
    memset (sha->block + held, 0, 64 - held);
    compress (sha->state, sha->block, 1);
    held = 0;
  }
  memset (sha->block + held, 0, 56 - held);
  memcpy (sha->block + 56, &bits, 8);
  compress (sha->state, sha->block, 1);
  for (guint i = 0; i < 8; i++) {
    const guint32 word = GUINT32_TO_BE (sha->state[i]);
    memcpy (out + 4 * i, &word, 4);
  }
}

void
sz_sha256_hex (const void *data, gsize length, char out[65])
{
  static const char digits[] = "0123456789abcdef";
  SzSha256 sha;
  guint8 digest[32];
  sz_sha256_init (&sha);
  sz_sha256_update (&sha, data, length);
  sz_sha256_finish (&sha, digest);
  for (guint i = 0; i < 32; i++) {
    out[2 * i] = digits[digest[i] >> 4];
    out[2 * i + 1] = digits[digest[i] & 15];
  }
  out[64] = '\0';
}
