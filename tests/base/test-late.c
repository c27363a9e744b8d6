/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-late.h"

#include <math.h>

#define SUMS(X) X (cos) X (floor) X (ldexp)

typedef struct {
  SUMS (SZ_LATE_MEMBER)
} Sums;

const Sums *get_sums (void);
const Sums *get_none (void);
const Sums *get_other (void);

SZ_LATE_DEFINE (Sums, get_sums, "libm.so.6", SUMS)
SZ_LATE_DEFINE (Sums, get_none, "libshuzhi-that-is-not-there.so.1", SUMS)
/* Is there, and holds none of them. */
SZ_LATE_DEFINE (Sums, get_other, "libdl.so.2", SUMS)

static gpointer
open_thread (gpointer data)
{
  return (gpointer)get_sums ();
}

static void
test_open (void)
{
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("late", open_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == get_sums ());
  for (guint i = 0; i < 100; i++) {
    double x = g_test_rand_double_range (-1e6, 1e6);

    g_assert_cmpfloat (get_sums ()->cos (x), ==, cos (x));
    g_assert_cmpfloat (get_sums ()->floor (x), ==, floor (x));
    g_assert_cmpfloat (get_sums ()->ldexp (x, 3), ==, x * 8);
  }
}

static void
test_missing (void)
{
  if (g_test_subprocess ()) {
    get_none ();
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*libshuzhi-that-is-not-there*");
}

static void
test_incomplete (void)
{
  if (g_test_subprocess ()) {
    get_other ();
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*cos*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/late/open", test_open);
  g_test_add_func ("/base/late/missing", test_missing);
  g_test_add_func ("/base/late/incomplete", test_incomplete);
  return g_test_run ();
}
