#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

// Between fork and exec only async-signal-safe calls are allowed: another thread may have held any lock.

static void fail(int report) {
    int error = errno;
    ssize_t written = write(report, &error, sizeof error);
    (void)written;
    _exit(127);
}

int platform_pipe(int ends[2]) {
    return pipe2(ends, O_CLOEXEC);
}

int platform_spawn(const char *path, char *const arguments[], char *const environment[], const char *folder, int input,
                   int output, int errors, pid_t *process) {
    int pipe[2];
    if (pipe2(pipe, O_CLOEXEC) != 0) return errno;
    // Out of the way of the three that are replaced, should one of those be closed here.
    int report = fcntl(pipe[1], F_DUPFD_CLOEXEC, 3);
    int in = fcntl(input, F_DUPFD_CLOEXEC, 3);
    int out = fcntl(output, F_DUPFD_CLOEXEC, 3);
    int err = fcntl(errors, F_DUPFD_CLOEXEC, 3);
    int error = report < 0 || in < 0 || out < 0 || err < 0 ? errno : 0;
    close(pipe[1]);

    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t child = error == 0 ? fork() : -1;
    if (child == 0) {
        if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) fail(report);
        if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) fail(report);
        if (folder && chdir(folder) != 0) fail(report);
        for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execve(path, arguments, environment);
        fail(report);
    }
    if (child < 0 && error == 0) error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (report >= 0) close(report);
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    if (err >= 0) close(err);

    if (child > 0) {
        // The end of the pipe means that exec succeeded.
        ssize_t count;
        do count = read(pipe[0], &error, sizeof error);
        while (count < 0 && errno == EINTR);
        if (count != (ssize_t)sizeof error) error = 0;
        if (error != 0)
            while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    }
    close(pipe[0]);
    if (error == 0) *process = child;
    return error;
}
