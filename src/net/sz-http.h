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
  guint idle_s;        /* longest silence; 0: 30 */
  guint total_s;       /* whole request; 0: 300 */
  gsize max_wire;      /* bytes as sent; 0: 64 MiB */
  gsize max_body;      /* bytes as decoded; 0: 64 MiB */
  gboolean no_gzip;    /* do not offer gzip (useful where the other side is this machine) */
  gboolean document;   /* the caller parses the whole body strictly: HTML is refused, nothing else changes */
  gboolean must_prove; /* the caller has no proof of its own: a body whose wholeness HTTP cannot show is
                          SZ_ERROR_INCOMPLETE */
} SzHttpLimits;

typedef struct {
  guint status;        /* 0 if there was no answer */
  GBytes *body;        /* decoded; NULL on error */
  char *content_type;  /* lower case, without parameters; "" if not stated */
  char *etag;          /* (nullable) */
  gsize wire_bytes;    /* of the body, as sent; also of one that was refused */
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

/* What is asked. All borrowed for the call. */
typedef struct {
  const char *method; /* NULL: GET */
  const char *url;
  const char *accept;         /* NULL: JSON and NDJSON */
  const char *const *headers; /* name, value, name, value, …, NULL (nullable) */
  const char *body;           /* (nullable) of a POST */
  const char *body_type;
  const char *if_none_match; /* (nullable) an ETag: then status 304 is a success without a body */
} SzHttpRequest;

/* Whom to trust beside, or instead of, the system: all files PEM, all nullable. */
typedef struct {
  const char *ca_file;     /* only what this authority signed is trusted */
  const char *pin;         /* 64 hex digits: SHA-256 of the server's own certificate (DER) */
  const char *certificate; /* ours, with its key, for servers that ask who we are */
} SzHttpTrust;
/* For all requests from now on. SZ_ERROR_KEY names the file that cannot be used. */
gboolean sz_http_set_trust (SzHttp *http, const SzHttpTrust *trust, GError **error);

/* A header for every request from now on, to sign us in; `value` NULL takes it away. Redirections stay at the
 * origin, so it goes nowhere else. */
void sz_http_set_header (SzHttp *http, const char *name, const char *value);

/* One request of any kind; otherwise as sz_http_get. A POST is never sent again to another place. */
gboolean sz_http_ask (SzHttp *http, const SzHttpRequest *request, const SzHttpLimits *limits,
                      GCancellable *cancellable, SzHttpResponse *response, GError **error);

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

/* --- live channels --- */

/* Server-sent events or a WebSocket: only hints come through them. */
typedef struct _SzHttpEvents SzHttpEvents;

/* Opens a stream of server-sent events; silence longer than `heartbeat_s` is an error. The SzHttp must
 * outlive it. */
SzHttpEvents *sz_http_events_open (SzHttp *http, const char *url, guint heartbeat_s,
                                   GCancellable *cancellable, GError **error);
/* The same over a WebSocket at an http or https address; each text message is an event named "message". Pings
 * go out at a third of `heartbeat_s`; silence, pongs not counted as silence, as above. */
SzHttpEvents *sz_http_socket_open (SzHttp *http, const char *url, guint heartbeat_s,
                                   GCancellable *cancellable, GError **error);
/* Waits for the next event or comment. TRUE: `name` and `data` (transfer full) are set; both NULL for a
 * comment (a heartbeat). FALSE: the stream ended (SZ_ERROR_NETWORK) or was cancelled. */
gboolean sz_http_events_next (SzHttpEvents *events, char **name, char **data, GCancellable *cancellable,
                              GError **error);
void sz_http_events_close (SzHttpEvents *events);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHttpEvents, sz_http_events_close)

G_END_DECLS
