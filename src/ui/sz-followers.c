/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-followers.h"

typedef struct {
  SzFollowers *owner; /* (not owned) waits for all of them before it goes */
  SzLink *link;       /* (owned) */
  char *fingerprint;  /* of the configuration it was started with */
  SzSync *sync;       /* (owned) (nullable) NULL: there is no key to follow it with */
  GThread *ending;    /* (nullable) waits for the sync's end */
  gint ended;         /* atomic */
} Follower;

struct _SzFollowers {
  SzFollowersFunc func;
  gpointer data;
  GPtrArray *followers; /* (element-type Follower) */
  GPtrArray *retired;   /* (element-type Follower) whose syncs are ending */
  GPtrArray *links;     /* (element-type SzLink) (not owned) of `followers` */
};

static void
free_link (SzLink *link)
{
  g_clear_pointer (&link->status, sz_source_status_free);
  g_free (link->source);
  g_free (link->sentence);
  g_free (link->dataset);
  g_free (link);
}

static void
free_follower (gpointer data)
{
  Follower *follower = data;

  g_clear_pointer (&follower->ending, g_thread_join);
  g_clear_pointer (&follower->sync, sz_sync_stop);
  free_link (follower->link);
  g_free (follower->fingerprint);
  g_free (follower);
}

SzFollowers *
sz_followers_new (SzFollowersFunc func, gpointer data)
{
  SzFollowers *followers = g_new0 (SzFollowers, 1);

  followers->func = func;
  followers->data = data;
  followers->followers = g_ptr_array_new_with_free_func (free_follower);
  followers->retired = g_ptr_array_new_with_free_func (free_follower);
  followers->links = g_ptr_array_new ();
  return followers;
}

void
sz_followers_stop (SzFollowers *followers)
{
  g_ptr_array_set_size (followers->links, 0);
  g_ptr_array_set_size (followers->followers, 0);
  g_ptr_array_set_size (followers->retired, 0);
}

void
sz_followers_free (SzFollowers *followers)
{
  if (followers == NULL)
    return;
  sz_followers_stop (followers);
  g_ptr_array_unref (followers->followers);
  g_ptr_array_unref (followers->retired);
  g_ptr_array_unref (followers->links);
  g_free (followers);
}

const GPtrArray *
sz_followers_links (const SzFollowers *followers)
{
  return followers->links;
}

/* Everything that a sync is started with. (transfer full) */
static char *
make_fingerprint (const SzSource *source)
{
  const char *const texts[] = { source->url,       source->mapping,   source->folder, source->live,
                                source->live_path, source->ca_file,   source->pin,    source->certificate,
                                source->auth,      source->token_path };
  GString *all = g_string_new (source->credential ? "credential" : "");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_string_append_printf (all, "\n%s", texts[i] != NULL ? texts[i] : "");
  for (guint i = 0; source->parameters != NULL && source->parameters[i] != NULL; i++)
    g_string_append_printf (all, "\n%s", source->parameters[i]);
  return g_string_free (all, FALSE);
}

static Follower *
find_follower (const GPtrArray *followers, const char *source)
{
  for (guint i = 0; i < followers->len; i++) {
    Follower *follower = g_ptr_array_index (followers, i);

    if (g_str_equal (follower->link->source, source))
      return follower;
  }
  return NULL;
}

/* --- one sync
 * ------------------------------------------------------------------------------------------------------- */

static void
replace_text (char **place, const char *text)
{
  if (g_strcmp0 (*place, text) == 0)
    return;
  g_free (*place);
  *place = g_strdup (text);
}

static void
state_cb (const SzSyncState *state, gpointer data)
{
  Follower *follower = data;
  SzLink *link = follower->link;

  if (follower->ending != NULL)
    return;
  link->phase = state->phase;
  link->progress = state->progress;
  link->days_done = state->days_done;
  link->days_total = state->days_total;
  replace_text (&link->sentence, state->sentence);
  replace_text (&link->dataset, state->dataset);
  if (state->status != NULL) {
    g_clear_pointer (&link->status, sz_source_status_free);
    link->status = sz_source_status_copy (state->status);
  }
  follower->owner->func (follower->owner->data);
}

static void
start (SzFollowers *followers, SzStore *store, const SzOpening *opened, const SzSource *source)
{
  Follower *follower = g_new0 (Follower, 1);
  SzLink *link = g_new0 (SzLink, 1);

  link->source = g_strdup (source->name);
  link->sentence = g_strdup (opened->key_trouble != NULL ? opened->key_trouble : "");
  link->dataset = g_strdup ("");
  link->phase = opened->key_trouble != NULL ? SZ_SYNC_BROKEN : SZ_SYNC_IDLE;
  link->keyless = opened->key == NULL;
  follower->owner = followers;
  follower->link = link;
  follower->fingerprint = make_fingerprint (source);
  g_ptr_array_add (followers->followers, follower);
  g_ptr_array_add (followers->links, link);
  if (opened->key != NULL)
    follower->sync = sz_sync_start (store, source, opened->key, NULL, state_cb, follower, NULL);
}

static gpointer
end_thread (gpointer data)
{
  Follower *follower = data;

  sz_sync_stop (g_steal_pointer (&follower->sync));
  g_atomic_int_set (&follower->ended, TRUE);
  return NULL;
}

static void
retire (SzFollowers *followers, guint index)
{
  Follower *follower = g_ptr_array_steal_index (followers->followers, index);

  g_ptr_array_remove (followers->links, follower->link);
  g_ptr_array_add (followers->retired, follower);
  if (follower->sync != NULL)
    follower->ending = g_thread_new ("sz-sync-end", end_thread, follower);
  else
    g_atomic_int_set (&follower->ended, TRUE);
}

static void
bury_ended (SzFollowers *followers)
{
  for (guint i = followers->retired->len; i > 0; i--) {
    Follower *follower = g_ptr_array_index (followers->retired, i - 1);

    if (g_atomic_int_get (&follower->ended))
      g_ptr_array_remove_index (followers->retired, i - 1);
  }
}

void
sz_followers_retire (SzFollowers *followers, const char *source)
{
  guint index;
  Follower *follower = find_follower (followers->followers, source);

  if (follower == NULL || !g_ptr_array_find (followers->followers, follower, &index))
    return;
  retire (followers, index);
  followers->func (followers->data);
}

gboolean
sz_followers_is_ending (SzFollowers *followers, const char *source)
{
  bury_ended (followers);
  return find_follower (followers->retired, source) != NULL;
}

gboolean
sz_followers_order (SzFollowers *followers, const char *source, SzSourceOrder order)
{
  Follower *follower = find_follower (followers->followers, source);

  if (follower == NULL || follower->sync == NULL)
    return FALSE;
  sz_sync_order (follower->sync, order);
  return TRUE;
}

/* --- all of them
 * ------------------------------------------------------------------------------------------------------- */

/* Whether what is followed is still configured, and in the same way; and a key has not come since. */
static gboolean
is_up_to_date (const SzOpening *opened, const Follower *follower)
{
  for (guint i = 0; i < opened->sources->len; i++) {
    const SzSource *source = g_ptr_array_index (opened->sources, i);
    g_autofree char *fingerprint = NULL;

    if (!source->enabled || !g_str_equal (source->name, follower->link->source))
      continue;
    fingerprint = make_fingerprint (source);
    return g_str_equal (fingerprint, follower->fingerprint) &&
           (follower->sync != NULL || opened->key == NULL);
  }
  return FALSE;
}

gboolean
sz_followers_take (SzFollowers *followers, SzStore *store, const SzOpening *opened)
{
  gboolean all = TRUE;

  for (guint i = followers->followers->len; i > 0; i--)
    if (!is_up_to_date (opened, g_ptr_array_index (followers->followers, i - 1)))
      retire (followers, i - 1);
  for (guint i = 0; i < opened->sources->len; i++) {
    const SzSource *source = g_ptr_array_index (opened->sources, i);

    if (!source->enabled || find_follower (followers->followers, source->name) != NULL)
      continue;
    /* Two syncs of one source would write each other's cursors. */
    if (sz_followers_is_ending (followers, source->name))
      all = FALSE;
    else
      start (followers, store, opened, source);
  }
  followers->func (followers->data);
  return all;
}
