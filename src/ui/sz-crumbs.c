/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-crumbs.h"

#include "sz-i18n.h"

struct _SzCrumbs {
  GtkBox parent_instance;
};

G_DEFINE_FINAL_TYPE (SzCrumbs, sz_crumbs, GTK_TYPE_BOX)

enum { GO, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
step_clicked_cb (GtkButton *button, gpointer data)
{
  g_autoptr (SzPlace) place = sz_place_ref (g_object_get_data (G_OBJECT (button), "place"));

  g_signal_emit (data, signals[GO], 0, place);
}

static void
add_slash (SzCrumbs *self)
{
  GtkWidget *slash = gtk_label_new ("/");

  gtk_widget_add_css_class (slash, "crumb");
  gtk_box_append (GTK_BOX (self), slash);
}

/* `target` NULL: a word, not a way. */
static void
add_step (SzCrumbs *self, const char *text, SzPlace *target, gboolean here)
{
  GtkWidget *step;

  if (target != NULL && !here) {
    GtkWidget *label = gtk_label_new (text);

    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    step = gtk_button_new ();
    gtk_button_set_child (GTK_BUTTON (step), label);
    gtk_accessible_update_property (GTK_ACCESSIBLE (step), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    g_object_set_data_full (G_OBJECT (step), "place", sz_place_ref (target), (GDestroyNotify)sz_place_unref);
    g_signal_connect (step, "clicked", G_CALLBACK (step_clicked_cb), self);
  } else {
    step = gtk_label_new (text);
    gtk_label_set_ellipsize (GTK_LABEL (step), PANGO_ELLIPSIZE_END);
  }
  gtk_widget_add_css_class (step, "crumb");
  if (here)
    gtk_widget_add_css_class (step, "here");
  if (gtk_widget_get_last_child (GTK_WIDGET (self)) != gtk_widget_get_first_child (GTK_WIDGET (self)))
    add_slash (self);
  gtk_box_append (GTK_BOX (self), step);
}

static void
add_back (SzCrumbs *self)
{
  GtkWidget *back = gtk_button_new_from_icon_name ("sz-back-symbolic");

  gtk_actionable_set_action_name (GTK_ACTIONABLE (back), "win.back");
  gtk_widget_set_tooltip_text (back, _ ("Back (Alt+Left)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (back), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Back"), -1);
  gtk_widget_add_css_class (back, "crumb");
  gtk_widget_add_css_class (back, "back");
  gtk_box_append (GTK_BOX (self), back);
}

static void
sz_crumbs_class_init (SzCrumbsClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_NAVIGATION);
  signals[GO] = g_signal_new ("go", SZ_TYPE_CRUMBS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_POINTER);
}

static void
sz_crumbs_init (SzCrumbs *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

static void
add_section (SzCrumbs *self, SzPlaceKind kind, const char *name, const SzPlace *place)
{
  g_autoptr (SzPlace) section = sz_place_new (kind, place->span);
  g_autoptr (SzPlace) dated = sz_place_with_day (section, place->day);

  add_step (self, name, dated, FALSE);
}

/* Overview, layer, indicator, each filter; then the rows, then the record they led to. */
static void
add_figure_steps (SzCrumbs *self, const SzIndicator *indicator, const SzPlace *place)
{
  gboolean deeper = place->kind != SZ_PLACE_INDICATOR;

  add_section (self, SZ_PLACE_OVERVIEW, _ ("Overview"), place);
  if (indicator->layer != NULL)
    add_step (self, indicator->layer->name, NULL, FALSE);
  for (guint n = 0; n <= place->filters->len; n++) {
    g_autoptr (SzPlace) part = sz_place_with_n_filters (place, n);
    g_autoptr (SzPlace) figure = sz_place_with_kind (part, SZ_PLACE_INDICATOR);
    g_autoptr (SzPlace) target = sz_place_with_record (figure, NULL, NULL);

    add_step (self, n == 0 ? indicator->name : sz_place_filter (place, n - 1)->name, target,
              !deeper && n == place->filters->len);
  }
}

/* What the figures are compared with, unless it is what they always are. */
static void
add_against_step (SzCrumbs *self, const SzPlace *place)
{
  g_autofree char *name = sz_place_against_text (place);
  /* Translators: %s is what figures are compared with: "a year before", "2026-11-02", an area. */
  g_autofree char *text = name != NULL ? g_strdup_printf (_ ("vs %s"), name) : NULL;

  if (text != NULL)
    add_step (self, text, NULL, FALSE);
}

static void
add_record_steps (SzCrumbs *self, const SzCatalog *catalog, const SzPlace *place)
{
  const SzDataset *dataset =
      place->dataset != NULL ? sz_catalog_dataset (catalog, place->dataset, NULL) : NULL;
  g_autoptr (SzPlace) rows = sz_place_with_kind (place, SZ_PLACE_ROWS);
  g_autoptr (SzPlace) target =
      sz_place_with_record (rows, place->indicator == NULL ? place->dataset : NULL, NULL);
  gboolean here = place->kind == SZ_PLACE_ROWS;

  add_step (self, place->indicator == NULL && dataset != NULL ? dataset->name : _ ("Record list"), target,
            here);
  if (!here)
    add_step (self, place->record, NULL, TRUE);
}

static void
add_directory_steps (SzCrumbs *self, const SzPlace *place)
{
  add_section (self, SZ_PLACE_DIRECTORY, _ ("Directory"), place);
  for (guint n = 1; n <= place->filters->len; n++) {
    g_autoptr (SzPlace) target = sz_place_with_n_filters (place, n);

    add_step (self, sz_place_filter (place, n - 1)->name, target, n == place->filters->len);
  }
}

void
sz_crumbs_show (SzCrumbs *self, const SzCatalog *catalog, const SzPlace *place)
{
  const SzIndicator *indicator =
      place->indicator != NULL ? sz_catalog_indicator (catalog, place->indicator, NULL) : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), child);
  /* The directory as a whole is called by its own head. */
  if (place->kind == SZ_PLACE_DIRECTORY && place->filters->len == 0)
    return;
  add_back (self);
  if (place->kind == SZ_PLACE_DIRECTORY) {
    add_directory_steps (self, place);
    return;
  }
  if (place->kind == SZ_PLACE_LIBRARY) {
    add_section (self, SZ_PLACE_LIBRARY, _ ("Indicators"), place);
    if (indicator != NULL)
      add_step (self, indicator->name, NULL, TRUE);
    return;
  }
  if (indicator != NULL) {
    add_figure_steps (self, indicator, place);
    add_against_step (self, place);
  } else {
    add_section (self, SZ_PLACE_OVERVIEW, _ ("Overview"), place);
  }
  if (place->kind == SZ_PLACE_ROWS || place->kind == SZ_PLACE_TIMELINE)
    add_record_steps (self, catalog, place);
}
