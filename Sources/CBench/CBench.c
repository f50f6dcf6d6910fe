#define _GNU_SOURCE
#include "CBench.h"

#include <fcntl.h>
#include <sodium.h>
#include <spawn.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ID = 16, KEY = crypto_secretbox_KEYBYTES, NONCE = crypto_secretbox_NONCEBYTES, TAG = crypto_secretbox_MACBYTES };

static const unsigned char root[KEY] = {1};
static const unsigned char salt[16] = {2};
static const unsigned char personal[16] = "bench";

static void hash(unsigned char *out, size_t size, const void *message, size_t length) {
    crypto_generichash_blake2b_salt_personal(out, size, message, length, root, sizeof root, salt, personal);
}

static void row_id(unsigned char id[ID], int64_t number) { hash(id, ID, &number, sizeof number); }

static unsigned char *seal(const unsigned char id[ID], const void *text, size_t size) {
    unsigned char key[KEY], *box = malloc(NONCE + TAG + size);
    if (!box) abort();
    hash(key, sizeof key, id, ID);
    randombytes_buf(box, NONCE);
    crypto_secretbox_easy(box + NONCE, text, size, box, key);
    return box;
}

// Opens the box in the second column. Returns its size, or -1.
static long open_row(sqlite3_stmt *row) {
    static unsigned char text[65536];
    unsigned char key[KEY];
    const unsigned char *box = sqlite3_column_blob(row, 1);
    int size = sqlite3_column_bytes(row, 1) - NONCE;
    if (size < TAG || (size_t)size > sizeof text) return -1;
    hash(key, sizeof key, sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0));
    return crypto_secretbox_open_easy(text, box + NONCE, (unsigned)size, box, key) == 0 ? size - TAG : -1;
}

static sqlite3 *open_file(const char *path, int flags) {
    sqlite3 *database = NULL;
    if (sodium_init() < 0) return NULL;
    if (sqlite3_open_v2(path, &database, flags, NULL) == SQLITE_OK) return database;
    sqlite3_close(database);
    return NULL;
}

int bench_make(const char *path, long count, const void *meta, size_t meta_size, const void *payload, size_t payload_size) {
    const char *table = "CREATE TABLE record (record_id BLOB PRIMARY KEY, meta BLOB, payload BLOB) WITHOUT ROWID; BEGIN";
    sqlite3 *database = open_file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite3_stmt *insert = NULL;
    int status = database ? sqlite3_exec(database, table, NULL, NULL, NULL) : SQLITE_ERROR;
    if (status == SQLITE_OK)
        status = sqlite3_prepare_v2(database, "INSERT INTO record VALUES (?, ?, ?)", -1, &insert, NULL);
    for (long number = 0; status == SQLITE_OK && number < count; number++) {
        unsigned char id[ID];
        row_id(id, number);
        sqlite3_bind_blob(insert, 1, id, ID, SQLITE_TRANSIENT);
        sqlite3_bind_blob(insert, 2, seal(id, meta, meta_size), (int)(NONCE + TAG + meta_size), free);
        sqlite3_bind_blob(insert, 3, seal(id, payload, payload_size), (int)(NONCE + TAG + payload_size), free);
        if (sqlite3_step(insert) != SQLITE_DONE) status = SQLITE_ERROR;
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    if (status == SQLITE_OK) status = sqlite3_exec(database, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(database);
    return status == SQLITE_OK ? 0 : -1;
}

long bench_list(const char *path) {
    sqlite3 *database = open_file(path, SQLITE_OPEN_READONLY);
    sqlite3_stmt *rows = NULL;
    long count = -1;
    int status = SQLITE_ERROR;
    if (database && sqlite3_prepare_v2(database, "SELECT record_id, meta FROM record ORDER BY record_id", -1, &rows, NULL) == SQLITE_OK)
        for (count = 0; (status = sqlite3_step(rows)) == SQLITE_ROW && open_row(rows) >= 0;) count++;
    sqlite3_finalize(rows);
    sqlite3_close(database);
    return status == SQLITE_DONE ? count : -1;
}

long bench_show(const char *path, long number) {
    sqlite3 *database = open_file(path, SQLITE_OPEN_READONLY);
    sqlite3_stmt *row = NULL;
    unsigned char id[ID];
    long size = -1;
    row_id(id, number);
    if (database && sqlite3_prepare_v2(database, "SELECT record_id, meta FROM record WHERE record_id = ?", -1, &row, NULL) == SQLITE_OK) {
        sqlite3_bind_blob(row, 1, id, ID, SQLITE_STATIC);
        if (sqlite3_step(row) == SQLITE_ROW) size = open_row(row);
    }
    sqlite3_finalize(row);
    sqlite3_close(database);
    return size;
}

int bench_unlock(void) {
    unsigned char key[KEY];
    if (sodium_init() < 0) return -1;
    return crypto_pwhash(key, sizeof key, "a passphrase", 12, salt, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                         crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
}

int bench_run(char *const arguments[]) {
    posix_spawn_file_actions_t actions;
    pid_t child;
    int status = 0;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    int error = posix_spawn(&child, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
    return WEXITSTATUS(status);
}

const char *bench_sqlite_version(void) { return sqlite3_libversion(); }
const char *bench_sodium_version(void) { return sodium_version_string(); }
