/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-world.h"

G_BEGIN_DECLS

/* The market entities of the district, from 1990 to the end of 2039: founded here or moved in, then
 * cancelled, revoked or moved out, each by hazard rates that are the truth an analysis of survival can be
 * checked against. A function of the world's seed and size. Immutable once made; any thread may read. */
#define SZ_HALL_INDUSTRIES 18 /* sections A to R of GB/T 4754 */
#define SZ_HALL_AGE_BANDS 5
#define SZ_HALL_NEVER G_MAXUINT32

typedef enum { SZ_HALL_FIRM, SZ_HALL_TRADER, SZ_HALL_COOPERATIVE, SZ_HALL_ENTITY_KINDS } SzHallEntityKind;
typedef enum { SZ_HALL_ACTIVE, SZ_HALL_CANCELLED, SZ_HALL_REVOKED, SZ_HALL_MOVED_OUT } SzHallEntityState;

typedef struct {
  guint32 entered;    /* local seconds: founded here or moved in */
  guint32 ended;      /* local seconds; SZ_HALL_NEVER if not before 2040 */
  gint32 established; /* day; that of `entered` unless it moved in */
  guint8 industry;    /* 0 = A */
  guint8 kind;
  guint8 fate;    /* the state from `ended` on */
  guint8 village; /* town × 12 + village */
} SzHallEntity;

/* What is true of an industry. */
typedef struct {
  const char *code;
  double share;   /* of those founded in 2026 */
  double growth;  /* of foundings, a year */
  double death;   /* hazard a year, cancelled and revoked together, before the factors below */
  double leaving; /* hazard a year of moving out, firms only */
  double capital; /* median of a firm, ten thousand yuan */
  double kinds[SZ_HALL_ENTITY_KINDS];
} SzHallIndustry;
extern const SzHallIndustry sz_hall_industries[SZ_HALL_INDUSTRIES];
/* Factors on the hazard of death: by age, by town, by kind. A band begins at so many years of age. */
extern const double sz_hall_age_band_from[SZ_HALL_AGE_BANDS], sz_hall_age_factors[SZ_HALL_AGE_BANDS];
extern const double sz_hall_town_factors[SZ_HALL_TOWNS];
extern const double sz_hall_kind_factors[SZ_HALL_ENTITY_KINDS];
#define SZ_HALL_YEAR_S (365.25 * SZ_HALL_DAY_S)

typedef struct _SzHallEntities {
  GArray *list;            /* of SzHallEntity, by entered; the index is the number of the entity */
  guint32 *entered_before; /* how many entered before a day: by day from SZ_HALL_ENTITIES_FROM on */
  guint32 *ends;           /* numbers of those that end, by day of the end */
  guint32 *ends_before;    /* how many ended before a day */
} SzHallEntities;
#define SZ_HALL_ENTITIES_FROM 7305 /* 1990-01-01 */
#define SZ_HALL_ENTITIES_TO 25567  /* 2040-01-01 */

/* Needs the world's seed, calendar, n_enterprises and places. */
SzHallEntities *sz_hall_entities_new (const SzHallWorld *world);
void sz_hall_entities_free (SzHallEntities *entities);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHallEntities, sz_hall_entities_free)

/* Those that entered on a day: [first, end). */
void sz_hall_entities_of_day (const SzHallEntities *entities, gint64 day, guint32 *first, guint32 *end);
/* How many are in force at the start of a day. */
guint32 sz_hall_entities_in_force (const SzHallEntities *entities, gint64 day);
/* The number that stands for an entity as a subject, SZ_HALL_ENTERPRISE among its bits; and back. */
guint32 sz_hall_entities_subject (const SzHallEntities *entities, guint32 number);
#define SZ_HALL_ENTITY_OF(subject) ((subject)&0x0FFFFFFFu)
/* Death of an entity of an age in years, a year. */
double sz_hall_entities_hazard (int industry, int town, int kind, double age);

G_END_DECLS
