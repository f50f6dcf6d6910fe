#ifndef CALLS_H
#define CALLS_H

// The calls that could change a file. Private to this module.

struct watched {
    int number;
    const char *name;
    int path, descriptor;
    // The index of the argument with the flags of an opening, or -1: only one that makes a file is of interest.
    int flags;
};

const struct watched *watched_call(int number);

// Has the kernel ask before each of them, in this process and its children. Gives the descriptor that asks, or -1.
int watch_this_process(void);

#endif
