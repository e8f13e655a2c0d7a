// Where a piece may be cut because no token reaches across.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The boundaries between characters that tokens span, as bits under hashes.
typedef struct {
  /// Characters side by side: both whole, or one of them whole and one byte of the other.
  const uint64_t *adjacent;
  /// By last byte of the first plus 256 times the first byte of the second character: whether a token has one of them in part.
  const uint64_t *partial;
  /// 64 minus the number of bits that number the bits of `adjacent`.
  uint32_t shift;
} prep_boundaries;

/// The place of two packed characters, or bytes of them, in `adjacent`.
static inline uint64_t prep_boundary_hash(uint64_t left, uint64_t right, uint32_t shift) {
  return (left + (right << 24)) * 0x9E3779B97F4A7C15ull >> shift;
}

/// How many of `count` pieces at the beginning are not worth a look for cuts: short ones, which repeat often enough to be
/// remembered whole, and those of up to fifteen bytes in writing with spaces. Piece i reaches from the end of piece i-1 (the first from
/// `start`) to `ends[i]`.
size_t prep_uncut_pieces(const uint8_t *text, size_t start, const uint32_t *ends, size_t count);

/// How far pieces are cut.
typedef struct {
  /// The piece that is next, or inside of which it goes on.
  size_t piece;
  /// Where the next piece or part begins.
  size_t position;
  bool is_inside;
} prep_cut_state;

/// Writes the ends of `count` pieces, and where those that are worth it may be cut; returns how many these are. Ends of parts have the mark
/// PREP_PIECE_PART. Stops when the room is full, and goes on from `state` when called again. Nothing at or after `text + size` is read.
size_t prep_cut_pieces(const prep_boundaries *boundaries, const uint8_t *text, size_t size, const uint32_t *ends, size_t count,
                       prep_cut_state *state, uint32_t *cuts, size_t room);

#ifdef __cplusplus
}
#endif
