/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-alert.h"

#include <math.h>
#include <string.h>

#include "sz-cause.h"
#include "sz-i18n.h"
#include "sz-number.h"

/* --- words
 * ----------------------------------------------------------------------------------------------------------
 */

char *
sz_words_mask (const char *text)
{
  GString *out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  for (const char *at = valid; *at != '\0';) {
    gsize run = strspn (at, "0123456789");

    if (run >= 11) {
      g_string_append (out, "****");
      at += run + (at[run] == 'X' || at[run] == 'x' ? 1 : 0);
      continue;
    }
    if (run == 0)
      run = (gsize)(g_utf8_next_char (at) - at);
    g_string_append_len (out, at, (gssize)run);
    at += run;
  }
  /* A line is a line, and no novel. */
  g_strdelimit (out->str, "\n\r\t", ' ');
  if (g_utf8_strlen (out->str, -1) > 500)
    g_string_truncate (out, (gsize)(g_utf8_offset_to_pointer (out->str, 500) - out->str));
  return g_string_free (out, FALSE);
}

static char *
find_name (const SzWords *words, const char *dimension, const char *code)
{
  char *name = NULL;

  if (code == NULL || *code == '\0')
    return g_strdup (_ ("Whole hall"));
  if (dimension != NULL && words->reader != NULL)
    name = sz_reader_value_name (words->reader, dimension, code);
  return name != NULL ? name : g_strdup (code);
}

/* A source is named by its title. */
static char *
find_source_name (const SzWords *words, const char *code)
{
  g_autoptr (GPtrArray) sources = words->reader != NULL ? sz_reader_sources (words->reader, NULL) : NULL;

  for (guint i = 0; sources != NULL && i < sources->len; i++) {
    const SzSourceInfo *source = g_ptr_array_index (sources, i);

    if (strcmp (source->source, code) == 0 && source->title != NULL && *source->title != '\0')
      return g_strdup (source->title);
  }
  return g_strdup (code);
}

static char *
write_minutes (gint64 ms)
{
  const gint64 minutes = MAX (ms, 0) / SZ_MINUTE_MS;

  /* Whole ones, as people count them. */
  return minutes < 60 ? g_strdup_printf ("%" G_GINT64_FORMAT " %s", minutes, sz_unit_word ("min"))
                      : sz_number_text ((double)minutes, "min");
}

char *
sz_words_time (const SzWords *words, gint64 at_ms)
{
  g_autofree char *clock = sz_clock_text (at_ms, words->zone);
  gint64 day = sz_zone_day (words->zone, at_ms), today = sz_zone_day (words->zone, words->now_ms);
  g_autofree char *date = NULL;

  if (day == today)
    return g_steal_pointer (&clock);
  date = sz_date_text (day, today);
  return g_strconcat (date, " ", clock, NULL);
}

static char *
write_count (double value)
{
  return isnan (value) ? g_strdup ("—") : g_strdup_printf ("%.0f", value);
}

static void
replace_word (char **text, const char *word, const char *with)
{
  g_auto (GStrv) parts = g_strsplit (*text, word, -1);

  g_free (*text);
  *text = g_strjoinv (with, parts);
}

/* A number's word, and its form with the words for one and for more: "{more|more window|more windows}" is "1
 * more window". */
static void
replace_number (char **text, const char *name, const char *number)
{
  g_autofree char *word = g_strdup_printf ("{%s}", name);
  g_autofree char *lead = g_strdup_printf ("{%s|", name);
  const char *begin, *bar, *end;

  replace_word (text, word, number);
  while ((begin = strstr (*text, lead)) != NULL) {
    const char *one = begin + strlen (lead);
    gboolean single = strcmp (number, "1") == 0;
    GString *made;

    bar = strchr (one, '|');
    end = strchr (one, '}');
    if (bar == NULL || end == NULL || bar > end)
      return;
    made = g_string_new_len (*text, begin - *text);
    g_string_append_printf (made, "%s ", number);
    g_string_append_len (made, single ? one : bar + 1, single ? bar - one : end - bar - 1);
    g_string_append (made, end + 1);
    g_free (*text);
    *text = g_string_free (made, FALSE);
  }
}

static gboolean
is_han (gunichar c)
{
  return c >= 0x4E00 && c <= 0x9FFF;
}

/* Between Chinese and a code ("B07") stands a space, wherever the word was put in; a date keeps its form. */
static void
space_words (char **text)
{
  GString *out = g_string_new (NULL);
  gboolean code = FALSE; /* the run of letters and digits that ends here has a letter */
  gunichar before = 0;

  for (const char *at = *text; *at != '\0'; at = g_utf8_next_char (at)) {
    const gunichar c = g_utf8_get_char (at);

    if ((is_han (before) && c < 0x80 && g_ascii_isalpha ((char)c)) || (code && is_han (c)))
      g_string_append_c (out, ' ');
    g_string_append_unichar (out, c);
    code = c < 0x80 && (g_ascii_isalpha ((char)c) || (code && g_ascii_isdigit ((char)c)));
    before = c;
  }
  g_free (*text);
  *text = g_string_free (out, FALSE);
}

/* An age keeps since when it runs among its facts. */
static gint64
find_begin (const SzTruthEpisode *e)
{
  return *e->facts == '@' ? g_ascii_strtoll (e->facts + 1, NULL, 10) : e->since_ms;
}

static char *
fill (const SzWords *words, const SzAlert *alert, const SzTruthEpisode *e, const char *place,
      const SzLoad *load, const char *pattern)
{
  char *text = g_strdup (pattern != NULL ? pattern : "");
  g_autofree char *more = write_count (load != NULL ? load->more : (double)NAN);
  g_autofree char *closed = write_count (load != NULL ? load->closed : (double)NAN);
  g_autofree char *waiting = write_count (load != NULL ? load->waiting : (double)NAN);
  g_autofree char *since = sz_words_time (words, find_begin (e));

  replace_word (&text, "{object}", alert->object_name);
  replace_word (&text, "{place}", place);
  replace_word (&text, "{value}", alert->value_text);
  replace_word (&text, "{limit}", alert->limit_text);
  replace_number (&text, "more", more);
  replace_number (&text, "closed", closed);
  replace_number (&text, "waiting", waiting);
  replace_word (&text, "{since}", since);
  if (sz_lang () == SZ_LANG_ZH)
    space_words (&text);
  return text;
}

/* --- states
 * ---------------------------------------------------------------------------------------------------------
 */

static SzAlertState
map_state (int state)
{
  switch ((SzEpisodeState)state) {
  case SZ_EPISODE_NONE:
  case SZ_EPISODE_PENDING:
    return SZ_ALERT_PENDING;
  case SZ_EPISODE_FIRING:
    return SZ_ALERT_FIRING;
  case SZ_EPISODE_ACKNOWLEDGED:
    return SZ_ALERT_ACKNOWLEDGED;
  case SZ_EPISODE_HANDLED:
    return SZ_ALERT_HANDLED;
  case SZ_EPISODE_OVERDUE:
    return SZ_ALERT_OVERDUE;
  case SZ_EPISODE_CLOSED:
  case SZ_EPISODE_MUTED:
    break;
  }
  return SZ_ALERT_CLOSED;
}

/* Silence hides how things are, but not what somebody owes. */
SzAlertState
sz_alert_shown_state (const SzTruthEpisode *episode)
{
  SzAlertState under = map_state (episode->state);

  return episode->blind && under != SZ_ALERT_OVERDUE && under != SZ_ALERT_CLOSED ? SZ_ALERT_NO_DATA : under;
}

const char *
sz_alert_state_id (SzAlertState state)
{
  static const char *const ids[] = { "pending", "firing", "acknowledged", "handled",
                                     "overdue", "closed", "no-data" };

  return ids[state];
}

const char *
sz_alert_state_name (SzAlertState state)
{
  static const char *const names[] = { N_ ("observed"),      N_ ("firing"),  N_ ("acknowledged"),
                                       N_ ("being handled"), N_ ("overdue"), N_ ("closed"),
                                       N_ ("no data") };

  return _ (names[state]);
}

static gint64
find_last (const GPtrArray *events, const char *kind)
{
  for (guint i = events != NULL ? events->len : 0; i > 0; i--) {
    const SzTruthEvent *event = g_ptr_array_index (events, i - 1);

    if (strcmp (event->kind, kind) == 0)
      return event->at_ms;
  }
  return 0;
}

static const char *
find_who (const GPtrArray *events, const char *kind)
{
  for (guint i = events != NULL ? events->len : 0; i > 0; i--) {
    const SzTruthEvent *event = g_ptr_array_index (events, i - 1);

    if (strcmp (event->kind, kind) == 0)
      return event->who;
  }
  return "";
}

static char *
write_closed (const SzWords *words, const SzTruthEpisode *e)
{
  g_autofree char *from = sz_words_time (words, e->raised_ms != 0 ? e->raised_ms : e->since_ms);
  g_autofree char *to = sz_clock_text (e->ended_ms, words->zone);
  g_autofree char *span = write_minutes (e->ended_ms - (e->raised_ms != 0 ? e->raised_ms : e->since_ms));
  const char *how = strcmp (e->ending, "false-alarm") == 0 ? _ ("false alarm")
                    : *e->what != '\0'                     ? _ ("handled")
                                                           : _ ("back within the limit");

  return g_strdup_printf (_ ("%s–%s, %s, %s"), from, to, how, span);
}

static char *
write_state (const SzWords *words, const SzTruthEpisode *e, SzAlertState shown, gint64 deadline,
             const GPtrArray *events)
{
  gint64 overdue = find_last (events, "overdue");
  g_autofree char *time = NULL;

  switch (shown) {
  case SZ_ALERT_PENDING:
    return g_strdup (_ ("observed"));
  case SZ_ALERT_FIRING:
    if (deadline == 0)
      return g_strdup (_ ("to be acknowledged"));
    time = write_minutes (deadline - words->now_ms);
    return g_strdup_printf (_ ("to be acknowledged, %s left"), time);
  case SZ_ALERT_ACKNOWLEDGED:
    time = sz_words_time (words, e->acknowledged_ms);
    return g_strdup_printf (_ ("%s acknowledged at %s"), find_who (events, "acknowledged"), time);
  case SZ_ALERT_HANDLED:
    time = sz_words_time (words, e->until_ms);
    return g_strdup_printf (_ ("%s handles it until %s"), e->who, time);
  case SZ_ALERT_OVERDUE:
    time = write_minutes (words->now_ms - (overdue != 0 ? overdue : words->now_ms));
    return g_strdup_printf (_ ("overdue for %s"), time);
  case SZ_ALERT_NO_DATA:
    time = sz_words_time (words, e->blind_ms);
    return g_strdup_printf (_ ("no data since %s"), time);
  case SZ_ALERT_CLOSED:
    break;
  }
  return write_closed (words, e);
}

/* --- the timeline
 * --------------------------------------------------------------------------------------------------- */

void
sz_moment_free (SzMoment *moment)
{
  if (moment == NULL)
    return;
  g_free (moment->kind);
  g_free (moment->text);
  g_free (moment);
}

static char *
write_disposition (const SzWords *words, const SzTruthEvent *event)
{
  g_autofree char *until = sz_words_time (words, event->until_ms);
  g_autofree char *text = g_strdup_printf (_ ("%s: %s, until %s"), event->who, event->what, until);

  return *event->note != '\0' ? g_strdup_printf (_ ("%s (%s)"), text, event->note) : g_steal_pointer (&text);
}

static char *
write_event (const SzWords *words, const SzRule *rule, const SzTruthEvent *event, SzStatus *status)
{
  const char *unit = rule != NULL ? rule->unit : "";
  g_autofree char *value = sz_number_text (event->value, unit);

  *status = SZ_STATUS_NEUTRAL;
  if (strcmp (event->kind, "watched") == 0)
    return g_strdup_printf (_ ("%s: observed"), value);
  if (strcmp (event->kind, "raised") == 0) {
    *status = SZ_STATUS_ALARM;
    return g_strdup_printf (_ ("%s: raised"), value);
  }
  if (strcmp (event->kind, "reminded") == 0)
    return g_strdup_printf (_ ("not acknowledged, reminder %.0f"), event->value);
  if (strcmp (event->kind, "acknowledged") == 0)
    return g_strdup_printf (_ ("acknowledged by %s"), event->who);
  if (strcmp (event->kind, "disposed") == 0)
    return write_disposition (words, event);
  if (strcmp (event->kind, "overdue") == 0) {
    *status = SZ_STATUS_ALARM;
    return g_strdup (_ ("overdue"));
  }
  if (strcmp (event->kind, "blind") == 0) {
    *status = SZ_STATUS_UNKNOWN;
    return g_strdup (_ ("no data; held as it is"));
  }
  if (strcmp (event->kind, "seen") == 0)
    return g_strdup_printf (_ ("data are back: %s"), value);
  if (strcmp (event->kind, "cleared") == 0 || strcmp (event->kind, "subsided") == 0) {
    *status = SZ_STATUS_GOOD;
    return g_strdup_printf (_ ("%s: back within the limit"), value);
  }
  if (strcmp (event->kind, "false-alarm") == 0)
    return *event->note != '\0' ? g_strdup_printf (_ ("%s: false alarm (%s)"), event->who, event->note)
                                : g_strdup_printf (_ ("%s: false alarm"), event->who);
  if (strcmp (event->kind, "failed") == 0) {
    *status = SZ_STATUS_ATTENTION;
    return g_strdup (_ ("the desktop notification could not be shown"));
  }
  return strcmp (event->kind, "shown") == 0 ? g_strdup (_ ("notified on the desktop")) : NULL;
}

static void
add_moment (GPtrArray *timeline, gint64 at_ms, const char *kind, char *text, SzStatus status)
{
  SzMoment *moment = g_new0 (SzMoment, 1);

  moment->at_ms = at_ms;
  moment->kind = g_strdup (kind);
  moment->text = text;
  moment->status = status;
  g_ptr_array_add (timeline, moment);
}

static GPtrArray *
make_timeline (const SzWords *words, const SzRule *rule, const GPtrArray *events, const SzTruthEpisode *e,
               gint64 deadline)
{
  GPtrArray *timeline = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_moment_free);

  for (guint i = 0; events != NULL && i < events->len; i++) {
    const SzTruthEvent *event = g_ptr_array_index (events, i);
    SzStatus status = SZ_STATUS_NEUTRAL;
    char *text = write_event (words, rule, event, &status);

    if (text != NULL)
      add_moment (timeline, event->at_ms, event->kind, text, status);
  }
  if (sz_episode_is_open (e) && deadline > words->now_ms)
    add_moment (timeline, deadline, "next",
                g_strdup (e->state == SZ_EPISODE_FIRING ? _ ("overdue if nobody acknowledges it")
                                                        : _ ("overdue if it still lasts")),
                SZ_STATUS_NEUTRAL);
  return timeline;
}

/* --- one alert
 * ------------------------------------------------------------------------------------------------------- */

static SzSeries *
make_evidence (const GArray *evidence)
{
  SzSeries *series = NULL;

  if (evidence == NULL || evidence->len == 0)
    return NULL;
  series = sz_series_new ("", evidence->len / 2);
  for (gsize i = 0; i < series->length; i++) {
    series->x[i] = g_array_index (evidence, double, 2 * i);
    series->y[i] = g_array_index (evidence, double, 2 * i + 1);
  }
  return series;
}

/* A limit was set by somebody: "25 min", "24 h", without the decimals of a value that was measured. */
static char *
write_limit (double limit, const char *unit)
{
  const gboolean minutes = strcmp (sz_unit_word (unit), sz_unit_word ("min")) == 0;
  const char *word = sz_unit_word (unit);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (limit) || fabs (limit) >= 1e4)
    return sz_number_text (limit, unit);
  if (minutes && limit >= 60) {
    if (fmod (limit, 60) != 0)
      return sz_number_text (limit, unit);
    limit /= 60;
    word = sz_unit_word ("h");
  }
  sz_number_plain (limit, number);
  return g_strconcat (number, *word == '\0' || strcmp (word, "%") == 0 ? "" : " ", word, NULL);
}

static void
write_figures (SzAlert *alert, const SzRule *rule, const SzTruthEpisode *e)
{
  g_autofree char *limit = NULL;

  alert->unit = g_strdup (rule != NULL ? rule->unit : "");
  alert->below = rule != NULL && rule->below;
  alert->value = sz_episode_is_open (e) ? e->value : e->peak;
  alert->peak = e->peak;
  alert->limit = e->limit;
  alert->clear = e->clear;
  alert->value_text = sz_number_text (alert->value, alert->unit);
  limit = write_limit (e->limit, alert->unit);
  alert->limit_text = g_strdup_printf (alert->below ? _ ("at least %s") : _ ("at most %s"), limit);
}

static void
write_cause (SzAlert *alert, const SzWords *words, const SzRule *rule, const SzTruthEpisode *e,
             const char *place)
{
  SzLoad load;
  gboolean known = *e->facts != '\0' && sz_load_read (e->facts, &load);
  const char *pattern = rule != NULL ? rule->suggest[0] : "";

  if (rule == NULL) {
    alert->cause = g_strdup (_ ("the rule no longer exists; nothing is evaluated"));
    alert->suggestion = g_strdup ("");
  } else {
    if (known && load.main >= 0 && rule->suggest[1 + load.main] != NULL)
      pattern = rule->suggest[1 + load.main];
    alert->cause =
        known ? sz_load_sentence (&load) : fill (words, alert, e, place, NULL, rule->load ? "" : rule->cause);
    /* What is only observed has not been compared yet, and nothing is asked of anybody. */
    alert->suggestion =
        rule->load && !known ? g_strdup ("") : fill (words, alert, e, place, known ? &load : NULL, pattern);
  }
  alert->causes =
      known ? sz_load_causes (&load) : g_ptr_array_new_with_free_func ((GDestroyNotify)sz_cause_free);
}

/* What is only observed has not passed the limit, and nothing may say that it has. */
static gboolean
is_only_near (const SzAlert *alert)
{
  return alert->under == SZ_ALERT_PENDING &&
         !(alert->below ? alert->value < alert->limit : alert->value > alert->limit);
}

static void
write_titles (SzAlert *alert, const SzWords *words, const SzRule *rule, const SzTruthEpisode *e,
              const char *place)
{
  g_autofree char *since = sz_words_time (words, e->raised_ms != 0 ? e->raised_ms : e->since_ms);
  g_autofree char *age = write_minutes ((e->ended_ms != 0 ? e->ended_ms : words->now_ms) -
                                        (e->raised_ms != 0 ? e->raised_ms : e->since_ms));
  const char *where = *e->place != '\0' ? place : alert->object_name;

  alert->title = rule == NULL ? g_strdup (e->rule)
                              : fill (words, alert, e, place, NULL,
                                      is_only_near (alert) ? rule->title_near : rule->title);
  /* What is over says from when to when itself. */
  alert->subtitle =
      e->ended_ms != 0 ? g_strdup (where) : g_strdup_printf (_ ("%s, since %s, %s"), where, since, age);
  alert->definition = g_strdup (rule != NULL ? rule->definition : "");
}

SzAlert *
sz_alert_make (const SzWords *words, const SzTruthEpisode *e, const GPtrArray *events, const GArray *evidence)
{
  const SzRule *rule = sz_catalog_rule (words->catalog, e->rule, NULL);
  const char *dimension = rule != NULL && rule->by != NULL ? rule->by->id : "";
  g_autofree char *place = NULL;
  SzAlert *alert = g_new0 (SzAlert, 1);

  alert->id = g_strdup (e->id);
  alert->rule = g_strdup (e->rule);
  alert->rule_name = g_strdup (rule != NULL ? rule->name : e->rule);
  alert->dimension = g_strdup (dimension);
  alert->object = g_strdup (e->object);
  alert->object_name = rule != NULL && rule->kind == SZ_RULE_SILENCE
                           ? find_source_name (words, e->object)
                           : find_name (words, dimension, e->object);
  place = rule != NULL && rule->place != NULL ? find_name (words, rule->place->id, e->place)
                                              : g_strdup (alert->object_name);
  alert->indicator = rule != NULL && rule->indicator != NULL ? g_strdup (rule->indicator->id) : NULL;
  alert->severity = rule != NULL ? rule->severity : SZ_SEVERITY_ALARM;
  alert->state = sz_alert_shown_state (e);
  alert->under = map_state (e->state);
  alert->open = sz_episode_is_open (e);
  alert->blind = e->blind;
  alert->since_ms = e->since_ms;
  alert->raised_ms = e->raised_ms;
  alert->ended_ms = e->ended_ms;
  alert->acknowledged_ms = e->acknowledged_ms;
  alert->deadline_ms = rule != NULL && alert->open ? sz_episode_deadline (rule, e) : 0;
  alert->reminders = (guint)e->reminded;
  alert->until_ms = e->until_ms;
  alert->responsible =
      g_strdup (*e->who == '\0' && e->acknowledged_ms != 0 ? find_who (events, "acknowledged") : e->who);
  alert->what = g_strdup (e->what);
  alert->note = g_strdup (e->note);
  alert->ending = g_strdup (e->ending);
  write_figures (alert, rule, e);
  write_titles (alert, words, rule, e, place);
  write_cause (alert, words, rule, e, place);
  alert->state_text = write_state (words, e, alert->state, alert->deadline_ms, events);
  alert->timeline = make_timeline (words, rule, events, e, alert->deadline_ms);
  alert->evidence = make_evidence (evidence);
  alert->trend = sz_alert_trend (evidence);
  alert->trend_text = sz_alert_trend_text (words, alert->trend, alert->unit);
  return alert;
}

void
sz_alert_free (SzAlert *alert)
{
  if (alert == NULL)
    return;
  char *const texts[] = { alert->id,          alert->rule,        alert->rule_name,  alert->dimension,
                          alert->object,      alert->object_name, alert->title,      alert->subtitle,
                          alert->definition,  alert->indicator,   alert->state_text, alert->unit,
                          alert->value_text,  alert->limit_text,  alert->cause,      alert->suggestion,
                          alert->responsible, alert->what,        alert->note,       alert->ending,
                          alert->trend_text };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_clear_pointer (&alert->causes, g_ptr_array_unref);
  g_clear_pointer (&alert->timeline, g_ptr_array_unref);
  sz_series_free (alert->evidence);
  sz_series_free (alert->trend);
  sz_series_free (alert->usual_low);
  sz_series_free (alert->usual_high);
  g_free (alert);
}
