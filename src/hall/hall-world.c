/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-world.h"

#include "sz-time.h"

#include <math.h>
#include <string.h>

enum { STREAM_WINDOWS = 900, STREAM_STAFF, STREAM_ITEMS, STREAM_PLACES, STREAM_DEMAND };

static const char *const town_names[SZ_HALL_TOWNS] = { "城关街道", "东湖街道", "青石镇", "云河镇",
                                                       "白沙镇",   "柳林镇",   "石桥镇", "龙泉镇" };
static const char *const village_names[SZ_HALL_VILLAGES] = { "河东村", "河西村", "新民村", "前进村",
                                                             "向阳村", "双桥村", "南山村", "北坡村",
                                                             "大湾村", "平安村", "红旗村", "柳树村" };

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

static SzHallClass
class_of_object (const char *object)
{
  switch (object[0]) {
  case 'P':
    return SZ_HALL_PERMIT;
  case 'R':
    return SZ_HALL_REGISTER;
  case 'B':
    return SZ_HALL_BENEFIT;
  default:
    return SZ_HALL_SERVICE;
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
    item->retired = (gint32)(world->first_day + sz_hall_random_below (random, 700));
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
      item->item_class = (guint8)class_of_object (sz_hall_department_plans[d].objects[object]);
      /* A few items make most of the work; the first action of an object is the usual one. */
      item->weight = (float)(pow (sz_hall_random_unit (&random) + 0.02, -0.8) / (1 + 1.5 * action));
      set_limits (item, &random, action);
      set_service (world, item, &random);
      name_item (world, item, index, object, action);
    }
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
make_places (SzHallWorld *world)
{
  static const char *const gates[SZ_HALL_GATES] = { "东门", "南门", "西门" };
  for (int g = 0; g < SZ_HALL_GATES; g++)
    world->gates[g] = gates[g];
  for (int t = 0; t < SZ_HALL_TOWNS; t++) {
    world->towns[t] = town_names[t];
    for (int v = 0; v < SZ_HALL_VILLAGES; v++)
      world->villages[t][v] = g_strconcat (town_names[t], village_names[v], NULL);
  }
}

SzHallWorld *
sz_hall_world_new (guint64 seed, int windows, gint64 first_day)
{
  SzHallWorld *world = g_new0 (SzHallWorld, 1);
  int year, month, mday;
  world->seed = seed;
  world->first_day = first_day;
  sz_day_to_ymd (first_day, &year, &month, &mday);
  world->founded_day = sz_day_from_ymd (year - 1, 1, 1);
  world->calendar = sz_hall_calendar_new ();
  world->n_windows = windows;
  world->n_areas = MIN (windows, SZ_HALL_AREAS);
  world->n_people = (guint32)MAX (2000, windows * 2500);
  world->n_enterprises = (guint32)MAX (400, windows * 300);
  for (int d = 0; d < SZ_HALL_DEPARTMENTS; d++)
    g_snprintf (world->department_codes[d], SZ_HALL_CODE_MAX, "D%02d", d + 1);
  make_windows (world);
  make_staff (world);
  make_items (world);
  cumulate_items (world);
  make_places (world);
  return world;
}

void
sz_hall_world_free (SzHallWorld *world)
{
  if (world == NULL)
    return;
  sz_hall_calendar_free (world->calendar);
  g_strfreev (world->window_codes);
  g_free (world->windows);
  g_free (world->staff);
  for (int d = 0; d < SZ_HALL_DEPARTMENTS; d++)
    g_free (world->back[d]);
  for (int i = 0; i < SZ_HALL_ITEMS; i++) {
    g_free (world->items[i].name);
    g_free (world->items[i].codes);
    g_free (world->items[i].short_codes);
  }
  for (int t = 0; t < SZ_HALL_TOWNS; t++)
    for (int v = 0; v < SZ_HALL_VILLAGES; v++)
      g_free (world->villages[t][v]);
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

guint32
sz_hall_world_draw_person (const SzHallWorld *world, SzHallRandom *random)
{
  /* One in eight is an agent who comes again and again. */
  guint32 n = sz_hall_random_chance (random, 0.125) ? world->n_people / 100 : world->n_people;
  return sz_hall_random_below (random, n);
}

guint32
sz_hall_world_draw_enterprise (const SzHallWorld *world, SzHallRandom *random)
{
  return SZ_HALL_ENTERPRISE | sz_hall_random_below (random, world->n_enterprises);
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
