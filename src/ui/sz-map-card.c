/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-card.h"

#include <math.h>

#include "sz-i18n.h"
#include "sz-map-waits.h"
#include "sz-number.h"
#include "sz-put.h"
#include "sz-tile-view.h"
#include "sz-whereabouts.h"

#define WAITS_PX 184
/* A longer name goes on in a second line. */
#define NAME_CHARS 26

/* In the order of the card. */
typedef enum { KIND, HOURS, TELEPHONE, ADDRESS, ITEMS, WINDOWS, TODAY, WAITS, DISTANCE, N_FACTS } Fact;

struct _SzMapCard {
  GtkBox parent_instance;

  GtkWidget *name, *chip, *waits, *grid;
  GtkWidget *names[N_FACTS], *values[N_FACTS];
};

G_DEFINE_FINAL_TYPE (SzMapCard, sz_map_card, GTK_TYPE_BOX)

enum { CLOSE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
close_cb (SzMapCard *self)
{
  g_signal_emit (self, signals[CLOSE], 0);
}

static void
sz_map_card_class_init (SzMapCardClass *klass)
{
  signals[CLOSE] =
      g_signal_new ("close", SZ_TYPE_MAP_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
add_fact (SzMapCard *self, Fact fact, const char *name)
{
  GtkWidget *left = gtk_label_new (name), *right = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (left), 0);
  gtk_widget_set_valign (left, GTK_ALIGN_START);
  gtk_widget_add_css_class (left, "map-detail");
  gtk_label_set_xalign (GTK_LABEL (right), 0);
  gtk_label_set_wrap (GTK_LABEL (right), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (right), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (right), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (right), 18);
  gtk_label_set_max_width_chars (GTK_LABEL (right), 24);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_widget_add_css_class (right, "map-value");
  gtk_grid_attach (GTK_GRID (self->grid), left, 0, (int)fact, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), right, 1, (int)fact, 1, 1);
  self->names[fact] = left;
  self->values[fact] = right;
}

static void
add_facts (SzMapCard *self)
{
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 14);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 5);
  add_fact (self, KIND, _ ("Kind"));
  add_fact (self, HOURS, _ ("Opening hours"));
  add_fact (self, TELEPHONE, _ ("Telephone"));
  add_fact (self, ADDRESS, _ ("Address"));
  add_fact (self, ITEMS, _ ("Items"));
  add_fact (self, WINDOWS, _ ("Windows"));
  add_fact (self, TODAY, _ ("Today"));
  add_fact (self, WAITS, _ ("Waits"));
  add_fact (self, DISTANCE, _ ("Distance"));
}

static void
sz_map_card_init (SzMapCard *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *close = gtk_button_new_from_icon_name ("sz-close-symbolic");

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "map-card");
  self->name = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->name), 0);
  gtk_label_set_wrap (GTK_LABEL (self->name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->name), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (self->name), NAME_CHARS);
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_widget_add_css_class (self->name, "map-card-name");
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_set_valign (close, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (close, _ ("Close"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Close"), -1);
  g_signal_connect_swapped (close, "clicked", G_CALLBACK (close_cb), self);
  gtk_box_append (GTK_BOX (head), self->name);
  gtk_box_append (GTK_BOX (head), close);
  gtk_box_append (GTK_BOX (self), head);
  self->chip = gtk_label_new (NULL);
  gtk_widget_set_halign (self->chip, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self), self->chip);
  self->waits = sz_tile_view_new (WAITS_PX);
  gtk_box_append (GTK_BOX (self), self->waits);
  add_facts (self);
  gtk_box_append (GTK_BOX (self), self->grid);
}

/* NULL or "": it is not known, and not shown. */
static void
say (SzMapCard *self, Fact fact, const char *value)
{
  gboolean known = value != NULL && *value != '\0';

  if (known)
    sz_put_label (self->values[fact], value);
  gtk_widget_set_visible (self->names[fact], known);
  gtk_widget_set_visible (self->values[fact], known);
}

/* "86 cases; waits 13.7 min, target 15 min": what the day has brought. (transfer full) (nullable) */
static char *
today_text (const SzMapData *data, const SzSite *site)
{
  double received = sz_map_data_received (data, site);

  if (site->kind == SZ_SITE_HALL && !isnan (data->wait_min)) {
    g_autofree char *wait = sz_number_text (data->wait_min, "min");
    g_autofree char *target = isnan (data->wait_target) ? NULL : sz_number_text (data->wait_target, "min");

    if (target != NULL)
      return g_strdup_printf (data->wait_now ? _ ("Mean wait of the last 30 minutes %s, target %s")
                                             : _ ("Mean wait today %s, target %s"),
                              wait, target);
    return g_strdup_printf (
        data->wait_now ? _ ("Mean wait of the last 30 minutes %s") : _ ("Mean wait today %s"), wait);
  }
  if (isnan (received))
    return NULL;
  g_autofree char *count = sz_number_exact (received, "");
  return g_strdup_printf (_ ("Cases received: %s"), count);
}

static char *
items_text (const SzSite *site)
{
  g_autofree char *items = isnan (site->items) ? NULL : sz_number_exact (site->items, "");

  if (items == NULL)
    return NULL;
  return site->integrated ? g_strdup_printf (_ ("%s items, with an integrated window"), items)
                          : g_strdup_printf (_ ("%s items"), items);
}

static void
show_chip (SzMapCard *self, const SzMapData *data, const SzSite *site)
{
  static const char *const classes[] = { "spot-good", "spot-attention", "spot-alarm", "spot-unknown",
                                         "spot-shut" };
  static const char *const signs[] = { "✓ ", "▲ ", "⬣ ", "◌ ", "○ " };
  SzMapStatus status = sz_map_data_status (data, site);
  g_autofree char *line = sz_map_data_line (data, site);
  g_autofree char *text =
      g_strconcat (signs[status], status == SZ_SPOT_GOOD || *line == '\0' ? site->state_name : line, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (self->chip, classes[i]);
  gtk_widget_add_css_class (self->chip, "map-chip");
  gtk_widget_add_css_class (self->chip, classes[status]);
  sz_put_label (self->chip, text);
}

/* FALSE: nothing is known of them. */
static gboolean
show_waits (SzMapCard *self, const SzMapData *data, const SzSite *site)
{
  SzTile *tile = sz_map_waits_tile (data, site);
  g_autoptr (SzPage) context = sz_map_waits_context (data);

  gtk_widget_set_visible (self->waits, tile != NULL);
  sz_tile_view_set (SZ_TILE_VIEW (self->waits), tile, context);
  return gtk_widget_get_visible (self->waits);
}

GtkWidget *
sz_map_card_new (void)
{
  return g_object_new (SZ_TYPE_MAP_CARD, NULL);
}

void
sz_map_card_show (SzMapCard *self, const SzMapData *data, const SzSite *site, double distance_m)
{
  g_autofree char *today = today_text (data, site);
  g_autofree char *items = items_text (site);
  g_autofree char *windows =
      isnan (site->windows) || site->windows < 1 ? NULL : sz_number_exact (site->windows, "");
  g_autofree char *distance = isnan (distance_m) ? NULL : sz_distance_text (distance_m);
  gboolean waits = FALSE;

  sz_put_label (self->name, site->name);
  show_chip (self, data, site);
  waits = show_waits (self, data, site);
  say (self, KIND, site->kind_name);
  say (self, HOURS, site->hours);
  say (self, TELEPHONE, site->telephone);
  say (self, ADDRESS, site->address);
  say (self, ITEMS, items);
  say (self, WINDOWS, windows);
  say (self, TODAY, today);
  say (self, WAITS, waits ? NULL : _ ("not reported"));
  say (self, DISTANCE, distance);
}
