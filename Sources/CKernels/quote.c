#include "quote.h"

#include <stdbool.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static const char hexadecimal[] = "0123456789abcdef";

static inline bool is_continuation(uint8_t byte) { return (byte & 0xC0) == 0x80; }

/// The length of the well-formed character beyond ASCII at `p` (Unicode 15, table 3-7), or 0.
static inline size_t character_length(const uint8_t *p, const uint8_t *end) {
  size_t left = (size_t)(end - p);
  uint8_t first = p[0];
  if (first < 0xC2) return 0;
  if (first < 0xE0) return left >= 2 && is_continuation(p[1]) ? 2 : 0;
  if (first < 0xF0) {
    if (left < 3 || !is_continuation(p[1]) || !is_continuation(p[2])) return 0;
    return (first == 0xE0 && p[1] < 0xA0) || (first == 0xED && p[1] > 0x9F) ? 0 : 3;
  }
  if (first > 0xF4 || left < 4 || !is_continuation(p[1]) || !is_continuation(p[2]) || !is_continuation(p[3])) return 0;
  return (first == 0xF0 && p[1] < 0x90) || (first == 0xF4 && p[1] > 0x8F) ? 0 : 4;
}

static inline uint8_t *write_escape(uint8_t byte, uint8_t *target) {
  *target++ = '\\';
  switch (byte) {
  case '"':
  case '\\': *target++ = byte; break;
  case 8: *target++ = 'b'; break;
  case 9: *target++ = 't'; break;
  case 10: *target++ = 'n'; break;
  case 12: *target++ = 'f'; break;
  case 13: *target++ = 'r'; break;
  default:
    memcpy(target, "u00", 3);
    target[3] = (uint8_t)hexadecimal[byte >> 4];
    target[4] = (uint8_t)hexadecimal[byte & 15];
    target += 5;
  }
  return target;
}

static inline bool is_plain(uint8_t byte) { return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\'; }

/// A bit for each of 16 bytes that is not plain.
#if defined(__SSE2__)
static inline unsigned special_16(__m128i bytes) {
  __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  // Signed: bytes beyond ASCII are below a blank too.
  __m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
  return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), others));
}
#endif

/// The number of plain bytes at `p`, of which 16 can be read; all 16 are copied.
static inline unsigned copy_plain_16(const uint8_t *p, uint8_t *target) {
#if defined(__SSE2__)
  __m128i bytes = _mm_loadu_si128((const __m128i *)p);
  _mm_storeu_si128((__m128i *)target, bytes);
  unsigned found = special_16(bytes);
  // A branch that is foreseen: a selection would have the next block wait for this one.
  if (__builtin_expect_with_probability(found == 0, 1, 0.95)) return 16;
  return (unsigned)__builtin_ctz(found);
#else
  memcpy(target, p, 16);
  unsigned count = 0;
  while (count < 16 && is_plain(p[count])) count++;
  return count;
#endif
}

/// The number of plain bytes at `p`, of which 1 to 15 can be read; up to 16 are written.
static inline unsigned copy_plain_short(const uint8_t *p, size_t count, uint8_t *target) {
#if defined(__SSE2__)
  // The bytes as two words, put together of parts that overlap.
  uint64_t low, high = 0;
  if (count >= 8) {
    memcpy(&low, p, 8);
    if (count > 8) {
      memcpy(&high, p + count - 8, 8);
      high >>= 8 * (16 - count);
    }
  } else if (count >= 4) {
    uint32_t first, last;
    memcpy(&first, p, 4);
    memcpy(&last, p + count - 4, 4);
    low = first | (uint64_t)last << (8 * (count - 4));
  } else {
    low = p[0] | (uint64_t)p[count >> 1] << (8 * (count >> 1)) | (uint64_t)p[count - 1] << (8 * (count - 1));
  }
  __m128i bytes = _mm_set_epi64x((long long)high, (long long)low);
  _mm_storeu_si128((__m128i *)target, bytes);
  return (unsigned)__builtin_ctz(special_16(bytes) | 1u << count);
#else
  unsigned plain = 0;
  while (plain < count && is_plain(p[plain])) {
    target[plain] = p[plain];
    plain++;
  }
  return plain;
#endif
}

int prep_json_quote(prep_quoting *quoting) {
  const uint8_t *source = quoting->source, *const end = quoting->source_end;
  uint8_t *target = quoting->target, *const target_end = quoting->target_end;
  int result = prep_quote_done;
  while (source < end) {
    if (target_end - target < 32) {
      result = prep_quote_needs_room;
      break;
    }
    if (end - source >= 16) {
#if defined(__SSE2__)
      // Two blocks at a time: the way of most texts.
      while (end - source >= 32 && target_end - target >= 64) {
        __m128i first = _mm_loadu_si128((const __m128i *)source), second = _mm_loadu_si128((const __m128i *)(source + 16));
        _mm_storeu_si128((__m128i *)target, first);
        _mm_storeu_si128((__m128i *)(target + 16), second);
        unsigned found = special_16(first) | special_16(second) << 16;
        if (found != 0) {
          unsigned plain = (unsigned)__builtin_ctz(found);
          source += plain;
          target += plain;
          goto special;
        }
        source += 32;
        target += 32;
      }
      if (end - source < 16) continue;
#endif
      unsigned plain = copy_plain_16(source, target);
      source += plain;
      target += plain;
      if (plain == 16) continue;
    } else {
      unsigned plain = copy_plain_short(source, (size_t)(end - source), target);
      source += plain;
      target += plain;
      if (source == end) break;
    }
  special:;
    uint8_t byte = *source;
    if (byte < 0x80) {
      target = write_escape(byte, target);
      source++;
      continue;
    }
    // A character beyond ASCII is rarely alone.
    bool is_text = true;
    while (source < end && *source >= 0x80 && target_end - target >= 4) {
      size_t length = character_length(source, end);
      if (length == 0) {
        is_text = false;
        break;
      }
      for (size_t index = 0; index < length; index++) target[index] = source[index];
      source += length;
      target += length;
    }
    if (!is_text) {
      result = prep_quote_not_utf8;
      break;
    }
  }
  quoting->source = source;
  quoting->target = target;
  return result;
}
