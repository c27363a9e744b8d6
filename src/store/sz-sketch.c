/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-sketch.h"

#include <math.h>

#define SUB_BITS 7
#define EXACT (2 << SUB_BITS)

/* --- bins ----------------------------------------------------------------------------------------------------------- */

static gint32
bin_of_magnitude (guint64 value)
{
  if (value < EXACT)
    return (gint32)value;
  int exponent = 63 - __builtin_clzll (value);
  gint32 sub = (gint32)((value >> (exponent - SUB_BITS)) & ((1 << SUB_BITS) - 1));
  return ((exponent - SUB_BITS) << SUB_BITS) + (1 << SUB_BITS) + sub;
}

gint32
sz_sketch_bin (gint64 value)
{
  if (value >= 0)
    return bin_of_magnitude ((guint64)value);
  return -bin_of_magnitude (-(guint64)value);
}

double
sz_sketch_middle (gint32 bin)
{
  gint32 magnitude = ABS (bin);
  double middle = magnitude;
  if (magnitude >= EXACT) {
    int shift = (magnitude >> SUB_BITS) - 1;
    double low = ldexp ((1 << SUB_BITS) + (magnitude & ((1 << SUB_BITS) - 1)), shift);
    middle = low + (ldexp (1, shift) - 1) / 2;
  }
  return bin < 0 ? -middle : middle;
}

/* --- sketches --------------------------------------------------------------------------------------------------------- */

void
sz_sketch_init (SzSketch *sketch)
{
  sketch->bins = g_array_new (FALSE, FALSE, sizeof (SzSketchBin));
}

void
sz_sketch_clear (SzSketch *sketch)
{
  g_clear_pointer (&sketch->bins, g_array_unref);
}

void
sz_sketch_add_bin (SzSketch *sketch, gint32 bin, gint64 count)
{
  SzSketchBin entry = { bin, count };
  g_array_append_val (sketch->bins, entry);
}

static int
compare_bins (gconstpointer a, gconstpointer b)
{
  gint32 left = ((const SzSketchBin *)a)->bin, right = ((const SzSketchBin *)b)->bin;
  return (left > right) - (left < right);
}

static gboolean
is_sorted (const SzSketchBin *bins, guint n)
{
  for (guint i = 1; i < n; i++)
    if (bins[i - 1].bin > bins[i].bin)
      return FALSE;
  return TRUE;
}

void
sz_sketch_tidy (SzSketch *sketch)
{
  GArray *array = sketch->bins;
  SzSketchBin *bins = (SzSketchBin *)(void *)array->data;
  if (!is_sorted (bins, array->len))
    g_array_sort (array, compare_bins);
  guint kept = 0;
  for (guint i = 0; i < array->len;) {
    SzSketchBin sum = bins[i++];
    while (i < array->len && bins[i].bin == sum.bin)
      sum.count += bins[i++].count;
    if (sum.count != 0)
      bins[kept++] = sum;
  }
  g_array_set_size (array, kept);
}

gint64
sz_sketch_count (const SzSketch *sketch)
{
  gint64 count = 0;
  for (guint i = 0; i < sketch->bins->len; i++)
    count += g_array_index (sketch->bins, SzSketchBin, i).count;
  return count;
}

static double
value_at_rank (const SzSketch *sketch, gint64 rank)
{
  gint64 passed = 0;
  for (guint i = 0; i < sketch->bins->len; i++) {
    const SzSketchBin *entry = &g_array_index (sketch->bins, SzSketchBin, i);
    passed += entry->count;
    if (rank < passed)
      return sz_sketch_middle (entry->bin);
  }
  return NAN;
}

double
sz_sketch_quantile (const SzSketch *sketch, double probability)
{
  gint64 count = sz_sketch_count (sketch);
  if (count <= 0)
    return NAN;
  double position = (double)(count - 1) * probability;
  gint64 rank = (gint64)floor (position);
  double low = value_at_rank (sketch, rank);
  if (rank + 1 >= count)
    return low;
  return low + (position - (double)rank) * (value_at_rank (sketch, rank + 1) - low);
}

/* --- blobs ------------------------------------------------------------------------------------------------------------- */

static guint64
zigzag (gint64 value)
{
  return ((guint64)value << 1) ^ (guint64)(value >> 63);
}

static gint64
unzigzag (guint64 value)
{
  return (gint64)(value >> 1) ^ -(gint64)(value & 1);
}

static void
put_varint (GByteArray *out, guint64 value)
{
  guint8 bytes[10];
  guint n = 0;
  do {
    bytes[n] = (guint8)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>= 7;
    n++;
  } while (value > 0);
  g_byte_array_append (out, bytes, n);
}

static gboolean
get_varint (const guint8 **cursor, const guint8 *end, guint64 *value)
{
  guint64 result = 0;
  for (guint shift = 0; shift < 64 && *cursor < end; shift += 7) {
    guint8 byte = *(*cursor)++;
    result |= (guint64)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) {
      *value = result;
      return TRUE;
    }
  }
  return FALSE;
}

/* A count of one, by far the most frequent in small cells, costs no byte: the lowest bit of the distance tells. */
void
sz_sketch_encode (const SzSketch *sketch, GByteArray *out)
{
  gint32 previous = 0;
  for (guint i = 0; i < sketch->bins->len; i++) {
    const SzSketchBin *entry = &g_array_index (sketch->bins, SzSketchBin, i);
    guint64 distance = i == 0 ? zigzag (entry->bin) : (guint64)(entry->bin - previous);
    put_varint (out, (distance << 1) | (entry->count != 1));
    if (entry->count != 1)
      put_varint (out, zigzag (entry->count));
    previous = entry->bin;
  }
}

gboolean
sz_sketch_decode_into (SzSketch *sketch, const guint8 *data, gsize length)
{
  const guint8 *cursor = data, *end = data + length;
  gint64 bin = 0;
  gboolean first = TRUE;
  while (cursor < end) {
    guint64 head = 0, count = 0;
    if (!get_varint (&cursor, end, &head))
      return FALSE;
    bin = first ? unzigzag (head >> 1) : bin + (gint64)(head >> 1);
    if ((head & 1) && !get_varint (&cursor, end, &count))
      return FALSE;
    if (bin < G_MININT32 || bin > G_MAXINT32)
      return FALSE;
    sz_sketch_add_bin (sketch, (gint32)bin, head & 1 ? unzigzag (count) : 1);
    first = FALSE;
  }
  return TRUE;
}
