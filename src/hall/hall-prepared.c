/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-prepared.h"

#include <string.h>

struct _SzHallPrepared {
  SzHall *hall;
  gint64 now_s;
  GHashTable *pages; /* name_page() → GBytes */
};

static char *
name_page (SzHallSet set, gint64 day, const char *after)
{
  return g_strdup_printf ("%d %" G_GINT64_FORMAT " %s", (int)set, day, after != NULL ? after : "");
}

/* The cursor of a page that promises more, from its end record; NULL of the last one. */
static char *
read_cursor (const GString *body)
{
  static const char mark[] = "\"cursor\":\"";
  if (body->len == 0)
    return NULL;
  const char *line = g_strrstr_len (body->str, (gssize)body->len - 1, "\n");
  const char *from = strstr (line != NULL ? line : body->str, mark);
  if (from == NULL || strstr (from, "\"more\":true") == NULL)
    return NULL;
  from += strlen (mark);
  return g_strndup (from, strcspn (from, "\""));
}

static void
prepare_day (SzHallPrepared *prepared, SzHallSet set, gint64 day)
{
  g_autofree char *after = NULL;
  do {
    g_autoptr (GString) body = g_string_new (NULL);
    if (!sz_hall_put_day (prepared->hall, set, day, after, SZ_HALL_PAGE_MAX, body, NULL))
      return;
    char *name = name_page (set, day, after);
    g_free (after);
    after = read_cursor (body);
    g_hash_table_insert (prepared->pages, name, g_bytes_new (body->str, body->len));
  } while (after != NULL);
}

SzHallPrepared *
sz_hall_prepared_new (SzHall *hall)
{
  SzHallPrepared *prepared = g_new0 (SzHallPrepared, 1);
  prepared->hall = hall;
  prepared->now_s = sz_hall_now_s (hall);
  prepared->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  for (gint64 day = sz_hall_first_day (hall); day * SZ_HALL_DAY_S <= prepared->now_s; day++)
    for (int set = 0; set < SZ_HALL_SETS; set++)
      prepare_day (prepared, (SzHallSet)set, day);
  sz_hall_wait_counted (hall);
  return prepared;
}

void
sz_hall_prepared_free (SzHallPrepared *prepared)
{
  if (prepared == NULL)
    return;
  g_hash_table_unref (prepared->pages);
  g_free (prepared);
}

GBytes *
sz_hall_prepared_find (const SzHallPrepared *prepared, SzHallSet set, gint64 day, const char *after)
{
  if (prepared == NULL || sz_hall_now_s (prepared->hall) != prepared->now_s)
    return NULL;
  g_autofree char *name = name_page (set, day, after);
  GBytes *page = g_hash_table_lookup (prepared->pages, name);
  return page != NULL ? g_bytes_ref (page) : NULL;
}
