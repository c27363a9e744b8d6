/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-draw.h"

G_BEGIN_DECLS

typedef enum { SZ_REPORT_PNG, SZ_REPORT_SVG, SZ_REPORT_PDF } SzReportKind;

/* By the ending of the name; SZ_ERROR_USAGE names the endings there are. */
gboolean sz_report_kind_of (const char *path, SzReportKind *kind, GError **error);

/* Writes a picture to a file: whole or not at all (a temporary file beside it, synced and renamed). The
 * picture is placed on the theme's page colour. In SVG and PDF text stays text. `title` (nullable) becomes
 * the PDF's title. Any thread. */
gboolean sz_report_save_picture (SzPicture *picture, const SzTheme *theme, const char *path,
                                 const char *title, GError **error);

G_END_DECLS
