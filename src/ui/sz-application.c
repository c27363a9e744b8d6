/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-application.h"

#include <glib-unix.h>

#include "sz-i18n.h"
#include "sz-screenshot.h"
#include "sz-style.h"

#define DEFAULT_WIDTH 1440
#define DEFAULT_HEIGHT 900

struct _SzApplication {
  GtkApplication parent_instance;

  const SzWindowOptions *options;
  SzDesk *desk;         /* (owned) (nullable) */
  SzMainWindow *window; /* (owned by GTK) (nullable) */
  guint terminate, interrupt;
  int status;
};

G_DEFINE_FINAL_TYPE (SzApplication, sz_application, GTK_TYPE_APPLICATION)

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_application_quit (data);
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
  SzScheme scheme;

  if (!sz_scheme_parse (g_variant_get_string (parameter, NULL), &scheme))
    return;
  sz_style_set_scheme (sz_style_get (), scheme);
  g_simple_action_set_state (action, parameter);
}

static gboolean
signal_cb (gpointer data)
{
  g_application_quit (data);
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
    { "win.search", { "<Control>f", "<Control>k" } },
    { "win.sidebar", { "F9" } },
    { "win.back", { "<Alt>Left" } },
    { "win.section::overview", { "<Alt>1", "<Alt>Home" } },
    { "win.section::library", { "<Alt>2" } },
    { "win.section::sources", { "<Alt>3" } },
    { "win.show-help-overlay", { "<Control>question" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (KEYS); i++)
    gtk_application_set_accels_for_action (application, KEYS[i].action, KEYS[i].accels);
}

static void
choose_theme (SzApplication *self)
{
  SzScheme scheme = SZ_SCHEME_DESKTOP;

  if (self->options->theme != NULL && sz_scheme_parse (self->options->theme, &scheme))
    sz_style_set_scheme (sz_style_get (), scheme);
  g_action_group_change_action_state (G_ACTION_GROUP (self), "theme",
                                      g_variant_new_string (sz_scheme_id (scheme)));
}

static void
sz_application_startup (GApplication *application)
{
  static const GActionEntry ENTRIES[] = {
    { "quit", quit_cb, NULL, NULL, NULL },
    { "about", about_cb, NULL, NULL, NULL },
    { "theme", theme_cb, "s", "'desktop'", NULL },
  };
  SzApplication *self = SZ_APPLICATION (application);

  G_APPLICATION_CLASS (sz_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (SZ_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), ENTRIES, G_N_ELEMENTS (ENTRIES), self);
  choose_theme (self);
  set_accels (GTK_APPLICATION (self));
  self->terminate = g_unix_signal_add (SIGTERM, signal_cb, self);
  self->interrupt = g_unix_signal_add (SIGINT, signal_cb, self);
  self->desk = sz_desk_new (self->options->home, self->options->catalog, self->options->key_file);
  sz_desk_start (self->desk);
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
  place = first_place (self);
  self->window = sz_main_window_new (GTK_APPLICATION (self), self->desk, options->demo);
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *)&self->window);
  gtk_window_set_default_size (GTK_WINDOW (self->window), options->width > 0 ? options->width : DEFAULT_WIDTH,
                               options->height > 0 ? options->height : DEFAULT_HEIGHT);
  sz_main_window_go (self->window, place);
  gtk_window_present (GTK_WINDOW (self->window));
  if (options->screenshot != NULL) {
    gtk_widget_add_css_class (GTK_WIDGET (self->window), "unframed");
    sz_screenshot_when_settled (self->window, options->screenshot, screenshot_cb, self);
  }
}

static void
sz_application_shutdown (GApplication *application)
{
  SzApplication *self = SZ_APPLICATION (application);

  g_clear_handle_id (&self->terminate, g_source_remove);
  g_clear_handle_id (&self->interrupt, g_source_remove);
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  if (self->desk != NULL)
    sz_desk_stop (self->desk);
  G_APPLICATION_CLASS (sz_application_parent_class)->shutdown (application);
}

static void
sz_application_dispose (GObject *object)
{
  SzApplication *self = SZ_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->desk);
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
}

static void
sz_application_init (SzApplication *self)
{
}

/* The desktop knows the application by its plain id. Another home is another application, whose id ends in a
 * digest of the home's path: two homes can be open side by side, one home is open once. */
static char *
make_id (const SzHome *home)
{
  g_autofree char *digest = NULL;

  if (home->root == NULL)
    return g_strdup (SZ_APP_ID);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, home->root, -1);
  digest[12] = '\0';
  return g_strdup_printf ("%s.h%s", SZ_APP_ID, digest);
}

SzApplication *
sz_application_new (const SzWindowOptions *options)
{
  g_autofree char *id = make_id (options->home);
  /* A picture of a window is taken of one's own, whoever has one open. */
  GApplicationFlags flags =
      options->screenshot != NULL ? G_APPLICATION_NON_UNIQUE : G_APPLICATION_DEFAULT_FLAGS;
  SzApplication *self = g_object_new (SZ_TYPE_APPLICATION, "application-id", id, "flags", flags,
                                      "resource-base-path", "/io/github/shuzhi/Cockpit", NULL);

  self->options = options;
  return self;
}

SzDesk *
sz_application_get_desk (SzApplication *self)
{
  return self->desk;
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
