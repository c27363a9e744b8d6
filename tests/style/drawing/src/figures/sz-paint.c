/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <cairo.h>
#include <pango/pangocairo.h>
