#define _GNU_SOURCE
#include "Search.h"

#include <string.h>

size_t torture_occurrences(const void *bytes, size_t count, size_t limit, const void *needle, size_t length) {
    const char *place = bytes, *end = place + count, *last = place + limit;
    size_t found = 0;
    while ((place = memmem(place, (size_t)(end - place), needle, length)) && place < last) {
        found++;
        place++;
    }
    return found;
}
