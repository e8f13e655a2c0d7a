// Characters beyond ASCII in a block of 64 bytes.
#pragma once
#include "split_masks.h"

#define INLINE static inline __attribute__((always_inline))

/// The bytes of a block that begin characters of two, three and four bytes, and those that continue one.
typedef struct {
  uint64_t two, three, four, inner;
  /// Of those of three bytes, the ones that are seen to be letters without case: most Han characters, Hangul and kana.
  uint64_t letters;
} prep_leads;

/// Classifies the characters of a block that are not ASCII, one after the other. Returns the bytes nothing certain is known of.
/// Unless `cased`, all letters are `other`.
INLINE uint64_t add_high(const bool cased, const prep_split_rules *rules, const uint8_t *text, size_t size, size_t position,
                         prep_masks *m, uint64_t *inside, prep_spill *spill) {
  uint64_t high = m->high & ~spill->any, unsure = 0;
  *inside = spill->any;
  uint64_t upper = spill->upper, lower = spill->lower, other = spill->other;
  *spill = (prep_spill){0};
  const uint8_t unsure_marks = cased ? MARK : 0, other_bits = (cased ? OTHER : LETTER) | (rules->marks_are_letters ? MARK : 0);
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
    spill->any |= beyond;
    // Which class it is, is chance: all are taken account of, without branches.
    const uint64_t is_unsure = (bits & (NUMBER | SPACE | unsure_marks)) != 0;
    const uint64_t is_other = !is_unsure & ((bits & other_bits) != 0);
    other |= here & -is_other;
    spill->other |= beyond & -is_other;
    unsure |= is_unsure << i;
    if (!cased) continue;
    const uint64_t is_lower = !is_unsure & !is_other & ((bits & LOWER) != 0);
    const uint64_t is_upper = !is_unsure & !is_other & !is_lower & ((bits & UPPER) != 0);
    lower |= here & -is_lower;
    upper |= here & -is_upper;
    spill->lower |= beyond & -is_lower;
    spill->upper |= beyond & -is_upper;
  }
  m->upper |= upper;
  m->lower |= lower;
  m->other |= other;
  return unsure;
}

/// As ``add_high``, for a block of well-formed characters behind which four bytes are readable; else returns false and changes nothing.
/// Each length of character has a loop of its own, in which nothing waits for the character before.
INLINE bool add_well_formed(const bool cased, const prep_split_rules *rules, const uint8_t *text, size_t size, size_t position,
                            const prep_leads *leads, prep_masks *m, uint64_t *inside, prep_spill *spill, uint64_t *unsure) {
  const uint64_t all = leads->two | leads->three | leads->four, longer = leads->three | leads->four;
  const uint64_t follows = all << 1 | longer << 2 | leads->four << 3;
  if ((follows | spill->any) != leads->inner) return false;
  const uint8_t unsure_bits = NUMBER | SPACE | (cased ? MARK : 0), other_bits = (cased ? OTHER : LETTER) | (rules->marks_are_letters ? MARK : 0);
  // By class: the bytes that begin a character of it.
  const uint64_t last_three = leads->three >> 62 << 62, last_two = leads->two >> 63 << 63, known = leads->letters & ~last_three;
  uint64_t upper = 0, lower = 0, other = known, rest = 0;
  uint32_t bad = 0;
#define ADD(i, bits)                                        \
  other |= (uint64_t)(((bits) & other_bits) != 0) << (i);   \
  rest |= (uint64_t)(((bits) & unsure_bits) != 0) << (i);   \
  if (cased) {                                              \
    lower |= (uint64_t)(((bits) & LOWER) != 0) << (i);      \
    upper |= (uint64_t)(((bits) & UPPER) != 0) << (i);      \
  }
  const uint8_t *block = text + position;
  for (uint64_t q = leads->three & ~(last_three | known); q; q &= q - 1) {
    const unsigned i = (unsigned)__builtin_ctzll(q);
    uint32_t word;
    memcpy(&word, block + i, 4);
    const uint32_t high = (word & 0xF) << 4 | (word >> 10 & 0xF), low = (word & 0x300) >> 2 | (word >> 16 & 0x3F);
    // No character of three bytes has a smaller number, and surrogates are none.
    bad |= 0x08000001u >> (high >> 3);
    const uint8_t bits = rules->class_bits[(size_t)rules->class_pages[high] << 8 | low];
    ADD(i, bits);
  }
  for (uint64_t q = leads->two & ~last_two; q; q &= q - 1) {
    const unsigned i = (unsigned)__builtin_ctzll(q);
    uint32_t word;
    memcpy(&word, block + i, 4);
    const uint32_t point = (word & 0x1F) << 6 | (word >> 8 & 0x3F);
    bad |= point < 0x80;
    const uint8_t bits = rules->class_bits[(size_t)rules->class_pages[point >> 8] << 8 | (point & 0xFF)];
    ADD(i, bits);
  }
  for (uint64_t q = leads->four | last_three | last_two; q; q &= q - 1) {
    const unsigned i = (unsigned)__builtin_ctzll(q);
    unsigned length;
    const uint8_t bits = class_at(rules, text, size, position + i, &length);
    bad |= length == 0;
    ADD(i, bits);
  }
#undef ADD
  if (bad & 1) return false;
  other &= ~rest;
  lower &= ~(rest | other);
  upper &= ~(rest | other | lower);
  // The rest of a character has its class; what lies beyond the block goes to the next one.
  const prep_spill here = *spill;
#define WHOLE(leading) ((leading) | (leading) << 1 | ((leading) & longer) << 2 | ((leading) & leads->four) << 3)
#define BEYOND(leading) ((leading) >> 63 | ((leading) & longer) >> 62 | ((leading) & leads->four) >> 61)
  m->other |= here.other | WHOLE(other);
  spill->other = BEYOND(other);
  if (cased) {
    m->lower |= here.lower | WHOLE(lower);
    m->upper |= here.upper | WHOLE(upper);
    spill->lower = BEYOND(lower);
    spill->upper = BEYOND(upper);
  }
  spill->any = BEYOND(all);
#undef WHOLE
#undef BEYOND
  *inside = follows | here.any;
  *unsure = rest;
  return true;
}
#undef INLINE
