/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-identity.h"
#include "sz-store.h"

G_BEGIN_DECLS

/* A file as a source: CSV, TSV or NDJSON, read by a mapping (README.md has the grammar of mapping files). */

/* So many refused lines of one file are told one by one in quarantine; of the rest, how many there were. */
#define SZ_IMPORT_MAX_REFUSALS 1000

typedef void (*SzImportProgressFunc) (double fraction, gint64 lines, gpointer data);

/* All borrowed for the call. */
typedef struct {
  const char *path;
  const char *mapping; /* id of a shipped or own mapping, or the path of a mapping file (it has a '/' or ends
                          in .ini) */
  const char *as;      /* source name; NULL: the mapping's id */
  const char *config;  /* configuration folder: its mappings/ come before the shipped ones; NULL */
  SzImportProgressFunc progress; /* (nullable) called on the calling thread */
  gpointer data;
} SzImportOptions;

typedef struct {
  const char *dataset; /* owned by the catalogue */
  gint64 taken, unchanged, refused;
} SzImportedDataset;

typedef struct {
  char *source;
  gint64 lines;            /* data lines read */
  gint64 taken, unchanged; /* rows, over all data sets */
  gint64 refused;          /* lines or rows in quarantine */
  gint64 omitted;          /* lines left out by the mapping's rules */
  gint64 doubtful;         /* identities whose check digit is wrong */
  GArray *datasets;        /* (element-type SzImportedDataset) */
  GPtrArray *omissions;    /* "143 × PHANTOM: …" (element-type utf8) */
  GPtrArray *refusals;     /* the first few, "FILE, line N, FIELD: REASON" (element-type utf8) */
} SzImportReport;

void sz_import_report_clear (SzImportReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SzImportReport, sz_import_report_clear)

/* Whether the mapping fills an identity, so that a site key is needed. */
gboolean sz_import_needs_key (const SzImportOptions *options, const SzCatalog *catalog, gboolean *needed,
                              GError **error);

/* Imports; blocks, not for the main thread. `key` NULL: SZ_ERROR_KEY if one is needed. A file that cannot be
 * what the mapping describes (not text, empty, columns missing, nothing in it taken, of 20 lines or more more
 * than half refused) is refused with SZ_ERROR_BAD_FILE before anything is written; only if the bad lines come
 * after a first part that was written, that part stays. Importing the same file again changes nothing; an
 * edited file replaces the rows of the same keys. */
gboolean sz_import_file (SzStore *store, SzSiteKey *key, const SzImportOptions *options,
                         SzImportReport *report, GCancellable *cancellable, GError **error);

/* Mappings there are: ids, shipped and own. (transfer full) (array zero-terminated=1) */
char **sz_import_list_mappings (const char *config);

G_END_DECLS
