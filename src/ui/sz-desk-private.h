/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-desk.h"
#include "sz-followers.h"
#include "sz-lookout.h"
#include "sz-webhook.h"

G_BEGIN_DECLS

/* What the two halves of the desk share: sz-desk.c opens, follows and watches a home, sz-desk-questions.c
 * asks what is kept of it. */
struct _SzDesk {
  GObject parent_instance;

  const SzHome *home;
  const SzCatalog *catalog;
  char *key_file;
  SzDeskState state;
  char *message;
  gboolean started, opening, stopped, keyless;
  SzStore *store; /* (owned) (nullable) */
  guint watch;
  SzWorker *worker;     /* (owned) (nullable) */
  SzWatch *alarm;       /* (owned) (nullable) the watch of the home, while this process owns it */
  SzWebhooks *webhooks; /* (owned) (nullable) who else is told */
  SzAlertList *alerts;  /* (owned) (nullable) */
  SzLookout *lookout;   /* (owned) (nullable) while another process owns the home */
  SzFollowers *followers;
  GHashTable *known;     /* place key to SzPage */
  GFileMonitor *monitor; /* (owned) (nullable) of the store's log, while another process writes it */
  GFileMonitor *config;  /* (owned) (nullable) of the folder of sources, while this process follows them */
  guint burst, clock, reload;
  SzPlace *ahead;     /* (owned) (nullable) its page is being made before anybody asked */
  GPtrArray *waiting; /* (element-type GTask) who asked for it meanwhile */
  guint begin;        /* opens the home after that */
};

/* Opens the home on a thread, unless that is under way. */
void sz_desk_begin_opening (SzDesk *desk);
/* Who waits for the page that is made ahead gets it; NULL: asks again. */
void sz_desk_answer_waiting (SzDesk *desk, SzPage *page);
void sz_desk_free_page (gpointer page);

G_END_DECLS
