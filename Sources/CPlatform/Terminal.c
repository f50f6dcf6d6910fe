#include "Terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

// Signal handlers reach nothing but globals, so these live here and not in Swift.
static int interrupt_pipe[2] = {-1, -1};
static volatile sig_atomic_t interrupted = 0;
static struct termios typing_before;
static int typing_terminal = -1;
static volatile sig_atomic_t typing_hidden = 0;

static void interrupt(int number) {
    int saved = errno;
    if (number == SIGINT && interrupted) {
        platform_show_typing();
        _exit(130);
    }
    if (number == SIGINT) interrupted = 1;
    // A full pipe is as readable as one with a single byte.
    (void)!write(interrupt_pipe[1], "", 1);
    errno = saved;
}

static void nothing(int number) { (void)number; }

static int handle(int number, void (*handler)(int)) {
    struct sigaction before, after = {0};
    if (sigaction(number, NULL, &before) != 0) return -1;
    if (before.sa_handler == SIG_IGN && number != SIGPIPE) return 0;
    after.sa_handler = handler;
    after.sa_flags = SA_RESTART;
    sigemptyset(&after.sa_mask);
    return sigaction(number, &after, NULL);
}

int platform_catch_interrupts(void) {
    if (pipe(interrupt_pipe) != 0) return -1;
    for (int end = 0; end < 2; end++) {
        if (fcntl(interrupt_pipe[end], F_SETFD, FD_CLOEXEC) != 0) return -1;
        if (fcntl(interrupt_pipe[end], F_SETFL, O_NONBLOCK) != 0) return -1;
    }
    if (handle(SIGINT, interrupt) != 0 || handle(SIGTERM, interrupt) != 0 || handle(SIGHUP, interrupt) != 0) return -1;
    if (handle(SIGPIPE, nothing) != 0) return -1;
    return interrupt_pipe[0];
}

int platform_hide_typing(int terminal) {
    struct termios hidden;
    if (tcgetattr(terminal, &typing_before) != 0) return -1;
    hidden = typing_before;
    hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK);
    hidden.c_lflag |= ICANON | ISIG | ECHONL;
    hidden.c_iflag |= ICRNL;
    hidden.c_cc[VQUIT] = _POSIX_VDISABLE;
    hidden.c_cc[VSUSP] = _POSIX_VDISABLE;
    typing_terminal = terminal;
    typing_hidden = 1;
    if (tcsetattr(terminal, TCSAFLUSH, &hidden) != 0) {
        platform_show_typing();
        return -1;
    }
    return 0;
}

void platform_show_typing(void) {
    if (!typing_hidden) return;
    typing_hidden = 0;
    tcsetattr(typing_terminal, TCSAFLUSH, &typing_before);
}
