/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-finder.h"

#include <math.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-pinyin.h"

/* Longest text worth searching for, in characters. */
#define MAX_QUERY 100

typedef struct {
  SzFoundKind kind;
  gconstpointer item;
  char *name, *extra;        /* as they are searched in */
  char *letters, *syllables; /* of the name: "wcjd", "wenchangjiedao" */
} Entry;

struct _SzFinder {
  GPtrArray *entries; /* (element-type Entry) */
};

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_free (entry->extra);
  g_free (entry->letters);
  g_free (entry->syllables);
  g_free (entry);
}

void
sz_found_free (gpointer data)
{
  SzFound *found = data;

  g_free (found->detail);
  g_free (found->text);
  g_free (found);
}

/* One width, one case, without blanks and punctuation. (transfer full) */
static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *lower = g_utf8_casefold (normal != NULL ? normal : "", -1);
  GString *out = g_string_new (NULL);

  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_isalnum (c))
      g_string_append_unichar (out, c);
  }
  return g_string_free (out, FALSE);
}

/* --- the index --- */

static void
add_entry (SzFinder *finder, GPtrArray *names, SzFoundKind kind, gconstpointer item, const char *name,
           const char *extra)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->kind = kind;
  entry->item = item;
  entry->name = fold (name);
  entry->extra = fold (extra);
  g_ptr_array_add (finder->entries, entry);
  g_ptr_array_add (names, entry->name);
}

static void
add_letters (SzFinder *finder, GPtrArray *names)
{
  g_auto (GStrv) pinyin = NULL;

  g_ptr_array_add (names, NULL);
  pinyin = sz_pinyin_of ((const char *const *)names->pdata);
  for (guint i = 0; i < finder->entries->len; i++) {
    Entry *entry = g_ptr_array_index (finder->entries, i);
    g_auto (GStrv) words = g_strsplit (pinyin[i], " ", -1);
    GString *letters = g_string_new (NULL);

    for (guint w = 0; words[w] != NULL; w++)
      if (*words[w] != '\0')
        g_string_append_c (letters, *words[w]);
    entry->letters = g_string_free (letters, FALSE);
    entry->syllables = fold (pinyin[i]);
  }
}

SzFinder *
sz_finder_new (const SzAtlas *atlas)
{
  SzFinder *finder = g_new0 (SzFinder, 1);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  finder->entries = g_ptr_array_new_with_free_func (free_entry);
  for (guint i = 0; i < atlas->sites->len; i++) {
    const SzSite *site = g_ptr_array_index (atlas->sites, i);
    g_autofree char *extra = g_strjoin (" ", site->address, site->region_name, site->id, NULL);

    add_entry (finder, names, SZ_FOUND_SITE, site, site->name, extra);
  }
  for (guint i = 0; i < atlas->regions->len; i++) {
    const SzRegion *region = g_ptr_array_index (atlas->regions, i);

    add_entry (finder, names, SZ_FOUND_REGION, region, region->name, region->id);
  }
  for (guint i = 0; i < atlas->bans->len; i++) {
    const SzBan *ban = g_ptr_array_index (atlas->bans, i);

    add_entry (finder, names, SZ_FOUND_BAN, ban, ban->name, ban->reason);
  }
  add_letters (finder, names);
  return finder;
}

void
sz_finder_free (SzFinder *finder)
{
  if (finder == NULL)
    return;
  g_ptr_array_unref (finder->entries);
  g_free (finder);
}

/* --- scoring --- */

/* How well one word fits; 0 not at all. */
static int
score_word (const Entry *entry, const char *word)
{
  const char *at = strstr (entry->name, word);
  gsize length = strlen (word);

  if (at != NULL)
    return entry->name[length] == '\0' && at == entry->name ? 100 : at == entry->name ? 80 : 60;
  if (strstr (entry->extra, word) != NULL)
    return 40;
  /* One Latin letter would find half of everything. */
  if (length < 2 || !g_str_is_ascii (word))
    return 0;
  if (g_str_has_prefix (entry->letters, word))
    return 30;
  if (strstr (entry->letters, word) != NULL)
    return 20;
  return g_str_has_prefix (entry->syllables, word) ? 25 : 0;
}

/* All words must fit. */
static int
score_entry (const Entry *entry, char **words)
{
  int total = 0;

  for (guint i = 0; words[i] != NULL; i++) {
    int score = score_word (entry, words[i]);

    if (score == 0)
      return 0;
    total += score;
  }
  /* Of equal ones, what people look for most stands first. */
  return total * 8 + (entry->kind == SZ_FOUND_SITE ? 3 : entry->kind == SZ_FOUND_REGION ? 2 : 1);
}

static SzFound *
make_found (const Entry *entry, int score)
{
  SzFound *found = g_new0 (SzFound, 1);

  found->kind = entry->kind;
  found->score = score;
  found->longitude = found->latitude = NAN;
  if (entry->kind == SZ_FOUND_SITE) {
    found->site = entry->item;
    found->title = found->site->name;
    found->detail = g_strdup (*found->site->address != '\0' ? found->site->address : found->site->kind_name);
    found->longitude = found->site->longitude;
    found->latitude = found->site->latitude;
    return found;
  }
  const SzShape *shape;
  if (entry->kind == SZ_FOUND_REGION) {
    found->region = entry->item;
    found->title = found->region->name;
    found->detail = g_strdup (found->region->rank == SZ_REGION_VILLAGE ? _ ("Village or community")
                              : found->region->rank == SZ_REGION_TOWN  ? _ ("Street or town")
                                                                       : _ ("District"));
    shape = found->region->shape;
  } else {
    found->ban = entry->item;
    found->title = found->ban->name;
    found->detail = g_strdup (_ ("Restricted zone"));
    shape = found->ban->shape;
  }
  if (shape != NULL) {
    found->longitude = shape->label_longitude;
    found->latitude = shape->label_latitude;
  }
  return found;
}

static int
compare_found (gconstpointer a, gconstpointer b)
{
  const SzFound *first = *(const SzFound *const *)a, *second = *(const SzFound *const *)b;

  if (first->score != second->score)
    return first->score > second->score ? -1 : 1;
  glong length = g_utf8_strlen (first->title, -1), other = g_utf8_strlen (second->title, -1);
  if (length != other)
    return length < other ? -1 : 1;
  return strcmp (first->title, second->title);
}

/* (transfer full) folded words */
static char **
split_query (const char *query)
{
  g_auto (GStrv) raw = NULL;
  g_autofree char *cut = g_utf8_substring (query, 0, MIN (g_utf8_strlen (query, -1), MAX_QUERY));
  g_autofree char *blanks = g_utf8_normalize (cut, -1, G_NORMALIZE_ALL_COMPOSE);
  GPtrArray *words = g_ptr_array_new ();

  raw = g_strsplit_set (blanks != NULL ? blanks : "", " \t\n,;", -1);
  for (guint i = 0; raw[i] != NULL; i++) {
    char *word = fold (raw[i]);

    if (*word != '\0')
      g_ptr_array_add (words, word);
    else
      g_free (word);
  }
  g_ptr_array_add (words, NULL);
  return (char **)g_ptr_array_free (words, FALSE);
}

static GPtrArray *
find_words (const SzFinder *finder, char **words, guint limit)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (sz_found_free);

  for (guint i = 0; words[0] != NULL && i < finder->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (finder->entries, i);
    int score = score_entry (entry, words);

    if (score > 0)
      g_ptr_array_add (all, make_found (entry, score));
  }
  g_ptr_array_sort (all, compare_found);
  if (all->len > limit)
    g_ptr_array_set_size (all, (int)limit);
  return all;
}

/* The longest beginning, of two characters at least, that something has. */
static GPtrArray *
find_beginning (const SzFinder *finder, const char *query, guint limit)
{
  g_autofree char *text = fold (query);
  GPtrArray *found = NULL;

  for (glong n = MIN (g_utf8_strlen (text, -1), MAX_QUERY) - 1; n >= 2; n--) {
    g_autofree char *part = g_utf8_substring (text, 0, n);
    char *words[] = { part, NULL };

    g_clear_pointer (&found, g_ptr_array_unref);
    found = find_words (finder, words, limit);
    if (found->len > 0)
      break;
  }
  for (guint i = 0; found != NULL && i < found->len; i++)
    ((SzFound *)g_ptr_array_index (found, i))->partial = TRUE;
  return found;
}

static SzFound *
make_position (double longitude, double latitude, SzDatum datum)
{
  SzFound *found = g_new0 (SzFound, 1);

  found->kind = SZ_FOUND_POSITION;
  found->longitude = longitude;
  found->latitude = latitude;
  found->text = g_strdup_printf ("%.6f, %.6f", longitude, latitude);
  found->title = found->text;
  found->detail = datum == SZ_DATUM_WGS84 ? g_strdup (_ ("Longitude, latitude"))
                                          : g_strdup_printf (_ ("Converted from %s"),
                                                             datum == SZ_DATUM_GCJ02 ? "GCJ-02" : "BD-09");
  return found;
}

GPtrArray *
sz_atlas_search (const SzAtlas *atlas, const char *query, guint limit)
{
  double longitude, latitude;
  SzDatum datum;
  g_auto (GStrv) words = NULL;
  GPtrArray *found;

  if (!g_utf8_validate (query, -1, NULL))
    return g_ptr_array_new_with_free_func (sz_found_free);
  if (sz_coordinates_parse (query, &longitude, &latitude, &datum)) {
    found = g_ptr_array_new_with_free_func (sz_found_free);
    g_ptr_array_add (found, make_position (longitude, latitude, datum));
    return found;
  }
  words = split_query (query);
  found = find_words (atlas->finder, words, limit);
  if (found->len == 0 && words[0] != NULL) {
    GPtrArray *partial = find_beginning (atlas->finder, query, limit);

    if (partial != NULL) {
      g_ptr_array_unref (found);
      found = partial;
    }
  }
  return found;
}
