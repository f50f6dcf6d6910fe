#ifndef CTORTURE_H
#define CTORTURE_H

#include "Search.h"
#include <stdint.h>
#include <sys/types.h>

/// Starts a program whose stdin is /dev/null. Gives its process id, or -1 with errno set: ENOSYS where the kernel
/// lets nobody watch, EINVAL where a folder or descriptor is none.
///
/// With `is_watched`, every call of the program and its children that could change a file waits until it is answered at the
/// descriptor that `watch` gets; see torture_next. Without, `watch` gets -1. The kernel's seccomp user notification does it (seccomp_unotify(2)), so that
/// calls are counted over all threads and the rest runs at full speed.
pid_t torture_start(
    const char *path, char *const arguments[], char *const environment[], const char *folder, int output, int errors,
    int is_watched, int *watch
);

/// Waits for a process's end. Gives its exit status, or the negative number of the signal that ended it.
int torture_end(pid_t process);

/// A descriptor that becomes readable when the process ends, or -1 with errno set. See pidfd_open(2).
int torture_pidfd(pid_t process);

/// Sends a signal to the process of a descriptor of torture_pidfd, which no other process can be taken for.
int torture_signal(int pidfd, int signal);

/// A call that waits for its answer.
struct torture_call {
    uint64_t cookie;
    /// The thread that calls, and its process.
    pid_t thread, process;
    /// What it does: "pwrite64".
    const char *name;
    /// The index of the argument that is a path, or -1.
    int path;
    /// The index of the argument that is a descriptor of what the call is about, or -1.
    int descriptor;
    uint64_t arguments[6];
};

/// Takes in the next call. Gives 1 for one; 0 when the process of `pidfd` has ended, or, where that is -1, when nobody is
/// left who could call; -1 when `milliseconds` have passed.
int torture_next(int watch, int pidfd, int milliseconds, struct torture_call *call);

/// Writes the path of the file that a call is about, as the program named it or as the kernel names an open one. Gives its
/// length, cut at `count`, or -1.
ssize_t torture_target(const struct torture_call *call, char *path, size_t count);

/// Lets a call go on (error 0) or fail, without being done, with an error. A process that was killed needs no answer.
void torture_answer(int watch, const struct torture_call *call, int error);

/// Does a write, in the program's place, with but the first half of its bytes, and answers with their count. Gives 0, or
/// -1 where that cannot be done: then the call still waits.
int torture_write_half(int watch, const struct torture_call *call);

#endif
