/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-picture.h"

G_BEGIN_DECLS

/* Draws what is read of a chart at one point: a hair through it, an open dot on it, and a card with the words
 * of the mark, its first line bold, beside it and within `width` × `height`. */
void sz_tip_card_snapshot (GtkWidget *widget, GtkSnapshot *snapshot, const SzMark *tip, const SzTheme *theme,
                           double width, double height);

G_END_DECLS
