/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-day.h"

G_BEGIN_DECLS

/* Chains of items: who opens a restaurant or has a child comes several times, for one item after the other.
 * The table of chains is the truth that an analysis of association or of sequences can be checked against. A
 * chain starts on a day as a function of (world, day); its steps fall on open days up to SZ_HALL_CHAIN_DAYS
 * later. */
#define SZ_HALL_CHAINS 10
#define SZ_HALL_CHAIN_STEPS 6 /* at most */
#define SZ_HALL_CHAIN_DAYS 100

typedef enum {
  SZ_HALL_BY_RESTAURANTS, /* a share of the entities of section H founded or moved in on the day */
  SZ_HALL_BY_SHOPS,       /* … of section F */
  SZ_HALL_BY_FIRMS,       /* … firms of all other sections */
  SZ_HALL_BY_CLOSING,     /* a share of those that are cancelled sixty days later */
  SZ_HALL_BY_PERSONS,     /* so many persons on a usual day of a hall of 156 windows */
} SzHallChainBy;

typedef struct {
  const char *item; /* name; NULL behind the last step */
  double taken;     /* probability that the step is not left out */
  int least, most;  /* days after the step before (taken or not), put off to the next open day */
} SzHallChainStepPlan;

typedef struct {
  const char *name;
  SzHallChainBy by;
  double share; /* of those it is for, or starts a day */
  int from, to; /* months in which it starts, 1 … 12 */
  SzHallChainStepPlan steps[SZ_HALL_CHAIN_STEPS];
} SzHallChain;
extern const SzHallChain sz_hall_chains[SZ_HALL_CHAINS];

/* A step that falls on a day. Two of five are taken online, the others in the hall. */
struct _SzHallChainStep {
  guint32 subject, person; /* who it is for, who comes or logs in */
  guint16 item;
  guint8 chain, step;
  gboolean online;
};
typedef struct _SzHallChainStep SzHallChainStep;

/* The item of a step; -1 behind the last. The same in every world. */
int sz_hall_chains_item (int chain, int step);
/* The steps that fall on a day, in a fixed order; none on a closed one. (transfer full) (element-type
 * SzHallChainStep) */
GArray *sz_hall_chains_of_day (const SzHallWorld *world, gint64 day);
/* Fills `chain_steps`; before the queue. */
void sz_hall_chains_fill (SzHallDay *day, const SzHallWorld *world);
/* Makes visits that are drawn already those of the steps in the hall, so that no more people come than are
 * expected. */
void sz_hall_chains_take (SzHallDay *day, const SzHallWorld *world);
/* Who comes for a ticket of a chain (SzHallTicket.chain, not 0). */
guint32 sz_hall_chains_person (const SzHallDay *day, guint chain);

G_END_DECLS
