#!/usr/bin/env python3
"""Writes word_classes.c: what the words of texts are made of, and the form in which they are compared.

Provenance: Unicode Character Database 16.0.0, as carried by unicodedata2 16.0.0 (categories, decompositions, combining classes,
names) and fonttools 4.55.3 (scripts). NFKC_Casefold is made by its definition (The Unicode Standard 3.13, D147, and UAX #44) of Python's
case folding; letters that are younger than that are folded by their names: CAPITAL LETTER to SMALL LETTER.
The Unicode data files are (c) Unicode, Inc., under the Unicode License V3.

Usage: pip install unicodedata2==16.0.0 fonttools==4.55.3 && python3 generate_word_classes.py
"""
import os
import unicodedata

import unicodedata2 as ucd
from fontTools.unicodedata import Scripts

assert ucd.unidata_version == "16.0.0", ucd.unidata_version
HERE = os.path.dirname(os.path.abspath(__file__))
COUNT = 0x110000
OTHER, WORD, SINGLE, MARK, SYMBOL, STOP, FULL_STOP, LINE, BLANK, BULLET, DASH = range(11)
UPPER, DIGIT, BOUNDARY = 16, 32, 64
IGNORABLE = {0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0, *range(0x180B, 0x1810), *range(0x200B, 0x2010),
             *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9), *range(0x1BCA0, 0x1BCA4),
             *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000)}
# Scripts that put no blanks between words: each character with its marks is a word.
UNSPACED = {"Thai", "Laoo", "Khmr", "Mymr", "Hira", "Kana", "Hani"}
# Ends of sentences that are written without a blank behind them, before they are folded.
FULL_STOPS = {0x3002, 0xFF01, 0xFF1F, 0xFF1B, 0xFF61}
# Ends of sentences and clauses of other scripts, which a blank follows.
STOPS = {0x37E, 0x589, 0x61B, 0x61D, 0x61E, 0x61F, 0x6D4, 0x964, 0x965, 0x104A, 0x104B, 0x1362, 0x1367, 0x1368, 0x166E, 0x1803, 0x1809, 0x17D4, 0x17D5, 0x203C,
         0x203D, 0x2047, 0x2048, 0x2049}
BULLETS = {0xB7, 0x2022, 0x2023, 0x2043, 0x2219, 0x25A0, 0x25A1, 0x25AA, 0x25AB, 0x25BA, 0x25B6, 0x25CB, 0x25CF, 0x25E6, 0x27A2, 0x27A4, 0x30FB}
DASHES = {*range(0x2010, 0x2016), 0x2212}
LINES = {0x85, 0x2028, 0x2029}
WHITE = {0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000}
valid = [c for c in range(COUNT) if not 0xD800 <= c < 0xE000]
category = [ucd.category(chr(c)) for c in range(COUNT)]
script = [None] * COUNT
starts = Scripts.RANGES + [COUNT]
for i, value in enumerate(Scripts.VALUES):
    for c in range(starts[i], starts[i + 1]): script[c] = value


def fold(c):
    s = chr(c)
    if category[c] in ("Lu", "Lt") and unicodedata.category(s) == "Cn":
        return ucd.lookup(ucd.name(s).replace("CAPITAL LETTER", "SMALL LETTER"))
    return s.casefold()


def folded(text): return "".join(fold(ord(x)) for x in text)


def once(text): return ucd.normalize("NFKC", "".join(x for x in folded(ucd.normalize("NFD", text)) if ord(x) not in IGNORABLE))


def casefolded(c):
    text = chr(c)
    while True:
        after = once(text)
        if after == text: return text
        text = after


mapped = {}
for c in valid:
    if c < 0x80: continue
    text = "" if c in IGNORABLE else casefolded(c)
    if text != chr(c): mapped[c] = text

# What two characters are composed to, and the other way round.
pairs = {}
for c in valid:
    parts = ucd.decomposition(chr(c)).split()
    if len(parts) == 2 and not parts[0].startswith("<"):
        first, second = (int(p, 16) for p in parts)
        if ucd.normalize("NFC", chr(first) + chr(second)) == chr(c): pairs[first, second] = c
seconds = {s for _, s in pairs} | set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))


def kind(c):
    k = category[c]
    if c in FULL_STOPS: return FULL_STOP
    if c in LINES: return LINE
    if c in WHITE: return BLANK
    if c in DASHES: return DASH
    if c in BULLETS: return BULLET
    if c in STOPS: return STOP
    if k[0] == "M": return MARK
    if k[0] == "L" and (script[c] in UNSPACED or c in (0x30FC, 0x3005, 0x3006)): return SINGLE
    if k[0] in "LN" or k == "Pc": return WORD
    if k in ("Sm", "Sc", "So"): return SYMBOL
    return OTHER


def entry(c):
    if 0xD800 <= c < 0xE000: return BOUNDARY
    value = kind(c)
    if category[c] in ("Lu", "Lt"): value |= UPPER
    if category[c] == "Nd": value |= DIGIT
    first = ucd.normalize("NFD", mapped.get(c, chr(c)))[:1]
    if first and ucd.combining(first) == 0 and ord(first) not in seconds: value |= BOUNDARY
    return value | ucd.combining(chr(c)) << 8


def pages(name, values):
    rows, index, flat = {}, [], []
    for start in range(0, COUNT, 128):
        row = tuple(values[start:start + 128])
        if row not in rows:
            rows[row] = len(rows)
            flat += row
        index.append(rows[row])
    return array("uint16_t", f"prep_{name}_pages", index) + array("uint16_t", f"prep_{name}", flat)


def array(kind, name, values, form="%d", per=24):
    body = ",\n".join("  " + ", ".join(form % v for v in values[i:i + per]) for i in range(0, len(values), per))
    return f"const {kind} {name}[{len(values)}] = {{\n{body}}};\n\n"


points = sorted(mapped)
number = {c: i + 1 for i, c in enumerate(points)}
offsets, scalars = [0, 0], []
for c in points:
    scalars += [ord(x) for x in mapped[c]]
    offsets.append(len(scalars))
assert len(points) < 65536 and len(scalars) < 65536
ordered = sorted(pairs)
parted = sorted((c, pair) for pair, c in pairs.items())
with open(os.path.join(HERE, "word_classes.c"), "w") as f:
    f.write("// Made by generate_word_classes.py from the Unicode Character Database 16.0.0; do not edit.\n#include \"CWordTables.h\"\n\n")
    f.write(pages("word_class", [entry(c) for c in range(COUNT)]))
    f.write(pages("casefold", [number.get(c, 0) for c in range(COUNT)]))
    f.write(array("uint16_t", "prep_casefold_offsets", offsets))
    f.write(array("uint32_t", "prep_casefold_scalars", scalars, "0x%X", 16))
    f.write(array("uint64_t", "prep_word_pairs", [a << 32 | b for a, b in ordered], "0x%X", 12))
    f.write(array("uint32_t", "prep_word_composed", [pairs[p] for p in ordered], "0x%X", 16))
    f.write(array("uint32_t", "prep_word_parted", [c for c, _ in parted], "0x%X", 16))
    f.write(array("uint64_t", "prep_word_parts", [a << 32 | b for _, (a, b) in parted], "0x%X", 12))
with open(os.path.join(HERE, "include", "CWordTables.h"), "w") as f:
    f.write(f"""// Made by generate_word_classes.py from the Unicode Character Database 16.0.0; do not edit.
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
#define PREP_WORD_PAIRS {len(ordered)}
extern const uint64_t prep_word_pairs[PREP_WORD_PAIRS];
extern const uint32_t prep_word_composed[PREP_WORD_PAIRS];
extern const uint32_t prep_word_parted[PREP_WORD_PAIRS];
extern const uint64_t prep_word_parts[PREP_WORD_PAIRS];

static inline const uint16_t *prep_word_class_pages_pointer(void) {{ return prep_word_class_pages; }}
static inline const uint16_t *prep_word_class_pointer(void) {{ return prep_word_class; }}
static inline const uint16_t *prep_casefold_pages_pointer(void) {{ return prep_casefold_pages; }}
static inline const uint16_t *prep_casefold_pointer(void) {{ return prep_casefold; }}
static inline const uint16_t *prep_casefold_offsets_pointer(void) {{ return prep_casefold_offsets; }}
static inline const uint32_t *prep_casefold_scalars_pointer(void) {{ return prep_casefold_scalars; }}
static inline const uint64_t *prep_word_pairs_pointer(void) {{ return prep_word_pairs; }}
static inline const uint32_t *prep_word_composed_pointer(void) {{ return prep_word_composed; }}
static inline const uint32_t *prep_word_parted_pointer(void) {{ return prep_word_parted; }}
static inline const uint64_t *prep_word_parts_pointer(void) {{ return prep_word_parts; }}
""")
print(len(points), len(scalars), len(ordered))
