// Where a text may be cut into units: parts whose tokens do not depend on what stands beside them.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a character says about cuts beside it: between two characters a cut is allowed where the bits of the first for its end and those
/// of the second for its begin have one in common.
enum {
  PREP_UNIT_ENDS = 1,
  /// The same, but a cut before the second one needs a character of the kind `PREP_UNIT_FOLLOWS` behind that.
  PREP_UNIT_ENDS_BEFORE = 2,
  PREP_UNIT_FOLLOWS = 4,
  /// Nothing changes the character; not a matter of cuts.
  PREP_UNIT_PLAIN = 8,
  PREP_UNIT_BEGINS = 1 << 4,
  PREP_UNIT_BEGINS_BEFORE = 2 << 4,
};

typedef struct {
  /// What the characters of the first plane say, by code point.
  const uint8_t *classes;
  /// What all other characters say. Bytes that are no characters say nothing.
  uint8_t others;
  /// For each character of ASCII (two words) a bit for each other that may be cut off behind it, whatever their classes.
  const uint64_t *ascii;
  /// Bits under hashes of two characters that stand side by side in a token; null where classes alone say where cuts are. Two characters
  /// that are both known, and not all ASCII, may be parted where their bit is not set.
  const uint64_t *joined;
  /// 64 minus the number of bits that number the bits of `joined`.
  uint32_t shift;
  /// The known characters below 0x20000, a bit each.
  const uint64_t *known;
} prep_unit_rules;

/// The place in `joined` of two characters.
static inline uint64_t prep_unit_pair(uint32_t first, uint32_t second, uint32_t shift) {
  return (((uint64_t)first << 32 | second) * 0x9E3779B97F4A7C15ull) >> shift;
}

/// Writes the ends of successive units that begin at `from`, where one begins, at most `room`, and returns how many. The text is done when the
/// last end is `size`. What is no UTF-8 is never parted from what stands beside it.
size_t prep_unit_ends(const prep_unit_rules *rules, const uint8_t *text, size_t size, size_t from, uint32_t *ends, size_t room);

/// Whether all characters of a unit are plain; bytes that are no characters are not.
int prep_unit_is_plain(const prep_unit_rules *rules, const uint8_t *text, size_t size);

#ifdef __cplusplus
}
#endif
