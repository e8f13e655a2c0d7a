#include "lines.h"
#include <string.h>

// Written so that the compiler vectorises it: bytes are summed in short runs that cannot overflow.
size_t prep_count_line_feeds(const uint8_t *bytes, size_t count) {
  size_t total = 0;
  while (count >= 192) {
    uint8_t sums[64] = {0};
    for (int run = 0; run < 3; run++)
      for (int i = 0; i < 64; i++) sums[i] += bytes[run * 64 + i] == '\n';
    for (int i = 0; i < 64; i++) total += sums[i];
    bytes += 192;
    count -= 192;
  }
  while (count--) total += *bytes++ == '\n';
  return total;
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
