/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-cli.h"
#include "sz-i18n.h"
#include "sz-ui.h"

int
main (int argc, char **argv)
{
  sz_i18n_init (NULL);
  return sz_cli_main (argc, argv, sz_ui_run, sz_ui_display_present);
}
