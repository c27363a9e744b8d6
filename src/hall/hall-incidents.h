/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-day.h"

G_BEGIN_DECLS

/* What goes wrong in the hall: a function of (seed, day), and the truth behind the figures. Most open days
 * have one or two; they act where they happen (the queue, the counters, the devices, the interface) and are
 * stated as they were planned in the log of the truth. */
typedef enum {
  SZ_HALL_INCIDENT_DEVICE,   /* the terminals of an area fail: tickets of that area come only by phone and at
                                the desk */
  SZ_HALL_INCIDENT_WINDOWS,  /* three windows of an area close, and its tide windows do not open */
  SZ_HALL_INCIDENT_RUSH,     /* one item is asked for three to four times as often, for a week from a date */
  SZ_HALL_INCIDENT_NEWCOMER, /* a new member of staff serves slowly for some weeks, less so every day */
  SZ_HALL_INCIDENT_COUNTER,  /* a people counter at a gate counts nothing for some hours */
  SZ_HALL_INCIDENT_SILENCE,  /* rows of one set are released only after fourteen minutes */
  SZ_HALL_INCIDENT_KINDS
} SzHallIncidentKind;

/* An incident as it stands on one day. */
typedef struct {
  guint8 kind;
  guint8 area;                /* where; of the item or person for a rush or a newcomer */
  guint8 gate;                /* of a counter */
  guint8 set;                 /* SzHallSet that is silent */
  guint8 n_windows;           /* that close: `window` and those next to it */
  guint8 terminals;           /* that fail: numbers 0 … terminals - 1 of the area */
  guint16 window;             /* first of those that close; a newcomer's */
  guint16 staff;              /* a newcomer */
  guint16 item;               /* of a rush */
  gint32 from, to;            /* seconds from the start of this day; 0 and 86400 if it lasts over days */
  gint64 first_day, last_day; /* of the whole incident, both included */
  float factor;               /* on demand (rush) or on service time (newcomer) on this day; 1 otherwise */
} SzHallIncident;

#define SZ_HALL_INCIDENTS_MAX 4

/* The plan of all days, made with the world. */
struct _SzHallIncidentPlan *sz_hall_incident_plan_new (const SzHallWorld *world);
void sz_hall_incident_plan_free (struct _SzHallIncidentPlan *plan);

/* Those of a day, with the ones that last over days; writes at most SZ_HALL_INCIDENTS_MAX and returns how
 * many. Any thread. */
guint sz_hall_incidents_of_day (const SzHallWorld *world, gint64 day,
                                SzHallIncident out[SZ_HALL_INCIDENTS_MAX]);
/* The silence of a day, if there is one: FALSE if there is none. Seconds from the day's start. Cheap. */
gboolean sz_hall_incident_silence (const SzHallWorld *world, gint64 day, SzHallSet *set, gint32 *from,
                                   gint32 *to);

/* Whether somebody who looks at the hall at that second of the day can see it. */
gboolean sz_hall_incident_is_visible (const SzHallIncident *incident, gint32 instant);

/* Writes the log of the truth of a day: one line of JSON for each incident. */
void sz_hall_incidents_put_truth (GString *out, const SzHallWorld *world, gint64 day);

G_END_DECLS
