/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-application.h"

G_BEGIN_DECLS

/* What the tests of the window share: a home of its own with tickets of two days, and a main loop that is
 * turned by hand. A test that needs a display is skipped with a reason where there is none. */
typedef struct {
  char *root;
  SzHome *home;
  SzCatalog *catalog;
} UiHome;

/* 2026-11-20 14:36 in Shanghai: the hall's clock in all of these tests. */
#define UI_NOW_MS G_GINT64_CONSTANT (1795156560000)

/* FALSE (and says so to the harness): no display. Also fixes zone, clock and language. */
gboolean ui_test_init (int *argc, char ***argv);

UiHome *ui_home_new (void);
void ui_home_free (UiHome *home);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiHome, ui_home_free)
/* Opens the store, fills in 400 tickets of today and yesterday, and closes it. */
void ui_home_fill (UiHome *home);
/* `count` tickets of today from number `first` on, each called `wait_min` minutes after it was taken. */
SzBatch *ui_make_batch (const SzCatalog *catalog, int first, int count, int wait_min, gint64 day_start_ms);

/* Makes the source a live one, whose clock is the process's (sz_clock_set_for_test). */
void ui_home_go_live (UiHome *home);
/* A ticket that was called at an instant after a wait, and served at once. */
void ui_add_ticket (SzBatch *batch, int number, const char *area, gint64 called_ms, int wait_min);

typedef gboolean (*UiCondition) (gpointer data);
/* Turns the main loop until the condition holds; fails the test after `seconds`. */
void ui_wait (UiCondition condition, gpointer data, guint seconds, const char *what);
gboolean ui_is_settled (gpointer window);
gboolean ui_desk_is_failed (gpointer desk);
gboolean ui_desk_is_empty (gpointer desk);
/* (nullable) the first widget of this type, `widget` itself and what lies in it. */
GtkWidget *ui_find_widget (GtkWidget *widget, GType type);
/* (nullable) the same among those that are on the screen. */
GtkWidget *ui_find_mapped (GtkWidget *widget, GType type);
/* Turns it for a while. */
void ui_turn (guint ms);

typedef void (*UiBody) (SzApplication *application, gpointer data);
/* Runs the application on the home; `body` is called once its window is open (not yet settled), and its end
 * is the application's. Fails if window or desk survive it. */
void ui_run (const SzWindowOptions *options, UiBody body, gpointer data);

G_END_DECLS
