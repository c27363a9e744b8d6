/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-application.h"

#include <glib-unix.h>

#include "sz-alert-forms.h"
#include "sz-demo.h"
#include "sz-foresight.h"
#include "sz-i18n.h"
#include "sz-notifier.h"
#include "sz-pace.h"
#include "sz-screenshot.h"
#include "sz-style.h"
#include "sz-watchdog.h"

#define DEFAULT_WIDTH 1440
#define DEFAULT_HEIGHT 900
/* From the making of the window; its first figures stand by then. */
#define SETTLED_MS 1000

struct _SzApplication {
  GtkApplication parent_instance;

  const SzWindowOptions *options;
  SzSettings *settings; /* (owned) (nullable) */
  SzDesk *desk;         /* (owned) (nullable) */
  SzMainWindow *window; /* (owned by GTK) (nullable) */
  SzWallWindow *wall;   /* (owned by GTK) (nullable) */
  SzNotifier *notifier; /* (owned) (nullable) */
  SzWatchdog *watchdog; /* (owned) (nullable) */
  SzDemo *demo;         /* (owned) (nullable) */
  gboolean held, quitting;
  guint terminate, interrupt;
  gboolean still; /* nothing moves */
  guint settling; /* ends the start of the window */
  int status;
};

G_DEFINE_FINAL_TYPE (SzApplication, sz_application, GTK_TYPE_APPLICATION)

static void
quit (SzApplication *self)
{
  self->quitting = TRUE;
  g_application_quit (G_APPLICATION (self));
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  quit (data);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzApplication *self = data;
  static const char *const AUTHORS[] = { "The Shuzhi developers", NULL };

  gtk_show_about_dialog (GTK_WINDOW (self->window), "program-name", _ ("Shuzhi"), "version", SZ_VERSION,
                         "comments", _ ("The cockpit of a government service hall"), "license-type",
                         GTK_LICENSE_GPL_3_0, "authors", AUTHORS, "logo-icon-name", SZ_APP_ID, NULL);
}

static void
theme_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzApplication *self = data;
  SzScheme scheme;

  if (!sz_scheme_parse (g_variant_get_string (parameter, NULL), &scheme))
    return;
  sz_style_set_scheme (sz_style_get (), scheme);
  g_simple_action_set_state (action, parameter);
  sz_settings_set_text (&sz_settings_edit (self->settings)->theme, sz_scheme_id (scheme));
  sz_settings_commit (self->settings);
}

/* --- the wall and the demo
 * --------------------------------------------------------------------------------------------------------------
 */

static void
show_wall (SzApplication *self)
{
  const SzWindowOptions *options = self->options;
  SzWallOptions wall = { .boards = options->boards,
                         .every_s = options->every_s,
                         .monitor = options->monitor,
                         .width = options->windowed || options->screenshot != NULL ? options->width : 0,
                         .height = options->height,
                         .closable = !options->kiosk };
  g_autoptr (GError) error = NULL;

  if (self->wall == NULL) {
    self->wall = sz_wall_window_new (GTK_APPLICATION (self), self->desk, self->settings, &wall, &error);
    if (self->wall == NULL) {
      g_printerr ("%s\n", error->message);
      self->status = 2;
      quit (self);
      return;
    }
    g_object_add_weak_pointer (G_OBJECT (self->wall), (gpointer *)&self->wall);
  }
  sz_wall_window_present (self->wall);
}

static void
wall_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzApplication *self = data;

  if (self->wall != NULL)
    gtk_window_present (GTK_WINDOW (self->wall));
  else
    show_wall (self);
}

static void
demo_started_cb (const char *sentence, gpointer data)
{
  SzApplication *self = data;
  GtkWidget *dialog;

  if (sentence == NULL || self->window == NULL)
    return;
  dialog =
      gtk_message_dialog_new (GTK_WINDOW (self->window), GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                              GTK_MESSAGE_ERROR, GTK_BUTTONS_CLOSE, "%s", _ ("The demo hall does not run"));
  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s", sentence);
  g_signal_connect (dialog, "response", G_CALLBACK (gtk_window_destroy), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
start_demo (SzApplication *self)
{
  if (self->demo == NULL)
    self->demo = sz_demo_new (self->options->home);
  sz_demo_start (self->demo, demo_started_cb, self);
}

/* From then on the home is the demo's: its hall comes back with every start. */
static void
demo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzApplication *self = data;

  sz_settings_edit (self->settings)->demo = TRUE;
  sz_settings_commit (self->settings);
  start_demo (self);
}

static void
demo_end_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzApplication *self = data;

  if (!sz_settings_get (self->settings)->demo)
    return;
  sz_settings_edit (self->settings)->demo = FALSE;
  sz_settings_commit (self->settings);
  if (self->demo == NULL)
    self->demo = sz_demo_new (self->options->home);
  sz_demo_remove (self->demo, self->desk, NULL, NULL);
}

/* --- alerts
 * --------------------------------------------------------------------------------------------------------------
 */

static void
notice_cb (SzApplication *self, const SzNotice *notice)
{
  gboolean shown = sz_notifier_take (self->notifier, notice);

  if (!notice->withdraw && sz_desk_get_watch (self->desk) != NULL)
    sz_watch_report_notice (sz_desk_get_watch (self->desk), notice, shown);
}

static void
alert_open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzApplication *self = data;
  const char *id = g_variant_get_string (parameter, NULL);
  g_autoptr (SzPlace) alerts = sz_place_new (SZ_PLACE_ALERTS, SZ_SPAN_NOW);
  g_autoptr (SzPlace) place = sz_place_with_record (alerts, NULL, *id != '\0' ? id : NULL);

  g_application_activate (G_APPLICATION (self));
  if (self->window != NULL)
    sz_main_window_go (self->window, place);
}

/* From the notification: with the name that is kept; who has none yet is asked in the window. */
static void
alert_ack_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SzApplication *self = data;
  const char *id = g_variant_get_string (parameter, NULL);

  if (self->desk == NULL || *id == '\0')
    return;
  if (*sz_settings_get (self->settings)->person == '\0' || sz_desk_get_watch (self->desk) == NULL) {
    alert_open_cb (action, parameter, data);
    if (self->window == NULL)
      return;
  }
  sz_alert_acknowledge (self->window != NULL ? GTK_WINDOW (self->window) : NULL, self->desk, self->settings,
                        id, NULL, NULL, NULL);
}

/* --- watching without a window
 * --------------------------------------------------------------------------------------------------------------
 */

static void
show_hold (SzApplication *self)
{
  gboolean hold = sz_settings_get (self->settings)->background && !self->options->kiosk &&
                  self->options->screenshot == NULL;

  if (hold == self->held)
    return;
  self->held = hold;
  if (hold)
    g_application_hold (G_APPLICATION (self));
  else
    g_application_release (G_APPLICATION (self));
}

static void
settings_changed_cb (SzApplication *self)
{
  SzScheme scheme;

  show_hold (self);
  sz_notifier_set_enabled (self->notifier, sz_settings_get (self->settings)->notify);
  if (self->options->theme == NULL && sz_scheme_parse (sz_settings_get (self->settings)->theme, &scheme)) {
    sz_style_set_scheme (sz_style_get (), scheme);
    g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "theme")),
                               g_variant_new_string (sz_scheme_id (scheme)));
  }
}

/* The first time the window is closed: that it goes on, and how it ends. */
static void
sz_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  SzApplication *self = SZ_APPLICATION (application);
  gboolean main_window = (gpointer)window == (gpointer)self->window;
  g_autoptr (GNotification) notification = NULL;

  GTK_APPLICATION_CLASS (sz_application_parent_class)->window_removed (application, window);
  if (!main_window || self->quitting || !self->held || sz_settings_get (self->settings)->told)
    return;
  sz_settings_edit (self->settings)->told = TRUE;
  sz_settings_commit (self->settings);
  notification = g_notification_new (_ ("Shuzhi keeps watching"));
  g_notification_set_body (
      notification,
      _ ("Alerts are still told here. To end it, open it again and press Ctrl+Q, or quit it now."));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_LOW);
  g_notification_set_default_action (notification, "app.show");
  g_notification_add_button (notification, _ ("Quit"), "app.quit");
  g_application_send_notification (G_APPLICATION (self), "background", notification);
}

static void
show_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_application_activate (data);
}

static gboolean
signal_cb (gpointer data)
{
  quit (data);
  return G_SOURCE_CONTINUE;
}

static void
set_accels (GtkApplication *application)
{
  static const struct {
    const char *action;
    const char *accels[3];
  } KEYS[] = {
    { "app.quit", { "<Control>q" } },
    { "win.close", { "<Control>w" } },
    { "win.fullscreen", { "F11" } },
    { "win.refresh", { "F5", "<Control>r" } },
    { "win.export", { "<Control>e" } },
    { "win.find", { "<Control>f" } },
    { "win.search", { "<Control>k" } },
    { "win.sidebar", { "F9" } },
    { "win.back", { "<Alt>Left" } },
    { "win.forward", { "<Alt>Right" } },
    { "win.step(-1)", { "<Control>Page_Up" } },
    { "win.step(1)", { "<Control>Page_Down" } },
    { "win.preferences", { "<Control>comma" } },
    { "win.section::overview", { "<Control>1", "<Alt>Home" } },
    { "win.section::live", { "<Control>2" } },
    { "win.section::alerts", { "<Control>3" } },
    { "win.section::map", { "<Control>4" } },
    { "win.section::library", { "<Control>5" } },
    { "win.section::directory", { "<Control>6" } },
    { "win.section::sources", { "<Control>7" } },
    { "win.section::help", { "F1" } },
    { "win.show-help-overlay", { "<Control>question" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (KEYS); i++)
    gtk_application_set_accels_for_action (application, KEYS[i].action, KEYS[i].accels);
}

static void
choose_theme (SzApplication *self)
{
  SzScheme scheme = SZ_SCHEME_DESKTOP;

  if (!sz_scheme_parse (self->options->theme != NULL ? self->options->theme
                                                     : sz_settings_get (self->settings)->theme,
                        &scheme))
    scheme = SZ_SCHEME_DESKTOP;
  sz_style_set_scheme (sz_style_get (), scheme);
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "theme")),
                             g_variant_new_string (sz_scheme_id (scheme)));
}

static void
add_actions (SzApplication *self)
{
  static const GActionEntry ENTRIES[] = {
    { "quit", quit_cb, NULL, NULL, NULL },
    { "about", about_cb, NULL, NULL, NULL },
    { "show", show_cb, NULL, NULL, NULL },
    { "theme", theme_cb, "s", "'desktop'", NULL },
    { "wall", wall_cb, NULL, NULL, NULL },
    { "demo", demo_cb, NULL, NULL, NULL },
    { "demo-end", demo_end_cb, NULL, NULL, NULL },
    { "alert-ack", alert_ack_cb, "s", NULL, NULL },
    { "alert-open", alert_open_cb, "s", NULL, NULL },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), ENTRIES, G_N_ELEMENTS (ENTRIES), self);
}

static void
sz_application_startup (GApplication *application)
{
  SzApplication *self = SZ_APPLICATION (application);

  G_APPLICATION_CLASS (sz_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (SZ_APP_ID);
  self->settings = sz_settings_new (self->options->home);
  self->notifier = sz_notifier_new (application);
  add_actions (self);
  choose_theme (self);
  /* Nothing on a wall reacts to a key. */
  if (!self->options->kiosk)
    set_accels (GTK_APPLICATION (self));
  self->terminate = g_unix_signal_add (SIGTERM, signal_cb, self);
  self->interrupt = g_unix_signal_add (SIGINT, signal_cb, self);
  if (self->desk == NULL)
    self->desk = sz_desk_new (self->options->home, self->options->catalog, self->options->key_file);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (settings_changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (!self->options->kiosk && self->options->screenshot == NULL)
    g_signal_connect_object (self->desk, "notice", G_CALLBACK (notice_cb), self, G_CONNECT_SWAPPED);
  sz_notifier_set_enabled (self->notifier, sz_settings_get (self->settings)->notify);
  sz_desk_start (self->desk);
  show_hold (self);
  self->watchdog = sz_watchdog_new ();
  if (sz_settings_get (self->settings)->demo && !self->options->demo && self->options->screenshot == NULL)
    start_demo (self);
}

/* GTK fades every widget of a window that gets the focus for the first time; each step of it is a frame that
 * the first figures would have to wait for. */
static void
hold_still (SzApplication *self)
{
  g_object_get (gtk_settings_get_default (), "gtk-enable-animations", &self->still, NULL);
  if (self->still)
    g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

/* How a window of the usual size looked when it opened; the next start paints for that. */
static void
keep_outlook (SzApplication *self)
{
  SzOutlook outlook;
  g_autofree char *text = NULL;

  if (self->options->page != NULL || self->options->width > 0 || self->options->height > 0 ||
      !sz_foresight_get_first (&outlook))
    return;
  text = sz_outlook_write (&outlook);
  if (g_str_equal (text, sz_settings_get (self->settings)->outlook))
    return;
  sz_settings_set_text (&sz_settings_edit (self->settings)->outlook, text);
  sz_settings_commit (self->settings);
}

static gboolean
settled_cb (gpointer data)
{
  SzApplication *self = data;

  self->settling = 0;
  if (self->still)
    gtk_settings_reset_property (gtk_settings_get_default (), "gtk-enable-animations");
  keep_outlook (self);
  return G_SOURCE_REMOVE;
}

static void
screenshot_cb (gboolean done, const char *why, gpointer data)
{
  SzApplication *self = data;

  if (!done) {
    g_printerr ("%s\n", why);
    self->status = 1;
  }
  g_application_quit (G_APPLICATION (self));
}

static SzPlace *
first_place (SzApplication *self)
{
  const char *page = self->options->page != NULL ? self->options->page : "overview";
  g_autoptr (GError) error = NULL;
  SzPlace *place = sz_place_parse (page, self->options->catalog, &error);

  if (place != NULL)
    return place;
  g_printerr ("%s\n", error->message);
  return sz_place_new (SZ_PLACE_OVERVIEW, SZ_SPAN_NOW);
}

static void
sz_application_activate (GApplication *application)
{
  SzApplication *self = SZ_APPLICATION (application);
  const SzWindowOptions *options = self->options;
  g_autoptr (SzPlace) place = NULL;

  if (self->window != NULL) {
    gtk_window_present (GTK_WINDOW (self->window));
    return;
  }
  if (options->kiosk) {
    show_wall (self);
    if (options->screenshot != NULL && self->wall != NULL)
      sz_screenshot_when_settled (GTK_WINDOW (self->wall), (SzSettledFunc)sz_wall_window_is_settled,
                                  options->screenshot, screenshot_cb, self);
    return;
  }
  g_application_withdraw_notification (application, "background");
  place = first_place (self);
  if (self->settling == 0) {
    hold_still (self);
    self->settling = g_timeout_add (SETTLED_MS, settled_cb, self);
  }
  self->window = sz_main_window_new (GTK_APPLICATION (self), self->desk, self->settings,
                                     options->demo || sz_settings_get (self->settings)->demo);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *)&self->window);
  gtk_window_set_default_size (GTK_WINDOW (self->window), options->width > 0 ? options->width : DEFAULT_WIDTH,
                               options->height > 0 ? options->height : DEFAULT_HEIGHT);
  sz_pace_watch (GTK_WIDGET (self->window));
  sz_main_window_go (self->window, place);
  gtk_window_present (GTK_WINDOW (self->window));
  sz_pace_mark ("window");
  if (options->screenshot != NULL) {
    gtk_widget_add_css_class (GTK_WIDGET (self->window), "unframed");
    sz_screenshot_when_settled (GTK_WINDOW (self->window), (SzSettledFunc)sz_main_window_is_settled,
                                options->screenshot, screenshot_cb, self);
  }
}

static void
sz_application_shutdown (GApplication *application)
{
  SzApplication *self = SZ_APPLICATION (application);

  g_clear_handle_id (&self->terminate, g_source_remove);
  g_clear_handle_id (&self->interrupt, g_source_remove);
  g_clear_handle_id (&self->settling, g_source_remove);
  self->quitting = TRUE;
  if (self->wall != NULL)
    gtk_window_destroy (GTK_WINDOW (self->wall));
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_pointer (&self->demo, sz_demo_free);
  if (self->desk != NULL)
    sz_desk_stop (self->desk);
  if (self->settings != NULL)
    sz_settings_flush (self->settings);
  g_clear_pointer (&self->watchdog, sz_watchdog_free);
  G_APPLICATION_CLASS (sz_application_parent_class)->shutdown (application);
}

static void
sz_application_dispose (GObject *object)
{
  SzApplication *self = SZ_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->wall);
  g_clear_pointer (&self->notifier, sz_notifier_free);
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (sz_application_parent_class)->dispose (object);
}

static void
sz_application_class_init (SzApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_application_dispose;
  application_class->startup = sz_application_startup;
  application_class->activate = sz_application_activate;
  application_class->shutdown = sz_application_shutdown;
  GTK_APPLICATION_CLASS (klass)->window_removed = sz_application_window_removed;
}

static void
sz_application_init (SzApplication *self)
{
}

/* The desktop knows the application by its plain id. Another home is another application, whose id ends in a
 * digest of the home's path: two homes can be open side by side, one home is open once. So is the wall beside
 * the window. */
static char *
make_id (const SzWindowOptions *options)
{
  const char *part = options->kiosk ? ".Wall" : "";
  g_autofree char *digest = NULL;

  if (options->home->root == NULL)
    return g_strdup_printf ("%s%s", SZ_APP_ID, part);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, options->home->root, -1);
  digest[12] = '\0';
  return g_strdup_printf ("%s%s.h%s", SZ_APP_ID, part, digest);
}

SzApplication *
sz_application_new (const SzWindowOptions *options)
{
  g_autofree char *id = make_id (options);
  /* A picture of a window is taken of one's own, whoever has one open. */
  GApplicationFlags flags =
      options->screenshot != NULL ? G_APPLICATION_NON_UNIQUE : G_APPLICATION_DEFAULT_FLAGS;
  SzApplication *self = g_object_new (SZ_TYPE_APPLICATION, "application-id", id, "flags", flags,
                                      "resource-base-path", "/io/github/shuzhi/Cockpit", NULL);

  self->options = options;
  return self;
}

void
sz_application_take_desk (SzApplication *self, SzDesk *desk)
{
  g_return_if_fail (self->desk == NULL);
  self->desk = g_object_ref (desk);
}

SzDesk *
sz_application_get_desk (SzApplication *self)
{
  return self->desk;
}

SzSettings *
sz_application_get_settings (SzApplication *self)
{
  return self->settings;
}

SzWallWindow *
sz_application_get_wall (SzApplication *self)
{
  return self->wall;
}

SzMainWindow *
sz_application_get_window (SzApplication *self)
{
  return self->window;
}

int
sz_application_get_status (SzApplication *self)
{
  return self->status;
}
