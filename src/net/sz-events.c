/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-http-private.h"

#include <string.h>

#include "sz-i18n.h"

/* A hint is short; a line longer than this is no hint. */
#define MAX_LINE (64 * 1024)
#define MAX_DATA (256 * 1024)

/* Until the channel is open; after that only silence ends it. */
#define OPEN_S 30

static void
cancel_cb (GCancellable *cancellable, gpointer stop)
{
  g_cancellable_cancel (stop);
}

SzHttpEvents *
sz_http_events_open (SzHttp *http, const char *url, guint heartbeat_s, GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (http != NULL && url != NULL, NULL);
  if (!sz_http_check_url (url, TRUE, error))
    return NULL;
  g_autoptr (SzHttpEvents) events = g_new0 (SzHttpEvents, 1);
  events->url = g_strdup (url);
  events->session = sz_http_new_session (http, heartbeat_s);
  events->buffer = g_string_new (NULL);
  events->data = g_string_new (NULL);
  const SzHttpRequest request = { .url = url, .accept = "text/event-stream" };
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  const gulong link =
      cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (cancel_cb), stop, NULL) : 0;
  sz_http_arm (http, stop, OPEN_S);
  events->stream = sz_http_send (http, events->session, &request, FALSE, stop, NULL, &events->message, error);
  sz_http_disarm (http);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, link);
  if (events->stream == NULL)
    return NULL;
  const char *type =
      soup_message_headers_get_content_type (soup_message_get_response_headers (events->message), NULL);
  if (g_strcmp0 (type, "text/event-stream") != 0) {
    g_autofree char *origin = sz_http_origin (url);
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("%s has no stream of events there."), origin);
    return NULL;
  }
  return g_steal_pointer (&events);
}

/* One line without its end; the buffer grows until there is one. */
static gboolean
read_line (SzHttpEvents *events, char **line, GCancellable *cancellable, GError **error)
{
  for (;;) {
    const char *end = memchr (events->buffer->str, '\n', events->buffer->len);
    if (end != NULL) {
      gsize length = (gsize)(end - events->buffer->str);
      const gsize taken = length + 1;
      if (length > 0 && events->buffer->str[length - 1] == '\r')
        length--;
      *line = g_strndup (events->buffer->str, length);
      g_string_erase (events->buffer, 0, (gssize)taken);
      return TRUE;
    }
    if (events->buffer->len > MAX_LINE) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("The stream of events sent a line without end."));
      return FALSE;
    }
    char bytes[4096];
    g_autoptr (GError) cause = NULL;
    const gssize n = g_input_stream_read (events->stream, bytes, sizeof bytes, cancellable, &cause);
    if (n < 0) {
      sz_http_explain (events->url, events->message, cause, error);
      return FALSE;
    }
    if (n == 0) {
      g_autofree char *origin = sz_http_origin (events->url);
      g_set_error (error, SZ_ERROR, SZ_ERROR_NETWORK, _ ("%s ended the stream of events."), origin);
      return FALSE;
    }
    g_string_append_len (events->buffer, bytes, n);
  }
}

/* A field of an event: "event: hint", "data: …"; TRUE for a comment. */
static gboolean
take_line (SzHttpEvents *events, const char *line)
{
  const char *colon = strchr (line, ':');
  const gsize length = colon != NULL ? (gsize)(colon - line) : strlen (line);
  const char *value = colon != NULL ? colon + 1 + (colon[1] == ' ') : "";
  if (length == 0)
    return TRUE;
  if (length == 5 && strncmp (line, "event", 5) == 0) {
    g_free (events->name);
    events->name = g_strdup (value);
  } else if (length == 4 && strncmp (line, "data", 4) == 0 && events->data->len < MAX_DATA) {
    if (events->data->len > 0)
      g_string_append_c (events->data, '\n');
    g_string_append (events->data, value);
  }
  return FALSE;
}

gboolean
sz_http_events_next (SzHttpEvents *events, char **name, char **data, GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (events != NULL && name != NULL && data != NULL, FALSE);
  *name = *data = NULL;
  if (events->socket != NULL)
    return sz_http_socket_next (events, name, data, cancellable, error);
  for (;;) {
    g_autofree char *line = NULL;
    if (!read_line (events, &line, cancellable, error))
      return FALSE;
    if (*line != '\0') {
      if (take_line (events, line))
        return TRUE;
      continue;
    }
    if (events->data->len == 0 && events->name == NULL)
      continue;
    *name = events->name != NULL ? g_steal_pointer (&events->name) : g_strdup ("message");
    *data = g_strndup (events->data->str, events->data->len);
    g_string_truncate (events->data, 0);
    return TRUE;
  }
}

void
sz_http_events_close (SzHttpEvents *events)
{
  if (events == NULL)
    return;
  sz_http_socket_close (events);
  if (events->session != NULL)
    soup_session_abort (events->session);
  /* The answer never ends, so closing cannot succeed in the usual sense. */
  if (events->stream != NULL)
    g_input_stream_close (events->stream, NULL, NULL);
  g_clear_object (&events->stream);
  g_clear_object (&events->message);
  g_clear_object (&events->session);
  g_string_free (events->buffer, TRUE);
  g_string_free (events->data, TRUE);
  g_free (events->name);
  g_free (events->url);
  g_free (events);
}
