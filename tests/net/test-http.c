/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsoup/soup.h>
#include <string.h>

#include "raw-server.h"
#include "sz-gunzip.h"
#include "sz-http.h"

static void
set_text (const char *target, RawReply *reply, gpointer data)
{
  const RawReply *wanted = data;
  reply->status = wanted->status != 0 ? wanted->status : 200;
  reply->headers = g_strdup (wanted->headers);
  g_byte_array_append (reply->body, wanted->body->data, wanted->body->len);
  reply->framing = wanted->framing;
  reply->gzip = wanted->gzip;
  reply->cut = wanted->cut;
  reply->stated = wanted->stated;
  reply->stall_ms = wanted->stall_ms;
  reply->trickle = wanted->trickle;
  reply->events = wanted->events;
  reply->raw = wanted->raw;
}

static void
init_reply (RawReply *reply, const char *text)
{
  *reply = (RawReply){ .cut = -1, .stated = -1, .body = g_byte_array_new () };
  raw_reply_text (reply, text);
}

static const char body[] =
    "{\"key\":\"a\",\"ver\":1}\n{\"key\":\"b\",\"ver\":2}\n{\"end\":true,\"count\":2}\n";

static void
assert_body (const SzHttpResponse *response, const char *text)
{
  gsize length;
  const char *data = g_bytes_get_data (response->body, &length);
  g_assert_cmpmem (data, length, text, strlen (text));
}

static void
test_whole (void)
{
  for (guint i = 0; i < 6; i++) {
    RawReply reply;
    init_reply (&reply, body);
    reply.framing = (RawFraming)(i % 3);
    reply.gzip = i >= 3;
    g_autoptr (RawServer) server = raw_server_new (set_text, &reply);
    g_autoptr (SzHttp) http = sz_http_new (NULL);
    g_auto (SzHttpResponse) response = { 0 };
    g_autoptr (GError) error = NULL;
    g_assert_true (sz_http_get (http, raw_server_url (server), NULL, NULL, &response, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (response.status, ==, 200);
    assert_body (&response, body);
    g_assert_cmpint (response.proven, ==, reply.framing == RAW_LENGTH || reply.gzip);
    g_byte_array_unref (reply.body);
  }
}

/* Every cut of a body with a stated length, and every cut of a gzip body however framed, is found here. A
 * plain chunked or close-delimited body cannot be proven by HTTP; it must then not be called proven. */
static void
test_cut_everywhere (void)
{
  for (guint i = 0; i < 6; i++) {
    RawReply reply;
    init_reply (&reply, body);
    reply.framing = (RawFraming)(i % 3);
    reply.gzip = i >= 3;
    g_autoptr (GByteArray) packed = raw_gzip ((const guint8 *)body, strlen (body));
    const gssize length = (gssize)(reply.gzip ? packed->len : strlen (body));
    g_autoptr (RawServer) server = raw_server_new (set_text, &reply);
    g_autoptr (SzHttp) http = sz_http_new (NULL);
    for (reply.cut = 0; reply.cut < length; reply.cut++) {
      g_auto (SzHttpResponse) response = { 0 };
      g_autoptr (GError) error = NULL;
      const gboolean ok = sz_http_get (http, raw_server_url (server), NULL, NULL, &response, &error);
      if (ok) {
        g_assert_true (!reply.gzip && reply.framing != RAW_LENGTH);
        g_assert_false (response.proven);
      } else {
        g_assert_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE);
        g_assert_null (response.body);
      }
    }
    g_byte_array_unref (reply.body);
  }
}

static void
test_wrong_length (void)
{
  RawReply reply;
  init_reply (&reply, body);
  reply.stated = (gssize)strlen (body) + 7;
  g_autoptr (RawServer) server = raw_server_new (set_text, &reply);
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  g_auto (SzHttpResponse) response = { 0 };
  g_autoptr (GError) error = NULL;
  g_assert_false (sz_http_get (http, raw_server_url (server), NULL, NULL, &response, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE);
  g_byte_array_unref (reply.body);
}

static void
expect_gunzip (GByteArray *packed, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = sz_gunzip (packed->data, packed->len, 1 << 20, &error);
  if (code == 0) {
    g_assert_no_error (error);
    g_assert_nonnull (plain);
  } else {
    g_assert_null (plain);
    g_assert_error (error, SZ_ERROR, code);
  }
}

static void
test_gunzip (void)
{
  g_autoptr (GByteArray) packed = raw_gzip ((const guint8 *)body, strlen (body));
  const guint length = packed->len;
  expect_gunzip (packed, 0);
  for (guint n = 0; n < length; n++) {
    g_autoptr (GByteArray) cut = g_byte_array_new ();
    g_byte_array_append (cut, packed->data, n);
    expect_gunzip (cut, SZ_ERROR_INCOMPLETE);
  }
  packed->data[length - 6] ^= 1; /* the check sum */
  expect_gunzip (packed, SZ_ERROR_BAD_DATA);
  packed->data[length - 6] ^= 1;
  packed->data[0] ^= 1; /* no gzip at all */
  expect_gunzip (packed, SZ_ERROR_BAD_DATA);
  packed->data[0] ^= 1;
  g_byte_array_append (packed, (const guint8 *)"x", 1);
  expect_gunzip (packed, SZ_ERROR_BAD_DATA);
}

static void
test_bomb (void)
{
  g_autofree guint8 *zeros = g_malloc0 (64 << 20);
  g_autoptr (GByteArray) packed = raw_gzip (zeros, 64 << 20);
  g_autoptr (GError) error = NULL;
  g_assert_cmpuint (packed->len, <, 100000);
  g_autoptr (GBytes) plain = sz_gunzip (packed->data, packed->len, 1 << 20, &error);
  g_assert_null (plain);
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
  /* Exactly the limit is allowed. */
  g_clear_error (&error);
  plain = sz_gunzip (packed->data, packed->len, 64 << 20, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (plain), ==, 64 << 20);
}

typedef struct {
  guint status;
  const char *headers, *text;
  int code;
  guint retry_after_s;
  const char *says; /* part of the sentence */
} Answer;

static void
test_answers (void)
{
  static const Answer answers[] = {
    { 500, NULL, "SECRET 330106199003071234", SZ_ERROR_REFUSED, 0, "HTTP 500" },
    { 404, NULL, "", SZ_ERROR_REFUSED, 0, "HTTP 404" },
    { 206, "Content-Range: bytes 0-3/9\r\n", "part", SZ_ERROR_REFUSED, 0,
      "HTTP 206" }, /* nobody asked for it */
    { 429, "Retry-After: 7\r\n", "", SZ_ERROR_REFUSED, 7, "HTTP 429" },
    { 503, "Retry-After: 999999999999\r\n", "", SZ_ERROR_REFUSED, 900, "HTTP 503" },
    { 503, "Retry-After: -5\r\n", "", SZ_ERROR_REFUSED, 0, "HTTP 503" },
    { 503, "Retry-After: soon\r\n", "", SZ_ERROR_REFUSED, 0, "HTTP 503" },
    { 302, "Location: http://127.0.0.2:9/\r\n", "", SZ_ERROR_REFUSED, 0, "another place" },
    { 302, "Location: file:///etc/passwd\r\n", "", SZ_ERROR_REFUSED, 0, "another place" },
    { 302, "Location: /again\r\n", "", SZ_ERROR_REFUSED, 0, "another place" }, /* for ever */
    { 200, "Content-Type: text/html\r\n", "<p>login</p>", SZ_ERROR_BAD_DATA, 0, "HTML" },
    { 200, "Content-Type: application/json\r\n", "  <!DOCTYPE html><html>", SZ_ERROR_BAD_DATA, 0, "HTML" },
    { 200, "Content-Encoding: br\r\n", "x", SZ_ERROR_BAD_DATA, 0, "encoding" },
    { 200, "Content-Encoding: gzip\r\n", "not gzip at all", SZ_ERROR_BAD_DATA, 0, "damaged" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    const Answer *answer = &answers[i];
    RawReply reply;
    init_reply (&reply, answer->text);
    reply.status = answer->status;
    reply.headers = (char *)(guintptr)answer->headers;
    g_autoptr (RawServer) server = raw_server_new (set_text, &reply);
    g_autoptr (SzHttp) http = sz_http_new (NULL);
    g_auto (SzHttpResponse) response = { 0 };
    g_autoptr (GError) error = NULL;
    g_assert_false (sz_http_get (http, raw_server_url (server), NULL, NULL, &response, &error));
    g_test_message ("%u: %s", i, error->message);
    g_assert_error (error, SZ_ERROR, answer->code);
    g_assert_nonnull (strstr (error->message, answer->says));
    g_assert_null (strstr (error->message, "SECRET"));
    g_assert_cmpuint (response.status, ==, answer->status);
    g_assert_cmpuint (response.retry_after_s, ==, answer->retry_after_s);
    g_byte_array_unref (reply.body);
  }
}

static void
test_limits (void)
{
  RawReply reply;
  init_reply (&reply, body);
  g_autoptr (RawServer) server = raw_server_new (set_text, &reply);
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  g_auto (SzHttpResponse) response = { 0 };
  g_autoptr (GError) error = NULL;
  const SzHttpLimits small = { .max_wire = 10 };
  g_assert_false (sz_http_get (http, raw_server_url (server), &small, NULL, &response, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
  g_clear_error (&error);

  /* A byte every tenth of a second never trips the silence limit; the whole has a deadline of its own. */
  const SzHttpLimits short_time = { .idle_s = 5, .total_s = 1 };
  reply.trickle = TRUE;
  g_assert_false (sz_http_get (http, raw_server_url (server), &short_time, NULL, &response, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NETWORK);
  g_assert_nonnull (strstr (error->message, "within 1 s"));
  g_clear_error (&error);
  reply.trickle = FALSE;

  const SzHttpLimits impatient = { .idle_s = 1 };
  reply.stall_ms = 600 * 1000;
  g_assert_false (sz_http_get (http, raw_server_url (server), &impatient, NULL, &response, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NETWORK);
  g_clear_error (&error);
  reply.stall_ms = 0;

  /* After all that the same SzHttp still works. */
  g_assert_true (sz_http_get (http, raw_server_url (server), NULL, NULL, &response, &error));
  g_assert_no_error (error);
  g_byte_array_unref (reply.body);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (200 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  RawReply reply;
  init_reply (&reply, body);
  reply.stall_ms = 600 * 1000;
  g_autoptr (RawServer) server = raw_server_new (set_text, &reply);
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  g_auto (SzHttpResponse) response = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_false (sz_http_get (http, raw_server_url (server), NULL, cancellable, &response, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_byte_array_unref (reply.body);
}

static void
test_unreachable (void)
{
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  g_auto (SzHttpResponse) response = { 0 };
  g_autoptr (GError) error = NULL;
  g_assert_false (sz_http_get (http, "http://127.0.0.1:1/x?token=SECRET", NULL, NULL, &response, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NETWORK);
  g_assert_null (strstr (error->message, "SECRET"));
  g_clear_error (&error);
  g_assert_false (sz_http_get (http, "http://no-such-host.invalid/", NULL, NULL, &response, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NETWORK);
}

static void
test_url (void)
{
  static const char *const good[] = { "http://127.0.0.1:8714", "https://hall.example/base",
                                      "http://[::1]:80/" };
  static const char *const bad[] = { "ftp://x/",
                                     "file:///etc/passwd",
                                     "hall.example",
                                     "http://",
                                     "http://u:p@h/",
                                     "http://u@h/",
                                     "http://h/#x",
                                     "http://h/?q=1",
                                     "http://h/a b",
                                     "http://h/\n",
                                     "",
                                     "javascript:1",
                                     "http://h:99999/",
                                     "http:///x" };
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (sz_http_check_url (good[i], FALSE, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    if (sz_http_check_url (bad[i], FALSE, &error))
      g_test_fail_printf ("taken: %s", bad[i]);
    g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
  }
  g_assert_true (sz_http_check_url ("http://h/?q=1", TRUE, NULL));
  g_assert_true (sz_http_is_loopback ("http://127.0.0.1:1/x"));
  g_assert_false (sz_http_is_loopback ("http://hall.example/"));
}

static void
test_retry_after (void)
{
  g_assert_cmpuint (sz_http_parse_retry_after ("Sun, 06 Nov 1994 08:49:37 GMT", 784111777 - 60), ==, 60);
  g_assert_cmpuint (sz_http_parse_retry_after ("Sun, 06 Nov 1994 08:49:37 GMT", 784111777 + 60), ==, 0);
  g_assert_cmpuint (sz_http_parse_retry_after ("Sun, 06 Nov 2094 08:49:37 GMT", 784111777), ==, 900);
  g_assert_cmpuint (sz_http_parse_retry_after ("0", 0), ==, 0);
  g_assert_cmpuint (sz_http_parse_retry_after ("", 0), ==, 0);
  g_assert_cmpuint (sz_http_parse_retry_after (NULL, 0), ==, 0);
}

static void
test_events (void)
{
  RawReply reply;
  init_reply (&reply,
              ": hello\n\nevent: hint\ndata: {\"datasets\":[\"tickets\"]}\n\ndata: a\r\ndata: b\r\n\r\n:\n");
  reply.headers = (char *)(guintptr) "Content-Type: text/event-stream\r\n";
  reply.framing = RAW_CHUNKED;
  g_autoptr (RawServer) server = raw_server_new (set_text, &reply);
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SzHttpEvents) events = sz_http_events_open (http, raw_server_url (server), 5, NULL, &error);
  g_assert_no_error (error);
  static const char *const expected[][2] = {
    { NULL, NULL }, { "hint", "{\"datasets\":[\"tickets\"]}" }, { "message", "a\nb" }, { NULL, NULL }
  };
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autofree char *name = NULL, *data = NULL;
    g_assert_true (sz_http_events_next (events, &name, &data, NULL, &error));
    g_assert_cmpstr (name, ==, expected[i][0]);
    g_assert_cmpstr (data, ==, expected[i][1]);
  }
  g_autofree char *name = NULL, *data = NULL;
  g_assert_false (sz_http_events_next (events, &name, &data, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NETWORK);
  g_byte_array_unref (reply.body);
}

static void
test_events_silence (void)
{
  RawReply reply;
  init_reply (&reply, ":\n");
  reply.headers = (char *)(guintptr) "Content-Type: text/event-stream\r\n";
  reply.framing = RAW_CLOSE;
  reply.events = TRUE;
  g_autoptr (RawServer) server = raw_server_new (set_text, &reply);
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SzHttpEvents) events = sz_http_events_open (http, raw_server_url (server), 3, NULL, &error);
  g_autofree char *name = NULL, *data = NULL;
  g_assert_no_error (error);
  g_assert_true (sz_http_events_next (events, &name, &data, NULL, &error));
  g_assert_false (sz_http_events_next (events, &name, &data, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NETWORK);
  g_clear_error (&error);

  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SzHttpEvents) more = sz_http_events_open (http, raw_server_url (server), 300, NULL, &error);
  g_assert_true (sz_http_events_next (more, &name, &data, cancellable, &error));
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_false (sz_http_events_next (more, &name, &data, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_byte_array_unref (reply.body);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/whole", test_whole);
  g_test_add_func ("/http/cut-everywhere", test_cut_everywhere);
  g_test_add_func ("/http/wrong-length", test_wrong_length);
  g_test_add_func ("/http/gunzip", test_gunzip);
  g_test_add_func ("/http/bomb", test_bomb);
  g_test_add_func ("/http/answers", test_answers);
  g_test_add_func ("/http/limits", test_limits);
  g_test_add_func ("/http/cancel", test_cancel);
  g_test_add_func ("/http/unreachable", test_unreachable);
  g_test_add_func ("/http/url", test_url);
  g_test_add_func ("/http/retry-after", test_retry_after);
  g_test_add_func ("/http/events", test_events);
  g_test_add_func ("/http/events-silence", test_events_silence);
  return g_test_run ();
}
