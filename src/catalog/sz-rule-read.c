/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One section of a rule file. Every complaint names file, line, key and what was expected. */

#include "sz-rule-private.h"

#include <math.h>
#include <string.h>

static const char *const known_keys[] = {
  "Name",           "Title",          "TitleNear", "Definition", "Suggest",   "SuggestArrivals",
  "SuggestWindows", "SuggestService", "Cause",     "Severity",   "Indicator", "Window",
  "Dataset",        "Where",          "Since",     "LookBack",   "Activity",  "While",
  "Unless",         "Silence",        "By",        "Place",      "Above",     "Below",
  "Near",           "Clear",          "For",       "ClearFor",   "NoData",    "Overdue",
  "Remind",         "Load",           "Version",   "Weekdays",   "During",    NULL
};

/* --- durations
 * ----------------------------------------------------------------------------------------------- */

static gboolean
parse_duration (const char *text, gint64 *ms)
{
  static const struct {
    const char *unit;
    gint64 ms;
  } units[] = {
    { "ms", 1 }, { "s", SZ_SECOND_MS }, { "min", SZ_MINUTE_MS }, { "h", SZ_HOUR_MS }, { "d", SZ_DAY_MS }
  };
  char *end = NULL;
  guint64 number = g_ascii_strtoull (text, &end, 10);

  if (end == text || !g_ascii_isdigit (*text) || number > 100000)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (end, units[i].unit) == 0) {
      *ms = (gint64)number * units[i].ms;
      return *ms <= 400 * SZ_DAY_MS;
    }
  return FALSE;
}

static gboolean
read_duration (SzKeyFile *file, const char *group, const char *key, gint64 *ms, GError **error)
{
  const char *text = sz_key_file_get (file, group, key);

  if (text == NULL || parse_duration (text, ms))
    return TRUE;
  return sz_key_file_fail (file, group, key, error,
                           _ ("expected a duration such as 30s, 3min, 2h or 1d, found “%s”"), text);
}

static gboolean
read_reminders (SzRule *rule, SzKeyFile *file, const char *group, GError **error)
{
  g_auto (GStrv) list = sz_key_file_get_list (file, group, "Remind");

  rule->n_remind = list != NULL ? g_strv_length (list) : 0;
  rule->remind_ms = g_new0 (gint64, rule->n_remind + 1);
  for (guint i = 0; i < rule->n_remind; i++) {
    if (!parse_duration (list[i], &rule->remind_ms[i]))
      return sz_key_file_fail (file, group, "Remind", error,
                               _ ("expected durations such as 5min;15min, found “%s”"), list[i]);
    if (rule->remind_ms[i] <= (i > 0 ? rule->remind_ms[i - 1] : 0))
      return sz_key_file_fail (file, group, "Remind", error,
                               _ ("each reminder must come after the one before"));
  }
  if (rule->n_remind > 0 && rule->overdue_ms > 0 && rule->overdue_ms <= rule->remind_ms[rule->n_remind - 1])
    return sz_key_file_fail (file, group, "Overdue", error, _ ("expected a time after the last reminder"));
  return TRUE;
}

static gboolean
read_times (SzRule *rule, SzKeyFile *file, const char *group, GError **error)
{
  rule->window_ms = 30 * SZ_MINUTE_MS;
  rule->no_data_ms = 10 * SZ_MINUTE_MS;
  if (!read_duration (file, group, "Window", &rule->window_ms, error) ||
      !read_duration (file, group, "LookBack", &rule->look_back_ms, error) ||
      !read_duration (file, group, "For", &rule->for_ms, error) ||
      !read_duration (file, group, "ClearFor", &rule->clear_for_ms, error) ||
      !read_duration (file, group, "NoData", &rule->no_data_ms, error) ||
      !read_duration (file, group, "Overdue", &rule->overdue_ms, error))
    return FALSE;
  if (rule->window_ms < SZ_MINUTE_MS)
    return sz_key_file_fail (file, group, "Window", error, _ ("expected at least 1min"));
  if (rule->no_data_ms < SZ_MINUTE_MS)
    return sz_key_file_fail (file, group, "NoData", error, _ ("expected at least 1min"));
  return read_reminders (rule, file, group, error);
}

/* --- limits
 * -------------------------------------------------------------------------------------------------- */

static gboolean
read_limits (SzRule *rule, SzKeyFile *file, const char *group, GError **error)
{
  double above = NAN, below = NAN, sign = 1;

  rule->near = rule->clear = NAN;
  if (!sz_key_file_get_number (file, group, "Above", &above, error) ||
      !sz_key_file_get_number (file, group, "Below", &below, error) ||
      !sz_key_file_get_number (file, group, "Near", &rule->near, error) ||
      !sz_key_file_get_number (file, group, "Clear", &rule->clear, error))
    return FALSE;
  if (isnan (above) == isnan (below))
    return sz_key_file_fail (file, group, isnan (above) ? NULL : "Below", error,
                             _ ("expected either Above= or Below="));
  rule->below = isnan (above);
  rule->limit = rule->below ? below : above;
  sign = rule->below ? -1 : 1;
  if (isnan (rule->near))
    rule->near = rule->limit;
  if (isnan (rule->clear))
    rule->clear = rule->limit;
  if (sign * rule->near > sign * rule->limit)
    return sz_key_file_fail (file, group, "Near", error,
                             _ ("expected a value on the good side of the limit"));
  if (sign * rule->clear > sign * rule->limit)
    return sz_key_file_fail (file, group, "Clear", error,
                             _ ("expected a value on the good side of the limit"));
  if (rule->kind != SZ_RULE_INDICATOR && rule->below)
    return sz_key_file_fail (file, group, "Below", error, _ ("an age has no lower limit; expected Above="));
  return TRUE;
}

/* --- what is looked at
 * ------------------------------------------------------------------------------------------------ */

static gboolean
refuse_keys (SzKeyFile *file, const char *group, const char *const *keys, const char *owner, GError **error)
{
  for (; *keys != NULL; keys++)
    if (sz_key_file_get (file, group, *keys) != NULL)
      return sz_key_file_fail (file, group, *keys, error, _ ("only a rule with %s has this"), owner);
  return TRUE;
}

static const SzDimension *
read_dimension (SzCatalog *catalog, SzKeyFile *file, const char *group, const char *key, GError **error)
{
  g_autoptr (GError) inner = NULL;
  const SzDimension *dimension = sz_catalog_dimension (catalog, sz_key_file_get (file, group, key), &inner);

  if (dimension == NULL)
    sz_key_file_fail (file, group, key, error, "%s", inner->message);
  return dimension;
}

static gboolean
check_carries (SzKeyFile *file, const char *group, const char *key, const SzDataset *dataset,
               const SzDimension *dimension, GError **error)
{
  if (dimension == NULL || dimension->source || sz_dataset_find_dimension (dataset, dimension->id) >= 0)
    return TRUE;
  return sz_key_file_fail (file, group, key, error, _ ("the data set %s has no %s"), dataset->id,
                           dimension->id);
}

static gboolean
check_formula_carries (SzKeyFile *file, const char *group, const char *key, const SzFormula *formula,
                       const SzDimension *dimension, GError **error)
{
  for (guint i = 0; i < formula->leaves->len; i++)
    if (!check_carries (file, group, key, g_array_index (formula->leaves, SzLeaf, i).measure->dataset,
                        dimension, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_indicator_kind (SzRule *rule, SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  static const char *const others[] = { "Where",  "Since",    "LookBack", "Activity", "While",
                                        "Unless", "Weekdays", "During",   NULL };
  g_autoptr (GError) inner = NULL;

  if (!refuse_keys (file, group, others, "Dataset=", error))
    return FALSE;
  rule->kind = SZ_RULE_INDICATOR;
  rule->indicator = sz_catalog_indicator (catalog, sz_key_file_get (file, group, "Indicator"), &inner);
  if (rule->indicator == NULL)
    return sz_key_file_fail (file, group, "Indicator", error, "%s", inner->message);
  rule->unit = g_strdup (rule->indicator->unit);
  return check_formula_carries (file, group, "By", rule->indicator->formula, rule->by, error);
}

static gboolean
read_where (SzRule *rule, SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  const char *text = sz_key_file_get (file, group, "Where");
  g_autofree char *whole = NULL;
  g_autoptr (SzFormula) formula = NULL;
  g_autoptr (GError) inner = NULL;

  if (text == NULL)
    return TRUE;
  whole = g_strdup_printf ("count(%s where %s)", rule->dataset->id, text);
  formula = sz_catalog_parse_formula (catalog, whole, &inner);
  if (formula == NULL)
    return sz_key_file_fail (file, group, "Where", error, _ ("in “%s”: %s"), whole, inner->message);
  rule->where = sz_condition_copy (g_array_index (formula->leaves, SzLeaf, 0).measure->where);
  return TRUE;
}

static const SzMeasure *
make_latest (SzCatalog *catalog, const SzDataset *dataset, guint field, GError **error)
{
  SzMeasure *measure = g_new0 (SzMeasure, 1);

  measure->kind = SZ_MEASURE_MAX;
  measure->dataset = dataset;
  measure->instant = field;
  measure->field = measure->field2 = -1;
  measure->value = g_new0 (SzValue, 1);
  measure->value->kind = SZ_VALUE_FIELD;
  measure->value->field = field;
  return sz_catalog_intern (catalog, measure, error);
}

/* Activity=tickets.called;tickets.ended */
static gboolean
read_activity (SzRule *rule, SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  g_auto (GStrv) list = sz_key_file_get_list (file, group, "Activity");

  rule->activity = g_ptr_array_new ();
  for (guint i = 0; list != NULL && list[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (list[i], ".", 2);
    const SzDataset *dataset =
        g_strv_length (parts) == 2 ? sz_catalog_dataset (catalog, parts[0], NULL) : NULL;
    int field = dataset != NULL ? sz_dataset_find_field (dataset, parts[1]) : -1;
    const SzMeasure *measure = NULL;

    if (field < 0 || sz_dataset_field (dataset, (guint)field)->type != SZ_FIELD_INSTANT)
      return sz_key_file_fail (file, group, "Activity", error,
                               _ ("expected instants such as tickets.called, found “%s”"), list[i]);
    if (!check_carries (file, group, "Activity", dataset, rule->by, error))
      return FALSE;
    measure = make_latest (catalog, dataset, (guint)field, error);
    if (measure == NULL)
      return FALSE;
    g_ptr_array_add (rule->activity, (gpointer)measure);
  }
  return TRUE;
}

static gboolean
read_guard (SzFormula **guard, const SzDimension *by, SzCatalog *catalog, SzKeyFile *file, const char *group,
            const char *key, GError **error)
{
  const char *text = sz_key_file_get (file, group, key);
  g_autoptr (GError) inner = NULL;

  if (text == NULL)
    return TRUE;
  *guard = sz_catalog_parse_formula (catalog, text, &inner);
  if (*guard == NULL)
    return sz_key_file_fail (file, group, key, error, "%s", inner->message);
  return check_formula_carries (file, group, key, *guard, by, error);
}

/* One count: when it usually happens at all. */
static gboolean
read_during (SzRule *rule, SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  if (!read_guard (&rule->during, NULL, catalog, file, group, "During", error))
    return FALSE;
  if (rule->during == NULL ||
      (rule->during->root->kind == SZ_NODE_LEAF && rule->during->leaves->len == 1 &&
       g_array_index (rule->during->leaves, SzLeaf, 0).window == SZ_WINDOW_BUCKET &&
       g_array_index (rule->during->leaves, SzLeaf, 0).measure->kind == SZ_MEASURE_COUNT))
    return TRUE;
  return sz_key_file_fail (file, group, "During", error,
                           _ ("expected one count, such as count(tickets @called)"));
}

static gboolean
read_state_kind (SzRule *rule, SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  static const char *const others[] = { "Window", NULL };
  g_autoptr (GError) inner = NULL;
  const char *since = NULL;
  int field = -1;

  if (!refuse_keys (file, group, others, "Indicator=", error) ||
      !sz_key_file_get_flag (file, group, "Weekdays", &rule->weekdays, error))
    return FALSE;
  rule->kind = SZ_RULE_STATE;
  rule->unit = g_strdup ("min");
  rule->dataset = sz_catalog_dataset (catalog, sz_key_file_get (file, group, "Dataset"), &inner);
  if (rule->dataset == NULL)
    return sz_key_file_fail (file, group, "Dataset", error, "%s", inner->message);
  since = sz_catalog_need (file, group, "Since", error);
  if (since == NULL)
    return FALSE;
  field = sz_dataset_find_field (rule->dataset, since);
  if (field < 0 || sz_dataset_field (rule->dataset, (guint)field)->type != SZ_FIELD_INSTANT)
    return sz_key_file_fail (file, group, "Since", error, _ ("expected an instant of %s, found “%s”"),
                             rule->dataset->id, since);
  rule->since = (guint)field;
  return check_carries (file, group, "By", rule->dataset, rule->by, error) &&
         check_carries (file, group, "Place", rule->dataset, rule->place, error) &&
         read_where (rule, catalog, file, group, error) &&
         read_activity (rule, catalog, file, group, error) &&
         read_during (rule, catalog, file, group, error) &&
         read_guard (&rule->with, rule->place, catalog, file, group, "While", error) &&
         read_guard (&rule->unless, rule->by, catalog, file, group, "Unless", error);
}

static gboolean
read_silence_kind (SzRule *rule, SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  static const char *const others[] = { "Window", "Where", "Since", "LookBack", "Activity", "While", "Unless",
                                        "By",     "Place", "Load",  "Weekdays", "During",   NULL };
  gboolean silence = FALSE;

  if (!sz_key_file_get_flag (file, group, "Silence", &silence, error))
    return FALSE;
  if (!silence)
    return sz_key_file_fail (file, group, "Silence", error, _ ("expected yes"));
  if (!refuse_keys (file, group, others, "Indicator= or Dataset=", error))
    return FALSE;
  rule->kind = SZ_RULE_SILENCE;
  rule->unit = g_strdup ("min");
  for (guint i = 0; i < catalog->dimensions->len; i++) {
    const SzDimension *dimension = g_ptr_array_index (catalog->dimensions, i);

    if (dimension->source)
      rule->by = dimension;
  }
  return TRUE;
}

static gboolean
read_kind (SzRule *rule, SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  gboolean indicator = sz_key_file_get (file, group, "Indicator") != NULL;
  gboolean state = sz_key_file_get (file, group, "Dataset") != NULL;
  gboolean silence = sz_key_file_get (file, group, "Silence") != NULL;

  if (indicator + state + silence != 1)
    return sz_key_file_fail (file, group, NULL, error,
                             _ ("expected one of Indicator=, Dataset= and Silence="));
  if (!silence && sz_key_file_get (file, group, "By") != NULL &&
      (rule->by = read_dimension (catalog, file, group, "By", error)) == NULL)
    return FALSE;
  if (!silence && sz_key_file_get (file, group, "Place") != NULL &&
      (rule->place = read_dimension (catalog, file, group, "Place", error)) == NULL)
    return FALSE;
  if (indicator)
    return read_indicator_kind (rule, catalog, file, group, error);
  if (state)
    return read_state_kind (rule, catalog, file, group, error);
  return read_silence_kind (rule, catalog, file, group, error);
}

/* --- the load of a queue
 * -------------------------------------------------------------------------------------------- */

static gboolean
read_load (SzRule *rule, SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  static const char *const formulas[SZ_LOAD_N] = {
    "count(tickets)",
    "distinct(tickets: window @called)",
    "mean(tickets: ended - started @ended)",
    "day_running(count(tickets) - count(tickets @called) - count(tickets @abandoned where called is "
    "missing))",
    "current(windows where state != 'open')",
  };
  const SzDimension *where = rule->place != NULL ? rule->place : rule->by;

  if (!sz_key_file_get_flag (file, group, "Load", &rule->load, error))
    return FALSE;
  if (!rule->load)
    return TRUE;
  if (where != NULL && strcmp (where->id, "area") != 0)
    return sz_key_file_fail (file, group, "Load", error,
                             _ ("only a rule by area, or of the whole hall, has this"));
  for (guint i = 0; i < SZ_LOAD_N; i++) {
    g_autoptr (GError) inner = NULL;

    rule->loads[i] = sz_catalog_parse_formula (catalog, formulas[i], &inner);
    if (rule->loads[i] == NULL)
      return sz_key_file_fail (file, group, "Load", error, "%s", inner->message);
  }
  return TRUE;
}

/* --- texts
 * --------------------------------------------------------------------------------------------------- */

/* "{more|window|windows}": a number with the word for one and for more. */
static gboolean
has_forms (const char *at)
{
  static const char *const numbers[] = { "{more|", "{closed|", "{waiting|" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_str_has_prefix (at, numbers[i])) {
      const char *bar = strchr (at + strlen (numbers[i]), '|');
      const char *end = strchr (at, '}');

      return bar != NULL && end != NULL && bar < end;
    }
  return FALSE;
}

static gboolean
check_words (SzKeyFile *file, const char *group, const char *key, const char *text, GError **error)
{
  static const char *const words[] = { "{object}", "{place}",   "{value}", "{limit}", "{more}",
                                       "{closed}", "{waiting}", "{since}", NULL };

  for (const char *at = text; (at = strchr (at, '{')) != NULL; at++) {
    gboolean known = FALSE;

    for (guint i = 0; words[i] != NULL && !known; i++)
      known = g_str_has_prefix (at, words[i]);
    known = known || has_forms (at);
    if (!known) {
      g_autofree char *list = g_strjoinv (", ", (char **)words);

      return sz_key_file_fail (file, group, key, error, _ ("expected one of %s after “{”"), list);
    }
  }
  return TRUE;
}

static gboolean
read_text (SzKeyFile *file, const char *group, const char *key, char **text, GError **error)
{
  const char *value = sz_key_file_get_local (file, group, key);

  if (value == NULL)
    return TRUE;
  *text = g_strdup (value);
  return check_words (file, group, key, value, error);
}

static gboolean
read_texts (SzRule *rule, SzKeyFile *file, const char *group, GError **error)
{
  static const char *const suggests[] = { "Suggest", "SuggestArrivals", "SuggestWindows", "SuggestService" };

  if (sz_catalog_need (file, group, "Name", error) == NULL ||
      sz_catalog_need (file, group, "Suggest", error) == NULL)
    return FALSE;
  rule->name = g_strdup (sz_key_file_get_local (file, group, "Name"));
  for (guint i = 0; i < G_N_ELEMENTS (suggests); i++)
    if (!read_text (file, group, suggests[i], &rule->suggest[i], error))
      return FALSE;
  if (!read_text (file, group, "Title", &rule->title, error) ||
      !read_text (file, group, "TitleNear", &rule->title_near, error) ||
      !read_text (file, group, "Definition", &rule->definition, error) ||
      !read_text (file, group, "Cause", &rule->cause, error))
    return FALSE;
  if (rule->title == NULL)
    rule->title = rule->by != NULL ? g_strconcat ("{object} · ", rule->name, NULL) : g_strdup (rule->name);
  if (rule->title_near == NULL)
    rule->title_near = g_strdup (rule->title);
  if (rule->definition == NULL)
    rule->definition = g_strdup ("");
  if (rule->cause == NULL)
    rule->cause = g_strdup ("");
  return TRUE;
}

static gboolean
read_severity (SzRule *rule, SzKeyFile *file, const char *group, GError **error)
{
  const char *word = sz_key_file_get (file, group, "Severity");
  double version = 1;

  if (word == NULL || strcmp (word, "alarm") == 0)
    rule->severity = SZ_SEVERITY_ALARM;
  else if (strcmp (word, "attention") == 0)
    rule->severity = SZ_SEVERITY_ATTENTION;
  else
    return sz_key_file_fail (file, group, "Severity", error, _ ("expected attention or alarm, found “%s”"),
                             word);
  if (!sz_key_file_get_number (file, group, "Version", &version, error))
    return FALSE;
  if (!(version >= 1 && version <= 1e6) || version != floor (version))
    return sz_key_file_fail (file, group, "Version", error, _ ("expected a whole number from 1"));
  rule->version = (int)version;
  return TRUE;
}

SzRule *
sz_rule_read (SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  g_autoptr (SzRule) rule = g_new0 (SzRule, 1);
  const char *id = sz_catalog_group_id (group, "Rule");

  if (id == NULL) {
    sz_key_file_fail (file, group, NULL, error, _ ("expected [Rule id], the id of a-z, 0-9, _ and -"));
    return NULL;
  }
  if (!sz_catalog_check_keys (file, group, known_keys, error))
    return NULL;
  rule->id = g_strdup (id);
  rule->file = g_strdup (sz_key_file_name (file));
  rule->line = sz_key_file_line (file, group, NULL);
  if (!read_kind (rule, catalog, file, group, error) || !read_limits (rule, file, group, error) ||
      !read_times (rule, file, group, error) || !read_load (rule, catalog, file, group, error) ||
      !read_texts (rule, file, group, error) || !read_severity (rule, file, group, error))
    return NULL;
  return g_steal_pointer (&rule);
}
