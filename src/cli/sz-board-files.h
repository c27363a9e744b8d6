/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-command.h"

G_BEGIN_DECLS

/* Every board in every theme and both languages as PNG into a folder (made if missing); prints each file's
 * path. */
gboolean sz_board_files_draw_all (SzCli *cli, const char *folder, GError **error);

G_END_DECLS
