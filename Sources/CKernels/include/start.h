// What a process is started with.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// The words of the command line as the process was started, the name of the program first, and in `*count` how many; they never change. Null
/// where the C library does not hand them to initializers (musl).
char *const *prep_start_arguments(int *count);

#ifdef __cplusplus
}
#endif
