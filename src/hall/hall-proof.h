/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SHA-256 as 64 hexadecimal digits: GLib's, or by the processor's own instructions where it has them, ten
 * times as fast. Half of the time that a page takes would go into it otherwise. Any thread. */
void sz_hall_proof (const char *data, gsize length, char out[65]);
/* The same by GLib alone, for comparison. */
void sz_hall_proof_plain (const char *data, gsize length, char out[65]);

G_END_DECLS
