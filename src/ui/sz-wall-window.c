/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-wall-window.h"

#include "sz-alert-tiles.h"
#include "sz-i18n.h"
#include "sz-rota.h"
#include "sz-wall-screen.h"

#define TICK_MS 1000
/* The desk answers at least every minute; figures that were not renewed for longer are called old. */
#define OLD_US (150 * G_USEC_PER_SEC)
/* New data is shown at most this often: a wall is looked at, not read along. */
#define RENEW_US (2 * G_USEC_PER_SEC)
/* A page that was asked for and is long in coming keeps its turn for so long. */
#define PENDING_US (60 * G_USEC_PER_SEC)

struct _SzWallWindow {
  GtkApplicationWindow parent_instance;

  SzDesk *desk;         /* (owned) */
  SzSettings *settings; /* (owned) */
  GPtrArray *boards;    /* (element-type SzPlace) */
  SzRota rota;
  char *monitor; /* (nullable) */
  char *hall;
  int width, height;
  gboolean turning, asking, dirty, passed;
  gboolean missing; /* the monitor that was asked for is not there */
  gboolean still;   /* the home is of files alone, whose time stands still */
  guint serial, tick, inhibited;
  gint64 renewed_us;         /* monotonic, when the page that stands was answered */
  gint64 clock_ms, clock_us; /* the hall's clock, and ours when it was told */
  gint64 minute;             /* of that clock, for which a page was last asked */
  SzZone *zone;              /* (owned) (nullable) */
  GtkWidget *view;
};

G_DEFINE_FINAL_TYPE (SzWallWindow, sz_wall_window, GTK_TYPE_APPLICATION_WINDOW)

GPtrArray *
sz_wall_parse_boards (const char *const *boards, const SzCatalog *catalog, GError **error)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_place_unref);

  for (guint i = 0; boards[i] != NULL; i++) {
    SzPlace *place = sz_place_parse (boards[i], catalog, error);

    if (place == NULL)
      return NULL;
    g_ptr_array_add (places, place);
    if (place->kind != SZ_PLACE_OVERVIEW && place->kind != SZ_PLACE_LIVE && place->kind != SZ_PLACE_ALERTS &&
        place->kind != SZ_PLACE_INDICATOR) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                   _ ("A wall shows overview, live, alerts and indicator:ID; “%s” is for a window."),
                   boards[i]);
      return NULL;
    }
  }
  if (places->len == 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("A wall needs at least one board."));
    return NULL;
  }
  return g_steal_pointer (&places);
}

/* --- the clock
 * ------------------------------------------------------------------------------------------------------------------
 */

static gint64
hall_now_ms (SzWallWindow *self)
{
  if (self->clock_ms == 0)
    return sz_clock_now_ms ();
  return self->clock_ms + (g_get_monotonic_time () - self->clock_us) / 1000;
}

static void
take_clock (SzWallWindow *self, SzZone *zone, gint64 now_ms)
{
  if (zone != NULL && (self->zone == NULL || !g_str_equal (sz_zone_id (zone), sz_zone_id (self->zone)))) {
    g_clear_pointer (&self->zone, sz_zone_unref);
    self->zone = sz_zone_new (sz_zone_id (zone), NULL);
  }
  if (now_ms != 0) {
    self->clock_ms = now_ms;
    self->clock_us = g_get_monotonic_time ();
  }
}

static void
show_clock (SzWallWindow *self)
{
  SzWallView *view = SZ_WALL_VIEW (self->view);
  gint64 now = hall_now_ms (self);
  gint64 wall = now + sz_zone_offset_s (self->zone, now) * SZ_SECOND_MS;
  gint64 minute = wall / SZ_MINUTE_MS;
  g_autofree char *clock = sz_clock_text (now, self->zone);
  int x, y;

  sz_wall_shift (minute, &x, &y);
  sz_wall_view_set_shift (view, x, y);
  sz_wall_view_set_mirrored (view, sz_wall_mirrored (wall / SZ_DAY_MS));
  sz_wall_view_set_night (view, sz_wall_is_night ((int)(minute % (24 * 60))) ? clock : NULL, minute);
  sz_wall_view_set_waiting (view, self->hall, clock);
}

/* --- pages
 * ------------------------------------------------------------------------------------------------------------------
 */

static const SzPlace *
current (SzWallWindow *self)
{
  return g_ptr_array_index (self->boards, self->rota.index);
}

static gboolean
is_alarming (SzWallWindow *self)
{
  const SzPage *page = sz_wall_view_get_page (SZ_WALL_VIEW (self->view));

  return page != NULL && page->tally[SZ_STATUS_ALARM] > 0;
}

static void
take_page (SzWallWindow *self, SzPage *page)
{
  self->renewed_us = g_get_monotonic_time ();
  self->still = page->clock_ms != 0;
  take_clock (self, page->zone, sz_page_clock_ms (page));
  /* Whether it is night is for the hall's clock to say, as soon as it is known. */
  show_clock (self);
  if (*page->hall != '\0' && g_strcmp0 (page->hall, self->hall) != 0) {
    g_free (self->hall);
    self->hall = g_strdup (page->hall);
  }
  sz_wall_view_set_stale (SZ_WALL_VIEW (self->view), NULL);
  sz_wall_view_show (SZ_WALL_VIEW (self->view), page, self->turning);
  self->turning = FALSE;
}

/* A page that cannot be had now, or has nothing to show, leaves its turn to the next, which is asked for with
 * the next tick. */
static void
pass_on (SzWallWindow *self)
{
  if (self->rota.n < 2)
    return;
  sz_rota_skip (&self->rota, g_get_monotonic_time ());
  self->turning = TRUE;
  self->passed = TRUE;
}

typedef struct {
  SzWallWindow *window; /* (owned) */
  guint serial;
} Asked;

static void
page_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Asked *asked = data;
  g_autoptr (SzWallWindow) self = asked->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (SzPage) page = sz_desk_wall_page_finish (SZ_DESK (source), result, &error);

  if (asked->serial != self->serial)
    return;
  self->asking = FALSE;
  if (page != NULL)
    take_page (self, page);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && self->turning)
    pass_on (self);
}

static void
show_alerts (SzWallWindow *self)
{
  const SzAlertList *list = sz_desk_get_alerts (self->desk);
  g_autoptr (SzPage) page =
      list != NULL ? sz_alert_wall_page (list, self->hall != NULL ? self->hall : "") : NULL;

  if (page != NULL && self->still)
    page->clock_ms = sz_clock_now_ms ();
  if (page != NULL)
    take_page (self, page);
  else
    pass_on (self);
}

static void
ask_page (SzWallWindow *self)
{
  Asked *asked;

  self->dirty = FALSE;
  self->passed = FALSE;
  self->minute = hall_now_ms (self) / SZ_MINUTE_MS;
  if (current (self)->kind == SZ_PLACE_ALERTS) {
    show_alerts (self);
    return;
  }
  if (sz_desk_get_state (self->desk) == SZ_DESK_OPENING || sz_desk_get_state (self->desk) == SZ_DESK_EMPTY)
    return;
  asked = g_new0 (Asked, 1);
  asked->window = g_object_ref (self);
  asked->serial = ++self->serial;
  self->asking = TRUE;
  sz_desk_wall_page_async (self->desk, current (self), page_cb, asked);
}

static void
data_changed_cb (SzWallWindow *self)
{
  self->dirty = TRUE;
}

static void
say_age (SzWallWindow *self, gint64 now_us)
{
  const SzPage *page = sz_wall_view_get_page (SZ_WALL_VIEW (self->view));
  g_autofree char *clock = NULL;
  g_autofree char *ago = NULL;
  g_autofree char *text = NULL;

  if (page == NULL || self->renewed_us == 0 || now_us - self->renewed_us < OLD_US)
    return;
  clock = sz_instant_text (page->data_ms != 0 ? page->data_ms : page->now_ms, sz_page_clock_ms (page),
                           self->zone);
  ago = sz_age_text ((now_us - self->renewed_us) / 1000);
  /* Translators: a time of day, then an age such as “14 min ago”. */
  text = g_strdup_printf (_ ("Figures of %1$s, last renewed %2$s"), clock, ago);
  sz_wall_view_set_stale (SZ_WALL_VIEW (self->view), text);
}

/* A machine that answers more slowly than the pages turn would else never show one. */
static gboolean
is_pending (SzWallWindow *self, gint64 now_us)
{
  return self->asking && self->turning && now_us - self->rota.since_us < PENDING_US;
}

/* There is a clock on the page, which would stand still with it where no data comes. */
static gboolean
is_minute_over (SzWallWindow *self)
{
  return sz_wall_view_get_page (SZ_WALL_VIEW (self->view)) != NULL &&
         hall_now_ms (self) / SZ_MINUTE_MS != self->minute;
}

static gboolean
tick_cb (gpointer data)
{
  SzWallWindow *self = data;
  gint64 now_us = g_get_monotonic_time ();
  gboolean waiting = sz_wall_view_get_page (SZ_WALL_VIEW (self->view)) == NULL;

  if (!self->asking && self->passed) {
    ask_page (self);
  } else if (!is_pending (self, now_us) && sz_rota_turn (&self->rota, is_alarming (self), now_us)) {
    self->turning = TRUE;
    self->asking = FALSE;
    ask_page (self);
  } else if (!self->asking && (self->dirty || waiting || is_minute_over (self)) &&
             now_us - self->renewed_us >= RENEW_US) {
    ask_page (self);
  }
  /* A desk that could not open its home tries again for as long as it takes. */
  sz_desk_retry (self->desk);
  sz_wall_view_set_progress (SZ_WALL_VIEW (self->view), self->rota.index, self->rota.n,
                             sz_rota_progress (&self->rota, is_alarming (self), now_us));
  say_age (self, now_us);
  show_clock (self);
  return G_SOURCE_CONTINUE;
}

/* --- the monitor
 * ----------------------------------------------------------------------------------------------------------------
 */

static void
lay_out (SzWallWindow *self)
{
  gtk_widget_queue_allocate (gtk_window_get_child (GTK_WINDOW (self)));
}

/* Said once for each time it is missing: whoever reads the log of a wall learns why it is on another screen.
 */
static void
complain (SzWallWindow *self, const GArray *screens, gboolean missing)
{
  const SzWallScreen *list = (const SzWallScreen *)screens->data;

  if (missing && !self->missing) {
    g_autofree char *complaint = sz_wall_screen_complaint (list, screens->len, self->monitor);

    g_printerr ("%s\n", complaint);
  }
  self->missing = missing;
}

/* A monitor that comes back, or is plugged in later, is taken again. */
static void
cover_monitor (SzWallWindow *self)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self));
  g_autoptr (GArray) screens = sz_wall_screens (display);
  const SzWallScreen *list = (const SzWallScreen *)screens->data;
  g_autoptr (GdkMonitor) monitor = NULL;
  int chosen;

  if (self->width > 0 || screens->len == 0)
    return;
  chosen = sz_wall_screen_choose (list, screens->len, self->monitor);
  complain (self, screens, chosen < 0);
  if (chosen < 0)
    chosen = sz_wall_screen_choose (list, screens->len, NULL);
  monitor = g_list_model_get_item (gdk_display_get_monitors (display), (guint)chosen);
  gtk_window_set_default_size (GTK_WINDOW (self), list[chosen].area.width, list[chosen].area.height);
  gtk_window_fullscreen_on_monitor (GTK_WINDOW (self), monitor);
  lay_out (self);
}

/* What a monitor is called, and where it lies, may be told after it has appeared. */
static void
follow_monitors (SzWallWindow *self, guint from, guint removed, guint added, GListModel *monitors)
{
  for (guint i = from; i < from + added; i++) {
    g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);

    g_signal_connect_object (monitor, "notify::geometry", G_CALLBACK (cover_monitor), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (monitor, "notify::connector", G_CALLBACK (cover_monitor), self,
                             G_CONNECT_SWAPPED);
  }
  cover_monitor (self);
}

static void
measure_frame (GtkWidget *frame, GtkOrientation orientation, int for_size, int *minimum, int *natural,
               int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (frame), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
allocate_frame (GtkWidget *frame, int width, int height, int baseline)
{
  SzWallWindow *self = SZ_WALL_WINDOW (gtk_widget_get_root (frame));
  g_autoptr (GArray) screens = sz_wall_screens (gtk_widget_get_display (frame));
  GdkRectangle part = { 0, 0, width, height };

  if (self->width == 0)
    part =
        sz_wall_screen_part ((const SzWallScreen *)screens->data, screens->len, self->monitor, width, height);
  gtk_widget_size_allocate (gtk_widget_get_first_child (frame), &part, -1);
}

/* --- object
 * ------------------------------------------------------------------------------------------------------------------
 */

static void
sz_wall_window_dispose (GObject *object)
{
  SzWallWindow *self = SZ_WALL_WINDOW (object);
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->inhibited != 0 && application != NULL)
    gtk_application_uninhibit (application, self->inhibited);
  self->inhibited = 0;
  self->serial++;
  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->boards, g_ptr_array_unref);
  g_clear_pointer (&self->zone, sz_zone_unref);
  g_clear_pointer (&self->monitor, g_free);
  g_clear_pointer (&self->hall, g_free);
  G_OBJECT_CLASS (sz_wall_window_parent_class)->dispose (object);
}

static void
sz_wall_window_realize (GtkWidget *widget)
{
  SzWallWindow *self = SZ_WALL_WINDOW (widget);

  GTK_WIDGET_CLASS (sz_wall_window_parent_class)->realize (widget);
  gtk_widget_set_cursor_from_name (widget, "none");
  self->inhibited =
      gtk_application_inhibit (gtk_window_get_application (GTK_WINDOW (self)), GTK_WINDOW (self),
                               GTK_APPLICATION_INHIBIT_IDLE, _ ("The wall shows the hall's figures"));
}

static void
sz_wall_window_class_init (SzWallWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sz_wall_window_dispose;
  GTK_WIDGET_CLASS (klass)->realize = sz_wall_window_realize;
}

static void
sz_wall_window_init (SzWallWindow *self)
{
  GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->view = sz_wall_view_new ();
  self->zone = sz_zone_new ("Asia/Shanghai", NULL);
  self->hall = g_strdup (_ ("Shuzhi"));
  gtk_box_append (GTK_BOX (frame), self->view);
  gtk_widget_set_layout_manager (frame, gtk_custom_layout_new (NULL, measure_frame, allocate_frame));
  gtk_window_set_child (GTK_WINDOW (self), frame);
  gtk_window_set_decorated (GTK_WINDOW (self), FALSE);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Shuzhi"));
  gtk_widget_add_css_class (GTK_WIDGET (self), "wall");
}

/* Boards that a hand wrote into the preferences and that make no sense are passed over. */
static GPtrArray *
preferred_boards (SzWallWindow *self)
{
  char **words = sz_settings_get (self->settings)->boards;
  GPtrArray *boards = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_place_unref);

  for (guint i = 0; words[i] != NULL; i++) {
    const char *const one[] = { words[i], NULL };
    g_autoptr (GPtrArray) places = sz_wall_parse_boards (one, sz_desk_get_catalog (self->desk), NULL);

    if (places != NULL)
      g_ptr_array_add (boards, sz_place_ref (g_ptr_array_index (places, 0)));
  }
  if (boards->len == 0)
    g_ptr_array_add (boards, sz_place_new (SZ_PLACE_OVERVIEW, SZ_SPAN_NOW));
  return boards;
}

static gboolean
close_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  gtk_window_destroy (GTK_WINDOW (widget));
  return TRUE;
}

static void
make_closable (SzWallWindow *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (close_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

SzWallWindow *
sz_wall_window_new (GtkApplication *application, SzDesk *desk, SzSettings *settings,
                    const SzWallOptions *options, GError **error)
{
  g_autoptr (GPtrArray) boards =
      options->boards != NULL ? sz_wall_parse_boards (options->boards, sz_desk_get_catalog (desk), error)
                              : NULL;
  const SzPreferences *preferences = sz_settings_get (settings);
  guint every = options->every_s != 0 ? options->every_s : preferences->board_s;
  SzWallWindow *self;

  if (options->boards != NULL && boards == NULL)
    return NULL;
  self = g_object_new (SZ_TYPE_WALL_WINDOW, "application", application, NULL);
  self->desk = g_object_ref (desk);
  self->settings = g_object_ref (settings);
  self->boards = boards != NULL ? g_steal_pointer (&boards) : preferred_boards (self);
  self->monitor = g_strdup (options->monitor);
  self->width = options->width;
  self->height = options->height;
  sz_rota_init (&self->rota, self->boards->len, every, MAX (preferences->alarm_s, 2 * every),
                g_get_monotonic_time ());
  if (options->closable)
    make_closable (self);
  g_signal_connect_swapped (desk, "data-changed", G_CALLBACK (data_changed_cb), self);
  g_signal_connect_swapped (desk, "state-changed", G_CALLBACK (data_changed_cb), self);
  g_signal_connect_swapped (desk, "alerts-changed", G_CALLBACK (data_changed_cb), self);
  return self;
}

void
sz_wall_window_present (SzWallWindow *self)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self)));

  if (self->width > 0)
    gtk_window_set_default_size (GTK_WINDOW (self), self->width, self->height);
  else
    g_signal_connect_object (monitors, "items-changed", G_CALLBACK (follow_monitors), self,
                             G_CONNECT_SWAPPED);
  follow_monitors (self, 0, 0, g_list_model_get_n_items (monitors), monitors);
  gtk_window_present (GTK_WINDOW (self));
  self->tick = g_timeout_add (TICK_MS, tick_cb, self);
  show_clock (self);
  ask_page (self);
}

SzWallView *
sz_wall_window_get_view (SzWallWindow *self)
{
  return SZ_WALL_VIEW (self->view);
}

gboolean
sz_wall_window_is_settled (SzWallWindow *self)
{
  return sz_wall_view_is_settled (SZ_WALL_VIEW (self->view));
}
