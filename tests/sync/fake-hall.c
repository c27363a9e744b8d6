/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-hall.h"

#include <string.h>

typedef struct {
  char *dataset, *key, *at, *line;
  gint64 version, day;
  gboolean deleted;
  guint64 sequence; /* of its latest change */
} Row;

struct _FakeHall {
  GMutex mutex;
  RawServer *server;
  GPtrArray *rows; /* (element-type Row), deleted ones too */
  guint64 sequence;
  guint epoch, requests, page_rows;
  char *now;
  gboolean silent;
  FakeHallFault fault;
  gpointer data;
};

static const char *const datasets[] = { "tickets", "evals", "unheard_of" };

static void
row_free (gpointer data)
{
  Row *row = data;
  g_free (row->dataset);
  g_free (row->key);
  g_free (row->at);
  g_free (row->line);
  g_free (row);
}

/* --- pages --- */

char *
fake_hall_page (const char *lines, const char *epoch, const char *cursor, gboolean more)
{
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, lines, -1);
  guint count = 0;
  for (const char *p = lines; *p != '\0'; p++)
    count += *p == '\n';
  return g_strdup_printf (
      "%s{\"end\":true,\"count\":%u,\"sha256\":\"%s\",\"cursor\":\"%s\",\"epoch\":\"%s\",\"more\":%s,"
      "\"watermark\":\"2026-11-20T14:00:00+08:00\"}\n",
      lines, count, sha256, cursor, epoch, more ? "true" : "false");
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Row *const *)a)->key, (*(const Row *const *)b)->key);
}

static int
compare_sequences (gconstpointer a, gconstpointer b)
{
  const guint64 x = (*(const Row *const *)a)->sequence, y = (*(const Row *const *)b)->sequence;
  return (x > y) - (x < y);
}

/* (transfer container) */
static GPtrArray *
select_rows (FakeHall *hall, const char *dataset, gint64 day, guint64 after, gboolean changes)
{
  GPtrArray *chosen = g_ptr_array_new ();
  for (guint i = 0; i < hall->rows->len; i++) {
    Row *row = g_ptr_array_index (hall->rows, i);
    if (strcmp (row->dataset, dataset) != 0)
      continue;
    if (changes ? row->sequence > after : !row->deleted && row->day == day)
      g_ptr_array_add (chosen, row);
  }
  g_ptr_array_sort (chosen, changes ? compare_sequences : compare_keys);
  return chosen;
}

static char *
serve_rows (FakeHall *hall, const char *dataset, gint64 day, guint64 after, gboolean changes)
{
  g_autoptr (GPtrArray) rows = select_rows (hall, dataset, day, after, changes);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *epoch = g_strdup_printf ("e%u", hall->epoch);
  const guint first = changes ? 0 : (guint)after;
  const guint last = MIN (rows->len, first + hall->page_rows);
  guint64 cursor = changes ? after : last;
  for (guint i = first; i < last; i++) {
    const Row *row = g_ptr_array_index (rows, i);
    if (row->deleted)
      g_string_append_printf (lines,
                              "{\"key\":\"%s\",\"ver\":%" G_GINT64_FORMAT ",\"op\":\"del\",\"at\":\"%s\"}\n",
                              row->key, row->version, row->at);
    else
      g_string_append_printf (lines, "%s\n", row->line);
    if (changes)
      cursor = row->sequence;
  }
  if (changes && last == rows->len)
    cursor = hall->sequence;
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, cursor);
  return fake_hall_page (lines->str, epoch, text, last < rows->len);
}

static char *
serve_offer (FakeHall *hall)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_string_append_printf (
      out,
      "{\"epoch\":\"e%u\",\"now\":\"%s\",\"zone\":\"Asia/Shanghai\",\"name\":\"测试大厅\",\"datasets\":[",
      hall->epoch, hall->now);
  for (guint i = 0; i < G_N_ELEMENTS (datasets); i++) {
    gint64 first = G_MAXINT64, last = G_MININT64, count = 0;
    for (guint j = 0; j < hall->rows->len; j++) {
      const Row *row = g_ptr_array_index (hall->rows, j);
      if (row->deleted || strcmp (row->dataset, datasets[i]) != 0)
        continue;
      count++;
      first = MIN (first, row->day);
      last = MAX (last, row->day);
    }
    char from[11] = "", to[11] = "";
    if (count > 0) {
      sz_day_format (first, from);
      sz_day_format (last, to);
    }
    g_string_append_printf (
        out,
        "%s{\"name\":\"%s\",\"rows\":%" G_GINT64_FORMAT ",\"earliest\":%s%s%s,\"latest\":%s%s%s,"
        "\"cursor\":\"%" G_GUINT64_FORMAT "\"}",
        i > 0 ? "," : "", datasets[i], count, count > 0 ? "\"" : "null", from, count > 0 ? "\"" : "",
        count > 0 ? "\"" : "null", to, count > 0 ? "\"" : "", hall->sequence);
  }
  g_string_append (out, "]}");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
serve_reconcile (FakeHall *hall, const char *dataset, gint64 day)
{
  g_autoptr (GPtrArray) rows = select_rows (hall, dataset, day, 0, FALSE);
  g_autoptr (GString) pairs = g_string_new (NULL);
  for (guint i = 0; i < rows->len; i++) {
    const Row *row = g_ptr_array_index (rows, i);
    g_string_append_printf (pairs, "%s %" G_GINT64_FORMAT "\n", row->key, row->version);
  }
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, pairs->str, (gssize)pairs->len);
  return g_strdup_printf ("{\"count\":%u,\"sha256\":\"%s\"}", rows->len, sha256);
}

/* Waits until something changes, hints at it, and closes. */
static void
serve_live (FakeHall *hall, RawReply *reply)
{
  const guint64 seen = hall->sequence;
  for (guint i = 0; i < 100 && hall->sequence == seen && !raw_server_is_stopped (hall->server); i++) {
    g_mutex_unlock (&hall->mutex);
    g_usleep (20 * 1000);
    g_mutex_lock (&hall->mutex);
  }
  reply->headers = g_strdup ("Content-Type: text/event-stream\r\n");
  reply->framing = RAW_CLOSE;
  raw_reply_text (reply, "event: hint\ndata: {\"datasets\":[\"tickets\"]}\n\n");
}

static const char *
find_parameter (const char *target, const char *name)
{
  const char *at = strstr (target, name);
  return at != NULL ? at + strlen (name) : "";
}

static char *
serve_body (FakeHall *hall, const char *target, char **parts, guint n)
{
  gint64 day = 0;
  if (n == 4 && g_str_has_prefix (parts[3], "datasets"))
    return NULL;
  if (n >= 5 && strcmp (parts[2], "datasets") == 0 && g_str_has_prefix (parts[4], "changes"))
    return serve_rows (hall, parts[3], 0, g_ascii_strtoull (find_parameter (target, "after="), NULL, 10),
                       TRUE);
  if (n >= 6 && strcmp (parts[4], "days") == 0) {
    g_autofree char *date = g_strndup (parts[5], 10);
    if (sz_day_parse (date, &day))
      return serve_rows (hall, parts[3], day, g_ascii_strtoull (find_parameter (target, "after="), NULL, 10),
                         FALSE);
  }
  if (n >= 4 && strcmp (parts[2], "reconcile") == 0) {
    g_autofree char *dataset = g_strndup (parts[3], strcspn (parts[3], "?"));
    if (sz_day_parse (find_parameter (target, "day="), &day))
      return serve_reconcile (hall, dataset, day);
  }
  return NULL;
}

static void
serve_cb (const char *target, RawReply *reply, gpointer data)
{
  FakeHall *hall = data;
  g_auto (GStrv) parts = g_strsplit (target, "/", -1);
  g_autofree char *body = NULL;
  g_mutex_lock (&hall->mutex);
  const guint number = ++hall->requests;
  if (strcmp (target, "/v1/live") == 0)
    serve_live (hall, reply);
  else if (strcmp (target, "/v1/datasets") == 0)
    body = serve_offer (hall);
  else
    body = serve_body (hall, target, parts, g_strv_length (parts));
  if (body != NULL)
    raw_reply_text (reply, body);
  else if (reply->headers == NULL)
    reply->status = 404;
  if (hall->fault != NULL)
    hall->fault (target, number, reply, hall->data);
  g_mutex_unlock (&hall->mutex);
}

/* --- what tests do --- */

FakeHall *
fake_hall_new (void)
{
  FakeHall *hall = g_new0 (FakeHall, 1);
  g_mutex_init (&hall->mutex);
  hall->rows = g_ptr_array_new_with_free_func (row_free);
  hall->epoch = 1;
  hall->page_rows = 1000;
  hall->now = g_strdup ("2026-11-20T14:36:00+08:00");
  hall->server = raw_server_new (serve_cb, hall);
  return hall;
}

void
fake_hall_free (FakeHall *hall)
{
  if (hall == NULL)
    return;
  raw_server_free (hall->server);
  g_ptr_array_unref (hall->rows);
  g_mutex_clear (&hall->mutex);
  g_free (hall->now);
  g_free (hall);
}

const char *
fake_hall_url (FakeHall *hall)
{
  return raw_server_url (hall->server);
}

static Row *
get_row (FakeHall *hall, const char *dataset, const char *key)
{
  for (guint i = 0; i < hall->rows->len; i++) {
    Row *row = g_ptr_array_index (hall->rows, i);
    if (strcmp (row->dataset, dataset) == 0 && strcmp (row->key, key) == 0)
      return row;
  }
  Row *row = g_new0 (Row, 1);
  row->dataset = g_strdup (dataset);
  row->key = g_strdup (key);
  g_ptr_array_add (hall->rows, row);
  return row;
}

void
fake_hall_put (FakeHall *hall, const char *dataset, const char *key, gint64 version, const char *at,
               const char *fields)
{
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  gint64 at_ms;
  g_assert_true (sz_instant_parse (at, -1, NULL, &at_ms));
  g_mutex_lock (&hall->mutex);
  Row *row = get_row (hall, dataset, key);
  row->version = version;
  row->deleted = FALSE;
  row->day = sz_zone_day (zone, at_ms);
  if (!hall->silent)
    row->sequence = ++hall->sequence;
  g_free (row->at);
  row->at = g_strdup (at);
  g_free (row->line);
  row->line = g_strdup_printf ("{\"key\":\"%s\",\"ver\":%" G_GINT64_FORMAT ",\"op\":\"put\",\"at\":\"%s\"%s}",
                               key, version, at, fields != NULL ? fields : "");
  g_mutex_unlock (&hall->mutex);
}

void
fake_hall_delete (FakeHall *hall, const char *dataset, const char *key, gint64 version)
{
  g_mutex_lock (&hall->mutex);
  Row *row = get_row (hall, dataset, key);
  row->version = version;
  row->deleted = TRUE;
  /* No hall tells of a row that never was. */
  if (row->at != NULL)
    row->sequence = ++hall->sequence;
  g_mutex_unlock (&hall->mutex);
}

void
fake_hall_spoil_row (FakeHall *hall, const char *dataset, const char *key, const char *line)
{
  g_mutex_lock (&hall->mutex);
  Row *row = get_row (hall, dataset, key);
  g_free (row->line);
  row->line = g_strdup (line);
  row->sequence = ++hall->sequence;
  g_mutex_unlock (&hall->mutex);
}

void
fake_hall_mend_row (FakeHall *hall, const char *dataset, const char *key, const char *line)
{
  g_mutex_lock (&hall->mutex);
  Row *row = get_row (hall, dataset, key);
  g_free (row->line);
  row->line = g_strdup (line);
  g_mutex_unlock (&hall->mutex);
}

void
fake_hall_set_silent (FakeHall *hall, gboolean silent)
{
  g_mutex_lock (&hall->mutex);
  hall->silent = silent;
  g_mutex_unlock (&hall->mutex);
}

void
fake_hall_drop (FakeHall *hall, const char *dataset, const char *key)
{
  g_mutex_lock (&hall->mutex);
  g_ptr_array_remove (hall->rows, get_row (hall, dataset, key));
  g_mutex_unlock (&hall->mutex);
}

void
fake_hall_new_epoch (FakeHall *hall)
{
  g_mutex_lock (&hall->mutex);
  hall->epoch++;
  hall->sequence = 0;
  g_ptr_array_set_size (hall->rows, 0);
  g_mutex_unlock (&hall->mutex);
}

void
fake_hall_set_fault (FakeHall *hall, FakeHallFault fault, gpointer data)
{
  g_mutex_lock (&hall->mutex);
  hall->fault = fault;
  hall->data = data;
  g_mutex_unlock (&hall->mutex);
}

void
fake_hall_set_page_rows (FakeHall *hall, guint rows)
{
  g_mutex_lock (&hall->mutex);
  hall->page_rows = rows;
  g_mutex_unlock (&hall->mutex);
}

void
fake_hall_set_now (FakeHall *hall, const char *now)
{
  g_mutex_lock (&hall->mutex);
  g_free (hall->now);
  hall->now = g_strdup (now);
  g_mutex_unlock (&hall->mutex);
}

guint
fake_hall_requests (FakeHall *hall)
{
  g_mutex_lock (&hall->mutex);
  const guint requests = hall->requests;
  g_mutex_unlock (&hall->mutex);
  return requests;
}

gint64
fake_hall_rows (FakeHall *hall, const char *dataset)
{
  gint64 rows = 0;
  g_mutex_lock (&hall->mutex);
  for (guint i = 0; i < hall->rows->len; i++) {
    const Row *row = g_ptr_array_index (hall->rows, i);
    rows += !row->deleted && strcmp (row->dataset, dataset) == 0;
  }
  g_mutex_unlock (&hall->mutex);
  return rows;
}
