/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-desk.h"

#include <math.h>

#include "sz-answers.h"
#include "sz-i18n.h"

/* Changes come in bursts, a batch each; this long after the first of a burst the page is made anew. Together
 * with the making it stays well under the two seconds that new data may take to the screen. */
#define BURST_MS 200
/* The hall's clock goes on without data: ages grow, a period ends. */
#define CLOCK_S 60
/* A source's file is written in several steps; they are read as one change. */
#define RELOAD_MS 300
/* Pages kept for going back; each is some hundred kilobytes at most. */
#define KNOWN_PAGES 16

enum { KIND_PAGE, KIND_COUNT, KIND_LIBRARY, KIND_SOURCES };
#define KIND_EVERY (-1)

typedef struct {
  SzDesk *desk; /* (not owned) the desk stops all syncs before it goes */
  SzLink *link; /* (not owned) element of `links` */
  char *url;
  SzSync *sync; /* (owned) (nullable) NULL: there is no key to follow it with */
} Follower;

struct _SzDesk {
  GObject parent_instance;

  const SzHome *home;
  const SzCatalog *catalog;
  char *key_file;
  SzDeskState state;
  char *message;
  gboolean started, opening, stopped;
  SzStore *store; /* (owned) (nullable) */
  guint watch;
  SzWorker *worker;      /* (owned) (nullable) */
  GPtrArray *links;      /* (element-type SzLink) */
  GPtrArray *followers;  /* (element-type Follower) one for each of `links` */
  GHashTable *known;     /* place key to SzPage */
  GFileMonitor *monitor; /* (owned) (nullable) of the store's log, while another process writes it */
  GFileMonitor *config;  /* (owned) (nullable) of the folder of sources, while this process follows them */
  guint burst, clock, reload;
};

G_DEFINE_FINAL_TYPE (SzDesk, sz_desk, G_TYPE_OBJECT)

/* Opening leads to the clock, which opens again. */
static void begin_opening (SzDesk *self);

enum { STATE_CHANGED, DATA_CHANGED, SOURCES_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* What opening, which happens on a thread, found. */
typedef struct {
  SzStore *store;
  GPtrArray *sources; /* (element-type SzSource) */
  SzSiteKey *key;     /* (nullable) */
  char *message;
  char *key_trouble; /* (nullable) why no key is to be had */
  SzDeskState state;
} Opened;

static void
free_opened (gpointer data)
{
  Opened *opened = data;

  g_clear_pointer (&opened->store, sz_store_close);
  g_clear_pointer (&opened->sources, g_ptr_array_unref);
  g_clear_pointer (&opened->key, sz_site_key_unref);
  g_free (opened->message);
  g_free (opened->key_trouble);
  g_free (opened);
}

static void
free_link (gpointer data)
{
  SzLink *link = data;

  g_free (link->source);
  g_free (link->sentence);
  g_free (link);
}

static void
free_follower (gpointer data)
{
  Follower *follower = data;

  g_clear_pointer (&follower->sync, sz_sync_stop);
  g_free (follower->url);
  g_free (follower);
}

static void
set_state (SzDesk *self, SzDeskState state, const char *message)
{
  self->state = state;
  g_free (self->message);
  self->message = g_strdup (message != NULL ? message : "");
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

/* --- changes
 * ------------------------------------------------------------------------------------------------------- */

static gboolean
burst_cb (gpointer data)
{
  SzDesk *self = data;

  self->burst = 0;
  if (self->state == SZ_DESK_EMPTY)
    set_state (self, SZ_DESK_READY, NULL);
  g_signal_emit (self, signals[DATA_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
note_change (SzDesk *self)
{
  if (self->burst == 0 && !self->stopped)
    self->burst = g_timeout_add (BURST_MS, burst_cb, self);
}

static void
store_changed_cb (const SzDataset *dataset, gint64 from_ms, gint64 to_ms, gpointer data)
{
  SzDesk *self = data;

  if (dataset->names_code >= 0 && self->worker != NULL)
    sz_worker_forget_names (self->worker);
  note_change (self);
}

static void
file_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  note_change (data);
}

static void
sync_state_cb (const SzSyncState *state, gpointer data)
{
  Follower *follower = data;
  SzLink *link = follower->link;

  link->phase = state->phase;
  link->progress = state->progress;
  g_free (link->sentence);
  link->sentence = g_strdup (state->sentence);
  g_signal_emit (follower->desk, signals[SOURCES_CHANGED], 0);
}

/* --- opening
 * -------------------------------------------------------------------------------------------------------- */

static gboolean
has_sources (const SzHome *home, const SzCatalog *catalog)
{
  /* What cannot be read here is said by the first page that asks. */
  g_autoptr (SzReader) reader = sz_reader_open (home->data, catalog, NULL);
  g_autoptr (GPtrArray) sources = reader != NULL ? sz_reader_sources (reader, NULL) : NULL;

  return sources == NULL || sources->len > 0;
}

static void
open_sources (Opened *opened, const SzHome *home, const char *key_file)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL;

  opened->sources = sz_source_list (home, problems, &error);
  if (opened->sources == NULL) {
    opened->sources = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_source_free);
    opened->message = g_strdup (error->message);
    return;
  }
  if (problems->len > 0)
    opened->message = g_strdup (((GError *)g_ptr_array_index (problems, 0))->message);
  if (opened->sources->len == 0)
    return;
  opened->key = sz_site_key_open_for (home, key_file, &notice, &error);
  if (opened->key == NULL)
    opened->key_trouble = g_strdup (error->message);
  else if (notice != NULL && opened->message == NULL)
    opened->message = g_steal_pointer (&notice);
}

/* On a thread: all that may take its time. */
static Opened *
open_home (const SzHome *home, const SzCatalog *catalog, const char *key_file)
{
  Opened *opened = g_new0 (Opened, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *set_aside = NULL;

  if (sz_home_create (home, &error))
    opened->store = sz_store_open (home->data, catalog, SZ_STORE_DEFAULT, &set_aside, &error);
  if (opened->store == NULL) {
    opened->state = g_error_matches (error, SZ_ERROR, SZ_ERROR_BUSY) ? SZ_DESK_READING : SZ_DESK_FAILED;
    opened->message = g_strdup (error->message);
    return opened;
  }
  open_sources (opened, home, key_file);
  if (set_aside != NULL && opened->message == NULL)
    opened->message = g_strdup_printf (
        _ ("The store was damaged. It was set aside as %s, and everything is being fetched anew."),
        set_aside);
  opened->state = opened->sources->len > 0 || has_sources (home, catalog) ? SZ_DESK_READY : SZ_DESK_EMPTY;
  return opened;
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SzDesk *self = source;

  g_task_return_pointer (task, open_home (self->home, self->catalog, self->key_file), free_opened);
}

static void
follow_source (SzDesk *self, const Opened *opened, const SzSource *source)
{
  SzLink *link = g_new0 (SzLink, 1);
  Follower *follower = g_new0 (Follower, 1);

  link->source = g_strdup (source->name);
  link->sentence = g_strdup (opened->key_trouble != NULL ? opened->key_trouble : "");
  link->phase = opened->key_trouble != NULL ? SZ_SYNC_BROKEN : SZ_SYNC_IDLE;
  g_ptr_array_add (self->links, link);
  follower->desk = self;
  follower->link = link;
  follower->url = g_strdup (source->url);
  g_ptr_array_add (self->followers, follower);
  if (opened->key != NULL)
    follower->sync = sz_sync_start (self->store, source, opened->key, NULL, sync_state_cb, follower, NULL);
}

static gboolean
is_followed (SzDesk *self, const SzSource *source)
{
  for (guint i = 0; i < self->followers->len; i++) {
    const Follower *follower = g_ptr_array_index (self->followers, i);

    if (g_str_equal (follower->link->source, source->name))
      return TRUE;
  }
  return FALSE;
}

/* Whether what is followed is still configured, at the same address. */
static gboolean
is_configured (const Opened *opened, const Follower *follower)
{
  for (guint i = 0; i < opened->sources->len; i++) {
    const SzSource *source = g_ptr_array_index (opened->sources, i);

    if (source->enabled && g_str_equal (source->name, follower->link->source) &&
        g_strcmp0 (source->url, follower->url) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Follows exactly what is configured now. */
static void
follow_sources (SzDesk *self, const Opened *opened)
{
  for (guint i = self->followers->len; i > 0; i--) {
    Follower *follower = g_ptr_array_index (self->followers, i - 1);
    SzLink *link = follower->link;

    if (is_configured (opened, follower))
      continue;
    g_ptr_array_remove_index (self->followers, i - 1);
    g_ptr_array_remove (self->links, link);
  }
  for (guint i = 0; i < opened->sources->len; i++) {
    const SzSource *source = g_ptr_array_index (opened->sources, i);

    if (source->enabled && !is_followed (self, source))
      follow_source (self, opened, source);
  }
  g_signal_emit (self, signals[SOURCES_CHANGED], 0);
}

static void
reload_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SzDesk *self = source;
  Opened *opened = g_new0 (Opened, 1);

  open_sources (opened, self->home, self->key_file);
  g_task_return_pointer (task, opened, free_opened);
}

static void
reloaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SzDesk *self = SZ_DESK (object);
  Opened *opened = g_task_propagate_pointer (G_TASK (result), NULL);

  if (!self->stopped) {
    follow_sources (self, opened);
    set_state (self, self->state == SZ_DESK_EMPTY && self->links->len > 0 ? SZ_DESK_READY : self->state,
               opened->message);
  }
  free_opened (opened);
}

static gboolean
reload_cb (gpointer data)
{
  SzDesk *self = data;
  g_autoptr (GTask) task = g_task_new (self, NULL, reloaded_cb, NULL);

  self->reload = 0;
  g_task_set_source_tag (task, reload_cb);
  g_task_run_in_thread (task, reload_thread);
  return G_SOURCE_REMOVE;
}

static void
config_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  SzDesk *self = data;

  g_clear_handle_id (&self->reload, g_source_remove);
  self->reload = g_timeout_add (RELOAD_MS, reload_cb, self);
}

/* `shuzhi sources add` and `remove` write files; what they say holds at once, also for a window that is open.
 */
static void
watch_config (SzDesk *self)
{
  g_autofree char *path = g_build_filename (self->home->config, "sources", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  self->config = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->config != NULL)
    g_signal_connect (self->config, "changed", G_CALLBACK (config_changed_cb), self);
}

/* The process that owns the home writes into the store's log: that is when there is something new to read. */
static void
watch_file (SzDesk *self)
{
  g_autofree char *path = g_build_filename (self->home->data, "cache.db-wal", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (file_changed_cb), self);
}

static gboolean
clock_cb (gpointer data)
{
  SzDesk *self = data;

  /* The process that owned the home may have ended: then this one goes on fetching. */
  if (self->state == SZ_DESK_READING)
    begin_opening (self);
  g_signal_emit (self, signals[DATA_CHANGED], 0);
  return G_SOURCE_CONTINUE;
}

static void
take_store (SzDesk *self, Opened *opened)
{
  self->store = g_steal_pointer (&opened->store);
  self->watch = sz_store_watch (self->store, NULL, store_changed_cb, self, NULL);
  g_clear_object (&self->monitor);
  watch_config (self);
  follow_sources (self, opened);
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SzDesk *self = SZ_DESK (object);
  Opened *opened = g_task_propagate_pointer (G_TASK (result), NULL);

  self->opening = FALSE;
  if (self->stopped) {
    free_opened (opened);
    return;
  }
  if (opened->state != SZ_DESK_FAILED && self->worker == NULL)
    self->worker = sz_worker_new (self->home->data, self->catalog);
  if (opened->store != NULL)
    take_store (self, opened);
  else if (opened->state == SZ_DESK_READING && self->monitor == NULL)
    watch_file (self);
  if (self->clock == 0)
    self->clock = g_timeout_add_seconds (CLOCK_S, clock_cb, self);
  if (opened->state != self->state || g_strcmp0 (opened->message, self->message) != 0)
    set_state (self, opened->state, opened->message);
  free_opened (opened);
}

static void
begin_opening (SzDesk *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->opening || self->stopped)
    return;
  self->opening = TRUE;
  task = g_task_new (self, NULL, opened_cb, NULL);
  g_task_set_source_tag (task, begin_opening);
  g_task_run_in_thread (task, open_thread);
}

/* --- questions
 * ------------------------------------------------------------------------------------------------------- */

static void
ask (SzDesk *self, int kind, const SzPlace *place, const char *text, SzWorkFunc func,
     GDestroyNotify free_answer, gpointer tag, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, sz_question_new (place, text), (GDestroyNotify)sz_question_free);
  if (self->worker != NULL) {
    sz_worker_ask (self->worker, kind, task, func, free_answer);
    return;
  }
  g_task_return_new_error (task, SZ_ERROR, SZ_ERROR_STORE, "%s",
                           *self->message != '\0' ? self->message : _ ("The data is not open yet."));
  g_object_unref (task);
}

static void
free_page (gpointer page)
{
  sz_page_unref (page);
}

void
sz_desk_page_async (SzDesk *self, const SzPlace *place, GAsyncReadyCallback callback, gpointer data)
{
  ask (self, KIND_PAGE, place, NULL, sz_answer_page, free_page, sz_desk_page_async, callback, data);
}

SzPage *
sz_desk_page_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  const SzQuestion *question = g_task_get_task_data (G_TASK (result));
  SzPage *page = g_task_propagate_pointer (G_TASK (result), error);

  if (page == NULL)
    return NULL;
  if (g_hash_table_size (self->known) >= KNOWN_PAGES)
    g_hash_table_remove_all (self->known);
  g_hash_table_replace (self->known, sz_place_key (question->place), sz_page_ref (page));
  return page;
}

SzPage *
sz_desk_dup_known_page (SzDesk *self, const SzPlace *place)
{
  g_autofree char *key = sz_place_key (place);
  SzPage *page = g_hash_table_lookup (self->known, key);

  return page != NULL ? sz_page_ref (page) : NULL;
}

void
sz_desk_rows_async (SzDesk *self, const SzPlace *place, const char *after, GAsyncReadyCallback callback,
                    gpointer data)
{
  ask (self, KIND_EVERY, place, after, sz_answer_rows, (GDestroyNotify)sz_rows_part_free, sz_desk_rows_async,
       callback, data);
}

SzRowsPart *
sz_desk_rows_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gint64
finish_count (GAsyncResult *result, GError **error)
{
  g_autofree gint64 *count = g_task_propagate_pointer (G_TASK (result), error);

  return count != NULL ? *count : -1;
}

void
sz_desk_count_async (SzDesk *self, const SzPlace *place, GAsyncReadyCallback callback, gpointer data)
{
  ask (self, KIND_COUNT, place, NULL, sz_answer_count, g_free, sz_desk_count_async, callback, data);
}

gint64
sz_desk_count_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  return finish_count (result, error);
}

void
sz_desk_library_async (SzDesk *self, GAsyncReadyCallback callback, gpointer data)
{
  ask (self, KIND_LIBRARY, NULL, NULL, sz_answer_library, (GDestroyNotify)g_ptr_array_unref,
       sz_desk_library_async, callback, data);
}

GPtrArray *
sz_desk_library_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
sz_desk_sources_async (SzDesk *self, GAsyncReadyCallback callback, gpointer data)
{
  ask (self, KIND_SOURCES, NULL, NULL, sz_answer_sources, (GDestroyNotify)sz_sources_report_free,
       sz_desk_sources_async, callback, data);
}

SzSourcesReport *
sz_desk_sources_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
sz_desk_export_rows_async (SzDesk *self, const SzPlace *place, const char *path, GAsyncReadyCallback callback,
                           gpointer data)
{
  ask (self, KIND_EVERY, place, path, sz_answer_export, g_free, sz_desk_export_rows_async, callback, data);
}

gint64
sz_desk_export_rows_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  return finish_count (result, error);
}

/* --- loading pages
 * ---------------------------------------------------------------------------------------------------- */

static void
add_loading_tile (SzPage *page, SzTileKind kind, const char *id, const char *title)
{
  SzTile *tile = sz_tile_new (kind, id, title != NULL ? title : "");

  tile->state = SZ_STATE_LOADING;
  g_ptr_array_add (page->tiles, tile);
}

static void
add_board_tiles (SzPage *page, const SzBoard *board)
{
  for (guint i = 0; i < board->tiles->len; i++) {
    const SzBoardTile *tile = g_ptr_array_index (board->tiles, i);
    const char *title = tile->title != NULL || tile->layer == NULL ? tile->title : tile->layer->name;

    if (g_strcmp0 (tile->kind, "hero") == 0)
      add_loading_tile (page, SZ_TILE_HERO, "hero", title);
    else if (g_strcmp0 (tile->kind, "multiples") == 0)
      add_loading_tile (page, SZ_TILE_MULTIPLES, "multiples", title);
    else
      add_loading_tile (page, SZ_TILE_LAYER, tile->id != NULL ? tile->id : "layer", title);
  }
}

SzPage *
sz_desk_make_loading_page (SzDesk *self, const SzPlace *place)
{
  g_autofree char *id = place->indicator != NULL ? g_strdup_printf ("indicator:%s", place->indicator) : NULL;
  SzPage *page = sz_page_new (id != NULL ? id : "overview");
  const SzIndicator *indicator;
  const SzBoard *board;

  if (place->indicator == NULL) {
    board = sz_catalog_board (self->catalog, "overview", NULL);
    if (board != NULL)
      add_board_tiles (page, board);
    return page;
  }
  indicator = sz_catalog_indicator (self->catalog, place->indicator, NULL);
  if (indicator != NULL) {
    g_free (page->headline);
    page->headline = g_strdup (indicator->name);
    add_loading_tile (page, SZ_TILE_LINE, "trend", _ ("Trend"));
    add_loading_tile (page, SZ_TILE_BARS, "breakdown", _ ("Breakdown"));
  }
  return page;
}

/* --- object
 * ------------------------------------------------------------------------------------------------------------
 */

static void
sz_desk_finalize (GObject *object)
{
  SzDesk *self = SZ_DESK (object);

  sz_desk_stop (self);
  g_ptr_array_unref (self->followers);
  g_ptr_array_unref (self->links);
  g_hash_table_unref (self->known);
  g_free (self->key_file);
  g_free (self->message);
  G_OBJECT_CLASS (sz_desk_parent_class)->finalize (object);
}

static void
sz_desk_class_init (SzDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sz_desk_finalize;
  signals[STATE_CHANGED] =
      g_signal_new ("state-changed", SZ_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DATA_CHANGED] =
      g_signal_new ("data-changed", SZ_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SOURCES_CHANGED] =
      g_signal_new ("sources-changed", SZ_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sz_desk_init (SzDesk *self)
{
  self->message = g_strdup ("");
  self->links = g_ptr_array_new_with_free_func (free_link);
  self->followers = g_ptr_array_new_with_free_func (free_follower);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_page);
}

SzDesk *
sz_desk_new (const SzHome *home, const SzCatalog *catalog, const char *key_file)
{
  SzDesk *self = g_object_new (SZ_TYPE_DESK, NULL);

  self->home = home;
  self->catalog = catalog;
  self->key_file = g_strdup (key_file);
  return self;
}

void
sz_desk_start (SzDesk *self)
{
  g_return_if_fail (!self->started);
  self->started = TRUE;
  begin_opening (self);
}

void
sz_desk_retry (SzDesk *self)
{
  if (self->state != SZ_DESK_FAILED)
    return;
  set_state (self, SZ_DESK_OPENING, NULL);
  begin_opening (self);
}

void
sz_desk_stop (SzDesk *self)
{
  if (self->stopped)
    return;
  self->stopped = TRUE;
  g_clear_handle_id (&self->burst, g_source_remove);
  g_clear_handle_id (&self->clock, g_source_remove);
  g_clear_handle_id (&self->reload, g_source_remove);
  g_clear_object (&self->monitor);
  g_clear_object (&self->config);
  g_ptr_array_set_size (self->followers, 0);
  g_clear_pointer (&self->worker, sz_worker_free);
  if (self->watch != 0)
    sz_store_unwatch (self->store, self->watch);
  self->watch = 0;
  g_clear_pointer (&self->store, sz_store_close);
}

SzDeskState
sz_desk_get_state (SzDesk *self)
{
  return self->state;
}

const char *
sz_desk_get_message (SzDesk *self)
{
  return self->message;
}

const SzCatalog *
sz_desk_get_catalog (SzDesk *self)
{
  return self->catalog;
}

const GPtrArray *
sz_desk_get_links (SzDesk *self)
{
  return self->links;
}

SzStore *
sz_desk_get_store (SzDesk *self)
{
  return self->store;
}
