/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-json-columns.h"

#include <string.h>

/* An object inside the row that columns point into; the row itself is the first. */
typedef struct {
  char *path;
  int parent;       /* -1: the row */
  const char *name; /* in the parent */
  SzJsonLine line;
  gboolean there;
} Level;

typedef struct {
  guint level;
  const char *leaf;
  const char *whole; /* a name may hold full stops itself */
} Column;

struct _SzJsonColumns {
  GPtrArray *levels; /* (element-type Level) parents first */
  GArray *columns;   /* (element-type Column) */
};

static void
level_free (gpointer data)
{
  Level *level = data;
  sz_json_line_clear (&level->line);
  g_free (level->path);
  g_free (level);
}

static guint
get_level (SzJsonColumns *columns, const char *path, gsize length)
{
  for (guint i = 0; i < columns->levels->len; i++) {
    const Level *level = g_ptr_array_index (columns->levels, i);
    if (strlen (level->path) == length && memcmp (level->path, path, length) == 0)
      return i;
  }
  const char *dot = memrchr (path, '.', length);
  const gsize parent = dot != NULL ? (gsize)(dot - path) : 0;
  const guint above = length > 0 ? get_level (columns, path, parent) : 0;
  Level *level = g_new0 (Level, 1);
  level->path = g_strndup (path, length);
  level->parent = length > 0 ? (int)above : -1;
  level->name = level->path + (dot != NULL ? parent + 1 : 0);
  sz_json_line_init (&level->line);
  g_ptr_array_add (columns->levels, level);
  return columns->levels->len - 1;
}

SzJsonColumns *
sz_json_columns_new (const GPtrArray *names)
{
  SzJsonColumns *columns = g_new0 (SzJsonColumns, 1);
  columns->levels = g_ptr_array_new_with_free_func (level_free);
  columns->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  get_level (columns, "", 0);
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i), *dot = strrchr (name, '.');
    const gboolean nested = dot != NULL && dot > name && dot[1] != '\0';
    const Column column = { nested ? get_level (columns, name, (gsize)(dot - name)) : 0,
                            nested ? dot + 1 : name, name };
    g_array_append_val (columns->columns, column);
  }
  return columns;
}

void
sz_json_columns_free (SzJsonColumns *columns)
{
  if (columns == NULL)
    return;
  g_ptr_array_unref (columns->levels);
  g_array_unref (columns->columns);
  g_free (columns);
}

static const SzInput *
find (const Level *level, const char *name)
{
  const GArray *members = level->line.members;
  for (guint i = 0; level->there && i < members->len; i++) {
    const SzMember *member = &g_array_index (members, SzMember, i);
    if (strncmp (name, member->name, member->name_length) == 0 && name[member->name_length] == '\0')
      return &member->value;
  }
  return NULL;
}

/* As a cell of a file would be: its type is what the data set says. */
static SzInput
as_cell (SzInput value)
{
  if (value.kind == SZ_INPUT_TRUE || value.kind == SZ_INPUT_FALSE) {
    value.text = value.kind == SZ_INPUT_TRUE ? "true" : "false";
    value.length = strlen (value.text);
  }
  if (value.kind != SZ_INPUT_ABSENT && value.kind != SZ_INPUT_NESTED)
    value.kind = value.length > 0 ? SZ_INPUT_WORD : SZ_INPUT_ABSENT;
  return value;
}

gboolean
sz_json_columns_read (SzJsonColumns *columns, const char *text, gsize length, SzInput *values,
                      const char **why)
{
  Level *row = g_ptr_array_index (columns->levels, 0);
  row->there = sz_json_line_read (&row->line, text, length, why);
  if (!row->there)
    return FALSE;
  for (guint i = 1; i < columns->levels->len; i++) {
    Level *level = g_ptr_array_index (columns->levels, i);
    const SzInput *value = find (g_ptr_array_index (columns->levels, (guint)level->parent), level->name);
    level->there = value != NULL && value->kind == SZ_INPUT_NESTED && *value->text == '{';
    if (level->there && !sz_json_line_read (&level->line, value->text, value->length, why))
      return FALSE;
  }
  for (guint i = 0; i < columns->columns->len; i++) {
    const Column *column = &g_array_index (columns->columns, Column, i);
    const SzInput *value = find (g_ptr_array_index (columns->levels, column->level), column->leaf);
    if (value == NULL && column->level > 0)
      value = find (row, column->whole);
    values[i] = value != NULL ? as_cell (*value) : (SzInput){ 0 };
  }
  return TRUE;
}
