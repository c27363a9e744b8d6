/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-names.h"

#include "hall-random.h"
#include "sz-time.h"

#include <string.h>

static const char *const surnames[] = {
  "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡",   "朱",   "高",
  "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于",   "董",   "萧",
  "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋",   "蔡",   "贾",
  "丁", "魏", "薛", "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪", "田",   "任",   "姜",
  "范", "方", "石", "姚", "谭", "廖", "邹", "熊", "金", "陆", "郝", "孔", "白",   "崔",   "康",
  "毛", "邱", "秦", "江", "史", "顾", "侯", "邵", "孟", "龙", "万", "段", "欧阳", "上官", "诸葛",
};

static const char *const given[] = {
  "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀",
  "霞", "平", "刚", "桂", "英", "华", "建", "国", "文", "玉", "红", "春", "志", "海", "燕", "晓", "云", "峰",
  "鹏", "飞", "宇", "浩", "然", "欣", "怡", "佳", "琪", "梓", "涵", "子", "轩", "雨", "泽", "晨", "曦", "博",
  "思", "远", "嘉", "诺", "安", "宁", "乐", "清", "慧", "颖", "倩", "莹", "雪", "梅", "兰", "菊", "竹", "松",
};

static const char *const firm_first[] = { "瑞", "恒", "鑫", "宏", "盛", "泰", "嘉", "华",
                                          "明", "诚", "信", "德", "源", "丰", "利", "通",
                                          "达", "安", "康", "乐", "云", "海", "天", "正" };
static const char *const firm_second[] = { "隆", "昌", "达", "源", "祥", "和", "兴", "茂", "丰", "瑞",
                                           "泰", "泽", "远", "创", "益", "佳", "盈", "科", "联", "辰" };
static const char *const firm_trade[] = { "餐饮管理", "商贸",     "建筑工程", "物流",     "信息科技",
                                          "装饰工程", "农业开发", "机械制造", "文化传媒", "电子商务",
                                          "医药",     "汽车服务", "教育咨询", "环保科技", "纺织",
                                          "食品",     "劳务服务", "家政服务" };

static const char *const shops[] = { "餐饮店", "便利店", "小吃店", "服装店", "五金店", "理发店",
                                     "水果店", "维修部", "早餐铺", "茶叶店", "文具店", "药店",
                                     "建材行", "美容店", "洗衣店", "粮油店", "修理部", "烘焙坊" };
static const char *const crops[] = { "果蔬种植", "粮食种植", "生猪养殖", "水产养殖", "茶叶种植", "农机服务" };

static char *
put_text (char *out, const char *text)
{
  size_t length = strlen (text);
  memcpy (out, text, length);
  return out + length;
}

/* Writes `value` in `width` digits, leading zeros included. */
static char *
put_digits (char *out, guint64 value, int width)
{
  for (int i = width - 1; i >= 0; i--) {
    out[i] = (char)('0' + value % 10);
    value /= 10;
  }
  return out + width;
}

static guint64
facts_of (guint64 seed, guint32 number, guint what)
{
  return sz_hall_mix (seed ^ (0x5348414Cu + what), number);
}

/* ISO 7064 MOD 11-2. */
static char
person_check_digit (const char *first_17)
{
  static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;
  for (int i = 0; i < 17; i++)
    sum += (first_17[i] - '0') * weights[i];
  return "10X98765432"[sum % 11];
}

char *
sz_hall_names_put_person_id (char *out, guint64 seed, guint32 person)
{
  guint64 facts = facts_of (seed, person, 1);
  char *p = put_text (out, "99");
  p = put_digits (p, 100 + facts % 800, 4);
  facts /= 800;
  /* Ages 16 to 88, most between 25 and 60: the mean of two draws. */
  gint64 oldest = 365 * 72;
  gint64 age_days = (gint64)(facts % oldest + (facts / oldest) % oldest) / 2;
  int year, month, mday;
  sz_day_to_ymd (sz_day_from_ymd (1938, 1, 1) + age_days, &year, &month, &mday);
  p = put_digits (p, (guint64)(year * 10000 + month * 100 + mday), 8);
  p = put_digits (p, (facts >> 40) % 999 + 1, 3);
  *p++ = person_check_digit (out);
  return p;
}

/* GB 11714: eight characters and a check character, the last digit of an organisation's code. */
static char
organisation_check (const char *code)
{
  static const int weights[8] = { 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;
  for (int i = 0; i < 8; i++)
    sum += (g_ascii_isdigit (code[i]) ? code[i] - '0' : code[i] - 'A' + 10) * weights[i];
  int check = (11 - sum % 11) % 11;
  return check == 10 ? 'X' : (char)('0' + check);
}

/* GB 32100: 31 characters, without I, O, S, V, Z. */
static const char credit_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static char
credit_check (const char *first_17)
{
  int weight = 1, sum = 0;
  for (int i = 0; i < 17; i++) {
    const char *at = strchr (credit_alphabet, first_17[i]);
    sum += (int)(at - credit_alphabet) * weight;
    weight = weight * 3 % 31;
  }
  return credit_alphabet[(31 - sum % 31) % 31];
}

char *
sz_hall_names_put_credit_code (char *out, guint64 seed, guint32 enterprise)
{
  guint64 facts = facts_of (seed, enterprise, 2);
  /* Registered with the market authority: 91 an enterprise, 92 a sole trader, 93 a cooperative. */
  static const char *const kinds[] = { "91", "92", "93", "91" };
  char *p = put_text (out, kinds[SZ_HALL_NAMES_KIND (enterprise)]);
  p = put_text (p, "99");
  p = put_digits (p, 100 + (facts >> 2) % 800, 4);
  p = put_text (p, "MA");
  guint64 rest = facts >> 16;
  for (int i = 0; i < 6; i++, rest /= 31)
    *p++ = credit_alphabet[rest % 31];
  *p = organisation_check (p - 8);
  p++;
  *p = credit_check (out);
  return p + 1;
}

char *
sz_hall_names_put_phone (char *out, guint64 seed, guint32 person)
{
  return put_digits (put_text (out, "100"), facts_of (seed, person, 3) % 100000000, 8);
}

char *
sz_hall_names_put_person (char *out, guint64 seed, guint32 person)
{
  guint64 facts = facts_of (seed, person, 4);
  /* The square favours the front of the list, as surnames do. */
  guint64 spread = facts % G_N_ELEMENTS (surnames) * ((facts >> 10) % G_N_ELEMENTS (surnames));
  char *p = put_text (out, surnames[spread / G_N_ELEMENTS (surnames)]);
  p = put_text (p, given[(facts >> 20) % G_N_ELEMENTS (given)]);
  if ((facts >> 30) % 5 != 0)
    p = put_text (p, given[(facts >> 34) % G_N_ELEMENTS (given)]);
  return p;
}

char *
sz_hall_names_put_enterprise (char *out, guint64 seed, guint32 enterprise)
{
  guint64 facts = facts_of (seed, enterprise, 5);
  char *p = put_text (out, "宁川");
  p = put_text (p, firm_first[facts % G_N_ELEMENTS (firm_first)]);
  p = put_text (p, firm_second[(facts >> 8) % G_N_ELEMENTS (firm_second)]);
  if (SZ_HALL_NAMES_KIND (enterprise) == 1)
    return put_text (p, shops[(facts >> 16) % G_N_ELEMENTS (shops)]);
  if (SZ_HALL_NAMES_KIND (enterprise) == 2)
    return put_text (put_text (p, crops[(facts >> 16) % G_N_ELEMENTS (crops)]), "农民专业合作社");
  p = put_text (p, firm_trade[(facts >> 16) % G_N_ELEMENTS (firm_trade)]);
  return put_text (p, "有限公司");
}
