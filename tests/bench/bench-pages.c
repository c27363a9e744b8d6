/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-pages HOME [WIDTH HEIGHT [NOW]]: one window on a real home goes through all its pages as people do,
 * twice: sections, figures and their dimensions, periods, a record, alerts, search, preferences, the sidebar
 * folded, the other theme, scrolling; what a turn of the main loop takes (processor time of its thread, so
 * that others on the machine do not count). NOW (ISO 8601) is the hall's clock. With BENCH_PAGES_TURNS each
 * turn over 16 ms is told with its beginning and end on CLOCK_MONOTONIC, for a profile taken meanwhile; with
 * BENCH_PAGES_PARTS (alerts,themes) only these parts of the way are gone. */
#include <stdio.h>
#include <time.h>

#include "sz-style.h"
#include "ui-test.h"

#define RECORDS_OF "wait_avg"
#define SCROLLS 40

typedef struct {
  GPollFunc poll;
  double woken_ms; /* of this thread's processor time */
  gint64 woken_us;
  double longest_ms;
  guint turns, over_16, over_33;
} Turns;

static Turns turns;
static const char *step_name = "";

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static void
count_turn (void)
{
  double took = cpu_ms () - turns.woken_ms;

  turns.turns++;
  turns.longest_ms = MAX (turns.longest_ms, took);
  turns.over_16 += took > 16;
  turns.over_33 += took > 33;
  if (took > 16 && g_getenv ("BENCH_PAGES_TURNS") != NULL)
    printf ("turn %.6f %.6f %.1f %s\n", (double)turns.woken_us / 1e6, (double)g_get_monotonic_time () / 1e6,
            took, step_name);
}

static int
timed_poll (GPollFD *fds, guint n, int timeout)
{
  int ready;

  count_turn ();
  ready = turns.poll (fds, n, timeout);
  turns.woken_ms = cpu_ms ();
  turns.woken_us = g_get_monotonic_time ();
  return ready;
}

typedef struct {
  SzApplication *application;
  SzMainWindow *window;
  SzDesk *desk;
  const char *round;
  char *dataset, *record; /* a record that has a time line */
  GString *late;          /* what had turns over 33 ms */
  guint over_16, over_33;
  double longest_ms;
} Bench;

static void
begin (const char *name)
{
  GPollFunc poll = turns.poll;

  step_name = name;
  turns = (Turns){ .poll = poll, .woken_ms = cpu_ms (), .woken_us = g_get_monotonic_time () };
}

static void
end (Bench *bench)
{
  /* The frames that show it. */
  ui_turn (400);
  count_turn ();
  printf ("# %s %-34s turns %4u, longest %6.1f ms, over 16 ms %2u, over 33 ms %2u\n", bench->round, step_name,
          turns.turns, turns.longest_ms, turns.over_16, turns.over_33);
  fflush (stdout);
  bench->over_16 += turns.over_16;
  bench->over_33 += turns.over_33;
  bench->longest_ms = MAX (bench->longest_ms, turns.longest_ms);
  if (turns.over_33 > 0)
    g_string_append_printf (bench->late, "#   %s %s: %.1f ms\n", bench->round, step_name, turns.longest_ms);
}

static void
settle (Bench *bench)
{
  ui_wait (ui_is_settled, bench->window, 60, step_name);
}

static void
go_place (Bench *bench, const char *name, SzPlace *place)
{
  begin (name);
  sz_main_window_go (bench->window, place);
  settle (bench);
  end (bench);
}

static void
go (Bench *bench, const char *name, const char *where)
{
  g_autoptr (SzPlace) place = sz_place_parse (where, sz_desk_get_catalog (bench->desk), NULL);

  if (place == NULL) {
    printf ("# no such place: %s\n", where);
    return;
  }
  go_place (bench, name, place);
}

static void
act (Bench *bench, const char *name, const char *action, const char *format, const char *target)
{
  begin (name);
  if (format != NULL)
    gtk_widget_activate_action (GTK_WIDGET (bench->window), action, format, target);
  else
    gtk_widget_activate_action (GTK_WIDGET (bench->window), action, NULL);
  settle (bench);
  end (bench);
}

static void
act_on_page (Bench *bench, const char *name, const char *action, const char *target)
{
  begin (name);
  gtk_widget_activate_action (sz_main_window_get_page (bench->window), action, "s", target);
  settle (bench);
  end (bench);
}

/* --- scrolling
 * ------------------------------------------------------------------------------------------------------------
 */

static GtkAdjustment *
adjustment_of (GtkWidget *widget)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (widget));

  return gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment) + 1 ? adjustment
                                                                                               : NULL;
}

/* Steps of 10 to 60 pixels, one a frame, there and back. */
static void
scroll_one (Bench *bench, const char *name, GtkAdjustment *adjustment)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  begin (name);
  for (guint i = 0; i < 2 * SCROLLS; i++) {
    int by = g_rand_int_range (random, 10, 61);

    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + (i < SCROLLS ? by : -by));
    ui_turn (17);
  }
  end (bench);
}

/* Everything within the page that can be scrolled. */
static void
scroll_all (Bench *bench, const char *name, GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (GTK_IS_SCROLLED_WINDOW (widget) && adjustment_of (widget) != NULL)
    scroll_one (bench, name, adjustment_of (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    scroll_all (bench, name, child);
}

static void
scroll (Bench *bench, const char *name)
{
  scroll_all (bench, name, sz_main_window_get_page (bench->window));
}

/* --- what opens over the window
 * -------------------------------------------------------------------------------------------------------- */

static GtkWindow *
find_top (Bench *bench)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (window != GTK_WINDOW (bench->window) && gtk_widget_get_visible (GTK_WIDGET (window)))
      return window;
  }
  return NULL;
}

/* Letter by letter, as fast as people do, and taken out again. */
static void
type (Bench *bench, const char *name, GtkWidget *within, const char *text)
{
  GtkWidget *entry = ui_find_mapped (within, GTK_TYPE_EDITABLE);
  const char *next = text;

  begin (name);
  while (entry != NULL && *next != '\0') {
    g_autofree char *so_far = NULL;

    next = g_utf8_next_char (next);
    so_far = g_strndup (text, (gsize)(next - text));
    gtk_editable_set_text (GTK_EDITABLE (entry), so_far);
    gtk_editable_set_position (GTK_EDITABLE (entry), -1);
    ui_turn (200);
  }
  if (entry != NULL)
    gtk_editable_set_text (GTK_EDITABLE (entry), "");
  end (bench);
}

static void
over (Bench *bench, const char *name, const char *action, const char *typed)
{
  GtkWindow *top;
  g_autofree char *typing = g_strconcat (name, ", typing", NULL);
  g_autofree char *scrolling = g_strconcat (name, ", scrolled", NULL);
  g_autofree char *closing = g_strconcat (name, ", closed", NULL);

  act (bench, name, action, NULL, NULL);
  top = find_top (bench);
  if (top == NULL)
    return;
  if (typed != NULL)
    type (bench, typing, GTK_WIDGET (top), typed);
  scroll_all (bench, scrolling, GTK_WIDGET (top));
  begin (closing);
  gtk_window_set_focus (top, NULL);
  gtk_window_destroy (top);
  end (bench);
}

/* --- the way
 * ------------------------------------------------------------------------------------------------------------
 */

static void
alerts (Bench *bench)
{
  const SzAlertList *list = sz_desk_get_alerts (bench->desk);
  guint n = list != NULL ? list->alerts->len : 0;

  go (bench, "alerts", "alerts");
  for (guint i = 1; i < MIN (n, 4); i++) {
    const SzAlert *alert = g_ptr_array_index (list->alerts, i);
    g_autofree char *where = g_strconcat ("alerts:", alert->id, NULL);

    go (bench, "another alert", where);
    list = sz_desk_get_alerts (bench->desk);
    n = list->alerts->len;
  }
  scroll (bench, "alerts, scrolled");
}

static void
figures (Bench *bench)
{
  g_autoptr (SzPlace) timeline = sz_place_new (SZ_PLACE_TIMELINE, SZ_SPAN_NOW);
  g_autoptr (SzPlace) record = sz_place_with_record (timeline, bench->dataset, bench->record);
  g_autoptr (SzPlace) figure = sz_place_new_indicator (RECORDS_OF, SZ_SPAN_NOW);
  g_autoptr (SzPlace) explained = sz_place_with_kind (figure, SZ_PLACE_LIBRARY);

  go (bench, "indicator", "indicator:" RECORDS_OF);
  act_on_page (bench, "another dimension", "page.by", "window");
  act_on_page (bench, "a third dimension", "page.by", "item");
  act_on_page (bench, "another comparison", "page.against", "weekday");
  scroll (bench, "indicator, scrolled");
  act (bench, "data table", "win.table", NULL, NULL);
  if (find_top (bench) != NULL)
    gtk_window_destroy (find_top (bench));
  go (bench, "another indicator", "indicator:case_step_count");
  if (*bench->record != '\0')
    go_place (bench, "time line of a record", record);
  go_place (bench, "definition of an indicator", explained);
}

static void
periods (Bench *bench)
{
  static const char *const SPANS[] = { "day", "week", "month", "year", "now" };

  go (bench, "overview", "overview");
  for (guint i = 0; i < G_N_ELEMENTS (SPANS); i++) {
    g_autofree char *name = g_strconcat ("overview, ", SPANS[i], NULL);

    act (bench, name, "win.span", "s", SPANS[i]);
  }
  go (bench, "indicator", "indicator:" RECORDS_OF);
  for (guint i = 0; i < G_N_ELEMENTS (SPANS); i++) {
    g_autofree char *name = g_strconcat ("indicator, ", SPANS[i], NULL);

    act (bench, name, "win.span", "s", SPANS[i]);
  }
}

static void
change_theme (Bench *bench, const char *name, SzScheme scheme)
{
  begin (name);
  sz_style_set_scheme (sz_style_get (), scheme);
  settle (bench);
  end (bench);
}

static void
themes (Bench *bench)
{
  static const char *const PAGES[] = { "overview", "library", "alerts", "sources" };

  for (guint i = 0; i < G_N_ELEMENTS (PAGES); i++) {
    g_autofree char *dark = g_strconcat (PAGES[i], ", dark", NULL);
    g_autofree char *light = g_strconcat (PAGES[i], ", light", NULL);
    g_autofree char *folded = g_strconcat (PAGES[i], ", sidebar folded", NULL);
    g_autofree char *unfolded = g_strconcat (PAGES[i], ", sidebar unfolded", NULL);

    go (bench, PAGES[i], PAGES[i]);
    change_theme (bench, dark, SZ_SCHEME_DARK);
    change_theme (bench, light, SZ_SCHEME_LIGHT);
    act (bench, folded, "win.sidebar", NULL, NULL);
    act (bench, unfolded, "win.sidebar", NULL, NULL);
  }
}

static void
boards (Bench *bench)
{
  go (bench, "live", "live");
  scroll (bench, "live, scrolled");
  go (bench, "overview", "overview");
  scroll (bench, "overview, scrolled");
}

static void
lists (Bench *bench)
{
  go (bench, "library", "library");
  scroll (bench, "library, scrolled");
  type (bench, "library, typing", sz_main_window_get_page (bench->window), "wait");
  go (bench, "directory", "directory");
  scroll (bench, "directory, scrolled");
  type (bench, "directory, typing", sz_main_window_get_page (bench->window), "证");
}

static void
map (Bench *bench)
{
  go (bench, "map", "map");
  scroll (bench, "map, scrolled");
  type (bench, "map, typing", sz_main_window_get_page (bench->window), "人民");
}

static void
sources (Bench *bench)
{
  go (bench, "sources", "sources");
  scroll (bench, "sources, scrolled");
  go (bench, "help", "help");
  scroll (bench, "help, scrolled");
}

static void
windows (Bench *bench)
{
  over (bench, "search", "win.search", "wait");
  over (bench, "preferences", "win.preferences", NULL);
  over (bench, "shortcuts", "win.show-help-overlay", NULL);
}

static void
history (Bench *bench)
{
  for (guint i = 0; i < 8; i++)
    act (bench, "back", "win.back", NULL, NULL);
  for (guint i = 0; i < 8; i++)
    act (bench, "forward", "win.forward", NULL, NULL);
}

static void
go_round (Bench *bench)
{
  static const struct {
    const char *name;
    void (*go) (Bench *bench);
  } PARTS[] = { { "boards", boards },   { "figures", figures }, { "lists", lists },
                { "alerts", alerts },   { "map", map },         { "sources", sources },
                { "windows", windows }, { "history", history }, { "periods", periods },
                { "themes", themes } };
  const char *wanted = g_getenv ("BENCH_PAGES_PARTS");
  g_auto (GStrv) some = wanted != NULL ? g_strsplit (wanted, ",", -1) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (PARTS); i++)
    if (some == NULL || g_strv_contains ((const char *const *)some, PARTS[i].name))
      PARTS[i].go (bench);
}

static void
rows_cb (GObject *desk, GAsyncResult *result, gpointer data)
{
  Bench *bench = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SzRowsPart) part = sz_desk_rows_finish (SZ_DESK (desk), result, &error);
  int key = part != NULL ? sz_frame_find (part->frame, "key") : -1;
  gboolean any = key >= 0 && part->frame->rows > 0;

  if (!any)
    printf ("# no record behind " RECORDS_OF ": %s\n", error != NULL ? error->message : "there is none");
  bench->dataset = g_strdup (any ? part->dataset->id : "");
  bench->record = g_strdup (any ? sz_frame_text (part->frame, 0, (guint)key) : "");
}

static gboolean
has_record (gpointer data)
{
  return ((Bench *)data)->record != NULL;
}

static gboolean
has_alerts (gpointer data)
{
  return sz_desk_get_alerts (((Bench *)data)->desk) != NULL;
}

static void
body (SzApplication *application, gpointer data)
{
  Bench bench = { .application = application,
                  .window = sz_application_get_window (application),
                  .desk = sz_application_get_desk (application),
                  .late = g_string_new (NULL) };
  g_autoptr (SzPlace) figure = sz_place_new_indicator (RECORDS_OF, SZ_SPAN_MONTH);
  g_autoptr (SzPlace) rows = sz_place_with_kind (figure, SZ_PLACE_ROWS);

  turns.poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, timed_poll);
  ui_wait (ui_is_settled, bench.window, 60, "the window");
  sz_desk_rows_async (bench.desk, rows, NULL, NULL, rows_cb, &bench);
  ui_wait (has_record, &bench, 60, "a record");
  ui_wait (has_alerts, &bench, 60, "the alerts");
  ui_turn (1000);
  bench.round = "first";
  go_round (&bench);
  bench.round = "again";
  go_round (&bench);
  printf ("# %s all: longest %.1f ms, over 16 ms %u, over 33 ms %u%s\n%s", (const char *)data,
          bench.longest_ms, bench.over_16, bench.over_33, bench.late->len > 0 ? ":" : "", bench.late->str);
  g_string_free (bench.late, TRUE);
  g_free (bench.dataset);
  g_free (bench.record);
  g_main_context_set_poll_func (NULL, turns.poll);
}

/* The hall's clock stands at what was asked for. */
static gboolean
set_clock (const char *now)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (now, NULL);

  if (at != NULL)
    sz_clock_set_for_test (g_date_time_to_unix (at) * 1000);
  return at != NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *size = NULL;
  SzWindowOptions options = { .page = "overview", .width = 1440, .height = 900 };

  if (!ui_test_init (&argc, &argv))
    return 77;
  /* The home is a real one: that nobody takes the notifications of its alerts does not matter here. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  if ((argc != 2 && argc != 4 && argc != 5) || (argc == 5 && !set_clock (argv[4]))) {
    fprintf (stderr, "usage: bench-pages HOME [WIDTH HEIGHT [NOW]]\n");
    return 2;
  }
  if (argc > 3) {
    options.width = (int)g_ascii_strtoull (argv[2], NULL, 10);
    options.height = (int)g_ascii_strtoull (argv[3], NULL, 10);
  }
  size = g_strdup_printf ("%d × %d", options.width, options.height);
  options.home = sz_home_new (argv[1]);
  options.catalog = sz_catalog_load (NULL, problems, &error);
  if (options.catalog == NULL) {
    fprintf (stderr, "%s\n", error->message);
    return 1;
  }
  ui_run (&options, body, size);
  return 0;
}
