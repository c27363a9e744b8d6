/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-help-page.h"

#include "sz-i18n.h"
#include "sz-slim-label.h"
#include "sz-width-probe.h"

struct _SzHelpPage {
  GtkBox parent_instance;

  GtkWidget *scroller, *box;
  guint n_sections; /* that stand */
};

static void sz_help_page_pane_init (SzPaneInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzHelpPage, sz_help_page, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (SZ_TYPE_PANE, sz_help_page_pane_init))

/* A term and what is said of it are no narrower than this. */
#define LEAST_PX 130

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = sz_slim_label_new_paragraph (css_class, LEAST_PX, FALSE);

  sz_slim_label_set_text (SZ_SLIM_LABEL (label), text);
  return label;
}

static void
add_section (GtkWidget *box, const char *title)
{
  gtk_box_append (GTK_BOX (box), new_label (title, "section-title"));
}

static void
add_line (GtkWidget *box, const char *icon, const char *status, const char *term, const char *text)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = new_label (term, "term");
  GtkWidget *words = new_label (text, "words");
  /* The words beside it say the same. */
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_set_size_request (image, 16, -1);
  if (status != NULL)
    gtk_widget_add_css_class (image, status);
  gtk_box_append (GTK_BOX (line), image);
  gtk_widget_set_valign (name, GTK_ALIGN_START);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), name);
  gtk_box_append (GTK_BOX (line), words);
  gtk_widget_add_css_class (line, "help-line");
  gtk_box_append (GTK_BOX (box), line);
}

static void
add_judgement (GtkWidget *box)
{
  add_section (box, _ ("Every figure is judged, and says against what"));
  add_line (box, "sz-state-closed-symbolic", "good", _ ("On target"),
            _ ("A green check: the figure keeps its target."));
  add_line (box, "sz-state-attention-symbolic", "attention", _ ("Attention"),
            _ ("An ochre triangle: beyond its target, not yet at its limit."));
  add_line (box, "sz-state-firing-symbolic", "alarm", _ ("Alarm"),
            _ ("A red octagon: over its limit. Colour is never alone: the shape says the same."));
  add_line (box, "sz-state-blind-symbolic", "unknown", _ ("No data"),
            _ ("A dashed ring: it cannot be computed, or is not judged. Missing is never shown as 0."));
  add_line (box, NULL, NULL, _ ("Year on year, period on period"),
            _ ("Against the same weekday a year ago, and against the open day (or the week, month, year) "
               "before. + and − "
               "are grey: whether up is good depends on the figure."));
  add_line (box, NULL, NULL, _ ("Units"),
            _ ("From 10,000 on numbers are shortened; point at one, or open its page, for all its digits."));
}

static void
add_alerts (GtkWidget *box)
{
  add_section (box, _ ("An alert goes through states"));
  add_line (box, "sz-state-pending-symbolic", "attention", _ ("Watched"),
            _ ("Near its limit, or over it for less than the time the rule asks for."));
  add_line (box, "sz-state-firing-symbolic", "alarm", _ ("Firing"),
            _ ("Over its limit, and nobody has acknowledged it."));
  add_line (box, "sz-state-acknowledged-symbolic", "alarm", _ ("Acknowledged"),
            _ ("Somebody has taken it on, and their name is kept with it."));
  add_line (box, "sz-state-handled-symbolic", "alarm", _ ("Being handled"),
            _ ("A measure was written down, with the time by which it should have worked."));
  add_line (box, "sz-state-overdue-symbolic", "alarm", _ ("Overdue"),
            _ ("That time has passed and it still lasts."));
  add_line (box, "sz-state-closed-symbolic", "good", C_ ("alert", "Closed"),
            _ ("The value has been back within its limit. Silence alone never closes an alert."));
}

static void
add_ways (GtkWidget *box)
{
  add_section (box, _ ("From a figure to the records behind it"));
  add_line (box, NULL, NULL, _ ("Open a figure"),
            _ ("Click it, or Tab to it and press Enter: its parts, its trend, its distribution, its week."));
  add_line (
      box, NULL, NULL, _ ("Click a part"),
      _ ("Everything else on the page is then of that part. Click it again, or press Esc, for the whole."));
  add_line (box, NULL, NULL, _ ("View the rows"),
            _ ("The records the figure counts, with personal data masked; a row opens what happened to it."));
  add_line (box, NULL, NULL, _ ("Search"),
            _ ("Ctrl+K finds indicators, windows, items, departments, points and pages."));
  add_line (box, NULL, NULL, _ ("Data table"),
            _ ("T shows the numbers behind the chart that has the focus."));
  add_line (box, NULL, NULL, _ ("Keys"), _ ("Ctrl+? lists them all."));
  add_section (box, _ ("How old is it?"));
  add_line (box, NULL, NULL, _ ("Live"),
            _ ("The time since the newest record stands above at the right. A figure whose source is silent "
               "turns grey, says "
               "since when, and is not judged."));
}

static void (*const SECTIONS[]) (GtkWidget *) = { add_judgement, add_alerts, add_ways };

/* All these words take longer to measure than a frame lasts: one section a frame. */
static gboolean
add_next_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  SzHelpPage *self = SZ_HELP_PAGE (widget);

  SECTIONS[self->n_sections++](self->box);
  return self->n_sections < G_N_ELEMENTS (SECTIONS) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
sz_help_page_class_init (SzHelpPageClass *klass)
{
}

static void
sz_help_page_init (SzHelpPage *self)
{
  GtkWidget *probe = g_object_new (SZ_TYPE_WIDTH_PROBE, NULL);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->scroller = gtk_scrolled_window_new ();
  gtk_widget_add_css_class (self->box, "help");
  gtk_box_append (GTK_BOX (self->box), new_label (_ ("How to read this"), "page-headline"));
  gtk_widget_add_tick_callback (GTK_WIDGET (self), add_next_cb, NULL, NULL);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_widget_set_hexpand (self->scroller, TRUE);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  g_signal_connect_swapped (probe, "width", G_CALLBACK (sz_width_probe_inset), self);
  gtk_box_append (GTK_BOX (self), probe);
  gtk_box_append (GTK_BOX (self), self->scroller);
}

static gboolean
is_settled (SzPane *pane)
{
  return SZ_HELP_PAGE (pane)->n_sections == G_N_ELEMENTS (SECTIONS);
}

static void
sz_help_page_pane_init (SzPaneInterface *interface)
{
  interface->is_settled = is_settled;
}
