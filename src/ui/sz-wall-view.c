/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-wall-view.h"

#include "sz-i18n.h"
#include "sz-painter.h"
#include "sz-rota.h"

#define FADE_US (400 * 1000)
#define NIGHT_OPACITY 0.3
#define STALE_OPACITY 0.5
/* In pixels of the reference canvas, 3840 × 1080. */
#define MARGIN 63
#define BAR_WIDTH 120
#define BAR_HEIGHT 6
#define BAR_HEIGHT_LEAST 4.0
#define BAR_GAP 16
/* Below the foot of the page, whatever that says; more than the picture moves. */
#define BAR_BOTTOM 9
#define CLOCK_SIZE 220
#define TITLE_SIZE 64
#define NOTE_SIZE 40

struct _SzWallView {
  GtkWidget parent_instance;

  SzPage *page;                    /* (owned) (nullable) of `painting` */
  SzPainting *painting, *previous; /* (owned) (nullable) */
  SzPage *wanted;                  /* (owned) (nullable) being painted */
  GCancellable *cancellable;       /* (owned) (nullable) */
  gboolean turn, mirrored;
  int wanted_width, wanted_height;
  gint64 fade_start; /* frame clock, 0: no fade */
  guint tick;
  guint index, n;
  double progress;
  char *stale, *night, *title, *clock;
  gint64 minute;
  int shift_x, shift_y;
};

G_DEFINE_FINAL_TYPE (SzWallView, sz_wall_view, GTK_TYPE_WIDGET)

enum { PAINTED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- painting
 * ---------------------------------------------------------------------------------------------------------------
 */

static gboolean
fade_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  SzWallView *self = SZ_WALL_VIEW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (self->fade_start == 0)
    self->fade_start = now;
  gtk_widget_queue_draw (widget);
  if (now - self->fade_start < FADE_US)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  self->fade_start = 0;
  g_clear_pointer (&self->previous, sz_painting_free);
  return G_SOURCE_REMOVE;
}

static gboolean
animations_enabled (GtkWidget *widget)
{
  gboolean enabled = TRUE;

  g_object_get (gtk_widget_get_settings (widget), "gtk-enable-animations", &enabled, NULL);
  return enabled;
}

static void
stop_fade (SzWallView *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  self->fade_start = 0;
  g_clear_pointer (&self->previous, sz_painting_free);
}

static void
put_painting (SzWallView *self, SzPainting *painting)
{
  gboolean fade = self->turn && self->painting != NULL && animations_enabled (GTK_WIDGET (self)) &&
                  gtk_widget_get_mapped (GTK_WIDGET (self));

  stop_fade (self);
  if (fade) {
    self->previous = g_steal_pointer (&self->painting);
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), fade_cb, NULL, NULL);
  }
  g_clear_pointer (&self->painting, sz_painting_free);
  self->painting = painting;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
painted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzWallView) self = data;
  SzPainting *painting = sz_painter_paint_finish (result, NULL);

  /* What could not be painted leaves the old picture where it is: a wall never says why. */
  if (painting == NULL || self->wanted == NULL) {
    g_clear_pointer (&painting, sz_painting_free);
    return;
  }
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->page, sz_page_unref);
  self->page = g_steal_pointer (&self->wanted);
  put_painting (self, painting);
  self->turn = FALSE;
  g_signal_emit (self, signals[PAINTED], 0);
}

static void
order (SzWallView *self, SzPage *page)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  SzPage *previous = self->wanted;

  self->wanted = sz_page_ref (page);
  g_clear_pointer (&previous, sz_page_unref);
  if (width <= 0 || height <= 0)
    return;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->wanted_width = width;
  self->wanted_height = height;
  sz_painter_paint_async (page, SZ_THEME_WALL, width, height, 1,
                          self->mirrored ? SZ_DRAW_MIRROR : SZ_DRAW_DEFAULT, self->painting,
                          self->cancellable, painted_cb, g_object_ref (self));
}

/* --- drawing
 * ----------------------------------------------------------------------------------------------------------------
 */

static double
unit_of (SzWallView *self)
{
  return CLAMP (gtk_widget_get_height (GTK_WIDGET (self)) / 1080.0, 0.3, 4);
}

/* As pages scale, beside whose texts the bars lie: a screen that is less wide than a wall is smaller, not
 * lower. */
static double
page_unit_of (SzWallView *self)
{
  double wide = gtk_widget_get_width (GTK_WIDGET (self)) / 3840.0;

  return MAX (MIN (wide, MAX (gtk_widget_get_height (GTK_WIDGET (self)) / 1080.0, wide / 2)), 1 / 3.0);
}

static GdkRGBA
grey (SzColour colour)
{
  return (GdkRGBA){ (float)((colour >> 16 & 0xff) / 255.0), (float)((colour >> 8 & 0xff) / 255.0),
                    (float)((colour & 0xff) / 255.0), 1 };
}

/* Text whose left top corner is at a point; its size is returned. */
static PangoRectangle
append_text (SzWallView *self, GtkSnapshot *snapshot, const char *text, double size, gboolean bold,
             SzColour colour, double x, double y)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoFontDescription *font = pango_font_description_from_string ("Noto Sans CJK SC");
  PangoRectangle extents;
  GdkRGBA rgba = grey (colour);

  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  if (snapshot != NULL) {
    gtk_snapshot_save (snapshot);
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x, (float)y));
    gtk_snapshot_append_layout (snapshot, layout, &rgba);
    gtk_snapshot_restore (snapshot);
  }
  return extents;
}

static void
draw_night (SzWallView *self, GtkSnapshot *snapshot, int width, int height)
{
  const SzTheme *theme = sz_theme_get (SZ_THEME_WALL);
  double size = CLOCK_SIZE * unit_of (self);
  PangoRectangle extents = append_text (self, NULL, self->night, size, TRUE, theme->text_primary, 0, 0);
  double x, y;

  sz_wall_night_spot (self->minute, &x, &y);
  gtk_snapshot_push_opacity (snapshot, NIGHT_OPACITY);
  append_text (self, snapshot, self->night, size, TRUE, theme->text_primary,
               x * MAX (0, width - extents.width), y * MAX (0, height - extents.height));
  gtk_snapshot_pop (snapshot);
}

static void
draw_waiting (SzWallView *self, GtkSnapshot *snapshot, int width, int height)
{
  const SzTheme *theme = sz_theme_get (SZ_THEME_WALL);
  double unit = unit_of (self);
  const char *clock = self->clock != NULL ? self->clock : "";
  const char *title = self->title != NULL ? self->title : "";
  PangoRectangle time = append_text (self, NULL, clock, CLOCK_SIZE * unit, TRUE, theme->text_primary, 0, 0);
  PangoRectangle words =
      append_text (self, NULL, title, TITLE_SIZE * unit, FALSE, theme->text_secondary, 0, 0);
  double y = (height - time.height - words.height) / 2.0;

  append_text (self, snapshot, clock, CLOCK_SIZE * unit, TRUE, theme->text_primary,
               (width - time.width) / 2.0, y);
  append_text (self, snapshot, title, TITLE_SIZE * unit, FALSE, theme->text_secondary,
               (width - words.width) / 2.0, y + time.height);
}

static double
fade_share (SzWallView *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  if (self->previous == NULL || clock == NULL || self->fade_start == 0)
    return self->previous == NULL ? 1 : 0;
  return CLAMP ((double)(gdk_frame_clock_get_frame_time (clock) - self->fade_start) / FADE_US, 0, 1);
}

static void
draw_page (SzWallView *self, GtkSnapshot *snapshot)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)self->shift_x, (float)self->shift_y));
  if (self->stale != NULL)
    gtk_snapshot_push_opacity (snapshot, STALE_OPACITY);
  if (self->previous != NULL) {
    gtk_snapshot_push_cross_fade (snapshot, fade_share (self));
    sz_painting_snapshot (self->previous, snapshot);
    gtk_snapshot_pop (snapshot);
    sz_painting_snapshot (self->painting, snapshot);
    gtk_snapshot_pop (snapshot);
  } else {
    sz_painting_snapshot (self->painting, snapshot);
  }
  if (self->stale != NULL)
    gtk_snapshot_pop (snapshot);
  gtk_snapshot_restore (snapshot);
}

static void
draw_progress (SzWallView *self, GtkSnapshot *snapshot, int height)
{
  const SzTheme *theme = sz_theme_get (SZ_THEME_WALL);
  GdkRGBA track = grey (theme->line_hair), bar = grey (theme->text_primary);
  double unit = page_unit_of (self), high = MAX (BAR_HEIGHT * unit, BAR_HEIGHT_LEAST);
  double y = MIN (height - BAR_BOTTOM * unit + self->shift_y, height) - high;

  for (guint i = 0; self->n > 1 && i < self->n; i++) {
    double x = MARGIN * unit + i * (BAR_WIDTH + BAR_GAP) * unit + self->shift_x;
    double share = i < self->index ? 1 : i == self->index ? self->progress : 0;

    gtk_snapshot_append_color (
        snapshot, &track, &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)(BAR_WIDTH * unit), (float)high));
    if (share > 0)
      gtk_snapshot_append_color (
          snapshot, &bar,
          &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)(BAR_WIDTH * unit * share), (float)high));
  }
}

static void
draw_stale (SzWallView *self, GtkSnapshot *snapshot, int width, int height)
{
  const SzTheme *theme = sz_theme_get (SZ_THEME_WALL);
  double unit = unit_of (self);
  GdkRGBA ground = grey (theme->bg_raised);
  PangoRectangle extents =
      append_text (self, NULL, self->stale, NOTE_SIZE * unit, TRUE, theme->status_attention, 0, 0);
  double x = (width - extents.width) / 2.0 + self->shift_x;
  double y = height - extents.height - 2 * MARGIN * unit + self->shift_y;

  gtk_snapshot_append_color (snapshot, &ground,
                             &GRAPHENE_RECT_INIT ((float)(x - 30 * unit), (float)(y - 10 * unit),
                                                  (float)(extents.width + 60 * unit),
                                                  (float)(extents.height + 20 * unit)));
  append_text (self, snapshot, self->stale, NOTE_SIZE * unit, TRUE, theme->status_attention, x, y);
}

static void
sz_wall_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SzWallView *self = SZ_WALL_VIEW (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  GdkRGBA black = { 0, 0, 0, 1 };

  gtk_snapshot_append_color (snapshot, &black, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  if (self->night != NULL) {
    draw_night (self, snapshot, width, height);
  } else if (self->painting == NULL) {
    draw_waiting (self, snapshot, width, height);
  } else {
    draw_page (self, snapshot);
    draw_progress (self, snapshot, height);
    if (self->stale != NULL)
      draw_stale (self, snapshot, width, height);
  }
}

/* --- widget
 * ----------------------------------------------------------------------------------------------------------------
 */

static void
sz_wall_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SzWallView *self = SZ_WALL_VIEW (widget);

  if (width == self->wanted_width && height == self->wanted_height)
    return;
  if (self->wanted != NULL)
    order (self, self->wanted);
  else if (self->page != NULL)
    order (self, self->page);
}

static void
sz_wall_view_dispose (GObject *object)
{
  SzWallView *self = SZ_WALL_VIEW (object);

  stop_fade (self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->painting, sz_painting_free);
  g_clear_pointer (&self->page, sz_page_unref);
  g_clear_pointer (&self->wanted, sz_page_unref);
  g_clear_pointer (&self->stale, g_free);
  g_clear_pointer (&self->night, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->clock, g_free);
  G_OBJECT_CLASS (sz_wall_view_parent_class)->dispose (object);
}

static void
sz_wall_view_class_init (SzWallViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_wall_view_dispose;
  widget_class->size_allocate = sz_wall_view_size_allocate;
  widget_class->snapshot = sz_wall_view_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[PAINTED] =
      g_signal_new ("painted", SZ_TYPE_WALL_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sz_wall_view_init (SzWallView *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
}

GtkWidget *
sz_wall_view_new (void)
{
  return g_object_new (SZ_TYPE_WALL_VIEW, NULL);
}

void
sz_wall_view_show (SzWallView *self, SzPage *page, gboolean turn)
{
  self->turn = self->turn || turn;
  order (self, page);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, page->headline, -1);
}

void
sz_wall_view_set_progress (SzWallView *self, guint index, guint n, double progress)
{
  if (self->index == index && self->n == n && ABS (self->progress - progress) < 0.004)
    return;
  self->index = index;
  self->n = n;
  self->progress = progress;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
replace_text (char **field, const char *text)
{
  if (g_strcmp0 (*field, text) == 0)
    return FALSE;
  g_free (*field);
  *field = g_strdup (text);
  return TRUE;
}

void
sz_wall_view_set_stale (SzWallView *self, const char *sentence)
{
  if (replace_text (&self->stale, sentence))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
sz_wall_view_set_night (SzWallView *self, const char *text, gint64 minute)
{
  gboolean moved = text != NULL && minute != self->minute;

  self->minute = minute;
  if (replace_text (&self->night, text) || moved)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
sz_wall_view_is_night (SzWallView *self)
{
  return self->night != NULL;
}

void
sz_wall_view_set_waiting (SzWallView *self, const char *title, const char *clock)
{
  gboolean other = replace_text (&self->title, title);

  if ((replace_text (&self->clock, clock) || other) && self->painting == NULL)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
sz_wall_view_set_shift (SzWallView *self, int x, int y)
{
  if (self->shift_x == x && self->shift_y == y)
    return;
  self->shift_x = x;
  self->shift_y = y;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
sz_wall_view_set_mirrored (SzWallView *self, gboolean mirrored)
{
  self->mirrored = mirrored;
}

SzPage *
sz_wall_view_get_page (SzWallView *self)
{
  return self->page;
}

gboolean
sz_wall_view_is_settled (SzWallView *self)
{
  return self->painting != NULL && self->wanted == NULL && self->previous == NULL;
}
