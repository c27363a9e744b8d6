/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-day.h"

G_BEGIN_DECLS

/* An application that a push of an earlier day led to. Seconds from the start of the day it is received on.
 */
typedef struct {
  guint32 person;
  guint16 item;
  gint32 applied, received;
} SzHallPushHit;

#define SZ_HALL_PUSH_HITS_MAX 256
/* What becomes of those cases is drawn from a stream of its own. */
#define SZ_HALL_STREAM_PUSH_CASES 109

/* The applications of a day that pushes of the sixty days before led to: from the pushes' own streams,
 * without making those days. Writes at most SZ_HALL_PUSH_HITS_MAX, ascending by the push's day; returns how
 * many. */
guint sz_hall_push_hits (const SzHallWorld *world, gint64 day, SzHallPushHit out[SZ_HALL_PUSH_HITS_MAX]);

G_END_DECLS
