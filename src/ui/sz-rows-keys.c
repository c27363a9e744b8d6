/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-rows-keys.h"

static void
copy_row (SzRowsView *view)
{
  g_autofree char *text = sz_rows_view_get_text (view, sz_rows_view_get_position (view));

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (view)), text);
}

/* (in rows) from the row that the keys are at; FALSE: the key is for none. */
static gboolean
step_of_key (SzRowsView *view, guint key, gint64 *step)
{
  gint64 page = MAX ((gint64)sz_rows_view_count_in_sight (view) - 1, 1);

  switch (key) {
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    *step = -1;
    return TRUE;
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    *step = 1;
    return TRUE;
  case GDK_KEY_Page_Up:
  case GDK_KEY_KP_Page_Up:
    *step = -page;
    return TRUE;
  case GDK_KEY_Page_Down:
  case GDK_KEY_KP_Page_Down:
    *step = page;
    return TRUE;
  case GDK_KEY_Home:
  case GDK_KEY_KP_Home:
    *step = -G_MAXINT32;
    return TRUE;
  case GDK_KEY_End:
  case GDK_KEY_KP_End:
    *step = G_MAXINT32;
    return TRUE;
  default:
    return FALSE;
  }
}

static void
scroll_aside (SzRowsView *view, int steps)
{
  GtkAdjustment *side = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view));

  if (side != NULL)
    gtk_adjustment_set_value (side, gtk_adjustment_get_value (side) +
                                        steps * gtk_adjustment_get_step_increment (side));
}

static gboolean
act_on_key (SzRowsView *view, guint key)
{
  switch (key) {
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
  case GDK_KEY_space:
  case GDK_KEY_KP_Space:
    sz_rows_view_activate (view, sz_rows_view_get_position (view));
    return TRUE;
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
    scroll_aside (view, -1);
    return TRUE;
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    scroll_aside (view, 1);
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
key_cb (GtkEventController *controller, guint key, guint code, GdkModifierType state, gpointer data)
{
  SzRowsView *view = data;
  GListModel *rows = sz_rows_view_get_model (view);
  GdkModifierType held = state & gtk_accelerator_get_default_mod_mask ();
  guint n = rows != NULL ? g_list_model_get_n_items (rows) : 0;
  gint64 step;

  if (sz_rows_view_get_position (view) >= n || !sz_rows_view_has_focus (view))
    return FALSE;
  if (held == GDK_CONTROL_MASK && (key == GDK_KEY_c || key == GDK_KEY_C)) {
    copy_row (view);
    return TRUE;
  }
  if (held != 0)
    return FALSE;
  if (!step_of_key (view, key, &step))
    return act_on_key (view, key);
  step += sz_rows_view_get_position (view);
  sz_rows_view_go_to (view, (guint)CLAMP (step, 0, (gint64)n - 1), TRUE);
  return TRUE;
}

/* --- pointer
 * ---------------------------------------------------------------------------------------------------------------
 */

static void
pressed_cb (GtkGesture *click, int times, double x, double y, gpointer data)
{
  guint position = sz_rows_view_row_at (data, y);

  g_object_set_data (G_OBJECT (click), "pressed", GUINT_TO_POINTER (position));
}

/* The second of two clicks lands where the first has led to. */
static void
released_cb (GtkGesture *click, int times, double x, double y, gpointer data)
{
  guint position = sz_rows_view_row_at (data, y);

  if (position == GTK_INVALID_LIST_POSITION ||
      position != GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (click), "pressed")))
    return;
  gtk_gesture_set_state (click, GTK_EVENT_SEQUENCE_CLAIMED);
  sz_rows_view_go_to (data, position, TRUE);
  if (times == 1)
    sz_rows_view_activate (data, position);
}

void
sz_rows_keys_watch (SzRowsView *view)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), view);
  gtk_widget_add_controller (GTK_WIDGET (view), keys);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), view);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), view);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (click));
}
