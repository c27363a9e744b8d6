/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of the windows of the live hall. */

#include "sz-live-private.h"

#include <math.h>
#include <string.h>

char *
sz_live_write_minutes (double minutes)
{
  return minutes < 60 ? g_strdup_printf ("%.0f %s", floor (MAX (minutes, 0)), sz_unit_word ("min"))
                      : sz_number_text (floor (minutes), "min");
}

/* "B07" is 07 among the windows of B. */
static const char *
short_label (const char *code)
{
  const char *label = code + strlen (code);

  while (label > code && g_ascii_isdigit (label[-1]))
    label--;
  return *label != '\0' ? label : code;
}

const char *
sz_live_state_word (SzBoothState state)
{
  switch (state) {
  case SZ_BOOTH_CLOSED:
    return _ ("closed");
  case SZ_BOOTH_IDLE:
    return _ ("idle");
  case SZ_BOOTH_BUSY:
    return _ ("serving");
  case SZ_BOOTH_PAUSED:
    return _ ("paused");
  case SZ_BOOTH_UNATTENDED:
    return _ ("unattended");
  case SZ_BOOTH_SUGGESTED:
    break;
  }
  return _ ("could be opened");
}

/* One window's; those of all together are `write_idle_count`. */
static char *
write_why (const SzLiveHall *hall, const SzLiveWindow *window)
{
  switch (sz_live_idle_why (hall, window)) {
  case SZ_LIVE_IDLE_TIDYING:
    return g_strdup (_ ("has just finished a case"));
  case SZ_LIVE_IDLE_NOBODY:
    return g_strdup (_ ("nobody waits for what it serves"));
  case SZ_LIVE_IDLE_AWAY:
    return g_strdup (_ ("post empty, not yet for 10 min"));
  case SZ_LIVE_IDLE_NOT_CALLING:
    return g_strdup_printf (_ ("has not called, %u wait"), sz_live_waiting_for (hall, window));
  case SZ_LIVE_IDLE_REASONS:
    break;
  }
  return g_strdup ("");
}

static char *
write_booth (const SzView *view, const SzLiveHall *hall, const SzLiveWindow *window)
{
  double minutes = sz_live_minutes (hall, window->since_ms);
  GString *text = g_string_new (NULL);
  const char *comma = _ (", ");

  g_string_append_printf (text, "%s%s%s", sz_look_value_name (view->look, "window", window->code), comma,
                          window->calling ? _ ("somebody is called and on the way")
                                          : sz_live_state_word (window->state));
  if (!isnan (minutes) && window->state != SZ_BOOTH_CLOSED && !window->calling) {
    g_autofree char *time = sz_live_write_minutes (minutes);

    g_string_append_printf (text, " %s", time);
  }
  if (window->state == SZ_BOOTH_IDLE) {
    g_autofree char *why = write_why (hall, window);

    g_string_append_printf (text, "%s%s", comma, why);
  }
  if (window->state == SZ_BOOTH_BUSY && window->item != NULL)
    g_string_append_printf (text, "%s%s", comma, sz_look_value_name (view->look, "item", window->item));
  if (window->state == SZ_BOOTH_BUSY && !isnan (window->usual_ms)) {
    g_autofree char *usual = sz_live_write_minutes (window->usual_ms / (double)SZ_MINUTE_MS);

    g_string_append (text, comma);
    g_string_append_printf (text, _ ("nine in ten take at most %s"), usual);
  }
  return g_string_free (text, FALSE);
}

SzBooth *
sz_live_make_booth (const SzView *view, const SzLiveHall *hall, const SzLiveWindow *window)
{
  SzBooth *booth = sz_booth_new (window->code, short_label (window->code), window->state);

  g_free (booth->sentence);
  g_free (booth->open);
  /* Who is on the way has no case yet whose minutes count. */
  booth->minutes = window->calling ? NAN : sz_live_minutes (hall, window->since_ms);
  booth->usual_minutes = window->usual_ms / (double)SZ_MINUTE_MS;
  booth->sentence = write_booth (view, hall, window);
  booth->open = g_strconcat ("rows:tickets?window=", window->code, NULL);
  return booth;
}

static char *
write_idle_count (SzLiveIdle why, guint n)
{
  switch (why) {
  case SZ_LIVE_IDLE_TIDYING:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u between cases", "%u between cases", n), n);
  case SZ_LIVE_IDLE_NOBODY:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "nobody waits for %u", "nobody waits for %u", n),
                            n);
  case SZ_LIVE_IDLE_AWAY:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u away under 10 min", "%u away under 10 min", n),
                            n);
  case SZ_LIVE_IDLE_NOT_CALLING:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u not calling though people wait",
                                         "%u not calling though people wait", n),
                            n);
  case SZ_LIVE_IDLE_REASONS:
    break;
  }
  return g_strdup ("");
}

char *
sz_live_write_idle (const SzLiveHall *hall)
{
  guint counts[SZ_LIVE_IDLE_REASONS] = { 0 }, idle = 0;
  GString *text = NULL;

  for (guint i = 0; i < hall->windows->len; i++) {
    const SzLiveWindow *window = g_ptr_array_index (hall->windows, i);

    if (window->state != SZ_BOOTH_IDLE)
      continue;
    counts[sz_live_idle_why (hall, window)]++;
    idle++;
  }
  if (idle == 0 || hall->waiting == 0)
    return NULL;
  text = g_string_new (NULL);
  g_string_append_printf (text, _ ("; %u idle: "), idle);
  for (guint i = 0, n = 0; i < SZ_LIVE_IDLE_REASONS; i++) {
    g_autofree char *words = counts[i] > 0 ? write_idle_count ((SzLiveIdle)i, counts[i]) : NULL;

    if (words != NULL)
      g_string_append_printf (text, "%s%s", n++ > 0 ? _ (", ") : "", words);
  }
  return g_string_free (text, FALSE);
}
