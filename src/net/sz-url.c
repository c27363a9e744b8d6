/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-http.h"

#include <libsoup/soup.h>
#include <string.h>

#include "sz-i18n.h"

/* Longest wait a server may ask for: it may be wrong about years, we are back in a quarter of an hour. */
#define RETRY_MAX_S 900

static gboolean
refuse_url (GError **error, const char *why)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("This is not a usable address: %s"), why);
  return FALSE;
}

gboolean
sz_http_check_url (const char *url, gboolean query_allowed, GError **error)
{
  g_return_val_if_fail (url != NULL, FALSE);
  if (strlen (url) > 4096)
    return refuse_url (error, _ ("it is longer than 4,096 characters."));
  for (const char *p = url; *p != '\0'; p++)
    if ((guchar)*p <= ' ' || *p == 0x7f)
      return refuse_url (error, _ ("it holds a blank or a control character."));
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  if (uri == NULL || (g_strcmp0 (scheme, "http") != 0 && g_strcmp0 (scheme, "https") != 0))
    return refuse_url (error, _ ("it must begin with http:// or https://."));
  if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return refuse_url (error, _ ("it names no host."));
  if (g_uri_get_user (uri) != NULL || g_uri_get_password (uri) != NULL)
    return refuse_url (error, _ ("it must not hold a user name or a password."));
  if (g_uri_get_fragment (uri) != NULL)
    return refuse_url (error, _ ("it must not hold a “#” part."));
  if (!query_allowed && g_uri_get_query (uri) != NULL)
    return refuse_url (error, _ ("it must not hold a “?” part."));
  return TRUE;
}

gboolean
sz_http_is_loopback (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (host == NULL)
    return FALSE;
  return strcmp (host, "localhost") == 0 || strcmp (host, "::1") == 0 || g_str_has_prefix (host, "127.");
}

guint
sz_http_parse_retry_after (const char *text, gint64 now_s)
{
  gint64 seconds = 0;
  if (text == NULL)
    return 0;
  if (*text != '\0' && strspn (text, "0123456789") == strlen (text)) {
    seconds = strlen (text) > 9 ? RETRY_MAX_S : g_ascii_strtoll (text, NULL, 10);
  } else {
    g_autoptr (GDateTime) date = soup_date_time_new_from_http_string (text);
    if (date != NULL)
      seconds = g_date_time_to_unix (date) - now_s;
  }
  return (guint)CLAMP (seconds, 0, RETRY_MAX_S);
}
