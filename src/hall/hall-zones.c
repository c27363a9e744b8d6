/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones where something is not allowed: round ones about a place, long ones along a river. */
#include "hall-zones.h"

#include "hall-places.h"

#include <math.h>

#define STREAM_ZONES 913
#define POINTS_ROUND 28
#define POINTS_LONG 18 /* of one bank */

typedef struct {
  const char *name, *kind, *reason;
  int town;
  double radius;      /* kilometres; of a long one: half its length */
  double width;       /* 0: a round one */
  double east, north; /* from the town's middle */
} Plan;

static const Plan plans[] = {
  { "鼓楼商圈禁止设摊区", "no_stall", "鼓楼商圈及主要出入口两侧禁止占道设摊，临时占道经营许可不予受理。", 0,
    0.75, 0, 0, 0 },
  { "东湖滨水步道禁止设摊区", "no_stall", "沿湖步道及桥面禁止设摊，保障通行与水面保洁。", 1, 1.5, 0.22, 0.2,
    0.3 },
  { "主城区烟花爆竹禁放区", "no_fireworks", "主城区全年禁止燃放烟花爆竹，区内不核发零售经营许可。", 0, 4.3, 0,
    2.4, 0.6 },
  { "云河沿岸畜禽禁养区", "no_livestock", "云河干流沿岸禁止新建畜禽养殖场，防止养殖废水入河。", 3, 4.2, 0.75,
    0, 0 },
  { "石桥古镇历史文化保护范围", "heritage",
    "古镇核心保护范围内新建、改建、外墙装饰和户外广告须先经文物部门同意。", 6, 0.8, 0, 0, 0 },
  { "龙泉水库饮用水水源一级保护区", "water_source", "水源一级保护区内禁止与供水无关的建设、养殖和旅游经营。",
    7, 1.7, 0, -0.6, 0.4 },
  { "老城居民区餐饮限制设置区", "no_catering", "居民住宅楼未设专用烟道，不予新设产生油烟的餐饮项目。", 0,
    0.55, 0, -1.3, -0.9 },
  { "青石河行洪河道管理范围", "flood_way", "行洪河道管理范围内禁止建房、堆物和种植阻水植物。", 2, 3.6, 0.45,
    0, 0 },
  { "东湖学校周边限制区", "school_zone", "学校周边二百米内不得设置互联网上网服务、娱乐场所和烟草零售点。", 1,
    0.4, 0, 1.0, -0.9 },
};

static void
add_spot (GArray *ring, double east, double north)
{
  SzHallSpot spot = sz_hall_outlines_spot (east, north);
  g_array_append_val (ring, spot);
}

/* As star-shaped as a field: the radius changes smoothly with the angle. */
static GArray *
draw_round (const Plan *plan, double east, double north, double size, SzHallRandom *random)
{
  GArray *ring = g_array_new (FALSE, FALSE, sizeof (SzHallSpot));
  double phases[3];
  for (int i = 0; i < 3; i++)
    phases[i] = 2 * G_PI * sz_hall_random_unit (random);
  for (int k = 0; k < POINTS_ROUND; k++) {
    double angle = 2 * G_PI * k / POINTS_ROUND;
    double radius = plan->radius * size *
                    (1 + 0.14 * sin (2 * angle + phases[0]) + 0.09 * sin (3 * angle + phases[1]) +
                     0.05 * sin (7 * angle + phases[2]));
    add_spot (ring, east + radius * cos (angle), north + radius * sin (angle));
  }
  return ring;
}

/* Both banks of a winding line, which is the graph of a function, so that the banks cannot cross. */
static GArray *
draw_long (const Plan *plan, double east, double north, double size, SzHallRandom *random)
{
  GArray *ring = g_array_new (FALSE, FALSE, sizeof (SzHallSpot));
  double turn = G_PI * sz_hall_random_unit (random), phase = 2 * G_PI * sz_hall_random_unit (random);
  double half = plan->radius * size;
  for (int k = 0; k < 2 * POINTS_LONG; k++) {
    gboolean back = k >= POINTS_LONG;
    double at = 2.0 * (back ? 2 * POINTS_LONG - 1 - k : k) / (POINTS_LONG - 1) - 1;
    double middle = half * (0.13 * sin (3.1 * at + phase) + 0.06 * sin (7.3 * at + 2 * phase));
    double bank = plan->width * size / 2 * (1 + 0.25 * sin (5 * at + phase + (back ? 1 : 0)));
    double u = half * at, v = middle + (back ? bank : -bank);
    add_spot (ring, east + u * cos (turn) - v * sin (turn), north + u * sin (turn) + v * cos (turn));
  }
  return ring;
}

static int
side_of (SzHallSpot a, SzHallSpot b, SzHallSpot c)
{
  gint64 turn = (gint64)(b.x - a.x) * (c.y - a.y) - (gint64)(b.y - a.y) * (c.x - a.x);
  return turn > 0 ? 1 : turn < 0 ? -1 : 0;
}

static gboolean
cross (SzHallSpot a, SzHallSpot b, SzHallSpot c, SzHallSpot d)
{
  return side_of (a, b, c) * side_of (a, b, d) <= 0 && side_of (c, d, a) * side_of (c, d, b) <= 0;
}

/* Whether all of a ring is inside another, without touching it. */
static gboolean
lies_within (const GArray *ring, const GArray *outer)
{
  const SzHallSpot *in = (const SzHallSpot *)(gconstpointer)ring->data;
  const SzHallSpot *out = (const SzHallSpot *)(gconstpointer)outer->data;
  for (guint i = 0; i < ring->len; i++) {
    if (!sz_hall_ring_contains (outer, in[i]))
      return FALSE;
    for (guint k = 0; k < outer->len; k++)
      if (cross (in[i], in[(i + 1) % ring->len], out[k], out[(k + 1) % outer->len]))
        return FALSE;
  }
  return TRUE;
}

GArray *
sz_hall_zones_new (const SzHallOutlines *outlines, guint64 seed)
{
  GArray *zones = g_array_new (FALSE, FALSE, sizeof (SzHallZone));
  SzHallRandom random;
  sz_hall_random_init (&random, seed, 0, STREAM_ZONES);
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++) {
    const Plan *plan = &plans[i];
    SzHallZone zone = { .name = plan->name, .kind = plan->kind, .reason = plan->reason, .town = plan->town };
    const double *middle = outlines->sites[outlines->middles[plan->town]];
    g_snprintf (zone.code, sizeof zone.code, "Z%02u", i + 1);
    /* Smaller and nearer to the town's middle until it fits; that is inside the district. */
    for (double size = 1; zone.ring == NULL; size *= 0.85) {
      double east = middle[0] + plan->east * size, north = middle[1] + plan->north * size;
      g_autoptr (GArray) ring = plan->width > 0 ? draw_long (plan, east, north, size, &random)
                                                : draw_round (plan, east, north, size, &random);
      if (lies_within (ring, outlines->district))
        zone.ring = g_steal_pointer (&ring);
    }
    zone.wkt = sz_hall_ring_wkt (zone.ring);
    g_array_append_val (zones, zone);
  }
  return zones;
}

void
sz_hall_zones_free (GArray *zones)
{
  for (guint i = 0; i < zones->len; i++) {
    g_array_unref (g_array_index (zones, SzHallZone, i).ring);
    g_free (g_array_index (zones, SzHallZone, i).wkt);
  }
  g_array_unref (zones);
}
