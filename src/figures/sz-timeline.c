/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One row of a data set as a time line: what happened to a ticket or a case, and what belongs to it. Which
 * instants there are, and which other data sets point here, is read from the catalogue; nothing here knows
 * tickets or cases but the words for who is served. */

#include "sz-figures-private.h"

#include <math.h>
#include <string.h>

/* Rows that point to this one lie at most so long after it. */
#define REACH_MS (200 * SZ_DAY_MS)

typedef struct {
  SzLook *look;
  const SzDataset *dataset;
  const char *key;
  SzFrame *row; /* of one row */
  SzTile *line;
} Story;

static const SzField *
field_of (const SzDataset *dataset, const char *id)
{
  int index = sz_dataset_find_field (dataset, id);

  return index >= 0 ? sz_dataset_field (dataset, (guint)index) : NULL;
}

/* --- words
 * -----------------------------------------------------------------------------------------------------------
 */

/* A length of time in two units at most: "12 min", "3 h 20 min", "2 d 4 h". (transfer full) */
static char *
write_span (double ms)
{
  gint64 minutes = (gint64)(fabs (ms) / (double)SZ_MINUTE_MS);

  if (fabs (ms) < (double)SZ_MINUTE_MS)
    return g_strdup_printf (_ ("%.0f s"), fabs (ms) / (double)SZ_SECOND_MS);
  if (minutes < 60)
    return g_strdup_printf (_ ("%d min"), (int)minutes);
  if (minutes < 48 * 60)
    return minutes % 60 != 0 ? g_strdup_printf (_ ("%d h %d min"), (int)(minutes / 60), (int)(minutes % 60))
                             : g_strdup_printf (_ ("%d h"), (int)(minutes / 60));
  return g_strdup_printf (_ ("%d d %d h"), (int)(minutes / 1440), (int)(minutes % 1440 / 60));
}

/* What people read in a cell; NULL if it is missing. (transfer full) */
static char *
write_cell (SzLook *look, const SzField *field, const SzColumn *column, gsize row)
{
  double number = column->type == SZ_COLUMN_TEXT ? NAN : column->numbers[row];

  if (column->type == SZ_COLUMN_TEXT) {
    if (column->texts[row] == NULL || *column->texts[row] == '\0')
      return NULL;
    return g_strdup (field->dimension != NULL
                         ? sz_look_value_name (look, field->dimension, column->texts[row])
                         : column->texts[row]);
  }
  if (isnan (number))
    return NULL;
  if (field->type == SZ_FIELD_INSTANT) {
    char day[11];
    g_autofree char *clock = sz_clock_text ((gint64)number, look->zone);

    sz_day_format (sz_zone_day (look->zone, (gint64)number), day);
    return g_strdup_printf ("%s %s", day, clock);
  }
  if (field->type == SZ_FIELD_FLAG)
    return g_strdup (number > 0 ? _ ("yes") : _ ("no"));
  if (field->duration)
    return write_span (number);
  return sz_number_exact (number, "");
}

/* --- entries
 * ---------------------------------------------------------------------------------------------------------
 */

/* What happened, not when: the moment stands beside it. */
static char *
write_step (const char *name)
{
  const gsize length = strlen (name), time = strlen ("时间");

  if (g_str_has_suffix (name, "时间") && length > time)
    return g_strndup (name, length - time);
  return g_strdup (name);
}

static SzEntry *
add_step (SzTile *line, double at_ms, const char *title, const char *detail, const char *open)
{
  SzEntry *entry = sz_entry_new (open, title, detail);

  entry->at_ms = at_ms;
  g_ptr_array_add (line->entries, entry);
  return entry;
}

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const SzEntry *left = *(SzEntry *const *)a, *right = *(SzEntry *const *)b;

  return (left->at_ms > right->at_ms) - (left->at_ms < right->at_ms);
}

/* A limit that has passed while the row was not finished, or was finished too late. */
static gboolean
is_limit (const SzField *field)
{
  return field->future && strcmp (field->id, "valid_to") != 0;
}

/* The end against which a limit counts: what closes the row, else what finishes it. */
static double
find_end (const Story *story)
{
  static const char *const ends[] = { "finished", "closed", "ended", "rejected", "voided" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    int column = sz_frame_find (story->row, ends[i]);
    double value = column >= 0 ? sz_frame_number (story->row, 0, (guint)column) : NAN;

    if (!isnan (value) && value <= (double)story->look->now_ms)
      return value;
  }
  return NAN;
}

static void
add_limit (Story *story, const SzField *field, double limit)
{
  double end = find_end (story), now = (double)story->look->now_ms;
  double late = (isnan (end) ? now : end) - limit;
  g_autofree char *span = write_span (late);
  g_autofree char *detail = NULL;
  SzStatus status = late > 0 ? SZ_STATUS_ALARM : isnan (end) ? SZ_STATUS_NEUTRAL : SZ_STATUS_GOOD;

  if (isnan (end))
    detail = g_strdup_printf (late > 0 ? _ ("overdue by %s") : _ ("%s left"), span);
  else
    detail = g_strdup_printf (late > 0 ? _ ("missed by %s") : _ ("kept with %s to spare"), span);
  add_step (story->line, limit, field->name, detail, NULL)->status = status;
}

/* Every instant of the row that has come; limits also ahead of now. */
static void
add_instants (Story *story)
{
  for (guint i = 0; i < story->dataset->fields->len; i++) {
    const SzField *field = sz_dataset_field (story->dataset, i);
    int column = sz_frame_find (story->row, field->id);
    double value = column >= 0 ? sz_frame_number (story->row, 0, (guint)column) : NAN;

    g_autofree char *step = NULL;

    if (field->type != SZ_FIELD_INSTANT || isnan (value))
      continue;
    step = write_step (field->name);
    if (is_limit (field))
      add_limit (story, field, value);
    else if (value <= (double)story->look->now_ms)
      add_step (story->line, value, step, NULL, NULL);
  }
}

/* The other columns of a linked row that are worth a line: codes and counts, not instants or masks. */
static char *
write_row (SzLook *look, const SzDataset *dataset, const SzFrame *frame, gsize row, const char *but)
{
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < dataset->fields->len && n < 4; i++) {
    const SzField *field = sz_dataset_field (dataset, i);
    int column = sz_frame_find (frame, field->id);
    g_autofree char *cell = NULL;

    if (column < 0 || field->type == SZ_FIELD_INSTANT || field->type == SZ_FIELD_MASK ||
        field->link != NULL || g_strcmp0 (field->id, but) == 0 || (field->type == SZ_FIELD_FLAG))
      continue;
    cell = write_cell (look, field, sz_frame_column (frame, (guint)column), row);
    if (cell == NULL)
      continue;
    g_string_append (text, n++ > 0 ? _ (", ") : "");
    /* A bare number says nothing. */
    if (field->type != SZ_FIELD_CODE && field->type != SZ_FIELD_TEXT)
      g_string_append_printf (text, "%s ", field->name);
    g_string_append (text, cell);
  }
  return g_string_free (text, FALSE);
}

static void
add_linked_row (Story *story, const SzDataset *other, const SzFrame *frame, gsize row)
{
  int step = sz_frame_find (frame, "step"), ended = sz_frame_find (frame, "ended"),
      key = sz_frame_find (frame, "key");
  const SzField *at = sz_dataset_field (other, other->at),
                *named = step >= 0 ? field_of (other, "step") : NULL;
  int at_column = sz_frame_find (frame, at->id);
  double start = at_column >= 0 ? sz_frame_number (frame, row, (guint)at_column) : NAN;
  double end = ended >= 0 ? sz_frame_number (frame, row, (guint)ended) : NAN;
  g_autofree char *name =
      named != NULL ? write_cell (story->look, named, sz_frame_column (frame, (guint)step), row) : NULL;
  g_autofree char *detail = write_row (story->look, other, frame, row, "step");
  g_autofree char *open =
      g_strdup_printf ("row:%s?%s", other->id, key >= 0 ? sz_frame_text (frame, row, (guint)key) : "");
  SzEntry *entry = NULL;

  if (isnan (start) || start > (double)story->look->now_ms)
    return;
  /* A step of the case is read here; a rating or another row can be opened. */
  entry =
      add_step (story->line, start, name != NULL ? name : other->name, detail, name != NULL ? NULL : open);
  entry->end_ms = end <= (double)story->look->now_ms ? end : NAN;
  if (name != NULL && !isnan (entry->end_ms)) {
    g_autofree char *span = write_span (end - start);

    g_free (entry->tag);
    entry->tag = g_strdup_printf (_ ("took %s"), span);
  } else if (name != NULL && ended >= 0) {
    g_autofree char *span = write_span ((double)story->look->now_ms - start);

    g_free (entry->tag);
    entry->tag = g_strdup_printf (_ ("running for %s"), span);
  }
}

/* Rows of another data set that name this one in a text that links here. */
static gboolean
add_linked_rows (Story *story, const SzDataset *other, guint field, double start_ms, GError **error)
{
  SzRowsAsk ask = {
    .dataset = other, .instant = -1, .zone = story->look->zone, .text = story->key, .text_field = field
  };
  g_autoptr (SzFrame) frame = NULL;
  double end = find_end (story);

  ask.start_ms = (gint64)start_ms - SZ_DAY_MS;
  ask.end_ms =
      MIN ((gint64)(isnan (end) ? start_ms + REACH_MS : end) + 40 * SZ_DAY_MS, story->look->now_ms + 1);
  if (ask.end_ms <= ask.start_ms || !sz_look_has (story->look, other))
    return TRUE;
  frame = sz_reader_list (story->look->reader, &ask, NULL, 200, error);
  if (frame == NULL)
    return FALSE;
  for (gsize row = 0; row < frame->rows; row++)
    add_linked_row (story, other, frame, row);
  return TRUE;
}

static gboolean
add_pointing (Story *story, GError **error)
{
  const GPtrArray *datasets = sz_catalog_datasets (story->look->catalog);
  int at = sz_frame_find (story->row, sz_dataset_field (story->dataset, story->dataset->at)->id);
  double start = at >= 0 ? sz_frame_number (story->row, 0, (guint)at) : NAN;

  for (guint i = 0; i < datasets->len && !isnan (start); i++) {
    const SzDataset *other = g_ptr_array_index (datasets, i);

    for (guint k = 0; k < other->fields->len && other != story->dataset; k++) {
      const SzField *field = sz_dataset_field (other, k);
      gboolean links =
          field->type == SZ_FIELD_TEXT && (g_strcmp0 (field->link, story->dataset->id) == 0 ||
                                           (field->link == NULL && strcmp (field->id, "ticket") == 0 &&
                                            strcmp (story->dataset->id, "tickets") == 0));

      if (links && !add_linked_rows (story, other, k, start, error))
        return FALSE;
    }
  }
  return TRUE;
}

/* What the row itself names, as a line to open: the ticket of a case. */
static void
add_named (Story *story, SzTile *terms, const SzField *field, const char *key)
{
  const char *target = field->link != NULL                 ? field->link
                       : strcmp (field->id, "ticket") == 0 ? "tickets"
                                                           : NULL;
  g_autofree char *open = target != NULL ? g_strdup_printf ("row:%s?%s", target, key) : NULL;

  g_ptr_array_add (terms->entries, sz_entry_new (open, field->name, key));
}

static SzTile *
make_terms (Story *story)
{
  SzTile *terms = sz_tile_new (SZ_TILE_TERMS, "terms", _ ("What is known"));

  for (guint i = 0; i < story->dataset->fields->len; i++) {
    const SzField *field = sz_dataset_field (story->dataset, i);
    int column = sz_frame_find (story->row, field->id);
    g_autofree char *cell = NULL;

    if (column < 0 || field->type == SZ_FIELD_INSTANT || field->type == SZ_FIELD_HASH)
      continue;
    cell = write_cell (story->look, field, sz_frame_column (story->row, (guint)column), 0);
    if (cell == NULL || (field->type == SZ_FIELD_FLAG && sz_frame_number (story->row, 0, (guint)column) <= 0))
      continue;
    if (field->type == SZ_FIELD_TEXT)
      add_named (story, terms, field, cell);
    else
      g_ptr_array_add (terms->entries, sz_entry_new (NULL, field->name, cell));
  }
  return terms;
}

/* --- the page
 * -------------------------------------------------------------------------------------------------------- */

/* How long after the step before; the first has none. */
static void
write_gaps (Story *story)
{
  double previous = NAN;

  g_ptr_array_sort (story->line->entries, compare_steps);
  for (guint i = 0; i < story->line->entries->len; i++) {
    SzEntry *entry = g_ptr_array_index (story->line->entries, i);

    if (!isnan (previous) && entry->at_ms > previous) {
      g_autofree char *span = write_span (entry->at_ms - previous);

      g_free (entry->when);
      entry->when = g_strdup_printf (_ ("after %s"), span);
    }
    previous = entry->at_ms;
  }
}

static char *
write_headline (const Story *story)
{
  const SzEntry *worst = NULL, *last = NULL;
  g_autofree char *span = NULL;
  double first = NAN;

  for (guint i = 0; i < story->line->entries->len; i++) {
    const SzEntry *entry = g_ptr_array_index (story->line->entries, i);

    if (entry->status == SZ_STATUS_ALARM && worst == NULL)
      worst = entry;
    if (entry->at_ms > (double)story->look->now_ms)
      continue;
    if (isnan (first))
      first = entry->at_ms;
    if (entry->status == SZ_STATUS_NEUTRAL)
      last = entry;
  }
  if (worst != NULL)
    return g_strdup_printf (_ ("%s: %s"), worst->title, worst->detail);
  if (last == NULL)
    return g_strdup_printf ("%s %s", story->dataset->name, story->key);
  span = write_span (last->at_ms - first);
  return last->at_ms > first ? g_strdup_printf (_ ("%s, %s after the start"), last->title, span)
                             : g_strdup (last->title);
}

static SzPage *
make_page (Story *story, GError **error)
{
  g_autofree char *id = g_strdup_printf ("row:%s?%s", story->dataset->id, story->key);
  g_autoptr (SzPage) page = sz_page_new (id);

  story->line = sz_tile_new (SZ_TILE_TIMELINE, "timeline", _ ("What happened"));
  g_ptr_array_add (page->tiles, story->line);
  add_instants (story);
  if (!add_pointing (story, error))
    return NULL;
  write_gaps (story);
  g_free (story->line->scope);
  story->line->scope =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u step", "%u steps", story->line->entries->len),
                       story->line->entries->len);
  g_ptr_array_add (page->tiles, make_terms (story));
  g_free (page->where);
  g_free (page->hall);
  g_free (page->headline);
  g_free (page->action);
  page->where = g_strdup_printf ("%s / %s", story->dataset->name, story->key);
  page->headline = write_headline (story);
  page->action = g_strdup (_ ("Identities are shown as masks; what they were is not stored."));
  page->hall = sz_look_hall (story->look);
  page->zone = sz_zone_ref (story->look->zone);
  page->now_ms = page->data_ms = story->look->now_ms;
  page->clock_ms = story->look->clock_ms;
  return g_steal_pointer (&page);
}

SzPage *
sz_figures_timeline (SzReader *reader, const SzDataset *dataset, const char *key, GError **error)
{
  g_autoptr (SzLook) look = sz_look_new (reader, error);
  g_autoptr (SzFrame) row = NULL;
  Story story = { 0 };

  if (look == NULL)
    return NULL;
  row = sz_reader_find (reader, dataset, key, error);
  if (row == NULL)
    return NULL;
  if (row->rows == 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND, _ ("There is no “%s” among %s"), key, dataset->name);
    return NULL;
  }
  story.look = look;
  story.dataset = dataset;
  story.key = key;
  story.row = row;
  return make_page (&story, error);
}
