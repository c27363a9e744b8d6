/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hints over a WebSocket, against libsoup's own server. */
#include <libsoup/soup.h>
#include <string.h>

#include "sz-http.h"

typedef struct {
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  SoupServer *server;
  SoupWebsocketConnection *socket;
  GMutex mutex;
  GCond cond;
  char *url;
  guint connections;
} Server;

typedef struct {
  Server *server;
  const char *text; /* NULL: close */
} Word;

static gboolean
speak_cb (gpointer data)
{
  Word *word = data;
  if (word->text != NULL)
    soup_websocket_connection_send_text (word->server->socket, word->text);
  else
    soup_websocket_connection_close (word->server->socket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  g_free (word);
  return G_SOURCE_REMOVE;
}

static void
speak (Server *server, const char *text)
{
  Word *word = g_new0 (Word, 1);
  g_mutex_lock (&server->mutex);
  while (server->socket == NULL)
    g_cond_wait (&server->cond, &server->mutex);
  g_mutex_unlock (&server->mutex);
  *word = (Word){ server, text };
  g_autoptr (GSource) source = g_idle_source_new ();
  g_source_set_callback (source, speak_cb, word, NULL);
  g_source_attach (source, server->context);
}

static void
connected_cb (SoupServer *soup, SoupServerMessage *message, const char *path, SoupWebsocketConnection *socket,
              gpointer data)
{
  Server *server = data;
  g_mutex_lock (&server->mutex);
  g_set_object (&server->socket, socket);
  server->connections++;
  g_cond_signal (&server->cond);
  g_mutex_unlock (&server->mutex);
}

static gpointer
serve (gpointer data)
{
  Server *server = data;
  g_autoptr (GError) error = NULL;
  g_main_context_push_thread_default (server->context);
  server->server = soup_server_new (NULL, NULL);
  soup_server_add_websocket_handler (server->server, "/v1/live", NULL, NULL, connected_cb, server, NULL);
  soup_server_listen_local (server->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  GSList *uris = soup_server_get_uris (server->server);
  g_mutex_lock (&server->mutex);
  server->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_cond_signal (&server->cond);
  g_mutex_unlock (&server->mutex);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  g_main_loop_run (server->loop);
  g_clear_object (&server->socket);
  soup_server_disconnect (server->server);
  g_object_unref (server->server);
  g_main_context_pop_thread_default (server->context);
  return NULL;
}

static void
server_init (Server *server)
{
  *server = (Server){ .context = g_main_context_new () };
  server->loop = g_main_loop_new (server->context, FALSE);
  g_mutex_init (&server->mutex);
  g_cond_init (&server->cond);
  server->thread = g_thread_new ("server", serve, server);
  g_mutex_lock (&server->mutex);
  while (server->url == NULL)
    g_cond_wait (&server->cond, &server->mutex);
  g_mutex_unlock (&server->mutex);
}

static void
server_clear (Server *server)
{
  g_main_loop_quit (server->loop);
  g_thread_join (server->thread);
  g_main_loop_unref (server->loop);
  g_main_context_unref (server->context);
  g_mutex_clear (&server->mutex);
  g_cond_clear (&server->cond);
  g_free (server->url);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Server, server_clear)

static void
test_hints (void)
{
  g_auto (Server) server = { 0 };
  server_init (&server);
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strconcat (server.url, "/v1/live", NULL);
  g_autoptr (SzHttpEvents) events = sz_http_socket_open (http, url, 30, NULL, &error);
  g_assert_no_error (error);
  static const char *const hints[] = { "{\"datasets\":[\"tickets\"]}", "", "二" };
  for (guint i = 0; i < G_N_ELEMENTS (hints); i++)
    speak (&server, hints[i]);
  for (guint i = 0; i < G_N_ELEMENTS (hints); i++) {
    g_autofree char *name = NULL, *data = NULL;
    g_assert_true (sz_http_events_next (events, &name, &data, NULL, &error));
    g_assert_cmpstr (name, ==, "message");
    g_assert_cmpstr (data, ==, hints[i]);
  }
  g_autofree char *name = NULL, *data = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_cancellable_cancel (cancellable);
  g_assert_false (sz_http_events_next (events, &name, &data, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  speak (&server, NULL);
  g_assert_false (sz_http_events_next (events, &name, &data, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NETWORK);
}

static gpointer
cancel_later (gpointer cancellable)
{
  g_usleep (7500 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* A peer that answers pings is alive, however quiet; one that sends far too much is cut off. */
static void
test_quiet_and_loud (void)
{
  g_auto (Server) server = { 0 };
  server_init (&server);
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strconcat (server.url, "/v1/live", NULL);
  g_autoptr (SzHttpEvents) events = sz_http_socket_open (http, url, 5, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *flood = g_strnfill (200 * 1024, 'x');
  g_autofree char *name = NULL, *data = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread = g_thread_new ("cancel", cancel_later, cancellable);
  g_assert_false (sz_http_events_next (events, &name, &data, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_thread_join (thread);
  speak (&server, flood);
  g_assert_false (sz_http_events_next (events, &name, &data, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NETWORK);
}

static void
test_no_socket (void)
{
  g_auto (Server) server = { 0 };
  server_init (&server);
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strconcat (server.url, "/elsewhere", NULL);
  g_assert_null (sz_http_socket_open (http, url, 2, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
  g_clear_error (&error);
  g_assert_null (sz_http_socket_open (http, "http://127.0.0.1:1/", 2, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NETWORK);
  /* The same SzHttp still works for others. */
  g_clear_error (&error);
  g_autofree char *good = g_strconcat (server.url, "/v1/live", NULL);
  g_autoptr (SzHttpEvents) events = sz_http_socket_open (http, good, 30, NULL, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/socket/hints", test_hints);
  g_test_add_func ("/socket/quiet-and-loud", test_quiet_and_loud);
  g_test_add_func ("/socket/no-socket", test_no_socket);
  return g_test_run ();
}
