/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sz-page.h"
#include "sz-rule.h"
#include "sz-store.h"

G_BEGIN_DECLS

/* The watch of one home: evaluates the catalogue's rules after each change of the data they read and as time
 * passes, and keeps every episode in truth.db. One SzWatch a home, in the process that owns it; its work runs
 * on its own thread with its own reader. All functions here are called on the thread that made it, and all
 * its callbacks arrive there (in the thread-default main context of sz_watch_new). */
typedef struct _SzWatch SzWatch;

/* Where an episode stands, as people read it. NO_DATA: the data it rests on are silent; it is neither better
 * nor worse, and comes back as what it was. */
typedef enum {
  SZ_ALERT_PENDING,      /* 观察中: near the limit, or over it for less than the pending time */
  SZ_ALERT_FIRING,       /* 告警中: nobody has acknowledged it */
  SZ_ALERT_ACKNOWLEDGED, /* 已签收 */
  SZ_ALERT_HANDLED,      /* 处置中: somebody disposed until an instant */
  SZ_ALERT_OVERDUE,      /* 超时未办 */
  SZ_ALERT_CLOSED,       /* 已处置 / 已恢复 / 误报 */
  SZ_ALERT_NO_DATA,      /* 缺数 */
} SzAlertState;
#define SZ_ALERT_N_STATES 7

/* One line of an episode's timeline. */
typedef struct {
  gint64 at_ms; /* hall clock */
  char *kind;   /* "watched" "raised" "reminded" "acknowledged" "disposed" "overdue" "blind" "seen" "cleared"
                   "closed" "false-alarm"; "next" is ahead of now: what comes if nobody acts */
  char *text;   /* "超过 25 分满 3 分钟，触发" */
  SzStatus status;
} SzMoment;

/* What may have caused it: a figure now against what is usual for that weekday and time. */
typedef struct {
  char *id;          /* "arrivals" "windows" "service" */
  char *name;        /* "新到增多" */
  double now, usual; /* people a minute, windows, minutes; NAN unknown */
  char *now_text;    /* "3.2 人/分" */
  double pressure;   /* how many times the usual load it brings: arrivals now/usual, windows usual/now,
                        service now/usual; NAN unknown */
  double share;      /* of the excess load of all three, 0..1; NAN unknown, or all are as usual */
  char *text;        /* "常见 2.4，多 31%" */
} SzCause;

/* One episode, or what is left of one. Everything is finished text or plain figures. */
typedef struct {
  char *id;                 /* "20260318-011" */
  char *rule, *rule_name;   /* "wait-area", "区域等候超线" */
  char *dimension, *object; /* "area", "B"; "" for the whole hall */
  char *object_name;        /* "社保医保区" */
  char *title;              /* "社保医保区等候超线" */
  char *subtitle;           /* "B 区·14:27 起 9 分": where and since when */
  char *definition;         /* "平均等候大于 25 分并持续 3 分钟时触发。" */
  char *indicator;          /* indicator id: what a click opens; NULL */
  SzSeverity severity;
  SzAlertState state;               /* shown: NO_DATA hides what it comes back as */
  SzAlertState under;               /* what it is but for the missing data */
  char *state_text;                 /* "待签收，剩 6 分", "刘畅 14:33 签收", "超时 16 分" */
  gboolean open;                    /* not closed */
  gboolean blind;                   /* its data are silent; also when OVERDUE shows */
  double value, peak, limit, clear; /* in `unit`; value NAN unknown */
  gboolean below;                   /* fires under the limit instead of over it */
  char *unit;
  char *value_text, *limit_text;        /* "28.4 分", "上限 25 分" */
  gint64 since_ms, raised_ms, ended_ms; /* 0: not yet */
  gint64 acknowledged_ms, deadline_ms;  /* 0: none */
  guint reminders;                      /* sent */
  char *cause;                          /* "新到比往常多 31%" / "没有单一原因"; "" if unknown */
  GPtrArray *causes;                    /* (element-type SzCause) greatest share first */
  char *suggestion;                     /* "增开 4 个窗口" */
  SzSeries *evidence;                   /* value over hall time; the last point is the newest (nullable) */
  SzSeries *trend;                      /* the same in few points, NAN where nothing was seen (nullable: fewer
                                           than two values were kept) */
  char *trend_text;                     /* the same in a sentence; "" */
  SzSeries *usual_low, *usual_high;     /* the range of the same weekday and time in the last 4 weeks
                                           (nullable; only of alerts from sz_watch_ask_detail) */
  GPtrArray *timeline;                  /* (element-type SzMoment) in order of time */
  char *responsible, *what, *note;      /* of the newest disposition; "" */
  gint64 until_ms;                      /* of the newest disposition; 0 */
  char *ending;                         /* "cleared" "false-alarm" "closed"; "" while open */
} SzAlert;

/* The share of its limit at which each rule stands now: the spokes of the warning radar. */
typedef struct {
  char *rule, *name;
  double share; /* 1 is the limit; NAN: no data */
  SzStatus status;
} SzSpoke;

/* What the alert page, the badge and the wall show: built on the watch's thread, then read-only. */
typedef struct {
  gatomicrefcount refs;
  gint64 now_ms;                  /* hall clock */
  SzZone *zone;                   /* use on one thread only */
  char *where;                    /* "告警·2026年3月18日 星期三 14:36" */
  char *headline;                 /* "1 起待签收，1 起超时未办" */
  char *summary;                  /* "今日共 11 起，平均签收 3.6 分，平均处置 18 分。" */
  guint tally[SZ_ALERT_N_STATES]; /* open ones by shown state; CLOSED: those that ended today */
  guint attention;                /* firing, overdue: the badge */
  GPtrArray *alerts;              /* (element-type SzAlert) open ones by state (overdue, firing, no data,
                                     acknowledged, handled, pending), newest first; then the closed ones of the last 14
                                     days, newest first */
  GPtrArray *spokes;              /* (element-type SzSpoke) */
  gboolean watching;              /* rules are being evaluated */
  char *problem;                  /* why not, or what is wrong with truth.db; "" if all is well */
} SzAlertList;

SzAlertList *sz_alert_list_ref (SzAlertList *list);
void sz_alert_list_unref (SzAlertList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzAlertList, sz_alert_list_unref)
/* NULL if it holds none of that id. Borrowed. */
const SzAlert *sz_alert_list_find (const SzAlertList *list, const char *id);
/* The other episodes of the same rule and object in the list, newest first. (transfer container)
 * (element-type SzAlert) */
GPtrArray *sz_alert_list_same (const SzAlertList *list, const SzAlert *alert);
void sz_alert_free (SzAlert *alert);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzAlert, sz_alert_free)

/* What an outlet (desktop notification, webhook) is to show. Grouping is decided here: an outlet keeps one
 * notice per `key`, replaces it when the key comes again, and takes it away on withdraw. No text from outside
 * the catalogue and the codes of dimensions is in it. */
typedef struct {
  char *key;         /* stable: "wait-area" or "20260318-011" */
  gboolean withdraw; /* take it away; the texts are then "" */
  gboolean urgent;   /* severity alarm, or overdue */
  gboolean again;    /* a reminder: may ring again; else a replacement is silent unless it is new */
  char *title, *body;
  char *alert;   /* episode id for "acknowledge" and "open"; NULL if several: open the list */
  char **alerts; /* (array zero-terminated=1) all episodes the notice stands for */
} SzNotice;

SzNotice *sz_notice_copy (const SzNotice *notice);
void sz_notice_free (SzNotice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzNotice, sz_notice_free)

typedef struct {
  /* After each change of anything shown (at most once a second). */
  void (*changed) (SzWatch *watch, SzAlertList *list, gpointer data);
  /* Shown or withdrawn. The outcome may be told with sz_watch_report_notice. */
  void (*notice) (SzWatch *watch, const SzNotice *notice, gpointer data);
} SzWatchOutlet;

/* Begins to watch. `data_folder`: the home's data folder (cache.db, truth.db). `store` (nullable): whose
 * changes wake the rules; without it they are evaluated as time passes. Never fails: what is wrong (truth.db
 * damaged or newer) is said by the list's `problem`, and the rules are then watched without a memory. */
SzWatch *sz_watch_new (const char *data_folder, const SzCatalog *catalog, SzStore *store);
/* Ends the thread, waits for it; callbacks no longer come. Before the store is closed. */
void sz_watch_free (SzWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzWatch, sz_watch_free)

/* The outlet's struct is copied. At once called with the present list, if there is one, and with notices for
 * what is firing. Returns an id. */
guint sz_watch_subscribe (SzWatch *watch, const SzWatchOutlet *outlet, gpointer data);
void sz_watch_unsubscribe (SzWatch *watch, guint id);
/* The newest list; NULL before the first evaluation. (transfer none) */
SzAlertList *sz_watch_list (SzWatch *watch);

/* What people do. Durable when `done` (nullable) is called; it gets NULL or why not (SZ_ERROR_NOT_FOUND,
 * SZ_ERROR_CANNOT: the episode is closed; SZ_ERROR_STORE …). `who`, `what`, `note`: of people on duty; digits
 * that look like an identity number or a phone are masked before they are kept. `drop` (nullable) is called
 * with `data` when it is not needed any more: after `done`, or in sz_watch_free if nobody is told. */
typedef void (*SzWatchDone) (SzWatch *watch, const GError *error, gpointer data);
void sz_watch_acknowledge (SzWatch *watch, const char *id, const char *who, SzWatchDone done, gpointer data,
                           GDestroyNotify drop);
/* `until_ms`: hall clock; afterwards it is overdue if it still lasts. */
void sz_watch_dispose (SzWatch *watch, const char *id, const char *who, gint64 until_ms, const char *what,
                       const char *note, SzWatchDone done, gpointer data, GDestroyNotify drop);
/* A false alarm: closed, and not raised again before the value has been back within its limit. */
void sz_watch_dismiss (SzWatch *watch, const char *id, const char *who, const char *note, SzWatchDone done,
                       gpointer data, GDestroyNotify drop);
/* Whether the outlet could show a notice: kept in the episode's log ("shown", "failed"). */
void sz_watch_report_notice (SzWatch *watch, const SzNotice *notice, gboolean shown);

/* One episode with all its evidence, as the detail of the alert page needs it (the usual range and the causes
 * computed anew while it is open). `drop`: as above. */
typedef void (*SzWatchDetail) (SzWatch *watch, const SzAlert *alert, const GError *error, gpointer data);
void sz_watch_ask_detail (SzWatch *watch, const char *id, SzWatchDetail func, gpointer data,
                          GDestroyNotify drop);

/* Evaluates now and waits for it: for tests and commands. */
void sz_watch_flush (SzWatch *watch);

G_END_DECLS
