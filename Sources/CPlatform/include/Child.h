#ifndef CPLATFORM_CHILD_H
#define CPLATFORM_CHILD_H

#include <stddef.h>
#include <sys/types.h>

/// Starts a command in this process group, at this terminal, and with the descriptors 0 to 2 alone. The program is found as
/// execvp(3) finds it. Every signal is at its default and none is blocked, except that SIGHUP and SIGINT stay ignored where
/// they are (nohup, a shell's background job). From then on, what is sent to this process alone is passed on to the command:
/// SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGTSTP and SIGCONT. What the terminal sends, the command has already.
///
/// The arguments, of which the first names the program, and the variables (NAME=value) each end with a zero byte. `mask` is
/// the command's umask. `death_signal` is sent to it when the calling thread ends (prctl(2), PR_SET_PDEATHSIG); 0 for none.
/// Gives its process, or -1 with errno set to that of the step that failed. One at a time.
pid_t platform_start_child(const char *arguments, size_t arguments_size, const char *environment, size_t environment_size,
                           mode_t mask, int death_signal);

/// Waits for the command's end, and handles signals again as before its start. Where job control stops the command alone,
/// this process stops with it, so that the shell notices. Gives its status, 128 and the number of the signal that ended it,
/// or -1 with errno set.
int platform_wait_child(pid_t child);

#endif
