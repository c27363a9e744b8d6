/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-import.h"

#include <inttypes.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-import-private.h"
#include "sz-json-columns.h"
#include "sz-reader.h"
#include "sz-row-reader.h"
#include "sz-source.h"

#define BATCH_ROWS 20000
#define SHOWN_REFUSALS 5
#define JUDGED_LINES 20 /* so few lines may well be mostly bad */
#define MAX_MARKED_DAYS 40000

typedef struct {
  SzStore *store;
  SzSiteKey *key;
  const SzImportOptions *options;
  SzImportReport *report;
  GCancellable *cancellable;
  const SzMapping *mapping;
  SzRecordReader *reader;
  SzEvaluator *evaluator;
  SzJsonColumns *json;
  GPtrArray *targets; /* (element-type SzImportTarget) */
  SzInput *columns;   /* of the record at hand, one for each of mapping->columns */
  int *positions;     /* of each in the file; -1 */
  guint file_columns;
  gint64 *left_out; /* count for each rule */
  SzImportMemory memory;
  char *name; /* of the file */
  guint generation;
  gboolean registered;
  gint64 refused_lines;
  gint64 held_now_ms; /* the source's now from earlier imports; G_MININT64 */
} Import;

void
sz_import_report_clear (SzImportReport *report)
{
  g_clear_pointer (&report->source, g_free);
  g_clear_pointer (&report->datasets, g_array_unref);
  g_clear_pointer (&report->omissions, g_ptr_array_unref);
  g_clear_pointer (&report->refusals, g_ptr_array_unref);
  memset (report, 0, sizeof *report);
}

gboolean
sz_import_needs_key (const SzImportOptions *options, const SzCatalog *catalog, gboolean *needed,
                     GError **error)
{
  g_autoptr (SzMapping) mapping = sz_mapping_load (options->mapping, options->config, catalog, error);
  if (mapping == NULL)
    return FALSE;
  *needed = sz_mapping_needs_key (mapping);
  return TRUE;
}

/* --- the store's side --- */

static gint64
greatest_now (const Import *import)
{
  gint64 now_ms = import->held_now_ms;
  for (guint i = 0; i < import->targets->len; i++)
    now_ms = MAX (now_ms,
                  sz_mapper_greatest_ms (((SzImportTarget *)g_ptr_array_index (import->targets, i))->mapper));
  return now_ms;
}

/* A file's clock is the latest thing it tells of, and stands still. The zone must be known before its first
 * row. */
static gboolean
register_source (Import *import, GError **error)
{
  const gint64 now_ms = greatest_now (import);
  import->registered = TRUE;
  return sz_store_set_source (import->store, import->report->source, import->mapping->name, "file",
                              import->mapping->zone_id, now_ms != G_MININT64 ? now_ms : sz_clock_now_ms (), 0,
                              &import->generation, NULL, error);
}

static void
note_days (Import *import, SzImportTarget *target)
{
  for (guint i = 0; i < target->batch->rows->len; i++) {
    const gint64 day =
        sz_zone_day (import->mapping->zone, g_array_index (target->batch->rows, SzRow, i).at_ms);
    target->first_day = MIN (target->first_day, day);
    target->last_day = MAX (target->last_day, day);
  }
}

/* The stored fields that the mapping can fill. (transfer full) (array zero-terminated=1) */
static char **
list_supplied (const SzTarget *target)
{
  const SzDataset *dataset = target->dataset;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < dataset->fields->len; i++) {
    const SzField *field = sz_dataset_field (dataset, i);
    const int input = field->source >= 0 ? field->source : sz_dataset_find_input (dataset, field->id);

    if (input >= 0 && target->fields[input].set)
      g_strv_builder_add (names, field->id);
  }
  return g_strv_builder_end (names);
}

static gboolean
apply_batch (Import *import, SzImportTarget *target, GError **error)
{
  SzApplied applied = { 0 };
  note_days (import, target);
  if (!import->registered && !register_source (import, error))
    return FALSE;
  target->batch->generation = import->generation;
  target->batch->supplies = list_supplied (target->target);
  /* What was refused or left out of a file is told once, however often it is imported. */
  if (import->memory.known) {
    g_array_set_size (target->batch->refusals, 0);
    g_array_set_size (target->batch->omissions, 0);
  }
  if (!sz_store_apply (import->store, target->batch, &applied, error))
    return FALSE;
  target->taken += applied.taken;
  target->unchanged += applied.unchanged;
  g_clear_pointer (&target->batch, sz_batch_unref);
  target->batch = sz_batch_new (target->target->dataset, import->report->source, import->generation);
  return TRUE;
}

static gint64
count_rows (const Import *import)
{
  gint64 rows = 0;
  for (guint i = 0; i < import->targets->len; i++) {
    const SzImportTarget *target = g_ptr_array_index (import->targets, i);
    rows += target->taken + target->unchanged + target->batch->rows->len;
    if (target->group_order != NULL)
      rows += target->group_order->len;
  }
  return rows;
}

/* More bad lines than good ones: the wrong mapping, or not the file it seems. */
static gboolean
check_refused_share (const Import *import, GError **error)
{
  const SzImportReport *report = import->report;
  if (report->lines < JUDGED_LINES || 2 * import->refused_lines <= report->lines)
    return TRUE;
  const char *first = report->refusals->len > 0 ? g_ptr_array_index (report->refusals, 0) : "";
  g_set_error (
      error, SZ_ERROR, SZ_ERROR_BAD_FILE,
      import->registered
          ? _ ("%s: %" PRId64 " of %" PRId64 " lines are refused; the lines before them were taken; %s")
          : _ ("%s: %" PRId64 " of %" PRId64 " lines are refused, so nothing of the file was taken; %s"),
      import->name, import->refused_lines, report->lines, first);
  return FALSE;
}

/* Nothing is written before a row could be taken. */
static gboolean
apply_full_batches (Import *import, GError **error)
{
  for (guint i = 0; i < import->targets->len; i++) {
    SzImportTarget *target = g_ptr_array_index (import->targets, i);
    if (target->batch->rows->len + target->batch->refusals->len >= BATCH_ROWS && count_rows (import) > 0 &&
        ((!import->registered && !check_refused_share (import, error)) ||
         !apply_batch (import, target, error)))
      return FALSE;
  }
  return TRUE;
}

/* --- refusals --- */

static void
refuse (Import *import, SzImportTarget *target, gint64 line, const SzProblem *problem, const char *key,
        const char *text, gsize length)
{
  g_autofree char *where = g_strdup_printf (_ ("%s, line %" PRId64), import->name, line);
  g_autofree char *field = sz_scrub_text (problem->field, -1);
  const char *shown = field != NULL ? field : problem->field;
  if (import->report->refused < SZ_IMPORT_MAX_REFUSALS)
    sz_refuse_line (target->batch, import->key, where, shown, problem->reason, key,
                    key != NULL ? strlen (key) : 0, text, length);
  target->refused++;
  import->report->refused++;
  if (import->report->refusals->len < SHOWN_REFUSALS)
    g_ptr_array_add (
        import->report->refusals,
        g_strdup_printf ("%s%s%s: %s", where, *shown != '\0' ? ", " : "", shown, problem->reason));
}

static SzImportTarget *
first_target (const Import *import)
{
  return g_ptr_array_index (import->targets, 0);
}

/* --- records --- */

static gboolean
fail_file (const Import *import, GError **error, const char *why)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("%s: %s"), import->name, why);
  return FALSE;
}

static gboolean
check_columns (const Import *import, char **names, guint n, GError **error)
{
  g_autoptr (GString) missing = g_string_new (NULL);
  for (guint i = 0; i < import->mapping->columns->len; i++) {
    const char *column = g_ptr_array_index (import->mapping->columns, i);
    guint times = 0;
    import->positions[i] = -1;
    for (guint j = 0; j < n; j++)
      if (strcmp (names[j], column) == 0) {
        import->positions[i] = (int)j;
        times++;
      }
    if (times > 1) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("%s: the column “%s” is there more than once"),
                   import->name, column);
      return FALSE;
    }
    if (times == 0 && !g_hash_table_contains (import->mapping->optional, column))
      g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", column);
  }
  if (missing->len == 0)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE,
               _ ("%s: the mapping “%s” needs columns that the first line does not have: %s"), import->name,
               import->mapping->id, missing->str);
  return FALSE;
}

static gboolean
read_header (Import *import, GError **error)
{
  const SzMapping *mapping = import->mapping;
  SzRecord record;
  if (!sz_records_have_header (mapping->format.form))
    return TRUE;
  if (!mapping->header) {
    import->file_columns = g_strv_length (mapping->fixed_columns);
    return check_columns (import, mapping->fixed_columns, import->file_columns, error);
  }
  if (!sz_record_reader_next (import->reader, &record, import->cancellable, error))
    return error != NULL && *error != NULL ? FALSE : fail_file (import, error, _ ("the file is empty"));
  if (record.why != NULL)
    return fail_file (import, error, _ ("the first line is not a line of column names"));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < record.n_cells; i++)
    g_ptr_array_add (
        names, g_strndup (record.cells[i].length > 0 ? record.cells[i].text : "", record.cells[i].length));
  import->file_columns = names->len;
  return check_columns (import, (char **)names->pdata, names->len, error);
}

static gboolean
read_columns (Import *import, const SzRecord *record, const char **why)
{
  if (record->why != NULL) {
    *why = record->why;
    return FALSE;
  }
  if (import->mapping->format.form == SZ_RECORDS_NDJSON)
    return sz_json_columns_read (import->json, record->text, record->length, import->columns, why);
  if (record->n_cells != import->file_columns) {
    *why = record->n_cells < import->file_columns ? N_ ("has fewer fields than there are columns")
                                                  : N_ ("has more fields than there are columns");
    return FALSE;
  }
  for (guint i = 0; i < import->mapping->columns->len; i++)
    import->columns[i] = import->positions[i] >= 0 ? record->cells[import->positions[i]] : (SzInput){ 0 };
  return TRUE;
}

static gboolean
is_left_out (Import *import)
{
  for (guint i = 0; i < import->mapping->leave_out->len; i++)
    if (sz_evaluator_matches (import->evaluator, g_ptr_array_index (import->mapping->leave_out, i))) {
      import->left_out[i]++;
      import->report->omitted++;
      return TRUE;
    }
  return FALSE;
}

static gboolean
check_record (Import *import, SzProblem *problem)
{
  for (guint i = 0; i < import->mapping->checks->len; i++) {
    const SzFilterRule *rule = g_ptr_array_index (import->mapping->checks, i);
    if (sz_evaluator_matches (import->evaluator, rule))
      continue;
    problem->field = rule->id;
    problem->reason = rule->reason;
    return FALSE;
  }
  return TRUE;
}

/* All data sets a record feeds take it, or none does: a step without its case would be worse than neither.
 * Targets that are not grouped come first, for a merged record cannot be taken back. */
static gboolean
put_record (Import *import, gint64 line, SzImportTarget **at_fault, SzProblem *problem)
{
  guint i;
  for (i = 0; i < import->targets->len; i++) {
    *at_fault = g_ptr_array_index (import->targets, i);
    if (!sz_import_target_read (*at_fault, import->mapping, import->evaluator, problem))
      return FALSE;
  }
  for (i = 0; i < import->targets->len; i++) {
    *at_fault = g_ptr_array_index (import->targets, i);
    if (!sz_import_target_put (*at_fault, import->mapping, import->evaluator, line, problem))
      break;
  }
  if (i == import->targets->len)
    return TRUE;
  for (guint j = 0; j < i; j++) {
    SzImportTarget *target = g_ptr_array_index (import->targets, j);
    if (!target->target->group.set)
      g_array_set_size (target->batch->rows, target->batch->rows->len - 1);
  }
  return FALSE;
}

static void
take_record (Import *import, const SzRecord *record)
{
  SzImportTarget *at_fault = first_target (import);
  SzProblem problem = { "", "" };
  const char *why = NULL;
  g_autofree char *reason = NULL;
  import->report->lines++;
  import->refused_lines++; /* until it is taken */
  if (!read_columns (import, record, &why)) {
    reason = g_strdup_printf (_ ("The line %s."), _ (why));
    problem.reason = reason;
    refuse (import, at_fault, record->line, &problem, NULL, record->text, record->length);
    return;
  }
  sz_evaluator_begin (import->evaluator, import->columns);
  if (is_left_out (import) ||
      (check_record (import, &problem) && put_record (import, record->line, &at_fault, &problem))) {
    import->refused_lines--;
    return;
  }
  SzProblem ignored;
  const char *key = sz_evaluator_fill (import->evaluator, at_fault->target->key, &ignored);
  refuse (import, at_fault, record->line, &problem, key, record->text, record->length);
}

static gboolean
read_records (Import *import, GError **error)
{
  SzRecord record;
  g_autoptr (GError) cause = NULL;
  while (sz_record_reader_next (import->reader, &record, import->cancellable, &cause)) {
    take_record (import, &record);
    if ((import->report->lines & 4095) != 0)
      continue;
    if (!apply_full_batches (import, error))
      return FALSE;
    if (import->options->progress != NULL)
      import->options->progress (sz_record_reader_fraction (import->reader), import->report->lines,
                                 import->options->data);
  }
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* --- the end of the file --- */

static void
put_group (Import *import, SzImportTarget *target, SzGroup *group)
{
  SzProblem problem;
  char counts[8][24];
  guint n = 0;
  for (guint i = 0; i < target->target->dataset->inputs->len; i++) {
    const SzReference reference = target->target->fields[i];
    const guint columns = import->mapping->columns->len;
    if (!reference.set || reference.index < columns || n >= G_N_ELEMENTS (counts) ||
        ((SzRule *)g_ptr_array_index (import->mapping->rules, reference.index - columns))->take !=
            SZ_TAKE_COUNT)
      continue;
    g_snprintf (counts[n], sizeof counts[n], "%" G_GINT64_FORMAT, group->fields[i].number);
    group->fields[i] = (SzInput){ .kind = SZ_INPUT_WORD, .text = counts[n], .length = strlen (counts[n]) };
    n++;
  }
  if (!sz_mapper_put (target->mapper, target->batch, group->key, strlen (group->key), target->version,
                      group->fields, &problem))
    refuse (import, target, group->line, &problem, group->key, group->key, strlen (group->key));
}

static gboolean
put_groups (Import *import, GError **error)
{
  for (guint i = 0; i < import->targets->len; i++) {
    SzImportTarget *target = g_ptr_array_index (import->targets, i);
    for (guint j = 0; target->group_order != NULL && j < target->group_order->len; j++) {
      put_group (import, target, g_ptr_array_index (target->group_order, j));
      if ((j & 4095) == 4095 && !apply_full_batches (import, error))
        return FALSE;
    }
  }
  return TRUE;
}

static void
tell_omissions (Import *import)
{
  for (guint i = 0; i < import->mapping->leave_out->len; i++) {
    const SzFilterRule *rule = g_ptr_array_index (import->mapping->leave_out, i);
    if (import->left_out[i] == 0)
      continue;
    sz_batch_omit (first_target (import)->batch, rule->reason, import->left_out[i]);
    g_ptr_array_add (import->report->omissions,
                     g_strdup_printf ("%" G_GINT64_FORMAT " × %s", import->left_out[i], rule->reason));
  }
}

static void
tell_more_refusals (Import *import)
{
  const gint64 more = import->report->refused - SZ_IMPORT_MAX_REFUSALS;
  if (more <= 0)
    return;
  g_autofree char *reason = g_strdup_printf (_ ("And %" PRId64 " more lines, not told one by one."), more);
  sz_batch_refuse (first_target (import)->batch, import->name, "", reason, "", 0, "");
}

/* The last batch of each data set says that the file is whole. */
static gboolean
finish_target (Import *import, SzImportTarget *target, GError **error)
{
  note_days (import, target);
  if (target->first_day <= target->last_day && target->last_day - target->first_day < MAX_MARKED_DAYS)
    for (gint64 day = target->first_day; day <= target->last_day; day++)
      sz_batch_day_done (target->batch, day);
  target->batch->cursor = g_strdup (import->memory.cursor);
  const gint64 greatest_ms = greatest_now (import);
  if (greatest_ms != G_MININT64)
    target->batch->watermark_ms = greatest_ms;
  return apply_batch (import, target, error);
}

static gboolean
finish (Import *import, GError **error)
{
  SzImportReport *report = import->report;
  const gboolean early =
      !import->registered; /* nothing is written yet, so the share is judged before it is */
  gint64 rows = 0;
  if (count_rows (import) > 0 && early && !check_refused_share (import, error))
    return FALSE;
  if (count_rows (import) > 0 && !put_groups (import, error))
    return FALSE;
  for (guint i = 0; i < import->targets->len; i++) {
    const SzImportTarget *target = g_ptr_array_index (import->targets, i);
    rows += target->taken + target->unchanged + target->batch->rows->len;
  }
  if (rows == 0 && report->omitted == 0) {
    const char *first = report->refusals->len > 0 ? g_ptr_array_index (report->refusals, 0) : NULL;
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("%s: none of its %" PRId64 " lines can be taken%s%s"),
                 import->name, report->lines, first != NULL ? "; " : "", first != NULL ? first : "");
    return FALSE;
  }
  tell_omissions (import);
  tell_more_refusals (import);
  /* The clock first: when the last rows are seen, it is right. */
  if (!register_source (import, error))
    return FALSE;
  for (guint i = 0; i < import->targets->len; i++)
    if (!finish_target (import, g_ptr_array_index (import->targets, i), error))
      return FALSE;
  for (guint i = 0; i < import->targets->len; i++) {
    const SzImportTarget *target = g_ptr_array_index (import->targets, i);
    const SzImportedDataset line = { target->target->dataset->id, target->taken, target->unchanged,
                                     target->refused };
    g_array_append_val (report->datasets, line);
    report->taken += target->taken;
    report->unchanged += target->unchanged;
    report->doubtful += sz_mapper_doubtful (target->mapper);
  }
  return early || check_refused_share (import, error);
}

/* --- the whole --- */

static gboolean
read_memory (Import *import, GError **error)
{
  g_autoptr (SzReader) reader =
      sz_reader_open (sz_store_folder (import->store), sz_store_catalog (import->store), error);
  if (reader == NULL)
    return FALSE;
  g_autoptr (GPtrArray) sources = sz_reader_sources (reader, error);
  if (sources == NULL)
    return FALSE;
  g_ptr_array_set_free_func (sources, (GDestroyNotify)sz_source_info_free);
  import->held_now_ms = G_MININT64;
  for (guint i = 0; i < sources->len; i++) {
    const SzSourceInfo *info = g_ptr_array_index (sources, i);
    if (strcmp (info->source, import->report->source) == 0)
      import->held_now_ms = info->now_ms;
    if (strcmp (info->source, import->report->source) == 0 && g_strcmp0 (info->epoch, "file") != 0) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                   _ ("“%s” is the name of a hall system; give the file another one with --as NAME."),
                   info->source);
      return FALSE;
    }
  }
  g_autofree char *hash =
      g_strconcat (sz_record_reader_sha256 (import->reader), import->mapping->fingerprint, NULL);
  g_autofree char *joined = g_compute_checksum_for_string (G_CHECKSUM_SHA256, hash, -1);
  g_autofree char *cursor = NULL;
  g_autoptr (GArray) done = NULL;
  guint generation;
  if (!sz_reader_resume_state (reader, import->report->source, first_target (import)->target->dataset,
                               &cursor, &generation, &done, error))
    return FALSE;
  sz_import_memory_read (&import->memory, cursor, joined);
  for (guint i = 0; i < import->targets->len; i++)
    ((SzImportTarget *)g_ptr_array_index (import->targets, i))->version = import->memory.ordinal;
  return TRUE;
}

static void
add_targets (Import *import, gboolean grouped)
{
  for (guint i = 0; i < import->mapping->targets->len; i++) {
    const SzTarget *target = g_ptr_array_index (import->mapping->targets, i);
    if (target->group.set != grouped)
      continue;
    SzImportTarget *own = sz_import_target_new (target, import->mapping, import->key, sz_clock_now_ms ());
    own->batch = sz_batch_new (target->dataset, import->report->source, 0);
    g_ptr_array_add (import->targets, own);
  }
}

static gboolean
run_import (Import *import, GError **error)
{
  add_targets (import, FALSE);
  add_targets (import, TRUE);
  import->reader =
      sz_record_reader_open (import->options->path, &import->mapping->format, import->cancellable, error);
  return import->reader != NULL && read_header (import, error) && read_memory (import, error) &&
         read_records (import, error) && finish (import, error);
}

static void
import_clear (Import *import)
{
  g_clear_pointer (&import->json, sz_json_columns_free);
  g_clear_pointer (&import->reader, sz_record_reader_free);
  g_clear_pointer (&import->evaluator, sz_evaluator_free);
  g_ptr_array_unref (import->targets);
  g_free (import->columns);
  g_free (import->positions);
  g_free (import->left_out);
  g_free (import->memory.cursor);
  g_free (import->name);
}

gboolean
sz_import_file (SzStore *store, SzSiteKey *key, const SzImportOptions *options, SzImportReport *report,
                GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (store != NULL && options != NULL && report != NULL, FALSE);
  sz_import_report_clear (report);
  g_autoptr (SzMapping) mapping =
      sz_mapping_load (options->mapping, options->config, sz_store_catalog (store), error);
  if (mapping == NULL)
    return FALSE;
  if (options->as != NULL && !sz_source_check_name (options->as, error))
    return FALSE;
  if (mapping->format.form == SZ_RECORDS_JSON) {
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_USAGE,
        _ ("The mapping “%s” is for a system that is asked over HTTP, not for files: shuzhi sources add "
           "NAME --url URL --map %s"),
        mapping->id, mapping->id);
    return FALSE;
  }
  if (!sz_mapping_join (mapping, sz_store_folder (store), sz_store_catalog (store), error))
    return FALSE;
  if (key == NULL && sz_mapping_needs_key (mapping)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_KEY,
                 _ ("The mapping “%s” takes identities, which needs the site key."), mapping->id);
    return FALSE;
  }
  report->source = g_strdup (options->as != NULL ? options->as : mapping->id);
  report->datasets = g_array_new (FALSE, TRUE, sizeof (SzImportedDataset));
  report->omissions = g_ptr_array_new_with_free_func (g_free);
  report->refusals = g_ptr_array_new_with_free_func (g_free);
  Import import = { .store = store,
                    .key = key,
                    .options = options,
                    .report = report,
                    .cancellable = cancellable,
                    .mapping = mapping };
  import.name = g_path_get_basename (options->path);
  g_autofree char *plain = sz_scrub_text (import.name, -1);
  if (plain != NULL) {
    g_free (import.name);
    import.name = g_steal_pointer (&plain);
  }
  import.targets = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_import_target_free);
  import.columns = g_new0 (SzInput, mapping->columns->len + 1);
  import.positions = g_new0 (int, mapping->columns->len + 1);
  import.left_out = g_new0 (gint64, mapping->leave_out->len + 1);
  import.evaluator = sz_evaluator_new (mapping);
  import.json = sz_json_columns_new (mapping->columns);
  const gboolean ok = run_import (&import, error);
  import_clear (&import);
  return ok;
}
