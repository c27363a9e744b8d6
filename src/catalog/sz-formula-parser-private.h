/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-catalog-private.h"

G_BEGIN_DECLS

/* A recursive descent parser in three files: tokens (sz-formula-lexer.c), what is said about one row
 * (sz-formula-row.c), and the formula (sz-formula-parse.c). */

typedef enum {
  SZ_TOKEN_END,
  SZ_TOKEN_NAME,     /* text */
  SZ_TOKEN_NUMBER,   /* number */
  SZ_TOKEN_DURATION, /* number, in ms */
  SZ_TOKEN_TEXT,     /* text, without its quotes */
  SZ_TOKEN_SIGN,     /* text: one of ( ) , : @ = != < <= > >= + - * / */
  SZ_TOKEN_BAD,      /* text: the character nothing begins with */
} SzTokenKind;

typedef struct {
  SzTokenKind kind;
  const char *start; /* in the parser's text */
  char text[132];
  double number;
} SzToken;

typedef struct {
  SzCatalog *catalog;
  const char *text;
  const char *next; /* behind `token` */
  SzToken token;    /* the one to be looked at */
  guint depth;
  const SzDataset *dataset; /* of the call being read */
  SzFormula *formula;
} SzParser;

void sz_parser_begin (SzParser *parser, SzCatalog *catalog, const char *text);
void sz_parser_advance (SzParser *parser);
gboolean sz_parser_is_sign (const SzParser *parser, const char *sign);
gboolean sz_parser_is_word (const SzParser *parser, const char *word);
/* Steps over the sign or word if it is there. */
gboolean sz_parser_accept_sign (SzParser *parser, const char *sign);
gboolean sz_parser_accept_word (SzParser *parser, const char *word);
gboolean sz_parser_expect_sign (SzParser *parser, const char *sign, GError **error);
/* "character 14: expected ')', found 'where'". Returns FALSE. */
gboolean sz_parser_expected (const SzParser *parser, const char *what, GError **error);
/* "character 14: message", at `start`. Returns FALSE. */
gboolean sz_parser_fail (const SzParser *parser, const char *start, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
/* Nesting is limited, so that no file can exhaust the stack. */
gboolean sz_parser_enter (SzParser *parser, GError **error);
void sz_parser_leave (SzParser *parser);
/* Reads the name of a field of the parser's data set; -1 and an error that names the nearest. */
int sz_parser_read_field (SzParser *parser, GError **error);

/* What a value over one row is. */
typedef enum {
  SZ_VALUE_IS_INSTANT,
  SZ_VALUE_IS_DURATION,
  SZ_VALUE_IS_NUMBER,
  SZ_VALUE_IS_TEXT,
  SZ_VALUE_IS_FLAG,
  SZ_VALUE_IS_HASH,
} SzValueIs;

typedef struct {
  SzValueIs is;
  gboolean constant; /* no field in it */
  guint scale;       /* of numbers with a field */
} SzValueType;

SzValue *sz_parser_read_value (SzParser *parser, SzValueType *type, GError **error);
SzCondition *sz_parser_read_condition (SzParser *parser, GError **error);
/* Adds "every field of the value is set" to a condition (both may be NULL; takes `where`), leaving out what
 * is always so: required fields, the measure's own instant, and what the condition already says. */
SzCondition *sz_condition_require (const SzDataset *dataset, guint instant, const SzValue *value,
                                   SzCondition *where);

G_END_DECLS
