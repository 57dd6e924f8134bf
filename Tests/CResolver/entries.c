/* readdir(3) whose entries can be copied whole. Foundation's Process looks through the open files before it starts another
   program, and copies all 280 bytes of each struct dirent; of the last entries of a full buffer, some lie beyond its end, and
   a test run with more than a thousand open files ends there now and then. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <string.h>

struct dirent *readdir(DIR *folder) {
    static __thread struct dirent entry;
    struct dirent *(*real)(DIR *) = (struct dirent * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir");
    struct dirent *found = real ? real(folder) : NULL;
    if (!found) return NULL;
    memcpy(&entry, found, found->d_reclen < sizeof entry ? found->d_reclen : sizeof entry);
    return &entry;
}
