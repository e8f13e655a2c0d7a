#include "merge.h"
#include "bit_places.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { ROOM = 16 };

/// Which stretches of a piece may be tokens.
typedef struct {
  /// By 16 times the beginning plus the end of a stretch: where the table is looked at, or where no token is.
  uint32_t slots[ROOM * ROOM];
  /// Where the table will perhaps be looked at.
  uint32_t asked[ROOM * ROOM / 2 + 8];
  size_t count;
} stretch_list;

static inline size_t longest_from(const prep_token_table *table, size_t start, size_t length) {
  const size_t most = length - start < table->longest ? length - start : table->longest;
  return most < 2 ? 2 : most;
}

static void list_portable(const prep_token_table *table, const uint8_t *text, size_t length, stretch_list *list) {
  const uint32_t shift = table->shift - PREP_FILTER_BITS;
  for (size_t start = 0; start + 2 < length; start++) {
    const size_t most = longest_from(table, start, length);
    for (size_t size = 3; start + size <= length; size++) {
      uint32_t *slot = &list->slots[start * ROOM + start + size];
      *slot = (uint32_t)table->mask + 1;
      if (size > most) continue;
      const uint32_t fine = prep_token_hash(text + start, size, prep_token_key(text + start, size)) >> shift;
      if (!prep_token_passes(table, fine)) continue;
      *slot = list->asked[list->count++] = fine >> PREP_FILTER_BITS;
    }
  }
}

#if defined(__x86_64__)
#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))

/// What four bytes of a text give to the hashes of eight lengths, of which each takes some of the bytes.
#define PART(offset, kept, factor) \
  _mm256_mullo_epi32(_mm256_and_si256(_mm256_set1_epi32((int)prep_load_half(text + start + (offset))), kept), _mm256_set1_epi32(factor))

static inline uint32_t prep_load_half(const uint8_t *bytes) {
  uint32_t word;
  memcpy(&word, bytes, 4);
  return word;
}

/// Adds eight stretches, the first of them `size` bytes long, the others longer by one each.
TARGET static inline void add_avx2(const prep_token_table *table, __m256i hash, size_t start, size_t size, size_t most, stretch_list *list) {
  const __m256i lengths = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  hash = _mm256_xor_si256(hash, _mm256_srli_epi32(hash, 15));
  hash = _mm256_mullo_epi32(hash, _mm256_set1_epi32(PREP_HASH_LAST));
  const __m256i fine = _mm256_srl_epi32(hash, _mm_cvtsi32_si128((int)table->shift - PREP_FILTER_BITS));
  const __m256i words = _mm256_i32gather_epi32((const int *)table->filter, _mm256_srli_epi32(fine, 5), 4);
  const __m256i bit = _mm256_sllv_epi32(words, _mm256_sub_epi32(_mm256_set1_epi32(31), _mm256_and_si256(fine, _mm256_set1_epi32(31))));
  const __m256i hit = _mm256_and_si256(bit, _mm256_cmpgt_epi32(_mm256_set1_epi32((int)(most + 1) - (int)size), lengths));
  const uint32_t bits = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(hit));
  const __m256i order = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)&places_of_byte[bits]));
  const __m256i slots = _mm256_srli_epi32(fine, PREP_FILTER_BITS);
  _mm256_storeu_si256((__m256i *)(list->asked + list->count), _mm256_permutevar8x32_epi32(slots, order));
  list->count += (size_t)__builtin_popcount(bits);
  // What of this is beyond the row lies where the next one has no stretches.
  const __m256i none = _mm256_set1_epi32((int)table->mask + 1);
  _mm256_storeu_si256(
    (__m256i *)(list->slots + start * ROOM + start + size),
    _mm256_castps_si256(_mm256_blendv_ps(_mm256_castsi256_ps(none), _mm256_castsi256_ps(slots), _mm256_castsi256_ps(hit))));
}

TARGET static void list_avx2(const prep_token_table *table, const uint8_t *text, size_t length, stretch_list *list) {
  const int all = -1;
  const __m256i lengths = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  for (size_t start = 0; start + 2 < length; start++) {
    const size_t most = longest_from(table, start, length);
    // Lengths 3 to 10.
    __m256i hash = _mm256_mullo_epi32(_mm256_add_epi32(lengths, _mm256_set1_epi32(3)), _mm256_set1_epi32(PREP_HASH_LENGTH));
    hash = _mm256_add_epi32(hash, PART(0, _mm256_setr_epi32(0xFFFFFF, all, all, all, all, all, all, all), PREP_HASH_0));
    hash = _mm256_add_epi32(hash, PART(4, _mm256_setr_epi32(0, 0, 0xFF, 0xFFFF, 0xFFFFFF, all, all, all), PREP_HASH_1));
    hash = _mm256_add_epi32(hash, PART(8, _mm256_setr_epi32(0, 0, 0, 0, 0, 0, 0xFF, 0xFFFF), PREP_HASH_2));
    add_avx2(table, hash, start, 3, most, list);
    if (length - start <= 10) continue;
    // Lengths 11 to 18, of which those up to 15 occur.
    if (most <= 10) {
      _mm256_storeu_si256((__m256i *)(list->slots + start * ROOM + start + 11), _mm256_set1_epi32((int)table->mask + 1));
      continue;
    }
    hash = _mm256_mullo_epi32(_mm256_add_epi32(lengths, _mm256_set1_epi32(11)), _mm256_set1_epi32(PREP_HASH_LENGTH));
    hash = _mm256_add_epi32(hash, PART(0, _mm256_set1_epi32(all), PREP_HASH_0));
    hash = _mm256_add_epi32(hash, PART(4, _mm256_set1_epi32(all), PREP_HASH_1));
    hash = _mm256_add_epi32(hash, PART(8, _mm256_setr_epi32(0xFFFFFF, all, all, all, all, all, all, all), PREP_HASH_2));
    hash = _mm256_add_epi32(hash, PART(12, _mm256_setr_epi32(0, 0, 0xFF, 0xFFFF, 0xFFFFFF, all, all, all), PREP_HASH_3));
    add_avx2(table, hash, start, 11, most, list);
  }
}
#undef PART
#undef TARGET
#endif

int prep_merge_best(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt")) return 1;
#endif
  return 0;
}

/// The smaller value, in registers of their own: a compiler that gathered several in a vector would load at once what was written
/// singly just before, and wait.
static inline uint32_t less(uint32_t x, uint32_t y) {
  __asm__("" : "+r"(x));
  return x < y ? x : y;
}

/// The smallest of 8 values.
static inline uint32_t smallest(const uint32_t *v) {
  return less(less(less(v[0], v[1]), less(v[2], v[3])), less(less(v[4], v[5]), less(v[6], v[7])));
}

/// The token of the stretch of a piece, times 16, plus its beginning; merging compares these.
static inline uint32_t token_of(const prep_token_table *table, const stretch_list *list, const uint8_t *text, size_t start, size_t end) {
  const uint32_t number = list->slots[start * ROOM + end], size = (uint32_t)(end - start);
  const prep_token_slot *slot = table->slots + number;
  if (__builtin_expect(size > 8, 0)) {
    const uint32_t id = prep_token_probe(table, number, prep_token_key(text + start, size), text + start, size);
    return id == PREP_NO_TOKEN ? id : id << 4 | (uint32_t)start;
  }
  const uint64_t key = prep_load_word(text + start) & (~0ull >> (64 - 8 * size));
  const uint32_t is_token = (slot->key == key) & (slot->length == size);
  if (__builtin_expect(!is_token & (slot->length != 0), 0)) {
    const uint32_t id = prep_token_probe(table, number, key, text + start, size);
    return id == PREP_NO_TOKEN ? id : id << 4 | (uint32_t)start;
  }
  uint32_t id = slot->id << 4 | (uint32_t)start;
  // Whether it is one, is chance.
  __asm__("" : "+r"(id));
  return is_token ? id : PREP_NO_TOKEN;
}

size_t prep_merge_short(int variant, const prep_token_table *table, const uint32_t *firsts, const uint8_t *text, size_t length,
                        bool is_whole, uint32_t *output) {
  stretch_list list;
  list.count = 0;
#if defined(__x86_64__)
  if (variant == 1) list_avx2(table, text, length, &list);
  else list_portable(table, text, length, &list);
#else
  (void)variant;
  list_portable(table, text, length, &list);
#endif
  for (size_t i = 0; i < list.count; i++) __builtin_prefetch(table->slots + list.asked[i], 0, 3);

  uint32_t ranks[ROOM], ids[ROOM];
  // Where the token after the one at a place begins, and where the one before it does.
  uint8_t next[ROOM + 2], previous[ROOM + 2];
  for (int i = 0; i < ROOM; i++) ranks[i] = PREP_NO_TOKEN;
  for (size_t i = 0; i < length; i++) {
    ids[i] = firsts[text[i]];
    next[i] = (uint8_t)(i + 1);
    previous[i] = (uint8_t)(i - 1);
  }
  next[length] = (uint8_t)(length + 1);
  for (size_t start = 0; start + 1 < length; start++) {
    const uint32_t pair = table->pairs[(size_t)text[start] << 8 | text[start + 1]];
    ranks[start] = pair == PREP_NO_TOKEN ? pair : pair << 4 | (uint32_t)start;
  }
  if (is_whole) {
    const uint32_t whole = length == 2 ? ranks[0] : token_of(table, &list, text, 0, length);
    if (whole != PREP_NO_TOKEN) {
      output[0] = whole >> 4;
      return 1;
    }
  }

  const bool is_long = length > 9;
  while (true) {
    const uint32_t best = is_long ? less(smallest(ranks), smallest(ranks + 8)) : smallest(ranks);
    if (best == PREP_NO_TOKEN) break;
    const size_t at = best & 15, joined = next[at], after = next[joined];
    ids[at] = best >> 4;
    ranks[joined] = PREP_NO_TOKEN;
    next[at] = (uint8_t)after;
    ranks[at] = PREP_NO_TOKEN;
    if (after < length) {
      previous[after] = (uint8_t)at;
      ranks[at] = token_of(table, &list, text, at, next[after]);
    }
    if (at > 0) {
      const size_t before = previous[at];
      ranks[before] = token_of(table, &list, text, before, after);
    }
  }
  size_t written = 0;
  for (size_t i = 0; i < length; i = next[i]) {
    output[written] = ids[i];
    written += ids[i] != PREP_NO_TOKEN;
  }
  return written;
}
