/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sz-home.h"

G_BEGIN_DECLS

/* A hall system, another system with a mapping, or a folder that files are dropped into, as
 * CONFIG/sources/NAME.ini says. */
typedef struct {
  char *name;       /* [a-z0-9-]{1,40} */
  char *url;        /* base URL without a slash at the end; "" for a folder */
  char *mapping;    /* "hall-1": the hall interface, version 1; else the id of a mapping */
  gboolean enabled; /* FALSE: paused by hand */

  char *folder;    /* (nullable) files are taken from here */
  char *live;      /* (nullable) "sse", "websocket", "no"; NULL: sse for the hall interface */
  char *live_path; /* (nullable) behind the URL */
  char *ca_file, *pin, *certificate; /* (nullable) as in SzHttpTrust */
  char *auth, *token_path;           /* (nullable) of a hall: "basic", "bearer", "oauth2" */
  gboolean credential;               /* its secrets are a credential of systemd */
  char **parameters;                 /* "name=text", for the mapping's templates (nullable) */

  char *config; /* (nullable) the home's: own mappings are there */
  char *root;   /* (nullable) of an explicit home: its secrets are there */
} SzSource;

#define SZ_SOURCE_MAPPING "hall-1"

SzSource *sz_source_new (const char *name, const char *url);
SzSource *sz_source_copy (const SzSource *source);
void sz_source_free (SzSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzSource, sz_source_free)

/* SZ_ERROR_USAGE that says what a name looks like. */
gboolean sz_source_check_name (const char *name, GError **error);

/* All configured sources by name; a bad file's error goes to `problems` (nullable, element-type GError), the
 * others load. No folder: an empty list. (transfer full) (element-type SzSource) */
GPtrArray *sz_source_list (const SzHome *home, GPtrArray *problems, GError **error);
/* SZ_ERROR_NOT_FOUND names the sources there are. */
SzSource *sz_source_load (const SzHome *home, const char *name, GError **error);
/* Writes the file. The same name again replaces it, unless its address is another one: SZ_ERROR_USAGE, except
 * that both are of this machine. `mapping` NULL: the hall interface. */
gboolean sz_source_add (const SzHome *home, const char *name, const char *url, const char *mapping,
                        GError **error);
/* A folder (an absolute path that exists) whose files are read by a mapping. */
gboolean sz_source_add_folder (const SzHome *home, const char *name, const char *folder, const char *mapping,
                               GError **error);
/* Paused by hand, or no longer. */
gboolean sz_source_set_enabled (const SzHome *home, const char *name, gboolean enabled, GError **error);
/* What its file says now; FALSE if there is none that can be read. Of a source that was loaded. */
gboolean sz_source_read_enabled (const SzSource *source, gboolean *enabled);
/* CONFIG/sources/NAME.ini; NULL of a source that was not loaded. (transfer full) (nullable) */
char *sz_source_config_path (const SzSource *source);
/* Changes whenever the secrets of the source do (microseconds); 0: there is no file of them. */
gint64 sz_source_secret_stamp (const SzSource *source);
/* Removes the configuration only; what was fetched is forgotten with sz_store_forget_source. */
gboolean sz_source_remove (const SzHome *home, const char *name, GError **error);
/* Asks the hall what it has. `sentence` (transfer full): "宁川 …: 10 data sets, 812,345 rows, 2026-08-20 to
 * 2026-11-20". Blocks; not for the main thread. */
gboolean sz_source_test (const SzSource *source, GCancellable *cancellable, char **sentence, GError **error);

G_END_DECLS
