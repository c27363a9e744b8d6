/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "raw-server.h"

#include <string.h>

struct _RawServer {
  GSocketService *service;
  char *url;
  RawHandler handler;
  gpointer data;
  GMainContext *context;
  GThread *thread;
  gint requests, stopped, active;
};

GByteArray *
raw_gzip (const guint8 *data, gsize length)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  g_autoptr (GBytes) bytes = NULL;
  g_assert_true (g_output_stream_write_all (stream, data, length, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  return g_bytes_unref_to_array (g_steal_pointer (&bytes));
}

void
raw_reply_text (RawReply *reply, const char *text)
{
  g_byte_array_set_size (reply->body, 0);
  g_byte_array_append (reply->body, (const guint8 *)text, (guint)strlen (text));
}

/* The body with its framing; two chunks, so that a cut can fall between. */
static GByteArray *
frame_body (const RawReply *reply)
{
  GByteArray *framed = g_byte_array_new ();
  const guint half = reply->body->len / 2;
  if (reply->framing != RAW_CHUNKED) {
    g_byte_array_append (framed, reply->body->data, reply->body->len);
    return framed;
  }
  for (guint i = 0; i < 2; i++) {
    const guint from = i == 0 ? 0 : half, length = i == 0 ? half : reply->body->len - half;
    g_autofree char *head = g_strdup_printf ("%x\r\n", length);
    if (length == 0)
      continue;
    g_byte_array_append (framed, (const guint8 *)head, (guint)strlen (head));
    g_byte_array_append (framed, reply->body->data + from, length);
    g_byte_array_append (framed, (const guint8 *)"\r\n", 2);
  }
  g_byte_array_append (framed, (const guint8 *)"0\r\n\r\n", 5);
  return framed;
}

static void
send_reply (RawServer *server, GOutputStream *out, RawReply *reply)
{
  g_autoptr (GString) head = g_string_new (NULL);
  if (reply->raw != NULL) {
    g_output_stream_write_all (out, reply->raw, strlen (reply->raw), NULL, NULL, NULL);
    return;
  }
  if (reply->gzip) {
    GByteArray *packed = raw_gzip (reply->body->data, reply->body->len);
    g_byte_array_unref (reply->body);
    reply->body = packed;
  }
  g_autoptr (GByteArray) framed = frame_body (reply);
  g_string_append_printf (head, "HTTP/1.1 %u X\r\nConnection: close\r\n%s%s", reply->status,
                          reply->gzip ? "Content-Encoding: gzip\r\n" : "",
                          reply->headers != NULL ? reply->headers : "");
  if (reply->framing == RAW_LENGTH)
    g_string_append_printf (head, "Content-Length: %" G_GSSIZE_FORMAT "\r\n",
                            reply->stated >= 0 ? reply->stated : (gssize)reply->body->len);
  else if (reply->framing == RAW_CHUNKED)
    g_string_append (head, "Transfer-Encoding: chunked\r\n");
  g_string_append (head, "\r\n");
  const gsize length = reply->cut >= 0 ? MIN ((gsize)reply->cut, framed->len) : framed->len;
  if (!g_output_stream_write_all (out, head->str, head->len, NULL, NULL, NULL))
    return;
  if (!reply->trickle) {
    g_output_stream_write_all (out, framed->data, length, NULL, NULL, NULL);
  } else {
    for (gsize i = 0; i < length && !g_atomic_int_get (&server->stopped); i++) {
      if (!g_output_stream_write_all (out, framed->data + i, 1, NULL, NULL, NULL))
        return;
      g_usleep (100 * 1000);
    }
  }
  while (reply->events && !g_atomic_int_get (&server->stopped))
    g_usleep (20 * 1000);
}

/* Counted where it is accepted: its thread may begin much later. */
static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  RawServer *server = data;
  g_atomic_int_inc (&server->active);
  return FALSE;
}

static gboolean
run_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  RawServer *server = data;
  g_autoptr (GDataInputStream) in =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  RawReply reply = { .status = 200, .cut = -1, .stated = -1, .body = g_byte_array_new () };
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  g_autofree char *request = g_data_input_stream_read_line (in, NULL, NULL, NULL);
  g_autoptr (GString) headers = g_string_new (NULL);
  gsize length = 0;
  for (gboolean more = request != NULL; more;) {
    g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);
    more = line != NULL && *line != '\0';
    if (more)
      g_string_append_printf (headers, "%s\n", line);
    if (more && g_ascii_strncasecmp (line, "Content-Length:", 15) == 0)
      length = (gsize)g_ascii_strtoull (line + 15, NULL, 10);
  }
  g_autofree char *sent = g_malloc0 (length + 1);
  g_input_stream_read_all (G_INPUT_STREAM (in), sent, length, NULL, NULL, NULL);
  g_auto (GStrv) words = g_strsplit (request != NULL ? request : "", " ", 3);
  if (g_strv_length (words) >= 2) {
    reply.method = words[0];
    reply.request_headers = headers->str;
    reply.request_body = sent;
    server->handler (words[1], &reply, server->data);
    g_atomic_int_inc (&server->requests);
    for (guint ms = 0; ms < reply.stall_ms && !g_atomic_int_get (&server->stopped); ms += 10)
      g_usleep (10 * 1000);
    send_reply (server, g_io_stream_get_output_stream (G_IO_STREAM (connection)), &reply);
  }
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_byte_array_unref (reply.body);
  g_free (reply.headers);
  g_atomic_int_add (&server->active, -1);
  return TRUE;
}

/* The service accepts on a context of its own, so that tests may block. Not a GMainLoop: one that is told to
 * end before it runs would run for ever. */
static gpointer
serve (gpointer data)
{
  RawServer *server = data;
  while (!g_atomic_int_get (&server->stopped))
    g_main_context_iteration (server->context, TRUE);
  return NULL;
}

RawServer *
raw_server_new (RawHandler handler, gpointer data)
{
  RawServer *server = g_new0 (RawServer, 1);
  g_autoptr (GError) error = NULL;
  server->context = g_main_context_new ();
  server->handler = handler;
  server->data = data;
  g_main_context_push_thread_default (server->context);
  server->service = g_threaded_socket_service_new (8);
  const guint16 port =
      g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (server->service), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (server->service, "incoming", G_CALLBACK (incoming_cb), server);
  g_signal_connect (server->service, "run", G_CALLBACK (run_cb), server);
  g_socket_service_start (server->service);
  g_main_context_pop_thread_default (server->context);
  server->url = g_strdup_printf ("http://127.0.0.1:%u", port);
  server->thread = g_thread_new ("raw-server", serve, server);
  return server;
}

void
raw_server_free (RawServer *server)
{
  if (server == NULL)
    return;
  g_atomic_int_set (&server->stopped, TRUE);
  g_main_context_wakeup (server->context); /* kept if the thread does not wait yet */
  g_thread_join (server->thread);
  g_socket_service_stop (server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  /* The cancelled accept has still to be told so. */
  while (g_main_context_iteration (server->context, FALSE))
    continue;
  g_main_context_unref (server->context);
  /* Answers that are still being sent see `stopped`. */
  while (g_atomic_int_get (&server->active) > 0)
    g_usleep (5 * 1000);
  g_object_unref (server->service);
  g_free (server->url);
  g_free (server);
}

const char *
raw_server_url (const RawServer *server)
{
  return server->url;
}

gint
raw_server_requests (RawServer *server)
{
  return g_atomic_int_get (&server->requests);
}

gboolean
raw_server_is_stopped (RawServer *server)
{
  return g_atomic_int_get (&server->stopped);
}
