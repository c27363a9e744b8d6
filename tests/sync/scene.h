/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fake-hall.h"
#include "sz-reader.h"

G_BEGIN_DECLS

/* A catalogue, a store in a fresh folder and a key: what a test of the sync needs. */
typedef struct {
  char *folder;
  SzCatalog *catalog;
  SzStore *store;
  SzSiteKey *key;
} Scene;

void scene_init (Scene *scene);
/* Removes the folder. */
void scene_clear (Scene *scene);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scene, scene_clear)

/* The store holds exactly the hall's rows, by reconcile and by number, and its rollups are those of its
 * facts. */
void scene_assert_equal (Scene *scene, FakeHall *hall);
gint64 scene_count (Scene *scene, const char *source, const char *dataset);
gint64 scene_refused (Scene *scene, const char *source, const char *dataset);
void scene_remove_tree (const char *path);

G_END_DECLS
