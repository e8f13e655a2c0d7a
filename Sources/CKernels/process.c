#include "process.h"
#include <pthread.h>

static int64_t generation = 1;

static void in_child(void) { __atomic_add_fetch(&generation, 1, __ATOMIC_RELAXED); }

__attribute__((constructor)) static void watch_forks(void) { pthread_atfork(0, 0, in_child); }

int64_t prep_process_generation(void) { return __atomic_load_n(&generation, __ATOMIC_RELAXED); }
