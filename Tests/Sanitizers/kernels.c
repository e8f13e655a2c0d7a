// The C kernels on buffers of exactly the size they may touch, with every variant beside the portable one: run by .ci/sanitize under the
// sanitizers for addresses and undefined behavior.
#include "CKernels.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t seed = 1;

static uint64_t next_random(void) {
  seed += 0x9E3779B97F4A7C15ull;
  uint64_t mixed = seed;
  mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9ull;
  mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBull;
  return mixed ^ mixed >> 31;
}

static size_t below(size_t bound) { return next_random() % bound; }

static void require(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "sanitize: %s (seed %llu)\n", what, (unsigned long long)seed);
  exit(1);
}

/// Bytes that texts have, the rare ones often.
static void fill(uint8_t *bytes, size_t count) {
  static const char common[] = "aA \n\"\\{}[]:,0e-.tfn&`u\t\r";
  const size_t kind = below(4);
  for (size_t i = 0; i < count; i++)
    bytes[i] = kind == 0 ? (uint8_t)next_random() : kind == 1 ? 'a' : (uint8_t)common[below(sizeof common - 1)];
}

static void check_bytes(const uint8_t *bytes, size_t count) {
  require(prep_crc32c(7, bytes, count) == prep_crc32c_portable(7, bytes, count), "CRC-32C differs");
  size_t feeds = 0;
  ptrdiff_t last = -1;
  int high = 0;
  for (size_t i = 0; i < count; i++) {
    if (bytes[i] == '\n') feeds++, last = (ptrdiff_t)i;
    high |= bytes[i] >> 7;
  }
  require(prep_count_line_feeds(bytes, count) == feeds, "line feeds are counted wrongly");
  require(prep_last_line_feed(bytes, count) == last, "the last line feed is elsewhere");
  require(prep_has_high_bytes(bytes, count) == high, "high bytes are missed");
  prep_text_marks(bytes, count);
  size_t capitals, small;
  prep_count_cases(bytes, count, &capitals, &small);
  prep_xxh64 whole, parts;
  prep_xxh64_init(&whole);
  prep_xxh64_init(&parts);
  prep_xxh64_update(&whole, bytes, count);
  for (size_t place = 0; place < count;) {
    const size_t step = 1 + below(count - place);
    prep_xxh64_update(&parts, bytes + place, step);
    place += step;
  }
  require(prep_xxh64_value(&whole) == prep_xxh64_value(&parts), "xxh64 of parts differs");
}

/// Around what is indexed and unescaped 128 bytes are readable, as in `ByteStorage`.
static void check_json(const uint8_t *bytes, size_t count) {
  enum { padding = 128 };
  uint8_t *padded = malloc(count + 2 * padding);
  memset(padded, '\n', count + 2 * padding);
  memcpy(padded + padding, bytes, count);
  const size_t capacity = count + 128;
  uint32_t *expected = malloc(capacity * 4), *entries = malloc(capacity * 4);
  for (int lines = 0; lines < 2; lines++) {
    size_t expected_count = 0, expected_end = 0;
    for (int level = 0; level <= prep_json_best_level(); level++) {
      prep_json_state state = {0};
      size_t found = 0;
      const size_t end = prep_json_index(level, padded + padding, 0, count, lines, &state, entries, capacity, &found);
      if (level == 0) {
        memcpy(expected, entries, found * 4);
        expected_count = found, expected_end = end;
      } else if (!state.has_fault && end == expected_end) {
        require(found == expected_count && memcmp(expected, entries, found * 4) == 0, "the JSON index differs");
      }
    }
  }
  free(entries);
  free(expected);
  free(padded);
}

static void check_unescape(void) {
  static const char *const parts[] = {"a", "text of some length that fills a block of a vector", "\\n", "\\\\", "\\\"", "\\u00e9", "\\ud83d\\ude42", "é"};
  enum { padding = 128, room = 4096 };
  uint8_t *padded = malloc(room + 2 * padding);
  memset(padded, '\n', room + 2 * padding);
  uint8_t *text = padded + padding;
  size_t count = 0;
  for (size_t n = below(40); n > 0; n--) {
    const char *part = parts[below(sizeof parts / sizeof *parts)];
    if (count + strlen(part) > room) break;
    memcpy(text + count, part, strlen(part));
    count += strlen(part);
  }
  text[count] = '"';
  uint8_t *expected = malloc(count + 64), *made = malloc(count + 64);
  const ptrdiff_t length = prep_json_unescape(0, text, count, expected);
  for (int level = 1; level <= prep_json_best_level(); level++) {
    require(prep_json_unescape(level, text, count, made) == length, "the length of an unescaped text differs");
    require(length < 0 || memcmp(expected, made, (size_t)length) == 0, "an unescaped text differs");
  }
  free(expected);
  free(made);
  free(padded);
}

static void check_pieces(const uint8_t *text, size_t size) {
  enum { most = 64, bits = 6 };
  if (size == 0) return;
  uint32_t ends[most], lines[2][most];
  prep_piece_key keys[2][most];
  size_t count = 0, end = 0;
  while (count < most && end < size) {
    end += 1 + below(20);
    if (end > size) end = size;
    ends[count++] = (uint32_t)end | (below(5) == 0 ? PREP_PIECE_PART : 0);
  }
  prep_piece_line *table = aligned_alloc(64, sizeof *table << bits);
  memset(table, 0, sizeof *table << bits);
  uint32_t *arena = calloc(most * 16 + 16, 4);
  prep_piece_keys(PREP_PIECES_PORTABLE, text, size, 0, ends, count, true, table, 64 - bits, keys[0], lines[0]);
  prep_piece_keys(prep_pieces_best(), text, size, 0, ends, count, true, table, 64 - bits, keys[1], lines[1]);
  require(memcmp(keys[0], keys[1], count * sizeof *keys[0]) == 0, "the keys of pieces differ");
  require(memcmp(lines[0], lines[1], count * sizeof *lines[0]) == 0, "the lines of pieces differ");
  for (size_t i = 0; i < count; i++) {
    if (keys[0][i].high >> 56 == 0xFF) continue;
    const uint32_t number = 1 + (uint32_t)below(4);
    prep_piece_tokens tokens = {{number << 29 | (uint32_t)i, 1, 2, 3}};
    if (below(4) == 0) {
      const uint32_t spilled[5] = {1, 2, 3, 4, 5};
      prep_piece_spill(arena + i * 16, spilled, 5);
      tokens = (prep_piece_tokens){{5u << 29, (uint32_t)i * 16, 5, 0}};
    }
    prep_piece_place(table, 64 - bits, keys[0][i], tokens);
    require(prep_piece_find(table, 64 - bits, keys[0][i]) != NULL, "a piece that was placed is not found");
  }
  uint32_t output[2][most * 16 + 16];
  size_t written[2] = {0, 0};
  const size_t first = prep_piece_lookup(PREP_PIECES_PORTABLE, keys[0], lines[0], count, table, arena, output[0], &written[0]);
  const size_t second = prep_piece_lookup(prep_pieces_best(), keys[0], lines[0], count, table, arena, output[1], &written[1]);
  require(first == second && written[0] == written[1], "look-ups find different pieces");
  require(memcmp(output[0], output[1], written[0] * 4) == 0, "look-ups give different tokens");
  free(arena);
  free(table);
}

static void check_minimum(void) {
  const size_t count = 1 + below(300), rounded = (count + 7) / 8 * 8;
  uint32_t *values = malloc(rounded * 4);
  for (size_t i = 0; i < rounded; i++) values[i] = i < count ? (uint32_t)below(below(2) ? 5 : 1u << 30) : 0x7FFFFFFF;
  size_t expected = 0;
  for (size_t i = 1; i < count; i++)
    if (values[i] < values[expected]) expected = i;
  require(prep_first_minimum(values, count) == expected, "the first minimum is elsewhere");
  free(values);
}

int main(int count, char **arguments) {
  const long rounds = count > 1 ? atol(arguments[1]) : 20000;
  for (long round = 0; round < rounds; round++) {
    seed = (uint64_t)round << 32;
    const size_t size = below(below(8) ? 200 : 3000);
    uint8_t *bytes = malloc(size ? size : 1);
    fill(bytes, size);
    check_bytes(bytes, size);
    check_json(bytes, size);
    check_unescape();
    check_pieces(bytes, size);
    check_minimum();
    free(bytes);
  }
  printf("sanitize: %ld rounds of the kernels hold\n", rounds);
}
