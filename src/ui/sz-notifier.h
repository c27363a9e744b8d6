/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sz-watch.h"

G_BEGIN_DECLS

/* Alerts on the desktop, through GNotification: one bubble a key, replaced when the key comes again,
 * withdrawn when it is over, with the buttons *Acknowledge* and *Open* (actions app.alert-ack and
 * app.alert-open). A daemon that is sent the same key twice before it has answered shows two bubbles, and one
 * that is told to withdraw at once does not; so what comes for a key within a moment of the last message
 * waits, and only the last of it is sent. Main thread. */
typedef struct _SzNotifier SzNotifier;

SzNotifier *sz_notifier_new (GApplication *application);
void sz_notifier_free (SzNotifier *notifier);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzNotifier, sz_notifier_free)

/* FALSE: nothing new is shown (what is shown is still withdrawn when it is over). */
void sz_notifier_set_enabled (SzNotifier *notifier, gboolean enabled);
/* FALSE: there is no bus to show it on, or it is not wanted. */
gboolean sz_notifier_take (SzNotifier *notifier, const SzNotice *notice);
/* Daemons read some markup in a body: what would be read so is replaced by what looks the same. (transfer
 * full) */
char *sz_notifier_plain (const char *text);

G_END_DECLS
