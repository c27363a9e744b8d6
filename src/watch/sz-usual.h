/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-page.h"
#include "sz-reader.h"
#include "sz-rule.h"

G_BEGIN_DECLS

/* What is usual for an indicator of a rule at an object: the least and greatest value at the same weekday and
 * time in the last four weeks, on the quarter hours. Asking costs a question a week and point, so answers are
 * remembered for some minutes. On the reader's thread. */
typedef struct _SzUsual SzUsual;

SzUsual *sz_usual_new (void);
void sz_usual_free (SzUsual *usual);

/* From the quarter hour at or before `from_ms` to `to_ms`; of long spans fewer points. */
gboolean sz_usual_fill (SzUsual *usual, SzReader *reader, const SzRule *rule, const char *object,
                        gint64 from_ms, gint64 to_ms, SzSeries **low, SzSeries **high, GError **error);

G_END_DECLS
