/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-world.h"

G_BEGIN_DECLS

typedef struct _SzHallShift SzHallShift;
typedef struct _SzHallStaffDay SzHallStaffDay;

/* Everything that begins on one day, with its whole future: a function of (world, day) and of nothing else.
 * What is known at an instant is cut from it when it is served. Times are seconds from the start of the day,
 * SZ_HALL_NONE if the thing never happens. A set is immutable once made. */
#define SZ_HALL_NONE G_MININT32

/* Things first, then facts (hall-set.h). */
typedef enum {
  SZ_HALL_SET_DEPARTMENTS,
  SZ_HALL_SET_WINDOWS,
  SZ_HALL_SET_STAFF,
  SZ_HALL_SET_ITEMS,
  SZ_HALL_SET_MATERIALS,
  SZ_HALL_SET_DEVICES,
  SZ_HALL_SET_POINTS,
  SZ_HALL_SET_REGIONS,
  SZ_HALL_SET_ZONES,
  SZ_HALL_SET_ENTITIES,
  SZ_HALL_SET_TICKETS,
  SZ_HALL_SET_CASES,
  SZ_HALL_SET_CASE_EVENTS,
  SZ_HALL_SET_EVALS,
  SZ_HALL_SET_BEHAVIOUR,
  SZ_HALL_SET_FLOW,
  SZ_HALL_SET_APPTS,
  SZ_HALL_SET_NOTICES,
  SZ_HALL_SET_RECTIFY,
  SZ_HALL_SET_ATTENDANCE,
  SZ_HALL_SET_LEAVE,
  SZ_HALL_SET_PATROL,
  SZ_HALL_SET_DEVICE_EVENTS,
  SZ_HALL_SET_CONSULTS,
  SZ_HALL_SET_PUSHES,
  SZ_HALL_SET_PLATFORM_STATS,
  SZ_HALL_SETS
} SzHallSet;
#define SZ_HALL_FIRST_FACT SZ_HALL_SET_TICKETS

/* Room for a key with its NUL. */
#define SZ_HALL_KEY_MAX 40

/* No row changes, and none stands on a day, later than this many days after the day it began. */
#define SZ_HALL_REACH_DAYS 84

enum {
  SZ_HALL_AMENDED = 1 << 0, /* has an entry in `amendments`; in every record that has flags */
  SZ_HALL_APPOINTMENT = 1 << 1,
  SZ_HALL_FACE = 1 << 2,
  SZ_HALL_SPECIAL = 1 << 3,
  SZ_HALL_TICKET_CASE = 1 << 4, /* became a case */
};

typedef enum { SZ_HALL_KIOSK, SZ_HALL_WECHAT } SzHallTicketChannel;

typedef struct {
  gint32 taken, called, started, ended, abandoned;
  guint32 person;
  guint16 item, window, staff; /* window and staff: SZ_HALL_NOBODY until called */
  guint8 channel, recalls, flags;
  guint16 chain; /* 1 + the number of the step of a chain it is taken for (hall-chains.h), or 0 */
} SzHallTicket;

typedef enum { SZ_HALL_WINDOW, SZ_HALL_PC, SZ_HALL_APP, SZ_HALL_TERMINAL } SzHallCaseChannel;

enum {
  SZ_HALL_COMMITMENT = 1 << 1,
  SZ_HALL_TOLERANCE = 1 << 2,
  SZ_HALL_ONE_THING = 1 << 3,
  SZ_HALL_INSTANT_APPROVAL = 1 << 4,
  SZ_HALL_MAILED = 1 << 5,
  SZ_HALL_SEAL = 1 << 6,
  SZ_HALL_OFF_HOURS = 1 << 7,
  SZ_HALL_CROSS_AREA = 1 << 8,
  SZ_HALL_WITH_VILLAGE = 1 << 9,
  SZ_HALL_UNMAPPED = 1 << 10,    /* the village's town is not stated */
  SZ_HALL_OLD_COUNTER = 1 << 11, /* received with the counter system of before (window1) */
};

typedef struct {
  gint32 applied, received, accepted, finished, delivered, returned, voided, rejected, closed;
  gint32 promised, legal; /* limits, known from acceptance */
  gint32 promised_after;  /* promised, moved on by a suspension; known from `resumed` */
  gint32 resumed;         /* end of the suspension */
  gint32 asked[2];        /* requests for correction */
  guint32 suspended_s;
  guint32 subject, person; /* who it is for, who came or logged in */
  guint32 ticket;          /* index among the day's tickets, or G_MAXUINT32 */
  guint32 first_event;
  guint16 item, window, staff;
  guint16 flags;
  guint16 point; /* of a town or village that received it (hall-places.h), SZ_HALL_NOBODY for the hall */
  guint8 channel, town, village, n_events;
} SzHallCase;

typedef enum {
  SZ_HALL_STEP_RECEIVE,
  SZ_HALL_STEP_ACCEPT,
  SZ_HALL_STEP_CORRECT,
  SZ_HALL_STEP_REVIEW,
  SZ_HALL_STEP_SURVEY,
  SZ_HALL_STEP_SPECIAL,
  SZ_HALL_STEP_DECIDE,
  SZ_HALL_STEP_CERTIFICATE,
  SZ_HALL_STEP_DELIVER,
  SZ_HALL_STEPS
} SzHallStep;

typedef struct {
  gint32 started, ended;
  guint32 case_index;
  guint16 staff; /* SZ_HALL_NOBODY for what a machine does */
  guint8 step, repeated;
} SzHallCaseEvent;

typedef struct {
  gint32 rated, served;
  guint32 ticket, case_index; /* G_MAXUINT32 if none */
  guint32 subject;
  guint16 item, window, staff;
  guint8 level, number, channel, reason; /* reason: 0 none, else 1 + code */
  guint8 first_level;                    /* of the first rating, if this is the second */
  guint8 automatic, flags;
} SzHallEval;

typedef enum { SZ_HALL_DUTY, SZ_HALL_ABSENT, SZ_HALL_PHONE, SZ_HALL_SLEEP, SZ_HALL_CHAT } SzHallBehaviourKind;

typedef struct {
  gint32 started, ended, reviewed; /* reviewed: SZ_HALL_NONE if nobody looks at it */
  guint16 window, staff;
  guint8 kind, confirmed, flags;
} SzHallBehaviour;

typedef struct {
  gint32 counted; /* start of the quarter hour */
  guint16 entered, left;
  guint8 area, gate, flags;
} SzHallFlow;

typedef enum { SZ_HALL_CLOSED, SZ_HALL_OPEN, SZ_HALL_PAUSED } SzHallWindowState;

/* What goes wrong in a hall's records and is put right. */
typedef enum {
  SZ_HALL_LATE, /* the row is known only from `instant` on */
  SZ_HALL_FIX,  /* a field turns out to be `value` */
  SZ_HALL_MOVE, /* the row turns out to belong to the day before */
  SZ_HALL_DROP, /* the row is taken back */
} SzHallAmendmentKind;

typedef struct {
  guint32 index;
  gint32 instant;
  guint16 value;
  guint8 set, kind;
} SzHallAmendment;

/* Rows of a set by the day they stand on: those of day + k are `order[start[k] … start[k + 1])`. */
typedef struct {
  guint32 start[SZ_HALL_REACH_DAYS + 2];
  guint32 *order; /* (owned) */
} SzHallSpill;

typedef struct {
  gint64 day;
  gboolean open;
  /* By set: facts in the order of their keys, changes of state of things by instant (hall-set.h); NULL if the
   * set has neither. (owned) */
  GArray *rows[SZ_HALL_SETS];
  GArray *amendments;                /* of SzHallAmendment, by set and index */
  GArray *chain_steps;               /* (owned) of SzHallChainStep (hall-chains.h) */
  SzHallSpill *spills[SZ_HALL_SETS]; /* (owned) (nullable) of facts that spill */
  SzHallShift *shifts;               /* (owned) by window, on an open day (hall-shifts.h) */
  SzHallStaffDay *staff;             /* (owned) by member of staff, on an open day */
  const SzHallWorld *world;          /* what it was made from; must outlive it */
  guint32 made;                      /* parts of it that have been made, by bit (hall-set.c) */
} SzHallDay;

/* A record of a set: SZ_HALL_AT (day, TICKETS, SzHallTicket, i)->taken; and how many there are. */
#define SZ_HALL_AT(day, SET, Type, i) (&g_array_index ((day)->rows[SZ_HALL_SET_##SET], Type, (i)))
#define SZ_HALL_LEN(day, SET) ((day)->rows[SZ_HALL_SET_##SET]->len)

/* The distinct instants at which a row comes to be or changes, ascending. Its version is how many of them
 * have passed. `dropped`: at the last one it goes. */
#define SZ_HALL_LIFE_MAX 16
typedef struct {
  gint32 at[SZ_HALL_LIFE_MAX];
  int n;
  gboolean dropped;
} SzHallLife;

static inline void
sz_hall_life_add (SzHallLife *life, gint32 instant)
{
  if (instant != SZ_HALL_NONE)
    life->at[life->n++] = instant;
}

/* A day made whole. */
SzHallDay *sz_hall_day_new (const SzHallWorld *world, gint64 day);
/* A day of which nothing is made yet, and making a set of it with all that it depends on; sets made before
 * keep their rows where they are. A set that has not been asked for has no rows. */
SzHallDay *sz_hall_day_begin (const SzHallWorld *world, gint64 day);
void sz_hall_day_need (SzHallDay *day, SzHallSet set);
void sz_hall_day_free (SzHallDay *day);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHallDay, sz_hall_day_free)

/* Rows of a set of facts that begin on the day; 0 if the set is not offered. */
guint sz_hall_day_count (const SzHallDay *day, SzHallSet set);
void sz_hall_day_life (const SzHallDay *day, SzHallSet set, guint32 index, SzHallLife *life);
/* How many of them are alive at an instant (seconds from the start of the day). */
guint sz_hall_day_alive (const SzHallDay *day, SzHallSet set, gint64 instant);
/* What is known of a set at an instant: the instant itself, or the beginning of a silence it lies in. */
gint64 sz_hall_day_known (const SzHallDay *day, SzHallSet set, gint64 instant);
/* (nullable) */
const SzHallAmendment *sz_hall_day_amendment (const SzHallDay *day, SzHallSet set, guint32 index);
/* Whether rows that begin on the day may move to the day before; cheap, without making the day. */
gboolean sz_hall_day_has_moves (const SzHallWorld *world, gint64 day);

static inline gint64
sz_hall_day_start_s (const SzHallDay *day)
{
  return day->day * SZ_HALL_DAY_S;
}

G_END_DECLS
