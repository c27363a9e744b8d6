/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-desk-private.h"

#include "sz-answers.h"
#include "sz-i18n.h"

/* What was looked at ahead is on the screen by then, and the threads that fetch and watch take nothing from
 * it. */
#define AFTER_AHEAD_MS 250
/* Pages kept for going back; each is some hundred kilobytes at most. */
#define KNOWN_PAGES 16

enum { KIND_PAGE, KIND_WALL, KIND_COUNT, KIND_LIBRARY, KIND_SOURCES, KIND_NAMES, KIND_AHEAD };
#define KIND_EVERY (-1)

void
sz_desk_free_page (gpointer page)
{
  sz_page_unref (page);
}

/* --- questions
 * ------------------------------------------------------------------------------------------------------- */

/* Takes the question. */
static void
ask_question (SzDesk *self, int kind, SzQuestion *question, SzWorkFunc func, GDestroyNotify free_answer,
              gpointer tag, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, question, (GDestroyNotify)sz_question_free);
  if (self->worker != NULL) {
    sz_worker_ask (self->worker, kind, task, func, free_answer);
    return;
  }
  g_task_return_new_error (task, SZ_ERROR, SZ_ERROR_STORE, "%s",
                           *self->message != '\0' ? self->message : _ ("The data is not open yet."));
  g_object_unref (task);
}

/* --- ahead
 * -------------------------------------------------------------------------------------------------------------
 */

static gboolean
begin_cb (gpointer data)
{
  SzDesk *self = data;

  self->begin = 0;
  sz_desk_begin_opening (self);
  return G_SOURCE_REMOVE;
}

void
sz_desk_answer_waiting (SzDesk *self, SzPage *page)
{
  for (guint i = 0; i < self->waiting->len; i++) {
    GTask *task = g_ptr_array_index (self->waiting, i);

    if (page != NULL)
      g_task_return_pointer (task, sz_page_ref (page), sz_desk_free_page);
    else
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               "it is asked for again when all is open");
  }
  g_ptr_array_set_size (self->waiting, 0);
}

static void
ahead_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SzDesk *self = SZ_DESK (object);
  g_autoptr (SzPage) page = g_task_propagate_pointer (G_TASK (result), NULL);

  g_clear_pointer (&self->ahead, sz_place_unref);
  sz_desk_answer_waiting (self, page);
  /* Nothing to be seen yet: then what it takes is opened at once. */
  if (self->started && !self->stopped && self->begin == 0)
    self->begin = g_timeout_add (page != NULL ? AFTER_AHEAD_MS : 0, begin_cb, self);
}

void
sz_desk_look_ahead (SzDesk *self, const SzPlace *place)
{
  GTask *task;

  g_return_if_fail (!self->started && self->worker == NULL);
  self->worker = sz_worker_new (self->home->data, self->catalog);
  self->ahead = sz_place_ref ((SzPlace *)place);
  task = g_task_new (self, NULL, ahead_cb, NULL);
  g_task_set_source_tag (task, sz_desk_look_ahead);
  g_task_set_task_data (task, sz_question_new (place, NULL, NULL), (GDestroyNotify)sz_question_free);
  sz_worker_ask (self->worker, KIND_AHEAD, task, sz_answer_ahead, sz_desk_free_page);
}

gboolean
sz_desk_is_ahead (SzDesk *self, const SzPlace *place)
{
  g_autofree char *ahead = self->ahead != NULL ? sz_place_key (self->ahead) : NULL;
  g_autofree char *key = sz_place_key (place);

  return g_strcmp0 (ahead, key) == 0;
}

static void
ask (SzDesk *self, int kind, const SzPlace *place, const char *text, SzWorkFunc func,
     GDestroyNotify free_answer, gpointer tag, GAsyncReadyCallback callback, gpointer data)
{
  ask_question (self, kind, sz_question_new (place, text, NULL), func, free_answer, tag, callback, data);
}

static void
ask_page (SzDesk *self, const SzPlace *place, gboolean wall, gpointer tag, GAsyncReadyCallback callback,
          gpointer data)
{
  SzQuestion *question = sz_question_new (place, NULL, NULL);

  if (!wall && sz_desk_is_ahead (self, place)) {
    GTask *task = g_task_new (self, NULL, callback, data);

    g_task_set_source_tag (task, tag);
    g_task_set_task_data (task, question, (GDestroyNotify)sz_question_free);
    g_ptr_array_add (self->waiting, task);
    return;
  }
  question->wall = wall;
  question->alerts = self->alerts != NULL ? sz_alert_list_ref (self->alerts) : NULL;
  ask_question (self, wall ? KIND_WALL : KIND_PAGE, question, sz_answer_page, sz_desk_free_page, tag,
                callback, data);
}

void
sz_desk_page_async (SzDesk *self, const SzPlace *place, GAsyncReadyCallback callback, gpointer data)
{
  ask_page (self, place, FALSE, sz_desk_page_async, callback, data);
}

void
sz_desk_wall_page_async (SzDesk *self, const SzPlace *place, GAsyncReadyCallback callback, gpointer data)
{
  ask_page (self, place, TRUE, sz_desk_wall_page_async, callback, data);
}

SzPage *
sz_desk_wall_page_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
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
sz_desk_rows_async (SzDesk *self, const SzPlace *place, const char *after, const char *sort,
                    GAsyncReadyCallback callback, gpointer data)
{
  ask_question (self, KIND_EVERY, sz_question_new (place, after, sort), sz_answer_rows,
                (GDestroyNotify)sz_rows_part_free, sz_desk_rows_async, callback, data);
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
sz_desk_names_async (SzDesk *self, GAsyncReadyCallback callback, gpointer data)
{
  ask (self, KIND_NAMES, NULL, NULL, sz_answer_names, (GDestroyNotify)g_ptr_array_unref, sz_desk_names_async,
       callback, data);
}

GPtrArray *
sz_desk_names_finish (SzDesk *self, GAsyncResult *result, GError **error)
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
