/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-cause.h"

#include <math.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-number.h"
#include "sz-observe.h"

#define WEEKS 4
#define BUSY_SHARE 0.9 /* of a window's time that can be served in a queue that shall shrink */
#define DRAIN_MIN 30.0 /* minutes in which those who wait now shall be served */

/* --- figures
 * -------------------------------------------------------------------------------------------------------- */

static gint64
find_span (const SzRule *rule, guint figure)
{
  /* Who waits now came within the last hour; which windows serve shows sooner. */
  return figure == SZ_LOAD_WINDOWS ? rule->window_ms : MAX (rule->window_ms, SZ_HOUR_MS);
}

static double
ask (SzReader *reader, const SzRule *rule, guint figure, const char *code, gint64 at_ms, gint64 now_ms,
     GError **error)
{
  const SzDimension *place = rule->place != NULL ? rule->place : rule->by;
  gint64 span = find_span (rule, figure);
  g_autoptr (SzZone) zone = sz_reader_zone (reader, error);
  gint64 start = at_ms - span;
  double value = NAN;

  if (zone == NULL)
    return NAN;
  /* What runs through the day or is in force now has no span of its own. */
  if (figure == SZ_LOAD_WAITING)
    start = sz_zone_day_start_ms (zone, sz_zone_day (zone, at_ms));
  value = sz_observe_formula (reader, rule->loads[figure], start, at_ms, now_ms, code != NULL ? place : NULL,
                              code, error);
  if (figure == SZ_LOAD_ARRIVALS)
    return value / ((double)span / SZ_MINUTE_MS);
  return figure == SZ_LOAD_SERVICE ? value / SZ_MINUTE_MS : value;
}

/* The mean over the same weekday and time of weeks in which the hall was open. */
static double
ask_usual (SzReader *reader, const SzRule *rule, guint figure, const char *code, gint64 at_ms,
           const gboolean *open, GError **error)
{
  double sum = 0;
  guint n = 0;

  for (gint64 week = 1; week <= WEEKS; week++) {
    gint64 then = at_ms - week * 7 * SZ_DAY_MS;
    double value = open[week - 1] ? ask (reader, rule, figure, code, then, at_ms, error) : (double)NAN;

    if (isnan (value))
      continue;
    sum += value;
    n++;
  }
  return n > 0 ? sum / n : (double)NAN;
}

gboolean
sz_load_compute (SzReader *reader, const SzRule *rule, const char *code, gint64 at_ms, SzLoad *load,
                 GError **error)
{
  GError *failure = NULL;
  gboolean open[WEEKS];

  memset (load, 0, sizeof *load);
  for (gint64 week = 1; week <= WEEKS && failure == NULL; week++)
    open[week - 1] =
        sz_observe_formula (reader, rule->loads[SZ_LOAD_ARRIVALS], at_ms - week * 7 * SZ_DAY_MS - SZ_HOUR_MS,
                            at_ms - week * 7 * SZ_DAY_MS, at_ms, NULL, NULL, &failure) > 0;
  for (guint i = 0; i < 3 && failure == NULL; i++) {
    load->now[i] = ask (reader, rule, i, code, at_ms, at_ms, &failure);
    if (failure == NULL)
      load->usual[i] = ask_usual (reader, rule, i, code, at_ms, open, &failure);
  }
  if (failure == NULL)
    load->waiting = ask (reader, rule, SZ_LOAD_WAITING, code, at_ms, at_ms, &failure);
  if (failure == NULL)
    load->closed = ask (reader, rule, SZ_LOAD_CLOSED, code, at_ms, at_ms, &failure);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  sz_load_judge (load);
  return TRUE;
}

/* --- judging
 * -------------------------------------------------------------------------------------------------------- */

void
sz_load_judge (SzLoad *load)
{
  double total = 0, service = isnan (load->now[2]) ? load->usual[2] : load->now[2], need = NAN;

  load->main = -1;
  for (guint i = 0; i < 3; i++) {
    double over = i == 1 ? load->usual[i] : load->now[i], under = i == 1 ? load->now[i] : load->usual[i];

    /* What is usual may not be known yet: that is no comparison with nothing. */
    gboolean known = !isnan (over) && !isnan (under) && (over > 0 || under > 0);
    load->pressure[i] = !known ? (double)NAN : under > 0 ? over / under : (double)INFINITY;
    load->share[i] = NAN;
    if (isnan (load->pressure[i]))
      continue;
    /* A figure that went to nothing is a hundred times the usual load, not an infinite one. */
    load->pressure[i] = MIN (load->pressure[i], 100);
    total += MAX (0, log (load->pressure[i]));
    if (load->pressure[i] >= SZ_LOAD_LEAST &&
        (load->main < 0 || load->pressure[i] > load->pressure[load->main]))
      load->main = (int)i;
  }
  for (guint i = 0; i < 3; i++)
    if (!isnan (load->pressure[i]))
      load->share[i] = total > 0 ? MAX (0, log (load->pressure[i])) / total : 0;
  /* Offered load in windows, and the windows that drain the queue within half an hour. */
  need = (load->now[0] * service + load->waiting * service / DRAIN_MIN) / BUSY_SHARE;
  load->more = isnan (need) ? NAN : MAX (1, ceil (need - 1e-9) - load->now[1]);
  if (load->closed > 0 && load->more > load->closed)
    load->more = load->closed;
}

/* --- kept
 * -----------------------------------------------------------------------------------------------------------
 */

char *
sz_load_write (const SzLoad *load)
{
  const double values[] = { load->now[0], load->usual[0], load->now[1],  load->usual[1],
                            load->now[2], load->usual[2], load->waiting, load->closed };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            isnan (values[i]) ? "-"
                                              : g_ascii_formatd (number, sizeof number, "%.6g", values[i]));
  }
  return g_string_free (text, FALSE);
}

gboolean
sz_load_read (const char *text, SzLoad *load)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  double *const values[] = { &load->now[0], &load->usual[0], &load->now[1],  &load->usual[1],
                             &load->now[2], &load->usual[2], &load->waiting, &load->closed };

  memset (load, 0, sizeof *load);
  if (g_strv_length (words) != G_N_ELEMENTS (values))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    *values[i] = strcmp (words[i], "-") == 0 ? (double)NAN : g_ascii_strtod (words[i], NULL);
  sz_load_judge (load);
  return TRUE;
}

/* --- said
 * -----------------------------------------------------------------------------------------------------------
 */

char *
sz_load_sentence (const SzLoad *load)
{
  double percent = 0;

  if (isnan (load->pressure[0]) && isnan (load->pressure[1]) && isnan (load->pressure[2]))
    return g_strdup (_ ("nothing to compare with yet"));
  if (load->main < 0)
    return g_strdup (_ ("no single cause: arrivals, windows and service time are as usual"));
  percent = fabs (load->now[load->main] / load->usual[load->main] - 1) * 100;
  if (load->main == 1)
    return g_strdup_printf (_ ("%.0f windows serve, %.1f are usual at this time"), load->now[1],
                            load->usual[1]);
  if (load->usual[load->main] <= 0)
    return g_strdup (_ ("people come at a time when usually nobody does"));
  if (load->main == 0)
    return g_strdup_printf (_ ("arrivals are %.0f%% over what is usual at this time"), percent);
  return g_strdup_printf (_ ("service takes %.0f%% longer than is usual at this time"), percent);
}

void
sz_cause_free (SzCause *cause)
{
  if (cause == NULL)
    return;
  g_free (cause->id);
  g_free (cause->name);
  g_free (cause->now_text);
  g_free (cause->text);
  g_free (cause);
}

static char *
write_usual (const SzLoad *load, guint i)
{
  double change = load->now[i] - load->usual[i];
  g_autofree char *usual = g_strdup_printf ("%.1f", load->usual[i]);

  if (isnan (load->usual[i]))
    return g_strdup (_ ("nothing to compare with"));
  if (i == 0 && load->usual[i] > 0)
    return g_strdup_printf (change >= 0 ? _ ("usual %s, %.0f%% more") : _ ("usual %s, %.0f%% fewer"), usual,
                            fabs (change) / load->usual[i] * 100);
  return g_strdup_printf (change >= 0 ? _ ("usual %s, %.1f more") : _ ("usual %s, %.1f less"), usual,
                          fabs (change));
}

static char *
write_now (const SzLoad *load, guint i)
{
  if (isnan (load->now[i]))
    return g_strdup ("—");
  if (i == 0)
    return g_strdup_printf (_ ("%.1f a minute"), load->now[i]);
  return sz_number_text (load->now[i], i == 1 ? "window" : "min");
}

static int
compare_causes (gconstpointer a, gconstpointer b)
{
  const SzCause *one = *(const SzCause *const *)a, *two = *(const SzCause *const *)b;
  double x = isnan (one->share) ? -1 : one->share, y = isnan (two->share) ? -1 : two->share;

  return (y > x) - (y < x);
}

GPtrArray *
sz_load_causes (const SzLoad *load)
{
  static const char *const ids[] = { "arrivals", "windows", "service" };
  static const char *const names[] = { N_ ("More arrivals"), N_ ("Fewer windows"), N_ ("Slower service") };
  GPtrArray *causes = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_cause_free);

  for (guint i = 0; i < 3; i++) {
    SzCause *cause = g_new0 (SzCause, 1);

    cause->id = g_strdup (ids[i]);
    cause->name = g_strdup (_ (names[i]));
    cause->now_text = write_now (load, i);
    cause->now = load->now[i];
    cause->usual = load->usual[i];
    cause->pressure = load->pressure[i];
    /* Of what explains nothing no share is told. */
    cause->share = load->main >= 0 ? load->share[i] : (double)NAN;
    cause->text = write_usual (load, i);
    g_ptr_array_add (causes, cause);
  }
  g_ptr_array_sort (causes, compare_causes);
  return causes;
}
