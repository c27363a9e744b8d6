/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-source-acts.h"

#include "sz-followers.h"
#include "sz-i18n.h"
#include "sz-secret.h"
#include "sz-source-edit.h"

/* How often is looked whether the sync of a source that goes has ended. */
#define ENDED_MS 50

typedef enum { ACT_ORDER, ACT_PAUSE, ACT_EDIT, ACT_DROP, ACT_FORGET, ACT_KEY } Kind;

typedef struct {
  Kind kind;
  SzDesk *desk; /* (owned) */
  char *name;
  SzSourceOrder order;
  gboolean paused, demo, last;
  SzSource *edited; /* (owned) (nullable) */
  char **secrets;   /* (nullable) */
  SzActDone done;
  gpointer data;
} Act;

static Act *
new_act (Kind kind, SzDesk *desk, const char *name, SzActDone done, gpointer data)
{
  Act *act = g_new0 (Act, 1);

  act->kind = kind;
  act->desk = g_object_ref (desk);
  act->name = g_strdup (name);
  act->done = done;
  act->data = data;
  return act;
}

static void
wipe (char **texts)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    explicit_bzero (texts[i], strlen (texts[i]));
  g_strfreev (texts);
}

static void
free_act (gpointer data)
{
  Act *act = data;

  g_object_unref (act->desk);
  g_clear_pointer (&act->edited, sz_source_free);
  wipe (act->secrets);
  g_free (act->name);
  g_free (act);
}

static void
finish (Act *act, const char *sentence)
{
  if (act->done != NULL)
    act->done (sentence, act->data);
}

/* --- on the thread
 * ------------------------------------------------------------------------------------------------------- */

static gboolean
edit (const Act *act, GError **error)
{
  const SzHome *home = sz_desk_get_home (act->desk);
  g_autoptr (SzSource) known = sz_source_load (home, act->name, error);

  if (known == NULL)
    return FALSE;
  for (guint i = 0; act->secrets != NULL && act->secrets[i] != NULL && act->secrets[i + 1] != NULL; i += 2)
    if (!sz_secrets_set (known, act->secrets[i], act->secrets[i + 1], NULL, error))
      return FALSE;
  if (!sz_source_edit (home, act->edited, error))
    return FALSE;
  return sz_source_order_give (home->data, act->name,
                               g_str_equal (known->url, act->edited->url) ? SZ_ORDER_RETRY : SZ_ORDER_REFETCH,
                               error);
}

static gboolean
forget (Act *act, GError **error)
{
  const SzHome *home = sz_desk_get_home (act->desk);
  SzStore *store = sz_desk_get_store (act->desk);
  g_autoptr (SzSource) gone = sz_source_new (act->name, "");
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (SzReader) reader = NULL;
  g_autoptr (GError) cause = NULL;

  if (store == NULL)
    return FALSE;
  /* Of one that never answered the store knows nothing. */
  if (!sz_store_forget_source (store, act->name, &cause) &&
      !g_error_matches (cause, SZ_ERROR, SZ_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  sz_source_status_forget (home->data, act->name);
  gone->root = g_strdup (home->root);
  gone->config = g_strdup (home->config);
  sz_secrets_forget (gone);
  reader = sz_reader_open (home->data, sz_desk_get_catalog (act->desk), NULL);
  left = reader != NULL ? sz_reader_sources (reader, NULL) : NULL;
  act->last = left != NULL && left->len == 0;
  /* No row is left that the key was used for. */
  if (act->last)
    sz_site_key_forget (home);
  return TRUE;
}

static gboolean
run (Act *act, GError **error)
{
  const SzHome *home = sz_desk_get_home (act->desk);
  g_autoptr (GError) cause = NULL;

  switch (act->kind) {
  case ACT_ORDER:
    return sz_source_order_give (home->data, act->name, act->order, error);
  case ACT_PAUSE:
    return sz_source_set_enabled (home, act->name, !act->paused, error);
  case ACT_EDIT:
    return edit (act, error);
  case ACT_DROP:
    /* A file's rows have no configuration, and can be removed all the same. */
    if (sz_source_remove (home, act->name, &cause) || g_error_matches (cause, SZ_ERROR, SZ_ERROR_NOT_FOUND))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  case ACT_FORGET:
    return forget (act, error);
  case ACT_KEY:
    return sz_site_key_choose_file (home, NULL, error);
  }
  return FALSE;
}

static void
act_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (run (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- on the main thread
 * ------------------------------------------------------------------------------------------------------- */

static void done_cb (GObject *object, GAsyncResult *result, gpointer data);

static void
begin (Act *act)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, done_cb, NULL);

  g_task_set_source_tag (task, begin);
  g_task_set_task_data (task, act, free_act);
  g_task_run_in_thread (task, act_thread);
}

static gboolean
forget_when_ended_cb (gpointer data)
{
  Act *act = data;

  if (sz_followers_is_ending (sz_desk_get_followers (act->desk), act->name))
    return G_SOURCE_CONTINUE;
  if (sz_desk_get_store (act->desk) != NULL) {
    act->kind = ACT_FORGET;
    begin (act);
  } else {
    free_act (act); /* the program has ended meanwhile */
  }
  return G_SOURCE_REMOVE;
}

static void
done_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Act *act = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error)) {
    finish (act, error->message);
    return;
  }
  if (act->kind == ACT_DROP) {
    Act *next = new_act (ACT_DROP, act->desk, act->name, act->done, act->data);

    next->demo = act->demo;
    sz_followers_retire (sz_desk_get_followers (act->desk), act->name);
    g_timeout_add (ENDED_MS, forget_when_ended_cb, next);
    return;
  }
  if (act->kind == ACT_FORGET && act->last && act->demo)
    sz_desk_forget_alerts (act->desk);
  sz_desk_reload_sources (act->desk);
  finish (act, NULL);
}

void
sz_source_act_order (SzDesk *desk, const char *name, SzSourceOrder order, SzActDone done, gpointer data)
{
  Act *act;

  if (sz_followers_order (sz_desk_get_followers (desk), name, order)) {
    if (done != NULL)
      done (NULL, data);
    return;
  }
  act = new_act (ACT_ORDER, desk, name, done, data);
  act->order = order;
  begin (act);
}

void
sz_source_act_pause (SzDesk *desk, const char *name, gboolean paused, SzActDone done, gpointer data)
{
  Act *act = new_act (ACT_PAUSE, desk, name, done, data);

  act->paused = paused;
  begin (act);
}

void
sz_source_act_edit (SzDesk *desk, const SzSource *edited, const char *const *secrets, SzActDone done,
                    gpointer data)
{
  Act *act = new_act (ACT_EDIT, desk, edited->name, done, data);

  act->edited = sz_source_copy (edited);
  act->secrets = g_strdupv ((char **)secrets);
  begin (act);
}

void
sz_source_act_remove (SzDesk *desk, const char *name, gboolean demo, SzActDone done, gpointer data)
{
  Act *act;

  if (sz_desk_get_store (desk) == NULL) {
    if (done != NULL)
      done (_ ("Another process owns this home; remove it there."), data);
    return;
  }
  act = new_act (ACT_DROP, desk, name, done, data);
  act->demo = demo;
  begin (act);
}

void
sz_source_act_choose_key (SzDesk *desk, SzActDone done, gpointer data)
{
  begin (new_act (ACT_KEY, desk, "", done, data));
}
