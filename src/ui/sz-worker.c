/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-worker.h"

#include "sz-figures.h"

/* Nobody waits longer than this for a page. */
#define DEADLINE_MS 20000

typedef struct {
  GTask *task; /* (owned) */
  SzWorkFunc func;
  GDestroyNotify free_answer;
  int kind;
  gboolean replaced; /* under the mutex */
} Question;

struct _SzWorker {
  GThread *thread;
  GMutex mutex;
  GCond cond;
  GQueue queue;      /* (element-type Question) under the mutex */
  Question *running; /* (not owned) under the mutex */
  gboolean stopping; /* under the mutex */
  gboolean forget;   /* under the mutex */
  char *folder;
  SzWorkerContext context;
};

static void
cancel_question (Question *question)
{
  g_task_return_new_error (question->task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                           "a newer question took its place");
  g_object_unref (question->task);
  g_free (question);
}

static Question *
take_question (SzWorker *worker)
{
  Question *question;

  g_mutex_lock (&worker->mutex);
  while (!worker->stopping && g_queue_is_empty (&worker->queue))
    g_cond_wait (&worker->cond, &worker->mutex);
  question = worker->stopping ? NULL : g_queue_pop_head (&worker->queue);
  worker->running = question;
  if (worker->forget)
    g_hash_table_remove_all (worker->context.names);
  worker->forget = FALSE;
  g_mutex_unlock (&worker->mutex);
  return question;
}

/* A page is of one moment. What is not replaced by a newer question may take its time (an export): each part
 * of it is of its own. */
static gpointer
answer_held (SzWorkerContext *context, const Question *question, GError **error)
{
  gboolean held = question->kind >= 0 && sz_reader_hold (context->reader, NULL);
  gpointer answer = question->func (context, g_task_get_task_data (question->task), error);

  if (held)
    sz_reader_release (context->reader);
  return answer;
}

static gpointer
answer_question (SzWorker *worker, Question *question, GError **error)
{
  SzWorkerContext *context = &worker->context;

  if (context->reader == NULL) {
    SzReader *reader = sz_reader_open (worker->folder, context->catalog, error);

    if (reader == NULL)
      return NULL;
    sz_reader_set_deadline_ms (reader, DEADLINE_MS);
    g_mutex_lock (&worker->mutex);
    context->reader = reader;
    g_mutex_unlock (&worker->mutex);
  }
  return answer_held (context, question, error);
}

static gpointer
run_worker (gpointer data)
{
  SzWorker *worker = data;
  Question *question;

  while ((question = take_question (worker)) != NULL) {
    GError *error = NULL;
    gpointer answer = answer_question (worker, question, &error);
    gboolean replaced;

    /* From here on nobody interrupts on account of this question. */
    g_mutex_lock (&worker->mutex);
    worker->running = NULL;
    replaced = question->replaced;
    g_mutex_unlock (&worker->mutex);
    if (replaced) {
      g_clear_error (&error);
      if (answer != NULL)
        question->free_answer (answer);
      cancel_question (question);
      continue;
    }
    if (answer == NULL)
      g_task_return_error (question->task, error);
    else
      g_task_return_pointer (question->task, answer, question->free_answer);
    g_object_unref (question->task);
    g_free (question);
  }
  g_clear_pointer (&worker->context.reader, sz_reader_close);
  return NULL;
}

SzWorker *
sz_worker_new (const char *folder, const SzCatalog *catalog)
{
  SzWorker *worker = g_new0 (SzWorker, 1);

  g_mutex_init (&worker->mutex);
  g_cond_init (&worker->cond);
  g_queue_init (&worker->queue);
  worker->folder = g_strdup (folder);
  worker->context.catalog = catalog;
  worker->context.memo = sz_board_memo_new ();
  worker->context.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  worker->thread = g_thread_new ("sz-worker", run_worker, worker);
  return worker;
}

/* Under the mutex. The reader outlives every running question. */
static void
replace_running (SzWorker *worker)
{
  worker->running->replaced = TRUE;
  if (worker->context.reader != NULL)
    sz_reader_interrupt (worker->context.reader);
}

void
sz_worker_free (SzWorker *worker)
{
  Question *question;

  if (worker == NULL)
    return;
  g_mutex_lock (&worker->mutex);
  worker->stopping = TRUE;
  if (worker->running != NULL)
    replace_running (worker);
  g_cond_signal (&worker->cond);
  g_mutex_unlock (&worker->mutex);
  g_thread_join (worker->thread);
  while ((question = g_queue_pop_head (&worker->queue)) != NULL)
    cancel_question (question);
  g_hash_table_unref (worker->context.names);
  sz_board_memo_free (worker->context.memo);
  g_mutex_clear (&worker->mutex);
  g_cond_clear (&worker->cond);
  g_free (worker->folder);
  g_free (worker);
}

void
sz_worker_ask (SzWorker *worker, int kind, GTask *task, SzWorkFunc func, GDestroyNotify free_answer)
{
  Question *question = g_new0 (Question, 1), *replaced = NULL;
  GList *old;

  question->task = task;
  question->func = func;
  question->free_answer = free_answer;
  question->kind = kind;
  g_mutex_lock (&worker->mutex);
  for (old = worker->queue.head; kind >= 0 && old != NULL; old = old->next)
    if (((Question *)old->data)->kind == kind)
      break;
  if (kind >= 0 && old != NULL) {
    replaced = old->data;
    g_queue_delete_link (&worker->queue, old);
  }
  if (kind >= 0 && worker->running != NULL && worker->running->kind == kind)
    replace_running (worker);
  g_queue_push_tail (&worker->queue, question);
  g_cond_signal (&worker->cond);
  g_mutex_unlock (&worker->mutex);
  /* Who hears of it may ask again. */
  if (replaced != NULL)
    cancel_question (replaced);
}

void
sz_worker_forget_names (SzWorker *worker)
{
  g_mutex_lock (&worker->mutex);
  worker->forget = TRUE;
  g_mutex_unlock (&worker->mutex);
}
