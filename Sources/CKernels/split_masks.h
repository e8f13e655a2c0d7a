// What the variants of the splitter share: characters beyond ASCII, contractions, and the state between blocks.
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
  /// Bytes at the beginning of the block that belong to a character before it.
  uint64_t spill_upper, spill_lower, spill_other, spill_any;
  /// Edges that contractions of the block before set and take away.
  uint64_t set, clear;
  /// How many numbers of the current piece came before.
  uint32_t numbers;
  /// Where the last contraction ended.
  size_t contraction_end;
} prep_split_state;

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
  if (i + 1 >= size) return 0;
  uint8_t c = text[i + 1] | fold, d = i + 2 < size ? text[i + 2] | fold : 0;
  switch (c) {
  case 's': case 't': case 'm': case 'd': return text[i + 1] >= 0x40 ? 2 : 0;
  case 'l': return d == 'l' ? 3 : 0;
  case 'v': case 'r': return d == 'e' ? 3 : 0;
  default: return fold && i + 2 < size && text[i + 1] == 0xC5 && text[i + 2] == 0xBF ? 3 : 0;
  }
}

/// Classifies the characters of a block that are not ASCII. Returns the bytes nothing certain is known of.
static inline uint64_t add_high(const prep_split_rules *rules, const uint8_t *text, size_t size, size_t position, prep_masks *m,
                                uint64_t *inside, prep_split_state *state) {
  uint64_t high = m->high & ~state->spill_any, unsure = 0;
  *inside = state->spill_any;
  uint64_t upper = state->spill_upper, lower = state->spill_lower, other = state->spill_other;
  state->spill_upper = state->spill_lower = state->spill_other = state->spill_any = 0;
  const uint8_t unsure_marks = rules->family == 2 ? MARK : 0, letter_marks = rules->marks_are_letters ? MARK : 0;
  while (high) {
    unsigned i = (unsigned)__builtin_ctzll(high), length;
    uint8_t bits = class_at(rules, text, size, position + i, &length);
    if (length == 0) {
      unsure |= 1ull << i;
      high &= high - 1;
      continue;
    }
    uint64_t bytes = (1ull << length) - 1, here = bytes << i;
    uint64_t beyond = i + length > 64 ? bytes >> (64 - i) : 0;
    high &= ~here;
    *inside |= here & ~(1ull << i);
    state->spill_any |= beyond;
    // Which class it is, is chance: all are taken account of, without branches.
    const uint64_t is_unsure = (bits & (NUMBER | SPACE | unsure_marks)) != 0;
    const uint64_t is_other = !is_unsure & ((bits & (OTHER | letter_marks)) != 0);
    const uint64_t is_lower = !is_unsure & !is_other & ((bits & LOWER) != 0);
    const uint64_t is_upper = !is_unsure & !is_other & !is_lower & ((bits & UPPER) != 0);
    unsure |= is_unsure << i;
    other |= here & -is_other;
    lower |= here & -is_lower;
    upper |= here & -is_upper;
    state->spill_other |= beyond & -is_other;
    state->spill_lower |= beyond & -is_lower;
    state->spill_upper |= beyond & -is_upper;
  }
  m->upper |= upper;
  m->lower |= lower;
  m->other |= other;
  return unsure;
}
