/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-store.h"
#include <sqlite3.h>
#include <libsoup/soup.h>
