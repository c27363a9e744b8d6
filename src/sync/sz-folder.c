/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-import.h"
#include "sz-mapping.h"
#include "sz-pull-private.h"

/* A folder that files are dropped into. A file is taken once nobody has written to it for a while: it is
 * renamed into .taking (so that one process takes it, and what a crash leaves behind is known), imported, and
 * renamed into done or refused; beside a refused file lies a text with the reason. */

#define TAKING ".taking"
#define DONE "done"
#define REFUSED "refused"
#define QUIET_S 10
#define AHEAD_S (24 * 3600)
#define MAX_FILES 10000

static char *
sub_folder (SzPull *pull, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (pull->source->folder, name, NULL);
  if (g_mkdir (path, 0700) == 0 || errno == EEXIST)
    return g_steal_pointer (&path);
  g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("The folder %s cannot be made: %s."), path,
               g_strerror (errno));
  return NULL;
}

static gboolean
has_suffix (const char *name, const char *const *suffixes)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  for (guint i = 0; suffixes[i] != NULL; i++)
    if (g_str_has_suffix (lower, suffixes[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_of_form (const char *name, SzRecordForm form)
{
  static const char *const separated[] = { ".csv", ".tsv", ".txt", NULL },
                           *const lines[] = { ".ndjson", ".jsonl", ".json", NULL },
                           *const books[] = { ".xlsx", NULL };
  if (*name == '.' || *name == '~')
    return FALSE;
  switch (form) {
  case SZ_RECORDS_SEPARATED:
    return has_suffix (name, separated);
  case SZ_RECORDS_NDJSON:
    return has_suffix (name, lines);
  case SZ_RECORDS_XLSX:
    return has_suffix (name, books);
  case SZ_RECORDS_JSON:
    return FALSE;
  }
  return FALSE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* A file from the future may just be written, by a machine whose clock is ahead or set to another zone: it
 * waits. By more than a day, and it is from before this machine's clock was put back. */
static gboolean
is_quiet (gint64 age_s, gint64 quiet_s)
{
  return age_s >= quiet_s || age_s < -AHEAD_S;
}

/* Regular files of the mapping's form that have been left alone, by name, for later files replace the rows of
 * earlier ones. (transfer full) (element-type utf8) */
static GPtrArray *
list_files (const char *folder, SzRecordForm form, gint64 quiet_s, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  const char *entry;
  if (dir == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NETWORK, _ ("The folder %s cannot be read."), folder);
    return NULL;
  }
  while ((entry = g_dir_read_name (dir)) != NULL && names->len < MAX_FILES) {
    g_autofree char *path = g_build_filename (folder, entry, NULL);
    GStatBuf about;
    if (is_of_form (entry, form) && g_lstat (path, &about) == 0 && S_ISREG (about.st_mode) &&
        (quiet_s == 0 || is_quiet (now_s - about.st_mtime, quiet_s)))
      g_ptr_array_add (names, g_strdup (entry));
  }
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* Never over a file that is there. */
static gboolean
move (const char *from, const char *folder, const char *name, char **to, GError **error)
{
  for (guint n = 1; n < 10000; n++) {
    g_autofree char *other = n == 1 ? g_strdup (name) : g_strdup_printf ("%u-%s", n, name);
    g_autofree char *path = g_build_filename (folder, other, NULL);
    if (g_file_test (path, G_FILE_TEST_EXISTS))
      continue;
    if (g_rename (from, path) != 0)
      break;
    if (to != NULL)
      *to = g_steal_pointer (&path);
    return TRUE;
  }
  g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("A file cannot be moved into %s: %s."), folder,
               g_strerror (errno));
  return FALSE;
}

/* What the file itself is guilty of; anything else may pass, and the file waits. */
static gboolean
is_files_fault (const GError *error)
{
  return g_error_matches (error, SZ_ERROR, SZ_ERROR_BAD_FILE) ||
         g_error_matches (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
}

static gboolean
refuse_file (SzPull *pull, const char *staged, const char *name, const GError *cause, GError **error)
{
  g_autofree char *folder = sub_folder (pull, REFUSED, error), *moved = NULL;
  if (folder == NULL || !move (staged, folder, name, &moved, error))
    return FALSE;
  g_autofree char *note = g_strconcat (moved, ".txt", NULL), *text = g_strconcat (cause->message, "\n", NULL);
  g_file_set_contents_full (note, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
  pull->status->refused++;
  /* Seen in the history of the source, although the source goes on. */
  sz_source_status_step (pull->status, pull->status->machine, cause->message, sz_clock_now_ms ());
  return TRUE;
}

static gboolean
take_file (SzPull *pull, const char *staged, const char *name, GError **error)
{
  const SzImportOptions options = {
    .path = staged, .mapping = pull->source->mapping, .as = pull->source->name, .config = pull->source->config
  };
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (GError) cause = NULL;
  GStatBuf about;
  if (g_stat (staged, &about) == 0)
    pull->status->bytes += about.st_size;
  sz_pull_tell (pull, SZ_SYNC_FETCHING, pull->source->name, "");
  if (!sz_import_file (pull->store, pull->key, &options, &report, pull->cancellable, &cause)) {
    if (is_files_fault (cause))
      return refuse_file (pull, staged, name, cause, error);
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  pull->pipe.taken += report.taken;
  pull->pipe.unchanged += report.unchanged;
  pull->pipe.refused += report.refused;
  g_autofree char *done = sub_folder (pull, DONE, error);
  return done != NULL && move (staged, done, name, NULL, error);
}

static gboolean
take_files (SzPull *pull, const char *taking, SzRecordForm form, GError **error)
{
  /* What a crash left behind comes first: importing it again changes nothing. */
  g_autoptr (GPtrArray) left = list_files (taking, form, 0, error);
  g_autoptr (GPtrArray) fresh = left != NULL ? list_files (pull->source->folder, form, QUIET_S, error) : NULL;
  if (fresh == NULL)
    return FALSE;
  for (guint i = 0; i < left->len; i++) {
    const char *name = g_ptr_array_index (left, i);
    g_autofree char *staged = g_build_filename (taking, name, NULL);
    if (!take_file (pull, staged, name, error))
      return FALSE;
  }
  for (guint i = 0; i < fresh->len; i++) {
    const char *name = g_ptr_array_index (fresh, i);
    g_autofree char *path = g_build_filename (pull->source->folder, name, NULL), *staged = NULL;
    if (!move (path, taking, name, &staged, error) || !take_file (pull, staged, name, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
run_folder (SzPull *pull, GError **error)
{
  g_autoptr (SzMapping) mapping =
      sz_mapping_load (pull->source->mapping, pull->source->config, sz_store_catalog (pull->store), error);
  if (mapping == NULL)
    return FALSE;
  if (!g_file_test (pull->source->folder, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NETWORK, _ ("The folder %s cannot be read."),
                 pull->source->folder);
    return FALSE;
  }
  g_autofree char *taking = sub_folder (pull, TAKING, error);
  return taking != NULL && take_files (pull, taking, mapping->format.form, error);
}

static gboolean
follow_folder (SzPull *pull, const char *const *names, GError **error)
{
  return run_folder (pull, error);
}

/* Files that have been taken are not kept here; whoever wants them again drops them again. */
static gboolean
refetch_folder (SzPull *pull, GError **error)
{
  return TRUE;
}

static guint
folder_every_s (SzPull *pull)
{
  return 10;
}

const SzPullKind sz_pull_folder = {
  .run = run_folder,
  .follow = follow_folder,
  .refetch = refetch_folder,
  .every_s = folder_every_s,
};
