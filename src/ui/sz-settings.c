/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-settings.h"

#include <glib/gstdio.h>

#include "sz-i18n.h"

#define AUTOSTART_FILE SZ_APP_ID ".desktop"

struct _SzSettings {
  GObject parent_instance;

  const SzHome *home;
  SzPreferences *preferences; /* (owned) */
  char *trouble;
  gboolean writing, dirty;
};

G_DEFINE_FINAL_TYPE (SzSettings, sz_settings, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void begin_writing (SzSettings *self);

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SzSettings *self = source;
  GError *error = NULL;

  if (sz_preferences_save (data, self->home, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SzSettings *self = SZ_SETTINGS (object);
  g_autoptr (GError) error = NULL;

  self->writing = FALSE;
  g_free (self->trouble);
  self->trouble = g_strdup (g_task_propagate_boolean (G_TASK (result), &error) ? "" : error->message);
  if (self->dirty)
    begin_writing (self);
}

static void
begin_writing (SzSettings *self)
{
  g_autoptr (GTask) task = NULL;

  self->dirty = self->writing;
  if (self->writing)
    return;
  self->writing = TRUE;
  task = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_source_tag (task, begin_writing);
  g_task_set_task_data (task, sz_preferences_copy (self->preferences), (GDestroyNotify)sz_preferences_free);
  g_task_run_in_thread (task, write_thread);
}

static void
sz_settings_finalize (GObject *object)
{
  SzSettings *self = SZ_SETTINGS (object);

  sz_preferences_free (self->preferences);
  g_free (self->trouble);
  G_OBJECT_CLASS (sz_settings_parent_class)->finalize (object);
}

static void
sz_settings_class_init (SzSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sz_settings_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", SZ_TYPE_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sz_settings_init (SzSettings *self)
{
  self->trouble = g_strdup ("");
}

SzSettings *
sz_settings_new (const SzHome *home)
{
  SzSettings *self = g_object_new (SZ_TYPE_SETTINGS, NULL);

  self->home = home;
  self->preferences = sz_preferences_load (home);
  return self;
}

const SzHome *
sz_settings_get_home (SzSettings *self)
{
  return self->home;
}

const SzPreferences *
sz_settings_get (SzSettings *self)
{
  return self->preferences;
}

SzPreferences *
sz_settings_edit (SzSettings *self)
{
  return self->preferences;
}

void
sz_settings_commit (SzSettings *self)
{
  begin_writing (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
sz_settings_set_text (char **field, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*field);
  *field = copy;
}

const char *
sz_settings_get_trouble (SzSettings *self)
{
  return self->trouble;
}

void
sz_settings_flush (SzSettings *self)
{
  while (self->writing)
    g_main_context_iteration (NULL, TRUE);
}

/* --- with the session
 * ----------------------------------------------------------------------------------------------------- */

static char *
autostart_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", AUTOSTART_FILE, NULL);
}

gboolean
sz_autostart_enabled (void)
{
  g_autofree char *path = autostart_path ();
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return FALSE;
  return !g_key_file_get_boolean (file, "Desktop Entry", "Hidden", NULL);
}

/* The program as it was started: an installed one by its name, one in a build tree by its path. */
static char *
program_command (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *found = g_find_program_in_path ("shuzhi");

  if (program == NULL || (found != NULL && g_str_equal (found, program)))
    return g_strdup ("shuzhi --gapplication-service");
  return g_strdup_printf ("\"%s\" --gapplication-service", program);
}

gboolean
sz_autostart_enable (gboolean enabled, GError **error)
{
  g_autofree char *path = autostart_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *command = program_command ();
  g_autofree char *text = g_strdup_printf (
      "[Desktop Entry]\nType=Application\nName=Shuzhi\nName[zh_CN]=数治\nExec=%s\nIcon=%s\nTerminal=false\n"
      "X-GNOME-Autostart-enabled=true\n",
      command, SZ_APP_ID);

  if (!enabled) {
    if (g_unlink (path) == 0 || !g_file_test (path, G_FILE_TEST_EXISTS))
      return TRUE;
  } else if (g_mkdir_with_parents (folder, 0700) == 0 && g_file_set_contents (path, text, -1, error)) {
    return TRUE;
  }
  if (error != NULL && *error == NULL)
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("%s could not be changed: %s"), path,
                 g_strerror (errno));
  return FALSE;
}
