/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-supply.h"

#include "sz-i18n.h"

SzStand
sz_stand_of (const SzSource *source, const SzSourceStatus *status)
{
  if (source == NULL)
    return SZ_STAND_FILE;
  if (!source->enabled)
    return SZ_STAND_PAUSED;
  if (status == NULL || status->since_ms == 0)
    return SZ_STAND_NEW;
  return (SzStand)status->machine.phase;
}

const char *
sz_stand_id (SzStand stand)
{
  if ((guint)stand < SZ_SOURCE_PHASES)
    return sz_source_phase_id ((SzSourcePhase)stand);
  return stand == SZ_STAND_NEW ? "new" : stand == SZ_STAND_KEYLESS ? "no-key" : "file";
}

const char *
sz_stand_name (SzStand stand)
{
  if ((guint)stand < SZ_SOURCE_PHASES)
    return sz_source_phase_name ((SzSourcePhase)stand);
  if (stand == SZ_STAND_NEW)
    return _ ("Not begun");
  return stand == SZ_STAND_KEYLESS ? _ ("Needs a site key") : _ ("Imported from a file");
}

/* Cursors and watermarks of the first days are there long before the history is. */
SzSupply
sz_supply_of (const SzSourceState *state, gboolean level)
{
  if (state == NULL || (state->rows == 0 && state->refused == 0))
    return SZ_SUPPLY_EMPTY;
  if (!level)
    return SZ_SUPPLY_HISTORY;
  return state->refused > 0 ? SZ_SUPPLY_REFUSALS : SZ_SUPPLY_WHOLE;
}

const char *
sz_supply_id (SzSupply supply)
{
  static const char *const IDS[] = { "ok", "refusals", "history", "empty" };

  return IDS[supply];
}

const char *
sz_supply_name (SzSupply supply)
{
  switch (supply) {
  case SZ_SUPPLY_WHOLE:
    return _ ("Complete");
  case SZ_SUPPLY_REFUSALS:
    return _ ("Some rows refused");
  case SZ_SUPPLY_HISTORY:
    return _ ("History is coming in");
  case SZ_SUPPLY_EMPTY:
    return _ ("Nothing yet");
  }
  return "";
}
