/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-sources-page.h"

#include <math.h>

#include "sz-connect.h"
#include "sz-i18n.h"

/* Connections report up to ten times a second; the page is filled anew at most this often. */
#define FILL_MS 500
/* Reasons listed under a source; the rest are counted. */
#define REASONS_SHOWN 12

struct _SzSourcesPage {
  GtkBox parent_instance;

  SzDesk *desk;            /* (owned) (nullable) */
  SzSourcesReport *report; /* (owned) (nullable) */
  GHashTable *open;        /* names of the sources whose refusals are unfolded */
  gboolean asking, dirty, settled;
  guint fill; /* timeout */

  GtkWidget *subtitle, *list;
};

static void sz_sources_page_pane_init (SzPaneInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzSourcesPage, sz_sources_page, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (SZ_TYPE_PANE, sz_sources_page_pane_init))

char *
sz_link_text (const SzLink *link)
{
  switch (link->phase) {
  case SZ_SYNC_IDLE:
    return g_strdup (_ ("Not begun"));
  case SZ_SYNC_FETCHING:
    /* Translators: %d is a percentage of the days of the history. */
    return link->progress < 1
               ? g_strdup_printf (_ ("Fetching the history, %d%%"), (int)(link->progress * 100))
               : g_strdup (_ ("Fetching what is new"));
  case SZ_SYNC_WAITING:
    return g_strdup (_ ("Connected, up to date"));
  case SZ_SYNC_RETRYING:
    return g_strdup (_ ("Interrupted, being tried again"));
  case SZ_SYNC_BROKEN:
    return g_strdup (_ ("Stopped, needs attention"));
  }
  return g_strdup ("");
}

static const SzLink *
find_link (SzSourcesPage *self, const char *source)
{
  const GPtrArray *links = sz_desk_get_links (self->desk);

  for (guint i = 0; i < links->len; i++) {
    const SzLink *link = g_ptr_array_index (links, i);

    if (g_str_equal (link->source, source))
      return link;
  }
  return NULL;
}

static GtkWidget *
new_label (const char *text, const char *css_class, gboolean number)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), number ? 1 : 0);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

/* "2026-11-20 14:36" in the hall's zone; a dash for unknown. (transfer full) */
static char *
time_text (gint64 instant_ms, SzZone *zone)
{
  char date[11];
  g_autofree char *clock = NULL;

  if (instant_ms == 0)
    return g_strdup ("—");
  sz_day_format (sz_zone_day (zone, instant_ms), date);
  clock = sz_clock_text (instant_ms, zone);
  return g_strdup_printf ("%s %s", date, clock);
}

static char *
days_text (const SzSourceState *state)
{
  char first[11], last[11];

  if (state->first_day == G_MININT64 || state->first_day > state->last_day)
    return g_strdup ("—");
  sz_day_format (state->first_day, first);
  sz_day_format (state->last_day, last);
  return g_strdup_printf (_ ("%s to %s"), first, last);
}

static char *
count_text (gint64 count)
{
  return sz_number_exact ((double)count, "");
}

static void
attach_dataset (SzSourcesPage *self, GtkGrid *grid, int line, const SzSourceState *state)
{
  const SzDataset *dataset = sz_catalog_dataset (sz_desk_get_catalog (self->desk), state->dataset, NULL);
  g_autofree char *rows = count_text (state->rows);
  g_autofree char *refused = count_text (state->refused);
  g_autofree char *omitted = count_text (state->omitted);
  g_autofree char *watermark = time_text (state->watermark_ms, self->report->zone);
  g_autofree char *days = days_text (state);
  GtkWidget *rule = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  int row = 2 * line;

  gtk_widget_add_css_class (rule, "line");
  gtk_grid_attach (grid, rule, 0, row - 1, 6, 1);
  gtk_grid_attach (grid, new_label (dataset != NULL ? dataset->name : state->dataset, "cell", FALSE), 0, row,
                   1, 1);
  gtk_grid_attach (grid, new_label (rows, "cell", TRUE), 1, row, 1, 1);
  gtk_grid_attach (grid, new_label (refused, "cell", TRUE), 2, row, 1, 1);
  gtk_grid_attach (grid, new_label (omitted, "cell", TRUE), 3, row, 1, 1);
  gtk_grid_attach (grid, new_label (watermark, "cell", FALSE), 4, row, 1, 1);
  gtk_grid_attach (grid, new_label (days, "cell", FALSE), 5, row, 1, 1);
}

static GtkWidget *
make_grid (SzSourcesPage *self, const char *source)
{
  const char *const titles[] = { _ ("Data set"), _ ("Rows"),           _ ("Refused"),
                                 _ ("Left out"), _ ("Complete up to"), _ ("Days held") };
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  int line = 1;

  gtk_grid_set_column_spacing (grid, 24);
  for (int i = 0; i < (int)G_N_ELEMENTS (titles); i++) {
    GtkWidget *title = new_label (titles[i], "head", i >= 1 && i <= 3);

    gtk_widget_set_hexpand (title, i == 0 || i == 5);
    gtk_grid_attach (grid, title, i, 0, 1, 1);
  }
  for (guint i = 0; i < self->report->states->len; i++) {
    const SzSourceState *state = g_ptr_array_index (self->report->states, i);

    if (g_str_equal (state->source, source))
      attach_dataset (self, grid, line++, state);
  }
  return GTK_WIDGET (grid);
}

/* --- what was refused or left out
 * ------------------------------------------------------------------------------------- */

static const char *
frame_cell (const SzFrame *frame, gsize row, const char *column)
{
  int index = sz_frame_find (frame, column);
  const char *text = index >= 0 ? sz_frame_text (frame, row, (guint)index) : NULL;

  return text != NULL ? text : "";
}

static void
append_reason (GtkWidget *box, const char *text)
{
  GtkWidget *label = new_label (text, "refusal", FALSE);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), label);
}

static guint
append_refusals (SzSourcesPage *self, GtkWidget *box, const char *source)
{
  const SzFrame *frame = self->report->refusals;
  guint shown = 0;

  for (gsize row = 0; row < frame->rows && shown < REASONS_SHOWN; row++) {
    const char *field = frame_cell (frame, row, "field");
    g_autofree char *text = NULL;

    if (!g_str_equal (frame_cell (frame, row, "source"), source))
      continue;
    text = g_strdup_printf ("%s · %s%s%s", frame_cell (frame, row, "where"), field,
                            *field != '\0' ? ": " : "", frame_cell (frame, row, "reason"));
    append_reason (box, text);
    shown++;
  }
  return shown;
}

static guint
append_omissions (SzSourcesPage *self, GtkWidget *box, const char *source)
{
  const SzFrame *frame = self->report->omissions;
  int count = sz_frame_find (frame, "count");
  guint shown = 0;

  for (gsize row = 0; row < frame->rows; row++) {
    g_autofree char *number = NULL;
    g_autofree char *text = NULL;

    if (!g_str_equal (frame_cell (frame, row, "source"), source))
      continue;
    number = count_text (count >= 0 ? (gint64)sz_frame_number (frame, row, (guint)count) : 0);
    /* Translators: %1$s is a number of records, %2$s the reason why the mapping leaves them out. */
    text = g_strdup_printf (_ ("Left out, %1$s: %2$s"), number, frame_cell (frame, row, "reason"));
    append_reason (box, text);
    shown++;
  }
  return shown;
}

static void
expanded_cb (GtkExpander *expander, GParamSpec *pspec, gpointer data)
{
  SzSourcesPage *self = data;
  const char *source = g_object_get_data (G_OBJECT (expander), "source");

  if (gtk_expander_get_expanded (expander))
    g_hash_table_add (self->open, g_strdup (source));
  else
    g_hash_table_remove (self->open, source);
}

static void
append_reasons (SzSourcesPage *self, GtkWidget *section, const char *source)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *expander;

  if (append_refusals (self, box, source) + append_omissions (self, box, source) == 0) {
    g_object_unref (g_object_ref_sink (box));
    return;
  }
  expander = gtk_expander_new (_ ("What was refused or left out, and why"));
  g_object_set_data_full (G_OBJECT (expander), "source", g_strdup (source), g_free);
  gtk_expander_set_child (GTK_EXPANDER (expander), box);
  gtk_expander_set_expanded (GTK_EXPANDER (expander), g_hash_table_contains (self->open, source));
  g_signal_connect (expander, "notify::expanded", G_CALLBACK (expanded_cb), self);
  gtk_box_append (GTK_BOX (section), expander);
}

/* --- one source
 * ----------------------------------------------------------------------------------------------------------
 */

static const char *
phase_class (const SzLink *link)
{
  if (link != NULL && link->phase == SZ_SYNC_BROKEN)
    return "broken";
  return link != NULL && link->phase == SZ_SYNC_RETRYING ? "waiting" : "fine";
}

static void
append_state (GtkWidget *section, const SzLink *link)
{
  g_autofree char *state = link != NULL ? sz_link_text (link) : g_strdup (_ ("Imported from a file"));
  gboolean told = link != NULL && *link->sentence != '\0';
  g_autofree char *text = told ? g_strdup_printf ("%s · %s", state, link->sentence) : g_strdup (state);
  GtkWidget *label = new_label (text, "state", FALSE);

  gtk_widget_add_css_class (label, phase_class (link));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (section), label);
  if (link != NULL && link->phase == SZ_SYNC_FETCHING && link->progress < 1) {
    GtkWidget *bar = gtk_progress_bar_new ();

    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), CLAMP (link->progress, 0, 1));
    gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, state, -1);
    gtk_box_append (GTK_BOX (section), bar);
  }
}

static void
append_source (SzSourcesPage *self, const char *name, const char *title)
{
  GtkWidget *section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *heading = title != NULL && *title != '\0' && !g_str_equal (title, name)
                                 ? g_strdup_printf ("%s (%s)", title, name)
                                 : g_strdup (name);

  gtk_widget_add_css_class (section, "source");
  gtk_box_append (GTK_BOX (section), new_label (heading, "name", FALSE));
  append_state (section, find_link (self, name));
  gtk_box_append (GTK_BOX (section), make_grid (self, name));
  append_reasons (self, section, name);
  gtk_box_append (GTK_BOX (self->list), section);
}

static gboolean
is_known (SzSourcesPage *self, const char *name)
{
  for (guint i = 0; i < self->report->sources->len; i++)
    if (g_str_equal (((SzSourceInfo *)g_ptr_array_index (self->report->sources, i))->source, name))
      return TRUE;
  return FALSE;
}

static void
fill_list (SzSourcesPage *self)
{
  const GPtrArray *links = sz_desk_get_links (self->desk);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_box_remove (GTK_BOX (self->list), child);
  if (self->report == NULL)
    return;
  for (guint i = 0; i < self->report->sources->len; i++) {
    const SzSourceInfo *info = g_ptr_array_index (self->report->sources, i);

    append_source (self, info->source, info->title);
  }
  /* Configured, but never answered. */
  for (guint i = 0; i < links->len; i++) {
    const SzLink *link = g_ptr_array_index (links, i);

    if (!is_known (self, link->source))
      append_source (self, link->source, NULL);
  }
}

static void
say_what_is_shown (SzSourcesPage *self, const GError *error)
{
  if (error != NULL)
    gtk_label_set_label (GTK_LABEL (self->subtitle), error->message);
  else if (gtk_widget_get_first_child (self->list) == NULL)
    gtk_label_set_label (GTK_LABEL (self->subtitle),
                         _ ("No hall system is connected and no file was imported."));
  else
    gtk_label_set_label (GTK_LABEL (self->subtitle),
                         _ ("What each source has delivered. Refused rows are kept out of every figure."));
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
  self->settled = TRUE;
  if (report != NULL) {
    sz_sources_report_free (self->report);
    self->report = report;
    fill_list (self);
  }
  say_what_is_shown (self, error);
  if (self->dirty)
    sz_sources_page_refresh (self);
}

static gboolean
fill_cb (gpointer data)
{
  SzSourcesPage *self = data;

  self->fill = 0;
  fill_list (self);
  return G_SOURCE_REMOVE;
}

static void
links_changed_cb (SzSourcesPage *self)
{
  if (self->fill == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->fill = g_timeout_add (FILL_MS, fill_cb, self);
}

static void
connect_cb (SzSourcesPage *self)
{
  sz_connect_hall (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->desk);
}

static void
import_cb (SzSourcesPage *self)
{
  sz_connect_file (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->desk);
}

static void
sz_sources_page_dispose (GObject *object)
{
  SzSourcesPage *self = SZ_SOURCES_PAGE (object);

  g_clear_handle_id (&self->fill, g_source_remove);
  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->report, sz_sources_report_free);
  g_clear_pointer (&self->open, g_hash_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), SZ_TYPE_SOURCES_PAGE);
  G_OBJECT_CLASS (sz_sources_page_parent_class)->dispose (object);
}

static void
sz_sources_page_class_init (SzSourcesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_sources_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/shuzhi/Cockpit/ui/sz-sources-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SzSourcesPage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, SzSourcesPage, list);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
}

static void
sz_sources_page_init (SzSourcesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
sz_sources_page_set_desk (SzSourcesPage *self, SzDesk *desk)
{
  g_return_if_fail (self->desk == NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_swapped (desk, "sources-changed", G_CALLBACK (links_changed_cb), self);
  g_signal_connect_swapped (desk, "data-changed", G_CALLBACK (sz_sources_page_refresh), self);
}

void
sz_sources_page_refresh (SzSourcesPage *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) && self->settled)
    return;
  self->dirty = self->asking;
  if (self->asking)
    return;
  self->asking = TRUE;
  sz_desk_sources_async (self->desk, report_cb, g_object_ref (self));
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
  return SZ_SOURCES_PAGE (pane)->settled;
}

static void
sz_sources_page_pane_init (SzPaneInterface *interface)
{
  interface->show = show_place;
  interface->refresh = refresh;
  interface->is_settled = is_settled;
}
