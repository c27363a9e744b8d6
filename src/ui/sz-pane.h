/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-place.h"

G_BEGIN_DECLS

/* What the window's pages have in common: each shows the places of some kinds. All functions may be left out.
 * Signals of every pane: `go` (SzPlace *, borrowed): leads elsewhere. */
#define SZ_TYPE_PANE (sz_pane_get_type ())
G_DECLARE_INTERFACE (SzPane, sz_pane, SZ, PANE, GtkWidget)

struct _SzPaneInterface {
  GTypeInterface parent_interface;

  /* `scroll`: where it was left, 0 for the top. */
  void (*show) (SzPane *self, const SzPlace *place, double scroll);
  void (*refresh) (SzPane *self);
  double (*get_scroll) (SzPane *self);
  /* TRUE if figures, or the reason why there are none, stand on the screen. */
  gboolean (*is_settled) (SzPane *self);
  /* Goes to the field in which this page is searched; FALSE: it has none. */
  gboolean (*find) (SzPane *self);
  void (*export_file) (SzPane *self);
  /* The data behind what has the focus, as a table. */
  void (*show_table) (SzPane *self);
};

void sz_pane_show (SzPane *self, const SzPlace *place, double scroll);
void sz_pane_refresh (SzPane *self);
double sz_pane_get_scroll (SzPane *self);
gboolean sz_pane_is_settled (SzPane *self);
gboolean sz_pane_find (SzPane *self);
void sz_pane_export (SzPane *self);
void sz_pane_show_table (SzPane *self);
/* For the panes: emits `go`. */
void sz_pane_go (gpointer pane, const SzPlace *place);

G_END_DECLS
