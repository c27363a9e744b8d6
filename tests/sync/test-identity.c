/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "scene.h"
#include "sz-identity.h"
#include "sz-mapper.h"
#include "sz-sha256.h"

/* All numbers here are invented; the region codes do not exist. */
#define ID "990106199003071239"
#define ID_X "99010619900307101X"

static void
test_sha256 (void)
{
  guint8 data[700];
  for (guint plain = 0; plain < 2; plain++) {
    sz_sha256_use_plain_for_test (plain != 0);
    for (guint round = 0; round < 2000; round++) {
      const gsize length = (gsize)g_test_rand_int_range (0, (gint32)sizeof data);
      char hex[65], pieces[65];
      guint8 digest[32];
      SzSha256 sha;
      for (gsize i = 0; i < length; i++)
        data[i] = (guint8)g_test_rand_int ();
      g_autofree char *expected = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, length);
      sz_sha256_hex (data, length, hex);
      g_assert_cmpstr (hex, ==, expected);
      /* In pieces of any size. */
      sz_sha256_init (&sha);
      for (gsize at = 0; at < length;) {
        const gsize wanted = (gsize)g_test_rand_int_range (0, 150), n = MIN (length - at, wanted);
        sz_sha256_update (&sha, data + at, n);
        at += n;
      }
      sz_sha256_finish (&sha, digest);
      for (guint i = 0; i < 32; i++)
        g_snprintf (pieces + 2 * i, 3, "%02x", digest[i]);
      g_assert_cmpstr (pieces, ==, expected);
    }
  }
  sz_sha256_use_plain_for_test (FALSE);
}

static void
test_hmac (void)
{
  guint8 bytes[32], digest[32];
  char hex[65];
  for (guint i = 0; i < 32; i++)
    bytes[i] = (guint8)g_test_rand_int ();
  g_autoptr (SzSiteKey) key = sz_site_key_new (bytes);
  for (guint round = 0; round < 200; round++) {
    g_autofree char *text = g_strdup_printf ("%u", g_test_rand_int ());
    g_autofree char *whole = g_strconcat ("id:", text, NULL);
    g_autofree char *expected =
        g_compute_hmac_for_data (G_CHECKSUM_SHA256, bytes, 32, (guchar *)whole, strlen (whole));
    sz_site_key_hmac (key, "id:", text, -1, digest);
    for (guint i = 0; i < 32; i++)
      g_snprintf (hex + 2 * i, 3, "%02x", digest[i]);
    g_assert_cmpstr (hex, ==, expected);
    const gint64 hash = sz_site_key_hash (key, "id:", text, -1);
    g_assert_cmpint (hash, >=, 0);
    g_assert_cmpint (hash, !=, sz_site_key_hash (key, "phone:", text, -1));
  }
}

typedef struct {
  SzIdentityKind kind;
  const char *text, *normal, *mask;
  SzSubjectForm form;
  gboolean doubtful;
} Case;

static void
test_forms_and_masks (void)
{
  static const Case cases[] = {
    { SZ_IDENTITY_SUBJECT, ID, ID, "99**************39", SZ_SUBJECT_PERSON, FALSE },
    { SZ_IDENTITY_SUBJECT, "  99010619900307101x ", ID_X, "99**************1X", SZ_SUBJECT_PERSON, FALSE },
    { SZ_IDENTITY_SUBJECT, "９９０１０６１９９００３０７１２３９", ID, "99**************39",
      SZ_SUBJECT_PERSON, FALSE },
    { SZ_IDENTITY_SUBJECT, "990106 1990 0307 1239", ID, "99**************39", SZ_SUBJECT_PERSON, FALSE },
    { SZ_IDENTITY_SUBJECT, "990106900307123", ID, "99**************39", SZ_SUBJECT_PERSON, FALSE },
    { SZ_IDENTITY_SUBJECT, "990106199003071234", "990106199003071234", "99**************34",
      SZ_SUBJECT_PERSON, TRUE },
    { SZ_IDENTITY_SUBJECT, "91350100M0001TGQXM", "91350100M0001TGQXM", "91************GQXM",
      SZ_SUBJECT_ENTERPRISE, TRUE },
    { SZ_IDENTITY_SUBJECT, "91350100m0001tgqxm", "91350100M0001TGQXM", "91************GQXM",
      SZ_SUBJECT_ENTERPRISE, TRUE },
    { SZ_IDENTITY_SUBJECT, "E12345678", "E12345678", "*********", SZ_SUBJECT_OTHER, FALSE },
    { SZ_IDENTITY_SUBJECT, "H1234567890", "H1234567890", "***********", SZ_SUBJECT_OTHER, FALSE },
    { SZ_IDENTITY_SUBJECT, "990106199013071234", "990106199013071234", "******************", SZ_SUBJECT_OTHER,
      TRUE },
    { SZ_IDENTITY_PHONE, "10012345678", "10012345678", "100******78", SZ_SUBJECT_OTHER, FALSE },
    { SZ_IDENTITY_PHONE, "+86 100-1234-5678", "10012345678", "100******78", SZ_SUBJECT_OTHER, FALSE },
    { SZ_IDENTITY_PHONE, "0574-87654321", "057487654321", "************", SZ_SUBJECT_OTHER, FALSE },
    { SZ_IDENTITY_NAME, "张", "张", "*", SZ_SUBJECT_OTHER, FALSE },
    { SZ_IDENTITY_NAME, "张三", "张三", "张*", SZ_SUBJECT_OTHER, FALSE },
    { SZ_IDENTITY_NAME, "　张三丰 ", "张三丰", "张**", SZ_SUBJECT_OTHER, FALSE },
    { SZ_IDENTITY_NAME, "欧阳修文", "欧阳修文", "欧***", SZ_SUBJECT_OTHER, FALSE },
    { SZ_IDENTITY_NAME, "阿依古丽·买买提", "阿依古丽·买买提", "阿*******", SZ_SUBJECT_OTHER, FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    SzIdentity identity;
    char mask[SZ_IDENTITY_TEXT];
    g_assert_true (sz_identity_read (cases[i].kind, cases[i].text, -1, &identity));
    g_assert_cmpstr (identity.text, ==, cases[i].normal);
    g_assert_cmpint (identity.form, ==, cases[i].form);
    g_assert_cmpint (identity.doubtful, ==, cases[i].doubtful);
    sz_identity_mask (cases[i].kind, &identity, mask);
    g_assert_cmpstr (mask, ==, cases[i].mask);
  }
}

static void
test_check_digits (void)
{
  static const char weights_text[] = "10X98765432";
  static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  g_assert_true (sz_identity_id_check (ID));
  g_assert_true (sz_identity_id_check (ID_X));
  for (guint round = 0; round < 500; round++) {
    char text[19];
    int sum = 0;
    for (guint i = 0; i < 17; i++) {
      text[i] = (char)('0' + g_test_rand_int_range (0, 10));
      sum += (text[i] - '0') * weights[i];
    }
    text[17] = weights_text[sum % 11];
    text[18] = '\0';
    g_assert_true (sz_identity_id_check (text));
    /* One wrong digit is always found. */
    const guint at = (guint)g_test_rand_int_range (0, 17);
    text[at] = (char)('0' + (text[at] - '0' + 1 + g_test_rand_int_range (0, 9)) % 10);
    g_assert_false (sz_identity_id_check (text));
  }
  g_assert_true (sz_identity_credit_check ("91990100MA2TE5TX0Y"));
  g_assert_false (sz_identity_credit_check ("91350100M0001TGQXM")); /* an early pilot code, in use */
}

static void
test_age_bands (void)
{
  static const struct {
    const char *id, *day, *band;
  } cases[] = {
    { "990106199003071239", "2008-03-06", "0-17" },  { "990106199003071239", "2008-03-07", "18-34" },
    { "990106199003071239", "2025-03-06", "18-34" }, { "990106199003071239", "2025-03-07", "35-59" },
    { "990106199003071239", "2050-03-07", "60-79" }, { "990106199003071239", "2070-03-07", "80+" },
    { "990106199003071239", "1990-03-06", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    SzIdentity identity;
    gint64 day;
    g_assert_true (sz_identity_read (SZ_IDENTITY_SUBJECT, cases[i].id, -1, &identity));
    g_assert_true (sz_day_parse (cases[i].day, &day));
    g_assert_cmpstr (sz_identity_age_band (&identity, day), ==, cases[i].band);
  }
}

static void
test_scrub (void)
{
  static const char *const secret[] = {
    "身份证" ID "，请查",     "call 10012345678 now", "号码９９０１０６１９９００３０７１２３９。",
    "990106 19900307 1239",   "990106-19900307-101X", "990106900307123",
    "100 1234 5678",          "100-1234-5678",        "代码 91350100M0001TGQXM 号",
    "代码91350100m0001tgqxm", "(0574)87654321",       "٠١٢٣٤٥٦٧٨٩٠١٢", /* digits of another script */
  };
  static const char *const harmless[] = {
    "等了 45 分钟", "2026-11-20 09:30", "A012 号窗口", "办件 20261120", "很好", "",
  };
  for (guint i = 0; i < G_N_ELEMENTS (secret); i++) {
    g_autofree char *clean = sz_scrub_text (secret[i], -1);
    g_assert_nonnull (clean);
    guint digits = 0;
    for (const char *p = clean != NULL ? clean : ""; *p != '\0'; p = g_utf8_next_char (p))
      digits += g_unichar_isdigit (g_utf8_get_char (p)) || (*p >= 'A' && *p <= 'Z');
    g_assert_cmpuint (digits, ==, 0);
    g_assert_true (g_utf8_validate (clean, -1, NULL));
  }
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    g_assert_null (sz_scrub_text (harmless[i], -1));
}

/* Whatever stands around it and however it is spaced, no seven digits of an identity in a row stay. */
static void
test_scrub_random (void)
{
  static const char *const around[] = { "", "a", "电话", " ", "号：", "《", "-", "0", "X" };
  for (guint round = 0; round < 3000; round++) {
    g_autoptr (GString) text = g_string_new (around[g_test_rand_int_range (0, G_N_ELEMENTS (around))]);
    const char *id = g_test_rand_bit () ? ID_X : "10098765432";
    for (const char *p = id; *p != '\0'; p++) {
      if (g_test_rand_int_range (0, 6) == 0)
        g_string_append (text, g_test_rand_bit () ? " " : "-");
      g_string_append_c (text, *p);
    }
    g_string_append (text, around[g_test_rand_int_range (0, G_N_ELEMENTS (around))]);
    g_autofree char *clean = sz_scrub_text (text->str, -1);
    g_assert_nonnull (clean);
    guint run = 0;
    for (const char *p = clean != NULL ? clean : ""; *p != '\0'; p++) {
      run = g_ascii_isdigit (*p) ? run + 1 : 0;
      g_assert_cmpuint (run, <, 4);
    }
  }
}

static void
test_scrub_gaps (void)
{
  static const char *const gaps[] = { "/", "，", "、", ":",      "：",  "～",
                                      "~", "*",  "／", "\u00ad", "   ", "\u200b" };
  for (guint i = 0; i < G_N_ELEMENTS (gaps); i++) {
    g_autofree char *phone = g_strjoin (gaps[i], "138", "0013", "8000", NULL);
    g_autofree char *clean = sz_scrub_text (phone, -1);
    g_test_message ("%s → %s", phone, clean != NULL ? clean : "as it was");
    g_assert_cmpstr (clean, ==, "[…]");
  }
  g_autofree char *ringed = sz_scrub_text ("①③⑧00①③⑧①②③", -1);
  g_assert_cmpstr (ringed, ==, "[…]");
  g_autofree char *after = sz_scrub_text ("2026-11-20 09:30:15 13800138000", -1);
  g_assert_cmpstr (after, ==, "2026-11-20 09:30:15 […]");
  g_assert_null (sz_scrub_text ("2026-11-20T09:30 开始", -1));
}

static void
test_scrub_codes (void)
{
  static const char *const secret[] = {
    "110101199003071234", /* the check digit is wrong, as in most that are typed */
    "99010619900307101x",
    "１１０１０１１９９００３０７１２３４",
    "110101 19900307 1234",
    "11010119900307\u00ad1234",
    "case-330106199003071239-1",
    "20261101011990030712340",
    "110101900307123",
    "13800138000",
    "1 13800138000",
    "tel13800138000x",
    "138 0013 8000",
    "8613800138000",
    "91990100MA2TE5TX0Y",
    "A91990100MA2TE5TX0YB",
    "91990100ma2te5tx0y",
    "91990100MA2T E5TX0Y",
    "case:91990100MA2TE5TX0Y:2",
  };
  static const char *const ordinary[] = {
    "T20261120003006",
    "C2026112000123",
    "case-10011",
    "20261120000017",
    "1763600000000",
    "A001",
    "H-03/12",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "3f2504e04f8911d39a0c0305e82c3301",
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "2026112000001",
    "202611200000123",
    "2026-11-20 09:30:15",
    "2026-11-20T09:30:15.123+08:00",
    "20261120093015123",
    "202611200930151234",
    "SX-11000-2026-0001",
    "11000000000",
    "12345678901",
    "138001380001",
    "0574-87654321",
    "win-13",
    "110199010119900001",
    "330106201302301234",
    "E12345678",
    "不动产登记-2026-000123",
    "",
  };
  static const guint8 bytes[32] = { 9 };
  g_autoptr (SzSiteKey) key = sz_site_key_new (bytes);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (secret); i++) {
    char *code = sz_scrub_code (key, secret[i], strlen (secret[i]));
    g_autofree char *text = sz_scrub_short (secret[i], strlen (secret[i]));
    g_test_message ("%s → %s, %s", secret[i], code, text);
    g_assert_nonnull (code);
    g_assert_true (g_str_has_prefix (code, "h:"));
    g_assert_nonnull (text != NULL ? strstr (text, "[…]") : NULL);
    g_assert_true (g_hash_table_add (seen, code)); /* stays unique */
    g_assert_true (sz_scrub_finds (secret[i], strlen (secret[i]), TRUE));
  }
  for (guint i = 0; i < G_N_ELEMENTS (ordinary); i++) {
    g_test_message ("%s", ordinary[i]);
    g_assert_null (sz_scrub_code (key, ordinary[i], strlen (ordinary[i])));
    g_assert_null (sz_scrub_short (ordinary[i], strlen (ordinary[i])));
  }
}

/* Wherever it stands in a longer key. */
static void
test_scrub_windows (void)
{
  static const char *const parts[] = { "91990100MA2TE5TX0Y", "91350100M0001TGQXM", "110101199003071234",
                                       ID_X };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    for (guint before = 0; before < 12; before++)
      for (guint after = 0; after < 12; after++) {
        g_autofree char *text =
            g_strdup_printf ("%.*s%s%.*s", (int)before, "K2G4B6C8D0E1", parts[i], (int)after, "M2K4-6C8D0E1");
        g_assert_true (sz_scrub_finds (text, strlen (text), TRUE));
        g_autofree char *kept = sz_mapper_safe_key (text, strlen (text));
        g_assert_cmpstr (kept, ==, "");
      }
  g_autofree char *kept = sz_mapper_safe_key ("T20261120003006", 15);
  g_assert_cmpstr (kept, ==, "T20261120003006");
}

/* A store knows the key its rows were hashed with. */
static void
test_other_key (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("shuzhi-key-XXXXXX", NULL);
  g_autoptr (SzHome) home = sz_home_new (folder);
  g_autofree char *name_file = g_build_filename (home->data, "key-name", NULL);
  g_autofree char *other = g_build_filename (folder, "other.key", NULL);
  g_autofree char *notice = NULL, *name = NULL;
  GStatBuf info;
  g_assert_true (sz_home_create (home, &error));
  g_autoptr (SzSiteKey) first = sz_site_key_open_for (home, NULL, &notice, &error);
  g_assert_no_error (error);
  g_assert_nonnull (notice);
  g_assert_true (g_file_get_contents (name_file, &name, NULL, NULL));
  g_assert_true (g_str_has_prefix (name, sz_site_key_name (first)));
  g_assert_cmpint (g_stat (name_file, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_autoptr (SzSiteKey) again = sz_site_key_open_for (home, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sz_site_key_name (again), ==, sz_site_key_name (first));

  g_autoptr (SzSiteKey) second = sz_site_key_open (NULL, other, TRUE, NULL, &error);
  g_assert_null (sz_site_key_open_for (home, other, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, sz_site_key_name (first)));
  g_assert_nonnull (strstr (error->message, sz_site_key_name (second)));
  g_clear_error (&error);

  /* A lost key is not made anew. */
  g_assert_cmpint (g_unlink (home->key_file), ==, 0);
  g_assert_null (sz_site_key_open_for (home, NULL, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, sz_site_key_name (first)));
  g_assert_false (g_file_test (home->key_file, G_FILE_TEST_EXISTS));
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (name_file, "nonsense\n", -1, NULL));
  g_assert_null (sz_site_key_open_for (home, other, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_clear_error (&error);
  sz_site_key_forget (home);
  g_autoptr (SzSiteKey) fresh = sz_site_key_open_for (home, other, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sz_site_key_name (fresh), ==, sz_site_key_name (second));
  scene_remove_tree (folder);
}

static void
test_key_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *home = g_dir_make_tmp ("shuzhi-key-XXXXXX", &error);
  g_autofree char *path = g_build_filename (home, "keys", "site.key", NULL);
  g_autofree char *notice = NULL, *again = NULL;
  GStatBuf info;
  g_assert_null (sz_site_key_open (home, NULL, FALSE, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_clear_error (&error);

  g_autoptr (SzSiteKey) first = sz_site_key_open (home, NULL, TRUE, &notice, &error);
  g_assert_no_error (error);
  g_assert_nonnull (notice);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_autoptr (SzSiteKey) second = sz_site_key_open (NULL, path, TRUE, &again, &error);
  g_assert_no_error (error);
  g_assert_null (again);
  g_assert_cmpstr (sz_site_key_name (first), ==, sz_site_key_name (second));

  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  g_assert_null (sz_site_key_open (home, NULL, TRUE, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_clear_error (&error);
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  g_assert_true (g_file_set_contents_full (path, "no key", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_assert_null (sz_site_key_open (home, NULL, TRUE, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_null (sz_site_key_open (home, NULL, TRUE, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_rmdir (path);
  g_autofree char *keys = g_path_get_dirname (path);
  g_rmdir (keys);
  g_rmdir (home);
}

static char *
put_beside (const char *path, const char *ending, int age_s)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const struct timeval times[2] = { { now - age_s, 0 }, { now - age_s, 0 } };
  char *file = g_strconcat (path, ending, NULL);

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_cmpint (utimes (file, times), ==, 0);
  return file;
}

/* A process that was killed left a key without a name; one that is at work has another; what else lies there
 * is not ours. */
static void
test_key_left (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("shuzhi-key-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "site.key", NULL);
  g_autoptr (SzSiteKey) first = sz_site_key_open (NULL, path, TRUE, NULL, &error);
  g_autofree char *left = put_beside (path, ".new-a1b2C3", 2 * 3600);
  g_autofree char *at_work = put_beside (path, ".new-d4e5F6", 5);
  g_autofree char *copy = put_beside (path, ".copy", 30 * 24 * 3600);

  g_assert_no_error (error);
  g_autoptr (SzSiteKey) again = sz_site_key_open (NULL, path, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sz_site_key_name (first), ==, sz_site_key_name (again));
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (at_work, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS));
  scene_remove_tree (folder);
}

typedef struct {
  const char *path;
  gint *missing; /* (atomic) how many are not at the start yet */
  char *notice;
  SzSiteKey *key;
  GError *error;
} Starter;

static gpointer
start_together (gpointer data)
{
  Starter *starter = data;
  g_atomic_int_add (starter->missing, -1);
  while (g_atomic_int_get (starter->missing) > 0)
    g_thread_yield ();
  starter->key = sz_site_key_open (NULL, starter->path, TRUE, &starter->notice, &starter->error);
  return NULL;
}

/* Whoever asks in the same moment gets the same key, and one of them hears that it was made. */
static void
test_key_together (void)
{
  g_autofree char *folder = g_dir_make_tmp ("shuzhi-key-XXXXXX", NULL);
  for (guint round = 0; round < 60; round++) {
    g_autofree char *keys = g_strdup_printf ("%s/%u", folder, round);
    g_autofree char *path = g_build_filename (keys, "site.key", NULL);
    Starter starters[6] = { 0 };
    GThread *threads[G_N_ELEMENTS (starters)];
    gint missing = G_N_ELEMENTS (starters);
    guint made = 0;
    for (guint i = 0; i < G_N_ELEMENTS (starters); i++) {
      starters[i].path = path;
      starters[i].missing = &missing;
      threads[i] = g_thread_new ("starter", start_together, &starters[i]);
    }
    for (guint i = 0; i < G_N_ELEMENTS (starters); i++)
      g_thread_join (threads[i]);
    for (guint i = 0; i < G_N_ELEMENTS (starters); i++) {
      g_assert_no_error (starters[i].error);
      g_assert_cmpstr (sz_site_key_name (starters[i].key), ==, sz_site_key_name (starters[0].key));
      made += starters[i].notice != NULL;
      g_free (starters[i].notice);
    }
    g_assert_cmpuint (made, ==, 1);
    for (guint i = 0; i < G_N_ELEMENTS (starters); i++)
      sz_site_key_unref (starters[i].key);
    g_autoptr (GDir) dir = g_dir_open (keys, 0, NULL);
    g_assert_cmpstr (g_dir_read_name (dir), ==, "site.key");
    g_assert_null (g_dir_read_name (dir));
  }
  scene_remove_tree (folder);
}

/* Without a bus there is no keyring, and no silent fallback. */
static void
test_no_keyring (void)
{
  if (g_test_subprocess ()) {
    g_autoptr (GError) error = NULL;
    g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
    g_assert_null (sz_site_key_open (NULL, NULL, TRUE, NULL, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
    g_assert_nonnull (strstr (error->message, "--key-file"));
    return;
  }
  g_test_trap_subprocess (NULL, 300 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

static void
test_real_keyring (void)
{
  if (g_getenv ("SHUZHI_TEST_KEYRING") != NULL) {
    g_autoptr (GError) error = NULL;
    g_autofree char *notice = NULL, *again = NULL;
    g_autoptr (SzSiteKey) first = sz_site_key_open (NULL, NULL, TRUE, &notice, &error);
    g_assert_no_error (error);
    g_assert_nonnull (notice);
    g_autoptr (SzSiteKey) second = sz_site_key_open (NULL, NULL, TRUE, &again, &error);
    g_assert_no_error (error);
    g_assert_null (again);
    g_assert_cmpstr (sz_site_key_name (first), ==, sz_site_key_name (second));
    return;
  }
  g_autofree char *daemon = g_find_program_in_path ("gnome-keyring-daemon");
  g_autofree char *runner = g_find_program_in_path ("dbus-run-session");
  if (daemon == NULL || runner == NULL) {
    g_test_skip ("gnome-keyring-daemon or dbus-run-session is not installed");
    return;
  }
  g_autoptr (GError) error = NULL;
  g_autofree char *home = g_dir_make_tmp ("shuzhi-ring-XXXXXX", NULL);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *script =
      g_strdup_printf ("printf 'pw\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "
                       "SHUZHI_TEST_KEYRING=1 exec '%s' -p /identity/real-keyring",
                       self);
  const char *const argv[] = { "dbus-run-session", "--", "sh", "-c", script, NULL };
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_subprocess_launcher_setenv (launcher, "HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", home, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "XDG_DATA_HOME");
  g_autoptr (GSubprocess) child = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (child, NULL, &error));
  g_assert_no_error (error);
}

/* The quick look at plain keys and codes decides as the close one, which a wide blank behind the text
 * compels. */
static void
test_scrub_runs (void)
{
  static const char *const parts[] = { "1",    "13", "86", "861", "33010119900307", "19900307", "2026",
                                       "9",    "X",  "91", "N2",  "A3B4",           "-",        ".",
                                       "e1f2", "0",  "7" };
  guint found = 0;
  for (guint round = 0; round < 200000; round++) {
    g_autoptr (GString) text = g_string_new (NULL);
    for (gint n = g_test_rand_int_range (1, 9); n > 0; n--)
      g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
    for (gint n = g_test_rand_int_range (-12, 19); n > 0; n--)
      g_string_append_c (text, (char)('0' + g_test_rand_int_range (0, 10)));
    g_autofree char *closely = g_strconcat (text->str, "\343\200\200~", NULL);
    const gboolean finds = sz_scrub_finds (closely, strlen (closely), FALSE);
    g_autofree char *quick = sz_scrub_short (text->str, text->len);
    const gboolean quickly = sz_scrub_finds (text->str, text->len, FALSE);
    if (quickly != finds || (quick != NULL) != finds)
      g_test_message ("judged otherwise: %s", text->str);
    g_assert_cmpint (quickly, ==, finds);
    g_assert_cmpint (quick != NULL, ==, finds);
    found += finds;
  }
  g_assert_cmpuint (found, >, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identity/sha256", test_sha256);
  g_test_add_func ("/identity/hmac", test_hmac);
  g_test_add_func ("/identity/forms-and-masks", test_forms_and_masks);
  g_test_add_func ("/identity/check-digits", test_check_digits);
  g_test_add_func ("/identity/age-bands", test_age_bands);
  g_test_add_func ("/identity/scrub", test_scrub);
  g_test_add_func ("/identity/scrub-random", test_scrub_random);
  g_test_add_func ("/identity/scrub-gaps", test_scrub_gaps);
  g_test_add_func ("/identity/scrub-codes", test_scrub_codes);
  g_test_add_func ("/identity/scrub-windows", test_scrub_windows);
  g_test_add_func ("/identity/scrub-runs", test_scrub_runs);
  g_test_add_func ("/identity/other-key", test_other_key);
  g_test_add_func ("/identity/key-file", test_key_file);
  g_test_add_func ("/identity/key-left", test_key_left);
  g_test_add_func ("/identity/key-together", test_key_together);
  g_test_add_func ("/identity/no-keyring", test_no_keyring);
  g_test_add_func ("/identity/real-keyring", test_real_keyring);
  return g_test_run ();
}
