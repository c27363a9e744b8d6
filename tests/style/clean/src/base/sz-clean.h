/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* (transfer full) */
char *sz_clean_text (void);
