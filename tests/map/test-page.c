/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page on a store of its own: search, answer, list, marks, tiles. Under Xvfb, as all tests with windows.
 */
#include <math.h>
#include <string.h>

#include "map-help.h"
#include "sz-i18n.h"
#include "sz-map-card.h"
#include "sz-map-item.h"
#include "sz-map-page.h"
#include "sz-map-row.h"
#include "sz-map-view.h"
#include "sz-map-waits.h"
#include "sz-map-words.h"
#include "sz-tile-view.h"
#include "ui-test.h"

typedef struct {
  UiHome *home;
  SzDesk *desk;
  GtkWidget *window, *page;
  guint more; /* points beyond those of the store */
} Scene;

static gboolean
is_ready (gpointer data)
{
  return sz_desk_get_state (data) == SZ_DESK_READY;
}

static gboolean
is_page_settled (gpointer data)
{
  return sz_pane_is_settled (SZ_PANE (data));
}

static GtkWidget *
find_widget (GtkWidget *root, GType type, const char *name)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) &&
      (name == NULL || g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (root)), name) == 0))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_widget (child, type, name);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static const char *
label_text (Scene *scene, const char *name)
{
  return gtk_label_get_label (GTK_LABEL (find_widget (scene->page, GTK_TYPE_LABEL, name)));
}

static void
open_scene (Scene *scene)
{
  g_autoptr (GError) error = NULL;
  guint generation;
  gboolean changed;
  SzStore *store;

  scene->home = ui_home_new ();
  store = sz_store_open (scene->home->home->data, scene->home->catalog, SZ_STORE_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  sz_store_set_source (store, "hall", "Hall", "e1", "Asia/Shanghai", MAP_NOW_MS, 0, &generation, &changed,
                       &error);
  g_assert_no_error (error);
  map_fill (store, scene->home->catalog);
  for (guint i = 0; i < scene->more; i++) {
    g_autofree char *id = g_strdup_printf ("Q%03u", i);
    g_autofree char *longitude = g_strdup_printf ("%d", g_test_rand_int_range (120350000, 120450000));
    g_autofree char *latitude = g_strdup_printf ("%d", g_test_rand_int_range (36050000, 36150000));

    map_add (store, scene->home->catalog, "points", id, "point", id, "name", id, "kind", "village", "region",
             "W1", "address", "", "state", "open", "longitude", longitude, "latitude", latitude, NULL);
  }
  sz_store_close (store);
  scene->desk = sz_desk_new (scene->home->home, scene->home->catalog, NULL);
  sz_desk_start (scene->desk);
  ui_wait (is_ready, scene->desk, 20, "the desk");
  scene->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (scene->window), 1100, 760);
  scene->page = g_object_new (SZ_TYPE_MAP_PAGE, NULL);
  sz_map_page_set_desk (SZ_MAP_PAGE (scene->page), scene->desk);
  gtk_window_set_child (GTK_WINDOW (scene->window), scene->page);
  gtk_window_present (GTK_WINDOW (scene->window));
  ui_wait (is_page_settled, scene->page, 30, "the map");
}

static void
close_scene (Scene *scene)
{
  g_object_add_weak_pointer (G_OBJECT (scene->page), (gpointer *)&scene->page);
  gtk_window_destroy (GTK_WINDOW (scene->window));
  ui_turn (50);
  g_assert_null (scene->page);
  sz_desk_stop (scene->desk);
  g_object_unref (scene->desk);
  ui_home_free (scene->home);
}

static void
type_and_enter (Scene *scene, const char *text)
{
  GtkWidget *search = find_widget (scene->page, GTK_TYPE_SEARCH_ENTRY, NULL);

  gtk_editable_set_text (GTK_EDITABLE (search), text);
  g_signal_emit_by_name (search, "activate");
  ui_wait (is_page_settled, scene->page, 30, "the map");
}

/* An address by two characters of it: the map goes there, the answer and the card say what there is. */
static void
test_address (void)
{
  Scene scene = { 0 };
  double longitude, latitude, resolution;
  GtkWidget *card;

  open_scene (&scene);
  g_assert_cmpstr (label_text (&scene, "headline"), ==, "3 of 5 service points are open");
  type_and_enter (&scene, "文昌路118号");
  g_assert_true (gtk_widget_get_visible (find_widget (scene.page, GTK_TYPE_BOX, "answer")));
  g_assert_cmpstr (label_text (&scene, "answer_title"), ==, "✓ In no restricted zone");
  g_assert_nonnull (strstr (label_text (&scene, "answer_text"), "Outside “老城烟花爆竹禁放区”, 180"));
  g_assert_nonnull (strstr (label_text (&scene, "answer_place"), "云澜区 文昌街道 鼓楼社区"));
  card = find_widget (scene.page, SZ_TYPE_MAP_CARD, NULL);
  g_assert_true (gtk_widget_get_visible (card));
  g_assert_true (sz_map_view_get_place (SZ_MAP_VIEW (find_widget (scene.page, SZ_TYPE_MAP_VIEW, NULL)),
                                        &longitude, &latitude, &resolution));
  g_assert_cmpfloat_with_epsilon (latitude, 36.07, 0.001);
  g_assert_cmpfloat (resolution, <=, 6);
  close_scene (&scene);
}

static void
assert_said (GtkWidget *widget, GtkAccessibleProperty property, const char *said)
{
  g_autofree char *other = NULL;

  g_assert_nonnull (widget);
  other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), property, said);
  g_assert_cmpstr (other, ==, NULL);
}

/* --- waits on the card
 * ----------------------------------------------------------------------------------------------------------------
 */

static SzMapData *
make_waits (void)
{
  SzMapData *data = g_new0 (SzMapData, 1);

  g_atomic_ref_count_init (&data->refs);
  data->wait_target = 15;
  data->wait_limit = 25;
  data->day_ms = MAP_NOW_MS - MAP_NOW_MS % SZ_DAY_MS - 8 * SZ_HOUR_MS;
  data->now_ms = data->day_ms + 14 * SZ_HOUR_MS;
  for (guint hour = 0; hour < SZ_MAP_HOURS; hour++)
    data->hours[hour] = NAN;
  return data;
}

/* From nine to five, and as far as somebody waited; only the hall gives out tickets. */
static void
test_waits (void)
{
  g_autoptr (SzMapData) data = make_waits ();
  SzSite hall = { .kind = SZ_SITE_HALL }, town = { .kind = SZ_SITE_TOWN };
  g_autoptr (SzTile) none = NULL, usual = NULL, late = NULL;
  const SzSeries *series;

  g_assert_null (sz_map_waits_tile (data, &hall));
  data->hours[9] = 8.25;
  data->hours[11] = 21;
  g_assert_null (sz_map_waits_tile (data, &town));
  usual = sz_map_waits_tile (data, &hall);
  series = g_ptr_array_index (usual->series, 0);
  g_assert_cmpuint (series->length, ==, 8);
  g_assert_cmpfloat (series->y[0], ==, 8.25);
  g_assert_true (isnan (series->y[1]));
  g_assert_cmpfloat (series->y[2], ==, 21);
  g_assert_cmpfloat (series->x[2] - series->x[0], ==, 2 * SZ_HOUR_MS);
  g_assert_cmpfloat (usual->target, ==, 15);
  g_assert_cmpfloat (usual->limit, ==, 25);
  data->hours[7] = 1;
  data->hours[19] = 2;
  late = sz_map_waits_tile (data, &hall);
  series = g_ptr_array_index (late->series, 0);
  g_assert_cmpuint (series->length, ==, 13);
  g_assert_cmpfloat (series->y[12], ==, 2);
}

/* The chart is a picture: what it shows is said. */
static void
test_waits_said (void)
{
  g_autoptr (SzMapData) data = make_waits ();
  const SzSite hall = { .kind = SZ_SITE_HALL };
  GtkWidget *view = g_object_ref_sink (sz_tile_view_new (100));

  data->hours[9] = 21;
  data->hours[10] = 8;
  data->hours[11] = 13;
  sz_tile_view_set (SZ_TILE_VIEW (view), sz_map_waits_tile (data, &hall), NULL);
  assert_said (view, GTK_ACCESSIBLE_PROPERTY_LABEL, "Waits today");
  assert_said (view, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
               "Waits today, mean by hour, last 13.0 min, from 8.0 min to 21.0 min");
  g_object_unref (view);
}

static void
test_no_waits (void)
{
  Scene scene = { 0 };
  GtkWidget *card;

  open_scene (&scene);
  type_and_enter (&scene, "文昌街道便民服务中心");
  card = find_widget (scene.page, SZ_TYPE_MAP_CARD, NULL);
  g_assert_true (gtk_widget_get_visible (card));
  g_assert_false (gtk_widget_get_visible (find_widget (card, SZ_TYPE_TILE_VIEW, NULL)));
  close_scene (&scene);
}

static gboolean
is_shown (gpointer widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_height (widget) > 1;
}

static gboolean
is_whole (gpointer data)
{
  GtkWidget *list = gtk_widget_get_first_child (gtk_widget_get_first_child (data));
  double list_top, bottom, x;
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 5);

  if (row == NULL || !is_shown (GTK_WIDGET (row)))
    return FALSE;
  gtk_widget_translate_coordinates (GTK_WIDGET (row), data, 0, 0, &x, &list_top);
  bottom = list_top + gtk_widget_get_height (GTK_WIDGET (row));
  return bottom <= gtk_widget_get_height (data);
}

/* What two characters find, without a network; six are seen whole, none is cut. */
static void
test_results (void)
{
  Scene scene = { 0 };
  GtkWidget *search, *scroll;

  open_scene (&scene);
  search = find_widget (scene.page, GTK_TYPE_SEARCH_ENTRY, NULL);
  scroll = find_widget (scene.page, GTK_TYPE_SCROLLED_WINDOW, "results_scroll");
  gtk_editable_set_text (GTK_EDITABLE (search), "文昌");
  ui_wait (is_shown, scroll, 20, "what two characters find");
  gtk_editable_set_text (GTK_EDITABLE (search), "区");
  ui_wait (is_whole, scroll, 20, "six results, whole");
  g_signal_emit_by_name (search, "stop-search");
  g_assert_false (gtk_widget_get_visible (scroll));
  close_scene (&scene);
}

static gboolean
is_hidden (gpointer widget)
{
  return !gtk_widget_get_visible (widget);
}

/* What was chosen is not searched again while it stands; once it was taken out, it is found as before. */
static void
test_again (void)
{
  Scene scene = { 0 };
  GtkWidget *search, *scroll;

  open_scene (&scene);
  search = find_widget (scene.page, GTK_TYPE_SEARCH_ENTRY, NULL);
  scroll = find_widget (scene.page, GTK_TYPE_SCROLLED_WINDOW, "results_scroll");
  gtk_editable_set_text (GTK_EDITABLE (search), "文昌");
  ui_wait (is_shown, scroll, 20, "what two characters find");
  g_signal_emit_by_name (search, "activate");
  g_assert_false (gtk_widget_get_visible (scroll));
  g_signal_emit_by_name (search, "search-changed");
  g_assert_false (gtk_widget_get_visible (scroll));
  for (guint i = 0; i < 2; i++) {
    gtk_editable_set_text (GTK_EDITABLE (search), "");
    ui_wait (is_hidden, scroll, 20, "nothing to be searched");
    gtk_editable_set_text (GTK_EDITABLE (search), "文");
    ui_wait (is_shown, scroll, 20, "what one character finds");
    gtk_editable_set_text (GTK_EDITABLE (search), "文昌");
    g_signal_emit_by_name (search, "search-changed");
    g_assert_true (gtk_widget_get_visible (scroll));
  }
  close_scene (&scene);
}

/* What is to be said of a point without a position stays, also when the search's delay ends after Enter. */
static void
test_hint (void)
{
  Scene scene = { 0 };
  GtkWidget *search, *hint;

  open_scene (&scene);
  search = find_widget (scene.page, GTK_TYPE_SEARCH_ENTRY, NULL);
  hint = find_widget (scene.page, GTK_TYPE_LABEL, "hint");
  type_and_enter (&scene, "鼓楼社区便民服务站");
  g_assert_true (gtk_widget_get_visible (hint));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (hint)), "without a position"));
  g_signal_emit_by_name (search, "search-changed");
  g_assert_true (gtk_widget_get_visible (hint));
  g_assert_false (
      gtk_widget_get_visible (find_widget (scene.page, GTK_TYPE_SCROLLED_WINDOW, "results_scroll")));
  gtk_editable_set_text (GTK_EDITABLE (search), "");
  ui_wait (is_hidden, hint, 20, "the hint to go with what was typed");
  close_scene (&scene);
}

static void
test_inside (void)
{
  Scene scene = { 0 };

  open_scene (&scene);
  type_and_enter (&scene, "120.3665, 36.07");
  g_assert_cmpstr (label_text (&scene, "answer_title"), ==, "✕ In 1 restricted zone");
  g_assert_nonnull (strstr (label_text (&scene, "answer_text"), "Inside “老城烟花爆竹禁放区”, 135"));
  g_assert_nonnull (strstr (label_text (&scene, "answer_text"), "全年禁止燃放烟花爆竹。"));
  g_assert_nonnull (strstr (label_text (&scene, "list_title"), "Nearest"));
  type_and_enter (&scene, "不存在的地方");
  g_assert_true (gtk_widget_get_visible (find_widget (scene.page, GTK_TYPE_LABEL, "hint")));
  close_scene (&scene);
}

/* The list reaches every point, also the one that is not on the map; the filter leaves the open ones. */
static void
test_list (void)
{
  Scene scene = { 0 };
  GtkWidget *list;
  GtkSelectionModel *model;

  open_scene (&scene);
  list = find_widget (scene.page, GTK_TYPE_LIST_VIEW, "list");
  model = gtk_list_view_get_model (GTK_LIST_VIEW (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 5);
  for (guint i = 0; i < 5; i++) {
    gtk_selection_model_select_item (model, i, TRUE);
    g_assert_true (gtk_widget_get_visible (find_widget (scene.page, SZ_TYPE_MAP_CARD, NULL)));
    g_signal_emit_by_name (list, "activate", i);
  }
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (find_widget (scene.page, GTK_TYPE_CHECK_BUTTON, "open_only")), TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 3);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find_widget (scene.page, GTK_TYPE_DROP_DOWN, "kind")), 4);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  g_assert_true (sz_pane_find (SZ_PANE (scene.page)));
  close_scene (&scene);
}

static const char *
selected_id (GListModel *model)
{
  SzMapItem *item = gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (model));

  return item != NULL ? sz_map_item_get_site (item)->id : NULL;
}

/* What is chosen stays chosen when the filter takes it out of the list, and is so when it comes back. */
static void
test_filter (void)
{
  Scene scene = { 0 };
  GtkWidget *open_only, *kind;
  GListModel *model;

  open_scene (&scene);
  open_only = find_widget (scene.page, GTK_TYPE_CHECK_BUTTON, "open_only");
  kind = find_widget (scene.page, GTK_TYPE_DROP_DOWN, "kind");
  model = G_LIST_MODEL (
      gtk_list_view_get_model (GTK_LIST_VIEW (find_widget (scene.page, GTK_TYPE_LIST_VIEW, "list"))));
  /* It is paused. */
  g_signal_emit_by_name (find_widget (scene.page, SZ_TYPE_MAP_VIEW, NULL), "mark", "P3");
  g_assert_cmpstr (selected_id (model), ==, "P3");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (open_only), TRUE);
  g_assert_null (selected_id (model));
  g_assert_true (gtk_widget_get_visible (find_widget (scene.page, SZ_TYPE_MAP_CARD, NULL)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (open_only), FALSE);
  g_assert_cmpstr (selected_id (model), ==, "P3");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (kind), 1);
  g_assert_null (selected_id (model));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (kind), 0);
  g_assert_cmpstr (selected_id (model), ==, "P3");
  close_scene (&scene);
}

/* The row of the list that shows a point. */
static GtkWidget *
find_row (GtkWidget *list, const char *id)
{
  guint position = sz_map_items_find (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list))), id);
  GtkWidget *row = gtk_widget_get_first_child (list);

  g_assert_cmpuint (position, !=, GTK_INVALID_LIST_POSITION);
  for (guint i = 0; row != NULL && i < position; i++)
    row = gtk_widget_get_next_sibling (row);
  g_assert_true (row != NULL && SZ_IS_MAP_ROW (gtk_widget_get_first_child (row)));
  return row;
}

/* What is empty is left out, in either language. */
static void
test_joined (void)
{
  static const char *const texts[] = { "", "一", "", "二", "", NULL };
  g_autofree char *english = sz_map_spoken (texts), *nothing = sz_map_spoken (texts + 5);
  g_autofree char *chinese = NULL;

  sz_lang_set (SZ_LANG_ZH);
  chinese = sz_map_spoken (texts);
  sz_lang_set (SZ_LANG_EN);
  g_assert_cmpstr (english, ==, "一, 二");
  g_assert_cmpstr (chinese, ==, "一，二");
  g_assert_cmpstr (nothing, ==, "");
}

/* A row is read out as it is seen: with the distance that has put it there, without what there is not. */
static void
test_spoken (void)
{
  Scene scene = { 0 };
  GtkWidget *list;

  open_scene (&scene);
  list = find_widget (scene.page, GTK_TYPE_LIST_VIEW, "list");
  assert_said (find_row (list, "P2"), GTK_ACCESSIBLE_PROPERTY_LABEL,
               "文昌街道便民服务中心, Street or town hall, 文昌街道");
  g_signal_emit_by_name (find_widget (scene.page, SZ_TYPE_MAP_VIEW, NULL), "place", 120.37, 36.07);
  assert_said (find_row (list, "P2"), GTK_ACCESSIBLE_PROPERTY_LABEL,
               "文昌街道便民服务中心, Street or town hall, 文昌街道, 0\302\240m");
  assert_said (find_row (list, "P4"), GTK_ACCESSIBLE_PROPERTY_LABEL,
               "园区自助点Z07, Self-service terminal, 临湖街道, Offline, 4.6\302\240km");
  close_scene (&scene);
}

static gboolean
is_wide (gpointer data)
{
  return gtk_widget_get_width (data) >= 1424;
}

static gboolean
is_narrow (gpointer data)
{
  return gtk_widget_get_width (data) <= 1190;
}

/* The side follows the window and nothing else: not what the card, the search or the answer say. */
static void
test_side (void)
{
  Scene scene = { 0 };
  GtkWidget *side, *map;

  open_scene (&scene);
  side = find_widget (scene.page, GTK_TYPE_BOX, "side");
  map = find_widget (scene.page, SZ_TYPE_MAP_VIEW, NULL);
  g_assert_true (is_narrow (scene.page));
  g_assert_cmpint (gtk_widget_get_allocated_width (side), ==, 332);
  type_and_enter (&scene, "文昌路118号");
  g_assert_cmpint (gtk_widget_get_allocated_width (side), ==, 332);
  gtk_window_set_default_size (GTK_WINDOW (scene.window), 1700, 900);
  ui_wait (is_wide, scene.page, 20, "a wide window");
  g_assert_cmpint (gtk_widget_get_allocated_width (side), ==, 420);
  g_assert_cmpint (gtk_widget_get_allocated_width (side) + gtk_widget_get_width (map), ==,
                   gtk_widget_get_width (scene.page));
  gtk_window_set_default_size (GTK_WINDOW (scene.window), 900, 700);
  ui_wait (is_narrow, scene.page, 20, "a narrow window");
  g_assert_cmpint (gtk_widget_get_allocated_width (side), ==, 332);
  close_scene (&scene);
}

/* A list that is longer than a turn fills is whole once the page has settled; a place asked for puts the same
 * items into the order of their distances, and what is chosen stays chosen. */
static void
test_long_list (void)
{
  Scene scene = { .more = (guint)g_test_rand_int_range (60, 160) };
  g_autoptr (GHashTable) before = g_hash_table_new (NULL, NULL);
  GListModel *model;
  GtkWidget *list, *view;
  double last = 0;
  guint n;

  open_scene (&scene);
  list = find_widget (scene.page, GTK_TYPE_LIST_VIEW, "list");
  view = find_widget (scene.page, SZ_TYPE_MAP_VIEW, NULL);
  model = G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)));
  n = g_list_model_get_n_items (model);
  g_assert_cmpuint (n, ==, 5 + scene.more);
  for (guint i = 0; i < n; i++) {
    g_autoptr (SzMapItem) item = g_list_model_get_item (model, i);

    g_assert_true (g_hash_table_add (before, item));
  }
  g_signal_emit_by_name (view, "mark", "Q050");
  g_signal_emit_by_name (view, "place", 120.36, 36.06);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, n);
  for (guint i = 0; i < n; i++) {
    g_autoptr (SzMapItem) item = g_list_model_get_item (model, i);
    double distance = sz_map_item_get_distance_m (item);

    g_assert_true (g_hash_table_remove (before, item));
    /* The one without a position is the last. */
    g_assert_true (isnan (distance) ? i == n - 1 : distance >= last);
    last = distance;
  }
  g_assert_cmpstr (
      sz_map_item_get_site (gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (model)))->id, ==,
      "Q050");
  close_scene (&scene);
}

static void
note_cb (GtkWidget *view, gpointer first, gpointer data)
{
  ++*(int *)data;
}

/* Zoom keeps to whole levels and its limits; a place is found again where it is said to be. */
static void
test_view (void)
{
  Scene scene = { 0 };
  SzMapView *view;
  double x, y, longitude, latitude, before, after;
  int marks = 0;

  open_scene (&scene);
  view = SZ_MAP_VIEW (find_widget (scene.page, SZ_TYPE_MAP_VIEW, NULL));
  g_signal_connect (view, "mark", G_CALLBACK (note_cb), &marks);
  g_assert_true (sz_map_view_get_place (view, &longitude, &latitude, &before));
  sz_map_view_zoom (view, 1);
  g_assert_true (sz_map_view_get_place (view, &longitude, &latitude, &after));
  g_assert_cmpfloat_with_epsilon (after * 2, before, before * 0.01);
  for (guint i = 0; i < 30; i++)
    sz_map_view_zoom (view, 1);
  g_assert_true (sz_map_view_get_place (view, &longitude, &latitude, &after));
  g_assert_cmpfloat (after, >, 0.1);
  for (guint i = 0; i < 40; i++)
    sz_map_view_zoom (view, -1);
  sz_map_view_fit (view, NULL);
  g_assert_true (sz_map_view_get_place (view, &longitude, &latitude, &after));
  g_assert_cmpfloat_with_epsilon (after, before, before * 0.02);
  /* All of the district is on the screen. */
  g_assert_true (sz_map_view_locate (view, 120.35, 36.15, &x, &y));
  g_assert_cmpfloat (x, >, 0);
  g_assert_cmpfloat (y, >, 0);
  g_assert_true (sz_map_view_locate (view, 120.45, 36.05, &x, &y));
  g_assert_cmpfloat (x, <, gtk_widget_get_width (GTK_WIDGET (view)));
  g_assert_cmpfloat (y, <, gtk_widget_get_height (GTK_WIDGET (view)));
  close_scene (&scene);
}

static gboolean
is_problem_shown (gpointer data)
{
  for (GtkWidget *child = gtk_widget_get_first_child (gtk_widget_get_first_child (data)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_has_css_class (child, "map-problem"))
      return gtk_widget_get_visible (child);
  return FALSE;
}

/* A server nobody is at: a sentence, and the map goes on. */
static void
test_server (void)
{
  Scene scene = { 0 };
  GtkWidget *view;

  open_scene (&scene);
  view = find_widget (scene.page, SZ_TYPE_MAP_VIEW, NULL);
  g_assert_true (
      sz_map_page_set_tiles (SZ_MAP_PAGE (scene.page), "http://127.0.0.1:1/{z}/{x}/{y}.png", "© nobody"));
  ui_wait (is_problem_shown, view, 30, "the server's problem");
  ui_wait (is_page_settled, scene.page, 30, "the map");
  g_assert_true (sz_map_page_set_tiles (SZ_MAP_PAGE (scene.page), "", ""));
  g_assert_false (is_problem_shown (view));
  g_assert_false (sz_map_page_set_tiles (SZ_MAP_PAGE (scene.page), "nonsense", ""));
  ui_wait (is_page_settled, scene.page, 30, "the map");
  close_scene (&scene);
}

/* A file of tiles that ends at level 4. */
static void
test_file (void)
{
  g_autofree char *path = map_shared_file ("tiles/plain_1.mbtiles");
  Scene scene = { 0 };

  if (path == NULL)
    return;
  open_scene (&scene);
  g_assert_true (sz_map_page_set_tiles (SZ_MAP_PAGE (scene.page), path, ""));
  ui_wait (is_page_settled, scene.page, 30, "the map");
  for (guint i = 0; i < 12; i++)
    sz_map_view_zoom (SZ_MAP_VIEW (find_widget (scene.page, SZ_TYPE_MAP_VIEW, NULL)), -1);
  ui_wait (is_page_settled, scene.page, 30, "the map");
  g_assert_false (is_problem_shown (find_widget (scene.page, SZ_TYPE_MAP_VIEW, NULL)));
  close_scene (&scene);
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/map/page/address", test_address);
  g_test_add_func ("/map/page/waits", test_waits);
  g_test_add_func ("/map/page/waits-said", test_waits_said);
  g_test_add_func ("/map/page/no-waits", test_no_waits);
  g_test_add_func ("/map/page/results", test_results);
  g_test_add_func ("/map/page/again", test_again);
  g_test_add_func ("/map/page/hint", test_hint);
  g_test_add_func ("/map/page/inside", test_inside);
  g_test_add_func ("/map/page/list", test_list);
  g_test_add_func ("/map/page/filter", test_filter);
  g_test_add_func ("/map/page/joined", test_joined);
  g_test_add_func ("/map/page/spoken", test_spoken);
  g_test_add_func ("/map/page/long-list", test_long_list);
  g_test_add_func ("/map/page/side", test_side);
  g_test_add_func ("/map/page/view", test_view);
  g_test_add_func ("/map/page/server", test_server);
  g_test_add_func ("/map/page/file", test_file);
  return g_test_run ();
}
