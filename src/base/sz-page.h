/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-frame.h"
#include "sz-number.h"
#include "sz-time.h"

G_BEGIN_DECLS

/* What `figures` composes and `draw` draws: a page of judged figures, with no trace of SQL or pixels. All
 * texts are finished, in the process language. Built by one thread, then read-only; reference counted. */

typedef enum {
  SZ_STATUS_NEUTRAL,
  SZ_STATUS_GOOD,
  SZ_STATUS_ATTENTION,
  SZ_STATUS_ALARM,
  SZ_STATUS_UNKNOWN
} SzStatus;

typedef enum {
  SZ_STATE_READY,
  SZ_STATE_LOADING, /* names are known, values are on their way */
  SZ_STATE_EMPTY,   /* nothing to show, `note` says why */
  SZ_STATE_STALE,   /* values are old, `note` says since when */
  SZ_STATE_ERROR,   /* `note` is the cause in plain words */
} SzTileState;

/* What can be done about a tile without values, in the tile itself. */
typedef enum {
  SZ_WAY_SOURCES = 1 << 0, /* see where its data come from, and what ails them */
  SZ_WAY_RETRY = 1 << 1,   /* ask for it again */
} SzTileWays;

/* A line over time, or values over ordered categories. NAN is a gap. */
typedef struct {
  char *name; /* "今天", "昨日" */
  double *x;  /* instants in ms, ascending; or 0, 1, 2 … for categories */
  double *y;
  gsize length;
  gboolean reference; /* drawn grey: yesterday, last year */
} SzSeries;

typedef struct {
  char *id; /* indicator id: what a click opens */
  char *name;
  char *unit;   /* unit id */
  double value; /* NAN missing */
  char *text;   /* if the figure is a text rather than a number; NULL */
  SzStatus status;
  char *verdict;                           /* "低于目标 1.3 分"; "" if there is nothing to judge by */
  char *reference;                         /* "目标 ≤ 15"; "" */
  double previous_change, year_change;     /* absolute, in `unit`; NAN: no base */
  double previous_relative, year_relative; /* of counts: relative change in %; NAN */
  char *note;                              /* why it is missing, or that it is approximate; "" */
  SzSeries *spark;                         /* (nullable) */
  char *spark_scope;                       /* "近 30 日" */
  double weekday_change;                   /* against the same weekday of the week before, in `unit`; NAN */
  char *weekday;                           /* what that is called: "上周五"; "" */
  double target, limit;                    /* NAN */
  int limit_side; /* 1: at most the limit; -1: at least; 0: as value and status say */
} SzFigure;

typedef enum {
  SZ_TILE_HERO,      /* one big number and its line over the day against a reference */
  SZ_TILE_MULTIPLES, /* small panels with one shared scale */
  SZ_TILE_LAYER,     /* a card: status strip, lead figure, spark, table of figures */
  SZ_TILE_BARS,      /* a breakdown: one bar per part, reference tick, pull on the whole */
  SZ_TILE_LINE,      /* a trend */
  SZ_TILE_HEAT,      /* weekday by hour */
  SZ_TILE_HISTOGRAM, /* distribution */
  SZ_TILE_TABLE,     /* a frame as rows */
  SZ_TILE_NUMBER,    /* one figure with its verdict */
  SZ_TILE_WINDOWS,   /* parts are areas with their booths: the windows of the hall by state */
  SZ_TILE_COLUMNS,   /* the first series as columns, further ones as lines, with the now line */
  SZ_TILE_ENTRIES,   /* a list: what needs attention */
  SZ_TILE_TERMS,     /* a list of words and what they mean */
  SZ_TILE_TIMELINE,  /* entries in order of time, with what lies between */
  SZ_TILE_STRIP,     /* figures as one status strip with their names */
  SZ_TILE_RING,      /* at most four parts of a whole */
  SZ_TILE_GAUGE, /* the lead on an arc from x_start to x_end; target and reference as ticks; an index only */
  SZ_TILE_RADAR, /* parts as spokes: value as share of the limit, 100 at the ring */
} SzTileKind;

/* What a window of the hall is doing. */
typedef enum {
  SZ_BOOTH_CLOSED,
  SZ_BOOTH_IDLE, /* open, nobody served */
  SZ_BOOTH_BUSY,
  SZ_BOOTH_PAUSED,
  SZ_BOOTH_UNATTENDED, /* open or busy by the queue, and the post is empty */
  SZ_BOOTH_SUGGESTED,  /* closed, and worth opening */
} SzBoothState;
#define SZ_BOOTH_STATES 6

typedef struct {
  char *code, *label; /* "B07", "07" */
  SzBoothState state;
  double minutes;       /* on this case, or in this state; NAN unknown */
  double usual_minutes; /* nine in ten cases of the item take no longer; NAN unknown */
  char *sentence;       /* all of it in words */
  char *open;           /* id of its HIT */
} SzBooth;

/* A thing in a list, a term and its words, or a step of a time line. */
typedef struct {
  char *open;   /* id of its HIT; "" opens nothing */
  char *title;  /* "社保医保区等候超限" */
  char *detail; /* "28.4 分，上限 25 分"; "" */
  char *when;   /* right of the title: "14:27 起"; "" */
  char *tag;    /* a boxed word: "待签收"; "" */
  char *link;   /* words at the right of the detail: "查看"; "" */
  SzStatus status;
  double at_ms, end_ms; /* TIMELINE: when it happened, and ended; NAN */
} SzEntry;

typedef struct {
  char *name;
  char *code; /* what a click filters by */
  double value;
  double reference; /* the same part in the base period; NAN */
  double pull;      /* how far this part moves the whole's value; NAN */
  SzStatus status;
  SzSeries *series;  /* MULTIPLES: the panel's line; TABLE: that of the row in its place (nullable) */
  char *note;        /* MULTIPLES, WINDOWS: "排队 47 人·开窗 31/36"; "" */
  GPtrArray *booths; /* WINDOWS: (element-type SzBooth) (nullable) in order of code */
  char *verdict;     /* WINDOWS: beside the name if it is not on target: "超上限 3.4 分"; "" */
  int booth;         /* of a page's counts: the SzBoothState counted; -1: none, `status` says what */
} SzPart;

typedef struct {
  SzTileKind kind;
  SzTileState state;
  char *id;           /* stable within the page: "hero", "layer-cases", "breakdown" */
  char *title;        /* "事项管理" */
  char *scope;        /* right of the title: "近 30 分钟叫号均值", "12 项" */
  char *note;         /* see SzTileState; also a footnote */
  char *last;         /* without a value: the last one there was, and when: "上次 3月12日 2.1 时"; "" */
  SzTileWays ways;    /* without a value: what can be done */
  char *unit;         /* of the series, parts and heat cells */
  SzFigure *lead;     /* (nullable) */
  GPtrArray *figures; /* (element-type SzFigure) */
  GPtrArray *series;  /* (element-type SzSeries) first is the subject */
  GPtrArray *parts;   /* (element-type SzPart) */
  char *dimension;    /* of the parts; NULL */
  char *current;      /* LAYER: what span its values are of: "今日"; NULL */
  double x_start, x_end; /* LINE, HERO, MULTIPLES: the axis, instants in ms */
  double x_now;          /* "now" on the axis; HEAT: the row of today; NAN */
  double target, limit;  /* drawn as lines; NAN */
  gboolean daily;        /* x labels are days, not hours */
  gboolean idle_gaps;    /* a gap in a line is a time in which nothing happened, not missing data */
  gboolean band;         /* LINE: the second and third series are the edges of a usual range */
  gint64 *closed;        /* days within a daily axis on which halls are closed, ascending; NULL */
  gsize n_closed;
  char **heat_rows, **heat_columns; /* labels (array zero-terminated=1) */
  double *heat;                     /* row-major; NAN missing */
  double *bin_edges;                /* HISTOGRAM: n_bins + 1, in unit */
  double *bin_counts;
  gsize n_bins;
  double median;      /* HISTOGRAM: of the very rows in the bins and beyond them, in unit; NAN unknown */
  double over_count;  /* HISTOGRAM: how many of those rows are over the limit; NAN unknown or no limit */
  double row_count;   /* HISTOGRAM: all of them, also those beyond the last edge; NAN unknown */
  SzFrame *frame;     /* TABLE; columns whose id begins with "_" are not shown: "_open" (TEXT) is the id of a
                         row's     HIT, "_status" (NUMBER) its SzStatus */
  GPtrArray *entries; /* ENTRIES, TERMS, TIMELINE: (element-type SzEntry) */
  gboolean one_day;   /* TIMELINE: its title says the day, so that its steps need only the time */
} SzTile;

typedef struct {
  gatomicrefcount refs;
  char *id;       /* board id: "overview", or "indicator:wait_avg" */
  char *where;    /* "总览·2026年3月18日 星期三 14:36" */
  char *headline; /* one sentence to repeat */
  char *action;   /* what to do, or what it rests on; "" */
  char *hall;     /* name of the hall */
  SzZone *zone;
  gint64 now_ms, data_ms;
  gint64 clock_ms; /* the time of day, where the figures stand still as those of files do; 0: now_ms */
  gboolean stale;
  int says;          /* SzStatus of what the headline says; -1: the worst of the tally */
  guint tally[5];    /* figures by SzStatus */
  GPtrArray *counts; /* (element-type SzPart) shown in the tally's place if there are any */
  SzFigure *lead;    /* indicator pages: the figure at the right of the headline (nullable) */
  char *footer;      /* definition, source, what is compared with; "" */
  GPtrArray *tiles;  /* (element-type SzTile) in reading order */
} SzPage;

SzSeries *sz_series_new (const char *name, gsize length); /* all NAN */
void sz_series_free (SzSeries *series);
SzFigure *sz_figure_new (const char *id, const char *name, const char *unit); /* value NAN, status UNKNOWN */
void sz_figure_free (SzFigure *figure);
SzPart *sz_part_new (const char *code, const char *name);
void sz_part_free (SzPart *part);
SzBooth *sz_booth_new (const char *code, const char *label, SzBoothState state);
void sz_booth_free (SzBooth *booth);
/* Texts are copied; NULL is "". Status NEUTRAL, instants NAN. */
SzEntry *sz_entry_new (const char *open, const char *title, const char *detail);
void sz_entry_free (SzEntry *entry);
SzTile *sz_tile_new (SzTileKind kind, const char *id, const char *title);
void sz_tile_free (SzTile *tile);
SzPage *sz_page_new (const char *id);
/* What a clock beside the page shows; 0: nothing is known. */
gint64 sz_page_clock_ms (const SzPage *page);
SzPage *sz_page_ref (SzPage *page);
void sz_page_unref (SzPage *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzPage, sz_page_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzTile, sz_tile_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzFigure, sz_figure_free)

G_END_DECLS
