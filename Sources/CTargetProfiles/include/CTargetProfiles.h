// The profiles of fine-tuning targets as bytes of the library: one dated JSON file a target, in `profiles`.
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How many profiles there are.
size_t prep_target_profile_count(void);
/// The JSON text of a profile, and its size in bytes.
const void *prep_target_profile(size_t index, size_t *size);

#ifdef __cplusplus
}
#endif
