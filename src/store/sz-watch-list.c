/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-watch-list.h"

typedef struct {
  gatomicrefcount refs;
  guint id;
  int removed; /* atomic */
  GMainContext *context;
  SzChangedFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Watcher;

typedef struct {
  Watcher *watcher;
  const SzDataset *dataset;
  gint64 from_ms, to_ms;
} Change;

struct _SzWatchList {
  GMutex lock;
  GPtrArray *watchers;
  guint last_id;
};

static void
unref_watcher (gpointer data)
{
  Watcher *watcher = data;
  if (!g_atomic_ref_count_dec (&watcher->refs))
    return;
  if (watcher->destroy)
    watcher->destroy (watcher->data);
  g_main_context_unref (watcher->context);
  g_free (watcher);
}

SzWatchList *
sz_watch_list_new (void)
{
  SzWatchList *list = g_new0 (SzWatchList, 1);
  g_mutex_init (&list->lock);
  list->watchers = g_ptr_array_new_with_free_func (unref_watcher);
  return list;
}

void
sz_watch_list_free (SzWatchList *list)
{
  if (list == NULL)
    return;
  for (guint i = 0; i < list->watchers->len; i++)
    g_atomic_int_set (&((Watcher *)g_ptr_array_index (list->watchers, i))->removed, 1);
  g_ptr_array_unref (list->watchers);
  g_mutex_clear (&list->lock);
  g_free (list);
}

guint
sz_watch_list_add (SzWatchList *list, GMainContext *context, SzChangedFunc func, gpointer data,
                   GDestroyNotify destroy)
{
  Watcher *watcher = g_new0 (Watcher, 1);
  g_atomic_ref_count_init (&watcher->refs);
  watcher->context = g_main_context_ref (context ? context : g_main_context_default ());
  watcher->func = func;
  watcher->data = data;
  watcher->destroy = destroy;
  g_mutex_lock (&list->lock);
  watcher->id = ++list->last_id;
  g_ptr_array_add (list->watchers, watcher);
  guint id = watcher->id;
  g_mutex_unlock (&list->lock);
  return id;
}

void
sz_watch_list_remove (SzWatchList *list, guint id)
{
  Watcher *found = NULL;
  g_mutex_lock (&list->lock);
  for (guint i = 0; i < list->watchers->len && found == NULL; i++) {
    Watcher *watcher = g_ptr_array_index (list->watchers, i);
    if (watcher->id != id)
      continue;
    found = g_ptr_array_steal_index (list->watchers, i);
    g_atomic_int_set (&found->removed, 1);
  }
  g_mutex_unlock (&list->lock);
  if (found)
    unref_watcher (found);
}

static void
free_change (gpointer data)
{
  Change *change = data;
  unref_watcher (change->watcher);
  g_free (change);
}

static gboolean
tell_cb (gpointer data)
{
  const Change *change = data;
  if (!g_atomic_int_get (&change->watcher->removed))
    change->watcher->func (change->dataset, change->from_ms, change->to_ms, change->watcher->data);
  return G_SOURCE_REMOVE;
}

/* A source, not g_main_context_invoke: that would call on this thread if nobody happens to run the context.
 */
static void
send (Watcher *watcher, const SzDataset *dataset, gint64 from_ms, gint64 to_ms)
{
  Change *change = g_new0 (Change, 1);
  g_atomic_ref_count_inc (&watcher->refs);
  *change = (Change){ watcher, dataset, from_ms, to_ms };
  GSource *source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, change, free_change);
  g_source_attach (source, watcher->context);
  g_source_unref (source);
}

void
sz_watch_list_tell (SzWatchList *list, const SzDataset *dataset, gint64 from_ms, gint64 to_ms)
{
  g_mutex_lock (&list->lock);
  for (guint i = 0; i < list->watchers->len; i++)
    send (g_ptr_array_index (list->watchers, i), dataset, from_ms, to_ms);
  g_mutex_unlock (&list->lock);
}
