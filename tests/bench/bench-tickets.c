/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-tickets.h"

#define WINDOWS 156
#define ITEMS 1200
#define DEPARTMENTS 28
#define AREAS 6
#define CHANNELS 5
#define PEOPLE 400000

static guint64
next (guint64 *state)
{
  *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint64 x = *state;
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static guint
below (guint64 *state, guint n)
{
  return (guint)(next (state) % n);
}

static void
number (SzBatch *batch, SzRow *row, const char *field, gint64 value)
{
  row->cells[sz_dataset_find_field (batch->dataset, field)] = (SzCell){ NULL, value, SZ_CELL_NUMBER };
}

static void G_GNUC_PRINTF (4, 5) text (SzBatch *batch, SzRow *row, const char *field, const char *format, ...)
{
  char buffer[80];
  va_list arguments;
  va_start (arguments, format);
  g_vsnprintf (buffer, sizeof buffer, format, arguments);
  va_end (arguments);
  row->cells[sz_dataset_find_field (batch->dataset, field)] =
      (SzCell){ sz_batch_text (batch, buffer, -1), 0, SZ_CELL_TEXT };
}

static void
set_times (SzBatch *batch, SzRow *row, guint64 *state)
{
  gint64 taken = row->at_ms;
  gint64 wait = 30 + below (state, 600) + below (state, 600) * below (state, 600) / 300;
  number (batch, row, "taken", taken);
  if (below (state, 9) == 0) {
    number (batch, row, "abandoned", taken + (60 + wait) * 1000);
    return;
  }
  gint64 called = taken + wait * 1000, started = called + (5 + below (state, 40)) * 1000;
  number (batch, row, "called", called);
  number (batch, row, "started", started);
  number (batch, row, "ended", started + (60 + below (state, 1200)) * 1000);
}

/* Few items make up most of the day, as everywhere. */
static guint
draw_item (guint64 *state)
{
  double share = (double)below (state, 1000000) / 1e6;
  return (guint)(ITEMS * share * share);
}

static void
set_dimensions (SzBatch *batch, SzRow *row, guint64 *state)
{
  guint item = draw_item (state), department = item % DEPARTMENTS;
  guint window = (department * 6 + below (state, 6)) % WINDOWS;
  text (batch, row, "area", "A%u", window / (WINDOWS / AREAS));
  text (batch, row, "department", "D%02u", department);
  text (batch, row, "window", "W%03u", window);
  text (batch, row, "staff", "S%03u", window);
  text (batch, row, "item", "I%04u", item);
  text (batch, row, "item_type", "T%u", item % 6);
  text (batch, row, "kind", "K%u", item % 3);
  text (batch, row, "channel", "C%u", below (state, CHANNELS));
}

static void
set_person (SzBatch *batch, SzRow *row, guint64 *state)
{
  guint64 person = below (state, PEOPLE);
  number (batch, row, "subject", (gint64)(next (&person) >> 1));
  text (batch, row, "subject_mask", "33**************%02u", (guint)(person % 100));
  text (batch, row, "subject_kind", "person");
  text (batch, row, "age_band", "%u0-%u9", (guint)(person % 7) + 1, (guint)(person % 7) + 1);
  number (batch, row, "phone", (gint64)(next (&person) >> 1));
  text (batch, row, "phone_mask", "1%02u******%02u", 30 + (guint)(person % 40), (guint)(person % 97));
}

/* `last_day` is a Friday. */
gint64
bench_tickets_day_number (const BenchTickets *tickets, guint back)
{
  return tickets->last_day - back / 5 * 7 - back % 5;
}

SzBatch *
bench_tickets_day (const BenchTickets *tickets, guint back)
{
  guint64 state = back + 1;
  gint64 day = bench_tickets_day_number (tickets, back);
  char date[11];
  sz_day_format (day, date);
  SzBatch *batch = sz_batch_new (tickets->dataset, "hall", 1);
  for (guint i = 0; i < tickets->per_day; i++) {
    SzRow *row = sz_batch_add_row (batch);
    char key[40];
    g_snprintf (key, sizeof key, "T%.4s%.2s%.2s%06u", date, date + 5, date + 8, i);
    row->key = sz_batch_text (batch, key, -1);
    row->version = 1 + below (&state, 3);
    /* 9:00 to 17:00 in the hall */
    row->at_ms = day * SZ_DAY_MS + SZ_HOUR_MS + (gint64)(8.0 * 3600 * i / tickets->per_day) * 1000;
    set_times (batch, row, &state);
    set_dimensions (batch, row, &state);
    set_person (batch, row, &state);
    number (batch, row, "recalls", below (&state, 16) == 0);
    number (batch, row, "appointment", below (&state, 8) == 0);
    number (batch, row, "face", below (&state, 8) == 0);
    number (batch, row, "special", below (&state, 20) == 0);
  }
  sz_batch_day_done (batch, day);
  return batch;
}
