/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of all alerts with its headline, and what an outlet is given. */

#include <math.h>
#include <string.h>

#include "sz-alert.h"
#include "sz-i18n.h"
#include "sz-number.h"

/* --- order and counts
 * ------------------------------------------------------------------------------------------------- */

static int
rank (const SzAlert *alert)
{
  static const int ranks[SZ_ALERT_N_STATES] = { 5, 1, 3, 4, 0, 6, 2 };

  return ranks[alert->state];
}

/* How much of its limit is used up; less than nothing: not known. */
static double
share_of_limit (const SzAlert *alert)
{
  const double share = alert->below ? alert->limit / alert->value : alert->value / alert->limit;

  return isfinite (share) ? share : -1;
}

/* By what is to be done first; of those that are only watched, who is nearest to the limit; then the newest.
 */
static int
compare_alerts (gconstpointer a, gconstpointer b)
{
  const SzAlert *one = *(const SzAlert *const *)a, *two = *(const SzAlert *const *)b;
  gint64 x = one->open ? one->since_ms : one->ended_ms, y = two->open ? two->since_ms : two->ended_ms;

  if (rank (one) != rank (two))
    return rank (one) - rank (two);
  if (one->state == SZ_ALERT_PENDING && share_of_limit (one) != share_of_limit (two))
    return share_of_limit (one) < share_of_limit (two) ? 1 : -1;
  return x != y ? (y > x) - (y < x) : strcmp (two->id, one->id);
}

typedef struct {
  guint today, acknowledged, ended;
  double to_acknowledge, to_end; /* minutes, summed */
} Times;

static void
count_alert (SzAlertList *list, const SzAlert *alert, gint64 today_ms, Times *times)
{
  gboolean ended_today =
      !alert->open && alert->ended_ms >= today_ms && strcmp (alert->ending, "subsided") != 0;

  if (alert->open || ended_today)
    list->tally[alert->state]++;
  if (alert->state == SZ_ALERT_FIRING || alert->state == SZ_ALERT_OVERDUE)
    list->attention++;
  if (alert->raised_ms == 0 || alert->raised_ms < today_ms)
    return;
  times->today++;
  if (alert->acknowledged_ms != 0) {
    times->acknowledged++;
    times->to_acknowledge += (double)(alert->acknowledged_ms - alert->raised_ms) / SZ_MINUTE_MS;
  }
  if (ended_today) {
    times->ended++;
    times->to_end += (double)(alert->ended_ms - alert->raised_ms) / SZ_MINUTE_MS;
  }
}

/* --- sentences
 * -------------------------------------------------------------------------------------------------------- */

static char *
write_headline (const SzAlertList *list)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  const guint *tally = list->tally;

  if (tally[SZ_ALERT_FIRING] > 0)
    g_ptr_array_add (parts, g_strdup_printf (_ ("%u to be acknowledged"), tally[SZ_ALERT_FIRING]));
  if (tally[SZ_ALERT_OVERDUE] > 0)
    g_ptr_array_add (parts, g_strdup_printf (_ ("%u overdue"), tally[SZ_ALERT_OVERDUE]));
  if (tally[SZ_ALERT_NO_DATA] > 0)
    g_ptr_array_add (parts, g_strdup_printf (_ ("%u without data"), tally[SZ_ALERT_NO_DATA]));
  if (parts->len == 0 && list->tally[SZ_ALERT_ACKNOWLEDGED] + list->tally[SZ_ALERT_HANDLED] > 0)
    return g_strdup_printf (_ ("Every alert is in hand, %u being handled"),
                            list->tally[SZ_ALERT_ACKNOWLEDGED] + list->tally[SZ_ALERT_HANDLED]);
  if (parts->len == 0)
    return g_strdup (_ ("No alert"));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (_ (", "), (char **)parts->pdata);
}

static char *
write_summary (const Times *times)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("%u today"), times->today);
  if (times->acknowledged > 0) {
    g_autofree char *mean = sz_number_text (times->to_acknowledge / times->acknowledged, "min");

    g_string_append_printf (text, _ (", acknowledged after %s on average"), mean);
  }
  if (times->ended > 0) {
    g_autofree char *mean = sz_number_text (times->to_end / times->ended, "min");

    g_string_append_printf (text, _ (", over after %s on average"), mean);
  }
  g_string_append (text, _ ("."));
  return g_string_free (text, FALSE);
}

/* --- the radar
 * -------------------------------------------------------------------------------------------------------- */

static void
free_spoke (gpointer data)
{
  SzSpoke *spoke = data;

  g_free (spoke->rule);
  g_free (spoke->name);
  g_free (spoke);
}

static GPtrArray *
make_spokes (const SzCatalog *catalog, GHashTable *shares)
{
  const GPtrArray *rules = sz_catalog_rules (catalog);
  GPtrArray *spokes = g_ptr_array_new_with_free_func (free_spoke);

  for (guint i = 0; i < rules->len; i++) {
    const SzRule *rule = g_ptr_array_index (rules, i);
    const double *share = shares != NULL ? g_hash_table_lookup (shares, rule->id) : NULL;
    SzSpoke *spoke = g_new0 (SzSpoke, 1);

    spoke->rule = g_strdup (rule->id);
    spoke->name = g_strdup (rule->name);
    spoke->share = share != NULL ? *share : (double)NAN;
    spoke->status = isnan (spoke->share)   ? SZ_STATUS_UNKNOWN
                    : spoke->share > 1     ? SZ_STATUS_ALARM
                    : spoke->share >= 0.85 ? SZ_STATUS_ATTENTION
                                           : SZ_STATUS_NEUTRAL;
    g_ptr_array_add (spokes, spoke);
  }
  return spokes;
}

/* --- the list
 * ---------------------------------------------------------------------------------------------------------
 */

SzAlertList *
sz_alert_list_make (const SzWords *words, GPtrArray *alerts, GHashTable *shares, gboolean watching,
                    const char *problem)
{
  SzAlertList *list = g_new0 (SzAlertList, 1);
  gint64 day = sz_zone_day (words->zone, words->now_ms), today_ms = sz_zone_day_start_ms (words->zone, day);
  g_autofree char *date = sz_date_text (day, day), *clock = sz_clock_text (words->now_ms, words->zone);
  Times times = { 0 };

  g_atomic_ref_count_init (&list->refs);
  list->now_ms = words->now_ms;
  /* A zone belongs to one thread: the list's reader gets its own. */
  list->zone = sz_zone_new (sz_zone_id (words->zone), NULL);
  list->where = g_strdup_printf (_ ("Alerts, %s %s"), date, clock);
  list->alerts = alerts;
  g_ptr_array_sort (alerts, compare_alerts);
  for (guint i = 0; i < alerts->len; i++)
    count_alert (list, g_ptr_array_index (alerts, i), today_ms, &times);
  list->headline = write_headline (list);
  list->summary = write_summary (&times);
  list->spokes = make_spokes (words->catalog, shares);
  list->watching = watching;
  list->problem = g_strdup (problem != NULL ? problem : "");
  return list;
}

SzAlertList *
sz_alert_list_ref (SzAlertList *list)
{
  g_atomic_ref_count_inc (&list->refs);
  return list;
}

void
sz_alert_list_unref (SzAlertList *list)
{
  if (list == NULL || !g_atomic_ref_count_dec (&list->refs))
    return;
  g_clear_pointer (&list->zone, sz_zone_unref);
  g_free (list->where);
  g_free (list->headline);
  g_free (list->summary);
  g_free (list->problem);
  g_ptr_array_unref (list->alerts);
  g_ptr_array_unref (list->spokes);
  g_free (list);
}

const SzAlert *
sz_alert_list_find (const SzAlertList *list, const char *id)
{
  for (guint i = 0; id != NULL && i < list->alerts->len; i++) {
    const SzAlert *alert = g_ptr_array_index (list->alerts, i);

    if (strcmp (alert->id, id) == 0)
      return alert;
  }
  return NULL;
}

GPtrArray *
sz_alert_list_same (const SzAlertList *list, const SzAlert *alert)
{
  GPtrArray *same = g_ptr_array_new ();

  for (guint i = 0; i < list->alerts->len; i++) {
    SzAlert *other = g_ptr_array_index (list->alerts, i);

    if (strcmp (other->id, alert->id) != 0 && strcmp (other->rule, alert->rule) == 0 &&
        strcmp (other->object, alert->object) == 0 && other->raised_ms != 0)
      g_ptr_array_add (same, other);
  }
  return same;
}
