/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "sz-foresight.h"
#include "sz-page-view.h"
#include "ui-test.h"

static SzFigure *
make_figure (const char *id, double value)
{
  SzFigure *figure = sz_figure_new (id, id, "min");

  figure->value = value;
  figure->status = SZ_STATUS_GOOD;
  return figure;
}

/* A page of `n` cards with three figures each. */
static SzPage *
make_page (guint n, double value)
{
  SzPage *page = sz_page_new ("overview");

  g_free (page->headline);
  page->headline = g_strdup ("All areas within their limit");
  page->zone = sz_zone_new ("Asia/Shanghai", NULL);
  page->now_ms = page->data_ms = UI_NOW_MS;
  for (guint i = 0; i < n; i++) {
    g_autofree char *id = g_strdup_printf ("card-%u", i);
    g_autofree char *lead = g_strdup_printf ("lead_%u", i);
    SzTile *tile = sz_tile_new (SZ_TILE_LAYER, id, id);

    tile->lead = make_figure (lead, value + i);
    for (guint j = 0; j < 3; j++) {
      g_autofree char *name = g_strdup_printf ("figure_%u_%u", i, j);

      g_ptr_array_add (tile->figures, make_figure (name, value * j));
    }
    g_ptr_array_add (page->tiles, tile);
  }
  return page;
}

typedef struct {
  GtkWidget *window;
  SzPageView *view;
  char *opened;
} Fixture;

static void
open_cb (SzPageView *view, const char *id, gpointer data)
{
  Fixture *fixture = data;

  g_free (fixture->opened);
  fixture->opened = g_strdup (id);
}

/* The one it gets from the screen, not one before. */
static gboolean
has_size (gpointer data)
{
  GdkSurface *surface = gtk_native_get_surface (data);

  return gtk_widget_get_mapped (data) && surface != NULL && gdk_surface_get_width (surface) >= 1100 &&
         gtk_widget_get_width (data) >= 1100;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  fixture->window = gtk_window_new ();
  fixture->view = SZ_PAGE_VIEW (sz_page_view_new ());
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (fixture->view));
  gtk_window_set_child (GTK_WINDOW (fixture->window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 700);
  g_signal_connect (fixture->view, "open", G_CALLBACK (open_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  ui_wait (has_size, fixture->window, 20, "the window");
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  ui_turn (20);
  g_free (fixture->opened);
}

static gboolean
is_settled (gpointer data)
{
  return sz_page_view_is_settled (data);
}

static void
show (Fixture *fixture, SzPage *page)
{
  sz_page_view_set_page (fixture->view, page);
  ui_wait (is_settled, fixture->view, 20, "the page to be painted");
  ui_turn (100);
  ui_wait (is_settled, fixture->view, 20, "the page to be painted at its final size");
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SzPage) page = make_page (4, 3);
  GtkWidget *button;

  show (fixture, page);
  button = sz_page_view_find_hit (fixture->view, "figure:figure_2_1");
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_focusable (button));
  g_assert_true (gtk_widget_get_has_tooltip (button));
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (fixture->opened, ==, "figure:figure_2_1");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       (const char *)g_object_get_data (G_OBJECT (button), "sentence"));
}

/* A refresh keeps the button, and with it focus and hover; what is gone from the page loses it. */
static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SzPage) page = make_page (3, 3);
  g_autoptr (SzPage) newer = make_page (2, 8);
  GtkWidget *kept;

  show (fixture, page);
  kept = sz_page_view_find_hit (fixture->view, "figure:figure_1_2");
  g_assert_nonnull (kept);
  gtk_widget_grab_focus (kept);
  show (fixture, newer);
  g_assert_true (sz_page_view_find_hit (fixture->view, "figure:figure_1_2") == kept);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == kept);
  g_assert_null (sz_page_view_find_hit (fixture->view, "figure:figure_2_0"));
  sz_page_view_set_page (fixture->view, NULL);
  g_assert_null (sz_page_view_find_hit (fixture->view, "figure:figure_1_2"));
  g_assert_true (sz_page_view_is_settled (fixture->view));
}

/* Asking for the same page again paints nothing. */
static void
test_economy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SzPage) page = make_page (2, 3);
  guint before;

  show (fixture, page);
  before = sz_page_view_get_n_paintings (fixture->view);
  sz_page_view_set_page (fixture->view, page);
  gtk_widget_queue_allocate (GTK_WIDGET (fixture->view));
  ui_turn (100);
  g_assert_cmpuint (sz_page_view_get_n_paintings (fixture->view), ==, before);
}

static gboolean
are_hits_inside (SzPageView *view)
{
  int width = gtk_widget_get_width (GTK_WIDGET (view));
  int height = gtk_widget_get_height (GTK_WIDGET (view));
  guint n = 0;

  for (GtkWidget *hit = gtk_widget_get_first_child (GTK_WIDGET (view)); hit != NULL;
       hit = gtk_widget_get_next_sibling (hit), n++) {
    graphene_rect_t bounds;

    if (!gtk_widget_compute_bounds (hit, GTK_WIDGET (view), &bounds) || bounds.origin.x < -1 ||
        bounds.origin.y < -1 || bounds.origin.x + bounds.size.width > width + 1 ||
        bounds.origin.y + bounds.size.height > height + 1)
      return FALSE;
  }
  return n > 0;
}

/* Painted in the size it has, and the marks laid upon that painting. */
static gboolean
is_whole (gpointer data)
{
  return sz_page_view_is_settled (data) && are_hits_inside (data);
}

/* In any size every mark can be reached: it lies within the view, which scrolls as far as the page is tall.
 */
static void
test_any_size (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SzPage) page = make_page (6, 3);

  show (fixture, page);
  for (int round = 0; round < 6; round++) {
    int width = g_test_rand_int_range (340, 1900);
    int height = g_test_rand_int_range (200, 1000);

    g_test_message ("%d × %d", width, height);
    gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, height);
    ui_turn (150);
    ui_wait (is_whole, fixture->view, 20,
             "the page to be painted in another size, with all its marks inside");
  }
}

/* --- painted before it is asked for
 * ---------------------------------------------------------------------------------------------------------
 */

static void
foreseen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  SzPainting **painting = data;
  g_autoptr (GError) error = NULL;

  *painting = sz_painter_paint_finish (result, &error);
  g_assert_no_error (error);
}

static gboolean
is_painted (gpointer data)
{
  return *(SzPainting **)data != NULL;
}

static SzPainting *
wait_for_painting (SzPage *page, const SzOutlook *outlook)
{
  SzPainting *painting = NULL;

  sz_foresight_paint_async (page, outlook, NULL, NULL, foreseen_cb, &painting);
  ui_wait (is_painted, &painting, 20, "the painting");
  return painting;
}

static gpointer
begin_thread (gpointer page)
{
  sz_foresight_begin (page);
  return NULL;
}

/* Begins on another thread, as the window's worker does. All is painted on one thread in its turn, so that
 * what was begun is done when another page is. */
static void
foresee (SzPage *page, const SzOutlook *outlook)
{
  g_autoptr (SzPage) other = make_page (1, 1);
  g_autoptr (SzPainting) after = NULL;

  sz_foresight_expect (outlook);
  g_thread_join (g_thread_new ("worker", begin_thread, page));
  other->data_ms = 0; /* the grey blocks that are shown meanwhile */
  after = wait_for_painting (other, outlook);
  g_assert_nonnull (after);
}

/* The page loses its cards once it is painted: who still sees them sees what was painted before. */
static void
test_foresight (void)
{
  const SzOutlook outlook = { SZ_THEME_LIGHT, 900 + g_test_rand_int_range (0, 300), 700, 1 };
  SzOutlook wider = outlook, darker = outlook, first;

  wider.width++;
  darker.theme = SZ_THEME_DARK;
  for (guint i = 0; i < 3; i++) {
    const SzOutlook *asked = i == 0 ? &outlook : i == 1 ? &wider : &darker;
    g_autoptr (SzPage) page = make_page (4, 3);
    g_autoptr (SzPainting) painting = NULL;
    g_autoptr (SzPainting) again = NULL;

    foresee (page, &outlook);
    g_ptr_array_set_size (page->tiles, 0);
    painting = wait_for_painting (page, asked);
    g_assert_cmpfloat_with_epsilon (painting->picture->width, asked->width, 0.001);
    if (asked == &outlook)
      g_assert_cmpuint (painting->picture->marks->len, >, 4);
    else
      g_assert_cmpuint (painting->picture->marks->len, <, 4);
    /* It is given away once. */
    again = wait_for_painting (page, &outlook);
    g_assert_cmpuint (again->picture->marks->len, <, 4);
  }
  g_assert_true (sz_foresight_get_first (&first));
}

/* Who asks while it is being painted waits for just that; what nobody asks for is in nobody's way. */
static void
test_foresight_early (void)
{
  const SzOutlook outlook = { SZ_THEME_LIGHT, 1000, 700, 1 };
  g_autoptr (SzPage) page = make_page (4, 3);
  g_autoptr (SzPage) unseen = make_page (4, 3);
  g_autoptr (SzPainting) painting = NULL;

  sz_foresight_expect (&outlook);
  sz_foresight_begin (page);
  painting = wait_for_painting (page, &outlook);
  g_assert_cmpuint (painting->picture->marks->len, >, 4);
  sz_foresight_expect (&outlook);
  sz_foresight_begin (unseen);
  g_clear_pointer (&painting, sz_painting_free);
  painting = wait_for_painting (page, &outlook);
  g_assert_cmpuint (painting->picture->marks->len, >, 4);
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add ("/ui/page-view/open", Fixture, NULL, setup, test_open, teardown);
  g_test_add ("/ui/page-view/refresh", Fixture, NULL, setup, test_refresh, teardown);
  g_test_add ("/ui/page-view/economy", Fixture, NULL, setup, test_economy, teardown);
  g_test_add_func ("/ui/page-view/foresight", test_foresight);
  g_test_add_func ("/ui/page-view/foresight-early", test_foresight_early);
  g_test_add ("/ui/page-view/any-size", Fixture, NULL, setup, test_any_size, teardown);
  return g_test_run ();
}
