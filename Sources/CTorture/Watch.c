#define _GNU_SOURCE
#include "Calls.h"
#include "CTorture.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pid_t process_of(pid_t thread) {
    char path[64], line[128];
    pid_t process = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)thread);
    FILE *status = fopen(path, "re");
    if (!status) return -1;
    while (fgets(line, sizeof line, status))
        if (sscanf(line, "Tgid: %d", &process) == 1) break;
    fclose(status);
    return process;
}

int torture_next(int watch, int pidfd, int milliseconds, struct torture_call *call) {
    for (;;) {
        struct pollfd waiting[] = {{.fd = watch, .events = POLLIN}, {.fd = pidfd, .events = POLLIN}};
        int ready = poll(waiting, 2, milliseconds);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return -1;
        if (!(waiting[0].revents & POLLIN)) return 0;
        struct seccomp_notif notice;
        memset(&notice, 0, sizeof notice);
        // The caller may have been killed since: ENOENT.
        if (ioctl(watch, SECCOMP_IOCTL_NOTIF_RECV, &notice) != 0) continue;
        const struct watched *kind = watched_call(notice.data.nr);
        *call = (struct torture_call){.cookie = notice.id, .path = -1, .descriptor = -1};
        call->thread = (pid_t)notice.pid;
        call->process = process_of((pid_t)notice.pid);
        memcpy(call->arguments, notice.data.args, sizeof call->arguments);
        if (notice.data.nr == SYS_prctl) {
            // It wants to be unreadable to this process too: it is told that it is, and is not.
            struct seccomp_notif_resp answer = {.id = notice.id};
            ioctl(watch, SECCOMP_IOCTL_NOTIF_SEND, &answer);
            continue;
        }
        if (!kind) {
            torture_answer(watch, call, 0);
            continue;
        }
        call->name = kind->name;
        call->path = kind->path;
        call->descriptor = kind->descriptor;
        return 1;
    }
}

void torture_answer(int watch, const struct torture_call *call, int error) {
    struct seccomp_notif_resp answer = {
        .id = call->cookie,
        .error = -error,
        .flags = error == 0 ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0,
    };
    ioctl(watch, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

static ssize_t text_at(pid_t process, uint64_t address, void *bytes, size_t count) {
    struct iovec here = {bytes, count}, there = {(void *)(uintptr_t)address, count};
    return process_vm_readv(process, &here, 1, &there, 1, 0);
}

int torture_write_half(int watch, const struct torture_call *call) {
    int positioned = strcmp(call->name, "pwrite64") == 0;
    if (!positioned && strcmp(call->name, "write") != 0) return -1;
    size_t count = (size_t)call->arguments[2] / 2;
    if (count == 0) return -1;
    int result = -1, process = (int)syscall(SYS_pidfd_open, call->process, 0), file = -1;
    void *bytes = malloc(count);
    if (process >= 0) file = (int)syscall(SYS_pidfd_getfd, process, (int)call->arguments[0], 0);
    if (bytes && file >= 0 && text_at(call->thread, call->arguments[1], bytes, count) == (ssize_t)count) {
        ssize_t written = positioned ? pwrite(file, bytes, count, (off_t)call->arguments[3]) : write(file, bytes, count);
        if (written > 0) {
            struct seccomp_notif_resp answer = {.id = call->cookie, .val = written};
            ioctl(watch, SECCOMP_IOCTL_NOTIF_SEND, &answer);
            result = 0;
        }
    }
    free(bytes);
    if (file >= 0) close(file);
    if (process >= 0) close(process);
    return result;
}

ssize_t torture_target(const struct torture_call *call, char *path, size_t count) {
    if (call->descriptor >= 0) {
        char link[64];
        snprintf(link, sizeof link, "/proc/%d/fd/%d", (int)call->thread, (int)call->arguments[call->descriptor]);
        return readlink(link, path, count);
    }
    for (size_t length = 0; length < count; length++) {
        // One by one: the page behind the closing NUL may not be there.
        if (text_at(call->thread, call->arguments[call->path] + length, path + length, 1) != 1) return -1;
        if (path[length] == 0) return (ssize_t)length;
    }
    return (ssize_t)count;
}
