// What the variants of the splitter share: classes of characters, contractions, and the state between blocks.
#pragma once
#include "split.h"
#include <stdbool.h>
#include <string.h>

enum { UPPER = 1, LOWER = 2, OTHER = 4, MARK = 8, NUMBER = 16, SPACE = 32, LETTER = 7 };

/// The classes of 64 bytes, a bit a byte; all bytes of a character have its class.
typedef struct {
  uint64_t upper, lower, other, number, blank, newline, space, quote, slash, high;
} prep_masks;

/// What the block before says: in bit 0, of its last byte; and what reaches into this block.
typedef struct {
  uint64_t letter, lower, other, number, punctuation, blank, newline, space, joins, absorbed;
  /// Edges that contractions of the block before set and take away.
  uint64_t set, clear;
  /// How many numbers of the current piece came before.
  uint32_t numbers;
  /// Where the last contraction ended.
  size_t contraction_end;
} prep_split_state;

/// Bytes at the beginning of a block that belong to a character before it.
typedef struct {
  uint64_t upper, lower, other, any;
} prep_spill;

/// The class bits and length of the well-formed character at a position; length 0 where there is none.
static inline uint8_t class_at(const prep_split_rules *rules, const uint8_t *text, size_t size, size_t i, unsigned *length) {
  uint32_t first = text[i], point;
  *length = 0;
  if (first < 0xC2) return 0;
  if (i + 1 >= size || (text[i + 1] & 0xC0) != 0x80) return 0;
  if (first < 0xE0) {
    point = (first & 0x1F) << 6 | (text[i + 1] & 0x3F);
    *length = 2;
  } else {
    if (i + 2 >= size || (text[i + 2] & 0xC0) != 0x80) return 0;
    if (first < 0xF0) {
      point = (first & 0x0F) << 12 | (uint32_t)(text[i + 1] & 0x3F) << 6 | (text[i + 2] & 0x3F);
      if (point < 0x800 || (point & 0xF800) == 0xD800) return 0;
      *length = 3;
    } else {
      if (first > 0xF4 || i + 3 >= size || (text[i + 3] & 0xC0) != 0x80) return 0;
      point = (first & 7) << 18 | (uint32_t)(text[i + 1] & 0x3F) << 12 | (uint32_t)(text[i + 2] & 0x3F) << 6 | (text[i + 3] & 0x3F);
      if (point < 0x10000 || point > 0x10FFFF) return 0;
      *length = 4;
    }
  }
  return rules->class_bits[(size_t)rules->class_pages[point >> 8] << 8 | (point & 0xFF)];
}

static inline bool is_ascii_space(uint8_t c) { return c == 0x20 || (c >= 9 && c <= 13); }

/// Whether white space stands at a position below the end.
static inline bool is_space_at(const prep_split_rules *rules, const uint8_t *text, size_t size, size_t i) {
  if (text[i] < 0x80) return is_ascii_space(text[i]);
  unsigned length;
  return class_at(rules, text, size, i, &length) & SPACE;
}

/// The length of the contraction at an apostrophe; 0 when there is none.
static inline unsigned contraction(const uint8_t *text, size_t size, size_t i, uint8_t fold) {
  // By the letter behind the apostrophe, its low five bits: 1 where it is all, else the letter that must follow.
  static const uint8_t follows[32] = {['d' & 31] = 1, ['m' & 31] = 1, ['s' & 31] = 1, ['t' & 31] = 1,
                                      ['l' & 31] = 'l', ['v' & 31] = 'e', ['r' & 31] = 'e'};
  if (i + 1 >= size) return 0;
  const uint8_t c = text[i + 1] | fold, d = i + 2 < size ? text[i + 2] | fold : 0;
  const uint8_t wanted = c >> 5 == 3 ? follows[c & 31] : 0;
  const unsigned one = wanted == 1, two = (wanted > 1) & (wanted == d);
  // The long s.
  if (fold && text[i + 1] == 0xC5 && i + 2 < size && text[i + 2] == 0xBF) return 3;
  return 2 * one + 3 * two;
}

/// Where pieces of numbers end within their runs, of which a piece takes `limit`; `taken` is how many numbers the piece at the
/// beginning of the block, then the one at its end, has from before.
static inline uint64_t number_edges(uint64_t number, uint32_t limit, uint32_t *taken) {
  if (limit == 1) return number;
  if (limit == UINT32_MAX) return 0;
  // Most runs are no longer than a piece.
  const uint64_t longer = number & number >> 1 & number >> 2 & (limit == 2 ? ~0ull : number >> 3);
  if (!longer && !(*taken && (number & 1))) {
    *taken = number >> 63 ? (uint32_t)__builtin_clzll(~number) : 0;
    return 0;
  }
  uint64_t edges = 0;
  uint32_t count = *taken;
  for (unsigned i = 0; i < 64; i++) {
    if (!(number >> i & 1)) {
      count = 0;
    } else {
      const bool full = count == limit;
      edges |= (uint64_t)full << i;
      count = full ? 1 : count + 1;
    }
  }
  *taken = count;
  return edges;
}
