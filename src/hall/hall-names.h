/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Invented people and enterprises, each a function of (seed, number). Their identities have the right form
 * and valid check digits but cannot exist: region codes begin with 99, phone numbers with 100. All writers
 * put the text without a NUL at `out` and return its end. */

/* Room that any of them needs, bytes. */
#define SZ_HALL_NAME_MAX 96

/* Of an enterprise's number, bits 28 and 29: 0 a firm, 1 a sole trader, 2 a cooperative. */
#define SZ_HALL_NAMES_KIND(number) (((number) >> 28) & 3)

/* 18 characters, GB 11643-1999. */
char *sz_hall_names_put_person_id (char *out, guint64 seed, guint32 person);
/* 18 characters, GB 32100-2015, with a GB 11714 organisation code inside. */
char *sz_hall_names_put_credit_code (char *out, guint64 seed, guint32 enterprise);
/* 11 digits. */
char *sz_hall_names_put_phone (char *out, guint64 seed, guint32 person);
char *sz_hall_names_put_person (char *out, guint64 seed, guint32 person);
char *sz_hall_names_put_enterprise (char *out, guint64 seed, guint32 enterprise);

G_END_DECLS
