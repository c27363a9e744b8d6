/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-search.h"

#include "sz-i18n.h"

void
sz_find_free (SzFind *find)
{
  if (find == NULL)
    return;
  g_free (find->name);
  g_free (find->kind);
  g_free (find->detail);
  g_free (find->needle);
  sz_place_unref (find->place);
  g_free (find);
}

/* Takes the place. */
static void
add_find (GPtrArray *finds, const char *name, const char *kind, const char *detail, const char *also,
          SzPlace *place, guint rank)
{
  SzFind *find = g_new0 (SzFind, 1);
  g_autofree char *text = g_strdup_printf ("%s %s %s", name, also, detail);

  find->name = g_strdup (name);
  find->kind = g_strdup (kind);
  find->detail = g_strdup (detail);
  find->needle = g_utf8_casefold (text, -1);
  find->place = place;
  find->rank = rank;
  g_ptr_array_add (finds, find);
}

static void
add_pages (GPtrArray *finds, SzSpan span)
{
  const struct {
    SzPlaceKind kind;
    const char *name;
  } PAGES[] = {
    { SZ_PLACE_OVERVIEW, _ ("Overview") },    { SZ_PLACE_LIVE, _ ("Live hall") },
    { SZ_PLACE_ALERTS, _ ("Alerts") },        { SZ_PLACE_MAP, _ ("Service map") },
    { SZ_PLACE_LIBRARY, _ ("Indicators") },   { SZ_PLACE_DIRECTORY, _ ("Directory") },
    { SZ_PLACE_SOURCES, _ ("Data sources") }, { SZ_PLACE_HELP, _ ("How to read this") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (PAGES); i++)
    add_find (finds, PAGES[i].name, _ ("Page"), "", sz_place_kind_id (PAGES[i].kind),
              sz_place_new (PAGES[i].kind, span), 0);
}

GPtrArray *
sz_find_list (const SzCatalog *catalog, SzSpan span)
{
  GPtrArray *finds = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_find_free);
  const GPtrArray *indicators = sz_catalog_indicators (catalog);

  add_pages (finds, span);
  for (guint i = 0; i < indicators->len; i++) {
    const SzIndicator *indicator = g_ptr_array_index (indicators, i);

    add_find (finds, indicator->name, _ ("Indicator"), indicator->layer != NULL ? indicator->layer->name : "",
              indicator->id, sz_place_new_indicator (indicator->id, span), 1);
  }
  return finds;
}

/* Who or what it is, is in the directory; a service point is on the map; of anything else the wait is shown.
 */
static SzPlace *
place_of (const SzCatalog *catalog, const SzName *name, SzSpan span)
{
  static const char *const DIRECTORY[] = { "department", "window", "item", NULL };
  g_autoptr (SzPlace) base = NULL;

  if (g_strv_contains (DIRECTORY, name->dimension->id)) {
    base = sz_place_new (SZ_PLACE_DIRECTORY, span);
  } else if (g_str_equal (name->dimension->id, "point")) {
    base = sz_place_new (SZ_PLACE_MAP, span);
    return sz_place_with_record (base, NULL, name->code);
  } else {
    const SzIndicator *wait = sz_catalog_indicator (catalog, "wait_avg", NULL);
    g_autoptr (GPtrArray) dimensions = wait != NULL ? sz_indicator_dimensions (catalog, wait) : NULL;

    if (dimensions == NULL || !g_ptr_array_find (dimensions, name->dimension, NULL))
      return NULL;
    base = sz_place_new_indicator ("wait_avg", span);
  }
  return sz_place_with_filter (base, name->dimension->id, name->code, name->name);
}

void
sz_find_add_names (GPtrArray *finds, const SzCatalog *catalog, const GPtrArray *names, SzSpan span)
{
  for (guint i = 0; i < names->len; i++) {
    const SzName *name = g_ptr_array_index (names, i);
    SzPlace *place = place_of (catalog, name, span);

    if (place != NULL)
      add_find (finds, name->name, name->dimension->name,
                g_str_equal (name->code, name->name) ? "" : name->code, "", place, 2);
  }
}

/* --- ranking
 * ---------------------------------------------------------------------------------------------------------------
 */

typedef struct {
  SzFind *find;
  guint score;
  glong length;
} Scored;

static gboolean
begins_word (const char *text, const char *word)
{
  const char *at = text;

  while ((at = strstr (at, word)) != NULL) {
    if (at == text || !g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (at))))
      return TRUE;
    at = g_utf8_next_char (at);
  }
  return FALSE;
}

/* 0 is best; G_MAXUINT: does not match. */
static guint
score (const SzFind *find, const char *folded, char **words)
{
  g_autofree char *name = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (find->needle, words[i]) == NULL)
      return G_MAXUINT;
  name = g_utf8_casefold (find->name, -1);
  if (g_str_equal (name, folded))
    return 0;
  if (g_str_has_prefix (name, folded))
    return 1;
  if (begins_word (name, folded))
    return 2;
  if (strstr (name, folded) != NULL)
    return 3;
  return begins_word (find->needle, words[0]) ? 4 : 5;
}

static int
compare_scored (gconstpointer a, gconstpointer b)
{
  const Scored *left = a, *right = b;

  if (left->score != right->score)
    return left->score < right->score ? -1 : 1;
  if (left->find->rank != right->find->rank)
    return left->find->rank < right->find->rank ? -1 : 1;
  if (left->length != right->length)
    return left->length < right->length ? -1 : 1;
  return strcmp (left->find->name, right->find->name);
}

GPtrArray *
sz_find_rank (const GPtrArray *finds, const char *text, guint limit)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *folded = g_utf8_casefold (stripped, -1);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t", -1);
  g_autoptr (GArray) scored = g_array_new (FALSE, FALSE, sizeof (Scored));
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < finds->len; i++) {
    SzFind *find = g_ptr_array_index (finds, i);
    Scored one = { find, *folded == '\0' ? (find->rank == 0 ? 0 : G_MAXUINT) : score (find, folded, words),
                   g_utf8_strlen (find->name, -1) };

    if (*folded == '\0' && find->rank == 0)
      one.length = i;
    if (one.score != G_MAXUINT)
      g_array_append_val (scored, one);
  }
  g_array_sort (scored, compare_scored);
  for (guint i = 0; i < scored->len && i < limit; i++)
    g_ptr_array_add (found, g_array_index (scored, Scored, i).find);
  return found;
}
