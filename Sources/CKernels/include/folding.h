// Folding of text for comparison, and counting of letters by case.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Writes JSON text without blanks, escaped ones included, and with capitals of ASCII in lower case; `target` has room for `count` bytes.
///
/// \returns The number of bytes written.
size_t prep_fold_text(const uint8_t *source, size_t count, uint8_t *target);

/// What may stand in a text, so that it need not be looked for where it does not.
enum {
  PREP_MARK_HIGH = 1,
  PREP_MARK_BACKSLASH = 2,
  /// A backslash and a `u`; the backslash may be the second half of an escaped one.
  PREP_MARK_UNICODE_ESCAPE = 4,
  PREP_MARK_AMPERSAND = 8,
  PREP_MARK_BACKTICK = 16,
};

/// Which marks stand in a text.
unsigned prep_text_marks(const uint8_t *bytes, size_t count);

/// Counts the capital and the small letters of ASCII. Returns whether there are bytes beyond ASCII.
int prep_count_cases(const uint8_t *bytes, size_t count, size_t *capitals, size_t *small_letters);

/// How all these work on this processor: 1 with AVX2, 0 without.
int prep_folding_best(void);

#ifdef __cplusplus
}
#endif
