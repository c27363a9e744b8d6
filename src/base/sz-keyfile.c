/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-keyfile.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "sz-i18n.h"

/* A catalogue file of this size is no catalogue file. */
#define MAX_BYTES (4 * 1024 * 1024)

typedef struct {
  char *key;   /* (owned) without the language */
  char *lang;  /* (owned) (nullable) "zh_CN" */
  char *raw;   /* (owned) as written, blanks stripped */
  char *value; /* (owned) escapes resolved */
  guint line;
  gboolean read;
} Entry;

typedef struct {
  char *name; /* (owned) */
  guint line;
  gboolean read;
  GPtrArray *entries; /* (owned) (element-type Entry) in file order */
  GHashTable *index;  /* (owned) "key" or "key[lang]" (owned) to Entry */
} Group;

struct _SzKeyFile {
  char *name;        /* (owned) */
  GPtrArray *groups; /* (owned) (element-type Group) in file order */
  GHashTable *index; /* (owned) name (of the group) to Group */
  GPtrArray *names;  /* (owned) group names, NULL at the end */
};

static void
free_entry (gpointer data)
{
  Entry *entry = data;
  g_free (entry->key);
  g_free (entry->lang);
  g_free (entry->raw);
  g_free (entry->value);
  g_free (entry);
}

static void
free_group (gpointer data)
{
  Group *group = data;
  g_hash_table_unref (group->index);
  g_ptr_array_unref (group->entries);
  g_free (group->name);
  g_free (group);
}

void
sz_key_file_free (SzKeyFile *file)
{
  if (file == NULL)
    return;
  g_ptr_array_unref (file->names);
  g_hash_table_unref (file->index);
  g_ptr_array_unref (file->groups);
  g_free (file->name);
  g_free (file);
}

/* --- reading --- */

static gboolean G_GNUC_PRINTF (4, 5)
    fail_line (const SzKeyFile *file, guint line, GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, "%s:%u: %s", file->name, line, message);
  return FALSE;
}

static gboolean
has_control (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_iscntrl (*p) && *p != '\t')
      return TRUE;
  return FALSE;
}

static gboolean
begin_group (SzKeyFile *file, const char *text, guint line, GError **error)
{
  const gsize length = strlen (text);
  g_autofree char *name = length >= 2 ? g_strndup (text + 1, length - 2) : NULL;
  if (length < 3 || text[length - 1] != ']' || strpbrk (name, "[]") != NULL || has_control (name))
    return fail_line (file, line, error, _ ("a group must be written as [name]"));
  const Group *twin = g_hash_table_lookup (file->index, name);
  if (twin != NULL)
    return fail_line (file, line, error, _ ("the group [%s] is given twice, first in line %u"), name,
                      twin->line);

  Group *group = g_new0 (Group, 1);
  group->name = g_steal_pointer (&name);
  group->line = line;
  group->entries = g_ptr_array_new_with_free_func (free_entry);
  group->index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_ptr_array_add (file->groups, group);
  g_hash_table_insert (file->index, group->name, group);
  return TRUE;
}

/* The escapes of key files: \s \n \t \r \\ and, for lists, \; . NULL for any other. */
static char *
resolve_escapes (const char *raw)
{
  GString *out = g_string_sized_new (strlen (raw));
  for (const char *p = raw; *p != '\0'; p++) {
    static const char codes[] = "sntr\\;", meanings[] = " \n\t\r\\;";
    if (*p != '\\') {
      g_string_append_c (out, *p);
      continue;
    }
    const char *code = p[1] != '\0' ? strchr (codes, p[1]) : NULL;
    if (code == NULL) {
      g_string_free (out, TRUE);
      return NULL;
    }
    g_string_append_c (out, meanings[code - codes]);
    p++;
  }
  return g_string_free (out, FALSE);
}

/* "Name[zh_CN]" into its parts; FALSE if it is no key. */
static gboolean
split_key (const char *text, char **key, char **lang)
{
  const gsize base = strcspn (text, "[]");
  const gsize length = strlen (text);
  if (base == 0 || has_control (text))
    return FALSE;
  if (base < length && (text[base] != '[' || length < base + 3 ||
                        strcspn (text + base + 1, "[]") != length - base - 2 || text[length - 1] != ']'))
    return FALSE;
  *key = g_strndup (text, base);
  *lang = base < length ? g_strndup (text + base + 1, length - base - 2) : NULL;
  return TRUE;
}

static gboolean
add_entry (SzKeyFile *file, const char *text, guint line, GError **error)
{
  const char *equals = strchr (text, '=');
  if (equals == NULL)
    return fail_line (file, line, error, _ ("expected [group], key=value or a comment"));
  if (file->groups->len == 0)
    return fail_line (file, line, error, _ ("a key stands before the first [group]"));

  Group *group = g_ptr_array_index (file->groups, file->groups->len - 1);
  g_autofree char *full = g_strchomp (g_strndup (text, (gsize)(equals - text)));
  g_autofree char *key = NULL, *lang = NULL, *raw = g_strdup (equals + 1);
  g_strchug (raw);
  if (!split_key (full, &key, &lang))
    return fail_line (file, line, error, _ ("a key must be written as Name= or Name[zh_CN]="));
  const Entry *twin = g_hash_table_lookup (group->index, full);
  if (twin != NULL)
    return fail_line (file, line, error, _ ("the key %s is given twice in [%s], first in line %u"), full,
                      group->name, twin->line);
  g_autofree char *value = resolve_escapes (raw);
  if (value == NULL)
    return fail_line (
        file, line, error,
        _ ("the value of %s has a backslash that means nothing: expected \\s \\n \\t \\r \\; or \\\\"), full);

  Entry *entry = g_new0 (Entry, 1);
  entry->key = g_steal_pointer (&key);
  entry->lang = g_steal_pointer (&lang);
  entry->raw = g_steal_pointer (&raw);
  entry->value = g_steal_pointer (&value);
  entry->line = line;
  g_ptr_array_add (group->entries, entry);
  g_hash_table_insert (group->index, g_steal_pointer (&full), entry);
  return TRUE;
}

static gboolean
add_line (SzKeyFile *file, const char *text, gsize length, guint line, GError **error)
{
  if (memchr (text, '\0', length) != NULL || !g_utf8_validate_len (text, length, NULL))
    return fail_line (file, line, error, _ ("the line is not valid UTF-8"));
  g_autofree char *copy = g_strstrip (g_strndup (text, length));
  if (*copy == '\0' || *copy == '#')
    return TRUE;
  return *copy == '[' ? begin_group (file, copy, line, error) : add_entry (file, copy, line, error);
}

SzKeyFile *
sz_key_file_parse (const char *text, gssize length, const char *name, GError **error)
{
  g_return_val_if_fail (text != NULL && name != NULL, NULL);
  const gsize size = length < 0 ? strlen (text) : (gsize)length;
  g_autoptr (SzKeyFile) file = g_new0 (SzKeyFile, 1);
  gsize at = 0;

  file->name = g_strdup (name);
  file->groups = g_ptr_array_new_with_free_func (free_group);
  file->index = g_hash_table_new (g_str_hash, g_str_equal);
  file->names = g_ptr_array_new ();
  if (size > MAX_BYTES) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("%s is larger than 4 MiB."), name);
    return NULL;
  }
  /* Editors on Windows begin a file with a byte order mark. */
  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    at = 3;
  for (guint line = 1; at < size; line++) {
    const char *newline = memchr (text + at, '\n', size - at);
    const gsize end = newline != NULL ? (gsize)(newline - text) : size;
    if (!add_line (file, text + at, end - at, line, error))
      return NULL;
    at = end + 1;
  }
  for (guint i = 0; i < file->groups->len; i++)
    g_ptr_array_add (file->names, ((Group *)g_ptr_array_index (file->groups, i))->name);
  g_ptr_array_add (file->names, NULL);
  return g_steal_pointer (&file);
}

SzKeyFile *
sz_key_file_load (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_autofree char *text = NULL;
  gsize length = 0;
  GStatBuf info;

  if (g_stat (path, &info) != 0) {
    const int code = errno;
    g_set_error (error, SZ_ERROR, code == ENOENT || code == ENOTDIR ? SZ_ERROR_NOT_FOUND : SZ_ERROR_BAD_FILE,
                 _ ("Cannot read %s: %s."), path, g_strerror (code));
    return NULL;
  }
  if (!S_ISREG (info.st_mode)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("Cannot read %s: it is not a file."), path);
    return NULL;
  }
  if (info.st_size > MAX_BYTES) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("%s is larger than 4 MiB."), path);
    return NULL;
  }
  g_autoptr (GError) cause = NULL;
  if (!g_file_get_contents (path, &text, &length, &cause)) {
    const gboolean gone = g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOENT);
    g_set_error (error, SZ_ERROR, gone ? SZ_ERROR_NOT_FOUND : SZ_ERROR_BAD_FILE, _ ("Cannot read %s: %s."),
                 path, cause->message);
    return NULL;
  }
  return sz_key_file_parse (text, (gssize)length, path, error);
}

/* --- access --- */

/* Marks the group as asked for. */
static Group *
find_group (SzKeyFile *file, const char *name)
{
  Group *group = g_hash_table_lookup (file->index, name);
  if (group != NULL)
    group->read = TRUE;
  return group;
}

/* Marks the entry as asked for. */
static Entry *
find_entry (SzKeyFile *file, const char *group_name, const char *key)
{
  Group *group = find_group (file, group_name);
  Entry *entry = group != NULL ? g_hash_table_lookup (group->index, key) : NULL;
  if (entry != NULL)
    entry->read = TRUE;
  return entry;
}

const char *
sz_key_file_name (const SzKeyFile *file)
{
  g_return_val_if_fail (file != NULL, NULL);
  return file->name;
}

const char *const *
sz_key_file_groups (SzKeyFile *file)
{
  g_return_val_if_fail (file != NULL, NULL);
  return (const char *const *)file->names->pdata;
}

gboolean
sz_key_file_has_group (SzKeyFile *file, const char *group)
{
  g_return_val_if_fail (file != NULL && group != NULL, FALSE);
  return find_group (file, group) != NULL;
}

const char **
sz_key_file_keys (SzKeyFile *file, const char *group)
{
  g_return_val_if_fail (file != NULL && group != NULL, NULL);
  const Group *found = find_group (file, group);
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  /* A translation is no key of its own. */
  for (guint i = 0; found != NULL && i < found->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (found->entries, i);
    if (entry->lang == NULL)
      g_ptr_array_add (keys, entry->key);
  }
  g_ptr_array_add (keys, NULL);
  return (const char **)g_ptr_array_free (g_steal_pointer (&keys), FALSE);
}

const char *
sz_key_file_get (SzKeyFile *file, const char *group, const char *key)
{
  g_return_val_if_fail (file != NULL && group != NULL && key != NULL, NULL);
  const Entry *entry = find_entry (file, group, key);
  return entry != NULL ? entry->value : NULL;
}

const char *
sz_key_file_get_lang (SzKeyFile *file, const char *group, const char *key, const char *lang)
{
  g_return_val_if_fail (file != NULL && group != NULL && key != NULL, NULL);
  if (lang == NULL)
    return sz_key_file_get (file, group, key);
  g_autofree char *full = g_strdup_printf ("%s[%s]", key, lang);
  return sz_key_file_get (file, group, full);
}

const char *
sz_key_file_get_local (SzKeyFile *file, const char *group, const char *key)
{
  g_return_val_if_fail (file != NULL && group != NULL && key != NULL, NULL);
  const char *source = sz_key_file_get (file, group, key);
  const char *chinese = sz_key_file_get_lang (file, group, key, "zh_CN");
  const Group *found = find_group (file, group);

  /* Other languages are welcome and unused; a Chinese one under another name is taken for a slip and stays
   * unread. */
  for (guint i = 0; found != NULL && i < found->entries->len; i++) {
    Entry *entry = g_ptr_array_index (found->entries, i);
    if (entry->lang != NULL && g_ascii_strncasecmp (entry->lang, "zh", 2) != 0 &&
        strcmp (entry->key, key) == 0)
      entry->read = TRUE;
  }
  return sz_lang () == SZ_LANG_ZH && chinese != NULL ? chinese : source;
}

char **
sz_key_file_get_list (SzKeyFile *file, const char *group, const char *key)
{
  g_return_val_if_fail (file != NULL && group != NULL && key != NULL, NULL);
  const Entry *entry = find_entry (file, group, key);
  if (entry == NULL)
    return NULL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  for (const char *start = entry->raw, *p = start;; p++) {
    if (*p == '\\') {
      p++; /* escapes were checked when the file was read, so there is a next byte */
    } else if (*p == ';' || *p == '\0') {
      g_autofree char *raw = g_strstrip (g_strndup (start, (gsize)(p - start)));
      if (*raw != '\0')
        g_ptr_array_add (parts, resolve_escapes (raw));
      if (*p == '\0')
        break;
      start = p + 1;
    }
  }
  g_ptr_array_add (parts, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&parts), FALSE);
}

gboolean
sz_key_file_get_flag (SzKeyFile *file, const char *group, const char *key, gboolean *value, GError **error)
{
  g_return_val_if_fail (value != NULL, FALSE);
  const char *text = sz_key_file_get (file, group, key);
  if (text == NULL)
    return TRUE;
  const gboolean yes = strcmp (text, "yes") == 0 || strcmp (text, "true") == 0;
  if (!yes && strcmp (text, "no") != 0 && strcmp (text, "false") != 0) {
    g_autofree char *quote = sz_error_quote (text);
    return sz_key_file_fail (file, group, key, error, _ ("expected yes or no, found “%s”"), quote);
  }
  *value = yes;
  return TRUE;
}

gboolean
sz_key_file_get_number (SzKeyFile *file, const char *group, const char *key, double *value, GError **error)
{
  g_return_val_if_fail (value != NULL, FALSE);
  const char *text = sz_key_file_get (file, group, key);
  if (text == NULL)
    return TRUE;
  char *end = NULL;
  const double number = g_ascii_strtod (text, &end);
  /* strtod also takes hexadecimal, "inf" and "nan"; no file means those. */
  if (*text == '\0' || strspn (text, "0123456789+-.eE") != strlen (text) || *end != '\0' ||
      !isfinite (number)) {
    g_autofree char *quote = sz_error_quote (text);
    return sz_key_file_fail (file, group, key, error, _ ("expected a number, found “%s”"), quote);
  }
  *value = number;
  return TRUE;
}

/* --- complaints --- */

guint
sz_key_file_line (SzKeyFile *file, const char *group, const char *key)
{
  g_return_val_if_fail (file != NULL, 0);
  const Group *found = group != NULL ? g_hash_table_lookup (file->index, group) : NULL;
  if (found == NULL || key == NULL)
    return found != NULL ? found->line : 0;
  const Entry *entry = g_hash_table_lookup (found->index, key);
  return entry != NULL ? entry->line : 0;
}

gboolean
sz_key_file_fail (SzKeyFile *file, const char *group, const char *key, GError **error, const char *format,
                  ...)
{
  g_return_val_if_fail (file != NULL && format != NULL, FALSE);
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);

  /* A key that should be there is missed at its group, a group that should be there at the file. */
  guint line = sz_key_file_line (file, group, key);
  if (line == 0)
    line = sz_key_file_line (file, group, NULL);
  GString *where = g_string_new (file->name);
  if (line > 0)
    g_string_append_printf (where, ":%u", line);
  if (group != NULL)
    g_string_append_printf (where, ": [%s]", group);
  if (group != NULL && key != NULL)
    g_string_append_printf (where, " %s", key);
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, "%s: %s", where->str, message);
  g_string_free (where, TRUE);
  return FALSE;
}

gboolean
sz_key_file_check_unread (SzKeyFile *file, GError **error)
{
  g_return_val_if_fail (file != NULL, FALSE);
  for (guint i = 0; i < file->groups->len; i++) {
    const Group *group = g_ptr_array_index (file->groups, i);
    if (!group->read)
      return sz_key_file_fail (file, group->name, NULL, error, _ ("nothing here is known by this name"));
    for (guint j = 0; j < group->entries->len; j++) {
      const Entry *entry = g_ptr_array_index (group->entries, j);
      if (entry->read)
        continue;
      g_autofree char *full =
          entry->lang != NULL ? g_strdup_printf ("%s[%s]", entry->key, entry->lang) : g_strdup (entry->key);
      return sz_key_file_fail (file, group->name, full, error, _ ("this key is not known here"));
    }
  }
  return TRUE;
}
