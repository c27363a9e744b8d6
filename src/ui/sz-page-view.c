/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-page-view.h"

#include <math.h>

#include "sz-foresight.h"
#include "sz-pace.h"
#include "sz-style.h"
#include "sz-tip-card.h"

/* Below this a page is not laid out; the window's own minimum keeps it wider. */
#define MIN_WIDTH 320
/* Of the main loop, for making buttons. */
#define SLICE_US 4000

typedef struct {
  char *id;
  char *tile;        /* id of the tile it lies on; NULL: the page itself */
  int tile_index;    /* as in SzMark */
  GtkWidget *button; /* (owned by the widget tree) */
  SzRect rect;
} Hit;

/* What a painting was asked for; two equal orders give the same painting. */
typedef struct {
  SzPage *page; /* compared by address, kept alive by `page` of the view */
  SzThemeId theme;
  int width, height, scale;
} Wish;

struct _SzPageView {
  GtkWidget parent_instance;

  SzPage *page;              /* (owned) (nullable) */
  SzPainting *painting;      /* (owned) (nullable) */
  GPtrArray *hits;           /* (element-type Hit) */
  GPtrArray *spares;         /* (element-type GtkWidget) buttons made for hits to come */
  guint hitting;             /* idle that puts the hits of the painting in place */
  GCancellable *cancellable; /* (owned) (nullable) of the painting under way */
  Wish wish;
  const SzMark *tip;           /* (nullable) of the painting on the screen: what is read there */
  double pointer_x, pointer_y; /* negative: it is not here */
  int offered;                 /* the height the painting on the screen was made for */
  gboolean settled;
  guint n_paintings;
};

G_DEFINE_FINAL_TYPE (SzPageView, sz_page_view, GTK_TYPE_WIDGET)

enum { OPEN, PAINTED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
free_hit (gpointer data)
{
  Hit *hit = data;

  g_free (hit->id);
  g_free (hit->tile);
  gtk_widget_unparent (hit->button);
  g_free (hit);
}

static Hit *
find_hit (SzPageView *self, const char *id)
{
  for (guint i = 0; i < self->hits->len; i++) {
    Hit *hit = g_ptr_array_index (self->hits, i);

    if (g_str_equal (hit->id, id))
      return hit;
  }
  return NULL;
}

static void
hit_clicked_cb (GtkButton *button, gpointer data)
{
  SzPageView *self = data;

  for (guint i = 0; i < self->hits->len; i++) {
    Hit *hit = g_ptr_array_index (self->hits, i);

    if (hit->button == GTK_WIDGET (button)) {
      /* What opens may replace the page and with it this hit. */
      g_autofree char *id = g_strdup (hit->id);

      g_signal_emit (self, signals[OPEN], 0, id);
      return;
    }
  }
}

/* --- reading values
 * ------------------------------------------------------------------------------------------------------------
 */

static void
show_tip (SzPageView *self, const SzMark *tip)
{
  self->tip = tip;
  /* What the card says is what the page says of itself meanwhile, for who does not see it. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  tip != NULL && tip->text != NULL                   ? tip->text
                                  : self->page != NULL && self->page->action != NULL ? self->page->action
                                                                                     : "",
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
follow_pointer (SzPageView *self)
{
  const SzMark *tip = self->painting != NULL && self->pointer_x >= 0
                          ? sz_picture_tip (self->painting->picture, self->pointer_x, self->pointer_y)
                          : NULL;

  if (tip != self->tip)
    show_tip (self, tip);
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, gpointer data)
{
  SzPageView *self = data;

  self->pointer_x = x;
  self->pointer_y = y;
  follow_pointer (self);
}

static void
leave_cb (GtkEventControllerMotion *controller, gpointer data)
{
  SzPageView *self = data;

  self->pointer_x = self->pointer_y = -1;
  if (self->tip != NULL)
    show_tip (self, NULL);
}

/* The card says more than the tooltip would. */
static gboolean
tooltip_cb (GtkWidget *button, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  const SzPageView *self = data;
  const char *text = g_object_get_data (G_OBJECT (button), "sentence");

  if (text == NULL || (self->tip != NULL && !keyboard))
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static int
focused_tile (SzPageView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  for (guint i = 0; focus != NULL && i < self->hits->len; i++) {
    const Hit *hit = g_ptr_array_index (self->hits, i);

    if (hit->button == focus)
      return hit->tile_index;
  }
  return -1;
}

/* Left and right read the chart in whose tile the focus is, value by value. */
static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, gpointer data)
{
  SzPageView *self = data;
  int tile = focused_tile (self);
  int step = key == GDK_KEY_Right ? 1 : -1;
  const SzMark *tip;

  if ((key != GDK_KEY_Left && key != GDK_KEY_Right) || (modifiers & GDK_ALT_MASK) != 0 || tile < 0 ||
      self->painting == NULL)
    return FALSE;
  tip = self->tip != NULL && self->tip->tile == tile ? self->tip : NULL;
  tip = sz_picture_tip_next (self->painting->picture, tile, tip, step);
  if (tip == NULL)
    return self->tip != NULL;
  show_tip (self, tip);
  return TRUE;
}

static GtkWidget *
new_button (SzPageView *self)
{
  GtkWidget *button = gtk_button_new ();

  gtk_widget_add_css_class (button, "hit");
  gtk_widget_set_cursor_from_name (button, "pointer");
  gtk_widget_set_has_tooltip (button, TRUE);
  g_signal_connect (button, "clicked", G_CALLBACK (hit_clicked_cb), self);
  g_signal_connect (button, "query-tooltip", G_CALLBACK (tooltip_cb), self);
  return button;
}

static Hit *
new_hit (SzPageView *self, const char *id)
{
  Hit *hit = g_new0 (Hit, 1);

  hit->id = g_strdup (id);
  /* The list's reference goes with it once the button has a parent. */
  hit->button =
      self->spares->len > 0 ? g_ptr_array_index (self->spares, self->spares->len - 1) : new_button (self);
  return hit;
}

/* Takes the button of a mark out of the hits there were, or makes one. */
static Hit *
take_hit (SzPageView *self, GPtrArray *old, const SzMark *mark)
{
  for (guint i = 0; i < old->len; i++) {
    Hit *hit = g_ptr_array_index (old, i);

    if (g_str_equal (hit->id, mark->id))
      return g_ptr_array_steal_index (old, i);
  }
  return new_hit (self, mark->id);
}

static const char *
tile_id (const SzPicture *picture, const SzMark *mark)
{
  return mark->tile >= 0 && (guint)mark->tile < picture->marks->len
             ? sz_picture_mark (picture, (guint)mark->tile)->id
             : NULL;
}

/* Buttons whose mark is still there are kept, so that a refresh takes neither focus nor hover away. A later
 * mark lies above an earlier one, as it does for the pointer in draw. Two marks may open the same thing (a
 * card and its lead figure): each has its own button. */
static void
update_hits (SzPageView *self, const SzPicture *picture)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->hits);
  GtkWidget *previous = NULL;

  self->hits = g_ptr_array_new_with_free_func (free_hit);
  for (guint i = 0; i < picture->marks->len; i++) {
    const SzMark *mark = sz_picture_mark (picture, i);
    const char *sentence;
    Hit *hit;

    if (mark->kind != SZ_MARK_HIT || mark->id == NULL)
      continue;
    hit = take_hit (self, old, mark);
    hit->rect = mark->rect;
    g_free (hit->tile);
    hit->tile = g_strdup (tile_id (picture, mark));
    hit->tile_index = mark->tile;
    sentence = mark->text != NULL ? mark->text : mark->id;
    if (g_strcmp0 (g_object_get_data (G_OBJECT (hit->button), "sentence"), sentence) != 0) {
      g_object_set_data_full (G_OBJECT (hit->button), "sentence", g_strdup (sentence), g_free);
      gtk_accessible_update_property (GTK_ACCESSIBLE (hit->button), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                      -1);
    }
    if (gtk_widget_get_parent (hit->button) == NULL || gtk_widget_get_prev_sibling (hit->button) != previous)
      gtk_widget_insert_after (hit->button, GTK_WIDGET (self), previous);
    if (self->spares->len > 0 && g_ptr_array_index (self->spares, self->spares->len - 1) == hit->button)
      g_ptr_array_remove_index (self->spares, self->spares->len - 1);
    previous = hit->button;
    g_ptr_array_add (self->hits, hit);
  }
}

static guint
count_hits (const SzPicture *picture)
{
  guint n = 0;

  for (guint i = 0; i < picture->marks->len; i++)
    n += sz_picture_mark (picture, i)->kind == SZ_MARK_HIT ? 1 : 0;
  return n;
}

/* The picture stands first; what can be pressed on it follows at once, in parts that no frame waits for. */
static gboolean
hits_cb (gpointer data)
{
  SzPageView *self = data;
  guint wanted = count_hits (self->painting->picture);
  gint64 until_us = g_get_monotonic_time () + SLICE_US;

  while (self->hits->len + self->spares->len < wanted) {
    if (g_get_monotonic_time () >= until_us)
      return G_SOURCE_CONTINUE;
    g_ptr_array_add (self->spares, g_object_ref_sink (new_button (self)));
  }
  self->hitting = 0;
  update_hits (self, self->painting->picture);
  /* Not while the next painting, of another size perhaps, is under way. */
  self->settled = self->cancellable == NULL;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_signal_emit (self, signals[PAINTED], 0);
  return G_SOURCE_REMOVE;
}

/* What is asked for: a picture no taller than what was offered fills the view by itself and asks for nothing.
 */
static int
measured_height (SzPageView *self)
{
  return self->painting != NULL && self->painting->picture->height > self->offered + 0.5
             ? (int)ceil (self->painting->picture->height)
             : 0;
}

/* A value that is being read stays: under the pointer, or where the keys have led. */
static void
take_painting (SzPageView *self, SzPainting *painting)
{
  gboolean pointed = self->pointer_x >= 0, reading = self->tip != NULL;
  double x = pointed || !reading ? self->pointer_x : self->tip->x;
  double y = pointed || !reading ? self->pointer_y : self->tip->y;

  self->tip = NULL;
  g_clear_pointer (&self->painting, sz_painting_free);
  self->painting = painting;
  if (pointed || reading)
    show_tip (self, sz_picture_tip (painting->picture, x, y));
}

static void
painted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzPageView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SzPainting) painting = sz_painter_paint_finish (result, &error);
  int height;

  if (painting == NULL) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      g_warning ("%s", error->message);
    return;
  }
  g_clear_object (&self->cancellable);
  height = measured_height (self);
  take_painting (self, g_steal_pointer (&painting));
  self->offered = self->wish.height;
  self->n_paintings++;
  if (measured_height (self) != height)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  sz_pace_mark_shown (GTK_WIDGET (self),
                      self->page != NULL && self->page->data_ms != 0 ? "figures" : "blocks");
  if (self->hitting == 0)
    self->hitting = g_idle_add (hits_cb, self);
}

/* The height there is to fill without scrolling. */
static int
visible_height (SzPageView *self, int own)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);

  return scrolled != NULL && gtk_widget_get_height (scrolled) > 0 ? gtk_widget_get_height (scrolled) : own;
}

static void
request_painting (SzPageView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  Wish wish = { self->page, sz_style_get_theme (sz_style_get ()), width,
                visible_height (self, gtk_widget_get_height (GTK_WIDGET (self))),
                gtk_widget_get_scale_factor (GTK_WIDGET (self)) };

  if (self->page == NULL || width < MIN_WIDTH || wish.height <= 0)
    return;
  if (wish.page == self->wish.page && wish.theme == self->wish.theme && wish.width == self->wish.width &&
      wish.height == self->wish.height && wish.scale == self->wish.scale)
    return;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->wish = wish;
  self->settled = FALSE;
  sz_foresight_paint_async (self->page, &(SzOutlook){ wish.theme, wish.width, wish.height, wish.scale },
                            self->painting, self->cancellable, painted_cb, g_object_ref (self));
}

/* --- widget
 * ------------------------------------------------------------------------------------------------------- */

static GtkSizeRequestMode
sz_page_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static void
sz_page_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  SzPageView *self = SZ_PAGE_VIEW (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = MIN_WIDTH;
  else
    *minimum = *natural = measured_height (self);
}

static void
sz_page_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SzPageView *self = SZ_PAGE_VIEW (widget);

  for (guint i = 0; i < self->hits->len; i++) {
    const Hit *hit = g_ptr_array_index (self->hits, i);
    int left = (int)floor (hit->rect.x);
    int top = (int)floor (hit->rect.y);
    GtkAllocation allocation = { left, top, (int)ceil (hit->rect.x + hit->rect.width) - left,
                                 (int)ceil (hit->rect.y + hit->rect.height) - top };

    /* The style asks for no minimum; GTK still wants to be asked before it allocates. */
    gtk_widget_measure (hit->button, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
    gtk_widget_size_allocate (hit->button, &allocation, -1);
  }
  request_painting (self);
}

static void
sz_page_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SzPageView *self = SZ_PAGE_VIEW (widget);

  if (self->painting != NULL) {
    sz_painting_snapshot (self->painting, snapshot);
  }
  GTK_WIDGET_CLASS (sz_page_view_parent_class)->snapshot (widget, snapshot);
  if (self->tip != NULL)
    sz_tip_card_snapshot (widget, snapshot, self->tip, sz_theme_get (sz_style_get_theme (sz_style_get ())),
                          gtk_widget_get_width (widget), gtk_widget_get_height (widget));
}

static void
drop_order (SzPageView *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->hitting, g_source_remove);
  self->wish.page = NULL;
}

/* Nobody looks any more; shown again, the page is painted again. */
static void
sz_page_view_unrealize (GtkWidget *widget)
{
  drop_order (SZ_PAGE_VIEW (widget));
  GTK_WIDGET_CLASS (sz_page_view_parent_class)->unrealize (widget);
}

static void
sz_page_view_dispose (GObject *object)
{
  SzPageView *self = SZ_PAGE_VIEW (object);

  drop_order (self);
  self->tip = NULL;
  g_clear_pointer (&self->spares, g_ptr_array_unref);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  g_clear_pointer (&self->painting, sz_painting_free);
  g_clear_pointer (&self->page, sz_page_unref);
  G_OBJECT_CLASS (sz_page_view_parent_class)->dispose (object);
}

static void
sz_page_view_class_init (SzPageViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_page_view_dispose;
  widget_class->get_request_mode = sz_page_view_get_request_mode;
  widget_class->measure = sz_page_view_measure;
  widget_class->size_allocate = sz_page_view_size_allocate;
  widget_class->snapshot = sz_page_view_snapshot;
  widget_class->unrealize = sz_page_view_unrealize;
  gtk_widget_class_set_css_name (widget_class, "pageview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[OPEN] = g_signal_new ("open", SZ_TYPE_PAGE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PAINTED] =
      g_signal_new ("painted", SZ_TYPE_PAGE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
add_controllers (SzPageView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
sz_page_view_init (SzPageView *self)
{
  self->pointer_x = self->pointer_y = -1;
  add_controllers (self);
  self->hits = g_ptr_array_new_with_free_func (free_hit);
  self->spares = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (sz_style_get (), "changed", G_CALLBACK (request_painting), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (request_painting), NULL);
}

GtkWidget *
sz_page_view_new (void)
{
  return g_object_new (SZ_TYPE_PAGE_VIEW, NULL);
}

void
sz_page_view_set_page (SzPageView *self, SzPage *page)
{
  if (page == self->page)
    return;
  /* The address of the old page may come back for a new one. */
  self->wish.page = NULL;
  g_clear_pointer (&self->page, sz_page_unref);
  if (page == NULL) {
    g_ptr_array_set_size (self->hits, 0);
    self->tip = NULL;
    drop_order (self);
    g_clear_pointer (&self->painting, sz_painting_free);
    self->settled = TRUE;
    gtk_widget_queue_resize (GTK_WIDGET (self));
    return;
  }
  self->page = sz_page_ref (page);
  self->settled = FALSE;
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, page->headline != NULL ? page->headline : "",
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, page->action != NULL ? page->action : "", -1);
  request_painting (self);
}

SzPage *
sz_page_view_get_page (SzPageView *self)
{
  return self->page;
}

gboolean
sz_page_view_is_settled (SzPageView *self)
{
  return self->settled;
}

GtkWidget *
sz_page_view_find_hit (SzPageView *self, const char *id)
{
  const Hit *hit = find_hit (self, id);

  return hit != NULL ? hit->button : NULL;
}

const char *
sz_page_view_get_tip (SzPageView *self)
{
  return self->tip != NULL ? self->tip->text : NULL;
}

const char *
sz_page_view_get_focused_tile (SzPageView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  for (guint i = 0; i < self->hits->len; i++) {
    const Hit *hit = g_ptr_array_index (self->hits, i);

    if (hit->button == focus)
      return hit->tile;
  }
  return NULL;
}

guint
sz_page_view_get_n_paintings (SzPageView *self)
{
  return self->n_paintings;
}
