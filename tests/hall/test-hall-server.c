/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hall behind HTTP, asked by a client in the same process, and the program as a process of its own. */
#include "hall-json.h"
#include "hall-server.h"
#include "hall-test.h"

#include <libsoup/soup.h>
#include <signal.h>
#include <string.h>

static const char *program; /* path of shuzhi-hall, or NULL */

typedef struct {
  SzHall *hall;
  SzHallServer *server;
  SoupSession *session;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  f->hall = hall_test_new ("2026-11-20T14:36:00", 6, 14, 8);
  f->server = sz_hall_server_new (f->hall, 0, TRUE, &error);
  g_assert_no_error (error);
  f->session = soup_session_new_with_options ("timeout", 20, NULL);
  /* What is on the wire is what is tested. */
  soup_session_remove_feature_by_type (f->session, SOUP_TYPE_CONTENT_DECODER);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  soup_session_abort (f->session);
  g_clear_object (&f->session);
  sz_hall_server_free (f->server);
  sz_hall_free (f->hall);
}

typedef struct {
  GBytes *bytes;
  GError *error;
  gboolean done;
} Reply;

static void
got_reply_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reply *reply = data;
  reply->bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &reply->error);
  reply->done = TRUE;
}

/* Sends a message and returns its body with a NUL behind it; `status` and `encoding` (nullable) are set. */
static char *
send (Fixture *f, SoupMessage *message, guint *status, char **encoding, gsize *length)
{
  Reply reply = { 0 };
  soup_session_send_and_read_async (f->session, message, G_PRIORITY_DEFAULT, NULL, got_reply_cb, &reply);
  while (!reply.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_no_error (reply.error);
  *status = soup_message_get_status (message);
  if (encoding != NULL)
    *encoding = g_strdup (
        soup_message_headers_get_one (soup_message_get_response_headers (message), "Content-Encoding"));
  gsize size;
  const char *data = g_bytes_get_data (reply.bytes, &size);
  char *text = g_malloc (size + 1);
  if (size > 0)
    memcpy (text, data, size);
  text[size] = '\0';
  if (length != NULL)
    *length = size;
  g_bytes_unref (reply.bytes);
  return text;
}

static SoupMessage *
message_new (Fixture *f, const char *method, const char *path)
{
  g_autofree char *url = g_strconcat (sz_hall_server_url (f->server), path, NULL);
  SoupMessage *message = soup_message_new (method, url);
  g_assert_nonnull (message);
  return message;
}

static char *
get (Fixture *f, const char *path, guint *status)
{
  g_autoptr (SoupMessage) message = message_new (f, "GET", path);
  return send (f, message, status, NULL, NULL);
}

static void
test_datasets (Fixture *f, gconstpointer data)
{
  guint status;
  g_assert_true (g_str_has_prefix (sz_hall_server_url (f->server), "http://127.0.0.1:"));
  g_autofree char *text = get (f, "/v1/datasets", &status);
  g_assert_cmpuint (status, ==, 200);
  json_t *answer = json_loads (text, 0, NULL);
  g_assert_nonnull (answer);
  g_assert_cmpuint (json_array_size (json_object_get (answer, "datasets")), ==, hall_test_n_sets ());
  g_assert_true (
      json_is_integer (json_object_get (hall_test_find_set (answer, SZ_HALL_SET_TICKETS), "rows")));
  json_decref (answer);
}

static void
test_pages (Fixture *f, gconstpointer data)
{
  guint status;
  static const char *const paths[] = { "/v1/datasets/tickets/days/2026-11-20",
                                       "/v1/datasets/case_events/days/2026-11-19?limit=7",
                                       "/v1/datasets/evals/days/2026-11-21",
                                       "/v1/datasets/cases/changes?after=c1795150000&limit=50" };
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autofree char *text = get (f, paths[i], &status);
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
    g_assert_cmpuint (status, ==, 200);
    json_decref (hall_test_read_page (text, strlen (text), lines));
    g_assert_cmpint (lines->len > 0, ==, i != 2);
    if (i == 1)
      g_assert_cmpuint (lines->len, ==, 7);
  }
}

static char *
unpack (const char *data, gsize length)
{
  g_autoptr (GZlibDecompressor) gzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GInputStream) packed = g_memory_input_stream_new_from_data (data, (gssize)length, NULL);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (packed, G_CONVERTER (gzip));
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_assert_cmpint (g_output_stream_splice (out, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >=,
                   0);
  gsize size = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (out));
  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (out)), size);
}

static void
test_gzip (Fixture *f, gconstpointer data)
{
  const char *path = "/v1/datasets/cases/days/2026-11-19";
  guint status;
  gsize length;
  g_autofree char *plain = get (f, path, &status);
  static const char *const accepts[] = { "gzip", "deflate, gzip;q=0.5", "gzip;q=0", "identity" };
  for (guint i = 0; i < G_N_ELEMENTS (accepts); i++) {
    g_autoptr (SoupMessage) message = message_new (f, "GET", path);
    g_autofree char *encoding = NULL;
    soup_message_headers_replace (soup_message_get_request_headers (message), "Accept-Encoding", accepts[i]);
    g_autofree char *body = send (f, message, &status, &encoding, &length);
    g_assert_cmpuint (status, ==, 200);
    g_assert_cmpstr (encoding, ==, i < 2 ? "gzip" : NULL);
    g_autofree char *text = i < 2 ? unpack (body, length) : g_strdup (body);
    g_assert_cmpstr (text, ==, plain);
    if (i < 2)
      g_assert_cmpuint (length, <, strlen (plain) / 2);
  }
}

static void
test_reconcile (Fixture *f, gconstpointer data)
{
  guint status;
  g_autofree char *text = get (f, "/v1/reconcile/tickets?day=2026-11-19", &status);
  g_assert_cmpuint (status, ==, 200);
  json_t *answer = json_loads (text, 0, NULL);
  g_assert_cmpint (json_integer_value (json_object_get (answer, "count")), >, 100);
  g_assert_cmpuint (json_string_length (json_object_get (answer, "sha256")), ==, 64);
  json_decref (answer);
}

static void
check_refusal (Fixture *f, const char *method, const char *path, guint wanted)
{
  guint status;
  g_autoptr (SoupMessage) message = message_new (f, method, path);
  g_autofree char *text = send (f, message, &status, NULL, NULL);
  g_test_message ("%s %s: %u %s", method, path, status, text);
  g_assert_cmpuint (status, ==, wanted);
  json_t *answer = json_loads (text, 0, NULL);
  g_assert_nonnull (answer);
  g_assert_cmpuint (json_string_length (json_object_get (answer, "error")), >, 5);
  json_decref (answer);
}

static void
test_refusals (Fixture *f, gconstpointer data)
{
  static const char *const unknown[] = { "/",
                                         "/v1",
                                         "/v2/datasets",
                                         "/v1/datasets/",
                                         "/v1/datasetsx",
                                         "/v1/datasets/wishes/days/2026-11-20",
                                         "/v1/datasets/tickets",
                                         "/v1/datasets/tickets/days",
                                         "/v1/datasets/tickets/changes/1",
                                         "/v1/datasets/tickets/nights/2026-11-20",
                                         "/v1/reconcile/wishes?day=2026-11-20",
                                         "/v1/reconcile",
                                         "/v1/live/2",
                                         "/v1/actions/2",
                                         "/v1/%22%5c%e5%8a%9e" };
  static const char *const wrong[] = { "/v1/datasets/tickets/days/yesterday",
                                       "/v1/datasets/tickets/days/2026-02-30",
                                       "/v1/datasets/tickets/days/2026-11-20?limit=0",
                                       "/v1/datasets/tickets/days/2026-11-20?limit=x",
                                       "/v1/datasets/tickets/days/2026-11-20?after=x",
                                       "/v1/datasets/tickets/changes",
                                       "/v1/datasets/tickets/changes?after=x",
                                       "/v1/datasets/tickets/changes?after=c1&limit=-1",
                                       "/v1/reconcile/tickets",
                                       "/v1/reconcile/tickets?day=now",
                                       "/v1/reconcile/tickets?day=2026-11-20&cursor=x" };
  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    check_refusal (f, "GET", unknown[i], 404);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    check_refusal (f, "GET", wrong[i], 400);
  check_refusal (f, "POST", "/v1/datasets", 405);
  check_refusal (f, "DELETE", "/v1/datasets/tickets/days/2026-11-20", 405);
  check_refusal (f, "GET", "/v1/actions", 405);
  check_refusal (f, "PUT", "/v1/live", 405);
}

static char *
post (Fixture *f, const char *body, gsize length, guint *status)
{
  g_autoptr (SoupMessage) message = message_new (f, "POST", "/v1/actions");
  g_autoptr (GBytes) bytes = g_bytes_new (body, length);
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  return send (f, message, status, NULL, NULL);
}

static void
test_actions (Fixture *f, gconstpointer data)
{
  guint status;
  const char *body = "{\"kind\":\"disposition\",\"key\":\"a-1\",\"note\":\"已增开两个窗口\"}";
  g_autofree char *first = post (f, body, strlen (body), &status);
  g_assert_cmpuint (status, ==, 200);
  sz_hall_set_now_s (f->hall, sz_hall_now_s (f->hall) + 60);
  g_autofree char *again = post (f, body, strlen (body), &status);
  g_assert_cmpuint (status, ==, 200);
  g_assert_cmpstr (first, ==, again);
  g_autofree char *other = post (f, "{\"key\":\"a-2\"}", 13, &status);
  g_assert_cmpuint (status, ==, 200);
  g_assert_cmpstr (first, !=, other);
  static const char *const bad[] = {
    "", "{}", "[]", "null", "{\"key\":1}", "{\"key\":\"\"}", "{\"key\":\"a\"", "key"
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *text = post (f, bad[i], strlen (bad[i]), &status);
    g_assert_cmpuint (status, ==, 400);
  }
}

static void
test_large_action (Fixture *f, gconstpointer data)
{
  gsize length = 2 * 1024 * 1024;
  g_autofree char *body = g_malloc (length);
  guint status;
  memset (body, ' ', length);
  memcpy (body, "{\"key\":\"large\"}", 15);
  g_autofree char *text = post (f, body, length, &status);
  g_assert_cmpuint (status, ==, 413);
}

static void
test_json_key (void)
{
  static const struct {
    const char *text, *key;
  } cases[] = {
    { "{\"key\":\"a\"}", "a" },
    { " { \"x\" : [1, -2.5e+3, {\"key\":\"no\"}] , \"key\" : \"b\\u5c71\\n\" } ", "b山\n" },
    { "{\"key\":\"a\",\"key\":\"b\"}", "b" },
    { "{\"key\":\"\\ud83d\\ude00\"}", "😀" },
    { "{\"a\":{\"key\":\"a\"}}", NULL },
    { "{\"key\":\"a\"}}", NULL },
    { "{\"key\":\"a\",}", NULL },
    { "{\"key\":\"\\u0000\"}", NULL },
    { "{\"key\":\"\\ud83d\"}", NULL },
    { "{\"key\":\"a\",\"n\":01}", NULL },
    { "{\"key\":\"a\",\"n\":tru}", NULL },
    { "{\"key\":\"a\nb\"}", NULL },
    { "{\"key\":\"\xff\"}", NULL },
    { "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *key = sz_hall_json_find_key (cases[i].text, strlen (cases[i].text));
    g_assert_cmpstr (key, ==, cases[i].key);
  }
  g_autoptr (GString) deep = g_string_new ("{\"key\":\"a\",\"x\":");
  for (int i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  g_assert_null (sz_hall_json_find_key (deep->str, deep->len));
}

typedef struct {
  GInputStream *stream;
  gboolean done;
} Live;

static void
got_stream_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Live *live = data;
  g_autoptr (GError) error = NULL;
  live->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
  live->done = TRUE;
}

typedef struct {
  GBytes *bytes;
  gboolean done;
} Piece;

static void
got_piece_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Piece *piece = data;
  g_autoptr (GError) error = NULL;
  piece->bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  g_assert_no_error (error);
  piece->done = TRUE;
}

/* A hint names data sets that have changed, and comes only when time passes. */
static void
test_live (Fixture *f, gconstpointer data)
{
  g_autoptr (SoupMessage) message = message_new (f, "GET", "/v1/live");
  Live live = { 0 };
  soup_session_send_async (f->session, message, G_PRIORITY_DEFAULT, NULL, got_stream_cb, &live);
  while (!live.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_autoptr (GString) text = g_string_new (NULL);
  while (strstr (text->str, "\n\n") == NULL || strstr (text->str, "hint") == NULL) {
    Piece piece = { 0 };
    g_input_stream_read_bytes_async (live.stream, 4096, G_PRIORITY_DEFAULT, NULL, got_piece_cb, &piece);
    while (!piece.done)
      g_main_context_iteration (NULL, TRUE);
    g_assert_cmpuint (g_bytes_get_size (piece.bytes), >, 0);
    g_string_append_len (text, g_bytes_get_data (piece.bytes, NULL), (gssize)g_bytes_get_size (piece.bytes));
    g_bytes_unref (piece.bytes);
    if (strstr (text->str, "hint") == NULL)
      sz_hall_set_now_s (f->hall, sz_hall_now_s (f->hall) + 600);
  }
  g_test_message ("%s", text->str);
  g_assert_nonnull (strstr (text->str, "event: hint\ndata: {\"datasets\":["));
  g_assert_nonnull (strstr (text->str, "\"tickets\""));
  g_input_stream_close (live.stream, NULL, NULL);
  g_object_unref (live.stream);
}

static void
test_port_taken (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int port = (int)g_ascii_strtoll (strrchr (sz_hall_server_url (f->server), ':') + 1, NULL, 10);
  g_assert_null (sz_hall_server_new (f->hall, port, TRUE, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NETWORK);
}

static GSubprocess *
start (const char *const *words, GSubprocessFlags flags)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_ptr_array_add (argv, (gpointer)program);
  for (int i = 0; words[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer)words[i]);
  g_ptr_array_add (argv, NULL);
  GSubprocess *process = g_subprocess_newv ((const gchar *const *)argv->pdata, flags, &error);
  g_assert_no_error (error);
  return process;
}

static void
test_program (void)
{
  if (program == NULL) {
    g_test_skip ("the path of the program was not given");
    return;
  }
  const char *const words[] = { "--port", "0",       "--days", "2",       "--windows",
                                "5",      "--speed", "0",      "--quiet", NULL };
  g_autoptr (GSubprocess) process = start (words, G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GDataInputStream) out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (url, "http://127.0.0.1:"));
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *address = g_strconcat (url, "/v1/datasets", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", address);
  g_autoptr (GBytes) body = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  g_subprocess_send_signal (process, SIGTERM);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_program_refuses (void)
{
  if (program == NULL) {
    g_test_skip ("the path of the program was not given");
    return;
  }
  const char *const words[] = { "--days", "many", NULL };
  g_autoptr (GSubprocess) process =
      start (words, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *out = NULL, *err = NULL;
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  g_assert_cmpstr (out, ==, "");
  g_assert_true (g_str_has_prefix (err, "shuzhi-hall: "));
  g_assert_true (strchr (err, '\n') == err + strlen (err) - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  program = argc > 1 ? argv[argc - 1] : NULL;
  static const struct {
    const char *path;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/hall/server/datasets", test_datasets },
    { "/hall/server/pages", test_pages },
    { "/hall/server/gzip", test_gzip },
    { "/hall/server/reconcile", test_reconcile },
    { "/hall/server/refusals", test_refusals },
    { "/hall/server/actions", test_actions },
    { "/hall/server/large-action", test_large_action },
    { "/hall/server/live", test_live },
    { "/hall/server/port-taken", test_port_taken },
  };
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/hall/server/json-key", test_json_key);
  g_test_add_func ("/hall/server/program", test_program);
  g_test_add_func ("/hall/server/program-refuses", test_program_refuses);
  return g_test_run ();
}
