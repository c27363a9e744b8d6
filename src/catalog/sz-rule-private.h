/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-catalog-private.h"
#include "sz-rule.h"

G_BEGIN_DECLS

/* One section of a rule file; NULL and SZ_ERROR_BAD_FILE with file, line and what was expected. */
SzRule *sz_rule_read (SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error);

G_END_DECLS
