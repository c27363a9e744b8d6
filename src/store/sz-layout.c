/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-layout.h"

#include <string.h>

#include "sz-compile.h"

/* --- names --- */

static guint64
hash_text (const char *text)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  for (const char *c = text; *c; c++)
    hash = (hash ^ (guint8)*c) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

void
sz_counter_column (const SzDataset *dataset, guint instant, char out[16])
{
  g_snprintf (out, 16, "p%08x", (guint)hash_text (sz_dataset_field (dataset, instant)->id));
}

void
sz_distribution_column (const SzMeasure *measure, char out[24])
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%s ", sz_dataset_field (measure->dataset, measure->instant)->id);
  sz_compile_contribution (text, NULL, measure);
  g_snprintf (out, 24, "q%016" G_GINT64_MODIFIER "x", hash_text (text->str));
}

/* A table name is the ids, with anything that is not a letter or digit as an underscore. */
static char *
make_table_name (const char *prefix, const char *dataset, const char *rollup)
{
  char *name = rollup ? g_strdup_printf ("%s_%s_%s", prefix, dataset, rollup)
                      : g_strdup_printf ("%s_%s", prefix, dataset);
  for (char *c = name; *c; c++)
    if (!g_ascii_isalnum (*c))
      *c = '_';
  return name;
}

/* --- what the rollups hold --- */

static gboolean
has_counter (const SzLayout *layout, const char *column)
{
  for (guint i = 0; i < layout->counters->len; i++)
    if (strcmp (sz_layout_counter (layout, i)->column, column) == 0)
      return TRUE;
  return FALSE;
}

static void
add_presence (SzLayout *layout, guint instant)
{
  SzCounter counter = { .instant = instant };
  sz_counter_column (layout->dataset, instant, counter.column);
  if (!has_counter (layout, counter.column) && layout->counters->len < SZ_MAX_COUNTERS)
    g_array_append_val (layout->counters, counter);
}

gboolean
sz_measure_is_presence (const SzMeasure *measure)
{
  if (measure->kind != SZ_MEASURE_COUNT || measure->value)
    return FALSE;
  const SzCondition *where = measure->where;
  if (where == NULL)
    return TRUE;
  return where->kind == SZ_CONDITION_SET && where->a->kind == SZ_VALUE_FIELD &&
         (where->a->field == measure->instant || where->a->field == measure->dataset->at);
}

static void
add_distribution (SzLayout *layout, const SzMeasure *measure)
{
  SzDistribution distribution = { .measure = measure };
  sz_distribution_column (measure, distribution.column);
  for (guint i = 0; i < layout->distributions->len; i++)
    if (strcmp (sz_layout_distribution (layout, i)->column, distribution.column) == 0)
      return;
  g_array_append_val (layout->distributions, distribution);
}

/* Counts first, those of one instant together: they are mostly alike, and a cell keeps what is alike for
 * nothing. */
static int
compare_counters (gconstpointer a, gconstpointer b)
{
  const SzCounter *left = a, *right = b;
  int left_sum = left->measure && left->measure->kind == SZ_MEASURE_SUM;
  int right_sum = right->measure && right->measure->kind == SZ_MEASURE_SUM;
  if (left_sum != right_sum)
    return left_sum - right_sum;
  return (left->instant > right->instant) - (left->instant < right->instant);
}

static void
add_measures (SzLayout *layout, const GPtrArray *measures)
{
  add_presence (layout, layout->dataset->at);
  for (guint i = 0; measures && i < measures->len; i++) {
    const SzMeasure *measure = g_ptr_array_index (measures, i);
    if (measure->kind == SZ_MEASURE_QUANTILE) {
      add_presence (layout, measure->instant);
      add_distribution (layout, measure);
      continue;
    }
    if (!sz_measure_is_additive (measure))
      continue;
    add_presence (layout, measure->instant);
    if (sz_measure_is_presence (measure))
      continue;
    SzCounter counter = { .instant = measure->instant, .measure = measure };
    g_strlcpy (counter.column, measure->column, sizeof counter.column);
    if (!has_counter (layout, counter.column) && layout->counters->len < SZ_MAX_COUNTERS)
      g_array_append_val (layout->counters, counter);
  }
}

static void
free_rollup (gpointer data)
{
  SzLayoutRollup *rollup = data;
  g_free (rollup->table);
  g_free (rollup->shape);
  g_free (rollup->holds);
  g_free (rollup);
}

static char *
describe_shape (const SzLayout *layout, const SzLayoutRollup *rollup)
{
  g_autoptr (GString) text = g_string_new (sz_grain_id (rollup->grain));
  for (guint i = 0; i < rollup->n_dims; i++)
    g_string_append_printf (text, " %s", layout->columns[rollup->dims[i]]);
  return g_strdup (text->str);
}

static char *
describe_contents (const SzLayout *layout, const SzLayoutRollup *rollup)
{
  g_autoptr (GString) text = g_string_new (rollup->shape);
  for (guint i = 0; i < layout->counters->len; i++) {
    const SzCounter *counter = sz_layout_counter (layout, i);
    const char *instant = sz_dataset_field (layout->dataset, counter->instant)->id;
    g_string_append_printf (text, "\n%s @%s ", counter->column, instant);
    if (counter->measure)
      sz_compile_contribution (text, NULL, counter->measure);
  }
  for (guint i = 0; rollup->sketches && i < layout->distributions->len; i++)
    g_string_append_printf (text, "\n%s", sz_layout_distribution (layout, i)->column);
  return g_strdup (text->str);
}

static void
add_rollup (SzLayout *layout, const SzRollup *from)
{
  if (from->n_dimensions > SZ_MAX_DIMS) {
    g_warning ("Rollup %s of %s has more than %d dimensions and is left out", from->id, layout->dataset->id,
               SZ_MAX_DIMS);
    return;
  }
  SzLayoutRollup *rollup = g_new0 (SzLayoutRollup, 1);
  rollup->rollup = from;
  rollup->table = make_table_name ("r", layout->dataset->id, from->id);
  rollup->grain = from->grain;
  rollup->sketches = from->sketches && layout->distributions->len > 0;
  rollup->n_dims = from->n_dimensions;
  for (guint i = 0; i < from->n_dimensions; i++)
    rollup->dims[i] = from->dimensions[i];
  rollup->shape = describe_shape (layout, rollup);
  rollup->holds = describe_contents (layout, rollup);
  g_ptr_array_add (layout->rollups, rollup);
}

/* --- the layout --- */

static SzStoredAs
choose_manner (const SzDataset *dataset, guint index)
{
  const SzField *field = sz_dataset_field (dataset, index);
  if (index == dataset->at)
    return SZ_STORED_IN_DAY;
  /* An index needs the instant itself. */
  if (field->type == SZ_FIELD_INSTANT && field->within_days > 0 && !field->indexed)
    return SZ_STORED_AFTER_AT;
  return SZ_STORED_PLAIN;
}

static SzPackManner
choose_packing (const SzField *field)
{
  if (sz_field_is_word (field))
    return SZ_PACK_WORD;
  if (field->type == SZ_FIELD_HASH)
    return SZ_PACK_HASH;
  if (field->type == SZ_FIELD_FLAG)
    return SZ_PACK_FLAG;
  return field->type == SZ_FIELD_INSTANT ? SZ_PACK_TIME : SZ_PACK_NUMBER;
}

static gboolean
has_column (const SzField *field, SzStoredAs stored)
{
  return field->type == SZ_FIELD_TEXT || (field->indexed && stored == SZ_STORED_PLAIN);
}

/* The place of a field that the file does not know yet. Three flags share a slot. */
static int
take_place (SzLayout *layout, guint field, int *flags)
{
  if (layout->manners[field] != SZ_PACK_FLAG)
    return (int)layout->n_slots++;
  if (*flags < 0 || SZ_PLACE_SHIFT (*flags) == 4)
    *flags = (int)layout->n_slots++;
  else
    *flags += 2 << 16;
  return *flags;
}

void
sz_layout_adopt_slots (SzLayout *layout, const int *slots, guint n_slots)
{
  int flags = -1;
  layout->n_slots = n_slots;
  for (guint i = 0; i < layout->n_fields; i++) {
    if (has_column (sz_dataset_field (layout->dataset, i), layout->stored[i]))
      layout->slots[i] = -1;
    else
      layout->slots[i] = slots && slots[i] >= 0 ? slots[i] : take_place (layout, i, &flags);
  }
}

SzLayout *
sz_layout_new (const SzCatalog *catalog, const SzDataset *dataset)
{
  SzLayout *layout = g_new0 (SzLayout, 1);
  layout->dataset = dataset;
  layout->facts = make_table_name ("f", dataset->id, NULL);
  layout->gone = make_table_name ("gone", dataset->id, NULL);
  layout->n_fields = dataset->fields->len;
  layout->stored = g_new0 (SzStoredAs, layout->n_fields);
  layout->columns = g_new0 (char *, layout->n_fields + 1);
  layout->slots = g_new0 (int, layout->n_fields + 1);
  layout->manners = g_new0 (SzPackManner, layout->n_fields + 1);
  for (guint i = 0; i < layout->n_fields; i++) {
    layout->stored[i] = choose_manner (dataset, i);
    layout->columns[i] = make_table_name ("c", sz_dataset_field (dataset, i)->id, NULL);
    layout->manners[i] = choose_packing (sz_dataset_field (dataset, i));
  }
  sz_layout_adopt_slots (layout, NULL, 0);
  layout->counters = g_array_new (FALSE, FALSE, sizeof (SzCounter));
  layout->distributions = g_array_new (FALSE, FALSE, sizeof (SzDistribution));
  layout->rollups = g_ptr_array_new_with_free_func (free_rollup);
  add_measures (layout, catalog ? sz_catalog_measures (catalog, dataset) : NULL);
  g_array_sort (layout->counters, compare_counters);
  for (guint i = 0; dataset->rollups && i < dataset->rollups->len; i++)
    add_rollup (layout, g_ptr_array_index (dataset->rollups, i));
  return layout;
}

void
sz_layout_free (SzLayout *layout)
{
  if (layout == NULL)
    return;
  g_free (layout->facts);
  g_free (layout->gone);
  g_free (layout->stored);
  g_strfreev (layout->columns);
  g_free (layout->slots);
  g_free (layout->manners);
  g_array_unref (layout->counters);
  g_array_unref (layout->distributions);
  g_ptr_array_unref (layout->rollups);
  g_free (layout);
}

const char *
sz_layout_field_sql_type (const SzLayout *layout, guint field)
{
  SzFieldType type = sz_dataset_field (layout->dataset, field)->type;
  return type == SZ_FIELD_TEXT ? "TEXT" : "INTEGER";
}

char *
sz_layout_field_definition (const SzLayout *layout, guint index)
{
  static const char *const manners[] = { "", " in day", " after at" };
  const SzField *field = sz_dataset_field (layout->dataset, index);
  return g_strdup_printf ("type %d scale %u%s%s", field->type, field->scale, manners[layout->stored[index]],
                          layout->slots[index] < 0 ? " column" : "");
}

gint64
sz_layout_stray_bit (const SzField *field)
{
  return (gint64)1 << (g_str_hash (field->id) % 62);
}
