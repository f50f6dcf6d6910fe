#ifndef CPLATFORM_H
#define CPLATFORM_H

#include <sys/prctl.h>

/// Keeps other processes of this user from reading this one's memory, and the kernel from dumping it.
/// Gives 0, or -1 with errno set. See prctl(2), PR_SET_DUMPABLE.
static inline int platform_forbid_dumping(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

#endif
