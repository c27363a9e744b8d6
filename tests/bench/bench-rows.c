/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench-rows HOME INDICATOR: the page of the rows behind a figure, opened, sorted and opened on other periods
 * (and on those of the indicator BENCH_ROWS_OTHER), and a year's scrolled as people do: page by page, to
 * random places, and once through all of it; what a turn of the main loop takes (processor time of its
 * thread, so that others on the machine do not count), how long until the rows stand, and the memory before
 * and after. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "sz-row-line.h"
#include "sz-rows-page.h"
#include "sz-rows-view.h"
#include "ui-test.h"

/* How many of each; the environment may say otherwise. */
static guint
steps (const char *name, guint usual)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint)g_ascii_strtoull (text, NULL, 10) : usual;
}

typedef struct {
  GPollFunc poll;
  double woken_ms; /* of this thread's processor time */
  double longest_ms;
  guint turns, over_16, over_33;
} Turns;

static Turns turns;

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static int
timed_poll (GPollFD *fds, guint n, int timeout)
{
  double took = cpu_ms () - turns.woken_ms;
  int ready;

  turns.turns++;
  turns.longest_ms = MAX (turns.longest_ms, took);
  turns.over_16 += took > 16;
  turns.over_33 += took > 33;
  ready = turns.poll (fds, n, timeout);
  turns.woken_ms = cpu_ms ();
  return ready;
}

static void
begin_turns (void)
{
  GPollFunc poll = turns.poll;

  turns = (Turns){ .poll = poll, .woken_ms = cpu_ms () };
}

static double
resident_mb (void)
{
  g_autofree char *text = NULL;
  char *rest;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  g_ascii_strtoull (text, &rest, 10);
  return (double)g_ascii_strtoull (rest, NULL, 10) * (double)sysconf (_SC_PAGESIZE) / (1 << 20);
}

typedef struct {
  SzRowsModel *model;
  GtkWidget *view;
  GtkAdjustment *adjustment;
} Bench;

static gboolean
is_counted (gpointer data)
{
  return sz_rows_model_is_whole (((Bench *)data)->model);
}

static guint
top_row (const Bench *bench)
{
  double upper = gtk_adjustment_get_upper (bench->adjustment);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (bench->model));

  return MIN ((guint)(gtk_adjustment_get_value (bench->adjustment) / upper * n), n - 1);
}

/* The rows in sight have come. */
static gboolean
stands (gpointer data)
{
  const Bench *bench = data;
  g_autoptr (GPtrArray) lines = sz_rows_view_list_lines (SZ_ROWS_VIEW (bench->view));
  guint top = top_row (bench);
  gboolean reached = FALSE;

  for (guint i = 0; i < lines->len; i++) {
    if (!sz_row_item_is_filled (sz_row_line_get_item (g_ptr_array_index (lines, i))))
      return FALSE;
    reached = reached || sz_row_line_get_position (g_ptr_array_index (lines, i)) == top;
  }
  return reached;
}

static double
go_to (Bench *bench, double value)
{
  gint64 start_us = g_get_monotonic_time ();

  gtk_adjustment_set_value (bench->adjustment, value);
  /* The list takes it with its next frame. */
  ui_turn (17);
  ui_wait (stands, bench, 60, "the rows");
  if (sz_rows_model_get_error (bench->model) != NULL)
    printf ("# at %.0f: %s\n", value, sz_rows_model_get_error (bench->model)->message);
  return (double)(g_get_monotonic_time () - start_us) / 1000;
}

static void
tell_turns (void)
{
  printf ("; turns of the main loop %u, longest %.1f ms of its processor time, over 16 ms %u, over 33 ms %u; "
          "resident %.1f MB\n",
          turns.turns, turns.longest_ms, turns.over_16, turns.over_33, resident_mb ());
  fflush (stdout);
}

static void
tell (const char *what, GArray *times, double before_mb)
{
  double sum = 0, most = 0;

  for (guint i = 0; i < times->len; i++) {
    sum += g_array_index (times, double, i);
    most = MAX (most, g_array_index (times, double, i));
  }
  printf ("# %s: %u steps, rows after %.0f ms (longest %.0f ms), resident before %.1f MB", what, times->len,
          sum / times->len, most, before_mb);
  tell_turns ();
  g_array_set_size (times, 0);
  begin_turns ();
}

static void
scroll (Bench *bench)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  double page = gtk_adjustment_get_page_size (bench->adjustment);
  double upper = gtk_adjustment_get_upper (bench->adjustment) - page;
  guint pages = steps ("BENCH_ROWS_PAGES", 150), jumps = steps ("BENCH_ROWS_JUMPS", 60);
  guint through = MAX (steps ("BENCH_ROWS_THROUGH", 1000), 1);
  double before_mb = resident_mb (), time_ms;

  begin_turns ();
  for (guint i = 1; i <= pages; i++) {
    time_ms = go_to (bench, page * i);
    g_array_append_val (times, time_ms);
  }
  tell ("page by page", times, before_mb);
  for (guint i = 0; i < jumps; i++) {
    time_ms = go_to (bench, g_rand_double_range (random, 0, upper));
    g_array_append_val (times, time_ms);
  }
  tell ("anywhere", times, before_mb);
  for (guint i = 0; i <= through; i++) {
    time_ms = go_to (bench, upper * i / through);
    g_array_append_val (times, time_ms);
  }
  tell ("through all", times, before_mb);
  printf ("# parts in memory %u\n", sz_rows_model_count_parts (bench->model));
}

/* Opens a place and waits until its rows are counted. */
static void
open_rows (SzMainWindow *window, Bench *bench, const char *what, const char *indicator, SzSpan span)
{
  g_autoptr (SzPlace) place = sz_place_new_indicator (indicator, span);
  gint64 start_us;

  place->kind = SZ_PLACE_ROWS;
  begin_turns ();
  start_us = g_get_monotonic_time ();
  sz_main_window_go (window, place);
  bench->model = sz_rows_page_get_model (SZ_ROWS_PAGE (sz_main_window_get_page (window)));
  bench->view = ui_find_widget (sz_main_window_get_page (window), SZ_TYPE_ROWS_VIEW);
  bench->adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (bench->view));
  ui_wait (is_counted, bench, 120, "the number of rows");
  printf ("# %s: %" G_GINT64_FORMAT " rows after %.0f ms", what, sz_rows_model_get_total (bench->model),
          (double)(g_get_monotonic_time () - start_us) / 1000);
  /* The frames that show them. */
  ui_turn (300);
  tell_turns ();
}

/* The other way round each time. */
static void
sort_rows (Bench *bench, guint place)
{
  begin_turns ();
  sz_rows_columns_press (sz_rows_view_get_columns (SZ_ROWS_VIEW (bench->view)), place);
  ui_wait (is_counted, bench, 120, "the sorted rows");
  ui_turn (300);
  printf ("# sorted, %" G_GINT64_FORMAT " rows", sz_rows_model_get_total (bench->model));
  tell_turns ();
}

static void
body (SzApplication *application, gpointer data)
{
  SzMainWindow *window = sz_application_get_window (application);
  const char *other = g_getenv ("BENCH_ROWS_OTHER");
  Bench bench;

  turns.poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, timed_poll);
  ui_wait (ui_is_settled, window, 60, "the window");
  open_rows (window, &bench, "opened", data, SZ_SPAN_WEEK);
  open_rows (window, &bench, "another period", data, SZ_SPAN_DAY);
  sort_rows (&bench, 3);
  sort_rows (&bench, 3);
  if (other != NULL)
    open_rows (window, &bench, "another data set", other, SZ_SPAN_MONTH);
  open_rows (window, &bench, "a year", data, SZ_SPAN_YEAR);
  gtk_adjustment_set_value (bench.adjustment, gtk_adjustment_get_upper (bench.adjustment) / 2);
  ui_turn (300);
  open_rows (window, &bench, "from its middle, a day", data, SZ_SPAN_DAY);
  open_rows (window, &bench, "a year again", data, SZ_SPAN_YEAR);
  scroll (&bench);
  g_main_context_set_poll_func (NULL, turns.poll);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;
  SzWindowOptions options = { .page = "rows:wait_avg", .width = 1440, .height = 900 };

  if (!ui_test_init (&argc, &argv))
    return 77;
  /* The home is a real one: that nobody takes the notifications of its alerts does not matter here. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  if (argc != 3) {
    fprintf (stderr, "usage: bench-rows HOME INDICATOR\n");
    return 2;
  }
  options.home = sz_home_new (argv[1]);
  options.catalog = sz_catalog_load (NULL, problems, &error);
  if (options.catalog == NULL) {
    fprintf (stderr, "%s\n", error->message);
    return 1;
  }
  ui_run (&options, body, argv[2]);
  return 0;
}
