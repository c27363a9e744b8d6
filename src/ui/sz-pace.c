/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-pace.h"

#define STALL_US 8000

static struct {
  GPollFunc poll;
  gint64 woken_us;  /* when the turn under way began; 0: none */
  gint64 frame_us;  /* when the frame under way began */
  gint64 frames_us; /* what the frames of this turn took */
} turn;

gboolean
sz_pace_is_on (void)
{
  static gsize answer;

  if (g_once_init_enter (&answer))
    g_once_init_leave (&answer, g_getenv ("SHUZHI_PACE") != NULL ? 2 : 1);
  return answer == 2;
}

void
sz_pace_mark (const char *name)
{
  if (sz_pace_is_on ())
    g_printerr ("pace %s %.6f\n", name, (double)g_get_monotonic_time () / G_USEC_PER_SEC);
}

/* Between two waits lies one turn of the loop: nothing is seen or heard meanwhile. */
static int
timed_poll (GPollFD *fds, guint n, int timeout)
{
  gint64 now_us = g_get_monotonic_time ();
  int ready;

  if (turn.woken_us != 0 && now_us - turn.woken_us >= STALL_US)
    g_printerr ("pace stall %.6f %.1f %.1f\n", (double)now_us / G_USEC_PER_SEC,
                (double)(now_us - turn.woken_us) / 1000, (double)turn.frames_us / 1000);
  ready = turn.poll (fds, n, timeout);
  turn.woken_us = g_get_monotonic_time ();
  turn.frames_us = 0;
  return ready;
}

void
sz_pace_begin (void)
{
  if (!sz_pace_is_on () || turn.poll != NULL)
    return;
  turn.poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, timed_poll);
}

static void
before_cb (GdkFrameClock *clock, gpointer data)
{
  turn.frame_us = g_get_monotonic_time ();
}

static void
after_cb (GdkFrameClock *clock, gpointer data)
{
  if (turn.frame_us != 0)
    turn.frames_us += g_get_monotonic_time () - turn.frame_us;
  turn.frame_us = 0;
}

static void
realized_cb (GtkWidget *window, gpointer data)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  g_signal_connect_object (clock, "before-paint", G_CALLBACK (before_cb), window, 0);
  g_signal_connect_object (clock, "after-paint", G_CALLBACK (after_cb), window, G_CONNECT_AFTER);
}

void
sz_pace_watch (GtkWidget *window)
{
  if (sz_pace_is_on ())
    g_signal_connect (window, "realize", G_CALLBACK (realized_cb), NULL);
}

static void
shown_cb (GdkFrameClock *clock, gpointer data)
{
  g_signal_handlers_disconnect_by_func (clock, shown_cb, data);
  /* The display has it, and has drawn it. */
  gdk_display_sync (gdk_display_get_default ());
  sz_pace_mark (data);
}

void
sz_pace_mark_shown (GtkWidget *widget, const char *name)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);

  if (!sz_pace_is_on () || clock == NULL)
    return;
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (shown_cb), (gpointer)name);
  gtk_widget_queue_draw (widget);
}
