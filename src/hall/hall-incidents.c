/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong, and when: one plan for all days, made with the world, each day's part drawn from a stream
 * of its own so that a day's incidents do not depend on what history is asked for. */
#include "hall-incidents.h"

#include "hall-day-private.h"
#include "hall-demand.h"
#include "hall-rows.h"
#include "sz-time.h"

#include <math.h>
#include <string.h>

#define SILENCE_S (14 * 60)
#define ON_A_DAY 2 /* at most so many at once */
#define CLOSING 3  /* windows at a time */
/* Of an hour and a half; from such a load on waits pass 25 minutes. */
#define LOAD_QUARTERS 6
#define LOAD_LEAST 1.5

struct _SzHallIncidentPlan {
  gint64 first_day;
  guint n_days;
  GArray *incidents; /* (owned) (element-type SzHallIncident) by first day */
  struct {
    guint16 which[ON_A_DAY]; /* 1 + index; 0 none */
  } * days;                  /* (owned) */
};

typedef struct _SzHallIncidentPlan Plan;

static guint
count_on (const Plan *plan, guint day)
{
  guint n = 0;
  while (n < ON_A_DAY && plan->days[day].which[n] != 0)
    n++;
  return n;
}

static gboolean
has_kind (const Plan *plan, guint day, SzHallIncidentKind kind)
{
  for (guint i = 0; i < count_on (plan, day); i++)
    if (g_array_index (plan->incidents, SzHallIncident, plan->days[day].which[i] - 1).kind == kind)
      return TRUE;
  return FALSE;
}

/* Notes the incident on each of its open days that has room. */
static void
add_incident (const SzHallWorld *world, Plan *plan, const SzHallIncident *incident)
{
  g_array_append_val (plan->incidents, *incident);
  for (gint64 date = incident->first_day; date <= incident->last_day; date++) {
    gint64 i = date - plan->first_day;
    if (i >= plan->n_days || !sz_hall_calendar_is_open (world->calendar, date))
      continue;
    guint n = count_on (plan, (guint)i);
    if (n < ON_A_DAY)
      plan->days[i].which[n] = (guint16)plan->incidents->len;
  }
}

static int
windows_of (const SzHallWorld *world, int area)
{
  return world->area_first[area + 1] - world->area_first[area];
}

/* How many times as much work comes to an area from an instant on as it can do without three of its windows.
 */
static double
load_without (const SzHallWorld *world, const SzHallDemand *demand, int area, gint32 from)
{
  int n = windows_of (world, area), quarter = (from - SZ_HALL_KIOSK_FROM_S) / SZ_HALL_QUARTER_S;
  double arrivals = 0;
  if (n <= CLOSING + 1)
    return 0;
  for (int q = quarter; q < quarter + LOAD_QUARTERS; q++)
    arrivals += demand->expected[area][CLAMP (q, 0, SZ_HALL_QUARTERS - 1)];
  double busy = arrivals * (sz_hall_area_plans[area].service_minutes + 0.75) / (15 * LOAD_QUARTERS);
  return busy / (0.88 * (n - CLOSING));
}

/* Three windows close where and when that is too many: in the area whose others can serve least of those who
 * come, if a line of half an hour comes of it. */
static gboolean
plan_windows (const SzHallWorld *world, SzHallIncident *incident, SzHallRandom *random)
{
  SzHallDemand demand;
  double most = 0;
  if (sz_hall_random_chance (random, 0.7)) {
    incident->from = 9 * 3600 + 900 + sz_hall_random_between (random, 0, 1200);
    incident->to = 11 * 3600 + sz_hall_random_between (random, 1500, 3300);
  } else {
    incident->from = 13 * 3600 + 1800 + sz_hall_random_between (random, 0, 900);
    incident->to = incident->from + sz_hall_random_between (random, 6000, 7800);
  }
  double where = sz_hall_random_unit (random);
  sz_hall_demand_of_day (world, incident->first_day, &demand);
  for (int a = 0; a < world->n_areas; a++) {
    double load = load_without (world, &demand, a, incident->from);
    if (load > most)
      incident->area = (guint8)a;
    most = MAX (most, load);
  }
  if (most < LOAD_LEAST)
    return FALSE;
  /* Never the area's first, so that no line waits for nobody. */
  int choices = windows_of (world, incident->area) - CLOSING;
  incident->n_windows = CLOSING;
  incident->window = (guint16)(world->area_first[incident->area] + 1 + (int)(where * choices));
  return TRUE;
}

static void
plan_device (SzHallIncident *incident, SzHallRandom *random)
{
  incident->terminals = (guint8)sz_hall_random_between (random, 1, 2);
  incident->from = sz_hall_random_chance (random, 0.6) ? sz_hall_random_between (random, 33000, 37200)
                                                       : sz_hall_random_between (random, 48600, 54000);
  incident->to = incident->from + sz_hall_random_between (random, 3600, 3 * 3600);
}

static void
plan_silence (SzHallIncident *incident, SzHallRandom *random)
{
  static const SzHallSet sets[] = { SZ_HALL_SET_TICKETS, SZ_HALL_SET_TICKETS,   SZ_HALL_SET_FLOW,
                                    SZ_HALL_SET_CASES,   SZ_HALL_SET_BEHAVIOUR, SZ_HALL_SET_EVALS };
  incident->set = (guint8)sets[sz_hall_random_below (random, G_N_ELEMENTS (sets))];
  incident->from = sz_hall_random_between (random, 9 * 3600 + 900, 16 * 3600);
  incident->to = incident->from + SILENCE_S;
}

/* An incident of one day. */
static void
plan_single (const SzHallWorld *world, Plan *plan, guint day, SzHallRandom *random)
{
  double which = sz_hall_random_unit (random);
  SzHallIncident incident = { .first_day = plan->first_day + day,
                              .last_day = plan->first_day + day,
                              .window = SZ_HALL_NOBODY,
                              .staff = SZ_HALL_NOBODY,
                              .factor = 1 };
  incident.area = (guint8)sz_hall_random_below (random, (guint32)world->n_areas);
  incident.kind = sz_hall_random_chance (random, 0.85) && plan_windows (world, &incident, random)
                      ? SZ_HALL_INCIDENT_WINDOWS
                  : which < 0.42 ? SZ_HALL_INCIDENT_DEVICE
                  : which < 0.68 ? SZ_HALL_INCIDENT_COUNTER
                                 : SZ_HALL_INCIDENT_SILENCE;
  if (has_kind (plan, day, (SzHallIncidentKind)incident.kind))
    return;
  if (incident.kind == SZ_HALL_INCIDENT_DEVICE)
    plan_device (&incident, random);
  else if (incident.kind == SZ_HALL_INCIDENT_SILENCE)
    plan_silence (&incident, random);
  if (incident.kind == SZ_HALL_INCIDENT_COUNTER) {
    incident.gate = (guint8)sz_hall_random_below (random, SZ_HALL_GATES);
    incident.from = 9 * 3600 + 900 * sz_hall_random_between (random, 0, 16);
    incident.to = incident.from + 900 * sz_hall_random_between (random, 8, 16);
  }
  add_incident (world, plan, &incident);
}

/* A policy takes effect, and for five open days everybody asks for the same. An item with enough of its
 * area's demand to be felt, and not with all of it. */
static void
plan_rush (const SzHallWorld *world, Plan *plan, guint day, SzHallRandom *random)
{
  int area = (int)sz_hall_random_below (random, (guint32)world->n_areas);
  int n = world->n_area_items[area];
  double total = n > 0 ? world->area_weights[area][n - 1] : 0;
  for (int tries = 0; tries < 400 && n > 0; tries++) {
    int i = (int)sz_hall_random_below (random, (guint32)n);
    double share = (world->area_weights[area][i] - (i > 0 ? world->area_weights[area][i - 1] : 0)) / total;
    if (tries < 300 && (share < 0.04 || share > 0.09))
      continue;
    gint64 date = plan->first_day + day;
    SzHallIncident incident = { .kind = SZ_HALL_INCIDENT_RUSH,
                                .area = (guint8)area,
                                .item = world->area_items[area][i],
                                .window = SZ_HALL_NOBODY,
                                .staff = SZ_HALL_NOBODY,
                                .to = SZ_HALL_DAY_S,
                                .first_day = date,
                                .last_day = sz_hall_calendar_open_day (world->calendar, date, 4) };
    incident.factor = (float)(3 + sz_hall_random_unit (random));
    add_incident (world, plan, &incident);
    return;
  }
}

static void
plan_newcomer (const SzHallWorld *world, Plan *plan, guint day, SzHallRandom *random)
{
  int window = (int)sz_hall_random_below (random, (guint32)world->n_windows);
  if (world->windows[window].tide)
    return;
  gint64 date = plan->first_day + day;
  int weeks = sz_hall_random_between (random, 2, 4);
  SzHallIncident incident = { .kind = SZ_HALL_INCIDENT_NEWCOMER,
                              .area = world->windows[window].area,
                              .window = (guint16)window,
                              .staff = world->windows[window].staff,
                              .to = SZ_HALL_DAY_S,
                              .first_day = date,
                              .last_day = sz_hall_calendar_open_day (world->calendar, date, 5 * weeks - 1) };
  incident.factor = (float)(1.8 + 0.5 * sz_hall_random_unit (random));
  add_incident (world, plan, &incident);
}

static void
plan_day (const SzHallWorld *world, Plan *plan, guint day)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, plan->first_day + day, SZ_HALL_STREAM_INCIDENTS);
  double rush = sz_hall_random_unit (&random), newcomer = sz_hall_random_unit (&random);
  double calm = sz_hall_random_unit (&random), two = sz_hall_random_unit (&random);
  guint before = count_on (plan, day);
  if (rush < 0.025 && !has_kind (plan, day, SZ_HALL_INCIDENT_RUSH) && before < ON_A_DAY)
    plan_rush (world, plan, day, &random);
  else if (newcomer < 0.012 && !has_kind (plan, day, SZ_HALL_INCIDENT_NEWCOMER) && before < ON_A_DAY)
    plan_newcomer (world, plan, day, &random);
  guint n = count_on (plan, day);
  if (calm < (n == 0 ? 0.16 : 0.3))
    return;
  guint wanted = n == 0 && two < 0.35 ? 2 : n == 0 ? 1 : 2;
  for (int tries = 0; tries < 6 && count_on (plan, day) < MIN (wanted, ON_A_DAY); tries++)
    plan_single (world, plan, day, &random);
}

Plan *
sz_hall_incident_plan_new (const SzHallWorld *world)
{
  Plan *plan = g_new0 (Plan, 1);
  plan->first_day = world->founded_day;
  plan->n_days = (guint)(sz_hall_calendar_end_day (world->calendar) - world->founded_day);
  plan->incidents = g_array_new (FALSE, FALSE, sizeof (SzHallIncident));
  plan->days = g_malloc0 (sizeof *plan->days * plan->n_days);
  for (guint day = 0; day < plan->n_days; day++)
    if (sz_hall_calendar_is_open (world->calendar, plan->first_day + day))
      plan_day (world, plan, day);
  return plan;
}

void
sz_hall_incident_plan_free (Plan *plan)
{
  if (plan == NULL)
    return;
  g_array_unref (plan->incidents);
  g_free (plan->days);
  g_free (plan);
}

/* She learns: what she is slower by shrinks day by day to a third. */
static float
slowness (const SzHallIncident *incident, gint64 day)
{
  double passed =
      (double)(day - incident->first_day) / (double)MAX (1, incident->last_day - incident->first_day);
  return (float)(1 + (incident->factor - 1) * (1 - 0.67 * passed));
}

guint
sz_hall_incidents_of_day (const SzHallWorld *world, gint64 day, SzHallIncident out[SZ_HALL_INCIDENTS_MAX])
{
  const Plan *plan = world->incidents;
  guint n = 0;
  if (plan == NULL || day < plan->first_day || day >= plan->first_day + plan->n_days)
    return 0;
  for (; n < ON_A_DAY && plan->days[day - plan->first_day].which[n] != 0; n++) {
    out[n] = g_array_index (plan->incidents, SzHallIncident, plan->days[day - plan->first_day].which[n] - 1);
    if (out[n].kind == SZ_HALL_INCIDENT_NEWCOMER)
      out[n].factor = slowness (&out[n], day);
  }
  return n;
}

gboolean
sz_hall_incident_silence (const SzHallWorld *world, gint64 day, SzHallSet *set, gint32 *from, gint32 *to)
{
  const Plan *plan = world->incidents;
  if (plan == NULL || day < plan->first_day || day >= plan->first_day + plan->n_days)
    return FALSE;
  for (guint i = 0; i < ON_A_DAY && plan->days[day - plan->first_day].which[i] != 0; i++) {
    const SzHallIncident *incident =
        &g_array_index (plan->incidents, SzHallIncident, plan->days[day - plan->first_day].which[i] - 1);
    if (incident->kind != SZ_HALL_INCIDENT_SILENCE)
      continue;
    *set = (SzHallSet)incident->set;
    *from = incident->from;
    *to = incident->to;
    return TRUE;
  }
  return FALSE;
}

gboolean
sz_hall_incident_is_visible (const SzHallIncident *incident, gint32 instant)
{
  switch ((SzHallIncidentKind)incident->kind) {
  case SZ_HALL_INCIDENT_WINDOWS:
  case SZ_HALL_INCIDENT_DEVICE:
    /* Half an hour lets a line grow. */
    return incident->from + 1800 <= instant && instant < incident->to;
  case SZ_HALL_INCIDENT_RUSH:
    return TRUE;
  case SZ_HALL_INCIDENT_COUNTER:
    return incident->from + 3600 <= instant && instant < incident->to;
  case SZ_HALL_INCIDENT_NEWCOMER:
  case SZ_HALL_INCIDENT_SILENCE:
  case SZ_HALL_INCIDENT_KINDS:
    break;
  }
  return FALSE;
}

static const char *const kinds[SZ_HALL_INCIDENT_KINDS] = { "terminal_failure", "windows_closed",
                                                           "policy_rush",      "newcomer",
                                                           "broken_counter",   "silent_source" };
static const char *const effects[SZ_HALL_INCIDENT_KINDS] = {
  "Terminals of the area are down: its tickets come by phone or later, from the desk.",
  "The area serves with fewer windows: its line grows and waits pass 25 minutes.",
  "The item is asked for several times as often: more tickets and longer waits in its area.",
  "Services at the window take longer than elsewhere, less so every day.",
  "The gate counts nobody: fewer people than tickets suggest.",
  "Nothing of the data set arrives for 14 minutes; it all comes afterwards.",
};

static void
put_windows (GString *out, const SzHallWorld *world, const SzHallIncident *incident)
{
  g_string_append (out, ",\"windows\":[");
  for (int i = 0; i < incident->n_windows; i++)
    g_string_append_printf (out, "%s\"%s\"", i > 0 ? "," : "", world->windows[incident->window + i].code);
  g_string_append_c (out, ']');
}

static void
put_where (GString *out, const SzHallWorld *world, const SzHallIncident *incident)
{
  switch ((SzHallIncidentKind)incident->kind) {
  case SZ_HALL_INCIDENT_DEVICE:
    g_string_append_printf (out, ",\"area\":\"%s\",\"terminals\":%d", world->area_names[incident->area],
                            incident->terminals);
    break;
  case SZ_HALL_INCIDENT_WINDOWS:
    g_string_append_printf (out, ",\"area\":\"%s\"", world->area_names[incident->area]);
    put_windows (out, world, incident);
    break;
  case SZ_HALL_INCIDENT_RUSH:
    g_string_append_printf (out, ",\"area\":\"%s\",\"item\":\"%s\",\"name\":\"%s\",\"factor\":%d.%d",
                            world->area_names[incident->area], world->items[incident->item].code,
                            world->items[incident->item].name, (int)incident->factor,
                            (int)(incident->factor * 10) % 10);
    break;
  case SZ_HALL_INCIDENT_NEWCOMER:
    g_string_append_printf (out, ",\"area\":\"%s\",\"windows\":[\"%s\"],\"staff\":\"%s\",\"factor\":%d.%d",
                            world->area_names[incident->area], world->windows[incident->window].code,
                            world->staff[incident->staff].code, (int)incident->factor,
                            (int)(incident->factor * 10) % 10);
    break;
  case SZ_HALL_INCIDENT_COUNTER:
    g_string_append_printf (out, ",\"gate\":\"%s\"", world->gates[incident->gate]);
    break;
  case SZ_HALL_INCIDENT_SILENCE:
    g_string_append_printf (out, ",\"dataset\":\"%s\"", sz_hall_set_name ((SzHallSet)incident->set));
    break;
  case SZ_HALL_INCIDENT_KINDS:
    break;
  }
}

void
sz_hall_incidents_put_truth (GString *out, const SzHallWorld *world, gint64 day)
{
  SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
  guint n = sz_hall_incidents_of_day (world, day, incidents);
  for (guint i = 0; i < n; i++) {
    const SzHallIncident *incident = &incidents[i];
    gboolean lasts = incident->last_day > incident->first_day;
    gint64 from = lasts ? incident->first_day * SZ_HALL_DAY_S : day * SZ_HALL_DAY_S + incident->from;
    gint64 to = lasts ? (incident->last_day + 1) * SZ_HALL_DAY_S : day * SZ_HALL_DAY_S + incident->to;
    char date[11], text[2][32] = { "", "" };
    sz_day_format (day, date);
    *sz_hall_rows_put_instant (text[0], from) = '\0';
    *sz_hall_rows_put_instant (text[1], to) = '\0';
    g_string_append_printf (out, "{\"day\":\"%s\",\"kind\":\"%s\"", date, kinds[incident->kind]);
    put_where (out, world, incident);
    g_string_append_printf (out, ",\"from\":\"%s\",\"to\":\"%s\",\"effect\":\"%s\"}\n", text[0], text[1],
                            effects[incident->kind]);
  }
}
