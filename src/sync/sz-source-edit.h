/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-source.h"

G_BEGIN_DECLS

/* Writes address or folder, live channel, CA, pin and sign-in of a source into its file, which keeps its
 * comments and whatever else it says. What could not be read back is not written: the error then says what is
 * wrong with it. The rows of another address are another hall's: whoever changes it fetches all again.
 * Blocks. */
gboolean sz_source_edit (const SzHome *home, const SzSource *edited, GError **error);

G_END_DECLS
