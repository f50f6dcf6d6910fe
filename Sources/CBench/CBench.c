#define _GNU_SOURCE
#include "CBench.h"

#include <fcntl.h>
#include <sodium.h>
#include <spawn.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ID = 16, KEY = crypto_secretbox_KEYBYTES, NONCE = crypto_secretbox_NONCEBYTES, TAG = crypto_secretbox_MACBYTES };
enum { MAC = 32, LINE = 256, BODY = NONCE + TAG + LINE, HEAD = 8348 };

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

// Opens the box in a column. Returns its size, or -1.
static long open_box(sqlite3_stmt *row, int column) {
    static unsigned char text[65536];
    unsigned char key[KEY];
    const unsigned char *box = sqlite3_column_blob(row, column);
    int size = sqlite3_column_bytes(row, column) - NONCE;
    if (size < TAG || (size_t)size > sizeof text) return -1;
    hash(key, sizeof key, sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0));
    return crypto_secretbox_open_easy(text, box + NONCE, (unsigned)size, box, key) == 0 ? size - TAG : -1;
}

// What a commit needs to outlast a loss of power, and removed rows to be gone, as a vault asks for.
static const char *const durable = "PRAGMA synchronous = EXTRA; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; BEGIN IMMEDIATE";

static sqlite3 *open_file(const char *path, int flags) {
    sqlite3 *database = NULL;
    if (sodium_init() < 0) return NULL;
    if (sqlite3_open_v2(path, &database, flags, NULL) == SQLITE_OK && sqlite3_busy_timeout(database, 30000) == SQLITE_OK)
        return database;
    sqlite3_close(database);
    return NULL;
}

static int insert_row(sqlite3_stmt *insert, const unsigned char id[ID], const void *meta, size_t meta_size, const void *payload, size_t payload_size) {
    sqlite3_bind_blob(insert, 1, id, ID, SQLITE_TRANSIENT);
    sqlite3_bind_blob(insert, 2, seal(id, meta, meta_size), (int)(NONCE + TAG + meta_size), free);
    sqlite3_bind_blob(insert, 3, seal(id, payload, payload_size), (int)(NONCE + TAG + payload_size), free);
    int status = sqlite3_step(insert) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
    sqlite3_reset(insert);
    return status;
}

// Adds a line to the log: a box, and the hash that chains it to the mac of the line before, which becomes its own.
static int insert_line(sqlite3_stmt *insert, int64_t number, unsigned char mac[MAC]) {
    unsigned char line[LINE] = {0}, message[sizeof number + MAC + BODY], id[ID];
    row_id(id, number);
    unsigned char *body = seal(id, line, LINE);
    memcpy(message, &number, sizeof number);
    memcpy(message + sizeof number, mac, MAC);
    memcpy(message + sizeof number + MAC, body, BODY);
    hash(mac, MAC, message, sizeof message);
    sqlite3_bind_int64(insert, 1, number);
    sqlite3_bind_blob(insert, 2, body, BODY, free);
    sqlite3_bind_blob(insert, 3, mac, MAC, SQLITE_TRANSIENT);
    int status = sqlite3_step(insert) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
    sqlite3_reset(insert);
    return status;
}

// Puts a new head in the place of the old one.
static int replace_head(sqlite3 *database) {
    static const unsigned char text[HEAD], id[ID];
    sqlite3_stmt *replace = NULL;
    int status = sqlite3_prepare_v2(database, "INSERT OR REPLACE INTO head VALUES (1, ?)", -1, &replace, NULL);
    if (status == SQLITE_OK) status = sqlite3_bind_blob(replace, 1, seal(id, text, HEAD), NONCE + TAG + HEAD, free);
    if (status == SQLITE_OK) status = sqlite3_step(replace) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
    sqlite3_finalize(replace);
    return status;
}

// Chains a line to the last one of the log.
static int append_line(sqlite3 *database) {
    sqlite3_stmt *last = NULL, *insert = NULL;
    unsigned char mac[MAC] = {0};
    int64_t number = 0;
    int status = sqlite3_prepare_v2(database, "SELECT n, mac FROM log ORDER BY n DESC LIMIT 1", -1, &last, NULL);
    if (status == SQLITE_OK) status = sqlite3_prepare_v2(database, "INSERT INTO log VALUES (?, ?, ?)", -1, &insert, NULL);
    if (status == SQLITE_OK && sqlite3_step(last) == SQLITE_ROW && sqlite3_column_bytes(last, 1) == MAC) {
        number = sqlite3_column_int64(last, 0);
        memcpy(mac, sqlite3_column_blob(last, 1), MAC);
    }
    sqlite3_finalize(last);
    if (status == SQLITE_OK) status = insert_line(insert, number + 1, mac);
    sqlite3_finalize(insert);
    return status;
}

int bench_make(const char *path, long count, const void *meta, size_t meta_size, const void *payload, size_t payload_size) {
    const char *table = "CREATE TABLE record (record_id BLOB PRIMARY KEY, meta BLOB, payload BLOB) WITHOUT ROWID;"
                        "CREATE TABLE log (n INTEGER PRIMARY KEY, body BLOB, mac BLOB);"
                        "CREATE TABLE head (id INTEGER PRIMARY KEY, box BLOB); BEGIN";
    sqlite3 *database = open_file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite3_stmt *insert = NULL, *log = NULL;
    unsigned char mac[MAC] = {0};
    int status = database ? sqlite3_exec(database, table, NULL, NULL, NULL) : SQLITE_ERROR;
    if (status == SQLITE_OK)
        status = sqlite3_prepare_v2(database, "INSERT INTO record VALUES (?, ?, ?)", -1, &insert, NULL);
    if (status == SQLITE_OK) status = sqlite3_prepare_v2(database, "INSERT INTO log VALUES (?, ?, ?)", -1, &log, NULL);
    for (long number = 0; status == SQLITE_OK && number < count; number++) {
        unsigned char id[ID];
        row_id(id, number);
        status = insert_row(insert, id, meta, meta_size, payload, payload_size);
        if (status == SQLITE_OK) status = insert_line(log, number + 1, mac);
    }
    sqlite3_finalize(insert);
    sqlite3_finalize(log);
    if (status == SQLITE_OK) status = replace_head(database);
    if (status == SQLITE_OK) status = sqlite3_exec(database, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(database);
    return status == SQLITE_OK ? 0 : -1;
}

static long open_rows(const char *path, const char *query, int boxes) {
    sqlite3 *database = open_file(path, SQLITE_OPEN_READONLY);
    sqlite3_stmt *rows = NULL;
    long count = -1;
    int status = SQLITE_ERROR;
    if (database && sqlite3_prepare_v2(database, query, -1, &rows, NULL) == SQLITE_OK)
        for (count = 0; (status = sqlite3_step(rows)) == SQLITE_ROW; count++) {
            long opened = open_box(rows, 1);
            if (boxes > 1 && opened >= 0) opened = open_box(rows, 2);
            if (opened < 0) break;
        }
    sqlite3_finalize(rows);
    sqlite3_close(database);
    return status == SQLITE_DONE ? count : -1;
}

long bench_list(const char *path) { return open_rows(path, "SELECT record_id, meta FROM record ORDER BY record_id", 1); }

long bench_open(const char *path) {
    return open_rows(path, "SELECT record_id, meta, payload FROM record ORDER BY record_id", 2);
}

long bench_show(const char *path, long number) {
    sqlite3 *database = open_file(path, SQLITE_OPEN_READONLY);
    sqlite3_stmt *row = NULL;
    unsigned char id[ID];
    long size = -1;
    row_id(id, number);
    if (database && sqlite3_prepare_v2(database, "SELECT record_id, meta FROM record WHERE record_id = ?", -1, &row, NULL) == SQLITE_OK) {
        sqlite3_bind_blob(row, 1, id, ID, SQLITE_STATIC);
        if (sqlite3_step(row) == SQLITE_ROW) size = open_box(row, 1);
    }
    sqlite3_finalize(row);
    sqlite3_close(database);
    return size;
}

// Opens a line and checks that it is chained to the one before, whose mac gives way to its own.
static int verify_line(sqlite3_stmt *row, unsigned char mac[MAC]) {
    int64_t number = sqlite3_column_int64(row, 0);
    const unsigned char *body = sqlite3_column_blob(row, 1);
    unsigned char id[ID], key[KEY], line[LINE], message[sizeof number + MAC + BODY];
    if (sqlite3_column_bytes(row, 1) != BODY || sqlite3_column_bytes(row, 2) != MAC) return -1;
    memcpy(message, &number, sizeof number);
    memcpy(message + sizeof number, mac, MAC);
    memcpy(message + sizeof number + MAC, body, BODY);
    hash(mac, MAC, message, sizeof message);
    row_id(id, number);
    hash(key, sizeof key, id, ID);
    if (crypto_secretbox_open_easy(line, body + NONCE, TAG + LINE, body, key) != 0) return -1;
    return sodium_memcmp(mac, sqlite3_column_blob(row, 2), MAC);
}

long bench_verify(const char *path) {
    sqlite3 *database = open_file(path, SQLITE_OPEN_READONLY);
    sqlite3_stmt *rows = NULL;
    unsigned char mac[MAC] = {0};
    long count = -1;
    int status = SQLITE_ERROR;
    if (database && sqlite3_prepare_v2(database, "SELECT n, body, mac FROM log ORDER BY n", -1, &rows, NULL) == SQLITE_OK)
        for (count = 0; (status = sqlite3_step(rows)) == SQLITE_ROW && verify_line(rows, mac) == 0;) count++;
    sqlite3_finalize(rows);
    sqlite3_close(database);
    return status == SQLITE_DONE ? count : -1;
}

int bench_add(const char *path, long number, const void *meta, size_t meta_size, const void *payload, size_t payload_size) {
    sqlite3 *database = open_file(path, SQLITE_OPEN_READWRITE);
    sqlite3_stmt *insert = NULL;
    unsigned char id[ID];
    row_id(id, number);
    int status = database ? sqlite3_exec(database, durable, NULL, NULL, NULL) : SQLITE_ERROR;
    if (status == SQLITE_OK)
        status = sqlite3_prepare_v2(database, "INSERT INTO record VALUES (?, ?, ?)", -1, &insert, NULL);
    if (status == SQLITE_OK) status = insert_row(insert, id, meta, meta_size, payload, payload_size);
    sqlite3_finalize(insert);
    if (status == SQLITE_OK) status = append_line(database);
    if (status == SQLITE_OK) status = replace_head(database);
    if (status == SQLITE_OK) status = sqlite3_exec(database, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(database);
    return status == SQLITE_OK ? 0 : -1;
}

int bench_commit(const char *path) {
    sqlite3 *database = open_file(path, SQLITE_OPEN_READWRITE);
    int status = database ? sqlite3_exec(database, durable, NULL, NULL, NULL) : SQLITE_ERROR;
    if (status == SQLITE_OK) status = append_line(database);
    if (status == SQLITE_OK) status = replace_head(database);
    if (status == SQLITE_OK) status = sqlite3_exec(database, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(database);
    return status == SQLITE_OK ? 0 : -1;
}

// A row that waits to be sealed anew.
struct waiting {
    struct waiting *next;
    unsigned char id[ID];
    long meta_size, payload_size;
    unsigned char bytes[];
};

// Opens both boxes of the current row into memory of its own.
static struct waiting *take_row(sqlite3_stmt *row) {
    int meta = sqlite3_column_bytes(row, 1) - NONCE - TAG, payload = sqlite3_column_bytes(row, 2) - NONCE - TAG;
    struct waiting *taken = meta < 0 || payload < 0 ? NULL : malloc(sizeof *taken + (size_t)meta + (size_t)payload);
    unsigned char key[KEY];
    if (!taken) return NULL;
    hash(key, sizeof key, sqlite3_column_blob(row, 0), ID);
    const unsigned char *first = sqlite3_column_blob(row, 1), *second = sqlite3_column_blob(row, 2);
    int failed = crypto_secretbox_open_easy(taken->bytes, first + NONCE, (unsigned)meta + TAG, first, key);
    hash(key, sizeof key, sqlite3_column_blob(row, 0), ID);
    failed |= crypto_secretbox_open_easy(taken->bytes + meta, second + NONCE, (unsigned)payload + TAG, second, key);
    if (failed) {
        free(taken);
        return NULL;
    }
    hash(taken->id, ID, sqlite3_column_blob(row, 0), ID);
    taken->meta_size = meta;
    taken->payload_size = payload;
    return taken;
}

long bench_rekey(const char *path) {
    sqlite3 *database = open_file(path, SQLITE_OPEN_READWRITE);
    sqlite3_stmt *rows = NULL, *insert = NULL;
    struct waiting *first = NULL;
    long count = 0;
    int status = database ? sqlite3_exec(database, durable, NULL, NULL, NULL) : SQLITE_ERROR;
    if (status == SQLITE_OK)
        status = sqlite3_prepare_v2(database, "SELECT record_id, meta, payload FROM record", -1, &rows, NULL);
    while (status == SQLITE_OK && sqlite3_step(rows) == SQLITE_ROW) {
        struct waiting *taken = take_row(rows);
        if (!taken) status = SQLITE_ERROR;
        else taken->next = first, first = taken;
    }
    sqlite3_finalize(rows);
    if (status == SQLITE_OK) status = sqlite3_exec(database, "DELETE FROM record WHERE 1", NULL, NULL, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_prepare_v2(database, "INSERT INTO record VALUES (?, ?, ?)", -1, &insert, NULL);
    while (first) {
        struct waiting *row = first;
        if (status == SQLITE_OK)
            status = insert_row(insert, row->id, row->bytes, (size_t)row->meta_size, row->bytes + row->meta_size, (size_t)row->payload_size);
        first = row->next;
        free(row);
        count++;
    }
    sqlite3_finalize(insert);
    if (status == SQLITE_OK) status = sqlite3_exec(database, "COMMIT; VACUUM", NULL, NULL, NULL);
    sqlite3_close(database);
    return status == SQLITE_OK ? count : -1;
}

int bench_unlock(void) {
    unsigned char key[KEY];
    if (sodium_init() < 0) return -1;
    return crypto_pwhash(key, sizeof key, "a passphrase", 12, salt, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                         crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
}

pid_t bench_start(char *const arguments[]) {
    posix_spawn_file_actions_t actions;
    pid_t child;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    int error = posix_spawn(&child, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error == 0 ? child : -1;
}

int bench_wait(pid_t child, long *peak_kilobytes) {
    int status = 0;
    struct rusage used;
    if (child < 0 || wait4(child, &status, 0, &used) != child || !WIFEXITED(status)) return -1;
    *peak_kilobytes = used.ru_maxrss;
    return WEXITSTATUS(status);
}

const char *bench_sqlite_version(void) { return sqlite3_libversion(); }
const char *bench_sodium_version(void) { return sodium_version_string(); }
