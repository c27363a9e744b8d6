/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window decides without a display: where marks lead, what a search finds, the way back, periods,
 * the wall's clockwork, the watchdog. */
#include <glib/gstdio.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>

#include "sz-alert-forms.h"
#include "sz-foresight.h"
#include "sz-i18n.h"
#include "sz-marks.h"
#include "sz-notifier.h"
#include "sz-period-bar.h"
#include "sz-preferences.h"
#include "sz-rota.h"
#include "sz-search.h"
#include "sz-trail.h"
#include "sz-wall-screen.h"
#include "sz-watchdog.h"

static SzCatalog *
load_catalog (void)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;
  SzCatalog *catalog = sz_catalog_load (NULL, problems, &error);

  g_assert_no_error (error);
  return catalog;
}

/* --- marks
 * -------------------------------------------------------------------------------------------------------------
 */

static SzPage *
make_page (void)
{
  SzPage *page = sz_page_new ("indicator:wait_avg");
  SzTile *tile = sz_tile_new (SZ_TILE_BARS, "breakdown", "By area");

  g_free (tile->dimension);
  tile->dimension = g_strdup ("area");
  g_ptr_array_add (tile->parts, sz_part_new ("A", "General"));
  g_ptr_array_add (tile->parts, sz_part_new ("B", "Social"));
  g_ptr_array_add (page->tiles, tile);
  return page;
}

static void
test_marks (void)
{
  g_autoptr (SzCatalog) catalog = load_catalog ();
  g_autoptr (SzPage) page = make_page ();
  g_autoptr (SzPlace) here = sz_place_new_indicator ("wait_avg", SZ_SPAN_DAY);
  g_autoptr (SzPlace) dated = sz_place_with_day (here, 20000);
  g_autoptr (SzPlace) part = sz_mark_place (catalog, dated, page, "part:area=B");
  g_autoptr (SzPlace) again = sz_mark_place (catalog, part, page, "part:area=B");
  g_autoptr (SzPlace) other = sz_mark_place (catalog, part, page, "part:area=A");
  g_autoptr (SzPlace) figure = sz_mark_place (catalog, part, page, "figure:ticket_count");
  g_autoptr (SzPlace) row = sz_mark_place (catalog, part, page, "row:tickets?T=1?2");
  g_autoptr (SzPlace) rows = sz_mark_place (catalog, here, page, "rows:tickets?window=A07");
  g_autoptr (SzPlace) alert = sz_mark_place (catalog, here, page, "alert:20261120-001");
  g_autoptr (SzPlace) entry = sz_mark_place (catalog, here, page, "directory:department=D01");
  g_autoptr (SzPlace) by = sz_mark_place (catalog, part, page, "by:window");
  g_autoptr (SzPlace) wider = sz_place_without_cross_filter (part);

  /* A part filters everything but the parts it stands among, and a second click undoes it. */
  g_assert_cmpstr (part->by, ==, "area");
  g_assert_cmpstr (sz_place_filter_code (part, "area"), ==, "B");
  g_assert_cmpstr (sz_place_filter (part, 0)->name, ==, "Social");
  g_assert_cmpint (part->day, ==, 20000);
  g_assert_cmpuint (again->filters->len, ==, 0);
  g_assert_cmpstr (sz_place_filter_code (other, "area"), ==, "A");
  g_assert_cmpuint (wider->filters->len, ==, 0);
  g_assert_null (sz_place_without_cross_filter (here));
  /* Period and filters come along. */
  g_assert_cmpstr (figure->indicator, ==, "ticket_count");
  g_assert_cmpstr (sz_place_filter_code (figure, "area"), ==, "B");
  g_assert_cmpint (figure->day, ==, 20000);
  g_assert_cmpint (row->kind, ==, SZ_PLACE_TIMELINE);
  g_assert_cmpstr (row->dataset, ==, "tickets");
  g_assert_cmpstr (row->record, ==, "T=1?2");
  g_assert_cmpint (rows->kind, ==, SZ_PLACE_ROWS);
  g_assert_cmpstr (sz_place_filter_code (rows, "window"), ==, "A07");
  g_assert_cmpint (alert->kind, ==, SZ_PLACE_ALERTS);
  g_assert_cmpstr (alert->record, ==, "20261120-001");
  g_assert_cmpint (entry->kind, ==, SZ_PLACE_DIRECTORY);
  g_assert_cmpstr (by->by, ==, "window");
  g_assert_cmpstr (sz_place_filter_code (by, "area"), ==, "B");
}

/* Nothing leads nowhere in particular. */
static void
test_bad_marks (void)
{
  static const char *const BAD[] = { "",           "figure:",       "figure:none", "figure:wait_avg",
                                     "part:",      "part:area",     "part:=B",     "row:tickets",
                                     "row:none?1", "rows:none?a=b", "directory:",  "by:none",
                                     "tile:none",  "page:none",     "window:A01",  "row:",
                                     "by:",        "directory:a" };
  g_autoptr (SzCatalog) catalog = load_catalog ();
  g_autoptr (SzPage) page = make_page ();
  g_autoptr (SzPlace) here = sz_place_new_indicator ("wait_avg", SZ_SPAN_NOW);

  for (guint i = 0; i < G_N_ELEMENTS (BAD); i++) {
    g_autoptr (SzPlace) place = sz_mark_place (catalog, here, page, BAD[i]);

    if (place != NULL)
      g_test_message ("%s", BAD[i]);
    g_assert_null (place);
  }
}

/* --- search
 * ------------------------------------------------------------------------------------------------------------
 */

static const SzFind *
best (const GPtrArray *finds, const char *text)
{
  g_autoptr (GPtrArray) found = sz_find_rank (finds, text, 10);

  return found->len > 0 ? g_ptr_array_index (found, 0) : NULL;
}

static const SzPlace *
best_place (const GPtrArray *finds, const char *text)
{
  const SzFind *find = best (finds, text);

  if (find == NULL)
    g_assert_not_reached ();
  return find->place;
}

static void
test_search (void)
{
  g_autoptr (SzCatalog) catalog = load_catalog ();
  g_autoptr (GPtrArray) finds = sz_find_list (catalog, SZ_SPAN_NOW);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  SzName window = { sz_catalog_dimension (catalog, "window", NULL), (char *)"A07",
                    (char *)"综合受理 7 号窗" };
  SzName item = { sz_catalog_dimension (catalog, "item", NULL), (char *)"I1", (char *)"社会保险登记" };
  g_autoptr (GPtrArray) pages = NULL;
  g_autoptr (GPtrArray) few = NULL;

  g_ptr_array_add (names, &window);
  g_ptr_array_add (names, &item);
  sz_find_add_names (finds, catalog, names, SZ_SPAN_NOW);
  pages = sz_find_rank (finds, "", 100);
  g_assert_cmpuint (pages->len, ==, 8);
  g_assert_cmpint (((SzFind *)g_ptr_array_index (pages, 0))->place->kind, ==, SZ_PLACE_OVERVIEW);
  g_assert_cmpint (best_place (finds, "alerts")->kind, ==, SZ_PLACE_ALERTS);
  g_assert_cmpstr (best_place (finds, "wait_avg")->indicator, ==, "wait_avg");
  g_assert_cmpstr (best_place (finds, "  MEAN   wait ")->indicator, ==, "wait_avg");
  g_assert_cmpint (best_place (finds, "保险")->kind, ==, SZ_PLACE_DIRECTORY);
  g_assert_cmpstr (sz_place_filter_code (best_place (finds, "A07"), "window"), ==, "A07");
  g_assert_null (best (finds, "no such thing anywhere"));
  few = sz_find_rank (finds, "e", 5);
  g_assert_cmpuint (few->len, ==, 5);
}

/* Whatever is found holds every word, and the order is that of the promised ranks. */
static void
test_search_order (void)
{
  g_autoptr (SzCatalog) catalog = load_catalog ();
  g_autoptr (GPtrArray) finds = sz_find_list (catalog, SZ_SPAN_NOW);

  for (int round = 0; round < 50; round++) {
    const SzFind *seed = g_ptr_array_index (finds, (guint)g_test_rand_int_range (0, (int)finds->len));
    glong length = g_utf8_strlen (seed->name, -1);
    glong from = g_test_rand_int_range (0, (int)length);
    g_autofree char *text =
        g_utf8_substring (seed->name, from, MIN (length, from + g_test_rand_int_range (1, 6)));
    g_autofree char *stripped = g_strstrip (g_strdup (text));
    g_autofree char *folded = g_utf8_casefold (stripped, -1);
    g_autoptr (GPtrArray) found = sz_find_rank (finds, text, 1000);
    gboolean left_prefix = FALSE;

    if (*folded == '\0')
      continue;
    g_assert_true (g_ptr_array_find (found, seed, NULL));
    for (guint i = 0; i < found->len; i++) {
      const SzFind *find = g_ptr_array_index (found, i);
      g_autofree char *name = g_utf8_casefold (find->name, -1);

      if (!g_str_has_prefix (name, folded))
        left_prefix = TRUE;
      else
        g_assert_false (left_prefix);
    }
  }
}

/* --- the way back
 * ------------------------------------------------------------------------------------------------------- */

static void
test_trail (void)
{
  SzTrail *trail = sz_trail_new ();
  g_autoptr (SzPlace) a = sz_place_new (SZ_PLACE_OVERVIEW, SZ_SPAN_NOW);
  g_autoptr (SzPlace) b = sz_place_new (SZ_PLACE_LIVE, SZ_SPAN_NOW);
  g_autoptr (SzPlace) c = sz_place_new (SZ_PLACE_ALERTS, SZ_SPAN_NOW);
  SzStep *step;

  g_assert_null (sz_trail_back (trail, a, SZ_PLACE_OVERVIEW, 0));
  sz_trail_leave (trail, a, SZ_PLACE_OVERVIEW, 120);
  sz_trail_leave (trail, b, SZ_PLACE_LIVE, 0);
  step = sz_trail_back (trail, c, SZ_PLACE_ALERTS, 7);
  g_assert_true (step->place == b);
  sz_step_free (step);
  step = sz_trail_back (trail, b, SZ_PLACE_LIVE, 0);
  g_assert_true (step->place == a);
  g_assert_cmpfloat (step->scroll, ==, 120);
  sz_step_free (step);
  g_assert_false (sz_trail_can_go_back (trail));
  step = sz_trail_forward (trail, a, SZ_PLACE_OVERVIEW, 0);
  g_assert_true (step->place == b);
  sz_step_free (step);
  step = sz_trail_forward (trail, b, SZ_PLACE_LIVE, 0);
  g_assert_true (step->place == c);
  g_assert_cmpfloat (step->scroll, ==, 7);
  sz_step_free (step);
  /* Going somewhere new forgets what lay ahead. */
  step = sz_trail_back (trail, c, SZ_PLACE_ALERTS, 0);
  sz_step_free (step);
  sz_trail_leave (trail, b, SZ_PLACE_LIVE, 0);
  g_assert_false (sz_trail_can_go_forward (trail));
  for (int i = 0; i < 500; i++)
    sz_trail_leave (trail, a, SZ_PLACE_OVERVIEW, i);
  for (int i = 0; i < 100; i++)
    sz_step_free (sz_trail_back (trail, a, SZ_PLACE_OVERVIEW, 0));
  g_assert_false (sz_trail_can_go_back (trail));
  sz_trail_free (trail);
}

/* --- periods
 * ------------------------------------------------------------------------------------------------------------
 */

static void
test_steps (void)
{
  for (int round = 0; round < 500; round++) {
    gint64 day = g_test_rand_int_range (0, 40000);
    int steps = g_test_rand_int_range (-40, 40);
    int year, month, mday, year2, month2, mday2;
    gint64 moved = sz_span_step (SZ_SPAN_MONTH, day, steps);

    g_assert_cmpint (sz_span_step (SZ_SPAN_DAY, day, steps), ==, day + steps);
    g_assert_cmpint (sz_day_weekday (sz_span_step (SZ_SPAN_WEEK, day, steps)), ==, 1);
    g_assert_cmpint (sz_span_step (SZ_SPAN_WEEK, day, steps), ==,
                     sz_span_step (SZ_SPAN_WEEK, day, 0) + 7 * steps);
    sz_day_to_ymd (day, &year, &month, &mday);
    sz_day_to_ymd (moved, &year2, &month2, &mday2);
    g_assert_cmpint (mday2, ==, 1);
    g_assert_cmpint (year2 * 12 + month2, ==, year * 12 + month + steps);
    sz_day_to_ymd (sz_span_step (SZ_SPAN_YEAR, day, steps), &year2, &month2, &mday2);
    g_assert_cmpint (year2, ==, year + steps);
    g_assert_cmpint (month2 * 100 + mday2, ==, 101);
  }
}

static void
test_until (void)
{
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  gint64 day = sz_day_from_ymd (2026, 11, 20);
  gint64 start = sz_zone_day_start_ms (zone, day);
  gint64 now = start + 14 * SZ_HOUR_MS + 36 * SZ_MINUTE_MS;

  g_assert_cmpint (sz_alert_until_ms (zone, now, 15, 20), ==, start + 15 * SZ_HOUR_MS + 20 * SZ_MINUTE_MS);
  /* A time that has passed is meant for tomorrow. */
  g_assert_cmpint (sz_alert_until_ms (zone, now, 9, 0), ==, start + 33 * SZ_HOUR_MS);
  g_assert_cmpint (sz_alert_until_ms (zone, now, 14, 36), ==, now + SZ_DAY_MS);
}

/* --- the wall's clockwork
 * ----------------------------------------------------------------------------------------------- */

static void
test_rota (void)
{
  SzRota rota;
  gint64 start = 1000;

  sz_rota_init (&rota, 3, 15, 30, start);
  g_assert_false (sz_rota_turn (&rota, FALSE, start + 14 * G_USEC_PER_SEC));
  g_assert_cmpfloat_with_epsilon (sz_rota_progress (&rota, TRUE, start + 15 * G_USEC_PER_SEC), .5, 1e-9);
  /* A page with an alarm stands twice as long. */
  g_assert_false (sz_rota_turn (&rota, TRUE, start + 29 * G_USEC_PER_SEC));
  g_assert_true (sz_rota_turn (&rota, TRUE, start + 30 * G_USEC_PER_SEC));
  g_assert_cmpuint (rota.index, ==, 1);
  g_assert_true (sz_rota_turn (&rota, FALSE, start + 45 * G_USEC_PER_SEC));
  g_assert_true (sz_rota_turn (&rota, FALSE, start + 60 * G_USEC_PER_SEC));
  g_assert_cmpuint (rota.index, ==, 0);
  sz_rota_init (&rota, 1, 15, 30, start);
  g_assert_false (sz_rota_turn (&rota, FALSE, start + 15 * G_USEC_PER_SEC));
}

/* Never further than 8 pixels, never more than 2 a minute in all, and every place of the square's edge comes
 * to pass equally often: no pixel is favoured. */
static void
test_shift (void)
{
  int before_x, before_y, x, y;
  int seen[9] = { 0 };

  sz_wall_shift (0, &before_x, &before_y);
  for (gint64 minute = 1; minute <= 32 * 60; minute++) {
    sz_wall_shift (minute, &x, &y);
    g_assert_cmpint (ABS (x), <=, 8);
    g_assert_cmpint (ABS (y), <=, 8);
    g_assert_cmpint (ABS (x - before_x) + ABS (y - before_y), ==, 2);
    seen[(x + 8) / 2]++;
    before_x = x;
    before_y = y;
  }
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    g_assert_cmpint (seen[i], >, 60);
  g_assert_true (sz_wall_mirrored (1) != sz_wall_mirrored (2));
  g_assert_true (sz_wall_is_night (0));
  g_assert_true (sz_wall_is_night (22 * 60));
  g_assert_false (sz_wall_is_night (22 * 60 - 1));
  g_assert_false (sz_wall_is_night (6 * 60));
}

/* --- the monitor of the wall
 * ----------------------------------------------------------------------------------------------------------
 */

static void
assert_part (const SzWallScreen *screens, guint n, const char *wanted, int width, int height,
             GdkRectangle expected)
{
  GdkRectangle part = sz_wall_screen_part (screens, n, wanted, width, height);

  g_assert_true (gdk_rectangle_equal (&part, &expected));
}

static void
test_screens (void)
{
  /* In the order a display may list them: the right one first, one above the other at the left. */
  const SzWallScreen screens[] = { { "DP-1", { 1920, 0, 1280, 720 } },
                                   { "HDMI-1", { 0, 1080, 1920, 1080 } },
                                   { NULL, { 0, 0, 1920, 1080 } } };
  g_autofree char *complaint = sz_wall_screen_complaint (screens, 2, "VGA-1");

  g_assert_cmpint (sz_wall_screen_choose (screens, 3, NULL), ==, 2);
  g_assert_cmpint (sz_wall_screen_choose (screens, 3, "1"), ==, 2);
  g_assert_cmpint (sz_wall_screen_choose (screens, 3, "2"), ==, 1);
  g_assert_cmpint (sz_wall_screen_choose (screens, 3, "3"), ==, 0);
  g_assert_cmpint (sz_wall_screen_choose (screens, 3, "4"), ==, -1);
  g_assert_cmpint (sz_wall_screen_choose (screens, 3, "0"), ==, -1);
  g_assert_cmpint (sz_wall_screen_choose (screens, 3, "HDMI-1"), ==, 1);
  g_assert_cmpint (sz_wall_screen_choose (screens, 3, "hdmi-1"), ==, -1);
  g_assert_cmpint (sz_wall_screen_choose (screens, 0, NULL), ==, -1);
  g_assert_nonnull (strstr (complaint, "“VGA-1”"));
  g_assert_nonnull (strstr (complaint, "1 HDMI-1, 2 DP-1"));
  /* A window that is as large as its monitor, or smaller, is all the wall's. */
  assert_part (screens, 3, "DP-1", 1280, 720, (GdkRectangle){ 0, 0, 1280, 720 });
  assert_part (screens, 3, "DP-1", 800, 600, (GdkRectangle){ 0, 0, 800, 600 });
  /* One over all of them is so too, unless a monitor was asked for. */
  assert_part (screens, 3, NULL, 3200, 2160, (GdkRectangle){ 0, 0, 3200, 2160 });
  assert_part (screens, 3, "DP-1", 3200, 2160, (GdkRectangle){ 1920, 0, 1280, 720 });
  assert_part (screens, 3, "VGA-1", 3200, 2160, (GdkRectangle){ 0, 0, 1920, 1080 });
  /* A monitor was pulled out, and the window left as it was. */
  assert_part (screens + 2, 1, NULL, 3200, 2160, (GdkRectangle){ 0, 0, 1920, 1080 });
  assert_part (screens, 1, "HDMI-1", 3200, 2160, (GdkRectangle){ 1920, 0, 1280, 720 });
  assert_part (screens, 0, NULL, 3200, 2160, (GdkRectangle){ 0, 0, 3200, 2160 });
}

/* --- the watchdog
 * ----------------------------------------------------------------------------------------------------------
 */

static char *
receive (GSocket *socket)
{
  char buffer[256];
  gssize length = g_socket_receive (socket, buffer, sizeof buffer - 1, NULL, NULL);

  return g_strndup (buffer, length > 0 ? (gsize)length : 0);
}

static void
test_watchdog (void)
{
  g_autofree char *folder = g_dir_make_tmp ("shuzhi-dog-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "notify", NULL);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM, 0, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;
  SzWatchdog *watchdog;
  g_autofree char *ready = NULL, *status = NULL, *ping = NULL, *stopping = NULL;

  g_assert_true (g_socket_bind (socket, address, FALSE, &error));
  g_assert_no_error (error);
  g_setenv ("NOTIFY_SOCKET", path, TRUE);
  g_setenv ("WATCHDOG_USEC", "60000", TRUE);
  watchdog = sz_watchdog_new ();
  sz_watchdog_say (watchdog, "two\nlines");
  ready = receive (socket);
  status = receive (socket);
  g_assert_cmpstr (ready, ==, "READY=1");
  g_assert_cmpstr (status, ==, "STATUS=two lines");
  while (!(g_socket_condition_check (socket, G_IO_IN) & G_IO_IN))
    g_main_context_iteration (NULL, FALSE);
  ping = receive (socket);
  g_assert_cmpstr (ping, ==, "WATCHDOG=1");
  sz_watchdog_free (watchdog);
  do {
    g_free (stopping);
    stopping = receive (socket);
  } while (g_str_equal (stopping, "WATCHDOG=1"));
  g_assert_cmpstr (stopping, ==, "STOPPING=1");
  g_unsetenv ("NOTIFY_SOCKET");
  g_unsetenv ("WATCHDOG_USEC");
  /* Without a service manager nothing happens. */
  sz_watchdog_free (sz_watchdog_new ());
  g_unlink (path);
  g_rmdir (folder);
}

/* --- preferences
 * -----------------------------------------------------------------------------------------------------------
 */

static void
test_preferences (void)
{
  g_autofree char *root = g_dir_make_tmp ("shuzhi-preferences-XXXXXX", NULL);
  g_autoptr (SzHome) home = sz_home_new (root);
  g_autoptr (SzPreferences) fresh = sz_preferences_load (home);
  g_autoptr (SzPreferences) kept = NULL;
  g_autoptr (SzPreferences) odd = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (home->config, "window.ini", NULL);

  g_assert_cmpstr (fresh->theme, ==, "desktop");
  g_assert_true (fresh->notify && fresh->background && !fresh->told && !fresh->demo);
  g_free (fresh->person);
  fresh->person = g_strdup ("刘畅; 值班长");
  fresh->board_s = 20;
  fresh->told = TRUE;
  g_free (fresh->outlook);
  fresh->outlook = g_strdup ("1254x845@1 light");
  g_assert_true (sz_preferences_save (fresh, home, &error));
  g_assert_no_error (error);
  kept = sz_preferences_load (home);
  g_assert_cmpstr (kept->person, ==, "刘畅; 值班长");
  g_assert_cmpuint (kept->board_s, ==, 20);
  g_assert_true (kept->told);
  g_assert_cmpstr (kept->outlook, ==, "1254x845@1 light");
  g_assert_cmpstr (kept->boards[1], ==, "live");
  /* What makes no sense is as if it were not there. */
  g_assert_true (
      g_file_set_contents (path, "[Window]\nTheme=pink\nDemo=perhaps\n[Wall]\nEvery=1\n", -1, NULL));
  odd = sz_preferences_load (home);
  g_assert_cmpstr (odd->theme, ==, "desktop");
  g_assert_cmpuint (odd->board_s, ==, 15);
  g_assert_false (odd->demo);
}

/* What is written is read back; what is nothing of the kind leaves the outlook as it was. */
static void
test_outlook (void)
{
  static const char *const BAD[] = { "",
                                     "light",
                                     "1254x845 light",
                                     "1254x845@1",
                                     "0x845@1 light",
                                     "1254x-3@1 light",
                                     "1254x845@9 dark",
                                     "99999x845@1 light",
                                     "1254x845@1 wall",
                                     "nan" };
  SzOutlook same = { SZ_THEME_DARK, 1, 2, 3 };

  for (guint i = 0; i < 200; i++) {
    SzOutlook outlook = { g_test_rand_int_range (0, 2) == 1 ? SZ_THEME_DARK : SZ_THEME_LIGHT,
                          g_test_rand_int_range (1, 16384), g_test_rand_int_range (1, 16384),
                          g_test_rand_int_range (1, 9) };
    g_autofree char *text = sz_outlook_write (&outlook);
    SzOutlook read = { 0 };

    g_assert_true (sz_outlook_read (text, &read));
    g_assert_cmpint (read.theme, ==, outlook.theme);
    g_assert_cmpint (read.width, ==, outlook.width);
    g_assert_cmpint (read.height, ==, outlook.height);
    g_assert_cmpint (read.scale, ==, outlook.scale);
  }
  for (guint i = 0; i < G_N_ELEMENTS (BAD); i++)
    g_assert_false (sz_outlook_read (BAD[i], &same));
  g_assert_true (same.theme == SZ_THEME_DARK && same.width == 1 && same.height == 2 && same.scale == 3);
}

static void
test_plain (void)
{
  g_autofree char *plain = sz_notifier_plain ("<b>B区</b> & 等候 28.4 分");

  g_assert_cmpstr (plain, ==, "‹b›B区‹/b› ＆ 等候 28.4 分");
}

int
main (int argc, char **argv)
{
  sz_i18n_init ("en");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/parts/marks", test_marks);
  g_test_add_func ("/ui/parts/bad-marks", test_bad_marks);
  g_test_add_func ("/ui/parts/search", test_search);
  g_test_add_func ("/ui/parts/search-order", test_search_order);
  g_test_add_func ("/ui/parts/trail", test_trail);
  g_test_add_func ("/ui/parts/steps", test_steps);
  g_test_add_func ("/ui/parts/until", test_until);
  g_test_add_func ("/ui/parts/rota", test_rota);
  g_test_add_func ("/ui/parts/shift", test_shift);
  g_test_add_func ("/ui/parts/screens", test_screens);
  g_test_add_func ("/ui/parts/watchdog", test_watchdog);
  g_test_add_func ("/ui/parts/preferences", test_preferences);
  g_test_add_func ("/ui/parts/outlook", test_outlook);
  g_test_add_func ("/ui/parts/plain", test_plain);
  return g_test_run ();
}
