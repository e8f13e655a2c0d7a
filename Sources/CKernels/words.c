#include "words.h"

#include <string.h>

#include "word_forms.inc"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { NONE, ASCII, FED, ALONE };
enum { AT_BLANK, AT_WORD, AT_OTHER };

// What ASCII characters are: W a word, D a digit, B a blank, L a line end, S a sign, P a stop, X something else.
#define X prep_point_other
#define W prep_point_word
#define D (prep_point_word | 32)
#define B prep_point_blank
#define L prep_point_line
#define S prep_point_sign
#define P prep_point_stop
static const uint8_t ascii[128] = {
    X, X, X, X, X, X, X, X, X, B, L, B, B, L, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
    B, S, X, X, X, S, S, X, X, X, S, S, X, S, P, S, D, D, D, D, D, D, D, D, D, D, P, P, S, S, S, P,
    X, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, X, X, X, S, W,
    X, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, X, S, X, S, X};
#undef X
#undef W
#undef D
#undef B
#undef L
#undef S
#undef P

static const uint64_t WORD_SEED = 0x9E3779B97F4A7C15u, SIGN_SEED = 0xD6E8FEB86659FD93u;

/// Both halves of a product, folded.
static inline uint64_t fold(uint64_t value) {
  const __uint128_t product = (__uint128_t)(value ^ 0xA0761D6478BD642Fu) * 0xE7037ED1A0B428DBu;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t finished(uint64_t hash, uint64_t tail, uint64_t count) {
  return fold(fold(hash ^ tail) ^ count * 0x8EBC6AF09C88C6E3u);
}

/// Eight bytes or fewer, in lower case where they are word characters of ASCII; reads no byte beyond `end`.
static inline uint64_t load_tail(const uint8_t *bytes, size_t count, const uint8_t *end) {
  uint64_t word = 0;
  if (end - bytes >= 8) {
    memcpy(&word, bytes, 8);
    if (count < 8) word &= ((uint64_t)1 << 8 * count) - 1;
  } else {
    for (size_t i = 0; i < count; i++) word |= (uint64_t)bytes[i] << 8 * i;
  }
  // Letters and digits keep what tells them apart; the mask leaves the bytes behind them zero.
  const uint64_t lower = 0x2020202020202020u;
  return word | (count < 8 ? lower & (((uint64_t)1 << 8 * count) - 1) : lower);
}

/// The hash of a word of ASCII.
static inline uint64_t ascii_hash(const uint8_t *bytes, size_t count, const uint8_t *end) {
  uint64_t hash = WORD_SEED;
  const uint64_t whole = count;
  while (count > 8) {
    hash = fold(hash ^ load_tail(bytes, 8, end));
    bytes += 8;
    count -= 8;
  }
  return finished(hash, load_tail(bytes, count, end), whole);
}

static inline int has_digit(const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (bytes[i] - '0' < 10u) return 1;
  return 0;
}

static inline void write_word(prep_word_scan *s, uint64_t hash, size_t start, size_t end, uint32_t bits) {
  const size_t length = end - start;
  s->next->hash = hash;
  s->next->start = (uint32_t)start;
  s->next->length = (uint32_t)(length < PREP_WORD_LENGTH ? length : PREP_WORD_LENGTH) | bits | (s->continues ? 0 : PREP_WORD_BEGINS);
  s->next++;
  s->continues = 1;
}

static inline void write_ascii(prep_word_scan *s, size_t start, size_t end, int digit) {
  const uint8_t *bytes = s->text + start;
  const uint32_t bits = (bytes[0] - 'A' < 26u ? PREP_WORD_CAPITAL : 0) | (digit ? PREP_WORD_DIGIT : 0);
  write_word(s, ascii_hash(bytes, end - start, s->text + s->count), start, end, bits);
}

// A word that is fed piece by piece: eight bytes are folded in when a ninth comes.
static inline void feed_byte(prep_word_scan *s, uint8_t byte) {
  if (s->fed && (s->fed & 7) == 0) {
    s->hash = fold(s->hash ^ s->tail);
    s->tail = 0;
  }
  s->tail |= (uint64_t)(byte < 0x80 ? byte | 0x20 : byte) << 8 * (s->fed & 7);
  s->fed++;
}

static inline void open_fed(prep_word_scan *s, int kind, size_t start) {
  s->open = kind;
  s->start = start;
  s->hash = WORD_SEED;
  s->tail = s->fed = 0;
  s->capital = s->digit = 0;
  s->in_line = 1;
}

static inline void close_word(prep_word_scan *s) {
  if (s->open == NONE) return;
  if (s->open == ASCII) write_ascii(s, s->start, s->end, has_digit(s->text + s->start, s->end - s->start));
  else
    write_word(
        s, finished(s->hash, s->tail, s->fed), s->start, s->end,
        (s->capital ? PREP_WORD_CAPITAL : 0) | (s->digit ? PREP_WORD_DIGIT : 0));
  s->open = NONE;
}

/// Whether a sign means something where it stands.
static int sign_counts(const prep_word_scan *s, int after, int after_digit) {
  const int before = s->sign_before;
  const int between = before == AT_WORD && after == AT_WORD, apart = before == AT_BLANK && after == AT_BLANK;
  if (s->sign_same && s->sign_count >= 3 && (s->sign_first != '=' || s->sign_count > 3 || s->sign_at_line)) return 0;
  if (!s->sign_same) return 1;
  switch (s->sign_first) {
    case '!': return after == AT_WORD;
    case '*': return between || apart;
    case '~': return s->sign_count == 1 || between || apart;
    case '-':
      if (between) return s->sign_count > 1 || (s->sign_before_digit && after_digit);
      if (apart) return 0;
      return s->sign_count > 1 || after_digit;
    default: return 1;
  }
}

/// Ends what waits for the next character: a sign, a stop.
static inline void settle(prep_word_scan *s, int after, int after_digit) {
  if (s->sign_count) {
    if (sign_counts(s, after, after_digit))
      write_word(s, finished(s->sign_hash, 0, s->sign_count), s->sign_start, s->sign_end, PREP_WORD_SIGN);
    s->sign_count = 0;
  }
  if (s->stop) {
    if (after == AT_BLANK) s->continues = 0;
    s->stop = 0;
  }
}

static inline void add_sign(prep_word_scan *s, uint8_t byte, size_t start, size_t end, int before, int before_digit) {
  if (!s->sign_count) {
    s->sign_start = start;
    s->sign_hash = SIGN_SEED;
    s->sign_first = byte;
    s->sign_same = 1;
    s->sign_before = (uint8_t)before;
    s->sign_before_digit = (uint8_t)before_digit;
    s->sign_at_line = !s->in_line;
    s->stop = 0;
  }
  s->sign_same &= byte == s->sign_first;
  s->sign_hash = fold(s->sign_hash ^ byte);
  s->sign_count++;
  s->sign_end = end;
  s->in_line = 1;
  // Exclamation marks end a sentence.
  s->stop = s->sign_same && byte == '!';
}

/// A symbol that counts wherever it stands.
static inline void write_symbol(prep_word_scan *s, uint32_t point, size_t start, size_t end) {
  write_word(s, finished(SIGN_SEED ^ point, 1, 0), start, end, PREP_WORD_SIGN);
  s->in_line = 1;
}

/// What stands before a place: a blank at the beginning.
static inline int before_place(const prep_word_scan *s, size_t place, int *digit) {
  *digit = 0;
  if (place == 0) return AT_BLANK;
  const uint8_t byte = s->text[place - 1];
  if (byte >= 0x80) {
    *digit = s->before_digit;
    return s->before;
  }
  const uint8_t kind = ascii[byte];
  *digit = kind == (prep_point_word | 32);
  return (kind & 15) == prep_point_word ? AT_WORD : (kind & 15) == prep_point_blank || (kind & 15) == prep_point_line ? AT_BLANK : AT_OTHER;
}

static inline int is_blank_at(const prep_word_scan *s, size_t place) {
  return place >= s->count || (s->text[place] < 0x80 && ((ascii[s->text[place]] & 15) == prep_point_blank || (ascii[s->text[place]] & 15) == prep_point_line));
}

/// A character of ASCII that is none of words; no word is open.
static inline void take_ascii_other(prep_word_scan *s, size_t place) {
  const uint8_t byte = s->text[place];
  int digit;
  switch (ascii[byte] & 15) {
    case prep_point_blank: settle(s, AT_BLANK, 0); return;
    case prep_point_line:
      settle(s, AT_BLANK, 0);
      s->continues = s->in_line = 0;
      return;
    case prep_point_sign:
      if (!s->in_line && !s->sign_count && (byte == '-' || byte == '*' || byte == '+') && is_blank_at(s, place + 1)) {
        s->continues = 0;
        s->in_line = 1;
        return;
      }
      if (s->sign_count) {
        add_sign(s, byte, place, place + 1, 0, 0);
        return;
      }
      settle(s, AT_OTHER, 0);
      const int before = before_place(s, place, &digit);
      add_sign(s, byte, place, place + 1, before, digit);
      return;
    case prep_point_stop:
      settle(s, AT_OTHER, 0);
      s->stop = 1;
      s->in_line = 1;
      return;
    default:
      settle(s, AT_OTHER, 0);
      if (byte == '$') {
        const int next = place + 1 < s->count && s->text[place + 1] - '0' < 10u;
        before_place(s, place, &digit);
        if (next || digit) write_symbol(s, byte, place, place + 1);
      } else if (byte == '#' && before_place(s, place, &digit) == AT_WORD) {
        write_symbol(s, byte, place, place + 1);
      }
      s->in_line = 1;
  }
}

/// A code point in normal form, of the text from `start` to `end`.
static void take_point(prep_word_scan *s, uint32_t point, unsigned entry, size_t start, size_t end, int capital) {
  int kind = entry & 15;
  if (point < 0x80) kind = ascii[point] & 15;
  if (kind == prep_point_mark && s->open == NONE) kind = prep_point_word;
  switch (kind) {
    case prep_point_word:
    case prep_point_single:
    case prep_point_mark: {
      const int digit = point < 0x80 ? ascii[point] >> 5 : (entry & 32) != 0;
      if (s->open == ALONE && kind != prep_point_mark) close_word(s);
      if (kind == prep_point_single) close_word(s);
      if (s->open == NONE) {
        settle(s, AT_WORD, digit);
        open_fed(s, kind == prep_point_single ? ALONE : FED, start);
        s->capital = capital;
      }
      uint8_t bytes[4];
      const size_t length = encode(point, bytes);
      for (size_t i = 0; i < length; i++) feed_byte(s, bytes[i]);
      s->digit |= digit;
      s->end = end;
      s->before = AT_WORD;
      s->before_digit = (uint8_t)digit;
      return;
    }
    default: break;
  }
  close_word(s);
  const int before = s->before, digit = s->before_digit;
  s->before = AT_OTHER;
  s->before_digit = 0;
  switch (kind) {
    case prep_point_blank:
      settle(s, AT_BLANK, 0);
      s->before = AT_BLANK;
      return;
    case prep_point_line:
      settle(s, AT_BLANK, 0);
      s->continues = s->in_line = 0;
      s->before = AT_BLANK;
      return;
    case prep_point_full_stop:
      settle(s, AT_OTHER, 0);
      s->continues = 0;
      s->in_line = 1;
      return;
    case prep_point_stop:
      settle(s, AT_OTHER, 0);
      s->stop = 1;
      s->in_line = 1;
      return;
    case prep_point_dash:
    case prep_point_bullet:
      if (!s->in_line && !s->sign_count && is_blank_at(s, end)) {
        s->continues = 0;
        s->in_line = 1;
        return;
      }
      if (kind == prep_point_bullet) {
        settle(s, AT_OTHER, 0);
        s->in_line = 1;
        return;
      }
      point = '-';
      // A dash is the sign of the same name.
      if (!s->sign_count) settle(s, AT_OTHER, 0);
      add_sign(s, '-', start, end, before, digit);
      return;
    case prep_point_sign:
      if (!s->sign_count) settle(s, AT_OTHER, 0);
      add_sign(s, (uint8_t)point, start, end, before, digit);
      return;
    case prep_point_symbol:
      settle(s, AT_OTHER, 0);
      write_symbol(s, point, start, end);
      return;
    default:
      settle(s, AT_OTHER, 0);
      s->in_line = 1;
  }
}

static void take_segment(prep_word_scan *s, segment *points, size_t start, size_t end, int capital, int full_stop) {
  if (full_stop) {
    take_point(s, 0x3002, prep_point_full_stop, start, end, 0);
    return;
  }
  compose(points, s->tables);
  for (size_t i = 0; i < points->count; i++) {
    take_point(s, points->points[i], point_entry(s->tables, points->points[i]), start, end, capital && i == 0);
  }
}

/// Takes characters up to one of ASCII that is none of words, or until the room is used up.
static void take_stretch(prep_word_scan *s, const prep_word *last) {
  const prep_word_tables *tables = s->tables;
  while (s->position < s->count && s->next < last) {
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
/// Sixty-four bytes at a time: which are of words, which are plain blanks. Words and blanks of ASCII are taken by these, all else one by one.
__attribute__((target("avx2,bmi,bmi2,popcnt"))) static size_t words_avx2(prep_word_scan *s, prep_word *words, size_t capacity) {
  const prep_word *last = words + (capacity - 100);
  s->next = words;
  const uint8_t *text = s->text;
  while (s->position < s->count && s->next < last) {
    if (s->count - s->position < 72 || s->open > NONE) {
      take_one(s, last);
      continue;
    }
    const size_t base = s->position;
    uint64_t word = 0, blank = 0, figures = 0;
    for (int half = 0; half < 2; half++) {
      const __m256i bytes = _mm256_loadu_si256((const __m256i *)(text + base) + half);
      const __m256i letter = _mm256_sub_epi8(_mm256_or_si256(bytes, _mm256_set1_epi8(0x20)), _mm256_set1_epi8('a'));
      const __m256i figure = _mm256_sub_epi8(bytes, _mm256_set1_epi8('0'));
      const __m256i is_letter = _mm256_cmpeq_epi8(_mm256_min_epu8(letter, _mm256_set1_epi8(25)), letter);
      const __m256i is_figure = _mm256_cmpeq_epi8(_mm256_min_epu8(figure, _mm256_set1_epi8(9)), figure);
      const __m256i is_line = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('_'));
      const uint32_t of_word = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(is_letter, is_figure), is_line));
      const uint32_t of_blank = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(' ')));
      figures |= (uint64_t)(uint32_t)_mm256_movemask_epi8(is_figure) << 32 * half;
      word |= (uint64_t)of_word << 32 * half;
      blank |= (uint64_t)of_blank << 32 * half;
    }
    unsigned at = 0;
    while (at < 64) {
      if (word >> at & 1) {
        const uint64_t rest = ~(word >> at);
        const unsigned length = rest ? (unsigned)__builtin_ctzll(rest) : 64;
        // A word that reaches the end of the block begins the next one; one without an end in sight is taken as such.
        if (at + length >= 64 || text[base + at + length] >= 0x80) break;
        if (s->sign_count | s->stop) settle(s, AT_WORD, ascii[text[base + at]] >> 5);
        s->in_line = 1;
        write_ascii(s, base + at, base + at + length, (figures >> at & (((uint64_t)1 << length) - 1)) != 0);
        at += length;
      } else if (blank >> at & 1) {
        if (s->sign_count | s->stop) settle(s, AT_BLANK, 0);
        at += (unsigned)__builtin_ctzll(~(blank >> at) | (uint64_t)1 << 63);
        if (at > 64) at = 64;
      } else {
        if (text[base + at] >= 0x80) break;
        take_ascii_other(s, base + at);
        at++;
      }
    }
    s->position = base + at;
    if (at == 0 || (s->position < s->count && text[s->position] >= 0x80)) take_one(s, last);
  }
  return finish(s, words, last);
}
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
