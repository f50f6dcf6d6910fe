#ifndef CPLATFORM_SPAWN_H
#define CPLATFORM_SPAWN_H

#include <sys/types.h>

/// Makes a pipe that no program inherits: its end to read from, then its end to write to. Gives 0, or -1 with errno set.
int platform_pipe(int ends[2]);

/// Starts a program in a folder, with three descriptors for its standard input, output and error; no other is inherited, and
/// every signal is at its default. Gives 0 and the program's process id once it runs, or the errno of the step that failed.
int platform_spawn(const char *path, char *const arguments[], char *const environment[], const char *folder, int input,
                   int output, int errors, pid_t *process);

#endif
