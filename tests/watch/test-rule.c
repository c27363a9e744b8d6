/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rule files: the shipped ones load, the bad ones are refused with their line, what is expected is said. */

#include "sz-i18n.h"
#include "sz-rule.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static const char good_head[] = "[Rule r]\nName=R\nSuggest=Do it\n";

static GPtrArray *
read_text (SzCatalog *catalog, const char *text, GPtrArray *problems)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("shuzhi-rule-XXXXXX.ini", &path, &error);
  GPtrArray *rules = NULL;

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  rules = sz_catalog_read_rules (catalog, path, problems, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return rules;
}

static void
test_shipped (void)
{
  static const char *const ids[] = { "wait-area",       "queue-stuck",    "window-unattended", "post-absent",
                                     "case-unaccepted", "device-offline", "source-silent" };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (SzCatalog) catalog = sz_catalog_load (NULL, problems, NULL);
  const SzRule *wait = NULL;

  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", ((GError *)g_ptr_array_index (problems, i))->message);
  g_assert_cmpuint (problems->len, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    const SzRule *rule = sz_catalog_rule (catalog, ids[i], NULL);

    g_assert_nonnull (rule);
    /* At least two reminders before it is overdue. */
    g_assert_cmpuint (rule->n_remind, >=, 2);
    g_assert_cmpint (rule->overdue_ms, >, rule->remind_ms[rule->n_remind - 1]);
  }
  wait = sz_catalog_rule (catalog, "wait-area", NULL);
  g_assert_cmpfloat (wait->limit, ==, 25);
  g_assert_cmpfloat (wait->clear, ==, 20);
  g_assert_cmpint (wait->window_ms, ==, 30 * SZ_MINUTE_MS);
  g_assert_cmpint (wait->for_ms, ==, 3 * SZ_MINUTE_MS);
  g_assert_null (sz_catalog_rule (catalog, "wait-are", NULL));
}

static void
test_chinese (void)
{
  g_autoptr (SzCatalog) catalog = NULL;
  const GPtrArray *rules = NULL;

  sz_lang_set (SZ_LANG_ZH);
  catalog = sz_catalog_load (NULL, NULL, NULL);
  rules = sz_catalog_rules (catalog);
  for (guint i = 0; i < rules->len; i++) {
    const SzRule *rule = g_ptr_array_index (rules, i);
    const char *texts[] = { rule->name, rule->definition, rule->suggest[0], rule->title };

    for (guint j = 0; j < G_N_ELEMENTS (texts); j++) {
      g_assert_false (g_str_is_ascii (texts[j]));
      /* Full-width punctuation. */
      g_assert_null (strpbrk (texts[j], ",;()"));
    }
  }
  sz_lang_set (SZ_LANG_EN);
}

static void
test_refused (void)
{
  static const struct {
    const char *text, *expected;
    int line;
  } cases[] = {
    { "Indicator=wait_avg\nAbove=25\nBy=area\nFor=3 min\n", "duration", 7 },
    { "Indicator=wait_avg\nAbove=25\nBelow=3\n", "either Above= or Below=", 6 },
    { "Indicator=wait_avg\n", "either Above= or Below=", 1 },
    { "Above=25\n", "one of Indicator=, Dataset= and Silence=", 1 },
    { "Indicator=wait_average\nAbove=25\n", "indicator", 4 },
    { "Indicator=wait_avg\nAbove=25\nBy=village\n", "has no village", 6 },
    { "Indicator=wait_avg\nAbove=25\nBy=planet\n", "dimension", 6 },
    { "Indicator=wait_avg\nAbove=25\nClear=26\n", "good side", 6 },
    { "Indicator=wait_avg\nAbove=25\nNear=30\n", "good side", 6 },
    { "Indicator=wait_avg\nAbove=25\nRemind=10min;5min\n", "after the one before", 6 },
    { "Indicator=wait_avg\nAbove=25\nRemind=5min;10min\nOverdue=10min\n", "after the last reminder", 7 },
    { "Indicator=wait_avg\nAbove=25\nSeverity=huge\n", "attention or alarm", 6 },
    { "Indicator=wait_avg\nAbove=25\nWhere=x = 1\n", "only a rule with", 6 },
    { "Indicator=wait_avg\nAbove=25\nAbvoe=25\n", "did you mean Above?", 6 },
    { "Indicator=wait_avg\nAbove=25\nTitle={objekt}\n", "{object}", 6 },
    { "Dataset=behaviour\nSince=kind\nAbove=10\n", "instant of behaviour", 5 },
    { "Dataset=behaviour\nSince=started\nWhere=kind = 3\nAbove=10\n", "", 6 },
    { "Dataset=behaviour\nSince=started\nActivity=tickets.window\nAbove=10\n", "instants such as", 6 },
    { "Dataset=behaviour\nSince=started\nBelow=10\n", "Above=", 6 },
    { "Silence=yes\nBy=area\nAbove=10\n", "only a rule with", 5 },
    { "Indicator=wait_avg\nBy=department\nAbove=25\nLoad=yes\n", "by area", 7 },
  };
  g_autoptr (SzCatalog) catalog = sz_catalog_load (NULL, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
    g_autofree char *text = g_strconcat (good_head, cases[i].text, NULL);
    g_autoptr (GPtrArray) rules = read_text (catalog, text, problems);
    g_autofree char *line = g_strdup_printf (".ini:%d: ", cases[i].line);
    const GError *error = NULL;

    g_assert_cmpuint (rules->len, ==, 0);
    g_assert_cmpuint (problems->len, ==, 1);
    error = g_ptr_array_index (problems, 0);
    g_test_message ("%s", error->message);
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
    g_assert_nonnull (strstr (error->message, cases[i].expected));
    g_assert_nonnull (strstr (error->message, line));
  }
}

/* A bad section leaves the others alone. */
static void
test_rest_loads (void)
{
  g_autoptr (SzCatalog) catalog = sz_catalog_load (NULL, NULL, NULL);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autofree char *text = g_strconcat (
      good_head, "Indicator=wait_avg\nBelow=3\nWindow=1h\n\n[Rule s]\nName=S\n\n[Thing]\nA=b\n", NULL);
  g_autoptr (GPtrArray) rules = read_text (catalog, text, problems);
  const SzRule *rule = NULL;

  g_assert_cmpuint (rules->len, ==, 1);
  g_assert_cmpuint (problems->len, ==, 2);
  rule = g_ptr_array_index (rules, 0);
  g_assert_true (rule->below);
  g_assert_cmpfloat (rule->near, ==, 3);
  g_assert_cmpfloat (rule->clear, ==, 3);
  g_assert_cmpint (rule->window_ms, ==, SZ_HOUR_MS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watch/rule/shipped", test_shipped);
  g_test_add_func ("/watch/rule/chinese", test_chinese);
  g_test_add_func ("/watch/rule/refused", test_refused);
  g_test_add_func ("/watch/rule/rest-loads", test_rest_loads);
  return g_test_run ();
}
