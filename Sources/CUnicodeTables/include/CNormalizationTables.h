// Made by generate.py from the Unicode Character Database 16.0.0; do not edit.
// What the normalizers of tokenizer.json change. Points are sorted; the scalars of point i are those from offset i to offset i + 1.
#pragma once
#include <stdint.h>

// What may change a code point c: prep_normal_flags[prep_normal_pages[c >> 8] << 8 | (c & 255)].
#define PREP_CHANGES_NFC 1
#define PREP_CHANGES_NFD 2
#define PREP_CHANGES_NFKC 4
#define PREP_CHANGES_NFKD 8
#define PREP_CHANGES_LOWER 16
extern const uint8_t prep_normal_pages[4352];
extern const uint8_t prep_normal_flags[23552];
static inline const uint8_t *prep_normal_pages_pointer(void) { return prep_normal_pages; }
static inline const uint8_t *prep_normal_flags_pointer(void) { return prep_normal_flags; }

#define PREP_CANONICAL_COUNT 2060
extern const uint32_t prep_canonical_points[2060];
extern const uint16_t prep_canonical_offsets[2061];
extern const uint32_t prep_canonical_scalars[3404];
static inline const uint32_t *prep_canonical_points_pointer(void) { return prep_canonical_points; }
static inline const uint16_t *prep_canonical_offsets_pointer(void) { return prep_canonical_offsets; }
static inline const uint32_t *prep_canonical_scalars_pointer(void) { return prep_canonical_scalars; }

#define PREP_COMPATIBILITY_COUNT 5722
extern const uint32_t prep_compatibility_points[5722];
extern const uint16_t prep_compatibility_offsets[5723];
extern const uint32_t prep_compatibility_scalars[8974];
static inline const uint32_t *prep_compatibility_points_pointer(void) { return prep_compatibility_points; }
static inline const uint16_t *prep_compatibility_offsets_pointer(void) { return prep_compatibility_offsets; }
static inline const uint32_t *prep_compatibility_scalars_pointer(void) { return prep_compatibility_scalars; }

#define PREP_LOWER_COUNT 1488
extern const uint32_t prep_lower_points[1488];
extern const uint16_t prep_lower_offsets[1489];
extern const uint32_t prep_lower_scalars[1489];
static inline const uint32_t *prep_lower_points_pointer(void) { return prep_lower_points; }
static inline const uint16_t *prep_lower_offsets_pointer(void) { return prep_lower_offsets; }
static inline const uint32_t *prep_lower_scalars_pointer(void) { return prep_lower_scalars; }

#define PREP_COMBINING_COUNT 814
extern const uint32_t prep_combining_points[PREP_COMBINING_COUNT];
extern const uint8_t prep_combining_classes[PREP_COMBINING_COUNT];
static inline const uint32_t *prep_combining_points_pointer(void) { return prep_combining_points; }
static inline const uint8_t *prep_combining_classes_pointer(void) { return prep_combining_classes; }

// Two code points, the first in the upper half, and what they compose to.
#define PREP_COMPOSITION_COUNT 940
extern const uint64_t prep_composition_pairs[PREP_COMPOSITION_COUNT];
extern const uint32_t prep_composition_results[PREP_COMPOSITION_COUNT];
static inline const uint64_t *prep_composition_pairs_pointer(void) { return prep_composition_pairs; }
static inline const uint32_t *prep_composition_results_pointer(void) { return prep_composition_results; }
