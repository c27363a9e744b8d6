/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-batch.h"
#include "sz-identity.h"
#include "sz-json.h"

G_BEGIN_DECLS

/* Turns the inputs of a row into the cells of a data set: types checked, identities made into hash, mask,
 * kind and age band, limits and order of instants proven. Nothing is guessed and nothing becomes missing in
 * silence: what does not fit refuses the row. One thread. */
typedef struct _SzMapper SzMapper;

/* `zone`: the source's (for ages, and for wall-clock words). `key` NULL only if the data set has no identity.
 * `now_ms`: the source's clock; instants more than a day ahead of it are refused unless the field may lie in
 * the future. */
SzMapper *sz_mapper_new (const SzDataset *dataset, SzZone *zone, SzSiteKey *key, gint64 now_ms);
void sz_mapper_free (SzMapper *mapper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzMapper, sz_mapper_free)

void sz_mapper_set_now (SzMapper *mapper, gint64 now_ms);
const SzDataset *sz_mapper_dataset (const SzMapper *mapper);

typedef struct {
  const char *field;  /* input id, "key", … (owned by the data set, or static) */
  const char *reason; /* one sentence in the process language, no content (static) */
} SzProblem;

/* Adds one row to the batch, or says what is wrong and adds nothing. `inputs` has one entry for each of
 * dataset->inputs. */
gboolean sz_mapper_put (SzMapper *mapper, SzBatch *batch, const char *key, gsize key_length, gint64 version,
                        const SzInput *inputs, SzProblem *problem);
/* The key as it is stored (in the batch's arena); NULL with a problem. */
const char *sz_mapper_key (SzMapper *mapper, SzBatch *batch, const char *key, gsize key_length,
                           SzProblem *problem);
/* What a refusal may show of a key: "" if it is long, has odd characters, or could be an identity. (transfer
 * full) */
char *sz_mapper_safe_key (const char *key, gsize key_length);

gint64 sz_mapper_doubtful (const SzMapper *mapper); /* identities with a wrong check digit so far */
gint64 sz_mapper_greatest_ms (
    const SzMapper *mapper); /* greatest instant taken of fields that cannot lie ahead; G_MININT64 */

/* Exact: FALSE if the text is no number, has more decimals than `scale`, or leaves gint64. */
gboolean sz_decimal_read (const char *text, gsize length, guint scale, gint64 *value);

G_END_DECLS
