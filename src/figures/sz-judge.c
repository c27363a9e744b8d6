/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-figures-private.h"

#include <math.h>
#include <string.h>

/* Whether `value` is beyond a threshold on the bad side. */
static gboolean
is_worse (const SzIndicator *indicator, double value, double threshold)
{
  if (isnan (threshold))
    return FALSE;
  return indicator->direction == SZ_DIRECTION_LOWER ? value > threshold : value < threshold;
}

SzStatus
sz_judge (const SzIndicator *indicator, double value)
{
  if (isnan (value))
    return SZ_STATUS_UNKNOWN;
  if (indicator->direction == SZ_DIRECTION_NEUTRAL ||
      (isnan (indicator->target) && isnan (indicator->limit) && isnan (indicator->attention)))
    return SZ_STATUS_NEUTRAL;
  if (is_worse (indicator, value, indicator->limit))
    return SZ_STATUS_ALARM;
  if (is_worse (indicator, value, isnan (indicator->attention) ? indicator->target : indicator->attention))
    return SZ_STATUS_ATTENTION;
  return SZ_STATUS_GOOD;
}

gboolean
sz_unit_is_count (const char *unit)
{
  static const char *const others[] = {
    "min",          "s",       "h",           "d",       "wd",   "month", "year",    "%",       "rel",
    "pp",           "score",   "ratio",       "ratio1",  "fold", "erl",   "perhead", "perhour", "perday",
    "timesperhour", "peritem", "copyperitem", "perarea", NULL
  };

  return !g_strv_contains (others, unit);
}

char *
sz_threshold_text (double value, const char *unit)
{
  const char *word = sz_unit_word (unit);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  sz_number_plain (value, number);
  if (*word == '\0' || strcmp (word, "%") == 0)
    return g_strconcat (number, word, NULL);
  return g_strconcat (number, " ", word, NULL);
}

static char *
write_distance (double distance, const char *unit)
{
  return sz_number_text (fabs (distance), strcmp (unit, "%") == 0 ? "pp" : unit);
}

static char *
write_verdict (const SzIndicator *indicator, double value)
{
  gboolean lower = indicator->direction == SZ_DIRECTION_LOWER;
  gboolean alarm = is_worse (indicator, value, indicator->limit);
  double against = alarm || isnan (indicator->target) ? indicator->limit : indicator->target;
  g_autofree char *distance = NULL;

  if (indicator->direction == SZ_DIRECTION_NEUTRAL || isnan (against))
    return g_strdup ("");
  distance = write_distance (value - against, indicator->unit);
  if (alarm)
    return g_strdup_printf (lower ? _ ("%s over the limit") : _ ("%s under the limit"), distance);
  if (value == against)
    return g_strdup (isnan (indicator->target) ? _ ("at the limit") : _ ("on target"));
  if (isnan (indicator->target))
    return g_strdup_printf (lower ? _ ("%s below the limit") : _ ("%s above the limit"), distance);
  return g_strdup_printf (value < against ? _ ("%s below target") : _ ("%s above target"), distance);
}

static char *
write_reference (const SzIndicator *indicator, SzStatus status)
{
  gboolean lower = indicator->direction == SZ_DIRECTION_LOWER;
  gboolean by_limit = !isnan (indicator->limit) && (status == SZ_STATUS_ALARM || isnan (indicator->target));
  g_autofree char *threshold = NULL;

  if (!by_limit && isnan (indicator->target))
    return g_strdup ("");
  threshold = sz_threshold_text (by_limit ? indicator->limit : indicator->target, indicator->unit);
  if (by_limit)
    return g_strdup_printf (lower ? _ ("limit %s") : _ ("at least %s"), threshold);
  return g_strdup_printf (lower ? _ ("target ≤ %s") : _ ("target ≥ %s"), threshold);
}

void
sz_judge_figure (SzFigure *figure, const SzIndicator *indicator)
{
  figure->status = sz_judge (indicator, figure->value);
  figure->target = indicator->target;
  figure->limit = indicator->limit;
  g_free (figure->verdict);
  g_free (figure->reference);
  figure->verdict = isnan (figure->value) ? g_strdup ("") : write_verdict (indicator, figure->value);
  figure->reference = write_reference (indicator, figure->status);
}

static void
set_change (double value, double base, gboolean count, double *change, double *relative)
{
  *change = value - base;
  *relative = count && base > 0 ? 100 * (value - base) / base : NAN;
}

SzFigure *
sz_figure_judged (const SzIndicator *indicator, double value, double previous, double year)
{
  SzFigure *figure = sz_figure_new (indicator->id, indicator->name, indicator->unit);
  gboolean count = sz_unit_is_count (indicator->unit);

  figure->value = value;
  set_change (value, previous, count, &figure->previous_change, &figure->previous_relative);
  set_change (value, year, count, &figure->year_change, &figure->year_relative);
  sz_judge_figure (figure, indicator);
  return figure;
}

/* --- what can be had
 * -------------------------------------------------------------------------------------------------- */

gboolean
sz_figures_can (SzReader *reader, const SzIndicator *indicator, char **why)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < indicator->formula->leaves->len; i++) {
    const SzDataset *dataset = g_array_index (indicator->formula->leaves, SzLeaf, i).measure->dataset;
    SzCoverage coverage = { 0 };

    if (sz_reader_coverage (reader, dataset, &coverage, &error) && coverage.rows > 0) {
      int lacking = sz_measure_lacks (reader, g_array_index (indicator->formula->leaves, SzLeaf, i).measure);

      if (lacking < 0)
        continue;
      if (why != NULL) {
        g_autofree char *what =
            g_strdup_printf (_ ("%s of %s"), sz_dataset_field (dataset, (guint)lacking)->id, dataset->id);

        *why = g_strdup_printf (_ ("no source supplies %s"), what);
      }
      return FALSE;
    }
    if (why != NULL)
      *why = error != NULL ? g_strdup (error->message)
                           : g_strdup_printf (_ ("no source supplies %s"), dataset->id);
    return FALSE;
  }
  return TRUE;
}

GPtrArray *
sz_figures_dimensions (SzReader *reader, const SzIndicator *indicator)
{
  const GPtrArray *all = sz_catalog_dimensions (sz_reader_catalog (reader));
  GPtrArray *carried = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++) {
    const SzDimension *dimension = g_ptr_array_index (all, i);
    gboolean carries = TRUE;

    for (guint j = 0; j < indicator->formula->leaves->len; j++) {
      const SzLeaf *leaf = &g_array_index (indicator->formula->leaves, SzLeaf, j);

      carries = carries && (leaf->total || sz_dataset_carries (leaf->measure->dataset, dimension));
    }
    if (carries)
      g_ptr_array_add (carried, (gpointer)dimension);
  }
  return carried;
}
