#include "folding.h"
#include "bit_places.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// Folds one byte, or two with an escape; the source advances.
static inline uint8_t *fold_one(const uint8_t **source, const uint8_t *end, uint8_t *next) {
  const uint8_t byte = *(*source)++;
  if (byte == '\\' && *source < end) {
    const uint8_t escaped = *(*source)++;
    if (escaped == 'n' || escaped == 't' || escaped == 'r') return next;
    *next++ = byte;
    *next++ = escaped;
    return next;
  }
  *next = byte | (uint8_t)((uint8_t)(byte - 'A') < 26) << 5;
  return next + (byte > 0x20);
}

static size_t fold_portable(const uint8_t *source, size_t count, uint8_t *target) {
  const uint8_t *end = source + count;
  uint8_t *next = target;
  while (source < end) next = fold_one(&source, end, next);
  return (size_t)(next - target);
}

#if defined(__x86_64__)
/// Sixteen bytes at a time, or those before the next escape: capitals are lowered, and each half is moved together by a shuffle.
__attribute__((target("avx2,popcnt"))) static size_t fold_avx2(const uint8_t *source, size_t count, uint8_t *target) {
  const uint8_t *end = source + count;
  uint8_t *next = target;
  // A store reaches up to eight bytes beyond what is kept, but never beyond what was read.
  while (end - source >= 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)source);
    // The first escape, or the bit behind the last byte.
    const unsigned escapes = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))) | 1u << 16;
    const __m128i blank = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x20)), bytes);
    const __m128i from_a = _mm_sub_epi8(bytes, _mm_set1_epi8('A'));
    const __m128i capital = _mm_cmpeq_epi8(_mm_min_epu8(from_a, _mm_set1_epi8(25)), from_a);
    bytes = _mm_or_si128(bytes, _mm_and_si128(capital, _mm_set1_epi8(0x20)));
    const unsigned kept = ~(unsigned)_mm_movemask_epi8(blank) & (escapes ^ (escapes - 1)) >> 1;
    const __m128i order = _mm_set_epi64x((long long)places_of_byte[kept >> 8], (long long)places_of_byte[kept & 0xFF]);
    const __m128i packed = _mm_shuffle_epi8(bytes, _mm_add_epi8(order, _mm_set_epi64x(0x0808080808080808, 0)));
    _mm_storel_epi64((__m128i *)next, packed);
    next += __builtin_popcount(kept & 0xFF);
    _mm_storel_epi64((__m128i *)next, _mm_unpackhi_epi64(packed, packed));
    next += __builtin_popcount(kept >> 8);
    source += __builtin_ctz(escapes);
    if (escapes & 0xFFFF) next = fold_one(&source, end, next);
  }
  while (source < end) next = fold_one(&source, end, next);
  return (size_t)(next - target);
}
#endif

int prep_folding_best(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt")) return 1;
#endif
  return 0;
}

size_t prep_fold_text(const uint8_t *source, size_t count, uint8_t *target) {
#if defined(__x86_64__)
  if (prep_folding_best()) return fold_avx2(source, count, target);
#endif
  return fold_portable(source, count, target);
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
  if (prep_folding_best()) return count_cases_avx2(bytes, count, capitals, small_letters);
#endif
  return count_cases(bytes, count, capitals, small_letters);
}

// Written so that the compiler vectorises it.
__attribute__((always_inline)) static inline unsigned text_marks(const uint8_t *bytes, size_t count) {
  uint8_t high = 0, backslash = 0, escape = 0, ampersand = 0, backtick = 0;
  if (count == 0) return 0;
  for (size_t i = 0; i + 1 < count; i++) {
    const uint8_t byte = bytes[i], is_backslash = byte == '\\';
    high |= byte;
    backslash |= is_backslash;
    escape |= is_backslash & (bytes[i + 1] == 'u');
    ampersand |= byte == '&';
    backtick |= byte == '`';
  }
  const uint8_t last = bytes[count - 1];
  unsigned marks = 0;
  if ((high | last) >= 0x80) marks |= PREP_MARK_HIGH;
  if (backslash || last == '\\') marks |= PREP_MARK_BACKSLASH;
  if (escape) marks |= PREP_MARK_UNICODE_ESCAPE;
  if (ampersand || last == '&') marks |= PREP_MARK_AMPERSAND;
  if (backtick || last == '`') marks |= PREP_MARK_BACKTICK;
  return marks;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static unsigned text_marks_avx2(const uint8_t *bytes, size_t count) { return text_marks(bytes, count); }
#endif

unsigned prep_text_marks(const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
  if (prep_folding_best()) return text_marks_avx2(bytes, count);
#endif
  return text_marks(bytes, count);
}
