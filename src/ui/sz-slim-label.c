/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-slim-label.h"

/* What may be cut leaves room for some characters. */
#define LEAST_PX 40
/* The lines of a paragraph. */
#define ALL_LINES G_MAXUINT

struct _SzSlimLabel {
  GtkWidget parent_instance;

  char *text;
  guint lines;
  int least; /* what may be cut has at least so many pixels */
  gboolean at_end;
  PangoLayout *layout;        /* (owned) (nullable) of the present text and style */
  PangoFontDescription *font; /* (owned) (nullable) that it was shaped in */
  int whole_width, height;    /* of all of it on one line, in pixels */
};

G_DEFINE_FINAL_TYPE (SzSlimLabel, sz_slim_label, GTK_TYPE_WIDGET)

/* --- measuring
 * ---------------------------------------------------------------------------------------------------------------
 */

/* Of the context that the widget and its layout share: it changes under the layout. */
static const PangoFontDescription *
present_font (SzSlimLabel *self)
{
  return pango_context_get_font_description (gtk_widget_get_pango_context (GTK_WIDGET (self)));
}

static PangoLayout *
need_layout (SzSlimLabel *self)
{
  if (self->layout != NULL)
    return self->layout;
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->text);
  self->font = pango_font_description_copy (present_font (self));
  pango_layout_get_pixel_size (self->layout, &self->whole_width, &self->height);
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (self->layout, self->at_end ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  if (self->lines > 0 && self->lines != ALL_LINES) {
    pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_height (self->layout, -(int)self->lines);
  }
  return self->layout;
}

/* Breaks its lines at a width, if they are not so yet; returns the height. */
static int
fit (SzSlimLabel *self, int width)
{
  PangoLayout *layout = need_layout (self);
  int height;

  /* On one line it stands as it was first shaped. */
  const gboolean whole = self->lines == 0 || width >= self->whole_width;

  pango_layout_set_width (layout, whole ? -1 : width * PANGO_SCALE);
  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

static void
sz_slim_label_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  SzSlimLabel *self = SZ_SLIM_LABEL (widget);

  need_layout (self);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *natural = self->whole_width;
    *minimum = self->lines == 0 ? self->whole_width : MIN (self->whole_width, self->least);
  } else {
    *minimum = *natural = for_size < 0 || for_size >= self->whole_width ? self->height : fit (self, for_size);
  }
}

static GtkSizeRequestMode
sz_slim_label_get_request_mode (GtkWidget *widget)
{
  return SZ_SLIM_LABEL (widget)->lines > 1 ? GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH
                                           : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

/* --- drawing
 * ------------------------------------------------------------------------------------------------------------------
 */

static void
sz_slim_label_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SzSlimLabel *self = SZ_SLIM_LABEL (widget);
  GdkRGBA colour;

  if (*self->text == '\0')
    return;
  const int width = gtk_widget_get_width (widget);

  fit (self, width);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gtk_snapshot_save (snapshot);
  if (self->at_end && width > self->whole_width)
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)(width - self->whole_width), 0));
  gtk_snapshot_append_layout (snapshot, self->layout, &colour);
  gtk_snapshot_restore (snapshot);
}

/* --- object
 * -------------------------------------------------------------------------------------------------------------------
 */

static void
drop_layout (SzSlimLabel *self)
{
  g_clear_object (&self->layout);
  g_clear_pointer (&self->font, pango_font_description_free);
}

static void
forget_layout (SzSlimLabel *self)
{
  drop_layout (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* Another colour is no other layout. */
static void
sz_slim_label_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  SzSlimLabel *self = SZ_SLIM_LABEL (widget);

  GTK_WIDGET_CLASS (sz_slim_label_parent_class)->css_changed (widget, change);
  if (self->layout != NULL && !pango_font_description_equal (self->font, present_font (self)))
    forget_layout (self);
}

static void
sz_slim_label_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (sz_slim_label_parent_class)->system_setting_changed (widget, setting);
  forget_layout (SZ_SLIM_LABEL (widget));
}

static void
sz_slim_label_finalize (GObject *object)
{
  SzSlimLabel *self = SZ_SLIM_LABEL (object);

  drop_layout (self);
  g_free (self->text);
  G_OBJECT_CLASS (sz_slim_label_parent_class)->finalize (object);
}

static void
sz_slim_label_class_init (SzSlimLabelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sz_slim_label_finalize;
  widget_class->measure = sz_slim_label_measure;
  widget_class->get_request_mode = sz_slim_label_get_request_mode;
  widget_class->snapshot = sz_slim_label_snapshot;
  widget_class->css_changed = sz_slim_label_css_changed;
  widget_class->system_setting_changed = sz_slim_label_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sz_slim_label_init (SzSlimLabel *self)
{
  self->text = g_strdup ("");
}

GtkWidget *
sz_slim_label_new (const char *css_class, guint lines, gboolean at_end)
{
  SzSlimLabel *self = g_object_new (SZ_TYPE_SLIM_LABEL, NULL);

  self->lines = lines;
  self->least = LEAST_PX;
  self->at_end = at_end;
  gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
  return GTK_WIDGET (self);
}

GtkWidget *
sz_slim_label_new_paragraph (const char *css_class, int least, gboolean at_end)
{
  SzSlimLabel *self = g_object_new (SZ_TYPE_SLIM_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_LABEL, NULL);

  self->lines = ALL_LINES;
  self->least = MAX (least, LEAST_PX);
  self->at_end = at_end;
  gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
  return GTK_WIDGET (self);
}

void
sz_slim_label_set_lines (SzSlimLabel *self, guint lines, int least)
{
  least = MAX (least, LEAST_PX);
  if (self->lines == lines && self->least == least)
    return;
  self->lines = lines;
  self->least = least;
  forget_layout (self);
}

void
sz_slim_label_set_text (SzSlimLabel *self, const char *text)
{
  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text != NULL ? text : "");
  if (self->lines == ALL_LINES)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text, -1);
  forget_layout (self);
}

const char *
sz_slim_label_get_text (SzSlimLabel *self)
{
  return self->text;
}
