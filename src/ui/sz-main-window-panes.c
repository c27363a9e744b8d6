/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-main-window-private.h"

#include "sz-alerts-page.h"
#include "sz-help-page.h"
#include "sz-library-page.h"
#include "sz-map-page.h"
#include "sz-put.h"
#include "sz-rows-page.h"
#include "sz-sources-page.h"
#include "sz-welcome-page.h"

Pane
sz_main_window_pane_of (const SzPlace *place)
{
  switch (place->kind) {
  case SZ_PLACE_ALERTS:
    return PANE_ALERTS;
  case SZ_PLACE_MAP:
    return PANE_MAP;
  case SZ_PLACE_LIBRARY:
    return place->indicator != NULL ? PANE_BOARD : PANE_LIBRARY;
  case SZ_PLACE_SOURCES:
    return PANE_SOURCES;
  case SZ_PLACE_HELP:
    return PANE_HELP;
  case SZ_PLACE_ROWS:
    return PANE_ROWS;
  case SZ_PLACE_OVERVIEW:
  case SZ_PLACE_LIVE:
  case SZ_PLACE_DIRECTORY:
  case SZ_PLACE_INDICATOR:
  case SZ_PLACE_TIMELINE:
    break;
  }
  return PANE_BOARD;
}

void
sz_main_window_set_tiles (SzMainWindow *self)
{
  const SzPreferences *preferences = sz_settings_get (self->settings);

  if (self->panes[PANE_MAP] != NULL)
    sz_map_page_set_tiles (SZ_MAP_PAGE (self->panes[PANE_MAP]), preferences->tiles,
                           preferences->tiles_credit);
}

static void
give_desk (SzMainWindow *self, Pane index, GtkWidget *pane)
{
  switch (index) {
  case PANE_BOARD:
    sz_board_page_set_desk (SZ_BOARD_PAGE (pane), self->desk);
    g_signal_connect_swapped (pane, "shown", G_CALLBACK (sz_main_window_take_page), self);
    break;
  case PANE_ROWS:
    sz_rows_page_set_desk (SZ_ROWS_PAGE (pane), self->desk);
    break;
  case PANE_ALERTS:
    sz_alerts_page_set_desk (SZ_ALERTS_PAGE (pane), self->desk, self->settings);
    break;
  case PANE_MAP:
    sz_map_page_set_desk (SZ_MAP_PAGE (pane), self->desk);
    sz_main_window_set_tiles (self);
    break;
  case PANE_LIBRARY:
    sz_library_page_set_desk (SZ_LIBRARY_PAGE (pane), self->desk);
    break;
  case PANE_SOURCES:
    sz_sources_page_set_desk (SZ_SOURCES_PAGE (pane), self->desk, self->settings);
    break;
  case PANE_WELCOME:
    sz_welcome_page_set_desk (SZ_WELCOME_PAGE (pane), self->desk);
    break;
  case PANE_HELP:
  case N_PANES:
    break;
  }
}

static void
add_pane (SzMainWindow *self, Pane index)
{
  static const char *const NAMES[N_PANES] = { "board",   "rows",    "alerts", "map",
                                              "library", "sources", "help",   "welcome" };
  const GType types[N_PANES] = { SZ_TYPE_BOARD_PAGE, SZ_TYPE_ROWS_PAGE,    SZ_TYPE_ALERTS_PAGE,
                                 SZ_TYPE_MAP_PAGE,   SZ_TYPE_LIBRARY_PAGE, SZ_TYPE_SOURCES_PAGE,
                                 SZ_TYPE_HELP_PAGE,  SZ_TYPE_WELCOME_PAGE };
  GtkWidget *pane = g_object_new (types[index], NULL);

  self->panes[index] = pane;
  gtk_stack_add_named (GTK_STACK (self->stack), pane, NAMES[index]);
  g_signal_connect_swapped (pane, "go", G_CALLBACK (sz_main_window_go), self);
  give_desk (self, index, pane);
}

SzPane *
sz_main_window_get_pane (SzMainWindow *self, Pane index)
{
  if (self->panes[index] == NULL)
    add_pane (self, index);
  return SZ_PANE (self->panes[index]);
}

gboolean
sz_main_window_is_shown (SzMainWindow *self, Pane index)
{
  return self->panes[index] != NULL &&
         gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->panes[index];
}

void
sz_main_window_show_pane (SzMainWindow *self, Pane index)
{
  GtkWidget *pane = GTK_WIDGET (sz_main_window_get_pane (self, index));

  gtk_widget_set_visible (pane, TRUE);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), pane);
  /* The stack itself hides the other panes from the eye only: they would still be read out, and styled anew
   * with another theme. */
  for (guint i = 0; i < G_N_ELEMENTS (self->panes); i++)
    if (self->panes[i] != NULL && self->panes[i] != pane)
      gtk_widget_set_visible (self->panes[i], FALSE);
}

void
sz_main_window_show_shortcuts (SzMainWindow *self)
{
  GtkApplicationWindow *window = GTK_APPLICATION_WINDOW (self);

  if (gtk_application_window_get_help_overlay (window) == NULL) {
    g_autoptr (GtkBuilder) builder =
        gtk_builder_new_from_resource ("/io/github/shuzhi/Cockpit/ui/sz-shortcuts.ui");

    gtk_application_window_set_help_overlay (
        window, GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
  }
  sz_put_window (GTK_WINDOW (gtk_application_window_get_help_overlay (window)));
}
