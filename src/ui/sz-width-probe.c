/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-width-probe.h"

/* As draw lays out its pages. */
#define WIDEST 2144

struct _SzWidthProbe {
  GtkWidget parent_instance;

  int told;
  guint idle;
};

G_DEFINE_FINAL_TYPE (SzWidthProbe, sz_width_probe, GTK_TYPE_WIDGET)

enum { WIDTH, N_SIGNALS };
static guint signals[N_SIGNALS];

static gboolean
tell_cb (gpointer data)
{
  SzWidthProbe *self = data;

  self->idle = 0;
  self->told = gtk_widget_get_width (GTK_WIDGET (self));
  g_signal_emit (self, signals[WIDTH], 0, self->told);
  return G_SOURCE_REMOVE;
}

static void
sz_width_probe_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SzWidthProbe *self = SZ_WIDTH_PROBE (widget);

  if (width != self->told && self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, tell_cb, self, NULL);
}

static void
sz_width_probe_dispose (GObject *object)
{
  g_clear_handle_id (&SZ_WIDTH_PROBE (object)->idle, g_source_remove);
  G_OBJECT_CLASS (sz_width_probe_parent_class)->dispose (object);
}

static void
sz_width_probe_class_init (SzWidthProbeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sz_width_probe_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = sz_width_probe_size_allocate;
  signals[WIDTH] = g_signal_new ("width", SZ_TYPE_WIDTH_PROBE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
sz_width_probe_init (SzWidthProbe *self)
{
}

int
sz_width_probe_inset (GtkWidget *page, int width)
{
  const int inset = MAX (0, (width - WIDEST) / 2);

  for (GtkWidget *child = gtk_widget_get_first_child (page); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    /* It measures the page itself. */
    if (SZ_IS_WIDTH_PROBE (child))
      continue;
    gtk_widget_set_margin_start (child, inset);
    gtk_widget_set_margin_end (child, inset);
  }
  return width - 2 * inset;
}
