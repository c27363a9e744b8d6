/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-cli.h"
#include "sz-reader.h"
#include "sz-sync.h"

G_BEGIN_DECLS

/* What every command is given: the options that all commands share, parsed, and the catalogue, loaded. */
typedef struct {
  char *home_option, *key_file, *lang, *format;
  SzHome *home;
  SzCatalog *catalog;
  SzWindowFunc window;
  SzDisplayFunc display;
  gboolean service; /* started by the session or the bus: to watch without a window */
  gboolean threads; /* of a window: they may outlive the command */
} SzCli;

typedef struct {
  const char *name;
  const char *arguments; /* "ID[,ID…]" */
  const char *summary;   /* one line, N_() */
  const char *lesson;    /* examples and rules shown by `shuzhi COMMAND --help`, N_() */
  /* `arguments` after the options are gone, NULL-terminated. FALSE with an error: printed, exit status 1 (2
   * for USAGE). */
  gboolean (*run) (SzCli *cli, char **arguments, GError **error);
  const GOptionEntry *options; /* (nullable) */
} SzCommand;

extern const SzCommand sz_command_demo, sz_command_kiosk, sz_command_sources, sz_command_sync,
    sz_command_import, sz_command_indicators, sz_command_query, sz_command_rows, sz_command_draw,
    sz_command_doctor, sz_command_alerts, sz_command_rules;

/* Opens the window and returns when it is closed: TRUE if all went well. */
gboolean sz_cli_window (SzCli *cli, const SzWindowOptions *options);

/* Opens what a command needs; the errors are sentences. */
SzReader *sz_cli_open_reader (SzCli *cli, GError **error);
SzStore *sz_cli_open_store (SzCli *cli, GError **error);

/* Prints a frame in the asked format (table, csv, json) and, for tables, what is missing and why. */
gboolean sz_cli_print_frame (SzCli *cli, const SzFrame *frame, GError **error);

/* --period / --from --to; `all` if none is given. */
gboolean sz_cli_read_period (const char *period_text, const char *from, const char *to, gint64 now_ms,
                             SzZone *zone, SzPeriod *period, GError **error);
/* Fetches from sources (element-type SzSource): until level, or on and on until a signal. */
gboolean sz_cli_sync (SzCli *cli, GPtrArray *sources, gboolean until_level, GError **error);

/* Sets SZ_ERROR_USAGE if there are fewer or more arguments. */
gboolean sz_cli_check_arguments (char **arguments, guint least, guint most, const char *expected,
                                 GError **error);

G_END_DECLS
