/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall.h"

G_BEGIN_DECLS

/* The hall behind HTTP, on loopback only. Main thread, default main context. */
typedef struct _SzHallServer SzHallServer;

/* Listens at once; `hall` is borrowed and must outlive it. `port` 0 takes any free one. `quiet`: no line for
 * each request on standard error. NULL and SZ_ERROR_NETWORK if the port cannot be had. */
SzHallServer *sz_hall_server_new (SzHall *hall, int port, gboolean quiet,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void sz_hall_server_free (SzHallServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHallServer, sz_hall_server_free)

/* Makes all pages of the history now; they serve as long as the hall's time stands still. */
void sz_hall_server_prepare (SzHallServer *server);

/* "http://127.0.0.1:8714". */
const char *sz_hall_server_url (const SzHallServer *server);

G_END_DECLS
