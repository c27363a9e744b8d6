/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-preferences.h"

#include "sz-i18n.h"

#define GROUP_WINDOW "Window"
#define GROUP_WATCH "Watch"
#define GROUP_WALL "Wall"
#define GROUP_MAP "Map"

static char *
preferences_path (const SzHome *home)
{
  return g_build_filename (home->config, "window.ini", NULL);
}

SzPreferences *
sz_preferences_new (void)
{
  static const char *const BOARDS[] = { "overview", "live", "alerts", NULL };
  SzPreferences *preferences = g_new0 (SzPreferences, 1);

  preferences->theme = g_strdup ("desktop");
  preferences->language = g_strdup ("");
  preferences->person = g_strdup ("");
  preferences->notify = TRUE;
  preferences->background = TRUE;
  preferences->boards = g_strdupv ((char **)BOARDS);
  preferences->board_s = 15;
  preferences->alarm_s = 30;
  preferences->tiles = g_strdup ("");
  preferences->tiles_credit = g_strdup ("");
  preferences->outlook = g_strdup ("");
  return preferences;
}

void
sz_preferences_free (SzPreferences *preferences)
{
  if (preferences == NULL)
    return;
  g_free (preferences->theme);
  g_free (preferences->language);
  g_free (preferences->person);
  g_strfreev (preferences->boards);
  g_free (preferences->tiles);
  g_free (preferences->tiles_credit);
  g_free (preferences->outlook);
  g_free (preferences);
}

SzPreferences *
sz_preferences_copy (const SzPreferences *preferences)
{
  SzPreferences *copy = g_memdup2 (preferences, sizeof *preferences);

  copy->theme = g_strdup (preferences->theme);
  copy->language = g_strdup (preferences->language);
  copy->person = g_strdup (preferences->person);
  copy->boards = g_strdupv (preferences->boards);
  copy->tiles = g_strdup (preferences->tiles);
  copy->tiles_credit = g_strdup (preferences->tiles_credit);
  copy->outlook = g_strdup (preferences->outlook);
  return copy;
}

static void
read_text (GKeyFile *file, const char *group, const char *key, char **value)
{
  char *text = g_key_file_get_string (file, group, key, NULL);

  if (text == NULL)
    return;
  g_free (*value);
  *value = g_strstrip (text);
}

static void
read_word (GKeyFile *file, const char *group, const char *key, const char *const *words, char **value)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);

  if (text == NULL || !g_strv_contains (words, text))
    return;
  g_free (*value);
  *value = g_steal_pointer (&text);
}

static void
read_flag (GKeyFile *file, const char *group, const char *key, gboolean *value)
{
  g_autoptr (GError) error = NULL;
  gboolean flag = g_key_file_get_boolean (file, group, key, &error);

  if (error == NULL)
    *value = flag;
}

static void
read_seconds (GKeyFile *file, const char *group, const char *key, guint *value)
{
  g_autoptr (GError) error = NULL;
  int number = g_key_file_get_integer (file, group, key, &error);

  if (error == NULL && number >= SZ_WALL_MIN_S && number <= SZ_WALL_MAX_S)
    *value = (guint)number;
}

static void
read_boards (GKeyFile *file, char ***value)
{
  g_auto (GStrv) list = g_key_file_get_string_list (file, GROUP_WALL, "Boards", NULL, NULL);

  if (list == NULL || list[0] == NULL)
    return;
  g_strfreev (*value);
  *value = g_steal_pointer (&list);
}

SzPreferences *
sz_preferences_load (const SzHome *home)
{
  static const char *const THEMES[] = { "desktop", "light", "dark", NULL };
  static const char *const LANGUAGES[] = { "", "en", "zh", NULL };
  SzPreferences *preferences = sz_preferences_new ();
  g_autofree char *path = preferences_path (home);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  /* A file that cannot be read is as good as none: it is written anew with the next choice. */
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return preferences;
  read_word (file, GROUP_WINDOW, "Theme", THEMES, &preferences->theme);
  read_word (file, GROUP_WINDOW, "Language", LANGUAGES, &preferences->language);
  read_text (file, GROUP_WINDOW, "Outlook", &preferences->outlook);
  read_flag (file, GROUP_WINDOW, "Demo", &preferences->demo);
  read_text (file, GROUP_WATCH, "Person", &preferences->person);
  read_flag (file, GROUP_WATCH, "Notify", &preferences->notify);
  read_flag (file, GROUP_WATCH, "Background", &preferences->background);
  read_flag (file, GROUP_WATCH, "Told", &preferences->told);
  read_flag (file, GROUP_WINDOW, "KeyTold", &preferences->key_told);
  read_boards (file, &preferences->boards);
  read_seconds (file, GROUP_WALL, "Every", &preferences->board_s);
  read_seconds (file, GROUP_WALL, "AlarmEvery", &preferences->alarm_s);
  read_text (file, GROUP_MAP, "Tiles", &preferences->tiles);
  read_text (file, GROUP_MAP, "Credit", &preferences->tiles_credit);
  return preferences;
}

gboolean
sz_preferences_save (const SzPreferences *preferences, const SzHome *home, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = preferences_path (home);
  g_autofree char *text = NULL;
  gsize length;

  g_key_file_set_string (file, GROUP_WINDOW, "Theme", preferences->theme);
  g_key_file_set_string (file, GROUP_WINDOW, "Language", preferences->language);
  g_key_file_set_string (file, GROUP_WINDOW, "Outlook", preferences->outlook);
  g_key_file_set_boolean (file, GROUP_WINDOW, "Demo", preferences->demo);
  g_key_file_set_string (file, GROUP_WATCH, "Person", preferences->person);
  g_key_file_set_boolean (file, GROUP_WATCH, "Notify", preferences->notify);
  g_key_file_set_boolean (file, GROUP_WATCH, "Background", preferences->background);
  g_key_file_set_boolean (file, GROUP_WATCH, "Told", preferences->told);
  g_key_file_set_boolean (file, GROUP_WINDOW, "KeyTold", preferences->key_told);
  g_key_file_set_string_list (file, GROUP_WALL, "Boards", (const char *const *)preferences->boards,
                              g_strv_length (preferences->boards));
  g_key_file_set_integer (file, GROUP_WALL, "Every", (int)preferences->board_s);
  g_key_file_set_integer (file, GROUP_WALL, "AlarmEvery", (int)preferences->alarm_s);
  g_key_file_set_string (file, GROUP_MAP, "Tiles", preferences->tiles);
  g_key_file_set_string (file, GROUP_MAP, "Credit", preferences->tiles_credit);
  text = g_key_file_to_data (file, &length, NULL);
  if (!sz_home_create (home, error))
    return FALSE;
  if (g_file_set_contents_full (path, text, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return TRUE;
  g_prefix_error (error, "%s", _ ("The preferences could not be kept: "));
  return FALSE;
}
