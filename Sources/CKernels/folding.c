#include "folding.h"

size_t prep_fold_text(const uint8_t *source, size_t count, uint8_t *target) {
  uint8_t *next = target;
  size_t index = 0;
  while (index < count) {
    uint8_t byte = source[index++];
    if (byte == '\\' && index < count) {
      uint8_t escaped = source[index++];
      if (escaped == 'n' || escaped == 't' || escaped == 'r') continue;
      *next++ = byte;
      *next++ = escaped;
      continue;
    }
    *next = byte | (uint8_t)((uint8_t)(byte - 'A') < 26) << 5;
    next += byte > 0x20;
  }
  return (size_t)(next - target);
}

// Written so that the compiler vectorises it: bytes are summed in short runs that cannot overflow.
__attribute__((always_inline)) static inline int count_cases(
    const uint8_t *bytes, size_t count, size_t *capitals, size_t *small_letters) {
  size_t upper = 0, lower = 0;
  uint8_t high = 0;
  while (count >= 64) {
    uint8_t uppers[64] = {0}, lowers[64] = {0}, bits[64] = {0};
    size_t runs = count / 64 > 255 ? 255 : count / 64;
    for (size_t run = 0; run < runs; run++)
      for (int i = 0; i < 64; i++) {
        uint8_t byte = bytes[run * 64 + i];
        uppers[i] += (uint8_t)(byte - 'A') < 26;
        lowers[i] += (uint8_t)(byte - 'a') < 26;
        bits[i] |= byte;
      }
    for (int i = 0; i < 64; i++) {
      upper += uppers[i];
      lower += lowers[i];
      high |= bits[i];
    }
    bytes += runs * 64;
    count -= runs * 64;
  }
  while (count--) {
    uint8_t byte = *bytes++;
    upper += (uint8_t)(byte - 'A') < 26;
    lower += (uint8_t)(byte - 'a') < 26;
    high |= byte;
  }
  *capitals = upper;
  *small_letters = lower;
  return high >= 0x80;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static int count_cases_avx2(
    const uint8_t *bytes, size_t count, size_t *capitals, size_t *small_letters) {
  return count_cases(bytes, count, capitals, small_letters);
}
#endif

int prep_count_cases(const uint8_t *bytes, size_t count, size_t *capitals, size_t *small_letters) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return count_cases_avx2(bytes, count, capitals, small_letters);
#endif
  return count_cases(bytes, count, capitals, small_letters);
}
