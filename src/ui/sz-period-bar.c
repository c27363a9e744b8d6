/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-period-bar.h"

#include "sz-i18n.h"
#include "sz-late-menu.h"
#include "sz-number.h"
#include "sz-put.h"

struct _SzPeriodBar {
  GtkBox parent_instance;

  SzSpan span;
  gint64 day, today;
  gboolean narrow, filling;
  GtkWidget *segments, *menu, *steps, *previous, *next, *choose;
  GtkWidget *calendar; /* (nullable) made when it is first opened */
};

G_DEFINE_FINAL_TYPE (SzPeriodBar, sz_period_bar, GTK_TYPE_BOX)

enum { DAY, N_SIGNALS };
static guint signals[N_SIGNALS];

gint64
sz_span_step (SzSpan span, gint64 day, int steps)
{
  int year, month, mday;

  sz_day_to_ymd (day, &year, &month, &mday);
  switch (span) {
  case SZ_SPAN_NOW:
  case SZ_SPAN_DAY:
    return day + steps;
  case SZ_SPAN_WEEK:
    return day - (sz_day_weekday (day) - 1) + 7 * steps;
  case SZ_SPAN_MONTH:
    month += steps - 1;
    year += month >= 0 ? month / 12 : -((11 - month) / 12);
    return sz_day_from_ymd (year, (month % 12 + 12) % 12 + 1, 1);
  case SZ_SPAN_YEAR:
    return sz_day_from_ymd (year + steps, 1, 1);
  }
  return day;
}

static char *
month_text (gint64 day)
{
  static const char *const MONTHS[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  int year, month, mday;

  sz_day_to_ymd (day, &year, &month, &mday);
  if (sz_lang () == SZ_LANG_ZH)
    return g_strdup_printf ("%d年%d月", year, month);
  return g_strdup_printf ("%s %d", MONTHS[month - 1], year);
}

/* Without the weekday, which the calendar shows. */
static char *
day_text (gint64 day, gint64 today)
{
  g_autofree char *full = sz_date_text (day, today);
  char *space = strchr (full, ' ');

  if (sz_lang () == SZ_LANG_ZH)
    return g_strdup (full);
  return g_strdup (space != NULL ? space + 1 : full);
}

char *
sz_span_text (SzSpan span, gint64 day, gint64 today)
{
  gint64 first = sz_span_step (span, day, 0);
  int year, month, mday;

  switch (span) {
  case SZ_SPAN_NOW:
  case SZ_SPAN_DAY:
    return day_text (day, today);
  case SZ_SPAN_WEEK: {
    int year2, month2, mday2;

    sz_day_to_ymd (first, &year, &month, &mday);
    sz_day_to_ymd (first + 6, &year2, &month2, &mday2);
    return sz_lang () == SZ_LANG_ZH ? g_strdup_printf ("%d月%d日–%d月%d日", month, mday, month2, mday2)
                                    : g_strdup_printf ("%d/%d–%d/%d", mday, month, mday2, month2);
  }
  case SZ_SPAN_MONTH:
    return month_text (first);
  case SZ_SPAN_YEAR:
    sz_day_to_ymd (first, &year, &month, &mday);
    return sz_lang () == SZ_LANG_ZH ? g_strdup_printf ("%d年", year) : g_strdup_printf ("%d", year);
  }
  return g_strdup ("");
}

/* --- choosing
 * --------------------------------------------------------------------------------------------------------------
 */

/* What holds today is the present: it goes on with the clock. */
static void
choose (SzPeriodBar *self, gint64 day)
{
  gint64 present = sz_span_step (self->span, self->today, 0);
  gint64 chosen = sz_span_step (self->span, MIN (day, self->today), 0);

  g_signal_emit (self, signals[DAY], 0, chosen == present ? SZ_PLACE_PRESENT : chosen);
}

static gint64
shown_day (SzPeriodBar *self)
{
  return self->day == SZ_PLACE_PRESENT ? self->today : self->day;
}

void
sz_period_bar_step (SzPeriodBar *self, int steps)
{
  if (self->span != SZ_SPAN_NOW && self->today != SZ_PLACE_PRESENT)
    choose (self, sz_span_step (self->span, shown_day (self), steps));
}

static void
previous_cb (SzPeriodBar *self)
{
  sz_period_bar_step (self, -1);
}

static void
next_cb (SzPeriodBar *self)
{
  sz_period_bar_step (self, 1);
}

static void
present_cb (SzPeriodBar *self)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->choose));
  choose (self, self->today);
}

static void
day_selected_cb (SzPeriodBar *self)
{
  g_autoptr (GDateTime) date = NULL;

  if (self->filling)
    return;
  /* Going to another month selects a day as well, so the calendar stays until it is left. */
  date = gtk_calendar_get_date (GTK_CALENDAR (self->calendar));
  choose (self, sz_day_from_ymd (g_date_time_get_year (date), g_date_time_get_month (date),
                                 g_date_time_get_day_of_month (date)));
}

/* --- making
 * ----------------------------------------------------------------------------------------------------------------
 */

static void
add_spans (SzPeriodBar *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  self->segments = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->menu = gtk_menu_button_new ();
  for (guint span = SZ_SPAN_NOW; span <= SZ_SPAN_YEAR; span++) {
    const char *name = sz_span_name ((SzSpan)span);
    GtkWidget *button = gtk_toggle_button_new_with_label (name);
    g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);

    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.span");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", sz_span_id ((SzSpan)span));
    gtk_box_append (GTK_BOX (self->segments), button);
    g_menu_item_set_action_and_target (item, "win.span", "s", sz_span_id ((SzSpan)span));
    g_menu_append_item (menu, item);
  }
  gtk_widget_add_css_class (self->segments, "segments");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->segments), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Period"), -1);
  sz_late_menu_set (GTK_MENU_BUTTON (self->menu), G_MENU_MODEL (menu));
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (self->menu), TRUE);
  gtk_widget_add_css_class (self->menu, "period");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Period"),
                                  -1);
  gtk_box_append (GTK_BOX (self), self->segments);
  gtk_box_append (GTK_BOX (self), self->menu);
}

static GtkWidget *
new_step (SzPeriodBar *self, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (self->steps), button);
  return button;
}

static void
fill_calendar (SzPeriodBar *self)
{
  int year, month, mday;
  g_autoptr (GDateTime) date = NULL;

  if (self->calendar == NULL)
    return;
  sz_day_to_ymd (shown_day (self), &year, &month, &mday);
  date = g_date_time_new_local (year, month, mday, 0, 0, 0);
  self->filling = TRUE;
  gtk_calendar_select_day (GTK_CALENDAR (self->calendar), date);
  self->filling = FALSE;
}

static void
open_calendar_cb (GtkMenuButton *button, gpointer data)
{
  SzPeriodBar *self = data;
  GtkWidget *popover, *box, *present;

  if (self->calendar != NULL)
    return;
  popover = gtk_popover_new ();
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  present = gtk_button_new_with_label (_ ("Back to the present"));
  self->calendar = gtk_calendar_new ();
  g_signal_connect_swapped (self->calendar, "day-selected", G_CALLBACK (day_selected_cb), self);
  g_signal_connect_swapped (present, "clicked", G_CALLBACK (present_cb), self);
  gtk_box_append (GTK_BOX (box), self->calendar);
  gtk_box_append (GTK_BOX (box), present);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (button, popover);
  fill_calendar (self);
}

static void
add_steps (SzPeriodBar *self)
{
  self->steps = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->steps, "steps");
  self->previous =
      new_step (self, "sz-back-symbolic", _ ("The period before (Ctrl+Page Up)"), G_CALLBACK (previous_cb));
  self->choose = gtk_menu_button_new ();
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->choose), open_calendar_cb, self, NULL);
  gtk_widget_set_tooltip_text (self->choose, _ ("Choose in the calendar"));
  gtk_box_append (GTK_BOX (self->steps), self->choose);
  self->next =
      new_step (self, "sz-next-symbolic", _ ("The period after (Ctrl+Page Down)"), G_CALLBACK (next_cb));
  gtk_box_append (GTK_BOX (self), self->steps);
}

static void
sz_period_bar_class_init (SzPeriodBarClass *klass)
{
  signals[DAY] = g_signal_new ("day", SZ_TYPE_PERIOD_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                               1, G_TYPE_INT64);
}

static void
sz_period_bar_init (SzPeriodBar *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  self->day = self->today = SZ_PLACE_PRESENT;
  add_spans (self);
  add_steps (self);
  sz_period_bar_set_narrow (self, FALSE);
}

void
sz_period_bar_set_narrow (SzPeriodBar *self, gboolean narrow)
{
  self->narrow = narrow;
  gtk_widget_set_visible (self->segments, !narrow);
  gtk_widget_set_visible (self->menu, narrow);
}

void
sz_period_bar_show (SzPeriodBar *self, SzSpan span, gint64 day, gint64 today)
{
  gboolean steps = span != SZ_SPAN_NOW && today != SZ_PLACE_PRESENT;
  g_autofree char *text = NULL;

  self->span = span;
  self->day = day;
  self->today = today;
  sz_put_menu_label (self->menu, sz_span_name (span));
  gtk_widget_set_visible (self->steps, steps);
  if (!steps)
    return;
  text = sz_span_text (span, shown_day (self), today);
  sz_put_menu_label (self->choose, text);
  gtk_widget_set_sensitive (self->next, day != SZ_PLACE_PRESENT);
  fill_calendar (self);
}
