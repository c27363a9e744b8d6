/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an outlet is told: grouped, replaced, withdrawn, never twice the same. */

#include "sz-notice.h"

#include <math.h>
#include <string.h>

#include "sz-alert.h"

static SzAlertList *
new_list (void)
{
  SzAlertList *list = g_new0 (SzAlertList, 1);

  g_atomic_ref_count_init (&list->refs);
  list->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_alert_free);
  list->spokes = g_ptr_array_new ();
  return list;
}

static void
add (SzAlertList *list, const char *id, const char *rule, SzAlertState state, guint reminders)
{
  SzAlert *alert = g_new0 (SzAlert, 1);

  alert->id = g_strdup (id);
  alert->rule = g_strdup (rule);
  alert->rule_name = g_strdup (rule);
  alert->object_name = g_strdup (id);
  alert->title = g_strdup (id);
  alert->value_text = g_strdup ("28.4 min");
  alert->limit_text = g_strdup ("at most 25 min");
  alert->cause = g_strdup ("many came");
  alert->suggestion = g_strdup ("Open two.");
  alert->state = alert->under = state;
  alert->open = state != SZ_ALERT_CLOSED;
  alert->reminders = reminders;
  g_ptr_array_add (list->alerts, alert);
}

static const SzNotice *
at (GPtrArray *notices, guint i)
{
  return g_ptr_array_index (notices, i);
}

static void
test_one (void)
{
  g_autoptr (GHashTable) shown = sz_notices_new ();
  g_autoptr (SzAlertList) firing = new_list (), reminded = new_list (), acknowledged = new_list ();
  g_autoptr (GPtrArray) first = NULL, same = NULL, again = NULL, gone = NULL, nothing = NULL;

  add (firing, "1", "r", SZ_ALERT_FIRING, 0);
  add (firing, "2", "r", SZ_ALERT_PENDING, 0);
  first = sz_notices_update (shown, firing);
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_cmpstr (at (first, 0)->alert, ==, "1");
  g_assert_nonnull (strstr (at (first, 0)->body, "28.4 min"));
  g_assert_nonnull (strstr (at (first, 0)->body, "Open two."));
  same = sz_notices_update (shown, firing);
  g_assert_cmpuint (same->len, ==, 0);
  add (reminded, "1", "r", SZ_ALERT_FIRING, 1);
  again = sz_notices_update (shown, reminded);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_true (at (again, 0)->again);
  g_assert_cmpstr (at (again, 0)->key, ==, at (first, 0)->key);
  add (acknowledged, "1", "r", SZ_ALERT_ACKNOWLEDGED, 1);
  gone = sz_notices_update (shown, acknowledged);
  g_assert_cmpuint (gone->len, ==, 1);
  g_assert_true (at (gone, 0)->withdraw);
  nothing = sz_notices_update (shown, acknowledged);
  g_assert_cmpuint (nothing->len, ==, 0);
}

static void
add_watched (GPtrArray *alerts, const char *id, double value, double limit, gboolean below, gint64 since_ms)
{
  SzAlert *alert = g_new0 (SzAlert, 1);

  alert->id = g_strdup (id);
  alert->ending = g_strdup ("");
  alert->state = alert->under = value > 2 * limit ? SZ_ALERT_FIRING : SZ_ALERT_PENDING;
  alert->open = TRUE;
  alert->value = value;
  alert->limit = limit;
  alert->below = below;
  alert->since_ms = since_ms;
  g_ptr_array_add (alerts, alert);
}

/* Who is nearest to the limit comes first, under it or over it; of the same the newest; what is not known,
 * last. What fires comes before all. */
static void
test_order (void)
{
  static const char *const ORDER[] = { "fires", "over", "nearest", "floor", "newer", "older", "unknown" };
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  g_autoptr (SzCatalog) catalog = sz_catalog_load (NULL, NULL, NULL);
  const SzWords words = { .catalog = catalog, .zone = zone, .now_ms = 1800000000000 };
  GPtrArray *alerts = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_alert_free);

  add_watched (alerts, "older", 1383, 1440, FALSE, 100);
  add_watched (alerts, "unknown", NAN, 1440, FALSE, 900);
  add_watched (alerts, "newer", 1383, 1440, FALSE, 200);
  add_watched (alerts, "floor", 100, 97, TRUE, 300);
  add_watched (alerts, "over", 26, 25, FALSE, 50);
  add_watched (alerts, "fires", 90, 25, FALSE, 10);
  add_watched (alerts, "nearest", 1410, 1440, FALSE, 20);
  g_autoptr (SzAlertList) list = sz_alert_list_make (&words, alerts, NULL, TRUE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ORDER); i++)
    g_assert_cmpstr (((const SzAlert *)g_ptr_array_index (list->alerts, i))->id, ==, ORDER[i]);
}

static guint
count_standing (GHashTable *standing, GPtrArray *notices)
{
  for (guint i = 0; i < notices->len; i++)
    if (at (notices, i)->withdraw)
      g_assert_true (g_hash_table_remove (standing, at (notices, i)->key));
    else
      g_hash_table_add (standing, g_strdup (at (notices, i)->key));
  return g_hash_table_size (standing);
}

/* A power cut: five hundred alerts are three notices at most, whatever they are of. */
static void
test_flood (void)
{
  g_autoptr (GHashTable) shown = sz_notices_new ();
  g_autoptr (GHashTable) standing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int round = 0; round < 300; round++) {
    g_autoptr (SzAlertList) list = new_list ();
    g_autoptr (GPtrArray) notices = NULL;
    int n = g_test_rand_int_range (0, round % 10 == 0 ? 500 : 8);

    for (int i = 0; i < n; i++) {
      g_autofree char *id = g_strdup_printf ("%d", i);
      g_autofree char *rule = g_strdup_printf ("r%d", g_test_rand_int_range (0, 6));

      add (list, id, rule, (SzAlertState)g_test_rand_int_range (0, SZ_ALERT_N_STATES - 1),
           (guint)g_test_rand_int_range (0, 3));
    }
    notices = sz_notices_update (shown, list);
    g_assert_cmpuint (count_standing (standing, notices), <=, 3);
    g_assert_cmpuint (g_hash_table_size (standing), ==, g_hash_table_size (shown));
  }
}

static void
test_group (void)
{
  g_autoptr (GHashTable) shown = sz_notices_new ();
  g_autoptr (SzAlertList) two = new_list (), three = new_list ();
  g_autoptr (GPtrArray) first = NULL, second = NULL;

  add (two, "1", "r", SZ_ALERT_FIRING, 0);
  add (two, "2", "r", SZ_ALERT_FIRING, 0);
  first = sz_notices_update (shown, two);
  g_assert_cmpuint (first->len, ==, 2);
  add (three, "1", "r", SZ_ALERT_FIRING, 0);
  add (three, "2", "r", SZ_ALERT_FIRING, 0);
  add (three, "3", "r", SZ_ALERT_OVERDUE, 2);
  second = sz_notices_update (shown, three);
  g_assert_cmpuint (second->len, ==, 3); /* two withdrawn, one for all */
  g_assert_true (at (second, 0)->withdraw);
  g_assert_true (at (second, 1)->withdraw);
  g_assert_null (at (second, 2)->alert);
  g_assert_cmpuint (g_strv_length (at (second, 2)->alerts), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watch/notice/one", test_one);
  g_test_add_func ("/watch/notice/order", test_order);
  g_test_add_func ("/watch/notice/flood", test_flood);
  g_test_add_func ("/watch/notice/group", test_group);
  return g_test_run ();
}
