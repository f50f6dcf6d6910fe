#define _GNU_SOURCE
#include "Calls.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "which architecture is this?"
#endif

static const struct watched calls[] = {
    {SYS_write, "write", -1, 0, -1},
    {SYS_writev, "writev", -1, 0, -1},
    {SYS_pwrite64, "pwrite64", -1, 0, -1},
    {SYS_pwritev, "pwritev", -1, 0, -1},
    {SYS_sendfile, "sendfile", -1, 0, -1},
    {SYS_copy_file_range, "copy_file_range", -1, 2, -1},
    {SYS_fsync, "fsync", -1, 0, -1},
    {SYS_fdatasync, "fdatasync", -1, 0, -1},
    {SYS_sync_file_range, "sync_file_range", -1, 0, -1},
    {SYS_ftruncate, "ftruncate", -1, 0, -1},
    {SYS_truncate, "truncate", 0, -1, -1},
    {SYS_fallocate, "fallocate", -1, 0, -1},
    {SYS_openat, "openat", 1, -1, 2},
    {SYS_mkdirat, "mkdirat", 1, -1, -1},
    {SYS_linkat, "linkat", 3, -1, -1},
    {SYS_symlinkat, "symlinkat", 2, -1, -1},
    {SYS_renameat2, "renameat2", 3, -1, -1},
    {SYS_unlinkat, "unlinkat", 1, -1, -1},
    {SYS_fchmod, "fchmod", -1, 0, -1},
    {SYS_fchmodat, "fchmodat", 1, -1, -1},
#ifdef SYS_open
    {SYS_open, "open", 0, -1, 1},
    {SYS_creat, "creat", 0, -1, -1},
    {SYS_mkdir, "mkdir", 0, -1, -1},
    {SYS_rmdir, "rmdir", 0, -1, -1},
    {SYS_link, "link", 1, -1, -1},
    {SYS_symlink, "symlink", 1, -1, -1},
    {SYS_rename, "rename", 1, -1, -1},
    {SYS_unlink, "unlink", 0, -1, -1},
    {SYS_chmod, "chmod", 0, -1, -1},
#endif
#ifdef SYS_renameat
    {SYS_renameat, "renameat", 3, -1, -1},
#endif
};

static const size_t call_count = sizeof calls / sizeof *calls;

const struct watched *watched_call(int number) {
    for (size_t index = 0; index < call_count; index++)
        if (calls[index].number == number) return &calls[index];
    return NULL;
}

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)(field))
// Arguments are 64 bits wide; both architectures put the lower half first.
#define ARGUMENT(index) (offsetof(struct seccomp_data, args) + 8 * (size_t)(index))
#define UNLESS(value, skipped) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(value), 0, skipped)
#define UNLESS_ANY(bits, skipped) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (unsigned)(bits), 0, skipped)
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, (unsigned)(value))

int watch_this_process(void) {
    struct sock_filter program[16 + 5 * (sizeof calls / sizeof *calls)];
    unsigned short length = 0;
    program[length++] = (struct sock_filter)LOAD(offsetof(struct seccomp_data, arch));
    program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    program[length++] = (struct sock_filter)ANSWER(SECCOMP_RET_ALLOW);
    program[length++] = (struct sock_filter)LOAD(offsetof(struct seccomp_data, nr));
    for (size_t index = 0; index < call_count; index++) {
        int flags = calls[index].flags;
        program[length++] = (struct sock_filter)UNLESS(calls[index].number, (flags < 0 ? 1 : 4));
        if (flags >= 0) {
            program[length++] = (struct sock_filter)LOAD(ARGUMENT(flags));
            program[length++] = (struct sock_filter)UNLESS_ANY(O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY), 1);
        }
        program[length++] = (struct sock_filter)ANSWER(SECCOMP_RET_USER_NOTIF);
        if (flags >= 0) program[length++] = (struct sock_filter)ANSWER(SECCOMP_RET_ALLOW);
    }
    program[length++] = (struct sock_filter)UNLESS(SYS_prctl, 3);
    program[length++] = (struct sock_filter)LOAD(ARGUMENT(0));
    program[length++] = (struct sock_filter)UNLESS(PR_SET_DUMPABLE, 1);
    program[length++] = (struct sock_filter)ANSWER(SECCOMP_RET_USER_NOTIF);
    program[length++] = (struct sock_filter)ANSWER(SECCOMP_RET_ALLOW);
    struct sock_fprog filter = {.len = length, .filter = program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
}
