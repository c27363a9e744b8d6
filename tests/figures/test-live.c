/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The hall at an instant, a ticket's and a case's time line, the directory: against what the rows say, worked
 * out here one by one. */

#include "figures-fixture.h"
#include "sz-i18n.h"

#include <math.h>
#include <string.h>

#define AREAS 3
#define WINDOWS 12
#define TICKETS 400
#define NEVER G_MAXINT64

static Fixture fixture;

typedef struct {
  gint64 taken, called, started, ended, abandoned; /* NEVER */
  int area, window;
} Ticket;

typedef struct {
  int area;
  const char *state;
  gint64 since, absent_from, absent_to; /* NEVER */
} Window;

static Ticket tickets[TICKETS];
static Window windows[WINDOWS];
static const char *const area_codes[AREAS] = { "甲区", "乙区", "丙区" };
static const char *const department_codes[] = { "D01", "D02" };

/* Two departments share an area; the first window of each area serves both. */
static const char *
department_of (int window)
{
  return department_codes[window / AREAS % 2];
}

/* --- a random day --- */

static gint64
later (gint64 from, int most_min)
{
  return from + (gint64)g_test_rand_int_range (0, most_min * 60) * SZ_SECOND_MS;
}

static void
make_windows (gint64 morning)
{
  static const char *const states[] = { "open", "open", "open", "paused", "closed" };

  for (int i = 0; i < WINDOWS; i++) {
    windows[i].area = i % AREAS;
    windows[i].state = states[g_test_rand_int_range (0, G_N_ELEMENTS (states))];
    windows[i].since = later (morning, 60);
    windows[i].absent_from = windows[i].absent_to = NEVER;
    if (g_test_rand_int_range (0, 3) == 0) {
      windows[i].absent_from = later (morning + 4 * SZ_HOUR_MS, 90);
      if (g_test_rand_int_range (0, 2) == 0)
        windows[i].absent_to = later (windows[i].absent_from, 20);
    }
  }
}

/* Each window serves one after the other, so that its last case is the one that runs. */
static void
make_tickets (gint64 morning)
{
  gint64 free_at[WINDOWS];

  for (int i = 0; i < WINDOWS; i++)
    free_at[i] = morning;
  for (int i = 0; i < TICKETS; i++) {
    Ticket *ticket = &tickets[i];

    *ticket = (Ticket){ morning + (gint64)i * 70 * SZ_SECOND_MS, NEVER, NEVER, NEVER, NEVER, 0, -1 };
    ticket->area = g_test_rand_int_range (0, AREAS);
    if (g_test_rand_int_range (0, 12) == 0) {
      ticket->abandoned = later (ticket->taken, 20) + SZ_SECOND_MS;
      continue;
    }
    ticket->window = ticket->area + AREAS * g_test_rand_int_range (0, WINDOWS / AREAS);
    gint64 wanted = later (ticket->taken, 10);
    ticket->called = MAX (wanted, free_at[ticket->window] + SZ_SECOND_MS);
    ticket->started = ticket->called + 10 * SZ_SECOND_MS;
    ticket->ended = later (ticket->started, 25) + SZ_MINUTE_MS;
    free_at[ticket->window] = ticket->ended;
  }
}

static void
add_cell (GArray *cells, const char *field, gint64 number)
{
  Cell cell = { field, number, NULL };

  if (number != NEVER)
    g_array_append_val (cells, cell);
}

static void
add_text (GArray *cells, const char *field, const char *text)
{
  Cell cell = { field, 0, text };

  if (text != NULL)
    g_array_append_val (cells, cell);
}

static void
add_row (SzBatch *batch, const char *key, gint64 at, GArray *cells)
{
  fixture_add (&fixture, batch, key, at, (const Cell *)(void *)cells->data);
  g_array_set_size (cells, 0);
}

static char *
window_code (int window)
{
  return g_strdup_printf ("%c%02d", 'A' + window % AREAS, window / AREAS + 1);
}

static void
store_tickets (void)
{
  SzBatch *batch = fixture_batch (&fixture, "tickets");
  g_autoptr (GArray) cells = g_array_new (TRUE, TRUE, sizeof (Cell));

  for (int i = 0; i < TICKETS; i++) {
    const Ticket *ticket = &tickets[i];
    g_autofree char *key = g_strdup_printf ("T%05d", i);
    g_autofree char *code = ticket->window >= 0 ? window_code (ticket->window) : NULL;

    add_cell (cells, "called", ticket->called);
    add_cell (cells, "started", ticket->started);
    add_cell (cells, "ended", ticket->ended);
    add_cell (cells, "abandoned", ticket->abandoned);
    add_text (cells, "area", area_codes[ticket->area]);
    add_text (cells, "window", code);
    add_text (cells, "department",
              ticket->window >= 0 ? department_of (ticket->window) : department_codes[0]);
    add_text (cells, "item", "I1");
    add_row (batch, key, ticket->taken, cells);
  }
  fixture_apply (&fixture, batch);
}

static void
store_windows (gint64 morning)
{
  SzBatch *batch = fixture_batch (&fixture, "windows"), *seen = fixture_batch (&fixture, "behaviour");
  g_autoptr (GArray) cells = g_array_new (TRUE, TRUE, sizeof (Cell));

  for (int i = 0; i < WINDOWS; i++) {
    g_autofree char *code = window_code (i);
    g_autofree char *key = g_strconcat ("B", code, NULL);

    add_text (cells, "window", code);
    add_text (cells, "area", area_codes[windows[i].area]);
    add_text (cells, "department", department_of (i));
    add_cell (cells, "integrated", i < AREAS);
    add_text (cells, "state", windows[i].state);
    add_cell (cells, "since", windows[i].since);
    add_row (batch, code, morning - 100 * SZ_DAY_MS, cells);
    if (windows[i].absent_from == NEVER)
      continue;
    add_text (cells, "window", code);
    add_text (cells, "kind", "absent");
    add_cell (cells, "ended", windows[i].absent_to);
    add_row (seen, key, windows[i].absent_from, cells);
  }
  fixture_apply (&fixture, batch);
  fixture_apply (&fixture, seen);
}

/* --- what the rows say --- */

static gboolean
is_waiting (const Ticket *ticket, gint64 now)
{
  return ticket->taken <= now && ticket->called > now && ticket->abandoned > now;
}

static const Ticket *
find_running (int window, gint64 now)
{
  for (int i = 0; i < TICKETS; i++)
    if (tickets[i].window == window && tickets[i].started <= now && tickets[i].ended > now)
      return &tickets[i];
  return NULL;
}

static gboolean
is_called (int window, gint64 now)
{
  for (int i = 0; i < TICKETS; i++)
    if (tickets[i].window == window && tickets[i].called <= now && tickets[i].started > now)
      return TRUE;
  return FALSE;
}

/* Those for whom somebody at the window could do something. */
static guint
count_for (int window, gint64 now)
{
  guint n = 0;

  for (int i = 0; i < TICKETS; i++) {
    const char *department = tickets[i].window >= 0 ? department_of (tickets[i].window) : department_codes[0];

    n += is_waiting (&tickets[i], now) && tickets[i].area == windows[window].area &&
         (window < AREAS || strcmp (department, department_of (window)) == 0);
  }
  return n;
}

/* What is said of an open window that serves nobody. */
static const char *
expect_why (int window, gint64 now)
{
  if (windows[window].absent_from <= now && windows[window].absent_to > now)
    return "post empty, not yet for 10 min";
  for (int i = 0; i < TICKETS; i++)
    if (tickets[i].window == window && tickets[i].ended <= now && now - tickets[i].ended < SZ_MINUTE_MS)
      return "has just finished a case";
  return count_for (window, now) == 0 ? "nobody waits for what it serves" : "has not called, ";
}

static SzBoothState
expect_state (int window, gint64 now)
{
  const Window *w = &windows[window];
  const Ticket *running = find_running (window, now);

  if (running != NULL && (strcmp (w->state, "closed") != 0 || running->started >= w->since))
    return SZ_BOOTH_BUSY;
  if (strcmp (w->state, "paused") == 0)
    return SZ_BOOTH_PAUSED;
  if (strcmp (w->state, "closed") == 0)
    return SZ_BOOTH_CLOSED;
  if (is_called (window, now))
    return SZ_BOOTH_BUSY;
  return w->absent_from < now - 10 * SZ_MINUTE_MS && w->absent_to > now ? SZ_BOOTH_UNATTENDED : SZ_BOOTH_IDLE;
}

static const SzTile *
need_tile (const SzPage *page, const char *id)
{
  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (g_strcmp0 (tile->id, id) == 0)
      return tile;
  }
  g_test_message ("there is no tile %s", id);
  g_assert_not_reached ();
  return NULL;
}

static void
check_areas (const SzTile *tile, gint64 now)
{
  guint found = 0;

  for (guint i = 0; i < tile->parts->len; i++) {
    const SzPart *part = g_ptr_array_index (tile->parts, i);
    guint waiting = 0;
    gint64 first = NEVER;
    g_autofree char *queue = NULL;

    for (int k = 0; k < TICKETS; k++)
      if (strcmp (area_codes[tickets[k].area], part->code) == 0 && is_waiting (&tickets[k], now)) {
        waiting++;
        first = MIN (first, tickets[k].taken);
      }
    queue = g_strdup_printf ("%u waiting", waiting);
    g_assert_true (g_str_has_prefix (part->note, queue));
    if (first != NEVER) {
      g_autofree char *longest =
          g_strdup_printf ("max %.0f min", floor ((double)(now - first) / SZ_MINUTE_MS));

      if (now - first < SZ_HOUR_MS)
        g_assert_nonnull (strstr (part->note, longest));
    }
    found += part->booths != NULL ? part->booths->len : 0;
  }
  g_assert_cmpuint (found, ==, WINDOWS);
}

static void
check_booths (const SzTile *tile, gint64 now, guint counts[SZ_BOOTH_STATES])
{
  for (guint i = 0; i < tile->parts->len; i++) {
    const SzPart *part = g_ptr_array_index (tile->parts, i);

    for (guint k = 0; part->booths != NULL && k < part->booths->len; k++) {
      const SzBooth *booth = g_ptr_array_index (part->booths, k);
      int window = (booth->code[0] - 'A') + AREAS * ((int)g_ascii_strtoll (booth->code + 1, NULL, 10) - 1);
      const Ticket *running = find_running (window, now);

      counts[booth->state]++;
      g_assert_cmpint (booth->state, ==, expect_state (window, now));
      g_assert_cmpstr (part->code, ==, area_codes[windows[window].area]);
      if (booth->state == SZ_BOOTH_BUSY && running == NULL) {
        g_assert_true (isnan (booth->minutes));
        g_assert_nonnull (strstr (booth->sentence, "on the way"));
      } else if (booth->state == SZ_BOOTH_BUSY)
        g_assert_cmpfloat_with_epsilon (booth->minutes, (double)(now - running->started) / SZ_MINUTE_MS,
                                        1e-9);
      if (booth->state == SZ_BOOTH_UNATTENDED)
        g_assert_cmpfloat_with_epsilon (booth->minutes,
                                        (double)(now - windows[window].absent_from) / SZ_MINUTE_MS, 1e-9);
      if (booth->state == SZ_BOOTH_IDLE)
        g_assert_nonnull (strstr (booth->sentence, expect_why (window, now)));
    }
  }
}

static void
check_flow (const SzTile *tile, gint64 now)
{
  g_assert_cmpuint (tile->series->len, ==, 2);
  for (guint s = 0; s < 2; s++) {
    const SzSeries *series = g_ptr_array_index (tile->series, s);

    for (gsize i = 0; i < series->length; i++) {
      gint64 from = (gint64)series->x[i], to = from + 15 * SZ_MINUTE_MS;
      guint n = 0;

      for (int k = 0; k < TICKETS; k++) {
        gint64 at = s == 0 ? tickets[k].taken : tickets[k].called;

        n += at >= from && at < to && at <= now;
      }
      g_assert_cmpfloat (series->y[i], ==, n);
    }
  }
}

static void
test_live (void)
{
  gint64 morning = 0, now = 0;

  for (int round = 0; round < 4; round++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SzPage) page = NULL;
    guint counts[SZ_BOOTH_STATES] = { 0 };

    fixture_open (&fixture, "2026-03-18T15:36:00+08:00");
    morning = fixture_instant (&fixture, "2026-03-18T08:30:00+08:00");
    make_windows (morning);
    make_tickets (morning);
    store_tickets ();
    store_windows (morning);
    fixture_read (&fixture);
    /* Also as it stood before: rows then already know what came later. */
    now = round % 2 == 0 ? fixture.now_ms : later (morning + 2 * SZ_HOUR_MS, 240);
    sz_reader_set_now_ms (fixture.reader, now);
    page = sz_figures_live (fixture.reader, &error);
    g_assert_no_error (error);
    check_areas (need_tile (page, "windows"), now);
    check_booths (need_tile (page, "windows"), now, counts);
    check_flow (need_tile (page, "flow"), now);
    for (guint i = 0; i < page->counts->len; i++) {
      const SzPart *part = g_ptr_array_index (page->counts, i);

      if (part->booth >= 0)
        g_assert_cmpfloat (part->value, ==, counts[part->booth]);
    }
    fixture_close (&fixture);
  }
}

/* Without anything the page stands, and says so. */
static void
test_live_empty (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzPage) page = NULL;

  fixture_open (&fixture, "2026-03-18T15:36:00+08:00");
  fixture_read (&fixture);
  page = sz_figures_live (fixture.reader, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->counts->len, ==, 0);
  g_assert_cmpstr (page->headline, !=, "");
  fixture_close (&fixture);
}

/* --- a case --- */

static void
store_case (gint64 received, gint64 finished)
{
  SzBatch *cases = fixture_batch (&fixture, "cases"), *steps = fixture_batch (&fixture, "case_events");
  SzBatch *evals = fixture_batch (&fixture, "evals");
  g_autoptr (GArray) cells = g_array_new (TRUE, TRUE, sizeof (Cell));

  add_cell (cells, "accepted", received + 5 * SZ_MINUTE_MS);
  add_cell (cells, "finished", finished);
  add_cell (cells, "promised", received + 2 * SZ_HOUR_MS);
  add_cell (cells, "legal", received + 9 * SZ_HOUR_MS);
  add_text (cells, "ticket", "T00007");
  add_text (cells, "name_mask", "张*");
  add_row (cases, "C1", received, cells);
  add_row (cases, "C2", received, cells);
  add_text (cells, "case", "C1");
  add_text (cells, "step", "审核");
  add_cell (cells, "ended", received + 50 * SZ_MINUTE_MS);
  add_row (steps, "C1-1", received + 20 * SZ_MINUTE_MS, cells);
  add_text (cells, "case", "C2");
  add_text (cells, "step", "决定");
  add_row (steps, "C2-1", received + 21 * SZ_MINUTE_MS, cells);
  add_text (cells, "case", "C1");
  add_cell (cells, "level", 4);
  add_row (evals, "E1", finished + SZ_MINUTE_MS, cells);
  fixture_apply (&fixture, cases);
  fixture_apply (&fixture, steps);
  fixture_apply (&fixture, evals);
}

static const SzEntry *
find_entry (const SzTile *tile, const char *title)
{
  for (guint i = 0; i < tile->entries->len; i++) {
    const SzEntry *entry = g_ptr_array_index (tile->entries, i);

    if (strcmp (entry->title, title) == 0)
      return entry;
  }
  return NULL;
}

/* The same where it must be there. */
static const SzEntry *
need_entry (const SzTile *tile, const char *title)
{
  const SzEntry *entry = find_entry (tile, title);

  g_assert (entry != NULL);
  return entry;
}

static void
test_timeline (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzPage) page = NULL;
  const SzTile *line = NULL;
  const SzEntry *entry = NULL;
  const SzDataset *cases = NULL;
  gint64 received = 0;
  double before = -INFINITY;

  fixture_open (&fixture, "2026-03-18T15:36:00+08:00");
  received = fixture_instant (&fixture, "2026-03-18T09:00:00+08:00");
  store_case (received, received + 3 * SZ_HOUR_MS);
  fixture_read (&fixture);
  cases = sz_catalog_dataset (fixture.catalog, "cases", NULL);
  page = sz_figures_timeline (fixture.reader, cases, "C1", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (page->id, ==, "row:cases?C1");
  line = need_tile (page, "timeline");
  for (guint i = 0; i < line->entries->len; i++) {
    entry = g_ptr_array_index (line->entries, i);
    g_assert_cmpfloat (entry->at_ms, >=, before);
    before = entry->at_ms;
  }
  entry = need_entry (line, "审核");
  g_assert_cmpfloat (entry->at_ms, ==, (double)(received + 20 * SZ_MINUTE_MS));
  g_assert_cmpstr (entry->tag, ==, "took 30 min");
  g_assert_cmpstr (entry->when, ==, "after 15 min");
  /* The other case's step is not this one's. */
  g_assert_null (find_entry (line, "决定"));
  g_assert_nonnull (find_entry (line, sz_catalog_dataset (fixture.catalog, "evals", NULL)->name));
  entry = need_entry (line, sz_dataset_field (cases, (guint)sz_dataset_find_field (cases, "promised"))->name);
  g_assert_cmpint (entry->status, ==, SZ_STATUS_ALARM);
  g_assert_cmpstr (entry->detail, ==, "missed by 1 h");
  entry = need_entry (line, sz_dataset_field (cases, (guint)sz_dataset_find_field (cases, "legal"))->name);
  g_assert_cmpint (entry->status, ==, SZ_STATUS_GOOD);
  entry = need_entry (need_tile (page, "terms"),
                      sz_dataset_field (cases, (guint)sz_dataset_find_field (cases, "ticket"))->name);
  g_assert_cmpstr (entry->open, ==, "row:tickets?T00007");
  g_assert_null (sz_figures_timeline (fixture.reader, cases, "C3", &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND);
  fixture_close (&fixture);
}

/* --- the directory --- */

static void
store_places (void)
{
  SzBatch *departments = fixture_batch (&fixture, "departments"), *items = fixture_batch (&fixture, "items");
  SzBatch *places = fixture_batch (&fixture, "windows"), *staff = fixture_batch (&fixture, "staff");
  g_autoptr (GArray) cells = g_array_new (TRUE, TRUE, sizeof (Cell));
  gint64 founded = fixture.now_ms - 100 * SZ_DAY_MS;

  add_text (cells, "department", "D1");
  add_text (cells, "name", "Social Insurance Office");
  add_row (departments, "D1", founded, cells);
  add_text (cells, "department", "D2");
  add_text (cells, "name", "Tax Office");
  add_row (departments, "D2", founded, cells);
  for (int i = 0; i < 5; i++) {
    g_autofree char *code = g_strdup_printf ("W%d", i);

    add_text (cells, "window", code);
    add_text (cells, "name", code);
    add_text (cells, "department", i < 3 ? "D1" : "D2");
    add_row (places, code, founded, cells);
    add_text (cells, "item", code);
    add_text (cells, "name", i == 4 ? "Pension Claim" : "Other");
    add_text (cells, "department", i < 3 ? "D1" : "D2");
    /* One is no longer in force. */
    add_cell (cells, "valid_to", i == 0 ? founded + SZ_DAY_MS : NEVER);
    add_row (items, code, founded, cells);
    add_text (cells, "staff", code);
    add_text (cells, "name_mask", "李*");
    add_text (cells, "window", code);
    add_text (cells, "department", i < 3 ? "D1" : "D2");
    add_row (staff, code, founded, cells);
  }
  fixture_apply (&fixture, departments);
  fixture_apply (&fixture, places);
  fixture_apply (&fixture, items);
  fixture_apply (&fixture, staff);
  fixture_read (&fixture);
}

static SzPage *
open_directory (const char *dimension, const char *code, const char *search)
{
  g_autoptr (GError) error = NULL;
  char *values[] = { (char *)code, NULL };
  SzFilter filter = { dimension != NULL ? sz_catalog_dimension (fixture.catalog, dimension, NULL) : NULL,
                      values };
  SzPage *page = sz_figures_directory (fixture.reader, &filter, dimension != NULL ? 1 : 0, search, &error);

  g_assert_no_error (error);
  return page;
}

static void
test_directory (void)
{
  const SzTile *tile = NULL;

  fixture_open (&fixture, "2026-03-18T15:36:00+08:00");
  store_places ();
  {
    g_autoptr (SzPage) page = open_directory (NULL, NULL, NULL);

    tile = need_tile (page, "departments");
    g_assert_cmpuint (tile->frame->rows, ==, 2);
    g_assert_cmpstr (sz_frame_text (tile->frame, 0, 1), ==, "Social Insurance Office");
    g_assert_cmpfloat (sz_frame_number (tile->frame, 0, 2), ==, 3);
    g_assert_cmpfloat (sz_frame_number (tile->frame, 0, 3), ==, 2);
    g_assert_cmpfloat (sz_frame_number (tile->frame, 1, 4), ==, 2);
    g_assert_cmpstr (sz_frame_text (tile->frame, 1, (guint)sz_frame_find (tile->frame, "_open")), ==,
                     "directory:department=D2");
  }
  {
    g_autoptr (SzPage) page = open_directory ("department", "D2", NULL);

    g_assert_cmpuint (need_tile (page, "windows")->frame->rows, ==, 2);
    g_assert_cmpuint (need_tile (page, "items")->frame->rows, ==, 2);
    tile = need_tile (page, "staff");
    g_assert_cmpstr (sz_frame_text (tile->frame, 0, (guint)sz_frame_find (tile->frame, "name_mask")), ==,
                     "李*");
    g_assert_cmpint (sz_frame_find (tile->frame, "name"), ==, -1);
  }
  {
    g_autoptr (SzPage) page = open_directory (NULL, NULL, "pension");

    g_assert_cmpuint (need_tile (page, "items")->frame->rows, ==, 1);
    g_assert_cmpuint (page->tiles->len, ==, 1);
  }
  {
    g_autoptr (GError) error = NULL;
    char *values[] = { (char *)"1", NULL };
    SzFilter filter = { sz_catalog_dimension (fixture.catalog, "level", NULL), values };

    g_assert_null (sz_figures_directory (fixture.reader, &filter, 1, NULL, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_CANNOT);
  }
  fixture_close (&fixture);
}

/* --- the library --- */

static void
test_library (void)
{
  const GPtrArray *indicators = NULL;

  fixture_open (&fixture, "2026-03-18T15:36:00+08:00");
  fixture_read (&fixture);
  indicators = sz_catalog_indicators (fixture.catalog);
  for (guint i = 0; i < indicators->len; i++) {
    const SzIndicator *indicator = g_ptr_array_index (indicators, i);
    g_autoptr (GError) error = NULL;
    g_autoptr (SzPage) page = sz_figures_library (fixture.reader, indicator, &error);
    g_autofree char *words = sz_figures_formula_words (fixture.catalog, indicator);

    g_assert_no_error (error);
    g_assert_nonnull (strstr (page->headline, "cannot be computed"));
    g_assert_cmpstr (words, !=, "");
    g_assert_cmpuint (need_tile (page, "terms")->entries->len, >=, 6);
  }
  {
    g_autofree char *words =
        sz_figures_formula_words (fixture.catalog, sz_catalog_indicator (fixture.catalog, "wait_avg", NULL));

    g_assert_true (
        g_str_has_prefix (words, "mean Called − Taken of Queue tickets (with Service start; by Called)"));
  }
  fixture_close (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sz_i18n_init ("en");
  g_test_add_func ("/figures/live/hall", test_live);
  g_test_add_func ("/figures/live/empty", test_live_empty);
  g_test_add_func ("/figures/timeline/case", test_timeline);
  g_test_add_func ("/figures/directory/walk", test_directory);
  g_test_add_func ("/figures/library/all", test_library);
  return g_test_run ();
}
