/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-xlsx.h"

#include <libxml/xmlreader.h>
#include <math.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-time.h"
#include "sz-zip.h"

#define MAX_ENTRIES 2000
#define MAX_ENTRY ((guint64)1 << 30)
#define MAX_RATIO 200
#define RATIO_FROM ((guint64)1 << 20) /* small entries may pack as well as they like */
#define MAX_STRINGS 2000000
#define MAX_STRING_BYTES ((gsize)128 << 20)
#define MAX_STYLES 100000
#define MAX_CELLS 4096
#define MAX_CELL (64 * 1024)
#define MAX_ROWS 1048576
#define MAX_DEPTH 32

/* One part of the package, being read. */
typedef struct {
  zip_file_t *file;
  guint64 read;
  gboolean too_large;
} Part;

struct _SzXlsx {
  zip_t *zip;
  GString *strings;      /* shared texts, one behind the other */
  GArray *string_starts; /* (element-type gsize) one more than texts */
  GByteArray *styles;    /* one byte for each cell format: 1 for dates */
  gboolean from_1904;
  Part part;
  xmlTextReader *reader; /* of the sheet */
  gint64 rows, claimed;
  GString *text;
  GArray *cells; /* (element-type SzXlsxCell) */
  SzXlsxRow row;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlTextReader, xmlFreeTextReader)

static gboolean
fail (GError **error, const char *why)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("the workbook cannot be read: %s"), why);
  return FALSE;
}

/* --- the package --- */

static gboolean
check_entry (zip_t *zip, zip_uint64_t i, GHashTable *names, GError **error)
{
  zip_stat_t about;
  if (zip_stat_index (zip, i, 0, &about) != 0 ||
      (about.valid & (ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE)) !=
          (ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE))
    return fail (error, _ ("its table of contents is damaged"));
  if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE)
    return fail (error, _ ("it is encrypted"));
  if (about.size > MAX_ENTRY || (about.size > RATIO_FROM && about.size / MAX_RATIO > about.comp_size))
    return fail (error, _ ("it unpacks to far more than it is (a zip bomb?)"));
  if (!g_hash_table_add (names, g_strdup (about.name)))
    return fail (error, _ ("it holds the same part twice"));
  return TRUE;
}

static gboolean
check_package (zip_t *zip, GError **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const zip_int64_t entries = zip_get_num_entries (zip, 0);
  if (entries < 1 || entries > MAX_ENTRIES)
    return fail (error, _ ("it has no parts or more than 2,000"));
  for (zip_int64_t i = 0; i < entries; i++)
    if (!check_entry (zip, (zip_uint64_t)i, names, error))
      return FALSE;
  return TRUE;
}

static int
read_part_cb (void *data, char *buffer, int length)
{
  Part *part = data;
  const zip_int64_t n = zip_fread (part->file, buffer, (zip_uint64_t)length);
  if (n < 0)
    return -1;
  /* What the table of contents says of a size is only a claim. */
  part->read += (guint64)n;
  if (part->read <= MAX_ENTRY)
    return (int)n;
  part->too_large = TRUE;
  return -1;
}

static int
close_part_cb (void *data)
{
  return 0;
}

static void
ignore_cb (void *data, const char *message, xmlParserSeverities severity, xmlTextReaderLocatorPtr place)
{
}

/* FALSE without an error: there is no such part. */
static gboolean
open_part (SzXlsx *xlsx, const char *name, Part *part, xmlTextReader **reader, GError **error)
{
  *part = (Part){ .file = zip_fopen (xlsx->zip, name, 0) };
  *reader = NULL;
  if (part->file == NULL)
    return FALSE;
  *reader = xmlReaderForIO (read_part_cb, close_part_cb, part, NULL, NULL,
                            XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT);
  if (*reader != NULL) {
    xmlTextReaderSetErrorHandler (*reader, ignore_cb, NULL);
    return TRUE;
  }
  zip_fclose (part->file);
  part->file = NULL;
  return fail (error, _ ("there is not enough memory"));
}

/* The next node: 1, 0 at the end, -1 with an error. */
static int
next_node (xmlTextReader *reader, const Part *part, GError **error)
{
  const int found = xmlTextReaderRead (reader);
  if (found < 0) {
    fail (error, part->too_large ? _ ("a part of it is larger than 1 GiB") : _ ("a part of it is damaged"));
    return -1;
  }
  if (found == 0)
    return 0;
  if (xmlTextReaderNodeType (reader) == XML_READER_TYPE_DOCUMENT_TYPE) {
    fail (error, _ ("it declares entities, which no workbook does"));
    return -1;
  }
  if (xmlTextReaderDepth (reader) > MAX_DEPTH) {
    fail (error, _ ("it is nested too deeply"));
    return -1;
  }
  return 1;
}

static gboolean
is_element (xmlTextReader *reader, const char *name)
{
  return xmlTextReaderNodeType (reader) == XML_READER_TYPE_ELEMENT &&
         strcmp ((const char *)xmlTextReaderConstLocalName (reader), name) == 0;
}

static gboolean
is_end (xmlTextReader *reader, const char *name)
{
  return xmlTextReaderNodeType (reader) == XML_READER_TYPE_END_ELEMENT &&
         strcmp ((const char *)xmlTextReaderConstLocalName (reader), name) == 0;
}

static gboolean
is_text (xmlTextReader *reader)
{
  const int type = xmlTextReaderNodeType (reader);
  return type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
         type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE || type == XML_READER_TYPE_WHITESPACE;
}

/* (transfer full) (nullable) */
static char *
get_attribute (xmlTextReader *reader, const char *name)
{
  xmlChar *value = xmlTextReaderGetAttribute (reader, (const xmlChar *)name);
  char *copy = g_strdup ((const char *)value);
  xmlFree (value);
  return copy;
}

typedef gboolean (*NodeFunc) (SzXlsx *xlsx, xmlTextReader *reader, gpointer data, GError **error);

/* All nodes of a part; a part that is not there is as good as an empty one. */
static gboolean
read_part (SzXlsx *xlsx, const char *name, NodeFunc func, gpointer data, GError **error)
{
  g_autoptr (GError) cause = NULL;
  xmlTextReader *opened;
  Part part;
  int found;
  gboolean ok = TRUE;
  if (!open_part (xlsx, name, &part, &opened, &cause)) {
    if (cause == NULL)
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  {
    g_autoptr (xmlTextReader) reader = opened;
    while (ok && (found = next_node (reader, &part, error)) > 0)
      ok = func (xlsx, reader, data, error);
    ok = ok && found == 0;
  }
  zip_fclose (part.file);
  return ok;
}

/* --- shared texts, formats, names of sheets --- */

typedef struct {
  guint phonetic; /* inside of reading aids, whose texts do not count */
  gboolean inside;
} TextWalk;

static gboolean
read_string_node (SzXlsx *xlsx, xmlTextReader *reader, gpointer data, GError **error)
{
  TextWalk *walk = data;
  if (is_element (reader, "rPh") && !xmlTextReaderIsEmptyElement (reader))
    walk->phonetic++;
  else if (is_end (reader, "rPh"))
    walk->phonetic--;
  else if (is_element (reader, "t"))
    walk->inside = !xmlTextReaderIsEmptyElement (reader);
  else if (is_end (reader, "t"))
    walk->inside = FALSE;
  else if (walk->inside && walk->phonetic == 0 && is_text (reader))
    g_string_append (xlsx->strings, (const char *)xmlTextReaderConstValue (reader));
  else if (is_end (reader, "si") || (is_element (reader, "si") && xmlTextReaderIsEmptyElement (reader)))
    g_array_append_val (xlsx->string_starts, xlsx->strings->len);
  if (xlsx->strings->len > MAX_STRING_BYTES || xlsx->string_starts->len > MAX_STRINGS)
    return fail (error, _ ("it has more than 2 million or 128 MiB of texts"));
  return TRUE;
}

typedef struct {
  GHashTable *dates; /* set of own formats that are dates */
  gboolean in_cells;
} StyleWalk;

/* A format is one of dates if it has a letter of dates outside of quotes and brackets. */
static gboolean
is_date_format (const char *code)
{
  for (const char *p = code; *p != '\0'; p++) {
    if (*p == '"')
      p = strchrnul (p + 1, '"');
    else if (*p == '[')
      p = strchrnul (p + 1, ']');
    else if ((*p == '\\' || *p == '_' || *p == '*') && p[1] != '\0')
      p++;
    else if (strchr ("ymdhsYMDHS", *p) != NULL)
      return TRUE;
    if (*p == '\0')
      break;
  }
  return FALSE;
}

static gboolean
read_style_node (SzXlsx *xlsx, xmlTextReader *reader, gpointer data, GError **error)
{
  StyleWalk *walk = data;
  if (is_element (reader, "cellXfs"))
    walk->in_cells = !xmlTextReaderIsEmptyElement (reader);
  else if (is_end (reader, "cellXfs"))
    walk->in_cells = FALSE;
  if (is_element (reader, "numFmt")) {
    g_autofree char *id = get_attribute (reader, "numFmtId"), *code = get_attribute (reader, "formatCode");
    if (id != NULL && code != NULL && is_date_format (code))
      g_hash_table_add (walk->dates, GINT_TO_POINTER ((int)g_ascii_strtoll (id, NULL, 10)));
  } else if (walk->in_cells && is_element (reader, "xf")) {
    g_autofree char *id = get_attribute (reader, "numFmtId");
    const int number = id != NULL ? (int)g_ascii_strtoll (id, NULL, 10) : 0;
    const guint8 date = (number >= 14 && number <= 22) || (number >= 27 && number <= 36) ||
                        (number >= 45 && number <= 47) || (number >= 50 && number <= 58) ||
                        g_hash_table_contains (walk->dates, GINT_TO_POINTER (number));
    if (xlsx->styles->len >= MAX_STYLES)
      return fail (error, _ ("it has too many formats"));
    g_byte_array_append (xlsx->styles, &date, 1);
  }
  return TRUE;
}

typedef struct {
  const char *wanted; /* (nullable) */
  char *relation, *target;
} SheetWalk;

static gboolean
read_workbook_node (SzXlsx *xlsx, xmlTextReader *reader, gpointer data, GError **error)
{
  SheetWalk *walk = data;
  if (is_element (reader, "workbookPr")) {
    g_autofree char *date = get_attribute (reader, "date1904");
    xlsx->from_1904 = date != NULL && (strcmp (date, "1") == 0 || strcmp (date, "true") == 0);
  } else if (is_element (reader, "sheet") && walk->relation == NULL) {
    g_autofree char *name = get_attribute (reader, "name");
    if (walk->wanted == NULL || g_strcmp0 (walk->wanted, name) == 0)
      walk->relation = get_attribute (reader, "r:id");
  }
  return TRUE;
}

static gboolean
read_relation_node (SzXlsx *xlsx, xmlTextReader *reader, gpointer data, GError **error)
{
  SheetWalk *walk = data;
  if (!is_element (reader, "Relationship") || walk->target != NULL)
    return TRUE;
  g_autofree char *id = get_attribute (reader, "Id"), *mode = get_attribute (reader, "TargetMode");
  if (g_strcmp0 (id, walk->relation) == 0 && g_strcmp0 (mode, "External") != 0)
    walk->target = get_attribute (reader, "Target");
  return TRUE;
}

static gboolean
open_sheet (SzXlsx *xlsx, const char *sheet, GError **error)
{
  SheetWalk walk = { .wanted = sheet };
  gboolean ok = read_part (xlsx, "xl/workbook.xml", read_workbook_node, &walk, error) &&
                (walk.relation == NULL ||
                 read_part (xlsx, "xl/_rels/workbook.xml.rels", read_relation_node, &walk, error));
  g_autofree char *relation = walk.relation, *target = walk.target;
  g_autoptr (GError) cause = NULL;
  if (!ok)
    return FALSE;
  if (target == NULL)
    return fail (error, sheet != NULL ? _ ("it has no sheet of the name the mapping states")
                                      : _ ("it has no sheet"));
  g_autofree char *name = *target == '/' ? g_strdup (target + 1) : g_strconcat ("xl/", target, NULL);
  if (open_part (xlsx, name, &xlsx->part, &xlsx->reader, &cause))
    return TRUE;
  if (cause == NULL)
    return fail (error, _ ("its sheet is missing"));
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

SzXlsx *
sz_xlsx_open (const char *path, const char *sheet, GError **error)
{
  g_autoptr (SzXlsx) xlsx = g_new0 (SzXlsx, 1);
  const gsize zero = 0;
  int code = 0;
  xlsx->strings = g_string_new (NULL);
  xlsx->string_starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_array_append_val (xlsx->string_starts, zero);
  xlsx->styles = g_byte_array_new ();
  xlsx->text = g_string_new (NULL);
  xlsx->cells = g_array_new (FALSE, TRUE, sizeof (SzXlsxCell));
  xlsx->zip = zip_open (path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
  if (xlsx->zip == NULL) {
    fail (error, _ ("it is no workbook (.xlsx), or damaged"));
    return NULL;
  }
  g_autoptr (GHashTable) dates = g_hash_table_new (NULL, NULL);
  TextWalk texts = { 0 };
  StyleWalk styles = { .dates = dates };
  if (!check_package (xlsx->zip, error) ||
      !read_part (xlsx, "xl/sharedStrings.xml", read_string_node, &texts, error) ||
      !read_part (xlsx, "xl/styles.xml", read_style_node, &styles, error) || !open_sheet (xlsx, sheet, error))
    return NULL;
  return g_steal_pointer (&xlsx);
}

void
sz_xlsx_close (SzXlsx *xlsx)
{
  if (xlsx == NULL)
    return;
  if (xlsx->reader != NULL)
    xmlFreeTextReader (xlsx->reader);
  if (xlsx->part.file != NULL)
    zip_fclose (xlsx->part.file);
  if (xlsx->zip != NULL)
    zip_discard (xlsx->zip);
  g_string_free (xlsx->strings, TRUE);
  g_array_unref (xlsx->string_starts);
  g_byte_array_unref (xlsx->styles);
  g_string_free (xlsx->text, TRUE);
  g_array_unref (xlsx->cells);
  g_free (xlsx);
}

gint64
sz_xlsx_rows (const SzXlsx *xlsx)
{
  return MAX (xlsx->claimed, 1);
}

/* --- cells --- */

/* Excel's own calendar has a 29 February 1900; days before 1 March 1900 are off by one and refused. */
static gboolean
append_date (GString *out, double serial, gboolean from_1904)
{
  if (from_1904)
    serial += 1462;
  if (!(serial >= 0) || serial >= 2958466)
    return FALSE;
  gint64 day = (gint64)floor (serial);
  gint64 second = (gint64)llround ((serial - (double)day) * 86400);
  if (second == 86400) {
    second = 0;
    day++;
  }
  const gboolean date = day > 0, clock = second > 0 || !date;
  if (date && day < 61)
    return FALSE;
  if (date) {
    char text[11];
    sz_day_format (day - 25569, text);
    g_string_append (out, text);
  }
  if (clock)
    g_string_append_printf (out, "%s%02d:%02d:%02d", date ? " " : "", (int)(second / 3600),
                            (int)(second / 60 % 60), (int)(second % 60));
  return TRUE;
}

/* 0.1 is stored as 0.10000000000000001; fifteen digits are what a workbook means. */
static void
append_number (GString *out, const char *text)
{
  char shown[64];
  gsize digits = 0;
  for (const char *p = text; *p != '\0'; p++)
    digits += g_ascii_isdigit (*p);
  if (digits <= 15 || strpbrk (text, "eE") != NULL || strchr (text, '.') == NULL) {
    g_string_append (out, text);
    return;
  }
  g_string_append (out, g_ascii_formatd (shown, sizeof shown, "%.15g", g_ascii_strtod (text, NULL)));
}

/* The column of "BC12", from 0; -1. */
static int
read_column (const char *reference)
{
  int column = 0;
  guint letters = 0;
  for (; g_ascii_isupper (reference[letters]) && letters < 4; letters++)
    column = column * 26 + (reference[letters] - 'A') + 1;
  return letters > 0 && letters < 4 ? column - 1 : -1;
}

typedef struct {
  char *type, *style;
  GString *value;
  gboolean in_value;
  guint phonetic;
} Cell;

static const char *
append_cell (SzXlsx *xlsx, const Cell *cell)
{
  const char *text = cell->value->str;
  if (g_strcmp0 (cell->type, "s") == 0) {
    char *end;
    const guint64 index = g_ascii_strtoull (text, &end, 10);
    if (end == text || *end != '\0' || index + 1 >= xlsx->string_starts->len)
      return N_ ("points at a text that is not there");
    const gsize from = g_array_index (xlsx->string_starts, gsize, index);
    const gsize to = g_array_index (xlsx->string_starts, gsize, index + 1);
    if (to - from > MAX_CELL)
      return N_ ("has a field longer than 64 KiB");
    g_string_append_len (xlsx->text, xlsx->strings->str + from, (gssize)(to - from));
    return NULL;
  }
  if (g_strcmp0 (cell->type, "b") == 0) {
    g_string_append (xlsx->text, strcmp (text, "1") == 0 ? "true" : "false");
  } else if (cell->type != NULL && strcmp (cell->type, "n") != 0) {
    g_string_append (xlsx->text, text);
  } else if (*text != '\0') {
    const guint64 style = cell->style != NULL ? g_ascii_strtoull (cell->style, NULL, 10) : 0;
    if (style >= xlsx->styles->len || xlsx->styles->data[style] == 0)
      append_number (xlsx->text, text);
    else if (!append_date (xlsx->text, g_ascii_strtod (text, NULL), xlsx->from_1904))
      return N_ ("has a date that no calendar has");
  }
  return NULL;
}

/* Fills up to the column and adds the cell. */
static const char *
put_cell (SzXlsx *xlsx, int column, const Cell *cell)
{
  if (column >= MAX_CELLS)
    return N_ ("has too many fields");
  if (column < (int)xlsx->cells->len)
    return N_ ("has cells out of order");
  while ((int)xlsx->cells->len < column) {
    const SzXlsxCell empty = { xlsx->text->len, 0 };
    g_array_append_val (xlsx->cells, empty);
  }
  SzXlsxCell put = { xlsx->text->len, 0 };
  const char *why = append_cell (xlsx, cell);
  put.length = xlsx->text->len - put.at;
  g_array_append_val (xlsx->cells, put);
  g_string_append_c (xlsx->text, '\t');
  return why;
}

static gboolean
read_cell (SzXlsx *xlsx, const char **why, GError **error)
{
  xmlTextReader *reader = xlsx->reader;
  g_autofree char *reference = get_attribute (reader, "r"), *type = get_attribute (reader, "t"),
                  *style = get_attribute (reader, "s");
  g_autoptr (GString) value = g_string_new (NULL);
  Cell cell = { .type = type, .style = style, .value = value };
  int column = reference != NULL ? read_column (reference) : (int)xlsx->cells->len;
  int found = 1;
  if (!xmlTextReaderIsEmptyElement (reader))
    while ((found = next_node (reader, &xlsx->part, error)) > 0 && !is_end (reader, "c")) {
      if (is_element (reader, "v") || is_element (reader, "t"))
        cell.in_value = !xmlTextReaderIsEmptyElement (reader);
      else if (is_end (reader, "v") || is_end (reader, "t"))
        cell.in_value = FALSE;
      else if (is_element (reader, "rPh") && !xmlTextReaderIsEmptyElement (reader))
        cell.phonetic++;
      else if (is_end (reader, "rPh"))
        cell.phonetic--;
      else if (cell.in_value && cell.phonetic == 0 && is_text (reader) && value->len <= MAX_CELL)
        g_string_append (value, (const char *)xmlTextReaderConstValue (reader));
    }
  if (found < 0)
    return FALSE;
  if (found == 0)
    return fail (error, _ ("a part of it is damaged"));
  if (*why != NULL)
    return TRUE;
  if (column < 0)
    *why = N_ ("has a cell without a place");
  else if (value->len > MAX_CELL)
    *why = N_ ("has a field longer than 64 KiB");
  else
    *why = put_cell (xlsx, column, &cell);
  return TRUE;
}

static gboolean
read_row (SzXlsx *xlsx, GError **error)
{
  xmlTextReader *reader = xlsx->reader;
  g_autofree char *number = get_attribute (reader, "r");
  const char *why = NULL;
  int found = 1;
  g_string_truncate (xlsx->text, 0);
  g_array_set_size (xlsx->cells, 0);
  if (++xlsx->rows > MAX_ROWS)
    return fail (error, _ ("its sheet has more rows than a workbook can have"));
  if (!xmlTextReaderIsEmptyElement (reader))
    while ((found = next_node (reader, &xlsx->part, error)) > 0 && !is_end (reader, "row"))
      if (is_element (reader, "c") && !read_cell (xlsx, &why, error))
        return FALSE;
  if (found < 0)
    return FALSE;
  if (found == 0)
    return fail (error, _ ("a part of it is damaged"));
  /* Formats reach further than texts: what is empty at the end is not there. */
  while (xlsx->cells->len > 0 && g_array_index (xlsx->cells, SzXlsxCell, xlsx->cells->len - 1).length == 0)
    g_array_set_size (xlsx->cells, xlsx->cells->len - 1);
  const gint64 stated = number != NULL ? g_ascii_strtoll (number, NULL, 10) : 0;
  xlsx->row = (SzXlsxRow){ stated > 0 ? stated : xlsx->rows,
                           why,
                           xlsx->text->str,
                           xlsx->text->len,
                           (const SzXlsxCell *)(const void *)xlsx->cells->data,
                           xlsx->cells->len };
  return TRUE;
}

static void
read_dimension (SzXlsx *xlsx)
{
  g_autofree char *reference = get_attribute (xlsx->reader, "ref");
  const char *end = reference != NULL ? strrchr (reference, ':') : NULL;
  while (end != NULL && *end != '\0' && !g_ascii_isdigit (*end))
    end++;
  if (end != NULL)
    xlsx->claimed = CLAMP (g_ascii_strtoll (end, NULL, 10), 0, MAX_ROWS);
}

const SzXlsxRow *
sz_xlsx_next (SzXlsx *xlsx, GError **error)
{
  int found;
  while ((found = next_node (xlsx->reader, &xlsx->part, error)) > 0) {
    if (is_element (xlsx->reader, "dimension"))
      read_dimension (xlsx);
    if (!is_element (xlsx->reader, "row"))
      continue;
    if (!read_row (xlsx, error))
      return NULL;
    if (xlsx->row.n_cells > 0 || xlsx->row.why != NULL)
      return &xlsx->row;
  }
  return NULL;
}
