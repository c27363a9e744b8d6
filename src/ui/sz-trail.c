/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-trail.h"

#define MAX_STEPS 100

struct _SzTrail {
  GPtrArray *behind; /* (element-type SzStep) the last is the nearest */
  GPtrArray *ahead;
};

void
sz_step_free (SzStep *step)
{
  if (step == NULL)
    return;
  sz_place_unref (step->place);
  g_free (step);
}

static void
push (GPtrArray *steps, SzPlace *place, SzPlaceKind section, double scroll)
{
  SzStep *step = g_new0 (SzStep, 1);

  step->place = sz_place_ref (place);
  step->section = section;
  step->scroll = scroll;
  g_ptr_array_add (steps, step);
  if (steps->len > MAX_STEPS)
    g_ptr_array_remove_index (steps, 0);
}

SzTrail *
sz_trail_new (void)
{
  SzTrail *trail = g_new0 (SzTrail, 1);

  trail->behind = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_step_free);
  trail->ahead = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_step_free);
  return trail;
}

void
sz_trail_free (SzTrail *trail)
{
  if (trail == NULL)
    return;
  g_ptr_array_unref (trail->behind);
  g_ptr_array_unref (trail->ahead);
  g_free (trail);
}

void
sz_trail_leave (SzTrail *trail, SzPlace *place, SzPlaceKind section, double scroll)
{
  push (trail->behind, place, section, scroll);
  g_ptr_array_set_size (trail->ahead, 0);
}

static SzStep *
move (GPtrArray *from, GPtrArray *to, SzPlace *place, SzPlaceKind section, double scroll)
{
  SzStep *step;

  if (from->len == 0)
    return NULL;
  step = g_ptr_array_steal_index (from, from->len - 1);
  push (to, place, section, scroll);
  return step;
}

SzStep *
sz_trail_back (SzTrail *trail, SzPlace *place, SzPlaceKind section, double scroll)
{
  return move (trail->behind, trail->ahead, place, section, scroll);
}

SzStep *
sz_trail_forward (SzTrail *trail, SzPlace *place, SzPlaceKind section, double scroll)
{
  return move (trail->ahead, trail->behind, place, section, scroll);
}

gboolean
sz_trail_can_go_back (const SzTrail *trail)
{
  return trail->behind->len > 0;
}

gboolean
sz_trail_can_go_forward (const SzTrail *trail)
{
  return trail->ahead->len > 0;
}
