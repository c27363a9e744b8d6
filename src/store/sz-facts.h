/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-batch.h"
#include "sz-bloom.h"
#include "sz-evaluate.h"

G_BEGIN_DECLS

/* A row that was written or removed; `key` as the table has it, NULL: some rows of the day. */
typedef struct {
  gint64 nday, source;
  char *key;
} SzTouchedRow;

/* The writer's hands on the rows of one data set: coding of rows, look-up by key, tombstones. Rows are
 * clustered by (nday, source, key), where nday is minus the hall day: history comes newest day first, and
 * what is appended at the end of a B-tree fills its pages. One thread. */
typedef struct {
  SzDb *db;
  const SzLayout *layout;
  SzWords *words;
  SzStmt *insert, *append, *find_version, *find_row, *remove;
  SzStmt *find_gone, *insert_gone, *remove_gone;
  SzBloom known;                 /* (source, key) of every row and tombstone */
  GHashTable *days;              /* source -> GHashTable of every nday that holds rows of it, or did */
  gint64 last_nday, last_source; /* what `days` was asked last */
  guint *crowds;                 /* words given per field */
  SzBytes data;                  /* scratch */
  GArray *waiting;               /* (element-type SzWaitingRow) appended, not yet written */
  GArray *waiting_cells;         /* (element-type SzWaitingCell) their columns, n_columns each */
  SzBytes waiting_bytes;         /* their keys and data */
  guint n_columns;               /* fields that have a column */
  GArray *touched;               /* (element-type SzTouchedRow) written or removed since it was emptied */
  GString *key;
  int *by_slot;      /* a field of each slot; -1: of no field of this catalogue */
  int *next_in_slot; /* flags: another field of the same slot; -1 */
} SzFacts;

typedef struct {
  gint64 generation, version;
} SzEdition;

static inline int
sz_edition_compare (SzEdition a, SzEdition b)
{
  if (a.generation != b.generation)
    return a.generation < b.generation ? -1 : 1;
  return (a.version > b.version) - (a.version < b.version);
}

/* A row in memory with room of its own for texts. */
typedef struct {
  SzRowView view;
  GString **texts;
  guint n_fields;
} SzRowBuffer;

void sz_row_buffer_init (SzRowBuffer *buffer, const SzLayout *layout);
void sz_row_buffer_clear (SzRowBuffer *buffer);

SzFacts *sz_facts_new (SzDb *db, const SzLayout *layout, SzWords *words, GError **error);
void sz_facts_free (SzFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzFacts, sz_facts_free)
/* Between two transactions: gives back what the lists of a large batch needed. */
void sz_facts_make_room (SzFacts *facts);

/* Fills the view from a batch's row. `refusal` receives field and reason of a value that cannot be stored
 * (then FALSE without an error). */
typedef struct {
  const char *field, *reason;
} SzFactsRefusal;
gboolean sz_facts_encode (SzFacts *facts, const SzRow *row, SzRowView *view, SzFactsRefusal *refusal,
                          GError **error);
/* Reads the fields of a row from column `first` of the statement on: `data`, then fields that have columns.
 */
void sz_facts_decode (const SzLayout *layout, SzStmt *stmt, int first, gint64 nday, SzRowBuffer *buffer);
/* What is added to a number that is stored when it is read, and taken off when it is written; `at_ms`: the
 * row's instant within its day. */
gint64 sz_facts_base (const SzLayout *layout, guint field, gint64 nday, gint64 at_ms);

/* FALSE: certainly neither row nor tombstone. Builds the set of known keys on first use. */
gboolean sz_facts_may_know (SzFacts *facts, gint64 source, const char *key, guint64 *hash, gboolean *may,
                            GError **error);
/* Looks for the row on its day. */
SzStep sz_facts_find (SzFacts *facts, gint64 nday, gint64 source, const char *key, SzEdition *edition,
                      GError **error);
/* Looks on every other day that holds rows of the source. */
SzStep sz_facts_find_elsewhere (SzFacts *facts, gint64 not_nday, gint64 source, const char *key, gint64 *nday,
                                SzEdition *edition, GError **error);
gboolean sz_facts_read (SzFacts *facts, gint64 nday, gint64 source, const char *key, SzRowBuffer *buffer,
                        GError **error);
gboolean sz_facts_write (SzFacts *facts, gint64 nday, gint64 source, const char *key, SzEdition edition,
                         const SzRowView *view, GError **error);
gboolean sz_facts_remove (SzFacts *facts, gint64 nday, gint64 source, const char *key, GError **error);
SzStep sz_facts_find_gone (SzFacts *facts, gint64 source, const char *key, SzEdition *edition,
                           GError **error);
gboolean sz_facts_bury (SzFacts *facts, gint64 source, const char *key, SzEdition edition, GError **error);
gboolean sz_facts_unbury (SzFacts *facts, gint64 source, const char *key, GError **error);
/* As sz_facts_write, for a row whose key is surely not there: written with others, at the latest before
 * anything is looked up. Texts must live until then. */
gboolean sz_facts_append (SzFacts *facts, gint64 nday, gint64 source, const char *key, SzEdition edition,
                          const SzRowView *view, GError **error);
/* Writes what was appended; needed before others look at the table. */
gboolean sz_facts_settle (SzFacts *facts, GError **error);
/* Drops what was appended: the transaction was rolled back. */
void sz_facts_forget (SzFacts *facts);
/* A key that was written or buried. */
void sz_facts_learn (SzFacts *facts, guint64 hash);
/* SELECT nday, src, key, gen, ver, data, columns… FROM facts WHERE `condition`; the key as the table has it.
 * (transfer full) */
char *sz_facts_select (const SzLayout *layout, const char *condition);

G_END_DECLS
