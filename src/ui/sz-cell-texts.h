/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shaped lines of text that many cells of a table share: names of areas, states and times come again and
 * again while it is scrolled, and shaping one takes longer than drawing it. As many are kept as a few screens
 * hold. Main thread. */
typedef struct _SzCellTexts SzCellTexts;

typedef struct {
  PangoLayout *layout;
  int width, height; /* px */
  gboolean cut;      /* it ends in an ellipsis */
} SzCellText;

/* `widget`, whose font it is, outlives this. */
SzCellTexts *sz_cell_texts_new (GtkWidget *widget);
void sz_cell_texts_free (SzCellTexts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzCellTexts, sz_cell_texts_free)

/* The text in one line of at most `width` px; good until the next call. */
const SzCellText *sz_cell_texts_get (SzCellTexts *self, const char *text, int width);

G_END_DECLS
