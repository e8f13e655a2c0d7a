#include "json_index.h"
#include <string.h>

// MARK: What every instruction set shares

// Bits of a byte's class; an escape is a byte that may follow a backslash.
enum { is_hexadecimal = 1, is_operator = 2, is_blank = 4, is_escape = 8 };

static uint8_t classes[256];

__attribute__((constructor)) static void make_classes(void) {
  for (const char *c = "0123456789abcdefABCDEF"; *c; c++) classes[(uint8_t)*c] |= is_hexadecimal;
  for (const char *c = "{}[]:,"; *c; c++) classes[(uint8_t)*c] |= is_operator;
  for (const char *c = " \t\n\r"; *c; c++) classes[(uint8_t)*c] |= is_blank;
  for (const char *c = "\"\\/bfnrtu"; *c; c++) classes[(uint8_t)*c] |= is_escape;
}

__attribute__((always_inline)) static inline int four_hexadecimal_digits(const uint8_t *p) {
  return classes[p[0]] & classes[p[1]] & classes[p[2]] & classes[p[3]] & is_hexadecimal;
}

// MARK: Portable

typedef struct {
  const uint8_t *bytes;
} portable_block;

static inline portable_block portable_load(const uint8_t *p) { return (portable_block){p}; }

static inline uint64_t portable_equal(portable_block b, uint8_t c) {
  uint64_t mask = 0;
  for (int i = 0; i < 8; i++) {
    uint64_t word;
    memcpy(&word, b.bytes + 8 * i, 8);
    word ^= 0x0101010101010101ull * c;
    // The top bit of each byte that is zero; exact, because the sum cannot carry out of seven bits.
    word = ~(((word & 0x7F7F7F7F7F7F7F7Full) + 0x7F7F7F7F7F7F7F7Full) | word) & 0x8080808080808080ull;
    mask |= ((word >> 7) * 0x0102040810204080ull >> 56) << 8 * i;
  }
  return mask;
}

static inline uint64_t portable_high(portable_block b) {
  uint64_t mask = 0;
  for (int i = 0; i < 8; i++) {
    uint64_t word;
    memcpy(&word, b.bytes + 8 * i, 8);
    mask |= (((word & 0x8080808080808080ull) >> 7) * 0x0102040810204080ull >> 56) << 8 * i;
  }
  return mask;
}

static inline uint64_t portable_below_space(portable_block b) {
  uint64_t mask = 0;
  for (int i = 0; i < 8; i++) {
    uint64_t word;
    memcpy(&word, b.bytes + 8 * i, 8);
    word = ~(((word & 0x7F7F7F7F7F7F7F7Full) + 0x6060606060606060ull) | word) & 0x8080808080808080ull;
    mask |= ((word >> 7) * 0x0102040810204080ull >> 56) << 8 * i;
  }
  return mask;
}

static inline uint64_t portable_class(portable_block b, uint8_t class) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)((classes[b.bytes[i]] & class) != 0) << i;
  return mask;
}

static inline uint64_t portable_prefix_xor(uint64_t mask) {
  for (int shift = 1; shift < 64; shift *= 2) mask ^= mask << shift;
  return mask;
}

static inline int is_continuation(uint8_t byte) { return (byte & 0xC0) == 0x80; }

// The length of the well-formed character at p (Unicode 15, table 3-7), or 0.
static size_t character_length(const uint8_t *p) {
  if (p[0] < 0x80) return 1;
  if (p[0] < 0xC2) return 0;
  if (!is_continuation(p[1])) return 0;
  if (p[0] < 0xE0) return 2;
  if (!is_continuation(p[2])) return 0;
  if (p[0] < 0xF0) return (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ? 0 : 3;
  if (p[0] > 0xF4 || !is_continuation(p[3])) return 0;
  return (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F) ? 0 : 4;
}

static int portable_utf8_fault(portable_block b, const uint8_t *p, size_t position, prep_json_state *state) {
  size_t next = state->next_character > position ? state->next_character - position : 0;
  while (next < 64) {
    size_t length = character_length(p + next);
    if (length == 0) return 1;
    next += length;
  }
  state->next_character = position + next;
  return 0;
}

static inline uint32_t *append_one_by_one(uint32_t *entry, uint64_t found, uint32_t position) {
  for (; found; found &= found - 1) *entry++ = position + (uint32_t)__builtin_ctzll(found);
  return entry;
}

#define TARGET
#define SCAN scan_portable
#define append append_one_by_one
#define block portable_block
#define load portable_load
#define equal portable_equal
#define high portable_high
#define below_space portable_below_space
#define escapes(b) portable_class(b, is_escape)
#define operators(b) portable_class(b, is_operator)
#define blanks(b) portable_class(b, is_blank)
#define prefix_xor portable_prefix_xor
#define utf8_fault portable_utf8_fault
#include "json_scan.inc"
#undef block
#undef load
#undef equal
#undef high
#undef below_space
#undef escapes
#undef operators
#undef blanks
#undef prefix_xor
#undef utf8_fault

// MARK: x86-64

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,pclmul")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi,bmi2,lzcnt,popcnt,pclmul")))

// Bytes that may follow a backslash, by low and high nibble: they agree in a bit exactly for " / \ b f n r t u.
#define ESCAPE_LOW 0, 0, 1 | 4 | 8, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1
#define ESCAPE_HIGH 0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0

#define carryless_prefix_xor(m) \
  ((uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)(m)), _mm_set1_epi8(-1), 0)))

// MARK: Tables of json_utf8.inc

#define SHORT 0x01      // a lead byte without continuation
#define LONG 0x02       // a continuation after ASCII
#define OVERLONG_3 0x04 // E0 80…9F
#define SURROGATE 0x10  // ED A0…BF
#define OVERLONG_2 0x20 // C0, C1
#define TWO 0x80        // two continuations
#define LARGE 0x08      // F4 90…BF and above
#define LARGE_1000 0x40 // F5… 80…8F; shares its bit with overlong four-byte forms (F0 80…8F)
#define OVERLONG_4 0x40
#define CARRY (SHORT | LONG | TWO)

static const uint8_t utf8_first_high[16] = {
    LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, TWO, TWO, TWO, TWO, SHORT | OVERLONG_2, SHORT,
    SHORT | OVERLONG_3 | SURROGATE, SHORT | LARGE | LARGE_1000 | OVERLONG_4};
static const uint8_t utf8_first_low[16] = {
    CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4, CARRY | OVERLONG_2, CARRY, CARRY, CARRY | LARGE,
    CARRY | LARGE | LARGE_1000, CARRY | LARGE | LARGE_1000, CARRY | LARGE | LARGE_1000, CARRY | LARGE | LARGE_1000,
    CARRY | LARGE | LARGE_1000, CARRY | LARGE | LARGE_1000, CARRY | LARGE | LARGE_1000, CARRY | LARGE | LARGE_1000,
    CARRY | LARGE | LARGE_1000 | SURROGATE, CARRY | LARGE | LARGE_1000, CARRY | LARGE | LARGE_1000};
static const uint8_t utf8_second_high[16] = {
    SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, LONG | OVERLONG_2 | TWO | OVERLONG_3 | LARGE_1000 | OVERLONG_4,
    LONG | OVERLONG_2 | TWO | OVERLONG_3 | LARGE, LONG | OVERLONG_2 | TWO | SURROGATE | LARGE,
    LONG | OVERLONG_2 | TWO | SURROGATE | LARGE, SHORT, SHORT, SHORT, SHORT};

// MARK: AVX2, a block is two vectors

typedef struct {
  __m256i low, high;
} avx2_block;

AVX2 static inline uint64_t avx2_mask(__m256i low, __m256i high) {
  return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2 static inline avx2_block avx2_load(const uint8_t *p) {
  return (avx2_block){_mm256_loadu_si256((const __m256i *)p), _mm256_loadu_si256((const __m256i *)(p + 32))};
}

AVX2 static inline uint64_t avx2_equal(avx2_block b, char c) {
  __m256i v = _mm256_set1_epi8(c);
  return avx2_mask(_mm256_cmpeq_epi8(b.low, v), _mm256_cmpeq_epi8(b.high, v));
}

AVX2 static inline uint64_t avx2_high(avx2_block b) { return avx2_mask(b.low, b.high); }

AVX2 static inline uint64_t avx2_below_space(avx2_block b) {
  __m256i limit = _mm256_set1_epi8(0x1F);
  return avx2_mask(
      _mm256_cmpeq_epi8(_mm256_min_epu8(b.low, limit), b.low), _mm256_cmpeq_epi8(_mm256_min_epu8(b.high, limit), b.high));
}

AVX2 static inline __m256i avx2_table(__m128i table) { return _mm256_broadcastsi128_si256(table); }

AVX2 static inline __m256i avx2_high_nibbles(__m256i v) {
  return _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15));
}

AVX2 static inline __m256i avx2_not_escapes(__m256i v) {
  __m256i low = _mm256_shuffle_epi8(avx2_table(_mm_setr_epi8(ESCAPE_LOW)), v);
  __m256i high = _mm256_shuffle_epi8(avx2_table(_mm_setr_epi8(ESCAPE_HIGH)), avx2_high_nibbles(v));
  return _mm256_cmpeq_epi8(_mm256_and_si256(low, high), _mm256_setzero_si256());
}

AVX2 static inline uint64_t avx2_escapes(avx2_block b) {
  return ~avx2_mask(avx2_not_escapes(b.low), avx2_not_escapes(b.high));
}

// '{' and '[' differ in the bit of a blank only, and so do '}' and ']'; ':' and ',' have that bit.
AVX2 static inline __m256i avx2_operators_of(__m256i v) {
  __m256i folded = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
  __m256i brackets = _mm256_or_si256(
      _mm256_cmpeq_epi8(folded, _mm256_set1_epi8('{')), _mm256_cmpeq_epi8(folded, _mm256_set1_epi8('}')));
  __m256i others =
      _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(':')), _mm256_cmpeq_epi8(v, _mm256_set1_epi8(',')));
  return _mm256_or_si256(brackets, others);
}

AVX2 static inline uint64_t avx2_operators(avx2_block b) {
  return avx2_mask(avx2_operators_of(b.low), avx2_operators_of(b.high));
}

// The table has at each nibble the blank with that low nibble, and elsewhere a byte with another low nibble.
#define BLANKS ' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0

AVX2 static inline __m256i avx2_blanks_of(__m256i v) {
  return _mm256_cmpeq_epi8(v, _mm256_shuffle_epi8(avx2_table(_mm_setr_epi8(BLANKS)), v));
}

AVX2 static inline uint64_t avx2_blanks(avx2_block b) { return avx2_mask(avx2_blanks_of(b.low), avx2_blanks_of(b.high)); }

#define TARGET AVX2
#define UTF8 avx2_utf8
#define vector __m256i
#define table(bytes) avx2_table(_mm_loadu_si128((const __m128i *)(bytes)))
#define look_up(t, v) _mm256_shuffle_epi8(t, v)
#define shift_right_4(v) avx2_high_nibbles(v)
#define and_ _mm256_and_si256
#define or_ _mm256_or_si256
#define xor_ _mm256_xor_si256
#define subtract_saturating _mm256_subs_epu8
#define splat(c) _mm256_set1_epi8((char)(c))
#define load_at(p) _mm256_loadu_si256((const __m256i *)(p))
#include "json_utf8.inc"
#undef vector
#undef table
#undef look_up
#undef shift_right_4
#undef and_
#undef or_
#undef xor_
#undef subtract_saturating
#undef splat
#undef load_at

AVX2 static inline int avx2_utf8_fault(avx2_block b, const uint8_t *p, size_t position, prep_json_state *state) {
  __m256i faults = _mm256_or_si256(avx2_utf8(b.low, p), avx2_utf8(b.high, p + 32));
  return !_mm256_testz_si256(faults, faults);
}

// Eight at a time, as many as there may be: most blocks need one round and the processor foresees it.
AVX2 static inline uint32_t *avx2_append(uint32_t *entry, uint64_t found, uint32_t position) {
  uint32_t *end = entry + __builtin_popcountll(found);
  for (; entry < end; entry += 8)
    for (int i = 0; i < 8; i++) {
      entry[i] = position + (uint32_t)_tzcnt_u64(found);
      found = _blsr_u64(found);
    }
  return end;
}

#undef append
#define append avx2_append
#define SCAN scan_avx2
#define block avx2_block
#define load avx2_load
#define equal avx2_equal
#define high avx2_high
#define below_space avx2_below_space
#define escapes avx2_escapes
#define operators avx2_operators
#define blanks avx2_blanks
#define prefix_xor carryless_prefix_xor
#define utf8_fault avx2_utf8_fault
#include "json_scan.inc"
#undef block
#undef load
#undef equal
#undef high
#undef below_space
#undef escapes
#undef operators
#undef blanks
#undef utf8_fault

// MARK: AVX-512, a block is one vector

#define avx512_load(p) _mm512_loadu_si512(p)
#define avx512_equal(b, c) _mm512_cmpeq_epi8_mask(b, _mm512_set1_epi8(c))
#define avx512_high(b) _mm512_movepi8_mask(b)
#define avx512_below_space(b) _mm512_cmplt_epu8_mask(b, _mm512_set1_epi8(0x20))
#define avx512_table(...) _mm512_broadcast_i32x4(_mm_setr_epi8(__VA_ARGS__))

AVX512 static inline __m512i avx512_high_nibbles(__m512i v) {
  return _mm512_and_si512(_mm512_srli_epi16(v, 4), _mm512_set1_epi8(15));
}

AVX512 static inline uint64_t avx512_escapes(__m512i v) {
  __m512i low = _mm512_shuffle_epi8(avx512_table(ESCAPE_LOW), v);
  __m512i high = _mm512_shuffle_epi8(avx512_table(ESCAPE_HIGH), avx512_high_nibbles(v));
  return _mm512_test_epi8_mask(low, high);
}

AVX512 static inline uint64_t avx512_operators(__m512i v) {
  __m512i folded = _mm512_or_si512(v, _mm512_set1_epi8(0x20));
  return avx512_equal(folded, '{') | avx512_equal(folded, '}') | avx512_equal(v, ':') | avx512_equal(v, ',');
}

AVX512 static inline uint64_t avx512_blanks(__m512i v) {
  return _mm512_cmpeq_epi8_mask(v, _mm512_shuffle_epi8(avx512_table(BLANKS), v));
}

#undef TARGET
#define TARGET AVX512
#define UTF8 avx512_utf8
#define vector __m512i
#define table(bytes) _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(bytes)))
#define look_up(t, v) _mm512_shuffle_epi8(t, v)
#define shift_right_4(v) avx512_high_nibbles(v)
#define and_ _mm512_and_si512
#define or_ _mm512_or_si512
#define xor_ _mm512_xor_si512
#define subtract_saturating _mm512_subs_epu8
#define splat(c) _mm512_set1_epi8((char)(c))
#define load_at(p) _mm512_loadu_si512(p)
#include "json_utf8.inc"

AVX512 static inline int avx512_utf8_fault(__m512i b, const uint8_t *p, size_t position, prep_json_state *state) {
  __m512i faults = avx512_utf8(b, p);
  return _mm512_test_epi8_mask(faults, faults) != 0;
}

// The numbers 0 … 63, those found pressed together, and widened sixteen at a time.
AVX512 static inline uint32_t *avx512_append(uint32_t *entry, uint64_t found, uint32_t position) {
  static const uint8_t numbers[64] = {
      0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
      32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
  __m512i offsets = _mm512_maskz_compress_epi8(found, _mm512_loadu_si512(numbers));
  __m512i base = _mm512_set1_epi32((int)position);
  int count = (int)__builtin_popcountll(found);
  _mm512_storeu_si512(entry, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(offsets))));
  if (count > 16) {
    _mm512_storeu_si512(
        entry + 16, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(offsets, 1))));
    if (count > 32) {
      _mm512_storeu_si512(
          entry + 32, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(offsets, 2))));
      _mm512_storeu_si512(
          entry + 48, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(offsets, 3))));
    }
  }
  return entry + count;
}

#undef append
#define append avx512_append
#define SCAN scan_avx512
#define block __m512i
#define load avx512_load
#define equal avx512_equal
#define high avx512_high
#define below_space avx512_below_space
#define escapes avx512_escapes
#define operators avx512_operators
#define blanks avx512_blanks
#define utf8_fault avx512_utf8_fault
#include "json_scan.inc"
#endif

// MARK: Dispatch

int prep_json_best_level(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
      __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi2"))
    return prep_json_avx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi2"))
    return prep_json_avx2;
#endif
  return prep_json_portable;
}

size_t prep_json_index(
    int level, const uint8_t *bytes, size_t position, size_t end, int lines, prep_json_state *state, uint32_t *entries,
    size_t capacity, size_t *count) {
#if defined(__x86_64__)
  if (level == prep_json_avx512) return scan_avx512(bytes, position, end, lines, state, entries, capacity, count);
  if (level == prep_json_avx2) return scan_avx2(bytes, position, end, lines, state, entries, capacity, count);
#endif
  return scan_portable(bytes, position, end, lines, state, entries, capacity, count);
}
