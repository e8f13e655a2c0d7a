#include "cuts.h"
#include "pieces.h"

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

static inline uint32_t has(const prep_boundaries *boundaries, uint64_t left, uint64_t right) {
  const uint64_t hash = prep_boundary_hash(left, right, boundaries->shift);
  return (uint32_t)(boundaries->adjacent[hash >> 6] >> (hash & 63) & 1);
}

static inline uint32_t is_partial(const prep_boundaries *boundaries, uint32_t edge) {
  return (uint32_t)(boundaries->partial[edge >> 6] >> (edge & 63) & 1);
}

/// Where some token has a part of such characters: whether it is a token with exactly these.
static inline uint32_t is_whole_cut(const prep_boundaries *boundaries, uint32_t left, uint32_t last, uint32_t right, uint32_t first) {
  return !(has(boundaries, last, right) | has(boundaries, left, first) | has(boundaries, last, first));
}

/// Whether a piece is worth a look for cuts.
static inline uint32_t is_worth_cutting(const uint8_t *text, size_t start, size_t end) {
  enum { longest = 6, longest_spaced = 15, first_unspaced = 0xE3 };
  const size_t length = end - start;
  // No branch for what comes often.
  const uint32_t unspaced = (text[start] >= first_unspaced) | (text[start + (length > 1)] >= first_unspaced);
  return ((length > longest) & unspaced) | (length > longest_spaced);
}

size_t prep_uncut_pieces(const uint8_t *text, size_t start, const uint32_t *ends, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (is_worth_cutting(text, start, ends[i])) return i;
    start = ends[i];
  }
  return count;
}

/// Whether there is a cut before the character at a position, given that both it and the one before may have one.
static inline __attribute__((always_inline)) uint32_t is_cut_before(const prep_boundaries *boundaries, const uint8_t *text, size_t position,
                                                                    uint32_t left, uint32_t right, uint32_t may_have) {
  const uint32_t is_cut = may_have & ~has(boundaries, left, right);
  const uint32_t last = text[position - 1], first = right & 0xFF;
  if (__builtin_expect(is_cut & is_partial(boundaries, last | first << 8), 0)) return is_whole_cut(boundaries, left, last, right, first);
  return is_cut;
}

/// Writes where the piece `text[from..<end]` may be cut and returns how many places these are. Stops when the room is full; a character begins
/// at `from`, and again at the last cut.
static inline __attribute__((always_inline)) size_t cuts_of_piece(const prep_boundaries *boundaries, const uint8_t *text, size_t size,
                                                                  size_t from, size_t end, uint32_t *cuts, size_t room) {
  if (room == 0 || from >= end) return 0;
  character left = character_at(text, from, size);
  size_t count = 0, position = from + shapes[left.width].advance;
  uint32_t may_have = left.width != 0, word;
  while (true) {
    // Characters of three bytes are what most writing without spaces has.
    while (position < end && position + 4 <= size && (memcpy(&word, text + position, 4), (word & 0xC0C0F0) == 0x8080E0)) {
      const uint32_t right = word & 0xFFFFFF;
      const uint32_t is_cut = is_cut_before(boundaries, text, position, left.packed, right, may_have);
      cuts[count] = (uint32_t)position | PREP_PIECE_PART;
      count += is_cut;
      if (count == room) return count;
      left.packed = right;
      may_have = 1;
      position += 3;
    }
    if (position >= end) return count;
    // Between ASCII characters nothing is known.
    uint64_t both;
    if (position + 8 <= size && (memcpy(&both, text + position - 1, 8), (both & 0x8080808080808080) == 0)) {
      position += 7;
      left = (character){1, (uint32_t)(both >> 56)};
      may_have = 1;
      continue;
    }
    const character right = character_at(text, position, size);
    // Before and behind bytes that are no character neither.
    may_have &= ((left.packed | right.packed) >> 7 != 0) & (right.width != 0);
    const uint32_t is_cut = is_cut_before(boundaries, text, position, left.packed, right.packed, may_have);
    cuts[count] = (uint32_t)position | PREP_PIECE_PART;
    count += is_cut;
    if (count == room) return count;
    left = right;
    may_have = right.width != 0;
    position += shapes[right.width].advance;
  }
}

size_t prep_cut_pieces(const prep_boundaries *boundaries, const uint8_t *text, size_t size, const uint32_t *ends, size_t count,
                       prep_cut_state *state, uint32_t *cuts, size_t room) {
  const prep_boundaries sets = *boundaries;
  size_t made = 0, piece = state->piece, position = state->position;
  uint32_t part = state->is_inside ? PREP_PIECE_PART : 0;
  while (piece < count && made < room) {
    const size_t end = ends[piece];
    if (part || is_worth_cutting(text, position, end)) {
      const size_t found = cuts_of_piece(&sets, text, size, position, end, cuts + made, room - made);
      made += found;
      if (found > 0) part = PREP_PIECE_PART;
      if (made == room) {
        position = cuts[made - 1] & ~PREP_PIECE_PART;
        break;
      }
    }
    cuts[made++] = (uint32_t)end | part;
    part = 0;
    position = end;
    piece++;
  }
  *state = (prep_cut_state){piece, position, part != 0};
  return made;
}
