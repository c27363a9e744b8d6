/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the guides of the items ask for. The number of materials of an item is the one its own row states; an
 * item that is said to ask for no proofs has none that is still asked for, every other has one. */
#include "hall-records-private.h"

typedef struct {
  const char *name;
  guint8 kind;
} Name;

static const Name names[] = {
  { "申请表", SZ_HALL_MATERIAL_FORM },
  { "登记（备案）申请书", SZ_HALL_MATERIAL_FORM },
  { "承诺书", SZ_HALL_MATERIAL_FORM },
  { "授权委托书", SZ_HALL_MATERIAL_FORM },
  { "居民身份证", SZ_HALL_MATERIAL_LICENCE },
  { "居民户口簿", SZ_HALL_MATERIAL_LICENCE },
  { "营业执照", SZ_HALL_MATERIAL_LICENCE },
  { "不动产权证书", SZ_HALL_MATERIAL_LICENCE },
  { "结婚证", SZ_HALL_MATERIAL_LICENCE },
  { "出生医学证明", SZ_HALL_MATERIAL_LICENCE },
  { "社会保障卡", SZ_HALL_MATERIAL_LICENCE },
  { "残疾人证", SZ_HALL_MATERIAL_LICENCE },
  { "机动车行驶证", SZ_HALL_MATERIAL_LICENCE },
  { "食品经营许可证", SZ_HALL_MATERIAL_LICENCE },
  { "学历学位证书", SZ_HALL_MATERIAL_LICENCE },
  { "职业资格证书", SZ_HALL_MATERIAL_LICENCE },
  { "法人登记证书", SZ_HALL_MATERIAL_LICENCE },
  { "从业人员健康证", SZ_HALL_MATERIAL_LICENCE },
  { "居住证明", SZ_HALL_MATERIAL_PROOF },
  { "收入证明", SZ_HALL_MATERIAL_PROOF },
  { "无犯罪记录证明", SZ_HALL_MATERIAL_PROOF },
  { "亲属关系证明", SZ_HALL_MATERIAL_PROOF },
  { "婚姻状况证明", SZ_HALL_MATERIAL_PROOF },
  { "无房证明", SZ_HALL_MATERIAL_PROOF },
  { "完税证明", SZ_HALL_MATERIAL_PROOF },
  { "资金证明", SZ_HALL_MATERIAL_PROOF },
  { "在职证明", SZ_HALL_MATERIAL_PROOF },
  { "场所使用证明", SZ_HALL_MATERIAL_PROOF },
  { "社保缴费证明", SZ_HALL_MATERIAL_PROOF },
  { "死亡证明", SZ_HALL_MATERIAL_PROOF },
  { "公司章程", SZ_HALL_MATERIAL_DOCUMENT },
  { "股东会决议", SZ_HALL_MATERIAL_DOCUMENT },
  { "租赁合同", SZ_HALL_MATERIAL_DOCUMENT },
  { "买卖合同", SZ_HALL_MATERIAL_DOCUMENT },
  { "平面布局图", SZ_HALL_MATERIAL_DOCUMENT },
  { "设施设备清单", SZ_HALL_MATERIAL_DOCUMENT },
  { "管理制度文本", SZ_HALL_MATERIAL_DOCUMENT },
  { "检验检测报告", SZ_HALL_MATERIAL_DOCUMENT },
  { "环境影响评价文件", SZ_HALL_MATERIAL_DOCUMENT },
  { "施工图设计文件", SZ_HALL_MATERIAL_DOCUMENT },
  { "消防验收意见", SZ_HALL_MATERIAL_DOCUMENT },
  { "劳动合同", SZ_HALL_MATERIAL_DOCUMENT },
  { "银行账户信息", SZ_HALL_MATERIAL_DOCUMENT },
  { "近期免冠照片", SZ_HALL_MATERIAL_PHOTO },
};
#define FORMS 4
#define FIRST_PROOF 18
#define PROOFS 12

static const char *const kinds[] = { "form", "licence", "proof", "document", "photo" };

const char *
sz_hall_material_name (guint8 name)
{
  return names[name % G_N_ELEMENTS (names)].name;
}

gboolean
sz_hall_material_is_inspection (guint8 name)
{
  return strcmp (sz_hall_material_name (name), "检验检测报告") == 0;
}

void
sz_hall_material_code (guint8 name, char out[SZ_HALL_CODE_MAX])
{
  g_snprintf (out, SZ_HALL_CODE_MAX, "M%02d", name + 1);
}

/* The same numbers as the item's own row is made of. */
static guint64
item_facts (const SzHallWorld *world, int item)
{
  return sz_hall_mix (world->seed ^ 0x6974656D, (guint64)item);
}

guint
sz_hall_item_materials (const SzHallWorld *world, int item)
{
  return 1 + (guint)((item_facts (world, item) >> 40) % 11);
}

/* Steps that have no divisor in common with the number of names, so that none comes twice. */
static guint8
name_in_list (guint64 draw, guint number)
{
  static const guint8 steps[] = { 7, 9, 11, 13, 17, 19 };
  guint n = G_N_ELEMENTS (names) - FORMS;
  if (number == 0)
    return (guint8)(draw % FORMS);
  return (guint8)(FORMS + (draw % n + number * steps[(draw >> 8) % G_N_ELEMENTS (steps)]) % n);
}

/* The last of the list is a proof if the item needs one; whatever else would have been the same takes its
 * place. */
static guint8
name_of (guint64 draw, guint number, guint count, gboolean needs_proof)
{
  guint8 proof = (guint8)(FIRST_PROOF + draw % PROOFS);
  if (needs_proof && number == count - 1)
    return proof;
  guint8 name = name_in_list (draw, number);
  return needs_proof && name == proof ? name_in_list (draw, count - 1) : name;
}

SzHallMaterial
sz_hall_item_material (const SzHallWorld *world, int item, guint number)
{
  guint64 facts = item_facts (world, item);
  gboolean zero_proof = (facts >> 28) % 7 == 0;
  guint count = sz_hall_item_materials (world, item);
  /* The last one is the proof that keeps an item from being one of no proofs. */
  gboolean demanded = !zero_proof && number == count - 1;
  guint64 of_item = sz_hall_mix (facts, 0x6D617465), own = sz_hall_mix (of_item, number);
  SzHallMaterial material = { .name = name_of (of_item, number, count, !zero_proof),
                              .copies = (guint8)(1 + own % 2) };
  material.kind = names[material.name].kind;
  material.required = demanded || (own >> 4) % 5 != 0;
  material.reusable = material.kind != SZ_HALL_MATERIAL_FORM && (own >> 24) % 3 == 0;
  if (demanded) {
    material.paper = (own >> 8) % 3 == 0;
    return material;
  }
  if (material.kind == SZ_HALL_MATERIAL_PROOF) {
    guint way = (guint)((own >> 12) % 10);
    material.cancelled = way < (zero_proof ? 6 : 3);
    material.shared = !material.cancelled && (zero_proof || way < 6);
  } else if (material.kind == SZ_HALL_MATERIAL_LICENCE) {
    material.shared = (own >> 12) % 20 < 9;
  }
  material.paper = !material.cancelled && !material.shared && (own >> 16) % 5 < 2;
  return material;
}

guint8
sz_hall_item_draw_material (const SzHallWorld *world, int item, SzHallRandom *random)
{
  guint n = sz_hall_item_materials (world, item), start = sz_hall_random_below (random, n);
  for (guint i = 0; i < n; i++) {
    SzHallMaterial material = sz_hall_item_material (world, item, (start + i) % n);
    if (!material.cancelled && !material.shared)
      return material.name;
  }
  return 0;
}

/* --- rows --- */

/* Where the materials of each item begin, of the world asked for last. Each thread has its own. */
static _Thread_local struct {
  guint64 seed;
  gboolean made;
  guint32 first[SZ_HALL_ITEMS + 1];
} list;

static void
make_list (const SzHallWorld *world)
{
  if (list.made && list.seed == world->seed)
    return;
  for (int i = 0; i < SZ_HALL_ITEMS; i++)
    list.first[i + 1] = list.first[i] + sz_hall_item_materials (world, i);
  list.seed = world->seed;
  list.made = TRUE;
}

static int
find_item (const SzHallWorld *world, guint32 index)
{
  make_list (world);
  int low = 0, high = SZ_HALL_ITEMS - 1;
  while (low < high) {
    int middle = (low + high + 1) / 2;
    if (list.first[middle] <= index)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

static guint32
count (const SzHallWorld *world)
{
  make_list (world);
  return list.first[SZ_HALL_ITEMS];
}

static void
put_key_of (const SzHallWorld *world, guint32 index, char out[SZ_HALL_KEY_MAX])
{
  int item = find_item (world, index);
  g_snprintf (out, SZ_HALL_KEY_MAX, "%s-%02u", world->items[item].code, index - list.first[item] + 1);
}

static void
put_material (SzHallRow *row, guint32 index, G_GNUC_UNUSED guint state, G_GNUC_UNUSED gint64 since)
{
  int i = find_item (row->world, index);
  const SzHallItem *item = &row->world->items[i];
  SzHallMaterial material = sz_hall_item_material (row->world, i, index - list.first[i]);
  char code[SZ_HALL_CODE_MAX];
  if (item->retired != 0) {
    row->p = put_literal (row->p, ",\"valid_to\":\"");
    row->p = sz_hall_rows_put_instant (row->p, (gint64)item->retired * SZ_HALL_DAY_S);
    *row->p++ = '"';
  }
  row->p = put_string (row->p, item->short_codes);
  sz_hall_material_code (material.name, code);
  put_code (row, ",\"material\":\"", code);
  put_code (row, ",\"name\":\"", sz_hall_material_name (material.name));
  put_code (row, ",\"kind\":\"", kinds[material.kind]);
  row->p = put_flag (row->p, ",\"required\":", material.required);
  row->p = put_flag (row->p, ",\"proof\":", material.kind == SZ_HALL_MATERIAL_PROOF);
  row->p = put_flag (row->p, ",\"cancelled\":", material.cancelled);
  row->p = put_flag (row->p, ",\"shared\":", material.shared);
  row->p = put_flag (row->p, ",\"reusable\":", material.reusable);
  row->p = put_flag (row->p, ",\"paper\":", material.paper);
  put_value (row, ",\"copies\":", material.copies);
}

const SzHallThings sz_hall_materials_things = { .name = "materials",
                                                .count = count,
                                                .key = put_key_of,
                                                .put = put_material };
