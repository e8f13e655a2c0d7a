#!/usr/bin/env python3
"""Hold `prep encode` and `prep decode` against recorded ids, offsets and texts of tokenizer families beyond byte-level BPE.

  family_golden.py --prep PATH --data DIRECTORY [NAME …]

DIRECTORY has `golden/NAME.jsonl.gz` with rows of vocab, text, ids, source and perhaps ids_as_text, as_text_leaks, offsets, and the vocabularies in
`vocab`. Prints what differs for each file; exits 1 when anything does.
"""
import argparse, collections, glob, gzip, json, os, subprocess, sys, tempfile


def encode(prep, vocabulary, path, *options):
    run = subprocess.run([prep, "encode", "-q", "--json", "-t", vocabulary, *options, path], capture_output=True, text=True)
    return [json.loads(line) for line in run.stdout.split("\n")[:-1]] if run.returncode == 0 else run.stderr.strip()[-300:]


def compare(prep, data, name):
    rows = [json.loads(line) for line in gzip.open(name)]
    vocabulary = os.path.join(data, "vocab", rows[0]["vocab"])
    if not os.path.exists(vocabulary): return {"no vocabulary": len(rows)}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "texts.jsonl")
        with open(path, "w") as out: out.writelines(json.dumps({"text": row["text"]}) + "\n" for row in rows)
        takes_special = rows[0]["source"].startswith("tokenizers")
        found = encode(prep, vocabulary, path, "--offsets", *(["--allow-special"] if takes_special else []))
        if isinstance(found, str): return {"refused: " + found: len(rows)}
        as_text = encode(prep, vocabulary, path)
    wrong = collections.Counter()
    for row, one, plain in zip(rows, found, as_text, strict=True):
        if one["ids"] != row["ids"]: wrong["ids"] += 1
        elif "offsets" in row:
            text = row["text"].encode()
            places = [[len(text[:a].decode(errors="ignore")), len(text[:b].decode(errors="replace"))] for a, b in one["offsets"]] if takes_special else one["offsets"]
            if places != row["offsets"]: wrong["offsets"] += 1
        if "ids_as_text" in row and (plain["ids"] == row["ids_as_text"]) == bool(row.get("as_text_leaks")): wrong["as text"] += 1
    return dict(wrong)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--prep", default="prep"); parser.add_argument("--data", required=True); parser.add_argument("names", nargs="*")
given = parser.parse_args()
bad = False
for name in sorted(glob.glob(os.path.join(given.data, "golden", "*.jsonl.gz"))):
    short = os.path.basename(name)[:-len(".jsonl.gz")]
    if short.startswith("task-") or given.names and short not in given.names: continue
    wrong = compare(given.prep, given.data, name)
    bad |= bool(wrong)
    print(short, wrong or "equal", flush=True)
sys.exit(1 if bad else 0)
