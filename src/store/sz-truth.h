/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "sz-error.h"

G_BEGIN_DECLS

/* truth.db: what exists only here. Episodes with their evidence, and an append-only log of everything that
 * happened to them, in which every line's hash covers the line before. Durable on every commit. One thread at
 * a time; several processes may have it open (the program and a command): whoever writes takes the file's
 * lock with sz_truth_begin and is told whether somebody else wrote since. No personal data of those served.
 */
typedef struct _SzTruth SzTruth;

typedef enum { SZ_TRUTH_WRITE, SZ_TRUTH_READ } SzTruthMode;

/* Opens FOLDER/truth.db; WRITE creates it (0600) and migrates, READ gives SZ_ERROR_NOT_FOUND if there is
 * none. SZ_ERROR_NEWER, SZ_ERROR_FOREIGN, SZ_ERROR_STORE (damaged: the sentence says how to restore). It is
 * never set aside or deleted by itself. */
SzTruth *sz_truth_open (const char *folder, SzTruthMode mode, GError **error);
void sz_truth_close (SzTruth *truth);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzTruth, sz_truth_close)

/* One episode as it stands. `state` and `facts` mean something to the watch only. Instants are ms of the
 * hall's clock, 0: none; numbers may be NAN. */
typedef struct {
  char id[16]; /* "20260318-011" */
  char *rule, *object, *place;
  int rule_version;
  int state;
  gboolean blind; /* its data are silent */
  double value, peak, limit, clear;
  gint64 since_ms, raised_ms, acknowledged_ms, until_ms, ended_ms;
  gint64 seen_ms;   /* of the newest value */
  gint64 beyond_ms; /* since when the limit has been passed without a break; 0: it is not */
  gint64 calm_ms;   /* since when it has been clear without a break; 0: it is not */
  gint64 blind_ms;  /* since when the data have been silent */
  gint64 reminded_ms;
  int reminded;
  char *ending;            /* "cleared", "false-alarm", "subsided"; "" */
  char *who, *what, *note; /* of the newest disposition; "" */
  char *facts;             /* figures of the likely cause; "" */
} SzTruthEpisode;

SzTruthEpisode *sz_truth_episode_new (void);
SzTruthEpisode *sz_truth_episode_copy (const SzTruthEpisode *episode);
void sz_truth_episode_free (SzTruthEpisode *episode);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzTruthEpisode, sz_truth_episode_free)
/* Replaces a text of an episode; NULL becomes "". */
void sz_truth_set_text (char **place, const char *text);

/* One line of the log. Borrowed texts when given, owned when received; NULL is "". */
typedef struct {
  gint64 seq;
  char *episode;  /* "" for what concerns no episode */
  gint64 at_ms;   /* hall clock */
  gint64 wall_ms; /* this machine's clock */
  char *kind;
  char *who, *what, *note;
  double value; /* NAN none */
  gint64 until_ms;
} SzTruthEvent;

void sz_truth_event_free (SzTruthEvent *event);

/* --- writing: between begin and commit, nothing of it is there until then --- */

/* Takes the write lock. `changed` (nullable): another connection has written since this one last looked. */
gboolean sz_truth_begin (SzTruth *truth, gboolean *changed, GError **error);
gboolean sz_truth_commit (SzTruth *truth, GError **error);
void sz_truth_rollback (SzTruth *truth);

/* The next free id of a day ("20260318"); `id` has room for 16 bytes. */
gboolean sz_truth_next_id (SzTruth *truth, const char *day, char *id, GError **error);
gboolean sz_truth_put_episode (SzTruth *truth, const SzTruthEpisode *episode, GError **error);
gboolean sz_truth_add_event (SzTruth *truth, const SzTruthEvent *event, GError **error);
/* A value of an episode at an instant; the same instant replaces. */
gboolean sz_truth_add_evidence (SzTruth *truth, const char *episode, gint64 at_ms, double value,
                                GError **error);
gboolean sz_truth_set (SzTruth *truth, const char *key, const char *value, GError **error);

/* --- reading --- */

/* Whether another connection has written since this one last looked. */
gboolean sz_truth_was_changed (SzTruth *truth);
/* Those that are not over, that ended at or after `from_ms`, and those in state `keep_state`. (transfer full)
 * (element-type SzTruthEpisode) in order of id */
GPtrArray *sz_truth_episodes (SzTruth *truth, gint64 from_ms, int keep_state, GError **error);
/* NULL and SZ_ERROR_NOT_FOUND. */
SzTruthEpisode *sz_truth_episode (SzTruth *truth, const char *id, GError **error);
/* (transfer full) (element-type SzTruthEvent) in order; `episode` NULL: all. */
GPtrArray *sz_truth_events (SzTruth *truth, const char *episode, GError **error);
/* Pairs instant, value in ascending order. (transfer full) (element-type double) */
GArray *sz_truth_evidence (SzTruth *truth, const char *episode, GError **error);
/* (transfer full) (nullable): NULL also if there is no such key. */
char *sz_truth_get (SzTruth *truth, const char *key);

/* --- keeping it --- */

/* Whether every line's hash follows from the one before, and what SQLite says of the file: one sentence each
 * in `findings` (element-type utf8, owned). FALSE only if it could not be checked. */
gboolean sz_truth_verify (SzTruth *truth, GPtrArray *findings, GError **error);
/* A copy in FOLDER/truth-backup, whole or not at all; only the newest `keep` stay. `path` (nullable)
 * (transfer full). */
gboolean sz_truth_backup (SzTruth *truth, guint keep, char **path, GError **error);
/* Puts the newest backup that is whole in the place of FOLDER/truth.db, which is set aside if it is there.
 * Not while a process has it open. `from`, `aside` (nullable) (transfer full): which, and where the old one
 * is now (NULL: there was none). SZ_ERROR_NOT_FOUND: no backup is whole. */
gboolean sz_truth_restore (const char *folder, char **from, char **aside, GError **error);

G_END_DECLS
