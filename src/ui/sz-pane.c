/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-pane.h"

G_DEFINE_INTERFACE (SzPane, sz_pane, GTK_TYPE_WIDGET)

enum { GO, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
sz_pane_default_init (SzPaneInterface *interface)
{
  signals[GO] = g_signal_new ("go", SZ_TYPE_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_POINTER);
}

void
sz_pane_go (gpointer pane, const SzPlace *place)
{
  /* The page may let go of the place while it is being left. */
  g_autoptr (SzPlace) target = sz_place_ref ((SzPlace *)place);

  g_signal_emit (pane, signals[GO], 0, target);
}

void
sz_pane_show (SzPane *self, const SzPlace *place, double scroll)
{
  SzPaneInterface *interface = SZ_PANE_GET_IFACE (self);

  if (interface->show != NULL)
    interface->show (self, place, scroll);
}

void
sz_pane_refresh (SzPane *self)
{
  SzPaneInterface *interface = SZ_PANE_GET_IFACE (self);

  if (interface->refresh != NULL)
    interface->refresh (self);
}

double
sz_pane_get_scroll (SzPane *self)
{
  SzPaneInterface *interface = SZ_PANE_GET_IFACE (self);

  return interface->get_scroll != NULL ? interface->get_scroll (self) : 0;
}

gboolean
sz_pane_is_settled (SzPane *self)
{
  SzPaneInterface *interface = SZ_PANE_GET_IFACE (self);

  return interface->is_settled == NULL || interface->is_settled (self);
}

gboolean
sz_pane_find (SzPane *self)
{
  SzPaneInterface *interface = SZ_PANE_GET_IFACE (self);

  return interface->find != NULL && interface->find (self);
}

void
sz_pane_export (SzPane *self)
{
  SzPaneInterface *interface = SZ_PANE_GET_IFACE (self);

  if (interface->export_file != NULL)
    interface->export_file (self);
}

void
sz_pane_show_table (SzPane *self)
{
  SzPaneInterface *interface = SZ_PANE_GET_IFACE (self);

  if (interface->show_table != NULL)
    interface->show_table (self);
}
