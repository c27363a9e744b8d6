/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-search.h"

#include "sz-i18n.h"

/* More are not read by anybody: one more letter finds it. */
#define SHOWN 60

typedef struct {
  GtkWidget *window; /* (owned by GTK) */
  GtkWidget *entry, *list, *empty, *stack;
  SzDesk *desk;     /* (owned) */
  GPtrArray *finds; /* (owned) (element-type SzFind) */
  GPtrArray *shown; /* (owned) (element-type SzFind, borrowed) */
  SzSpan span;
  SzSearchFunc func;
  gpointer data;
  gboolean closed;
  gatomicrefcount refs; /* the window, and the question for names */
} Search;

static void
unref_search (Search *search)
{
  if (!g_atomic_ref_count_dec (&search->refs))
    return;
  g_clear_pointer (&search->shown, g_ptr_array_unref);
  g_ptr_array_unref (search->finds);
  g_object_unref (search->desk);
  g_free (search);
}

static void
closed_cb (GtkWidget *window, gpointer data)
{
  ((Search *)data)->closed = TRUE;
}

/* A line that goes while it has the focus complains that nobody took it away. */
static void
close_search (Search *search)
{
  gtk_window_set_focus (GTK_WINDOW (search->window), NULL);
  gtk_window_destroy (GTK_WINDOW (search->window));
}

static GtkWidget *
make_row (const SzFind *find)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (find->name);
  GtkWidget *detail = gtk_label_new (find->detail);
  GtkWidget *kind = gtk_label_new (find->kind);
  g_autofree char *spoken = *find->detail != '\0'
                                ? g_strdup_printf ("%s, %s, %s", find->name, find->detail, find->kind)
                                : g_strdup_printf ("%s, %s", find->name, find->kind);

  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (detail), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (detail), 0);
  gtk_widget_set_hexpand (detail, TRUE);
  gtk_widget_add_css_class (detail, "dim");
  gtk_widget_add_css_class (kind, "dim");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), detail);
  gtk_box_append (GTK_BOX (box), kind);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

static void
show_results (Search *search)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (search->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (search->list), child);
  g_clear_pointer (&search->shown, g_ptr_array_unref);
  search->shown = sz_find_rank (search->finds, gtk_editable_get_text (GTK_EDITABLE (search->entry)), SHOWN);
  for (guint i = 0; i < search->shown->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (search->list), make_row (g_ptr_array_index (search->shown, i)));
  gtk_list_box_select_row (GTK_LIST_BOX (search->list),
                           gtk_list_box_get_row_at_index (GTK_LIST_BOX (search->list), 0));
  gtk_stack_set_visible_child_name (GTK_STACK (search->stack), search->shown->len > 0 ? "list" : "empty");
}

static void
names_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Search *search = data;
  /* Without names the pages and indicators are found all the same. */
  g_autoptr (GPtrArray) names = sz_desk_names_finish (SZ_DESK (source), result, NULL);

  if (names != NULL && !search->closed) {
    sz_find_add_names (search->finds, sz_desk_get_catalog (search->desk), names, search->span);
    show_results (search);
  }
  unref_search (search);
}

static void
choose (Search *search, int index)
{
  g_autoptr (SzPlace) place = NULL;
  SzSearchFunc func = search->func;
  gpointer target = search->data;

  if (index < 0 || (guint)index >= search->shown->len)
    return;
  place = sz_place_ref (((SzFind *)g_ptr_array_index (search->shown, (guint)index))->place);
  close_search (search);
  func (target, place);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  choose (data, gtk_list_box_row_get_index (row));
}

static void
entered_cb (GtkEntry *entry, gpointer data)
{
  Search *search = data;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (search->list));

  choose (search, row != NULL ? gtk_list_box_row_get_index (row) : -1);
}

/* The arrows choose among the results while the text keeps the focus. */
static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, gpointer data)
{
  Search *search = data;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (search->list));
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;
  graphene_rect_t bounds;

  if (key == GDK_KEY_Escape) {
    close_search (search);
    return TRUE;
  }
  if (key != GDK_KEY_Down && key != GDK_KEY_Up && key != GDK_KEY_Page_Down && key != GDK_KEY_Page_Up)
    return FALSE;
  index += key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : key == GDK_KEY_Page_Down ? 8 : -8;
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (search->list),
                                       CLAMP (index, 0, (int)search->shown->len - 1));
  if (row == NULL)
    return TRUE;
  gtk_list_box_select_row (GTK_LIST_BOX (search->list), row);
  if (gtk_widget_compute_bounds (GTK_WIDGET (row), search->list, &bounds))
    gtk_adjustment_clamp_page (gtk_list_box_get_adjustment (GTK_LIST_BOX (search->list)), bounds.origin.y,
                               bounds.origin.y + bounds.size.height);
  return TRUE;
}

static GtkWidget *
make_results (Search *search)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  search->list = gtk_list_box_new ();
  search->stack = gtk_stack_new ();
  search->empty = gtk_label_new (_ ("Nothing of that name. Shorter words find more."));
  gtk_widget_add_css_class (search->empty, "dim");
  gtk_widget_add_css_class (search->list, "results");
  gtk_list_box_set_activate_on_single_click (GTK_LIST_BOX (search->list), TRUE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (search->list), GTK_SELECTION_BROWSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), search->list);
  gtk_list_box_set_adjustment (GTK_LIST_BOX (search->list),
                               gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
  gtk_stack_add_named (GTK_STACK (search->stack), scroller, "list");
  gtk_stack_add_named (GTK_STACK (search->stack), search->empty, "empty");
  gtk_widget_set_vexpand (search->stack, TRUE);
  g_signal_connect (search->list, "row-activated", G_CALLBACK (activated_cb), search);
  return search->stack;
}

static GtkWidget *
make_entry (Search *search)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  search->entry = gtk_entry_new ();
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (search->entry), GTK_ENTRY_ICON_PRIMARY, "sz-search-symbolic");
  gtk_entry_set_icon_activatable (GTK_ENTRY (search->entry), GTK_ENTRY_ICON_PRIMARY, FALSE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (search->entry),
                                  _ ("Indicators, windows, items, departments, points, pages"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (search->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Search"),
                                  -1);
  gtk_widget_add_css_class (search->entry, "search-entry");
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), search);
  gtk_widget_add_controller (search->entry, keys);
  g_signal_connect_swapped (search->entry, "changed", G_CALLBACK (show_results), search);
  g_signal_connect (search->entry, "activate", G_CALLBACK (entered_cb), search);
  return search->entry;
}

void
sz_search_present (GtkWindow *parent, SzDesk *desk, SzSpan span, SzSearchFunc func, gpointer data)
{
  Search *search = g_new0 (Search, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  g_atomic_ref_count_init (&search->refs);
  g_atomic_ref_count_inc (&search->refs);
  search->desk = g_object_ref (desk);
  search->span = span;
  search->func = func;
  search->data = data;
  search->finds = sz_find_list (sz_desk_get_catalog (desk), span);
  search->window = gtk_window_new ();
  gtk_box_append (GTK_BOX (box), make_entry (search));
  gtk_box_append (GTK_BOX (box), make_results (search));
  gtk_window_set_child (GTK_WINDOW (search->window), box);
  gtk_window_set_title (GTK_WINDOW (search->window), _ ("Search"));
  gtk_window_set_decorated (GTK_WINDOW (search->window), FALSE);
  gtk_window_set_modal (GTK_WINDOW (search->window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (search->window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (search->window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (search->window), 640, 460);
  gtk_widget_add_css_class (search->window, "cockpit");
  gtk_widget_add_css_class (search->window, "search-window");
  g_signal_connect (search->window, "destroy", G_CALLBACK (closed_cb), search);
  g_object_set_data_full (G_OBJECT (search->window), "search", search, (GDestroyNotify)unref_search);
  show_results (search);
  gtk_window_present (GTK_WINDOW (search->window));
  gtk_widget_grab_focus (search->entry);
  sz_desk_names_async (desk, names_cb, search);
}
