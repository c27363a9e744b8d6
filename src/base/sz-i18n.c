/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-i18n.h"

#include <locale.h>
#include <string.h>

#ifdef __GLIBC__
/* gettext caches the language it found; raising this counter is its documented way to make it look again. */
extern int _nl_msg_cat_cntr;
#endif

#ifndef SZ_LOCALEDIR
#define SZ_LOCALEDIR "/usr/share/locale"
#endif

static SzLang current = SZ_LANG_EN;

static SzLang
parse_lang (const char *text)
{
  return g_ascii_strncasecmp (text, "zh", 2) == 0 ? SZ_LANG_ZH : SZ_LANG_EN;
}

static SzLang
detect_lang (void)
{
  static const char *const variables[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++) {
    const char *value = g_getenv (variables[i]);
    if (value != NULL && *value != '\0')
      return parse_lang (value);
  }
  return SZ_LANG_EN;
}

static gboolean
holds_catalogue (const char *dir)
{
  g_autofree char *file = g_build_filename (dir, "zh_CN", "LC_MESSAGES", GETTEXT_PACKAGE ".mo", NULL);
  return g_file_test (file, G_FILE_TEST_IS_REGULAR);
}

/* The build tree keeps the catalogues in po/; an installed program finds them relative to itself, so that a
 * prefix can be moved. */
static char *
find_locale_dir (void)
{
  static const char *const beside[] = { "po", "../po", "../share/locale" };
  const char *given = g_getenv ("SHUZHI_LOCALEDIR");
  if (given != NULL && *given != '\0')
    return g_strdup (given);

  /* Where /proc is not there the fixed folder is still right. */
  g_autofree char *exe = g_file_read_link ("/proc/self/exe", NULL);
  if (exe != NULL) {
    g_autofree char *exe_dir = g_path_get_dirname (exe);
    for (guint i = 0; i < G_N_ELEMENTS (beside); i++) {
      g_autofree char *dir = g_build_filename (exe_dir, beside[i], NULL);
      if (holds_catalogue (dir))
        return g_steal_pointer (&dir);
    }
  }
  return g_strdup (SZ_LOCALEDIR);
}

/* gettext ignores LANGUAGE in the locale "C", and a locale that is not generated leaves the process in "C":
 * C.UTF-8 is always there and has no such exception. */
static void
leave_c_locale (void)
{
  const char *messages = setlocale (LC_ALL, "") != NULL ? setlocale (LC_MESSAGES, NULL) : NULL;
  if (messages == NULL || strcmp (messages, "C") == 0 || strcmp (messages, "POSIX") == 0)
    setlocale (LC_ALL, "C.UTF-8");
  /* Numbers are written by sz-number and by the wire formats, never by the locale. */
  setlocale (LC_NUMERIC, "C");
}

void
sz_i18n_init (const char *lang)
{
  const SzLang wanted = lang != NULL && *lang != '\0' ? parse_lang (lang) : detect_lang ();
  g_autofree char *dir = find_locale_dir ();

  leave_c_locale ();
  bindtextdomain (GETTEXT_PACKAGE, dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  /* No textdomain() here: g_dgettext decides once, by the default domain, whether to translate at all, and a
   * process that began in English could then never be switched to Chinese. */
  sz_lang_set (wanted);
}

SzLang
sz_lang (void)
{
  return current;
}

void
sz_lang_set (SzLang lang)
{
  current = lang;
  g_setenv ("LANGUAGE", lang == SZ_LANG_ZH ? "zh_CN" : "en", TRUE);
#ifdef __GLIBC__
  _nl_msg_cat_cntr++;
#endif
}
