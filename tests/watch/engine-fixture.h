/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures-fixture.h"

#include "sz-engine.h"

/* What the tests of the watch on a real store share. */
#define ENGINE_NOW "2026-11-20T14:36:00+08:00" /* a Friday */

/* A ticket that was taken, called after `wait` and served for `service` (ms); called < 0: still waiting. */
void engine_add_ticket (Fixture *fixture, SzBatch *batch, const char *area, const char *window, gint64 taken,
                        gint64 wait, gint64 service);
/* Everybody called between two instants waited so long. */
void engine_add_waits (Fixture *fixture, const char *area, gint64 from, gint64 to, gint64 wait);
/* The watermark comes up to the fixture's now. */
void engine_touch_tickets (Fixture *fixture);
void engine_open_live (Fixture *fixture);
SzEngine *engine_open_engine (Fixture *fixture);
void engine_advance (Fixture *fixture, SzEngine *engine, gint64 ms, gboolean data);
/* The open episode of a rule and object; NULL. */
const SzAlert *engine_find (const SzAlertList *list, const char *rule, const char *object);
void engine_remove_backups (Fixture *fixture);
