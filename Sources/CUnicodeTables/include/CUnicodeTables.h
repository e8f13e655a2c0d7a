// Made by generate.py from the Unicode Character Database 16.0.0; do not edit.
// Properties of code points, pinned to one version of Unicode so that output never depends on the machine.
#pragma once
#include <stdint.h>

#include "CNormalizationTables.h"
#include "CTextClasses.h"
#include "CWordTables.h"

// Class bits of a code point c: prep_class_bits[prep_class_pages[c >> 8] << 8 | (c & 255)].
#define PREP_CLASS_UPPER 1         // Lu, Lt
#define PREP_CLASS_LOWER 2         // Ll
#define PREP_CLASS_OTHER_LETTER 4  // Lm, Lo
#define PREP_CLASS_MARK 8          // M
#define PREP_CLASS_NUMBER 16       // N
#define PREP_CLASS_SPACE 32        // White_Space
#define PREP_CLASS_PUNCTUATION 64  // P, S
#define PREP_CLASS_HAN 128         // Script=Han
extern const uint8_t prep_class_pages[4352];
extern const uint8_t prep_class_bits[39168];
static inline const uint8_t *prep_class_pages_pointer(void) { return prep_class_pages; }
static inline const uint8_t *prep_class_bits_pointer(void) { return prep_class_bits; }

// Runs of code points of one general category: each begins at its start and ends before the next one's.
#define PREP_CATEGORY_RUNS 4099
#define PREP_CATEGORY_COUNT 30
extern const uint32_t prep_category_starts[PREP_CATEGORY_RUNS];
extern const uint8_t prep_category_values[PREP_CATEGORY_RUNS];
extern const char *const prep_category_names[PREP_CATEGORY_COUNT];

// Runs of code points of one script.
#define PREP_SCRIPT_RUNS 1708
#define PREP_SCRIPT_COUNT 171
extern const uint32_t prep_script_starts[PREP_SCRIPT_RUNS];
extern const uint8_t prep_script_values[PREP_SCRIPT_RUNS];
extern const char *const prep_script_codes[PREP_SCRIPT_COUNT];
extern const char *const prep_script_names[PREP_SCRIPT_COUNT];

static inline const char *prep_category_name(long index) { return prep_category_names[index]; }
static inline uint32_t prep_category_start(long run) { return prep_category_starts[run]; }
static inline uint8_t prep_category_value(long run) { return prep_category_values[run]; }
static inline const char *prep_script_code(long index) { return prep_script_codes[index]; }
static inline const char *prep_script_name(long index) { return prep_script_names[index]; }
static inline uint32_t prep_script_start(long run) { return prep_script_starts[run]; }
static inline uint8_t prep_script_value(long run) { return prep_script_values[run]; }
