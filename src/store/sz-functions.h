/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>
#include <glib.h>

G_BEGIN_DECLS

/* The SQL functions every connection knows, all of two arguments:
 *   sz_sketch_add (blob, blob)  the sum of two distributions; NULL is empty, and an empty sum is NULL
 *   sz_cells_add (blob, blob)   the sum of two cells; NULL is all zero
 *   sz_word, sz_number, sz_hash, sz_time, sz_flag (data, place)  a row's field; NULL is missing
 *   sz_key (key, nday), sz_key_pack (key, nday)  a key as the world and as the table has it */
gboolean sz_functions_register (sqlite3 *handle);

G_END_DECLS
