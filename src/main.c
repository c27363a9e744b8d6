/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-cli.h"
#include "sz-i18n.h"
#include "sz-pace.h"
#include "sz-ui.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* What is large goes back to the system as soon as it is freed. Left to itself glibc would take the size of
 * the first picture that is freed as a sign to keep pictures between the small things. */
#define LARGE (512 * 1024)
#define SPARE (1024 * 1024)

/* A dozen threads that are mostly idle would each keep what they once needed. */
static void
share_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_ARENA_MAX, 2);
  mallopt (M_MMAP_THRESHOLD, LARGE);
  mallopt (M_TRIM_THRESHOLD, SPARE);
#endif
}

int
main (int argc, char **argv)
{
  int status;

  share_memory ();
  sz_pace_mark ("main");
  sz_i18n_init (NULL);
  sz_cli_set_ahead (sz_ui_look_ahead);
  status = sz_cli_main (argc, argv, sz_ui_run, sz_ui_display_present);
  sz_ui_end ();
  return status;
}
