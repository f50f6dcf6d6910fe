#define _GNU_SOURCE
#include "CBench.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ROOM = 16384 };

struct conversation {
    char answer[ROOM];
    size_t size;
};

static int join(int port) {
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor >= 0 && connect(descriptor, (struct sockaddr *)&place, sizeof place) == 0) return descriptor;
    if (descriptor >= 0) close(descriptor);
    return -1;
}

// Whether an answer is whole.
static int is_whole(struct conversation *conversation) {
    conversation->answer[conversation->size] = 0;
    char *end = strstr(conversation->answer, "\r\n\r\n"), *length = strcasestr(conversation->answer, "\r\ncontent-length:");
    if (!end || !length || length > end) return 0;
    return conversation->size >= (size_t)(end + 4 - conversation->answer) + strtoul(length + 17, NULL, 10);
}

static int ask(int descriptor, const char *request) {
    size_t size = strlen(request);
    return write(descriptor, request, size) == (ssize_t)size ? 0 : -1;
}

// Takes what came on a connection. Returns 1 where an answer became whole, 0 where not yet, -1 where none will.
static int take(int descriptor, struct conversation *conversation) {
    ssize_t count = read(descriptor, conversation->answer + conversation->size, ROOM - 1 - conversation->size);
    if (count <= 0) return -1;
    conversation->size += (size_t)count;
    if (!is_whole(conversation)) return 0;
    conversation->size = 0;
    return strncmp(conversation->answer, "HTTP/1.1 200 ", 13) == 0 ? 1 : -1;
}

long bench_ask(int port, const char *path, int connections, long count) {
    char request[1024];
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nMetadata-Flavor: Google\r\n\r\n", path, port);
    struct conversation *conversations = calloc((size_t)connections, sizeof *conversations);
    struct pollfd *ends = calloc((size_t)connections, sizeof *ends);
    long asked = 0, answered = 0;
    int opened = 0, isWell = conversations && ends;
    while (isWell && opened < connections) {
        ends[opened] = (struct pollfd){.fd = join(port), .events = POLLIN};
        if (ends[opened].fd < 0) isWell = 0;
        else opened++, asked++, isWell = ask(ends[opened - 1].fd, request) == 0;
    }
    while (isWell && answered < count) {
        isWell = poll(ends, (nfds_t)opened, 10000) > 0;
        for (int index = 0; isWell && index < opened; index++) {
            if (!ends[index].revents) continue;
            int outcome = take(ends[index].fd, &conversations[index]);
            if (outcome > 0 && ++answered && asked < count) asked++, outcome = ask(ends[index].fd, request);
            isWell = outcome >= 0;
        }
    }
    for (int index = 0; index < opened; index++) close(ends[index].fd);
    free(conversations);
    free(ends);
    return isWell ? answered : -1;
}
