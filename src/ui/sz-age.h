/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-page.h"

G_BEGIN_DECLS

/* How old the figures on the screen are, in words; the age goes on while no new page comes. Main thread. */
typedef struct _SzAge SzAge;

SzAge *sz_age_new (void);
void sz_age_free (SzAge *age);
/* The page that stands now. */
void sz_age_take (SzAge *age, const SzPage *page);
/* Whether a source delivers; without one the figures are as of a day, not live. */
void sz_age_set_connected (SzAge *age, gboolean connected);
/* "Live · 8 s ago", "Stopped at 14:22, 14 min ago", "Records up to 18 Mar"; in brief "8 s ago", "Stopped at
 * 14:22", "Up to 18 Mar"; "" before the first page. (transfer full) */
char *sz_age_describe (const SzAge *age, gboolean brief);
gboolean sz_age_is_live (const SzAge *age);

G_END_DECLS
