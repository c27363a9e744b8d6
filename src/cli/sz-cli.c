/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-cli.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "sz-command.h"
#include "sz-i18n.h"
#include "sz-preferences.h"

static const SzCommand *const commands[] = {
  &sz_command_demo,   &sz_command_kiosk,      &sz_command_sources, &sz_command_sync,
  &sz_command_import, &sz_command_indicators, &sz_command_query,   &sz_command_rows,
  &sz_command_draw,   &sz_command_doctor,     &sz_command_alerts,  &sz_command_rules,
};

/* Options that take a value and may stand before the command. */
static const char *const valued_options[] = { "--home", "--key-file", "--lang", "--format" };

static const SzCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];
  return NULL;
}

static gboolean
takes_value (const char *argument)
{
  for (guint i = 0; i < G_N_ELEMENTS (valued_options); i++)
    if (g_str_equal (argument, valued_options[i]))
      return TRUE;
  return FALSE;
}

/* Takes the first word that is no option, nor an option's value, out of the arguments. */
static char *
take_command (GPtrArray *arguments)
{
  for (guint i = 1; i < arguments->len; i++) {
    const char *argument = g_ptr_array_index (arguments, i);

    if (takes_value (argument))
      i++;
    else if (argument[0] != '-')
      return g_ptr_array_steal_index (arguments, i);
  }
  return NULL;
}

static void
print_error (const GError *error)
{
  /* One line, whatever an outside text brought along. */
  g_autofree char *line = g_strdelimit (g_strdup (error->message), "\n\r", ' ');
  const char *lead = _ ("shuzhi: ");

  fprintf (stderr, "%s%s\n", lead, line);
}

static void
print_help (void)
{
  g_print (_ ("Shuzhi — the cockpit of a government service hall\n\n"
              "  shuzhi                     opens the application\n"
              "  shuzhi COMMAND [OPTION…]   answers in the terminal\n\n"
              "Commands:\n"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  %-12s %s\n", commands[i]->name, _ (commands[i]->summary));
  g_print (
      "%s",
      _ ("\nOptions of every command:\n"
         "  --home DIR         the profile: configuration, store and key in one folder (or SHUZHI_HOME);\n"
         "                     without it the XDG folders, and the key in the Secret Service\n"
         "  --key-file FILE    the site key that personal data is hashed with, a file only you can read\n"
         "  --format FORMAT    table (default), csv or json\n"
         "  --lang LANG        en or zh; without it the language of the session\n"
         "  --version          the version\n\n"
         "First steps:\n"
         "  shuzhi demo                                     a demo hall, to look around in\n"
         "  shuzhi import receipt.csv --map receipt         a file as a source\n"
         "  shuzhi sources add hall --url http://HOST:PORT  a hall system as a source, then `shuzhi sync`\n"
         "  shuzhi query wait_avg --by area --period today  a figure\n"
         "  shuzhi COMMAND --help                           what a command can do, with examples\n"));
}

/* Who opens a window has threads; some may still read the home and the catalogue when the window is closed,
 * or has never come. */
static void
cli_clear (SzCli *cli)
{
  if (cli->threads)
    return;
  g_free (cli->home_option);
  g_free (cli->key_file);
  g_free (cli->lang);
  g_free (cli->format);
  g_clear_pointer (&cli->home, sz_home_free);
  g_clear_pointer (&cli->catalog, sz_catalog_free);
}

static gboolean
parse_options (SzCli *cli, const SzCommand *command, GPtrArray *arguments, gboolean *version, GError **error)
{
  const GOptionEntry shared[] = {
    { "home", 0, 0, G_OPTION_ARG_FILENAME, &cli->home_option, N_ ("The folder of the profile"), N_ ("DIR") },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &cli->key_file, N_ ("The site key's file"), N_ ("FILE") },
    { "lang", 0, 0, G_OPTION_ARG_STRING, &cli->lang, N_ ("Language: en or zh"), N_ ("LANG") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &cli->format, N_ ("table, csv or json"), N_ ("FORMAT") },
    { "version", 0, 0, G_OPTION_ARG_NONE, version, N_ ("Print the version"), NULL },
    { "gapplication-service", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    { NULL },
  };
  GOptionEntry entries[G_N_ELEMENTS (shared)];
  g_autofree char *usage = NULL;
  g_autoptr (GOptionContext) context = NULL;
  g_auto (GStrv) strv = NULL;

  memcpy (entries, shared, sizeof shared);
  entries[5].arg_data = &cli->service;
  usage = command ? g_strdup_printf ("%s %s", command->name, command->arguments) : g_strdup (_ ("[COMMAND]"));
  context = g_option_context_new (usage);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  if (command != NULL) {
    g_option_context_set_summary (context, _ (command->summary));
    g_option_context_set_description (context, _ (command->lesson));
    if (command->options != NULL)
      g_option_context_add_main_entries (context, command->options, GETTEXT_PACKAGE);
  }
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  /* GOption frees what it takes out of the vector, so it gets its own. */
  g_ptr_array_add (arguments, NULL);
  strv = g_strdupv ((char **)arguments->pdata);
  if (!g_option_context_parse_strv (context, &strv, error)) {
    (*error)->domain = SZ_ERROR;
    (*error)->code = SZ_ERROR_USAGE;
    return FALSE;
  }
  g_ptr_array_set_size (arguments, 0);
  for (guint i = 1; strv[0] != NULL && strv[i] != NULL; i++)
    g_ptr_array_add (arguments, g_strdup (strv[i]));
  g_ptr_array_add (arguments, NULL);
  return TRUE;
}

/* What has a window speaks the language that was preferred in it, unless the command line says otherwise. */
static void
prefer_language (SzCli *cli, const SzCommand *command)
{
  g_autoptr (SzPreferences) preferences = NULL;

  if (cli->lang != NULL || (command != NULL && command != &sz_command_demo && command != &sz_command_kiosk))
    return;
  preferences = sz_preferences_load (cli->home);
  if (*preferences->language != '\0')
    sz_lang_set (g_str_has_prefix (preferences->language, "zh") ? SZ_LANG_ZH : SZ_LANG_EN);
}

static gboolean
prepare (SzCli *cli, const SzCommand *command, GError **error)
{
  g_autofree char *extra = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);

  if (cli->lang != NULL && !g_str_equal (cli->lang, "en") && !g_str_has_prefix (cli->lang, "zh")) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("“%s” is no language of Shuzhi: en or zh."), cli->lang);
    return FALSE;
  }
  if (cli->format != NULL && !g_str_equal (cli->format, "table") && !g_str_equal (cli->format, "csv") &&
      !g_str_equal (cli->format, "json")) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("“%s” is no format: table, csv or json."), cli->format);
    return FALSE;
  }
  cli->home = sz_home_new (cli->home_option);
  prefer_language (cli, command);
  extra = g_build_filename (cli->home->config, "catalog", NULL);
  cli->catalog = sz_catalog_load (extra, problems, error);
  for (guint i = 0; i < problems->len; i++)
    print_error (g_ptr_array_index (problems, i));
  return cli->catalog != NULL;
}

static SzAheadFunc ahead_func;

void
sz_cli_set_ahead (SzAheadFunc ahead)
{
  ahead_func = ahead;
}

static gboolean
open_window (SzCli *cli, GError **error)
{
  SzWindowOptions options = {
    .home = cli->home, .catalog = cli->catalog, .key_file = cli->key_file, .service = cli->service
  };

  cli->threads = TRUE;
  if (ahead_func != NULL)
    ahead_func (&options);
  if (!cli->display ()) {
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_USAGE,
        _ ("There is no display to open a window on; `shuzhi --help` lists what works without one."));
    return FALSE;
  }
  if (!sz_home_create (cli->home, error))
    return FALSE;
  return sz_cli_window (cli, &options);
}

static gboolean
run (SzCli *cli, GPtrArray *arguments, GError **error)
{
  g_autofree char *word = take_command (arguments);
  const SzCommand *command = NULL;
  gboolean version = FALSE;

  if (word != NULL && !g_str_equal (word, "help") && (command = find_command (word)) == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("“%s” is no command; `shuzhi --help` lists them."),
                 word);
    return FALSE;
  }
  if (command == NULL) {
    for (guint i = 1; i < arguments->len; i++)
      if (g_str_equal (g_ptr_array_index (arguments, i), "--help") ||
          g_str_equal (g_ptr_array_index (arguments, i), "-h") || word != NULL) {
        print_help ();
        return TRUE;
      }
    if (word != NULL) {
      print_help ();
      return TRUE;
    }
  }
  if (!parse_options (cli, command, arguments, &version, error))
    return FALSE;
  if (version) {
    g_print ("shuzhi %s\n", SZ_VERSION);
    return TRUE;
  }
  if (!prepare (cli, command, error))
    return FALSE;
  if (command == NULL)
    return open_window (cli, error);
  return command->run (cli, (char **)arguments->pdata, error);
}

/* Before anything is said, so that help and errors speak the language asked for too. */
static void
choose_language (int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    const char *lang = NULL;

    if (g_str_has_prefix (argv[i], "--lang="))
      lang = argv[i] + strlen ("--lang=");
    else if (g_str_equal (argv[i], "--lang") && i + 1 < argc)
      lang = argv[i + 1];
    if (lang != NULL)
      sz_lang_set (g_str_has_prefix (lang, "zh") ? SZ_LANG_ZH : SZ_LANG_EN);
  }
}

int
sz_cli_main (int argc, char **argv, SzWindowFunc window, SzDisplayFunc display)
{
  static SzCli cli;
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  int status = 0;

  cli = (SzCli){ .window = window, .display = display };
  choose_language (argc, argv);
  for (int i = 0; i < argc; i++)
    g_ptr_array_add (arguments, g_strdup (argv[i]));
  if (!run (&cli, arguments, &error)) {
    status = 1;
    if (error != NULL) {
      print_error (error);
      if (g_error_matches (error, SZ_ERROR, SZ_ERROR_USAGE))
        status = 2;
    }
  }
  cli_clear (&cli);
  return status;
}
