/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-day.h"

G_BEGIN_DECLS

/* The devices of the hall and when they fail: functions of (world, day), so that any day can be asked alone.
 */
typedef enum {
  SZ_HALL_QUEUE_MACHINE,
  SZ_HALL_EVALUATOR,
  SZ_HALL_SELF_SERVICE,
  SZ_HALL_SAMPLE_FORM,
  SZ_HALL_QUERY_STATION,
  SZ_HALL_PEOPLE_COUNTER,
  SZ_HALL_CAMERA,
  SZ_HALL_DEVICE_KINDS
} SzHallDeviceKind;

/* Queue machines in each area. */
#define SZ_HALL_QUEUE_MACHINES 2

typedef struct {
  SzHallDeviceKind kind;
  guint number;   /* among its kind (queue machines: in its area) */
  guint8 area;    /* SZ_HALL_AREAS if it stands in none */
  guint8 gate;    /* of people counters; SZ_HALL_GATES if it is at none */
  guint16 window; /* of evaluators; SZ_HALL_NOBODY */
  gint8 floor;
  gint32 x, y; /* tenths of a metre */
} SzHallDevice;

typedef enum { SZ_HALL_ONLINE, SZ_HALL_OFFLINE, SZ_HALL_FAULT } SzHallDeviceState;

/* A span in which a device does not work. Seconds from the start of the day it began on. */
typedef struct {
  gint32 from, to;
  SzHallDeviceState state;
  guint8 reason;   /* of sz_hall_device_reasons */
  guint8 incident; /* it is one of the day's incidents */
} SzHallDeviceSpell;

#define SZ_HALL_DEVICE_SPELLS_MAX 2

extern const char *const sz_hall_device_kinds[SZ_HALL_DEVICE_KINDS];
extern const char *const sz_hall_device_reasons[5];

guint32 sz_hall_devices (const SzHallWorld *world);
SzHallDevice sz_hall_device (const SzHallWorld *world, guint32 index);
/* Writes the device's code. */
void sz_hall_device_code (const SzHallWorld *world, guint32 index, char out[SZ_HALL_KEY_MAX]);
/* The first device of a kind. */
guint32 sz_hall_first_device (const SzHallWorld *world, SzHallDeviceKind kind);
/* The spells that begin on a day, ascending and apart; writes at most SZ_HALL_DEVICE_SPELLS_MAX. */
guint sz_hall_device_spells (const SzHallWorld *world, guint32 index, gint64 day,
                             SzHallDeviceSpell out[SZ_HALL_DEVICE_SPELLS_MAX]);
/* The spell that began on an earlier day and lasts into this one, in seconds from the start of *this* day.
 * FALSE if there is none. */
gboolean sz_hall_device_lasting (const SzHallWorld *world, guint32 index, gint64 day, SzHallDeviceSpell *out);

G_END_DECLS
