/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sz-i18n.h"
#include "sz-import-private.h"
#include "sz-json-columns.h"

/* The tests inside of a mapping file: a level order turned round, a code mistyped, is found when the file is
 * loaded, not in a report. */

typedef struct {
  const SzMapping *mapping;
  const SzExpect *expect;
  SzEvaluator *evaluator;
  GPtrArray *targets; /* (element-type SzImportTarget) */
} Trial;

static gboolean
fail (const Trial *trial, const char *wanted, const char *got, GError **error)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("%s:%u: the mapping's test “%s” wants %s, but %s"),
               trial->mapping->file, trial->expect->line, trial->expect->name, wanted, got);
  return FALSE;
}

/* As people write it in the file; "" for missing. (transfer full) */
static char *
show_cell (const SzMapping *mapping, const SzField *field, const SzCell *cell)
{
  if (cell->kind == SZ_CELL_MISSING)
    return g_strdup ("");
  if (cell->kind == SZ_CELL_TEXT)
    return g_strdup (cell->text);
  if (field->type == SZ_FIELD_INSTANT)
    return sz_instant_format (cell->number, mapping->zone);
  if (field->type == SZ_FIELD_FLAG)
    return g_strdup (cell->number != 0 ? "yes" : "no");
  if (field->type != SZ_FIELD_DECIMAL || field->scale == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, cell->number);
  gint64 unit = 1;
  for (guint i = 0; i < field->scale; i++)
    unit *= 10;
  return g_strdup_printf ("%s%" G_GINT64_FORMAT ".%0*" G_GINT64_FORMAT, cell->number < 0 ? "-" : "",
                          ABS (cell->number) / unit, (int)field->scale, ABS (cell->number) % unit);
}

static gboolean
is_left_out (const Trial *trial)
{
  for (guint i = 0; i < trial->mapping->leave_out->len; i++)
    if (sz_evaluator_matches (trial->evaluator, g_ptr_array_index (trial->mapping->leave_out, i)))
      return TRUE;
  return FALSE;
}

/* TRUE: all targets took the record; else the problem of the first that did not. */
static gboolean
map_record (const Trial *trial, SzProblem *problem)
{
  for (guint i = 0; i < trial->mapping->checks->len; i++) {
    const SzFilterRule *rule = g_ptr_array_index (trial->mapping->checks, i);
    if (!sz_evaluator_matches (trial->evaluator, rule)) {
      *problem = (SzProblem){ rule->id, rule->reason };
      return FALSE;
    }
  }
  for (guint i = 0; i < trial->targets->len; i++) {
    SzImportTarget *target = g_ptr_array_index (trial->targets, i);
    if (!sz_import_target_read (target, trial->mapping, trial->evaluator, problem) ||
        !sz_import_target_put_row (target, trial->evaluator, problem))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_field (const Trial *trial, const char *wanted, GError **error)
{
  const char *dot = strchr (wanted, '.'), *equal = strchr (wanted, '=');
  for (guint i = 0; dot != NULL && dot < equal && i < trial->targets->len; i++) {
    const SzImportTarget *target = g_ptr_array_index (trial->targets, i);
    const SzDataset *dataset = target->target->dataset;
    g_autofree char *name = g_strndup (dot + 1, (gsize)(equal - dot - 1));
    const int field = sz_dataset_find_field (dataset, name);
    if (strncmp (dataset->id, wanted, (gsize)(dot - wanted)) != 0 || dataset->id[dot - wanted] != '\0' ||
        (field < 0 && strcmp (name, "key") != 0))
      continue;
    const SzRow *row = &g_array_index (target->batch->rows, SzRow, 0);
    g_autofree char *got =
        field < 0 ? g_strdup (row->key)
                  : show_cell (trial->mapping, sz_dataset_field (dataset, (guint)field), &row->cells[field]);
    g_autofree char *said = g_strdup_printf (_ ("it becomes “%s”"), got);
    return strcmp (got, equal + 1) == 0 || fail (trial, wanted, said, error);
  }
  return fail (trial, wanted, _ ("there is no such field among its rows"), error);
}

static gboolean
check_outcome (const Trial *trial, GError **error)
{
  SzProblem problem = { "", "" };
  const gboolean left_out = is_left_out (trial);
  const gboolean taken = !left_out && map_record (trial, &problem);
  g_autofree char *why = g_strdup_printf (_ ("the record is refused: %s: %s"), problem.field, problem.reason);
  for (guint i = 0; trial->expect->wanted[i] != NULL; i++) {
    const char *wanted = trial->expect->wanted[i];
    if (g_str_has_prefix (wanted, "LeftOut=")) {
      if (left_out != (strcmp (wanted, "LeftOut=yes") == 0))
        return fail (trial, wanted,
                     left_out ? _ ("the record is left out") : _ ("the record is not left out"), error);
    } else if (g_str_has_prefix (wanted, "Refused=")) {
      if (taken || left_out || strcmp (wanted + 8, problem.field) != 0)
        return fail (trial, wanted,
                     left_out ? _ ("the record is left out")
                     : taken  ? _ ("the record is taken")
                              : why,
                     error);
    } else if (!taken) {
      return fail (trial, wanted, left_out ? _ ("the record is left out") : why, error);
    } else if (!check_field (trial, wanted, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
run_trial (Trial *trial, SzJsonColumns *columns, SzInput *values, GError **error)
{
  const char *why;
  if (!sz_json_columns_read (columns, trial->expect->record, strlen (trial->expect->record), values, &why)) {
    g_autofree char *said = g_strdup_printf (_ ("its record %s"), _ (why));
    return fail (trial, "Record", said, error);
  }
  sz_evaluator_begin (trial->evaluator, values);
  return check_outcome (trial, error);
}

gboolean
sz_mapping_check_expects (const SzMapping *mapping, GError **error)
{
  static const guint8 bytes[32] = { 1 }; /* identities need a key; what they become is not tested here */
  if (mapping->expects->len == 0)
    return TRUE;
  g_autoptr (SzSiteKey) key = sz_site_key_new (bytes);
  g_autoptr (SzJsonColumns) columns = sz_json_columns_new (mapping->columns);
  g_autofree SzInput *values = g_new0 (SzInput, mapping->columns->len + 1);
  for (guint i = 0; i < mapping->expects->len; i++) {
    g_autoptr (SzEvaluator) evaluator = sz_evaluator_new (mapping);
    g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_import_target_free);
    Trial trial = { mapping, g_ptr_array_index (mapping->expects, i), evaluator, targets };
    for (guint j = 0; j < mapping->targets->len; j++) {
      const SzTarget *target = g_ptr_array_index (mapping->targets, j);
      SzImportTarget *own = sz_import_target_new (target, mapping, key, SZ_INSTANT_MAX - 1 - SZ_DAY_MS);
      own->batch = sz_batch_new (target->dataset, "test", 0);
      own->version = 1;
      g_ptr_array_add (targets, own);
    }
    if (!run_trial (&trial, columns, values, error))
      return FALSE;
  }
  return TRUE;
}
