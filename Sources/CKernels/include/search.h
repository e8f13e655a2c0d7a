// Bytes among other bytes.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Where `wanted_size` bytes first stand among `size` others, or NULL: the C library's two-way search, which takes
/// linear time whatever the bytes are.
const void *prep_find_bytes(const void *text, size_t size, const void *wanted, size_t wanted_size);
