/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-notice.h"

#include <string.h>

#include "sz-i18n.h"

#define SINGLE_MOST 2  /* of one rule, before they are told together */
#define NOTICES_MOST 3 /* on the desktop at a time */

SzNotice *
sz_notice_copy (const SzNotice *notice)
{
  SzNotice *copy = g_memdup2 (notice, sizeof *notice);

  copy->key = g_strdup (notice->key);
  copy->title = g_strdup (notice->title);
  copy->body = g_strdup (notice->body);
  copy->alert = g_strdup (notice->alert);
  copy->alerts = g_strdupv (notice->alerts);
  return copy;
}

void
sz_notice_free (SzNotice *notice)
{
  if (notice == NULL)
    return;
  g_free (notice->key);
  g_free (notice->title);
  g_free (notice->body);
  g_free (notice->alert);
  g_strfreev (notice->alerts);
  g_free (notice);
}

/* What was shown: which episodes, and how often each had rung. */
typedef struct {
  char **alerts;
  guint rings;
} Shown;

static void
free_shown (gpointer data)
{
  Shown *shown = data;

  g_strfreev (shown->alerts);
  g_free (shown);
}

GHashTable *
sz_notices_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_shown);
}

/* --- groups
 * ----------------------------------------------------------------------------------------------------------
 */

static gboolean
is_due (const SzAlert *alert)
{
  return alert->open && (alert->under == SZ_ALERT_FIRING || alert->under == SZ_ALERT_OVERDUE);
}

static SzNotice *
make_notice (const char *key, const GPtrArray *alerts)
{
  SzNotice *notice = g_new0 (SzNotice, 1);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  notice->key = g_strdup (key);
  for (guint i = 0; i < alerts->len; i++) {
    const SzAlert *alert = g_ptr_array_index (alerts, i);

    g_strv_builder_add (ids, alert->id);
    notice->urgent =
        notice->urgent || alert->severity == SZ_SEVERITY_ALARM || alert->under == SZ_ALERT_OVERDUE;
  }
  notice->alerts = g_strv_builder_end (ids);
  return notice;
}

static SzNotice *
make_single (const SzAlert *alert)
{
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  SzNotice *notice = NULL;

  g_ptr_array_add (alone, (gpointer)alert);
  notice = make_notice (alert->id, alone);
  notice->alert = g_strdup (alert->id);
  notice->title = alert->under == SZ_ALERT_OVERDUE ? g_strdup_printf (_ ("Overdue: %s"), alert->title)
                  : alert->reminders > 0
                      ? g_strdup_printf (_ ("Reminder %u: %s"), alert->reminders, alert->title)
                      : g_strdup (alert->title);
  notice->body = g_strdup_printf (*alert->cause != '\0' ? _ ("%s (%s); %s. %s") : _ ("%s (%s)%s. %s"),
                                  alert->value_text, alert->limit_text, alert->cause, alert->suggestion);
  return notice;
}

/* "社保医保、税务 等 4 处" */
static SzNotice *
make_group (const char *key, const char *title, const GPtrArray *alerts)
{
  SzNotice *notice = make_notice (key, alerts);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;

  for (guint i = 0; i < alerts->len && i < 3; i++)
    g_ptr_array_add (names, ((const SzAlert *)g_ptr_array_index (alerts, i))->object_name);
  g_ptr_array_add (names, NULL);
  list = g_strjoinv (_ (", "), (char **)names->pdata);
  notice->title = g_strdup_printf (_ ("%u alerts: %s"), alerts->len, title);
  notice->body =
      alerts->len > 3 ? g_strdup_printf (_ ("%s and %u more"), list, alerts->len - 3) : g_strdup (list);
  return notice;
}

static GPtrArray *
group_alerts (const SzAlertList *list)
{
  GPtrArray *notices = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_notice_free);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GHashTable) rules = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < list->alerts->len; i++)
    if (is_due (g_ptr_array_index (list->alerts, i)))
      g_ptr_array_add (all, g_ptr_array_index (list->alerts, i));
  for (guint i = 0; i < all->len; i++) {
    const SzAlert *first = g_ptr_array_index (all, i);
    g_autoptr (GPtrArray) same = g_ptr_array_new ();
    g_autofree char *key = g_strconcat ("rule:", first->rule, NULL);

    if (!g_hash_table_add (rules, first->rule))
      continue;
    for (guint j = i; j < all->len; j++)
      if (strcmp (((const SzAlert *)g_ptr_array_index (all, j))->rule, first->rule) == 0)
        g_ptr_array_add (same, g_ptr_array_index (all, j));
    if (same->len > SINGLE_MOST)
      g_ptr_array_add (notices, make_group (key, first->rule_name, same));
    else
      for (guint j = 0; j < same->len; j++)
        g_ptr_array_add (notices, make_single (g_ptr_array_index (same, j)));
  }
  if (notices->len <= NOTICES_MOST)
    return notices;
  g_ptr_array_set_size (notices, 0);
  g_ptr_array_add (notices, make_group ("all", _ ("several rules"), all));
  return notices;
}

/* --- what changed
 * ----------------------------------------------------------------------------------------------------- */

/* An episode rings when it is raised, at each reminder, and when it is overdue. */
static guint
count_rings (const SzNotice *notice, const SzAlertList *list)
{
  guint rings = 0;

  for (guint i = 0; notice->alerts[i] != NULL; i++) {
    const SzAlert *alert = sz_alert_list_find (list, notice->alerts[i]);

    rings += alert != NULL ? 1 + alert->reminders + (alert->under == SZ_ALERT_OVERDUE) : 0;
  }
  return rings;
}

static void
withdraw_gone (GHashTable *shown, const GPtrArray *wanted, GPtrArray *out)
{
  GHashTableIter iter;
  gpointer key = NULL;

  g_hash_table_iter_init (&iter, shown);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    gboolean stays = FALSE;

    for (guint i = 0; i < wanted->len && !stays; i++)
      stays = strcmp (((const SzNotice *)g_ptr_array_index (wanted, i))->key, key) == 0;
    if (!stays) {
      SzNotice *notice = g_new0 (SzNotice, 1);

      notice->key = g_strdup (key);
      notice->withdraw = TRUE;
      notice->title = g_strdup ("");
      notice->body = g_strdup ("");
      notice->alerts = g_new0 (char *, 1);
      g_ptr_array_add (out, notice);
      g_hash_table_iter_remove (&iter);
    }
  }
}

GPtrArray *
sz_notices_update (GHashTable *shown, const SzAlertList *list)
{
  g_autoptr (GPtrArray) wanted = group_alerts (list);
  GPtrArray *out = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_notice_free);

  withdraw_gone (shown, wanted, out);
  for (guint i = 0; i < wanted->len; i++) {
    SzNotice *notice = g_ptr_array_index (wanted, i);
    const Shown *before = g_hash_table_lookup (shown, notice->key);
    guint rings = count_rings (notice, list);
    Shown *now = NULL;

    if (before != NULL && before->rings == rings &&
        g_strv_equal ((const char *const *)before->alerts, (const char *const *)notice->alerts))
      continue;
    /* Fewer in a group is a correction, not news. */
    notice->again = before == NULL || rings > before->rings;
    now = g_new0 (Shown, 1);
    now->alerts = g_strdupv (notice->alerts);
    now->rings = rings;
    g_hash_table_replace (shown, g_strdup (notice->key), now);
    g_ptr_array_add (out, sz_notice_copy (notice));
  }
  return out;
}
