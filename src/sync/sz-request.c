/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-request.h"

#include <string.h>
#include <sys/random.h>

#include "sz-i18n.h"

typedef struct {
  char *name, *value;
} Parameter;

static void
parameter_free (gpointer data)
{
  Parameter *parameter = data;
  g_free (parameter->name);
  g_free (parameter->value);
  g_free (parameter);
}

void
sz_built_request_clear (SzBuiltRequest *request)
{
  g_clear_pointer (&request->url, g_free);
  g_clear_pointer (&request->body, g_free);
  g_clear_pointer (&request->body_type, g_free);
  g_clear_pointer (&request->headers, g_ptr_array_unref);
}

char *
sz_request_nonce (void)
{
  guint8 bytes[16];
  char *text = g_malloc (33);
  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    for (guint i = 0; i < sizeof bytes; i++)
      bytes[i] = (guint8)g_random_int ();
  for (guint i = 0; i < sizeof bytes; i++)
    g_snprintf (text + 2 * i, 3, "%02x", bytes[i]);
  return text;
}

/* --- signing --- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Parameter *const *)a)->name, (*(const Parameter *const *)b)->name);
}

/* "a=1&b=2", "12", "a1b2" of the parameters in the order of their names' bytes. */
static char *
join_sorted (const GPtrArray *parameters, const SzSigning *signing, const char *between, const char *equal,
             gboolean names)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr (GString) out = g_string_new (NULL);
  for (guint i = 0; i < parameters->len; i++) {
    Parameter *parameter = g_ptr_array_index (parameters, i);
    if (!signing->skip_empty || *parameter->value != '\0')
      g_ptr_array_add (sorted, parameter);
  }
  g_ptr_array_sort (sorted, compare_names);
  for (guint i = 0; i < sorted->len; i++) {
    const Parameter *parameter = g_ptr_array_index (sorted, i);
    g_string_append_printf (out, "%s%s%s%s", out->len > 0 ? between : "", names ? parameter->name : "",
                            names ? equal : "", parameter->value);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
sz_request_digest (const SzSigning *signing, const char *key, const char *text)
{
  const gboolean sha1 = signing->digest == SZ_DIGEST_HMAC_SHA1;
  const gboolean keyed = sha1 || signing->digest == SZ_DIGEST_HMAC_SHA256;
  const GChecksumType type = signing->digest == SZ_DIGEST_MD5 ? G_CHECKSUM_MD5
                             : sha1                           ? G_CHECKSUM_SHA1
                                                              : G_CHECKSUM_SHA256;
  guint8 bytes[64];
  gsize length = sizeof bytes;
  if (keyed) {
    g_autoptr (GHmac) hmac = g_hmac_new (type, (const guchar *)key, strlen (key));
    g_hmac_update (hmac, (const guchar *)text, -1);
    g_hmac_get_digest (hmac, bytes, &length);
  } else {
    g_autoptr (GChecksum) checksum = g_checksum_new (type);
    g_checksum_update (checksum, (const guchar *)text, -1);
    g_checksum_get_digest (checksum, bytes, &length);
  }
  if (signing->base64)
    return g_base64_encode (bytes, length);
  char *out = g_malloc (2 * length + 1);
  for (gsize i = 0; i < length; i++)
    g_snprintf (out + 2 * i, 3, signing->upper ? "%02X" : "%02x", bytes[i]);
  return out;
}

static void
set_value (SzTemplateContext *context, const char *name, char *value)
{
  g_hash_table_replace (context->values, g_strdup (name), value);
}

static gboolean
sign (const SzConnector *connector, SzTemplateContext *context, GPtrArray *parameters, const char *body,
      SzBuiltRequest *request, GError **error)
{
  const SzSigning *signing = &connector->signing;
  /* A secret that is only digested does not leave the house. */
  const gboolean used = context->used_secret;
  set_value (context, "sorted", join_sorted (parameters, signing, "&", "=", TRUE));
  set_value (context, "values", join_sorted (parameters, signing, "", "", FALSE));
  set_value (context, "pairs", join_sorted (parameters, signing, "", "", TRUE));
  set_value (context, "body", g_strdup (body != NULL ? body : ""));
  set_value (context, "path", g_strdup (connector->path));
  set_value (context, "method", g_strdup (connector->sent == SZ_SENT_QUERY ? "GET" : "POST"));
  g_autofree char *text = sz_template_fill (signing->text, context, error);
  g_autofree char *key =
      text != NULL && signing->key != NULL ? sz_template_fill (signing->key, context, error) : g_strdup ("");
  context->used_secret = used;
  if (text == NULL || key == NULL)
    return FALSE;
  g_autofree char *signature = sz_request_digest (signing, key, text);
  explicit_bzero (text, strlen (text));
  explicit_bzero (key, strlen (key));
  if (signing->header != NULL) {
    g_ptr_array_add (request->headers, g_strdup (signing->header));
    g_ptr_array_add (request->headers, g_steal_pointer (&signature));
  } else {
    Parameter *parameter = g_new0 (Parameter, 1);
    *parameter = (Parameter){ g_strdup (signing->parameter), g_steal_pointer (&signature) };
    g_ptr_array_add (parameters, parameter);
  }
  return TRUE;
}

/* --- the request --- */

static gboolean
fill_parameters (const SzConnector *connector, SzTemplateContext *context, GPtrArray *parameters,
                 GError **error)
{
  for (guint i = 0; connector->parameters != NULL && connector->parameters[i] != NULL; i++) {
    const char *equal = strchr (connector->parameters[i], '=');
    char *value = sz_template_fill (equal + 1, context, error);
    if (value == NULL)
      return FALSE;
    Parameter *parameter = g_new0 (Parameter, 1);
    *parameter =
        (Parameter){ g_strndup (connector->parameters[i], (gsize)(equal - connector->parameters[i])), value };
    g_ptr_array_add (parameters, parameter);
  }
  /* Only now, so that no parameter stands for one of the request's own names while they are filled. */
  for (guint i = 0; i < parameters->len; i++) {
    const Parameter *parameter = g_ptr_array_index (parameters, i);
    if (!g_hash_table_contains (context->values, parameter->name))
      set_value (context, parameter->name, g_strdup (parameter->value));
  }
  return TRUE;
}

static gboolean
fill_headers (const SzConnector *connector, SzTemplateContext *context, SzBuiltRequest *request,
              GError **error)
{
  for (guint i = 0; connector->headers != NULL && connector->headers[i] != NULL; i++) {
    const char *equal = strchr (connector->headers[i], '=');
    char *value = sz_template_fill (equal + 1, context, error);
    if (value == NULL)
      return FALSE;
    g_ptr_array_add (request->headers,
                     g_strndup (connector->headers[i], (gsize)(equal - connector->headers[i])));
    g_ptr_array_add (request->headers, value);
  }
  return TRUE;
}

static char *
encode_query (const GPtrArray *parameters)
{
  g_autoptr (GString) out = g_string_new (NULL);
  for (guint i = 0; i < parameters->len; i++) {
    const Parameter *parameter = g_ptr_array_index (parameters, i);
    g_autofree char *name = g_uri_escape_string (parameter->name, NULL, FALSE);
    g_autofree char *value = g_uri_escape_string (parameter->value, NULL, FALSE);
    g_string_append_printf (out, "%s%s=%s", out->len > 0 ? "&" : "", name, value);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_c (out, '\\');
    if ((guchar)*p < ' ')
      g_string_append_printf (out, "\\u%04x", (guint)(guchar)*p);
    else
      g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

static gboolean
is_plain_number (const char *text)
{
  return *text != '\0' && strlen (text) <= 15 && strspn (text, "0123456789") == strlen (text) &&
         (*text != '0' || text[1] == '\0');
}

/* Numbers of pages are numbers in JSON; whatever else looks like one and is none is put in quotes by the
 * mapping, as "text". */
static char *
encode_json (const GPtrArray *parameters)
{
  g_autoptr (GString) out = g_string_new ("{");
  for (guint i = 0; i < parameters->len; i++) {
    const Parameter *parameter = g_ptr_array_index (parameters, i);
    if (i > 0)
      g_string_append_c (out, ',');
    append_quoted (out, parameter->name);
    g_string_append_c (out, ':');
    if (is_plain_number (parameter->value))
      g_string_append (out, parameter->value);
    else
      append_quoted (out, parameter->value);
  }
  g_string_append_c (out, '}');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
check_secrecy (const char *base, const SzTemplateContext *context, GError **error)
{
  if (!context->used_secret || g_str_has_prefix (base, "https:") || sz_http_is_loopback (base))
    return TRUE;
  g_set_error (
      error, SZ_ERROR, SZ_ERROR_KEY,
      _ ("A secret would go to %s readable for everybody in between: use an address that begins with "
         "https://."),
      context->source->name);
  return FALSE;
}

gboolean
sz_request_build (const SzConnector *connector, const char *base, SzTemplateContext *context,
                  SzBuiltRequest *request, GError **error)
{
  g_autoptr (GPtrArray) parameters = g_ptr_array_new_with_free_func (parameter_free);
  g_autofree char *body = NULL;
  sz_built_request_clear (request);
  request->headers = g_ptr_array_new_with_free_func (g_free);
  if (!fill_parameters (connector, context, parameters, error) ||
      !fill_headers (connector, context, request, error))
    return FALSE;
  /* A signature in a header may be over the body as it is sent. */
  if (connector->sent != SZ_SENT_QUERY && connector->signing.parameter == NULL)
    body = connector->sent == SZ_SENT_JSON ? encode_json (parameters) : encode_query (parameters);
  if (connector->signing.digest != SZ_DIGEST_NONE &&
      !sign (connector, context, parameters, body, request, error))
    return FALSE;
  if (!check_secrecy (base, context, error))
    return FALSE;
  if (connector->sent == SZ_SENT_QUERY) {
    g_autofree char *query = encode_query (parameters);
    request->url = g_strconcat (base, connector->path, *query != '\0' ? "?" : "", query, NULL);
  } else {
    request->url = g_strconcat (base, connector->path, NULL);
    request->body = body != NULL                      ? g_steal_pointer (&body)
                    : connector->sent == SZ_SENT_JSON ? encode_json (parameters)
                                                      : encode_query (parameters);
    request->body_type = g_strdup (connector->sent == SZ_SENT_JSON ? "application/json; charset=utf-8"
                                                                   : "application/x-www-form-urlencoded");
  }
  g_ptr_array_add (request->headers, NULL);
  return TRUE;
}
