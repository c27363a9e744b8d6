/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monitors that are plugged in and pulled out under a wlroots compositor, which offers no such thing on X or
 * without a screen: loaded before it, this adds an output on SIGUSR1 and takes that one away on SIGUSR2.
 * Named after the functions that any version of wlroots has; without them nothing happens. */
#include <dlfcn.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#define WIDTH 1024
#define HEIGHT 768

static void *backend, *plugged;

bool wlr_backend_start (void *started);
void wl_display_run (void *display);

static void *
find (const char *name)
{
  return dlsym (RTLD_DEFAULT, name);
}

static void
plug_into (void *one, void *data)
{
  bool (*is_x11) (void *) = (bool (*) (void *))find ("wlr_backend_is_x11");
  bool (*is_headless) (void *) = (bool (*) (void *))find ("wlr_backend_is_headless");
  void *(*add_window) (void *) = (void *(*)(void *))find ("wlr_x11_output_create");
  void *(*add_nothing) (void *, unsigned, unsigned) =
      (void *(*)(void *, unsigned, unsigned))find ("wlr_headless_add_output");

  if (is_x11 != NULL && add_window != NULL && is_x11 (one))
    plugged = add_window (one);
  else if (is_headless != NULL && add_nothing != NULL && is_headless (one))
    plugged = add_nothing (one, WIDTH, HEIGHT);
}

static int
plug_cb (int number, void *data)
{
  void (*for_each) (void *, void (*) (void *, void *), void *) =
      (void (*) (void *, void (*) (void *, void *), void *))find ("wlr_multi_for_each_backend");

  if (for_each != NULL && backend != NULL)
    for_each (backend, plug_into, NULL);
  return 0;
}

static int
unplug_cb (int number, void *data)
{
  void (*destroy) (void *) = (void (*) (void *))find ("wlr_output_destroy");

  if (destroy != NULL && plugged != NULL)
    destroy (plugged);
  plugged = NULL;
  return 0;
}

/* The outer one of the backends is started first. */
bool
wlr_backend_start (void *started)
{
  bool (*real) (void *) = (bool (*) (void *))dlsym (RTLD_NEXT, "wlr_backend_start");

  if (backend == NULL)
    backend = started;
  return real (started);
}

void
wl_display_run (void *display)
{
  void (*real) (void *) = (void (*) (void *))dlsym (RTLD_NEXT, "wl_display_run");
  void *(*loop_of) (void *) = (void *(*)(void *))find ("wl_display_get_event_loop");
  void *(*on_signal) (void *, int, int (*) (int, void *), void *) =
      (void *(*)(void *, int, int (*) (int, void *), void *))find ("wl_event_loop_add_signal");

  on_signal (loop_of (display), SIGUSR1, plug_cb, NULL);
  on_signal (loop_of (display), SIGUSR2, unplug_cb, NULL);
  real (display);
}

/* What the compositor starts is to be as without this. */
static __attribute__ ((constructor)) void
hide (void)
{
  unsetenv ("LD_PRELOAD");
}
