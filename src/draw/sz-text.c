/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-text.h"

#include <math.h>
#include <string.h>

#include "sz-i18n.h"

/* About six full pages of labels. */
#define KEEP_MAX 4096
#define SIZE_MIN 12.0

typedef struct {
  char *text;
  int size_q, width_q; /* quarter pixels */
  guint8 bold, mode, lang;
  SzText shaped;
} Entry;

typedef struct {
  PangoContext *context;
  GHashTable *entries; /* (element-type Entry Entry) */
} Shaper;

static guint
hash_entry (gconstpointer data)
{
  const Entry *e = data;

  return g_str_hash (e->text) ^ (guint)e->size_q * 2654435761u ^ (guint)e->width_q * 40503u ^
         (guint)(e->lang * 8 + e->bold * 4 + e->mode) * 97u;
}

static gboolean
equal_entry (gconstpointer a, gconstpointer b)
{
  const Entry *ea = a, *eb = b;

  return ea->size_q == eb->size_q && ea->width_q == eb->width_q && ea->bold == eb->bold &&
         ea->mode == eb->mode && ea->lang == eb->lang && strcmp (ea->text, eb->text) == 0;
}

static void
free_entry (gpointer data)
{
  Entry *entry = data;

  g_clear_object (&entry->shaped.layout);
  g_free (entry->text);
  g_free (entry);
}

static void
free_shaper (gpointer data)
{
  Shaper *shaper = data;

  g_hash_table_unref (shaper->entries);
  g_object_unref (shaper->context);
  g_free (shaper);
}

static GPrivate shaper_key = G_PRIVATE_INIT (free_shaper);

static Shaper *
get_shaper (void)
{
  Shaper *shaper = g_private_get (&shaper_key);

  if (shaper != NULL)
    return shaper;
  shaper = g_new0 (Shaper, 1);
  /* The default font map is one per thread, so nothing here is shared. */
  shaper->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_SLIGHT);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (shaper->context, options);
  cairo_font_options_destroy (options);
  /* Han unification: without it fontconfig may pick Japanese forms. */
  pango_context_set_language (shaper->context, pango_language_from_string ("zh-CN"));
  pango_context_set_base_dir (shaper->context, PANGO_DIRECTION_LTR);
  pango_context_set_round_glyph_positions (shaper->context, FALSE);
  shaper->entries = g_hash_table_new_full (hash_entry, equal_entry, NULL, free_entry);
  g_private_set (&shaper_key, shaper);
  return shaper;
}

/* Names come from outside: whatever they hold, it is set on one line (or wrapped as one paragraph). */
static char *
clean_text (const char *text)
{
  char *clean = g_utf8_make_valid (text, -1);

  for (char *p = clean; *p != '\0'; p++)
    if ((guchar)*p < 0x20 || *p == 0x7f)
      *p = ' ';
  return clean;
}

/* The font's quotes are as wide as a Han character unless one asks; in English that is a hole in the line. */
static void
set_narrow_quotes (PangoLayout *layout)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("pwid"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
}

static void
shape_entry (Shaper *shaper, Entry *entry)
{
  PangoFontDescription *font = pango_font_description_new ();
  PangoLayout *layout = pango_layout_new (shaper->context);
  g_autofree char *clean = clean_text (entry->text);
  PangoRectangle ink, logical;

  pango_font_description_set_family_static (font, "Noto Sans CJK SC,Cantarell,sans-serif");
  pango_font_description_set_absolute_size (font, entry->size_q * PANGO_SCALE / 4.0);
  pango_font_description_set_weight (font, entry->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  if (entry->lang == SZ_LANG_EN)
    set_narrow_quotes (layout);
  pango_layout_set_text (layout, clean, -1);
  if (entry->mode != SZ_TEXT_LINE)
    pango_layout_set_width (layout, MAX (entry->width_q, 4) * PANGO_SCALE / 4);
  if (entry->mode == SZ_TEXT_ELLIPSIS) {
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_single_paragraph_mode (layout, TRUE);
  } else if (entry->mode == SZ_TEXT_WRAP)
    pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_extents (layout, &ink, &logical);
  const double baseline = pango_layout_get_baseline (layout) / (double)PANGO_SCALE;
  entry->shaped = (SzText){
    .layout = layout,
    .ink = { ink.x / (double)PANGO_SCALE, ink.y / (double)PANGO_SCALE - baseline,
             ink.width / (double)PANGO_SCALE, ink.height / (double)PANGO_SCALE },
    .width = logical.width / (double)PANGO_SCALE,
    .height = logical.height / (double)PANGO_SCALE,
    .baseline = baseline,
  };
}

const SzText *
sz_text_get (const char *text, double size, gboolean bold, SzTextMode mode, double width)
{
  Shaper *shaper = get_shaper ();
  Entry key = { .text = (char *)(text != NULL ? text : ""),
                .bold = bold != FALSE,
                .mode = (guint8)mode,
                .lang = (guint8)sz_lang () };

  /* Sizes are cut, not rounded, to quarter pixels, so that what was fitted still fits. */
  key.size_q = (int)floor (CLAMP (size, SIZE_MIN, 2000) * 4 + 1e-6);
  key.width_q = mode == SZ_TEXT_LINE ? 0 : (int)floor (CLAMP (width, 1, 100000) * 4);
  Entry *entry = g_hash_table_lookup (shaper->entries, &key);
  if (entry == NULL) {
    entry = g_new0 (Entry, 1);
    *entry = key;
    entry->text = g_strdup (key.text);
    shape_entry (shaper, entry);
    g_hash_table_add (shaper->entries, entry);
  }
  return &entry->shaped;
}

double
sz_text_width (const char *text, double size, gboolean bold)
{
  return text == NULL || *text == '\0' ? 0 : sz_text_get (text, size, bold, SZ_TEXT_LINE, 0)->width;
}

double
sz_text_fit (const char *text, double size, gboolean bold, double width)
{
  const double natural = sz_text_width (text, size, bold);

  if (natural <= width)
    return size;
  /* Metrics are not hinted, so widths are proportional; a quarter pixel is kept back for the rounding. */
  return MAX (SIZE_MIN, floor (size * width / natural * 4) / 4 - 0.25);
}

void
sz_text_trim (void)
{
  Shaper *shaper = get_shaper ();

  if (g_hash_table_size (shaper->entries) > KEEP_MAX)
    g_hash_table_remove_all (shaper->entries);
}
