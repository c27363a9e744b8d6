/* SPDX-License-Identifier: GPL-3.0-or-later */
const char *told = _("Told");
const char *untold = _("Untold");
const char *unsure = _("Unsure");
