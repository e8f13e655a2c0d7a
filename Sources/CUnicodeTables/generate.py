#!/usr/bin/env python3
"""Writes the Unicode tables of this folder.

Provenance: Unicode Character Database 16.0.0, as carried by two packages of the Python Package Index:
  unicodedata2 16.0.0   general categories, decompositions, combining classes, names
  fonttools 4.55.3      Scripts-16.0.0.txt
  tokenizers 0.23.3     which decompositions, combining classes and lower-case mappings Hugging Face's normalizers know: the tables hold
                        these alone, because ids have to be equal to theirs. (Its decompositions are those of Unicode 9.)
The Unicode data files are (c) Unicode, Inc., under the Unicode License V3.

Usage: pip install unicodedata2==16.0.0 fonttools==4.55.3 tokenizers==0.23.3 && python3 generate.py
"""
import os
import sys

import unicodedata2 as ucd
from fontTools.unicodedata import Scripts
from tokenizers import normalizers

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


SCALARS = [c for c in range(COUNT) if not 0xD800 <= c < 0xE000]
HANGUL = range(0xAC00, 0xAC00 + 11172)


def decompositions(form):
    """Full decompositions that both UCD and tokenizers know, Hangul syllables aside."""
    known = getattr(normalizers, form)()
    table = {}
    for c in SCALARS:
        text = known.normalize_str(chr(c))
        if text == chr(c) or c in HANGUL: continue
        assert text == ucd.normalize(form, chr(c)), hex(c)
        table[c] = [ord(x) for x in text]
    return table


def combining_classes():
    """The combining classes that tokenizers knows: those of marks it sorts before one of the highest class."""
    known = normalizers.NFD()
    return {c: ucd.combining(chr(c)) for c in SCALARS
            if ucd.combining(chr(c)) and (c == 0x345 or known.normalize_str("a\u0345" + chr(c)) != "a\u0345" + chr(c))}


def mapping(name, table):
    points = sorted(table)
    offsets, scalars = [], []
    for c in points:
        offsets.append(len(scalars))
        scalars += table[c]
    offsets.append(len(scalars))
    sizes[name] = (len(points), len(scalars))
    return (array("uint32_t", f"prep_{name}_points", points, "0x%X", 16), array("uint16_t", f"prep_{name}_offsets", offsets, per=24),
            array("uint32_t", f"prep_{name}_scalars", scalars, "0x%X", 16))


sizes = {}


def normalization():
    """Decompositions, combining classes, compositions, lower case, and which code points a form may change."""
    canonical, compatibility, classes = decompositions("NFD"), decompositions("NFKD"), combining_classes()
    composed = normalizers.NFC()
    pairs = {}
    for c in canonical:
        parts = ucd.decomposition(chr(c)).split()
        if len(parts) == 2 and composed.normalize_str("".join(chr(int(x, 16)) for x in parts)) == chr(c):
            pairs[tuple(int(x, 16) for x in parts)] = c
    seconds = {b for _, b in pairs} | set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
    lower = normalizers.Lowercase()
    lowered = {c: [ord(x) for x in lower.normalize_str(chr(c))] for c in SCALARS if lower.normalize_str(chr(c)) != chr(c)}
    compatibly = normalizers.NFKC()

    def flag(c):
        if 0xD800 <= c < 0xE000: return 0
        value = 0
        mark = c in classes
        if mark or c in seconds or composed.normalize_str(chr(c)) != chr(c): value |= 1
        if mark or c in canonical or c in HANGUL: value |= 2
        if mark or c in seconds or compatibly.normalize_str(chr(c)) != chr(c): value |= 4
        if mark or c in compatibility or c in HANGUL: value |= 8
        if c in lowered: value |= 16
        return value

    pages, index = {}, []
    for start in range(0, COUNT, 256):
        page = bytes(flag(c) for c in range(start, start + 256))
        index.append(pages.setdefault(page, len(pages)))
    assert len(pages) <= 256, len(pages)
    flat = [b for page in pages for b in page]
    marks, joined = sorted(classes), sorted(pairs)
    sizes["flags"] = (len(index), len(flat))
    sizes["combining"] = (len(marks), 0)
    sizes["composition"] = (len(joined), 0)
    write(
        "normalization.c", array("uint8_t", "prep_normal_pages", index, per=40), array("uint8_t", "prep_normal_flags", flat, per=40),
        *mapping("canonical", canonical), *mapping("compatibility", compatibility), *mapping("lower", lowered),
        array("uint32_t", "prep_combining_points", marks, "0x%X", 16), array("uint8_t", "prep_combining_classes", [classes[c] for c in marks], per=40),
        array("uint64_t", "prep_composition_pairs", [a << 32 | b for a, b in joined], "0x%X", 8),
        array("uint32_t", "prep_composition_results", [pairs[p] for p in joined], "0x%X", 16))
    names = "".join(f"""
#define PREP_{n.upper()}_COUNT {sizes[n][0]}
extern const uint32_t prep_{n}_points[{sizes[n][0]}];
extern const uint16_t prep_{n}_offsets[{sizes[n][0] + 1}];
extern const uint32_t prep_{n}_scalars[{sizes[n][1]}];
static inline const uint32_t *prep_{n}_points_pointer(void) {{ return prep_{n}_points; }}
static inline const uint16_t *prep_{n}_offsets_pointer(void) {{ return prep_{n}_offsets; }}
static inline const uint32_t *prep_{n}_scalars_pointer(void) {{ return prep_{n}_scalars; }}
""" for n in ("canonical", "compatibility", "lower"))
    with open(os.path.join(HERE, "include", "CNormalizationTables.h"), "w") as f:
        f.write(f"""{NOTICE}// What the normalizers of tokenizer.json change. Points are sorted; the scalars of point i are those from offset i to offset i + 1.
#pragma once
#include <stdint.h>

// What may change a code point c: prep_normal_flags[prep_normal_pages[c >> 8] << 8 | (c & 255)].
#define PREP_CHANGES_NFC 1
#define PREP_CHANGES_NFD 2
#define PREP_CHANGES_NFKC 4
#define PREP_CHANGES_NFKD 8
#define PREP_CHANGES_LOWER 16
extern const uint8_t prep_normal_pages[{sizes["flags"][0]}];
extern const uint8_t prep_normal_flags[{sizes["flags"][1]}];
static inline const uint8_t *prep_normal_pages_pointer(void) {{ return prep_normal_pages; }}
static inline const uint8_t *prep_normal_flags_pointer(void) {{ return prep_normal_flags; }}
{names}
#define PREP_COMBINING_COUNT {sizes["combining"][0]}
extern const uint32_t prep_combining_points[PREP_COMBINING_COUNT];
extern const uint8_t prep_combining_classes[PREP_COMBINING_COUNT];
static inline const uint32_t *prep_combining_points_pointer(void) {{ return prep_combining_points; }}
static inline const uint8_t *prep_combining_classes_pointer(void) {{ return prep_combining_classes; }}

// Two code points, the first in the upper half, and what they compose to.
#define PREP_COMPOSITION_COUNT {sizes["composition"][0]}
extern const uint64_t prep_composition_pairs[PREP_COMPOSITION_COUNT];
extern const uint32_t prep_composition_results[PREP_COMPOSITION_COUNT];
static inline const uint64_t *prep_composition_pairs_pointer(void) {{ return prep_composition_pairs; }}
static inline const uint32_t *prep_composition_results_pointer(void) {{ return prep_composition_results; }}
""")


def header(sizes):
    pages, bits, kinds, categories, runs, scripts = sizes
    with open(os.path.join(HERE, "include", "CUnicodeTables.h"), "w") as f:
        f.write(f"""{NOTICE}// Properties of code points, pinned to one version of Unicode so that output never depends on the machine.
#pragma once
#include <stdint.h>

#include "CNormalizationTables.h"

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
normalization()
