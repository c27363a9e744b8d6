/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-source-forms.h"

#include "sz-form.h"
#include "sz-i18n.h"

typedef struct {
  SzDesk *desk; /* (owned) */
  char *name;
  gboolean demo;
  SzSource *source; /* (owned) (nullable) */
  GtkWidget *url, *live, *ca, *pin, *kind, *first, *second, *first_name, *second_name;
} Form;

static const char *const LIVES[] = { NULL, "sse", "websocket", "no" };
static const char *const KINDS[] = { "basic", "bearer", "oauth2" };
static const char *const SECRETS[][2] = { { "user", "password" },
                                          { "token", NULL },
                                          { "client_id", "client_secret" } };

static void
free_form (gpointer data)
{
  Form *form = data;

  g_object_unref (form->desk);
  g_clear_pointer (&form->source, sz_source_free);
  g_free (form->name);
  g_free (form);
}

static Form *
new_form (GtkWindow *parent, SzDesk *desk, const char *name, const char *title, const char *accept,
          SzForm **window)
{
  Form *form = g_new0 (Form, 1);

  form->desk = g_object_ref (desk);
  form->name = g_strdup (name);
  *window = sz_form_new (parent, title, accept);
  g_object_set_data_full (G_OBJECT (*window), "form", form, free_form);
  return form;
}

static Form *
form_of (SzForm *window)
{
  return g_object_get_data (G_OBJECT (window), "form");
}

/* --- what came of it: the form may be gone by then
 * ------------------------------------------------------------------------------------------------------- */

static GWeakRef *
weak_form (SzForm *window)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, window);
  return ref;
}

static void
done_cb (const char *sentence, gpointer data)
{
  GWeakRef *ref = data;
  g_autoptr (SzForm) window = g_weak_ref_get (ref);

  g_weak_ref_clear (ref);
  g_free (ref);
  if (window == NULL)
    return;
  if (sentence == NULL) {
    sz_form_close (window);
    return;
  }
  sz_form_set_busy (window, FALSE);
  sz_form_say (window, sentence, TRUE);
}

static GtkWidget *
present (SzForm *window, GCallback accept)
{
  g_signal_connect (window, "accept", accept, NULL);
  gtk_window_present (GTK_WINDOW (window));
  return GTK_WIDGET (window);
}

/* --- fetch all again
 * ------------------------------------------------------------------------------------------------------- */

static void
refetch_cb (SzForm *window)
{
  Form *form = form_of (window);

  sz_form_set_busy (window, TRUE);
  sz_source_act_order (form->desk, form->name, SZ_ORDER_REFETCH, done_cb, weak_form (window));
}

GtkWidget *
sz_source_form_refetch (GtkWindow *parent, SzDesk *desk, const SzSourceEntry *entry, gint64 rows)
{
  const SzSourceStatus *status = entry->status;
  g_autofree char *count = sz_number_exact ((double)rows, "");
  g_autofree char *bytes = g_format_size (status != NULL ? (guint64)MAX (status->bytes, 0) : 0);
  g_autofree char *requests = sz_number_exact (status != NULL ? (double)status->requests : 0, "");
  g_autofree char *cost = NULL;
  SzForm *window;

  new_form (parent, desk, entry->name, _ ("Fetch all again"), _ ("Fetch all again"), &window);
  /* Translators: %1$s names a hall, %2$s is a number of rows, %3$s a size, %4$s a number. */
  cost = g_strdup_printf (
      _ ("All %2$s rows of %1$s are asked for again. Until now %3$s came in %4$s requests; about as much "
         "will come once more, and the source has to deliver it."),
      entry->title, count, bytes, requests);
  sz_form_add_text (window, cost);
  sz_form_add_text (
      window, _ ("The figures stay while it goes on: newer rows take the place of older ones, and what the "
                 "source no longer has is taken out at the end."));
  return present (window, G_CALLBACK (refetch_cb));
}

/* --- remove
 * -------------------------------------------------------------------------------------------------------- */

static void
remove_cb (SzForm *window)
{
  Form *form = form_of (window);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (window));

  if (form->demo && gtk_widget_activate_action (GTK_WIDGET (parent), "app.demo-end", NULL)) {
    sz_form_close (window);
    return;
  }
  sz_form_set_busy (window, TRUE);
  sz_source_act_remove (form->desk, form->name, form->demo, done_cb, weak_form (window));
}

GtkWidget *
sz_source_form_remove (GtkWindow *parent, SzDesk *desk, const SzSourceEntry *entry, gint64 rows,
                       gboolean demo)
{
  g_autofree char *count = sz_number_exact ((double)rows, "");
  g_autofree char *what = NULL;
  SzForm *window;
  Form *form = new_form (parent, desk, entry->name, demo ? _ ("End the demo") : _ ("Remove the source"),
                         demo ? _ ("End the demo") : _ ("Remove"), &window);

  form->demo = demo;
  if (demo)
    /* Translators: %s is a number of rows. */
    what = g_strdup_printf (
        _ ("The demo hall ends, and its %s rows and the alerts they raised are taken away. What came from "
           "other sources stays."),
        count);
  else
    /* Translators: %1$s names a hall, %2$s is a number of rows. */
    what = g_strdup_printf (
        _ ("The connection to %1$s, its secrets, and the %2$s rows that came from it are taken off this "
           "computer. The system there is not touched; alerts that were raised stay on record."),
        entry->title, count);
  sz_form_add_text (window, what);
  return present (window, G_CALLBACK (remove_cb));
}

/* --- edit
 * ----------------------------------------------------------------------------------------------------------
 */

static void
replace_text (char **place, char *text)
{
  g_free (*place);
  *place = text;
}

static void
edit_cb (SzForm *window)
{
  Form *form = form_of (window);
  g_autoptr (SzSource) edited = sz_source_copy (form->source);
  const guint live = MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (form->live)), G_N_ELEMENTS (LIVES) - 1);

  if (edited->folder != NULL)
    replace_text (&edited->folder, sz_form_dup_text (form->url));
  else
    replace_text (&edited->url, sz_form_dup_text (form->url));
  replace_text (&edited->live, g_strdup (LIVES[live]));
  replace_text (&edited->ca_file, sz_form_dup_text (form->ca));
  replace_text (&edited->pin, sz_form_dup_text (form->pin));
  sz_form_set_busy (window, TRUE);
  sz_source_act_edit (form->desk, edited, NULL, done_cb, weak_form (window));
}

GtkWidget *
sz_source_form_edit (GtkWindow *parent, SzDesk *desk, const SzSource *source)
{
  const char *const lives[] = { _ ("As it offers"), _ ("Events (SSE)"), _ ("WebSocket"),
                                _ ("Ask every few seconds"), NULL };
  const gboolean folder = source->folder != NULL;
  SzForm *window;
  Form *form = new_form (parent, desk, source->name, _ ("Edit the source"), _ ("Save"), &window);

  form->source = sz_source_copy (source);
  if (!folder)
    sz_form_add_text (
        window, _ ("Another address is another hall: everything is fetched again from there, and what it "
                   "does not have is taken out."));
  form->url = sz_form_add_entry (window, folder ? _ ("Folder") : _ ("Address"),
                                 folder ? source->folder : source->url, "");
  form->live = gtk_drop_down_new_from_strings (lives);
  for (guint i = 0; i < G_N_ELEMENTS (LIVES); i++)
    if (g_strcmp0 (LIVES[i], source->live) == 0)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (form->live), i);
  form->ca = sz_form_add_entry (window, _ ("Own CA"), source->ca_file,
                                _ ("File with the hall's certificate authority"));
  form->pin = sz_form_add_entry (window, _ ("Pin"), source->pin, _ ("Hash of the one key that is taken"));
  sz_form_add (window, _ ("News"), form->live);
  gtk_widget_set_visible (form->ca, !folder);
  return present (window, G_CALLBACK (edit_cb));
}

/* --- sign in
 * -------------------------------------------------------------------------------------------------------- */

static guint
chosen_kind (const Form *form)
{
  return MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (form->kind)), G_N_ELEMENTS (KINDS) - 1);
}

static void
kind_cb (Form *form)
{
  const char *const names[][2] = { { _ ("User name"), _ ("Password") },
                                   { _ ("Token"), "" },
                                   { _ ("Client"), _ ("Client secret") } };
  const guint kind = chosen_kind (form);

  gtk_label_set_label (GTK_LABEL (form->first_name), names[kind][0]);
  gtk_label_set_label (GTK_LABEL (form->second_name), names[kind][1]);
  gtk_widget_set_visible (form->second_name, SECRETS[kind][1] != NULL);
  gtk_widget_set_visible (form->second, SECRETS[kind][1] != NULL);
  gtk_entry_set_visibility (GTK_ENTRY (form->first), SECRETS[kind][1] != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (form->first), GTK_ACCESSIBLE_PROPERTY_LABEL, names[kind][0],
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (form->second), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  names[kind][1], -1);
}

static void
sign_in_cb (SzForm *window)
{
  Form *form = form_of (window);
  const guint kind = chosen_kind (form);
  g_autoptr (SzSource) edited = sz_source_copy (form->source);
  g_autofree char *first = sz_form_dup_text (form->first);
  g_autofree char *second = sz_form_dup_text (form->second);
  const char *secrets[] = { SECRETS[kind][0], first, SECRETS[kind][1], second, NULL };

  if (*first == '\0' || (SECRETS[kind][1] != NULL && *second == '\0')) {
    sz_form_say (window, _ ("Fill in every line: it is what the hall's supplier gave for this computer."),
                 TRUE);
    return;
  }
  if (g_str_equal (edited->mapping, SZ_SOURCE_MAPPING))
    replace_text (&edited->auth, g_strdup (KINDS[kind]));
  sz_form_set_busy (window, TRUE);
  sz_source_act_edit (form->desk, edited, secrets, done_cb, weak_form (window));
  explicit_bzero (first, strlen (first));
  explicit_bzero (second, strlen (second));
}

GtkWidget *
sz_source_form_sign_in (GtkWindow *parent, SzDesk *desk, const SzSource *source)
{
  const char *const kinds[] = { _ ("Name and password"), _ ("Token"), _ ("Client credentials (OAuth 2)"),
                                NULL };
  SzForm *window;
  Form *form = new_form (parent, desk, source->name, _ ("Sign in"), _ ("Sign in"), &window);

  form->source = sz_source_copy (source);
  sz_form_add_text (
      window,
      _ ("Secrets are kept apart from everything else: in the keyring, or in a file that only you can "
         "read. They are sent to no address without https but this computer's own."));
  form->kind = gtk_drop_down_new_from_strings (kinds);
  sz_form_add (window, _ ("By"), form->kind);
  form->first = sz_form_add_entry (window, _ ("User name"), "", "");
  form->second = sz_form_add_entry (window, _ ("Password"), "", "");
  gtk_entry_set_visibility (GTK_ENTRY (form->second), FALSE);
  form->first_name = sz_form_get_name (window, form->first);
  form->second_name = sz_form_get_name (window, form->second);
  for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++)
    if (g_strcmp0 (KINDS[i], source->auth) == 0)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (form->kind), i);
  kind_cb (form);
  g_signal_connect_swapped (form->kind, "notify::selected", G_CALLBACK (kind_cb), form);
  present (window, G_CALLBACK (sign_in_cb));
  gtk_widget_grab_focus (form->first);
  return GTK_WIDGET (window);
}

/* --- the key
 * -------------------------------------------------------------------------------------------------------- */

static void
key_cb (SzForm *window)
{
  Form *form = form_of (window);

  sz_form_set_busy (window, TRUE);
  sz_source_act_choose_key (form->desk, done_cb, weak_form (window));
}

GtkWidget *
sz_source_form_key (GtkWindow *parent, SzDesk *desk)
{
  const SzHome *home = sz_desk_get_home (desk);
  g_autofree char *path =
      g_build_filename (home->root != NULL ? home->root : home->config, "keys", "site.key", NULL);
  g_autofree char *where = NULL;
  SzForm *window;

  new_form (parent, desk, "", _ ("Where the site key is kept"), _ ("Keep it in a file"), &window);
  sz_form_add_text (
      window,
      _ ("Names and numbers of people are never stored: a key turns them into hashes first. It belongs "
         "in the keyring, and this session has none that answers."));
  /* Translators: %s is the path of a file. */
  where = g_strdup_printf (
      _ ("It can be kept in a file that only you can read: %s. Whoever has this file and the data "
         "can try out who is meant, so choose it only on a computer that is yours or the hall's."),
      path);
  sz_form_add_text (window, where);
  return present (window, G_CALLBACK (key_cb));
}
