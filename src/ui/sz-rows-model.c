/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-rows-model.h"

#include "sz-answers.h"

/* Parts that are kept: a list looks at two at a time, and people scroll back and forth. */
#define MOST_PARTS 16
/* So many rows beyond one that is looked at are wanted too. */
#define ROWS_AHEAD 100
/* A list cannot be longer. */
#define MOST_ROWS (G_MAXINT32 / 64)
/* A part that could not be read is asked for again while somebody waits for it. */
#define RETRY_MS 1000

typedef struct {
  gint64 day, rows;
  gint64 start; /* rows before it */
} Day;

typedef struct {
  guint index; /* its first row is index * SZ_ROWS_PART */
  SzFrame *frame;
  guint64 used; /* when it was last looked at */
} Part;

struct _SzRowsModel {
  GObject parent_instance;

  SzDesk *desk;      /* (owned) */
  SzPlace *place;    /* (owned) (nullable) */
  char *sort;        /* (nullable) */
  guint reading;     /* counts what was read: answers to earlier questions are passed over */
  SzRowsPart *head;  /* (nullable) the first part; where rows are sorted, all of them */
  GArray *days;      /* (element-type Day) */
  GArray *parts;     /* (element-type Part) without the first */
  GHashTable *items; /* position to SzRowItem (not owned): identity matters to the selection while a row is on
                        the screen */
  guint64 clock;
  guint length;  /* rows known of */
  guint n_items; /* of the list; until the first rows are known, as many as before, all empty */
  guint soon;
  gint64 counted, total;
  gboolean asking;
  GError *error;
};

static void sz_rows_model_list_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzRowsModel, sz_rows_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sz_rows_model_list_init))

enum { ARRIVED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
clear_part (gpointer data)
{
  sz_frame_unref (((Part *)data)->frame);
}

/* --- asking
 * ------------------------------------------------------------------------------------------------------------
 */

typedef struct {
  GWeakRef model;
  guint reading;
} Asked;

/* A model that nobody holds any more is not kept by its questions. */
static gpointer
weakly (SzRowsModel *self)
{
  Asked *asked = g_new0 (Asked, 1);

  g_weak_ref_init (&asked->model, self);
  asked->reading = self->reading;
  return asked;
}

/* (transfer full) (nullable) whom the answer is for; nobody if something else is read by now */
static SzRowsModel *
take_weak (gpointer data)
{
  Asked *asked = data;
  g_autoptr (SzRowsModel) self = g_weak_ref_get (&asked->model);
  gboolean wanted = self != NULL && self->reading == asked->reading;

  g_weak_ref_clear (&asked->model);
  g_free (asked);
  return wanted ? g_steal_pointer (&self) : NULL;
}

/* Questions after the first go to the worker itself, as a store that is open has one. */
static gboolean
ask_worker (SzRowsModel *self, SzQuestion *question, SzWorkFunc func, GDestroyNotify free_answer,
            GAsyncReadyCallback callback)
{
  SzWorker *worker = sz_desk_get_worker (self->desk);
  GTask *task;

  if (worker == NULL) {
    sz_question_free (question);
    return FALSE;
  }
  task = g_task_new (self->desk, NULL, callback, weakly (self));
  g_task_set_task_data (task, question, (GDestroyNotify)sz_question_free);
  sz_worker_ask (worker, -1, task, func, free_answer);
  return TRUE;
}

static void
show_items (SzRowsModel *self, guint now)
{
  guint before = self->n_items;

  self->n_items = now;
  if (now > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, now - before);
  else if (now < before)
    g_list_model_items_changed (G_LIST_MODEL (self), now, before - now, 0);
}

static void fill_items (SzRowsModel *self);
static void ask_part (SzRowsModel *self);

static void
set_length (SzRowsModel *self, gint64 length)
{
  self->length = (guint)MIN (length, MOST_ROWS);
  show_items (self, self->length);
  /* Rows that were there before the list was known to reach them. */
  fill_items (self);
  ask_part (self);
}

/* --- how many there are, and where
 * -------------------------------------------------------------------------------------------------------------
 */

static void ask_outline (SzRowsModel *self, gint64 from_day);

static void
take_outline (SzRowsModel *self, const SzRowsOutline *outline)
{
  for (guint i = 0; i < outline->days->len; i++) {
    const SzRowsDay *one = &g_array_index (outline->days, SzRowsDay, i);
    Day day = { one->day, one->rows, self->counted };

    g_array_append_val (self->days, day);
    self->counted += one->rows;
  }
  if (outline->next_day == G_MININT64)
    self->total = self->counted;
  if (self->total >= 0 || self->counted > self->length)
    set_length (self, self->counted);
  if (self->total < 0)
    ask_outline (self, outline->next_day);
}

static void
outline_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzRowsModel) self = take_weak (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (SzRowsOutline) outline = g_task_propagate_pointer (G_TASK (result), &error);

  if (self == NULL)
    return;
  if (outline != NULL) {
    take_outline (self, outline);
  } else {
    g_clear_error (&self->error);
    self->error = g_steal_pointer (&error);
  }
  g_signal_emit (self, signals[ARRIVED], 0);
}

static void
ask_outline (SzRowsModel *self, gint64 from_day)
{
  SzQuestion *question = sz_question_new (self->place, NULL, NULL);

  question->day = from_day;
  /* The store was closed meanwhile: what is here is all that will be. */
  if (!ask_worker (self, question, sz_answer_outline, (GDestroyNotify)sz_rows_outline_free, outline_cb)) {
    self->total = self->counted = self->length;
    set_length (self, self->total);
  }
}

/* --- parts
 * -----------------------------------------------------------------------------------------------------------------
 */

static SzFrame *
find_part (SzRowsModel *self, guint index)
{
  if (self->head == NULL)
    return NULL;
  if (index == 0 || self->sort != NULL)
    return self->head->frame;
  for (guint i = 0; i < self->parts->len; i++) {
    Part *part = &g_array_index (self->parts, Part, i);

    if (part->index == index) {
      part->used = ++self->clock;
      return part->frame;
    }
  }
  return NULL;
}

/* The one that was not looked at for longest makes room. */
static void
keep_part (SzRowsModel *self, guint index, SzFrame *frame)
{
  Part part = { index, sz_frame_ref (frame), ++self->clock };
  guint oldest = 0;

  for (guint i = 1; i < self->parts->len; i++)
    if (g_array_index (self->parts, Part, i).used < g_array_index (self->parts, Part, oldest).used)
      oldest = i;
  if (self->parts->len >= MOST_PARTS)
    g_array_remove_index_fast (self->parts, oldest);
  g_array_append_val (self->parts, part);
}

static void
fill_item (SzRowsModel *self, SzRowItem *item)
{
  guint position = sz_row_item_get_position (item);
  SzFrame *frame;

  if (sz_row_item_is_filled (item) || position >= self->length)
    return;
  frame = find_part (self, position / SZ_ROWS_PART);
  if (frame != NULL)
    sz_row_item_fill (item, frame, self->sort != NULL ? position : position % SZ_ROWS_PART);
}

/* (transfer full) (element-type SzRowItem): whoever is told may let go of its item. */
static GPtrArray *
hold_items (SzRowsModel *self)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    g_ptr_array_add (items, g_object_ref (item));
  return items;
}

static void
fill_items (SzRowsModel *self)
{
  g_autoptr (GPtrArray) items = hold_items (self);

  for (guint i = 0; i < items->len; i++)
    fill_item (self, g_ptr_array_index (items, i));
}

static gboolean
is_missing (SzRowsModel *self, gint64 position)
{
  guint part = (guint)(position / SZ_ROWS_PART);

  if (position < 0 || position >= (gint64)self->length || part == 0 || self->sort != NULL)
    return FALSE;
  for (guint i = 0; i < self->parts->len; i++)
    if (g_array_index (self->parts, Part, i).index == part)
      return FALSE;
  return TRUE;
}

/* Whether a row lies that near which is not here, and which. */
static gboolean
lacks_near (SzRowsModel *self, guint position, guint *part)
{
  for (int side = 1; side >= -1; side -= 2) {
    gint64 near = (gint64)position + side * ROWS_AHEAD;

    if (!is_missing (self, near))
      continue;
    *part = (guint)(near / SZ_ROWS_PART);
    return TRUE;
  }
  return FALSE;
}

/* What scrolling comes to next is here before it is seen. */
static gboolean
choose_ahead (SzRowsModel *self, guint *index)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (lacks_near (self, sz_row_item_get_position (item), index))
      return TRUE;
  return FALSE;
}

/* The part that most of the rows that are looked at wait for, or one beside them; FALSE: none is missing. */
static gboolean
choose_part (SzRowsModel *self, guint *index)
{
  g_autoptr (GHashTable) waiting = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer item;
  guint most = 0;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item)) {
    guint part = sz_row_item_get_position (item) / SZ_ROWS_PART;
    guint n;

    if (sz_row_item_is_filled (item) || sz_row_item_get_position (item) >= self->length)
      continue;
    n = GPOINTER_TO_UINT (g_hash_table_lookup (waiting, GUINT_TO_POINTER (part))) + 1;
    g_hash_table_insert (waiting, GUINT_TO_POINTER (part), GUINT_TO_POINTER (n));
    if (n > most) {
      most = n;
      *index = part;
    }
  }
  return most > 0 || choose_ahead (self, index);
}

/* The day on which a row lies. */
static const Day *
find_day (SzRowsModel *self, gint64 position)
{
  guint low = 0, high = self->days->len;

  while (high - low > 1) {
    guint middle = (low + high) / 2;

    if (g_array_index (self->days, Day, middle).start <= position)
      low = middle;
    else
      high = middle;
  }
  return self->days->len > 0 ? &g_array_index (self->days, Day, low) : NULL;
}

static gboolean
soon_cb (gpointer data)
{
  SzRowsModel *self = data;

  self->soon = 0;
  ask_part (self);
  return G_SOURCE_REMOVE;
}

static void
ask_later (SzRowsModel *self)
{
  if (self->soon == 0)
    self->soon = g_timeout_add (RETRY_MS, soon_cb, self);
}

static void
part_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzRowsModel) self = take_weak (data);
  const SzQuestion *question = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (SzRowsPart) part = g_task_propagate_pointer (G_TASK (result), &error);

  if (self == NULL)
    return;
  self->asking = FALSE;
  g_clear_error (&self->error);
  if (part != NULL) {
    keep_part (self, question->part, part->frame);
    fill_items (self);
    ask_part (self);
  } else {
    self->error = g_steal_pointer (&error);
    ask_later (self);
  }
  g_signal_emit (self, signals[ARRIVED], 0);
}

static void
ask_part (SzRowsModel *self)
{
  SzQuestion *question;
  const Day *day;
  guint index = 0;

  if (self->asking || !choose_part (self, &index))
    return;
  day = find_day (self, (gint64)index * SZ_ROWS_PART);
  if (day == NULL)
    return;
  question = sz_question_new (self->place, NULL, NULL);
  question->from = TRUE;
  question->part = index;
  question->day = day->day;
  question->skip = (guint)((gint64)index * SZ_ROWS_PART - day->start);
  self->asking = ask_worker (self, question, sz_answer_rows, (GDestroyNotify)sz_rows_part_free, part_cb);
  if (!self->asking)
    ask_later (self);
}

/* --- the first part
 * ------------------------------------------------------------------------------------------------------------
 */

static void
head_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzRowsModel) self = take_weak (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (SzRowsPart) part = sz_desk_rows_finish (SZ_DESK (source), result, &error);

  if (self == NULL)
    return;
  if (part == NULL) {
    g_clear_error (&self->error);
    self->error = g_steal_pointer (&error);
    self->total = self->counted = 0;
    set_length (self, 0);
  } else {
    self->head = g_steal_pointer (&part);
    self->counted = 0;
    if (self->head->next == NULL)
      self->total = self->counted = (gint64)self->head->frame->rows;
    set_length (self, (gint64)self->head->frame->rows);
    if (self->total < 0)
      ask_outline (self, G_MAXINT64);
  }
  g_signal_emit (self, signals[ARRIVED], 0);
}

/* --- list
 * --------------------------------------------------------------------------------------------------------------
 */

static GType
get_item_type (GListModel *model)
{
  return SZ_TYPE_ROW_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return SZ_ROWS_MODEL (model)->n_items;
}

static void
item_gone (gpointer owner, guint position)
{
  g_hash_table_remove (SZ_ROWS_MODEL (owner)->items, GUINT_TO_POINTER (position));
}

static gpointer
get_item (GListModel *model, guint position)
{
  SzRowsModel *self = SZ_ROWS_MODEL (model);
  SzRowItem *item;
  guint beside;

  if (position >= self->n_items)
    return NULL;
  item = g_hash_table_lookup (self->items, GUINT_TO_POINTER (position));
  if (item != NULL)
    return g_object_ref (item);
  item = sz_row_item_new (position, item_gone, self);
  g_hash_table_insert (self->items, GUINT_TO_POINTER (position), item);
  fill_item (self, item);
  /* A list asks for hundreds in a row: which part is wanted most is seen behind the last of them. */
  if (self->soon == 0 && (!sz_row_item_is_filled (item) || lacks_near (self, position, &beside)))
    self->soon = g_idle_add_full (G_PRIORITY_DEFAULT, soon_cb, self, NULL);
  return item;
}

static void
sz_rows_model_list_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

/* --- model
 * -------------------------------------------------------------------------------------------------------------
 */

static void
sz_rows_model_finalize (GObject *object)
{
  SzRowsModel *self = SZ_ROWS_MODEL (object);
  GHashTableIter iter;
  gpointer item;

  g_clear_handle_id (&self->soon, g_source_remove);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    sz_row_item_orphan (item);
  g_hash_table_unref (self->items);
  g_array_unref (self->parts);
  g_array_unref (self->days);
  sz_rows_part_free (self->head);
  g_clear_pointer (&self->place, sz_place_unref);
  g_free (self->sort);
  g_object_unref (self->desk);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (sz_rows_model_parent_class)->finalize (object);
}

static void
sz_rows_model_class_init (SzRowsModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sz_rows_model_finalize;
  signals[ARRIVED] =
      g_signal_new ("arrived", SZ_TYPE_ROWS_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sz_rows_model_init (SzRowsModel *self)
{
  self->days = g_array_new (FALSE, FALSE, sizeof (Day));
  self->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  g_array_set_clear_func (self->parts, clear_part);
  self->items = g_hash_table_new (NULL, NULL);
  self->total = -1;
}

SzRowsModel *
sz_rows_model_new (SzDesk *desk)
{
  SzRowsModel *self = g_object_new (SZ_TYPE_ROWS_MODEL, NULL);

  self->desk = g_object_ref (desk);
  return self;
}

/* Nothing is shown under the name of what comes, and nobody is told of what no longer is. */
static void
forget (SzRowsModel *self)
{
  g_autoptr (GPtrArray) items = hold_items (self);

  self->reading++;
  self->asking = FALSE;
  g_clear_handle_id (&self->soon, g_source_remove);
  g_clear_pointer (&self->head, sz_rows_part_free);
  g_array_set_size (self->days, 0);
  g_array_set_size (self->parts, 0);
  g_clear_error (&self->error);
  self->counted = 0;
  self->total = -1;
  for (guint i = 0; i < items->len; i++)
    sz_row_item_empty (g_ptr_array_index (items, i));
}

void
sz_rows_model_read (SzRowsModel *self, const SzPlace *place, const char *sort)
{
  SzPlace *previous = self->place;

  forget (self);
  self->place = sz_place_ref ((SzPlace *)place);
  g_clear_pointer (&previous, sz_place_unref);
  g_free (self->sort);
  self->sort = g_strdup (sort);
  self->length = 0;
  show_items (self, MIN (self->n_items, SZ_ROWS_PART));
  sz_desk_rows_async (self->desk, self->place, NULL, self->sort, head_cb, weakly (self));
}

gint64
sz_rows_model_get_total (SzRowsModel *self)
{
  return self->total;
}

gint64
sz_rows_model_get_counted (SzRowsModel *self)
{
  return self->counted;
}

gboolean
sz_rows_model_is_whole (SzRowsModel *self)
{
  return self->total >= 0;
}

const SzFrame *
sz_rows_model_get_frame (SzRowsModel *self)
{
  return self->head != NULL ? self->head->frame : NULL;
}

const SzDataset *
sz_rows_model_get_dataset (SzRowsModel *self)
{
  return self->head != NULL ? self->head->dataset : NULL;
}

const GError *
sz_rows_model_get_error (SzRowsModel *self)
{
  return self->error;
}

guint
sz_rows_model_count_parts (SzRowsModel *self)
{
  return self->parts->len + (self->head != NULL ? 1 : 0);
}
