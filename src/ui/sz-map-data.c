/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-data.h"

#include <math.h>

#include "sz-figures.h"
#include "sz-i18n.h"
#include "sz-map-waits.h"
#include "sz-number.h"

SzMapData *
sz_map_data_ref (SzMapData *data)
{
  g_atomic_ref_count_inc (&data->refs);
  return data;
}

void
sz_map_data_unref (SzMapData *data)
{
  if (data == NULL || !g_atomic_ref_count_dec (&data->refs))
    return;
  g_clear_pointer (&data->atlas, sz_atlas_unref);
  g_clear_pointer (&data->received, g_hash_table_unref);
  g_clear_pointer (&data->zone, sz_zone_unref);
  g_free (data->clock);
  g_free (data->date);
  g_free (data);
}

/* One figure of one period; NAN if it cannot be computed: the map is there all the same. */
static double
ask_figure (SzReader *reader, const char *id, const char *period)
{
  const char *ids[] = { id, NULL };
  SzFigureWords words = { .ids = ids, .period = period };
  g_autoptr (SzFrame) frame = sz_figures_query_words (reader, &words, NULL);
  int column = frame != NULL ? sz_frame_find (frame, id) : -1;

  return column >= 0 && frame->rows > 0 ? sz_frame_number (frame, 0, (guint)column) : NAN;
}

static void
ask_waits (SzMapData *data, SzReader *reader)
{
  const SzIndicator *indicator = sz_catalog_indicator (sz_reader_catalog (reader), "wait_avg", NULL);

  data->wait_target = indicator != NULL ? indicator->target : NAN;
  data->wait_limit = indicator != NULL ? indicator->limit : NAN;
  data->wait_min = ask_figure (reader, "wait_avg", "last-30min");
  data->wait_now = !isnan (data->wait_min);
  if (!data->wait_now)
    data->wait_min = ask_figure (reader, "wait_avg", "today");
}

static void
ask_received (SzMapData *data, SzReader *reader)
{
  const char *ids[] = { "case_receive_count", NULL }, *by[] = { "point", NULL };
  SzFigureWords words = { .ids = ids, .by = by, .period = "today" };
  g_autoptr (SzFrame) frame = sz_figures_query_words (reader, &words, NULL);
  int point = frame != NULL ? sz_frame_find (frame, "point") : -1;
  int count = frame != NULL ? sz_frame_find (frame, ids[0]) : -1;

  if (point < 0 || count < 0)
    return;
  data->received = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (gsize row = 0; row < frame->rows; row++) {
    const char *code = sz_frame_text (frame, row, (guint)point);
    double value = sz_frame_number (frame, row, (guint)count);

    if (code != NULL && !isnan (value))
      g_hash_table_insert (data->received, g_strdup (code), g_memdup2 (&value, sizeof value));
  }
  /* Nobody says at which point cases are received: then no point has 0. */
  if (g_hash_table_size (data->received) == 0)
    g_clear_pointer (&data->received, g_hash_table_unref);
}

gpointer
sz_answer_map (SzWorkerContext *context, gpointer question, GError **error)
{
  const SzMapData *previous = question;
  g_autoptr (SzMapData) data = g_new0 (SzMapData, 1);
  g_autoptr (SzZone) zone = sz_reader_zone (context->reader, error);
  GError *failure = NULL;
  gint64 now_ms, today;

  g_atomic_ref_count_init (&data->refs);
  if (zone == NULL)
    return NULL;
  now_ms = sz_reader_now_ms (context->reader, &failure);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  data->atlas = sz_atlas_load (context->reader, previous != NULL ? previous->atlas : NULL, error);
  if (data->atlas == NULL)
    return NULL;
  today = sz_zone_day (zone, now_ms);
  data->clock = sz_clock_text (now_ms, zone);
  data->date = sz_date_text (today, today);
  ask_waits (data, context->reader);
  sz_map_waits_ask (data, context->reader, zone, now_ms);
  ask_received (data, context->reader);
  return g_steal_pointer (&data);
}

double
sz_map_data_received (const SzMapData *data, const SzSite *site)
{
  const double *value;

  if (data->received == NULL || site->kind == SZ_SITE_HALL)
    return NAN;
  value = g_hash_table_lookup (data->received, site->id);
  return value != NULL ? *value : site->kind == SZ_SITE_TOWN ? 0 : NAN;
}

SzMapStatus
sz_map_data_status (const SzMapData *data, const SzSite *site)
{
  SzMapStatus status = sz_map_mark_status_of (site);

  if (site->kind != SZ_SITE_HALL || status != SZ_SPOT_GOOD)
    return status;
  if (data->wait_min > data->wait_limit)
    return SZ_SPOT_ALARM;
  return data->wait_min > data->wait_target ? SZ_SPOT_ATTENTION : SZ_SPOT_GOOD;
}

char *
sz_map_data_line (const SzMapData *data, const SzSite *site)
{
  double received = sz_map_data_received (data, site);

  if (site->state != SZ_SITE_OPEN)
    return g_strdup (site->state_name);
  if (site->kind == SZ_SITE_HALL && !isnan (data->wait_min)) {
    g_autofree char *wait = sz_number_text (data->wait_min, "min");

    /* Translators: a mean waiting time, such as 13.7 min. */
    return g_strdup_printf (data->wait_now ? _ ("Waits %s") : _ ("Waited %s today"), wait);
  }
  if (!isnan (received)) {
    g_autofree char *count = sz_number_exact (received, "");

    return g_strdup_printf (_ ("Cases today: %s"), count);
  }
  /* All is well and nothing is known: nothing is said. */
  return g_strdup ("");
}

gboolean
sz_map_data_says_the_same (const SzMapData *one, const SzMapData *two)
{
  const GPtrArray *sites = two->atlas->sites;

  for (guint i = 0; i < sites->len; i++) {
    const SzSite *site = g_ptr_array_index (sites, i);
    g_autofree char *before = sz_map_data_line (one, site), *now = sz_map_data_line (two, site);

    if (sz_map_data_status (one, site) != sz_map_data_status (two, site) || !g_str_equal (before, now))
      return FALSE;
  }
  return TRUE;
}

GPtrArray *
sz_map_data_marks (const SzMapData *data, gboolean shown)
{
  GPtrArray *marks = g_ptr_array_new_with_free_func (sz_map_mark_free);
  const GPtrArray *sites = data->atlas->sites;

  for (guint i = 0; shown && i < sites->len; i++) {
    const SzSite *site = g_ptr_array_index (sites, i);
    g_autofree char *line = sz_map_data_line (data, site);

    /* The map says "River Town", the list and the card say what stands there. */
    gboolean town = site->kind == SZ_SITE_TOWN && *site->region_name != '\0' &&
                    g_str_has_prefix (site->name, site->region_name);
    g_ptr_array_add (marks,
                     sz_map_mark_new (site->id, town ? site->region_name : site->name, line, site->longitude,
                                      site->latitude, site->kind, sz_map_data_status (data, site)));
  }
  return marks;
}
