#!/usr/bin/env python3
"""What Hugging Face tokenizers trains: WordPiece and byte pairs over characters, on texts of our own.

    trained_vocabularies.py --record FILE   write the cases with the vocabularies they gave
    trained_vocabularies.py --compare FILE  train again and compare, ids that chance gives aside

Needs tokenizers 0.23.3. A line holds the name, the options, the texts, the tokens by id and the merges. WordPiece gives
the letters behind `##` their ids by chance; the case says in which order they came.
"""
import argparse
import json
import random

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

WORDS = (
    "the lighthouse keeper wrote down the weather every morning and nobody ever asked to read it light lights lighter "
    "Größe größer café naïve 日本語 日本 東京都 東京 привет приветствие мир 🙂 🙂🙂 don't can't 1234 12,345 x=y[0]; a_b "
    "token tokens tokenizer tokenization untokenized hello hell help helping ##x #a <s> [UNK]"
).split()
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]


def texts(seed, count, spaces=(" ", " ", " ", "  ", "\n", "\t")):
    chance = random.Random(seed)
    result = []
    for _ in range(count):
        line = ""
        for _ in range(chance.randrange(0, 12)):
            line += chance.choice(spaces) + chance.choice(WORDS)
        result.append(line)
    return result


def metaspace():
    return pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)


def bert(lowercase):
    return normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=lowercase)


def cases():
    wordpiece = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = ["<unk>", "<s>", "</s>"]
    for seed, size, options in [
        (1, 150, {}), (2, 200, {"min_frequency": 3}), (3, 120, {"limit_alphabet": 24}), (4, 400, {}),
        (5, 5000, {}), (6, 130, {"initial_alphabet": ["q", "ж"]}),
    ]:
        yield f"wordpiece {seed}", "wordpiece", bert(seed % 2 == 1), pre_tokenizers.BertPreTokenizer(), wordpiece, size, options, texts(seed, 60)
    yield "wordpiece by white space", "wordpiece", None, pre_tokenizers.WhitespaceSplit(), wordpiece, 160, {}, texts(7, 80)
    for seed, size, options in [
        (11, 380, {}), (12, 420, {"min_frequency": 2}), (13, 330, {"limit_alphabet": 20}), (14, 500, {"max_token_length": 4}),
        (15, 5000, {}),
    ]:
        normalizer = normalizers.NFKC() if seed % 2 else None
        yield f"pairs {seed}", "sentencepiece-bpe", normalizer, metaspace(), pieces + BYTES, size, options, texts(seed, 60)
    yield "pairs in lower case", "sentencepiece-bpe", normalizers.Lowercase(), metaspace(), pieces + BYTES, 400, {}, texts(16, 60)
    for seed in range(20, 32):
        chance = random.Random(seed)
        lines = ["".join(chance.choice("aab b c") for _ in range(40)) for _ in range(8)]
        yield f"ties {seed}", "sentencepiece-bpe", None, metaspace(), ["<unk>"], 60, {}, lines


def train(kind, normalizer, pre_tokenizer, special, size, options, lines):
    is_wordpiece = kind == "wordpiece"
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]") if is_wordpiece else models.BPE(unk_token="<unk>", byte_fallback=True))
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    make = trainers.WordPieceTrainer if is_wordpiece else trainers.BpeTrainer
    trainer = make(vocab_size=size, special_tokens=special, show_progress=False, **options)
    tokenizer.train_from_iterator(lines, trainer)
    root = json.loads(tokenizer.to_str())
    vocabulary = root["model"]["vocab"]
    tokens = sorted(vocabulary, key=vocabulary.get)
    assert [vocabulary[token] for token in tokens] == list(range(len(tokens)))
    merges = [merge if isinstance(merge, list) else merge.split(" ") for merge in root["model"].get("merges", [])]
    return root, tokens, merges


def record():
    for name, kind, normalizer, pre_tokenizer, special, size, options, lines in cases():
        root, tokens, merges = train(kind, normalizer, pre_tokenizer, special, size, options, lines)
        order = [token[2:] for token in tokens if kind == "wordpiece" and token.startswith("##") and len(token) == 3]
        yield {
            "name": name, "model": kind, "normalizer": root["normalizer"], "pre_tokenizer": root["pre_tokenizer"],
            "special": special, "size": size, "options": options, "order": order, "texts": lines, "tokens": tokens,
            "merges": merges,
        }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--record")
    parser.add_argument("--compare")
    arguments = parser.parse_args()
    if arguments.record:
        with open(arguments.record, "w", encoding="utf-8") as file:
            for row in record():
                file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
    if arguments.compare:
        rows = [json.loads(line) for line in open(arguments.compare, encoding="utf-8")]
        for old, new in zip(rows, record(), strict=True):
            same = old["tokens"] == new["tokens"] if old["model"] != "wordpiece" else len(old["tokens"]) == len(new["tokens"])
            print(old["name"], "same" if same else "differs")


if __name__ == "__main__":
    main()
