/* The resolver of the tests: getaddrinfo(3), which libcurl's threads call, with a name server of the tests' own for some names.

   A definition in the program goes before the C library's, so neither the machine's settings nor root are needed. Those names
   are asked by the C library's own stub resolver, over UDP; all others are as ever. */
#define _GNU_SOURCE
#include "cresolver.h"
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <dlfcn.h>
#include <netdb.h>
#include <resolv.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>

typedef int (*lookup)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

static _Atomic unsigned short nameserver;

void cresolver_use_port(unsigned short port) { nameserver = port; }

static int is_ours(const char *name) {
    static const char end[] = ".rebind.test";
    size_t length = name ? strlen(name) : 0;
    return nameserver != 0 && length > sizeof end - 1 && strcasecmp(name + length - (sizeof end - 1), end) == 0;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    lookup real = (lookup)dlsym(RTLD_NEXT, "getaddrinfo");
    if (!real) return EAI_SYSTEM;
    if (!is_ours(name)) return real(name, service, hints, found);
    struct __res_state state;
    memset(&state, 0, sizeof state);
    if (res_ninit(&state) != 0) return EAI_FAIL;
    state.nscount = 1;
    state.retrans = 30;
    state.retry = 5;
    state.nsaddr_list[0].sin_family = AF_INET;
    state.nsaddr_list[0].sin_port = htons(nameserver);
    state.nsaddr_list[0].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    unsigned char answer[4096];
    int length = res_nquery(&state, name, ns_c_in, ns_t_a, answer, sizeof answer);
    res_nclose(&state);
    ns_msg message;
    if (length < 0 || ns_initparse(answer, length, &message) != 0) return EAI_NONAME;
    struct addrinfo *first = NULL, **end = &first;
    for (int i = 0; i < ns_msg_count(message, ns_s_an); i++) {
        ns_rr record;
        char text[INET_ADDRSTRLEN];
        if (ns_parserr(&message, ns_s_an, i, &record) != 0 || ns_rr_type(record) != ns_t_a) continue;
        if (!inet_ntop(AF_INET, ns_rr_rdata(record), text, sizeof text)) continue;
        struct addrinfo numeric = hints ? *hints : (struct addrinfo){0};
        numeric.ai_flags = AI_NUMERICHOST;
        numeric.ai_family = AF_INET;
        if (real(text, service, &numeric, end) != 0) continue;
        while (*end) end = &(*end)->ai_next;
    }
    if (!first) return EAI_NONAME;
    *found = first;
    return 0;
}
