/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-source-tables.h"

#include "sz-i18n.h"
#include "sz-slim-label.h"

#define GAPS_SHOWN 8
#define STEPS_SHOWN 8
/* Reasons listed under a source; the rest are counted. */
#define REASONS_SHOWN 12
/* No narrower than this. Without it GTK breaks a text at each letter to see how narrow it can be. */
#define REASON_CHARS 6
#define MOST_COLUMNS 7

typedef struct {
  const char *title;
  gboolean number, wrap, grow;
} Column;

/* Cells in the order of reading, and what decides whether they are others than before. */
typedef struct {
  Column columns[MOST_COLUMNS];
  guint n_columns;
  GPtrArray *cells; /* (element-type utf8) */
} Table;

static void
clear_table (Table *table)
{
  g_clear_pointer (&table->cells, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, clear_table)

static void
begin_table (Table *table)
{
  table->cells = g_ptr_array_new_with_free_func (g_free);
}

static void
add_column (Table *table, const char *title, gboolean number, gboolean wrap, gboolean grow)
{
  table->columns[table->n_columns++] = (Column){ title, number, wrap, grow };
}

/* Takes the text. */
static void
add_cell (Table *table, char *text)
{
  g_ptr_array_add (table->cells, text);
}

/* A cell that wraps is no narrower than this. */
#define LEAST_PX 44

static GtkWidget *
new_label (const char *text, const char *css_class, const Column *column)
{
  GtkWidget *label =
      sz_slim_label_new_paragraph (css_class, column->wrap ? LEAST_PX : G_MAXINT, column->number);

  sz_slim_label_set_text (SZ_SLIM_LABEL (label), text);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_set_hexpand (label, column->grow);
  return label;
}

static void
attach_line (GtkGrid *grid, const Table *table, guint line)
{
  GtkWidget *rule = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (rule, "line");
  gtk_grid_attach (grid, rule, 0, (int)(2 * line + 1), (int)table->n_columns, 1);
  for (guint i = 0; i < table->n_columns; i++) {
    const char *text = g_ptr_array_index (table->cells, line * table->n_columns + i);

    gtk_grid_attach (grid, new_label (text, "cell", &table->columns[i]), (int)i, (int)(2 * line + 2), 1, 1);
  }
}

/* What its labels stand for, and how many lines of them there are. */
static char *
make_shape (const Table *table)
{
  GString *shape = g_string_new (NULL);

  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (shape, "%s\n", table->columns[i].title);
  g_string_append_printf (shape, "%u", table->cells->len);
  return g_string_free (shape, FALSE);
}

/* TRUE if the widget is to be filled anew; it is empty then. */
static gboolean
take_fingerprint (GtkWidget *widget, char *fingerprint)
{
  GtkWidget *child;

  if (g_strcmp0 (g_object_get_data (G_OBJECT (widget), "fingerprint"), fingerprint) == 0) {
    g_free (fingerprint);
    return FALSE;
  }
  g_object_set_data_full (G_OBJECT (widget), "fingerprint", fingerprint, g_free);
  while ((child = gtk_widget_get_first_child (widget)) != NULL)
    gtk_widget_unparent (child);
  return TRUE;
}

/* Numbers change every second: as long as there are as many, the labels stay. */
static void
fill (GtkWidget *widget, const Table *table)
{
  GtkGrid *grid = GTK_GRID (widget);
  guint lines = table->cells->len / table->n_columns;

  gtk_widget_set_visible (widget, table->cells->len > 0);
  if (!take_fingerprint (widget, make_shape (table))) {
    for (guint i = 0; i < table->cells->len; i++)
      sz_slim_label_set_text (SZ_SLIM_LABEL (gtk_grid_get_child_at (grid, (int)(i % table->n_columns),
                                                                    (int)(2 * (i / table->n_columns) + 2))),
                              g_ptr_array_index (table->cells, i));
    return;
  }
  for (guint i = 0; i < table->n_columns; i++)
    gtk_grid_attach (grid, new_label (table->columns[i].title, "head", &table->columns[i]), (int)i, 0, 1, 1);
  for (guint line = 0; line < lines; line++)
    attach_line (grid, table, line);
}

gboolean
sz_source_table_unfold (GtkWidget *widget, guint lines)
{
  gboolean whole = TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    gboolean shown;
    int row;

    gtk_grid_query_child (GTK_GRID (widget), child, NULL, &row, NULL, NULL);
    shown = row <= 2 * (int)lines;
    gtk_widget_set_visible (child, shown);
    whole = whole && shown;
  }
  return whole;
}

GtkWidget *
sz_source_table_new (void)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 16);
  return grid;
}

/* --- data sets
 * ------------------------------------------------------------------------------------------------------ */

static const char *
dataset_name (const SzCatalog *catalog, const char *id)
{
  const SzDataset *dataset = sz_catalog_dataset (catalog, id, NULL);

  return dataset != NULL ? dataset->name : id;
}

static guint
count_open_days (const SzSourceStatus *status, const char *dataset)
{
  guint count = 0;

  for (guint i = 0; status != NULL && i < status->open_days->len; i++)
    count += g_str_equal (((const SzOpenDay *)g_ptr_array_index (status->open_days, i))->dataset, dataset);
  return count;
}

/* "Complete", "Coming in now", "Complete, 2 days are read again". */
static char *
supply_text (const SzSourceEntry *entry, const SzSourceState *state)
{
  const guint days = count_open_days (entry->status, state->dataset);
  const gboolean level = entry->source == NULL || (entry->status != NULL && entry->status->success_ms != 0);
  const char *name = sz_supply_name (sz_supply_of (state, level));

  if (entry->stand == SZ_STAND_FETCHING && entry->link != NULL &&
      g_str_equal (entry->link->dataset, state->dataset))
    return g_strdup (_ ("Coming in now"));
  if (days > 0)
    /* Translators: %1$s is the state of a data set; bad rows came for %2$u days. */
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%1$s, %2$u day is read again", "%1$s, %2$u days are read again", days),
        name, days);
  return g_strdup (name);
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

void
sz_source_table_datasets (GtkWidget *widget, const SzSourceEntry *entry, const SzSourcesReport *report,
                          const SzCatalog *catalog, SzZone *zone)
{
  g_auto (Table) table = { 0 };
  gboolean refused = FALSE, omitted = FALSE;
  const gint64 now_ms = sz_clock_now_ms ();

  begin_table (&table);
  for (guint i = 0; report != NULL && i < report->states->len; i++) {
    const SzSourceState *state = g_ptr_array_index (report->states, i);

    if (!g_str_equal (state->source, entry->name))
      continue;
    refused |= state->refused > 0;
    omitted |= state->omitted > 0;
  }
  add_column (&table, _ ("Data set"), FALSE, TRUE, FALSE);
  add_column (&table, _ ("State"), FALSE, TRUE, TRUE);
  add_column (&table, _ ("Rows"), TRUE, FALSE, FALSE);
  /* What every data set is without needs no column. */
  if (refused)
    add_column (&table, _ ("Refused"), TRUE, FALSE, FALSE);
  if (omitted)
    add_column (&table, _ ("Left out"), TRUE, FALSE, FALSE);
  add_column (&table, _ ("Complete up to"), FALSE, TRUE, FALSE);
  add_column (&table, _ ("Days held"), FALSE, TRUE, FALSE);
  for (guint i = 0; report != NULL && i < report->states->len; i++) {
    const SzSourceState *state = g_ptr_array_index (report->states, i);

    if (!g_str_equal (state->source, entry->name))
      continue;
    add_cell (&table, g_strdup (dataset_name (catalog, state->dataset)));
    add_cell (&table, supply_text (entry, state));
    add_cell (&table, sz_number_exact ((double)state->rows, ""));
    if (refused)
      add_cell (&table, sz_number_exact ((double)state->refused, ""));
    if (omitted)
      add_cell (&table, sz_number_exact ((double)state->omitted, ""));
    add_cell (&table, sz_source_time_text (state->watermark_ms, zone, now_ms));
    add_cell (&table, days_text (state));
  }
  fill (widget, &table);
}

/* --- comparison and history
 * ------------------------------------------------------------------------------------------------------- */

void
sz_source_table_gaps (GtkWidget *widget, const SzSourceStatus *status, const SzCatalog *catalog)
{
  g_auto (Table) table = { 0 };

  begin_table (&table);
  add_column (&table, _ ("Day"), FALSE, FALSE, FALSE);
  add_column (&table, _ ("Data set"), FALSE, TRUE, TRUE);
  add_column (&table, _ ("Rows here"), TRUE, FALSE, FALSE);
  add_column (&table, _ ("There"), TRUE, FALSE, FALSE);
  add_column (&table, _ ("Result"), FALSE, TRUE, FALSE);
  for (guint i = 0; status != NULL && i < MIN (status->gaps->len, (guint)GAPS_SHOWN); i++) {
    const SzSourceGap *gap = g_ptr_array_index (status->gaps, i);
    char day[11];

    sz_day_format (gap->day, day);
    add_cell (&table, g_strdup (day));
    add_cell (&table, g_strdup (dataset_name (catalog, gap->dataset)));
    add_cell (&table, sz_number_exact ((double)gap->here, ""));
    add_cell (&table, sz_number_exact ((double)gap->there, ""));
    add_cell (&table, g_strdup (gap->mended ? _ ("Fetched again, the same now") : _ ("Still differs")));
  }
  fill (widget, &table);
}

void
sz_source_table_history (GtkWidget *widget, const SzSourceStatus *status, SzZone *zone)
{
  const gint64 now_ms = sz_clock_now_ms ();
  g_auto (Table) table = { 0 };

  begin_table (&table);
  add_column (&table, _ ("When"), FALSE, TRUE, FALSE);
  add_column (&table, _ ("State"), FALSE, TRUE, FALSE);
  add_column (&table, _ ("Why"), FALSE, TRUE, TRUE);
  for (guint i = 0; status != NULL && i < MIN (status->history->len, (guint)STEPS_SHOWN); i++) {
    const SzSourceStep *step = g_ptr_array_index (status->history, i);

    add_cell (&table, sz_source_time_text (step->at_ms, zone, now_ms));
    add_cell (&table, g_strdup (sz_source_phase_name (step->phase)));
    add_cell (&table, g_strdup (step->sentence));
  }
  fill (widget, &table);
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
add_refusals (GPtrArray *lines, const char *source, const SzFrame *frame)
{
  for (gsize row = 0; row < frame->rows && lines->len < REASONS_SHOWN; row++) {
    const char *field = frame_cell (frame, row, "field");

    if (!g_str_equal (frame_cell (frame, row, "source"), source))
      continue;
    /* Translators: where a row stood, its field, and why it was refused. */
    g_ptr_array_add (lines, *field != '\0'
                                ? g_strdup_printf (_ ("%1$s, %2$s: %3$s"), frame_cell (frame, row, "where"),
                                                   field, frame_cell (frame, row, "reason"))
                                /* Translators: where a row stood, and why it was refused. */
                                : g_strdup_printf (_ ("%1$s: %2$s"), frame_cell (frame, row, "where"),
                                                   frame_cell (frame, row, "reason")));
  }
}

static void
add_omissions (GPtrArray *lines, const char *source, const SzFrame *frame)
{
  int count = sz_frame_find (frame, "count");

  for (gsize row = 0; row < frame->rows; row++) {
    g_autofree char *number = NULL;

    if (!g_str_equal (frame_cell (frame, row, "source"), source))
      continue;
    number = sz_number_exact (count >= 0 ? sz_frame_number (frame, row, (guint)count) : 0, "");
    /* Translators: %1$s is a number of records, %2$s the reason why the mapping leaves them out. */
    g_ptr_array_add (lines,
                     g_strdup_printf (_ ("Left out, %1$s: %2$s"), number, frame_cell (frame, row, "reason")));
  }
}

gboolean
sz_source_table_reasons (GtkWidget *box, const char *source, const SzSourcesReport *report)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *all = NULL;

  if (report != NULL) {
    add_refusals (lines, source, report->refusals);
    add_omissions (lines, source, report->omissions);
  }
  g_ptr_array_add (lines, NULL);
  all = g_strjoinv ("\n", (char **)lines->pdata);
  if (!take_fingerprint (box, g_steal_pointer (&all)))
    return lines->len > 1;
  for (guint i = 0; i + 1 < lines->len; i++) {
    GtkWidget *label = gtk_label_new (g_ptr_array_index (lines, i));

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
    gtk_label_set_width_chars (GTK_LABEL (label), REASON_CHARS);
    gtk_label_set_selectable (GTK_LABEL (label), TRUE);
    gtk_widget_add_css_class (label, "refusal");
    gtk_box_append (GTK_BOX (box), label);
  }
  return lines->len > 1;
}
