/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <string.h>

#include "sz-compare.h"
#include "sz-i18n.h"
#include "sz-offer.h"
#include "sz-reader.h"
#include "sz-sync.h"

typedef struct {
  SzHttp *http;
  SzReader *reader;
  const SzSource *source;
  GCancellable *cancellable;
  GPtrArray *differences; /* (element-type SzDifference) */
} Comparison;

void
sz_difference_free (SzDifference *difference)
{
  if (difference == NULL)
    return;
  g_free (difference->dataset);
  g_free (difference);
}

static gboolean
read_answer (GBytes *body, gint64 *count, char sha256[65], GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  json_t *root = json_loadb (text != NULL ? text : "", length, JSON_REJECT_DUPLICATES, NULL);
  const json_t *number = json_object_get (root, "count");
  const char *hash = json_string_value (json_object_get (root, "sha256"));
  const gboolean ok = json_is_integer (number) && hash != NULL && strlen (hash) == 64;
  if (ok) {
    *count = json_integer_value (number);
    g_strlcpy (sha256, hash, 65);
  } else {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA, _ ("The hall's answer to a comparison cannot be read."));
  }
  json_decref (root);
  return ok;
}

gboolean
sz_compare_day (SzHttp *http, SzReader *reader, const SzSource *source, const SzDataset *dataset, gint64 day,
                const SzHttpLimits *patience, GCancellable *cancellable, SzHttpResponse *response,
                SzComparedDay *compared, GError **error)
{
  SzHttpLimits limits = { .total_s = 120, .max_body = 1 << 20, .max_wire = 1 << 20, .document = TRUE };
  char date[11], here[65], there[65];
  if (patience != NULL && patience->total_s != 0)
    limits.total_s = patience->total_s;
  if (patience != NULL)
    limits.idle_s = patience->idle_s;
  sz_day_format (day, date);
  g_autofree char *url = g_strdup_printf ("%s/v1/reconcile/%s?day=%s", source->url, dataset->id, date);
  if (!sz_http_get (http, url, &limits, cancellable, response, error) ||
      !read_answer (response->body, &compared->there, there, error) ||
      !sz_reader_reconcile (reader, source->name, dataset, day, &compared->here, here, error))
    return FALSE;
  compared->same = compared->here == compared->there && g_ascii_strcasecmp (here, there) == 0;
  return TRUE;
}

static gboolean
compare_day (Comparison *comparison, const SzDataset *dataset, gint64 day, GError **error)
{
  g_auto (SzHttpResponse) response = { 0 };
  SzComparedDay compared;
  if (!sz_compare_day (comparison->http, comparison->reader, comparison->source, dataset, day, NULL,
                       comparison->cancellable, &response, &compared, error))
    return FALSE;
  if (compared.same)
    return TRUE;
  SzDifference *difference = g_new0 (SzDifference, 1);
  difference->dataset = g_strdup (dataset->id);
  difference->day = day;
  difference->here = compared.here;
  difference->there = compared.there;
  g_ptr_array_add (comparison->differences, difference);
  return TRUE;
}

static gboolean
compare_dataset (Comparison *comparison, const SzOffered *offered, const SzDataset *dataset, gint64 from_day,
                 gint64 to_day, GError **error)
{
  const gboolean all = from_day > to_day;
  const gint64 first = all ? offered->earliest : from_day, last = all ? offered->latest : to_day;
  for (gint64 day = first; day <= last; day++)
    if (!compare_day (comparison, dataset, day, error))
      return FALSE;
  return TRUE;
}

static gboolean
compare_all (Comparison *comparison, SzStore *store, const SzDataset *only, gint64 from_day, gint64 to_day,
             GError **error)
{
  g_auto (SzHttpResponse) response = { 0 };
  g_autoptr (SzOffer) offer = sz_offer_ask (comparison->http, comparison->source->url, NULL,
                                            comparison->cancellable, &response, error);
  if (offer == NULL)
    return FALSE;
  for (guint i = 0; i < offer->datasets->len; i++) {
    const SzOffered *offered = g_ptr_array_index (offer->datasets, i);
    const SzDataset *dataset = sz_catalog_dataset (sz_store_catalog (store), offered->name, NULL);
    if (dataset == NULL || (only != NULL && only != dataset))
      continue;
    if (!compare_dataset (comparison, offered, dataset, from_day, to_day, error))
      return FALSE;
  }
  return TRUE;
}

GPtrArray *
sz_sync_reconcile (SzStore *store, const SzSource *source, const SzDataset *dataset, gint64 from_day,
                   gint64 to_day, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) differences = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_difference_free);
  g_autoptr (SzReader) reader = sz_reader_open (sz_store_folder (store), sz_store_catalog (store), error);
  if (reader == NULL)
    return NULL;
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  Comparison comparison = { http, reader, source, cancellable, differences };
  if (!compare_all (&comparison, store, dataset, from_day, to_day, error))
    return NULL;
  return g_steal_pointer (&differences);
}
