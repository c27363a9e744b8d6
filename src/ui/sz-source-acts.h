/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-desk.h"

G_BEGIN_DECLS

/* What people do with a source. Each does its work on a thread; `done` (nullable) is called on the main
 * thread with NULL, or with a sentence why not. It works beside another process that owns the home, too,
 * except where said. */
typedef void (*SzActDone) (const char *sentence, gpointer data);

/* Try now, fetch all again, compare both sides: noticed at once by whoever follows the source. */
void sz_source_act_order (SzDesk *desk, const char *name, SzSourceOrder order, SzActDone done, gpointer data);
void sz_source_act_pause (SzDesk *desk, const char *name, gboolean paused, SzActDone done, gpointer data);
/* As sz_source_edit. Another address: all is fetched again. `secrets` (nullable): pairs name, text, kept
 * first. (array zero-terminated=1) */
void sz_source_act_edit (SzDesk *desk, const SzSource *edited, const char *const *secrets, SzActDone done,
                         gpointer data);
/* The source, its secrets, and every row that came from it. Not beside an owner. When nothing is left, alerts
 * of the demo hall (`demo`) go too, for they are as invented as its rows. */
void sz_source_act_remove (SzDesk *desk, const char *name, gboolean demo, SzActDone done, gpointer data);
/* Keeps the site key in a file: the explicit choice where there is no keyring. */
void sz_source_act_choose_key (SzDesk *desk, SzActDone done, gpointer data);

G_END_DECLS
