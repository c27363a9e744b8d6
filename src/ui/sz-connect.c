/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-connect.h"

#include "sz-form.h"
#include "sz-i18n.h"

typedef struct {
  SzDesk *desk;          /* (owned) */
  GtkWidget *name, *url; /* of a hall */
  char *path;            /* of a file */
  char **mappings;       /* (nullable) (array zero-terminated=1) */
  GtkWidget *mapping;    /* drop-down over `mappings` */
  GCancellable *cancellable;
} Connect;

static void
free_connect (gpointer data)
{
  Connect *connect = data;

  g_cancellable_cancel (connect->cancellable);
  g_object_unref (connect->cancellable);
  g_object_unref (connect->desk);
  g_strfreev (connect->mappings);
  g_free (connect->path);
  g_free (connect);
}

static Connect *
new_connect (SzForm *form, SzDesk *desk)
{
  Connect *connect = g_new0 (Connect, 1);

  connect->desk = g_object_ref (desk);
  connect->cancellable = g_cancellable_new ();
  /* A form that is closed hears nothing any more. */
  g_signal_connect_object (form, "destroy", G_CALLBACK (g_cancellable_cancel), connect->cancellable,
                           G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (form), "connect", connect, free_connect);
  return connect;
}

/* --- a hall
 * ------------------------------------------------------------------------------------------------------------------
 */

static void
test_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  char *sentence = NULL;
  GError *error = NULL;

  if (sz_source_test (data, cancellable, &sentence, &error))
    g_task_return_pointer (task, sentence, g_free);
  else
    g_task_return_error (task, error);
}

static void
tested_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sz_form_set_busy (SZ_FORM (object), FALSE);
  sz_form_say (SZ_FORM (object), error != NULL ? error->message : sentence, error != NULL);
}

/* What stands in the form, or what is wrong with it, said there. (transfer full) (nullable) */
static SzSource *
read_source (SzForm *form, Connect *connect)
{
  g_autofree char *name = sz_form_dup_text (connect->name);
  g_autofree char *url = sz_form_dup_text (connect->url);
  g_autoptr (GError) error = NULL;

  if (!sz_source_check_name (name, &error)) {
    sz_form_say (form, error->message, TRUE);
    gtk_widget_grab_focus (connect->name);
    return NULL;
  }
  if (!g_str_has_prefix (url, "http://") && !g_str_has_prefix (url, "https://")) {
    sz_form_say (
        form, _ ("The address begins with http:// or https://, as the supplier of the hall system gives it."),
        TRUE);
    gtk_widget_grab_focus (connect->url);
    return NULL;
  }
  return sz_source_new (name, url);
}

static void
test_cb (SzForm *form)
{
  Connect *connect = g_object_get_data (G_OBJECT (form), "connect");
  SzSource *source = read_source (form, connect);
  g_autoptr (GTask) task = NULL;

  if (source == NULL)
    return;
  sz_form_set_busy (form, TRUE);
  sz_form_say (form, _ ("Asking the hall what it has…"), FALSE);
  task = g_task_new (form, connect->cancellable, tested_cb, NULL);
  g_task_set_source_tag (task, test_cb);
  g_task_set_task_data (task, source, (GDestroyNotify)sz_source_free);
  g_task_run_in_thread (task, test_thread);
}

typedef struct {
  const SzHome *home;
  SzSource *source;
} Adding;

static void
free_adding (gpointer data)
{
  Adding *adding = data;

  sz_source_free (adding->source);
  g_free (adding);
}

static void
add_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const Adding *adding = data;
  GError *error = NULL;

  if (sz_source_add (adding->home, adding->source->name, adding->source->url, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
added_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error)) {
    GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (object));

    /* What is invented does not stay beside what is real. */
    gtk_widget_activate_action (GTK_WIDGET (parent), "app.demo-end", NULL);
    sz_form_close (SZ_FORM (object));
    return;
  }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sz_form_set_busy (SZ_FORM (object), FALSE);
  sz_form_say (SZ_FORM (object), error->message, TRUE);
}

static void
add_cb (SzForm *form)
{
  Connect *connect = g_object_get_data (G_OBJECT (form), "connect");
  SzSource *source = read_source (form, connect);
  g_autoptr (GTask) task = NULL;
  Adding *adding;

  if (source == NULL)
    return;
  adding = g_new0 (Adding, 1);
  adding->home = sz_desk_get_home (connect->desk);
  adding->source = source;
  sz_form_set_busy (form, TRUE);
  task = g_task_new (form, connect->cancellable, added_cb, NULL);
  g_task_set_source_tag (task, add_cb);
  g_task_set_task_data (task, adding, free_adding);
  g_task_run_in_thread (task, add_thread);
}

void
sz_connect_hall (GtkWindow *parent, SzDesk *desk)
{
  SzForm *form = sz_form_new (parent, _ ("Connect a hall"), _ ("Connect"));
  Connect *connect = new_connect (form, desk);

  sz_form_add_text (
      form,
      _ ("The address is the one its supplier gives for the hall interface. Figures appear by themselves, "
         "today's first."));
  connect->name = sz_form_add_entry (form, _ ("Name"), "hall", _ ("Letters, digits and hyphens"));
  connect->url = sz_form_add_entry (form, _ ("Address"), "", "https://hall.example:8443");
  sz_form_add_button (form, _ ("Test"), G_CALLBACK (test_cb), form);
  g_signal_connect (form, "accept", G_CALLBACK (add_cb), NULL);
  gtk_window_present (GTK_WINDOW (form));
  gtk_widget_grab_focus (connect->url);
}

/* --- a file
 * ------------------------------------------------------------------------------------------------------------------
 */

typedef struct {
  SzDesk *desk; /* (owned): the store outlives the import */
  char *path, *mapping;
} Import;

static void
free_import (gpointer data)
{
  Import *import = data;

  g_object_unref (import->desk);
  g_free (import->path);
  g_free (import->mapping);
  g_free (import);
}

static void
import_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Import *import = data;
  const SzHome *home = sz_desk_get_home (import->desk);
  SzImportOptions options = { .path = import->path, .mapping = import->mapping, .config = home->config };
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (SzSiteKey) key = NULL;
  g_autofree char *notice = NULL;
  g_autofree char *taken = NULL;
  g_autofree char *refused = NULL;
  gboolean needs_key = FALSE;
  GError *error = NULL;

  if (!sz_import_needs_key (&options, sz_desk_get_catalog (import->desk), &needs_key, &error) ||
      (needs_key &&
       (key = sz_site_key_open_for (home, sz_desk_get_key_file (import->desk), &notice, &error)) == NULL) ||
      !sz_import_file (sz_desk_get_store (import->desk), key, &options, &report, cancellable, &error)) {
    g_task_return_error (task, error);
    return;
  }
  taken = sz_number_exact ((double)(report.taken + report.unchanged), "row");
  refused = sz_number_exact ((double)report.refused, "row");
  /* Translators: both are a number of records with their unit. */
  g_task_return_pointer (task, g_strdup_printf (_ ("%1$s taken, %2$s refused."), taken, refused), g_free);
}

static void
imported_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sz_form_set_busy (SZ_FORM (object), FALSE);
  sz_form_say (SZ_FORM (object), error != NULL ? error->message : sentence, error != NULL);
}

static void
import_cb (SzForm *form)
{
  Connect *connect = g_object_get_data (G_OBJECT (form), "connect");
  guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (connect->mapping));
  g_autoptr (GTask) task = NULL;
  Import *import;

  if (sz_desk_get_store (connect->desk) == NULL) {
    sz_form_say (form, _ ("Another process owns this home; import there."), TRUE);
    return;
  }
  if (connect->mappings == NULL || index >= g_strv_length (connect->mappings))
    return;
  import = g_new0 (Import, 1);
  import->desk = g_object_ref (connect->desk);
  import->path = g_strdup (connect->path);
  import->mapping = g_strdup (connect->mappings[index]);
  sz_form_set_busy (form, TRUE);
  sz_form_say (form, _ ("Reading…"), FALSE);
  task = g_task_new (form, connect->cancellable, imported_cb, NULL);
  g_task_set_source_tag (task, import_cb);
  g_task_set_task_data (task, import, free_import);
  g_task_run_in_thread (task, import_thread);
}

static void
list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const SzHome *home = data;

  g_task_return_pointer (task, sz_import_list_mappings (home->config), (GDestroyNotify)g_strfreev);
}

static void
listed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Connect *connect = g_object_get_data (object, "connect");
  char **mappings = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (GtkStringList) list = NULL;

  if (mappings == NULL)
    return;
  connect->mappings = mappings;
  list = gtk_string_list_new ((const char *const *)mappings);
  gtk_drop_down_set_model (GTK_DROP_DOWN (connect->mapping), G_LIST_MODEL (list));
  sz_form_set_busy (SZ_FORM (object), FALSE);
}

void
sz_connect_this_file (GtkWindow *parent, SzDesk *desk, const char *path)
{
  SzForm *form = sz_form_new (parent, _ ("Import a file"), _ ("Import"));
  Connect *connect = new_connect (form, desk);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GTask) task = g_task_new (form, connect->cancellable, listed_cb, NULL);

  connect->path = g_strdup (path);
  connect->mapping = gtk_drop_down_new (NULL, NULL);
  sz_form_add_text (form, name);
  sz_form_add_text (
      form,
      _ ("A mapping says what the columns mean. Importing a file again changes nothing; a corrected one "
         "replaces the rows of the same keys."));
  sz_form_add (form, _ ("Mapping"), connect->mapping);
  sz_form_set_busy (form, TRUE);
  g_signal_connect (form, "accept", G_CALLBACK (import_cb), NULL);
  gtk_window_present (GTK_WINDOW (form));
  g_task_set_source_tag (task, sz_connect_this_file);
  g_task_set_task_data (task, (gpointer)sz_desk_get_home (desk), NULL);
  g_task_run_in_thread (task, list_thread);
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  g_autoptr (SzDesk) desk = data;
  g_autoptr (GtkFileChooserNative) chooser = GTK_FILE_CHOOSER_NATIVE (dialog);
  g_autoptr (GFile) file =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    sz_connect_this_file (gtk_native_dialog_get_transient_for (dialog), desk, path);
}

void
sz_connect_file (GtkWindow *parent, SzDesk *desk)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Import a file"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Choose"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (file_chosen_cb), g_object_ref (desk));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
