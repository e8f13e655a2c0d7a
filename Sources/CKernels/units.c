#include "units.h"

#include <stdbool.h>

/// A byte that is no character.
#define NO_CHARACTER 0xFFFFFFFFu

/// The character at a position, and its width; a byte that begins none is one of its own.
static inline uint32_t character(const uint8_t *text, size_t size, size_t at, size_t *width) {
  const uint32_t lead = text[at];
  *width = 1;
  if (lead < 0x80) return lead;
  if (lead < 0xC2 || at + 1 >= size || (text[at + 1] & 0xC0) != 0x80) return NO_CHARACTER;
  const uint32_t second = text[at + 1] & 0x3F;
  if (lead < 0xE0) {
    *width = 2;
    return (lead & 0x1F) << 6 | second;
  }
  if (at + 2 >= size || (text[at + 2] & 0xC0) != 0x80) return NO_CHARACTER;
  const uint32_t third = text[at + 2] & 0x3F;
  if (lead < 0xF0) {
    const uint32_t point = (lead & 0x0F) << 12 | second << 6 | third;
    if (point < 0x800 || (point & 0xF800) == 0xD800) return NO_CHARACTER;
    *width = 3;
    return point;
  }
  if (lead >= 0xF5 || at + 3 >= size || (text[at + 3] & 0xC0) != 0x80) return NO_CHARACTER;
  const uint32_t point = (lead & 0x07) << 18 | second << 12 | third << 6 | (text[at + 3] & 0x3F);
  if (point < 0x10000 || point > 0x10FFFF) return NO_CHARACTER;
  *width = 4;
  return point;
}

static inline uint32_t class_of(const prep_unit_rules *rules, uint32_t point) {
  if (point < 0x10000) return rules->classes[point];
  return point == NO_CHARACTER ? 0 : rules->others;
}

static inline bool is_known(const prep_unit_rules *rules, uint32_t point) {
  return point < 0x20000 && (rules->known[point >> 6] >> (point & 63) & 1);
}

/// Whether two characters may be parted that stand in no token side by side.
static inline uint32_t is_apart(const prep_unit_rules *rules, uint32_t first, uint32_t second) {
  if (!is_known(rules, first) || !is_known(rules, second)) return 0;
  const uint64_t place = prep_unit_pair(first, second, rules->shift);
  return ~(rules->joined[place >> 6] >> (place & 63)) & 1;
}

size_t prep_unit_ends(const prep_unit_rules *rules, const uint8_t *text, size_t size, size_t from, uint32_t *ends, size_t room) {
  if (from >= size || room == 0) return 0;
  size_t count = 0, width;
  uint32_t last = character(text, size, from, &width);
  uint32_t last_class = class_of(rules, last);
  size_t at = from + width;
  while (at < size && count < room) {
    if (last < 0x80) {
      // Whether there is a cut is chance, so no branch stands for it.
      while (at + 1 < size && count < room && text[at] < 0x80) {
        const uint32_t next = text[at], next_class = rules->classes[next];
        const uint32_t common = last_class & next_class >> 4;
        const uint32_t follows = text[at + 1] < 0x80 ? rules->classes[text[at + 1]] : 0;
        const uint32_t cut = (common | (common >> 1 & follows >> 2) | (uint32_t)(rules->ascii[2 * last + (next >> 6)] >> (next & 63))) & 1;
        if (text[at + 1] >= 0x80 && (common & 2)) break;
        ends[count] = (uint32_t)at;
        count += cut;
        last = next;
        last_class = next_class;
        at++;
      }
      if (at >= size || count == room) break;
    }
    const uint32_t next = character(text, size, at, &width), next_class = class_of(rules, next);
    const uint32_t common = last_class & next_class >> 4;
    uint32_t cut = common & 1;
    if (last < 0x80 && next < 0x80) cut |= (uint32_t)(rules->ascii[2 * last + (next >> 6)] >> (next & 63)) & 1;
    else if (rules->joined) cut |= is_apart(rules, last, next);
    if ((common & 2) && at + width < size) {
      size_t ignored;
      cut |= class_of(rules, character(text, size, at + width, &ignored)) >> 2 & 1;
    }
    ends[count] = (uint32_t)at;
    count += cut;
    last = next;
    last_class = next_class;
    at += width;
  }
  if (at >= size && count < room) ends[count++] = (uint32_t)size;
  return count;
}

int prep_unit_is_plain(const prep_unit_rules *rules, const uint8_t *text, size_t size) {
  uint32_t all = PREP_UNIT_PLAIN;
  for (size_t at = 0, width; at < size; at += width) all &= class_of(rules, character(text, size, at, &width));
  return all != 0;
}
