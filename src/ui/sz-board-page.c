/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-board-page.h"

#include "sz-crumbs.h"
#include "sz-export.h"
#include "sz-i18n.h"
#include "sz-late-menu.h"
#include "sz-loading.h"
#include "sz-marks.h"
#include "sz-put.h"
#include "sz-split-bar.h"
#include "sz-tile-table.h"

/* A page that is there sooner shows no grey blocks. */
#define LOADING_MS 300
/* What changes by itself is not read faster than it can be. */
#define RENEW_MS 1000
/* Draw centres a page in a wider window at this width; what stands round it goes along. */
#define WIDEST 2144

struct _SzBoardPage {
  GtkBox parent_instance;

  SzDesk *desk;          /* (owned) (nullable) */
  SzPlace *place;        /* (owned) (nullable) */
  GPtrArray *dimensions; /* (element-type SzDimension) (nullable) of the indicator */
  guint serial;          /* of the question whose answer is wanted */
  gboolean asking, dirty, settled;
  guint loading; /* timeout that shows the grey blocks */
  guint again;   /* timeout that asks anew */
  gint64 asked_us;
  double scroll; /* to be restored with the page; negative: nothing to restore */
  GSimpleActionGroup *actions;

  GtkWidget *head, *crumbs, *search, *rows_button, *export_button, *split;
  GtkWidget *notice, *notice_label, *scroller, *view;
  GMenuModel *export_menu;
};

static void sz_board_page_pane_init (SzPaneInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzBoardPage, sz_board_page, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (SZ_TYPE_PANE, sz_board_page_pane_init))

enum { SHOWN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
go (SzBoardPage *self, SzPlace *place)
{
  sz_pane_go (self, place);
}

/* --- the page on the screen
 * ------------------------------------------------------------------------------------------ */

static void
put_page (SzBoardPage *self, SzPage *page)
{
  sz_page_view_set_page (SZ_PAGE_VIEW (self->view), page);
}

static void
show_notice (SzBoardPage *self, const char *sentence)
{
  sz_put_label (self->notice_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->notice, sentence != NULL);
}

/* The name at once: the figures of another page do not stand under it for a moment. */
static void
put_name (SzBoardPage *self)
{
  g_autoptr (SzPage) page = sz_loading_page (sz_desk_get_catalog (self->desk), self->place);

  g_ptr_array_set_size (page->tiles, 0);
  put_page (self, page);
}

static gboolean
loading_cb (gpointer data)
{
  SzBoardPage *self = data;
  g_autoptr (SzPage) page = sz_loading_page (sz_desk_get_catalog (self->desk), self->place);

  self->loading = 0;
  put_page (self, page);
  return G_SOURCE_REMOVE;
}

static gboolean
again_cb (gpointer data)
{
  SzBoardPage *self = data;

  self->again = 0;
  sz_board_page_refresh (self);
  return G_SOURCE_REMOVE;
}

static void
count_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzBoardPage) self = data;
  g_autoptr (GError) error = NULL;
  gint64 count = sz_desk_count_finish (SZ_DESK (source), result, &error);
  g_autofree char *number = NULL;
  g_autofree char *label = NULL;

  /* Without a count the button still leads to the rows, where the reason is said. */
  if (count < 0 || self->place == NULL)
    return;
  number = sz_number_exact ((double)count, "row");
  /* Translators: a button; %s is a number of records with its unit. */
  label = g_strdup_printf (_ ("View %s rows"), number);
  gtk_button_set_label (GTK_BUTTON (self->rows_button), label);
}

static void
take_page (SzBoardPage *self, SzPage *page)
{
  show_notice (self, NULL);
  put_page (self, page);
  g_signal_emit (self, signals[SHOWN], 0, page);
  if (self->place->kind == SZ_PLACE_INDICATOR)
    sz_desk_count_async (self->desk, self->place, count_cb, g_object_ref (self));
}

/* Every tile says why it is empty, and what can be done. */
static void
fail_tiles (SzPage *page, const char *sentence)
{
  for (guint i = 0; i < page->tiles->len; i++) {
    SzTile *tile = g_ptr_array_index (page->tiles, i);

    tile->state = SZ_STATE_ERROR;
    tile->ways = SZ_WAY_SOURCES | SZ_WAY_RETRY;
    g_free (tile->note);
    tile->note = g_strdup (sentence);
  }
}

/* Old figures stay beside the sentence that says they could not be renewed; without any the page says it
 * itself. */
static void
take_error (SzBoardPage *self, const GError *error)
{
  g_autoptr (SzPage) known = sz_desk_dup_known_page (self->desk, self->place);
  g_autoptr (SzPage) page = NULL;

  show_notice (self, error->message);
  if (known != NULL) {
    put_page (self, known);
    return;
  }
  page = sz_loading_page (sz_desk_get_catalog (self->desk), self->place);
  fail_tiles (page, error->message);
  if (*page->headline == '\0') {
    g_free (page->headline);
    page->headline = g_strdup (_ ("The figures cannot be shown"));
  }
  put_page (self, page);
}

/* While data pours in a page is made again and again: it is seldom later than a second and a half behind, and
 * never takes more than a third of the time. */
static guint
pause_ms (SzBoardPage *self)
{
  gint64 took_ms = (g_get_monotonic_time () - self->asked_us) / 1000;

  return (guint)CLAMP (2 * took_ms, 1100, 2000);
}

typedef struct {
  SzBoardPage *page; /* (owned) */
  guint serial;
} Asked;

static void
page_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Asked *asked = data;
  g_autoptr (SzBoardPage) self = asked->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (SzPage) page = sz_desk_page_finish (SZ_DESK (source), result, &error);

  if (asked->serial != self->serial || self->desk == NULL)
    return;
  self->asking = FALSE;
  if (page == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_handle_id (&self->loading, g_source_remove);
  self->settled = TRUE;
  if (page != NULL)
    take_page (self, page);
  else
    take_error (self, error);
  if (self->dirty && self->again == 0)
    self->again = g_timeout_add (pause_ms (self), again_cb, self);
}

static void
ask_page (SzBoardPage *self)
{
  Asked *asked;

  if (sz_desk_get_state (self->desk) == SZ_DESK_OPENING && !sz_desk_is_ahead (self->desk, self->place)) {
    self->dirty = TRUE;
    return;
  }
  asked = g_new0 (Asked, 1);
  self->asking = TRUE;
  self->dirty = FALSE;
  self->asked_us = g_get_monotonic_time ();
  asked->page = g_object_ref (self);
  asked->serial = ++self->serial;
  sz_desk_page_async (self->desk, self->place, page_cb, asked);
}

static void
align_head (SzBoardPage *self)
{
  GtkWidget *const rows[] = { self->head, self->split };
  int inset = MAX (0, (gtk_widget_get_width (self->view) - WIDEST) / 2);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gtk_widget_set_margin_start (rows[i], inset);
    gtk_widget_set_margin_end (rows[i], inset);
  }
}

/* The place's own scroll position, once the page is as tall as it will be. */
static void
painted_cb (SzBoardPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));

  align_head (self);
  if (self->scroll < 0 || !self->settled)
    return;
  if (gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) < self->scroll)
    return;
  gtk_adjustment_set_value (adjustment, self->scroll);
  self->scroll = -1;
}

/* --- ways onward
 * ------------------------------------------------------------------------------------------------------ */

/* The next dimension to look into: the first that is not pinned by a filter. */
static const char *
next_dimension (SzBoardPage *self, const SzPlace *place)
{
  for (guint i = 0; self->dimensions != NULL && i < self->dimensions->len; i++) {
    const SzDimension *dimension = g_ptr_array_index (self->dimensions, i);

    if (!sz_place_filters_by (place, dimension->id))
      return dimension->id;
  }
  return NULL;
}

static void
retry_cb (SzBoardPage *self)
{
  /* Open again if that is what failed; the page then follows by itself. */
  sz_desk_retry (self->desk);
  sz_board_page_refresh (self);
}

static void
open_mark_cb (SzPageView *view, const char *id, gpointer data)
{
  SzBoardPage *self = data;
  g_autoptr (SzPlace) target = NULL;

  if (g_str_has_prefix (id, "retry:")) {
    retry_cb (self);
    return;
  }
  target = sz_mark_place (sz_desk_get_catalog (self->desk), self->place, sz_page_view_get_page (view), id);
  if (target != NULL)
    go (self, target);
}

static void
rows_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzBoardPage *self = data;
  g_autoptr (SzPlace) target = NULL;

  if (self->place == NULL || self->place->kind != SZ_PLACE_INDICATOR)
    return;
  target = sz_place_with_kind (self->place, SZ_PLACE_ROWS);
  go (self, target);
}

static void
by_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzBoardPage *self = data;
  g_autoptr (SzPlace) target = NULL;

  if (g_strcmp0 (self->place->by, g_variant_get_string (parameter, NULL)) == 0)
    return;
  target = sz_place_with_by (self->place, g_variant_get_string (parameter, NULL));
  go (self, target);
}

static void
against_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzBoardPage *self = data;
  const char *against = g_variant_get_string (parameter, NULL);
  g_autoptr (SzPlace) target = NULL;

  if (g_strcmp0 (self->place->against, *against != '\0' ? against : NULL) == 0)
    return;
  target = sz_place_with_against (self->place, *against != '\0' ? against : NULL, NULL);
  go (self, target);
}

static void
export_as (SzBoardPage *self, const char *format)
{
  SzPage *page = sz_page_view_get_page (SZ_PAGE_VIEW (self->view));

  if (page != NULL && self->settled)
    sz_export_page (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), page, format);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  export_as (data, g_variant_get_string (parameter, NULL));
}

/* What is searched is part of where one is; the page follows as one types. */
static void
search_changed_cb (SzBoardPage *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));
  g_autoptr (SzPlace) target = NULL;

  if (self->place == NULL || self->place->kind != SZ_PLACE_DIRECTORY ||
      g_strcmp0 (*text != '\0' ? text : NULL, self->place->record) == 0)
    return;
  target = sz_place_with_record (self->place, NULL, *text != '\0' ? text : NULL);
  go (self, target);
}

/* --- the rows above the page
 * ------------------------------------------------------------------------------------------ */

/* Not while it is being typed in. */
static void
show_search (SzBoardPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, self->search))
    gtk_editable_set_text (GTK_EDITABLE (self->search),
                           self->place->record != NULL ? self->place->record : "");
}

static void
fill_head (SzBoardPage *self)
{
  gboolean inner = self->place->kind == SZ_PLACE_INDICATOR;
  gboolean crumbed = inner || self->place->kind == SZ_PLACE_TIMELINE ||
                     self->place->kind == SZ_PLACE_LIBRARY || self->place->kind == SZ_PLACE_DIRECTORY;
  const SzCatalog *catalog = sz_desk_get_catalog (self->desk);
  const SzIndicator *indicator = inner ? sz_catalog_indicator (catalog, self->place->indicator, NULL) : NULL;
  const char *by = self->place->by;

  g_clear_pointer (&self->dimensions, g_ptr_array_unref);
  if (indicator != NULL)
    self->dimensions = sz_indicator_dimensions (catalog, indicator);
  gtk_widget_set_visible (self->head, crumbed);
  gtk_widget_set_visible (self->rows_button, inner);
  gtk_widget_set_visible (self->search, self->place->kind == SZ_PLACE_DIRECTORY);
  if (self->place->kind == SZ_PLACE_DIRECTORY)
    show_search (self);
  gtk_button_set_label (GTK_BUTTON (self->rows_button), _ ("View the rows"));
  sz_crumbs_show (SZ_CRUMBS (self->crumbs), catalog, self->place);
  if (inner)
    sz_split_bar_show (SZ_SPLIT_BAR (self->split), catalog, self->dimensions, self->place);
  else
    gtk_widget_set_visible (self->split, FALSE);
  if (by == NULL)
    by = next_dimension (self, self->place);
  g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "by",
                                      g_variant_new_string (by != NULL ? by : ""));
  g_action_group_change_action_state (
      G_ACTION_GROUP (self->actions), "against",
      g_variant_new_string (self->place->against != NULL ? self->place->against : ""));
}

/* Which dimension was chosen for us is known with the page. */
static void
shown_cb (SzBoardPage *self, SzPage *page)
{
  if (self->place->kind == SZ_PLACE_INDICATOR && page->zone != NULL) {
    /* The page's own zone is the painter's. */
    g_autoptr (SzZone) zone = sz_zone_new (sz_zone_id (page->zone), NULL);

    if (zone != NULL)
      sz_split_bar_offer (SZ_SPLIT_BAR (self->split), sz_page_find_tile (page, "breakdown"),
                          sz_zone_day (zone, page->now_ms));
  }
  for (guint i = 0; self->place->by == NULL && i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (tile->kind == SZ_TILE_BARS && tile->dimension != NULL) {
      g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "by",
                                          g_variant_new_string (tile->dimension));
      return;
    }
  }
}

static void
change_state_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  g_simple_action_set_state (action, state);
}

/* --- object
 * ------------------------------------------------------------------------------------------------------------
 */

static void
sz_board_page_map (GtkWidget *widget)
{
  SzBoardPage *self = SZ_BOARD_PAGE (widget);

  GTK_WIDGET_CLASS (sz_board_page_parent_class)->map (widget);
  if (self->dirty)
    sz_board_page_refresh (self);
}

static void
sz_board_page_dispose (GObject *object)
{
  SzBoardPage *self = SZ_BOARD_PAGE (object);

  g_clear_handle_id (&self->loading, g_source_remove);
  g_clear_handle_id (&self->again, g_source_remove);
  self->serial++;
  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  if (self->view != NULL)
    g_signal_handlers_disconnect_by_data (self->view, self);
  g_clear_object (&self->desk);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->dimensions, g_ptr_array_unref);
  g_clear_pointer (&self->place, sz_place_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), SZ_TYPE_BOARD_PAGE);
  G_OBJECT_CLASS (sz_board_page_parent_class)->dispose (object);
}

static void
sz_board_page_class_init (SzBoardPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SZ_TYPE_CRUMBS);
  g_type_ensure (SZ_TYPE_PAGE_VIEW);
  g_type_ensure (SZ_TYPE_SPLIT_BAR);
  G_OBJECT_CLASS (klass)->dispose = sz_board_page_dispose;
  widget_class->map = sz_board_page_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/shuzhi/Cockpit/ui/sz-board-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, head);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, crumbs);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, search);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, rows_button);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, export_menu);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, split);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, notice);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, notice_label);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, view);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_mark_cb);
  signals[SHOWN] =
      g_signal_new_class_handler ("shown", SZ_TYPE_BOARD_PAGE, G_SIGNAL_RUN_FIRST, G_CALLBACK (shown_cb),
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
sz_board_page_init (SzBoardPage *self)
{
  static const GActionEntry ENTRIES[] = {
    { "by", by_cb, "s", "''", change_state_cb },
    { "against", against_cb, "s", "''", change_state_cb },
    { "rows", rows_cb, NULL, NULL, NULL },
    { "export", export_cb, "s", NULL, NULL },
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  sz_late_menu_set (GTK_MENU_BUTTON (self->export_button), self->export_menu);
  self->scroll = -1;
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), ENTRIES, G_N_ELEMENTS (ENTRIES), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "page", G_ACTION_GROUP (self->actions));
  g_signal_connect_swapped (self->crumbs, "go", G_CALLBACK (go), self);
  g_signal_connect_swapped (self->split, "go", G_CALLBACK (go), self);
  g_signal_connect_swapped (self->view, "painted", G_CALLBACK (painted_cb), self);
}

/* New data: the same page once more, at most once a second. */
static void
renew (SzBoardPage *self)
{
  gint64 since_ms = (g_get_monotonic_time () - self->asked_us) / 1000;

  if (self->place != NULL && !self->asking && self->again == 0 && since_ms < RENEW_MS &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->again = g_timeout_add ((guint)(RENEW_MS - since_ms), again_cb, self);
  else
    sz_board_page_refresh (self);
}

/* What needs action stands on these two. */
static void
alerts_cb (SzBoardPage *self)
{
  if (self->place != NULL && (self->place->kind == SZ_PLACE_OVERVIEW || self->place->kind == SZ_PLACE_LIVE))
    renew (self);
}

void
sz_board_page_set_desk (SzBoardPage *self, SzDesk *desk)
{
  g_return_if_fail (self->desk == NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_swapped (desk, "data-changed", G_CALLBACK (renew), self);
  g_signal_connect_swapped (desk, "state-changed", G_CALLBACK (sz_board_page_refresh), self);
  g_signal_connect_swapped (desk, "alerts-changed", G_CALLBACK (alerts_cb), self);
}

static void
show_place (SzPane *pane, const SzPlace *place, double scroll)
{
  SzBoardPage *self = SZ_BOARD_PAGE (pane);
  g_autoptr (SzPage) known = sz_desk_dup_known_page (self->desk, place);
  SzPlace *previous = self->place;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  gboolean same_page;

  same_page = previous != NULL && place->kind == previous->kind &&
              g_strcmp0 (place->indicator, previous->indicator) == 0;
  self->place = sz_place_ref ((SzPlace *)place);
  sz_place_unref (previous);
  g_clear_handle_id (&self->loading, g_source_remove);
  g_clear_handle_id (&self->again, g_source_remove);
  self->settled = FALSE;
  self->scroll = scroll > 0 ? scroll : -1;
  show_notice (self, NULL);
  fill_head (self);
  if (!same_page || scroll <= 0)
    gtk_adjustment_set_value (adjustment, 0);
  if (known != NULL) {
    put_page (self, known);
    self->settled = TRUE;
    g_signal_emit (self, signals[SHOWN], 0, known);
  } else {
    if (!same_page && sz_page_view_get_page (SZ_PAGE_VIEW (self->view)) != NULL)
      put_name (self);
    self->loading = g_timeout_add (LOADING_MS, loading_cb, self);
  }
  ask_page (self);
}

void
sz_board_page_refresh (SzBoardPage *self)
{
  if (self->place == NULL)
    return;
  if (self->asking || !gtk_widget_get_mapped (GTK_WIDGET (self))) {
    self->dirty = TRUE;
    return;
  }
  if (self->again != 0)
    return;
  ask_page (self);
}

static double
get_scroll (SzPane *pane)
{
  SzBoardPage *self = SZ_BOARD_PAGE (pane);

  return gtk_adjustment_get_value (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)));
}

SzPageView *
sz_board_page_get_view (SzBoardPage *self)
{
  return SZ_PAGE_VIEW (self->view);
}

static gboolean
is_settled (SzPane *pane)
{
  SzBoardPage *self = SZ_BOARD_PAGE (pane);

  return self->settled && !self->asking && sz_page_view_is_settled (SZ_PAGE_VIEW (self->view));
}

static void
refresh (SzPane *pane)
{
  sz_board_page_refresh (SZ_BOARD_PAGE (pane));
}

static void
export_file (SzPane *pane)
{
  export_as (SZ_BOARD_PAGE (pane), "png");
}

static void
show_table (SzPane *pane)
{
  SzBoardPage *self = SZ_BOARD_PAGE (pane);
  SzPage *page = sz_page_view_get_page (SZ_PAGE_VIEW (self->view));
  const char *id = sz_page_view_get_focused_tile (SZ_PAGE_VIEW (self->view));

  if (page != NULL && page->tiles->len > 0)
    sz_tile_table_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), page, id);
}

static gboolean
find (SzPane *pane)
{
  SzBoardPage *self = SZ_BOARD_PAGE (pane);

  return gtk_widget_get_visible (self->search) && gtk_widget_grab_focus (self->search);
}

static void
sz_board_page_pane_init (SzPaneInterface *interface)
{
  interface->show = show_place;
  interface->refresh = refresh;
  interface->get_scroll = get_scroll;
  interface->is_settled = is_settled;
  interface->find = find;
  interface->export_file = export_file;
  interface->show_table = show_table;
}
