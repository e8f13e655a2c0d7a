#include "words.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// A product alone favours some runs: its low bits depend on the low bits of x alone. The sum and the second product undo that.
#define SECOND_FACTOR 0x9E3779B1u

void prep_minhash_portable(
    const uint32_t *runs, size_t count, const uint32_t *flips, const uint32_t *factors, uint32_t *sample) {
  for (size_t i = 0; i < PREP_SAMPLE_COUNT; i++) {
    uint32_t least = sample[i];
    for (size_t k = 0; k < count; k++) {
      uint32_t value = (runs[k] ^ flips[i]) * factors[i];
      value = (value + (value >> 15)) * SECOND_FACTOR;
      if (value < least) least = value;
    }
    sample[i] = least;
  }
}

#if defined(__x86_64__)
/// Four registers of eight functions each at a time, so that the products of one need not wait for those of another.
__attribute__((target("avx2"))) static void minhash_avx2(
    const uint32_t *runs, size_t count, const uint32_t *flips, const uint32_t *factors, uint32_t *sample) {
  const __m256i second = _mm256_set1_epi32((int)SECOND_FACTOR);
  for (size_t i = 0; i < PREP_SAMPLE_COUNT; i += 32) {
    __m256i least[4], flip[4], factor[4];
    for (int r = 0; r < 4; r++) {
      least[r] = _mm256_loadu_si256((const __m256i *)(sample + i) + r);
      flip[r] = _mm256_loadu_si256((const __m256i *)(flips + i) + r);
      factor[r] = _mm256_loadu_si256((const __m256i *)(factors + i) + r);
    }
    for (size_t k = 0; k < count; k++) {
      const __m256i run = _mm256_set1_epi32((int)runs[k]);
      for (int r = 0; r < 4; r++) {
        __m256i value = _mm256_mullo_epi32(_mm256_xor_si256(run, flip[r]), factor[r]);
        value = _mm256_mullo_epi32(_mm256_add_epi32(value, _mm256_srli_epi32(value, 15)), second);
        least[r] = _mm256_min_epu32(least[r], value);
      }
    }
    for (int r = 0; r < 4; r++) _mm256_storeu_si256((__m256i *)(sample + i) + r, least[r]);
  }
}
#endif

void prep_minhash(
    const uint32_t *runs, size_t count, const uint32_t *flips, const uint32_t *factors, uint32_t *sample) {
#if defined(__x86_64__)
  if (prep_words_best()) {
    minhash_avx2(runs, count, flips, factors, sample);
    return;
  }
#endif
  prep_minhash_portable(runs, count, flips, factors, sample);
}
