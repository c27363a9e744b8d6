/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-calendar.h"
#include "sz-formula.h"

G_BEGIN_DECLS

/* What exists: data sets, dimensions, indicators, boards, read from key files. Built once, then read-only: it
 * may be read from any thread and outlives all that points into it. */

typedef struct {
  char *id, *name;
  gboolean source; /* the dimension is the source itself (hall) */
} SzDimension;

typedef enum { SZ_DIRECTION_NEUTRAL, SZ_DIRECTION_HIGHER, SZ_DIRECTION_LOWER } SzDirection;

/* The six cards of the overview, then pages of their own. The ids in files: items staff discipline efficiency
 * cases people evaluation channels towns entities devices platform analysis. */
typedef struct {
  char *id, *name;
} SzLayer;

typedef struct {
  char *id, *name;
  char *definition; /* the formula in words, for people */
  char *formula_text;
  SzFormula *formula;
  const SzLayer *layer;
  char *unit;   /* unit id of base/sz-number.h */
  double scale; /* formula result × scale = value in `unit` (ms to minutes, share to %) */
  SzDirection direction;
  double target,
      limit;        /* in `unit`; NAN. Target: what is aimed at. Limit: where it alarms. By `direction`. */
  double attention; /* where attention begins; NAN: midway is not guessed, there is none */
  int version;
  char *file;
  guint line;
  gboolean snapshot; /* all leaves are CURRENT or RUNNING: a state, not a flow */
} SzIndicator;

/* A board: a page of tiles, as a list of indicators in sections. */
typedef struct {
  char *kind; /* "hero", "multiples", "trend", "parts", "attention", "layer" */
  char *id, *title;
  const SzLayer *layer; /* (nullable) */
  char *lead;           /* indicator id */
  char *by;             /* dimension id (nullable) */
  char **indicators;    /* ids, in order */
} SzBoardTile;

typedef struct {
  char *id, *name;
  GPtrArray *tiles; /* (element-type SzBoardTile) */
} SzBoard;

typedef struct _SzCatalog SzCatalog;

/* Loads the shipped catalogue, then, file by file, the user's `extra` folder (nullable) over it: same ids
 * replace. A bad file, or a bad section of one, is left out, and its error goes to `problems` (element-type
 * GError); the rest loads. NULL only if the shipped folder cannot be found at all (SZ_ERROR_NOT_FOUND).
 * Loaded in the process language. */
SzCatalog *sz_catalog_load (const char *extra, GPtrArray *problems, GError **error);
void sz_catalog_free (SzCatalog *catalog);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzCatalog, sz_catalog_free)

/* Where the shipped catalogue is: $SHUZHI_CATALOG_DIR; beside a program in its build tree
 * (EXEDIR/../../data/catalog); EXEDIR/../share/shuzhi/catalog; SZ_DATADIR/catalog. (transfer full) (nullable)
 */
char *sz_catalog_dir (void);

/* All lists in file-name, then file order; elements owned by the catalogue. */
const GPtrArray *sz_catalog_datasets (const SzCatalog *catalog);   /* (element-type SzDataset) */
const GPtrArray *sz_catalog_dimensions (const SzCatalog *catalog); /* (element-type SzDimension) */
const GPtrArray *sz_catalog_indicators (const SzCatalog *catalog); /* (element-type SzIndicator) */
const GPtrArray *sz_catalog_layers (const SzCatalog *catalog);     /* (element-type SzLayer) */
const GPtrArray *sz_catalog_boards (const SzCatalog *catalog);     /* (element-type SzBoard) */
/* Every different measure of a data set's indicators. (element-type SzMeasure) */
const GPtrArray *sz_catalog_measures (const SzCatalog *catalog, const SzDataset *dataset);

/* On which days offices work. */
const SzCalendar *sz_catalog_calendar (const SzCatalog *catalog);

/* NULL if unknown; with `error`, SZ_ERROR_USAGE that names the id and, where one is near, what was probably
 * meant. */
const SzDataset *sz_catalog_dataset (const SzCatalog *catalog, const char *id, GError **error);
const SzDimension *sz_catalog_dimension (const SzCatalog *catalog, const char *id, GError **error);
const SzIndicator *sz_catalog_indicator (const SzCatalog *catalog, const char *id, GError **error);
const SzBoard *sz_catalog_board (const SzCatalog *catalog, const char *id, GError **error);

/* The word people read for a code of a dimension fixed by the catalogue (`[Value channel window]`); NULL if
 * the catalogue fixes none: then the data set with Names= or the code itself. */
const char *sz_catalog_value_name (const SzCatalog *catalog, const char *dimension, const char *code);

/* Parses a formula against the catalogue's data sets; measures are interned in the catalogue (so: while
 * loading, or on the thread that owns it before others read). The error says at which character and what was
 * expected. */
SzFormula *sz_catalog_parse_formula (SzCatalog *catalog, const char *text, GError **error);

G_END_DECLS
