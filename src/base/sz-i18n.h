/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <glib/gi18n-lib.h>

G_BEGIN_DECLS

/* English is the source language. The texts of the program come from gettext (`_()`), the texts of the
 * catalogue from the key files (`Name[zh_CN]=`). Both follow one language, chosen once at the start of the
 * process. */
typedef enum { SZ_LANG_EN, SZ_LANG_ZH } SzLang;

/* Binds the text domain: SHUZHI_LOCALEDIR, else the build tree beside the program, else the installed folder.
 * The language comes from `lang` ("zh", "en") or, if that is NULL, from the environment (LANGUAGE, LC_ALL,
 * LC_MESSAGES, LANG). Call once, before threads. It makes Chinese work where no zh_CN locale is generated. */
void sz_i18n_init (const char *lang);
SzLang sz_lang (void);
/* For tests and `./run shots`: switch the language of this process. Not while other threads format text. */
void sz_lang_set (SzLang lang);

G_END_DECLS
