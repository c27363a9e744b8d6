/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-detail-private.h"

#include <math.h>
#include <string.h>

static void
add_term (SzTile *tile, const char *term, const char *words, const char *open)
{
  g_ptr_array_add (tile->entries, sz_entry_new (open, term, words));
}

static char *
write_threshold (const SzIndicator *indicator, double value)
{
  return isnan (value) ? NULL : sz_threshold_text (value, indicator->unit);
}

static void
add_thresholds (SzTile *tile, const SzIndicator *indicator)
{
  g_autofree char *target = write_threshold (indicator, indicator->target);
  g_autofree char *limit = write_threshold (indicator, indicator->limit);
  const char *sign = indicator->direction == SZ_DIRECTION_LOWER ? "≤" : "≥";
  g_autofree char *wanted = target != NULL ? g_strdup_printf ("%s %s", sign, target) : NULL;

  add_term (tile, _ ("Judged"),
            indicator->direction == SZ_DIRECTION_LOWER    ? _ ("lower is better")
            : indicator->direction == SZ_DIRECTION_HIGHER ? _ ("higher is better")
                                                          : _ ("neither more nor less is better"),
            NULL);
  if (wanted != NULL)
    add_term (tile, _ ("Target"), wanted, NULL);
  if (limit != NULL)
    add_term (tile, _ ("Alarm limit"), limit, NULL);
}

/* Each data set with its rows and how far they go. */
static void
add_datasets (SzLook *look, SzTile *tile, const SzIndicator *indicator)
{
  g_autoptr (GPtrArray) seen = g_ptr_array_new ();

  for (guint i = 0; i < indicator->formula->leaves->len; i++) {
    const SzDataset *dataset = g_array_index (indicator->formula->leaves, SzLeaf, i).measure->dataset;
    const SzCoverage *coverage = NULL;
    g_autofree char *words = NULL;

    if (g_ptr_array_find (seen, dataset, NULL))
      continue;
    g_ptr_array_add (seen, (gpointer)dataset);
    coverage = sz_look_coverage (look, dataset, NULL);
    if (coverage == NULL || coverage->rows == 0) {
      words = g_strdup_printf (_ ("%s: no source supplies it"), dataset->name);
    } else {
      g_autofree char *rows = sz_number_exact ((double)coverage->rows, "row");
      char from[11], to[11];

      sz_day_format (coverage->first_day, from);
      sz_day_format (coverage->last_day, to);
      words = g_strdup_printf (_ ("%s: %s, %s to %s"), dataset->name, rows, from, to);
    }
    add_term (tile, seen->len == 1 ? _ ("Data") : "", words, NULL);
  }
}

static SzTile *
make_terms (SzLook *look, const SzIndicator *indicator, const char *lacks)
{
  SzTile *tile = sz_tile_new (SZ_TILE_TERMS, "terms", _ ("What it is"));
  g_autofree char *words = sz_figures_formula_words (look->catalog, indicator);
  g_autofree char *why = lacks != NULL ? g_strdup_printf (_ ("no: no source supplies %s"), lacks) : NULL;
  g_autofree char *version = g_strdup_printf (_ ("%s, version %d"), indicator->id, indicator->version);

  add_term (tile, _ ("Definition"), indicator->definition, NULL);
  add_term (tile, _ ("Computed as"), words, NULL);
  add_term (tile, _ ("Formula"), indicator->formula_text, NULL);
  add_thresholds (tile, indicator);
  add_datasets (look, tile, indicator);
  add_term (tile, _ ("Can be computed"), why != NULL ? why : _ ("yes"), NULL);
  ((SzEntry *)g_ptr_array_index (tile->entries, tile->entries->len - 1))->status =
      why != NULL ? SZ_STATUS_ALARM : SZ_STATUS_NEUTRAL;
  add_term (tile, _ ("Layer"), indicator->layer->name, NULL);
  add_term (tile, _ ("Number"), version, NULL);
  return tile;
}

/* One entry a dimension; each opens the figure broken down by it. */
static SzTile *
make_breakdowns (SzReader *reader, const SzIndicator *indicator)
{
  g_autoptr (GPtrArray) dimensions = sz_figures_dimensions (reader, indicator);
  SzTile *tile = sz_tile_new (SZ_TILE_ENTRIES, "breakdowns", _ ("Can be split by"));

  g_free (tile->scope);
  tile->scope =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u way", "%u ways", dimensions->len), dimensions->len);
  for (guint i = 0; i < dimensions->len; i++) {
    const SzDimension *dimension = g_ptr_array_index (dimensions, i);
    g_autofree char *open = g_strconcat ("by:", dimension->id, NULL);

    add_term (tile, dimension->name, "", open);
  }
  if (dimensions->len == 0) {
    tile->state = SZ_STATE_EMPTY;
    g_free (tile->note);
    tile->note = g_strdup (_ ("Its data sets have no dimension in common."));
  }
  return tile;
}

static char *
write_headline (const SzDetail *detail, const SzFigure *figure)
{
  const SzLook *look = detail->look;
  g_autofree char *value = sz_number_text (figure->value, figure->unit);

  if (!sz_look_is_today (look, detail->period.start_ms)) {
    /* The data end before today: which day it is must be said. */
    g_autofree char *day = sz_period_label (&detail->period, look->zone);

    return *figure->verdict != '\0'
               ? g_strdup_printf (_ ("%s on %s: %s, %s"), detail->indicator->name, day, value,
                                  figure->verdict)
               : g_strdup_printf (_ ("%s on %s: %s"), detail->indicator->name, day, value);
  }
  if (isnan (figure->value))
    return g_strdup_printf (_ ("%s: nothing to count yet today"), detail->indicator->name);
  if (*figure->verdict != '\0')
    return g_strdup_printf (_ ("%s today: %s, %s"), detail->indicator->name, value, figure->verdict);
  return g_strdup_printf (_ ("%s today: %s"), detail->indicator->name, value);
}

static gboolean
add_values (SzDetail *detail, SzPage *page, GError **error)
{
  GError *failure = NULL;
  SzTile *trend = NULL;

  if (!sz_detail_settle (detail, NULL, error))
    return FALSE;
  page->lead = sz_figure_judged (detail->indicator, detail->value, detail->before, detail->year_before);
  page->tally[page->lead->status]++;
  g_free (page->headline);
  page->headline = write_headline (detail, page->lead);
  trend = sz_detail_trend (detail, &failure);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (trend != NULL)
    g_ptr_array_add (page->tiles, trend);
  return TRUE;
}

SzPage *
sz_figures_library (SzReader *reader, const SzIndicator *indicator, GError **error)
{
  g_autoptr (SzLook) look = sz_look_new (reader, error);
  g_autofree char *id = g_strconcat ("library:", indicator->id, NULL);
  g_autoptr (SzPage) page = sz_page_new (id);
  g_autofree char *lacks = NULL;
  SzDetail detail = { 0 };

  if (look == NULL)
    return NULL;
  lacks = sz_look_lacks (look, indicator, FALSE);
  g_ptr_array_add (page->tiles, make_terms (look, indicator, lacks));
  g_free (page->where);
  g_free (page->hall);
  g_free (page->action);
  page->where = g_strdup_printf ("%s / %s / %s", _ ("Library"), indicator->layer->name, indicator->name);
  page->action = g_strdup (indicator->definition);
  page->hall = sz_look_hall (look);
  page->zone = sz_zone_ref (look->zone);
  page->now_ms = look->now_ms;
  page->clock_ms = look->clock_ms;
  page->data_ms = sz_look_data_ms (look, &indicator, 1);
  detail.look = look;
  detail.indicator = indicator;
  if (lacks != NULL) {
    g_free (page->headline);
    page->headline =
        g_strdup_printf (_ ("%s cannot be computed: no source supplies %s"), indicator->name, lacks);
  } else if (!add_values (&detail, page, error)) {
    return NULL;
  }
  g_ptr_array_add (page->tiles, make_breakdowns (reader, indicator));
  return g_steal_pointer (&page);
}
