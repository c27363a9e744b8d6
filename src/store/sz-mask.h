/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Masks that keep six characters (of a credit code: 2 and 4) are nearly as many as what they hide, so a
 * dictionary of them would grow with the rows. They are numbers that say themselves what they stand for:
 * above all numbers of words, below 2^41, so that they take six bytes. */
#define SZ_MASK_FIRST (G_GINT64_CONSTANT (1) << 40)
#define SZ_MASK_BYTES 40 /* of the text, with its NUL */

static inline gboolean
sz_mask_is_number (gint64 number)
{
  return number >= SZ_MASK_FIRST && number < 2 * SZ_MASK_FIRST;
}

/* The number of a text of six of 0-9 A-Z with 1 to 31 stars between, before or behind them; 0: it has another
 * form. */
gint64 sz_mask_number (const char *text);
/* FALSE: no number of a mask. */
gboolean sz_mask_text (gint64 number, char out[SZ_MASK_BYTES]);

G_END_DECLS
