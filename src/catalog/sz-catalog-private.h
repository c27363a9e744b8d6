/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-calendar.h"
#include "sz-catalog.h"
#include "sz-i18n.h"

G_BEGIN_DECLS

/* What the files of this layer share; nobody outside includes it. */

struct _SzCatalog {
  GPtrArray *datasets;   /* (element-type SzDataset) (owned) */
  GPtrArray *dimensions; /* (element-type SzDimension) (owned) */
  GPtrArray *indicators; /* (element-type SzIndicator) (owned) */
  GPtrArray *layers;     /* (element-type SzLayer) (owned) */
  GPtrArray *boards;     /* (element-type SzBoard) (owned) */
  GPtrArray *rules;      /* (element-type SzRule) (owned) */
  SzCalendar *calendar;  /* (owned) */
  GHashTable *values;    /* "dimension\ncode" to name (owned) */
  GHashTable *pool;      /* canonical text to SzMeasure (owned): every measure any formula named */
  GHashTable *measures;  /* data set to GPtrArray of its indicators' measures (owned) */
};

/* --- formulas
 * ------------------------------------------------------------------------------------------------ */

void sz_value_free (SzValue *value);
void sz_condition_free (SzCondition *condition);
void sz_measure_free (SzMeasure *measure);
void sz_node_free (SzNode *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzValue, sz_value_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzCondition, sz_condition_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzMeasure, sz_measure_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzNode, sz_node_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzFormula, sz_formula_free)

SzValue *sz_value_copy (const SzValue *value);
SzCondition *sz_condition_copy (const SzCondition *condition);

/* Canonical spelling: parsing it again gives the same tree. */
void sz_condition_write (GString *out, const SzDataset *dataset, const SzCondition *condition);
void sz_value_write (GString *out, const SzDataset *dataset, const SzValue *value);
char *sz_measure_write (const SzMeasure *measure);

/* Takes the measure, gives it its text and column, and returns the one the catalogue holds. NULL and
 * SZ_ERROR_BAD_FILE in the (one in four milliards) case that two measures of a data set get the same column
 * name. */
const SzMeasure *sz_catalog_intern (SzCatalog *catalog, SzMeasure *measure, GError **error);

/* --- reading files
 * ------------------------------------------------------------------------------------------- */

/* FALSE and an error for the first key of the group that is not among `known` (array zero-terminated=1);
 * translations `Key[…]` count as their key. */
gboolean sz_catalog_check_keys (SzKeyFile *file, const char *group, const char *const *known, GError **error);
/* A value that must be there. */
const char *sz_catalog_need (SzKeyFile *file, const char *group, const char *key, GError **error);
/* "Kind id": the id where the group is of that kind and the id a valid one (a-z, 0-9, _, -), else NULL. */
const char *sz_catalog_group_id (const char *group, const char *kind);
/* a-z first, then a-z, 0-9, _: data sets, fields, dimensions, indicators. */
gboolean sz_catalog_id_ok (const char *id);
/* What a mistyped id probably meant; NULL if nothing is near. Borrowed from `ids`. */
const char *sz_catalog_nearest (const char *id, const char *const *ids, guint n);

SzIndicator *sz_indicator_read (SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error);
void sz_indicator_free (SzIndicator *indicator);
/* One file is one board; its tiles follow. A bad tile is left out and reported. NULL if the board itself is
 * bad. */
SzBoard *sz_board_read (SzCatalog *catalog, SzKeyFile *file, GPtrArray *problems);
void sz_board_free (SzBoard *board);

G_END_DECLS
