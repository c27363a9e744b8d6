/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-report.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <gio/gio.h>
#include <math.h>

#include "sz-error.h"
#include "sz-i18n.h"

/* Cairo image surfaces end at 32,767 pixels a side. */
#define MAX_SIDE 32767

gboolean
sz_report_kind_of (const char *path, SzReportKind *kind, GError **error)
{
  static const struct {
    const char *ending;
    SzReportKind kind;
  } kinds[] = { { ".png", SZ_REPORT_PNG }, { ".svg", SZ_REPORT_SVG }, { ".pdf", SZ_REPORT_PDF } };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_suffix (lower, kinds[i].ending)) {
      *kind = kinds[i].kind;
      return TRUE;
    }
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("%s: expected a name that ends in .png, .svg or .pdf."),
               path);
  return FALSE;
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
open_surface (SzReportKind kind, GByteArray *bytes, double width, double height, const char *title)
{
  cairo_surface_t *surface = NULL;

  switch (kind) {
  case SZ_REPORT_PNG:
    surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)ceil (width), (int)ceil (height));
    break;
  case SZ_REPORT_SVG:
    surface = cairo_svg_surface_create_for_stream (append_bytes, bytes, width, height);
    cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
    break;
  case SZ_REPORT_PDF:
    surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, width, height);
    if (title != NULL)
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Shuzhi " SZ_VERSION);
    break;
  default:
    g_assert_not_reached ();
  }
  return surface;
}

static void
set_page_colour (cairo_t *cr, SzColour colour)
{
  cairo_set_source_rgb (cr, ((colour >> 16) & 0xff) / 255.0, ((colour >> 8) & 0xff) / 255.0,
                        (colour & 0xff) / 255.0);
}

/* The picture in the file's own format; the status says what cairo made of it. */
static cairo_status_t
render (SzPicture *picture, const SzTheme *theme, SzReportKind kind, const char *title, GByteArray *bytes)
{
  cairo_surface_t *surface = open_surface (kind, bytes, picture->width, picture->height, title);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  set_page_colour (cr, theme->bg_page);
  cairo_paint (cr);
  sz_picture_paint (picture, cr, 1);
  cairo_show_page (cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (kind == SZ_REPORT_PNG && status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

gboolean
sz_report_save_picture (SzPicture *picture, const SzTheme *theme, const char *path, const char *title,
                        GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  SzReportKind kind;
  cairo_status_t status;

  if (!sz_report_kind_of (path, &kind, error))
    return FALSE;
  if (picture->width > MAX_SIDE || picture->height > MAX_SIDE) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                 _ ("%s: a picture of %.0f × %.0f is too large; at most %d a side."), path, picture->width,
                 picture->height, MAX_SIDE);
    return FALSE;
  }
  status = render (picture, theme, kind, title, bytes);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("%s could not be drawn: %s."), path,
                 cairo_status_to_string (status));
    return FALSE;
  }
  if (g_file_set_contents_full (path, (const char *)bytes->data, (gssize)bytes->len,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, error))
    return TRUE;
  g_prefix_error (error, _ ("%s could not be written: "), path);
  return FALSE;
}
