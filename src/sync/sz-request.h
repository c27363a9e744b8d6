/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-connector.h"
#include "sz-http.h"
#include "sz-template.h"

G_BEGIN_DECLS

/* One request of a connector, put together and signed. */
typedef struct {
  char *url;
  char *body, *body_type; /* (nullable) */
  GPtrArray *headers;     /* name, value, …, NULL (owned) */
} SzBuiltRequest;
void sz_built_request_clear (SzBuiltRequest *request);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SzBuiltRequest, sz_built_request_clear)

/* `context->values` holds what the templates name; the parameters are added to it. Refuses with SZ_ERROR_KEY
 * to send a secret readable over plain HTTP, except on this machine. */
gboolean sz_request_build (const SzConnector *connector, const char *base, SzTemplateContext *context,
                           SzBuiltRequest *request, GError **error);
/* A nonce of 32 hexadecimal digits. (transfer full) */
char *sz_request_nonce (void);
/* What is digested is exactly `text`; for tests too. (transfer full) */
char *sz_request_digest (const SzSigning *signing, const char *key, const char *text);

G_END_DECLS
