/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sz-error.h"

G_BEGIN_DECLS

/* Decodes one whole gzip body. libsoup's own decoder takes a cut stream for a whole one, so this layer
 * decodes by itself: SZ_ERROR_INCOMPLETE for a stream that ends early (also one without its trailer),
 * SZ_ERROR_BAD_DATA for a wrong check sum, bytes behind the end, no gzip at all, or more than `max_body`
 * decoded bytes. (transfer full) */
GBytes *sz_gunzip (const guint8 *data, gsize length, gsize max_body, GError **error);

G_END_DECLS
