/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-keyfile.h"
#include "sz-time.h"

G_BEGIN_DECLS

/* How a mapping's records are asked for over HTTP: what the groups [Fetch], [Sign] and [Auth] of a mapping
 * file say (README.md has the grammar). Texts with {…} are templates (sz-template.h). Read-only after
 * loading. */

typedef enum { SZ_PAGING_NONE, SZ_PAGING_PAGE, SZ_PAGING_OFFSET, SZ_PAGING_CURSOR } SzPaging;
typedef enum { SZ_SPAN_WHOLE, SZ_SPAN_DAY, SZ_SPAN_HOUR } SzSpan;
typedef enum { SZ_SENT_QUERY, SZ_SENT_FORM, SZ_SENT_JSON } SzSent;
typedef enum {
  SZ_DIGEST_NONE,
  SZ_DIGEST_MD5,
  SZ_DIGEST_SHA256,
  SZ_DIGEST_HMAC_SHA1,
  SZ_DIGEST_HMAC_SHA256
} SzDigest;
typedef enum { SZ_AUTH_NONE, SZ_AUTH_BASIC, SZ_AUTH_BEARER, SZ_AUTH_OAUTH2 } SzAuthKind;

typedef struct {
  SzDigest digest;
  char *text;      /* template of what is digested; {sorted} {values} {pairs} {body} {path} {method} beside */
  char *key;       /* template; HMAC only */
  char *parameter; /* where the signature goes: a parameter … */
  char *header;    /* … or a header */
  gboolean upper;  /* hexadecimal digits in upper case */
  gboolean base64; /* instead of hexadecimal digits */
  gboolean skip_empty;
} SzSigning;

typedef struct {
  SzAuthKind kind;
  char *token_path; /* OAUTH2, and BEARER with a refresh token: where tokens are had */
  char *scope;      /* (nullable) */
  char *token_field, *expires_field, *refresh_field;
  char *header, *prefix; /* "Authorization", "Bearer " */
} SzAuthSpec;

typedef struct {
  char *path;
  SzSent sent;       /* how parameters go; FORM and JSON are POSTs */
  char **parameters; /* "name=template" (array zero-terminated=1) */
  char **headers;    /* "name=template" (nullable) */
  char *rows;        /* path of the array of rows; "" the whole document */
  char *total;       /* path of the number of rows of all pages (nullable) */
  char *cursor;      /* path of the next cursor; CURSOR */
  char *success;     /* path of the business code (nullable) */
  char **success_values;
  char **sign_in_values; /* codes that say who are we (nullable) */
  SzPaging paging;
  guint first_page, size, max_pages;
  SzSpan window;
  gboolean by_change; /* windows are of the time of change, not of the data set's own instant */
  char *window_format;
  gboolean inclusive; /* {to} is the last second of the window */
  guint since_days;   /* how far back the history goes, … */
  gint64 since_day;   /* … or from this day; G_MININT64 */
  guint again_days;   /* days read again at each look */
  guint every_s;
  SzSigning signing;
  SzAuthSpec auth;
} SzConnector;

void sz_auth_spec_clear (SzAuthSpec *spec);
/* The group [Auth] of any key file; NONE without one. */
gboolean sz_auth_spec_read (SzKeyFile *file, SzAuthSpec *spec, GError **error);

/* NULL without an error: the file has no group [Fetch]. */
SzConnector *sz_connector_read (SzKeyFile *file, GError **error);
void sz_connector_free (SzConnector *connector);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzConnector, sz_connector_free)

G_END_DECLS
