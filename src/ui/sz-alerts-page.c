/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-alerts-page.h"

#include <string.h>

#include "sz-alert-detail.h"
#include "sz-alert-row.h"
#include "sz-alert-tiles.h"
#include "sz-i18n.h"
#include "sz-put.h"
#include "sz-width-probe.h"

/* Closed ones are listed so far back; the rest are in the figures. */
#define CLOSED_SHOWN 30
/* From this width on the detail has its time line beside it. */
#define WIDEST 1600
#define WIDE 1400
#define ROOMY 1100
/* So many rows are filled, and for so long at most, at a stretch; then they are laid out, and what else there
 * is to do has its turn. */
#define SLICE_ROWS 5
#define SLICE_US 5000
/* And so many at once when the list is first seen. */
#define FIRST_ROWS 10

struct _SzAlertsPage {
  GtkBox parent_instance;

  SzDesk *desk;         /* (owned) (nullable) */
  SzSettings *settings; /* (owned) (nullable) */
  SzSpan span;
  char *wanted; /* (nullable) the alert that the place names */
  gboolean filling, wide;
  SzAlertList *shown;     /* (owned) (nullable) that head and rows are of, or are being filled from */
  guint filled, n_closed; /* how many of its alerts have a row by now; those of them that are over */
  guint filler;           /* fills the next ones */
  double scroll;          /* where the list was when the page was left; negative: nothing to restore */
  guint counts[SZ_ALERT_N_STATES];

  GtkWidget *head, *where, *headline, *summary, *tally, *list, *list_scroller, *empty, *stack, *detail;
};

static void sz_alerts_page_pane_init (SzPaneInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzAlertsPage, sz_alerts_page, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (SZ_TYPE_PANE, sz_alerts_page_pane_init))

/* --- the head
 * ----------------------------------------------------------------------------------------------------------------
 */

/* How many are in a state, and its word. */
static GtkWidget *
new_tally (SzAlertState state)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *count = gtk_label_new (NULL);
  /* The word beside it says the same. */
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", sz_alert_icon (state, SZ_SEVERITY_ALARM),
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_label_set_xalign (GTK_LABEL (count), 0);
  gtk_widget_add_css_class (count, "tally-number");
  gtk_widget_add_css_class (box, "tally");
  gtk_widget_add_css_class (icon, state == SZ_ALERT_CLOSED    ? "good"
                                  : state == SZ_ALERT_PENDING ? "attention"
                                  : state == SZ_ALERT_NO_DATA ? "unknown"
                                                              : "alarm");
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), gtk_label_new (sz_alert_state_word (state)));
  gtk_box_append (GTK_BOX (box), count);
  gtk_box_append (GTK_BOX (box), line);
  /* All seven would widen a narrow window before it is known which of them are wanted. */
  gtk_widget_set_visible (box, FALSE);
  return box;
}

/* One for each state, in the order of what is to be done. */
static const SzAlertState TALLIES[] = { SZ_ALERT_PENDING, SZ_ALERT_FIRING,  SZ_ALERT_ACKNOWLEDGED,
                                        SZ_ALERT_HANDLED, SZ_ALERT_OVERDUE, SZ_ALERT_NO_DATA,
                                        SZ_ALERT_CLOSED };

static void
fill_tallies (SzAlertsPage *self, const SzAlertList *list)
{
  GtkWidget *tally = gtk_widget_get_first_child (self->tally);

  for (guint i = 0; i < G_N_ELEMENTS (TALLIES); i++, tally = gtk_widget_get_next_sibling (tally)) {
    const guint n = list->tally[TALLIES[i]];
    g_autofree char *number = g_strdup_printf ("%u", n);

    sz_put_label (gtk_widget_get_first_child (tally), number);
    gtk_widget_set_visible (tally,
                            n > 0 || (TALLIES[i] != SZ_ALERT_HANDLED && TALLIES[i] != SZ_ALERT_NO_DATA));
  }
}

static void
fill_head (SzAlertsPage *self, const SzAlertList *list)
{
  sz_put_label (self->where, list->where);
  sz_put_label (self->headline, list->headline);
  sz_put_label (self->summary, *list->problem != '\0' ? list->problem : list->summary);
  fill_tallies (self, list);
}

/* --- the list
 * ----------------------------------------------------------------------------------------------------------------
 */

/* What group it is, and how many are in it; of those that are over only the last are listed. */
static void
fill_header (SzAlertsPage *self, GtkWidget *box, SzAlertState state)
{
  GtkWidget *name = gtk_widget_get_first_child (box);
  const guint listed =
      state == SZ_ALERT_CLOSED ? MIN (self->counts[state], CLOSED_SHOWN) : self->counts[state];
  g_autofree char *all = g_strdup_printf ("%u", self->counts[state]);
  /* Translators: how many alerts there are, and how many of them are in the list. */
  g_autofree char *some = g_strdup_printf (_ ("%1$u, %2$u shown"), self->counts[state], listed);

  sz_put_label (name, sz_alert_state_word (state));
  sz_put_label (gtk_widget_get_next_sibling (name), listed < self->counts[state] ? some : all);
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  SzAlertState state = sz_alert_row_get_state (SZ_ALERT_ROW (row));
  GtkWidget *box = gtk_list_box_row_get_header (row), *count;

  if (before != NULL && sz_alert_row_get_state (SZ_ALERT_ROW (before)) == state) {
    if (box != NULL)
      gtk_list_box_row_set_header (row, NULL);
    return;
  }
  if (box == NULL) {
    box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
    gtk_box_append (GTK_BOX (box), gtk_label_new (NULL));
    count = gtk_label_new (NULL);
    gtk_widget_set_hexpand (count, TRUE);
    gtk_widget_set_halign (count, GTK_ALIGN_END);
    gtk_box_append (GTK_BOX (box), count);
    gtk_widget_add_css_class (box, "group");
    gtk_list_box_row_set_header (row, box);
  }
  fill_header (data, box, state);
}

static GtkListBoxRow *
find_row (SzAlertsPage *self, const char *id)
{
  GtkListBoxRow *row;

  for (int i = 0; id != NULL && (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL;
       i++)
    if (g_strcmp0 (sz_alert_row_get_id (SZ_ALERT_ROW (row)), id) == 0)
      return row;
  return NULL;
}

/* The alert that is chosen; else the first. */
static const SzAlert *
chosen_alert (SzAlertsPage *self, const SzAlertList *list)
{
  const SzAlert *alert = sz_alert_list_find (list, self->wanted);

  if (alert == NULL && list->alerts->len > 0)
    alert = g_ptr_array_index (list->alerts, 0);
  return alert;
}

/* Rows are used again in their order, so that a refresh takes neither focus nor hover away. The chosen alert
 * stays chosen wherever it moves. */
static void
fill_row (SzAlertsPage *self, const SzAlert *alert, int place, const char *chosen)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), place);
  GtkWidget *made = row == NULL ? sz_alert_row_new () : NULL;

  if (made != NULL)
    row = GTK_LIST_BOX_ROW (made);
  sz_alert_row_set_wide (SZ_ALERT_ROW (row), self->wide);
  sz_alert_row_show (SZ_ALERT_ROW (row), self->shown, alert);
  if (made != NULL)
    gtk_list_box_append (GTK_LIST_BOX (self->list), made);
  gtk_widget_set_visible (GTK_WIDGET (row), TRUE);
  if (g_strcmp0 (alert->id, chosen) == 0)
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
  else
    gtk_list_box_unselect_row (GTK_LIST_BOX (self->list), row);
}

/* One more alert, or one row that is too many; FALSE: the list is as it should be. */
static gboolean
fill_next (SzAlertsPage *self, const char *chosen)
{
  const SzAlert *alert =
      self->filled < self->shown->alerts->len ? g_ptr_array_index (self->shown->alerts, self->filled) : NULL;
  GtkListBoxRow *row;

  if (alert != NULL && (alert->open || self->n_closed < CLOSED_SHOWN)) {
    self->n_closed += !alert->open;
    fill_row (self, alert, (int)self->filled++, chosen);
    return TRUE;
  }
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int)self->filled);
  if (row != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
  return row != NULL;
}

/* Where one was, as soon as the list is as long again; at its end, if it has become shorter. */
static void
restore_scroll_cb (SzAlertsPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->list_scroller));
  const double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  const double value = self->scroll;

  if (value < 0 || (end < value && self->filler != 0))
    return;
  self->scroll = -1;
  gtk_adjustment_set_value (adjustment, MIN (value, end));
}

/* Who scrolls meanwhile is where they want to be. */
static gboolean
scrolled_cb (SzAlertsPage *self)
{
  self->scroll = -1;
  return GDK_EVENT_PROPAGATE;
}

/* FALSE: there was nothing left to do. */
static gboolean
fill_slice (SzAlertsPage *self)
{
  const SzAlert *alert = chosen_alert (self, self->shown);
  const char *chosen = alert != NULL ? alert->id : NULL;
  gint64 until_us = g_get_monotonic_time () + SLICE_US;
  gboolean more = TRUE;
  guint n = 0;

  self->filling = TRUE;
  while (more && n < SLICE_ROWS && g_get_monotonic_time () < until_us) {
    more = fill_next (self, chosen);
    n += more;
  }
  if (!more)
    gtk_list_box_invalidate_headers (GTK_LIST_BOX (self->list));
  self->filling = FALSE;
  return more || n > 0;
}

/* Once a frame: what is added between two frames is laid out with the next, all at once. */
static gboolean
fill_slice_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  SzAlertsPage *self = SZ_ALERTS_PAGE (widget);

  if (fill_slice (self))
    return G_SOURCE_CONTINUE;
  self->filler = 0;
  restore_scroll_cb (self);
  return G_SOURCE_REMOVE;
}

static void
stop_filling (SzAlertsPage *self)
{
  if (self->filler != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->filler);
  self->filler = 0;
}

/* What the rows show is no longer what they should. */
static void
forget_list (SzAlertsPage *self)
{
  stop_filling (self);
  g_clear_pointer (&self->shown, sz_alert_list_unref);
}

/* What is seen first is there at once; of hundreds the rest follows between the frames. */
static void
fill_rows (SzAlertsPage *self, SzAlertList *list)
{
  gboolean more = TRUE;

  stop_filling (self);
  self->filled = self->n_closed = 0;
  memset (self->counts, 0, sizeof self->counts);
  for (guint i = 0; i < list->alerts->len; i++)
    self->counts[((const SzAlert *)g_ptr_array_index (list->alerts, i))->state]++;
  /* At first, as many as a window has room for; of a list that stands there a frame is soon enough. */
  const guint most =
      gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0) == NULL ? FIRST_ROWS : SLICE_ROWS;
  for (guint n = 0; more && n < most; n += SLICE_ROWS)
    more = fill_slice (self);
  if (more || self->scroll >= 0)
    self->filler = gtk_widget_add_tick_callback (GTK_WIDGET (self), fill_slice_cb, NULL, NULL);
}

/* A page that comes back has its first rows at once, and the others in turn, as when it was new. */
static void
leave_rows (SzAlertsPage *self)
{
  GtkListBoxRow *row;

  forget_list (self);
  /* Left again before it was back where it had been. */
  if (self->scroll < 0)
    self->scroll = gtk_adjustment_get_value (
        gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->list_scroller)));
  for (int i = FIRST_ROWS; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    gtk_widget_set_visible (GTK_WIDGET (row), FALSE);
}

/* Lines that have come into sight. */
static void
reveal_cb (SzAlertsPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->list_scroller));
  const int top = (int)gtk_adjustment_get_value (adjustment);
  const int bottom = top + (int)gtk_adjustment_get_page_size (adjustment);
  GtkListBoxRow *row = NULL;
  graphene_rect_t bounds;

  /* At the head of a group stands no row. */
  for (int y = top; y < bottom && row == NULL; y += 10)
    row = gtk_list_box_get_row_at_y (GTK_LIST_BOX (self->list), y);

  for (; row != NULL; row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list),
                                                           gtk_list_box_row_get_index (row) + 1)) {
    if (!gtk_widget_compute_bounds (GTK_WIDGET (row), self->list, &bounds) || bounds.origin.y > (float)bottom)
      return;
    sz_alert_row_reveal (SZ_ALERT_ROW (row));
  }
}

static const char *
why_empty (SzAlertsPage *self, const SzAlertList *list)
{
  if (sz_desk_get_state (self->desk) == SZ_DESK_READING)
    return _ ("Another process watches this home; its alerts are shown there.");
  if (list == NULL)
    return _ ("The rules are being evaluated for the first time.");
  return list->watching ? _ ("Nothing is over its limit, and nothing was in the last 14 days.")
                        : list->problem;
}

/* Another alert of the same list; one that was over long ago has no row. */
static void
choose_row (SzAlertsPage *self, const char *id)
{
  self->filling = TRUE;
  gtk_list_box_select_row (GTK_LIST_BOX (self->list), find_row (self, id));
  self->filling = FALSE;
}

static void
show_list (SzAlertsPage *self, SzAlertList *list)
{
  const SzAlert *chosen = chosen_alert (self, list);

  if (list == self->shown) {
    choose_row (self, chosen != NULL ? chosen->id : NULL);
    return;
  }
  forget_list (self);
  self->shown = sz_alert_list_ref (list);
  fill_head (self, list);
  fill_rows (self, list);
}

static void
fill_page (SzAlertsPage *self)
{
  SzAlertList *list = self->desk != NULL ? sz_desk_get_alerts (self->desk) : NULL;
  gboolean any = list != NULL && list->alerts->len > 0;

  if (self->desk == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), any ? "list" : "empty");
  sz_put_label (self->empty, any ? "" : why_empty (self, list));
  if (list == NULL) {
    sz_put_label (self->headline, _ ("Alerts"));
    return;
  }
  show_list (self, list);
  sz_alert_detail_show (SZ_ALERT_DETAIL (self->detail), chosen_alert (self, list), list);
}

static void
choose (SzAlertsPage *self, const char *id)
{
  SzAlertList *list = self->desk != NULL ? sz_desk_get_alerts (self->desk) : NULL;
  g_autoptr (SzPlace) place = NULL;
  g_autoptr (SzPlace) target = NULL;

  if (list == NULL)
    return;
  g_free (self->wanted);
  self->wanted = g_strdup (id);
  sz_alert_detail_show (SZ_ALERT_DETAIL (self->detail), sz_alert_list_find (list, self->wanted), list);
  place = sz_place_new (SZ_PLACE_ALERTS, self->span);
  target = sz_place_with_record (place, NULL, self->wanted);
  sz_pane_go (self, target);
}

static void
row_selected_cb (GtkListBox *box, GtkListBoxRow *row, gpointer data)
{
  SzAlertsPage *self = data;

  if (!self->filling && row != NULL)
    choose (self, sz_alert_row_get_id (SZ_ALERT_ROW (row)));
}

/* --- ways onward
 * ----------------------------------------------------------------------------------------------------------------
 */

/* The figure within what the alert is about. */
static void
figure_cb (SzAlertsPage *self, const char *id)
{
  const SzAlertList *list = sz_desk_get_alerts (self->desk);
  const SzAlert *alert = list != NULL ? sz_alert_list_find (list, id) : NULL;
  g_autoptr (SzPlace) figure = NULL;
  g_autoptr (SzPlace) target = NULL;

  if (alert == NULL || alert->indicator == NULL ||
      sz_catalog_indicator (sz_desk_get_catalog (self->desk), alert->indicator, NULL) == NULL)
    return;
  figure = sz_place_new_indicator (alert->indicator, self->span);
  target = alert->dimension != NULL && *alert->dimension != '\0' && *alert->object != '\0'
               ? sz_place_with_filter (figure, alert->dimension, alert->object, alert->object_name)
               : sz_place_ref (figure);
  sz_pane_go (self, target);
}

/* It may be over so long that it has no row. */
static void
same_cb (SzAlertsPage *self, const char *id)
{
  GtkListBoxRow *row = find_row (self, id);

  if (row != NULL) {
    gtk_list_box_select_row (GTK_LIST_BOX (self->list), row);
  } else {
    choose (self, id);
    choose_row (self, NULL);
  }
}

/* --- object
 * ----------------------------------------------------------------------------------------------------------------
 */

static void
width_cb (SzAlertsPage *self, int width)
{
  gboolean wide = width >= WIDE;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->head),
                                  width >= ROOMY ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_halign (self->tally, width >= ROOMY ? GTK_ALIGN_FILL : GTK_ALIGN_START);

  gtk_widget_set_size_request (self->list_scroller,
                               width >= WIDEST  ? 545
                               : wide           ? 440
                               : width >= ROOMY ? 380
                                                : 300,
                               -1);
  sz_alert_detail_set_wide (SZ_ALERT_DETAIL (self->detail), wide);
  /* Beside value and limit there is room for the line of the value. */
  if (self->wide != (width >= WIDEST)) {
    self->wide = width >= WIDEST;
    forget_list (self);
    fill_page (self);
  }
  sz_width_probe_inset (GTK_WIDGET (self), width);
}

static void
sz_alerts_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sz_alerts_page_parent_class)->map (widget);
  fill_page (SZ_ALERTS_PAGE (widget));
}

static void
sz_alerts_page_unmap (GtkWidget *widget)
{
  leave_rows (SZ_ALERTS_PAGE (widget));
  GTK_WIDGET_CLASS (sz_alerts_page_parent_class)->unmap (widget);
}

static void
sz_alerts_page_dispose (GObject *object)
{
  SzAlertsPage *self = SZ_ALERTS_PAGE (object);

  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  forget_list (self);
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->wanted, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), SZ_TYPE_ALERTS_PAGE);
  G_OBJECT_CLASS (sz_alerts_page_parent_class)->dispose (object);
}

static void
sz_alerts_page_class_init (SzAlertsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SZ_TYPE_ALERT_DETAIL);
  g_type_ensure (SZ_TYPE_WIDTH_PROBE);
  G_OBJECT_CLASS (klass)->dispose = sz_alerts_page_dispose;
  widget_class->map = sz_alerts_page_map;
  widget_class->unmap = sz_alerts_page_unmap;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/shuzhi/Cockpit/ui/sz-alerts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SzAlertsPage, head);
  gtk_widget_class_bind_template_child (widget_class, SzAlertsPage, where);
  gtk_widget_class_bind_template_child (widget_class, SzAlertsPage, headline);
  gtk_widget_class_bind_template_child (widget_class, SzAlertsPage, summary);
  gtk_widget_class_bind_template_child (widget_class, SzAlertsPage, tally);
  gtk_widget_class_bind_template_child (widget_class, SzAlertsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SzAlertsPage, list);
  gtk_widget_class_bind_template_child (widget_class, SzAlertsPage, list_scroller);
  gtk_widget_class_bind_template_child (widget_class, SzAlertsPage, empty);
  gtk_widget_class_bind_template_child (widget_class, SzAlertsPage, detail);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, width_cb);
}

static void
sz_alerts_page_init (SzAlertsPage *self)
{
  GtkEventController *scrolling;
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (TALLIES); i++)
    gtk_box_append (GTK_BOX (self->tally), new_tally (TALLIES[i]));
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), header_cb, self, NULL);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->list_scroller));
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (reveal_cb), self);
  g_signal_connect_swapped (adjustment, "changed", G_CALLBACK (reveal_cb), self);
  g_signal_connect_swapped (adjustment, "changed", G_CALLBACK (restore_scroll_cb), self);
  self->scroll = -1;
  scrolling = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  gtk_event_controller_set_propagation_phase (scrolling, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (scrolling, "scroll", G_CALLBACK (scrolled_cb), self);
  gtk_widget_add_controller (self->list_scroller, scrolling);
  g_signal_connect_swapped (self->detail, "figure", G_CALLBACK (figure_cb), self);
  g_signal_connect_swapped (self->detail, "same", G_CALLBACK (same_cb), self);
}

void
sz_alerts_page_set_desk (SzAlertsPage *self, SzDesk *desk, SzSettings *settings)
{
  g_return_if_fail (self->desk == NULL);
  self->desk = g_object_ref (desk);
  self->settings = g_object_ref (settings);
  sz_alert_detail_set_desk (SZ_ALERT_DETAIL (self->detail), desk, settings);
  g_signal_connect_swapped (desk, "alerts-changed", G_CALLBACK (fill_page), self);
  g_signal_connect_swapped (desk, "state-changed", G_CALLBACK (fill_page), self);
}

const char *
sz_alerts_page_get_selected (SzAlertsPage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  return row != NULL ? sz_alert_row_get_id (SZ_ALERT_ROW (row)) : NULL;
}

static void
show_place (SzPane *pane, const SzPlace *place, double scroll)
{
  SzAlertsPage *self = SZ_ALERTS_PAGE (pane);

  self->span = place->span;
  if (place->record != NULL) {
    g_free (self->wanted);
    self->wanted = g_strdup (place->record);
  }
  fill_page (self);
}

static void
refresh (SzPane *pane)
{
  fill_page (SZ_ALERTS_PAGE (pane));
}

static gboolean
is_settled (SzPane *pane)
{
  SzAlertsPage *self = SZ_ALERTS_PAGE (pane);
  GtkListBoxRow *row;

  if (self->desk == NULL || self->filler != 0 ||
      (sz_desk_get_alerts (self->desk) == NULL && sz_desk_get_watch (self->desk) != NULL))
    return FALSE;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), i)) != NULL; i++)
    if (sz_alert_row_is_pending (SZ_ALERT_ROW (row)))
      return FALSE;
  return sz_alert_detail_is_drawn (SZ_ALERT_DETAIL (self->detail));
}

static void
sz_alerts_page_pane_init (SzPaneInterface *interface)
{
  interface->show = show_place;
  interface->refresh = refresh;
  interface->is_settled = is_settled;
}
