/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-alert-forms.h"

#include "sz-form.h"
#include "sz-i18n.h"

/* Half an hour is what most measures in a hall need to show. */
#define DEFAULT_MINUTES 30
#define NOTE_MAX 300

typedef struct {
  SzForm *form; /* (owned by GTK) (weak) */
  SzDesk *desk;
  SzSettings *settings;
  char *id;
  GtkWidget *who, *hour, *minute, *what, *note;
  SzAlertFailed failed; /* (nullable) */
  gpointer data;
  GDestroyNotify drop; /* (nullable) of `data` */
} Act;

static void
free_act (Act *act)
{
  g_clear_weak_pointer (&act->form);
  if (act->drop != NULL)
    act->drop (act->data);
  g_object_unref (act->desk);
  g_object_unref (act->settings);
  g_free (act->id);
  g_free (act);
}

static Act *
new_act (SzForm *form, SzDesk *desk, SzSettings *settings, const char *id)
{
  Act *act = g_new0 (Act, 1);

  g_set_weak_pointer (&act->form, form);
  act->desk = g_object_ref (desk);
  act->settings = g_object_ref (settings);
  act->id = g_strdup (id);
  if (form != NULL)
    g_object_set_data_full (G_OBJECT (form), "act", act, (GDestroyNotify)free_act);
  return act;
}

/* The form may have been closed meanwhile; then there is nobody to tell. */
static void
done_cb (SzWatch *watch, const GError *error, gpointer data)
{
  g_autoptr (SzForm) form = g_weak_ref_get (data);

  if (form != NULL && error != NULL) {
    sz_form_set_busy (form, FALSE);
    sz_form_say (form, error->message, TRUE);
  } else if (form != NULL) {
    sz_form_close (form);
  }
}

static void
free_weak_form (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static GWeakRef *
weak_form (SzForm *form)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, form);
  return ref;
}

/* NULL, and said in the form, if nobody can be asked. */
static SzWatch *
require_watch (Act *act)
{
  SzWatch *watch = sz_desk_get_watch (act->desk);

  if (watch == NULL)
    sz_form_say (act->form, _ ("Another process watches this home; act there."), TRUE);
  return watch;
}

/* The name as it is kept from now on; NULL, and said in the form, if there is none. (transfer full) */
static char *
take_person (Act *act)
{
  g_autofree char *who = sz_form_dup_text (act->who);

  if (*who == '\0') {
    sz_form_say (act->form, _ ("Say who you are: what is done is kept with a name."), TRUE);
    gtk_widget_grab_focus (act->who);
    return NULL;
  }
  if (!g_str_equal (sz_settings_get (act->settings)->person, who)) {
    sz_settings_set_text (&sz_settings_edit (act->settings)->person, who);
    sz_settings_commit (act->settings);
  }
  return g_steal_pointer (&who);
}

static void
add_who (Act *act)
{
  act->who =
      sz_form_add_entry (act->form, _ ("Who"), sz_settings_get (act->settings)->person, _ ("Your name"));
  gtk_entry_set_max_length (GTK_ENTRY (act->who), 40);
}

/* --- acknowledge
 * --------------------------------------------------------------------------------------------------------------
 */

static void
acknowledged_cb (SzWatch *watch, const GError *error, gpointer data)
{
  Act *act = data;

  if (error != NULL && act->failed != NULL)
    act->failed (act->data, error->message);
}

static void
accept_acknowledge_cb (SzForm *form, Act *act)
{
  g_autofree char *who = take_person (act);
  SzWatch *watch = who != NULL ? require_watch (act) : NULL;

  if (watch == NULL)
    return;
  sz_form_set_busy (form, TRUE);
  sz_watch_acknowledge (watch, act->id, who, done_cb, weak_form (form), free_weak_form);
}

void
sz_alert_acknowledge (GtkWindow *parent, SzDesk *desk, SzSettings *settings, const char *id,
                      SzAlertFailed failed, gpointer data, GDestroyNotify drop)
{
  const char *person = sz_settings_get (settings)->person;
  SzWatch *watch = sz_desk_get_watch (desk);
  Act *act;

  if (watch != NULL && *person != '\0') {
    act = new_act (NULL, desk, settings, id);
    act->failed = failed;
    act->data = data;
    act->drop = drop;
    sz_watch_acknowledge (watch, id, person, acknowledged_cb, act, (GDestroyNotify)free_act);
    return;
  }
  /* What goes wrong is said in the form. */
  if (drop != NULL)
    drop (data);
  act = new_act (sz_form_new (parent, _ ("Acknowledge"), _ ("Acknowledge")), desk, settings, id);
  sz_form_add_text (act->form,
                    _ ("Your name stands beside what you acknowledge. It is kept on this computer."));
  add_who (act);
  g_signal_connect (act->form, "accept", G_CALLBACK (accept_acknowledge_cb), act);
  gtk_window_present (GTK_WINDOW (act->form));
}

/* --- dispose
 * ------------------------------------------------------------------------------------------------------------------
 */

gint64
sz_alert_until_ms (SzZone *zone, gint64 now_ms, int hour, int minute)
{
  gint64 day = sz_zone_day (zone, now_ms);
  gint64 clock = (hour * 60 + minute) * SZ_MINUTE_MS;
  gint64 until = sz_zone_from_wall_ms (zone, day * SZ_DAY_MS + clock);

  return until > now_ms ? until : sz_zone_from_wall_ms (zone, (day + 1) * SZ_DAY_MS + clock);
}

static SzZone *
hall_zone (SzDesk *desk)
{
  const SzAlertList *list = sz_desk_get_alerts (desk);

  return sz_zone_new (list != NULL && list->zone != NULL ? sz_zone_id (list->zone) : "Asia/Shanghai", NULL);
}

static gint64
hall_now_ms (SzDesk *desk)
{
  const SzAlertList *list = sz_desk_get_alerts (desk);

  return list != NULL && list->now_ms != 0 ? list->now_ms : sz_clock_now_ms ();
}

static void
accept_dispose_cb (SzForm *form, Act *act)
{
  g_autofree char *who = take_person (act);
  g_autofree char *what = sz_form_dup_text (act->what);
  g_autofree char *note = sz_form_dup_text (act->note);
  g_autoptr (SzZone) zone = hall_zone (act->desk);
  SzWatch *watch = who != NULL ? require_watch (act) : NULL;

  if (watch == NULL)
    return;
  if (g_utf8_strlen (what, -1) > NOTE_MAX)
    *g_utf8_offset_to_pointer (what, NOTE_MAX) = '\0';
  if (*what == '\0') {
    sz_form_say (form, _ ("Say what is being done."), TRUE);
    gtk_widget_grab_focus (act->what);
    return;
  }
  sz_form_set_busy (form, TRUE);
  sz_watch_dispose (watch, act->id, who,
                    sz_alert_until_ms (zone, hall_now_ms (act->desk),
                                       gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (act->hour)),
                                       gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (act->minute))),
                    what, note, done_cb, weak_form (form), free_weak_form);
}

static gboolean
two_digits_cb (GtkSpinButton *spin, gpointer data)
{
  g_autofree char *text = g_strdup_printf ("%02d", gtk_spin_button_get_value_as_int (spin));

  gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static GtkWidget *
new_spin (int most, int step, int value)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, most, step);

  gtk_spin_button_set_wrap (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  g_signal_connect (spin, "output", G_CALLBACK (two_digits_cb), NULL);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  return spin;
}

static void
add_until (Act *act)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autoptr (SzZone) zone = hall_zone (act->desk);
  gint64 until = hall_now_ms (act->desk) + DEFAULT_MINUTES * SZ_MINUTE_MS;
  gint64 minute = (until + sz_zone_offset_s (zone, until) * SZ_SECOND_MS) / SZ_MINUTE_MS % (24 * 60);

  minute = (minute + 4) / 5 * 5 % (24 * 60);
  act->hour = new_spin (23, 1, (int)(minute / 60));
  act->minute = new_spin (59, 5, (int)(minute % 60));
  gtk_accessible_update_property (GTK_ACCESSIBLE (act->hour), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Hour"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (act->minute), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Minute"),
                                  -1);
  gtk_box_append (GTK_BOX (box), act->hour);
  gtk_box_append (GTK_BOX (box), gtk_label_new (":"));
  gtk_box_append (GTK_BOX (box), act->minute);
  sz_form_add (act->form, _ ("Until"), box);
}

void
sz_alert_dispose (GtkWindow *parent, SzDesk *desk, SzSettings *settings, const SzAlert *alert)
{
  Act *act =
      new_act (sz_form_new (parent, _ ("Dispose"), _ ("Acknowledge and dispose")), desk, settings, alert->id);

  sz_form_add_text (act->form, alert->title);
  add_who (act);
  add_until (act);
  act->what = sz_form_add_lines (act->form, _ ("What"), alert->suggestion);
  act->note = sz_form_add_entry (act->form, _ ("Note"), alert->note,
                                 _ ("For the record; no identity or phone numbers"));
  gtk_entry_set_max_length (GTK_ENTRY (act->note), NOTE_MAX);
  g_signal_connect (act->form, "accept", G_CALLBACK (accept_dispose_cb), act);
  gtk_window_present (GTK_WINDOW (act->form));
  gtk_widget_grab_focus (*sz_settings_get (settings)->person == '\0' ? act->who : act->what);
}

/* --- false alarm
 * --------------------------------------------------------------------------------------------------------------
 */

static void
accept_dismiss_cb (SzForm *form, Act *act)
{
  g_autofree char *who = take_person (act);
  g_autofree char *note = sz_form_dup_text (act->note);
  SzWatch *watch = who != NULL ? require_watch (act) : NULL;

  if (watch == NULL)
    return;
  sz_form_set_busy (form, TRUE);
  sz_watch_dismiss (watch, act->id, who, note, done_cb, weak_form (form), free_weak_form);
}

void
sz_alert_dismiss (GtkWindow *parent, SzDesk *desk, SzSettings *settings, const char *id)
{
  Act *act =
      new_act (sz_form_new (parent, _ ("False alarm"), _ ("Close as a false alarm")), desk, settings, id);

  sz_form_add_text (act->form,
                    _ ("It is closed, and comes again only after the value has been within its limit."));
  add_who (act);
  act->note = sz_form_add_entry (act->form, _ ("Why"), "", _ ("For those who tune the rule"));
  gtk_entry_set_max_length (GTK_ENTRY (act->note), NOTE_MAX);
  g_signal_connect (act->form, "accept", G_CALLBACK (accept_dismiss_cb), act);
  gtk_window_present (GTK_WINDOW (act->form));
}
