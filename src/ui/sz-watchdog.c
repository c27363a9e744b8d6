/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-watchdog.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>

struct _SzWatchdog {
  GSocket *socket;         /* (owned) (nullable) */
  GSocketAddress *address; /* (owned) (nullable) */
  guint ping;
};

static void
tell (SzWatchdog *watchdog, const char *text)
{
  if (watchdog->socket == NULL)
    return;
  /* Nobody listens any more: then nobody wants to know. */
  g_socket_send_to (watchdog->socket, watchdog->address, text, strlen (text), NULL, NULL);
}

static gboolean
ping_cb (gpointer data)
{
  tell (data, "WATCHDOG=1");
  return G_SOURCE_CONTINUE;
}

/* A name that begins with @ is in the abstract namespace. */
static void
open_socket (SzWatchdog *watchdog, const char *name)
{
  gboolean abstract = *name == '@';

  if (*name != '@' && *name != '/')
    return;
  watchdog->socket =
      g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  if (watchdog->socket == NULL)
    return;
  g_socket_set_blocking (watchdog->socket, FALSE);
  watchdog->address = g_unix_socket_address_new_with_type (
      abstract ? name + 1 : name, -1, abstract ? G_UNIX_SOCKET_ADDRESS_ABSTRACT : G_UNIX_SOCKET_ADDRESS_PATH);
}

/* The period is meant for this process unless it names another; a service names what it has started, which
 * for a wall is the compositor that has started us. */
static gboolean
is_meant (const char *pid)
{
  g_autofree char *own = g_strdup_printf ("%d", (int)getpid ());
  g_autofree char *parent = g_strdup_printf ("%d", (int)getppid ());

  return pid == NULL || g_str_equal (pid, own) || g_str_equal (pid, parent);
}

static guint64
read_period_us (void)
{
  const char *text = g_getenv ("WATCHDOG_USEC");
  guint64 period = 0;

  if (text == NULL || !is_meant (g_getenv ("WATCHDOG_PID")) ||
      !g_ascii_string_to_unsigned (text, 10, 1000, G_MAXINT64, &period, NULL))
    return 0;
  return period;
}

SzWatchdog *
sz_watchdog_new (void)
{
  SzWatchdog *watchdog = g_new0 (SzWatchdog, 1);
  const char *name = g_getenv ("NOTIFY_SOCKET");
  guint64 period_us = read_period_us ();

  if (name != NULL)
    open_socket (watchdog, name);
  if (watchdog->socket == NULL)
    return watchdog;
  tell (watchdog, "READY=1");
  if (period_us > 0)
    watchdog->ping = g_timeout_add ((guint)CLAMP (period_us / 2000, 10, G_MAXINT), ping_cb, watchdog);
  return watchdog;
}

void
sz_watchdog_say (SzWatchdog *watchdog, const char *status)
{
  g_autofree char *text = g_strdup_printf ("STATUS=%s", status);

  tell (watchdog, g_strdelimit (text, "\n\r", ' '));
}

void
sz_watchdog_free (SzWatchdog *watchdog)
{
  if (watchdog == NULL)
    return;
  tell (watchdog, "STOPPING=1");
  g_clear_handle_id (&watchdog->ping, g_source_remove);
  g_clear_object (&watchdog->socket);
  g_clear_object (&watchdog->address);
  g_free (watchdog);
}
