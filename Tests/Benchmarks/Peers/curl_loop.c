/* The peer of the bench 'transfer': a bare loop over the same libcurl, as its examples have it, with nothing around it.

   Arguments: URL, how many requests are in flight, how many in all, 'poll' (curl_multi_poll) or 'epoll' (the socket interface
   with epoll and a timer of our own), and a file of certificates to trust, if any. Handles are pooled: each is set up once, and
   added again when its request has ended. libcurl's default CA path stays as it was built.

   Prints JSON: the peer, the requests, the seconds and the microseconds of CPU that they took. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>

static long wanted, begun, ended;
static int epfd;
static long deadline = -1; /* in milliseconds; -1 for none */

static double seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static size_t discard(char *data, size_t size, size_t count, void *context) {
    (void)data, (void)context;
    return size * count;
}

static int watch(CURL *easy, curl_socket_t socket, int what, void *context, void *known) {
    (void)easy;
    if (what == CURL_POLL_REMOVE) return epoll_ctl(epfd, EPOLL_CTL_DEL, socket, NULL), 0;
    struct epoll_event event = {.data.fd = socket};
    event.events = (what & CURL_POLL_IN ? EPOLLIN : 0) | (what & CURL_POLL_OUT ? EPOLLOUT : 0);
    if (epoll_ctl(epfd, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event) != 0)
        epoll_ctl(epfd, known ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
    curl_multi_assign(context, socket, &epfd);
    return 0;
}

static int timer(CURLM *multi, long milliseconds, void *context) {
    (void)multi, (void)context;
    deadline = milliseconds < 0 ? -1 : (long)(seconds() * 1e3) + milliseconds;
    return 0;
}

static void collect(CURLM *multi) {
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        CURL *easy = message->easy_handle;
        long status = 0;
        if (message->data.result != CURLE_OK) {
            fprintf(stderr, "%s\n", curl_easy_strerror(message->data.result));
            exit(1);
        }
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (status != 204) exit(2);
        ended++;
        curl_multi_remove_handle(multi, easy);
        if (begun < wanted) {
            begun++;
            curl_multi_add_handle(multi, easy);
        }
    }
}

static void perform(CURLM *multi, CURL **handles, long places, long count, int isPolling) {
    int running;
    wanted = count, begun = ended = 0;
    for (; begun < places && begun < wanted; begun++) curl_multi_add_handle(multi, handles[begun]);
    while (ended < wanted) {
        if (isPolling) {
            curl_multi_perform(multi, &running);
            collect(multi);
            if (ended < wanted) curl_multi_poll(multi, NULL, 0, 1000, NULL);
            continue;
        }
        long wait = deadline < 0 ? 1000 : deadline - (long)(seconds() * 1e3);
        if (wait <= 0) {
            deadline = -1;
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
            collect(multi);
            wait = 0;
        }
        struct epoll_event events[256];
        int n = epoll_wait(epfd, events, 256, (int)wait);
        for (int i = 0; i < n; i++) {
            int what = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                       (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
            if (events[i].events & (EPOLLERR | EPOLLHUP)) what |= CURL_CSELECT_IN | CURL_CSELECT_ERR;
            curl_multi_socket_action(multi, events[i].data.fd, what, &running);
        }
        collect(multi);
    }
}

int main(int argc, char **argv) {
    if (argc < 5) return 64;
    long places = atol(argv[2]), count = atol(argv[3]);
    int isPolling = strcmp(argv[4], "poll") == 0;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURLM *multi = curl_multi_init();
    epfd = epoll_create1(0);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, places);
    if (!isPolling) {
        curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch);
        curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, multi);
        curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
    }
    static char body[200];
    memset(body, 'x', sizeof body);
    struct curl_slist *headers = curl_slist_append(NULL, "content-type: application/json");
    headers = curl_slist_append(headers, "webhook-id: msg_00000000000000000000000000000000");
    CURL **handles = calloc((size_t)places, sizeof *handles);
    for (long i = 0; i < places; i++) {
        CURL *easy = handles[i] = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_URL, argv[1]);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 20000L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)sizeof body);
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
        if (argc > 5) curl_easy_setopt(easy, CURLOPT_CAINFO, argv[5]);
    }
    perform(multi, handles, places, count / 10 < places ? places : count / 10, isPolling);
    double cpuBefore = cpu(), before = seconds();
    perform(multi, handles, places, count, isPolling);
    printf("{\"peer\": \"a bare C loop over libcurl %s, %s\", \"count\": %ld, \"seconds\": %.6f, \"cpu\": %.0f}\n",
           curl_version_info(CURLVERSION_NOW)->version, isPolling ? "curl_multi_poll" : "socket interface and epoll", count,
           seconds() - before, cpu() - cpuBefore);
    return 0;
}
