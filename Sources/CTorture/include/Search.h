#ifndef CTORTURE_SEARCH_H
#define CTORTURE_SEARCH_H

#include <stddef.h>

/// How often `needle` is found in `count` bytes, beginning before the `limit`th of them; overlapping finds count too.
size_t torture_occurrences(
    const void *bytes, size_t count, size_t limit, const void *needle, size_t length
);

#endif
