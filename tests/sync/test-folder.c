/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders that files are dropped into, and workbooks, made here with libzip. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <utime.h>
#include <zip.h>

#include "pull-help.h"
#include "sz-pull.h"
#include "sz-record-reader.h"
#include "sz-xlsx.h"

typedef struct {
  const char *name, *text;
} Part;

static void
write_zip (const char *path, const Part *parts, guint n)
{
  int code;
  zip_t *zip = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, &code);
  g_assert_nonnull (zip);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (zip_file_add (zip, parts[i].name,
                                   zip_source_buffer (zip, parts[i].text, strlen (parts[i].text), 0), 0),
                     >=, 0);
  g_assert_cmpint (zip_close (zip), ==, 0);
}

#define NS "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
static const char workbook[] =
    "<?xml version=\"1.0\"?><workbook " NS
    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
    "<sheet name=\"封面\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"数据\" sheetId=\"2\" "
    "r:id=\"rId2\"/></sheets></workbook>";
static const char relations[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"x\" Target=\"worksheets/cover.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"x\" Target=\"/xl/worksheets/data.xml\"/></Relationships>";
static const char styles[] =
    "<styleSheet " NS
    "><numFmts><numFmt numFmtId=\"165\" formatCode=\"yyyy&quot;年&quot;m\"/><numFmt numFmtId=\"166\" "
    "formatCode=\"0.0&quot;day&quot;\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>"
    "<xf numFmtId=\"0\"/><xf numFmtId=\"22\"/><xf numFmtId=\"165\"/><xf "
    "numFmtId=\"166\"/></cellXfs></styleSheet>";
static const char strings[] =
    "<sst " NS "><si><t>编号</t></si><si><t xml:space=\"preserve\"> 甲 </t></si>"
    "<si><r><t>富</t></r><r><t>文本</t></r><rPh><t>reading</t></rPh></si><si/></sst>";
static const char cover[] = "<worksheet " NS "><sheetData/></worksheet>";

static char *
sheet (const char *rows)
{
  return g_strdup_printf (
      "<worksheet " NS "><dimension ref=\"A1:XFD1048576\"/><sheetData>%s</sheetData></worksheet>", rows);
}

static char *
write_book (const char *folder, const char *name, const char *rows)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = sheet (rows);
  const Part parts[] = { { "xl/workbook.xml", workbook },      { "xl/_rels/workbook.xml.rels", relations },
                         { "xl/styles.xml", styles },          { "xl/sharedStrings.xml", strings },
                         { "xl/worksheets/cover.xml", cover }, { "xl/worksheets/data.xml", data } };
  write_zip (path, parts, G_N_ELEMENTS (parts));
  return path;
}

/* "a|b|c" of a row. */
static char *
join (const SzXlsxRow *row)
{
  g_autoptr (GString) out = g_string_new (NULL);
  for (guint i = 0; i < row->n_cells; i++)
    g_string_append_printf (out, "%s%.*s", i > 0 ? "|" : "", (int)row->cells[i].length,
                            row->text + row->cells[i].at);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_cells (void)
{
  static const char rows[] =
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" "
      "t=\"inlineStr\"><is><t>行内</t></is></c></row>"
      "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>1</v></c><c r=\"B3\" t=\"s\"><v>2</v></c><c r=\"C3\" "
      "t=\"s\"><v>3</v></c>"
      "<c r=\"D3\" t=\"b\"><v>1</v></c></row>"
      "<row><c s=\"1\"><v>46346.395833333336</v></c><c s=\"2\"><v>46346</v></c><c s=\"1\"><v>0.5</v></c>"
      "<c s=\"3\"><v>46346</v></c><c><v>0.10000000000000001</v></c><c><v>3.3010619900101E+17</v></c>"
      "<c t=\"str\"><f>A1&amp;B1</f><v>&lt;x&gt;</v></c><c t=\"e\"><v>#N/A</v></c></row>"
      "<row r=\"5\"><c r=\"A5\"/><c r=\"B5\"><v/></c></row>"
      "<row r=\"6\"><c r=\"B6\" t=\"s\"><v>99</v></c></row>"
      "<row r=\"7\"><c r=\"B7\"><v>1</v></c><c r=\"A7\"><v>2</v></c></row>";
  static const struct {
    gint64 number;
    const char *text, *why;
  } expected[] = {
    { 1, "编号||行内", NULL },
    { 3, " 甲 |富文本||true", NULL },
    { 3, "2026-11-20 09:30:00|2026-11-20|12:00:00|46346|0.1|3.3010619900101E+17|<x>|#N/A", NULL },
    { 6, NULL, "not there" },
    { 7, NULL, "out of order" },
  };
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autofree char *path = write_book (scene.folder, "a.xlsx", rows);
  g_autoptr (GError) error = NULL;
  g_autoptr (SzXlsx) xlsx = sz_xlsx_open (path, "数据", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    const SzXlsxRow *row = sz_xlsx_next (xlsx, &error);
    g_assert_no_error (error);
    g_assert_nonnull (row);
    if (i != 2)
      g_assert_cmpint (row->number, ==, expected[i].number);
    if (expected[i].why != NULL) {
      g_assert_nonnull (strstr (row->why, expected[i].why));
      continue;
    }
    g_autofree char *text = join (row);
    g_assert_null (row->why);
    g_assert_cmpstr (text, ==, expected[i].text);
  }
  g_assert_null (sz_xlsx_next (xlsx, &error));
  g_assert_no_error (error);
}

static void
expect_refused (const char *path, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzXlsx) xlsx = sz_xlsx_open (path, "数据", &error);
  while (xlsx != NULL && error == NULL && sz_xlsx_next (xlsx, &error) != NULL)
    continue;
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
}

/* X1, X2: packages and documents that mean harm. */
static void
test_hostile_books (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autofree char *laughs =
      g_strdup ("<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet><sheetData>"
                "<row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>");
  g_autofree char *outside =
      g_strdup ("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><worksheet><sheetData/></worksheet>");
  g_autoptr (GString) nested = g_string_new ("<worksheet>");
  for (guint i = 0; i < 100; i++)
    g_string_append (nested, "<a>");
  g_autofree char *cut = g_strdup ("<worksheet><sheetData><row><c><v>1</v></c>");
  const struct {
    const char *data, *says;
  } cases[] = {
    { laughs, "entities" }, { outside, "entities" }, { nested->str, "deeply" }, { cut, "damaged" }
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_build_filename (scene.folder, "bad.xlsx", NULL);
    const Part parts[] = { { "xl/workbook.xml", workbook },
                           { "xl/_rels/workbook.xml.rels", relations },
                           { "xl/worksheets/data.xml", cases[i].data } };
    write_zip (path, parts, G_N_ELEMENTS (parts));
    expect_refused (path, cases[i].says);
  }
  g_autofree char *bomb = g_build_filename (scene.folder, "bomb.xlsx", NULL);
  g_autofree char *blanks = g_strnfill (64 << 20, ' ');
  const Part heavy[] = { { "xl/workbook.xml", workbook }, { "xl/worksheets/data.xml", blanks } };
  write_zip (bomb, heavy, G_N_ELEMENTS (heavy));
  expect_refused (bomb, "far more");
  g_autofree char *many = g_build_filename (scene.folder, "many.xlsx", NULL);
  g_autofree Part *parts = g_new0 (Part, 3000);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < 3000; i++) {
    g_ptr_array_add (names, g_strdup_printf ("p%u", i));
    parts[i] = (Part){ g_ptr_array_index (names, i), "x" };
  }
  write_zip (many, parts, 3000);
  expect_refused (many, "2,000");
  g_autofree char *text = g_build_filename (scene.folder, "text.xlsx", NULL);
  g_assert_true (g_file_set_contents (text, "编号,时间\n", -1, NULL));
  expect_refused (text, "no workbook");
}

/* Every damaged byte of a workbook: refused or read, never worse. */
static void
test_damaged_book (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autofree char *path = write_book (scene.folder, "a.xlsx", "<row><c><v>1</v></c></row>");
  g_autofree char *bytes = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (guint round = 0; round < 400; round++) {
    g_autofree char *copy = g_memdup2 (bytes, length);
    for (guint n = (guint)g_test_rand_int_range (1, 4); n > 0; n--)
      copy[g_test_rand_int_range (0, (gint32)length)] = (char)g_test_rand_int ();
    const gsize kept =
        g_test_rand_int_range (0, 4) == 0 ? (gsize)g_test_rand_int_range (0, (gint32)length) : length;
    g_assert_true (g_file_set_contents (path, copy, (gssize)kept, NULL));
    g_autoptr (GError) error = NULL;
    g_autoptr (SzXlsx) xlsx = sz_xlsx_open (path, "数据", &error);
    while (xlsx != NULL && error == NULL && sz_xlsx_next (xlsx, &error) != NULL)
      continue;
    if (error != NULL)
      g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
  }
}

/* --- folders --- */

typedef struct {
  Scene scene;
  char *drop;
  SzSource *source;
} Place;

static const char csv_mapping[] =
    "[Mapping]\nId=m\nFormat=csv\n[Value at]\nColumn=时间\nFormat=yyyy-mm-dd HH:MM:SS\n[Rows tickets]\n"
    "Key={编号}\ntaken=at\narea=区域\n";
static const char book_mapping[] =
    "[Mapping]\nId=m\nFormat=xlsx\nSheet=数据\n[Value at]\nColumn=行内\nFormat=yyyy-mm-dd HH:MM:SS\n"
    "[Rows tickets]\nKey={编号}\ntaken=at\n";

static void
place_init (Place *place, const char *mapping)
{
  scene_init (&place->scene);
  place->drop = g_build_filename (place->scene.folder, "drop", NULL);
  g_autofree char *path = g_build_filename (place->scene.folder, "m.ini", NULL);
  g_assert_cmpint (g_mkdir (place->drop, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, mapping, -1, NULL));
  place->source = sz_source_new ("drop", "");
  g_free (place->source->mapping);
  place->source->mapping = g_steal_pointer (&path);
  place->source->folder = g_strdup (place->drop);
}

static void
place_clear (Place *place)
{
  sz_source_free (place->source);
  g_free (place->drop);
  scene_clear (&place->scene);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static void
set_written (const char *path, gint64 when_s)
{
  const struct utimbuf when = { (time_t)when_s, (time_t)when_s };
  g_assert_cmpint (utime (path, &when), ==, 0);
}

static void
make_old (const char *path)
{
  set_written (path, 1000000000);
}

static void
drop_text (Place *place, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (place->drop, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  make_old (path);
}

static gboolean
is_there (Place *place, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (place->drop, folder, name, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
take (Place *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzPull) pull =
      sz_pull_new (place->scene.store, place->source, place->scene.key, NULL, NULL, NULL);
  g_assert_true (sz_pull_run (pull, &error));
  g_assert_no_error (error);
}

static gint64
held (Place *place)
{
  return scene_count (&place->scene, "drop", "tickets");
}

static void
test_folder (void)
{
  g_auto (Place) place = { 0 };
  place_init (&place, csv_mapping);
  take (&place); /* nothing there */
  drop_text (&place, "a.csv", "编号,时间,区域\n1,2026-11-20 09:00:00,A\n2,2026-11-20 09:01:00,B\n");
  drop_text (&place, "b.csv", "nothing,of,that\n1,2,3\n");
  drop_text (&place, "notes.doc", "no");
  drop_text (&place, "c.csv.part", "half");
  take (&place);
  g_assert_cmpint (held (&place), ==, 2);
  g_assert_true (is_there (&place, "done", "a.csv"));
  g_assert_true (is_there (&place, "refused", "b.csv"));
  g_assert_true (is_there (&place, "refused", "b.csv.txt"));
  g_assert_true (is_there (&place, ".", "notes.doc"));
  g_assert_true (is_there (&place, ".", "c.csv.part"));
  /* A file somebody is still writing to waits. */
  g_autofree char *fresh = g_build_filename (place.drop, "d.csv", NULL);
  g_assert_true (g_file_set_contents (fresh, "编号,时间,区域\n3,2026-11-20 09:02:00,A\n", -1, NULL));
  set_written (fresh, g_get_real_time () / G_USEC_PER_SEC + 8); /* a slow machine may take its time */
  take (&place);
  g_assert_cmpint (held (&place), ==, 2);
  /* So does one that another machine writes, whose clock says another hour. */
  set_written (fresh, g_get_real_time () / G_USEC_PER_SEC + 8 * 3600);
  take (&place);
  g_assert_cmpint (held (&place), ==, 2);
  make_old (fresh);
  take (&place);
  g_assert_cmpint (held (&place), ==, 3);
  /* The same name again is not written over; the corrected row replaces the old one. */
  drop_text (&place, "a.csv", "编号,时间,区域\n1,2026-11-20 09:00:00,C\n");
  take (&place);
  g_assert_true (is_there (&place, "done", "2-a.csv"));
  g_assert_cmpint (held (&place), ==, 3);
  /* What a crash left in the middle is taken first. */
  drop_text (&place, ".taking/e.csv", "编号,时间,区域\n4,2026-11-20 09:03:00,A\n");
  take (&place);
  g_assert_cmpint (held (&place), ==, 4);
  g_assert_true (is_there (&place, "done", "e.csv"));
  /* One from before the clock was put back by two days. */
  drop_text (&place, "f.csv", "编号,时间,区域\n5,2026-11-20 09:04:00,A\n");
  g_autofree char *ahead = g_build_filename (place.drop, "f.csv", NULL);
  set_written (ahead, g_get_real_time () / G_USEC_PER_SEC + 2 * 86400);
  take (&place);
  g_assert_cmpint (held (&place), ==, 5);
}

/* One line with a NUL byte is refused, the others are taken. */
static void
test_nul_byte (void)
{
  g_auto (Place) place = { 0 };
  place_init (&place, csv_mapping);
  g_autoptr (GString) text = g_string_new ("编号,时间,区域\n");
  for (guint i = 0; i < 100; i++)
    g_string_append_printf (text, "%u,2026-11-20 09:%02u:00,A\n", i, i % 60);
  g_string_append_len (text, "x,2026-11-20 09:00:00,A\0B\n", 26);
  g_autofree char *path = g_build_filename (place.drop, "a.csv", NULL);
  g_assert_true (g_file_set_contents (path, text->str, (gssize)text->len, NULL));
  make_old (path);
  take (&place);
  g_assert_cmpint (held (&place), ==, 100);
  g_assert_cmpint (scene_refused (&place.scene, "drop", "tickets"), ==, 1);
}

static void
test_book_as_source (void)
{
  g_auto (Place) place = { 0 };
  place_init (&place, book_mapping);
  g_autofree char *path = write_book (
      place.drop, "a.xlsx",
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" "
      "t=\"inlineStr\"><is><t>行内</t></is></c></row>"
      "<row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"C2\" s=\"1\"><v>46346.395833333336</v></c></row>"
      "<row r=\"3\"><c r=\"A3\"><v>8</v></c></row>"
      "<row r=\"4\"><c r=\"A4\"><v>9</v></c><c r=\"C4\" s=\"1\"><v>46346.4</v></c></row>");
  make_old (path);
  take (&place);
  g_assert_cmpint (held (&place), ==, 2);
  g_assert_cmpint (scene_refused (&place.scene, "drop", "tickets"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xlsx/cells", test_cells);
  g_test_add_func ("/xlsx/hostile", test_hostile_books);
  g_test_add_func ("/xlsx/damaged", test_damaged_book);
  g_test_add_func ("/folder/files", test_folder);
  g_test_add_func ("/folder/nul-byte", test_nul_byte);
  g_test_add_func ("/folder/book", test_book_as_source);
  return g_test_run ();
}
