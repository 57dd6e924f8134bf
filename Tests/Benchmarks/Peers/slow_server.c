/* Endpoints that take their time: an HTTP server on many loopback addresses that answers 204 after a fixed delay.

   Arguments: the delay in milliseconds, how many addresses (127.1.0.1, 127.1.0.2, …, 250 in a row), and a number. Prints the port,
   and a line whenever so many requests wait for their answer. Ends with its standard input. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST 20000
struct connection {
    unsigned generation;
    int length;
    char isListener;
    char buffer[2048];
};
struct waiting {
    int descriptor;
    unsigned generation;
    long due;
};
static struct connection *connections[MOST];
static struct waiting queue[1 << 16];
static unsigned first, next;

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

int main(int argc, char **argv) {
    if (argc < 4) return 64;
    long delay = atol(argv[1]);
    int addresses = atoi(argv[2]), told = atoi(argv[3]), set = epoll_create1(0), one = 1;
    in_port_t port = 0;
    for (int i = 0; i < addresses; i++) {
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = port};
        address.sin_addr.s_addr = htonl(0x7f010000u + ((unsigned)(i / 250) << 8) + (unsigned)(i % 250) + 1);
        int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        if (listener < 0 || listener >= MOST || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
            listen(listener, 4096) != 0)
            return perror("bind"), 1;
        if (port == 0) {
            socklen_t length = sizeof address;
            getsockname(listener, (struct sockaddr *)&address, &length);
            port = address.sin_port;
        }
        connections[listener] = calloc(1, sizeof(struct connection));
        connections[listener]->isListener = 1;
        struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
        epoll_ctl(set, EPOLL_CTL_ADD, listener, &event);
    }
    struct epoll_event event = {.events = EPOLLIN, .data.fd = 0};
    epoll_ctl(set, EPOLL_CTL_ADD, 0, &event);
    printf("%d\n", ntohs(port));
    fflush(stdout);
    static const char answer[] = "HTTP/1.1 204 No Content\r\n\r\n";
    for (;;) {
        struct epoll_event events[256];
        long wait = first == next ? -1 : queue[first % (1 << 16)].due - now();
        int count = epoll_wait(set, events, 256, first == next ? -1 : wait < 0 ? 0 : (int)wait);
        for (int i = 0; i < count; i++) {
            int descriptor = events[i].data.fd;
            if (descriptor == 0) return 0;
            struct connection *connection = connections[descriptor];
            if (connection->isListener) {
                int taken;
                while ((taken = accept4(descriptor, NULL, NULL, SOCK_NONBLOCK)) >= 0 && taken < MOST) {
                    if (!connections[taken]) connections[taken] = calloc(1, sizeof(struct connection));
                    connections[taken]->length = 0;
                    struct epoll_event event = {.events = EPOLLIN, .data.fd = taken};
                    epoll_ctl(set, EPOLL_CTL_ADD, taken, &event);
                }
                continue;
            }
            ssize_t length = read(descriptor, connection->buffer + connection->length,
                                  sizeof connection->buffer - 1 - (size_t)connection->length);
            if (length <= 0) {
                if (length < 0 && errno == EAGAIN) continue;
                connection->generation++;
                close(descriptor);
                continue;
            }
            connection->length += (int)length;
            connection->buffer[connection->length] = 0;
            char *end = strstr(connection->buffer, "\r\n\r\n"), *size = strcasestr(connection->buffer, "content-length:");
            if (!end || end + 4 + (size ? atoi(size + 15) : 0) > connection->buffer + connection->length) continue;
            connection->length = 0;
            queue[next++ % (1 << 16)] = (struct waiting){descriptor, connection->generation, now() + delay};
            if (next - first == (unsigned)told) printf("%d wait\n", told), fflush(stdout);
        }
        for (long time = now(); first != next && queue[first % (1 << 16)].due <= time; first++) {
            struct waiting *waiting = &queue[first % (1 << 16)];
            if (connections[waiting->descriptor]->generation != waiting->generation) continue;
            if (write(waiting->descriptor, answer, sizeof answer - 1) < 0) continue;
        }
    }
}
