/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-live HOME INDICATOR: opens a home as the window does, follows its sources, and prints the lead figure
 * of the indicator's page each time the page that the window would show next says another; until standard
 * input ends. Everything but the drawing of the page is in it; that takes bench-draw's time more. */
#include <glib-unix.h>
#include <math.h>
#include <stdio.h>

#include "sz-desk.h"

typedef struct {
  SzDesk *desk;
  SzPlace *place;
  double shown;
  GMainLoop *loop;
} Bench;

static void
page_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Bench *bench = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SzPage) page = sz_desk_page_finish (SZ_DESK (object), result, &error);
  if (page == NULL || page->lead == NULL || isnan (page->lead->value) || page->lead->value == bench->shown)
    return;
  bench->shown = page->lead->value;
  printf ("%.0f\n", bench->shown);
  fflush (stdout);
}

static void
changed_cb (SzDesk *desk, gpointer data)
{
  Bench *bench = data;
  sz_desk_page_async (desk, bench->place, page_cb, bench);
}

static gboolean
ended_cb (int fd, GIOCondition condition, gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;
  if (argc != 3) {
    fprintf (stderr, "usage: bench-live HOME INDICATOR\n");
    return 2;
  }
  g_autoptr (SzHome) home = sz_home_new (argv[1]);
  g_autoptr (SzCatalog) catalog = sz_catalog_load (NULL, problems, &error);
  if (catalog == NULL) {
    fprintf (stderr, "bench-live: %s\n", error->message);
    return 1;
  }
  Bench bench = { .shown = NAN, .loop = g_main_loop_new (NULL, FALSE) };
  bench.place = sz_place_new_indicator (argv[2], SZ_SPAN_DAY);
  bench.desk = sz_desk_new (home, catalog, NULL);
  g_signal_connect (bench.desk, "data-changed", G_CALLBACK (changed_cb), &bench);
  g_signal_connect (bench.desk, "state-changed", G_CALLBACK (changed_cb), &bench);
  sz_desk_start (bench.desk);
  g_unix_fd_add (0, G_IO_HUP | G_IO_IN, ended_cb, bench.loop);
  g_main_loop_run (bench.loop);
  sz_desk_stop (bench.desk);
  g_object_unref (bench.desk);
  sz_place_unref (bench.place);
  g_main_loop_unref (bench.loop);
  return 0;
}
