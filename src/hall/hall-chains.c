/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-chains.h"

#include "hall-day-private.h"
#include "hall-entities.h"
#include "sz-time.h"

#include <math.h>

enum { STREAM_STARTS = 210, STREAM_TICKETS };

#define CLOSING_DAYS 60
#define ONLINE_SHARE 0.4

/* clang-format off */
const SzHallChain sz_hall_chains[SZ_HALL_CHAINS] = {
  { "开餐馆", SZ_HALL_BY_RESTAURANTS, 0.80, 1, 12,
    { { "公章刻制办理", 0.85, 0, 3 }, { "发票领用办理", 0.85, 1, 8 }, { "食品经营许可证核发", 0.97, 2, 12 },
      { "公共场所卫生许可证核发", 0.70, 3, 14 }, { "店招备案申请", 0.75, 3, 16 },
      { "城镇污水排入排水管网许可核发", 0.55, 4, 20 } } },
  { "开商铺", SZ_HALL_BY_SHOPS, 0.55, 1, 12,
    { { "公章刻制办理", 0.75, 0, 4 }, { "发票领用办理", 0.90, 1, 8 }, { "一般纳税人登记申请", 0.40, 2, 15 },
      { "店招备案申请", 0.60, 3, 18 }, { "企业职工养老保险参保申请", 0.50, 5, 25 } } },
  { "企业开办", SZ_HALL_BY_FIRMS, 0.75, 1, 12,
    { { "公章刻制办理", 0.95, 0, 2 }, { "企业银行预约开户申请", 0.85, 0, 4 }, { "税务登记信息申请", 0.90, 1, 5 },
      { "一般纳税人登记申请", 0.65, 2, 10 }, { "企业职工养老保险参保申请", 0.80, 5, 20 },
      { "单位缴存登记申请", 0.60, 3, 20 } } },
  { "企业注销", SZ_HALL_BY_CLOSING, 0.70, 1, 12,
    { { "完税证明办理", 0.90, 0, 10 }, { "单位缴存登记注销", 0.55, 2, 12 }, { "企业注销登记申请", 0.95, 10, 25 } } },
  { "买房搬家", SZ_HALL_BY_PERSONS, 8, 1, 12,
    { { "存量房交易网签备案申请", 0.95, 0, 2 }, { "契税申报办理", 0.95, 1, 7 }, { "房屋所有权登记申请", 0.95, 0, 5 },
      { "用水过户办理", 0.70, 2, 15 }, { "户口迁移申请", 0.50, 5, 30 }, { "住房公积金提取办理", 0.60, 3, 25 } } },
  { "新生儿出生", SZ_HALL_BY_PERSONS, 7, 1, 12,
    { { "生育登记申请", 0.85, 0, 3 }, { "出生医学证明办理", 0.95, 3, 20 }, { "出生登记申请", 0.95, 2, 20 },
      { "城乡居民医疗保险参保申请", 0.85, 1, 15 }, { "预防接种证办理", 0.75, 2, 15 }, { "生育津贴申领", 0.55, 3, 20 } } },
  { "退休", SZ_HALL_BY_PERSONS, 6, 1, 12,
    { { "社会保险参保证明办理", 0.90, 0, 3 }, { "养老待遇资格认证办理", 0.95, 5, 20 },
      { "医疗保险关系转移办理", 0.65, 3, 20 }, { "住房公积金提取办理", 0.80, 2, 20 }, { "公交老年卡办理", 0.70, 5, 30 } } },
  { "结婚", SZ_HALL_BY_PERSONS, 5, 1, 12,
    { { "结婚登记申请", 1.00, 0, 0 }, { "居民身份证申请", 0.50, 3, 20 }, { "户口迁移申请", 0.55, 3, 25 },
      { "生育登记申请", 0.30, 20, 45 } } },
  { "孩子入学", SZ_HALL_BY_PERSONS, 16, 6, 8,
    { { "居住证申请", 0.60, 0, 3 }, { "预防接种证办理", 0.80, 2, 12 }, { "义务教育入学办理", 0.97, 2, 14 },
      { "中小学学籍转接申请", 0.50, 5, 25 } } },
  { "失业再就业", SZ_HALL_BY_PERSONS, 6, 1, 12,
    { { "失业保险金申领", 0.95, 0, 4 }, { "职业技能提升补贴申领", 0.55, 7, 30 },
      { "灵活就业人员参保申请", 0.65, 3, 25 }, { "一次性创业补贴申领", 0.30, 10, 35 } } },
};
/* clang-format on */

/* Where a name stands in the plan of items (hall-world.c: every object with its first actions). */
static int
find_item (const char *name)
{
  for (int d = 0; d < SZ_HALL_DEPARTMENTS; d++) {
    int first = SZ_HALL_ITEMS * d / SZ_HALL_DEPARTMENTS, end = SZ_HALL_ITEMS * (d + 1) / SZ_HALL_DEPARTMENTS;
    for (int i = first; i < end; i++) {
      const char *object = sz_hall_department_plans[d].objects[(i - first) % SZ_HALL_OBJECTS];
      const char *action = sz_hall_actions[sz_hall_class_of_object (object)][(i - first) / SZ_HALL_OBJECTS];
      size_t length = strlen (object + 1);
      if (strncmp (name, object + 1, length) == 0 && strcmp (name + length, action) == 0)
        return i;
    }
  }
  return -1;
}

int
sz_hall_chains_item (int chain, int step)
{
  static gsize ready;
  static gint16 items[SZ_HALL_CHAINS][SZ_HALL_CHAIN_STEPS];
  if (g_once_init_enter (&ready)) {
    for (int c = 0; c < SZ_HALL_CHAINS; c++)
      for (int s = 0; s < SZ_HALL_CHAIN_STEPS; s++)
        items[c][s] =
            (gint16)(sz_hall_chains[c].steps[s].item != NULL ? find_item (sz_hall_chains[c].steps[s].item)
                                                             : -1);
    g_once_init_leave (&ready, 1);
  }
  return items[chain][step];
}

typedef struct {
  const SzHallWorld *world;
  gint64 day;
  GArray *steps;
} Gather;

/* Adds the step of a chain that falls on the day, if one does; `key` makes the chain what it is. */
static void
follow (const Gather *gather, int chain, gint64 start, guint64 key, guint32 subject, guint32 person)
{
  const SzHallChain *plan = &sz_hall_chains[chain];
  gint64 at = start;
  for (int s = 0; s < SZ_HALL_CHAIN_STEPS && plan->steps[s].item != NULL && at <= gather->day; s++) {
    const SzHallChainStepPlan *step = &plan->steps[s];
    guint64 facts = sz_hall_mix (key, (guint64)s);
    at += step->least + (gint64)(facts % (guint64)(step->most - step->least + 1));
    at = sz_hall_calendar_open_day (gather->world->calendar, at, 0);
    if (at != gather->day || at - start > SZ_HALL_CHAIN_DAYS ||
        (double)((facts >> 16) % 10000) >= step->taken * 10000)
      continue;
    SzHallChainStep found = { .subject = subject,
                              .person = person,
                              .item = (guint16)sz_hall_chains_item (chain, s),
                              .chain = (guint8)chain,
                              .step = (guint8)s,
                              .online = (double)((facts >> 32) % 10000) < ONLINE_SHARE * 10000 };
    g_array_append_val (gather->steps, found);
  }
}

static int
chain_of_entity (const SzHallEntity *entity)
{
  if (entity->industry == 'H' - 'A')
    return SZ_HALL_BY_RESTAURANTS;
  if (entity->industry == 'F' - 'A')
    return SZ_HALL_BY_SHOPS;
  return entity->kind == SZ_HALL_FIRM ? SZ_HALL_BY_FIRMS : -1;
}

/* The first four chains are those of enterprises, in the order of SzHallChainBy. */
static void
follow_entity (const Gather *gather, int chain, gint64 start, guint32 number)
{
  const SzHallEntity *entity = &g_array_index (gather->world->entities->list, SzHallEntity, number);
  guint64 key = sz_hall_mix (gather->world->seed ^ 0x636861696EULL, (guint64)number << 4 | (guint64)chain);
  if ((double)(key >> 40) >= sz_hall_chains[chain].share * (1 << 24) ||
      entity->ended < (gather->day + 1) * SZ_HALL_DAY_S)
    return;
  guint32 subject = sz_hall_entities_subject (gather->world->entities, number);
  guint32 person = (guint32)(sz_hall_mix (key, 99) % gather->world->n_people);
  follow (gather, chain, start, key, subject, person);
}

static void
follow_entities (const Gather *gather, gint64 start)
{
  const SzHallEntities *entities = gather->world->entities;
  guint32 first, end;
  sz_hall_entities_of_day (entities, start, &first, &end);
  for (guint32 i = first; i < end; i++) {
    int chain = chain_of_entity (&g_array_index (entities->list, SzHallEntity, i));
    /* Not on the day of the founding itself: an enterprise comes from the day after on. */
    if (chain >= 0)
      follow_entity (gather, chain, start + 1, i);
  }
  if (start + CLOSING_DAYS <= gather->day)
    return;
  gint64 closing = start + CLOSING_DAYS - SZ_HALL_ENTITIES_FROM;
  for (guint32 i = entities->ends_before[closing]; i < entities->ends_before[closing + 1]; i++)
    if (g_array_index (entities->list, SzHallEntity, entities->ends[i]).fate == SZ_HALL_CANCELLED &&
        g_array_index (entities->list, SzHallEntity, entities->ends[i]).entered < start * SZ_HALL_DAY_S)
      follow_entity (gather, SZ_HALL_BY_CLOSING, start, entities->ends[i]);
}

static void
follow_persons (const Gather *gather, gint64 start)
{
  const SzHallWorld *world = gather->world;
  SzHallRandom random;
  int year, month, mday;
  sz_hall_random_init (&random, world->seed, start, STREAM_STARTS);
  sz_day_to_ymd (start, &year, &month, &mday);
  /* Those who come as agents for others do not go through chains themselves. */
  guint32 agents = world->n_people / 100;
  for (int chain = SZ_HALL_BY_PERSONS; chain < SZ_HALL_CHAINS; chain++) {
    const SzHallChain *plan = &sz_hall_chains[chain];
    guint n = sz_hall_random_poisson (&random, plan->share * world->n_windows / 156.0);
    if (month < plan->from || month > plan->to)
      continue;
    for (guint i = 0; i < n; i++) {
      guint64 key = sz_hall_random_next (&random);
      guint32 person = agents + (guint32)(sz_hall_mix (key, 99) % (world->n_people - agents));
      follow (gather, chain, start, key, person, person);
    }
  }
}

GArray *
sz_hall_chains_of_day (const SzHallWorld *world, gint64 day)
{
  Gather gather = { world, day, g_array_new (FALSE, FALSE, sizeof (SzHallChainStep)) };
  if (!sz_hall_calendar_is_open (world->calendar, day))
    return gather.steps;
  /* Chains start on open days and are not known before the founding. */
  for (gint64 start = MAX (world->founded_day, day - SZ_HALL_CHAIN_DAYS - 1); start <= day; start++) {
    if (!sz_hall_calendar_is_open (world->calendar, start))
      continue;
    follow_entities (&gather, start);
    follow_persons (&gather, start);
  }
  return gather.steps;
}

void
sz_hall_chains_fill (SzHallDay *day, const SzHallWorld *world)
{
  day->chain_steps = sz_hall_chains_of_day (world, day->day);
}

/* Somebody of the area who has come for something else, if there is one. */
static SzHallTicket *
find_visit (SzHallDay *day, const SzHallWorld *world, int area, SzHallRandom *random)
{
  guint n = SZ_HALL_LEN (day, TICKETS);
  for (int tried = 0; n > 0 && tried < 120; tried++) {
    SzHallTicket *ticket = SZ_HALL_AT (day, TICKETS, SzHallTicket, sz_hall_random_below (random, n));
    if (ticket->chain == 0 && world->items[ticket->item].area == area)
      return ticket;
  }
  return NULL;
}

void
sz_hall_chains_take (SzHallDay *day, const SzHallWorld *world)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, STREAM_TICKETS);
  for (guint i = 0; i < MIN (day->chain_steps->len, G_MAXUINT16 - 1); i++) {
    const SzHallChainStep *step = &g_array_index (day->chain_steps, SzHallChainStep, i);
    SzHallTicket *ticket =
        step->online ? NULL : find_visit (day, world, world->items[step->item].area, &random);
    if (ticket == NULL)
      continue;
    ticket->item = step->item;
    ticket->chain = (guint16)(i + 1);
  }
}

guint32
sz_hall_chains_person (const SzHallDay *day, guint chain)
{
  return g_array_index (day->chain_steps, SzHallChainStep, chain - 1).person;
}
