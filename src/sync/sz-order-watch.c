/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-order-watch.h"

#include <glib/gstdio.h>

struct _SzOrderWatch {
  GThread *thread;
  GMainContext *context;
  char *folder;
  SzSource *source;
  SzOrderEars ears;
  gpointer data;
  gint stopped;
};

static void
take_order (SzOrderWatch *watch)
{
  const SzSourceOrder order = sz_source_order_take (watch->folder, watch->source->name);
  if (order != SZ_ORDER_NONE)
    watch->ears.ordered (order, watch->data);
}

/* A file that cannot be read, for it is gone or being edited, says nothing. */
static void
read_enabled (SzOrderWatch *watch)
{
  gboolean enabled;
  if (sz_source_read_enabled (watch->source, &enabled))
    watch->ears.enabled (enabled, watch->data);
}

static void
order_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  if (event != G_FILE_MONITOR_EVENT_DELETED)
    take_order (data);
}

static void
config_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  read_enabled (data);
}

/* (transfer full) (nullable): a file system that cannot be watched; then the sync looks now and then. */
static GFileMonitor *
watch_file (SzOrderWatch *watch, const char *path, GCallback callback)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFileMonitor *monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (monitor == NULL)
    return NULL;
  g_file_monitor_set_rate_limit (monitor, 100);
  g_signal_connect (monitor, "changed", callback, watch);
  return monitor;
}

static gpointer
run_watch (gpointer data)
{
  SzOrderWatch *watch = data;
  g_autofree char *order_path = sz_source_order_path (watch->folder, watch->source->name);
  g_autofree char *config_path = sz_source_config_path (watch->source);
  g_autofree char *folder = g_path_get_dirname (order_path);
  g_mkdir_with_parents (folder, 0700); /* a folder that is not there is looked for only now and then */
  g_main_context_push_thread_default (watch->context);
  g_autoptr (GFileMonitor) orders = watch_file (watch, order_path, G_CALLBACK (order_cb));
  g_autoptr (GFileMonitor) config =
      config_path != NULL ? watch_file (watch, config_path, G_CALLBACK (config_cb)) : NULL;
  /* What came before there was somebody to see it. */
  take_order (watch);
  while (!g_atomic_int_get (&watch->stopped))
    g_main_context_iteration (watch->context, TRUE);
  if (orders != NULL)
    g_file_monitor_cancel (orders);
  if (config != NULL)
    g_file_monitor_cancel (config);
  while (g_main_context_iteration (watch->context, FALSE))
    continue;
  g_main_context_pop_thread_default (watch->context);
  return NULL;
}

SzOrderWatch *
sz_order_watch_new (const char *folder, const SzSource *source, const SzOrderEars *ears, gpointer data)
{
  SzOrderWatch *watch = g_new0 (SzOrderWatch, 1);
  watch->folder = g_strdup (folder);
  watch->source = sz_source_copy (source);
  watch->ears = *ears;
  watch->data = data;
  watch->context = g_main_context_new ();
  watch->thread = g_thread_new ("sz-orders", run_watch, watch);
  return watch;
}

void
sz_order_watch_free (SzOrderWatch *watch)
{
  if (watch == NULL)
    return;
  g_atomic_int_set (&watch->stopped, TRUE);
  g_main_context_wakeup (watch->context); /* kept if nobody waits yet */
  g_thread_join (watch->thread);
  g_main_context_unref (watch->context);
  sz_source_free (watch->source);
  g_free (watch->folder);
  g_free (watch);
}
