/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-http-private.h"

#include <string.h>

#include "sz-i18n.h"

/* A hint is short; a longer message is no hint, and libsoup then closes the connection. */
#define MAX_MESSAGE (64 * 1024)
/* More hints than these waiting say no more than one does. */
#define MAX_WAITING 100
#define OPEN_S 30

/* --- a blocking face over libsoup's asynchronous one --- */

typedef struct {
  GSource *timer, *cancelled;
} Turn;

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Iterations of the context end at the latest after a second, and when `cancellable` is cancelled. */
static Turn
begin_turn (GMainContext *context, GCancellable *cancellable)
{
  Turn turn = { .timer = g_timeout_source_new (500) };
  g_source_set_callback (turn.timer, wake_cb, NULL, NULL);
  g_source_attach (turn.timer, context);
  if (cancellable != NULL) {
    turn.cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (turn.cancelled, G_SOURCE_FUNC (cancelled_cb), NULL, NULL);
    g_source_attach (turn.cancelled, context);
  }
  return turn;
}

static void
end_turn (Turn *turn)
{
  g_source_destroy (turn->timer);
  g_source_unref (turn->timer);
  if (turn->cancelled != NULL) {
    g_source_destroy (turn->cancelled);
    g_source_unref (turn->cancelled);
  }
}

/* --- opening --- */

typedef struct {
  SoupWebsocketConnection *socket;
  GError *error;
  gboolean done;
} Opening;

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  opening->socket = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &opening->error);
  opening->done = TRUE;
}

static void
message_cb (SoupWebsocketConnection *socket, SoupWebsocketDataType type, GBytes *message, gpointer data)
{
  SzHttpEvents *events = data;
  gsize length;
  const char *text = g_bytes_get_data (message, &length);
  events->heard_us = g_get_monotonic_time ();
  if (type != SOUP_WEBSOCKET_DATA_TEXT || events->messages.length >= MAX_WAITING)
    return;
  g_queue_push_tail (&events->messages, g_strndup (text, length));
}

static void
pong_cb (SoupWebsocketConnection *socket, GBytes *message, gpointer data)
{
  SzHttpEvents *events = data;
  events->heard_us = g_get_monotonic_time ();
}

static char *
socket_address (const char *url)
{
  return g_str_has_prefix (url, "https:") ? g_strconcat ("wss:", url + 6, NULL)
                                          : g_strconcat ("ws:", url + 5, NULL);
}

static void
cancel_cb (GCancellable *cancellable, gpointer stop)
{
  g_cancellable_cancel (stop);
}

static SoupWebsocketConnection *
connect_socket (SzHttp *http, SzHttpEvents *events, GCancellable *cancellable, GError **error)
{
  g_autofree char *address = socket_address (events->url);
  Opening opening = { 0 };
  events->message = soup_message_new (SOUP_METHOD_GET, address);
  if (events->message == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("This is not a usable address."));
    return NULL;
  }
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  const gulong link =
      cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (cancel_cb), stop, NULL) : 0;
  sz_http_guard (http, events->message, stop);
  sz_http_arm (http, stop, OPEN_S);
  soup_session_websocket_connect_async (events->session, events->message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        stop, connected_cb, &opening);
  while (!opening.done)
    g_main_context_iteration (events->context, TRUE);
  sz_http_disarm (http);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, link);
  if (opening.socket != NULL)
    return opening.socket;
  if (opening.error->domain == SOUP_WEBSOCKET_ERROR) {
    g_autofree char *origin = sz_http_origin (events->url);
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("%s has no WebSocket there."), origin);
  } else {
    sz_http_explain (events->url, events->message, opening.error, error);
  }
  g_error_free (opening.error);
  return NULL;
}

SzHttpEvents *
sz_http_socket_open (SzHttp *http, const char *url, guint heartbeat_s, GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (http != NULL && url != NULL, NULL);
  if (!sz_http_check_url (url, TRUE, error))
    return NULL;
  g_autoptr (SzHttpEvents) events = g_new0 (SzHttpEvents, 1);
  events->url = g_strdup (url);
  /* Silence is watched here; a time-out of the session would end a quiet channel that is well. */
  events->session = sz_http_new_session (http, 0);
  events->buffer = g_string_new (NULL);
  events->data = g_string_new (NULL);
  events->context = g_main_context_ref (sz_http_context (http));
  g_queue_init (&events->messages);
  events->socket = connect_socket (http, events, cancellable, error);
  if (events->socket == NULL)
    return NULL;
  events->silence_us = (gint64)heartbeat_s * G_USEC_PER_SEC;
  events->heard_us = g_get_monotonic_time ();
  soup_websocket_connection_set_max_incoming_payload_size (events->socket, MAX_MESSAGE);
  soup_websocket_connection_set_keepalive_interval (events->socket, MAX (heartbeat_s / 3, 1));
  g_signal_connect (events->socket, "message", G_CALLBACK (message_cb), events);
  g_signal_connect (events->socket, "pong", G_CALLBACK (pong_cb), events);
  return g_steal_pointer (&events);
}

/* --- using it --- */

gboolean
sz_http_socket_next (SzHttpEvents *events, char **name, char **data, GCancellable *cancellable,
                     GError **error)
{
  Turn turn = begin_turn (events->context, cancellable);
  gboolean silent = FALSE;
  while (events->messages.length == 0 && !silent && !g_cancellable_is_cancelled (cancellable) &&
         soup_websocket_connection_get_state (events->socket) == SOUP_WEBSOCKET_STATE_OPEN) {
    g_main_context_iteration (events->context, TRUE);
    silent = g_get_monotonic_time () - events->heard_us > events->silence_us;
  }
  end_turn (&turn);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  *data = g_queue_pop_head (&events->messages);
  if (*data != NULL) {
    *name = g_strdup ("message");
    return TRUE;
  }
  g_autofree char *origin = sz_http_origin (events->url);
  g_set_error (error, SZ_ERROR, SZ_ERROR_NETWORK,
               silent ? _ ("%s fell silent on the live channel.") : _ ("%s ended the stream of events."),
               origin);
  return FALSE;
}

void
sz_http_socket_close (SzHttpEvents *events)
{
  if (events->context == NULL)
    return;
  if (events->socket != NULL) {
    g_signal_handlers_disconnect_by_data (events->socket, events);
    if (soup_websocket_connection_get_state (events->socket) == SOUP_WEBSOCKET_STATE_OPEN)
      soup_websocket_connection_close (events->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  }
  soup_session_abort (events->session);
  g_clear_object (&events->socket);
  while (g_main_context_iteration (events->context, FALSE))
    continue;
  g_queue_clear_full (&events->messages, g_free);
  g_main_context_unref (events->context);
  events->context = NULL;
}
