#!/usr/bin/env python3
"""Writes the Unicode tables of this folder.

Provenance: Unicode Character Database 16.0.0, as carried by two packages of the Python Package Index:
  unicodedata2 16.0.0   general categories, decompositions, combining classes, names
  fonttools 4.55.3      Scripts-16.0.0.txt
Lower-case mappings are Python's own (Unicode 14 or later) plus the pairs that later versions up to 16.0 added, found by
their names (CAPITAL LETTER X, SMALL LETTER X). The Unicode data files are (c) Unicode, Inc., under the Unicode License V3.

Usage: pip install unicodedata2==16.0.0 fonttools==4.55.3 && python3 generate.py
"""
import os
import sys

import unicodedata2 as ucd
from fontTools.unicodedata import Scripts

assert ucd.unidata_version == "16.0.0", ucd.unidata_version
assert "Scripts-16.0.0" in open(Scripts.__file__, encoding="utf-8").read(4000)
HERE = os.path.dirname(os.path.abspath(__file__))
COUNT = 0x110000
WHITE_SPACE = {*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000}
UPPER, LOWER, OTHER_LETTER, MARK, NUMBER, SPACE, PUNCTUATION, HAN = (1 << i for i in range(8))
CATEGORIES = ("Cc Cf Cn Co Cs Ll Lm Lo Lt Lu Mc Me Mn Nd Nl No Pc Pd Pe Pf Pi Po Ps Sc Sk Sm So Zl Zp Zs").split()

category = [ucd.category(chr(c)) for c in range(COUNT)]


def ranges(values):
    """[(first code point, value)] of the runs of equal values."""
    runs, previous = [], object()
    for c, value in enumerate(values):
        if value != previous:
            runs.append((c, value))
            previous = value
    return runs


def script_values():
    values = [None] * COUNT
    starts = Scripts.RANGES + [COUNT]
    for i, value in enumerate(Scripts.VALUES):
        for c in range(starts[i], starts[i + 1]):
            values[c] = value
    return values


script = script_values()


def flags(c):
    kind = category[c]
    value = 0
    if kind in ("Lu", "Lt"): value |= UPPER
    if kind == "Ll": value |= LOWER
    if kind in ("Lm", "Lo"): value |= OTHER_LETTER
    if kind[0] == "M": value |= MARK
    if kind[0] == "N": value |= NUMBER
    if c in WHITE_SPACE: value |= SPACE
    if kind[0] in "PS": value |= PUNCTUATION
    if script[c] == "Hani": value |= HAN
    return value


def lines(values, form, per=24):
    return ",\n".join("  " + ", ".join(form % v for v in values[i:i + per]) for i in range(0, len(values), per))


def array(kind, name, values, form="%d", per=24):
    return f"const {kind} {name}[{len(values)}] = {{\n{lines(values, form, per)}}};\n"


NOTICE = "// Made by generate.py from the Unicode Character Database 16.0.0; do not edit.\n"


def write(name, *parts):
    with open(os.path.join(HERE, name), "w") as f:
        f.write(NOTICE + '#include "CUnicodeTables.h"\n\n' + "\n".join(parts))


def classes():
    """Eight class bits a code point, in pages of 256, equal pages once."""
    pages, index = {}, []
    for start in range(0, COUNT, 256):
        page = bytes(flags(c) for c in range(start, start + 256))
        index.append(pages.setdefault(page, len(pages)))
    assert len(pages) <= 256, len(pages)
    flat = [b for page in pages for b in page]
    write("classes.c", array("uint8_t", "prep_class_pages", index, per=40), array("uint8_t", "prep_class_bits", flat, per=40))
    return len(index), len(flat)


def properties():
    """Runs of equal general category and script, for sets that are written into regular expressions."""
    kinds = ranges(category)
    names = sorted(set(script))
    runs = ranges(script)
    long_names = {code: Scripts.NAMES[code] for code in names}
    write(
        "properties.c",
        array("uint32_t", "prep_category_starts", [c for c, _ in kinds], "0x%X", 16),
        array("uint8_t", "prep_category_values", [CATEGORIES.index(k) for _, k in kinds], per=40),
        'const char *const prep_category_names[%d] = {\n  %s};\n' % (len(CATEGORIES), ", ".join(f'"{k}"' for k in CATEGORIES)),
        array("uint32_t", "prep_script_starts", [c for c, _ in runs], "0x%X", 16),
        array("uint8_t", "prep_script_values", [names.index(k) for _, k in runs], per=40),
        'const char *const prep_script_codes[%d] = {\n  %s};\n' % (len(names), ", ".join(f'"{k}"' for k in names)),
        'const char *const prep_script_names[%d] = {\n  %s};\n' % (len(names), ", ".join(f'"{long_names[k]}"' for k in names)),
    )
    return len(kinds), len(CATEGORIES), len(runs), len(names)


def header(sizes):
    pages, bits, kinds, categories, runs, scripts = sizes
    with open(os.path.join(HERE, "include", "CUnicodeTables.h"), "w") as f:
        f.write(f"""{NOTICE}// Properties of code points, pinned to one version of Unicode so that output never depends on the machine.
#pragma once
#include <stdint.h>

// Class bits of a code point c: prep_class_bits[prep_class_pages[c >> 8] << 8 | (c & 255)].
#define PREP_CLASS_UPPER 1         // Lu, Lt
#define PREP_CLASS_LOWER 2         // Ll
#define PREP_CLASS_OTHER_LETTER 4  // Lm, Lo
#define PREP_CLASS_MARK 8          // M
#define PREP_CLASS_NUMBER 16       // N
#define PREP_CLASS_SPACE 32        // White_Space
#define PREP_CLASS_PUNCTUATION 64  // P, S
#define PREP_CLASS_HAN 128         // Script=Han
extern const uint8_t prep_class_pages[{pages}];
extern const uint8_t prep_class_bits[{bits}];
static inline const uint8_t *prep_class_pages_pointer(void) {{ return prep_class_pages; }}
static inline const uint8_t *prep_class_bits_pointer(void) {{ return prep_class_bits; }}

// Runs of code points of one general category: each begins at its start and ends before the next one's.
#define PREP_CATEGORY_RUNS {kinds}
#define PREP_CATEGORY_COUNT {categories}
extern const uint32_t prep_category_starts[PREP_CATEGORY_RUNS];
extern const uint8_t prep_category_values[PREP_CATEGORY_RUNS];
extern const char *const prep_category_names[PREP_CATEGORY_COUNT];

// Runs of code points of one script.
#define PREP_SCRIPT_RUNS {runs}
#define PREP_SCRIPT_COUNT {scripts}
extern const uint32_t prep_script_starts[PREP_SCRIPT_RUNS];
extern const uint8_t prep_script_values[PREP_SCRIPT_RUNS];
extern const char *const prep_script_codes[PREP_SCRIPT_COUNT];
extern const char *const prep_script_names[PREP_SCRIPT_COUNT];

static inline const char *prep_category_name(long index) {{ return prep_category_names[index]; }}
static inline uint32_t prep_category_start(long run) {{ return prep_category_starts[run]; }}
static inline uint8_t prep_category_value(long run) {{ return prep_category_values[run]; }}
static inline const char *prep_script_code(long index) {{ return prep_script_codes[index]; }}
static inline const char *prep_script_name(long index) {{ return prep_script_names[index]; }}
static inline uint32_t prep_script_start(long run) {{ return prep_script_starts[run]; }}
static inline uint8_t prep_script_value(long run) {{ return prep_script_values[run]; }}
""")


header(classes() + properties())
