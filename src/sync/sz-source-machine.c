/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-source-machine.h"

#include <string.h>

#include "sz-i18n.h"

#define BACKOFF_MOST_S 300
#define BROKEN_S 300

/* 1, 2, 4 … 300 s, of which half is left to chance; never sooner than was asked, never later than a quarter
 * of an hour. */
static guint
back_off (guint failures, guint asked_s, double chance)
{
  const guint grown = MIN (1u << MIN (failures, 9u), (guint)BACKOFF_MOST_S);
  const guint spread = grown <= 1 ? 1 : grown / 2 + (guint)(CLAMP (chance, 0.0, 1.0) * (grown - grown / 2));
  /* What was asked is spread too: all clients were asked the same. */
  const guint later = asked_s + (guint)(CLAMP (chance, 0.0, 1.0) * MIN (asked_s / 4, 30u));
  return CLAMP (MAX (spread, later), 1u, (guint)SZ_WAIT_LONGEST_S);
}

static SzSourceMachine
go (SzSourceMachine now, SzSourcePhase phase, guint wait_s)
{
  return (SzSourceMachine){ phase, now.failures, wait_s };
}

/* The run that was under way has ended in some way. */
static SzSourceMachine
end_run (SzSourceMachine now, SzHappened happened, guint asked_s, double chance)
{
  if (happened == SZ_HAPPENED_LEVEL)
    return (SzSourceMachine){ SZ_SOURCE_IDLE, 0, 0 };
  const guint before = now.failures;
  now.failures = MIN (now.failures + 1, 1000000u);
  if (happened == SZ_HAPPENED_FAILED)
    return go (now, SZ_SOURCE_WAITING, back_off (before, asked_s, chance));
  if (happened == SZ_HAPPENED_UNKNOWN)
    return go (now, SZ_SOURCE_SIGN_IN, 0);
  return go (now, SZ_SOURCE_BROKEN, CLAMP (MAX (BROKEN_S, asked_s), 1u, (guint)SZ_WAIT_LONGEST_S));
}

SzSourceMachine
sz_source_machine_next (SzSourceMachine now, SzHappened happened, guint asked_s, double chance)
{
  const gboolean paused = now.phase == SZ_SOURCE_PAUSED;
  switch (happened) {
  case SZ_HAPPENED_PAUSE:
    return go (now, SZ_SOURCE_PAUSED, 0);
  case SZ_HAPPENED_RESUME:
    return paused ? (SzSourceMachine){ SZ_SOURCE_FETCHING, 0, 0 } : now;
  case SZ_HAPPENED_BEGIN:
  case SZ_HAPPENED_WAKE:
    return paused ? now : go (now, SZ_SOURCE_FETCHING, 0);
  case SZ_HAPPENED_DUE:
    return now.phase == SZ_SOURCE_WAITING || now.phase == SZ_SOURCE_BROKEN ? go (now, SZ_SOURCE_FETCHING, 0)
                                                                           : now;
  case SZ_HAPPENED_LEVEL:
  case SZ_HAPPENED_FAILED:
  case SZ_HAPPENED_UNKNOWN:
  case SZ_HAPPENED_ODD:
    /* Listening can fail as well as fetching; whoever waits or is paused has no run that could end. */
    return now.phase == SZ_SOURCE_FETCHING || now.phase == SZ_SOURCE_IDLE
               ? end_run (now, happened, asked_s, chance)
               : now;
  }
  return now;
}

static const char *const ids[SZ_SOURCE_PHASES] = { "idle",    "fetching", "waiting",
                                                   "sign-in", "broken",   "paused" };

const char *
sz_source_phase_id (SzSourcePhase phase)
{
  g_return_val_if_fail ((guint)phase < SZ_SOURCE_PHASES, "");
  return ids[phase];
}

gboolean
sz_source_phase_parse (const char *id, SzSourcePhase *phase)
{
  for (guint i = 0; id != NULL && i < SZ_SOURCE_PHASES; i++)
    if (strcmp (ids[i], id) == 0) {
      *phase = (SzSourcePhase)i;
      return TRUE;
    }
  return FALSE;
}

const char *
sz_source_phase_name (SzSourcePhase phase)
{
  switch (phase) {
  case SZ_SOURCE_IDLE:
    return _ ("In sync with the source");
  case SZ_SOURCE_FETCHING:
    return _ ("Fetching");
  case SZ_SOURCE_WAITING:
    return _ ("Waiting to try again");
  case SZ_SOURCE_SIGN_IN:
    return _ ("Needs sign-in");
  case SZ_SOURCE_BROKEN:
    return _ ("Does not fit its mapping");
  case SZ_SOURCE_PAUSED:
    return _ ("Paused by hand");
  }
  return "";
}
