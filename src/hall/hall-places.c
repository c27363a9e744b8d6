/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-places.h"

#include "hall-day-private.h"
#include "hall-zones.h"

#include <math.h>

enum { STREAM_REGIONS = 911, STREAM_POINTS, STREAM_POINT_DAY = 200 };

#define DISTRICT "云澜区"
#define NO_POINT 0xFFFF

static const char *const town_names[SZ_HALL_TOWNS] = { "城关街道", "东湖街道", "青石镇", "云河镇",
                                                       "白沙镇",   "柳林镇",   "石桥镇", "龙泉镇" };

static const char *const village_names[SZ_HALL_TOWNS][SZ_HALL_VILLAGES] = {
  { "鼓楼社区", "文昌社区", "南门社区", "北关社区", "西市社区", "钟楼社区", "槐树巷社区", "人民路社区",
    "和平社区", "新华社区", "永安社区", "迎春社区" },
  { "湖滨社区", "望湖社区", "锦绣社区", "枫桥社区", "朝阳社区", "创新社区", "金桂社区", "东苑社区",
    "学府社区", "碧波社区", "翠堤社区", "安居社区" },
  { "青石村", "石门村", "岭上村", "大坪村", "松树坳村", "前进村", "红岩村", "双峰村", "下洞村", "白云村",
    "新民村", "黄泥冲村" },
  { "云河村", "渡口村", "河东村", "河西村", "上湾村", "大湾村", "沙洲村", "平安村", "清水村", "鱼塘村",
    "堤头村", "柳堤村" },
  { "白沙村", "沙岗村", "枣园村", "梨树村", "向阳村", "红旗村", "张家铺村", "十里堡村", "新塘村", "丰收村",
    "西坪村", "高桥村" },
  { "柳林村", "柳树湾村", "前庄村", "后庄村", "马家集村", "东岗村", "花园村", "团结村", "桑园村", "八里村",
    "长塘村", "三星村" },
  { "石桥村", "桥头村", "古城村", "南山村", "北坡村", "窑上村", "茶园村", "竹溪村", "胜利村", "双桥村",
    "梅岭村", "铜锣村" },
  { "龙泉村", "泉眼村", "龙潭村", "水库村", "林场村", "杉木村", "太平村", "老屋村", "凤凰村", "金鸡村",
    "月亮湾村", "五星村" },
};

static const char *const roads[] = { "人民路", "解放路",   "中山路", "建设路", "文化路", "和平路",
                                     "新华街", "迎宾大道", "振兴街", "富民路", "兴业路", "朝阳路",
                                     "滨河路", "青年路",   "健康路", "学府路" };

static int
find_in (const guint64 before[SZ_HALL_TOWN_VILLAGES + 1], guint64 number)
{
  guint64 at = number % before[SZ_HALL_TOWN_VILLAGES];
  int low = 0, high = SZ_HALL_TOWN_VILLAGES - 1;
  while (low < high) {
    int middle = (low + high + 1) / 2;
    if (before[middle] <= at)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

int
sz_hall_places_home (const SzHallPlaces *places, guint64 number)
{
  return find_in (places->residents_before, number);
}

int
sz_hall_places_trade (const SzHallPlaces *places, guint64 number)
{
  return find_in (places->trade_before, number);
}

guint32
sz_hall_places_residents (const SzHallPlaces *places)
{
  return places->regions[0].population;
}

/* The streets hold more than a third of all residents and more than half of all trade on a small area. */
static void
settle (SzHallPlaces *places, const SzHallWorld *world)
{
  static const double town_weights[SZ_HALL_TOWNS] = { 21, 19, 9, 10, 12, 11, 10, 8 };
  static const double trade_weights[SZ_HALL_TOWNS] = { 30, 26, 6, 8, 10, 8, 7, 5 };
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, 0, STREAM_REGIONS);
  double residents = world->n_people * 1.3;
  for (int i = 0; i < SZ_HALL_TOWN_VILLAGES; i++) {
    int town = i / SZ_HALL_VILLAGES;
    SzHallRegion *village = &places->regions[1 + SZ_HALL_TOWNS + i];
    double usual = residents * town_weights[town] / 100 / SZ_HALL_VILLAGES;
    village->population = (guint32)MAX (1, usual * sz_hall_random_lognormal (&random, 0.95, 0.3));
    places->regions[SZ_HALL_TOWN_REGION (town)].population += village->population;
    places->regions[0].population += village->population;
    double trade = 1000 * trade_weights[town] * sz_hall_random_lognormal (&random, 1, 0.5);
    places->residents_before[i + 1] = places->residents_before[i] + village->population;
    places->trade_before[i + 1] = places->trade_before[i] + (guint64)MAX (1, trade);
  }
}

static void
make_regions (SzHallPlaces *places, const SzHallWorld *world)
{
  const SzHallOutlines *outlines = places->outlines;
  places->regions[0] = (SzHallRegion){
    .name = g_strdup (DISTRICT), .parent = -1, .level = SZ_HALL_DISTRICT, .ring = outlines->district
  };
  for (int t = 0; t < SZ_HALL_TOWNS; t++) {
    places->regions[SZ_HALL_TOWN_REGION (t)] =
        (SzHallRegion){ .name = g_strdup (town_names[t]), .level = SZ_HALL_TOWN, .ring = outlines->towns[t] };
    for (int v = 0; v < SZ_HALL_VILLAGES; v++)
      places->regions[SZ_HALL_VILLAGE_REGION (t, v)] =
          (SzHallRegion){ .name = g_strconcat (town_names[t], village_names[t][v], NULL),
                          .level = SZ_HALL_VILLAGE,
                          .parent = SZ_HALL_TOWN_REGION (t),
                          .ring = outlines->villages[t * SZ_HALL_VILLAGES + v] };
  }
  for (int r = 0; r < SZ_HALL_REGIONS; r++)
    places->regions[r].wkt = sz_hall_ring_wkt (places->regions[r].ring);
  settle (places, world);
}

/* A spot in a village, near its middle. */
static SzHallSpot
draw_spot (const SzHallPlaces *places, int cell, SzHallRandom *random)
{
  const SzHallOutlines *outlines = places->outlines;
  for (;;) {
    double angle = 2 * G_PI * sz_hall_random_unit (random);
    double distance = outlines->clearance[cell] * 0.5 * sz_hall_random_unit (random);
    SzHallSpot spot = sz_hall_outlines_spot (outlines->sites[cell][0] + distance * cos (angle),
                                             outlines->sites[cell][1] + distance * sin (angle));
    if (sz_hall_ring_contains (outlines->villages[cell], spot))
      return spot;
  }
}

static SzHallPoint *
add_point (SzHallPlaces *places, SzHallPointKind kind, int town, int village, int cell, SzHallRandom *random)
{
  SzHallPoint point = { .kind = kind, .town = town, .village = village };
  g_snprintf (point.code, sizeof point.code, "P%03u", places->points->len);
  point.spot = draw_spot (places, cell, random);
  point.telephone = 80000000 + sz_hall_random_below (random, 10000000);
  const char *road = roads[sz_hall_random_below (random, G_N_ELEMENTS (roads))];
  int number = sz_hall_random_between (random, 1, kind == SZ_HALL_POINT_VILLAGE ? 90 : 380);
  const SzHallRegion *region = &places->regions[1 + SZ_HALL_TOWNS + cell];
  if (kind == SZ_HALL_POINT_VILLAGE && town >= 2)
    point.address = g_strdup_printf ("宁川市" DISTRICT "%s%d号", region->name, number);
  else
    point.address = g_strdup_printf ("宁川市" DISTRICT "%s%s%d号", town_names[town], road, number);
  g_array_append_val (places->points, point);
  return &g_array_index (places->points, SzHallPoint, places->points->len - 1);
}

static void
count_items (const SzHallWorld *world, int *in_hall, int *sunk, int *self_service)
{
  *in_hall = *sunk = *self_service = 0;
  for (int i = 0; i < SZ_HALL_ITEMS; i++) {
    *in_hall += world->items[i].in_hall;
    *sunk += world->items[i].sunk;
    *self_service += world->items[i].self_service;
  }
}

static void
make_village_points (SzHallPlaces *places, SzHallRandom *random, int sunk)
{
  for (int cell = 0; cell < SZ_HALL_TOWN_VILLAGES; cell++) {
    int town = cell / SZ_HALL_VILLAGES, village = cell % SZ_HALL_VILLAGES;
    places->village_points[cell] = (guint16)(1 + town);
    if (sz_hall_random_chance (random, town < 2 ? 0.04 : 0.12))
      continue;
    places->village_points[cell] = (guint16)places->points->len;
    SzHallPoint *point = add_point (places, SZ_HALL_POINT_VILLAGE, town, village, cell, random);
    point->name =
        g_strconcat (places->regions[SZ_HALL_VILLAGE_REGION (town, village)].name, "便民服务站", NULL);
    point->windows = sz_hall_random_chance (random, 0.3) ? 2 : 1;
    point->items = (guint16)(sunk * (40 + sz_hall_random_below (random, 45)) / 100);
  }
}

static void
make_points (SzHallPlaces *places, const SzHallWorld *world)
{
  SzHallRandom random;
  int in_hall, sunk, self_service;
  sz_hall_random_init (&random, world->seed, 0, STREAM_POINTS);
  count_items (world, &in_hall, &sunk, &self_service);
  places->points = g_array_new (FALSE, FALSE, sizeof (SzHallPoint));
  SzHallPoint *hall = add_point (places, SZ_HALL_POINT_HALL, 0, -1, places->outlines->middles[0], &random);
  hall->name = g_strdup ("宁川市政务服务中心");
  hall->windows = (guint16)world->n_windows;
  hall->items = (guint16)in_hall;
  hall->integrated = TRUE;
  /* Two towns try the integrated window, and the streets have it. */
  for (int t = 0; t < SZ_HALL_TOWNS; t++) {
    SzHallPoint *point = add_point (places, SZ_HALL_POINT_TOWN, t, -1, places->outlines->middles[t], &random);
    point->name = g_strconcat (town_names[t], "便民服务中心", NULL);
    point->windows = (guint16)sz_hall_random_between (&random, t < 2 ? 6 : 3, t < 2 ? 9 : 6);
    point->items = (guint16)sunk;
    point->integrated = t == 0 || t == 3;
  }
  make_village_points (places, &random, sunk);
  for (int k = 0; k < 14; k++) {
    int town = k < 10 ? k % 2 : 2 + (k - 10 + (int)(world->seed % 3)) % 6;
    int village = (int)sz_hall_random_below (&random, SZ_HALL_VILLAGES);
    SzHallPoint *point =
        add_point (places, SZ_HALL_POINT_TERMINAL, town, village, town * SZ_HALL_VILLAGES + village, &random);
    point->name =
        g_strdup_printf ("%s24小时自助服务点", places->regions[SZ_HALL_VILLAGE_REGION (town, village)].name);
    point->windows = (guint16)sz_hall_random_between (&random, 1, 4);
    point->items = (guint16)self_service;
  }
}

SzHallPlaces *
sz_hall_places_new (const SzHallWorld *world)
{
  SzHallPlaces *places = g_new0 (SzHallPlaces, 1);
  places->outlines = sz_hall_outlines_new (world->seed);
  make_regions (places, world);
  make_points (places, world);
  places->zones = sz_hall_zones_new (places->outlines, world->seed);
  return places;
}

void
sz_hall_places_free (SzHallPlaces *places)
{
  if (places == NULL)
    return;
  for (int r = 0; r < SZ_HALL_REGIONS; r++) {
    g_free (places->regions[r].name);
    g_free (places->regions[r].wkt);
  }
  for (guint i = 0; i < places->points->len; i++) {
    g_free (g_array_index (places->points, SzHallPoint, i).name);
    g_free (g_array_index (places->points, SzHallPoint, i).address);
  }
  g_array_unref (places->points);
  sz_hall_zones_free (places->zones);
  sz_hall_outlines_free (places->outlines);
  g_free (places);
}

/* --- a day of the points
 * ------------------------------------------------------------------------------------------ */

typedef struct {
  SzHallDay *day;
  guint32 point;
  guint8 number;
} Teller;

static void
tell (Teller *teller, gint32 instant, SzHallWindowState state)
{
  SzHallState change = {
    .instant = instant, .thing = teller->point, .state = (guint8)state, .number = ++teller->number
  };
  g_array_append_val (teller->day->rows[SZ_HALL_SET_POINTS], change);
}

/* Machines check themselves before dawn, and stand still now and then until somebody comes. */
static void
pass_terminal_day (Teller *teller, SzHallRandom *random)
{
  gint32 checked = sz_hall_random_between (random, 5 * 3600 + 1200, 6 * 3600);
  tell (teller, checked, SZ_HALL_PAUSED);
  tell (teller, checked + sz_hall_random_between (random, 240, 900), SZ_HALL_OPEN);
  if (!sz_hall_random_chance (random, 0.05))
    return;
  gint32 broken = sz_hall_random_between (random, 8 * 3600, 20 * 3600);
  tell (teller, broken, SZ_HALL_PAUSED);
  tell (teller, broken + sz_hall_random_between (random, 1800, 3 * 3600), SZ_HALL_OPEN);
}

static void
pass_village_day (Teller *teller, SzHallRandom *random, gint32 afternoon)
{
  gint32 opens = SZ_HALL_OPENS_S + sz_hall_random_between (random, -300, 900);
  /* One person alone keeps the point: ill, at a meeting, or out to help somebody at home. */
  if (sz_hall_random_chance (random, 0.02)) {
    tell (teller, opens, SZ_HALL_CLOSED);
    return;
  }
  tell (teller, opens, SZ_HALL_OPEN);
  if (sz_hall_random_chance (random, 0.06)) {
    gint32 away = sz_hall_random_between (random, SZ_HALL_OPENS_S + 1800, SZ_HALL_LUNCH_S - 5400);
    tell (teller, away, SZ_HALL_PAUSED);
    tell (teller, away + sz_hall_random_between (random, 1200, 3600), SZ_HALL_OPEN);
  }
  tell (teller, SZ_HALL_LUNCH_S - 1800 + sz_hall_random_between (random, -300, 300), SZ_HALL_PAUSED);
  tell (teller, afternoon + 1800 + sz_hall_random_between (random, -300, 600), SZ_HALL_OPEN);
  tell (teller, SZ_HALL_CLOSES_S - 1800 + sz_hall_random_between (random, -600, 300), SZ_HALL_CLOSED);
}

static void
pass_town_day (Teller *teller, SzHallRandom *random, gint32 afternoon)
{
  tell (teller, SZ_HALL_OPENS_S + sz_hall_random_between (random, -120, 120), SZ_HALL_OPEN);
  tell (teller, SZ_HALL_LUNCH_S, SZ_HALL_PAUSED);
  tell (teller, afternoon, SZ_HALL_OPEN);
  tell (teller, SZ_HALL_CLOSES_S + sz_hall_random_between (random, 0, 300), SZ_HALL_CLOSED);
}

void
sz_hall_points_fill (SzHallDay *day, const SzHallWorld *world)
{
  const GArray *points = world->places->points;
  if (!day->open)
    return;
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, STREAM_POINT_DAY);
  gint32 afternoon = sz_hall_calendar_afternoon_s (day->day);
  for (guint i = 0; i < points->len; i++) {
    Teller teller = { .day = day, .point = i };
    switch (g_array_index (points, SzHallPoint, i).kind) {
    case SZ_HALL_POINT_TERMINAL:
      pass_terminal_day (&teller, &random);
      break;
    case SZ_HALL_POINT_VILLAGE:
      pass_village_day (&teller, &random, afternoon);
      break;
    case SZ_HALL_POINT_HALL:
      tell (&teller, SZ_HALL_OPENS_S, SZ_HALL_OPEN);
      tell (&teller, SZ_HALL_CLOSES_S, SZ_HALL_CLOSED);
      break;
    case SZ_HALL_POINT_TOWN:
      pass_town_day (&teller, &random, afternoon);
      break;
    }
  }
  sz_hall_sort_by_instant (day->rows[SZ_HALL_SET_POINTS], G_STRUCT_OFFSET (SzHallState, instant));
}
