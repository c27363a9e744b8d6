/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-desk.h"

G_BEGIN_DECLS

/* What opening a home found: all of it may take its time, so it is done on a thread. */
typedef struct {
  SzStore *store;     /* (owned) (nullable) */
  GPtrArray *sources; /* (element-type SzSource) */
  SzSiteKey *key;     /* (owned) (nullable) */
  char *message;      /* (nullable) */
  char *key_trouble;  /* (nullable) why no key is to be had */
  SzDeskState state;
} SzOpening;

void sz_opening_free (SzOpening *opening);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzOpening, sz_opening_free)

/* Opens the store, or says why it cannot be; reads the sources and the key. Blocks. */
SzOpening *sz_opening_new (const SzHome *home, const SzCatalog *catalog, const char *key_file);
/* The sources and the key alone, and whether there is anything to show: what may have changed while the store
 * is open. Blocks. */
SzOpening *sz_opening_new_sources (const SzHome *home, const SzCatalog *catalog, const char *key_file);

G_END_DECLS
