/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-main-window-private.h"

#include "sz-i18n.h"
#include "sz-late-menu.h"
#include "sz-marks.h"
#include "sz-period-bar.h"
#include "sz-preferences-window.h"
#include "sz-put.h"
#include "sz-search.h"
#include "sz-sidebar.h"
#include "sz-sources-page.h"

/* Below this the sidebar is a rail of icons and the period a menu. */
#define NARROW_WIDTH 1000
/* From this on the header has room for what is merely helpful. */
#define ROOMY_WIDTH 1440

G_DEFINE_FINAL_TYPE (SzMainWindow, sz_main_window, GTK_TYPE_APPLICATION_WINDOW)

static void
set_action_enabled (SzMainWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
set_action_state (SzMainWindow *self, const char *name, const char *state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (state));
}

/* --- header and sidebar
 * -------------------------------------------------------------------------------------------------- */

static void
show_age (SzMainWindow *self)
{
  g_autofree char *text = sz_age_describe (self->age, FALSE);
  g_autofree char *shown = sz_age_describe (self->age, self->narrow);
  gboolean live = sz_age_is_live (self->age);

  sz_put_label (self->age_label, shown);
  /* It is another every second: told when it is asked for. */
  if (g_strcmp0 (g_object_get_data (G_OBJECT (self->age_box), "sentence"), text) != 0) {
    g_object_set_data_full (G_OBJECT (self->age_box), "sentence", g_strdup (text), g_free);
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->age_box), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                    -1);
  }
  gtk_widget_set_visible (self->age_box, *text != '\0');
  gtk_widget_remove_css_class (self->age_dot, live ? "late" : "live");
  gtk_widget_add_css_class (self->age_dot, live ? "live" : "late");
}

static gboolean
age_tooltip_cb (GtkWidget *box, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, g_object_get_data (G_OBJECT (box), "sentence"));
  return TRUE;
}

static gboolean
tick_cb (gpointer data)
{
  show_age (data);
  return G_SOURCE_CONTINUE;
}

/* The period as segments, or as a menu where there is no room; nothing where a page has no period. */
static void
show_period (SzMainWindow *self)
{
  gboolean spanned = (self->place == NULL || sz_place_has_span (self->place)) &&
                     sz_desk_get_state (self->desk) != SZ_DESK_EMPTY;

  gtk_widget_set_visible (self->period, spanned);
  sz_period_bar_set_narrow (SZ_PERIOD_BAR (self->period), self->narrow);
  sz_period_bar_show (SZ_PERIOD_BAR (self->period), self->span, self->day, self->today);
}

void
sz_main_window_take_page (SzMainWindow *self, SzPage *page)
{
  if (*page->hall != '\0') {
    sz_put_label (self->hall_label, page->hall);
    sz_put_title (GTK_WINDOW (self), page->hall);
  }
  if (page->zone != NULL && page->now_ms != 0) {
    g_autoptr (SzZone) zone = sz_zone_new (sz_zone_id (page->zone), NULL);

    self->today = zone != NULL ? sz_zone_day (zone, page->now_ms) : self->today;
    show_period (self);
  }
  sz_age_take (self->age, page);
  show_age (self);
}

static gboolean
is_fine (const SzLink *link)
{
  return link->phase == SZ_SYNC_FETCHING || link->phase == SZ_SYNC_WAITING;
}

/* "Sources 2 of 3 up", and below it the first that is not. */
static void
show_status (SzMainWindow *self)
{
  const GPtrArray *links = sz_desk_get_links (self->desk);
  g_autofree char *text = NULL;
  g_autofree char *detail = NULL;
  guint fine = 0;

  for (guint i = 0; i < links->len; i++) {
    const SzLink *link = g_ptr_array_index (links, i);
    gboolean fetching = link->phase == SZ_SYNC_FETCHING && link->progress < 1;

    fine += is_fine (link) ? 1 : 0;
    if (detail == NULL && (!is_fine (link) || fetching)) {
      g_autofree char *state = sz_link_text (link);

      detail = g_strdup_printf (_ ("%1$s: %2$s"), link->source, state);
    }
  }
  sz_age_set_connected (self->age, fine > 0 || sz_desk_get_state (self->desk) == SZ_DESK_READING);
  if (links->len > 0)
    /* Translators: %1$u of %2$u hall systems are connected. */
    text = g_strdup_printf (_ ("Sources %1$u/%2$u up"), fine, links->len);
  else if (sz_desk_get_state (self->desk) == SZ_DESK_READY)
    text = g_strdup (_ ("Imported records"));
  sz_sidebar_set_status (SZ_SIDEBAR (self->sidebar), text, detail);
  show_age (self);
}

/* The sidebar with words, or the rail: by the width of the window, or folded by hand. */
static void
show_sidebar (SzMainWindow *self)
{
  sz_sidebar_set_rail (SZ_SIDEBAR (self->sidebar), self->narrow || self->folded);
  gtk_widget_set_visible (self->search_label, self->roomy);
  gtk_widget_set_visible (self->search_key, self->roomy);
  if (self->roomy)
    gtk_widget_remove_css_class (self->search_button, "narrow");
  else
    gtk_widget_add_css_class (self->search_button, "narrow");
  show_period (self);
  show_status (self);
}

/* --- going about
 * ----------------------------------------------------------------------------------------------------------
 */

static void
show_actions (SzMainWindow *self)
{
  set_action_enabled (self, "back",
                      sz_trail_can_go_back (self->trail) || self->place->indicator != NULL ||
                          self->place->record != NULL);
  set_action_enabled (self, "forward", sz_trail_can_go_forward (self->trail));
  set_action_enabled (self, "span", sz_place_has_span (self->place));
  set_action_state (self, "section", sz_place_kind_id (self->section));
  set_action_state (self, "span", sz_span_id (self->span));
  show_period (self);
}

static void
show_place (SzMainWindow *self, double scroll)
{
  Pane pane = sz_main_window_pane_of (self->place);
  gboolean needs_data = pane != PANE_HELP && pane != PANE_LIBRARY;

  show_actions (self);
  if (sz_desk_get_state (self->desk) == SZ_DESK_EMPTY && needs_data && pane != PANE_SOURCES) {
    sz_main_window_show_pane (self, PANE_WELCOME);
    return;
  }
  sz_main_window_show_pane (self, pane);
  /* A drawn page shows its grey blocks at once; the others are filled as soon as the desk is open. */
  if (self->opened || sz_place_is_drawn (self->place) || !needs_data)
    sz_pane_show (sz_main_window_get_pane (self, pane), self->place, scroll);
}

static void
set_place (SzMainWindow *self, SzPlace *place)
{
  SzPlace *previous = self->place;

  self->place = sz_place_ref (place);
  self->span = place->span;
  self->day = place->day;
  sz_place_unref (previous);
}

static double
get_scroll (SzMainWindow *self)
{
  return sz_pane_get_scroll (SZ_PANE (gtk_stack_get_visible_child (GTK_STACK (self->stack))));
}

/* Another part of what is on the screen, not another page: no step. */
static gboolean
is_same_page (const SzPlace *from, const SzPlace *to)
{
  if (from == NULL || from->kind != to->kind)
    return FALSE;
  if (to->kind == SZ_PLACE_ALERTS)
    return TRUE;
  if (to->kind == SZ_PLACE_DIRECTORY)
    return to->filters->len == from->filters->len && (from->record != NULL || to->record != NULL);
  return to->kind == SZ_PLACE_INDICATOR && g_str_equal (from->indicator, to->indicator) &&
         g_strcmp0 (from->against, to->against) == 0 && to->by != NULL &&
         (from->by == NULL || g_str_equal (from->by, to->by)) &&
         (sz_place_filters_by (from, to->by) || sz_place_filters_by (to, to->by));
}

void
sz_main_window_go (SzMainWindow *self, SzPlace *place)
{
  g_autofree char *from = self->place != NULL ? sz_place_key (self->place) : NULL;
  g_autofree char *to = sz_place_key (place);

  if (g_strcmp0 (from, to) == 0)
    return;
  if (self->place != NULL && !is_same_page (self->place, place))
    sz_trail_leave (self->trail, self->place, self->section, get_scroll (self));
  set_place (self, place);
  if (place->kind < SZ_PLACE_N_SECTIONS)
    self->section = place->kind;
  show_place (self, 0);
}

static void
take_step (SzMainWindow *self, SzStep *taken)
{
  g_autoptr (SzStep) step = taken;

  set_place (self, step->place);
  self->section = step->section;
  show_place (self, step->scroll);
}

static void
back_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;
  SzStep *step = sz_trail_back (self->trail, self->place, self->section, get_scroll (self));

  if (step == NULL) {
    /* Opened right here: the overview is what lies behind every figure. */
    g_autoptr (SzPlace) overview = sz_place_new (SZ_PLACE_OVERVIEW, self->span);

    set_place (self, overview);
    self->section = SZ_PLACE_OVERVIEW;
    show_place (self, 0);
    return;
  }
  take_step (self, step);
}

static void
forward_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;
  SzStep *step = sz_trail_forward (self->trail, self->place, self->section, get_scroll (self));

  if (step != NULL)
    take_step (self, step);
}

/* Escape undoes the smallest thing: the filter within the page, then the step to it. */
static void
escape_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;
  g_autoptr (SzPlace) wider = self->place != NULL ? sz_place_without_cross_filter (self->place) : NULL;

  if (wider != NULL)
    sz_main_window_go (self, wider);
  else
    g_action_group_activate_action (G_ACTION_GROUP (self), "back", NULL);
}

static void
section_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;
  SzPlaceKind kind = SZ_PLACE_OVERVIEW;
  g_autoptr (SzPlace) place = NULL;

  if (!sz_place_kind_parse (g_variant_get_string (parameter, NULL), &kind))
    return;
  place = sz_place_new (kind, self->span);
  sz_main_window_go (self, place);
  /* The button that was pressed may have been the pressed one already. */
  set_action_state (self, "section", sz_place_kind_id (self->section));
}

/* Another period is the same place seen differently: no step back. */
static void
change_period (SzMainWindow *self, SzSpan span, gint64 day)
{
  g_autoptr (SzPlace) spanned = NULL;
  g_autoptr (SzPlace) place = NULL;

  if (self->place == NULL || (span == self->span && day == self->day))
    return;
  spanned = sz_place_with_span (self->place, span);
  place = sz_place_with_day (spanned, day);
  set_place (self, place);
  show_place (self, 0);
}

static void
span_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;
  SzSpan span;

  if (sz_span_parse (g_variant_get_string (parameter, NULL), &span))
    change_period (self, span, span == SZ_SPAN_NOW ? SZ_PLACE_PRESENT : self->day);
}

static void
day_cb (SzMainWindow *self, gint64 day)
{
  change_period (self, self->span, day);
}

static void
step_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;

  if (gtk_widget_get_visible (self->period))
    sz_period_bar_step (SZ_PERIOD_BAR (self->period), g_variant_get_int32 (parameter));
}

static void
sidebar_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;

  self->folded = !self->folded;
  g_simple_action_set_state (action, g_variant_new_boolean (self->folded));
  show_sidebar (self);
}

static SzPane *
current_pane (SzMainWindow *self)
{
  return SZ_PANE (gtk_stack_get_visible_child (GTK_STACK (self->stack)));
}

static void
refresh_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  sz_pane_refresh (current_pane (data));
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  sz_pane_export (current_pane (data));
}

static void
table_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  sz_pane_show_table (current_pane (data));
}

static void
search_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;

  sz_search_present (GTK_WINDOW (self), self->desk, self->span, (SzSearchFunc)sz_main_window_go, self);
}

/* In the page where it can be searched, else everywhere. */
static void
find_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (!sz_pane_find (current_pane (data)))
    search_cb (action, parameter, data);
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;

  sz_preferences_window_present (GTK_WINDOW (self), self->settings);
}

/* The action by which GTK would show a help overlay of its own; it leaves one of that name alone. */
static void
help_overlay_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  sz_main_window_show_shortcuts (data);
}

static void
fullscreen_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = data;

  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    gtk_window_fullscreen (window);
}

static void
close_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_close (data);
}

/* --- the desk
 * ----------------------------------------------------------------------------------------------------------------
 */

static void
show_banner (SzMainWindow *self)
{
  const char *message = sz_desk_get_message (self->desk);
  g_autofree char *text = NULL;

  if (sz_desk_get_state (self->desk) == SZ_DESK_READING)
    /* Translators: %s is the sentence that says which process it is. */
    text = g_strdup_printf (_ ("%s. This window shows the figures and leaves fetching to it."), message);
  else
    text = g_strdup (message);
  sz_put_label (self->banner_label, text);
  gtk_widget_set_visible (self->banner, *text != '\0' && !self->banner_closed &&
                                            sz_desk_get_state (self->desk) != SZ_DESK_FAILED);
}

static void
close_banner_cb (SzMainWindow *self)
{
  self->banner_closed = TRUE;
  show_banner (self);
}

static void
primed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzMainWindow) self = data;
  g_autoptr (SzPage) page = sz_desk_page_finish (SZ_DESK (source), result, NULL);

  if (page != NULL && self->desk != NULL)
    sz_main_window_take_page (self, page);
}

/* Opened on a page that draws no figures, the header still says which hall it is and how old its data are;
 * and the overview is there when it is asked for. */
static void
prime (SzMainWindow *self)
{
  g_autoptr (SzPlace) overview = sz_place_new (SZ_PLACE_OVERVIEW, SZ_SPAN_NOW);

  if (!sz_place_is_drawn (self->place))
    sz_desk_page_async (self->desk, overview, primed_cb, g_object_ref (self));
}

static void
desk_state_cb (SzMainWindow *self)
{
  gboolean welcome = sz_main_window_is_shown (self, PANE_WELCOME);
  gboolean empty = sz_desk_get_state (self->desk) == SZ_DESK_EMPTY;
  gboolean first = !self->opened;

  self->opened = sz_desk_get_state (self->desk) != SZ_DESK_OPENING;
  show_banner (self);
  show_status (self);
  if (self->place != NULL && (first || welcome || empty))
    show_place (self, 0);
  if (self->place != NULL && first && self->opened && !empty)
    prime (self);
}

/* --- object
 * -------------------------------------------------------------------------------------------------------------------
 */

static gboolean
narrow_cb (gpointer data)
{
  SzMainWindow *self = data;

  self->narrow_idle = 0;
  self->narrow = gtk_widget_get_width (GTK_WIDGET (self)) < NARROW_WIDTH;
  self->roomy = gtk_widget_get_width (GTK_WIDGET (self)) >= ROOMY_WIDTH;
  show_sidebar (self);
  show_age (self);
  return G_SOURCE_REMOVE;
}

static void
sz_main_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SzMainWindow *self = SZ_MAIN_WINDOW (widget);

  GTK_WIDGET_CLASS (sz_main_window_parent_class)->size_allocate (widget, width, height, baseline);
  /* What is visible cannot be changed while sizes are being given out. */
  if (((width < NARROW_WIDTH) != self->narrow || (width >= ROOMY_WIDTH) != self->roomy) &&
      self->narrow_idle == 0)
    self->narrow_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, narrow_cb, self, NULL);
}

/* A page may outlive the window by the answer it waits for. */
static void
let_go_of_panes (SzMainWindow *self)
{
  for (guint i = 0; i < N_PANES; i++)
    if (self->panes[i] != NULL)
      g_signal_handlers_disconnect_by_data (self->panes[i], self);
}

static void
sz_main_window_dispose (GObject *object)
{
  SzMainWindow *self = SZ_MAIN_WINDOW (object);

  g_clear_handle_id (&self->narrow_idle, g_source_remove);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->desk != NULL) {
    g_signal_handlers_disconnect_by_data (self->desk, self);
    let_go_of_panes (self);
  }
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->place, sz_place_unref);
  g_clear_pointer (&self->trail, sz_trail_free);
  g_clear_pointer (&self->age, sz_age_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), SZ_TYPE_MAIN_WINDOW);
  G_OBJECT_CLASS (sz_main_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/shuzhi/Cockpit/ui/sz-main-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, hall_label);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, demo_label);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, period);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, search_label);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, search_key);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, alerts_count);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, age_box);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, age_dot);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, age_label);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, banner_label);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, main_menu);
  gtk_widget_class_bind_template_callback (widget_class, close_banner_cb);
}

static void
sz_main_window_class_init (SzMainWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_main_window_dispose;
  widget_class->size_allocate = sz_main_window_size_allocate;
  g_type_ensure (SZ_TYPE_PERIOD_BAR);
  g_type_ensure (SZ_TYPE_SIDEBAR);
  bind_children (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.escape", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, 0, "win.table", NULL);
}

static void
sz_main_window_init (SzMainWindow *self)
{
  static const GActionEntry ENTRIES[] = {
    { "back", back_cb, NULL, NULL, NULL },
    { "forward", forward_cb, NULL, NULL, NULL },
    { "escape", escape_cb, NULL, NULL, NULL },
    { "section", section_cb, "s", "'overview'", NULL },
    { "span", span_cb, "s", "'now'", NULL },
    { "step", step_cb, "i", NULL, NULL },
    { "sidebar", sidebar_cb, NULL, "false", NULL },
    { "refresh", refresh_cb, NULL, NULL, NULL },
    { "export", export_cb, NULL, NULL, NULL },
    { "table", table_cb, NULL, NULL, NULL },
    { "search", search_cb, NULL, NULL, NULL },
    { "find", find_cb, NULL, NULL, NULL },
    { "preferences", preferences_cb, NULL, NULL, NULL },
    { "fullscreen", fullscreen_cb, NULL, NULL, NULL },
    { "close", close_cb, NULL, NULL, NULL },
    { "show-help-overlay", help_overlay_cb, NULL, NULL, NULL },
  };

  self->trail = sz_trail_new ();
  self->age = sz_age_new ();
  self->day = self->today = SZ_PLACE_PRESENT;
  /* Actions come first: the template's buttons look for them. */
  g_action_map_add_action_entries (G_ACTION_MAP (self), ENTRIES, G_N_ELEMENTS (ENTRIES), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  sz_late_menu_set (GTK_MENU_BUTTON (self->menu_button), self->main_menu);
  gtk_widget_set_has_tooltip (self->age_box, TRUE);
  g_signal_connect (self->age_box, "query-tooltip", G_CALLBACK (age_tooltip_cb), NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "cockpit");
  g_signal_connect_swapped (self->period, "day", G_CALLBACK (day_cb), self);
}

static void
alerts_cb (SzMainWindow *self)
{
  const SzAlertList *list = sz_desk_get_alerts (self->desk);
  guint count = list != NULL ? list->attention : 0;
  g_autofree char *text = g_strdup_printf ("%u", MIN (count, 99));

  sz_sidebar_set_count (SZ_SIDEBAR (self->sidebar), SZ_PLACE_ALERTS, count, TRUE);
  sz_put_label (self->alerts_count, text);
  gtk_widget_set_visible (self->alerts_count, count > 0);
}

SzMainWindow *
sz_main_window_new (GtkApplication *application, SzDesk *desk, SzSettings *settings, gboolean demo)
{
  SzMainWindow *self = g_object_new (SZ_TYPE_MAIN_WINDOW, "application", application, NULL);

  self->desk = g_object_ref (desk);
  self->settings = g_object_ref (settings);
  sz_main_window_get_pane (self, PANE_BOARD);
  gtk_widget_set_visible (self->demo_label, demo);
  gtk_label_set_label (GTK_LABEL (self->hall_label), _ ("Shuzhi"));
  g_signal_connect_swapped (desk, "state-changed", G_CALLBACK (desk_state_cb), self);
  g_signal_connect_swapped (desk, "sources-changed", G_CALLBACK (show_status), self);
  g_signal_connect_swapped (desk, "alerts-changed", G_CALLBACK (alerts_cb), self);
  g_signal_connect_object (settings, "changed", G_CALLBACK (sz_main_window_set_tiles), self,
                           G_CONNECT_SWAPPED);
  self->tick = g_timeout_add_seconds (1, tick_cb, self);
  self->opened = sz_desk_get_state (desk) != SZ_DESK_OPENING;
  show_sidebar (self);
  show_banner (self);
  sz_main_window_set_tiles (self);
  alerts_cb (self);
  sz_sidebar_set_count (SZ_SIDEBAR (self->sidebar), SZ_PLACE_LIBRARY,
                        sz_catalog_indicators (sz_desk_get_catalog (desk))->len, FALSE);
  return self;
}

SzPlace *
sz_main_window_get_place (SzMainWindow *self)
{
  return self->place;
}

SzBoardPage *
sz_main_window_get_board_page (SzMainWindow *self)
{
  return SZ_BOARD_PAGE (self->panes[PANE_BOARD]);
}

const char *
sz_main_window_get_page_name (SzMainWindow *self)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (self->stack));
}

GtkWidget *
sz_main_window_get_page (SzMainWindow *self)
{
  return gtk_stack_get_visible_child (GTK_STACK (self->stack));
}

gboolean
sz_main_window_is_settled (SzMainWindow *self)
{
  return sz_desk_get_state (self->desk) != SZ_DESK_OPENING && sz_pane_is_settled (current_pane (self));
}
