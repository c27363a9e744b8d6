/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-place.h"

G_BEGIN_DECLS

/* The way one came, and the way back forward after going back. Main thread. */
typedef struct _SzTrail SzTrail;

/* Where one was: the place, the section one had set out from, and how far the page was scrolled. */
typedef struct {
  SzPlace *place; /* (owned) */
  SzPlaceKind section;
  double scroll;
} SzStep;

void sz_step_free (SzStep *step);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzStep, sz_step_free)

SzTrail *sz_trail_new (void);
void sz_trail_free (SzTrail *trail);
/* Leaving a place for a new one: what lay ahead is forgotten. Of the steps back the last hundred are kept. */
void sz_trail_leave (SzTrail *trail, SzPlace *place, SzPlaceKind section, double scroll);
/* The step to go back (forward) to; the place one leaves becomes one forward (back). NULL: there is none.
 * (transfer full) */
SzStep *sz_trail_back (SzTrail *trail, SzPlace *place, SzPlaceKind section, double scroll);
SzStep *sz_trail_forward (SzTrail *trail, SzPlace *place, SzPlaceKind section, double scroll);
gboolean sz_trail_can_go_back (const SzTrail *trail);
gboolean sz_trail_can_go_forward (const SzTrail *trail);

G_END_DECLS
