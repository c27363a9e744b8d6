/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-sidebar.h"

#include "sz-i18n.h"
#include "sz-put.h"

typedef struct {
  GtkWidget *button, *label, *count, *dot;
} Entry;

struct _SzSidebar {
  GtkBox parent_instance;

  gboolean rail;
  Entry entries[SZ_PLACE_N_SECTIONS];
  GtkWidget *nav, *rule, *status, *status_label, *status_detail;
};

G_DEFINE_FINAL_TYPE (SzSidebar, sz_sidebar, GTK_TYPE_BOX)

/* On the rail the number sits on the icon. */
static GtkWidget *
new_icon (Entry *entry, const char *icon)
{
  GtkWidget *overlay = gtk_overlay_new ();

  entry->dot = gtk_label_new (NULL);
  gtk_widget_add_css_class (entry->dot, "count-dot");
  gtk_widget_set_halign (entry->dot, GTK_ALIGN_END);
  gtk_widget_set_valign (entry->dot, GTK_ALIGN_START);
  gtk_widget_set_visible (entry->dot, FALSE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), gtk_image_new_from_icon_name (icon));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), entry->dot);
  gtk_widget_set_valign (overlay, GTK_ALIGN_CENTER);
  return overlay;
}

static void
add_entry (SzSidebar *self, SzPlaceKind section, const char *icon, const char *name)
{
  Entry *entry = &self->entries[section];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  entry->button = gtk_toggle_button_new ();
  entry->label = gtk_label_new (name);
  entry->count = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (entry->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (entry->label), 0);
  gtk_widget_set_hexpand (entry->label, TRUE);
  gtk_widget_add_css_class (entry->count, "count");
  gtk_widget_set_visible (entry->count, FALSE);
  gtk_box_append (GTK_BOX (box), new_icon (entry, icon));
  gtk_box_append (GTK_BOX (box), entry->label);
  gtk_box_append (GTK_BOX (box), entry->count);
  gtk_button_set_child (GTK_BUTTON (entry->button), box);
  gtk_widget_add_css_class (entry->button, "nav-item");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (entry->button), "win.section");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (entry->button), "s", sz_place_kind_id (section));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (self->nav), entry->button);
}

static GtkWidget *
new_status_label (gboolean detail)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 8);
  if (detail) {
    gtk_label_set_lines (GTK_LABEL (label), 3);
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_widget_add_css_class (label, "detail");
  }
  return label;
}

static void
add_status (SzSidebar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->rule = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->rule, "rule");
  gtk_widget_set_visible (self->rule, FALSE);
  gtk_box_append (GTK_BOX (self), self->rule);
  self->status = gtk_button_new ();
  self->status_label = new_status_label (FALSE);
  self->status_detail = new_status_label (TRUE);
  gtk_box_append (GTK_BOX (box), self->status_label);
  gtk_box_append (GTK_BOX (box), self->status_detail);
  gtk_button_set_child (GTK_BUTTON (self->status), box);
  gtk_widget_add_css_class (self->status, "flat");
  gtk_widget_add_css_class (self->status, "status");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->status), "win.section");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->status), "s", sz_place_kind_id (SZ_PLACE_SOURCES));
  gtk_widget_set_visible (self->status, FALSE);
  gtk_box_append (GTK_BOX (self), self->status);
}

static void
sz_sidebar_class_init (SzSidebarClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_NAVIGATION);
}

static void
sz_sidebar_init (SzSidebar *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "cockpit-sidebar");
  self->nav = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_vexpand (self->nav, TRUE);
  gtk_box_append (GTK_BOX (self), self->nav);
  add_entry (self, SZ_PLACE_OVERVIEW, "sz-overview-symbolic", _ ("Overview"));
  add_entry (self, SZ_PLACE_LIVE, "sz-live-symbolic", _ ("Live hall"));
  add_entry (self, SZ_PLACE_ALERTS, "sz-alert-symbolic", _ ("Alerts"));
  add_entry (self, SZ_PLACE_MAP, "sz-map-symbolic", _ ("Service map"));
  add_entry (self, SZ_PLACE_LIBRARY, "sz-library-symbolic", _ ("Indicators"));
  add_entry (self, SZ_PLACE_DIRECTORY, "sz-directory-symbolic", _ ("Directory"));
  add_entry (self, SZ_PLACE_SOURCES, "sz-sources-symbolic", _ ("Data sources"));
  add_status (self);
}

static void
show_status (SzSidebar *self)
{
  gboolean told = !self->rail && *gtk_label_get_label (GTK_LABEL (self->status_label)) != '\0';

  gtk_widget_set_visible (self->status, told);
  gtk_widget_set_visible (self->rule, told);
}

static void
show_count (SzSidebar *self, Entry *entry)
{
  gboolean counted = *gtk_label_get_label (GTK_LABEL (entry->count)) != '\0';

  gtk_widget_set_visible (entry->count, counted && !self->rail);
  gtk_widget_set_visible (entry->dot,
                          counted && self->rail && gtk_widget_has_css_class (entry->count, "urgent"));
}

void
sz_sidebar_set_rail (SzSidebar *self, gboolean rail)
{
  self->rail = rail;
  gtk_box_set_spacing (GTK_BOX (self->nav), rail ? 2 : 4);
  if (rail)
    gtk_widget_add_css_class (GTK_WIDGET (self), "rail");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "rail");
  for (guint i = 0; i < G_N_ELEMENTS (self->entries); i++) {
    Entry *entry = &self->entries[i];

    if (entry->button == NULL)
      continue;
    gtk_widget_set_visible (entry->label, !rail);
    sz_put_tooltip (entry->button, rail ? gtk_label_get_label (GTK_LABEL (entry->label)) : NULL);
    show_count (self, entry);
  }
  show_status (self);
}

void
sz_sidebar_set_count (SzSidebar *self, SzPlaceKind section, guint count, gboolean urgent)
{
  Entry *entry = &self->entries[section];
  const char *name = gtk_label_get_label (GTK_LABEL (entry->label));
  g_autofree char *text = count > 0 ? g_strdup_printf ("%u", count) : g_strdup ("");
  g_autofree char *spoken = urgent && count > 0 ? g_strdup_printf ("%s, %u", name, count) : g_strdup (name);

  sz_put_label (entry->count, text);
  sz_put_label (entry->dot, count > 99 ? "99" : text);
  if (urgent)
    gtk_widget_add_css_class (entry->count, "urgent");
  else
    gtk_widget_remove_css_class (entry->count, "urgent");
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  show_count (self, entry);
}

void
sz_sidebar_set_status (SzSidebar *self, const char *text, const char *detail)
{
  sz_put_label (self->status_label, text != NULL ? text : "");
  sz_put_label (self->status_detail, detail != NULL ? detail : "");
  gtk_widget_set_visible (self->status_detail, detail != NULL);
  show_status (self);
  sz_put_tooltip (self->status, detail);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->status), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text != NULL ? text : "", -1);
}

GtkWidget *
sz_sidebar_get_button (SzSidebar *self, SzPlaceKind section)
{
  return section < SZ_PLACE_N_SECTIONS ? self->entries[section].button : NULL;
}
