/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-place.h"

#include "sz-i18n.h"

static const char *const SECTION_IDS[] = { "overview", "live",      "alerts",  "map",
                                           "library",  "directory", "sources", "help" };
G_STATIC_ASSERT (G_N_ELEMENTS (SECTION_IDS) == SZ_PLACE_N_SECTIONS);

static const char *const SPAN_IDS[] = { "now", "day", "week", "month", "year" };

static void
free_filter (gpointer data)
{
  SzPlaceFilter *filter = data;

  g_free (filter->dimension);
  g_free (filter->code);
  g_free (filter->name);
  g_free (filter);
}

static void
add_filter (SzPlace *place, const char *dimension, const char *code, const char *name)
{
  SzPlaceFilter *filter = g_new0 (SzPlaceFilter, 1);

  filter->dimension = g_strdup (dimension);
  filter->code = g_strdup (code);
  filter->name = g_strdup (name);
  g_ptr_array_add (place->filters, filter);
}

SzPlace *
sz_place_new (SzPlaceKind kind, SzSpan span)
{
  SzPlace *place = g_new0 (SzPlace, 1);

  g_atomic_ref_count_init (&place->refs);
  place->kind = kind;
  place->span = span;
  place->day = SZ_PLACE_PRESENT;
  place->filters = g_ptr_array_new_with_free_func (free_filter);
  return place;
}

SzPlace *
sz_place_new_indicator (const char *indicator, SzSpan span)
{
  SzPlace *place = sz_place_new (SZ_PLACE_INDICATOR, span);

  place->indicator = g_strdup (indicator);
  return place;
}

const char *
sz_place_kind_id (SzPlaceKind kind)
{
  return kind < SZ_PLACE_N_SECTIONS ? SECTION_IDS[kind] : NULL;
}

gboolean
sz_place_kind_parse (const char *id, SzPlaceKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (SECTION_IDS); i++) {
    if (g_str_equal (SECTION_IDS[i], id)) {
      *kind = (SzPlaceKind)i;
      return TRUE;
    }
  }
  return FALSE;
}

/* "timeline:cases:C20261120-17"; the key may hold colons. */
static SzPlace *
parse_timeline (const char *text, const SzCatalog *catalog, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ":", 2);
  SzPlace *place;

  if (g_strv_length (words) != 2 || *words[1] == '\0') {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                 _ ("A timeline is named timeline:DATASET:KEY, not timeline:%s."), text);
    return NULL;
  }
  if (sz_catalog_dataset (catalog, words[0], error) == NULL)
    return NULL;
  place = sz_place_new (SZ_PLACE_TIMELINE, SZ_SPAN_NOW);
  place->dataset = g_strdup (words[0]);
  place->record = g_strdup (words[1]);
  return place;
}

SzPlace *
sz_place_parse (const char *text, const SzCatalog *catalog, GError **error)
{
  const char *colon = strchr (text, ':');
  SzPlaceKind kind;
  SzPlace *place;

  if (sz_place_kind_parse (text, &kind))
    return sz_place_new (kind, SZ_SPAN_NOW);
  if (g_str_has_prefix (text, "alerts:")) {
    place = sz_place_new (SZ_PLACE_ALERTS, SZ_SPAN_NOW);
    place->record = g_strdup (colon + 1);
    return place;
  }
  if (g_str_has_prefix (text, "timeline:"))
    return parse_timeline (colon + 1, catalog, error);
  if (colon == NULL || !(g_str_has_prefix (text, "indicator:") || g_str_has_prefix (text, "rows:"))) {
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_USAGE,
        _ ("There is no page “%s”; there are overview, live, alerts, map, library, directory, sources, help, "
           "indicator:ID and rows:ID."),
        text);
    return NULL;
  }
  if (sz_catalog_indicator (catalog, colon + 1, error) == NULL)
    return NULL;
  place = sz_place_new_indicator (colon + 1, SZ_SPAN_NOW);
  if (g_str_has_prefix (text, "rows:"))
    place->kind = SZ_PLACE_ROWS;
  return place;
}

SzPlace *
sz_place_ref (SzPlace *place)
{
  g_atomic_ref_count_inc (&place->refs);
  return place;
}

void
sz_place_unref (SzPlace *place)
{
  if (place == NULL || !g_atomic_ref_count_dec (&place->refs))
    return;
  g_free (place->indicator);
  g_free (place->by);
  g_free (place->dataset);
  g_free (place->record);
  g_free (place->against);
  g_free (place->against_name);
  g_ptr_array_unref (place->filters);
  g_free (place);
}

static SzPlace *
copy_place (const SzPlace *place)
{
  SzPlace *copy = sz_place_new (place->kind, place->span);

  copy->indicator = g_strdup (place->indicator);
  copy->by = g_strdup (place->by);
  copy->day = place->day;
  copy->dataset = g_strdup (place->dataset);
  copy->record = g_strdup (place->record);
  copy->against = g_strdup (place->against);
  copy->against_name = g_strdup (place->against_name);
  for (guint i = 0; i < place->filters->len; i++) {
    const SzPlaceFilter *filter = sz_place_filter (place, i);

    add_filter (copy, filter->dimension, filter->code, filter->name);
  }
  return copy;
}

SzPlace *
sz_place_with_kind (const SzPlace *place, SzPlaceKind kind)
{
  SzPlace *copy = copy_place (place);

  copy->kind = kind;
  return copy;
}

SzPlace *
sz_place_with_span (const SzPlace *place, SzSpan span)
{
  SzPlace *copy = copy_place (place);

  copy->span = span;
  return copy;
}

SzPlace *
sz_place_with_day (const SzPlace *place, gint64 day)
{
  SzPlace *copy = copy_place (place);

  copy->day = day;
  return copy;
}

SzPlace *
sz_place_with_record (const SzPlace *place, const char *dataset, const char *record)
{
  SzPlace *copy = copy_place (place);

  g_free (copy->dataset);
  g_free (copy->record);
  copy->dataset = g_strdup (dataset);
  copy->record = g_strdup (record);
  return copy;
}

SzPlace *
sz_place_with_by (const SzPlace *place, const char *by)
{
  SzPlace *copy = copy_place (place);

  g_free (copy->by);
  copy->by = g_strdup (by);
  return copy;
}

SzPlace *
sz_place_with_against (const SzPlace *place, const char *against, const char *name)
{
  SzPlace *copy = copy_place (place);

  g_free (copy->against);
  g_free (copy->against_name);
  copy->against = g_strdup (against);
  copy->against_name = g_strdup (name);
  return copy;
}

char *
sz_place_against_dimension (const SzPlace *place)
{
  const char *equals = place->against != NULL ? strchr (place->against, '=') : NULL;

  return equals != NULL ? g_strndup (place->against, (gsize)(equals - place->against)) : NULL;
}

char *
sz_place_against_text (const SzPlace *place)
{
  if (place->against == NULL)
    return NULL;
  if (strcmp (place->against, "weekday") == 0)
    return g_strdup (_ ("same weekday before"));
  if (strcmp (place->against, "year") == 0)
    return g_strdup (_ ("a year before"));
  return g_strdup (place->against_name != NULL ? place->against_name : place->against);
}

SzPlace *
sz_place_with_filter (const SzPlace *place, const char *dimension, const char *code, const char *name)
{
  SzPlace *copy = copy_place (place);

  for (guint i = 0; i < copy->filters->len; i++) {
    if (g_str_equal (sz_place_filter (copy, i)->dimension, dimension)) {
      g_ptr_array_remove_index (copy->filters, i);
      break;
    }
  }
  add_filter (copy, dimension, code, name);
  return copy;
}

SzPlace *
sz_place_without_filter (const SzPlace *place, const char *dimension)
{
  SzPlace *copy = copy_place (place);

  for (guint i = copy->filters->len; i > 0; i--)
    if (g_str_equal (sz_place_filter (copy, i - 1)->dimension, dimension))
      g_ptr_array_remove_index (copy->filters, i - 1);
  return copy;
}

SzPlace *
sz_place_with_n_filters (const SzPlace *place, guint n)
{
  SzPlace *copy = copy_place (place);

  if (n < copy->filters->len)
    g_ptr_array_set_size (copy->filters, (int)n);
  return copy;
}

const SzPlaceFilter *
sz_place_filter (const SzPlace *place, guint index)
{
  return (const SzPlaceFilter *)g_ptr_array_index (place->filters, index);
}

const char *
sz_place_filter_code (const SzPlace *place, const char *dimension)
{
  for (guint i = 0; i < place->filters->len; i++)
    if (g_str_equal (sz_place_filter (place, i)->dimension, dimension))
      return sz_place_filter (place, i)->code;
  return NULL;
}

gboolean
sz_place_filters_by (const SzPlace *place, const char *dimension)
{
  return sz_place_filter_code (place, dimension) != NULL;
}

gboolean
sz_place_is_drawn (const SzPlace *place)
{
  return place->kind == SZ_PLACE_OVERVIEW || place->kind == SZ_PLACE_LIVE ||
         place->kind == SZ_PLACE_DIRECTORY || place->kind == SZ_PLACE_INDICATOR ||
         place->kind == SZ_PLACE_TIMELINE;
}

gboolean
sz_place_has_span (const SzPlace *place)
{
  return place->kind == SZ_PLACE_OVERVIEW || place->kind == SZ_PLACE_INDICATOR ||
         place->kind == SZ_PLACE_ROWS;
}

char *
sz_place_key (const SzPlace *place)
{
  GString *key = g_string_new (NULL);

  /* Unit separators cannot be part of an id or a code. */
  g_string_append_printf (
      key, "%d\x1f%s\x1f%s\x1f%s\x1f%" G_GINT64_FORMAT "\x1f%s\x1f%s\x1f%s", (int)place->kind,
      place->indicator != NULL ? place->indicator : "", place->by != NULL ? place->by : "",
      sz_span_id (place->span), place->day, place->dataset != NULL ? place->dataset : "",
      place->record != NULL ? place->record : "", place->against != NULL ? place->against : "");
  for (guint i = 0; i < place->filters->len; i++) {
    const SzPlaceFilter *filter = sz_place_filter (place, i);

    g_string_append_printf (key, "\x1f%s=%s", filter->dimension, filter->code);
  }
  return g_string_free (key, FALSE);
}

const char *
sz_span_id (SzSpan span)
{
  return SPAN_IDS[span];
}

gboolean
sz_span_parse (const char *id, SzSpan *span)
{
  for (guint i = 0; i < G_N_ELEMENTS (SPAN_IDS); i++) {
    if (g_str_equal (SPAN_IDS[i], id)) {
      *span = (SzSpan)i;
      return TRUE;
    }
  }
  return FALSE;
}

const char *
sz_span_name (SzSpan span)
{
  switch (span) {
  case SZ_SPAN_NOW:
    return _ ("Now");
  case SZ_SPAN_DAY:
    return _ ("Day");
  case SZ_SPAN_WEEK:
    return _ ("Week");
  case SZ_SPAN_MONTH:
    return _ ("Month");
  case SZ_SPAN_YEAR:
    return _ ("Year");
  }
  return "";
}

static gboolean
all_leaves_carry (const SzIndicator *indicator, const char *dimension)
{
  const GArray *leaves = indicator->formula->leaves;

  for (guint i = 0; i < leaves->len; i++) {
    const SzLeaf *leaf = &g_array_index (leaves, SzLeaf, i);

    if (sz_dataset_find_dimension (leaf->measure->dataset, dimension) < 0)
      return FALSE;
  }
  return leaves->len > 0;
}

GPtrArray *
sz_indicator_dimensions (const SzCatalog *catalog, const SzIndicator *indicator)
{
  const GPtrArray *all = sz_catalog_dimensions (catalog);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++) {
    SzDimension *dimension = g_ptr_array_index (all, i);

    if (!dimension->source && all_leaves_carry (indicator, dimension->id))
      g_ptr_array_add (found, dimension);
  }
  return found;
}
