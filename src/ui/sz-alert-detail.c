/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-alert-detail.h"

#include <math.h>

#include "sz-alert-forms.h"
#include "sz-alert-tiles.h"
#include "sz-i18n.h"
#include "sz-slim-label.h"
#include "sz-tile-view.h"

struct _SzAlertDetail {
  GtkBox parent_instance;

  SzDesk *desk;         /* (owned) (nullable) */
  SzSettings *settings; /* (owned) (nullable) */
  char *id;             /* (nullable) of the alert that is shown */
  guint serial;         /* of the question whose answer is wanted */
  gboolean unfolding;   /* what stands below the chart comes with the answer */
  guint tick, frames;   /* counts the frames until it is asked for */
  GtkWidget *title, *chip, *code, *definition, *evidence, *facts, *cause, *causes, *suggestion, *disposed;
  GtkWidget *buttons, *acknowledge, *dispose, *dismiss, *figure, *failed;
  GtkWidget *columns, *side, *radar, *timeline, *same, *same_head;
  char *facts_shown, *same_shown; /* (nullable) what their widgets stand for */
};

G_DEFINE_FINAL_TYPE (SzAlertDetail, sz_alert_detail, GTK_TYPE_BOX)

enum { FIGURE, SAME, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *const CHIP_CLASSES[] = { "neutral", "good", "attention", "alarm", "unknown" };

/* --- what can be done
 * --------------------------------------------------------------------------------------------------------------
 */

static const SzAlert *
shown_alert (SzAlertDetail *self)
{
  const SzAlertList *list = self->desk != NULL ? sz_desk_get_alerts (self->desk) : NULL;

  return list != NULL && self->id != NULL ? sz_alert_list_find (list, self->id) : NULL;
}

static GtkWindow *
window_of (SzAlertDetail *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
say (GtkWidget *label, const char *text)
{
  sz_slim_label_set_text (SZ_SLIM_LABEL (label), text);
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

static void
failed_cb (gpointer data, const char *sentence)
{
  SzAlertDetail *self = data;

  /* The window may have been closed meanwhile. */
  if (self->desk != NULL)
    say (self->failed, sentence);
}

static void
acknowledge_cb (SzAlertDetail *self)
{
  if (self->id != NULL)
    sz_alert_acknowledge (window_of (self), self->desk, self->settings, self->id, failed_cb,
                          g_object_ref (self), g_object_unref);
}

static void
dispose_cb (SzAlertDetail *self)
{
  const SzAlert *alert = shown_alert (self);

  if (alert != NULL)
    sz_alert_dispose (window_of (self), self->desk, self->settings, alert);
}

static void
dismiss_cb (SzAlertDetail *self)
{
  if (self->id != NULL)
    sz_alert_dismiss (window_of (self), self->desk, self->settings, self->id);
}

static void
figure_cb (SzAlertDetail *self)
{
  const SzAlert *alert = shown_alert (self);

  if (alert != NULL && alert->indicator != NULL)
    g_signal_emit (self, signals[FIGURE], 0, alert->id);
}

/* --- making
 * ----------------------------------------------------------------------------------------------------------------
 */

/* A paragraph is no narrower than this, and one of three beside each other, and the title beside its state.
 */
#define LEAST_PX 170
#define FACT_PX 56
#define TITLE_PX 60
/* Of the same alert's earlier times. */
#define SAME_SHOWN 5

static GtkWidget *
new_label (const char *css_class)
{
  return sz_slim_label_new_paragraph (css_class, LEAST_PX, FALSE);
}

static GtkWidget *
new_button (SzAlertDetail *self, const char *label, const char *css_class, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, css_class);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (self->buttons), button);
  return button;
}

static void
add_buttons (SzAlertDetail *self, GtkWidget *box)
{
  GtkWidget *gap = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->dispose = new_button (self, _ ("Dispose…"), "suggested", G_CALLBACK (dispose_cb));
  self->acknowledge = new_button (self, _ ("Acknowledge"), "plain", G_CALLBACK (acknowledge_cb));
  self->figure = new_button (self, _ ("Open the figure"), "plain", G_CALLBACK (figure_cb));
  gtk_widget_set_hexpand (gap, TRUE);
  gtk_box_append (GTK_BOX (self->buttons), gap);
  self->dismiss = new_button (self, _ ("False alarm…"), "quiet", G_CALLBACK (dismiss_cb));
  self->failed = new_label ("bad");
  gtk_widget_set_visible (self->failed, FALSE);
  gtk_box_append (GTK_BOX (box), self->buttons);
  gtk_box_append (GTK_BOX (box), self->failed);
}

static GtkWidget *
make_head (SzAlertDetail *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  self->title = sz_slim_label_new_paragraph ("detail-title", TITLE_PX, FALSE);
  self->chip = gtk_label_new (NULL);
  gtk_widget_set_valign (self->chip, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->chip, "state-chip");
  gtk_box_append (GTK_BOX (head), self->title);
  gtk_box_append (GTK_BOX (head), self->chip);
  return head;
}

/* Which alert of which rule it is stands at the right of the heading. */
static GtkWidget *
make_heading (SzAlertDetail *self)
{
  GtkWidget *heading = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16);
  GtkWidget *name = gtk_label_new (_ ("In detail"));

  self->code = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->code), 1);
  gtk_label_set_ellipsize (GTK_LABEL (self->code), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->code, TRUE);
  gtk_widget_set_valign (self->code, GTK_ALIGN_BASELINE);
  gtk_widget_add_css_class (self->code, "code");
  gtk_widget_add_css_class (name, "alerts-heading");
  gtk_box_append (GTK_BOX (heading), name);
  gtk_box_append (GTK_BOX (heading), self->code);
  return heading;
}

static GtkWidget *
make_main (SzAlertDetail *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  self->definition = new_label ("subline");
  self->evidence = sz_tile_view_new (260);
  self->facts = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  self->cause = new_label ("subline");
  self->causes = sz_tile_view_new (150);
  self->suggestion = new_label ("suggestion");
  self->disposed = new_label ("subline");
  gtk_box_set_homogeneous (GTK_BOX (self->facts), TRUE);
  gtk_box_append (GTK_BOX (box), make_heading (self));
  gtk_box_append (GTK_BOX (box), make_head (self));
  gtk_box_append (GTK_BOX (box), self->definition);
  gtk_box_append (GTK_BOX (box), self->evidence);
  gtk_box_append (GTK_BOX (box), self->facts);
  gtk_box_append (GTK_BOX (box), self->causes);
  gtk_box_append (GTK_BOX (box), self->cause);
  gtk_box_append (GTK_BOX (box), self->suggestion);
  gtk_box_append (GTK_BOX (box), self->disposed);
  add_buttons (self, box);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_add_css_class (box, "alerts-main");
  return box;
}

static GtkWidget *
make_side (SzAlertDetail *self)
{
  self->side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->radar = sz_tile_view_new (260);
  self->timeline = sz_tile_view_new (0);
  self->same_head = new_label ("section-title");
  self->same = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  sz_slim_label_set_text (SZ_SLIM_LABEL (self->same_head), _ ("The same before"));
  gtk_widget_add_css_class (self->side, "alerts-side");
  gtk_box_append (GTK_BOX (self->side), self->radar);
  gtk_box_append (GTK_BOX (self->side), self->timeline);
  gtk_box_append (GTK_BOX (self->side), self->same_head);
  gtk_box_append (GTK_BOX (self->side), self->same);
  return self->side;
}

static void
sz_alert_detail_dispose (GObject *object)
{
  SzAlertDetail *self = SZ_ALERT_DETAIL (object);

  self->serial++;
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->facts_shown, g_free);
  g_clear_pointer (&self->same_shown, g_free);
  G_OBJECT_CLASS (sz_alert_detail_parent_class)->dispose (object);
}

static void
sz_alert_detail_class_init (SzAlertDetailClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sz_alert_detail_dispose;
  signals[FIGURE] = g_signal_new ("figure", SZ_TYPE_ALERT_DETAIL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SAME] = g_signal_new ("same", SZ_TYPE_ALERT_DETAIL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sz_alert_detail_init (SzAlertDetail *self)
{
  self->columns = gtk_box_new (GTK_ORIENTATION_VERTICAL, 28);
  gtk_box_append (GTK_BOX (self->columns), make_main (self));
  gtk_box_append (GTK_BOX (self->columns), make_side (self));
  gtk_widget_set_hexpand (self->columns, TRUE);
  gtk_box_append (GTK_BOX (self), self->columns);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
sz_alert_detail_set_desk (SzAlertDetail *self, SzDesk *desk, SzSettings *settings)
{
  self->desk = g_object_ref (desk);
  self->settings = g_object_ref (settings);
}

void
sz_alert_detail_set_wide (SzAlertDetail *self, gboolean wide)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns),
                                  wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_size_request (self->side, wide ? 300 : -1, -1);
  gtk_widget_set_hexpand (self->side, !wide);
  if (wide)
    gtk_widget_add_css_class (self->side, "beside");
  else
    gtk_widget_remove_css_class (self->side, "beside");
}

/* --- filling
 * ---------------------------------------------------------------------------------------------------------------
 */

static void
empty_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

/* A cause says what has changed; the fact is what is measured. */
static const char *
name_fact (const SzCause *cause)
{
  if (g_strcmp0 (cause->id, "arrivals") == 0)
    return C_ ("fact", "Arrivals");
  if (g_strcmp0 (cause->id, "windows") == 0)
    return C_ ("fact", "Windows open");
  if (g_strcmp0 (cause->id, "service") == 0)
    return C_ ("fact", "Minutes a case");
  return cause->name;
}

static void
add_fact (SzAlertDetail *self, const SzCause *cause)
{
  const char *texts[][2] = { { "fact-name", name_fact (cause) },
                             { "fact-value", cause->now_text },
                             { "fact-name", cause->text } };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (box, "fact");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    GtkWidget *label = sz_slim_label_new_paragraph (texts[i][0], FACT_PX, FALSE);

    sz_slim_label_set_text (SZ_SLIM_LABEL (label), texts[i][1]);
    gtk_box_append (GTK_BOX (box), label);
  }
  gtk_box_append (GTK_BOX (self->facts), box);
}

/* An evaluation that changes nothing here takes neither focus nor hover away. Takes `now`. */
static gboolean
is_other (char **shown, GString *now)
{
  gboolean other = g_strcmp0 (*shown, now->str) != 0;

  g_free (*shown);
  *shown = g_string_free (now, FALSE);
  return other;
}

static void
fill_facts (SzAlertDetail *self, const SzAlert *alert)
{
  GString *now = g_string_new (NULL);

  gtk_widget_set_visible (self->facts, alert->causes->len > 0);
  for (guint i = 0; i < alert->causes->len; i++) {
    const SzCause *cause = g_ptr_array_index (alert->causes, i);

    g_string_append_printf (now, "%s\n%s\n%s\n", name_fact (cause), cause->now_text, cause->text);
  }
  if (!is_other (&self->facts_shown, now))
    return;
  empty_box (self->facts);
  for (guint i = 0; i < alert->causes->len; i++)
    add_fact (self, g_ptr_array_index (alert->causes, i));
}

static void
same_cb (GtkButton *button, gpointer data)
{
  /* What opens may take the button away. */
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (button), "alert"));

  g_signal_emit (data, signals[SAME], 0, id);
}

static char *
name_same (const SzAlert *other)
{
  return g_strconcat (other->subtitle, sz_lang () == SZ_LANG_ZH ? "·" : ", ", other->state_text, NULL);
}

static void
add_same (SzAlertDetail *self, const SzAlert *other)
{
  g_autofree char *text = name_same (other);
  GtkWidget *label = new_label ("subline");
  GtkWidget *button = gtk_button_new ();

  sz_slim_label_set_text (SZ_SLIM_LABEL (label), text);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_add_css_class (button, "link-row");
  g_object_set_data_full (G_OBJECT (button), "alert", g_strdup (other->id), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (same_cb), self);
  gtk_box_append (GTK_BOX (self->same), button);
}

static void
fill_same (SzAlertDetail *self, const SzAlert *alert, SzAlertList *list)
{
  g_autoptr (GPtrArray) same = sz_alert_list_same (list, alert);
  const guint n = MIN (same->len, SAME_SHOWN);
  GString *now = g_string_new (NULL);

  gtk_widget_set_visible (self->same_head, n > 0);
  for (guint i = 0; i < n; i++) {
    const SzAlert *other = g_ptr_array_index (same, i);
    g_autofree char *text = name_same (other);

    g_string_append_printf (now, "%s\n%s\n", other->id, text);
  }
  if (!is_other (&self->same_shown, now))
    return;
  empty_box (self->same);
  for (guint i = 0; i < n; i++)
    add_same (self, g_ptr_array_index (same, i));
}

static void
fill_chip (SzAlertDetail *self, const SzAlert *alert)
{
  SzStatus status = sz_alert_status (alert);

  gtk_label_set_label (GTK_LABEL (self->chip),
                       *alert->state_text != '\0' ? alert->state_text : sz_alert_state_word (alert->state));
  for (guint i = 0; i < G_N_ELEMENTS (CHIP_CLASSES); i++)
    gtk_widget_remove_css_class (self->chip, CHIP_CLASSES[i]);
  gtk_widget_add_css_class (self->chip, CHIP_CLASSES[status]);
}

static void
fill_disposition (SzAlertDetail *self, const SzAlert *alert)
{
  g_autofree char *text = NULL;

  if (*alert->what != '\0')
    /* Translators: who, and what is being done. */
    text = g_strdup_printf (_ ("%1$s: %2$s"), alert->responsible, alert->what);
  say (self->disposed, text);
}

static void
fill_charts (SzAlertDetail *self, const SzAlert *alert, SzAlertList *list)
{
  g_autoptr (SzPage) context = sz_page_new ("alerts");
  SzTile *causes = sz_alert_causes_tile (alert);
  gboolean compared = causes->parts->len > 1;

  context->zone = list->zone != NULL ? sz_zone_new (sz_zone_id (list->zone), NULL) : NULL;
  context->now_ms = context->data_ms = list->now_ms;
  sz_tile_view_set (SZ_TILE_VIEW (self->evidence), sz_alert_evidence_tile (alert, list), context);
  sz_tile_view_set (SZ_TILE_VIEW (self->timeline), sz_alert_timeline_tile (alert, context->zone), context);
  sz_tile_view_set (SZ_TILE_VIEW (self->radar), sz_alert_radar_tile (list), context);
  sz_tile_view_set (SZ_TILE_VIEW (self->causes), causes, context);
  gtk_widget_set_visible (self->evidence, alert->evidence != NULL && alert->evidence->length > 1);
  gtk_widget_set_visible (self->causes, compared);
  gtk_widget_set_visible (self->radar, list->spokes->len > 2);
}

/* What stands above all else: which alert it is, and its charts. */
static void
fill_first (SzAlertDetail *self, const SzAlert *alert, SzAlertList *list)
{
  g_autofree char *code =
      g_strconcat (alert->id, sz_lang () == SZ_LANG_ZH ? "·" : ", ", alert->rule_name, NULL);

  say (self->title, alert->title);
  fill_chip (self, alert);
  gtk_label_set_label (GTK_LABEL (self->code), code);
  say (self->definition, alert->definition);
  fill_charts (self, alert, list);
}

/* Measured and drawn with the first, another alert would hold the main loop for two frames. */
static void
fold_rest (SzAlertDetail *self)
{
  GtkWidget *rest[] = { self->facts,    self->cause, self->causes,    self->suggestion,
                        self->disposed, self->same,  self->same_head, self->buttons };

  for (guint i = 0; i < G_N_ELEMENTS (rest); i++)
    gtk_widget_set_visible (rest[i], FALSE);
}

static void
fill_rest (SzAlertDetail *self, const SzAlert *alert, SzAlertList *list)
{
  gboolean mine = alert->open && alert->state != SZ_ALERT_PENDING && alert->under != SZ_ALERT_PENDING;

  fill_facts (self, alert);
  say (self->cause, alert->cause);
  say (self->suggestion, alert->suggestion);
  fill_disposition (self, alert);
  fill_same (self, alert, list);
  gtk_widget_set_visible (self->same, TRUE);
  gtk_widget_set_visible (self->buttons, mine || alert->indicator != NULL);
  gtk_widget_set_visible (self->acknowledge, mine && alert->acknowledged_ms == 0);
  gtk_widget_set_visible (self->dispose, mine);
  gtk_widget_set_visible (self->dismiss, mine);
  gtk_widget_set_visible (self->figure, alert->indicator != NULL);
}

typedef struct {
  SzAlertDetail *detail; /* (owned) */
  guint serial;
} Asked;

static void
free_asked (gpointer data)
{
  Asked *asked = data;

  g_object_unref (asked->detail);
  g_free (asked);
}

static void
fill (SzAlertDetail *self, const SzAlert *alert, SzAlertList *list)
{
  self->unfolding = FALSE;
  fill_first (self, alert, list);
  fill_rest (self, alert, list);
}

/* What the list knows of it; nothing if it is no longer there. */
static void
show_known (SzAlertDetail *self)
{
  const SzAlert *alert = shown_alert (self);

  self->unfolding = FALSE;
  if (alert != NULL)
    fill (self, alert, sz_desk_get_alerts (self->desk));
}

static void
detail_cb (SzWatch *watch, const SzAlert *alert, const GError *error, gpointer data)
{
  const Asked *asked = data;
  SzAlertDetail *self = asked->detail;
  SzAlertList *list = self->desk != NULL ? sz_desk_get_alerts (self->desk) : NULL;

  if (list == NULL || asked->serial != self->serial)
    return;
  if (alert != NULL)
    fill (self, alert, list);
  else
    show_known (self);
}

static void
ask_more (SzAlertDetail *self)
{
  SzWatch *watch = sz_desk_get_watch (self->desk);
  Asked *asked;

  if (watch == NULL) {
    show_known (self);
    return;
  }
  asked = g_new0 (Asked, 1);
  asked->detail = g_object_ref (self);
  asked->serial = ++self->serial;
  sz_watch_ask_detail (watch, self->id, detail_cb, asked, free_asked);
}

static gboolean
ask_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  SzAlertDetail *self = SZ_ALERT_DETAIL (widget);

  if (++self->frames < 2)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  if (self->id != NULL && self->desk != NULL)
    ask_more (self);
  return G_SOURCE_REMOVE;
}

void
sz_alert_detail_show (SzAlertDetail *self, const SzAlert *alert, SzAlertList *list)
{
  gboolean other = alert == NULL || g_strcmp0 (self->id, alert->id) != 0;

  gtk_widget_set_visible (GTK_WIDGET (self), alert != NULL);
  if (other) {
    g_free (self->id);
    self->id = alert != NULL ? g_strdup (alert->id) : NULL;
    say (self->failed, NULL);
    self->serial++;
  }
  if (alert == NULL) {
    self->unfolding = FALSE;
    return;
  }
  if (other) {
    self->unfolding = sz_desk_get_watch (self->desk) != NULL;
    fill_first (self, alert, list);
    if (self->unfolding)
      fold_rest (self);
    else
      fill_rest (self, alert, list);
    self->frames = 0;
  }
  if (!self->unfolding)
    ask_more (self);
  else if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), ask_cb, NULL, NULL);
}

gboolean
sz_alert_detail_is_drawn (SzAlertDetail *self)
{
  return !self->unfolding && sz_tile_view_is_drawn (SZ_TILE_VIEW (self->evidence)) &&
         sz_tile_view_is_drawn (SZ_TILE_VIEW (self->causes)) &&
         sz_tile_view_is_drawn (SZ_TILE_VIEW (self->radar)) &&
         sz_tile_view_is_drawn (SZ_TILE_VIEW (self->timeline));
}

GtkWidget *
sz_alert_detail_get_button (SzAlertDetail *self, const char *name)
{
  if (g_str_equal (name, "acknowledge"))
    return self->acknowledge;
  return g_str_equal (name, "dispose") ? self->dispose : self->dismiss;
}
