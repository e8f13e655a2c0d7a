#include "cuts.h"

/// The width of a character by the top five bits of its first byte; 0 for a byte that begins none. What is no well-formed character and
/// is taken for one here costs nothing: tokens have such bytes in part, and `partial` knows them.
static const uint8_t widths[32] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 3, 3, 4, 0};

/// By width: which bits say that the bytes behind the first continue a character, what they say, and the bytes of the character.
static const struct {
  uint32_t test, wanted, kept, advance;
} shapes[5] = {
    {0, 1, 0xFF, 1}, {0, 0, 0xFF, 1}, {0xC000, 0x8000, 0xFFFF, 2}, {0xC0C000, 0x808000, 0xFFFFFF, 3}, {0xC0C0C000, 0x80808000, 0xFFFFFFFF, 4}};

typedef struct {
  /// 0 where no whole character stands.
  uint32_t width;
  uint32_t packed;
} character;

static inline character character_at(const uint8_t *text, size_t position, size_t size) {
  uint32_t word = 0;
  if (__builtin_expect(position + 4 <= size, 1)) memcpy(&word, text + position, 4);
  else memcpy(&word, text + position, size - position);
  uint32_t width = widths[(word & 0xFF) >> 3];
  width = (word & shapes[width].test) == shapes[width].wanted ? width : 0;
  return (character){width, word & shapes[width].kept};
}

static inline bool has(const prep_boundaries *boundaries, uint64_t left, uint64_t right) {
  const uint64_t hash = prep_boundary_hash(left, right, boundaries->shift);
  return boundaries->adjacent[hash >> 6] >> (hash & 63) & 1;
}

size_t prep_piece_cuts(const prep_boundaries *boundaries, const uint8_t *text, size_t size, size_t from, size_t end, uint32_t flag,
                       uint32_t *cuts, size_t room) {
  size_t count = 0, position = from;
  if (room == 0) return 0;
  character left = character_at(text, position, size);
  while (true) {
    position += shapes[left.width].advance;
    if (position >= end) return count;
    const character right = character_at(text, position, size);
    const uint32_t last = text[position - 1], first = right.packed & 0xFF, edge = last << 8 | first;
    // Between ASCII characters nothing is known; before and behind bytes that are no character neither.
    uint32_t is_cut = ((left.width | right.width) > 1) & (left.width != 0) & (right.width != 0) & !has(boundaries, left.packed, right.packed);
    const uint32_t is_partial = is_cut & (uint32_t)(boundaries->partial[edge >> 6] >> (edge & 63) & 1);
    if (__builtin_expect(is_partial, 0)) {
      // Some token has a part of such characters; ask for exactly these.
      is_cut = !has(boundaries, last, right.packed) & !has(boundaries, left.packed, first) & !has(boundaries, last, first);
    }
    cuts[count] = (uint32_t)position | flag;
    count += is_cut;
    if (count == room) return count;
    left = right;
  }
}
