/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-auth.h"

#include <string.h>

#include "sz-i18n.h"
#include "sz-json.h"

#define LIFE_S 600
#define MAX_LIFE_S 86400

struct _SzAuth {
  const SzAuthSpec *spec;
  const SzSource *source;
  char *token;      /* (nullable) */
  gint64 renew_us;  /* monotonic */
  gint64 stamp;     /* of the secrets the token was had with */
  gboolean renewed; /* in this run */
};

SzAuth *
sz_auth_new (const SzAuthSpec *spec, const SzSource *source)
{
  SzAuth *auth = g_new0 (SzAuth, 1);
  auth->spec = spec;
  auth->source = source;
  return auth;
}

void
sz_auth_set_spec (SzAuth *auth, const SzAuthSpec *spec)
{
  auth->spec = spec;
}

SzAuthSpec
sz_auth_spec_make (const char *kind, const char *token_path)
{
  return (SzAuthSpec){ .kind = strcmp (kind, "basic") == 0    ? SZ_AUTH_BASIC
                               : strcmp (kind, "oauth2") == 0 ? SZ_AUTH_OAUTH2
                                                              : SZ_AUTH_BEARER,
                       .token_path = g_strdup (token_path),
                       .token_field = g_strdup ("access_token"),
                       .expires_field = g_strdup ("expires_in"),
                       .refresh_field = g_strdup ("refresh_token"),
                       .header = g_strdup ("Authorization"),
                       .prefix = g_strdup ("Bearer ") };
}

static void
drop_token (SzAuth *auth)
{
  if (auth->token != NULL)
    explicit_bzero (auth->token, strlen (auth->token));
  g_clear_pointer (&auth->token, g_free);
}

void
sz_auth_free (SzAuth *auth)
{
  if (auth == NULL)
    return;
  drop_token (auth);
  g_free (auth);
}

void
sz_auth_begin (SzAuth *auth)
{
  auth->renewed = FALSE;
}

gboolean
sz_auth_renew (SzAuth *auth)
{
  if (auth->renewed || auth->spec->token_path == NULL || auth->token == NULL)
    return FALSE;
  auth->renewed = TRUE;
  drop_token (auth);
  return TRUE;
}

/* What is asked of the token's place, as a form. */
static char *
token_form (SzAuth *auth, GHashTable *secrets, gboolean refresh, GError **error)
{
  g_autoptr (GString) form =
      g_string_new (refresh ? "grant_type=refresh_token" : "grant_type=client_credentials");
  const char *names[] = { refresh ? "refresh_token" : "client_id", refresh ? NULL : "client_secret" };
  for (guint i = 0; i < G_N_ELEMENTS (names) && names[i] != NULL; i++) {
    const char *value = sz_secrets_get (secrets, auth->source, names[i], error);
    if (value == NULL)
      return NULL;
    g_string_append_printf (form, "&%s=", names[i]);
    g_string_append_uri_escaped (form, value, NULL, FALSE);
  }
  /* Public clients name themselves when they refresh. */
  const char *client = refresh ? g_hash_table_lookup (secrets, "client_id") : NULL;
  if (client != NULL) {
    g_string_append (form, "&client_id=");
    g_string_append_uri_escaped (form, client, NULL, FALSE);
  }
  if (auth->spec->scope != NULL) {
    g_string_append (form, "&scope=");
    g_string_append_uri_escaped (form, auth->spec->scope, NULL, FALSE);
  }
  return g_string_free (g_steal_pointer (&form), FALSE);
}

/* (nullable) the document of the answer, checked. */
static gboolean
take_token (SzAuth *auth, GBytes *body, GCancellable *cancellable, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length), *why;
  SzJsonLine json;
  sz_json_line_init (&json);
  const gboolean ok = text != NULL && sz_json_document_check (&json, text, length, &why);
  sz_json_line_clear (&json);
  drop_token (auth);
  auth->token = ok ? sz_json_find_text (text, length, auth->spec->token_field) : NULL;
  if (auth->token == NULL || *auth->token == '\0' || strpbrk (auth->token, "\r\n") != NULL) {
    drop_token (auth);
    g_set_error (error, SZ_ERROR, SZ_ERROR_KEY, _ ("%s gave no token when it was asked for one."),
                 auth->source->name);
    return FALSE;
  }
  g_autofree char *expires = sz_json_find_text (text, length, auth->spec->expires_field);
  const gint64 life_s = expires != NULL ? g_ascii_strtoll (expires, NULL, 10) : LIFE_S;
  auth->renew_us = g_get_monotonic_time () + CLAMP (life_s, 3, (gint64)MAX_LIFE_S) * 2 / 3 * G_USEC_PER_SEC;
  g_autofree char *refresh = sz_json_find_text (text, length, auth->spec->refresh_field);
  /* One that is replaced and lost would lock us out. */
  if (refresh != NULL && auth->spec->kind == SZ_AUTH_BEARER &&
      !sz_secrets_set (auth->source, "refresh_token", refresh, cancellable, error))
    return FALSE;
  return TRUE;
}

static gboolean
ask_token (SzAuth *auth, SzHttp *http, GHashTable *secrets, GCancellable *cancellable,
           SzHttpResponse *response, GError **error)
{
  const SzHttpLimits limits = { .total_s = 60, .max_body = 1 << 20, .max_wire = 1 << 20 };
  g_autoptr (GError) cause = NULL;
  const char *url = auth->source->url;
  if (!g_str_has_prefix (url, "https:") && !sz_http_is_loopback (url)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_KEY,
                 _ ("A secret would go to %s readable for everybody in between: use an address that begins "
                    "with https://."),
                 auth->source->name);
    return FALSE;
  }
  g_autofree char *form = token_form (auth, secrets, auth->spec->kind == SZ_AUTH_BEARER, error);
  if (form == NULL)
    return FALSE;
  g_autofree char *place = g_strconcat (url, auth->spec->token_path, NULL);
  const SzHttpRequest request = { .method = "POST",
                                  .url = place,
                                  .accept = "application/json",
                                  .body = form,
                                  .body_type = "application/x-www-form-urlencoded" };
  sz_http_set_header (http, auth->spec->header, NULL);
  const gboolean ok = sz_http_ask (http, &request, &limits, cancellable, response, &cause);
  explicit_bzero (form, strlen (form));
  if (ok)
    return take_token (auth, response->body, cancellable, error);
  if (response->status == 400 || response->status == 401 || response->status == 403)
    g_set_error (error, SZ_ERROR, SZ_ERROR_KEY,
                 _ ("%s does not accept our sign-in any more (HTTP %u); it must be given anew."),
                 auth->source->name, response->status);
  else
    g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
is_ours_to_send (SzAuth *auth, GError **error)
{
  if (g_str_has_prefix (auth->source->url, "https:") || sz_http_is_loopback (auth->source->url))
    return TRUE;
  g_set_error (
      error, SZ_ERROR, SZ_ERROR_KEY,
      _ ("A secret would go to %s readable for everybody in between: use an address that begins with "
         "https://."),
      auth->source->name);
  return FALSE;
}

static gboolean
prepare_basic (SzAuth *auth, SzHttp *http, GHashTable *secrets, GError **error)
{
  const char *user = sz_secrets_get (secrets, auth->source, "user", error);
  const char *password = user != NULL ? sz_secrets_get (secrets, auth->source, "password", error) : NULL;
  if (password == NULL)
    return FALSE;
  g_autofree char *pair = g_strdup_printf ("%s:%s", user, password);
  g_autofree char *coded = g_base64_encode ((const guchar *)pair, strlen (pair));
  g_autofree char *value = g_strconcat ("Basic ", coded, NULL);
  sz_http_set_header (http, "Authorization", value);
  explicit_bzero (pair, strlen (pair));
  return TRUE;
}

gboolean
sz_auth_prepare (SzAuth *auth, SzHttp *http, GHashTable *secrets, GCancellable *cancellable,
                 SzHttpResponse *response, GError **error)
{
  const SzAuthSpec *spec = auth->spec;
  if (spec->kind == SZ_AUTH_NONE)
    return TRUE;
  if (!is_ours_to_send (auth, error))
    return FALSE;
  if (spec->kind == SZ_AUTH_BASIC)
    return prepare_basic (auth, http, secrets, error);
  const gint64 stamp = sz_source_secret_stamp (auth->source);
  const gboolean due = spec->token_path != NULL && g_get_monotonic_time () >= auth->renew_us;
  if (auth->token == NULL || due || stamp != auth->stamp) {
    const char *given = g_hash_table_lookup (secrets, "token");
    const gboolean plain =
        spec->kind == SZ_AUTH_BEARER &&
        (spec->token_path == NULL || (given != NULL && !auth->renewed && auth->token == NULL));
    if (plain) {
      given = sz_secrets_get (secrets, auth->source, "token", error);
      if (given == NULL)
        return FALSE;
      drop_token (auth);
      auth->token = g_strdup (given);
      auth->renew_us = G_MAXINT64;
    } else if (!ask_token (auth, http, secrets, cancellable, response, error)) {
      return FALSE;
    }
    auth->stamp = sz_source_secret_stamp (auth->source);
  }
  g_autofree char *value = g_strconcat (spec->prefix, auth->token, NULL);
  sz_http_set_header (http, spec->header, value);
  explicit_bzero (value, strlen (value));
  return TRUE;
}
