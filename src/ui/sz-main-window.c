/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-main-window.h"

#include "sz-age.h"
#include "sz-i18n.h"
#include "sz-library-page.h"
#include "sz-rows-page.h"
#include "sz-sources-page.h"
#include "sz-welcome-page.h"

/* Below this the sidebar is a rail of icons and the period a menu. */
#define NARROW_WIDTH 1000

/* A step one can go back to. */
typedef struct {
  SzPlace *place;
  SzPlaceKind section;
  double scroll;
} Step;

struct _SzMainWindow {
  GtkApplicationWindow parent_instance;

  SzDesk *desk;        /* (owned) */
  SzPlace *place;      /* (owned) (nullable) */
  SzPlaceKind section; /* what the sidebar marks: where one set out */
  SzSpan span;
  GPtrArray *steps; /* (element-type Step) */
  SzAge *age;       /* (owned) how old the shown figures are */
  gboolean narrow, folded, banner_closed;
  gboolean opened; /* the desk answers questions */
  guint narrow_idle, tick;

  GtkWidget *hall_label, *demo_label, *span_box, *span_button, *age_box, *age_dot, *age_label;
  GtkWidget *sidebar, *nav_box, *status_button, *status_label, *status_detail;
  GtkWidget *banner, *banner_label, *stack;
  GtkWidget *board, *rows, *library, *sources, *welcome;
};

G_DEFINE_FINAL_TYPE (SzMainWindow, sz_main_window, GTK_TYPE_APPLICATION_WINDOW)

static void
free_step (gpointer data)
{
  Step *step = data;

  sz_place_unref (step->place);
  g_free (step);
}

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
  g_autofree char *text = sz_age_describe (self->age);
  gboolean live = sz_age_is_live (self->age);

  gtk_label_set_label (GTK_LABEL (self->age_label), text);
  gtk_widget_set_visible (self->age_box, *text != '\0');
  gtk_widget_remove_css_class (self->age_dot, live ? "late" : "live");
  gtk_widget_add_css_class (self->age_dot, live ? "live" : "late");
}

static gboolean
tick_cb (gpointer data)
{
  show_age (data);
  return G_SOURCE_CONTINUE;
}

static void
shown_cb (SzMainWindow *self, SzPage *page)
{
  if (*page->hall != '\0') {
    gtk_label_set_label (GTK_LABEL (self->hall_label), page->hall);
    gtk_window_set_title (GTK_WINDOW (self), page->hall);
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

      detail = g_strdup_printf ("%s: %s", link->source, state);
    }
  }
  sz_age_set_connected (self->age, fine > 0 || sz_desk_get_state (self->desk) == SZ_DESK_READING);
  if (links->len > 0)
    /* Translators: %1$u of %2$u hall systems are connected. */
    text = g_strdup_printf (_ ("Sources %1$u/%2$u up"), fine, links->len);
  else if (sz_desk_get_state (self->desk) == SZ_DESK_READY)
    text = g_strdup (_ ("Imported records"));
  gtk_label_set_label (GTK_LABEL (self->status_label), text != NULL ? text : "");
  gtk_label_set_label (GTK_LABEL (self->status_detail), detail != NULL ? detail : "");
  gtk_widget_set_visible (self->status_detail, detail != NULL);
  gtk_widget_set_visible (self->status_button, text != NULL && !(self->narrow || self->folded));
  gtk_widget_set_tooltip_text (self->status_button, detail);
  show_age (self);
}

static void
add_nav (SzMainWindow *self, const char *section, const char *icon, const char *name)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "nav-item");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.section");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", section);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "label", label);
  gtk_box_append (GTK_BOX (self->nav_box), button);
}

static void
fill_sidebar (SzMainWindow *self)
{
  add_nav (self, "overview", "sz-overview-symbolic", _ ("Overview"));
  add_nav (self, "library", "sz-library-symbolic", _ ("Indicators"));
  add_nav (self, "sources", "sz-sources-symbolic", _ ("Data sources"));
}

static void
fill_spans (SzMainWindow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint span = SZ_SPAN_NOW; span <= SZ_SPAN_YEAR; span++) {
    const char *name = sz_span_name ((SzSpan)span);
    GtkWidget *button = gtk_toggle_button_new_with_label (name);
    g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);

    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.span");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", sz_span_id ((SzSpan)span));
    gtk_box_append (GTK_BOX (self->span_box), button);
    g_menu_item_set_action_and_target (item, "win.span", "s", sz_span_id ((SzSpan)span));
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->span_button), G_MENU_MODEL (menu));
}

static gboolean
has_span (const SzPlace *place)
{
  return place == NULL || (place->kind != SZ_PLACE_SOURCES && place->kind != SZ_PLACE_LIBRARY);
}

/* The period as segments, or as a menu where there is no room; nothing where a page has no period. */
static void
show_span (SzMainWindow *self)
{
  gboolean spanned = has_span (self->place) && sz_desk_get_state (self->desk) != SZ_DESK_EMPTY;

  gtk_widget_set_visible (self->span_box, spanned && !self->narrow);
  gtk_widget_set_visible (self->span_button, spanned && self->narrow);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->span_button), sz_span_name (self->span));
}

/* The sidebar with words, or the rail: by the width of the window, or folded by hand. */
static void
show_sidebar (SzMainWindow *self)
{
  gboolean rail = self->narrow || self->folded;
  GtkWidget *button;

  if (rail)
    gtk_widget_add_css_class (self->sidebar, "rail");
  else
    gtk_widget_remove_css_class (self->sidebar, "rail");
  for (button = gtk_widget_get_first_child (self->nav_box); button != NULL;
       button = gtk_widget_get_next_sibling (button)) {
    GtkWidget *label = g_object_get_data (G_OBJECT (button), "label");

    gtk_widget_set_visible (label, !rail);
    gtk_widget_set_tooltip_text (button, rail ? gtk_label_get_label (GTK_LABEL (label)) : NULL);
  }
  show_span (self);
  show_status (self);
}

/* --- going about
 * ----------------------------------------------------------------------------------------------------------
 */

static const char *
section_id (SzPlaceKind section)
{
  if (section == SZ_PLACE_LIBRARY)
    return "library";
  return section == SZ_PLACE_SOURCES ? "sources" : "overview";
}

/* The page that is wanted, still empty; it is filled as soon as the desk is open. */
static void
show_unopened (SzMainWindow *self)
{
  GtkWidget *page = self->place->kind == SZ_PLACE_ROWS      ? self->rows
                    : self->place->kind == SZ_PLACE_LIBRARY ? self->library
                                                            : self->sources;

  gtk_stack_set_visible_child (GTK_STACK (self->stack), page);
}

static void
show_place (SzMainWindow *self, double scroll)
{
  gboolean spanned = has_span (self->place);

  set_action_enabled (self, "back", self->steps->len > 0 || self->place->indicator != NULL);
  set_action_enabled (self, "span", spanned);
  set_action_state (self, "section", section_id (self->section));
  set_action_state (self, "span", sz_span_id (self->span));
  show_span (self);
  if (!self->opened && self->place->kind != SZ_PLACE_OVERVIEW && self->place->kind != SZ_PLACE_INDICATOR) {
    show_unopened (self);
    return;
  }
  if (sz_desk_get_state (self->desk) == SZ_DESK_EMPTY && spanned) {
    gtk_stack_set_visible_child (GTK_STACK (self->stack), self->welcome);
    return;
  }
  switch (self->place->kind) {
  case SZ_PLACE_OVERVIEW:
  case SZ_PLACE_INDICATOR:
    gtk_stack_set_visible_child (GTK_STACK (self->stack), self->board);
    sz_board_page_show (SZ_BOARD_PAGE (self->board), self->place, scroll);
    break;
  case SZ_PLACE_ROWS:
    gtk_stack_set_visible_child (GTK_STACK (self->stack), self->rows);
    sz_rows_page_show (SZ_ROWS_PAGE (self->rows), self->place);
    break;
  case SZ_PLACE_LIBRARY:
    gtk_stack_set_visible_child (GTK_STACK (self->stack), self->library);
    sz_library_page_show (SZ_LIBRARY_PAGE (self->library), self->span);
    break;
  case SZ_PLACE_SOURCES:
    gtk_stack_set_visible_child (GTK_STACK (self->stack), self->sources);
    sz_sources_page_refresh (SZ_SOURCES_PAGE (self->sources));
    break;
  }
}

static void
set_place (SzMainWindow *self, SzPlace *place)
{
  SzPlace *previous = self->place;

  self->place = sz_place_ref (place);
  sz_place_unref (previous);
}

static void
remember_step (SzMainWindow *self)
{
  Step *step;

  if (self->place == NULL)
    return;
  step = g_new0 (Step, 1);
  step->place = sz_place_ref (self->place);
  step->section = self->section;
  step->scroll = gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->board
                     ? sz_board_page_get_scroll (SZ_BOARD_PAGE (self->board))
                     : 0;
  g_ptr_array_add (self->steps, step);
}

void
sz_main_window_go (SzMainWindow *self, SzPlace *place)
{
  g_autofree char *from = self->place != NULL ? sz_place_key (self->place) : NULL;
  g_autofree char *to = sz_place_key (place);

  if (g_strcmp0 (from, to) == 0)
    return;
  remember_step (self);
  set_place (self, place);
  self->span = place->span;
  if (place->kind != SZ_PLACE_INDICATOR && place->kind != SZ_PLACE_ROWS)
    self->section = place->kind;
  show_place (self, 0);
}

static void
back_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;
  Step *step;

  if (self->steps->len == 0) {
    /* Opened right here: the overview is what lies behind every figure. */
    g_autoptr (SzPlace) overview = sz_place_new (SZ_PLACE_OVERVIEW, self->span);

    set_place (self, overview);
    show_place (self, 0);
    return;
  }
  step = g_ptr_array_steal_index (self->steps, self->steps->len - 1);
  set_place (self, step->place);
  self->section = step->section;
  self->span = step->place->span;
  show_place (self, step->scroll);
  free_step (step);
}

static void
section_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;
  const char *id = g_variant_get_string (parameter, NULL);
  SzPlaceKind kind = g_str_equal (id, "library")   ? SZ_PLACE_LIBRARY
                     : g_str_equal (id, "sources") ? SZ_PLACE_SOURCES
                                                   : SZ_PLACE_OVERVIEW;
  g_autoptr (SzPlace) place = sz_place_new (kind, self->span);

  sz_main_window_go (self, place);
  /* The button that was pressed may have been the pressed one already. */
  set_action_state (self, "section", section_id (self->section));
}

/* Another period is the same place seen differently: no step back. */
static void
span_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;
  g_autoptr (SzPlace) place = NULL;
  SzSpan span;

  if (!sz_span_parse (g_variant_get_string (parameter, NULL), &span) || self->place == NULL)
    return;
  if (span == self->span)
    return;
  self->span = span;
  place = sz_place_with_span (self->place, span);
  set_place (self, place);
  show_place (self, 0);
}

static void
sidebar_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;

  self->folded = !self->folded;
  g_simple_action_set_state (action, g_variant_new_boolean (self->folded));
  show_sidebar (self);
}

static void
refresh_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;
  GtkWidget *page = gtk_stack_get_visible_child (GTK_STACK (self->stack));

  if (page == self->board)
    sz_board_page_refresh (SZ_BOARD_PAGE (page));
  else if (page == self->rows)
    sz_rows_page_refresh (SZ_ROWS_PAGE (page));
  else if (page == self->library)
    sz_library_page_refresh (SZ_LIBRARY_PAGE (page));
  else if (page == self->sources)
    sz_sources_page_refresh (SZ_SOURCES_PAGE (page));
}

static void
search_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzMainWindow *self = data;
  g_autoptr (SzPlace) place = sz_place_new (SZ_PLACE_LIBRARY, self->span);

  sz_main_window_go (self, place);
  sz_library_page_focus_search (SZ_LIBRARY_PAGE (self->library));
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
    text = g_strdup_printf (_ ("%s This window shows the figures and leaves fetching to it."), message);
  else
    text = g_strdup (message);
  gtk_label_set_label (GTK_LABEL (self->banner_label), text);
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
desk_state_cb (SzMainWindow *self)
{
  gboolean welcome = gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->welcome;
  gboolean empty = sz_desk_get_state (self->desk) == SZ_DESK_EMPTY;
  gboolean first = !self->opened;

  self->opened = sz_desk_get_state (self->desk) != SZ_DESK_OPENING;
  show_banner (self);
  show_status (self);
  if (self->place != NULL && (first || welcome || empty))
    show_place (self, 0);
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
  show_sidebar (self);
  return G_SOURCE_REMOVE;
}

static void
sz_main_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SzMainWindow *self = SZ_MAIN_WINDOW (widget);

  GTK_WIDGET_CLASS (sz_main_window_parent_class)->size_allocate (widget, width, height, baseline);
  /* What is visible cannot be changed while sizes are being given out. */
  if ((width < NARROW_WIDTH) != self->narrow && self->narrow_idle == 0)
    self->narrow_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, narrow_cb, self, NULL);
}

/* A page may outlive the window by the answer it waits for. */
static void
let_go_of_pages (SzMainWindow *self)
{
  GtkWidget *const pages[] = { self->board, self->rows, self->library };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    g_signal_handlers_disconnect_by_data (pages[i], self);
}

static void
sz_main_window_dispose (GObject *object)
{
  SzMainWindow *self = SZ_MAIN_WINDOW (object);

  g_clear_handle_id (&self->narrow_idle, g_source_remove);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->desk != NULL) {
    g_signal_handlers_disconnect_by_data (self->desk, self);
    let_go_of_pages (self);
  }
  g_clear_object (&self->desk);
  g_clear_pointer (&self->place, sz_place_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
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
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, span_box);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, span_button);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, age_box);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, age_dot);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, age_label);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, nav_box);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, status_button);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, status_label);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, status_detail);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, banner_label);
  gtk_widget_class_bind_template_child (widget_class, SzMainWindow, stack);
  gtk_widget_class_bind_template_callback (widget_class, close_banner_cb);
}

static void
sz_main_window_class_init (SzMainWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_main_window_dispose;
  widget_class->size_allocate = sz_main_window_size_allocate;
  bind_children (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.back", NULL);
}

static GtkWidget *
add_page (SzMainWindow *self, GType type, const char *name)
{
  GtkWidget *page = g_object_new (type, NULL);

  gtk_stack_add_named (GTK_STACK (self->stack), page, name);
  return page;
}

static void
sz_main_window_init (SzMainWindow *self)
{
  static const GActionEntry ENTRIES[] = {
    { "back", back_cb, NULL, NULL, NULL },
    { "section", section_cb, "s", "'overview'", NULL },
    { "span", span_cb, "s", "'now'", NULL },
    { "sidebar", sidebar_cb, NULL, "false", NULL },
    { "refresh", refresh_cb, NULL, NULL, NULL },
    { "search", search_cb, NULL, NULL, NULL },
    { "fullscreen", fullscreen_cb, NULL, NULL, NULL },
    { "close", close_cb, NULL, NULL, NULL },
  };

  self->steps = g_ptr_array_new_with_free_func (free_step);
  self->age = sz_age_new ();
  /* Actions come first: the template's buttons look for them. */
  g_action_map_add_action_entries (G_ACTION_MAP (self), ENTRIES, G_N_ELEMENTS (ENTRIES), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "cockpit");
  self->board = add_page (self, SZ_TYPE_BOARD_PAGE, "board");
  self->rows = add_page (self, SZ_TYPE_ROWS_PAGE, "rows");
  self->library = add_page (self, SZ_TYPE_LIBRARY_PAGE, "library");
  self->sources = add_page (self, SZ_TYPE_SOURCES_PAGE, "sources");
  self->welcome = add_page (self, SZ_TYPE_WELCOME_PAGE, "welcome");
  fill_sidebar (self);
  fill_spans (self);
  g_signal_connect_swapped (self->board, "go", G_CALLBACK (sz_main_window_go), self);
  g_signal_connect_swapped (self->rows, "go", G_CALLBACK (sz_main_window_go), self);
  g_signal_connect_swapped (self->library, "go", G_CALLBACK (sz_main_window_go), self);
  g_signal_connect_swapped (self->board, "shown", G_CALLBACK (shown_cb), self);
}

static void
add_help (SzMainWindow *self)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/io/github/shuzhi/Cockpit/ui/sz-shortcuts.ui");

  gtk_application_window_set_help_overlay (
      GTK_APPLICATION_WINDOW (self), GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
}

SzMainWindow *
sz_main_window_new (GtkApplication *application, SzDesk *desk, gboolean demo)
{
  SzMainWindow *self = g_object_new (SZ_TYPE_MAIN_WINDOW, "application", application, NULL);

  self->desk = g_object_ref (desk);
  sz_board_page_set_desk (SZ_BOARD_PAGE (self->board), desk);
  sz_rows_page_set_desk (SZ_ROWS_PAGE (self->rows), desk);
  sz_library_page_set_desk (SZ_LIBRARY_PAGE (self->library), desk);
  sz_sources_page_set_desk (SZ_SOURCES_PAGE (self->sources), desk);
  gtk_widget_set_visible (self->demo_label, demo);
  gtk_label_set_label (GTK_LABEL (self->hall_label), _ ("Shuzhi"));
  g_signal_connect_swapped (desk, "state-changed", G_CALLBACK (desk_state_cb), self);
  g_signal_connect_swapped (desk, "sources-changed", G_CALLBACK (show_status), self);
  self->tick = g_timeout_add_seconds (1, tick_cb, self);
  add_help (self);
  show_sidebar (self);
  show_banner (self);
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
  return SZ_BOARD_PAGE (self->board);
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
  GtkWidget *page = sz_main_window_get_page (self);

  if (sz_desk_get_state (self->desk) == SZ_DESK_OPENING)
    return FALSE;
  if (page == self->board)
    return sz_board_page_is_settled (SZ_BOARD_PAGE (page));
  if (page == self->rows)
    return sz_rows_page_is_settled (SZ_ROWS_PAGE (page));
  if (page == self->library)
    return sz_library_page_is_settled (SZ_LIBRARY_PAGE (page));
  return page != self->sources || sz_sources_page_is_settled (SZ_SOURCES_PAGE (page));
}
