#include "start.h"
#include <stdlib.h>

#if defined(__GLIBC__)
static int argument_count;
static char *const *arguments;

// Swift's library reads the command line from /proc, which is not there in every root; glibc hands it to initializers.
__attribute__((constructor)) static void keep_arguments(int count, char *const *words) {
  argument_count = count;
  arguments = words;
}

char *const *prep_start_arguments(int *count) {
  *count = argument_count;
  return arguments;
}
#else
char *const *prep_start_arguments(int *count) {
  *count = 0;
  return 0;
}
#endif

// .ci/release links this in the place of a function of the Swift runtime (`--wrap`).

char *__wrap_swift_copyAuxiliaryExecutablePath(const char *folder, const char *name);

/// Where a program lies that belongs to the runtime: nowhere.
///
/// When a program starts, the runtime asks so for the one that shows backtraces, and a static program that finds no /proc is ended by that
/// question ("Unable to obtain Swift runtime path"). A static program has nothing beside it, so that null is the answer everywhere.
char *__wrap_swift_copyAuxiliaryExecutablePath(const char *folder, const char *name) {
  (void)folder;
  (void)name;
  return 0;
}
