/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-http.h"
#include "sz-webhook.h"

G_BEGIN_DECLS

/* One outlet, as webhook.ini says. Read-only. */
typedef struct {
  char *id, *url;
  gboolean severities[2]; /* by SzSeverity */
  char *secret;           /* name; NULL: not signed */
  char *key;              /* (nullable) its text */
} SzWebhook;

void sz_webhook_free (SzWebhook *hook);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzWebhook, sz_webhook_free)

/* All outlets that can be used; what is wrong with the others goes to `problems` (element-type utf8). No file
 * is no outlet. (transfer full) (element-type SzWebhook) */
GPtrArray *sz_webhooks_read (const SzHome *home, GPtrArray *problems);
/* Changes whenever the configuration or its secrets do; 0: there is none. */
gint64 sz_webhooks_stamp (const SzHome *home);

/* What is to be told. */
typedef struct {
  char *key;    /* "20261120-003:raised": the same when it is told twice */
  char *event;  /* "raised" "reminded" "overdue" "acknowledged" "handled" "ended" "test" */
  char *body;   /* JSON */
  int severity; /* SzSeverity */
} SzWebhookMessage;

void sz_webhook_message_free (SzWebhookMessage *message);
/* `alert` and `zone` NULL: a message of event "test". */
SzWebhookMessage *sz_webhook_message_new (const SzAlert *alert, const char *event, SzZone *zone);
/* What is new of each episode since the last list. `told`: id to the newest event told; kept by the caller.
 * (transfer full) (element-type SzWebhookMessage) in order of the list. */
GPtrArray *sz_webhook_messages (GHashTable *told, const SzAlertList *list);

/* One attempt. `lasting` (nullable): another would not help. `wait_s` (nullable): the other side asks to
 * wait. */
gboolean sz_webhook_send (SzHttp *http, const SzWebhook *hook, const SzWebhookMessage *message,
                          GCancellable *cancellable, gboolean *lasting, guint *wait_s, GError **error);

/* How an outlet fares, kept in DATA/webhook.state for other processes. */
void sz_webhook_note (const SzHome *home, const SzWebhook *hook, gboolean good, const char *why,
                      guint waiting);

G_END_DECLS
