#include "pieces.h"
#include <string.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

/// By the length of a piece, 16 standing for all that are longer: what the key keeps of its bytes, and its last byte.
static const struct {
  uint64_t kept_low, kept_high, tag_low, tag_high;
} shapes[17] = {
#define SHAPE(n) \
  {(n) == 0 ? 0 : (n) >= 8 ? ~0ull : ~0ull >> (128 - 8 * (n)) % 64, (n) <= 8 ? 0 : ~0ull >> (128 - 8 * (n)) % 64, 0, (uint64_t)(n) << 56}
    SHAPE(0), SHAPE(1), SHAPE(2),  SHAPE(3),  SHAPE(4),  SHAPE(5),  SHAPE(6),  SHAPE(7),  SHAPE(8),
    SHAPE(9), SHAPE(10), SHAPE(11), SHAPE(12), SHAPE(13), SHAPE(14), SHAPE(15), {~0ull, ~0ull >> 8, 0, 0xFFull << 56},
#undef SHAPE
};

/// The key of a piece, of which 16 bytes are readable; `flag` is 0 or the tag's mark of parts.
static inline prep_piece_key key_of(const uint8_t *bytes, uint32_t length, uint64_t flag) {
  const uint32_t shape = length < 16 ? length : 16;
  prep_piece_key key;
#if defined(__x86_64__)
  __m128i value = _mm_loadu_si128((const __m128i *)bytes);
  value = _mm_and_si128(value, _mm_loadu_si128((const __m128i *)&shapes[shape].kept_low));
  value = _mm_or_si128(value, _mm_loadu_si128((const __m128i *)&shapes[shape].tag_low));
  key.low = (uint64_t)_mm_cvtsi128_si64(value);
  key.high = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(value, value)) | flag;
#else
  memcpy(&key, bytes, 16);
  key.low &= shapes[shape].kept_low;
  key.high = (key.high & shapes[shape].kept_high) | shapes[shape].tag_high | flag;
#endif
  return key;
}

void prep_piece_keys(const uint8_t *text, size_t size, uint32_t start, const uint32_t *ends, size_t count,
                     const prep_piece_entry *table, unsigned shift, prep_piece_key *keys, uint32_t *lines) {
  // Pieces that begin from here on have fewer than 16 readable bytes.
  const uint32_t near_end = size < 16 ? 0 : (uint32_t)(size - 15);
  size_t i = 0;
  for (; i < count && start < near_end; i++) {
    const uint32_t end = ends[i] & ~PREP_PIECE_PART;
    const prep_piece_key key = key_of(text + start, end - start, (uint64_t)(ends[i] & PREP_PIECE_PART) << 31);
    const uint32_t line = prep_piece_line(key, shift);
    __builtin_prefetch(table + 2 * (size_t)line, 0, 3);
    keys[i] = key;
    lines[i] = line;
    start = end;
  }
  for (; i < count; i++) {
    const uint32_t end = ends[i] & ~PREP_PIECE_PART, length = end - start;
    uint8_t copy[16] = {0};
    memcpy(copy, text + start, length < 16 ? length : 16);
    keys[i] = key_of(copy, length, (uint64_t)(ends[i] & PREP_PIECE_PART) << 31);
    lines[i] = prep_piece_line(keys[i], shift);
    start = end;
  }
}

size_t prep_piece_lookup(const prep_piece_key *keys, const uint32_t *lines, size_t count, const prep_piece_entry *table,
                         const uint32_t *arena, uint32_t *output, size_t *written) {
  size_t position = *written, i = 0;
  for (; i < count; i++) {
    const prep_piece_entry *entry = table + 2 * (size_t)lines[i];
    // Which of the two it is, is chance, so no branch may stand for it.
    uint32_t is_second, is_neither;
#if defined(__x86_64__)
    const __m128i key = _mm_loadu_si128((const __m128i *)&keys[i]);
    const __m128i first = _mm_cmpeq_epi32(key, _mm_loadu_si128((const __m128i *)&entry[0].key));
    const __m128i second = _mm_cmpeq_epi32(key, _mm_loadu_si128((const __m128i *)&entry[1].key));
    const uint32_t equal = (uint32_t)_mm_movemask_epi8(_mm_packs_epi32(first, second));
    is_second = (equal & 0xFF) != 0xFF;
    is_neither = is_second & (equal < 0xFF00);
#else
    is_second = (entry[0].key.low != keys[i].low) | (entry[0].key.high != keys[i].high);
    is_neither = is_second & ((entry[1].key.low != keys[i].low) | (entry[1].key.high != keys[i].high));
#endif
    __asm__("" : "+r"(is_second), "+r"(is_neither));
    if (__builtin_expect(is_neither, 0)) break;
    const prep_piece_entry *found = entry + is_second;
    const uint32_t head = found->tokens[0], number = head >> 29;
#if defined(__x86_64__)
    const __m128i tokens = _mm_loadu_si128((const __m128i *)found->tokens);
    _mm_storeu_si128((__m128i *)(output + position), _mm_and_si128(tokens, _mm_set_epi32(-1, -1, -1, 0x1FFFFFFF)));
#else
    memcpy(output + position, found->tokens, 16);
    output[position] = head & 0x1FFFFFFF;
#endif
    if (__builtin_expect(number > 4, 0)) {
      memcpy(output + position, arena + found->tokens[1], 64);
      position += found->tokens[2];
      continue;
    }
    position += number;
  }
  *written = position;
  return i;
}

size_t prep_first_minimum(const uint32_t *values, size_t count) {
#if defined(__x86_64__)
  __m128i best = _mm_set1_epi32(0x7FFFFFFF), best2 = best;
  for (size_t i = 0; i < count; i += 8) {
    __m128i a = _mm_loadu_si128((const __m128i *)(values + i)), b = _mm_loadu_si128((const __m128i *)(values + i + 4));
    __m128i m = _mm_cmpgt_epi32(best, a), m2 = _mm_cmpgt_epi32(best2, b);
    best = _mm_or_si128(_mm_and_si128(m, a), _mm_andnot_si128(m, best));
    best2 = _mm_or_si128(_mm_and_si128(m2, b), _mm_andnot_si128(m2, best2));
  }
  __m128i m = _mm_cmpgt_epi32(best, best2);
  best = _mm_or_si128(_mm_and_si128(m, best2), _mm_andnot_si128(m, best));
  __m128i o = _mm_shuffle_epi32(best, 0x4E);
  m = _mm_cmpgt_epi32(best, o);
  best = _mm_or_si128(_mm_and_si128(m, o), _mm_andnot_si128(m, best));
  o = _mm_shuffle_epi32(best, 0xB1);
  m = _mm_cmpgt_epi32(best, o);
  best = _mm_or_si128(_mm_and_si128(m, o), _mm_andnot_si128(m, best));
  best = _mm_shuffle_epi32(best, 0);
  for (size_t i = 0; i < count; i += 8) {
    __m128i a = _mm_cmpeq_epi32(best, _mm_loadu_si128((const __m128i *)(values + i)));
    __m128i b = _mm_cmpeq_epi32(best, _mm_loadu_si128((const __m128i *)(values + i + 4)));
    int found = _mm_movemask_epi8(_mm_packs_epi16(_mm_packs_epi32(a, b), _mm_setzero_si128()));
    if (found) return i + (size_t)__builtin_ctz((unsigned)found);
  }
  return 0;
#else
  size_t found = 0;
  for (size_t i = 1; i < count; i++)
    if (values[i] < values[found]) found = i;
  return found;
#endif
}

bool prep_has_high_bytes(const uint8_t *bytes, size_t count) {
  while (count >= 64) {
    uint64_t words[8], all = 0;
    memcpy(words, bytes, 64);
    for (int i = 0; i < 8; i++) all |= words[i];
    if (all & 0x8080808080808080ull) return true;
    bytes += 64;
    count -= 64;
  }
  uint8_t all = 0;
  while (count--) all |= *bytes++;
  return all >> 7;
}
