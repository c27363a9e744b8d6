/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "sz-geodesy.h"
#include "sz-map-scene-private.h"
#include "sz-tile-painter.h"

/* Small marks that would come nearer to each other than this are counted together. */
#define CELL_PX 26.0
#define SMALL_CELL_PX 14.0
#define HALO_PX 2.5
/* Round a text: its halo, and what glyphs reach over their box. */
#define PAD_PX 4.0
/* Between two texts, and between a text and a mark. */
#define GAP_PX 2.0
/* From here up the small marks are small. */
#define SMALL_RESOLUTION_M 25.0
/* Points of streets and towns are named from here on, in metres a pixel; all others from the second. */
#define TOWN_CAPTION_RESOLUTION_M 120.0
#define ANY_CAPTION_RESOLUTION_M 8.0

PangoFontDescription *
sz_map_font (double size_px, gboolean bold)
{
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family (font, "Noto Sans CJK SC,Source Han Sans SC,sans-serif");
  pango_font_description_set_absolute_size (font, size_px * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  return font;
}

void
sz_map_scene_project (const SzMapScene *scene, double longitude, double latitude, double *x, double *y)
{
  sz_datum_convert (SZ_DATUM_WGS84, scene->datum, &longitude, &latitude);
  sz_mercator_project (longitude, latitude, x, y);
  *x *= scene->world;
  *y *= scene->world;
}

/* --- marks --- */

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

gboolean
sz_map_scene_stands_alone (const SzMapScene *scene, const SzMapMark *mark)
{
  return mark->kind == SZ_SITE_HALL || mark->kind == SZ_SITE_TOWN ||
         g_strcmp0 (mark->id, scene->selected) == 0;
}

static void
add_group (SzMapScene *scene, GHashTable *cells, const SzMapMark *mark)
{
  SzMapGroup group = { mark, 1, 0, 0 };

  sz_map_scene_project (scene, mark->longitude, mark->latitude, &group.x, &group.y);
  if (!sz_map_scene_stands_alone (scene, mark)) {
    double side = scene->small ? SMALL_CELL_PX : CELL_PX;
    gint64 cell = (gint64)(group.x / side) << 32 ^ (gint64)(group.y / side);
    gpointer known = g_hash_table_lookup (cells, &cell);

    if (known != NULL) {
      SzMapGroup *there = &g_array_index (scene->groups, SzMapGroup, GPOINTER_TO_UINT (known) - 1);

      there->count++;
      if (mark_rank (scene, mark) < mark_rank (scene, there->mark))
        there->mark = mark;
      return;
    }
    g_hash_table_insert (cells, g_memdup2 (&cell, sizeof cell), GUINT_TO_POINTER (scene->groups->len + 1));
  }
  g_array_append_val (scene->groups, group);
}

static int
compare_groups (gconstpointer a, gconstpointer b, gpointer data)
{
  const SzMapGroup *first = a, *second = b;
  int rank = mark_rank (data, first->mark), other = mark_rank (data, second->mark);

  return rank != other ? (rank < other ? -1 : 1) : strcmp (first->mark->id, second->mark->id);
}

static void
place_groups (SzMapScene *scene)
{
  g_autoptr (GHashTable) cells = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  g_array_set_size (scene->groups, 0);
  for (guint i = 0; scene->marks != NULL && i < scene->marks->len; i++) {
    const SzMapMark *mark = g_ptr_array_index (scene->marks, i);

    if (!isnan (mark->longitude) && !isnan (mark->latitude))
      add_group (scene, cells, mark);
  }
  g_array_sort_with_data (scene->groups, compare_groups, scene);
}

double
sz_map_scene_reach (const SzMapScene *scene, const SzMapGroup *group)
{
  gboolean chosen = g_strcmp0 (group->mark->id, scene->selected) == 0;

  if (group->count > 1)
    return scene->small ? 9 : 10;
  return sz_map_mark_radius (group->mark->kind, group->mark->status, scene->small) + (chosen ? 7 : 0);
}

/* --- texts --- */

typedef struct {
  SzMapScene *scene;
  PangoContext *context;
  double resolution_m;
  const SzMapGroup *own; /* (nullable) whose caption is being placed */
  gboolean over_small;
} Placing;

/* Marks that do not stand in the way: what lies under the text's own mark anyway, and for the hall all small
 * ones, for its name is never left out on their account. */
static gboolean
is_in_the_way (const Placing *placing, const SzMapGroup *group)
{
  const SzMapGroup *own = placing->own;

  if (own == NULL || group == own)
    return TRUE;
  if (hypot (group->x - own->x, group->y - own->y) < sz_map_scene_reach (placing->scene, own))
    return FALSE;
  return !placing->over_small || sz_map_scene_stands_alone (placing->scene, group->mark);
}

static gboolean
is_free (const Placing *placing, double x, double y, double width, double height)
{
  const SzMapScene *scene = placing->scene;

  for (guint i = 0; i < scene->labels->len; i++) {
    const SzMapLabel *label = &g_array_index (scene->labels, SzMapLabel, i);

    if (x < label->x + label->width + GAP_PX && label->x < x + width + GAP_PX &&
        y < label->y + label->height + GAP_PX && label->y < y + height + GAP_PX)
      return FALSE;
  }
  for (guint i = 0; i < scene->groups->len; i++) {
    const SzMapGroup *group = &g_array_index (scene->groups, SzMapGroup, i);
    double r = sz_map_scene_reach (scene, group);

    if (!is_in_the_way (placing, group))
      continue;
    if (x < group->x + r + GAP_PX && group->x - r < x + width + GAP_PX && y < group->y + r + GAP_PX &&
        group->y - r < y + height + GAP_PX)
      return FALSE;
  }
  return TRUE;
}

static PangoLayout *
make_layout (const Placing *placing, const char *text, double size_px, gboolean bold, int spacing_px)
{
  PangoLayout *layout = pango_layout_new (placing->context);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  PangoFontDescription *font = sz_map_font (size_px, bold);

  pango_layout_set_text (layout, text, -1);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_attr_list_insert (attributes, pango_attr_language_new (pango_language_from_string ("zh-cn")));
  if (spacing_px > 0)
    pango_attr_list_insert (attributes, pango_attr_letter_spacing_new (spacing_px * PANGO_SCALE));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

/* A caption of two lines: the name bold, below it what is to be said. */
static void
style_caption (PangoLayout *layout, const SzTheme *theme, gsize title_length, SzMapStatus status)
{
  PangoAttrList *attributes = pango_attr_list_copy (pango_layout_get_attributes (layout));
  SzColour colour = status == SZ_SPOT_ALARM       ? theme->status_alarm
                    : status == SZ_SPOT_ATTENTION ? theme->status_attention
                                                  : theme->text_secondary;
  PangoAttribute *parts[] = {
    pango_attr_weight_new (PANGO_WEIGHT_NORMAL),
    pango_attr_foreground_new ((guint16)((colour >> 16 & 0xff) * 257), (guint16)((colour >> 8 & 0xff) * 257),
                               (guint16)((colour & 0xff) * 257)),
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    parts[i]->start_index = (guint)title_length;
    pango_attr_list_insert (attributes, parts[i]);
  }
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_line_spacing (layout, 0.82f);
  pango_attr_list_unref (attributes);
}

static cairo_surface_t *
draw_ink (const SzMapScene *scene, PangoLayout *layout, double width, double height, SzColour colour)
{
  cairo_surface_t *ink = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)ceil (width * scene->scale),
                                                     (int)ceil (height * scene->scale));
  cairo_t *cr;

  cairo_surface_set_device_scale (ink, scene->scale, scene->scale);
  cr = cairo_create (ink);
  cairo_move_to (cr, PAD_PX, PAD_PX);
  pango_cairo_layout_path (cr, layout);
  cairo_set_line_width (cr, 2 * HALO_PX);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  sz_tile_set_colour (cr, scene->theme->map_land, 0.85);
  cairo_stroke (cr);
  cairo_move_to (cr, PAD_PX, PAD_PX);
  sz_tile_set_colour (cr, colour, 1);
  pango_cairo_show_layout (cr, layout);
  cairo_destroy (cr);
  return ink;
}

static void
measure (PangoLayout *layout, double *width, double *height)
{
  int w, h;

  pango_layout_get_pixel_size (layout, &w, &h);
  *width = w + 2 * PAD_PX;
  *height = h + 2 * PAD_PX;
}

/* Keeps the label if there is room. */
static gboolean
try_label (Placing *placing, SzLabelKind kind, const char *id, PangoLayout *layout, SzColour colour, double x,
           double y)
{
  SzMapLabel label = { kind, id, round (x), round (y), 0, 0, NULL };

  measure (layout, &label.width, &label.height);
  if (!is_free (placing, label.x, label.y, label.width, label.height))
    return FALSE;
  label.ink = draw_ink (placing->scene, layout, label.width, label.height, colour);
  g_array_append_val (placing->scene->labels, label);
  return TRUE;
}

static gboolean
has_caption (const Placing *placing, const SzMapGroup *group)
{
  if (group->count > 1)
    return FALSE;
  if (group->mark->kind == SZ_SITE_HALL || g_strcmp0 (group->mark->id, placing->scene->selected) == 0)
    return TRUE;
  return placing->resolution_m <
         (group->mark->kind == SZ_SITE_TOWN ? TOWN_CAPTION_RESOLUTION_M : ANY_CAPTION_RESOLUTION_M);
}

/* Right of the mark, else left, below, above, and between these. */
static gboolean
try_places (Placing *placing, PangoLayout *layout)
{
  const SzMapGroup *group = placing->own;
  const SzTheme *theme = placing->scene->theme;
  double width, height, r = sz_map_scene_reach (placing->scene, group) + GAP_PX, half = r / 2;

  measure (layout, &width, &height);
  const double places[][2] = {
    { group->x + r, group->y - height / 2 },
    { group->x - r - width, group->y - height / 2 },
    { group->x - width / 2, group->y + r },
    { group->x - width / 2, group->y - r - height },
    { group->x + half, group->y + half },
    { group->x + half, group->y - half - height },
    { group->x - half - width, group->y + half },
    { group->x - half - width, group->y - half - height },
    { group->x + r, group->y - half },
    { group->x + r, group->y + half - height },
    { group->x - r - width, group->y - half },
    { group->x - r - width, group->y + half - height },
  };
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (try_label (placing, SZ_LABEL_CAPTION, group->mark->id, layout, theme->text_primary, places[i][0],
                   places[i][1]))
      return TRUE;
  return FALSE;
}

/* With what there is to say, else the name alone. */
static void
place_caption (Placing *placing, const SzMapGroup *group)
{
  const SzMapMark *mark = group->mark;
  double size = mark->kind == SZ_SITE_HALL ? 14 : 12;
  g_autoptr (PangoLayout) plain = make_layout (placing, mark->title, size, TRUE, 0);
  gboolean placed = FALSE;

  placing->own = group;
  for (placing->over_small = FALSE; !placed; placing->over_small = TRUE) {
    if (*mark->caption != '\0') {
      g_autofree char *text = g_strconcat (mark->title, "\n", mark->caption, NULL);
      g_autoptr (PangoLayout) layout = make_layout (placing, text, size, TRUE, 0);

      style_caption (layout, placing->scene->theme, strlen (mark->title), mark->status);
      placed = try_places (placing, layout);
    }
    placed = placed || try_places (placing, plain);
    if (placing->over_small || mark->kind != SZ_SITE_HALL)
      break;
  }
  placing->own = NULL;
  placing->over_small = FALSE;
}

/* A region's name is set where its outline is wide enough for it, a little around its middle if that is
 * taken. */
static void
place_name (Placing *placing, SzLabelKind kind, const char *id, const char *name, const SzShape *shape,
            double size_px, int spacing_px, SzColour colour)
{
  g_autoptr (PangoLayout) layout = NULL;
  double width, height, x, y, left, right, top, bottom;

  sz_map_scene_project (placing->scene, shape->west, shape->north, &left, &top);
  sz_map_scene_project (placing->scene, shape->east, shape->south, &right, &bottom);
  if (right - left < 3 * size_px || *name == '\0')
    return;
  layout = make_layout (placing, name, size_px, FALSE, spacing_px);
  measure (layout, &width, &height);
  if (width > (right - left) * 1.1 || height > bottom - top)
    return;
  sz_map_scene_project (placing->scene, shape->label_longitude, shape->label_latitude, &x, &y);
  const double shifts[] = { 0, -1.3, 1.3, -2.6, 2.6 };
  for (guint i = 0; i < G_N_ELEMENTS (shifts); i++)
    if (fabs (shifts[i]) * height < (bottom - top) / 3 &&
        try_label (placing, kind, id, layout, colour, x - width / 2, y - height / 2 + shifts[i] * height))
      return;
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
    double size = region->rank == SZ_REGION_VILLAGE ? 12 : 13;

    if (region->shape == NULL || region->rank == SZ_REGION_VILLAGE ||
        (region->rank == SZ_REGION_DISTRICT && towns))
      continue;
    if (is_said (scene, region)) {
      towns = TRUE;
      continue;
    }
    guint before = scene->labels->len;
    place_name (placing, SZ_LABEL_REGION, region->id, region->name, region->shape, size, 2,
                scene->theme->map_label);
    towns = towns || (region->rank == SZ_REGION_TOWN && scene->labels->len > before);
  }
  if (placing->resolution_m > SZ_TILE_VILLAGE_RESOLUTION_M)
    return;
  for (guint i = 0; i < scene->atlas->bans->len && !scene->zones_hidden; i++) {
    const SzBan *ban = g_ptr_array_index (scene->atlas->bans, i);

    place_name (placing, SZ_LABEL_BAN, ban->id, ban->name, ban->shape, 12, 0, scene->theme->text_secondary);
  }
  for (guint i = 0; i < scene->atlas->regions->len; i++) {
    const SzRegion *region = g_ptr_array_index (scene->atlas->regions, i);

    if (region->shape != NULL && region->rank == SZ_REGION_VILLAGE)
      place_name (placing, SZ_LABEL_REGION, region->id, region->name, region->shape, 12, 0,
                  scene->theme->map_label);
  }
}

void
sz_map_scene_place (SzMapScene *scene, PangoContext *context, double world)
{
  Placing placing = { scene, context, 0, NULL, FALSE };
  double latitude;

  if (scene->world > 0 && fabs (scene->world - world) < world * 1e-9)
    return;
  scene->world = world;
  g_array_set_size (scene->labels, 0);
  latitude = scene->atlas != NULL && !isnan (scene->atlas->south)
                 ? (scene->atlas->south + scene->atlas->north) / 2
             : scene->marks != NULL && scene->marks->len > 0
                 ? ((SzMapMark *)g_ptr_array_index (scene->marks, 0))->latitude
                 : 36;
  placing.resolution_m = sz_mercator_resolution_m (isnan (latitude) ? 36 : latitude, world);
  scene->small = placing.resolution_m > SMALL_RESOLUTION_M;
  place_groups (scene);
  for (guint i = 0; i < scene->groups->len; i++) {
    const SzMapGroup *group = &g_array_index (scene->groups, SzMapGroup, i);

    if (has_caption (&placing, group))
      place_caption (&placing, group);
  }
  if (scene->atlas != NULL)
    place_names (&placing);
}
