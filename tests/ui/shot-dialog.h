/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-ui.h"

G_BEGIN_DECLS

/* Opens the window, then what PAGE names over it, and writes that into a file: "dialog:preferences",
 * "search", "search=WORDS", "connect", "import", "shortcuts", "about", "acknowledge", "dispose", "dismiss",
 * "key", and of the first source "refetch", "remove", "end-demo", "edit", "sign-in"; or "source:NAME", the
 * page with that source. Exit status. */
int shot_dialog (SzWindowOptions *options, const char *page);

G_END_DECLS
