/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For each text its syllables in small Latin letters with a blank between ("wen chang jie dao"), by ICU's
 * table, which knows one reading a character: good for finding, not for teaching. Texts without Chinese come
 * back in small letters. One call is far cheaper than many. (transfer full) (array zero-terminated=1); all ""
 * if ICU has no such table. */
char **sz_pinyin_of (const char *const *texts);

G_END_DECLS
