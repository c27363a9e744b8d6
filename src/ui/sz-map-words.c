/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-words.h"

#include "sz-i18n.h"

/* Zones a place is outside of that are worth naming. */
#define ZONES_NAMED 3

typedef struct {
  guint by_state[SZ_SITE_UNKNOWN + 1];
  const SzSite *slow; /* (nullable) an open hall where one waits too long */
} Counts;

static Counts
count_sites (const SzMapData *data)
{
  const GPtrArray *sites = data->atlas->sites;
  Counts counts = { 0 };

  for (guint i = 0; i < sites->len; i++) {
    const SzSite *site = g_ptr_array_index (sites, i);

    counts.by_state[site->state]++;
    if (site->kind == SZ_SITE_HALL && site->state == SZ_SITE_OPEN &&
        sz_map_data_status (data, site) != SZ_SPOT_GOOD)
      counts.slow = site;
  }
  return counts;
}

char *
sz_map_headline (const SzMapData *data)
{
  Counts counts = count_sites (data);
  guint n = data->atlas->sites->len, open = counts.by_state[SZ_SITE_OPEN];

  if (n == 0)
    return g_strdup (_ ("No source supplies service points"));
  if (counts.slow != NULL)
    return g_strdup_printf (_ ("%1$u of %2$u service points are open; the wait at %3$s is long"), open, n,
                            counts.slow->name);
  return g_strdup_printf (_ ("%1$u of %2$u service points are open"), open, n);
}

char *
sz_map_where (const SzMapData *data)
{
  /* Translators: the page, its day and time. */
  return g_strdup_printf (_ ("Service map, %1$s %2$s"), data->date, data->clock);
}

char *
sz_map_subline (const SzMapData *data)
{
  Counts counts = count_sites (data);
  guint problems = data->atlas->problems->len;
  char *line =
      g_strdup_printf (_ ("%1$u paused, %2$u closed, %3$u offline; %4$u restricted zones are in force."),
                       counts.by_state[SZ_SITE_PAUSED], counts.by_state[SZ_SITE_CLOSED],
                       counts.by_state[SZ_SITE_OFFLINE], data->atlas->bans->len);

  if (problems == 0)
    return line;
  g_autofree char *plain = line;
  g_autofree char *count =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u outline or position cannot be used.",
                                    "%u outlines or positions cannot be used.", problems),
                       problems);
  /* Translators: two sentences. */
  return g_strdup_printf (_ ("%1$s %2$s"), plain, count);
}

char *
sz_map_problems (const SzAtlas *atlas)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < atlas->problems->len; i++)
    g_string_append_printf (all, "%s%s", i > 0 ? "\n" : "",
                            (const char *)g_ptr_array_index (atlas->problems, i));
  return g_string_free (all, atlas->problems->len == 0);
}

char *
sz_map_zones_text (const SzWhereabouts *whereabouts)
{
  GString *text = g_string_new (NULL);
  guint named = 0;

  for (guint i = 0; i < whereabouts->bans->len && named < ZONES_NAMED; i++) {
    const SzBanAnswer *answer = &g_array_index (whereabouts->bans, SzBanAnswer, i);
    g_autofree char *sentence = sz_ban_answer_text (answer);

    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", sentence);
    if (answer->inside && *answer->ban->reason != '\0')
      g_string_append_printf (text, "\n%s", answer->ban->reason);
    named++;
  }
  if (text->len == 0)
    g_string_append (text, _ ("No restricted zone within 3 km."));
  return g_string_free (text, FALSE);
}

guint
sz_map_count_inside (const SzWhereabouts *whereabouts)
{
  guint inside = 0;

  for (guint i = 0; i < whereabouts->bans->len; i++)
    inside += g_array_index (whereabouts->bans, SzBanAnswer, i).inside ? 1 : 0;
  return inside;
}

const char *
sz_map_found_hint (const GPtrArray *found)
{
  if (found->len == 0)
    return _ ("Nothing here has this name or address. Click the map, or give longitude and latitude.");
  if (((const SzFound *)g_ptr_array_index (found, 0))->partial)
    return _ ("Not known exactly; these begin the same way.");
  return NULL;
}

char *
sz_map_answer_title (const SzWhereabouts *whereabouts)
{
  guint inside = sz_map_count_inside (whereabouts);

  if (inside == 0)
    return g_strdup (_ ("✓ In no restricted zone"));
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "✕ In %u restricted zone", "✕ In %u restricted zones", inside), inside);
}

char *
sz_map_place_text (const SzWhereabouts *whereabouts, const char *name)
{
  g_autofree char *regions = sz_whereabouts_regions_text (whereabouts);
  g_autofree char *position = g_strdup_printf ("%.6f, %.6f", whereabouts->longitude, whereabouts->latitude);

  return g_strjoin ("\n", name != NULL ? name : position,
                    *regions != '\0' ? regions : _ ("Outside of the district"), NULL);
}

char *
sz_map_pin_text (const SzWhereabouts *whereabouts)
{
  const SzBanAnswer *first =
      whereabouts->bans->len > 0 ? &g_array_index (whereabouts->bans, SzBanAnswer, 0) : NULL;
  g_autofree char *distance = first != NULL ? sz_distance_text (first->boundary_m) : NULL;

  if (first == NULL)
    return NULL;
  /* Translators: how far inside or outside of a zone's boundary. */
  return g_strdup_printf (first->inside ? _ ("%s inside") : _ ("%s outside"), distance);
}

char *
sz_map_list_title (guint n, gboolean nearest)
{
  return g_strdup_printf (nearest ? _ ("Nearest service points (%u)") : _ ("Service points (%u)"), n);
}

char *
sz_map_spoken (const char *const *texts)
{
  GString *said = g_string_new (NULL);

  for (guint i = 0; texts[i] != NULL; i++)
    if (*texts[i] != '\0')
      g_string_append_printf (said, "%s%s",
                              said->len == 0             ? ""
                              : sz_lang () == SZ_LANG_ZH ? "，"
                                                         : ", ",
                              texts[i]);
  return g_string_free (said, FALSE);
}
