/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Answers a server that asks for a certificate of ours: with the one it was given, or with none. libsoup's
 * own answer waits for a main context that a blocking request never runs, so a server that asks would hold
 * the thread for ever, beyond any deadline. This one is answered on a thread of its own. */
#define SZ_TYPE_TLS_INTERACTION (sz_tls_interaction_get_type ())
G_DECLARE_FINAL_TYPE (SzTlsInteraction, sz_tls_interaction, SZ, TLS_INTERACTION, GTlsInteraction)

/* `own` (nullable) */
GTlsInteraction *sz_tls_interaction_new (GTlsCertificate *own);

G_END_DECLS
