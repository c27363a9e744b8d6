/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ticket-fixture.h"

const char *const ticket_areas[] = { "A", "B", "C" };
const char *const ticket_windows[] = { "w1", "w2", "w3", "w4" };

GArray *
fixture_invent_tickets (Fixture *fixture, const char *from, const char *to, int per_day)
{
  GArray *tickets = g_array_new (FALSE, TRUE, sizeof (Ticket));
  gint64 first = 0, last = 0;

  g_assert_true (sz_day_parse (from, &first) && sz_day_parse (to, &last));
  for (gint64 day = first; day <= last; day++) {
    gint64 start = sz_zone_day_start_ms (fixture->zone, day);

    for (int i = 0; sz_day_weekday (day) < 6 && i < per_day; i++) {
      Ticket ticket = { 0 };

      ticket.taken = start + 9 * SZ_HOUR_MS + g_test_rand_int_range (0, 8 * 3600) * SZ_SECOND_MS;
      if (ticket.taken > fixture->now_ms)
        continue;
      ticket.area = g_test_rand_int_range (0, 3);
      ticket.window = g_test_rand_int_range (0, 4);
      ticket.subject = g_test_rand_int_range (1, 40);
      if (g_test_rand_int_range (0, 10) == 0) {
        ticket.abandoned = ticket.taken + g_test_rand_int_range (1, 40) * SZ_MINUTE_MS;
      } else {
        ticket.called = ticket.taken + g_test_rand_int_range (0, 45 * 60) * SZ_SECOND_MS;
        ticket.started = ticket.called + g_test_rand_int_range (0, 60) * SZ_SECOND_MS;
        ticket.ended = ticket.started + g_test_rand_int_range (60, 1800) * SZ_SECOND_MS;
      }
      /* Nothing that lies ahead is known yet. */
      if (ticket.called > fixture->now_ms)
        ticket.called = ticket.started = ticket.ended = 0;
      if (ticket.started > fixture->now_ms)
        ticket.started = ticket.ended = 0;
      if (ticket.ended > fixture->now_ms)
        ticket.ended = 0;
      if (ticket.abandoned > fixture->now_ms)
        ticket.abandoned = 0;
      g_array_append_val (tickets, ticket);
    }
  }
  return tickets;
}

void
fixture_store_tickets (Fixture *fixture, const GArray *tickets)
{
  SzBatch *batch = fixture_batch (fixture, "tickets");

  for (guint i = 0; i < tickets->len; i++) {
    const Ticket *ticket = &g_array_index (tickets, Ticket, i);
    g_autofree char *key = g_strdup_printf ("T%06u", i);
    const Cell all[] = {
      { "area", 0, ticket_areas[ticket->area] }, { "window", 0, ticket_windows[ticket->window] },
      { "subject", ticket->subject, NULL },      { "called", ticket->called, NULL },
      { "started", ticket->started, NULL },      { "ended", ticket->ended, NULL },
      { "abandoned", ticket->abandoned, NULL }
    };
    Cell known[G_N_ELEMENTS (all) + 1] = { { NULL, 0, NULL } };
    guint n = 0;

    for (guint c = 0; c < G_N_ELEMENTS (all); c++)
      if (all[c].text != NULL || all[c].number != 0)
        known[n++] = all[c];
    known[n].field = NULL;
    fixture_add (fixture, batch, key, ticket->taken, known);
  }
  fixture_apply (fixture, batch);
  fixture_read (fixture);
}
