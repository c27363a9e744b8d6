/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles without values: what is wrong stands in them, and so does what can be done about it. */
#include <glib/gstdio.h>
#include <string.h>

#include "sz-i18n.h"
#include "ui-test.h"

static SzMainWindow *
window_of (SzApplication *application)
{
  return sz_application_get_window (application);
}

static void
settle (SzApplication *application)
{
  ui_wait (ui_is_settled, window_of (application), 30, "the page to stand");
}

static SzPageView *
view_of (SzApplication *application)
{
  return sz_board_page_get_view (sz_main_window_get_board_page (window_of (application)));
}

/* A real button: the keyboard reaches it, and it is read out. */
static GtkWidget *
need_link (SzApplication *application, const char *id, const char *said)
{
  GtkWidget *button = sz_page_view_find_hit (view_of (application), id);

  if (button == NULL)
    g_test_message ("the page has no mark %s", id);
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_focusable (button));
  g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (button)), ==,
                   GTK_ACCESSIBLE_ROLE_BUTTON);
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL));
  g_assert_null (
      gtk_test_accessible_check_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, said));
  return button;
}

static const SzPage *
page_of (SzApplication *application)
{
  return sz_page_view_get_page (view_of (application));
}

static gboolean
has_failed_tiles (gpointer data)
{
  const SzPage *page = page_of (data);

  if (page == NULL || page->tiles->len == 0)
    return FALSE;
  for (guint i = 0; i < page->tiles->len; i++)
    if (((const SzTile *)g_ptr_array_index (page->tiles, i))->state != SZ_STATE_ERROR)
      return FALSE;
  return TRUE;
}

/* Whatever cannot be had is named, with why; from any of its tiles it is tried again. */
static void
try_again (SzApplication *application, gpointer data)
{
  const UiHome *home = data;
  SzDesk *desk = sz_application_get_desk (application);
  g_autofree char *path = g_build_filename (home->home->data, "cache.db", NULL);
  g_autofree char *id = NULL;
  g_autofree char *said = NULL;
  const SzTile *tile = NULL;

  ui_wait (ui_desk_is_failed, desk, 20, "the refusal of a file that is not ours");
  ui_wait (has_failed_tiles, application, 20, "the tiles to say so");
  settle (application);
  tile = g_ptr_array_index (page_of (application)->tiles,
                            (guint)g_test_rand_int_range (0, (gint32)page_of (application)->tiles->len));
  g_assert_cmpstr (tile->title, !=, "");
  g_assert_cmpstr (tile->note, ==, sz_desk_get_message (desk));
  id = g_strconcat ("retry:", tile->id, NULL);
  said = g_strdup_printf ("%s: try again", tile->title);
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_signal_emit_by_name (need_link (application, id, said), "clicked");
  ui_wait (ui_desk_is_empty, desk, 20, "the home to be opened after all");
}

static void
test_error (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 1100, .height = 720 };
  g_autofree char *path = g_build_filename (home->home->data, "cache.db", NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  ui_run (&options, try_again, home);
}

/* A card of what nobody supplies leads to the sources. */
static void
open_sources (SzApplication *application, gpointer data)
{
  const SzTile *lacking = NULL;
  g_autofree char *said = NULL;

  settle (application);
  for (guint i = 0; i < page_of (application)->tiles->len && lacking == NULL; i++) {
    const SzTile *tile = g_ptr_array_index (page_of (application)->tiles, i);

    if (tile->kind == SZ_TILE_LAYER && tile->state == SZ_STATE_EMPTY)
      lacking = tile;
  }
  g_assert_nonnull (lacking);
  g_assert_cmpint (lacking->ways, ==, SZ_WAY_SOURCES);
  said = g_strdup_printf ("%s: see the data sources", lacking->title);
  g_signal_emit_by_name (need_link (application, "page:sources", said), "clicked");
  settle (application);
  g_assert_cmpstr (sz_main_window_get_page_name (window_of (application)), ==, "sources");
}

static void
test_lacking (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 1600, .height = 1000 };

  ui_home_fill (home);
  ui_run (&options, open_sources, NULL);
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/states/error", test_error);
  g_test_add_func ("/states/lacking", test_lacking);
  return g_test_run ();
}
