/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-offer.h"

#include <jansson.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-identity.h"
#include "sz-sha256.h"

#define MAX_DATASETS 500
#define MAX_TEXT 1000
/* What the JSON parser is given: it needs a multiple of a text's length, and forty times that for the
 * nastiest.
 */
#define MAX_OFFER (512 * 1024)
#define MAX_END (64 * 1024)
#define MAX_DEPTH 32
/* More days than this between the first and the last row is a mistake of the source's, not a history. */
#define MAX_DAYS 80000

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

static void
offered_free (gpointer data)
{
  SzOffered *offered = data;
  g_free (offered->name);
  g_free (offered->cursor);
  g_free (offered);
}

void
sz_offer_free (SzOffer *offer)
{
  if (offer == NULL)
    return;
  g_free (offer->epoch);
  g_free (offer->title);
  g_free (offer->zone_id);
  g_clear_pointer (&offer->zone, sz_zone_unref);
  g_clear_pointer (&offer->datasets, g_ptr_array_unref);
  g_free (offer);
}

/* Brackets inside of texts do not count. */
static gboolean
is_shallow (const char *text, gsize length)
{
  guint depth = 0;
  gboolean quoted = FALSE;
  for (gsize i = 0; i < length; i++) {
    if (quoted && text[i] == '\\')
      i++;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && (text[i] == '[' || text[i] == '{') && ++depth > MAX_DEPTH)
      return FALSE;
    else if (!quoted && (text[i] == ']' || text[i] == '}') && depth > 0)
      depth--;
  }
  return TRUE;
}

static gboolean
fail (GError **error, const char *member)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA,
               _ ("The hall's list of data sets cannot be read: “%s” is missing or not what it must be."),
               member);
  return FALSE;
}

/* A text of the document, at most MAX_TEXT bytes and without control characters. (nullable) */
static const char *
get_text (const json_t *object, const char *name)
{
  const char *text = json_string_value (json_object_get (object, name));
  if (text == NULL || strlen (text) > MAX_TEXT)
    return NULL;
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar)*p < ' ' || *p == 0x7f)
      return NULL;
  return text;
}

static gboolean
read_day (const json_t *object, const char *name, gint64 *day, gboolean *known)
{
  const json_t *value = json_object_get (object, name);
  *known = json_is_string (value);
  if (value == NULL || json_is_null (value))
    return TRUE;
  return *known && strlen (json_string_value (value)) == 10 && sz_day_parse (json_string_value (value), day);
}

static gboolean
is_dataset_name (const char *name)
{
  return *name != '\0' && strlen (name) <= 64 &&
         strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == strlen (name);
}

static gboolean
read_offered (const json_t *object, SzOffer *offer, GError **error)
{
  const char *name = get_text (object, "name"), *cursor = get_text (object, "cursor");
  const json_t *rows = json_object_get (object, "rows");
  gboolean has_first, has_last;
  if (name == NULL || !is_dataset_name (name) || sz_offer_find (offer, name) != NULL)
    return fail (error, "datasets[].name");
  if (cursor == NULL || *cursor == '\0')
    return fail (error, "datasets[].cursor");
  if (rows != NULL && !json_is_null (rows) && (!json_is_integer (rows) || json_integer_value (rows) < 0))
    return fail (error, "datasets[].rows");
  SzOffered *offered = g_new0 (SzOffered, 1);
  offered->name = g_strdup (name);
  offered->cursor = g_strdup (cursor);
  offered->rows = json_is_integer (rows) ? json_integer_value (rows) : -1;
  g_ptr_array_add (offer->datasets, offered);
  if (!read_day (object, "earliest", &offered->earliest, &has_first))
    return fail (error, "datasets[].earliest");
  if (!read_day (object, "latest", &offered->latest, &has_last) || has_first != has_last)
    return fail (error, "datasets[].latest");
  if (!has_first) {
    offered->earliest = 0;
    offered->latest = -1;
  } else if (offered->latest < offered->earliest || offered->latest - offered->earliest > MAX_DAYS) {
    return fail (error, "datasets[].latest");
  }
  return TRUE;
}

static gboolean
read_offer (const json_t *root, SzOffer *offer, GError **error)
{
  const char *epoch = get_text (root, "epoch"), *now = get_text (root, "now"),
             *zone = get_text (root, "zone");
  const char *title = get_text (root, "title");
  const json_t *datasets = json_object_get (root, "datasets");
  if (title == NULL)
    title = get_text (root, "name");
  if (epoch == NULL || *epoch == '\0')
    return fail (error, "epoch");
  if (now == NULL || !sz_instant_parse (now, -1, NULL, &offer->now_ms))
    return fail (error, "now");
  offer->zone_id = g_strdup (zone != NULL ? zone : "Asia/Shanghai");
  offer->zone = sz_zone_new (offer->zone_id, NULL);
  if (offer->zone == NULL || (zone == NULL && json_object_get (root, "zone") != NULL))
    return fail (error, "zone");
  if (!json_is_array (datasets) || json_array_size (datasets) > MAX_DATASETS)
    return fail (error, "datasets");
  offer->epoch = g_strdup (epoch);
  offer->title = title != NULL ? sz_scrub_text (title, -1) : g_strdup ("");
  if (offer->title == NULL)
    offer->title = g_strdup (title);
  for (gsize i = 0; i < json_array_size (datasets); i++)
    if (!read_offered (json_array_get (datasets, i), offer, error))
      return FALSE;
  return TRUE;
}

SzOffer *
sz_offer_parse (const char *text, gsize length, GError **error)
{
  json_error_t where;
  if (length > MAX_OFFER || !is_shallow (text, length)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA,
                 _ ("The hall's list of data sets is longer than %d KiB or nested deeper than %d."),
                 MAX_OFFER / 1024, MAX_DEPTH);
    return NULL;
  }
  g_autoptr (json_t) root = json_loadb (text, length, JSON_REJECT_DUPLICATES, &where);
  g_autoptr (SzOffer) offer = g_new0 (SzOffer, 1);
  if (root == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA,
                 _ ("The hall's list of data sets is not JSON (line %d, column %d)."), where.line,
                 where.column);
    return NULL;
  }
  offer->datasets = g_ptr_array_new_with_free_func (offered_free);
  return read_offer (root, offer, error) ? g_steal_pointer (&offer) : NULL;
}

SzOffer *
sz_offer_ask (SzHttp *http, const char *base, const SzHttpLimits *patience, GCancellable *cancellable,
              SzHttpResponse *response, GError **error)
{
  SzHttpLimits limits = { .total_s = 120,
                          .max_body = 1 << 20,
                          .max_wire = 1 << 20,
                          .document = TRUE,
                          .no_gzip = sz_http_is_loopback (base) };
  if (patience != NULL && patience->total_s != 0)
    limits.total_s = patience->total_s;
  if (patience != NULL)
    limits.idle_s = patience->idle_s;
  g_autofree char *url = g_strconcat (base, "/v1/datasets", NULL);
  gsize length;
  const gint64 asked_ms = sz_clock_now_ms ();
  if (!sz_http_get (http, url, &limits, cancellable, response, error))
    return NULL;
  const char *text = g_bytes_get_data (response->body, &length);
  SzOffer *offer = sz_offer_parse (text != NULL ? text : "", length, error);
  if (offer == NULL)
    return NULL;
  offer->asked_ms = asked_ms;
  return offer;
}

const SzOffered *
sz_offer_find (const SzOffer *offer, const char *name)
{
  for (guint i = 0; i < offer->datasets->len; i++) {
    const SzOffered *offered = g_ptr_array_index (offer->datasets, i);
    if (strcmp (offered->name, name) == 0)
      return offered;
  }
  return NULL;
}

/* --- the end record --- */

void
sz_page_end_clear (SzPageEnd *end)
{
  g_clear_pointer (&end->cursor, g_free);
  memset (end, 0, sizeof *end);
}

static gboolean
unproven (GError **error, const char *why)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE, _ ("A page is not proven whole: %s."), why);
  return FALSE;
}

static gint64
count_lines (const char *text, gsize length)
{
  gint64 lines = 0;
  const char *end = text + length;
  for (const char *p = text; p < end && (p = memchr (p, '\n', (gsize)(end - p))) != NULL; p++)
    lines++;
  return lines;
}

static gboolean
read_end (const json_t *root, const char *epoch, const char *sha256, SzPageEnd *end, GError **error)
{
  const json_t *count = json_object_get (root, "count"), *more = json_object_get (root, "more");
  const char *hash = get_text (root, "sha256"), *at = get_text (root, "watermark");
  const char *cursor = get_text (root, "cursor"), *own_epoch = get_text (root, "epoch");
  if (own_epoch == NULL || strcmp (own_epoch, epoch) != 0) {
    end->other_epoch = own_epoch != NULL;
    return unproven (error, _ ("its epoch is not the one that was announced; the source began anew"));
  }
  if (!json_is_integer (count) || json_integer_value (count) != end->count)
    return unproven (error, _ ("the number of rows is not the one its end record states"));
  if (hash == NULL || g_ascii_strcasecmp (hash, sha256) != 0)
    return unproven (error, _ ("its bytes are not those its end record was made from"));
  if (more != NULL && !json_is_boolean (more))
    return unproven (error, _ ("its end record is damaged"));
  if (at != NULL && !sz_instant_parse (at, -1, NULL, &end->watermark_ms))
    return unproven (error, _ ("its end record is damaged"));
  end->more = json_is_true (more);
  end->cursor = g_strdup (cursor != NULL ? cursor : "");
  if (end->more && *end->cursor == '\0')
    return unproven (error, _ ("it promises more and does not say where"));
  return TRUE;
}

gboolean
sz_page_prove (const char *page, gsize length, const char *epoch, SzPageEnd *end, GError **error)
{
  char sha256[65];
  json_error_t where;
  gsize tail = length;
  sz_page_end_clear (end);
  if (tail > 0 && page[tail - 1] == '\n')
    tail--;
  if (tail == 0)
    return unproven (error, _ ("it is empty"));
  const char *start = memrchr (page, '\n', tail);
  start = start != NULL ? start + 1 : page;
  if (page + tail - start > MAX_END || !is_shallow (start, (gsize)(page + tail - start)))
    return unproven (error,
                     _ ("its last line is longer than 64 KiB or deeply nested, which no end record is"));
  g_autoptr (json_t) root = json_loadb (start, (gsize)(page + tail - start), JSON_REJECT_DUPLICATES, &where);
  if (root == NULL || !json_is_true (json_object_get (root, "end")))
    return unproven (error, _ ("it has no end record as its last line"));
  end->rows_bytes = (gsize)(start - page);
  end->count = count_lines (page, end->rows_bytes);
  sz_sha256_hex (page, end->rows_bytes, sha256);
  return read_end (root, epoch, sha256, end, error);
}
