/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-daemon.h"

#include <string.h>

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"

static const char XML[] =
    "<node><interface name='org.freedesktop.Notifications'>"
    "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' "
    "direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
    "<method name='GetServerInformation'><arg type='s' direction='out'/><arg type='s' direction='out'/>"
    "<arg type='s' direction='out'/><arg type='s' direction='out'/></method>"
    "<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>"
    "<signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>"
    "</interface></node>";

struct _FakeDaemon {
  GDBusConnection *bus;
  GDBusNodeInfo *info;
  guint object, owner, delay_ms, last;
  GPtrArray *bubbles;
  gboolean owned;
};

static void
free_bubble (gpointer data)
{
  FakeBubble *bubble = data;

  g_free (bubble->title);
  g_free (bubble->body);
  g_strfreev (bubble->actions);
  g_free (bubble);
}

typedef struct {
  GDBusMethodInvocation *invocation;
  GVariant *answer;
} Answer;

static gboolean
answer_cb (gpointer data)
{
  Answer *answer = data;

  g_dbus_method_invocation_return_value (answer->invocation, answer->answer);
  g_free (answer);
  return G_SOURCE_REMOVE;
}

static void
answer (FakeDaemon *daemon, GDBusMethodInvocation *invocation, GVariant *value)
{
  Answer *later = g_new0 (Answer, 1);

  later->invocation = invocation;
  later->answer = value;
  g_timeout_add (daemon->delay_ms, answer_cb, later);
}

/* As a daemon does it: a bubble that replaces one keeps its number, if that one still stands. */
static guint
take_bubble (FakeDaemon *daemon, GVariant *parameters)
{
  FakeBubble *bubble = g_new0 (FakeBubble, 1);

  g_variant_get (parameters, "(&su&sss^asa{sv}i)", NULL, &bubble->replaces, NULL, &bubble->title,
                 &bubble->body, &bubble->actions, NULL, NULL);
  bubble->id = bubble->replaces != 0 ? bubble->replaces : ++daemon->last;
  g_ptr_array_add (daemon->bubbles, bubble);
  return bubble->id;
}

static void
method_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
           const char *method, GVariant *parameters, GDBusMethodInvocation *invocation, gpointer data)
{
  FakeDaemon *daemon = data;
  guint id;

  if (g_str_equal (method, "Notify")) {
    answer (daemon, invocation, g_variant_new ("(u)", take_bubble (daemon, parameters)));
  } else if (g_str_equal (method, "CloseNotification")) {
    g_variant_get (parameters, "(u)", &id);
    for (guint i = 0; i < daemon->bubbles->len; i++) {
      FakeBubble *bubble = g_ptr_array_index (daemon->bubbles, i);

      bubble->closed = bubble->closed || bubble->id == id;
    }
    answer (daemon, invocation, NULL);
  } else if (g_str_equal (method, "GetCapabilities")) {
    const char *const words[] = { "actions", "body", NULL };

    answer (daemon, invocation, g_variant_new ("(^as)", words));
  } else {
    answer (daemon, invocation, g_variant_new ("(ssss)", "fake", "tests", "1", "1.2"));
  }
}

static void
owned_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  ((FakeDaemon *)data)->owned = TRUE;
}

FakeDaemon *
fake_daemon_new (void)
{
  static const GDBusInterfaceVTable TABLE = { method_cb, NULL, NULL, { NULL } };
  FakeDaemon *daemon = g_new0 (FakeDaemon, 1);
  g_autoptr (GError) error = NULL;

  daemon->bubbles = g_ptr_array_new_with_free_func (free_bubble);
  daemon->bus = g_dbus_connection_new_for_address_sync (g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
                                                        G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                            G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                        NULL, NULL, &error);
  g_assert_no_error (error);
  daemon->info = g_dbus_node_info_new_for_xml (XML, &error);
  g_assert_no_error (error);
  daemon->object = g_dbus_connection_register_object (daemon->bus, PATH, daemon->info->interfaces[0], &TABLE,
                                                      daemon, NULL, &error);
  g_assert_no_error (error);
  daemon->owner = g_bus_own_name_on_connection (daemon->bus, NAME, G_BUS_NAME_OWNER_FLAGS_NONE, owned_cb,
                                                NULL, daemon, NULL);
  while (!daemon->owned)
    g_main_context_iteration (NULL, TRUE);
  return daemon;
}

void
fake_daemon_free (FakeDaemon *daemon)
{
  g_bus_unown_name (daemon->owner);
  g_dbus_connection_unregister_object (daemon->bus, daemon->object);
  g_dbus_node_info_unref (daemon->info);
  g_dbus_connection_close_sync (daemon->bus, NULL, NULL);
  g_object_unref (daemon->bus);
  g_ptr_array_unref (daemon->bubbles);
  g_free (daemon);
}

void
fake_daemon_set_delay_ms (FakeDaemon *daemon, guint delay_ms)
{
  daemon->delay_ms = delay_ms;
}

GPtrArray *
fake_daemon_bubbles (FakeDaemon *daemon)
{
  return daemon->bubbles;
}

FakeBubble *
fake_daemon_find (FakeDaemon *daemon, const char *text)
{
  for (guint i = daemon->bubbles->len; i > 0; i--) {
    FakeBubble *bubble = g_ptr_array_index (daemon->bubbles, i - 1);

    if (!bubble->closed && strstr (bubble->title, text) != NULL)
      return bubble;
  }
  return NULL;
}

void
fake_daemon_press (FakeDaemon *daemon, FakeBubble *bubble, const char *key)
{
  for (guint i = 0; bubble->actions[i] != NULL && bubble->actions[i + 1] != NULL; i += 2) {
    if (!g_str_has_prefix (bubble->actions[i], key))
      continue;
    g_dbus_connection_emit_signal (daemon->bus, NULL, PATH, NAME, "ActionInvoked",
                                   g_variant_new ("(us)", bubble->id, bubble->actions[i]), NULL);
    /* As daemons do: a bubble whose button was pressed goes. */
    g_dbus_connection_emit_signal (daemon->bus, NULL, PATH, NAME, "NotificationClosed",
                                   g_variant_new ("(uu)", bubble->id, 2), NULL);
    bubble->closed = TRUE;
    return;
  }
  g_test_message ("“%s” has no button %s", bubble->title, key);
  g_test_fail ();
}
