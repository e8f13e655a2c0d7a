// What the processor can do, and which variant of each kernel runs on it.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The name of an instruction set that some kernel asks for, and in `*is_there` whether this processor has it; null behind the last one.
const char *prep_processor_feature(size_t index, int *is_there);

/// What a kernel does, in a few words, and in `*variant` the name of the variant that runs here; null behind the last one.
const char *prep_kernel_in_use(size_t index, const char **variant);

#ifdef __cplusplus
}
#endif
