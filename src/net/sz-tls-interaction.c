/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tls-interaction.h"

struct _SzTlsInteraction {
  GTlsInteraction parent;
  GTlsCertificate *own; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SzTlsInteraction, sz_tls_interaction, G_TYPE_TLS_INTERACTION)

static GTlsInteractionResult
request_certificate (GTlsInteraction *interaction, GTlsConnection *connection,
                     GTlsCertificateRequestFlags flags, GCancellable *cancellable, GError **error)
{
  SzTlsInteraction *self = SZ_TLS_INTERACTION (interaction);
  if (self->own == NULL)
    return G_TLS_INTERACTION_UNHANDLED;
  g_tls_connection_set_certificate (connection, self->own);
  return G_TLS_INTERACTION_HANDLED;
}

static void
finalize (GObject *object)
{
  g_clear_object (&SZ_TLS_INTERACTION (object)->own);
  G_OBJECT_CLASS (sz_tls_interaction_parent_class)->finalize (object);
}

static void
sz_tls_interaction_class_init (SzTlsInteractionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = finalize;
  G_TLS_INTERACTION_CLASS (klass)->request_certificate = request_certificate;
}

static void
sz_tls_interaction_init (SzTlsInteraction *self)
{
}

/* --- the thread that answers --- */

static gpointer
answer (gpointer context)
{
  g_main_context_push_thread_default (context);
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_main_loop_run (loop);
  return NULL;
}

/* One for the whole process, for good; it does nothing but answer. */
static GMainContext *
answering_context (void)
{
  static GMainContext *context;
  static gsize ready;
  if (g_once_init_enter (&ready)) {
    context = g_main_context_new ();
    g_thread_unref (g_thread_new ("sz-tls", answer, context));
    g_once_init_leave (&ready, 1);
  }
  return context;
}

typedef struct {
  GMutex mutex;
  GCond cond;
  GTlsInteraction *made;
} Making;

/* An interaction belongs to the context that is the thread's own where it is made. */
static gboolean
make_cb (gpointer data)
{
  Making *making = data;
  g_mutex_lock (&making->mutex);
  making->made = g_object_new (SZ_TYPE_TLS_INTERACTION, NULL);
  g_cond_signal (&making->cond);
  g_mutex_unlock (&making->mutex);
  return G_SOURCE_REMOVE;
}

GTlsInteraction *
sz_tls_interaction_new (GTlsCertificate *own)
{
  Making making = { .made = NULL };
  g_autoptr (GSource) source = g_idle_source_new ();
  g_mutex_init (&making.mutex);
  g_cond_init (&making.cond);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, make_cb, &making, NULL);
  g_source_attach (source, answering_context ());
  g_mutex_lock (&making.mutex);
  while (making.made == NULL)
    g_cond_wait (&making.cond, &making.mutex);
  g_mutex_unlock (&making.mutex);
  g_mutex_clear (&making.mutex);
  g_cond_clear (&making.cond);
  g_set_object (&SZ_TLS_INTERACTION (making.made)->own, own);
  return making.made;
}
