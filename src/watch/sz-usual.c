/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-usual.h"

#include <math.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-observe.h"

#define WEEKS 4
#define STEP_MS (15 * SZ_MINUTE_MS)
#define STEPS_MOST 12
/* History that is still coming in changes what is usual. */
#define KEPT_US (5 * 60 * G_USEC_PER_SEC)
#define KEPT_MOST 200 /* instants */

struct _SzUsual {
  GHashTable *known; /* "rule\ninstant" to a table of object to double: all objects come with one question */
  gint64 since_us;
};

SzUsual *
sz_usual_new (void)
{
  SzUsual *usual = g_new0 (SzUsual, 1);

  usual->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  return usual;
}

void
sz_usual_free (SzUsual *usual)
{
  if (usual == NULL)
    return;
  g_hash_table_unref (usual->known);
  g_free (usual);
}

static GHashTable *
ask (SzReader *reader, const SzRule *rule, gint64 at_ms, GError **error)
{
  g_autoptr (GPtrArray) sights = sz_observe (reader, rule, at_ms, at_ms, error);
  GHashTable *values = NULL;

  if (sights == NULL)
    return NULL;
  values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < sights->len; i++) {
    const SzSight *sight = g_ptr_array_index (sights, i);

    g_hash_table_insert (values, g_strdup (sight->object), g_memdup2 (&sight->value, sizeof (double)));
  }
  return values;
}

static gboolean
find (SzUsual *usual, SzReader *reader, const SzRule *rule, const char *object, gint64 at_ms, double *value,
      GError **error)
{
  g_autofree char *key = g_strdup_printf ("%s\n%" G_GINT64_FORMAT, rule->id, at_ms);
  GHashTable *values = g_hash_table_lookup (usual->known, key);
  g_autoptr (GHashTable) once = NULL;
  const double *known = NULL;

  if (values == NULL) {
    values = ask (reader, rule, at_ms, error);
    if (values == NULL)
      return FALSE;
    /* The last point is now, and will not be asked for again. */
    if (at_ms % STEP_MS == 0)
      g_hash_table_insert (usual->known, g_steal_pointer (&key), values);
    else
      once = values;
  }
  known = g_hash_table_lookup (values, object);
  *value = known != NULL ? *known : (double)NAN;
  return TRUE;
}

static void
forget (SzUsual *usual)
{
  gint64 now = g_get_monotonic_time ();

  if (now - usual->since_us < KEPT_US && g_hash_table_size (usual->known) < KEPT_MOST)
    return;
  g_hash_table_remove_all (usual->known);
  usual->since_us = now;
}

gboolean
sz_usual_fill (SzUsual *usual, SzReader *reader, const SzRule *rule, const char *object, gint64 from_ms,
               gint64 to_ms, SzSeries **low, SzSeries **high, GError **error)
{
  gint64 step = STEP_MS * MAX (1, (to_ms - from_ms) / (STEPS_MOST * STEP_MS));
  gint64 first = from_ms - from_ms % step;
  gsize length = (gsize)((to_ms - first + step - 1) / step + 1);

  forget (usual);
  *low = sz_series_new (_ ("usual from"), length);
  *high = sz_series_new (_ ("usual to"), length);
  for (gsize i = 0; i < length; i++) {
    gint64 at = MIN (first + (gint64)i * step, to_ms);

    (*low)->x[i] = (*high)->x[i] = (double)at;
    for (gint64 week = 1; week <= WEEKS; week++) {
      double value = NAN;

      if (!find (usual, reader, rule, object, at - week * 7 * SZ_DAY_MS, &value, error)) {
        g_clear_pointer (low, sz_series_free);
        g_clear_pointer (high, sz_series_free);
        return FALSE;
      }
      (*low)->y[i] = fmin ((*low)->y[i], value);
      (*high)->y[i] = fmax ((*high)->y[i], value);
    }
  }
  return TRUE;
}
