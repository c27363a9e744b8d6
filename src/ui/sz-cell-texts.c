/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-cell-texts.h"

/* Those of twice as many are kept: some one hundred lines of ten cells in sight. */
#define MOST_TEXTS 1000
/* The width of a text that is as wide as it is. */
#define NATURAL (-1)

typedef struct {
  char *text;
  int most; /* px; NATURAL */
  SzCellText shaped;
} Entry;

struct _SzCellTexts {
  GtkWidget *widget;
  guint font;          /* the serial of the widget's context: another font has another one */
  GHashTable *recent;  /* (element-type Entry): as its own key */
  GHashTable *earlier; /* what was recent before there were too many; goes with the next */
};

static guint
entry_hash (gconstpointer data)
{
  const Entry *entry = data;

  return g_str_hash (entry->text) ^ (guint)entry->most;
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  const Entry *one = a, *other = b;

  return one->most == other->most && g_str_equal (one->text, other->text);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->shaped.layout);
  g_free (entry->text);
  g_free (entry);
}

static GHashTable *
make_table (void)
{
  return g_hash_table_new_full (entry_hash, entry_equal, NULL, entry_free);
}

SzCellTexts *
sz_cell_texts_new (GtkWidget *widget)
{
  SzCellTexts *self = g_new0 (SzCellTexts, 1);

  self->widget = widget;
  self->recent = make_table ();
  self->earlier = make_table ();
  return self;
}

void
sz_cell_texts_free (SzCellTexts *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->recent);
  g_hash_table_unref (self->earlier);
  g_free (self);
}

static Entry *
shape (SzCellTexts *self, const char *text, int most)
{
  Entry *entry = g_new0 (Entry, 1);
  PangoLayout *layout = gtk_widget_create_pango_layout (self->widget, text);

  pango_layout_set_single_paragraph_mode (layout, TRUE);
  if (most != NATURAL) {
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_width (layout, most * PANGO_SCALE);
  }
  entry->text = g_strdup (text);
  entry->most = most;
  entry->shaped.layout = layout;
  entry->shaped.cut = pango_layout_is_ellipsized (layout);
  pango_layout_get_pixel_size (layout, &entry->shaped.width, &entry->shaped.height);
  return entry;
}

static void
keep (SzCellTexts *self, Entry *entry)
{
  if (g_hash_table_size (self->recent) >= MOST_TEXTS) {
    g_hash_table_unref (self->earlier);
    self->earlier = g_steal_pointer (&self->recent);
    self->recent = make_table ();
  }
  g_hash_table_add (self->recent, entry);
}

static const SzCellText *
find (SzCellTexts *self, const char *text, int most)
{
  Entry wanted = { (char *)text, most, { 0 } };
  Entry *entry = g_hash_table_lookup (self->recent, &wanted);

  if (entry != NULL)
    return &entry->shaped;
  entry = g_hash_table_lookup (self->earlier, &wanted);
  if (entry != NULL)
    g_hash_table_steal (self->earlier, entry);
  else
    entry = shape (self, text, most);
  keep (self, entry);
  return &entry->shaped;
}

static void
forget_other_fonts (SzCellTexts *self)
{
  guint font = pango_context_get_serial (gtk_widget_get_pango_context (self->widget));

  if (font == self->font)
    return;
  self->font = font;
  g_hash_table_remove_all (self->recent);
  g_hash_table_remove_all (self->earlier);
}

const SzCellText *
sz_cell_texts_get (SzCellTexts *self, const char *text, int width)
{
  const SzCellText *shaped;

  forget_other_fonts (self);
  shaped = find (self, text, NATURAL);
  return shaped->width > width ? find (self, text, MAX (width, 0)) : shaped;
}
