/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-connector.h"

#include <string.h>

#include "sz-i18n.h"
#include "sz-template.h"

#define FETCH "Fetch"
#define SIGN "Sign"
#define AUTH "Auth"

void
sz_auth_spec_clear (SzAuthSpec *spec)
{
  g_free (spec->token_path);
  g_free (spec->scope);
  g_free (spec->token_field);
  g_free (spec->expires_field);
  g_free (spec->refresh_field);
  g_free (spec->header);
  g_free (spec->prefix);
  memset (spec, 0, sizeof *spec);
}

void
sz_connector_free (SzConnector *connector)
{
  if (connector == NULL)
    return;
  g_free (connector->path);
  g_strfreev (connector->parameters);
  g_strfreev (connector->headers);
  g_free (connector->rows);
  g_free (connector->total);
  g_free (connector->cursor);
  g_free (connector->success);
  g_strfreev (connector->success_values);
  g_strfreev (connector->sign_in_values);
  g_free (connector->window_format);
  g_free (connector->signing.text);
  g_free (connector->signing.key);
  g_free (connector->signing.parameter);
  g_free (connector->signing.header);
  sz_auth_spec_clear (&connector->auth);
  g_free (connector);
}

/* One of a list of words, as its place; the first if the key is absent. */
static gboolean
read_word (SzKeyFile *file, const char *group, const char *key, const char *const *words, guint *found,
           GError **error)
{
  const char *text = sz_key_file_get (file, group, key);
  *found = 0;
  for (guint i = 0; text != NULL && words[i] != NULL; i++)
    if (strcmp (words[i], text) == 0) {
      *found = i;
      return TRUE;
    }
  if (text == NULL)
    return TRUE;
  g_autofree char *list = g_strjoinv (", ", (char **)(guintptr)words);
  return sz_key_file_fail (file, group, key, error, _ ("one of %s was expected"), list);
}

static gboolean
read_count (SzKeyFile *file, const char *group, const char *key, guint least, guint most, guint *value,
            GError **error)
{
  double number = *value;
  if (!sz_key_file_get_number (file, group, key, &number, error))
    return FALSE;
  if (number < least || number > most)
    return sz_key_file_fail (file, group, key, error, _ ("a number from %u to %u was expected"), least, most);
  *value = (guint)number;
  return TRUE;
}

/* "60s", "5min", "2h", "30d" in the unit of the answer. */
static gboolean
read_span (SzKeyFile *file, const char *key, guint unit_s, guint *value, GError **error)
{
  static const struct {
    const char *name;
    guint seconds;
  } units[] = { { "s", 1 }, { "min", 60 }, { "h", 3600 }, { "d", 86400 } };
  const char *text = sz_key_file_get (file, FETCH, key);
  char *end;
  if (text == NULL)
    return TRUE;
  const guint64 number = g_ascii_strtoull (text, &end, 10);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (end != text && strcmp (end, units[i].name) == 0 && number <= 100000 &&
        number * units[i].seconds >= unit_s) {
      *value = (guint)(number * units[i].seconds / unit_s);
      return TRUE;
    }
  return sz_key_file_fail (file, FETCH, key, error, _ ("a span such as 60s, 5min, 2h or 30d was expected"));
}

/* "name=template;name=template". A template may hold “;” only as {;}. */
static gboolean
read_templates (SzKeyFile *file, const char *group, const char *key, char ***list, GError **error)
{
  g_autoptr (GError) why = NULL;
  *list = sz_key_file_get_list (file, group, key);
  for (guint i = 0; *list != NULL && (*list)[i] != NULL; i++) {
    const char *equal = strchr ((*list)[i], '=');
    if (equal == NULL || equal == (*list)[i])
      return sz_key_file_fail (file, group, key, error, _ ("“name=text;name=text” was expected"));
    if (!sz_template_check (equal + 1, &why))
      return sz_key_file_fail (file, group, key, error, "%s", why->message);
  }
  return TRUE;
}

static gboolean
read_template (SzKeyFile *file, const char *group, const char *key, char **text, GError **error)
{
  g_autoptr (GError) why = NULL;
  *text = g_strdup (sz_key_file_get (file, group, key));
  if (*text == NULL || sz_template_check (*text, &why))
    return TRUE;
  return sz_key_file_fail (file, group, key, error, "%s", why->message);
}

static gboolean
read_sign (SzKeyFile *file, SzSigning *signing, GError **error)
{
  static const char *const digests[] = { "none", "md5", "sha256", "hmac-sha1", "hmac-sha256", NULL };
  static const char *const codings[] = { "hex", "HEX", "base64", NULL };
  guint digest, coding;
  if (!sz_key_file_has_group (file, SIGN))
    return TRUE;
  if (!read_word (file, SIGN, "Digest", digests, &digest, error) ||
      !read_word (file, SIGN, "Coding", codings, &coding, error) ||
      !read_template (file, SIGN, "Text", &signing->text, error) ||
      !read_template (file, SIGN, "Key", &signing->key, error) ||
      !sz_key_file_get_flag (file, SIGN, "SkipEmpty", &signing->skip_empty, error))
    return FALSE;
  signing->digest = (SzDigest)digest;
  signing->upper = coding == 1;
  signing->base64 = coding == 2;
  signing->parameter = g_strdup (sz_key_file_get (file, SIGN, "Parameter"));
  signing->header = g_strdup (sz_key_file_get (file, SIGN, "Header"));
  const gboolean keyed = digest == SZ_DIGEST_HMAC_SHA1 || digest == SZ_DIGEST_HMAC_SHA256;
  if (digest == SZ_DIGEST_NONE || signing->text == NULL || keyed != (signing->key != NULL) ||
      (signing->parameter != NULL) == (signing->header != NULL))
    return sz_key_file_fail (
        file, SIGN, NULL, error,
        _ ("expected Digest=, Text=, Key= (for hmac only), and one of Parameter= and Header="));
  return TRUE;
}

gboolean
sz_auth_spec_read (SzKeyFile *file, SzAuthSpec *spec, GError **error)
{
  static const char *const kinds[] = { "none", "basic", "bearer", "oauth2", NULL };
  guint kind = 0;
  const char *text;
  memset (spec, 0, sizeof *spec);
  if (!sz_key_file_has_group (file, AUTH))
    return TRUE;
  if (!read_word (file, AUTH, "Kind", kinds, &kind, error))
    return FALSE;
  spec->kind = (SzAuthKind)kind;
  spec->token_path = g_strdup (sz_key_file_get (file, AUTH, "TokenPath"));
  spec->scope = g_strdup (sz_key_file_get (file, AUTH, "Scope"));
  spec->token_field =
      g_strdup ((text = sz_key_file_get (file, AUTH, "Token")) != NULL ? text : "access_token");
  spec->expires_field =
      g_strdup ((text = sz_key_file_get (file, AUTH, "Expires")) != NULL ? text : "expires_in");
  spec->refresh_field =
      g_strdup ((text = sz_key_file_get (file, AUTH, "Refresh")) != NULL ? text : "refresh_token");
  spec->header = g_strdup ((text = sz_key_file_get (file, AUTH, "Header")) != NULL ? text : "Authorization");
  text = sz_key_file_get (file, AUTH, "Prefix");
  spec->prefix = text != NULL ? g_strconcat (text, *text != '\0' ? " " : "", NULL) : g_strdup ("Bearer ");
  if (spec->token_path != NULL && *spec->token_path != '/')
    return sz_key_file_fail (file, AUTH, "TokenPath", error, _ ("a path that begins with “/” was expected"));
  if (kind == SZ_AUTH_OAUTH2 && spec->token_path == NULL)
    return sz_key_file_fail (file, AUTH, "TokenPath", error,
                             _ ("the path where tokens are had was expected"));
  return TRUE;
}

static gboolean
read_paging (SzKeyFile *file, SzConnector *connector, GError **error)
{
  static const char *const pagings[] = { "none", "page", "offset", "cursor", NULL };
  guint paging;
  connector->first_page = 1;
  connector->size = 200;
  connector->max_pages = 10000;
  if (!read_word (file, FETCH, "Paging", pagings, &paging, error) ||
      !read_count (file, FETCH, "FirstPage", 0, 1, &connector->first_page, error) ||
      !read_count (file, FETCH, "Size", 1, 100000, &connector->size, error) ||
      !read_count (file, FETCH, "MaxPages", 1, 1000000, &connector->max_pages, error))
    return FALSE;
  connector->paging = (SzPaging)paging;
  connector->total = g_strdup (sz_key_file_get (file, FETCH, "Total"));
  connector->cursor = g_strdup (sz_key_file_get (file, FETCH, "Cursor"));
  if ((paging == SZ_PAGING_CURSOR) != (connector->cursor != NULL))
    return sz_key_file_fail (file, FETCH, "Cursor", error,
                             _ ("the path of the next cursor belongs to Paging=cursor"));
  return TRUE;
}

static gboolean
read_window (SzKeyFile *file, SzConnector *connector, GError **error)
{
  static const char *const windows[] = { "none", "day", "hour", NULL };
  static const char *const bys[] = { "own", "change", NULL };
  const char *since = sz_key_file_get (file, FETCH, "Since");
  guint window, by;
  connector->since_days = 365;
  connector->since_day = G_MININT64;
  connector->again_days = 2;
  connector->every_s = 60;
  connector->inclusive = TRUE;
  if (!read_word (file, FETCH, "Window", windows, &window, error) ||
      !read_word (file, FETCH, "WindowOf", bys, &by, error) ||
      !sz_key_file_get_flag (file, FETCH, "Inclusive", &connector->inclusive, error) ||
      !read_span (file, "Every", 1, &connector->every_s, error) ||
      !read_span (file, "Again", 86400, &connector->again_days, error))
    return FALSE;
  if (since != NULL && !sz_day_parse (since, &connector->since_day) &&
      !read_span (file, "Since", 86400, &connector->since_days, error))
    return FALSE;
  const char *format = sz_key_file_get (file, FETCH, "WindowFormat");
  connector->window = (SzSpan)window;
  connector->by_change = by == 1;
  connector->window_format = g_strdup (format != NULL ? format : "yyyy-mm-dd HH:MM:SS");
  connector->every_s = MAX (connector->every_s, 5u);
  return TRUE;
}

static gboolean
read_success (SzKeyFile *file, SzConnector *connector, GError **error)
{
  const char *success = sz_key_file_get (file, FETCH, "Success");
  connector->sign_in_values = sz_key_file_get_list (file, FETCH, "SignIn");
  if (success == NULL)
    return TRUE;
  const char *equal = strchr (success, '=');
  if (equal == NULL || equal == success || equal[1] == '\0')
    return sz_key_file_fail (file, FETCH, "Success", error, _ ("“path=value;value” was expected"));
  connector->success = g_strndup (success, (gsize)(equal - success));
  connector->success_values = g_strsplit (equal + 1, ";", -1);
  return TRUE;
}

SzConnector *
sz_connector_read (SzKeyFile *file, GError **error)
{
  static const char *const sents[] = { "query", "form", "json", NULL };
  guint sent;
  if (!sz_key_file_has_group (file, FETCH))
    return NULL;
  g_autoptr (SzConnector) connector = g_new0 (SzConnector, 1);
  const char *rows = sz_key_file_get (file, FETCH, "Rows");
  connector->path = g_strdup (sz_key_file_get (file, FETCH, "Path"));
  connector->rows = g_strdup (rows != NULL ? rows : "");
  if (connector->path == NULL || *connector->path != '/') {
    sz_key_file_fail (file, FETCH, "Path", error, _ ("a path that begins with “/” was expected"));
    return NULL;
  }
  if (!read_word (file, FETCH, "Send", sents, &sent, error) ||
      !read_templates (file, FETCH, "Parameters", &connector->parameters, error) ||
      !read_templates (file, FETCH, "Headers", &connector->headers, error) ||
      !read_paging (file, connector, error) || !read_window (file, connector, error) ||
      !read_success (file, connector, error) || !read_sign (file, &connector->signing, error) ||
      !sz_auth_spec_read (file, &connector->auth, error))
    return NULL;
  connector->sent = (SzSent)sent;
  return g_steal_pointer (&connector);
}
