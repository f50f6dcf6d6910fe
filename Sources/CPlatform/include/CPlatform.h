#ifndef CPLATFORM_H
#define CPLATFORM_H

#include "Child.h"
#include "Spawn.h"
#include "Terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Keeps other processes of this user from reading this one's memory, and the kernel from dumping it.
/// Gives 0, or -1 with errno set. See prctl(2), PR_SET_DUMPABLE.
static inline int platform_forbid_dumping(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

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

/// Locks one byte of a file for this descriptor alone, until its last copy is closed; the byte need not be there. Gives 0, or
/// -1 with errno set (EAGAIN where another descriptor has the lock). See fcntl(2), F_OFD_SETLK.
int platform_lock_byte(int descriptor, long long place);

/// Does the same once no other descriptor has the lock, however long that takes; those that wait get it one after the other,
/// mostly in the order in which they came. Gives 0, or -1 with errno set. See fcntl(2), F_OFD_SETLKW.
int platform_wait_byte(int descriptor, long long place);

/// Starts a program of its own session that nobody waits for: its three descriptors on /dev/null, no other inherited, every
/// signal at its default. Gives 0 once the program runs, or the errno of the step that failed.
int platform_spawn_detached(const char *path, char *const arguments[], char *const environment[]);

#endif
