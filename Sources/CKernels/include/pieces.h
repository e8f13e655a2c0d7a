// The cache of pieces: from the ends of pieces to packed keys, and from keys to tokens, a block of pieces at a time.
#pragma once
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Up to fifteen bytes of a piece, the rest zero; the last byte is the length, plus 0x40 for a part of a piece. Pieces that are
/// longer have 0xFF there, which no entry has.
typedef struct {
  uint64_t low, high;
} prep_piece_key;

/// A piece and its tokens: half a cache line. The top three bits of the first token are the number of tokens, 1 to 4; 0 marks
/// a free entry, 5 a piece with more tokens: the
/// second and third words are then their place in an arena and their number.
typedef struct {
  prep_piece_key key;
  uint32_t tokens[4];
} prep_piece_entry;

#define PREP_PIECE_PART 0x80000000u
#define PREP_PIECE_LONGEST 15

/// The number of the line (two entries) a key belongs to.
static inline uint32_t prep_piece_line(prep_piece_key key, unsigned shift) {
  return (uint32_t)((key.low * 0x9E3779B97F4A7C15ull + key.high * 0xD6E8FEB86659FD93ull) >> shift);
}

/// Makes the keys of `count` pieces and asks for their lines. Piece i reaches from the end of piece i-1 (the first from `start`)
/// to `ends[i]`, whose top bit marks a part of a piece. Nothing at or after `text + size` is read.
void prep_piece_keys(const uint8_t *text, size_t size, uint32_t start, const uint32_t *ends, size_t count,
                     const prep_piece_entry *table, unsigned shift, prep_piece_key *keys, uint32_t *lines);

/// Writes the tokens of pieces until one is not found in its line; returns how many were written. Advances `written`; touches up to
/// sixteen words from there on, and reads as many of the arena from any place in it.
size_t prep_piece_lookup(const prep_piece_key *keys, const uint32_t *lines, size_t count, const prep_piece_entry *table,
                         const uint32_t *arena, uint32_t *output, size_t *written);

/// The index of the first smallest of `count` values; the values up to the next multiple of 8 are readable and at least as large
/// as any that matters. All values are below 2^31.
size_t prep_first_minimum(const uint32_t *values, size_t count);

/// Whether any byte is 0x80 or above.
bool prep_has_high_bytes(const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif
