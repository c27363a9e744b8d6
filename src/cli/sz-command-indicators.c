/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-command.h"
#include "sz-figures.h"
#include "sz-i18n.h"

static char *layer;

static const GOptionEntry options[] = {
  { "layer", 0, 0, G_OPTION_ARG_STRING, &layer, N_ ("Only those of one layer"), N_ ("LAYER") },
  { NULL },
};

static SzFrame *
list_indicators (SzCli *cli, SzReader *reader)
{
  const GPtrArray *indicators = sz_catalog_indicators (cli->catalog);
  g_autoptr (SzFrame) frame = sz_frame_new ();
  static const char *const ids[] = { "id", "name", "layer", "unit", "computable", "why" };
  const char *const names[] = {
    _ ("Id"), _ ("Name"), _ ("Layer"), _ ("Unit"), _ ("Computable"), _ ("Why not")
  };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    sz_frame_add_column (frame, ids[i], names[i], NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; i < indicators->len; i++) {
    const SzIndicator *indicator = g_ptr_array_index (indicators, i);
    g_autofree char *why = NULL;
    gboolean can;
    gsize row;

    if (layer != NULL && !g_str_equal (layer, indicator->layer->id))
      continue;
    can = reader != NULL && sz_figures_can (reader, indicator, &why);
    row = sz_frame_add_row (frame);
    sz_frame_set_text (frame, row, 0, indicator->id);
    sz_frame_set_text (frame, row, 1, indicator->name);
    sz_frame_set_text (frame, row, 2, indicator->layer->id);
    sz_frame_set_text (frame, row, 3, indicator->unit);
    sz_frame_set_text (frame, row, 4, can ? "yes" : "no");
    sz_frame_set_text (frame, row, 5,
                       can              ? ""
                       : reader == NULL ? _ ("nothing has been fetched or imported yet")
                                        : why);
  }
  return g_steal_pointer (&frame);
}

static gboolean
check_layer (SzCli *cli, GError **error)
{
  const GPtrArray *layers = sz_catalog_layers (cli->catalog);
  g_autoptr (GString) known = g_string_new (NULL);

  if (layer == NULL)
    return TRUE;
  for (guint i = 0; i < layers->len; i++) {
    const SzLayer *each = g_ptr_array_index (layers, i);

    if (g_str_equal (each->id, layer))
      return TRUE;
    g_string_append_printf (known, "%s%s", known->len ? ", " : "", each->id);
  }
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("“%s” is no layer: %s."), layer, known->str);
  return FALSE;
}

static gboolean
run_indicators (SzCli *cli, char **arguments, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SzReader) reader = NULL;
  g_autoptr (SzFrame) frame = NULL;

  if (!sz_cli_check_arguments (arguments, 0, 0, _ ("no words"), error) || !check_layer (cli, error))
    return FALSE;
  reader = sz_cli_open_reader (cli, &local);
  if (reader == NULL && !g_error_matches (local, SZ_ERROR, SZ_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  frame = list_indicators (cli, reader);
  return sz_cli_print_frame (cli, frame, error);
}

const SzCommand sz_command_indicators = {
  .name = "indicators",
  .arguments = "",
  .summary = N_ ("what can be asked, and whether it can be computed now"),
  .lesson = N_ ("  shuzhi indicators --layer efficiency\n"
                "  shuzhi indicators --format csv\n\n"
                "The formulas are files under data/catalog/indicators; your own go into the configuration "
                "folder, under "
                "catalog/indicators (src/catalog/README.md has the language)."),
  .run = run_indicators,
  .options = options,
};
