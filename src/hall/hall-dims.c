/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of what is in the hall: departments, windows, staff, items. All are in force from the same day. */
#include "hall-rows-private.h"

#include "hall-names.h"

static char *
begin_thing (GString *out, const SzHallWorld *world, const char *key, gint64 version)
{
  char *p = begin_row (out);
  p = put_literal (p, "{\"key\":\"");
  p = put_string (p, key);
  p = put_literal (p, "\",\"ver\":");
  p = put_number (p, version);
  p = put_literal (p, ",\"op\":\"put\",\"at\":\"");
  p = sz_hall_rows_put_instant (p, world->founded_day * SZ_HALL_DAY_S);
  p = put_literal (p, "\",\"valid_from\":\"");
  p = sz_hall_rows_put_instant (p, world->founded_day * SZ_HALL_DAY_S);
  *p++ = '"';
  return p;
}

/* `,"name":"text"`. */
static char *
put_field (char *p, const char *name, const char *text)
{
  p = put_literal (p, ",\"");
  p = put_string (p, name);
  p = put_literal (p, "\":\"");
  p = put_string (p, text);
  *p++ = '"';
  return p;
}

static char *
put_count (char *p, const char *name, gint64 value)
{
  p = put_literal (p, ",\"");
  p = put_string (p, name);
  p = put_literal (p, "\":");
  return put_number (p, value);
}

void
sz_hall_rows_put_department (GString *out, const SzHallWorld *world, int index)
{
  char *p = begin_thing (out, world, world->department_codes[index], 1);
  p = put_field (p, "department", world->department_codes[index]);
  p = put_field (p, "name", sz_hall_department_plans[index].name);
  p = put_count (p, "units", sz_hall_department_plans[index].units);
  end_row (out, put_literal (p, "}\n"));
}

void
sz_hall_rows_put_window (GString *out, const SzHallWorld *world, int index, SzHallWindowState state,
                         gint64 since, gint64 version)
{
  static const char *const states[] = { "closed", "open", "paused" };
  const SzHallWindow *window = &world->windows[index];
  char *p = begin_thing (out, world, window->code, version);
  p = put_field (p, "window", window->code);
  p = put_literal (p, ",\"name\":\"");
  p = put_string (p, window->code);
  p = put_literal (p, " ");
  p = put_string (p, window->integrated ? "综合窗口" : sz_hall_area_plans[window->area].name);
  *p++ = '"';
  p = put_field (p, "area", sz_hall_area_plans[window->area].name);
  p = put_field (p, "department", world->department_codes[window->department]);
  p = put_field (p, "kind", window->integrated ? "综合窗口" : "专业窗口");
  p = put_field (p, "state", states[state]);
  p = put_literal (p, ",\"since\":\"");
  p = sz_hall_rows_put_instant (p, since);
  *p++ = '"';
  p = put_flag (p, ",\"tide\":", window->tide);
  p = put_flag (p, ",\"integrated\":", window->integrated);
  end_row (out, put_literal (p, "}\n"));
}

void
sz_hall_rows_put_staff (GString *out, const SzHallWorld *world, int index)
{
  const SzHallStaff *person = &world->staff[index];
  char *p = begin_thing (out, world, person->code, 1);
  p = put_field (p, "staff", person->code);
  p = put_literal (p, ",\"name\":\"");
  /* Staff are people of their own: numbers above those of the visitors. */
  p = sz_hall_names_put_person (p, world->seed, world->n_people + (guint32)index);
  *p++ = '"';
  if (person->front)
    p = put_field (p, "area", sz_hall_area_plans[person->area].name);
  p = put_field (p, "department", world->department_codes[person->department]);
  if (person->window != SZ_HALL_NOBODY)
    p = put_field (p, "window", world->windows[person->window].code);
  p = put_field (p, "post", person->front ? "front" : "back");
  p = put_count (p, "items", person->items);
  p = put_flag (p, ",\"bound\":", person->bound);
  end_row (out, put_literal (p, "}\n"));
}

static char *
put_item_flags (char *p, const SzHallItem *item, guint64 facts)
{
  p = put_flag (p, ",\"online\":", item->online);
  p = put_flag (p, ",\"mobile\":", item->online && facts % 4 != 0);
  p = put_flag (p, ",\"in_hall\":", item->in_hall);
  p = put_flag (p, ",\"should_settle\":", item->in_hall || facts % 3 != 0);
  p = put_flag (p, ",\"fine_grained\":", (facts >> 4) % 5 < 3);
  p = put_flag (p, ",\"one_thing\":", item->one_thing);
  p = put_flag (p, ",\"second_approval\":", item->instant_approval);
  p = put_flag (p, ",\"second_live\":", item->instant_approval && (facts >> 8) % 2);
  p = put_flag (p, ",\"integrated\":", item->area == 0 && (facts >> 12) % 4 != 0);
  p = put_flag (p, ",\"sunk\":", (facts >> 16) % 8 == 0);
  p = put_flag (p, ",\"cross_area\":", (facts >> 20) % 6 == 0);
  p = put_flag (p, ",\"self_service\":", (facts >> 24) % 5 == 0);
  p = put_flag (p, ",\"commitment\":", item->commitment);
  p = put_flag (p, ",\"tolerance\":", item->tolerance);
  return put_flag (p, ",\"zero_proof\":", (facts >> 28) % 7 == 0);
}

void
sz_hall_rows_put_item (GString *out, const SzHallWorld *world, int index)
{
  const SzHallItem *item = &world->items[index];
  guint64 facts = sz_hall_mix (world->seed ^ 0x6974656D, (guint64)index);
  int visits = item->online && facts % 5 < 3 ? 0 : (facts >> 32) % 20 == 0 ? 2 : 1;
  int guide = 28;
  char *p = begin_thing (out, world, item->code, 1);
  if (item->retired != 0) {
    p = put_literal (p, ",\"valid_to\":\"");
    p = sz_hall_rows_put_instant (p, (gint64)item->retired * SZ_HALL_DAY_S);
    *p++ = '"';
  }
  p = put_string (p, item->codes);
  p = put_field (p, "name", item->name);
  p = put_count (p, "visits", visits);
  p = put_count (p, "depth", item->online ? 2 + (gint64)(facts % 3) : 1);
  p = put_count (p, "legal_days", item->legal_days);
  p = put_count (p, "promised_days", item->promised_days);
  p = put_count (p, "scenarios", 1 + (gint64)((facts >> 36) % 9));
  p = put_count (p, "materials", 1 + (gint64)((facts >> 40) % 11));
  p = put_item_flags (p, item, facts);
  p = put_count (p, "guide_fields", guide - ((facts >> 44) % 3 == 0 ? (gint64)((facts >> 48) % 6) : 0));
  p = put_count (p, "guide_required", guide);
  end_row (out, put_literal (p, "}\n"));
}
