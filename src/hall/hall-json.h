/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Checks that `text` is one JSON object and nothing else, and finds the string at its top-level member "key".
 * NULL for anything else: no object, not valid JSON or UTF-8, nested deeper than 32, no such member, or an
 * empty one. (transfer full) (nullable) */
char *sz_hall_json_find_key (const char *text, gsize length);

G_END_DECLS
