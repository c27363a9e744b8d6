/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SHA-256 (FIPS 180-4). GChecksum does 200 MB/s and allocates for each copy of a state; a pull hashes every
 * byte of every page and two or three identities a row, so this one is plain data, copied by assignment, and
 * uses the processor's own instructions where there are any. Tested against GChecksum. */
typedef struct {
  guint32 state[8];
  guint64 bytes;
  guint8 block[64];
} SzSha256;

void sz_sha256_init (SzSha256 *sha);
void sz_sha256_update (SzSha256 *sha, const void *data, gsize length);
void sz_sha256_finish (SzSha256 *sha, guint8 out[32]);
/* All at once, as 64 hex digits and a NUL. */
void sz_sha256_hex (const void *data, gsize length, char out[65]);
/* For tests: the portable way even where the processor has its own. */
void sz_sha256_use_plain_for_test (gboolean plain);

G_END_DECLS
