/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The breakdown of one indicator, and how far each part moves the whole.
 *
 * Of a ratio n/d, part i has the weight w = dᵢ/d, and moves the whole by w·(valueᵢ − whole); these shifts sum
 * to zero. Of a sum, a part moves the whole by its own change against the period before. */

#include "sz-detail-private.h"

#include <math.h>
#include <string.h>

#define MAX_PARTS 40
#define TABLE_ROWS 9
#define SMALL_SAMPLE 5

gboolean
sz_detail_is_ratio (const SzDetail *detail)
{
  const SzFormula *formula = detail->indicator->formula;

  return formula->root->kind == SZ_NODE_DIVIDE && sz_node_adds_up (formula, formula->root->right);
}

/* As it stands within a title: "By item type". (transfer full) */
static char *
write_dimension (const SzDimension *dimension)
{
  char *word = g_strdup (dimension->name);

  if (g_ascii_isupper (word[0]) && !g_ascii_isupper (word[1]))
    word[0] = g_ascii_tolower (word[0]);
  return word;
}

static gboolean
splits (const SzDetail *detail, const SzDimension *dimension)
{
  const GArray *leaves = detail->indicator->formula->leaves;

  for (guint i = 0; i < leaves->len; i++) {
    const SzLeaf *leaf = &g_array_index (leaves, SzLeaf, i);

    if (!leaf->total && !sz_dataset_carries (leaf->measure->dataset, dimension))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_filtered (const SzDetail *detail, const SzDimension *dimension)
{
  for (guint i = 0; i < detail->n_filters; i++)
    if (detail->filters[i].dimension == dimension)
      return TRUE;
  return FALSE;
}

const SzDimension *
sz_detail_find_by (SzDetail *detail, GError **error)
{
  static const char *const order[] = { "area",  "department", "channel", "item_type", "level",    "kind",
                                       "step",  "post",       "state",   "region",    "age_band", "window",
                                       "staff", "item",       "device",  "reason" };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    const SzDimension *dimension = sz_catalog_dimension (detail->look->catalog, order[i], NULL);
    g_autoptr (SzSlice) slice = NULL;

    if (dimension == NULL || !splits (detail, dimension) || is_filtered (detail, dimension))
      continue;
    slice = sz_detail_ask (detail, detail->period.start_ms, detail->period.end_ms, SZ_GRAIN_NONE, dimension,
                           error);
    if (slice == NULL)
      return NULL;
    if (slice->rows >= 2)
      return dimension;
  }
  return NULL;
}

/* --- parts
 * --------------------------------------------------------------------------------------------------------------------
 */

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  const SzPart *left = *(const SzPart *const *)a, *right = *(const SzPart *const *)b;

  /* What is not known stands last, however much it is. */
  if ((*left->code == '\0') != (*right->code == '\0'))
    return *left->code == '\0' ? 1 : -1;
  if (left->value != right->value)
    return left->value < right->value ? 1 : -1;
  return strcmp (left->name, right->name);
}

static double
add_weights (const SzDetail *detail, const SzSlice *slice)
{
  double sum = 0;

  for (guint row = 0; row < slice->rows; row++) {
    double weight = sz_slice_node (slice, row, 0, detail->indicator->formula->root->right);

    sum += isnan (weight) ? 0 : weight;
  }
  return sum;
}

static double
find_pull (const SzDetail *detail, const SzSlice *slice, guint row, double weights, const SzPart *part)
{
  double weight = 0;

  if (sz_detail_is_ratio (detail)) {
    weight = sz_slice_node (slice, row, 0, detail->indicator->formula->root->right);
    return weights > 0 ? weight / weights * (part->value - detail->value) : NAN;
  }
  /* Of a sum the part's own change; beside another part there is none. */
  return detail->others == NULL &&
                 sz_node_adds_up (detail->indicator->formula, detail->indicator->formula->root)
             ? part->value - part->reference
             : NAN;
}

static void
fill_parts (SzDetail *detail, SzTile *tile, const SzSlice *slice, const SzSlice *before)
{
  double weights = sz_detail_is_ratio (detail) ? add_weights (detail, slice) : NAN;

  for (guint row = 0; row < slice->rows; row++) {
    const char *code = sz_slice_code (slice, row, 0);
    double value = sz_slice_value (slice, row, 0);
    SzPart *part = NULL;

    if (isnan (value))
      continue;
    part = sz_part_new (code != NULL ? code : "", sz_look_value_name (detail->look, detail->by->id, code));
    part->value = value;
    part->reference = sz_detail_against_value (detail, before, detail->by, code);
    part->status = sz_judge (detail->indicator, value);
    part->pull = find_pull (detail, slice, row, weights, part);
    g_ptr_array_add (tile->parts, part);
  }
  g_ptr_array_sort (tile->parts, compare_parts);
}

static gboolean
has_references (const GPtrArray *parts)
{
  gboolean any = FALSE;

  for (guint i = 0; i < parts->len; i++)
    any = any || isfinite (((const SzPart *)g_ptr_array_index (parts, i))->reference);
  return any;
}

/* What the ticks are of; nothing where there are none. */
static char *
name_ticks (const SzDetail *detail, const GPtrArray *parts)
{
  g_autofree char *name = sz_detail_against_name (detail);

  if (!detail->against.has)
    return g_strdup ("");
  if (detail->others == NULL && sz_detail_is_loading (detail, &detail->against))
    return g_strdup_printf (_ ("Not compared with %s: its days are still being fetched"), name);
  return has_references (parts) ? g_strdup_printf (_ ("Ticks: %s"), name) : g_strdup ("");
}

SzTile *
sz_detail_breakdown (SzDetail *detail, GError **error)
{
  g_autoptr (SzTile) tile = NULL;
  g_autoptr (SzSlice) slice = NULL;
  g_autoptr (SzSlice) before = NULL;
  g_autofree char *by = NULL;
  g_autofree char *title = NULL;

  if (detail->by == NULL)
    return NULL;
  slice = sz_detail_ask (detail, detail->period.start_ms, detail->period.end_ms, SZ_GRAIN_NONE, detail->by,
                         error);
  if (slice == NULL)
    return NULL;
  if (!sz_detail_ask_against (detail, detail->by, &before, error))
    return NULL;
  by = write_dimension (detail->by);
  title = g_strdup_printf (_ ("By %s"), by);
  tile = sz_tile_new (SZ_TILE_BARS, "breakdown", title);
  tile->dimension = g_strdup (detail->by->id);
  tile->target = detail->indicator->target;
  tile->limit = detail->indicator->limit;
  g_free (tile->unit);
  tile->unit = g_strdup (detail->indicator->unit);
  fill_parts (detail, tile, slice, before);
  if (tile->parts->len > MAX_PARTS) {
    g_free (tile->scope);
    tile->scope = g_strdup_printf (_ ("first %d of %u"), MAX_PARTS, tile->parts->len);
    g_ptr_array_set_size (tile->parts, MAX_PARTS);
  }
  g_free (tile->note);
  tile->note = name_ticks (detail, tile->parts);
  return tile->parts->len > 0 ? g_steal_pointer (&tile) : NULL;
}

const SzPart *
sz_detail_find_mover (const SzDetail *detail, const SzTile *breakdown)
{
  const SzPart *mover = NULL;
  double most = 0;

  for (guint i = 0; breakdown != NULL && i < breakdown->parts->len; i++) {
    const SzPart *part = g_ptr_array_index (breakdown->parts, i);
    double pull = part->pull;

    if (detail->indicator->direction == SZ_DIRECTION_HIGHER)
      pull = -pull;
    else if (detail->indicator->direction == SZ_DIRECTION_NEUTRAL)
      pull = fabs (pull);
    if (!isnan (pull) && pull > most && *part->code != '\0') {
      most = pull;
      mover = part;
    }
  }
  return mover;
}

/* --- the table
 * ----------------------------------------------------------------------------------------------------------------
 */

static const SzDimension *
find_table_dimension (const SzDetail *detail)
{
  static const char *const order[] = { "item", "window", "staff", "department" };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    const SzDimension *dimension = sz_catalog_dimension (detail->look->catalog, order[i], NULL);

    if (dimension != NULL && dimension != detail->by && splits (detail, dimension) &&
        !is_filtered (detail, dimension))
      return dimension;
  }
  return NULL;
}

/* A mean over a handful says nothing: it is not ranked. */
static gboolean
is_small_sample (const SzDetail *detail, const SzSlice *slice, guint row)
{
  const SzFormula *formula = detail->indicator->formula;
  const SzNode *right = formula->root->kind == SZ_NODE_DIVIDE ? formula->root->right : NULL;

  if (right == NULL || right->kind != SZ_NODE_LEAF ||
      g_array_index (formula->leaves, SzLeaf, right->leaf).measure->kind != SZ_MEASURE_COUNT)
    return FALSE;
  return sz_slice_node (slice, row, 0, right) < SMALL_SAMPLE;
}

typedef struct {
  guint row;
  double value;
} Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b, gpointer data)
{
  const Ranked *left = a, *right = b;
  int order = (left->value < right->value) - (left->value > right->value);

  return GPOINTER_TO_INT (data) ? -order : order;
}

static GArray *
rank_rows (const SzDetail *detail, const SzSlice *slice)
{
  GArray *ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));
  gboolean rising = detail->indicator->direction == SZ_DIRECTION_HIGHER;

  for (guint row = 0; row < slice->rows; row++) {
    Ranked item = { row, sz_slice_value (slice, row, 0) };

    if (!isnan (item.value) && sz_slice_code (slice, row, 0) != NULL && !is_small_sample (detail, slice, row))
      g_array_append_val (ranked, item);
  }
  g_array_sort_with_data (ranked, compare_ranked, GINT_TO_POINTER (rising));
  return ranked;
}

static double
find_value (const SzSlice *slice, gint64 start_ms, const char *code)
{
  int row = slice != NULL ? sz_slice_find (slice, start_ms, &code) : -1;

  return row >= 0 ? sz_slice_value (slice, (guint)row, 0) : NAN;
}

static gboolean
has_year (const SzDetail *detail, const SzSlice *slice, const GArray *ranked, const SzSlice *year)
{
  for (guint i = 0; i < ranked->len && i < TABLE_ROWS; i++) {
    const char *code = sz_slice_code (slice, g_array_index (ranked, Ranked, i).row, 0);

    if (!isnan (find_value (year, detail->year.base.start_ms, code)))
      return TRUE;
  }
  return FALSE;
}

/* What a row of the table is compared with. */
typedef struct {
  SzSlice *before, *year, *against; /* (owned) (nullable) */
  SzBeside beside;
} Bases;

static void
clear_bases (Bases *bases)
{
  g_clear_pointer (&bases->before, sz_slice_free);
  g_clear_pointer (&bases->year, sz_slice_free);
  g_clear_pointer (&bases->against, sz_slice_free);
  sz_beside_clear (&bases->beside);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bases, clear_bases)

/* Two comparisons stand in the table anyway. */
static gboolean
is_chosen (const SzDetail *detail)
{
  return detail->against.has && detail->how.how != SZ_AGAINST_PREVIOUS && detail->how.how != SZ_AGAINST_YEAR;
}

static gboolean
ask_bases (SzDetail *detail, const SzDimension *dimension, Bases *bases, GError **error)
{
  if (detail->previous.has &&
      (bases->before = sz_detail_ask (detail, detail->previous.base.start_ms, detail->previous.base.end_ms,
                                      SZ_GRAIN_NONE, dimension, error)) == NULL)
    return FALSE;
  if (detail->year.has &&
      (bases->year = sz_detail_ask (detail, detail->year.base.start_ms, detail->year.base.end_ms,
                                    SZ_GRAIN_NONE, dimension, error)) == NULL)
    return FALSE;
  return (!is_chosen (detail) || sz_detail_ask_against (detail, dimension, &bases->against, error)) &&
         sz_detail_ask_beside (detail, dimension, &bases->beside, error) &&
         sz_detail_ask_days (detail, dimension, &bases->beside, error);
}

/* Further figures of the same rows; one that no row has is no column. */
static void
add_beside (SzFrame *frame, const SzSlice *slice, const GArray *ranked, const SzBeside *beside)
{
  for (guint i = 0; i < beside->n; i++) {
    const SzIndicator *other = beside->indicators[i];
    const guint column = sz_frame_n_columns (frame);
    double values[TABLE_ROWS];
    gboolean any = FALSE;

    for (gsize row = 0; row < frame->rows && row < TABLE_ROWS; row++) {
      const char *code = sz_slice_code (slice, g_array_index (ranked, Ranked, row).row, 0);
      const int at = sz_slice_find (beside->slice,
                                    sz_slice_bucket (slice, g_array_index (ranked, Ranked, row).row), &code);

      values[row] = at >= 0 ? sz_slice_value (beside->slice, (guint)at, i) : NAN;
      any = any || !isnan (values[row]);
    }
    if (!any)
      continue;
    sz_frame_add_column (frame, other->id, beside->headings[i], other->unit, SZ_COLUMN_NUMBER);
    for (gsize row = 0; row < frame->rows && row < TABLE_ROWS; row++)
      sz_frame_set_number (frame, row, column, values[row]);
  }
}

static SzFrame *
make_table (SzDetail *detail, const SzDimension *dimension, const SzSlice *slice, const GArray *ranked,
            const Bases *bases)
{
  const SzIndicator *indicator = detail->indicator;
  const char *change_unit = strcmp (indicator->unit, "%") == 0 ? "pp" : indicator->unit;
  g_autofree char *previous_id = g_strconcat (indicator->id, ".prev_change", NULL);
  g_autofree char *against_id =
      g_strconcat (is_chosen (detail) ? "" : "_", indicator->id, ".against_change", NULL);
  g_autofree char *against = sz_detail_against_name (detail);
  g_autofree char *against_title = g_strdup_printf (_ ("vs %s"), against);
  /* Without a year of data there is no column of dashes. */
  g_autofree char *year_id = g_strconcat (has_year (detail, slice, ranked, bases->year) ? "" : "_",
                                          indicator->id, ".yoy_change", NULL);
  SzFrame *frame = sz_frame_new ();

  sz_frame_add_column (frame, dimension->id, dimension->name, NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, indicator->id, indicator->name, indicator->unit, SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, year_id, _ ("YoY"), change_unit, SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, previous_id, _ ("Change"), change_unit, SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, against_id, against_title, change_unit, SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "_open", NULL, NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "_status", NULL, NULL, SZ_COLUMN_NUMBER);
  for (guint i = 0; i < ranked->len && i < TABLE_ROWS; i++) {
    const Ranked *item = &g_array_index (ranked, Ranked, i);
    const char *code = sz_slice_code (slice, item->row, 0);
    gsize at = sz_frame_add_row (frame);

    sz_frame_set_text (frame, at, 0, sz_look_value_name (detail->look, dimension->id, code));
    sz_frame_set_number (frame, at, 1, item->value);
    sz_frame_set_number (frame, at, 2,
                         item->value - find_value (bases->year, detail->year.base.start_ms, code));
    sz_frame_set_number (frame, at, 3,
                         item->value - find_value (bases->before, detail->previous.base.start_ms, code));
    sz_frame_set_number (frame, at, 4,
                         item->value - sz_detail_against_value (detail, bases->against, dimension, code));
    {
      g_autofree char *open = g_strdup_printf ("part:%s=%s", dimension->id, code);

      sz_frame_set_text (frame, at, 5, open);
      sz_frame_set_number (frame, at, 6, sz_judge (indicator, item->value));
    }
  }
  add_beside (frame, slice, ranked, &bases->beside);
  return frame;
}

SzTile *
sz_detail_table (SzDetail *detail, GError **error)
{
  const SzDimension *dimension = find_table_dimension (detail);
  g_autoptr (SzSlice) slice = NULL;
  g_autoptr (GArray) ranked = NULL;
  g_auto (Bases) bases = { NULL };
  g_autofree char *by = NULL;
  g_autofree char *title = NULL;
  SzTile *tile = NULL;

  if (dimension == NULL)
    return NULL;
  slice =
      sz_detail_ask (detail, detail->period.start_ms, detail->period.end_ms, SZ_GRAIN_NONE, dimension, error);
  if (slice == NULL)
    return NULL;
  ranked = rank_rows (detail, slice);
  /* A table in which all are alike says nothing. */
  if (ranked->len == 0 ||
      g_array_index (ranked, Ranked, 0).value == g_array_index (ranked, Ranked, ranked->len - 1).value)
    return NULL;
  if (!ask_bases (detail, dimension, &bases, error))
    return NULL;
  by = write_dimension (dimension);
  title = g_strdup_printf (
      detail->indicator->direction == SZ_DIRECTION_HIGHER ? _ ("Lowest, by %s") : _ ("Highest, by %s"), by);
  tile = sz_tile_new (SZ_TILE_TABLE, "table", title);
  tile->dimension = g_strdup (dimension->id);
  g_free (tile->scope);
  tile->scope = g_strdup_printf (_ ("%u in all, first %u"), ranked->len, MIN (ranked->len, TABLE_ROWS));
  tile->frame = make_table (detail, dimension, slice, ranked, &bases);
  for (gsize row = 0; row < tile->frame->rows; row++)
    sz_beside_add_line (&bases.beside, tile,
                        sz_slice_code (slice, g_array_index (ranked, Ranked, row).row, 0));
  return tile;
}
