/* SPDX-License-Identifier: GPL-3.0-or-later */
const char *data = "/root/data/tickets.csv";
const char *build = "/tmp/b-someone/build";
const char *fine = "/tmp/shuzhi";
