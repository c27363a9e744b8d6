/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-mapping.h"

#include <string.h>

#include "sz-i18n.h"
#include "sz-import.h"
#include "sz-sha256.h"

#define MAIN "Mapping"
#define MAX_GROUPS 1000 /* names are looked up one by one */

typedef struct {
  SzMapping *mapping;
  SzKeyFile *file;
  const SzCatalog *catalog;
} Loading;

/* --- freeing --- */

static void
rule_free (gpointer data)
{
  SzRule *rule = data;
  g_clear_pointer (&rule->from, g_array_unref);
  g_clear_pointer (&rule->format, sz_wall_format_free);
  g_clear_pointer (&rule->clock_format, sz_wall_format_free);
  g_clear_pointer (&rule->table, g_hash_table_unref);
  g_strfreev (rule->missing_if);
  g_strfreev (rule->only_values);
  g_free (rule->part_by);
  g_free (rule->join_dataset);
  g_free (rule->join_key);
  g_free (rule->join_field);
  g_free (rule->text);
  g_free (rule->name);
  g_free (rule);
}

static void
filter_free (gpointer data)
{
  SzFilterRule *rule = data;
  g_strfreev (rule->values);
  g_free (rule->reason);
  g_free (rule->id);
  g_free (rule);
}

static void
expect_free (gpointer data)
{
  SzExpect *expect = data;
  g_strfreev (expect->wanted);
  g_free (expect->record);
  g_free (expect->name);
  g_free (expect);
}

static void
target_free (gpointer data)
{
  SzTarget *target = data;
  g_free (target->fields);
  g_free (target->key);
  g_free (target);
}

void
sz_mapping_free (SzMapping *mapping)
{
  if (mapping == NULL)
    return;
  g_ptr_array_unref (mapping->columns);
  g_ptr_array_unref (mapping->rules);
  g_ptr_array_unref (mapping->leave_out);
  g_ptr_array_unref (mapping->checks);
  g_ptr_array_unref (mapping->targets);
  g_ptr_array_unref (mapping->expects);
  sz_connector_free (mapping->connector);
  g_hash_table_unref (mapping->optional);
  g_clear_pointer (&mapping->zone, sz_zone_unref);
  g_strfreev (mapping->missing);
  g_strfreev (mapping->fixed_columns);
  g_free (mapping->zone_id);
  g_free (mapping->encoding);
  g_free (mapping->sheet);
  g_free (mapping->fingerprint);
  g_free (mapping->file);
  g_free (mapping->name);
  g_free (mapping->id);
  g_free (mapping);
}

/* --- references --- */

static guint
column_reference (SzMapping *mapping, const char *name)
{
  for (guint i = 0; i < mapping->columns->len; i++)
    if (strcmp (g_ptr_array_index (mapping->columns, i), name) == 0)
      return i;
  g_ptr_array_add (mapping->columns, g_strdup (name));
  return mapping->columns->len - 1;
}

/* Values are counted from here until all columns are known; see settle(). */
#define VALUE_BASE 100000u

static SzReference
refer (SzMapping *mapping, const char *name)
{
  for (guint i = 0; i < mapping->rules->len; i++)
    if (strcmp (((SzRule *)g_ptr_array_index (mapping->rules, i))->name, name) == 0)
      return (SzReference){ TRUE, VALUE_BASE + i };
  return (SzReference){ TRUE, column_reference (mapping, name) };
}

static gboolean
refer_template (Loading *loading, const char *group, const char *key, const char *text, GError **error)
{
  for (const char *p = text; *p != '\0'; p++) {
    const char *end = *p == '{' ? strchr (p, '}') : p;
    if (end == NULL || *p == '}' || (*p == '{' && end == p + 1))
      return sz_key_file_fail (loading->file, group, key, error,
                               _ ("“{” and “}” must enclose a column or value"));
    if (*p == '{') {
      g_autofree char *name = g_strndup (p + 1, (gsize)(end - p - 1));
      refer (loading->mapping, name);
      p = end;
    }
  }
  return TRUE;
}

/* --- [Value …] --- */

static gboolean
read_format (Loading *loading, const char *group, const char *key, SzWallFormat **format, GError **error)
{
  g_autoptr (GError) why = NULL;
  const char *text = sz_key_file_get (loading->file, group, key);
  if (text == NULL)
    return TRUE;
  *format = sz_wall_format_new (text, &why);
  return *format != NULL || sz_key_file_fail (loading->file, group, key, error, "%s", why->message);
}

static void
add_from (Loading *loading, SzRule *rule, const char *name)
{
  const guint index = refer (loading->mapping, name).index;
  g_array_append_val (rule->from, index);
}

/* "lng;lat", and in which datum they are: one cannot be converted without the other. */
static gboolean
read_position (Loading *loading, const char *group, const char *key, SzRule *rule, GError **error)
{
  g_auto (GStrv) names = sz_key_file_get_list (loading->file, group, key);
  const char *datum = sz_key_file_get (loading->file, group, "Datum");
  if (names == NULL || g_strv_length (names) != 2)
    return sz_key_file_fail (loading->file, group, key, error,
                             _ ("two columns were expected, longitude;latitude"));
  add_from (loading, rule, names[0]);
  add_from (loading, rule, names[1]);
  if (datum != NULL && !sz_datum_parse (datum, &rule->datum))
    return sz_key_file_fail (loading->file, group, "Datum", error, _ ("wgs84, gcj02 or bd09 was expected"));
  return TRUE;
}

/* What the value is made from: exactly one of these keys. */
static gboolean
read_origin (Loading *loading, const char *group, SzRule *rule, GError **error)
{
  static const char *const origins[] = { "Column",   "From",       "Date",      "First",   "Template",
                                         "Constant", "SeenBefore", "Longitude", "Latitude" };
  SzKeyFile *file = loading->file;
  const char *found = NULL, *text = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (origins); i++) {
    const char *value = sz_key_file_get (file, group, origins[i]);
    if (value == NULL)
      continue;
    if (found != NULL)
      return sz_key_file_fail (file, group, origins[i], error, _ ("the value has its origin twice"));
    found = origins[i];
    text = value;
  }
  if (found == NULL)
    return sz_key_file_fail (
        file, group, NULL, error,
        _ ("expected one of Column=, From=, Date=, First=, Template=, Constant=, SeenBefore=, Longitude=, "
           "Latitude="));
  if (strcmp (found, "Constant") == 0) {
    rule->kind = SZ_RULE_CONSTANT;
    rule->text = g_strdup (text);
  } else if (strcmp (found, "Template") == 0) {
    rule->kind = SZ_RULE_TEMPLATE;
    rule->text = g_strdup (text);
    return refer_template (loading, group, found, text, error);
  } else if (strcmp (found, "First") == 0 || strcmp (found, "SeenBefore") == 0) {
    g_auto (GStrv) names = sz_key_file_get_list (file, group, found);
    rule->kind = strcmp (found, "First") == 0 ? SZ_RULE_FIRST : SZ_RULE_SEEN;
    for (guint i = 0; names != NULL && names[i] != NULL; i++)
      add_from (loading, rule, names[i]);
    if (rule->from->len == 0)
      return sz_key_file_fail (file, group, found, error,
                               _ ("columns or values were expected, with “;” between"));
  } else if (strcmp (found, "Longitude") == 0 || strcmp (found, "Latitude") == 0) {
    rule->kind = strcmp (found, "Longitude") == 0 ? SZ_RULE_LONGITUDE : SZ_RULE_LATITUDE;
    return read_position (loading, group, found, rule, error);
  } else {
    rule->kind = strcmp (found, "Date") == 0 ? SZ_RULE_CLOCK : SZ_RULE_COPY;
    add_from (loading, rule, text);
  }
  return TRUE;
}

static gboolean
read_clock (Loading *loading, const char *group, SzRule *rule, GError **error)
{
  SzKeyFile *file = loading->file;
  const char *clock = sz_key_file_get (file, group, "Clock");
  if (!read_format (loading, group, "Format", &rule->format, error))
    return FALSE;
  if (rule->kind != SZ_RULE_CLOCK) {
    if (rule->format != NULL && (rule->kind != SZ_RULE_COPY || !sz_wall_format_has_date (rule->format)))
      return sz_key_file_fail (file, group, "Format", error,
                               _ ("a format with a date was expected, beside Column="));
    return TRUE;
  }
  if (!read_format (loading, group, "DateFormat", &rule->format, error) ||
      !read_format (loading, group, "ClockFormat", &rule->clock_format, error))
    return FALSE;
  if (clock == NULL || rule->format == NULL || rule->clock_format == NULL)
    return sz_key_file_fail (file, group, "Date", error,
                             _ ("expected also DateFormat=, Clock= and ClockFormat="));
  if (!sz_wall_format_has_date (rule->format) || sz_wall_format_has_clock (rule->format) ||
      sz_wall_format_has_date (rule->clock_format))
    return sz_key_file_fail (file, group, "DateFormat", error, _ ("a date and a clock were expected"));
  add_from (loading, rule, clock);
  return TRUE;
}

static gboolean
read_sum (Loading *loading, const char *group, SzRule *rule, GError **error)
{
  static const struct {
    const char *key;
    gint64 ms;
  } units[] = {
    { "AddSeconds", 1000 }, { "AddMinutes", 60000 }, { "AddHours", 3600000 }, { "AddMilliseconds", 1 }
  };
  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    const char *name = sz_key_file_get (loading->file, group, units[i].key);
    if (name == NULL)
      continue;
    if (rule->add.set)
      return sz_key_file_fail (loading->file, group, units[i].key, error,
                               _ ("only one duration can be added"));
    rule->add = refer (loading->mapping, name);
    rule->add_ms = units[i].ms;
  }
  return TRUE;
}

/* "outcome=AGENT;HANG" */
static gboolean
read_condition (Loading *loading, const char *group, const char *key, SzRule *rule, GError **error)
{
  const char *text = sz_key_file_get (loading->file, group, key);
  if (text == NULL)
    return TRUE;
  const char *equal = strchr (text, '=');
  if (equal == NULL || equal == text || rule->only.set)
    return sz_key_file_fail (loading->file, group, key, error, _ ("“column=value;value” was expected, once"));
  g_autofree char *name = g_strndup (text, (gsize)(equal - text));
  rule->only = refer (loading->mapping, name);
  rule->only_values = g_strsplit (equal + 1, ";", -1);
  rule->only_not = strcmp (key, "OnlyNot") == 0;
  return TRUE;
}

static gboolean
read_table (Loading *loading, const char *group, SzRule *rule, GError **error)
{
  g_auto (GStrv) codes = sz_key_file_get_list (loading->file, group, "Codes");
  const char *others = sz_key_file_get (loading->file, group, "Others");
  if (others != NULL &&
      (codes == NULL ||
       !g_strv_contains ((const char *const[]){ "keep", "missing", "refuse", NULL }, others)))
    return sz_key_file_fail (loading->file, group, "Others", error,
                             _ ("keep, missing or refuse was expected, beside Codes="));
  if (codes == NULL)
    return TRUE;
  rule->table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  rule->table_keeps = g_strcmp0 (others, "keep") == 0;
  rule->table_misses = g_strcmp0 (others, "missing") == 0;
  for (guint i = 0; codes[i] != NULL; i++) {
    const char *colon = strrchr (codes[i], ':');
    if (colon == NULL)
      return sz_key_file_fail (loading->file, group, "Codes", error,
                               _ ("“code:text;code:text” was expected"));
    g_hash_table_insert (rule->table, g_strndup (codes[i], (gsize)(colon - codes[i])), g_strdup (colon + 1));
  }
  return TRUE;
}

static gboolean
read_take (Loading *loading, const char *group, SzRule *rule, GError **error)
{
  static const char *const takes[] = { "first", "last", "least", "greatest", "count" };
  const char *text = sz_key_file_get (loading->file, group, "Take");
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (takes); i++)
    if (strcmp (takes[i], text) == 0) {
      rule->take = (SzTake)i;
      return TRUE;
    }
  return sz_key_file_fail (loading->file, group, "Take", error,
                           _ ("first, last, least, greatest or count was expected"));
}

static gboolean
read_part (Loading *loading, const char *group, SzRule *rule, GError **error)
{
  double part = 0;
  const char *by = sz_key_file_get (loading->file, group, "PartBy");
  if (!sz_key_file_get_number (loading->file, group, "Part", &part, error))
    return FALSE;
  if (part < 0 || part > 1000 || (part > 0) != (by != NULL && *by != '\0'))
    return sz_key_file_fail (loading->file, group, "Part", error,
                             _ ("a number from 1, beside PartBy= with what divides, was expected"));
  rule->part = (guint)part;
  rule->part_by = g_strdup (by);
  return TRUE;
}

/* "60000" or "1/60" */
static gboolean
read_times (Loading *loading, const char *group, SzRule *rule, GError **error)
{
  const char *text = sz_key_file_get (loading->file, group, "Times");
  char *end;
  if (text == NULL)
    return TRUE;
  rule->times = g_ascii_strtoll (text, &end, 10);
  rule->over = *end == '/' ? g_ascii_strtoll (end + 1, &end, 10) : 1;
  if (*end == '\0' && rule->times >= 1 && rule->times <= 1000000000 && rule->over >= 1 &&
      rule->over <= 1000000000)
    return TRUE;
  return sz_key_file_fail (loading->file, group, "Times", error,
                           _ ("a whole number, or two with “/” between, was expected"));
}

/* "Join=items.item.department": the department of the item that the value names; "Join=items.key.department":
 * of the row whose key it is. */
static gboolean
read_join (Loading *loading, const char *group, SzRule *rule, GError **error)
{
  const char *text = sz_key_file_get (loading->file, group, "Join");
  const char *others = sz_key_file_get (loading->file, group, "JoinOthers");
  g_autoptr (GError) why = NULL;
  if (text == NULL)
    return TRUE;
  g_auto (GStrv) parts = g_strsplit (text, ".", 3);
  const SzDataset *dataset =
      g_strv_length (parts) == 3 ? sz_catalog_dataset (loading->catalog, parts[0], &why) : NULL;
  if (dataset == NULL || rule->table != NULL ||
      (strcmp (parts[1], "key") != 0 && sz_dataset_find_field (dataset, parts[1]) < 0) ||
      sz_dataset_find_field (dataset, parts[2]) < 0)
    return sz_key_file_fail (loading->file, group, "Join", error,
                             _ ("“dataset.key.field” of the catalogue was expected, without Codes="));
  rule->join_dataset = g_strdup (parts[0]);
  rule->join_key = g_strdup (parts[1]);
  rule->join_field = g_strdup (parts[2]);
  rule->table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  rule->table_keeps = g_strcmp0 (others, "keep") == 0;
  rule->table_misses = others == NULL || strcmp (others, "missing") == 0;
  return rule->table_keeps || rule->table_misses || strcmp (others, "refuse") == 0 ||
         sz_key_file_fail (loading->file, group, "JoinOthers", error,
                           _ ("keep, missing or refuse was expected"));
}

static gboolean
read_value (Loading *loading, const char *group, GError **error)
{
  SzRule *rule = g_new0 (SzRule, 1);
  const char *name = group + strlen ("Value ");
  rule->name = g_strdup (name);
  rule->from = g_array_new (FALSE, FALSE, sizeof (guint));
  const gboolean ok =
      read_origin (loading, group, rule, error) && read_clock (loading, group, rule, error) &&
      read_sum (loading, group, rule, error) && read_condition (loading, group, "Only", rule, error) &&
      read_condition (loading, group, "OnlyNot", rule, error) && read_table (loading, group, rule, error) &&
      read_take (loading, group, rule, error) && read_part (loading, group, rule, error) &&
      read_times (loading, group, rule, error) && read_join (loading, group, rule, error);
  rule->missing_if = sz_key_file_get_list (loading->file, group, "MissingIf");
  /* Added last: a value can refer only to those above it. */
  g_ptr_array_add (loading->mapping->rules, rule);
  return ok;
}

/* --- [LeaveOut …], [Check …] --- */

static gboolean
read_filter (Loading *loading, const char *group, gboolean check, GError **error)
{
  SzKeyFile *file = loading->file;
  SzFilterRule *rule = g_new0 (SzFilterRule, 1);
  const char *column = sz_key_file_get (file, group, "Column");
  const char *reason = sz_key_file_get_local (file, group, "Reason");
  g_ptr_array_add (check ? loading->mapping->checks : loading->mapping->leave_out, rule);
  rule->id = g_strdup (strchr (group, ' ') + 1);
  rule->values = sz_key_file_get_list (file, group, "Values");
  if (column == NULL || rule->values == NULL || reason == NULL)
    return sz_key_file_fail (file, group, NULL, error, _ ("expected Column=, Values= and Reason="));
  rule->column = refer (loading->mapping, column);
  rule->reason = g_strdup (reason);
  return TRUE;
}

/* --- [Rows …] --- */

static gboolean
read_field (Loading *loading, const char *group, SzTarget *target, const char *key, GError **error)
{
  const int input = sz_dataset_find_input (target->dataset, key);
  if (input < 0) {
    return sz_key_file_fail (loading->file, group, key, error, _ ("the data set “%s” has no such field"),
                             target->dataset->id);
  }
  target->fields[input] = refer (loading->mapping, sz_key_file_get (loading->file, group, key));
  return TRUE;
}

static gboolean
check_required (Loading *loading, const char *group, const SzTarget *target, GError **error)
{
  for (guint i = 0; i < target->dataset->inputs->len; i++) {
    const SzField *input = g_ptr_array_index (target->dataset->inputs, i);
    if (input->required && !target->fields[i].set)
      return sz_key_file_fail (loading->file, group, NULL, error, _ ("the required field “%s” is not filled"),
                               input->id);
  }
  return TRUE;
}

static gboolean
read_rows (Loading *loading, const char *group, GError **error)
{
  SzKeyFile *file = loading->file;
  g_autoptr (GError) why = NULL;
  const SzDataset *dataset = sz_catalog_dataset (loading->catalog, group + strlen ("Rows "), &why);
  if (dataset == NULL)
    return sz_key_file_fail (file, group, NULL, error, "%s", why->message);
  SzTarget *target = g_new0 (SzTarget, 1);
  g_ptr_array_add (loading->mapping->targets, target);
  target->dataset = dataset;
  target->fields = g_new0 (SzReference, dataset->inputs->len);
  target->key = g_strdup (sz_key_file_get (file, group, "Key"));
  if (target->key == NULL)
    return sz_key_file_fail (file, group, "Key", error,
                             _ ("a template such as “{column}-{column}” was expected"));
  if (!refer_template (loading, group, "Key", target->key, error))
    return FALSE;
  const char *by = sz_key_file_get (file, group, "Group");
  if (by != NULL)
    target->group = refer (loading->mapping, by);
  const char *version = sz_key_file_get (file, group, "Version");
  if (version != NULL && by != NULL)
    return sz_key_file_fail (file, group, "Version", error, _ ("grouped rows have no version of their own"));
  if (version != NULL)
    target->version = refer (loading->mapping, version);
  g_autofree const char **keys = sz_key_file_keys (file, group);
  for (guint i = 0; keys[i] != NULL; i++)
    if (strcmp (keys[i], "Key") != 0 && strcmp (keys[i], "Group") != 0 && strcmp (keys[i], "Version") != 0 &&
        !read_field (loading, group, target, keys[i], error))
      return FALSE;
  return check_required (loading, group, target, error);
}

/* --- [Expect …] --- */

static gboolean
read_expect (Loading *loading, const char *group, GError **error)
{
  SzKeyFile *file = loading->file;
  g_autofree const char **keys = sz_key_file_keys (file, group);
  g_autoptr (GStrvBuilder) wanted = g_strv_builder_new ();
  SzExpect *expect = g_new0 (SzExpect, 1);
  g_ptr_array_add (loading->mapping->expects, expect);
  expect->name = g_strdup (strchr (group, ' ') + 1);
  expect->line = sz_key_file_line (file, group, NULL);
  expect->record = g_strdup (sz_key_file_get (file, group, "Record"));
  for (guint i = 0; keys[i] != NULL; i++)
    if (strcmp (keys[i], "Record") != 0) {
      g_autofree char *text = g_strdup_printf ("%s=%s", keys[i], sz_key_file_get (file, group, keys[i]));
      g_strv_builder_add (wanted, text);
    }
  expect->wanted = g_strv_builder_end (wanted);
  if (expect->record == NULL || expect->wanted[0] == NULL)
    return sz_key_file_fail (file, group, NULL, error,
                             _ ("expected Record= with a JSON object, and what becomes of it"));
  return TRUE;
}

/* --- [Mapping] --- */

static gboolean
read_form (Loading *loading, GError **error)
{
  SzMapping *mapping = loading->mapping;
  SzKeyFile *file = loading->file;
  const char *form = sz_key_file_get (file, MAIN, "Format");
  const char *separator = sz_key_file_get (file, MAIN, "Separator");
  mapping->format = (SzRecordFormat){ SZ_RECORDS_SEPARATED, ',', TRUE, NULL };
  if (g_strcmp0 (form, "ndjson") == 0)
    mapping->format.form = SZ_RECORDS_NDJSON;
  else if (g_strcmp0 (form, "json") == 0 && sz_key_file_has_group (file, "Fetch"))
    mapping->format.form = SZ_RECORDS_JSON;
  else if (g_strcmp0 (form, "xlsx") == 0)
    mapping->format.form = SZ_RECORDS_XLSX;
  else if (g_strcmp0 (form, "tsv") == 0)
    mapping->format = (SzRecordFormat){ SZ_RECORDS_SEPARATED, '\t', FALSE, NULL };
  else if (g_strcmp0 (form, "csv") != 0)
    return sz_key_file_fail (file, MAIN, "Format", error,
                             _ ("csv, tsv, ndjson, xlsx, or (beside a group [Fetch]) json was expected"));
  if (separator != NULL) {
    if (strcmp (separator, "TAB") != 0 &&
        (strlen (separator) != 1 || g_ascii_isalnum (*separator) || *separator == '"'))
      return sz_key_file_fail (file, MAIN, "Separator", error, _ ("one character or TAB was expected"));
    mapping->format.separator = strcmp (separator, "TAB") == 0 ? '\t' : *separator;
  }
  mapping->sheet = g_strdup (sz_key_file_get (file, MAIN, "Sheet"));
  mapping->format.sheet = mapping->sheet;
  mapping->encoding = g_strdup (sz_key_file_get (file, MAIN, "Encoding"));
  mapping->format.encoding = mapping->encoding;
  return sz_key_file_get_flag (file, MAIN, "Quotes", &mapping->format.quotes, error);
}

static gboolean
read_main (Loading *loading, GError **error)
{
  SzMapping *mapping = loading->mapping;
  SzKeyFile *file = loading->file;
  g_autoptr (GError) why = NULL;
  const char *id = sz_key_file_get (file, MAIN, "Id"), *zone = sz_key_file_get (file, MAIN, "Zone");
  const char *name = sz_key_file_get_local (file, MAIN, "Name");
  if (id == NULL || *id == '\0' || strlen (id) > 40 ||
      strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (id))
    return sz_key_file_fail (file, MAIN, "Id", error,
                             _ ("1 to 40 of the characters a-z, 0-9 and “-” were expected"));
  mapping->id = g_strdup (id);
  mapping->name = g_strdup (name != NULL ? name : id);
  mapping->zone_id = g_strdup (zone != NULL ? zone : "Asia/Shanghai");
  mapping->zone = sz_zone_new (mapping->zone_id, &why);
  if (mapping->zone == NULL)
    return sz_key_file_fail (file, MAIN, "Zone", error, "%s", why->message);
  mapping->header = TRUE;
  mapping->missing = sz_key_file_get_list (file, MAIN, "Missing");
  mapping->fixed_columns = sz_key_file_get_list (file, MAIN, "Columns");
  g_auto (GStrv) optional = sz_key_file_get_list (file, MAIN, "Optional");
  for (guint i = 0; optional != NULL && optional[i] != NULL; i++)
    g_hash_table_add (mapping->optional, g_strdup (optional[i]));
  if (!read_form (loading, error) || !sz_key_file_get_flag (file, MAIN, "Header", &mapping->header, error))
    return FALSE;
  if (!mapping->header && mapping->fixed_columns == NULL && sz_records_have_header (mapping->format.form))
    return sz_key_file_fail (file, MAIN, "Columns", error, _ ("without a header the columns must be named"));
  return TRUE;
}

/* --- settling --- */

static void
settle (const SzMapping *mapping, guint *index)
{
  if (*index >= VALUE_BASE)
    *index = *index - VALUE_BASE + mapping->columns->len;
}

/* All columns are known now, so values can be numbered behind them. */
static void
settle_all (SzMapping *mapping)
{
  for (guint i = 0; i < mapping->rules->len; i++) {
    SzRule *rule = g_ptr_array_index (mapping->rules, i);
    for (guint j = 0; j < rule->from->len; j++)
      settle (mapping, &g_array_index (rule->from, guint, j));
    settle (mapping, &rule->add.index);
    settle (mapping, &rule->only.index);
  }
  for (guint i = 0; i < mapping->leave_out->len; i++)
    settle (mapping, &((SzFilterRule *)g_ptr_array_index (mapping->leave_out, i))->column.index);
  for (guint i = 0; i < mapping->checks->len; i++)
    settle (mapping, &((SzFilterRule *)g_ptr_array_index (mapping->checks, i))->column.index);
  for (guint i = 0; i < mapping->targets->len; i++) {
    SzTarget *target = g_ptr_array_index (mapping->targets, i);
    settle (mapping, &target->group.index);
    settle (mapping, &target->version.index);
    for (guint j = 0; j < target->dataset->inputs->len; j++)
      settle (mapping, &target->fields[j].index);
  }
}

static gboolean
read_groups (Loading *loading, GError **error)
{
  const char *const *groups = sz_key_file_groups (loading->file);
  for (guint i = 0; groups[i] != NULL; i++) {
    gboolean ok = TRUE;
    if (i == MAX_GROUPS)
      return sz_key_file_fail (loading->file, groups[i], NULL, error,
                               _ ("a mapping has at most 1,000 groups"));
    if (g_str_has_prefix (groups[i], "Value "))
      ok = read_value (loading, groups[i], error);
    else if (g_str_has_prefix (groups[i], "LeaveOut "))
      ok = read_filter (loading, groups[i], FALSE, error);
    else if (g_str_has_prefix (groups[i], "Check "))
      ok = read_filter (loading, groups[i], TRUE, error);
    else if (g_str_has_prefix (groups[i], "Rows "))
      ok = read_rows (loading, groups[i], error);
    else if (g_str_has_prefix (groups[i], "Expect "))
      ok = read_expect (loading, groups[i], error);
    if (!ok)
      return FALSE;
  }
  if (loading->mapping->targets->len == 0)
    return sz_key_file_fail (loading->file, MAIN, NULL, error,
                             _ ("a group such as [Rows tickets] was expected"));
  return sz_key_file_check_unread (loading->file, error);
}

static gboolean
read_connector (Loading *loading, GError **error)
{
  g_autoptr (GError) cause = NULL;
  SzMapping *mapping = loading->mapping;
  mapping->connector = sz_connector_read (loading->file, &cause);
  if (cause != NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  return mapping->connector == NULL || mapping->format.form != SZ_RECORDS_XLSX ||
         sz_key_file_fail (loading->file, MAIN, "Format", error,
                           _ ("a workbook cannot be fetched page by page"));
}

SzMapping *
sz_mapping_read (SzKeyFile *file, const char *text, const SzCatalog *catalog, GError **error)
{
  g_autoptr (SzMapping) mapping = g_new0 (SzMapping, 1);
  Loading loading = { mapping, file, catalog };
  mapping->columns = g_ptr_array_new_with_free_func (g_free);
  mapping->rules = g_ptr_array_new_with_free_func (rule_free);
  mapping->leave_out = g_ptr_array_new_with_free_func (filter_free);
  mapping->checks = g_ptr_array_new_with_free_func (filter_free);
  mapping->targets = g_ptr_array_new_with_free_func (target_free);
  mapping->expects = g_ptr_array_new_with_free_func (expect_free);
  mapping->optional = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  mapping->file = g_strdup (sz_key_file_name (file));
  char sha256[65];
  sz_sha256_hex (text, strlen (text), sha256);
  mapping->fingerprint = g_strdup (sha256);
  if (!read_main (&loading, error) || !read_connector (&loading, error) || !read_groups (&loading, error))
    return NULL;
  settle_all (mapping);
  return sz_mapping_check_expects (mapping, error) ? g_steal_pointer (&mapping) : NULL;
}

gboolean
sz_mapping_needs_key (const SzMapping *mapping)
{
  for (guint i = 0; i < mapping->targets->len; i++) {
    const SzTarget *target = g_ptr_array_index (mapping->targets, i);
    for (guint j = 0; j < target->dataset->inputs->len; j++)
      if (target->fields[j].set &&
          ((SzField *)g_ptr_array_index (target->dataset->inputs, j))->type == SZ_FIELD_IDENTITY)
        return TRUE;
  }
  return FALSE;
}
