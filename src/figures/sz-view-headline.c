/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One sentence to repeat, and one line on what it rests on; both from the figures on the page, nothing else.
 */

#include "sz-view-private.h"

#include <math.h>
#include <string.h>

typedef struct {
  const SzTile *hero, *multiples;
  const SzFigure *alarm, *attention; /* the first of each on the page, in reading order */
  const SzPart *part;                /* the worst area over its limit */
  const SzPart *slow;                /* the worst area that needs attention */
  guint alarms, attentions, judged, slow_parts;
} Findings;

static void
look_at_figure (Findings *findings, const SzFigure *figure)
{
  if (figure->status == SZ_STATUS_ALARM && findings->alarms++ == 0)
    findings->alarm = figure;
  if (figure->status == SZ_STATUS_ATTENTION && findings->attentions++ == 0)
    findings->attention = figure;
  findings->judged += figure->status == SZ_STATUS_GOOD;
}

static void
look_at_parts (Findings *findings, const SzTile *tile)
{
  g_autoptr (GPtrArray) worst = sz_view_worst_parts (tile);

  for (guint i = 0; i < worst->len; i++) {
    const SzPart *part = g_ptr_array_index (worst, i);

    if (part->status == SZ_STATUS_ATTENTION && findings->slow_parts++ == 0)
      findings->slow = part;
    if (part->status == SZ_STATUS_ALARM && findings->part == NULL)
      findings->part = part;
  }
}

static void
look_at_tile (Findings *findings, const SzTile *tile)
{
  if (tile->kind == SZ_TILE_HERO)
    findings->hero = tile;
  if (tile->kind == SZ_TILE_MULTIPLES)
    findings->multiples = tile;
  if (tile->kind == SZ_TILE_MULTIPLES)
    look_at_parts (findings, tile);
  if (tile->kind != SZ_TILE_LAYER)
    return;
  if (tile->lead != NULL)
    look_at_figure (findings, tile->lead);
  for (guint i = 0; i < tile->figures->len; i++)
    look_at_figure (findings, g_ptr_array_index (tile->figures, i));
}

static char *
write_figure (const SzFigure *figure)
{
  g_autofree char *value = sz_number_text (figure->value, figure->unit);

  if (*figure->verdict == '\0')
    return g_strdup_printf ("%s %s", figure->name, value);
  return g_strdup_printf (_ ("%s %s, %s"), figure->name, value, figure->verdict);
}

char *
sz_view_part_name (const SzTile *tile, const SzPart *part)
{
  if (sz_lang () == SZ_LANG_ZH && g_strcmp0 (tile->dimension, "area") == 0 &&
      !g_str_has_suffix (part->name, "区"))
    return g_strconcat (part->name, "区", NULL);
  return g_strdup (part->name);
}

static char *
write_part_alarm (const Findings *findings)
{
  const SzTile *tile = findings->multiples;
  g_autofree char *name = sz_view_part_name (tile, findings->part);
  g_autofree char *value = sz_number_text (findings->part->value, tile->unit);
  g_autofree char *limit = sz_threshold_text (tile->limit, tile->unit);
  gboolean fine = findings->hero != NULL && findings->hero->lead != NULL &&
                  findings->hero->lead->status == SZ_STATUS_GOOD;

  if (fine)
    return g_strdup_printf (_ ("The hall is on target as a whole; %s waits %s, over the limit of %s"), name,
                            value, limit);
  return g_strdup_printf (_ ("%s waits %s, over the limit of %s"), name, value, limit);
}

static char *
write_slow_parts (const Findings *findings)
{
  g_autofree char *name = sz_view_part_name (findings->multiples, findings->slow);
  g_autofree char *value = sz_number_text (findings->slow->value, findings->multiples->unit);

  if (findings->slow_parts == 1)
    return g_strdup_printf (_ ("One area needs attention: %s waits %s"), name, value);
  return g_strdup_printf (_ ("%u areas need attention, first %s, which waits %s"), findings->slow_parts, name,
                          value);
}

/* What the sentence says, and how grave that is. */
static char *
write_headline (const SzView *view, const Findings *findings, int *says)
{
  const SzFigure *hero = findings->hero != NULL ? findings->hero->lead : NULL;
  g_autofree char *text = NULL;

  *says = SZ_STATUS_NEUTRAL;
  if (view->indicators->len == 0)
    return g_strdup (_ ("There is no data yet"));
  if (sz_view_is_unopened (view))
    return g_strdup (_ ("The hall has no records yet today"));
  *says = SZ_STATUS_ALARM;
  if (hero != NULL && hero->status == SZ_STATUS_ALARM)
    return write_figure (hero);
  if (findings->part != NULL)
    return write_part_alarm (findings);
  *says = findings->alarm != NULL ? SZ_STATUS_ALARM : SZ_STATUS_ATTENTION;
  if (findings->alarm != NULL || (hero != NULL && hero->status == SZ_STATUS_ATTENTION))
    return write_figure (findings->alarm != NULL ? findings->alarm : hero);
  if (findings->attention != NULL) {
    text = write_figure (findings->attention);
    if (findings->attentions == 1)
      return g_strdup_printf (_ ("One figure needs attention: %s"), text);
    return g_strdup_printf (_ ("%u figures need attention, first %s"), findings->attentions, text);
  }
  if (findings->slow != NULL)
    return write_slow_parts (findings);
  *says = SZ_STATUS_GOOD;
  if (hero != NULL && hero->status == SZ_STATUS_GOOD) {
    text = write_figure (hero);
    return g_strdup_printf (_ ("The hall runs well: %s"), text);
  }
  if (findings->judged > 0)
    return g_strdup (_ ("Every figure that has a target meets it"));
  *says = SZ_STATUS_NEUTRAL;
  return g_strdup (view->now ? _ ("Nothing has been judged yet today")
                             : _ ("No figure of this span has a target"));
}

/* What an area in which people wait too long can be answered with: the windows it takes, else its queue as it
 * is. Empty if nothing is known. */
static char *
write_part_action (SzView *view, const Findings *findings)
{
  const SzPart *part = findings->part != NULL ? findings->part : findings->slow;
  g_autofree char *name = NULL;
  char *action = sz_view_suggest (view, findings->multiples, part);

  if (action != NULL)
    return action;
  if (*part->note == '\0')
    return g_strdup ("");
  name = sz_view_part_name (findings->multiples, part);
  return g_strdup_printf (_ ("%s: %s"), name, part->note);
}

/* Whether the sentence above speaks of an area. */
static gboolean
is_about_part (const Findings *findings)
{
  const SzFigure *hero = findings->hero != NULL ? findings->hero->lead : NULL;

  if (findings->part != NULL)
    return TRUE;
  return findings->slow != NULL && findings->alarm == NULL && findings->attention == NULL &&
         (hero == NULL || hero->status == SZ_STATUS_GOOD || hero->status == SZ_STATUS_NEUTRAL);
}

static char *
write_basis (const SzView *view, const SzPage *page)
{
  static const char *const ids[] = { "ticket_count", "call_count", "case_receive_count", "case_done_count" };
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ids) && n < 3; i++) {
    const SzIndicator *indicator = sz_catalog_indicator (view->look->catalog, ids[i], NULL);
    double value = indicator != NULL ? sz_view_value (view, view->value, indicator) : NAN;
    g_autofree char *shown = NULL;

    if (isnan (value))
      continue;
    shown = sz_number_text (value, indicator->unit);
    g_string_append_printf (text, "%s%s %s", n++ > 0 ? _ (", ") : "", indicator->name, shown);
  }
  if (page->data_ms != 0) {
    g_autofree char *clock = sz_look_instant_text (view->look, page->data_ms);

    g_string_append (text, n > 0 ? _ ("; ") : "");
    g_string_append_printf (text, _ ("data up to %s"), clock);
  }
  return g_string_free (text, FALSE);
}

void
sz_view_write_headline (SzView *view, SzPage *page)
{
  Findings findings = { 0 };

  for (guint i = 0; i < page->tiles->len; i++)
    look_at_tile (&findings, g_ptr_array_index (page->tiles, i));
  g_free (page->headline);
  g_free (page->action);
  page->headline = write_headline (view, &findings, &page->says);
  page->action = NULL;
  if (view->indicators->len == 0)
    page->action = g_strdup (
        _ ("Connect a hall system with `shuzhi sources add`, import a file with `shuzhi import`, or look "
           "at the demo hall with `shuzhi demo`."));
  else if (!sz_view_is_unopened (view) && is_about_part (&findings))
    page->action = write_part_action (view, &findings);
  if (page->action == NULL || *page->action == '\0') {
    g_free (page->action);
    page->action = write_basis (view, page);
  }
}
