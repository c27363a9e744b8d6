/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "sz-finder.h"

/* Text with everything that only separates made into blanks: commas of both widths, degree signs, the words
 * for longitude and latitude. (transfer full) */
static char *
make_plain (const char *text)
{
  static const char *const separators[] = { "经度", "纬度", "东经",   "北纬",  "lon",
                                            "lat",  "lng",  "gitude", "itude", "°" };
  g_autofree char *wide = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  char *plain = g_ascii_strdown (wide != NULL ? wide : "", -1);

  for (guint i = 0; i < G_N_ELEMENTS (separators); i++) {
    g_auto (GStrv) parts = g_strsplit (plain, separators[i], -1);

    g_free (plain);
    plain = g_strjoinv (" ", parts);
  }
  return g_strdelimit (plain, ",;:/()[]=\t、", ' ');
}

static gboolean
read_degrees (const char *word, double *value)
{
  char *end = NULL;

  if (!g_ascii_isdigit (*word) && *word != '-' && *word != '+')
    return FALSE;
  *value = g_ascii_strtod (word, &end);
  if (end != NULL && (*end == 'e' || *end == 'n') && end[1] == '\0')
    end++;
  return end != NULL && *end == '\0' && isfinite (*value);
}

gboolean
sz_coordinates_parse (const char *text, double *longitude, double *latitude, SzDatum *datum)
{
  g_autofree char *plain = make_plain (text);
  g_auto (GStrv) words = g_strsplit (plain, " ", -1);
  double values[2];
  guint n = 0;
  gboolean named = FALSE;

  *datum = SZ_DATUM_WGS84;
  for (guint i = 0; words[i] != NULL; i++) {
    /* What is left of "120.38° E". */
    if (*words[i] == '\0' || g_str_equal (words[i], "e") || g_str_equal (words[i], "n"))
      continue;
    if (!named && n == 0 && !g_ascii_isdigit (*words[i]) && sz_datum_parse (words[i], datum))
      named = TRUE;
    else if (n == 2 || !read_degrees (words[i], &values[n]))
      return FALSE;
    else
      n++;
  }
  if (n != 2)
    return FALSE;
  /* In China a longitude is never below 73 and a latitude never above 54. */
  gboolean turned = fabs (values[0]) < 60 && values[1] > 70 && values[1] <= 180;
  *longitude = values[turned ? 1 : 0];
  *latitude = values[turned ? 0 : 1];
  if (fabs (*longitude) > 180 || fabs (*latitude) > 90)
    return FALSE;
  sz_datum_convert (*datum, SZ_DATUM_WGS84, longitude, latitude);
  return TRUE;
}
