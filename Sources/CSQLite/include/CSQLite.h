#ifndef CSQLITE_H
#define CSQLITE_H

#include <sqlite3.h>

/// Makes SQLite refuse writes to its own tables, triggers and views on this connection, and rows beyond 8 MiB, before it
/// takes memory for them. Gives SQLITE_OK or an error.
/// A wrapper because sqlite3_db_config() takes a variable number of arguments.
static inline int csqlite_harden(void *connection) {
    sqlite3 *database = (sqlite3 *)connection;
    int status = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    if (status == SQLITE_OK) status = sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)0);
    if (status == SQLITE_OK) status = sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)0);
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 8 << 20);
    return status;
}

/// Has SQLite refuse to take more memory than this in the whole process, 0 for any amount. To find a row SQLite loads whole
/// rows, which a hostile file makes as long as it likes: SQLITE_LIMIT_LENGTH holds only for what is read out of them.
/// Gives the limit before.
static inline long long csqlite_limit_heap(long long bytes) {
    return sqlite3_hard_heap_limit64(bytes);
}

/// The largest single piece of memory that SQLite was asked for since the last call, granted or not.
static inline long long csqlite_largest_request(void) {
    sqlite3_int64 now = 0, largest = 0;
    sqlite3_status64(SQLITE_STATUS_MALLOC_SIZE, &now, &largest, 1);
    return largest;
}

/// What a file is told by that is shorter than was asked for.
static const int csqlite_short_read = SQLITE_IOERR_SHORT_READ;

/// Reads the first bytes of a connection's database through SQLite's own descriptor: to close another one of the same file
/// would drop the locks that this process holds. Gives SQLITE_OK, or csqlite_short_read where there are fewer.
static inline int csqlite_read_start(void *connection, void *bytes, int count) {
    sqlite3_file *file = (sqlite3_file *)0;
    int status = sqlite3_file_control((sqlite3 *)connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (status == SQLITE_OK && (!file || !file->pMethods)) status = SQLITE_CANTOPEN;
    return status == SQLITE_OK ? file->pMethods->xRead(file, bytes, count, 0) : status;
}

/// Says in `moved` whether a connection's file has lost its name, or has another by now. Gives SQLITE_OK or an error.
static inline int csqlite_has_moved(void *connection, int *moved) {
    return sqlite3_file_control((sqlite3 *)connection, "main", SQLITE_FCNTL_HAS_MOVED, moved);
}

/// Tells how long a connection's file is, whatever has its name by now. Gives SQLITE_OK or an error.
static inline int csqlite_byte_count(void *connection, long long *count) {
    sqlite3_file *file = (sqlite3_file *)0;
    sqlite3_int64 size = 0;
    int status = sqlite3_file_control((sqlite3 *)connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (status == SQLITE_OK && (!file || !file->pMethods)) status = SQLITE_CANTOPEN;
    if (status == SQLITE_OK) status = file->pMethods->xFileSize(file, &size);
    *count = size;
    return status;
}

/// The errno of the last call of the system that failed for this connection.
static inline int csqlite_system_error(void *connection) {
    return sqlite3_system_errno((sqlite3 *)connection);
}

/// Gives back the memory of the pages that a connection has read.
static inline void csqlite_forget_pages(void *connection) {
    sqlite3_db_release_memory((sqlite3 *)connection);
}

/// Has SQLite open no write-ahead log on this connection, whatever its file or a journal says: it fails with SQLITE_CANTOPEN
/// instead. And has it play back no journal once another file has the name of this one. Gives SQLITE_OK or an error.
int csqlite_forbid_log(void *connection);

#endif
