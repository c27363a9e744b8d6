/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "sz-http.h"

G_BEGIN_DECLS

/* Sends a GET; the body stream is open, the status is 200. `stop` is cancelled by the deadline and by the
 * caller's cancellable; `response` may be NULL. */
GInputStream *sz_http_send (SzHttp *http, SoupSession *session, const char *url, const char *accept,
                            gboolean gzip, GCancellable *stop, SzHttpResponse *response,
                            SoupMessage **message, GError **error);
SoupSession *sz_http_new_session (const SzHttp *http, guint idle_s);
/* Turns a GIO, TLS or resolver error into ours; cancellation stays what it is. */
void sz_http_explain (const char *url, SoupMessage *message, const GError *cause, GError **error);
/* "http://host:port", to name the other side in errors. */
char *sz_http_origin (const char *url);

G_END_DECLS
