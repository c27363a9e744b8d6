/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Libraries that only some of the work needs are opened when that work begins: linked, they and what they
 * need in their turn would be found, mapped and bound at every start of the program. A user lists the
 * functions it calls, #define SZ_X_FUNCTIONS(X) X (x_open) X (x_close) typedef struct { SZ_X_FUNCTIONS
 * (SZ_LATE_MEMBER) } SzX; and has the struct filled once: SZ_LATE_DEFINE (SzX, sz_x, SZ_X_LIBRARY,
 * SZ_X_FUNCTIONS) The types are those of the library's own header. */
#define SZ_LATE_MEMBER(name) __typeof__ (name) *name;

#define SZ_LATE_TEXT(name) #name
/* One step more, for headers that rename their functions by macros. */
#define SZ_LATE_NAME(name) SZ_LATE_TEXT (name),

#define SZ_LATE_DEFINE(Type, function, library, functions)                                                   \
  const Type *function (void)                                                                                \
  {                                                                                                          \
    static const char *const NAMES[] = { functions (SZ_LATE_NAME) };                                         \
    static Type table;                                                                                       \
    static gsize done;                                                                                       \
    G_STATIC_ASSERT (sizeof (Type) == sizeof (gpointer) * G_N_ELEMENTS (NAMES));                             \
    if (g_once_init_enter (&done)) {                                                                         \
      sz_late_open (library, NAMES, (gpointer *)&table, G_N_ELEMENTS (NAMES));                               \
      g_once_init_leave (&done, 1);                                                                          \
    }                                                                                                        \
    return &table;                                                                                           \
  }

/* Ends the program if the library or one of the functions is not there, as it would have ended at its start
 * had they been linked. The library stays open. */
void sz_late_open (const char *library, const char *const *names, gpointer *functions, guint n_functions);

G_END_DECLS
