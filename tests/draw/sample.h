/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-draw.h"

/* Invented pages like those the figures layer composes, in the process language. (transfer full) */
SzPage *sample_overview (void);
SzPage *sample_indicator (void);
/* One tile of every kind and every state. */
SzPage *sample_states (void);
/* Anything at all: random kinds, names, numbers and gaps from this generator. */
SzPage *sample_random (GRand *rand);
