/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-alert-spark.h"

#include <math.h>

#include "sz-draw.h"
#include "sz-painter.h"
#include "sz-style.h"

struct _SzAlertSpark {
  GtkWidget parent_instance;

  SzAlertList *list;    /* (owned) (nullable) holds the alert */
  const SzAlert *alert; /* (nullable) with a line to draw */
  SzPicture *picture;   /* (owned) (nullable) perhaps of what it was before */
  int width, height;
  SzThemeId theme; /* that of the picture, or of the one being drawn */
  guint serial;    /* of what is to be drawn; the picture's is `drawn` */
  guint drawn, asked;
  gboolean hidden; /* it was out of sight when it was to be drawn */
};

G_DEFINE_FINAL_TYPE (SzAlertSpark, sz_alert_spark, GTK_TYPE_WIDGET)

/* --- what is drawn
 * --------------------------------------------------------------------------------------------------------------
 */

/* While its data are silent the axis goes on, minute by minute. */
static SzSpark
spark_of (const SzAlertList *list, const SzAlert *alert)
{
  const gboolean stale = alert->open && alert->blind;

  return (SzSpark){ .series = alert->trend,
                    .limit = alert->limit,
                    .below = alert->below,
                    .x_end = stale ? (double)(list->now_ms - list->now_ms % SZ_MINUTE_MS) : (double)NAN,
                    .stale = stale };
}

static gboolean
is_same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static gboolean
looks_the_same (const SzSpark *a, const SzSpark *b)
{
  if (a->series->length != b->series->length || !is_same (a->limit, b->limit) || a->below != b->below ||
      a->stale != b->stale || !is_same (a->x_end, b->x_end))
    return FALSE;
  for (gsize i = 0; i < a->series->length; i++)
    if (a->series->x[i] != b->series->x[i] || !is_same (a->series->y[i], b->series->y[i]))
      return FALSE;
  return TRUE;
}

/* --- drawing, on a thread
 * --------------------------------------------------------------------------------------------------------------
 */

typedef struct {
  SzAlertList *list; /* (owned) */
  const SzAlert *alert;
  SzThemeId theme;
  int width, height;
  guint serial;
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  sz_alert_list_unref (job->list);
  g_free (job);
}

static void
draw_on_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  const SzSpark spark = spark_of (job->list, job->alert);

  g_task_return_pointer (task, sz_draw_spark (&spark, sz_theme_get (job->theme), job->width, job->height),
                         (GDestroyNotify)sz_picture_unref);
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzAlertSpark) self = data;
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (SzPicture) picture = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Something else has been asked for since. */
  if (picture == NULL || job->serial != self->serial || job->theme != self->theme ||
      job->width != self->width || job->height != self->height)
    return;
  g_clear_pointer (&self->picture, sz_picture_unref);
  self->picture = g_steal_pointer (&picture);
  self->drawn = job->serial;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ask_picture (SzAlertSpark *self)
{
  /* The last reference to a task may be the painter's: it holds no widget. */
  g_autoptr (GTask) task = g_task_new (NULL, NULL, drawn_cb, g_object_ref (self));
  Job *job = g_new0 (Job, 1);

  *job = (Job){
    sz_alert_list_ref (self->list), self->alert, self->theme, self->width, self->height, self->serial
  };
  self->asked = self->serial;
  g_task_set_source_tag (task, ask_picture);
  g_task_set_task_data (task, job, free_job);
  sz_painter_run (task, draw_on_thread);
}

/* --- on the screen
 * --------------------------------------------------------------------------------------------------------------
 */

static gboolean
is_in_sight (GtkWidget *widget)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  return viewport == NULL ||
         (gtk_widget_compute_bounds (widget, viewport, &bounds) && bounds.origin.y + bounds.size.height > 0 &&
          bounds.origin.y < (float)gtk_widget_get_height (viewport));
}

/* The old line stands until the new one is there. */
static void
sz_alert_spark_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SzAlertSpark *self = SZ_ALERT_SPARK (widget);
  SzThemeId theme = sz_style_get_theme (sz_style_get ());
  const float width = (float)gtk_widget_get_width (widget), height = (float)gtk_widget_get_height (widget);
  cairo_t *cr;

  self->hidden = self->alert != NULL && !is_in_sight (widget);
  if (self->alert == NULL || self->hidden)
    return;
  if (self->theme != theme) {
    self->theme = theme;
    self->serial++;
  }
  if (self->asked != self->serial)
    ask_picture (self);
  if (self->picture == NULL)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  sz_picture_paint (self->picture, cr, 1);
  cairo_destroy (cr);
}

static void
sz_alert_spark_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  const SzAlertSpark *self = SZ_ALERT_SPARK (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? self->width : self->height;
}

static void
sz_alert_spark_dispose (GObject *object)
{
  SzAlertSpark *self = SZ_ALERT_SPARK (object);

  self->alert = NULL;
  g_clear_pointer (&self->list, sz_alert_list_unref);
  g_clear_pointer (&self->picture, sz_picture_unref);
  G_OBJECT_CLASS (sz_alert_spark_parent_class)->dispose (object);
}

static void
sz_alert_spark_class_init (SzAlertSparkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_alert_spark_dispose;
  widget_class->measure = sz_alert_spark_measure;
  widget_class->snapshot = sz_alert_spark_snapshot;
  gtk_widget_class_set_css_name (widget_class, "alertspark");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sz_alert_spark_init (SzAlertSpark *self)
{
  g_signal_connect_object (sz_style_get (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
sz_alert_spark_new (void)
{
  return g_object_new (SZ_TYPE_ALERT_SPARK, NULL);
}

void
sz_alert_spark_set_size (SzAlertSpark *self, int width, int height)
{
  if (self->width == width && self->height == height)
    return;
  self->width = width;
  self->height = height;
  self->serial++;
  g_clear_pointer (&self->picture, sz_picture_unref);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
sz_alert_spark_show (SzAlertSpark *self, SzAlertList *list, const SzAlert *alert)
{
  SzAlertList *before = self->list;
  const SzAlert *shown = self->alert;

  self->list = sz_alert_list_ref (list);
  self->alert = alert->trend != NULL ? alert : NULL;
  if (self->alert != NULL) {
    const SzSpark now = spark_of (list, alert);
    const SzSpark then = shown != NULL ? spark_of (before, shown) : now;

    if (shown == NULL || !looks_the_same (&now, &then)) {
      self->serial++;
      gtk_widget_queue_draw (GTK_WIDGET (self));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, alert->trend_text,
                                      -1);
    }
    /* Of another alert the old line says nothing. */
    if (shown == NULL || g_strcmp0 (shown->id, alert->id) != 0)
      g_clear_pointer (&self->picture, sz_picture_unref);
  }
  gtk_widget_set_visible (GTK_WIDGET (self), self->alert != NULL);
  if (before != NULL)
    sz_alert_list_unref (before);
}

void
sz_alert_spark_reveal (SzAlertSpark *self)
{
  if (self->hidden && is_in_sight (GTK_WIDGET (self)))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
sz_alert_spark_is_drawn (SzAlertSpark *self)
{
  return self->alert != NULL && self->picture != NULL && self->drawn == self->serial;
}

gboolean
sz_alert_spark_is_pending (SzAlertSpark *self)
{
  return self->alert != NULL && !self->hidden && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
         !sz_alert_spark_is_drawn (self);
}
