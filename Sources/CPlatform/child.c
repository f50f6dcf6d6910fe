#define _GNU_SOURCE
#include "CPlatform.h"

#include <linux/close_range.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

static const int passed_on[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGTSTP, SIGCONT};
enum { PASSED_ON = sizeof passed_on / sizeof *passed_on };

// Signal handlers reach nothing but globals.
static struct sigaction before[PASSED_ON];
static volatile sig_atomic_t running = 0;
static volatile sig_atomic_t waiting[NSIG], sender[NSIG];

static void pass_on(int number, siginfo_t *info, void *context) {
    (void)context;
    int saved = errno;
    // The kernel sends what a terminal does to the whole process group, so that the command has it too.
    if (info->si_code > 0 || (running && info->si_pid == running)) return;
    if (running) {
        kill(running, number);
    } else {
        sender[number] = info->si_pid;
        waiting[number] = 1;
    }
    errno = saved;
}

static int stays_ignored(int number) {
    struct sigaction now;
    return (number == SIGHUP || number == SIGINT) && sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

static void take_signals(void) {
    memset((void *)waiting, 0, sizeof waiting);
    struct sigaction ours = {.sa_sigaction = pass_on, .sa_flags = SA_RESTART | SA_SIGINFO};
    sigemptyset(&ours.sa_mask);
    for (int index = 0; index < PASSED_ON; index++) {
        sigaction(passed_on[index], NULL, &before[index]);
        if (!stays_ignored(passed_on[index])) sigaction(passed_on[index], &ours, NULL);
    }
}

static void give_signals_back(void) {
    running = 0;
    for (int index = 0; index < PASSED_ON; index++) {
        // What came for the command may still wait here for a thread to take it, and would end this process now: to ignore
        // a signal discards it (signal(7)).
        signal(passed_on[index], SIG_IGN);
        sigaction(passed_on[index], &before[index], NULL);
    }
}

// The texts of a block that each end with a zero byte, and a null pointer.
static char **texts(const char *block, size_t size) {
    size_t count = 0, index = 0;
    for (size_t place = 0; place < size; place++) count += block[place] == 0;
    char **texts = calloc(count + 1, sizeof *texts);
    for (size_t place = 0; texts && index < count; place += strlen(block + place) + 1) texts[index++] = (char *)block + place;
    return texts;
}

static void fail(int report) {
    int error = errno;
    ssize_t written = write(report, &error, sizeof error);
    (void)written;
    _exit(127);
}

// Between fork and exec only async-signal-safe calls are allowed: another thread may have held any lock.
static void become(char **arguments, char **environment, mode_t mask, int death_signal, pid_t parent, int report) {
    if (death_signal != 0) {
        if (prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0) fail(report);
        // It may have ended before it was asked for.
        if (getppid() != parent) _exit(127);
    }
    if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) fail(report);
    umask(mask);
    for (int number = 1; number < NSIG; number++)
        if (!stays_ignored(number)) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execvpe(arguments[0], arguments, environment);
    fail(report);
}

static pid_t start(char **arguments, char **environment, mode_t mask, int death_signal) {
    int report[2];
    if (pipe2(report, O_CLOEXEC) != 0) return -1;
    pid_t parent = getpid();
    sigset_t all, mine;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &mine);
    // Where it is ignored, the kernel forgets children before anybody waits for them.
    signal(SIGCHLD, SIG_DFL);
    pid_t child = fork();
    if (child == 0) become(arguments, environment, mask, death_signal, parent, report[1]);
    int error = errno;
    if (child > 0) {
        running = child;
        // The command may be quicker than this: nothing of its own goes back to it.
        for (int index = 0; index < PASSED_ON; index++)
            if (waiting[passed_on[index]] && sender[passed_on[index]] != child) kill(child, passed_on[index]);
    }
    pthread_sigmask(SIG_SETMASK, &mine, NULL);
    close(report[1]);
    if (child > 0) {
        // The end of the pipe means that exec succeeded.
        ssize_t count;
        do count = read(report[0], &error, sizeof error);
        while (count < 0 && errno == EINTR);
        if (count == (ssize_t)sizeof error) {
            running = 0;
            while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
            child = -1;
        }
    }
    close(report[0]);
    errno = error;
    return child;
}

pid_t platform_start_child(const char *arguments, size_t arguments_size, const char *environment, size_t environment_size,
                           mode_t mask, int death_signal) {
    char **words = texts(arguments, arguments_size), **variables = texts(environment, environment_size);
    pid_t child = -1;
    if (words && variables && words[0]) {
        take_signals();
        child = start(words, variables, mask, death_signal);
        int error = errno;
        if (child < 0) give_signals_back();
        errno = error;
    } else {
        errno = words && variables ? EINVAL : ENOMEM;
    }
    free(words);
    free(variables);
    return child;
}

static int is_job_control(int number) { return number == SIGTSTP || number == SIGTTIN || number == SIGTTOU; }

int platform_wait_child(pid_t child) {
    siginfo_t end;
    for (;;) {
        int outcome = waitid(P_PID, (id_t)child, &end, WEXITED | WSTOPPED | WNOWAIT);
        if (outcome != 0 && errno == EINTR) continue;
        if (outcome != 0 || end.si_code != CLD_STOPPED) break;
        // Taken at once, since it may go on by now: then there is nothing to stop for.
        end.si_pid = 0;
        if (waitid(P_PID, (id_t)child, &end, WSTOPPED | WNOHANG) == 0 && end.si_pid == child && is_job_control(end.si_status))
            kill(getpid(), SIGSTOP);
    }
    // It is nobody else's number until it is waited for below.
    give_signals_back();
    int status = 0;
    pid_t ended;
    do ended = waitpid(child, &status, 0);
    while (ended < 0 && errno == EINTR);
    if (ended != child) return -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
