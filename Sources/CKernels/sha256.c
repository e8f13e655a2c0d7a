#include "sha256.h"
#include <string.h>

#define BLOCK 64

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2).
static const uint32_t constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static inline uint32_t rotated(uint32_t word, int bits) { return word >> bits | word << (32 - bits); }

static inline uint32_t big_endian(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | (uint32_t)p[3];
}

static void blocks_portable(uint32_t *words, const uint8_t *bytes, size_t count) {
  for (; count > 0; count--, bytes += BLOCK) {
    uint32_t schedule[64];
    for (int t = 0; t < 16; t++) schedule[t] = big_endian(bytes + 4 * t);
    for (int t = 16; t < 64; t++) {
      const uint32_t x = schedule[t - 15], y = schedule[t - 2];
      schedule[t] = schedule[t - 16] + (rotated(x, 7) ^ rotated(x, 18) ^ x >> 3) + schedule[t - 7] +
                    (rotated(y, 17) ^ rotated(y, 19) ^ y >> 10);
    }
    uint32_t a = words[0], b = words[1], c = words[2], d = words[3];
    uint32_t e = words[4], f = words[5], g = words[6], h = words[7];
    for (int t = 0; t < 64; t++) {
      const uint32_t one = h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + constants[t] + schedule[t];
      const uint32_t two = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + one, d = c, c = b, b = a, a = one + two;
    }
    words[0] += a, words[1] += b, words[2] += c, words[3] += d;
    words[4] += e, words[5] += f, words[6] += g, words[7] += h;
  }
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

/// Four rounds a step. The instructions want the eight words as two vectors, a b e f and c d g h, the first in the highest lane.
__attribute__((target("sha,sse4.1"))) static void blocks_instructions(uint32_t *words, const uint8_t *bytes, size_t count) {
  const __m128i byte_order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i abef = _mm_set_epi32((int)words[0], (int)words[1], (int)words[4], (int)words[5]);
  __m128i cdgh = _mm_set_epi32((int)words[2], (int)words[3], (int)words[6], (int)words[7]);
  for (; count > 0; count--, bytes += BLOCK) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    // The last sixteen words of the schedule, four a vector.
    __m128i schedule[4];
#pragma clang loop unroll(full)
    for (int step = 0; step < 16; step++) {
      __m128i *next = &schedule[step & 3];
      if (step < 4) {
        *next = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * step)), byte_order);
      } else {
        const __m128i last = schedule[(step + 3) & 3];
        const __m128i seven_before = _mm_alignr_epi8(last, schedule[(step + 2) & 3], 4);
        *next = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(*next, schedule[(step + 1) & 3]), seven_before), last);
      }
      const __m128i added = _mm_add_epi32(*next, _mm_loadu_si128((const __m128i *)(constants + 4 * step)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, added);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(added, 0x0e));
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  words[0] = (uint32_t)_mm_extract_epi32(abef, 3), words[1] = (uint32_t)_mm_extract_epi32(abef, 2);
  words[2] = (uint32_t)_mm_extract_epi32(cdgh, 3), words[3] = (uint32_t)_mm_extract_epi32(cdgh, 2);
  words[4] = (uint32_t)_mm_extract_epi32(abef, 1), words[5] = (uint32_t)_mm_extract_epi32(abef, 0);
  words[6] = (uint32_t)_mm_extract_epi32(cdgh, 1), words[7] = (uint32_t)_mm_extract_epi32(cdgh, 0);
}

static int best = prep_sha256_portable;

__attribute__((constructor)) static void find_best(void) {
  unsigned a, b, c, d;
  const unsigned sse41 = 1u << 19, ssse3 = 1u << 9, sha = 1u << 29;
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & (sse41 | ssse3)) != (sse41 | ssse3)) return;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) && b & sha) best = prep_sha256_instructions;
}

int prep_sha256_best(void) { return best; }

static void add_blocks(prep_sha256 *digest, const uint8_t *bytes, size_t count) {
  if (digest->variant == prep_sha256_instructions) {
    blocks_instructions(digest->words, bytes, count);
  } else {
    blocks_portable(digest->words, bytes, count);
  }
}
#else
int prep_sha256_best(void) { return prep_sha256_portable; }

static void add_blocks(prep_sha256 *digest, const uint8_t *bytes, size_t count) {
  blocks_portable(digest->words, bytes, count);
}
#endif

void prep_sha256_begin(prep_sha256 *digest, int variant) {
  // The first 32 bits of the fractional parts of the square roots of the first eight primes (FIPS 180-4, 5.3.3).
  static const uint32_t first[8] = {
      0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  memcpy(digest->words, first, sizeof first);
  digest->count = 0;
  digest->variant = variant;
}

void prep_sha256_add(prep_sha256 *digest, const void *bytes, size_t count) {
  if (count == 0) return;
  const uint8_t *next = bytes;
  const size_t held = digest->count % BLOCK;
  digest->count += count;
  if (held > 0) {
    const size_t taken = count < BLOCK - held ? count : BLOCK - held;
    memcpy(digest->pending + held, next, taken);
    if (held + taken < BLOCK) return;
    add_blocks(digest, digest->pending, 1);
    next += taken;
    count -= taken;
  }
  add_blocks(digest, next, count / BLOCK);
  memcpy(digest->pending, next + count / BLOCK * BLOCK, count % BLOCK);
}

void prep_sha256_result(const prep_sha256 *digest, uint8_t *result) {
  prep_sha256 last = *digest;
  const uint64_t bits = digest->count * 8;
  // A one, zeros to the end of a block, and the number of bits in its last eight bytes.
  uint8_t ending[BLOCK + 8] = {0x80};
  const size_t zeros = (BLOCK + 55 - digest->count % BLOCK) % BLOCK;
  for (int i = 0; i < 8; i++) ending[1 + zeros + (size_t)i] = (uint8_t)(bits >> (56 - 8 * i));
  prep_sha256_add(&last, ending, 1 + zeros + 8);
  for (int i = 0; i < 32; i++) result[i] = (uint8_t)(last.words[i / 4] >> (24 - 8 * (i % 4)));
}
