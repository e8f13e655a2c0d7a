#include "pieces.h"
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// By the length of a piece, 16 standing for all that are longer: what the key keeps of its bytes, and its last byte.
static const struct {
  _Alignas(32) uint64_t kept_low;
  uint64_t kept_high, tag_low, tag_high;
} shapes[17] = {
#define SHAPE(n) \
  {(n) == 0 ? 0 : (n) >= 8 ? ~0ull : ~0ull >> (128 - 8 * (n)) % 64, (n) <= 8 ? 0 : ~0ull >> (128 - 8 * (n)) % 64, 0, (uint64_t)(n) << 56}
    SHAPE(0), SHAPE(1), SHAPE(2),  SHAPE(3),  SHAPE(4),  SHAPE(5),  SHAPE(6),  SHAPE(7),  SHAPE(8),
    SHAPE(9), SHAPE(10), SHAPE(11), SHAPE(12), SHAPE(13), SHAPE(14), SHAPE(15), {~0ull, ~0ull >> 8, 0, 0xFFull << 56},
#undef SHAPE
};

/// Sets `key` to the key of a piece of which 16 bytes are readable, and writes it; `flag` is 0 or the tag's mark of parts.
#define KEY_OF_PORTABLE(bytes, shape, flag)                                             \
  memcpy(&key, bytes, 16);                                                              \
  key.low &= shapes[shape].kept_low;                                                    \
  key.high = (key.high & shapes[shape].kept_high) | shapes[shape].tag_high | (flag);    \
  keys[i] = key

#define WHOLE_END(end) (end)
#define WHOLE_FLAG(end) 0
#define PART_END(end) ((end) & ~PREP_PIECE_PART)
#define PART_FLAG(end) (uint64_t)((end) & PREP_PIECE_PART) << 31

#define TARGET
#define KEY_OF KEY_OF_PORTABLE
#define END PART_END
#define FLAG PART_FLAG
#define NAME keys_portable
#include "piece_keys.inc"
#undef END
#undef FLAG
#undef KEY_OF
#undef TARGET

/// Whether a key is the one at a place, whose tokens may then be read.
static inline bool is_key(const prep_piece_key *place, prep_piece_key key) {
  return __atomic_load_n(&place->high, __ATOMIC_ACQUIRE) == key.high && __atomic_load_n(&place->low, __ATOMIC_RELAXED) == key.low;
}

static size_t lookup_portable(const prep_piece_key *keys, const uint32_t *lines, size_t count, const prep_piece_line *table,
                              const uint32_t *arena, uint32_t *output, size_t *written) {
  size_t position = *written, i = 0;
  for (; i < count; i++) {
    const prep_piece_line *line = table + lines[i];
    // Which of the two it is, is chance, so no branch may stand for it.
    const uint64_t first = __atomic_load_n(&line->keys[0].high, __ATOMIC_ACQUIRE);
    const uint64_t second = __atomic_load_n(&line->keys[1].high, __ATOMIC_ACQUIRE);
    const uint64_t first_low = __atomic_load_n(&line->keys[0].low, __ATOMIC_RELAXED);
    const uint64_t second_low = __atomic_load_n(&line->keys[1].low, __ATOMIC_RELAXED);
    const uint32_t is_second = (first_low != keys[i].low) | (first != keys[i].high);
    if (is_second & ((second_low != keys[i].low) | (second != keys[i].high))) break;
    const uint32_t *words = line->tokens[is_second].words;
    const uint32_t number = words[0] >> 29;
    if (number > 4) {
      // What lies behind the tokens of this piece may just be written; it is not kept.
      for (size_t word = 0; word < 16; word++) output[position + word] = __atomic_load_n(arena + words[1] + word, __ATOMIC_RELAXED);
      position += words[2];
      continue;
    }
    memcpy(output + position, words, 16);
    output[position] &= 0x1FFFFFFF;
    position += number;
  }
  *written = position;
  return i;
}

#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,bmi,bmi2")))

#define KEY_OF_AVX2(bytes, shape, flag)                                                   \
  __m128i value = _mm_loadu_si128((const __m128i *)(bytes));                              \
  value = _mm_and_si128(value, _mm_load_si128((const __m128i *)&shapes[shape].kept_low)); \
  value = _mm_or_si128(value, _mm_load_si128((const __m128i *)&shapes[shape].tag_low));   \
  key.low = (uint64_t)_mm_cvtsi128_si64(value);                                           \
  key.high = (uint64_t)_mm_extract_epi64(value, 1) | (flag);                              \
  _mm_storeu_si128((__m128i *)&keys[i], value);                                           \
  if (sizeof(flag) == 8) keys[i].high = key.high

#define KEY_OF KEY_OF_AVX2
#define END WHOLE_END
#define FLAG WHOLE_FLAG
#define NAME keys_avx2
#include "piece_keys.inc"
#undef END
#undef FLAG
#define END PART_END
#define FLAG PART_FLAG
#define NAME part_keys_avx2
#include "piece_keys.inc"
#undef END
#undef FLAG
#undef KEY_OF

// Two keys are read at once while another thread may write one of them, which C has no words for.
// SAFETY: the processor reads each aligned half of a line whole, as all with AVX do; it reads in the order of the program, and each key
// before its tokens. A key that is half there has an end of 0 and equals none; of spilled tokens, what lies behind those of the piece is not kept.
__attribute__((no_sanitize("thread")))
TARGET static size_t lookup_avx2(const prep_piece_key *keys, const uint32_t *lines, size_t count, const prep_piece_line *table,
                                 const uint32_t *arena, uint32_t *output, size_t *written) {
  const __m128i kept = _mm_set_epi32(-1, -1, -1, 0x1FFFFFFF);
  size_t position = *written, i = 0;
  for (; i < count; i++) {
    const prep_piece_line *line = table + lines[i];
    const __m256i key = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)&keys[i]));
    const __m256i equal = _mm256_cmpeq_epi64(key, _mm256_load_si256((const __m256i *)line->keys));
    const uint32_t halves = (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(equal));
    // 1 where the first key is the one, 4 where the second is: which, is chance, so no branch may stand for it.
    const uint32_t found = halves & halves >> 1 & 5;
    if (__builtin_expect(found == 0, 0)) break;
    // The tokens are read after the key, as they were written before it.
    __atomic_signal_fence(__ATOMIC_ACQUIRE);
    const uint32_t *words = line->tokens[0].words + (found & 4);
    const uint32_t number = words[0] >> 29;
    if (__builtin_expect(number > 4, 0)) {
      memcpy(output + position, arena + words[1], 64);
      position += words[2];
      continue;
    }
    _mm_storeu_si128((__m128i *)(output + position), _mm_and_si128(_mm_load_si128((const __m128i *)words), kept));
    position += number;
  }
  *written = position;
  return i;
}
#undef TARGET
#endif

int prep_pieces_best(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")) return PREP_PIECES_AVX2;
#endif
  return PREP_PIECES_PORTABLE;
}

/// The keys of pieces of which 16 bytes are readable.
static inline void keys_of_readable(int variant, const uint8_t *text, uint32_t start, const uint32_t *ends, size_t count, bool has_parts,
                                    const prep_piece_line *table, unsigned shift, prep_piece_key *keys, uint32_t *lines) {
#if defined(__x86_64__)
  if (variant == PREP_PIECES_AVX2) {
    (has_parts ? part_keys_avx2 : keys_avx2)(text, start, ends, count, table, shift, keys, lines);
    return;
  }
#endif
  keys_portable(text, start, ends, count, table, shift, keys, lines);
}

void prep_piece_keys(int variant, const uint8_t *text, size_t size, uint32_t start, const uint32_t *ends, size_t count, bool has_parts,
                     const prep_piece_line *table, unsigned shift, prep_piece_key *keys, uint32_t *lines) {
  // Of a piece that begins in the last 15 bytes, fewer than 16 bytes are readable.
  size_t readable = count;
  while (readable > 0 && (readable > 1 ? ends[readable - 2] & ~PREP_PIECE_PART : start) + 16 > size) readable--;
  keys_of_readable(variant, text, start, ends, readable, has_parts, table, shift, keys, lines);
  if (readable == count) return;
  if (readable > 0) start = ends[readable - 1] & ~PREP_PIECE_PART;
  // These are read from a copy of the end of the text, behind which more is readable.
  uint8_t last[32] = {0};
  const size_t skipped = size < 16 ? 0 : size - 16;
  if (size < 16) memcpy(last, text, size);
  else memcpy(last, text + skipped, 16);
  const uint8_t *moved = (const uint8_t *)((uintptr_t)last - skipped);
  keys_of_readable(variant, moved, start, ends + readable, count - readable, has_parts, table, shift, keys + readable, lines + readable);
}

size_t prep_piece_lookup(int variant, const prep_piece_key *keys, const uint32_t *lines, size_t count, const prep_piece_line *table,
                         const uint32_t *arena, uint32_t *output, size_t *written) {
#if defined(__x86_64__)
  if (variant == PREP_PIECES_AVX2) return lookup_avx2(keys, lines, count, table, arena, output, written);
#endif
  return lookup_portable(keys, lines, count, table, arena, output, written);
}

const prep_piece_tokens *prep_piece_find(const prep_piece_line *table, unsigned shift, prep_piece_key key) {
  const uint64_t last = ~0ull >> shift;
  for (uint64_t number = prep_piece_line_of(key, shift);; number = (number + 1) & last) {
    const prep_piece_line *line = table + number;
    for (int i = 0; i < 2; i++) {
      if (is_key(&line->keys[i], key)) return &line->tokens[i];
      if (__atomic_load_n(&line->keys[i].high, __ATOMIC_RELAXED) == 0) return NULL;
    }
  }
}

void prep_piece_spill(uint32_t *place, const uint32_t *tokens, size_t count) {
  for (size_t i = 0; i < count; i++) __atomic_store_n(place + i, tokens[i], __ATOMIC_RELAXED);
}

bool prep_piece_place(prep_piece_line *table, unsigned shift, prep_piece_key key, prep_piece_tokens tokens) {
  const uint64_t last = ~0ull >> shift;
  for (uint64_t number = prep_piece_line_of(key, shift);; number = (number + 1) & last) {
    prep_piece_line *line = table + number;
    for (int i = 0; i < 2; i++) {
      if (is_key(&line->keys[i], key)) return false;
      if (line->keys[i].high != 0) continue;
      line->tokens[i] = tokens;
      __atomic_store_n(&line->keys[i].low, key.low, __ATOMIC_RELEASE);
      __atomic_store_n(&line->keys[i].high, key.high, __ATOMIC_RELEASE);
      return true;
    }
  }
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
