/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-picture.h"
#include "sz-base.h"
#include "sz-store.h"
#include <gtk/gtk.h>
