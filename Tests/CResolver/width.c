/* How many tests run side by side, unless somebody says otherwise: all of them at once, more than a thousand, would share two
   or four threads, and each that waits for an answer would come back to it a minute late. Read by Swift Testing before the
   first test; a constructor is the only place that goes before it for whoever says `swift test`. */
#define _GNU_SOURCE
#include <stdlib.h>

__attribute__((constructor)) static void limit_width(void) {
    setenv("SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH", "12", 0);
}
