#ifndef MILIEU_CCURL_SHIM_H
#define MILIEU_CCURL_SHIM_H

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* Swift cannot call variadic functions: one wrapper for each type of argument. */

static inline CURLcode milieu_setopt_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode milieu_setopt_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode milieu_setopt_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode milieu_setopt_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode milieu_setopt_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

typedef size_t (*milieu_data_callback)(char *data, size_t size, size_t count, void *context);
typedef curl_socket_t (*milieu_socket_callback)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*milieu_prereq_callback)(
    void *context, char *remote, char *local, int remote_port, int local_port);

static inline CURLcode milieu_setopt_data_callback(CURL *easy, CURLoption option, milieu_data_callback value) {
    return curl_easy_setopt(easy, option, value);
}

typedef int (*milieu_seek_callback)(void *context, curl_off_t offset, int origin);

static inline CURLcode milieu_setopt_seek_callback(CURL *easy, CURLoption option, milieu_seek_callback value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode milieu_setopt_socket_callback(CURL *easy, CURLoption option, milieu_socket_callback value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode milieu_setopt_prereq_callback(CURL *easy, CURLoption option, milieu_prereq_callback value) {
    return curl_easy_setopt(easy, option, value);
}

typedef int (*milieu_close_callback)(void *context, curl_socket_t socket);

static inline CURLcode milieu_setopt_close_callback(CURL *easy, CURLoption option, milieu_close_callback value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode milieu_getinfo_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode milieu_getinfo_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode milieu_getinfo_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode milieu_getinfo_text(CURL *easy, CURLINFO info, char **value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode milieu_multi_setopt_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode milieu_multi_setopt_pointer(CURLM *multi, CURLMoption option, void *value) {
    return curl_multi_setopt(multi, option, value);
}

typedef int (*milieu_watch_callback)(CURL *easy, curl_socket_t socket, int what, void *context, void *of_socket);

static inline CURLMcode milieu_multi_setopt_watch_callback(
    CURLM *multi, CURLMoption option, milieu_watch_callback value) {
    return curl_multi_setopt(multi, option, value);
}

/* How many bytes were sent on a TCP connection that the other side's kernel has not acknowledged; -1 when this one does not
   tell. The two counters are tcpi_bytes_acked and tcpi_bytes_sent of struct tcp_info in linux/tcp.h, which the C library's
   own header lacks; the first counts the connection's SYN, too. */
static inline int64_t milieu_bytes_unacknowledged(int descriptor) {
    struct {
        unsigned char before[120];
        uint64_t acknowledged;
        unsigned char between[72];
        uint64_t sent;
        uint64_t repeated;
    } info;
    socklen_t length = sizeof info;
    if (getsockopt(descriptor, IPPROTO_TCP, 11 /* TCP_INFO */, &info, &length) != 0 || length < sizeof info) return -1;
    return (int64_t)(info.sent - info.repeated) - (int64_t)info.acknowledged + 1;
}

#endif
