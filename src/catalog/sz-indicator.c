/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-catalog-private.h"

#include <math.h>
#include <string.h>

void
sz_indicator_free (SzIndicator *indicator)
{
  if (indicator == NULL)
    return;
  g_free (indicator->id);
  g_free (indicator->name);
  g_free (indicator->definition);
  g_free (indicator->formula_text);
  sz_formula_free (indicator->formula);
  g_free (indicator->unit);
  g_free (indicator->file);
  g_free (indicator);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzIndicator, sz_indicator_free)

static gboolean
read_layer (SzIndicator *indicator, SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  const char *id = sz_catalog_need (file, group, "Layer", error);

  if (id == NULL)
    return FALSE;
  for (guint i = 0; i < catalog->layers->len; i++) {
    const SzLayer *layer = g_ptr_array_index (catalog->layers, i);

    if (strcmp (layer->id, id) == 0) {
      indicator->layer = layer;
      return TRUE;
    }
  }
  return sz_key_file_fail (file, group, "Layer", error, _ ("there is no layer “%s”"), id);
}

static gboolean
read_formula (SzIndicator *indicator, SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  const char *text = sz_catalog_need (file, group, "Formula", error);
  g_autoptr (GError) inner = NULL;

  if (text == NULL)
    return FALSE;
  indicator->formula_text = g_strdup (text);
  indicator->formula = sz_catalog_parse_formula (catalog, text, &inner);
  if (indicator->formula == NULL)
    return sz_key_file_fail (file, group, "Formula", error, "%s", inner->message);
  indicator->snapshot = TRUE;
  for (guint i = 0; i < indicator->formula->leaves->len; i++) {
    const SzLeaf *leaf = &g_array_index (indicator->formula->leaves, SzLeaf, i);

    if (leaf->window == SZ_WINDOW_BUCKET && leaf->measure->kind != SZ_MEASURE_CURRENT &&
        leaf->measure->kind != SZ_MEASURE_CURRENT_SUM)
      indicator->snapshot = FALSE;
  }
  return TRUE;
}

/* A duration is shown in a unit of time, a plain number in any other; shares become percent. */
static gboolean
read_unit (SzIndicator *indicator, SzKeyFile *file, const char *group, GError **error)
{
  static const struct {
    const char *unit;
    double ms;
  } times[] = { { "s", SZ_SECOND_MS }, { "min", SZ_MINUTE_MS }, { "h", SZ_HOUR_MS }, { "d", SZ_DAY_MS } };
  const char *unit = sz_catalog_need (file, group, "Unit", error);
  gboolean duration = indicator->formula->quantity == SZ_QUANTITY_DURATION, time = FALSE;

  if (unit == NULL)
    return FALSE;
  indicator->unit = g_strdup (unit);
  indicator->scale = strcmp (unit, "%") == 0 ? 100 : 1;
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (strcmp (unit, times[i].unit) == 0) {
      time = TRUE;
      indicator->scale = 1 / times[i].ms;
    }
  if (duration && !time)
    return sz_key_file_fail (file, group, "Unit", error,
                             _ ("the formula gives a duration; expected s, min, h or d, found “%s”"), unit);
  if (!duration && time)
    return sz_key_file_fail (file, group, "Unit", error,
                             _ ("the formula gives a number, not a duration; “%s” is a unit of time"), unit);
  return TRUE;
}

static gboolean
read_direction (SzIndicator *indicator, SzKeyFile *file, const char *group, GError **error)
{
  const char *word = sz_key_file_get (file, group, "Direction");

  indicator->direction = SZ_DIRECTION_NEUTRAL;
  if (word == NULL || strcmp (word, "neutral") == 0)
    return TRUE;
  if (strcmp (word, "higher") == 0)
    indicator->direction = SZ_DIRECTION_HIGHER;
  else if (strcmp (word, "lower") == 0)
    indicator->direction = SZ_DIRECTION_LOWER;
  else
    return sz_key_file_fail (file, group, "Direction", error,
                             _ ("expected higher, lower or neutral, found “%s”"), word);
  return TRUE;
}

/* In the direction that is good: limit, attention, target. */
static gboolean
check_threshold_order (const SzIndicator *indicator, SzKeyFile *file, const char *group, GError **error)
{
  double sign = indicator->direction == SZ_DIRECTION_LOWER ? -1 : 1;
  double values[] = { indicator->limit, indicator->attention, indicator->target };
  const char *const keys[] = { "Limit", "Attention", "Target" };

  for (guint i = 0; i < 3; i++) {
    if (indicator->direction == SZ_DIRECTION_NEUTRAL && !isnan (values[i]))
      return sz_key_file_fail (file, group, keys[i], error,
                               _ ("an indicator without Direction=higher or lower has none"));
    for (guint j = 0; j < i; j++)
      if (sign * values[j] > sign * values[i])
        return sz_key_file_fail (file, group, keys[i], error,
                                 _ ("this lies on the wrong side of %s by Direction"), keys[j]);
  }
  return TRUE;
}

static gboolean
read_thresholds (SzIndicator *indicator, SzKeyFile *file, const char *group, GError **error)
{
  double version = 1;

  indicator->target = indicator->limit = indicator->attention = NAN;
  if (!sz_key_file_get_number (file, group, "Target", &indicator->target, error) ||
      !sz_key_file_get_number (file, group, "Limit", &indicator->limit, error) ||
      !sz_key_file_get_number (file, group, "Attention", &indicator->attention, error) ||
      !sz_key_file_get_number (file, group, "Version", &version, error))
    return FALSE;
  if (!(version >= 1 && version <= 1e6) || version != floor (version))
    return sz_key_file_fail (file, group, "Version", error, _ ("expected a whole number from 1"));
  indicator->version = (int)version;
  return check_threshold_order (indicator, file, group, error);
}

SzIndicator *
sz_indicator_read (SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  static const char *const known[] = { "Name",   "Definition", "Layer",     "Unit",    "Direction", "Formula",
                                       "Target", "Limit",      "Attention", "Version", NULL };
  g_autoptr (SzIndicator) indicator = g_new0 (SzIndicator, 1);
  const char *id = sz_catalog_group_id (group, "Indicator");
  const char *definition = NULL;

  if (id == NULL || !sz_catalog_id_ok (id)) {
    sz_key_file_fail (file, group, NULL, error, _ ("expected [Indicator id], the id of a-z, 0-9 and _"));
    return NULL;
  }
  if (!sz_catalog_check_keys (file, group, known, error) ||
      sz_catalog_need (file, group, "Name", error) == NULL)
    return NULL;
  definition = sz_key_file_get_local (file, group, "Definition");
  indicator->id = g_strdup (id);
  indicator->name = g_strdup (sz_key_file_get_local (file, group, "Name"));
  indicator->definition = g_strdup (definition != NULL ? definition : "");
  indicator->file = g_strdup (sz_key_file_name (file));
  indicator->line = sz_key_file_line (file, group, NULL);
  if (!read_layer (indicator, catalog, file, group, error) ||
      !read_formula (indicator, catalog, file, group, error) || !read_unit (indicator, file, group, error) ||
      !read_direction (indicator, file, group, error) || !read_thresholds (indicator, file, group, error))
    return NULL;
  return g_steal_pointer (&indicator);
}
