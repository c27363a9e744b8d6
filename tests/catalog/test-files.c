/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bad files: each is put over the shipped catalogue as a user's own folder; the error must name file and
 * line, and everything else must still load. */

#include "sz-catalog.h"
#include "sz-i18n.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static void
put_file (const char *kind, const char *text)
{
  g_autofree char *dir = g_build_filename (folder, kind, NULL);
  g_autofree char *path = g_build_filename (dir, "user.ini", NULL);

  g_mkdir_with_parents (dir, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
remove_file (const char *kind)
{
  g_autofree char *path = g_build_filename (folder, kind, "user.ini", NULL);

  g_unlink (path);
}

static SzCatalog *
load (GPtrArray **problems)
{
  SzCatalog *catalog = NULL;
  g_autoptr (GError) error = NULL;

  *problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  catalog = sz_catalog_load (folder, *problems, &error);
  g_assert_no_error (error);
  return catalog;
}

typedef struct {
  const char *kind, *text;
  const char *place, *what; /* "user.ini:LINE: [group] key:" and a part of the sentence */
} Bad;

#define DATASET "[Dataset]\nId=visits\nName=Visits\nAt=came\n\n[Field came]\nType=instant\nRequired=yes\n"

static const Bad bad[] = {
  { "indicators", "[Indicator x]\nName=X\nLayer=cases\nUnit=case\nFormula=count(casess)\n",
    "user.ini:5: [Indicator x] Formula:",
    "character 7: there is no data set “casess”; did you mean “cases”?" },
  { "indicators", "[Indicator x]\nName=X\nLayer=cases\nUnit=min\nFormula=count(cases)\n",
    "user.ini:4: [Indicator x] Unit:", "“min” is a unit of time" },
  { "indicators", "[Indicator x]\nName=X\nLayer=cases\nUnit=case\nFormula=mean(cases: closed - received)\n",
    "user.ini:4: [Indicator x] Unit:", "expected s, min, h or d, found “case”" },
  { "indicators", "[Indicator x]\nName=X\nLayer=case\nUnit=case\nFormula=count(cases)\n",
    "user.ini:3: [Indicator x] Layer:", "there is no layer “case”" },
  { "indicators", "[Indicator x]\nName=X\nLayer=cases\nUnit=case\nFormla=count(cases)\n",
    "user.ini:5: [Indicator x] Formla:", "did you mean Formula?" },
  { "indicators", "[Indicator x]\nName=X\nLayer=cases\nUnit=case\nFormula=count(cases)\nTarget=ten\n",
    "user.ini:6: [Indicator x] Target:", "" },
  { "indicators", "[Indicator x]\nName=X\nLayer=cases\nUnit=case\nFormula=count(cases)\nTarget=10\n",
    "user.ini:6: [Indicator x] Target:", "Direction" },
  { "indicators",
    "[Indicator "
    "x]\nName=X\nLayer=cases\nUnit=case\nFormula=count(cases)\nDirection=lower\nTarget=10\nLimit=5\n",
    "user.ini:7: [Indicator x] Target:", "wrong side of Limit" },
  { "indicators", "[Indicator x]\nName=X\nLayer=cases\nUnit=case\nFormula=count(cases)\nDirection=down\n",
    "user.ini:6: [Indicator x] Direction:", "higher, lower or neutral" },
  { "indicators", "[Indicator x]\nName=X\nLayer=cases\nUnit=case\n", "user.ini:1: [Indicator x]", "Formula" },
  { "indicators", "[Indicator X Y]\nName=X\n", "user.ini:1: [Indicator X Y]", "expected [Indicator id]" },
  { "indicators", "[Indicator x]\nName=X\nLayer=cases\nUnit=case\nFormula=count(cases)\nVersion=0\n",
    "user.ini:6: [Indicator x] Version:", "from 1" },
  { "datasets", DATASET "[Field n]\nType=integre\n", "user.ini:10: [Field n] Type:", "found “integre”" },
  { "datasets", DATASET "[Field n]\nType=decimal\n", "user.ini:10: [Field n] Type:", "needs Scale=" },
  { "datasets", DATASET "[Field n]\nType=integer\nMin=5\nMax=1\n",
    "user.ini:12: [Field n] Max:", "below Min" },
  { "datasets", DATASET "[Field n]\nType=integer\nUnit=s\n", "user.ini:11: [Field n] Unit:", "expected ms" },
  { "datasets", DATASET "[Field n]\nType=instant\nWithin=2\n",
    "user.ini:11: [Field n] Within:", "such as 2d" },
  { "datasets", DATASET "[Field n]\nType=flag\nDimension=area\n",
    "user.ini:11: [Field n] Dimension:", "unknown key" },
  { "datasets", DATASET "[Field n]\nType=code\nDimension=aera\n",
    "user.ini:11: [Field n] Dimension:", "did you mean “area”?" },
  { "datasets", DATASET "[Field n]\nType=identity\nIdentity=face\n",
    "user.ini:11: [Field n] Identity:", "found “face”" },
  { "datasets", DATASET "[Field n]\nType=text\nLink=nothing\n",
    "user.ini:11: [Field n] Link:", "there is no data set “nothing”" },
  { "datasets",
    DATASET "[Field a]\nType=identity\nIdentity=subject\n[Field b]\nType=identity\nIdentity=id_number\n",
    "user.ini:1: [Dataset]", "subject_kind" },
  { "datasets", DATASET "[Rollup day]\nGrain=week\n",
    "user.ini:10: [Rollup day] Grain:", "hour, day or month" },
  { "datasets", DATASET "[Rollup day]\nGrain=day\nDimensions=came\n",
    "user.ini:11: [Rollup day] Dimensions:", "“came”" },
  { "datasets", DATASET "[Feild n]\nType=flag\n", "user.ini:9: [Feild n]", "[Field id]" },
  { "datasets", "[Dataset]\nId=visits\nAt=came\nOrder=came<=went\n[Field came]\nType=instant\nRequired=yes\n",
    "user.ini:4: [Dataset] Order:", "there is no field “went”" },
  { "datasets", "[Dataset]\nId=visits\nAt=came\n[Field came]\nType=instant\n",
    "user.ini:3: [Dataset] At:", "Required=yes" },
  { "datasets", "[Dataset]\nId=visits\nAt=came\n[Field came]\nType=flag\nRequired=yes\n",
    "user.ini:3: [Dataset] At:", "wrong type" },
  { "datasets", "[Dataset]\nId=Visits\nAt=came\n", "user.ini:2: [Dataset] Id:", "a-z" },
  { "datasets", "[Data]\nId=visits\n", "user.ini:1:", "[Dataset]" },
  { "dimensions", "[Dimension floor]\nNmae=Floor\n",
    "user.ini:2: [Dimension floor] Nmae:", "did you mean Name?" },
  { "dimensions", "[Value flor ground]\nName=Ground\n", "user.ini:1: [Value flor ground]", "“flor”" },
  { "layers", "[Layer x]\n", "user.ini:1: [Layer x]", "Name" },
  { "boards", "[Board]\nId=mine\n[Tile a]\nKind=layer\nLayer=cases\nLead=case_recieve_count\n",
    "user.ini:6: [Tile a] Lead:", "did you mean “case_receive_count”?" },
  { "boards", "[Board]\nId=mine\n[Tile a]\nKind=pie\nLead=wait_avg\n",
    "user.ini:4: [Tile a] Kind:", "hero, multiples, trend, parts, attention or layer" },
  { "boards", "[Board]\nId=mine\n[Tile a]\nKind=multiples\nLead=wait_avg\n", "user.ini:3: [Tile a]", "By" },
  { "boards", "[Tile a]\nKind=hero\nLead=wait_avg\n", "user.ini:1:", "[Board]" },
};

static void
test_bad_files (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GPtrArray) problems = NULL;
    g_autoptr (SzCatalog) catalog = NULL;
    const GError *problem = NULL;

    put_file (bad[i].kind, bad[i].text);
    catalog = load (&problems);
    g_test_message ("%s", bad[i].text);
    g_assert_cmpuint (problems->len, ==, 1);
    problem = g_ptr_array_index (problems, 0);
    g_test_message ("%s", problem->message);
    g_assert_error (problem, SZ_ERROR, SZ_ERROR_BAD_FILE);
    g_assert_nonnull (strstr (problem->message, bad[i].place));
    g_assert_nonnull (strstr (problem->message, bad[i].what));
    /* Everything else is there. */
    g_assert_nonnull (sz_catalog_indicator (catalog, "wait_avg", NULL));
    g_assert_cmpuint (sz_catalog_datasets (catalog)->len, >=, 10);
    remove_file (bad[i].kind);
  }
}

static void
test_bad_section_leaves_the_rest (void)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (SzCatalog) catalog = NULL;

  put_file ("indicators",
            "[Indicator mine]\nName=Mine\nName[zh_CN]=我的\nLayer=cases\nUnit=case\nFormula=count(cases)\n"
            "[Indicator bad]\nName=Bad\nLayer=cases\nUnit=case\nFormula=count(\n"
            "[Indicator wait_avg]\nName=My wait\nLayer=efficiency\nUnit=s\nFormula=mean(tickets: called - "
            "taken)\n");
  catalog = load (&problems);
  remove_file ("indicators");
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (sz_catalog_indicator (catalog, "mine", NULL));
  g_assert_null (sz_catalog_indicator (catalog, "bad", NULL));
  g_assert_cmpstr (sz_catalog_indicator (catalog, "wait_avg", NULL)->name, ==, "My wait");
  g_assert_cmpfloat (sz_catalog_indicator (catalog, "wait_avg", NULL)->scale, ==, 0.001);
}

static void
test_new_dataset (void)
{
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (SzCatalog) catalog = NULL;
  const SzDataset *dataset = NULL;
  const SzField *field = NULL;

  put_file ("datasets",
            "[Dataset]\nId=visits\nName=Visits\nAt=came\nSubject=who\nOrder=came<=seen<=went\n"
            "[Field came]\nType=instant\nRequired=yes\n[Field seen]\nType=instant\n[Field "
            "went]\nType=instant\nWithin=3d\n"
            "[Field who]\nType=identity\nIdentity=id_number\n[Field phone]\nType=identity\nIdentity=phone\n"
            "[Field floor]\nType=code\nDimension=area\n[Field price]\nType=decimal\nScale=2\nMin=0\nMax=100\n"
            "[Rollup d]\nGrain=day\nDimensions=floor;age_band\nSketches=yes\n");
  put_file ("indicators",
            "[Indicator spent]\nName=Spent\nLayer=people\nUnit=yuan\nFormula=sum(visits: price)\n");
  catalog = load (&problems);
  remove_file ("datasets");
  remove_file ("indicators");
  g_assert_cmpuint (problems->len, ==, 0);
  dataset = sz_catalog_dataset (catalog, "visits", NULL);
  g_assert_nonnull (dataset);
  g_assert_cmpuint (dataset->inputs->len, ==, 7);
  g_assert_cmpuint (dataset->fields->len, ==, 11);
  g_assert_cmpuint (dataset->orders->len, ==, 3);
  g_assert_cmpint (dataset->subject, ==, sz_dataset_find_field (dataset, "who"));
  field = sz_dataset_field (dataset, (guint)sz_dataset_find_field (dataset, "who"));
  g_assert_cmpint (field->type, ==, SZ_FIELD_HASH);
  g_assert_cmpint (field->source, ==, sz_dataset_find_input (dataset, "who"));
  field = sz_dataset_field (dataset, (guint)sz_dataset_find_field (dataset, "phone_mask"));
  g_assert_cmpint (field->type, ==, SZ_FIELD_MASK);
  g_assert_cmpint (field->source, ==, sz_dataset_find_input (dataset, "phone"));
  field = sz_dataset_field (dataset, (guint)sz_dataset_find_dimension (dataset, "age_band"));
  g_assert_cmpint (field->type, ==, SZ_FIELD_CODE);
  field = sz_dataset_field (dataset, (guint)sz_dataset_find_field (dataset, "price"));
  g_assert_cmpint (field->max, ==, 10000);
  field = sz_dataset_field (dataset, (guint)sz_dataset_find_field (dataset, "went"));
  g_assert_cmpuint (field->within_days, ==, 3);
  g_assert_cmpuint (sz_catalog_measures (catalog, dataset)->len, ==, 1);
}

static void
test_lookups (void)
{
  g_autoptr (SzCatalog) catalog = sz_catalog_load (NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (sz_catalog_indicator (catalog, "wait_avgg", &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
  g_assert_cmpstr (error->message, ==, "there is no indicator “wait_avgg”; did you mean “wait_avg”?");
  g_clear_error (&error);
  g_assert_null (sz_catalog_dimension (catalog, "zzzzzzzzzz", &error));
  g_assert_cmpstr (error->message, ==, "there is no dimension “zzzzzzzzzz”");
  g_assert_cmpstr (sz_catalog_value_name (catalog, "channel", "window"), ==, "Hall window");
  g_assert_cmpstr (sz_catalog_value_name (catalog, "age_band", "80+"), ==, "80 and over");
  g_assert_null (sz_catalog_value_name (catalog, "channel", "carrier pigeon"));
}

static void
test_missing_folder (void)
{
  g_autofree char *set = g_strdup (g_getenv ("SHUZHI_CATALOG_DIR"));
  g_autoptr (GError) error = NULL;

  g_setenv ("SHUZHI_CATALOG_DIR", "/nonexistent-catalogue", TRUE);
  g_assert_null (sz_catalog_load (NULL, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND);
  g_setenv ("SHUZHI_CATALOG_DIR", set, TRUE);
}

int
main (int argc, char **argv)
{
  int result = 0;

  sz_i18n_init ("en");
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("shuzhi-catalog-XXXXXX", NULL);
  g_test_add_func ("/files/bad", test_bad_files);
  g_test_add_func ("/files/rest", test_bad_section_leaves_the_rest);
  g_test_add_func ("/files/dataset", test_new_dataset);
  g_test_add_func ("/files/lookups", test_lookups);
  g_test_add_func ("/files/missing", test_missing_folder);
  result = g_test_run ();
  for (guint i = 0; i < 5; i++) {
    const char *const kinds[] = { "datasets", "dimensions", "layers", "indicators", "boards" };
    g_autofree char *path = g_build_filename (folder, kinds[i], NULL);

    g_rmdir (path);
  }
  g_rmdir (folder);
  g_free (folder);
  return result;
}
