/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-sketch.h"

#include <math.h>
#include <stdlib.h>

#define SUB_BITS 7
#define EXACT (2 << SUB_BITS)

/* --- bins --- */

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

/* --- sketches --- */

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

/* Most are a handful. */
static void
sort_bins (SzSketchBin *bins, guint n)
{
  if (n > 24) {
    qsort (bins, n, sizeof (SzSketchBin), compare_bins);
    return;
  }
  for (guint i = 1; i < n; i++) {
    SzSketchBin moving = bins[i];
    guint j = i;
    for (; j > 0 && bins[j - 1].bin > moving.bin; j--)
      bins[j] = bins[j - 1];
    bins[j] = moving;
  }
}

void
sz_sketch_tidy (SzSketch *sketch)
{
  GArray *array = sketch->bins;
  SzSketchBin *bins = (SzSketchBin *)(void *)array->data;
  if (!is_sorted (bins, array->len))
    sort_bins (bins, array->len);
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

/* --- blobs --- */

/* Writes bins in ascending order. A count of one, by far the most frequent in small cells, costs no byte: the
 * lowest bit of the distance tells. */
typedef struct {
  SzBytes *out;
  gint32 previous;
  gboolean any;
} Writer;

static void
write_bin (Writer *self, gint32 bin, gint64 count)
{
  if (count == 0)
    return;
  guint64 distance = self->any ? (guint64)((gint64)bin - self->previous) : sz_zigzag (bin);
  sz_bytes_put (self->out, (distance << 1) | (count != 1));
  if (count != 1)
    sz_bytes_put (self->out, sz_zigzag (count));
  self->previous = bin;
  self->any = TRUE;
}

void
sz_sketch_encode (const SzSketch *sketch, SzBytes *out)
{
  Writer writer = { out, 0, FALSE };
  for (guint i = 0; i < sketch->bins->len; i++) {
    const SzSketchBin *entry = &g_array_index (sketch->bins, SzSketchBin, i);
    write_bin (&writer, entry->bin, entry->count);
  }
}

typedef struct {
  const guint8 *at, *end;
  gint64 bin;
  gint64 count;
  gboolean any, over, bad;
} Reader;

/* The next bin; `over` at the end, also of a blob that is not well-formed (`bad`). */
static void
read_bin (Reader *self)
{
  guint64 head = 0, count = 0;
  self->over = self->at >= self->end;
  if (self->over)
    return;
  self->bad = !sz_bytes_get (&self->at, self->end, &head);
  self->bin = self->any ? self->bin + (gint64)(head >> 1) : sz_unzigzag (head >> 1);
  if (!self->bad && (head & 1))
    self->bad = !sz_bytes_get (&self->at, self->end, &count);
  self->count = head & 1 ? sz_unzigzag (count) : 1;
  self->bad = self->bad || self->bin < G_MININT32 || self->bin > G_MAXINT32;
  self->over = self->bad;
  self->any = TRUE;
}

gboolean
sz_sketch_decode_into (SzSketch *sketch, const guint8 *data, gsize length)
{
  Reader reader = { .at = data, .end = data + length };
  for (read_bin (&reader); !reader.over; read_bin (&reader))
    sz_sketch_add_bin (sketch, (gint32)reader.bin, reader.count);
  return !reader.bad;
}

gboolean
sz_sketch_add_blobs (const guint8 *a, gsize a_length, const guint8 *b, gsize b_length, SzBytes *out)
{
  Reader left = { .at = a, .end = a + a_length }, right = { .at = b, .end = b + b_length };
  Writer writer = { out, 0, FALSE };
  read_bin (&left);
  read_bin (&right);
  while (!left.over || !right.over) {
    gboolean take_left = !left.over && (right.over || left.bin <= right.bin);
    gboolean take_right = !right.over && (left.over || right.bin <= left.bin);
    gint64 count = (take_left ? left.count : 0) + (take_right ? right.count : 0);
    write_bin (&writer, (gint32)(take_left ? left.bin : right.bin), count);
    if (take_left)
      read_bin (&left);
    if (take_right)
      read_bin (&right);
  }
  return !left.bad && !right.bad;
}
