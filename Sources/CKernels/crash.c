#define _GNU_SOURCE
#include "crash.h"
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// Whoever takes a name out of its place owns it, so that the handler and a thread never both have it.
static _Atomic(char *) files[PREP_CRASH_FILES];

static const char *exhausted_words;
static size_t exhausted_count;
static int exhausted_status;

static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT};
enum { FAULTS = sizeof faults / sizeof *faults };
static struct sigaction before[FAULTS];

/// Less than this is no memory to work with; what the runtime asks for at once (a stack, a table) is smaller.
enum { LEAST_MEMORY = 16 << 20 };

static int memory_is_exhausted(void) {
  void *memory = mmap(NULL, LEAST_MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  munmap(memory, LEAST_MEMORY);
  return 0;
}

// Only what a handler of signals may call is called here.
static void handle(int number) {
  for (int place = 0; place < PREP_CRASH_FILES; place++) {
    char *path = atomic_exchange(&files[place], NULL);
    if (path) unlink(path);
  }
  if (exhausted_count && memory_is_exhausted()) {
    ssize_t written = write(STDERR_FILENO, exhausted_words, exhausted_count);
    (void)written;
    _exit(exhausted_status);
  }
  for (int index = 0; index < FAULTS; index++) {
    if (faults[index] == number) sigaction(number, &before[index], NULL);
  }
  // It stays pending until this returns.
  raise(number);
}

void prep_crash_install(const char *words, size_t count, int status) {
  // A stack that ran over has no room for a handler.
  static char handler_stack[1 << 14];
  const stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
  sigaltstack(&stack, NULL);
  char *kept = malloc(count);
  if (kept) {
    memcpy(kept, words, count);
    exhausted_words = kept;
    exhausted_count = count;
    exhausted_status = status;
  }
  struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < FAULTS; index++) sigaction(faults[index], &action, &before[index]);
}

int prep_crash_add(const char *path) {
  char *kept = strdup(path);
  if (!kept) return -1;
  for (int place = 0; place < PREP_CRASH_FILES; place++) {
    char *none = NULL;
    if (atomic_compare_exchange_strong(&files[place], &none, kept)) return place;
  }
  free(kept);
  return -1;
}

void prep_crash_remove(int place) {
  if (place < 0 || place >= PREP_CRASH_FILES) return;
  free(atomic_exchange(&files[place], NULL));
}
