#include "crc32c.h"
#include <string.h>

#define POLYNOMIAL 0x82F63B78u

static uint32_t tables[8][256];

__attribute__((constructor)) static void make_tables(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (POLYNOMIAL & (0u - (crc & 1)));
    tables[0][i] = crc;
  }
  for (uint32_t i = 0; i < 256; i++)
    for (int k = 1; k < 8; k++) tables[k][i] = (tables[k - 1][i] >> 8) ^ tables[0][tables[k - 1][i] & 255];
}

uint32_t prep_crc32c_portable(uint32_t crc, const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  crc = ~crc;
  while (count >= 8) {
    uint32_t low = crc ^ ((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);
    crc = tables[7][low & 255] ^ tables[6][low >> 8 & 255] ^ tables[5][low >> 16 & 255] ^ tables[4][low >> 24] ^
          tables[3][p[4]] ^ tables[2][p[5]] ^ tables[1][p[6]] ^ tables[0][p[7]];
    p += 8;
    count -= 8;
  }
  while (count--) crc = (crc >> 8) ^ tables[0][(crc ^ *p++) & 255];
  return ~crc;
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("sse4.2"))) static uint32_t crc32c_sse42(uint32_t crc, const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  uint64_t value = ~crc;
  while (count >= 8) {
    uint64_t word;
    memcpy(&word, p, 8);
    value = _mm_crc32_u64(value, word);
    p += 8;
    count -= 8;
  }
  uint32_t narrow = (uint32_t)value;
  while (count--) narrow = _mm_crc32_u8(narrow, *p++);
  return ~narrow;
}

int prep_crc32c_best(void) { return __builtin_cpu_supports("sse4.2") ? 1 : 0; }

uint32_t prep_crc32c(uint32_t crc, const void *bytes, size_t count) {
  return prep_crc32c_best() ? crc32c_sse42(crc, bytes, count) : prep_crc32c_portable(crc, bytes, count);
}
#else
int prep_crc32c_best(void) { return 0; }

uint32_t prep_crc32c(uint32_t crc, const void *bytes, size_t count) { return prep_crc32c_portable(crc, bytes, count); }
#endif
