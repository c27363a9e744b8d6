/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-server.h"

#include "hall-json.h"
#include "hall-prepared.h"
#include "sz-i18n.h"
#include "sz-time.h"

#include <libsoup/soup.h>
#include <string.h>

#define BODY_MAX (1024 * 1024)
/* Actions remembered for being repeated; a demo hall forgets them all when there are more. */
#define ACTIONS_MAX 100000
#define CHANGES_LIMIT 5000
#define HINT_EVERY_MS 1000
#define HEARTBEAT_EVERY 10 /* hints */
/* How long the first question about the data sets may wait for the rows to be counted. */
#define COUNT_WAIT_MS 600
#define COUNT_POLL_MS 10

struct _SzHallServer {
  SzHall *hall;             /* (unowned) */
  SzHallPrepared *prepared; /* (nullable) */
  SoupServer *soup;
  char *url;
  gboolean quiet;
  GHashTable *actions; /* key → answer */
  GList *live;         /* of SoupServerMessage (owned): who listens for hints */
  gint64 hinted_to_s;
  guint ticks, tick_source;
  GList *waiting; /* of Waiting (owned): questions about data sets that wait for the count */
  guint wait_source;
};

typedef struct {
  SoupServerMessage *message; /* (owned) */
  gint64 until_us;
} Waiting;

static void
free_waiting (gpointer data)
{
  Waiting *waiting = data;
  g_object_unref (waiting->message);
  g_free (waiting);
}

static gboolean
wants_gzip (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autoptr (GSList) refused = NULL;
  const char *accepted = soup_message_headers_get_list (headers, "Accept-Encoding");
  if (accepted == NULL)
    return FALSE;
  GSList *codings = soup_header_parse_quality_list (accepted, &refused);
  gboolean wants = g_slist_find_custom (codings, "gzip", (GCompareFunc)g_ascii_strcasecmp) != NULL;
  soup_header_free_list (codings);
  soup_header_free_list (g_steal_pointer (&refused));
  return wants;
}

static GBytes *
compress (const char *data, gsize length)
{
  g_autoptr (GZlibCompressor) gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize at = 0;
  for (;;) {
    gsize used = 0, written = 0, room = MAX (4096, (length - at) / 4);
    gsize before = out->len;
    g_byte_array_set_size (out, (guint)(before + room));
    g_autoptr (GError) error = NULL;
    GConverterResult result =
        g_converter_convert (G_CONVERTER (gzip), data + at, length - at, out->data + before, room,
                             G_CONVERTER_INPUT_AT_END, &used, &written, &error);
    g_byte_array_set_size (out, (guint)(before + written));
    at += used;
    if (result == G_CONVERTER_FINISHED)
      return g_byte_array_free_to_bytes (g_steal_pointer (&out));
    /* Only a lack of room, which is made at the next turn, is no failure. */
    if (result == G_CONVERTER_ERROR && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
      return NULL;
  }
}

/* Sends `body`, which it takes. */
static void
answer_bytes (SoupServerMessage *message, guint status, const char *type, GBytes *body)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  soup_server_message_set_status (message, status, NULL);
  soup_message_headers_set_content_type (headers, type, NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  g_autoptr (GBytes) bytes = body;
  if (g_bytes_get_size (bytes) > 1024 && wants_gzip (message)) {
    g_autoptr (GBytes) packed = compress (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    if (packed != NULL) {
      soup_message_headers_replace (headers, "Content-Encoding", "gzip");
      soup_message_headers_replace (headers, "Vary", "Accept-Encoding");
      g_bytes_unref (bytes);
      bytes = g_steal_pointer (&packed);
    }
  }
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), bytes);
}

/* Sends `body`, which it takes. */
static void
answer (SoupServerMessage *message, guint status, const char *type, GString *body)
{
  answer_bytes (message, status, type, g_string_free_to_bytes (body));
}

static void
answer_error (SoupServerMessage *message, guint status, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) body = g_string_new ("{\"error\":\"");
  for (const char *p = valid; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c (body, '\\');
    if ((guchar)*p >= 0x20)
      g_string_append_c (body, *p);
  }
  g_string_append (body, "\"}\n");
  answer (message, status, "application/json", g_steal_pointer (&body));
}

static void
answer_not_found (SoupServerMessage *message, const char *what)
{
  g_autofree char *text = g_strdup_printf (_ ("There is no “%.80s” here."), what);
  answer_error (message, SOUP_STATUS_NOT_FOUND, text);
}

static const char *
query_value (GHashTable *query, const char *name)
{
  return query != NULL ? g_hash_table_lookup (query, name) : NULL;
}

/* The page size asked for; FALSE and answered if it is none. */
static gboolean
read_limit (SoupServerMessage *message, GHashTable *query, guint usual, guint *limit)
{
  const char *text = query_value (query, "limit");
  guint64 value = usual;
  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT32, &value, NULL)) {
    answer_error (message, SOUP_STATUS_BAD_REQUEST, _ ("The limit must be a whole number from 1."));
    return FALSE;
  }
  *limit = (guint)MIN (value, SZ_HALL_PAGE_MAX);
  return TRUE;
}

static void
answer_page (SoupServerMessage *message, gboolean good, GString *body, const char *type, const GError *error)
{
  if (good) {
    answer (message, SOUP_STATUS_OK, type, body);
    return;
  }
  g_string_free (body, TRUE);
  answer_error (message, SOUP_STATUS_BAD_REQUEST, error->message);
}

static void
answer_day (SzHallServer *server, SoupServerMessage *message, SzHallSet set, const char *date,
            GHashTable *query)
{
  gint64 day;
  guint limit;
  if (!sz_day_parse (date, &day)) {
    g_autofree char *text = g_strdup_printf (_ ("“%.20s” is not a date such as 2026-11-20."), date);
    answer_error (message, SOUP_STATUS_BAD_REQUEST, text);
    return;
  }
  if (!read_limit (message, query, SZ_HALL_PAGE_MAX, &limit))
    return;
  const char *after = query_value (query, "after");
  GBytes *ready =
      limit == SZ_HALL_PAGE_MAX ? sz_hall_prepared_find (server->prepared, set, day, after) : NULL;
  if (ready != NULL) {
    answer_bytes (message, SOUP_STATUS_OK, "application/x-ndjson", ready);
    return;
  }
  g_autoptr (GError) error = NULL;
  GString *body = g_string_new (NULL);
  gboolean good = sz_hall_put_day (server->hall, set, day, after, limit, body, &error);
  answer_page (message, good, body, "application/x-ndjson", error);
}

static void
answer_changes (SzHallServer *server, SoupServerMessage *message, SzHallSet set, GHashTable *query)
{
  const char *after = query_value (query, "after");
  guint limit;
  if (after == NULL) {
    answer_error (message, SOUP_STATUS_BAD_REQUEST,
                  _ ("Changes need a cursor: ?after=…, from /v1/datasets."));
    return;
  }
  if (!read_limit (message, query, CHANGES_LIMIT, &limit))
    return;
  g_autoptr (GError) error = NULL;
  GString *body = g_string_new (NULL);
  gboolean good = sz_hall_put_changes (server->hall, set, after, limit, body, &error);
  answer_page (message, good, body, "application/x-ndjson", error);
}

static void
answer_reconcile (SzHallServer *server, SoupServerMessage *message, SzHallSet set, GHashTable *query)
{
  const char *date = query_value (query, "day");
  gint64 day;
  if (date == NULL || !sz_day_parse (date, &day)) {
    answer_error (message, SOUP_STATUS_BAD_REQUEST, _ ("Reconciliation needs a day: ?day=2026-11-20."));
    return;
  }
  g_autoptr (GError) error = NULL;
  GString *body = g_string_new (NULL);
  gboolean good = sz_hall_put_reconcile (server->hall, set, day, query_value (query, "cursor"), body, &error);
  answer_page (message, good, body, "application/json", error);
}

/* The method, or an answer that it is the wrong one. HEAD is asked like GET; libsoup keeps the body back. */
static gboolean
check_method (SoupServerMessage *message, const char *wanted)
{
  const char *method = soup_server_message_get_method (message);
  if (strcmp (method, wanted) == 0 || (strcmp (wanted, "GET") == 0 && strcmp (method, "HEAD") == 0))
    return TRUE;
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow", wanted);
  answer_error (message, SOUP_STATUS_METHOD_NOT_ALLOWED, _ ("This cannot be asked in this way."));
  return FALSE;
}

static void
answer_datasets (SzHallServer *server, SoupServerMessage *message)
{
  GString *body = g_string_new (NULL);
  sz_hall_put_datasets (server->hall, body);
  answer (message, SOUP_STATUS_OK, "application/json", body);
}

static gboolean
answer_waiting_cb (gpointer data)
{
  SzHallServer *server = data;
  gboolean counted = sz_hall_is_counted (server->hall);
  gint64 now_us = g_get_monotonic_time ();
  for (GList *l = server->waiting; l != NULL;) {
    GList *next = l->next;
    Waiting *waiting = l->data;
    if (counted || now_us >= waiting->until_us) {
      answer_datasets (server, waiting->message);
      soup_server_message_unpause (waiting->message);
      free_waiting (waiting);
      server->waiting = g_list_delete_link (server->waiting, l);
    }
    l = next;
  }
  if (server->waiting != NULL)
    return G_SOURCE_CONTINUE;
  server->wait_source = 0;
  return G_SOURCE_REMOVE;
}

static void
handle_datasets (SzHallServer *server, SoupServerMessage *message)
{
  if (sz_hall_is_counted (server->hall)) {
    answer_datasets (server, message);
    return;
  }
  Waiting *waiting = g_new0 (Waiting, 1);
  waiting->message = g_object_ref (message);
  waiting->until_us = g_get_monotonic_time () + COUNT_WAIT_MS * 1000;
  server->waiting = g_list_append (server->waiting, waiting);
  soup_server_message_pause (message);
  if (server->wait_source == 0)
    server->wait_source = g_timeout_add (COUNT_POLL_MS, answer_waiting_cb, server);
}

/* /v1/datasets, /v1/datasets/NAME/days/DATE, /v1/datasets/NAME/changes, /v1/reconcile/NAME. */
static void
handle_data_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
                gpointer data)
{
  SzHallServer *server = data;
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  guint n = g_strv_length (parts); /* the first is empty, then "v1" */
  SzHallSet set;
  if (n == 3 && strcmp (parts[2], "datasets") == 0) {
    if (check_method (message, "GET"))
      handle_datasets (server, message);
    return;
  }
  gboolean reconcile = n == 4 && strcmp (parts[2], "reconcile") == 0;
  gboolean changes = n == 5 && strcmp (parts[4], "changes") == 0;
  gboolean day = n == 6 && strcmp (parts[4], "days") == 0;
  if (!reconcile && !changes && !day)
    answer_not_found (message, path);
  else if (!sz_hall_find_set (parts[3], &set))
    answer_not_found (message, parts[3]);
  else if (!check_method (message, "GET"))
    return;
  else if (reconcile)
    answer_reconcile (server, message, set, query);
  else if (changes)
    answer_changes (server, message, set, query);
  else
    answer_day (server, message, set, parts[5], query);
}

/* What really went wrong on a day: no part of the interface, for tests and for people. */
static void
handle_truth_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
                 gpointer data)
{
  SzHallServer *server = data;
  static const char prefix[] = "/v1/truth/days/";
  gint64 day;
  if (!g_str_has_prefix (path, prefix) || !sz_day_parse (path + strlen (prefix), &day)) {
    answer_not_found (message, path);
    return;
  }
  if (!check_method (message, "GET"))
    return;
  GString *body = g_string_new (NULL);
  if (sz_hall_put_truth (server->hall, day, body)) {
    answer (message, SOUP_STATUS_OK, "application/x-ndjson", body);
    return;
  }
  g_string_free (body, TRUE);
  answer_not_found (message, path);
}

static void
handle_rest_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
                gpointer data)
{
  answer_not_found (message, path);
}

static void
handle_action_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
                  gpointer data)
{
  SzHallServer *server = data;
  if (strcmp (path, "/v1/actions") != 0) {
    answer_not_found (message, path);
    return;
  }
  if (!check_method (message, "POST"))
    return;
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autofree char *key = text != NULL ? sz_hall_json_find_key (text, length) : NULL;
  if (key == NULL || strlen (key) > 200) {
    answer_error (message, SOUP_STATUS_BAD_REQUEST,
                  _ ("An action is a JSON object with a “key” of its own."));
    return;
  }
  const char *known = g_hash_table_lookup (server->actions, key);
  if (known == NULL) {
    if (g_hash_table_size (server->actions) >= ACTIONS_MAX)
      g_hash_table_remove_all (server->actions);
    g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
    g_autofree char *at =
        sz_instant_format ((sz_hall_now_s (server->hall) - SZ_HALL_OFFSET_S) * SZ_SECOND_MS, zone);
    guint number = g_hash_table_size (server->actions) + 1;
    known = g_strdup_printf ("{\"accepted\":true,\"number\":%u,\"at\":\"%s\"}\n", number, at);
    g_hash_table_insert (server->actions, g_steal_pointer (&key), (gpointer)known);
  }
  answer (message, SOUP_STATUS_OK, "application/json", g_string_new (known));
}

/* Before the body of a request has come: too large a one, or one of unknown length, is not even read. */
static void
check_body_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
               gpointer data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);
  gboolean unknown = encoding != SOUP_ENCODING_NONE && encoding != SOUP_ENCODING_CONTENT_LENGTH;
  if (!unknown && soup_message_headers_get_content_length (headers) <= BODY_MAX)
    return;
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  if (unknown)
    answer_error (message, SOUP_STATUS_LENGTH_REQUIRED, _ ("The length of an action must be stated."));
  else
    answer_error (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, _ ("An action may be 1 MiB at most."));
}

static void
send_to_live (SzHallServer *server, const char *text)
{
  for (GList *l = server->live; l != NULL; l = l->next) {
    SoupMessageBody *body = soup_server_message_get_response_body (l->data);
    soup_message_body_append (body, SOUP_MEMORY_COPY, text, strlen (text));
    soup_server_message_unpause (l->data);
  }
}

static gboolean
tick_cb (gpointer data)
{
  SzHallServer *server = data;
  gint64 now_s = sz_hall_now_s (server->hall);
  guint changed = server->live != NULL ? sz_hall_changed (server->hall, server->hinted_to_s, now_s) : 0;
  server->hinted_to_s = now_s;
  if (changed != 0) {
    g_autoptr (GString) hint = g_string_new ("event: hint\ndata: {\"datasets\":[");
    const char *comma = "";
    for (int set = 0; set < SZ_HALL_SETS; set++) {
      if (!(changed & (1u << set)))
        continue;
      g_string_append_printf (hint, "%s\"%s\"", comma, sz_hall_set_name ((SzHallSet)set));
      comma = ",";
    }
    g_string_append (hint, "]}\n\n");
    send_to_live (server, hint->str);
  }
  if (++server->ticks % HEARTBEAT_EVERY == 0)
    send_to_live (server, ": here\n\n");
  return G_SOURCE_CONTINUE;
}

static void
forget_live_cb (SoupServerMessage *message, gpointer data)
{
  SzHallServer *server = data;
  GList *link = g_list_find (server->live, message);
  if (link == NULL)
    return;
  server->live = g_list_delete_link (server->live, link);
  g_object_unref (message);
}

static void
handle_live_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
                gpointer data)
{
  SzHallServer *server = data;
  if (strcmp (path, "/v1/live") != 0) {
    answer_not_found (message, path);
    return;
  }
  if (!check_method (message, "GET"))
    return;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC, ": here\n\n",
                            8);
  if (server->live == NULL)
    server->hinted_to_s = sz_hall_now_s (server->hall);
  server->live = g_list_prepend (server->live, g_object_ref (message));
  g_signal_connect (message, "finished", G_CALLBACK (forget_live_cb), server);
  g_signal_connect (message, "disconnected", G_CALLBACK (forget_live_cb), server);
}

static void
log_request_cb (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  /* Never the query or a body: what is asked for is enough, and holds nobody's identity. */
  g_printerr ("%u %s %s\n", soup_server_message_get_status (message),
              soup_server_message_get_method (message),
              g_uri_get_path (soup_server_message_get_uri (message)));
}

static gboolean
listen_on (SzHallServer *server, int port, GError **error)
{
  g_autoptr (GError) local = NULL;
  if (!soup_server_listen_local (server->soup, (guint)port, SOUP_SERVER_LISTEN_IPV4_ONLY, &local)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NETWORK, _ ("Port %d on 127.0.0.1 cannot be used: %s."), port,
                 local->message);
    return FALSE;
  }
  GSList *uris = soup_server_get_uris (server->soup);
  server->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return TRUE;
}

SzHallServer *
sz_hall_server_new (SzHall *hall, int port, gboolean quiet, GError **error)
{
  SzHallServer *server = g_new0 (SzHallServer, 1);
  server->hall = hall;
  server->quiet = quiet;
  server->soup = soup_server_new ("server-header", "shuzhi-hall ", NULL);
  server->actions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  soup_server_add_early_handler (server->soup, "/v1/actions", check_body_cb, server, NULL);
  soup_server_add_handler (server->soup, "/v1/actions", handle_action_cb, server, NULL);
  soup_server_add_handler (server->soup, "/v1/live", handle_live_cb, server, NULL);
  soup_server_add_handler (server->soup, "/v1/datasets", handle_data_cb, server, NULL);
  soup_server_add_handler (server->soup, "/v1/reconcile", handle_data_cb, server, NULL);
  soup_server_add_handler (server->soup, "/v1/truth", handle_truth_cb, server, NULL);
  soup_server_add_handler (server->soup, NULL, handle_rest_cb, server, NULL);
  if (!quiet)
    g_signal_connect (server->soup, "request-finished", G_CALLBACK (log_request_cb), server);
  if (!listen_on (server, port, error)) {
    sz_hall_server_free (server);
    return NULL;
  }
  server->hinted_to_s = sz_hall_now_s (hall);
  server->tick_source = g_timeout_add (HINT_EVERY_MS, tick_cb, server);
  return server;
}

void
sz_hall_server_free (SzHallServer *server)
{
  if (server == NULL)
    return;
  g_clear_handle_id (&server->tick_source, g_source_remove);
  g_clear_handle_id (&server->wait_source, g_source_remove);
  for (GList *l = server->live; l != NULL; l = l->next)
    g_signal_handlers_disconnect_by_data (l->data, server);
  g_list_free_full (server->live, g_object_unref);
  soup_server_disconnect (server->soup);
  g_list_free_full (server->waiting, free_waiting);
  g_object_unref (server->soup);
  g_hash_table_unref (server->actions);
  sz_hall_prepared_free (server->prepared);
  g_free (server->url);
  g_free (server);
}

void
sz_hall_server_prepare (SzHallServer *server)
{
  sz_hall_prepared_free (server->prepared);
  server->prepared = sz_hall_prepared_new (server->hall);
}

const char *
sz_hall_server_url (const SzHallServer *server)
{
  return server->url;
}
