/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-export.h"

#include "sz-draw.h"
#include "sz-i18n.h"
#include "sz-report.h"

/* The canvas a page is exported on: the reference size of the visual language. */
#define EXPORT_WIDTH 1744
#define EXPORT_HEIGHT 1080

typedef struct {
  GtkWindow *parent;            /* (owned) */
  GtkFileChooserNative *dialog; /* (owned) */
  SzPage *page;                 /* (owned) (nullable) */
  SzDesk *desk;                 /* (owned) (nullable) */
  SzPlace *place;               /* (owned) (nullable) */
  char *path;
} Export;

static void
free_export (Export *job)
{
  g_clear_object (&job->dialog);
  g_clear_object (&job->parent);
  g_clear_object (&job->desk);
  g_clear_pointer (&job->page, sz_page_unref);
  g_clear_pointer (&job->place, sz_place_unref);
  g_free (job->path);
  g_free (job);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, free_export)

static void
say (GtkWindow *parent, GtkMessageType kind, const char *text, const char *detail)
{
  GtkWidget *dialog = gtk_message_dialog_new (parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT, kind,
                                              GTK_BUTTONS_CLOSE, "%s", text);

  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s", detail);
  g_signal_connect (dialog, "response", G_CALLBACK (gtk_window_destroy), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
report_outcome (const Export *job, const GError *error, const char *detail)
{
  if (error == NULL)
    say (job->parent, GTK_MESSAGE_INFO, _ ("The file is written"), detail);
  else
    say (job->parent, GTK_MESSAGE_ERROR, _ ("The file could not be written"), error->message);
}

static void
write_page_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Export *job = data;
  const SzTheme *theme = sz_theme_get (SZ_THEME_LIGHT);
  g_autoptr (SzPicture) picture = sz_draw_page (job->page, theme, EXPORT_WIDTH, EXPORT_HEIGHT, SZ_DRAW_FRAME);
  GError *error = NULL;

  if (sz_report_save_picture (picture, theme, job->path, job->page->headline, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
page_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Export) job = data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  report_outcome (job, error, job->path);
}

static void
rows_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Export) job = data;
  g_autoptr (GError) error = NULL;
  gint64 count = sz_desk_export_rows_finish (SZ_DESK (source), result, &error);
  g_autofree char *number = sz_number_exact ((double)count, "row");
  /* Translators: the number of records written, and the file. */
  g_autofree char *detail = g_strdup_printf (_ ("%s rows in %s"), number, job->path);

  report_outcome (job, error, detail);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  g_autoptr (Export) job = data;
  g_autoptr (GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  job->path = file != NULL ? g_file_get_path (file) : NULL;
  if (job->path == NULL) {
    say (job->parent, GTK_MESSAGE_ERROR, _ ("The file could not be written"),
         _ ("Choose a folder on this computer."));
    return;
  }
  if (job->page != NULL) {
    GTask *task = g_task_new (NULL, NULL, page_written_cb, job);

    /* The callback frees the job, after the thread has ended. */
    g_task_set_task_data (task, g_steal_pointer (&job), NULL);
    g_task_run_in_thread (task, write_page_thread);
    g_object_unref (task);
    return;
  }
  sz_desk_export_rows_async (job->desk, job->place, job->path, rows_written_cb, job);
  g_steal_pointer (&job);
}

/* Takes the job. */
static void
choose_file (Export *job, const char *name)
{
  job->dialog = gtk_file_chooser_native_new (_ ("Export"), job->parent, GTK_FILE_CHOOSER_ACTION_SAVE,
                                             _ ("Export"), NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (job->dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (job->dialog), TRUE);
  g_signal_connect (job->dialog, "response", G_CALLBACK (chosen_cb), job);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (job->dialog));
}

void
sz_export_page (GtkWindow *parent, SzPage *page, const char *format)
{
  Export *job = g_new0 (Export, 1);
  g_autofree char *id = g_strdelimit (g_strdup (page->id), ":/", '-');
  g_autofree char *name = g_strdup_printf ("%s.%s", id, format);

  job->parent = g_object_ref (parent);
  job->page = sz_page_ref (page);
  choose_file (job, name);
}

void
sz_export_rows (GtkWindow *parent, SzDesk *desk, const SzPlace *place)
{
  Export *job = g_new0 (Export, 1);
  g_autofree char *name = g_strdup_printf ("%s.csv", place->indicator);

  job->parent = g_object_ref (parent);
  job->desk = g_object_ref (desk);
  job->place = sz_place_ref ((SzPlace *)place);
  choose_file (job, name);
}
