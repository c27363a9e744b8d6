/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-source-status.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-time.h"

#define MAIN "Status"
#define MAX_HISTORY 50
#define MAX_GAPS 100
#define MAX_OPEN 10000
#define MAX_FILE (4 << 20)

static void
step_free (gpointer data)
{
  SzSourceStep *step = data;
  g_free (step->sentence);
  g_free (step);
}

static void
gap_free (gpointer data)
{
  SzSourceGap *gap = data;
  g_free (gap->dataset);
  g_free (gap);
}

static void
open_day_free (gpointer data)
{
  SzOpenDay *open = data;
  g_free (open->dataset);
  g_free (open);
}

SzSourceStatus *
sz_source_status_new (const char *source)
{
  SzSourceStatus *status = g_new0 (SzSourceStatus, 1);
  status->source = g_strdup (source);
  status->sentence = g_strdup ("");
  status->history = g_ptr_array_new_with_free_func (step_free);
  status->gaps = g_ptr_array_new_with_free_func (gap_free);
  status->open_days = g_ptr_array_new_with_free_func (open_day_free);
  return status;
}

void
sz_source_status_free (SzSourceStatus *status)
{
  if (status == NULL)
    return;
  g_ptr_array_unref (status->history);
  g_ptr_array_unref (status->gaps);
  g_ptr_array_unref (status->open_days);
  g_free (status->sentence);
  g_free (status->source);
  g_free (status);
}

static void
add_step (SzSourceStatus *status, gint64 at_ms, SzSourcePhase phase, const char *sentence)
{
  SzSourceStep *step = g_new0 (SzSourceStep, 1);
  *step = (SzSourceStep){ at_ms, phase, g_strdup (sentence) };
  g_ptr_array_add (status->history, step);
}

static void
add_gap (SzSourceStatus *status, const SzSourceGap *from)
{
  SzSourceGap *gap = g_new0 (SzSourceGap, 1);
  *gap = *from;
  gap->dataset = g_strdup (from->dataset);
  g_ptr_array_add (status->gaps, gap);
}

SzSourceStatus *
sz_source_status_copy (const SzSourceStatus *status)
{
  SzSourceStatus *copy = sz_source_status_new (status->source);
  SzSourceStatus own = *copy;
  g_free (own.sentence);
  *copy = *status;
  copy->source = own.source;
  copy->sentence = g_strdup (status->sentence);
  copy->history = own.history;
  copy->gaps = own.gaps;
  copy->open_days = own.open_days;
  for (guint i = 0; i < status->history->len; i++) {
    const SzSourceStep *step = g_ptr_array_index (status->history, i);
    add_step (copy, step->at_ms, step->phase, step->sentence);
  }
  for (guint i = 0; i < status->gaps->len; i++)
    add_gap (copy, g_ptr_array_index (status->gaps, i));
  for (guint i = 0; i < status->open_days->len; i++) {
    const SzOpenDay *open = g_ptr_array_index (status->open_days, i);
    sz_source_status_open_day (copy, open->dataset, open->day);
  }
  return copy;
}

gint64
sz_source_status_lag_ms (const SzSourceStatus *status, gint64 now_ms)
{
  if (status->watermark_ms == 0 || status->now_ms == 0)
    return 0;
  const gint64 passed_ms = status->asked_ms != 0 ? MAX (now_ms - status->asked_ms, 0) : 0;
  return MAX (status->now_ms + passed_ms - status->watermark_ms, 0);
}

/* --- keeping --- */

void
sz_source_status_step (SzSourceStatus *status, SzSourceMachine machine, const char *sentence, gint64 now_ms)
{
  const SzSourceStep *last = status->history->len > 0 ? g_ptr_array_index (status->history, 0) : NULL;
  if (machine.phase != status->machine.phase || status->since_ms == 0)
    status->since_ms = now_ms;
  status->machine = machine;
  status->retry_ms = machine.wait_s > 0 ? now_ms + (gint64)machine.wait_s * 1000 : 0;
  if (machine.phase == SZ_SOURCE_IDLE)
    status->success_ms = now_ms;
  if (status->sentence != sentence) {
    g_free (status->sentence);
    status->sentence = g_strdup (sentence);
  }
  /* A source that fails for six hours has one line in its history, not hundreds. */
  if (last != NULL && last->phase == machine.phase && strcmp (last->sentence, sentence) == 0)
    return;
  const SzSourceStep *before = status->history->len > 1 ? g_ptr_array_index (status->history, 1) : NULL;
  if (last != NULL && before != NULL && last->phase == SZ_SOURCE_FETCHING && before->phase == machine.phase &&
      strcmp (before->sentence, sentence) == 0) {
    g_ptr_array_remove_index (status->history, 0);
    return;
  }
  SzSourceStep *step = g_new0 (SzSourceStep, 1);
  *step = (SzSourceStep){ now_ms, machine.phase, g_strdup (sentence) };
  g_ptr_array_insert (status->history, 0, step);
  if (status->history->len > MAX_HISTORY)
    g_ptr_array_set_size (status->history, MAX_HISTORY);
}

void
sz_source_status_note_gap (SzSourceStatus *status, const char *dataset, gint64 day, gint64 here, gint64 there,
                           gboolean mended)
{
  for (guint i = 0; i < status->gaps->len; i++) {
    SzSourceGap *gap = g_ptr_array_index (status->gaps, i);
    if (gap->day != day || strcmp (gap->dataset, dataset) != 0)
      continue;
    gap->mended = mended;
    if (!mended) {
      gap->here = here;
      gap->there = there;
    }
    return;
  }
  SzSourceGap *gap = g_new0 (SzSourceGap, 1);
  *gap = (SzSourceGap){ g_strdup (dataset), day, here, there, mended };
  g_ptr_array_insert (status->gaps, 0, gap);
  if (status->gaps->len > MAX_GAPS)
    g_ptr_array_set_size (status->gaps, MAX_GAPS);
}

void
sz_source_status_heal_gap (SzSourceStatus *status, const char *dataset, gint64 day)
{
  for (guint i = 0; i < status->gaps->len; i++) {
    SzSourceGap *gap = g_ptr_array_index (status->gaps, i);
    if (gap->day == day && strcmp (gap->dataset, dataset) == 0)
      gap->mended = TRUE;
  }
}

static int
find_open (const SzSourceStatus *status, const char *dataset, gint64 day)
{
  for (guint i = 0; i < status->open_days->len; i++) {
    const SzOpenDay *open = g_ptr_array_index (status->open_days, i);
    if (open->day == day && strcmp (open->dataset, dataset) == 0)
      return (int)i;
  }
  return -1;
}

gboolean
sz_source_status_is_open (const SzSourceStatus *status, const char *dataset, gint64 day)
{
  return find_open (status, dataset, day) >= 0;
}

gboolean
sz_source_status_open_day (SzSourceStatus *status, const char *dataset, gint64 day)
{
  if (find_open (status, dataset, day) >= 0 || status->open_days->len >= MAX_OPEN)
    return FALSE;
  SzOpenDay *open = g_new0 (SzOpenDay, 1);
  *open = (SzOpenDay){ g_strdup (dataset), day };
  g_ptr_array_add (status->open_days, open);
  return TRUE;
}

gboolean
sz_source_status_close_day (SzSourceStatus *status, const char *dataset, gint64 day)
{
  const int at = find_open (status, dataset, day);
  if (at >= 0)
    g_ptr_array_remove_index (status->open_days, (guint)at);
  return at >= 0;
}

/* --- the file --- */

static char *
file_path (const char *folder, const char *source, const char *suffix)
{
  g_autofree char *name = g_strconcat (source, suffix, NULL);
  return g_build_filename (folder, "sources", name, NULL);
}

typedef struct {
  const char *key;
  gsize offset;
} Number;

#define NUMBER(key, member)                                                                                  \
  {                                                                                                          \
    key, G_STRUCT_OFFSET (SzSourceStatus, member)                                                            \
  }
static const Number numbers[] = {
  NUMBER ("Since", since_ms),
  NUMBER ("Success", success_ms),
  NUMBER ("Retry", retry_ms),
  NUMBER ("Watermark", watermark_ms),
  NUMBER ("Now", now_ms),
  NUMBER ("Asked", asked_ms),
  NUMBER ("Rows", rows),
  NUMBER ("Unchanged", unchanged),
  NUMBER ("Refused", refused),
  NUMBER ("Bytes", bytes),
  NUMBER ("Requests", requests),
  NUMBER ("Compared", compared_ms),
  NUMBER ("ComparedDays", compared_days),
  NUMBER ("DifferentDays", different_days),
  NUMBER ("Refetched", refetched_ms),
  NUMBER ("Version", version),
};

static void
write_lists (const SzSourceStatus *status, GKeyFile *file)
{
  char day[11];
  for (guint i = 0; i < status->history->len; i++) {
    const SzSourceStep *step = g_ptr_array_index (status->history, i);
    g_autofree char *group = g_strdup_printf ("Step %u", i);
    g_key_file_set_int64 (file, group, "At", step->at_ms);
    g_key_file_set_string (file, group, "Phase", sz_source_phase_id (step->phase));
    g_key_file_set_string (file, group, "Sentence", step->sentence);
  }
  for (guint i = 0; i < status->gaps->len; i++) {
    const SzSourceGap *gap = g_ptr_array_index (status->gaps, i);
    g_autofree char *group = g_strdup_printf ("Gap %u", i);
    sz_day_format (gap->day, day);
    g_key_file_set_string (file, group, "Dataset", gap->dataset);
    g_key_file_set_string (file, group, "Day", day);
    g_key_file_set_int64 (file, group, "Here", gap->here);
    g_key_file_set_int64 (file, group, "There", gap->there);
    g_key_file_set_boolean (file, group, "Mended", gap->mended);
  }
  g_autoptr (GStrvBuilder) open = g_strv_builder_new ();
  for (guint i = 0; i < status->open_days->len; i++) {
    const SzOpenDay *entry = g_ptr_array_index (status->open_days, i);
    sz_day_format (entry->day, day);
    g_autofree char *text = g_strdup_printf ("%s %s", entry->dataset, day);
    g_strv_builder_add (open, text);
  }
  g_auto (GStrv) texts = g_strv_builder_end (open);
  g_key_file_set_string_list (file, MAIN, "OpenDays", (const char *const *)texts, status->open_days->len);
}

gboolean
sz_source_status_save (const SzSourceStatus *status, const char *folder, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = file_path (folder, status->source, ".status");
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) cause = NULL;
  gsize length;
  g_key_file_set_string (file, MAIN, "Phase", sz_source_phase_id (status->machine.phase));
  g_key_file_set_string (file, MAIN, "Sentence", status->sentence);
  g_key_file_set_integer (file, MAIN, "Failures", (int)status->machine.failures);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_key_file_set_int64 (file, MAIN, numbers[i].key, G_STRUCT_MEMBER (gint64, status, numbers[i].offset));
  write_lists (status, file);
  g_autofree char *text = g_key_file_to_data (file, &length, NULL);
  if (g_mkdir_with_parents (parent, 0700) == 0 &&
      g_file_set_contents_full (path, text, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &cause))
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("The file %s cannot be written: %s"), path,
               cause != NULL ? cause->message : g_strerror (errno));
  return FALSE;
}

static void
read_groups (SzSourceStatus *status, GKeyFile *file)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++) {
    g_autofree char *dataset = g_key_file_get_string (file, groups[i], "Dataset", NULL);
    g_autofree char *day = g_key_file_get_string (file, groups[i], "Day", NULL);
    g_autofree char *phase = g_key_file_get_string (file, groups[i], "Phase", NULL);
    g_autofree char *sentence = g_key_file_get_string (file, groups[i], "Sentence", NULL);
    SzSourceGap gap = { .dataset = dataset };
    SzSourcePhase known;
    if (g_str_has_prefix (groups[i], "Step ") && sz_source_phase_parse (phase, &known)) {
      add_step (status, g_key_file_get_int64 (file, groups[i], "At", NULL), known,
                sentence != NULL ? sentence : "");
    } else if (g_str_has_prefix (groups[i], "Gap ") && dataset != NULL && day != NULL &&
               sz_day_parse (day, &gap.day)) {
      gap.here = g_key_file_get_int64 (file, groups[i], "Here", NULL);
      gap.there = g_key_file_get_int64 (file, groups[i], "There", NULL);
      gap.mended = g_key_file_get_boolean (file, groups[i], "Mended", NULL);
      add_gap (status, &gap);
    }
  }
}

static void
read_open_days (SzSourceStatus *status, GKeyFile *file)
{
  g_auto (GStrv) texts = g_key_file_get_string_list (file, MAIN, "OpenDays", NULL, NULL);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++) {
    char *blank = strchr (texts[i], ' ');
    gint64 day;
    if (blank == NULL || !sz_day_parse (blank + 1, &day))
      continue;
    *blank = '\0';
    sz_source_status_open_day (status, texts[i], day);
  }
}

SzSourceStatus *
sz_source_status_load (const char *folder, const char *source)
{
  SzSourceStatus *status = sz_source_status_new (source);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = file_path (folder, source, ".status");
  GStatBuf about;
  if (g_stat (path, &about) != 0 || about.st_size > MAX_FILE ||
      !g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return status;
  g_autofree char *phase = g_key_file_get_string (file, MAIN, "Phase", NULL);
  g_autofree char *sentence = g_key_file_get_string (file, MAIN, "Sentence", NULL);
  sz_source_phase_parse (phase, &status->machine.phase);
  status->machine.failures = (guint)MAX (g_key_file_get_integer (file, MAIN, "Failures", NULL), 0);
  if (sentence != NULL) {
    g_free (status->sentence);
    status->sentence = g_steal_pointer (&sentence);
  }
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    G_STRUCT_MEMBER (gint64, status, numbers[i].offset) =
        g_key_file_get_int64 (file, MAIN, numbers[i].key, NULL);
  read_groups (status, file);
  read_open_days (status, file);
  return status;
}

void
sz_source_status_forget (const char *folder, const char *source)
{
  g_autofree char *path = file_path (folder, source, ".status");
  g_autofree char *order = file_path (folder, source, ".order");
  g_unlink (path);
  g_unlink (order);
}

/* --- orders --- */

static const char *const orders[] = { "retry", "refetch", "compare" };

char *
sz_source_order_path (const char *folder, const char *source)
{
  return file_path (folder, source, ".order");
}

gboolean
sz_source_order_give (const char *folder, const char *source, SzSourceOrder order, GError **error)
{
  g_autofree char *path = file_path (folder, source, ".order");
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) cause = NULL;
  order |= sz_source_order_take (folder, source); /* what was ordered before still holds */
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (order & (1u << i))
      g_string_append_printf (text, "%s\n", orders[i]);
  if (g_mkdir_with_parents (parent, 0700) == 0 &&
      g_file_set_contents_full (path, text->str, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &cause))
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("The file %s cannot be written: %s"), path,
               cause != NULL ? cause->message : g_strerror (errno));
  return FALSE;
}

SzSourceOrder
sz_source_order_take (const char *folder, const char *source)
{
  g_autofree char *path = sz_source_order_path (folder, source);
  g_autofree char *text = NULL;
  SzSourceOrder taken = SZ_ORDER_NONE;
  GStatBuf about;
  if (g_stat (path, &about) != 0)
    return SZ_ORDER_NONE;
  /* Whoever renames it has it, however many look at the same moment. */
  g_autofree char *mine = g_strdup_printf ("%s.%08x", path, g_random_int ());
  if (g_rename (path, mine) != 0)
    return SZ_ORDER_NONE;
  if (about.st_size < 4096 && g_file_get_contents (mine, &text, NULL, NULL)) {
    g_auto (GStrv) words = g_strsplit (text, "\n", -1);
    for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
      if (g_strv_contains ((const char *const *)words, orders[i]))
        taken |= (SzSourceOrder)(1u << i);
  }
  g_unlink (mine);
  return taken;
}
