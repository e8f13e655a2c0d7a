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

/// The tokens of a piece. The top three bits of the first are their number, 1 to 4; 5 marks a piece with more tokens: the second
/// and third words are then their place in an arena and their number.
typedef struct {
  uint32_t words[4];
} prep_piece_tokens;

/// Two pieces and their tokens: a cache line. A key of zeros is free.
///
/// Threads read lines while one of them writes: an entry never changes once it is there, and its tokens are written before its
/// key, the end of the key last. A key whose end is 0 is none, so nobody finds a half of one. (Of a key, eight aligned bytes are read
/// and written at once; where the kernels read all of it at once, the processor does, as those with AVX do with 16 aligned bytes.)
typedef struct {
  prep_piece_key keys[2];
  prep_piece_tokens tokens[2];
} prep_piece_line;

// What the kernels and `PieceTable` rely on.
_Static_assert(sizeof(prep_piece_key) == 16 && _Alignof(prep_piece_key) == 8, "a key is read as 16 bytes");
_Static_assert(sizeof(prep_piece_line) == 64 && offsetof(prep_piece_line, tokens) == 32, "a line is a cache line, its keys the first half");
_Static_assert(sizeof(prep_piece_tokens) == 16, "the tokens of a piece are copied as 16 bytes");

#define PREP_PIECE_PART 0x80000000u
#define PREP_PIECE_LONGEST 15

#define PREP_PIECE_LOW_FACTOR 0x9E3779B97F4A7C15ull
#define PREP_PIECE_HIGH_FACTOR 0xD6E8FEB86659FD93ull

/// The number of the line a key belongs to.
static inline uint32_t prep_piece_line_of(prep_piece_key key, unsigned shift) {
  return (uint32_t)((key.low * PREP_PIECE_LOW_FACTOR + key.high * PREP_PIECE_HIGH_FACTOR) >> shift);
}

enum { PREP_PIECES_PORTABLE, PREP_PIECES_AVX2 };

/// The best variant this processor has.
int prep_pieces_best(void);

/// Makes the keys of `count` pieces and asks for their lines. Piece i reaches from the end of piece i-1 (the first from `start`)
/// to `ends[i]`, whose top bit marks a part of a piece where `has_parts` says that there may be some. Nothing at or after
/// `text + size` is read.
void prep_piece_keys(int variant, const uint8_t *text, size_t size, uint32_t start, const uint32_t *ends, size_t count, bool has_parts,
                     const prep_piece_line *table, unsigned shift, prep_piece_key *keys, uint32_t *lines);

/// Writes the tokens of pieces until one is not found in its line; returns how many were written. Advances `written`; touches up to
/// sixteen words from there on, and reads as many of the arena from any place in it.
size_t prep_piece_lookup(int variant, const prep_piece_key *keys, const uint32_t *lines, size_t count, const prep_piece_line *table,
                         const uint32_t *arena, uint32_t *output, size_t *written);

/// The tokens of a key, which is looked for in its line and those after it, in a table of `1 << (64 - shift)` lines; null when it is not there.
const prep_piece_tokens *prep_piece_find(const prep_piece_line *table, unsigned shift, prep_piece_key key);

/// Writes tokens that lie beside a table, while other threads may read on beyond those of another piece. One thread at a time may write.
void prep_piece_spill(uint32_t *place, const uint32_t *tokens, size_t count);

/// Writes an entry to the first free place of its line or of those after it, unless the key is there already, and returns whether it
/// did. One thread at a time may write.
bool prep_piece_place(prep_piece_line *table, unsigned shift, prep_piece_key key, prep_piece_tokens tokens);

/// The index of the first smallest of `count` values; the values up to the next multiple of 8 are readable and at least as large
/// as any that matters. All values are below 2^31.
size_t prep_first_minimum(const uint32_t *values, size_t count);

/// Whether any byte is 0x80 or above.
bool prep_has_high_bytes(const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif
