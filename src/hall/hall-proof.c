/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-proof.h"

#include <string.h>

void
sz_hall_proof_plain (const char *data, gsize length, char out[65])
{
  g_autofree char *text = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)data, length);
  memcpy (out, text, 65);
}

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

#define BLOCK 64

/* FIPS 180-4, 4.2.2. */
static const guint32 constants[64] __attribute__ ((aligned (16))) = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static gboolean
has_instructions (void)
{
  guint a, b, c, d;
  if (!__get_cpuid_count (7, 0, &a, &b, &c, &d) || !(b & (1u << 29)))
    return FALSE;
  return __get_cpuid (1, &a, &b, &c, &d) && (c & bit_SSE4_1) && (c & bit_SSSE3);
}

/* Takes whole blocks into the state, which the instructions want as {A, B, E, F} and {C, D, G, H}. The words
 * of the schedule are made four at a time from the sixteen before them. */
__attribute__ ((target ("sha,sse4.1,ssse3"))) static void
take_blocks (__m128i state[2], const guchar *data, gsize n)
{
  const __m128i swap = _mm_set_epi64x (0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i abef = state[0], cdgh = state[1];
  for (; n > 0; n--, data += BLOCK) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i words[4];
    for (int i = 0; i < 4; i++)
      words[i] = _mm_shuffle_epi8 (_mm_loadu_si128 ((const __m128i_u *)(const void *)(data + 16 * i)), swap);
#pragma GCC unroll 16
    for (int r = 0; r < 16; r++) {
      const __m128i word = words[r % 4];
      __m128i sum = _mm_add_epi32 (word, _mm_load_si128 ((const __m128i *)(const void *)&constants[4 * r]));
      cdgh = _mm_sha256rnds2_epu32 (cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32 (abef, cdgh, _mm_shuffle_epi32 (sum, 0x0e));
      if (r < 12) {
        const __m128i next = words[(r + 1) % 4], third = words[(r + 2) % 4], fourth = words[(r + 3) % 4];
        const __m128i middle = _mm_alignr_epi8 (fourth, third, 4);
        words[r % 4] =
            _mm_sha256msg2_epu32 (_mm_add_epi32 (_mm_sha256msg1_epu32 (word, next), middle), fourth);
      }
    }
    abef = _mm_add_epi32 (abef, abef_before);
    cdgh = _mm_add_epi32 (cdgh, cdgh_before);
  }
  state[0] = abef;
  state[1] = cdgh;
}

__attribute__ ((target ("sha,sse4.1,ssse3"))) static void
prove_fast (const char *data, gsize length, char out[65])
{
  __m128i state[2] = { _mm_set_epi32 (0x6a09e667, (int)0xbb67ae85, 0x510e527f, (int)0x9b05688c),
                       _mm_set_epi32 (0x3c6ef372, (int)0xa54ff53a, 0x1f83d9ab, 0x5be0cd19) };
  gsize whole = length / BLOCK, rest = length % BLOCK;
  take_blocks (state, (const guchar *)data, whole);
  guchar tail[2 * BLOCK] = { 0 };
  if (rest > 0)
    memcpy (tail, data + whole * BLOCK, rest);
  tail[rest] = 0x80;
  gsize blocks = rest + 9 > BLOCK ? 2 : 1;
  for (int i = 0; i < 8; i++)
    tail[blocks * BLOCK - 1 - (gsize)i] = (guchar)((guint64)length * 8 >> (8 * i));
  take_blocks (state, tail, blocks);
  guint32 abef[4], cdgh[4];
  _mm_storeu_si128 ((__m128i_u *)(void *)abef, state[0]);
  _mm_storeu_si128 ((__m128i_u *)(void *)cdgh, state[1]);
  const guint32 hash[8] = { abef[3], abef[2], cdgh[3], cdgh[2], abef[1], abef[0], cdgh[1], cdgh[0] };
  for (int i = 0; i < 64; i++)
    out[i] = "0123456789abcdef"[hash[i / 8] >> (28 - i % 8 * 4) & 15];
  out[64] = '\0';
}

void
sz_hall_proof (const char *data, gsize length, char out[65])
{
  static gsize known = 0;
  if (g_once_init_enter (&known))
    g_once_init_leave (&known, has_instructions () ? 2 : 1);
  if (known == 2)
    prove_fast (data, length, out);
  else
    sz_hall_proof_plain (data, length, out);
}

#else

void
sz_hall_proof (const char *data, gsize length, char out[65])
{
  sz_hall_proof_plain (data, length, out);
}

#endif
