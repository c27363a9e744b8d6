/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtk/gtk.h>

#include "sz-clean.h"

const char *page_template = "/io/github/shuzhi/Cockpit/ui/sz-clean-page.ui";
