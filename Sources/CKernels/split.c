#include "split.h"
#include "bit_places.h"
#include "split_high.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// MARK: Portable

static inline void classify_portable(const uint8_t *bytes, const bool cased, prep_masks *m) {
  memset(m, 0, sizeof *m);
  for (unsigned i = 0; i < 64; i++) {
    uint8_t c = bytes[i];
    uint64_t bit = 1ull << i;
    if (c >= 0x80) m->high |= bit;
    else if (c >= 'a' && c <= 'z') m->lower |= bit;
    else if (c >= 'A' && c <= 'Z') *(cased ? &m->upper : &m->lower) |= bit;
    else if (c == ' ') m->blank |= bit, m->space |= bit;
    else if (c >= '0' && c <= '9') m->number |= bit;
    else if (c == '\n' || c == '\r') m->newline |= bit;
    else if (c == '\t' || c == 0x0B || c == 0x0C) m->blank |= bit;
    else if (c == '\'') m->quote |= bit;
    else if (c == '/') m->slash |= bit;
  }
}

/// Writes where the bits are and returns how many there are. There is room for 64.
static inline size_t flatten_portable(uint64_t bits, uint32_t base, uint32_t *places) {
  size_t count = (size_t)__builtin_popcountll(bits);
  for (uint32_t *end = places + count; places < end; bits &= bits - 1) *places++ = base + (uint32_t)__builtin_ctzll(bits);
  return count;
}

/// Fills `leads`, with HIGH_RANGE and HIGH_EQUAL giving the bytes of a range and those of a value.
///
/// U+5000 to U+9FFF and U+B000 to U+CFFF are letters, as are U+3041 to U+3096, U+30A1 to U+30BF and U+30C0 to U+30FF but for U+30FB.
#define LEADS_OF_MASKS(high, leads)                                                                                            \
  leads->inner = HIGH_RANGE(0x80, 0x40);                                                                                       \
  leads->three = HIGH_RANGE(0xE0, 0x10);                                                                                       \
  leads->four = HIGH_RANGE(0xF0, 0x10);                                                                                        \
  leads->two = high & ~(leads->inner | leads->three | leads->four);                                                            \
  leads->letters = HIGH_RANGE(0xE5, 5) | HIGH_RANGE(0xEB, 2);                                                                  \
  const uint64_t kana = HIGH_EQUAL(0xE3);                                                                                      \
  if (kana)                                                                                                                    \
    leads->letters |= kana & ((HIGH_EQUAL(0x81) >> 1 & ~(HIGH_EQUAL(0x80) >> 2)) | (HIGH_EQUAL(0x83) >> 1 & ~(HIGH_EQUAL(0xBB) >> 2)) | \
                              (HIGH_EQUAL(0x82) >> 1 & (HIGH_RANGE(0x80, 0x17) | HIGH_RANGE(0xA1, 0x1F)) >> 2))

/// Does not tell them apart, which one by one is not worth it.
static inline bool leads_portable(const uint8_t *bytes, uint64_t high, prep_leads *leads) {
  (void)bytes, (void)high, (void)leads;
  return false;
}

#define TARGET
#define CLASSIFY classify_portable
#define LEADS leads_portable
#define FLATTEN flatten_portable
#define NAME split_portable
#define INNER split_portable_family
#define ADD_HIGH add_high_portable
#include "split_blocks.inc"
#undef TARGET
#undef CLASSIFY
#undef LEADS
#undef FLATTEN

#if defined(__x86_64__)
// MARK: AVX2

#define TARGET __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

TARGET static inline uint64_t mask_of(__m256i low, __m256i high) {
  return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

TARGET static inline __m256i in_range(__m256i bytes, int8_t first, int8_t count) {
  const __m256i from_first = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first));
  return _mm256_cmpeq_epi8(_mm256_min_epu8(from_first, _mm256_set1_epi8(count - 1)), from_first);
}

/// Bytes from `first` on, `count` of them.
#define RANGE(a, b, first, count) mask_of(in_range(a, first, count), in_range(b, first, count))
#define EQUAL(c) mask_of(_mm256_cmpeq_epi8(a, _mm256_set1_epi8(c)), _mm256_cmpeq_epi8(b, _mm256_set1_epi8(c)))

TARGET static inline void classify_avx2(const uint8_t *bytes, const bool cased, prep_masks *m) {
  __m256i a = _mm256_loadu_si256((const __m256i *)bytes), b = _mm256_loadu_si256((const __m256i *)(bytes + 32));
  const __m256i small = _mm256_set1_epi8(0x20);
  m->high = mask_of(a, b);
  if (cased) {
    m->lower = RANGE(a, b, 'a', 26);
    m->upper = RANGE(a, b, 'A', 26);
  } else {
    m->lower = RANGE(_mm256_or_si256(a, small), _mm256_or_si256(b, small), 'a', 26);
    m->upper = 0;
  }
  m->number = RANGE(a, b, '0', 10);
  m->space = EQUAL(' ');
  m->newline = EQUAL('\n') | EQUAL('\r');
  m->blank = (RANGE(a, b, '\t', 5) & ~m->newline) | m->space;
  m->quote = EQUAL('\'');
  m->slash = cased ? EQUAL('/') : 0;
}

TARGET static inline bool leads_avx2(const uint8_t *bytes, uint64_t high, prep_leads *leads) {
  const __m256i a = _mm256_loadu_si256((const __m256i *)bytes), b = _mm256_loadu_si256((const __m256i *)(bytes + 32));
#define HIGH_RANGE(first, count) RANGE(a, b, (int8_t)(first), count)
#define HIGH_EQUAL(c) EQUAL((int8_t)(c))
  LEADS_OF_MASKS(high, leads);
#undef HIGH_RANGE
#undef HIGH_EQUAL
  return true;
}
#undef RANGE
#undef EQUAL

/// A byte of the mask at a time, without branches: how many bits a block has is chance.
TARGET static inline size_t flatten_avx2(uint64_t bits, uint32_t base, uint32_t *places) {
  size_t count = 0;
  __m256i start = _mm256_set1_epi32((int)base);
  for (int k = 0; k < 8; k++) {
    const uint8_t byte = (uint8_t)(bits >> 8 * k);
    const __m256i found = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)&places_of_byte[byte]));
    _mm256_storeu_si256((__m256i *)(places + count), _mm256_add_epi32(start, found));
    start = _mm256_add_epi32(start, _mm256_set1_epi32(8));
    count += (size_t)__builtin_popcount(byte);
  }
  return count;
}

#define CLASSIFY classify_avx2
#define LEADS leads_avx2
#define FLATTEN flatten_avx2
#define NAME split_avx2
#define INNER split_avx2_family
#define ADD_HIGH add_high_avx2
#include "split_blocks.inc"
#undef TARGET
#undef CLASSIFY
#undef LEADS
#undef FLATTEN

// MARK: AVX-512

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,lzcnt,popcnt")))
#define RANGE(first, count) _mm512_cmplt_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8(first)), _mm512_set1_epi8(count))
#define EQUAL(c) _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(c))

TARGET static inline void classify_avx512(const uint8_t *bytes, const bool cased, prep_masks *m) {
  __m512i v = _mm512_loadu_si512(bytes);
  m->high = _mm512_movepi8_mask(v);
  m->lower = RANGE('a', 26);
  m->upper = RANGE('A', 26);
  if (!cased) m->lower |= m->upper, m->upper = 0;
  m->number = RANGE('0', 10);
  m->space = EQUAL(' ');
  m->newline = EQUAL('\n') | EQUAL('\r');
  m->blank = (RANGE('\t', 5) & ~m->newline) | m->space;
  m->quote = EQUAL('\'');
  m->slash = cased ? EQUAL('/') : 0;
}

TARGET static inline bool leads_avx512(const uint8_t *bytes, uint64_t high, prep_leads *leads) {
  const __m512i v = _mm512_loadu_si512(bytes);
#define HIGH_RANGE(first, count) RANGE((int8_t)(first), count)
#define HIGH_EQUAL(c) EQUAL((int8_t)(c))
  LEADS_OF_MASKS(high, leads);
#undef HIGH_RANGE
#undef HIGH_EQUAL
  return true;
}
#undef RANGE
#undef EQUAL

TARGET static inline size_t flatten_avx512(uint64_t bits, uint32_t base, uint32_t *places) {
  static const uint8_t order[64] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
                                    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
  const size_t count = (size_t)__builtin_popcountll(bits);
  const __m512i start = _mm512_set1_epi32((int)base);
  const __m512i found = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(order));
  _mm512_storeu_si512(places, _mm512_add_epi32(start, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(found))));
  if (count > 16) {
    _mm512_storeu_si512(places + 16, _mm512_add_epi32(start, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 1))));
    if (count > 32) {
      _mm512_storeu_si512(places + 32, _mm512_add_epi32(start, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 2))));
      _mm512_storeu_si512(places + 48, _mm512_add_epi32(start, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(found, 3))));
    }
  }
  return count;
}

#define CLASSIFY classify_avx512
#define LEADS leads_avx512
#define FLATTEN flatten_avx512
#define NAME split_avx512
#define INNER split_avx512_family
#define ADD_HIGH add_high_avx512
#include "split_blocks.inc"
#undef TARGET
#undef CLASSIFY
#undef LEADS
#undef FLATTEN
#endif

// MARK: Dispatch

int prep_split_best(void) {
#if defined(__x86_64__)
  const bool bits = __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  if (bits && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2"))
    return PREP_SPLIT_AVX512;
  if (bits && __builtin_cpu_supports("avx2")) return PREP_SPLIT_AVX2;
#endif
  return PREP_SPLIT_PORTABLE;
}

size_t prep_split(int variant, const prep_split_rules *rules, const uint8_t *text, size_t size, size_t from, uint32_t *ends,
                  size_t room, size_t *unsure) {
#if defined(__x86_64__)
  if (variant == PREP_SPLIT_AVX512) return split_avx512(rules, text, size, from, ends, room, unsure);
  if (variant == PREP_SPLIT_AVX2) return split_avx2(rules, text, size, from, ends, room, unsure);
#endif
  return split_portable(rules, text, size, from, ends, room, unsure);
}
