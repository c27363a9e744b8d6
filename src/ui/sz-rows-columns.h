/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pango.h>

#include "sz-dataset.h"
#include "sz-frame.h"

G_BEGIN_DECLS

/* The columns of a list of rows: which of a frame's are shown, in what order, how wide, and by which the rows
 * are sorted. What people made of those of a data set is kept as long as this lives. Main thread.
 *
 * Signals: `changed`: something of it, but for the widths alone; `resized`: only the widths; `sorted`:
 * somebody asks for the rows in the order that sz_rows_columns_get_sort tells. */
#define SZ_TYPE_ROWS_COLUMNS (sz_rows_columns_get_type ())
G_DECLARE_FINAL_TYPE (SzRowsColumns, sz_rows_columns, SZ, ROWS_COLUMNS, GObject)

typedef struct {
  char *id, *name;
  guint index;     /* of the frame's column */
  gboolean at_end; /* it holds numbers, which stand at the end of its width */
  gboolean hidden;
  gboolean by_hand; /* somebody has made it as wide as it is */
  int x, width;     /* px, with what is free on both sides of the text; `x` of those that are shown */
} SzRowsColumn;

/* px free on both sides of a text, and before the first column besides. */
#define SZ_ROWS_COLUMN_PAD 10
#define SZ_ROWS_COLUMN_LEAD 18

SzRowsColumns *sz_rows_columns_new (void);

/* The columns are those of this frame, whose texts, measured with `layout`, say how wide they are. */
void sz_rows_columns_show (SzRowsColumns *self, const SzDataset *dataset, const SzFrame *frame,
                           PangoLayout *layout);

/* Those that are shown, by their place. A column is good until the next change. */
guint sz_rows_columns_count (SzRowsColumns *self);
const SzRowsColumn *sz_rows_columns_get (SzRowsColumns *self, guint place);
int sz_rows_columns_get_width (SzRowsColumns *self); /* px, of all together */
void sz_rows_columns_set_width (SzRowsColumns *self, guint place, int width);
/* (array length=sz_rows_columns_count): all at once, told once. */
void sz_rows_columns_set_widths (SzRowsColumns *self, const int *widths);
void sz_rows_columns_fit (SzRowsColumns *self, guint place); /* as wide as its texts again */
void sz_rows_columns_move (SzRowsColumns *self, guint place, guint to);
/* (element-type SzRowsColumn) (transfer container): all, in the order of the frame. */
GPtrArray *sz_rows_columns_list (SzRowsColumns *self);
/* The record's own number stays: by it a row is opened. */
gboolean sz_rows_columns_can_hide (const SzRowsColumn *column);
void sz_rows_columns_set_hidden (SzRowsColumns *self, const char *id, gboolean hidden);

/* (nullable) a column id, with a minus in front for descending; NULL: newest first. */
const char *sz_rows_columns_get_sort (SzRowsColumns *self);
void sz_rows_columns_set_sort (SzRowsColumns *self, const char *sort); /* tells nobody `sorted` */
/* Up, down, and not at all: what a head does when it is pressed. */
void sz_rows_columns_press (SzRowsColumns *self, guint place);
/* Whether the rows are sorted by this column. */
gboolean sz_rows_columns_sorts (SzRowsColumns *self, const SzRowsColumn *column, gboolean *descending);

G_END_DECLS
