/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the texts of a map stand. */
#include <math.h>

#include "sz-geodesy.h"
#include "sz-map-scene-private.h"
#include "sz-tile-painter.h"

/* Between two texts, and between a text and a mark. */
#define GAP_PX 2.0
/* From here up the small marks are small. */
#define SMALL_RESOLUTION_M 25.0
/* Points of streets and towns are named from here on, in metres a pixel; all others from the second. */
#define TOWN_CAPTION_RESOLUTION_M 150.0
#define ANY_CAPTION_RESOLUTION_M 8.0
/* A text that has no room beside its mark is looked for further out, at steps of so much, in so many
 * directions: that of a hall or a town so far, that of the selected mark until there is room. */
#define STEP_PX 4.0
#define DIRECTIONS 32
#define WHOLE_OFF_PX 60.0
#define HALL_OFF_PX 140.0
#define TOWN_OFF_PX 40.0
#define VIEW_OFF_PX 400.0
#define SELECTED_OFF_PX 4000.0
/* A text so near to its mark needs no line that leads to it. */
#define NEAR_PX 8.0

typedef struct {
  SzMapScene *scene;
  PangoContext *context;
  SzMapRoom *room;
  gboolean within; /* only where it is looked at */
} Placing;

void
sz_map_scene_project (const SzMapScene *scene, double longitude, double latitude, double *x, double *y)
{
  sz_datum_convert (SZ_DATUM_WGS84, scene->datum, &longitude, &latitude);
  sz_mercator_project (longitude, latitude, x, y);
  *x *= scene->world;
  *y *= scene->world;
}

gboolean
sz_map_scene_is_looked_at (const SzMapScene *scene, double x, double y, double width, double height)
{
  double left = x - scene->view_left, top = y - scene->view_top, right = scene->view_width - left - width;

  return left >= 0 && right >= 0 && top >= 0 && top + height <= scene->view_height &&
         (left >= scene->left_width || top >= scene->left_height) &&
         (right >= scene->right_width || top >= scene->right_height);
}

/* Keeps the label if there is room. */
static gboolean
try_label (Placing *placing, SzLabelKind kind, const char *id, SzMapInk *ink, double x, double y)
{
  SzMapLabel label = { kind, id, round (x), round (y), ink->width, ink->height, NAN, NAN, ink };

  if (placing->within &&
      !sz_map_scene_is_looked_at (placing->scene, label.x, label.y, label.width, label.height))
    return FALSE;
  if (!sz_map_room_is_free (placing->room, label.x, label.y, label.width, label.height, GAP_PX))
    return FALSE;
  sz_map_room_take (placing->room, label.x, label.y, label.width, label.height);
  g_array_append_val (placing->scene->labels, label);
  return TRUE;
}

/* --- captions of marks --- */

static gboolean
is_selected (const Placing *placing, const SzMapGroup *group)
{
  return g_strcmp0 (group->mark->id, placing->scene->selected) == 0;
}

static gboolean
has_caption (const Placing *placing, const SzMapGroup *group)
{
  if (group->count > 1)
    return FALSE;
  if (group->mark->kind == SZ_SITE_HALL || is_selected (placing, group))
    return TRUE;
  return placing->scene->resolution_m <
         (group->mark->kind == SZ_SITE_TOWN ? TOWN_CAPTION_RESOLUTION_M : ANY_CAPTION_RESOLUTION_M);
}

static SzMapText
caption_text (const SzMapScene *scene, const SzMapMark *mark)
{
  return (SzMapText){ .text = mark->title,
                      .more = mark->caption,
                      .size_px = mark->kind == SZ_SITE_HALL ? 14 : 12,
                      .bold = TRUE,
                      .colour = scene->theme->text_primary,
                      .status = mark->status };
}

/* Right of the mark, else left, below, above, and between these. */
static gboolean
try_beside (Placing *placing, const SzMapGroup *group, SzMapInk *ink)
{
  double width = ink->width, height = ink->height, r = group->reach + GAP_PX + 1, half = r / 2;
  const double places[][2] = {
    { group->x + r, group->y - height / 2 },   { group->x - r - width, group->y - height / 2 },
    { group->x - width / 2, group->y + r },    { group->x - width / 2, group->y - r - height },
    { group->x + half, group->y + r },         { group->x + half, group->y - r - height },
    { group->x - half - width, group->y + r }, { group->x - half - width, group->y - r - height },
    { group->x + r, group->y - half },         { group->x + r, group->y + half - height },
    { group->x - r - width, group->y - half }, { group->x - r - width, group->y + half - height },
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (try_label (placing, SZ_LABEL_CAPTION, group->mark->id, ink, places[i][0], places[i][1]))
      return TRUE;
  return FALSE;
}

/* How far a rectangle's edge is from a point. */
static double
distance_to (const SzMapLabel *label, double x, double y)
{
  double dx = MAX (MAX (label->x - x, x - label->x - label->width), 0);
  double dy = MAX (MAX (label->y - y, y - label->y - label->height), 0);

  return hypot (dx, dy);
}

/* Further out, with a line that leads to it. */
static gboolean
try_off (Placing *placing, const SzMapGroup *group, SzMapInk *ink, double farthest)
{
  double width = ink->width, height = ink->height;

  for (double off = GAP_PX + 1; off <= farthest; off += STEP_PX)
    for (guint i = 0; i < DIRECTIONS; i++) {
      double angle = 2 * G_PI * i / DIRECTIONS, reach = group->reach + off;
      double x = group->x + cos (angle) * (reach + width / 2) - width / 2,
             y = group->y + sin (angle) * (reach + height / 2) - height / 2;

      if (!try_label (placing, SZ_LABEL_CAPTION, group->mark->id, ink, x, y))
        continue;
      SzMapLabel *label =
          &g_array_index (placing->scene->labels, SzMapLabel, placing->scene->labels->len - 1);
      if (distance_to (label, group->x, group->y) > group->reach + NEAR_PX) {
        label->from_x = group->x;
        label->from_y = group->y;
      }
      return TRUE;
    }
  return FALSE;
}

/* With what there is to say, else the name alone. */
static gboolean
try_caption (Placing *placing, const SzMapGroup *group, double farthest)
{
  const SzMapMark *mark = group->mark;
  gboolean hall = mark->kind == SZ_SITE_HALL;
  SzMapText text = caption_text (placing->scene, mark);
  SzMapInk *whole = sz_map_inks_get (placing->scene->inks, placing->context, &text), *name = whole;

  if (try_beside (placing, group, whole))
    return TRUE;
  if (*mark->caption != '\0') {
    text.more = "";
    name = sz_map_inks_get (placing->scene->inks, placing->context, &text);
    if (!hall && try_beside (placing, group, name))
      return TRUE;
  }
  /* A hall's wait is worth a way, but not any. */
  return (hall && try_off (placing, group, whole, WHOLE_OFF_PX)) || try_off (placing, group, name, farthest);
}

static void
place_caption (Placing *placing, const SzMapGroup *group)
{
  const SzMapScene *scene = placing->scene;
  gboolean hall = group->mark->kind == SZ_SITE_HALL, selected = is_selected (placing, group);
  double farthest = hall ? HALL_OFF_PX : group->mark->kind == SZ_SITE_TOWN ? TOWN_OFF_PX : 0;

  if ((hall || selected) && sz_map_scene_is_looked_at (scene, group->x, group->y, 0, 0)) {
    gboolean placed;

    placing->within = TRUE;
    placed = try_caption (placing, group, selected ? VIEW_OFF_PX : farthest);
    placing->within = FALSE;
    if (placed)
      return;
  }
  try_caption (placing, group, selected ? SELECTED_OFF_PX : farthest);
}

/* --- names of regions and zones --- */

/* A name is set where its outline is wide enough for it, a little around its middle if that is taken. */
static void
place_name (Placing *placing, SzLabelKind kind, const char *id, const SzShape *shape, const SzMapText *text)
{
  SzMapInk *ink;
  double x, y, left, right, top, bottom;

  sz_map_scene_project (placing->scene, shape->west, shape->north, &left, &top);
  sz_map_scene_project (placing->scene, shape->east, shape->south, &right, &bottom);
  if (right - left < 3 * text->size_px || *text->text == '\0')
    return;
  ink = sz_map_inks_get (placing->scene->inks, placing->context, text);
  if (ink->width > (right - left) * 1.1 || ink->height > bottom - top)
    return;
  sz_map_scene_project (placing->scene, shape->label_longitude, shape->label_latitude, &x, &y);
  const double shifts[] = { 0, -1.3, 1.3, -2.6, 2.6 };
  for (guint i = 0; i < G_N_ELEMENTS (shifts); i++)
    if (fabs (shifts[i]) * ink->height < (bottom - top) / 3 &&
        try_label (placing, kind, id, ink, x - ink->width / 2, y - ink->height / 2 + shifts[i] * ink->height))
      return;
}

static void
place_region (Placing *placing, const SzRegion *region)
{
  gboolean village = region->rank == SZ_REGION_VILLAGE;
  SzMapText text = { .text = region->name,
                     .more = "",
                     .size_px = village ? 12 : 13,
                     .spacing_px = village ? 0 : 2,
                     .colour = placing->scene->theme->map_label };

  place_name (placing, SZ_LABEL_REGION, region->id, region->shape, &text);
}

static void
place_ban (Placing *placing, const SzBan *ban)
{
  SzMapText text = {
    .text = ban->name, .more = "", .size_px = 12, .colour = placing->scene->theme->text_secondary
  };

  place_name (placing, SZ_LABEL_BAN, ban->id, ban->shape, &text);
}

/* A point's caption with the region's own name says the same. */
static gboolean
is_said (const SzMapScene *scene, const SzRegion *region)
{
  for (guint i = 0; i < scene->groups->len; i++) {
    const SzMapGroup *group = &g_array_index (scene->groups, SzMapGroup, i);

    if (!g_str_equal (group->mark->title, region->name))
      continue;
    for (guint k = 0; k < scene->labels->len; k++) {
      const SzMapLabel *label = &g_array_index (scene->labels, SzMapLabel, k);

      if (label->kind == SZ_LABEL_CAPTION && g_str_equal (label->id, group->mark->id))
        return TRUE;
    }
  }
  return FALSE;
}

static void
place_names (Placing *placing)
{
  const SzMapScene *scene = placing->scene;
  gboolean towns = FALSE;

  /* Regions stand broad before narrow. A district is named only where its towns are not. */
  for (guint i = scene->atlas->regions->len; i-- > 0;) {
    const SzRegion *region = g_ptr_array_index (scene->atlas->regions, i);

    if (region->shape == NULL || region->rank == SZ_REGION_VILLAGE ||
        (region->rank == SZ_REGION_DISTRICT && towns))
      continue;
    if (is_said (scene, region)) {
      towns = TRUE;
      continue;
    }
    guint before = scene->labels->len;
    place_region (placing, region);
    towns = towns || (region->rank == SZ_REGION_TOWN && scene->labels->len > before);
  }
  if (scene->resolution_m > SZ_TILE_VILLAGE_RESOLUTION_M)
    return;
  for (guint i = 0; i < scene->atlas->bans->len && !scene->zones_hidden; i++)
    place_ban (placing, g_ptr_array_index (scene->atlas->bans, i));
  for (guint i = 0; i < scene->atlas->regions->len; i++) {
    const SzRegion *region = g_ptr_array_index (scene->atlas->regions, i);

    if (region->shape != NULL && region->rank == SZ_REGION_VILLAGE)
      place_region (placing, region);
  }
}

static double
middle_latitude (const SzMapScene *scene)
{
  double latitude = scene->atlas != NULL && !isnan (scene->atlas->south)
                        ? (scene->atlas->south + scene->atlas->north) / 2
                    : scene->marks != NULL && scene->marks->len > 0
                        ? ((SzMapMark *)g_ptr_array_index (scene->marks, 0))->latitude
                        : NAN;

  return isnan (latitude) ? 36 : latitude;
}

void
sz_map_scene_place (SzMapScene *scene, PangoContext *context, double world)
{
  g_autoptr (SzMapRoom) room = NULL;

  if (scene->world > 0 && fabs (scene->world - world) < world * 1e-9)
    return;
  room = sz_map_room_new ();
  g_set_object (&scene->context, context);
  scene->world = world;
  scene->resolution_m = sz_mercator_resolution_m (middle_latitude (scene), world);
  scene->small = scene->resolution_m > SMALL_RESOLUTION_M;
  g_array_set_size (scene->labels, 0);
  sz_map_inks_turn (scene->inks);
  sz_map_scene_place_groups (scene, room);
  sz_map_scene_place_pin (scene, context, room);
  Placing placing = { scene, context, room, FALSE };
  for (guint i = 0; i < scene->groups->len; i++) {
    const SzMapGroup *group = &g_array_index (scene->groups, SzMapGroup, i);

    if (has_caption (&placing, group))
      place_caption (&placing, group);
  }
  if (scene->atlas != NULL)
    place_names (&placing);
}

gboolean
sz_map_scene_shape_some (SzMapScene *scene, PangoContext *context, guint *next, guint count)
{
  guint end = scene->marks != NULL ? MIN (*next + count, scene->marks->len) : *next;

  for (; *next < end; ++*next) {
    SzMapText text = caption_text (scene, g_ptr_array_index (scene->marks, *next));

    sz_map_inks_get (scene->inks, context, &text);
    text.more = "";
    sz_map_inks_get (scene->inks, context, &text);
  }
  return scene->marks != NULL && *next < scene->marks->len;
}
