/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readers of JSON: rows, documents, paths, the end of a page, the offer. What our reader takes, jansson
 * takes too, and the other way round where they mean the same (jansson knows no limits of ours). */
#include <jansson.h>
#include <string.h>

#include "fuzz.h"
#include "sz-json.h"
#include "sz-offer.h"

const char *const fuzz_seeds[] = {
  "{\"key\":\"a\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-20T09:00:00+08:00\",\"x\":[1,{\"y\":null}],\"z\":"
  "-1.5e3}",
  "{\"code\":0,\"data\":{\"total\":2,\"list\":[{\"a\":\"\\u4e2d\\ud83d\\ude00\"},{\"a\":true}]}}",
  "{\"epoch\":\"e\",\"now\":\"2026-11-20T14:00:00+08:00\",\"zone\":\"UTC\",\"datasets\":[{\"name\":"
  "\"tickets\",\"cursor\":\"1\","
  "\"rows\":3,\"earliest\":\"2026-11-01\",\"latest\":\"2026-11-20\"}]}",
  "{\"end\":true,\"count\":0,\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\","
  "\"cursor\":\"1\","
  "\"epoch\":\"e\",\"more\":false}\n",
  "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
  "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
  "[]",
  "0",
  NULL
};

static void
walk (const char *text, gsize length, guint depth)
{
  SzJsonItems items;
  const char *item, *found;
  gsize item_length, found_length;
  if (depth > 40 || !sz_json_items_begin (&items, text, length))
    return;
  while (sz_json_items_next (&items, &item, &item_length)) {
    g_assert_true (item >= text && item + item_length <= text + length && item_length > 0);
    walk (item, item_length, depth + 1);
  }
  if (sz_json_find (text, length, "0.a", &found, &found_length))
    g_assert_true (found >= text && found + found_length <= text + length);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const paths[] = { "", "data.list", "data.list.0.a", "data.total", "a", "x.1.y" };
  const char *text = (const char *)data, *why = NULL;
  SzJsonLine json;
  json_error_t where;
  sz_json_line_init (&json);
  const gboolean row = sz_json_line_read (&json, text, size, &why);
  g_assert_true (row || why != NULL);
  for (guint i = 0; row && i < json.members->len; i++) {
    const SzMember *member = &g_array_index (json.members, SzMember, i);
    g_assert_true (g_utf8_validate_len (member->name, member->name_length, NULL));
    if (member->value.kind == SZ_INPUT_STRING)
      g_assert_true (g_utf8_validate_len (member->value.text, member->value.length, NULL));
  }
  const gboolean document = sz_json_document_check (&json, text, size, &why);
  g_assert_true (!row || document);
  json_t *root = json_loadb (text, size, JSON_DECODE_ANY, &where);
  /* Numbers beyond what C can hold are no error of the text: jansson refuses them, we keep their digits. */
  /* It also takes a NUL byte for the end of a text, which hides what stands behind. */
  if (root != NULL && memchr (text, '\0', size) == NULL)
    g_assert_true (document || strstr (why, "deeply") != NULL);
  json_decref (root);
  if (document) {
    walk (text, size, 0);
    for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
      g_autofree char *value = sz_json_find_text (text, size, paths[i]);
      if (value != NULL)
        g_assert_true (g_utf8_validate (value, -1, NULL));
    }
  }
  sz_json_line_clear (&json);

  g_auto (SzPageEnd) end = { 0 };
  if (sz_page_prove (text, size, "e", &end, NULL))
    g_assert_cmpuint (end.rows_bytes, <, size);
  SzOffer *offer = sz_offer_parse (text, size, NULL);
  sz_offer_free (offer);
  return 0;
}
