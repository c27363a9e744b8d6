/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shot-dialog.h"

#include <stdio.h>
#include <string.h>

#include "sz-alert-forms.h"
#include "sz-application.h"
#include "sz-connect.h"
#include "sz-preferences-window.h"
#include "sz-screenshot.h"
#include "sz-source-forms.h"
#include "sz-sources-page.h"
#include "ui-test.h"

#define POLL_MS 100
/* A dialog without a settled state of its own has come to rest by then. */
#define DIALOG_POLLS 12
#define ALERT_POLLS 150

typedef struct {
  SzApplication *application;
  const char *page, *file;
  guint polls;
  gboolean opened;
  int status;
} Shot;

static void
done_cb (gboolean done, const char *why, gpointer data)
{
  Shot *shot = data;

  shot->status = done ? 0 : 1;
  if (!done)
    fprintf (stderr, "%s\n", why);
  g_application_quit (G_APPLICATION (shot->application));
}

static void
give_up (Shot *shot, const char *why)
{
  done_cb (FALSE, why, shot);
}

/* --- what is opened
 * ------------------------------------------------------------------------------------------------------ */

static gboolean
open_source_form (Shot *shot, const char *name)
{
  SzDesk *desk = sz_application_get_desk (shot->application);
  GtkWindow *window = GTK_WINDOW (sz_application_get_window (shot->application));
  g_autoptr (SzSourceBook) book = sz_source_book_read (sz_desk_get_home (desk), NULL);
  g_autoptr (GPtrArray) entries = sz_source_entries (book, NULL, sz_desk_get_links (desk));
  const SzSourceEntry *entry = entries->len > 0 ? g_ptr_array_index (entries, 0) : NULL;

  if (entry == NULL)
    return FALSE;
  if (g_str_equal (name, "refetch"))
    sz_source_form_refetch (window, desk, entry, 812345);
  else if (g_str_equal (name, "remove") || g_str_equal (name, "end-demo"))
    sz_source_form_remove (window, desk, entry, 812345, g_str_equal (name, "end-demo"));
  else if (g_str_equal (name, "edit"))
    sz_source_form_edit (window, desk, entry->source);
  else if (g_str_equal (name, "sign-in"))
    sz_source_form_sign_in (window, desk, entry->source);
  else
    return FALSE;
  return TRUE;
}

/* FALSE: there is no alert yet. */
static gboolean
open_alert_form (Shot *shot, const char *name)
{
  SzDesk *desk = sz_application_get_desk (shot->application);
  SzSettings *settings = sz_application_get_settings (shot->application);
  GtkWindow *window = GTK_WINDOW (sz_application_get_window (shot->application));
  const SzAlertList *list = sz_desk_get_alerts (desk);
  const SzAlert *alert = list != NULL && list->alerts->len > 0 ? g_ptr_array_index (list->alerts, 0) : NULL;

  if (alert == NULL)
    return FALSE;
  if (g_str_equal (name, "acknowledge"))
    sz_alert_acknowledge (window, desk, settings, alert->id, NULL, NULL, NULL);
  else if (g_str_equal (name, "dispose"))
    sz_alert_dispose (window, desk, settings, alert);
  else
    sz_alert_dismiss (window, desk, settings, alert->id);
  return TRUE;
}

static void
open_action (GtkWindow *window, const char *name)
{
  static const struct {
    const char *name, *action;
  } ACTIONS[] = {
    { "preferences", "win.preferences" },
    { "search", "win.search" },
    { "shortcuts", "win.show-help-overlay" },
    { "table", "win.table" },
    { "about", "app.about" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ACTIONS); i++)
    if (g_str_equal (name, ACTIONS[i].name) || (i == 1 && g_str_has_prefix (name, "search=")))
      gtk_widget_activate_action (GTK_WIDGET (window), ACTIONS[i].action, NULL);
}

/* FALSE: it cannot be opened yet. */
static gboolean
open_dialog (Shot *shot, const char *name)
{
  SzDesk *desk = sz_application_get_desk (shot->application);
  GtkWindow *window = GTK_WINDOW (sz_application_get_window (shot->application));

  if (g_str_equal (name, "acknowledge") || g_str_equal (name, "dispose") || g_str_equal (name, "dismiss"))
    return open_alert_form (shot, name);
  if (g_str_equal (name, "connect"))
    sz_connect_hall (window, desk);
  else if (g_str_equal (name, "import"))
    sz_connect_this_file (window, desk, "receipt-2026-11.csv");
  else if (g_str_equal (name, "key"))
    sz_source_form_key (window, desk);
  else if (!open_source_form (shot, name))
    open_action (window, name);
  return TRUE;
}

static GtkWindow *
find_dialog (Shot *shot)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if ((gpointer)window != (gpointer)sz_application_get_window (shot->application) &&
        gtk_widget_get_mapped (GTK_WIDGET (window)))
      return window; /* the list holds it */
  }
  return NULL;
}

/* --- going
 * ---------------------------------------------------------------------------------------------------------------
 */

static gboolean
always (gpointer window)
{
  return TRUE;
}

static gboolean
dialog_cb (gpointer data)
{
  Shot *shot = data;
  GtkWindow *dialog = find_dialog (shot);
  const char *words = strchr (shot->page, '=');
  GtkWidget *entry;

  if (dialog == NULL && shot->polls++ < DIALOG_POLLS)
    return G_SOURCE_CONTINUE;
  if (dialog == NULL) {
    give_up (shot, "no dialog opened");
    return G_SOURCE_REMOVE;
  }
  gtk_widget_add_css_class (GTK_WIDGET (dialog), "unframed");
  entry = ui_find_widget (GTK_WIDGET (dialog), GTK_TYPE_EDITABLE);
  if (words != NULL && entry != NULL)
    gtk_editable_set_text (GTK_EDITABLE (entry), words + 1);
  gtk_window_set_focus (dialog, NULL);
  sz_screenshot_when_settled (dialog, always, shot->file, done_cb, shot);
  return G_SOURCE_REMOVE;
}

static gboolean
window_cb (gpointer data)
{
  Shot *shot = data;
  SzMainWindow *window = sz_application_get_window (shot->application);

  if (window == NULL || !sz_main_window_is_settled (window))
    return G_SOURCE_CONTINUE;
  if (g_str_has_prefix (shot->page, "source:")) {
    GtkWidget *page = sz_main_window_get_page (window);

    if (SZ_IS_SOURCES_PAGE (page))
      sz_sources_page_select (SZ_SOURCES_PAGE (page), shot->page + strlen ("source:"));
    gtk_widget_add_css_class (GTK_WIDGET (window), "unframed");
    if (shot->polls++ < DIALOG_POLLS)
      return G_SOURCE_CONTINUE;
    sz_screenshot_when_settled (GTK_WINDOW (window), (SzSettledFunc)sz_main_window_is_settled, shot->file,
                                done_cb, shot);
    return G_SOURCE_REMOVE;
  }
  if (!open_dialog (shot, shot->page + strlen ("dialog:"))) {
    if (shot->polls++ < ALERT_POLLS)
      return G_SOURCE_CONTINUE;
    give_up (shot, "nothing to open it on");
    return G_SOURCE_REMOVE;
  }
  shot->polls = 0;
  g_timeout_add (POLL_MS, dialog_cb, shot);
  return G_SOURCE_REMOVE;
}

int
shot_dialog (SzWindowOptions *options, const char *page)
{
  Shot shot = { .page = page, .file = options->screenshot, .status = 1 };

  options->screenshot = NULL;
  options->page = g_str_has_prefix (page, "source:") ? "sources" : "overview";
  shot.application = sz_application_new (options);
  g_timeout_add (POLL_MS, window_cb, &shot);
  g_application_run (G_APPLICATION (shot.application), 0, NULL);
  g_object_unref (shot.application);
  return shot.status;
}
