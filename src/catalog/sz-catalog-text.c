/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-catalog-private.h"

#include <string.h>

gboolean
sz_catalog_id_ok (const char *id)
{
  if (!g_ascii_islower (*id) || strlen (id) > 60)
    return FALSE;
  for (const char *c = id; *c != '\0'; c++)
    if (!g_ascii_islower (*c) && !g_ascii_isdigit (*c) && *c != '_')
      return FALSE;
  return TRUE;
}

const char *
sz_catalog_group_id (const char *group, const char *kind)
{
  gsize length = strlen (kind);
  const char *id = group + length + 1;

  if (!g_str_has_prefix (group, kind) || group[length] != ' ' || *id == '\0' || strlen (id) > 60)
    return NULL;
  for (const char *c = id; *c != '\0'; c++)
    if (!g_ascii_islower (*c) && !g_ascii_isdigit (*c) && *c != '_' && *c != '-')
      return NULL;
  return id;
}

const char *
sz_catalog_need (SzKeyFile *file, const char *group, const char *key, GError **error)
{
  const char *value = sz_key_file_get (file, group, key);

  if (value != NULL && *value != '\0')
    return value;
  sz_key_file_fail (file, group, value != NULL ? key : NULL, error, _ ("expected a value for %s="), key);
  return NULL;
}

gboolean
sz_catalog_check_keys (SzKeyFile *file, const char *group, const char *const *known, GError **error)
{
  g_autofree const char **keys = sz_key_file_keys (file, group);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    const char *bracket = strchr (keys[i], '[');
    g_autofree char *key =
        bracket != NULL ? g_strndup (keys[i], (gsize)(bracket - keys[i])) : g_strdup (keys[i]);
    g_autofree char *list = NULL;
    const char *near = NULL;

    if (g_strv_contains (known, key))
      continue;
    near = sz_catalog_nearest (key, known, g_strv_length ((char **)known));
    if (near != NULL)
      return sz_key_file_fail (file, group, keys[i], error, _ ("unknown key; did you mean %s?"), near);
    list = g_strjoinv (", ", (char **)known);
    return sz_key_file_fail (file, group, keys[i], error, _ ("unknown key; expected one of %s"), list);
  }
  return TRUE;
}

/* Levenshtein distance by bytes; ids are ASCII and short. */
static guint
measure_distance (const char *a, const char *b)
{
  gsize n = strlen (b);
  g_autofree guint *row = g_new0 (guint, n + 1);

  for (gsize j = 0; j <= n; j++)
    row[j] = (guint)j;
  for (gsize i = 1; a[i - 1] != '\0'; i++) {
    guint diagonal = row[0];

    row[0] = (guint)i;
    for (gsize j = 1; j <= n; j++) {
      guint above = row[j];
      guint best = MIN (above, row[j - 1]) + 1;

      row[j] = MIN (best, diagonal + (a[i - 1] != b[j - 1]));
      diagonal = above;
    }
  }
  return row[n];
}

const char *
sz_catalog_nearest (const char *id, const char *const *ids, guint n)
{
  const char *best = NULL;
  guint least = (guint)strlen (id) / 3 + 1;

  if (strlen (id) > 100)
    return NULL;
  for (guint i = 0; i < n; i++) {
    guint distance = measure_distance (id, ids[i]);

    if (distance <= least && (best == NULL || distance < least)) {
      best = ids[i];
      least = distance;
    }
  }
  /* Else what begins alike, or holds what was typed. */
  for (guint i = 0; best == NULL && strlen (id) >= 3 && i < n; i++)
    if (strstr (ids[i], id) != NULL)
      best = ids[i];
  return best;
}
