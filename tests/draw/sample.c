/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample.h"

#include <math.h>

#define DAY_MS ((double)SZ_DAY_MS)
#define HOUR_MS ((double)SZ_HOUR_MS)

static gboolean
zh (void)
{
  return sz_lang () == SZ_LANG_ZH;
}

static char *
say (const char *chinese, const char *english)
{
  return g_strdup (zh () ? chinese : english);
}

static double
day_start (void)
{
  return (double)(sz_day_from_ymd (2026, 3, 18) * SZ_DAY_MS) - 8 * HOUR_MS;
}

/* A day of waiting: a morning peak, a noon valley, an afternoon rise. */
static double
day_curve (double hour)
{
  return 16 * exp (-pow ((hour - 10.3) / 1.1, 2)) + 11.5 * exp (-pow ((hour - 15.2) / 1.5, 2)) +
         4 * exp (-pow ((hour - 12.6) / 1.4, 2));
}

static SzSeries *
day_series (const char *name, double end_hour, double scale, GRand *rand)
{
  SzSeries *series = sz_series_new (name, 97);

  for (gsize i = 0; i < series->length; i++) {
    const double hour = 9 + i / 12.0;
    const double noise = g_rand_double_range (rand, -0.6, 0.6);
    const double wait = scale * (day_curve (hour) * MIN (1, (hour - 8.95) * 1.3) + noise);

    series->x[i] = day_start () + hour * HOUR_MS;
    if (hour <= end_hour)
      series->y[i] = MAX (0.3, wait);
  }
  return series;
}

static SzFigure *
figure (const char *id, const char *zh_name, const char *en_name, const char *unit, double value,
        SzStatus status, double year, double previous)
{
  SzFigure *f = sz_figure_new (id, zh () ? zh_name : en_name, unit);

  f->value = value;
  f->status = status;
  f->year_change = year;
  f->previous_change = previous;
  f->year_relative = f->previous_relative = NAN;
  f->target = f->limit = NAN;
  return f;
}

static void
judge (SzFigure *f, const char *zh_verdict, const char *en_verdict, const char *zh_reference,
       const char *en_reference)
{
  g_free (f->verdict);
  g_free (f->reference);
  f->verdict = say (zh_verdict, en_verdict);
  f->reference = say (zh_reference, en_reference);
}

static void
add_spark (SzFigure *f, double from, double to, double noise, double target, GRand *rand)
{
  f->spark = sz_series_new (NULL, 30);
  f->target = target;
  g_free (f->spark_scope);
  f->spark_scope = say ("近 30 日", "30 days");
  for (gsize i = 0; i < 30; i++) {
    f->spark->x[i] = day_start () - (29 - (double)i) * DAY_MS;
    f->spark->y[i] = from + (to - from) * i / 29 + g_rand_double_range (rand, -noise, noise);
  }
}

static SzTile *
hero (GRand *rand)
{
  SzTile *tile = sz_tile_new (SZ_TILE_HERO, "hero", zh () ? "全厅平均等候" : "Average wait, whole hall");
  SzSeries *yesterday = day_series (zh () ? "昨日" : "Yesterday", 17, 0.95, rand);

  g_free (tile->scope);
  tile->scope = say ("近 30 分钟叫号均值", "tickets called, last 30 min");
  g_free (tile->unit);
  tile->unit = g_strdup ("min");
  tile->lead = figure ("wait_avg", "平均等候", "Average wait", "min", 13.7, SZ_STATUS_GOOD, -6.1, 0.8);
  judge (tile->lead, "低于目标 1.3 分", "1.3 min below target", "目标 ≤ 15", "target ≤ 15");
  g_ptr_array_add (tile->series, day_series (zh () ? "今天" : "Today", 14.6, 1, rand));
  yesterday->reference = TRUE;
  g_ptr_array_add (tile->series, yesterday);
  tile->x_start = day_start () + 9 * HOUR_MS;
  tile->x_end = day_start () + 17 * HOUR_MS;
  tile->x_now = day_start () + 14.6 * HOUR_MS;
  tile->target = 15;
  tile->limit = 25;
  return tile;
}

static SzTile *
multiples (GRand *rand)
{
  static const struct {
    const char *code, *zh, *en;
    double value, scale;
    SzStatus status;
  } areas[] = {
    { "A", "综合受理", "General", 11.6, 0.7, SZ_STATUS_GOOD },
    { "B", "社保医保", "Social insurance", 28.4, 1.9, SZ_STATUS_ALARM },
    { "C", "不动产登记", "Real estate", 21.7, 1.4, SZ_STATUS_ATTENTION },
    { "D", "公安出入境", "Entry-exit", 9.3, 0.7, SZ_STATUS_GOOD },
    { "E", "税务", "Tax", 7.8, 0.8, SZ_STATUS_GOOD },
    { "F", "企业开办", "Business", 5.1, 0.4, SZ_STATUS_GOOD },
  };
  SzTile *tile = sz_tile_new (SZ_TILE_MULTIPLES, "areas", zh () ? "六区等候" : "Wait by area");

  g_free (tile->scope);
  tile->scope = say ("分·同一刻度 0–42", "min, same scale 0–42");
  g_free (tile->unit);
  tile->unit = g_strdup ("min");
  g_free (tile->dimension);
  tile->dimension = g_strdup ("area");
  tile->x_start = day_start () + 9 * HOUR_MS;
  tile->x_end = day_start () + 17 * HOUR_MS;
  tile->x_now = day_start () + 14.6 * HOUR_MS;
  tile->limit = 25;
  for (guint i = 0; i < G_N_ELEMENTS (areas); i++) {
    SzPart *part = sz_part_new (areas[i].code, zh () ? areas[i].zh : areas[i].en);

    part->value = areas[i].value;
    part->status = areas[i].status;
    part->reference = areas[i].value * 0.9;
    part->series = day_series (NULL, 14.6, areas[i].scale, rand);
    g_free (part->note);
    part->note = zh () ? g_strdup_printf ("排队 %u 人·开窗 %u/36", 24 + 7 * i, 31 - i)
                       : g_strdup_printf ("queue %u, desks %u/36", 24 + 7 * i, 31 - i);
    g_ptr_array_add (tile->parts, part);
  }
  return tile;
}

typedef struct {
  const char *id, *zh, *en, *unit;
  double value;
  SzStatus status;
  double year, previous;
} Row;

static SzTile *
layer (const char *id, const char *title_zh, const char *title_en, const Row *rows, guint n, GRand *rand)
{
  SzTile *tile = sz_tile_new (SZ_TILE_LAYER, id, zh () ? title_zh : title_en);

  g_free (tile->scope);
  tile->scope = zh () ? g_strdup_printf ("%u 项", n) : g_strdup_printf ("%u", n);
  for (guint i = 0; i < n; i++) {
    const gboolean count = g_strcmp0 (rows[i].unit, "case") == 0 || g_strcmp0 (rows[i].unit, "item") == 0;
    SzFigure *f = figure (rows[i].id, rows[i].zh, rows[i].en, rows[i].unit, rows[i].value, rows[i].status,
                          rows[i].year, rows[i].previous);

    if (count) {
      f->year_relative = rows[i].year;
      f->previous_relative = rows[i].previous;
    }
    if (!isfinite (f->value)) {
      g_free (f->note);
      f->note = say ("平台未报", "not reported");
    }
    if (i == 0) {
      tile->lead = f;
      add_spark (f, f->value * 0.93, f->value, f->value * 0.03, f->value * 0.96, rand);
    } else
      g_ptr_array_add (tile->figures, f);
  }
  return tile;
}

static void
add_layers (SzPage *page, GRand *rand)
{
  static const Row items[] = {
    { "item_instant_rate", "即办事项占比", "Instant items", "%", 68.4, SZ_STATUS_GOOD, 5.2, 0.3 },
    { "item_mobile_rate", "掌办率", "By phone", "%", 88.7, SZ_STATUS_ATTENTION, 3.1, -0.8 },
    { "item_total", "事项总数", "All items", "item", 1247, SZ_STATUS_NEUTRAL, 4.2, 0 },
    { "item_online_rate", "网办率", "Online", "%", 96.3, SZ_STATUS_GOOD, 1.4, 0.1 },
    { "item_run_zero_rate", "跑零次占比", "Zero visits", "%", 91.8, SZ_STATUS_GOOD, 2.6, 0 },
    { "item_promise", "承诺提前率", "Early pledge", "%", 87.1, SZ_STATUS_GOOD, 1.9, 0.2 },
    { "item_settled_rate", "进驻率", "On site", "%", 99.2, SZ_STATUS_GOOD, 0.6, 0 },
    { "item_bundle", "一件事事项", "Bundled", "item", 61, SZ_STATUS_NEUTRAL, 13, 0 }
  };
  static const Row staff[] = {
    { "staff_on_duty", "在岗率", "Desks staffed", "%", 96.9, SZ_STATUS_GOOD, 1.1, -0.6 },
    { "window_use", "窗口使用率", "Desk use", "%", 82.7, SZ_STATUS_ATTENTION, -2.2, -3.8 },
    { "window_open", "开放窗口", "Desks open", "window", 129, SZ_STATUS_GOOD, 6, -4 },
    { "attendance", "出勤率", "Attendance", "%", 98.1, SZ_STATUS_GOOD, 0.4, -0.5 },
    { "per_head", "人均办件", "Per clerk", "perhead", 27.0, SZ_STATUS_GOOD, 6.1, -1.4 },
    { "guides", "导办在岗", "Guides", "person", 14, SZ_STATUS_GOOD, 2, 0 },
    { "ratio", "前后台配比", "Front:back", "ratio1", 0.42, SZ_STATUS_GOOD, 0.03, 0 },
    { "leave", "请假", "On leave", "person", 7, SZ_STATUS_GOOD, -1, 2 }
  };
  static const Row discipline[] = {
    { "vacant", "空岗", "Unattended", "times", 3, SZ_STATUS_ALARM, -4, 2 },
    { "vacant_max", "C14 空岗时长", "C14 empty", "min", 12, SZ_STATUS_ALARM, NAN, NAN },
    { "phone", "手机使用", "Phone use", "times", 5, SZ_STATUS_ATTENTION, -9, 2 },
    { "late", "迟到", "Late", "person", 1, SZ_STATUS_GOOD, -2, 0 },
    { "patrol", "巡查问题", "Patrol issues", "item", 7, SZ_STATUS_GOOD, -11, 1 },
    { "fixed", "整改完成率", "Fixed", "%", 94.2, SZ_STATUS_GOOD, 7.5, 1 },
    { "early", "早退", "Left early", "person", 0, SZ_STATUS_GOOD, -1, 0 },
    { "device", "设备待修", "To repair", "device", 4, SZ_STATUS_GOOD, -3, -1 }
  };
  static const Row efficiency[] = {
    { "stay", "人均逗留时长", "Time in hall", "min", 31.4, SZ_STATUS_GOOD, -9.7, 1.2 },
    { "wait_b", "社保医保等候", "Soc. ins. wait", "min", 28.4, SZ_STATUS_ALARM, 6.2, 9.1 },
    { "wait_c", "不动产等候", "Estate wait", "min", 21.7, SZ_STATUS_ATTENTION, 1.5, 2.8 },
    { "handle", "平均办理时长", "Handling", "min", 8.6, SZ_STATUS_GOOD, -0.9, 0.1 },
    { "closed_early", "提前办结率", "Closed early", "%", 93.5, SZ_STATUS_GOOD, 2.2, 0.3 },
    { "overdue", "超期件", "Overdue", "case", 0, SZ_STATUS_GOOD, -3, 0 },
    { "missed", "过号率", "No-shows", "%", 4.1, SZ_STATUS_GOOD, -1.6, 0.4 },
    { "told_once", "一次告知率", "Told once", "%", 98.6, SZ_STATUS_GOOD, 2, 0.1 }
  };
  static const Row cases[] = {
    { "case_finish_count", "今日办件", "Cases today", "case", 3482, SZ_STATUS_NEUTRAL, 4.6, -2.1 },
    { "returned", "退回件", "Returned", "case", 21, SZ_STATUS_ATTENTION, -8, 7 },
    { "closed_rate", "办结率", "Closed", "%", 97.2, SZ_STATUS_GOOD, 0.8, 0.1 },
    { "online_cases", "网上办件", "Online", "case", 46710, SZ_STATUS_GOOD, 11.3, 1.8 },
    { "kiosk", "自助办件", "Kiosk", "case", 612, SZ_STATUS_GOOD, 23.5, 4.4 },
    { "bundled", "一件事办件", "Bundled", "case", 148, SZ_STATUS_GOOD, 38.1, -3.2 },
    { "refused", "不予受理", "Refused", "case", 9, SZ_STATUS_GOOD, -12, -2 },
    { "town", "镇街收件", "Townships", "case", 1036, SZ_STATUS_GOOD, 9.4, 0.6 }
  };
  static const Row people[] = {
    { "satisfied", "满意率", "Satisfaction", "%", 99.97, SZ_STATUS_GOOD, 0.02, 0 },
    { "rated", "主动评价率", "Rated", "%", NAN, SZ_STATUS_UNKNOWN, NAN, NAN },
    { "multi", "跨窗取号", "Multi-desk", "person", 86, SZ_STATUS_ATTENTION, 14, 9 },
    { "inside", "在厅人数", "In hall", "person", 412, SZ_STATUS_GOOD, 3.2, 8.4 },
    { "booked", "预约占比", "Booked", "%", 46.1, SZ_STATUS_GOOD, 12, 0.7 },
    { "aged", "老年办事人", "Aged 60+", "%", 18.3, SZ_STATUS_GOOD, 0.9, -0.2 },
    { "business", "企业办事人", "Business", "%", 27.6, SZ_STATUS_GOOD, 2.1, 0.5 },
    { "first", "首次来厅", "First visit", "%", 31.2, SZ_STATUS_GOOD, -4.3, 0.8 }
  };
  static const struct {
    const char *id, *zh, *en;
    const Row *rows;
    const char *verdict_zh, *verdict_en, *reference_zh, *reference_en;
  } layers[] = {
    { "layer-items", "事项管理", "Service items", items, "高于目标 3.4 点", "3.4 pp above", "目标 ≥ 65%",
      "target ≥ 65%" },
    { "layer-staff", "人员管理", "Staffing", staff, "高于目标 1.9 点", "1.9 pp above", "目标 ≥ 95%",
      "target ≥ 95%" },
    { "layer-discipline", "工作纪律", "Discipline", discipline, "1 起超 10 分上限", "1 past 10 min",
      "日上限 4 起", "limit 4 a day" },
    { "layer-efficiency", "办事效能", "Efficiency", efficiency, "低于目标 3.6 分", "3.6 min below",
      "目标 ≤ 35 分", "target ≤ 35" },
    { "layer-cases", "办件管理", "Cases", cases, "在预期内", "As expected", "预期 3,310–3,620",
      "range 3,310–3,620" },
    { "layer-people", "办事人群", "Visitors", people, "高于目标 0.07 点", "0.07 pp above", "目标 ≥ 99.90%",
      "target ≥ 99.9%" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (layers); i++) {
    SzTile *tile = layer (layers[i].id, layers[i].zh, layers[i].en, layers[i].rows, 8, rand);

    judge (tile->lead, layers[i].verdict_zh, layers[i].verdict_en, layers[i].reference_zh,
           layers[i].reference_en);
    g_ptr_array_add (page->tiles, tile);
  }
}

static SzPage *
new_page (const char *id, const char *where_zh, const char *where_en)
{
  SzPage *page = sz_page_new (id);

  g_free (page->where);
  g_free (page->hall);
  page->where = say (where_zh, where_en);
  page->hall = say ("云州市政务服务中心", "Yunzhou Service Hall");
  page->zone = sz_zone_new ("Asia/Shanghai", NULL);
  page->now_ms = (gint64)(day_start () + 14.6 * HOUR_MS);
  page->data_ms = page->now_ms - 8000;
  return page;
}

SzPage *
sample_overview (void)
{
  SzPage *page =
      new_page ("overview", "总览·2026年3月18日 星期三 14:36", "Overview, Wednesday 18 March 2026, 14:36");
  GRand *rand = g_rand_new_with_seed (7);

  g_free (page->headline);
  g_free (page->action);
  page->headline = say ("大厅总体达标，社保医保区等候 28.4 分，已超线 9 分钟",
                        "Hall on target; Social insurance wait 28.4 min, over limit for 9 min");
  page->action =
      say ("现在增开 4 个潮汐窗口，预计 15:16 回到 25 分以内；不增开，15:08 将升至 35 分(31–39)。",
           "Opening 4 flex desks now brings it under 25 min by 15:16; otherwise it reaches 35 min at 15:08.");
  page->tally[SZ_STATUS_GOOD] = 62;
  page->tally[SZ_STATUS_ATTENTION] = 6;
  page->tally[SZ_STATUS_ALARM] = 2;
  page->tally[SZ_STATUS_UNKNOWN] = 1;
  g_ptr_array_add (page->tiles, hero (rand));
  g_ptr_array_add (page->tiles, multiples (rand));
  add_layers (page, rand);
  g_rand_free (rand);
  return page;
}

static SzTile *
daily_line (GRand *rand)
{
  SzTile *tile = sz_tile_new (SZ_TILE_LINE, "daily", zh () ? "每日平均等候，工作日" : "Daily average wait");

  g_free (tile->unit);
  tile->unit = g_strdup ("min");
  tile->daily = TRUE;
  tile->target = 15;
  tile->limit = 25;
  for (int k = 0; k < 2; k++) {
    SzSeries *series =
        sz_series_new (k == 0 ? (zh () ? "今年" : "This year") : (zh () ? "去年同期" : "Last year"), 92);

    series->reference = k == 1;
    for (gsize i = 0; i < series->length; i++) {
      const gint64 day = sz_day_from_ymd (2026, 3, 18) - 91 + (gint64)i;
      series->x[i] = day_start () - (91 - (double)i) * DAY_MS;
      if (sz_day_weekday (day) < 6 && !(k == 0 && i >= 48 && i < 58))
        series->y[i] =
            (k == 0 ? 13 : 18.5) + g_rand_double_range (rand, -2.5, 2.5) + (i == 70 && k == 0 ? 14 : 0);
    }
    g_ptr_array_add (tile->series, series);
  }
  SzSeries *first = g_ptr_array_index (tile->series, 0);
  tile->x_start = first->x[0];
  tile->x_end = first->x[91] + DAY_MS;
  tile->x_now = (double)((gint64)(day_start () + 14.6 * HOUR_MS));
  return tile;
}

static SzTile *
bars (void)
{
  static const struct {
    const char *code, *zh, *en;
    double value, reference, pull;
    SzStatus status;
  } parts[] = { { "B", "社保医保", "Social insurance", 28.4, 19.3, 2.4, SZ_STATUS_ALARM },
                { "C", "不动产登记", "Real estate", 21.7, 18.9, 0.8, SZ_STATUS_ATTENTION },
                { "A", "综合受理", "General", 11.6, 10.8, -0.6, SZ_STATUS_GOOD },
                { "D", "公安出入境", "Entry-exit", 9.3, 9.6, -0.8, SZ_STATUS_GOOD },
                { "E", "税务", "Tax", 7.8, 8.4, -1.4, SZ_STATUS_GOOD },
                { "F", "企业开办", "Business", 5.1, 5.6, -0.5, SZ_STATUS_GOOD } };
  SzTile *tile = sz_tile_new (SZ_TILE_BARS, "breakdown", zh () ? "按区域分解" : "By area");

  g_free (tile->scope);
  tile->scope = say ("分", "min");
  g_free (tile->unit);
  tile->unit = g_strdup ("min");
  g_free (tile->dimension);
  tile->dimension = g_strdup ("area");
  tile->limit = 25;
  g_free (tile->note);
  tile->note =
      say ("横条为今日近 30 分钟，竖线为昨日同刻", "Bars: last 30 minutes; ticks: same time yesterday");
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    SzPart *part = sz_part_new (parts[i].code, zh () ? parts[i].zh : parts[i].en);
    part->value = parts[i].value;
    part->reference = parts[i].reference;
    part->pull = parts[i].pull;
    part->status = parts[i].status;
    g_ptr_array_add (tile->parts, part);
  }
  return tile;
}

static SzTile *
histogram (void)
{
  static const double counts[] = { 400, 590, 560, 470, 390, 300, 225, 170, 130, 90,
                                   65,  46,  30,  20,  14,  9,   6,   4,   2,   1 };
  SzTile *tile = sz_tile_new (SZ_TILE_HISTOGRAM, "spread", zh () ? "今日每人等候分布" : "Waits today");

  g_free (tile->scope);
  tile->scope = say ("3,482 人", "3,482 people");
  g_free (tile->unit);
  tile->unit = g_strdup ("min");
  tile->limit = 25;
  tile->median = 10.9;
  tile->over_count = 198;
  tile->row_count = 3523;
  tile->n_bins = G_N_ELEMENTS (counts);
  tile->bin_edges = g_new (double, tile->n_bins + 1);
  tile->bin_counts = g_memdup2 (counts, sizeof counts);
  for (gsize i = 0; i <= tile->n_bins; i++)
    tile->bin_edges[i] = 2.5 * (double)i;
  return tile;
}

static SzTile *
heat (GRand *rand)
{
  static const char *const rows_zh[] = { "周一", "周二", "周三", "周四", "周五", NULL };
  static const char *const rows_en[] = { "Mon", "Tue", "Wed", "Thu", "Fri", NULL };
  static const char *const columns_zh[] = { "9 时",  "10 时", "11 时", "12 时", "13 时",
                                            "14 时", "15 时", "16 时", NULL };
  static const char *const columns_en[] = { "9h", "10h", "11h", "12h", "13h", "14h", "15h", "16h", NULL };
  static const double hours[] = { 10, 17, 14, 6, 7, 15, 12, 6 };
  SzTile *tile = sz_tile_new (SZ_TILE_HEAT, "week", zh () ? "一周规律" : "The week");

  g_free (tile->scope);
  tile->scope = say ("近 8 周均值，分", "mean of 8 weeks, min");
  g_free (tile->unit);
  tile->unit = g_strdup ("min");
  tile->heat_rows = g_strdupv ((char **)(zh () ? rows_zh : rows_en));
  tile->heat_columns = g_strdupv ((char **)(zh () ? columns_zh : columns_en));
  tile->heat = g_new (double, 40);
  for (guint i = 0; i < 40; i++)
    tile->heat[i] = i == 19 ? NAN : hours[i % 8] + g_rand_double_range (rand, -1, 3);
  return tile;
}

static SzTile *
table (GRand *rand)
{
  static const char *const names_zh[] = { "社保关系转移接续", "职工参保登记",   "医保异地就医备案",
                                          "二手房转移登记",   "不动产抵押注销", "企业设立登记",
                                          "户口迁移",         "出入境证件换发", "发票领用" };
  static const char *const names_en[] = { "Pension transfer",    "Employee enrolment", "Treatment elsewhere",
                                          "Resale registration", "Mortgage release",   "Company set-up",
                                          "Household move",      "Passport renewal",   "Invoice supply" };
  SzTile *tile = sz_tile_new (SZ_TILE_TABLE, "items", zh () ? "等候最长的事项" : "Longest waits by item");
  SzFrame *frame = sz_frame_new ();

  g_free (tile->scope);
  tile->scope = say ("218 项在办，显示前 9", "9 of 218");
  sz_frame_add_column (frame, "item", zh () ? "事项" : "Item", "", SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "area", zh () ? "区" : "Area", "", SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "queue", zh () ? "排队" : "Queue", "person", SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "wait_avg", zh () ? "平均等候" : "Average wait", "min", SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "wait_p90", zh () ? "90% 的人不超过" : "90% within", "min", SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "handle", zh () ? "办理时长" : "Handling", "min", SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "wait_avg.yoy_change", zh () ? "同比" : "YoY", "min", SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "wait_avg.prev_change", zh () ? "环比" : "Prev", "min", SZ_COLUMN_NUMBER);
  for (guint i = 0; i < G_N_ELEMENTS (names_zh); i++) {
    const gsize row = sz_frame_add_row (frame);
    const char area[2] = { (char)('B' + (int)(i / 3)), '\0' };

    sz_frame_set_text (frame, row, 0, zh () ? names_zh[i] : names_en[i]);
    sz_frame_set_text (frame, row, 1, area);
    sz_frame_set_number (frame, row, 2, 26 - i);
    sz_frame_set_number (frame, row, 3, 31.8 - 2.7 * i);
    sz_frame_set_number (frame, row, 4, 41 - 2.7 * i);
    sz_frame_set_number (frame, row, 5, 8 + g_rand_double_range (rand, -3, 9));
    sz_frame_set_number (frame, row, 6, g_rand_double_range (rand, -7, 7));
    sz_frame_set_number (frame, row, 7, g_rand_double_range (rand, -3, 10));
  }
  tile->frame = frame;
  return tile;
}

SzPage *
sample_indicator (void)
{
  SzPage *page =
      new_page ("indicator:wait_avg", "总览 / 办事效能 / 平均等候", "Overview / Efficiency / Average wait");
  GRand *rand = g_rand_new_with_seed (11);

  g_free (page->headline);
  g_free (page->action);
  g_free (page->footer);
  page->headline = say ("全厅达标，但社保医保区把均值拉高 2.4 分",
                        "Hall on target, but Social insurance pulls the mean up by 2.4 min");
  page->action = say ("今日 3,482 人，近 30 分钟叫号 214 人。",
                      "3,482 people today, 214 called in the last 30 minutes.");
  page->footer = say (
      "口径　取号至首次叫号，剔除过号与撤号　　来源　叫号系统，8 "
      "秒前　　同比　去年同周同星期　　环比　昨日同刻",
      "Definition: taken to first call, no-shows and cancelled left out. Source: queue, 8 s ago. YoY: same "
      "weekday last year. Prev: same time yesterday.");
  page->lead = figure ("wait_avg", "平均等候", "Average wait", "min", 13.7, SZ_STATUS_GOOD, -6.1, 0.8);
  judge (page->lead, "低于目标 1.3 分", "1.3 min below target", "目标 ≤ 15", "target ≤ 15");
  g_ptr_array_add (page->tiles, daily_line (rand));
  g_ptr_array_add (page->tiles, bars ());
  g_ptr_array_add (page->tiles, table (rand));
  g_ptr_array_add (page->tiles, histogram ());
  g_ptr_array_add (page->tiles, heat (rand));
  g_rand_free (rand);
  return page;
}

SzPage *
sample_states (void)
{
  static const struct {
    SzTileState state;
    SzStatus status;
    double value;
    const char *title_zh, *title_en, *note_zh, *note_en;
  } cases[] = {
    { SZ_STATE_READY, SZ_STATUS_GOOD, 13.7, "平均等候", "Average wait", "", "" },
    { SZ_STATE_READY, SZ_STATUS_ATTENTION, 16.6, "平均等候", "Average wait", "", "" },
    { SZ_STATE_READY, SZ_STATUS_ALARM, 28.4, "平均等候", "Average wait", "", "" },
    { SZ_STATE_LOADING, SZ_STATUS_UNKNOWN, NAN, "平均等候", "Average wait", "", "" },
    { SZ_STATE_EMPTY, SZ_STATUS_UNKNOWN, NAN, "差评处置时长", "Complaint handling", "今日无差评，无需统计",
      "No complaints today" },
    { SZ_STATE_STALE, SZ_STATUS_GOOD, 46.2, "主动评价率", "Rated", "停在 14:22，已 14 分",
      "stopped at 14:22, 14 min ago" },
    { SZ_STATE_ERROR, SZ_STATUS_UNKNOWN, NAN, "人均逗留", "Time in hall", "算不出：出口计数缺 2 台",
      "Cannot be computed: 2 exit counters are silent" },
  };
  SzPage *page = new_page ("states", "组件·状态", "Components, states");
  GRand *rand = g_rand_new_with_seed (3);

  g_free (page->headline);
  page->headline = say ("图块状态与图表约定", "Tile states and charts");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    SzTile *tile =
        sz_tile_new (SZ_TILE_NUMBER, cases[i].title_en, zh () ? cases[i].title_zh : cases[i].title_en);
    SzFigure *f =
        figure ("wait_avg", "平均等候", "Average wait", "min", cases[i].value, cases[i].status, -6.1, 0.8);

    tile->state = cases[i].state;
    g_free (tile->note);
    tile->note = say (cases[i].note_zh, cases[i].note_en);
    judge (f,
           i == 2   ? "超上限 3.4 分"
           : i == 1 ? "高于目标 1.6 分"
                    : "低于目标 1.3 分",
           i == 2   ? "3.4 min over limit"
           : i == 1 ? "1.6 min above"
                    : "1.3 min below",
           "目标 ≤ 15", "target ≤ 15");
    if (isfinite (f->value) || tile->state == SZ_STATE_ERROR)
      add_spark (f, 12, isfinite (f->value) ? f->value : 14, 1.5, 15, rand);
    /* Since then nothing is known. */
    for (gsize k = 24;
         (tile->state == SZ_STATE_ERROR || tile->state == SZ_STATE_STALE) && k < f->spark->length; k++)
      f->spark->y[k] = NAN;
    if (tile->state == SZ_STATE_EMPTY) {
      g_free (tile->last);
      tile->last = say ("上次 3月12日 2.1 时", "last 12 Mar: 2.1 h");
    } else if (tile->state == SZ_STATE_ERROR) {
      tile->ways = SZ_WAY_SOURCES | SZ_WAY_RETRY;
    }
    tile->lead = f;
    g_ptr_array_add (page->tiles, tile);
  }
  g_ptr_array_add (page->tiles, daily_line (rand));
  g_ptr_array_add (page->tiles, bars ());
  g_ptr_array_add (page->tiles, histogram ());
  g_ptr_array_add (page->tiles, heat (rand));
  g_ptr_array_add (page->tiles, table (rand));
  g_rand_free (rand);
  return page;
}
