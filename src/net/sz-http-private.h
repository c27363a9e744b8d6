/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "sz-http.h"

G_BEGIN_DECLS

/* Sends a request; the body stream is open, the status is 200 (or 304, where that was asked for). `stop` is
 * cancelled by the deadline and by the caller's cancellable; `response` may be NULL. */
GInputStream *sz_http_send (SzHttp *http, SoupSession *session, const SzHttpRequest *request, gboolean gzip,
                            GCancellable *stop, SzHttpResponse *response, SoupMessage **message,
                            GError **error);
/* Pins the message to the trust of `http`; to be called before it is sent. */
void sz_http_guard (SzHttp *http, SoupMessage *message, GCancellable *stop);
GMainContext *sz_http_context (SzHttp *http);
SoupSession *sz_http_new_session (const SzHttp *http, guint idle_s);
/* Turns a GIO, TLS or resolver error into ours; cancellation stays what it is. */
void sz_http_explain (const char *url, SoupMessage *message, const GError *cause, GError **error);
/* "http://host:port", to name the other side in errors. */
char *sz_http_origin (const char *url);

/* A deadline for what does not go through sz_http_ask: `stop` is cancelled when it is over. TRUE from disarm:
 * it was. */
void sz_http_arm (SzHttp *http, GCancellable *stop, guint total_s);
gboolean sz_http_disarm (SzHttp *http);

/* A live channel: the stream of one kind or the socket of the other. */
struct _SzHttpEvents {
  char *url;
  SoupSession *session; /* of its own: a stream that never ends would take a place in the pull's session */
  SoupMessage *message;
  GInputStream *stream;
  GString *buffer; /* read and not yet taken */
  char *name;      /* of the event being read */
  GString *data;

  GMainContext *context; /* of the socket */
  SoupWebsocketConnection *socket;
  GQueue messages; /* (element-type utf8) come and not yet taken */
  gint64 heard_us, silence_us;
};
gboolean sz_http_socket_next (SzHttpEvents *events, char **name, char **data, GCancellable *cancellable,
                              GError **error);
void sz_http_socket_close (SzHttpEvents *events);

G_END_DECLS
