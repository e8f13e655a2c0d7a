// Asking for memory before it is needed.
#pragma once

/// Asks for the cache line at an address, which need not be valid.
static inline void prep_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// The same for a line that is going to be written.
static inline void prep_prefetch_for_writing(void *address) { __builtin_prefetch(address, 1, 3); }
