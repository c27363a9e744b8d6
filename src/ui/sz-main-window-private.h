/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-age.h"
#include "sz-main-window.h"
#include "sz-pane.h"
#include "sz-trail.h"

G_BEGIN_DECLS

typedef enum {
  PANE_BOARD,
  PANE_ROWS,
  PANE_ALERTS,
  PANE_MAP,
  PANE_LIBRARY,
  PANE_SOURCES,
  PANE_HELP,
  PANE_WELCOME,
  N_PANES
} Pane;

struct _SzMainWindow {
  GtkApplicationWindow parent_instance;

  SzDesk *desk;         /* (owned) */
  SzSettings *settings; /* (owned) */
  SzPlace *place;       /* (owned) (nullable) */
  SzPlaceKind section;  /* what the sidebar marks: where one set out */
  SzSpan span;
  gint64 day;     /* of the span; SZ_PLACE_PRESENT */
  gint64 today;   /* the hall's day; SZ_PLACE_PRESENT while it is not known */
  SzTrail *trail; /* (owned) */
  SzAge *age;     /* (owned) how old the shown figures are */
  gboolean narrow, roomy, folded, banner_closed;
  gboolean opened; /* the desk answers questions */
  guint narrow_idle, tick;

  GtkWidget *hall_label, *demo_label, *period, *age_box, *age_dot, *age_label;
  GtkWidget *search_button, *search_label, *search_key, *alerts_count;
  GtkWidget *sidebar, *banner, *banner_label, *stack, *menu_button;
  GMenuModel *main_menu;
  GtkWidget *panes[N_PANES];
};

/* The pane that shows a place. */
Pane sz_main_window_pane_of (const SzPlace *place);
/* The pane, made the first time that it is needed: most windows never show most of them. */
SzPane *sz_main_window_get_pane (SzMainWindow *self, Pane index);
gboolean sz_main_window_is_shown (SzMainWindow *self, Pane index);
void sz_main_window_show_pane (SzMainWindow *self, Pane index);
/* The window of all keys, made the first time. */
void sz_main_window_show_shortcuts (SzMainWindow *self);
/* What is wrong with the base map stands over the map. */
void sz_main_window_set_tiles (SzMainWindow *self);
/* What a page says of the hall and of its own age, in the header. */
void sz_main_window_take_page (SzMainWindow *self, SzPage *page);

G_END_DECLS
