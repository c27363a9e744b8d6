/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-style.h"

#include "sz-i18n.h"
#include "sz-ui-resources.h"

struct _SzStyle {
  GObject parent_instance;

  GtkCssProvider
      *providers[SZ_THEME_DARK + 1]; /* (owned) (nullable) one a theme, read when it is first wanted */
  GDBusConnection *bus;              /* (owned) (nullable) */
  guint portal_subscription;         /* on `bus`; 0 none */
  SzScheme scheme;
  SzThemeId theme;
  gboolean loaded;
  guint loading;     /* our rules follow GTK's in the next turn of the main loop; 0: they are as wanted */
  int portal_scheme; /* 0 no preference, 1 dark, 2 light; as the portal defines them */
  gboolean desktop_is_dark; /* GTK's own settings, as they were at the start */
};

G_DEFINE_FINAL_TYPE (SzStyle, sz_style, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_SETTINGS "org.freedesktop.portal.Settings"
#define APPEARANCE "org.freedesktop.appearance"

static const char *const SCHEME_IDS[] = { "desktop", "light", "dark" };

const char *
sz_scheme_id (SzScheme scheme)
{
  return SCHEME_IDS[scheme];
}

gboolean
sz_scheme_parse (const char *id, SzScheme *scheme)
{
  for (guint i = 0; i < G_N_ELEMENTS (SCHEME_IDS); i++) {
    if (g_str_equal (SCHEME_IDS[i], id)) {
      *scheme = (SzScheme)i;
      return TRUE;
    }
  }
  return FALSE;
}

static SzThemeId
wanted_theme (SzStyle *self)
{
  if (self->scheme == SZ_SCHEME_LIGHT)
    return SZ_THEME_LIGHT;
  if (self->scheme == SZ_SCHEME_DARK)
    return SZ_THEME_DARK;
  if (self->portal_scheme != 0)
    return self->portal_scheme == 1 ? SZ_THEME_DARK : SZ_THEME_LIGHT;
  return self->desktop_is_dark ? SZ_THEME_DARK : SZ_THEME_LIGHT;
}

/* Its content is the tokens' colours followed by the rules that name them. */
static GtkCssProvider *
make_provider (SzThemeId theme)
{
  GtkCssProvider *provider = gtk_css_provider_new ();
  g_autoptr (GBytes) rules = NULL;
  g_autofree char *colours = sz_theme_css (sz_theme_get (theme));
  g_autofree char *css = NULL;

  /* Naming the resources keeps them in programs that link this library; there they register themselves. */
  g_assert (sz_ui_get_resource () != NULL);
  rules = g_resources_lookup_data ("/io/github/shuzhi/Cockpit/style.css", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_assert (rules != NULL);
  /* The font's quotes are as wide as a Han character; English asks for its narrow ones. */
  css = g_strdup_printf (
      "%s\n%.*s%s", colours, (int)g_bytes_get_size (rules), (const char *)g_bytes_get_data (rules, NULL),
      sz_lang () == SZ_LANG_EN ? "\nwindow, popover, tooltip { font-feature-settings: \"pwid\"; }\n" : "");
  gtk_css_provider_load_from_data (provider, css, -1);
  return provider;
}

/* Every widget that is seen takes its new style now, which it would else do within the next frame. */
static void
restyle (GtkWidget *widget, gpointer data)
{
  GdkRGBA colour;

  if (!gtk_widget_get_mapped (widget))
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    restyle (child, data);
}

static void
for_each_window (void (*visit) (GtkWidget *window, gpointer data), gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

    visit (window, data);
  }
}

static void
look_at (GtkWidget *window, gpointer data)
{
  gboolean *seen = data;

  *seen = *seen || gtk_widget_get_mapped (window);
}

/* Our own rules. */
static void
load_rules (SzStyle *self)
{
  GdkDisplay *display = gdk_display_get_default ();
  const SzThemeId theme = wanted_theme (self), before = self->theme;

  if (self->loaded && theme == before)
    return;
  if (self->providers[theme] == NULL)
    self->providers[theme] = make_provider (theme);
  if (self->loaded)
    gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (self->providers[before]));
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (self->providers[theme]),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  self->theme = theme;
  self->loaded = TRUE;
  for_each_window (restyle, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
load_rules_cb (gpointer data)
{
  SzStyle *self = data;

  self->loading = 0;
  load_rules (self);
  return G_SOURCE_REMOVE;
}

/* GTK reads all of its own theme again, whatever is set. Its rules and ours each take a turn of the main
 * loop, and the frame that shows them another; no frame comes between. */
static void
load_theme (SzStyle *self)
{
  const gboolean wanted = wanted_theme (self) == SZ_THEME_DARK;
  gboolean dark, seen = FALSE;

  g_object_get (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", &dark, NULL);
  if (dark != wanted)
    g_object_set (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", wanted, NULL);
  for_each_window (look_at, &seen);
  if (!seen)
    load_rules (self);
  else if (self->loading == 0)
    self->loading = g_idle_add_full (G_PRIORITY_HIGH, load_rules_cb, self, NULL);
}

static void
take_portal_value (SzStyle *self, GVariant *value)
{
  g_autoptr (GVariant) inner = g_variant_ref (value);

  /* Read() wraps the value in one variant more than SettingChanged does. */
  while (g_variant_is_of_type (inner, G_VARIANT_TYPE_VARIANT)) {
    GVariant *next = g_variant_get_variant (inner);

    g_variant_unref (inner);
    inner = next;
  }
  if (!g_variant_is_of_type (inner, G_VARIANT_TYPE_UINT32))
    return;
  self->portal_scheme = (int)MIN (g_variant_get_uint32 (inner), 2);
  load_theme (self);
}

static void
portal_changed_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                   const char *signal, GVariant *parameters, gpointer data)
{
  const char *namespace, *key;
  g_autoptr (GVariant) value = NULL;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssv)")))
    return;
  g_variant_get (parameters, "(&s&sv)", &namespace, &key, &value);
  if (g_str_equal (namespace, APPEARANCE) && g_str_equal (key, "color-scheme"))
    take_portal_value (data, value);
}

static void
portal_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzStyle) self = data;
  /* A desktop without the portal has no scheme to follow: then GTK's own settings decide. */
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GVariant) value = NULL;

  if (reply == NULL)
    return;
  g_variant_get (reply, "(v)", &value);
  take_portal_value (self, value);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzStyle) self = data;

  self->bus = g_bus_get_finish (result, NULL); /* without a bus: as without a portal */
  if (self->bus == NULL)
    return;
  self->portal_subscription = g_dbus_connection_signal_subscribe (
      self->bus, PORTAL_NAME, PORTAL_SETTINGS, "SettingChanged", PORTAL_PATH, APPEARANCE,
      G_DBUS_SIGNAL_FLAGS_NONE, portal_changed_cb, self, NULL);
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, PORTAL_SETTINGS, "Read",
                          g_variant_new ("(ss)", APPEARANCE, "color-scheme"), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NONE, 2000, NULL, portal_read_cb, g_object_ref (self));
}

static void
sz_style_dispose (GObject *object)
{
  SzStyle *self = SZ_STYLE (object);

  if (self->portal_subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->portal_subscription);
  self->portal_subscription = 0;
  g_clear_handle_id (&self->loading, g_source_remove);
  g_clear_object (&self->bus);
  for (guint i = 0; i < G_N_ELEMENTS (self->providers); i++)
    g_clear_object (&self->providers[i]);
  G_OBJECT_CLASS (sz_style_parent_class)->dispose (object);
}

static void
sz_style_class_init (SzStyleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sz_style_dispose;
  signals[CHANGED] =
      g_signal_new ("changed", SZ_TYPE_STYLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sz_style_init (SzStyle *self)
{
  GdkDisplay *display = gdk_display_get_default ();
  g_autofree char *theme_name = NULL;

  g_object_get (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", &self->desktop_is_dark,
                "gtk-theme-name", &theme_name, NULL);
  if (theme_name != NULL && g_str_has_suffix (theme_name, "-dark"))
    self->desktop_is_dark = TRUE;
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display),
                                    "/io/github/shuzhi/Cockpit/icons");
  load_theme (self);
  g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, g_object_ref (self));
}

SzStyle *
sz_style_get (void)
{
  static SzStyle *style;

  if (style == NULL)
    style = g_object_new (SZ_TYPE_STYLE, NULL);
  return style;
}

SzThemeId
sz_style_get_theme (SzStyle *self)
{
  return self->theme;
}

SzScheme
sz_style_get_scheme (SzStyle *self)
{
  return self->scheme;
}

void
sz_style_set_scheme (SzStyle *self, SzScheme scheme)
{
  if (scheme == self->scheme)
    return;
  self->scheme = scheme;
  load_theme (self);
}
