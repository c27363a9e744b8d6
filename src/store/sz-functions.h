/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>
#include <glib.h>

G_BEGIN_DECLS

/* The SQL functions every connection knows:
 *   sz_sketch_add (blob, blob): the sum of two distributions; NULL is empty, and an empty sum is NULL. */
gboolean sz_functions_register (sqlite3 *handle);

G_END_DECLS
