/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is told of an episode, and when: a function of the list of alerts and of what was told before. */

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "sz-alert.h"
#include "sz-time.h"
#include "sz-webhook-private.h"

void
sz_webhook_message_free (SzWebhookMessage *message)
{
  if (message == NULL)
    return;
  g_free (message->key);
  g_free (message->event);
  g_free (message->body);
  g_free (message);
}

/* --- the body
 * ------------------------------------------------------------------------------------------------------------
 */

static void
put_text (json_t *object, const char *name, const char *text)
{
  g_autofree char *clean = sz_words_mask (text);

  json_object_set_new (object, name, json_string (clean));
}

static void
put_number (json_t *object, const char *name, double value)
{
  json_object_set_new (object, name, isfinite (value) ? json_real (value) : json_null ());
}

static void
put_instant (json_t *object, const char *name, gint64 at_ms, SzZone *zone)
{
  g_autofree char *text = at_ms != 0 ? sz_instant_format (at_ms, zone) : NULL;

  json_object_set_new (object, name, text != NULL ? json_string (text) : json_null ());
}

/* Whose object is a person: nothing that names it leaves the house. */
static gboolean
is_about_people (const SzAlert *alert)
{
  return strcmp (alert->dimension, "staff") == 0;
}

static json_t *
describe (const SzAlert *alert, SzZone *zone)
{
  json_t *object = json_object ();
  gboolean person = is_about_people (alert);

  put_text (object, "id", alert->id);
  put_text (object, "rule", alert->rule);
  put_text (object, "rule_name", alert->rule_name);
  put_text (object, "title", person ? alert->rule_name : alert->title);
  put_text (object, "dimension", alert->dimension);
  put_text (object, "object", person ? "" : alert->object);
  put_text (object, "object_name", person ? "" : alert->object_name);
  json_object_set_new (object, "severity",
                       json_string (alert->severity == SZ_SEVERITY_ALARM ? "alarm" : "attention"));
  put_text (object, "state", sz_alert_state_id (alert->state));
  put_number (object, "value", alert->value);
  put_number (object, "limit", alert->limit);
  put_text (object, "unit", alert->unit);
  put_instant (object, "since", alert->since_ms, zone);
  put_instant (object, "raised", alert->raised_ms, zone);
  put_instant (object, "ended", alert->ended_ms, zone);
  json_object_set_new (object, "reminders", json_integer (alert->reminders));
  put_text (object, "ending", alert->ending);
  put_text (object, "cause", person ? "" : alert->cause);
  put_text (object, "suggestion", person ? "" : alert->suggestion);
  return object;
}

static char *
write_body (const SzWebhookMessage *message, const SzAlert *alert, SzZone *zone)
{
  json_t *root = json_object ();
  char *dumped = NULL, *body = NULL;

  json_object_set_new (root, "version", json_integer (1));
  json_object_set_new (root, "key", json_string (message->key));
  json_object_set_new (root, "event", json_string (message->event));
  if (alert != NULL)
    json_object_set_new (root, "alert", describe (alert, zone));
  dumped = json_dumps (root, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION (12));
  body = g_strdup (dumped != NULL ? dumped : "{}");
  free (dumped);
  json_decref (root);
  return body;
}

SzWebhookMessage *
sz_webhook_message_new (const SzAlert *alert, const char *event, SzZone *zone)
{
  SzWebhookMessage *message = g_new0 (SzWebhookMessage, 1);

  message->event = g_strdup (event);
  if (alert == NULL)
    message->key = g_strdup_printf ("test-%" G_GINT64_FORMAT, sz_clock_now_ms ());
  else if (strcmp (event, "reminded") == 0)
    message->key = g_strdup_printf ("%s:%s-%u", alert->id, event, alert->reminders);
  else if (strcmp (event, "handled") == 0)
    message->key = g_strdup_printf ("%s:%s-%" G_GINT64_FORMAT, alert->id, event, alert->until_ms);
  else
    message->key = g_strconcat (alert->id, ":", event, NULL);
  message->severity = alert != NULL ? (int)alert->severity : -1;
  message->body = write_body (message, alert, zone);
  return message;
}

/* --- when
 * ----------------------------------------------------------------------------------------------------------------
 */

/* The newest thing that happened to it; NULL: nothing that anybody is told. Silence is no event: the episode
 * is what it was. */
static const char *
find_event (const SzAlert *alert)
{
  if (!alert->open)
    return alert->raised_ms != 0 ? "ended" : NULL;
  switch (alert->under) {
  case SZ_ALERT_FIRING:
    return alert->reminders > 0 ? "reminded" : "raised";
  case SZ_ALERT_OVERDUE:
    return "overdue";
  case SZ_ALERT_ACKNOWLEDGED:
    return "acknowledged";
  case SZ_ALERT_HANDLED:
    return "handled";
  case SZ_ALERT_PENDING:
  case SZ_ALERT_CLOSED:
  case SZ_ALERT_NO_DATA:
    break;
  }
  return NULL;
}

GPtrArray *
sz_webhook_messages (GHashTable *told, const SzAlertList *list)
{
  GPtrArray *messages = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_webhook_message_free);

  for (guint i = 0; i < list->alerts->len; i++) {
    const SzAlert *alert = g_ptr_array_index (list->alerts, i);
    const char *event = find_event (alert), *before = g_hash_table_lookup (told, alert->id);
    SzWebhookMessage *message = NULL;

    /* The end is news only of what was told. */
    if (event == NULL || (before == NULL && strcmp (event, "ended") == 0))
      continue;
    message = sz_webhook_message_new (alert, event, list->zone);
    if (before != NULL && strcmp (before, message->key) == 0) {
      sz_webhook_message_free (message);
      continue;
    }
    g_hash_table_replace (told, g_strdup (alert->id), g_strdup (message->key));
    g_ptr_array_add (messages, message);
  }
  return messages;
}
