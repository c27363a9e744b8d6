/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-error.h"

G_BEGIN_DECLS

/* A key file that knows the line of each key, so that every complaint can name file and line; it also knows
 * which keys were read, so that a misspelt one is refused instead of ignored. One thread. */
typedef struct _SzKeyFile SzKeyFile;

/* SZ_ERROR_BAD_FILE with file and line for a syntax error, invalid UTF-8, a group or key given twice, or a
 * file over 4 MiB; SZ_ERROR_NOT_FOUND. */
SzKeyFile *sz_key_file_load (const char *path, GError **error);
/* The same from memory; `name` stands for the path in messages. */
SzKeyFile *sz_key_file_parse (const char *text, gssize length, const char *name, GError **error);
void sz_key_file_free (SzKeyFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzKeyFile, sz_key_file_free)

const char *sz_key_file_name (const SzKeyFile *file);
/* Group names in file order. (array zero-terminated=1) (owned by file) */
const char *const *sz_key_file_groups (SzKeyFile *file);
gboolean sz_key_file_has_group (SzKeyFile *file, const char *group);
/* Keys of a group in file order. (transfer container: free with g_free) */
const char **sz_key_file_keys (SzKeyFile *file, const char *group);

/* (nullable) the plain value; the borrowed text lives as long as the file. */
const char *sz_key_file_get (SzKeyFile *file, const char *group, const char *key);
/* Key[zh_CN] in a Chinese process, else Key. */
const char *sz_key_file_get_local (SzKeyFile *file, const char *group, const char *key);
/* The value in one language: "zh_CN" or NULL for the source language. */
const char *sz_key_file_get_lang (SzKeyFile *file, const char *group, const char *key, const char *lang);
/* (array zero-terminated=1) (transfer full) split at `;`, blanks stripped, empty parts dropped; NULL if
 * absent. */
char **sz_key_file_get_list (SzKeyFile *file, const char *group, const char *key);
/* yes/no/true/false; TRUE is returned for success, `value` is left alone if the key is absent. */
gboolean sz_key_file_get_flag (SzKeyFile *file, const char *group, const char *key, gboolean *value,
                               GError **error);
gboolean sz_key_file_get_number (SzKeyFile *file, const char *group, const char *key, double *value,
                                 GError **error);

/* Line of a key (or, with key NULL, of a group), 1-based; 0 if absent. */
guint sz_key_file_line (SzKeyFile *file, const char *group, const char *key);
/* Sets SZ_ERROR_BAD_FILE "FILE:LINE: [group] key: message". Returns FALSE, for `return sz_key_file_fail (…)`.
 */
gboolean sz_key_file_fail (SzKeyFile *file, const char *group, const char *key, GError **error,
                           const char *format, ...) G_GNUC_PRINTF (5, 6);
/* FALSE and SZ_ERROR_BAD_FILE for the first key or group that nobody asked for. Call last. */
gboolean sz_key_file_check_unread (SzKeyFile *file, GError **error);

G_END_DECLS
