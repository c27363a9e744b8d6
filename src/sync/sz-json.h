/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a row gives for one input of a data set, before its type is known. */
typedef enum {
  SZ_INPUT_ABSENT,
  SZ_INPUT_STRING, /* a JSON string, unescaped */
  SZ_INPUT_NUMBER, /* a JSON number, as written */
  SZ_INPUT_TRUE,
  SZ_INPUT_FALSE,
  SZ_INPUT_NESTED,  /* an array or object; its text as it stands */
  SZ_INPUT_WORD,    /* a cell of a file, whose type is what the data set says */
  SZ_INPUT_INSTANT, /* an instant already worked out, in `number` */
} SzInputKind;

typedef struct {
  SzInputKind kind;
  const char *text; /* not NUL-terminated */
  gsize length;
  gint64 number;
} SzInput;

typedef struct {
  const char *name;
  gsize name_length;
  SzInput value;
} SzMember;

/* Reads a JSON object of one line, strictly by RFC 8259: one object and nothing else, valid UTF-8, no name
 * twice, no \u0000 and no half surrogates. Numbers stay text, so no digit is lost; nested values are checked
 * and skipped. Made for rows: nothing is allocated for a member. One thread. */
typedef struct {
  GArray *members;     /* (element-type SzMember), pointing into the line or into `scratch` */
  GByteArray *scratch; /* unescaped strings of this line */
} SzJsonLine;

void sz_json_line_init (SzJsonLine *json);
void sz_json_line_clear (SzJsonLine *json);
/* FALSE: `why` is a short English reason without content (static). The members live until the next call. */
gboolean sz_json_line_read (SzJsonLine *json, const char *line, gsize length, const char **why);

/* --- documents: one value of any kind, read where it lies; nothing is built --- */

/* Checks all of it as strictly as a line. `json` lends its room. */
gboolean sz_json_document_check (SzJsonLine *json, const char *text, gsize length, const char **why);

/* Only for text that has been checked. "data.list.0": names and numbers of items; "" is the whole. */
gboolean sz_json_find (const char *text, gsize length, const char *path, const char **found,
                       gsize *found_length);
/* The same as text; NULL if it is not there, null, an array or an object. (transfer full) (nullable) */
char *sz_json_find_text (const char *text, gsize length, const char *path);

typedef struct {
  const char *at, *end;
} SzJsonItems;
/* FALSE: it is no array. */
gboolean sz_json_items_begin (SzJsonItems *items, const char *array, gsize length);
gboolean sz_json_items_next (SzJsonItems *items, const char **item, gsize *length);

/* TRUE if the bytes are one valid UTF-8 text without NUL; quick for ASCII. */
gboolean sz_utf8_is_valid (const char *text, gsize length);

G_END_DECLS
