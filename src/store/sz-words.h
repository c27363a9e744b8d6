/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-db.h"

G_BEGIN_DECLS

/* The dictionary of codes: each text once, with a number from 1. Numbers never change and are never given
 * again, so what was looked up stays right. The first words of a field get the numbers below 128, which take
 * one byte in a row; windows and departments do, items do not. Masks of the form of sz-mask.h have their
 * numbers without a word. One thread. */
typedef struct _SzWords SzWords;

SzWords *sz_words_new (SzDb *db);
void sz_words_free (SzWords *words);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzWords, sz_words_free)

/* For `crowd` of fields whose words are too many for short numbers. */
#define SZ_WORDS_CROWDED 40

/* The number of a text, 0 if it has none (and on error: then `error` is set). */
gint64 sz_words_find (SzWords *words, const char *text, GError **error);
/* The same, giving a new number if need be (writer only). `crowd` counts the words of the field so far. */
gint64 sz_words_intern (SzWords *words, const char *text, guint *crowd, GError **error);
/* (nullable): the text of a number; lives as long as the dictionary and no sz_words_forget. */
const char *sz_words_text (SzWords *words, gint64 id);
/* After a transaction that gave new numbers was rolled back. */
void sz_words_forget (SzWords *words);

G_END_DECLS
