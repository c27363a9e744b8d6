/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-names.h"

#include "sz-time.h"

#include <string.h>

#define TRIES 20000

/* ISO 7064: a sound number's weighted sum is 1 modulo 11, X counting ten. */
static void
test_person_ids (void)
{
  guint32 first = (guint32)g_test_rand_int ();
  for (guint32 i = 0; i < TRIES; i++) {
    char id[SZ_HALL_NAME_MAX] = { 0 };
    char *end = sz_hall_names_put_person_id (id, 7, (first + i) & G_MAXINT32);
    g_assert_cmpint (end - id, ==, 18);
    g_assert_true (g_str_has_prefix (id, "99"));
    int weight = 1, sum = 0;
    for (int k = 17; k >= 0; k--, weight = weight * 2 % 11)
      sum += (id[k] == 'X' ? 10 : id[k] - '0') * weight;
    g_assert_cmpint (sum % 11, ==, 1);
    char date[16];
    g_snprintf (date, sizeof date, "%.4s-%.2s-%.2s", id + 6, id + 10, id + 12);
    gint64 day;
    g_assert_true (sz_day_parse (date, &day));
    g_assert_cmpint (day, <=, sz_day_from_ymd (2010, 12, 31));
  }
}

static int
credit_value (char c)
{
  const char *alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const char *at = strchr (alphabet, c);
  g_assert_nonnull (at);
  return (int)(at - alphabet);
}

/* GB 32100: the sum with weights 3^i is 0 modulo 31; GB 11714: the inner code's sum with its check is 0
 * modulo 11. */
static void
test_credit_codes (void)
{
  static const int inner_weights[8] = { 3, 7, 9, 10, 5, 8, 4, 2 };
  for (guint32 i = 0; i < TRIES; i++) {
    char code[SZ_HALL_NAME_MAX] = { 0 };
    char *end = sz_hall_names_put_credit_code (code, 7, i);
    g_assert_cmpint (end - code, ==, 18);
    g_assert_cmpint (code[0], ==, '9');
    g_assert_true (strncmp (code + 2, "99", 2) == 0);
    int sum = credit_value (code[17]), weight = 1;
    for (int k = 0; k < 17; k++, weight = weight * 3 % 31)
      sum += credit_value (code[k]) * weight;
    g_assert_cmpint (sum % 31, ==, 0);
    int inner = code[16] == 'X' ? 10 : code[16] - '0';
    for (int k = 0; k < 8; k++) {
      char c = code[8 + k];
      inner += (g_ascii_isdigit (c) ? c - '0' : c - 'A' + 10) * inner_weights[k];
    }
    g_assert_cmpint (inner % 11, ==, 0);
  }
}

static void
test_phones_and_names (void)
{
  for (guint32 i = 0; i < TRIES; i++) {
    char text[SZ_HALL_NAME_MAX] = { 0 };
    char *end = sz_hall_names_put_phone (text, 7, i);
    g_assert_cmpint (end - text, ==, 11);
    g_assert_true (g_str_has_prefix (text, "100"));
    memset (text, 0, sizeof text);
    end = sz_hall_names_put_person (text, 7, i);
    g_assert_true (g_utf8_validate (text, end - text, NULL));
    g_assert_cmpint (g_utf8_strlen (text, -1), >=, 2);
    g_assert_cmpint (g_utf8_strlen (text, -1), <=, 4);
    memset (text, 0, sizeof text);
    end = sz_hall_names_put_enterprise (text, 7, i);
    g_assert_true (g_utf8_validate (text, end - text, NULL));
    g_assert_true (g_str_has_suffix (text, "有限公司"));
    g_assert_cmpint (end - text, <, SZ_HALL_NAME_MAX);
  }
}

static void
test_same_person_same_identity (void)
{
  char a[SZ_HALL_NAME_MAX] = { 0 }, b[SZ_HALL_NAME_MAX] = { 0 }, c[SZ_HALL_NAME_MAX] = { 0 };
  sz_hall_names_put_person_id (a, 7, 123);
  sz_hall_names_put_person_id (b, 7, 123);
  sz_hall_names_put_person_id (c, 8, 123);
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hall/names/person-ids", test_person_ids);
  g_test_add_func ("/hall/names/credit-codes", test_credit_codes);
  g_test_add_func ("/hall/names/phones-and-names", test_phones_and_names);
  g_test_add_func ("/hall/names/same-person", test_same_person_same_identity);
  return g_test_run ();
}
