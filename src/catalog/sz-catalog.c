/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-catalog-private.h"
#include "sz-rule-private.h"

#include <gio/gio.h>
#include <string.h>

static void
free_layer (gpointer data)
{
  SzLayer *layer = data;

  g_free (layer->id);
  g_free (layer->name);
  g_free (layer);
}

static void
free_dimension (gpointer data)
{
  SzDimension *dimension = data;

  g_free (dimension->id);
  g_free (dimension->name);
  g_free (dimension);
}

static SzCatalog *
new_catalog (void)
{
  SzCatalog *catalog = g_new0 (SzCatalog, 1);

  catalog->datasets = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_dataset_free);
  catalog->dimensions = g_ptr_array_new_with_free_func (free_dimension);
  catalog->indicators = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_indicator_free);
  catalog->layers = g_ptr_array_new_with_free_func (free_layer);
  catalog->boards = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_board_free);
  catalog->rules = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_rule_free);
  catalog->calendar = sz_calendar_new ();
  catalog->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  catalog->pool = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)sz_measure_free);
  catalog->measures = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
  return catalog;
}

void
sz_catalog_free (SzCatalog *catalog)
{
  if (catalog == NULL)
    return;
  g_ptr_array_unref (catalog->rules);
  g_ptr_array_unref (catalog->boards);
  g_ptr_array_unref (catalog->indicators);
  g_hash_table_unref (catalog->measures);
  g_hash_table_unref (catalog->pool);
  g_hash_table_unref (catalog->values);
  g_ptr_array_unref (catalog->layers);
  g_ptr_array_unref (catalog->dimensions);
  g_ptr_array_unref (catalog->datasets);
  sz_calendar_free (catalog->calendar);
  g_free (catalog);
}

/* --- lists
 * --------------------------------------------------------------------------------------------------- */

const GPtrArray *
sz_catalog_datasets (const SzCatalog *catalog)
{
  return catalog->datasets;
}

const GPtrArray *
sz_catalog_dimensions (const SzCatalog *catalog)
{
  return catalog->dimensions;
}

const GPtrArray *
sz_catalog_indicators (const SzCatalog *catalog)
{
  return catalog->indicators;
}

const GPtrArray *
sz_catalog_layers (const SzCatalog *catalog)
{
  return catalog->layers;
}

const GPtrArray *
sz_catalog_boards (const SzCatalog *catalog)
{
  return catalog->boards;
}

const GPtrArray *
sz_catalog_measures (const SzCatalog *catalog, const SzDataset *dataset)
{
  return g_hash_table_lookup (catalog->measures, dataset);
}

/* Every listed struct begins with its id. */
static const char *
get_id (gconstpointer element)
{
  return *(const char *const *)element;
}

G_STATIC_ASSERT (G_STRUCT_OFFSET (SzDataset, id) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (SzDimension, id) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (SzIndicator, id) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (SzLayer, id) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (SzBoard, id) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (SzRule, id) == 0);

static gpointer
find_element (const GPtrArray *list, const char *id)
{
  for (guint i = 0; i < list->len; i++)
    if (strcmp (get_id (g_ptr_array_index (list, i)), id) == 0)
      return g_ptr_array_index (list, i);
  return NULL;
}

static gpointer
look_up (const GPtrArray *list, const char *id, const char *what, GError **error)
{
  gpointer element = find_element (list, id);
  g_autofree const char **ids = NULL;
  const char *near = NULL;
  g_autofree char *shown = NULL;

  if (element != NULL || error == NULL)
    return element;
  ids = g_new0 (const char *, list->len + 1);
  for (guint i = 0; i < list->len; i++)
    ids[i] = get_id (g_ptr_array_index (list, i));
  near = sz_catalog_nearest (id, ids, list->len);
  shown = g_utf8_make_valid (id, (gssize)MIN (strlen (id), 80));
  if (near != NULL)
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("there is no %s “%s”; did you mean “%s”?"), what, shown,
                 near);
  else
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("there is no %s “%s”"), what, shown);
  return NULL;
}

const SzDataset *
sz_catalog_dataset (const SzCatalog *catalog, const char *id, GError **error)
{
  return look_up (catalog->datasets, id, _ ("data set"), error);
}

const SzDimension *
sz_catalog_dimension (const SzCatalog *catalog, const char *id, GError **error)
{
  return look_up (catalog->dimensions, id, _ ("dimension"), error);
}

const SzIndicator *
sz_catalog_indicator (const SzCatalog *catalog, const char *id, GError **error)
{
  return look_up (catalog->indicators, id, _ ("indicator"), error);
}

const SzBoard *
sz_catalog_board (const SzCatalog *catalog, const char *id, GError **error)
{
  return look_up (catalog->boards, id, _ ("board"), error);
}

const char *
sz_catalog_value_name (const SzCatalog *catalog, const char *dimension, const char *code)
{
  g_autofree char *key = g_strconcat (dimension, "\n", code, NULL);

  return g_hash_table_lookup (catalog->values, key);
}

/* --- measures
 * ------------------------------------------------------------------------------------------------ */

static gboolean
column_is_taken (SzCatalog *catalog, const SzMeasure *measure)
{
  GHashTableIter iter;
  gpointer other = NULL;

  g_hash_table_iter_init (&iter, catalog->pool);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    if (((SzMeasure *)other)->dataset == measure->dataset &&
        strcmp (((SzMeasure *)other)->column, measure->column) == 0)
      return TRUE;
  return FALSE;
}

const SzMeasure *
sz_catalog_intern (SzCatalog *catalog, SzMeasure *measure, GError **error)
{
  g_autoptr (SzMeasure) owned = measure;
  g_autofree char *hash = NULL;
  const SzMeasure *known = NULL;

  measure->text = sz_measure_write (measure);
  known = g_hash_table_lookup (catalog->pool, measure->text);
  if (known != NULL)
    return known;
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, measure->text, -1);
  g_snprintf (measure->column, sizeof measure->column, "m%.8s", hash);
  if (column_is_taken (catalog, measure)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE,
                 _ ("%s gets the same column name as another measure; spell it differently"), measure->text);
    return NULL;
  }
  g_hash_table_insert (catalog->pool, measure->text, measure);
  return g_steal_pointer (&owned);
}

static void
collect_measures (SzCatalog *catalog)
{
  for (guint i = 0; i < catalog->datasets->len; i++)
    g_hash_table_insert (catalog->measures, g_ptr_array_index (catalog->datasets, i), g_ptr_array_new ());
  for (guint i = 0; i < catalog->indicators->len; i++) {
    const SzIndicator *indicator = g_ptr_array_index (catalog->indicators, i);

    for (guint j = 0; j < indicator->formula->leaves->len; j++) {
      const SzMeasure *measure = g_array_index (indicator->formula->leaves, SzLeaf, j).measure;
      GPtrArray *list = g_hash_table_lookup (catalog->measures, measure->dataset);

      if (!g_ptr_array_find (list, measure, NULL))
        g_ptr_array_add (list, (gpointer)measure);
    }
  }
}

/* --- loading
 * ------------------------------------------------------------------------------------------------- */

typedef struct {
  SzCatalog *catalog;
  GPtrArray *problems; /* (element-type GError) (nullable) */
} Loading;

static void
add_problem (Loading *loading, GError *error)
{
  if (loading->problems != NULL)
    g_ptr_array_add (loading->problems, error);
  else
    g_error_free (error);
}

/* Puts an element into its list; the same id replaces. */
static void
put_element (GPtrArray *list, gpointer element, GDestroyNotify free_element)
{
  for (guint i = 0; i < list->len; i++)
    if (strcmp (get_id (g_ptr_array_index (list, i)), get_id (element)) == 0) {
      free_element (g_ptr_array_index (list, i));
      g_ptr_array_index (list, i) = element;
      return;
    }
  g_ptr_array_add (list, element);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The key files of ROOT/folder, in the order of their names. A folder that is not there has none. */
static GPtrArray *
list_files (const char *root, const char *folder)
{
  g_autofree char *path = g_build_filename (root, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".ini") && name[0] != '.')
      g_ptr_array_add (files, g_build_filename (path, name, NULL));
  g_ptr_array_sort (files, compare_names);
  return files;
}

typedef void (*ReadFunc) (Loading *loading, SzKeyFile *file);

static void
read_folder (Loading *loading, const char *root, const char *folder, ReadFunc read)
{
  g_autoptr (GPtrArray) files = list_files (root, folder);

  for (guint i = 0; i < files->len; i++) {
    GError *error = NULL;
    g_autoptr (SzKeyFile) file = sz_key_file_load (g_ptr_array_index (files, i), &error);

    if (file != NULL)
      read (loading, file);
    else
      add_problem (loading, error);
  }
}

static void
read_layer (Loading *loading, SzKeyFile *file, const char *group, GError **error)
{
  static const char *const known[] = { "Name", NULL };
  const char *id = sz_catalog_group_id (group, "Layer");
  SzLayer *layer = NULL;

  if (id == NULL || !sz_catalog_id_ok (id)) {
    sz_key_file_fail (file, group, NULL, error, _ ("expected [Layer id]"));
    return;
  }
  if (!sz_catalog_check_keys (file, group, known, error) ||
      sz_catalog_need (file, group, "Name", error) == NULL)
    return;
  layer = g_new0 (SzLayer, 1);
  layer->id = g_strdup (id);
  layer->name = g_strdup (sz_key_file_get_local (file, group, "Name"));
  put_element (loading->catalog->layers, layer, free_layer);
}

static void
read_layers (Loading *loading, SzKeyFile *file)
{
  const char *const *groups = sz_key_file_groups (file);

  for (guint i = 0; groups[i] != NULL; i++) {
    GError *error = NULL;

    read_layer (loading, file, groups[i], &error);
    if (error != NULL)
      add_problem (loading, error);
  }
}

static void
read_dimension (Loading *loading, SzKeyFile *file, const char *group, GError **error)
{
  static const char *const known[] = { "Name", "Source", NULL };
  const char *id = sz_catalog_group_id (group, "Dimension");
  SzDimension *dimension = NULL;
  gboolean source = FALSE;

  if (id == NULL || !sz_catalog_id_ok (id)) {
    sz_key_file_fail (file, group, NULL, error, _ ("expected [Dimension id] or [Value dimension code]"));
    return;
  }
  if (!sz_catalog_check_keys (file, group, known, error) ||
      sz_catalog_need (file, group, "Name", error) == NULL ||
      !sz_key_file_get_flag (file, group, "Source", &source, error))
    return;
  dimension = g_new0 (SzDimension, 1);
  dimension->id = g_strdup (id);
  dimension->name = g_strdup (sz_key_file_get_local (file, group, "Name"));
  dimension->source = source;
  put_element (loading->catalog->dimensions, dimension, free_dimension);
}

/* [Value channel window]: the word people read for the code `window` of the dimension `channel`. */
static void
read_value (Loading *loading, SzKeyFile *file, const char *group, GError **error)
{
  static const char *const known[] = { "Name", NULL };
  g_auto (GStrv) words = g_strsplit (group, " ", 3);

  if (g_strv_length (words) != 3 || *words[2] == '\0') {
    sz_key_file_fail (file, group, NULL, error, _ ("expected [Value dimension code]"));
    return;
  }
  if (find_element (loading->catalog->dimensions, words[1]) == NULL) {
    sz_key_file_fail (file, group, NULL, error, _ ("there is no dimension “%s”"), words[1]);
    return;
  }
  if (!sz_catalog_check_keys (file, group, known, error) ||
      sz_catalog_need (file, group, "Name", error) == NULL)
    return;
  g_hash_table_insert (loading->catalog->values, g_strconcat (words[1], "\n", words[2], NULL),
                       g_strdup (sz_key_file_get_local (file, group, "Name")));
}

static void
read_dimensions (Loading *loading, SzKeyFile *file)
{
  const char *const *groups = sz_key_file_groups (file);

  for (guint i = 0; groups[i] != NULL; i++) {
    GError *error = NULL;

    if (g_str_has_prefix (groups[i], "Value "))
      read_value (loading, file, groups[i], &error);
    else
      read_dimension (loading, file, groups[i], &error);
    if (error != NULL)
      add_problem (loading, error);
  }
}

static gboolean
check_dimensions (SzCatalog *catalog, SzKeyFile *file, const SzDataset *dataset, GError **error)
{
  for (guint i = 0; i < dataset->inputs->len; i++) {
    const SzField *field = g_ptr_array_index (dataset->inputs, i);
    g_autofree char *group = g_strconcat ("Field ", field->id, NULL);
    g_autoptr (GError) inner = NULL;

    if (field->dimension != NULL && sz_catalog_dimension (catalog, field->dimension, &inner) == NULL)
      return sz_key_file_fail (file, group, "Dimension", error, "%s", inner->message);
  }
  return TRUE;
}

static void
read_dataset (Loading *loading, SzKeyFile *file)
{
  GError *error = NULL;
  SzDataset *dataset = sz_dataset_read (file, &error);

  if (dataset != NULL && check_dimensions (loading->catalog, file, dataset, &error)) {
    put_element (loading->catalog->datasets, dataset, (GDestroyNotify)sz_dataset_free);
    return;
  }
  sz_dataset_free (dataset);
  add_problem (loading, error);
}

/* Links are looked at when all data sets are known; a wrong one is reported and dropped. */
static void
check_links (Loading *loading)
{
  const GPtrArray *datasets = loading->catalog->datasets;

  for (guint i = 0; i < datasets->len; i++) {
    const SzDataset *dataset = g_ptr_array_index (datasets, i);

    for (guint j = 0; j < dataset->fields->len; j++) {
      SzField *field = g_ptr_array_index (dataset->fields, j);
      g_autofree char *group = g_strconcat ("Field ", field->id, NULL);
      g_autoptr (SzKeyFile) file = NULL;
      GError *error = NULL;

      if (field->link == NULL || find_element (datasets, field->link) != NULL)
        continue;
      file = sz_key_file_load (dataset->file, &error);
      if (file != NULL)
        sz_key_file_fail (file, group, "Link", &error, _ ("there is no data set “%s”"), field->link);
      add_problem (loading, error);
      g_clear_pointer (&field->link, g_free);
    }
  }
}

static void
read_indicators (Loading *loading, SzKeyFile *file)
{
  const char *const *groups = sz_key_file_groups (file);

  for (guint i = 0; groups[i] != NULL; i++) {
    GError *error = NULL;
    SzIndicator *indicator = sz_indicator_read (loading->catalog, file, groups[i], &error);

    if (indicator != NULL)
      put_element (loading->catalog->indicators, indicator, (GDestroyNotify)sz_indicator_free);
    else
      add_problem (loading, error);
  }
}

static void
read_board (Loading *loading, SzKeyFile *file)
{
  SzBoard *board = sz_board_read (loading->catalog, file, loading->problems);

  if (board != NULL)
    put_element (loading->catalog->boards, board, (GDestroyNotify)sz_board_free);
}

static void
read_rules (Loading *loading, SzKeyFile *file)
{
  const char *const *groups = sz_key_file_groups (file);

  for (guint i = 0; groups[i] != NULL; i++) {
    GError *error = NULL;
    SzRule *rule = sz_rule_read (loading->catalog, file, groups[i], &error);

    if (rule != NULL)
      put_element (loading->catalog->rules, rule, (GDestroyNotify)sz_rule_free);
    else
      add_problem (loading, error);
  }
}

static void
read_calendar (Loading *loading, SzKeyFile *file)
{
  GError *error = NULL;

  if (!sz_calendar_read (loading->catalog->calendar, file, &error))
    add_problem (loading, error);
}

const SzCalendar *
sz_catalog_calendar (const SzCatalog *catalog)
{
  return catalog->calendar;
}

char *
sz_catalog_dir (void)
{
  const char *set = g_getenv ("SHUZHI_CATALOG_DIR");
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : g_strdup (".");
  g_autofree char *built = g_build_filename (folder, "..", "data", "catalog", NULL);
  g_autofree char *nested = g_build_filename (folder, "..", "..", "data", "catalog", NULL);
  g_autofree char *moved = g_build_filename (folder, "..", "share", "shuzhi", "catalog", NULL);
#ifdef SZ_DATADIR
  const char *installed = SZ_DATADIR "/catalog";
#else
  const char *installed = NULL;
#endif
  const char *const places[] = { built, nested, moved, installed };

  if (set != NULL && *set != '\0')
    return g_file_test (set, G_FILE_TEST_IS_DIR) ? g_strdup (set) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *datasets = places[i] != NULL ? g_build_filename (places[i], "datasets", NULL) : NULL;

    if (datasets != NULL && g_file_test (datasets, G_FILE_TEST_IS_DIR))
      return g_strdup (places[i]);
  }
  return NULL;
}

SzCatalog *
sz_catalog_load (const char *extra, GPtrArray *problems, GError **error)
{
  static const struct {
    const char *folder;
    ReadFunc read;
  } steps[] = {
    { "layers", read_layers },         { "dimensions", read_dimensions }, { "datasets", read_dataset },
    { "indicators", read_indicators }, { "boards", read_board },          { "rules", read_rules },
    { "calendars", read_calendar },
  };
  g_autofree char *shipped = sz_catalog_dir ();
  Loading loading = { NULL, problems };

  if (shipped == NULL) {
    const char *set = g_getenv ("SHUZHI_CATALOG_DIR");

    g_set_error (
        error, SZ_ERROR, SZ_ERROR_NOT_FOUND,
        _ ("the catalogue that ships with Shuzhi was not found%s%s; install the program again or set "
           "SHUZHI_CATALOG_DIR"),
        set != NULL ? " in " : "", set != NULL ? set : "");
    return NULL;
  }
  loading.catalog = new_catalog ();
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    read_folder (&loading, shipped, steps[i].folder, steps[i].read);
    if (extra != NULL)
      read_folder (&loading, extra, steps[i].folder, steps[i].read);
    if (steps[i].read == read_dataset)
      check_links (&loading);
  }
  collect_measures (loading.catalog);
  return loading.catalog;
}
