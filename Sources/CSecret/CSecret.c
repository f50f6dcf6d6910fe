#define _GNU_SOURCE
#include "CSecret.h"

#include <dlfcn.h>
#include <pthread.h>

// Every function that is called, from here or from Swift. Another one does not link.
#define FUNCTIONS(F) \
    F(g_bus_get) \
    F(g_bus_get_finish) \
    F(g_cancellable_cancel) \
    F(g_cancellable_new) \
    F(g_dbus_connection_set_exit_on_close) \
    F(g_dbus_error_quark) \
    F(g_dbus_error_strip_remote_error) \
    F(g_error_free) \
    F(g_error_matches) \
    F(g_free) \
    F(g_hash_table_insert) \
    F(g_hash_table_new_full) \
    F(g_hash_table_unref) \
    F(g_io_error_quark) \
    F(g_list_free_full) \
    F(g_main_context_iteration) \
    F(g_main_context_new) \
    F(g_main_context_pop_thread_default) \
    F(g_main_context_push_thread_default) \
    F(g_main_context_unref) \
    F(g_object_ref) \
    F(g_object_unref) \
    F(g_source_attach) \
    F(g_source_destroy) \
    F(g_source_set_callback) \
    F(g_source_unref) \
    F(g_str_equal) \
    F(g_str_hash) \
    F(g_strdup) \
    F(g_timeout_source_new) \
    F(secret_collection_for_alias) \
    F(secret_collection_for_alias_finish) \
    F(secret_collection_get_locked) \
    F(secret_error_get_quark) \
    F(secret_item_create) \
    F(secret_item_create_finish) \
    F(secret_item_get_locked) \
    F(secret_item_get_secret) \
    F(secret_service_clear) \
    F(secret_service_clear_finish) \
    F(secret_service_get_type) \
    F(secret_service_open) \
    F(secret_service_open_finish) \
    F(secret_service_search) \
    F(secret_service_search_finish) \
    F(secret_value_get) \
    F(secret_value_new) \
    F(secret_value_unref)

#if defined(__x86_64__)
#define JUMP(place) "jmp *" place "(%rip)"
#elif defined(__aarch64__)
#define JUMP(place) "adrp x16, " place "\n ldr x16, [x16, :lo12:" place "]\n br x16"
#else
#error "how does this architecture jump to an address in memory?"
#endif

// For each of them a place for its address, and a function of its name that goes on there. They are hidden: inside the
// libraries these names mean the libraries' own functions.
#define DEFINE(name) \
    __attribute__((visibility("hidden"))) void *csecret_place_of_##name; \
    __asm__( \
        ".pushsection .text\n.hidden csecret_place_of_" #name "\n.globl " #name "\n.hidden " #name "\n.type " #name \
        ", %function\n" #name ":\n " JUMP("csecret_place_of_" #name) "\n.size " #name ", . - " #name "\n.popsection\n" \
    );
FUNCTIONS(DEFINE)

static int status = -1;

static void load(void) {
    // GLib's parts are in scope of what is loaded above them. Never closed: GLib keeps threads.
    void *library = dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
#define FIND(name) \
    if (!(csecret_place_of_##name = dlsym(library, #name))) return;
    FUNCTIONS(FIND)
    status = 0;
}

int csecret_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return status;
}
