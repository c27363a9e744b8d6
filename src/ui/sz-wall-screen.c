/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-wall-screen.h"

#include "sz-i18n.h"

/* More monitors than that at one machine are a name. */
#define MOST 64

/* How many lie before it: further left, or above at the same left edge, or earlier in the list. */
static guint
rank (const SzWallScreen *screens, guint n, guint index)
{
  const GdkRectangle *own = &screens[index].area;
  guint before = 0;

  for (guint i = 0; i < n; i++) {
    const GdkRectangle *area = &screens[i].area;

    if (area->x != own->x)
      before += area->x < own->x;
    else if (area->y != own->y)
      before += area->y < own->y;
    else
      before += i < index;
  }
  return before;
}

int
sz_wall_screen_choose (const SzWallScreen *screens, guint n, const char *wanted)
{
  guint64 number = 1;
  gboolean counted = wanted == NULL || g_ascii_string_to_unsigned (wanted, 10, 1, MOST, &number, NULL);

  for (guint i = 0; i < n; i++)
    if (counted ? rank (screens, n, i) + 1 == number : g_strcmp0 (screens[i].name, wanted) == 0)
      return (int)i;
  return -1;
}

GdkRectangle
sz_wall_screen_union (const SzWallScreen *screens, guint n)
{
  GdkRectangle all = n > 0 ? screens[0].area : (GdkRectangle){ 0 };

  for (guint i = 1; i < n; i++)
    gdk_rectangle_union (&all, &screens[i].area, &all);
  return all;
}

char *
sz_wall_screen_complaint (const SzWallScreen *screens, guint n, const char *wanted)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint place = 0; place < n; place++)
    for (guint i = 0; i < n; i++)
      if (rank (screens, n, i) == place)
        g_string_append_printf (names, "%s%u %s", place > 0 ? ", " : "", place + 1,
                                screens[i].name != NULL ? screens[i].name : "");
  /* Translators: %1$s is what was asked for, %2$s a list such as “1 HDMI-1, 2 DP-1”. */
  return g_strdup_printf (
      _ ("There is no monitor “%1$s” here, only %2$s. The wall takes the first until it is there."), wanted,
      names->str);
}

/* Where something lies in a window over all monitors. It begins where they do; one that was not made smaller
 * when a monitor was pulled out begins where they did, which is 0. */
static int
offset_in (int at, int all, int end, int size)
{
  return MAX (0, size >= end ? at : at - all);
}

GdkRectangle
sz_wall_screen_part (const SzWallScreen *screens, guint n, const char *wanted, int width, int height)
{
  GdkRectangle whole = { 0, 0, width, height };
  GdkRectangle all = sz_wall_screen_union (screens, n);
  GdkRectangle part = all;
  int chosen = wanted != NULL ? sz_wall_screen_choose (screens, n, wanted) : -1;

  /* A monitor that is not there leaves the first, as on any other desktop. */
  if (wanted != NULL && chosen < 0)
    chosen = sz_wall_screen_choose (screens, n, NULL);
  if (chosen >= 0)
    part = screens[chosen].area;
  if (n == 0 || (width == part.width && height == part.height) || width < all.width || height < all.height)
    return whole;
  part.x = offset_in (part.x, all.x, all.x + all.width, width);
  part.y = offset_in (part.y, all.y, all.y + all.height, height);
  return part;
}

GArray *
sz_wall_screens (GdkDisplay *display)
{
  GListModel *monitors = gdk_display_get_monitors (display);
  GArray *screens = g_array_new (FALSE, TRUE, sizeof (SzWallScreen));

  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++) {
    g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);
    SzWallScreen screen = { .name = gdk_monitor_get_connector (monitor) };

    gdk_monitor_get_geometry (monitor, &screen.area);
    g_array_append_val (screens, screen);
  }
  return screens;
}
