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

/// The number of plain bytes at `p`, of which 16 can be read; all 16 are copied.
static inline unsigned copy_plain_16(const uint8_t *p, uint8_t *target) {
#if defined(__SSE2__)
  __m128i bytes = _mm_loadu_si128((const __m128i *)p);
  _mm_storeu_si128((__m128i *)target, bytes);
  __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  // Signed: bytes beyond ASCII are below a blank too.
  __m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
  unsigned found = (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), others));
  return found == 0 ? 16 : (unsigned)__builtin_ctz(found);
#else
  memcpy(target, p, 16);
  unsigned count = 0;
  while (count < 16 && is_plain(p[count])) count++;
  return count;
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
      unsigned plain = copy_plain_16(source, target);
      source += plain;
      target += plain;
      if (plain == 16) continue;
    } else if (is_plain(*source)) {
      *target++ = *source++;
      continue;
    }
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
