/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-connector.h"
#include "sz-http.h"
#include "sz-secret.h"

G_BEGIN_DECLS

/* Signs us in at a source: a name and password, a token that is renewed at two thirds of its life, OAuth 2
 * client credentials. Tokens live in memory only; a refresh token that is replaced goes back to where the
 * secrets are. One thread. */
typedef struct _SzAuth SzAuth;

/* For a source without a mapping: "basic", "bearer", "oauth2". */
SzAuthSpec sz_auth_spec_make (const char *kind, const char *token_path);

/* `spec` and `source` must outlive it; another spec may take its place. */
SzAuth *sz_auth_new (const SzAuthSpec *spec, const SzSource *source);
void sz_auth_set_spec (SzAuth *auth, const SzAuthSpec *spec);
void sz_auth_free (SzAuth *auth);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzAuth, sz_auth_free)

/* Makes sure there is a token that still holds, and adds its header to every request of `http` to the source.
 * SZ_ERROR_KEY: it needs somebody. */
gboolean sz_auth_prepare (SzAuth *auth, SzHttp *http, GHashTable *secrets, GCancellable *cancellable,
                          SzHttpResponse *response, GError **error);
/* After a 401: whether a new token can be had and has not been asked for already in this run. */
gboolean sz_auth_renew (SzAuth *auth);
/* A run begins: one renewal is free again. */
void sz_auth_begin (SzAuth *auth);

G_END_DECLS
