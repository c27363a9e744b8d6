/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A notification daemon on the test's own bus: keeps what it is told, answers as slowly as it is asked to,
 * and presses buttons when told to. */
typedef struct {
  guint id, replaces;
  char *title, *body;
  char **actions; /* keys and labels in turn (array zero-terminated=1) */
  gboolean closed;
} FakeBubble;

typedef struct _FakeDaemon FakeDaemon;

FakeDaemon *fake_daemon_new (void);
void fake_daemon_free (FakeDaemon *daemon);
/* Every answer is given this much later. */
void fake_daemon_set_delay_ms (FakeDaemon *daemon, guint delay_ms);
/* (element-type FakeBubble) in the order they came; one that replaces another comes again. */
GPtrArray *fake_daemon_bubbles (FakeDaemon *daemon);
/* The newest that is not closed and whose title holds the text; NULL. */
FakeBubble *fake_daemon_find (FakeDaemon *daemon, const char *text);
/* Presses the button whose key begins so. */
void fake_daemon_press (FakeDaemon *daemon, FakeBubble *bubble, const char *key);

G_END_DECLS
