/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-episode.h"
#include "sz-observe.h"
#include "sz-watch.h"

G_BEGIN_DECLS

/* The watch without a thread: reader, truth.db and the machines of all live episodes. One thread at a time;
 * SzWatch runs it on its own, commands on theirs. */
typedef struct _SzEngine SzEngine;

SzEngine *sz_engine_new (const char *data_folder, const SzCatalog *catalog);
void sz_engine_free (SzEngine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzEngine, sz_engine_free)

/* Evaluates what is due. TRUE: something shown may have changed. */
gboolean sz_engine_evaluate (SzEngine *engine);
/* Everything as people read it. (transfer full) */
SzAlertList *sz_engine_list (SzEngine *engine);
/* One episode with the usual range beside its evidence, computed now. (transfer full) */
SzAlert *sz_engine_detail (SzEngine *engine, const char *id, GError **error);

typedef enum { SZ_ACT_ACKNOWLEDGE, SZ_ACT_DISPOSE, SZ_ACT_DISMISS } SzAct;
/* Durable on return. Also works while another process watches. */
gboolean sz_engine_act (SzEngine *engine, SzAct act, const char *id, const char *who, gint64 until_ms,
                        const char *what, const char *note, GError **error);
/* The outcome of a notice, into the log of its episodes. */
void sz_engine_note (SzEngine *engine, const char *const *ids, const char *kind);
/* The hall's clock; 0 if nothing has been fetched yet. */
gint64 sz_engine_now_ms (SzEngine *engine);
/* Answers as of an instant from here on (tests); 0: the hall's clock. */
void sz_engine_set_now_ms (SzEngine *engine, gint64 now_ms);
/* A copy of truth.db, if the last is older than an hour. */
void sz_engine_keep (SzEngine *engine);

G_END_DECLS
