/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-catalog.h"

G_BEGIN_DECLS

/* What is watched, read from the files of data/catalog/rules (README.md of src/watch has the keys). Read-only
 * after loading; owned by the catalogue. */

typedef enum { SZ_SEVERITY_ATTENTION, SZ_SEVERITY_ALARM } SzSeverity;

typedef enum {
  SZ_RULE_INDICATOR, /* an indicator over the last `window_ms`, split by `by` */
  SZ_RULE_STATE,     /* how long the oldest row has met a condition, in minutes */
  SZ_RULE_SILENCE,   /* how long a source's data have not moved while its hall is open, in minutes */
} SzRuleKind;

/* What an overload of a queue is explained and answered by. */
typedef enum {
  SZ_LOAD_ARRIVALS, /* tickets taken */
  SZ_LOAD_WINDOWS,  /* different windows that called somebody */
  SZ_LOAD_SERVICE,  /* mean time at the window, ms */
  SZ_LOAD_WAITING,  /* people in the queue at the end of the span */
  SZ_LOAD_CLOSED,   /* windows that are not open */
} SzLoadFigure;
#define SZ_LOAD_N 5

typedef struct {
  char *id, *name;
  char *title;      /* "{object}: waiting too long" */
  char *title_near; /* while it is only observed and not beyond the limit: "{object}: wait near the limit";
                       else `title` */
  char *definition; /* one sentence for people */
  /* What to do, by what the data say the cause is: none in particular, arrivals, windows, service. Only the
   * first is always there. {object} {place} {value} {limit} {more} {closed} {waiting} are filled in. */
  char *suggest[4];
  char *cause; /* what is said as the cause where no load is compared; "" */
  SzRuleKind kind;
  SzSeverity severity;

  const SzIndicator *indicator; /* INDICATOR */
  gint64 window_ms;

  const SzDataset *dataset; /* STATE: of the rows */
  guint since;              /* the instant from which the age counts: index into its fields */
  SzCondition *where;       /* (nullable) */
  gboolean weekdays;        /* the age runs only on days on which offices work (sz_catalog_calendar) */
  SzFormula *during;        /* the age runs only at times of day at which this is usually > 0 (nullable) */
  gint64 look_back_ms;      /* rows whose own instant lies so far back; 0: all */
  GPtrArray *activity;      /* (element-type SzMeasure) max of instants that begin the age anew */
  SzFormula *with, *unless; /* only while > 0, in `place`; not while > 0, at the object (nullable) */
  const SzDimension *by, *place; /* one episode a value; where that value is (nullable) */

  char *unit;
  gboolean below;      /* fires under the limit instead of over it */
  double limit;        /* strictly beyond it counts */
  double near;         /* from here it is observed */
  double clear;        /* back to it or further: over */
  gint64 for_ms;       /* beyond the limit for so long */
  gint64 clear_for_ms; /* clear for so long */
  gint64 no_data_ms;   /* older data are silence */
  gint64 overdue_ms;   /* nobody acknowledged, or acknowledged and nothing done; 0: never */
  gint64 *remind_ms;   /* after the first sign of firing, ascending */
  guint n_remind;
  gboolean load; /* arrivals, windows and service are compared with what is usual */
  SzFormula *loads[SZ_LOAD_N];
  int version;
  char *file;
  guint line;
} SzRule;

void sz_rule_free (SzRule *rule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzRule, sz_rule_free)

/* (element-type SzRule), in file-name, then file order. */
const GPtrArray *sz_catalog_rules (const SzCatalog *catalog);
/* NULL and SZ_ERROR_USAGE that names the id. */
const SzRule *sz_catalog_rule (const SzCatalog *catalog, const char *id, GError **error);

/* The rules of one file that is not (yet) part of the catalogue, for `shuzhi rules test`. Each bad section is
 * one GError in `problems`. Formulas are interned: on the thread that owns the catalogue, before others read.
 * NULL if the file cannot be read at all. (transfer full) (element-type SzRule) */
GPtrArray *sz_catalog_read_rules (SzCatalog *catalog, const char *path, GPtrArray *problems, GError **error);

/* The least `since` of the rows that met the condition at an instant: what was to come later was missing
 * then, so `ended is missing` also holds for what ended after `at_ms`. (transfer full) */
SzMeasure *sz_rule_measure (const SzRule *rule, gint64 at_ms);
void sz_rule_measure_free (SzMeasure *measure);
/* Whether past instants can be judged at all: not where rows only say how things are now. */
gboolean sz_rule_has_history (const SzRule *rule);

/* The data sets it reads. (transfer container) (element-type SzDataset) */
GPtrArray *sz_rule_datasets (const SzRule *rule);

G_END_DECLS
