/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-foresight.h"

#include <stdio.h>
#include <string.h>

#define MAX_SIDE 16384
#define MAX_SCALE 8

static const char *const THEMES[] = { "light", "dark" };
G_STATIC_ASSERT (SZ_THEME_LIGHT == 0 && SZ_THEME_DARK == 1);

static struct {
  GMutex mutex;
  gboolean expecting;        /* under the mutex */
  SzOutlook outlook;         /* under the mutex */
  SzPage *page;              /* (owned) (nullable) under the mutex: what is being painted, or is and waits */
  GCancellable *cancellable; /* (owned) (nullable) under the mutex */
  SzPainting *painting;      /* (owned) (nullable) main thread */
  GTask *waiting;            /* (owned) (nullable) main thread */
} ahead;

static SzOutlook first;

char *
sz_outlook_write (const SzOutlook *outlook)
{
  const char *theme = THEMES[outlook->theme == SZ_THEME_DARK ? 1 : 0];

  return g_strdup_printf ("%dx%d@%d %s", outlook->width, outlook->height, outlook->scale, theme);
}

gboolean
sz_outlook_read (const char *text, SzOutlook *outlook)
{
  SzOutlook read = { 0 };
  char theme[8];

  if (sscanf (text, "%5dx%5d@%2d %7s", &read.width, &read.height, &read.scale, theme) != 4)
    return FALSE;
  if (read.width < 1 || read.width > MAX_SIDE || read.height < 1 || read.height > MAX_SIDE ||
      read.scale < 1 || read.scale > MAX_SCALE)
    return FALSE;
  if (strcmp (theme, THEMES[SZ_THEME_LIGHT]) != 0 && strcmp (theme, THEMES[SZ_THEME_DARK]) != 0)
    return FALSE;
  read.theme = strcmp (theme, THEMES[SZ_THEME_DARK]) == 0 ? SZ_THEME_DARK : SZ_THEME_LIGHT;
  *outlook = read;
  return TRUE;
}

void
sz_foresight_expect (const SzOutlook *outlook)
{
  g_mutex_lock (&ahead.mutex);
  ahead.expecting = TRUE;
  ahead.outlook = *outlook;
  g_mutex_unlock (&ahead.mutex);
}

/* Under the mutex. */
static void
forget (void)
{
  g_clear_pointer (&ahead.page, sz_page_unref);
  g_clear_object (&ahead.cancellable);
}

static void
foreseen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  SzPainting *painting = sz_painter_paint_finish (result, &error);
  GTask *waiting = g_steal_pointer (&ahead.waiting);
  gboolean wanted;

  g_mutex_lock (&ahead.mutex);
  wanted = ahead.page != NULL;
  if (painting == NULL || waiting != NULL)
    forget ();
  g_mutex_unlock (&ahead.mutex);
  if (waiting != NULL) {
    if (painting != NULL)
      g_task_return_pointer (waiting, painting, (GDestroyNotify)sz_painting_free);
    else
      g_task_return_error (waiting, g_steal_pointer (&error));
    g_object_unref (waiting);
  } else if (wanted) {
    ahead.painting = painting;
  } else {
    sz_painting_free (painting);
  }
  g_clear_error (&error);
}

void
sz_foresight_begin (SzPage *page)
{
  g_autoptr (GCancellable) cancellable = NULL;
  SzOutlook outlook;

  g_mutex_lock (&ahead.mutex);
  if (ahead.expecting) {
    ahead.expecting = FALSE;
    ahead.page = sz_page_ref (page);
    ahead.cancellable = g_cancellable_new ();
    cancellable = g_object_ref (ahead.cancellable);
    outlook = ahead.outlook;
  }
  g_mutex_unlock (&ahead.mutex);
  if (cancellable != NULL)
    sz_painter_paint_async (page, outlook.theme, outlook.width, outlook.height, outlook.scale,
                            SZ_DRAW_DEFAULT, NULL, cancellable, foreseen_cb, NULL);
}

static gboolean
is_equal (const SzOutlook *a, const SzOutlook *b)
{
  return a->theme == b->theme && a->width == b->width && a->height == b->height && a->scale == b->scale;
}

/* Something else is wanted in its place. */
static void
drop (void)
{
  g_mutex_lock (&ahead.mutex);
  if (ahead.cancellable != NULL)
    g_cancellable_cancel (ahead.cancellable);
  forget ();
  g_mutex_unlock (&ahead.mutex);
  g_clear_pointer (&ahead.painting, sz_painting_free);
}

/* FALSE: it was not this that was foreseen. */
static gboolean
take (SzPage *page, const SzOutlook *outlook, GTask *task)
{
  gboolean foreseen;

  g_mutex_lock (&ahead.mutex);
  foreseen = ahead.page == page && ahead.waiting == NULL && is_equal (&ahead.outlook, outlook);
  if (foreseen && ahead.painting != NULL)
    forget ();
  g_mutex_unlock (&ahead.mutex);
  if (!foreseen)
    return FALSE;
  if (ahead.painting != NULL)
    g_task_return_pointer (task, g_steal_pointer (&ahead.painting), (GDestroyNotify)sz_painting_free);
  else
    ahead.waiting = g_object_ref (task);
  return TRUE;
}

void
sz_foresight_paint_async (SzPage *page, const SzOutlook *outlook, const SzPainting *before,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_source_tag (task, sz_foresight_paint_async);
  if (page->data_ms != 0 && first.width == 0)
    first = *outlook;
  if (take (page, outlook, task))
    return;
  if (page->data_ms != 0)
    drop ();
  sz_painter_paint_async (page, outlook->theme, outlook->width, outlook->height, outlook->scale,
                          SZ_DRAW_DEFAULT, before, cancellable, callback, data);
}

gboolean
sz_foresight_get_first (SzOutlook *outlook)
{
  *outlook = first;
  return first.width > 0;
}
