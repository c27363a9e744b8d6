/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-row-item.h"

typedef struct {
  gpointer cell;
  SzRowItemTold told;
} Watcher;

struct _SzRowItem {
  GObject parent_instance;

  SzFrame *frame; /* (owned) (nullable) it has not come */
  gsize row;
  guint position;
  SzRowItemGone gone; /* (nullable) */
  gpointer owner;
  GArray *watchers; /* (nullable) (element-type Watcher) */
};

G_DEFINE_FINAL_TYPE (SzRowItem, sz_row_item, G_TYPE_OBJECT)

static void
sz_row_item_finalize (GObject *object)
{
  SzRowItem *self = SZ_ROW_ITEM (object);

  if (self->gone != NULL)
    self->gone (self->owner, self->position);
  g_clear_pointer (&self->frame, sz_frame_unref);
  g_clear_pointer (&self->watchers, g_array_unref);
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

SzRowItem *
sz_row_item_new (guint position, SzRowItemGone gone, gpointer owner)
{
  SzRowItem *self = g_object_new (SZ_TYPE_ROW_ITEM, NULL);

  self->position = position;
  self->gone = gone;
  self->owner = owner;
  return self;
}

void
sz_row_item_orphan (SzRowItem *self)
{
  self->gone = NULL;
}

guint
sz_row_item_get_position (SzRowItem *self)
{
  return self->position;
}

static void
tell (SzRowItem *self)
{
  for (guint i = 0; self->watchers != NULL && i < self->watchers->len; i++) {
    const Watcher *one = &g_array_index (self->watchers, Watcher, i);

    one->told (self, one->cell);
  }
}

void
sz_row_item_fill (SzRowItem *self, SzFrame *frame, gsize row)
{
  g_return_if_fail (self->frame == NULL);
  self->frame = sz_frame_ref (frame);
  self->row = row;
  tell (self);
}

void
sz_row_item_empty (SzRowItem *self)
{
  if (self->frame == NULL)
    return;
  g_clear_pointer (&self->frame, sz_frame_unref);
  tell (self);
}

gboolean
sz_row_item_is_filled (SzRowItem *self)
{
  return self->frame != NULL;
}

const char *
sz_row_item_get_text (SzRowItem *self, guint column)
{
  const char *text = NULL;

  if (self->frame != NULL && self->row < self->frame->rows && column < sz_frame_n_columns (self->frame))
    text = sz_frame_text (self->frame, self->row, column);
  return text != NULL ? text : "";
}

void
sz_row_item_watch (SzRowItem *self, gpointer cell, SzRowItemTold told)
{
  Watcher one = { cell, told };

  if (self->watchers == NULL)
    self->watchers = g_array_new (FALSE, FALSE, sizeof (Watcher));
  g_array_append_val (self->watchers, one);
}

void
sz_row_item_leave (SzRowItem *self, gpointer cell)
{
  for (guint i = 0; self->watchers != NULL && i < self->watchers->len; i++)
    if (g_array_index (self->watchers, Watcher, i).cell == cell) {
      g_array_remove_index_fast (self->watchers, i);
      return;
    }
}
