/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-source.h"

G_BEGIN_DECLS

/* What signs us in at a source: names and texts, kept apart from mappings and configuration. */
typedef GHashTable SzSecrets;
void sz_secrets_free (GHashTable *secrets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzSecrets, sz_secrets_free)

/* Empty where none were given. SZ_ERROR_KEY where they cannot be had; there is no fallback. Blocks. (transfer
 * full) */
GHashTable *sz_secrets_open (const SzSource *source, GCancellable *cancellable, GError **error);
/* SZ_ERROR_KEY names the secret and how to give it. */
const char *sz_secrets_get (GHashTable *secrets, const SzSource *source, const char *name, GError **error);
/* Adds or replaces one. */
gboolean sz_secrets_set (const SzSource *source, const char *name, const char *text,
                         GCancellable *cancellable, GError **error);
void sz_secrets_forget (const SzSource *source);

G_END_DECLS
