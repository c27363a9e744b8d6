/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The C table of colours and type against src/draw/tokens.json, and the CSS made of it. */
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "sz-theme.h"

static json_t *
load_tokens (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("SHUZHI_SOURCE_DIR"), "src", "draw", "tokens.json", NULL);
  json_error_t error;
  json_t *tokens = json_load_file (path, 0, &error);

  if (tokens == NULL)
    g_test_message ("%s:%d: %s", path, error.line, error.text);
  g_assert_nonnull (tokens);
  return tokens;
}

static SzColour
parse_colour (const json_t *value)
{
  const char *text = json_string_value (value);

  g_assert_nonnull (text);
  g_assert_cmpuint (strlen (text), ==, 7);
  return (SzColour)g_ascii_strtoull (text + 1, NULL, 16);
}

static void
check_ramp (const json_t *theme, const char *name, const SzColour *ramp, gsize n)
{
  const json_t *values = json_object_get (theme, name);

  g_assert_cmpuint (json_array_size (values), ==, n);
  for (gsize i = 0; i < n; i++)
    g_assert_cmphex (ramp[i], ==, parse_colour (json_array_get (values, i)));
}

static void
test_colours (void)
{
  json_t *tokens = load_tokens ();
  guint compared = 0;

  for (int id = 0; id < 3; id++) {
    const SzTheme *theme = sz_theme_get ((SzThemeId)id);
    const json_t *values = json_object_get (json_object_get (tokens, "themes"), theme->name);

    g_assert_nonnull (values);
#define CHECK_COLOUR(field, section, key)                                                                    \
  {                                                                                                          \
    const json_t *of = *section != '\0' ? json_object_get (values, section) : values;                        \
    g_assert_cmphex (theme->field, ==, parse_colour (json_object_get (of, key)));                            \
    compared++;                                                                                              \
  }
    SZ_THEME_COLOURS (CHECK_COLOUR)
#undef CHECK_COLOUR
    check_ramp (values, "cat", theme->cat, SZ_THEME_N_CAT);
    check_ramp (values, "seq", theme->seq, SZ_THEME_N_SEQ);
    check_ramp (values, "div", theme->div, SZ_THEME_N_DIV);
  }
  g_assert_cmpuint (compared, ==, 3 * 41);
  json_decref (tokens);
}

static double
size_of (const json_t *type, const char *name)
{
  const json_t *value = json_object_get (type, name);

  return json_number_value (json_is_object (value) ? json_object_get (value, "size") : value);
}

static void
test_type (void)
{
  json_t *tokens = load_tokens ();
  const json_t *type = json_object_get (tokens, "type");
  const json_t *office = json_object_get (type, "office"), *wall = json_object_get (type, "wall");
  const SzTheme *light = sz_theme_get (SZ_THEME_LIGHT), *big = sz_theme_get (SZ_THEME_WALL);

  g_assert_cmpfloat (light->type.hero, ==, size_of (office, "hero"));
  g_assert_cmpfloat (light->type.tile, ==, size_of (office, "tile"));
  g_assert_cmpfloat (light->type.stat, ==, size_of (office, "stat"));
  g_assert_cmpfloat (light->type.title, ==, size_of (office, "title"));
  g_assert_cmpfloat (light->type.detail, ==, size_of (office, "detail"));
  g_assert_cmpfloat (light->type.section, ==, size_of (office, "section"));
  g_assert_cmpfloat (light->type.body, ==, size_of (office, "body"));
  g_assert_cmpfloat (light->type.table, ==, size_of (office, "table"));
  g_assert_cmpfloat (light->type.caption, ==, size_of (office, "caption"));
  g_assert_cmpfloat_with_epsilon (big->type.hero * big->scale, size_of (wall, "hero"), 1e-9);
  g_assert_cmpfloat_with_epsilon (big->type.clock * big->scale, size_of (wall, "clock"), 1e-9);
  g_assert_cmpfloat_with_epsilon (big->type.title * big->scale, size_of (wall, "title"), 1e-9);
  g_assert_cmpfloat_with_epsilon (big->type.stat * big->scale, size_of (wall, "stat"), 1e-9);
  g_assert_cmpfloat_with_epsilon (big->type.bar * big->scale, size_of (wall, "bar"), 1e-9);
  g_assert_cmpfloat_with_epsilon (big->type.section * big->scale, size_of (wall, "section"), 1e-9);
  g_assert_cmpfloat_with_epsilon (big->type.body * big->scale, size_of (wall, "body"), 1e-9);
  g_assert_cmpfloat_with_epsilon (big->type.caption * big->scale, size_of (wall, "caption"), 1e-9);
  json_decref (tokens);
}

/* One definition a colour, each with the value of the table; nothing GTK 4.8 rejects. */
static void
test_css (void)
{
  for (int id = 0; id < 3; id++) {
    const SzTheme *theme = sz_theme_get ((SzThemeId)id);
    g_autofree char *css = sz_theme_css (theme);
    g_auto (GStrv) lines = g_strsplit (g_strchomp (css), "\n", -1);
    g_autofree char *alarm =
        g_strdup_printf ("@define-color sz_status_alarm_fill #%06x;", theme->status_alarm_fill);

    g_assert_cmpuint (g_strv_length (lines), ==, 41 + SZ_THEME_N_CAT + SZ_THEME_N_SEQ + SZ_THEME_N_DIV);
    g_assert_true (g_strv_contains ((const char *const *)lines, alarm));
    for (guint i = 0; lines[i] != NULL; i++)
      g_assert_true (g_regex_match_simple ("^@define-color sz_[a-z0-9_]+ #[0-9a-f]{6};$", lines[i], 0, 0));
  }
}

static void
test_parse (void)
{
  SzThemeId id = SZ_THEME_LIGHT;

  g_assert_true (sz_theme_parse ("wall", &id));
  g_assert_cmpint (id, ==, SZ_THEME_WALL);
  g_assert_false (sz_theme_parse ("blue", &id));
  g_assert_false (sz_theme_parse (NULL, &id));
  g_assert_cmpint (id, ==, SZ_THEME_WALL);
}

/* Known values of WCAG 2.1, and the pairs charts rely on. */
static void
test_contrast (void)
{
  g_assert_cmpfloat_with_epsilon (sz_colour_contrast (0x000000, 0xffffff), 21, 1e-9);
  g_assert_cmpfloat_with_epsilon (sz_colour_contrast (0x777777, 0xffffff), 4.478, 0.001);
  for (int id = 0; id < 3; id++) {
    const SzTheme *t = sz_theme_get ((SzThemeId)id);
    const SzColour papers[] = { t->bg_window, t->bg_page, t->bg_raised, t->bg_sunken };

    for (guint i = 0; i < G_N_ELEMENTS (papers); i++) {
      g_assert_cmpfloat (sz_colour_contrast (t->text_primary, papers[i]), >=, 4.5);
      g_assert_cmpfloat (sz_colour_contrast (t->text_secondary, papers[i]), >=, 4.5);
      g_assert_cmpfloat (sz_colour_contrast (t->text_tertiary, papers[i]), >=, 4.5);
      g_assert_cmpfloat (sz_colour_contrast (t->status_good, papers[i]), >=, 4.5);
      g_assert_cmpfloat (sz_colour_contrast (t->status_alarm, papers[i]), >=, 4.5);
      g_assert_cmpfloat (sz_colour_contrast (t->status_attention_fill, papers[i]), >=, 3);
      g_assert_cmpfloat (sz_colour_contrast (t->accent_base, papers[i]), >=, 3);
      g_assert_cmpfloat (sz_colour_contrast (t->reference, papers[i]), >=, 3);
    }
    g_assert_cmpfloat (sz_colour_contrast (t->text_on_alarm, t->status_alarm_fill), >=, 4.5);
    g_assert_cmpfloat (sz_colour_contrast (t->status_attention, t->status_attention_tint), >=, 4.5);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/theme/colours", test_colours);
  g_test_add_func ("/draw/theme/type", test_type);
  g_test_add_func ("/draw/theme/css", test_css);
  g_test_add_func ("/draw/theme/parse", test_parse);
  g_test_add_func ("/draw/theme/contrast", test_contrast);
  return g_test_run ();
}
