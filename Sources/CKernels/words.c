#include "words.h"

#include <string.h>

#include "word_forms.inc"
#include "word_scan.inc"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "word_plain.inc"

/// Takes characters up to one of ASCII that is none of words, or until the room is used up.
static void take_stretch(prep_word_scan *s, const prep_word *last) {
  const prep_word_tables *tables = s->tables;
  while (s->position < s->count && s->next < last) {
    take_plain(s, last);
    if (s->next >= last) return;
    const size_t start = s->position;
    uint32_t point;
    if (s->text[start] < 0x80 && (ascii[s->text[start]] & 15) != prep_point_word) return;
    size_t place = start + decode(s->text + start, s->count - start, &point);
    const unsigned entry = point < 0x80 ? prep_point_word | (point - 'A' < 26 ? 16 : 0) : point_entry(tables, point);
    const int ends = place >= s->count || s->text[place] < 0x80;
    uint32_t next = 0;
    size_t length = 0;
    if (!ends) length = decode(s->text + place, s->count - place, &next);
    if (ends || point_entry(tables, next) & 64) {
      // Most characters stand alone.
      const unsigned mapping = point < 0x80 ? 0 : tables->casefold[(size_t)tables->casefold_pages[point >> 7] << 7 | (point & 127)];
      s->position = place;
      if (point < 0x80) {
        const uint32_t lower = point - 'A' < 26 ? point | 32 : point;
        take_point(s, lower, prep_point_word, start, place, (entry & 16) != 0);
        continue;
      }
      if ((entry & 15) == prep_point_full_stop || !mapping) {
        take_point(s, point, entry, start, place, (entry & 16) != 0);
        continue;
      }
      const unsigned from = tables->casefold_offsets[mapping], to = tables->casefold_offsets[mapping + 1];
      for (unsigned i = from; i < to; i++) {
        const uint32_t mapped = tables->casefold_scalars[i];
        take_point(s, mapped, point_entry(tables, mapped), start, place, (entry & 16) != 0 && i == from);
      }
      continue;
    }
    segment points;
    points.count = 0;
    add_mapped(&points, tables, point);
    while (!ends && place < s->count && s->text[place] >= 0x80 && points.count + LONGEST_MAPPING * 4 < SEGMENT_POINTS) {
      length = decode(s->text + place, s->count - place, &next);
      if (point_entry(tables, next) & 64) break;
      add_mapped(&points, tables, next);
      place += length;
    }
    s->position = place;
    take_segment(s, &points, start, place, (entry & 16) != 0, (entry & 15) == prep_point_full_stop);
  }
}

/// Leaves a word of ASCII for the stretch that goes on with characters beyond it: its last letter may compose with the next one.
static void enter_stretch(prep_word_scan *s) {
  if (s->open != ASCII) return;
  const size_t start = s->start, last = s->position - 1;
  s->position = last;
  s->open = NONE;
  if (start == last) return;
  open_fed(s, FED, start);
  s->capital = s->text[start] - 'A' < 26u;
  for (size_t i = start; i < last; i++) {
    feed_byte(s, s->text[i]);
    s->digit |= s->text[i] - '0' < 10u;
  }
  s->end = last;
}

static inline size_t finish(prep_word_scan *s, prep_word *words, const prep_word *last) {
  if (s->position >= s->count && s->next < last) {
    close_word(s);
    settle(s, AT_BLANK, 0);
    s->done = 1;
  }
  return (size_t)(s->next - words);
}

/// One character or one stretch. No word is open, or a stretch was left in the middle.
static inline void take_one(prep_word_scan *s, const prep_word *last) {
  const uint8_t byte = s->text[s->position];
  const int is_word = byte < 0x80 && (ascii[byte] & 15) == prep_point_word;
  if (byte >= 0x80 || (is_word && s->open > ASCII)) {
    enter_stretch(s);
    if (s->open == NONE && (s->position == 0 || s->text[s->position - 1] < 0x80)) {
      int digit;
      s->before = (uint8_t)before_place(s, s->position, &digit);
      s->before_digit = (uint8_t)digit;
    }
    take_stretch(s, last);
  } else if (is_word) {
    settle(s, AT_WORD, ascii[byte] >> 5);
    size_t end = s->position + 1;
    while (end < s->count && s->text[end] < 0x80 && (ascii[s->text[end]] & 15) == prep_point_word) end++;
    s->open = ASCII;
    s->start = s->position;
    s->in_line = 1;
    s->end = s->position = end;
    if (end == s->count || s->text[end] < 0x80) close_word(s);
  } else {
    close_word(s);
    take_ascii_other(s, s->position);
    s->position++;
  }
}

size_t prep_words_portable(prep_word_scan *s, prep_word *words, size_t capacity) {
  // One character makes at most eighteen words, and a segment at most its points; a stretch looks after each of them.
  const prep_word *last = words + (capacity - 100);
  s->next = words;
  while (s->position < s->count && s->next < last) take_one(s, last);
  return finish(s, words, last);
}

#if defined(__x86_64__)
/// Eight bytes of a word of ASCII in lower case, all behind the first `count` zero.
__attribute__((target("bmi2"))) static inline uint64_t load_lower(const uint8_t *bytes, unsigned count) {
  uint64_t word;
  memcpy(&word, bytes, 8);
  return _bzhi_u64(word | 0x2020202020202020u, 8 * count);
}

/// The hash of a word of ASCII behind whose begin sixteen bytes can be read, as `ascii_hash` has it.
__attribute__((target("bmi2"))) static inline uint64_t near_hash(const uint8_t *bytes, unsigned count, const uint8_t *end) {
  if (count > 16) return ascii_hash(bytes, count, end);
  // Without a branch: which words are longer than eight bytes nothing tells before.
  const uint64_t longer = fold(WORD_SEED ^ load_lower(bytes, 8));
  const unsigned skipped = count > 8 ? 8 : 0;
  return finished(count > 8 ? longer : WORD_SEED, load_lower(bytes + skipped, count - skipped), count);
}

#include "word_blocks.inc"
#endif

int prep_words_best(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt")) return 1;
#endif
  return 0;
}

size_t prep_words(prep_word_scan *scan, prep_word *words, size_t capacity) {
#if defined(__x86_64__)
  if (prep_words_best()) return words_avx2(scan, words, capacity);
#endif
  return prep_words_portable(scan, words, capacity);
}

size_t prep_word_text(const uint8_t *text, size_t count, const prep_word_tables *tables, uint8_t *target, size_t capacity) {
  size_t place = 0, written = 0;
  while (place < count) {
    segment points;
    uint32_t point;
    points.count = 0;
    place += decode(text + place, count - place, &point);
    add_mapped(&points, tables, point);
    while (place < count && points.count + LONGEST_MAPPING * 4 < SEGMENT_POINTS) {
      const size_t length = decode(text + place, count - place, &point);
      if (point < 0x80 || point_entry(tables, point) & 64) break;
      add_mapped(&points, tables, point);
      place += length;
    }
    compose(&points, tables);
    for (size_t i = 0; i < points.count; i++) {
      uint8_t bytes[4];
      const uint32_t out = (point_entry(tables, points.points[i]) & 15) == prep_point_dash && points.points[i] >= 0x80 ? '-' : points.points[i];
      const size_t length = encode(out, bytes);
      for (size_t k = 0; k < length; k++, written++)
        if (written < capacity) target[written] = bytes[k];
    }
  }
  return written;
}
