/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of what is in the hall: departments, windows, staff, items. All are in force from the same day. */
#include "hall-kinds.h"
#include "hall-rows-private.h"

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

static void
put_department (SzHallRow *row, guint32 index, guint state, gint64 since)
{
  const SzHallWorld *world = row->world;
  char *p = row->p;
  p = put_field (p, "department", world->department_codes[index]);
  p = put_field (p, "name", sz_hall_department_plans[index].name);
  p = put_count (p, "units", sz_hall_department_plans[index].units);
  row->p = p;
}

static void
put_window (SzHallRow *row, guint32 index, guint state, gint64 since)
{
  const SzHallWorld *world = row->world;
  static const char *const states[] = { "closed", "open", "paused" };
  const SzHallWindow *window = &world->windows[index];
  char *p = row->p;
  p = put_field (p, "window", window->code);
  p = put_literal (p, ",\"name\":\"");
  p = put_string (p, window->code);
  p = put_literal (p, " ");
  p = put_string (p, window->integrated ? "综合窗口" : sz_hall_area_plans[window->area].name);
  *p++ = '"';
  p = put_field (p, "area", world->area_names[window->area]);
  p = put_field (p, "department", world->department_codes[window->department]);
  p = put_field (p, "kind", window->integrated ? "综合窗口" : "专业窗口");
  p = put_field (p, "state", states[state]);
  p = put_literal (p, ",\"since\":\"");
  p = sz_hall_rows_put_instant (p, since);
  *p++ = '"';
  p = put_flag (p, ",\"tide\":", window->tide);
  p = put_flag (p, ",\"integrated\":", window->integrated);
  row->p = p;
}

static void
put_member (SzHallRow *row, guint32 index, guint state, gint64 since)
{
  const SzHallWorld *world = row->world;
  const SzHallStaff *person = &world->staff[index];
  char *p = row->p;
  p = put_field (p, "staff", person->code);
  p = put_literal (p, ",\"name\":\"");
  /* Staff are people of their own: numbers above those of the visitors. */
  p = sz_hall_names_put_person (p, world->seed, world->n_people + index);
  *p++ = '"';
  if (person->front)
    p = put_field (p, "area", world->area_names[person->area]);
  p = put_field (p, "department", world->department_codes[person->department]);
  if (person->window != SZ_HALL_NOBODY)
    p = put_field (p, "window", world->windows[person->window].code);
  p = put_field (p, "post", person->front ? "front" : "back");
  p = put_count (p, "items", person->items);
  p = put_flag (p, ",\"bound\":", person->bound);
  row->p = p;
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
  p = put_flag (p, ",\"sunk\":", item->sunk);
  p = put_flag (p, ",\"cross_area\":", (facts >> 20) % 6 == 0);
  p = put_flag (p, ",\"self_service\":", item->self_service);
  p = put_flag (p, ",\"commitment\":", item->commitment);
  p = put_flag (p, ",\"tolerance\":", item->tolerance);
  return put_flag (p, ",\"zero_proof\":", (facts >> 28) % 7 == 0);
}

static void
put_item (SzHallRow *row, guint32 index, guint state, gint64 since)
{
  const SzHallWorld *world = row->world;
  const SzHallItem *item = &world->items[index];
  guint64 facts = sz_hall_mix (world->seed ^ 0x6974656D, index);
  int visits = item->online && facts % 5 < 3 ? 0 : (facts >> 32) % 20 == 0 ? 2 : 1;
  int guide = 28;
  char *p = row->p;
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
  row->p = p;
}

static guint32
count_departments (const SzHallWorld *world)
{
  return SZ_HALL_DEPARTMENTS;
}

static void
key_departments (const SzHallWorld *world, guint32 index, char out[SZ_HALL_KEY_MAX])
{
  g_strlcpy (out, world->department_codes[index], SZ_HALL_KEY_MAX);
}

const SzHallThings sz_hall_departments_things = { .name = "departments",
                                                  .count = count_departments,
                                                  .key = key_departments,
                                                  .put = put_department };

static guint32
count_windows (const SzHallWorld *world)
{
  return (guint32)world->n_windows;
}

static void
key_windows (const SzHallWorld *world, guint32 index, char out[SZ_HALL_KEY_MAX])
{
  g_strlcpy (out, world->windows[index].code, SZ_HALL_KEY_MAX);
}

const SzHallThings sz_hall_windows_things = { .name = "windows",
                                              .count = count_windows,
                                              .key = key_windows,
                                              .put = put_window,
                                              .changes = TRUE };

static guint32
count_staff (const SzHallWorld *world)
{
  return (guint32)world->n_staff;
}

static void
key_staff (const SzHallWorld *world, guint32 index, char out[SZ_HALL_KEY_MAX])
{
  g_strlcpy (out, world->staff[index].code, SZ_HALL_KEY_MAX);
}

const SzHallThings sz_hall_staff_things = { .name = "staff",
                                            .count = count_staff,
                                            .key = key_staff,
                                            .put = put_member };

static guint32
count_items (const SzHallWorld *world)
{
  return SZ_HALL_ITEMS;
}

static void
key_items (const SzHallWorld *world, guint32 index, char out[SZ_HALL_KEY_MAX])
{
  g_strlcpy (out, world->items[index].code, SZ_HALL_KEY_MAX);
}

const SzHallThings sz_hall_items_things = { .name = "items",
                                            .count = count_items,
                                            .key = key_items,
                                            .put = put_item };
