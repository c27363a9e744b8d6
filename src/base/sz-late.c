/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-late.h"

#include <dlfcn.h>
#include <unistd.h>

/* What the dynamic loader ends a program with. */
#define NOT_LOADED 127

void
sz_late_open (const char *library, const char *const *names, gpointer *functions, guint n_functions)
{
  void *handle = dlopen (library, RTLD_LAZY | RTLD_LOCAL);

  for (guint i = 0; handle != NULL && i < n_functions; i++)
    if ((functions[i] = dlsym (handle, names[i])) == NULL)
      handle = NULL;
  if (handle == NULL) {
    g_printerr ("%s\n", dlerror ());
    _exit (NOT_LOADED);
  }
}
