/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-ui.h"

#include "sz-application.h"

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
    g_once_init_leave (&answer, gtk_init_check () ? PRESENT : ABSENT);
  }
  return answer == PRESENT;
}

int
sz_ui_run (const SzWindowOptions *options)
{
  g_autoptr (SzApplication) application = sz_application_new (options);
  char *service[] = { (char *)"shuzhi", (char *)"--gapplication-service", NULL };
  int status = options->service ? g_application_run (G_APPLICATION (application), 2, service)
                                : g_application_run (G_APPLICATION (application), 0, NULL);

  return status != 0 ? status : sz_application_get_status (application);
}
