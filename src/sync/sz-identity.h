/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-dataset.h"
#include "sz-home.h"

G_BEGIN_DECLS

/* The site key and what becomes of identities: a keyed hash, a mask, a kind, an age band. Raw identities live
 * only in the arguments of these functions. */
typedef struct _SzSiteKey SzSiteKey;

/* Where the key is kept: `explicit_file` (nullable), else HOME_FOLDER/keys/site.key if a home was chosen,
 * else the Secret Service. `create`: makes one (32 random bytes) if there is none, and `notice` (nullable,
 * transfer full) then receives a sentence for people. A file must be a regular file of this user that nobody
 * else can read. Without any of these SZ_ERROR_KEY says what to do; there is never a silent fallback. Blocks;
 * not for the main thread. */
SzSiteKey *sz_site_key_open (const char *home_folder, const char *explicit_file, gboolean create,
                             char **notice, GError **error);
/* The key for a home's rows, made if there is none and nothing was hashed here yet. The key's name is kept in
 * DATA/key-name; another key, or none, than the one the rows were hashed with is SZ_ERROR_KEY, for the same
 * people would no longer be recognised. The home's folders must exist. `notice` and blocking as above. */
SzSiteKey *sz_site_key_open_for (const SzHome *home, const char *explicit_file, char **notice,
                                 GError **error);
/* After the last source is gone: its rows bind to no key any more. */
void sz_site_key_forget (const SzHome *home);
/* A file that a person chose for the key where there is no keyring: CONFIG/keys/site.key, which is there only
 * then; of an explicit home its own. NULL: there is none. (transfer full) (nullable) */
char *sz_site_key_chosen_file (const SzHome *home);
/* That choice: makes the file, 0600, and from then on it is the key of this home. SZ_ERROR_KEY where rows
 * were hashed with another. `path` (nullable) (transfer full). Blocks. */
gboolean sz_site_key_choose_file (const SzHome *home, char **path, GError **error);
/* From 32 bytes, for tests. */
SzSiteKey *sz_site_key_new (const guint8 bytes[32]);
SzSiteKey *sz_site_key_ref (SzSiteKey *key);
void sz_site_key_unref (SzSiteKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzSiteKey, sz_site_key_unref)

#define SZ_SITE_KEY_ALGORITHM "hmac-sha256"

/* 8 hex digits that name the key without giving it away: the same key has the same name. */
const char *sz_site_key_name (const SzSiteKey *key);

/* HMAC-SHA256 over DOMAIN TEXT. Any thread. */
void sz_site_key_hmac (const SzSiteKey *key, const char *domain, const char *text, gssize length,
                       guint8 out[32]);
/* Its first 63 bits: the HASH cell. */
gint64 sz_site_key_hash (const SzSiteKey *key, const char *domain, const char *text, gssize length);
/* Its first 16 hex digits, as kept of a refused line. */
void sz_site_key_line_hash (const SzSiteKey *key, const char *line, gssize length, char out[17]);

typedef enum { SZ_SUBJECT_PERSON, SZ_SUBJECT_ENTERPRISE, SZ_SUBJECT_OTHER } SzSubjectForm;

#define SZ_IDENTITY_TEXT 128 /* longest identity in bytes, normalised, with its NUL */

typedef struct {
  char text[SZ_IDENTITY_TEXT]; /* normalised: trimmed, full width to ASCII, upper case, 15 to 18 digits */
  SzSubjectForm form;
  gint64 birth_day;  /* days since 1970; G_MININT64 unknown */
  gboolean doubtful; /* the check digit is wrong: hashed all the same, but counted */
} SzIdentity;

/* FALSE if the text is empty, too long or not UTF-8; nothing else is refused, for permits and passports have
 * many forms. */
gboolean sz_identity_read (SzIdentityKind kind, const char *text, gssize length, SzIdentity *identity);
/* Who or what it is, for the domain of the hash: "id:", "phone:", "name:". */
const char *sz_identity_domain (SzIdentityKind kind);
/* What people may see. Writes at most SZ_IDENTITY_TEXT bytes. An unknown form is masked whole. */
void sz_identity_mask (SzIdentityKind kind, const SzIdentity *identity, char out[SZ_IDENTITY_TEXT]);
/* "0-17" "18-34" "35-59" "60-79" "80+" on a day; NULL if the birth day is unknown or lies behind it. */
const char *sz_identity_age_band (const SzIdentity *identity, gint64 day);
const char *sz_subject_form_code (SzSubjectForm form);

/* The check digits of GB 11643 (17 digits and digit or X) and GB 32100 (18 characters). */
gboolean sz_identity_id_check (const char *text);
gboolean sz_identity_credit_check (const char *text);

/* Removes identity numbers, credit codes and phones from free text, also with blanks, hyphens or full-width
 * digits between; each is replaced by "[…]". Returns NULL if there was nothing to remove. (transfer full)
 * (nullable) */
char *sz_scrub_text (const char *text, gssize length);
/* A quick look: FALSE means sz_scrub_text would return NULL. */
gboolean sz_scrub_is_needed (const char *text, gsize length);
/* Keys, codes and short texts are touched only where a part has the whole form of an identity: 18 characters
 * of an ID number or 15 digits of an old one, with region and birth date, whatever the check digit; a mobile
 * number standing alone; a credit code with its check digit. Full-width forms, blanks and invisible
 * characters between do not hide it. */
/* A key or code that holds one: replaced whole by its keyed hash, so that it stays unique; without a key as
 * by sz_scrub_short. NULL if there is none. (transfer full) (nullable) */
char *sz_scrub_code (const SzSiteKey *key, const char *text, gsize length);
/* Each such part is replaced by "[…]". NULL if there is none. (transfer full) (nullable) */
char *sz_scrub_short (const char *text, gsize length);
/* Whether there is such a part. `loose`: credit codes without a right check digit, and parts divided by
 * hyphens and the like, count too. */
gboolean sz_scrub_finds (const char *text, gsize length, gboolean loose);

G_END_DECLS
