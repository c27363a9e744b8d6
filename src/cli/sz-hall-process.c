/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-hall-process.h"

#include <gio/gio.h>
#include <signal.h>

#include "sz-i18n.h"

struct _SzHallProcess {
  GSubprocess *process;
  GDataInputStream *output; /* kept open: a hall whose output is closed would end on its next word */
  char *url;
};

static char *
find_hall (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program ? g_path_get_dirname (program) : g_strdup (".");
  const char *const places[] = { "shuzhi-hall", "hall/shuzhi-hall" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *path = g_build_filename (folder, places[i], NULL);

    if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer (&path);
  }
  return g_find_program_in_path ("shuzhi-hall");
}

SzHallProcess *
sz_hall_process_start (const char *const *arguments, GError **error)
{
  g_autoptr (SzHallProcess) hall = g_new0 (SzHallProcess, 1);
  g_autofree char *program = find_hall ();
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  if (program == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND,
                 _ ("The demo hall, shuzhi-hall, is neither beside shuzhi nor in PATH."));
    return NULL;
  }
  g_ptr_array_add (words, program);
  g_ptr_array_add (words, (char *)"--die-with-parent");
  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    g_ptr_array_add (words, (char *)arguments[i]);
  g_ptr_array_add (words, NULL);
  hall->process =
      g_subprocess_newv ((const char *const *)words->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, error);
  if (hall->process == NULL)
    return NULL;
  hall->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (hall->process));
  hall->url = g_data_input_stream_read_line_utf8 (hall->output, NULL, NULL, error);
  if (hall->url == NULL || !g_str_has_prefix (hall->url, "http://")) {
    g_clear_error (error);
    g_set_error (error, SZ_ERROR, SZ_ERROR_NETWORK,
                 _ ("The demo hall did not start; its own words stand above."));
    return NULL;
  }
  return g_steal_pointer (&hall);
}

const char *
sz_hall_process_url (const SzHallProcess *hall)
{
  return hall->url;
}

void
sz_hall_process_stop (SzHallProcess *hall)
{
  if (hall == NULL)
    return;
  if (hall->process != NULL) {
    g_subprocess_send_signal (hall->process, SIGTERM);
    g_subprocess_wait (hall->process, NULL, NULL);
    g_object_unref (hall->process);
  }
  g_clear_object (&hall->output);
  g_free (hall->url);
  g_free (hall);
}
