/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-form.h"

#include "sz-i18n.h"

/* Also the least width of a text: a window is as high as its words are at the least width. */
#define TEXT_CHARS 52
/* Three lines. */
#define LINES_HEIGHT 76

struct _SzForm {
  GtkWindow parent_instance;

  GtkWidget *grid, *sentence, *buttons, *accept, *cancel;
  int rows;
};

G_DEFINE_FINAL_TYPE (SzForm, sz_form, GTK_TYPE_WINDOW)

enum { ACCEPT, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
accept_cb (SzForm *self)
{
  if (gtk_widget_get_sensitive (self->accept))
    g_signal_emit (self, signals[ACCEPT], 0);
}

static void
sz_form_class_init (SzFormClass *klass)
{
  signals[ACCEPT] =
      g_signal_new ("accept", SZ_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
sz_form_init (SzForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->grid = gtk_grid_new ();
  self->sentence = gtk_label_new (NULL);
  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->cancel = gtk_button_new_with_label (_ ("Cancel"));
  self->accept = gtk_button_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 10);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 14);
  gtk_label_set_wrap (GTK_LABEL (self->sentence), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->sentence), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (self->sentence), TEXT_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (self->sentence), TEXT_CHARS);
  gtk_label_set_xalign (GTK_LABEL (self->sentence), 0);
  gtk_widget_set_visible (self->sentence, FALSE);
  gtk_widget_set_halign (self->buttons, GTK_ALIGN_END);
  gtk_widget_add_css_class (self->cancel, "quiet");
  gtk_widget_add_css_class (self->accept, "suggested");
  gtk_box_append (GTK_BOX (self->buttons), self->cancel);
  gtk_box_append (GTK_BOX (self->buttons), self->accept);
  gtk_box_append (GTK_BOX (box), self->grid);
  gtk_box_append (GTK_BOX (box), self->sentence);
  gtk_box_append (GTK_BOX (box), self->buttons);
  gtk_widget_add_css_class (box, "form");
  gtk_window_set_child (GTK_WINDOW (self), box);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_resizable (GTK_WINDOW (self), FALSE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "cockpit");
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (gtk_window_close), self);
  g_signal_connect_swapped (self->accept, "clicked", G_CALLBACK (accept_cb), self);
}

SzForm *
sz_form_new (GtkWindow *parent, const char *title, const char *accept)
{
  SzForm *self = g_object_new (SZ_TYPE_FORM, "title", title, "transient-for", parent, NULL);

  gtk_button_set_label (GTK_BUTTON (self->accept), accept);
  return self;
}

void
sz_form_add_text (SzForm *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), TEXT_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TEXT_CHARS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "subline");
  gtk_grid_attach (GTK_GRID (self->grid), label, 0, self->rows++, 2, 1);
}

void
sz_form_add (SzForm *self, const char *label, GtkWidget *widget)
{
  GtkWidget *name = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (name, "form-label");
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data (G_OBJECT (widget), "form-name", name);
  gtk_grid_attach (GTK_GRID (self->grid), name, 0, self->rows, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), widget, 1, self->rows++, 1, 1);
}

GtkWidget *
sz_form_add_entry (SzForm *self, const char *label, const char *value, const char *hint)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), value != NULL ? value : "");
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), hint);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 34);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (accept_cb), self);
  sz_form_add (self, label, entry);
  return entry;
}

/* What is written is one paragraph: Enter accepts as in a line. */
static gboolean
enter_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, SzForm *self)
{
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return FALSE;
  accept_cb (self);
  return TRUE;
}

GtkWidget *
sz_form_add_lines (SzForm *self, const char *label, const char *value)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (enter_cb), self);
  gtk_widget_add_controller (view, keys);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), value != NULL ? value : "", -1);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  /* Tab goes on to the next line of the form. */
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_widget_set_size_request (view, -1, LINES_HEIGHT);
  gtk_widget_add_css_class (view, "field");
  sz_form_add (self, label, view);
  gtk_widget_set_valign (sz_form_get_name (self, view), GTK_ALIGN_START);
  gtk_widget_set_margin_top (sz_form_get_name (self, view), 8);
  return view;
}

GtkWidget *
sz_form_get_name (SzForm *self, GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "form-name");
}

GtkWidget *
sz_form_add_button (SzForm *self, const char *label, GCallback callback, gpointer data)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "quiet");
  g_signal_connect_swapped (button, "clicked", callback, data);
  gtk_box_insert_child_after (GTK_BOX (self->buttons), button, self->cancel);
  return button;
}

void
sz_form_say (SzForm *self, const char *sentence, gboolean bad)
{
  gtk_label_set_label (GTK_LABEL (self->sentence), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->sentence, sentence != NULL);
  if (bad)
    gtk_widget_add_css_class (self->sentence, "bad");
  else
    gtk_widget_remove_css_class (self->sentence, "bad");
}

void
sz_form_set_busy (SzForm *self, gboolean busy)
{
  /* A line that goes insensitive or away while it has the focus complains that nobody took it away. */
  if (busy)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_sensitive (self->accept, !busy);
  gtk_widget_set_sensitive (self->grid, !busy);
}

void
sz_form_close (SzForm *self)
{
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_window_destroy (GTK_WINDOW (self));
}

char *
sz_form_dup_text (GtkWidget *entry)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  if (!GTK_IS_TEXT_VIEW (entry))
    return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (entry));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}
