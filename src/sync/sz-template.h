/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-secret.h"
#include "sz-time.h"

G_BEGIN_DECLS

/* Texts with {…} for requests: {from} {to} {page} {size} {offset} {cursor} {now} {now_s} {now_ms} {nonce},
 * {param.NAME} of the source's own settings, {secret.NAME}; in signatures also {sorted} {values} {pairs}
 * {body} {path} {method} and each parameter by its name. {{ and }} stand for themselves, {;} for “;”. */
typedef struct {
  const SzSource *source;
  GHashTable *secrets;  /* (nullable) */
  GHashTable *values;   /* name → text of this request */
  gboolean used_secret; /* set when a secret went into a text */
} SzTemplateContext;

/* SZ_ERROR_USAGE: a bracket without its other. */
gboolean sz_template_check (const char *text, GError **error);
/* SZ_ERROR_KEY for a secret that is not known, SZ_ERROR_USAGE for any other name. (transfer full) */
char *sz_template_fill (const char *text, SzTemplateContext *context, GError **error);
/* An instant by the letters of sz-wall-format.h that are written with fixed digits (yyyy mm dd HH MM SS), or
 * "unix", "unix-ms", "iso". (transfer full) */
char *sz_template_instant (const char *format, gint64 instant_ms, SzZone *zone);

G_END_DECLS
