/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-http-private.h"

#include <string.h>

#include "sz-gunzip.h"
#include "sz-i18n.h"
#include "sz-tls-interaction.h"

#define IDLE_S 30
#define TOTAL_S 300
#define MAX_WIRE (64 * 1024 * 1024)
#define MAX_BODY (64 * 1024 * 1024)
#define READ_BYTES (128 * 1024)
#define MAX_REDIRECTS 3

/* A thread that cancels the running request when its time is over. A deadline checked between reads would not
 * end a server that sends its headers one byte at a time. */
typedef struct {
  GThread *thread;
  GMutex mutex;
  GCond cond;
  gint64 deadline_us; /* 0: nothing runs */
  GCancellable *stop; /* of the running request (owned) */
  gboolean fired, quit;
} Watchdog;

struct _SzHttp {
  char *agent;
  GMainContext *context;
  SoupSession *session;
  guint idle_s;                /* of the session */
  GTlsDatabase *database;      /* (nullable) the only authority */
  GTlsCertificate *own;        /* (nullable) ours */
  char pin[65];                /* "" if none */
  char *header, *header_value; /* (nullable) of every request */
  Watchdog dog;
};

/* --- watchdog --- */

static gpointer
watch_deadline (gpointer data)
{
  Watchdog *dog = data;
  g_mutex_lock (&dog->mutex);
  while (!dog->quit) {
    if (dog->deadline_us == 0) {
      g_cond_wait (&dog->cond, &dog->mutex);
    } else if (!g_cond_wait_until (&dog->cond, &dog->mutex, dog->deadline_us) && dog->deadline_us != 0 &&
               g_get_monotonic_time () >= dog->deadline_us) {
      dog->deadline_us = 0;
      dog->fired = TRUE;
      g_cancellable_cancel (dog->stop);
    }
  }
  g_mutex_unlock (&dog->mutex);
  return NULL;
}

static void
arm (Watchdog *dog, GCancellable *stop, guint total_s)
{
  g_mutex_lock (&dog->mutex);
  dog->fired = FALSE;
  g_set_object (&dog->stop, stop);
  dog->deadline_us = g_get_monotonic_time () + (gint64)total_s * G_USEC_PER_SEC;
  g_cond_signal (&dog->cond);
  g_mutex_unlock (&dog->mutex);
}

static gboolean
disarm (Watchdog *dog)
{
  g_mutex_lock (&dog->mutex);
  const gboolean fired = dog->fired;
  dog->deadline_us = 0;
  g_clear_object (&dog->stop);
  g_mutex_unlock (&dog->mutex);
  return fired;
}

void
sz_http_arm (SzHttp *http, GCancellable *stop, guint total_s)
{
  arm (&http->dog, stop, total_s);
}

gboolean
sz_http_disarm (SzHttp *http)
{
  return disarm (&http->dog);
}

/* --- life --- */

SzHttp *
sz_http_new (const char *agent)
{
  SzHttp *http = g_new0 (SzHttp, 1);
  http->agent = g_strdup (agent != NULL ? agent : "shuzhi/" SZ_VERSION);
  http->context = g_main_context_new ();
  g_main_context_push_thread_default (http->context);
  g_mutex_init (&http->dog.mutex);
  g_cond_init (&http->dog.cond);
  http->dog.thread = g_thread_new ("sz-http-deadline", watch_deadline, &http->dog);
  return http;
}

void
sz_http_free (SzHttp *http)
{
  if (http == NULL)
    return;
  g_mutex_lock (&http->dog.mutex);
  http->dog.quit = TRUE;
  g_cond_signal (&http->dog.cond);
  g_mutex_unlock (&http->dog.mutex);
  g_thread_join (http->dog.thread);
  g_mutex_clear (&http->dog.mutex);
  g_cond_clear (&http->dog.cond);
  if (http->session != NULL)
    soup_session_abort (http->session);
  g_clear_object (&http->session);
  g_clear_object (&http->database);
  g_clear_object (&http->own);
  sz_http_set_header (http, "", NULL);
  while (g_main_context_iteration (http->context, FALSE))
    continue;
  g_main_context_pop_thread_default (http->context);
  g_main_context_unref (http->context);
  g_free (http->agent);
  g_free (http);
}

SoupSession *
sz_http_new_session (const SzHttp *http, guint idle_s)
{
  SoupSession *session =
      soup_session_new_with_options ("timeout", idle_s, "idle-timeout", 60, "user-agent", http->agent, NULL);
  /* The decoder takes a cut gzip stream for a whole one; cookies and caches have no place in a pull. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_SNIFFER);
  if (http->database != NULL)
    soup_session_set_tls_database (session, http->database);
  return session;
}

GMainContext *
sz_http_context (SzHttp *http)
{
  return http->context;
}

void
sz_http_response_clear (SzHttpResponse *response)
{
  g_clear_pointer (&response->body, g_bytes_unref);
  g_clear_pointer (&response->content_type, g_free);
  g_clear_pointer (&response->etag, g_free);
  memset (response, 0, sizeof *response);
}

/* --- errors --- */

char *
sz_http_origin (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL)
    return g_strdup ("?");
  const int port = g_uri_get_port (uri);
  const gboolean six = strchr (g_uri_get_host (uri), ':') != NULL;
  g_autofree char *host = g_strdup_printf (six ? "[%s]" : "%s", g_uri_get_host (uri));
  return port > 0 ? g_strdup_printf ("%s://%s:%d", g_uri_get_scheme (uri), host, port)
                  : g_strdup_printf ("%s://%s", g_uri_get_scheme (uri), host);
}

static const char *
tls_sentence (SoupMessage *message)
{
  const GTlsCertificateFlags flags =
      message != NULL ? soup_message_get_tls_peer_certificate_errors (message) : G_TLS_CERTIFICATE_NO_FLAGS;
  if (flags & G_TLS_CERTIFICATE_EXPIRED)
    return _ ("its certificate has expired (or the clock of this machine is wrong)");
  if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return _ ("its certificate is not valid yet (or the clock of this machine is wrong)");
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return _ ("its certificate belongs to another host");
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return _ ("its certificate has been revoked");
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return _ ("its certificate comes from an unknown authority");
  return _ ("no secure connection could be made");
}

/* GIO's own words may be long or hold what the other side sent; ours name the case. */
static const char *
cause_sentence (const GError *cause)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return _ ("it did not answer in time");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return _ ("nothing listens there");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE))
    return _ ("the network does not reach it");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    return _ ("it broke the connection off");
  if (cause->domain == G_RESOLVER_ERROR)
    return _ ("its name is not known");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH))
    return _ ("the proxy in between refused");
  return _ ("the connection failed");
}

void
sz_http_explain (const char *url, SoupMessage *message, const GError *cause, GError **error)
{
  g_autofree char *origin = sz_http_origin (url);
  if (message != NULL && g_object_get_data (G_OBJECT (message), "sz-pin-failed") != NULL)
    g_set_error (error, SZ_ERROR, SZ_ERROR_NETWORK,
                 _ ("%s cannot be trusted: its certificate is not the one that is pinned."), origin);
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (cause));
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE, _ ("%s stopped in the middle of its answer."), origin);
  else if (cause->domain == G_TLS_ERROR)
    g_set_error (error, SZ_ERROR, SZ_ERROR_NETWORK, _ ("%s cannot be trusted: %s."), origin,
                 tls_sentence (message));
  else
    g_set_error (error, SZ_ERROR, SZ_ERROR_NETWORK, _ ("%s cannot be reached: %s."), origin,
                 cause_sentence (cause));
}

/* --- trust --- */

static gboolean
refuse_file (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_set_error (error, SZ_ERROR, SZ_ERROR_KEY, _ ("The certificate file %s cannot be used."), name);
  return FALSE;
}

gboolean
sz_http_set_trust (SzHttp *http, const SzHttpTrust *trust, GError **error)
{
  g_return_val_if_fail (http != NULL && trust != NULL, FALSE);
  g_clear_object (&http->session);
  g_clear_object (&http->database);
  g_clear_object (&http->own);
  http->pin[0] = '\0';
  if (trust->ca_file != NULL) {
    g_autofree char *path = g_canonicalize_filename (trust->ca_file, NULL);
    http->database = g_tls_file_database_new (path, NULL);
    if (http->database == NULL)
      return refuse_file (path, error);
  }
  if (trust->certificate != NULL) {
    http->own = g_tls_certificate_new_from_file (trust->certificate, NULL);
    if (http->own == NULL)
      return refuse_file (trust->certificate, error);
  }
  if (trust->pin != NULL) {
    if (strlen (trust->pin) != 64 || strspn (trust->pin, "0123456789abcdefABCDEF") != 64) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                   _ ("A pin is the SHA-256 of a certificate, as 64 hexadecimal digits."));
      return FALSE;
    }
    g_autofree char *lower = g_ascii_strdown (trust->pin, -1);
    g_strlcpy (http->pin, lower, sizeof http->pin);
  }
  return TRUE;
}

void
sz_http_set_header (SzHttp *http, const char *name, const char *value)
{
  if (http->header_value != NULL)
    explicit_bzero (http->header_value, strlen (http->header_value));
  g_clear_pointer (&http->header, g_free);
  g_clear_pointer (&http->header_value, g_free);
  if (value == NULL)
    return;
  http->header = g_strdup (name);
  http->header_value = g_strdup (value);
}

typedef struct {
  char pin[65];         /* "" if none */
  GTlsCertificate *own; /* (owned) (nullable) */
  GCancellable *stop;
} Guard;

static void
free_guard (gpointer data, GClosure *closure)
{
  Guard *guard = data;
  g_clear_object (&guard->stop);
  g_clear_object (&guard->own);
  g_free (guard);
}

/* Before the handshake the answer to a question for our certificate is put in place; after it, and before a
 * byte of ours goes out, the certificate of the other side must be the pinned one. */
static void
network_event_cb (SoupMessage *message, GSocketClientEvent event, GIOStream *connection, gpointer data)
{
  Guard *guard = data;
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection)) {
    g_autoptr (GTlsInteraction) interaction = sz_tls_interaction_new (guard->own);
    g_tls_connection_set_interaction (G_TLS_CONNECTION (connection), interaction);
  }
  if (event != G_SOCKET_CLIENT_TLS_HANDSHAKED || guard->pin[0] == '\0')
    return;
  g_autoptr (GByteArray) der = NULL;
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (connection));
  if (certificate != NULL)
    g_object_get (certificate, "certificate", &der, NULL);
  g_autofree char *found =
      der != NULL ? g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len) : NULL;
  if (g_strcmp0 (found, guard->pin) == 0)
    return;
  g_object_set_data (G_OBJECT (message), "sz-pin-failed", message);
  g_cancellable_cancel (guard->stop);
}

void
sz_http_guard (SzHttp *http, SoupMessage *message, GCancellable *stop)
{
  if (http->header != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), http->header,
                                  http->header_value);
  if (strcmp (g_uri_get_scheme (soup_message_get_uri (message)), "http") == 0 ||
      strcmp (g_uri_get_scheme (soup_message_get_uri (message)), "ws") == 0)
    return;
  Guard *guard = g_new0 (Guard, 1);
  memcpy (guard->pin, http->pin, sizeof guard->pin);
  guard->stop = g_object_ref (stop);
  g_set_object (&guard->own, http->own);
  g_signal_connect_data (message, "network-event", G_CALLBACK (network_event_cb), guard, free_guard, 0);
}

/* --- one request --- */

static char *
plain_content_type (SoupMessage *message)
{
  const char *type =
      soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);
  return type != NULL ? g_ascii_strdown (type, -1) : g_strdup ("");
}

/* The states that halls are met in; others are told in the words of the standard. */
static const char *
status_phrase (guint status)
{
  switch (status) {
  case SOUP_STATUS_BAD_REQUEST:
    return _ ("Bad Request");
  case SOUP_STATUS_UNAUTHORIZED:
    return _ ("Unauthorized");
  case SOUP_STATUS_FORBIDDEN:
    return _ ("Forbidden");
  case SOUP_STATUS_NOT_FOUND:
    return _ ("Not Found");
  case SOUP_STATUS_REQUEST_TIMEOUT:
    return _ ("Request Timeout");
  case 429:
    return _ ("Too Many Requests");
  case SOUP_STATUS_INTERNAL_SERVER_ERROR:
    return _ ("Internal Server Error");
  case SOUP_STATUS_BAD_GATEWAY:
    return _ ("Bad Gateway");
  case SOUP_STATUS_SERVICE_UNAVAILABLE:
    return _ ("Service Unavailable");
  case SOUP_STATUS_GATEWAY_TIMEOUT:
    return _ ("Gateway Timeout");
  default:
    return soup_status_get_phrase (status);
  }
}

static gboolean
refuse_status (const char *url, SoupMessage *message, SzHttpResponse *response, GError **error)
{
  g_autofree char *origin = sz_http_origin (url);
  const guint status = soup_message_get_status (message);
  const char *retry =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Retry-After");
  if (response != NULL)
    response->retry_after_s = sz_http_parse_retry_after (retry, g_get_real_time () / G_USEC_PER_SEC);
  if (SOUP_STATUS_IS_REDIRECTION (status))
    g_set_error (error, SZ_ERROR, SZ_ERROR_REFUSED,
                 _ ("%s sends us to another place (HTTP %u); give the address it really answers at."), origin,
                 status);
  else
    g_set_error (error, SZ_ERROR, SZ_ERROR_REFUSED, _ ("%s refused: HTTP %u (%s)."), origin, status,
                 status_phrase (status));
  return FALSE;
}

/* The next address of a redirection that stays at the same origin; NULL for any other. */
static char *
follow_redirect (const char *url, SoupMessage *message)
{
  const char *location =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  g_autofree char *next =
      location != NULL ? g_uri_resolve_relative (url, location, G_URI_FLAGS_ENCODED, NULL) : NULL;
  if (next == NULL || !sz_http_check_url (next, TRUE, NULL))
    return NULL;
  g_autofree char *here = sz_http_origin (url), *there = sz_http_origin (next);
  return strcmp (here, there) == 0 ? g_steal_pointer (&next) : NULL;
}

static SoupMessage *
new_message (const SzHttpRequest *request, const char *url, gboolean gzip)
{
  SoupMessage *message = soup_message_new (request->method != NULL ? request->method : SOUP_METHOD_GET, url);
  SoupMessageHeaders *headers;
  if (message == NULL)
    return NULL;
  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept",
                                request->accept != NULL ? request->accept
                                                        : "application/x-ndjson, application/json");
  soup_message_headers_replace (headers, "Accept-Encoding", gzip ? "gzip" : "identity");
  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  if (request->if_none_match != NULL)
    soup_message_headers_replace (headers, "If-None-Match", request->if_none_match);
  for (guint i = 0;
       request->headers != NULL && request->headers[i] != NULL && request->headers[i + 1] != NULL; i += 2)
    soup_message_headers_replace (headers, request->headers[i], request->headers[i + 1]);
  if (request->body != NULL) {
    g_autoptr (GBytes) bytes = g_bytes_new (request->body, strlen (request->body));
    soup_message_set_request_body_from_bytes (message, request->body_type, bytes);
  }
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  return message;
}

/* A status that carries an answer. */
static gboolean
is_answer (const SzHttpRequest *request, guint status)
{
  return status == SOUP_STATUS_OK || (status == SOUP_STATUS_NOT_MODIFIED && request->if_none_match != NULL);
}

GInputStream *
sz_http_send (SzHttp *http, SoupSession *session, const SzHttpRequest *request, gboolean gzip,
              GCancellable *stop, SzHttpResponse *response, SoupMessage **message_out, GError **error)
{
  const char *url = request->url;
  g_autofree char *address = g_strdup (url);
  for (guint hop = 0;; hop++) {
    g_autoptr (SoupMessage) message = new_message (request, address, gzip);
    g_autoptr (GError) cause = NULL;
    if (message == NULL) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("This is not a usable address."));
      return NULL;
    }
    sz_http_guard (http, message, stop);
    g_autoptr (GInputStream) stream = soup_session_send (session, message, stop, &cause);
    if (stream == NULL) {
      sz_http_explain (url, message, cause, error);
      return NULL;
    }
    const guint status = soup_message_get_status (message);
    if (response != NULL)
      response->status = status;
    if (is_answer (request, status)) {
      *message_out = g_steal_pointer (&message);
      return g_steal_pointer (&stream);
    }
    /* A stream left open would make the next request to the host wait for ever. */
    g_input_stream_close (stream, NULL, NULL);
    g_autofree char *next = NULL;
    if (SOUP_STATUS_IS_REDIRECTION (status) && hop < MAX_REDIRECTS && request->body == NULL)
      next = follow_redirect (address, message);
    if (next == NULL) {
      refuse_status (url, message, response, error);
      return NULL;
    }
    g_free (address);
    address = g_steal_pointer (&next);
  }
}

static GByteArray *
read_all (const char *url, SoupMessage *message, GInputStream *stream, gsize max_wire, GCancellable *stop,
          GError **error)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  gsize used = 0;
  for (;;) {
    g_autoptr (GError) cause = NULL;
    if (wire->len - used < READ_BYTES)
      g_byte_array_set_size (wire, (guint)MAX (used * 2, used + 2 * READ_BYTES));
    const gssize n = g_input_stream_read (stream, wire->data + used, READ_BYTES, stop, &cause);
    if (n < 0) {
      sz_http_explain (url, message, cause, error);
      return NULL;
    }
    if (n == 0)
      break;
    used += (gsize)n;
    if (used > max_wire) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("The answer is larger than %zu MiB."),
                   max_wire >> 20);
      return NULL;
    }
  }
  g_byte_array_set_size (wire, (guint)used);
  return g_steal_pointer (&wire);
}

/* libsoup gives a body that was cut as a success, so what came is counted against what was announced. */
static gboolean
prove_length (const char *url, SoupMessage *message, gsize used, gboolean *proven, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *stated = soup_message_headers_get_one (headers, "Content-Length");
  *proven = FALSE;
  if (stated == NULL || soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED)
    return TRUE;
  if (g_ascii_strtoull (stated, NULL, 10) != used) {
    g_autofree char *origin = sz_http_origin (url);
    g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE, _ ("%s announced %s bytes and sent %zu."), origin,
                 stated, used);
    return FALSE;
  }
  *proven = TRUE;
  return TRUE;
}

static gboolean
looks_like_html (const char *type, GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  if (strcmp (type, "text/html") == 0 || strcmp (type, "application/xhtml+xml") == 0)
    return TRUE;
  while (length > 0 && g_ascii_isspace (*text))
    text++, length--;
  return length >= 5 &&
         (g_ascii_strncasecmp (text, "<!doc", 5) == 0 || g_ascii_strncasecmp (text, "<html", 5) == 0);
}

static GBytes *
decode (const char *url, SoupMessage *message, GByteArray *wire, gsize max_body, SzHttpResponse *response,
        GError **error)
{
  g_autofree char *origin = sz_http_origin (url);
  const char *encoding =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Content-Encoding");
  if (encoding == NULL || g_ascii_strcasecmp (encoding, "identity") == 0)
    return g_byte_array_free_to_bytes (g_byte_array_ref (wire));
  if (g_ascii_strcasecmp (encoding, "gzip") == 0 || g_ascii_strcasecmp (encoding, "x-gzip") == 0) {
    GBytes *body = sz_gunzip (wire->data, wire->len, max_body, error);
    if (body == NULL)
      g_prefix_error (error, "%s: ", origin);
    response->proven = body != NULL;
    return body;
  }
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("%s answered in an encoding that was not asked for."),
               origin);
  return NULL;
}

static gboolean
refuse_html (const char *url, SzHttpResponse *response, GError **error)
{
  g_autofree char *origin = sz_http_origin (url);
  g_clear_pointer (&response->body, g_bytes_unref);
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA,
               _ ("%s answered with a web page (HTML) instead of data: the address may be wrong, or a "
                  "login page stands "
                  "in between."),
               origin);
  return FALSE;
}

static gboolean
refuse_unproven (const char *url, SzHttpResponse *response, GError **error)
{
  g_autofree char *origin = sz_http_origin (url);
  g_clear_pointer (&response->body, g_bytes_unref);
  g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE,
               _ ("%s states neither the length nor a check sum of its answer, so nothing proves it whole."),
               origin);
  return FALSE;
}

static gboolean
get_body (SzHttp *http, const SzHttpRequest *request, const SzHttpLimits *limits, GCancellable *stop,
          SzHttpResponse *response, GError **error)
{
  const char *url = request->url;
  const gsize max_wire = limits->max_wire != 0 ? limits->max_wire : MAX_WIRE;
  const gsize max_body = limits->max_body != 0 ? limits->max_body : MAX_BODY;
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GByteArray) wire = NULL;
  g_autoptr (GInputStream) stream =
      sz_http_send (http, http->session, request, !limits->no_gzip, stop, response, &message, error);
  if (stream == NULL)
    return FALSE;
  wire = read_all (url, message, stream, max_wire, stop, error);
  /* What closing says no longer matters: the body was read to its end, or the request has failed already. */
  g_input_stream_close (stream, NULL, NULL);
  if (wire == NULL)
    return FALSE;
  response->wire_bytes = wire->len;
  if (response->status == SOUP_STATUS_NOT_MODIFIED)
    return TRUE;
  if (!prove_length (url, message, wire->len, &response->proven, error))
    return FALSE;
  response->content_type = plain_content_type (message);
  response->etag =
      g_strdup (soup_message_headers_get_one (soup_message_get_response_headers (message), "ETag"));
  response->body = decode (url, message, wire, max_body, response, error);
  if (response->body == NULL)
    return FALSE;
  if (looks_like_html (response->content_type, response->body))
    return refuse_html (url, response, error);
  return !limits->must_prove || response->proven || refuse_unproven (url, response, error);
}

static void
cancel_stop_cb (GCancellable *cancellable, gpointer stop)
{
  g_cancellable_cancel (stop);
}

gboolean
sz_http_get (SzHttp *http, const char *url, const SzHttpLimits *limits, GCancellable *cancellable,
             SzHttpResponse *response, GError **error)
{
  const SzHttpRequest request = { .url = url };
  return sz_http_ask (http, &request, limits, cancellable, response, error);
}

gboolean
sz_http_ask (SzHttp *http, const SzHttpRequest *request, const SzHttpLimits *limits,
             GCancellable *cancellable, SzHttpResponse *response, GError **error)
{
  static const SzHttpLimits defaults = { 0 };
  g_return_val_if_fail (http != NULL && request != NULL && request->url != NULL && response != NULL, FALSE);
  const char *url = request->url;
  if (limits == NULL)
    limits = &defaults;
  sz_http_response_clear (response);
  if (!sz_http_check_url (url, TRUE, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  const guint idle_s = limits->idle_s != 0 ? limits->idle_s : IDLE_S;
  const guint total_s = limits->total_s != 0 ? limits->total_s : TOTAL_S;
  if (http->session == NULL || http->idle_s != idle_s) {
    g_clear_object (&http->session);
    http->session = sz_http_new_session (http, idle_s);
    http->idle_s = idle_s;
  }

  g_autoptr (GCancellable) stop = g_cancellable_new ();
  g_autoptr (GError) cause = NULL;
  const gulong link =
      cancellable != NULL ? g_cancellable_connect (cancellable, G_CALLBACK (cancel_stop_cb), stop, NULL) : 0;
  arm (&http->dog, stop, total_s);
  const gboolean ok = get_body (http, request, limits, stop, response, &cause);
  const gboolean late = disarm (&http->dog);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, link);
  if (ok)
    return TRUE;
  g_clear_pointer (&response->body, g_bytes_unref);
  if (late && !g_cancellable_is_cancelled (cancellable)) {
    g_autofree char *origin = sz_http_origin (url);
    g_set_error (error, SZ_ERROR, SZ_ERROR_NETWORK, _ ("%s did not finish its answer within %u s."), origin,
                 total_s);
  } else {
    g_propagate_error (error, g_steal_pointer (&cause));
  }
  return FALSE;
}
