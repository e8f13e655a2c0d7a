#!/usr/bin/env python3
"""Hold `prep encode` against tiktoken and Hugging Face tokenizers on every byte-level vocabulary of the test data.

  same_ids.py --prep PATH --data DIRECTORY [--corpus FILE.jsonl …] [--limit BYTES] [--only NAME …] [--converted]

For each vocabulary the judge is tiktoken (rank files, with the pattern and special tokens published for them) or Hugging Face
tokenizers (tokenizer.json, vocab with merges). The texts are the golden cases and records of {"text": …}. With --converted the rank files
are also written as tokenizer.json and loaded in Hugging Face tokenizers. Prints a line for each pair; exits 1 when any ids differ.
"""
import argparse, base64, glob, json, os, subprocess, sys, tempfile, time

R50K = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"
CL100K = r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
def cased(number, contraction=r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?", minus="", tail=r"[\r\n/]*"):
    return "|".join([rf"[^\r\n\p{{L}}\p{{N}}]?[\p{{Lu}}\p{{Lt}}\p{{Lm}}\p{{Lo}}\p{{M}}{minus}]*[\p{{Ll}}\p{{Lm}}\p{{Lo}}\p{{M}}{minus}]+{contraction}",
                     rf"[^\r\n\p{{L}}\p{{N}}]?[\p{{Lu}}\p{{Lt}}\p{{Lm}}\p{{Lo}}\p{{M}}{minus}]+[\p{{Ll}}\p{{Lm}}\p{{Lo}}\p{{M}}{minus}]*{contraction}",
                     number, rf" ?[^\s\p{{L}}\p{{N}}]+{tail}", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
RANKS = {"r50k_base.tiktoken": R50K, "p50k_base.tiktoken": R50K, "cl100k_base.tiktoken": CL100K, "o200k_base.tiktoken": cased(r"\p{N}{1,3}"), "qwen2.tiktoken": QWEN, "qwen1.crlf.tiktoken": QWEN,
         "mistral_tekken.tiktoken": cased(r"\p{N}", ""), "kimi_k2.tiktoken.model": r"[\p{Han}]+|" + cased(r"\p{N}{1,3}", minus=r"&&[^\p{Han}]", tail=r"[\r\n]*")}
FILES = ["gpt2.tokenizer.json", "roberta-base.tokenizer.json", "gpt-neox-20B_tokenizer.json", "phi-2.tokenizer.json", "whisper-tiny.tokenizer.json", "clip.tokenizer.json", "torchtune-small.tokenizer.json"]
PAIRS = {"gpt2.encoder.json": "gpt2.vocab.bpe", "roberta-base.vocab.json": "roberta-base.merges.txt", "gpt2-tiny.vocab.json": "gpt2-tiny.merges.txt"}

def tiktoken_judge(path, pattern):
    import tiktoken, unicodedata
    ranks = {base64.b64decode(t): int(i) for t, i in (l.split() for l in open(path, "rb").read().splitlines() if l.strip())}
    e = tiktoken.Encoding("judge", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    nfc = "qwen" in path
    return lambda t: e.encode_ordinary(unicodedata.normalize("NFC", t) if nfc else t)

def hf_judge(path, as_text=True):
    from tokenizers import Tokenizer
    t = Tokenizer.from_file(path); t.encode_special_tokens = as_text
    return lambda s: t.encode(s, add_special_tokens=False).ids

def pair_judge(vocab, merges):
    from tokenizers import Tokenizer, models, pre_tokenizers
    t = Tokenizer(models.BPE.from_file(vocab, merges)); t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    return lambda s: t.encode(s).ids

def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--prep", default="prep"); p.add_argument("--data", required=True); p.add_argument("--corpus", action="append", default=[]); p.add_argument("--limit", type=int, default=4_000_000)
    p.add_argument("--only", action="append", default=[]); p.add_argument("--converted", action="store_true")
    a = p.parse_args()
    folder = tempfile.mkdtemp(); vocab = lambda n: os.path.join(a.data, "vocab", n)
    sets = {"golden": [json.loads(l)["text"] for f in sorted(glob.glob(a.data + "/golden/cases/*.jsonl")) for l in open(f, encoding="utf-8")]}
    for c in a.corpus:
        texts, size = [], 0
        for l in open(c, encoding="utf-8"):
            texts.append(json.loads(l)["text"]); size += len(texts[-1].encode("utf-8", "replace"))
            if size > a.limit: break
        sets[os.path.basename(c).split(".")[0]] = texts
    for n in sets:
        sets[n] = [t for t in sets[n] if not any(0xD800 <= ord(c) < 0xE000 for c in t)]
        with open(os.path.join(folder, n + ".jsonl"), "w", encoding="utf-8") as f: f.writelines(json.dumps({"text": t}, ensure_ascii=False) + "\n" for t in sets[n])
    jobs = [(n, [vocab(n)], lambda n=n, r=r: tiktoken_judge(vocab(n), r), "tiktoken") for n, r in RANKS.items()]
    jobs += [(n, [vocab(n)], lambda n=n: hf_judge(vocab(n)), "HF") for n in FILES]
    jobs += [(n + ", special tokens", [vocab(n), "--allow-special"], lambda n=n: hf_judge(vocab(n), False), "HF") for n in FILES]
    jobs += [(n, [vocab(n) + "," + vocab(m)], lambda n=n, m=m: pair_judge(vocab(n), vocab(m)), "HF") for n, m in PAIRS.items()]
    if a.converted:
        for n in RANKS:
            out = os.path.join(folder, n + ".json")
            jobs.append((n + " as tokenizer.json", [vocab(n)], lambda n=n, out=out: subprocess.run([a.prep, "tokenizer", "convert", vocab(n), "-o", out], check=True) and hf_judge(out), "HF"))
    different = 0
    for name, arguments, make, judged in jobs:
        if a.only and not any(name.startswith(o) for o in a.only): continue
        judge = make()
        for n, texts in sets.items():
            run = subprocess.run([a.prep, "encode", "-q", "-t", *arguments, os.path.join(folder, n + ".jsonl")], capture_output=True, text=True)
            if run.returncode: print(f"{name:40s} {n:9s} REFUSED {run.stderr.strip()[:200]}"); different += 1; break
            bad = total = skipped = 0; first = ""
            for t, line in zip(texts, run.stdout.split("\n")[:-1], strict=True):
                have = [int(x) for x in line.split()]; total += len(have)
                try: want = judge(t)
                except BaseException as e:
                    if isinstance(e, KeyboardInterrupt): raise
                    skipped += 1; continue
                if want != have:
                    k = next((i for i, (x, y) in enumerate(zip(want, have)) if x != y), 0)
                    first = first or f"at id {k}: {want[max(0, k - 2):k + 5]} {have[max(0, k - 2):k + 5]} in {t[:60]!r}"; bad += 1
            print(f"{name:40s} {n:9s} {judged:8s} {len(texts):5d} texts {total:9d} ids  " + (f"{bad} DIFFERENT {first}" if bad else "equal") + (f", {skipped} the judge cannot do" if skipped else ""), flush=True)
            different += bad
    sys.exit(1 if different else 0)

main()
