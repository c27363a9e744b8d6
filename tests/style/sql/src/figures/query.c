/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SELECT a FROM b in a comment is harmless. */
const char *title = "Select a board from the list";
const char *query = "SELECT count(*) "
                    "FROM ticket";
const char *change = "UPDATE ticket SET day = 1";
const char *small = "select count(*) from ticket";
const char *pragma = "PRAGMA user_version";
