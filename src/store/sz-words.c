/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-words.h"

#include <string.h>

#include "sz-mask.h"

#define SHORT_IDS 127

/* An open-addressing table of (hash, id): a batch of 10,000 rows asks it 100,000 times. */
typedef struct {
  guint64 hash;
  gint64 id;
  const char *text;
} Slot;

struct _SzWords {
  SzDb *db;
  GStringChunk *texts;
  Slot *slots;
  guint n_slots, n_used;
  GHashTable *by_id;               /* id -> text */
  gint64 next_short, next_long;    /* 0: not known yet */
  gboolean masks_known, has_masks; /* whether masks with numbers of their own are words: of older files */
};

SzWords *
sz_words_new (SzDb *db)
{
  SzWords *words = g_new0 (SzWords, 1);
  words->db = db;
  words->texts = g_string_chunk_new (16 * 1024);
  words->n_slots = 1024;
  words->slots = g_new0 (Slot, words->n_slots);
  words->by_id = g_hash_table_new (g_direct_hash, g_direct_equal);
  return words;
}

void
sz_words_free (SzWords *words)
{
  if (words == NULL)
    return;
  g_string_chunk_free (words->texts);
  g_free (words->slots);
  g_hash_table_unref (words->by_id);
  g_free (words);
}

void
sz_words_forget (SzWords *words)
{
  memset (words->slots, 0, words->n_slots * sizeof (Slot));
  words->n_used = 0;
  g_hash_table_remove_all (words->by_id);
  g_string_chunk_clear (words->texts);
  words->next_short = words->next_long = 0;
}

static guint64
hash_text (const char *text)
{
  gsize length = strlen (text);
  guint64 hash = length * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15), part;
  for (; length >= 8; text += 8, length -= 8) {
    memcpy (&part, text, 8);
    hash = (hash ^ part) * G_GUINT64_CONSTANT (0x9fb21c651e98df25);
    hash ^= hash >> 32;
  }
  part = 0;
  memcpy (&part, text, length);
  hash = (hash ^ part) * G_GUINT64_CONSTANT (0x9fb21c651e98df25);
  return hash ^ (hash >> 29);
}

static Slot *
find_slot (SzWords *words, guint64 hash, const char *text)
{
  guint mask = words->n_slots - 1;
  for (guint i = (guint)hash & mask;; i = (i + 1) & mask) {
    Slot *slot = &words->slots[i];
    if (slot->text == NULL || (slot->hash == hash && strcmp (slot->text, text) == 0))
      return slot;
  }
}

static void
grow (SzWords *words)
{
  Slot *old = words->slots;
  guint n_old = words->n_slots;
  words->n_slots *= 2;
  words->slots = g_new0 (Slot, words->n_slots);
  for (guint i = 0; i < n_old; i++)
    if (old[i].text)
      *find_slot (words, old[i].hash, old[i].text) = old[i];
  g_free (old);
}

static void
remember (SzWords *words, guint64 hash, const char *text, gint64 id)
{
  if (2 * words->n_used >= words->n_slots)
    grow (words);
  Slot *slot = find_slot (words, hash, text);
  if (slot->text)
    return;
  slot->hash = hash;
  slot->id = id;
  slot->text = g_string_chunk_insert (words->texts, text);
  words->n_used++;
  g_hash_table_insert (words->by_id, GSIZE_TO_POINTER ((gsize)id), (gpointer)slot->text);
}

static gint64
load_id (SzWords *words, guint64 hash, const char *text, GError **error)
{
  SzStmt *stmt = sz_db_statement (words->db, "SELECT id FROM words WHERE text = ?1", error);
  if (stmt == NULL)
    return 0;
  sz_stmt_bind_text (stmt, 1, text);
  gint64 id = 0;
  if (sz_stmt_step (stmt, error) == SZ_STEP_ROW)
    id = sz_stmt_int (stmt, 0);
  sz_stmt_reset (stmt);
  if (id > 0)
    remember (words, hash, text, id);
  return id;
}

/* A text that was made a word keeps its number. */
static gboolean
find_masks (SzWords *words, GError **error)
{
  if (words->masks_known)
    return TRUE;
  gint64 found = 0;
  if (!sz_db_get_int (words->db,
                      "SELECT EXISTS (SELECT 1 FROM words WHERE sz_mask_number (text) IS NOT NULL)", 0,
                      &found, error))
    return FALSE;
  words->has_masks = found != 0;
  words->masks_known = TRUE;
  return TRUE;
}

/* The number of a word that is known; else of a mask that has one of its own; else 0. */
static gint64
find_number (SzWords *words, guint64 hash, const char *text, GError **error)
{
  gint64 mask = sz_mask_number (text);
  if (mask > 0 && !find_masks (words, error))
    return 0;
  if (mask > 0 && !words->has_masks)
    return mask;
  g_autoptr (GError) problem = NULL;
  gint64 id = load_id (words, hash, text, &problem);
  if (problem)
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (id == 0)
    id = mask;
  return id;
}

gint64
sz_words_find (SzWords *words, const char *text, GError **error)
{
  guint64 hash = hash_text (text);
  const Slot *slot = find_slot (words, hash, text);
  return slot->text ? slot->id : find_number (words, hash, text, error);
}

static gboolean
load_counters (SzWords *words, GError **error)
{
  if (words->next_long > 0)
    return TRUE;
  gint64 top_short, top_long;
  if (!sz_db_get_int (words->db, "SELECT max(id) FROM words WHERE id <= 127", 0, &top_short, error) ||
      !sz_db_get_int (words->db, "SELECT max(id) FROM words WHERE id > 127", SHORT_IDS, &top_long, error))
    return FALSE;
  words->next_short = top_short + 1;
  words->next_long = top_long + 1;
  return TRUE;
}

gint64
sz_words_intern (SzWords *words, const char *text, guint *crowd, GError **error)
{
  guint64 hash = hash_text (text);
  const Slot *slot = find_slot (words, hash, text);
  if (G_LIKELY (slot->text))
    return slot->id;
  g_autoptr (GError) problem = NULL;
  gint64 id = find_number (words, hash, text, &problem);
  if (id > 0)
    return id;
  if (problem) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return 0;
  }
  if (!load_counters (words, error))
    return 0;
  gboolean is_short = words->next_short <= SHORT_IDS && *crowd < SZ_WORDS_CROWDED;
  id = is_short ? words->next_short : words->next_long;
  SzStmt *stmt = sz_db_statement (words->db, "INSERT INTO words (id, text) VALUES (?1, ?2)", error);
  if (stmt == NULL)
    return 0;
  sz_stmt_bind_int (stmt, 1, id);
  sz_stmt_bind_text (stmt, 2, text);
  if (!sz_stmt_run (stmt, error))
    return 0;
  if (is_short) {
    words->next_short++;
    ++*crowd;
  } else {
    words->next_long++;
  }
  remember (words, hash, text, id);
  return id;
}

const char *
sz_words_text (SzWords *words, gint64 id)
{
  const char *known = g_hash_table_lookup (words->by_id, GSIZE_TO_POINTER ((gsize)id));
  if (known)
    return known;
  char mask[SZ_MASK_BYTES];
  if (sz_mask_text (id, mask)) {
    remember (words, hash_text (mask), mask, id);
    return g_hash_table_lookup (words->by_id, GSIZE_TO_POINTER ((gsize)id));
  }
  SzStmt *stmt = sz_db_statement (words->db, "SELECT text FROM words WHERE id = ?1", NULL);
  if (stmt == NULL)
    return NULL;
  sz_stmt_bind_int (stmt, 1, id);
  if (sz_stmt_step (stmt, NULL) == SZ_STEP_ROW && sz_stmt_text (stmt, 0)) {
    const char *text = sz_stmt_text (stmt, 0);
    remember (words, hash_text (text), text, id);
  }
  sz_stmt_reset (stmt);
  return g_hash_table_lookup (words->by_id, GSIZE_TO_POINTER ((gsize)id));
}
