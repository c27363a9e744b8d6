/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plants identities wherever a hall or a file could carry them, runs everything in a child whose output is
 * kept, and then looks for them in every file of the home and the temporary folder and in the output. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "scene.h"

#define ID "990106198507154316"
#define ID_BAD "990106198507154310"
#define CREDIT "91990100MA2TE5TX0Y"
#define PHONE "10047110815"
#define NAME "独孤求败鸟"
static const char *const canaries[] = {
  ID, ID_BAD, CREDIT, PHONE, NAME, "990106 19850715 4316", "９９０１０６１９８５０７１５４３１６"
};

static void
spoil_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  if (number % 5 != 4)
    return;
  reply->status = 500 + number % 2;
  raw_reply_text (reply, "error for " ID " " PHONE " " NAME);
}

static void
fill_hall (FakeHall *hall)
{
  static const char *const broken[] = {
    "{\"key\":\"B1\",\"ver\":1,\"op\":\"put\",\"at\":\"" ID "\"}",
    "{\"key\":\"" ID "\",\"ver\":1,\"op\":\"put\",\"at\":\"x\"}",
    "{\"key\":\"" PHONE "\",\"ver\":1,\"op\":\"put\",\"at\":\"" PHONE "\"}",
    "{\"key\":\"" NAME "\",\"ver\":1,\"op\":\"put\",\"at\":\"" NAME "\"}",
    "{\"key\":\"W" CREDIT "W\",\"ver\":1,\"op\":\"put\",\"at\":\"x\"}",
    "{\"" NAME "\":\"" ID "\"}",
    ID " " PHONE " " NAME,
    "{\"key\":\"B2\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-19T09:00:00+08:00\",\"recalls\":\"" ID "\"}",
    "{\"key\":\"B3\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-19T09:00:00+08:00\",\"subject\":" ID "}",
    "{\"key\":\"B4\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-19T09:00:00+08:00\",\"area\":\"" ID
    "\\u0001\"}",
  };
  for (guint i = 0; i < 60; i++) {
    g_autofree char *key = g_strdup_printf ("T%u", i);
    fake_hall_put (hall, "tickets", key, 1, "2026-11-19T09:00:00+08:00",
                   i % 2 ? ",\"subject\":\"" ID "\",\"phone\":\"" PHONE "\",\"area\":\"A\""
                         : ",\"subject\":\"" CREDIT "\",\"phone\":\"+86 " PHONE "\",\"area\":\"A\"");
    fake_hall_put (hall, "evals", key, 1, "2026-11-19T10:00:00+08:00",
                   ",\"level\":1,\"subject\":\"" ID_BAD "\",\"comment\":\"我是" ID "，电话" PHONE
                   "，990106 19850715 4316，"
                   "９９０１０６１９８５０７１５４３１６，" CREDIT "\"");
  }
  fake_hall_put (hall, "tickets", "W" ID, 1, "2026-11-19T09:30:00+08:00",
                 ",\"item\":\"" ID "\",\"area\":\"A\"");
  fake_hall_put (hall, "tickets", "W" ID_BAD "-1", 1, "2026-11-19T09:31:00+08:00",
                 ",\"item\":\"９９０１０６１９８５０７１５４３１６\",\"area\":\"990106 19850715 4316\"");
  fake_hall_put (hall, "tickets", "W" CREDIT "W", 1, "2026-11-19T09:32:00+08:00",
                 ",\"item\":\"" ID_BAD "\",\"area\":\"A" CREDIT "\"");
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autofree char *key = g_strdup_printf ("X%u", i);
    fake_hall_put (hall, "tickets", key, 1, "2026-11-19T09:00:00+08:00", NULL);
    fake_hall_spoil_row (hall, "tickets", key, broken[i]);
  }
}

static void
print_frame (SzFrame *frame)
{
  g_autofree char *csv = sz_frame_to_csv (frame, TRUE), *json = sz_frame_to_json (frame),
                  *table = sz_frame_to_table (frame);
  g_print ("%s\n%s\n%s\n", csv, json, table);
}

static void
import_and_print (Scene *scene, const char *mapping_text, const char *text)
{
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *mapping = g_build_filename (scene->folder, "m.ini", NULL);
  g_autofree char *outside = g_dir_make_tmp ("canary-file-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (outside, "people.csv", NULL);
  g_assert_true (g_file_set_contents (mapping, mapping_text, -1, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  const SzImportOptions options = { .path = path, .mapping = mapping };
  if (sz_import_file (scene->store, scene->key, &options, &report, NULL, &error))
    g_print ("%" G_GINT64_FORMAT " taken, %" G_GINT64_FORMAT " refused\n", report.taken, report.refused);
  else
    g_print ("%s\n", error->message);
  for (guint i = 0; report.refusals != NULL && i < report.refusals->len; i++)
    g_print ("%s\n", (char *)g_ptr_array_index (report.refusals, i));
  g_unlink (path);
  g_rmdir (outside);
}

static void
state_cb (const SzSyncState *state, gpointer data)
{
  g_print ("%s %s %s\n", state->source, state->dataset, state->sentence);
}

/* The child: syncs, imports, queries, and leaves its folder behind for the parent to look through. */
static void
run_child (const char *note)
{
  static Scene scene; /* for good: see below */
  g_autoptr (GError) error = NULL;
  scene_init (&scene);
  g_assert_true (g_file_set_contents (note, scene.folder, -1, NULL));
  FakeHall *hall = fake_hall_new ();
  fill_hall (hall);
  fake_hall_set_fault (hall, spoil_cb, NULL);
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  for (guint i = 0; i < 4; i++) {
    g_clear_error (&error);
    if (!sz_sync_once (scene.store, source, scene.key, state_cb, NULL, NULL, &error))
      g_print ("%s\n", error->message);
  }
  fake_hall_set_fault (hall, NULL, NULL);
  g_clear_error (&error);
  g_assert_true (sz_sync_once (scene.store, source, scene.key, state_cb, NULL, NULL, &error));
  import_and_print (&scene,
                    "[Mapping]\nId=people\nFormat=csv\n[Rows "
                    "cases]\nKey={id}\nreceived=at\nsubject=who\nphone=tel\nname=name\n"
                    "area=area\n",
                    "id,at,who,tel,name,area\n1,2026-11-19T09:00:00+08:00," ID "," PHONE "," NAME ",A\n2," ID
                    "," PHONE "," NAME "," CREDIT ",A\n" ID ",x,x,x,x,x\n3,2026-11-19T09:00:00+08:00,\"" ID
                    "\n" NAME "," PHONE "\n");
  import_and_print (&scene, "[Mapping]\nId=wrong\nFormat=csv\n[Rows cases]\nKey={id}\nreceived=at\n",
                    ID "," PHONE "," NAME "\n1,2,3\n");
  g_autoptr (SzReader) reader = sz_reader_open (scene.folder, scene.catalog, &error);
  g_autoptr (SzZone) zone = sz_reader_zone (reader, &error);
  static const char *const names[] = { "tickets", "evals", "cases" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (SzFrame) rows = sz_reader_rows (reader, sz_catalog_dataset (scene.catalog, names[i], NULL), 0,
                                               0, zone, NULL, 0, NULL, 200, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (rows->rows, >, 0);
    print_frame (rows);
  }
  g_autoptr (SzFrame) refusals = sz_reader_refusals (reader, NULL, NULL, 1000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refusals->rows, >=, 9);
  print_frame (refusals);
  /* Left open on purpose: the write-ahead log is searched as well. */
}

static guint64
search (const char *path, guint64 *files)
{
  guint64 bytes = 0;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *entry;
  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, entry, NULL);
    g_autofree char *text = NULL;
    gsize length;
    if (g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      continue;
    if (g_file_test (child, G_FILE_TEST_IS_DIR)) {
      bytes += search (child, files);
      continue;
    }
    if (!g_file_get_contents (child, &text, &length, NULL))
      continue;
    (*files)++;
    bytes += length;
    for (guint i = 0; i < G_N_ELEMENTS (canaries); i++)
      if (memmem (text, length, canaries[i], strlen (canaries[i])) != NULL)
        g_test_fail_printf ("“%s” was found in %s", canaries[i], child);
  }
  return bytes;
}

static void
test_canary (void)
{
  if (g_getenv ("SHUZHI_CANARY_NOTE") != NULL) {
    run_child (g_getenv ("SHUZHI_CANARY_NOTE"));
    return;
  }
  g_autoptr (GError) error = NULL;
  g_autofree char *temp = g_dir_make_tmp ("shuzhi-canary-XXXXXX", NULL);
  g_autofree char *note = g_build_filename (temp, "note", NULL),
                  *log = g_build_filename (temp, "output", NULL);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *const argv[] = { self, "-p", "/canary/nowhere", "--verbose", NULL };
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  guint64 files = 0;
  g_subprocess_launcher_setenv (launcher, "SHUZHI_CANARY_NOTE", note, TRUE);
  g_subprocess_launcher_setenv (launcher, "TMPDIR", temp, TRUE);
  g_subprocess_launcher_setenv (launcher, "G_MESSAGES_DEBUG", "all", TRUE);
  g_subprocess_launcher_set_stdout_file_path (launcher, log);
  g_autoptr (GSubprocess) child = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_subprocess_wait (child, NULL, NULL);
  g_autofree char *output = NULL;
  g_assert_true (g_file_get_contents (log, &output, NULL, NULL));
  if (!g_subprocess_get_successful (child))
    g_test_message ("%s", output);
  g_assert_true (g_subprocess_get_successful (child));
  const guint64 bytes = search (temp, &files);
  g_test_message ("%" G_GUINT64_FORMAT " files, %" G_GUINT64_FORMAT " bytes searched", files, bytes);
  g_assert_cmpuint (files, >=, 3);
  g_assert_cmpuint (bytes, >, 100000);
  scene_remove_tree (temp);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/canary/nowhere", test_canary);
  return g_test_run ();
}
