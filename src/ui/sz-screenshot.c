/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-screenshot.h"

#include "sz-error.h"
#include "sz-i18n.h"

#define POLL_MS 50
#define GIVE_UP_MS 60000
/* Polls in a row that must find the page settled: resizing and the first painting come after the figures. */
#define CALM_POLLS 8

typedef struct {
  GtkWindow *window; /* (owned) */
  SzSettledFunc settled;
  char *path;
  SzScreenshotFunc func;
  gpointer data;
  guint calm, polls;
} Wait;

gboolean
sz_screenshot_save (GtkWindow *window, const char *path, GError **error)
{
  GtkWidget *widget = GTK_WIDGET (window);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE,
                 _ ("The window shows nothing that could be written to %s."), path);
    return FALSE;
  }
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  gsk_render_node_unref (node);
  if (gdk_texture_save_to_png (texture, path))
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("The picture could not be written to %s."), path);
  return FALSE;
}

static void
free_wait (gpointer data)
{
  Wait *wait = data;

  g_object_unref (wait->window);
  g_free (wait->path);
  g_free (wait);
}

static gboolean
poll_cb (gpointer data)
{
  Wait *wait = data;
  g_autoptr (GError) error = NULL;

  wait->calm = wait->settled (wait->window) ? wait->calm + 1 : 0;
  if (wait->calm < CALM_POLLS && ++wait->polls * POLL_MS < GIVE_UP_MS)
    return G_SOURCE_CONTINUE;
  if (wait->calm < CALM_POLLS)
    wait->func (FALSE, _ ("The window did not come to rest within a minute."), wait->data);
  else if (sz_screenshot_save (wait->window, wait->path, &error))
    wait->func (TRUE, NULL, wait->data);
  /* Between two layouts a window has nothing to show; the next frame has. */
  else if (g_error_matches (error, SZ_ERROR, SZ_ERROR_INCOMPLETE) && wait->polls * POLL_MS < GIVE_UP_MS)
    return G_SOURCE_CONTINUE;
  else
    wait->func (FALSE, error->message, wait->data);
  return G_SOURCE_REMOVE;
}

void
sz_screenshot_when_settled (GtkWindow *window, SzSettledFunc settled, const char *path, SzScreenshotFunc func,
                            gpointer data)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->window = g_object_ref (window);
  wait->settled = settled;
  wait->path = g_strdup (path);
  wait->func = func;
  wait->data = data;
  g_timeout_add_full (G_PRIORITY_DEFAULT, POLL_MS, poll_cb, wait, free_wait);
}
