#ifndef MILIEU_CSPAWN_H
#define MILIEU_CSPAWN_H

#include <sys/types.h>

/* A pipe whose ends no other process gets: pipe2(2) with O_CLOEXEC. Returns 0 or the number of the error. */
int cspawn_pipe(int ends[2]);

/* Starts a program with posix_spawnp(3). It gets the three descriptors as its streams and no other, works in the folder unless
   that is null, and blocks and ignores no signal. Returns 0 or the number of the error. */
int cspawn_start(
    pid_t *id, char *const arguments[], char *const environment[], const int streams[3], const char *folder);

#endif
