/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-rows-model.h"

struct _SzRowItem {
  GObject parent_instance;

  SzFrame *frame; /* (owned) */
  gsize row;
};

G_DEFINE_FINAL_TYPE (SzRowItem, sz_row_item, G_TYPE_OBJECT)

struct _SzRowsModel {
  GObject parent_instance;

  SzDesk *desk;      /* (owned) */
  SzPlace *place;    /* (owned) */
  char *sort;        /* (nullable) */
  GPtrArray *parts;  /* (element-type SzRowsPart), each but the last as long as the first */
  GHashTable *items; /* position to SzRowItem, weakly: identity matters to the selection while a row is on the
                        screen */
  gsize part_rows;
  guint n_items;
  gint64 total;
  gboolean asking;
  GError *error;
};

static void sz_rows_model_list_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzRowsModel, sz_rows_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sz_rows_model_list_init))

enum { ARRIVED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- item
 * -------------------------------------------------------------------------------------------------------------
 */

static void
sz_row_item_finalize (GObject *object)
{
  sz_frame_unref (SZ_ROW_ITEM (object)->frame);
  G_OBJECT_CLASS (sz_row_item_parent_class)->finalize (object);
}

static void
sz_row_item_class_init (SzRowItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sz_row_item_finalize;
}

static void
sz_row_item_init (SzRowItem *self)
{
}

const char *
sz_row_item_get_text (SzRowItem *self, guint column)
{
  const char *text =
      column < sz_frame_n_columns (self->frame) ? sz_frame_text (self->frame, self->row, column) : NULL;

  return text != NULL ? text : "";
}

/* --- asking
 * ------------------------------------------------------------------------------------------------------------
 */

static void
part_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzRowsModel) self = data;
  SzRowsPart *part;
  guint before = self->n_items;

  self->asking = FALSE;
  g_clear_error (&self->error);
  part = sz_desk_rows_finish (SZ_DESK (source), result, &self->error);
  if (part != NULL) {
    if (self->parts->len == 0) {
      self->part_rows = part->frame->rows;
      self->total = part->total;
    }
    g_ptr_array_add (self->parts, part);
    self->n_items += (guint)part->frame->rows;
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->n_items - before);
  }
  g_signal_emit (self, signals[ARRIVED], 0);
}

static void
ask_part (SzRowsModel *self)
{
  const SzRowsPart *last =
      self->parts->len > 0 ? g_ptr_array_index (self->parts, self->parts->len - 1) : NULL;

  if (self->asking || (last != NULL && last->next == NULL))
    return;
  self->asking = TRUE;
  sz_desk_rows_async (self->desk, self->place, last != NULL ? last->next : NULL, self->sort, part_cb,
                      g_object_ref (self));
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
item_gone_cb (gpointer data, GObject *item)
{
  SzRowsModel *self = data;
  GHashTableIter iter;
  gpointer position, value;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &position, &value)) {
    if (value == item) {
      g_hash_table_iter_remove (&iter);
      return;
    }
  }
}

static gpointer
get_item (GListModel *model, guint position)
{
  SzRowsModel *self = SZ_ROWS_MODEL (model);
  const SzRowsPart *part;
  SzRowItem *item;

  if (position >= self->n_items)
    return NULL;
  if (position / self->part_rows + 1 >= self->parts->len)
    ask_part (self);
  item = g_hash_table_lookup (self->items, GUINT_TO_POINTER (position));
  if (item != NULL)
    return g_object_ref (item);
  part = g_ptr_array_index (self->parts, (guint)(position / self->part_rows));
  item = g_object_new (SZ_TYPE_ROW_ITEM, NULL);
  item->frame = sz_frame_ref (part->frame);
  item->row = position % self->part_rows;
  g_hash_table_insert (self->items, GUINT_TO_POINTER (position), item);
  g_object_weak_ref (G_OBJECT (item), item_gone_cb, self);
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

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    g_object_weak_unref (item, item_gone_cb, self);
  g_hash_table_unref (self->items);
  g_ptr_array_unref (self->parts);
  sz_place_unref (self->place);
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
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_rows_part_free);
  self->items = g_hash_table_new (NULL, NULL);
  self->total = -1;
}

SzRowsModel *
sz_rows_model_new (SzDesk *desk, const SzPlace *place, const char *sort)
{
  SzRowsModel *self = g_object_new (SZ_TYPE_ROWS_MODEL, NULL);

  self->desk = g_object_ref (desk);
  self->place = sz_place_ref ((SzPlace *)place);
  self->sort = g_strdup (sort);
  ask_part (self);
  return self;
}

gint64
sz_rows_model_get_total (SzRowsModel *self)
{
  return self->total;
}

const SzFrame *
sz_rows_model_get_frame (SzRowsModel *self)
{
  return self->parts->len > 0 ? ((SzRowsPart *)g_ptr_array_index (self->parts, 0))->frame : NULL;
}

const SzDataset *
sz_rows_model_get_dataset (SzRowsModel *self)
{
  return self->parts->len > 0 ? ((SzRowsPart *)g_ptr_array_index (self->parts, 0))->dataset : NULL;
}

const GError *
sz_rows_model_get_error (SzRowsModel *self)
{
  return self->error;
}
