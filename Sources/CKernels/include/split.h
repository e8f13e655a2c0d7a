// The ends of pieces, found for 64 bytes at a time from masks of their classes.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What text is cut by. The classes are those of CUnicodeTables.
typedef struct {
  const uint8_t *class_pages;
  const uint8_t *class_bits;
  /// 0: words with one space in front (GPT-2); 1: words with any one character in front (cl100k); 2: the same, and cut where a
  /// lower-case letter meets an upper-case one (o200k).
  uint8_t family;
  /// Whether contractions are cut off (families 0, 1) or belong to the word before (family 2).
  uint8_t contractions;
  /// Whether marks are letters (family 1).
  uint8_t marks_are_letters;
  /// Whether slashes count among the newlines that punctuation takes (family 2).
  uint8_t slashes;
  /// Whether white space at the end of the text is one piece (family 1).
  uint8_t whole_at_end;
  /// How many numbers a piece takes (families 1, 2).
  uint32_t number_limit;
} prep_split_rules;

enum { PREP_SPLIT_PORTABLE, PREP_SPLIT_AVX2, PREP_SPLIT_AVX512 };

/// The best variant this machine has; those below it work too.
int prep_split_best(void);

/// Writes the ends of successive pieces that begin at `from`, at most `room` (64 or more), and returns how many. Stops where it would
/// have to look closer: `*unsure` is then a place at or behind the last end, else `size`. All pieces before `size` are found; the last
/// one ends there. Never reads beyond the text.
size_t prep_split(int variant, const prep_split_rules *rules, const uint8_t *text, size_t size, size_t from, uint32_t *ends,
                  size_t room, size_t *unsure);

#ifdef __cplusplus
}
#endif
