/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the marks of a map are drawn: each at its place, those that would lie on each other counted
 * together, and what would still lie under another one beside it. */
#include <math.h>
#include <string.h>

#include "sz-map-scene-private.h"

/* Between two marks. */
#define GAP_PX 2.0
/* A ring round the chosen one. */
#define RING_PX 7.0
/* The sign of a state at a hall's corner reaches so far from its middle. */
#define BADGE_PX 17.0
/* What would have to stand further than this from its place is counted with its neighbours instead. */
#define BESIDE_PX 18.0
/* From here on streets and towns are counted as well where they would lie on each other, in metres a pixel.
 */
#define TOWNS_TOGETHER_M 120.0
/* From here down nothing is counted together: coming nearer would not show more. */
#define APART_RESOLUTION_M 1.0

/* What people must see first. */
static int
mark_rank (const SzMapScene *scene, const SzMapMark *mark)
{
  static const int by_status[] = { 3, 1, 0, 4, 5 };

  if (g_strcmp0 (mark->id, scene->selected) == 0)
    return -2;
  if (mark->kind == SZ_SITE_HALL)
    return -1;
  return by_status[mark->status] + (mark->kind == SZ_SITE_TOWN ? 0 : 10);
}

static gboolean
stands_alone (const SzMapScene *scene, const SzMapMark *mark)
{
  return mark->kind == SZ_SITE_HALL ||
         (mark->kind == SZ_SITE_TOWN && scene->resolution_m < TOWNS_TOGETHER_M) ||
         g_strcmp0 (mark->id, scene->selected) == 0;
}

static void
measure_group (const SzMapScene *scene, SzMapGroup *group)
{
  const SzMapMark *mark = group->mark;

  if (group->count > 1) {
    group->reach = group->count > 999 ? 18 : group->count > 99 ? 14 : scene->small ? 9 : 10;
  } else {
    gboolean chosen = g_strcmp0 (mark->id, scene->selected) == 0;
    gboolean badge =
        mark->kind == SZ_SITE_HALL && (mark->status == SZ_SPOT_ATTENTION || mark->status == SZ_SPOT_ALARM);

    group->reach = sz_map_mark_radius (mark->kind, mark->status, scene->small) + (chosen ? RING_PX : 0);
    if (badge)
      group->reach = MAX (group->reach, BADGE_PX);
  }
}

static int
compare_groups (gconstpointer a, gconstpointer b, gpointer data)
{
  const SzMapGroup *first = a, *second = b;
  int rank = mark_rank (data, first->mark), other = mark_rank (data, second->mark);

  return rank != other ? (rank < other ? -1 : 1) : strcmp (first->mark->id, second->mark->id);
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const SzMapGroup *first = a, *second = b;

  if (first->x != second->x)
    return first->x < second->x ? -1 : 1;
  if (first->y != second->y)
    return first->y < second->y ? -1 : 1;
  return strcmp (first->mark->id, second->mark->id);
}

/* --- counting together --- */

static gboolean
touch (const SzMapGroup *a, const SzMapGroup *b)
{
  double near = a->reach + b->reach + GAP_PX;

  return fabs (a->x - b->x) < near && fabs (a->y - b->y) < near;
}

/* A count stands in the middle of what it counts. */
static void
join (const SzMapScene *scene, SzMapGroup *group, SzMapGroup *other, gboolean move)
{
  double share = (double)other->count / (group->count + other->count);

  group->home_x += (other->home_x - group->home_x) * share;
  group->home_y += (other->home_y - group->home_y) * share;
  if (move) {
    group->x = group->home_x;
    group->y = group->home_y;
  }
  group->count += other->count;
  if (compare_groups (other, group, (gpointer)scene) < 0)
    group->mark = other->mark;
  measure_group (scene, group);
  other->count = 0;
}

static void
drop_joined (GArray *groups)
{
  guint kept = 0;

  for (guint i = 0; i < groups->len; i++)
    if (g_array_index (groups, SzMapGroup, i).count > 0)
      g_array_index (groups, SzMapGroup, kept++) = g_array_index (groups, SzMapGroup, i);
  g_array_set_size (groups, kept);
}

static gboolean
join_some (const SzMapScene *scene, GArray *groups)
{
  gboolean joined = FALSE;
  double widest = 0;

  g_array_sort (groups, compare_places);
  for (guint i = 0; i < groups->len; i++)
    widest = MAX (widest, g_array_index (groups, SzMapGroup, i).reach);
  for (guint i = 0; i < groups->len; i++) {
    SzMapGroup *group = &g_array_index (groups, SzMapGroup, i);
    double from_x = group->x;

    for (guint k = i + 1; group->count > 0 && k < groups->len; k++) {
      SzMapGroup *other = &g_array_index (groups, SzMapGroup, k);

      if (other->x > MAX (from_x, group->x) + group->reach + widest + GAP_PX)
        break;
      if (other->count == 0 || !touch (group, other))
        continue;
      join (scene, group, other, TRUE);
      widest = MAX (widest, group->reach);
      joined = TRUE;
    }
  }
  drop_joined (groups);
  return joined;
}

/* --- placing --- */

static void
settle_group (SzMapRoom *room, SzMapGroup *group)
{
  sz_map_room_settle (room, &group->x, &group->y, group->reach, GAP_PX);
}

/* The nearest count, which is as large with one more in it. */
static SzMapGroup *
find_count (GArray *groups, const SzMapGroup *lost, double within)
{
  SzMapGroup *best = NULL;

  for (guint i = 0; i < groups->len; i++) {
    SzMapGroup *group = &g_array_index (groups, SzMapGroup, i);
    double distance = hypot (group->x - lost->home_x, group->y - lost->home_y);

    if (group == lost || group->count < 2 || distance >= within ||
        (group->count <= 99) != (group->count + lost->count <= 99) ||
        (group->count <= 999) != (group->count + lost->count <= 999))
      continue;
    best = group;
    within = distance;
  }
  return best;
}

static gboolean
is_free_at_home (const SzMapRoom *room, const SzMapGroup *group)
{
  return sz_map_room_is_free (room, group->x - group->reach, group->y - group->reach, 2 * group->reach,
                              2 * group->reach, GAP_PX);
}

/* What lies free stays. What lies under something goes beside it; where that is far, into a count that is
 * nearer. */
static void
settle_small (const SzMapScene *scene, GArray *small, SzMapRoom *room)
{
  g_autofree gboolean *settled = g_new0 (gboolean, small->len + 1);

  for (guint i = 0; i < small->len; i++) {
    SzMapGroup *group = &g_array_index (small, SzMapGroup, i);

    settled[i] = is_free_at_home (room, group);
    if (settled[i])
      settle_group (room, group);
  }
  for (guint i = 0; i < small->len; i++) {
    SzMapGroup *group = &g_array_index (small, SzMapGroup, i), *count, beside = *group;

    if (settled[i])
      continue;
    sz_map_room_find (room, &beside.x, &beside.y, beside.reach, GAP_PX);
    double distance = hypot (beside.x - group->x, beside.y - group->y);
    count = distance > BESIDE_PX && scene->resolution_m > APART_RESOLUTION_M
                ? find_count (small, group, distance)
                : NULL;
    if (count != NULL)
      join (scene, count, group, FALSE);
    else
      settle_group (room, group);
  }
  drop_joined (small);
}

void
sz_map_scene_place_groups (SzMapScene *scene, SzMapRoom *room)
{
  g_autoptr (GArray) small = g_array_new (FALSE, FALSE, sizeof (SzMapGroup));

  g_array_set_size (scene->groups, 0);
  for (guint i = 0; scene->marks != NULL && i < scene->marks->len; i++) {
    const SzMapMark *mark = g_ptr_array_index (scene->marks, i);
    SzMapGroup group = { .mark = mark, .count = 1 };

    if (isnan (mark->longitude) || isnan (mark->latitude))
      continue;
    sz_map_scene_project (scene, mark->longitude, mark->latitude, &group.x, &group.y);
    group.home_x = group.x;
    group.home_y = group.y;
    measure_group (scene, &group);
    if (stands_alone (scene, mark))
      g_array_append_val (scene->groups, group);
    else
      g_array_append_val (small, group);
  }
  while (scene->resolution_m > APART_RESOLUTION_M && join_some (scene, small))
    ;
  g_array_sort_with_data (scene->groups, compare_groups, scene);
  g_array_sort_with_data (small, compare_groups, scene);
  for (guint i = 0; i < scene->groups->len; i++)
    settle_group (room, &g_array_index (scene->groups, SzMapGroup, i));
  settle_small (scene, small, room);
  g_array_append_vals (scene->groups, small->data, small->len);
  g_array_sort_with_data (scene->groups, compare_groups, scene);
}
