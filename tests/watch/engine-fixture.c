/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static int serial;

void
engine_add_ticket (Fixture *fixture, SzBatch *batch, const char *area, const char *window, gint64 taken,
                   gint64 wait, gint64 service)
{
  g_autofree char *key = g_strdup_printf ("T%07d", ++serial);
  Cell cells[] = { { "area", 0, area },
                   { "window", 0, window },
                   { "called", taken + wait, NULL },
                   { "started", taken + wait, NULL },
                   { "ended", taken + wait + service, NULL },
                   { NULL, 0, NULL } };

  fixture_add (fixture, batch, key, taken, cells);
}

void
engine_add_waits (Fixture *fixture, const char *area, gint64 from, gint64 to, gint64 wait)
{
  SzBatch *batch = fixture_batch (fixture, "tickets");

  for (gint64 called = from; called < to; called += SZ_MINUTE_MS)
    engine_add_ticket (fixture, batch, area, "W1", called - wait, wait, 1000);
  fixture_apply (fixture, batch);
}

void
engine_touch_tickets (Fixture *fixture)
{
  fixture_apply (fixture, fixture_batch (fixture, "tickets"));
}

void
engine_open_live (Fixture *fixture)
{
  fixture_open (fixture, ENGINE_NOW);
  fixture_go_live (fixture);
}

SzEngine *
engine_open_engine (Fixture *fixture)
{
  SzEngine *engine = sz_engine_new (fixture->folder, fixture->catalog);

  sz_engine_set_now_ms (engine, fixture->now_ms);
  return engine;
}

void
engine_advance (Fixture *fixture, SzEngine *engine, gint64 ms, gboolean data)
{
  fixture->now_ms += ms;
  if (data)
    engine_touch_tickets (fixture);
  sz_engine_set_now_ms (engine, fixture->now_ms);
  sz_engine_evaluate (engine);
}

const SzAlert *
engine_find (const SzAlertList *list, const char *rule, const char *object)
{
  for (guint i = 0; i < list->alerts->len; i++) {
    const SzAlert *alert = g_ptr_array_index (list->alerts, i);

    if (strcmp (alert->rule, rule) == 0 && strcmp (alert->object, object) == 0)
      return alert;
  }
  return NULL;
}

void
engine_remove_backups (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "truth-backup", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    g_unlink (file);
  }
  g_rmdir (path);
}
