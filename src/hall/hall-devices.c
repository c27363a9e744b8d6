/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The devices on their floors. A device fails by chance, by its kind, and is repaired in working time within
 * two working days; or it fails because an incident of the day says so. */
#include "hall-devices.h"

#include "hall-records-private.h"

#include <math.h>

/* No fault takes more working time than this, so that three open days back is far enough to look. */
#define REPAIR_MAX_S (13 * 3600)
#define LOOK_BACK 3
#define SELF_TEST_S (7 * 3600 + 1800)

const char *const sz_hall_device_kinds[SZ_HALL_DEVICE_KINDS] = {
  "queue_machine", "evaluator", "self_service", "sample_form", "query_station", "people_counter", "camera"
};
static const char *const names[SZ_HALL_DEVICE_KINDS] = { "取号机",     "评价器",     "自助终端", "电子样表机",
                                                         "自助查询机", "客流计数器", "摄像机" };
static const char *const models[SZ_HALL_DEVICE_KINDS] = { "QH-21", "PJ-08", "ZZ-32", "YB-27",
                                                          "CX-18", "KL-03", "SX-04" };
const char *const sz_hall_device_reasons[5] = { "paper", "network", "hardware", "software", "power" };
enum { PAPER, NETWORK, HARDWARE, SOFTWARE, POWER };

/* Chances on an open day. */
static const double fault_chance[SZ_HALL_DEVICE_KINDS] = { 0.006, 0.0015, 0.02, 0.006, 0.006, 0.003, 0.003 };
static const double offline_chance[SZ_HALL_DEVICE_KINDS] = {
  0.004, 0.004, 0.012, 0.006, 0.006, 0.008, 0.008
};

static guint32
scaled (const SzHallWorld *world, int at_156)
{
  return (guint32)MAX (1, (world->n_windows * at_156 + 78) / 156);
}

static guint32
count_of (const SzHallWorld *world, SzHallDeviceKind kind)
{
  switch (kind) {
  case SZ_HALL_QUEUE_MACHINE:
    return (guint32)world->n_areas * SZ_HALL_QUEUE_MACHINES;
  case SZ_HALL_EVALUATOR:
    return (guint32)world->n_windows;
  case SZ_HALL_SELF_SERVICE:
    return scaled (world, 24);
  case SZ_HALL_SAMPLE_FORM:
    return scaled (world, 27);
  case SZ_HALL_QUERY_STATION:
    return scaled (world, 18);
  case SZ_HALL_PEOPLE_COUNTER:
    return SZ_HALL_GATES;
  case SZ_HALL_CAMERA:
    return scaled (world, 42);
  case SZ_HALL_DEVICE_KINDS:
    break;
  }
  return 0;
}

guint32
sz_hall_first_device (const SzHallWorld *world, SzHallDeviceKind kind)
{
  guint32 first = 0;
  for (int k = 0; k < (int)kind; k++)
    first += count_of (world, (SzHallDeviceKind)k);
  return first;
}

guint32
sz_hall_devices (const SzHallWorld *world)
{
  return sz_hall_first_device (world, SZ_HALL_DEVICE_KINDS);
}

void
sz_hall_device_code (const SzHallWorld *world, guint32 index, char out[SZ_HALL_KEY_MAX])
{
  g_snprintf (out, SZ_HALL_KEY_MAX, "%sV%05u", world->prefix, index + 1);
}

/* --- where they stand: two floors of 120 by 60 metres, three areas on each, side by side --- */

#define FLOOR_W 1200
#define FLOOR_H 600
#define AREAS_A_FLOOR 3

static void
place_in_area (SzHallDevice *device, guint n, guint of, gint32 y)
{
  gint32 left = device->area % AREAS_A_FLOOR * (FLOOR_W / AREAS_A_FLOOR);
  device->floor = (gint8)(1 + device->area / AREAS_A_FLOOR);
  device->x = left + 20 + (gint32)((n * 2 + 1) * (FLOOR_W / AREAS_A_FLOOR - 40) / (2 * MAX (1, of)));
  device->y = y;
}

SzHallDevice
sz_hall_device (const SzHallWorld *world, guint32 index)
{
  SzHallDevice device = {
    .area = SZ_HALL_AREAS, .gate = SZ_HALL_GATES, .window = SZ_HALL_NOBODY, .floor = 1
  };
  int kind = 0;
  guint32 number = index, n = count_of (world, SZ_HALL_QUEUE_MACHINE);
  while (number >= n && kind < SZ_HALL_CAMERA) {
    number -= n;
    n = count_of (world, (SzHallDeviceKind)++kind);
  }
  device.kind = (SzHallDeviceKind)kind;
  device.number = number;
  guint areas = (guint)world->n_areas;
  if (kind == SZ_HALL_PEOPLE_COUNTER) {
    static const gint32 gates[SZ_HALL_GATES][2] = { { 1195, 300 }, { 600, 5 }, { 5, 300 } };
    device.gate = (guint8)number;
    device.x = gates[number][0];
    device.y = gates[number][1];
  } else if (kind == SZ_HALL_EVALUATOR) {
    const SzHallWindow *window = &world->windows[number];
    device.window = (guint16)number;
    device.area = window->area;
    int first = world->area_first[window->area];
    place_in_area (&device, number - (guint)first, (guint)(world->area_first[window->area + 1] - first), 560);
  } else if (kind == SZ_HALL_QUEUE_MACHINE) {
    device.area = (guint8)(number / SZ_HALL_QUEUE_MACHINES);
    device.number = number % SZ_HALL_QUEUE_MACHINES;
    place_in_area (&device, device.number, SZ_HALL_QUEUE_MACHINES, 120);
  } else {
    static const gint32 rows[SZ_HALL_DEVICE_KINDS] = { 0, 0, 220, 300, 380, 0, 590 };
    device.area = (guint8)(number % areas);
    place_in_area (&device, number / areas, (n + areas - 1) / areas, rows[kind]);
  }
  return device;
}

/* --- when they fail --- */

/* What an incident of the day does to the device. */
static gboolean
find_incident (const SzHallWorld *world, const SzHallDevice *device, gint64 day, SzHallDeviceSpell *spell)
{
  if (device->kind != SZ_HALL_QUEUE_MACHINE && device->kind != SZ_HALL_PEOPLE_COUNTER)
    return FALSE;
  SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
  guint n = sz_hall_incidents_of_day (world, day, incidents);
  for (guint i = 0; i < n; i++) {
    const SzHallIncident *incident = &incidents[i];
    gboolean hit = incident->kind == SZ_HALL_INCIDENT_DEVICE && device->kind == SZ_HALL_QUEUE_MACHINE &&
                   incident->area == device->area && device->number < incident->terminals;
    gboolean blind = incident->kind == SZ_HALL_INCIDENT_COUNTER && device->kind == SZ_HALL_PEOPLE_COUNTER &&
                     incident->gate == device->gate;
    if (!hit && !blind)
      continue;
    *spell = (SzHallDeviceSpell){ .from = incident->from,
                                  .to = incident->to,
                                  .state = hit ? SZ_HALL_FAULT : SZ_HALL_OFFLINE,
                                  .reason = hit ? NETWORK : POWER,
                                  .incident = TRUE };
    return TRUE;
  }
  return FALSE;
}

static double
unit_of (guint64 mix)
{
  return (double)(mix >> 11) / 9007199254740992.0;
}

/* The fault that chance would have begin on an open day, whatever else happens. */
static gboolean
draw_fault (const SzHallWorld *world, const SzHallDevice *device, guint32 index, gint64 day,
            SzHallDeviceSpell *spell)
{
  guint64 mix = sz_hall_mix (sz_hall_mix (world->seed ^ 0x6661756C74, (guint64)day), index);
  if (unit_of (mix) >= fault_chance[device->kind])
    return FALSE;
  guint64 second = sz_hall_mix (mix, 1), third = sz_hall_mix (mix, 2);
  static const guint8 reasons[] = { PAPER, PAPER, HARDWARE, SOFTWARE, SOFTWARE, POWER, NETWORK, HARDWARE };
  *spell = (SzHallDeviceSpell){ .state = SZ_HALL_FAULT, .reason = reasons[third % G_N_ELEMENTS (reasons)] };
  spell->from = SZ_HALL_KIOSK_FROM_S + (gint32)(second % (8 * 3600));
  /* Paper is put in within the hour; the rest waits for somebody who can repair it. */
  double unit = unit_of (sz_hall_mix (mix, 3));
  double work_s = spell->reason == PAPER ? 600 + 3000 * unit : 1800 - 7200 * log (1 - unit);
  gint64 start = day * SZ_HALL_DAY_S;
  gint64 work = sz_hall_calendar_work_at (world->calendar, start + spell->from);
  gint64 end =
      sz_hall_calendar_from_work (world->calendar, work + (gint64)MIN (work_s, REPAIR_MAX_S)) - start;
  spell->to = MAX ((gint32)end, spell->from + 300);
  /* What incidents strike is repaired on the day, so that no incident finds it broken already. */
  if (device->kind == SZ_HALL_QUEUE_MACHINE || device->kind == SZ_HALL_PEOPLE_COUNTER)
    spell->to = MIN (spell->to, MAX (SZ_HALL_CLOSES_S, spell->from + 300));
  return TRUE;
}

static gboolean
draw_offline (const SzHallWorld *world, const SzHallDevice *device, guint32 index, gint64 day,
              SzHallDeviceSpell *spell)
{
  guint64 mix = sz_hall_mix (sz_hall_mix (world->seed ^ 0x6F66666C, (guint64)day), index);
  if (unit_of (mix) >= offline_chance[device->kind])
    return FALSE;
  *spell = (SzHallDeviceSpell){ .state = SZ_HALL_OFFLINE, .reason = NETWORK };
  spell->from = SZ_HALL_KIOSK_FROM_S + (gint32)(sz_hall_mix (mix, 1) % (8 * 3600));
  spell->to = spell->from + 600 + (gint32)(-1800 * log (1 - unit_of (sz_hall_mix (mix, 2))));
  spell->to = MIN (spell->to, 18 * 3600);
  return TRUE;
}

gboolean
sz_hall_device_lasting (const SzHallWorld *world, guint32 index, gint64 day, SzHallDeviceSpell *out)
{
  SzHallDevice device = sz_hall_device (world, index);
  for (int back = 1; back <= LOOK_BACK; back++) {
    gint64 before = sz_hall_calendar_open_day (world->calendar, day, -back);
    SzHallDeviceSpell spell;
    if (!draw_fault (world, &device, index, before, &spell))
      continue;
    gint32 shift = (gint32)(before - day) * SZ_HALL_DAY_S;
    if (spell.to + shift <= 0)
      continue;
    /* What began while an earlier one lasted did not happen. */
    SzHallDeviceSpell kept[SZ_HALL_DEVICE_SPELLS_MAX];
    guint n = sz_hall_device_spells (world, index, before, kept);
    for (guint i = 0; i < n; i++)
      if (kept[i].state == SZ_HALL_FAULT && kept[i].to + shift > 0) {
        *out = kept[i];
        out->from += shift;
        out->to += shift;
        return TRUE;
      }
  }
  return FALSE;
}

/* Until when, in seconds of this day, a fault that chance drew for an earlier day would last; 0 if it is
 * over. */
static gint32
earlier_until (const SzHallWorld *world, const SzHallDevice *device, guint32 index, gint64 day)
{
  gint32 until = 0;
  for (int back = 1; back <= LOOK_BACK; back++) {
    gint64 before = sz_hall_calendar_open_day (world->calendar, day, -back);
    SzHallDeviceSpell spell;
    if (draw_fault (world, device, index, before, &spell))
      until = MAX (until, spell.to - (gint32)(day - before) * SZ_HALL_DAY_S);
  }
  return until;
}

guint
sz_hall_device_spells (const SzHallWorld *world, guint32 index, gint64 day,
                       SzHallDeviceSpell out[SZ_HALL_DEVICE_SPELLS_MAX])
{
  if (!sz_hall_calendar_is_open (world->calendar, day))
    return 0;
  SzHallDevice device = sz_hall_device (world, index);
  if (find_incident (world, &device, day, &out[0]))
    return 1;
  SzHallDeviceSpell fault, offline;
  gboolean faulty = draw_fault (world, &device, index, day, &fault);
  gboolean silent = draw_offline (world, &device, index, day, &offline);
  if (!faulty && !silent)
    return 0;
  gint32 until = earlier_until (world, &device, index, day);
  faulty = faulty && fault.from >= until;
  silent = silent && offline.from >= until;
  if (faulty && silent && offline.from < fault.to && fault.from < offline.to)
    silent = FALSE;
  guint n = 0;
  if (silent && (!faulty || offline.from < fault.from))
    out[n++] = offline;
  if (faulty)
    out[n++] = fault;
  if (silent && faulty && offline.from >= fault.from)
    out[n++] = offline;
  return n;
}

/* --- states --- */

static void
add_state (SzHallDay *day, guint32 thing, guint8 *number, gint32 instant, SzHallDeviceState state)
{
  if (instant >= SZ_HALL_DAY_S)
    return;
  SzHallState change = { .instant = instant, .thing = thing, .state = (guint8)state, .number = ++*number };
  g_array_append_val (day->rows[SZ_HALL_SET_DEVICES], change);
}

/* Every device tests itself in the morning and states how it is; then what happens to it. */
void
sz_hall_devices_fill (SzHallDay *day, const SzHallWorld *world)
{
  if (!day->open)
    return;
  guint32 n = sz_hall_devices (world);
  for (guint32 i = 0; i < n; i++) {
    guint8 number = 0;
    SzHallDeviceSpell lasting, spells[SZ_HALL_DEVICE_SPELLS_MAX];
    gboolean still = sz_hall_device_lasting (world, i, day->day, &lasting) && lasting.to > SELF_TEST_S;
    add_state (day, i, &number, SELF_TEST_S, still ? lasting.state : SZ_HALL_ONLINE);
    if (still)
      add_state (day, i, &number, lasting.to, SZ_HALL_ONLINE);
    guint found = sz_hall_device_spells (world, i, day->day, spells);
    for (guint k = 0; k < found; k++) {
      add_state (day, i, &number, spells[k].from, spells[k].state);
      /* One that follows at once needs no moment in between. */
      if (k + 1 == found || spells[k + 1].from > spells[k].to)
        add_state (day, i, &number, spells[k].to, SZ_HALL_ONLINE);
    }
  }
  sz_hall_sort_by_instant (day->rows[SZ_HALL_SET_DEVICES], G_STRUCT_OFFSET (SzHallState, instant));
}

static void
put_name (SzHallRow *row, const SzHallDevice *device)
{
  row->p = put_literal (row->p, ",\"name\":\"");
  if (device->gate < SZ_HALL_GATES)
    row->p = put_string (row->p, row->world->gates[device->gate]);
  else if (device->window != SZ_HALL_NOBODY)
    row->p = put_string (row->p, row->world->windows[device->window].code);
  else
    row->p = put_string (row->p, row->world->area_names[device->area]);
  row->p = put_string (row->p, names[device->kind]);
  if (device->window == SZ_HALL_NOBODY && device->gate == SZ_HALL_GATES)
    row->p = put_number (row->p, (device->kind == SZ_HALL_QUEUE_MACHINE
                                      ? device->number
                                      : device->number / (guint)row->world->n_areas) +
                                     1);
  *row->p++ = '"';
}

static char *
put_tenths (char *p, gint32 value)
{
  p = put_number (p, value / 10);
  *p++ = '.';
  *p++ = (char)('0' + value % 10);
  return p;
}

static void
put_device (SzHallRow *row, guint32 index, guint state, gint64 since)
{
  static const char *const states[] = { "online", "offline", "fault" };
  SzHallDevice device = sz_hall_device (row->world, index);
  char code[SZ_HALL_KEY_MAX];
  sz_hall_device_code (row->world, index, code);
  put_code (row, ",\"device\":\"", code);
  put_name (row, &device);
  put_code (row, ",\"kind\":\"", sz_hall_device_kinds[device.kind]);
  if (device.area < SZ_HALL_AREAS)
    put_code (row, ",\"area\":\"", row->world->area_names[device.area]);
  if (device.window != SZ_HALL_NOBODY)
    put_code (row, ",\"window\":\"", row->world->windows[device.window].code);
  if (device.gate < SZ_HALL_GATES)
    put_code (row, ",\"gate\":\"", row->world->gates[device.gate]);
  put_value (row, ",\"floor\":", device.floor);
  row->p = put_tenths (put_literal (row->p, ",\"x\":"), device.x);
  row->p = put_tenths (put_literal (row->p, ",\"y\":"), device.y);
  put_code (row, ",\"state\":\"", states[state]);
  row->p = put_literal (row->p, ",\"since\":\"");
  row->p = sz_hall_rows_put_instant (row->p, since);
  row->p = put_literal (row->p, "\",\"installed\":\"");
  row->p =
      sz_hall_rows_put_instant (row->p, (row->world->founded_day - 30 - (index * 37) % 900) * SZ_HALL_DAY_S);
  *row->p++ = '"';
  put_code (row, ",\"model\":\"", models[device.kind]);
}

const SzHallThings sz_hall_devices_things = { .name = "devices",
                                              .count = sz_hall_devices,
                                              .key = sz_hall_device_code,
                                              .put = put_device,
                                              .changes = TRUE };
