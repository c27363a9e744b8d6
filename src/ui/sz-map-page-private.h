/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-map-data.h"
#include "sz-map-page.h"
#include "sz-map-view.h"
#include "sz-whereabouts.h"

G_BEGIN_DECLS

/* What the parts of the page share: sz-map-page (data, layers, the widget), sz-map-page-points (the list and
 * the chosen point), sz-map-page-search (the search, and the answer for a place). */
/* What is found is shown at least so near, in metres a pixel. */
#define SZ_MAP_PLACE_RESOLUTION_M 6.0

struct _SzMapPage {
  GtkBox parent_instance;

  SzDesk *desk;                  /* (owned) (nullable) */
  SzMapData *data;               /* (owned) (nullable) */
  GListStore *store;             /* (owned) (element-type SzMapItem) */
  GtkFilter *filter;             /* (owned) */
  GtkSingleSelection *selection; /* (owned) */
  GPtrArray *coming;             /* (nullable) (element-type SzMapItem) not in the list yet */
  guint filler;                  /* the source that puts them there */
  GPtrArray *found;              /* (nullable) (element-type SzFound) of `data` */
  char *selected;                /* (nullable) id of the chosen point */
  char *answered;   /* (nullable) what was typed when something was chosen: not searched while it stands */
  char *place_name; /* (nullable) what the place asked for is called */
  double place_longitude, place_latitude; /* NAN: none is asked for */
  gboolean own_tiles;                     /* map.ini says where the pictures come from */
  gboolean roomy;                         /* there is room for the legend */
  gboolean place_is_site;                 /* its own mark shows where it is */
  gboolean asking, dirty, settled, filling;

  GtkWidget *where, *side, *headline, *subline, *points_toggle, *zones_toggle;
  GtkWidget *search, *hint, *results_scroll, *results, *answer, *answer_title, *answer_place, *answer_text;
  GtkWidget *list_title, *open_only, *kind, *list, *stage;
  GtkWidget *map, *legend; /* on the stage */
  GtkWidget *card;         /* on it too; NULL before a point was chosen */
};

/* --- sz-map-page-points --- */

void sz_map_page_build_list (SzMapPage *self);
void sz_map_page_bind_points (GtkWidgetClass *widget_class);
/* The list of the newest data. `whereabouts`: (nullable) the nearest to a place come first. */
void sz_map_page_fill_list (SzMapPage *self, const SzWhereabouts *whereabouts);
void sz_map_page_stop_filling (SzMapPage *self);
void sz_map_page_say_list (SzMapPage *self);
/* Chooses a point, NULL none; what it says stands on the card. */
void sz_map_page_choose (SzMapPage *self, const char *id);
/* The same for what was chosen on the map: the list follows. */
void sz_map_page_choose_mark (SzMapPage *self, const char *id);
/* Puts the list's selection where the chosen point is, if the filter lets it be seen. */
void sz_map_page_select (SzMapPage *self);
/* Brings a point into sight in the list; NULL: its beginning. */
void sz_map_page_scroll (SzMapPage *self, const char *id);
void sz_map_page_show_card (SzMapPage *self);

/* --- sz-map-page-search --- */

void sz_map_page_build_search (SzMapPage *self);
void sz_map_page_bind_search (GtkWidgetClass *widget_class);
/* Finds again what is typed. */
void sz_map_page_search (SzMapPage *self);
/* A sentence below the search; NULL none. */
void sz_map_page_say_hint (SzMapPage *self, const char *text);
/* Asks for a place; NAN: for none. `name`: (nullable) what it is called. */
void sz_map_page_ask (SzMapPage *self, double longitude, double latitude, const char *name);
/* Everything that depends on the place: answer, pin, list, card. */
void sz_map_page_show_place (SzMapPage *self);

G_END_DECLS
