/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "raw-server.h"
#include "sz-sync.h"

G_BEGIN_DECLS

/* A hall for tests: keeps rows in memory, serves the hall interface, and spoils its answers as it is told.
 * All functions may be called while it serves. */
typedef struct _FakeHall FakeHall;

/* Called for every request with its number (from 1) and the finished reply, which it may spoil. */
typedef void (*FakeHallFault) (const char *target, guint number, RawReply *reply, gpointer data);

FakeHall *fake_hall_new (void);
void fake_hall_free (FakeHall *hall);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeHall, fake_hall_free)
const char *fake_hall_url (FakeHall *hall);

/* `fields`: more members, such as ",\"area\":\"A\""; NULL for none. The data set's own instant is `at`. */
void fake_hall_put (FakeHall *hall, const char *dataset, const char *key, gint64 version, const char *at,
                    const char *fields);
void fake_hall_delete (FakeHall *hall, const char *dataset, const char *key, gint64 version);
/* Replaces the line a row is served as, well-formed or not. */
void fake_hall_spoil_row (FakeHall *hall, const char *dataset, const char *key, const char *line);
/* The same, but no change is told of it. */
void fake_hall_mend_row (FakeHall *hall, const char *dataset, const char *key, const char *line);
/* From now on rows are put without a change being told. */
void fake_hall_set_silent (FakeHall *hall, gboolean silent);
/* The row is gone, and no change tells of it. */
void fake_hall_drop (FakeHall *hall, const char *dataset, const char *key);
/* The hall begins anew with no rows. */
void fake_hall_new_epoch (FakeHall *hall);
void fake_hall_set_fault (FakeHall *hall, FakeHallFault fault, gpointer data);
void fake_hall_set_page_rows (FakeHall *hall, guint rows);
void fake_hall_set_now (FakeHall *hall, const char *now);
guint fake_hall_requests (FakeHall *hall);
gint64 fake_hall_rows (FakeHall *hall, const char *dataset);

/* A body as a page: the lines and their end record. (transfer full) */
char *fake_hall_page (const char *lines, const char *epoch, const char *cursor, gboolean more);

G_END_DECLS
