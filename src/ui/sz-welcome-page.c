/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-welcome-page.h"

#include "sz-connect.h"
#include "sz-i18n.h"

struct _SzWelcomePage {
  GtkBox parent_instance;

  SzDesk *desk; /* (owned) (nullable) */
  GtkWidget *content, *steps;
};

static void sz_welcome_page_pane_init (SzPaneInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzWelcomePage, sz_welcome_page, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (SZ_TYPE_PANE, sz_welcome_page_pane_init))

static GtkWidget *
new_text (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
copy_cb (GtkButton *button, gpointer data)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), data);
}

/* `command` is static: the button copies it whenever it is pressed. */
static GtkWidget *
new_command (const char *command)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *line = new_text (command, "command");
  GtkWidget *copy = gtk_button_new_with_label (_ ("Copy"));

  gtk_widget_set_hexpand (line, TRUE);
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (copy, "quiet");
  g_signal_connect (copy, "clicked", G_CALLBACK (copy_cb), (gpointer)command);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), copy);
  return box;
}

static GtkWidget *
add_step (SzWelcomePage *self, const char *title, const char *text, const char *action, const char *command)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *button = gtk_button_new_with_label (action);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, gtk_widget_get_first_child (self->steps) == NULL ? "suggested" : "plain");
  gtk_box_append (GTK_BOX (box), new_text (title, "step"));
  gtk_box_append (GTK_BOX (box), new_text (text, "subline"));
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), new_command (command));
  gtk_box_append (GTK_BOX (self->steps), box);
  return button;
}

static GtkWindow *
window_of (SzWelcomePage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
connect_cb (SzWelcomePage *self)
{
  sz_connect_hall (window_of (self), self->desk);
}

static void
import_cb (SzWelcomePage *self)
{
  sz_connect_file (window_of (self), self->desk);
}

static void
sz_welcome_page_dispose (GObject *object)
{
  g_clear_object (&SZ_WELCOME_PAGE (object)->desk);
  gtk_widget_dispose_template (GTK_WIDGET (object), SZ_TYPE_WELCOME_PAGE);
  G_OBJECT_CLASS (sz_welcome_page_parent_class)->dispose (object);
}

static void
sz_welcome_page_class_init (SzWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_welcome_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/shuzhi/Cockpit/ui/sz-welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SzWelcomePage, content);
  gtk_widget_class_bind_template_child (widget_class, SzWelcomePage, steps);
}

static void
sz_welcome_page_init (SzWelcomePage *self)
{
  GtkWidget *demo, *hall, *file;

  gtk_widget_init_template (GTK_WIDGET (self));
  demo = add_step (self, _ ("Look around in a demo hall"),
                   _ ("An invented hall with people, windows and figures runs on this computer and ends with "
                      "the program."),
                   _ ("Open the demo hall"), "shuzhi demo");
  hall =
      add_step (self, _ ("Connect a hall system"),
                _ ("The address is the one its supplier gives for the hall interface. Figures appear here by "
                   "themselves."),
                _ ("Connect a hall…"), "shuzhi sources add hall --url http://HOST:PORT");
  file = add_step (self, _ ("Read a file"),
                   _ ("CSV, TSV or NDJSON, with a mapping that says which column is what."),
                   _ ("Import a file…"), "shuzhi import FILE --map MAPPING");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (demo), "app.demo");
  g_signal_connect_swapped (hall, "clicked", G_CALLBACK (connect_cb), self);
  g_signal_connect_swapped (file, "clicked", G_CALLBACK (import_cb), self);
}

void
sz_welcome_page_set_desk (SzWelcomePage *self, SzDesk *desk)
{
  g_return_if_fail (self->desk == NULL);
  self->desk = g_object_ref (desk);
}

static void
sz_welcome_page_pane_init (SzPaneInterface *interface)
{
}
