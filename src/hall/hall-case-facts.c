/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a case beside its way through the offices: what had to be handed in, what was filled in
 * for the applicant, and what became of a promise he made. Functions of (seed, day, case), told only in its
 * row. */
#include "hall-case-facts.h"

#include "hall-records-private.h"

#define WORK_DAY_S 25200
#define SUPPLY_DAYS 5

static guint64
mix_of (const SzHallDay *day, guint32 index)
{
  return sz_hall_mix (day->world->seed ^ 0x6361736566616374, (guint64)day->day << 24 | index);
}

gint32
sz_hall_case_checked (const SzHallDay *day, guint32 index)
{
  const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, index);
  guint64 mix = mix_of (day, index);
  if (!(c->flags & SZ_HALL_COMMITMENT) || c->finished == SZ_HALL_NONE || mix % 10 >= 6)
    return SZ_HALL_NONE;
  return work_later (day, c->finished, 7200 + (double)((mix >> 8) % (9 * WORK_DAY_S)));
}

gint32
sz_hall_case_supplied (const SzHallDay *day, guint32 index)
{
  const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, index);
  guint64 mix = mix_of (day, index);
  if (!(c->flags & SZ_HALL_TOLERANCE) || c->accepted == SZ_HALL_NONE || mix % 25 == 0)
    return SZ_HALL_NONE;
  double days = (mix >> 8) % 100 < 93 ? 4.8 : 9;
  return work_later (day, c->accepted, 3600 + days * (double)((mix >> 16) % WORK_DAY_S));
}

/* Items of investment projects, by what they are called. */
static gboolean
is_project (const SzHallItem *item)
{
  return strstr (item->name, "工程") != NULL || strstr (item->name, "建设") != NULL;
}

static void
put_materials (SzHallRow *row, const SzHallCase *c, guint64 mix)
{
  guint n = sz_hall_item_materials (row->world, c->item), saved = 0, paper = 0;
  gboolean inspected = FALSE;
  for (guint i = 0; i < n; i++) {
    SzHallMaterial material = sz_hall_item_material (row->world, c->item, i);
    saved += material.cancelled || material.shared;
    /* Online nobody hands in paper. */
    paper += material.kind == SZ_HALL_MATERIAL_PROOF && material.paper && c->channel == SZ_HALL_WINDOW;
    inspected = inspected || sz_hall_material_is_inspection (material.name);
  }
  put_value (row, ",\"materials_saved\":", saved);
  put_value (row, ",\"paper_proofs\":", paper);
  row->p = put_flag (row->p, ",\"recognised\":", inspected && mix % 3 == 0);
}

void
sz_hall_case_facts_put (SzHallRow *row, guint32 index)
{
  const SzHallDay *day = row->day;
  const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, index);
  const SzHallItem *item = &row->world->items[c->item];
  guint64 mix = mix_of (day, index);
  put_materials (row, c, mix >> 20);
  guint fields = 14 + (guint)(sz_hall_mix (0x666F726D, c->item) % 30);
  guint share = (c->channel == SZ_HALL_WINDOW ? 35 : 55) + (guint)((mix >> 32) % 30);
  put_value (row, ",\"form_fields\":", fields);
  put_value (row, ",\"form_filled\":", fields * share / 100);
  row->p = put_flag (row->p, ",\"joint\":", item->survey && is_project (item) && (mix >> 40) % 3 > 0);
  if (c->flags & SZ_HALL_ONE_THING)
    put_value (row, ",\"visits_saved\":", 1 + (gint64)((mix >> 44) % 3) + (c->ticket == G_MAXUINT32));
  gint32 checked = sz_hall_case_checked (day, index);
  put_past (row, ",\"checked\":", checked);
  if (checked != SZ_HALL_NONE && checked <= row->instant)
    row->p = put_flag (row->p, ",\"kept\":", (mix >> 48) % 40 != 0);
  if ((c->flags & SZ_HALL_TOLERANCE) && c->accepted != SZ_HALL_NONE && c->accepted <= row->instant) {
    put_time (row, ",\"supply_due\":", end_of_open_day_after (day, c->accepted, SUPPLY_DAYS));
    put_past (row, ",\"supplied\":", sz_hall_case_supplied (day, index));
  }
}
