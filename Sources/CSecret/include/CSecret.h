#ifndef CSECRET_H
#define CSECRET_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What adsvault calls of libsecret, and of GLib below it. To load these libraries takes as long as many a command does,
// and most commands ask no keyring: so they are loaded when a keyring is asked, and not when the program starts. They are
// declared here, since whoever includes their headers is linked to them; Scripts/test holds both declarations together.
// Those in parentheses are macros as well in the headers.

// Loads the libraries. Returns 0; or -1 where one of them is not on this machine, or has not all of the functions. Until
// this returned 0 none of these may be called.
int csecret_load(void);

#ifndef CSECRET_WITHOUT_TYPES
typedef int gboolean;
typedef int gint;
typedef unsigned int guint;
typedef char gchar;
typedef size_t gsize;
typedef ssize_t gssize;
typedef size_t GType;
typedef uint32_t GQuark;
typedef void *gpointer;
typedef const void *gconstpointer;

typedef struct _GAsyncResult GAsyncResult;
typedef struct _GCancellable GCancellable;
typedef struct _GDBusConnection GDBusConnection;
typedef struct _GHashTable GHashTable;
typedef struct _GMainContext GMainContext;
typedef struct _GObject GObject;
typedef struct _GSource GSource;
typedef struct _SecretCollection SecretCollection;
typedef struct _SecretItem SecretItem;
typedef struct _SecretSchema SecretSchema;
typedef struct _SecretService SecretService;
typedef struct _SecretValue SecretValue;

typedef struct _GError {
    GQuark domain;
    gint code;
    gchar *message;
} GError;

typedef struct _GList {
    gpointer data;
    struct _GList *next, *prev;
} GList;

typedef gboolean (*GSourceFunc)(gpointer);
typedef gboolean (*GEqualFunc)(gconstpointer, gconstpointer);
typedef guint (*GHashFunc)(gconstpointer);
typedef void (*GDestroyNotify)(gpointer);
typedef void (*GAsyncReadyCallback)(GObject *, GAsyncResult *, gpointer);

typedef enum { G_BUS_TYPE_SESSION = 2 } GBusType;
typedef enum { G_IO_ERROR_CANCELLED = 19 } GIOErrorEnum;
typedef enum {
    G_DBUS_ERROR_SERVICE_UNKNOWN = 2,
    G_DBUS_ERROR_NAME_HAS_NO_OWNER = 3,
    G_DBUS_ERROR_SPAWN_EXEC_FAILED = 23,
    G_DBUS_ERROR_SPAWN_CHILD_EXITED = 25,
    G_DBUS_ERROR_SPAWN_CHILD_SIGNALED = 26,
    G_DBUS_ERROR_SPAWN_FAILED = 27
} GDBusError;
typedef enum { SECRET_COLLECTION_NONE = 0 } SecretCollectionFlags;
typedef enum { SECRET_ERROR_IS_LOCKED = 2 } SecretError;
typedef enum { SECRET_ITEM_CREATE_REPLACE = 2 } SecretItemCreateFlags;
typedef enum { SECRET_SEARCH_LOAD_SECRETS = 8 } SecretSearchFlags;
typedef enum { SECRET_SERVICE_OPEN_SESSION = 2 } SecretServiceFlags;
#endif

_Static_assert(
    G_BUS_TYPE_SESSION == 2 && G_IO_ERROR_CANCELLED == 19 && G_DBUS_ERROR_SERVICE_UNKNOWN == 2 &&
        G_DBUS_ERROR_NAME_HAS_NO_OWNER == 3 && G_DBUS_ERROR_SPAWN_EXEC_FAILED == 23 &&
        G_DBUS_ERROR_SPAWN_CHILD_EXITED == 25 && G_DBUS_ERROR_SPAWN_CHILD_SIGNALED == 26 &&
        G_DBUS_ERROR_SPAWN_FAILED == 27 && SECRET_COLLECTION_NONE == 0 && SECRET_ERROR_IS_LOCKED == 2 &&
        SECRET_ITEM_CREATE_REPLACE == 2 && SECRET_SEARCH_LOAD_SECRETS == 8 && SECRET_SERVICE_OPEN_SESSION == 2 &&
        offsetof(GError, code) == 4 && offsetof(GError, message) == 8 && offsetof(GList, data) == 0,
    "the libraries' headers say otherwise"
);

void (g_free)(gpointer);
gchar * (g_strdup)(const gchar *);
gboolean (g_str_equal)(gconstpointer, gconstpointer);
guint g_str_hash(gconstpointer);
void g_list_free_full(GList *, GDestroyNotify);
GHashTable *g_hash_table_new_full(GHashFunc, GEqualFunc, GDestroyNotify, GDestroyNotify);
gboolean g_hash_table_insert(GHashTable *, gpointer, gpointer);
void g_hash_table_unref(GHashTable *);
void g_error_free(GError *);
gboolean g_error_matches(const GError *, GQuark, gint);
gpointer (g_object_ref)(gpointer);
void g_object_unref(gpointer);

GMainContext *g_main_context_new(void);
void g_main_context_unref(GMainContext *);
gboolean g_main_context_iteration(GMainContext *, gboolean);
void g_main_context_push_thread_default(GMainContext *);
void g_main_context_pop_thread_default(GMainContext *);
GSource *g_timeout_source_new(guint);
void g_source_set_callback(GSource *, GSourceFunc, gpointer, GDestroyNotify);
guint g_source_attach(GSource *, GMainContext *);
void g_source_destroy(GSource *);
void g_source_unref(GSource *);

GCancellable *g_cancellable_new(void);
void g_cancellable_cancel(GCancellable *);
GQuark g_io_error_quark(void);
GQuark g_dbus_error_quark(void);
gboolean g_dbus_error_strip_remote_error(GError *);
void g_bus_get(GBusType, GCancellable *, GAsyncReadyCallback, gpointer);
GDBusConnection *g_bus_get_finish(GAsyncResult *, GError **);
void g_dbus_connection_set_exit_on_close(GDBusConnection *, gboolean);

GType secret_service_get_type(void);
GQuark secret_error_get_quark(void);
void secret_service_open(GType, const gchar *, SecretServiceFlags, GCancellable *, GAsyncReadyCallback, gpointer);
SecretService *secret_service_open_finish(GAsyncResult *, GError **);
void secret_service_search(
    SecretService *, const SecretSchema *, GHashTable *, SecretSearchFlags, GCancellable *, GAsyncReadyCallback, gpointer
);
GList *secret_service_search_finish(SecretService *, GAsyncResult *, GError **);
void secret_service_clear(
    SecretService *, const SecretSchema *, GHashTable *, GCancellable *, GAsyncReadyCallback, gpointer
);
gboolean secret_service_clear_finish(SecretService *, GAsyncResult *, GError **);
void secret_collection_for_alias(
    SecretService *, const gchar *, SecretCollectionFlags, GCancellable *, GAsyncReadyCallback, gpointer
);
SecretCollection *secret_collection_for_alias_finish(GAsyncResult *, GError **);
gboolean secret_collection_get_locked(SecretCollection *);
void secret_item_create(
    SecretCollection *, const SecretSchema *, GHashTable *, const gchar *, SecretValue *, SecretItemCreateFlags,
    GCancellable *, GAsyncReadyCallback, gpointer
);
SecretItem *secret_item_create_finish(GAsyncResult *, GError **);
gboolean secret_item_get_locked(SecretItem *);
SecretValue *secret_item_get_secret(SecretItem *);
SecretValue *secret_value_new(const gchar *, gssize, const gchar *);
const gchar *secret_value_get(SecretValue *, gsize *);
void secret_value_unref(gpointer);

#endif
