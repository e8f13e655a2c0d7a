// Hints to the processor: asking for memory before it is needed, waiting for another one.
#pragma once

/// Asks for the cache line at an address, which need not be valid.
static inline void prep_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

/// The same for a line that is going to be written.
static inline void prep_prefetch_for_writing(void *address) { __builtin_prefetch(address, 1, 3); }

/// Says that this is a loop which waits for another processor.
static inline void prep_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}
