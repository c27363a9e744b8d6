/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-row.h"

#include <math.h>

#include "sz-i18n.h"
#include "sz-map-words.h"
#include "sz-style.h"

#define SHAPE_PX 24
#define GAP_PX 8
#define PAD_PX 5
#define NAME_PX 13
#define DETAIL_PX 12

/* What a row says, in the order of its words. */
typedef enum { NAME, DETAIL, LINE, DISTANCE, N_TEXTS } Text;

struct _SzMapRow {
  GtkWidget parent_instance;

  SzMapItem *item;               /* (owned) (nullable) */
  PangoLayout *layouts[N_TEXTS]; /* (owned) (nullable) shaped when they are first drawn */
};

G_DEFINE_FINAL_TYPE (SzMapRow, sz_map_row, GTK_TYPE_WIDGET)

static char *
detail_text (const SzSite *site)
{
  return *site->region_name != '\0' && site->kind != SZ_SITE_HALL
             ? g_strconcat (site->kind_name, sz_lang () == SZ_LANG_ZH ? "·" : ", ", site->region_name, NULL)
             : g_strdup (site->kind_name);
}

/* (transfer full) */
static char *
row_text (SzMapItem *item, Text which)
{
  const SzSite *site = sz_map_item_get_site (item);
  double distance_m = sz_map_item_get_distance_m (item);

  switch (which) {
  case NAME:
    return g_strdup (site->name);
  case DETAIL:
    return detail_text (site);
  case LINE:
    return sz_map_data_line (sz_map_item_get_data (item), site);
  case DISTANCE:
    return isnan (distance_m) ? g_strdup ("") : sz_distance_text (distance_m);
  case N_TEXTS:
    break;
  }
  return g_strdup ("");
}

/* Good and bad news stand out from what is merely said. */
static gboolean
is_bold (SzMapItem *item, Text which)
{
  SzMapStatus status = sz_map_data_status (sz_map_item_get_data (item), sz_map_item_get_site (item));

  return which == NAME || (which == LINE && (status == SZ_SPOT_ATTENTION || status == SZ_SPOT_ALARM));
}

static PangoLayout *
new_layout (GtkWidget *widget, const char *text, int size_px, gboolean bold)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  PangoFontDescription *font =
      pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (layout)));

  pango_font_description_set_absolute_size (font, size_px * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  return layout;
}

static PangoLayout *
get_layout (SzMapRow *self, Text which)
{
  if (self->layouts[which] == NULL) {
    g_autofree char *text = row_text (self->item, which);

    self->layouts[which] =
        new_layout (GTK_WIDGET (self), text, which == NAME || which == LINE ? NAME_PX : DETAIL_PX,
                    is_bold (self->item, which));
    pango_layout_set_ellipsize (
        self->layouts[which], which == NAME || which == DETAIL ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  }
  return self->layouts[which];
}

static void
forget_layouts (SzMapRow *self)
{
  for (guint i = 0; i < N_TEXTS; i++)
    g_clear_object (&self->layouts[i]);
}

/* --- size --- */

/* Fonts have the same sizes in all rows, so that one of them tells for all. */
static int
text_height (GtkWidget *widget, int size_px)
{
  static int known[NAME_PX + 1];

  if (known[size_px] == 0) {
    g_autoptr (PangoLayout) layout = new_layout (widget, "国Ág", size_px, TRUE);

    pango_layout_get_pixel_size (layout, NULL, &known[size_px]);
  }
  return known[size_px];
}

static void
sz_map_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                    int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL
                 ? text_height (widget, NAME_PX) + text_height (widget, DETAIL_PX) + 2 * PAD_PX
                 : 120;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? *minimum : 240;
}

/* --- drawing --- */

static void
append (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, SzColour colour)
{
  GdkRGBA rgba = { (float)(colour >> 16 & 0xff) / 255.0f, (float)(colour >> 8 & 0xff) / 255.0f,
                   (float)(colour & 0xff) / 255.0f, 1 };

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x, (float)y));
  gtk_snapshot_append_layout (snapshot, layout, &rgba);
  gtk_snapshot_restore (snapshot);
}

static SzColour
line_colour (const SzTheme *theme, SzMapStatus status)
{
  switch (status) {
  case SZ_SPOT_ATTENTION:
    return theme->status_attention;
  case SZ_SPOT_ALARM:
    return theme->status_alarm;
  case SZ_SPOT_UNKNOWN:
  case SZ_SPOT_SHUT:
    return theme->text_tertiary;
  case SZ_SPOT_GOOD:
    break;
  }
  return theme->text_secondary;
}

/* A text that stands at the right edge; how wide it is. */
static int
append_right (SzMapRow *self, GtkSnapshot *snapshot, Text which, int y, SzColour colour)
{
  PangoLayout *layout = get_layout (self, which);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  append (snapshot, layout, gtk_widget_get_width (GTK_WIDGET (self)) - width, y, colour);
  return width > 0 ? width + GAP_PX : 0;
}

/* A text that ends, with an ellipsis if it must, before what stands on its right. */
static void
append_left (SzMapRow *self, GtkSnapshot *snapshot, Text which, int y, int right, SzColour colour)
{
  PangoLayout *layout = get_layout (self, which);
  int left = SHAPE_PX + GAP_PX;

  pango_layout_set_width (layout,
                          MAX (1, gtk_widget_get_width (GTK_WIDGET (self)) - left - right) * PANGO_SCALE);
  append (snapshot, layout, left, y, colour);
}

static void
sz_map_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SzMapRow *self = SZ_MAP_ROW (widget);
  const SzTheme *theme = sz_theme_get (sz_style_get_theme (sz_style_get ()));
  int height = gtk_widget_get_height (widget), second, right;
  SzMapStatus status;
  cairo_t *cr;

  if (self->item == NULL)
    return;
  status = sz_map_data_status (sz_map_item_get_data (self->item), sz_map_item_get_site (self->item));
  second = PAD_PX + text_height (widget, NAME_PX);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, SHAPE_PX, (float)height));
  sz_map_mark_paint (cr, theme, sz_map_item_get_site (self->item)->kind, status, FALSE, SHAPE_PX / 2.0,
                     height / 2.0);
  cairo_destroy (cr);
  right = append_right (self, snapshot, LINE, PAD_PX, line_colour (theme, status));
  append_left (self, snapshot, NAME, PAD_PX, right, theme->text_primary);
  right = append_right (self, snapshot, DISTANCE, second, theme->text_secondary);
  append_left (self, snapshot, DETAIL, second, right, theme->text_secondary);
}

/* --- what is in it --- */

static void set_item (SzMapRow *self, SzMapItem *item);

static gboolean
tip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  SzMapItem *item = SZ_MAP_ROW (widget)->item;
  const SzSite *site = item != NULL ? sz_map_item_get_site (item) : NULL;

  if (site != NULL)
    gtk_tooltip_set_text (tooltip, *site->address != '\0' ? site->address : site->name);
  return site != NULL;
}

static void
sz_map_row_dispose (GObject *object)
{
  SzMapRow *self = SZ_MAP_ROW (object);

  set_item (self, NULL);
  G_OBJECT_CLASS (sz_map_row_parent_class)->dispose (object);
}

static void
sz_map_row_class_init (SzMapRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_map_row_dispose;
  widget_class->measure = sz_map_row_measure;
  widget_class->snapshot = sz_map_row_snapshot;
  gtk_widget_class_set_css_name (widget_class, "maprow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sz_map_row_init (SzMapRow *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (tip_cb), NULL);
  g_signal_connect_object (sz_style_get (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

static void
say_item (SzMapRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_auto (GStrv) texts = g_new0 (char *, N_TEXTS + 1);
  g_autofree char *spoken = NULL;

  for (int which = NAME; which < N_TEXTS; which++)
    texts[which] = row_text (self->item, (Text)which);
  spoken = sz_map_spoken ((const char *const *)texts);
  /* The row of the list, which has the focus and no words of its own. */
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
changed_cb (SzMapRow *self)
{
  forget_layouts (self);
  say_item (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_item (SzMapRow *self, SzMapItem *item)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  forget_layouts (self);
  if (item != NULL)
    g_signal_connect_swapped (item, "changed", G_CALLBACK (changed_cb), self);
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, g_object_new (SZ_TYPE_MAP_ROW, NULL));
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  SzMapRow *row = SZ_MAP_ROW (gtk_list_item_get_child (list_item));

  set_item (row, gtk_list_item_get_item (list_item));
  changed_cb (row);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  set_item (SZ_MAP_ROW (gtk_list_item_get_child (list_item)), NULL);
}

GtkListItemFactory *
sz_map_row_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  return factory;
}
