/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TODO: the other half. */
int half; /* for now */
int todo_count; /* XXXL is a size */
