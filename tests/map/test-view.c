/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map's widget alone: servers that come and go, where it fits things, the pointer, captions in advance.
 */
#include <math.h>

#include "map-help.h"
#include "raw-server.h"
#include "sz-map-scene-private.h"
#include "sz-map-view-private.h"
#include "ui-test.h"

typedef struct {
  GtkWidget *window;
  SzMapView *view;
  MapStore *store;
  SzAtlas *atlas;
  char *told; /* what the view told last: a mark's id, "" a place */
} Scene;

static gboolean
is_settled (gpointer data)
{
  return sz_map_view_is_settled (data);
}

static void
mark_cb (Scene *scene, const char *id)
{
  g_free (scene->told);
  scene->told = g_strdup (id);
}

static void
place_cb (Scene *scene)
{
  mark_cb (scene, "");
}

static void
open_scene (Scene *scene)
{
  scene->store = map_store_new ();
  scene->atlas = map_store_load (scene->store, NULL);
  scene->window = gtk_window_new ();
  scene->view = SZ_MAP_VIEW (sz_map_view_new ());
  sz_map_view_set_atlas (scene->view, scene->atlas);
  g_signal_connect_swapped (scene->view, "mark", G_CALLBACK (mark_cb), scene);
  g_signal_connect_swapped (scene->view, "place", G_CALLBACK (place_cb), scene);
  gtk_window_set_child (GTK_WINDOW (scene->window), GTK_WIDGET (scene->view));
  gtk_window_set_default_size (GTK_WINDOW (scene->window), 1000, 700);
  gtk_window_present (GTK_WINDOW (scene->window));
  ui_wait (is_settled, scene->view, 20, "the map");
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *)data == NULL;
}

static void
close_scene (Scene *scene)
{
  g_object_add_weak_pointer (G_OBJECT (scene->view), (gpointer *)&scene->view);
  gtk_window_destroy (GTK_WINDOW (scene->window));
  ui_wait (is_null, &scene->view, 20, "the map to be freed");
  sz_atlas_unref (scene->atlas);
  map_store_free (scene->store);
  g_free (scene->told);
}

/* --- servers --- */

/* A server of tiles. */
typedef struct {
  RawServer *raw;
  GByteArray *tile;
  gint well;  /* it gives tiles, and refuses to else */
  gint stuck; /* it says nothing as long as this holds, and breaks off then */
  gint asked; /* how many tiles for */
  gboolean ended;
} Server;

static cairo_status_t
write_cb (void *data, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (data, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

static GByteArray *
make_tile (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 256, 256);
  GByteArray *bytes = g_byte_array_new ();

  g_assert_cmpint (cairo_surface_write_to_png_stream (surface, write_cb, bytes), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return bytes;
}

static void
serve_tile (const char *target, RawReply *reply, gpointer data)
{
  Server *server = data;

  g_atomic_int_inc (&server->asked);
  if (g_atomic_int_get (&server->stuck)) {
    while (g_atomic_int_get (&server->stuck))
      g_usleep (2000);
    reply->raw = "";
  } else if (g_atomic_int_get (&server->well)) {
    g_byte_array_append (reply->body, server->tile->data, server->tile->len);
  } else {
    reply->status = 503;
  }
}

static void
start_server (Server *server)
{
  server->tile = make_tile ();
  server->raw = raw_server_new (serve_tile, server);
}

static gboolean
ended_cb (gpointer data)
{
  ((Server *)data)->ended = TRUE;
  return G_SOURCE_REMOVE;
}

static gpointer
end_server (gpointer data)
{
  Server *server = data;

  raw_server_free (server->raw);
  g_idle_add (ended_cb, server);
  return NULL;
}

static gboolean
has_ended (gpointer data)
{
  return ((Server *)data)->ended;
}

/* It waits for its connections, and those the map has opened and not used are closed by the main loop. */
static void
stop_server (Server *server)
{
  GThread *thread = g_thread_new ("end-server", end_server, server);

  ui_wait (has_ended, server, 20, "the server's end");
  g_thread_join (thread);
  g_byte_array_unref (server->tile);
}

static gboolean
is_asked (gpointer data)
{
  return g_atomic_int_get (&((Server *)data)->asked) > 0;
}

static void
show_server (Scene *scene, const Server *server)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strconcat (raw_server_url (server->raw), "/{z}/{x}/{y}.png", NULL);
  g_autoptr (SzMapSettings) settings = sz_map_settings_parse (url, "", &error);

  g_assert_no_error (error);
  sz_map_view_set_settings (scene->view, settings);
}

static gboolean
has_problem (gpointer data)
{
  return gtk_widget_get_visible (SZ_MAP_VIEW (data)->problem);
}

typedef struct {
  Scene *scene;
  Server *server;
  guint idle; /* references to the source of which no tile is under way: each of these holds it */
  gint asked; /* before */
} Filling;

static gboolean
is_filled (gpointer data)
{
  const Filling *filling = data;

  return g_atomic_int_get (&filling->server->asked) > filling->asked &&
         G_OBJECT (filling->scene->view->source)->ref_count == filling->idle;
}

/* Until every tile of a map that was just made has its picture, from the server or painted. What one source
 * has under way, the next would find half written in libshumate's cache. */
static void
fill (Scene *scene, Server *server)
{
  Filling filling = { scene, server, G_OBJECT (scene->view->source)->ref_count,
                      g_atomic_int_get (&server->asked) };

  ui_wait (is_filled, &filling, 20, "the tiles");
}

/* The sentence stays as long as the server refuses, and the first tiles take it away. */
static void
test_server_back (void)
{
  Scene scene = { 0 };
  Server server = { 0 };

  start_server (&server);
  open_scene (&scene);
  show_server (&scene, &server);
  fill (&scene, &server);
  g_assert_true (has_problem (scene.view));
  /* In another theme all is asked for again, as it is after a while. */
  sz_map_view_set_theme (scene.view, SZ_THEME_DARK);
  fill (&scene, &server);
  g_assert_true (has_problem (scene.view));
  g_atomic_int_set (&server.well, 1);
  sz_map_view_set_theme (scene.view, SZ_THEME_LIGHT);
  fill (&scene, &server);
  g_assert_false (has_problem (scene.view));
  close_scene (&scene);
  stop_server (&server);
}

/* What was asked of a server that is not shown any more fails when it likes, and is nobody's problem. */
static void
test_late_failure (void)
{
  Scene scene = { 0 };
  Server server = { .stuck = 1 };
  g_autoptr (SzMapSettings) builtin = sz_map_settings_new ();
  gpointer source;

  start_server (&server);
  open_scene (&scene);
  show_server (&scene, &server);
  ui_wait (is_asked, &server, 20, "the server to be asked");
  source = scene.view->source;
  g_object_add_weak_pointer (source, &source);
  sz_map_view_set_settings (scene.view, builtin);
  ui_wait (is_settled, scene.view, 20, "the built-in map");
  g_assert_nonnull (source);
  g_atomic_int_set (&server.stuck, 0);
  ui_wait (is_null, &source, 20, "the server's tiles to fail");
  g_assert_false (has_problem (scene.view));
  close_scene (&scene);
  stop_server (&server);
}

/* --- where things are fitted --- */

static gboolean
is_wide (gpointer data)
{
  return gtk_widget_get_width (data) >= 1290;
}

/* The district stands in the middle of what nothing covers, and is all there. */
static void
assert_fitted (Scene *scene, double inset, double foot)
{
  double width = gtk_widget_get_width (GTK_WIDGET (scene->view)) - inset;
  double height = gtk_widget_get_height (GTK_WIDGET (scene->view)) - foot;
  double west, north, east, south;

  g_assert_true (sz_map_view_locate (scene->view, 120.35, 36.15, &west, &north));
  g_assert_true (sz_map_view_locate (scene->view, 120.45, 36.05, &east, &south));
  g_assert_cmpfloat_with_epsilon ((west + east) / 2, width / 2, 1.5);
  g_assert_cmpfloat_with_epsilon ((north + south) / 2, height / 2, 1.5);
  g_assert_cmpfloat (west, >=, 0);
  g_assert_cmpfloat (north, >=, 0);
}

/* A server has tiles of one size, and is not asked for all of them again because the window has another. */
static void
test_fit (gconstpointer data)
{
  gboolean own = GPOINTER_TO_INT (data);
  Scene scene = { 0 };
  Server server = { .well = 1 };
  SzTileSource *source;

  start_server (&server);
  open_scene (&scene);
  if (!own)
    show_server (&scene, &server);
  ui_wait (is_settled, scene.view, 20, "the map");
  source = scene.view->source;
  sz_map_view_set_foot (scene.view, 60);
  sz_map_view_fit (scene.view, NULL);
  assert_fitted (&scene, 0, 60);
  gtk_window_set_default_size (GTK_WINDOW (scene.window), 1300, 900);
  ui_wait (is_wide, scene.view, 20, "a wide window");
  sz_map_view_set_inset (scene.view, 300, 900);
  sz_map_view_fit (scene.view, NULL);
  assert_fitted (&scene, 300, 60);
  g_assert_true (own || scene.view->source == source);
  ui_wait (is_settled, scene.view, 20, "the map");
  close_scene (&scene);
  stop_server (&server);
}

/* --- the pointer --- */

static GtkEventController *
find_controller (GtkWidget *widget, GType type, guint which)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

    if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type) && which-- == 0)
      return controller; /* the widget holds it */
  }
  return NULL;
}

/* Two of which each is far from the other. */
static GPtrArray *
two_marks (void)
{
  GPtrArray *marks = g_ptr_array_new_with_free_func (sz_map_mark_free);

  g_ptr_array_add (marks, sz_map_mark_new ("west", "西", "", 120.37, 36.08, SZ_SITE_TOWN, SZ_SPOT_GOOD));
  g_ptr_array_add (marks, sz_map_mark_new ("east", "东", "", 120.42, 36.12, SZ_SITE_TOWN, SZ_SPOT_GOOD));
  return marks;
}

/* What a click there chooses, before the map is drawn again. */
static void
assert_click (Scene *scene, double longitude, double latitude, const char *told)
{
  GtkEventController *click;
  double x, y;

  g_assert_true (sz_map_view_locate (scene->view, longitude, latitude, &x, &y));
  for (guint i = 0;
       (click = find_controller (GTK_WIDGET (scene->view->map), GTK_TYPE_GESTURE_CLICK, i)) != NULL; i++)
    g_signal_emit_by_name (click, "released", 1, x, y);
  g_assert_cmpstr (scene->told, ==, told);
}

/* A click between a change and the next frame finds what is there, and what is not. */
static void
test_click (void)
{
  Scene scene = { 0 };
  g_autoptr (GPtrArray) marks = two_marks ();

  open_scene (&scene);
  sz_map_view_set_marks (scene.view, marks);
  assert_click (&scene, 120.37, 36.08, "west");
  sz_map_view_set_selected (scene.view, "west");
  assert_click (&scene, 120.42, 36.12, "east");
  sz_map_view_set_pin (scene.view, 120.40, 36.10, "18 m outside", FALSE);
  assert_click (&scene, 120.37, 36.08, "west");
  sz_map_view_zoom (scene.view, 1);
  assert_click (&scene, 120.42, 36.12, "east");
  assert_click (&scene, 120.40, 36.08, "");
  sz_map_view_set_theme (scene.view, SZ_THEME_DARK);
  assert_click (&scene, 120.37, 36.08, "west");
  close_scene (&scene);
}

/* Where the pointer stays while the wheel zooms, something else lies under it. */
static void
test_hover (void)
{
  Scene scene = { 0 };
  g_autoptr (GPtrArray) marks = two_marks ();
  GtkWidget *map;
  GtkEventController *motion, *scroll;
  gboolean taken = FALSE;
  double x, y;

  open_scene (&scene);
  map = GTK_WIDGET (scene.view->map);
  sz_map_view_set_marks (scene.view, marks);
  g_assert_true (sz_map_view_locate (scene.view, 120.37, 36.08, &x, &y));
  assert_click (&scene, 120.37, 36.08, "west");
  for (guint i = 0; (motion = find_controller (map, GTK_TYPE_EVENT_CONTROLLER_MOTION, i)) != NULL; i++)
    g_signal_emit_by_name (motion, "motion", x, y);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (map), ==, "西");
  g_assert_nonnull (gtk_widget_get_cursor (map));
  scroll = find_controller (GTK_WIDGET (scene.view), GTK_TYPE_EVENT_CONTROLLER_SCROLL, 0);
  g_signal_emit_by_name (scroll, "scroll", 0.0, -1.0, &taken);
  g_assert_true (taken);
  g_assert_null (gtk_widget_get_tooltip_text (map));
  g_assert_null (gtk_widget_get_cursor (map));
  close_scene (&scene);
}

/* --- captions in advance --- */

#define MARKS 60

static GPtrArray *
many_marks (void)
{
  GPtrArray *marks = g_ptr_array_new_with_free_func (sz_map_mark_free);

  for (guint i = 0; i < MARKS; i++) {
    g_autofree char *id = g_strdup_printf ("M%u", i);

    g_ptr_array_add (marks, sz_map_mark_new (id, id, "", g_test_rand_double_range (120.35, 120.45),
                                             g_test_rand_double_range (36.05, 36.15), SZ_SITE_TERMINAL,
                                             SZ_SPOT_GOOD));
  }
  return marks;
}

/* The caption of a mark that is not named at this zoom. */
static SzMapInk *
get_ink (Scene *scene, const char *title)
{
  SzMapText text = { .text = title,
                     .more = "",
                     .size_px = 12,
                     .bold = TRUE,
                     .colour = scene->view->scene->theme->text_primary,
                     .status = SZ_SPOT_GOOD };

  return sz_map_inks_get (scene->view->scene->inks,
                          gtk_widget_get_pango_context (GTK_WIDGET (scene->view->marks)), &text);
}

static gboolean
is_shaped (gpointer data)
{
  return SZ_MAP_VIEW (data)->shaping == 0;
}

static void
assert_shaped (Scene *scene)
{
  g_assert_cmpuint (scene->view->shaping, !=, 0);
  ui_wait (is_shaped, scene->view, 20, "the captions");
  g_assert_cmpuint (scene->view->shaped, ==, MARKS);
}

/* After whatever may have let go of them, and only those that are not there any more. */
static void
test_captions (void)
{
  Scene scene = { 0 };
  g_autoptr (GPtrArray) marks = many_marks ();
  double world, left, top;

  open_scene (&scene);
  sz_map_view_set_marks (scene.view, marks);
  assert_shaped (&scene);
  g_assert_nonnull (sz_map_inks_draw (scene.view->scene->inks, get_ink (&scene, "M7")));
  gtk_window_set_default_size (GTK_WINDOW (scene.window), 1300, 900);
  ui_wait (is_wide, scene.view, 20, "a wide window");
  sz_map_view_fit (scene.view, NULL);
  assert_shaped (&scene);
  g_assert_nonnull (get_ink (&scene, "M7")->surface);
  /* One after the other in the list, each placed as a frame does. */
  for (guint i = 0; i < 150; i++) {
    sz_map_view_set_selected (scene.view, i % 2 == 0 ? "M1" : "M2");
    g_assert_true (sz_marks_layer_place (scene.view->marks, &world, &left, &top));
    assert_shaped (&scene);
  }
  g_assert_nonnull (get_ink (&scene, "M7")->surface);
  sz_map_view_zoom (scene.view, -1);
  assert_shaped (&scene);
  g_assert_nonnull (get_ink (&scene, "M7")->surface);
  sz_map_view_set_theme (scene.view, SZ_THEME_DARK);
  assert_shaped (&scene);
  g_assert_null (get_ink (&scene, "M7")->surface);
  close_scene (&scene);
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/map/view/server-back", test_server_back);
  g_test_add_func ("/map/view/late-failure", test_late_failure);
  g_test_add_data_func ("/map/view/fit-builtin", GINT_TO_POINTER (TRUE), test_fit);
  g_test_add_data_func ("/map/view/fit-server", GINT_TO_POINTER (FALSE), test_fit);
  g_test_add_func ("/map/view/click", test_click);
  g_test_add_func ("/map/view/hover", test_hover);
  g_test_add_func ("/map/view/captions", test_captions);
  return g_test_run ();
}
