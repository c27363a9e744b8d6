/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-split-bar.h"

#include "sz-i18n.h"
#include "sz-time.h"

/* Dimensions offered side by side; further ones are in a menu. */
#define SEGMENTS 6

struct _SzSplitBar {
  GtkBox parent_instance;

  SzPlace *place; /* (owned) (nullable) */
  GtkWidget *by_box, *against_label, *against_box, *filter_box;
  GtkWidget *other, *calendar, *parts_title,
      *parts; /* another period or part: the button and what it opens */
};

G_DEFINE_FINAL_TYPE (SzSplitBar, sz_split_bar, GTK_TYPE_BOX)

enum { GO, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
empty_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
add_segment (SzSplitBar *self, const SzDimension *dimension)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (dimension->name);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.by");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", dimension->id);
  gtk_box_append (GTK_BOX (self->by_box), button);
}

static void
add_menu (SzSplitBar *self, GMenu *menu)
{
  GtkWidget *more = gtk_menu_button_new ();

  gtk_menu_button_set_label (GTK_MENU_BUTTON (more), _ ("More"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (more), G_MENU_MODEL (menu));
  gtk_box_append (GTK_BOX (self->by_box), more);
}

/* A dimension that is pinned to one value splits nothing more, except the one that is shown. */
static void
fill_dimensions (SzSplitBar *self, const GPtrArray *dimensions)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  guint shown = 0;

  empty_box (self->by_box);
  for (guint i = 0; dimensions != NULL && i < dimensions->len; i++) {
    const SzDimension *dimension = g_ptr_array_index (dimensions, i);
    g_autoptr (GMenuItem) item = NULL;

    if (sz_place_filters_by (self->place, dimension->id) && g_strcmp0 (self->place->by, dimension->id) != 0)
      continue;
    if (shown++ < SEGMENTS) {
      add_segment (self, dimension);
      continue;
    }
    item = g_menu_item_new (dimension->name, NULL);
    g_menu_item_set_action_and_target (item, "page.by", "s", dimension->id);
    g_menu_append_item (menu, item);
  }
  if (g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0)
    add_menu (self, menu);
  gtk_widget_set_visible (self->by_box, shown > 1);
}

/* --- what it is compared with
 * -------------------------------------------------------------------------------------------- */

static void
go_against (SzSplitBar *self, const char *against, const char *name)
{
  g_autoptr (SzPlace) target = sz_place_with_against (self->place, against, name);

  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->other));
  g_signal_emit (self, signals[GO], 0, target);
}

static void
period_chosen_cb (SzSplitBar *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (GTK_CALENDAR (self->calendar));
  g_autofree char *day = g_date_time_format (date, "%Y-%m-%d");

  go_against (self, day, NULL);
}

static void
part_chosen_cb (GtkButton *button, gpointer data)
{
  go_against (data, g_object_get_data (G_OBJECT (button), "against"), gtk_button_get_label (button));
}

static void
add_against (SzSplitBar *self, const char *label, const char *against)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.against");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", against);
  gtk_box_append (GTK_BOX (self->against_box), button);
}

/* Days have a weekday, months and years none; the year before a year is the year before. */
static void
fill_against (SzSplitBar *self)
{
  SzSpan span = self->place->span;
  g_autofree char *name = sz_place_against_text (self->place);
  gboolean other = self->place->against != NULL && strcmp (self->place->against, "weekday") != 0 &&
                   strcmp (self->place->against, "year") != 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->against_box)) != self->other)
    gtk_box_remove (GTK_BOX (self->against_box), child);
  add_against (self, span <= SZ_SPAN_DAY ? _ ("Day before") : _ ("Period before"), "");
  if (span <= SZ_SPAN_DAY)
    add_against (self, _ ("Same weekday"), "weekday");
  if (span != SZ_SPAN_YEAR)
    add_against (self, _ ("Year before"), "year");
  gtk_box_reorder_child_after (GTK_BOX (self->against_box), self->other,
                               gtk_widget_get_last_child (self->against_box));
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->other), other ? name : _ ("Other"));
  if (other)
    gtk_widget_add_css_class (self->other, "chosen");
  else
    gtk_widget_remove_css_class (self->other, "chosen");
}

void
sz_split_bar_offer (SzSplitBar *self, const SzTile *breakdown, gint64 today)
{
  int year, month, mday;
  g_autoptr (GDateTime) date = NULL;
  gint64 day = today - 1;

  if (self->place != NULL && self->place->against != NULL)
    sz_day_parse (self->place->against, &day);
  sz_day_to_ymd (day, &year, &month, &mday);
  date = g_date_time_new_local (year, month, mday, 0, 0, 0);
  gtk_calendar_select_day (GTK_CALENDAR (self->calendar), date);
  /* Not while one is choosing: the page renews itself now and then. */
  if (gtk_widget_get_mapped (self->parts))
    return;
  empty_box (self->parts);
  for (guint i = 0; breakdown != NULL && i < breakdown->parts->len; i++) {
    const SzPart *part = g_ptr_array_index (breakdown->parts, i);
    GtkWidget *button;

    if (*part->code == '\0')
      continue;
    button = gtk_button_new_with_label (part->name);
    gtk_widget_add_css_class (button, "flat");
    g_object_set_data_full (G_OBJECT (button), "against",
                            g_strdup_printf ("%s=%s", breakdown->dimension, part->code), g_free);
    g_signal_connect (button, "clicked", G_CALLBACK (part_chosen_cb), self);
    gtk_box_append (GTK_BOX (self->parts), button);
  }
  gtk_widget_set_visible (self->parts_title, gtk_widget_get_first_child (self->parts) != NULL);
}

static GtkWidget *
new_title (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

static GtkWidget *
make_other (SzSplitBar *self)
{
  GtkWidget *other = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *choose = gtk_button_new_with_label (_ ("Compare with this period"));
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->calendar = gtk_calendar_new ();
  self->parts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->parts_title = new_title (_ ("Another part"));
  g_signal_connect_swapped (choose, "clicked", G_CALLBACK (period_chosen_cb), self);
  gtk_box_append (GTK_BOX (left), new_title (_ ("Another period")));
  gtk_box_append (GTK_BOX (left), self->calendar);
  gtk_box_append (GTK_BOX (left), choose);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 280);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->parts);
  gtk_box_append (GTK_BOX (right), self->parts_title);
  gtk_box_append (GTK_BOX (right), scroller);
  gtk_box_append (GTK_BOX (columns), left);
  gtk_box_append (GTK_BOX (columns), right);
  gtk_popover_set_child (GTK_POPOVER (popover), columns);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (other), popover);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (other), TRUE);
  gtk_widget_set_tooltip_text (other, _ ("Compare with another period or part"));
  return other;
}

static void
drop_filter_cb (GtkButton *button, gpointer data)
{
  SzSplitBar *self = data;
  const char *dimension = g_object_get_data (G_OBJECT (button), "dimension");
  g_autoptr (SzPlace) target = sz_place_without_filter (self->place, dimension);

  g_signal_emit (self, signals[GO], 0, target);
}

static void
add_chip (SzSplitBar *self, const SzCatalog *catalog, const SzPlaceFilter *filter)
{
  const SzDimension *dimension = sz_catalog_dimension (catalog, filter->dimension, NULL);
  g_autofree char *text =
      g_strdup_printf ("%s: %s", dimension != NULL ? dimension->name : filter->dimension, filter->name);
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *close = gtk_button_new_from_icon_name ("sz-close-symbolic");

  gtk_widget_add_css_class (chip, "chip");
  gtk_box_append (GTK_BOX (chip), gtk_label_new (text));
  gtk_widget_set_tooltip_text (close, _ ("Without this filter"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Without this filter"), -1);
  g_object_set_data_full (G_OBJECT (close), "dimension", g_strdup (filter->dimension), g_free);
  g_signal_connect (close, "clicked", G_CALLBACK (drop_filter_cb), self);
  gtk_box_append (GTK_BOX (chip), close);
  gtk_box_append (GTK_BOX (self->filter_box), chip);
}

static void
sz_split_bar_dispose (GObject *object)
{
  g_clear_pointer (&SZ_SPLIT_BAR (object)->place, sz_place_unref);
  G_OBJECT_CLASS (sz_split_bar_parent_class)->dispose (object);
}

static void
sz_split_bar_class_init (SzSplitBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sz_split_bar_dispose;
  signals[GO] = g_signal_new ("go", SZ_TYPE_SPLIT_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_POINTER);
}

/* --- groups that go on in a further line where one is too short
 * ------------------------------------------------------------------------------------------------------------------
 */

#define GROUP_GAP 12
#define LINE_GAP 6

/* Goes through the groups as they stand in `width`; gives them their places, or only returns the height. */
static int
lay_groups (GtkWidget *row, int width, gboolean place)
{
  int x = 0, y = 0, line = 0;

  for (GtkWidget *group = gtk_widget_get_first_child (row); group != NULL;
       group = gtk_widget_get_next_sibling (group)) {
    int least, wish, height;

    if (!gtk_widget_should_layout (group))
      continue;
    gtk_widget_measure (group, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wish, NULL, NULL);
    gtk_widget_measure (group, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
    wish = MAX (least, MIN (wish, width));
    if (x > 0 && x + wish > width) {
      y += line + LINE_GAP;
      x = line = 0;
    }
    if (place)
      gtk_widget_size_allocate (group, &(GtkAllocation){ x, y, wish, height }, -1);
    x += wish + GROUP_GAP;
    line = MAX (line, height);
  }
  return y + line;
}

static GtkSizeRequestMode
get_row_mode (GtkWidget *row)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_row (GtkWidget *row, GtkOrientation orientation, int for_size, int *minimum, int *natural,
             int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL) {
    *minimum = *natural = lay_groups (row, for_size < 0 ? G_MAXINT : for_size, FALSE);
    return;
  }
  for (GtkWidget *group = gtk_widget_get_first_child (row); group != NULL;
       group = gtk_widget_get_next_sibling (group)) {
    int least, wish;

    gtk_widget_measure (group, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wish, NULL, NULL);
    *minimum = MAX (*minimum, least);
    *natural += wish + (*natural > 0 ? GROUP_GAP : 0);
  }
}

static void
allocate_row (GtkWidget *row, int width, int height, int baseline)
{
  lay_groups (row, width, TRUE);
}

static void
sz_split_bar_init (SzSplitBar *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *against = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->by_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->against_label = gtk_label_new (_ ("Compared with"));
  self->against_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->other = make_other (self);
  self->filter_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->by_box, "segments");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->by_box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Split by"), -1);
  gtk_widget_add_css_class (self->against_label, "subtle");
  gtk_widget_add_css_class (self->against_box, "segments");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->against_box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Compared with"), -1);
  gtk_box_append (GTK_BOX (self->against_box), self->other);
  gtk_box_append (GTK_BOX (row), self->by_box);
  gtk_box_append (GTK_BOX (against), self->against_label);
  gtk_box_append (GTK_BOX (against), self->against_box);
  gtk_box_append (GTK_BOX (row), against);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->filter_box);
  gtk_box_append (GTK_BOX (row), scroller);
  gtk_widget_set_layout_manager (row, gtk_custom_layout_new (get_row_mode, measure_row, allocate_row));
  gtk_widget_set_hexpand (row, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "split");
  gtk_box_append (GTK_BOX (self), row);
}

void
sz_split_bar_show (SzSplitBar *self, const SzCatalog *catalog, const GPtrArray *dimensions,
                   const SzPlace *place)
{
  SzPlace *previous = self->place;

  self->place = sz_place_ref ((SzPlace *)place);
  sz_place_unref (previous);
  fill_dimensions (self, dimensions);
  fill_against (self);
  empty_box (self->filter_box);
  for (guint i = 0; i < place->filters->len; i++)
    add_chip (self, catalog, sz_place_filter (place, i));
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}
