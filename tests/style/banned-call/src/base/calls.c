/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strcpy (to, from) in a comment is none of the check's business, nor is "strcat (a, b)" in a text. */
void
call (char *to, const char *from)
{
  const char *text = "sprintf (to, from)";
  strcpy (to, from);
  object->system (to);
  if (atoi (from))
    goto out;
  g_error ("%s", text);
out:
  my_strcpy (to, from);
}

void
query (const char *name)
{
  char *quoted = sqlite3_mprintf ("SELECT %Q AS \"a\" "
                                  "FROM \"%w\"",
                                  name, name);
  char *pasted = sqlite3_mprintf ("SELECT a FROM %s", name);
  char *unknown = sqlite3_mprintf (name);
}
