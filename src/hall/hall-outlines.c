/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a district is drawn. Village sites are strewn over the towns; a village is what is nearer to its site
 * than to any other (its Voronoi cell), the district's border runs between the outermost sites and a ring of
 * sites outside. The straight border between two sites is then bent, once for both sides, by a noise that is
 * a function of the distance along it and stays inside the two triangles that the border spans with its
 * sites. These triangles do not overlap, so no two borders ever meet but at their ends. */
#include "hall-outlines.h"

#include "hall-random.h"

#include <math.h>

#define STREAM_OUTLINES 910
#define GHOSTS 72
#define SITES (SZ_HALL_OUTLINE_CELLS + GHOSTS)
#define CORNERS_MAX 64
#define EDGE_POINTS_MAX 28
/* A shorter border would be lost in millionths of a degree. */
#define LEAST_BORDER_KM 0.003
/* In the middle of the Badain Jaran sands, where an online map shows open country. */
#define MIDDLE_LONGITUDE 102.05
#define MIDDLE_LATITUDE 40.35
#define KM_PER_DEGREE_EAST 84.97 /* at that latitude */
#define KM_PER_DEGREE_NORTH 111.05

typedef struct {
  double x, y;
} Place;

/* Corner of a cell; the border from it to the next corner is with the site `with`. */
typedef struct {
  double x, y;
  int with;
} Corner;

typedef struct {
  Corner corners[CORNERS_MAX];
  int n;
} Cell;

typedef struct {
  guint64 seed;
  double phases[3];
  Place centres[SZ_HALL_OUTLINE_TOWNS];
  Place sites[SITES];
  Cell cells[SZ_HALL_OUTLINE_CELLS];
} Sketch;

/* The two streets are the town proper, in the middle; a site belongs to the town of the least squared
 * distance plus this handicap. */
static const struct {
  double x, y, handicap;
} town_plans[SZ_HALL_OUTLINE_TOWNS] = {
  { -2.2, -0.6, 95 }, { 3.6, 1.0, 95 },  { -12.5, 7.5, 0 },  { 0.5, 13.5, 0 },
  { 13.0, 7.5, 0 },   { 12.0, -8.5, 0 }, { -1.5, -13.0, 0 }, { -13.5, -6.0, 0 },
};

static double
radius_at (const Sketch *sketch, double angle)
{
  return 21.5 + 2.4 * sin (2 * angle + sketch->phases[0]) + 1.7 * sin (3 * angle + sketch->phases[1]) +
         1.1 * sin (5 * angle + sketch->phases[2]);
}

static double
squared (Place a, Place b)
{
  return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
}

static int
town_of_place (const Sketch *sketch, Place place)
{
  int best = 0;
  double least = INFINITY;
  for (int t = 0; t < SZ_HALL_OUTLINE_TOWNS; t++) {
    double cost = squared (place, sketch->centres[t]) + town_plans[t].handicap;
    if (cost < least) {
      least = cost;
      best = t;
    }
  }
  return best;
}

/* Of many places in the town the one farthest from the sites there are, and not at the edge. */
static Place
draw_site (const Sketch *sketch, int town, int n_sites, SzHallRandom *random)
{
  Place best = sketch->centres[town];
  double farthest = -1;
  for (int tried = 0, good = 0; good < 14 && tried < 4000; tried++) {
    double angle = 2 * G_PI * sz_hall_random_unit (random);
    double edge = radius_at (sketch, angle);
    double distance = edge * 0.95 * sqrt (sz_hall_random_unit (random));
    Place place = { distance * cos (angle), distance * sin (angle) };
    if (town_of_place (sketch, place) != town)
      continue;
    good++;
    double room = (edge - distance) * (edge - distance) * 3;
    for (int i = 0; i < n_sites; i++)
      room = MIN (room, squared (place, sketch->sites[i]));
    if (room > farthest) {
      farthest = room;
      best = place;
    }
  }
  return best;
}

static void
strew_sites (Sketch *sketch, SzHallRandom *random)
{
  for (int i = 0; i < 3; i++)
    sketch->phases[i] = 2 * G_PI * sz_hall_random_unit (random);
  for (int t = 0; t < SZ_HALL_OUTLINE_TOWNS; t++) {
    double wander = t < 2 ? 0.5 : 2.4;
    sketch->centres[t].x = town_plans[t].x + wander * (2 * sz_hall_random_unit (random) - 1);
    sketch->centres[t].y = town_plans[t].y + wander * (2 * sz_hall_random_unit (random) - 1);
  }
  int n = 0;
  for (int t = 0; t < SZ_HALL_OUTLINE_TOWNS; t++)
    for (int v = 0; v < SZ_HALL_OUTLINE_VILLAGES; v++, n++)
      sketch->sites[n] = draw_site (sketch, t, n, random);
  for (int g = 0; g < GHOSTS; g++, n++) {
    double angle = 2 * G_PI * (g + 0.7 * sz_hall_random_unit (random)) / GHOSTS;
    double distance = radius_at (sketch, angle) * (1.09 + 0.06 * sz_hall_random_unit (random));
    sketch->sites[n] = (Place){ distance * cos (angle), distance * sin (angle) };
  }
}

/* Cuts away what is nearer to another site. FALSE if there are too many corners. */
static gboolean
cut (Cell *cell, Place own, Place other, int with)
{
  Cell old = *cell;
  double dx = other.x - own.x, dy = other.y - own.y;
  double bound = (dx * (own.x + other.x) + dy * (own.y + other.y)) / 2;
  cell->n = 0;
  for (int k = 0; k < old.n; k++) {
    Corner a = old.corners[k], b = old.corners[(k + 1) % old.n];
    double sa = a.x * dx + a.y * dy - bound, sb = b.x * dx + b.y * dy - bound;
    if (cell->n + 2 > CORNERS_MAX)
      return FALSE;
    if (sa <= 0)
      cell->corners[cell->n++] = a;
    if ((sa <= 0) != (sb <= 0)) {
      double t = sa / (sa - sb);
      Corner middle = { a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), sa <= 0 ? with : a.with };
      cell->corners[cell->n++] = middle;
    }
  }
  return TRUE;
}

static gboolean
cut_cell (Sketch *sketch, int i)
{
  Cell *cell = &sketch->cells[i];
  *cell = (Cell){ .n = 4, .corners = { { -90, -90, -1 }, { 90, -90, -1 }, { 90, 90, -1 }, { -90, 90, -1 } } };
  for (int j = 0; j < SITES; j++)
    if (j != i && !cut (cell, sketch->sites[i], sketch->sites[j], j))
      return FALSE;
  for (int k = 0; k < cell->n; k++) {
    Corner a = cell->corners[k], b = cell->corners[(k + 1) % cell->n];
    if (a.with < 0 || hypot (a.x - b.x, a.y - b.y) < LEAST_BORDER_KM)
      return FALSE;
  }
  return cell->n >= 3;
}

/* The place equally far from three sites. They are taken in order, so that whoever asks gets the same bits.
 */
static Place
meeting_of (const Sketch *sketch, int i, int j, int k, guint32 *name)
{
  int a = MIN (i, MIN (j, k)), c = MAX (i, MAX (j, k)), b = i + j + k - a - c;
  Place pa = sketch->sites[a];
  double bx = sketch->sites[b].x - pa.x, by = sketch->sites[b].y - pa.y;
  double cx = sketch->sites[c].x - pa.x, cy = sketch->sites[c].y - pa.y;
  double d = 2 * (bx * cy - by * cx), bb = bx * bx + by * by, cc = cx * cx + cy * cy;
  *name = (guint32)(a << 16 | b << 8 | c);
  return (Place){ pa.x + (cy * bb - by * cc) / d, pa.y + (bx * cc - cx * bb) / d };
}

static double
noise_knot (guint64 key, int octave, int at)
{
  return (double)(sz_hall_mix (key + (guint64)octave * 977, (guint64)at) >> 11) * 0x1.0p-52 - 1;
}

/* Smooth, between -1 and 1; `u` in bends. */
static double
noise (guint64 key, double u)
{
  double sum = 0, weight = 0.55;
  for (int octave = 0; octave < 4; octave++, u *= 2.1, weight *= 0.55) {
    int at = (int)floor (u);
    double f = u - at, smooth = f * f * (3 - 2 * f);
    sum += weight * ((1 - smooth) * noise_knot (key, octave, at) + smooth * noise_knot (key, octave, at + 1));
  }
  return tanh (1.5 * sum);
}

/* How far the border may leave its straight line at `t` of it: most of the height of the triangle with a site
 * whose foot is at `foot`. */
static double
room_at (double t, double foot, double height)
{
  if (t < foot)
    return 0.8 * height * t / foot;
  return 0.8 * height * (1 - t) / (1 - foot);
}

/* The bent border between sites i < j from a to b, without its ends. */
static int
bend (const Sketch *sketch, int i, int j, Place a, Place b, SzHallSpot spots[EDGE_POINTS_MAX])
{
  double length = sqrt (squared (a, b));
  int n = CLAMP ((int)(length / 0.22), 1, EDGE_POINTS_MAX);
  if (length < 1e-6)
    return 0;
  double ux = (b.x - a.x) / length, uy = (b.y - a.y) / length;
  Place site = sketch->sites[i];
  double foot = ((site.x - a.x) * ux + (site.y - a.y) * uy) / length;
  double height = fabs ((site.x - a.x) * uy - (site.y - a.y) * ux);
  /* Borders of towns and of the district follow rivers and ridges: they wind more than those of fields. */
  gboolean ours = j < SZ_HALL_OUTLINE_CELLS && i / SZ_HALL_OUTLINE_VILLAGES == j / SZ_HALL_OUTLINE_VILLAGES;
  double swing = MIN (length * 0.3, ours ? 0.45 : 0.75);
  guint64 key = sz_hall_mix (sketch->seed ^ 0x626F72646572, (guint64)(i << 8 | j));
  for (int k = 0; k < n - 1; k++) {
    double t = (k + 1 + 0.5 * (double)(sz_hall_mix (key, (guint64)k) % 1000) / 1000 - 0.25) / n;
    double limit = room_at (t, foot, height);
    double off = noise (key, t * length / 0.9) * swing * MIN (1, 2.5 * sin (G_PI * t));
    off = CLAMP (off, -limit, limit);
    spots[k] = sz_hall_outlines_spot (a.x + ux * t * length - uy * off, a.y + uy * t * length + ux * off);
  }
  return n - 1;
}

/* One border of a cell as it runs round the cell: its first corner and what is bent, without the last corner.
 */
static void
append_border (const Sketch *sketch, int i, int k, GArray *ring, guint32 *from, guint32 *to)
{
  const Cell *cell = &sketch->cells[i];
  int before = cell->corners[(k + cell->n - 1) % cell->n].with, with = cell->corners[k].with;
  int after = cell->corners[(k + 1) % cell->n].with;
  Place a = meeting_of (sketch, i, before, with, from), b = meeting_of (sketch, i, with, after, to);
  SzHallSpot spots[EDGE_POINTS_MAX], first = sz_hall_outlines_spot (a.x, a.y);
  g_array_append_val (ring, first);
  if (i < with) {
    int n = bend (sketch, i, with, a, b, spots);
    g_array_append_vals (ring, spots, (guint)n);
    return;
  }
  for (int s = bend (sketch, with, i, b, a, spots) - 1; s >= 0; s--)
    g_array_append_val (ring, spots[s]);
}

static GArray *
ring_of_cell (const Sketch *sketch, int i)
{
  GArray *ring = g_array_new (FALSE, FALSE, sizeof (SzHallSpot));
  guint32 from, to;
  for (int k = 0; k < sketch->cells[i].n; k++)
    append_border (sketch, i, k, ring, &from, &to);
  return ring;
}

typedef struct {
  guint32 from, to;
  int cell, border;
  gboolean used;
} Piece;

/* The borders of some cells (first … first + n - 1) with others, put end to end. (nullable): not one ring. */
static GArray *
ring_round (const Sketch *sketch, int first, int n)
{
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_autoptr (GArray) scratch = g_array_new (FALSE, FALSE, sizeof (SzHallSpot));
  for (int i = first; i < first + n; i++)
    for (int k = 0; k < sketch->cells[i].n; k++) {
      int with = sketch->cells[i].corners[k].with;
      Piece piece = { .cell = i, .border = k };
      if (with >= first && with < first + n)
        continue;
      append_border (sketch, i, k, scratch, &piece.from, &piece.to);
      g_array_append_val (pieces, piece);
    }
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (SzHallSpot));
  guint32 start = g_array_index (pieces, Piece, 0).from, at = start;
  for (guint done = 0; done < pieces->len; done++) {
    Piece *next = NULL;
    for (guint p = 0; p < pieces->len && next == NULL; p++) {
      Piece *piece = &g_array_index (pieces, Piece, p);
      if (!piece->used && piece->from == at)
        next = piece;
    }
    if (next == NULL || (done > 0 && at == start))
      return NULL;
    next->used = TRUE;
    append_border (sketch, next->cell, next->border, ring, &next->from, &next->to);
    at = next->to;
  }
  return at == start ? g_steal_pointer (&ring) : NULL;
}

static gboolean
draw_rings (const Sketch *sketch, SzHallOutlines *outlines)
{
  outlines->district = ring_round (sketch, 0, SZ_HALL_OUTLINE_CELLS);
  gboolean good = outlines->district != NULL;
  for (int t = 0; t < SZ_HALL_OUTLINE_TOWNS && good; t++) {
    outlines->towns[t] = ring_round (sketch, t * SZ_HALL_OUTLINE_VILLAGES, SZ_HALL_OUTLINE_VILLAGES);
    good = outlines->towns[t] != NULL;
  }
  for (int i = 0; i < SZ_HALL_OUTLINE_CELLS && good; i++)
    outlines->villages[i] = ring_of_cell (sketch, i);
  return good;
}

static void
clear_rings (SzHallOutlines *outlines)
{
  g_clear_pointer (&outlines->district, g_array_unref);
  for (int t = 0; t < SZ_HALL_OUTLINE_TOWNS; t++)
    g_clear_pointer (&outlines->towns[t], g_array_unref);
  for (int i = 0; i < SZ_HALL_OUTLINE_CELLS; i++)
    g_clear_pointer (&outlines->villages[i], g_array_unref);
}

/* The village of a town that is nearest to the mean of all its sites. */
static int
middle_of (const Sketch *sketch, int town)
{
  int first = town * SZ_HALL_OUTLINE_VILLAGES, best = first;
  Place mean = { 0, 0 };
  for (int i = first; i < first + SZ_HALL_OUTLINE_VILLAGES; i++) {
    mean.x += sketch->sites[i].x / SZ_HALL_OUTLINE_VILLAGES;
    mean.y += sketch->sites[i].y / SZ_HALL_OUTLINE_VILLAGES;
  }
  for (int i = first; i < first + SZ_HALL_OUTLINE_VILLAGES; i++)
    if (squared (sketch->sites[i], mean) < squared (sketch->sites[best], mean))
      best = i;
  return best;
}

static void
note_sites (const Sketch *sketch, SzHallOutlines *outlines)
{
  for (int t = 0; t < SZ_HALL_OUTLINE_TOWNS; t++)
    outlines->middles[t] = middle_of (sketch, t);
  for (int i = 0; i < SZ_HALL_OUTLINE_CELLS; i++) {
    outlines->sites[i][0] = sketch->sites[i].x;
    outlines->sites[i][1] = sketch->sites[i].y;
    double nearest = INFINITY;
    for (int k = 0; k < sketch->cells[i].n; k++)
      nearest = MIN (nearest, squared (sketch->sites[i], sketch->sites[sketch->cells[i].corners[k].with]));
    outlines->clearance[i] = sqrt (nearest) / 2;
  }
}

SzHallOutlines *
sz_hall_outlines_new (guint64 seed)
{
  SzHallOutlines *outlines = g_new0 (SzHallOutlines, 1);
  g_autofree Sketch *sketch = g_new0 (Sketch, 1);
  sketch->seed = seed;
  /* A town in two parts and a border of nothing are possible, and rare: then the sites are strewn anew. */
  for (int attempt = 0;; attempt++) {
    SzHallRandom random;
    sz_hall_random_init (&random, seed, attempt, STREAM_OUTLINES);
    strew_sites (sketch, &random);
    gboolean good = TRUE;
    for (int i = 0; i < SZ_HALL_OUTLINE_CELLS && good; i++)
      good = cut_cell (sketch, i);
    if (good && draw_rings (sketch, outlines))
      break;
    clear_rings (outlines);
  }
  note_sites (sketch, outlines);
  return outlines;
}

void
sz_hall_outlines_free (SzHallOutlines *outlines)
{
  if (outlines == NULL)
    return;
  clear_rings (outlines);
  g_free (outlines);
}

SzHallSpot
sz_hall_outlines_spot (double east_km, double north_km)
{
  return (SzHallSpot){ (gint32)lrint ((MIDDLE_LONGITUDE + east_km / KM_PER_DEGREE_EAST) * 1e6),
                       (gint32)lrint ((MIDDLE_LATITUDE + north_km / KM_PER_DEGREE_NORTH) * 1e6) };
}

gboolean
sz_hall_ring_contains (const GArray *ring, SzHallSpot spot)
{
  gboolean inside = FALSE;
  for (guint i = 0, j = ring->len - 1; i < ring->len; j = i++) {
    SzHallSpot a = g_array_index (ring, SzHallSpot, i), b = g_array_index (ring, SzHallSpot, j);
    if ((a.y > spot.y) == (b.y > spot.y))
      continue;
    /* Whole numbers, so that a spot on one side of a border is on no other. */
    gint64 turn = (gint64)(b.x - a.x) * (spot.y - a.y) - (gint64)(b.y - a.y) * (spot.x - a.x);
    if ((turn > 0) == (b.y > a.y) && turn != 0)
      inside = !inside;
  }
  return inside;
}

gint64
sz_hall_ring_area2 (const GArray *ring)
{
  gint64 sum = 0;
  SzHallSpot origin = g_array_index (ring, SzHallSpot, 0);
  for (guint i = 0; i < ring->len; i++) {
    SzHallSpot a = g_array_index (ring, SzHallSpot, i);
    SzHallSpot b = g_array_index (ring, SzHallSpot, (i + 1) % ring->len);
    sum += (gint64)(a.x - origin.x) * (b.y - origin.y) - (gint64)(b.x - origin.x) * (a.y - origin.y);
  }
  return sum;
}

char *
sz_hall_ring_wkt (const GArray *ring)
{
  GString *text = g_string_new ("POLYGON((");
  for (guint i = 0; i <= ring->len; i++) {
    SzHallSpot spot = g_array_index (ring, SzHallSpot, i % ring->len);
    g_string_append_printf (text, "%s%d.%06d %d.%06d", i > 0 ? "," : "", spot.x / 1000000, spot.x % 1000000,
                            spot.y / 1000000, spot.y % 1000000);
  }
  g_string_append (text, "))");
  return g_string_free (text, FALSE);
}
