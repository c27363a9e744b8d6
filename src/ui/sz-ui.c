/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-ui.h"

#include "sz-application.h"
#include "sz-figures.h"
#include "sz-foresight.h"
#include "sz-pace.h"
#include "sz-painter.h"
#include "sz-preferences.h"

/* What was begun ahead of the window; taken by the application of the same home. */
static SzDesk *ahead;

/* What a window of the usual size leaves for its page. */
static const SzOutlook USUAL = { SZ_THEME_LIGHT, 1254, 845, 1 };

static gboolean
has_gpu (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/dev/dri", 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "renderD"))
      return TRUE;
  return FALSE;
}

/* OpenGL without a GPU is slower than no OpenGL and takes twice the memory; and who draws without it need not
 * load it. Runs before there are threads. */
static void
choose_renderer (void)
{
  const char *debug = g_getenv ("GDK_DEBUG");
  g_autofree char *without = NULL;

  if (g_getenv ("GSK_RENDERER") == NULL && !has_gpu ())
    g_setenv ("GSK_RENDERER", "cairo", TRUE);
  if (g_strcmp0 (g_getenv ("GSK_RENDERER"), "cairo") != 0)
    return;
  if (gtk_get_major_version () > 4 || gtk_get_minor_version () >= 16) {
    g_setenv ("GDK_DISABLE", "gl,vulkan", FALSE);
    return;
  }
  without = debug != NULL ? g_strconcat (debug, ",gl-disable", NULL) : g_strdup ("gl-disable");
  g_setenv ("GDK_DEBUG", without, TRUE);
}

/* GTK answers only its first caller truly: asked again, it says yes to having been asked. */
gboolean
sz_ui_display_present (void)
{
  static gsize answer = 0;
  enum { ABSENT = 1, PRESENT };

  if (g_once_init_enter (&answer)) {
    /* sz_i18n_init has set the locale so that Chinese works where none is generated; GTK would set it again.
     */
    gtk_disable_setlocale ();
    if (ahead == NULL)
      choose_renderer ();
    g_once_init_leave (&answer, gtk_init_check () ? PRESENT : ABSENT);
  }
  return answer == PRESENT;
}

/* How the window will look is how it looked the last time, or how the usual one does. */
static SzOutlook
guess_outlook (const SzWindowOptions *options)
{
  g_autoptr (SzPreferences) preferences = sz_preferences_load (options->home);
  const char *theme = options->theme != NULL ? options->theme : preferences->theme;
  SzOutlook outlook = USUAL;

  sz_outlook_read (preferences->outlook, &outlook);
  if (g_str_equal (theme, "light"))
    outlook.theme = SZ_THEME_LIGHT;
  else if (g_str_equal (theme, "dark"))
    outlook.theme = SZ_THEME_DARK;
  return outlook;
}

void
sz_ui_look_ahead (const SzWindowOptions *options)
{
  g_autoptr (SzPlace) place = NULL;
  const SzBoard *board = sz_catalog_board (options->catalog, "overview", NULL);
  g_autoptr (SzPage) rehearsal = NULL;
  SzOutlook outlook;

  sz_pace_mark ("catalogue");
  if (options->kiosk || options->service || ahead != NULL)
    return;
  place = sz_place_parse (options->page != NULL ? options->page : "overview", options->catalog, NULL);
  if (place == NULL || !sz_place_is_drawn (place))
    return;
  choose_renderer ();
  outlook = guess_outlook (options);
  if (options->width == 0 && options->height == 0)
    sz_foresight_expect (&outlook);
  ahead = sz_desk_new (options->home, options->catalog, options->key_file);
  sz_desk_look_ahead (ahead, place);
  if (board != NULL && place->kind == SZ_PLACE_OVERVIEW) {
    rehearsal = sz_figures_rehearse_board (options->catalog, board);
    sz_painter_warm (rehearsal, outlook.theme, outlook.width, outlook.height);
  }
}

int
sz_ui_run (const SzWindowOptions *options)
{
  g_autoptr (SzApplication) application = sz_application_new (options);
  char *service[] = { (char *)"shuzhi", (char *)"--gapplication-service", NULL };
  int status;

  sz_pace_mark ("toolkit");
  sz_pace_begin ();
  if (ahead != NULL)
    sz_application_take_desk (application, ahead);
  status = options->service ? g_application_run (G_APPLICATION (application), 2, service)
                            : g_application_run (G_APPLICATION (application), 0, NULL);
  status = status != 0 ? status : sz_application_get_status (application);
  sz_ui_end ();
  return status;
}

/* Who hands over to a window that is open has begun what a window would need: the thread is at it still, and
 * its question keeps the desk. */
void
sz_ui_end (void)
{
  if (ahead != NULL)
    sz_desk_stop (ahead);
  g_clear_object (&ahead);
  sz_painter_stop ();
}
