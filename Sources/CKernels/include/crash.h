// What is done when the process is ended by a fault.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How many files can be known at once.
enum { PREP_CRASH_FILES = 256 };

/// Has a fault of the process (SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT) remove the files that are known before it ends the process as
/// it would have. When the system has no memory left to give, that is taken for the reason: the process says so in the words given and ends
/// with the status. Call once, before any thread is started; the words are kept.
void prep_crash_install(const char *words, size_t count, int status);

/// Has a fault remove this file. Any thread may call it.
///
/// Returns the place of the file, or a negative number where there is none left: then a fault leaves the file behind.
int prep_crash_add(const char *path);

/// Forgets the file at a place that `prep_crash_add` gave.
void prep_crash_remove(int place);

#ifdef __cplusplus
}
#endif
