/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-lookout.h"

#include "sz-engine.h"

/* What people do with an alert elsewhere is on this screen after at most this long. */
#define EVERY_S 5

struct _SzLookout {
  char *folder;
  const SzCatalog *catalog;
  SzLookoutFunc func;
  gpointer data;
  GThread *thread;
  GMutex mutex;
  GCond cond;
  gboolean stopped; /* with the mutex */
  guint idle;       /* with the mutex: a list is on its way */
  SzAlertList *list;
};

static gboolean
deliver_cb (gpointer data)
{
  SzLookout *lookout = data;
  g_autoptr (SzAlertList) list = NULL;

  g_mutex_lock (&lookout->mutex);
  lookout->idle = 0;
  list = g_steal_pointer (&lookout->list);
  g_mutex_unlock (&lookout->mutex);
  if (list != NULL)
    lookout->func (list, lookout->data);
  return G_SOURCE_REMOVE;
}

/* Without a truth.db there is no alert yet, and it is not this process that makes one. */
static gboolean
has_truth (const SzLookout *lookout)
{
  g_autofree char *path = g_build_filename (lookout->folder, "truth.db", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gpointer
look_thread (gpointer data)
{
  SzLookout *lookout = data;
  g_autoptr (SzEngine) engine = NULL;

  g_mutex_lock (&lookout->mutex);
  while (!lookout->stopped) {
    gint64 end_us = g_get_monotonic_time () + EVERY_S * G_USEC_PER_SEC;
    SzAlertList *list = NULL;

    g_mutex_unlock (&lookout->mutex);
    if (engine == NULL && has_truth (lookout))
      engine = sz_engine_new (lookout->folder, lookout->catalog);
    if (engine != NULL)
      list = sz_engine_list (engine);
    g_mutex_lock (&lookout->mutex);
    if (list != NULL) {
      g_clear_pointer (&lookout->list, sz_alert_list_unref);
      lookout->list = list;
      if (lookout->idle == 0 && !lookout->stopped)
        lookout->idle = g_idle_add (deliver_cb, lookout);
    }
    while (!lookout->stopped && g_cond_wait_until (&lookout->cond, &lookout->mutex, end_us))
      continue;
  }
  g_mutex_unlock (&lookout->mutex);
  return NULL;
}

SzLookout *
sz_lookout_new (const char *data_folder, const SzCatalog *catalog, SzLookoutFunc func, gpointer data)
{
  SzLookout *lookout = g_new0 (SzLookout, 1);

  lookout->folder = g_strdup (data_folder);
  lookout->catalog = catalog;
  lookout->func = func;
  lookout->data = data;
  g_mutex_init (&lookout->mutex);
  g_cond_init (&lookout->cond);
  lookout->thread = g_thread_new ("sz-lookout", look_thread, lookout);
  return lookout;
}

void
sz_lookout_free (SzLookout *lookout)
{
  if (lookout == NULL)
    return;
  g_mutex_lock (&lookout->mutex);
  lookout->stopped = TRUE;
  g_cond_signal (&lookout->cond);
  g_mutex_unlock (&lookout->mutex);
  g_thread_join (lookout->thread);
  g_clear_handle_id (&lookout->idle, g_source_remove);
  g_clear_pointer (&lookout->list, sz_alert_list_unref);
  g_mutex_clear (&lookout->mutex);
  g_cond_clear (&lookout->cond);
  g_free (lookout->folder);
  g_free (lookout);
}
