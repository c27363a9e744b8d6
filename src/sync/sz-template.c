/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-template.h"

#include <string.h>

#include "sz-i18n.h"

gboolean
sz_template_check (const char *text, GError **error)
{
  for (const char *p = text; *p != '\0'; p++) {
    if ((*p == '{' || *p == '}') && p[1] == *p) {
      p++;
      continue;
    }
    const char *end = *p == '{' ? strchr (p, '}') : p;
    if (end == NULL || *p == '}' || (*p == '{' && end == p + 1)) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("“{” and “}” must enclose a name"));
      return FALSE;
    }
    p = end;
  }
  return TRUE;
}

static const char *
find_parameter (const SzSource *source, const char *name)
{
  const gsize length = strlen (name);
  for (guint i = 0; source->parameters != NULL && source->parameters[i] != NULL; i++)
    if (strncmp (source->parameters[i], name, length) == 0 && source->parameters[i][length] == '=')
      return source->parameters[i] + length + 1;
  return NULL;
}

static const char *
look_up (SzTemplateContext *context, const char *name, GError **error)
{
  const char *text = NULL;
  if (strcmp (name, ";") == 0)
    return name;
  if (g_str_has_prefix (name, "secret.")) {
    context->used_secret = TRUE;
    return sz_secrets_get (context->secrets, context->source, name + 7, error);
  }
  if (g_str_has_prefix (name, "param."))
    text = find_parameter (context->source, name + 6);
  else
    text = g_hash_table_lookup (context->values, name);
  if (text == NULL)
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                 g_str_has_prefix (name, "param.")
                     ? _ ("The mapping needs “%s”; set it in the group [Parameters] of the source.")
                     : _ ("The mapping's request names “%s”, which is not known there."),
                 g_str_has_prefix (name, "param.") ? name + 6 : name);
  return text;
}

char *
sz_template_fill (const char *text, SzTemplateContext *context, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p++) {
    const char *end = *p == '{' && p[1] != '{' ? strchr (p, '}') : NULL;
    if (end == NULL) {
      g_string_append_c (out, *p);
      p += (*p == '{' || *p == '}') && p[1] == *p;
      continue;
    }
    g_autofree char *name = g_strndup (p + 1, (gsize)(end - p - 1));
    const char *value = look_up (context, name, error);
    if (value == NULL) {
      explicit_bzero (out->str, out->len);
      return NULL;
    }
    g_string_append (out, value);
    p = end;
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
sz_template_instant (const char *format, gint64 instant_ms, SzZone *zone)
{
  static const char *const letters[] = { "yyyy", "mm", "dd", "HH", "MM", "SS" };
  int parts[6];
  if (strcmp (format, "unix") == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, instant_ms / 1000);
  if (strcmp (format, "unix-ms") == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, instant_ms);
  if (strcmp (format, "iso") == 0)
    return sz_instant_format (instant_ms, zone);
  const gint64 wall_s = instant_ms / 1000 + sz_zone_offset_s (zone, instant_ms);
  const gint64 day = wall_s >= 0 ? wall_s / 86400 : -((-wall_s + 86399) / 86400), rest = wall_s - day * 86400;
  sz_day_to_ymd (day, &parts[0], &parts[1], &parts[2]);
  parts[3] = (int)(rest / 3600);
  parts[4] = (int)(rest / 60 % 60);
  parts[5] = (int)(rest % 60);
  g_autoptr (GString) out = g_string_new (NULL);
  for (const char *p = format; *p != '\0';) {
    guint i = 0;
    while (i < G_N_ELEMENTS (letters) && !g_str_has_prefix (p, letters[i]))
      i++;
    if (i == G_N_ELEMENTS (letters)) {
      g_string_append_c (out, *p++);
      continue;
    }
    g_string_append_printf (out, i == 0 ? "%04d" : "%02d", parts[i]);
    p += strlen (letters[i]);
  }
  return g_string_free (g_steal_pointer (&out), FALSE);
}
