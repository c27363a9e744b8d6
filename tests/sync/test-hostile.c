/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hall and a network that do their worst: after the faults stop, the store equals the hall; a page is whole
 * or it never happened; nothing is asked for without end, and memory stays bounded. Every case from the
 * printed seed; SHUZHI_TEST_ALL=1 runs all of them. */
#include <string.h>

#include "hostile.h"
#include "pull-help.h"
#include "sz-gunzip.h"
#include "sz-pull.h"

static gboolean
all_cases (void)
{
  return g_strcmp0 (g_getenv ("SHUZHI_TEST_ALL"), "1") == 0 || g_test_slow ();
}

/* --- pages, byte by byte --- */

static char *
make_page (void)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  for (guint i = 0; i < 6; i++)
    g_string_append_printf (
        lines, "{\"key\":\"T%u\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-19T09:00:00+08:00\"}\n", i);
  return fake_hall_page (lines->str, "e1", "7", FALSE);
}

static gboolean
is_proven (const char *page, gsize length)
{
  g_auto (SzPageEnd) end = { 0 };
  g_autoptr (GError) error = NULL;
  const gboolean ok = sz_page_prove (page, length, "e1", &end, &error);
  if (!ok)
    g_assert_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE);
  return ok;
}

/* No cut of a page is taken for a page, at whatever byte (its last line end apart, which is no content). */
static void
test_page_cut_everywhere (void)
{
  g_autofree char *page = make_page ();
  const gsize length = strlen (page);
  g_assert_true (is_proven (page, length));
  for (gsize n = 0; n < length - 1; n++)
    if (is_proven (page, n))
      g_test_fail_printf ("a page cut at %zu of %zu is taken", n, length);
}

/* No changed byte of the rows goes unseen, nor one of count, hash, epoch or end. */
static void
test_page_damaged_everywhere (void)
{
  g_autofree char *page = make_page ();
  const gsize length = strlen (page);
  const gsize rows = (gsize)(strstr (page, "{\"end\"") - page);
  const char *cursor = strstr (page, "\"cursor\"");
  for (gsize i = 0; i < length - 1; i++) {
    const char old = page[i];
    page[i] = (char)(old ^ (1 << g_test_rand_int_range (0, 7)));
    /* The cursor, the watermark and `more` are not in the hash, which is of the rows. */
    /* Nor does it matter how the digits of a hash are written. */
    const gboolean same = i > rows && g_ascii_tolower (page[i]) == g_ascii_tolower (old);
    const gboolean hashed = !same && (i < rows || (page + i < cursor && page + i > page + rows));
    if (hashed && is_proven (page, length))
      g_test_fail_printf ("byte %zu may be changed unseen", i);
    page[i] = old;
  }
}

static void
test_page_pieces (void)
{
  g_autofree char *page = make_page ();
  g_autofree char *twice = g_strconcat (page, page, NULL);
  g_autofree char *behind = g_strconcat (page, "{}\n", NULL);
  g_autofree char *blank = g_strconcat (page, "\n", NULL);
  g_autofree char *before = g_strconcat ("\n", page, NULL);
  g_assert_false (is_proven (twice, strlen (twice)));
  g_assert_false (is_proven (behind, strlen (behind)));
  g_assert_false (is_proven (blank, strlen (blank)));
  g_assert_false (is_proven (before, strlen (before)));
}

/* --- cuts on the wire, in every framing --- */

typedef struct {
  RawFraming framing;
  gboolean gzip;
  gssize cut;
  guint hits;
} Cut;

static void
cut_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  Cut *cut = data;
  if (strstr (target, "/tickets/changes") == NULL)
    return;
  reply->framing = cut->framing;
  reply->gzip = cut->gzip;
  reply->cut = cut->cut;
  cut->hits++;
}

/* The length of the changes page as framed, near enough to reach its end. */
#define PAGE_BYTES 420

static void
test_wire_cuts (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (20);
  pull_well (&scene, hall);
  Cut cut = { 0 };
  gint64 held = 20;
  const guint step = all_cases () ? 1 : 23;
  for (guint framing = 0; framing < 6; framing++)
    for (gssize at = g_test_rand_int_range (0, (gint32)step); at < PAGE_BYTES; at += step) {
      g_autoptr (GError) error = NULL;
      cut = (Cut){ (RawFraming)(framing % 3), framing >= 3, at, 0 };
      put_ticket (hall, 1000 + (guint)held, 1, 19, (guint)held % 100);
      fake_hall_set_fault (hall, cut_cb, &cut);
      const gboolean ok = pull_hall (&scene, hall, &error);
      fake_hall_set_fault (hall, NULL, NULL);
      g_assert_cmpuint (cut.hits, >, 0);
      held++;
      /* Whole or not at all. */
      if (!ok) {
        g_assert_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE);
        g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, held - 1);
        pull_well (&scene, hall);
      }
      g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, held);
    }
  scene_assert_equal (&scene, hall);
}

/* --- gzip --- */

static void
test_gzip_damage (void)
{
  g_autofree char *page = make_page ();
  g_autoptr (GByteArray) packed = raw_gzip ((const guint8 *)page, strlen (page));
  /* Each byte of it changed: refused, or (in the few bytes of the header that mean nothing) the same text. */
  for (guint i = 0; i < packed->len; i++) {
    for (guint bit = 0; bit < 8; bit++) {
      g_autoptr (GError) error = NULL;
      packed->data[i] ^= (guint8)(1 << bit);
      g_autoptr (GBytes) plain = sz_gunzip (packed->data, packed->len, 1 << 20, &error);
      packed->data[i] ^= (guint8)(1 << bit);
      if (plain == NULL)
        g_assert_true (error->domain == SZ_ERROR);
      else
        g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), page, strlen (page));
    }
  }
  /* Two members one behind the other, and an empty one. */
  g_autoptr (GByteArray) two = g_byte_array_new ();
  g_byte_array_append (two, packed->data, packed->len);
  g_byte_array_append (two, packed->data, packed->len);
  g_assert_null (sz_gunzip (two->data, two->len, 1 << 20, NULL));
  g_assert_null (sz_gunzip ((const guint8 *)"", 0, 1 << 20, NULL));
}

static gsize
peak_kib (void)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0;
  const char *peak = strstr (text, "VmHWM:");
  return peak != NULL ? (gsize)g_ascii_strtoull (peak + 6, NULL, 10) : 0;
}

static void
bomb_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  if (strstr (target, "/days/") == NULL)
    return;
  GByteArray *packed = data;
  g_byte_array_set_size (reply->body, 0);
  g_byte_array_append (reply->body, packed->data, packed->len);
  reply->headers = g_strdup ("Content-Encoding: gzip\r\n");
}

/* A page that packs a thousandfold costs no more than the cap of a page. */
static void
test_gzip_bomb (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (10);
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) packed = NULL;
  {
    g_autofree guint8 *zeros = g_malloc0 (256 << 20);
    packed = raw_gzip (zeros, 256 << 20);
  }
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  fake_hall_set_fault (hall, bomb_cb, packed);
  const gsize before = peak_kib ();
  g_assert_false (pull_hall (&scene, hall, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
  g_assert_cmpuint (peak_kib () - before, <, 120 * 1024); /* the page's cap, a few times over */
  fake_hall_set_fault (hall, NULL, NULL);
  pull_well (&scene, hall);
  scene_assert_equal (&scene, hall);
}

/* --- the network --- */

/* `impatient`: what says nothing is given up for lost after a second. Nothing else may fail by that: a
 * machine with other things to do is silent for a second, too. */
static gboolean
pull_through (Scene *scene, Hostile *hostile, gboolean impatient, GError **error)
{
  g_autoptr (SzSource) source = sz_source_new ("hall", hostile_url (hostile));
  g_autoptr (SzPull) run = sz_pull_new (scene->store, source, scene->key, NULL, NULL, NULL);
  if (impatient)
    sz_pull_set_patience (run, 1, 2);
  return sz_pull_run (run, error);
}

static guint
random_amount (HostileKind kind)
{
  switch (kind) {
  case HOSTILE_LATENCY:
    return (guint)g_test_rand_int_range (1, 30);
  case HOSTILE_BANDWIDTH:
    return (guint)g_test_rand_int_range (20000, 200000);
  case HOSTILE_SLOW_CLOSE:
    return (guint)g_test_rand_int_range (1, 100);
  case HOSTILE_SLICER:
    return (guint)g_test_rand_int_range (1, 40);
  case HOSTILE_TIMEOUT:
  case HOSTILE_RESET:
  case HOSTILE_LIMIT:
    return (guint)g_test_rand_int_range (0, 600);
  case HOSTILE_NOTHING:
  case HOSTILE_DOWN:
  case N_HOSTILES:
    break;
  }
  return 0;
}

static void
test_toxics (void)
{
  const guint rounds = all_cases () ? 20 : 2;
  for (HostileKind kind = HOSTILE_LATENCY; kind < N_HOSTILES; kind++) {
    g_auto (Scene) scene = { 0 };
    scene_init (&scene);
    g_autoptr (FakeHall) hall = new_hall (60);
    g_autoptr (Hostile) hostile = hostile_new (fake_hall_url (hall));
    guint failures = 0;
    for (guint round = 0; round < rounds; round++) {
      g_autoptr (GError) error = NULL;
      put_ticket (hall, 500 + round, 1, 19, round);
      /* The first time in the middle of the first answer's head, whatever the seed. */
      hostile_set (hostile, kind, round == 0 && kind != HOSTILE_BANDWIDTH ? 50 : random_amount (kind),
                   kind == HOSTILE_TIMEOUT ? 1 : 6);
      if (!pull_through (&scene, hostile, kind == HOSTILE_TIMEOUT, &error)) {
        failures++;
        g_assert_true (error->domain == SZ_ERROR);
        g_assert_true (error->code == SZ_ERROR_NETWORK || error->code == SZ_ERROR_INCOMPLETE);
      }
    }
    g_test_message ("%s: %u of %u runs failed, %u connections spoilt", hostile_name (kind), failures, rounds,
                    hostile_spoilt (hostile));
    g_assert_cmpuint (hostile_spoilt (hostile), >, 0);
    if (kind == HOSTILE_TIMEOUT || kind == HOSTILE_RESET || kind == HOSTILE_LIMIT || kind == HOSTILE_DOWN)
      g_assert_cmpuint (failures, >, 0);
    else
      g_assert_cmpuint (failures, ==, 0); /* slow is not wrong */
    hostile_set (hostile, HOSTILE_NOTHING, 0, 0);
    g_autoptr (GError) error = NULL;
    g_assert_true (pull_through (&scene, hostile, FALSE, &error));
    g_assert_no_error (error);
    scene_assert_equal (&scene, hall);
    g_assert_cmpint (scene_refused (&scene, "hall", "tickets"), ==, 0);
  }
}

/* --- lies and damage, all together, from the seed --- */

typedef struct {
  guint share; /* one of so many answers */
  GRand *rand;
} Malice;

static void
malice_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  Malice *malice = data;
  if (reply->body->len == 0 || strstr (target, "/live") != NULL ||
      g_rand_int_range (malice->rand, 0, (gint32)malice->share) != 0)
    return;
  const guint at = (guint)g_rand_int_range (malice->rand, 0, (gint32)reply->body->len);
  switch (g_rand_int_range (malice->rand, 0, 10)) {
  case 0:
    reply->status = (guint)g_rand_int_range (malice->rand, 500, 505);
    break;
  case 1:
    reply->status = 429;
    reply->headers = g_strdup ("Retry-After: 99999999999999999999\r\n");
    break;
  case 2:
    reply->body->data[at] ^= 1; /* one bit */
    break;
  case 3:
    reply->framing = RAW_CHUNKED;
    reply->cut = (gssize)at;
    break;
  case 4:
    reply->gzip = TRUE;
    reply->framing = RAW_CLOSE;
    reply->cut = (gssize)(at % 60);
    break;
  case 5:
    raw_reply_text (reply, "<!doctype html><title>Sign in</title>");
    break;
  case 6:
    replace_text (reply, "\"more\":false", "\"more\":true");
    break;
  case 7:
    replace_text (reply, "\"cursor\":\"", "\"cursor\":\"9");
    break;
  case 8:
    replace_text (reply, "\"epoch\":\"e", "\"epoch\":\"x");
    break;
  default:
    reply->raw = "HTTP/1.1 200 OK\r\nContent-Length: -1\r\nTransfer-Encoding: gzip, chunked\r\n\r\nzz\r\n";
    break;
  }
}

/* S8: pages repeated, turned round, overlapping, late: an older version never wins. */
static void
test_malice (void)
{
  const guint rounds = all_cases () ? 300 : 25;
  for (guint round = 0; round < rounds; round++) {
    g_auto (Scene) scene = { 0 };
    scene_init (&scene);
    g_autoptr (FakeHall) hall = new_hall ((guint)g_test_rand_int_range (1, 60));
    Malice malice = { (guint)g_test_rand_int_range (3, 12),
                      g_rand_new_with_seed ((guint32)g_test_rand_int ()) };
    gint64 version = 2;
    fake_hall_set_page_rows (hall, (guint)g_test_rand_int_range (1, 12));
    fake_hall_set_fault (hall, malice_cb, &malice);
    for (guint step = 0; step < 6; step++) {
      g_autoptr (GError) error = NULL;
      for (guint n = 0; n < 8; n++)
        put_ticket (hall, (guint)g_test_rand_int_range (0, 80), version++,
                    (guint)g_test_rand_int_range (1, 20), (guint)g_test_rand_int_range (0, 200));
      const guint before = fake_hall_requests (hall);
      if (!pull_hall (&scene, hall, &error))
        g_assert_true (error->domain == SZ_ERROR);
      g_assert_cmpuint (fake_hall_requests (hall) - before, <, 1000);
    }
    fake_hall_set_fault (hall, NULL, NULL);
    /* A lie about the cursor that was believed is found by comparing, and mended. */
    g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
    g_autoptr (GPtrArray) gaps = NULL;
    g_autoptr (GError) error = NULL;
    sz_sync_mend (scene.store, source, scene.key, NULL, NULL, NULL, &gaps, &error);
    g_assert_no_error (error);
    scene_assert_equal (&scene, hall);
    g_rand_free (malice.rand);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hostile/page-cut-everywhere", test_page_cut_everywhere);
  g_test_add_func ("/hostile/page-damaged-everywhere", test_page_damaged_everywhere);
  g_test_add_func ("/hostile/page-pieces", test_page_pieces);
  g_test_add_func ("/hostile/wire-cuts", test_wire_cuts);
  g_test_add_func ("/hostile/gzip-damage", test_gzip_damage);
  g_test_add_func ("/hostile/gzip-bomb", test_gzip_bomb);
  g_test_add_func ("/hostile/toxics", test_toxics);
  g_test_add_func ("/hostile/malice", test_malice);
  return g_test_run ();
}
