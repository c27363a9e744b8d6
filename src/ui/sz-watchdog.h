/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tells the service manager that the main loop turns, by sd_notify's protocol (NOTIFY_SOCKET, WATCHDOG_USEC):
 * READY at once, WATCHDOG twice in each of its periods, STOPPING at the end. Without a service manager it
 * does nothing. Main thread. */
typedef struct _SzWatchdog SzWatchdog;

SzWatchdog *sz_watchdog_new (void);
void sz_watchdog_free (SzWatchdog *watchdog);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzWatchdog, sz_watchdog_free)

/* One line of what is going on, for `systemctl status`. */
void sz_watchdog_say (SzWatchdog *watchdog, const char *status);

G_END_DECLS
