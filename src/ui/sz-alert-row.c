/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-alert-row.h"

#include "sz-alert-spark.h"
#include "sz-alert-tiles.h"
#include "sz-i18n.h"
#include "sz-slim-label.h"

struct _SzAlertRow {
  GtkListBoxRow parent_instance;

  char *id;
  char *spoken, *described; /* (nullable) what is read out, and what where somebody asks for more */
  SzAlertState state;
  GtkWidget *icon, *title, *line, *subtitle, *word, *right, *value, *limit;
  GtkWidget *slot, *spark; /* the slot keeps the columns of all rows level */
  gboolean wide;
};

/* A text of a narrow row goes on over so many lines. */
#define LINES 3
/* On one line the place gives way to what is to be done, down to so much of it. */
#define WORD_LEAST 230
/* The line of the value beside value and limit, and below them where there is little room. */
#define SPARK_WIDTH 86
#define SPARK_HEIGHT 34
#define SPARK_NARROW 64
#define SPARK_LOW 20

G_DEFINE_FINAL_TYPE (SzAlertRow, sz_alert_row, GTK_TYPE_LIST_BOX_ROW)

static const char *const STATUS_CLASSES[] = { "neutral", "good", "attention", "alarm", "unknown" };

static void
sz_alert_row_finalize (GObject *object)
{
  g_free (SZ_ALERT_ROW (object)->id);
  g_free (SZ_ALERT_ROW (object)->spoken);
  g_free (SZ_ALERT_ROW (object)->described);
  G_OBJECT_CLASS (sz_alert_row_parent_class)->finalize (object);
}

static void
sz_alert_row_class_init (SzAlertRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sz_alert_row_finalize;
}

static void
make_right (SzAlertRow *self)
{
  self->right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  self->value = sz_slim_label_new ("title", 0, TRUE);
  self->limit = sz_slim_label_new ("sub", 0, TRUE);
  gtk_box_append (GTK_BOX (self->right), self->value);
  gtk_box_append (GTK_BOX (self->right), self->limit);
  gtk_widget_set_valign (self->right, GTK_ALIGN_START);
  self->slot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->spark = sz_alert_spark_new ();
  gtk_widget_set_hexpand (self->spark, TRUE);
  gtk_widget_set_halign (self->spark, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (self->slot), self->spark);
  /* The room the line stands at the end of is the slot's, not the row's. */
  gtk_widget_set_hexpand (self->slot, FALSE);
  gtk_widget_set_valign (self->slot, GTK_ALIGN_CENTER);
}

static void
place_spark (SzAlertRow *self, gboolean beside)
{
  GtkWidget *home = beside ? gtk_widget_get_parent (self->right) : self->right;
  GtkWidget *there = gtk_widget_get_parent (self->slot);

  sz_alert_spark_set_size (SZ_ALERT_SPARK (self->spark), beside ? SPARK_WIDTH : SPARK_NARROW,
                           beside ? SPARK_HEIGHT : SPARK_LOW);
  gtk_widget_set_size_request (self->slot, beside ? SPARK_WIDTH : -1, -1);
  if (there == home)
    return;
  g_object_ref (self->slot);
  if (there != NULL)
    gtk_box_remove (GTK_BOX (there), self->slot);
  gtk_box_append (GTK_BOX (home), self->slot);
  g_object_unref (self->slot);
}

static void
sz_alert_row_init (SzAlertRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  self->icon = gtk_image_new ();
  /* In a narrow window a title goes on in a second line rather than lose what is wrong. */
  self->title = sz_slim_label_new ("title", LINES, FALSE);
  self->subtitle = sz_slim_label_new ("sub", LINES, FALSE);
  self->word = sz_slim_label_new ("word", LINES, FALSE);
  make_right (self);
  gtk_widget_set_valign (self->icon, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (left, TRUE);
  gtk_box_append (GTK_BOX (left), self->title);
  self->line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  gtk_box_append (GTK_BOX (self->line), self->subtitle);
  gtk_box_append (GTK_BOX (self->line), self->word);
  gtk_box_append (GTK_BOX (left), self->line);
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), left);
  gtk_box_append (GTK_BOX (box), self->right);
  place_spark (self, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "alert-row");
}

GtkWidget *
sz_alert_row_new (void)
{
  return g_object_new (SZ_TYPE_ALERT_ROW, NULL);
}

/* Chinese says it in half the room. */
static gboolean
is_on_one_line (const SzAlertRow *self)
{
  return self->wide && sz_lang () == SZ_LANG_ZH;
}

/* Behind the place and time where there is room, else below them. */
static void
show_word (SzAlertRow *self, const char *text)
{
  g_autofree char *joined = NULL;

  if (is_on_one_line (self) && *text != '\0')
    joined = g_strconcat ("·", text, NULL);
  sz_slim_label_set_text (SZ_SLIM_LABEL (self->word), joined != NULL ? joined : text);
  gtk_widget_set_visible (self->word, *text != '\0');
}

void
sz_alert_row_set_wide (SzAlertRow *self, gboolean wide)
{
  if (self->wide == wide)
    return;
  self->wide = wide;
  place_spark (self, wide);
  const gboolean one = is_on_one_line (self);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->line),
                                  one ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self->line), one ? 0 : 1);
  sz_slim_label_set_lines (SZ_SLIM_LABEL (self->subtitle), one ? 1 : LINES, 0);
  sz_slim_label_set_lines (SZ_SLIM_LABEL (self->word), one ? 1 : LINES, one ? WORD_LEAST : 0);
}

/* A class that comes and goes has GTK style the whole row anew. */
static void
show_status (SzAlertRow *self, const char *css_class)
{
  if (gtk_widget_has_css_class (GTK_WIDGET (self), css_class))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (STATUS_CLASSES); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), STATUS_CLASSES[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
}

/* Its texts have no words of their own. */
static void
say (SzAlertRow *self, const SzAlert *alert)
{
  /* Translators: state, title, value and state text of an alert, read out. */
  g_autofree char *spoken = g_strdup_printf (_ ("%1$s: %2$s, %3$s. %4$s"), sz_alert_state_word (alert->state),
                                             alert->title, alert->value_text, alert->state_text);
  g_autofree char *described = NULL;

  if (*alert->limit_text != '\0')
    /* Translators: where and since when an alert is, and the limit of its value, read out. */
    described = g_strdup_printf (C_ ("alert", "%1$s, %2$s"), alert->subtitle, alert->limit_text);
  else
    described = g_strdup (alert->subtitle);
  if (g_strcmp0 (spoken, self->spoken) == 0 && g_strcmp0 (described, self->described) == 0)
    return;
  g_free (self->spoken);
  g_free (self->described);
  self->spoken = g_steal_pointer (&spoken);
  self->described = g_steal_pointer (&described);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->spoken,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->described, -1);
}

void
sz_alert_row_show (SzAlertRow *self, SzAlertList *list, const SzAlert *alert)
{
  if (g_strcmp0 (self->id, alert->id) != 0) {
    g_free (self->id);
    self->id = g_strdup (alert->id);
  }
  self->state = alert->state;
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), sz_alert_icon (alert->state, alert->severity));
  show_status (self, STATUS_CLASSES[sz_alert_status (alert)]);
  sz_slim_label_set_text (SZ_SLIM_LABEL (self->title), alert->title);
  sz_slim_label_set_text (SZ_SLIM_LABEL (self->subtitle), alert->subtitle);
  show_word (self, alert->state_text);
  sz_slim_label_set_text (SZ_SLIM_LABEL (self->value), alert->value_text);
  sz_slim_label_set_text (SZ_SLIM_LABEL (self->limit), alert->limit_text);
  sz_alert_spark_show (SZ_ALERT_SPARK (self->spark), list, alert);
  say (self, alert);
}

void
sz_alert_row_reveal (SzAlertRow *self)
{
  sz_alert_spark_reveal (SZ_ALERT_SPARK (self->spark));
}

gboolean
sz_alert_row_is_pending (SzAlertRow *self)
{
  return sz_alert_spark_is_pending (SZ_ALERT_SPARK (self->spark));
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
