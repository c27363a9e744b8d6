/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-mapped-private.h"

/* A document is held in memory while it is read. */
#define PAGE_BYTES ((gsize)24 << 20)
#define BATCH_ROWS 10000
#define POISON_LEAST 20
#define POISON_SHARE 100
#define POISON_PAGE 10

/* --- asking --- */

static void
set_number (GHashTable *values, const char *name, gint64 number)
{
  g_hash_table_replace (values, g_strdup (name), g_strdup_printf ("%" G_GINT64_FORMAT, number));
}

/* What the templates of a request may name. (transfer full) */
static GHashTable *
make_values (SzPull *pull, const SzMappedWindow *window, guint page, const char *cursor)
{
  const SzMapping *mapping = pull->mapped->mapping;
  const SzConnector *connector = mapping->connector;
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const gint64 now_ms = sz_clock_now_ms ();
  const gint64 to_ms = window->end_ms - (connector->inclusive ? 1000 : 0);
  g_hash_table_replace (values, g_strdup ("from"),
                        sz_template_instant (connector->window_format, window->start_ms, mapping->zone));
  g_hash_table_replace (values, g_strdup ("to"),
                        sz_template_instant (connector->window_format, to_ms, mapping->zone));
  g_hash_table_replace (values, g_strdup ("now"),
                        sz_template_instant ("yyyy-mm-dd HH:MM:SS", now_ms, mapping->zone));
  set_number (values, "now_ms", now_ms);
  set_number (values, "now_s", now_ms / 1000);
  set_number (values, "page", (gint64)connector->first_page + page);
  set_number (values, "size", connector->size);
  set_number (values, "offset", (gint64)page * connector->size);
  g_hash_table_replace (values, g_strdup ("cursor"), g_strdup (cursor != NULL ? cursor : ""));
  g_hash_table_replace (values, g_strdup ("nonce"), sz_request_nonce ());
  return values;
}

static gboolean
ask_once (SzPull *pull, const SzMappedWindow *window, guint page, const char *cursor, GError **error)
{
  SzMapped *mapped = pull->mapped;
  const SzMapping *mapping = mapped->mapping;
  g_autoptr (GHashTable) values = make_values (pull, window, page, cursor);
  SzTemplateContext context = { pull->source, mapped->secrets, values, FALSE };
  g_auto (SzBuiltRequest) built = { 0 };
  SzHttpLimits limits = sz_pull_limits (pull, pull->source->url);
  limits.max_body = limits.max_wire = PAGE_BYTES;
  /* Lines of text have no end of their own; a document has. */
  limits.must_prove = mapping->format.form != SZ_RECORDS_JSON && mapping->connector->total == NULL;
  if (!sz_auth_prepare (mapped->auth, pull->http, mapped->secrets, pull->cancellable, &pull->response,
                        error) ||
      !sz_request_build (mapping->connector, pull->source->url, &context, &built, error))
    return FALSE;
  const gboolean whole = mapping->connector->window == SZ_SPAN_WHOLE &&
                         mapping->connector->paging == SZ_PAGING_NONE && window->dry;
  const SzHttpRequest request = { .if_none_match = whole ? mapped->etag : NULL,
                                  .method = built.body != NULL ? "POST" : "GET",
                                  .url = built.url,
                                  .accept =
                                      mapping->format.form == SZ_RECORDS_JSON ? "application/json" : "*/*",
                                  .headers = (const char *const *)built.headers->pdata,
                                  .body = built.body,
                                  .body_type = built.body_type };
  const gboolean ok = sz_http_ask (pull->http, &request, &limits, pull->cancellable, &pull->response, error);
  sz_pull_count (pull);
  mapped->not_modified = ok && pull->response.status == 304;
  return ok;
}

static gboolean
ask (SzPull *pull, const SzMappedWindow *window, guint page, const char *cursor, GError **error)
{
  g_autoptr (GError) cause = NULL;
  if (ask_once (pull, window, page, cursor, &cause))
    return TRUE;
  if (g_error_matches (cause, SZ_ERROR, SZ_ERROR_REFUSED) && pull->response.status == 401 &&
      sz_auth_renew (pull->mapped->auth))
    return ask_once (pull, window, page, cursor, error);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* --- proving a document --- */

static gboolean
is_listed (char **values, const char *text)
{
  return values != NULL && text != NULL && g_strv_contains ((const char *const *)values, text);
}

/* Gateways answer 200 and say inside whether it went well. */
static gboolean
check_success (SzPull *pull, const char *text, gsize length, GError **error)
{
  const SzConnector *connector = pull->mapped->mapping->connector;
  if (connector->success == NULL)
    return TRUE;
  g_autofree char *code = sz_json_find_text (text, length, connector->success);
  if (is_listed (connector->success_values, code))
    return TRUE;
  g_autofree char *quoted = sz_error_quote (code);
  const gboolean plain =
      strspn (quoted, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") == strlen (quoted);
  if (is_listed (connector->sign_in_values, code))
    g_set_error (error, SZ_ERROR, SZ_ERROR_KEY, _ ("%s does not accept our sign-in any more (code %s)."),
                 pull->source->name, quoted);
  else
    g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE, _ ("%s says that it failed (code %s)."),
                 pull->source->name, code != NULL && plain && strlen (quoted) <= 20 ? quoted : "?");
  return FALSE;
}

static gboolean
fail_document (SzPull *pull, const char *why, GError **error)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("The answer of %s %s."), pull->source->name, why);
  return FALSE;
}

static gboolean
read_total (SzPull *pull, SzMappedWindow *window, const char *text, gsize length, GError **error)
{
  const char *path = pull->mapped->mapping->connector->total;
  gint64 total;
  if (path == NULL)
    return TRUE;
  g_autofree char *found = sz_json_find_text (text, length, path);
  if (found == NULL || !sz_decimal_read (found, strlen (found), 0, &total) || total < 0)
    return fail_document (pull, _ ("does not state its number of rows where the mapping says"), error);
  window->total = total;
  return TRUE;
}

/* --- records --- */

static gboolean
take_targets (SzMapped *mapped, SzProblem *problem, SzImportTarget **at_fault)
{
  guint i;
  for (i = 0; i < mapped->targets->len; i++) {
    *at_fault = g_ptr_array_index (mapped->targets, i);
    if (!sz_import_target_read (*at_fault, mapped->mapping, mapped->evaluator, problem))
      return FALSE;
  }
  for (i = 0; i < mapped->targets->len; i++) {
    *at_fault = g_ptr_array_index (mapped->targets, i);
    if (!sz_import_target_put_row (*at_fault, mapped->evaluator, problem))
      break;
  }
  if (i == mapped->targets->len)
    return TRUE;
  /* All data sets take the record, or none does. */
  for (guint j = 0; j < i; j++) {
    GArray *rows = ((SzImportTarget *)g_ptr_array_index (mapped->targets, j))->batch->rows;
    g_array_set_size (rows, rows->len - 1);
  }
  return FALSE;
}

static gboolean
is_left_out (SzMapped *mapped)
{
  for (guint i = 0; i < mapped->mapping->leave_out->len; i++)
    if (sz_evaluator_matches (mapped->evaluator, g_ptr_array_index (mapped->mapping->leave_out, i)))
      return TRUE;
  return FALSE;
}

static gboolean
check_record (SzMapped *mapped, SzProblem *problem)
{
  for (guint i = 0; i < mapped->mapping->checks->len; i++) {
    const SzFilterRule *rule = g_ptr_array_index (mapped->mapping->checks, i);
    if (sz_evaluator_matches (mapped->evaluator, rule))
      continue;
    *problem = (SzProblem){ rule->id, rule->reason };
    return FALSE;
  }
  return TRUE;
}

/* The first target's key tells records apart, whatever becomes of them. */
static void
note_key (SzMapped *mapped, SzMappedWindow *window)
{
  SzProblem ignored;
  const SzImportTarget *first = g_ptr_array_index (mapped->targets, 0);
  const char *key = sz_evaluator_fill (mapped->evaluator, first->target->key, &ignored);
  char hash[17];
  if (key == NULL) {
    window->unique++;
    return;
  }
  g_autofree char *sha = g_compute_checksum_for_string (G_CHECKSUM_SHA256, key, -1);
  g_strlcpy (hash, sha, sizeof hash);
  window->unique += g_hash_table_add (window->keys, g_strdup (hash));
}

static void
take_record (SzPull *pull, SzMappedWindow *window, guint page, gint64 number, const char *text, gsize length,
             const char *why)
{
  SzMapped *mapped = pull->mapped;
  SzImportTarget *at_fault = g_ptr_array_index (mapped->targets, 0);
  SzProblem problem = { "", "" };
  g_autofree char *reason = NULL;
  window->rows++;
  if (why != NULL) {
    reason = g_strdup_printf (_ ("The line %s."), _ (why));
    problem.reason = reason;
    window->unique++;
  } else {
    sz_evaluator_begin (mapped->evaluator, mapped->columns);
    note_key (mapped, window);
    if (is_left_out (mapped)) {
      window->left_out++;
      return;
    }
    if (check_record (mapped, &problem) && take_targets (mapped, &problem, &at_fault))
      return;
  }
  window->refused++;
  SzProblem ignored;
  const char *key =
      why == NULL ? sz_evaluator_fill (mapped->evaluator, at_fault->target->key, &ignored) : NULL;
  g_autofree char *where = g_strdup_printf (_ ("%s, page %u, row %" PRId64), window->name, page + 1, number);
  g_autofree char *field = sz_scrub_text (problem.field, -1);
  sz_refuse_line (at_fault->batch, pull->key, where, field != NULL ? field : problem.field, problem.reason,
                  key, key != NULL ? strlen (key) : 0, text, length);
}

static gboolean
read_document (SzPull *pull, SzMappedWindow *window, guint page, const char *text, gsize length, char **next,
               gint64 *rows, GError **error)
{
  SzMapped *mapped = pull->mapped;
  const SzConnector *connector = mapped->mapping->connector;
  const char *why, *array, *item;
  gsize array_length, item_length;
  SzJsonItems items;
  if (!sz_json_document_check (&mapped->check, text, length, &why)) {
    g_autofree char *said = g_strdup (_ (why));
    /* A document that was cut is not JSON either. */
    if (pull->response.proven)
      return fail_document (pull, said, error);
    g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE, _ ("The answer of %s %s."), pull->source->name, said);
    return FALSE;
  }
  if (!check_success (pull, text, length, error) || !read_total (pull, window, text, length, error))
    return FALSE;
  if (!sz_json_find (text, length, connector->rows, &array, &array_length) ||
      !sz_json_items_begin (&items, array, array_length)) {
    /* Some say null where there are none. */
    if (window->total == 0)
      return TRUE;
    return fail_document (pull, _ ("has no list of rows where the mapping says"), error);
  }
  while (sz_json_items_next (&items, &item, &item_length)) {
    ++*rows;
    if (window->dry)
      continue;
    why = NULL;
    sz_json_columns_read (mapped->json, item, item_length, mapped->columns, &why);
    take_record (pull, window, page, *rows, item, item_length, why);
  }
  if (connector->cursor != NULL)
    *next = sz_json_find_text (text, length, connector->cursor);
  return TRUE;
}

/* Where the mapping's columns stand in the first line of a separated page. */
static gboolean
read_page_header (SzPull *pull, SzRecordReader *reader, GError **error)
{
  SzMapped *mapped = pull->mapped;
  const SzMapping *mapping = mapped->mapping;
  SzRecord record = { 0 };
  if (mapping->header && !sz_record_reader_next (reader, &record, pull->cancellable, error))
    return FALSE;
  mapped->page_columns = mapping->header ? record.n_cells : g_strv_length (mapping->fixed_columns);
  for (guint i = 0; i < mapping->columns->len; i++) {
    const char *column = g_ptr_array_index (mapping->columns, i);
    mapped->positions[i] = -1;
    for (guint j = 0; j < mapped->page_columns; j++) {
      const char *name = mapping->header ? record.cells[j].text : mapping->fixed_columns[j];
      const gsize length = mapping->header ? record.cells[j].length : strlen (name);
      if (strlen (column) == length && memcmp (column, name, length) == 0)
        mapped->positions[i] = (int)j;
    }
    if (mapped->positions[i] < 0 && !g_hash_table_contains (mapping->optional, column)) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("The answer of %s has no column “%s”."),
                   pull->source->name, column);
      return FALSE;
    }
  }
  return TRUE;
}

static const char *
fill_columns (SzMapped *mapped, const SzRecord *record)
{
  const char *why = record->why;
  if (why != NULL)
    return why;
  if (mapped->mapping->format.form == SZ_RECORDS_NDJSON) {
    sz_json_columns_read (mapped->json, record->text, record->length, mapped->columns, &why);
    return why;
  }
  if (record->n_cells != mapped->page_columns)
    return record->n_cells < mapped->page_columns ? N_ ("has fewer fields than there are columns")
                                                  : N_ ("has more fields than there are columns");
  for (guint i = 0; i < mapped->mapping->columns->len; i++)
    mapped->columns[i] = mapped->positions[i] >= 0 ? record->cells[mapped->positions[i]] : (SzInput){ 0 };
  return NULL;
}

static gboolean
read_lines (SzPull *pull, SzMappedWindow *window, guint page, gint64 *rows, GError **error)
{
  SzMapped *mapped = pull->mapped;
  g_autoptr (GError) cause = NULL;
  SzRecord record;
  if (g_bytes_get_size (pull->response.body) == 0)
    return TRUE;
  g_autoptr (SzRecordReader) reader = sz_record_reader_open_bytes (
      pull->response.body, pull->source->name, &mapped->mapping->format, pull->cancellable, error);
  if (reader == NULL ||
      (mapped->mapping->format.form == SZ_RECORDS_SEPARATED && !read_page_header (pull, reader, error)))
    return FALSE;
  while (sz_record_reader_next (reader, &record, pull->cancellable, &cause)) {
    ++*rows;
    if (window->dry)
      continue;
    take_record (pull, window, page, record.line, record.text, record.length, fill_columns (mapped, &record));
  }
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* --- judging --- */

static gboolean
weigh (SzPull *pull, SzTally page, GError **error)
{
  SzTally *sum = &pull->mapped->tally;
  sum->rows += page.rows;
  sum->refused += page.refused;
  const gboolean poisoned = (page.rows >= POISON_PAGE && page.refused * 2 > page.rows) ||
                            (sum->refused > POISON_LEAST && sum->refused * POISON_SHARE > sum->rows);
  if (page.refused == 0 || !poisoned || pull->mapped->trial)
    return TRUE;
  const SzRefusal *first = NULL;
  for (guint i = 0; first == NULL && i < pull->mapped->targets->len; i++) {
    const GArray *refusals =
        ((SzImportTarget *)g_ptr_array_index (pull->mapped->targets, i))->batch->refusals;
    if (refusals->len > 0)
      first = &g_array_index (refusals, SzRefusal, 0);
  }
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA,
               _ ("%u of %" PRId64 " rows cannot be taken, so the source is stopped; the first: %s, %s: %s"),
               (guint)page.refused, page.rows, first != NULL ? first->where : "—",
               first != NULL && *first->field != '\0' ? first->field : "—",
               first != NULL ? first->reason : "—");
  return FALSE;
}

/* Whether another page follows, by what this one says. */
static gboolean
is_more (const SzConnector *connector, const SzMappedWindow *window, gint64 rows, gint64 seen,
         const char *next)
{
  switch (connector->paging) {
  case SZ_PAGING_NONE:
    return FALSE;
  case SZ_PAGING_CURSOR:
    return next != NULL && *next != '\0';
  case SZ_PAGING_PAGE:
  case SZ_PAGING_OFFSET:
    /* A stated total says it best; without one a page that is not full is the last. */
    return window->total >= 0 ? seen < window->total && rows > 0 : rows >= (gint64)connector->size;
  }
  return FALSE;
}

gboolean
sz_mapped_read_page (SzPull *pull, SzMappedWindow *window, guint page, const char *cursor, char **next,
                     gboolean *more, GError **error)
{
  SzMapped *mapped = pull->mapped;
  const SzConnector *connector = mapped->mapping->connector;
  const gint64 refused = window->refused;
  gint64 rows = 0;
  gsize length;
  *next = NULL;
  *more = FALSE;
  if (!ask (pull, window, page, cursor, error))
    return FALSE;
  if (mapped->not_modified)
    return TRUE;
  g_free (window->etag);
  window->etag = g_strdup (pull->response.etag);
  const char *text = g_bytes_get_data (pull->response.body, &length);
  char sha256[65];
  sz_sha256_hex (text != NULL ? text : "", length, sha256);
  const gboolean same = page > 0 && strcmp (sha256, window->page_sha256) == 0;
  memcpy (window->page_sha256, sha256, sizeof sha256);
  sz_sha256_update (&window->sum, text != NULL ? text : "", length);
  const gboolean ok =
      mapped->mapping->format.form == SZ_RECORDS_JSON
          ? read_document (pull, window, page, text != NULL ? text : "", length, next, &rows, error)
          : read_lines (pull, window, page, &rows, error);
  g_clear_pointer (&pull->response.body, g_bytes_unref);
  if (!ok || (!window->dry && !weigh (pull, (SzTally){ rows, window->refused - refused }, error)))
    return FALSE;
  window->seen += rows;
  window->repeated = same && rows > 0;
  *more = is_more (connector, window, rows, window->seen, *next);
  for (guint i = 0; !mapped->trial && i < mapped->targets->len; i++) {
    SzImportTarget *target = g_ptr_array_index (mapped->targets, i);
    if (target->batch->rows->len >= BATCH_ROWS && !sz_mapped_submit (pull, target, error))
      return FALSE;
  }
  return TRUE;
}
