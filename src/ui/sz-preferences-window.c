/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-preferences-window.h"

#include "sz-i18n.h"
#include "sz-style.h"

typedef struct {
  SzSettings *settings; /* (owned) */
  GtkWidget *grid;
  int rows;
  GtkWidget *theme, *language, *restart, *notify, *background, *session, *person;
  GtkWidget *boards[3], *board_s, *alarm_s, *tiles, *credit, *trouble;
  gboolean filling;
} Window;

static const char *const THEMES[] = { "desktop", "light", "dark" };
static const char *const LANGUAGES[] = { "", "zh", "en" };
static const char *const BOARDS[] = { "overview", "live", "alerts" };

static void
free_window (gpointer data)
{
  Window *window = data;

  g_object_unref (window->settings);
  g_free (window);
}

static void
show_trouble (Window *window, const char *sentence)
{
  gtk_label_set_label (GTK_LABEL (window->trouble), sentence);
  gtk_widget_set_visible (window->trouble, *sentence != '\0');
}

/* --- what changes
 * ---------------------------------------------------------------------------------------------------------------
 */

static char **
chosen_boards (Window *window)
{
  g_autoptr (GStrvBuilder) boards = g_strv_builder_new ();
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (BOARDS); i++) {
    if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (window->boards[i])))
      continue;
    g_strv_builder_add (boards, BOARDS[i]);
    any = TRUE;
  }
  /* A wall without a page would be dark. */
  if (!any)
    g_strv_builder_add (boards, BOARDS[0]);
  return g_strv_builder_end (boards);
}

static guint
chosen (GtkWidget *choice, guint count)
{
  return MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (choice)), count - 1);
}

static void
changed_cb (Window *window)
{
  SzPreferences *preferences;
  guint theme, language;

  if (window->filling)
    return;
  preferences = sz_settings_edit (window->settings);
  theme = chosen (window->theme, G_N_ELEMENTS (THEMES));
  language = chosen (window->language, G_N_ELEMENTS (LANGUAGES));
  gtk_widget_set_visible (window->restart, !g_str_equal (preferences->language, LANGUAGES[language]) ||
                                               gtk_widget_get_visible (window->restart));
  sz_settings_set_text (&preferences->theme, THEMES[theme]);
  sz_settings_set_text (&preferences->language, LANGUAGES[language]);
  sz_settings_set_text (&preferences->person, gtk_editable_get_text (GTK_EDITABLE (window->person)));
  sz_settings_set_text (&preferences->tiles, gtk_editable_get_text (GTK_EDITABLE (window->tiles)));
  sz_settings_set_text (&preferences->tiles_credit, gtk_editable_get_text (GTK_EDITABLE (window->credit)));
  preferences->notify = gtk_switch_get_active (GTK_SWITCH (window->notify));
  preferences->background = gtk_switch_get_active (GTK_SWITCH (window->background));
  preferences->board_s = (guint)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (window->board_s));
  preferences->alarm_s = (guint)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (window->alarm_s));
  g_strfreev (preferences->boards);
  preferences->boards = chosen_boards (window);
  sz_settings_commit (window->settings);
}

/* --- with the session
 * --------------------------------------------------------------------------------------------------------------
 */

static void
session_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (sz_autostart_enable (GPOINTER_TO_INT (data), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
session_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Window *window = g_object_get_data (source, "window");

  if (!g_task_propagate_boolean (G_TASK (result), &error) && window != NULL)
    show_trouble (window, error->message);
}

static void
session_cb (Window *window)
{
  g_autoptr (GTask) task = NULL;

  if (window->filling)
    return;
  task = g_task_new (gtk_widget_get_root (window->session), NULL, session_done_cb, NULL);
  g_task_set_source_tag (task, session_cb);
  g_task_set_task_data (task, GINT_TO_POINTER (gtk_switch_get_active (GTK_SWITCH (window->session))), NULL);
  g_task_run_in_thread (task, session_thread);
}

static void
enabled_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, sz_autostart_enabled ());
}

static void
enabled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Window *window = g_object_get_data (source, "window");
  gboolean enabled = g_task_propagate_boolean (G_TASK (result), NULL);

  if (window == NULL)
    return;
  window->filling = TRUE;
  gtk_switch_set_active (GTK_SWITCH (window->session), enabled);
  window->filling = FALSE;
}

/* --- making
 * ----------------------------------------------------------------------------------------------------------------
 */

static void
add_group (Window *window, const char *title)
{
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "section-title");
  gtk_grid_attach (GTK_GRID (window->grid), label, 0, window->rows++, 2, 1);
}

static void
add_row (Window *window, const char *name, GtkWidget *widget)
{
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_halign (widget, GTK_ALIGN_END);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_grid_attach (GTK_GRID (window->grid), label, 0, window->rows, 1, 1);
  gtk_grid_attach (GTK_GRID (window->grid), widget, 1, window->rows++, 1, 1);
}

static GtkWidget *
add_choice (Window *window, const char *name, const char *const *options)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (options);

  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (changed_cb), window);
  add_row (window, name, choice);
  return choice;
}

static GtkWidget *
add_switch (Window *window, const char *name, GCallback callback)
{
  GtkWidget *toggle = gtk_switch_new ();

  g_signal_connect_swapped (toggle, "notify::active", callback, window);
  add_row (window, name, toggle);
  return toggle;
}

static GtkWidget *
add_entry (Window *window, const char *name, const char *hint)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), hint);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 24);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), window);
  add_row (window, name, entry);
  return entry;
}

static GtkWidget *
add_seconds (Window *window, const char *name)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (SZ_WALL_MIN_S, SZ_WALL_MAX_S, 5);

  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (changed_cb), window);
  add_row (window, name, spin);
  return spin;
}

static void
add_boards (Window *window)
{
  const char *const names[] = { _ ("Overview"), _ ("Live hall"), _ ("Alerts") };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  for (guint i = 0; i < G_N_ELEMENTS (BOARDS); i++) {
    window->boards[i] = gtk_check_button_new_with_label (names[i]);
    g_signal_connect_swapped (window->boards[i], "toggled", G_CALLBACK (changed_cb), window);
    gtk_box_append (GTK_BOX (box), window->boards[i]);
  }
  add_row (window, _ ("Pages"), box);
}

static void
add_note (Window *window, GtkWidget **label, const char *text)
{
  *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (*label), 0);
  gtk_label_set_wrap (GTK_LABEL (*label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (*label), 56);
  gtk_widget_add_css_class (*label, "subline");
  gtk_widget_set_visible (*label, FALSE);
  gtk_grid_attach (GTK_GRID (window->grid), *label, 0, window->rows++, 2, 1);
}

static void
add_rows (Window *window)
{
  const char *const themes[] = { _ ("As the desktop"), _ ("Light"), _ ("Dark"), NULL };
  const char *const languages[] = { _ ("As the session"), "中文", "English", NULL };

  add_group (window, _ ("Appearance"));
  window->theme = add_choice (window, _ ("Theme"), themes);
  window->language = add_choice (window, _ ("Language"), languages);
  add_note (window, &window->restart, _ ("The language changes when Shuzhi is started again."));
  add_group (window, _ ("Watching"));
  window->notify = add_switch (window, _ ("Tell the desktop of alerts"), G_CALLBACK (changed_cb));
  window->background =
      add_switch (window, _ ("Keep watching when the window is closed"), G_CALLBACK (changed_cb));
  window->session = add_switch (window, _ ("Start with the session"), G_CALLBACK (session_cb));
  window->person = add_entry (window, _ ("Who acknowledges"), _ ("Your name; kept on this computer"));
  add_group (window, _ ("The wall"));
  add_boards (window);
  window->board_s = add_seconds (window, _ ("Seconds a page"));
  window->alarm_s = add_seconds (window, _ ("Seconds a page with an alarm"));
  add_group (window, _ ("The map"));
  window->tiles = add_entry (window, _ ("Base map"), _ ("MBTiles file, or https://…/{z}/{x}/{y}.png"));
  window->credit = add_entry (window, _ ("Map attribution"), "© …");
  add_note (window, &window->trouble, "");
}

static void
fill (Window *window)
{
  const SzPreferences *preferences = sz_settings_get (window->settings);

  window->filling = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (THEMES); i++)
    if (g_str_equal (preferences->theme, THEMES[i]))
      gtk_drop_down_set_selected (GTK_DROP_DOWN (window->theme), i);
  for (guint i = 0; i < G_N_ELEMENTS (LANGUAGES); i++)
    if (g_str_equal (preferences->language, LANGUAGES[i]))
      gtk_drop_down_set_selected (GTK_DROP_DOWN (window->language), i);
  gtk_switch_set_active (GTK_SWITCH (window->notify), preferences->notify);
  gtk_switch_set_active (GTK_SWITCH (window->background), preferences->background);
  gtk_editable_set_text (GTK_EDITABLE (window->person), preferences->person);
  gtk_editable_set_text (GTK_EDITABLE (window->tiles), preferences->tiles);
  gtk_editable_set_text (GTK_EDITABLE (window->credit), preferences->tiles_credit);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (window->board_s), preferences->board_s);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (window->alarm_s), preferences->alarm_s);
  for (guint i = 0; i < G_N_ELEMENTS (BOARDS); i++)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (window->boards[i]),
                                 g_strv_contains ((const char *const *)preferences->boards, BOARDS[i]));
  show_trouble (window, sz_settings_get_trouble (window->settings));
  window->filling = FALSE;
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

void
sz_preferences_window_present (GtkWindow *parent, SzSettings *settings)
{
  Window *window = g_new0 (Window, 1);
  GtkWidget *widget = gtk_window_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  g_autoptr (GTask) task = g_task_new (widget, NULL, enabled_cb, NULL);

  window->settings = g_object_ref (settings);
  window->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (window->grid), 10);
  gtk_grid_set_column_spacing (GTK_GRID (window->grid), 24);
  gtk_widget_add_css_class (window->grid, "preferences");
  window->filling = TRUE;
  add_rows (window);
  fill (window);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), window->grid);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (widget, keys);
  gtk_window_set_child (GTK_WINDOW (widget), scroller);
  gtk_window_set_title (GTK_WINDOW (widget), _ ("Preferences"));
  gtk_window_set_default_size (GTK_WINDOW (widget), 560, 690);
  gtk_window_set_modal (GTK_WINDOW (widget), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (widget), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (widget), TRUE);
  gtk_widget_add_css_class (widget, "cockpit");
  g_object_set_data_full (G_OBJECT (widget), "window", window, free_window);
  gtk_window_present (GTK_WINDOW (widget));
  g_task_set_source_tag (task, sz_preferences_window_present);
  g_task_run_in_thread (task, enabled_thread);
}
