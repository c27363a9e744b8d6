/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-sources-page.h"

#include "sz-connect.h"
#include "sz-i18n.h"
#include "sz-source-forms.h"
#include "sz-source-row.h"
#include "sz-width-probe.h"

/* Connections report up to ten times a second, and data changes as often; the page is filled anew at most
 * this often. */
#define FILL_MS 500
#define TICK_S 1
/* From this width on all facts stand on one line, and from the next on the history beside the comparison. */
#define WIDEST 1450
#define WIDE 1250
#define ROOMY 1000
#define DEMO_SOURCE "demo"

struct _SzSourcesPage {
  GtkBox parent_instance;

  SzDesk *desk;            /* (owned) (nullable) */
  SzSettings *settings;    /* (owned) (nullable) */
  SzSourcesReport *report; /* (owned) (nullable) */
  SzSourceBook *book;      /* (owned) (nullable) */
  GError *trouble;         /* (owned) (nullable) of the report */
  char *wanted;            /* (nullable) the source that is shown */
  gboolean asking, reading, dirty, settled, filling, keyless;
  guint fill, tick; /* timeouts */

  GtkWidget *headline, *subtitle, *key_notice, *key_text, *key_button, *body;
  GtkWidget *list, *list_scroller, *detail, *detail_scroller;
};

static void sz_sources_page_pane_init (SzPaneInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzSourcesPage, sz_sources_page, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (SZ_TYPE_PANE, sz_sources_page_pane_init))

char *
sz_link_text (const SzLink *link)
{
  const SzSourceEntry entry = {
    .name = link->source,
    .link = link,
    .status = link->status,
    .stand = link->keyless                                         ? SZ_STAND_KEYLESS
             : link->status == NULL || link->status->since_ms == 0 ? SZ_STAND_NEW
                                                                   : (SzStand)link->status->machine.phase,
  };

  return sz_source_line_text (&entry, sz_clock_now_ms ());
}

static GtkWindow *
window_of (SzSourcesPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* Valid until the links change: within one turn of the main loop. (transfer full) */
static GPtrArray *
make_entries (SzSourcesPage *self)
{
  if (self->book == NULL || self->desk == NULL)
    return g_ptr_array_new_with_free_func (g_free);
  return sz_source_entries (self->book, self->report, sz_desk_get_links (self->desk));
}

static SzSourceEntry *
find_entry (const GPtrArray *entries, const char *name)
{
  for (guint i = 0; name != NULL && i < entries->len; i++) {
    SzSourceEntry *entry = g_ptr_array_index (entries, i);

    if (g_str_equal (entry->name, name))
      return entry;
  }
  return NULL;
}

/* --- filling
 * -------------------------------------------------------------------------------------------------------- */

static GtkListBoxRow *
row_at (SzSourcesPage *self, guint index)
{
  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int)index);
}

/* Rows are used again in their order, so that a refresh takes neither focus nor hover away. */
static void
fill_rows (SzSourcesPage *self, const GPtrArray *entries)
{
  GtkListBoxRow *row;

  for (guint i = 0; i < entries->len; i++) {
    if (row_at (self, i) == NULL)
      gtk_list_box_append (GTK_LIST_BOX (self->list), sz_source_row_new ());
    sz_source_row_show (SZ_SOURCE_ROW (row_at (self, i)), g_ptr_array_index (entries, i));
  }
  while ((row = row_at (self, entries->len)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
}

/* The one that was chosen; else the first that needs somebody, else the first. */
static SzSourceEntry *
choose_entry (SzSourcesPage *self, const GPtrArray *entries)
{
  SzSourceEntry *entry = find_entry (entries, self->wanted);

  for (guint i = 0; entry == NULL && i < entries->len; i++) {
    SzSourceEntry *other = g_ptr_array_index (entries, i);

    if (sz_source_needs_people (other->stand))
      entry = other;
  }
  if (entry == NULL && entries->len > 0)
    entry = g_ptr_array_index (entries, 0);
  return entry;
}

static void
select_row (SzSourcesPage *self, const SzSourceEntry *entry)
{
  GtkListBoxRow *row;

  for (guint i = 0; (row = row_at (self, i)) != NULL; i++)
    if (g_strcmp0 (sz_source_row_get_name (SZ_SOURCE_ROW (row)), entry->name) == 0 &&
        row != gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list)))
      gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
}

/* The conclusion first: how many need somebody. */
static char *
make_headline (const GPtrArray *entries)
{
  guint needy = 0, waiting = 0, going = 0;

  for (guint i = 0; i < entries->len; i++) {
    const SzSourceEntry *entry = g_ptr_array_index (entries, i);

    needy += sz_source_needs_people (entry->stand);
    waiting += entry->stand == SZ_STAND_WAITING;
    going += entry->stand == SZ_STAND_FETCHING || entry->stand == SZ_STAND_NEW;
  }
  if (entries->len == 0)
    return g_strdup (_ ("Data sources"));
  if (needy > 0)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u source needs somebody", "%u sources need somebody", needy), needy);
  if (waiting > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u source is being tried again by itself",
                                         "%u sources are being tried again by themselves", waiting),
                            waiting);
  if (going > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Data of %u source are coming in",
                                         "Data of %u sources are coming in", going),
                            going);
  return g_strdup (_ ("All data are up to date"));
}

static void
fill_head (SzSourcesPage *self, const GPtrArray *entries)
{
  g_autofree char *headline = make_headline (entries);
  const char *text = _ ("What each source has delivered. Refused rows are kept out of every figure.");

  if (self->trouble != NULL && entries->len == 0)
    text = self->trouble->message;
  else if (self->book != NULL && self->book->problem != NULL)
    text = self->book->problem;
  else if (entries->len == 0)
    text = _ ("No hall system is connected and no file was imported.");
  gtk_label_set_label (GTK_LABEL (self->headline), headline);
  gtk_label_set_label (GTK_LABEL (self->subtitle), text);
  gtk_widget_set_visible (self->body, entries->len > 0);
}

/* Once, until it is understood; the demo's people are invented, and their key is worth nothing. */
static void
show_key_notice (SzSourcesPage *self, const GPtrArray *entries)
{
  g_autofree char *text = NULL;
  gboolean real = FALSE;

  for (guint i = 0; i < entries->len; i++) {
    const SzSourceEntry *entry = g_ptr_array_index (entries, i);

    real |= entry->source != NULL && !g_str_equal (entry->name, DEMO_SOURCE);
  }
  real &= self->book != NULL && self->book->key_file != NULL && self->settings != NULL &&
          !sz_settings_get (self->settings)->key_told;
  gtk_widget_set_visible (self->key_notice, real);
  if (!real)
    return;
  /* Translators: %s is the path of a file. */
  text = g_strdup_printf (
      _ ("The site key lies in %s. Keep a copy in a safe place: without it, people already known "
         "here are not recognised again."),
      self->book->key_file);
  gtk_label_set_label (GTK_LABEL (self->key_text), text);
}

static void
fill_page (SzSourcesPage *self)
{
  g_autoptr (GPtrArray) entries = make_entries (self);
  const SzSourceEntry *entry = choose_entry (self, entries);

  self->filling = TRUE;
  fill_head (self, entries);
  fill_rows (self, entries);
  show_key_notice (self, entries);
  if (entry != NULL) {
    if (g_strcmp0 (self->wanted, entry->name) != 0) {
      g_free (self->wanted);
      self->wanted = g_strdup (entry->name);
      sz_source_detail_say (SZ_SOURCE_DETAIL (self->detail), NULL, FALSE);
    }
    select_row (self, entry);
    sz_source_detail_show (SZ_SOURCE_DETAIL (self->detail), entry, self->report,
                           sz_desk_get_catalog (self->desk));
  }
  self->filling = FALSE;
}

static gboolean
fill_cb (gpointer data)
{
  SzSourcesPage *self = data;

  self->fill = 0;
  fill_page (self);
  return G_SOURCE_REMOVE;
}

static gboolean
tick_cb (gpointer data)
{
  SzSourcesPage *self = data;
  g_autoptr (GPtrArray) entries = make_entries (self);
  const SzSourceEntry *entry = find_entry (entries, self->wanted);
  GtkListBoxRow *row;

  for (guint i = 0; i < entries->len && (row = row_at (self, i)) != NULL; i++)
    sz_source_row_show (SZ_SOURCE_ROW (row), g_ptr_array_index (entries, i));
  if (entry != NULL)
    sz_source_detail_tick (SZ_SOURCE_DETAIL (self->detail), entry, sz_desk_get_catalog (self->desk));
  return G_SOURCE_CONTINUE;
}

/* --- asking
 * ---------------------------------------------------------------------------------------------------------
 */

static void
settle (SzSourcesPage *self)
{
  if (self->asking || self->reading)
    return;
  self->settled = TRUE;
  fill_page (self);
  if (self->dirty && self->fill == 0) {
    self->dirty = FALSE;
    sz_sources_page_refresh (self);
  }
}

static void
report_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzSourcesPage) self = data;
  g_autoptr (GError) error = NULL;
  SzSourcesReport *report = sz_desk_sources_finish (SZ_DESK (source), result, &error);

  self->asking = FALSE;
  if (self->desk == NULL || (report == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))) {
    sz_sources_report_free (report);
    return;
  }
  g_clear_error (&self->trouble);
  self->trouble = g_steal_pointer (&error);
  if (report != NULL) {
    sz_sources_report_free (self->report);
    self->report = report;
  }
  settle (self);
}

typedef struct {
  const SzHome *home;
  char *key_file;
} Reading;

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  g_free (reading->key_file);
  g_free (reading);
}

static void
book_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Reading *reading = data;

  g_task_return_pointer (task, sz_source_book_read (reading->home, reading->key_file),
                         (GDestroyNotify)sz_source_book_free);
}

static void
book_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SzSourcesPage *self = SZ_SOURCES_PAGE (object);
  SzSourceBook *book = g_task_propagate_pointer (G_TASK (result), NULL);

  self->reading = FALSE;
  if (self->desk == NULL) {
    sz_source_book_free (book);
    return;
  }
  sz_source_book_free (self->book);
  self->book = book;
  settle (self);
}

static void
read_book (SzSourcesPage *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, book_cb, NULL);
  Reading *reading = g_new0 (Reading, 1);

  reading->home = sz_desk_get_home (self->desk);
  reading->key_file = g_strdup (sz_desk_get_key_file (self->desk));
  self->reading = TRUE;
  g_task_set_source_tag (task, read_book);
  g_task_set_task_data (task, reading, free_reading);
  g_task_run_in_thread (task, book_thread);
}

/* Where there is no keyring, the choice is offered as soon as a source wants it, and again by its button. */
static void
watch_key (SzSourcesPage *self)
{
  const gboolean keyless = sz_desk_is_keyless (self->desk);
  GtkWindow *window = window_of (self);

  if (keyless && !self->keyless && window != NULL && gtk_widget_get_mapped (GTK_WIDGET (window)))
    sz_source_form_key (window, self->desk);
  self->keyless = keyless;
}

static void
links_changed_cb (SzSourcesPage *self)
{
  watch_key (self);
  if (self->fill == 0 && self->settled && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->fill = g_timeout_add (FILL_MS, fill_cb, self);
}

void
sz_sources_page_refresh (SzSourcesPage *self)
{
  if (self->desk == NULL || (!gtk_widget_get_mapped (GTK_WIDGET (self)) && self->settled))
    return;
  if (self->asking || self->reading) {
    self->dirty = TRUE;
    return;
  }
  self->asking = TRUE;
  read_book (self);
  sz_desk_sources_async (self->desk, report_cb, g_object_ref (self));
}

/* --- what people do
 * -------------------------------------------------------------------------------------------------------- */

static void
acted_cb (const char *sentence, gpointer data)
{
  g_autoptr (SzSourcesPage) self = data;

  if (self->desk == NULL)
    return;
  sz_source_detail_say (SZ_SOURCE_DETAIL (self->detail), sentence, sentence != NULL);
  sz_sources_page_refresh (self);
}

static gint64
rows_held (SzSourcesPage *self, const char *name)
{
  gint64 rows = 0;

  for (guint i = 0; self->report != NULL && i < self->report->states->len; i++) {
    const SzSourceState *state = g_ptr_array_index (self->report->states, i);

    if (g_str_equal (state->source, name))
      rows += state->rows;
  }
  return rows;
}

static void
ask_first (SzSourcesPage *self, const SzSourceEntry *entry, const char *act)
{
  const gint64 rows = rows_held (self, entry->name);
  const gboolean demo = g_str_equal (entry->name, DEMO_SOURCE) && self->settings != NULL &&
                        sz_settings_get (self->settings)->demo;

  if (g_str_equal (act, "refetch"))
    sz_source_form_refetch (window_of (self), self->desk, entry, rows);
  else if (g_str_equal (act, "remove"))
    sz_source_form_remove (window_of (self), self->desk, entry, rows, demo);
  else if (g_str_equal (act, "key"))
    sz_source_form_key (window_of (self), self->desk);
  else if (g_str_equal (act, "edit") && entry->source != NULL)
    sz_source_form_edit (window_of (self), self->desk, entry->source);
  else if (g_str_equal (act, "sign-in") && entry->source != NULL)
    sz_source_form_sign_in (window_of (self), self->desk, entry->source);
}

static void
act_cb (SzSourceDetail *detail, const char *act, gpointer data)
{
  SzSourcesPage *self = data;
  g_autoptr (GPtrArray) entries = make_entries (self);
  const SzSourceEntry *entry = find_entry (entries, self->wanted);

  if (entry == NULL)
    return;
  if (g_str_equal (act, "retry") || g_str_equal (act, "compare"))
    sz_source_act_order (self->desk, entry->name,
                         g_str_equal (act, "retry") ? SZ_ORDER_RETRY : SZ_ORDER_COMPARE, acted_cb,
                         g_object_ref (self));
  else if (g_str_equal (act, "pause") || g_str_equal (act, "cancel") || g_str_equal (act, "resume"))
    sz_source_act_pause (self->desk, entry->name, !g_str_equal (act, "resume"), acted_cb,
                         g_object_ref (self));
  else
    ask_first (self, entry, act);
}

static void
row_selected_cb (GtkListBox *box, GtkListBoxRow *row, gpointer data)
{
  SzSourcesPage *self = data;

  if (!self->filling && row != NULL)
    sz_sources_page_select (self, sz_source_row_get_name (SZ_SOURCE_ROW (row)));
}

static void
key_told_cb (SzSourcesPage *self)
{
  sz_settings_edit (self->settings)->key_told = TRUE;
  sz_settings_commit (self->settings);
  gtk_widget_set_visible (self->key_notice, FALSE);
}

static void
connect_cb (SzSourcesPage *self)
{
  sz_connect_hall (window_of (self), self->desk);
}

static void
import_cb (SzSourcesPage *self)
{
  sz_connect_file (window_of (self), self->desk);
}

static void
width_cb (SzSourcesPage *self, int width)
{
  gtk_widget_set_size_request (self->list_scroller, width >= WIDE ? 340 : width >= ROOMY ? 300 : 236, -1);
  sz_source_detail_set_wide (SZ_SOURCE_DETAIL (self->detail), width >= WIDE, width >= WIDEST);
  sz_width_probe_inset (GTK_WIDGET (self), width);
}

/* --- object
 * ---------------------------------------------------------------------------------------------------------
 */

static void
sz_sources_page_map (GtkWidget *widget)
{
  SzSourcesPage *self = SZ_SOURCES_PAGE (widget);

  GTK_WIDGET_CLASS (sz_sources_page_parent_class)->map (widget);
  if (self->tick == 0)
    self->tick = g_timeout_add_seconds (TICK_S, tick_cb, self);
}

static void
sz_sources_page_unmap (GtkWidget *widget)
{
  SzSourcesPage *self = SZ_SOURCES_PAGE (widget);

  g_clear_handle_id (&self->tick, g_source_remove);
  GTK_WIDGET_CLASS (sz_sources_page_parent_class)->unmap (widget);
}

static void
sz_sources_page_dispose (GObject *object)
{
  SzSourcesPage *self = SZ_SOURCES_PAGE (object);

  g_clear_handle_id (&self->fill, g_source_remove);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->report, sz_sources_report_free);
  g_clear_pointer (&self->book, sz_source_book_free);
  g_clear_error (&self->trouble);
  g_clear_pointer (&self->wanted, g_free);
  self->filling = TRUE; /* rows that go select one another */
  gtk_widget_dispose_template (GTK_WIDGET (self), SZ_TYPE_SOURCES_PAGE);
  G_OBJECT_CLASS (sz_sources_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SzSourcesPage, headline);
  gtk_widget_class_bind_template_child (widget_class, SzSourcesPage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, SzSourcesPage, key_notice);
  gtk_widget_class_bind_template_child (widget_class, SzSourcesPage, key_text);
  gtk_widget_class_bind_template_child (widget_class, SzSourcesPage, key_button);
  gtk_widget_class_bind_template_child (widget_class, SzSourcesPage, body);
  gtk_widget_class_bind_template_child (widget_class, SzSourcesPage, list);
  gtk_widget_class_bind_template_child (widget_class, SzSourcesPage, list_scroller);
  gtk_widget_class_bind_template_child (widget_class, SzSourcesPage, detail);
  gtk_widget_class_bind_template_child (widget_class, SzSourcesPage, detail_scroller);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_bind_template_callback (widget_class, width_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, act_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_told_cb);
}

static void
sz_sources_page_class_init (SzSourcesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_sources_page_dispose;
  widget_class->map = sz_sources_page_map;
  widget_class->unmap = sz_sources_page_unmap;
  g_type_ensure (SZ_TYPE_SOURCE_DETAIL);
  g_type_ensure (SZ_TYPE_WIDTH_PROBE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/shuzhi/Cockpit/ui/sz-sources-page.ui");
  bind_children (widget_class);
}

static void
sz_sources_page_init (SzSourcesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (self->body, FALSE);
}

void
sz_sources_page_set_desk (SzSourcesPage *self, SzDesk *desk, SzSettings *settings)
{
  g_return_if_fail (self->desk == NULL);
  self->desk = g_object_ref (desk);
  self->settings = g_object_ref (settings);
  g_signal_connect_swapped (desk, "sources-changed", G_CALLBACK (links_changed_cb), self);
  g_signal_connect_swapped (desk, "data-changed", G_CALLBACK (sz_sources_page_refresh), self);
  g_signal_connect_swapped (desk, "state-changed", G_CALLBACK (sz_sources_page_refresh), self);
}

void
sz_sources_page_select (SzSourcesPage *self, const char *name)
{
  if (g_strcmp0 (self->wanted, name) == 0)
    return;
  sz_source_detail_say (SZ_SOURCE_DETAIL (self->detail), NULL, FALSE);
  g_free (self->wanted);
  self->wanted = g_strdup (name);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->detail_scroller)),
                            0);
  fill_page (self);
}

SzSourceDetail *
sz_sources_page_get_detail (SzSourcesPage *self)
{
  return SZ_SOURCE_DETAIL (self->detail);
}

static void
show_place (SzPane *pane, const SzPlace *place, double scroll)
{
  sz_sources_page_refresh (SZ_SOURCES_PAGE (pane));
}

static void
refresh (SzPane *pane)
{
  sz_sources_page_refresh (SZ_SOURCES_PAGE (pane));
}

static gboolean
is_settled (SzPane *pane)
{
  SzSourcesPage *self = SZ_SOURCES_PAGE (pane);

  return self->settled && sz_source_detail_is_whole (SZ_SOURCE_DETAIL (self->detail));
}

static void
sz_sources_page_pane_init (SzPaneInterface *interface)
{
  interface->show = show_place;
  interface->refresh = refresh;
  interface->is_settled = is_settled;
}
