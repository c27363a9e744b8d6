/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-body.h"

/* The side with its margins: in narrow windows, and in those of this width or more. */
#define SIDE_NARROW_PX 332
#define SIDE_WIDE_PX 420
#define NARROW_PX 1190
#define WIDE_PX 1424

struct _SzMapBody {
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (SzMapBody, sz_map_body, GTK_TYPE_WIDGET)

static int
side_width (GtkWidget *side, int width)
{
  int across = CLAMP (width, NARROW_PX, WIDE_PX) - NARROW_PX, minimum;

  gtk_widget_measure (side, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return MAX (minimum, SIDE_NARROW_PX + across * (SIDE_WIDE_PX - SIDE_NARROW_PX) / (WIDE_PX - NARROW_PX));
}

/* How wide the side is never depends on how high it is: of texts that wrap GTK would find that out by trying
 * many widths. */
static void
sz_map_body_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  GtkWidget *side = gtk_widget_get_first_child (widget), *map = gtk_widget_get_next_sibling (side);
  int width = side_width (side, orientation == GTK_ORIENTATION_VERTICAL ? for_size : 0);
  int least[2], wished[2];

  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    gtk_widget_measure (map, orientation, -1, &least[1], &wished[1], NULL, NULL);
    *minimum = width + least[1];
    *natural = width + wished[1];
    return;
  }
  gtk_widget_measure (side, orientation, width, &least[0], &wished[0], NULL, NULL);
  gtk_widget_measure (map, orientation, MAX (-1, for_size - width), &least[1], &wished[1], NULL, NULL);
  *minimum = MAX (least[0], least[1]);
  *natural = MAX (wished[0], wished[1]);
}

static GtkSizeRequestMode
sz_map_body_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sz_map_body_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *side = gtk_widget_get_first_child (widget), *map = gtk_widget_get_next_sibling (side);
  int across = side_width (side, width);

  gtk_widget_size_allocate (side, &(GtkAllocation){ 0, 0, across, height }, -1);
  gtk_widget_size_allocate (map, &(GtkAllocation){ across, 0, MAX (0, width - across), height }, -1);
}

static void
sz_map_body_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (sz_map_body_parent_class)->dispose (object);
}

static void
sz_map_body_class_init (SzMapBodyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_map_body_dispose;
  widget_class->measure = sz_map_body_measure;
  widget_class->get_request_mode = sz_map_body_get_request_mode;
  widget_class->size_allocate = sz_map_body_size_allocate;
}

static void
sz_map_body_init (SzMapBody *self)
{
}
