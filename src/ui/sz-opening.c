/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-opening.h"

#include "sz-i18n.h"

void
sz_opening_free (SzOpening *opening)
{
  if (opening == NULL)
    return;
  g_clear_pointer (&opening->store, sz_store_close);
  g_clear_pointer (&opening->sources, g_ptr_array_unref);
  g_clear_pointer (&opening->key, sz_site_key_unref);
  g_free (opening->message);
  g_free (opening->key_trouble);
  g_free (opening);
}

static gboolean
has_sources (const SzHome *home, const SzCatalog *catalog)
{
  /* What cannot be read here is said by the first page that asks. */
  g_autoptr (SzReader) reader = sz_reader_open (home->data, catalog, NULL);
  g_autoptr (GPtrArray) sources = reader != NULL ? sz_reader_sources (reader, NULL) : NULL;

  return sources == NULL || sources->len > 0;
}

static void
open_sources (SzOpening *opening, const SzHome *home, const char *key_file)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *notice = NULL;

  opening->sources = sz_source_list (home, problems, &error);
  if (opening->sources == NULL) {
    opening->sources = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_source_free);
    opening->message = g_strdup (error->message);
    return;
  }
  if (problems->len > 0)
    opening->message = g_strdup (((GError *)g_ptr_array_index (problems, 0))->message);
  if (opening->sources->len == 0)
    return;
  opening->key = sz_site_key_open_for (home, key_file, &notice, &error);
  /* That a key was made is said by the page of sources, once. */
  if (opening->key == NULL)
    opening->key_trouble = g_strdup (error->message);
}

SzOpening *
sz_opening_new (const SzHome *home, const SzCatalog *catalog, const char *key_file)
{
  SzOpening *opening = g_new0 (SzOpening, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *set_aside = NULL;

  if (sz_home_create (home, &error))
    opening->store = sz_store_open (home->data, catalog, SZ_STORE_DEFAULT, &set_aside, &error);
  if (opening->store == NULL) {
    opening->state = g_error_matches (error, SZ_ERROR, SZ_ERROR_BUSY) ? SZ_DESK_READING : SZ_DESK_FAILED;
    opening->message = g_strdup (error->message);
    return opening;
  }
  open_sources (opening, home, key_file);
  if (set_aside != NULL && opening->message == NULL)
    opening->message = g_strdup_printf (
        _ ("The store was damaged. It was set aside as %s, and everything is being fetched anew."),
        set_aside);
  opening->state = opening->sources->len > 0 || has_sources (home, catalog) ? SZ_DESK_READY : SZ_DESK_EMPTY;
  return opening;
}

SzOpening *
sz_opening_new_sources (const SzHome *home, const SzCatalog *catalog, const char *key_file)
{
  SzOpening *opening = g_new0 (SzOpening, 1);

  open_sources (opening, home, key_file);
  opening->state = opening->sources->len > 0 || has_sources (home, catalog) ? SZ_DESK_READY : SZ_DESK_EMPTY;
  return opening;
}
