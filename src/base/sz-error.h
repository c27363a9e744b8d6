/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One error domain for all layers. A message is one sentence that names what, where and why; it is shown to
 * the user as it is (translated where it is made), so it never holds personal data. */
typedef enum {
  SZ_ERROR_USAGE = 1, /* the caller asked for something that does not exist or make sense */
  SZ_ERROR_NOT_FOUND, /* an id, a file, a source that is not there */
  SZ_ERROR_BAD_FILE,  /* a catalogue, mapping or data file that cannot be taken: file, line, what was expected
                       */
  SZ_ERROR_BAD_DATA,  /* a response or row that cannot be taken */
  SZ_ERROR_NETWORK,   /* unreachable, refused, timed out, TLS */
  SZ_ERROR_INCOMPLETE, /* a response without proof that it is whole */
  SZ_ERROR_REFUSED,    /* the other side said no: HTTP status */
  SZ_ERROR_STORE,      /* SQLite failed */
  SZ_ERROR_DISK_FULL,
  SZ_ERROR_NEWER,   /* a store written by a newer version */
  SZ_ERROR_FOREIGN, /* a file that is not ours */
  SZ_ERROR_BUSY,    /* another process owns the home */
  SZ_ERROR_TIMEOUT, /* a query passed its deadline */
  SZ_ERROR_KEY,     /* the site key cannot be had */
  SZ_ERROR_CANNOT,  /* a figure the data sets here do not support */
} SzErrorCode;

#define SZ_ERROR (sz_error_quark ())
GQuark sz_error_quark (void);

/* What somebody gave, fit to be quoted in a message: valid UTF-8, no control characters, cut after 60
 * characters. NULL becomes "". Not for anything that may be personal data. (transfer full) */
char *sz_error_quote (const char *text);

G_END_DECLS
