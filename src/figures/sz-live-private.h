/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-view-private.h"

G_BEGIN_DECLS

/* Who waits in an area. */
typedef struct {
  guint waiting;
  gint64 first_taken_ms; /* the longest wait's; G_MAXINT64: nobody waits */
} SzLiveQueue;

typedef struct {
  char *code, *area;
  SzBoothState state;
  gint64 since_ms; /* of the case, or of the state; G_MININT64 unknown */
  char *item;      /* (nullable) BUSY */
  double usual_ms; /* nine in ten cases of the item; NAN */
} SzLiveWindow;

/* What the rows of today say of the hall at one instant. */
typedef struct {
  gint64 now_ms;      /* how far the data go */
  GPtrArray *windows; /* (element-type SzLiveWindow) by code */
  GHashTable *queues; /* area to SzLiveQueue */
  guint waiting;
  gint64 first_taken_ms; /* G_MAXINT64 */
} SzLiveHall;

gboolean sz_live_hall_read (SzLiveHall *hall, SzView *view, gint64 now_ms, GError **error);
void sz_live_hall_clear (SzLiveHall *hall);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SzLiveHall, sz_live_hall_clear)
/* Minutes since an instant at the hall's; NAN unknown. */
double sz_live_minutes (const SzLiveHall *hall, gint64 since_ms);
/* A case that takes longer than nine in ten of its item. */
gboolean sz_live_is_slow (const SzLiveHall *hall, const SzLiveWindow *window);

G_END_DECLS
