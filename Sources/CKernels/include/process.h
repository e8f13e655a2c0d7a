// Telling a process from the one it was forked from.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A number above 0 that every child that is forked has another one of than its parent, and that stays the same while a process lives. No
/// system call is made.
int64_t prep_process_generation(void);

#ifdef __cplusplus
}
#endif
