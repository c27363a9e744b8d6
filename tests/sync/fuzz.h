/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>
#include <stdlib.h>

/* A target reads any bytes and asserts what must hold for all. Built with clang -fsanitize=fuzzer it is a
 * libFuzzer target by itself; with fuzz-driver.c it is a test that runs mutations of its seeds from the
 * printed seed. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What the driver begins with, NULL-terminated. */
extern const char *const fuzz_seeds[];
