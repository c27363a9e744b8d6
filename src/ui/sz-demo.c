/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-demo.h"

#include "sz-hall-process.h"
#include "sz-source-acts.h"
#include "sz-source.h"

#define DEMO_SOURCE "demo"
/* Reaches today's weekday of last year with the month that led up to it. */
#define DEMO_DAYS "400"

struct _SzDemo {
  const SzHome *home;
  SzHallProcess *hall;       /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */
  SzDemoFunc func;
  gpointer data;
  gboolean starting;
};

SzDemo *
sz_demo_new (const SzHome *home)
{
  SzDemo *demo = g_new0 (SzDemo, 1);

  demo->home = home;
  demo->cancellable = g_cancellable_new ();
  return demo;
}

void
sz_demo_free (SzDemo *demo)
{
  if (demo == NULL)
    return;
  g_cancellable_cancel (demo->cancellable);
  g_object_unref (demo->cancellable);
  sz_hall_process_stop (demo->hall);
  g_free (demo);
}

static void
finish (SzDemo *demo, const char *sentence)
{
  demo->starting = FALSE;
  if (demo->func != NULL)
    demo->func (sentence, demo->data);
}

typedef struct {
  const SzHome *home;
  char *url;
} Adding;

static void
free_adding (gpointer data)
{
  Adding *adding = data;

  g_free (adding->url);
  g_free (adding);
}

static void
add_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Adding *adding = data;
  GError *error = NULL;

  if (sz_source_add (adding->home, DEMO_SOURCE, adding->url, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
added_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean added = g_task_propagate_boolean (G_TASK (result), &error);

  /* Cancelled: the demo is gone. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    finish (data, added ? NULL : error->message);
}

static void
started_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  SzHallProcess *hall = sz_hall_process_start_finish (result, &error);
  SzDemo *demo = data;
  g_autoptr (GTask) task = NULL;
  Adding *adding;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (hall == NULL) {
    finish (demo, error->message);
    return;
  }
  demo->hall = hall;
  adding = g_new0 (Adding, 1);
  adding->home = demo->home;
  adding->url = g_strdup (sz_hall_process_url (hall));
  task = g_task_new (NULL, demo->cancellable, added_cb, demo);
  g_task_set_source_tag (task, started_cb);
  g_task_set_task_data (task, adding, free_adding);
  g_task_run_in_thread (task, add_thread);
}

void
sz_demo_start (SzDemo *demo, SzDemoFunc func, gpointer data)
{
  static const char *const ARGUMENTS[] = { "--port", "0", "--days", DEMO_DAYS, "--quiet", NULL };

  if (demo->starting || demo->hall != NULL)
    return;
  demo->starting = TRUE;
  demo->func = func;
  demo->data = data;
  sz_hall_process_start_async (ARGUMENTS, demo->cancellable, started_cb, demo);
}

void
sz_demo_remove (SzDemo *demo, SzDesk *desk, SzDemoFunc func, gpointer data)
{
  g_clear_pointer (&demo->hall, sz_hall_process_stop);
  sz_source_act_remove (desk, DEMO_SOURCE, TRUE, func, data);
}
