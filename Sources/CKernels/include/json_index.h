// The first stage of reading JSON: where brackets, commas, colons, quotes, words and line feeds are, strings excepted.
//
// It also checks what a string holds: UTF-8, no control character, no escape that JSON does not know.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What one scan carries from block to block; all zero at the start of a text or line.
typedef struct {
  uint64_t in_string;     // all ones when the next byte is inside a string
  uint64_t escaped;       // 1 when the next byte is escaped
  uint64_t word;          // 1 when the last byte belonged to a number or word
  uint64_t not_ascii;     // not zero when the last block held bytes beyond ASCII
  size_t next_character;  // portable only: where the next character starts
  uint32_t has_fault;     // set when the block at the returned position holds a fault
} prep_json_state;

/// The instruction sets a scan can use; each gives the same result.
enum { prep_json_portable = 0, prep_json_avx2 = 1, prep_json_avx512 = 2 };

/// The best one this processor runs.
int prep_json_best_level(void);

/// Scans blocks of 64 bytes from `position` up to and including the block that holds `end`.
///
/// Appends the positions of `{ } [ ] : ,`, of opening and closing quotes, of the first bytes of numbers and words (and of anything
/// else outside strings), and with `lines` of line feeds. Stops early when fewer than 64 entries are free, or before a block with
/// a fault. 128 bytes before `position` and after `end` must be readable, and the ones from `end` on be line feeds.
///
/// \returns The position of the first byte not scanned.
size_t prep_json_index(
    int level, const uint8_t *bytes, size_t position, size_t end, int lines, prep_json_state *state, uint32_t *entries,
    size_t capacity, size_t *count);

/// Writes the text of a validated string whose escapes stand between `source` and `source + count`, and returns its length.
///
/// It is never longer than `count`, and nothing is written behind `target + count`. A lone surrogate gives -1 - its offset.
ptrdiff_t prep_json_unescape(int level, const uint8_t *source, size_t count, uint8_t *target);

#ifdef __cplusplus
}
#endif
