/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-home.h"
#include "sz-watch.h"

G_BEGIN_DECLS

/* The outlets that tell other programs: what the watch raises, and what becomes of it, as one POST each. They
 * are read from CONFIG/webhook.ini (README.md has the keys) and read again when it changes. Sending is on a
 * thread of its own with a bounded queue; neither the watch nor the caller ever waits for it.
 *
 * A message holds an episode's rule, codes, names of places, figures, times, state, cause and suggestion;
 * never who acknowledged or what somebody wrote, and of rules by people no name or code of a person. */
typedef struct _SzWebhooks SzWebhooks;

/* Subscribes to the watch; on the watch's thread, and freed before it. Never fails: what is wrong is kept for
 * sz_webhooks_check. `home` is copied. */
SzWebhooks *sz_webhooks_new (SzWatch *watch, const SzHome *home);
/* What is not sent yet is given up. */
void sz_webhooks_free (SzWebhooks *hooks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzWebhooks, sz_webhooks_free)

/* Waits between attempts begin at `first_ms` (5 s) and double to ten minutes. */
void sz_webhooks_set_pace (SzWebhooks *hooks, guint first_ms);
/* Messages that are neither delivered nor given up. Any thread. */
guint sz_webhooks_waiting (SzWebhooks *hooks);

/* What is wrong, one sentence each (element-type utf8), from the configuration, its secrets, and how the last
 * attempts went. `n` (nullable): outlets that are configured. (transfer full) */
GPtrArray *sz_webhooks_check (const SzHome *home, guint *n);
/* Sends a message of event "test" to each outlet, now and once; blocks. The same kind of list. */
GPtrArray *sz_webhooks_test (const SzHome *home, guint *n);

/* The name under which secrets are kept: keys/webhook.secret of a home, else in the Secret Service. */
#define SZ_WEBHOOK_SECRETS "webhook"

G_END_DECLS
