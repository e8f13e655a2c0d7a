#include "json_index.h"
#include <string.h>

// The character behind a backslash, for the escapes of two bytes.
static uint8_t simple(uint8_t c) {
  switch (c) {
  case 'b': return '\b';
  case 'f': return '\f';
  case 'n': return '\n';
  case 'r': return '\r';
  case 't': return '\t';
  default: return c;
  }
}

static uint32_t digit(uint8_t c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

static uint32_t code_unit(const uint8_t *p) { return digit(p[0]) << 12 | digit(p[1]) << 8 | digit(p[2]) << 4 | digit(p[3]); }

// Writes the character of the escape at *source and moves both pointers behind it; 0 for a lone surrogate.
__attribute__((always_inline)) static inline int unescape_one(const uint8_t **source, const uint8_t *end, uint8_t **target) {
  const uint8_t *p = *source;
  uint8_t *t = *target;
  if (p[1] != 'u') {
    *t = simple(p[1]);
    *source = p + 2;
    *target = t + 1;
    return 1;
  }
  uint32_t c = code_unit(p + 2);
  p += 6;
  if (c >= 0xD800 && c < 0xE000) {
    if (c >= 0xDC00 || end - p < 6 || p[0] != '\\' || p[1] != 'u') return 0;
    uint32_t low = code_unit(p + 2);
    if (low < 0xDC00 || low >= 0xE000) return 0;
    c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    p += 6;
  }
  if (c < 0x80) {
    *t++ = (uint8_t)c;
  } else if (c < 0x800) {
    *t++ = (uint8_t)(0xC0 | c >> 6);
    *t++ = (uint8_t)(0x80 | (c & 63));
  } else if (c < 0x10000) {
    *t++ = (uint8_t)(0xE0 | c >> 12);
    *t++ = (uint8_t)(0x80 | (c >> 6 & 63));
    *t++ = (uint8_t)(0x80 | (c & 63));
  } else {
    *t++ = (uint8_t)(0xF0 | c >> 18);
    *t++ = (uint8_t)(0x80 | (c >> 12 & 63));
    *t++ = (uint8_t)(0x80 | (c >> 6 & 63));
    *t++ = (uint8_t)(0x80 | (c & 63));
  }
  *source = p;
  *target = t;
  return 1;
}

static ptrdiff_t unescape_portable(const uint8_t *source, size_t count, uint8_t *target) {
  const uint8_t *p = source, *end = source + count;
  uint8_t *t = target;
  while (p < end) {
    const uint8_t *backslash = memchr(p, '\\', (size_t)(end - p));
    size_t run = (size_t)((backslash ? backslash : end) - p);
    memcpy(t, p, run);
    p += run;
    t += run;
    if (backslash && !unescape_one(&p, end, &t)) return -1 - (p - source);
  }
  return t - target;
}

#if defined(__x86_64__)
#include <immintrin.h>

// What is left of the target is never shorter than what is left of the source, so whole blocks may be stored.

__attribute__((target("avx2,bmi,bmi2"))) static ptrdiff_t unescape_avx2(
    const uint8_t *source, size_t count, uint8_t *target) {
  const uint8_t *p = source, *end = source + count;
  uint8_t *t = target;
  const __m256i backslashes = _mm256_set1_epi8('\\');
  while (end - p >= 32) {
    __m256i v = _mm256_loadu_si256((const __m256i *)p);
    _mm256_storeu_si256((__m256i *)t, v);
    uint32_t mask = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, backslashes));
    if (mask == 0) {
      p += 32;
      t += 32;
      continue;
    }
    uint32_t run = (uint32_t)__builtin_ctz(mask);
    p += run;
    t += run;
    if (!unescape_one(&p, end, &t)) return -1 - (p - source);
  }
  ptrdiff_t rest = unescape_portable(p, (size_t)(end - p), t);
  return rest < 0 ? rest - (p - source) : (t - target) + rest;
}

// What the second byte of a short escape stands for; all others for themselves.
static uint8_t characters[128];

__attribute__((constructor)) static void make_characters(void) {
  for (int c = 0; c < 128; c++) characters[c] = simple((uint8_t)c);
}

// Whole blocks at a time: the escaped bytes are looked up in a table of 128, and the backslashes pressed out.
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt"))) static ptrdiff_t unescape_avx512(
    const uint8_t *source, size_t count, uint8_t *target) {
  const uint8_t *p = source, *end = source + count;
  uint8_t *t = target;
  const __m512i low = _mm512_loadu_si512(characters), high = _mm512_loadu_si512(characters + 64);
  while (p < end) {
    uint64_t left = (uint64_t)(end - p) < 64 ? (uint64_t)(end - p) : 64;
    uint64_t within = _bzhi_u64(~0ull, (unsigned)left);
    int is_whole = left == 64;  // then a whole block may be stored, which is faster than a part of one
    __m512i v = is_whole ? _mm512_loadu_si512(p) : _mm512_maskz_loadu_epi8(within, p);
    uint64_t backslash = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\\'));
    if (backslash == 0) {
      if (is_whole)
        _mm512_storeu_si512(t, v);
      else
        _mm512_mask_storeu_epi8(t, within, v);
      p += left;
      t += left;
      continue;
    }
    const uint64_t odd = 0xAAAAAAAAAAAAAAAAull;
    uint64_t codes = (((backslash << 1) | odd) - backslash) ^ odd;
    uint64_t escaped = codes ^ backslash, introducers = codes & backslash;
    uint64_t units = escaped & _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('u'));
    // Stop before an escape that the block cuts in two, and before one of more than two bytes.
    if (introducers >> 63) left = 63;
    if (units) left = (uint64_t)__builtin_ctzll(units) - 1;
    uint64_t kept = _bzhi_u64(~introducers, (unsigned)left);
    v = _mm512_mask_mov_epi8(v, escaped, _mm512_permutex2var_epi8(low, v, high));
    uint64_t length = (uint64_t)__builtin_popcountll(kept);
    v = _mm512_maskz_compress_epi8(kept, v);
    if (is_whole)
      _mm512_storeu_si512(t, v);
    else
      _mm512_mask_storeu_epi8(t, _bzhi_u64(~0ull, (unsigned)length), v);
    p += left;
    t += length;
    if (units && !unescape_one(&p, end, &t)) return -1 - (p - source);
  }
  return t - target;
}
#endif

ptrdiff_t prep_json_unescape(int level, const uint8_t *source, size_t count, uint8_t *target) {
#if defined(__x86_64__)
  if (level == prep_json_avx512) return unescape_avx512(source, count, target);
  if (level == prep_json_avx2) return unescape_avx2(source, count, target);
#endif
  return unescape_portable(source, count, target);
}
