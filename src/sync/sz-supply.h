/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-reader.h"
#include "sz-source-status.h"
#include "sz-source.h"

G_BEGIN_DECLS

/* The words for what a source is doing and what has come of each of its data sets: one place, so that the
 * window and the commands say the same. */
typedef enum {
  SZ_STAND_LEVEL, /* the phases of the machine, in its order */
  SZ_STAND_FETCHING,
  SZ_STAND_WAITING,
  SZ_STAND_SIGN_IN,
  SZ_STAND_BROKEN,
  SZ_STAND_PAUSED,
  SZ_STAND_NEW,     /* configured, and never asked */
  SZ_STAND_KEYLESS, /* there is no site key to take its rows with */
  SZ_STAND_FILE,    /* imported; nothing is asked */
} SzStand;
#define SZ_STANDS 9

/* `source` NULL: nothing of that name is configured; `status` (nullable) as it was kept last. */
SzStand sz_stand_of (const SzSource *source, const SzSourceStatus *status);
/* "idle", "fetching", "waiting", "sign-in", "broken", "paused", "new", "no-key", "file". */
const char *sz_stand_id (SzStand stand);
const char *sz_stand_name (SzStand stand);

typedef enum {
  SZ_SUPPLY_WHOLE,
  SZ_SUPPLY_REFUSALS, /* whole, but for rows in quarantine */
  SZ_SUPPLY_HISTORY,  /* still coming in */
  SZ_SUPPLY_EMPTY,
} SzSupply;

/* `level`: its source has been level once, or is a file. `state` NULL: nothing has come. */
SzSupply sz_supply_of (const SzSourceState *state, gboolean level);
/* "ok", "refusals", "history", "empty". */
const char *sz_supply_id (SzSupply supply);
const char *sz_supply_name (SzSupply supply);

G_END_DECLS
