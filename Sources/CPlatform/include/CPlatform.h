#ifndef CPLATFORM_H
#define CPLATFORM_H

#include "Terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sqlite3.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Keeps other processes of this user from reading this one's memory, and the kernel from dumping it.
/// Gives 0, or -1 with errno set. See prctl(2), PR_SET_DUMPABLE.
static inline int platform_forbid_dumping(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/// Makes SQLite refuse writes to its own tables, triggers and views on this connection, and rows beyond 8 MiB, before it
/// takes memory for them. Gives SQLITE_OK or an error.
/// A wrapper because sqlite3_db_config() takes a variable number of arguments.
static inline int platform_sqlite_harden(void *connection) {
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
static inline long long platform_sqlite_limit_heap(long long bytes) {
    return sqlite3_hard_heap_limit64(bytes);
}

/// The largest single piece of memory that SQLite was asked for since the last call, granted or not.
static inline long long platform_sqlite_largest_request(void) {
    sqlite3_int64 now = 0, largest = 0;
    sqlite3_status64(SQLITE_STATUS_MALLOC_SIZE, &now, &largest, 1);
    return largest;
}

/// Reads the first bytes of a connection's database through SQLite's own descriptor: to close another one of the same file
/// would drop the locks that this process holds. Gives SQLITE_OK, or SQLITE_IOERR_SHORT_READ where there are fewer.
static inline int platform_sqlite_read_start(void *connection, void *bytes, int count) {
    sqlite3_file *file = (sqlite3_file *)0;
    int status = sqlite3_file_control((sqlite3 *)connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (status == SQLITE_OK && (!file || !file->pMethods)) status = SQLITE_CANTOPEN;
    return status == SQLITE_OK ? file->pMethods->xRead(file, bytes, count, 0) : status;
}

/// Says in `moved` whether a connection's file has lost its name, or has another by now. Gives SQLITE_OK or an error.
static inline int platform_sqlite_has_moved(void *connection, int *moved) {
    return sqlite3_file_control((sqlite3 *)connection, "main", SQLITE_FCNTL_HAS_MOVED, moved);
}

/// Tells how long a connection's file is, whatever has its name by now. Gives SQLITE_OK or an error.
static inline int platform_sqlite_byte_count(void *connection, long long *count) {
    sqlite3_file *file = (sqlite3_file *)0;
    sqlite3_int64 size = 0;
    int status = sqlite3_file_control((sqlite3 *)connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (status == SQLITE_OK && (!file || !file->pMethods)) status = SQLITE_CANTOPEN;
    if (status == SQLITE_OK) status = file->pMethods->xFileSize(file, &size);
    *count = size;
    return status;
}

/// Has SQLite open no write-ahead log on this connection, whatever its file or a journal says: it fails with SQLITE_CANTOPEN
/// instead. Gives SQLITE_OK or an error.
int platform_sqlite_forbid_log(void *connection);

/// Exchanges the names of two files, in one step. Gives 0, or -1 with errno set. See renameat2(2).
static inline int platform_rename_exchange(const char *one, const char *other) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
}

/// Renames a file in two steps unless the new name is taken: for a moment it has both names. Gives 0, or -1 with errno set
/// (EEXIST) and the file under its old name alone.
static inline int platform_relink_new(const char *from, const char *to) {
    if (link(from, to) != 0) return -1;
    if (unlink(from) == 0) return 0;
    int saved = errno;
    unlink(to);
    errno = saved;
    return -1;
}

/// Renames a file unless the new name is taken. Gives 0, or -1 with errno set (EEXIST). See renameat2(2): NFS and old kernels
/// do not know this kind of renaming.
static inline int platform_rename_new(const char *from, const char *to) {
    if (syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
    return errno == EINVAL || errno == ENOSYS ? platform_relink_new(from, to) : -1;
}

/// Makes a file without a name in a folder, for its owner alone: it is gone with its last descriptor, unless it gets a name.
/// Gives a descriptor to write to, or -1 with errno set, as where the file system knows no such files. See open(2), O_TMPFILE.
static inline int platform_open_nameless(const char *folder) {
    return open(folder, __O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
}

/// Starts a program of its own session that nobody waits for: its three descriptors on /dev/null, no other inherited, every
/// signal at its default. Gives 0 once the program runs, or the errno of the step that failed.
int platform_spawn_detached(const char *path, char *const arguments[], char *const environment[]);

#endif
