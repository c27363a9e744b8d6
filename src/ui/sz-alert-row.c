/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-alert-row.h"

#include "sz-alert-tiles.h"
#include "sz-i18n.h"

struct _SzAlertRow {
  GtkListBoxRow parent_instance;

  char *id;
  SzAlertState state;
  GtkWidget *icon, *title, *line, *subtitle, *word, *value, *limit;
  gboolean wide;
};

G_DEFINE_FINAL_TYPE (SzAlertRow, sz_alert_row, GTK_TYPE_LIST_BOX_ROW)

static const char *const STATUS_CLASSES[] = { "neutral", "good", "attention", "alarm", "unknown" };

static GtkWidget *
new_label (const char *css_class, float xalign)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
let_wrap (GtkWidget *label)
{
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 3);
}

static void
sz_alert_row_finalize (GObject *object)
{
  g_free (SZ_ALERT_ROW (object)->id);
  G_OBJECT_CLASS (sz_alert_row_parent_class)->finalize (object);
}

static void
sz_alert_row_class_init (SzAlertRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sz_alert_row_finalize;
}

static void
sz_alert_row_init (SzAlertRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  self->icon = gtk_image_new ();
  self->title = new_label ("title", 0);
  self->subtitle = new_label ("sub", 0);
  /* In a narrow window a title goes on in a second line rather than lose what is wrong. */
  let_wrap (self->title);
  let_wrap (self->subtitle);
  self->word = new_label ("word", 0);
  let_wrap (self->word);
  self->value = new_label ("title", 1);
  self->limit = new_label ("sub", 1);
  gtk_label_set_ellipsize (GTK_LABEL (self->value), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_ellipsize (GTK_LABEL (self->limit), PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_valign (self->icon, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (left, TRUE);
  gtk_box_append (GTK_BOX (left), self->title);
  self->line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  gtk_box_append (GTK_BOX (self->line), self->subtitle);
  gtk_box_append (GTK_BOX (self->line), self->word);
  gtk_box_append (GTK_BOX (left), self->line);
  gtk_box_append (GTK_BOX (right), self->value);
  gtk_box_append (GTK_BOX (right), self->limit);
  gtk_widget_set_valign (right, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), left);
  gtk_box_append (GTK_BOX (box), right);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "alert-row");
}

GtkWidget *
sz_alert_row_new (void)
{
  return g_object_new (SZ_TYPE_ALERT_ROW, NULL);
}

/* Behind the place and time where there is room, else below them. */
static void
show_word (SzAlertRow *self, const char *text)
{
  g_autofree char *joined = NULL;

  if (self->wide && *text != '\0')
    joined = g_strconcat (sz_lang () == SZ_LANG_ZH ? "·" : ", ", text, NULL);
  gtk_label_set_label (GTK_LABEL (self->word), joined != NULL ? joined : text);
  gtk_widget_set_visible (self->word, *text != '\0');
}

void
sz_alert_row_set_wide (SzAlertRow *self, gboolean wide)
{
  self->wide = wide;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->line),
                                  wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self->line), wide ? 0 : 1);
  /* On one line the place gives way to what is to be done. */
  gtk_label_set_wrap (GTK_LABEL (self->subtitle), !wide);
  gtk_label_set_lines (GTK_LABEL (self->subtitle), wide ? 1 : 3);
  gtk_label_set_lines (GTK_LABEL (self->word), wide ? 1 : 3);
  gtk_label_set_wrap (GTK_LABEL (self->word), !wide);
  gtk_label_set_ellipsize (GTK_LABEL (self->word), wide ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
}

void
sz_alert_row_show (SzAlertRow *self, const SzAlert *alert)
{
  g_autofree char *spoken = NULL;

  if (g_strcmp0 (self->id, alert->id) != 0) {
    g_free (self->id);
    self->id = g_strdup (alert->id);
  }
  self->state = alert->state;
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), sz_alert_icon (alert->state, alert->severity));
  for (guint i = 0; i < G_N_ELEMENTS (STATUS_CLASSES); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), STATUS_CLASSES[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self), STATUS_CLASSES[sz_alert_status (alert)]);
  gtk_label_set_label (GTK_LABEL (self->title), alert->title);
  gtk_label_set_label (GTK_LABEL (self->subtitle), alert->subtitle);
  show_word (self, alert->state_text);
  gtk_label_set_label (GTK_LABEL (self->value), alert->value_text);
  gtk_label_set_label (GTK_LABEL (self->limit), alert->limit_text);
  /* Translators: state, title, value and state text of an alert, read out. */
  spoken = g_strdup_printf (_ ("%1$s: %2$s, %3$s. %4$s"), sz_alert_state_word (alert->state), alert->title,
                            alert->value_text, alert->state_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

const char *
sz_alert_row_get_id (SzAlertRow *self)
{
  return self->id;
}

SzAlertState
sz_alert_row_get_state (SzAlertRow *self)
{
  return self->state;
}
