/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-time.h"

G_BEGIN_DECLS

/* How a file writes dates and clocks: `yyyy yy` `mm m Mon` `dd d` `HH H` `MM M` `SS S` `F` (a fraction, any
 * digits) `TT` (AM or PM) `Z` (an offset or Z); anything else stands for itself. Doubled letters want exactly
 * two digits, single ones one or two. Two-digit years: 70..99 are 19yy, 00..69 are 20yy. `iso`: ISO 8601;
 * `unix`, `unix-ms`: a count. */
typedef struct _SzWallFormat SzWallFormat;

/* NULL and SZ_ERROR_USAGE with what is wrong: an unknown letter, a part given twice, a clock without hours.
 */
SzWallFormat *sz_wall_format_new (const char *text, GError **error);
void sz_wall_format_free (SzWallFormat *format);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzWallFormat, sz_wall_format_free)

const char *sz_wall_format_text (const SzWallFormat *format);
gboolean sz_wall_format_has_date (const SzWallFormat *format);
gboolean sz_wall_format_has_clock (const SzWallFormat *format);

/* A date (and clock) as milliseconds of the wall clock since 1970, a clock alone as milliseconds since
 * midnight. FALSE if the text is anything else, also for 30 February and second 61. Only for formats without
 * a zone. */
gboolean sz_wall_format_read_wall (const SzWallFormat *format, const char *text, gsize length,
                                   gint64 *wall_ms);
/* To an instant; `zone` is used where the text has no offset. */
gboolean sz_wall_format_read (const SzWallFormat *format, const char *text, gsize length, SzZone *zone,
                              gint64 *instant_ms);

G_END_DECLS
