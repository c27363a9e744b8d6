/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A server for tests that sends exactly the bytes it is told to: bodies cut at any byte, wrong lengths,
 * stalls. One request a connection; each is answered on a thread of its own. */
typedef enum { RAW_LENGTH, RAW_CHUNKED, RAW_CLOSE } RawFraming;

typedef struct {
  /* What was asked; borrowed. */
  const char *method;
  const char *request_headers; /* as they came, one a line */
  const char *request_body;    /* "" */

  guint status;     /* 200 */
  char *headers;    /* more header lines, each with CR LF (owned) (nullable) */
  GByteArray *body; /* (owned) */
  RawFraming framing;
  gboolean gzip;
  gssize cut;       /* send so many bytes of the framed body and close; -1: all */
  gssize stated;    /* Content-Length to state; -1: the true one */
  guint stall_ms;   /* silence before the answer, or until the server stops */
  gboolean trickle; /* a byte every 100 ms */
  const char *raw;  /* (nullable) sent instead of all of the above, and nothing else */
  gboolean events;  /* keep the connection open after the body until the server stops */
} RawReply;

typedef void (*RawHandler) (const char *target, RawReply *reply, gpointer data);

typedef struct _RawServer RawServer;

RawServer *raw_server_new (RawHandler handler, gpointer data);
/* Waits for the answers under way. */
void raw_server_free (RawServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawServer, raw_server_free)
/* "http://127.0.0.1:PORT". */
const char *raw_server_url (const RawServer *server);
/* TRUE once it is being freed: a handler that waits must then return. */
gboolean raw_server_is_stopped (RawServer *server);
/* Requests answered. */
gint raw_server_requests (RawServer *server);

void raw_reply_text (RawReply *reply, const char *text);
/* The bytes of a gzip of `data`. (transfer full) */
GByteArray *raw_gzip (const guint8 *data, gsize length);

G_END_DECLS
