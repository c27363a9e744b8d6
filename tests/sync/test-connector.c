/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped mappings against systems that check what they are asked (signature, paging, tokens) and that
 * lie. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "pull-help.h"
#include "sz-auth.h"
#include "sz-mapping.h"
#include "sz-probe.h"
#include "sz-pull.h"
#include "sz-request.h"
#include "sz-secret.h"

#define NOW G_GINT64_CONSTANT (1795158000000) /* 2026-11-20T15:00:00+08:00 */

typedef enum {
  LIE_NOTHING,
  LIE_TOTAL,     /* states more than it gives */
  LIE_SAME_PAGE, /* the number of the page means nothing */
  LIE_CODE,      /* says inside that it failed */
  LIE_SIGN_IN,   /* says inside that it does not know us */
  LIE_NO_LIST,
  LIE_CUT,
  LIE_NOT_JSON,
  LIE_TOKEN, /* refuses a token that was good */
} Lie;

typedef struct {
  Scene scene;
  SzHome home;
  RawServer *server;
  SzSource *source;
  guint rows; /* of each day, or of the list */
  guint days;
  Lie lie;
  guint lies; /* how many times more */
  gint requests, tokens, bad_signatures;
  const char *patch; /* of one record: level */
} Exchange;

static const char *
parameter (GHashTable *parameters, const char *name)
{
  const char *text = g_hash_table_lookup (parameters, name);
  return text != NULL ? text : "";
}

static GHashTable *
parse_parameters (const char *text)
{
  return g_uri_parse_params (text, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
}

/* The other side's own way to sign: sorted names, joined, digested by GLib. */
static char *
join_sorted (GHashTable *parameters, gboolean skip_empty)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (parameters), (GCompareFunc)strcmp);
  g_autoptr (GString) out = g_string_new (NULL);
  for (GList *l = names; l != NULL; l = l->next) {
    const char *value = parameter (parameters, l->data);
    if (strcmp (l->data, "sign") == 0 || (skip_empty && *value == '\0'))
      continue;
    g_string_append_printf (out, "%s%s=%s", out->len > 0 ? "&" : "", (char *)l->data, value);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
take_lie (Exchange *exchange, Lie lie)
{
  if (exchange->lie != lie || exchange->lies == 0)
    return FALSE;
  exchange->lies--;
  return TRUE;
}

static gboolean
serve_lies (Exchange *exchange, RawReply *reply)
{
  if (take_lie (exchange, LIE_CODE))
    raw_reply_text (reply, "{\"code\":500,\"status\":\"busy\",\"msg\":\"990106198507154316\"}");
  else if (take_lie (exchange, LIE_SIGN_IN))
    raw_reply_text (reply, "{\"code\":401,\"status\":\"expired\"}");
  else if (take_lie (exchange, LIE_NO_LIST))
    raw_reply_text (
        reply,
        "{\"code\":0,\"status\":\"success\",\"data\":{\"total\":3},\"result\":{\"count\":3},\"total\":3}");
  else if (take_lie (exchange, LIE_NOT_JSON))
    raw_reply_text (reply, "{\"code\":0,}");
  else
    return FALSE;
  return TRUE;
}

static void
serve_evals (Exchange *exchange, const char *target, RawReply *reply)
{
  const char *query = strchr (target, '?');
  g_autoptr (GHashTable) parameters = parse_parameters (query != NULL ? query + 1 : "");
  g_autofree char *joined = join_sorted (parameters, TRUE);
  g_autofree char *sign =
      g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *)"s3cr3t", 6, joined, -1);
  if (strcmp (sign, parameter (parameters, "sign")) != 0 || strlen (parameter (parameters, "nonce")) != 32 ||
      strcmp (parameter (parameters, "appKey"), "app-1") != 0 ||
      strcmp (parameter (parameters, "areaCode"), "330200") != 0) {
    exchange->bad_signatures++;
    raw_reply_text (reply, "{\"code\":10001}");
    return;
  }
  if (serve_lies (exchange, reply))
    return;
  g_autofree char *day = g_strndup (parameter (parameters, "beginTime"), 10);
  guint page = (guint)g_ascii_strtoull (parameter (parameters, "pageNum"), NULL, 10);
  const guint size = (guint)g_ascii_strtoull (parameter (parameters, "pageSize"), NULL, 10);
  const gboolean offered = strcmp (day, "2026-11-18") >= 0 && strcmp (day, "2026-11-20") <= 0;
  const guint rows = offered ? exchange->rows : 0;
  if (exchange->lie == LIE_SAME_PAGE)
    page = 1;
  g_assert_true (g_str_has_suffix (parameter (parameters, "endTime"), " 23:59:59"));
  g_autoptr (GString) out = g_string_new (NULL);
  g_string_printf (out, "{\"code\":0,\"data\":{\"total\":%u,\"list\":[",
                   rows + (take_lie (exchange, LIE_TOTAL) ? 1 : 0));
  for (guint i = (page - 1) * size; i < MIN (rows, page * size); i++)
    g_string_append_printf (out,
                            "%s{\"projectNo\":\"%s-%u\",\"assessNumber\":1,\"satisfaction\":\"%s\",\"pf\":%u,"
                            "\"assessTime\":\"%s 10:%02u:%02u\",\"certkeyGOV\":\"990106198507154316\","
                            "\"writingEvaluation\":\"电话13900001111\"}",
                            i > (page - 1) * size ? "," : "", day, i,
                            exchange->patch != NULL && i == 0 ? exchange->patch : "4", 1 + i % 7, day,
                            i / 60 % 60, i % 60);
  g_string_append (out, "]}}");
  raw_reply_text (reply, out->str);
  if (take_lie (exchange, LIE_CUT)) {
    reply->framing = RAW_CHUNKED;
    g_byte_array_set_size (reply->body, reply->body->len / 2);
  }
}

static void
serve_steps (Exchange *exchange, RawReply *reply)
{
  static const char *const names[] = { "申办", "受理", "审批", "办结" };
  g_autoptr (GHashTable) parameters = parse_parameters (reply->request_body);
  g_autofree char *joined = join_sorted (parameters, FALSE);
  g_autofree char *text = g_strconcat (joined, "&key=s3cr3t", NULL);
  g_autofree char *md5 = g_compute_checksum_for_string (G_CHECKSUM_MD5, text, -1);
  g_autofree char *sign = g_ascii_strup (md5, -1);
  g_assert_cmpstr (reply->method, ==, "POST");
  if (strcmp (sign, parameter (parameters, "sign")) != 0) {
    exchange->bad_signatures++;
    raw_reply_text (reply, "{\"status\":\"unauthorized\"}");
    return;
  }
  if (serve_lies (exchange, reply))
    return;
  g_autofree char *day = g_strndup (parameter (parameters, "startTime"), 10);
  const guint offset = (guint)g_ascii_strtoull (parameter (parameters, "offset"), NULL, 10);
  const guint limit = (guint)g_ascii_strtoull (parameter (parameters, "limit"), NULL, 10);
  const guint rows = strcmp (day, "2026-11-19") == 0 ? exchange->rows : 0;
  g_autoptr (GString) out = g_string_new (NULL);
  g_string_printf (out, "{\"status\":\"success\",\"result\":{\"count\":%u,\"rows\":[", rows);
  for (guint i = offset; i < MIN (rows, offset + limit); i++)
    g_string_append_printf (
        out,
        "%s{\"sblsh\":\"C%u\",\"stepNo\":%u,\"stepName\":\"%s\",\"handleTime\":\"2026-11-%02u "
        "09:00:00\",\"updateTime\":\"2026-11-19 10:00:%02u\"}",
        i > offset ? "," : "", i / 4, i % 4, names[i % 4], 1 + i % 19, i % 60);
  g_string_append (out, "]}}");
  raw_reply_text (reply, out->str);
}

static void
serve_items (Exchange *exchange, const char *target, RawReply *reply)
{
  g_autofree char *wanted = g_strdup_printf ("Authorization: Bearer token-%d\n", exchange->tokens);
  if (exchange->tokens == 0 || strstr (reply->request_headers, wanted) == NULL ||
      take_lie (exchange, LIE_TOKEN)) {
    reply->status = 401;
    return;
  }
  const char *query = strchr (target, '?');
  g_autoptr (GHashTable) parameters = parse_parameters (query + 1);
  const guint from = (guint)g_ascii_strtoull (parameter (parameters, "cursor"), NULL, 10);
  const guint to = MIN (from + 40, exchange->rows);
  g_autoptr (GString) out = g_string_new (NULL);
  g_string_printf (out, "{\"total\":%u,\"next\":", exchange->rows);
  if (to < exchange->rows || exchange->lie == LIE_SAME_PAGE)
    g_string_append_printf (out, "\"%u\"", exchange->lie == LIE_SAME_PAGE ? 40 : to);
  else
    g_string_append (out, "null");
  g_string_append (out, ",\"items\":[");
  for (guint i = from; i < to; i++)
    g_string_append_printf (
        out,
        "%s{\"taskCode\":\"IT%u\",\"taskVersion\":1,\"taskName\":\"事项%u\",\"planEffectiveDate\":"
        "\"2025-01-01\",\"projectType\":\"2\",\"taskState\":\"%s\",\"dept\":{\"name\":\"部门%u\"}}",
        i > from ? "," : "", i, i, i == 3 ? "4" : "1", i % 5);
  g_string_append (out, "]}");
  raw_reply_text (reply, out->str);
}

static void
serve_cb (const char *target, RawReply *reply, gpointer data)
{
  Exchange *exchange = data;
  exchange->requests++;
  if (g_str_has_prefix (target, "/evaluate/page")) {
    serve_evals (exchange, target, reply);
  } else if (strcmp (target, "/exchange/steps") == 0) {
    serve_steps (exchange, reply);
  } else if (g_str_has_prefix (target, "/api/items")) {
    serve_items (exchange, target, reply);
  } else if (strcmp (target, "/oauth/token") == 0) {
    if (strstr (reply->request_body, "client_secret=s3cr3t") == NULL)
      reply->status = 401;
    g_autofree char *text =
        g_strdup_printf ("{\"access_token\":\"token-%d\",\"expires_in\":7200}", exchange->tokens + 1);
    exchange->tokens += reply->status == 200;
    raw_reply_text (reply, text);
  } else {
    reply->status = 404;
  }
}

static void
exchange_init (Exchange *exchange, const char *mapping)
{
  *exchange = (Exchange){ .rows = 5 };
  scene_init (&exchange->scene);
  sz_clock_set_for_test (NOW);
  exchange->server = raw_server_new (serve_cb, exchange);
  exchange->source = sz_source_new ("exchange", raw_server_url (exchange->server));
  g_free (exchange->source->mapping);
  exchange->source->mapping = g_strdup (mapping);
  exchange->source->root = g_build_filename (exchange->scene.folder, "home", NULL);
  exchange->source->parameters = g_strsplit ("areaCode=330200", ";", -1);
  static const char *const secrets[][2] = {
    { "app_key", "app-1" }, { "app_secret", "s3cr3t" }, { "client_id", "c" }, { "client_secret", "s3cr3t" }
  };
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++) {
    g_autoptr (GError) error = NULL;
    sz_secrets_set (exchange->source, secrets[i][0], secrets[i][1], NULL, &error);
    g_assert_no_error (error);
  }
}

static void
exchange_clear (Exchange *exchange)
{
  raw_server_free (exchange->server);
  sz_source_free (exchange->source);
  scene_clear (&exchange->scene);
  sz_clock_set_for_test (G_MININT64);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Exchange, exchange_clear)

static gboolean
run (Exchange *exchange, SzHappened *judged, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (SzPull) pull =
      sz_pull_new (exchange->scene.store, exchange->source, exchange->scene.key, NULL, NULL, NULL);
  const gboolean ok = sz_pull_run (pull, &cause);
  if (!ok && judged != NULL)
    *judged = sz_pull_judge (pull, cause);
  if (!ok)
    g_test_message ("%s", cause->message);
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&cause));
  return ok;
}

static void
run_well (Exchange *exchange)
{
  g_autoptr (GError) error = NULL;
  run (exchange, NULL, &error);
  g_assert_no_error (error);
}

static gint64
held (Exchange *exchange, const char *dataset)
{
  return scene_count (&exchange->scene, "exchange", dataset);
}

/* --- conformance --- */

static void
test_evals (void)
{
  g_auto (Exchange) exchange = { 0 };
  exchange_init (&exchange, "evals-exchange");
  exchange.rows = 1203; /* three pages a day */
  run_well (&exchange);
  g_assert_cmpint (exchange.bad_signatures, ==, 0);
  g_assert_cmpint (held (&exchange, "evals"), ==, 3 * 1203);
  g_assert_cmpint (scene_refused (&exchange.scene, "exchange", "evals"), ==, 0);
  /* The last days are read again, older ones are not; a rating that was corrected replaces the old one. */
  const gint before = exchange.requests;
  exchange.patch = "1";
  sz_clock_set_for_test (NOW + 60000);
  run_well (&exchange);
  g_assert_cmpint (exchange.requests - before, <=, 3 * 3 + 1);
  g_assert_cmpint (held (&exchange, "evals"), ==, 3 * 1203);
  g_autoptr (GError) error = NULL;
  g_autoptr (SzReader) reader = sz_reader_open (exchange.scene.folder, exchange.scene.catalog, &error);
  const SzDataset *evals = sz_catalog_dataset (exchange.scene.catalog, "evals", NULL);
  g_autoptr (SzFrame) frame = sz_reader_find (reader, evals, "2026-11-20-0-1", &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (sz_frame_number (frame, 0, (guint)sz_frame_find (frame, "level")), ==, 1);
  g_assert_cmpstr (sz_frame_text (frame, 0, (guint)sz_frame_find (frame, "comment")), ==, "电话[…]");
}

static void
test_steps (void)
{
  g_auto (Exchange) exchange = { 0 };
  exchange_init (&exchange, "case-steps");
  exchange.rows = 2404; /* three pages */
  run_well (&exchange);
  g_assert_cmpint (exchange.bad_signatures, ==, 0);
  g_assert_cmpint (held (&exchange, "case_events"), ==, 2404);
  const gint before = exchange.requests;
  run_well (&exchange);
  g_assert_cmpint (exchange.requests - before, <=, 8); /* from two days before where it was */
  g_assert_cmpint (held (&exchange, "case_events"), ==, 2404);
  /* Steps that come late, of a time before where we are: only the overlap finds them. */
  exchange.rows = 2444;
  run_well (&exchange);
  g_assert_cmpint (held (&exchange, "case_events"), ==, 2444);
}

/* A clock that ran ahead and was put back: a corrected row wins all the same, and changes that nobody asked
 * for meanwhile are had. */
static void
test_clock_jumps (void)
{
  static const gint64 AHEAD_MS[] = { 90 * 1000, 8 * SZ_HOUR_MS, 40 * SZ_DAY_MS };
  for (guint i = 0; i < G_N_ELEMENTS (AHEAD_MS); i++) {
    g_auto (Exchange) exchange = { 0 };
    exchange_init (&exchange, "evals-exchange");
    run_well (&exchange);
    sz_clock_set_for_test (NOW + AHEAD_MS[i]);
    run_well (&exchange);
    g_assert_cmpint (held (&exchange, "evals"), ==, 15);
    for (guint level = 1; level <= 2; level++) {
      exchange.patch = level == 1 ? "1" : "2";
      sz_clock_set_for_test (NOW + level * 1000);
      run_well (&exchange);
      g_assert_cmpint (held (&exchange, "evals"), ==, 15);
      g_autoptr (GError) error = NULL;
      g_autoptr (SzReader) reader = sz_reader_open (exchange.scene.folder, exchange.scene.catalog, &error);
      const SzDataset *evals = sz_catalog_dataset (exchange.scene.catalog, "evals", NULL);
      g_autoptr (SzFrame) frame = sz_reader_find (reader, evals, "2026-11-20-0-1", &error);
      g_assert_no_error (error);
      g_assert_cmpfloat (sz_frame_number (frame, 0, (guint)sz_frame_find (frame, "level")), ==, level);
    }
  }
  g_auto (Exchange) exchange = { 0 };
  exchange_init (&exchange, "case-steps");
  exchange.rows = 0;
  sz_clock_set_for_test (NOW + 40 * SZ_DAY_MS);
  run_well (&exchange);
  exchange.rows = 40; /* changed on 19 November, and read from then on */
  run_well (&exchange);
  g_assert_cmpint (held (&exchange, "case_events"), ==, 0);
  sz_clock_set_for_test (NOW + 5 * SZ_DAY_MS);
  run_well (&exchange);
  g_assert_cmpint (held (&exchange, "case_events"), ==, 40);
}

static void
test_items (void)
{
  g_auto (Exchange) exchange = { 0 };
  exchange_init (&exchange, "item-list");
  exchange.rows = 100;
  run_well (&exchange);
  g_assert_cmpint (exchange.tokens, ==, 1);
  g_assert_cmpint (held (&exchange, "items"), ==, 99); /* one is withdrawn */
  exchange.rows = 60;                                  /* what is no longer in the list goes */
  run_well (&exchange);
  g_assert_cmpint (held (&exchange, "items"), ==, 59);
}

/* --- lies --- */

static void
test_lies (void)
{
  static const struct {
    const char *mapping;
    Lie lie;
    int code;
    SzHappened judged;
  } cases[] = {
    { "evals-exchange", LIE_TOTAL, SZ_ERROR_INCOMPLETE, SZ_HAPPENED_FAILED },
    { "evals-exchange", LIE_SAME_PAGE, SZ_ERROR_BAD_DATA, SZ_HAPPENED_ODD },
    { "evals-exchange", LIE_CODE, SZ_ERROR_INCOMPLETE, SZ_HAPPENED_FAILED },
    { "evals-exchange", LIE_SIGN_IN, SZ_ERROR_KEY, SZ_HAPPENED_UNKNOWN },
    { "evals-exchange", LIE_NO_LIST, SZ_ERROR_BAD_DATA, SZ_HAPPENED_ODD },
    { "evals-exchange", LIE_CUT, SZ_ERROR_INCOMPLETE, SZ_HAPPENED_FAILED },
    { "evals-exchange", LIE_NOT_JSON, SZ_ERROR_BAD_DATA, SZ_HAPPENED_ODD },
    { "case-steps", LIE_SIGN_IN, SZ_ERROR_KEY, SZ_HAPPENED_UNKNOWN },
    { "case-steps", LIE_CODE, SZ_ERROR_INCOMPLETE, SZ_HAPPENED_FAILED },
    { "item-list", LIE_SAME_PAGE, SZ_ERROR_BAD_DATA, SZ_HAPPENED_ODD },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Exchange) exchange = { 0 };
    g_autoptr (GError) error = NULL;
    SzHappened judged = SZ_HAPPENED_BEGIN;
    exchange_init (&exchange, cases[i].mapping);
    exchange.rows = 1203;
    exchange.lie = cases[i].lie;
    exchange.lies = cases[i].lie == LIE_TOTAL ? 100 : 1;
    g_test_message ("%s, lie %d", cases[i].mapping, cases[i].lie);
    g_assert_false (run (&exchange, &judged, &error));
    g_assert_error (error, SZ_ERROR, cases[i].code);
    g_assert_cmpint (judged, ==, cases[i].judged);
    g_assert_null (strstr (error->message, "990106"));
    g_assert_cmpint (exchange.requests, <, 20); /* nothing is asked for ever */
    exchange.lie = LIE_NOTHING;
    run_well (&exchange);
    const char *dataset = strcmp (cases[i].mapping, "evals-exchange") == 0 ? "evals"
                          : strcmp (cases[i].mapping, "case-steps") == 0   ? "case_events"
                                                                           : "items";
    g_assert_cmpint (held (&exchange, dataset), ==,
                     strcmp (dataset, "evals") == 0   ? 3 * 1203
                     : strcmp (dataset, "items") == 0 ? 1202
                                                      : 1203);
  }
}

/* --- who we are --- */

static void
test_token_renewed_once (void)
{
  g_auto (Exchange) exchange = { 0 };
  exchange_init (&exchange, "item-list");
  g_autoptr (GError) error = NULL;
  exchange.rows = 30;
  exchange.lie = LIE_TOKEN;
  exchange.lies = 1;
  run_well (&exchange);
  g_assert_cmpint (exchange.tokens, ==, 2);
  /* One that is refused again is not asked for again and again. */
  exchange.lies = 1000;
  SzHappened judged;
  const gint before = exchange.requests;
  g_assert_false (run (&exchange, &judged, &error));
  g_assert_cmpint (judged, ==, SZ_HAPPENED_UNKNOWN);
  g_assert_cmpint (exchange.requests - before, <=, 4);
}

static void
test_secret_missing_and_readable (void)
{
  g_auto (Exchange) exchange = { 0 };
  exchange_init (&exchange, "item-list");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (exchange.source->root, "keys", "exchange.secret", NULL);
  SzHappened judged;
  const gint64 stamp = sz_source_secret_stamp (exchange.source);
  g_assert_cmpint (stamp, !=, 0);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  g_assert_false (run (&exchange, &judged, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, "chmod 600"));
  g_clear_error (&error);
  g_unlink (path);
  g_assert_false (run (&exchange, &judged, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, "client_id"));
  g_assert_cmpint (judged, ==, SZ_HAPPENED_UNKNOWN);
  g_assert_cmpint (exchange.requests, ==, 0);
}

/* No secret goes over plain HTTP to another machine: it is refused before anything is sent. */
static void
test_no_secret_in_the_clear (void)
{
  g_autoptr (SzSource) source = sz_source_new ("far", "http://gateway.example");
  g_autoptr (GHashTable) secrets = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  g_hash_table_insert (secrets, (gpointer) "app_key", (gpointer) "k");
  SzTemplateContext context = { source, secrets, values, FALSE };
  char *sent[] = { (char *)(guintptr) "key={secret.app_key}", NULL };
  const SzConnector connector = { .path = (char *)(guintptr) "/x", .parameters = sent };
  g_auto (SzBuiltRequest) request = { 0 };
  g_assert_false (sz_request_build (&connector, source->url, &context, &request, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_clear_error (&error);
  context.used_secret = FALSE;
  g_assert_true (sz_request_build (&connector, "https://gateway.example", &context, &request, &error));
  g_assert_cmpstr (request.url, ==, "https://gateway.example/x?key=k");
  /* Nor do a name and password, a token, or what a token is had with. */
  static const char *const kinds[] = { "basic", "bearer", "oauth2" };
  static const char *const names[] = { "user",      "password",      "token",
                                       "client_id", "client_secret", "refresh_token" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_hash_table_insert (secrets, (gpointer)names[i], (gpointer) "k");
  for (guint i = 0; i < 2 * G_N_ELEMENTS (kinds); i++) {
    if (strcmp (kinds[i / 2], "oauth2") == 0 && i % 2 == 0)
      continue; /* there is no such thing without a place for tokens */
    SzAuthSpec spec = sz_auth_spec_make (kinds[i / 2], i % 2 ? "/token" : NULL);
    g_autoptr (SzAuth) auth = sz_auth_new (&spec, source);
    g_autoptr (SzHttp) http = sz_http_new (NULL);
    g_auto (SzHttpResponse) response = { 0 };
    g_assert_false (sz_auth_prepare (auth, http, secrets, NULL, &response, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
    g_assert_nonnull (strstr (error->message, "https://"));
    g_clear_error (&error);
    sz_auth_spec_clear (&spec);
  }
}

/* Known answers: RFC 4231 case 2, and MD5 of RFC 1321. */
static void
test_digests (void)
{
  SzSigning signing = { .digest = SZ_DIGEST_HMAC_SHA256 };
  g_autofree char *hmac = sz_request_digest (&signing, "Jefe", "what do ya want for nothing?");
  g_assert_cmpstr (hmac, ==, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  signing = (SzSigning){ .digest = SZ_DIGEST_MD5, .upper = TRUE };
  g_autofree char *md5 = sz_request_digest (&signing, "", "message digest");
  g_assert_cmpstr (md5, ==, "F96B697D7CB7938D525A2F31AAF161D0");
  signing = (SzSigning){ .digest = SZ_DIGEST_HMAC_SHA1, .base64 = TRUE };
  g_autofree char *sha1 = sz_request_digest (&signing, "Jefe", "what do ya want for nothing?");
  g_assert_cmpstr (sha1, ==, "7/zfauXrL6LSdBbV8YTfnCWafHk=");
}

/* --- trying a mapping --- */

static void
test_probe (void)
{
  g_auto (Exchange) exchange = { 0 };
  exchange_init (&exchange, "evals-exchange");
  exchange.rows = 10;
  exchange.patch = "9"; /* one record's level is unknown */
  g_auto (SzProbe) probe = { 0 };
  g_autoptr (GError) error = NULL;
  g_assert_true (sz_source_probe (exchange.source, NULL, exchange.scene.catalog, NULL, &probe, &error));
  g_assert_no_error (error);
  g_assert_cmpint (probe.rows, ==, 10);
  g_assert_cmpint (probe.taken, ==, 9);
  g_assert_cmpint (probe.refused, ==, 1);
  g_assert_cmpuint (probe.refusals->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (probe.refusals, 0), "level"));
  g_autofree char *table = sz_frame_to_csv (probe.fields, FALSE);
  g_test_message ("%s", table);
  g_assert_nonnull (strstr (table, "evals,level,yes,9,100,4\n"));
  g_assert_nonnull (strstr (table, "evals,subject_mask,no,9,100,99**************16\n"));
  g_assert_null (strstr (table, "198507154316"));
  g_assert_cmpint (held (&exchange, "evals"), ==, 0);
}

/* A test inside of the file that fails names its line, and the mapping cannot be used. */
static void
test_expects (void)
{
  static const struct {
    const char *expect, *says;
  } cases[] = {
    { "Record={\"l\":\"1\",\"t\":\"2026-11-20\",\"k\":\"a\"}\nevals.level=5\n", "it becomes “1”" },
    { "Record={\"l\":\"7\",\"t\":\"2026-11-20\",\"k\":\"a\"}\nevals.level=5\n", "is refused: level" },
    { "Record={\"l\":\"1\",\"t\":\"2026-11-20\",\"k\":\"a\"}\nRefused=level\n", "is taken" },
    { "Record={\"l\":\"1\",\"t\":\"2026-11-20\",\"k\":\"a\"}\nLeftOut=yes\n", "not left out" },
    { "Record={\"l\":\"1\",\"t\":\"2026-11-20\",\"k\":\"a\"}\nevals.lavel=1\n", "no such field" },
    { "Record={\"l\":\nevals.level=1\n", "it ends in the middle" },
  };
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *path = g_build_filename (scene.folder, "m.ini", NULL);
    g_autofree char *text =
        g_strconcat ("[Mapping]\nId=m\nFormat=csv\n[Value when]\nColumn=t\nFormat=yyyy-mm-dd\n"
                     "[Value level]\nColumn=l\nCodes=1:1;2:2\n[Rows evals]\nKey={k}\nrated=when\n"
                     "level=level\n[Expect one]\n",
                     cases[i].expect, NULL);
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    g_autoptr (SzMapping) mapping = sz_mapping_load (path, NULL, scene.catalog, &error);
    g_assert_null (mapping);
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, cases[i].says));
    g_assert_nonnull (strstr (error->message, "m.ini:14"));
  }
}

/* Every shipped mapping loads, with its own tests. */
static void
test_shipped (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_auto (GStrv) names = sz_import_list_mappings (NULL);
  guint tested = 0;
  for (guint i = 0; names[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SzMapping) mapping = sz_mapping_load (names[i], NULL, scene.catalog, &error);
    g_assert_no_error (error);
    tested += mapping->expects->len;
  }
  g_assert_cmpuint (g_strv_length (names), >=, 5);
  g_assert_cmpuint (tested, >=, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connector/shipped", test_shipped);
  g_test_add_func ("/connector/evals", test_evals);
  g_test_add_func ("/connector/steps", test_steps);
  g_test_add_func ("/connector/clock-jumps", test_clock_jumps);
  g_test_add_func ("/connector/items", test_items);
  g_test_add_func ("/connector/lies", test_lies);
  g_test_add_func ("/connector/token-renewed-once", test_token_renewed_once);
  g_test_add_func ("/connector/secret-missing-and-readable", test_secret_missing_and_readable);
  g_test_add_func ("/connector/no-secret-in-the-clear", test_no_secret_in_the_clear);
  g_test_add_func ("/connector/digests", test_digests);
  g_test_add_func ("/connector/probe", test_probe);
  g_test_add_func ("/connector/expects", test_expects);
  return g_test_run ();
}
