/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hostile.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct _Hostile {
  int listener;
  guint16 port;
  char *url;
  GThread *thread;
  GMutex mutex;
  HostileKind kind;
  guint amount, times, spoilt;
  gint stopped, active;
};

typedef struct {
  Hostile *hostile;
  int client;
  HostileKind kind;
  guint amount;
} Connection;

static int
dial (guint16 port)
{
  const int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons (port) };
  to.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  if (connect (fd, (struct sockaddr *)&to, sizeof to) == 0)
    return fd;
  close (fd);
  return -1;
}

static gboolean
send_all (int fd, const char *bytes, gsize length)
{
  while (length > 0) {
    const gssize n = send (fd, bytes, length, MSG_NOSIGNAL);
    if (n <= 0)
      return FALSE;
    bytes += n;
    length -= (gsize)n;
  }
  return TRUE;
}

static gboolean
is_stopped (const Connection *connection)
{
  return g_atomic_int_get (&connection->hostile->stopped);
}

static void
be_silent (const Connection *connection)
{
  struct pollfd fd = { .fd = connection->client, .events = 0 };
  while (!is_stopped (connection) && (poll (&fd, 1, 50) == 0 || (fd.revents & (POLLHUP | POLLERR)) == 0))
    continue;
}

/* What the server says goes on to the client in the way of the toxic. FALSE: no more. */
static gboolean
pass_on (Connection *connection, const char *bytes, gsize length, gsize *passed)
{
  const guint amount = connection->amount;
  gsize piece = length;
  switch (connection->kind) {
  case HOSTILE_LATENCY:
    g_usleep (amount * 1000ul);
    break;
  case HOSTILE_BANDWIDTH:
    piece = MAX (amount / 20, 1u);
    break;
  case HOSTILE_SLICER:
    piece = MAX (amount, 1u);
    break;
  case HOSTILE_TIMEOUT:
  case HOSTILE_RESET:
  case HOSTILE_LIMIT:
    piece = MIN (length, amount - MIN (*passed, amount));
    send_all (connection->client, bytes, piece);
    *passed += piece;
    return *passed < amount;
  case HOSTILE_NOTHING:
  case HOSTILE_SLOW_CLOSE:
  case HOSTILE_DOWN:
  case N_HOSTILES:
    break;
  }
  for (gsize from = 0; from < length; from += piece) {
    if (is_stopped (connection) || !send_all (connection->client, bytes + from, MIN (piece, length - from)))
      return FALSE;
    if (connection->kind == HOSTILE_BANDWIDTH)
      g_usleep (50 * 1000);
    else if (connection->kind == HOSTILE_SLICER)
      g_usleep (100);
  }
  return TRUE;
}

static void
end_connection (Connection *connection)
{
  if (connection->kind == HOSTILE_TIMEOUT)
    be_silent (connection);
  if (connection->kind == HOSTILE_SLOW_CLOSE)
    g_usleep (connection->amount * 1000ul);
  if (connection->kind == HOSTILE_RESET) {
    const struct linger now = { 1, 0 };
    setsockopt (connection->client, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  }
}

static gpointer
carry (gpointer data)
{
  Connection *connection = data;
  char bytes[16384];
  gsize passed = 0;
  const int server = connection->kind != HOSTILE_DOWN ? dial (connection->hostile->port) : -1;
  gboolean open = server >= 0;
  while (open && !is_stopped (connection)) {
    struct pollfd fds[2] = { { connection->client, POLLIN, 0 }, { server, POLLIN, 0 } };
    if (poll (fds, 2, 50) <= 0)
      continue;
    if (fds[0].revents != 0) {
      const gssize n = recv (connection->client, bytes, sizeof bytes, 0);
      open = n > 0 && send_all (server, bytes, (gsize)n);
    }
    if (open && fds[1].revents != 0) {
      const gssize n = recv (server, bytes, sizeof bytes, 0);
      open = n > 0 && pass_on (connection, bytes, (gsize)n, &passed);
      if (!open)
        end_connection (connection);
    }
  }
  if (server >= 0)
    close (server);
  close (connection->client);
  g_atomic_int_add (&connection->hostile->active, -1);
  g_free (connection);
  return NULL;
}

static gpointer
accept_all (gpointer data)
{
  Hostile *hostile = data;
  while (!g_atomic_int_get (&hostile->stopped)) {
    struct pollfd fd = { hostile->listener, POLLIN, 0 };
    if (poll (&fd, 1, 50) <= 0)
      continue;
    const int client = accept4 (hostile->listener, NULL, NULL, SOCK_CLOEXEC);
    if (client < 0)
      continue;
    Connection *connection = g_new0 (Connection, 1);
    *connection = (Connection){ .hostile = hostile, .client = client };
    g_mutex_lock (&hostile->mutex);
    if (hostile->kind != HOSTILE_NOTHING && hostile->times > 0) {
      hostile->times--;
      hostile->spoilt++;
      connection->kind = hostile->kind;
      connection->amount = hostile->amount;
    }
    g_mutex_unlock (&hostile->mutex);
    g_atomic_int_inc (&hostile->active);
    g_thread_unref (g_thread_new ("hostile", carry, connection));
  }
  return NULL;
}

Hostile *
hostile_new (const char *server_url)
{
  Hostile *hostile = g_new0 (Hostile, 1);
  struct sockaddr_in at = { .sin_family = AF_INET };
  socklen_t length = sizeof at;
  hostile->port = (guint16)g_ascii_strtoull (strrchr (server_url, ':') + 1, NULL, 10);
  hostile->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  at.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  g_assert_cmpint (bind (hostile->listener, (struct sockaddr *)&at, sizeof at), ==, 0);
  g_assert_cmpint (listen (hostile->listener, 64), ==, 0);
  g_assert_cmpint (getsockname (hostile->listener, (struct sockaddr *)&at, &length), ==, 0);
  hostile->url = g_strdup_printf ("http://127.0.0.1:%u", ntohs (at.sin_port));
  g_mutex_init (&hostile->mutex);
  hostile->thread = g_thread_new ("hostile-accept", accept_all, hostile);
  return hostile;
}

void
hostile_free (Hostile *hostile)
{
  if (hostile == NULL)
    return;
  g_atomic_int_set (&hostile->stopped, TRUE);
  g_thread_join (hostile->thread);
  while (g_atomic_int_get (&hostile->active) > 0)
    g_usleep (5 * 1000);
  close (hostile->listener);
  g_mutex_clear (&hostile->mutex);
  g_free (hostile->url);
  g_free (hostile);
}

const char *
hostile_url (Hostile *hostile)
{
  return hostile->url;
}

void
hostile_set (Hostile *hostile, HostileKind kind, guint amount, guint times)
{
  g_mutex_lock (&hostile->mutex);
  hostile->kind = kind;
  hostile->amount = amount;
  hostile->times = times;
  g_mutex_unlock (&hostile->mutex);
}

guint
hostile_spoilt (Hostile *hostile)
{
  g_mutex_lock (&hostile->mutex);
  const guint spoilt = hostile->spoilt;
  g_mutex_unlock (&hostile->mutex);
  return spoilt;
}

const char *
hostile_name (HostileKind kind)
{
  static const char *const names[] = { "nothing", "latency", "bandwidth", "slow close", "timeout",
                                       "reset",   "slicer",  "limit",     "down" };
  return names[kind];
}
