/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A text of a row of which there may be hundreds, or a paragraph on a page that opens at once. A GtkLabel
 * that may wrap shapes its text anew for each width it is asked about, some ten times before it is first
 * seen; this one shapes it for the widths it is shown in. It is styled as a label. */
#define SZ_TYPE_SLIM_LABEL (sz_slim_label_get_type ())
G_DECLARE_FINAL_TYPE (SzSlimLabel, sz_slim_label, SZ, SLIM_LABEL, GtkWidget)

/* `lines`: it wraps to so many, and the last is ellipsised; 0: one line that is never cut. It has no words of
 * its own for assistive technology: the row says them. */
GtkWidget *sz_slim_label_new (const char *css_class, guint lines, gboolean at_end);
/* Wraps to as many lines as it needs and says its text; no narrower than `least` pixels, if it is as wide, so
 * that with G_MAXINT it stays on one line. */
GtkWidget *sz_slim_label_new_paragraph (const char *css_class, int least, gboolean at_end);
/* `least`: of what may be cut at least so many pixels are there, if it is as wide. */
void sz_slim_label_set_lines (SzSlimLabel *self, guint lines, int least);
void sz_slim_label_set_text (SzSlimLabel *self, const char *text);
const char *sz_slim_label_get_text (SzSlimLabel *self);

G_END_DECLS
