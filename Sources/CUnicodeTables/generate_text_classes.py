#!/usr/bin/env python3
"""Writes text_classes.c: what the normalizers and pre-tokenizers of Hugging Face `tokenizers` take each code point for.

Provenance: every code point was given to tokenizers 0.23.3, whose ids have to be equalled; its tables are of several Unicode versions
(punctuation and marks of Unicode 8, clusters of Unicode 17). A charsmap that joins show in is made by sentencepiece 0.2.3.

Usage: pip install tokenizers==0.23.3 sentencepiece==0.2.3 fonttools==4.55.3 && python3 generate_text_classes.py
"""
import io, json, os, tempfile
from tokenizers import normalizers, pre_tokenizers, Tokenizer
from fontTools.unicodedata import Scripts
import sentencepiece

HERE = os.path.dirname(os.path.abspath(__file__))
COUNT = 0x110000
PUNCTUATION, REMOVED, SPACE, CHINESE, ACCENT, MARK, JOINS, PREPENDS = (1 << i for i in range(8))
points = [c for c in range(COUNT) if not 0xD800 <= c < 0xE000]


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift; shift += 7; at += 1
        if not data[at - 1] & 0x80: return value, at


def field(data, wanted):
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 2: size, at = varint(data, at); body = data[at:at + size]; at += size
        elif key & 7 == 0: body, at = varint(data, at)
        else: size = 4 if key & 7 == 5 else 8; body = data[at:at + size]; at += size
        if key >> 3 == wanted: return body


def charsmap():
    import base64
    with tempfile.TemporaryDirectory() as folder:
        rules = os.path.join(folder, "rules.tsv"); open(rules, "w").write("41\t78\nB2\t32\n")
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(["a b c d e f g"] * 20), model_writer=model, vocab_size=12, hard_vocab_limit=False, normalization_rule_tsv=rules, minloglevel=2)
    return base64.b64encode(field(field(model.getvalue(), 3), 2)).decode()


base = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "pre_tokenizer": None, "post_processor": None, "decoder": None,
        "model": {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}}
joins = Tokenizer.from_str(json.dumps(base | {"normalizer": {"type": "Precompiled", "precompiled_charsmap": charsmap()}})).normalizer
assert joins.normalize_str("A") == "x" and joins.normalize_str("²") == "2" and joins.normalize_str("²\u0301") == "2"
bert = lambda **on: normalizers.BertNormalizer(**({"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False} | on))
clean, chinese, accents, strip, punctuation = bert(clean_text=True), bert(handle_chinese_chars=True), bert(strip_accents=True), normalizers.StripAccents(), pre_tokenizers.Punctuation()
flags = [0] * COUNT
for c in points:
    s = chr(c)
    if len(punctuation.pre_tokenize_str("a" + s + "a")) == 3: flags[c] |= PUNCTUATION
    cleaned = clean.normalize_str(s)
    if cleaned == "": flags[c] |= REMOVED
    elif cleaned == " ": flags[c] |= SPACE
    if chinese.normalize_str(s) != s: flags[c] |= CHINESE
    if accents.normalize_str(s) == "": flags[c] |= ACCENT
    if strip.normalize_str(s) == "": flags[c] |= MARK
    if joins.normalize_str("A" + s) == "x" and c: flags[c] |= JOINS
    if joins.normalize_str(s + "²\u0301").endswith("\u0301"): flags[c] |= PREPENDS

scripts = pre_tokenizers.UnicodeScripts()
joined = lambda a, b: len(scripts.pre_tokenize_str(a + b)) == 1
guess = [None] * COUNT
starts = Scripts.RANGES + [COUNT]
for i, value in enumerate(Scripts.VALUES):
    for c in range(starts[i], starts[i + 1]): guess[c] = value
kinds, examples, script = {}, [], [0] * COUNT  # 0: any script
for c in points:
    s = chr(c)
    if joined("a", s) and joined("б", s): continue  # goes with every script
    place = kinds.get(guess[c])
    if place is None or not joined(examples[place], s):
        place = next((i for i, e in enumerate(examples) if joined(e, s)), None)
        if place is None: place = len(examples); examples.append(s)
        kinds.setdefault(guess[c], place)
    script[c] = place + 1
assert len(examples) < 255

whitespace = pre_tokenizers.Whitespace()
words = []  # ranges of what \w matches
for c in points:
    if len(whitespace.pre_tokenize_str("a" + chr(c) + "a")) != 1: continue
    if words and words[-1][1] == c - 1: words[-1][1] = c
    else: words.append([c, c])


def tables(name, values):
    pages, index, rows = {}, [], []
    for p in range(COUNT >> 8):
        row = tuple(values[p << 8:(p + 1) << 8])
        if row not in pages: pages[row] = len(rows); rows.append(row)
        index.append(pages[row])
    lines = lambda v: ",\n".join("  " + ",".join(str(x) for x in v[i:i + 64]) for i in range(0, len(v), 64))
    flat = [x for row in rows for x in row]
    kind = "uint8_t" if len(rows) < 256 else "uint16_t"
    return (f"static const {kind} {name}_pages[{len(index)}] = {{\n{lines(index)}}};\nstatic const uint8_t {name}_values[{len(flat)}] = {{\n{lines(flat)}}};\n"
            f"uint8_t prep_{name}(uint32_t point) {{ return point < 0x110000 ? {name}_values[(size_t){name}_pages[point >> 8] << 8 | (point & 0xFF)] : 0; }}\n")


def word_ranges():
    flat = [x for pair in words for x in pair]
    lines = ",\n".join("  " + ",".join(str(x) for x in flat[i:i + 32]) for i in range(0, len(flat), 32))
    return f"""// The first and the last code point of each range.
static const uint32_t text_words[{len(words)}][2] = {{
{lines}}};
bool prep_text_is_word(uint32_t point) {{
  if (point < 0x80) return (point >= '0' && point <= '9') || ((point | 0x20) >= 'a' && (point | 0x20) <= 'z') || point == '_';
  size_t low = 0, high = {len(words)};
  while (low < high) {{
    size_t middle = (low + high) / 2;
    if (text_words[middle][1] < point) low = middle + 1;
    else high = middle;
  }}
  return low < {len(words)} && text_words[low][0] <= point;
}}
"""


with open(os.path.join(HERE, "text_classes.c"), "w") as f:
    f.write("// Made by generate_text_classes.py; do not edit.\n#include \"CTextClasses.h\"\n#include <stddef.h>\n\n" + tables("text_classes", flags) + "\n" + tables("text_script", script) + "\n" + word_ranges())
print(len(examples), {n: sum(1 for x in flags if x & v) for n, v in dict(P=1, R=2, S=4, C=8, A=16, M=32, J=64, PR=128).items()})
