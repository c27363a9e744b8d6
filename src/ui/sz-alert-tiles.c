/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-alert-tiles.h"

#include <math.h>
#include <string.h>

#include "sz-i18n.h"

SzStatus
sz_alert_status (const SzAlert *alert)
{
  switch (alert->state) {
  case SZ_ALERT_PENDING:
    return SZ_STATUS_ATTENTION;
  case SZ_ALERT_FIRING:
  case SZ_ALERT_OVERDUE:
    return alert->severity == SZ_SEVERITY_ALARM || alert->state == SZ_ALERT_OVERDUE ? SZ_STATUS_ALARM
                                                                                    : SZ_STATUS_ATTENTION;
  case SZ_ALERT_ACKNOWLEDGED:
  case SZ_ALERT_HANDLED:
    return alert->severity == SZ_SEVERITY_ALARM ? SZ_STATUS_ALARM : SZ_STATUS_ATTENTION;
  case SZ_ALERT_CLOSED:
    return SZ_STATUS_GOOD;
  case SZ_ALERT_NO_DATA:
    return SZ_STATUS_UNKNOWN;
  }
  return SZ_STATUS_UNKNOWN;
}

const char *
sz_alert_state_word (SzAlertState state)
{
  switch (state) {
  case SZ_ALERT_PENDING:
    return _ ("Watched");
  case SZ_ALERT_FIRING:
    return _ ("Firing");
  case SZ_ALERT_ACKNOWLEDGED:
    return _ ("Acknowledged");
  case SZ_ALERT_HANDLED:
    return _ ("Being handled");
  case SZ_ALERT_OVERDUE:
    return _ ("Overdue");
  case SZ_ALERT_CLOSED:
    /* Windows are closed in other words. */
    return C_ ("alert", "Closed");
  case SZ_ALERT_NO_DATA:
    return _ ("No data");
  }
  return "";
}

const char *
sz_alert_icon (SzAlertState state, SzSeverity severity)
{
  switch (state) {
  case SZ_ALERT_PENDING:
    return "sz-state-pending-symbolic";
  case SZ_ALERT_FIRING:
    return severity == SZ_SEVERITY_ALARM ? "sz-state-firing-symbolic" : "sz-state-attention-symbolic";
  case SZ_ALERT_ACKNOWLEDGED:
    return "sz-state-acknowledged-symbolic";
  case SZ_ALERT_HANDLED:
    return "sz-state-handled-symbolic";
  case SZ_ALERT_OVERDUE:
    return "sz-state-overdue-symbolic";
  case SZ_ALERT_CLOSED:
    return "sz-state-closed-symbolic";
  case SZ_ALERT_NO_DATA:
    return "sz-state-blind-symbolic";
  }
  return "sz-state-pending-symbolic";
}

static void
set_text (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value != NULL ? value : "");
}

static SzSeries *
copy_series (const SzSeries *series, const char *name, gboolean reference)
{
  SzSeries *copy = sz_series_new (name, series->length);

  for (gsize i = 0; i < series->length; i++) {
    copy->x[i] = series->x[i];
    copy->y[i] = series->y[i];
  }
  copy->reference = reference;
  return copy;
}

SzTile *
sz_alert_evidence_tile (const SzAlert *alert, const SzAlertList *list)
{
  SzTile *tile = sz_tile_new (SZ_TILE_LINE, "evidence", _ ("Value against limit"));
  const SzSeries *evidence = alert->evidence;

  set_text (&tile->unit, alert->unit);
  set_text (&tile->scope, alert->limit_text);
  if (evidence == NULL || evidence->length < 2) {
    tile->state = SZ_STATE_EMPTY;
    set_text (&tile->note, _ ("There is not yet enough to draw a line from."));
    return tile;
  }
  g_ptr_array_add (tile->series, copy_series (evidence, alert->object_name, FALSE));
  if (alert->usual_low != NULL)
    g_ptr_array_add (tile->series, copy_series (alert->usual_low, _ ("usual, low"), TRUE));
  if (alert->usual_high != NULL)
    g_ptr_array_add (tile->series, copy_series (alert->usual_high, _ ("usual, high"), TRUE));
  tile->band = tile->series->len == 3;
  tile->x_start = evidence->x[0];
  tile->x_end = evidence->x[evidence->length - 1];
  if (alert->open && (double)list->now_ms > tile->x_start)
    tile->x_end = MAX (tile->x_end, (double)list->now_ms);
  tile->x_now = alert->open ? tile->x_end : NAN;
  tile->limit = alert->limit;
  tile->daily = tile->x_end - tile->x_start > 3 * (double)SZ_DAY_MS;
  if (alert->state == SZ_ALERT_NO_DATA) {
    tile->state = SZ_STATE_STALE;
    set_text (&tile->note, alert->state_text);
  }
  return tile;
}

SzTile *
sz_alert_causes_tile (const SzAlert *alert)
{
  SzTile *tile = sz_tile_new (SZ_TILE_BARS, "causes", _ ("Likely cause"));

  set_text (&tile->unit, "%");
  set_text (&tile->scope, _ ("share of the excess load, estimated"));
  for (guint i = 0; i < alert->causes->len; i++) {
    const SzCause *cause = g_ptr_array_index (alert->causes, i);
    SzPart *part;

    if (!isfinite (cause->share))
      continue;
    part = sz_part_new (cause->id, cause->name);
    part->value = cause->share * 100;
    part->reference = part->pull = NAN;
    g_ptr_array_add (tile->parts, part);
  }
  if (tile->parts->len == 0) {
    tile->state = SZ_STATE_EMPTY;
    set_text (&tile->note, *alert->cause != '\0' ? alert->cause : _ ("The data does not show a cause."));
  }
  return tile;
}

/* What happened on one day needs its date only once, at the head. */
static void
name_day (SzTile *tile, const GPtrArray *moments, SzZone *zone)
{
  const SzMoment *first = moments->len > 0 ? g_ptr_array_index (moments, 0) : NULL;
  gint64 day = zone != NULL && first != NULL ? sz_zone_day (zone, first->at_ms) : 0;

  for (guint i = 0; first != NULL && zone != NULL && i < moments->len; i++)
    if (sz_zone_day (zone, ((const SzMoment *)g_ptr_array_index (moments, i))->at_ms) != day)
      return;
  if (first == NULL || zone == NULL)
    return;
  g_free (tile->scope);
  tile->scope = sz_date_text (day, day);
  tile->one_day = TRUE;
}

SzTile *
sz_alert_timeline_tile (const SzAlert *alert, SzZone *zone)
{
  SzTile *tile = sz_tile_new (SZ_TILE_TIMELINE, "timeline", C_ ("alert", "What happened"));

  name_day (tile, alert->timeline, zone);
  for (guint i = 0; i < alert->timeline->len; i++) {
    const SzMoment *moment = g_ptr_array_index (alert->timeline, i);
    SzEntry *entry = sz_entry_new (NULL, moment->text, NULL);

    entry->status = moment->status;
    entry->at_ms = (double)moment->at_ms;
    g_ptr_array_add (tile->entries, entry);
  }
  return tile;
}

SzTile *
sz_alert_radar_tile (const SzAlertList *list)
{
  SzTile *tile = sz_tile_new (SZ_TILE_RADAR, "radar", _ ("Alert radar"));

  set_text (&tile->scope, _ ("share of the limit"));
  set_text (&tile->unit, "%");
  for (guint i = 0; i < list->spokes->len; i++) {
    const SzSpoke *spoke = g_ptr_array_index (list->spokes, i);
    SzPart *part = sz_part_new (spoke->rule, spoke->name);

    part->value = spoke->share * 100;
    part->reference = part->pull = NAN;
    part->status = spoke->status;
    g_ptr_array_add (tile->parts, part);
  }
  return tile;
}

SzTile *
sz_alert_entries_tile (const SzAlertList *list, gboolean people, gboolean pending, guint most)
{
  SzTile *tile = sz_tile_new (SZ_TILE_ENTRIES, "alerts", _ ("Needs action"));
  guint open = 0;

  for (guint i = 0; i < list->alerts->len; i++) {
    const SzAlert *alert = g_ptr_array_index (list->alerts, i);
    g_autofree char *target = g_strdup_printf ("alert:%s", alert->id);
    SzEntry *entry;

    if (!alert->open)
      break;
    if ((alert->state == SZ_ALERT_PENDING || alert->under == SZ_ALERT_PENDING) && !pending)
      continue;
    if (open++ >= most)
      continue;
    entry = sz_entry_new (target, alert->title, NULL);
    g_free (entry->detail);
    entry->detail = g_strdup_printf (sz_lang () == SZ_LANG_ZH ? "%s，%s" : "%s, %s", alert->value_text,
                                     alert->limit_text);
    set_text (&entry->when, alert->subtitle);
    /* What is said of an acknowledgement names who gave it. */
    set_text (&entry->tag, people || alert->state == SZ_ALERT_FIRING || alert->state == SZ_ALERT_PENDING
                               ? alert->state_text
                               : sz_alert_state_word (alert->state));
    entry->status = sz_alert_status (alert);
    g_ptr_array_add (tile->entries, entry);
  }
  if (open == 0) {
    tile->state = SZ_STATE_EMPTY;
    set_text (&tile->note, list->watching ? _ ("Nothing is over its limit.") : list->problem);
  } else {
    /* Translators: how many alerts are open. */
    g_free (tile->scope);
    tile->scope = g_strdup_printf (_ ("%u open"), open);
  }
  return tile;
}

/* The entry says of the same figure what the alert says. */
static gboolean
is_of_alert (const SzEntry *entry, const SzAlert *alert)
{
  g_autofree char *open = NULL;

  if (alert->indicator == NULL)
    return FALSE;
  open = *alert->object != '\0' ? g_strdup_printf ("part:%s=%s", alert->dimension, alert->object)
                                : g_strconcat ("figure:", alert->indicator, NULL);
  return g_str_equal (entry->open, open);
}

static void
leave_out_doubles (SzTile *tile, const SzTile *alerts, const SzAlertList *list)
{
  for (guint i = tile->entries->len; i > 0; i--) {
    const SzEntry *entry = g_ptr_array_index (tile->entries, i - 1);
    gboolean twice = FALSE;

    for (guint k = 0; k < alerts->entries->len && !twice; k++) {
      const char *target = ((SzEntry *)g_ptr_array_index (alerts->entries, k))->open;
      const SzAlert *alert = sz_alert_list_find (list, target + strlen ("alert:"));

      twice = alert != NULL && is_of_alert (entry, alert);
    }
    if (twice)
      g_ptr_array_remove_index (tile->entries, i - 1);
  }
}

/* So many of the page's own findings stay below the alerts. */
#define ENTRIES_MOST 5
/* As many as a whole wall has room for; where a curve stands beside them, fewer are drawn. */
#define WALL_MOST 15

void
sz_alert_put_on_page (SzPage *page, const SzAlertList *list, gboolean people)
{
  g_autoptr (SzTile) alerts = sz_alert_entries_tile (list, people, FALSE, ENTRIES_MOST);
  SzTile *tile = NULL;

  for (guint i = 0; i < page->tiles->len && tile == NULL; i++)
    if (((SzTile *)g_ptr_array_index (page->tiles, i))->kind == SZ_TILE_ENTRIES)
      tile = g_ptr_array_index (page->tiles, i);
  if (tile == NULL || alerts->entries->len == 0)
    return;
  leave_out_doubles (tile, alerts, list);
  while (tile->entries->len > 0 && tile->entries->len + alerts->entries->len > ENTRIES_MOST)
    g_ptr_array_remove_index (tile->entries, tile->entries->len - 1);
  for (guint i = alerts->entries->len; i > 0; i--)
    g_ptr_array_insert (tile->entries, 0, g_ptr_array_steal_index (alerts->entries, i - 1));
  tile->state = SZ_STATE_READY;
  set_text (&tile->note, NULL);
  set_text (&tile->scope, alerts->scope);
}

static const SzAlert *
find_worst (const SzAlertList *list)
{
  for (guint i = 0; i < list->alerts->len; i++) {
    const SzAlert *alert = g_ptr_array_index (list->alerts, i);

    if (alert->open && alert->state != SZ_ALERT_PENDING && alert->under != SZ_ALERT_PENDING)
      return alert;
  }
  return NULL;
}

/* The value in large, judged by its limit, over its line. */
static SzTile *
make_hero (const SzAlert *alert, const SzAlertList *list)
{
  SzTile *tile = sz_alert_evidence_tile (alert, list);

  tile->lead =
      sz_figure_new (alert->indicator != NULL ? alert->indicator : alert->rule, alert->title, alert->unit);
  tile->lead->value = alert->value;
  tile->lead->limit = alert->limit;
  /* An alert may still be open while its value is back on the right side. */
  tile->lead->limit_side = alert->below ? -1 : 1;
  tile->lead->status = sz_alert_status (alert);
  set_text (&tile->lead->verdict, sz_alert_state_word (alert->state));
  set_text (&tile->lead->reference, alert->limit_text);
  set_text (&tile->title, *alert->object_name != '\0' ? alert->object_name : alert->title);
  if (tile->state != SZ_STATE_EMPTY)
    tile->kind = SZ_TILE_HERO;
  return tile;
}

SzPage *
sz_alert_wall_page (const SzAlertList *list, const char *hall)
{
  const SzAlert *worst = find_worst (list);
  g_autoptr (SzTile) causes = NULL;
  SzPage *page;
  SzTile *evidence;

  if (worst == NULL)
    return NULL;
  page = sz_page_new ("alerts");
  set_text (&page->where, list->where);
  set_text (&page->headline, worst->title);
  set_text (&page->action, *worst->suggestion != '\0' ? worst->suggestion : list->headline);
  set_text (&page->hall, hall);
  page->zone = list->zone != NULL ? sz_zone_new (sz_zone_id (list->zone), NULL) : NULL;
  page->now_ms = page->data_ms = list->now_ms;
  evidence = make_hero (worst, list);
  g_ptr_array_add (page->tiles, evidence);
  causes = sz_alert_causes_tile (worst);
  if (causes->parts->len > 0)
    g_ptr_array_add (page->tiles, g_steal_pointer (&causes));
  else
    g_ptr_array_add (page->tiles, sz_alert_radar_tile (list));
  g_ptr_array_add (page->tiles, sz_alert_entries_tile (list, FALSE, TRUE, WALL_MOST));
  for (guint i = 0; i < list->alerts->len; i++) {
    const SzAlert *alert = g_ptr_array_index (list->alerts, i);

    if (alert->open)
      page->tally[sz_alert_status (alert)]++;
  }
  return page;
}
