/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scene.h"

G_BEGIN_DECLS

/* What the tests of the pull share: a hall with rows on the first days of November 2026, and one run. */

/* Runs until level, once more if the hall began anew. */
gboolean pull_hall (Scene *scene, FakeHall *hall, GError **error);
void pull_well (Scene *scene, FakeHall *hall);
void put_ticket (FakeHall *hall, guint number, gint64 version, guint day, guint minute);
void put_eval (FakeHall *hall, guint number, gint64 version, guint day);
FakeHall *new_hall (guint tickets);
/* The first occurrence in the body. */
void replace_text (RawReply *reply, const char *from, const char *to);

G_END_DECLS
