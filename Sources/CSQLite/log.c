#include "CSQLite.h"

#include <pthread.h>

// A log needs memory that processes share, which files whose methods are of version 1 do not have.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const sqlite3_io_methods *with_log;
static sqlite3_io_methods without_log;

// SQLite looks for a journal by name before it asks whether its file still has that name: what lies there by now is another
// file's, which would lose it. Nobody plays back a journal while somebody else has this lock.
static int is_reserved(sqlite3_file *file, int *reserved) {
    int moved = 0;
    if (with_log->xFileControl(file, SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved) {
        *reserved = 1;
        return SQLITE_OK;
    }
    return with_log->xCheckReservedLock(file, reserved);
}

int csqlite_forbid_log(void *connection) {
    sqlite3_file *file = NULL;
    int status = sqlite3_file_control((sqlite3 *)connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (status != SQLITE_OK) return status;
    if (!file || !file->pMethods) return SQLITE_CANTOPEN;
    pthread_mutex_lock(&lock);
    if (!with_log) {
        with_log = file->pMethods;
        without_log = *with_log;
        without_log.iVersion = 1;
        without_log.xCheckReservedLock = is_reserved;
    }
    if (file->pMethods == with_log) file->pMethods = &without_log;
    status = file->pMethods == &without_log ? SQLITE_OK : SQLITE_MISUSE;
    pthread_mutex_unlock(&lock);
    return status;
}
