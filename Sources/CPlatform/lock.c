#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>

int platform_lock_byte(int descriptor, long long place) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = place, .l_len = 1};
    return fcntl(descriptor, F_OFD_SETLK, &lock);
}

int platform_wait_byte(int descriptor, long long place) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = place, .l_len = 1};
    int status;
    do status = fcntl(descriptor, F_OFD_SETLKW, &lock);
    while (status != 0 && errno == EINTR);
    return status;
}
