/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-source-detail.h"

#include "sz-i18n.h"
#include "sz-slim-label.h"
#include "sz-source-tables.h"

enum {
  BUTTON_KEY,
  BUTTON_SIGN_IN,
  BUTTON_RETRY,
  BUTTON_PAUSE,
  BUTTON_RESUME,
  BUTTON_REFETCH,
  BUTTON_EDIT,
  BUTTON_REMOVE,
  BUTTON_CANCEL,
  BUTTON_COMPARE,
  N_BUTTONS
};
enum { FACT_SUCCESS, FACT_LAG, FACT_ROWS, FACT_BYTES, FACT_REFUSED, FACT_REQUESTS, N_FACTS };

struct _SzSourceDetail {
  GtkBox parent_instance;

  char *zone_id;
  guint frames; /* since something was shown first, until all of it is there */
  guint tick;   /* counts them */
  GtkWidget *title, *chip, *chip_icon, *chip_word, *where, *sentence, *next, *said;
  GtkWidget *progress_line, *progress, *actions;
  GtkWidget *buttons[N_BUTTONS];
  GtkWidget *facts, *values[N_FACTS];
  GtkWidget *datasets, *compared, *gaps, *history, *below, *reasons, *expander;
};

G_DEFINE_FINAL_TYPE (SzSourceDetail, sz_source_detail, GTK_TYPE_BOX)

/* The tables take as long to measure as all else: what happened comes two frames later, the data sets after
 * as many more, some lines a frame. */
#define HISTORY_UNFOLDED 2
#define UNFOLDED 4
#define LINES_A_FRAME 6

enum { ACT, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const BUTTON_NAMES[N_BUTTONS] = { "key",     "sign-in", "retry",  "pause",  "resume",
                                                     "refetch", "edit",    "remove", "cancel", "compare" };
static const char *const STAND_CLASSES[] = { "good", "attention", "alarm", "unknown", "neutral" };

/* --- making
 * -------------------------------------------------------------------------------------------------------- */

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* A paragraph is no narrower than this. */
#define LEAST_PX 160
#define LEAST_CHARS 24

/* What failed may be copied. */
static GtkWidget *
new_sentence (void)
{
  GtkWidget *label = new_label (NULL, "source-sentence");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  return label;
}

static void
clicked_cb (GtkButton *button, gpointer data)
{
  g_signal_emit (data, signals[ACT], 0, g_object_get_data (G_OBJECT (button), "name"));
}

static GtkWidget *
new_button (SzSourceDetail *self, int index, const char *label)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  g_object_set_data (G_OBJECT (button), "name", (gpointer)BUTTON_NAMES[index]);
  gtk_widget_add_css_class (button, index == BUTTON_KEY || index == BUTTON_SIGN_IN ? "suggested" : "quiet");
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), self);
  self->buttons[index] = button;
  return button;
}

static GtkWidget *
make_head (SzSourceDetail *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  self->title = new_label (NULL, "detail-title");
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  self->chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  /* The word beside it says the same. */
  self->chip_icon = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  self->chip_word = gtk_label_new (NULL);
  gtk_image_set_pixel_size (GTK_IMAGE (self->chip_icon), 13);
  gtk_widget_add_css_class (self->chip, "state-chip");
  gtk_widget_set_valign (self->chip, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->chip), self->chip_icon);
  gtk_box_append (GTK_BOX (self->chip), self->chip_word);
  gtk_box_append (GTK_BOX (line), self->title);
  gtk_box_append (GTK_BOX (line), self->chip);
  return line;
}

static GtkWidget *
make_progress (SzSourceDetail *self)
{
  self->progress_line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->progress = gtk_progress_bar_new ();
  gtk_widget_set_hexpand (self->progress, TRUE);
  gtk_widget_set_valign (self->progress, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->progress_line), self->progress);
  gtk_box_append (GTK_BOX (self->progress_line), new_button (self, BUTTON_CANCEL, _ ("Cancel")));
  return self->progress_line;
}

static GtkWidget *
make_actions (SzSourceDetail *self)
{
  const char *const labels[] = {
    _ ("Keep the key in a file…"), _ ("Sign in…"), _ ("Retry now"), _ ("Pause"), _ ("Resume"),
    _ ("Fetch all again…"),        _ ("Edit…"),    _ ("Remove…")
  };

  self->actions = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  for (int i = 0; i <= BUTTON_REMOVE; i++)
    gtk_box_append (GTK_BOX (self->actions), new_button (self, i, labels[i]));
  gtk_widget_add_css_class (self->actions, "source-actions");
  return self->actions;
}

static GtkWidget *
make_facts (SzSourceDetail *self)
{
  const char *const names[N_FACTS] = { _ ("Last in sync"), _ ("Behind the source"), _ ("Rows held"),
                                       _ ("Received"),     _ ("Refused"),           _ ("Requests") };

  self->facts = gtk_grid_new ();
  gtk_grid_set_column_homogeneous (GTK_GRID (self->facts), TRUE);
  gtk_grid_set_row_spacing (GTK_GRID (self->facts), 8);
  gtk_widget_add_css_class (self->facts, "source-facts");
  for (int i = 0; i < N_FACTS; i++) {
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
    GtkWidget *name;

    self->values[i] = new_label ("—", "source-value");
    name = new_label (names[i], "fact-name");
    /* Six beside each other must not keep the window from being made narrow. */
    gtk_label_set_ellipsize (GTK_LABEL (self->values[i]), PANGO_ELLIPSIZE_END);
    gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
    gtk_box_append (GTK_BOX (box), name);
    gtk_box_append (GTK_BOX (box), self->values[i]);
    gtk_grid_attach (GTK_GRID (self->facts), box, i % 3, i / 3, 1, 1);
  }
  return self->facts;
}

/* A title with the tick above it, and what stands at its right. */
static GtkWidget *
new_section (const char *title, GtkWidget *right)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *tick = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = new_label (title, "source-heading");

  gtk_widget_add_css_class (tick, "tick");
  gtk_widget_set_halign (tick, GTK_ALIGN_START);
  gtk_widget_add_css_class (box, "source-section");
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (line), label);
  if (right != NULL)
    gtk_box_append (GTK_BOX (line), right);
  gtk_box_append (GTK_BOX (box), tick);
  gtk_box_append (GTK_BOX (box), line);
  return box;
}

static GtkWidget *
make_below (SzSourceDetail *self)
{
  GtkWidget *compare = new_button (self, BUTTON_COMPARE, _ ("Compare now"));
  GtkWidget *left = new_section (_ ("Compared with the source"), compare);
  GtkWidget *right = new_section (C_ ("source", "What happened"), NULL);

  self->below = gtk_box_new (GTK_ORIENTATION_VERTICAL, 20);
  self->compared = sz_slim_label_new_paragraph ("subline", LEAST_PX, FALSE);
  self->gaps = sz_source_table_new ();
  self->history = sz_source_table_new ();
  gtk_widget_set_valign (compare, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (left), self->compared);
  gtk_box_append (GTK_BOX (left), self->gaps);
  gtk_box_append (GTK_BOX (right), self->history);
  gtk_widget_set_valign (left, GTK_ALIGN_START);
  gtk_widget_set_valign (right, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->below), left);
  gtk_box_append (GTK_BOX (self->below), right);
  return self->below;
}

static void
sz_source_detail_finalize (GObject *object)
{
  g_free (SZ_SOURCE_DETAIL (object)->zone_id);
  G_OBJECT_CLASS (sz_source_detail_parent_class)->finalize (object);
}

static void
sz_source_detail_class_init (SzSourceDetailClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sz_source_detail_finalize;
  signals[ACT] = g_signal_new ("act", SZ_TYPE_SOURCE_DETAIL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sz_source_detail_init (SzSourceDetail *self)
{
  GtkBox *box = GTK_BOX (self);
  GtkWidget *datasets = new_section (_ ("Data sets"), NULL);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "source");
  gtk_box_append (box, make_head (self));
  self->where = sz_slim_label_new_paragraph ("where", LEAST_PX, FALSE);
  self->sentence = new_sentence ();
  self->next = sz_slim_label_new_paragraph ("subline", LEAST_PX, FALSE);
  self->said = sz_slim_label_new_paragraph ("subline", LEAST_PX, FALSE);
  gtk_box_append (box, self->where);
  gtk_box_append (box, self->sentence);
  gtk_box_append (box, self->next);
  gtk_box_append (box, make_progress (self));
  gtk_box_append (box, make_actions (self));
  gtk_box_append (box, self->said);
  gtk_box_append (box, make_facts (self));
  self->datasets = sz_source_table_new ();
  gtk_box_append (GTK_BOX (datasets), self->datasets);
  self->reasons = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->expander = gtk_expander_new (_ ("What was refused or left out, and why"));
  gtk_widget_add_css_class (self->expander, "subline");
  gtk_expander_set_child (GTK_EXPANDER (self->expander), self->reasons);
  gtk_box_append (GTK_BOX (datasets), self->expander);
  gtk_box_append (box, make_below (self));
  gtk_box_append (box, datasets);
  gtk_widget_set_visible (self->said, FALSE);
}

GtkWidget *
sz_source_detail_new (void)
{
  return g_object_new (SZ_TYPE_SOURCE_DETAIL, NULL);
}

/* --- filling
 * ------------------------------------------------------------------------------------------------------- */

static void
set_words (GtkWidget *label, const char *text)
{
  sz_slim_label_set_text (SZ_SLIM_LABEL (label), text);
  gtk_widget_set_visible (label, *text != '\0');
}

/* No narrower than so many characters, and than half of what it says: without it GTK breaks a text at each
 * letter to see how narrow it can be, which takes milliseconds. */
static void
set_sentence (SzSourceDetail *self, const char *text)
{
  GtkLabel *label = GTK_LABEL (self->sentence);

  if (g_strcmp0 (gtk_label_get_label (label), text) != 0) {
    gtk_label_set_width_chars (label, (int)MIN (g_utf8_strlen (text, -1) / 2, LEAST_CHARS));
    gtk_label_set_label (label, text);
  }
  gtk_widget_set_visible (self->sentence, *text != '\0');
}

static void
set_value (SzSourceDetail *self, int fact, const char *text)
{
  gtk_label_set_label (GTK_LABEL (self->values[fact]), text);
}

static SzZone *
make_zone (const SzSourceDetail *self)
{
  return sz_zone_new (self->zone_id != NULL ? self->zone_id : "Asia/Shanghai", NULL);
}

static void
show_chip (SzSourceDetail *self, SzStand stand)
{
  for (guint i = 0; i < G_N_ELEMENTS (STAND_CLASSES); i++)
    gtk_widget_remove_css_class (self->chip, STAND_CLASSES[i]);
  gtk_widget_add_css_class (self->chip, sz_source_stand_class (stand));
  gtk_image_set_from_icon_name (GTK_IMAGE (self->chip_icon), sz_source_stand_icon (stand));
  gtk_label_set_label (GTK_LABEL (self->chip_word), sz_stand_name (stand));
}

static void
show_where (SzSourceDetail *self, const SzSourceEntry *entry)
{
  const SzSource *source = entry->source;
  const char *place = source == NULL ? "" : source->folder != NULL ? source->folder : source->url;
  g_autofree char *kind = NULL;
  g_autofree char *text = NULL;

  if (source == NULL)
    kind = g_strdup (_ ("Imported"));
  else if (g_str_equal (source->mapping, SZ_SOURCE_MAPPING))
    kind = g_strdup (_ ("Hall interface 1"));
  else
    /* Translators: %s names the mapping of a source. */
    kind = g_strdup_printf (_ ("By the mapping %s"), source->mapping);
  /* Translators: the name of a source, what kind it is, where it is. */
  text = *place != '\0' ? g_strdup_printf (_ ("%1$s, %2$s, %3$s"), entry->name, kind, place)
                        : g_strdup_printf (_ ("%1$s, %2$s"), entry->name, kind);
  set_words (self->where, text);
}

/* What can be done in a stand. */
static void
show_buttons (SzSourceDetail *self, const SzSourceEntry *entry)
{
  const SzStand stand = entry->stand;
  const gboolean real = entry->source != NULL;
  const gboolean goes = real && stand != SZ_STAND_PAUSED && stand != SZ_STAND_KEYLESS;
  const gboolean fetching = stand == SZ_STAND_FETCHING;
  gboolean visible[N_BUTTONS] = { FALSE };

  visible[BUTTON_KEY] = stand == SZ_STAND_KEYLESS;
  visible[BUTTON_SIGN_IN] = stand == SZ_STAND_SIGN_IN;
  visible[BUTTON_RETRY] = goes && !fetching;
  visible[BUTTON_CANCEL] = visible[BUTTON_PAUSE] = goes;
  visible[BUTTON_RESUME] = stand == SZ_STAND_PAUSED;
  visible[BUTTON_REFETCH] = goes && stand != SZ_STAND_SIGN_IN;
  visible[BUTTON_EDIT] = real;
  visible[BUTTON_REMOVE] = TRUE;
  visible[BUTTON_COMPARE] =
      goes && stand == SZ_STAND_LEVEL && g_str_equal (entry->source->mapping, SZ_SOURCE_MAPPING);
  visible[BUTTON_PAUSE] = visible[BUTTON_PAUSE] && !fetching;
  visible[BUTTON_CANCEL] = goes && fetching;
  for (int i = 0; i < N_BUTTONS; i++)
    gtk_widget_set_visible (self->buttons[i], visible[i]);
}

static void
show_progress (SzSourceDetail *self, const SzSourceEntry *entry)
{
  const SzLink *link = entry->link;
  const gboolean known = link != NULL && link->days_total > 0;

  gtk_widget_set_visible (self->progress_line, entry->stand == SZ_STAND_FETCHING);
  gtk_widget_set_opacity (self->progress, known ? 1 : 0);
  if (!known)
    return;
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), CLAMP (link->progress, 0, 1));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Share of the history that is here"), -1);
}

static void
show_facts (SzSourceDetail *self, const SzSourceEntry *entry, const SzSourcesReport *report)
{
  const SzSourceStatus *status = entry->status;
  gint64 rows = 0, refused = 0;
  g_autofree char *bytes = NULL;
  g_autofree char *requests = NULL;
  g_autofree char *held = NULL;
  g_autofree char *kept_out = NULL;

  for (guint i = 0; report != NULL && i < report->states->len; i++) {
    const SzSourceState *state = g_ptr_array_index (report->states, i);

    if (!g_str_equal (state->source, entry->name))
      continue;
    rows += state->rows;
    refused += state->refused;
  }
  held = sz_number_exact ((double)rows, "");
  kept_out = sz_number_exact ((double)refused, "");
  bytes = status != NULL && entry->source != NULL ? g_format_size ((guint64)MAX (status->bytes, 0))
                                                  : g_strdup ("—");
  requests = status != NULL && entry->source != NULL ? sz_number_exact ((double)status->requests, "")
                                                     : g_strdup ("—");
  set_value (self, FACT_ROWS, held);
  set_value (self, FACT_REFUSED, kept_out);
  set_value (self, FACT_BYTES, bytes);
  set_value (self, FACT_REQUESTS, requests);
}

static void
show_compared (SzSourceDetail *self, const SzSourceEntry *entry, SzZone *zone)
{
  const SzSourceStatus *status = entry->status;
  const gboolean any = status != NULL && (status->compared_ms != 0 || status->compared_days > 0);
  g_autofree char *at = any ? sz_source_time_text (status->compared_ms, zone, sz_clock_now_ms ()) : NULL;
  g_autofree char *days = any ? sz_number_exact ((double)status->compared_days, "") : NULL;
  g_autofree char *different = any ? sz_number_exact ((double)status->different_days, "") : NULL;
  g_autofree char *text = NULL;

  if (!any)
    text = g_strdup (_ ("Not yet: 16 days a minute are compared once the source is in sync."));
  else if (status->different_days == 0)
    /* Translators: %1$s is a number of days, %2$s a time. */
    text = g_strdup_printf (
        _ ("%1$s days compared by count and content, none differs; last whole round: %2$s."), days, at);
  else
    /* Translators: %1$s and %2$s are numbers of days, %3$s a time. */
    text = g_strdup_printf (
        _ ("%1$s days compared by count and content, %2$s differed; last whole round: %3$s."), days,
        different, at);
  set_words (self->compared, text);
}

/* TRUE: all of it is there. */
static gboolean
unfold (SzSourceDetail *self)
{
  gboolean any = gtk_widget_get_visible (self->datasets) || gtk_widget_get_visible (self->expander);

  gtk_widget_set_visible (gtk_widget_get_parent (self->datasets), any && self->frames >= UNFOLDED);
  gtk_widget_set_visible (gtk_widget_get_parent (self->history), self->frames >= HISTORY_UNFOLDED);
  return self->frames >= UNFOLDED &&
         sz_source_table_unfold (self->datasets, (self->frames - UNFOLDED + 1) * LINES_A_FRAME);
}

static gboolean
unfold_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  SzSourceDetail *self = SZ_SOURCE_DETAIL (widget);

  self->frames++;
  if (!unfold (self))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

gboolean
sz_source_detail_is_whole (SzSourceDetail *self)
{
  return self->tick == 0;
}

void
sz_source_detail_show (SzSourceDetail *self, const SzSourceEntry *entry, const SzSourcesReport *report,
                       const SzCatalog *catalog)
{
  const SzSourceStatus *status = entry->status;
  const gboolean told = status != NULL && entry->stand != SZ_STAND_PAUSED && entry->stand != SZ_STAND_FILE;
  const char *sentence = entry->stand == SZ_STAND_KEYLESS && entry->link != NULL ? entry->link->sentence
                         : told                                                  ? status->sentence
                                                                                 : "";
  g_autoptr (SzZone) zone = NULL;

  if (report != NULL) {
    g_free (self->zone_id);
    self->zone_id = g_strdup (sz_zone_id (report->zone));
  }
  zone = make_zone (self);
  gtk_label_set_label (GTK_LABEL (self->title), entry->title);
  show_chip (self, entry->stand);
  show_where (self, entry);
  set_sentence (self, sentence);
  show_progress (self, entry);
  show_buttons (self, entry);
  show_facts (self, entry, report);
  sz_source_table_datasets (self->datasets, entry, report, catalog, zone);
  gtk_widget_set_visible (self->expander, sz_source_table_reasons (self->reasons, entry->name, report));
  if (!unfold (self) && self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), unfold_cb, NULL, NULL);
  gtk_widget_set_visible (self->below, entry->source != NULL);
  show_compared (self, entry, zone);
  sz_source_table_gaps (self->gaps, status, catalog);
  sz_source_table_history (self->history, status, zone);
  sz_source_detail_tick (self, entry, catalog);
}

void
sz_source_detail_tick (SzSourceDetail *self, const SzSourceEntry *entry, const SzCatalog *catalog)
{
  const SzSourceStatus *status = entry->status;
  const gint64 now_ms = sz_clock_now_ms ();
  g_autoptr (SzZone) zone = make_zone (self);
  g_autofree char *next = sz_source_next_text (entry, catalog, zone, now_ms);
  g_autofree char *success =
      status != NULL
          ? sz_source_time_text (entry->stand == SZ_STAND_LEVEL ? now_ms : status->success_ms, zone, now_ms)
          : g_strdup ("—");
  const gint64 lag_ms =
      status != NULL && status->watermark_ms != 0 ? sz_source_status_lag_ms (status, now_ms) : -1;
  g_autofree char *lag = lag_ms >= 0 ? sz_source_span_text (lag_ms) : g_strdup ("—");

  set_words (self->next, next);
  set_value (self, FACT_SUCCESS, success);
  set_value (self, FACT_LAG, lag);
}

void
sz_source_detail_say (SzSourceDetail *self, const char *sentence, gboolean bad)
{
  set_words (self->said, sentence != NULL ? sentence : "");
  if (bad)
    gtk_widget_add_css_class (self->said, "bad");
  else
    gtk_widget_remove_css_class (self->said, "bad");
}

void
sz_source_detail_set_wide (SzSourceDetail *self, gboolean wide, gboolean widest)
{
  GtkWidget *box = gtk_widget_get_first_child (self->facts);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->below),
                                  wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_box_set_homogeneous (GTK_BOX (self->below), wide);
  gtk_box_set_spacing (GTK_BOX (self->below), wide ? 28 : 20);
  for (int i = 0; i < N_FACTS; i++, box = gtk_widget_get_next_sibling (box)) {
    GtkLayoutChild *child =
        gtk_layout_manager_get_layout_child (gtk_widget_get_layout_manager (self->facts), box);

    gtk_grid_layout_child_set_column (GTK_GRID_LAYOUT_CHILD (child), widest ? i : i % 3);
    gtk_grid_layout_child_set_row (GTK_GRID_LAYOUT_CHILD (child), widest ? 0 : i / 3);
  }
}

GtkWidget *
sz_source_detail_get_button (SzSourceDetail *self, const char *name)
{
  for (int i = 0; i < N_BUTTONS; i++)
    if (g_str_equal (BUTTON_NAMES[i], name))
      return gtk_widget_get_visible (self->buttons[i]) ? self->buttons[i] : NULL;
  return NULL;
}

const char *
sz_source_detail_get_text (SzSourceDetail *self, const char *name)
{
  GtkWidget *label = g_str_equal (name, "state")      ? self->chip_word
                     : g_str_equal (name, "sentence") ? self->sentence
                     : g_str_equal (name, "compared") ? self->compared
                                                      : self->next;

  return GTK_IS_LABEL (label) ? gtk_label_get_label (GTK_LABEL (label))
                              : sz_slim_label_get_text (SZ_SLIM_LABEL (label));
}
