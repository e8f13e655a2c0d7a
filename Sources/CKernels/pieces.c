#include "pieces.h"
#include <string.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

static const uint8_t masks[32] = {
    0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
};

static inline prep_piece_key key_of(const uint8_t *bytes, uint32_t length, uint32_t flag) {
  prep_piece_key key, mask;
  uint32_t kept = length < PREP_PIECE_LONGEST ? length : PREP_PIECE_LONGEST;
  memcpy(&key, bytes, 16);
  memcpy(&mask, masks + 16 - kept, 16);
  uint64_t tag = length > PREP_PIECE_LONGEST ? 0xFF : (length | flag);
  key.low &= mask.low;
  key.high = (key.high & mask.high) | tag << 56;
  return key;
}

void prep_piece_keys(const uint8_t *text, size_t size, uint32_t start, const uint32_t *ends, size_t count,
                     const prep_piece_entry *table, unsigned shift, prep_piece_key *keys, uint32_t *lines) {
  for (size_t i = 0; i < count; i++) {
    uint32_t end = ends[i] & ~PREP_PIECE_PART, flag = (ends[i] >> 31) << 6, length = end - start;
    prep_piece_key key;
    if (__builtin_expect((size_t)start + 16 > size, 0)) {
      uint8_t copy[16] = {0};
      memcpy(copy, text + start, length < 16 ? length : 16);
      key = key_of(copy, length, flag);
    } else {
      key = key_of(text + start, length, flag);
    }
    uint32_t line = prep_piece_line(key, shift);
    __builtin_prefetch(table + 2 * (size_t)line, 0, 3);
    keys[i] = key;
    lines[i] = line;
    start = end;
  }
}

size_t prep_piece_lookup(const prep_piece_key *keys, const uint32_t *lines, size_t count, const prep_piece_entry *table,
                         uint32_t *output, size_t *written) {
  size_t position = *written, i = 0;
  for (; i < count; i++) {
    const prep_piece_entry *entry = table + 2 * (size_t)lines[i];
    uint64_t low = keys[i].low, high = keys[i].high;
    uint64_t first = (entry[0].key.low ^ low) | (entry[0].key.high ^ high);
    uint64_t second = (entry[1].key.low ^ low) | (entry[1].key.high ^ high);
    if (__builtin_expect((first != 0) & (second != 0), 0)) break;
    const prep_piece_entry *found = entry + (first != 0);
    uint32_t head = found->tokens[0], number = head >> 29;
#if defined(__x86_64__)
    __m128i tokens = _mm_loadu_si128((const __m128i *)found->tokens);
    _mm_storeu_si128((__m128i *)(output + position), _mm_and_si128(tokens, _mm_set_epi32(-1, -1, -1, 0x1FFFFFFF)));
#else
    memcpy(output + position, found->tokens, 16);
    output[position] = head & 0x1FFFFFFF;
#endif
    if (__builtin_expect(number > 4, 0)) break;
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
