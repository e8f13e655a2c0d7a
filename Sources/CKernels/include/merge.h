// The tokens of a vocabulary by their bytes, and the merging of short pieces by rank.
#pragma once
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A slot of the table of tokens. Up to eight bytes are the key itself, longer ones a hash of them; a length of 0 marks a free slot.
typedef struct {
  uint64_t key;
  uint32_t length;
  uint32_t id;
} prep_token_slot;

/// Where the bytes of a token are.
typedef struct {
  uint32_t start;
  /// The top bit marks special tokens.
  uint32_t length;
} prep_token_place;

// What the kernels and `TokenIndex` rely on.
_Static_assert(sizeof(prep_token_slot) == 16, "four slots share a line of memory, which prep_next_slot goes through first");
_Static_assert(sizeof(prep_token_place) == 8, "the place of a token is read as eight bytes");

/// The tokens of a vocabulary by their bytes: an open table of 2^(32 - shift) slots, behind which one more is always free, and bits under a
/// finer hash that see at once that most bytes are no token.
typedef struct {
  const prep_token_slot *slots;
  const uint32_t *filter;
  /// The tokens of two bytes, by first byte times 256 plus second.
  const uint32_t *pairs;
  const uint8_t *bytes;
  const prep_token_place *places;
  uint64_t mask;
  uint32_t shift;
  /// The length of the longest token.
  uint32_t longest;
} prep_token_table;

/// The answer for bytes that are no token; larger than any id.
#define PREP_NO_TOKEN 0x7FFFFFFFu
/// How many bits of the hash the filter has more than the slots.
#define PREP_FILTER_BITS 2
/// The longest piece that ``prep_merge_short`` takes.
#define PREP_MERGE_LONGEST 15

static inline uint64_t prep_load_word(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, 8);
  return word;
}

/// The key of some bytes; eight from `text` on are readable.
static inline uint64_t prep_token_key(const uint8_t *text, size_t length) {
  uint64_t word = prep_load_word(text);
  if (length <= 8) return word & (~0ull >> (64 - 8 * length));
  for (size_t position = 8; position + 8 < length; position += 8)
    word = ((word ^ (word >> 32)) * 0xD6E8FEB86659FD93ull) ^ prep_load_word(text + position);
  return ((word ^ (word >> 32)) * 0xD6E8FEB86659FD93ull) ^ (prep_load_word(text + length - 8) * 0x9E3779B97F4A7C15ull);
}

/// The factors of the hash: of each four bytes, of the length, and the last one.
enum {
  PREP_HASH_0 = (int)0x9E3779B1u,
  PREP_HASH_1 = (int)0x85EBCA77u,
  PREP_HASH_2 = (int)0xC2B2AE3Du,
  PREP_HASH_3 = (int)0x27D4EB2Fu,
  PREP_HASH_LENGTH = (int)0x165667B1u,
  PREP_HASH_LAST = (int)0x2C1B3C6Du,
};

/// The hash of some bytes with their key; its top bits are the place in the table. Made of 32-bit products, so that vector instructions can
/// make eight at once.
static inline uint32_t prep_token_hash(const uint8_t *text, size_t length, uint64_t key) {
  uint64_t low = key, high = 0;
  if (length > 8 && length <= 16) {
    low = prep_load_word(text);
    high = prep_load_word(text + length - 8) >> (8 * (16 - length));
  }
  uint32_t hash = (uint32_t)low * (uint32_t)PREP_HASH_0 + (uint32_t)(low >> 32) * (uint32_t)PREP_HASH_1 +
                  (uint32_t)high * (uint32_t)PREP_HASH_2 + (uint32_t)(high >> 32) * (uint32_t)PREP_HASH_3 +
                  (uint32_t)length * (uint32_t)PREP_HASH_LENGTH;
  hash ^= hash >> 15;
  return hash * (uint32_t)PREP_HASH_LAST;
}

/// Whether the filter lets a fine hash (slot bits and filter bits) pass.
static inline uint32_t prep_token_passes(const prep_token_table *table, uint32_t fine) {
  return table->filter[fine >> 5] >> (fine & 31) & 1;
}

/// Goes on from a slot to the next where a token may be: the others of the four that share a line of memory with the `first` one, then those of
/// the next line.
static inline void prep_next_slot(uint64_t *slot, uint64_t *first, uint64_t mask) {
  *slot = (*slot & ~3ull) | ((*slot + 1) & 3);
  if (*slot == *first) *slot = *first = (*slot + 4) & mask;
}

/// Looks from a slot on for a token that passed the filter.
static inline uint32_t prep_token_probe(const prep_token_table *table, uint64_t slot, uint64_t key, const uint8_t *text,
                                        size_t length) {
  for (uint64_t first = slot;; prep_next_slot(&slot, &first, table->mask)) {
    const prep_token_slot *found = table->slots + slot;
    if (found->length == 0) return PREP_NO_TOKEN;
    if (found->key == key && found->length == length &&
        (length <= 8 || memcmp(table->bytes + table->places[found->id].start, text, length) == 0))
      return found->id;
  }
}

/// The id of the token with these bytes, or PREP_NO_TOKEN. Eight bytes from `text` on are readable; the length is above 0.
static inline uint32_t prep_find_token(const prep_token_table *table, const uint8_t *text, size_t length) {
  uint64_t key = prep_token_key(text, length);
  uint32_t fine = prep_token_hash(text, length, key) >> (table->shift - PREP_FILTER_BITS);
  if (!prep_token_passes(table, fine)) return PREP_NO_TOKEN;
  return prep_token_probe(table, fine >> PREP_FILTER_BITS, key, text, length);
}

/// Asks for the memory that looking for these bytes will read.
static inline void prep_prefetch_token(const prep_token_table *table, const uint8_t *text, size_t length) {
  __builtin_prefetch(table->slots + (prep_token_hash(text, length, prep_token_key(text, length)) >> table->shift), 0, 3);
}

/// Merges a piece of 2 to PREP_MERGE_LONGEST bytes by rank, the smallest id first and of equal ones the first, and returns how many
/// tokens it wrote. All ids are below 2^27.
///
/// - `is_whole`: a piece that is a token becomes that, whatever merging makes of it.
///
/// First all stretches of the piece are hashed, several at once, and the memory is asked for of those that may be tokens by the filter; merging
/// then looks at the place of a stretch when its two halves meet.
///
/// - `variant`: what `prep_merge_best` says, or less.
/// - `firsts`: the token each byte starts as.
/// - `text`: the piece; 32 bytes are readable, whatever its length.
size_t prep_merge_short(int variant, const prep_token_table *table, const uint32_t *firsts, const uint8_t *text, size_t length,
                        bool is_whole, uint32_t *output);

/// The fastest variant of this machine; those below it work too: 0 is portable, 1 uses AVX2.
int prep_merge_best(void);

#ifdef __cplusplus
}
#endif
