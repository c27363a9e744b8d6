/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line against queueing theory: the code that serves the hall's areas, given Poisson arrivals,
 * exponential services and exponential patience, must wait, lose and work as the tables of Erlang A say. */
#include "hall-line.h"
#include "hall-random.h"

#include <math.h>
#include <string.h>

/* Whole seconds are too coarse for a service of one minute: a minute of the tables is so many units. */
#define UNITS 1000.0
#define RUNS 16
#define FOREVER (G_MAXINT32 - 2)

typedef struct {
  double lambda, mu, theta, waits, abandons, wait, occupancy; /* per minute, minutes */
  int servers;
} Row;

enum { WAITS, ABANDONS, WAIT, OCCUPANCY, MEASURES };
static const char *const measures[MEASURES] = { "P(wait)", "P(abandon)", "mean wait", "occupancy" };

static const SzHallLinePolicy policy = { .last_call = 0, .cleared = FOREVER, .most_work_s = FOREVER };

static SzHallShift *
make_shifts (int n)
{
  SzHallShift *shifts = g_new0 (SzHallShift, n);
  for (int i = 0; i < n; i++)
    shifts[i] = (SzHallShift){ .closes = FOREVER, .pace = 1 };
  return shifts;
}

/* One run from an empty hall; what comes before it has settled is not looked at. */
static void
run (const Row *row, SzHallRandom *random, double out[MEASURES])
{
  double slowest = MIN (row->mu, row->theta);
  double settled = 8 / slowest, end = settled + MAX (25 / slowest, 3000 / row->lambda);
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (SzHallLineTicket));
  for (double at = 0; (at += sz_hall_random_exponential (random) / row->lambda) < end;) {
    SzHallLineTicket ticket = { .taken = (gint32)(at * UNITS), .presence = 1 };
    ticket.leaves = ticket.taken + (gint32)lrint (sz_hall_random_exponential (random) / row->theta * UNITS);
    ticket.work_s = sz_hall_random_exponential (random) / row->mu * UNITS;
    g_array_append_val (line, ticket);
  }
  g_autofree SzHallShift *shifts = make_shifts (row->servers);
  SzHallLineTicket *tickets = (SzHallLineTicket *)(gpointer)line->data;
  sz_hall_line_serve (tickets, line->len, shifts, row->servers, &policy);
  double n = 0, work = 0, from = settled * UNITS, to = end * UNITS;
  memset (out, 0, sizeof (double) * MEASURES);
  for (guint i = 0; i < line->len; i++) {
    const SzHallLineTicket *t = &tickets[i];
    gboolean lost = t->abandoned != SZ_HALL_NONE;
    if (!lost)
      work += MAX (0, MIN (to, t->ended) - MAX (from, t->started));
    if (t->taken < from)
      continue;
    gint32 until = lost ? t->abandoned : t->called;
    n++;
    out[WAITS] += until > t->taken || lost;
    out[ABANDONS] += lost;
    out[WAIT] += (until - t->taken) / UNITS;
  }
  for (int m = 0; m < OCCUPANCY; m++)
    out[m] /= n;
  out[OCCUPANCY] = work / (to - from) / row->servers;
}

/* How far the mean of the runs is from the table, in its own standard errors. */
static void
compare (const Row *row, SzHallRandom *random, double sum[MEASURES])
{
  const double wanted[MEASURES] = { row->waits, row->abandons, row->wait, row->occupancy };
  double total[MEASURES] = { 0 }, squares[MEASURES] = { 0 };
  for (int r = 0; r < RUNS; r++) {
    double out[MEASURES];
    run (row, random, out);
    for (int m = 0; m < MEASURES; m++) {
      total[m] += out[m];
      squares[m] += out[m] * out[m];
    }
  }
  for (int m = 0; m < MEASURES; m++) {
    double mean = total[m] / RUNS;
    double error = sqrt (MAX (0, squares[m] / RUNS - mean * mean) / (RUNS - 1));
    /* Rounding to units moves a mean by less than this. */
    double z = (mean - wanted[m]) / (error + 0.0004);
    if (fabs (z) > 5)
      g_test_message ("lambda %g mu %g theta %g servers %d: %s is %g, the table says %g (z %.1f)",
                      row->lambda, row->mu, row->theta, row->servers, measures[m], mean, wanted[m], z);
    /* Of sixteen runs, seven standard errors are one chance in a hundred thousand. */
    g_assert_cmpfloat (fabs (z), <, 7.5);
    sum[m] += z;
  }
}

static void
test_erlang_a (void)
{
  const char *shared = g_getenv ("SHUZHI_SHARED_DATA");
  g_autofree char *path = shared != NULL ? g_build_filename (shared, "erlang", "erlang_a.csv", NULL) : NULL;
  g_autofree char *text = NULL;
  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL)) {
    g_test_skip ("the tables of Erlang A are not here");
    return;
  }
  SzHallRandom random;
  guint64 seed = (guint64)g_test_rand_int ();
  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  sz_hall_random_init (&random, seed, 0, 0);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (int i = 0; lines[i] != NULL; i++)
    g_strchomp (lines[i]);
  g_assert_cmpstr (
      lines[0], ==,
      "lambda_per_min,mu_per_min,theta_per_min,N,P_wait,P_abandon,E_wait_min_all,E_queue,occupancy");
  double sum[MEASURES] = { 0 };
  int n = 0;
  for (int i = 1; lines[i] != NULL && *lines[i] != '\0'; i++, n++) {
    g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);
    double values[9];
    for (int k = 0; k < 9; k++)
      values[k] = g_ascii_strtod (cells[k], NULL);
    Row row = { .lambda = values[0],
                .mu = values[1],
                .theta = values[2],
                .servers = (int)values[3],
                .waits = values[4],
                .abandons = values[5],
                .wait = values[6],
                .occupancy = values[8] };
    compare (&row, &random, sum);
  }
  g_assert_cmpint (n, >=, 60);
  /* Small faults that are the same everywhere would show in the sum. */
  for (int m = 0; m < MEASURES; m++) {
    g_test_message ("%s: mean z %.2f over %d rows", measures[m], sum[m] / n, n);
    g_assert_cmpfloat (fabs (sum[m] / sqrt (1.2 * n)), <, 5);
  }
}

static SzHallLineTicket
ticket (gint32 taken, double work)
{
  return (SzHallLineTicket){ .taken = taken, .leaves = taken + 3600, .work_s = work, .presence = 1 };
}

static const SzHallLinePolicy tide_policy = { .last_call = 60000,
                                              .cleared = 61200,
                                              .least_work_s = 1,
                                              .most_work_s = 5400,
                                              .tide_opens = 2,
                                              .tide_closes = 0.5,
                                              .tide_delay_s = 60 };

/* A window that opens because the line is long takes the one who has waited longest, and closes when it is
 * short. */
static void
test_tide (void)
{
  SzHallShift shifts[2] = { { .opens = 32400, .free = 32400, .closes = 61200, .pace = 1 },
                            { .opens = 32400, .free = 32400, .closes = 61200, .pace = 1, .tide = TRUE } };
  SzHallLineTicket line[12];
  for (int i = 0; i < 8; i++)
    line[i] = ticket (33000 + i, 600);
  for (int i = 8; i < 12; i++)
    line[i] = ticket (36000 + i * 900, 60);
  sz_hall_line_serve (line, 12, shifts, 2, &tide_policy);
  gint32 last = 0;
  guint by_tide = 0;
  for (int i = 0; i < 12; i++) {
    g_assert_cmpint (line[i].called, >=, last);
    last = line[i].called;
    by_tide += line[i].window == 1;
  }
  g_assert_cmpint (line[0].window, ==, 0);
  g_assert_cmpint (line[1].window, ==, 1);
  g_assert_cmpint (line[1].called, >=, 33000 + 60);
  g_assert_cmpint (line[1].called, <, 33000 + 600);
  g_assert_cmpuint (by_tide, >=, 3);
  /* It closed after the crowd, and nobody came to it then. */
  g_assert_cmpint (shifts[1].closes, <, 60000);
  for (int i = 8; i < 12; i++)
    g_assert_cmpint (line[i].window, ==, 0);
}

/* A window that closes for a while finishes with whom it has, and calls nobody until it opens again. */
static void
test_gap (void)
{
  SzHallShift shift = { .opens = 32400, .free = 32400, .closes = 61200, .pace = 1, .n_gaps = 1 };
  shift.gaps[0] = (SzHallGap){ .start = 36000, .end = 39600, .kind = SZ_HALL_GAP_CLOSED };
  SzHallLineTicket line[3] = { ticket (35900, 300), ticket (36050, 300), ticket (36060, 300) };
  line[1].leaves = 39000;
  sz_hall_line_serve (line, 3, &shift, 1, &tide_policy);
  g_assert_cmpint (line[0].ended, ==, 36200);
  g_assert_cmpint (line[1].abandoned, ==, 39000);
  g_assert_cmpint (line[1].called, ==, SZ_HALL_NONE);
  g_assert_cmpint (line[2].called, ==, 39600);
  g_assert_cmpint (shift.gaps[0].start, ==, 36200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hall/line/erlang-a", test_erlang_a);
  g_test_add_func ("/hall/line/tide", test_tide);
  g_test_add_func ("/hall/line/gap", test_gap);
  return g_test_run ();
}
