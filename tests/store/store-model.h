/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-fixtures.h"

G_BEGIN_DECLS

/* The store as anyone would write it who had all the time in the world: a list of rows, and every answer
 * worked out from it anew. It shares no code with the store but the calendar. */
typedef struct _Model Model;

Model *model_new (void);
void model_free (Model *model);
void model_set_zone (Model *model, const char *source, const char *zone);
void model_apply (Model *model, const SzBatch *batch);
void model_forget (Model *model, const char *source);
guint model_size (const Model *model);
/* What sz_reader_ask must say: "bucket|dim|dim" -> (element-type double), a value for each leaf. */
GHashTable *model_ask (const Model *model, const SzAsk *ask);
/* The same form, of a frame. */
GHashTable *model_read_frame (const SzFrame *frame, const SzAsk *ask);
/* Compares; prints each difference and returns how many there are. */
guint model_compare (GHashTable *expected, GHashTable *got, const SzAsk *ask);

G_END_DECLS
