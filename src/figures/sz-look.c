/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the questions of one page share: the hall's clock and zone, which data sets there are and since when,
 * and the names of codes; each is asked of the store once. */

#include "sz-figures-private.h"

#include <math.h>
#include <string.h>

/* A store of files alone ends with the last thing they tell of, which is no time of day. Whoever asks as of
 * another instant means that one. */
static gint64
find_clock (const SzLook *look, const GPtrArray *sources)
{
  gint64 last = G_MININT64;

  for (guint i = 0; i < sources->len; i++) {
    const SzSourceInfo *info = g_ptr_array_index (sources, i);

    if (info->asked_ms != 0)
      return 0;
    if (info->now_ms != 0)
      last = MAX (last, info->now_ms);
  }
  return last == look->now_ms ? sz_clock_now_ms () : 0;
}

SzLook *
sz_look_new (SzReader *reader, GError **error)
{
  g_autoptr (SzLook) look = g_new0 (SzLook, 1);
  g_autoptr (GPtrArray) sources = NULL;
  GError *failure = NULL;

  look->reader = reader;
  look->catalog = sz_reader_catalog (reader);
  look->coverages = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  look->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  look->lacks = g_hash_table_new (NULL, NULL);
  look->loading = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  look->rows = NAN;
  look->zone = sz_reader_zone (reader, error);
  if (look->zone == NULL)
    return NULL;
  look->now_ms = sz_reader_now_ms (reader, &failure);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  sources = sz_reader_sources (reader, error);
  if (sources == NULL)
    return NULL;
  /* Files stand still: their rows are all there are, whatever their watermark. */
  for (guint i = 0; i < sources->len; i++) {
    const SzSourceInfo *info = g_ptr_array_index (sources, i);

    look->live = look->live || info->asked_ms != 0;
    look->told_ms = MAX (look->told_ms, info->now_ms);
  }
  look->clock_ms = find_clock (look, sources);
  return g_steal_pointer (&look);
}

void
sz_look_free (SzLook *look)
{
  if (look == NULL)
    return;
  g_clear_pointer (&look->zone, sz_zone_unref);
  g_clear_pointer (&look->coverages, g_hash_table_unref);
  g_clear_pointer (&look->names, g_hash_table_unref);
  g_clear_pointer (&look->lacks, g_hash_table_unref);
  g_clear_pointer (&look->loading, g_hash_table_unref);
  g_free (look);
}

const SzCoverage *
sz_look_coverage (SzLook *look, const SzDataset *dataset, GError **error)
{
  SzCoverage *coverage = g_hash_table_lookup (look->coverages, dataset);

  if (coverage != NULL)
    return coverage;
  coverage = g_new0 (SzCoverage, 1);
  if (!sz_reader_coverage (look->reader, dataset, coverage, error)) {
    g_free (coverage);
    return NULL;
  }
  g_hash_table_insert (look->coverages, (gpointer)dataset, coverage);
  return coverage;
}

gboolean
sz_look_has (SzLook *look, const SzDataset *dataset)
{
  const SzCoverage *coverage = sz_look_coverage (look, dataset, NULL);

  return coverage != NULL && coverage->rows > 0;
}

gint64
sz_look_cut (SzLook *look, const SzIndicator *indicator)
{
  gint64 cut = look->now_ms;

  for (guint i = 0; look->live && i < indicator->formula->leaves->len; i++) {
    const SzDataset *dataset = g_array_index (indicator->formula->leaves, SzLeaf, i).measure->dataset;
    const SzCoverage *coverage = sz_look_coverage (look, dataset, NULL);

    if (dataset->valid_from < 0 && coverage != NULL && coverage->rows > 0 && coverage->watermark_ms != 0)
      cut = MIN (cut, coverage->watermark_ms);
  }
  return cut;
}

/* --- what no source supplies
 * ------------------------------------------------------------------------------------------ */

typedef struct {
  SzReader *reader;
  const SzDataset *dataset;
  int lacking; /* the first field found; -1 */
} Need;

static void
need_field (Need *need, int field)
{
  if (need->lacking < 0 && field >= 0 && !sz_reader_supplies (need->reader, need->dataset, (guint)field))
    need->lacking = field;
}

static void
need_value (Need *need, const SzValue *value)
{
  if (value == NULL)
    return;
  if (value->kind == SZ_VALUE_FIELD)
    need_field (need, (int)value->field);
  need_value (need, value->left);
  need_value (need, value->right);
}

/* That something is missing is a finding where a source could have said it, and true where it could not. That
 * it is set is never true where no source can say it: where all depends on it, there is nothing to count; in
 * an "or" there is. */
static void
need_condition (Need *need, const SzCondition *condition, gboolean all_depends)
{
  if (condition == NULL || condition->kind == SZ_CONDITION_MISSING)
    return;
  if (condition->kind == SZ_CONDITION_SET && !all_depends)
    return;
  all_depends = all_depends && condition->kind == SZ_CONDITION_AND;
  need_condition (need, condition->left, all_depends);
  need_condition (need, condition->right, all_depends);
  need_value (need, condition->a);
  need_value (need, condition->b);
}

int
sz_measure_lacks (SzReader *reader, const SzMeasure *measure)
{
  Need need = { reader, measure->dataset, -1 };

  if (measure->kind != SZ_MEASURE_CURRENT && measure->kind != SZ_MEASURE_CURRENT_SUM)
    need_field (&need, (int)measure->instant);
  need_value (&need, measure->value);
  if (measure->kind == SZ_MEASURE_DISTINCT || measure->kind == SZ_MEASURE_RECURRING)
    need_field (&need, measure->field);
  if (measure->kind == SZ_MEASURE_RECURRING)
    need_field (&need, measure->field2);
  need_condition (&need, measure->where, TRUE);
  return need.lacking;
}

int
sz_look_measure_lacks (SzLook *look, const SzMeasure *measure)
{
  gpointer known = NULL;
  int lacking = -1;

  if (g_hash_table_lookup_extended (look->lacks, measure, NULL, &known))
    return GPOINTER_TO_INT (known);
  lacking = sz_measure_lacks (look->reader, measure);
  g_hash_table_insert (look->lacks, (gpointer)measure, GINT_TO_POINTER (lacking));
  return lacking;
}

char *
sz_look_lacks (SzLook *look, const SzIndicator *indicator, gboolean ids)
{
  for (guint i = 0; i < indicator->formula->leaves->len; i++) {
    const SzMeasure *measure = g_array_index (indicator->formula->leaves, SzLeaf, i).measure;
    const SzDataset *dataset = measure->dataset;
    int lacking = -1;

    if (!sz_look_has (look, dataset))
      return g_strdup (ids ? dataset->id : dataset->name);
    lacking = sz_look_measure_lacks (look, measure);
    if (lacking >= 0) {
      const SzField *field = sz_dataset_field (dataset, (guint)lacking);

      return g_strdup_printf (_ ("%s of %s"), ids ? field->id : field->name,
                              ids ? dataset->id : dataset->name);
    }
  }
  return NULL;
}

void
sz_look_present (SzLook *look, const SzIndicator *indicator, SzPeriod *period)
{
  const GArray *leaves = indicator->formula->leaves;
  gint64 today = sz_zone_day (look->zone, look->now_ms), last = G_MININT64;
  gboolean lies_back =
      sz_look_cut (look, indicator) < sz_zone_day_start_ms (look->zone, today) || !look->live;

  for (guint i = 0; i < leaves->len && lies_back; i++) {
    const SzDataset *dataset = g_array_index (leaves, SzLeaf, i).measure->dataset;
    const SzCoverage *coverage = sz_look_coverage (look, dataset, NULL);

    if (coverage == NULL || coverage->rows <= 0)
      continue;
    last = MAX (last, dataset->valid_from >= 0 ? today : coverage->last_day);
  }
  memset (period, 0, sizeof *period);
  period->unit = SZ_GRAIN_DAY;
  period->count = 1;
  period->aligned = TRUE;
  period->start_ms = sz_zone_day_start_ms (look->zone, last != G_MININT64 ? MIN (last, today) : today);
  period->end_ms = sz_grain_next (SZ_GRAIN_DAY, look->zone, period->start_ms);
}

const char *
sz_look_weekday_before (gint64 day)
{
  static const char *const names[] = { N_ ("last Mon"), N_ ("last Tue"), N_ ("last Wed"), N_ ("last Thu"),
                                       N_ ("last Fri"), N_ ("last Sat"), N_ ("last Sun") };

  return _ (names[sz_day_weekday (day) - 1]);
}

gboolean
sz_look_is_loading (SzLook *look, const SzDataset *dataset, gint64 start_ms, gint64 end_ms)
{
  gint64 from = sz_zone_day (look->zone, start_ms), to = sz_zone_day (look->zone, end_ms - 1);
  g_autofree char *key = g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, dataset->id, from, to);
  gpointer known = NULL;
  double share = NAN;

  /* What is valid for a time has no days that could be missing; files have all they ever will. */
  if (!look->live || dataset->valid_from >= 0)
    return FALSE;
  if (g_hash_table_lookup_extended (look->loading, key, NULL, &known))
    return GPOINTER_TO_INT (known);
  /* A failure says nothing about the span; the question that follows will fail as well. */
  share = sz_reader_complete_share (look->reader, dataset, from, to, NULL);
  g_hash_table_insert (look->loading, g_steal_pointer (&key), GINT_TO_POINTER (share < 1));
  return share < 1;
}

gint64
sz_look_open_day_before (SzLook *look, const SzDataset *dataset, gint64 instant_ms)
{
  const SzDataset *tickets = sz_catalog_dataset (look->catalog, "tickets", NULL);
  gint64 day = sz_zone_day (look->zone, instant_ms);
  gboolean today = day == sz_zone_day (look->zone, look->now_ms);
  gint64 open = G_MININT64;

  if (today && look->open_known)
    return look->previous_open;
  /* A hall is open when it gives out numbers; the web portal takes cases on Sundays too. */
  if (tickets != NULL && sz_look_has (look, tickets))
    dataset = tickets;
  /* A failure here only loses the comparison, which then goes by the day before. */
  open = sz_reader_open_day_before (look->reader, dataset, day, NULL);
  if (today) {
    look->previous_open = open;
    look->open_known = TRUE;
  }
  return open;
}

const char *
sz_look_value_name (SzLook *look, const char *dimension, const char *code)
{
  g_autofree char *key = g_strconcat (dimension, "\n", code != NULL ? code : "", NULL);
  char *name = g_hash_table_lookup (look->names, key);

  if (name != NULL)
    return name;
  if (code == NULL || *code == '\0')
    name = g_strdup (_ ("not known"));
  else
    name = sz_reader_value_name (look->reader, dimension, code);
  if (name == NULL)
    name = g_strdup (code);
  g_hash_table_insert (look->names, g_steal_pointer (&key), name);
  return name;
}

gboolean
sz_dataset_carries (const SzDataset *dataset, const SzDimension *dimension)
{
  return dimension->source || sz_dataset_find_dimension (dataset, dimension->id) >= 0;
}

void
sz_look_base (SzLook *look, const SzPeriod *period, SzCompare how, const SzDataset *dataset, gint64 cut_ms,
              SzBase *base)
{
  gint64 open = G_MININT64;

  if (how == SZ_COMPARE_PREVIOUS && period->unit == SZ_GRAIN_DAY && period->count == 1)
    open = sz_look_open_day_before (look, dataset, period->start_ms);
  base->has = sz_period_base (period, how, cut_ms, look->zone, open, &base->part, &base->base);
}

gint64
sz_look_data_ms (SzLook *look, const SzIndicator *const *indicators, guint n)
{
  gint64 least = 0;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < indicators[i]->formula->leaves->len; j++) {
      const SzDataset *dataset = g_array_index (indicators[i]->formula->leaves, SzLeaf, j).measure->dataset;
      const SzCoverage *coverage = sz_look_coverage (look, dataset, NULL);

      if (coverage != NULL && coverage->watermark_ms != 0 && (least == 0 || coverage->watermark_ms < least))
        least = coverage->watermark_ms;
    }
  return MIN (least, look->now_ms);
}

char *
sz_look_hall (SzLook *look)
{
  g_autoptr (GPtrArray) sources = sz_reader_sources (look->reader, NULL);
  const SzSourceInfo *info = sources != NULL && sources->len > 0 ? g_ptr_array_index (sources, 0) : NULL;

  if (info == NULL)
    return g_strdup ("");
  return g_strdup (info->title != NULL && *info->title != '\0' ? info->title : info->source);
}

void
sz_look_mark_closed (const SzLook *look, SzTile *tile)
{
  const SzCalendar *calendar = sz_catalog_calendar (look->catalog);
  gint64 first = 0, last = 0;

  if (!(tile->x_start >= (double)SZ_INSTANT_MIN) || !(tile->x_end <= (double)SZ_INSTANT_MAX) ||
      !(tile->x_start < tile->x_end))
    return;
  first = sz_zone_day (look->zone, (gint64)tile->x_start);
  last = sz_zone_day (look->zone, (gint64)tile->x_end - 1);
  g_free (tile->closed);
  tile->closed = g_new (gint64, (gsize)(last - first + 1));
  tile->n_closed = 0;
  for (gint64 day = first; day <= last; day++)
    if (!sz_calendar_is_open (calendar, day))
      tile->closed[tile->n_closed++] = day;
}

gint64
sz_look_today (const SzLook *look)
{
  return sz_zone_day (look->zone, look->clock_ms != 0 ? look->clock_ms : look->now_ms);
}

gboolean
sz_look_is_today (const SzLook *look, gint64 instant_ms)
{
  return sz_zone_day (look->zone, instant_ms) == sz_look_today (look);
}

char *
sz_look_instant_text (const SzLook *look, gint64 instant_ms)
{
  return sz_instant_text (instant_ms, look->clock_ms != 0 ? look->clock_ms : look->now_ms, look->zone);
}

/* "总览·3月18日 周三 14:36" */
char *
sz_look_where (SzLook *look, const char *board)
{
  gint64 day = sz_zone_day (look->zone, look->now_ms);
  g_autofree char *date = sz_date_text (day, sz_look_today (look));
  g_autofree char *clock = sz_clock_text (look->now_ms, look->zone);

  return g_strdup_printf (sz_lang () == SZ_LANG_ZH ? "%s·%s %s" : "%s, %s %s", board, date, clock);
}
