/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-pull-private.h"

#include <string.h>

#include "sz-i18n.h"

/* --- life --- */

static const SzPullKind *
kind_of (const SzSource *source)
{
  if (source->folder != NULL)
    return &sz_pull_folder;
  return strcmp (source->mapping, SZ_SOURCE_MAPPING) == 0 ? &sz_pull_hall : &sz_pull_mapped;
}

SzPull *
sz_pull_new (SzStore *store, const SzSource *source, SzSiteKey *key, GCancellable *cancellable,
             SzPullReport report, gpointer data)
{
  SzPull *pull = g_new0 (SzPull, 1);
  pull->kind = kind_of (source);
  pull->store = store;
  pull->source = sz_source_copy (source);
  pull->key = key != NULL ? sz_site_key_ref (key) : NULL;
  pull->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  pull->http = sz_http_new (NULL);
  pull->status = sz_source_status_load (sz_store_folder (store), source->name);
  pull->feeds = g_ptr_array_new_with_free_func (sz_feed_free);
  pull->quarantined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  pull->report = report;
  pull->data = data;
  pull->compare_day = G_MININT64;
  pull->state =
      (SzSyncState){ .source = pull->source->name, .dataset = "", .sentence = "", .status = pull->status };
  sz_pipe_init (&pull->pipe, store);
  return pull;
}

void
sz_pull_free (SzPull *pull)
{
  if (pull == NULL)
    return;
  sz_pipe_clear (&pull->pipe);
  if (pull->kind->free != NULL)
    pull->kind->free (pull);
  g_clear_pointer (&pull->auth, sz_auth_free);
  sz_auth_spec_clear (&pull->auth_spec);
  g_ptr_array_unref (pull->feeds);
  g_hash_table_unref (pull->quarantined);
  sz_http_response_clear (&pull->response);
  g_clear_pointer (&pull->offer, sz_offer_free);
  sz_http_free (pull->http);
  g_clear_object (&pull->cancellable);
  g_clear_pointer (&pull->key, sz_site_key_unref);
  sz_source_free (pull->source);
  sz_source_status_free (pull->status);
  g_free (pull->sentence);
  g_free (pull->told_dataset);
  g_free (pull);
}

SzHttp *
sz_pull_http (SzPull *pull)
{
  return pull->http;
}

SzSyncState *
sz_pull_state (SzPull *pull)
{
  return &pull->state;
}

SzSourceStatus *
sz_pull_status (SzPull *pull)
{
  return pull->status;
}

void
sz_pull_set_patience (SzPull *pull, guint idle_s, guint total_s)
{
  pull->idle_s = idle_s;
  pull->total_s = total_s;
}

SzHttpLimits
sz_pull_limits (const SzPull *pull, const char *url)
{
  return (
      SzHttpLimits){ .idle_s = pull->idle_s, .total_s = pull->total_s, .no_gzip = sz_http_is_loopback (url) };
}

void
sz_pull_count (SzPull *pull)
{
  pull->status->requests++;
  pull->status->bytes += (gint64)pull->response.wire_bytes;
}

void
sz_pull_save (SzPull *pull)
{
  g_autoptr (GError) error = NULL;
  if (!sz_source_status_save (pull->status, sz_store_folder (pull->store), &error))
    g_message ("%s", error->message);
}

/* --- who we are, and whom to trust --- */

static gboolean
set_trust (SzPull *pull, GError **error)
{
  const SzSource *source = pull->source;
  const SzHttpTrust trust = { source->ca_file, source->pin, source->certificate };
  if (pull->trusted)
    return TRUE;
  pull->trusted = (trust.ca_file == NULL && trust.pin == NULL && trust.certificate == NULL) ||
                  sz_http_set_trust (pull->http, &trust, error);
  return pull->trusted;
}

/* Of a hall; other systems say in their mapping how they want to be asked. */
static gboolean
sign_in (SzPull *pull, GError **error)
{
  const SzSource *source = pull->source;
  if (!set_trust (pull, error))
    return FALSE;
  if (source->auth == NULL || pull->kind != &sz_pull_hall)
    return TRUE;
  if (pull->auth == NULL) {
    pull->auth_spec = sz_auth_spec_make (source->auth, source->token_path);
    pull->auth = sz_auth_new (&pull->auth_spec, source);
  }
  g_autoptr (SzSecrets) secrets = sz_secrets_open (source, pull->cancellable, error);
  return secrets != NULL &&
         sz_auth_prepare (pull->auth, pull->http, secrets, pull->cancellable, &pull->response, error);
}

gboolean
sz_pull_prepare_trial (SzPull *pull, GError **error)
{
  return sign_in (pull, error);
}

/* A token that has run out in the middle is had anew once; a second refusal is for people. */
static gboolean
is_renewable (SzPull *pull, const GError *error)
{
  return pull->auth != NULL && g_error_matches (error, SZ_ERROR, SZ_ERROR_REFUSED) &&
         pull->response.status == 401 && sz_auth_renew (pull->auth);
}

/* --- kinds --- */

gboolean
sz_pull_run (SzPull *pull, GError **error)
{
  sz_pull_tell (pull, SZ_SYNC_FETCHING, "", "");
  if (pull->auth != NULL)
    sz_auth_begin (pull->auth);
  for (;;) {
    g_autoptr (GError) cause = NULL;
    if (sign_in (pull, &cause) && pull->kind->run (pull, &cause))
      break;
    if (is_renewable (pull, cause))
      continue;
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  sz_pull_tell (pull, SZ_SYNC_WAITING, "", "");
  return TRUE;
}

gboolean
sz_pull_follow (SzPull *pull, const char *const *names, GError **error)
{
  g_autoptr (GError) cause = NULL;
  if (!sign_in (pull, &cause) || !pull->kind->follow (pull, names, &cause)) {
    if (is_renewable (pull, cause))
      return sz_pull_run (pull, error);
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  sz_pull_tell (pull, SZ_SYNC_WAITING, "", "");
  return TRUE;
}

gboolean
sz_pull_refetch (SzPull *pull, GError **error)
{
  return sign_in (pull, error) && pull->kind->refetch (pull, error);
}

gboolean
sz_pull_compare (SzPull *pull, guint most, GError **error)
{
  return pull->kind->compare == NULL || (sign_in (pull, error) && pull->kind->compare (pull, most, error));
}

gboolean
sz_pull_wants_run (const SzPull *pull)
{
  return pull->kind == &sz_pull_hall && pull->feeds->len == 0;
}

guint
sz_pull_every_s (SzPull *pull)
{
  return pull->kind->every_s (pull);
}

/* --- failures --- */

guint
sz_pull_retry_after (const SzPull *pull)
{
  return pull->response.retry_after_s;
}

gboolean
sz_pull_take_other_epoch (SzPull *pull)
{
  const gboolean other = pull->other_epoch;
  pull->other_epoch = FALSE;
  return other;
}

gboolean
sz_pull_may_pass (const SzPull *pull, const GError *error)
{
  return sz_pull_judge (pull, error) == SZ_HAPPENED_FAILED;
}

SzHappened
sz_pull_judge (const SzPull *pull, const GError *error)
{
  const guint status = pull->response.status;
  if (error->domain != SZ_ERROR)
    return SZ_HAPPENED_FAILED;
  switch ((SzErrorCode)error->code) {
  case SZ_ERROR_NETWORK:
  case SZ_ERROR_INCOMPLETE:
  case SZ_ERROR_STORE:
  case SZ_ERROR_DISK_FULL:
  case SZ_ERROR_BUSY:
  case SZ_ERROR_TIMEOUT:
    return SZ_HAPPENED_FAILED;
  case SZ_ERROR_KEY:
    return SZ_HAPPENED_UNKNOWN;
  case SZ_ERROR_REFUSED:
    if (status == 401 || status == 403 || status == 407)
      return SZ_HAPPENED_UNKNOWN;
    return status >= 500 || status == 429 || status == 408 ? SZ_HAPPENED_FAILED : SZ_HAPPENED_ODD;
  case SZ_ERROR_USAGE:
  case SZ_ERROR_NOT_FOUND:
  case SZ_ERROR_BAD_FILE:
  case SZ_ERROR_BAD_DATA:
  case SZ_ERROR_NEWER:
  case SZ_ERROR_FOREIGN:
  case SZ_ERROR_CANNOT:
    return SZ_HAPPENED_ODD;
  }
  return SZ_HAPPENED_ODD;
}

/* --- telling --- */

/* What the store took since the last time, into sums that outlive this process. */
static void
add_up (SzPull *pull)
{
  const gint64 taken = pull->pipe.taken + pull->pipe.deleted;
  pull->status->rows += taken - pull->counted_taken;
  pull->status->unchanged += pull->pipe.unchanged - pull->counted_unchanged;
  pull->status->refused += pull->pipe.refused - pull->counted_refused;
  pull->counted_taken = taken;
  pull->counted_unchanged = pull->pipe.unchanged;
  pull->counted_refused = pull->pipe.refused;
}

void
sz_pull_tell (SzPull *pull, SzSyncPhase phase, const char *dataset, const char *sentence)
{
  SzSyncState *state = &pull->state;
  g_autofree char *own = g_strdup (sentence != NULL ? sentence : "");
  g_free (pull->sentence);
  pull->sentence = g_steal_pointer (&own);
  g_free (pull->told_dataset);
  pull->told_dataset = g_strdup (dataset != NULL ? dataset : "");
  state->phase = phase;
  state->sentence = pull->sentence;
  state->dataset = pull->told_dataset;
  state->rows = pull->pipe.taken + pull->pipe.deleted;
  state->unchanged = pull->pipe.unchanged;
  state->refused = pull->pipe.refused;
  state->progress = state->days_total > 0 ? (double)state->days_done / (double)state->days_total : 1.0;
  add_up (pull);
  if (pull->report != NULL)
    pull->report (state, pull->data);
}

static SzSyncPhase
plain_phase (SzSourcePhase phase)
{
  switch (phase) {
  case SZ_SOURCE_IDLE:
    return SZ_SYNC_WAITING;
  case SZ_SOURCE_FETCHING:
    return SZ_SYNC_FETCHING;
  case SZ_SOURCE_WAITING:
    return SZ_SYNC_RETRYING;
  case SZ_SOURCE_SIGN_IN:
  case SZ_SOURCE_BROKEN:
    return SZ_SYNC_BROKEN;
  case SZ_SOURCE_PAUSED:
    return SZ_SYNC_IDLE;
  }
  return SZ_SYNC_IDLE;
}

SzSourcePhase
sz_pull_happened (SzPull *pull, SzHappened happened, const GError *cause)
{
  const guint asked_s =
      cause != NULL && g_error_matches (cause, SZ_ERROR, SZ_ERROR_REFUSED) ? sz_pull_retry_after (pull) : 0;
  const SzSourceMachine machine =
      sz_source_machine_next (pull->status->machine, happened, asked_s, g_random_double ());
  const char *sentence = cause != NULL ? cause->message : "";
  sz_source_status_step (pull->status, machine, sentence, sz_clock_now_ms ());
  pull->state.retry_s = machine.wait_s;
  sz_pull_tell (pull, plain_phase (machine.phase), "", sentence);
  sz_pull_save (pull);
  return machine.phase;
}
