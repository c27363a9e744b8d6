/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The least that a GTK program can show: an application with an empty window of the given size. Says when its
 * first frame has been handed to the display, in seconds of CLOCK_MONOTONIC. */

#include <gtk/gtk.h>

static int width, height;

static void
shown_cb (GdkFrameClock *clock, gpointer window)
{
  if (!gtk_widget_get_mapped (window))
    return;
  g_signal_handlers_disconnect_by_func (clock, shown_cb, window);
  gdk_display_sync (gdk_display_get_default ());
  g_printerr ("pace shown %.6f\n", (double)g_get_monotonic_time () / G_USEC_PER_SEC);
}

static void
activate_cb (GtkApplication *application)
{
  GtkWidget *window = gtk_application_window_new (application);

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect_after (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (shown_cb), window);
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkApplication) application =
      gtk_application_new ("io.github.shuzhi.Empty", G_APPLICATION_DEFAULT_FLAGS);

  if (argc != 3)
    return 2;
  width = (int)g_ascii_strtoll (argv[1], NULL, 10);
  height = (int)g_ascii_strtoll (argv[2], NULL, 10);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), 0, NULL);
}
