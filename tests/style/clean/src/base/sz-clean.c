/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-clean.h"

#include <glib/gi18n-lib.h>

char *
sz_clean_text (void)
{
  return g_strdup (_ ("Clean"));
}
