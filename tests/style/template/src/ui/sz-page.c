/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "/ui/comment.ui" */
const char *page = "/io/github/shuzhi/Cockpit/ui/sz-page.ui";
const char *lost = "/io/github/shuzhi/Cockpit/ui/sz-lost.ui";
const char *misnamed = "/io/github/shuzhi/Cockpit/ui/sz-alias.ui";
