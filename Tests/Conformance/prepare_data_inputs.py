#!/usr/bin/env python3
"""Write inputs that reach each rule of OpenAI's removed prepare_data, to hold `prep fix --like-prepare-data` against the tool itself.

  prepare_data_inputs.py DIRECTORY [SEED]

Every file is small and named after the rules it is meant to reach; a seed other than 0 varies lengths, words and choices.
"""
import csv, json, os, random, sys

out = sys.argv[1]
seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
rng = random.Random(seed)
os.makedirs(out, exist_ok=True)
words = "river stone lamp paper quiet green window seven market Über straße 東京 été пример ǅ ΣΟΦΟΣ".split()


def text(low=2, high=7):
    return " ".join(rng.choice(words) for _ in range(rng.randint(low, high)))


def pairs(n, prompt=lambda i: f"{text()} {i}", completion=lambda i: f"{text()} {i}"):
    return [{"prompt": prompt(i), "completion": completion(i)} for i in range(n)]


def jsonl(name, rows, raw=False):
    with open(os.path.join(out, name), "w", encoding="utf-8") as f:
        for row in rows:
            f.write((row if raw else json.dumps(row, ensure_ascii=rng.random() < 0.5)) + "\n")


def table(name, rows, delimiter=","):
    with open(os.path.join(out, name), "w", encoding="utf-8", newline="") as f:
        csv.writer(f, delimiter=delimiter).writerows(rows)


n = 20 if seed == 0 else rng.randint(3, 130)
jsonl("plain.jsonl", pairs(n))
jsonl("more-than-100.jsonl", pairs(120))
jsonl("case-of-keys.jsonl", [{"Prompt": p["prompt"], "COMPLETION": p["completion"]} for p in pairs(n)])
jsonl("extra-keys.jsonl", [{**p, "id": i, "note": None} for i, p in enumerate(pairs(n))])
jsonl("missing-prompt.jsonl", [{"completion": p["completion"]} for p in pairs(n)])
jsonl("missing-completion.jsonl", [{"prompt": p["prompt"]} for p in pairs(n)])
jsonl("empty-completions.jsonl", [{**p, "completion": "" if i % 4 == 0 else p["completion"]} for i, p in enumerate(pairs(n))])
jsonl("null-completions.jsonl", [{**p, "completion": None if i % 4 == 0 else p["completion"]} for i, p in enumerate(pairs(n))])
jsonl("all-completions-empty.jsonl", pairs(n, completion=lambda i: ""))
jsonl("blank-completions.jsonl", [{**p, "completion": "  " if i % 5 == 0 else p["completion"]} for i, p in enumerate(pairs(n))])
jsonl("open-ended.jsonl", pairs(n, prompt=lambda i: ""))
jsonl("open-ended-null.jsonl", pairs(n, prompt=lambda i: None))
jsonl("some-prompts-empty.jsonl", pairs(n, prompt=lambda i: "" if i % 3 == 0 else f"{text()} {i}"))
jsonl("classes.jsonl", pairs(30, completion=lambda i: rng.choice(["yes", "no"])))
jsonl("classes-of-many.jsonl", pairs(1300, completion=lambda i: rng.choice([" red", " green", " blue"])))
jsonl("classes-at-the-border.jsonl", pairs(9, completion=lambda i: "abc"[i % 3]))
jsonl("duplicates.jsonl", [p for p in pairs(n) for _ in range(rng.randint(1, 3))])
jsonl("long.jsonl", pairs(n) + pairs(3, prompt=lambda i: "word " * 1990 + str(i), completion=lambda i: "é" * (45 + i * 20)))
jsonl("long-and-duplicate.jsonl", [{"prompt": "word " * 2100, "completion": "same"}] * 3 + pairs(n))
jsonl("capitals.jsonl", pairs(n, prompt=lambda i: f"{text()} {i}".upper(), completion=lambda i: f"{text()} {i}".upper()))
jsonl("capitals-of-prompts.jsonl", pairs(n, prompt=lambda i: f"LOUD AND CLEAR {i} MESSAGE"))
jsonl("capitals-of-completions.jsonl", pairs(n, completion=lambda i: f" LOUD {i} ΑΣ END"))
jsonl("separator.jsonl", pairs(n, prompt=lambda i: f"{text()} {i}\n\n###\n\n"))
jsonl("separator-inside.jsonl", pairs(n, prompt=lambda i: f"{text()} ->{i} ->"))
jsonl("separator-long.jsonl", pairs(n, prompt=lambda i: f"{text()} {i} and what is the answer?"))
jsonl("arrow-taken.jsonl", pairs(n, prompt=lambda i: f"a -> b {text()} {i}"))
jsonl("line-ends-in-prompts.jsonl", pairs(n, prompt=lambda i: f"{text()}\n{text()} {i}"))
for taken in range(1, 6):
    signs = ["###", "===", "---", "===>", "--->"][:taken]
    jsonl(f"separators-taken-{taken}.jsonl", pairs(n, prompt=lambda i: "a -> b " + "".join(f"\n\n{s}\n\n" for s in signs) + f"{text()} {i}"))
jsonl("same-prompts.jsonl", pairs(n, prompt=lambda i: "always the same"))
jsonl("same-completions.jsonl", pairs(n, completion=lambda i: "always the same"))
jsonl("prefix-short.jsonl", pairs(n, prompt=lambda i: f"Q: {i} {text()}"))
jsonl("prefix-of-12.jsonl", pairs(n, prompt=lambda i: f"abcdefghijkl{chr(97 + i % 26)}{text()} {i}"))
jsonl("prefix-of-13.jsonl", pairs(n, prompt=lambda i: f"abcdefghijklm{chr(97 + i % 26)}{text()} {i}"))
jsonl("prefix-long.jsonl", pairs(n, prompt=lambda i: f"Translate this sentence: {text()} {i}"))
jsonl("prefix-and-suffix.jsonl", pairs(n, prompt=lambda i: f"Translate this sentence: {text()} {i} ->"))
jsonl("completion-prefix.jsonl", pairs(n, completion=lambda i: f"Answer: {chr(97 + i % 26)}{text()} {i}"))
jsonl("completion-prefix-space.jsonl", pairs(n, completion=lambda i: f" Answer: {chr(97 + i % 26)}{text()} {i}"))
jsonl("completion-prefix-of-4.jsonl", pairs(n, completion=lambda i: f"abcd{chr(97 + i % 26)}{text()} {i}"))
jsonl("completion-prefix-of-5.jsonl", pairs(n, completion=lambda i: f"abcde{chr(97 + i % 26)}{text()} {i}"))
jsonl("stop.jsonl", pairs(n, completion=lambda i: f" {text()} {i} END"))
jsonl("stop-inside.jsonl", pairs(n, completion=lambda i: f" {text()}\n{i}\n"))
jsonl("stop-long.jsonl", pairs(n, completion=lambda i: f" {text()} {i} and so they lived."))
stops = ["\n", ".", " END", "***", "+++", "&&&", "$$$", "@@@", "%%%"]
for taken in range(1, 10):
    jsonl(f"stops-taken-{taken}.jsonl", pairs(n, completion=lambda i: "".join(stops[:taken]) + f"{text()} {i}"))
jsonl("leading-space.jsonl", pairs(n, completion=lambda i: f" {text()} {i}"))
jsonl("leading-space-of-some.jsonl", pairs(n, completion=lambda i: (" " if i % 2 else "") + f"{text()} {i}"))
jsonl("numbers.jsonl", pairs(n, prompt=lambda i: i, completion=lambda i: i * 3 + 1))
jsonl("reals.jsonl", pairs(n, completion=lambda i: i / 4 + 0.125))
jsonl("numbers-with-gap.jsonl", pairs(n, completion=lambda i: None if i == 2 else i * 3 + 1))
jsonl("booleans.jsonl", pairs(n, completion=lambda i: i % 2 == 0))
jsonl("lists.jsonl", pairs(n, completion=lambda i: [text(1, 2), i, None, {"a": "it's"}]))
jsonl("one-record.jsonl", pairs(1))
jsonl("two-records.jsonl", pairs(2))
jsonl("blank-lines.jsonl", [line for p in pairs(n) for line in (json.dumps(p), "")], raw=True)
jsonl("broken.jsonl", [json.dumps(p) for p in pairs(3)] + ['{"prompt": "a", "completion": '], raw=True)
jsonl("empty.jsonl", [], raw=True)
json.dump(pairs(n), open(os.path.join(out, "array.json"), "w"))
json.dump(pairs(n), open(os.path.join(out, "array.jsonl"), "w"))
json.dump({"prompt": [f"p{i}" for i in range(n)], "completion": [f"c{i}" for i in range(n)]}, open(os.path.join(out, "columns.json"), "w"))
jsonl("lines.json", pairs(n))
json.dump(pairs(n), open(os.path.join(out, "indented.json"), "w"), indent=2)
table("table.csv", [["prompt", "completion"]] + [[p["prompt"], p["completion"]] for p in pairs(n)])
table("table-three.csv", [["id", "Prompt", "Completion"]] + [[i, p["prompt"], p["completion"]] for i, p in enumerate(pairs(n))])
table("table-missing.csv", [["prompt", "completion"]] + [[f"p {i}", rng.choice(["NA", "null", "", "x", "None", "n/a"]) + ("" if i % 2 else str(i))] for i in range(n)])
table("table-lines.csv", [["prompt", "completion"]] + [[f"first\nsecond {i}", 'say "yes", ' + str(i)] for i in range(n)])
table("table-numbers.csv", [["prompt", "completion"]] + [[f"p {i}", i] for i in range(n)])
table("table-ragged.csv", [["prompt", "completion"], ["a"], ["b", "c"], ["d", "e"]])
table("table-other.csv", [["question", "answer"]] + [["a", "b"]] * 3)
table("table.tsv", [["prompt", "completion"]] + [[p["prompt"], p["completion"]] for p in pairs(n)], "\t")
open(os.path.join(out, "lines.txt"), "w").write("\n".join(text() for _ in range(n)))
open(os.path.join(out, "lines-ended.txt"), "w").write("".join(text() + "\n" for _ in range(n)))
open(os.path.join(out, "lines-crlf.txt"), "w", newline="").write("".join(text() + "\r\n" for _ in range(n)))
open(os.path.join(out, "no-ending"), "w").write('{"prompt":"a","completion":"b"}\n')
jsonl("other-ending.data", pairs(n))
try:
    import openpyxl

    book = openpyxl.Workbook()
    for row in [["prompt", "completion"]] + [[p["prompt"], p["completion"]] for p in pairs(n)]:
        book.active.append(row)
    book.create_sheet("second").append(["prompt", "completion"])
    book.save(os.path.join(out, "two-sheets.xlsx"))
    book = openpyxl.Workbook()
    for row in [["prompt", "completion"]] + [[f"p {i}", i if i != 2 else None] for i in range(n)]:
        book.active.append(row)
    book.save(os.path.join(out, "numbers.xlsx"))
except ImportError:
    print("openpyxl is missing: no workbooks", file=sys.stderr)
