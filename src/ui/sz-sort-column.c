/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-sort-column.h"

#define SZ_TYPE_COLUMN_SORTER (sz_column_sorter_get_type ())
G_DECLARE_FINAL_TYPE (SzColumnSorter, sz_column_sorter, SZ, COLUMN_SORTER, GtkSorter)

struct _SzColumnSorter {
  GtkSorter parent_instance;

  guint column;
};

G_DEFINE_FINAL_TYPE (SzColumnSorter, sz_column_sorter, GTK_TYPE_SORTER)

/* Main thread: the column that was asked first in the comparison under way. */
static int asked = -1;

static GtkOrdering
sz_column_sorter_compare (GtkSorter *sorter, gpointer a, gpointer b)
{
  if (asked < 0)
    asked = (int)SZ_COLUMN_SORTER (sorter)->column;
  return GTK_ORDERING_SMALLER;
}

static GtkSorterOrder
sz_column_sorter_get_order (GtkSorter *sorter)
{
  return GTK_SORTER_ORDER_PARTIAL;
}

static void
sz_column_sorter_class_init (SzColumnSorterClass *klass)
{
  GTK_SORTER_CLASS (klass)->compare = sz_column_sorter_compare;
  GTK_SORTER_CLASS (klass)->get_order = sz_column_sorter_get_order;
}

static void
sz_column_sorter_init (SzColumnSorter *self)
{
}

GtkSorter *
sz_column_sorter_get (guint column)
{
  static GPtrArray *sorters;

  if (sorters == NULL)
    sorters = g_ptr_array_new_with_free_func (g_object_unref);
  while (sorters->len <= column) {
    SzColumnSorter *sorter = g_object_new (SZ_TYPE_COLUMN_SORTER, NULL);

    sorter->column = sorters->len;
    g_ptr_array_add (sorters, sorter);
  }
  return g_ptr_array_index (sorters, column);
}

int
sz_column_sorter_find (GtkSorter *view_sorter, gboolean *descending)
{
  g_autoptr (GObject) one = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) other = g_object_new (G_TYPE_OBJECT, NULL);
  GtkOrdering ordering;

  asked = -1;
  ordering = gtk_sorter_compare (view_sorter, one, other);
  *descending = ordering == GTK_ORDERING_LARGER;
  return asked;
}
