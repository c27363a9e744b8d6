/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-time notices: what an applicant who is asked for a correction is told, once and in writing. Some
 * corrections are still asked for by word of mouth. */
#include "hall-records-private.h"

typedef struct {
  gint32 issued, signed_at, scanned;
  guint32 case_index;
  guint8 material;
} Notice;

static void
add_notice (SzHallDay *day, const SzHallWorld *world, guint32 index, gint32 asked, SzHallRandom *random)
{
  const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, index);
  Notice notice = {
    .issued = asked, .signed_at = SZ_HALL_NONE, .scanned = SZ_HALL_NONE, .case_index = index
  };
  gboolean at_window = c->channel == SZ_HALL_WINDOW;
  if (sz_hall_random_chance (random, at_window ? 0.88 : 0.74))
    notice.signed_at = asked + (at_window ? sz_hall_random_between (random, 40, 900)
                                          : sz_hall_random_between (random, 300, 30 * 3600));
  if (sz_hall_random_chance (random, 0.63))
    notice.scanned = asked + 60 + (gint32)MIN (5 * 3600 * sz_hall_random_exponential (random), 200000);
  notice.material = sz_hall_item_draw_material (world, c->item, random);
  g_array_append_val (day->rows[SZ_HALL_SET_NOTICES], notice);
}

void
sz_hall_notices_fill (SzHallDay *day, const SzHallWorld *world)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_NOTICES);
  for (guint i = 0; i < SZ_HALL_LEN (day, CASES); i++) {
    const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, i);
    for (int k = 0; k < 2; k++)
      if (c->asked[k] != SZ_HALL_NONE && sz_hall_random_chance (&random, 0.93))
        add_notice (day, world, i, c->asked[k], &random);
  }
}

static gint32
own_instant (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, NOTICES, Notice, index)->issued;
}

static void
add_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const Notice *notice = SZ_HALL_AT (day, NOTICES, Notice, index);
  sz_hall_life_add (life, notice->issued);
  sz_hall_life_add (life, notice->signed_at);
  sz_hall_life_add (life, notice->scanned);
}

static void
put_notice (SzHallRow *row, guint32 index)
{
  static const char *const channels[] = { "window", "pc", "app", "terminal" };
  const Notice *notice = SZ_HALL_AT (row->day, NOTICES, Notice, index);
  const SzHallCase *c = SZ_HALL_AT (row->day, CASES, SzHallCase, notice->case_index);
  char code[SZ_HALL_CODE_MAX];
  put_time (row, ",\"issued\":", notice->issued);
  put_past (row, ",\"signed\":", notice->signed_at);
  put_past (row, ",\"scanned\":", notice->scanned);
  put_link (row, ",\"case\":\"", SZ_HALL_SET_CASES, notice->case_index);
  sz_hall_material_code (notice->material, code);
  put_code (row, ",\"material\":\"", code);
  if (c->window != SZ_HALL_NOBODY)
    row->p = put_string (row->p, row->world->window_codes[c->window]);
  put_staff (row, c->staff);
  row->p = put_string (row->p, row->world->items[c->item].short_codes);
  put_code (row, ",\"channel\":\"", channels[c->channel]);
  put_subject (row, c->subject);
  put_phone (row, c->person);
}

const SzHallFacts sz_hall_notices_facts = { .name = "notices",
                                            .letter = 'N',
                                            .record_size = sizeof (Notice),
                                            .reach_days = SZ_HALL_REACH_DAYS - 1,
                                            .spills = TRUE,
                                            .own = own_instant,
                                            .add_instants = add_instants,
                                            .put = put_notice };
