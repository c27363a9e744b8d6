/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A small modal window that asks for a few things: labelled rows, a sentence where something is wrong, and
 * two buttons. Escape leaves it, Enter in a line accepts. Signal `accept`: the person is done; the form stays
 * until it is closed with sz_form_close, so that what is wrong can be mended. */
#define SZ_TYPE_FORM (sz_form_get_type ())
G_DECLARE_FINAL_TYPE (SzForm, sz_form, SZ, FORM, GtkWindow)

SzForm *sz_form_new (GtkWindow *parent, const char *title, const char *accept);
void sz_form_add_text (SzForm *self, const char *text);
void sz_form_add (SzForm *self, const char *label, GtkWidget *widget);
GtkWidget *sz_form_add_entry (SzForm *self, const char *label, const char *value, const char *hint);
/* Room for a longer text, which goes on in the next line. */
GtkWidget *sz_form_add_lines (SzForm *self, const char *label, const char *value);
/* The words before a widget that was added, where they change with what is chosen. */
GtkWidget *sz_form_get_name (SzForm *self, GtkWidget *widget);
/* A further button beside the two, which only calls back. */
GtkWidget *sz_form_add_button (SzForm *self, const char *label, GCallback callback, gpointer data);
/* What is wrong, or, if not `bad`, what is known now; NULL: nothing. */
void sz_form_say (SzForm *self, const char *sentence, gboolean bad);
/* While something is being done the form waits. */
void sz_form_set_busy (SzForm *self, gboolean busy);
void sz_form_close (SzForm *self);
/* What stands in an entry or in lines, without blanks round it. (transfer full) */
char *sz_form_dup_text (GtkWidget *entry);

G_END_DECLS
