/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-source-acts.h"
#include "sz-source-book.h"

G_BEGIN_DECLS

/* The questions that come before what costs something, and the forms of a source. Each shows what it does,
 * and why it could not. (transfer none): the form, for tests. */

/* What fetching all again costs. `rows`: held of it now. */
GtkWidget *sz_source_form_refetch (GtkWindow *parent, SzDesk *desk, const SzSourceEntry *entry, gint64 rows);
/* `demo`: it is the demo hall; `app.demo-end` ends it. */
GtkWidget *sz_source_form_remove (GtkWindow *parent, SzDesk *desk, const SzSourceEntry *entry, gint64 rows,
                                  gboolean demo);
GtkWidget *sz_source_form_edit (GtkWindow *parent, SzDesk *desk, const SzSource *source);
GtkWidget *sz_source_form_sign_in (GtkWindow *parent, SzDesk *desk, const SzSource *source);
/* Where there is no keyring: the key in a file, with one click. */
GtkWidget *sz_source_form_key (GtkWindow *parent, SzDesk *desk);

G_END_DECLS
