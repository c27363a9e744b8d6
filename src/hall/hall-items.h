/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SZ_HALL_AREAS 6
#define SZ_HALL_DEPARTMENTS 28
#define SZ_HALL_OBJECTS 12
#define SZ_HALL_ACTIONS 6

/* What a thing that can be applied for is, which decides what can be done with it. */
typedef enum {
  SZ_HALL_PERMIT,   /* 许可 */
  SZ_HALL_REGISTER, /* 登记 */
  SZ_HALL_BENEFIT,  /* 给付 */
  SZ_HALL_SERVICE,  /* 公共服务 */
} SzHallClass;

typedef struct {
  const char *name;
  double share;            /* of windows */
  double tickets;          /* a window and usual day */
  double service_minutes;  /* mean */
  double enterprise_share; /* of subjects */
} SzHallAreaPlan;

typedef struct {
  const char *name;
  guint8 area;
  guint8 units;
  const char *objects[SZ_HALL_OBJECTS]; /* first letter P, R, B or S: the class; then the name */
} SzHallDepartmentPlan;

extern const SzHallAreaPlan sz_hall_area_plans[SZ_HALL_AREAS];
extern const SzHallDepartmentPlan sz_hall_department_plans[SZ_HALL_DEPARTMENTS];
extern const char *const sz_hall_actions[4][SZ_HALL_ACTIONS];
/* Of an object of a department's plan. */
SzHallClass sz_hall_class_of_object (const char *object);
/* How much more often than usual an item of that name is asked for in a month, 1 … 12. */
double sz_hall_item_season (const char *name, int month);
/* By class. */
extern const char *const sz_hall_item_types[4];

G_END_DECLS
