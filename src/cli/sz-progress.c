/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include "sz-progress.h"

#include <stdio.h>
#include <unistd.h>

#include "sz-i18n.h"

/* Between two drawings of the line; where the output is no terminal, between two lines. */
#define REDRAW_US (100 * 1000)
#define REPORT_US (10 * G_USEC_PER_SEC)

struct _SzProgress {
  gboolean terminal;
  gint64 drawn_us, begun_us;
  gint64 rows, unchanged, refused;
  SzSyncPhase phase;
};

SzProgress *
sz_progress_new (void)
{
  SzProgress *progress = g_new0 (SzProgress, 1);

  progress->terminal = isatty (STDERR_FILENO) != 0;
  progress->begun_us = g_get_monotonic_time ();
  /* A log is spared a line for what is done at once. */
  progress->drawn_us = progress->terminal ? 0 : progress->begun_us;
  return progress;
}

void
sz_progress_free (SzProgress *progress)
{
  g_free (progress);
}

static gboolean
is_time (SzProgress *progress)
{
  gint64 now_us = g_get_monotonic_time ();

  if (now_us - progress->drawn_us < (progress->terminal ? REDRAW_US : REPORT_US))
    return FALSE;
  progress->drawn_us = now_us;
  return TRUE;
}

static void
draw_line (const SzProgress *progress, const char *text)
{
  fprintf (stderr, progress->terminal ? "\r\033[K%s" : "%s\n", text);
  fflush (stderr);
}

void
sz_progress_clear (SzProgress *progress)
{
  if (progress->terminal)
    draw_line (progress, "");
}

void
sz_progress_sync_cb (const SzSyncState *state, gpointer data)
{
  SzProgress *progress = data;
  g_autofree char *text = NULL;

  progress->rows = state->rows;
  progress->unchanged = state->unchanged;
  progress->refused = state->refused;
  if (!is_time (progress))
    return;
  text = g_strdup_printf (_ ("%s  %3.0f %%  %" PRId64 " rows  %s"), state->source, state->progress * 100,
                          state->rows, state->dataset);
  draw_line (progress, text);
}

void
sz_progress_follow_cb (const SzSyncState *state, gpointer data)
{
  SzProgress *progress = data;

  if (state->phase != progress->phase &&
      (state->phase == SZ_SYNC_RETRYING || state->phase == SZ_SYNC_BROKEN)) {
    sz_progress_clear (progress);
    g_printerr ("%s: %s\n", state->source, state->sentence);
  }
  progress->phase = state->phase;
  sz_progress_sync_cb (state, progress);
}

void
sz_progress_import_cb (double fraction, gint64 lines, gpointer data)
{
  SzProgress *progress = data;
  g_autofree char *text = NULL;

  if (!is_time (progress))
    return;
  text = g_strdup_printf (_ ("%3.0f %%  %" PRId64 " lines"), fraction * 100, lines);
  draw_line (progress, text);
}

void
sz_progress_end_sync (SzProgress *progress, const char *source)
{
  double seconds = (double)(g_get_monotonic_time () - progress->begun_us) / G_USEC_PER_SEC;

  sz_progress_clear (progress);
  g_print (_ ("%s: level; %" PRId64 " rows taken, %" PRId64 " unchanged, %" PRId64 " refused, in %.1f s\n"),
           source, progress->rows, progress->unchanged, progress->refused, seconds);
}
