#include "lines.h"
#include <string.h>

// Written so that the compiler vectorises it: bytes are summed in short runs that cannot overflow.
__attribute__((always_inline)) static inline size_t count_in_blocks(const uint8_t *bytes, size_t count) {
  size_t total = 0;
  while (count >= 2048) {
    uint8_t sums[128] = {0};
    for (int run = 0; run < 16; run++)
      for (int i = 0; i < 128; i++) sums[i] += bytes[run * 128 + i] == '\n';
    for (int i = 0; i < 128; i++) total += sums[i];
    bytes += 2048;
    count -= 2048;
  }
  while (count--) total += *bytes++ == '\n';
  return total;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static size_t count_avx2(const uint8_t *bytes, size_t count) {
  return count_in_blocks(bytes, count);
}
#endif

int prep_lines_best(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return 1;
#endif
  return 0;
}

size_t prep_count_line_feeds(const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
  if (prep_lines_best()) return count_avx2(bytes, count);
#endif
  return count_in_blocks(bytes, count);
}

ptrdiff_t prep_last_line_feed(const uint8_t *bytes, size_t count) {
  while (count >= 8) {
    uint64_t word;
    memcpy(&word, bytes + count - 8, 8);
    word ^= 0x0A0A0A0A0A0A0A0Aull;
    if ((word - 0x0101010101010101ull) & ~word & 0x8080808080808080ull) break;
    count -= 8;
  }
  while (count--)
    if (bytes[count] == '\n') return (ptrdiff_t)count;
  return -1;
}
