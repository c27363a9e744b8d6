/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-age.h"

#include "sz-i18n.h"

struct _SzAge {
  SzZone *zone; /* (owned) (nullable) our own: a zone belongs to one thread */
  gint64 now_ms, data_ms;
  gint64 clock_ms; /* by which days are today */
  gint64 taken_us; /* monotonic */
  gboolean stale, connected;
};

SzAge *
sz_age_new (void)
{
  return g_new0 (SzAge, 1);
}

void
sz_age_free (SzAge *age)
{
  g_clear_pointer (&age->zone, sz_zone_unref);
  g_free (age);
}

void
sz_age_take (SzAge *age, const SzPage *page)
{
  g_clear_pointer (&age->zone, sz_zone_unref);
  if (page->zone != NULL)
    age->zone = sz_zone_new (sz_zone_id (page->zone), NULL); /* a zone that exists is found again */
  age->now_ms = page->now_ms;
  age->data_ms = page->data_ms;
  age->clock_ms = sz_page_clock_ms (page);
  age->stale = page->stale;
  age->taken_us = g_get_monotonic_time ();
}

void
sz_age_set_connected (SzAge *age, gboolean connected)
{
  age->connected = connected;
}

gboolean
sz_age_is_live (const SzAge *age)
{
  return age->connected && !age->stale && age->data_ms != 0;
}

static gint64
age_ms (const SzAge *age)
{
  return MAX (0, age->now_ms - age->data_ms + (g_get_monotonic_time () - age->taken_us) / 1000);
}

/* What there is room for in a narrow header; the tooltip says all of it. */
static char *
describe_briefly (const SzAge *age)
{
  g_autofree char *date = NULL;
  g_autofree char *clock = NULL;

  if (sz_age_is_live (age))
    return sz_age_text (age_ms (age));
  date = sz_date_text (sz_zone_day (age->zone, age->data_ms), sz_zone_day (age->zone, age->clock_ms));
  clock = sz_clock_text (age->data_ms, age->zone);
  if (!age->connected)
    /* Translators: a day up to which there are records, as short as can be. */
    return g_strdup_printf (_ ("Up to %s"), date);
  /* Translators: a time of day at which the data stopped, as short as can be. */
  return g_strdup_printf (_ ("Stopped at %s"), clock);
}

char *
sz_age_describe (const SzAge *age, gboolean brief)
{
  g_autofree char *ago = NULL;
  g_autofree char *date = NULL;
  g_autofree char *clock = NULL;

  if (age->data_ms == 0 || age->zone == NULL)
    return g_strdup ("");
  if (brief)
    return describe_briefly (age);
  if (sz_age_is_live (age)) {
    ago = sz_age_text (age_ms (age));
    /* Translators: the figures are live; %s is an age such as “8 s ago”. */
    return g_strdup_printf (_ ("Live, updated %s"), ago);
  }
  date = sz_date_text (sz_zone_day (age->zone, age->data_ms), sz_zone_day (age->zone, age->clock_ms));
  clock = sz_clock_text (age->data_ms, age->zone);
  /* Data by days stand at midnight, which is no time of day. */
  if (!age->connected &&
      age->data_ms == sz_zone_day_start_ms (age->zone, sz_zone_day (age->zone, age->data_ms)))
    return g_strdup_printf (_ ("Records up to %s"), date);
  if (!age->connected)
    /* Translators: a day and a time of day. */
    return g_strdup_printf (_ ("Records up to %1$s %2$s"), date, clock);
  ago = sz_age_text (age_ms (age));
  /* Translators: a time of day, then an age such as “14 min ago”. */
  return g_strdup_printf (_ ("Stopped at %1$s, %2$s"), clock, ago);
}
