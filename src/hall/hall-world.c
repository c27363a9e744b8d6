/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-world.h"

#include "hall-chains.h"
#include "hall-entities.h"
#include "hall-incidents.h"
#include "hall-places.h"

#include "sz-time.h"

#include <math.h>
#include <string.h>

enum { STREAM_WINDOWS = 900, STREAM_STAFF, STREAM_ITEMS, STREAM_DEMAND = 904 };

static guint16
draw_weighted (const guint16 *which, const double *cumulated, int n, SzHallRandom *random)
{
  double at = sz_hall_random_unit (random) * cumulated[n - 1];
  int low = 0, high = n - 1;
  while (low < high) {
    int middle = (low + high) / 2;
    if (cumulated[middle] > at)
      high = middle;
    else
      low = middle + 1;
  }
  return which[low];
}

/* Shares the windows out by the plan: each area gets its floor and at least one, the rest go to the largest.
 */
static void
share_windows (SzHallWorld *world, int counts[SZ_HALL_AREAS])
{
  int used = 0;
  for (int a = 0; a < world->n_areas; a++) {
    counts[a] = MAX (1, (int)(world->n_windows * sz_hall_area_plans[a].share));
    used += counts[a];
  }
  for (; used > world->n_windows; used--) {
    int largest = 0;
    for (int a = 1; a < world->n_areas; a++)
      if (counts[a] > counts[largest])
        largest = a;
    counts[largest]--;
  }
  for (int a = 0; used < world->n_windows; used++, a = (a + 1) % world->n_areas)
    counts[a]++;
}

static int
area_of_department (const SzHallWorld *world, int department)
{
  int area = sz_hall_department_plans[department].area;
  return area < world->n_areas ? area : 0;
}

static void
make_windows (SzHallWorld *world)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, 0, STREAM_WINDOWS);
  int counts[SZ_HALL_AREAS] = { 0 };
  share_windows (world, counts);
  world->windows = g_new0 (SzHallWindow, world->n_windows);
  world->window_codes = g_new0 (char *, world->n_windows + 1);
  int w = 0;
  for (int a = 0; a < world->n_areas; a++) {
    int departments[SZ_HALL_DEPARTMENTS], n = 0;
    for (int d = 0; d < SZ_HALL_DEPARTMENTS; d++)
      if (area_of_department (world, d) == a)
        departments[n++] = d;
    /* Codes of one area have one width, so that they sort as they count. */
    int width = counts[a] < 100 ? 2 : counts[a] < 1000 ? 3 : 4;
    world->area_first[a] = w;
    for (int i = 0; i < counts[a]; i++, w++) {
      SzHallWindow *window = &world->windows[w];
      g_snprintf (window->code, sizeof window->code, "%c%0*d", 'A' + a, width, i + 1);
      window->area = (guint8)a;
      window->department = (guint16)departments[i % n];
      window->tide = i >= 4 && sz_hall_random_chance (&random, 0.1);
      window->integrated = a == 0 && sz_hall_random_chance (&random, 0.7);
      window->staff = (guint16)w;
      world->window_codes[w] =
          g_strdup_printf (",\"area\":\"%s\",\"window\":\"%s\"", sz_hall_area_plans[a].name, window->code);
    }
  }
  for (int a = world->n_areas; a <= SZ_HALL_AREAS; a++)
    world->area_first[a] = w;
}

static void
fill_person (SzHallWorld *world, SzHallRandom *random, int s, int area, int department, int window)
{
  SzHallStaff *person = &world->staff[s];
  g_snprintf (person->code, sizeof person->code, "S%05d", s + 1);
  person->front = s < world->n_front;
  person->area = (guint8)area;
  person->department = (guint16)department;
  person->window = (guint16)window;
  person->bound = sz_hall_random_chance (random, 0.95);
  person->items = (guint16)sz_hall_random_between (random, 15, 140);
  person->pace = (float)sz_hall_random_lognormal (random, 1, 0.12);
}

/* Staff: one for each window, a relief for every third, and the departments' back offices. */
static void
make_staff (SzHallWorld *world)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, 0, STREAM_STAFF);
  int reliefs = 0;
  for (int a = 0; a < world->n_areas; a++)
    reliefs += (world->area_first[a + 1] - world->area_first[a] + 2) / 3;
  int back = MAX (SZ_HALL_DEPARTMENTS, world->n_windows * 9 / 10);
  world->n_front = world->n_windows + reliefs;
  world->n_staff = world->n_front + back;
  world->staff = g_new0 (SzHallStaff, world->n_staff);
  int s = 0;
  for (int w = 0; w < world->n_windows; w++, s++)
    fill_person (world, &random, s, world->windows[w].area, world->windows[w].department, w);
  for (int a = 0; a < SZ_HALL_AREAS; a++) {
    world->relief_first[a] = s;
    int n = a < world->n_areas ? (world->area_first[a + 1] - world->area_first[a] + 2) / 3 : 0;
    for (int i = 0; i < n; i++, s++)
      fill_person (world, &random, s, a, world->windows[world->area_first[a]].department, SZ_HALL_NOBODY);
  }
  world->relief_first[SZ_HALL_AREAS] = s;
  for (int d = 0; d < SZ_HALL_DEPARTMENTS; d++)
    world->back[d] = g_new0 (guint16, back);
  for (int i = 0; i < back; i++, s++) {
    int d = i < SZ_HALL_DEPARTMENTS ? i : (int)sz_hall_random_below (&random, SZ_HALL_DEPARTMENTS);
    fill_person (world, &random, s, area_of_department (world, d), d, SZ_HALL_NOBODY);
    world->back[d][world->n_back[d]++] = (guint16)s;
  }
}

/* How long an item takes: what is settled on the spot has no limit in days. */
static void
set_limits (SzHallItem *item, SzHallRandom *random, int action)
{
  static const double promise_share[4] = { 0.85, 0.45, 0.8, 0.08 };
  static const int most_days[4] = { 15, 5, 18, 3 };
  item->promise = sz_hall_random_chance (random, promise_share[item->item_class] * (action == 0 ? 1.1 : 0.8));
  if (!item->promise)
    return;
  int most = most_days[item->item_class];
  double unit = sz_hall_random_unit (random);
  item->promised_days = (guint8)(1 + (int)(unit * unit * most));
  item->legal_days =
      (guint8)(item->promised_days + sz_hall_random_below (random, 1u + 2u * item->promised_days));
}

static void
set_service (const SzHallWorld *world, SzHallItem *item, SzHallRandom *random)
{
  const SzHallAreaPlan *plan = &sz_hall_area_plans[item->area];
  /* Medians such that the mean over a lognormal of 0.3 between and 0.5 within items is the plan's. */
  item->service_s = (float)sz_hall_random_lognormal (random, plan->service_minutes * 60 * 0.844, 0.3);
  item->enterprise = sz_hall_random_chance (random, plan->enterprise_share);
  item->in_hall = sz_hall_random_chance (random, 0.93);
  item->asleep = sz_hall_random_chance (random, 0.12);
  item->online = sz_hall_random_chance (random, item->item_class == SZ_HALL_SERVICE ? 0.97 : 0.88);
  item->commitment = item->item_class == SZ_HALL_PERMIT && sz_hall_random_chance (random, 0.2);
  item->tolerance = sz_hall_random_chance (random, 0.25);
  item->one_thing = sz_hall_random_chance (random, 0.04);
  item->instant_approval = !item->promise && item->online && sz_hall_random_chance (random, 0.18);
  item->mailed = sz_hall_random_chance (random, 0.5);
  item->survey = item->promise && item->item_class == SZ_HALL_PERMIT && sz_hall_random_chance (random, 0.25);
  item->case_share = (float)(0.22 + 0.33 * sz_hall_random_unit (random));
  if (item->asleep && sz_hall_random_chance (random, 0.25))
    item->retired = (gint32)(world->founded_day + 30 + sz_hall_random_below (random, 1600));
}

static void
name_item (SzHallWorld *world, SzHallItem *item, int index, int object, int action)
{
  const SzHallDepartmentPlan *plan = &sz_hall_department_plans[item->department];
  const char *type = sz_hall_item_types[item->item_class];
  g_snprintf (item->code, sizeof item->code, "I%04d", index + 1);
  item->name = g_strconcat (plan->objects[object] + 1, sz_hall_actions[item->item_class][action], NULL);
  item->short_codes = g_strdup_printf (",\"department\":\"%s\",\"item\":\"%s\"",
                                       world->department_codes[item->department], item->code);
  item->codes = g_strdup_printf ("%s,\"item_type\":\"%s\",\"kind\":\"%s\"", item->short_codes, type,
                                 item->promise ? "promise" : "instant");
}

/* 1,200 items: every object of every department with its first actions, as many as are needed, shared out
 * evenly. */
static void
make_items (SzHallWorld *world)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, 0, STREAM_ITEMS);
  int index = 0;
  for (int d = 0; d < SZ_HALL_DEPARTMENTS; d++) {
    int n = SZ_HALL_ITEMS * (d + 1) / SZ_HALL_DEPARTMENTS - SZ_HALL_ITEMS * d / SZ_HALL_DEPARTMENTS;
    for (int i = 0; i < n; i++, index++) {
      SzHallItem *item = &world->items[index];
      int object = i % SZ_HALL_OBJECTS, action = i / SZ_HALL_OBJECTS;
      item->department = (guint8)d;
      item->area = (guint8)area_of_department (world, d);
      item->item_class = (guint8)sz_hall_class_of_object (sz_hall_department_plans[d].objects[object]);
      /* A few items make most of the work; the first action of an object is the usual one. */
      item->weight = (float)(pow (sz_hall_random_unit (&random) + 0.02, -0.8) / (1 + 1.5 * action));
      set_limits (item, &random, action);
      set_service (world, item, &random);
      guint64 facts = sz_hall_mix (world->seed ^ 0x6974656D, (guint64)index);
      item->sunk = (facts >> 16) % 8 == 0;
      item->self_service = (facts >> 24) % 5 == 0;
      name_item (world, item, index, object, action);
    }
  }
}

/* What chains are made of is there, in the hall and online, for those who need it. */
static void
keep_chain_items (SzHallWorld *world)
{
  for (int c = 0; c < SZ_HALL_CHAINS; c++)
    for (int s = 0; s < SZ_HALL_CHAIN_STEPS; s++) {
      int index = sz_hall_chains_item (c, s);
      if (index < 0)
        continue;
      SzHallItem *item = &world->items[index];
      item->asleep = FALSE;
      item->retired = 0;
      item->in_hall = item->online = TRUE;
      /* What everybody asks for all the time goes with nothing in particular. */
      item->weight = MIN (item->weight, 2);
      item->enterprise = sz_hall_chains[c].by != SZ_HALL_BY_PERSONS;
    }
}

static void
cumulate_items (SzHallWorld *world)
{
  double online = 0, area[SZ_HALL_AREAS] = { 0 };
  for (int i = 0; i < SZ_HALL_ITEMS; i++) {
    const SzHallItem *item = &world->items[i];
    if (item->asleep)
      continue;
    int a = item->area;
    if (item->in_hall) {
      int n = world->n_area_items[a]++;
      area[a] += item->weight;
      world->area_items[a][n] = (guint16)i;
      world->area_weights[a][n] = area[a];
    }
    if (item->online) {
      int n = world->n_online_items++;
      online += item->weight;
      world->online_items[n] = (guint16)i;
      world->online_weights[n] = online;
    }
  }
}

static void
cumulate_season (const SzHallWorld *world, int month, const guint16 *items, int n, double *weights)
{
  double sum = 0;
  for (int i = 0; i < n; i++) {
    const SzHallItem *item = &world->items[items[i]];
    weights[i] = sum += item->weight * sz_hall_item_season (item->name, month);
  }
}

#define LISTS (SZ_HALL_AREAS + 1) /* of items, in a month */

static void
cumulate_seasons (SzHallWorld *world)
{
  world->season_weights = g_malloc0 (sizeof *world->season_weights * 12 * LISTS);
  for (int month = 1; month <= 12; month++) {
    double (*weights)[SZ_HALL_ITEMS] = world->season_weights + (month - 1) * LISTS;
    for (int a = 0; a < SZ_HALL_AREAS; a++)
      cumulate_season (world, month, world->area_items[a], world->n_area_items[a], weights[a]);
    cumulate_season (world, month, world->online_items, world->n_online_items, weights[SZ_HALL_AREAS]);
  }
}

static const double *
season_weights (const SzHallWorld *world, int list, gint64 day)
{
  int year, month, mday;
  sz_day_to_ymd (day, &year, &month, &mday);
  return world->season_weights[(month - 1) * LISTS + list];
}

static void
make_places (SzHallWorld *world)
{
  world->places = sz_hall_places_new (world);
  world->entities = sz_hall_entities_new (world);
  static const char *const gates[SZ_HALL_GATES] = { "东门", "南门", "西门" };
  for (int g = 0; g < SZ_HALL_GATES; g++)
    world->gates[g] = gates[g];
  for (int t = 0; t < SZ_HALL_TOWNS; t++) {
    world->towns[t] = world->places->regions[SZ_HALL_TOWN_REGION (t)].name;
    for (int v = 0; v < SZ_HALL_VILLAGES; v++)
      world->villages[t][v] = world->places->regions[SZ_HALL_VILLAGE_REGION (t, v)].name;
  }
}

SzHallWorld *
sz_hall_world_new (guint64 seed, int windows)
{
  SzHallWorld *world = g_new0 (SzHallWorld, 1);
  world->seed = seed;
  world->district_seed = seed;
  world->founded_day = SZ_HALL_FOUNDED;
  world->items = g_new0 (SzHallItem, SZ_HALL_ITEMS);
  world->area_items = g_malloc0 (sizeof *world->area_items * SZ_HALL_AREAS);
  world->area_weights = g_malloc0 (sizeof *world->area_weights * SZ_HALL_AREAS);
  world->online_items = g_new0 (guint16, SZ_HALL_ITEMS);
  world->online_weights = g_new0 (double, SZ_HALL_ITEMS);
  for (int a = 0; a < SZ_HALL_AREAS; a++)
    world->area_names[a] = sz_hall_area_plans[a].name;
  world->calendar = sz_hall_calendar_new ();
  world->n_windows = windows;
  world->n_areas = MIN (windows, SZ_HALL_AREAS);
  world->n_people = (guint32)MAX (2000, windows * 2500);
  /* A district is not larger for having more windows than any district has. */
  world->n_enterprises = (guint32)CLAMP (windows * 300, 400, 200000);
  for (int d = 0; d < SZ_HALL_DEPARTMENTS; d++)
    g_snprintf (world->department_codes[d], SZ_HALL_CODE_MAX, "D%02d", d + 1);
  make_windows (world);
  make_staff (world);
  make_items (world);
  keep_chain_items (world);
  cumulate_items (world);
  cumulate_seasons (world);
  make_places (world);
  world->incidents = sz_hall_incident_plan_new (world);
  return world;
}

/* The items under the names of another hall. */
static void
rename_items (SzHallWorld *view)
{
  const SzHallItem *items = view->items;
  view->items = g_memdup2 (items, sizeof (SzHallItem) * SZ_HALL_ITEMS);
  for (int i = 0; i < SZ_HALL_ITEMS; i++) {
    SzHallItem *item = &view->items[i];
    g_snprintf (item->code, sizeof item->code, "%s%s", view->prefix, items[i].code);
    item->short_codes = g_strdup_printf (",\"department\":\"%s\",\"item\":\"%s\"",
                                         view->department_codes[item->department], item->code);
    item->codes =
        g_strdup_printf ("%s,\"item_type\":\"%s\",\"kind\":\"%s\"", item->short_codes,
                         sz_hall_item_types[item->item_class], item->promise ? "promise" : "instant");
  }
}

SzHallWorld *
sz_hall_world_new_view (const SzHallWorld *world, guint number)
{
  SzHallWorld *view = g_memdup2 (world, sizeof *world);
  view->is_view = TRUE;
  view->seed = sz_hall_mix (world->seed, number);
  g_snprintf (view->prefix, sizeof view->prefix, "H%04u-", number);
  for (int a = 0; a < SZ_HALL_AREAS; a++)
    view->area_names[a] = g_strconcat (view->prefix, world->area_names[a], NULL);
  for (int d = 0; d < SZ_HALL_DEPARTMENTS; d++)
    g_snprintf (view->department_codes[d], SZ_HALL_CODE_MAX, "%s%s", view->prefix,
                world->department_codes[d]);
  view->windows = g_memdup2 (world->windows, sizeof (SzHallWindow) * (gsize)world->n_windows);
  view->window_codes = g_new0 (char *, world->n_windows + 1);
  for (int w = 0; w < world->n_windows; w++) {
    SzHallWindow *window = &view->windows[w];
    g_snprintf (window->code, sizeof window->code, "%s%s", view->prefix, world->windows[w].code);
    view->window_codes[w] =
        g_strdup_printf (",\"area\":\"%s\",\"window\":\"%s\"", view->area_names[window->area], window->code);
  }
  view->staff = g_memdup2 (world->staff, sizeof (SzHallStaff) * (gsize)world->n_staff);
  for (int s = 0; s < world->n_staff; s++)
    g_snprintf (view->staff[s].code, SZ_HALL_CODE_MAX, "%s%s", view->prefix, world->staff[s].code);
  rename_items (view);
  return view;
}

static void
free_view (SzHallWorld *view)
{
  for (int a = 0; a < SZ_HALL_AREAS; a++)
    g_free ((char *)view->area_names[a]);
  for (int i = 0; i < SZ_HALL_ITEMS; i++) {
    g_free (view->items[i].codes);
    g_free (view->items[i].short_codes);
  }
  g_free (view->items);
  g_free (view);
}

void
sz_hall_world_free (SzHallWorld *world)
{
  if (world == NULL)
    return;
  g_strfreev (world->window_codes);
  g_free (world->windows);
  g_free (world->staff);
  if (world->is_view) {
    free_view (world);
    return;
  }
  sz_hall_calendar_free (world->calendar);
  sz_hall_incident_plan_free (world->incidents);
  g_free (world->area_items);
  g_free (world->area_weights);
  g_free (world->online_items);
  g_free (world->online_weights);
  g_free (world->season_weights);
  for (int d = 0; d < SZ_HALL_DEPARTMENTS; d++)
    g_free (world->back[d]);
  for (int i = 0; i < SZ_HALL_ITEMS; i++) {
    g_free (world->items[i].name);
    g_free (world->items[i].codes);
    g_free (world->items[i].short_codes);
  }
  sz_hall_places_free (world->places);
  sz_hall_entities_free (world->entities);
  g_free (world->items);
  g_free (world);
}

guint16
sz_hall_world_draw_item (const SzHallWorld *world, int area, SzHallRandom *random)
{
  return draw_weighted (world->area_items[area], world->area_weights[area], world->n_area_items[area],
                        random);
}

guint16
sz_hall_world_draw_online_item (const SzHallWorld *world, SzHallRandom *random)
{
  return draw_weighted (world->online_items, world->online_weights, world->n_online_items, random);
}

guint16
sz_hall_world_draw_item_on (const SzHallWorld *world, int area, gint64 day, SzHallRandom *random)
{
  return draw_weighted (world->area_items[area], season_weights (world, area, day), world->n_area_items[area],
                        random);
}

guint16
sz_hall_world_draw_online_item_on (const SzHallWorld *world, gint64 day, SzHallRandom *random)
{
  return draw_weighted (world->online_items, season_weights (world, SZ_HALL_AREAS, day),
                        world->n_online_items, random);
}

guint32
sz_hall_world_draw_person (const SzHallWorld *world, SzHallRandom *random)
{
  /* One in eight is an agent who comes again and again. */
  guint32 n = sz_hall_random_chance (random, 0.125) ? world->n_people / 100 : world->n_people;
  return sz_hall_random_below (random, n);
}

/* Many enterprises are never seen for a year: per cent, and how often they come beside the others. */
#define QUIET_SHARE 45
#define QUIET_ACTIVITY 0.05

guint32
sz_hall_world_draw_enterprise (const SzHallWorld *world, gint64 day, SzHallRandom *random)
{
  const SzHallEntities *entities = world->entities;
  guint32 n, end;
  sz_hall_entities_of_day (entities, day, &n, &end);
  for (;;) {
    guint32 number = sz_hall_random_below (random, n);
    gboolean quiet = sz_hall_mix (world->seed ^ 0x7175696574, number) % 100 < QUIET_SHARE;
    if (quiet && !sz_hall_random_chance (random, QUIET_ACTIVITY))
      continue;
    if (g_array_index (entities->list, SzHallEntity, number).ended >= (day + 1) * SZ_HALL_DAY_S)
      return sz_hall_entities_subject (entities, number);
  }
}

double
sz_hall_world_area_tickets (const SzHallWorld *world, int area)
{
  return (world->area_first[area + 1] - world->area_first[area]) * sz_hall_area_plans[area].tickets;
}

double
sz_hall_world_demand (const SzHallWorld *world, gint64 day)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day, STREAM_DEMAND);
  double weather = sz_hall_random_lognormal (&random, 0.99, 0.05);
  /* Three per cent a year, counted from a fixed date so that it does not depend on the length of the history.
   */
  double growth = pow (1.03, (double)(day - sz_day_from_ymd (2026, 7, 1)) / 365.25);
  return sz_hall_calendar_demand (world->calendar, day) * weather * growth;
}
