// Made by generate_word_classes.py from the Unicode Character Database 16.0.0; do not edit.
// What the words of texts are made of, and NFKC_Casefold, in which they are compared.
#pragma once
#include <stdint.h>

// The entry of a code point c: prep_word_class[prep_word_class_pages[c >> 7] << 7 | (c & 127)]. Its kind in the lowest four bits (see words.h of
// CKernels), 16 a capital, 32 a decimal digit, 64 nothing before it composes with it, and its canonical combining class from bit 8 on.
extern const uint16_t prep_word_class_pages[];
extern const uint16_t prep_word_class[];
// The number of a code point's mapping, found in the same way; 0 for those that stay. The scalars of mapping n are those from offset n to n + 1.
extern const uint16_t prep_casefold_pages[];
extern const uint16_t prep_casefold[];
extern const uint16_t prep_casefold_offsets[];
extern const uint32_t prep_casefold_scalars[];
// Two code points, the first in the upper half, in order, and what they compose to; and the composed ones in order with their two parts.
#define PREP_WORD_PAIRS 961
extern const uint64_t prep_word_pairs[PREP_WORD_PAIRS];
extern const uint32_t prep_word_composed[PREP_WORD_PAIRS];
extern const uint32_t prep_word_parted[PREP_WORD_PAIRS];
extern const uint64_t prep_word_parts[PREP_WORD_PAIRS];

static inline const uint16_t *prep_word_class_pages_pointer(void) { return prep_word_class_pages; }
static inline const uint16_t *prep_word_class_pointer(void) { return prep_word_class; }
static inline const uint16_t *prep_casefold_pages_pointer(void) { return prep_casefold_pages; }
static inline const uint16_t *prep_casefold_pointer(void) { return prep_casefold; }
static inline const uint16_t *prep_casefold_offsets_pointer(void) { return prep_casefold_offsets; }
static inline const uint32_t *prep_casefold_scalars_pointer(void) { return prep_casefold_scalars; }
static inline const uint64_t *prep_word_pairs_pointer(void) { return prep_word_pairs; }
static inline const uint32_t *prep_word_composed_pointer(void) { return prep_word_composed; }
static inline const uint32_t *prep_word_parted_pointer(void) { return prep_word_parted; }
static inline const uint64_t *prep_word_parts_pointer(void) { return prep_word_parts; }
