/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-db.h"
#include "sz-truth.h"

G_BEGIN_DECLS

#define SZ_TRUTH_APPLICATION 0x535a5452 /* "SZTR" */

struct _SzTruth {
  SzDb *db;
  char *folder;
  gint64 version; /* PRAGMA data_version when last looked */
};

/* Opens any file as a truth store, read only and checked: for backups. */
SzDb *sz_truth_open_file (const char *path, SzTruthMode mode, GError **error);
gboolean sz_truth_check_chain (SzDb *db, GPtrArray *findings, GError **error);
/* The hash of a log line: of the hash before and the line's own words. (transfer full) */
char *sz_truth_hash (const char *before, const SzTruthEvent *event);

G_END_DECLS
