/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-notifier.h"

#include "sz-i18n.h"

/* A daemon answers within some milliseconds; under load within this. */
#define SETTLE_MS 600

typedef struct {
  SzNotifier *notifier;
  char *key;
  SzNotice *waiting; /* (owned) (nullable) */
  guint settle;      /* timeout since the last message; 0: a message may be sent */
  gboolean shown;
} Bubble;

struct _SzNotifier {
  GApplication *application;
  GHashTable *bubbles; /* key to Bubble */
  gboolean enabled;
};

static void send (Bubble *bubble, const SzNotice *notice);

static void
free_bubble (gpointer data)
{
  Bubble *bubble = data;

  g_clear_handle_id (&bubble->settle, g_source_remove);
  g_clear_pointer (&bubble->waiting, sz_notice_free);
  g_free (bubble->key);
  g_free (bubble);
}

char *
sz_notifier_plain (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    g_string_append_unichar (plain, c == '<' ? 0x2039 : c == '>' ? 0x203a : c == '&' ? 0xff06 : c);
  }
  return g_string_free (plain, FALSE);
}

static gboolean
settled_cb (gpointer data)
{
  Bubble *bubble = data;
  SzNotice *waiting = g_steal_pointer (&bubble->waiting);

  bubble->settle = 0;
  if (waiting != NULL) {
    send (bubble, waiting);
    sz_notice_free (waiting);
  } else if (!bubble->shown) {
    g_hash_table_remove (bubble->notifier->bubbles, bubble->key);
  }
  return G_SOURCE_REMOVE;
}

static GNotification *
make_notification (const SzNotice *notice)
{
  g_autofree char *title = sz_notifier_plain (notice->title);
  g_autofree char *body = sz_notifier_plain (notice->body);
  GNotification *notification = g_notification_new (title);
  const char *alert = notice->alert != NULL ? notice->alert : "";

  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, notice->urgent ? G_NOTIFICATION_PRIORITY_URGENT
                                                            : G_NOTIFICATION_PRIORITY_NORMAL);
  g_notification_set_category (notification, "x-shuzhi.alert");
  g_notification_set_default_action_and_target (notification, "app.alert-open", "s", alert);
  if (notice->alert != NULL)
    g_notification_add_button_with_target (notification, _ ("Acknowledge"), "app.alert-ack", "s", alert);
  g_notification_add_button_with_target (notification, _ ("Open"), "app.alert-open", "s", alert);
  return notification;
}

static void
send (Bubble *bubble, const SzNotice *notice)
{
  GApplication *application = bubble->notifier->application;

  if (notice->withdraw) {
    if (bubble->shown)
      g_application_withdraw_notification (application, bubble->key);
    bubble->shown = FALSE;
  } else {
    g_autoptr (GNotification) notification = make_notification (notice);

    g_application_send_notification (application, bubble->key, notification);
    bubble->shown = TRUE;
  }
  bubble->settle = g_timeout_add (SETTLE_MS, settled_cb, bubble);
}

SzNotifier *
sz_notifier_new (GApplication *application)
{
  SzNotifier *notifier = g_new0 (SzNotifier, 1);

  notifier->application = application;
  notifier->enabled = TRUE;
  notifier->bubbles = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_bubble);
  return notifier;
}

void
sz_notifier_free (SzNotifier *notifier)
{
  if (notifier == NULL)
    return;
  g_hash_table_unref (notifier->bubbles);
  g_free (notifier);
}

void
sz_notifier_set_enabled (SzNotifier *notifier, gboolean enabled)
{
  notifier->enabled = enabled;
}

gboolean
sz_notifier_take (SzNotifier *notifier, const SzNotice *notice)
{
  Bubble *bubble = g_hash_table_lookup (notifier->bubbles, notice->key);

  if ((!notifier->enabled && !notice->withdraw) ||
      g_application_get_dbus_connection (notifier->application) == NULL)
    return FALSE;
  if (bubble == NULL) {
    if (notice->withdraw)
      return TRUE;
    bubble = g_new0 (Bubble, 1);
    bubble->notifier = notifier;
    bubble->key = g_strdup (notice->key);
    g_hash_table_insert (notifier->bubbles, bubble->key, bubble);
  }
  if (bubble->settle == 0) {
    send (bubble, notice);
    return TRUE;
  }
  g_clear_pointer (&bubble->waiting, sz_notice_free);
  bubble->waiting = sz_notice_copy (notice);
  return TRUE;
}
