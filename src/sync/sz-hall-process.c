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

static void
take_url (SzHallProcess *hall, char *line)
{
  g_free (hall->url);
  hall->url = line;
}

/* The child ends with the thread that made it (--die-with-parent), so that thread must live as long as the
 * hall. */
static SzHallProcess *
spawn_hall (const char *const *arguments, GError **error)
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
  return g_steal_pointer (&hall);
}

static gboolean
check_url (const SzHallProcess *hall, GError **error)
{
  if (hall->url != NULL && g_str_has_prefix (hall->url, "http://"))
    return TRUE;
  g_clear_error (error);
  g_set_error (error, SZ_ERROR, SZ_ERROR_NETWORK,
               _ ("The demo hall did not start; its own words stand above."));
  return FALSE;
}

SzHallProcess *
sz_hall_process_start (const char *const *arguments, GError **error)
{
  g_autoptr (SzHallProcess) hall = spawn_hall (arguments, error);

  if (hall == NULL)
    return NULL;
  take_url (hall, g_data_input_stream_read_line_utf8 (hall->output, NULL, NULL, error));
  return check_url (hall, error) ? g_steal_pointer (&hall) : NULL;
}

static void
free_hall (gpointer data)
{
  sz_hall_process_stop (data);
}

static void
free_box (gpointer data)
{
  SzHallProcess **box = data;

  sz_hall_process_stop (*box);
  g_free (box);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  SzHallProcess **box = g_task_get_task_data (task);
  SzHallProcess *hall = *box;
  GError *error = NULL;

  take_url (hall,
            g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, NULL, &error));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !check_url (hall, &error)) {
    g_task_return_error (task, error);
    return;
  }
  *box = NULL;
  g_task_return_pointer (task, hall, free_hall);
}

void
sz_hall_process_start_async (const char *const *arguments, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  GError *error = NULL;
  SzHallProcess **box = g_new0 (SzHallProcess *, 1);

  g_task_set_source_tag (task, sz_hall_process_start_async);
  g_task_set_task_data (task, box, free_box);
  *box = spawn_hall (arguments, &error);
  if (*box == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_data_input_stream_read_line_async ((*box)->output, G_PRIORITY_DEFAULT, cancellable, line_cb,
                                       g_object_ref (task));
}

SzHallProcess *
sz_hall_process_start_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
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
