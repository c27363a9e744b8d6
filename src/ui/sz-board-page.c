/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-board-page.h"

#include "sz-crumbs.h"
#include "sz-export.h"
#include "sz-i18n.h"

/* A page that is there sooner shows no grey blocks. */
#define LOADING_MS 300
/* Draw centres a page in a wider window at this width; what stands round it goes along. */
#define WIDEST 2144
/* Dimensions offered side by side; further ones are in a menu. */
#define SEGMENTS 6

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

  GtkWidget *head, *crumbs, *rows_button, *export_button;
  GtkWidget *split_scroller, *split_box, *by_box, *filter_box;
  GtkWidget *notice, *notice_label, *scroller, *view;
};

G_DEFINE_FINAL_TYPE (SzBoardPage, sz_board_page, GTK_TYPE_BOX)

enum { GO, SHOWN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
go (SzBoardPage *self, SzPlace *place)
{
  g_signal_emit (self, signals[GO], 0, place);
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
  gtk_label_set_label (GTK_LABEL (self->notice_label), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->notice, sentence != NULL);
}

static gboolean
loading_cb (gpointer data)
{
  SzBoardPage *self = data;
  g_autoptr (SzPage) page = sz_desk_make_loading_page (self->desk, self->place);

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
  page = sz_desk_make_loading_page (self->desk, self->place);
  g_ptr_array_set_size (page->tiles, 0);
  if (*page->headline == '\0') {
    g_free (page->headline);
    page->headline = g_strdup (_ ("The figures cannot be shown"));
  }
  put_page (self, page);
}

/* While data pours in a page is made again and again: never more than a third of the time. */
static guint
pause_ms (SzBoardPage *self)
{
  gint64 took_ms = (g_get_monotonic_time () - self->asked_us) / 1000;

  return (guint)CLAMP (2 * took_ms, 50, 1000);
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

  if (sz_desk_get_state (self->desk) == SZ_DESK_OPENING) {
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
  GtkWidget *const rows[] = { self->head, self->split_scroller };
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

static const SzTile *
find_tile (SzBoardPage *self, const char *id)
{
  const SzPage *page = sz_page_view_get_page (SZ_PAGE_VIEW (self->view));

  for (guint i = 0; page != NULL && i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (g_strcmp0 (tile->id, id) == 0)
      return tile;
  }
  return NULL;
}

/* The indicator a tile is about: its lead figure's, or, where it shows parts alone, the one the board names.
 */
static const char *
tile_indicator (SzBoardPage *self, const SzTile *tile)
{
  const SzBoard *board = sz_catalog_board (sz_desk_get_catalog (self->desk), "overview", NULL);

  if (tile->lead != NULL)
    return tile->lead->id;
  for (guint i = 0; board != NULL && self->place->kind == SZ_PLACE_OVERVIEW && i < board->tiles->len; i++) {
    const SzBoardTile *spec = g_ptr_array_index (board->tiles, i);

    if (g_strcmp0 (spec->id, tile->id) == 0)
      return spec->lead;
  }
  return NULL;
}

static const SzPart *
find_part (SzBoardPage *self, const char *dimension, const char *code, const SzTile **holder)
{
  const SzPage *page = sz_page_view_get_page (SZ_PAGE_VIEW (self->view));

  for (guint i = 0; page != NULL && i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    for (guint j = 0; j < tile->parts->len && g_strcmp0 (tile->dimension, dimension) == 0; j++) {
      const SzPart *part = g_ptr_array_index (tile->parts, j);

      if (g_strcmp0 (part->code, code) == 0) {
        *holder = tile;
        return part;
      }
    }
  }
  return NULL;
}

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
open_indicator (SzBoardPage *self, const char *id)
{
  g_autoptr (SzPlace) target = NULL;

  if (sz_catalog_indicator (sz_desk_get_catalog (self->desk), id, NULL) == NULL)
    return;
  target = sz_place_new_indicator (id, self->place->span);
  if (self->place->indicator == NULL || !g_str_equal (self->place->indicator, id))
    go (self, target);
}

/* "DIMENSION=CODE": on an indicator's page the part becomes a filter; on the overview it leads to the tile's
 * lead figure within that part. */
static void
open_part (SzBoardPage *self, const char *part_id)
{
  g_auto (GStrv) halves = g_strsplit (part_id, "=", 2);
  const SzTile *tile = NULL;
  const SzPart *part;
  g_autoptr (SzPlace) base = NULL;
  g_autoptr (SzPlace) filtered = NULL;
  g_autoptr (SzPlace) target = NULL;

  if (g_strv_length (halves) != 2)
    return;
  part = find_part (self, halves[0], halves[1], &tile);
  if (self->place->kind == SZ_PLACE_INDICATOR)
    base = sz_place_ref (self->place);
  else if (tile != NULL && tile_indicator (self, tile) != NULL)
    base = sz_place_new_indicator (tile_indicator (self, tile), self->place->span);
  if (base == NULL)
    return;
  filtered = sz_place_with_filter (base, halves[0], halves[1], part != NULL ? part->name : halves[1]);
  target = sz_place_with_by (
      filtered, self->place->kind == SZ_PLACE_INDICATOR ? next_dimension (self, filtered) : NULL);
  go (self, target);
}

static void
open_mark_cb (SzPageView *view, const char *id, gpointer data)
{
  SzBoardPage *self = data;

  if (g_str_has_prefix (id, "figure:")) {
    open_indicator (self, id + strlen ("figure:"));
  } else if (g_str_has_prefix (id, "part:")) {
    open_part (self, id + strlen ("part:"));
  } else if (g_str_has_prefix (id, "tile:")) {
    const SzTile *tile = find_tile (self, id + strlen ("tile:"));

    if (tile != NULL && tile_indicator (self, tile) != NULL)
      open_indicator (self, tile_indicator (self, tile));
  }
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
export_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzBoardPage *self = data;
  SzPage *page = sz_page_view_get_page (SZ_PAGE_VIEW (self->view));

  if (page != NULL && self->settled)
    sz_export_page (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), page,
                    g_variant_get_string (parameter, NULL));
}

static void
retry_cb (SzBoardPage *self)
{
  /* Open again if that is what failed; the page then follows by itself. */
  sz_desk_retry (self->desk);
  sz_board_page_refresh (self);
}

/* --- the row of dimensions and filters
 * -------------------------------------------------------------------------------- */

static void
empty_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
add_segment (SzBoardPage *self, const SzDimension *dimension)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (dimension->name);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.by");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", dimension->id);
  gtk_box_append (GTK_BOX (self->by_box), button);
}

static void
fill_dimensions (SzBoardPage *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  guint shown = 0;

  empty_box (self->by_box);
  for (guint i = 0; self->dimensions != NULL && i < self->dimensions->len; i++) {
    const SzDimension *dimension = g_ptr_array_index (self->dimensions, i);
    g_autoptr (GMenuItem) item = NULL;

    if (sz_place_filters_by (self->place, dimension->id))
      continue;
    if (shown++ < SEGMENTS) {
      add_segment (self, dimension);
      continue;
    }
    item = g_menu_item_new (dimension->name, NULL);
    g_menu_item_set_action_and_target (item, "page.by", "s", dimension->id);
    g_menu_append_item (menu, item);
  }
  if (g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0) {
    GtkWidget *more = gtk_menu_button_new ();

    gtk_menu_button_set_label (GTK_MENU_BUTTON (more), _ ("More"));
    gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (more), G_MENU_MODEL (menu));
    gtk_box_append (GTK_BOX (self->by_box), more);
  }
  gtk_widget_set_visible (self->by_box, shown > 1);
}

static void
drop_filter_cb (GtkButton *button, gpointer data)
{
  SzBoardPage *self = data;
  guint dropped = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "filter"));
  g_autoptr (SzPlace) target = sz_place_with_n_filters (self->place, dropped);

  for (guint i = dropped + 1; i < self->place->filters->len; i++) {
    const SzPlaceFilter *filter = sz_place_filter (self->place, i);
    SzPlace *next = sz_place_with_filter (target, filter->dimension, filter->code, filter->name);

    sz_place_unref (target);
    target = next;
  }
  go (self, target);
}

static void
fill_filters (SzBoardPage *self)
{
  empty_box (self->filter_box);
  for (guint i = 0; i < self->place->filters->len; i++) {
    const SzPlaceFilter *filter = sz_place_filter (self->place, i);
    const SzDimension *dimension =
        sz_catalog_dimension (sz_desk_get_catalog (self->desk), filter->dimension, NULL);
    g_autofree char *text =
        g_strdup_printf ("%s: %s", dimension != NULL ? dimension->name : filter->dimension, filter->name);
    GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
    GtkWidget *close = gtk_button_new_from_icon_name ("sz-close-symbolic");

    gtk_widget_add_css_class (chip, "chip");
    gtk_box_append (GTK_BOX (chip), gtk_label_new (text));
    gtk_widget_set_tooltip_text (close, _ ("Without this filter"));
    gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Without this filter"), -1);
    g_object_set_data (G_OBJECT (close), "filter", GUINT_TO_POINTER (i));
    g_signal_connect (close, "clicked", G_CALLBACK (drop_filter_cb), self);
    gtk_box_append (GTK_BOX (chip), close);
    gtk_box_append (GTK_BOX (self->filter_box), chip);
  }
}

static void
fill_head (SzBoardPage *self)
{
  gboolean inner = self->place->kind == SZ_PLACE_INDICATOR;
  const SzCatalog *catalog = sz_desk_get_catalog (self->desk);
  const SzIndicator *indicator = inner ? sz_catalog_indicator (catalog, self->place->indicator, NULL) : NULL;
  const char *by = self->place->by;

  g_clear_pointer (&self->dimensions, g_ptr_array_unref);
  if (indicator != NULL)
    self->dimensions = sz_indicator_dimensions (catalog, indicator);
  gtk_widget_set_visible (self->head, inner);
  gtk_button_set_label (GTK_BUTTON (self->rows_button), _ ("View the rows"));
  sz_crumbs_show (SZ_CRUMBS (self->crumbs), catalog, self->place);
  fill_dimensions (self);
  fill_filters (self);
  gtk_widget_set_visible (self->split_scroller,
                          inner && (gtk_widget_get_visible (self->by_box) || self->place->filters->len > 0));
  if (by == NULL)
    by = next_dimension (self, self->place);
  g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "by",
                                      g_variant_new_string (by != NULL ? by : ""));
}

/* Which dimension was chosen for us is known with the page. */
static void
shown_cb (SzBoardPage *self, SzPage *page)
{
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
change_by_state_cb (GSimpleAction *action, GVariant *state, gpointer data)
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
  G_OBJECT_CLASS (klass)->dispose = sz_board_page_dispose;
  widget_class->map = sz_board_page_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/shuzhi/Cockpit/ui/sz-board-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, head);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, crumbs);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, rows_button);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, export_button);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, split_scroller);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, split_box);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, by_box);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, filter_box);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, notice);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, notice_label);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, SzBoardPage, view);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_mark_cb);
  signals[GO] = g_signal_new ("go", SZ_TYPE_BOARD_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                              1, G_TYPE_POINTER);
  signals[SHOWN] =
      g_signal_new_class_handler ("shown", SZ_TYPE_BOARD_PAGE, G_SIGNAL_RUN_FIRST, G_CALLBACK (shown_cb),
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
sz_board_page_init (SzBoardPage *self)
{
  static const GActionEntry ENTRIES[] = {
    { "by", by_cb, "s", "''", change_by_state_cb },
    { "rows", rows_cb, NULL, NULL, NULL },
    { "export", export_cb, "s", NULL, NULL },
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->scroll = -1;
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), ENTRIES, G_N_ELEMENTS (ENTRIES), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "page", G_ACTION_GROUP (self->actions));
  g_signal_connect_swapped (self->crumbs, "go", G_CALLBACK (go), self);
  g_signal_connect_swapped (self->view, "painted", G_CALLBACK (painted_cb), self);
}

void
sz_board_page_set_desk (SzBoardPage *self, SzDesk *desk)
{
  g_return_if_fail (self->desk == NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_swapped (desk, "data-changed", G_CALLBACK (sz_board_page_refresh), self);
  g_signal_connect_swapped (desk, "state-changed", G_CALLBACK (sz_board_page_refresh), self);
}

void
sz_board_page_show (SzBoardPage *self, const SzPlace *place, double scroll)
{
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

double
sz_board_page_get_scroll (SzBoardPage *self)
{
  return gtk_adjustment_get_value (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)));
}

SzPageView *
sz_board_page_get_view (SzBoardPage *self)
{
  return SZ_PAGE_VIEW (self->view);
}

gboolean
sz_board_page_is_settled (SzBoardPage *self)
{
  return self->settled && !self->asking && sz_page_view_is_settled (SZ_PAGE_VIEW (self->view));
}
