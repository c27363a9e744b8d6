/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates (P6): who is refused, and that nothing of ours goes out before. Made anew by openssl for each
 * run. */
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "sz-http.h"

typedef struct {
  char *folder;
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  const char *certificate; /* file name in the folder */
  gboolean wants_ours;
  char *url;
  gint requests, tokens;
  GMutex mutex;
  GCond cond;
} Server;

static char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static gboolean
run_openssl (const char *arguments)
{
  g_autofree char *command = g_strdup_printf ("sh -c 'cd %s && openssl %s' ", folder, arguments);
  int status = 1;
  return g_spawn_command_line_sync (command, NULL, NULL, &status, NULL) && status == 0;
}

/* CA; server for 127.0.0.1; server for another host; expired; ours. Each with its key in one file. */
static gboolean
make_certificates (void)
{
  static const struct {
    const char *name, *alternative, *days;
  } leaves[] = { { "good", "IP:127.0.0.1", "30" },
                 { "other", "DNS:elsewhere.example", "30" },
                 { "expired", "IP:127.0.0.1", "-1" },
                 { "ours", "DNS:client", "30" } };
  g_autoptr (GError) error = NULL;
  folder = g_dir_make_tmp ("shuzhi-tls-XXXXXX", &error);
  g_assert_no_error (error);
  if (!run_openssl ("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out "
                    "ca.pem -days 30 "
                    "-subj /CN=TestCA 2>/dev/null"))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++) {
    const char *name = leaves[i].name;
    g_autofree char *extension = g_strdup_printf ("%s.ext", name), *path = in_folder (extension);
    g_autofree char *text = g_strdup_printf ("subjectAltName=%s\n", leaves[i].alternative);
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    g_autofree char *request =
        g_strdup_printf ("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout %s.key "
                         "-out %s.csr -subj /CN=%s 2>/dev/null",
                         name, name, name);
    g_autofree char *sign =
        g_strdup_printf ("x509 -req -in %s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days %s "
                         "-extfile %s.ext -out %s.crt 2>/dev/null && cat %s.crt %s.key > %s.pem",
                         name, leaves[i].days, name, name, name, name, name);
    if (!run_openssl (request) || !run_openssl (sign))
      return FALSE;
  }
  return run_openssl (
      "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout x.key -out stranger.pem "
      "-days 30 -subj /CN=Stranger 2>/dev/null");
}

static void
answer_cb (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Server *server = data;
  g_atomic_int_inc (&server->requests);
  if (soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization") !=
      NULL)
    g_atomic_int_inc (&server->tokens);
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, "{}", 2);
}

static gboolean
accept_cb (SoupServerMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags errors,
           gpointer data)
{
  return errors == 0;
}

static void
started_cb (SoupServer *soup, SoupServerMessage *message, gpointer data)
{
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_cb), NULL);
}

static gpointer
serve (gpointer data)
{
  Server *server = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = in_folder (server->certificate), *ca = in_folder ("ca.pem");
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, &error);
  g_assert_no_error (error);
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (ca, &error);
  g_assert_no_error (error);
  g_main_context_push_thread_default (server->context);
  SoupServer *soup = soup_server_new ("tls-certificate", certificate, NULL);
  if (server->wants_ours) {
    g_object_set (soup, "tls-database", database, "tls-auth-mode", G_TLS_AUTHENTICATION_REQUIRED, NULL);
    g_signal_connect (soup, "request-started", G_CALLBACK (started_cb), NULL);
  }
  soup_server_add_handler (soup, NULL, answer_cb, server, NULL);
  soup_server_listen_local (soup, 0, SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  GSList *uris = soup_server_get_uris (soup);
  g_mutex_lock (&server->mutex);
  server->url = g_strdup_printf ("https://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_cond_signal (&server->cond);
  g_mutex_unlock (&server->mutex);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  g_main_loop_run (server->loop);
  soup_server_disconnect (soup);
  g_object_unref (soup);
  g_main_context_pop_thread_default (server->context);
  return NULL;
}

typedef struct {
  const char *what, *certificate;
  const char *ca; /* NULL: the system's */
  gboolean wants_ours, give_ours;
  int pin;          /* 0 none, 1 right, 2 wrong */
  const char *says; /* NULL: it is taken */
} Case;

static char *
pin_of (const char *certificate)
{
  g_autofree char *path = in_folder (certificate);
  g_autoptr (GTlsCertificate) loaded = g_tls_certificate_new_from_file (path, NULL);
  g_autoptr (GByteArray) der = NULL;
  g_object_get (loaded, "certificate", &der, NULL);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

static void
run_case (const Case *trial)
{
  Server server = { .certificate = trial->certificate, .wants_ours = trial->wants_ours };
  server.context = g_main_context_new ();
  server.loop = g_main_loop_new (server.context, FALSE);
  g_mutex_init (&server.mutex);
  g_cond_init (&server.cond);
  server.thread = g_thread_new ("server", serve, &server);
  g_mutex_lock (&server.mutex);
  while (server.url == NULL)
    g_cond_wait (&server.cond, &server.mutex);
  g_mutex_unlock (&server.mutex);
  {
    g_autoptr (SzHttp) http = sz_http_new (NULL);
    g_auto (SzHttpResponse) response = { 0 };
    g_autoptr (GError) error = NULL;
    g_autofree char *ca = trial->ca != NULL ? in_folder (trial->ca) : NULL, *ours = in_folder ("ours.pem");
    g_autofree char *pin = trial->pin != 0 ? pin_of (trial->certificate) : NULL;
    if (trial->pin == 2)
      pin[0] = pin[0] == '0' ? '1' : '0';
    const SzHttpTrust trust = { ca, pin, trial->give_ours ? ours : NULL };
    g_assert_true (sz_http_set_trust (http, &trust, &error));
    g_assert_no_error (error);
    sz_http_set_header (http, "Authorization", "Bearer SECRET");
    const gboolean ok = sz_http_get (http, server.url, NULL, NULL, &response, &error);
    g_test_message ("%s: %s", trial->what, ok ? "taken" : error->message);
    g_assert_cmpint (ok, ==, trial->says == NULL);
    if (!ok) {
      g_assert_error (error, SZ_ERROR, SZ_ERROR_NETWORK);
      g_assert_nonnull (strstr (error->message, trial->says));
      g_assert_null (strstr (error->message, "SECRET"));
    }
    g_assert_cmpint (g_atomic_int_get (&server.tokens), ==, ok ? 1 : 0);
  }
  g_main_loop_quit (server.loop);
  g_thread_join (server.thread);
  g_main_loop_unref (server.loop);
  g_main_context_unref (server.context);
  g_mutex_clear (&server.mutex);
  g_cond_clear (&server.cond);
  g_free (server.url);
}

static void
test_certificates (void)
{
  static const Case cases[] = {
    { "own authority", "good.pem", "ca.pem", FALSE, FALSE, 0, NULL },
    { "own authority and pin", "good.pem", "ca.pem", FALSE, FALSE, 1, NULL },
    { "another certificate than the pinned one", "good.pem", "ca.pem", FALSE, FALSE, 2, "pinned" },
    { "authority unknown to the system", "good.pem", NULL, FALSE, FALSE, 0, "unknown authority" },
    { "another authority", "good.pem", "stranger.pem", FALSE, FALSE, 0, "unknown authority" },
    { "another host", "other.pem", "ca.pem", FALSE, FALSE, 0, "another host" },
    { "expired", "expired.pem", "ca.pem", FALSE, FALSE, 0, "expired" },
    { "wants ours and gets it", "good.pem", "ca.pem", TRUE, TRUE, 0, NULL },
    { "wants ours and does not get it", "good.pem", "ca.pem", TRUE, FALSE, 0, "127.0.0.1" },
  };
  if (!make_certificates ()) {
    g_test_skip ("openssl is not installed, or makes no certificates");
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run_case (&cases[i]);
}

static void
test_bad_trust (void)
{
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  const SzHttpTrust missing = { .ca_file = "/nonexistent/ca.pem" }, odd = { .pin = "12" };
  g_autoptr (GError) error = NULL;
  g_assert_false (sz_http_set_trust (http, &missing, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_clear_error (&error);
  g_assert_false (sz_http_set_trust (http, &odd, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *entry;
  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = in_folder (entry);
    g_unlink (path);
  }
  if (folder != NULL)
    g_rmdir (folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tls/certificates", test_certificates);
  g_test_add_func ("/tls/bad-trust", test_bad_trust);
  const int status = g_test_run ();
  remove_folder ();
  return status;
}
