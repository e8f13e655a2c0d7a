"""Holds the presets of `prep filter` against datatrove's filters, record by record.

  python3 -m venv ENV && ENV/bin/pip install datatrove==0.10.1 spacy tldextract
  ENV/bin/python Tests/Benchmarks/filter_peers.py PREP texts.jsonl [--show PRESET] [--most N]

Both see the same records, whose `text` is asked. For each preset: how many records both keep, both leave out, and one of them; and the
share of equal decisions. `--show` names the records that differ, with both reasons. `--words` shows how many words both count.
"""
import argparse, collections, json, subprocess, sys, tempfile

arguments = argparse.ArgumentParser()
arguments.add_argument("prep")
arguments.add_argument("texts")
arguments.add_argument("--show")
arguments.add_argument("--most", type=int, default=10**9)
options = arguments.parse_args()

from datatrove.data import Document
from datatrove.pipeline.filters import C4QualityFilter, FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter
from datatrove.pipeline.filters.c4_filters import C4ParagraphFilter

filters = {
    "gopher-quality": GopherQualityFilter, "gopher-repetition": GopherRepetitionFilter, "c4": C4QualityFilter,
    "c4-paragraphs": C4ParagraphFilter, "fineweb": FineWebQualityFilter,
}
texts = []
for line in open(options.texts, encoding="utf-8", newline="\n"):
    text = json.loads(line).get("text")
    # Neither of the two makes a decision on nothing: datatrove divides by its words.
    if isinstance(text, str) and text.strip():
        texts.append(text)
    if len(texts) == options.most:
        break


def theirs(name, text):
    verdict = filters[name]().filter(Document(text=text, id=""))
    return verdict if isinstance(verdict, tuple) else (verdict, "")


def ours(name):
    """For each record whether it stays, and why not."""
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/in.jsonl", "w", encoding="utf-8") as file:
            for number, text in enumerate(texts):
                file.write(json.dumps({"n": number, "text": text}, ensure_ascii=False) + "\n")
        subprocess.run(
            [options.prep, "filter", "-q", "--preset", name, "--field", "text", "--removed", folder + "/out.jsonl", "--reason", "why",
             "-o", folder + "/kept.jsonl", folder + "/in.jsonl"], check=True)
        found = [(True, "")] * len(texts)
        for line in open(folder + "/out.jsonl", encoding="utf-8"):
            record = json.loads(line)
            found[record["n"]] = (False, "%s %s" % (record["why"]["rule"], record["why"].get("value", "")))
        return found


for name in filters:
    if options.show and options.show != name:
        continue
    counts = collections.Counter()
    for number, (text, own) in enumerate(zip(texts, ours(name))):
        other = theirs(name, text)
        counts[own[0], other[0]] += 1
        if options.show and own[0] != other[0]:
            print(json.dumps({"record": number, "prep": own, "datatrove": other, "text": text[:160]}, ensure_ascii=False))
    equal = counts[True, True] + counts[False, False]
    print("%-18s both keep %5d  both drop %5d  prep alone drops %4d  datatrove alone drops %4d  equal %.2f %%" % (
        name, counts[True, True], counts[False, False], counts[False, True], counts[True, False], 100 * equal / len(texts)))
