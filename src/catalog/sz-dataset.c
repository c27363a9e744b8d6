/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-catalog-private.h"

#include <math.h>
#include <string.h>

#define MAX_TEXT 200 /* characters, where a text field does not say */
/* Far more than any hall system has, and few enough for a table of the store. */
#define MAX_FIELDS 200

static void
free_field (gpointer data)
{
  SzField *field = data;

  g_free (field->id);
  g_free (field->name);
  g_free (field->dimension);
  g_free (field->link);
  g_free (field);
}

static void
free_rollup (gpointer data)
{
  SzRollup *rollup = data;

  g_free (rollup->id);
  g_free (rollup->dimensions);
  g_free (rollup);
}

void
sz_dataset_free (SzDataset *dataset)
{
  if (dataset == NULL)
    return;
  g_free (dataset->id);
  g_free (dataset->name);
  g_free (dataset->file);
  g_ptr_array_unref (dataset->inputs);
  g_ptr_array_unref (dataset->fields);
  g_ptr_array_unref (dataset->rollups);
  g_array_unref (dataset->orders);
  g_free (dataset);
}

static int
find_by_id (const GPtrArray *fields, const char *id)
{
  for (guint i = 0; i < fields->len; i++)
    if (strcmp (((const SzField *)g_ptr_array_index (fields, i))->id, id) == 0)
      return (int)i;
  return -1;
}

int
sz_dataset_find_field (const SzDataset *dataset, const char *id)
{
  return find_by_id (dataset->fields, id);
}

int
sz_dataset_find_input (const SzDataset *dataset, const char *id)
{
  return find_by_id (dataset->inputs, id);
}

int
sz_dataset_find_dimension (const SzDataset *dataset, const char *dimension)
{
  for (guint i = 0; i < dataset->fields->len; i++)
    if (g_strcmp0 (sz_dataset_field (dataset, i)->dimension, dimension) == 0)
      return (int)i;
  return -1;
}

/* --- fields
 * -------------------------------------------------------------------------------------------------- */

static gboolean
read_type (SzKeyFile *file, const char *group, SzFieldType *type, GError **error)
{
  static const struct {
    const char *word;
    SzFieldType type;
  } types[] = {
    { "instant", SZ_FIELD_INSTANT },   { "integer", SZ_FIELD_INTEGER }, { "decimal", SZ_FIELD_DECIMAL },
    { "flag", SZ_FIELD_FLAG },         { "code", SZ_FIELD_CODE },       { "text", SZ_FIELD_TEXT },
    { "identity", SZ_FIELD_IDENTITY },
  };
  const char *word = sz_catalog_need (file, group, "Type", error);

  if (word == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (types[i].word, word) == 0) {
      *type = types[i].type;
      return TRUE;
    }
  return sz_key_file_fail (file, group, "Type", error,
                           _ ("expected instant, integer, decimal, flag, code, text or identity, found “%s”"),
                           word);
}

static gboolean
read_identity (SzKeyFile *file, const char *group, SzField *field, GError **error)
{
  static const char *const words[] = { "", "subject", "id_number", "credit_code", "phone", "name" };
  const char *word = sz_catalog_need (file, group, "Identity", error);

  if (word == NULL)
    return FALSE;
  for (guint i = 1; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i], word) == 0) {
      field->identity = (SzIdentityKind)i;
      return TRUE;
    }
  return sz_key_file_fail (file, group, "Identity", error,
                           _ ("expected subject, id_number, credit_code, phone or name, found “%s”"), word);
}

static gboolean
read_whole (SzKeyFile *file, const char *group, const char *key, double least, double most, double *number,
            GError **error)
{
  if (sz_key_file_get (file, group, key) == NULL)
    return TRUE;
  if (!sz_key_file_get_number (file, group, key, number, error))
    return FALSE;
  if (!(*number >= least && *number <= most) || *number != floor (*number))
    return sz_key_file_fail (file, group, key, error, _ ("expected a whole number from %.0f to %.0f"), least,
                             most);
  return TRUE;
}

/* Min and Max are written in the field's own unit and kept in stored units. */
static gboolean
read_bounds (SzKeyFile *file, const char *group, SzField *field, GError **error)
{
  double scale = 0, least = NAN, most = NAN, unit = 1;

  if (!read_whole (file, group, "Scale", 1, 6, &scale, error))
    return FALSE;
  if (field->type == SZ_FIELD_DECIMAL && scale == 0)
    return sz_key_file_fail (file, group, "Type", error,
                             _ ("a decimal needs Scale=, its number of decimals"));
  field->scale = (guint)scale;
  unit = pow (10, scale);
  if (!read_whole (file, group, "Min", -1e12, 1e12, &least, error) ||
      !read_whole (file, group, "Max", -1e12, 1e12, &most, error))
    return FALSE;
  if (!isnan (least))
    field->min = (gint64)(least * unit);
  if (!isnan (most))
    field->max = (gint64)(most * unit);
  if (field->min > field->max)
    return sz_key_file_fail (file, group, "Max", error, _ ("Max is below Min"));
  return TRUE;
}

static gboolean
read_length (SzKeyFile *file, const char *group, SzField *field, GError **error)
{
  double most = MAX_TEXT;

  if (!read_whole (file, group, "Max", 1, 400000, &most, error))
    return FALSE;
  field->max_length = (guint)most;
  return TRUE;
}

/* "2d" */
static gboolean
read_within (SzKeyFile *file, const char *group, SzField *field, GError **error)
{
  const char *text = sz_key_file_get (file, group, "Within");
  char *end = NULL;
  guint64 days = 0;

  if (text == NULL)
    return TRUE;
  days = g_ascii_strtoull (text, &end, 10);
  if (!g_ascii_isdigit (*text) || strcmp (end, "d") != 0 || days < 1 || days > 3660)
    return sz_key_file_fail (file, group, "Within", error,
                             _ ("expected a number of days such as 2d, found “%s”"), text);
  field->within_days = (guint)days;
  return TRUE;
}

static gboolean
read_flags (SzKeyFile *file, const char *group, SzField *field, GError **error)
{
  const char *unit = sz_key_file_get (file, group, "Unit");

  if (!sz_key_file_get_flag (file, group, "Required", &field->required, error) ||
      !sz_key_file_get_flag (file, group, "Future", &field->future, error) ||
      !sz_key_file_get_flag (file, group, "Index", &field->indexed, error) ||
      !sz_key_file_get_flag (file, group, "Free", &field->free_text, error))
    return FALSE;
  if (unit != NULL && strcmp (unit, "ms") != 0)
    return sz_key_file_fail (file, group, "Unit", error, _ ("expected ms, found “%s”"), unit);
  field->duration = unit != NULL;
  return TRUE;
}

/* The keys each type understands beside those all have. */
static gboolean
check_field_keys (SzKeyFile *file, const char *group, const SzField *field, GError **error)
{
  static const char *const instant[] = { "Type", "Name", "Required", "Within", "Future", "Index", NULL };
  static const char *const integer[] = {
    "Type", "Name", "Required", "Unit", "Min", "Max", "Dimension", NULL
  };
  static const char *const decimal[] = { "Type", "Name", "Required", "Scale", "Min", "Max", NULL };
  static const char *const flag[] = { "Type", "Name", "Required", NULL };
  static const char *const code[] = { "Type", "Name", "Required", "Dimension", NULL };
  static const char *const text[] = { "Type", "Name", "Required", "Max", "Link", "Free", NULL };
  static const char *const identity[] = { "Type", "Name", "Required", "Identity", NULL };
  static const char *const *const known[] = { instant, integer, decimal, flag,    code,
                                              text,    NULL,    NULL,    identity };

  return sz_catalog_check_keys (file, group, known[field->type], error);
}

static SzField *
read_field (SzKeyFile *file, const char *group, const char *id, GError **error)
{
  SzField *field = g_new0 (SzField, 1);
  const char *name = NULL;
  gboolean good = FALSE;

  field->id = g_strdup (id);
  field->min = G_MININT64;
  field->max = G_MAXINT64;
  field->source = -1;
  name = sz_key_file_get_local (file, group, "Name");
  field->name = g_strdup (name != NULL ? name : id);
  good = read_type (file, group, &field->type, error) && check_field_keys (file, group, field, error) &&
         read_flags (file, group, field, error);
  if (good && field->type == SZ_FIELD_IDENTITY)
    good = read_identity (file, group, field, error);
  if (good && field->type == SZ_FIELD_TEXT)
    good = read_length (file, group, field, error);
  if (good && (field->type == SZ_FIELD_INTEGER || field->type == SZ_FIELD_DECIMAL))
    good = read_bounds (file, group, field, error);
  if (good && field->type == SZ_FIELD_INSTANT)
    good = read_within (file, group, field, error);
  if (!good) {
    free_field (field);
    return NULL;
  }
  field->dimension = g_strdup (sz_key_file_get (file, group, "Dimension"));
  field->link = g_strdup (sz_key_file_get (file, group, "Link"));
  return field;
}

/* --- what an identity becomes
 * -------------------------------------------------------------------------------- */

static SzField *
add_derived (SzDataset *dataset, const char *id, const char *name, SzFieldType type, int source)
{
  SzField *field = g_new0 (SzField, 1);

  field->id = g_strdup (id);
  field->name = g_strdup (name);
  field->type = type;
  field->min = G_MININT64;
  field->max = G_MAXINT64;
  field->source = source;
  g_ptr_array_add (dataset->fields, field);
  return field;
}

static void
expand_identity (SzDataset *dataset, const SzField *input, int source)
{
  g_autofree char *mask = g_strconcat (input->id, "_mask", NULL);
  SzField *hash = add_derived (dataset, input->id, input->name, SZ_FIELD_HASH, source);
  SzField *derived = NULL;

  hash->identity = input->identity;
  hash->required = input->required;
  derived = add_derived (dataset, mask, input->name, SZ_FIELD_MASK, source);
  derived->identity = input->identity;
  derived->max_length = 80;
  if (input->identity != SZ_IDENTITY_SUBJECT && input->identity != SZ_IDENTITY_ID_NUMBER)
    return;
  derived = add_derived (dataset, "subject_kind", _ ("Subject kind"), SZ_FIELD_CODE, source);
  derived->identity = input->identity;
  derived->dimension = g_strdup ("subject_kind");
  derived = add_derived (dataset, "age_band", _ ("Age band"), SZ_FIELD_CODE, source);
  derived->identity = input->identity;
  derived->dimension = g_strdup ("age_band");
}

static void
copy_field (SzDataset *dataset, const SzField *input)
{
  SzField *field = g_new0 (SzField, 1);

  *field = *input;
  field->id = g_strdup (input->id);
  field->name = g_strdup (input->name);
  field->dimension = g_strdup (input->dimension);
  field->link = g_strdup (input->link);
  g_ptr_array_add (dataset->fields, field);
}

static gboolean
expand_fields (SzDataset *dataset, SzKeyFile *file, GError **error)
{
  for (guint i = 0; i < dataset->inputs->len; i++) {
    const SzField *input = g_ptr_array_index (dataset->inputs, i);

    if (input->type == SZ_FIELD_IDENTITY)
      expand_identity (dataset, input, (int)i);
    else
      copy_field (dataset, input);
  }
  for (guint i = 0; i < dataset->fields->len; i++) {
    const SzField *field = sz_dataset_field (dataset, i);

    if (sz_dataset_find_field (dataset, field->id) != (int)i)
      return sz_key_file_fail (
          file, "Dataset", NULL, error,
          _ ("two fields would be stored as “%s”; a data set has at most one subject or id_number "
             "identity, and no field may bear the name of what it yields"),
          field->id);
    if (field->dimension != NULL && sz_dataset_find_dimension (dataset, field->dimension) != (int)i)
      return sz_key_file_fail (file, "Dataset", NULL, error, _ ("two fields carry the dimension “%s”"),
                               field->dimension);
  }
  return TRUE;
}

static gboolean
read_fields (SzDataset *dataset, SzKeyFile *file, GError **error)
{
  const char *const *groups = sz_key_file_groups (file);

  for (guint i = 0; groups[i] != NULL; i++) {
    const char *id = sz_catalog_group_id (groups[i], "Field");
    SzField *field = NULL;

    if (id == NULL &&
        (strcmp (groups[i], "Dataset") == 0 || sz_catalog_group_id (groups[i], "Rollup") != NULL))
      continue;
    if (id == NULL)
      return sz_key_file_fail (file, groups[i], NULL, error,
                               _ ("expected [Dataset], [Field id] or [Rollup id], ids of a-z, 0-9, _ and -"));
    if (!sz_catalog_id_ok (id))
      return sz_key_file_fail (file, groups[i], NULL, error, _ ("expected a field id of a-z, 0-9 and _"));
    if (dataset->inputs->len >= MAX_FIELDS)
      return sz_key_file_fail (file, groups[i], NULL, error, _ ("expected at most %d fields"), MAX_FIELDS);
    field = read_field (file, groups[i], id, error);
    if (field == NULL)
      return FALSE;
    g_ptr_array_add (dataset->inputs, field);
  }
  return expand_fields (dataset, file, error);
}

/* --- the data set itself
 * ------------------------------------------------------------------------------------- */

/* The field a key of [Dataset] names; -1 with an error if it is not there or not of the type. */
static int
find_named (SzDataset *dataset, SzKeyFile *file, const char *key, const char *id, SzFieldType type,
            GError **error)
{
  int index = sz_dataset_find_field (dataset, id);

  if (index < 0)
    sz_key_file_fail (file, "Dataset", key, error, _ ("there is no field “%s”"), id);
  else if (sz_dataset_field (dataset, (guint)index)->type != type) {
    sz_key_file_fail (file, "Dataset", key, error, _ ("the field “%s” is of the wrong type for this"), id);
    index = -1;
  }
  return index;
}

static gboolean
read_pair (SzDataset *dataset, SzKeyFile *file, const char *key, const char *separator, SzFieldType type1,
           SzFieldType type2, int *first, int *second, GError **error)
{
  const char *text = sz_key_file_get (file, "Dataset", key);
  g_auto (GStrv) parts = NULL;

  *first = *second = -1;
  if (text == NULL)
    return TRUE;
  parts = g_strsplit (text, separator, 2);
  if (g_strv_length (parts) != 2)
    return sz_key_file_fail (file, "Dataset", key, error, _ ("expected two fields with “%s” between them"),
                             separator);
  *first = find_named (dataset, file, key, g_strstrip (parts[0]), type1, error);
  if (*first < 0)
    return FALSE;
  *second = find_named (dataset, file, key, g_strstrip (parts[1]), type2, error);
  return *second >= 0;
}

/* One chain a<=b<=c: every pair of it, so that a gap in the middle does not hide a wrong order. */
static gboolean
read_chain (SzDataset *dataset, SzKeyFile *file, const char *chain, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (chain, "<=", -1);
  guint n = g_strv_length (parts);
  g_autofree guint *fields = g_new0 (guint, n + 1);

  if (n < 2)
    return sz_key_file_fail (file, "Dataset", "Order", error,
                             _ ("expected instants such as a<=b<=c, found “%s”"), chain);
  for (guint i = 0; i < n; i++) {
    int index = find_named (dataset, file, "Order", g_strstrip (parts[i]), SZ_FIELD_INSTANT, error);

    if (index < 0)
      return FALSE;
    fields[i] = (guint)index;
    for (guint j = 0; j < i; j++) {
      SzOrder order = { fields[j], fields[i] };

      g_array_append_val (dataset->orders, order);
    }
  }
  return TRUE;
}

static gboolean
read_orders (SzDataset *dataset, SzKeyFile *file, GError **error)
{
  g_auto (GStrv) chains = sz_key_file_get_list (file, "Dataset", "Order");

  for (guint i = 0; chains != NULL && chains[i] != NULL; i++)
    if (!read_chain (dataset, file, chains[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
read_head (SzDataset *dataset, SzKeyFile *file, GError **error)
{
  const char *at = sz_catalog_need (file, "Dataset", "At", error);
  const char *subject = sz_key_file_get (file, "Dataset", "Subject");
  int index = -1;

  if (at == NULL)
    return FALSE;
  index = find_named (dataset, file, "At", at, SZ_FIELD_INSTANT, error);
  if (index < 0)
    return FALSE;
  if (!sz_dataset_field (dataset, (guint)index)->required)
    return sz_key_file_fail (file, "Dataset", "At", error, _ ("the field “%s” must be Required=yes"), at);
  dataset->at = (guint)index;
  if (subject != NULL) {
    dataset->subject = find_named (dataset, file, "Subject", subject, SZ_FIELD_HASH, error);
    if (dataset->subject < 0)
      return FALSE;
  }
  return read_pair (dataset, file, "Valid", "..", SZ_FIELD_INSTANT, SZ_FIELD_INSTANT, &dataset->valid_from,
                    &dataset->valid_to, error) &&
         read_pair (dataset, file, "Names", ":", SZ_FIELD_CODE, SZ_FIELD_TEXT, &dataset->names_code,
                    &dataset->names_text, error) &&
         read_orders (dataset, file, error);
}

/* --- rollups
 * ------------------------------------------------------------------------------------------------- */

static gboolean
read_rollup_dimensions (SzRollup *rollup, SzKeyFile *file, const char *group, GError **error)
{
  g_auto (GStrv) ids = sz_key_file_get_list (file, group, "Dimensions");

  rollup->n_dimensions = ids != NULL ? g_strv_length (ids) : 0;
  rollup->dimensions = g_new0 (guint, rollup->n_dimensions + 1);
  for (guint i = 0; i < rollup->n_dimensions; i++) {
    int index = sz_dataset_find_field (rollup->dataset, ids[i]);

    if (index < 0 || sz_dataset_field (rollup->dataset, (guint)index)->dimension == NULL)
      return sz_key_file_fail (file, group, "Dimensions", error,
                               _ ("there is no field “%s” with a dimension"), ids[i]);
    for (guint j = 0; j < i; j++)
      if (rollup->dimensions[j] == (guint)index)
        return sz_key_file_fail (file, group, "Dimensions", error, _ ("“%s” stands twice"), ids[i]);
    rollup->dimensions[i] = (guint)index;
  }
  return TRUE;
}

static gboolean
read_rollup (SzDataset *dataset, SzKeyFile *file, const char *group, const char *id, GError **error)
{
  static const char *const known[] = { "Grain", "Dimensions", "Sketches", NULL };
  const char *grain = NULL;
  SzRollup *rollup = g_new0 (SzRollup, 1);

  rollup->id = g_strdup (id);
  rollup->dataset = dataset;
  g_ptr_array_add (dataset->rollups, rollup);
  if (!sz_catalog_check_keys (file, group, known, error))
    return FALSE;
  grain = sz_catalog_need (file, group, "Grain", error);
  if (grain == NULL)
    return FALSE;
  if (!sz_grain_parse (grain, &rollup->grain) ||
      (rollup->grain != SZ_GRAIN_HOUR && rollup->grain != SZ_GRAIN_DAY && rollup->grain != SZ_GRAIN_MONTH))
    return sz_key_file_fail (file, group, "Grain", error, _ ("expected hour, day or month, found “%s”"),
                             grain);
  return sz_key_file_get_flag (file, group, "Sketches", &rollup->sketches, error) &&
         read_rollup_dimensions (rollup, file, group, error);
}

static gboolean
read_rollups (SzDataset *dataset, SzKeyFile *file, GError **error)
{
  const char *const *groups = sz_key_file_groups (file);

  for (guint i = 0; groups[i] != NULL; i++) {
    const char *id = sz_catalog_group_id (groups[i], "Rollup");

    if (id != NULL && !read_rollup (dataset, file, groups[i], id, error))
      return FALSE;
  }
  return TRUE;
}

SzDataset *
sz_dataset_read (SzKeyFile *file, GError **error)
{
  static const char *const known[] = { "Id", "Name", "At", "Subject", "Order", "Valid", "Names", NULL };
  g_autoptr (SzDataset) dataset = g_new0 (SzDataset, 1);
  const char *id = NULL, *name = NULL;

  dataset->inputs = g_ptr_array_new_with_free_func (free_field);
  dataset->fields = g_ptr_array_new_with_free_func (free_field);
  dataset->rollups = g_ptr_array_new_with_free_func (free_rollup);
  dataset->orders = g_array_new (FALSE, FALSE, sizeof (SzOrder));
  dataset->file = g_strdup (sz_key_file_name (file));
  dataset->subject = -1;
  if (!sz_key_file_has_group (file, "Dataset")) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("%s:1: expected a group [Dataset]"),
                 sz_key_file_name (file));
    return NULL;
  }
  if (!sz_catalog_check_keys (file, "Dataset", known, error))
    return NULL;
  id = sz_catalog_need (file, "Dataset", "Id", error);
  if (id == NULL)
    return NULL;
  if (!sz_catalog_id_ok (id)) {
    sz_key_file_fail (file, "Dataset", "Id", error, _ ("expected an id of a-z, 0-9 and _, found “%s”"), id);
    return NULL;
  }
  name = sz_key_file_get_local (file, "Dataset", "Name");
  dataset->id = g_strdup (id);
  dataset->name = g_strdup (name != NULL ? name : id);
  if (!read_fields (dataset, file, error) || !read_head (dataset, file, error) ||
      !read_rollups (dataset, file, error))
    return NULL;
  return g_steal_pointer (&dataset);
}
