#ifndef CPLATFORM_TERMINAL_H
#define CPLATFORM_TERMINAL_H

/// Turns Ctrl-C, SIGTERM and SIGHUP into a descriptor that becomes readable with the first of them and stays so.
///
/// A signal that is ignored already (nohup, a shell's background job) stays ignored. A second Ctrl-C ends the process
/// at once with status 130, the terminal's echo restored. SIGPIPE gets a handler that does nothing: a write then fails
/// with EPIPE, and programs started later do not inherit an ignored SIGPIPE.
/// Gives the descriptor, or -1 with errno set. To be called once.
int platform_catch_interrupts(void);

/// Stops the terminal from echoing what is typed, until platform_show_typing. Keys that would stop or kill the program
/// without a way to restore the echo (Ctrl-Z, Ctrl-\) are off for that time. Gives 0, or -1 with errno set.
int platform_hide_typing(int terminal);

/// Puts back what platform_hide_typing changed; does nothing where it changed nothing.
void platform_show_typing(void);

#endif
