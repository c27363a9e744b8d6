/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-keyfile.h"
#include "sz-period.h"

G_BEGIN_DECLS

/* What a data set is, read from data/catalog/datasets/ID.ini. Everything here is read-only after loading and
 * may be read from any thread; it is owned by the catalogue. */

typedef enum {
  SZ_FIELD_INSTANT, /* milliseconds since 1970 UTC */
  SZ_FIELD_INTEGER,
  SZ_FIELD_DECIMAL,  /* an integer count of 10^-scale, so that sums are exact in any order */
  SZ_FIELD_FLAG,     /* 0 or 1 */
  SZ_FIELD_CODE,     /* a short text that repeats; the store keeps it once and gives it a number */
  SZ_FIELD_TEXT,     /* a text of at most `max_length` characters */
  SZ_FIELD_HASH,     /* from an identity: the first 63 bits of its keyed hash */
  SZ_FIELD_MASK,     /* from an identity: what people may see of it ("33**************12", "张*") */
  SZ_FIELD_IDENTITY, /* only among the inputs: raw, in memory while a row is being mapped, never stored */
} SzFieldType;

typedef enum {
  SZ_IDENTITY_NONE,
  SZ_IDENTITY_SUBJECT, /* an ID number or a credit code, told apart by form; yields F, F_mask, subject_kind,
                          age_band */
  SZ_IDENTITY_ID_NUMBER,
  SZ_IDENTITY_CREDIT_CODE,
  SZ_IDENTITY_PHONE, /* yields F, F_mask */
  SZ_IDENTITY_NAME,  /* yields F, F_mask */
} SzIdentityKind;

typedef struct _SzDataset SzDataset;

typedef struct {
  char *id;
  char *name; /* in the process language */
  SzFieldType type;
  SzIdentityKind identity;
  char *dimension; /* dimension id; NULL if figures are not split by it. CODE, and INTEGER (shown as its
                      number) */
  char *link;      /* the data set whose keys the text holds; NULL */
  guint scale;     /* DECIMAL */
  gint64 min, max; /* INTEGER and DECIMAL (in stored units), inclusive; G_MININT64/G_MAXINT64 if unlimited */
  guint max_length;
  guint within_days; /* INSTANT: at most so many days after the row's own instant; 0 unlimited */
  gboolean required;
  gboolean future; /* INSTANT: may lie ahead of now */
  gboolean indexed;
  gboolean free_text; /* TEXT written by people: identity numbers and phones are scrubbed out of it */
  gboolean duration;  /* INTEGER with Unit=ms */
  int source;         /* derived columns: index of the identity among `inputs`; else -1 */
} SzField;

/* a <= b wherever both are known, else the row is refused. Indexes into fields. */
typedef struct {
  guint before, after;
} SzOrder;

typedef struct {
  char *id;
  SzGrain grain;     /* HOUR, DAY or MONTH */
  guint *dimensions; /* field indexes, each with a dimension */
  guint n_dimensions;
  gboolean sketches;  /* also keeps the distributions that quantile() measures need */
  SzDataset *dataset; /* (not owned) */
} SzRollup;

struct _SzDataset {
  char *id, *name, *file;
  GPtrArray *inputs;        /* (element-type SzField) as declared: what a mapping must fill */
  GPtrArray *fields;        /* (element-type SzField) as stored: identities replaced by what they yield */
  guint at;                 /* the instant that puts a row on a day; index into fields */
  int subject;              /* the HASH field that says who; -1 */
  int valid_from, valid_to; /* for snapshot data sets; -1 */
  int names_code,
      names_text;     /* `Names=code:text`: this data set gives the names of a dimension's codes; -1 */
  GArray *orders;     /* (element-type SzOrder) */
  GPtrArray *rollups; /* (element-type SzRollup) */
};

static inline const SzField *
sz_dataset_field (const SzDataset *dataset, guint index)
{
  return (const SzField *)g_ptr_array_index (dataset->fields, index);
}

/* Index among `fields` / `inputs`; -1 if there is none. */
int sz_dataset_find_field (const SzDataset *dataset, const char *id);
int sz_dataset_find_input (const SzDataset *dataset, const char *id);
/* The field that carries a dimension; -1. */
int sz_dataset_find_dimension (const SzDataset *dataset, const char *dimension);

/* (transfer full) */
SzDataset *sz_dataset_read (SzKeyFile *file, GError **error);
void sz_dataset_free (SzDataset *dataset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzDataset, sz_dataset_free)

G_END_DECLS
