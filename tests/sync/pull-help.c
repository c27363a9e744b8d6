/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pull-help.h"

#include "sz-pull.h"

gboolean
pull_hall (Scene *scene, FakeHall *hall, GError **error)
{
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  g_autoptr (SzPull) run = sz_pull_new (scene->store, source, scene->key, NULL, NULL, NULL);
  return sz_pull_run (run, error) ||
         (sz_pull_take_other_epoch (run) && (g_clear_error (error), sz_pull_run (run, error)));
}

void
pull_well (Scene *scene, FakeHall *hall)
{
  g_autoptr (GError) error = NULL;
  pull_hall (scene, hall, &error);
  g_assert_no_error (error);
}

void
put_ticket (FakeHall *hall, guint number, gint64 version, guint day, guint minute)
{
  g_autofree char *key = g_strdup_printf ("T%05u", number);
  g_autofree char *at =
      g_strdup_printf ("2026-11-%02uT%02u:%02u:00+08:00", day, 9 + minute / 60, minute % 60);
  g_autofree char *fields =
      g_strdup_printf (",\"area\":\"A%u\",\"recalls\":%u,\"face\":%s,\"subject\":\"990106199003071239\"",
                       number % 5, number % 3, number % 2 ? "true" : "false");
  fake_hall_put (hall, "tickets", key, version, at, fields);
}

void
put_eval (FakeHall *hall, guint number, gint64 version, guint day)
{
  g_autofree char *key = g_strdup_printf ("E%05u", number);
  g_autofree char *at = g_strdup_printf ("2026-11-%02uT10:00:00+08:00", day);
  fake_hall_put (hall, "evals", key, version, at, ",\"level\":5");
}

FakeHall *
new_hall (guint tickets)
{
  FakeHall *hall = fake_hall_new ();
  for (guint i = 0; i < tickets; i++) {
    put_ticket (hall, i, 1, 1 + i % 19, i % 120);
    if (i % 4 == 0)
      put_eval (hall, i, 1, 5 + i % 11);
  }
  return hall;
}

void
replace_text (RawReply *reply, const char *from, const char *to)
{
  g_autofree char *text = g_strndup ((const char *)reply->body->data, reply->body->len);
  g_auto (GStrv) parts = g_strsplit (text, from, 2);
  g_autofree char *joined = g_strjoinv (to, parts);
  raw_reply_text (reply, joined);
}
