/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-rows-private.h"

#include "sz-time.h"

/* The date of the last instant written, for the next one is mostly of the same day. Each thread has its own.
 */
static _Thread_local struct {
  gint64 day;
  char text[11];
} last_date = { G_MININT64, "" };

char *
sz_hall_rows_put_instant (char *out, gint64 local_s)
{
  gint64 day = local_s / SZ_HALL_DAY_S;
  guint32 s = (guint32)(local_s % SZ_HALL_DAY_S);
  if (day != last_date.day) {
    sz_day_format (day, last_date.text);
    last_date.day = day;
  }
  memcpy (out, last_date.text, 10);
  out[10] = 'T';
  put_padded (out + 11, s / 3600, 2);
  out[13] = ':';
  put_padded (out + 14, s / 60 % 60, 2);
  out[16] = ':';
  put_padded (out + 17, s % 60, 2);
  return put_literal (out + 19, "+08:00");
}

static char *
put_date_digits (char *p, gint64 day)
{
  int year, month, mday;
  sz_day_to_ymd (day, &year, &month, &mday);
  return put_padded (p, (guint32)(year * 10000 + month * 100 + mday), 8);
}

char *
sz_hall_rows_put_key (char *p, const SzHallWorld *world, const SzHallDay *day, SzHallSet set, guint32 index)
{
  const SzHallFacts *facts = sz_hall_set_facts (set);
  *p++ = facts->letter;
  p = put_date_digits (p, day->day);
  p = put_string (p, world->prefix);
  return facts->put_key_end != NULL ? facts->put_key_end (p, day, index) : put_padded (p, index + 1, 6);
}

void
sz_hall_rows_key (char out[SZ_HALL_KEY_MAX], const SzHallWorld *world, const SzHallDay *day, SzHallSet set,
                  guint32 index)
{
  *sz_hall_rows_put_key (out, world, day, set, index) = '\0';
}

gboolean
sz_hall_rows_read_digits (const char **text, int width, guint32 *value)
{
  *value = 0;
  for (int i = 0; i < width; i++, (*text)++) {
    if (!g_ascii_isdigit (**text))
      return FALSE;
    *value = *value * 10 + (guint32)(**text - '0');
  }
  return TRUE;
}

gboolean
sz_hall_rows_parse_key (const char *key, SzHallSet set, SzHallKey *parsed)
{
  guint32 year, month, mday;
  const SzHallFacts *facts = sz_hall_set_facts (set);
  const char *p = key;
  if (facts == NULL || *p++ != facts->letter || !sz_hall_rows_read_digits (&p, 4, &year) ||
      !sz_hall_rows_read_digits (&p, 2, &month) || !sz_hall_rows_read_digits (&p, 2, &mday))
    return FALSE;
  parsed->hall = 0;
  if (*p == 'H' && (p++, !sz_hall_rows_read_digits (&p, 4, &parsed->hall) || *p++ != '-'))
    return FALSE;
  char date[32];
  g_snprintf (date, sizeof date, "%04u-%02u-%02u", year, month, mday);
  parsed->end = p;
  return sz_day_parse (date, &parsed->day);
}

gint64
sz_hall_rows_find (const SzHallDay *day, SzHallSet set, const SzHallKey *key)
{
  const SzHallFacts *facts = sz_hall_set_facts (set);
  if (facts->find_key_end != NULL)
    return facts->find_key_end (day, key->end);
  guint32 number;
  const char *p = key->end;
  return sz_hall_rows_read_digits (&p, 6, &number) && *p == '\0' ? (gint64)number - 1 : -1;
}

static gint32
own_instant (const SzHallDay *day, SzHallSet set, guint32 index, gint64 known)
{
  const SzHallFacts *facts = sz_hall_set_facts (set);
  gint32 own = facts->own (day, index);
  if (facts->flags == NULL || !(facts->flags (day, index) & SZ_HALL_AMENDED))
    return own;
  const SzHallAmendment *amendment = sz_hall_day_amendment (day, set, index);
  return amendment != NULL && amendment->instant <= known ? own + shift_of (amendment) : own;
}

gint64
sz_hall_rows_day (const SzHallDay *day, SzHallSet set, guint32 index, gint64 instant)
{
  /* All are at most a day before the day's start, which keeps the division exact. */
  gint64 known = sz_hall_day_known (day, set, instant);
  return day->day - 1 + (own_instant (day, set, index, known) + SZ_HALL_DAY_S) / SZ_HALL_DAY_S;
}

static int
version_at (const SzHallLife *life, gint64 instant)
{
  int version = 0;
  while (version < life->n && life->at[version] <= instant)
    version++;
  return version;
}

static void
put_row (GString *out, const SzHallWorld *world, const SzHallDay *day, SzHallSet set, guint32 index,
         const SzHallLife *life, gint64 instant, gboolean gone)
{
  int version = version_at (life, instant);
  SzHallRow row = { .p = begin_row (out),
                    .world = world,
                    .day = day,
                    .start = sz_hall_day_start_s (day),
                    .instant = sz_hall_day_known (day, set, instant) };
  row.p = put_literal (row.p, "{\"key\":\"");
  row.p = sz_hall_rows_put_key (row.p, world, day, set, index);
  row.p = put_literal (row.p, "\",\"ver\":");
  row.p = put_number (row.p, version);
  row.p = gone ? put_literal (row.p, ",\"op\":\"del\"") : put_literal (row.p, ",\"op\":\"put\"");
  put_time (&row, ",\"at\":", own_instant (day, set, index, row.instant));
  if (!gone)
    sz_hall_set_facts (set)->put (&row, index);
  row.p = put_literal (row.p, "}\n");
  end_row (out, row.p);
}

void
sz_hall_rows_put (GString *out, const SzHallWorld *world, const SzHallDay *day, SzHallSet set, guint32 index,
                  const SzHallLife *life, gint64 instant)
{
  gboolean gone = life->dropped && version_at (life, instant) == life->n;
  put_row (out, world, day, set, index, life, instant, gone);
}

void
sz_hall_rows_put_gone (GString *out, const SzHallWorld *world, const SzHallDay *day, SzHallSet set,
                       guint32 index, const SzHallLife *life, gint64 instant)
{
  put_row (out, world, day, set, index, life, instant, TRUE);
}

void
sz_hall_rows_put_version (GString *out, const SzHallWorld *world, const SzHallDay *day, SzHallSet set,
                          guint32 index, const SzHallLife *life, gint64 instant)
{
  char *p = begin_row (out);
  p = sz_hall_rows_put_key (p, world, day, set, index);
  *p++ = ' ';
  p = put_number (p, version_at (life, instant));
  *p++ = '\n';
  end_row (out, p);
}

gint64
sz_hall_thing_version (const SzHallWorld *world, const SzHallNow *now)
{
  if (now->number == 0)
    return 1;
  return 1 + (now->since / SZ_HALL_DAY_S - world->founded_day) * SZ_HALL_STATES_MAX + now->number;
}

gint64
sz_hall_thing_born (const SzHallWorld *world, SzHallSet set, guint32 index)
{
  const SzHallThings *things = sz_hall_set_things (set);
  return things->born != NULL ? things->born (world, index) : world->founded_day * SZ_HALL_DAY_S;
}

void
sz_hall_rows_put_thing (GString *out, const SzHallWorld *world, SzHallSet set, guint32 index,
                        const SzHallNow *now)
{
  const SzHallThings *things = sz_hall_set_things (set);
  gint64 born = sz_hall_thing_born (world, set, index);
  char key[SZ_HALL_KEY_MAX];
  things->key (world, index, key);
  SzHallRow row = { .p = begin_row (out), .world = world, .instant = G_MAXINT64 };
  row.p = put_literal (row.p, "{\"key\":\"");
  row.p = put_string (row.p, key);
  row.p = put_literal (row.p, "\",\"ver\":");
  row.p = put_number (row.p, sz_hall_thing_version (world, now));
  row.p = put_literal (row.p, ",\"op\":\"put\"");
  put_time (&row, ",\"at\":", born);
  put_time (&row, ",\"valid_from\":", born);
  things->put (&row, index, now->state, now->since);
  row.p = put_literal (row.p, "}\n");
  end_row (out, row.p);
}
