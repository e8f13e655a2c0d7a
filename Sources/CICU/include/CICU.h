// The parts of ICU that prep uses, under names that do not carry ICU's version: regular expressions, and character sets.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A compiled regular expression with the text it is applied to. For one thread at a time.
typedef struct prep_expression prep_expression;

typedef struct {
  // ICU's name of what is wrong; NULL when nothing is.
  const char *_Nullable problem;
  // Where in the pattern, in code units of its line; -1 when unknown.
  int32_t offset;
} prep_expression_failure;

// Compiles a pattern given as UTF-16; NULL when it is wrong.
prep_expression *_Nullable prep_expression_open(
    const uint16_t *_Nonnull pattern, int32_t count, prep_expression_failure *_Nonnull failure);
// Another matcher of the same pattern, for another text or thread.
prep_expression *_Nullable prep_expression_clone(const prep_expression *_Nonnull expression);
void prep_expression_close(prep_expression *_Nullable expression);
// How many steps a match may take, in tens of thousands, besides ten for each code unit of the text. As it is made, and cloned: 30,000.
void prep_expression_set_steps(prep_expression *_Nonnull expression, int32_t steps);
// Takes a text, which must stay where it is. False when there is no memory.
bool prep_expression_set_text(prep_expression *_Nonnull expression, const uint16_t *_Nonnull text, int32_t count);
// Goes to a place in the text; matches begin there or later, and may look back.
bool prep_expression_seek(prep_expression *_Nonnull expression, int32_t index);
// Finds the next match: 1 with its range, 0 when there is none, -1 when ICU's memory ran out, -2 when it was given up as endless.
int prep_expression_next(prep_expression *_Nonnull expression, int32_t *_Nonnull start, int32_t *_Nonnull end);

// Guesses the character set of some bytes: at most `capacity` guesses, the surest first, with how sure they are from 0 to 100.
int32_t prep_charset_detect(
    const char *_Nonnull bytes, int32_t length, const char *_Nullable *_Nonnull names, int32_t *_Nonnull confidences, int32_t capacity);

// A converter from a character set to UTF-16, which keeps what is left of a cut character. For one thread at a time.
typedef struct prep_charset prep_charset;

// NULL when ICU does not know the name.
prep_charset *_Nullable prep_charset_open(const char *_Nonnull name);
void prep_charset_close(prep_charset *_Nonnull charset);

// The canonical name of the converter.
const char *_Nonnull prep_charset_name(prep_charset *_Nonnull charset);

// Converts bytes until they are used up, the units are full, or bytes are met that mean nothing.
// Returns 0: all used; 1: no room; 2: bad bytes, *bad of them before the new *position. Moves *position and *filled on.
// places[i] is where the character of units[i] begins, counted from the old *position; negative when it began in an earlier call.
int prep_charset_decode(
    prep_charset *_Nonnull charset, const char *_Nonnull bytes, size_t count, size_t *_Nonnull position, int flush,
    uint16_t *_Nonnull units, size_t capacity, int32_t *_Nonnull places, size_t *_Nonnull filled, int32_t *_Nonnull bad);

// Whether a code point is Alphabetic.
bool prep_icu_is_alphabetic(uint32_t point);

// The script of a code point, by ICU's number, and the name of a script.
int32_t prep_icu_script(uint32_t point);
const char *_Nonnull prep_icu_script_name(int32_t script);

// What a code point is, roughly.
enum { PREP_KIND_LETTER, PREP_KIND_MARK, PREP_KIND_NUMBER, PREP_KIND_SPACE, PREP_KIND_OTHER };
int prep_icu_kind(uint32_t point);

// The versions of ICU and of its Unicode, such as "72.1" and "15.0".
void prep_icu_versions(char *_Nonnull icu, char *_Nonnull unicode, size_t capacity);
