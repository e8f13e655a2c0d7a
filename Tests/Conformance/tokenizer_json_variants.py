#!/usr/bin/env python3
"""Hold `prep encode` against Hugging Face tokenizers on generated tokenizer.json files and generated texts.

  tokenizer_json_variants.py --prep PATH --base FILE.json [--base …] [--variants 200] [--texts 60] [--seed 1] [--keep DIRECTORY]

Each variant takes the model of a base file (a byte-level tokenizer.json) and draws normalizers, pre-tokenizers, added tokens
and settings of the model. Both engines encode the same texts, with special tokens taken and as text; ids must be equal, and as text offsets in characters. A variant that
prep refuses is counted by its message. Needs the Python packages tokenizers; exits 1 when any ids differ.
"""
import argparse, collections, json, os, random, subprocess, sys, tempfile

from tokenizers import Tokenizer

WORDS = ["the", "of", " and", "Hello", "WORLD", "don't", "I'll", "it'S", "naïve", "e\u0301", "Å", "\u212b", "ﬁ", "①", "½", "²", "x²", "İ", "ΑΣ", "ǅ", "ß",
         "漢字", "テスト", "ﾃｽﾄ", "한국어", "각", "क्षि", "สวัสดี", "عربى", "👩‍💻", "😀", "123", "1", "42 ", "١٢", "1,000.5", "Ⅷ", "_", "foo_bar", "a.b", "!!", "...", "«»",
         "--", "$5", "€", "\\", "'", "\"", "(", ")]", " ", "  ", "   ", "\n", "\r\n", "\t", "\n\n ", "\u00a0", "\u2003", "\u3000", "\u200b", "\u0085", "\u2028", "\x1c", "\x0b", "\x00",
         "\u0301", "\u0323\u0301", "q\u0307\u0323", "\u1100\u1161\u11a8", "\ufb01", "\u00bd", "\u0149", "ẛ\u0323", "\U0001d400", "\ufdfa", "\ua7cb", "<s>", "<|end|>", "<mask>", "[X]", "tok", "TOK", "Tok", "</w>", "é<s>", "word"]

def text(r):
    return "".join(r.choice(WORDS) + (" " if r.random() < 0.3 else "") for _ in range(r.randrange(0, 24)))

def normalizer(r, depth=0):
    k = r.choice(["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Prepend", "Replace", "ReplaceRegex", "Strip", "StripAccents", "Sequence", None, None])
    if k is None: return None
    if k == "Prepend": return {"type": k, "prepend": r.choice(["_", " ", "▁", "tok"])}
    if k == "Replace": return {"type": k, "pattern": {"String": r.choice([" ", "a", "  ", "é", "the", "\n"])}, "content": r.choice(["", "_", " ", "▁", "aa"])}
    if k == "ReplaceRegex": return {"type": "Replace", "pattern": {"Regex": r.choice([r"\s+", " {2,}", r"\p{N}", r"[^\S\n]+", r"(?<=a)b|\d+", "e"])}, "content": r.choice(["", "_", " "])}
    if k == "Strip": return {"type": k, "strip_left": r.random() < 0.5, "strip_right": r.random() < 0.5}
    if k == "Sequence": return {"type": k, "normalizers": [n for n in (normalizer(r, depth + 1) for _ in range(r.randrange(0, 4))) if n]} if depth < 2 else None
    return {"type": k}

BEHAVIORS = ["Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"]
EXPRESSIONS = [r"\s+", r"\p{N}", r"\p{N}{1,3}", r"[^\s\p{L}\p{N}]+", r"\w+|[^\w\s]+", r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", r"\s", "a|e", r"[A-Z]?[a-z]+",
               r"(?=\p{Lu})", r"\p{N}{1,3}+", r"[一-龥]+", r"(?<=\s)\S+", r"\R", r"[[:alpha:]]+", r"\p{Han}+|\p{Hiragana}+", r"(?i:the)|\d+", r"\b", r"[^\n]+|\n",
               r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+",
               r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"]

def split(r, simple):
    if r.random() < 0.4: pattern = {"String": r.choice([" ", "a", "--", "\n", ".", "the", "é"])}
    else: pattern = {"Regex": r.choice(EXPRESSIONS[5:6] + EXPRESSIONS[-2:] if simple else EXPRESSIONS)}
    return {"type": "Split", "pattern": pattern, "behavior": r.choice(BEHAVIORS), "invert": r.random() < 0.3}

def pre_tokenizer(r, simple):
    byte_level = {"type": "ByteLevel", "add_prefix_space": r.random() < 0.3, "trim_offsets": True, "use_regex": r.random() < 0.5}
    steps = []
    for _ in range(r.choice([0, 0, 1, 1, 1, 2, 3])):
        k = r.choice(["Split", "Split", "Split", "Digits", "Whitespace", "WhitespaceSplit", "CharDelimiterSplit", "FixedLength"] + (["Punctuation", "BertPreTokenizer", "UnicodeScripts"] if r.random() < 0.1 else []))
        if k == "Split": steps.append(split(r, simple))
        elif k == "Digits": steps.append({"type": k, "individual_digits": r.random() < 0.5})
        elif k == "Punctuation": steps.append({"type": k, "behavior": r.choice(BEHAVIORS)})
        elif k == "CharDelimiterSplit": steps.append({"type": k, "delimiter": r.choice([" ", "a", "é", "\n"])})
        elif k == "FixedLength": steps.append({"type": k, "length": r.randrange(1, 6)})
        else: steps.append({"type": k})
    if r.random() < 0.15: steps.insert(r.randrange(len(steps) + 1), byte_level)
    else: steps.append(byte_level)
    if len(steps) == 1: return steps[0]
    return {"type": "Sequence", "pretokenizers": steps}

def variant(r, base, simple):
    j = json.loads(base)
    size = 1 + max([*j["model"]["vocab"].values()])
    j["normalizer"] = normalizer(r)
    j["pre_tokenizer"] = pre_tokenizer(r, simple)
    j["post_processor"] = None
    j["decoder"] = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
    j["truncation"] = j["padding"] = None
    added = []
    names = ["<s>", "<|end|>", "<mask>", "[X]", "tok", "TOK", "  ", " x", "é", "the", "12", "Ａ", "word", "\n", "a b"]
    for name in r.sample(names, r.choice([0, 0, 1, 2, 5])):
        coin = lambda p: r.random() < p
        added.append({"id": size + len(added), "content": name, "single_word": coin(0.3), "lstrip": coin(0.3), "rstrip": coin(0.3), "normalized": coin(0.5), "special": coin(0.5)})
    # The engine numbers special tokens after the others when it adds them in two groups; a file lists them by id.
    j["added_tokens"] = added
    m = j["model"]
    m["type"] = "BPE"
    for k in ("unk_token", "continuing_subword_prefix", "end_of_word_suffix", "dropout"): m.setdefault(k, None)
    m["ignore_merges"] = r.random() < 0.4
    if r.random() < 0.5: m["merges"] = [x if isinstance(x, list) else x.split(" ") for x in m["merges"]]
    return j

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--prep", default="prep"); p.add_argument("--base", action="append", required=True); p.add_argument("--variants", type=int, default=200)
    p.add_argument("--record", help="write the variants on which both agree, with their ids, as JSON Lines")
    p.add_argument("--texts", type=int, default=60); p.add_argument("--seed", type=int, default=1); p.add_argument("--keep"); p.add_argument("--simple", action="store_true", help="known expressions only")
    a = p.parse_args()
    r = random.Random(a.seed)
    bases = [open(f, encoding="utf-8").read() for f in a.base]
    folder = a.keep or tempfile.mkdtemp(); os.makedirs(folder, exist_ok=True)
    outcome = collections.Counter(); refusals = collections.Counter(); recorded = []
    for n in range(a.variants):
        j = variant(r, r.choice(bases), a.simple)
        texts = [text(r) for _ in range(a.texts)]
        path = os.path.join(folder, f"v{n}.tokenizer.json"); open(path, "w", encoding="utf-8").write(json.dumps(j, ensure_ascii=r.random() < 0.5))
        try: judge = Tokenizer.from_file(path)
        except BaseException as e: outcome["judge refuses"] += 1; continue
        records = os.path.join(folder, f"v{n}.jsonl"); open(records, "w", encoding="utf-8").write("".join(json.dumps({"text": t}) + "\n" for t in texts))
        bad = None; cases = [{"text": t} for t in texts]
        for as_text in (False, True):
            judge.encode_special_tokens = as_text
            run = subprocess.run([a.prep, "encode", "-q", "--threads", "1", "-t", path] + (["--json", "--offsets"] if as_text else ["--allow-special"]) + [records], capture_output=True, text=True)
            if run.returncode != 0:
                bad = "refused"; refusals[run.stderr.strip().replace(path, "FILE")[:150]] += 1; break
            lines = run.stdout.split("\n")[:-1]
            for case, t, line in zip(cases, texts, lines, strict=True):
                try: encoded = judge.encode(t, add_special_tokens=False); want = encoded.ids
                except BaseException as e:
                    if isinstance(e, KeyboardInterrupt): raise
                    outcome["texts the judge panics on"] += 1; continue
                if as_text:
                    found = json.loads(line); have = found["ids"]; bytes_ = t.encode()
                    places = [[len(bytes_[:b].decode(errors="ignore")), len(bytes_[:e].decode(errors="replace"))] for b, e in found["offsets"]]
                    case["offsets"] = [list(o) for o in encoded.offsets]
                    if want == have and places != case["offsets"]:
                        if bad is None: print(f"v{n} offsets {t!r}\n  normalizer {json.dumps(j['normalizer'])}\n  pre_tokenizer {json.dumps(j['pre_tokenizer'])}\n  want {case['offsets']}\n  have {places}")
                        bad = "different"
                else: have = [int(x) for x in line.split()]
                case["ids" if as_text else "ids_special"] = have
                if want != have:
                    if bad is None:
                        print(f"v{n} {'as text' if as_text else 'special'} {t!r}\n  normalizer {json.dumps(j['normalizer'])}\n  pre_tokenizer {json.dumps(j['pre_tokenizer'])}\n  added {json.dumps(j['added_tokens'])} ignore_merges {j['model']['ignore_merges']}"
                              f"\n  want {[judge.id_to_token(i) for i in want]}\n  have {[judge.id_to_token(i) for i in have]}")
                    bad = "different"
            if bad: break
        outcome[bad or "equal"] += 1
        if a.record and not bad:  # short texts: the file is part of the project
            parts = {k: j[k] for k in ("normalizer", "pre_tokenizer", "added_tokens")} | {"ignore_merges": j["model"]["ignore_merges"], "cases": [c for c in cases if len(c) == 4 and len(c["text"]) < 60]}
            recorded.append(json.dumps(parts, separators=(",", ":")) + "\n")
        if not a.keep and bad != "different": os.remove(path); os.remove(records)
    if a.record: open(a.record, "w", encoding="utf-8").writelines(recorded)
    print(dict(outcome))
    for m, k in refusals.most_common(): print(k, m)
    sys.exit(1 if outcome["different"] else 0)

main()
