/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-day-private.h"

#include <string.h>

typedef struct {
  guint32 key; /* seconds from the earliest */
  guint32 index;
} Place;

/* Two passes by counting cover 48 days, the instants of a day and its online nights many times over. */
#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)

static void
sort_by_digit (const Place *from, Place *to, guint n, guint shift)
{
  guint32 next[DIGITS + 1] = { 0 };
  for (guint i = 0; i < n; i++)
    next[(from[i].key >> shift & (DIGITS - 1)) + 1]++;
  for (guint d = 0; d < DIGITS; d++)
    next[d + 1] += next[d];
  for (guint i = 0; i < n; i++)
    to[next[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
}

void
sz_hall_sort_by_instant (GArray *records, gsize offset)
{
  guint n = records->len;
  if (n < 2)
    return;
  gsize size = g_array_get_element_size (records);
  g_autofree Place *places = g_new (Place, n), *other = g_new (Place, n);
  gint32 earliest = G_MAXINT32, latest = G_MININT32;
  for (guint i = 0; i < n; i++) {
    gint32 instant;
    memcpy (&instant, records->data + i * size + offset, sizeof instant);
    earliest = MIN (earliest, instant);
    latest = MAX (latest, instant);
    places[i] = (Place){ .key = (guint32)instant, .index = i };
  }
  for (guint i = 0; i < n; i++)
    places[i].key -= (guint32)earliest;
  guint32 range = (guint32)latest - (guint32)earliest;
  sort_by_digit (places, other, n, 0);
  sort_by_digit (other, places, n, DIGIT_BITS);
  if (range >> (2 * DIGIT_BITS) != 0) {
    sort_by_digit (places, other, n, 2 * DIGIT_BITS);
    memcpy (places, other, n * sizeof (Place));
  }
  g_autofree char *sorted = g_malloc (n * size);
  for (guint i = 0; i < n; i++)
    memcpy (sorted + i * size, records->data + places[i].index * size, size);
  memcpy (records->data, sorted, n * size);
}

static int
days_later (gint32 instant)
{
  return CLAMP (instant / SZ_HALL_DAY_S, 0, SZ_HALL_REACH_DAYS - 1);
}

static SzHallSpill *
make_spill (const SzHallDay *day, SzHallSet set, const SzHallFacts *facts)
{
  guint n = day->rows[set]->len;
  SzHallSpill *spill = g_new0 (SzHallSpill, 1);
  g_autofree guint8 *later = g_malloc (n + 1);
  for (guint i = 0; i < n; i++) {
    later[i] = (guint8)days_later (facts->own (day, i));
    spill->start[later[i] + 1]++;
  }
  for (int k = 0; k <= SZ_HALL_REACH_DAYS; k++)
    spill->start[k + 1] += spill->start[k];
  guint32 next[SZ_HALL_REACH_DAYS + 2];
  memcpy (next, spill->start, sizeof next);
  spill->order = g_new (guint32, n + 1);
  for (guint i = 0; i < n; i++)
    spill->order[next[later[i]]++] = i;
  return spill;
}

static void
free_spill (SzHallSpill *spill)
{
  if (spill != NULL)
    g_free (spill->order);
  g_free (spill);
}

/* Days are kept by the hundred: room that was made for more rows than came is given back. */
static GArray *
trim (GArray *records)
{
  GArray *exact = g_array_sized_new (FALSE, FALSE, g_array_get_element_size (records), records->len);
  if (records->len > 0)
    g_array_append_vals (exact, records->data, records->len);
  g_array_unref (records);
  return exact;
}

SzHallDay *
sz_hall_day_begin (const SzHallWorld *world, gint64 date)
{
  SzHallDay *day = g_new0 (SzHallDay, 1);
  day->day = date;
  day->world = world;
  day->open = date >= world->founded_day && sz_hall_calendar_is_open (world->calendar, date);
  day->amendments = g_array_new (FALSE, FALSE, sizeof (SzHallAmendment));
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    const SzHallFacts *facts = sz_hall_set_facts ((SzHallSet)set);
    guint size = sz_hall_set_record_size ((SzHallSet)set);
    if (size > 0)
      day->rows[set] = g_array_new (FALSE, FALSE, size);
    if (facts != NULL && facts->spills)
      day->spills[set] = make_spill (day, (SzHallSet)set, facts);
  }
  return day;
}

void
sz_hall_day_need (SzHallDay *day, SzHallSet set)
{
  if (day->day >= day->world->founded_day)
    sz_hall_set_fill (day, day->world, set);
}

void
sz_hall_day_finish (SzHallDay *day, SzHallSet set)
{
  const SzHallFacts *facts = sz_hall_set_facts (set);
  sz_hall_amendments_fill (day, day->world, set);
  day->rows[set] = trim (day->rows[set]);
  if (day->spills[set] != NULL) {
    free_spill (day->spills[set]);
    day->spills[set] = make_spill (day, set, facts);
  }
}

SzHallDay *
sz_hall_day_new (const SzHallWorld *world, gint64 date)
{
  SzHallDay *day = sz_hall_day_begin (world, date);
  for (int set = 0; set < SZ_HALL_SETS; set++)
    if (day->rows[set] != NULL)
      sz_hall_day_need (day, (SzHallSet)set);
  return day;
}

void
sz_hall_day_free (SzHallDay *day)
{
  if (day == NULL)
    return;
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    if (day->rows[set] != NULL)
      g_array_unref (day->rows[set]);
    free_spill (day->spills[set]);
  }
  g_array_unref (day->amendments);
  g_clear_pointer (&day->chain_steps, g_array_unref);
  g_free (day->shifts);
  g_free (day->staff);
  g_free (day);
}

guint
sz_hall_day_count (const SzHallDay *day, SzHallSet set)
{
  return sz_hall_set_facts (set) != NULL ? day->rows[set]->len : 0;
}

const SzHallAmendment *
sz_hall_day_amendment (const SzHallDay *day, SzHallSet set, guint32 index)
{
  SzHallAmendment wanted = { .set = (guint8)set, .index = index };
  guint low = 0, high = day->amendments->len;
  while (low < high) {
    guint middle = (low + high) / 2;
    const SzHallAmendment *at = &g_array_index (day->amendments, SzHallAmendment, middle);
    if (at->set == wanted.set && at->index == wanted.index)
      return at;
    if (at->set < wanted.set || (at->set == wanted.set && at->index < wanted.index))
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

/* Puts the instants in order, each once. */
static inline void
tidy (SzHallLife *life)
{
  for (int i = 1; i < life->n; i++) {
    gint32 instant = life->at[i];
    int at = i;
    for (; at > 0 && life->at[at - 1] > instant; at--)
      life->at[at] = life->at[at - 1];
    life->at[at] = instant;
  }
  int kept = 0;
  for (int i = 0; i < life->n; i++)
    if (kept == 0 || life->at[kept - 1] != life->at[i])
      life->at[kept++] = life->at[i];
  life->n = kept;
}

static void
add_amendment (SzHallLife *life, const SzHallAmendment *amendment)
{
  switch ((SzHallAmendmentKind)amendment->kind) {
  case SZ_HALL_LATE:
    for (int i = 0; i < life->n; i++)
      life->at[i] = MAX (life->at[i], amendment->instant);
    break;
  case SZ_HALL_DROP:
    life->dropped = TRUE;
    sz_hall_life_add (life, amendment->instant);
    break;
  case SZ_HALL_FIX:
  case SZ_HALL_MOVE:
    sz_hall_life_add (life, amendment->instant);
    break;
  }
}

/* Whether the hall says nothing of a set for a while on the day of an instant (seconds from `day`). */
static gboolean
find_silence (const SzHallDay *day, SzHallSet set, gint64 instant, gint64 *from, gint64 *to)
{
  SzHallSet silent;
  gint32 start, end;
  gint64 later = instant / SZ_HALL_DAY_S;
  if (!sz_hall_incident_silence (day->world, day->day + later, &silent, &start, &end) || silent != set)
    return FALSE;
  *from = later * SZ_HALL_DAY_S + start;
  *to = later * SZ_HALL_DAY_S + end;
  return instant > *from && instant < *to;
}

gint64
sz_hall_day_known (const SzHallDay *day, SzHallSet set, gint64 instant)
{
  gint64 from, to;
  return instant > 0 && find_silence (day, set, instant, &from, &to) ? from : instant;
}

/* What happens in a silence becomes known at its end. */
static void
hold_back (const SzHallDay *day, SzHallSet set, SzHallLife *life)
{
  gint64 from, to;
  for (int i = 0; i < life->n; i++)
    if (find_silence (day, set, life->at[i], &from, &to))
      life->at[i] = (gint32)to;
}

void
sz_hall_day_life (const SzHallDay *day, SzHallSet set, guint32 index, SzHallLife *life)
{
  const SzHallFacts *facts = sz_hall_set_facts (set);
  life->n = 0;
  life->dropped = FALSE;
  facts->add_instants (day, index, life);
  if (facts->flags != NULL && (facts->flags (day, index) & SZ_HALL_AMENDED)) {
    const SzHallAmendment *amendment = sz_hall_day_amendment (day, set, index);
    if (amendment != NULL)
      add_amendment (life, amendment);
  }
  hold_back (day, set, life);
  tidy (life);
}

guint
sz_hall_day_alive (const SzHallDay *day, SzHallSet set, gint64 instant)
{
  guint n = sz_hall_day_count (day, set), alive = 0;
  for (guint i = 0; i < n; i++) {
    SzHallLife life;
    sz_hall_day_life (day, set, i, &life);
    alive += life.at[0] <= instant && !(life.dropped && life.at[life.n - 1] <= instant);
  }
  return alive;
}
