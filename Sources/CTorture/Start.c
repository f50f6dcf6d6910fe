#define _GNU_SOURCE
#include "Calls.h"
#include "CTorture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// A message of one descriptor, as SCM_RIGHTS has it (unix(7)).
union rights {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr header;
};

static int send_descriptor(int way, int descriptor) {
    char nothing = 0;
    union rights rights = {.header = {.cmsg_len = CMSG_LEN(sizeof descriptor), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
    memcpy(CMSG_DATA(&rights.header), &descriptor, sizeof descriptor);
    struct iovec text = {&nothing, 1};
    struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = &rights, .msg_controllen = sizeof rights};
    return sendmsg(way, &message, 0) == 1 ? 0 : -1;
}

static int receive_descriptor(int way) {
    char nothing;
    int descriptor;
    union rights rights;
    struct iovec text = {&nothing, 1};
    struct msghdr message = {.msg_iov = &text, .msg_iovlen = 1, .msg_control = &rights, .msg_controllen = sizeof rights};
    ssize_t count;
    do count = recvmsg(way, &message, MSG_CMSG_CLOEXEC);
    while (count < 0 && errno == EINTR);
    struct cmsghdr *header = count == 1 ? CMSG_FIRSTHDR(&message) : NULL;
    if (!header || header->cmsg_type != SCM_RIGHTS) return -1;
    memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
    return descriptor;
}

// Between fork and exec only async-signal-safe calls are allowed: another thread may have held any lock.
static void become(
    const char *path, char *const arguments[], char *const environment[], const char *folder, int output, int errors, int way
) {
    int null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0 || chdir(folder) != 0) _exit(127);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (way >= 0) {
        int watch = watch_this_process();
        if (watch < 0 || send_descriptor(way, watch) != 0) _exit(126);
    }
    // The watch itself, and whatever another thread opens meanwhile, is closed on exec.
    syscall(SYS_close_range, 3, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */);
    execve(path, arguments, environment);
    _exit(127);
}

pid_t torture_start(
    const char *path, char *const arguments[], char *const environment[], const char *folder, int output, int errors,
    int is_watched, int *watch
) {
    int way[2] = {-1, -1};
    *watch = -1;
    if (is_watched && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, way) != 0) return -1;
    pid_t child = fork();
    if (child == 0) become(path, arguments, environment, folder, output, errors, way[1]);
    if (is_watched) {
        close(way[1]);
        *watch = child > 0 ? receive_descriptor(way[0]) : -1;
        close(way[0]);
        if (child > 0 && *watch < 0) {
            errno = torture_end(child) == 126 ? ENOSYS : EINVAL;
            return -1;
        }
    }
    return child;
}

int torture_end(pid_t process) {
    int status;
    while (waitpid(process, &status, 0) < 0)
        if (errno != EINTR) return 255;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int torture_pidfd(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int torture_signal(int pidfd, int signal) { return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0); }
