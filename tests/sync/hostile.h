/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A hostile network for tests: stands between a client and a server on this machine and does to the bytes
 * what the network, or somebody in it, can do. The eight are those of toxiproxy. */
typedef enum {
  HOSTILE_NOTHING,
  HOSTILE_LATENCY,    /* each piece comes `amount` ms later */
  HOSTILE_BANDWIDTH,  /* `amount` bytes a second */
  HOSTILE_SLOW_CLOSE, /* the end of the connection comes `amount` ms later */
  HOSTILE_TIMEOUT,    /* after `amount` bytes: silence */
  HOSTILE_RESET,      /* after `amount` bytes: RST */
  HOSTILE_SLICER,     /* pieces of `amount` bytes */
  HOSTILE_LIMIT,      /* after `amount` bytes: an orderly end */
  HOSTILE_DOWN,       /* connections are closed at once */
  N_HOSTILES
} HostileKind;

typedef struct _Hostile Hostile;

/* Stands before 127.0.0.1:`port` of the URL. */
Hostile *hostile_new (const char *server_url);
/* Waits for its connections to end. */
void hostile_free (Hostile *hostile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Hostile, hostile_free)
const char *hostile_url (Hostile *hostile);
/* For connections made from now on; `amount` as said there. At most `times` connections are spoilt, then
 * none. */
void hostile_set (Hostile *hostile, HostileKind kind, guint amount, guint times);
const char *hostile_name (HostileKind kind);
/* Connections that were spoilt. */
guint hostile_spoilt (Hostile *hostile);

G_END_DECLS
