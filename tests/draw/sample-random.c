/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "sample.h"

static gboolean
chance (GRand *rand, double share)
{
  return g_rand_double (rand) < share;
}

static double
random_value (GRand *rand)
{
  switch (g_rand_int_range (rand, 0, 12)) {
  case 0:
    return NAN;
  case 1:
    return 0;
  case 2:
    return pow (10, g_rand_double_range (rand, -9, 12));
  case 3:
    return -pow (10, g_rand_double_range (rand, -9, 12));
  case 4:
    return INFINITY;
  case 5:
    return g_rand_int_range (rand, 0, 100000);
  default:
    return g_rand_double_range (rand, 0, 100);
  }
}

static double
random_finite (GRand *rand)
{
  const double value = random_value (rand);

  return isfinite (value) ? value : 5;
}

static const char *
random_unit (GRand *rand)
{
  static const char *const units[] = { "min",    "%", "case",    "count", "score",
                                       "ratio1", "d", "perhead", "yuan",  "" };

  return units[g_rand_int_range (rand, 0, G_N_ELEMENTS (units))];
}

/* Up to 30 Chinese characters or 60 letters; now and then nothing, one long word, or bytes that are no text.
 */
static char *
random_name (GRand *rand, guint most)
{
  static const char *const chinese[] = { "事", "项", "办", "件", "窗", "口", "等",
                                         "候", "社", "保", "医", "税", "，", "区" };
  static const char *const english[] = { "wait ",         "desk ", "of ",         "insurance ",
                                         "registration ", "a ",    "entry-exit ", "W" };
  GString *name = g_string_new (NULL);
  const guint length = (guint)g_rand_int_range (rand, chance (rand, 0.05) ? 0 : 1, (gint32)most + 1);
  const gboolean zh = sz_lang () == SZ_LANG_ZH;

  if (chance (rand, 0.01)) {
    g_string_append (name, "\xff\xfe\n\t");
    return g_string_free (name, FALSE);
  }
  for (guint i = 0; zh && i < length; i++)
    g_string_append (name, chinese[g_rand_int_range (rand, 0, G_N_ELEMENTS (chinese))]);
  const gboolean one_word = chance (rand, 0.1);
  while (!zh && name->len < 2 * length)
    g_string_append (name, one_word ? "W" : english[g_rand_int_range (rand, 0, G_N_ELEMENTS (english))]);
  if (!zh)
    g_string_truncate (name, MIN (name->len, 2 * length));
  return g_string_free (name, FALSE);
}

static void
set_text (char **place, char *text)
{
  g_free (*place);
  *place = text;
}

static SzSeries *
random_series (GRand *rand, double start, double end, gboolean reference)
{
  static const gsize lengths[] = { 0, 1, 2, 7, 30, 97, 3000 };
  g_autofree char *name = random_name (rand, 6);
  SzSeries *series = sz_series_new (name, lengths[g_rand_int_range (rand, 0, G_N_ELEMENTS (lengths))]);
  const double level = random_finite (rand), gaps = chance (rand, 0.5) ? 0 : g_rand_double (rand);

  series->reference = reference;
  for (gsize i = 0; i < series->length; i++) {
    series->x[i] = start + (end - start) * (double)i / (double)MAX (1, series->length - 1);
    series->y[i] = chance (rand, gaps) ? NAN : level * g_rand_double_range (rand, 0.5, 1.5);
  }
  return series;
}

static SzFigure *
random_figure (GRand *rand, guint index)
{
  g_autofree char *id = g_strdup_printf ("figure_%u", index);
  g_autofree char *name = random_name (rand, 30);
  SzFigure *f = sz_figure_new (id, name, random_unit (rand));

  f->value = random_value (rand);
  f->status = isfinite (f->value) ? (SzStatus)g_rand_int_range (rand, 0, 5) : SZ_STATUS_UNKNOWN;
  if (chance (rand, 0.7))
    set_text (&f->verdict, random_name (rand, 14));
  if (chance (rand, 0.7))
    set_text (&f->reference, random_name (rand, 10));
  f->year_change = chance (rand, 0.3) ? NAN : random_value (rand);
  f->previous_change = chance (rand, 0.3) ? NAN : random_value (rand);
  f->year_relative = chance (rand, 0.5) ? NAN : random_value (rand);
  f->previous_relative = chance (rand, 0.5) ? NAN : random_value (rand);
  f->target = random_value (rand);
  f->limit = random_value (rand);
  if (chance (rand, 0.05))
    f->text = random_name (rand, 12);
  if (chance (rand, 0.3))
    set_text (&f->note, random_name (rand, 12));
  if (chance (rand, 0.7)) {
    f->spark = random_series (rand, 1.77e12, 1.773e12, FALSE);
    set_text (&f->spark_scope, random_name (rand, 8));
  }
  return f;
}

static void
fill_parts (SzTile *tile, GRand *rand)
{
  const guint n = (guint)g_rand_int_range (rand, 0, 21);

  for (guint i = 0; i < n; i++) {
    g_autofree char *code = g_strdup_printf ("%u", i);
    g_autofree char *name = random_name (rand, 30);
    SzPart *part = sz_part_new (code, name);

    part->value = random_value (rand);
    part->reference = random_value (rand);
    part->pull = random_value (rand);
    part->status = (SzStatus)g_rand_int_range (rand, 0, 5);
    if (chance (rand, 0.8))
      part->series = random_series (rand, tile->x_start, tile->x_end, FALSE);
    if (chance (rand, 0.5))
      set_text (&part->note, random_name (rand, 16));
    g_ptr_array_add (tile->parts, part);
  }
}

static void
fill_heat (SzTile *tile, GRand *rand)
{
  const guint rows = (guint)g_rand_int_range (rand, 1, 8), columns = (guint)g_rand_int_range (rand, 1, 25);

  tile->heat_rows = g_new0 (char *, rows + 1);
  tile->heat_columns = g_new0 (char *, columns + 1);
  tile->heat = g_new (double, rows *columns);
  for (guint i = 0; i < rows; i++)
    tile->heat_rows[i] = random_name (rand, 12);
  for (guint i = 0; i < columns; i++)
    tile->heat_columns[i] = random_name (rand, 4);
  for (guint i = 0; i < rows * columns; i++)
    tile->heat[i] = random_value (rand);
}

static void
fill_histogram (SzTile *tile, GRand *rand)
{
  const double width = pow (10, g_rand_double_range (rand, -6, 8));

  tile->n_bins = (gsize)g_rand_int_range (rand, 1, 60);
  tile->bin_edges = g_new (double, tile->n_bins + 1);
  tile->bin_counts = g_new (double, tile->n_bins);
  for (gsize i = 0; i <= tile->n_bins; i++)
    tile->bin_edges[i] = width * (double)i;
  for (gsize i = 0; i < tile->n_bins; i++)
    tile->bin_counts[i] = chance (rand, 0.1) ? NAN : floor (pow (10, g_rand_double_range (rand, 0, 6)));
  tile->median = chance (rand, 0.3) ? NAN : width * g_rand_double_range (rand, 0, 70);
  tile->row_count = chance (rand, 0.3) ? NAN : floor (pow (10, g_rand_double_range (rand, 0, 7)));
  tile->over_count = chance (rand, 0.3) ? NAN : floor (pow (10, g_rand_double_range (rand, 0, 6)));
}

static void
fill_frame (SzTile *tile, GRand *rand)
{
  const guint columns = (guint)g_rand_int_range (rand, 1, 12), rows = (guint)g_rand_int_range (rand, 0, 15);

  tile->frame = sz_frame_new ();
  for (guint i = 0; i < columns; i++) {
    g_autofree char *id = g_strdup_printf ("c%u%s", i, chance (rand, 0.2) ? ".prev_change" : "");
    g_autofree char *name = random_name (rand, 20);
    sz_frame_add_column (tile->frame, id, name, random_unit (rand),
                         (SzColumnType)g_rand_int_range (rand, 0, 3));
  }
  for (guint r = 0; r < rows; r++) {
    sz_frame_add_row (tile->frame);
    for (guint i = 0; i < columns; i++) {
      g_autofree char *text = random_name (rand, 30);
      const SzColumnType type = sz_frame_column (tile->frame, i)->type;
      if (type == SZ_COLUMN_TEXT)
        sz_frame_set_text (tile->frame, r, i, chance (rand, 0.1) ? NULL : text);
      else
        sz_frame_set_number (tile->frame, r, i, random_value (rand) * (type == SZ_COLUMN_INSTANT ? 1e9 : 1));
    }
  }
}

static void
fill_booths (SzTile *tile, GRand *rand)
{
  for (guint i = 0; i < tile->parts->len; i++) {
    SzPart *part = g_ptr_array_index (tile->parts, i);
    const guint n = chance (rand, 0.1) ? 0 : (guint)g_rand_int_range (rand, 1, chance (rand, 0.1) ? 160 : 40);

    if (chance (rand, 0.3))
      set_text (&part->verdict, random_name (rand, 14));
    if (n == 0)
      continue;
    part->booths = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_booth_free);
    for (guint k = 0; k < n; k++) {
      g_autofree char *code = g_strdup_printf ("%c%02u", 'A' + i, k);
      g_autofree char *label = chance (rand, 0.05) ? random_name (rand, 8) : g_strdup_printf ("%02u", k);
      SzBooth *booth = sz_booth_new (code, label, (SzBoothState)g_rand_int_range (rand, 0, SZ_BOOTH_STATES));

      booth->minutes = random_value (rand);
      booth->usual_minutes = random_value (rand);
      set_text (&booth->sentence, g_strconcat (code, " x", NULL));
      set_text (&booth->open, g_strconcat ("rows:tickets?window=", code, NULL));
      g_ptr_array_add (part->booths, booth);
    }
  }
}

static void
fill_entries (SzTile *tile, GRand *rand)
{
  const guint n = (guint)g_rand_int_range (rand, 0, 14);

  for (guint i = 0; i < n; i++) {
    g_autofree char *open = chance (rand, 0.3) ? g_strdup ("") : g_strdup_printf ("figure:f%u", i);
    g_autofree char *title = random_name (rand, 24);
    g_autofree char *detail = random_name (rand, 40);
    SzEntry *entry = sz_entry_new (open, title, detail);

    entry->status = (SzStatus)g_rand_int_range (rand, 0, 5);
    entry->at_ms = chance (rand, 0.2) ? NAN : 1.77e12 + 1e9 * g_rand_double (rand);
    if (chance (rand, 0.5))
      set_text (&entry->when, random_name (rand, 10));
    if (chance (rand, 0.3))
      set_text (&entry->tag, random_name (rand, 10));
    if (chance (rand, 0.3))
      set_text (&entry->link, random_name (rand, 8));
    g_ptr_array_add (tile->entries, entry);
  }
}

static void
fill_counts (SzPage *page, GRand *rand)
{
  const guint n = (guint)g_rand_int_range (rand, 0, 9);

  for (guint i = 0; i < n; i++) {
    g_autofree char *name = random_name (rand, 8);
    SzPart *part = sz_part_new ("", name);

    part->value = g_rand_int_range (rand, 0, 3000);
    part->status = (SzStatus)g_rand_int_range (rand, 0, 5);
    part->booth = g_rand_int_range (rand, -1, SZ_BOOTH_STATES);
    g_ptr_array_add (page->counts, part);
  }
}

static SzTile *
random_tile (GRand *rand, guint index, SzTileKind kind)
{
  g_autofree char *id = g_strdup_printf ("tile-%u", index);
  g_autofree char *title = random_name (rand, 30);
  SzTile *tile = sz_tile_new (kind, id, title);
  const guint figures = (guint)g_rand_int_range (rand, 1, 21);
  const double now = 1.7739e12;

  tile->state = chance (rand, 0.7) ? SZ_STATE_READY : (SzTileState)g_rand_int_range (rand, 0, 5);
  set_text (&tile->scope, random_name (rand, 12));
  if (chance (rand, 0.4))
    set_text (&tile->note, random_name (rand, 30));
  if (g_str_hash (tile->title) % 5 < 2)
    set_text (&tile->last, g_strdup (tile->title));
  tile->ways = (SzTileWays)(g_str_hash (tile->title) % 4);
  set_text (&tile->unit, g_strdup (random_unit (rand)));
  set_text (&tile->dimension, g_strdup ("area"));
  tile->daily = chance (rand, 0.5);
  tile->x_start = now - (tile->daily ? 400 * 864e5 * g_rand_double (rand) : 36e6 * g_rand_double (rand));
  tile->x_end = now + 36e5;
  tile->x_now = chance (rand, 0.3) ? NAN : now;
  tile->target = random_value (rand);
  tile->limit = random_value (rand);
  if (chance (rand, 0.9))
    tile->lead = random_figure (rand, 1000 * index);
  for (guint i = 0; i < figures && kind == SZ_TILE_LAYER; i++)
    g_ptr_array_add (tile->figures, random_figure (rand, 1000 * index + 1 + i));
  for (guint i = 0; i < 3 && chance (rand, 0.8); i++)
    g_ptr_array_add (tile->series, random_series (rand, tile->x_start, tile->x_end, i > 0));
  if (kind == SZ_TILE_MULTIPLES || kind == SZ_TILE_BARS || kind == SZ_TILE_WINDOWS || kind == SZ_TILE_RING ||
      kind == SZ_TILE_RADAR)
    fill_parts (tile, rand);
  if (kind == SZ_TILE_WINDOWS)
    fill_booths (tile, rand);
  if (kind == SZ_TILE_ENTRIES || kind == SZ_TILE_TERMS || kind == SZ_TILE_TIMELINE)
    fill_entries (tile, rand);
  tile->idle_gaps = chance (rand, 0.2);
  if (kind == SZ_TILE_HEAT)
    fill_heat (tile, rand);
  if (kind == SZ_TILE_HISTOGRAM)
    fill_histogram (tile, rand);
  if (kind == SZ_TILE_TABLE)
    fill_frame (tile, rand);
  return tile;
}

SzPage *
sample_random (GRand *rand)
{
  static const char *const ids[] = { "overview",       "indicator:wait_avg", "any", "live", "alerts",
                                     "row:tickets?T1", "library:wait_avg" };
  SzPage *page = sz_page_new (ids[g_rand_int_range (rand, 0, G_N_ELEMENTS (ids))]);
  const guint tiles = (guint)g_rand_int_range (rand, 0, 10);

  page->zone = sz_zone_new ("Asia/Shanghai", NULL);
  page->now_ms = 1773900000000;
  page->data_ms = page->now_ms - 8000;
  page->stale = chance (rand, 0.1);
  set_text (&page->hall, random_name (rand, 30));
  set_text (&page->where, random_name (rand, 30));
  set_text (&page->headline, random_name (rand, 30));
  set_text (&page->action, random_name (rand, 30));
  if (chance (rand, 0.5))
    set_text (&page->footer, random_name (rand, 30));
  for (guint i = 0; i < G_N_ELEMENTS (page->tally); i++)
    page->tally[i] = chance (rand, 0.4) ? 0 : (guint)g_rand_int_range (rand, 0, 400);
  if (chance (rand, 0.7))
    page->lead = random_figure (rand, 999999);
  if (g_str_equal (page->id, "live") || chance (rand, 0.1))
    fill_counts (page, rand);
  if (g_str_equal (page->id, "overview"))
    for (guint i = 0; i < tiles; i++)
      g_ptr_array_add (page->tiles, random_tile (rand, i,
                                                 i == 0                         ? SZ_TILE_HERO
                                                 : i == 1                       ? SZ_TILE_MULTIPLES
                                                 : i == 2 && chance (rand, 0.7) ? SZ_TILE_ENTRIES
                                                                                : SZ_TILE_LAYER));
  else
    for (guint i = 0; i < tiles; i++)
      g_ptr_array_add (page->tiles,
                       random_tile (rand, i, (SzTileKind)g_rand_int_range (rand, 0, SZ_TILE_RADAR + 1)));
  return page;
}
