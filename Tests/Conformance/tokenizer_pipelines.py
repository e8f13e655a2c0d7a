#!/usr/bin/env python3
"""Hold `prep encode` and `prep decode` against Hugging Face tokenizers on generated pipelines around small models of every kind.

  tokenizer_pipelines.py --prep PATH [--variants 300] [--texts 40] [--seed 1] [--record FILE]

Each variant takes one of the models below with other settings, and draws normalizers, pre-tokenizers, post-processor, decoder and added tokens. Ids
with special tokens taken and as text, offsets in characters and decoded texts must be equal. Not compared is where the two differ on purpose: text never becomes a
control token here; offsets where a model without an unknown token or a map leaves characters out, which the engine does not count; special tokens whose
names are normalized, which the engine does not skip. --record writes variants with what the engine gave, as JSON Lines; the first line has the models. Needs the
Python packages tokenizers and sentencepiece; exits 1 when anything differs.
"""
import argparse, base64, collections, io, json, os, random, subprocess, sys, tempfile

import sentencepiece
from tokenizers import Tokenizer

LETTERS = "abehiltéßİ漢か각, .'1Ⅷ①😀_\n▁"
SPECIAL = ["<s>", "</s>", "<unk>", "<pad>", "[SEP]", "[CLS]"]
WORDS = ["a", "b", "the", "hat", "able", "e\u0301", "é", "ß", "İ", "漢", "か\u3099", "각", "①", "Ⅷ", "😀", "_", "1", "12", ".", ",", "'", " ", "  ", "\n", "\u3000", "\u200b",
         "\u0085", "▁", "A", "²", "ﬁ", "<s>", "</s>", "[SEP]", "<unk>", "tok", "TOK", "x", "Z", "\x1c", "\u0301", "ab", "aa"]
BEHAVIORS = ["Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"]


def fields(data):
    at = 0
    def varint(at):
        value = shift = 0
        while True:
            value |= (data[at] & 127) << shift; shift += 7; at += 1
            if data[at - 1] < 128: return value, at
    while at < len(data):
        key, at = varint(at)
        if key & 7 == 2: size, at = varint(at); yield key >> 3, data[at:at + size]; at += size
        elif key & 7 == 0: value, at = varint(at); yield key >> 3, value
        else: at += 4 if key & 7 == 5 else 8


def charsmap():
    with tempfile.TemporaryDirectory() as folder:
        rules = os.path.join(folder, "rules.tsv"); open(rules, "w").write("41\t61\nB2\t32\nFB01\t66 69\n3000\t20\n200B\t\n85\t20\n")
        out = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(["a b c d e f g"] * 20), model_writer=out, vocab_size=12, hard_vocab_limit=False, normalization_rule_tsv=rules, minloglevel=2)
    return base64.b64encode(dict(fields(dict(fields(out.getvalue()))[3]))[2]).decode()


def byte_alphabet():
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [b for b in range(256) if b not in shown]
    return {b: chr(b) if b in shown else chr(256 + hidden.index(b)) for b in range(256)}


ALPHABET = byte_alphabet()


def models():
    spell = lambda text: "".join(ALPHABET[b] for b in text.encode())
    merged = [("a", "b"), ("t", "h"), ("th", "e"), ("h", "a"), ("ha", "t"), ("b", "l"), ("bl", "e"), ("a", "ble"), ("▁", "the"), ("▁", "a"), ("a", "a"), ("▁", "▁"), ("1", "1")]
    numbered = lambda tokens: {token: i for i, token in enumerate(dict.fromkeys(tokens))}
    byte_tokens = ["<0x%02X>" % b for b in sorted(set("éß漢!Z\x1c".encode()))]
    plain = [*SPECIAL, *LETTERS, *byte_tokens, *("".join(m) for m in merged)]
    suffixed = [*SPECIAL, *(c + e for c in LETTERS for e in ("", "</w>")), "ab", "ab</w>", "th", "the</w>", "ha", "hat</w>"]
    prefixed = [*SPECIAL, *(p + c for c in LETTERS for p in ("", "##")), "ab", "##ab", "th", "the", "ha", "hat", "##ble"]
    bytewise = [*ALPHABET.values(), *("".join(m) for m in merged[:8]), "Ġthe", "Ġa", spell("é"), *SPECIAL]
    scored = [[t, -0.1 * (i % 37) - 1.0 / (i + 3)] for i, t in enumerate(dict.fromkeys([*SPECIAL, *LETTERS, *byte_tokens, "ab", "the", "▁the", "▁a", "hat", "▁hat", "aa", "ble", "..", "1."]))]
    bpe = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False}
    return {
        "characters": bpe | {"vocab": numbered(plain), "merges": merged},
        "suffixed": bpe | {"end_of_word_suffix": "</w>", "vocab": numbered(suffixed), "merges": [("a", "b"), ("a", "b</w>"), ("t", "h"), ("th", "e</w>"), ("h", "a"), ("ha", "t</w>")]},
        "prefixed": bpe | {"continuing_subword_prefix": "##", "vocab": numbered(prefixed), "merges": [("a", "##b"), ("t", "##h"), ("th", "##e"), ("h", "##a"), ("ha", "##t")]},
        "bytes": bpe | {"vocab": numbered(bytewise), "merges": [*merged[:8], ("Ġ", "the"), ("Ġ", "a"), (ALPHABET[0xC3], ALPHABET[0xA9])]},
        "scored": {"type": "Unigram", "unk_id": 2, "vocab": scored, "byte_fallback": False},
        "pieces": {"type": "WordPiece", "unk_token": "<unk>", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": numbered(prefixed)},
        "words": {"type": "WordLevel", "unk_token": "<unk>", "vocab": numbered([*SPECIAL, *LETTERS, "the", "hat", "able", "▁the", "ab"])},
    }


def settings(r, kind):
    coin = lambda p: r.random() < p
    if kind == "bytes": return {"ignore_merges": coin(.4)}
    if kind in ("characters", "suffixed", "prefixed"):
        return {"unk_token": r.choice([None, "<unk>", "<unk>"]), "fuse_unk": coin(.5), "byte_fallback": kind == "characters" and coin(.5), "ignore_merges": kind == "characters" and coin(.3)}
    if kind == "scored": return {"byte_fallback": coin(.4)}
    if kind == "pieces": return {"max_input_chars_per_word": r.choice([100, 3, 1])}
    return {}


def normalizer(r, chars, depth=0):
    k = r.choice(["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "Prepend", "Replace", "Spaces", "Regex", "Strip", "StripAccents", "Nmt", "Precompiled", "BertNormalizer", "Sequence", "Sequence", None, None])
    if k is None: return None
    if k == "Prepend": return {"type": k, "prepend": r.choice(["▁", " ", "_", "tok"])}
    if k == "Spaces": return {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
    if k == "Replace": return {"type": k, "pattern": {"String": r.choice(["a", "  ", "é", "the", "\n"])}, "content": r.choice(["", "_", "▁", "aa"])}
    if k == "Regex": return {"type": "Replace", "pattern": {"Regex": r.choice([r"\s+", " {2,}", r"\p{N}", "e"])}, "content": r.choice(["", "_", "▁"])}
    if k == "Strip": return {"type": k, "strip_left": r.random() < .5, "strip_right": r.random() < .5}
    if k == "Precompiled": return {"type": k, "precompiled_charsmap": chars}
    if k == "BertNormalizer": return {"type": k, "clean_text": r.random() < .7, "handle_chinese_chars": r.random() < .7, "strip_accents": r.choice([None, True, False]), "lowercase": r.random() < .5}
    if k == "Sequence": return {"type": k, "normalizers": [n for n in (normalizer(r, chars, depth + 1) for _ in range(r.randrange(4))) if n]} if depth < 2 else None
    return {"type": k}


def pre_tokenizer(r, is_bytes):
    steps = []
    for _ in range(r.choice([0, 0, 1, 1, 1, 2, 3])):
        k = r.choice(["Split", "Digits", "Whitespace", "WhitespaceSplit", "CharDelimiterSplit", "FixedLength", "Punctuation", "BertPreTokenizer", "UnicodeScripts", "Metaspace", "Metaspace"])
        step = {"type": k}
        if k == "Split": step |= {"pattern": r.choice([{"String": " "}, {"String": "a"}, {"Regex": r"\s+"}, {"Regex": r"\w+|[^\w\s]+"}, {"Regex": r" ?\p{L}+"}]), "behavior": r.choice(BEHAVIORS), "invert": r.random() < .3}
        if k == "Digits": step["individual_digits"] = r.random() < .5
        if k == "Punctuation": step["behavior"] = r.choice(BEHAVIORS)
        if k == "CharDelimiterSplit": step["delimiter"] = r.choice([" ", "a", "é", "▁"])
        if k == "FixedLength": step["length"] = r.randrange(1, 6)
        if k == "Metaspace": step |= {"replacement": r.choice(["▁", "▁", "_"]), "prepend_scheme": r.choice(["always", "first", "never"]), "split": r.random() < .6}
        steps.append(step)
    if is_bytes: steps.append({"type": "ByteLevel", "add_prefix_space": r.random() < .4, "trim_offsets": True, "use_regex": r.random() < .5})
    return None if not steps else steps[0] if len(steps) == 1 else {"type": "Sequence", "pretokenizers": steps}


def post_processor(r, ids, depth=0):
    k = r.choice([None, "BertProcessing", "RobertaProcessing", "TemplateProcessing", "ByteLevel", "Sequence"])
    if k is None: return None
    names = [n for n in SPECIAL if n in ids]
    if k == "ByteLevel": return {"type": k, "add_prefix_space": r.random() < .5, "trim_offsets": r.random() < .6, "use_regex": True}
    if k == "Sequence":
        if depth: return None
        last = post_processor(r, ids, 1)
        return {"type": k, "processors": [{"type": "ByteLevel", "add_prefix_space": r.random() < .5, "trim_offsets": r.random() < .5, "use_regex": True}] + ([last] if last else [])}
    if k != "TemplateProcessing":
        a, b = r.choice(names), r.choice(names)
        return {"type": k, "sep": [a, ids[a]], "cls": [b, ids[b]]} | ({"trim_offsets": r.random() < .6, "add_prefix_space": r.random() < .5} if k[0] == "R" else {})
    text = lambda name, kind: [{"Sequence": {"id": name, "type_id": kind}}]
    around = lambda: [{"SpecialToken": {"id": r.choice(names), "type_id": r.randrange(2)}} for _ in range(r.choice([0, 1, 1, 2]))]
    return {"type": k, "single": around() + text("A", 0) + around(), "pair": around() + text("A", 0) + around() + text("B", 1) + around(), "special_tokens": {n: {"id": n, "ids": [ids[n]], "tokens": [n]} for n in names}}


def decoder(r, is_bytes):
    if is_bytes: return {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
    def one():
        k = r.choice(["WordPiece", "Metaspace", "BPEDecoder", "CTC", "Fuse", "ByteFallback", "Strip", "Replace", "ByteLevel"])
        return {"type": k} | {"WordPiece": {"prefix": r.choice(["##", ""]), "cleanup": r.random() < .6}, "Metaspace": {"replacement": "▁", "prepend_scheme": r.choice(["always", "first", "never"]), "split": True},
                              "BPEDecoder": {"suffix": "</w>"}, "CTC": {"pad_token": "<pad>", "word_delimiter_token": "▁", "cleanup": r.random() < .5}, "Strip": {"content": r.choice([" ", "a"]), "start": r.choice([0, 1, 2]), "stop": 0},
                              "Replace": {"pattern": {"String": r.choice(["▁", "a"])}, "content": r.choice([" ", ""])}, "ByteLevel": {"add_prefix_space": True, "trim_offsets": True, "use_regex": True}}.get(k, {})
    return r.choice([lambda: None, one, one, lambda: {"type": "Sequence", "decoders": [one() for _ in range(r.randrange(4))]}])()


def variant(r, all_models, chars):
    kind = r.choice([*all_models, "characters", "scored"])
    base = all_models[kind]
    ids = base["vocab"] if isinstance(base["vocab"], dict) else {t: i for i, (t, _) in enumerate(base["vocab"])}
    size, added = len(ids), []
    for name in [n for n in SPECIAL if r.random() < .7] + r.sample(["tok", "TOK", "  ", "é", "the", "Ａ", "\n", "a b", "▁", "ab"], r.choice([0, 0, 1, 2, 4])):
        control = name in SPECIAL
        coin = lambda p: r.random() < p
        added.append({"id": ids.get(name, size), "content": name, "single_word": not control and coin(.2), "lstrip": coin(.2), "rstrip": coin(.2), "normalized": not control and coin(.4), "special": control})
        if name not in ids: size += 1
    added.sort(key=lambda a: a["id"])
    return kind, settings(r, kind), {"added_tokens": added, "normalizer": normalizer(r, chars), "pre_tokenizer": pre_tokenizer(r, kind == "bytes"), "post_processor": post_processor(r, ids), "decoder": decoder(r, kind == "bytes")}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--prep", default="prep"); p.add_argument("--variants", type=int, default=300); p.add_argument("--texts", type=int, default=40); p.add_argument("--seed", type=int, default=1); p.add_argument("--record")
    a = p.parse_args()
    r, all_models, chars = random.Random(a.seed), models(), charsmap()
    folder = tempfile.mkdtemp(); path, texts_path = os.path.join(folder, "tokenizer.json"), os.path.join(folder, "texts.jsonl")
    outcome, refusals, recorded = collections.Counter(), collections.Counter(), []
    for n in range(a.variants):
        kind, options, parts = variant(r, all_models, chars)
        texts = ["".join(r.choice(WORDS) + (" " if r.random() < .3 else "") for _ in range(r.randrange(0, 10))) for _ in range(a.texts)]
        json.dump({"version": "1.0", "truncation": None, "padding": None} | parts | {"model": all_models[kind] | options}, open(path, "w", encoding="utf-8"))
        try: judge = Tokenizer.from_file(path)
        except BaseException: outcome["judge refuses"] += 1; continue
        open(texts_path, "w").write("".join(json.dumps({"text": t}) + "\n" for t in texts))
        control = {t["id"] for t in parts["added_tokens"] if t["special"]}
        loses = all_models[kind]["type"] == "BPE" and not options.get("unk_token") and kind != "bytes" or "Precompiled" in json.dumps(parts["normalizer"])
        cases, bad = [{"text": t} for t in texts], None
        for mode in ("text", "special"):
            judge.encode_special_tokens = mode == "text"
            run = subprocess.run([a.prep, "encode", "-q", "--threads", "1", "--json", "--offsets-in", "characters", "-t", path, *(["--allow-special"] if mode == "special" else []), texts_path], capture_output=True, text=True)
            if run.returncode:
                bad = "refused"; refusals[run.stderr.strip().replace(path, "FILE")[:150]] += 1; break
            for case, line in zip(cases, run.stdout.split("\n")):
                have = json.loads(line)
                try: want = judge.encode(case["text"], add_special_tokens=False)
                except BaseException as e:
                    if isinstance(e, KeyboardInterrupt): raise
                    case["fails"] = True; continue
                if mode == "text" and any(i in control for i in want.ids): continue
                case["special" if mode == "special" else "ids"] = want.ids
                places = [list(o) for o in want.offsets]
                if mode == "text" and not loses: case["offsets"] = places
                if have["ids"] != want.ids or not loses and have["offsets"] != places:
                    if bad is None: print(f"v{n} {mode} {kind} {options} {case['text']!r}\n  {json.dumps(parts)[:1500]}\n  want {want.tokens} {places}\n  have {[judge.id_to_token(i) for i in have['ids']]} {have['offsets']}")
                    bad = "different"
        if bad: outcome[bad] += 1; continue
        for case in cases:
            if "special" not in case: continue
            case["wrapped"] = judge.encode(case["text"]).ids
            case["decoded"] = judge.decode(case["special"], skip_special_tokens=False)
        outcome["equal"] += 1
        kept = [c for c in cases if "special" in c and "fails" not in c][:8]
        recorded.append(json.dumps({"model": kind, "settings": options} | parts | {"cases": kept}, ensure_ascii=False, separators=(",", ":")).replace(chars, "CHARSMAP") + "\n")
    if a.record:
        with open(a.record, "w", encoding="utf-8") as out:
            out.write(json.dumps({"models": all_models, "charsmap": chars}, ensure_ascii=False, separators=(",", ":")) + "\n"); out.writelines(recorded)
    print(dict(outcome))
    for message, count in refusals.most_common(): print(count, message)
    sys.exit(1 if outcome["different"] else 0)


main()
