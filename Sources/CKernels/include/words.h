// Texts → words, in the form in which records are compared; words → samples of their runs.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a code point is to words: the lowest four bits of its entry.
enum {
  prep_point_other,
  /// Letters, digits and what joins them.
  prep_point_word,
  /// A letter of a script that puts no blanks between words: a word, with its marks.
  prep_point_single,
  prep_point_mark,
  prep_point_symbol,
  /// Ends a sentence where a blank follows.
  prep_point_stop,
  /// Ends a sentence.
  prep_point_full_stop,
  prep_point_line,
  prep_point_blank,
  /// Begins an item of a list where a line begins with it and a blank follows.
  prep_point_bullet,
  prep_point_dash,
  /// Begins a sign, such as an operator. ASCII alone.
  prep_point_sign,
};

/// Tables of characters beyond ASCII, as CWordTables.h describes them.
typedef struct {
  const uint16_t *class_pages, *classes, *casefold_pages, *casefold, *casefold_offsets;
  const uint32_t *casefold_scalars;
  size_t pair_count;
  const uint64_t *pairs;
  const uint32_t *composed, *parted;
  const uint64_t *parts;
} prep_word_tables;

/// A word or a sign.
typedef struct {
  /// Of its bytes in normal form. Guards against nothing but chance.
  uint64_t hash;
  /// Where it begins in the text.
  uint32_t start;
  /// Its bytes in the text, PREP_WORD_LENGTH for as many and more; and the bits below.
  uint32_t length;
} prep_word;

enum {
  PREP_WORD_LENGTH = 0xFFFFFF,
  /// It is no word but a sign: an operator, a currency, a symbol.
  PREP_WORD_SIGN = 1 << 24,
  /// A sentence, a line or an item of a list begins with it.
  PREP_WORD_BEGINS = 1 << 25,
  /// It begins with a capital.
  PREP_WORD_CAPITAL = 1 << 26,
  /// It has a digit.
  PREP_WORD_DIGIT = 1 << 27,
};

/// Where a scan stands. `text`, `count` and `tables` are set by the caller, and all else is zero at the beginning.
typedef struct {
  const uint8_t *text;
  size_t count;
  const prep_word_tables *tables;
  size_t position;
  prep_word *next;
  /// The word that is open: 0 none, 1 of ASCII alone, 2 fed piece by piece, 3 a single character and its marks.
  int open;
  int capital, digit;
  size_t start, end;
  uint64_t hash, tail, fed;
  /// The sign that is open: how many bytes, its first, whether all are the same.
  size_t sign_count, sign_start, sign_end;
  uint64_t sign_hash;
  uint8_t sign_first, sign_same, sign_before, sign_before_digit, sign_at_line;
  /// Nothing but blanks was in the line so far; a sentence begins; a stop that a blank makes the end of one.
  uint8_t in_line, continues, stop;
  /// What stood before, where it is not ASCII: 0 a blank, 1 a word, 2 something else; whether it was a digit.
  uint8_t before, before_digit;
  /// The text is at its end, and all its words have been written.
  uint8_t done;
} prep_word_scan;

/// Writes the next words of a text, in UTF-8, at most `capacity` (at least 256) of them, until `done`.
///
/// \returns How many.
size_t prep_words(prep_word_scan *scan, prep_word *words, size_t capacity);
/// The same without vector instructions.
size_t prep_words_portable(prep_word_scan *scan, prep_word *words, size_t capacity);

/// Writes the normal form of a stretch without blanks as UTF-8: NFKC_Casefold, dashes as hyphens. What does not fit is left out.
///
/// \returns The bytes of the whole.
size_t prep_word_text(const uint8_t *text, size_t count, const prep_word_tables *tables, uint8_t *target, size_t capacity);

/// How many smallest values a sample has.
#define PREP_SAMPLE_COUNT 128

/// Lowers each value of a sample to the least that its function gives for a run. Function i takes x to y = (x ^ flips[i]) * factors[i], and that to
/// (y + (y >> 15)) * 0x9E3779B1, all in 32 bits.
void prep_minhash(
    const uint32_t *runs, size_t count, const uint32_t *flips, const uint32_t *factors, uint32_t *sample);
/// The same without vector instructions.
void prep_minhash_portable(
    const uint32_t *runs, size_t count, const uint32_t *flips, const uint32_t *factors, uint32_t *sample);

/// How these work on this processor: 1 with AVX2, 0 without.
int prep_words_best(void);

#ifdef __cplusplus
}
#endif
