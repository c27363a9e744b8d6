/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sz-error.h"

G_BEGIN_DECLS

/* The one HTTP layer: blocking requests from a worker thread, each with limits, a deadline and a proof of
 * wholeness. An SzHttp belongs to the thread that made it (it pushes its own main context there) and is freed
 * by it.
 *
 * Errors: SZ_ERROR_NETWORK (unreachable, timed out, TLS, each with its own sentence), SZ_ERROR_REFUSED (the
 * status was not 200), SZ_ERROR_INCOMPLETE (the body was cut), SZ_ERROR_BAD_DATA (too large, a damaged
 * encoding, a web page instead of data), SZ_ERROR_USAGE (a URL that cannot be one), G_IO_ERROR_CANCELLED. No
 * error quotes a body or a query string. */
typedef struct _SzHttp SzHttp;

typedef struct {
  guint idle_s;      /* longest silence; 0: 30 */
  guint total_s;     /* whole request; 0: 300 */
  gsize max_wire;    /* bytes as sent; 0: 64 MiB */
  gsize max_body;    /* bytes as decoded; 0: 64 MiB */
  gboolean no_gzip;  /* do not offer gzip (useful where the other side is this machine) */
  gboolean document; /* the caller parses the whole body strictly: HTML is refused, nothing else changes */
} SzHttpLimits;

typedef struct {
  guint status;        /* 0 if there was no answer */
  GBytes *body;        /* decoded; NULL on error */
  char *content_type;  /* lower case, without parameters; "" if not stated */
  guint retry_after_s; /* of a refusal; bounded to 15 min; 0 not stated */
  gboolean
      proven; /* the length was stated and met, or a gzip trailer agreed. FALSE for a chunked plain body,
                 which can be cut between chunks unnoticed: then the caller's own end record must prove it */
} SzHttpResponse;

void sz_http_response_clear (SzHttpResponse *response);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SzHttpResponse, sz_http_response_clear)

/* (transfer full) `agent` (nullable) names the program to the other side. */
SzHttp *sz_http_new (const char *agent);
void sz_http_free (SzHttp *http);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHttp, sz_http_free)

/* `limits` and `cancellable` (nullable). `response` is cleared first, and its status and retry_after_s are
 * set on errors too. */
gboolean sz_http_get (SzHttp *http, const char *url, const SzHttpLimits *limits, GCancellable *cancellable,
                      SzHttpResponse *response, GError **error);

/* Only http and https with a host, no user name or password, no fragment, no control characters; a query only
 * if `query_allowed`. SZ_ERROR_USAGE says what is wrong. */
gboolean sz_http_check_url (const char *url, gboolean query_allowed, GError **error);
/* TRUE if the host is this machine by address ("127.0.0.1", "[::1]", "localhost"). */
gboolean sz_http_is_loopback (const char *url);
/* Seconds or an HTTP date, as 1..900; 0 for none, a past one, or nonsense. */
guint sz_http_parse_retry_after (const char *text, gint64 now_s);

/* --- server-sent events
 * ---------------------------------------------------------------------------------------------- */

typedef struct _SzHttpEvents SzHttpEvents;

/* Opens a stream of server-sent events; silence longer than `heartbeat_s` is an error. The SzHttp must
 * outlive it. */
SzHttpEvents *sz_http_events_open (SzHttp *http, const char *url, guint heartbeat_s,
                                   GCancellable *cancellable, GError **error);
/* Waits for the next event or comment. TRUE: `name` and `data` (transfer full) are set; both NULL for a
 * comment (a heartbeat). FALSE: the stream ended (SZ_ERROR_NETWORK) or was cancelled. */
gboolean sz_http_events_next (SzHttpEvents *events, char **name, char **data, GCancellable *cancellable,
                              GError **error);
void sz_http_events_close (SzHttpEvents *events);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHttpEvents, sz_http_events_close)

G_END_DECLS
