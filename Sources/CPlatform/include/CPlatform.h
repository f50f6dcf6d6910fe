#ifndef CPLATFORM_H
#define CPLATFORM_H

#include "Terminal.h"
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

/// Makes SQLite refuse writes to its own tables, triggers and views on this connection. Gives SQLITE_OK or an error.
/// A wrapper because sqlite3_db_config() takes a variable number of arguments.
static inline int platform_sqlite_harden(void *connection) {
    sqlite3 *database = (sqlite3 *)connection;
    int status = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    if (status == SQLITE_OK) status = sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)0);
    if (status == SQLITE_OK) status = sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)0);
    return status;
}

/// Renames a file unless the new name is taken. Gives 0, or -1 with errno set (EEXIST). See renameat2(2).
static inline int platform_rename_new(const char *from, const char *to) {
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

/// Starts a program of its own session that nobody waits for: its three descriptors on /dev/null, no other inherited, every
/// signal at its default. Gives 0 once the program runs, or the errno of the step that failed.
int platform_spawn_detached(const char *path, char *const arguments[], char *const environment[]);

#endif
